#!/bin/sh
# The fast tests: those that start no browser, print no PDF, look into no upload and need no older database. They are chosen by folder; a
# test that takes seconds belongs elsewhere. The database stays in var/ between runs, and takes new migrations by itself.
set -eu
mkdir -p var
start=$(date +%s)
sh scripts/test-scripts.sh || [ $? -eq 3 ] # 3: the node does not start here; `make test` says so
TEST_DATABASE="$PWD/var/check.sqlite3" .venv/bin/python -m pytest -n 2 --reuse-db \
    tests/house \
    tests/test_code_lists.py tests/test_numbers.py tests/test_plain_text.py tests/test_sorting.py tests/test_whole_numbers.py \
    tests/assessments/test_scoring.py tests/assessments/scorecard tests/assessments/domain --ignore=tests/assessments/domain/test_interleaving.py \
    tests/frameworks \
    "$@"
echo "Fast tests finished in $(($(date +%s) - start)) seconds."

#!/bin/sh
# The scripts' unit tests, then the whole suite on SQLite and beside it, since a browser waits much, `test-beside.sh`. What that said is
# shown when both have ended, and what was skipped is named last.
set -eu
python=.venv/bin/python
start=$(date +%s)
TEST_ONCE=$(mktemp -d) # what all processes make once: tests/once.py
export TEST_ONCE
beside=""
# Where this is ended early, what runs beside it ends too: with all its children, for which it has a group of its own.
trap '[ -z "$beside" ] || kill -- "-$beside" 2>/dev/null || true; rm -rf "$TEST_ONCE"' EXIT
trap 'exit 130' INT TERM

sh scripts/test-scripts.sh || {
    [ $? -eq 3 ] || exit 1
    echo "SKIPPED unit tests of static/js: the browser's driver lacks a library (sh scripts/system-libraries.sh test names it)" \
        >>"$TEST_ONCE/skipped"
}
setsid sh scripts/test-beside.sh "$@" >"$TEST_ONCE/beside" 2>&1 &
beside=$!
one=0 two=0
$python -m pytest -n 2 --ignore=tests/browser "$@" || one=$?
wait "$beside" || two=$?
beside=""
cat "$TEST_ONCE/beside"
echo "Suite finished in $(($(date +%s) - start)) seconds."
cat "$TEST_ONCE/skipped" 2>/dev/null || echo "Nothing was skipped."
[ $one -eq 0 ] || echo "FAILED on SQLite."
[ $two -eq 0 ] || echo "FAILED in a browser or on PostgreSQL."
[ $one -eq 0 ] && [ $two -eq 0 ]

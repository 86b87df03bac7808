#!/bin/sh
# The browser's journeys, and where they pass whatever asks the database on PostgreSQL; run by `test.sh` beside the suite on SQLite.
set -eu
python=.venv/bin/python
skip() { echo "SKIPPED $1" >>"$TEST_ONCE/skipped"; }

if command -v chromium >/dev/null && $python -m playwright --version >/dev/null 2>&1; then
    echo "In a browser:"
    $python -m pytest -n 2 tests/browser "$@"
else
    skip "browser tests: chromium or a library of its driver is missing (sh scripts/system-libraries.sh test names it)"
fi
if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    echo "On PostgreSQL:"
    sh scripts/with-postgresql.sh $python -m pytest -n 2 --ignore=tests/browser "$@"
else
    skip "PostgreSQL tests: initdb was not found (apt-get install postgresql)"
fi

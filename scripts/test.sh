#!/bin/sh
# The scripts' unit tests, the whole suite on SQLite, then on PostgreSQL whatever asks the database; the browser's journeys once. What was
# skipped is named at the end.
set -eu
python=.venv/bin/python
skipped=""
start=$(date +%s)

sh scripts/test-scripts.sh || {
    [ $? -eq 3 ] || exit 1
    skipped="$skipped
SKIPPED unit tests of static/js: the browser's driver lacks a library (sh scripts/system-libraries.sh test names it)"
}
$python -m pytest -n 2 --ignore=tests/browser "$@"
if command -v chromium >/dev/null && $python -m playwright --version >/dev/null 2>&1; then
    $python -m pytest -n 2 tests/browser "$@"
else
    skipped="$skipped
SKIPPED browser tests: chromium or a library of its driver is missing (sh scripts/system-libraries.sh test names it)"
fi
if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    sh scripts/with-postgresql.sh $python -m pytest -n 2 --ignore=tests/browser "$@"
else
    skipped="$skipped
SKIPPED PostgreSQL tests: initdb was not found (apt-get install postgresql)"
fi
echo "Suite finished in $(($(date +%s) - start)) seconds."
[ -z "$skipped" ] && echo "Nothing was skipped." || echo "$skipped"

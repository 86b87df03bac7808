#!/bin/sh
# Hostile inputs to every address and form, on SQLite and PostgreSQL at the same time. Ends with 1 where one of them found a fault, and
# with 3 where none did but the time ran out on one of them.
set -u
python=.venv/bin/python
log=$(mktemp)
trap 'rm -f "$log"' EXIT
sh scripts/with-postgresql.sh $python -m tests.fuzz.run "$@" >"$log" 2>&1 &
other=$!
$python -m tests.fuzz.run "$@"
one=$?
wait $other
two=$?
cat "$log"
for code in $one $two; do
    [ "$code" -eq 0 ] || [ "$code" -eq 3 ] || exit 1
done
[ $one -eq 0 ] && [ $two -eq 0 ] || exit 3

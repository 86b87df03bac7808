#!/bin/sh
# Hostile inputs to every address and form, on SQLite and PostgreSQL at the same time; ends with 1 where one of them found a fault.
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
[ $one -eq 0 ] && [ $two -eq 0 ]

#!/bin/sh
# Run a command with DATABASE_URL naming a PostgreSQL cluster of its own, in a temporary folder, gone afterwards.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
folder=$(mktemp -d)
as=""
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
    chown postgres "$folder"
    as="runuser -u postgres --"
fi
$as "$bin/initdb" -D "$folder/data" -U portal --auth=trust -E UTF8 --no-sync >/dev/null
$as "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -o "-c listen_addresses='' -k $folder -c fsync=off" start >/dev/null
trap '$as "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null; rm -rf "$folder"' EXIT
chmod 755 "$folder"
DATABASE_URL="postgres://portal@/postgres?host=$folder" "$@"

#!/bin/sh
# Run a command with DATABASE_URL naming a PostgreSQL cluster of its own, in a temporary folder, gone afterwards.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
folder=$(mktemp -d)
as=""
closed=""
stop() {
    $as "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
    [ -z "$closed" ] || chmod "$closed" /
}
trap stop EXIT
trap 'exit 143' INT TERM
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
    chown postgres "$folder"
    as="env -C $folder runuser -u postgres --"
    # In a system that stands in a temporary folder the root itself can be closed to others: it is opened as long as this runs.
    $as true 2>/dev/null || { closed=$(stat -c %a /) && chmod a+x /; }
fi
$as "$bin/initdb" -D "$folder/data" -U portal --auth=trust -E UTF8 --no-sync >/dev/null
$as "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -o "-c listen_addresses='' -k $folder -c fsync=off" start >/dev/null
chmod 755 "$folder"
DATABASE_URL="postgres://portal@/postgres?host=$folder" "$@"

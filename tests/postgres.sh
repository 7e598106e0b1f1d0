#!/bin/sh
# tests/postgres.sh COMMAND …: runs the command with SEEDBED_TEST_STORE naming an empty, throw-away PostgreSQL that lives in a
# temporary folder and is gone afterwards. No network: a socket in that folder.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || { echo "no PostgreSQL server is installed" >&2; exit 3; }
folder=$(mktemp -d /tmp/seedbed-pg-XXXXXX)
as_owner() { "$@"; }
if [ "$(id -u)" -eq 0 ]; then
        chown postgres "$folder"
        as_owner() { runuser -u postgres -- "$@"; }
fi
stop() { as_owner "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true; rm -rf "$folder"; }
trap stop EXIT INT TERM
as_owner "$bin/initdb" -D "$folder/data" -U seedbed -A trust -E UTF8 --locale=C.UTF-8 -N >/dev/null
# its data is thrown away, so it need not reach the disk
as_owner "$bin/pg_ctl" -D "$folder/data" -w -o "-k $folder -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off" -l "$folder/log" start >/dev/null
as_owner "$bin/createdb" -h "$folder" -U seedbed seedbed
SEEDBED_TEST_STORE="postgresql:///seedbed?host=$folder&user=seedbed" "$@"

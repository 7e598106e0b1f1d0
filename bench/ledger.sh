#!/bin/sh
# bench/ledger.sh [BUILD-FOLDER]: the ledger at TRANSFERS (10000000), beside a raw log and PostgreSQL's own best on the same disk in one run; a bill
# in FOCUS of BYTES (500000000); events, with EVENTS (as many) known. Puts that section of bench/RESULTS.md in place; a smaller run is only
# shown. WORK (/var/tmp). About
# fifteen minutes.
set -eu
export LC_ALL=C.UTF-8
cd "$(dirname "$0")/.."
B=${1:-build}
transfers=${TRANSFERS:-10000000}
work=$(mktemp -d "${WORK:-/var/tmp}/seedbed-ledger-XXXXXX")
trap 'stop; rm -rf "$work"' EXIT INT TERM
stop() { [ ! -d "$work/pg/data" ] || as_owner "$bin/pg_ctl" -D "$work/pg/data" -m immediate -w stop > /dev/null 2>&1 || true; }
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
as_owner() { "$@"; }
chmod 755 "$work"
mkdir "$work/pg"
if [ "$(id -u)" -eq 0 ]; then
        chown postgres "$work/pg"
        as_owner() { runuser -u postgres -- "$@"; }
fi
echo "seedbed bench: the ledger, $transfers lines" >&2
"$B/seedbed" bench --transfers "$transfers" --data "$work/once" --json ledger > "$work/ledger.json"
rm -rf "$work/once"

# The plainest ledger in PostgreSQL that is as durable: a row for each transfer, balances added up once a batch, 8,190 at a time.
echo "seedbed bench: PostgreSQL" >&2
as_owner "$bin/initdb" -D "$work/pg/data" -U seedbed -A trust -E UTF8 --locale=C.UTF-8 > /dev/null
as_owner "$bin/pg_ctl" -D "$work/pg/data" -w -o "-k $work/pg -c listen_addresses='' -c shared_buffers=1GB -c max_wal_size=8GB" -l "$work/pg/log" start > /dev/null
sql() { psql -h "$work/pg" -U seedbed -d postgres -qAt -v ON_ERROR_STOP=1 "$@"; }
sql -c "CREATE TABLE account (id bigint PRIMARY KEY, balance bigint NOT NULL);
        CREATE TABLE transfer (id bigint PRIMARY KEY, source bigint NOT NULL, target bigint NOT NULL, amount bigint NOT NULL, at timestamptz NOT NULL);
        INSERT INTO account SELECT n, 0 FROM generate_series(1, 10000) n;
        CREATE SEQUENCE transfer_id CACHE 8190;
        INSERT INTO transfer SELECT nextval('transfer_id'), 1, 2 + n % 9999, 1, now() FROM generate_series(1, $transfers) n; CHECKPOINT; ANALYZE"
cat > "$work/batch.sql" <<'SQL'
WITH line AS (INSERT INTO transfer SELECT nextval('transfer_id'), 1, 2 + (random() * 9998)::int, 1 + (random() * 99)::int, now()
        FROM generate_series(1, 8190) RETURNING source, target, amount),
     side AS (SELECT source AS id, -amount AS amount FROM line UNION ALL SELECT target, amount FROM line),
     total AS (SELECT id, sum(amount)::bigint AS amount FROM side GROUP BY id ORDER BY id)
UPDATE account a SET balance = a.balance + t.amount FROM total t WHERE a.id = t.id;
SQL
cat > "$work/single.sql" <<'SQL'
\set target random(2, 10000)
BEGIN;
UPDATE account SET balance = balance - 1 WHERE id = 1;
UPDATE account SET balance = balance + 1 WHERE id = :target;
INSERT INTO transfer VALUES (nextval('transfer_id'), 1, :target, 1, now());
COMMIT;
SQL
pgbench=$bin/pgbench
tps() { "$pgbench" -h "$work/pg" -U seedbed -n -M prepared "$@" postgres 2> /dev/null | awk '/^tps/ {print $3}'; }
batches=$(tps -c 1 -t 60 -f "$work/batch.sql")
singles=$(tps -c 64 -j 2 -T 10 -f "$work/single.sql")
stop

echo "seedbed bench: a bill in FOCUS, events" >&2
[ -x "$B/focus-bench" ] || make -s "$B/focus-bench"
BYTES=${BYTES:-500000000} ROUNDS=3 bench/focus.sh "$B/focus-bench" > "$work/focus.txt"
bench/events.sh "$B" > "$work/events.txt"
python3 bench/usage.py "$B/seedbed" "${EVENTS:-$transfers}" "$work" > "$work/usage.json"
out=bench/RESULTS.md
[ "$transfers" -ge 10000000 ] || { cp "$out" "$work/RESULTS.md"; out=$work/RESULTS.md; } # a short run is a look, not a result
TRANSFERS=$transfers PG_BATCHES=$batches PG_SINGLES=$singles python3 bench/ledger_results.py "$work" "$out"
sed -n '/^## Ledger/,/^## /p' "$out"

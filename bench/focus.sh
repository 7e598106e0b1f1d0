#!/bin/sh
# bench/focus.sh [BENCH]: makes a FOCUS bill and measures, by turns in one process, reading its bytes, its rows, its checked
# lines and its exact groups. BYTES (1000000000), ROUNDS (5), WORK (/var/tmp): the file should fit into memory, as it is the
# reader that is measured and not the disk. On a machine that others use, believe the last column.
set -eu
cd "$(dirname "$0")/.."
bench=${1:-build/focus-bench}
work=$(mktemp -d "${WORK:-/var/tmp}/seedbed-focus-XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM
sum=$("$bench" make "${BYTES:-1000000000}" 2>&1 > "$work/bill.csv")
echo "rows, sum: $sum"
"$bench" read "$work/bill.csv" "${ROUNDS:-5}" "${sum#* }"

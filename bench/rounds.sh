#!/bin/sh
# bench/rounds.sh [SEEDBED]: only what bench/run.sh measures of rounds (matching, an event, a large round, the last seconds before a
# deadline); puts that section of bench/RESULTS.md in place. APPLICATIONS (100000); WORK (/var/tmp). About five minutes.
set -eu
export LC_ALL=C.UTF-8
cd "$(dirname "$0")/.."
applications=${APPLICATIONS:-100000}
work=$(mktemp -d "${WORK:-/var/tmp}/seedbed-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM
"${1:-build/seedbed}" bench --applications "$applications" --reviews $((applications * 10)) --data "$work/once" --json match event rounds rush > "$work/once.json"
out=bench/RESULTS.md
[ "$applications" -ge 100000 ] || { cp "$out" "$work/RESULTS.md"; out=$work/RESULTS.md; } # a short run is a look, not a result
python3 bench/rounds_results.py "$work/once.json" "$out"
sed -n '/^## Rounds/,/^## /p' "$out"

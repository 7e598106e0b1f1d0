#!/bin/sh
# bench/events.sh [BUILD-FOLDER]: what it costs on one core to read CloudEvents in batches of 1,000, to key, hash and rate them.
# Takes the objects of `make`; three runs, the best counts on a machine that others use. PERF=1 shows where the time goes.
set -eu
cd "$(dirname "$0")/.."
B=${1:-build}
${CC:-gcc} -std=gnu17 -D_GNU_SOURCE -O2 -g -include tools/banned.h -Isrc bench/events.c "$B"/obj/src/credit/cloud_event*.o \
        "$B"/obj/src/credit/event_scan.o "$B"/obj/src/credit/price.o "$B"/obj/src/credit/rate.o "$B"/obj/src/credit/zone_clock.o $(ls "$B"/obj/src/base/*.o | grep -v -e asset.o) "$B"/obj/gen/words_data.o \
        -o "$B/bench-events" -ljansson -lyaml -lical -lunistring -lsodium -lcrypto -lz -lzstd -lxml2 -larchive -lm -lpthread
for _ in 1 2 3; do "$B/bench-events"; done
[ -z "${PERF:-}" ] || { perf record -q -o "$B/events.perf" "$B/bench-events" > /dev/null && perf report -i "$B/events.perf" --stdio --percent-limit 1.5 2> /dev/null | grep -v '^#'; }

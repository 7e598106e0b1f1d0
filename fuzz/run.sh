#!/bin/bash
# fuzz/run.sh BUILD-FOLDER SECONDS: builds every fuzz target with libFuzzer, ASan and UBSan and runs each for so long.
set -u
cd "$(dirname "$0")/.."
B=${1:-build} seconds=${2:-10} n=0 bad=0
mkdir -p "$B/fuzz"
flags="-std=gnu17 -D_GNU_SOURCE -g -O1 -fsanitize=fuzzer,address,undefined -include tools/banned.h -Isrc -I. -I$B/gen -I/usr/include/postgresql"
libs="-lmicrohttpd -lsqlite3 -lpq -lcurl -ljansson -lyaml -lical -lunistring -lsodium -lcrypto -lz -lzstd -larchive -lm -lpthread"
base="$(ls src/base/*.c | grep -v -e _test.c -e asset.c) $B/gen/words_data.c"
while IFS=: read -r name needs; do
        case $name in ''|'#'*) continue ;; esac
        source=fuzz/${name}_fuzz.c
        needs=${needs//@/$B/gen}
        n=$((n + 1))
        target=$B/fuzz/$name
        # shellcheck disable=SC2086
        if [ ! -x "$target" ] || [ -n "$(find $source $needs $base -newer "$target" 2>/dev/null)" ]; then
                if ! clang $flags "$source" $needs $base -o "$target" $libs 2>"$B/fuzz/$name.log"; then
                        cat "$B/fuzz/$name.log" >&2
                        echo "not ok $n - $name builds"
                        bad=1
                        continue
                fi
        fi
        mkdir -p "$B/fuzz/found-$name"
        corpus=fuzz/corpus/$name
        [ "$name" = pagec ] && corpus=tests/pagec_cases # its cases are the best begin there is
        if "$target" -max_total_time="$seconds" -rss_limit_mb=2048 -artifact_prefix="$B/fuzz/crash-$name-" "$B/fuzz/found-$name" "$corpus" >"$B/fuzz/$name.log" 2>&1 </dev/null; then
                echo "ok $n - $name finds nothing in $seconds s"
        else
                tail -30 "$B/fuzz/$name.log" >&2
                echo "not ok $n - $name finds nothing in $seconds s"
                bad=1
        fi
done <fuzz/targets.txt
echo "1..$n"
exit $bad

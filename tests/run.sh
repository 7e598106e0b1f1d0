#!/bin/bash
# tests/run.sh BUILD-FOLDER: everything that `make test` runs after the build; ends with "N passed, N failed, N skipped".
set -u
cd "$(dirname "$0")/.."
B=${1:-build}
log=$B/test-log
mkdir -p "$log"
passed=0 failed=0 skipped=0

# part NAME COMMAND …: runs a command that prints TAP; its lines are counted, what failed is shown with what it said
part() {
        local name=$1 begun=$SECONDS
        shift
        "$@" >"$log/$name.tap" 2>"$log/$name.err"
        count "$name" $? $((SECONDS - begun))
}

# count NAME STATUS SECONDS: of what ran
count() {
        local name=$1 status=$2 ok bad skip
        # cmocka writes "not ok N # SKIP", others "ok N # SKIP"
        skip=$(grep -ciE '^(not )?ok [0-9]+ .*# *skip' "$log/$name.tap")
        ok=$(grep -E '^ok ' "$log/$name.tap" | grep -vciE '# skip')
        bad=$(grep -E '^not ok ' "$log/$name.tap" | grep -vciE '# skip')
        if [ $status -ne 0 ] && [ "$bad" -eq 0 ]; then
                bad=1
        fi
        if [ "$ok" -eq 0 ] && [ "$bad" -eq 0 ] && [ "$skip" -eq 0 ]; then
                bad=1
        fi
        passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + skip))
        echo "$name: $ok passed, $bad failed, $skip skipped ($3 s)"
        if [ "$bad" -ne 0 ]; then
                grep -v '# *SKIP' "$log/$name.tap" | grep -B2 -A10 '^not ok' | tail -60
                grep -v '^time=' "$log/$name.err" | tail -40
        fi
}

# one NAME COMMAND …: a check that is one test
one() {
        local name=$1
        shift
        part "$name" sh -c 'if "$@"; then echo "ok 1 - '"$name"'"; else echo "not ok 1 - '"$name"'"; fi' sh "$@"
}

# aside NAME COMMAND …: the same, begun now and counted by `came NAME`; it takes only the time that others leave
aside() {
        local name=$1
        shift
        (
                begun=$SECONDS
                nice -n 19 "$@" >"$log/$name.err" 2>&1
                status=$?
                [ $status -eq 0 ] && echo "ok 1 - $name" >"$log/$name.tap" || echo "not ok 1 - $name" >"$log/$name.tap"
                echo "$status $((SECONDS - begun))" >"$log/$name.came"
        ) &
}

came() {
        local status seconds
        while [ ! -s "$log/$1.came" ]; do
                sleep 1
        done
        read -r status seconds <"$log/$1.came"
        count "$1" "$status" "$seconds"
}

export LC_ALL=C.UTF-8
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1
rm -f "$log"/*.came
aside clang-tidy tools/lint.sh clang-tidy "$B"
part sqlite env SEEDBED_TEST_STORE= "$B/tests-san"
part postgresql tests/postgres.sh "$B/tests-san"
part page-compiler tests/pagec_cases.sh "$B/pagec"
one floors tools/floors.sh
part doors tests/doors.sh
part security-page tests/security.py
one format tools/format.sh --check
part words tools/words.py
one words-gathered tools/words.sh "$B" --gather
# --strict: a text that nobody translated is a failure, too; TONGUES= for a look before the translators are done
TONGUES=${TONGUES---strict}
# shellcheck disable=SC2086
part tongues tools/tongues.py $TONGUES "$B/seedbed.pot"
one cppcheck tools/lint.sh cppcheck "$B"
came clang-tidy
part fuzz fuzz/run.sh "$B" 4
[ -f tests/chaos/run.sh ] && part chaos env CHAOS_LEDGER_SECONDS="${CHAOS_LEDGER_SECONDS:-60}" tests/chaos/run.sh "$B/seedbed"
[ -f tests/browser/run.mjs ] && part browser node tests/browser/run.mjs "$B/seedbed-san"
[ -f tests/browser/sso.mjs ] && part sign-on node tests/browser/sso.mjs "$B/seedbed-san"
# shellcheck disable=SC2086
[ -f tests/browser/tongues.mjs ] && part browser-tongues node tests/browser/tongues.mjs "$B/seedbed" "$B/seedbed-wide" $TONGUES
[ -f tests/browser/life.mjs ] && part life node tests/browser/life.mjs "$B/seedbed"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]

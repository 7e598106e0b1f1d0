#!/bin/bash
# tests/soak.sh BUILD-FOLDER SECONDS: the ledger's random tests for so long, on both engines, each time with another seed: servers that
# are killed under many clients (tests/chaos/ledger.py), and beside them posts in one process (src/credit/ledger_model_test.c).
# A seed that fails is printed; how to run it again stands beside it.
set -u
cd "$(dirname "$0")/.." || exit
B=$1 end=$((SECONDS + $2))
log=$B/soak-log
mkdir -p "$log"
export LC_ALL=C.UTF-8 ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1

model() {
        local runs=0 seed engine
        while [ $SECONDS -lt $end ]; do
                for engine in "env SEEDBED_TEST_STORE=" tests/postgres.sh; do
                        seed=$(((RANDOM << 15 | RANDOM) + 1))
                        # shellcheck disable=SC2086
                        if ! SEEDBED_MODEL_SEED=$seed nice -n 10 $engine "$B/tests-san" random_posts >"$log/model.tap" 2>&1; then
                                cat "$log/model.tap"
                                echo "not ok - the model: SEEDBED_MODEL_SEED=$seed $engine $B/tests-san random_posts"
                                return 1
                        fi
                        runs=$((runs + 1))
                done
        done
        echo "ok - $runs runs of the model"
}

model &
beside=$!
CHAOS_LEDGER_SECONDS=$(($2 / 2)) tests/chaos/run.sh "$B/seedbed" 20 ledger
ends=$?
wait $beside || ends=1
exit $ends

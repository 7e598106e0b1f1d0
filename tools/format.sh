#!/bin/sh
# tools/format.sh [--check]: clang-format over all C files; it decides, and nobody discusses it.
set -eu
cd "$(dirname "$0")/.."
files=$(ls src/*/*.c src/*/*.h tools/*.c tools/*.h tests/*.c tests/*.h fuzz/*.c)
if [ "${1:-}" = --check ]; then
        # shellcheck disable=SC2086
        clang-format --dry-run --Werror $files
else
        # shellcheck disable=SC2086
        clang-format -i $files
fi

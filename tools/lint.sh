#!/bin/sh
# tools/lint.sh cppcheck|clang-tidy BUILD-FOLDER: static analysis; every finding is mended, or explained where it stands.
set -eu
cd "$(dirname "$0")/.."
B=$2
files=$(ls src/*/*.c tools/*.c | grep -v -e _test.c)
# internalAstError: version 2.10 stumbles over compound literals in a ternary; the compilers do not
case $1 in
cppcheck)
        # shellcheck disable=SC2086
        cppcheck -q -j2 --std=c11 --enable=warning,portability,performance --inline-suppr --error-exitcode=1 \
                --suppress=internalAstError --suppress=missingIncludeSystem --suppress=unknownMacro --suppress=normalCheckLevelMaxBranches \
                -D__cppcheck__ -Isrc -I. -I"$B/gen" $files
        ;;
clang-tidy)
        # shellcheck disable=SC2086
        printf '%s\n' $files | xargs -P2 -n6 sh -c 'clang-tidy --quiet --warnings-as-errors="*" "$@" -- -std=gnu17 -D_GNU_SOURCE \
                -include tools/banned.h -Isrc -I. -I'"$B"'/gen -I/usr/include/postgresql -I/usr/include/libxml2' sh
        ;;
esac

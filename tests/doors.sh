#!/bin/sh
# tests/doors.sh: what tools/doors.py finds in a file with one fault, as TAP. The good file is one of ours, so the check is of the real
# thing; each fault is one change to it.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0 failed=0

is() { # sentence, words to be said (empty: nothing is wrong), change
        n=$((n + 1))
        sed "$3" src/people/token.c > "$work/token.c"
        said=$(tools/doors.py "$work/token.c" 2>&1)
        status=$?
        if [ -z "$2" ] && [ $status -eq 0 ] && [ -z "$said" ]; then
                echo "ok $n - $1"
        elif [ -n "$2" ] && [ $status -ne 0 ] && printf %s "$said" | grep -q "$2"; then
                echo "ok $n - $1"
        else
                failed=1
                echo "not ok $n - $1"
                printf "%s\n" "status $status: $said" | sed 's/^/# /'
        fi
}

is "a door with its permission and its place is fine" "" ""
is "a deed without a permission stops the build" "names no permission" "s/\.may = MAY_SELF,//"
is "so does one that names nothing" "no permission that anybody can have" "s/\.may = MAY_SELF,/.may = MAY_NOTHING,/"
is "and one that names what there is not" "no permission that anybody can have" "s/\.may = MAY_SELF,/.may = MAY_FLY,/"
is "a comment is no permission" "names no permission" "s|\.may = MAY_SELF,|/* .may = MAY_SELF, */|"
is "a deed that does not say where is refused" "does not say where" "s/\.where = [a-z_]*,//"
is "a door that stands in no table is found" "stands in no table" "s/token_make_action = {/token_forgotten_action = {/"
echo "1..$n"
exit $failed

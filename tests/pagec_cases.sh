#!/bin/sh
# The page compiler on small files, as TAP.
#
#     tests/pagec_cases.sh PAGEC [FOLDER]
#
# ok_*.html compile, also as C; where NAME.c and NAME.out stand beside one, the pages are drawn by
# that program and must come out as that file. bad_*.html are refused by the compiler, badc_*.html
# only by the C compiler; each says in its first line where and with what words.
set -u
pagec=$1
work=${2:-$(mktemp -d)}
cases=tests/pagec_cases
cc=${CC:-gcc}
flags="-std=gnu17 -D_GNU_SOURCE -O2 -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes
       -Wmissing-prototypes -Wvla -Wformat=2 -Wnull-dereference -Wimplicit-fallthrough -Werror
       -include tools/banned.h -Isrc -I. -I$work"
n=0
failed=0
mkdir -p "$work"

say() { # verdict, sentence, what came instead
        n=$((n + 1))
        echo "$1 $n - $2"
        if [ "$1" != ok ]; then
                failed=1
                printf "%s\n" "$3" | sed 's/^/# /'
        fi
}

expected() { # the words in a case's first line
        sed -n '1s/^{# expect: \(.*\) #}$/\1/p' "$1"
}

compile() { # name
        rm -f "$work/$1.html.h" "$work/$1.html.c" "$work/$1.pot"
        "$pagec" "$cases/$1.html" "$work/$1.html.h" "$work/$1.html.c" --pot "$work/$1.pot" 2>"$work/$1.err"
}

draw() { # name
        # shellcheck disable=SC2086
        $cc $flags "$cases/$1.c" "$work/$1.html.c" src/web/page.c src/base/str.c src/base/arena.c \
                src/base/status.c -lunistring -o "$work/$1" 2>"$work/$1.err" &&
                "$work/$1" >"$work/$1.out" 2>>"$work/$1.err" &&
                diff "$cases/$1.out" "$work/$1.out" >"$work/$1.err"
}

for file in "$cases"/ok_*.html; do
        name=$(basename "$file" .html)
        # shellcheck disable=SC2086
        if ! compile "$name" || ! $cc $flags -c "$work/$name.html.c" -o "$work/$name.o" 2>"$work/$name.err"; then
                say "not ok" "$name compiles" "$(cat "$work/$name.err")"
                continue
        fi
        say ok "$name compiles" ""
        if [ -f "$cases/$name.c" ]; then
                if draw "$name"; then say ok "$name draws what it should" ""
                else say "not ok" "$name draws what it should" "$(cat "$work/$name.err")"; fi
        fi
        if [ -f "$cases/$name.pot" ]; then
                if diff "$cases/$name.pot" "$work/$name.pot" >"$work/$name.err"; then
                        say ok "$name gives its words to translators" ""
                else say "not ok" "$name gives its words to translators" "$(cat "$work/$name.err")"; fi
        fi
done

for file in "$cases"/bad_*.html; do
        name=$(basename "$file" .html)
        wanted="$file:$(expected "$file")"
        if compile "$name"; then
                say "not ok" "$name is refused" "it compiled; wanted $wanted"
        elif [ "$(cat "$work/$name.err")" != "$wanted" ] || [ -e "$work/$name.html.h" ]; then
                say "not ok" "$name is refused" "$(cat "$work/$name.err"); wanted $wanted"
        else
                say ok "$name is refused" ""
        fi
done

for file in "$cases"/badc_*.html; do
        name=$(basename "$file" .html)
        line=$(expected "$file" | cut -d: -f1)
        words=$(expected "$file" | cut -d' ' -f2-)
        # shellcheck disable=SC2086
        if ! compile "$name"; then
                say "not ok" "$name is refused by the C compiler" "$(cat "$work/$name.err")"
        elif LC_ALL=C $cc $flags -c "$work/$name.html.c" -o "$work/$name.o" 2>"$work/$name.err"; then
                say "not ok" "$name is refused by the C compiler" "it compiled"
        elif ! grep -qF "$file:$line:" "$work/$name.err" || ! grep -qF "$words" "$work/$name.err"; then
                say "not ok" "$name is refused by the C compiler" "$(cat "$work/$name.err")"
        else
                say ok "$name is refused by the C compiler" ""
        fi
done
echo "1..$n"
exit $failed

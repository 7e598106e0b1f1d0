#!/bin/sh
# tools/words.sh BUILD-FOLDER: gathers the words marked for translation, in pages and in C, into BUILD-FOLDER/seedbed.pot.
# The same sources give the same bytes: no dates, no paths of this machine.
set -eu
cd "$(dirname "$0")/.."
B=$1
work=$B/words
rm -rf "$work"
mkdir -p "$work"
for page in src/*/*.html; do
        name=$work/$(basename "$page" .html)
        "$B/pagec" "$page" "$name.html.h" "$name.html.c" --pot "$name.pot"
done
# developers' tools and tests speak to developers
c=$(ls src/*/*.[ch] | grep -v -e '_test\.c$' -e '_probe\.h$' -e '/bench' -e '/plausible' -e '^src/base/words\.h$')
# shellcheck disable=SC2086
xgettext --language=C --from-code=UTF-8 --keyword --keyword=_ --keyword=N_ --keyword=S_ --keyword=words_n:1,2 \
        --keyword=words_n_str:1,2 --package-name=Seedbed --output="$work/c.po" $c
# C first: of the headers the first is taken
msgcat --to-code=UTF-8 --use-first --sort-by-file --no-wrap --output-file="$work/all.po" "$work/c.po" "$work"/*.pot
msgfmt --check-format --output-file=/dev/null "$work/all.po"
{
        echo "# Words of Seedbed: gathered by \`make words\`; what is wrong here is mended in the sources."
        sed -e '1,/^#$/d' -e '/^"POT-Creation-Date:/d' -e '/^"PO-Revision-Date:/d' "$work/all.po"
} >"$B/seedbed.pot"
echo "words: $(grep -c '^msgid ' "$B/seedbed.pot") texts in $B/seedbed.pot"

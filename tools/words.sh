#!/bin/sh
# tools/words.sh BUILD-FOLDER [--gather]: gathers the words marked for translation, in pages and in C, into
# BUILD-FOLDER/seedbed.pot, and brings locale/*.po up to them: new texts come in untranslated, those that are gone go.
# --gather: the template only. The same sources give the same bytes: no dates, no paths of this machine.
set -eu
cd "$(dirname "$0")/.."
B=$1
work=$B/words
rm -rf "$work"
mkdir -p "$work"
for page in src/*/*.html; do
        name=$work/$(echo "${page%.html}" | tr / -) # two rooms may have a page of one name
        "$B/pagec" "$page" "$name.html.h" "$name.html.c" --pot "$name.pot"
done
[ "$(find src -name '*.html' | wc -l)" -eq "$(find "$work" -name '*.pot' | wc -l)" ] # each page has words of its own
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
[ "${2:-}" = --gather ] && exit 0
for po in locale/*.po; do
        msgmerge --quiet --no-fuzzy-matching --no-wrap --add-location=file --output-file="$work/merged.po" "$po" "$B/seedbed.pot"
        # a reworded text stands at the end as obsolete until here: its translation is in the history
        msgattrib --no-obsolete --no-wrap --add-location=file --output-file="$work/kept.po" "$work/merged.po"
        cmp -s "$work/kept.po" "$po" || cp "$work/kept.po" "$po"
done

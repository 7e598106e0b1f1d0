/* docs/privacy.md is the tables of people/shown and privacy/kept, written down. */
#include "people/shown.h"
#include "privacy/kept.h"
#include "tests/check.h"

#include <stdio.h>
#include <stdlib.h>

static void put_fields(Arena *a, Text *t, const char *of)
{
        text_add(t, S("| what | in JSON | who sees it | personal | why it is kept |\n| --- | --- | "
                      "--- | --- | --- |\n"));
        for (size_t i = 0; i < SHOWN_FIELDS; i++) {
                const Shown *f = &shown_fields[i];

                if (str_is(str_from(f->of), of))
                        text_fmt(t, "| %s | `%s` | %.*s | %s | %s |\n", f->title, f->name,
                                 S_ARG(shown_to(a, f)), f->is_personal ? "yes" : "no", f->why);
        }
}

static void put_tables(Text *t, bool is_personal)
{
        static const char *const of[] = {"", "account", "party", "both"};

        text_add(t, is_personal ? S("| table | of | then |\n| --- | --- | --- |\n")
                                : S("| table | holds |\n| --- | --- |\n"));
        for (const KeptTable *k = kept_tables; k->table; k++) {
                if ((k->of != KEPT_OF_NOBODY) != is_personal)
                        continue;
                text_fmt(t, "| `%s` | ", k->table);
                if (is_personal)
                        text_fmt(t, "%s | ", of[k->of]);
                text_fmt(t, "%s |\n", k->then);
        }
}

static Str privacy_doc(Arena *a)
{
        Text t = text_begin(a, 64 * KIB);

        text_add(&t, S("# What is kept on people, and who sees it\n\nMade from the tables of the "
                       "program by a test; `SEEDBED_WRITE_DOCS=1 build/tests-san privacy_doc` "
                       "writes it again. Pages and\nJSON ask the same tables; `/privacy` shows "
                       "them. Why it is so: [0025](decisions/0025-erasure.md); what an operator "
                       "has to\nknow: [operations.md](operations.md#erasing-people).\n\n## People "
                       "and organisations in programmes\n\n"));
        put_fields(a, &t, "party");
        text_add(&t, S("\n## Accounts\n\n"));
        put_fields(a, &t, "account");
        text_add(&t, S("\n## When a person is erased\n\n"));
        put_tables(&t, true);
        text_add(&t, S("\n## Tables that hold nothing about people\n\n"));
        put_tables(&t, false);
        return text_str(&t);
}

TEST(privacy_doc_says_what_the_tables_say)
{
        static const char path[] = "docs/privacy.md";
        Str want = privacy_doc(a);
        char *room = arena_bytes(a, want.len + 2);
        FILE *f;
        size_t n;

        if (getenv("SEEDBED_WRITE_DOCS")) {
                f = fopen(path, "w");
                CHECK(f != NULL);
                CHECK(fwrite(want.at, 1, want.len, f) == want.len && fclose(f) == 0);
        }
        f = fopen(path, "r");
        CHECK(f != NULL);
        n = fread(room, 1, want.len + 1, f);
        fclose(f);
        CHECK(str_eq((Str){room, n}, want));
}

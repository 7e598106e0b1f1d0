/* YAML as people write it, and as they should not. */
#include "base/yaml_table.h"
#include "tests/check.h"

#include <string.h>

static Str faults_of(Arena *a, Str text)
{
        YamlFaults faults = {0};
        const YamlNode *root;

        CHECK_IS(yaml_read(a, text, &root, &faults), INVALID);
        CHECK(faults.n > 0);
        return yaml_faults_text(a, &faults);
}

TEST(every_value_knows_its_line_and_column)
{
        YamlFaults faults = {0};
        const YamlNode *root, *list;

        CHECK_OK(yaml_read(a, S("a: één\nlist:\n  - {b: \"x\"}\n  - >\n    one\n    two\n"), &root,
                           &faults));
        CHECK_INT(root->kind, YAML_MAPPING);
        CHECK_INT(root->count, 2);
        CHECK_STR(yaml_get(root, "a")->text, IS, "één");
        CHECK(!yaml_get(root, "a")->quoted);
        list = yaml_get(root, "list");
        CHECK_INT(list->count, 2);
        CHECK_INT(list->child->line, 3);
        CHECK_INT(list->child->column, 5);
        CHECK(yaml_get(list->child, "b")->quoted);
        CHECK_INT(yaml_get(list->child, "b")->key->column, 6);
        CHECK_STR(list->child->next->text, IS, "one two\n");
        CHECK(yaml_get(root, "none") == NULL);
        CHECK(yaml_get(NULL, "a") == NULL);
}

TEST(what_makes_yaml_mean_something_else_is_refused_with_its_place)
{
        static const struct {
                const char *text, *words;
        } cases[] = {
                {"", "1:1: expected a mapping; found an empty file"},
                {"# nothing\n", "1:1: expected a mapping; found an empty file"},
                {"a: &x 1\nb: 2\n", "1:4: expected no anchor"},
                {"a: 1\nb: *a\n", "2:4: expected no alias"},
                {"from: *\n", "in quotes"},
                {"a: !!int 1\n", "1:4: expected no tag"},
                {"a: ! 1\n", "1:4: expected no tag"},
                {"a: 1\n<<: {b: 2}\n", "2:1: expected no merge key"},
                {"a: 1\nb: 2\na: 3\n",
                 "3:1: expected each key once; found 'a' again (first in line 1)"},
                {"a: 1\n---\nb: 2\n", "2:1: expected one document"},
                {"%YAML 1.1\n---\na: 1\n", "expected no directive"},
                {"[a]: 1\n", "1:1: expected a word as the key; found a list"},
                {"a: 1\n\tb: 2\n", "expected YAML"},
                {"a: [1, 2\n", "expected YAML"},
                {"a: \"x\n", "expected YAML"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                CHECK_STR(faults_of(a, str_from(cases[i].text)), CONTAINS, cases[i].words);
        CHECK_STR(faults_of(a, S("ab: 1\nc: \xC3\xA9\xFF\n")), STARTS,
                  "2:5: expected UTF-8 text; found byte 0xff");
        CHECK_STR(faults_of(a, S("a: \0b\n")), STARTS, "1:4: expected UTF-8 text; found byte 0x00");
}

TEST(every_fault_is_told_up_to_twenty)
{
        Text t = text_begin(a, 10000);
        YamlFaults faults = {0};
        const YamlNode *root;

        for (int i = 0; i < 19; i++)
                text_fmt(&t, "k%d: &x 1\n", i);
        CHECK_IS(yaml_read(a, text_str(&t), &root, &faults), INVALID);
        CHECK_INT((int64_t)faults.n, 19);
        for (int i = 0; i < 19; i++)
                text_fmt(&t, "l%d: &x 1\n", i);
        faults = (YamlFaults){0};
        CHECK_IS(yaml_read(a, text_str(&t), &root, &faults), INVALID);
        CHECK_INT((int64_t)faults.n, YAML_FAULTS_MAX);
        CHECK_STR(yaml_faults_text(a, &faults), CONTAINS, "more");
}

TEST(a_file_has_limits)
{
        Text t = text_begin(a, 4 * MIB);
        YamlFaults faults = {0};
        const YamlNode *root;

        for (int i = 0; i < YAML_DEPTH_MAX; i++)
                text_char(&t, '[');
        for (int i = 0; i < YAML_DEPTH_MAX; i++)
                text_char(&t, ']');
        CHECK_OK(yaml_read(a, text_str(&t), &root, &faults));
        CHECK_STR(faults_of(a, str_fmt(a, "[%.*s]", S_ARG(text_str(&t)))), CONTAINS, "32 deep");
        t.len = 0;
        for (int i = 0; i < YAML_NODES_MAX; i++)
                text_add(&t, S("- a\n"));
        CHECK_STR(faults_of(a, text_str(&t)), CONTAINS, "at most 50000 values");
        t.len = 0;
        for (int i = 0; i < 24000; i++)
                text_fmt(&t, "k%d: v\n", i);
        CHECK_OK(yaml_read(a, text_str(&t), &root, &faults));
        t.len = 0;
        while (t.len <= YAML_BYTES_MAX)
                text_add(&t, S("# a long comment\n"));
        CHECK_STR(faults_of(a, text_str(&t)), CONTAINS, "at most 1048576 bytes");
        t.len = 0;
        while (t.len < YAML_BYTES_MAX)
                text_char(&t, '[');
        CHECK_STR(faults_of(a, text_str(&t)), CONTAINS, "deep");
}

/* The owner of an arena that is too small hears of it, and libyaml's memory is not lost. */
TEST(a_file_that_needs_more_memory_than_there_is_ends_at_the_arenas_owner)
{
        Arena small = arena_make(64 * KIB);
        Text t = text_begin(a, MIB);
        YamlFaults faults = {0};
        const YamlNode *root = NULL;
        jmp_buf trap;

        for (int i = 0; i < 5000; i++)
                text_add(&t, S("- a\n"));
        small.trap = &trap;
        if (setjmp(trap) == 0) {
                CHECK_IS(yaml_read(&small, text_str(&t), &root, &faults), OK);
                fail();
        }
        CHECK(small.trap == &trap);
        arena_free(&small);
}

TEST(a_word_is_told_what_it_was_meant_to_be)
{
        const Str words[] = {S("organisation"), S("person"), S("title"), S("to")};

        CHECK_STR(yaml_nearest(S("organization"), words, 4), IS, "organisation");
        CHECK_STR(yaml_nearest(S("tilte"), words, 4), IS, "title");
        CHECK_STR(yaml_nearest(S("TITLE"), words, 4), IS, "title");
        CHECK_STR(yaml_nearest(S("ot"), words, 4), IS, "to");
        CHECK_STR(yaml_nearest(S("zzz"), words, 4), IS, "");
        CHECK_STR(yaml_nearest(S(""), words, 4), IS, "");
        CHECK_INT(yaml_distance(S("kitten"), S("sitting"), 9), 3);
        CHECK_INT(yaml_distance(S("abcd"), S("acbd"), 9), 1);
        CHECK_INT(yaml_distance(S(""), S("abc"), 9), 3);
        CHECK_INT(yaml_distance(S("abc"), S("xyz"), 1), 2);
}

typedef struct {
        const YamlNode *node;
        Str name, text;
        int64_t count;
        bool yes;
} Inner;

typedef struct {
        const YamlNode *node;
        Str slug, line, text, any;
        int64_t number;
        bool yes;
        YamlDate date;
        int word;
        unsigned words;
        YamlTexts lines, slugs;
        YamlPairs pairs;
        Inner inner;
        YAML_LIST(Inner) list, map;
} Outer;

static const char *const word_words[] = {"red", "green", "blue", NULL};
static const YamlField inner_fields[] = {
        {"text", YAML_LINE, .offset = offsetof(Inner, text), .required = true},
        {"count", YAML_INT, .offset = offsetof(Inner, count), .min = 0, .max = 9},
        {"yes", YAML_BOOL, .offset = offsetof(Inner, yes)},
        {0}};
static const YamlTable inner_table = {"inner",
                                      inner_fields,
                                      sizeof(Inner),
                                      .at = offsetof(Inner, node),
                                      .name = offsetof(Inner, name),
                                      .lone = "text"};
static const YamlField outer_fields[] = {
        {"slug", YAML_SLUG, .offset = offsetof(Outer, slug), .required = true},
        {"line", YAML_LINE, .offset = offsetof(Outer, line), .max = 5},
        {"text", YAML_TEXT, .offset = offsetof(Outer, text)},
        {"any", YAML_ANY, .offset = offsetof(Outer, any)},
        {"number", YAML_INT, .offset = offsetof(Outer, number), .min = -5, .max = 5},
        {"yes", YAML_BOOL, .offset = offsetof(Outer, yes)},
        {"date", YAML_DATE, .offset = offsetof(Outer, date), .loose = true},
        {"word", YAML_WORD, .offset = offsetof(Outer, word), .words = word_words},
        {"words", YAML_WORDS, .offset = offsetof(Outer, words), .words = word_words},
        {"lines", YAML_LINES, .offset = offsetof(Outer, lines), .items_max = 3, .loose = true},
        {"slugs", YAML_SLUGS, .offset = offsetof(Outer, slugs)},
        {"pairs", YAML_PAIRS, .offset = offsetof(Outer, pairs)},
        {"inner", YAML_STRUCT, .offset = offsetof(Outer, inner), .table = &inner_table},
        {"list", YAML_STRUCTS, .offset = offsetof(Outer, list), .table = &inner_table},
        {"map", YAML_MAP, .offset = offsetof(Outer, map), .table = &inner_table},
        {0}};
static const YamlTable outer_table = {"outer", outer_fields, sizeof(Outer),
                                      .at = offsetof(Outer, node)};

TEST(a_table_fills_a_struct_from_a_file)
{
        YamlFaults faults = {0};
        Outer o = {0};

        CHECK_OK(yaml_load(
                a,
                S("slug: a-b\nline: ' hi '\ntext: |\n  one\n  two\nany: \"\"\nnumber: -5\nyes: "
                  "true\n"
                  "date: 2021-08\nword: blue\nwords: [red, blue]\nlines: one\nslugs: [x, y]\n"
                  "pairs: {a: b, c: \"\"}\ninner: alone\nlist: [{text: q, count: 9}, r]\n"
                  "map: {m: {text: s, yes: true}, n: t}\n"),
                &outer_table, &o, &faults));
        CHECK_STR(yaml_faults_text(a, &faults), IS, "");
        CHECK_STR(o.slug, IS, "a-b");
        CHECK_STR(o.line, IS, "hi");
        CHECK_STR(o.text, IS, "one\ntwo");
        CHECK_INT(o.number, -5);
        CHECK(o.yes && o.word == 2 && o.words == 5);
        CHECK(o.date.precision == YAML_MONTH);
        CHECK_INT(o.date.at_us, 1627776000000000);
        CHECK_INT((int64_t)o.lines.n, 1);
        CHECK_STR(o.slugs.at[1], IS, "y");
        CHECK_STR(o.pairs.at[0].value, IS, "b");
        CHECK_INT((int64_t)o.pairs.n, 2);
        CHECK_STR(o.inner.text, IS, "alone");
        CHECK_INT(o.list.at[0].count, 9);
        CHECK_STR(o.list.at[1].text, IS, "r");
        CHECK_STR(o.map.at[0].name, IS, "m");
        CHECK(o.map.at[0].yes);
        CHECK_STR(o.map.at[1].text, IS, "t");
        CHECK_INT(o.map.at[1].node->line, 17);
}

TEST(a_table_tells_what_it_expected)
{
        static const struct {
                const char *text, *words;
        } cases[] = {
                {"- a\n", "1:1: expected a outer as a mapping; found a list"},
                {"line: x\n", "1:1: expected 'slug' in this outer"},
                {"slug: A\n", "1:7: expected a slug"},
                {"slug: a\nlnie: x\n", "2:1: expected one of: slug, line, text"},
                {"slug: a\nlnie: x\n", "found 'lnie' (did you mean 'line'?)"},
                {"slug: a\nline: abcdef\n",
                 "2:7: expected at most 5 characters for 'line'; found 6"},
                {"slug: a\nline:\n", "expected text for 'line'; found nothing"},
                {"slug: a\nline: \"a\\tb\"\n",
                 "2:7: expected one line of text for 'line', without control"},
                {"slug: a\ntext: \"a\\0b\"\n",
                 "2:7: expected text for 'text', without control characters"},
                {"slug: a\nline: [x]\n", "2:7: expected text for 'line'; found a list"},
                {"slug: a\nnumber: 6\n",
                 "expected a whole number from -5 to 5 for 'number'; found '6'"},
                {"slug: a\nnumber: \"5\"\n", "expected a whole number"},
                {"slug: a\nyes: yes\n", "2:6: expected true or false; found 'yes'"},
                {"slug: a\ndate: 2021-02-30\n",
                 "2:7: expected a date as 2026-11-21, 2026-11 or 2026"},
                {"slug: a\nword: gren\n",
                 "expected one of: red, green, blue; found 'gren' (did you mean 'green'?)"},
                {"slug: a\nwords: red\n", "2:8: expected a list for 'words'; found 'red'"},
                {"slug: a\nlines: [a, b, c, d]\n",
                 "2:8: expected at most 3 under 'lines'; found 4"},
                {"slug: a\nslugs: [a, b, a]\n",
                 "2:15: expected each once under 'slugs'; found 'a' again"},
                {"slug: a\npairs: [a]\n", "2:8: expected a mapping for 'pairs'; found a list"},
                {"slug: a\nlist: [{count: 1}]\n", "2:8: expected 'text' in this inner"},
                {"slug: a\nlist:\n  - text: x\n    count: 10\n",
                 "4:12: expected a whole number from 0 to 9"},
                {"slug: a\nmap: {\"\": x}\n", "expected text for 'map'"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                YamlFaults faults = {0};
                Outer o = {0};
                Status s = yaml_load(a, str_from(cases[i].text), &outer_table, &o, &faults);

                CHECK(s == OK || s == INVALID);
                CHECK_IS(yaml_faults_end(&faults), INVALID);
                CHECK_STR(yaml_faults_text(a, &faults), CONTAINS, cases[i].words);
        }
}

TEST(faults_stand_in_the_order_of_the_file_and_on_one_line_each)
{
        YamlFaults faults = {0};
        Outer o = {0};
        Str text;

        CHECK_OK(yaml_load(a, S("yes: 1\nword: \"a\\nb\\e[31m\"\nnumber: x\nnope: 1\n"),
                           &outer_table, &o, &faults));
        CHECK_IS(yaml_faults_end(&faults), INVALID);
        text = yaml_faults_text(a, &faults);
        CHECK_STR(text, STARTS, "1:1: expected 'slug'");
        CHECK_STR(text, CONTAINS, "found 'a?b?[31m'");
        CHECK_INT((int64_t)faults.n, 5);
        for (size_t i = 1; i < faults.n; i++)
                CHECK(faults.list[i].line >= faults.list[i - 1].line);
}

TEST(names_and_addresses_are_told_apart_from_what_is_none)
{
        CHECK(yaml_is_slug(S("a1-b")) && !yaml_is_slug(S("a--b")) && !yaml_is_slug(S("-a")));
        CHECK(!yaml_is_slug(S("a-")) && !yaml_is_slug(S("")) && !yaml_is_slug(S("ä")));
        CHECK(yaml_is_entry_kind(S("member.joined")) && yaml_is_entry_kind(S("a.b-c.d")));
        CHECK(!yaml_is_entry_kind(S("member")) && !yaml_is_entry_kind(S("member.")));
        CHECK(!yaml_is_entry_kind(S(".joined")) && !yaml_is_entry_kind(S("Member.joined")));
        CHECK(yaml_is_url(S("https://example.org/a?b=c")) && yaml_is_url(S("http://a.b")));
        CHECK(!yaml_is_url(S("https://")) && !yaml_is_url(S("https://localhost")));
        CHECK(!yaml_is_url(S("javascript:alert(1)")) && !yaml_is_url(S("https://a.b/<x>")));
        CHECK(!yaml_is_url(S("https://me@a.b/")) && !yaml_is_url(S("https://a.b/ c")));
        CHECK(yaml_is_unit(S("USD")) && yaml_is_unit(S("gpu-hour")) && !yaml_is_unit(S("USd")));
        CHECK(yaml_is_decimal(S("25000")) && yaml_is_decimal(S("0.5")) &&
              !yaml_is_decimal(S("1e3")));
        CHECK(yaml_is_name(S("team_size")) && !yaml_is_name(S("team__size")));
}

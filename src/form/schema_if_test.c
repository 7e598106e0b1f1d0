/* What a JSON Schema says of conditions and limits is what the server says. */
#include "form/answer.h"
#include "form/condition.h"
#include "form/schema_if.h"
#include "tests/check.h"

#include <regex.h>
#include <string.h>

static bool matches(const char *pattern, const char *text)
{
        regex_t r;
        bool yes;

        CHECK_INT(regcomp(&r, pattern, REG_EXTENDED | REG_NOSUB), 0);
        yes = regexec(&r, text, 0, NULL, 0) == 0;
        regfree(&r);
        return yes;
}

static const char *pattern_of(Arena *a, bool (*write)(Text *t, Str bound), const char *bound)
{
        Text t = text_begin(a, 4096);

        CHECK(write(&t, str_from(bound)));
        CHECK(!t.overflow);
        return str_z(a, text_str(&t));
}

TEST(limits_of_numbers_as_patterns_are_those_that_the_server_keeps)
{
        static const char *const bounds[] = {"0",  "1",   "2",   "7",   "9",    "10",
                                             "19", "100", "207", "999", "1000", "100000"};
        static const char *const numbers[] = {
                "0",      "-0",        "-0.0",   "-1",     "-0.5",  "-200", "0.5",   "1",
                "1.0",    "1.5",       "2",      "6.99",   "7",     "007",  "7.001", "8",
                "9",      "9.9",       "10",     "11",     "18",    "19",   "20",    "99",
                "100",    "100.0",     "100.01", "101",    "199",   "206",  "207",   "207.1",
                "208",    "300",       "998",    "999",    "999.9", "1000", "1001",  "99999",
                "100000", "100000.00", "100001", "1000000"};

        for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
                const char *from = pattern_of(a, schema_number_from, bounds[i]);
                const char *to = pattern_of(a, schema_number_to, bounds[i]);

                for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
                        int side = decimal_text_compare(str_from(numbers[k]), str_from(bounds[i]));

                        if (matches(from, numbers[k]) != (side >= 0) ||
                            matches(to, numbers[k]) != (side <= 0))
                                print_error("%s beside %s: %s %s\n", numbers[k], bounds[i], from,
                                            to);
                        CHECK(matches(from, numbers[k]) == (side >= 0));
                        CHECK(matches(to, numbers[k]) == (side <= 0));
                }
        }
        CHECK(!schema_number_from(&(Text){.arena = a, .bytes_max = 100}, S("0.5")));
        CHECK(!schema_number_to(&(Text){.arena = a, .bytes_max = 100}, S("-3")));
}

static Str schema_of(Arena *a, const char *yaml)
{
        YamlFaults faults = {0};
        Form *form;
        const Json *json;
        Str schema;

        CHECK_OK(form_parse(a, str_from(yaml), &form, &faults));
        schema = form_schema(a, form, (Str){0});
        CHECK_OK(json_parse(a, schema, &json, NULL));
        return schema;
}

TEST(what_is_asked_under_a_condition_is_required_under_it_in_the_schema)
{
        Str s = schema_of(a, "form: f\ntitle: F\nfields:\n"
                             "  - {field: exports, title: E, kind: yes-no, required: true}\n"
                             "  - {field: size, title: S, kind: number, min: 1, max: 500}\n"
                             "  - {field: where, title: W, kind: text, required: true, "
                             "if: exports and size >= 20}\n"
                             "  - {field: why, title: Y, kind: text, required: true, "
                             "if: not exports}\n"
                             "  - {field: day, title: D, kind: date}\n"
                             "  - {field: late, title: L, kind: text, required: true, "
                             "if: day > 2026-01-01}\n");

        CHECK_STR(s, CONTAINS, "\"required\":[\"exports\"]");
        CHECK_STR(s, CONTAINS,
                  "{\"properties\":{\"exports\":{\"const\":true}},\"required\":"
                  "[\"exports\"]}");
        CHECK_STR(s, CONTAINS, "\"then\":{\"required\":[\"where\"]}");
        CHECK_STR(s, CONTAINS,
                  "{\"properties\":{\"exports\":{\"const\":false}},\"required\":"
                  "[\"exports\"]}");
        CHECK_STR(s, CONTAINS, "\"then\":{\"required\":[\"why\"]}");
        /* a day can not be compared there: never so, and the server still asks */
        CHECK_STR(s, CONTAINS, "{\"if\":{\"allOf\":[false]},\"then\":{\"required\":[\"late\"]}}");
}

TEST(a_condition_on_what_is_hidden_itself_does_not_hold_in_the_schema)
{
        Str s = schema_of(a, "form: f\ntitle: F\nfields:\n"
                             "  - {field: exports, title: E, kind: yes-no}\n"
                             "  - {field: big, title: B, kind: yes-no, if: exports}\n"
                             "  - {field: who, title: W, kind: text, required: true, if: big}\n");

        CHECK_STR(s, CONTAINS,
                  "{\"allOf\":[{\"properties\":{\"big\":{\"const\":true}},\"required\":[\"big\"]},"
                  "{\"properties\":{\"exports\":{\"const\":true}},\"required\":[\"exports\"]}]}");
}

/* Programmes as files: the examples, and what their authors may get wrong. */
#include "programme/definition.h"

#include "base/json.h"
#include "tests/check.h"

#include <glob.h>

#define HEAD "programme: p\nversion: 1\ntitle: T\nsummary: S\nfamily: talent\nmembers: [person]\n"

static Str faults_of(Arena *a, Str text)
{
        YamlFaults faults = {0};
        Definition *def;

        CHECK_IS(definition_parse(a, text, &def, &faults), INVALID);
        CHECK(faults.n > 0);
        return yaml_faults_text(a, &faults);
}

static const Definition *example(Arena *a, const char *path)
{
        YamlFaults faults = {0};
        Definition *def = NULL;
        Status s = definition_parse(a, check_file(a, str_from(path)), &def, &faults);

        CHECK_STR(yaml_faults_text(a, &faults), IS, "");
        CHECK_OK(s);
        return def;
}

TEST(every_example_programme_is_read)
{
        glob_t found;
        unsigned families = 0;

        CHECK_INT(glob("examples/programmes/*.yaml", 0, NULL, &found), 0);
        CHECK(found.gl_pathc >= 17);
        for (size_t i = 0; i < found.gl_pathc; i++) {
                const Definition *def = example(a, found.gl_pathv[i]);

                /* a file has the name of what is in it */
                CHECK_STR(str_from(found.gl_pathv[i]), CONTAINS,
                          str_fmt(a, "/%.*s.yaml", S_ARG(def->slug)).at);
                families |= 1u << def->family;
        }
        globfree(&found);
        CHECK_INT(families, (1u << (DEFINITION_COMPUTE + 1)) - 1);
}

TEST(the_accelerator_says_where_a_member_begins_and_where_it_may_go)
{
        const Definition *def = example(a, "examples/programmes/startup-accelerator.yaml");
        const DefinitionMove *m = definition_move(def, S("in-review"), S("accepted"));

        CHECK_INT(def->family, DEFINITION_ACCELERATOR);
        CHECK_STR(str_from(definition_family_name(def->family)), IS, "accelerator");
        CHECK_INT(def->members, DEFINITION_ORGANISATION);
        CHECK(m != NULL);
        CHECK_STR(m->entry, IS, "member.accepted");
        CHECK_INT(definition_move(def, S("applied"), S("declined"))->reason,
                  DEFINITION_REASON_REQUIRED);
        CHECK(definition_move(def, S("applied"), S("graduated")) == NULL);
        CHECK(definition_move(def, S("inactive"), S("active"))->is_back);
        CHECK(definition_move(def, S("nowhere"), S("active")) == NULL);
        CHECK_STR(definition_stage(def, S("applied"))->join_entry, IS, "member.applied");
        CHECK_STR(definition_stage(def, S("active"))->join_entry, IS, "member.joined");
        CHECK_STR(definition_stage(def, S("accepted"))->join_entry, IS, "");
        CHECK(definition_stage(def, S("none")) == NULL);
        CHECK_INT(def->benefits.at[0].expires_count, 12);
        CHECK_INT(def->benefits.at[0].expires_unit, DEFINITION_MONTHS);
        CHECK_STR(def->benefits.at[0].amount, IS, "25000");
        CHECK_INT(def->forms.at[0].fields.at[4]->kind, FORM_CHOICE);
        CHECK_INT(def->forms.at[0].fields.at[0]->chars_max, 2000);
        CHECK_STR(def->levels.at[2], IS, "gold");
}

TEST(a_move_from_everywhere_does_not_leave_an_end_and_yields_to_one_that_names_the_stage)
{
        YamlFaults faults = {0};
        Definition *def;

        CHECK_OK(definition_parse(a,
                                  S(HEAD "stages:\n"
                                         "  - {stage: a, title: A, first: true}\n"
                                         "  - {stage: b, title: B}\n"
                                         "  - {stage: z, title: Z, ends: true}\n"
                                         "moves:\n"
                                         "  - {from: \"*\", to: b, entry: member.x, title: X}\n"
                                         "  - {from: \"*\", to: z, entry: member.z, title: Z}\n"
                                         "  - {from: a, to: z, entry: member.az, title: AZ}\n"),
                                  &def, &faults));
        CHECK_STR(definition_move(def, S("a"), S("z"))->entry, IS, "member.az");
        CHECK_STR(definition_move(def, S("b"), S("z"))->entry, IS, "member.z");
        CHECK(definition_move(def, S("z"), S("b")) == NULL);
        CHECK(definition_move(def, S("b"), S("b")) == NULL);
}

TEST(a_wrong_programme_is_told_line_by_line)
{
        static const struct {
                const char *text, *words;
        } cases[] = {
                {HEAD, "1:1: expected 'stages' in this programme"},
                {HEAD "stages: []\n", "7:9: expected at least one under 'stages'; found none"},
                {HEAD "stages:\n  - {stage: a, title: A}\n",
                 "8:3: expected at least one stage with 'first: true'"},
                {HEAD "stages:\n  - {stage: a, title: A, first: true}\n  - {stage: a, title: B}\n",
                 "9:13: expected each stage once; found 'a' again (first in line 8)"},
                {HEAD "stages:\n  - {stage: a, title: A, first: true}\n  - {stage: b, title: B}\n",
                 "9:13: expected a way to 'b'"},
                {HEAD "stages:\n  - {stage: applied, title: A, first: true}\nmoves:\n"
                      "  - {from: aplied, to: applied, entry: member.x, title: X}\n",
                 "10:12: expected one of: applied; found 'aplied' (did you mean 'applied'?)"},
                {HEAD "stages:\n  - {stage: a, title: A, first: true}\n  - {stage: b, title: B, "
                      "ends: true}\nmoves:\n"
                      "  - {from: a, to: b, entry: member.x, title: X}\n"
                      "  - {from: b, to: a, entry: member.x, title: X}\n",
                 "12:12: expected no move out of 'b', which ends"},
                {HEAD "stages:\n  - {stage: a, title: A, first: true}\n  - {stage: b, title: "
                      "B}\nmoves:\n"
                      "  - {from: a, to: b, entry: joined, title: X}\n",
                 "11:29: expected small words with dots between, the first of them member for "
                 "'entry'; found 'joined'"},
                {HEAD "stages:\n  - {stage: a, title: A, first: true}\n  - {stage: b, title: "
                      "B}\nmoves:\n"
                      "  - {from: a, to: b, entry: member.x, title: X}\n"
                      "  - {from: [a], to: b, entry: member.y, title: Y}\n",
                 "12:12: expected one move from 'a' to 'b'; the other is in line 11"},
                {HEAD "stages:\n  - {stage: a, title: A, first: true}\nmoves:\n"
                      "  - {from: a, to: a, entry: member.x, title: X}\n",
                 "10:19: expected another stage than the one the move comes from"},
                {HEAD "stages:\n  - {stage: a, title: A, first: true}\n  - {stage: b, title: "
                      "B}\nmoves:\n"
                      "  - {from: [a, \"*\"], to: b, entry: member.x, title: X}\n",
                 "11:12: expected \"*\" alone"},
                {HEAD
                 "stages:\n  - {stage: a, title: A, first: true}\nmoves:\n  - {from: *, to: a}\n",
                 "(put a text that begins with * in quotes)"},
                {HEAD "stages:\n  - {stage: a, title: A, first: true}\njoins:\n  - {stage: b, "
                      "entry: member.x}\n",
                 "10:13: expected one of: a; found 'b'"},
                {HEAD "stages:\n  - {stage: a, title: A, first: true}\n  - {stage: b, title: "
                      "B}\nmoves:\n"
                      "  - {from: a, to: b, entry: member.x, title: X}\njoins:\n  - {stage: b, "
                      "entry: member.x}\n",
                 "13:13: expected a stage with 'first: true'; 'b' is none"},
                {HEAD "stages:\n  - {stage: a, title: A, first: true}\nbenefits:\n"
                      "  - {benefit: c, title: C, unit: USD, amount: 1e5, on: a}\n",
                 "10:47: expected a decimal number above zero for 'amount'; found '1e5'"},
                {HEAD "stages:\n  - {stage: a, title: A, first: true}\nbenefits:\n"
                      "  - {benefit: c, title: C, unit: US$, amount: 1, on: b}\n",
                 "10:34: expected a currency's code"},
                {HEAD "stages:\n  - {stage: a, title: A, first: true}\nbenefits:\n"
                      "  - {benefit: c, title: C, unit: USD, amount: 1, on: b}\n",
                 "10:54: expected one of: a; found 'b'"},
                {HEAD "stages:\n  - {stage: a, title: A, first: true}\nbenefits:\n"
                      "  - {benefit: c, title: C, unit: USD, amount: 1, on: a, expires_after: 12 "
                      "moths}\n",
                 "10:72: expected a number of days, months or years"},
                {HEAD
                 "stages:\n  - {stage: a, title: A, first: true}\nlevels: [base, gold]\nbenefits:\n"
                 "  - {benefit: c, title: C, unit: USD, amount: 1, on: a, level: glod}\n",
                 "found 'glod' (did you mean 'gold'?)"},
                {HEAD "stages:\n  - {stage: a, title: A, first: true}\nforms:\n  - form: f\n    "
                      "title: F\n    fields:\n"
                      "      - {field: x, title: X, kind: choice}\n",
                 "13:9: expected 'choices' for a field of this kind"},
                {HEAD "stages:\n  - {stage: a, title: A, first: true}\nforms:\n  - form: f\n    "
                      "title: F\n    fields:\n"
                      "      - {field: x, title: X, kind: date, chars_max: 5}\n",
                 "13:53: expected no 'chars_max' for a field of kind 'date'"},
                {"programme: p\nversion: 0\ntitle: T\nsummary: S\nfamily: talents\nmembers: "
                 "[organization]\n"
                 "stages: [{stage: a, title: A, first: true}]\n",
                 "2:10: expected a whole number from 1 to 1000000 for 'version'; found '0'\n"
                 "5:9: expected one of: accelerator, developer, onboarding, challenge, "
                 "innovation-centre, talent, "
                 "educator, competition, internship, partner, investor, fund, university, "
                 "community, compute; "
                 "found 'talents' (did you mean 'talent'?)\n"
                 "6:11: expected one of: person, organisation; found 'organization' (did you mean "
                 "'organisation'?)\n"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                CHECK_STR(faults_of(a, str_from(cases[i].text)), CONTAINS, cases[i].words);
}

/* Text in double quotes with everything escaped that is not plain ASCII. */
static Str quoted(Arena *a, Str s)
{
        Text t = text_begin(a, 12 * s.len + 3);

        text_char(&t, '"');
        for (size_t i = 0; i < s.len; i++) {
                unsigned char c = (unsigned char)s.at[i];

                if (c == '"' || c == '\\' || c < ' ' || c == 0x7F)
                        text_fmt(&t, "\\x%02x", c);
                else if (c < 0x80)
                        text_char(&t, (char)c);
                else if (c >= 0xF0)
                        text_fmt(&t, "\\U%08x",
                                 (c & 7u) << 18 | (s.at[i + 1] & 63u) << 12 |
                                         (s.at[i + 2] & 63u) << 6 | (s.at[i + 3] & 63u));
                else if (c >= 0xE0)
                        text_fmt(&t, "\\u%04x",
                                 (c & 15u) << 12 | (s.at[i + 1] & 63u) << 6 | (s.at[i + 2] & 63u));
                else if (c >= 0xC0)
                        text_fmt(&t, "\\u%04x", (c & 31u) << 6 | (s.at[i + 1] & 63u));
        }
        text_char(&t, '"');
        return text_str(&t);
}

/* Each string stands in every text of a programme: it is kept as it is, or refused at its place. */
TEST(naughty_strings_are_kept_or_refused_and_do_nothing_else)
{
        const Json *list;
        Str fault;
        int kept = 0;

        CHECK_OK(json_parse(a, check_file(a, check_shared(a, "bad-input/blns/blns.json")), &list,
                            &fault));
        for (const Json *j = list->child; j; j = j->next) {
                Str q = quoted(a, j->text), s = str_trim(j->text);
                YamlFaults faults = {0};
                Definition *def;
                Text t = text_begin(a, MIB);
                Status status;

                text_fmt(&t,
                         "programme: p\nversion: 1\ntitle: %1$.*2$s\nsummary: %1$.*2$s\nfamily: "
                         "fund\n"
                         "members: [person]\nstages:\n- {stage: a, title: %1$.*2$s, means: "
                         "%1$.*2$s, first: "
                         "true, evidence: [%1$.*2$s]}\nevidence: [%1$.*2$s]\nforms:\n- form: f\n  "
                         "title: "
                         "%1$.*2$s\n  fields: [{field: x, title: %1$.*2$s, kind: choice, choices: "
                         "[%1$.*2$s],"
                         " help: %1$.*2$s}]\n",
                         q.at, (int)q.len);
                status = definition_parse(a, text_str(&t), &def, &faults);
                if (status == OK) {
                        kept++;
                        CHECK(str_eq(def->title, s) && str_eq(def->summary, s));
                        CHECK(str_eq(def->stages.at[0].means, s));
                        CHECK(str_eq(form_said(&def->forms.at[0].fields.at[0]->help), s));
                        CHECK(str_eq(def->forms.at[0].fields.at[0]->choices.at[0].value, s));
                } else {
                        CHECK_IS(status, INVALID);
                        CHECK(faults.n > 0 && faults.list[0].line >= 3);
                }
        }
        CHECK(kept > 450);
}

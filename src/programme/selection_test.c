/* How members are chosen, as a part of a programme's file: what leads nowhere is refused with its
 * reason, at its line. */
#include "programme/definition.h"
#include "tests/check.h"

#define HEAD                                                                                  \
        "programme: p\nversion: 1\ntitle: T\nsummary: S\nfamily: talent\nmembers: [person]\n" \
        "stages:\n"                                                                           \
        "  - {stage: in, title: In, first: true}\n"                                           \
        "  - {stage: read, title: Read}\n"                                                    \
        "  - {stage: wait, title: Wait}\n"                                                    \
        "  - {stage: yes, title: Yes}\n"                                                      \
        "  - {stage: go, title: Go}\n"                                                        \
        "  - {stage: no, title: No, ends: true}\n"                                            \
        "moves:\n"                                                                            \
        "  - {from: in, to: read, entry: member.a, title: A}\n"                               \
        "  - {from: read, to: wait, entry: member.b, title: B}\n"                             \
        "  - {from: [read, wait], to: yes, entry: member.c, title: C}\n"                      \
        "  - {from: yes, to: go, entry: member.d, title: D}\n"                                \
        "  - {from: [read, yes], to: no, entry: member.e, title: E}\n"                        \
        "forms:\n  - {form: f, title: F, fields: [{field: x, title: X, kind: text}]}\n"
#define STEP(more)                                                                              \
        "  steps:\n    - step: s\n      title: S\n      stage: read\n" more "      criteria:\n" \
        "        - {criterion: c, title: C, from: 1, to: 5}\n"
#define ENDS                                                                            \
        "  determinations:\n"                                                           \
        "    - {determination: y, title: Y, to: yes, confirm: 14 days, confirmed: go, " \
        "lapsed: no}\n"                                                                 \
        "    - {determination: w, title: W, to: wait, is_waiting: true}\n"              \
        "    - {determination: n, title: N, to: no, feedback: required}\n"
#define BEGIN "selection:\n  form: f\n  begins: in\n"

static Str faults_of(Arena *a, const char *text)
{
        YamlFaults faults = {0};
        Definition *def;

        CHECK_IS(definition_parse(a, str_fmt(a, "%s%s", HEAD, text), &def, &faults), INVALID);
        return yaml_faults_text(a, &faults);
}

TEST(a_selection_is_read_with_what_was_not_said)
{
        YamlFaults faults = {0};
        Definition *def = NULL;
        const SelectionStep *step;
        const SelectionDetermination *yes;

        CHECK_OK(definition_parse(
                a, S(HEAD BEGIN STEP("      hide: x\n      blind: double\n") ENDS), &def, &faults));
        step = selection_step(&def->selection, S("s"));
        yes = selection_determination(&def->selection, S("y"));
        CHECK(step && yes);
        CHECK_INT(step->reviews, 3);
        CHECK_INT(step->minimum, 2);
        CHECK_INT(step->decimals, 2);
        CHECK_INT(step->criteria.at[0].weight, 1);
        CHECK_INT(step->blind, SELECTION_DOUBLE);
        CHECK(selection_hides(step, S("x")) && !selection_hides(step, S("y")));
        CHECK_INT(yes->confirm_count, 14);
        CHECK_INT(yes->confirm_unit, DEFINITION_DAYS);
        CHECK(selection_step(&def->selection, S("t")) == NULL);
        CHECK(selection_determination(&def->selection, S("t")) == NULL);
}

TEST(a_programme_without_a_selection_has_none)
{
        YamlFaults faults = {0};
        Definition *def = NULL;

        CHECK_OK(definition_parse(a, S(HEAD), &def, &faults));
        CHECK(def->selection.node == NULL);
}

TEST(a_selection_that_leads_nowhere_is_refused_with_the_reason)
{
        static const struct {
                const char *text, *says;
        } cases[] = {
                {"selection:\n  form: g\n  begins: in\n" ENDS, "one of the forms"},
                {"selection:\n  form: f\n  begins: read\n" ENDS, "'first: true'; 'read' is none"},
                {"selection:\n  form: f\n  begins: nowhere\n" ENDS, "found 'nowhere'"},
                /* no step, and from the first stage no move leads to any determination */
                {BEGIN ENDS, "a way to 'yes'"},
                {BEGIN "  eligibility:\n    - {rule: r, when: 'y = 1', says: S}\n" ENDS,
                 "there is no field 'y'"},
                {BEGIN STEP("      minimum: 4\n") ENDS, "no more than the 3 reviews"},
                {BEGIN STEP("      reviews: 4\n      trim: 2\n") ENDS, "something is left"},
                {BEGIN STEP("      hide: y\n") ENDS, "found 'y'"},
                {BEGIN "  steps:\n    - {step: s, title: S, stage: read}\n" ENDS,
                 "'pairwise: true'"},
                {BEGIN "  steps:\n    - {step: s, title: S, stage: read, criteria: [{criterion: c, "
                       "title: C, from: 5, to: 5}]}\n" ENDS,
                 "more than 'from'"},
                {BEGIN "  steps:\n    - {step: s, title: S, stage: read, criteria: [{criterion: c, "
                       "title: C, from: 1, to: 5, weight: 0}]}\n" ENDS,
                 "above zero"},
                /* a dead step: nothing leads there from the first stage */
                {BEGIN "  steps:\n    - {step: s, title: S, stage: wait, pairwise: true}\n" ENDS,
                 "no move leads there from 'in'"},
                /* a step out of which no determination leads */
                {BEGIN STEP("") "    - {step: t, title: T, stage: yes, pairwise: true}\n"
                                "  determinations:\n"
                                "    - {determination: w, title: W, to: wait}\n",
                 "to the stage of a determination"},
                {BEGIN STEP("") "  determinations:\n    - {determination: g, title: G, to: go}\n",
                 "a way to 'go'"},
                {BEGIN STEP("") "  determinations:\n    - {determination: y, title: Y, to: yes, "
                                "confirm: 3 days}\n",
                 "expected 'confirmed' beside it"},
                {BEGIN STEP("") "  determinations:\n    - {determination: y, title: Y, to: yes, "
                                "lapsed: no}\n",
                 "expected 'confirm' beside it"},
                {BEGIN STEP("") "  determinations:\n    - {determination: y, title: Y, to: yes, "
                                "confirm: 3 days, confirmed: wait, lapsed: no}\n",
                 "a move from 'yes' to 'wait'"},
                /* who waits must be able to get somewhere */
                {BEGIN STEP("") "  determinations:\n    - {determination: n, title: N, to: no, "
                                "is_waiting: true}\n",
                 "a move from 'no' to the stage"},
                {BEGIN STEP("") ENDS "    - {determination: y, title: Y, to: yes}\n",
                 "found 'y' again"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                CHECK_STR(faults_of(a, cases[i].text), CONTAINS, cases[i].says);
}

TEST(a_span_ends_on_a_day_that_its_month_has)
{
        int count;
        DefinitionSpanUnit unit;

        CHECK(span_parse(S("12 months"), &count, &unit) && count == 12 &&
              unit == DEFINITION_MONTHS);
        CHECK(span_is(S("1 day")) && !span_is(S("0 days")) && !span_is(S("2 weeks")));
        CHECK(!span_is(S("12months")) && !span_is(S("")) && !span_is(S("-1 days")));
}

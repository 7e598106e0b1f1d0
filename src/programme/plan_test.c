/* What a programme's file plans for cohorts: read, and refused with its reason. */
#include "programme/definition.h"
#include "tests/check.h"

#define HEAD                                                                                   \
        "programme: p\nversion: 1\ntitle: T\nsummary: S\nfamily: talent\nmembers: [person]\n"  \
        "stages:\n  - {stage: in, title: In, first: true}\n  - {stage: big, title: Big}\n"     \
        "moves:\n  - {from: in, to: big, entry: member.a, title: A}\n"                         \
        "forms:\n"                                                                             \
        "  - {form: f, title: F, fields: [{field: staff, title: S, kind: number}, {field: t, " \
        "title: "                                                                              \
        "T, kind: money}, {field: w, title: W, kind: text}]}\n"                                \
        "  - {form: g, title: G, fields: [{field: x, title: X, kind: file}]}\n"                \
        "cohort:\n"
#define REPORTS \
        "  reports:\n    - {report: y, title: Y, form: f, every: year, due_after: 60 days}\n"

static Str faults_of(Arena *a, const char *text)
{
        YamlFaults faults = {0};
        Definition *def;

        CHECK_IS(definition_parse(a, str_fmt(a, "%s%s", HEAD, text), &def, &faults), INVALID);
        return yaml_faults_text(a, &faults);
}

TEST(a_plan_is_read_with_its_spans)
{
        YamlFaults faults = {0};
        Definition *def = NULL;

        CHECK_OK(definition_parse(
                a,
                S(HEAD
                  "  milestones:\n    - {milestone: m, title: M, due_after: 14 days}\n"
                  "  reports:\n    - {report: y, title: Y, form: f, every: year, due_after: 60 "
                  "days, lock_after: 1 month, for: 4 years}\n"
                  "  scale_up: {report: y, figures: [staff, t], staff: staff, at_least: 10, "
                  "growth: 20, years: 3, to: big}\n"),
                &def, &faults));
        CHECK_INT(def->cohort.milestones.at[0].due_after.count, 14);
        CHECK_INT(def->cohort.reports.at[0].lock_after.unit, DEFINITION_MONTHS);
        CHECK_INT(def->cohort.reports.at[0].goes_on_for.count, 4);
        CHECK_INT(def->cohort.reports.at[0].every, PLAN_YEAR);
        CHECK_INT(def->cohort.scale_up.growth, 20);
}

TEST(a_plan_that_names_what_is_not_there_is_refused_with_the_reason)
{
        CHECK_STR(faults_of(a, "  reports:\n    - {report: y, title: Y, form: h, every: year, "
                               "due_after: 60 days}\n"),
                  CONTAINS, "one of the forms of this file; found 'h'");
        CHECK_STR(faults_of(a, "  reports:\n    - {report: y, title: Y, form: g, every: year, "
                               "due_after: 60 days}\n"),
                  CONTAINS, "without files");
        CHECK_STR(faults_of(a, "  reports:\n    - {report: y, title: Y, form: f, every: week, "
                               "due_after: 60 days}\n"),
                  CONTAINS, "month, quarter, year");
        CHECK_STR(faults_of(a, "  milestones:\n    - {milestone: m, title: M, due_after: soon}\n"),
                  CONTAINS, "a number of days");
        CHECK_STR(faults_of(a, "  milestones:\n    - {milestone: m, title: M, due_after: 1 day}\n"
                               "    - {milestone: m, title: N, due_after: 1 day}\n"),
                  CONTAINS, "found 'm' again");
        CHECK_STR(faults_of(a,
                            REPORTS "  scale_up: {report: y, figures: w, staff: staff, at_least: "
                                    "10, growth: 20, years: 3, to: big}\n"),
                  CONTAINS, "a number or an amount");
        CHECK_STR(faults_of(a, REPORTS "  scale_up: {report: z, figures: staff, staff: staff, "
                                       "at_least: 10, growth: 20, years: 3, to: big}\n"),
                  CONTAINS, "found 'z'");
        CHECK_STR(faults_of(a, REPORTS "  scale_up: {report: y, figures: staff, staff: staff, "
                                       "at_least: 10, growth: 20, years: 3, to: huge}\n"),
                  CONTAINS, "found 'huge'");
        CHECK_STR(faults_of(a, REPORTS "  scale_up: {report: y, figures: staff, staff: staff, "
                                       "at_least: 10, growth: 20, years: 9, to: big}\n"),
                  CONTAINS, "years");
}

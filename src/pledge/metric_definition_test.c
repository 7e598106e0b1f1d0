/* Metrics and announcements as files. */
#include "pledge/metric_definition.h"
#include "pledge/pledge_definition.h"
#include "programme/definition.h"

#include "tests/check.h"

#include <glob.h>

#define METRIC "metric: m\nversion: 1\ntitle: T\nwords: W\nunit: u\n"
#define ANNOUNCEMENT \
        "announcement: s\ntitle: T\nby: B\ndate: 2021-08\nplace: apac\nsource: S\npledges:\n"
#define PLEDGE                                                                          \
        "  - {pledge: p, title: P, metric: m, target: 9, start: 2021-08-01, deadline: " \
        "2024-08-01}\n"

static Str metric_faults(Arena *a, Str text)
{
        YamlFaults faults = {0};
        MetricDefinition *m;

        CHECK_IS(metric_definition_parse(a, text, &m, &faults), INVALID);
        return yaml_faults_text(a, &faults);
}

static Str announcement_faults(Arena *a, Str text)
{
        YamlFaults faults = {0};
        AnnouncementDefinition *m;

        CHECK_IS(announcement_definition_parse(a, text, &m, &faults), INVALID);
        return yaml_faults_text(a, &faults);
}

static const MetricDefinition *metric(Arena *a, Str slug)
{
        YamlFaults faults = {0};
        MetricDefinition *m = NULL;
        Str path = str_fmt(a, "examples/metrics/%.*s.yaml", S_ARG(slug));
        Status s = metric_definition_parse(a, check_file(a, path), &m, &faults);

        CHECK_STR(yaml_faults_text(a, &faults), IS, "");
        CHECK_OK(s);
        CHECK(str_eq(m->slug, slug));
        return m;
}

static bool one_makes(const Definition *def, Str entry)
{
        for (size_t i = 0; i < def->moves.n; i++)
                if (str_eq(def->moves.at[i].entry, entry))
                        return true;
        for (size_t i = 0; i < def->stages.n; i++)
                if (str_eq(def->stages.at[i].join_entry, entry))
                        return true;
        return false;
}

/* A metric that waits for an entry which no programme makes would stay at nought, and nobody would
 * know why. */
static void check_metric(Arena *a, const MetricDefinition *m)
{
        for (size_t i = 0; i < m->entries.n; i++) {
                bool made = !str_starts(m->entries.at[i], S("member.")) || m->programme.n == 0;

                for (size_t k = 0; k < m->programme.n; k++) {
                        YamlFaults faults = {0};
                        Definition *def;
                        Str path = str_fmt(a, "examples/programmes/%.*s.yaml",
                                           S_ARG(m->programme.at[k]));

                        CHECK_OK(definition_parse(a, check_file(a, path), &def, &faults));
                        made = made || one_makes(def, m->entries.at[i]);
                }
                if (!made && !str_is(m->entries.at[i], "member.joined"))
                        print_error("%.*s: no programme makes %.*s\n", S_ARG(m->slug),
                                    S_ARG(m->entries.at[i]));
                CHECK(made || str_is(m->entries.at[i], "member.joined"));
        }
}

TEST(every_example_metric_counts_what_some_programme_makes)
{
        glob_t found;
        int reported = 0;

        CHECK_INT(glob("examples/metrics/*.yaml", 0, NULL, &found), 0);
        for (size_t i = 0; i < found.gl_pathc; i++) {
                Str path = str_from(found.gl_pathv[i]),
                    file = str_skip(path, sizeof "examples/metrics");
                const MetricDefinition *m = metric(a, str_head(file, file.len - 5));

                check_metric(a, m);
                reported += m->count == METRIC_REPORTED;
        }
        globfree(&found);
        CHECK(reported > 5);
}

TEST(every_example_pledge_has_its_metric_and_its_place)
{
        Str hubs = check_file(a, S("examples/hubs.yaml"));
        glob_t found;
        int pledges = 0;

        CHECK_INT(glob("examples/pledges/*.yaml", 0, NULL, &found), 0);
        CHECK_INT((int64_t)found.gl_pathc, 7);
        for (size_t i = 0; i < found.gl_pathc; i++) {
                YamlFaults faults = {0};
                AnnouncementDefinition *m = NULL;
                Status s = announcement_definition_parse(
                        a, check_file(a, str_from(found.gl_pathv[i])), &m, &faults);

                CHECK_STR(yaml_faults_text(a, &faults), IS, "");
                CHECK_OK(s);
                for (size_t k = 0; k < m->pledges.n; k++, pledges++) {
                        (void)metric(a, m->pledges.at[k].metric);
                        CHECK(str_has(hubs,
                                      str_fmt(a, "- hub: %.*s\n", S_ARG(m->pledges.at[k].place))));
                }
                for (size_t k = 0; k < m->figures.n; k++) {
                        CHECK_INT(metric(a, m->figures.at[k].metric)->count, METRIC_REPORTED);
                        CHECK(str_has(hubs,
                                      str_fmt(a, "- hub: %.*s\n", S_ARG(m->figures.at[k].place))));
                }
        }
        globfree(&found);
        CHECK_INT(pledges, 30);
}

TEST(a_metric_is_read_with_its_conditions)
{
        const MetricDefinition *m = metric(a, S("ai-startups-recruited"));

        CHECK_INT(m->count, METRIC_PARTIES);
        CHECK_STR(str_from(metric_count_name(m->count)), IS, "parties");
        CHECK_INT(m->party, METRIC_ORGANISATION);
        CHECK_INT((int64_t)m->entries.n, 2);
        CHECK_STR(m->programme.at[0], IS, "startup-accelerator");
        CHECK_INT((int64_t)m->where.n, 2);
        CHECK_STR(m->where.at[0].is.at[1], IS, "cloud");
        CHECK_STR(m->where.at[1].in_region, IS, "035");
        m = metric(a, S("startup-investment"));
        CHECK_STR(m->amount.field, IS, "amount");
        CHECK_STR(m->amount.unit, IS, "USD");
}

TEST(an_announcement_is_read_with_its_pledges_and_figures)
{
        YamlFaults faults = {0};
        AnnouncementDefinition *m;

        CHECK_OK(announcement_definition_parse(
                a, check_file(a, S("examples/pledges/spark-2021.yaml")), &m, &faults));
        CHECK_STR(m->by, IS, "Huawei Cloud");
        CHECK_STR(m->pledges.at[1].slug, IS, "spark-1000-startups");
        CHECK_INT(m->pledges.at[1].baseline, 40);
        CHECK_INT(m->pledges.at[1].target, 1000);
        CHECK_STR(m->pledges.at[1].place, IS, "apac");
        CHECK_INT(m->pledges.at[1].direction, PLEDGE_AT_LEAST);
        CHECK_INT(m->figures.at[0].value, 4500000);
        CHECK_STR(m->figures.at[0].place, IS, "world");
        CHECK_STR(m->figures.at[0].on.text, IS, "2021-08-03");
}

TEST(a_wrong_metric_is_told_line_by_line)
{
        static const struct {
                const char *text, *words;
        } cases[] = {
                {METRIC "count: parties\n",
                 "1:1: expected 'entries', the kinds of entries that count"},
                {METRIC "count: partys\nentries: [a.b]\n",
                 "6:8: expected one of: parties, amount, reported; found 'partys' (did you mean "
                 "'parties'?)"},
                {METRIC "count: parties\nentries: [joined]\n", "7:11: expected kinds of entries"},
                {METRIC "count: amount\nentries: a.b\n",
                 "1:1: expected 'amount' with 'count: amount'"},
                {METRIC "count: parties\nentries: a.b\namount: {field: x, unit: USD}\n",
                 "8:9: expected no 'amount'"},
                {METRIC "count: amount\nentries: a.b\namount: {field: x, unit: dollars!}\n",
                 "8:26: expected a currency's code"},
                {METRIC "count: reported\nentries: a.b\n",
                 "7:10: expected no 'entries' with 'count: reported'"},
                {METRIC "count: parties\nentries: a.b\nwhere:\n  - {attribute: x}\n",
                 "9:5: expected either 'is' or 'in_region'"},
                {METRIC "count: parties\nentries: a.b\nwhere:\n  - {attribute: x, is: y, "
                        "in_region: \"035\"}\n",
                 "9:5: expected either"},
                {METRIC "count: parties\nentries: a.b\nwhere:\n  - {attribute: x, in_region: 35}\n",
                 "9:31: expected a UN M49 code"},
                {METRIC "count: parties\nentries: a.b\nprograme: x\n",
                 "(did you mean 'programme'?)"},
                {METRIC "count: parties\nentries: []\n", "7:10: expected 'entries'"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                CHECK_STR(metric_faults(a, str_from(cases[i].text)), CONTAINS, cases[i].words);
}

TEST(a_wrong_announcement_is_told_line_by_line)
{
        static const struct {
                const char *text, *words;
        } cases[] = {
                {ANNOUNCEMENT "  []\n", "8:3: expected at least one under 'pledges'"},
                {ANNOUNCEMENT PLEDGE PLEDGE, "9:14: expected each pledge once; found 'p' again"},
                {ANNOUNCEMENT "  - {pledge: p, title: P, metric: m, target: 9, start: 2021-08-01, "
                              "deadline: 2021-08-01}\n",
                 "8:78: expected a deadline after the start (2021-08-01)"},
                {ANNOUNCEMENT "  - {pledge: p, title: P, metric: m, target: 9, start: 2021-08, "
                              "deadline: 2022-08-01}\n",
                 "8:56: expected a date as 2026-11-21 for 'start'; found '2021-08'"},
                {ANNOUNCEMENT "  - {pledge: p, title: P, metric: m, target: 9, baseline: 10, "
                              "start: 2021-08-01, deadline: 2022-08-01}\n",
                 "8:46: expected a target above the baseline"},
                {ANNOUNCEMENT "  - {pledge: p, title: P, metric: m, target: 9, baseline: 8, "
                              "direction: at-most, start: 2021-08-01, deadline: 2022-08-01}\n",
                 "8:46: expected a target below the baseline"},
                {ANNOUNCEMENT "  - {pledge: p, title: P, metric: m, target: 1 000, start: "
                              "2021-08-01, deadline: 2022-08-01}\n",
                 "8:46: expected a whole number from 0"},
                {ANNOUNCEMENT PLEDGE "url: javascript:alert(1)\n",
                 "9:6: expected an address that begins with https://"},
                {ANNOUNCEMENT PLEDGE "figures: [{figure: f, title: F, metric: m}]\n",
                 "9:11: expected 'value' in this figure"},
                {"announcement: s\ntitle: T\nby: B\ndate: August 2021\nplace: Asia\nsource: "
                 "S\npledges:\n" PLEDGE,
                 "4:7: expected a date as 2026-11-21, 2026-11 or 2026 for 'date'; found 'August "
                 "2021'\n5:8: expected a slug"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                CHECK_STR(announcement_faults(a, str_from(cases[i].text)), CONTAINS,
                          cases[i].words);
}

/* A pledge at any earlier size of the record, and rows that add up to every number that is shown.
 */
#include "pledge/history.h"

#include "base/json.h"
#include "base/time.h"
#include "hub/hub.h"
#include "pledge/audit.h"
#include "pledge/pledge.h"
#include "tests/world.h"

static const char twin[] = "announcement: twin\ntitle: The same, promised later\nby: Somebody\n"
                           "date: 2021-08-03\nplace: apac\nsource: a test\npledges:\n"
                           "  - pledge: twin\n    title: The same\n    metric: startups-recruited\n"
                           "    target: 1000\n    start: 2021-08-03\n    deadline: 2024-08-03\n";

static void joins(World *w, Id party, const char *hub, const char *date)
{
        CHECK_OK(act(w, "member add", "party", id_text(w->a, party).at, "programme",
                     "startup-accelerator", "hub", hub, "stage", "active", "date", date, NULL));
}

static void merges(World *w, Id party, Id into)
{
        CHECK_OK(act(w, "party merge", "party", id_text(w->a, party).at, "into",
                     id_text(w->a, into).at, NULL));
}

static int64_t size_of(World *w)
{
        int64_t size;
        Hash root;

        CHECK_OK(record_head(w->db, w->a, &size, &root));
        return size;
}

static void pledge_of(World *w, const char *slug, Pledge *out, Metric *out_metric)
{
        CHECK_OK(pledge_by_slug(w->db, w->a, str_from(slug), out));
        CHECK_OK(metric_current(w->db, w->a, out->metric, out_metric));
}

static int64_t counted_at(World *w, const char *slug, int64_t size)
{
        Pledge p;
        Metric m;
        int64_t value = -1;

        pledge_of(w, slug, &p, &m);
        CHECK_OK(pledge_counted_at(w->db, w->a, &p, &m, size, INT64_MAX, &value));
        return value;
}

static int64_t counted_now(World *w, const char *slug)
{
        Pledge p;
        Metric m;
        PledgeStanding x;

        pledge_of(w, slug, &p, &m);
        CHECK_OK(pledge_standing(w->db, w->a, &p, &m, time_now_us(), &x));
        return x.counted;
}

/* What the rows at an address come to, page after page; how many there are. */
static int64_t rows_sum(World *w, Str address, int64_t *out_rows, int64_t *out_counted)
{
        int64_t sum = 0, after = -1;

        *out_rows = 0;
        for (int pages = 0; pages < 200; pages++) {
                Str path = str_fmt(w->a, "/api/v1%.*s", S_ARG(address)), body;
                const Json *j, *row;

                if (after >= 0)
                        path = str_fmt(w->a, "%.*s%cafter=%lld", S_ARG(path),
                                       str_has(address, S("?")) ? '&' : '?', (long long)after);
                body = page_of_visitor(w, path.at);
                CHECK_INT(w->status, 200);
                CHECK_OK(json_parse(w->a, body, &j, NULL));
                for (row = json_get(j, S("rows"))->child; row; row = row->next, ++*out_rows)
                        sum += json_get(row, S("value"))->integer;
                *out_counted = json_get(j, S("counted"))->integer;
                if (!json_get(j, S("has_more"))->yes)
                        return sum;
                after = json_get(j, S("next"))->integer;
        }
        CHECK(false);
        return sum;
}

static void import_firms(World *w, int n, const char *hub, const char *more_hub)
{
        Text csv = text_begin(w->a, 65536);
        Import import;

        text_add(&csv, S("id,name,email,website,registration,country,hub,sector,team_size,founded,"
                         "joined,stage,level\n"));
        for (int i = 0; i < n; i++) {
                const char *joined = i % 4 == 0 ? "2019-02-03" : "2024-02-03";

                text_fmt(&csv, "s%d,Firm %d,,,,TH,%s,ai,3,2018-01-01,%s,active,\n", i, i, hub,
                         joined);
                if (i % 3 == 0)
                        text_fmt(&csv, "s%d,Firm %d,,,,TH,%s,ai,3,2018-01-01,%s,active,\n", i, i,
                                 more_hub, joined);
        }
        CHECK_OK(import_text(w, "example-startups", "2024-12-31", text_str(&csv), &import));
        CHECK_INT(import.rows_new, n);
}

TEST(a_pledge_can_be_had_as_of_every_past_entry_by_what_it_counts_itself)
{
        World *w = world_of_examples(a);
        int64_t sizes[40], values[40], begin = size_of(w), end;
        Id party[12];
        size_t n = 0;
        AuditReport report;

        for (int i = 0; i < 12; i++) {
                party[i] = given_party(w, "organisation", str_fmt(a, "Firm of %d", i).at);
                joins(w, party[i], i % 2 ? "bangkok" : "jakarta",
                      i % 3 ? "2023-03-05" : "2025-01-05");
                sizes[n] = size_of(w);
                values[n++] = counted_now(w, "spark-1000-startups");
        }
        import_firms(w, 24, "bangkok", "jakarta");
        /* in and out of the months, with the earlier and the later of the two, in a chain */
        merges(w, party[0], party[1]);
        sizes[n] = size_of(w);
        values[n++] = counted_now(w, "spark-1000-startups");
        merges(w, party[4], party[2]);
        merges(w, party[2], party[5]);
        joins(w, party[5], "manila", "2023-05-01");
        sizes[n] = size_of(w);
        values[n++] = counted_now(w, "spark-1000-startups");
        end = size_of(w);
        CHECK_INT(counted_now(w, "spark-1000-startups"), 23);
        for (size_t i = 0; i < n; i++)
                CHECK_INT(counted_at(w, "spark-1000-startups", sizes[i]), values[i]);
        for (int64_t size = begin; size <= end; size++) {
                Str rows =
                        str_fmt(a, "/pledges/spark-1000-startups/rows?size=%lld", (long long)size);
                int64_t rows_n, counted;

                CHECK_INT(rows_sum(w, rows, &rows_n, &counted),
                          counted_at(w, "spark-1000-startups", size));
                CHECK_INT(counted, rows_n);
                rows = str_fmt(a, "/metrics/startups-recruited/rows?hub=apac&size=%lld",
                               (long long)size);
                rows_sum(w, rows, &rows_n, &counted);
                CHECK_INT(counted, rows_n);
        }
        CHECK_STR(
                page_of_visitor(w, str_fmt(a, "/api/v1/pledges/spark-1000-startups/as-of?size=%lld",
                                           (long long)sizes[11])
                                           .at),
                CONTAINS, "\"counted\":8,\"value\":48,\"value_now\":63");
        CHECK_OK(audit_run(w->db, a, record_verifier_key(w->p.record), &report));
}

TEST(a_pledge_that_is_made_late_has_its_past_counted)
{
        World *w = world_of_examples(a);
        Id x = given_party(w, "organisation", "Xen"), y = given_party(w, "organisation", "Yam");
        Pledge p;
        Metric m;
        AuditReport report;
        int64_t value, made;

        joins(w, x, "bangkok", "2023-03-05");
        joins(w, y, "jakarta", "2023-04-05");
        import_firms(w, 10, "bangkok", "jakarta");
        merges(w, x, y);
        CHECK_OK(act(w, "pledge load", "definition", twin, NULL));
        made = size_of(w);
        joins(w, given_party(w, "organisation", "Zed"), "manila", "2023-04-05");
        pledge_of(w, "twin", &p, &m);
        CHECK_IS(pledge_counted_at(w->db, a, &p, &m, made, INT64_MAX, &value), NOT_FOUND);
        page_of_visitor(w, "/pledges/twin/as-of?size=100");
        CHECK_INT(w->status, 404);
        page_of_visitor(w, "/pledges/twin/as-of");
        CHECK_INT(w->status, 200);
        CHECK(tally_is_behind(w->db));
        CHECK_OK(program_catch_up(&w->p));
        CHECK(!tally_is_behind(w->db));
        joins(w, given_party(w, "organisation", "Ann"), "manila", "2023-04-05");
        for (int64_t size = 0; size <= size_of(w); size++)
                CHECK_INT(counted_at(w, "twin", size), counted_at(w, "spark-1000-startups", size));
        CHECK_INT(counted_at(w, "twin", size_of(w)), counted_now(w, "twin"));
        CHECK_OK(audit_run(w->db, a, record_verifier_key(w->p.record), &report));
}

TEST(a_new_version_of_a_metric_brings_the_history_of_its_pledges)
{
        World *w = world_of_examples(a);
        Id x = given_party(w, "organisation", "Xen"), y = given_party(w, "organisation", "Yam");
        int64_t size, value;
        AuditReport report;

        joins(w, x, "bangkok", "2023-03-05");
        size = size_of(w);
        joins(w, y, "jakarta", "2023-04-05");
        merges(w, x, y);
        CHECK_OK(act(w, "metric load", "definition",
                     "metric: startups-recruited\nversion: 2\ntitle: Recruited\nwords: any\n"
                     "count: parties\nentries: [party.added, member.joined]\nunit: start-ups\n",
                     NULL));
        CHECK_OK(program_catch_up(&w->p));
        CHECK(!tally_is_behind(w->db));
        value = counted_at(w, "spark-1000-startups", size);
        CHECK_INT(value, 1);
        CHECK_INT(counted_at(w, "spark-1000-startups", size_of(w)), 1);
        joins(w, given_party(w, "organisation", "Zed"), "manila", "2023-04-05");
        CHECK_INT(counted_at(w, "spark-1000-startups", size_of(w)), 2);
        CHECK_OK(audit_run(w->db, a, record_verifier_key(w->p.record), &report));
}

typedef struct {
        Arena *a;
        Id hub;
} Paying;

static Status pays(void *ctx, Db *db)
{
        Paying *p = ctx;

        for (int64_t i = 1; i <= 5; i++) {
                Entry e = {.at_us = 1700000000 * SECOND_US,
                           .on_us = (i == 3 ? 1400000000 : 1650000000) * SECOND_US,
                           .kind = S("fund.disbursed"),
                           .hub = p->hub,
                           .subject = 77 + i};

                entry_text(&e, S("programme"), S("startup-fund"));
                entry_text(&e, S("sector"), i % 2 ? S("ai") : S(""));
                entry_int(&e, S("amount"), 1000 * i);
                TRY(record_tell(db, p->a, &e, NULL));
        }
        return OK;
}

TEST(amounts_and_reported_figures_can_be_had_as_of_every_entry)
{
        static const int64_t after[] = {0, 1000, 3000, 3000, 7000, 12000};
        World *w = world_of_examples(a);
        Paying pay = {.a = a};
        int64_t begin, value, rows, counted;
        Metric m;
        Hub hub;
        AuditReport report;

        CHECK_OK(hub_by_slug(w->db, a, S("bangkok"), &hub));
        pay.hub = hub.id;
        begin = size_of(w);
        CHECK_OK(store_transact(w->p.store, pays, &pay));
        for (int64_t i = 0; i <= 5; i++)
                CHECK_INT(counted_at(w, "spark-investment", begin + i), after[i]);
        CHECK_OK(metric_current(w->db, a, S("startup-investment"), &m));
        CHECK_OK(tally_as_of(w->db, a, m.id, hub.id, begin + 3, &value));
        CHECK_INT(value, 6000);
        CHECK_INT(rows_sum(w, S("/metrics/startup-investment/rows?sector=ai"), &rows, &counted),
                  9000);
        CHECK_INT(counted, 9000);
        CHECK_INT(rows_sum(w, S("/metrics/startup-investment/rows?sector=-"), &rows, &counted),
                  6000);
        CHECK_INT(counted, 6000);

        begin = size_of(w);
        CHECK_OK(act(w, "figure report", "metric", "openeuler-installs", "place", "world", "value",
                     "7000000", "date", "2024-03-01", "source", "a report", NULL));
        CHECK_OK(act(w, "figure report", "metric", "openeuler-installs", "place", "world", "value",
                     "5000000", "date", "2023-12-01", "source", "an older report", NULL));
        CHECK_OK(act(w, "figure report", "metric", "openeuler-installs", "place", "world", "value",
                     "8000000", "date", "2025-03-01", "source", "a new report", NULL));
        CHECK(counted_at(w, "openeuler-20m", begin) < 7000000);
        CHECK_INT(counted_at(w, "openeuler-20m", begin + 1), 7000000);
        CHECK_INT(counted_at(w, "openeuler-20m", begin + 2), 7000000);
        CHECK_INT(counted_at(w, "openeuler-20m", begin + 3), 8000000);
        CHECK_OK(audit_run(w->db, a, record_verifier_key(w->p.record), &report));
}

/* --- links */

static Str without_commas(Arena *a, Str s)
{
        Text t = text_begin(a, 64);

        for (size_t i = 0; i < s.len; i++)
                if (s.at[i] != ',')
                        text_char(&t, s.at[i]);
        return text_str(&t);
}

static Str unescaped(Arena *a, Str s)
{
        Text t = text_begin(a, 1024);

        for (size_t i = 0; i < s.len; i++) {
                text_char(&t, s.at[i]);
                if (s.at[i] == '&')
                        i += 4; /* amp; */
        }
        return text_str(&t);
}

/* Follows every link that stands at a number: its rows are that many. Gives how many there were. */
static int64_t follow_numbers(World *w, const char *path, int64_t baseline)
{
        Str rest = page_of_visitor(w, path);
        int64_t followed = 0;

        CHECK_INT(w->status, 200);
        for (;;) {
                size_t at = str_find_str(rest, S("href=\""));
                int64_t shown, rows, counted, sum;
                Str address, words;

                if (at == rest.len)
                        return followed;
                rest = str_skip(rest, at + 6);
                address = unescaped(w->a, str_head(rest, str_find(rest, '"')));
                rest = str_skip(rest, str_find(rest, '>') + 1);
                words = without_commas(w->a, str_head(rest, str_find(rest, '<')));
                if (!str_has(address, S("/rows")) || !str_to_int(words, 0, INT64_MAX, &shown))
                        continue;
                sum = rows_sum(w, address, &rows, &counted);
                if (str_starts(address, S("/pledges/")) &&
                    (str_ends(address, S("/rows")) || str_has(address, S("until=")) ||
                     str_has(address, S("size="))) &&
                    shown != sum)
                        shown -= baseline; /* stated at the start, without rows */
                if (shown != sum)
                        print_error("%s: %.*s shows %lld, its rows come to %lld\n", path,
                                    S_ARG(address), (long long)shown, (long long)sum);
                CHECK_INT(sum, shown);
                if (counted >= 0)
                        CHECK_INT(counted, sum);
                followed++;
        }
}

TEST(every_number_of_a_page_opens_to_rows_that_add_up_to_it)
{
        World *w = world_of_examples(a);
        Id x = given_party(w, "organisation", "Xen Water"),
           y = given_party(w, "organisation", "Yam Fields");
        Import import;

        CHECK_OK(import_path(w, "example-startups", "2024-12-31",
                             S("examples/data/startups-2024.csv"), &import));
        CHECK(import.rows_new > 100);
        joins(w, x, "bangkok", "2023-03-05");
        joins(w, y, "jakarta", "2022-03-05");
        merges(w, x, y);
        CHECK(follow_numbers(w, "/pledges/spark-1000-startups", 40) > 40);
        CHECK(follow_numbers(w, "/pledges/europe-1000-startups", 0) > 20);
        CHECK(follow_numbers(w, "/metrics/startups-recruited", 0) > 3);
        CHECK(follow_numbers(w, "/definitions", 0) > 1);
        CHECK(follow_numbers(w, "/pledges/spark-1000-startups/as-of", 40) == 2);
        CHECK_STR(page_of_visitor(w, "/"), CONTAINS, "href=\"/metrics/startups-recruited/rows\"");
        CHECK_STR(page_of_visitor(w, "/pledges/spark-1000-startups"), LACKS,
                  "<th scope=\"row\">ai<");
        CHECK_STR(page_of_visitor(w, "/pledges/spark-1000-startups/rows"), LACKS, ">ai<");
        page_of_visitor(w, "/pledges/spark-1000-startups/rows?month=2024");
        CHECK_INT(w->status, 422);
        page_of_visitor(w, "/metrics/startups-recruited/rows?hub=nowhere");
        CHECK_INT(w->status, 404);
}

TEST(rows_after_a_chain_of_merges_are_as_many_as_are_counted)
{
        World *w = world_of_examples(a);
        const char *hubs[] = {"bangkok", "jakarta", "manila", "bangkok", "hanoi"};
        int64_t rows, counted;
        Id party[5];

        for (int i = 0; i < 5; i++) {
                party[i] = given_party(w, "organisation", str_fmt(a, "Firm %d", i).at);
                joins(w, party[i], hubs[i], "2023-03-05");
        }
        for (int i = 0; i < 4; i++) {
                merges(w, party[i], party[i + 1]);
                CHECK_INT(rows_sum(w, S("/pledges/spark-1000-startups/rows"), &rows, &counted),
                          4 - i);
                CHECK_INT(counted, 4 - i);
                CHECK_INT(rows_sum(w, S("/pledges/spark-1000-startups/rows?hub=thailand"), &rows,
                                   &counted),
                          i < 2 ? 2 : 1);
                CHECK_INT(counted, i < 2 ? 2 : 1);
        }
}

typedef struct {
        Arena *a;
        Id first, n;
} Many;

static Status many_hubs(void *ctx, Db *db)
{
        Many *m = ctx;

        for (Id id = m->first; id < m->first + m->n; id++) {
                TRY(hub_insert(db, id, str_fmt(m->a, "hub-%lld", (long long)id), S("Hub"), S("hub"),
                               0, S(""), S(""), 0, 0, S("UTC"), S("USD"), S("en"), 1));
                TRY(hub_above_self(db, id));
        }
        return OK;
}

static Status many_joins(void *ctx, Db *db)
{
        Many *m = ctx;

        for (Id id = m->first; id < m->first + m->n; id++) {
                Entry e = {.at_us = 1700000000 * SECOND_US,
                           .kind = S("member.joined"),
                           .hub = id,
                           .subject = id};

                entry_text(&e, S("programme"), S("startup-accelerator"));
                entry_text(&e, S("party"), S("organisation"));
                TRY(record_tell(db, m->a, &e, NULL));
        }
        return OK;
}

TEST(thousands_of_hubs_in_one_commit_are_each_counted)
{
        World *w = world_of_examples(a);
        Many many = {a, 1000, 3000};

        CHECK_OK(store_transact(w->p.store, many_hubs, &many));
        CHECK_OK(store_transact(w->p.store, many_joins, &many));
        CHECK_INT(number(w, "startups-recruited", "hub-1000"), 1);
        CHECK_INT(number(w, "startups-recruited", "hub-3999"), 1);
}

/* Numbers: a party counts once, whatever the hubs, programmes and merges; and at any past position.
 */
#include "base/time.h"
#include "hub/hub.h"
#include "pledge/pledge.h"
#include "tests/world.h"

static void joins(World *w, Id party, const char *hub, const char *date)
{
        CHECK_OK(act(w, "member add", "party", id_text(w->a, party).at, "programme",
                     "startup-accelerator", "hub", hub, "stage", "active", "date", date, NULL));
}

TEST(a_party_in_two_hubs_counts_once_above_both)
{
        World *w = world_of_examples(a);
        Id x = given_party(w, "organisation", "Xen Water");

        joins(w, x, "bangkok", "2024-03-05");
        joins(w, x, "jakarta", "2024-04-05");
        CHECK_INT(number(w, "startups-recruited", "bangkok"), 1);
        CHECK_INT(number(w, "startups-recruited", "jakarta"), 1);
        CHECK_INT(number(w, "startups-recruited", "thailand"), 1);
        CHECK_INT(number(w, "startups-recruited", "apac"), 1);
        CHECK_INT(number(w, "startups-recruited", "world"), 1);
}

TEST(two_parties_that_turn_out_to_be_one_count_once_from_then_on)
{
        World *w = world_of_examples(a);
        Id x = given_party(w, "organisation", "Xen Water"),
           y = given_party(w, "organisation", "Xen Water Ltd");
        Metric m;
        Hub apac;
        int64_t size, before;
        Hash root;

        joins(w, x, "bangkok", "2024-03-05");
        joins(w, y, "jakarta", "2024-04-05");
        CHECK_INT(number(w, "startups-recruited", "apac"), 2);
        CHECK_OK(record_head(w->db, a, &size, &root));
        CHECK_OK(act(w, "party merge", "party", id_text(a, y).at, "into", id_text(a, x).at,
                     "reason", "same registration", NULL));
        CHECK_INT(number(w, "startups-recruited", "apac"), 1);
        CHECK_INT(number(w, "startups-recruited", "world"), 1);
        CHECK_INT(number(w, "startups-recruited", "bangkok"), 1);
        CHECK_INT(number(w, "startups-recruited", "jakarta"), 1);
        CHECK_OK(metric_current(w->db, a, S("startups-recruited"), &m));
        CHECK_OK(hub_by_slug(w->db, a, S("apac"), &apac));
        CHECK_OK(tally_as_of(w->db, a, m.id, apac.id, size, &before));
        CHECK_INT(before, 2);
        joins(w, x, "manila", "2024-06-01");
        CHECK_INT(number(w, "startups-recruited", "apac"), 1);
        CHECK_IS(act(w, "member add", "party", id_text(a, y).at, "programme", "startup-accelerator",
                     "hub", "hanoi", "stage", "active", NULL),
                 INVALID);
}

TEST(a_number_can_be_had_as_of_every_past_position)
{
        World *w = world_of_examples(a);
        Metric m;
        Hub world_hub;
        int64_t sizes[12], joined[12], value;
        Hash root;

        CHECK_OK(metric_current(w->db, a, S("startups-recruited"), &m));
        CHECK_OK(hub_root(w->db, a, &world_hub));
        for (int i = 0; i < 12; i++) {
                joins(w, given_party(w, "organisation", str_fmt(a, "Firm %d", i).at), "bangkok",
                      "2024-03-05");
                joined[i] = w->deed.position; /* what it was given is told behind that */
                CHECK_OK(record_head(w->db, a, &sizes[i], &root));
        }
        for (int i = 0; i < 12; i++) {
                CHECK_OK(tally_as_of(w->db, a, m.id, world_hub.id, sizes[i], &value));
                CHECK_INT(value, i + 1);
                CHECK_OK(tally_as_of(w->db, a, m.id, world_hub.id, joined[i], &value));
                CHECK_INT(value, i);
        }
}

TEST(positions_inside_one_commit_have_their_number_too)
{
        World *w = world_of_examples(a);
        Text csv = text_begin(a, 65536);
        Import import;
        Metric m;
        Hub root_hub;
        int64_t value, first;

        text_add(&csv, S("id,name,email,website,registration,country,hub,sector,team_size,founded,"
                         "joined,stage,level\n"));
        for (int i = 0; i < 20; i++)
                text_fmt(&csv, "s%d,Firm %d,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n", i,
                         i);
        CHECK_OK(import_text(w, "example-startups", "2024-12-31", text_str(&csv), &import));
        CHECK_INT(import.rows_new, 20);
        CHECK_OK(metric_current(w->db, a, S("startups-recruited"), &m));
        CHECK_OK(hub_root(w->db, a, &root_hub));
        first = import.position_first + 1; /* after the entry that began the import */
        for (int i = 0; i <= 20; i++) {
                CHECK_OK(tally_as_of(w->db, a, m.id, root_hub.id, first + i, &value));
                CHECK_INT(value, i);
        }
}

TEST(a_metric_defined_late_counts_what_was_there_before)
{
        World *w = world_of_examples(a);
        Id x = given_party(w, "organisation", "Xen Water"),
           y = given_party(w, "organisation", "Yam Fields");

        joins(w, x, "bangkok", "2024-03-05");
        joins(w, y, "jakarta", "2024-04-05");
        CHECK_OK(act(w, "party merge", "party", id_text(a, y).at, "into", id_text(a, x).at, NULL));
        CHECK_OK(
                act(w, "metric load", "definition",
                    "metric: late\nversion: 1\ntitle: Late\nwords: counted late\ncount: "
                    "parties\nparty: organisation\n"
                    "entries: [member.joined]\nprogramme: [startup-accelerator]\nunit: start-ups\n",
                    NULL));
        joins(w, given_party(w, "organisation", "Zed"), "manila", "2024-06-01");
        CHECK_OK(program_catch_up(&w->p));
        CHECK_INT(number(w, "late", "world"), number(w, "startups-recruited", "world"));
        CHECK_INT(number(w, "late", "world"), 2);
        CHECK_INT(number(w, "late", "jakarta"), 1);
        joins(w, given_party(w, "organisation", "Ann"), "manila", "2024-06-01");
        CHECK_INT(number(w, "late", "world"), 3);
}

TEST(a_chain_of_merges_counts_once_also_for_a_metric_that_is_defined_later)
{
        World *w = world_of_examples(a);
        Id x = given_party(w, "organisation", "Xen"), y = given_party(w, "organisation", "Yam"),
           z = given_party(w, "organisation", "Zed");
        TallyKeyList early, late;
        Metric m, n;
        Hub root_hub;

        joins(w, x, "bangkok", "2024-03-05");
        joins(w, z, "bangkok", "2024-05-05");
        CHECK_OK(act(w, "party merge", "party", id_text(a, x).at, "into", id_text(a, y).at, NULL));
        joins(w, y, "jakarta", "2024-04-05");
        CHECK_OK(act(w, "party merge", "party", id_text(a, y).at, "into", id_text(a, z).at, NULL));
        CHECK_INT(number(w, "startups-recruited", "world"), 1);
        CHECK_OK(
                act(w, "metric load", "definition",
                    "metric: late\nversion: 1\ntitle: Late\nwords: counted late\ncount: "
                    "parties\nparty: organisation\n"
                    "entries: [member.joined]\nprogramme: [startup-accelerator]\nunit: start-ups\n",
                    NULL));
        CHECK_OK(program_catch_up(&w->p));
        CHECK_INT(number(w, "late", "world"), 1);
        CHECK_OK(hub_root(w->db, a, &root_hub));
        CHECK_OK(metric_current(w->db, a, S("startups-recruited"), &m));
        CHECK_OK(metric_current(w->db, a, S("late"), &n));
        CHECK_OK(tally_keys(w->db, a, m.id, root_hub.id, TALLY_MONTH, &early));
        CHECK_OK(tally_keys(w->db, a, n.id, root_hub.id, TALLY_MONTH, &late));
        CHECK_INT((int64_t)early.n, 1);
        CHECK_INT((int64_t)late.n, 1);
        CHECK(str_eq(early.at[0].key, late.at[0].key));
}

TEST(a_figure_from_outside_is_reported_not_counted_and_the_latest_holds)
{
        World *w = world_of_examples(a);

        CHECK_OK(act(w, "figure report", "metric", "openeuler-installs", "place", "world", "value",
                     "6100000", "date", "2024-03-01", "source", "a report", NULL));
        CHECK_INT(number(w, "openeuler-installs", "world"), 6100000);
        CHECK_OK(act(w, "figure report", "metric", "openeuler-installs", "place", "world", "value",
                     "5000000", "date", "2023-03-01", "source", "an older report", NULL));
        CHECK_INT(number(w, "openeuler-installs", "world"), 6100000);
        CHECK_STR(page_of_visitor(w, "/pledges/openeuler-20m"), CONTAINS, "eported");
        CHECK_IS(act(w, "figure report", "metric", "startups-recruited", "place", "world", "value",
                     "1000", "date", "2024-03-01", "source", "typed in", NULL),
                 INVALID);
}

TEST(a_withdrawn_pledge_stays_visible_with_its_reason)
{
        World *w = world_of_examples(a);

        CHECK_OK(act(w, "pledge withdraw", "pledge", "spark-1000-startups", "reason",
                     "Funding fell through", NULL));
        CHECK_STR(page_of_visitor(w, "/pledges/spark-1000-startups"), CONTAINS,
                  "Funding fell through");
        CHECK_IS(
                act(w, "pledge withdraw", "pledge", "spark-1000-startups", "reason", "again", NULL),
                CONFLICT);
}

TEST(months_programmes_and_sectors_add_up_to_the_number)
{
        World *w = world_of_examples(a);
        Metric m;
        Hub root_hub;
        int64_t all, sum[4] = {0};

        for (int i = 0; i < 9; i++)
                joins(w, given_party(w, "organisation", str_fmt(a, "Firm %d", i).at),
                      i % 2 ? "bangkok" : "berlin", i % 3 ? "2024-03-05" : "2025-01-05");
        CHECK_OK(metric_current(w->db, a, S("startups-recruited"), &m));
        CHECK_OK(hub_root(w->db, a, &root_hub));
        CHECK_OK(tally_now(w->db, a, m.id, root_hub.id, &all));
        CHECK_INT(all, 9);
        for (int dim = TALLY_MONTH; dim <= TALLY_SECTOR; dim++) {
                TallyKeyList keys;

                CHECK_OK(tally_keys(w->db, a, m.id, root_hub.id, dim, &keys));
                for (size_t i = 0; i < keys.n; i++)
                        sum[dim] += keys.at[i].value;
                CHECK_INT(sum[dim], all);
        }
}

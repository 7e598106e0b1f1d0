/* Usage through HTTP: each event counts once, whatever is sent again; what it comes to is exact. */
#include "credit/usage.h"

#include "base/time.h"
#include "credit/grant.h"
#include "credit/ledger_audit.h"
#include "credit/price_load.h"
#include "hub/hub.h"
#include "people/team_probe.h"
#include "tests/world.h"

#include <string.h>

#define BATCH "application/cloudevents-batch+json"
#define ONE "application/cloudevents+json"
#define AT "/api/v1/usage?hub=singapore"

static const char *text(World *w, Id id)
{
        return id_text(w->a, id).at;
}

static Id organisation(World *w, const char *name)
{
        CHECK_OK(act(w, "party add", "kind", "organisation", "name", name, "hub", "singapore",
                     NULL));
        return w->deed.made;
}

static void give(World *w, Id party, const char *unit, const char *amount, const char *until)
{
        CHECK_OK(act(w, "grant give", "party", text(w, party), "hub", "singapore", "title", until,
                     "unit", unit, "amount", amount, "until", until, NULL));
}

static Status link_to(World *w, Id party, const char *subject, const char *unit, const char *prices)
{
        return act(w, "usage link", "hub", "singapore", "source", "/gateway", "subject", subject,
                   "party", text(w, party), "unit", unit, "prices", prices, NULL);
}

static Status unlink_it(World *w, const char *subject)
{
        UsageSubject row;
        Hub hub;

        CHECK_OK(hub_by_slug(w->db, w->a, S("singapore"), &hub));
        CHECK_OK(usage_subject_get(w->db, w->a, hub.id, S("/gateway"), str_from(subject), &row));
        return act(w, "usage unlink", "hub", "singapore", "link", text(w, row.id), NULL);
}

static Str event(Arena *a, const char *id, const char *subject, const char *quantity,
                 const char *more)
{
        return str_fmt(a,
                       "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/gateway\",\"type\":"
                       "\"usage.reported\",\"subject\":\"%s\",\"time\":\"2026-03-04T05:06:07Z\","
                       "%s\"data\":{\"meter\":\"tokens-in\",\"quantity\":\"%s\"}}",
                       id, subject, more, quantity);
}

static Str send(World *w, const char *type, Str body)
{
        Str reply = request(w, HTTP_POST, AT, type, body.at, true);

        CHECK_INT(w->status, 200);
        return reply;
}

static Id account_of(World *w, Id party, const char *kind, const char *unit)
{
        LedgerAccountLineList list;

        CHECK_OK(ledger_accounts_of(w->db, w->a, party, 0, &list));
        for (size_t i = 0; i < list.n; i++)
                if (str_is(list.at[i].kind, kind) && str_is(list.at[i].unit, unit))
                        return list.at[i].id;
        return 0;
}

static int64_t owed(World *w, Id party, const char *unit)
{
        LedgerAccount row;

        CHECK_OK(ledger_account_get(w->db, w->a, account_of(w, party, USAGE_OWED, unit), &row));
        return row.balance;
}

static int64_t left(World *w, Id party, const char *title)
{
        GrantLineList list;

        CHECK_OK(grants_of(w->db, w->a, party, INT64_MAX, &list));
        for (size_t i = 0; i < list.n; i++)
                if (str_is(list.at[i].title, title))
                        return list.at[i].balance;
        return -1;
}

/* Every batch's root stands over its events as they are kept. */
static int64_t check_roots(World *w)
{
        UsageBatchList batches;
        UsageEventList events;
        int64_t n = 0;

        CHECK_OK(usage_batches(w->db, w->a, 0, &batches));
        CHECK_OK(usage_events_from(w->db, w->a, 0, &events));
        for (size_t i = 0; i < batches.n; i++) {
                const UsageBatch *b = &batches.at[i];
                Hash *leaves = arena_new(w->a, Hash, (size_t)b->events), root;
                size_t k = 0;

                for (size_t e = 0; e < events.n; e++)
                        if (events.at[e].batch == b->id) {
                                CHECK((int64_t)k < b->events);
                                leaves[k] = usage_leaf(w->a, &events.at[e], b->salt, k);
                                k++;
                        }
                CHECK_INT((int64_t)k, b->events);
                root = merkle_list_root(leaves, k);
                CHECK(str_eq(b->root, hash_str(&root)));
                n += b->events;
        }
        return n;
}

static void check_whole(World *w)
{
        LedgerAudit audit;

        CHECK_OK(ledger_audit(w->db, w->a, true, &audit));
        if (!audit.is_whole)
                print_error("%s\n", audit.fault);
        CHECK(audit.is_whole);
        check_roots(w);
}

TEST(an_event_counts_once_and_takes_what_ends_first_then_is_owed)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp");
        Str body = str_fmt(a, "[%.*s,%.*s,%.*s]", S_ARG(event(a, "1", "kelp", "70", "")),
                           S_ARG(event(a, "2", "kelp", "50", "")),
                           S_ARG(event(a, "1", "kelp", "70", "")));

        give(w, party, "token", "100", "2031-01-01");
        give(w, party, "token", "30", "2030-01-01");
        CHECK_OK(link_to(w, party, "kelp", "token", NULL));
        CHECK_IS(link_to(w, party, "kelp", "token", NULL), CONFLICT);
        CHECK_STR(send(w, BATCH, body), CONTAINS, "\"taken\":2,\"known\":1,\"refused\":0");
        CHECK_INT(left(w, party, "2030-01-01"), 0);
        CHECK_INT(left(w, party, "2031-01-01"), 10);
        CHECK_STR(send(w, BATCH, body), CONTAINS, "\"taken\":0,\"known\":3,\"refused\":0");
        CHECK_INT(left(w, party, "2031-01-01"), 10);
        CHECK_STR(send(w, ONE, event(a, "1", "kelp", "71", "")), CONTAINS, "\"refused\":1");
        CHECK_STR(send(w, ONE, event(a, "3", "kelp", "25", "")), CONTAINS, "\"taken\":1");
        CHECK_INT(left(w, party, "2031-01-01"), 0);
        CHECK_INT(owed(w, party, "token"), -15);
        check_whole(w);
}

TEST(an_event_of_nobody_waits_and_counts_once_somebody_is_linked)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp");
        Str body = str_fmt(a, "[%.*s,%.*s]", S_ARG(event(a, "1", "kelp", "70", "")),
                           S_ARG(event(a, "2", "fern", "50", "")));

        CHECK_STR(send(w, BATCH, body), CONTAINS, "\"unmatched\":2");
        CHECK_STR(page(w, "/usage?hub=singapore"), CONTAINS, "Nobody is linked to this subject.");
        CHECK_STR(send(w, BATCH, body), CONTAINS, "\"unmatched\":2");
        CHECK_OK(link_to(w, party, "kelp", "token", NULL));
        CHECK_INT(owed(w, party, "token"), -70);
        CHECK_STR(send(w, BATCH, body), CONTAINS, "\"known\":1");
        CHECK_INT(owed(w, party, "token"), -70);
        CHECK_OK(unlink_it(w, "kelp"));
        CHECK_STR(send(w, ONE, event(a, "3", "kelp", "1", "")), CONTAINS, "unknown-subject");
        CHECK_INT(owed(w, party, "token"), -70);
        check_whole(w);
}

TEST(a_correction_posts_the_difference_and_happens_once)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp");
        const char *more = "\"replaces\":\"1\",";

        give(w, party, "token", "100", "2030-01-01");
        CHECK_OK(link_to(w, party, "kelp", "token", NULL));
        send(w, ONE, event(a, "1", "kelp", "130", ""));
        CHECK_INT(owed(w, party, "token"), -30);
        CHECK_STR(send(w, ONE, event(a, "2", "kelp", "60", more)), CONTAINS, "\"taken\":1");
        CHECK_INT(owed(w, party, "token"), 0);
        CHECK_INT(left(w, party, "2030-01-01"), 40);
        CHECK_STR(send(w, ONE, event(a, "2", "kelp", "60", more)), CONTAINS, "\"known\":1");
        CHECK_STR(send(w, ONE, event(a, "3", "kelp", "50", more)), CONTAINS, "replaced-before");
        CHECK_STR(send(w, ONE, event(a, "4", "kelp", "50", "\"replaces\":\"9\",")), CONTAINS,
                  "nothing-to-replace");
        CHECK_STR(send(w, ONE, event(a, "5", "kelp", "70", "\"replaces\":\"2\",")), CONTAINS,
                  "\"taken\":1");
        CHECK_INT(left(w, party, "2030-01-01"), 30);
        check_whole(w);
}

TEST(what_was_moved_out_of_a_grant_is_not_given_back_to_it)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp"), other = organisation(w, "Fern");
        const char *soon = time_date(a, time_now_us() + 20 * DAY_US).at;

        give(w, party, "token", "100", "2090-01-01");
        CHECK_OK(act(w, "grant transfer", "party", text(w, party), "grant", text(w, w->deed.made),
                     "to", text(w, other), "amount", "50", NULL));
        give(w, party, "token", "100", soon);
        CHECK_OK(link_to(w, party, "acme", "token", NULL));
        send(w, ONE, event(a, "1", "acme", "30", ""));
        CHECK_INT(left(w, party, soon), 70);
        CHECK_STR(send(w, ONE, event(a, "2", "acme", "10", "\"replaces\":\"1\",")), CONTAINS,
                  "taken");
        CHECK_INT(left(w, party, soon), 90);
        CHECK_INT(left(w, party, "2090-01-01"), 50);
}

TEST(usage_is_rated_exactly_in_its_own_window_however_late_it_comes)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp");
        UsageRest rest;

        CHECK_OK(act(w, "price load", "definition",
                     check_file(a, S("examples/prices/model-tokens.yaml")).at, NULL));
        CHECK_IS(link_to(w, party, "kelp", "EUR", "model-tokens"), INVALID);
        CHECK_IS(link_to(w, party, "kelp", "USD", "nothing"), INVALID);
        CHECK_OK(link_to(w, party, "kelp", "USD", "model-tokens"));
        /* 100,000 a day are free; then 0.15 for a million */
        send(w, ONE, event(a, "1", "kelp", "100001", ""));
        CHECK_INT(owed(w, party, "USD"), -15); /* 0.00000015 */
        send(w, ONE, event(a, "2", "kelp", "1.01", ""));
        CHECK_INT(owed(w, party, "USD"), -30);
        CHECK_OK(usage_rest_get(w->db, a, account_of(w, party, USAGE_OWED, "USD"), &rest));
        CHECK_STR(rest.rest, IS, "0.0000000015");
        CHECK_STR(send(w, ONE, event(a, "3", "kelp", "-200000", "")), CONTAINS, "below-zero");
        CHECK_INT(owed(w, party, "USD"), -30);
        /* all is as before when it is taken back, to the last digit */
        send(w, ONE, event(a, "4", "kelp", "0", "\"replaces\":\"1\","));
        CHECK_INT(owed(w, party, "USD"), 0);
        CHECK_STR(page(w, "/usage?hub=singapore"), CONTAINS, "More is given back than was used.");
        check_whole(w);
}

TEST(usage_goes_on_with_the_party_that_another_was_merged_into)
{
        World *w = world_of_examples(a);
        Id from = organisation(w, "Kelp"), into = organisation(w, "Fern");

        give(w, from, "token", "100", "2030-01-01");
        CHECK_OK(link_to(w, from, "kelp", "token", NULL));
        send(w, ONE, event(a, "1", "kelp", "60", ""));
        CHECK_OK(act(w, "party merge", "party", text(w, from), "into", text(w, into), NULL));
        send(w, ONE, event(a, "2", "kelp", "60", ""));
        CHECK_INT(left(w, into, "2030-01-01"), 0);
        CHECK_INT(owed(w, into, "token"), -20);
        check_whole(w);
}

TEST(a_batch_that_can_not_be_moved_leaves_nothing_behind)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp"), other = organisation(w, "Fern");
        Str body = str_fmt(a, "[%.*s,%.*s]", S_ARG(event(a, "1", "fern", "5", "")),
                           S_ARG(event(a, "2", "kelp", "50", "")));

        CHECK_OK(link_to(w, party, "kelp", "token", NULL));
        CHECK_OK(link_to(w, other, "fern", "token", NULL));
        CHECK_OK(act(w, "ledger-account limit", "account",
                     text(w, account_of(w, party, USAGE_OWED, "token")), NULL));
        for (int i = 0; i < 2; i++) {
                CHECK_STR(request(w, HTTP_POST, AT, BATCH, body.at, true), CONTAINS,
                          "less than that");
                CHECK_INT(w->status, 409);
                CHECK_INT(owed(w, other, "token"), 0);
        }
        CHECK_INT(check_roots(w), 0);
        CHECK_OK(unlink_it(w, "kelp"));
        CHECK_STR(send(w, BATCH, body), CONTAINS, "\"taken\":1,\"known\":0");
        CHECK_INT(owed(w, other, "token"), -5);
        check_whole(w);
}

TEST(nobody_gives_back_more_than_was_used_also_without_a_price_list)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp");

        CHECK_OK(link_to(w, party, "kelp", "token", NULL));
        CHECK_STR(send(w, ONE, event(a, "1", "kelp", "-500", "")), CONTAINS, "below-zero");
        send(w, ONE, event(a, "2", "kelp", "60", ""));
        CHECK_STR(send(w, ONE, event(a, "3", "kelp", "-61", "")), CONTAINS, "below-zero");
        CHECK_STR(send(w, ONE, event(a, "4", "kelp", "-60", "")), CONTAINS, "\"taken\":1");
        CHECK_INT(owed(w, party, "token"), 0);
        CHECK_STR(send(w, ONE, event(a, "5", "kelp", "70", "\"replaces\":\"2\",")), CONTAINS,
                  "\"taken\":1"); /* 60 back, 70 used: never below nothing in the end */
        CHECK_INT(owed(w, party, "token"), -10);
        check_whole(w);
}

typedef struct {
        Id party, actor;
} Joining;

static Status join(void *ctx, Db *db)
{
        Joining *j = ctx;

        return team_person_add(db, j->party, j->actor, S("editor"), time_now_us());
}

TEST(nobody_tells_what_a_party_used_that_they_are_part_of)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp"), other = organisation(w, "Fern");
        Joining j = {party, w->actor.id};

        CHECK_OK(link_to(w, party, "kelp", "token", NULL));
        CHECK_OK(link_to(w, other, "fern", "token", NULL));
        CHECK_OK(store_transact(w->p.store, join, &j));
        CHECK_STR(send(w, ONE, event(a, "1", "kelp", "5", "")), CONTAINS, "\"refused\":1");
        CHECK_STR(send(w, ONE, event(a, "2", "fern", "5", "")), CONTAINS, "\"taken\":1");
        CHECK_IS(unlink_it(w, "kelp"), FORBIDDEN);
        CHECK_INT(owed(w, party, "token"), 0);
}

TEST(two_subjects_of_parties_that_were_merged_spend_a_grant_once)
{
        World *w = world_of_examples(a);
        Id from = organisation(w, "Kelp"), into = organisation(w, "Fern");
        Str body = str_fmt(a, "[%.*s,%.*s]", S_ARG(event(a, "1", "kelp", "80", "")),
                           S_ARG(event(a, "2", "fern", "80", "")));

        CHECK_OK(link_to(w, from, "kelp", "token", NULL));
        CHECK_OK(link_to(w, into, "fern", "token", NULL));
        give(w, into, "token", "100", "2030-01-01");
        CHECK_OK(act(w, "party merge", "party", text(w, from), "into", text(w, into), NULL));
        CHECK_STR(send(w, BATCH, body), CONTAINS, "\"taken\":2");
        CHECK_INT(left(w, into, "2030-01-01"), 0);
        check_whole(w);
}

TEST(what_is_no_usage_event_says_why_and_is_not_kept)
{
        World *w = world_of_examples(a);

        request(w, HTTP_POST, AT, "application/cloudevents+avro", "x", true);
        CHECK_INT(w->status, 422);
        request(w, HTTP_POST, AT, BATCH, "[{]", true);
        CHECK_INT(w->status, 422);
        request(w, HTTP_POST, "/api/v1/usage?hub=nowhere", BATCH, "[]", true);
        CHECK_INT(w->status, 404);
        CHECK_STR(send(w, BATCH, S("[{\"specversion\":\"1.0\"}]")), CONTAINS, "\"invalid\":1");
        CHECK_STR(send(w, BATCH, S("[]")), CONTAINS, "\"taken\":0");
        /* a body alone, without ce- headers, is one event that lacks everything */
        CHECK_STR(send(w, "application/json", S("{\"meter\":\"m\",\"quantity\":1}")), CONTAINS,
                  "\"invalid\":1");
        request(w, HTTP_POST, AT, BATCH, "[]", false); /* nobody has signed in */
        CHECK(w->status == 401 || w->status == 403);
}

static void add_event(Text *t, int id, Str at, const char *meter, int quantity)
{
        text_fmt(t,
                 "{\"specversion\":\"1.0\",\"id\":\"%d\",\"source\":\"/gateway\",\"type\":"
                 "\"u\",\"subject\":\"kelp\",\"time\":\"%.*s\",\"data\":{\"meter\":\"%s\","
                 "\"quantity\":\"%d\"}}",
                 id, S_ARG(at), meter, quantity);
}

TEST(a_party_sees_what_it_used_by_day_and_by_service)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp");
        const char *path = str_fmt(a, "/parties/%s/ledger", text(w, party)).at;
        Str now = time_iso(a, time_now_us()), was = time_iso(a, time_now_us() - 40 * DAY_US);
        Text t = text_begin(a, 8192);

        text_char(&t, '[');
        add_event(&t, 1, now, "tokens-in", 4000);
        text_char(&t, ',');
        add_event(&t, 2, now, "tokens-out", 321);
        text_char(&t, ',');
        add_event(&t, 3, was, "tokens-out", 70000);
        text_char(&t, ']');
        CHECK_OK(link_to(w, party, "kelp", "token", NULL));
        CHECK_STR(send(w, BATCH, text_str(&t)), CONTAINS, "\"taken\":3");
        CHECK_STR(page(w, path), CONTAINS, "Usage by day");
        CHECK_STR(page(w, path), CONTAINS, ">4321<"); /* the day */
        CHECK_STR(page(w, path), CONTAINS, "tokens-out");
        CHECK_STR(page(w, str_fmt(a, "/api/v1%s", path).at), CONTAINS,
                  "\"service\":\"tokens-out\",\"unit\":\"token\",\"events\":1,\"quantity\":"
                  "\"321\"");
}

/* --- any order, any repetition */

enum { EVENTS = 60, SUBJECTS = 3, ROUNDS = 40, AT_ONCE = 12 };

typedef struct {
        World *w;
        uint64_t seed;
        Str events[EVENTS];
        bool is_sent[EVENTS];
        int64_t quantity[EVENTS];
        Id party[SUBJECTS];
} Random;

static uint64_t roll(Random *r, uint64_t below)
{
        r->seed = r->seed * 6364136223846793005u + 1442695040888963407u;
        return (r->seed >> 33) % below;
}

static void make_events(Random *r)
{
        Arena *a = r->w->a;

        for (int i = 0; i < EVENTS; i++) {
                r->quantity[i] = (int64_t)roll(r, 3000000);
                r->events[i] = str_fmt(
                        a,
                        "{\"specversion\":\"1.0\",\"id\":\"e%d\",\"source\":\"/gateway\",\"type\":"
                        "\"u\",\"subject\":\"s%d\",\"time\":\"2026-0%d-1%dT05:06:07Z\","
                        "\"data\":{\"meter\":\"tokens-in\",\"quantity\":\"%lld.5\"}}",
                        i, i % SUBJECTS, 1 + (int)roll(r, 2), (int)roll(r, 4),
                        (long long)r->quantity[i]);
        }
}

static void send_some(Random *r)
{
        Arena *a = r->w->a;
        Text t = text_begin(a, 64 * 1024);
        int n = 1 + (int)roll(r, AT_ONCE);

        text_char(&t, '[');
        for (int i = 0; i < n; i++) {
                size_t k = roll(r, EVENTS);

                if (i)
                        text_char(&t, ',');
                text_add(&t, r->events[k]);
                r->is_sent[k] = true;
        }
        text_char(&t, ']');
        send(r->w, BATCH, str_from(str_z(a, text_str(&t))));
}

static Exact exact_of(const char *s, Str t)
{
        Exact out = {0};

        CHECK(exact_read(t.len ? t : str_from(s), &out) == EXACT_OK);
        return out;
}

/* Sums by day = what the ledger moved + what rounding left over; quantities are those sent. */
static void check_sums(Random *r, int subject)
{
        World *w = r->w;
        Id account = account_of(w, r->party[subject], USAGE_OWED, "USD");
        Exact amount = {0}, quantity = {0}, moved = {0}, rest = {0}, sent = {0};
        GrantLineList grants;
        UsageDayLineList days;
        UsageRest row = {0};
        int64_t spent = -owed(w, r->party[subject], "USD"), events = 0;

        CHECK_OK(usage_days_of(w->db, w->a, account, 0, &days));
        for (size_t i = 0; i < days.n; i++) {
                CHECK(exact_add(amount, exact_of("0", days.at[i].amount), &amount) == EXACT_OK);
                CHECK(exact_add(quantity, exact_of("0", days.at[i].quantity), &quantity) ==
                      EXACT_OK);
                events += days.at[i].events;
        }
        for (int i = subject; i < EVENTS; i += SUBJECTS) {
                if (!r->is_sent[i])
                        continue;
                CHECK(exact_add(sent, exact_from_scale(r->quantity[i] * 10 + 5, 1), &sent) ==
                      EXACT_OK);
                events--;
        }
        CHECK_INT(events, 0);
        CHECK(exact_compare(sent, quantity) == 0);
        CHECK_OK(grants_of(w->db, w->a, r->party[subject], INT64_MAX, &grants));
        for (size_t i = 0; i < grants.n; i++)
                spent += grants.at[i].amount - grants.at[i].balance;
        CHECK_OK(usage_rest_get(w->db, w->a, account, &row));
        rest = exact_of("0", row.rest);
        CHECK(exact_add(exact_from_scale(spent, 8), rest, &moved) == EXACT_OK);
        CHECK(exact_compare(moved, amount) == 0);
}

TEST(no_event_counts_twice_or_not_at_all_whatever_is_sent_again)
{
        World *w = world_of_examples(a);
        Random *r = arena_new(a, Random, 1);

        *r = (Random){.w = w, .seed = 20261122};
        make_events(r);
        CHECK_OK(act(w, "price load", "definition",
                     check_file(a, S("examples/prices/model-tokens.yaml")).at, NULL));
        for (int i = 0; i < SUBJECTS; i++) {
                r->party[i] = organisation(w, i == 0 ? "Kelp" : i == 1 ? "Fern" : "Moss");
                give(w, r->party[i], "USD", "0.5", "2030-01-01");
                if (i)
                        CHECK_OK(link_to(w, r->party[i], i == 1 ? "s1" : "s2", "USD",
                                         "model-tokens"));
        }
        for (int round = 0; round < ROUNDS; round++) {
                send_some(r);
                if (round == ROUNDS / 2)
                        CHECK_OK(link_to(w, r->party[0], "s0", "USD", "model-tokens"));
        }
        for (int i = 0; i < SUBJECTS; i++)
                check_sums(r, i);
        check_whole(w);
}

/* credit: what programmes promise becomes grants, is used in its order, ends, and is taken back. */
#include "base/time.h"
#include "credit/grant.h"
#include "credit/ledger_audit.h"
#include "hub/hub.h"
#include "programme/programme.h"
#include "tests/world.h"

static Id organisation(World *w, const char *name)
{
        CHECK_OK(act(w, "party add", "kind", "organisation", "name", name, "hub", "singapore",
                     NULL));
        return w->deed.made;
}

static const char *text(World *w, Id id)
{
        return id_text(w->a, id).at;
}

static void check_whole(World *w)
{
        LedgerAudit audit;

        CHECK_OK(ledger_audit(w->db, w->a, true, &audit));
        if (!audit.is_whole)
                print_error("%s\n", audit.fault);
        CHECK(audit.is_whole);
}

static GrantLineList grants(World *w, Id party)
{
        GrantLineList list;

        CHECK_OK(grants_of(w->db, w->a, party, INT64_MAX, &list));
        return list;
}

static Status give(World *w, Id party, const char *title, const char *amount, const char *until,
                   const char *paid)
{
        return act(w, "grant give", "party", text(w, party), "hub", "singapore", "title", title,
                   "unit", "USD", "amount", amount, "until", until, "paid", paid, NULL);
}

static Id hub_account(World *w, const char *hub, const char *kind)
{
        LedgerAccountId id = {0};
        Hub row;

        CHECK_OK(hub_by_slug(w->db, w->a, str_from(hub), &row));
        CHECK_OK(ledger_account_find(w->db, w->a, 0, str_from(kind), S("USD"), row.id, &id));
        return id.id;
}

static Status use(World *w, Id party, const char *amount, const char *key)
{
        return act(w, "grant use", "party", text(w, party), "hub", "singapore", "unit", "USD",
                   "amount", amount, "why", "bill of May", "key", key, NULL);
}

/* What is left of a grant, by its title. */
static int64_t left(World *w, Id party, const char *title)
{
        GrantLineList list = grants(w, party);

        for (size_t i = 0; i < list.n; i++)
                if (str_is(list.at[i].title, title))
                        return list.at[i].balance / 100000000;
        return -1;
}

TEST(a_member_that_comes_to_a_stage_gets_what_the_programme_promises_there_and_once)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp");
        GrantLineList list;

        CHECK_OK(act(w, "member add", "party", text(w, party), "programme", "cloud-pitstop", "hub",
                     "singapore", NULL));
        CHECK_INT((int64_t)grants(w, party).n, 0);
        CHECK_OK(act(w, "member move", "party", text(w, party), "programme", "cloud-pitstop", "hub",
                     "singapore", "to", "assessed", NULL));
        list = grants(w, party);
        CHECK_INT((int64_t)list.n, 1);
        CHECK_INT(list.at[0].balance, 100000000000);
        CHECK_INT(list.at[0].ends_at,
                  list.at[0].begins_at + 60 * DAY_US); /* as the file says: 60 days */
        CHECK_OK(act(w, "member move", "party", text(w, party), "programme", "cloud-pitstop", "hub",
                     "singapore", "to", "building", NULL));
        CHECK_INT((int64_t)grants(w, party).n, 3);
        CHECK_STR(page(w, str_fmt(a, "/parties/%s/ledger", text(w, party)).at), CONTAINS,
                  "10000.00 USD");
        check_whole(w);
}

TEST(a_pool_with_too_little_left_keeps_the_member_where_it_is)
{
        World *w = world_of_examples(a);
        Id first = organisation(w, "Kelp"), second = organisation(w, "Fern");
        LedgerAccountId pool;
        Programme programme;
        Hub hub;

        for (int i = 0; i < 2; i++)
                CHECK_OK(act(w, "member add", "party", text(w, i ? second : first), "programme",
                             "cloud-pitstop", "hub", "singapore", NULL));
        CHECK_OK(act(w, "member move", "party", text(w, first), "programme", "cloud-pitstop", "hub",
                     "singapore", "to", "assessed", NULL));
        CHECK_OK(programme_by_slug(w->db, a, S("cloud-pitstop"), &programme));
        CHECK_OK(hub_by_slug(w->db, a, S("singapore"), &hub));
        CHECK_OK(ledger_account_find(w->db, a, 0, S("pool"), S("USD"), programme.id, &pool));
        CHECK_OK(act(w, "ledger-account limit", "account", text(w, pool.id), "overdraft", "1999.99",
                     NULL));
        CHECK_IS(act(w, "member move", "party", text(w, second), "programme", "cloud-pitstop",
                     "hub", "singapore", "to", "assessed", NULL),
                 CONFLICT);
        CHECK_INT((int64_t)grants(w, second).n, 0);
        CHECK_OK(act(w, "ledger-account limit", "account", text(w, pool.id), "overdraft", "2000",
                     NULL));
        CHECK_OK(act(w, "member move", "party", text(w, second), "programme", "cloud-pitstop",
                     "hub", "singapore", "to", "assessed", NULL));
        CHECK_INT((int64_t)grants(w, second).n, 1);
        check_whole(w);
}

TEST(what_ends_first_is_spent_first_and_what_was_paid_for_last)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp");
        int64_t now = time_now_us();

        CHECK_OK(give(w, party, "No end", "100", "", ""));
        CHECK_OK(give(w, party, "Paid", "100", time_date(a, now + 5 * DAY_US).at, "yes"));
        CHECK_OK(give(w, party, "Late", "100", time_date(a, now + 90 * DAY_US).at, ""));
        CHECK_OK(give(w, party, "Soon", "100", time_date(a, now + 20 * DAY_US).at, ""));
        CHECK_OK(use(w, party, "150", "may"));
        CHECK_OK(use(w, party, "150", "may")); /* told twice */
        CHECK_INT(left(w, party, "Soon"), 0);
        CHECK_INT(left(w, party, "Late"), 50);
        CHECK_OK(use(w, party, "160", "june"));
        CHECK_INT(left(w, party, "No end"), 0);
        CHECK_INT(left(w, party, "Paid"), 90);
        CHECK_IS(use(w, party, "90.01", ""), INVALID);
        CHECK_INT(left(w, party, "Paid"), 90);
        CHECK_OK(use(w, party, "90", "july"));
        CHECK_IS(give(w, party, "Gone", "1", "2020-01-01", ""), INVALID);
        check_whole(w);
}

TEST(what_is_over_can_not_be_spent_although_nobody_swept_it_away_yet)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp");
        GrantWork work = {.store = w->p.store};
        int64_t now = time_now_us(), end;
        GrantLineList list;

        CHECK_OK(give(w, party, "Short", "100", time_date(a, now).at, ""));
        CHECK_OK(give(w, party, "Long", "100", "", ""));
        list = grants(w, party);
        end = list.at[1].ends_at;
        w->ahead_us = end - now + SECOND_US;
        CHECK_OK(use(w, party, "30", "a"));
        CHECK_INT(left(w, party, "Short"), 100);
        CHECK_INT(left(w, party, "Long"), 70);
        /* not by a transfer of finance staff either */
        CHECK_IS(act(w, "transfer make", "source", text(w, list.at[1].account), "target",
                     text(w, list.at[0].account), "amount", "1", NULL),
                 CONFLICT);
        CHECK_OK(grant_work(&work, w->db, end - 1));
        CHECK_INT(left(w, party, "Short"), 100);
        CHECK_OK(grant_work(&work, w->db, end));
        CHECK_OK(grant_work(&work, w->db, end));
        CHECK_INT(left(w, party, "Short"), 0);
        list = grants(w, party);
        CHECK_STR(list.at[1].state, IS, "over");
        CHECK_STR(list.at[0].state, IS, "active");
        CHECK_STR(page(w, str_fmt(a, "/parties/%s/ledger", text(w, party)).at), CONTAINS,
                  "time is over");
        check_whole(w);
}

TEST(what_is_left_of_a_grant_goes_back_to_the_pool_when_it_is_taken_back)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp");
        LedgerAccountId pool;
        LedgerAccount row;
        GrantLineList list;
        Hub hub;

        CHECK_OK(give(w, party, "Credits", "100", "", ""));
        CHECK_OK(use(w, party, "40", "a"));
        list = grants(w, party);
        CHECK_OK(act(w, "grant revoke", "party", text(w, party), "grant", text(w, list.at[0].id),
                     "reason", "left", NULL));
        CHECK_IS(act(w, "grant revoke", "party", text(w, party), "grant", text(w, list.at[0].id),
                     "reason", "left", NULL),
                 CONFLICT);
        CHECK_IS(use(w, party, "1", "b"), CONFLICT);
        CHECK_OK(hub_by_slug(w->db, a, S("singapore"), &hub));
        CHECK_OK(ledger_account_find(w->db, a, 0, S("pool"), S("USD"), hub.id, &pool));
        CHECK_OK(ledger_account_get(w->db, a, pool.id, &row));
        CHECK_INT(row.balance, -40 * INT64_C(100000000));
        check_whole(w);
}

TEST(grants_of_a_party_that_was_merged_are_the_others)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp"), other = organisation(w, "Kelp Labs");

        CHECK_OK(give(w, party, "One", "10", "", ""));
        CHECK_OK(give(w, other, "Two", "10", "", ""));
        CHECK_OK(act(w, "party merge", "party", text(w, party), "into", text(w, other), NULL));
        CHECK_INT((int64_t)grants(w, other).n, 2);
        CHECK_OK(use(w, other, "20", "a"));
        CHECK_IS(use(w, other, "1", "b"), CONFLICT);
        check_whole(w);
}

TEST(a_key_stands_for_one_use_and_is_answered_alike_for_ever)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp"), other = organisation(w, "Fern");
        GrantLineList list;

        CHECK_OK(give(w, party, "Credits", "100", "", ""));
        CHECK_OK(give(w, other, "Credits", "100", "", ""));
        list = grants(w, party);
        /* a transfer that was refused is no use that was done */
        CHECK_IS(act(w, "transfer make", "source", text(w, list.at[0].account), "target",
                     text(w, hub_account(w, "singapore", "pool")), "amount", "500", "key", "r1",
                     NULL),
                 CONFLICT);
        /* what is in a grant was given: nobody adds to it by hand */
        CHECK_IS(act(w, "transfer make", "source", text(w, hub_account(w, "singapore", "pool")),
                     "target", text(w, grants(w, other).at[0].account), "amount", "5", NULL),
                 CONFLICT);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "by itself");
        CHECK_IS(use(w, party, "5", "r1"), CONFLICT);
        CHECK_INT(left(w, party, "Credits"), 100);
        CHECK_OK(use(w, party, "5", "g1"));
        CHECK_OK(use(w, party, "5.00", "g1"));
        CHECK_STR(w->deed.note, CONTAINS, "Done before");
        CHECK_IS(use(w, party, "777", "g1"), CONFLICT);
        CHECK_IS(use(w, party, "6", "g1"), CONFLICT);
        CHECK_IS(use(w, other, "5", "g1"), CONFLICT);
        CHECK_INT(left(w, party, "Credits"), 95);
        /* a refusal is as lasting, although there would be enough now */
        CHECK_IS(use(w, party, "96", "g2"), CONFLICT);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "less than that");
        CHECK_OK(give(w, party, "More", "100", "", ""));
        world_again(w);
        CHECK_IS(use(w, party, "96", "g2"), CONFLICT);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "less than that");
        CHECK_IS(use(w, party, "95", "g2"), CONFLICT);
        CHECK_OK(use(w, party, "96", "g3"));
        CHECK_INT(left(w, party, "More"), 99);
        /* the same request, although the party is another's now */
        CHECK_OK(act(w, "party merge", "party", text(w, party), "into", text(w, other), NULL));
        CHECK_OK(use(w, party, "5", "g1"));
        CHECK_INT(left(w, other, "More"), 99);
        check_whole(w);
}

TEST(grants_that_are_used_up_do_not_stand_before_those_that_are_not)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp");

        for (int i = 0; i < 210; i++)
                CHECK_OK(give(w, party, "Old", "1", "", ""));
        CHECK_OK(use(w, party, "210", "all")); /* of more than one page */
        CHECK_IS(use(w, party, "1", ""), INVALID);
        CHECK_OK(give(w, party, "New", "5", "", ""));
        CHECK_OK(use(w, party, "3", "some"));
        CHECK_INT(left(w, party, "New"), 2);
        check_whole(w);
}

static Status run_close(void *ctx, Db *db)
{
        return ledger_account_close(db, *(const Id *)ctx);
}

TEST(a_grant_that_can_not_be_swept_holds_up_none_behind_it)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp"), lapsed;
        GrantWork work = {.store = w->p.store};
        const char *today = time_date(a, time_now_us()).at;
        const char *later = time_date(a, time_now_us() + DAY_US).at;
        GrantLineList list;
        int64_t end;

        CHECK_OK(act(w, "grant give", "party", text(w, party), "hub", "bangkok", "title", "First",
                     "unit", "USD", "amount", "7", "until", today, NULL));
        end = grants(w, party).at[0].ends_at;
        CHECK_OK(grant_work(&work, w->db, end));
        CHECK_INT(left(w, party, "First"), 0);
        lapsed = hub_account(w, "bangkok", "lapsed");
        CHECK_IS(act(w, "ledger-account close", "account", text(w, lapsed), NULL), CONFLICT);
        CHECK_IS(act(w, "ledger-account limit", "account", text(w, lapsed), "most", "7", NULL),
                 CONFLICT);
        CHECK_IS(act(w, "ledger-account close", "account",
                     text(w, hub_account(w, "bangkok", "pool")), NULL),
                 CONFLICT);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "by itself");
        CHECK_OK(act(w, "ledger-account limit", "account",
                     text(w, hub_account(w, "bangkok", "pool")), "overdraft", "5000", NULL));
        /* it was closed all the same, when one still could */
        CHECK_OK(act(w, "transfer make", "source", text(w, lapsed), "target",
                     text(w, hub_account(w, "bangkok", "pool")), "amount", "7", NULL));
        CHECK_OK(store_transact(w->p.store, run_close, &lapsed));
        CHECK_OK(act(w, "grant give", "party", text(w, party), "hub", "bangkok", "title", "Stuck",
                     "unit", "USD", "amount", "8", "until", later, NULL));
        for (int i = 0; i < 110; i++) {
                CHECK_OK(give(w, party, "Held", "1", later, ""));
                list = grants(w, party);
                CHECK_OK(act(w, "hold open", "source", text(w, list.at[0].account), "target",
                             text(w, hub_account(w, "singapore", "pool")), "amount", "1", NULL));
        }
        CHECK_OK(give(w, party, "Last", "9", later, ""));
        CHECK_OK(grant_work(&work, w->db, end + DAY_US));
        CHECK_INT(left(w, party, "Last"), 0);
        CHECK_INT(left(w, party, "Held"), 1);
        check_whole(w);
}

TEST(what_is_held_of_a_grant_that_is_taken_back_returns_to_the_pool_when_its_hold_ends)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp"), hold, pool;
        GrantWork work = {.store = w->p.store};
        LedgerAccount row;
        GrantLineList list;
        const char *path = str_fmt(a, "/api/v1/parties/%s/ledger", text(w, party)).at;

        CHECK_OK(give(w, party, "Credits", "100", "", ""));
        list = grants(w, party);
        pool = hub_account(w, "singapore", "pool");
        CHECK_OK(act(w, "hold open", "source", text(w, list.at[0].account), "target", text(w, pool),
                     "amount", "60", NULL));
        hold = w->deed.made;
        CHECK_OK(act(w, "grant revoke", "party", text(w, party), "grant", text(w, list.at[0].id),
                     "reason", "left", NULL));
        CHECK_STR(page(w, path), CONTAINS, "\"state\":\"revoking\"");
        CHECK_STR(page(w, path), CONTAINS, "\"used\":\"0.00\"");
        CHECK_IS(use(w, party, "1", ""), INVALID);
        CHECK_OK(grant_work(&work, w->db, time_now_us()));
        CHECK_INT(left(w, party, "Credits"), 60);
        CHECK_OK(act(w, "hold settle", "hold", text(w, hold), "amount", "15", NULL));
        CHECK_OK(grant_work(&work, w->db, time_now_us()));
        CHECK_INT(left(w, party, "Credits"), 0);
        CHECK_STR(page(w, path), CONTAINS, "\"state\":\"revoked\"");
        CHECK_STR(page(w, path), CONTAINS, "\"used\":\"15.00\"");
        CHECK_STR(page(w, path), CONTAINS, "\"reason\":\"left\"");
        CHECK_OK(ledger_account_get(w->db, a, pool, &row));
        CHECK_INT(row.balance, 0); /* the hold was in its favour */
        check_whole(w);
}

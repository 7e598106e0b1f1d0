/* credit: grants grow, move, go on after their end, and never pass a limit. */
#include "base/time.h"
#include "credit/grant.h"
#include "credit/grant_change.h"
#include "credit/grant_limit.h"
#include "credit/ledger_audit.h"
#include "hub/hub.h"
#include "people/team_probe.h"

#include <pthread.h>

#define USD INT64_C(100000000)

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

static Status give(World *w, Id party, const char *amount, const char *until)
{
        return act(w, "grant give", "party", text(w, party), "hub", "singapore", "title", "Credits",
                   "unit", "USD", "amount", amount, "until", until, NULL);
}

static Status use(World *w, Id party, const char *amount)
{
        return act(w, "grant use", "party", text(w, party), "hub", "singapore", "unit", "USD",
                   "amount", amount, "why", "bill", NULL);
}

static Status top_up(World *w, Id party, Id grant, const char *amount)
{
        return act(w, "grant top-up", "party", text(w, party), "grant", text(w, grant), "amount",
                   amount, NULL);
}

static Status transfer(World *w, Id party, Id grant, Id to, const char *amount)
{
        return act(w, "grant transfer", "party", text(w, party), "grant", text(w, grant), "to",
                   text(w, to), "amount", amount, NULL);
}

static Status renew(World *w, Id party, Id grant, const char *amount)
{
        return act(w, "grant renew", "party", text(w, party), "grant", text(w, grant), "amount",
                   amount, "reason", "late start", NULL);
}

static Status limit(World *w, const char *hub, const char *programme, const char *per_party,
                    const char *in_all)
{
        return act(w, "grant limit", "hub", hub, "programme", programme, "unit", "USD", "per_party",
                   per_party, "in_all", in_all, NULL);
}

static GrantLineList grants(World *w, Id party)
{
        GrantLineList list;

        CHECK_OK(grants_of(w->db, w->a, party, INT64_MAX, &list));
        return list;
}

static void check_whole(World *w)
{
        LedgerAudit audit;

        CHECK_OK(ledger_audit(w->db, w->a, true, &audit));
        CHECK(audit.is_whole);
}

TEST(a_grant_that_gets_more_is_one_grant_and_keeps_its_end)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp"), grant;
        int64_t end;

        CHECK_OK(give(w, party, "100", time_date(a, time_now_us() + 9 * DAY_US).at));
        grant = w->deed.made;
        end = grants(w, party).at[0].ends_at;
        CHECK_OK(use(w, party, "100"));
        CHECK_OK(top_up(w, party, grant, "50"));
        CHECK_INT((int64_t)grants(w, party).n, 1);
        CHECK_INT(grants(w, party).at[0].balance, 50 * USD);
        CHECK_INT(grants(w, party).at[0].amount, 150 * USD);
        CHECK_INT(grants(w, party).at[0].ends_at, end);
        CHECK_IS(top_up(w, party, grant, "0"), INVALID);
        CHECK_OK(act(w, "grant revoke", "party", text(w, party), "grant", text(w, grant), "reason",
                     "r", NULL));
        CHECK_IS(top_up(w, party, grant, "1"), CONFLICT);
        check_whole(w);
}

typedef struct {
        Id party, actor;
} Joining;

static Status join_as_viewer(void *ctx, Db *db)
{
        const Joining *j = ctx;

        return team_person_add(db, j->party, j->actor, S("viewer"), time_now_us());
}

TEST(a_part_of_a_grant_goes_to_another_member_and_no_further)
{
        World *w = world_of_examples(a);
        Id one = organisation(w, "Kelp"), two = organisation(w, "Fern"), own;
        Actor ada = person(w, "Ada", "ada@example.org");
        GrantLineList list;

        CHECK_OK(act(w, "member add", "party", text(w, one), "programme", "cloud-pitstop", "hub",
                     "singapore", NULL));
        CHECK_OK(act(w, "member move", "party", text(w, one), "programme", "cloud-pitstop", "hub",
                     "singapore", "to", "assessed", NULL));
        list = grants(w, one);
        CHECK_IS(transfer(w, one, list.at[0].id, two, "10"), INVALID); /* no member */
        CHECK_OK(act(w, "member add", "party", text(w, two), "programme", "cloud-pitstop", "hub",
                     "singapore", NULL));
        CHECK_IS(transfer(w, one, list.at[0].id, two, "1000.01"), INVALID);
        CHECK_IS(transfer(w, one, list.at[0].id, one, "1"), INVALID);
        CHECK_OK(transfer(w, one, list.at[0].id, two, "400"));
        CHECK_INT(grants(w, one).at[0].balance, 600 * USD);
        CHECK_INT(grants(w, two).at[0].balance, 400 * USD);
        CHECK_INT(grants(w, two).at[0].ends_at, list.at[0].ends_at);
        CHECK_STR(page(w, str_fmt(a, "/api/v1/parties/%s/ledger", text(w, one)).at), CONTAINS,
                  "\"used\":\"0.00\"");
        /* what it was promised itself it still gets */
        CHECK_OK(act(w, "member move", "party", text(w, two), "programme", "cloud-pitstop", "hub",
                     "singapore", "to", "assessed", NULL));
        CHECK_INT((int64_t)grants(w, two).n, 2);
        /* by nobody who is part of either */
        own = founded(w, &ada, "Ada's", "singapore");
        CHECK_OK(give(w, own, "5", ""));
        list = grants(w, own);
        CHECK_OK(store_transact(w->p.store, join_as_viewer, &(Joining){own, w->actor.id}));
        CHECK_IS(transfer(w, own, list.at[0].id, one, "1"), FORBIDDEN);
        CHECK_IS(top_up(w, own, list.at[0].id, "1"), FORBIDDEN);
        CHECK_OK(give(w, one, "5", ""));
        CHECK_IS(transfer(w, one, w->deed.made, own, "1"), FORBIDDEN);
        check_whole(w);
}

TEST(what_lapsed_is_given_again_once_with_a_reason)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp"), grant, back;
        int64_t now = time_now_us(), end;
        GrantWork work = {.store = w->p.store};
        GrantLineList list;

        CHECK_OK(give(w, party, "100", time_date(a, now + DAY_US).at));
        grant = w->deed.made;
        CHECK_OK(give(w, party, "10", time_date(a, now + DAY_US).at));
        back = w->deed.made;
        CHECK_OK(act(w, "grant revoke", "party", text(w, party), "grant", text(w, back), "reason",
                     "r", NULL));
        CHECK_OK(use(w, party, "30"));
        CHECK_IS(renew(w, party, grant, ""), CONFLICT); /* not over yet */
        end = grants(w, party).at[1].ends_at;
        w->ahead_us = end - now + SECOND_US;
        CHECK_IS(renew(w, party, back, "5"), CONFLICT); /* it was taken back */
        CHECK_OK(grant_work(&work, w->db, end));
        CHECK_OK(renew(w, party, grant, ""));
        list = grants(w, party);
        CHECK_INT(list.at[0].balance, 70 * USD);
        CHECK_STR(list.at[0].reason, IS, "late start");
        CHECK(list.at[0].ends_at > end);
        CHECK_IS(renew(w, party, grant, "5"), CONFLICT); /* once */
        check_whole(w);
}

TEST(limits_bind_what_is_given_at_a_hub_and_below_it)
{
        World *w = world_of_examples(a);
        Id one = organisation(w, "Kelp"), two = organisation(w, "Fern"), grant;

        CHECK_OK(limit(w, "singapore", "", "100", "150"));
        CHECK_STR(page(w, "/ledger?hub=singapore"), CONTAINS, "At most for one party");
        CHECK_IS(give(w, one, "100.01", ""), CONFLICT);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "at most 100.00 USD");
        CHECK_OK(give(w, one, "80", ""));
        grant = w->deed.made;
        CHECK_OK(use(w, one, "80"));
        CHECK_IS(give(w, one, "20.01", ""), CONFLICT); /* what is used stays counted */
        CHECK_IS(top_up(w, one, grant, "20.01"), CONFLICT);
        CHECK_OK(top_up(w, one, grant, "20"));
        CHECK_IS(give(w, two, "50.01", ""), CONFLICT);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "50.00 of that");
        CHECK_OK(give(w, two, "50", ""));
        CHECK_IS(transfer(w, two, w->deed.made, one, "1"), CONFLICT);
        CHECK_OK(act(w, "grant revoke", "party", text(w, two), "grant",
                     text(w, grants(w, two).at[0].id), "reason", "r", NULL));
        CHECK_OK(give(w, two, "50", "")); /* what came back can be given again */
        CHECK_OK(limit(w, "singapore", "", "", ""));
        CHECK_OK(give(w, two, "500", ""));
        CHECK_IS(limit(w, "singapore", "", "x", ""), INVALID);
        CHECK_IS(limit(w, "singapore", "nonsense", "1", ""), INVALID);
        check_whole(w);
}

/* As with a pool that is empty: a promise that can not be kept is not silently dropped. */
TEST(a_limit_of_a_programme_keeps_the_member_where_it_is)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp");

        CHECK_OK(limit(w, "singapore", "cloud-pitstop", "999", ""));
        CHECK_OK(give(w, party, "5000", "")); /* not of that programme */
        CHECK_OK(act(w, "member add", "party", text(w, party), "programme", "cloud-pitstop", "hub",
                     "singapore", NULL));
        CHECK_IS(act(w, "member move", "party", text(w, party), "programme", "cloud-pitstop", "hub",
                     "singapore", "to", "assessed", NULL),
                 CONFLICT);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "999.00 USD");
        CHECK_OK(limit(w, "singapore", "cloud-pitstop", "1000", ""));
        CHECK_OK(act(w, "member move", "party", text(w, party), "programme", "cloud-pitstop", "hub",
                     "singapore", "to", "assessed", NULL));
        CHECK_INT((int64_t)grants(w, party).n, 2);
}

/* --- many at once */

enum { GIVERS = 8 };

typedef struct {
        World *w;
        Id party;
        Status said;
} Giver;

static void *give_one(void *ctx)
{
        Giver *g = ctx;
        Arena own = arena_make(8 * MIB);
        ActionWorld aw = {.store = g->w->p.store, .site = &g->w->p.site};
        Input inputs[] = {{S("party"), id_text(&own, g->party)},
                          {S("hub"), S("singapore")},
                          {S("title"), S("T")},
                          {S("unit"), S("USD")},
                          {S("amount"), S("10")}};
        Deed d = {0};

        g->said = action_do(&aw, &grant_give_action, &g->w->actor, inputs, 5, &own, &d);
        arena_free(&own);
        return NULL;
}

TEST(many_who_give_at_once_do_not_pass_a_limit_together)
{
        World *w = world_of_examples(a);
        pthread_t threads[GIVERS];
        Giver givers[GIVERS];
        int64_t done = 0;

        CHECK_OK(limit(w, "singapore", "", "", "35"));
        for (int i = 0; i < GIVERS; i++)
                givers[i] = (Giver){w, organisation(w, str_fmt(a, "Kelp %d", i).at), BROKEN};
        for (int i = 0; i < GIVERS; i++)
                CHECK_INT(pthread_create(&threads[i], NULL, give_one, &givers[i]), 0);
        for (int i = 0; i < GIVERS; i++) {
                pthread_join(threads[i], NULL);
                CHECK(givers[i].said == OK || givers[i].said == CONFLICT);
                done += givers[i].said == OK;
        }
        CHECK_INT(done, 3);
        check_whole(w);
}

/* --- a random life */

enum { PARTIES = 4, STEPS = 120 };

typedef struct {
        World *w;
        uint64_t seed;
        Id party[PARTIES];
        int64_t done;
} Life;

static uint64_t roll(Life *l, uint64_t below)
{
        l->seed = l->seed * 6364136223846793005u + 1442695040888963407u;
        return (l->seed >> 33) % below;
}

static int64_t hub_balance(World *w, const char *kind)
{
        LedgerAccountId id;
        LedgerAccount row;
        Status s;
        Hub hub;

        CHECK_OK(hub_by_slug(w->db, w->a, S("singapore"), &hub));
        s = ledger_account_find(w->db, w->a, 0, str_from(kind), S("USD"), hub.id, &id);
        if (s == NOT_FOUND)
                return 0;
        CHECK_OK(ledger_account_get(w->db, w->a, id.id, &row));
        return row.balance;
}

/* All that was given less what came back is the total that limits count; it is what is left and
 * what was used; and with the pool and what lapsed it adds up to nothing. */
static void check_sums(Life *l, int64_t per_party, int64_t in_all)
{
        World *w = l->w;
        int64_t given = 0, left = 0;
        GrantGiven total;
        Hub hub;

        for (int i = 0; i < PARTIES; i++) {
                GrantLineList list = grants(w, l->party[i]);
                int64_t of_party = 0;

                for (size_t k = 0; k < list.n; k++) {
                        of_party += list.at[k].amount - list.at[k].returned;
                        left += list.at[k].balance;
                }
                CHECK(of_party <= per_party);
                given += of_party;
        }
        CHECK(given <= in_all);
        CHECK_OK(hub_by_slug(w->db, w->a, S("singapore"), &hub));
        CHECK_OK(grant_given_at(w->db, w->a, hub.id, 0, S("USD"), &total));
        CHECK_INT(total.amount, given);
        CHECK_INT(given, left + hub_balance(w, "used"));
        CHECK_INT(hub_balance(w, "pool") + hub_balance(w, "lapsed") + left + hub_balance(w, "used"),
                  0);
}

static void step(Life *l)
{
        World *w = l->w;
        Id party = l->party[roll(l, PARTIES)], other = l->party[roll(l, PARTIES)], grant = 0;
        GrantLineList list = grants(w, party);
        const char *amount = str_fmt(w->a, "%d", 1 + (int)roll(l, 40)).at;
        int64_t now = time_now_us() + w->ahead_us;
        Status s;

        if (list.n)
                grant = list.at[roll(l, list.n)].id;
        switch (roll(l, 8)) {
        case 0:
        case 1:
                s = give(w, party, amount,
                         roll(l, 2) ? time_date(w->a, now + (int64_t)roll(l, 9) * DAY_US).at : "");
                break;
        case 2: s = use(w, party, amount); break;
        case 3: s = top_up(w, party, grant, amount); break;
        case 4: s = transfer(w, party, grant, other, amount); break;
        case 5: s = renew(w, party, grant, roll(l, 2) ? amount : ""); break;
        case 6:
                s = act(w, "grant revoke", "party", text(w, party), "grant", text(w, grant),
                        "reason", "r", NULL);
                break;
        default: {
                GrantWork work = {.store = w->p.store};

                w->ahead_us += (int64_t)roll(l, 3) * DAY_US;
                s = grant_work(&work, w->db, now);
        }
        }
        CHECK(s == OK || s == CONFLICT || s == INVALID || s == NOT_FOUND);
        l->done += s == OK;
}

TEST(whatever_happens_to_grants_adds_up_to_nothing_and_passes_no_limit)
{
        Life l = {.w = world_of_examples(a), .seed = 42};

        CHECK_OK(limit(l.w, "singapore", "", "120", "300"));
        for (int i = 0; i < PARTIES; i++)
                l.party[i] = organisation(l.w, str_fmt(a, "Kelp %d", i).at);
        CHECK_OK(give(l.w, l.party[0], "10", ""));
        for (int i = 0; i < STEPS; i++) {
                step(&l);
                check_sums(&l, 120 * USD, 300 * USD);
        }
        CHECK(l.done > STEPS / 4);
        check_whole(l.w);
}

/* credit: holds by the thousand whose time is over at one moment. */
#include "base/time.h"
#include "credit/grant.h"
#include "credit/ledger_audit.h"
#include "tests/world.h"

enum { POSTS = 8, HOLDS = POSTS * LEDGER_STEPS_MAX };

typedef struct {
        LedgerAsk ask;
        Arena *a;
} Job;

static const char *text(World *w, Id id)
{
        return id_text(w->a, id).at;
}

static Id opened(World *w, const char *title, const char *kind)
{
        CHECK_OK(act(w, "ledger-account open", "hub", "singapore", "title", title, "unit", "USD",
                     "kind", kind, NULL));
        return w->deed.made;
}

static LedgerAccount account(World *w, Id id)
{
        LedgerAccount row = {0};

        CHECK_OK(ledger_account_get(w->db, w->a, id, &row));
        return row;
}

static LedgerHead head(World *w)
{
        LedgerHead row = {0};

        CHECK_OK(ledger_head_get(w->db, w->a, &row));
        return row;
}

static void check_whole(World *w)
{
        LedgerAudit audit;

        CHECK_OK(ledger_audit(w->db, w->a, true, &audit));
        if (!audit.is_whole)
                print_error("%s\n", audit.fault);
        CHECK(audit.is_whole);
}

static Status run_holds(void *ctx, Db *db)
{
        Job *j = ctx;
        LedgerAnswer answer;

        TRY(ledger_post(db, j->a, &j->ask, &answer));
        return answer.refused_n ? CONFLICT : OK;
}

/* A cent each, in as many posts as it takes. */
static void hold_all(World *w, Id source, Id target, int64_t until_at)
{
        LedgerStep *steps = arena_new(w->a, LedgerStep, LEDGER_STEPS_MAX);
        ArenaMark start = arena_mark(w->a);

        for (int i = 0; i < LEDGER_STEPS_MAX; i++)
                steps[i] = (LedgerStep){.kind = LEDGER_HOLD,
                                        .source = source,
                                        .target = target,
                                        .amount = 1000000,
                                        .until_at = until_at};
        for (int i = 0; i < POSTS; i++) {
                Job job = {.a = w->a,
                           .ask = {.now_us = time_now_us(),
                                   .steps = steps,
                                   .steps_n = LEDGER_STEPS_MAX}};

                CHECK_OK(store_transact(w->p.store, run_holds, &job));
                arena_rewind(w->a, start);
        }
}

static Status move(World *w, Id from, Id to, const char *amount)
{
        return act(w, "transfer make", "source", text(w, from), "target", text(w, to), "amount",
                   amount, NULL);
}

TEST(holds_that_end_together_by_the_thousand_neither_end_the_program_nor_keep_others_waiting)
{
        World *w = world_of_examples(a);
        Id outside = opened(w, "Outside", "outside"), fund = opened(w, "Fund", "own");
        Id rooms = opened(w, "Rooms", "own"), party = given_party(w, "organisation", "Kelp");
        GrantWork work = {.store = w->p.store};
        GrantLineList list;
        int64_t end, lines;

        CHECK_OK(act(w, "grant give", "party", text(w, party), "hub", "singapore", "title", "Short",
                     "unit", "USD", "amount", "10", "until", time_date(a, time_now_us()).at, NULL));
        CHECK_OK(grants_of(w->db, a, party, INT64_MAX, &list));
        end = list.at[0].ends_at;
        CHECK_OK(move(w, outside, fund, "655.20"));
        CHECK_OK(act(w, "ledger-account limit", "account", text(w, rooms), "most", "655.20", NULL));
        hold_all(w, fund, rooms, end);
        CHECK_IS(move(w, fund, outside, "0.01"), CONFLICT);
        CHECK_IS(move(w, outside, rooms, "0.01"), CONFLICT);
        w->ahead_us = end - time_now_us() + SECOND_US;
        /* nobody waits for the lines of all of them; they keep nothing back all the same */
        lines = head(w).lines;
        CHECK_OK(move(w, outside, rooms, "655.20"));
        CHECK_OK(move(w, fund, outside, "655.20"));
        CHECK_IS(move(w, fund, outside, "0.01"), CONFLICT);
        CHECK_IS(move(w, outside, rooms, "0.01"), CONFLICT);
        CHECK(head(w).lines - lines > 10 && head(w).lines - lines < 1000);
        CHECK(account(w, fund).held_out > 0);
        check_whole(w);
        for (int i = 0; i < 100 && account(w, fund).held_out; i++)
                CHECK_OK(grant_work(&work, w->db, end));
        CHECK_OK(grant_work(&work, w->db, end));
        CHECK_INT(account(w, fund).held_out, 0);
        CHECK_INT(account(w, rooms).held_in, 0);
        CHECK_INT(head(w).due_at, 0);
        CHECK_OK(grants_of(w->db, a, party, INT64_MAX, &list));
        CHECK_STR(list.at[0].state, IS, "over");
        CHECK_INT(list.at[0].balance, 0);
        check_whole(w);
}

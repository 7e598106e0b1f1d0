/* credit/grant_work: holds and grants whose time is over. */
#include "credit/grant_inside.h"

#include "base/log.h"
#include "base/time.h"

enum { WORK_US_A_TICK = 1000000, AGAIN_US = 60 * 1000000 };

typedef struct {
        GrantWork *work;
        Arena *a;
        Db *db; /* the reader's; in a job, the writer's */
        int64_t now_us;
        const GrantDue *due;
        size_t lapsed;
} Sweep;

/* To the pool, when it was taken back; else it lapses. */
static Status sweep_into(const Sweep *s, const CreditGrant *g, bool is_revoking, LedgerStep *step)
{
        Deed d = {.db = s->db, .a = s->a, .now_us = s->now_us};
        LedgerResult r;

        step->source = g->account;
        step->about = g->id;
        if (is_revoking)
                TRY(grant_pool(&d, g->hub, g->programme, (Str){0}, g->unit, &step->target));
        else
                TRY(grant_hub_account(&d, g->hub, g->programme, (Str){0}, g->unit, "lapsed", 0,
                                      &step->target));
        TRY(ledger_move(s->db, s->a, &(LedgerAsk){.now_us = s->now_us}, step, &r));
        return grant_left(&d, g, is_revoking ? "revoked" : "lapsed", step->amount, 0);
}

/* What is still held comes back when its hold ends: then the grant is over. */
static Status sweep_one(void *ctx)
{
        const Sweep *s = ctx;
        LedgerStep step = {.kind = LEDGER_SWEEP};
        LedgerStanding now;
        CreditGrant g;
        bool is_revoking;

        TRY(grant_get(s->db, s->a, s->due->party, s->due->id, &g));
        is_revoking = str_is(g.state, "revoking");
        if (!is_revoking && !str_is(g.state, "active"))
                return NOT_FOUND;
        TRY(ledger_free_at(s->db, s->a, g.account, s->now_us, &step.amount));
        if (step.amount > 0)
                TRY(sweep_into(s, &g, is_revoking, &step));
        TRY(ledger_standing(s->db, g.account, &now));
        return now.held_out ? OK
                            : grant_set_state(s->db, g.party, g.id, g.state,
                                              is_revoking ? S("revoked") : S("over"), g.reason);
}

static Status let_go(void *ctx)
{
        Sweep *s = ctx;

        return ledger_lapse(s->db, s->a, s->now_us, &s->lapsed);
}

/* On the writer's thread: what needs too much memory ends here, and not the process. */
static Status run_sweep(void *ctx, Db *db)
{
        Sweep s = *(Sweep *)ctx;

        s.db = db;
        return arena_try(s.a, sweep_one, &s);
}

static Status run_let_go(void *ctx, Db *db)
{
        Sweep *out = ctx, s = *out;
        Status status;

        s.db = db;
        status = arena_try(s.a, let_go, &s);
        out->lapsed = s.lapsed;
        return status;
}

/* In batches, until none is due, or others have waited long enough. */
static Status let_all_go(Sweep *s)
{
        int64_t begun_us = time_steady_us();
        LedgerHead head;
        Status status = ledger_head_get(s->db, s->a, &head);

        if (status != OK)
                return status == NOT_FOUND ? OK : status;
        if (!head.due_at || head.due_at > s->now_us)
                return OK;
        do {
                ArenaMark start = arena_mark(s->a);

                TRY(store_transact(s->work->store, run_let_go, s));
                arena_rewind(s->a, start);
        } while (s->lapsed && time_steady_us() - begun_us < WORK_US_A_TICK);
        return OK;
}

/* One that can not be swept does not hold up those behind it. */
static void sweep_page(Sweep *s, const GrantDueList *list)
{
        for (size_t i = 0; i < list->n; i++) {
                ArenaMark start = arena_mark(s->a);
                Status status;

                s->due = &list->at[i];
                status = store_transact(s->work->store, run_sweep, s);
                if (status != OK && status != NOT_FOUND) { /* not found: somebody was faster */
                        s->work->failed++;
                        log_line(LOG_WARN, "event=grant grant=%.*s status=%s store=\"%.*s\"",
                                 S_ARG(id_text(s->a, s->due->id)), status_name(status),
                                 S_ARG(store_fault(s->work->store, s->a)));
                }
                s->work->after_ends_at = s->due->ends_at;
                s->work->after = s->due->id;
                arena_rewind(s->a, start);
        }
}

static Status next_page(Sweep *s, GrantDueList *out)
{
        const GrantWork *w = s->work;

        return w->is_revoking ? grants_revoking(s->db, s->a, w->after, out)
                              : grants_due(s->db, s->a, s->now_us, w->after_ends_at, w->after, out);
}

/* All that are due, then those that were taken back; or as many as there is time for, and on from
 * there at the next tick. What failed is tried again after a minute. */
static Status sweep_all(Sweep *s)
{
        int64_t begun_us = time_steady_us();
        GrantWork *w = s->work;
        bool is_done = false;

        if (s->now_us < w->again_at && s->now_us > w->again_at - AGAIN_US)
                return OK;
        while (!is_done && time_steady_us() - begun_us < WORK_US_A_TICK) {
                ArenaMark start = arena_mark(s->a);
                GrantDueList list;

                TRY(next_page(s, &list));
                sweep_page(s, &list);
                if (!list.n) {
                        is_done = w->is_revoking;
                        w->is_revoking = !w->is_revoking;
                        w->after_ends_at = w->after = 0;
                }
                arena_rewind(s->a, start);
        }
        if (!is_done)
                return OK;
        w->again_at = w->failed ? s->now_us + AGAIN_US : 0;
        w->failed = 0;
        return OK;
}

static Status work_in(void *ctx)
{
        Sweep *s = ctx;
        Status let_go = let_all_go(s), swept = sweep_all(s);

        return let_go != OK ? let_go : swept;
}

Status grant_work(GrantWork *w, Db *db, int64_t now_us)
{
        Arena a = arena_make(16 * MIB);
        Sweep sweep = {.work = w, .a = &a, .db = db, .now_us = now_us};
        Status s = arena_try(&a, work_in, &sweep);

        arena_free(&a);
        return s;
}

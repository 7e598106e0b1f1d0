/* credit/ledger_account: accounts, as rules see them. */
#include "credit/bill_period.sql.h"
#include "credit/fund.sql.h"
#include "credit/grant.sql.h"
#include "credit/ledger_inside.h"
#include "credit/reconcile.sql.h"
#include "credit/usage.sql.h"

#include <string.h>

Status ledger_account_open(Db *db, Arena *a, const LedgerAccountPlan *plan, Id *out)
{
        LedgerAccountId known;
        LedgerStatePut state = {0};
        Unit unit;
        Id id;
        Status s = ledger_account_find(db, a, plan->owner, plan->kind, plan->unit, plan->about,
                                       &known);

        if (s == OK)
                *out = known.id;
        if (s != NOT_FOUND)
                return s;
        s = unit_find(db, a, plan->unit, &unit);
        if (s != OK)
                return s == NOT_FOUND ? INVALID : s;
        if (plan->least < LEDGER_LEAST || plan->most > LEDGER_MOST || plan->least > 0 ||
            plan->most < 0)
                return INVALID; /* it begins with nothing */
        id = db_id(db, plan->now_us);
        state.account = id;
        TRY(ledger_account_add(db, id, plan->owner, plan->hub, plan->unit, plan->kind, plan->about,
                               plan->title, plan->least, plan->most, plan->ends_at, plan->now_us,
                               plan->actor));
        TRY(ledger_state_put(db, &state, 1));
        *out = id;
        return OK;
}

bool ledger_by_hand(Str kind, Id owner, bool is_source)
{
        if (str_is(kind, "grant"))
                return is_source;
        if (str_is(kind, "owed") || str_is(kind, "billed"))
                return !is_source && owner;
        return !str_is(kind, "fund") && !str_is(kind, "committed") && !str_is(kind, "paid") &&
               !str_is(kind, "budget") && !str_is(kind, "exchange");
}

/* A look is no post: the time of the ledger does not move. */
static Status held(Db *db, Id account, Ledger **out_ledger, LedgerHeld **out)
{
        TRY(ledger_of(db, 0, out_ledger));
        return ledger_held(*out_ledger, db, account, out);
}

Status ledger_standing(Db *db, Id account, LedgerStanding *out)
{
        Ledger *l;
        LedgerHeld *h;

        TRY(held(db, account, &l, &h));
        *out = (LedgerStanding){.owner = h->owner,
                                .hub = h->hub,
                                .unit = h->unit,
                                .scale = h->scale,
                                .balance = h->balance,
                                .held_in = h->held_in,
                                .held_out = h->held_out,
                                .least = h->least,
                                .most = h->most,
                                .lines = h->lines,
                                .is_open = h->is_open,
                                .may_give = h->may_give,
                                .may_take = h->may_take};
        return OK;
}

Status ledger_free_at(Db *db, Arena *a, Id account, int64_t now_us, int64_t *out)
{
        LedgerDueSum due = {0};
        Ledger *l;
        LedgerHeld *h;

        TRY(ledger_of(db, now_us, &l));
        TRY(ledger_held(l, db, account, &h));
        if (h->held_out && ledger_is_due(l))
                TRY(ledger_due_out(db, a, account, l->head.at, &due));
        *out = h->balance - (h->held_out - due.amount) - h->least;
        return OK;
}

Status ledger_limits_set(Db *db, Id account, int64_t least, int64_t most)
{
        Ledger *l;
        LedgerHeld *h;

        TRY(held(db, account, &l, &h));
        if (least > most || least < LEDGER_LEAST || most > LEDGER_MOST)
                return INVALID;
        if (h->balance - h->held_out < least || h->balance + h->held_in > most)
                return CONFLICT;
        TRY(ledger_touch(l, h));
        h->least = least;
        h->most = most;
        return ledger_account_set(db, account, least, most, h->is_open ? S("open") : S("closed"));
}

Status ledger_account_close(Db *db, Id account)
{
        Ledger *l;
        LedgerHeld *h;

        TRY(held(db, account, &l, &h));
        if (h->balance || h->held_in || h->held_out)
                return CONFLICT;
        TRY(ledger_touch(l, h));
        h->is_open = false;
        return ledger_account_set(db, account, h->least, h->most, S("closed"));
}

/* The newest line may be one of this transaction. */
static Status forget_notes(Db *db, Id account)
{
        Ledger *l;
        LedgerHeld *h;

        TRY(held(db, account, &l, &h));
        return h->last ? ledger_notes_forget(db, account, h->last) : OK;
}

Status ledger_forget_party(Db *db, Arena *a, Id party)
{
        LedgerAccountLineList list;
        Id after = 0;

        do {
                ArenaMark mark = arena_mark(a);

                TRY(ledger_accounts_of(db, a, party, after, &list));
                for (size_t i = 0; i < list.n; i++) {
                        after = list.at[i].id;
                        TRY(forget_notes(db, after));
                }
                arena_rewind(a, mark);
        } while (list.n);
        TRY(paper_words_forget(db, party));
        TRY(usage_waiting_forget(db, party));
        TRY(usage_subjects_forget(db, party));
        TRY(bill_maps_forget(db, party));
        TRY(reconcile_words_forget(db, party));
        TRY(ledger_titles_forget(db, party));
        return grant_words_forget(db, party);
}

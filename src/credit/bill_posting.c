/* credit/bill_posting: what snapshots come to for an account becomes transfers. */
#include "credit/bill_period.h"

#include "base/words.h"

#include <string.h>

struct BillOf {
        Id account, owner;
        const char *unit;
        int scale;
        Exact was, now;
};

enum { ROOM_FIRST = 64 };

Status bill_posting_begin(Deed *d, Arena *a, Id hub, Id about, BillPosting *out)
{
        *out = (BillPosting){.db = d->db,
                             .a = a,
                             .hub = hub,
                             .actor = d->actor.id,
                             .about = about,
                             .now_us = d->now_us};
        return interest_of(d->db, a, d->actor.id, &out->own);
}

static Status open_account(BillPosting *p, Id party, Str unit, Id *out)
{
        return ledger_account_open(p->db, p->a,
                                   &(LedgerAccountPlan){.owner = party,
                                                        .hub = p->hub,
                                                        .unit = unit,
                                                        .kind = S(BILL_BILLED),
                                                        .about = p->hub,
                                                        .least = LEDGER_LEAST,
                                                        .most = LEDGER_MOST,
                                                        .now_us = p->now_us,
                                                        .actor = p->actor},
                                   out);
}

Status bill_posting_account(BillPosting *p, Id party, Str currency, Id *out)
{
        Unit unit;

        *out = 0;
        return party && currency_find(currency, &unit) ? open_account(p, party, unit.code, out)
                                                       : OK;
}

/* Where the account stands in the list, or would. */
static size_t place_of(const BillPosting *p, Id account)
{
        size_t low = 0, high = p->n;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (p->accounts[middle]->account < account)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

static Status read_account(BillPosting *p, Id account, BillOf **out)
{
        BillOf *of = arena_new(p->a, BillOf, 1);
        LedgerStanding standing;
        BillAccount row;
        Status s = bill_account_get(p->db, p->a, account, &row);

        if (s != OK && s != NOT_FOUND)
                return s;
        if (s == OK && exact_read(row.billed, &of->was) != EXACT_OK)
                return BROKEN;
        TRY(ledger_standing(p->db, account, &standing));
        of->account = account;
        of->owner = standing.owner;
        of->unit = standing.unit;
        of->scale = standing.scale;
        of->now = of->was;
        *out = of;
        return OK;
}

static void make_room(BillPosting *p)
{
        size_t room = p->room ? 2 * p->room : ROOM_FIRST;
        BillOf **more = arena_new(p->a, BillOf *, room);

        if (p->n)
                memcpy(more, p->accounts, p->n * sizeof *more);
        p->accounts = more;
        p->room = room;
}

Status bill_posting_add(BillPosting *p, Id account, Exact amount)
{
        size_t at = place_of(p, account);
        BillOf *of;

        if (!account)
                return OK;
        if (at == p->n || p->accounts[at]->account != account) {
                TRY(read_account(p, account, &of));
                if (p->n == p->room)
                        make_room(p);
                memmove(p->accounts + at + 1, p->accounts + at, (p->n - at) * sizeof *p->accounts);
                p->accounts[at] = of;
                p->n++;
        }
        of = p->accounts[at];
        return exact_add(of->now, amount, &of->now) == EXACT_OK ? OK : TOO_LARGE;
}

static Status post(BillPosting *p, const LedgerStep *steps, size_t n)
{
        LedgerAnswer answer;

        if (!n)
                return OK;
        TRY(ledger_post(
                p->db, p->a,
                &(LedgerAsk){.actor = p->actor, .now_us = p->now_us, .steps = steps, .steps_n = n},
                &answer));
        for (size_t i = 0; answer.refused_n && i < n; i++)
                if (answer.results[i] != LEDGER_DONE) {
                        p->wrong = ledger_result_words(answer.results[i]);
                        return CONFLICT;
                }
        return OK;
}

/* What is posted is the sum rounded once, so the difference of two such. */
static Status step_of(const BillPosting *p, const BillOf *of, Id hub_account, LedgerStep *out)
{
        int64_t was, now;
        Exact rest;

        if (exact_to_scale(of->was, of->scale, &was, &rest) != EXACT_OK ||
            exact_to_scale(of->now, of->scale, &now, &rest) != EXACT_OK || was > LEDGER_MOST ||
            was < LEDGER_LEAST || now > LEDGER_MOST || now < LEDGER_LEAST)
                return TOO_LARGE;
        *out = (LedgerStep){.kind = LEDGER_TRANSFER,
                            .source = now > was ? of->account : hub_account,
                            .target = now > was ? hub_account : of->account,
                            .amount = now > was ? now - was : was - now,
                            .about = p->about};
        return OK;
}

Status bill_posting_end(BillPosting *p)
{
        LedgerStep *steps = arena_new(p->a, LedgerStep, LEDGER_STEPS_MAX);
        BillAccountPut *rows = arena_new(p->a, BillAccountPut, p->n + 1);
        const char *unit = "";
        size_t n = 0;
        Id hub_account = 0;

        for (size_t i = 0; i < p->n; i++) {
                const BillOf *of = p->accounts[i];

                rows[i] = (BillAccountPut){of->account, exact_text(p->a, of->now)};
                if (strcmp(unit, of->unit) != 0)
                        TRY(open_account(p, 0, str_from(of->unit), &hub_account));
                unit = of->unit;
                TRY(step_of(p, of, hub_account, &steps[n]));
                if (!steps[n].amount)
                        continue;
                if (interest_has(&p->own, of->owner))
                        return FORBIDDEN;
                if (++n == LEDGER_STEPS_MAX) {
                        TRY(post(p, steps, n));
                        n = 0;
                }
        }
        TRY(post(p, steps, n));
        return bill_account_put(p->db, rows, p->n);
}

Status bill_posting_fault(Deed *d, const BillPosting *p, Status s)
{
        if (s == FORBIDDEN)
                return deed_fault(d, s,
                                  _("You are part of this party yourself: somebody "
                                    "else has to do this."));
        if (s == CONFLICT && p->wrong)
                return deed_fault(d, s, "%s", p->wrong);
        return s == TOO_LARGE
                       ? deed_fault(d, INVALID, _("The file is too large, or a sum of it is."))
                       : s;
}

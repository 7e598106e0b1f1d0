/* credit/usage_spend: what a batch comes to for each account becomes transfers: out of the party's
 * grants in their order, and what they do not cover out of what is owed. */
#include "credit/usage_inside.h"

#include <stdlib.h>

enum { GRANTS_MAX = 200, STEPS_OF_ACCOUNT_MAX = GRANTS_MAX + 2 };

typedef struct {
        UsageTaking *t;
        Id used; /* the hub's account of what was used, in the unit at hand */
        Str unit;
        LedgerStep *steps;
        size_t n;
} Spending;

static Status used_account(Spending *x, Str unit)
{
        const UsageAsk *ask = x->t->ask;

        if (str_eq(x->unit, unit))
                return OK;
        x->unit = unit;
        return ledger_account_open(x->t->db, x->t->a,
                                   &(LedgerAccountPlan){.hub = ask->hub,
                                                        .unit = unit,
                                                        .kind = S("used"),
                                                        .about = ask->hub,
                                                        .most = LEDGER_MOST,
                                                        .now_us = ask->now_us,
                                                        .actor = ask->actor},
                                   &x->used);
}

static void step(Spending *x, Id source, Id target, int64_t amount, Id about)
{
        if (amount > 0)
                x->steps[x->n++] = (LedgerStep){.kind = LEDGER_TRANSFER,
                                                .source = source,
                                                .target = target,
                                                .amount = amount,
                                                .about = about};
}

static int64_t smaller(int64_t x, int64_t y)
{
        return x < y ? x : y;
}

static Status post(Spending *x);

/* Out of grants, a page of them after another, until the amount is together; *amount is what lacks
 * then. */
static Status out_of_grants(Spending *x, const UsageAccount *account, int64_t *amount)
{
        UsageTaking *t = x->t;
        GrantToSpend after = {0};
        GrantToSpendList list;

        TRY(ledger_states_of(t->db, account->party));
        do {
                TRY(grants_to_spend(t->db, t->a, account->party, t->ask->hub, account->unit,
                                    t->ask->now_us, after.is_paid, after.last_at, after.id, &list));
                for (size_t i = 0; i < list.n && *amount; i++) {
                        int64_t take;

                        after = list.at[i];
                        TRY(ledger_free_at(t->db, t->a, after.account, t->ask->now_us, &take));
                        take = smaller(take, *amount);
                        if (take <= 0)
                                continue;
                        if (x->n + 2 > LEDGER_STEPS_MAX)
                                TRY(post(x));
                        step(x, after.account, x->used, take, after.id);
                        *amount -= take;
                }
        } while (*amount && list.n);
        return OK;
}

/* What was given back before is used up first; then the grants; the rest is owed. */
static Status spend(Spending *x, const UsageAccount *account, int64_t amount)
{
        UsageTaking *t = x->t;
        LedgerStanding owed;
        int64_t from_owed;

        TRY(ledger_standing(t->db, account->account, &owed));
        from_owed = smaller(owed.balance - owed.held_out, amount);
        from_owed = from_owed > 0 ? from_owed : 0;
        amount -= from_owed;
        TRY(out_of_grants(x, account, &amount));
        step(x, account->account, x->used, from_owed + amount, t->batch);
        return OK;
}

/* First what is owed, then what grants had at their beginning, those spent last first; the rest
 * stays with the party, for what it uses next. */
static Status give_back(Spending *x, const UsageAccount *account, int64_t amount)
{
        UsageTaking *t = x->t;
        UsageGrantList list;
        LedgerStanding owed;
        int64_t to_owed;

        TRY(ledger_standing(t->db, account->account, &owed));
        to_owed = smaller(-owed.balance - owed.held_in, amount);
        to_owed = to_owed > 0 ? to_owed : 0;
        amount -= to_owed;
        TRY(usage_grants(t->db, t->a, account->party, t->ask->hub, account->unit, t->ask->now_us,
                         &list));
        for (size_t i = 0; i < list.n && amount; i++) {
                LedgerStanding now;
                int64_t give;

                TRY(ledger_standing(t->db, list.at[i].account, &now));
                give = smaller(list.at[i].amount - now.balance - now.held_in, amount);
                if (give <= 0)
                        continue;
                step(x, x->used, list.at[i].account, give, list.at[i].id);
                amount -= give;
        }
        step(x, x->used, account->account, to_owed + amount, t->batch);
        return OK;
}

static Status post(Spending *x)
{
        UsageTaking *t = x->t;
        LedgerAnswer answer;

        if (!x->n)
                return OK;
        TRY(ledger_post(t->db, t->a,
                        &(LedgerAsk){.actor = t->ask->actor,
                                     .now_us = t->ask->now_us,
                                     .steps = x->steps,
                                     .steps_n = x->n},
                        &answer));
        for (size_t i = 0; answer.refused_n && i < x->n; i++)
                if (answer.results[i] != LEDGER_DONE) {
                        t->wrong = ledger_result_words(answer.results[i]);
                        return CONFLICT;
                }
        x->n = 0;
        return OK;
}

/* Somebody may have moved out of it what is to be given back now. */
static Status let_below_zero(Spending *x)
{
        LedgerStanding used;

        TRY(ledger_standing(x->t->db, x->used, &used));
        return used.least == LEDGER_LEAST
                       ? OK
                       : ledger_limits_set(x->t->db, x->used, LEDGER_LEAST, used.most);
}

/* Two accounts of one party in one unit (after a merge) stand beside each other. */
static int by_unit(const void *x, const void *y)
{
        const UsageAccount *const *p = x, *const *q = y;
        int order = str_cmp((*p)->unit, (*q)->unit);

        if (!order)
                order = ((*p)->party > (*q)->party) - ((*p)->party < (*q)->party);
        return order ? order : ((*p)->account > (*q)->account) - ((*p)->account < (*q)->account);
}

Status usage_spend(UsageTaking *t)
{
        Spending x = {.t = t, .steps = arena_new(t->a, LedgerStep, LEDGER_STEPS_MAX)};
        UsageRestPut *rests = arena_new(t->a, UsageRestPut, t->accounts_n + 1);

        if (t->accounts_n)
                qsort(t->accounts_all, t->accounts_n, sizeof *t->accounts_all, by_unit);
        for (size_t i = 0; i < t->accounts_n; i++) {
                UsageAccount *account = t->accounts_all[i];
                int64_t amount;

                TRY(rate_book(account->sum, account->scale, &account->rest, &amount));
                rests[i] = (UsageRestPut){account->account, exact_text(t->a, account->rest)};
                bool is_beside = i && t->accounts_all[i - 1]->party == account->party &&
                                 str_eq(t->accounts_all[i - 1]->unit, account->unit);

                /* the second one spends what the first one left */
                if (is_beside || x.n + STEPS_OF_ACCOUNT_MAX > LEDGER_STEPS_MAX)
                        TRY(post(&x));
                TRY(used_account(&x, account->unit));
                if (amount < 0)
                        TRY(let_below_zero(&x));
                TRY(amount < 0 ? give_back(&x, account, -amount) : spend(&x, account, amount));
        }
        TRY(post(&x));
        return usage_rest_put(t->db, rests, t->accounts_n);
}

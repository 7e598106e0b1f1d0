/* credit/usage_rate: what an event costs its account, and what is given back for one that it
 * replaces. */
#include "credit/usage_inside.h"

#include "base/time.h"

#include <assert.h>
#include <string.h>

/* What one batch may move on an account: far below what an account holds, so that sums fit. */
#define AT_ONCE_MOST (LEDGER_MOST / 4096)

enum { UNDO_MAX = 10 }; /* two windows and three sums, of an event and of the one it replaces */

/* --- maps */

static size_t slot_of(const UsageMap *m, const Hash *key)
{
        size_t i;

        memcpy(&i, key->b, sizeof i);
        i &= m->slots_n - 1;
        while (m->slots[i].at && !hash_eq(&m->slots[i].key, key))
                i = (i + 1) & (m->slots_n - 1);
        return i;
}

void *usage_map_get(const UsageMap *m, const Hash *key)
{
        return m->slots_n ? m->slots[slot_of(m, key)].at : NULL;
}

void usage_map_put(Arena *a, UsageMap *m, const Hash *key, void *at)
{
        if (m->n * 2 >= m->slots_n) {
                UsageMap old = *m;

                m->slots_n = old.slots_n ? old.slots_n * 2 : 64;
                m->slots = arena_new(a, UsageSlot, m->slots_n);
                for (size_t i = 0; i < old.slots_n; i++)
                        if (old.slots[i].at)
                                m->slots[slot_of(m, &old.slots[i].key)] = old.slots[i];
        }
        m->n++;
        m->slots[slot_of(m, key)] = (UsageSlot){*key, at};
}

/* The text is the last of what is hashed, so no two of these are alike. */
static Hash key_of(Id account, int64_t when, int64_t what, Str service)
{
        const int64_t all[] = {account, when, what};
        HashRun h;

        hash_begin(&h);
        hash_add(&h, all, sizeof all);
        hash_add(&h, service.at, service.len);
        return hash_end(&h);
}

static Status read_exact(Str text, Exact *out)
{
        return exact_read(text, out) == EXACT_OK ? OK : BROKEN;
}

/* --- what is kept of an account */

Status usage_account(UsageTaking *t, Id account, UsageAccount **out)
{
        Hash key = key_of(account, 0, 0, (Str){0});
        UsageAccount *x = usage_map_get(&t->accounts, &key);
        LedgerStanding now;
        UsageRest rest;
        Status s;

        *out = x;
        if (x)
                return OK;
        TRY(ledger_standing(t->db, account, &now));
        x = arena_new(t->a, UsageAccount, 1);
        *x = (UsageAccount){.account = account,
                            .party = now.owner,
                            .unit = str_copy(t->a, str_from(now.unit)),
                            .scale = now.scale};
        s = usage_rest_get(t->db, t->a, account, &rest);
        if (s == OK)
                TRY(read_exact(rest.rest, &x->rest));
        else if (s != NOT_FOUND)
                return s;
        usage_map_put(t->a, &t->accounts, &key, x);
        t->accounts_all[t->accounts_n++] = *out = x;
        return OK;
}

static Status used_of(UsageTaking *t, Id account, Str service, const char *kind, int64_t begins_us,
                      UsageUsed **out)
{
        Hash key = key_of(account, begins_us, kind[0], service);
        UsageUsed *x = usage_map_get(&t->used, &key);
        UsageWindow row;
        Status s;

        *out = x;
        if (x)
                return OK;
        x = arena_new(t->a, UsageUsed, 1);
        *x = (UsageUsed){account, service, kind, begins_us, {0}};
        s = usage_window_get(t->db, t->a, account, service, str_from(kind), begins_us, &row);
        if (s == OK)
                TRY(read_exact(row.used, &x->used));
        else if (s != NOT_FOUND)
                return s;
        usage_map_put(t->a, &t->used, &key, x);
        t->used_all[t->used_n++] = *out = x;
        return OK;
}

static Status sum_of(UsageTaking *t, Id account, int64_t at_us, Str service, UsageSum **out)
{
        int64_t day_us = at_us - ((at_us % DAY_US) + DAY_US) % DAY_US;
        Hash key = key_of(account, day_us, 0, service);
        UsageSum *x = usage_map_get(&t->sums, &key);
        UsageDay row;
        Status s;

        *out = x;
        if (x)
                return OK;
        x = arena_new(t->a, UsageSum, 1);
        *x = (UsageSum){.account = account, .day_us = day_us, .service = service};
        s = usage_day_get(t->db, t->a, account, day_us, service, &row);
        if (s == OK) {
                x->events = row.events;
                TRY(read_exact(row.quantity, &x->quantity));
                TRY(read_exact(row.amount, &x->amount));
        } else if (s != NOT_FOUND) {
                return s;
        }
        usage_map_put(t->a, &t->sums, &key, x);
        t->sums_all[t->sums_n++] = *out = x;
        return OK;
}

/* --- one change, which happens whole or not at all */

typedef struct {
        struct {
                Exact *at, was;
        } undo[UNDO_MAX];
        size_t undo_n;
        struct {
                int64_t *at, was;
        } count[2];
        size_t count_n;
        const char *reason;
} Change;

static void change(Change *c, Exact *at, Exact to)
{
        assert(c->undo_n < UNDO_MAX);
        c->undo[c->undo_n].at = at;
        c->undo[c->undo_n++].was = *at;
        *at = to;
}

static void change_back(Change *c)
{
        while (c->undo_n) {
                c->undo_n--;
                *c->undo[c->undo_n].at = c->undo[c->undo_n].was;
        }
        while (c->count_n) {
                c->count_n--;
                *c->count[c->count_n].at = c->count[c->count_n].was;
        }
}

static void add(Change *c, Exact *at, Exact by)
{
        Exact sum = {0};

        if (exact_add(*at, by, &sum) == EXACT_OK)
                change(c, at, sum);
        else
                c->reason = "too-large";
}

/* What a quantity costs by a rate; what was used goes on. */
static Status rate_one(UsageTaking *t, Change *c, Id account, Str service, ZoneClock *clock,
                       const PriceList *list, const PriceRate *rate, int64_t at_us, Exact quantity,
                       Exact *out)
{
        int64_t free_us, tier_us;
        UsageUsed *free_used, *tier_used;
        RateUsed before;
        Rated rated;
        Status s;

        TRY(rate_window_key(clock, list, rate->free.each, at_us, &free_us));
        TRY(rate_window_key(clock, list, rate->each, at_us, &tier_us));
        TRY(used_of(t, account, service, "free", free_us, &free_used));
        TRY(used_of(t, account, service, "tier", tier_us, &tier_used));
        before = (RateUsed){free_used->used, tier_used->used};
        s = rate_quantity(rate, quantity, &before, &rated);
        if (s == INVALID || s == TOO_LARGE)
                c->reason = s == INVALID ? "below-zero" : "too-large";
        if (c->reason)
                return OK;
        TRY(s);
        change(c, &free_used->used, rated.next.used);
        change(c, &tier_used->used, rated.next.charged);
        *out = rated.amount;
        return OK;
}

/* Without a price list there is one window, for ever: nobody gives back more than was used. */
static Status count_plain(UsageTaking *t, Change *c, Id account, Str service, Exact quantity)
{
        UsageUsed *used;

        TRY(used_of(t, account, service, "sum", 0, &used));
        add(c, &used->used, quantity);
        return OK;
}

static Status check_plain(UsageTaking *t, Change *c, Id account, Str service)
{
        UsageUsed *used;

        TRY(used_of(t, account, service, "sum", 0, &used));
        if (!c->reason && used->used.atto < 0)
                c->reason = "below-zero";
        return OK;
}

static Status sum_up(UsageTaking *t, Change *c, Id account, int64_t at_us, Str service,
                     Exact quantity, Exact amount, int events)
{
        UsageAccount *x;
        UsageSum *sum;
        Exact rest;
        int64_t booked;

        TRY(usage_account(t, account, &x));
        TRY(sum_of(t, account, at_us, service, &sum));
        add(c, &sum->quantity, quantity);
        add(c, &sum->amount, amount);
        add(c, &x->sum, amount);
        if (!c->reason && (exact_to_scale(x->sum, x->scale, &booked, &rest) != EXACT_OK ||
                           booked > AT_ONCE_MOST || booked < -AT_ONCE_MOST))
                c->reason = "too-large";
        c->count[c->count_n].at = &sum->events;
        c->count[c->count_n++].was = sum->events;
        sum->events += events;
        return OK;
}

/* --- price lists */

static Status list_of(UsageTaking *t, Str slug, UsageList **out)
{
        UsageList *x;

        for (size_t i = 0; i < t->lists_n; i++)
                if (str_eq(t->lists[i].slug, slug)) {
                        *out = &t->lists[i];
                        return OK;
                }
        if (!t->lists)
                t->lists = arena_new(t->a, UsageList, USAGE_LISTS_MAX);
        if (t->lists_n == USAGE_LISTS_MAX)
                t->lists_n = 0; /* found again, one by one */
        x = &t->lists[t->lists_n++];
        memset(x, 0, sizeof *x);
        x->slug = slug;
        TRY(price_versions(t->db, t->a, slug, &x->versions));
        *out = x;
        return OK;
}

static const PriceVersion *version_at(const UsageList *x, int64_t at_us)
{
        for (size_t i = 0; i < x->versions.n; i++)
                if (x->versions.at[i].valid_from <= at_us)
                        return &x->versions.at[i];
        return NULL;
}

static Status open_list(UsageTaking *t, Id id, const PriceList **out)
{
        size_t i = 0;

        while (i < t->opened_n && t->opened[i].id != id)
                i++;
        if (i == USAGE_LISTS_MAX)
                i = t->opened_n = 0;
        if (i == t->opened_n) {
                TRY(price_open(t->db, t->a, id, &t->opened[i].list));
                t->opened[i].id = id;
                t->opened_n++;
        }
        *out = t->opened[i].list;
        return OK;
}

static const PriceRate *rate_named(const PriceList *list, Str slug)
{
        for (size_t i = 0; i < list->rates.n; i++)
                if (str_eq(list->rates.at[i].slug, slug))
                        return &list->rates.at[i];
        return NULL;
}

static Status charge_rated(UsageTaking *t, Change *c, const UsageAsked *e,
                           const UsageSubject *subject, UsageKnown *out)
{
        const PriceVersion *version;
        const PriceList *list;
        const PriceRate *rate;
        UsageList *x;
        Status s;

        TRY(list_of(t, subject->prices, &x));
        version = version_at(x, e->at_us);
        if (!version) {
                c->reason = "no-price";
                return OK;
        }
        TRY(open_list(t, version->id, &list));
        s = rate_find(&x->clock, list, e->meter, e->dimensions, e->dimensions_n, e->at_us, &rate);
        if (s == NOT_FOUND) {
                c->reason = "no-price";
                return OK;
        }
        TRY(s);
        out->price = version->id;
        out->rate = rate->slug;
        out->service = str_fmt(t->a, "%.*s/%.*s", S_ARG(list->slug), S_ARG(rate->slug));
        return rate_one(t, c, out->account, out->service, &x->clock, list, rate, e->at_us,
                        e->quantity, &out->amount);
}

/* By the version that it was rated by, whatever is valid now. */
static Status give_back(UsageTaking *t, Change *c, const UsageKnown *old, Exact *out)
{
        Exact quantity = exact_negate(old->quantity);
        const PriceList *list;
        const PriceRate *rate;
        ZoneClock *clock;

        *out = quantity;
        if (old->price) {
                TRY(open_list(t, old->price, &list));
                rate = rate_named(list, old->rate);
                if (!rate)
                        return BROKEN;
                clock = arena_new(t->a, ZoneClock, 1);
                TRY(rate_one(t, c, old->account, old->service, clock, list, rate, old->at_us,
                             quantity, out));
        } else {
                TRY(count_plain(t, c, old->account, old->service, quantity));
        }
        return c->reason ? OK
                         : sum_up(t, c, old->account, old->at_us, old->service, quantity, *out, -1);
}

Status usage_charge(UsageTaking *t, const UsageAsked *e, const UsageSubject *subject,
                    const UsageKnown *replaced, UsageEventAdd *row, UsageKnown *out,
                    const char **out_reason)
{
        Change c = {0};
        Exact back = {0};

        out->account = subject->account;
        out->at_us = e->at_us;
        out->quantity = out->amount = e->quantity;
        out->service = e->meter;
        if (replaced)
                TRY(give_back(t, &c, replaced, &back));
        if (!c.reason && subject->prices.len)
                TRY(charge_rated(t, &c, e, subject, out));
        else if (!c.reason)
                TRY(count_plain(t, &c, out->account, out->service, e->quantity));
        if (!c.reason)
                TRY(sum_up(t, &c, out->account, e->at_us, out->service, e->quantity, out->amount,
                           1));
        if (!c.reason && replaced && !replaced->price)
                TRY(check_plain(t, &c, replaced->account, replaced->service));
        if (!c.reason && !subject->prices.len)
                TRY(check_plain(t, &c, out->account, out->service));
        *out_reason = c.reason ? c.reason : "";
        if (c.reason) {
                change_back(&c);
                return OK;
        }
        row->account = out->account;
        row->service = out->service;
        row->price = out->price;
        row->rate = out->rate;
        row->amount = exact_text(t->a, out->amount);
        row->back = replaced ? exact_text(t->a, back) : (Str){0};
        row->replaces = replaced ? replaced->id : 0;
        return OK;
}

/* credit/bill_snapshot: the newest delivery of a period takes the place of the one before. */
#include "credit/bill_period.h"

#include "base/time.h"
#include "base/words.h"

#include <stdlib.h>
#include <string.h>

/* ALIKE_DAYS: periods are longer, and zones of the world less far apart. */
enum { WORK_BYTES_MAX = 96 * 1024 * 1024, COSTS_AT_ONCE = 2000, ALIKE_DAYS = 2 };

typedef struct {
        Deed *d;
        Arena a;
        Id hub, bill;
        const BillCharges *charges;
        BillPosting post;
        BillMaps maps;
        BillWho *whos; /* of the provider at work, sorted */
        size_t whos_n;
        BillWhoAdd *more; /* to be written */
        size_t more_n;
        BillPartAdd *parts; /* of the period at work */
        size_t parts_n;
        int64_t replaced; /* periods */
} Snapshot;

/* --- of whom */

static int compare_who(const BillWho *x, Str sub_account, Str tags)
{
        int c = str_cmp(x->sub_account, sub_account);

        return c ? c : str_cmp(x->tags, tags);
}

static int by_texts(const void *x, const void *y)
{
        const BillWho *q = y;

        return compare_who(x, q->sub_account, q->tags);
}

static Status read_whos(Snapshot *x, Str provider)
{
        size_t n = 0, room = 2 * BILL_PARTS_MAX;
        BillWho *all = arena_new(&x->a, BillWho, room);
        BillWhoList list;
        Id after = 0;

        do {
                TRY(bill_whos(x->d->db, &x->a, x->hub, provider, after, &list));
                if (n + list.n + BILL_PARTS_MAX > room) { /* as many may be new */
                        BillWho *larger = arena_new(&x->a, BillWho, 2 * room);

                        memcpy(larger, all, n * sizeof *all);
                        all = larger;
                        room *= 2;
                }
                for (size_t i = 0; i < list.n; i++)
                        all[n++] = list.at[i];
                after = n ? all[n - 1].id : 0;
        } while (list.n);
        qsort(all, n, sizeof *all, by_texts);
        x->whos = all;
        x->whos_n = n;
        return OK;
}

static Id who_of(Snapshot *x, const BillCharge *c)
{
        size_t low = 0, high = x->whos_n;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (compare_who(&x->whos[middle], c->sub_account, c->tags) < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        if (low == x->whos_n || compare_who(&x->whos[low], c->sub_account, c->tags) != 0) {
                Id id = db_id(x->d->db, x->d->now_us);

                memmove(x->whos + low + 1, x->whos + low, (x->whos_n - low) * sizeof *x->whos);
                x->whos[low] = (BillWho){id, c->sub_account, c->tags};
                x->whos_n++;
                x->more[x->more_n++] =
                        (BillWhoAdd){id, x->hub, c->provider, c->sub_account, c->tags};
        }
        return x->whos[low].id;
}

/* --- a period */

/* Its parts go, and from what their accounts come to. */
static Status take_back(Snapshot *x, Id period)
{
        BillPart after = {0};
        BillPartList list;

        do {
                TRY(bill_parts_of(x->d->db, &x->a, period, after.who, after.currency, &list));
                for (size_t i = 0; i < list.n; i++) {
                        Exact billed;

                        after = list.at[i];
                        if (exact_read(after.billed, &billed) != EXACT_OK)
                                return BROKEN;
                        TRY(bill_posting_add(&x->post, after.account, exact_negate(billed)));
                }
        } while (list.n);
        TRY(bill_parts_drop(x->d->db, period));
        return bill_costs_drop(x->d->db, period);
}

/* A month whose times are read in another zone than before would count twice. */
static Status check_begin(Snapshot *x, const BillCharge *c)
{
        BillPeriodBegin near;
        Status s = bill_period_near(x->d->db, &x->a, x->hub, c->provider,
                                    c->begins_at - ALIKE_DAYS * DAY_US,
                                    c->begins_at + ALIKE_DAYS * DAY_US, &near);

        if (s == NOT_FOUND)
                return OK;
        TRY(s);
        return deed_fault_at(x->d, "zone",
                             _("This period of %.*s was loaded with another begin: %.*s. Give the "
                               "same zone."),
                             S_ARG(c->provider), S_ARG(time_iso(x->d->a, near.begins_at)));
}

static Status begin_period(Snapshot *x, const BillCharge *c, Id *out)
{
        BillPeriod known;
        Status s = bill_period_get(x->d->db, &x->a, x->hub, c->provider, c->begins_at, &known);

        if (s == OK) {
                *out = known.id;
                x->replaced++;
                TRY(take_back(x, known.id));
        } else if (s == NOT_FOUND) {
                TRY(check_begin(x, c));
                *out = db_id(x->d->db, x->d->now_us);
        } else {
                return s;
        }
        TRY(bill_period_put(x->d->db, *out, x->hub, c->provider, c->begins_at, x->bill,
                            x->charges->tags.text));
        return bill_delivery_add(x->d->db, x->bill, *out);
}

/* Charges from here on that are of one part. */
static size_t part_length(const BillCharge *c, size_t n)
{
        size_t k = 1;

        while (k < n && bill_charge_same_part(c, &c[k]))
                k++;
        return k;
}

static Status add_part(Snapshot *x, Id period, const BillCharge *c, size_t n)
{
        BillPartAdd *part = &x->parts[x->parts_n];
        Exact billed = {0}, effective = {0};

        *part = (BillPartAdd){.period = period, .who = who_of(x, c), .currency = c->currency};
        for (size_t i = 0; i < n; i++) {
                part->line_count += c[i].lines;
                if (exact_add(billed, c[i].billed, &billed) != EXACT_OK ||
                    exact_add(effective, c[i].effective, &effective) != EXACT_OK)
                        return TOO_LARGE;
        }
        part->billed = exact_text(&x->a, billed);
        part->effective = exact_text(&x->a, effective);
        x->parts_n++;
        TRY(bill_posting_account(&x->post,
                                 bill_party_of(&x->maps, c->provider, c->sub_account, c->tags),
                                 c->currency, &part->account));
        return bill_posting_add(&x->post, part->account, billed);
}

/* Some at a time, in memory that is used again. */
static Status add_costs(Snapshot *x, const BillPartAdd *part, const BillCharge *c, size_t n)
{
        ArenaMark mark = arena_mark(&x->a);
        BillCostAdd *rows = arena_new(&x->a, BillCostAdd, COSTS_AT_ONCE);
        Status s = OK;

        for (size_t from = 0; s == OK && from < n; from += COSTS_AT_ONCE) {
                ArenaMark inner = arena_mark(&x->a);
                size_t k = 0;

                for (; k < COSTS_AT_ONCE && from + k < n; k++)
                        rows[k] = (BillCostAdd){part->period,
                                                part->who,
                                                part->currency,
                                                c[from + k].service,
                                                c[from + k].day,
                                                c[from + k].lines,
                                                exact_text(&x->a, c[from + k].billed),
                                                exact_text(&x->a, c[from + k].effective)};
                s = bill_cost_add(x->d->db, rows, k);
                arena_rewind(&x->a, inner);
        }
        arena_rewind(&x->a, mark);
        return s;
}

static Status keep_period(Snapshot *x, const BillCharge *c, size_t n)
{
        Id period = 0;
        size_t i = 0;

        TRY(begin_period(x, c, &period));
        x->parts_n = 0;
        while (i < n) {
                size_t k = part_length(&c[i], n - i);

                TRY(add_part(x, period, &c[i], k));
                i += k;
        }
        TRY(bill_part_add(x->d->db, x->parts, x->parts_n));
        i = 0;
        for (size_t p = 0; p < x->parts_n; p++) {
                size_t k = part_length(&c[i], n - i);

                TRY(add_costs(x, &x->parts[p], &c[i], k));
                i += k;
        }
        return OK;
}

static Status keep_all(void *ctx)
{
        Snapshot *x = ctx;
        const BillCharge *c = x->charges->at;
        size_t n = x->charges->n, i = 0;

        TRY(bill_posting_begin(x->d, &x->a, x->hub, x->bill, &x->post));
        TRY(bill_maps_read(x->d->db, &x->a, x->hub, &x->maps));
        x->more = arena_new(&x->a, BillWhoAdd, BILL_PARTS_MAX);
        x->parts = arena_new(&x->a, BillPartAdd, BILL_PARTS_MAX);
        while (i < n) {
                size_t k = i;

                while (k < n && c[k].begins_at == c[i].begins_at &&
                       str_eq(c[k].provider, c[i].provider))
                        k++;
                if (!i || !str_eq(c[i].provider, c[i - 1].provider))
                        TRY(read_whos(x, c[i].provider));
                TRY(keep_period(x, &c[i], k - i));
                i = k;
        }
        TRY(bill_who_add(x->d->db, x->more, x->more_n));
        return bill_posting_end(&x->post);
}

Status bill_snapshot_keep(Deed *d, Id hub, Id bill, const BillCharges *charges,
                          int64_t *out_replaced)
{
        Snapshot *x = arena_new(d->a, Snapshot, 1);
        Status s;

        *x = (Snapshot){.d = d,
                        .a = arena_make(WORK_BYTES_MAX),
                        .hub = hub,
                        .bill = bill,
                        .charges = charges};
        s = arena_try(&x->a, keep_all, x);
        if (s != OK)
                s = bill_posting_fault(d, &x->post, s);
        else
                *out_replaced = x->replaced;
        arena_free(&x->a);
        return s;
}

/* credit/bill_charge: lines of a bill by whom they speak of, service and day. */
#include "credit/bill_period.h"

#include "base/time.h"

#include <stdlib.h>
#include <string.h>

static int by_bytes(const void *x, const void *y)
{
        return str_cmp(*(const Str *)x, *(const Str *)y);
}

Status bill_tags_of(Db *db, Arena *a, Id hub, BillTags *out)
{
        Text t = text_begin(a, (size_t)BILL_TAG_KEYS_MAX * (4 * BILL_TAG_KEY_CHARS_MAX + 1));
        BillTags tags = {0};
        BillTagKeyList list;

        TRY(bill_tag_keys(db, a, hub, &list));
        for (size_t i = 0; i < list.n && i < BILL_TAG_KEYS_MAX; i++)
                tags.key[tags.n++] = list.at[i].tag;
        qsort(tags.key, tags.n, sizeof *tags.key, by_bytes);
        for (size_t i = 0; i < tags.n; i++) {
                if (i)
                        text_char(&t, '\n');
                text_add(&t, tags.key[i]);
        }
        tags.text = text_str(&t);
        *out = tags;
        return OK;
}

/* What would not stand on a line of its own is no value that anybody could have named. */
static bool is_plain(Str s)
{
        for (size_t i = 0; i < s.len; i++)
                if ((unsigned char)s.at[i] < ' ')
                        return false;
        return s.len > 0 && s.len <= BILL_TAG_BYTES_MAX && str_is_utf8(s);
}

Str bill_line_tags(const BillTags *tags, const FocusLine *line, char *side, Text *t)
{
        Str value;

        t->len = 0;
        for (size_t i = 0; i < tags->n; i++)
                if (focus_tag(line, tags->key[i], side, &value) && is_plain(value))
                        text_fmt(t, "%s%.*s=%.*s", t->len ? "\n" : "", S_ARG(tags->key[i]),
                                 S_ARG(value));
        return text_str(t);
}

static int compare_part(const BillCharge *x, const BillCharge *y)
{
        int c = str_cmp(x->provider, y->provider);

        if (!c)
                c = (x->begins_at > y->begins_at) - (x->begins_at < y->begins_at);
        if (!c)
                c = str_cmp(x->sub_account, y->sub_account);
        if (!c)
                c = str_cmp(x->tags, y->tags);
        return c ? c : str_cmp(x->currency, y->currency);
}

bool bill_charge_same_part(const BillCharge *x, const BillCharge *y)
{
        return compare_part(x, y) == 0;
}

static int compare(const void *x, const void *y)
{
        const BillCharge *p = x, *q = y;
        int c = compare_part(p, q);

        if (!c)
                c = str_cmp(p->service, q->service);
        return c ? c : (p->day > q->day) - (p->day < q->day);
}

static BillCharge charge_of(const FocusGroup *g)
{
        return (BillCharge){.provider = g->key.provider,
                            .sub_account = g->key.sub_account,
                            .tags = g->key.own,
                            .currency = g->key.currency,
                            .service = g->key.service,
                            .begins_at = g->key.billing_start_us,
                            .day = g->key.charge_day * DAY_US,
                            .lines = g->lines,
                            .billed = g->sum[FOCUS_SUM_BILLED],
                            .effective = g->sum[FOCUS_SUM_EFFECTIVE]};
}

/* Those that differ in their category only become one. */
static Status merge(BillCharge *all, size_t *n)
{
        size_t kept = 0;

        for (size_t i = 1; i < *n; i++) {
                BillCharge *last = &all[kept];

                if (compare(last, &all[i]) != 0) {
                        all[++kept] = all[i];
                        continue;
                }
                last->lines += all[i].lines;
                if (exact_add(last->billed, all[i].billed, &last->billed) != EXACT_OK ||
                    exact_add(last->effective, all[i].effective, &last->effective) != EXACT_OK)
                        return TOO_LARGE;
        }
        *n = *n ? kept + 1 : 0;
        return OK;
}

/* Neighbours have most texts in common. */
static Str keep_text(Arena *a, Str text, const Str *before)
{
        return before && str_eq(*before, text) ? *before : str_copy(a, text);
}

static Status keep(Arena *a, const BillCharge *all, size_t n, BillCharges *out)
{
        size_t periods = 0, parts = 0;

        out->at = arena_new(a, BillCharge, n + 1);
        for (size_t i = 0; i < n; i++) {
                const BillCharge *last = i ? &out->at[i - 1] : NULL;
                BillCharge *c = &out->at[i];

                *c = all[i];
                c->provider = keep_text(a, c->provider, last ? &last->provider : NULL);
                c->sub_account = keep_text(a, c->sub_account, last ? &last->sub_account : NULL);
                c->tags = keep_text(a, c->tags, last ? &last->tags : NULL);
                c->currency = keep_text(a, c->currency, last ? &last->currency : NULL);
                c->service = keep_text(a, c->service, last ? &last->service : NULL);
                parts += !last || compare_part(last, c) != 0;
                periods += !last || last->begins_at != c->begins_at ||
                           !str_eq(last->provider, c->provider);
        }
        out->n = n;
        return parts > BILL_PARTS_MAX || periods > BILL_PERIODS_MAX ? TOO_MANY : OK;
}

Status bill_charges(Arena *a, Arena *work, const FocusGroups *groups, BillCharges *out)
{
        ArenaMark mark = arena_mark(work);
        size_t n = focus_groups_n(groups);
        BillCharge *all = arena_new(work, BillCharge, n + 1);
        Status s;

        for (size_t i = 0; i < n; i++) {
                FocusGroup group = focus_groups_at(groups, i);

                all[i] = charge_of(&group);
        }
        qsort(all, n, sizeof *all, compare);
        s = merge(all, &n);
        if (s == OK)
                s = keep(a, all, n, out);
        arena_rewind(work, mark);
        return s;
}

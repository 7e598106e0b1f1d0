/* pledge/audit_history: see the header. */
#include "pledge/audit_history.h"

#include "base/time.h"
#include "pledge/audit.sql.h"
#include "pledge/history.h"

#include <stdlib.h>

enum { DEPTH_MAX = 32, MONTH_BITS = 17 };

typedef struct {
        AuditWindow window;
        int64_t from_month, end_month, value;
        int64_t kept, kept_position; /* the last row that was met */
        int64_t rows[500], rows_value[500];
        size_t at, n;
        bool is_at_end;
} Followed;

struct AuditHistory {
        Db *db;
        Arena a; /* the windows */
        Id metric;
        const MetricDefinition *def;
        const Pairs *parents;
        void (*differs)(void *ctx, const AuditDifference *d);
        void *ctx;
        Followed *pledges;
        size_t pledges_n;
        Pairs first;  /* party and pledge: its first entry in the scope, with the month */
        Pairs merges; /* party → into whom, so far */
        int64_t last; /* looked at up to this size */
        int64_t commits[1000];
        size_t commits_at, commits_n;
        int64_t rows_n;
};

Status audit_history_begin(Db *db, const Metric *metric, const MetricDefinition *def,
                           const Pairs *parents,
                           void (*differs)(void *ctx, const AuditDifference *d), void *ctx,
                           AuditHistory **out)
{
        AuditHistory *h = calloc(1, sizeof *h);
        AuditWindowList list = {0};
        Status s;

        *out = NULL;
        if (!h)
                return TOO_LARGE;
        *h = (AuditHistory){.db = db,
                            .a = arena_make(64 * MIB),
                            .metric = metric->id,
                            .def = def,
                            .parents = parents,
                            .differs = differs,
                            .ctx = ctx};
        s = audit_windows(db, &h->a, metric->id, &list);
        if (s != OK || !list.n) {
                audit_history_close(h);
                return s;
        }
        h->pledges = arena_new(&h->a, Followed, list.n);
        h->pledges_n = list.n;
        for (size_t i = 0; i < list.n; i++) {
                h->pledges[i].window = list.at[i];
                h->pledges[i].from_month = time_month(list.at[i].start_at);
                h->pledges[i].end_month = time_month(list.at[i].deadline_at) + 1;
        }
        *out = h;
        return OK;
}

void audit_history_close(AuditHistory *h)
{
        if (!h)
                return;
        free(h->first.slots);
        free(h->merges.slots);
        arena_free(&h->a);
        free(h);
}

/* --- rows against numbers */

static void differ(AuditHistory *h, Followed *f, int64_t position, int64_t kept)
{
        char digits[24];
        Text key = text_over(digits, sizeof digits);

        text_int(&key, position);
        h->differs(h->ctx, &(AuditDifference){.what = AUDIT_HISTORY,
                                              .name = f->window.slug,
                                              .scope = f->window.hub,
                                              .key = text_str(&key),
                                              .counted = f->value,
                                              .kept = kept});
        f->kept = f->value; /* once is enough */
}

static Status read_rows(AuditHistory *h, Followed *f)
{
        Arena a = arena_make(MIB);
        AuditHistoryRowList list;
        Status s = audit_history(h->db, &a, f->window.pledge, h->metric, f->kept_position, &list);

        f->at = f->n = 0;
        for (; s == OK && f->n < list.n; f->n++) {
                f->rows[f->n] = list.at[f->n].position;
                f->rows_value[f->n] = list.at[f->n].value;
        }
        f->is_at_end = f->n == 0;
        arena_free(&a);
        return s;
}

static Status rows_until(AuditHistory *h, Followed *f, int64_t position)
{
        while (!f->is_at_end) {
                if (f->at == f->n)
                        TRY(read_rows(h, f));
                if (f->at == f->n || f->rows[f->at] > position)
                        break;
                f->kept_position = f->rows[f->at];
                f->kept = f->rows_value[f->at++];
                h->rows_n++;
                if (f->kept != f->value)
                        differ(h, f, f->kept_position, f->kept);
        }
        return OK;
}

/* The first commit that ended after what was looked at; INT64_MAX: none. */
static Status next_commit(AuditHistory *h, int64_t *out)
{
        while (h->commits_at < h->commits_n && h->commits[h->commits_at] <= h->last)
                h->commits_at++;
        if (h->commits_at == h->commits_n) {
                Arena a = arena_make(MIB);
                AuditCommitList list;
                Status s = audit_commits(h->db, &a, h->last, &list);

                h->commits_at = h->commits_n = 0;
                for (; s == OK && h->commits_n < list.n; h->commits_n++)
                        h->commits[h->commits_n] = list.at[h->commits_n].size;
                arena_free(&a);
                TRY(s);
        }
        *out = h->commits_at < h->commits_n ? h->commits[h->commits_at] : INT64_MAX;
        return OK;
}

/* Nothing changed any number from the last size looked at, which is behind the last change, to this
 * one. */
static Status look(AuditHistory *h, int64_t size)
{
        int64_t commit;

        TRY(next_commit(h, &commit));
        for (size_t i = 0; i < h->pledges_n; i++) {
                Followed *f = &h->pledges[i];
                int64_t end = f->window.end_position,
                        step = h->last - h->last % HISTORY_STEP_ENTRIES + HISTORY_STEP_ENTRIES;
                int64_t must = h->last >= end ? commit : step < end ? step : end;

                if (must <= size) {
                        TRY(rows_until(h, f, must));
                        if (f->kept != f->value)
                                differ(h, f, must, f->kept);
                }
                TRY(rows_until(h, f, size));
        }
        h->last = size;
        return OK;
}

/* --- the numbers */

static Id now_called(const AuditHistory *h, Id party)
{
        for (Id into; (into = pairs_get(&h->merges, party, 0)) != 0;)
                party = into;
        return party;
}

static void add(Followed *f, int64_t month, int64_t n)
{
        if (month >= f->from_month && month < f->end_month)
                f->value += n;
}

/* Where both were counted, the later of the two is taken off. */
static Status merge(AuditHistory *h, const Entry *e)
{
        const Fact *fact = entry_fact(e, S("into"));
        Id into = fact ? fact->value : 0;

        if (!into || into == e->subject)
                return OK;
        for (size_t i = 0; i < h->pledges_n; i++) {
                Followed *f = &h->pledges[i];
                int64_t x = pairs_get(&h->first, e->subject, f->window.pledge),
                        y = pairs_get(&h->first, into, f->window.pledge);

                if (x && y)
                        add(f, (x > y ? x : y) & ((1 << MONTH_BITS) - 1), -1);
                if (x)
                        TRY(pairs_set(&h->first, into, f->window.pledge, y && y < x ? y : x));
        }
        return pairs_set(&h->merges, e->subject, 0, into);
}

static Status count(AuditHistory *h, Followed *f, const Entry *e, int64_t position, int64_t n)
{
        int64_t month = time_month(e->on_us ? e->on_us : e->at_us);
        PairSlot *slot;
        bool is_new = true;

        if (h->def->count == METRIC_PARTIES) {
                TRY(pairs_at(&h->first, now_called(h, e->subject), f->window.pledge, &slot,
                             &is_new));
                if (is_new)
                        slot->value = (position + 1) << MONTH_BITS | month;
        }
        if (is_new)
                add(f, month, n);
        return OK;
}

Status audit_history_told(AuditHistory *h, const Entry *e, int64_t position)
{
        Id scope = e->hub;
        int64_t n;

        if (!h)
                return OK;
        TRY(look(h, position));
        if (h->def->count == METRIC_PARTIES && str_eq(e->kind, S("party.merged")))
                TRY(merge(h, e));
        if (!metric_counts(h->def, e) || !metric_amount(h->def, e, &n) ||
            (h->def->count == METRIC_PARTIES && !e->subject))
                return OK;
        for (int depth = 0; scope && depth < DEPTH_MAX;
             depth++, scope = pairs_get(h->parents, scope, 0))
                for (size_t i = 0; i < h->pledges_n; i++)
                        if (h->pledges[i].window.hub == scope)
                                TRY(count(h, &h->pledges[i], e, position, n));
        return OK;
}

Status audit_history_end(AuditHistory *h, int64_t size, int64_t *io_rows)
{
        if (!h)
                return OK;
        TRY(look(h, size));
        *io_rows += h->rows_n;
        return OK;
}

/* pledge/evidence: see the header. */
#include "pledge/evidence.h"

#include "base/time.h"
#include "pledge/evidence.sql.h"
#include "pledge/seen.h"

#include <stdlib.h>

enum { HUB_ROWS = 256, ROWS_MAX = 40000 };

/* What one hub has, or the merges, some rows at a time. */
typedef struct EvidenceStream {
        Id hub; /* 0: the merges */
        Evidence *rows;
        size_t at, n;
        int64_t from; /* where to read on */
        bool is_at_end;
} Stream;

static Status stream_fill(EvidenceWalk *w, Stream *s);
static void heap_down(EvidenceWalk *w, size_t i);

Status evidence_walk(Db *db, Arena *a, const Metric *metric, Id scope, EvidenceWalk *out)
{
        EvidenceWalk w = {.db = db,
                          .a = a,
                          .metric = metric->id,
                          .is_parties = str_is(metric->count, "parties"),
                          .is_reported = str_is(metric->count, "reported"),
                          .end = INT64_MAX,
                          .end_month = EVIDENCE_MONTHS_END,
                          .rows_at_once = HUB_ROWS};
        MergeAny any;
        Status s = w.is_parties ? merge_any(db, a, &any) : NOT_FOUND;

        if (s != OK && s != NOT_FOUND)
                return s;
        w.has_merges = s == OK;
        if (w.is_reported) {
                HubId *only = arena_new(a, HubId, 1);

                only->id = scope;
                w.hubs = (HubIdList){only, 1};
        } else {
                TRY(hub_descendants(db, a, scope, &w.hubs));
        }
        if (w.hubs.n >= EVIDENCE_HUBS_MAX)
                return TOO_LARGE; /* the query ends there: some would be missing */
        *out = w;
        return OK;
}

/* --- streams */

static Status fill_seen(EvidenceWalk *w, Stream *s)
{
        SightList list;

        TRY(seen_page(w->db, w->a, w->metric, s->hub, s->from, w->end, w->room, &list));
        for (s->n = 0; s->n < list.n; s->n++) {
                const Sight *x = &list.at[s->n];

                s->rows[s->n] = (Evidence){.position = x->position,
                                           .month = x->month,
                                           .hub = s->hub,
                                           .party = x->party,
                                           .value = 1};
        }
        return OK;
}

static Status fill_figures(EvidenceWalk *w, Stream *s)
{
        EvidenceFigureList list;

        TRY(evidence_figures(w->db, w->a, w->metric, s->hub, s->from, w->end, (int64_t)w->room,
                             &list));
        for (s->n = 0; s->n < list.n; s->n++) {
                const EvidenceFigure *x = &list.at[s->n];

                s->rows[s->n] = (Evidence){.position = x->position,
                                           .month = time_month(x->on_at),
                                           .hub = s->hub,
                                           .party = x->subject,
                                           .value = x->value,
                                           .on_at = x->on_at};
        }
        return OK;
}

static Status fill_merges(EvidenceWalk *w, Stream *s)
{
        EvidenceMergeList list;

        TRY(evidence_merges(w->db, w->a, s->from, w->end, (int64_t)w->room, &list));
        for (s->n = 0; s->n < list.n; s->n++)
                s->rows[s->n] = (Evidence){.position = list.at[s->n].position,
                                           .party = list.at[s->n].party,
                                           .into = list.at[s->n].direct_into};
        return OK;
}

static Status stream_fill(EvidenceWalk *w, Stream *s)
{
        ArenaMark mark = arena_mark(w->a);
        Status status = !s->hub         ? fill_merges(w, s)
                        : w->is_parties ? fill_seen(w, s)
                                        : fill_figures(w, s);

        arena_rewind(w->a, mark);
        s->at = 0;
        s->is_at_end = s->n < w->room;
        if (status == OK && s->n)
                s->from = s->rows[s->n - 1].position + 1;
        return status;
}

static int64_t head_of(const Stream *s)
{
        return s->rows[s->at].position;
}

static void heap_down(EvidenceWalk *w, size_t i)
{
        for (;;) {
                size_t least = i, left = 2 * i + 1;
                Stream *swap;

                for (size_t k = left; k < left + 2 && k < w->heap_n; k++)
                        if (head_of(w->heap[k]) < head_of(w->heap[least]))
                                least = k;
                if (least == i)
                        return;
                swap = w->heap[i];
                w->heap[i] = w->heap[least];
                w->heap[least] = swap;
                i = least;
        }
}

Status evidence_begin(EvidenceWalk *w)
{
        size_t n = w->hubs.n + (w->wants_merges && w->has_merges);
        Stream *streams = arena_new(w->a, Stream, n + 1);

        w->heap = arena_new(w->a, Stream *, n + 1);
        w->heap_n = 0;
        w->room = n && ROWS_MAX / n < w->rows_at_once ? ROWS_MAX / n : w->rows_at_once;
        for (size_t i = 0; i < n; i++) {
                Stream *s = &streams[i];
                ArenaMark mark = arena_mark(w->a);

                *s = (Stream){.hub = i < w->hubs.n ? w->hubs.at[i].id : 0,
                              .rows = arena_new(w->a, Evidence, w->room),
                              .from = w->from};
                TRY(stream_fill(w, s));
                if (s->n)
                        w->heap[w->heap_n++] = s;
                else
                        arena_rewind(w->a, mark);
        }
        for (size_t i = w->heap_n; i-- > 0;)
                heap_down(w, i);
        return OK;
}

Status evidence_take(EvidenceWalk *w, Evidence *out)
{
        Stream *s = w->heap_n ? w->heap[0] : NULL;

        if (!s)
                return NOT_FOUND;
        *out = s->rows[s->at++];
        if (s->at == s->n) {
                s->n = 0;
                if (!s->is_at_end)
                        TRY(stream_fill(w, s));
                if (!s->n)
                        w->heap[0] = w->heap[--w->heap_n];
        }
        if (w->heap_n)
                heap_down(w, 0);
        return OK;
}

/* --- which rows count */

static Status first_of_one(const EvidenceWalk *w, Id party, int64_t before, Seen *out)
{
        SeenList seen;

        TRY(seen_of(w->db, w->a, w->metric, party, &seen));
        for (size_t i = 0; i < seen.n; i++)
                if (seen.at[i].position < before &&
                    (!out->hub || seen.at[i].position < out->position) &&
                    bsearch(&seen.at[i].hub, w->hubs.at, w->hubs.n, sizeof *w->hubs.at, id_order))
                        *out = seen.at[i];
        return OK;
}

/* Who stands for a party after so many entries. */
static Status called(const EvidenceWalk *w, Id party, int64_t as_of, Id *out)
{
        EvidenceMerged m;
        Status s;

        while ((s = evidence_merged(w->db, w->a, party, &m)) == OK && m.position < as_of)
                party = m.direct_into;
        *out = party;
        return s == NOT_FOUND ? OK : s;
}

/* The first sighting in the scope, before a position, of a party and all that are one with it after
 * as_of entries; hub 0: none. */
static Status first_seen(const EvidenceWalk *w, Id party, int64_t as_of, int64_t before, Seen *out)
{
        typedef struct Waiting {
                struct Waiting *next;
                Id party;
        } Waiting;
        Waiting *waiting = arena_new(w->a, Waiting, 1);

        *out = (Seen){0};
        waiting->party = party;
        if (w->has_merges)
                TRY(called(w, party, as_of, &waiting->party));
        while (waiting) {
                MergeList merged = {0};

                party = waiting->party;
                waiting = waiting->next;
                TRY(first_of_one(w, party, before, out));
                if (w->has_merges)
                        TRY(merge_direct(w->db, w->a, party, &merged));
                for (size_t i = 0; i < merged.n; i++) {
                        Waiting *one = arena_new(w->a, Waiting, 1);

                        if (merged.at[i].position >= as_of)
                                continue;
                        *one = (Waiting){waiting, merged.at[i].party};
                        waiting = one;
                }
        }
        return OK;
}

Status evidence_counts(const EvidenceWalk *w, const Evidence *e, int64_t as_of, bool *out)
{
        ArenaMark mark = arena_mark(w->a);
        Seen first = {0};
        Status s = OK;

        *out = w->is_reported || !e->hub || (e->month >= w->from_month && e->month < w->end_month);
        if (!*out || !w->is_parties || (e->hub && w->hubs.n == 1 && !w->has_merges))
                return OK; /* a hub sees a party once */
        s = first_seen(w, e->party, as_of, e->hub ? e->position : INT64_MAX, &first);
        arena_rewind(w->a, mark);
        *out = !e->hub == !!first.hub;
        return s;
}

/* --- counting on */

static Status month_of(const EvidenceWalk *w, const Seen *seen, int64_t *out)
{
        SightList list;

        TRY(seen_page(w->db, w->a, w->metric, seen->hub, seen->position, seen->position + 1, 1,
                      &list));
        if (list.n != 1)
                return BROKEN;
        *out = list.at[0].month;
        return OK;
}

/* Where both were counted, the later of the two is taken off. */
static Status count_merge(EvidenceWalk *w, const Evidence *e, int64_t *io)
{
        ArenaMark mark = arena_mark(w->a);
        Seen from, into;
        int64_t month = -1;

        TRY(first_seen(w, e->party, e->position, e->position, &from));
        TRY(first_seen(w, e->into, e->position, e->position, &into));
        if (from.hub && into.hub)
                TRY(month_of(w, from.position > into.position ? &from : &into, &month));
        arena_rewind(w->a, mark);
        *io -= month >= w->from_month && month < w->end_month;
        return OK;
}

Status evidence_count(EvidenceWalk *w, int64_t *io, int64_t *io_rows)
{
        Evidence e;
        Status s;

        w->wants_merges = true;
        TRY(evidence_begin(w));
        while ((s = evidence_take(w, &e)) == OK) {
                bool counts = false;

                ++*io_rows;
                if (!e.hub)
                        TRY(count_merge(w, &e, io));
                else
                        TRY(evidence_counts(w, &e, e.position, &counts));
                if (counts && __builtin_add_overflow(*io, e.value, io))
                        return TOO_LARGE;
        }
        return s == NOT_FOUND ? OK : s;
}

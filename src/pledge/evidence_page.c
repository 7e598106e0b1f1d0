/* pledge/evidence_page: the rows behind a number.
 *
 * What was seen is kept for each hub; a place above is its hubs, merged by position. A party that
 * was seen at several of them is one row, the first; so are parties that turned out to be one. What
 * one request reads is bounded: when few of the entries fall into the pledge's months, a page may
 * be short and still have a next one. */
#include "pledge/pledge_page.h"

#include "base/time.h"
#include "base/words.h"
#include "people/people.sql.h"
#include "pledge/evidence.html.h"
#include "pledge/seen.h"

#include <stdlib.h>

enum { ROWS_PAGE = 50, ROWS_READ_MAX = 10000, STREAM_ROWS_MAX = 51, STREAMS_ROWS_MAX = 40000 };

/* One row of `seen` or `figure`, without its texts. */
typedef struct {
        int64_t position, month;
        Id party;
        int64_t value, on_at;
} EvidenceSight;

/* What one hub has, some rows at a time. */
typedef struct {
        Id hub;
        EvidenceSight *rows;
        size_t at, n;
        int64_t from; /* where to read on */
        bool is_at_end;
} Stream;

typedef struct {
        Visit *v;
        Id metric;
        bool is_parties, is_reported, has_merges;
        HubIdList hubs; /* of the scope, by id */
        size_t room;    /* rows that each stream holds */
        Stream **heap;  /* lowest position first; no stream in it is empty */
        size_t heap_n;
        int64_t from_month, end_month;
} Merging;

/* A row that counts, and the hub it was seen at. */
typedef struct {
        EvidenceSight sight;
        Id hub;
} Kept;

static Status stream_fill(Merging *m, Stream *s);
static void heap_down(Merging *m, size_t i);

/* --- streams */

static Status fill_seen(Merging *m, Stream *s)
{
        SightList list;

        TRY(seen_page(m->v->db, m->v->a, m->metric, s->hub, s->from, m->v->size, m->room, &list));
        s->is_at_end = list.n < m->room;
        for (s->n = 0; s->n < list.n; s->n++) {
                const Sight *x = &list.at[s->n];

                s->rows[s->n] = (EvidenceSight){
                        .position = x->position, .month = x->month, .party = x->party};
        }
        return OK;
}

static Status fill_figures(Merging *m, Stream *s)
{
        FigureList list;

        TRY(figure_list(m->v->db, m->v->a, m->metric, s->hub, s->from, m->v->size, &list));
        s->is_at_end = list.n < STREAM_ROWS_MAX && list.n <= m->room;
        for (s->n = 0; s->n < list.n && s->n < m->room; s->n++) {
                const Figure *x = &list.at[s->n];

                s->rows[s->n] = (EvidenceSight){x->position, time_month(x->on_at), x->subject,
                                                x->value, x->on_at};
        }
        return OK;
}

static Status stream_fill(Merging *m, Stream *s)
{
        ArenaMark mark = arena_mark(m->v->a);
        Status status = m->is_parties ? fill_seen(m, s) : fill_figures(m, s);

        arena_rewind(m->v->a, mark);
        s->at = 0;
        if (status == OK && s->n)
                s->from = s->rows[s->n - 1].position + 1;
        return status;
}

static int64_t head_of(const Stream *s)
{
        return s->rows[s->at].position;
}

static void heap_down(Merging *m, size_t i)
{
        for (;;) {
                size_t least = i, left = 2 * i + 1;
                Stream *swap;

                for (size_t k = left; k < left + 2 && k < m->heap_n; k++)
                        if (head_of(m->heap[k]) < head_of(m->heap[least]))
                                least = k;
                if (least == i)
                        return;
                swap = m->heap[i];
                m->heap[i] = m->heap[least];
                m->heap[least] = swap;
                i = least;
        }
}

static Status merging_begin(Merging *m, int64_t from)
{
        Stream *streams = arena_new(m->v->a, Stream, m->hubs.n + 1);

        m->heap = arena_new(m->v->a, Stream *, m->hubs.n + 1);
        m->room = m->hubs.n ? STREAMS_ROWS_MAX / m->hubs.n : 1;
        if (m->room > STREAM_ROWS_MAX)
                m->room = STREAM_ROWS_MAX;
        for (size_t i = 0; i < m->hubs.n; i++) {
                Stream *s = &streams[i];

                *s = (Stream){.hub = m->hubs.at[i].id,
                              .rows = arena_new(m->v->a, EvidenceSight, m->room),
                              .from = from};
                TRY(stream_fill(m, s));
                if (s->n)
                        m->heap[m->heap_n++] = s;
        }
        for (size_t i = m->heap_n; i-- > 0;)
                heap_down(m, i);
        return OK;
}

/* Takes the row with the lowest position; the heap must not be empty. */
static Status merging_take(Merging *m, Kept *out)
{
        Stream *s = m->heap[0];

        *out = (Kept){s->rows[s->at], s->hub};
        s->at++;
        if (s->at == s->n) {
                s->n = 0;
                if (!s->is_at_end)
                        TRY(stream_fill(m, s));
                if (!s->n)
                        m->heap[0] = m->heap[--m->heap_n];
        }
        if (m->heap_n)
                heap_down(m, 0);
        return OK;
}

/* --- which rows count */

static int by_id(const void *x, const void *y)
{
        Id p = *(const Id *)x, q = *(const Id *)y;

        return p < q ? -1 : p > q;
}

static bool in_scope(const Merging *m, Id hub)
{
        return bsearch(&hub, m->hubs.at, m->hubs.n, sizeof *m->hubs.at, by_id) != NULL;
}

static Status seen_before(Merging *m, Id party, int64_t position, bool *out)
{
        SeenList seen;

        TRY(seen_of(m->v->db, m->v->a, m->metric, party, &seen));
        for (size_t i = 0; i < seen.n; i++)
                *out |= seen.at[i].position < position && in_scope(m, seen.at[i].hub);
        return OK;
}

/* Whether the party, under any of the names it was merged from, was seen in the scope at an earlier
 * position. */
static Status was_counted(Merging *m, Id party, int64_t position, bool *out)
{
        MergeInto into;
        MergeList merged;
        Status s;

        *out = false;
        if (m->hubs.n > 1)
                TRY(seen_before(m, party, position, out));
        if (*out || !m->has_merges)
                return OK;
        s = merge_of(m->v->db, m->v->a, party, &into);
        if (s != OK && s != NOT_FOUND)
                return s;
        if (s == OK) {
                party = into.into_party;
                TRY(seen_before(m, party, position, out));
        }
        TRY(merge_into(m->v->db, m->v->a, party, &merged));
        for (size_t i = 0; i < merged.n && !*out; i++)
                TRY(seen_before(m, merged.at[i].party, position, out));
        return OK;
}

static Status row_counts(Merging *m, const Kept *k, bool *out)
{
        ArenaMark mark;
        Status s;

        *out = m->is_reported || (k->sight.month >= m->from_month && k->sight.month < m->end_month);
        if (!*out || !m->is_parties)
                return OK;
        mark = arena_mark(m->v->a);
        s = was_counted(m, k->sight.party, k->sight.position, out);
        arena_rewind(m->v->a, mark);
        *out = !*out;
        return s;
}

static Status gather(Merging *m, RowsModel *model, Kept kept[ROWS_PAGE], size_t *out_n)
{
        size_t n = 0;
        int64_t last = model->page.at;

        for (size_t read = 0; m->heap_n; read++) {
                Kept k;
                bool counts;

                if (read == ROWS_READ_MAX) {
                        cursor_goes_on(&model->page, last);
                        break;
                }
                TRY(merging_take(m, &k));
                TRY(row_counts(m, &k, &counts));
                if (counts && n == ROWS_PAGE) {
                        cursor_goes_on(&model->page, last);
                        break;
                }
                if (counts)
                        kept[n++] = k;
                last = k.sight.position;
        }
        *out_n = n;
        return OK;
}

/* --- rows as they are shown */

/* Who it is now, if this visitor may know. */
static Status row_party(Visit *v, EvidenceRow *row, Id party)
{
        PartyView p;
        Status s = party ? party_public(v->db, v->a, party, &p) : NOT_FOUND;

        if (s == OK && p.merged_into)
                s = party_public(v->db, v->a, p.merged_into, &p);
        if (s == OK && (p.is_listed || access_may(&v->actor, MAY_PARTY_SEE))) {
                row->party = p.id;
                row->party_name = p.name;
        }
        return s == NOT_FOUND ? OK : s; /* erased */
}

static Status row_texts(const Merging *m, EvidenceRow *row, Id hub)
{
        Visit *v = m->v;

        if (m->is_parties) {
                Str leaf;
                Entry e;

                TRY(record_leaf(v->db, v->a, row->position, &leaf));
                TRY(record_unseal(v->a, leaf, &e));
                row->programme = entry_fact_text(&e, S("programme"));
                row->sector = entry_fact_text(&e, S("sector"));
        } else {
                FigureList list;

                TRY(figure_list(v->db, v->a, m->metric, hub, row->position, row->position + 1,
                                &list));
                if (list.n)
                        row->source = list.at[0].source;
        }
        return OK;
}

static Status make_row(const Merging *m, const Kept *k, EvidenceRow *row)
{
        Visit *v = m->v;
        Hub hub;

        *row = (EvidenceRow){.position = k->sight.position,
                             .month = time_month_text(v->a, k->sight.month),
                             .on_at = k->sight.on_at,
                             .value = m->is_parties ? 1 : k->sight.value};
        TRY(hub_by_id(v->db, v->a, k->hub, &hub));
        row->hub = hub.slug;
        row->hub_title = hub.title;
        row->zone = hub.zone;
        if (!m->is_reported)
                TRY(row_party(v, row, k->sight.party));
        return row_texts(m, row, k->hub);
}

/* --- the view */

static const Field rows_fields[] = {
        {"hub", FIELD_SLUG, .chars_max = 64, .label = N_("Hub"),
         .help = N_("A place below the pledge's own; the pledge's when not given.")},
        {"after", FIELD_INT, .min = 0, .max = INT64_MAX - 1, .label = N_("After entry"),
         .help = N_("Position of the last row of the page before.")},
        {0}};

static Status find_scope(Visit *v, const PledgeWhole *w, Hub *out)
{
        Str slug = visit_query(v, "hub");
        HubBelow below;
        Status s;

        *out = w->hub;
        if (str_empty(slug))
                return OK;
        s = hub_by_slug(v->db, v->a, slug, out);
        if (s == OK)
                s = hub_is_below(v->db, v->a, out->id, w->hub.id, &below);
        if (s == NOT_FOUND)
                return visit_fault(v, NOT_FOUND, _("This pledge covers no hub «%.*s»."),
                                   S_ARG(slug));
        return s;
}

static Status merging_of(Visit *v, const PledgeWhole *w, const Hub *scope, Merging *out)
{
        Merging m = {.v = v,
                     .metric = w->metric.id,
                     .is_parties = str_is(w->metric.count, "parties"),
                     .is_reported = str_is(w->metric.count, "reported"),
                     .from_month = time_month(w->pledge.start_at),
                     .end_month = time_month(w->pledge.deadline_at) + 1};
        MergeAny any;
        Status s = merge_any(v->db, v->a, &any);

        if (s != OK && s != NOT_FOUND)
                return s;
        m.has_merges = s == OK;
        if (m.is_reported) { /* figures of places are not added up */
                HubId *only = arena_new(v->a, HubId, 1);

                only->id = scope->id;
                m.hubs = (HubIdList){only, 1};
        } else {
                TRY(hub_descendants(v->db, v->a, scope->id, &m.hubs));
        }
        *out = m;
        return OK;
}

static Status load_rows(Visit *v, void *model)
{
        RowsModel *m = model;
        PledgeWhole w;
        Pledge p;
        Hub scope;
        Merging merging;
        Kept kept[ROWS_PAGE];
        EvidenceRow *rows;
        size_t n;
        Status s = pledge_by_slug(v->db, v->a, v->params[0], &p);

        if (s == NOT_FOUND)
                return visit_fault(v, NOT_FOUND, _("There is no pledge «%.*s»."),
                                   S_ARG(v->params[0]));
        TRY(s);
        TRY(pledge_line(v->db, v->a, &p, v->now_us, &m->pledge, &w));
        if (!m->pledge.has_number)
                return visit_fault(
                        v, NOT_FOUND,
                        _("This pledge's metric is still being counted; there are no rows yet."));
        TRY(find_scope(v, &w, &scope));
        TRY(cursor_read(v, "after", -1, &m->page));
        m->count = w.metric.count;
        m->hub = scope.slug;
        m->hub_title = scope.title;
        TRY(merging_of(v, &w, &scope, &merging));
        m->from_month = time_month_text(v->a, merging.from_month);
        m->to_month = time_month_text(v->a, merging.end_month - 1);
        if (!merging.is_reported)
                TRY(tally_window(v->db, v->a, w.metric.id, scope.id, merging.from_month,
                                 merging.end_month, &m->counted));
        TRY(merging_begin(&merging, m->page.at + 1));
        TRY(gather(&merging, m, kept, &n));
        rows = arena_new(v->a, EvidenceRow, n + 1);
        for (size_t i = 0; i < n; i++)
                TRY(make_row(&merging, &kept[i], &rows[i]));
        m->rows = (EvidenceRowList){rows, n};
        return OK;
}

static void draw_rows(Page *out, const Visit *v, const void *model)
{
        rows_page(out, v, model);
}

static const RowColumn row_columns[] = {{"position", COL_INT, offsetof(EvidenceRow, position)},
                                        {"month", COL_TEXT, offsetof(EvidenceRow, month)},
                                        {"on_at", COL_TIME, offsetof(EvidenceRow, on_at)},
                                        {"hub", COL_TEXT, offsetof(EvidenceRow, hub)},
                                        {"programme", COL_TEXT, offsetof(EvidenceRow, programme)},
                                        {"sector", COL_TEXT, offsetof(EvidenceRow, sector)},
                                        {"party", COL_ID, offsetof(EvidenceRow, party)},
                                        {"party_name", COL_TEXT, offsetof(EvidenceRow, party_name)},
                                        {"value", COL_INT, offsetof(EvidenceRow, value)},
                                        {"source", COL_TEXT, offsetof(EvidenceRow, source)}};
static const RowShape shape_EvidenceRow = {
        "EvidenceRow", row_columns, sizeof row_columns / sizeof *row_columns, sizeof(EvidenceRow)};

static const Part rows_parts[] = {PART_ROW_OF(RowsModel, pledge, PledgeLine),
                                  PART_VALUE_OF(RowsModel, count, COL_TEXT),
                                  PART_VALUE_OF(RowsModel, hub, COL_TEXT),
                                  PART_VALUE_OF(RowsModel, from_month, COL_TEXT),
                                  PART_VALUE_OF(RowsModel, to_month, COL_TEXT),
                                  PART_VALUE_OF(RowsModel, counted, COL_INT),
                                  PART_LIST_OF(RowsModel, rows, EvidenceRow),
                                  PART_NEXT_OF(RowsModel, page, COL_INT),
                                  {0}};

const View pledge_rows_view = {
        .path = "/pledges/{pledge}/rows",
        .word = "pledge rows",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Rows behind a number"),
        .help = N_("The entries that make up a pledge's number, by position, "
                   "each party once. The next page begins "
                   "after `next`; 0: there is none."),
        .query = rows_fields,
        .bytes = sizeof(RowsModel),
        .parts = rows_parts,
        .load = load_rows,
        .draw = draw_rows};

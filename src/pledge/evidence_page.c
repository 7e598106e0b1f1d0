/* pledge/evidence_page: the rows behind a number: of a pledge in its months, of a metric in all.
 *
 * A link on a page names the number it stands at: a place, a programme, a sector, a month, the
 * months up to one, a size of the record. What one request reads is bounded: when few of the
 * entries are of those, a page may be short and still have a next one. */
#include "pledge/pledge_page.h"

#include "base/time.h"
#include "base/words.h"
#include "people/people.h"
#include "pledge/evidence.h"
#include "pledge/evidence.html.h"

enum { ROWS_PAGE = 50, ROWS_READ_MAX = 10000, LEAVES_READ_MAX = 2000, KEY_BYTES_MAX = 64 };

/* What is asked for. Positions before `after` are on earlier pages. */
typedef struct {
        Visit *v;
        const Metric *metric;
        const Pledge *pledge; /* NULL: all months of the metric */
        Hub scope;
        int64_t from_month, end_month, after;
        int64_t size; /* of the record */
        bool is_past, has_month, has_part;
        EvidenceWalk walk;
        Arena leaves_arena;
        int64_t leaves_of; /* first of the 256 that are at hand */
        Str leaves[MERKLE_TILE_HASHES];
        size_t leaves_read;
} Asked;

/* --- which rows */

static Status entry_of(Asked *q, Arena *a, int64_t position, Entry *out)
{
        int64_t from = position - position % MERKLE_TILE_HASHES, end = from + MERKLE_TILE_HASHES;

        if (q->leaves_of != from) {
                q->leaves_of = -1;
                arena_reset(&q->leaves_arena);
                TRY(record_leaves(q->v->db, &q->leaves_arena, from,
                                  end < q->v->size ? end : q->v->size, q->leaves));
                q->leaves_of = from;
        }
        q->leaves_read++;
        return record_unseal(a, q->leaves[position - from], out);
}

/* "-" asks for those that do not say. */
static bool is_part(Str asked, Str told)
{
        return str_empty(asked) || str_eq(asked, str_head(told, KEY_BYTES_MAX)) ||
               (str_is(asked, "-") && str_empty(told));
}

static Status row_counts(Asked *q, const RowsModel *m, const Evidence *row, bool *out)
{
        ArenaMark mark;
        Entry e = {0};

        TRY(evidence_counts(&q->walk, row, q->size, out));
        if (!*out || !q->has_part)
                return OK;
        mark = arena_mark(q->v->a);
        TRY(entry_of(q, q->v->a, row->position, &e));
        *out = is_part(m->programme, entry_fact_text(&e, S("programme"))) &&
               is_part(m->sector, entry_fact_text(&e, S("sector")));
        arena_rewind(q->v->a, mark);
        return OK;
}

static Status gather(Asked *q, RowsModel *m, Evidence kept[ROWS_PAGE], size_t *out_n)
{
        size_t n = 0, read = 0;
        Evidence row;
        Status s;

        for (; (s = evidence_take(&q->walk, &row)) == OK; read++) {
                bool counts;

                m->has_more = read == ROWS_READ_MAX || q->leaves_read >= LEAVES_READ_MAX;
                if (m->has_more)
                        break;
                TRY(row_counts(q, m, &row, &counts));
                m->has_more = counts && n == ROWS_PAGE;
                if (m->has_more)
                        break;
                if (counts)
                        kept[n++] = row;
                m->next = row.position;
        }
        *out_n = n;
        return s == NOT_FOUND ? OK : s;
}

/* --- what they come to */

/* -1: no number is kept of this. */
static Status count_all(Asked *q, RowsModel *m)
{
        Visit *v = q->v;
        Id metric = q->metric->id;
        int dim = m->programme.len ? TALLY_PROGRAMME : TALLY_SECTOR;
        Str key = m->programme.len ? m->programme : m->sector;
        TallyValue value = {0};
        Status s;

        m->counted = -1;
        if (q->walk.is_reported)
                return OK;
        if (q->is_past && (q->has_part || q->has_month))
                return OK;
        if (q->is_past && !q->pledge)
                return tally_as_of(v->db, v->a, metric, q->scope.id, q->size, &m->counted);
        if (q->is_past && q->scope.id != q->pledge->hub)
                return OK;
        if (q->is_past) {
                s = pledge_counted_at(v->db, v->a, q->pledge, q->metric, q->size, v->now_us,
                                      &m->counted);
                return s == NOT_FOUND ? OK : s;
        }
        if (!q->has_part)
                return tally_window(v->db, v->a, metric, q->scope.id, q->from_month, q->end_month,
                                    &m->counted);
        if (q->pledge || q->has_month || (m->programme.len && m->sector.len))
                return OK;
        s = tally_get(v->db, v->a, metric, q->scope.id, dim, str_is(key, "-") ? (Str){0} : key,
                      &value);
        m->counted = value.value;
        return s == NOT_FOUND ? OK : s;
}

/* --- rows as they are shown */

/* Who it is now, if this visitor may know. */
static Status row_party(Visit *v, EvidenceRow *row, Id party)
{
        PartyView p;
        bool sees = false;
        Status s = party ? party_public(v->db, v->a, party, &p) : NOT_FOUND;

        if (s == OK && p.merged_into)
                s = party_public(v->db, v->a, p.merged_into, &p);
        if (s == OK && !p.is_listed)
                s = party_may(v->db, v->a, &v->actor, MAY_PARTY_SEE, p.id, &sees);
        if (s == OK && (p.is_listed || sees)) {
                row->party = p.id;
                row->party_name = p.name;
        }
        return s == NOT_FOUND ? OK : s; /* erased */
}

static Status row_texts(Asked *q, EvidenceRow *row, Id hub)
{
        Visit *v = q->v;
        ProgrammeTitle title = {0};
        Figure figure;
        Entry e = {0};
        Status s;

        if (!q->walk.is_parties) {
                TRY(figure_get(v->db, v->a, q->metric->id, hub, row->position, &figure));
                row->source = figure.source;
        }
        if (q->walk.is_reported)
                return OK;
        TRY(entry_of(q, v->a, row->position, &e));
        row->programme = str_copy(v->a, entry_fact_text(&e, S("programme")));
        row->sector = str_copy(v->a, entry_fact_text(&e, S("sector")));
        s = programme_title(v->db, v->a, row->programme, &title);
        row->programme_title = s == OK ? title.title : row->programme;
        return s == NOT_FOUND ? OK : s;
}

static Status make_row(Asked *q, const Evidence *k, EvidenceRow *row)
{
        Visit *v = q->v;
        Hub hub;

        *row = (EvidenceRow){.position = k->position,
                             .month = time_month_text(v->a, k->month),
                             .on_at = k->on_at,
                             .value = k->value};
        TRY(hub_by_id(v->db, v->a, k->hub, &hub));
        row->hub = hub.slug;
        row->hub_title = hub.title;
        row->zone = hub.zone;
        if (!q->walk.is_reported)
                TRY(row_party(v, row, k->party));
        return row_texts(q, row, k->hub);
}

static Status load_page(Asked *q, RowsModel *m)
{
        Visit *v = q->v;
        Evidence kept[ROWS_PAGE];
        EvidenceRow *rows;
        size_t n;

        TRY(evidence_walk(v->db, v->a, q->metric, q->scope.id, &q->walk));
        q->walk.from = q->after + 1;
        q->walk.end = q->size;
        q->walk.rows_at_once = ROWS_PAGE + 1;
        q->walk.from_month = q->from_month;
        q->walk.end_month = q->end_month;
        TRY(count_all(q, m));
        TRY(evidence_begin(&q->walk));
        TRY(gather(q, m, kept, &n));
        rows = arena_new(v->a, EvidenceRow, n + 1);
        for (size_t i = 0; i < n; i++)
                TRY(make_row(q, &kept[i], &rows[i]));
        m->rows = (EvidenceRowList){rows, n};
        return OK;
}

/* --- the question */

static const Field rows_fields[] = {
        {"hub", FIELD_SLUG, .chars_max = 64, .label = N_("Hub"),
         .help = N_(
                 "A place below the pledge's own, or any of a metric's; the pledge's own, or the "
                 "world, when not given.")},
        {"programme", FIELD_TEXT, .chars_max = 64, .label = N_("Programme"),
         .help = N_("Only rows of this programme; - for those that state none.")},
        {"sector", FIELD_TEXT, .chars_max = 64, .label = N_("Sector"),
         .help = N_("Only rows of this sector; - for those that state none.")},
        {"month", FIELD_TEXT, .chars_max = 7, .label = N_("Month"),
         .help = N_("Only rows of this month, as in 2024-02.")},
        {"until", FIELD_TEXT, .chars_max = 7, .label = N_("Until the end of"),
         .help = N_("Only rows of the months up to this one, as in 2024-02.")},
        {"size", FIELD_INT, .min = 0, .max = INT64_MAX, .label = N_("Entries"),
         .help = N_("As of so many entries in the record; all of them when not given.")},
        {"after", FIELD_INT, .min = 0, .max = INT64_MAX, .label = N_("After entry"),
         .help = N_("Position of the last row of the page before.")},
        {0}};

static Status find_scope(Visit *v, const Hub *whole, Hub *out)
{
        Str slug = visit_query(v, "hub");
        HubBelow below;
        Status s;

        *out = *whole;
        if (str_empty(slug))
                return OK;
        s = hub_by_slug(v->db, v->a, slug, out);
        if (s == OK)
                s = hub_is_below(v->db, v->a, out->id, whole->id, &below);
        if (s == NOT_FOUND)
                return visit_fault(v, NOT_FOUND, _("There is no hub «%.*s» here."), S_ARG(slug));
        return s;
}

static Status query_month(Visit *v, const char *name, Str *out_text, int64_t *out, bool *out_given)
{
        int64_t at;

        *out_text = visit_query(v, name);
        if (str_empty(*out_text))
                return OK;
        if (!time_parse(str_fmt(v->a, "%.*s-01", S_ARG(*out_text)), &at))
                return visit_fault(v, INVALID, _("«%s» must be a month, as in 2024-02."), name);
        *out = time_month(at);
        *out_given = true;
        return OK;
}

/* What the address says, on top of what the pledge or the metric says. */
static Status read_query(Asked *q, RowsModel *m, const Hub *whole)
{
        Visit *v = q->v;
        int64_t month = 0, until = 0;
        bool has_one = false, has_last = false;

        TRY(find_scope(v, whole, &q->scope));
        TRY(query_month(v, "month", &m->month, &month, &has_one));
        TRY(query_month(v, "until", &m->until, &until, &has_last));
        TRY(visit_query_int(v, "size", 0, v->size, v->size, &q->size));
        TRY(visit_query_int(v, "after", 0, INT64_MAX - 1, -1, &q->after));
        m->programme = visit_query(v, "programme");
        m->sector = visit_query(v, "sector");
        q->has_part = m->programme.len || m->sector.len;
        q->has_month = has_one || has_last;
        q->is_past = q->size < v->size;
        m->size = q->is_past ? q->size : -1;
        if (has_one && month > q->from_month)
                q->from_month = month;
        if (has_one && month + 1 < q->end_month)
                q->end_month = month + 1;
        if (has_one && month + 1 <= q->from_month)
                q->end_month = q->from_month; /* a month outside has no rows */
        if (has_last && until + 1 < q->end_month)
                q->end_month = until + 1;
        m->count = q->metric->count;
        m->unit = q->metric->unit;
        m->hub = q->scope.slug;
        m->hub_title = q->scope.title;
        m->is_first_page = q->after < 0;
        m->next = q->after;
        if (q->pledge) {
                m->from_month = time_month_text(v->a, q->from_month);
                m->to_month = time_month_text(v->a, q->end_month - 1);
        }
        return OK;
}

static Status load_asked(Asked *q, RowsModel *m, const Hub *whole)
{
        Arena *a = q->v->a;
        jmp_buf trap, *before = a->trap; /* the leaves' memory is not the visit's */
        Status s;

        TRY(read_query(q, m, whole));
        q->leaves_of = -1;
        q->leaves_arena = arena_make(64 * MIB);
        a->trap = q->leaves_arena.trap = &trap;
        s = setjmp(trap) ? TOO_LARGE : load_page(q, m);
        a->trap = before;
        arena_free(&q->leaves_arena);
        return s;
}

/* --- of a pledge */

static Status load_pledge_rows(Visit *v, void *model)
{
        RowsModel *m = model;
        Asked *q = arena_new(v->a, Asked, 1);
        PledgeWhole *w = arena_new(v->a, PledgeWhole, 1);
        Pledge p;
        Status s = pledge_by_slug(v->db, v->a, v->params[0], &p);

        if (s == NOT_FOUND)
                return visit_fault(v, NOT_FOUND, _("There is no pledge «%.*s»."),
                                   S_ARG(v->params[0]));
        TRY(s);
        TRY(pledge_line(v->db, v->a, &p, v->now_us, &m->pledge, w));
        if (!m->pledge.has_number)
                return visit_fault(
                        v, NOT_FOUND,
                        _("This pledge's metric is still being counted; there are no rows yet."));
        m->title = p.title;
        m->base = str_fmt(v->a, "/pledges/%.*s", S_ARG(p.slug));
        q->v = v;
        q->metric = &w->metric;
        q->pledge = &w->pledge;
        q->from_month = time_month(p.start_at);
        q->end_month = time_month(p.deadline_at) + 1;
        return load_asked(q, m, &w->hub);
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

#define ROWS_PARTS                                                                          \
        PART_VALUE_OF(RowsModel, count, COL_TEXT), PART_VALUE_OF(RowsModel, hub, COL_TEXT), \
                PART_VALUE_OF(RowsModel, from_month, COL_TEXT),                             \
                PART_VALUE_OF(RowsModel, to_month, COL_TEXT),                               \
                PART_VALUE_OF(RowsModel, counted, COL_INT),                                 \
                PART_LIST_OF(RowsModel, rows, EvidenceRow),                                 \
                PART_VALUE_OF(RowsModel, has_more, COL_BOOL),                               \
                PART_VALUE_OF(RowsModel, next, COL_INT)
static const Part pledge_rows_parts[] = {
        PART_ROW_OF(RowsModel, pledge, PledgeLine), ROWS_PARTS, {0}};

const View pledge_rows_view = {
        .path = "/pledges/{pledge}/rows",
        .word = "pledge rows",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Rows behind a number"),
        .help = N_("The entries that make up a pledge's number, or a part of it, by position, each "
                   "party once. While has_more, the next page begins after `next`."),
        .query = rows_fields,
        .bytes = sizeof(RowsModel),
        .parts = pledge_rows_parts,
        .load = load_pledge_rows,
        .draw = draw_rows};

/* --- of a metric */

static Status load_metric_rows(Visit *v, void *model)
{
        RowsModel *m = model;
        Asked *q = arena_new(v->a, Asked, 1);
        Metric *metric = arena_new(v->a, Metric, 1);
        Hub root;
        Status s = metric_current(v->db, v->a, v->params[0], metric);

        if (s == OK)
                s = hub_root(v->db, v->a, &root);
        if (s == NOT_FOUND)
                return visit_fault(v, NOT_FOUND, _("There is no metric «%.*s» that has counted."),
                                   S_ARG(v->params[0]));
        TRY(s);
        m->is_metric = true;
        m->title = metric->title;
        m->base = str_fmt(v->a, "/metrics/%.*s", S_ARG(metric->slug));
        q->v = v;
        q->metric = metric;
        q->end_month = EVIDENCE_MONTHS_END;
        return load_asked(q, m, &root);
}

static const Part metric_rows_parts[] = {ROWS_PARTS, {0}};

const View metric_rows_view = {
        .path = "/metrics/{metric}/rows",
        .word = "metric rows",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Rows behind a metric"),
        .help = N_("The entries that make up a metric's number, or a part of it, in all months, by "
                   "position, each party once. While has_more, the next page begins after "
                   "`next`."),
        .query = rows_fields,
        .bytes = sizeof(RowsModel),
        .parts = metric_rows_parts,
        .load = load_metric_rows,
        .draw = draw_rows};

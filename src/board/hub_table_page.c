/* board/hub_table_page: see the header. */
#include "board/hub_table_page.h"

#include "base/words.h"
#include "board/scan.h"
#include "board/table.html.h"
#include "board/table_page.h"

#include <stdlib.h>

static const RowColumn row_columns[] = {
        {"application", COL_ID, offsetof(HubTableRow, shown.application)},
        {"party", COL_ID, offsetof(HubTableRow, shown.party)},
        {"name", COL_TEXT, offsetof(HubTableRow, shown.name)},
        {"round", COL_ID, offsetof(HubTableRow, round)},
        {"round_title", COL_TEXT, offsetof(HubTableRow, round_title)},
        {"stage", COL_TEXT, offsetof(HubTableRow, shown.stage)},
        {"submitted_at", COL_TIME, offsetof(HubTableRow, shown.submitted_at)},
        {"decision", COL_TEXT, offsetof(HubTableRow, decision)},
        {"doubles", COL_INT, offsetof(HubTableRow, doubles)},
};
static const RowShape shape_HubTableRow = {
        "HubTableRow", row_columns, sizeof row_columns / sizeof *row_columns, sizeof(HubTableRow)};

static const RowColumn round_columns[] = {
        {"id", COL_ID, offsetof(HubTableRound, id)},
        {"title", COL_TEXT, offsetof(HubTableRound, title)},
        {"programme_title", COL_TEXT, offsetof(HubTableRound, programme_title)},
        {"hub_title", COL_TEXT, offsetof(HubTableRound, hub_title)},
        {"applications", COL_INT, offsetof(HubTableRound, applications)},
};
static const RowShape shape_HubTableRound = {"HubTableRound", round_columns,
                                             sizeof round_columns / sizeof *round_columns,
                                             sizeof(HubTableRound)};

/* Columns that every round has. */
static const char *const sorts[] = {"submitted", "name", "country", "doubles", NULL};
static const char *const orders[] = {"up", "down", NULL};

static const Field hub_query[] = {
        {"sort", FIELD_CHOICE, .choices = sorts, .label = N_("Order by")},
        {"order", FIELD_CHOICE, .choices = orders, .label = N_("Order")},
        {"after", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {0}};

static Status find_hub(Visit *v, HubTableModel *m)
{
        Place place;

        TRY(hub_by_slug(v->db, v->a, v->params[0], &m->hub));
        TRY(hub_place(v->db, v->a, m->hub.id, 0, &place));
        return access_may_at(&v->actor, MAY_APPLICATION_SEE, &place) ? OK : NOT_FOUND;
}

static bool is_one_of(Str s, const char *const *list)
{
        for (size_t i = 0; list[i]; i++)
                if (str_is(s, list[i]))
                        return true;
        return false;
}

static Status read_order(Visit *v, HubTableModel *m, const BoardSpace *space, Scan *scan)
{
        const BoardColumn *c;

        m->sort = visit_query(v, "sort").len ? visit_query(v, "sort") : S("submitted");
        m->order = visit_query(v, "order").len ? visit_query(v, "order") : S("down");
        if (!is_one_of(m->sort, sorts) || !is_one_of(m->order, orders))
                return visit_fault(v, INVALID, _("There is no such order here."));
        c = board_column(space, m->sort);
        *scan = (Scan){.sort = c->number,
                       .sort_is_number = cell_is_number(c->kind),
                       .is_down = str_is(m->order, "down"),
                       .only_stage = -1,
                       .most = CURSOR_ROWS + 1,
                       .asks_n = 1};
        scan->asks[0] = (Ask){.number = board_column(space, S("state"))->number,
                              .how = ASK_IS,
                              .text = S("submitted")};
        return OK;
}

static Status load_row(Visit *v, const HubTableModel *m, const BoardSpace *space, size_t at,
                       int64_t slot, HubTableRow *out)
{
        const SelectionDetermination *d;
        BoardRow row;
        Str bytes = {0}, local;

        TRY(board_row_in(v->db, v->a, space->round.id, slot, &row));
        TRY(board_shown(v->db, v->a, row.party, row.application, &out->shown));
        out->round = space->round.id;
        out->round_at = at;
        out->round_title = m->rounds.at[at].title;
        out->stage_title = definition_stage_title(space->def, out->shown.stage);
        local = round_local(v->a, space->round.zone, out->shown.submitted_at);
        out->submitted =
                str_fmt(v->a, "%.*s %.*s", S_ARG(str_head(local, 10)), S_ARG(str_skip(local, 11)));
        if (cell_find(row.cells, board_column(space, S("decision"))->number, &bytes)) {
                d = selection_determination(&space->def->selection, bytes);
                out->decision = d ? d->title : bytes;
        }
        if (cell_find(row.cells, board_column(space, S("doubles"))->number, &bytes))
                out->doubles = cell_int(bytes);
        out->cells = row.cells;
        return OK;
}

typedef struct {
        const Scan *scan;
} Sorting;

static int by_order(const void *x, const void *y, void *ctx)
{
        const HubTableRow *p = x, *q = y;
        const Scan *scan = ((const Sorting *)ctx)->scan;
        Str pb = {0}, qb = {0};
        bool p_has = cell_find(p->cells, scan->sort, &pb),
             q_has = cell_find(q->cells, scan->sort, &qb);
        int c = 0;

        if (p_has != q_has)
                return q_has ? 1 : -1;
        if (p_has && scan->sort_is_number)
                c = (cell_int(pb) > cell_int(qb)) - (cell_int(pb) < cell_int(qb));
        else if (p_has)
                c = str_cmp(pb, qb);
        if (c)
                return scan->is_down ? -c : c;
        if (p->round_at != q->round_at)
                return p->round_at < q->round_at ? -1 : 1;
        return x < y ? -1 : 1; /* of one round: as they were found */
}

/* The first of each round, in the order of all; ties in the order of the rounds. */
static Status load_round(Visit *v, HubTableModel *m, const BoardRow *after, size_t after_at,
                         const BoardRoundLine *line)
{
        BoardSpace space = {0};
        size_t at = m->rounds.n;
        ScanFound found;
        Scan scan;

        TRY(board_space(v->db, v->a, line->id, &space));
        TRY(read_order(v, m, &space, &scan));
        if (!m->page.is_first) {
                scan.has_after = true;
                scan.after = after->slot;
                scan.after_cells = at == after_at ? (Str){0} : after->cells;
                scan.equals_went = at < after_at;
        }
        TRY(scan_leave_out(v->db, v->a, v->actor.id, line->id, &scan));
        TRY(scan_round(v->db, v->a, line->id, &scan, &found));
        m->rounds.at[m->rounds.n++] = (HubTableRound){line->id, line->title, line->programme_title,
                                                      line->hub_title, found.total};
        m->total += found.total;
        for (size_t i = 0; i < found.groups[0].n; i++)
                TRY(load_row(v, m, &space, at, found.groups[0].slots[i], &m->rows.at[m->rows.n++]));
        qsort_r(m->rows.at, m->rows.n, sizeof *m->rows.at, by_order, &(Sorting){&scan});
        if (m->rows.n > CURSOR_ROWS + 1)
                m->rows.n = CURSOR_ROWS + 1;
        return OK;
}

static Status load_hub_table(Visit *v, void *model)
{
        HubTableModel *m = model;
        BoardRoundLineList lines;
        BoardRow after;
        size_t after_at = 0;

        TRY(find_hub(v, m));
        TRY(board_after(v, &m->page, &after));
        TRY(board_rounds_of(v->db, v->a, m->hub.id, &lines));
        m->has_older = lines.n > HUB_TABLE_ROUNDS_MAX;
        if (m->has_older)
                lines.n = HUB_TABLE_ROUNDS_MAX;
        while (after_at < lines.n && lines.at[after_at].id != after.round)
                after_at++;
        if (!m->page.is_first && after_at == lines.n)
                return board_no_row(v);
        m->rounds.at = arena_new(v->a, HubTableRound, lines.n + 1);
        m->rows.at = arena_new(v->a, HubTableRow, 2 * (CURSOR_ROWS + 1) + 1);
        for (size_t i = 0; i < lines.n; i++)
                TRY(load_round(v, m, &after, after_at, &lines.at[i]));
        CURSOR_CUT(&m->page, &m->rows, shown.application);
        return OK;
}

static const Part hub_parts[] = {
        PART_ROW_OF(HubTableModel, hub, Hub),
        {"applications", PART_VALUE, COL_INT, NULL, offsetof(HubTableModel, total), NULL},
        PART_VALUE_OF(HubTableModel, has_older, COL_BOOL),
        PART_LIST_OF(HubTableModel, rounds, HubTableRound),
        PART_LIST_OF(HubTableModel, rows, HubTableRow),
        PART_NEXT_OF(HubTableModel, page, COL_ID),
        {0}};

static void draw_hub_table(Page *out, const Visit *v, const void *model)
{
        (void)v;
        hub_table_page(out, model);
}

const View hub_table_view = {
        .path = "/hubs/{hub}/applications",
        .word = "hub applications",
        .may = MAY_APPLICATION_SEE,
        .title = N_("Applications"),
        .help = N_(
                "What was handed in for the rounds of a hub and of those below it, in one list."),
        .query = hub_query,
        .bytes = sizeof(HubTableModel),
        .parts = hub_parts,
        .load = load_hub_table,
        .draw = draw_hub_table};

Str hub_table_path(Arena *a, const HubTableModel *m, const char *sort)
{
        bool is_sorted = str_is(m->sort, sort);

        return str_fmt(a, "/hubs/%.*s/applications?sort=%s&order=%s", S_ARG(m->hub.slug), sort,
                       is_sorted && str_is(m->order, "up") ? "down" : "up");
}

/* board/table_page: see the header. */
#include "board/table_page.h"

#include "base/decimal.h"
#include "base/words.h"
#include "board/table.html.h"
#include "form/answer.h"
#include "form/kept.h"
#include "hub/place.h"
#include "match/score.h"
#include "people/interest.h"

#include <string.h>

enum { SAID_CHARS_MAX = 140 };

static const RowColumn row_columns[] = {
        {"application", COL_ID, offsetof(TableRow, shown.application)},
        {"party", COL_ID, offsetof(TableRow, shown.party)},
        {"name", COL_TEXT, offsetof(TableRow, shown.name)},
        {"state", COL_TEXT, offsetof(TableRow, shown.state)},
        {"stage", COL_TEXT, offsetof(TableRow, shown.stage)},
        {"submitted_at", COL_TIME, offsetof(TableRow, shown.submitted_at)},
        {"reviews", COL_INT, offsetof(TableRow, reviews)},
        {"score", COL_TEXT, offsetof(TableRow, score)},
        {"decision", COL_TEXT, offsetof(TableRow, decision)},
        {"doubles", COL_INT, offsetof(TableRow, doubles)},
};
static const RowShape shape_TableRow = {"TableRow", row_columns,
                                        sizeof row_columns / sizeof *row_columns, sizeof(TableRow)};

static const RowColumn value_columns[] = {
        {"application", COL_ID, offsetof(TableValue, application)},
        {"column", COL_TEXT, offsetof(TableValue, column)},
        {"value", COL_TEXT, offsetof(TableValue, value)},
};
static const RowShape shape_TableValue = {"TableValue", value_columns,
                                          sizeof value_columns / sizeof *value_columns,
                                          sizeof(TableValue)};

static const RowColumn stage_columns[] = {
        {"stage", COL_TEXT, offsetof(BoardStage, stage)},
        {"title", COL_TEXT, offsetof(BoardStage, title)},
        {"applications", COL_INT, offsetof(BoardStage, applications)},
};
static const RowShape shape_BoardStage = {"BoardStage", stage_columns,
                                          sizeof stage_columns / sizeof *stage_columns,
                                          sizeof(BoardStage)};

static const char *const orders[] = {"up", "down", NULL};

/* --- what both have */

static Status find_round(Visit *v, BoardBase *b)
{
        Place place;
        Id id;

        if (!id_parse(v->params[0], &id))
                return NOT_FOUND;
        TRY(board_space(v->db, v->a, id, &b->space));
        TRY(round_place(v->db, v->a, &b->space.round, &place));
        if (!access_may_at(&v->actor, MAY_APPLICATION_SEE, &place))
                return NOT_FOUND;
        b->may_edit = access_may_at(&v->actor, MAY_APPLICATION_EDIT, &place);
        b->may_move = access_may_at(&v->actor, MAY_MEMBER_EDIT, &place);
        b->may_decide = access_may_at(&v->actor, MAY_DECIDE, &place);
        b->may_run = access_may_at(&v->actor, MAY_REVIEW_RUN, &place);
        b->round = id;
        b->title = b->space.round.title;
        b->zone = b->space.round.zone;
        return OK;
}

static Status open_base(Visit *v, BoardBase *b)
{
        Str given = visit_query(v, "view"), fault = {0};
        Id view = 0;
        Status s;

        TRY(find_round(v, b));
        if (given.len && !id_parse(given, &view))
                return visit_fault(v, NOT_FOUND, _("There is no such view."));
        s = view_spec(v->db, v->a, &v->actor, &b->space, view, &b->view, &b->spec);
        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no such view."));
        TRY(s);
        if (visit_query(v, "sort").len) {
                b->spec.sort = visit_query(v, "sort");
                b->spec.is_down = str_is(visit_query(v, "order"), "down");
        }
        s = view_scan(v->a, &b->space, &b->spec, &b->scan, &fault);
        if (s == INVALID)
                return visit_fault(v, s, "%.*s", S_ARG(fault));
        TRY(s);
        TRY(scan_leave_out(v->db, v->a, v->actor.id, b->round, &b->scan));
        TRY(board_views_of(v->db, v->a, b->round, v->actor.id, &b->views));
        return bulk_offers(v->db, v->a, &b->space, &b->offers);
}

Status board_after(Visit *v, Cursor *page, BoardRow *out)
{
        Interest own;

        *out = (BoardRow){0};
        TRY(cursor_read(v, "after", 0, page));
        if (page->is_first)
                return OK;
        TRY(interest_of(v->db, v->a, v->actor.id, &own));
        return board_row_by(v->db, v->a, page->at, out) == OK && !interest_has(&own, out->party)
                       ? OK
                       : board_no_row(v);
}

Status board_no_row(Visit *v)
{
        return visit_fault(v, NOT_FOUND, _("There is no such application."));
}

static Status read_after(Visit *v, BoardBase *b, Cursor *page)
{
        BoardRow row;

        TRY(board_after(v, page, &row));
        if (page->is_first)
                return OK;
        if (row.round != b->round)
                return board_no_row(v);
        b->scan.has_after = true;
        b->scan.after = row.slot;
        return OK;
}

/* --- how a value is shown */

static int64_t number_in(const TableRow *row, const BoardColumn *c)
{
        Str bytes;

        return cell_find(row->cells_bytes, c->number, &bytes) ? cell_int(bytes) : CELL_NONE;
}

static Str score_text(Arena *a, const SelectionStep *step, int64_t value)
{
        int32_t decimals = (int32_t)(step->decimals < 6 ? step->decimals : 6);
        int64_t rounded = 0;

        if (value == CELL_NONE || score_rescale(value, 6, decimals, &rounded) != OK)
                return (Str){0};
        return decimal_text(a, rounded, decimals);
}

static Str word_in(const TableRow *row, const BoardColumn *c)
{
        Str bytes = {0};

        (void)cell_find(row->cells_bytes, c->number, &bytes);
        return bytes;
}

static Str decision_title(const BoardSpace *space, Str slug)
{
        const SelectionDetermination *d = selection_determination(&space->def->selection, slug);

        return d ? d->title : slug;
}

static Str country_name(Str code)
{
        const PlaceCountry *c = code.len == 2 ? place_country(code) : NULL;

        return c ? c->name : code;
}

static Str moment(Arena *a, const BoardSpace *space, int64_t at)
{
        Str local;

        if (at == CELL_NONE)
                return (Str){0};
        local = round_local(a, space->round.zone, at);
        return str_fmt(a, "%.*s %.*s", S_ARG(str_head(local, 10)), S_ARG(str_skip(local, 11)));
}

static Str answer_text(Arena *a, const BoardColumn *c, const Json *answers)
{
        const Json *v = json_get(answers, c->field->slug);
        Str said;

        if (!answer_is_filled(v))
                return (Str){0};
        if (c->is_currency || c->field->kind == FORM_MONEY)
                return json_get_text(v, c->is_currency ? S("currency") : S("amount"));
        said = answer_said(a, c->field, v);
        return said.len > SAID_CHARS_MAX
                       ? str_fmt(a, "%.*s…", S_ARG(str_head(said, SAID_CHARS_MAX)))
                       : said;
}

static Str tags_text(Visit *v, const TableRow *row)
{
        BoardTagList tags;
        Text t = text_begin(v->a, 2000);

        if (board_tags(v->db, v->a, row->shown.party, row->shown.application, &tags) != OK)
                return (Str){0};
        for (size_t i = 0; i < tags.n; i++)
                text_fmt(&t, "%s%.*s", i ? ", " : "", S_ARG(tags.at[i].tag));
        return text_str(&t);
}

static Str said_in(Visit *v, const BoardSpace *space, const TableRow *row, const BoardColumn *c,
                   const Json *answers)
{
        int64_t number = cell_is_number(c->kind) ? number_in(row, c) : CELL_NONE;

        switch (c->of) {
        case COLUMN_NAME: return row->shown.name;
        case COLUMN_STATE: return words_str(row->shown.state);
        case COLUMN_STAGE: return definition_stage_title(space->def, row->shown.stage);
        case COLUMN_SUBMITTED:
        case COLUMN_BEGUN: return moment(v->a, space, number);
        case COLUMN_KIND:
                return str_is(row->shown.kind, "person") ? S_("Person") : S_("Organisation");
        case COLUMN_COUNTRY: return country_name(row->shown.country);
        case COLUMN_SECTOR: return row->shown.sector;
        case COLUMN_DECISION: return decision_title(space, word_in(row, c));
        case COLUMN_DECISION_STATE: return words_str(word_in(row, c));
        case COLUMN_ELIGIBLE:
                return str_is(word_in(row, c), "yes")  ? S_("Yes")
                       : str_is(word_in(row, c), "no") ? S_("No")
                                                       : (Str){0};
        case COLUMN_TAGS: return tags_text(v, row);
        case COLUMN_MEAN:
        case COLUMN_CALIBRATED:
        case COLUMN_SPREAD: return score_text(v->a, c->step, number);
        case COLUMN_ANSWER: return answers ? answer_text(v->a, c, answers) : (Str){0};
        case COLUMN_REVISION:
        case COLUMN_DOUBLES:
        case COLUMN_ASSIGNED:
        case COLUMN_REVIEWS: break;
        }
        return number == CELL_NONE ? (Str){0} : number_grouped(v->a, number);
}

static bool is_chip(const BoardColumn *c)
{
        return c->of == COLUMN_STAGE || c->of == COLUMN_STATE || c->of == COLUMN_DECISION;
}

/* --- rows */

static Status load_row(Visit *v, const BoardBase *b, int64_t slot, TableRow *out)
{
        BoardRow row;

        TRY(board_row_in(v->db, v->a, b->round, slot, &row));
        out->cells_bytes = row.cells;
        return board_shown(v->db, v->a, row.party, row.application, &out->shown);
}

static Status load_cells(Visit *v, const TableModel *m, bool with_answers, TableRow *row)
{
        const Json *answers = NULL;
        BoardAnswers kept;

        if (with_answers) {
                Status s =
                        board_answers(v->db, v->a, row->shown.party, row->shown.application, &kept);

                if (s != OK && s != NOT_FOUND)
                        return s;
                if (s == OK && kept.answers.len)
                        TRY(json_parse(v->a, kept.answers, &answers, NULL));
        }
        row->cells = arena_new(v->a, TableCell, m->columns_n + 1);
        for (size_t i = 0; i < m->columns_n; i++) {
                const BoardColumn *c = m->columns[i];

                row->cells[i] =
                        (TableCell){said_in(v, &m->base.space, row, c, answers),
                                    c->kind == CELL_INT || c->kind == CELL_DECIMAL, is_chip(c)};
        }
        return OK;
}

/* What stands on a card, and in JSON: the newest step that has something to say. */
static void load_card(Visit *v, const BoardSpace *space, TableRow *row)
{
        const BoardColumn *decision = board_column(space, S("decision"));
        int64_t doubles = number_in(row, board_column(space, S("doubles")));
        const SelectionStep *step = NULL;

        row->doubles = doubles == CELL_NONE ? 0 : doubles;
        row->decision = decision_title(space, word_in(row, decision));
        row->stage_title = definition_stage_title(space->def, row->shown.stage);
        for (size_t i = space->n; i-- > 0;) {
                const BoardColumn *c = &space->at[i];
                int64_t value =
                        c->step && (!step || c->step == step) ? number_in(row, c) : CELL_NONE;

                if (value == CELL_NONE)
                        continue;
                step = c->step;
                if (c->of == COLUMN_MEAN)
                        row->score = score_text(v->a, step, value);
                if (c->of == COLUMN_REVIEWS)
                        row->reviews = value;
        }
}

static Status load_rows(Visit *v, const BoardBase *b, const ScanGroup *g, TableRowList *out)
{
        out->at = arena_new(v->a, TableRow, g->n + 1);
        out->n = 0;
        for (size_t i = 0; i < g->n; i++) {
                TRY(load_row(v, b, g->slots[i], &out->at[i]));
                load_card(v, &b->space, &out->at[i]);
                out->n++;
        }
        return OK;
}

/* --- the table */

static const Field table_query[] = {
        {"view", FIELD_ID, .label = N_("View")},
        {"sort", FIELD_TEXT, .chars_max = 160, .label = N_("Order by"),
         .help = N_("A column's name; empty: as the view says.")},
        {"order", FIELD_CHOICE, .choices = orders, .label = N_("Order")},
        {"after", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {0}};

static void choose_columns(Visit *v, TableModel *m, bool *out_answers)
{
        m->columns = arena_new(v->a, const BoardColumn *, VIEW_COLUMNS_MAX + 1);
        for (size_t i = 0; i < m->base.spec.columns_n; i++) {
                const BoardColumn *c = board_column(&m->base.space, m->base.spec.columns[i]);

                if (!c)
                        continue;
                m->columns[m->columns_n++] = c;
                *out_answers = *out_answers || c->of == COLUMN_ANSWER;
        }
}

static void gather_values(Visit *v, TableModel *m)
{
        m->values.at = arena_new(v->a, TableValue, m->rows.n * m->columns_n + 1);
        for (size_t i = 0; i < m->rows.n; i++)
                for (size_t k = 0; k < m->columns_n; k++)
                        if (m->rows.at[i].cells[k].text.len)
                                m->values.at[m->values.n++] = (TableValue){
                                        m->rows.at[i].shown.application, m->columns[k]->name,
                                        m->rows.at[i].cells[k].text};
}

static Status load_table(Visit *v, void *model)
{
        TableModel *m = model;
        ScanFound found;
        bool with_answers = false;

        TRY(open_base(v, &m->base));
        TRY(read_after(v, &m->base, &m->page));
        m->is_sorted_here = visit_query(v, "sort").len > 0;
        m->base.scan.most = CURSOR_ROWS + 1;
        TRY(scan_round(v->db, v->a, m->base.round, &m->base.scan, &found));
        m->base.total = found.total;
        TRY(load_rows(v, &m->base, &found.groups[0], &m->rows));
        CURSOR_CUT(&m->page, &m->rows, shown.application);
        choose_columns(v, m, &with_answers);
        for (size_t i = 0; i < m->rows.n; i++)
                TRY(load_cells(v, m, with_answers, &m->rows.at[i]));
        gather_values(v, m);
        return OK;
}

static const Part table_parts[] = {
        {"round", PART_VALUE, COL_ID, NULL, offsetof(TableModel, base.round), NULL},
        {"applications", PART_VALUE, COL_INT, NULL, offsetof(TableModel, base.total), NULL},
        {"views", PART_LIST, 0, &shape_BoardViewLine, offsetof(TableModel, base.views), NULL},
        PART_LIST_OF(TableModel, rows, TableRow),
        PART_LIST_OF(TableModel, values, TableValue),
        PART_NEXT_OF(TableModel, page, COL_ID),
        {0}};

static void draw_table(Page *out, const Visit *v, const void *model)
{
        round_table_page(out, v, model);
}

const View round_table_view = {
        .path = "/rounds/{round}/table",
        .word = "round table",
        .may = MAY_APPLICATION_SEE,
        .title = N_("Applications as a table"),
        .help = N_("Any columns, filtered and in any order, as a view says; values are as people "
                   "read them."),
        .query = table_query,
        .bytes = sizeof(TableModel),
        .parts = table_parts,
        .load = load_table,
        .draw = draw_table};

/* --- the board */

static const Field board_query[] = {
        {"view", FIELD_ID, .label = N_("View")},
        {"sort", FIELD_TEXT, .chars_max = 160, .label = N_("Order by"),
         .help = N_("A column's name; empty: as the view says.")},
        {"order", FIELD_CHOICE, .choices = orders, .label = N_("Order")},
        {"stage", FIELD_SLUG, .chars_max = 64, .label = N_("Only this stage")},
        {"after", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {0}};

/* Does the round's selection lead to this stage? Others are shown when somebody stands there. */
static bool is_way(const Selection *sel, Str stage)
{
        bool is = str_eq(sel->begins, stage);

        for (size_t i = 0; i < sel->steps.n; i++)
                is = is || str_eq(sel->steps.at[i].stage, stage);
        for (size_t i = 0; i < sel->determinations.n; i++)
                is = is || str_eq(sel->determinations.at[i].to, stage);
        return is;
}

static Status load_stage(Visit *v, BoardModel *m, const ScanGroup *g, size_t i)
{
        const Definition *def = m->base.space.def;
        bool is_none = i == def->stages.n;
        BoardStage *s = &m->stages.at[m->stages.n];
        Str slug = is_none ? (Str){0} : def->stages.at[i].slug;

        if (m->stage.len ? !str_eq(slug, m->stage)
                         : !g->total && (is_none || !is_way(&def->selection, slug)))
                return OK;
        *s = (BoardStage){.stage = slug,
                          .title = is_none ? S_("In no stage") : def->stages.at[i].title,
                          .applications = g->total};
        TRY(load_rows(v, &m->base, g, &s->cards));
        s->has_more = s->cards.n + 1 > m->base.scan.most;
        if (s->has_more)
                s->cards.n--;
        for (size_t k = 0; k < s->cards.n; k++)
                m->cards.at[m->cards.n++] = s->cards.at[k];
        m->stages.n++;
        return OK;
}

static Status load_board(Visit *v, void *model)
{
        BoardModel *m = model;
        Scan *scan = &m->base.scan;
        ScanFound found;
        size_t rows = 0;

        TRY(open_base(v, &m->base));
        TRY(read_after(v, &m->base, &m->page));
        m->stage = visit_query(v, "stage");
        scan->by_stage = true;
        scan->most = (m->stage.len ? CURSOR_ROWS : BOARD_CARDS) + 1;
        if (m->stage.len) {
                scan->only_stage = cell_stage(m->base.space.def, m->stage);
                if (scan->only_stage == CELL_NONE)
                        return visit_fault(v, NOT_FOUND, _("The programme has no stage «%.*s»."),
                                           S_ARG(m->stage));
        } else if (!m->page.is_first) {
                return visit_fault(v, INVALID, _("Say of which stage the next page is."));
        }
        TRY(scan_round(v->db, v->a, m->base.round, scan, &found));
        m->base.total = found.total;
        for (size_t i = 0; i < found.groups_n; i++)
                rows += found.groups[i].n;
        m->stages.at = arena_new(v->a, BoardStage, found.groups_n + 1);
        m->cards.at = arena_new(v->a, TableRow, rows + 1);
        for (size_t i = 0; i < found.groups_n; i++)
                TRY(load_stage(v, m, &found.groups[i], i));
        if (m->stage.len && m->stages.n && m->stages.at[0].has_more)
                cursor_goes_on(
                        &m->page,
                        m->stages.at[0].cards.at[m->stages.at[0].cards.n - 1].shown.application);
        return OK;
}

static const Part board_parts[] = {
        {"round", PART_VALUE, COL_ID, NULL, offsetof(BoardModel, base.round), NULL},
        {"applications", PART_VALUE, COL_INT, NULL, offsetof(BoardModel, base.total), NULL},
        PART_LIST_OF(BoardModel, stages, BoardStage),
        PART_LIST_OF(BoardModel, cards, TableRow),
        PART_NEXT_OF(BoardModel, page, COL_ID),
        {0}};

static void draw_board(Page *out, const Visit *v, const void *model)
{
        round_board_page(out, v, model);
}

const View round_board_view = {
        .path = "/rounds/{round}/board",
        .word = "round board",
        .may = MAY_APPLICATION_SEE,
        .title = N_("Board"),
        .help = N_("How many applications stand in which stage, and the first of each; with a "
                   "stage, that one page by page."),
        .query = board_query,
        .bytes = sizeof(BoardModel),
        .parts = board_parts,
        .load = load_board,
        .draw = draw_board};

/* --- for pages */

Str table_path(Arena *a, const BoardBase *b, const char *page)
{
        Str path = str_fmt(a, "/rounds/%.*s/%s", S_ARG(id_text(a, b->round)), page);

        return b->view.id ? str_fmt(a, "%.*s?view=%.*s", S_ARG(path), S_ARG(id_text(a, b->view.id)))
                          : path;
}

Str table_sort_path(Arena *a, const TableModel *m, const BoardColumn *c)
{
        bool is_sorted = str_eq(m->base.spec.sort, c->name);
        Str path = table_path(a, &m->base, "table");

        return str_fmt(a, "%.*s%csort=%.*s&order=%s", S_ARG(path), m->base.view.id ? '&' : '?',
                       S_ARG(c->name), is_sorted && !m->base.spec.is_down ? "down" : "up");
}

Str table_next_path(Arena *a, const TableModel *m)
{
        Str path = table_path(a, &m->base, "table");

        if (!m->is_sorted_here)
                return path;
        return str_fmt(a, "%.*s%csort=%.*s&order=%s", S_ARG(path), m->base.view.id ? '&' : '?',
                       S_ARG(m->base.spec.sort), m->base.spec.is_down ? "down" : "up");
}

bool table_shows(const BoardBase *b, const BoardColumn *c)
{
        for (size_t i = 0; i < b->spec.columns_n; i++)
                if (str_eq(b->spec.columns[i], c->name))
                        return true;
        return false;
}

Str filter_said(Arena *a, const BoardSpace *space, const ViewFilter *f)
{
        const BoardColumn *c = board_column(space, f->column);
        Str value = f->value;

        if (!c)
                return (Str){0};
        if (c->of == COLUMN_STAGE)
                value = definition_stage_title(space->def, value);
        else if (c->of == COLUMN_STATE || c->of == COLUMN_DECISION_STATE)
                value = words_str(value);
        else if (c->of == COLUMN_DECISION)
                value = decision_title(space, value);
        if (f->how == ASK_EMPTY || f->how == ASK_FILLED)
                return str_fmt(a, "%.*s %s", S_ARG(c->title), ask_words(f->how));
        if (f->how == ASK_BETWEEN)
                return str_fmt(a, "%.*s %s %.*s – %.*s", S_ARG(c->title), ask_words(f->how),
                               S_ARG(value), S_ARG(f->to));
        return str_fmt(a, "%.*s %s %.*s", S_ARG(c->title), ask_words(f->how), S_ARG(value));
}

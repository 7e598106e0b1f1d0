/* board/view: see the header. */
#include "board/view.h"

#include "base/time.h"
#include "base/words.h"

#include <stdlib.h>
#include <string.h>

enum { SPEC_BYTES_MAX = 32 * 1024 };

static const char *const hows[] = {"is",      "is-not", "contains", "at-least", "at-most",
                                   "between", "empty",  "filled",   NULL};
static const char *const how_words[] = {N_("is"),       N_("is not"),      N_("contains"),
                                        N_("at least"), N_("at most"),     N_("between"),
                                        N_("is empty"), N_("is filled in")};

const char *ask_name(AskHow how)
{
        return hows[how];
}

const char *ask_words(AskHow how)
{
        return _(how_words[how]);
}

static bool how_parse(Str s, AskHow *out)
{
        for (size_t i = 0; hows[i]; i++)
                if (str_is(s, hows[i])) {
                        *out = (AskHow)i;
                        return true;
                }
        return false;
}

bool view_is_seen(const BoardView *view, const Actor *actor)
{
        return view->shared || (actor->id && view->actor == actor->id);
}

/* --- as text */

void view_standard(Arena *a, const BoardSpace *space, ViewSpec *out)
{
        const Selection *sel = &space->def->selection;

        *out = (ViewSpec){.sort = S("submitted"), .is_down = true};
        out->columns[out->columns_n++] = S("name");
        out->columns[out->columns_n++] = S("stage");
        out->columns[out->columns_n++] = S("submitted");
        for (size_t i = 0; i < sel->steps.n && i < 3; i++) {
                Str step = sel->steps.at[i].slug;

                out->columns[out->columns_n++] = str_fmt(a, "%.*s.reviews", S_ARG(step));
                out->columns[out->columns_n++] = str_fmt(a, "%.*s.mean", S_ARG(step));
        }
        out->columns[out->columns_n++] = S("decision");
        out->columns[out->columns_n++] = S("doubles");
        out->filters[out->filters_n++] =
                (ViewFilter){.column = S("state"), .how = ASK_IS, .value = S("submitted")};
}

Str view_text(Arena *a, const ViewSpec *spec)
{
        Text t = text_begin(a, SPEC_BYTES_MAX);
        JsonOut j = jout_begin(&t);

        jout_object(&j);
        jout_key(&j, S("columns"));
        jout_list(&j);
        for (size_t i = 0; i < spec->columns_n; i++)
                jout_text(&j, spec->columns[i]);
        jout_list_end(&j);
        jout_key(&j, S("down"));
        jout_bool(&j, spec->is_down);
        jout_key(&j, S("filters"));
        jout_list(&j);
        for (size_t i = 0; i < spec->filters_n; i++) {
                const ViewFilter *f = &spec->filters[i];

                jout_object(&j);
                jout_key(&j, S("column"));
                jout_text(&j, f->column);
                jout_key(&j, S("how"));
                jout_text(&j, str_from(hows[f->how]));
                jout_key(&j, S("to"));
                jout_text(&j, f->to);
                jout_key(&j, S("value"));
                jout_text(&j, f->value);
                jout_object_end(&j);
        }
        jout_list_end(&j);
        jout_key(&j, S("sort"));
        jout_text(&j, spec->sort);
        jout_object_end(&j);
        return text_str(&t);
}

void view_read(Arena *a, Str text, ViewSpec *out)
{
        const Json *json = NULL, *list, *down;

        *out = (ViewSpec){0};
        if (json_parse(a, text, &json, NULL) != OK)
                return;
        list = json_get(json, S("columns"));
        for (const Json *v = list ? list->child : NULL; v && out->columns_n < VIEW_COLUMNS_MAX;
             v = v->next)
                out->columns[out->columns_n++] = v->text;
        list = json_get(json, S("filters"));
        for (const Json *v = list ? list->child : NULL; v && out->filters_n < SCAN_ASKS_MAX;
             v = v->next) {
                ViewFilter *f = &out->filters[out->filters_n];

                *f = (ViewFilter){.column = json_get_text(v, S("column")),
                                  .value = json_get_text(v, S("value")),
                                  .to = json_get_text(v, S("to"))};
                out->filters_n += how_parse(json_get_text(v, S("how")), &f->how);
        }
        out->sort = json_get_text(json, S("sort"));
        down = json_get(json, S("down"));
        out->is_down = down && down->yes;
}

void view_fit(const BoardSpace *space, ViewSpec *spec)
{
        size_t n = 0;

        for (size_t i = 0; i < spec->columns_n; i++)
                if (board_column(space, spec->columns[i]))
                        spec->columns[n++] = spec->columns[i];
        spec->columns_n = n;
        n = 0;
        for (size_t i = 0; i < spec->filters_n; i++)
                if (board_column(space, spec->filters[i].column))
                        spec->filters[n++] = spec->filters[i];
        spec->filters_n = n;
        if (!board_column(space, spec->sort))
                spec->sort = (Str){0};
}

Status view_spec(Db *db, Arena *a, const Actor *actor, const BoardSpace *space, Id view,
                 BoardView *out_view, ViewSpec *out)
{
        *out_view = (BoardView){0};
        if (!view) {
                view_standard(a, space, out);
                return OK;
        }
        TRY(board_view_by(db, a, view, out_view));
        if (out_view->round != space->round.id || !view_is_seen(out_view, actor))
                return NOT_FOUND;
        view_read(a, out_view->spec, out);
        view_fit(space, out);
        return OK;
}

/* --- values */

/* A day, or a day and a time, in the round's zone; a day alone is all of it. */
static bool time_of(Arena *a, const BoardSpace *space, Str value, bool is_end, int64_t *out)
{
        bool is_day = value.len == 10;
        Str local = is_day ? str_fmt(a, "%.*s%s", S_ARG(value), is_end ? "T23:59:59" : "T00:00")
                           : value;
        Str fault;

        if (round_instant(a, local, space->round.zone, is_end, out, &fault) != OK)
                return false;
        if (is_end && is_day)
                *out += SECOND_US - 1;
        return true;
}

static bool number_of(Arena *a, const BoardSpace *space, const BoardColumn *c, Str value,
                      bool is_end, int64_t *out)
{
        switch (c->kind) {
        case CELL_INT: return str_to_int(value, INT64_MIN + 1, INT64_MAX, out);
        case CELL_TIME: return time_of(a, space, value, is_end, out);
        case CELL_STAGE: *out = cell_stage(space->def, value); return *out != CELL_NONE;
        case CELL_DECIMAL:
        case CELL_DATE:
        case CELL_TEXT:
        case CELL_CHOICE:
        case CELL_CHOICES: break;
        }
        *out = cell_decimal(value);
        return *out != CELL_NONE;
}

static Status not_a_value(Arena *a, const BoardColumn *c, Str value, Str *out_fault)
{
        *out_fault = str_fmt(a, _("«%.*s» is no value of the column «%.*s»."), S_ARG(value),
                             S_ARG(c->title));
        return INVALID;
}

static Status ask_number(Arena *a, const BoardSpace *space, const BoardColumn *c,
                         const ViewFilter *f, Ask *out, Str *out_fault)
{
        bool has_to = f->how == ASK_BETWEEN;

        out->low = INT64_MIN + 1;
        out->high = INT64_MAX;
        if (f->how == ASK_EMPTY || f->how == ASK_FILLED)
                return OK;
        if (f->how == ASK_HAS)
                out->how = ASK_IS; /* a number contains nothing */
        if (f->how != ASK_TO && !number_of(a, space, c, f->value, false, &out->low))
                return not_a_value(a, c, f->value, out_fault);
        if (f->how == ASK_TO && !number_of(a, space, c, f->value, true, &out->high))
                return not_a_value(a, c, f->value, out_fault);
        if ((out->how == ASK_IS || out->how == ASK_IS_NOT) &&
            !number_of(a, space, c, f->value, true, &out->high))
                return not_a_value(a, c, f->value, out_fault);
        if (has_to && !number_of(a, space, c, f->to, true, &out->high))
                return not_a_value(a, c, f->to, out_fault);
        return OK;
}

static Status ask_of(Arena *a, const BoardSpace *space, const ViewFilter *f, Ask *out,
                     Str *out_fault)
{
        const BoardColumn *c = board_column(space, f->column);
        bool is_cut = false;

        if (!c) {
                *out_fault = str_fmt(a, _("This round has no column «%.*s»."),
                                     S_ARG(str_head(f->column, 60)));
                return INVALID;
        }
        *out = (Ask){.number = c->number, .is_number = cell_is_number(c->kind), .how = f->how};
        if (out->is_number)
                return ask_number(a, space, c, f, out, out_fault);
        out->is_words = c->kind == CELL_CHOICES;
        out->text = cell_text(a, c, f->value, &is_cut);
        out->to = cell_text(a, c, f->how == ASK_TO ? f->value : f->to, NULL);
        if (is_cut && f->how == ASK_HAS) {
                *out_fault = S_("Only the beginning of a text is looked at: ask for less of it.");
                return INVALID;
        }
        if (!out->text.len && f->how != ASK_EMPTY && f->how != ASK_FILLED)
                return not_a_value(a, c, f->value, out_fault);
        if (f->how == ASK_BETWEEN && !out->to.len)
                return not_a_value(a, c, f->to, out_fault);
        return OK;
}

Status view_scan(Arena *a, const BoardSpace *space, const ViewSpec *spec, Scan *out, Str *out_fault)
{
        const BoardColumn *sort = board_column(space, spec->sort);

        *out = (Scan){.is_down = spec->is_down, .only_stage = -1};
        if (spec->sort.len && !sort) {
                *out_fault = str_fmt(a, _("This round has no column «%.*s»."),
                                     S_ARG(str_head(spec->sort, 60)));
                return INVALID;
        }
        if (sort) {
                out->sort = sort->number;
                out->sort_is_number = cell_is_number(sort->kind);
        }
        out->stage = board_column(space, S("stage"))->number;
        out->stages_n = (int64_t)space->def->stages.n;
        for (size_t i = 0; i < spec->filters_n; i++)
                TRY(ask_of(a, space, &spec->filters[i], &out->asks[out->asks_n++], out_fault));
        return OK;
}

/* --- setting one */

static const char *const orders[] = {N_("up"), N_("down"), NULL};

static const Field set_fields[] = {{"round", FIELD_ID, .required = true, .label = N_("Round")},
                                   {"columns", FIELD_LONG_TEXT, .chars_max = 4000,
                                    .label = N_("Columns"),
                                    .help = N_("Their names, with spaces between; in that order.")},
                                   {"sort", FIELD_TEXT, .chars_max = 160, .label = N_("Order by"),
                                    .help = N_("A column's name; empty: as they were begun.")},
                                   {"order", FIELD_CHOICE, .choices = orders, .label = N_("Order")},
                                   {"page", FIELD_SLUG, .chars_max = 10, .label = N_("Page"),
                                    .help = N_("Where to go on: table or board.")},
                                   {0}};

/* "f.2.value": which filter, and what of it. */
static bool filter_input(const Input *in, size_t *out_i, Str *out_what)
{
        Str rest = str_skip(in->name, 2);

        if (!str_starts(in->name, S("f.")) || rest.len < 3 || rest.at[1] != '.' ||
            rest.at[0] < '0' || rest.at[0] >= '0' + SCAN_ASKS_MAX)
                return false;
        *out_i = (size_t)(rest.at[0] - '0');
        *out_what = str_skip(rest, 2);
        return true;
}

static Status read_filters(Deed *d, ViewSpec *spec)
{
        ViewFilter all[SCAN_ASKS_MAX] = {{{0}, {0}, {0}, ASK_IS}};
        size_t i;
        Str what;

        for (size_t k = 0; k < d->more_n; k++) {
                const Input *in = &d->more[k];
                Str value = str_trim(in->value);

                if (str_is(in->name, "c"))
                        continue;
                if (!filter_input(in, &i, &what))
                        return deed_fault(d, INVALID, _("There is no field «%.*s» here."),
                                          S_ARG(str_head(in->name, 60)));
                if (str_chars(value) > VIEW_VALUE_CHARS_MAX)
                        return deed_fault(d, INVALID, _("A filter has at most %d characters."),
                                          VIEW_VALUE_CHARS_MAX);
                if (str_is(what, "column"))
                        all[i].column = value;
                else if (str_is(what, "value"))
                        all[i].value = value;
                else if (str_is(what, "to"))
                        all[i].to = value;
                else if (!str_is(what, "how") || !how_parse(value, &all[i].how))
                        return deed_fault(d, INVALID, _("There is no such way to filter: «%.*s»."),
                                          S_ARG(str_head(value, 60)));
        }
        for (i = 0; i < SCAN_ASKS_MAX; i++)
                if (all[i].column.len)
                        spec->filters[spec->filters_n++] = all[i];
        return OK;
}

static Status read_columns(Deed *d, const BoardSpace *space, ViewSpec *spec)
{
        Str rest = deed_text(d, "columns"), name;
        Str *all = arena_new(d->a, Str, rest.len + d->more_n + 1);
        size_t n = 0;

        for (size_t i = 0; i <= rest.len; i++) {
                size_t from = i;

                while (i < rest.len && rest.at[i] > ' ' && rest.at[i] != ',')
                        i++;
                if (i > from)
                        all[n++] = (Str){rest.at + from, i - from};
        }
        for (size_t i = 0; i < d->more_n; i++)
                if (str_is(d->more[i].name, "c"))
                        all[n++] = d->more[i].value;
        for (size_t i = 0; i < n; i++) {
                bool is_twice = false;

                name = all[i];
                if (!board_column(space, name))
                        return deed_fault_at(d, "columns", _("This round has no column «%.*s»."),
                                             S_ARG(str_head(name, 60)));
                for (size_t k = 0; k < spec->columns_n; k++)
                        is_twice = is_twice || str_eq(spec->columns[k], name);
                if (!is_twice && spec->columns_n == VIEW_COLUMNS_MAX)
                        return deed_fault_at(d, "columns", _("At most %d columns."),
                                             VIEW_COLUMNS_MAX);
                if (!is_twice)
                        spec->columns[spec->columns_n++] = name;
        }
        if (!spec->columns_n)
                spec->columns[spec->columns_n++] = S("name");
        return OK;
}

static Str page_of(Deed *d, Id round, Id view)
{
        bool is_board = str_is(deed_text(d, "page"), "board");

        return str_fmt(d->a, "/rounds/%.*s/%s?view=%.*s", S_ARG(id_text(d->a, round)),
                       is_board ? "board" : "table", S_ARG(id_text(d->a, view)));
}

/* Their working view of the round is this now. */
static Status set_working(Deed *d, Id round, Str text, Id *out)
{
        BoardView view;
        Status s = board_view_working(d->db, d->a, round, d->actor.id, &view);

        if (s != OK && s != NOT_FOUND)
                return s;
        *out = s == OK ? view.id : db_id(d->db, d->now_us);
        if (s == OK)
                return board_view_set(d->db, view.id, (Str){0}, false, text);
        return board_view_insert(d->db, *out, round, d->actor.id, (Str){0}, false, text, d->now_us);
}

static Status run_set(Deed *d)
{
        BoardSpace space = {0};
        ViewSpec spec = {.sort = deed_text(d, "sort"),
                         .is_down = str_is(deed_text(d, "order"), "down")};
        Scan scan;
        Str fault = {0};
        Status s;

        TRY(board_space(d->db, d->a, deed_int(d, "round"), &space));
        TRY(read_columns(d, &space, &spec));
        TRY(read_filters(d, &spec));
        s = view_scan(d->a, &space, &spec, &scan, &fault);
        if (s == INVALID)
                return deed_fault(d, INVALID, "%.*s", S_ARG(fault));
        TRY(s);
        TRY(set_working(d, space.round.id, view_text(d->a, &spec), &d->made));
        d->go_to = page_of(d, space.round.id, d->made);
        return OK;
}

const Action view_set_action = {
        .name = "view set",
        .may = MAY_APPLICATION_SEE,
        .where = round_where_hidden,
        .title = N_("Columns and filters"),
        .help = N_("How you look at the applications of a round. Filters come as f.0.column, "
                   "f.0.how, f.0.value and f.0.to, up to f.5; how: is, is-not, contains, at-least, "
                   "at-most, between, empty, filled."),
        .fields = set_fields,
        .run = run_set,
        .takes_more = true,
        .is_silent = true};

/* --- keeping one */

static const Field save_fields[] = {
        {"view", FIELD_ID, .required = true, .label = N_("View")},
        {"title", FIELD_TEXT, .required = true, .chars_max = VIEW_TITLE_CHARS_MAX,
         .label = N_("Title"), .help = N_("Others see it when you share the view.")},
        {"shared", FIELD_YES, .label = N_("Share it with all who may see this round")},
        {0}};

static const Field end_fields[] = {{"view", FIELD_ID, .required = true, .label = N_("View")}, {0}};

/* At its round; another's, that is not shared, is as if it did not exist. */
static Status where_view(Deed *d, Place *out)
{
        BoardView view;
        Round r;

        *out = (Place){.is_hidden = true};
        TRY(board_view_by(d->db, d->a, deed_int(d, "view"), &view));
        if (!view_is_seen(&view, &d->actor))
                return NOT_FOUND;
        TRY(round_get(d->db, d->a, view.round, &r));
        TRY(round_place(d->db, d->a, &r, out));
        out->is_hidden = true;
        return OK;
}

static Status run_save(Deed *d)
{
        BoardView view;
        BoardViewLineList others;
        BoardViewCount count;
        Str title = deed_text(d, "title");
        bool shared = deed_int(d, "shared") != 0;

        TRY(board_view_by(d->db, d->a, deed_int(d, "view"), &view));
        TRY(board_view_count(d->db, d->a, view.round, d->actor.id, &count));
        TRY(board_views_of(d->db, d->a, view.round, d->actor.id, &others));
        d->made = 0;
        for (size_t i = 0; i < others.n; i++)
                if (others.at[i].is_own && str_eq(others.at[i].title, title))
                        d->made = others.at[i].id; /* the same title: it is this now */
        if (!d->made && count.views >= VIEWS_OF_ONE_MAX)
                return deed_fault(d, TOO_MANY,
                                  _("You have %d views of this round: remove one first."),
                                  VIEWS_OF_ONE_MAX);
        if (d->made) {
                TRY(board_view_set(d->db, d->made, title, shared, view.spec));
        } else {
                d->made = db_id(d->db, d->now_us);
                TRY(board_view_insert(d->db, d->made, view.round, d->actor.id, title, shared,
                                      view.spec, d->now_us));
        }
        d->go_to = str_fmt(d->a, "/rounds/%.*s/table?view=%.*s", S_ARG(id_text(d->a, view.round)),
                           S_ARG(id_text(d->a, d->made)));
        d->note = S_("Saved.");
        return OK;
}

const Action view_save_action = {
        .name = "view save",
        .may = MAY_APPLICATION_SEE,
        .where = where_view,
        .title = N_("Save a view"),
        .help = N_("Its columns, filters and order under a name; a view of yours with the same "
                   "name is replaced."),
        .fields = save_fields,
        .run = run_save,
        .is_silent = true};

static Status run_end(Deed *d)
{
        BoardView view;

        TRY(board_view_by(d->db, d->a, deed_int(d, "view"), &view));
        if (view.actor != d->actor.id)
                return deed_fault(d, FORBIDDEN, _("This view is somebody else's."));
        TRY(board_view_drop(d->db, view.id));
        d->go_to = str_fmt(d->a, "/rounds/%.*s/table", S_ARG(id_text(d->a, view.round)));
        d->note = S_("Removed.");
        return OK;
}

const Action view_end_action = {.name = "view end",
                                .may = MAY_APPLICATION_SEE,
                                .where = where_view,
                                .title = N_("Remove a view"),
                                .help = N_("A view of yours; the applications stay as they are."),
                                .fields = end_fields,
                                .run = run_end,
                                .is_silent = true,
                                .is_dangerous = true};

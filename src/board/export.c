/* board/export: see the header. */
#include "board/export.h"

#include "apply/apply.h"
#include "base/time.h"
#include "base/words.h"
#include "board/view.h"
#include "form/answer.h"
#include "form/kept.h"

enum { OWN_COLUMNS = 10, EXPORT_ARENA_BYTES = 32 * 1024 * 1024 };

static const char *const kinds[] = {"csv", "xlsx", "zip", NULL};
/* The names of columns are the same in every language: programs read them. */
static const char *const own_columns[OWN_COLUMNS] = {"application", "party",       "name",  "kind",
                                                     "country",     "title",       "state", "stage",
                                                     "revision",    "submitted_at"};
static const char *const states[] = {N_("submitted"), N_("withdrawn"), N_("double"), NULL};

static const Field export_fields[] = {
        {"round", FIELD_ID, .required = true, .label = N_("Round")},
        {"kind", FIELD_CHOICE, .required = true, .choices = kinds, .label = N_("File"),
         .help = N_("«zip»: the files that were handed in, a folder for each application.")},
        {"state", FIELD_CHOICE, .choices = states, .label = N_("State")},
        {"view", FIELD_ID, .label = N_("View"),
         .help = N_("Its columns and filters, in its order, whatever the state; without one, all "
                    "answers. Of «zip»: the files of its rows.")},
        {0}};

/* The view as it is now. */
static Status spec_of(Deed *d, Id round, Str *out)
{
        BoardSpace space = {0};
        BoardView view;
        ViewSpec spec;
        Status s;

        if (!deed_given(d, "view"))
                return OK;
        TRY(board_space(d->db, d->a, round, &space));
        s = view_spec(d->db, d->a, &d->actor, &space, deed_int(d, "view"), &view, &spec);
        if (s == NOT_FOUND)
                return deed_fault_at(d, "view", _("There is no such view."));
        TRY(s);
        *out = view_text(d->a, &spec);
        return OK;
}

static Status run_export(Deed *d)
{
        Round r;
        Str spec = {0};
        Entry e = {0};
        Str state = deed_given(d, "state") ? deed_text(d, "state") : S("submitted");
        Str kind = deed_text(d, "kind");
        Id id = db_id(d->db, d->now_us);

        TRY(round_of(d, &r));
        TRY(spec_of(d, r.id, &spec));
        TRY(round_export_insert(d->db, id, r.id, d->actor.id, kind, state, spec, d->now_us));
        entry_text(&e, S("kind"), kind);
        entry_text(&e, S("state"), state);
        TRY(round_tell(d, "round.exported", &r, &e));
        d->made = id;
        d->go_to = str_fmt(d->a, "/rounds/exports/%.*s", S_ARG(id_text(d->a, id)));
        return OK;
}

const Action round_export_action = {
        .name = "round export",
        .may = MAY_APPLICATION_EDIT,
        .where = round_where,
        .title = N_("Applications as a table"),
        .help = N_("One row for each, with its answers, for a spreadsheet. That it was taken is on "
                   "the record."),
        .fields = export_fields,
        .run = run_export};

typedef struct {
        Db *db;
        Arena a; /* goes back after each row */
        const RoundExport *of;
        const ExportBy *by;
        Sheet *sheet;
        int fd;
        const AnswerColumns *columns;
        SheetCell *cells;
        Str *answers;
} Out;

static Status put_head(Out *o)
{
        for (size_t i = 0; i < OWN_COLUMNS; i++)
                o->cells[i] = (SheetCell){str_from(own_columns[i]), SHEET_TEXT};
        for (size_t i = 0; i < o->columns->n; i++)
                o->cells[OWN_COLUMNS + i] = (SheetCell){o->columns->at[i].name, SHEET_TEXT};
        return sheet_row(o->sheet, o->cells, OWN_COLUMNS + o->columns->n);
}

static bool is_number(const AnswerColumn *c)
{
        return !c->is_currency && (c->field->kind == FORM_NUMBER || c->field->kind == FORM_MONEY);
}

static Status put_known(Out *o, const ExportRow *x)
{
        Arena *a = &o->a;
        const Json *answers;
        const Str own[OWN_COLUMNS] = {id_text(a, x->id),
                                      id_text(a, x->party),
                                      x->party_name,
                                      x->party_kind,
                                      x->country,
                                      x->title,
                                      x->state,
                                      x->stage,
                                      str_fmt(a, "%lld", (long long)x->revision),
                                      time_iso(a, x->submitted_at)};

        TRY(revision_answers(a, &(Revision){.answers = x->answers}, &answers));
        answer_cells(a, o->columns, answers, o->answers);
        for (size_t i = 0; i < OWN_COLUMNS; i++)
                o->cells[i] = (SheetCell){own[i], i == 8 ? SHEET_NUMBER : SHEET_TEXT};
        for (size_t i = 0; i < o->columns->n; i++)
                o->cells[OWN_COLUMNS + i] = (SheetCell){
                        o->answers[i], is_number(&o->columns->at[i]) ? SHEET_NUMBER : SHEET_TEXT};
        if (o->by->looks && str_is(x->party_kind, "person"))
                look_note(o->by->looks, o->by->store, o->by->actor, x->party, "export",
                          o->by->now_us);
        return sheet_row(o->sheet, o->cells, OWN_COLUMNS + o->columns->n);
}

static Status put_row(void *ctx, const ExportKey *key)
{
        Out *o = ctx;
        ExportRow x;
        Status s = export_row(o->db, &o->a, key->party, key->application, &x);

        return s == OK ? put_known(o, &x) : s == NOT_FOUND ? OK : s;
}

static Status write_answers(Out *o, const Round *r)
{
        AnswerColumns *columns = arena_new(&o->a, AnswerColumns, 1);
        Form *form;

        TRY(form_open(o->db, &o->a, r->form, NULL, &form));
        answer_columns(&o->a, form, columns);
        o->columns = columns;
        o->cells = arena_new(&o->a, SheetCell, OWN_COLUMNS + columns->n);
        o->answers = arena_new(&o->a, Str, columns->n + 1);
        TRY(put_head(o));
        return export_each(o->db, &o->a, o->of, o->by, &(ExportSink){o, put_row});
}

static Status write_all(void *ctx)
{
        Out *o = ctx;
        SheetKind kind;
        Round r;

        if (!sheet_kind_parse(o->of->kind, &kind))
                return BROKEN;
        TRY(round_get(o->db, &o->a, o->of->round, &r));
        o->sheet = sheet_open(o->fd, kind, r.title);
        if (!o->sheet)
                return BROKEN;
        return o->of->spec.len ? export_view_write(o->db, &o->a, o->of, o->by, o->sheet)
                               : write_answers(o, &r);
}

Status round_export_write(Db *db, const RoundExport *of, const ExportBy *by, int fd)
{
        Out o = {.db = db, .a = arena_make(EXPORT_ARENA_BYTES), .of = of, .by = by, .fd = fd};
        Status s = db_snapshot_begin(db), end;

        if (s == OK) {
                s = arena_try(&o.a, write_all, &o);
                end = sheet_close(o.sheet);
                db_snapshot_end(db);
                s = s == OK ? end : s;
        }
        arena_free(&o.a);
        return s;
}

/* board/export: the applications that a view finds, in its columns and its order. */
#include "base/decimal.h"
#include "base/time.h"
#include "board/export.h"
#include "board/table.sql.h"
#include "board/view.h"
#include "form/answer.h"

enum { VIEW_IDS = 2 };

typedef struct {
        Db *db;
        Arena *a;
        const ExportBy *by;
        BoardSpace space;
        const BoardColumn *columns[VIEW_COLUMNS_MAX];
        size_t columns_n;
        bool with_answers;
        Sheet *sheet;
        SheetCell cells[VIEW_IDS + VIEW_COLUMNS_MAX];
} Out;

static Status put_head(Out *o)
{
        o->cells[0] = (SheetCell){S("application"), SHEET_TEXT};
        o->cells[1] = (SheetCell){S("party"), SHEET_TEXT};
        for (size_t i = 0; i < o->columns_n; i++)
                o->cells[VIEW_IDS + i] = (SheetCell){o->columns[i]->name, SHEET_TEXT};
        return sheet_row(o->sheet, o->cells, VIEW_IDS + o->columns_n);
}

static Str answer_cell(Out *o, const BoardColumn *c, const Json *answers)
{
        AnswerColumn column = {.name = c->name, .field = c->field, .is_currency = c->is_currency};
        AnswerColumns one = {&column, 1};
        Str out = {0};

        if (answers)
                answer_cells(o->a, &one, answers, &out);
        return out;
}

static Str tags_cell(Out *o, const BoardRow *row)
{
        BoardTagList tags;
        Text t = text_begin(o->a, 4096);

        if (board_tags(o->db, o->a, row->party, row->application, &tags) != OK)
                return (Str){0};
        for (size_t i = 0; i < tags.n; i++)
                text_fmt(&t, "%s%.*s", i ? "; " : "", S_ARG(tags.at[i].tag));
        return text_str(&t);
}

/* As programs read it: slugs, ISO times, numbers in full. */
static SheetCell cell_of(Out *o, const BoardColumn *c, const BoardRow *row, const BoardShown *shown,
                         const Json *answers)
{
        Str bytes = {0};
        int64_t number;

        (void)cell_find(row->cells, c->number, &bytes);
        number = cell_is_number(c->kind) ? cell_int(bytes) : CELL_NONE;
        switch (c->of) {
        case COLUMN_NAME: return (SheetCell){shown->name, SHEET_TEXT};
        case COLUMN_STAGE: return (SheetCell){shown->stage, SHEET_TEXT};
        case COLUMN_COUNTRY: return (SheetCell){shown->country, SHEET_TEXT};
        case COLUMN_SECTOR: return (SheetCell){shown->sector, SHEET_TEXT};
        case COLUMN_TAGS: return (SheetCell){tags_cell(o, row), SHEET_TEXT};
        case COLUMN_ANSWER:
                return (SheetCell){answer_cell(o, c, answers),
                                   c->kind == CELL_DECIMAL ? SHEET_NUMBER : SHEET_TEXT};
        case COLUMN_STATE:
        case COLUMN_SUBMITTED:
        case COLUMN_BEGUN:
        case COLUMN_REVISION:
        case COLUMN_KIND:
        case COLUMN_DECISION:
        case COLUMN_DECISION_STATE:
        case COLUMN_ELIGIBLE:
        case COLUMN_DOUBLES:
        case COLUMN_ASSIGNED:
        case COLUMN_REVIEWS:
        case COLUMN_MEAN:
        case COLUMN_CALIBRATED:
        case COLUMN_SPREAD: break;
        }
        if (!cell_is_number(c->kind))
                return (SheetCell){bytes, SHEET_TEXT};
        if (number == CELL_NONE)
                return (SheetCell){{0}, SHEET_TEXT};
        if (c->kind == CELL_TIME)
                return (SheetCell){time_iso(o->a, number), SHEET_TEXT};
        return (SheetCell){decimal_text(o->a, number, c->kind == CELL_DECIMAL ? 6 : 0),
                           SHEET_NUMBER};
}

static Status put_row(void *ctx, const ExportKey *key)
{
        Out *o = ctx;
        const Json *answers = NULL;
        BoardAnswers kept = {0};
        BoardShown shown;
        BoardRow row;

        TRY(board_row_by(o->db, o->a, key->application, &row));
        TRY(board_shown(o->db, o->a, row.party, row.application, &shown));
        if (o->with_answers) {
                Status s = board_answers(o->db, o->a, row.party, row.application, &kept);

                if (s != OK && s != NOT_FOUND)
                        return s;
        }
        if (kept.answers.len)
                TRY(json_parse(o->a, kept.answers, &answers, NULL));
        o->cells[0] = (SheetCell){id_text(o->a, row.application), SHEET_TEXT};
        o->cells[1] = (SheetCell){id_text(o->a, row.party), SHEET_TEXT};
        for (size_t i = 0; i < o->columns_n; i++)
                o->cells[VIEW_IDS + i] = cell_of(o, o->columns[i], &row, &shown, answers);
        if (o->by->looks && str_is(shown.kind, "person"))
                look_note(o->by->looks, o->by->store, o->by->actor, row.party, "export",
                          o->by->now_us);
        return sheet_row(o->sheet, o->cells, VIEW_IDS + o->columns_n);
}

Status export_view_write(Db *db, Arena *a, const RoundExport *of, const ExportBy *by, Sheet *sheet)
{
        Out *o = arena_new(a, Out, 1);
        ViewSpec *spec = arena_new(a, ViewSpec, 1);

        *o = (Out){.db = db, .a = a, .by = by, .sheet = sheet};
        TRY(board_space(db, a, of->round, &o->space));
        view_read(a, of->spec, spec);
        view_fit(&o->space, spec);
        for (size_t i = 0; i < spec->columns_n; i++) {
                o->columns[i] = board_column(&o->space, spec->columns[i]);
                o->with_answers = o->with_answers || o->columns[i]->of == COLUMN_ANSWER;
                o->columns_n++;
        }
        TRY(put_head(o));
        return export_each(db, a, of, by, &(ExportSink){o, put_row});
}

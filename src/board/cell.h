/* board/cell: what an application is sorted and filtered by, as values of columns.
 *
 * A cell is a number, or the folded beginning of a text; it is made of what is stored elsewhere,
 * and can always be made again. People are shown what is stored, never a cell. */
#ifndef SEEDBED_BOARD_CELL_H
#define SEEDBED_BOARD_CELL_H

#include "apply/apply.h"
#include "board/cell.sql.h"
#include "form/form.h"
#include "programme/definition.h"

enum {
        CELL_TEXT_BYTES =
                200, /* of a text, folded: what comes after it sorts and filters nothing */
        CELL_LONG_BYTES = 100,        /* of answers that may be pages long */
        CELL_WORDS_BYTES = 20 * 1024, /* of several words: as many as there may be */
        BOARD_COLUMNS_MAX = 700,
        BOARD_OWN_COLUMNS = 18, /* those that every round has; their numbers begin at 1 */
        BOARD_NUMBER_FIRST = 64 /* of the others */
};

/* No value in a column of numbers. */
#define CELL_NONE INT64_MIN

typedef enum {
        CELL_INT,
        CELL_DECIMAL, /* in millionths */
        CELL_TIME,
        CELL_STAGE, /* its place among the stages of the programme, from 0 */
        CELL_DATE,  /* from here on texts: "2026-01-31" */
        CELL_TEXT,
        CELL_CHOICE, /* one of few words; so is a country */
        CELL_CHOICES /* several of them */
} CellKind;

/* Where a column's value comes from, and how it is shown. */
typedef enum {
        COLUMN_NAME,
        COLUMN_STATE,
        COLUMN_STAGE,
        COLUMN_SUBMITTED,
        COLUMN_BEGUN,
        COLUMN_REVISION,
        COLUMN_KIND,
        COLUMN_COUNTRY,
        COLUMN_SECTOR,
        COLUMN_DECISION,
        COLUMN_DECISION_STATE,
        COLUMN_ELIGIBLE,
        COLUMN_DOUBLES,
        COLUMN_TAGS,
        COLUMN_ASSIGNED, /* these of a step */
        COLUMN_REVIEWS,
        COLUMN_MEAN,
        COLUMN_CALIBRATED,
        COLUMN_SPREAD,
        COLUMN_ANSWER /* of a field of the form */
} CellOf;

typedef struct {
        int64_t number; /* 0: nothing has a value there yet */
        Str name;       /* "name", "screening.mean", "answer.team_size" */
        Str title;
        CellKind kind;
        CellOf of;
        const SelectionStep *step;
        const FormField *field;
        bool is_currency;
} BoardColumn;

/* A round with all of its columns: those of its newest form. */
typedef struct {
        Round round;
        Programme programme;
        Definition *def;
        Form *form;
        BoardColumn *at;
        size_t n;
} BoardSpace;

/* One value of a row. */
typedef struct {
        int64_t number, value;
        Str text;
} Cell;

static inline bool cell_is_number(CellKind kind)
{
        return kind <= CELL_STAGE;
}

/* By the word that the store has for it. */
CellKind cell_kind(Str name);
/* Of a column that every round has. */
bool cell_own_is_number(int64_t number);

/* NOT_FOUND: there is no such round. */
Status board_space(Db *db, Arena *a, Id round, BoardSpace *out);
/* By its name, or NULL. */
const BoardColumn *board_column(const BoardSpace *s, Str name);

/* Text as it is compared: small letters without accents, at most CELL_TEXT_BYTES. */
Str cell_fold(Arena *a, Str text);
/* The same as this column keeps it, that is how it is asked for. *out_is_cut (may be NULL): not all
 * of it. */
Str cell_text(Arena *a, const BoardColumn *c, Str text, bool *out_is_cut);
/* The place of a stage, or CELL_NONE. */
int64_t cell_stage(const Definition *def, Str slug);
/* "12.5" in millionths; what is too large is the largest. CELL_NONE: no number. */
int64_t cell_decimal(Str text);

/* A row's value in a column, from its bytes; false when it has none there. */
bool cell_find(Str cells, int64_t number, Str *out);
int64_t cell_int(Str bytes);

/* Texts of a column, one after the other: each behind its length, in a byte, or when it is 255 or
 * more in two behind a byte that says so. */
void cell_pack(Text *out, Str text);
/* The one at *io_at, which goes on to the next. */
Str cell_unpack(Str data, size_t *io_at);
/* The i-th of a column of numbers; CELL_NONE behind its end: data may be shorter than the chunk. */
int64_t cell_int_at(Str data, size_t i);

typedef struct CellMaker CellMaker;
/* For the rows of one round, inside a write job. NOT_FOUND: no such round. */
Status cell_maker(Db *db, Arena *a, Id round, CellMaker **out);
/* In the next write job. */
void cell_maker_at(CellMaker *m, Db *db);
/* An application's row as bytes, from what is stored; columns that are new are noted. */
Status cell_make(CellMaker *m, const Application *x, Arena *a, Str *out);

#endif

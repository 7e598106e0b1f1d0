/* board/cell: see the header. */
#include "board/cell.h"

#include "apply/rules.h"
#include "base/decimal.h"
#include "base/words.h"
#include "form/answer.h"
#include "form/kept.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

enum { CELL_FORMS_MAX = 16, CELLS_BYTES_MAX = 512 * 1024, FOLD_READ_BYTES = 2 * CELL_TEXT_BYTES };

typedef struct {
        const char *name, *title;
        CellKind kind;
        CellOf of;
} OwnColumn;

static const OwnColumn own[] = {
        {"name", N_("Who"), CELL_TEXT, COLUMN_NAME},
        {"state", N_("State"), CELL_CHOICE, COLUMN_STATE},
        {"stage", N_("Stage"), CELL_STAGE, COLUMN_STAGE},
        {"submitted", N_("Handed in"), CELL_TIME, COLUMN_SUBMITTED},
        {"begun", N_("Begun"), CELL_TIME, COLUMN_BEGUN},
        {"version", N_("Version"), CELL_INT, COLUMN_REVISION},
        {"kind", N_("Kind"), CELL_CHOICE, COLUMN_KIND},
        {"country", N_("Country"), CELL_CHOICE, COLUMN_COUNTRY},
        {"sector", N_("Sector"), CELL_CHOICE, COLUMN_SECTOR},
        {"decision", N_("Decision"), CELL_CHOICE, COLUMN_DECISION},
        {"decision-state", N_("State of the decision"), CELL_CHOICE, COLUMN_DECISION_STATE},
        {"eligible", N_("Eligible"), CELL_CHOICE, COLUMN_ELIGIBLE},
        {"doubles", N_("Possible doubles"), CELL_INT, COLUMN_DOUBLES},
        {"tags", N_("Tags"), CELL_CHOICES, COLUMN_TAGS},
};

typedef struct {
        const char *name, *title;
        CellKind kind;
        CellOf of;
} StepColumn;

static const StepColumn of_step[] = {
        {"assigned", N_("Assigned"), CELL_INT, COLUMN_ASSIGNED},
        {"reviews", N_("Reviews"), CELL_INT, COLUMN_REVIEWS},
        {"mean", N_("Score"), CELL_DECIMAL, COLUMN_MEAN},
        {"calibrated", N_("Calibrated"), CELL_DECIMAL, COLUMN_CALIBRATED},
        {"spread", N_("Spread"), CELL_DECIMAL, COLUMN_SPREAD},
};

static const char *const kind_names[] = {"int",  "decimal", "time",   "stage",
                                         "date", "text",    "choice", "choices"};

#define OWN_N (sizeof own / sizeof *own)
#define STEP_N (sizeof of_step / sizeof *of_step)

CellKind cell_kind(Str name)
{
        size_t i = 0;

        while (i < sizeof kind_names / sizeof *kind_names - 1 && !str_is(name, kind_names[i]))
                i++;
        return (CellKind)i;
}

bool cell_own_is_number(int64_t number)
{
        return number >= 1 && (size_t)number <= OWN_N && cell_is_number(own[number - 1].kind);
}

/* --- columns */

static CellKind kind_of(const FormField *f, bool is_currency)
{
        switch (f->kind) {
        case FORM_NUMBER: return CELL_DECIMAL;
        case FORM_MONEY: return is_currency ? CELL_CHOICE : CELL_DECIMAL;
        case FORM_DATE: return CELL_DATE;
        case FORM_CHOICE:
        case FORM_YES_NO:
        case FORM_COUNTRY: return CELL_CHOICE;
        case FORM_CHOICES: return CELL_CHOICES;
        case FORM_FILE:
        case FORM_TABLE:
        case FORM_GROUP: return CELL_INT; /* how many */
        case FORM_TEXT:
        case FORM_LONG_TEXT:
        case FORM_URL:
        case FORM_EMAIL: break;
        }
        return CELL_TEXT;
}

static int64_t number_of(const BoardColumnRowList *kept, Str name, CellKind kind)
{
        for (size_t i = 0; i < kept->n; i++)
                if (str_eq(kept->at[i].name, name) && str_is(kept->at[i].kind, kind_names[kind]))
                        return kept->at[i].number;
        return 0;
}

static void add_own(BoardSpace *s)
{
        for (size_t i = 0; i < OWN_N; i++)
                s->at[s->n++] = (BoardColumn){.number = (int64_t)i + 1,
                                              .name = str_from(own[i].name),
                                              .title = str_from(_(own[i].title)),
                                              .kind = own[i].kind,
                                              .of = own[i].of};
}

static void add_steps(Arena *a, BoardSpace *s, const BoardColumnRowList *kept)
{
        const Selection *sel = &s->def->selection;

        for (size_t i = 0; i < sel->steps.n; i++)
                for (size_t k = 0; k < STEP_N && s->n < BOARD_COLUMNS_MAX; k++) {
                        const SelectionStep *step = &sel->steps.at[i];
                        BoardColumn c = {
                                .kind = of_step[k].kind, .of = of_step[k].of, .step = step};

                        c.name = str_fmt(a, "%.*s.%s", S_ARG(step->slug), of_step[k].name);
                        c.title = sel->steps.n > 1 ? str_fmt(a, "%.*s: %s", S_ARG(step->title),
                                                             _(of_step[k].title))
                                                   : str_from(_(of_step[k].title));
                        c.number = number_of(kept, c.name, c.kind);
                        s->at[s->n++] = c;
                }
}

static void add_answers(Arena *a, BoardSpace *s, const Form *form, const BoardColumnRowList *kept)
{
        AnswerColumns columns;

        answer_columns(a, form, &columns);
        for (size_t i = 0; i < columns.n && s->n < BOARD_COLUMNS_MAX; i++) {
                const AnswerColumn *x = &columns.at[i];
                BoardColumn c = {.title = x->title,
                                 .of = COLUMN_ANSWER,
                                 .field = x->field,
                                 .is_currency = x->is_currency};

                c.name = str_fmt(a, "answer.%.*s", S_ARG(x->name));
                c.kind = kind_of(x->field, x->is_currency);
                c.number = number_of(kept, c.name, c.kind);
                s->at[s->n++] = c;
        }
}

Status board_space(Db *db, Arena *a, Id round, BoardSpace *out)
{
        BoardColumnRowList kept;

        _Static_assert(sizeof own / sizeof *own <= BOARD_OWN_COLUMNS, "numbers of own columns");
        *out = (BoardSpace){.at = arena_new(a, BoardColumn, BOARD_COLUMNS_MAX)};
        TRY(round_get(db, a, round, &out->round));
        TRY(round_definition(db, a, &out->round, &out->programme, &out->def));
        TRY(form_open(db, a, out->round.form, NULL, &out->form));
        TRY(board_columns_of(db, a, round, &kept));
        add_own(out);
        add_steps(a, out, &kept);
        add_answers(a, out, out->form, &kept);
        return OK;
}

const BoardColumn *board_column(const BoardSpace *s, Str name)
{
        for (size_t i = 0; i < s->n; i++)
                if (str_eq(s->at[i].name, name))
                        return &s->at[i];
        return NULL;
}

/* --- values */

Str cell_fold(Arena *a, Str text)
{
        Str head = str_head(text, FOLD_READ_BYTES);
        Text out = text_begin(a, CELL_TEXT_BYTES);
        uint8_t *plain;
        size_t n = 0;
        ucs4_t c;

        if (!head.len || !str_is_utf8(head))
                return (Str){0};
        plain = u8_casefold((const uint8_t *)head.at, head.len, NULL, UNINORM_NFKD, NULL, &n);
        if (!plain)
                return (Str){0};
        for (size_t at = 0; at < n;) {
                int bytes = u8_mbtouc(&c, plain + at, n - at);

                if (uc_combining_class(c) == 0 && out.len + (size_t)bytes > CELL_TEXT_BYTES)
                        break;
                if (uc_combining_class(c) == 0)
                        text_add(&out, (Str){(const char *)plain + at, (size_t)bytes});
                at += (size_t)bytes;
        }
        free(plain);
        return str_trim(text_str(&out));
}

static bool is_long(const BoardColumn *c)
{
        return c->of == COLUMN_ANSWER && c->field->kind == FORM_LONG_TEXT;
}

Str cell_text(Arena *a, const BoardColumn *c, Str text, bool *out_is_cut)
{
        Str folded = cell_fold(a, text);
        Str kept = is_long(c) ? str_head(folded, CELL_LONG_BYTES) : folded;

        if (out_is_cut)
                *out_is_cut = kept.len < folded.len || text.len > FOLD_READ_BYTES ||
                              folded.len > CELL_TEXT_BYTES - 4; /* a character more did not fit */
        return kept;
}

int64_t cell_stage(const Definition *def, Str slug)
{
        for (size_t i = 0; i < def->stages.n; i++)
                if (str_eq(def->stages.at[i].slug, slug))
                        return (int64_t)i;
        return CELL_NONE;
}

int64_t cell_decimal(Str text)
{
        size_t point = str_find(text, '.'), end = point + 7;
        bool is_minus = str_starts(text, S("-"));
        int64_t value;
        Str cut = {text.at, end < text.len ? end : text.len};

        if (!text.len)
                return CELL_NONE;
        if (decimal_parse(cut, 6, &value))
                return value;
        for (size_t i = is_minus; i < point; i++)
                if (text.at[i] < '0' || text.at[i] > '9')
                        return CELL_NONE;
        return point == (size_t)is_minus ? CELL_NONE : is_minus ? INT64_MIN + 1 : INT64_MAX;
}

bool cell_find(Str cells, int64_t number, Str *out)
{
        size_t at = 0;

        while (at + 4 <= cells.len) {
                uint16_t head[2];

                memcpy(head, cells.at + at, sizeof head);
                at += sizeof head;
                if (head[0] == number && at + head[1] <= cells.len) {
                        *out = (Str){cells.at + at, head[1]};
                        return true;
                }
                at += head[1];
        }
        return false;
}

int64_t cell_int(Str bytes)
{
        int64_t value = CELL_NONE;

        if (bytes.len == sizeof value)
                memcpy(&value, bytes.at, sizeof value);
        return value;
}

enum { PACKED_LONG = 255 };

void cell_pack(Text *out, Str text)
{
        uint16_t n = (uint16_t)(text.len < UINT16_MAX ? text.len : UINT16_MAX);

        text_char(out, (char)(unsigned char)(n < PACKED_LONG ? n : PACKED_LONG));
        if (n >= PACKED_LONG)
                text_add(out, (Str){(const char *)&n, sizeof n});
        text_add(out, str_head(text, n));
}

int64_t cell_int_at(Str data, size_t i)
{
        int64_t value = CELL_NONE;

        if ((i + 1) * sizeof value <= data.len)
                memcpy(&value, data.at + i * sizeof value, sizeof value);
        return value;
}

Str cell_unpack(Str data, size_t *io_at)
{
        Str rest = str_skip(data, *io_at), out;
        uint16_t n = rest.len ? (unsigned char)rest.at[0] : 0;

        rest = str_skip(rest, 1);
        if (n == PACKED_LONG && rest.len >= sizeof n) {
                memcpy(&n, rest.at, sizeof n);
                rest = str_skip(rest, sizeof n);
        }
        out = (Str){rest.at, n < rest.len ? n : rest.len};
        *io_at = data.len - (rest.len - out.len);
        return out;
}

/* --- making */

struct CellMaker {
        Db *db;
        Arena *a; /* of what lives as long as the maker */
        BoardSpace space;
        struct {
                Id id;
                BoardSpace as; /* the round's columns as this form has them */
        } forms[CELL_FORMS_MAX];
        size_t forms_n;
};

Status cell_maker(Db *db, Arena *a, Id round, CellMaker **out)
{
        CellMaker *m = arena_new(a, CellMaker, 1);

        *m = (CellMaker){.db = db, .a = a};
        TRY(board_space(db, a, round, &m->space));
        *out = m;
        return OK;
}

void cell_maker_at(CellMaker *m, Db *db)
{
        m->db = db;
}

/* The columns of the form that this application was made with. */
static Status space_of(CellMaker *m, Id form, BoardSpace **out)
{
        BoardColumnRowList kept;
        BoardSpace *s;
        size_t i = 0;

        while (i < m->forms_n && m->forms[i].id != form)
                i++;
        *out = &m->forms[i < CELL_FORMS_MAX ? i : CELL_FORMS_MAX - 1].as;
        if (i < m->forms_n)
                return OK;
        i = i < CELL_FORMS_MAX ? i : CELL_FORMS_MAX - 1;
        s = &m->forms[i].as;
        *s = m->space;
        s->at = arena_new(m->a, BoardColumn, BOARD_COLUMNS_MAX);
        s->n = 0;
        TRY(form_open(m->db, m->a, form, NULL, &s->form));
        TRY(board_columns_of(m->db, m->a, m->space.round.id, &kept));
        add_own(s);
        add_steps(m->a, s, &kept);
        add_answers(m->a, s, s->form, &kept);
        m->forms[i].id = form;
        m->forms_n = i + 1;
        return OK;
}

/* A column that has its first value. Columns of other forms may have got it already. */
static Status noted(CellMaker *m, BoardColumn *c)
{
        BoardColumnRowList kept;

        if (c->number)
                return OK;
        TRY(board_columns_of(m->db, m->a, m->space.round.id, &kept));
        c->number = number_of(&kept, c->name, c->kind);
        if (c->number)
                return OK;
        c->number = BOARD_NUMBER_FIRST + (int64_t)kept.n;
        return board_column_add(m->db, m->space.round.id, c->number, c->name,
                                str_from(kind_names[c->kind]));
}

typedef struct {
        CellMaker *m;
        Arena *a;
        Text out;
} Row;

static Status put(Row *r, BoardColumn *c, Str bytes)
{
        uint16_t head[2];

        if (!bytes.len || (size_t)r->out.len + bytes.len > CELLS_BYTES_MAX)
                return OK;
        TRY(noted(r->m, c));
        head[0] = (uint16_t)c->number;
        head[1] = (uint16_t)bytes.len;
        text_add(&r->out, (Str){(const char *)head, sizeof head});
        text_add(&r->out, bytes);
        return OK;
}

static Status put_int(Row *r, BoardColumn *c, int64_t value)
{
        return value == CELL_NONE ? OK : put(r, c, (Str){(const char *)&value, sizeof value});
}

static Status put_text(Row *r, BoardColumn *c, Str text)
{
        return put(r, c, cell_text(r->a, c, text, NULL));
}

/* Several words, each between two ends, so that one is found as a whole. */
static Status put_words(Row *r, BoardColumn *c, const Str *words, size_t n)
{
        Text t = text_begin(r->a, CELL_WORDS_BYTES);

        _Static_assert(FORM_CHOICES_MAX * (YAML_SLUG_CHARS_MAX + 1) < CELL_WORDS_BYTES &&
                               CELL_WORDS_BYTES < UINT16_MAX,
                       "all choices of a field fit");
        for (size_t i = 0; i < n; i++) {
                Str word = cell_fold(r->a, words[i]);

                if (t.len + word.len + 2 > CELL_WORDS_BYTES)
                        break;
                if (!t.len)
                        text_char(&t, ';');
                text_add(&t, word);
                text_char(&t, ';');
        }
        return put(r, c, text_str(&t));
}

static Status put_answer(Row *r, BoardColumn *c, const Json *v)
{
        size_t n = 0;
        Str *words;

        if (!answer_is_filled(v))
                return OK;
        if (c->field->kind == FORM_MONEY)
                return c->is_currency ? put_text(r, c, json_get_text(v, S("currency")))
                                      : put_int(r, c, cell_decimal(json_get_text(v, S("amount"))));
        if (c->kind == CELL_DECIMAL)
                return put_int(r, c, cell_decimal(v->text));
        if (v->kind == JSON_KIND_BOOL)
                return put_text(r, c, v->yes ? S("yes") : S("no"));
        if (v->kind != JSON_KIND_LIST)
                return put_text(r, c, v->text);
        for (const Json *e = v->child; e; e = e->next)
                n++;
        if (c->kind != CELL_CHOICES)
                return put_int(r, c, (int64_t)n);
        words = arena_new(r->a, Str, n + 1);
        n = 0;
        for (const Json *e = v->child; e; e = e->next)
                words[n++] = e->text;
        return put_words(r, c, words, n);
}

typedef struct {
        const Application *x;
        Party party;
        BoardDecided decided;
        BoardScoreList scores;
        BoardTagList tags;
        int64_t doubles;
        const Json *answers; /* NULL: nothing was handed in */
        const char *eligible;
} Facts;

static Status gather_decided(CellMaker *m, const Application *x, Arena *a, Facts *f)
{
        Status s = board_decided(m->db, a, x->id, &f->decided);

        return s == NOT_FOUND ? OK : s;
}

/* Does it hold, by the rules of the round? */
static void judge(Arena *a, const BoardSpace *space, Facts *f)
{
        RuleLine *rules = arena_new(a, RuleLine, RULES_MAX);
        const Selection *sel = &space->def->selection;
        size_t n = 0;

        if (!sel->eligibility.n || rules_look(a, space->form, sel, f->answers, rules, &n) != OK)
                return; /* none, or it was made with a form that they do not fit */
        f->eligible = "yes";
        for (size_t i = 0; i < n; i++)
                if (rules[i].truth == CONDITION_NO)
                        f->eligible = "no";
                else if (rules[i].truth == CONDITION_OPEN && f->eligible[0] == 'y')
                        f->eligible = "open";
}

static Status gather(CellMaker *m, const Application *x, Arena *a, Facts *f)
{
        BoardHints hints;

        TRY(party_by_id(m->db, a, x->party, &f->party));
        TRY(gather_decided(m, x, a, f));
        TRY(board_scores(m->db, a, x->id, &f->scores));
        TRY(board_tags(m->db, a, x->party, x->id, &f->tags));
        TRY(board_hints(m->db, a, x->id, x->party, &hints));
        f->doubles = hints.hints;
        return OK;
}

static Status put_score(Row *r, BoardColumn *c, const Facts *f)
{
        for (size_t i = 0; i < f->scores.n; i++) {
                const BoardScore *t = &f->scores.at[i];

                if (!str_eq(t->step, c->step->slug))
                        continue;
                if (c->of == COLUMN_ASSIGNED)
                        return put_int(r, c, t->assigned);
                if (c->of == COLUMN_REVIEWS)
                        return put_int(r, c, t->reviews);
                if (!t->reviews)
                        return OK;
                return put_int(r, c,
                               c->of == COLUMN_MEAN         ? t->raw_e6
                               : c->of == COLUMN_CALIBRATED ? t->calibrated_e6
                                                            : t->spread_e6);
        }
        return OK;
}

static Status put_tags(Row *r, BoardColumn *c, const Facts *f)
{
        Str *words = arena_new(r->a, Str, f->tags.n + 1);

        for (size_t i = 0; i < f->tags.n; i++)
                words[i] = f->tags.at[i].tag;
        return put_words(r, c, words, f->tags.n);
}

static Status put_own(Row *r, BoardColumn *c, const Definition *def, const Facts *f)
{
        const Application *x = f->x;

        switch (c->of) {
        case COLUMN_NAME: return put_text(r, c, f->party.name);
        case COLUMN_STATE: return put_text(r, c, x->state);
        case COLUMN_STAGE:
                return put_int(r, c, x->stage.len ? cell_stage(def, x->stage) : CELL_NONE);
        case COLUMN_SUBMITTED: return put_int(r, c, x->submitted_at ? x->submitted_at : CELL_NONE);
        case COLUMN_BEGUN: return put_int(r, c, x->begun_at);
        case COLUMN_REVISION: return put_int(r, c, x->revision);
        case COLUMN_KIND: return put_text(r, c, f->party.kind);
        case COLUMN_COUNTRY: return put_text(r, c, f->party.country);
        case COLUMN_SECTOR: return put_text(r, c, f->party.sector);
        case COLUMN_DECISION: return put_text(r, c, f->decided.slug);
        case COLUMN_DECISION_STATE: return put_text(r, c, f->decided.state);
        case COLUMN_ELIGIBLE: return put_text(r, c, str_from(f->eligible));
        case COLUMN_DOUBLES: return put_int(r, c, f->doubles);
        case COLUMN_TAGS: return put_tags(r, c, f);
        case COLUMN_ANSWER: return put_answer(r, c, json_get(f->answers, c->field->slug));
        case COLUMN_ASSIGNED:
        case COLUMN_REVIEWS:
        case COLUMN_MEAN:
        case COLUMN_CALIBRATED:
        case COLUMN_SPREAD: break;
        }
        return put_score(r, c, f);
}

Status cell_make(CellMaker *m, const Application *x, Arena *a, Str *out)
{
        Row r = {m, a, text_begin(a, CELLS_BYTES_MAX)};
        Facts f = {.x = x};
        BoardSpace *space = NULL;
        Revision revision = {.form = m->space.round.form};
        Status s = x->revision ? revision_get(m->db, a, x, 0, &revision) : NOT_FOUND;

        if (s != OK && s != NOT_FOUND)
                return s;
        TRY(space_of(m, revision.form, &space));
        TRY(gather(m, x, a, &f));
        if (s == OK && revision.answers.len) {
                TRY(revision_answers(a, &revision, &f.answers));
                judge(a, space, &f);
        }
        for (size_t i = 0; i < space->n; i++)
                TRY(put_own(&r, &space->at[i], space->def, &f));
        *out = text_str(&r.out);
        return OK;
}

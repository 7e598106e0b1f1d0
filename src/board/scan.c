/* board/scan: see the header. */
#include "board/scan.h"

#include "board/rows.h"
#include "people/interest.h"

#include <string.h>

enum { SCAN_COLUMNS_MAX = SCAN_ASKS_MAX + 2, SCAN_CHUNK_COLUMNS = 9 };

/* The value that a row is sorted by. */
typedef struct {
        int64_t slot, number;
        Str text;
        bool is_none;
} Key;

/* One that stays, with its text: columns are read into the same place again and again. */
typedef struct {
        Key key;
        char text[CELL_TEXT_BYTES];
} Kept;

typedef struct {
        Kept *pool, **order; /* one more than most */
        size_t n, most;
        int64_t total;
} Best;

typedef struct {
        const Scan *scan;
        Arena *a;
        Best *groups;
        size_t groups_n;
        Key after;
        uint8_t *is_loose; /* by slot: read beside the columns */
        int64_t slots;
        int64_t total;
} State;

/* --- order */

/* Does x come before y? Rows without a value come last both ways. */
static bool before(const Scan *scan, const Key *x, const Key *y)
{
        int c = 0;

        if (x->is_none != y->is_none)
                return y->is_none;
        if (scan->sort && !x->is_none)
                c = scan->sort_is_number ? (x->number > y->number) - (x->number < y->number)
                                         : str_cmp(x->text, y->text);
        if (!c)
                c = (x->slot > y->slot) - (x->slot < y->slot);
        return scan->is_down ? c > 0 : c < 0;
}

/* As much of a text as is kept of it: so all of them are compared alike. */
static Key key_of(const Scan *scan, int64_t slot, Str text, int64_t number)
{
        return (Key){.slot = slot,
                     .number = number,
                     .text = str_head(text, CELL_TEXT_BYTES),
                     .is_none = scan->sort &&
                                (scan->sort_is_number ? number == CELL_NONE : !text.len)};
}

static void keep(const Scan *scan, Best *b, const Key *key)
{
        size_t low = 0, high = b->n;
        Kept *spare;

        if (b->n == b->most && !before(scan, key, &b->order[b->n - 1]->key))
                return;
        while (low < high) {
                size_t mid = (low + high) / 2;

                if (before(scan, key, &b->order[mid]->key))
                        high = mid;
                else
                        low = mid + 1;
        }
        spare = b->n == b->most ? b->order[b->n - 1] : &b->pool[b->n];
        b->n += b->n < b->most;
        memmove(&b->order[low + 1], &b->order[low], (b->n - 1 - low) * sizeof *b->order);
        b->order[low] = spare;
        spare->key = *key;
        spare->key.text.at = spare->text;
        if (spare->key.text.len)
                memcpy(spare->text, key->text.at, spare->key.text.len);
}

/* --- filters */

static bool words_have(Str words, Str one)
{
        for (size_t at = 0; at + one.len + 2 <= words.len;) {
                Str rest = str_skip(words, at);
                size_t found = str_find_str(rest, one);

                if (found >= rest.len)
                        return false;
                at += found;
                if (at > 0 && words.at[at - 1] == ';' && at + one.len < words.len &&
                    words.at[at + one.len] == ';')
                        return true;
                at++;
        }
        return false;
}

static bool has(Str text, Str part)
{
        return !part.len || (text.len >= part.len && memmem(text.at, text.len, part.at, part.len));
}

static bool text_holds(const Ask *k, Str text)
{
        switch (k->how) {
        case ASK_EMPTY: return !text.len;
        case ASK_FILLED: return text.len > 0;
        case ASK_IS: return k->is_words ? words_have(text, k->text) : str_eq(text, k->text);
        case ASK_IS_NOT: return !(k->is_words ? words_have(text, k->text) : str_eq(text, k->text));
        case ASK_HAS: return text.len && has(text, k->text);
        case ASK_FROM: return text.len && str_cmp(text, k->text) >= 0;
        case ASK_TO: return text.len && str_cmp(text, k->to) <= 0;
        case ASK_BETWEEN:
                return text.len && str_cmp(text, k->text) >= 0 && str_cmp(text, k->to) <= 0;
        }
        return false;
}

static bool number_holds(const Ask *k, int64_t value)
{
        if (k->how == ASK_EMPTY)
                return value == CELL_NONE;
        if (k->how == ASK_IS_NOT)
                return value == CELL_NONE || value < k->low || value > k->high;
        return value != CELL_NONE &&
               (k->how == ASK_FILLED || (value >= k->low && value <= k->high));
}

bool scan_matches(const Scan *scan, Str cells)
{
        for (size_t i = 0; i < scan->asks_n; i++) {
                const Ask *k = &scan->asks[i];
                Str bytes = {0};

                (void)cell_find(cells, k->number, &bytes);
                if (k->is_number ? !number_holds(k, cell_int(bytes)) : !text_holds(k, bytes))
                        return false;
        }
        return true;
}

/* --- rows that match */

static void take(State *s, int64_t slot, int64_t stage, Str text, int64_t number)
{
        const Scan *scan = s->scan;
        size_t group = 0;
        Key key;

        if (scan->by_stage)
                group = stage >= 0 && stage < scan->stages_n ? (size_t)stage : s->groups_n - 1;
        s->total++;
        s->groups[group].total++;
        if (!s->groups[group].most)
                return;
        key = key_of(scan, slot, text, number);
        if (!scan->has_after || before(scan, &s->after, &key))
                keep(scan, &s->groups[group], &key);
}

static void take_cells(State *s, int64_t slot, Str cells)
{
        Str sort = {0}, stage = {0};

        if (!scan_matches(s->scan, cells))
                return;
        (void)cell_find(cells, s->scan->sort, &sort);
        if (s->scan->by_stage)
                (void)cell_find(cells, s->scan->stage, &stage);
        take(s, slot, cell_int(stage), sort, s->scan->sort_is_number ? cell_int(sort) : CELL_NONE);
}

static bool is_skipped(const Scan *scan, int64_t slot)
{
        for (size_t i = 0; i < scan->skip_n; i++)
                if (scan->skip[i] == slot)
                        return true;
        return false;
}

/* Rows that the columns do not have yet. */
static Status take_loose(State *s, Db *db, Id round)
{
        BoardCellsList list;
        int64_t after = -1;

        do {
                ArenaMark mark = arena_mark(s->a);

                TRY(board_loose(db, s->a, round, after, &list));
                for (size_t i = 0; i < list.n; i++) {
                        after = list.at[i].slot;
                        if (is_skipped(s->scan, after))
                                continue;
                        if (after < s->slots)
                                s->is_loose[after / 8] |= (uint8_t)(1 << (after % 8));
                        take_cells(s, after, list.at[i].cells);
                }
                if (list.n == 1000)
                        arena_rewind(s->a, mark);
        } while (list.n == 1000); /* the LIMIT of board_loose */
        return OK;
}

/* --- chunks */

typedef struct {
        Str data[SCAN_CHUNK_COLUMNS];
        int64_t numbers[SCAN_CHUNK_COLUMNS];
        size_t n;
} Columns;

static void want(Columns *c, int64_t number)
{
        for (size_t i = 0; i < c->n; i++)
                if (c->numbers[i] == number)
                        return;
        if (number && c->n < SCAN_CHUNK_COLUMNS)
                c->numbers[c->n++] = number;
}

static Str data_of(const Columns *c, int64_t number)
{
        for (size_t i = 0; i < c->n; i++)
                if (c->numbers[i] == number)
                        return c->data[i];
        return (Str){0};
}

/* Texts of a column, by place. */
static void texts_of(Str data, Str out[BOARD_CHUNK])
{
        size_t at = 0, i = 0;

        for (; i < BOARD_CHUNK && at < data.len; i++)
                out[i] = cell_unpack(data, &at);
        for (; i < BOARD_CHUNK; i++)
                out[i] = (Str){0};
}

static void filter(const Ask *k, Str data, Str *texts, bool *fits)
{
        if (k->is_number) {
                for (size_t i = 0; i < BOARD_CHUNK; i++)
                        fits[i] = fits[i] && number_holds(k, cell_int_at(data, i));
                return;
        }
        texts_of(data, texts);
        for (size_t i = 0; i < BOARD_CHUNK; i++)
                fits[i] = fits[i] && text_holds(k, texts[i]);
}

static void take_chunk(State *s, const Columns *c, int64_t chunk, Str *texts)
{
        const Scan *scan = s->scan;
        bool fits[BOARD_CHUNK];
        Str sort = data_of(c, scan->sort), stage = data_of(c, scan->stage);
        int64_t first = chunk * BOARD_CHUNK;

        for (int64_t i = 0; i < BOARD_CHUNK; i++) {
                int64_t slot = first + i;

                fits[i] = slot < s->slots && !(s->is_loose[slot / 8] & (1 << (slot % 8)));
        }
        for (size_t i = 0; i < scan->asks_n; i++)
                filter(&scan->asks[i], data_of(c, scan->asks[i].number), texts, fits);
        if (scan->sort && !scan->sort_is_number)
                texts_of(sort, texts);
        for (int64_t k = 0; k < BOARD_CHUNK; k++) {
                size_t i = (size_t)(scan->is_down ? BOARD_CHUNK - 1 - k : k);

                if (!fits[i])
                        continue;
                take(s, first + (int64_t)i, scan->by_stage ? cell_int_at(stage, i) : CELL_NONE,
                     scan->sort && !scan->sort_is_number ? texts[i] : (Str){0},
                     scan->sort_is_number ? cell_int_at(sort, i) : CELL_NONE);
        }
}

static Status read_chunk(State *s, Db *db, Id round, int64_t chunk, Columns *c, Str *texts)
{
        const int64_t *k = c->numbers;
        BoardChunkList list;

        TRY(board_chunk_get(db, s->a, round, chunk, k[0], k[1], k[2], k[3], k[4], k[5], k[6], k[7],
                            k[8], &list));
        memset(c->data, 0, sizeof c->data);
        for (size_t i = 0; i < list.n; i++)
                for (size_t n = 0; n < c->n; n++)
                        if (c->numbers[n] == list.at[i].number)
                                c->data[n] = list.at[i].data;
        take_chunk(s, c, chunk, texts);
        return OK;
}

static Status take_chunks(State *s, Db *db, Id round)
{
        const Scan *scan = s->scan;
        Str *texts = arena_new(s->a, Str, BOARD_CHUNK);
        int64_t chunks = (s->slots + BOARD_CHUNK - 1) / BOARD_CHUNK;
        Columns c = {0};

        for (size_t i = 0; i < scan->asks_n; i++)
                want(&c, scan->asks[i].number);
        want(&c, scan->sort);
        want(&c, scan->by_stage ? scan->stage : 0);
        want(&c, 2); /* a chunk that has nothing of these is not asked for nothing */
        for (int64_t i = 0; i < chunks; i++) {
                ArenaMark mark = arena_mark(s->a);

                TRY(read_chunk(s, db, round, scan->is_down ? chunks - 1 - i : i, &c, texts));
                arena_rewind(s->a, mark);
        }
        return OK;
}

/* --- the whole */

static Status find_after(State *s, Db *db, Id round)
{
        BoardRow row;
        Str sort = {0};

        if (!s->scan->has_after)
                return OK;
        row = (BoardRow){.slot = s->scan->is_down == s->scan->equals_went ? INT64_MIN : INT64_MAX,
                         .cells = s->scan->after_cells};
        if (!s->scan->after_cells.at)
                TRY(board_row_in(db, s->a, round, s->scan->after, &row));
        (void)cell_find(row.cells, s->scan->sort, &sort);
        s->after = key_of(s->scan, row.slot, s->scan->sort_is_number ? (Str){0} : sort,
                          s->scan->sort_is_number ? cell_int(sort) : CELL_NONE);
        return OK;
}

static void begin(State *s)
{
        const Scan *scan = s->scan;

        s->groups_n = scan->by_stage ? (size_t)scan->stages_n + 1 : 1;
        s->groups = arena_new(s->a, Best, s->groups_n);
        for (size_t i = 0; i < s->groups_n; i++) {
                if (scan->by_stage && scan->only_stage >= 0 && (int64_t)i != scan->only_stage)
                        continue;
                s->groups[i].most = scan->most;
                s->groups[i].pool = arena_new(s->a, Kept, scan->most);
                s->groups[i].order = arena_new(s->a, Kept *, scan->most + 1);
        }
        s->is_loose = arena_new(s->a, uint8_t, (size_t)s->slots / 8 + 1);
        for (size_t i = 0; i < scan->skip_n; i++)
                if (scan->skip[i] >= 0 && scan->skip[i] < s->slots)
                        s->is_loose[scan->skip[i] / 8] |= (uint8_t)(1 << (scan->skip[i] % 8));
}

Status scan_leave_out(Db *db, Arena *a, Id actor, Id round, Scan *io)
{
        Interest own;
        int64_t *skip = NULL;
        size_t n = 0;

        TRY(interest_of(db, a, actor, &own));
        for (size_t i = 0; i < own.n; i++) {
                BoardRowKeyList rows;
                Id after = 0;

                do {
                        TRY(board_rows_of_party(db, a, own.at[i], after, &rows));
                        for (size_t k = 0; k < rows.n; k++) {
                                after = rows.at[k].application;
                                if (rows.at[k].round != round)
                                        continue;
                                skip = query_grow(a, skip, n, sizeof *skip);
                                skip[n++] = rows.at[k].slot;
                        }
                } while (rows.n);
        }
        io->skip = skip;
        io->skip_n = n;
        return OK;
}

Status scan_round(Db *db, Arena *a, Id round, const Scan *scan, ScanFound *out)
{
        State s = {.scan = scan, .a = a};
        BoardSlots slots = {0};
        Status status = board_round_slots(db, a, round, &slots);

        if (status != OK && status != NOT_FOUND)
                return status;
        s.slots = slots.slots;
        begin(&s);
        TRY(find_after(&s, db, round));
        TRY(take_loose(&s, db, round));
        TRY(take_chunks(&s, db, round));
        *out = (ScanFound){.total = s.total,
                           .groups = arena_new(a, ScanGroup, s.groups_n),
                           .groups_n = s.groups_n};
        for (size_t i = 0; i < s.groups_n; i++) {
                ScanGroup *g = &out->groups[i];

                *g = (ScanGroup){.total = s.groups[i].total, .n = s.groups[i].n};
                g->slots = arena_new(a, int64_t, g->n + 1);
                for (size_t k = 0; k < g->n; k++)
                        g->slots[k] = s.groups[i].order[k]->key.slot;
        }
        return OK;
}

/* Columns are folded of many large rows, and what is found in them is what is found in the rows. */
#include "board/fold.h"

#include "board/scan.h"
#include "tests/world.h"

#include <string.h>

enum {
        ROUND = 77,
        ROWS = BOARD_CHUNK + 76,
        FIRST = BOARD_NUMBER_FIRST,
        COLUMNS = 100,
        LAST = FIRST + COLUMNS - 1, /* numbers; the others are texts */
        HOLE = 1000                 /* this place is nobody's */
};

static void add_cell(Text *t, uint16_t number, Str bytes)
{
        uint16_t head[2] = {number, (uint16_t)bytes.len};

        text_add(t, (Str){(char *)head, sizeof head});
        text_add(t, bytes);
}

static char letter_of(int64_t slot)
{
        return (char)('a' + slot % 7);
}

/* Texts as long as they may be; in every third row there is no number. */
static Str cells_of(Arena *a, int64_t slot)
{
        Text t = text_begin(a, 64 * KIB);
        char text[CELL_TEXT_BYTES];
        int64_t number = slot * 10;

        memset(text, letter_of(slot), sizeof text);
        for (uint16_t i = FIRST; i < LAST; i++) {
                text[0] = (char)('a' + i % 23);
                add_cell(&t, i, (Str){text, sizeof text});
        }
        if (slot % 3)
                add_cell(&t, LAST, (Str){(char *)&number, sizeof number});
        return text_str(&t);
}

static Status run_rows(void *ctx, Db *db)
{
        Arena *a = ctx;

        TRY(board_column_add(db, ROUND, LAST, S("answer.n"), S("int")));
        for (int64_t slot = 0; slot < ROWS; slot++) {
                ArenaMark mark = arena_mark(a);

                TRY(board_round_grow(db, ROUND));
                if (slot != HOLE)
                        TRY(board_row_insert(db, 1000 + slot, 5000 + slot, ROUND, slot,
                                             cells_of(a, slot)));
                arena_rewind(a, mark);
        }
        return OK;
}

static Str found(World *w, const Scan *scan)
{
        Text t = text_begin(w->a, MIB);
        ScanFound f;

        CHECK_OK(scan_round(w->db, w->a, ROUND, scan, &f));
        text_fmt(&t, "%lld:", (long long)f.total);
        for (size_t i = 0; i < f.groups[0].n; i++)
                text_fmt(&t, " %lld", (long long)f.groups[0].slots[i]);
        return text_str(&t);
}

TEST(many_large_rows_are_folded_in_little_memory)
{
        World *w = world_of_examples(a);
        char last[CELL_TEXT_BYTES];
        Scan scan = {.most = 1500, .only_stage = -1, .asks_n = 1, .sort = FIRST + 3};
        BoardLooseList loose;
        Str rows;

        memset(last, 'c', sizeof last);
        last[0] = 'a' + (LAST - 1) % 23;
        scan.asks[0] = (Ask){.number = LAST - 1, .how = ASK_IS, .text = {last, sizeof last}};
        CHECK_OK(store_transact(w->p.store, run_rows, a));
        rows = found(w, &scan);
        CHECK_STR(rows, CONTAINS, " 1094"); /* of the second chunk */
        CHECK_OK(board_fold_loose(w->p.store, w->db, ROUND));
        CHECK_OK(board_loose_rounds(w->db, a, ROUND - 1, &loose));
        CHECK_INT((int64_t)loose.n, 0);
        CHECK_STR(found(w, &scan), IS, rows.at);
        scan.asks[0] = (Ask){.number = LAST,
                             .is_number = true,
                             .how = ASK_BETWEEN,
                             .low = (HOLE - 2) * 10,
                             .high = (BOARD_CHUNK + 3) * 10};
        scan.sort = LAST;
        scan.sort_is_number = true;
        CHECK_STR(found(w, &scan), STARTS, "19: 998 1001 1003 1004");
        CHECK_OK(board_fold_all(w->p.store, w->db, ROUND)); /* again: the same */
        CHECK_STR(found(w, &scan), STARTS, "19: 998 1001 1003 1004");
}

/* Rows of cells are what is stored, whatever was done; and what is found in the columns is what is
 * found in the rows. */
#include "board/rows.h"

#include "board/export_probe.h"
#include "board/scan.h"
#include "board/view.sql.h"
#include "review/review_probe.h"

#include <stdlib.h>

enum { FIRMS = 24, DEEDS = 60, DEEDS_DONE_MIN = 25 };

static const char *text_of(World *w, Id id)
{
        return id_text(w->a, id).at;
}

static int64_t rebuilt(World *w, Id round)
{
        int64_t n = -1;

        CHECK_OK(board_rebuild(w->p.store, w->db, round, &n));
        return n;
}

static void background(World *w)
{
        BoardWork work = {.store = w->p.store, .folded_at = INT64_MAX / 2};

        CHECK_OK(
                board_work(&work, w->db, INT64_MAX / 2)); /* makes what is touched, folds nothing */
}

static unsigned next(unsigned *seed)
{
        *seed = *seed * 1664525u + 1013904223u;
        return *seed >> 16;
}

/* One of the things that happen to applications. It may be refused. */
static Status something(World *w, Id round, const Id *files, unsigned *seed, Id *decided)
{
        Id x = files[next(seed) % FIRMS], y = files[next(seed) % FIRMS];
        Application row, into;
        Status s;

        CHECK_OK(application_get(w->db, w->a, x, &row));
        CHECK_OK(application_get(w->db, w->a, y, &into));
        switch (next(seed) % 9) {
        case 0:
                s = act(w, "application save", "application", text_of(w, x), "team_size",
                        next(seed) % 2 ? "12" : "7", NULL);
                return s == OK ? act(w, "application submit", "application", text_of(w, x), NULL)
                               : s;
        case 1: return act(w, "application withdraw", "application", text_of(w, x), NULL);
        case 2:
                return act(w, "application mark", "application", text_of(w, x), "other",
                           text_of(w, y), NULL);
        case 3:
                return act(w, "application reopen", "application", text_of(w, x), "until",
                           "2029-11-30T12:00", "reason", "late", NULL);
        case 4:
                return act(w, "party edit", "party", text_of(w, row.party), "name",
                           next(seed) % 2 ? "Élan Vert" : "zebra works", "country", "MY", NULL);
        case 5:
                s = act(w, "determination propose", "application", text_of(w, x), "determination",
                        "waitlist", NULL);
                *decided = s == OK ? w->deed.made : *decided;
                return s;
        case 6: return act(w, "determination undo", "determination", text_of(w, *decided), NULL);
        case 7:
                return act(w, "party merge", "party", text_of(w, row.party), "into",
                           text_of(w, into.party), NULL);
        default:
                return act(w, "review begin", "round", text_of(w, round), "step", "screening",
                           NULL);
        }
}

static Id given_files(World *w, Id *files)
{
        Id round = probe_round(w, "startup-accelerator");

        for (int i = 0; i < FIRMS; i++)
                files[i] = probe_application(w, round, str_fmt(w->a, "Firm %d", i * 7 % FIRMS).at,
                                             "Pumps");
        return round;
}

TEST(cells_are_what_is_stored_after_whatever_was_done)
{
        World *w = world_of_examples(a);
        Id files[FIRMS], round = given_files(w, files);
        unsigned seed = 42;
        Id decided = 0;
        int done = 0;

        background(w);
        CHECK_INT(rebuilt(w, round), 0);
        for (int i = 0; i < DEEDS; i++)
                done += something(w, round, files, &seed, &decided) == OK;
        CHECK(done >= DEEDS_DONE_MIN);
        background(w);
        CHECK_INT(rebuilt(w, round), 0);
}

/* --- what was touched */

static int64_t touches(World *w)
{
        BoardSlots n;

        CHECK_OK(board_touches(w->db, w->a, &n));
        return n.slots;
}

static void rename_firm(World *w, Id file, const char *name)
{
        Application x;

        CHECK_OK(application_get(w->db, w->a, file, &x));
        CHECK_OK(act(w, "party edit", "party", text_of(w, x.party), "name", name, NULL));
}

static bool row_has(World *w, Id file, const char *text)
{
        BoardRow row;

        CHECK_OK(board_row_by(w->db, w->a, file, &row));
        return str_has(row.cells, str_from(text));
}

static Status run_strangers(void *ctx, Db *db)
{
        (void)ctx;
        for (Id i = 1; i <= 300; i++)
                TRY(application_touch_put(db, i, i));
        return OK;
}

TEST(a_deed_makes_the_rows_that_it_touched_and_no_strangers)
{
        World *w = world_of_examples(a);
        Id files[FIRMS];

        (void)given_files(w, files);
        background(w);
        CHECK_INT(touches(w), 0);
        CHECK_OK(store_transact(w->p.store, run_strangers, NULL));
        rename_firm(w, files[3], "Quartz Mill");
        CHECK(row_has(w, files[3], "quartz mill"));
        CHECK_INT(touches(w), 300);
        background(w);
        CHECK_INT(touches(w), 0);
}

TEST(a_row_that_can_not_be_made_keeps_no_deed_from_being_done)
{
        World *w = world_of_examples(a);
        BoardWork work = {.store = w->p.store, .folded_at = INT64_MAX / 2};
        Id files[FIRMS];
        Application x;
        Revision good;

        (void)given_files(w, files);
        background(w);
        CHECK_OK(application_get(w->db, a, files[2], &x));
        CHECK_OK(revision_get(w->db, a, &x, 0, &good));
        probe_answers(w, files[2], S("{"));
        rename_firm(w, files[2], "Broken Firm");
        rename_firm(w, files[3], "Quartz Mill");
        CHECK(!row_has(w, files[2], "broken firm"));
        CHECK(row_has(w, files[3], "quartz mill"));
        CHECK_INT(touches(w), 1);
        CHECK_IS(board_work(&work, w->db, 1), BROKEN); /* said once */
        CHECK_OK(board_work(&work, w->db, 2));
        CHECK_OK(store_transact(w->p.store, run_strangers, NULL));
        CHECK_OK(board_work(&work, w->db, 3)); /* others come after it */
        CHECK_INT(touches(w), 1);
        probe_answers(w, files[2], good.answers);
        CHECK_OK(board_work(&work, w->db, INT64_MAX / 2));
        CHECK_INT(touches(w), 0);
        CHECK(row_has(w, files[2], "broken firm"));
}

static Status run_forget(void *ctx, Db *db)
{
        return board_forget_party(db, *(const Id *)ctx);
}

TEST(an_erasure_empties_also_a_row_that_can_not_be_made)
{
        World *w = world_of_examples(a);
        BoardChunkList chunks;
        Id files[FIRMS], round = given_files(w, files);
        Application x;

        rename_firm(w, files[2], "Quartz Mill");
        CHECK_OK(application_get(w->db, a, files[2], &x));
        CHECK_OK(board_rebuild(w->p.store, w->db, round, NULL));
        probe_answers(w, files[2], S("{"));
        CHECK(row_has(w, files[2], "quartz mill"));
        CHECK_OK(store_transact(w->p.store, run_forget, &x.party));
        CHECK(!row_has(w, files[2], "quartz mill"));
        CHECK_OK(board_chunk_all(w->db, a, round, 0, &chunks));
        CHECK(chunks.n > 3);
        for (size_t i = 0; i < chunks.n; i++)
                CHECK(!str_has(chunks.at[i].data, S("quartz mill")));
}

/* --- found in rows, and in columns */

static int64_t found(World *w, Id round, const Scan *scan, Text *slots)
{
        ScanFound f;

        CHECK_OK(scan_round(w->db, w->a, round, scan, &f));
        for (size_t g = 0; g < f.groups_n; g++) {
                text_fmt(slots, "|%lld:", (long long)f.groups[g].total);
                for (size_t i = 0; i < f.groups[g].n; i++)
                        text_fmt(slots, " %lld", (long long)f.groups[g].slots[i]);
        }
        return f.total;
}

static void same_in_both(World *w, Id round, const Scan *scan)
{
        Text loose = text_begin(w->a, 8000), folded = text_begin(w->a, 8000);
        int64_t n = found(w, round, scan, &loose);
        BoardWork work = {.store = w->p.store};

        CHECK_OK(board_work(&work, w->db, INT64_MAX / 2));
        CHECK_INT(found(w, round, scan, &folded), n);
        CHECK_STR(text_str(&folded), IS, text_str(&loose).at);
}

TEST(what_is_found_in_columns_is_what_is_found_in_rows)
{
        World *w = world_of_examples(a);
        Id files[FIRMS], round = given_files(w, files);
        BoardSpace space;
        Scan scan = {.most = 5, .only_stage = -1, .by_stage = true, .sort_is_number = false};
        const BoardColumn *name, *size;

        CHECK_OK(board_space(w->db, a, round, &space));
        name = board_column(&space, S("name"));
        size = board_column(&space, S("answer.team_size"));
        CHECK(name && size && size->number >= BOARD_NUMBER_FIRST);
        scan.sort = name->number;
        scan.stage = board_column(&space, S("stage"))->number;
        scan.stages_n = (int64_t)space.def->stages.n;
        same_in_both(w, round, &scan);
        CHECK_OK(act(w, "application save", "application", text_of(w, files[3]), "team_size", "40",
                     NULL));
        CHECK_OK(act(w, "application submit", "application", text_of(w, files[3]), NULL));
        scan.asks_n = 1;
        scan.asks[0] = (Ask){.number = size->number,
                             .is_number = true,
                             .how = ASK_FROM,
                             .low = 10 * 1000000,
                             .high = INT64_MAX};
        same_in_both(w, round, &scan);
        scan.asks[0].how = ASK_IS_NOT;
        same_in_both(w, round, &scan);
}

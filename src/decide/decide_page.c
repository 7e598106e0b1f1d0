/* decide/decide_page: see the header. A round's page; those of one application stand in
 * decide/file_page, those of batches in decide/batch_page. */
#include "decide/decide_page.h"

#include "base/words.h"
#include "decide/batch.h"
#include "decide/decide.html.h"
#include "decide/score.h"
#include "hub/hub.h"

static const RowColumn row_columns[] = {
        {"application", COL_ID, offsetof(DecideRow, application)},
        {"name", COL_TEXT, offsetof(DecideRow, name)},
        {"title", COL_TEXT, offsetof(DecideRow, title)},
        {"stage", COL_TEXT, offsetof(DecideRow, stage)},
        {"score", COL_TEXT, offsetof(DecideRow, score)},
        {"determination", COL_ID, offsetof(DecideRow, determination)},
        {"slug", COL_TEXT, offsetof(DecideRow, slug)},
        {"state", COL_TEXT, offsetof(DecideRow, state)},
};
static const RowShape shape_DecideRow = {
        "DecideRow", row_columns, sizeof row_columns / sizeof *row_columns, sizeof(DecideRow)};

static const Field round_query[] = {
        {"stage", FIELD_SLUG, .chars_max = 64, .label = N_("Only those in this stage")},
        {"after", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {0}};

static Status load_files(Visit *v, DecideRoundModel *m)
{
        DecideFileList files;
        DecideRow *rows;

        TRY(decide_files(v->db, v->a, m->id, m->stage, m->page.at, &files));
        CURSOR_CUT(&m->page, &files, application);
        rows = arena_new(v->a, DecideRow, files.n + 1);
        for (size_t i = 0; i < files.n; i++) {
                const DecideFile *f = &files.at[i];
                DecideRow *row = &rows[m->files.n];

                if (interest_has(&m->own, f->party))
                        continue;
                m->files.n++;
                *row = (DecideRow){.application = f->application,
                                   .determination = f->determination,
                                   .name = f->party_name,
                                   .title = f->title,
                                   .stage = f->stage,
                                   .slug = f->slug,
                                   .state = f->state,
                                   .stage_title = decide_stage_title(&m->r, f->stage),
                                   .what_title = decide_title(&m->r, f->slug)};
                TRY(decide_score_of(v->db, v->a, &m->r, f->application, &row->score));
        }
        m->files.at = rows;
        return OK;
}

static Status load_places(Visit *v, DecideRoundModel *m)
{
        DeterminationPlaces p;

        TRY(decide_places(v->db, v->a, &m->r, &m->own, &p));
        m->places = m->r.round.places;
        m->confirmed = p.confirmed;
        m->announced = p.announced;
        m->approved = p.approved;
        m->proposed = p.proposed;
        m->free_n = m->places - p.confirmed - p.announced - p.approved;
        return OK;
}

/* What takes a place and can follow on the waiting list. */
static void find_accept(DecideRoundModel *m)
{
        for (size_t i = 0; i < m->r.def->selection.determinations.n && !m->accept.len; i++) {
                const SelectionDetermination *what = &m->r.def->selection.determinations.at[i];

                if (decide_takes_place(m->r.def, what))
                        m->accept = what->slug;
        }
}

static Status load_batches(Visit *v, DecideRoundModel *m)
{
        DeterminationBatchList list;
        DeterminationBatch *at;

        TRY(batches_of(v->db, v->a, m->id, &list));
        at = arena_new(v->a, DeterminationBatch, list.n + 1);
        for (size_t i = 0; i < list.n; i++) {
                at[i] = list.at[i];
                TRY(batch_cut_own(v->db, v->a, &m->own, &at[i]));
        }
        m->batches = (DeterminationBatchList){at, list.n};
        return OK;
}

static Status load_round(Visit *v, void *out)
{
        DecideRoundModel *m = out;
        Place place;
        Status s = id_parse(v->params[0], &m->id) ? decide_round(v->db, v->a, m->id, &m->r)
                                                  : NOT_FOUND;

        TRY(s);
        TRY(round_place(v->db, v->a, &m->r.round, &place));
        if (!access_may_at(&v->actor, MAY_APPLICATION_SEE, &place))
                return NOT_FOUND;
        m->may_decide = access_may_at(&v->actor, MAY_DECIDE, &place);
        m->title = m->r.round.title;
        m->stage = visit_query(v, "stage");
        TRY(cursor_read(v, "after", 0, &m->page));
        TRY(interest_of(v->db, v->a, v->actor.id, &m->own));
        TRY(load_places(v, m));
        TRY(load_files(v, m));
        find_accept(m);
        TRY(decide_stages(v->db, v->a, m->id, &m->stages));
        TRY(determinations_waiting(v->db, v->a, m->id, &m->waiting));
        TRY(determinations_in(v->db, v->a, m->id, S("approved"), 0, &m->ready));
        INTEREST_CUT(&m->own, v->a, &m->waiting, party);
        INTEREST_CUT(&m->own, v->a, &m->ready, party);
        return load_batches(v, m);
}

static const Part round_parts[] = {PART_VALUE_OF(DecideRoundModel, title, COL_TEXT),
                                   PART_VALUE_OF(DecideRoundModel, places, COL_INT),
                                   PART_VALUE_OF(DecideRoundModel, confirmed, COL_INT),
                                   PART_VALUE_OF(DecideRoundModel, announced, COL_INT),
                                   PART_VALUE_OF(DecideRoundModel, approved, COL_INT),
                                   PART_VALUE_OF(DecideRoundModel, proposed, COL_INT),
                                   PART_LIST_OF(DecideRoundModel, files, DecideRow),
                                   PART_NEXT_OF(DecideRoundModel, page, COL_ID),
                                   PART_LIST_OF(DecideRoundModel, waiting, DeterminationLine),
                                   PART_LIST_OF(DecideRoundModel, ready, DeterminationLine),
                                   PART_LIST_OF(DecideRoundModel, batches, DeterminationBatch),
                                   {0}};

static void draw_round(Page *out, const Visit *v, const void *model)
{
        decide_round_page(out, v, model);
}

const View decide_round_view = {
        .path = "/rounds/{round}/determinations",
        .word = "determination list",
        .may = MAY_APPLICATION_SEE,
        .title = N_("Determinations"),
        .help = N_(
                "Applications of a round with what is decided on them, the waiting list, and the "
                "places that are left."),
        .query = round_query,
        .bytes = sizeof(DecideRoundModel),
        .parts = round_parts,
        .load = load_round,
        .draw = draw_round};

/* --- what waits for approval */

static Status sees_line(Visit *v, const DeterminationLine *line, bool *out)
{
        Place place;

        TRY(hub_place(v->db, v->a, line->hub, line->programme, &place));
        *out = access_may_at(&v->actor, MAY_DECIDE_APPROVE, &place);
        return OK;
}

static void count_batch(DecideWaitsModel *m, const DeterminationLine *line, bool is_own)
{
        size_t i = 0;

        while (i < m->batches.n && m->batches.at[i].batch != line->batch)
                i++;
        if (i == m->batches.n)
                m->batches.at[m->batches.n++] = (DecideWaitBatch){.batch = line->batch,
                                                                  .round = line->round,
                                                                  .round_title = line->round_title,
                                                                  .by = line->proposed_by_name};
        m->batches.at[i].n++;
        m->batches.at[i].own += is_own;
}

static Status load_waits(Visit *v, void *out)
{
        DecideWaitsModel *m = out;
        DeterminationLineList all;
        DeterminationLine *seen;
        DecideRound r = {0};
        Interest own;
        size_t n = 0;

        TRY(determinations_proposed(v->db, v->a, 0, &all));
        TRY(interest_of(v->db, v->a, v->actor.id, &own));
        INTEREST_CUT(&own, v->a, &all, party);
        seen = arena_new(v->a, DeterminationLine, all.n + 1);
        m->alone.at = arena_new(v->a, DecideWait, all.n + 1);
        m->batches.at = arena_new(v->a, DecideWaitBatch, all.n + 1);
        for (size_t i = 0; i < all.n; i++) {
                const DeterminationLine *line = &all.at[i];
                bool sees, is_own;

                TRY(sees_line(v, line, &sees));
                if (!sees)
                        continue;
                TRY(decide_is_own(v->db, v->a, line->proposed_by, v->actor.id, &is_own));
                seen[n++] = *line;
                if (line->batch) {
                        count_batch(m, line, is_own);
                        continue;
                }
                if (r.round.id != line->round)
                        TRY(decide_round(v->db, v->a, line->round, &r));
                m->alone.at[m->alone.n++] =
                        (DecideWait){*line, decide_title(&r, line->slug), is_own};
        }
        m->lines = (DeterminationLineList){seen, n};
        return OK;
}

static const Part waits_parts[] = {PART_LIST_OF(DecideWaitsModel, lines, DeterminationLine), {0}};

static void draw_waits(Page *out, const Visit *v, const void *model)
{
        decide_waits_page(out, v, model);
}

const View decide_waits_view = {.path = "/determinations",
                                .word = "determination waiting",
                                .may = MAY_DECIDE_APPROVE,
                                .title = N_("Waits for approval"),
                                .help = N_("What others proposed where you approve it."),
                                .bytes = sizeof(DecideWaitsModel),
                                .parts = waits_parts,
                                .load = load_waits,
                                .draw = draw_waits};

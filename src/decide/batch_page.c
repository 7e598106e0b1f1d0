/* decide/batch_page: a batch before and after it is decided. */
#include "base/words.h"
#include "decide/batch.h"
#include "decide/decide.html.h"
#include "decide/decide_page.h"

enum { FAULTS_SHOWN_MAX = 200 };

static const RowColumn change_columns[] = {
        {"application", COL_ID, offsetof(DecideChange, application)},
        {"name", COL_TEXT, offsetof(DecideChange, name)},
        {"title", COL_TEXT, offsetof(DecideChange, title)},
        {"from", COL_TEXT, offsetof(DecideChange, from)},
        {"to", COL_TEXT, offsetof(DecideChange, to)},
        {"determination", COL_TEXT, offsetof(DecideChange, what)},
        {"entry", COL_TEXT, offsetof(DecideChange, entry)},
        {"fault", COL_TEXT, offsetof(DecideChange, fault)},
};
static const RowShape shape_DecideChange = {"DecideChange", change_columns,
                                            sizeof change_columns / sizeof *change_columns,
                                            sizeof(DecideChange)};

static const Field batch_query[] = {
        {"after", FIELD_ID, .label = N_("Cursor: next of the page before")}, {0}};

static DecideChange change_of(const DecideBatchModel *m, const BatchLine *line,
                              const DecidePlan *plan)
{
        return (DecideChange){.application = line->application,
                              .name = plan->party.name,
                              .title = plan->application.title,
                              .from = decide_stage_title(&m->r, plan->from),
                              .to = plan->what ? decide_stage_title(&m->r, plan->what->to)
                                               : (Str){0},
                              .what = decide_title(&m->r, line->slug),
                              .entry = plan->move ? plan->move->entry : (Str){0},
                              .fault = plan->fault};
}

static Status change_mails(Visit *v, DecideBatchModel *m, const BatchLine *line,
                           const DecidePlan *plan, DecideChange *out)
{
        Determination like = {
                .slug = line->slug, .conditions = line->conditions, .feedback = line->feedback};
        DecideLetter letter;
        int64_t due = 0;

        if (plan->what->confirm.len)
                due = span_after(v->now_us + m->batch.minutes * 60000000, plan->what->confirm_count,
                                 plan->what->confirm_unit);
        decide_letter(v->a, &m->r, &plan->application, plan->what, &like, due, v->site->base_url,
                      &letter);
        TRY(decide_mails(v->db, v->a, &m->r, line->party, &decide_outcome_mail, &letter,
                         &out->mails));
        m->mails += (int64_t)out->mails.n;
        return OK;
}

static Status load_line(Visit *v, DecideBatchModel *m, const BatchLine *line)
{
        ArenaMark mark = arena_mark(v->a);
        DecideAsk ask = batch_ask(&m->batch, line, v->actor.id);
        DecidePlan plan;

        TRY(decide_plan(v->db, v->a, &m->r, &ask, &plan));
        m->takes += !plan.fault.len && plan.takes_place;
        if (plan.fault.len && m->bad++ < FAULTS_SHOWN_MAX) {
                m->faults.at[m->faults.n++] = change_of(m, line, &plan);
        } else if (!plan.fault.len && m->good++ >= 0 && line->application > m->page.at &&
                   m->changes.n <= CURSOR_ROWS) {
                DecideChange *change = &m->changes.at[m->changes.n++];

                *change = change_of(m, line, &plan);
                return change_mails(v, m, line, &plan, change);
        } else {
                arena_rewind(v->a, mark);
        }
        return OK;
}

static Status load_draft(Visit *v, DecideBatchModel *m, const BatchLineList *lines)
{
        m->changes.at = arena_new(v->a, DecideChange, CURSOR_ROWS + 2);
        m->faults.at = arena_new(v->a, DecideChange, FAULTS_SHOWN_MAX + 1);
        for (size_t i = 0; i < lines->n; i++)
                TRY(load_line(v, m, &lines->at[i]));
        CURSOR_CUT(&m->page, &m->changes, application);
        return decide_over(v->db, v->a, &m->r, v->actor.id, m->takes, &m->over);
}

/* The lines, and their number, without those of parties that the actor has an interest in. */
static Status load_lines(Visit *v, DeterminationBatch *b, BatchLineList *out)
{
        Interest own;

        TRY(interest_of(v->db, v->a, v->actor.id, &own));
        TRY(batch_lines(v->db, v->a, b->id, 0, out));
        INTEREST_CUT(&own, v->a, out, party);
        return batch_cut_own(v->db, v->a, &own, b);
}

static Status count_own(Visit *v, const DecideBatchModel *m, const Interest *own, Str state,
                        int64_t *out)
{
        *out = 0;
        for (size_t i = 0; i < own->n; i++) {
                BatchOwnList list;

                TRY(batch_own(v->db, v->a, own->at[i], m->batch.id, &list));
                for (size_t k = 0; k < list.n; k++)
                        *out += str_eq(list.at[k].state, state);
        }
        return OK;
}

/* After it: what became of those that were decided, and what was left out. */
static Status load_applied(Visit *v, DecideBatchModel *m, const BatchLineList *lines)
{
        BatchStateList states;
        DeterminationKeyList keys;
        Determination first;
        Interest own;

        TRY(interest_of(v->db, v->a, v->actor.id, &own));
        TRY(batch_states(v->db, v->a, m->batch.id, &states));
        for (size_t i = 0; i < states.n; i++) {
                Str state = states.at[i].state;
                int64_t n, mine;

                TRY(count_own(v, m, &own, state, &mine));
                n = states.at[i].determinations - mine;
                if (str_is(state, "proposed"))
                        m->proposed = n;
                else if (str_is(state, "approved"))
                        m->approved = n;
                else if (str_is(state, "undone") || str_is(state, "withdrawn"))
                        m->undone += n;
                else
                        m->told += n;
                m->good += n;
        }
        m->faults.at = arena_new(v->a, DecideChange, lines->n + 1);
        for (size_t i = 0; i < lines->n && m->faults.n < FAULTS_SHOWN_MAX; i++) {
                DecideAsk ask = batch_ask(&m->batch, &lines->at[i], 0);
                DecidePlan plan;

                TRY(decide_plan(v->db, v->a, &m->r, &ask, &plan));
                plan.fault = lines->at[i].left_out;
                m->faults.at[m->faults.n++] = change_of(m, &lines->at[i], &plan);
        }
        m->bad = (int64_t)lines->n;
        TRY(determinations_of_batch(v->db, v->a, m->batch.id, S("approved"), &keys));
        for (size_t i = 0; i < keys.n; i++) {
                if (interest_has(&own, keys.at[i].party))
                        continue;
                TRY(determination_by_id(v->db, v->a, keys.at[i].id, &first));
                m->send_at = first.send_at;
                return OK;
        }
        return OK;
}

static Status load_batch(Visit *v, void *out)
{
        DecideBatchModel *m = out;
        BatchLineList lines;
        Place place;
        Id id;

        if (!id_parse(v->params[0], &id))
                return NOT_FOUND;
        TRY(batch_by_id(v->db, v->a, id, &m->batch));
        TRY(decide_round(v->db, v->a, m->batch.round, &m->r));
        TRY(round_place(v->db, v->a, &m->r.round, &place));
        m->may_decide = access_may_at(&v->actor, MAY_DECIDE, &place);
        m->may_approve = access_may_at(&v->actor, MAY_DECIDE_APPROVE, &place) &&
                         m->batch.made_by != v->actor.id;
        if (!access_may_at(&v->actor, MAY_APPLICATION_SEE, &place))
                return NOT_FOUND;
        m->round = m->r.round.id;
        TRY(cursor_read(v, "after", 0, &m->page));
        TRY(load_lines(v, &m->batch, &lines));
        return str_is(m->batch.state, "draft") ? load_draft(v, m, &lines)
                                               : load_applied(v, m, &lines);
}

static const Part batch_parts[] = {PART_ROW_OF(DecideBatchModel, batch, DeterminationBatch),
                                   PART_VALUE_OF(DecideBatchModel, good, COL_INT),
                                   PART_VALUE_OF(DecideBatchModel, bad, COL_INT),
                                   PART_VALUE_OF(DecideBatchModel, proposed, COL_INT),
                                   PART_VALUE_OF(DecideBatchModel, approved, COL_INT),
                                   PART_VALUE_OF(DecideBatchModel, told, COL_INT),
                                   PART_VALUE_OF(DecideBatchModel, undone, COL_INT),
                                   PART_LIST_OF(DecideBatchModel, changes, DecideChange),
                                   PART_LIST_OF(DecideBatchModel, faults, DecideChange),
                                   PART_NEXT_OF(DecideBatchModel, page, COL_ID),
                                   {0}};

static void draw_batch(Page *out, const Visit *v, const void *model)
{
        decide_batch_page(out, v, model);
}

const View decide_batch_view = {
        .path = "/determinations/batches/{batch}",
        .word = "batch show",
        .may = MAY_APPLICATION_SEE,
        .title = N_("Decide on many"),
        .help = N_("Every change and every mail, before anything happens; and what came of it."),
        .query = batch_query,
        .bytes = sizeof(DecideBatchModel),
        .parts = batch_parts,
        .load = load_batch,
        .draw = draw_batch};

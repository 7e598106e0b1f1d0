/* review/run_page: see the header. */
#include "review/run_page.h"

#include "base/words.h"
#include "review/run.html.h"

#include <string.h>

static const RowColumn step_columns[] = {
        {"step", COL_TEXT, offsetof(StepLine, step)},
        {"title", COL_TEXT, offsetof(StepLine, title)},
        {"until", COL_TIME, offsetof(StepLine, until)},
        {"assigned", COL_INT, offsetof(StepLine, assigned)},
        {"submitted", COL_INT, offsetof(StepLine, submitted)},
        {"has_begun", COL_BOOL, offsetof(StepLine, has_begun)},
        {"takes", COL_BOOL, offsetof(StepLine, takes)},
};
const RowShape shape_StepLine = {"StepLine", step_columns,
                                 sizeof step_columns / sizeof *step_columns, sizeof(StepLine)};

static Status load_steps(Visit *v, const ReviewRound *round, const Definition *def, RunHead *out)
{
        StepLine *lines = arena_new(v->a, StepLine, def->selection.steps.n + 1);
        ReviewStepList begun;

        TRY(review_steps_of(v->db, v->a, round->id, &begun));
        for (size_t i = 0; i < def->selection.steps.n; i++) {
                const SelectionStep *step = &def->selection.steps.at[i];
                ReviewIn in = {.round = *round, .def = def, .step = step};

                for (size_t k = 0; k < begun.n; k++)
                        if (str_eq(begun.at[k].step, step->slug)) {
                                in.run = begun.at[k];
                                in.has_begun = true;
                        }
                lines[i] = (StepLine){step->slug,
                                      step->title,
                                      in.run.until_at,
                                      in.run.assigned,
                                      in.run.submitted,
                                      in.has_begun,
                                      review_takes(&in, v->now_us)};
        }
        out->steps = (StepLineList){lines, def->selection.steps.n};
        return OK;
}

/* The round of an address, where the visitor may run reviews; as if it were not there elsewhere. */
Status run_head(Visit *v, Str text, const char *step, RunHead *out, ReviewIn *out_in)
{
        const Definition *def;
        ReviewRound round;
        RunCount pending;
        Place place;
        Status s = id_parse(text, &out->round)
                           ? review_round_open(v->db, v->a, out->round, &round, &def)
                           : NOT_FOUND;

        if (s == OK)
                s = review_place(v->db, v->a, &round, &place);
        if (s == OK && !access_may_at(&v->actor, MAY_REVIEW_RUN, &place))
                s = NOT_FOUND;
        if (s == OK && out_in)
                s = review_in(v->db, v->a, round.id, str_from(step), out_in);
        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no such round here."));
        TRY(s);
        out->title = round.title;
        out->programme = round.programme_title;
        out->hub = round.hub_title;
        TRY(run_conflict_count(v->db, v->a, round.id, S("pending"), &pending));
        out->pending = pending.n;
        TRY(interest_of(v->db, v->a, v->actor.id, &out->own));
        return load_steps(v, &round, def, out);
}

/* --- the pool */

static const Field page_query[] = {
        {"after", FIELD_ID, .label = N_("Cursor: next of the page before")}, {0}};

static Status load_pool(Visit *v, void *model)
{
        PoolModel *m = model;

        TRY(run_head(v, v->params[0], NULL, &m->head, NULL));
        TRY(cursor_read(v, "after", 0, &m->page));
        TRY(run_pool(v->db, v->a, m->head.round, m->page.at, &m->reviewers));
        CURSOR_CUT(&m->page, &m->reviewers, account);
        return OK;
}

static const Part pool_parts[] = {PART_VALUE_OF(PoolModel, head.round, COL_ID),
                                  PART_LIST_OF(PoolModel, head.steps, StepLine),
                                  PART_LIST_OF(PoolModel, reviewers, RunReviewer),
                                  PART_NEXT_OF(PoolModel, page, COL_ID),
                                  {0}};

static void draw_pool(Page *out, const Visit *v, const void *model)
{
        review_pool_page(out, v, model);
}

const View review_pool_view = {
        .path = "/rounds/{round}/reviewers",
        .word = "reviewer list",
        .may = MAY_REVIEW_RUN,
        .title = N_("Reviewers"),
        .help = N_("Who reviews in a round, how far they are, and its steps."),
        .query = page_query,
        .bytes = sizeof(PoolModel),
        .parts = pool_parts,
        .load = load_pool,
        .draw = draw_pool};

/* --- conflicts */

static const char *const statuses[] = {"pending", "recused", "waived", "dismissed", NULL};

static const Field conflicts_query[] = {
        {"after", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {"status", FIELD_CHOICE, .choices = statuses, .label = N_("Status")},
        {0}};

static Status load_conflicts(Visit *v, void *model)
{
        ConflictsModel *m = model;
        bool is_one = false;

        TRY(run_head(v, v->params[0], NULL, &m->head, NULL));
        TRY(cursor_read(v, "after", 0, &m->page));
        m->status = visit_query(v, "status");
        if (str_empty(m->status))
                m->status = S("pending");
        for (size_t i = 0; statuses[i]; i++)
                is_one |= str_is(m->status, statuses[i]);
        if (!is_one)
                return visit_fault(v, INVALID, _("«status» must be one of: %s."),
                                   "pending, recused, waived, dismissed" /* as it is */);
        TRY(conflicts_page(v->db, v->a, m->head.round, m->status, m->page.at, &m->conflicts));
        CURSOR_CUT(&m->page, &m->conflicts, id);
        INTEREST_CUT(&m->head.own, v->a, &m->conflicts, party);
        return OK;
}

static const Part conflicts_parts[] = {PART_VALUE_OF(ConflictsModel, status, COL_TEXT),
                                       PART_LIST_OF(ConflictsModel, conflicts, ConflictRow),
                                       PART_NEXT_OF(ConflictsModel, page, COL_ID),
                                       {0}};

static void draw_conflicts(Page *out, const Visit *v, const void *model)
{
        review_conflicts_page(out, v, model);
}

const View review_conflicts_view = {
        .path = "/rounds/{round}/conflicts",
        .word = "conflict list",
        .may = MAY_REVIEW_RUN,
        .title = N_("Conflicts of interest"),
        .help = N_("Between reviewers and applicants of a round: declared, found, added."),
        .query = conflicts_query,
        .bytes = sizeof(ConflictsModel),
        .parts = conflicts_parts,
        .load = load_conflicts,
        .draw = draw_conflicts};

/* --- who has what */

static const char *const states[] = {"proposed", "assigned", "draft", "submitted",
                                     "revised",  "recused",  "ended", NULL};

static const Field assignments_query[] = {
        {"after", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {"state", FIELD_CHOICE, .choices = states, .label = N_("State")},
        {0}};

static Status load_assignments(Visit *v, void *model)
{
        AssignmentsModel *m = model;
        bool is_one = false;
        RunTitle title;
        ReviewIn in = {0};

        TRY(run_head(v, v->params[0], str_z(v->a, v->params[1]), &m->head, &in));
        TRY(cursor_read(v, "after", 0, &m->page));
        m->has_proposal = proposal_of(v->a, in.run.proposal, &m->proposal);
        m->state = visit_query(v, "state");
        if (str_empty(m->state))
                m->state = m->has_proposal ? S("proposed") : S("assigned");
        for (size_t i = 0; states[i]; i++)
                is_one |= str_is(m->state, states[i]);
        if (!is_one)
                return visit_fault(v, INVALID, _("There is no such state."));
        m->step = in.step->slug;
        m->step_title = in.step->title;
        m->has_begun = in.has_begun;
        m->takes = review_takes(&in, v->now_us);
        m->until = in.run.until_at;
        m->assigned = in.run.assigned;
        m->submitted = in.run.submitted;
        if (m->proposal.worst_file &&
            run_title(v->db, v->a, m->proposal.worst_file, &title) == OK &&
            !interest_has(&m->head.own, title.party))
                m->worst_title = title.title;
        TRY(assignment_lines(v->db, v->a, m->head.round, m->step, m->state, m->page.at, &m->lines));
        CURSOR_CUT(&m->page, &m->lines, id);
        INTEREST_CUT(&m->head.own, v->a, &m->lines, party);
        return OK;
}

static const Part assignments_parts[] = {PART_VALUE_OF(AssignmentsModel, step, COL_TEXT),
                                         PART_VALUE_OF(AssignmentsModel, state, COL_TEXT),
                                         PART_VALUE_OF(AssignmentsModel, assigned, COL_INT),
                                         PART_VALUE_OF(AssignmentsModel, submitted, COL_INT),
                                         PART_VALUE_OF(AssignmentsModel, has_proposal, COL_BOOL),
                                         PART_VALUE_OF(AssignmentsModel, proposal.given, COL_INT),
                                         PART_VALUE_OF(AssignmentsModel, proposal.shorts, COL_INT),
                                         PART_VALUE_OF(AssignmentsModel, proposal.total, COL_INT),
                                         PART_VALUE_OF(AssignmentsModel, proposal.worst, COL_INT),
                                         PART_LIST_OF(AssignmentsModel, lines, AssignmentLine),
                                         PART_NEXT_OF(AssignmentsModel, page, COL_ID),
                                         {0}};

static void draw_assignments(Page *out, const Visit *v, const void *model)
{
        review_assignments_page(out, v, model);
}

const View review_assignments_view = {
        .path = "/rounds/{round}/assignments/{step}",
        .word = "assignment list",
        .may = MAY_REVIEW_RUN,
        .title = N_("Who reads what"),
        .help = N_("The files of a step and their reviewers; a proposal with its reasons."),
        .query = assignments_query,
        .bytes = sizeof(AssignmentsModel),
        .parts = assignments_parts,
        .load = load_assignments,
        .draw = draw_assignments};

Str run_reasons(Arena *a, Str why)
{
        PairReasons r;
        Text t = text_begin(a, 4 * KIB);

        pair_reasons(a, why, &r);
        if (r.bid)
                text_fmt(&t, "%s · ",
                         r.bid < 0       ? _("said no")
                         : r.bid >= 1000 ? _("said yes")
                                         : _("said maybe"));
        if (r.expertise)
                text_fmt(&t, _("expertise %lld %%"), (long long)r.expertise / 10);
        if (r.expertise)
                text_add(&t, S(" · "));
        if (r.likeness)
                text_fmt(&t, _("texts %lld %% alike"), (long long)r.likeness / 10);
        if (r.words.len)
                text_fmt(&t, ": %.*s", S_ARG(r.words));
        if (!t.len)
                text_fmt(&t, "%s", _("nothing known; has room"));
        return text_str(&t);
}

/* --- all that was written of one application */

static Status load_full(Visit *v, const RunReview *row, Id round, int64_t newest, FullReview *out)
{
        ReviewVersion sent = {.scores = S("{}"), .words = S("{}")};
        ReviewIn in;

        TRY(review_in(v->db, v->a, round, row->step, &in));
        if (row->versions)
                TRY(review_version_of(v->db, v->a, row->party, row->id, row->versions, &sent));
        *out = (FullReview){.row = *row, .step = in.step, .is_old = row->revision < newest};
        review_marks_of(v->a, in.step, sent.scores, sent.words, &out->marks);
        return OK;
}

static Status load_application(Visit *v, void *model)
{
        ApplicationReviewsModel *m = model;
        FullReview *full;
        ReviewFile file;
        Status s;

        TRY(run_head(v, v->params[0], NULL, &m->head, NULL));
        s = id_parse(v->params[1], &m->application)
                    ? review_application(v->db, v->a, m->application, &file)
                    : NOT_FOUND;
        if (s == NOT_FOUND ||
            (s == OK && (file.round != m->head.round || interest_has(&m->head.own, file.party))))
                return visit_fault(v, NOT_FOUND, _("There is no such application in this round."));
        TRY(s);
        m->title = file.title;
        m->revision = file.revision;
        TRY(run_reviews_on(v->db, v->a, m->application, &m->rows));
        full = arena_new(v->a, FullReview, m->rows.n + 1);
        for (size_t i = 0; i < m->rows.n; i++)
                TRY(load_full(v, &m->rows.at[i], m->head.round, file.revision, &full[i]));
        m->reviews = (FullReviewList){full, m->rows.n};
        return OK;
}

static const Part application_parts[] = {
        PART_VALUE_OF(ApplicationReviewsModel, application, COL_ID),
        PART_VALUE_OF(ApplicationReviewsModel, title, COL_TEXT),
        PART_LIST_OF(ApplicationReviewsModel, rows, RunReview),
        {0}};

static void draw_application(Page *out, const Visit *v, const void *model)
{
        (void)v;
        review_application_page(out, model);
}

const View review_application_view = {
        .path = "/rounds/{round}/reviews/{application}",
        .may = MAY_REVIEW_RUN,
        .title = N_("Reviews of an application"),
        .help = N_("What was written of an application, with what was set aside."),
        .bytes = sizeof(ApplicationReviewsModel),
        .parts = application_parts,
        .load = load_application,
        .draw = draw_application};

/* decide/file_page: one application: what is decided on it for operators, what came of it for who
 * applied. */
#include "base/words.h"
#include "decide/decide.html.h"
#include "decide/decide_page.h"
#include "decide/score.h"

static Status find_application(Visit *v, Application *out, DecideRound *out_r)
{
        Id id;

        if (!id_parse(v->params[0], &id))
                return NOT_FOUND;
        TRY(application_get(v->db, v->a, id, out));
        return decide_round(v->db, v->a, out->round, out_r);
}

/* --- for operators */

/* Everything that could be decided now; when nothing can, why the first can not. */
static Status load_offers(Visit *v, DecideFileModel *m)
{
        const Selection *s = &m->r.def->selection;

        m->offers.at = arena_new(v->a, DecideOffer, s->determinations.n + 1);
        for (size_t i = 0; i < s->determinations.n; i++) {
                DecideAsk ask = {.application = m->application.id,
                                 .slug = s->determinations.at[i].slug,
                                 .feedback = s->determinations.at[i].feedback == SELECTION_REQUIRED
                                                     ? S("-")
                                                     : (Str){0},
                                 .actor = v->actor.id};
                DecidePlan plan;

                TRY(decide_plan(v->db, v->a, &m->r, &ask, &plan));
                if (!plan.fault.len)
                        m->offers.at[m->offers.n++] = (DecideOffer){plan.what};
                else if (!m->why_not.len)
                        m->why_not = plan.fault;
        }
        return OK;
}

/* Of what is not told: the mails that would tell it, or why it can not be told. */
static Status load_untold(Visit *v, DecideFileModel *m, const Determination *x, DecideStory *out)
{
        DecideAsk ask = {.application = x->application,
                         .slug = x->slug,
                         .feedback = x->feedback,
                         .own = x->id};
        DecideLetter letter;
        DecidePlan plan;
        int64_t due = 0;

        TRY(decide_plan(v->db, v->a, &m->r, &ask, &plan));
        out->fault = plan.fault;
        if (plan.what && plan.what->confirm.len)
                due = span_after(x->send_at ? x->send_at : v->now_us, plan.what->confirm_count,
                                 plan.what->confirm_unit);
        decide_letter(v->a, &m->r, &m->application, plan.what, x, due, v->site->base_url, &letter);
        return decide_mails(v->db, v->a, &m->r, x->party, &decide_outcome_mail, &letter,
                            &out->mails);
}

static Status load_stories(Visit *v, DecideFileModel *m, bool may_approve)
{
        TRY(determinations_on(v->db, v->a, m->application.id, &m->determinations));
        m->stories.at = arena_new(v->a, DecideStory, m->determinations.n + 1);
        for (size_t i = 0; i < m->determinations.n; i++) {
                const Determination *x = &m->determinations.at[i];
                DecideStory *story = &m->stories.at[m->stories.n++];
                bool is_own, is_proposed = str_is(x->state, "proposed");
                bool is_approved = str_is(x->state, "approved");

                *story = (DecideStory){.of = x, .title = decide_title(&m->r, x->slug)};
                TRY(decide_told(v->db, v->a, &m->r, x, &story->told));
                TRY(decide_is_own(v->db, v->a, x->proposed_by, v->actor.id, &is_own));
                story->may_approve = is_proposed && may_approve && !is_own;
                story->may_undo = m->may_decide && (is_proposed || is_approved);
                story->may_send = m->may_decide && is_approved;
                if (is_approved && x->send_at)
                        story->until = round_moment(v->a, m->r.round.zone, x->send_at);
                if (str_is(x->state, "announced") && x->due_at)
                        story->until = round_moment(v->a, m->r.round.zone, x->due_at);
                if (is_proposed || is_approved)
                        TRY(load_untold(v, m, x, story));
        }
        return OK;
}

static Status load_file(Visit *v, void *out)
{
        DecideFileModel *m = out;
        PartyView party;
        Place place;
        bool is_own;

        TRY(find_application(v, &m->application, &m->r));
        TRY(round_place(v->db, v->a, &m->r.round, &place));
        m->may_decide = access_may_at(&v->actor, MAY_DECIDE, &place);
        TRY(interest_in(v->db, v->a, v->actor.id, m->application.party, &is_own));
        if (is_own || !access_may_at(&v->actor, MAY_APPLICATION_SEE, &place))
                return NOT_FOUND;
        TRY(party_public(v->db, v->a, m->application.party, &party));
        m->party = party.name;
        m->stage_title = decide_stage_title(&m->r, m->application.stage);
        TRY(decide_seen(v->db, v->a, m->application.id, &m->seen));
        TRY(decide_score_of(v->db, v->a, &m->r, m->application.id, &m->score));
        if (m->may_decide) {
                TRY(load_offers(v, m));
                if (m->offers.n)
                        TRY(decide_excerpts(v->db, v->a, &m->r, m->application.id, &m->excerpts));
                TRY(decide_over(v->db, v->a, &m->r, v->actor.id, m->offers.n ? 1 : 0, &m->over));
        }
        return load_stories(v, m, access_may_at(&v->actor, MAY_DECIDE_APPROVE, &place));
}

static const Part file_parts[] = {PART_ROW_OF(DecideFileModel, application, Application),
                                  PART_VALUE_OF(DecideFileModel, party, COL_TEXT),
                                  PART_VALUE_OF(DecideFileModel, score, COL_TEXT),
                                  PART_VALUE_OF(DecideFileModel, seen, COL_TEXT),
                                  PART_LIST_OF(DecideFileModel, determinations, Determination),
                                  {0}};

static void draw_file(Page *out, const Visit *v, const void *model)
{
        decide_file_page(out, v, model);
}

const View decide_file_view = {.path = "/applications/{application}/decide",
                               .word = "determination show",
                               .may = MAY_APPLICATION_SEE,
                               .title = N_("Decide on an application"),
                               .help = N_("What was decided on it, and what can be."),
                               .bytes = sizeof(DecideFileModel),
                               .parts = file_parts,
                               .load = load_file,
                               .draw = draw_file};

/* --- for who applied */

static Status load_outcome(Visit *v, void *out)
{
        DecideOutcomeModel *m = out;
        DeterminationList list;
        bool sees, may;

        TRY(find_application(v, &m->application, &m->r));
        TRY(application_sees(v->db, v->a, &v->actor, &m->application, &sees));
        if (!sees)
                return NOT_FOUND;
        TRY(application_writes(v->db, v->a, &v->actor, &m->application, &may));
        m->title = m->application.title;
        TRY(determinations_on(v->db, v->a, m->application.id, &list));
        for (size_t i = 0; i < list.n && !m->of.id; i++)
                if (list.at[i].announced_at)
                        m->of = list.at[i];
        m->determination = m->of.id;
        m->state = m->of.state;
        if (m->of.id) {
                const SelectionDetermination *what =
                        selection_determination(&m->r.def->selection, m->of.slug);

                m->stage_title = what ? decide_stage_title(&m->r, what->to) : m->of.slug;
                m->takes_place = m->of.place;
        }
        if (m->of.due_at)
                m->until = round_moment(v->a, m->r.round.zone, m->of.due_at);
        m->has_answer = str_is(m->of.state, "announced") && m->of.due_at &&
                        str_is(m->application.state, "submitted");
        m->is_late = m->has_answer && m->of.due_at <= v->now_us;
        m->may_answer = m->has_answer && !m->is_late && may;
        m->of.reason = (Str){0}; /* for operators */
        m->of.salt = (Str){0};
        return OK;
}

static const Part outcome_parts[] = {
        PART_VALUE_OF(DecideOutcomeModel, title, COL_TEXT),
        PART_VALUE_OF(DecideOutcomeModel, determination, COL_ID),
        PART_VALUE_OF(DecideOutcomeModel, state, COL_TEXT),
        PART_VALUE_OF(DecideOutcomeModel, stage_title, COL_TEXT),
        {"slug", PART_VALUE, COL_TEXT, 0, offsetof(DecideOutcomeModel, of.slug), 0},
        {"conditions", PART_VALUE, COL_TEXT, 0, offsetof(DecideOutcomeModel, of.conditions), 0},
        {"feedback", PART_VALUE, COL_TEXT, 0, offsetof(DecideOutcomeModel, of.feedback), 0},
        {"due_at", PART_VALUE, COL_TIME, 0, offsetof(DecideOutcomeModel, of.due_at), 0},
        {0}};

static void draw_outcome(Page *out, const Visit *v, const void *model)
{
        decide_outcome_page(out, v, model);
}

const View decide_outcome_view = {
        .path = "/applications/{application}/outcome",
        .word = "determination outcome",
        .may = MAY_SELF,
        .title = N_("What came of an application"),
        .help = N_("For who applied: what was decided, and by when to answer."),
        .bytes = sizeof(DecideOutcomeModel),
        .parts = outcome_parts,
        .load = load_outcome,
        .draw = draw_outcome};

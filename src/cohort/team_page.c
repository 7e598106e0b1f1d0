/* cohort/team_page: see the header. */
#include "cohort/team_page.h"

#include "apply/apply_page.h"
#include "base/time.h"
#include "base/words.h"
#include "cohort/team.html.h"

/* --- a team's own page */

static Status load_stage(Visit *v, CohortTeamModel *m)
{
        Member member;
        Stage stage;
        Status s =
                member_get(v->db, v->a, m->party.id, m->cohort.programme, m->cohort.hub, &member);

        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        TRY(stage_by_id(v->db, v->a, member.stage, &stage));
        m->stage = stage.title;
        return OK;
}

/* What only operators or only the team are shown. */
static Status load_rest(Visit *v, CohortTeamModel *m)
{
        Id party = m->party.id, cohort = m->cohort.id;
        ScaleUp found;
        Status s;

        TRY(reports_of(v->db, v->a, party, cohort, &m->reports));
        TRY(pair_of(v->db, v->a, party, cohort, &m->pair));
        TRY(mentors_of(v->db, v->a, cohort, v->now_us, &m->mentors));
        TRY(wishes_of_team(v->db, v->a, party, cohort, &m->wishes));
        s = scale_up_get(v->db, v->a, party, cohort, &found);
        m->is_scale_up = s == OK;
        if (s != NOT_FOUND)
                return s;
        return m->may_decide ? scaleup_find(v->db, v->a, &m->cohort, party, &m->rule, &m->growth)
                             : OK;
}

static Status load_team(Visit *v, void *model)
{
        CohortTeamModel *m = model;
        Place place;
        Id party;

        if (!id_parse(v->params[1], &party) || !party)
                return visit_fault(v, NOT_FOUND, _("There is no such cohort."));
        TRY(cohort_visit(v, MAY_COHORT_SEE, party, &m->cohort, &place));
        TRY(party_by_id(v->db, v->a, party, &m->party));
        TRY(load_stage(v, m));
        m->now = v->now_us;
        TRY(cohort_speaks(v->db, v->a, &v->actor, party, &m->may_hand_in));
        m->may_hand_in = m->may_hand_in && !m->cohort.closed_at;
        m->may_decide = access_may_at(&v->actor, MAY_COHORT_EDIT, &place);
        TRY(milestones_of(v->db, v->a, party, m->cohort.id, &m->milestones));
        TRY(milestone_evidences(v->db, v->a, party, m->cohort.id, &m->evidence));
        TRY(agenda_of(v->db, v->a, m->cohort.id, v->now_us, &m->sessions));
        TRY(bookings_of_party(v->db, v->a, party, m->cohort.id, &m->bookings));
        TRY(load_rest(v, m));
        return m->cohort.closed_at ? OK
                                   : slots_free(v->db, v->a, m->cohort.id, v->now_us, &m->slots);
}

static const Part team_parts[] = {PART_ROW_OF(CohortTeamModel, cohort, Cohort),
                                  PART_VALUE_OF(CohortTeamModel, stage, COL_TEXT),
                                  PART_LIST_OF(CohortTeamModel, milestones, Milestone),
                                  PART_LIST_OF(CohortTeamModel, evidence, MilestoneEvidence),
                                  PART_LIST_OF(CohortTeamModel, sessions, AgendaSession),
                                  PART_LIST_OF(CohortTeamModel, bookings, BookingLine),
                                  PART_LIST_OF(CohortTeamModel, slots, SlotLine),
                                  PART_LIST_OF(CohortTeamModel, reports, ReportLine),
                                  {0}};

static void draw_team(Page *out, const Visit *v, const void *model)
{
        cohort_team_page(out, v, model);
}

const View cohort_team_view = {
        .path = "/cohorts/{cohort}/{party}",
        .word = "cohort team",
        .may = MAY_SELF,
        .title = N_("Your cohort"),
        .help = N_("A member of a cohort: its milestones with their evidence, its hours with "
                   "mentors, the sessions ahead. For its team and for operators of the hub."),
        .bytes = sizeof(CohortTeamModel),
        .parts = team_parts,
        .load = load_team,
        .draw = draw_team};

/* A file that was handed in, for those who see the page. */
static Status run_file(Visit *v, HttpReply *reply)
{
        MilestoneFile f;
        Cohort cohort;
        Place place;
        Id party, milestone;
        int64_t number;

        if (!id_parse(v->params[1], &party) || !party || !id_parse(v->params[2], &milestone) ||
            !str_to_int(v->params[3], 1, MILESTONE_EVIDENCE_MAX, &number))
                return NOT_FOUND;
        TRY(cohort_visit(v, MAY_COHORT_SEE, party, &cohort, &place));
        TRY(milestone_file_get(v->db, v->a, party, cohort.id, milestone, number, &f));
        return application_file_serve(v->rq, reply, v->site->folder,
                                      &(ApplicationFile){.sha256 = f.sha256}, f.name);
}

const Route milestone_file_route = {
        .method = HTTP_GET,
        .path = "/cohorts/{cohort}/{party}/milestones/{milestone}/{number}",
        .may = MAY_SELF,
        .help = N_("A file that was handed in with a milestone, for its team and for operators of "
                   "the hub."),
        .run = run_file,
        .type = "application/octet-stream"};

/* --- mentors of a cohort */

static Status load_mentors(Visit *v, void *model)
{
        CohortMentorsModel *m = model;
        Place place;

        TRY(cohort_visit(v, MAY_COHORT_SEE, 0, &m->cohort, &place));
        m->may_edit = access_may_at(&v->actor, MAY_COHORT_EDIT, &place) && !m->cohort.closed_at;
        m->may_offer = access_may_at(&v->actor, MAY_MENTOR, &place) && !m->cohort.closed_at;
        TRY(mentors_of(v->db, v->a, m->cohort.id, v->now_us, &m->mentors));
        return bookings_of_cohort(v->db, v->a, m->cohort.id, INT64_MAX, &m->bookings);
}

static const Part mentors_parts[] = {PART_ROW_OF(CohortMentorsModel, cohort, Cohort),
                                     PART_LIST_OF(CohortMentorsModel, mentors, MentorLine),
                                     PART_LIST_OF(CohortMentorsModel, bookings, BookingLine),
                                     {0}};

static void draw_mentors(Page *out, const Visit *v, const void *model)
{
        (void)v;
        cohort_mentors_page(out, model);
}

const View cohort_mentors_view = {
        .path = "/cohorts/{cohort}/mentors",
        .word = "cohort mentors",
        .may = MAY_COHORT_SEE,
        .title = N_("Mentors"),
        .help = N_("Who mentors a cohort, how many hours are free, booked and held."),
        .bytes = sizeof(CohortMentorsModel),
        .parts = mentors_parts,
        .load = load_mentors,
        .draw = draw_mentors};

/* --- the agenda */

static Status load_agenda(Visit *v, void *model)
{
        AgendaModel *m = model;
        Place place;

        TRY(cohort_visit(v, MAY_COHORT_SEE, 0, &m->cohort, &place));
        m->may_edit = access_may_at(&v->actor, MAY_COHORT_EDIT, &place) && !m->cohort.closed_at;
        TRY(agenda_of(v->db, v->a, m->cohort.id, 0, &m->sessions));
        m->list = (AgendaLineList){arena_new(v->a, AgendaLine, m->sessions.n + 1), m->sessions.n};
        for (size_t i = 0; i < m->sessions.n; i++) {
                m->list.at[i].session = m->sessions.at[i];
                if (str_is(m->sessions.at[i].kind, "demo-day"))
                        TRY(pitches_of(v->db, v->a, m->sessions.at[i].id, &m->list.at[i].pitches));
        }
        return OK;
}

static const Part agenda_parts[] = {PART_ROW_OF(AgendaModel, cohort, Cohort),
                                    PART_LIST_OF(AgendaModel, sessions, AgendaSession),
                                    {0}};

static void draw_agenda(Page *out, const Visit *v, const void *model)
{
        agenda_page(out, v, model);
}

const View cohort_agenda_view = {
        .path = "/cohorts/{cohort}/agenda",
        .word = "cohort agenda",
        .may = MAY_COHORT_SEE,
        .title = N_("Agenda"),
        .help = N_("Sessions of a cohort, and who pitches when at its demo "
                   "days."),
        .bytes = sizeof(AgendaModel),
        .parts = agenda_parts,
        .load = load_agenda,
        .draw = draw_agenda};

/* --- a mentor's own hours */

static int64_t place_of(const WishedList *list, Id party)
{
        for (size_t i = 0; i < list->n; i++)
                if (list->at[i].party == party)
                        return list->at[i].place;
        return 0;
}

static Status load_teams(Visit *v, MentoringModel *m)
{
        MentoringTeam *teams = NULL;
        size_t n = 0;

        for (size_t i = 0; i < m->cohorts.n; i++) {
                const MentorCohort *c = &m->cohorts.at[i];
                CohortPartyList parties;
                WishedList wishes;

                if (c->closed_at)
                        continue;
                TRY(cohort_parties(v->db, v->a, c->id, 0, &parties));
                TRY(wishes_of_mentor(v->db, v->a, v->actor.id, c->id, &wishes));
                for (size_t k = 0; k < parties.n; k++) {
                        teams = query_grow(v->a, teams, n, sizeof *teams);
                        teams[n++] =
                                (MentoringTeam){.cohort = c->id,
                                                .party = parties.at[k].party,
                                                .name = parties.at[k].name,
                                                .cohort_title = c->title,
                                                .place = place_of(&wishes, parties.at[k].party)};
                }
        }
        m->teams = (MentoringTeamList){teams, n};
        return OK;
}

static Status load_mentoring(Visit *v, void *model)
{
        MentoringModel *m = model;

        TRY(mentor_cohorts(v->db, v->a, v->actor.id, &m->cohorts));
        TRY(slots_of_mentor(v->db, v->a, v->actor.id, v->now_us, &m->slots));
        TRY(load_teams(v, m));
        return bookings_of_mentor(v->db, v->a, v->actor.id, v->now_us - 30 * DAY_US, &m->bookings);
}

static const Part mentoring_parts[] = {PART_LIST_OF(MentoringModel, cohorts, MentorCohort),
                                       PART_LIST_OF(MentoringModel, slots, SlotLine),
                                       PART_LIST_OF(MentoringModel, bookings, BookingLine),
                                       {0}};

static void draw_mentoring(Page *out, const Visit *v, const void *model)
{
        mentoring_page(out, v, model);
}

const View mentoring_view = {.path = "/mentoring",
                             .word = "mentoring show",
                             .may = MAY_MENTOR,
                             .title = N_("Your hours as a mentor"),
                             .help = N_("Hours that you offer, who booked them, and those of the "
                                        "last month."),
                             .bytes = sizeof(MentoringModel),
                             .parts = mentoring_parts,
                             .load = load_mentoring,
                             .draw = draw_mentoring};

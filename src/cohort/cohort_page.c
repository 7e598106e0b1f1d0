/* cohort/cohort_page: see the header. */
#include "cohort/cohort_page.h"

#include "base/time.h"
#include "base/words.h"
#include "cohort/cohort.html.h"
#include "people/own.h"

enum { MEMBERS_A_PAGE = 200, CANDIDATES_A_PAGE = 50 };

Status cohort_visit(Visit *v, Permission may, Id party, Cohort *out, Place *out_place)
{
        bool is_own = false;
        Place place;
        Id id;
        Status s = id_parse(v->params[0], &id) ? cohort_by_id(v->db, v->a, id, out) : NOT_FOUND;

        if (s == OK && party)
                s = cohort_has(v->db, v->a, id, party);
        if (s == OK)
                s = cohort_place(v->db, v->a, out, party, &place);
        if (s == OK && party)
                s = party_is_own(v->db, v->a, &v->actor, party, &is_own);
        if (s == OK && !is_own && !access_may_at(&v->actor, may, &place))
                s = NOT_FOUND;
        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no such cohort."));
        if (s == OK && out_place)
                *out_place = place;
        return s;
}

/* --- all of them, for everybody: counts */

static const Field list_query[] = {
        {"before", FIELD_ID, .label = N_("Cursor: next of the page before")}, {0}};

/* Those of teams, and of the persons that the visitor is. */
static Status load_own(Visit *v, CohortsModel *m)
{
        Id parties[OWN_PARTIES_MAX];
        CohortOwnList teams;
        CohortOwn *all;
        size_t n = 0;

        if (!v->actor.id)
                return OK;
        TRY(cohort_of_actor(v->db, v->a, v->actor.id, &teams));
        TRY(party_own(v->db, v->a, v->actor.id, parties, &n));
        all = arena_new(v->a, CohortOwn, teams.n + n * COHORTS_OF_ONE_MAX + 1);
        for (size_t i = 0; i < teams.n; i++)
                all[m->own.n++] = teams.at[i];
        for (size_t k = 0; k < n; k++) {
                CohortOwnList own;

                TRY(cohort_of_party(v->db, v->a, parties[k], &own));
                for (size_t i = 0; i < own.n; i++)
                        all[m->own.n++] = own.at[i];
        }
        m->own.at = all;
        return OK;
}

static Status load_list(Visit *v, void *model)
{
        CohortsModel *m = model;

        TRY(cursor_read(v, "before", INT64_MAX, &m->page));
        TRY(cohort_lines(v->db, v->a, m->page.at, &m->list));
        CURSOR_CUT(&m->page, &m->list, id);
        TRY(load_own(v, m));
        m->may_open = access_may(&v->actor, MAY_COHORT_EDIT);
        return OK;
}

static const Part list_parts[] = {PART_LIST_OF(CohortsModel, own, CohortOwn),
                                  PART_LIST_OF(CohortsModel, list, CohortLine),
                                  PART_NEXT_OF(CohortsModel, page, COL_ID),
                                  {0}};

static void draw_list(Page *out, const Visit *v, const void *model)
{
        (void)v;
        cohorts_page(out, model);
}

const View cohort_list_view = {.path = "/cohorts",
                               .word = "cohort list",
                               .may = MAY_SEE_PUBLIC,
                               .title = N_("Cohorts"),
                               .help = N_("Cohorts of all programmes, newest first, with how many "
                                          "members they have; and those that your teams are in."),
                               .query = list_query,
                               .bytes = sizeof(CohortsModel),
                               .parts = list_parts,
                               .load = load_list,
                               .draw = draw_list};

/* --- one of them, for its operators */

static const RowColumn line_columns[] = {
        {"party", COL_ID, offsetof(CohortMemberLine, party)},
        {"name", COL_TEXT, offsetof(CohortMemberLine, name)},
        {"stage", COL_TEXT, offsetof(CohortMemberLine, stage)},
        {"health", COL_TEXT, offsetof(CohortMemberLine, health)},
        {"milestones", COL_INT, offsetof(CohortMemberLine, milestones)},
        {"milestones_done", COL_INT, offsetof(CohortMemberLine, milestones_done)},
        {"milestones_late", COL_INT, offsetof(CohortMemberLine, milestones_late)},
        {"milestones_wait", COL_INT, offsetof(CohortMemberLine, milestones_wait)},
        {"reports", COL_INT, offsetof(CohortMemberLine, reports)},
        {"reports_done", COL_INT, offsetof(CohortMemberLine, reports_done)},
        {"reports_late", COL_INT, offsetof(CohortMemberLine, reports_late)},
        {"booked_minutes", COL_INT, offsetof(CohortMemberLine, booked_minutes)},
        {"active_at", COL_TIME, offsetof(CohortMemberLine, active_at)}};
static const RowShape shape_CohortMemberLine = {"CohortMemberLine", line_columns,
                                                sizeof line_columns / sizeof *line_columns,
                                                sizeof(CohortMemberLine)};

static const Field show_query[] = {
        {"after", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {"before", FIELD_ID, .label = N_("Cursor of those who could be added")},
        {0}};

static void fill_lines(Visit *v, CohortModel *m, const CohortHealthList *rows)
{
        CohortMemberLine *lines = arena_new(v->a, CohortMemberLine, rows->n + 1);

        for (size_t i = 0; i < rows->n; i++) {
                const CohortHealth *r = &rows->at[i];
                Health how = health_of(r, &m->cohort, v->now_us);

                lines[i] = (CohortMemberLine){.party = r->party,
                                              .name = r->name,
                                              .stage = r->stage,
                                              .health = str_from(_(health_word(how))),
                                              .milestones = r->milestones,
                                              .milestones_done = r->milestones_done,
                                              .milestones_late = r->milestones_late,
                                              .milestones_wait = r->milestones_wait,
                                              .reports = r->reports,
                                              .reports_done = r->reports_done,
                                              .reports_late = r->reports_late,
                                              .booked_minutes = r->booked_us / (60 * SECOND_US),
                                              .active_at = r->active_at,
                                              .how = how};
                m->late += how == HEALTH_LATE;
                m->quiet += how == HEALTH_QUIET;
        }
        m->list = (CohortMemberLineList){lines, rows->n};
}

static Status load_candidates(Visit *v, CohortModel *m)
{
        const Cohort *c = &m->cohort;
        CohortConfirmedList confirmed;
        Cursor page;

        TRY(cursor_read(v, "before", INT64_MAX, &page));
        m->is_adding = page.at != INT64_MAX;
        TRY(cohort_confirmed(v->db, v->a, c->id, c->round, c->programme, c->hub, &confirmed));
        m->confirmed = (int64_t)confirmed.n;
        TRY(cohort_candidates(v->db, v->a, c->id, c->programme, c->hub, page.at, &m->candidates));
        if (m->candidates.n > MEMBERS_A_PAGE) {
                m->candidates.n = MEMBERS_A_PAGE;
                m->next_candidate = m->candidates.at[MEMBERS_A_PAGE - 1].party;
        }
        return OK;
}

static Status load_show(Visit *v, void *model)
{
        CohortModel *m = model;
        CohortHealthList rows;
        CohortCount count;
        Cursor page;
        Place place;

        TRY(cohort_visit(v, MAY_COHORT_SEE, 0, &m->cohort, &place));
        TRY(cursor_read(v, "after", 0, &page));
        m->may_edit = access_may_at(&v->actor, MAY_COHORT_EDIT, &place);
        TRY(cohort_health(v->db, v->a, m->cohort.id, v->now_us, page.at, &rows));
        if (rows.n > MEMBERS_A_PAGE) {
                rows.n = MEMBERS_A_PAGE;
                m->next = rows.at[MEMBERS_A_PAGE - 1].party;
        }
        fill_lines(v, m, &rows);
        TRY(cohort_member_count(v->db, v->a, m->cohort.id, &count));
        m->members = count.members;
        TRY(milestones_waiting(v->db, v->a, m->cohort.id, &m->waiting));
        return m->may_edit && !m->cohort.closed_at ? load_candidates(v, m) : OK;
}

static const Part show_parts[] = {PART_ROW_OF(CohortModel, cohort, Cohort),
                                  PART_VALUE_OF(CohortModel, members, COL_INT),
                                  PART_VALUE_OF(CohortModel, late, COL_INT),
                                  PART_VALUE_OF(CohortModel, quiet, COL_INT),
                                  PART_LIST_OF(CohortModel, list, CohortMemberLine),
                                  PART_LIST_OF(CohortModel, waiting, MilestoneWaiting),
                                  PART_VALUE_OF(CohortModel, next, COL_ID),
                                  PART_VALUE_OF(CohortModel, confirmed, COL_INT),
                                  {0}};

static void draw_show(Page *out, const Visit *v, const void *model)
{
        cohort_page(out, v, model);
}

const View cohort_show_view = {
        .path = "/cohorts/{cohort}",
        .word = "cohort show",
        .may = MAY_COHORT_SEE,
        .title = N_("Cohort"),
        .help = N_("A cohort with its members: milestones and reports that are due, done and late, "
                   "hours with mentors, and who is late or quiet."),
        .query = show_query,
        .bytes = sizeof(CohortModel),
        .parts = show_parts,
        .load = load_show,
        .draw = draw_show};

/* --- what became of them */

static Status load_alumni(Visit *v, void *model)
{
        AlumniModel *m = model;

        TRY(cohort_visit(v, MAY_COHORT_SEE, 0, &m->cohort, NULL));
        return cohort_alumni(v->db, v->a, m->cohort.id, 0, &m->list);
}

static const Part alumni_parts[] = {PART_ROW_OF(AlumniModel, cohort, Cohort),
                                    PART_LIST_OF(AlumniModel, list, CohortAlumnus),
                                    {0}};

static void draw_alumni(Page *out, const Visit *v, const void *model)
{
        (void)v;
        alumni_page(out, model);
}

const View cohort_alumni_view = {
        .path = "/cohorts/{cohort}/alumni",
        .word = "cohort alumni",
        .may = MAY_COHORT_SEE,
        .title = N_("What became of them"),
        .help = N_("Everybody who was in a cohort, and where they stand now."),
        .bytes = sizeof(AlumniModel),
        .parts = alumni_parts,
        .load = load_alumni,
        .draw = draw_alumni};

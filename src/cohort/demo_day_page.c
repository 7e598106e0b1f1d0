/* cohort/demo_day_page: see the header. */
#include "cohort/demo_day_page.h"

#include "base/time.h"
#include "base/words.h"
#include "cohort/demo_day.html.h"
#include "people/interest.h"

/* Staff, teams and mentors of the cohort, and investors who were let in; to others it is not there.
 */
static Status find_day(Visit *v, DemoModel *m)
{
        AgendaForList is_for;
        InvestorList belongs;
        Place place;
        Id id;

        if (!id_parse(v->params[0], &id))
                return NOT_FOUND;
        TRY(agenda_get(v->db, v->a, id, &m->session));
        if (!str_is(m->session.kind, "demo-day"))
                return NOT_FOUND;
        TRY(cohort_by_id(v->db, v->a, m->session.cohort, &m->cohort));
        TRY(cohort_place(v->db, v->a, &m->cohort, 0, &place));
        m->may_see = access_may_at(&v->actor, MAY_COHORT_SEE, &place);
        m->may_edit = access_may_at(&v->actor, MAY_COHORT_EDIT, &place) && !m->cohort.closed_at &&
                      !m->session.cancelled_at;
        m->may_introduce = access_may_at(&v->actor, MAY_OUTCOME_EDIT, &place);
        TRY(demo_investors(v->db, v->a, &v->actor, true, &m->investors));
        if (m->may_see || m->investors.n)
                return OK;
        TRY(agenda_is_for(v->db, v->a, m->cohort.id, v->actor.id, &is_for));
        if (is_for.n)
                return OK;
        TRY(demo_investors(v->db, v->a, &v->actor, false, &belongs));
        return belongs.n ? OK : NOT_FOUND;
}

static void note_shown(DemoModel *m, Id investor, const DemoInterestInList *shown)
{
        for (size_t i = 0; i < m->lines.n; i++)
                for (size_t k = 0; k < shown->n; k++)
                        if (m->lines.at[i].party == shown->at[k].party)
                                m->lines.at[i].shown = investor;
}

static Status load_lines(Visit *v, DemoModel *m)
{
        int64_t at = m->session.begins_at;
        DemoPitchList pitches;

        TRY(demo_pitches(v->db, v->a, m->session.id, &pitches));
        m->lines = (DemoLineList){arena_new(v->a, DemoLine, pitches.n + 1), pitches.n};
        for (size_t i = 0; i < pitches.n; i++) {
                const DemoPitch *p = &pitches.at[i];

                m->lines.at[i] = (DemoLine){.party = p->party,
                                            .name = p->name,
                                            .website = p->website,
                                            .place = p->place,
                                            .minutes = p->minutes,
                                            .begins_at = at,
                                            .is_listed = p->is_listed};
                at += p->minutes * 60 * SECOND_US;
        }
        for (size_t i = 0; i < m->investors.n; i++) {
                DemoInterestInList shown;

                TRY(pitch_interests_by(v->db, v->a, m->session.id, m->investors.at[i].party,
                                       &shown));
                note_shown(m, m->investors.at[i].party, &shown);
        }
        return OK;
}

/* Of one's own team others are told, and they introduce. */
static Status load_interests(Visit *v, DemoModel *m)
{
        Interest own;

        TRY(interest_of(v->db, v->a, v->actor.id, &own));
        TRY(pitch_interests_in(v->db, v->a, m->session.id, &m->interests));
        INTEREST_CUT(&own, v->a, &m->interests, party);
        for (size_t i = 0; i < m->lines.n; i++)
                for (size_t k = 0; k < m->interests.n; k++)
                        m->lines.at[i].interest += m->interests.at[k].party == m->lines.at[i].party;
        return OK;
}

static Status load_day(Visit *v, void *model)
{
        DemoModel *m = model;
        Status s = find_day(v, m);

        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no such demo day."));
        TRY(s);
        TRY(load_lines(v, m));
        return m->may_introduce ? load_interests(v, m) : OK;
}

static const Part day_parts[] = {PART_ROW_OF(DemoModel, session, AgendaSession),
                                 PART_LIST_OF(DemoModel, interests, DemoInterest),
                                 {0}};

static void draw_day(Page *out, const Visit *v, const void *model)
{
        (void)v;
        demo_day_page(out, model);
}

const View demo_day_view = {
        .path = "/demo-days/{session}",
        .word = "demo show",
        .may = MAY_SELF,
        .title = N_("Demo day"),
        .help = N_("Who pitches when, and which investors would like to meet whom. For the cohort, "
                   "its hub and investors of the network."),
        .bytes = sizeof(DemoModel),
        .parts = day_parts,
        .load = load_day,
        .draw = draw_day};

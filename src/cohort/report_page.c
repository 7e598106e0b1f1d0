/* cohort/report_page: see the header. */
#include "cohort/report_page.h"

#include "base/time.h"
#include "base/words.h"
#include "cohort/report.html.h"
#include "form/kept.h"

/* --- all of a cohort */

static Status load_reports(Visit *v, void *model)
{
        ReportsModel *m = model;
        Place place;

        TRY(cohort_visit(v, MAY_COHORT_SEE, 0, &m->cohort, &place));
        m->may_edit = access_may_at(&v->actor, MAY_COHORT_EDIT, &place);
        m->now = v->now_us;
        return reports_of_cohort(v->db, v->a, m->cohort.id, &m->list);
}

static const Part reports_parts[] = {PART_ROW_OF(ReportsModel, cohort, Cohort),
                                     PART_LIST_OF(ReportsModel, list, CohortReport),
                                     {0}};

static void draw_reports(Page *out, const Visit *v, const void *model)
{
        (void)v;
        reports_page(out, model);
}

const View cohort_reports_view = {.path = "/cohorts/{cohort}/reports",
                                  .word = "cohort reports",
                                  .may = MAY_COHORT_SEE,
                                  .title = N_("Reports"),
                                  .help = N_("Reports of a cohort's members: what is due, late, "
                                             "handed in."),
                                  .bytes = sizeof(ReportsModel),
                                  .parts = reports_parts,
                                  .load = load_reports,
                                  .draw = draw_reports};

/* --- one of them */

/* inputs: what was typed, when a deed was refused. */
static Status fill(Db *db, Arena *a, ReportModel *m, const Input *inputs, size_t n, bool as_whole)
{
        AnswerFaults *faults = arena_new(a, AnswerFaults, 1), none = {0};
        const Json *kept = NULL;
        Form *form;

        TRY(form_open(db, a, m->report.form, NULL, &form));
        TRY(report_revisions(db, a, m->report.party, m->report.id, &m->revisions));
        if (m->revisions.n && m->revisions.at[0].answers.len &&
            answers_parse(a, form, m->revisions.at[0].answers, &kept, &none) == OK)
                m->answers = m->revisions.at[0].answers;
        m->form_title = form_said(&form->title);
        m->show = (FormShow){.form = form, .answers = kept, .with_empty = true, .is_first = true};
        m->draw = (FormDraw){
                .form = form,
                .answers = report_answers_typed(a, form, &m->report, inputs, n, as_whole, faults),
                .faults = n ? faults : NULL};
        return OK;
}

static Status load_report(Visit *v, void *model)
{
        ReportModel *m = model;
        Place place;
        Id party, id;
        Status s;

        if (!id_parse(v->params[1], &party) || !party || !id_parse(v->params[2], &id))
                return visit_fault(v, NOT_FOUND, _("There is no such report."));
        TRY(cohort_visit(v, MAY_COHORT_SEE, party, &m->cohort, &place));
        s = report_get(v->db, v->a, party, id, &m->report);
        if (s == NOT_FOUND || (s == OK && m->report.cohort != m->cohort.id))
                return visit_fault(v, NOT_FOUND, _("There is no such report."));
        TRY(s);
        TRY(party_by_id(v->db, v->a, party, &m->party));
        m->now = v->now_us;
        m->is_locked = !report_is_open(&m->report, v->now_us);
        TRY(cohort_speaks(v->db, v->a, &v->actor, party, &m->may_hand_in));
        m->may_hand_in = m->may_hand_in && !m->is_locked;
        m->may_edit = access_may_at(&v->actor, MAY_COHORT_EDIT, &place);
        return fill(v->db, v->a, m, NULL, 0, false);
}

static const Part report_parts[] = {PART_ROW_OF(ReportModel, cohort, Cohort),
                                    PART_ROW_OF(ReportModel, report, Report),
                                    PART_LIST_OF(ReportModel, revisions, ReportRevision),
                                    {0}};

static void draw_report(Page *out, const Visit *v, const void *model)
{
        report_page(out, v, model, NULL);
}

const View cohort_report_view = {
        .path = "/cohorts/{cohort}/{party}/{report}",
        .word = "cohort report",
        .may = MAY_SELF,
        .title = N_("Report"),
        .help = N_("One report: its form while it is open, what was handed in, each revision."),
        .bytes = sizeof(ReportModel),
        .parts = report_parts,
        .load = load_report,
        .draw = draw_report};

/* A deed was refused, or its form is opened: the same page, with what was typed. */
void report_draw(Page *out, const Visit *v, const Deed *d)
{
        ReportModel m = {.may_hand_in = true, .is_deed = true, .now = v->now_us};
        Arena *a = out->arena;
        bool as_whole = d->action == &report_submit_action;
        Id party = deed_int(d, "party");
        bool speaks;

        if (cohort_speaks(v->db, a, &v->actor, party, &speaks) != OK || !speaks ||
            cohort_has(v->db, a, deed_int(d, "cohort"), party) != OK ||
            cohort_by_id(v->db, a, deed_int(d, "cohort"), &m.cohort) != OK ||
            report_get(v->db, a, party, deed_int(d, "report"), &m.report) != OK ||
            m.report.cohort != m.cohort.id || party_by_id(v->db, a, party, &m.party) != OK ||
            fill(v->db, a, &m, d->more, d->more_n, as_whole) != OK) {
                report_gone_page(out, d);
                return;
        }
        m.is_locked = !report_is_open(&m.report, v->now_us);
        m.may_hand_in = !m.is_locked;
        report_page(out, v, &m, d);
}

/* --- the matching */

static Status load_matching(Visit *v, void *model)
{
        MatchingModel *m = model;
        Place place;

        TRY(cohort_visit(v, MAY_COHORT_SEE, 0, &m->cohort, &place));
        m->may_edit = access_may_at(&v->actor, MAY_COHORT_EDIT, &place) && !m->cohort.closed_at;
        TRY(pairs_of(v->db, v->a, m->cohort.id, &m->pairs));
        return wish_match(v->db, v->a, &m->cohort, v->now_us, &m->matching);
}

static const Part matching_parts[] = {
        PART_ROW_OF(MatchingModel, cohort, Cohort),
        {"proposed", PART_LIST, 0, &shape_PairLine, offsetof(MatchingModel, matching.pairs), 0},
        {"mark", PART_VALUE, COL_TEXT, 0, offsetof(MatchingModel, matching.mark), 0},
        PART_LIST_OF(MatchingModel, pairs, PairLine),
        {0}};

static void draw_matching(Page *out, const Visit *v, const void *model)
{
        matching_page(out, v, model);
}

const View cohort_matching_view = {
        .path = "/cohorts/{cohort}/matching",
        .word = "cohort matching",
        .may = MAY_COHORT_SEE,
        .title = N_("Matching"),
        .help = N_("Teams and mentors matched by the lists of both, with the places that each has "
                   "in the other's list; and the matching that was confirmed."),
        .bytes = sizeof(MatchingModel),
        .parts = matching_parts,
        .load = load_matching,
        .draw = draw_matching};

/* cohort/report: see the header. */
#include "cohort/report.h"

#include "base/hash.h"
#include "base/time.h"
#include "base/words.h"
#include "cohort/field.h"
#include "cohort/letter.h"
#include "cohort/plan.h"
#include "form/kept.h"
#include "people/interest.h"

#define REPORT                                                              \
        {                                                                   \
                "report", FIELD_ID, .required = true, .label = N_("Report") \
        }

enum { SALT_BYTES = 16 };

/* --- periods */

/* First and last day of a period, and the moments that follow from them. */
static Report period_of(const Cohort *c, const PlanReport *plan, int64_t first)
{
        int64_t next = plan_next_period(plan->every, first);
        int64_t due = plan_after(next - DAY_US, &plan->due_after);
        Report r = {.cohort = c->id,
                    .slug = plan->slug,
                    .title = plan->title,
                    .begins_at = plan_day_begins(c->zone, first),
                    .ends_at = plan_day_begins(c->zone, next),
                    .due_at = plan_day_ends(c->zone, due)};

        if (plan->lock_after.count)
                r.lock_at = plan_day_ends(c->zone, plan_after(due, &plan->lock_after));
        return r;
}

static Status open_one(Db *db, Arena *a, const Report *r, Id party, int64_t now_us, int64_t *made)
{
        ReportId there;
        Status s = report_there(db, a, party, r->cohort, r->slug, r->begins_at, &there);

        if (s != NOT_FOUND)
                return s;
        (*made)++;
        return report_insert(db, party, db_id(db, now_us), r->cohort, r->slug, r->title, r->form,
                             r->begins_at, r->ends_at, r->due_at, r->lock_at, now_us);
}

static Status open_plan(Db *db, Arena *a, const Cohort *c, const PlanReport *plan,
                        const CohortPartyList *list, int64_t now_us, int64_t *made)
{
        int64_t first = plan_period(plan->every, c->begins_at),
                last = plan->goes_on_for.count ? plan_after(c->begins_at, &plan->goes_on_for)
                                               : c->ends_at;
        FormRow form;
        Status s = form_newest(db, a, c->programme, c->hub, plan->form, &form);

        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        for (int i = 0; i < REPORT_PERIODS_MAX && first <= last; i++) {
                Report r = period_of(c, plan, first);

                if (r.begins_at > now_us)
                        break;
                r.form = form.id;
                for (size_t k = 0; k < list->n; k++)
                        TRY(open_one(db, a, &r, list->at[k].party, now_us, made));
                first = plan_next_period(plan->every, first);
        }
        return OK;
}

Status report_open_periods(Db *db, Arena *a, const Cohort *c, int64_t now_us, int64_t *out_made)
{
        CohortPartyList list;
        CohortPlan *plan;

        *out_made = 0;
        TRY(plan_of(db, a, c, &plan));
        TRY(cohort_parties(db, a, c->id, 0, &list));
        for (size_t i = 0; i < plan->reports.n; i++)
                TRY(open_plan(db, a, c, &plan->reports.at[i], &list, now_us, out_made));
        return OK;
}

static const Field plan_fields[] = {COHORT, {0}};

static Status run_plan(Deed *d)
{
        int64_t made;
        Cohort c;
        Entry e;

        TRY(cohort_of(d, &c));
        TRY(report_open_periods(d->db, d->a, &c, d->now_us, &made));
        if (!made)
                return deed_fault(d, CONFLICT,
                                  _("Everybody has the reports of all periods that have begun."));
        d->made = c.id;
        d->go_to = str_fmt(d->a, "%.*s/reports", S_ARG(cohort_path(d->a, c.id)));
        d->note = str_fmt(d->a, words_n("%lld report opened.", "%lld reports opened.", made),
                          (long long)made);
        e = cohort_entry("report.opened", &c, 0);
        entry_int(&e, S("reports"), made);
        return deed_tell(d, &e);
}

const Action report_plan_action = {
        .name = "report plan",
        .may = MAY_COHORT_EDIT,
        .where = cohort_where,
        .title = N_("Open reports now"),
        .help = N_("Those of the programme's file, for periods that have begun. It happens by "
                   "itself, too, within the hour."),
        .fields = plan_fields,
        .run = run_plan};

/* --- by the team */

bool report_is_open(const Report *r, int64_t now_us)
{
        return !r->lock_at || now_us < r->lock_at || now_us < r->reopened_until;
}

const Json *report_answers_typed(Arena *a, const Form *f, const Report *r, const Input *inputs,
                                 size_t n, bool as_whole, AnswerFaults *faults)
{
        AnswerFaults none = {0}, *all = faults ? faults : &none;
        const Json *kept = NULL, *read = NULL, *both;

        if (r->draft.len && answers_parse(a, f, r->draft, &kept, &none) != OK)
                kept = NULL;
        if (!n)
                return kept;
        if (answers_read(a, f, inputs, n, &read, all) != OK && !read)
                return kept;
        both = answers_merge(a, f, kept, read);
        if (as_whole) {
                const Json *whole;

                if (answers_check_whole(a, f, both, &whole, all) == OK)
                        return whole;
        } else if (answers_check_draft(a, f, both, all) != OK) {
                return both;
        }
        return both;
}

/* The report of the deed, with its form; what is another's is not there. */
static Status report_of(Deed *d, const Cohort *c, Report *out, Form **out_form)
{
        TRY(report_get(d->db, d->a, deed_int(d, "party"), deed_int(d, "report"), out));
        if (out->cohort != c->id)
                return NOT_FOUND;
        d->made = out->id;
        d->go_to = str_fmt(d->a, "%.*s/%.*s", S_ARG(cohort_team_path(d->a, c->id, out->party)),
                           S_ARG(id_text(d->a, out->id)));
        if (!report_is_open(out, d->now_us))
                return deed_fault(d, CONFLICT,
                                  _("This report is locked. An operator can open it again."));
        return form_open(d->db, d->a, out->form, NULL, out_form);
}

/* Somebody else of the team saved meanwhile: nothing of theirs is written over unseen. */
static Status not_outrun(Deed *d, const Report *r)
{
        if (!deed_given(d, "seen") || deed_int(d, "seen") == r->draft_seq)
                return OK;
        return deed_fault(d, CONFLICT,
                          _("Somebody else changed this report meanwhile. What you typed stands "
                            "here; look at theirs on its page before you save it again."));
}

/* Each with the question's own words; rows of tables with where they are. */
static Status tell_faults(Deed *d, const Form *form, const AnswerFaults *faults)
{
        if (!faults->n)
                return OK;
        (void)!deed_fault(d, INVALID, _("Something is missing or wrong; it is marked below."));
        for (size_t i = 0; i < faults->n && d->faults_n < ACTION_FAULTS_MAX; i++) {
                const FormField *f = form_find(form, faults->list[i].path);
                Str name = f ? form_said(&f->title) : faults->list[i].path;

                (void)!deed_fault(d, INVALID, "%.*s: %.*s", S_ARG(name),
                                  S_ARG(faults->list[i].words));
        }
        return INVALID;
}

#define SEEN                                                                                     \
        {                                                                                        \
                "seen", FIELD_INT, .min = 0, .max = INT64_MAX, .label = N_("Draft number seen"), \
                                   .help = N_("Refused when the draft was changed since.")       \
        }

static const Field save_fields[] = {COHORT, PARTY, REPORT, SEEN, {0}};

static Status run_save(Deed *d)
{
        AnswerFaults faults = {0};
        const Json *answers;
        Form *form = NULL;
        Report r;
        Cohort c;

        TRY(cohort_of(d, &c));
        TRY(report_of(d, &c, &r, &form));
        TRY(not_outrun(d, &r));
        answers = report_answers_typed(d->a, form, &r, d->more, d->more_n, false, &faults);
        TRY(tell_faults(d, form, &faults));
        TRY(report_save(d->db, r.party, r.id, answers_text(d->a, answers), r.draft_seq));
        d->note = S_("Saved. It is not handed in yet.");
        return OK;
}

static Status run_submit(Deed *d)
{
        unsigned char random[SALT_BYTES];
        AnswerFaults faults = {0};
        const Json *answers;
        Str text, salt;
        Form *form = NULL;
        Hash hash;
        Report r;
        Cohort c;
        Entry e;

        TRY(cohort_of(d, &c));
        TRY(report_of(d, &c, &r, &form));
        TRY(not_outrun(d, &r));
        if (r.revision >= REPORT_REVISIONS_MAX)
                return deed_fault(d, TOO_MANY, _("This was handed in %d times; ask an operator."),
                                  REPORT_REVISIONS_MAX);
        answers = report_answers_typed(d->a, form, &r, d->more, d->more_n, true, &faults);
        if (!d->more_n)
                (void)!answers_check_whole(d->a, form, answers, &answers, &faults);
        TRY(tell_faults(d, form, &faults));
        text = answers_text(d->a, answers);
        random_fill(random, sizeof random);
        salt = str_hex(d->a, random, sizeof random);
        hash = hash_sha256(str_fmt(d->a, "%.*s%.*s", S_ARG(salt), S_ARG(text)));
        r.revision++;
        TRY(report_submit(d->db, r.party, r.id, text, r.revision, d->now_us));
        TRY(report_revision_insert(d->db, r.party, r.id, r.revision, r.form, text,
                                   hash_hex(d->a, &hash), salt, d->actor.id, d->now_us));
        e = cohort_entry(r.revision > 1 ? "report.revised" : "report.submitted", &c, r.party);
        entry_id(&e, S("report"), r.id);
        entry_text(&e, S("name"), r.slug);
        entry_int(&e, S("revision"), r.revision);
        entry_text(&e, S("answers"), hash_hex(d->a, &hash));
        if (d->now_us >= r.due_at)
                entry_int(&e, S("late"), 1);
        d->note = S_("Handed in.");
        return deed_tell(d, &e);
}

/* --- by an operator */

static const Field reopen_fields[] = {
        COHORT,
        PARTY,
        REPORT,
        {"until", FIELD_DATE, .required = true, .label = N_("Until"), .help = N_("The last day.")},
        {0}};

static Status run_reopen(Deed *d)
{
        CohortLetter letter = {.about = LETTER_REPORT_REOPENED};
        int64_t until;
        Report r;
        Cohort c;
        Entry e;

        TRY(cohort_of(d, &c));
        TRY(report_get(d->db, d->a, deed_int(d, "party"), deed_int(d, "report"), &r));
        if (r.cohort != c.id)
                return NOT_FOUND;
        TRY(interest_refuses(d, r.party));
        until = plan_day_ends(c.zone, deed_int(d, "until"));
        if (until <= d->now_us)
                return deed_fault_at(d, "until", _("This day is over."));
        if (report_is_open(&r, d->now_us) && r.reopened_until <= d->now_us)
                return deed_fault(d, CONFLICT, _("It is not locked: the team can correct it."));
        TRY(report_reopen(d->db, r.party, r.id, until));
        letter.what = r.title;
        letter.cohort = c.title;
        letter.at = until - 1;
        letter.zone = c.zone;
        letter.link =
                str_fmt(d->a, "%.*s%.*s/%.*s", S_ARG(d->base_url),
                        S_ARG(cohort_team_path(d->a, c.id, r.party)), S_ARG(id_text(d->a, r.id)));
        TRY(cohort_letter_team(d->db, d->a, &letter_cohort_notice, &letter, r.party, NULL, NULL,
                               d->now_us));
        d->made = r.id;
        d->go_to = str_fmt(d->a, "%.*s/%.*s", S_ARG(cohort_team_path(d->a, c.id, r.party)),
                           S_ARG(id_text(d->a, r.id)));
        d->note = S_("Open again. The team is told by mail.");
        e = cohort_entry("report.reopened", &c, r.party);
        entry_id(&e, S("report"), r.id);
        return deed_tell(d, &e);
}

const Action report_reopen_action = {
        .name = "report reopen",
        .may = MAY_COHORT_EDIT,
        .where = cohort_where,
        .title = N_("Open a report again"),
        .help = N_("For a correction after its lock. What was handed in before stays."),
        .fields = reopen_fields,
        .run = run_reopen};

/* The pages of these two draw the report's form. */
const Action report_save_action = {.name = "report save",
                                   .may = MAY_SELF,
                                   .where = cohort_where_team,
                                   .title = N_("Save a report as a draft"),
                                   .help = N_("With answers by the fields of its form."),
                                   .fields = save_fields,
                                   .run = run_save,
                                   .takes_more = true,
                                   .is_silent = true,
                                   .draw = report_draw};
const Action report_submit_action = {
        .name = "report submit",
        .may = MAY_SELF,
        .where = cohort_where_team,
        .title = N_("Hand in a report"),
        .help = N_("With answers by the fields of its form. Until its lock it can be handed in "
                   "again."),
        .fields = save_fields,
        .run = run_submit,
        .takes_more = true,
        .draw = report_draw};

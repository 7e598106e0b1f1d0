/* cohort/milestone: see the header. */
#include "cohort/milestone.h"

#include "apply/file.h"
#include "base/time.h"
#include "base/words.h"
#include "cohort/field.h"
#include "cohort/letter.h"
#include "cohort/plan.h"
#include "people/interest.h"

#define MILESTONE                                                                 \
        {                                                                         \
                "milestone", FIELD_ID, .required = true, .label = N_("Milestone") \
        }

const char *milestone_state_word(Str state)
{
        return str_is(state, "submitted")  ? N_("handed in")
               : str_is(state, "approved") ? N_("approved")
               : str_is(state, "returned") ? N_("sent back")
                                           : N_("due");
}

static Status tell_milestone(Deed *d, const char *kind, const Cohort *c, const Milestone *m)
{
        Entry e = cohort_entry(kind, c, m->party);

        d->made = m->id;
        entry_id(&e, S("milestone"), m->id);
        entry_text(&e, S("name"), m->slug);
        if (m->number)
                entry_int(&e, S("evidence"), m->number);
        return deed_tell(d, &e);
}

/* --- made by operators, or from the programme's plan */

static Status add(Deed *d, const Cohort *c, Id party, Str slug, Str title, int64_t due_at)
{
        Milestone m = {.party = party, .id = db_id(d->db, d->now_us), .slug = slug};
        MilestoneCount count;

        TRY(milestone_count(d->db, d->a, party, c->id, &count));
        if (count.milestones >= MILESTONES_MAX)
                return deed_fault(d, CONFLICT, _("A member has at most %d milestones."),
                                  MILESTONES_MAX);
        TRY(milestone_insert(d->db, party, m.id, c->id, slug, title, due_at, d->now_us));
        return tell_milestone(d, "milestone.set", c, &m);
}

static const Field set_fields[] = {
        COHORT,
        {"party", FIELD_ID, .picks = "party", .label = N_("Party"),
         .help = N_("All members when empty.")},
        {"milestone", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Short name"),
         .help = N_("As in first-pilot. What is there already gets the new title and day.")},
        {"title", FIELD_TEXT, .required = true, .chars_max = 200, .label = N_("Title")},
        {"due", FIELD_DATE, .required = true, .label = N_("Due"), .help = N_("The last day.")},
        {0}};

/* Due until the end of that day at the hub. */
static Status set_one(Deed *d, const Cohort *c, Id party, int64_t due_at)
{
        Milestone m;
        Status s = milestone_named(d->db, d->a, party, c->id, deed_text(d, "milestone"), &m);

        if (s == NOT_FOUND)
                return add(d, c, party, deed_text(d, "milestone"), deed_text(d, "title"), due_at);
        TRY(s);
        s = milestone_set_due(d->db, party, m.id, deed_text(d, "title"), due_at);
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("It was approved already."));
        TRY(s);
        m.number = 0;
        return tell_milestone(d, "milestone.set", c, &m);
}

static Status run_set(Deed *d)
{
        Id after = 0;
        int64_t due_at;
        CohortPartyList list;
        Cohort c;

        TRY(cohort_of_open(d, &c));
        due_at = plan_day_ends(c.zone, deed_int(d, "due"));
        if (deed_given(d, "party")) {
                Status s = cohort_has(d->db, d->a, c.id, deed_int(d, "party"));

                if (s == NOT_FOUND)
                        return deed_fault_at(d, "party", _("This party is not in the cohort."));
                TRY(s);
                TRY(set_one(d, &c, deed_int(d, "party"), due_at));
                d->note = S_("Set.");
                return OK;
        }
        TRY(cohort_parties(d->db, d->a, c.id, after, &list));
        if (!list.n)
                return deed_fault(d, CONFLICT, _("Nobody is in this cohort yet."));
        for (size_t i = 0; i < list.n; i++)
                TRY(set_one(d, &c, list.at[i].party, due_at));
        d->note = str_fmt(d->a,
                          words_n("Set for %lld member.", "Set for %lld members.", (int64_t)list.n),
                          (long long)list.n);
        return OK;
}

const Action milestone_set_action = {
        .name = "milestone set",
        .may = MAY_COHORT_EDIT,
        .where = cohort_where,
        .title = N_("Set a milestone"),
        .help = N_("For one member of a cohort or for all. It is due until the end of the day."),
        .fields = set_fields,
        .run = run_set};

static const Field plan_fields[] = {COHORT, {0}};

static Status plan_one(Deed *d, const Cohort *c, const CohortPlan *plan, Id party, int64_t *made)
{
        for (size_t i = 0; i < plan->milestones.n; i++) {
                const PlanMilestone *p = &plan->milestones.at[i];
                Milestone there;
                Status s = milestone_named(d->db, d->a, party, c->id, p->slug, &there);

                if (s == OK)
                        continue;
                if (s != NOT_FOUND)
                        return s;
                TRY(add(d, c, party, p->slug, p->title,
                        plan_day_ends(c->zone, plan_after(c->begins_at, &p->due_after))));
                (*made)++;
        }
        return OK;
}

static Status run_plan(Deed *d)
{
        int64_t made = 0;
        CohortPlan *plan;
        CohortPartyList list;
        Cohort c;

        TRY(cohort_of_open(d, &c));
        TRY(plan_of(d->db, d->a, &c, &plan));
        if (!plan->milestones.n)
                return deed_fault(d, CONFLICT, _("The programme names no milestones."));
        TRY(cohort_parties(d->db, d->a, c.id, 0, &list));
        for (size_t i = 0; i < list.n; i++)
                TRY(plan_one(d, &c, plan, list.at[i].party, &made));
        if (!made)
                return deed_fault(d, CONFLICT, _("All members have these milestones already."));
        d->made = c.id;
        d->note = str_fmt(d->a, words_n("%lld milestone made.", "%lld milestones made.", made),
                          (long long)made);
        return OK;
}

const Action milestone_plan_action = {
        .name = "milestone plan",
        .may = MAY_COHORT_EDIT,
        .where = cohort_where,
        .title = N_("Make the programme's milestones"),
        .help = N_("Each member gets those of the programme that it does not have yet, with days "
                   "counted from the beginning of the cohort."),
        .fields = plan_fields,
        .run = run_plan};

/* --- handed in by the team */

static const Field submit_fields[] = {COHORT,
                                      PARTY,
                                      MILESTONE,
                                      {"words", FIELD_LONG_TEXT, .required = true,
                                       .chars_max = MILESTONE_WORDS_MAX,
                                       .label = N_("What shows it")},
                                      {"link", FIELD_URL, .chars_max = 500, .label = N_("Link"),
                                       .help = N_("To a document, a page, a recording.")},
                                      {"file", FIELD_FILE, .label = N_("File"),
                                       .help = N_("Its own bytes say what kind it is; broken "
                                                  "archives are refused.")},
                                      {0}};

static Status milestone_of(Deed *d, const Cohort *c, Milestone *out)
{
        TRY(milestone_get(d->db, d->a, deed_int(d, "party"), deed_int(d, "milestone"), out));
        return out->cohort == c->id ? OK : NOT_FOUND;
}

/* Only who may hand it in brings bytes to the disk. */
static Status may_bring(Deed *d)
{
        CohortMember member;
        Milestone m = {0};
        bool speaks = false;
        Db *db;
        Status s;

        TRY(store_reader(d->store, &db));
        s = cohort_member_get(db, d->a, deed_int(d, "party"), deed_int(d, "cohort"), &member);
        if (s == OK)
                s = milestone_get(db, d->a, deed_int(d, "party"), deed_int(d, "milestone"), &m);
        if (s == OK)
                s = cohort_speaks(db, d->a, &d->actor, m.party, &speaks);
        store_reader_close(db);
        if (s == NOT_FOUND || (s == OK && !speaks))
                return deed_fault(d, NOT_FOUND, _("There is no such thing here."));
        return s;
}

static Status prepare_submit(Deed *d)
{
        FileKept *file = arena_new(d->a, FileKept, 1);

        d->prepared = file;
        if (!deed_given(d, "file"))
                return OK;
        TRY(may_bring(d));
        return file_keep(d, "file", file);
}

static void clear_submit(const Deed *d)
{
        if (deed_given(d, "file"))
                file_clear(d, "file");
}

static Status run_submit(Deed *d)
{
        const FileKept *file = d->prepared;
        Milestone m;
        Cohort c;
        Status s;

        TRY(cohort_of_open(d, &c));
        TRY(milestone_of(d, &c, &m));
        d->go_to = cohort_team_path(d->a, c.id, m.party);
        if (m.number >= MILESTONE_EVIDENCE_MAX)
                return deed_fault(d, TOO_MANY, _("This was handed in %d times; ask an operator."),
                                  MILESTONE_EVIDENCE_MAX);
        m.number++;
        s = milestone_set_submitted(d->db, m.party, m.id, m.number, d->now_us);
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("It was approved already."));
        TRY(s);
        TRY(milestone_evidence_insert(d->db, m.party, m.id, m.number, deed_text(d, "words"),
                                      deed_text(d, "link"), file->name, file->type, file->bytes,
                                      file->sha256, d->actor.id, d->now_us));
        d->note = S_("Handed in. An operator looks at it.");
        return tell_milestone(d, "milestone.submitted", &c, &m);
}

const Action milestone_submit_action = {
        .name = "milestone submit",
        .may = MAY_SELF,
        .where = cohort_where_team,
        .title = N_("Hand in a milestone"),
        .help = N_("Your team and the operators of the hub read it, nobody else."),
        .fields = submit_fields,
        .prepare = prepare_submit,
        .run = run_submit,
        .clear_up = clear_submit};

Status milestone_file_named(Db *db, Arena *a, Str sha256, bool *out)
{
        MilestoneFileUses uses = {0};
        Status s = milestone_file_uses(db, a, sha256, &uses);

        *out = uses.files > 0;
        return s;
}

/* --- decided by an operator */

#define EVIDENCE                                                                         \
        {                                                                                \
                "evidence", FIELD_INT,                                                   \
                        .min = 1, .max = MILESTONE_EVIDENCE_MAX,                         \
                        .label = N_("Number of the evidence"),                           \
                        .help = N_("The one that you looked at; the newest when empty.") \
        }

static Status decide(Deed *d, const char *state, const char *kind, bool is_good)
{
        Milestone m;
        Cohort c;
        Status s;

        TRY(cohort_of(d, &c));
        TRY(milestone_of(d, &c, &m));
        TRY(interest_refuses(d, m.party));
        d->go_to = cohort_team_path(d->a, c.id, m.party);
        if (deed_given(d, "evidence") && deed_int(d, "evidence") != m.number)
                return deed_fault(d, CONFLICT,
                                  _("Something newer was handed in meanwhile: look at that."));
        s = milestone_set_decided(d->db, m.party, m.id, m.number, str_from(state), d->now_us);
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("There is nothing to decide: it is %s."),
                                  _(milestone_state_word(m.state)));
        TRY(s);
        TRY(milestone_evidence_decide(d->db, m.party, m.id, m.number, str_from(state),
                                      deed_text(d, "answer"), d->actor.id, d->now_us));
        TRY(cohort_letter_milestone(d, &c, m.party, m.title, is_good));
        return tell_milestone(d, kind, &c, &m);
}

static const Field approve_fields[] = {
        COHORT,
        PARTY,
        MILESTONE,
        EVIDENCE,
        {"answer", FIELD_LONG_TEXT, .chars_max = 2000, .label = N_("Answer")},
        {0}};

static Status run_approve(Deed *d)
{
        TRY(decide(d, "approved", "milestone.approved", true));
        d->note = S_("Approved.");
        return OK;
}

const Action milestone_approve_action = {.name = "milestone approve",
                                         .may = MAY_COHORT_EDIT,
                                         .where = cohort_where,
                                         .title = N_("Approve a milestone"),
                                         .help = N_("The team is told by mail."),
                                         .fields = approve_fields,
                                         .run = run_approve};

static const Field return_fields[] = {COHORT,
                                      PARTY,
                                      MILESTONE,
                                      EVIDENCE,
                                      {"answer", FIELD_LONG_TEXT, .required = true,
                                       .chars_max = 2000, .label = N_("What is missing")},
                                      {0}};

static Status run_return(Deed *d)
{
        TRY(decide(d, "returned", "milestone.returned", false));
        d->note = S_("Sent back.");
        return OK;
}

const Action milestone_return_action = {
        .name = "milestone return",
        .may = MAY_COHORT_EDIT,
        .where = cohort_where,
        .title = N_("Send a milestone back"),
        .help = N_("Also one that was approved by mistake. The team is told by mail."),
        .fields = return_fields,
        .run = run_return};

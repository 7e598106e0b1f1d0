/* cohort: see the header. Opening and closing; who is in it. */
#include "cohort/cohort.h"

#include "base/time.h"
#include "base/words.h"
#include "cohort/demo_day.h"
#include "cohort/field.h"
#include "hub/hub.h"
#include "people/own.h"

/* --- what all deeds of a cohort need */

Status cohort_place(Db *db, Arena *a, const Cohort *c, Id party, Place *out)
{
        TRY(hub_place(db, a, c->hub, c->programme, out));
        out->party = party;
        out->is_hidden = true;
        return OK;
}

Status cohort_where(Deed *d, Place *out)
{
        Cohort c;

        *out = (Place){.is_hidden = true};
        TRY(cohort_by_id(d->db, d->a, deed_int(d, "cohort"), &c));
        return cohort_place(d->db, d->a, &c, 0, out);
}

Status cohort_speaks(Db *db, Arena *a, const Actor *actor, Id party, bool *out)
{
        Place team = {.party = party};

        *out = access_may_at(actor, MAY_APPLY, &team);
        return *out ? OK : party_is_own(db, a, actor, party, out);
}

Status cohort_where_team(Deed *d, Place *out)
{
        Id party = deed_int(d, "party");
        bool speaks;

        TRY(cohort_has(d->db, d->a, deed_int(d, "cohort"), party));
        TRY(cohort_speaks(d->db, d->a, &d->actor, party, &speaks));
        *out = (Place){.is_own = true};
        return speaks ? OK : NOT_FOUND;
}

Status cohort_of(Deed *d, Cohort *out)
{
        TRY(cohort_by_id(d->db, d->a, deed_int(d, "cohort"), out));
        d->go_to = cohort_path(d->a, out->id);
        return OK;
}

Status cohort_of_open(Deed *d, Cohort *out)
{
        TRY(cohort_of(d, out));
        return out->closed_at ? deed_fault(d, CONFLICT, _("This cohort was closed.")) : OK;
}

Status cohort_has(Db *db, Arena *a, Id cohort, Id party)
{
        CohortMember m;

        TRY(cohort_member_get(db, a, party, cohort, &m));
        return m.left_at ? NOT_FOUND : OK;
}

Entry cohort_entry(const char *kind, const Cohort *c, Id party)
{
        Entry e = {.kind = str_from(kind), .hub = c->hub, .subject = party ? party : c->id};

        entry_text(&e, S("programme"), c->programme_slug);
        if (party)
                entry_id(&e, S("cohort"), c->id);
        return e;
}

Str cohort_path(Arena *a, Id cohort)
{
        return str_fmt(a, "/cohorts/%.*s", S_ARG(id_text(a, cohort)));
}

Str cohort_team_path(Arena *a, Id cohort, Id party)
{
        return str_fmt(a, "/cohorts/%.*s/%.*s", S_ARG(id_text(a, cohort)),
                       S_ARG(id_text(a, party)));
}

Status cohort_party(Db *db, Arena *a, Id id, Party *out)
{
        return party_by_id(db, a, id, out);
}

/* --- opening, changing, closing */

#define TITLE                                                                                  \
        {                                                                                      \
                "title", FIELD_TEXT,                                                           \
                        .required = true, .chars_max = COHORT_TITLE_CHARS_MAX,                 \
                        .label = N_("Title"),                                                  \
                        .help = N_("Everybody can read it: no name of a person belongs here.") \
        }
#define BEGINS                                                                \
        {                                                                     \
                "begins", FIELD_DATE, .required = true, .label = N_("Begins") \
        }
#define ENDS                                                               \
        {                                                                  \
                "ends", FIELD_DATE, .required = true, .label = N_("Ends"), \
                                    .help = N_("The last day.")            \
        }

static const Field open_fields[] = {
        {"programme", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Programme")},
        {"hub", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Hub")},
        {"round", FIELD_ID, .label = N_("Round"),
         .help = N_("The round that its members come from, if there is one.")},
        TITLE,
        BEGINS,
        ENDS,
        {0}};

static Status programme_named(Deed *d, Programme *out)
{
        Status s = programme_by_slug(d->db, d->a, deed_text(d, "programme"), out);

        return s == NOT_FOUND ? deed_fault_at(d, "programme", _("There is no programme «%.*s»."),
                                              S_ARG(deed_text(d, "programme")))
                              : s;
}

static Status where_open(Deed *d, Place *out)
{
        Programme p;

        TRY(programme_named(d, &p));
        return hub_where_field(d, "hub", p.id, out);
}

static Status check_days(Deed *d, int64_t *out_begins, int64_t *out_ends)
{
        *out_begins = deed_int(d, "begins");
        *out_ends = deed_int(d, "ends");
        return *out_ends < *out_begins
                       ? deed_fault_at(d, "ends", _("It must not end before it begins."))
                       : OK;
}

static Status check_round(Deed *d, const Programme *p, const Hub *hub)
{
        CohortRound round;
        Status s;

        if (!deed_given(d, "round"))
                return OK;
        s = cohort_rounds(d->db, d->a, deed_int(d, "round"), &round);
        if (s == NOT_FOUND || (s == OK && (round.programme != p->id || round.hub != hub->id)))
                return deed_fault_at(d, "round",
                                     _("There is no such round of this programme at this hub."));
        return s;
}

static Status run_open(Deed *d)
{
        Cohort c = {.id = db_id(d->db, d->now_us), .round = deed_int(d, "round")};
        Programme p;
        Hub hub;
        Entry e;

        TRY(programme_named(d, &p));
        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(check_days(d, &c.begins_at, &c.ends_at));
        TRY(check_round(d, &p, &hub));
        c.hub = hub.id;
        c.programme_slug = p.slug;
        TRY(cohort_insert(d->db, c.id, p.id, hub.id, c.round, deed_text(d, "title"), c.begins_at,
                          c.ends_at, d->now_us, d->actor.id));
        d->made = c.id;
        d->go_to = cohort_path(d->a, c.id);
        d->note = S_("Opened. Add members to it now.");
        e = cohort_entry("cohort.opened", &c, 0);
        entry_id(&e, S("round"), c.round);
        return deed_tell(d, &e);
}

const Action cohort_open_action = {
        .name = "cohort open",
        .may = MAY_COHORT_EDIT,
        .where = where_open,
        .title = N_("Open a cohort"),
        .help = N_("Members of a programme at a hub who go through it together: with sessions, "
                   "mentors, milestones and reports."),
        .fields = open_fields,
        .run = run_open};

static const Field change_fields[] = {COHORT, TITLE, BEGINS, ENDS, {0}};

static Status run_change(Deed *d)
{
        int64_t begins, ends;
        Cohort c;
        Entry e;

        TRY(cohort_of_open(d, &c));
        TRY(check_days(d, &begins, &ends));
        TRY(cohort_set(d->db, c.id, deed_text(d, "title"), begins, ends));
        d->made = c.id;
        d->note = S_("Changed.");
        e = cohort_entry("cohort.changed", &c, 0);
        return deed_tell(d, &e);
}

const Action cohort_change_action = {
        .name = "cohort change",
        .may = MAY_COHORT_EDIT,
        .where = cohort_where,
        .title = N_("Change a cohort"),
        .help = N_("Milestones and reports that are there already keep their dates."),
        .fields = change_fields,
        .run = run_change};

static const Field close_fields[] = {COHORT, {0}};

static Status run_close(Deed *d)
{
        Cohort c;
        Entry e;

        TRY(cohort_of_open(d, &c));
        TRY(cohort_set_closed(d->db, c.id, d->now_us));
        d->made = c.id;
        d->note = S_("Closed. Its members are alumni now.");
        e = cohort_entry("cohort.closed", &c, 0);
        return deed_tell(d, &e);
}

const Action cohort_close_action = {
        .name = "cohort close",
        .may = MAY_COHORT_EDIT,
        .where = cohort_where,
        .title = N_("Close a cohort"),
        .help = N_("Nothing is booked or handed in any more, but reports that are due. What was "
                   "done stays."),
        .fields = close_fields,
        .run = run_close};

/* --- who is in it */

static const Field member_fields[] = {COHORT, PARTY, {0}};

static Status run_add(Deed *d)
{
        Id party = deed_int(d, "party");
        CohortCount count;
        Member m;
        Cohort c;
        Status s;
        Entry e;

        TRY(cohort_of_open(d, &c));
        s = member_get(d->db, d->a, party, c.programme, c.hub, &m);
        if (s == NOT_FOUND)
                return deed_fault_at(d, "party",
                                     _("Only a member of the programme at this hub can be in it."));
        TRY(s);
        s = cohort_has(d->db, d->a, c.id, party);
        if (s == OK)
                return deed_fault(d, CONFLICT, _("This party is in the cohort already."));
        if (s != NOT_FOUND)
                return s;
        TRY(cohort_member_count(d->db, d->a, c.id, &count));
        if (count.members >= COHORT_MEMBERS_MAX)
                return deed_fault(d, CONFLICT, _("A cohort has at most %d members."),
                                  COHORT_MEMBERS_MAX);
        TRY(cohort_member_add(d->db, party, c.id, d->now_us));
        d->made = party;
        d->note = S_("Added.");
        e = cohort_entry("cohort.member-added", &c, party);
        return deed_tell(d, &e);
}

const Action cohort_add_action = {.name = "cohort add",
                                  .may = MAY_COHORT_EDIT,
                                  .where = cohort_where,
                                  .title = N_("Add a member to a cohort"),
                                  .help = N_("It must be a member of the programme at this hub."),
                                  .fields = member_fields,
                                  .run = run_add};

static Status run_remove(Deed *d)
{
        Id party = deed_int(d, "party");
        Cohort c;
        Status s;
        Entry e;

        TRY(cohort_of_open(d, &c));
        s = cohort_member_leave(d->db, party, c.id, d->now_us);
        if (s == NOT_FOUND)
                return deed_fault_at(d, "party", _("This party is not in the cohort."));
        TRY(s);
        d->made = party;
        d->note = S_("Removed. What it handed in stays.");
        e = cohort_entry("cohort.member-removed", &c, party);
        return deed_tell(d, &e);
}

const Action cohort_remove_action = {
        .name = "cohort remove",
        .may = MAY_COHORT_EDIT,
        .where = cohort_where,
        .title = N_("Remove a member from a cohort"),
        .help = N_("It stays a member of the programme. Move it there if it left that, too."),
        .fields = member_fields,
        .run = run_remove};

/* --- merges */

static Status take_over(Db *db, Id from, Id into)
{
        TRY(cohort_member_take(db, from, into));
        TRY(cohort_member_drop(db, from));
        TRY(cohort_pitch_take(db, from, into));
        TRY(demo_take(db, from, into));
        TRY(mentor_taken_take(db, from, into));
        TRY(mentor_booking_take(db, from, into));
        TRY(cohort_wish_take(db, from, into));
        TRY(cohort_pair_take(db, from, into));
        TRY(milestone_take(db, from, into));
        TRY(milestone_evidence_take(db, from, into));
        TRY(report_take(db, from, into));
        TRY(report_revision_take(db, from, into));
        return scale_up_take(db, from, into);
}

static Status watch_entry(void *ctx, Db *db, const Entry *e, int64_t position)
{
        Id from, into;

        (void)ctx, (void)position;
        return entry_merged(e, &from, &into) ? take_over(db, from, into) : OK;
}

RecordWatch cohort_watch(void)
{
        return (RecordWatch){.entry = watch_entry};
}

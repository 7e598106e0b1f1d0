/* cohort/mentor: see the header. Who mentors; the hours that they offer. */
#include "cohort/mentor.h"

#include "base/time.h"
#include "base/words.h"
#include "cohort/booking.h"
#include "cohort/field.h"
#include "cohort/moment.h"
#include "mail/mail.h"

/* --- who mentors */

static const Field set_fields[] = {
        COHORT,
        {"email", FIELD_TEXT, .required = true, .chars_max = 254, .label = N_("E-mail address"),
         .help = N_("Of an account that has the role mentor at this hub.")},
        {"teams", FIELD_INT, .min = 1, .max = MENTOR_TEAMS_MAX,
         .label = N_("Teams to be matched with, at most")},
        {0}};

static Status tell_mentor(Deed *d, const char *kind, const Cohort *c, Id person)
{
        Entry e = cohort_entry(kind, c, 0);

        d->go_to = str_fmt(d->a, "%.*s/mentors", S_ARG(cohort_path(d->a, c->id)));
        d->made = person;
        entry_id(&e, S("person"), person);
        return deed_tell(d, &e);
}

/* One answer for an address that nobody has and one of somebody who mentors nothing here: it is not
 * told who has an account. */
static Status mentor_named(Deed *d, const Cohort *c, Id *out)
{
        Str email = mail_address_key(d->a, deed_text(d, "email"));
        Actor who;
        Place place;
        Status s = access_account_by_email(d->db, d->a, email, out);

        if (s == OK)
                s = access_actor(d->db, d->a, *out, d->now_us, &who);
        if (s == OK) {
                TRY(cohort_place(d->db, d->a, c, 0, &place));
                if (!access_may_at(&who, MAY_MENTOR, &place))
                        s = NOT_FOUND;
        }
        if (s == NOT_FOUND)
                return deed_fault_at(d, "email",
                                     _("Nobody with this address has the role mentor here. Give it "
                                       "to them first."));
        return s;
}

static Status join(Deed *d, const Cohort *c, Id actor, int64_t teams)
{
        CohortMentor there;
        MentorCount count;
        Status s = mentor_get(d->db, d->a, c->id, actor, &there);

        if (s == NOT_FOUND) {
                TRY(mentor_count(d->db, d->a, c->id, &count));
                if (count.mentors >= MENTORS_MAX)
                        return deed_fault(d, CONFLICT, _("A cohort has at most %d mentors."),
                                          MENTORS_MAX);
                s = OK;
        }
        TRY(s);
        return mentor_set(d->db, c->id, actor, teams, d->now_us);
}

static Status run_set(Deed *d)
{
        Id actor;
        Cohort c;

        TRY(cohort_of_open(d, &c));
        TRY(mentor_named(d, &c, &actor));
        TRY(join(d, &c, actor, deed_given(d, "teams") ? deed_int(d, "teams") : MENTOR_TEAMS));
        d->note = S_("Set.");
        return tell_mentor(d, "cohort.mentor-set", &c, actor);
}

const Action mentor_set_action = {
        .name = "mentor set",
        .may = MAY_COHORT_EDIT,
        .where = cohort_where,
        .title = N_("Name a mentor of a cohort"),
        .help = N_("Who offers hours to a cohort becomes one of its mentors, too."),
        .fields = set_fields,
        .run = run_set};

static const Field remove_fields[] = {
        COHORT, {"mentor", FIELD_ID, .required = true, .label = N_("Mentor")}, {0}};

static Status run_remove(Deed *d)
{
        Id actor = deed_int(d, "mentor");
        Cohort c;
        Status s;

        TRY(cohort_of(d, &c));
        s = mentor_drop(d->db, c.id, actor);
        if (s == NOT_FOUND)
                return deed_fault_at(d, "mentor", _("This is no mentor of the cohort."));
        TRY(s);
        d->note = S_("Removed. Hours that were offered stay until they are withdrawn.");
        return tell_mentor(d, "cohort.mentor-removed", &c, actor);
}

const Action mentor_remove_action = {.name = "mentor remove",
                                     .may = MAY_COHORT_EDIT,
                                     .where = cohort_where,
                                     .title = N_("Remove a mentor from a cohort"),
                                     .help = N_("The role at the hub stays."),
                                     .fields = remove_fields,
                                     .run = run_remove};

/* --- hours */

static const Field offer_fields[] = {
        COHORT,
        {"day", FIELD_DATE, .required = true, .label = N_("Day")},
        {"time", FIELD_TEXT, .required = true, .chars_max = 5, .label = N_("Time"),
         .help = N_("As in 14:30, by the clock there.")},
        {"minutes", FIELD_INT, .min = SLOT_MINUTES_MIN, .max = SLOT_MINUTES_MAX,
         .label = N_("Minutes"), .help = N_("Sixty when empty.")},
        {"weeks", FIELD_INT, .min = 1, .max = SLOT_WEEKS_MAX, .label = N_("Weeks"),
         .help = N_("In so many weeks, at the same time by the clock. Once when empty.")},
        {"zone", FIELD_TEXT, .chars_max = 60, .label = N_("Time zone"),
         .help = N_("As in Asia/Singapore; the hub's when empty.")},
        {"place", FIELD_TEXT, .chars_max = 300, .label = N_("Place"),
         .help = N_("A room, or the address of a call.")},
        {0}};

static Status offer_one(Deed *d, const Cohort *c, const MentorSlot *slot)
{
        SlotCount at_once;

        TRY(slot_at_once(d->db, d->a, slot->actor, slot->begins_at, slot->ends_at, &at_once));
        if (at_once.slots)
                return deed_fault(d, CONFLICT, _("You offer an hour at that time already: %.*s."),
                                  S_ARG(moment_text(d->a, slot->zone, slot->begins_at)));
        return slot_insert(d->db, slot->id, c->id, slot->actor, slot->begins_at, slot->ends_at,
                           slot->zone, slot->place, slot->series);
}

static Status check_offer(Deed *d, const MentorSlot *first, int64_t weeks)
{
        SlotCount ahead;

        if (first->begins_at <= d->now_us)
                return deed_fault_at(d, "day", _("This is over already."));
        if (first->begins_at > d->now_us + 2 * 366 * DAY_US)
                return deed_fault_at(d, "day", _("This is too far ahead."));
        TRY(slots_ahead(d->db, d->a, d->actor.id, d->now_us, &ahead));
        return ahead.slots + weeks > SLOTS_AHEAD_MAX
                       ? deed_fault(d, TOO_MANY, _("A mentor offers at most %d hours ahead."),
                                    SLOTS_AHEAD_MAX)
                       : OK;
}

static Status run_offer(Deed *d)
{
        int64_t weeks = deed_given(d, "weeks") ? deed_int(d, "weeks") : 1,
                minutes = deed_given(d, "minutes") ? deed_int(d, "minutes") : 60;
        MentorSlot slot = {.actor = d->actor.id, .place = deed_text(d, "place")};
        CohortMentor there;
        int64_t first;
        Cohort c;
        Status s;
        Entry e;

        TRY(cohort_of_open(d, &c));
        TRY(moment_of(d, c.zone, &slot.zone, &slot.begins_at));
        TRY(check_offer(d, &slot, weeks));
        first = slot.begins_at;
        slot.series = db_id(d->db, d->now_us);
        for (int64_t i = 0; i < weeks; i++) {
                slot.id = i ? db_id(d->db, d->now_us) : slot.series;
                TRY(moment_weeks_later(slot.zone, first, (int)i, &slot.begins_at));
                slot.ends_at = slot.begins_at + minutes * 60 * SECOND_US;
                TRY(offer_one(d, &c, &slot));
        }
        s = mentor_get(d->db, d->a, c.id, d->actor.id, &there);
        if (s == NOT_FOUND)
                s = join(d, &c, d->actor.id, MENTOR_TEAMS);
        TRY(s);
        d->made = slot.series;
        d->go_to = S("/mentoring");
        d->note = str_fmt(d->a, words_n("%lld hour offered.", "%lld hours offered.", weeks),
                          (long long)weeks);
        e = cohort_entry("hours.offered", &c, 0);
        entry_id(&e, S("person"), d->actor.id);
        entry_id(&e, S("series"), slot.series);
        entry_int(&e, S("hours"), weeks);
        entry_int(&e, S("minutes"), minutes * weeks);
        return deed_tell(d, &e);
}

const Action hours_offer_action = {
        .name = "hours offer",
        .may = MAY_MENTOR,
        .where = cohort_where,
        .title = N_("Offer hours to a cohort"),
        .help = N_("Each hour can be booked by one team. Weekly hours keep their time when the "
                   "clock is changed."),
        .fields = offer_fields,
        .run = run_offer};

static const Field withdraw_fields[] = {
        COHORT, {"slot", FIELD_ID, .required = true, .label = N_("Hour")}, {0}};

/* Of one's own; what is another's is not there. */
static Status run_withdraw(Deed *d)
{
        MentorTaken taken;
        MentorSlot slot;
        Cohort c;
        Status s;
        Entry e;

        TRY(cohort_of(d, &c));
        TRY(slot_get(d->db, d->a, deed_int(d, "slot"), &slot));
        if (slot.cohort != c.id || slot.actor != d->actor.id)
                return NOT_FOUND;
        d->go_to = S("/mentoring");
        if (slot.begins_at <= d->now_us)
                return deed_fault(d, CONFLICT, _("This is over already."));
        s = slot_cancel(d->db, slot.id, d->now_us);
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("It was withdrawn already."));
        TRY(s);
        s = taken_get(d->db, d->a, slot.id, &taken);
        if (s == OK)
                s = booking_call_off(d, &c, taken.party, taken.booking);
        if (s != OK && s != NOT_FOUND)
                return s;
        d->made = slot.id;
        d->note = S_("Withdrawn. Who had booked it is told by mail.");
        e = cohort_entry("hours.withdrawn", &c, 0);
        entry_id(&e, S("person"), d->actor.id);
        entry_id(&e, S("slot"), slot.id);
        return deed_tell(d, &e);
}

const Action hours_withdraw_action = {
        .name = "hours withdraw",
        .may = MAY_MENTOR,
        .where = cohort_where,
        .title = N_("Withdraw an hour"),
        .help = N_("If a team has booked it, the team is told by mail."),
        .fields = withdraw_fields,
        .run = run_withdraw};

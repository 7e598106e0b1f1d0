/* cohort/booking: see the header. */
#include "cohort/booking.h"

#include "access/access.sql.h"
#include "base/time.h"
#include "base/words.h"
#include "cohort/field.h"
#include "cohort/letter.h"

#define BOOKING                                                               \
        {                                                                     \
                "booking", FIELD_ID, .required = true, .label = N_("Booking") \
        }

const char *booking_state_word(Str state)
{
        return str_is(state, "held")        ? N_("held")
               : str_is(state, "cancelled") ? N_("cancelled")
               : str_is(state, "no-show")   ? N_("did not come")
                                            : N_("booked");
}

CalendarEvent booking_event(Arena *a, const BookingLine *b, bool for_mentor)
{
        return (CalendarEvent){.id = b->id,
                               .begins_at = b->begins_at,
                               .ends_at = b->ends_at,
                               .stamp_at = b->changed_at,
                               .title = str_fmt(a, _("Hour with %.*s"),
                                                S_ARG(for_mentor ? b->party_name : b->mentor_name)),
                               .place = b->place,
                               .sequence = b->sequence,
                               .is_cancelled = str_is(b->state, "cancelled")};
}

/* --- mails */

typedef struct {
        BookingLine line;
        Str host;
        bool for_mentor;
} Invitation;

static Str invite_one(Arena *a, const void *of, Str address, Str name)
{
        const Invitation *i = of;
        CalendarEvent event = booking_event(a, &i->line, i->for_mentor);
        Calendar c = {.method = event.is_cancelled ? CALENDAR_CANCEL : CALENDAR_REQUEST,
                      .host = i->host,
                      .address = address,
                      .attendee = name,
                      .events = &event,
                      .events_n = 1};
        Str text;

        return calendar_write(a, &c, &text) == OK ? text : (Str){0};
}

static BookingLine line_of(const Booking *b, const MentorSlot *slot, Str party, Str mentor)
{
        return (BookingLine){.id = b->id,
                             .party = b->party,
                             .party_name = party,
                             .actor = b->actor,
                             .mentor_name = mentor,
                             .begins_at = b->begins_at,
                             .ends_at = b->ends_at,
                             .zone = slot->zone,
                             .place = slot->place,
                             .state = b->state,
                             .sequence = b->sequence,
                             .changed_at = b->changed_at};
}

Status booking_letters(Db *db, Arena *a, const Cohort *c, const Booking *b, bool is_reminder,
                       Str base_url, int64_t now_us)
{
        const MailKind *kind = is_reminder ? &letter_cohort_reminder : &letter_cohort_invitation;
        LetterCalendar calendar = is_reminder ? NULL : invite_one;
        CohortLetter letter = {.cohort = c->title, .at = b->begins_at};
        Party party = {0};
        ActorRow mentor = {0};
        MentorSlot slot;
        Invitation i;
        Status s = actor_by_id(db, a, b->actor, &mentor);

        if (s != OK && s != NOT_FOUND)
                return s;
        TRY(party_by_id(db, a, b->party, &party));
        TRY(slot_get(db, a, b->slot, &slot));
        letter.about = is_reminder                     ? LETTER_BOOKING_SOON
                       : str_is(b->state, "cancelled") ? LETTER_BOOKING_CANCELLED
                                                       : LETTER_BOOKED;
        letter.zone = slot.zone;
        letter.place = slot.place;
        i = (Invitation){line_of(b, &slot, party.name, mentor.name), calendar_host(base_url),
                         false};
        letter.who = mentor.name;
        letter.link = str_fmt(a, "%.*s%.*s", S_ARG(base_url),
                              S_ARG(cohort_team_path(a, c->id, b->party)));
        TRY(cohort_letter_team(db, a, kind, &letter, b->party, calendar, &i, now_us));
        i.for_mentor = true;
        letter.who = party.name;
        letter.link = str_fmt(a, "%.*s/mentoring", S_ARG(base_url));
        return cohort_letter_actor(db, a, kind, &letter, b->actor, calendar, &i, now_us);
}

static Status tell_booking(Deed *d, const char *kind, const Cohort *c, const Booking *b)
{
        Entry e = cohort_entry(kind, c, b->party);

        d->made = b->id;
        e.on_us = b->begins_at;
        entry_id(&e, S("booking"), b->id);
        entry_id(&e, S("person"), b->actor);
        entry_int(&e, S("minutes"), (b->ends_at - b->begins_at) / (60 * SECOND_US));
        return deed_tell(d, &e);
}

/* --- by the team */

static const Field make_fields[] = {COHORT,
                                    PARTY,
                                    {"slot", FIELD_ID, .required = true, .label = N_("Hour")},
                                    {"topic", FIELD_LONG_TEXT, .chars_max = 1000,
                                     .label = N_("What it is about"),
                                     .help = N_("The mentor reads it.")},
                                    {0}};

/* The hour is there, ahead and free, and the party has none at the same time. */
static Status check_make(Deed *d, const Cohort *c, Id party, MentorSlot *out)
{
        BookingCount n;
        MentorTaken taken;
        Status s;

        TRY(slot_get(d->db, d->a, deed_int(d, "slot"), out));
        if (out->cohort != c->id)
                return NOT_FOUND;
        if (out->cancelled_at)
                return deed_fault(d, CONFLICT, _("It was withdrawn already."));
        if (out->begins_at <= d->now_us)
                return deed_fault(d, CONFLICT, _("This is over already."));
        s = taken_get(d->db, d->a, out->id, &taken);
        if (s == OK)
                return deed_fault(d, CONFLICT, _("Somebody else was faster: this hour is taken."));
        if (s != NOT_FOUND)
                return s;
        TRY(booking_at_once(d->db, d->a, party, out->begins_at, out->ends_at, &n));
        if (n.bookings)
                return deed_fault(d, CONFLICT, _("You have another hour at that time."));
        TRY(bookings_ahead(d->db, d->a, party, d->now_us, &n));
        return n.bookings >= BOOKINGS_AHEAD_MAX
                       ? deed_fault(d, TOO_MANY, _("A team has at most %d hours ahead."),
                                    BOOKINGS_AHEAD_MAX)
                       : OK;
}

static Status run_make(Deed *d)
{
        Id party = deed_int(d, "party");
        MentorSlot slot;
        Booking b;
        Cohort c;
        Status s;

        TRY(cohort_of_open(d, &c));
        d->go_to = cohort_team_path(d->a, c.id, party);
        TRY(check_make(d, &c, party, &slot));
        b = (Booking){.party = party,
                      .id = db_id(d->db, d->now_us),
                      .slot = slot.id,
                      .cohort = c.id,
                      .actor = slot.actor,
                      .begins_at = slot.begins_at,
                      .ends_at = slot.ends_at,
                      .state = S("booked"),
                      .changed_at = d->now_us};
        s = taken_insert(d->db, slot.id, party, b.id);
        if (s == CONFLICT)
                return deed_fault(d, CONFLICT, _("Somebody else was faster: this hour is taken."));
        TRY(s);
        TRY(booking_insert(d->db, party, b.id, slot.id, c.id, slot.actor, d->actor.id,
                           slot.begins_at, slot.ends_at, deed_text(d, "topic"), d->now_us));
        TRY(booking_letters(d->db, d->a, &c, &b, false, d->base_url, d->now_us));
        d->note = S_("Booked. It comes by mail, for your calendar.");
        return tell_booking(d, "booking.made", &c, &b);
}

const Action booking_make_action = {
        .name = "booking make",
        .may = MAY_SELF,
        .where = cohort_where_team,
        .title = N_("Book an hour with a mentor"),
        .help = N_("For a team, by its owners and editors. Both sides get it by mail."),
        .fields = make_fields,
        .run = run_make};

Status booking_call_off(Deed *d, const Cohort *c, Id party, Id booking)
{
        Booking b;
        Status s;

        TRY(booking_get(d->db, d->a, party, booking, &b));
        s = booking_set(d->db, party, booking, S("cancelled"), b.notes, d->now_us);
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("It is %s already."),
                                  _(booking_state_word(b.state)));
        TRY(s);
        TRY(taken_drop(d->db, b.slot));
        b.state = S("cancelled");
        b.sequence++;
        b.changed_at = d->now_us;
        TRY(booking_letters(d->db, d->a, c, &b, false, d->base_url, d->now_us));
        return tell_booking(d, "booking.cancelled", c, &b);
}

static const Field cancel_fields[] = {COHORT, PARTY, BOOKING, {0}};

static Status run_cancel(Deed *d)
{
        Booking b;
        Cohort c;

        TRY(cohort_of(d, &c));
        TRY(booking_get(d->db, d->a, deed_int(d, "party"), deed_int(d, "booking"), &b));
        if (b.cohort != c.id)
                return NOT_FOUND;
        d->go_to = cohort_team_path(d->a, c.id, b.party);
        if (b.begins_at <= d->now_us)
                return deed_fault(d, CONFLICT, _("This is over already."));
        d->note = S_("Cancelled. The mentor is told by mail.");
        return booking_call_off(d, &c, b.party, b.id);
}

const Action booking_cancel_action = {.name = "booking cancel",
                                      .may = MAY_SELF,
                                      .where = cohort_where_team,
                                      .title = N_("Cancel an hour with a mentor"),
                                      .help = N_("The hour is free for others again."),
                                      .fields = cancel_fields,
                                      .run = run_cancel};

/* --- by the mentor, afterwards */

static const char *const outcomes[] = {N_("held"), N_("no-show"), NULL};

static const Field end_fields[] = {
        COHORT,
        PARTY,
        BOOKING,
        {"outcome", FIELD_CHOICE, .required = true, .choices = outcomes, .label = N_("How it went"),
         .help = N_("Held, or the team did not come.")},
        {"notes", FIELD_LONG_TEXT, .chars_max = 5000, .label = N_("Notes"),
         .help = N_("The team and the operators of the hub read them.")},
        {0}};

static Status run_end(Deed *d)
{
        Booking b;
        Cohort c;
        Status s;

        TRY(cohort_of(d, &c));
        TRY(booking_get(d->db, d->a, deed_int(d, "party"), deed_int(d, "booking"), &b));
        if (b.cohort != c.id || b.actor != d->actor.id)
                return NOT_FOUND;
        d->go_to = S("/mentoring");
        if (b.begins_at > d->now_us)
                return deed_fault(d, CONFLICT, _("It has not begun yet."));
        s = booking_set(d->db, b.party, b.id, deed_text(d, "outcome"), deed_text(d, "notes"),
                        d->now_us);
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("It is %s already."),
                                  _(booking_state_word(b.state)));
        TRY(s);
        d->note = S_("Noted.");
        return tell_booking(
                d, str_is(deed_text(d, "outcome"), "held") ? "booking.held" : "booking.missed", &c,
                &b);
}

const Action booking_end_action = {.name = "booking end",
                                   .may = MAY_MENTOR,
                                   .where = cohort_where,
                                   .title = N_("Say how an hour went"),
                                   .help = N_("Only hours that were held are counted."),
                                   .fields = end_fields,
                                   .run = run_end};

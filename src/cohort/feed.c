/* cohort/feed: see the header. */
#include "cohort/feed.h"

#include "base/hash.h"
#include "base/words.h"
#include "cohort/agenda.h"
#include "cohort/booking.h"
#include "people/own.h"

static const Field make_fields[] = {
        {"cohort", FIELD_ID, .label = N_("Cohort"),
         .help = N_("Only its sessions; all of yours, and your hours, when empty.")},
        {0}};

/* As one of a team in it, or as a mentor of it who has the role still. */
static Status is_for(Db *db, Arena *a, const Cohort *c, const Actor *who, bool *out)
{
        AgendaForList team, either;
        Place place;

        TRY(agenda_is_for_team(db, a, c->id, who->id, &team));
        TRY(agenda_is_for(db, a, c->id, who->id, &either));
        TRY(cohort_place(db, a, c, 0, &place));
        *out = team.n || (either.n && access_may_at(who, MAY_MENTOR, &place));
        return OK;
}

/* May this account see the agenda: as above, or at its hub? */
static Status may_see(Db *db, Arena *a, const Cohort *c, Id actor, int64_t now_us, bool *out)
{
        Place place;
        Actor who;
        Status s;

        *out = false;
        s = access_actor(db, a, actor, now_us, &who);
        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        TRY(cohort_place(db, a, c, 0, &place));
        *out = access_may_at(&who, MAY_COHORT_SEE, &place);
        return *out ? OK : is_for(db, a, c, &who, out);
}

static Status check_cohort(Deed *d, Id cohort)
{
        bool sees = false;
        Cohort c;
        Status s = cohort_by_id(d->db, d->a, cohort, &c);

        if (s == OK)
                s = may_see(d->db, d->a, &c, d->actor.id, d->now_us, &sees);
        if (s == NOT_FOUND || (s == OK && !sees))
                return deed_fault_at(d, "cohort", _("There is no such cohort."));
        return s;
}

static Status run_make(Deed *d)
{
        Entry e = {.kind = S("calendar.made"), .subject = d->actor.id};
        unsigned char secret[TOKEN_BYTES];
        CalendarFeedLineList mine;
        Hash kept;
        Str token;

        if (deed_given(d, "cohort"))
                TRY(check_cohort(d, deed_int(d, "cohort")));
        TRY(feeds_of(d->db, d->a, d->actor.id, &mine));
        if (mine.n >= FEEDS_OF_ONE_MAX)
                return deed_fault(d, CONFLICT, _("You have %d calendars; end some first."),
                                  FEEDS_OF_ONE_MAX);
        random_fill(secret, sizeof secret);
        token = str_hex(d->a, secret, sizeof secret);
        secret_wipe(secret, sizeof secret);
        kept = hash_sha256(token);
        d->made = db_id(d->db, d->now_us);
        TRY(feed_insert(d->db, d->made, hash_str(&kept), d->actor.id, deed_int(d, "cohort"),
                        d->now_us));
        entry_id(&e, S("calendar"), d->made);
        d->go_to = S("/me/calendars");
        d->note = str_fmt(d->a,
                          _("Give this address to your calendar. Whoever has it reads it; it is "
                            "not shown again: %.*s/calendar.ics?token=%.*s"),
                          S_ARG(d->base_url), S_ARG(token));
        d->shows_note = true;
        return deed_tell(d, &e);
}

const Action calendar_make_action = {
        .name = "calendar make",
        .may = MAY_SELF,
        .where = where_own,
        .title = N_("Make a calendar for your programs"),
        .help = N_("Sessions and hours, for the calendar on your telephone or computer. It has a "
                   "secret address, which you can end at any time."),
        .fields = make_fields,
        .run = run_make,
        .is_dangerous = true};

static const Field end_fields[] = {
        {"calendar", FIELD_ID, .required = true, .label = N_("Calendar")}, {0}};

static Status run_end(Deed *d)
{
        Entry e = {.kind = S("calendar.ended"), .subject = d->actor.id};

        TRY(feed_drop(d->db, deed_int(d, "calendar"), d->actor.id));
        d->made = deed_int(d, "calendar");
        entry_id(&e, S("calendar"), d->made);
        d->go_to = S("/me/calendars");
        d->note = S_("Ended. Its address no longer works.");
        return deed_tell(d, &e);
}

const Action calendar_end_action = {.name = "calendar end",
                                    .may = MAY_SELF,
                                    .where = where_own,
                                    .title = N_("End a calendar"),
                                    .help = N_("Its address no longer works."),
                                    .fields = end_fields,
                                    .run = run_end};

/* --- what it tells */

enum { EVENTS_OF_PERSON_MAX = 600 };

/* Of cohorts that the account is in as a person. */
static Status of_person(Db *db, Arena *a, Id party, int64_t since, Calendar *c,
                        CalendarEvent *events, size_t room)
{
        CohortOwnList cohorts;

        TRY(cohort_of_party(db, a, party, &cohorts));
        for (size_t k = 0; k < cohorts.n; k++) {
                AgendaSessionList sessions;
                BookingLineList hours;

                TRY(agenda_of(db, a, cohorts.at[k].id, since, &sessions));
                TRY(bookings_of_party(db, a, party, cohorts.at[k].id, &hours));
                for (size_t i = 0; i < sessions.n && c->events_n < room; i++)
                        events[c->events_n++] = agenda_event(&sessions.at[i]);
                for (size_t i = 0; i < hours.n && c->events_n < room; i++)
                        events[c->events_n++] = booking_event(a, &hours.at[i], false);
        }
        return OK;
}

/* Of the cohort that was asked last: lists are long, and cohorts few. */
typedef struct {
        Actor who;
        Id cohort;
        bool is_for, mentors;
} Asked;

static Status ask(Db *db, Arena *a, Id cohort, Asked *x)
{
        Place place;
        Cohort c;

        if (x->cohort == cohort)
                return OK;
        x->cohort = cohort;
        TRY(cohort_by_id(db, a, cohort, &c));
        TRY(cohort_place(db, a, &c, 0, &place));
        x->mentors = access_may_at(&x->who, MAY_MENTOR, &place);
        return is_for(db, a, &c, &x->who, &x->is_for);
}

static Status all_of_actor(Db *db, Arena *a, Id actor, int64_t since, int64_t now_us, Calendar *c)
{
        Id parties[OWN_PARTIES_MAX];
        AgendaSessionList sessions;
        BookingLineList team, mentor;
        CalendarEvent *events;
        size_t persons = 0, room;
        Asked asked = {0};
        Status s = access_actor(db, a, actor, now_us, &asked.who);

        if (s != OK)
                return s;
        TRY(agenda_of_actor(db, a, actor, since, &sessions));
        TRY(bookings_of_actor(db, a, actor, since, &team));
        TRY(bookings_of_mentor(db, a, actor, since, &mentor));
        TRY(party_own(db, a, actor, parties, &persons));
        room = sessions.n + team.n + mentor.n + EVENTS_OF_PERSON_MAX;
        if (room > CALENDAR_EVENTS_MAX)
                room = CALENDAR_EVENTS_MAX;
        events = arena_new(a, CalendarEvent, room + sessions.n + team.n + mentor.n);
        for (size_t i = 0; i < sessions.n; i++) {
                TRY(ask(db, a, sessions.at[i].cohort, &asked));
                if (asked.is_for)
                        events[c->events_n++] = agenda_event(&sessions.at[i]);
        }
        for (size_t i = 0; i < team.n; i++)
                events[c->events_n++] = booking_event(a, &team.at[i], false);
        for (size_t i = 0; i < mentor.n; i++) {
                TRY(ask(db, a, mentor.at[i].cohort, &asked));
                if (asked.mentors)
                        events[c->events_n++] = booking_event(a, &mentor.at[i], true);
        }
        for (size_t k = 0; k < persons; k++)
                TRY(of_person(db, a, parties[k], since, c, events, room));
        c->events = events;
        return OK;
}

static Status of_cohort(Db *db, Arena *a, const CalendarFeed *f, int64_t now_us, Calendar *c)
{
        AgendaSessionList sessions;
        CalendarEvent *events;
        Cohort cohort;
        bool sees;

        TRY(cohort_by_id(db, a, f->cohort, &cohort));
        TRY(may_see(db, a, &cohort, f->actor, now_us, &sees));
        c->name = cohort.title;
        if (!sees)
                return NOT_FOUND;
        TRY(agenda_of(db, a, cohort.id, now_us - FEED_PAST_US, &sessions));
        events = arena_new(a, CalendarEvent, sessions.n + 1);
        for (size_t i = 0; i < sessions.n; i++)
                events[c->events_n++] = agenda_event(&sessions.at[i]);
        c->events = events;
        return OK;
}

Status feed_write(Db *db, Arena *a, Str token, Str base_url, int64_t now_us, Str *out)
{
        Hash given = hash_sha256(token);
        Calendar c = {.host = calendar_host(base_url)};
        CalendarFeed f;

        if (token.len != TOKEN_CHARS)
                return NOT_FOUND;
        TRY(feed_by_token(db, a, hash_str(&given), &f));
        if (f.cohort)
                TRY(of_cohort(db, a, &f, now_us, &c));
        else
                TRY(all_of_actor(db, a, f.actor, now_us - FEED_PAST_US, now_us, &c));
        return calendar_write(a, &c, out);
}

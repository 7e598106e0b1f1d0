/* cohort/agenda: see the header. */
#include "cohort/agenda.h"

#include "base/time.h"
#include "base/words.h"
#include "cohort/field.h"
#include "cohort/letter.h"
#include "cohort/moment.h"

#define SESSION                                                               \
        {                                                                     \
                "session", FIELD_ID, .required = true, .label = N_("Session") \
        }
#define WHEN                                                                             \
        {"title", FIELD_TEXT, .required = true, .chars_max = 200, .label = N_("Title")}, \
                {"day", FIELD_DATE, .required = true, .label = N_("Day")},               \
                {"time",                                                                 \
                 FIELD_TEXT,                                                             \
                 .required = true,                                                       \
                 .chars_max = 5,                                                         \
                 .label = N_("Time"),                                                    \
                 .help = N_("As in 14:30, by the clock there.")},                        \
                {"minutes",                                                              \
                 FIELD_INT,                                                              \
                 .required = true,                                                       \
                 .min = 5,                                                               \
                 .max = AGENDA_MINUTES_MAX,                                              \
                 .label = N_("Minutes")},                                                \
                {"zone", FIELD_TEXT, .chars_max = 60, .label = N_("Time zone"),          \
                 .help = N_("As in Asia/Singapore; the hub's when empty.")},             \
                {"place", FIELD_TEXT, .chars_max = 300, .label = N_("Place")},           \
        {                                                                                \
                "link", FIELD_URL, .chars_max = 500, .label = N_("Link")                 \
        }

CalendarEvent agenda_event(const AgendaSession *s)
{
        return (CalendarEvent){.id = s->id,
                               .begins_at = s->begins_at,
                               .ends_at = s->ends_at,
                               .stamp_at = s->changed_at,
                               .title = s->title,
                               .place = s->place,
                               .link = s->link,
                               .sequence = s->sequence,
                               .is_cancelled = s->cancelled_at != 0};
}

/* What the calendar part of one reader is made of. */
typedef struct {
        CalendarEvent event;
        Str host;
} Invitation;

static Str invite_one(Arena *a, const void *of, Str address, Str name)
{
        const Invitation *i = of;
        Calendar c = {.method = i->event.is_cancelled ? CALENDAR_CANCEL : CALENDAR_REQUEST,
                      .host = i->host,
                      .address = address,
                      .attendee = name,
                      .events = &i->event,
                      .events_n = 1};
        Str text;

        return calendar_write(a, &c, &text) == OK ? text : (Str){0};
}

static Status invite(Deed *d, const Cohort *c, const AgendaSession *s, CohortLetterAbout about)
{
        Invitation i = {.event = agenda_event(s), .host = calendar_host(d->base_url)};
        CohortLetter letter = {.about = about,
                               .what = s->title,
                               .cohort = c->title,
                               .place = s->place,
                               .zone = s->zone,
                               .at = s->begins_at};
        CohortPartyList list;

        TRY(cohort_parties(d->db, d->a, c->id, 0, &list));
        for (size_t k = 0; k < list.n; k++) {
                letter.link = str_fmt(d->a, "%.*s%.*s", S_ARG(d->base_url),
                                      S_ARG(cohort_team_path(d->a, c->id, list.at[k].party)));
                TRY(cohort_letter_team(d->db, d->a, &letter_cohort_invitation, &letter,
                                       list.at[k].party, invite_one, &i, d->now_us));
        }
        return OK;
}

static Status tell_agenda(Deed *d, const char *kind, const Cohort *c, const AgendaSession *s)
{
        Entry e = cohort_entry(kind, c, 0);

        d->made = s->id;
        d->go_to = str_fmt(d->a, "%.*s/agenda", S_ARG(cohort_path(d->a, c->id)));
        entry_id(&e, S("session"), s->id);
        entry_text(&e, S("sort"), s->kind);
        e.on_us = s->begins_at;
        return deed_tell(d, &e);
}

/* --- */

static const char *const kinds[] = {N_("session"), N_("demo-day"), NULL};

static const Field add_fields[] = {COHORT,
                                   {"kind", FIELD_CHOICE, .choices = kinds, .label = N_("Kind"),
                                    .help = N_("A demo day has an order of pitches.")},
                                   WHEN,
                                   {0}};

static Status read_when(Deed *d, const Cohort *c, AgendaSession *s)
{
        s->title = deed_text(d, "title");
        s->place = deed_text(d, "place");
        s->link = deed_text(d, "link");
        TRY(moment_of(d, c->zone, &s->zone, &s->begins_at));
        s->ends_at = s->begins_at + deed_int(d, "minutes") * 60 * SECOND_US;
        return OK;
}

static Status run_add(Deed *d)
{
        AgendaSession s = {.id = db_id(d->db, d->now_us), .kind = deed_text(d, "kind")};
        AgendaCount count;
        Cohort c;

        TRY(cohort_of_open(d, &c));
        TRY(agenda_count(d->db, d->a, c.id, &count));
        if (count.sessions >= AGENDA_SESSIONS_MAX)
                return deed_fault(d, CONFLICT, _("A cohort has at most %d sessions."),
                                  AGENDA_SESSIONS_MAX);
        if (str_empty(s.kind))
                s.kind = S("session");
        TRY(read_when(d, &c, &s));
        s.changed_at = d->now_us;
        TRY(agenda_insert(d->db, s.id, c.id, s.kind, s.title, s.begins_at, s.ends_at, s.zone,
                          s.place, s.link, d->now_us));
        TRY(invite(d, &c, &s, LETTER_SESSION));
        d->note = S_("Added. The teams are invited by mail.");
        return tell_agenda(d, "agenda.added", &c, &s);
}

const Action agenda_add_action = {
        .name = "agenda add",
        .may = MAY_COHORT_EDIT,
        .where = cohort_where,
        .title = N_("Add a session to a cohort"),
        .help = N_("The teams of its members are invited by mail, with an entry for their "
                   "calendars."),
        .fields = add_fields,
        .run = run_add};

static Status session_of(Deed *d, const Cohort *c, AgendaSession *out)
{
        TRY(agenda_get(d->db, d->a, deed_int(d, "session"), out));
        if (out->cohort != c->id)
                return NOT_FOUND;
        return out->cancelled_at ? deed_fault(d, CONFLICT, _("It was cancelled already.")) : OK;
}

static const Field change_fields[] = {COHORT, SESSION, WHEN, {0}};

static Status run_change(Deed *d)
{
        AgendaSession s;
        Cohort c;

        TRY(cohort_of_open(d, &c));
        TRY(session_of(d, &c, &s));
        TRY(read_when(d, &c, &s));
        TRY(agenda_set(d->db, s.id, s.title, s.begins_at, s.ends_at, s.zone, s.place, s.link,
                       d->now_us));
        s.sequence++;
        s.changed_at = d->now_us;
        TRY(invite(d, &c, &s, LETTER_SESSION_CHANGED));
        d->note = S_("Changed. The teams are told by mail.");
        return tell_agenda(d, "agenda.changed", &c, &s);
}

const Action agenda_change_action = {
        .name = "agenda change",
        .may = MAY_COHORT_EDIT,
        .where = cohort_where,
        .title = N_("Change a session of a cohort"),
        .help = N_("The teams are told by mail; their calendars follow."),
        .fields = change_fields,
        .run = run_change};

static const Field cancel_fields[] = {COHORT, SESSION, {0}};

static Status run_cancel(Deed *d)
{
        AgendaSession s;
        Cohort c;

        TRY(cohort_of(d, &c));
        TRY(session_of(d, &c, &s));
        TRY(agenda_set_cancelled(d->db, s.id, d->now_us));
        s.sequence++;
        s.cancelled_at = s.changed_at = d->now_us;
        TRY(invite(d, &c, &s, LETTER_SESSION_CANCELLED));
        d->note = S_("Cancelled. The teams are told by mail.");
        return tell_agenda(d, "agenda.cancelled", &c, &s);
}

const Action agenda_cancel_action = {.name = "agenda cancel",
                                     .may = MAY_COHORT_EDIT,
                                     .where = cohort_where,
                                     .title = N_("Cancel a session of a cohort"),
                                     .help = N_("The teams are told by mail."),
                                     .fields = cancel_fields,
                                     .run = run_cancel};

/* --- demo days */

static const Field pitch_fields[] = {
        COHORT,
        SESSION,
        PARTY,
        {"place", FIELD_INT, .required = true, .min = 1, .max = PITCHES_MAX,
         .label = N_("Place in the order")},
        {"minutes", FIELD_INT, .min = 1, .max = 120, .label = N_("Minutes")},
        {0}};

static Status demo_day(Deed *d, Cohort *c, AgendaSession *s)
{
        TRY(cohort_of_open(d, c));
        TRY(session_of(d, c, s));
        return str_is(s->kind, "demo-day")
                       ? OK
                       : deed_fault(d, CONFLICT, _("Only a demo day has pitches."));
}

static Status run_pitch(Deed *d)
{
        Id party = deed_int(d, "party");
        int64_t minutes = deed_given(d, "minutes") ? deed_int(d, "minutes") : 5;
        AgendaSession s;
        Cohort c;
        Status in;

        TRY(demo_day(d, &c, &s));
        in = cohort_has(d->db, d->a, c.id, party);
        if (in == NOT_FOUND)
                return deed_fault_at(d, "party", _("This party is not in the cohort."));
        TRY(in);
        TRY(pitch_set(d->db, party, s.id, deed_int(d, "place"), minutes));
        d->note = S_("Set.");
        return tell_agenda(d, "agenda.pitch-set", &c, &s);
}

const Action pitch_set_action = {.name = "pitch set",
                                 .may = MAY_COHORT_EDIT,
                                 .where = cohort_where,
                                 .title = N_("Put a pitch into the order of a demo day"),
                                 .help = N_("Five minutes when nothing is said."),
                                 .fields = pitch_fields,
                                 .run = run_pitch};

static const Field pitch_remove_fields[] = {COHORT, SESSION, PARTY, {0}};

static Status run_pitch_remove(Deed *d)
{
        AgendaSession s;
        Cohort c;
        Status was;

        TRY(demo_day(d, &c, &s));
        was = pitch_drop(d->db, deed_int(d, "party"), s.id);
        if (was == NOT_FOUND)
                return deed_fault_at(d, "party", _("It does not pitch there."));
        TRY(was);
        d->note = S_("Removed.");
        return tell_agenda(d, "agenda.pitch-removed", &c, &s);
}

const Action pitch_remove_action = {.name = "pitch remove",
                                    .may = MAY_COHORT_EDIT,
                                    .where = cohort_where,
                                    .title = N_("Take a pitch out of a demo day"),
                                    .help = N_("The others keep their places."),
                                    .fields = pitch_remove_fields,
                                    .run = run_pitch_remove};

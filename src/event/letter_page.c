/* event/letter_page: see the header. */
#include "event/letter_page.h"

#include "access/access.sql.h"
#include "base/words.h"
#include "cohort/calendar.h"
#include "event/letter.html.h"
#include "hub/hub.h"
#include "people/own.h"

#define LETTER(name, page)                          \
        static void name(Page *out, const void *of) \
        {                                           \
                page(out, of);                      \
        }

LETTER(draw_ticket, event_ticket_mail)
LETTER(draw_offer, event_offer_mail)
LETTER(draw_withdrawn, event_withdrawn_mail)
LETTER(draw_reminder, event_reminder_mail)
LETTER(draw_changed, event_changed_mail)
LETTER(draw_cancelled, event_cancelled_mail)

static Str ticket_subject(Arena *a, const void *of)
{
        return str_fmt(a, _("Your ticket: %.*s"), S_ARG(((const EventLetter *)of)->title));
}

static Str offer_subject(Arena *a, const void *of)
{
        return str_fmt(a, _("A place is free: %.*s"), S_ARG(((const EventLetter *)of)->title));
}

static Str withdrawn_subject(Arena *a, const void *of)
{
        return str_fmt(a, _("Your ticket was taken back: %.*s"),
                       S_ARG(((const EventLetter *)of)->title));
}

static Str reminder_subject(Arena *a, const void *of)
{
        return str_fmt(a, _("It begins soon: %.*s"), S_ARG(((const EventLetter *)of)->title));
}

static Str changed_subject(Arena *a, const void *of)
{
        return str_fmt(a, _("Changed: %.*s"), S_ARG(((const EventLetter *)of)->title));
}

static Str cancelled_subject(Arena *a, const void *of)
{
        return str_fmt(a, _("Cancelled: %.*s"), S_ARG(((const EventLetter *)of)->title));
}

/* The ticket itself is a secret: whoever reads it can come with it. */
const MailKind event_letter_ticket = {.name = "event-ticket",
                                      .title = N_("Tickets"),
                                      .is_essential = true,
                                      .is_secret = true,
                                      .subject = ticket_subject,
                                      .draw = draw_ticket};
const MailKind event_letter_offer = {.name = "event-offer",
                                     .title = N_("Places that became free"),
                                     .is_essential = true,
                                     .subject = offer_subject,
                                     .draw = draw_offer};
const MailKind event_letter_withdrawn = {.name = "event-withdrawn",
                                         .title = N_("Tickets"),
                                         .is_essential = true,
                                         .subject = withdrawn_subject,
                                         .draw = draw_withdrawn};
const MailKind event_letter_reminder = {.name = "event-reminder",
                                        .title = N_("Reminders of events"),
                                        .subject = reminder_subject,
                                        .draw = draw_reminder};
const MailKind event_letter_changed = {.name = "event-changed",
                                       .title = N_("Events that change"),
                                       .is_essential = true,
                                       .subject = changed_subject,
                                       .draw = draw_changed};
const MailKind event_letter_cancelled = {.name = "event-cancelled",
                                         .title = N_("Events that change"),
                                         .is_essential = true,
                                         .subject = cancelled_subject,
                                         .draw = draw_cancelled};

/* Leaves address empty when none is known. */
static Status address_of(Deed *d, const EventSeat *seat, MailDraft *out)
{
        ActorEmail email;
        IdentityList known;
        Party party = {0};
        Status s = seat->actor ? actor_email_first(d->db, d->a, seat->actor, &email) : NOT_FOUND;

        if (s == OK) {
                out->actor = seat->actor;
                out->address = email.email;
        }
        if (s != NOT_FOUND)
                return s;
        TRY(party_now(d->db, d->a, seat->party, &party));
        TRY(identity_of(d->db, d->a, party.id, &known));
        for (size_t i = 0; i < known.n && !out->address.len; i++)
                if (str_is(known.at[i].scheme, "email"))
                        out->address = known.at[i].value;
        out->name = party.name;
        return OK;
}

/* What a calendar does with the mail: takes the event in, moves it, takes it out. Who has no place
 * has nothing in a calendar. */
static Str calendar_of(Deed *d, const MailKind *kind, const Event *e, const EventSeat *seat,
                       const MailDraft *draft)
{
        bool is_out = kind == &event_letter_withdrawn ||
                      (kind == &event_letter_cancelled && str_is(seat->state, "held"));
        bool is_in = (kind == &event_letter_ticket || kind == &event_letter_changed) &&
                     str_is(seat->state, "held");
        CalendarEvent event = {.id = e->id,
                               .begins_at = e->begins_at,
                               .ends_at = e->ends_at,
                               .stamp_at = d->now_us,
                               .title = e->title,
                               .place = e->place,
                               .link = str_fmt(d->a, "%.*s/events/%.*s", S_ARG(d->base_url),
                                               S_ARG(id_text(d->a, e->id))),
                               .sequence = e->sequence,
                               .is_cancelled = is_out};
        Calendar c = {.method = is_out ? CALENDAR_CANCEL : CALENDAR_REQUEST,
                      .host = calendar_host(d->base_url),
                      .address = draft->address,
                      .attendee = draft->name,
                      .events = &event,
                      .events_n = 1};
        Str text;

        if (seat->track || !(is_in || is_out) || calendar_write(d->a, &c, &text) != OK)
                return (Str){0};
        return text;
}

Status event_letter(Deed *d, const MailKind *kind, const EventSpot *spot, const EventSeat *seat)
{
        const Event *e = &spot->event;
        EventLetter letter = {.title = e->title, .place = e->place};
        MailDraft draft = {.kind = kind, .of = &letter};
        Hub hub = {0};
        Str id = id_text(d->a, e->id);

        TRY(address_of(d, seat, &draft));
        if (str_empty(draft.address))
                return OK;
        TRY(hub_by_id(d->db, d->a, e->hub, &hub));
        draft.locale = hub.language;
        if (spot->track.id) {
                letter.session = spot->track.title;
                letter.place = spot->track.place.len ? spot->track.place : e->place;
        }
        letter.zone = e->zone;
        letter.begins_at = spot->track.id ? spot->track.begins_at : e->begins_at;
        letter.ends_at = spot->track.id ? spot->track.ends_at : e->ends_at;
        letter.until_at = seat->until_at;
        letter.event_url = str_fmt(d->a, "%.*s/events/%.*s", S_ARG(d->base_url), S_ARG(id));
        letter.ticket_url = letter.event_url;
        letter.calendar_url = str_fmt(d->a, "%.*s/calendar.ics", S_ARG(letter.event_url));
        if (d->seal && !seat->track) {
                letter.code = event_code(d->a, d->seal, seat->id);
                letter.ticket_url = str_fmt(d->a, "%.*s/ticket?code=%.*s", S_ARG(d->base_url),
                                            S_ARG(letter.code));
        }
        draft.calendar = calendar_of(d, kind, e, seat, &draft);
        return mail_send(d->db, d->a, &draft, d->now_us, NULL);
}

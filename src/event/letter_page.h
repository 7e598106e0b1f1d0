/* event/letter_page: mails to who has a ticket. */
#ifndef SEEDBED_EVENT_LETTER_PAGE_H
#define SEEDBED_EVENT_LETTER_PAGE_H

#include "event/event.h"

typedef struct {
        Str title, session, place, zone, code;
        int64_t begins_at, ends_at, until_at;
        Str event_url, ticket_url, calendar_url;
} EventLetter;

extern const MailKind event_letter_ticket, event_letter_offer, event_letter_withdrawn,
        event_letter_reminder, event_letter_changed, event_letter_cancelled;

/* To the ticket's holder: the account that took it, else the person's first address; nobody, when
 * none is known. d needs db, a, now_us, base_url and seal. */
Status event_letter(Deed *d, const MailKind *kind, const EventSpot *spot, const EventSeat *seat);

#endif

/* cohort/calendar: iCalendar objects (RFC 5545), made by libical.
 *
 * All moments are told in UTC, so no time zone has to be described; a calendar shows them in its
 * reader's own. */
#ifndef SEEDBED_COHORT_CALENDAR_H
#define SEEDBED_COHORT_CALENDAR_H

#include "base/id.h"
#include "base/str.h"

enum { CALENDAR_EVENTS_MAX = 2000 };

typedef struct {
        Id id; /* of what it tells of: the same in every version (UID) */
        int64_t begins_at, ends_at, stamp_at;
        Str title, place, link;
        int64_t sequence; /* grows with each change (RFC 5546, 2.1.4) */
        bool is_cancelled;
} CalendarEvent;

typedef enum { CALENDAR_PUBLISH, CALENDAR_REQUEST, CALENDAR_CANCEL } CalendarMethod;

typedef struct {
        CalendarMethod method;
        Str name;              /* of a feed; empty: none */
        Str host;              /* the right half of UIDs */
        Str address, attendee; /* whom it invites; empty: nobody */
        const CalendarEvent *events;
        size_t events_n;
} Calendar;

/* Lines end in CRLF and are folded. BROKEN when there is no memory; TOO_LARGE past
 * CALENDAR_EVENTS_MAX. */
Status calendar_write(Arena *a, const Calendar *c, Str *out);
/* "https://example.org:8460/x" as "example.org". */
Str calendar_host(Str base_url);

#endif

/* event/event_page: events as people see them, and those who come as who looks after it sees them.
 */
#ifndef SEEDBED_EVENT_EVENT_PAGE_H
#define SEEDBED_EVENT_EVENT_PAGE_H

#include "event/event.h"
#include "web/site.h"

extern const View event_list_view, event_show_view, event_attendees_view;
extern const Route event_attendees_route, event_calendar_route;

typedef struct {
        EventLineList events;
        Id next; /* cursor; 0: no more */
        bool is_past;
} EventsModel;

/* What somebody has there: a ticket (track 0), or a place in a session. */
typedef struct {
        Id ticket, track;
        Str state, code; /* code: of a ticket that is good */
        int64_t ahead;   /* how many wait before */
        int64_t until_at;
} OwnSeat;
typedef struct {
        const OwnSeat *at;
        size_t n;
} OwnSeatList;

typedef struct {
        EventShown event;
        EventTrackList tracks;
        OwnSeatList own;
        EventCounts counts;
        bool may_edit, may_check_in, has_begun, is_over;
} EventModel;

typedef struct {
        EventShown event;
        EventCounts counts;
        AttendeeList attendees;
        Id next;
} AttendeesModel;

/* NULL: none. */
const OwnSeat *event_own_seat(const EventModel *m, Id track);
/* "9 Dec 2026, 09:00 – 17:30 (+08:00)" by a clock in the zone. */
Str event_span(Arena *a, Str zone, int64_t begins_at, int64_t ends_at);
/* The event that a path names, when the visitor may see it; NOT_FOUND with words. */
Status event_visited(Visit *v, Event *out);
/* Where somebody may do something with it; NOT_FOUND when they may not. */
Status event_visited_by(Visit *v, Permission may, Event *out);

#endif

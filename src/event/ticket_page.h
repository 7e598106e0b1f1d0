/* event/ticket_page: a ticket as its holder has it, one's own tickets, and the door. */
#ifndef SEEDBED_EVENT_TICKET_PAGE_H
#define SEEDBED_EVENT_TICKET_PAGE_H

#include "access/qr.h"
#include "event/event_page.h"

extern const View ticket_list_view, ticket_show_view, event_door_view;
extern const Route ticket_calendar_route;

typedef struct {
        TicketLineList tickets;
} TicketsModel;

/* Whoever has the code has the ticket, so this tells nobody's name. */
typedef struct {
        Event event;
        EventTrackList sessions; /* in which it has a place */
        Id ticket;
        Str title, place, state, code, link, zone;
        int64_t begins_at, ends_at, minutes, minutes_wanted, came_at, entry;
        bool is_settled, is_on, is_own;
        Qr qr;
} TicketModel;

typedef struct {
        EventShown event;
        EventCounts counts;
        AttendeeList latest;
} DoorModel;

/* The door's page around the deed that lets in: what came of it, and the form for the next. */
void door_draw(Page *out, const Visit *v, const Deed *d);

#endif

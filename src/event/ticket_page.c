/* event/ticket_page: see the header. */
#include "event/ticket_page.h"

#include "base/time.h"
#include "base/words.h"
#include "cohort/calendar.h"
#include "event/ticket.html.h"
#include "people/own.h"

enum { TICKETS_MAX = 200 };

/* --- one's own */

static void add_line(TicketLine *lines, size_t *n, const TicketLineList *list)
{
        for (size_t i = 0; i < list->n && *n < TICKETS_MAX; i++) {
                bool known = false;

                for (size_t k = 0; k < *n; k++)
                        known = known || lines[k].id == list->at[i].id;
                if (!known)
                        lines[(*n)++] = list->at[i];
        }
}

static Status load_list(Visit *v, void *model)
{
        TicketsModel *m = model;
        TicketLine *lines = arena_new(v->a, TicketLine, TICKETS_MAX);
        Id parties[OWN_PARTIES_MAX];
        TicketLineList list;
        size_t n = 0, parties_n = 0;

        TRY(tickets_of_actor(v->db, v->a, v->actor.id, INT64_MAX, &list));
        add_line(lines, &n, &list);
        if (!v->actor.scope)
                TRY(party_own(v->db, v->a, v->actor.id, parties, &parties_n));
        for (size_t i = 0; i < parties_n; i++) {
                TRY(tickets_of_party(v->db, v->a, parties[i], &list));
                add_line(lines, &n, &list);
        }
        m->tickets = (TicketLineList){lines, n};
        return OK;
}

static const Part list_parts[] = {PART_LIST_OF(TicketsModel, tickets, TicketLine), {0}};

static void draw_list(Page *out, const Visit *v, const void *model)
{
        ticket_list_page(out, v, model);
}

const View ticket_list_view = {.path = "/tickets",
                               .word = "ticket list",
                               .may = MAY_SELF,
                               .title = N_("Your tickets"),
                               .help = N_("Tickets that you have, had or wait for, latest first."),
                               .bytes = sizeof(TicketsModel),
                               .parts = list_parts,
                               .load = load_list,
                               .draw = draw_list};

/* --- one of them, by its code */

/* In the query, for paths stand in logs. */
static const Field code_query[] = {
        {"code", FIELD_TEXT, .chars_max = 64, .label = N_("Ticket's code")}, {0}};

static Status visited(Visit *v, EventSeat *seat, Event *e)
{
        Id id;
        Status s = event_code_parse(v->a, v->site->seal, visit_query(v, "code"), &id)
                           ? seat_by_id(v->db, v->a, id, seat)
                           : NOT_FOUND;

        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no such ticket, or there is a newer one."));
        TRY(s);
        return event_by_id(v->db, v->a, seat->event, e);
}

static Status load_sessions(Visit *v, const EventSeat *seat, EventTrackList *out)
{
        EventSeatList seats;
        EventTrack *tracks;
        size_t n = 0;

        TRY(seat_tracks(v->db, v->a, seat->party, seat->event, &seats));
        tracks = arena_new(v->a, EventTrack, seats.n + 1);
        for (size_t i = 0; i < seats.n; i++)
                if (str_is(seats.at[i].state, "held"))
                        TRY(track_by_id(v->db, v->a, seat->event, seats.at[i].track, &tracks[n++]));
        *out = (EventTrackList){tracks, n};
        return OK;
}

static Status load_show(Visit *v, void *model)
{
        TicketModel *m = model;
        EventSeat seat = {0};
        Event *e = &m->event;
        bool is_held;

        TRY(visited(v, &seat, e));
        TRY(load_sessions(v, &seat, &m->sessions));
        is_held = str_is(seat.state, "held") && str_is(e->state, "open");
        m->ticket = seat.id;
        m->title = e->title;
        m->place = e->place;
        m->zone = e->zone;
        m->state = str_is(e->state, "open") ? seat.state : S("cancelled");
        m->begins_at = e->begins_at;
        m->ends_at = e->ends_at;
        m->minutes = seat.seconds / 60;
        m->minutes_wanted = e->minutes;
        m->came_at = seat.came_at;
        m->entry = seat.entry;
        m->is_settled = seat.settled_at != 0;
        m->is_own = v->actor.id && v->actor.id == seat.actor;
        if (!is_held)
                return OK;
        m->is_on = e->link.len && v->now_us >= e->begins_at && v->now_us <= e->ends_at;
        m->link = e->link;
        m->code = event_code(v->a, v->site->seal, seat.id);
        return qr_draw(v->a, m->code, &m->qr);
}

static const Part show_parts[] = {PART_VALUE_OF(TicketModel, title, COL_TEXT),
                                  PART_VALUE_OF(TicketModel, place, COL_TEXT),
                                  PART_VALUE_OF(TicketModel, link, COL_TEXT),
                                  PART_VALUE_OF(TicketModel, begins_at, COL_TIME),
                                  PART_VALUE_OF(TicketModel, ends_at, COL_TIME),
                                  PART_VALUE_OF(TicketModel, zone, COL_TEXT),
                                  PART_VALUE_OF(TicketModel, state, COL_TEXT),
                                  PART_VALUE_OF(TicketModel, minutes, COL_INT),
                                  PART_VALUE_OF(TicketModel, came_at, COL_TIME),
                                  PART_VALUE_OF(TicketModel, is_settled, COL_BOOL),
                                  PART_VALUE_OF(TicketModel, entry, COL_INT),
                                  {0}};

static void draw_show(Page *out, const Visit *v, const void *model)
{
        ticket_show_page(out, v, model);
}

const View ticket_show_view = {
        .path = "/ticket",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Ticket"),
        .help = N_("A ticket, for whoever has its code: when and where, the QR code for the door, "
                   "the online address, the proof of attendance."),
        .query = code_query,
        .bytes = sizeof(TicketModel),
        .parts = show_parts,
        .load = load_show,
        .draw = draw_show};

static Status run_calendar(Visit *v, HttpReply *reply)
{
        EventSeat seat = {0};
        Event e = {0};
        CalendarEvent entry;
        Calendar c = {.host = calendar_host(v->site->base_url), .events = &entry, .events_n = 1};

        TRY(visited(v, &seat, &e));
        entry = (CalendarEvent){
                .id = e.id,
                .begins_at = e.begins_at,
                .ends_at = e.ends_at,
                .stamp_at = v->now_us,
                .title = e.title,
                .place = e.place,
                .link = str_fmt(v->a, "%.*s/ticket?code=%.*s", S_ARG(v->site->base_url),
                                S_ARG(event_code(v->a, v->site->seal, seat.id))),
                .sequence = e.sequence + str_is(seat.state, "cancelled"),
                .is_cancelled = !str_is(e.state, "open") || !str_is(seat.state, "held")};
        c.method = entry.is_cancelled ? CALENDAR_CANCEL : CALENDAR_PUBLISH;
        TRY(calendar_write(v->a, &c, &reply->body));
        reply->content_type = S("text/calendar; charset=utf-8");
        reply->no_store = true;
        http_reply_header(v->rq, reply, S("Content-Disposition"),
                          S("attachment; filename=\"event.ics\""));
        return OK;
}

const Route ticket_calendar_route = {
        .method = HTTP_GET,
        .path = "/ticket.ics",
        .may = MAY_SEE_PUBLIC,
        .help = N_("A ticket's event for a calendar (RFC 5545); one that was given up or cancelled "
                   "is taken out of it."),
        .run = run_calendar,
        .type = "text/calendar"};

/* --- the door */

static Status load_door_of(const Visit *v, Id event, DoorModel *m)
{
        TRY(event_shown(v->db, v->a, event, &m->event));
        TRY(event_counts(v->db, v->a, event, &m->counts));
        return event_latest(v->db, v->a, event, &m->latest);
}

static Status load_door(Visit *v, void *model)
{
        Event e = {0};

        TRY(event_visited_by(v, MAY_CHECK_IN, &e));
        return load_door_of(v, e.id, model);
}

static const Part door_parts[] = {PART_ROW_OF(DoorModel, event, EventShown),
                                  PART_ROW_OF(DoorModel, counts, EventCounts),
                                  PART_LIST_OF(DoorModel, latest, Attendee),
                                  {0}};

static void draw_door(Page *out, const Visit *v, const void *model)
{
        door_page(out, v, model, NULL);
}

const View event_door_view = {.path = "/events/{event}/door",
                              .may = MAY_CHECK_IN,
                              .title = N_("Door"),
                              .help = N_("Where tickets are let in."),
                              .bytes = sizeof(DoorModel),
                              .parts = door_parts,
                              .load = load_door,
                              .draw = draw_door,
                              .uses_camera = true};

/* Drawn for whoever sent the form, too: names are for those who may let in there. */
void door_draw(Page *out, const Visit *v, const Deed *d)
{
        DoorModel m = {0};
        Event e = {0};
        Place place;
        Id event;

        if (id_parse(d->inputs[0], &event) && event_by_id(v->db, v->a, event, &e) == OK &&
            event_place(v->db, v->a, &e, &place) == OK &&
            access_may_at(&v->actor, MAY_CHECK_IN, &place) && load_door_of(v, event, &m) == OK)
                door_page(out, v, &m, d);
        else
                door_closed_page(out, d);
}

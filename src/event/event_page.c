/* event/event_page: see the header. */
#include "event/event_page.h"

#include "base/sheet.h"
#include "base/time.h"
#include "base/words.h"
#include "cohort/calendar.h"
#include "event/event.html.h"
#include "people/own.h"

#include <sys/mman.h>
#include <unistd.h>

enum { EVENTS_A_PAGE = 50, EVENTS_READ = 100, ATTENDEES_A_PAGE = 100 };

Str event_span(Arena *a, Str zone, int64_t begins_at, int64_t ends_at)
{
        Str from = zone_text(a, zone, begins_at), to = zone_text(a, zone, ends_at);
        Str first = event_when_text(a, zone, begins_at), last = event_when_text(a, zone, ends_at);
        Str offset = str_skip(to, to.len < 7 ? 0 : to.len - 7); /* " +08:00" */

        if (str_eq(str_head(first, 10), str_head(last, 10)) && str_ends(from, offset)) {
                from.len -= offset.len;
                to = str_fmt(a, "%.*s%.*s", S_ARG(str_skip(last, 11)), S_ARG(offset));
        }
        return str_fmt(a, "%.*s – %.*s", S_ARG(from), S_ARG(to));
}

/* --- all of them */

static const Field list_query[] = {
        {"past", FIELD_YES, .label = N_("Those that are over")},
        {"after", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {0}};

static Status is_seen(Visit *v, const EventLine *line, bool *out)
{
        Event e;

        *out = line->is_public;
        if (*out || !v->actor.id)
                return OK;
        TRY(event_by_id(v->db, v->a, line->id, &e));
        return event_is_for(v->db, v->a, &v->actor, &e, out);
}

static Status load_list(Visit *v, void *model)
{
        EventsModel *m = model;
        EventLine *lines = arena_new(v->a, EventLine, EVENTS_A_PAGE);
        Str after = visit_query(v, "after");
        EventLineList rows;
        Event last = {0};
        size_t n = 0;
        Id id;

        m->is_past = str_is(visit_query(v, "past"), "yes");
        last.ends_at = m->is_past ? v->now_us : 0;
        if (after.len && (!id_parse(after, &id) || event_by_id(v->db, v->a, id, &last) != OK))
                return visit_fault(v, INVALID, _("«after» is not an id."));
        do {
                if (m->is_past)
                        TRY(event_past(v->db, v->a, v->now_us, last.ends_at, last.id, &rows));
                else
                        TRY(event_coming(v->db, v->a, v->now_us, last.ends_at, last.id, &rows));
                for (size_t i = 0; i < rows.n && n < EVENTS_A_PAGE; i++) {
                        bool seen;

                        last.id = rows.at[i].id;
                        last.ends_at = rows.at[i].ends_at;
                        TRY(is_seen(v, &rows.at[i], &seen));
                        if (seen)
                                lines[n++] = rows.at[i];
                }
        } while (rows.n == EVENTS_READ && n < EVENTS_A_PAGE);
        m->events = (EventLineList){lines, n};
        m->next = n == EVENTS_A_PAGE ? last.id : 0;
        return OK;
}

static const Part list_parts[] = {PART_LIST_OF(EventsModel, events, EventLine),
                                  PART_VALUE_OF(EventsModel, next, COL_ID),
                                  {0}};

static void draw_list(Page *out, const Visit *v, const void *model)
{
        event_list_page(out, v, model);
}

const View event_list_view = {.path = "/events",
                              .word = "event list",
                              .may = MAY_SEE_PUBLIC,
                              .title = N_("Events"),
                              .help = N_("What people can come to, next ones first."),
                              .query = list_query,
                              .bytes = sizeof(EventsModel),
                              .parts = list_parts,
                              .load = load_list,
                              .draw = draw_list};

/* --- one of them */

static Status none(Visit *v)
{
        return visit_fault(v, NOT_FOUND, _("There is no such event."));
}

Status event_visited(Visit *v, Event *out)
{
        bool seen;
        Id id;
        Status s = id_parse(v->params[0], &id) ? event_by_id(v->db, v->a, id, out) : NOT_FOUND;

        if (s == OK) {
                TRY(event_is_for(v->db, v->a, &v->actor, out, &seen));
                s = seen ? OK : NOT_FOUND;
        }
        return s == NOT_FOUND ? none(v) : s;
}

Status event_visited_by(Visit *v, Permission may, Event *out)
{
        Place place;
        Id id;
        Status s = id_parse(v->params[0], &id) ? event_by_id(v->db, v->a, id, out) : NOT_FOUND;

        if (s == NOT_FOUND)
                return none(v);
        TRY(s);
        TRY(event_place(v->db, v->a, out, &place));
        return access_may_at(&v->actor, may, &place) ? OK : none(v);
}

static Status own_seat(Visit *v, const EventSeat *seat, OwnSeat *out)
{
        EventAhead ahead = {0};

        if (str_is(seat->state, "waiting"))
                TRY(seat_ahead(v->db, v->a, seat->event, seat->track, seat->turn, &ahead));
        *out = (OwnSeat){.ticket = seat->id,
                         .track = seat->track,
                         .state = seat->state,
                         .ahead = ahead.waiting,
                         .until_at = seat->until_at};
        if (str_is(seat->state, "held") && !seat->track && v->site->seal)
                out->code = event_code(v->a, v->site->seal, seat->id);
        return OK;
}

static Status add_own(Visit *v, const EventSeatList *list, OwnSeat *own, size_t most, size_t *n)
{
        for (size_t i = 0; i < list->n && *n < most; i++) {
                bool known = false;

                for (size_t k = 0; k < *n; k++)
                        known = known || own[k].ticket == list->at[i].id;
                if (!known)
                        TRY(own_seat(v, &list->at[i], &own[(*n)++]));
        }
        return OK;
}

/* By the account, and by the person that it is: who looks after the event may have given a ticket
 * to that one. */
static Status load_own(Visit *v, Id event, OwnSeatList *out)
{
        enum { MOST = 400 };
        OwnSeat *own = arena_new(v->a, OwnSeat, MOST);
        Id parties[OWN_PARTIES_MAX];
        EventSeatList list;
        size_t n = 0, parties_n;

        *out = (OwnSeatList){own, 0};
        if (!v->actor.id || v->actor.scope)
                return OK;
        TRY(seats_own(v->db, v->a, v->actor.id, event, &list));
        TRY(add_own(v, &list, own, MOST, &n));
        TRY(party_own(v->db, v->a, v->actor.id, parties, &parties_n));
        for (size_t i = 0; i < parties_n; i++) {
                TRY(seats_of_party_at(v->db, v->a, parties[i], event, &list));
                TRY(add_own(v, &list, own, MOST, &n));
        }
        out->n = n;
        return OK;
}

const OwnSeat *event_own_seat(const EventModel *m, Id track)
{
        for (size_t i = 0; i < m->own.n; i++)
                if (m->own.at[i].track == track && !str_is(m->own.at[i].state, "cancelled") &&
                    !str_is(m->own.at[i].state, "lapsed") && !str_is(m->own.at[i].state, "absent"))
                        return &m->own.at[i];
        return NULL;
}

static Status load_show(Visit *v, void *model)
{
        EventModel *m = model;
        Event e = {0};
        Place place;

        TRY(event_visited(v, &e));
        TRY(event_shown(v->db, v->a, e.id, &m->event));
        TRY(tracks_of(v->db, v->a, e.id, &m->tracks));
        TRY(load_own(v, e.id, &m->own));
        TRY(event_place(v->db, v->a, &e, &place));
        m->may_edit = access_may_at(&v->actor, MAY_EVENT_EDIT, &place);
        m->may_check_in = access_may_at(&v->actor, MAY_CHECK_IN, &place);
        m->has_begun = e.begins_at <= v->now_us;
        m->is_over = e.ends_at <= v->now_us;
        return m->may_edit ? event_counts(v->db, v->a, e.id, &m->counts) : OK;
}

static const Part show_parts[] = {PART_ROW_OF(EventModel, event, EventShown),
                                  PART_LIST_OF(EventModel, tracks, EventTrack),
                                  {0}};

static void draw_show(Page *out, const Visit *v, const void *model)
{
        event_show_page(out, v, model);
}

const View event_show_view = {
        .path = "/events/{event}",
        .word = "event show",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Event"),
        .help = N_("What it is, when and where, its sessions, and how many places are left."),
        .bytes = sizeof(EventModel),
        .parts = show_parts,
        .load = load_show,
        .draw = draw_show};

static Status run_calendar(Visit *v, HttpReply *reply)
{
        Event e = {0};
        CalendarEvent entry;
        Calendar c = {.host = calendar_host(v->site->base_url), .events = &entry, .events_n = 1};

        TRY(event_visited(v, &e));
        entry = (CalendarEvent){.id = e.id,
                                .begins_at = e.begins_at,
                                .ends_at = e.ends_at,
                                .stamp_at = v->now_us,
                                .title = e.title,
                                .place = e.place,
                                .link = str_fmt(v->a, "%.*s/events/%.*s", S_ARG(v->site->base_url),
                                                S_ARG(id_text(v->a, e.id))),
                                .sequence = e.sequence,
                                .is_cancelled = !str_is(e.state, "open")};
        c.method = entry.is_cancelled ? CALENDAR_CANCEL : CALENDAR_PUBLISH;
        TRY(calendar_write(v->a, &c, &reply->body));
        reply->content_type = S("text/calendar; charset=utf-8");
        http_reply_header(v->rq, reply, S("Cache-Control"), S("no-cache"));
        http_reply_header(v->rq, reply, S("Content-Disposition"),
                          S("attachment; filename=\"event.ics\""));
        return OK;
}

const Route event_calendar_route = {
        .method = HTTP_GET,
        .path = "/events/{event}/calendar.ics",
        .may = MAY_SEE_PUBLIC,
        .help = N_("The event for a calendar (RFC 5545); a cancelled one is taken out of it."),
        .run = run_calendar,
        .type = "text/calendar"};

/* --- who comes */

static const Field attendees_query[] = {
        {"after", FIELD_ID, .label = N_("Cursor: next of the page before")}, {0}};

static Status load_attendees(Visit *v, void *model)
{
        AttendeesModel *m = model;
        Str after = visit_query(v, "after");
        Event e = {0};
        Id last = 0;

        TRY(event_visited_by(v, MAY_EVENT_EDIT, &e));
        if (after.len && !id_parse(after, &last))
                return visit_fault(v, INVALID, _("«after» is not an id."));
        TRY(event_shown(v->db, v->a, e.id, &m->event));
        TRY(event_counts(v->db, v->a, e.id, &m->counts));
        TRY(attendees(v->db, v->a, e.id, last, &m->attendees));
        if (m->attendees.n > ATTENDEES_A_PAGE) {
                m->attendees.n = ATTENDEES_A_PAGE;
                m->next = m->attendees.at[ATTENDEES_A_PAGE - 1].id;
        }
        return OK;
}

static const Part attendees_parts[] = {PART_ROW_OF(AttendeesModel, event, EventShown),
                                       PART_ROW_OF(AttendeesModel, counts, EventCounts),
                                       PART_LIST_OF(AttendeesModel, attendees, Attendee),
                                       PART_VALUE_OF(AttendeesModel, next, COL_ID),
                                       {0}};

static void draw_attendees(Page *out, const Visit *v, const void *model)
{
        (void)v;
        event_attendees_page(out, model);
}

const View event_attendees_view = {.path = "/events/{event}/attendees",
                                   .word = "event attendees",
                                   .may = MAY_EVENT_EDIT,
                                   .title = N_("Who comes"),
                                   .help = N_("Tickets of an event, who waits, and who was there."),
                                   .query = attendees_query,
                                   .bytes = sizeof(AttendeesModel),
                                   .parts = attendees_parts,
                                   .load = load_attendees,
                                   .draw = draw_attendees};

static Status write_attendees(Visit *v, const Event *e, Sheet *sheet)
{
        /* a file for programs, the same in every language */
        static const char *const head[] = {"ticket", "party", "name",    "state",   "booked",
                                           "came",   "how",   "minutes", "settled", "entry"};
        SheetCell cells[10];
        AttendeeList list;
        Id last = 0;

        for (size_t i = 0; i < 10; i++)
                cells[i] = (SheetCell){str_from(head[i]), SHEET_TEXT};
        TRY(sheet_row(sheet, cells, 10));
        do {
                ArenaMark mark = arena_mark(v->a);

                TRY(attendees(v->db, v->a, e->id, last, &list));
                for (size_t i = 0; i < list.n; i++) {
                        const Attendee *x = &list.at[i];

                        cells[0].text = id_text(v->a, x->id);
                        cells[1].text = id_text(v->a, x->party);
                        cells[2].text = x->name;
                        cells[3].text = x->state;
                        cells[4].text = time_iso(v->a, x->booked_at);
                        cells[5].text = x->came_at ? time_iso(v->a, x->came_at) : (Str){0};
                        cells[6].text = x->came_how;
                        cells[7].text = str_fmt(v->a, "%lld", (long long)x->minutes);
                        cells[8].text = x->is_settled ? S("yes") : S("no");
                        cells[9].text = x->is_settled ? str_fmt(v->a, "%lld", (long long)x->entry)
                                                      : (Str){0};
                        TRY(sheet_row(sheet, cells, 10));
                        last = x->id;
                }
                arena_rewind(v->a, mark);
        } while (list.n > ATTENDEES_A_PAGE);
        return OK;
}

static Status run_attendees(Visit *v, HttpReply *reply)
{
        Event e = {0};
        Sheet *sheet;
        off_t bytes;
        Status s, closed;
        int fd;

        TRY(event_visited_by(v, MAY_EVENT_EDIT, &e));
        fd = memfd_create("attendees", MFD_CLOEXEC);
        if (fd < 0)
                return BROKEN;
        sheet = sheet_open(fd, SHEET_CSV, S("attendees"));
        s = sheet ? write_attendees(v, &e, sheet) : BROKEN;
        closed = sheet_close(sheet);
        bytes = lseek(fd, 0, SEEK_END);
        if (s != OK || closed != OK || bytes < 0 || lseek(fd, 0, SEEK_SET) != 0) {
                close(fd);
                return s != OK ? s : BROKEN;
        }
        reply->content_type = S("text/csv; charset=utf-8");
        reply->file_fd = fd;
        reply->file_bytes = (size_t)bytes;
        reply->no_store = true;
        http_reply_header(v->rq, reply, S("Content-Disposition"),
                          S("attachment; filename=\"attendees.csv\""));
        return OK;
}

const Route event_attendees_route = {.method = HTTP_GET,
                                     .path = "/events/{event}/attendees.csv",
                                     .may = MAY_EVENT_EDIT,
                                     .help = N_("Tickets of an event as a file; what a spreadsheet "
                                                "would run is text."),
                                     .run = run_attendees,
                                     .type = "text/csv"};

/* event/track: sessions of an event, each with places of its own. */
#include "base/words.h"
#include "event/event.h"

static const Field add_fields[] = {
        {"event", FIELD_ID, .required = true, .label = N_("Event")},
        {"title", FIELD_TEXT, .required = true, .chars_max = EVENT_TITLE_CHARS_MAX,
         .label = N_("Title")},
        {"begins", FIELD_TEXT, .required = true, .chars_max = 16, .label = N_("Begins"),
         .help = N_("As in 2026-12-01 09:00, by a clock in the event's time zone.")},
        {"ends", FIELD_TEXT, .required = true, .chars_max = 16, .label = N_("Ends")},
        {"place", FIELD_TEXT, .label = N_("Place"), .help = N_("A room, say.")},
        {"capacity", FIELD_INT, .required = true, .min = 1, .max = EVENT_CAPACITY_MAX,
         .label = N_("Places")},
        {0}};

static Status check(Deed *d, const Event *e, EventTrack *t)
{
        if (deed_given(d, "begins") &&
            !event_when_parse(deed_text(d, "begins"), e->zone, &t->begins_at))
                return deed_fault_at(d, "begins", _("Write it as in 2026-12-01 09:00."));
        if (deed_given(d, "ends") && !event_when_parse(deed_text(d, "ends"), e->zone, &t->ends_at))
                return deed_fault_at(d, "ends", _("Write it as in 2026-12-01 09:00."));
        if (t->ends_at <= t->begins_at)
                return deed_fault_at(d, "ends", _("It ends before it begins."));
        if (t->begins_at < e->begins_at || t->ends_at > e->ends_at)
                return deed_fault_at(d, "begins", _("A session lies within its event."));
        return OK;
}

static Status is_open(Deed *d, const EventSpot *spot)
{
        if (!str_is(spot->event.state, "open"))
                return deed_fault(d, CONFLICT, _("This event was cancelled."));
        return spot->track.id && !str_is(spot->track.state, "open")
                       ? deed_fault(d, CONFLICT, _("This session was cancelled."))
                       : OK;
}

static void shown_next(Deed *d, const EventSpot *spot)
{
        d->made = spot->track.id;
        d->go_to = str_fmt(d->a, "/events/%.*s", S_ARG(id_text(d->a, spot->event.id)));
}

static Status run_add(Deed *d)
{
        EventSpot spot;
        EventTrackList there;
        EventTrack t = {.title = deed_text(d, "title"),
                        .place = deed_text(d, "place"),
                        .capacity = deed_int(d, "capacity")};

        TRY(event_spot_get(d->db, d->a, deed_int(d, "event"), 0, &spot));
        TRY(is_open(d, &spot));
        TRY(check(d, &spot.event, &t));
        TRY(tracks_of(d->db, d->a, spot.event.id, &there));
        if (there.n >= EVENT_TRACKS_MAX)
                return deed_fault(d, CONFLICT, _("An event has at most %d sessions."),
                                  EVENT_TRACKS_MAX);
        spot.track.id = db_id(d->db, d->now_us);
        TRY(track_insert(d->db, spot.event.id, spot.track.id, t.title, t.place, t.begins_at,
                         t.ends_at, t.capacity));
        shown_next(d, &spot);
        d->note = S_("Added.");
        return event_tell(d, "event.session-added", &spot.event, spot.track.id, 0, 0);
}

const Action track_add_action = {.name = "track add",
                                 .may = MAY_EVENT_EDIT,
                                 .where = event_where,
                                 .title = N_("Add a session"),
                                 .help = N_("A part of the event with places of its own. Whoever "
                                            "has a ticket can take one."),
                                 .fields = add_fields,
                                 .run = run_add};

static const Field change_fields[] = {
        {"event", FIELD_ID, .required = true, .label = N_("Event")},
        {"track", FIELD_ID, .required = true, .label = N_("Session")},
        {"title", FIELD_TEXT, .chars_max = EVENT_TITLE_CHARS_MAX, .label = N_("Title")},
        {"begins", FIELD_TEXT, .chars_max = 16, .label = N_("Begins"),
         .help = N_("As in 2026-12-01 09:00, by a clock in the event's time zone.")},
        {"ends", FIELD_TEXT, .chars_max = 16, .label = N_("Ends")},
        {"place", FIELD_TEXT, .label = N_("Place")},
        {"capacity", FIELD_INT, .min = 1, .max = EVENT_CAPACITY_MAX, .label = N_("Places"),
         .help = N_("Not fewer than are taken. New ones go to those who wait.")},
        {0}};

static Status run_change(Deed *d)
{
        EventSpot spot;
        EventTrack t;
        Status s;

        TRY(event_spot_of(d, &spot));
        TRY(is_open(d, &spot));
        t = spot.track;
        if (deed_given(d, "title"))
                t.title = deed_text(d, "title");
        if (deed_given(d, "place"))
                t.place = deed_text(d, "place");
        if (deed_given(d, "capacity"))
                t.capacity = deed_int(d, "capacity");
        TRY(check(d, &spot.event, &t));
        s = track_set(d->db, t.event, t.id, t.title, t.place, t.begins_at, t.ends_at, t.capacity);
        if (s == NOT_FOUND)
                return deed_fault_at(d, "capacity", _("%lld places are taken already."),
                                     (long long)t.taken);
        TRY(s);
        TRY(event_tell(d, "event.session-changed", &spot.event, t.id, 0, 0));
        TRY(event_spot_get(d->db, d->a, t.event, t.id, &spot));
        shown_next(d, &spot);
        d->note = S_("Changed.");
        return event_offer(d, &spot);
}

const Action track_change_action = {.name = "track change",
                                    .may = MAY_EVENT_EDIT,
                                    .where = event_where,
                                    .title = N_("Change a session"),
                                    .help = N_("What is left empty stays."),
                                    .fields = change_fields,
                                    .run = run_change};

static const Field cancel_fields[] = {{"event", FIELD_ID, .required = true, .label = N_("Event")},
                                      {"track", FIELD_ID, .required = true, .label = N_("Session")},
                                      {0}};

static Status run_cancel(Deed *d)
{
        EventSpot spot;

        TRY(event_spot_of(d, &spot));
        TRY(is_open(d, &spot));
        TRY(track_set_cancelled(d->db, spot.event.id, spot.track.id));
        TRY(event_set_job(d->db, spot.event.id, S("change"), 0));
        shown_next(d, &spot);
        d->note = S_("Cancelled. Everybody with a ticket is told.");
        return event_tell(d, "event.session-cancelled", &spot.event, spot.track.id, 0, 0);
}

const Action track_cancel_action = {
        .name = "track cancel",
        .may = MAY_EVENT_EDIT,
        .where = event_where,
        .title = N_("Cancel a session"),
        .help = N_("It stays visible as cancelled. Tickets for the event stay good."),
        .fields = cancel_fields,
        .run = run_cancel};

/* event/ticket: taking a place, waiting for one, giving it back.
 *
 * Writers take turns, on all nodes, and a place is taken by one statement that finds none when all
 * are gone: so places are never given twice. Whenever one becomes free it is offered in the same
 * transaction; no place is free while somebody waits, but once the event has begun. */
#include "base/time.h"
#include "base/words.h"
#include "event/event.h"
#include "event/letter_page.h"
#include "people/own.h"

static bool is_state(const EventSeat *s, const char *state)
{
        return str_is(s->state, state);
}

static bool has_place(const EventSeat *s)
{
        return is_state(s, "held") || is_state(s, "offered");
}

/* --- spots */

Status event_spot_get(Db *db, Arena *a, Id event, Id track, EventSpot *out)
{
        EventSpot spot = {0};

        TRY(event_by_id(db, a, event, &spot.event));
        if (track)
                TRY(track_by_id(db, a, event, track, &spot.track));
        *out = spot;
        return OK;
}

Status event_spot_of(Deed *d, EventSpot *out)
{
        Status s = event_spot_get(d->db, d->a, deed_int(d, "event"), deed_int(d, "track"), out);

        return s == NOT_FOUND ? deed_fault(d, s, _("There is no such event or session.")) : s;
}

static int64_t begins_at(const EventSpot *spot)
{
        return spot->track.id ? spot->track.begins_at : spot->event.begins_at;
}

static int64_t ends_at(const EventSpot *spot)
{
        return spot->track.id ? spot->track.ends_at : spot->event.ends_at;
}

static bool is_open(const EventSpot *spot)
{
        return str_is(spot->event.state, "open") &&
               (!spot->track.id || str_is(spot->track.state, "open"));
}

/* NOT_FOUND: none is free. */
static Status take(Deed *d, const EventSpot *spot)
{
        return spot->track.id ? track_take(d->db, spot->event.id, spot->track.id)
                              : event_take(d->db, spot->event.id);
}

static Status give_back(Deed *d, const EventSpot *spot)
{
        return spot->track.id ? track_give_back(d->db, spot->event.id, spot->track.id)
                              : event_give_back(d->db, spot->event.id);
}

static Status next_turn(Deed *d, const EventSpot *spot, int64_t *out)
{
        EventSpot now;

        if (spot->track.id)
                TRY(track_turn(d->db, spot->event.id, spot->track.id));
        else
                TRY(event_turn(d->db, spot->event.id));
        TRY(event_spot_get(d->db, d->a, spot->event.id, spot->track.id, &now));
        *out = spot->track.id ? now.track.turns : now.event.turns;
        return OK;
}

/* --- who waits */

static Status offer_to(Deed *d, const EventSpot *spot, EventSeat *seat)
{
        int64_t until = d->now_us + spot->event.offer_hours * 3600 * SECOND_US;

        seat->until_at = until < begins_at(spot) ? until : begins_at(spot);
        seat->state = S("offered");
        TRY(seat_set(d->db, seat->id, seat->state, 0, seat->until_at));
        TRY(event_tell(d, "event.offered", &spot->event, spot->track.id, seat->party, seat->id));
        return event_letter(d, &event_letter_offer, spot, seat);
}

Status event_offer(Deed *d, const EventSpot *spot)
{
        if (!is_open(spot) || begins_at(spot) <= d->now_us)
                return OK;
        for (;;) {
                EventSeat seat;
                Status s = seat_first_waiting(d->db, d->a, spot->event.id, spot->track.id, &seat);

                if (s == OK)
                        s = take(d, spot);
                if (s != OK)
                        return s == NOT_FOUND ? OK : s;
                TRY(offer_to(d, spot, &seat));
        }
}

Status event_seat_free(Deed *d, const EventSpot *spot, const EventSeat *seat, const char *state)
{
        bool had = has_place(seat);
        EventSeatList sessions = {0};
        char kind[32];
        Text t = text_over(kind, sizeof kind);

        text_fmt(&t, "event.ticket-%s", state);
        TRY(seat_set(d->db, seat->id, str_from(state), 0, 0));
        TRY(event_tell(d, str_z(d->a, text_str(&t)), &spot->event, seat->track, seat->party,
                       seat->id));
        if (!seat->track) /* no place in a session without a ticket */
                TRY(seat_tracks(d->db, d->a, seat->party, seat->event, &sessions));
        for (size_t i = 0; i < sessions.n; i++) {
                const EventSeat *other = &sessions.at[i];
                EventSpot where;

                if (!has_place(other) && !is_state(other, "waiting"))
                        continue;
                TRY(event_spot_get(d->db, d->a, other->event, other->track, &where));
                TRY(event_seat_free(d, &where, other, state));
        }
        if (!had)
                return OK;
        TRY(give_back(d, spot));
        return event_offer(d, spot);
}

/* --- the programme */

static Status facts_of(Deed *d, Id party, Id *out_party, PartyFacts *out)
{
        Party p = {0};

        TRY(party_now(d->db, d->a, party, &p));
        *out_party = p.id;
        *out = (PartyFacts){.kind = p.kind, .country = p.country, .sector = p.sector};
        return party_is_erased(&p) ? NOT_FOUND : OK;
}

/* Whoever holds a ticket becomes a member where the event says so; who is one already stays where
 * it stands. */
static Status join(Deed *d, const EventSpot *spot, Id party)
{
        const Event *e = &spot->event;
        Programme programme = {0};
        PartyHubList homes;
        PartyFacts facts;
        MemberList there;
        Definition *def;
        MemberBegin b = {.hub = e->hub, .stage = e->joins, .facts = &facts};

        if (spot->track.id || !e->programme || str_empty(e->joins))
                return OK;
        TRY(member_in(d->db, d->a, party, e->programme, &there));
        if (there.n)
                return OK;
        TRY(programme_by_id(d->db, d->a, e->programme, &programme));
        TRY(programme_open(d->db, d->a, programme.slug, &programme, &def));
        TRY(facts_of(d, party, &b.party, &facts));
        TRY(party_hubs(d->db, d->a, b.party, &homes));
        b.is_home = homes.n == 0;
        b.programme = &programme;
        b.def = def;
        return member_begin(d, &b);
}

static Status hold(Deed *d, const EventSpot *spot, EventSeat *seat)
{
        seat->state = S("held");
        TRY(event_tell(d, "event.booked", &spot->event, spot->track.id, seat->party, seat->id));
        TRY(join(d, spot, seat->party));
        return spot->track.id ? OK : event_letter(d, &event_letter_ticket, spot, seat);
}

/* --- taking one */

static Status check_open(Deed *d, const EventSpot *spot)
{
        if (!is_open(spot))
                return deed_fault(d, CONFLICT,
                                  spot->track.id ? _("This session was cancelled.")
                                                 : _("This event was cancelled."));
        return ends_at(spot) <= d->now_us ? deed_fault(d, CONFLICT, _("This event is over.")) : OK;
}

/* A place in a session is for who has a ticket. */
static Status check_ticket(Deed *d, const EventSpot *spot, Id party)
{
        EventSeat ticket = {0};
        Status s;

        if (!spot->track.id)
                return OK;
        s = seat_get(d->db, d->a, party, spot->event.id, 0, &ticket);
        if (s != OK && s != NOT_FOUND)
                return s;
        return is_state(&ticket, "held")
                       ? OK
                       : deed_fault(d, CONFLICT, _("Take a ticket for the event first."));
}

static Status was_there(Deed *d, const EventSeat *before)
{
        if (has_place(before))
                return deed_fault(d, CONFLICT, _("This place is taken by them already."));
        return before->settled_at || before->came_at
                       ? deed_fault(d, CONFLICT, _("They were there already."))
                       : OK;
}

/* waits: whoever finds no place waits for one; else it is refused. */
static Status book(Deed *d, const EventSpot *spot, Id party, Id actor, bool waits, EventSeat *out)
{
        EventSeat before = {0}, seat = {.party = party,
                                        .event = spot->event.id,
                                        .track = spot->track.id,
                                        .actor = actor,
                                        .booked_at = d->now_us};
        Status s = seat_get(d->db, d->a, party, seat.event, seat.track, &before);

        if (s != OK && s != NOT_FOUND)
                return s;
        TRY(check_open(d, spot));
        TRY(was_there(d, &before));
        TRY(check_ticket(d, spot, party));
        s = take(d, spot);
        if (s != OK && s != NOT_FOUND)
                return s;
        if (s == NOT_FOUND && (!waits || begins_at(spot) <= d->now_us))
                return deed_fault(d, CONFLICT, _("All places are taken."));
        if (s == NOT_FOUND && is_state(&before, "waiting"))
                return deed_fault(d, CONFLICT, _("They wait for a place already."));
        if (s == NOT_FOUND)
                TRY(next_turn(d, spot, &seat.turn));
        seat.state = s == OK ? S("held") : S("waiting");
        seat.id = db_id(d->db, d->now_us);
        TRY(seat_put(d->db, party, seat.event, seat.track, seat.id, actor, seat.state, seat.turn, 0,
                     d->now_us));
        d->made = seat.id;
        *out = seat;
        if (s == OK)
                return hold(d, spot, out);
        return event_tell(d, "event.waiting", &spot->event, seat.track, party, seat.id);
}

/* --- by oneself */

static const Field book_fields[] = {
        {"event", FIELD_ID, .required = true, .label = N_("Event")},
        {"track", FIELD_ID, .label = N_("Session"), .help = N_("The event itself when empty.")},
        {"party", FIELD_ID, .label = N_("Person"),
         .help = N_("Of several files that are yours; the first when empty.")},
        {0}};

/* An account that nobody keeps a file on yet gets one, at the event's hub, known by its confirmed
 * address; without an address, or with one that somebody wanted erased, by its tickets alone. */
static Status begin_person(Deed *d, const Event *e, Id *out)
{
        PartyFacts facts = {.kind = S("person"), .name = d->actor.name, .hub = e->hub};
        Entry entry = {.kind = S("party.added"), .hub = e->hub};
        OwnAddressList addresses;
        Str salt;

        TRY(party_make(d, &facts, out, &salt));
        TRY(own_addresses(d->db, d->a, d->actor.id, &addresses));
        for (size_t i = 0; i < addresses.n; i++) {
                Identity there;
                ErasedKey erased;
                Status s = identity_find(d->db, d->a, S("email"), addresses.at[i].email, &there);

                if (s == NOT_FOUND)
                        s = erased_find(d->db, d->a, d->seal, S("email"), addresses.at[i].email,
                                        &erased);
                if (s == NOT_FOUND)
                        s = identity_add(d->db, S("email"), addresses.at[i].email, *out, d->now_us,
                                         true);
                if (s != OK)
                        return s;
        }
        entry.subject = *out;
        party_entry(d->a, &entry, &facts, salt, d->now_us);
        return deed_tell(d, &entry);
}

static Status own_person(Deed *d, const Event *e, Id *out)
{
        Id own[OWN_PARTIES_MAX];
        EventParty last;
        size_t n;
        Status s;

        TRY(party_own(d->db, d->a, d->actor.id, own, &n));
        if (deed_given(d, "party")) {
                for (size_t i = 0; i < n; i++)
                        if (own[i] == deed_int(d, "party")) {
                                *out = own[i];
                                return OK;
                        }
                return deed_fault_at(d, "party", _("There is no such party."));
        }
        if (n) {
                *out = own[0];
                return OK;
        }
        s = seat_party_of(d->db, d->a, d->actor.id, &last);
        if (s == OK)
                *out = last.party;
        return s == NOT_FOUND ? begin_person(d, e, out) : s;
}

static void told(Deed *d, const EventSpot *spot, const EventSeat *seat)
{
        d->go_to = str_fmt(d->a, "/events/%.*s", S_ARG(id_text(d->a, spot->event.id)));
        d->note = is_state(seat, "held")
                          ? S_("You have a place.")
                          : S_("All places are taken. You stand on the waiting list.");
}

static Status run_book(Deed *d)
{
        EventSpot spot = {0};
        EventSeat seat = {0};
        bool is_for;
        Id party = 0;

        TRY(event_spot_of(d, &spot));
        TRY(event_is_for(d->db, d->a, &d->actor, &spot.event, &is_for));
        if (!is_for)
                return deed_fault(d, NOT_FOUND, _("There is no such event or session."));
        TRY(check_open(d, &spot));
        TRY(own_person(d, &spot.event, &party));
        TRY(book(d, &spot, party, d->actor.id, true, &seat));
        told(d, &spot, &seat);
        return OK;
}

const Action ticket_book_action = {
        .name = "ticket book",
        .may = MAY_SELF,
        .where = where_own,
        .title = N_("Take a place"),
        .help = N_("For yourself. When all places are taken you wait in order, and are told when "
                   "one is free."),
        .fields = book_fields,
        .run = run_book};

/* --- one's own ticket */

static const Field own_fields[] = {{"ticket", FIELD_ID, .required = true, .label = N_("Ticket")},
                                   {0}};

/* By the account that took it, or by the person that it is for. */
static Status own_seat(Deed *d, EventSpot *spot, EventSeat *out)
{
        bool is_own = false;
        Party now = {0};
        Status s = seat_by_id(d->db, d->a, deed_int(d, "ticket"), out);

        if (s == OK && out->actor != d->actor.id) {
                TRY(party_now(d->db, d->a, out->party, &now));
                TRY(party_is_own(d->db, d->a, &d->actor, now.id, &is_own));
                s = is_own ? OK : NOT_FOUND;
        }
        if (s == NOT_FOUND)
                return deed_fault_at(d, "ticket", _("There is no such ticket."));
        TRY(s);
        return event_spot_get(d->db, d->a, out->event, out->track, spot);
}

static Status run_accept(Deed *d)
{
        EventSpot spot = {0};
        EventSeat seat = {0};

        TRY(own_seat(d, &spot, &seat));
        TRY(check_open(d, &spot));
        if (!is_state(&seat, "offered") || seat.until_at <= d->now_us)
                return deed_fault(d, CONFLICT, _("No place is offered to you any more."));
        TRY(seat_set(d->db, seat.id, S("held"), 0, 0));
        TRY(hold(d, &spot, &seat));
        d->made = seat.id;
        told(d, &spot, &seat);
        return OK;
}

const Action ticket_accept_action = {.name = "ticket accept",
                                     .may = MAY_SELF,
                                     .where = where_own,
                                     .title = N_("Accept a place"),
                                     .help = N_("A place that became free and is offered to you."),
                                     .fields = own_fields,
                                     .run = run_accept};

static Status give_up(Deed *d, const EventSpot *spot, const EventSeat *seat)
{
        if (!has_place(seat) && !is_state(seat, "waiting"))
                return deed_fault(d, CONFLICT, _("This ticket was given up already."));
        if (seat->came_at)
                return deed_fault(d, CONFLICT, _("They were there already."));
        d->made = seat->id;
        d->note = S_("Given up.");
        d->go_to = str_fmt(d->a, "/events/%.*s", S_ARG(id_text(d->a, spot->event.id)));
        return event_seat_free(d, spot, seat, "cancelled");
}

static Status run_cancel(Deed *d)
{
        EventSpot spot = {0};
        EventSeat seat = {0};

        TRY(own_seat(d, &spot, &seat));
        return give_up(d, &spot, &seat);
}

const Action ticket_cancel_action = {
        .name = "ticket cancel",
        .may = MAY_SELF,
        .where = where_own,
        .title = N_("Give up a place"),
        .help = N_("It is offered to the first who waits. Places in sessions go with the ticket."),
        .fields = own_fields,
        .run = run_cancel};

/* --- by who looks after the event */

static const Field give_fields[] = {
        {"event", FIELD_ID, .required = true, .label = N_("Event")},
        {"track", FIELD_ID, .label = N_("Session"), .help = N_("The event itself when empty.")},
        {"party", FIELD_ID, .required = true, .label = N_("Person")},
        {0}};

static Status run_give(Deed *d)
{
        EventSpot spot = {0};
        EventSeat seat;
        Party party = {0};
        bool sees = false;
        Status s = party_by_id(d->db, d->a, deed_int(d, "party"), &party);

        TRY(event_spot_of(d, &spot));
        if (s == OK)
                TRY(party_may(d->db, d->a, &d->actor, MAY_PARTY_SEE, party.id, &sees));
        if (s == NOT_FOUND || (s == OK && !sees))
                return deed_fault_at(d, "party", _("There is no such party."));
        TRY(s);
        TRY(party_whole(d, &party));
        if (party.merged_into || !str_is(party.kind, "person"))
                return deed_fault_at(d, "party", _("A ticket is for a person."));
        TRY(book(d, &spot, party.id, 0, false, &seat));
        d->note = S_("They have a place.");
        d->go_to = str_fmt(d->a, "/events/%.*s/attendees", S_ARG(id_text(d->a, spot.event.id)));
        return OK;
}

const Action ticket_give_action = {.name = "ticket give",
                                   .may = MAY_EVENT_EDIT,
                                   .where = event_where,
                                   .title = N_("Give a ticket"),
                                   .help = N_("To a person that you look after. Also a place is "
                                              "never given that is not there."),
                                   .fields = give_fields,
                                   .run = run_give};

static const Field withdraw_fields[] = {
        {"event", FIELD_ID, .required = true, .label = N_("Event")},
        {"ticket", FIELD_ID, .required = true, .label = N_("Ticket")},
        {0}};

static Status run_withdraw(Deed *d)
{
        EventSpot spot = {0};
        EventSeat seat = {0};
        Status s = seat_by_id(d->db, d->a, deed_int(d, "ticket"), &seat);

        if (s == NOT_FOUND || (s == OK && seat.event != deed_int(d, "event")))
                return deed_fault_at(d, "ticket", _("There is no such ticket."));
        TRY(s);
        TRY(event_spot_get(d->db, d->a, seat.event, seat.track, &spot));
        TRY(give_up(d, &spot, &seat));
        d->go_to = str_fmt(d->a, "/events/%.*s/attendees", S_ARG(id_text(d->a, seat.event)));
        return event_letter(d, &event_letter_withdrawn, &spot, &seat);
}

const Action ticket_withdraw_action = {
        .name = "ticket withdraw",
        .may = MAY_EVENT_EDIT,
        .where = event_where,
        .title = N_("Take a ticket back"),
        .help = N_("Its holder is told by mail. The place is offered to the first who waits."),
        .fields = withdraw_fields,
        .run = run_withdraw};

Status event_forget_party(Deed *d, Id party)
{
        EventSeatList list;

        TRY(seats_of_party(d->db, d->a, party, &list));
        for (size_t i = 0; i < list.n; i++) {
                EventSpot spot;
                EventSeat now; /* a session's place may have gone with its ticket */

                TRY(seat_by_id(d->db, d->a, list.at[i].id, &now));
                TRY(event_spot_get(d->db, d->a, now.event, now.track, &spot));
                if ((has_place(&now) || is_state(&now, "waiting")) && !now.came_at &&
                    begins_at(&spot) > d->now_us)
                        TRY(event_seat_free(d, &spot, &now, "cancelled"));
        }
        return OK;
}

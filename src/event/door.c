/* event/door: who is there, and what comes of it.
 *
 * A ticket's code is its id and 80 bits of an HMAC of the id under the data folder's secret
 * (access/seal), in the alphabet that QR codes hold densest. So it can not be guessed, tells
 * nothing of its holder, and the store holds nothing that one could be made from. Letting in is one
 * statement that finds nothing the second time. It makes no entry: for some minutes it can be taken
 * back; what is settled then stands in the record for good. */
#include "base/time.h"
#include "base/words.h"
#include "event/event.h"
#include "event/ticket_page.h"
#include "people/own.h"

#include <sodium.h>

enum { SEAL_CHARS = 16 };
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; /* as it is */

/* --- the code */

Str event_code(Arena *a, const Seal *seal, Id ticket)
{
        char *out = arena_bytes(a, EVENT_CODE_CHARS);
        Hash h;

        id_write(ticket, out);
        h = seal_mac(seal, "event ticket" /* as it is */, (Str){out, ID_CHARS});
        for (int i = 0; i < SEAL_CHARS; i++) {
                int bit = i * 5, byte = bit / 8, shift = bit % 8;
                unsigned two = (unsigned)h.b[byte] << 8 | h.b[byte + 1];

                out[ID_CHARS + i] = alphabet[two >> (11 - shift) & 31];
        }
        return (Str){out, EVENT_CODE_CHARS};
}

bool event_code_parse(Arena *a, const Seal *seal, Str code, Id *out_ticket)
{
        char plain[EVENT_CODE_CHARS];
        size_t n = 0;
        Id id;

        for (size_t i = 0; i < code.len; i++) {
                char c = code.at[i];

                if (c == ' ' || c == '-' || c == '\r' || c == '\n' || c == '\t')
                        continue;
                if (n == EVENT_CODE_CHARS)
                        return false;
                if (c >= 'a' && c <= 'z')
                        c = (char)(c - 'a' + 'A');
                plain[n++] = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
        }
        if (!seal || n != EVENT_CODE_CHARS || !id_parse((Str){plain, ID_CHARS}, &id) || !id)
                return false;
        if (sodium_memcmp(event_code(a, seal, id).at, plain, EVENT_CODE_CHARS) != 0)
                return false;
        *out_ticket = id;
        return true;
}

/* --- letting in */

static const Field check_in_fields[] = {
        {"event", FIELD_ID, .required = true, .label = N_("Event")},
        {"code", FIELD_TEXT, .required = true, .chars_max = 64, .label = N_("Ticket's code"),
         .help = N_("Scanned, or typed as it stands below the QR code.")},
        {0}};

static Status name_of(Deed *d, Id party, Str *out)
{
        Party now = {0};

        TRY(party_now(d->db, d->a, party, &now));
        *out = now.name.len ? now.name : S_("Somebody whose name was erased");
        return OK;
}

static Status state_fault(Deed *d, const EventSeat *seat)
{
        if (str_is(seat->state, "waiting") || str_is(seat->state, "offered"))
                return deed_fault_at(d, "code", _("They have no place yet, but wait for one."));
        return deed_fault_at(d, "code", _("This ticket was given up or taken back."));
}

static Status is_time(Deed *d, const Event *e)
{
        if (!str_is(e->state, "open"))
                return deed_fault(d, CONFLICT, _("This event was cancelled."));
        if (d->now_us < e->begins_at - EVENT_DOOR_US)
                return deed_fault(d, CONFLICT, _("The door is not open yet."));
        return d->now_us > e->ends_at + EVENT_DOOR_US
                       ? deed_fault(d, CONFLICT, _("This event is over."))
                       : OK;
}

/* The ticket that a code is of, at this event, with a place. */
static Status ticket_of_code(Deed *d, const Event *e, EventAnswer *answer, EventSeat *out)
{
        Id id;
        Status s;

        if (!event_code_parse(d->a, d->seal, deed_text(d, "code"), &id))
                return deed_fault_at(d, "code", _("This is no ticket of ours."));
        s = seat_by_id(d->db, d->a, id, out);
        if (s == NOT_FOUND)
                return deed_fault_at(d, "code",
                                     _("This ticket is no longer good: there is a newer one."));
        TRY(s);
        if (out->event != e->id || out->track) {
                Event other = {0};

                TRY(event_by_id(d->db, d->a, out->event, &other));
                return deed_fault_at(d, "code", _("This ticket is for another event: %.*s."),
                                     S_ARG(other.title));
        }
        TRY(name_of(d, out->party, &answer->name));
        answer->ticket = id;
        answer->came_at = out->came_at;
        return str_is(out->state, "held") ? OK : state_fault(d, out);
}

static EventAnswer *answer_of(Deed *d)
{
        EventAnswer *answer = d->prepared = arena_new(d->a, EventAnswer, 1);

        answer->event = deed_int(d, "event");
        return answer;
}

static Status run_check_in(Deed *d)
{
        EventAnswer *answer = answer_of(d);
        EventSeat seat = {0};
        Event e = {0};
        Status s;

        TRY(event_of(d, &e));
        TRY(is_time(d, &e));
        TRY(ticket_of_code(d, &e, answer, &seat));
        s = seat_came(d->db, seat.id, d->now_us, S("door"), d->actor.id);
        if (s == NOT_FOUND) {
                answer->is_used = true;
                return deed_fault(d, CONFLICT, _("%.*s was let in already, %.*s."),
                                  S_ARG(answer->name),
                                  S_ARG(zone_text(d->a, e.zone, seat.came_at)));
        }
        TRY(s);
        answer->is_in = true;
        d->made = seat.id;
        d->note = answer->name;
        d->shows_note = true;
        d->go_to = str_fmt(d->a, "/events/%.*s/door", S_ARG(id_text(d->a, e.id)));
        return OK;
}

const Action ticket_check_in_action = {
        .name = "ticket check-in",
        .may = MAY_CHECK_IN,
        .where = event_where,
        .title = N_("Let somebody in"),
        .help = N_("Answers with the name, or with why not. For five minutes it can be taken "
                   "back."),
        .fields = check_in_fields,
        .run = run_check_in,
        .draw = door_draw,
        .draw_done = door_draw,
        .is_silent = true};

static const Field check_out_fields[] = {
        {"event", FIELD_ID, .required = true, .label = N_("Event")},
        {"ticket", FIELD_ID, .required = true, .label = N_("Ticket")},
        {0}};

static Status run_check_out(Deed *d)
{
        EventSeat seat = {0};
        Status s = seat_by_id(d->db, d->a, deed_int(d, "ticket"), &seat);

        if (s == NOT_FOUND || (s == OK && seat.event != deed_int(d, "event")))
                return deed_fault_at(d, "ticket", _("There is no such ticket."));
        TRY(s);
        s = seat_left(d->db, seat.id);
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT,
                                  seat.settled_at
                                          ? _("This is settled and stands in the record: it can "
                                              "not be taken back any more.")
                                          : _("They were not let in."));
        TRY(s);
        d->made = seat.id;
        d->note = S_("Taken back.");
        d->go_to = str_fmt(d->a, "/events/%.*s/door", S_ARG(id_text(d->a, seat.event)));
        return OK;
}

const Action ticket_check_out_action = {
        .name = "ticket check-out",
        .may = MAY_CHECK_IN,
        .where = event_where,
        .title = N_("Take back that somebody was let in"),
        .help = N_("Within five minutes, before it is settled. The ticket can be used again."),
        .fields = check_out_fields,
        .run = run_check_out,
        .is_silent = true};

/* --- being there online */

static const Field here_fields[] = {
        {"code", FIELD_TEXT, .required = true, .chars_max = 64, .label = N_("Ticket's code")}, {0}};

static Status run_here(Deed *d)
{
        EventSeat seat = {0};
        Event e = {0};
        int64_t since;
        Id id;

        if (!event_code_parse(d->a, d->seal, deed_text(d, "code"), &id) ||
            seat_by_id(d->db, d->a, id, &seat) != OK)
                return deed_fault_at(d, "code", _("This is no ticket of ours."));
        TRY(event_by_id(d->db, d->a, seat.event, &e));
        if (!str_is(seat.state, "held") || seat.track)
                return state_fault(d, &seat);
        if (str_empty(e.link))
                return deed_fault(d, CONFLICT, _("This event is not online."));
        if (!str_is(e.state, "open") || d->now_us < e.begins_at || d->now_us > e.ends_at)
                return deed_fault(d, CONFLICT, _("This is for while the event is on."));
        since = d->now_us - seat.beat_at; /* a clock set back counts nothing */
        if (seat.beat_at && since > 0 && since <= EVENT_BEAT_US)
                seat.seconds += since / SECOND_US;
        TRY(seat_beat(d->db, id, seat.seconds, d->now_us));
        if (!seat.came_at && seat.seconds >= e.minutes * 60)
                TRY(seat_came(d->db, id, d->now_us, S("online"), 0));
        d->made = id;
        d->note = S_("You are here.");
        d->go_to = str_fmt(d->a, "/ticket?code=%.*s", S_ARG(event_code(d->a, d->seal, id)));
        return OK;
}

const Action ticket_here_action = {
        .name = "ticket here",
        .may = MAY_SIGN_IN,
        .where = where_own,
        .title = N_("I am here"),
        .help = N_("Online, while the event is on. The ticket's page says it again each minute, "
                   "for as long as it is open."),
        .fields = here_fields,
        .run = run_here,
        .is_silent = true};

/* --- settling */

static Status member_stage(Deed *d, const Event *e, Id party, Member *out, Str *out_stage)
{
        MemberList list;
        Stage stage;

        TRY(member_in(d->db, d->a, party, e->programme, &list));
        if (!list.n)
                return NOT_FOUND;
        *out = list.at[0];
        for (size_t i = 0; i < list.n; i++)
                if (list.at[i].hub == e->hub)
                        *out = list.at[i];
        TRY(stage_by_id(d->db, d->a, out->stage, &stage));
        *out_stage = stage.slug;
        return OK;
}

Status event_move_member(Deed *d, const Event *e, const Party *party, Str to, Str reason)
{
        PartyFacts facts = {
                .kind = party->kind, .country = party->country, .sector = party->sector};
        Programme programme = {0};
        MemberMove m = {.facts = &facts, .party = party->id, .to = to, .reason = reason};
        const DefinitionMove *move;
        Definition *def;
        Member there;
        Status s;

        if (!e->programme || str_empty(to) || party_is_erased(party))
                return OK;
        s = member_stage(d, e, party->id, &there, &m.from);
        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        TRY(programme_by_id(d->db, d->a, e->programme, &programme));
        TRY(programme_open(d->db, d->a, programme.slug, &programme, &def));
        move = definition_move(def, m.from, m.to);
        if (!move)
                return OK;
        m.programme = &programme;
        m.def = def;
        m.hub = there.hub;
        m.level = there.level;
        return member_moves(d, &m);
}

Status event_settle(Deed *d, const EventSpot *spot, const EventSeat *seat)
{
        const Event *e = &spot->event;
        Entry entry = {.kind = S("event.attended"), .hub = e->hub, .on_us = seat->came_at};
        Programme programme = {0};
        Party party = {0};
        PartyFacts facts;

        TRY(party_now(d->db, d->a, seat->party, &party));
        if (e->programme)
                TRY(programme_by_id(d->db, d->a, e->programme, &programme));
        facts = (PartyFacts){.kind = party.kind, .country = party.country, .sector = party.sector};
        entry.subject = party.id;
        entry_id(&entry, S("event"), e->id);
        entry_id(&entry, S("ticket"), seat->id);
        entry_text(&entry, S("how"), seat->came_how);
        entry_text(&entry, S("programme"), programme.slug);
        if (str_is(seat->came_how, "online"))
                entry_int(&entry, S("minutes"), seat->seconds / 60);
        party_entry(d->a, &entry, &facts, (Str){0}, 0);
        TRY(deed_tell(d, &entry));
        TRY(seat_settle(d->db, seat->id, d->now_us, d->position));
        return event_move_member(d, e, &party, e->attended, S("attended"));
}

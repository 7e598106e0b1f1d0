/* event: something at a hub that people come to: places, tickets, a door, proof of who was there.
 *
 * A ticket belongs to a person's party. Places are counted in the same row that limits them, so
 * more are never given than there are; who finds none waits in order, and a place that becomes free
 * is offered to the first of them until a time. Whoever was let in is settled a little later, once
 * nobody at the door can take it back any more: then the record tells of it, and the programme that
 * the event belongs to moves its member (docs/decisions/0034). Whoever has a ticket and did not
 * come is absent, when the programme's definition says after how long. */
#ifndef SEEDBED_EVENT_EVENT_H
#define SEEDBED_EVENT_EVENT_H

#include "event/event.sql.h"
#include "mail/mail.h"
#include "programme/programme.h"

enum {
        EVENT_CAPACITY_MAX = 100000,
        EVENT_TITLE_CHARS_MAX = 200,
        EVENT_WORDS_CHARS_MAX = 5000,
        EVENT_TRACKS_MAX = 100,
        EVENT_OFFER_HOURS_MAX = 14 * 24,
        EVENT_CODE_CHARS = ID_CHARS + 16
};
/* The longest that one may last. */
#define EVENT_LONGEST_US (31 * 86400 * (int64_t)1000000)
/* Tickets are let in from so long before it begins until so long after it ends. */
#define EVENT_DOOR_US (6 * 3600 * (int64_t)1000000)
/* For so long can it be taken back that somebody was there. */
#define EVENT_UNDO_US (5 * 60 * (int64_t)1000000)
#define EVENT_REMIND_US (24 * 3600 * (int64_t)1000000)
/* Who says nothing online for longer than this was away meanwhile. */
#define EVENT_BEAT_US (150 * (int64_t)1000000)

extern const Action event_open_action, event_change_action, event_cancel_action,
        event_settle_action;
extern const Action track_add_action, track_change_action, track_cancel_action;
extern const Action ticket_book_action, ticket_accept_action, ticket_cancel_action,
        ticket_give_action, ticket_withdraw_action;
extern const Action ticket_check_in_action, ticket_check_out_action, ticket_here_action;

/* --- for the files of this room, and who shows events */

/* The event of the field "event". NOT_FOUND with words. */
Status event_of(Deed *d, Event *out);
/* For an action's `where`: at the event's hub, for its programme; hidden. */
Status event_where(Deed *d, Place *out);
Status event_place(Db *db, Arena *a, const Event *e, Place *out);
/* May the actor see it and take a ticket? A public one everybody; else members of its programme,
 * those in the team of one, and who looks after it. */
Status event_is_for(Db *db, Arena *a, const Actor *actor, const Event *e, bool *out);
/* Appends an entry of that kind about a party (0: about the event), with the event, the session (0:
 * none) and the ticket (0: none). */
Status event_tell(Deed *d, const char *kind, const Event *e, Id track, Id party, Id ticket);
/* "2026-12-01 09:00", with a T or a space, as a clock in the zone shows it. An hour that a zone
 * leaves out is the one after it; of one that comes twice it is the first. */
bool event_when_parse(Str text, Str zone, int64_t *out_us);
/* The same back: "2026-12-01 09:00". */
Str event_when_text(Arena *a, Str zone, int64_t at_us);

/* A place in the event (track.id 0) or in one of its sessions. */
typedef struct {
        Event event;
        EventTrack track;
} EventSpot;
/* NOT_FOUND with words. The field "track" may be empty. */
Status event_spot_of(Deed *d, EventSpot *out);
Status event_spot_get(Db *db, Arena *a, Id event, Id track, EventSpot *out);
/* Offers what is free to who waits, in order; nothing once it has begun. */
Status event_offer(Deed *d, const EventSpot *spot);
/* A place is given up or has lapsed (state "cancelled" or "lapsed"): tells it, and offers it on. */
Status event_seat_free(Deed *d, const EventSpot *spot, const EventSeat *seat, const char *state);

/* What a ticket's QR code holds: its id and what only we can make of it; nothing about a person. */
Str event_code(Arena *a, const Seal *seal, Id ticket);
/* false: we did not make it. Letter case, spaces and hyphens do not matter. */
bool event_code_parse(Arena *a, const Seal *seal, Str code, Id *out_ticket);

/* Whoever was let in is settled: the entry, then the programme's own move. d->action names what. */
Status event_settle(Deed *d, const EventSpot *spot, const EventSeat *seat);

/* Moves a member of the event's programme, as its definition allows it from where it stands. Who is
 * no member, or was erased, stays as it is. */
Status event_move_member(Deed *d, const Event *e, const Party *party, Str to, Str reason);
/* Once an event is opened, or its end changes: when it is settled who did not come, by the rule of
 * its programme's definition (`attendance`); none: never. */
Status event_absence_plan(Deed *d, const Event *e);
/* Settles it for fifty; *out_more: there are others. */
Status event_absences(Deed *d, Id event, bool *out_more);

/* What the door was told, for its page. */
typedef struct {
        Id event, ticket;
        Str name, said;
        bool is_in, is_used;
        int64_t came_at;
} EventAnswer;

/* Who was erased comes to nothing any more: gives up what is still ahead. Inside a deed. */
Status event_forget_party(Deed *d, Id party);

#endif

/* The door: a ticket lets in once, at its event, and what is settled is proved and counted. */
#include "base/time.h"
#include "event/event.h"
#include "event/event_probe.h"
#include "record/proof.h"

#include <pthread.h>
#include <string.h>

static const char *code_of(EventLife *l, Id ticket)
{
        return str_z(l->w->a, event_code(l->w->a, l->w->p.site.seal, ticket));
}

static Status let_in(EventLife *l, const char *code)
{
        return act(l->w, "ticket check-in", "event", l->id, "code", code, NULL);
}

TEST(a_code_is_ours_or_it_is_none)
{
        World *w = world_of_examples(a);
        const Seal *seal = w->p.site.seal;
        Str code = event_code(a, seal, 12345678901234), low = str_lower(a, code);
        Id id;

        CHECK_INT((long)code.len, EVENT_CODE_CHARS);
        CHECK(event_code_parse(a, seal, code, &id));
        CHECK_INT(id, 12345678901234);
        CHECK(event_code_parse(a, seal, str_fmt(a, " %.*s\r\n", S_ARG(low)), &id));
        for (size_t i = 0; i < code.len; i++) {
                char *wrong = str_z(a, code);

                wrong[i] = wrong[i] == '7' ? '8' : '7';
                CHECK(!event_code_parse(a, seal, str_from(wrong), &id));
        }
        CHECK(!event_code_parse(a, seal, str_head(code, 28), &id));
        CHECK(!event_code_parse(a, seal, str_fmt(a, "%.*s0", S_ARG(code)), &id));
        CHECK(!event_code_parse(a, seal, (Str){0}, &id));
        CHECK(!event_code_parse(a, NULL, code, &id));
}

TEST(a_ticket_lets_in_once_and_at_its_own_event_only)
{
        World *w = world_of_examples(a);
        EventLife l = event_life_now(w, "2", NULL), other = event_life_now(w, "2", NULL);
        EventLife later = event_life(w, "2", NULL);
        Id first = event_booked(&l, 0), second = event_booked(&l, 1);
        const char *code = code_of(&l, first);

        CHECK_IS(let_in(&l, "0123456789ABCDEFGHJKMNPQRSTVW"), INVALID);
        CHECK_IS(let_in(&other, code), INVALID);
        CHECK_IS(let_in(&later, code), CONFLICT); /* too early there, whatever the ticket */
        CHECK_OK(let_in(&l, code));
        CHECK_STR(w->deed.note, IS, "Person 0");
        CHECK_IS(let_in(&l, code), CONFLICT);
        /* who was let in can not give the place up */
        CHECK_IS(event_act(&l, 0, "ticket cancel", "ticket", id_text(a, first).at, NULL), CONFLICT);
        CHECK_OK(act(w, "ticket check-out", "event", l.id, "ticket", id_text(a, first).at, NULL));
        CHECK_IS(act(w, "ticket check-out", "event", l.id, "ticket", id_text(a, first).at, NULL),
                 CONFLICT);
        CHECK_OK(let_in(&l, code));
        /* booked again after it was given up: the old code is worth nothing */
        code = code_of(&l, second);
        CHECK_OK(event_act(&l, 1, "ticket cancel", "ticket", id_text(a, second).at, NULL));
        CHECK_IS(let_in(&l, code), INVALID);
        second = event_booked(&l, 1);
        CHECK_IS(let_in(&l, code), INVALID);
        CHECK_OK(let_in(&l, code_of(&l, second)));
        event_check(&l);
}

TEST(the_door_answers_large_and_tells_names_to_who_may_let_in)
{
        World *w = world_of_examples(a);
        EventLife l = event_life_now(w, "2", NULL);
        const char *code = code_of(&l, event_booked(&l, 0)),
                   *form = "application/x-www-form-urlencoded";
        const char *body = str_fmt(a, "event=%s&code=%s", l.id, code).at;
        Actor first = w->actor;
        Str said;

        w->actor = event_person(&l, 1);
        said = request(w, HTTP_POST, "/do/ticket/check-in", form, body, true);
        CHECK_INT(w->status, 403);
        CHECK(!str_has(said, S("Person 0")));
        said = page(w, str_fmt(a, "/do/ticket/check-in?event=%s", l.id).at);
        CHECK(!str_has(said, S("data-door")));
        w->actor = first;
        said = request(w, HTTP_POST, "/do/ticket/check-in", form, body, true);
        CHECK_INT(w->status, 200);
        CHECK_STR(said, CONTAINS, "door-answer is-in");
        CHECK_STR(said, CONTAINS, "Person 0");
        said = request(w, HTTP_POST, "/do/ticket/check-in", form, body, true);
        CHECK_INT(w->status, 409);
        CHECK_STR(said, CONTAINS, "door-answer is-out");
        CHECK_STR(page(w, str_fmt(a, "/events/%s/door", l.id).at), CONTAINS, "Person 0");
}

TEST(attendance_is_settled_proved_and_counted_once)
{
        World *w = world_of_examples(a);
        EventLife l = event_life_now(w, "3", NULL);
        Id ticket = event_booked(&l, 0), absent = event_booked(&l, 1);
        Str receipt, leaf;
        EventSeat seat;
        Proof proof;

        CHECK_OK(let_in(&l, code_of(&l, ticket)));
        event_works(&l, time_now_us());
        CHECK_INT(number(w, "educators-attending", "singapore"), 0); /* it can be taken back yet */
        event_works(&l, time_now_us() + EVENT_UNDO_US + SECOND_US);
        event_works(&l, time_now_us() + EVENT_UNDO_US + 2 * SECOND_US);
        CHECK_INT(number(w, "educators-attending", "singapore"), 1);
        CHECK_IS(act(w, "ticket check-out", "event", l.id, "ticket", id_text(a, ticket).at, NULL),
                 CONFLICT);
        CHECK_OK(seat_by_id(w->db, a, ticket, &seat));
        CHECK_OK(record_leaf(w->db, a, seat.entry, &leaf));
        CHECK_STR(leaf, CONTAINS, "event.attended");
        CHECK(!str_has(leaf, S("Person")) && !str_has(leaf, S("example.org")));
        receipt = page_of_visitor(w, str_fmt(a, "/record/%lld/receipt", (long long)seat.entry).at);
        CHECK_INT(w->status, 200);
        CHECK_OK(proof_parse(a, receipt, &proof));
        CHECK_STR(proof.extra, IS, str_z(a, leaf));
        CHECK_STR(page_of_visitor(w, str_fmt(a, "/ticket?code=%s", code_of(&l, ticket)).at),
                  CONTAINS, str_fmt(a, "/record/%lld/receipt", (long long)seat.entry).at);
        CHECK_STR(event_state(&l, absent), IS, "held");
        event_check(&l);
}

static Str stage_of(World *w, Id ticket)
{
        EventSeat seat;
        Programme p;
        MemberList list;
        Stage stage;

        CHECK_OK(seat_by_id(w->db, w->a, ticket, &seat));
        CHECK_OK(programme_by_slug(w->db, w->a, S("educator-symposium"), &p));
        CHECK_OK(member_in(w->db, w->a, seat.party, p.id, &list));
        CHECK_INT((int64_t)list.n, 1);
        CHECK_OK(stage_by_id(w->db, w->a, list.at[0].stage, &stage));
        return stage.slug;
}

TEST(who_has_a_ticket_and_did_not_come_is_absent_once_the_door_is_shut)
{
        World *w = world_of_examples(a);
        EventLife l = event_life_now(w, "3", NULL);
        Id came = event_booked(&l, 0), absent = event_booked(&l, 1), gave_up = event_booked(&l, 2);
        int64_t size, after;
        Event e = {0};
        Hash root;

        CHECK_OK(event_act(&l, 2, "ticket cancel", "ticket", id_text(a, gave_up).at, NULL));
        CHECK_OK(let_in(&l, code_of(&l, came)));
        CHECK_OK(event_by_id(w->db, a, l.event, &e));
        event_works(&l, e.ends_at + DAY_US - SECOND_US);
        CHECK_STR(event_state(&l, absent), IS, "held");
        event_works(&l, e.ends_at + DAY_US);
        CHECK_STR(event_state(&l, absent), IS, "absent");
        CHECK_STR(event_state(&l, came), IS, "held");
        CHECK_STR(event_state(&l, gave_up), IS, "cancelled");
        CHECK_STR(stage_of(w, absent), IS, "absent");
        CHECK_STR(stage_of(w, came), IS, "attended");
        CHECK_STR(stage_of(w, gave_up), IS, "registered");
        CHECK_INT(number(w, "educators-attending", "singapore"), 1);
        CHECK_STR(page(w, str_fmt(a, "/events/%s/attendees", l.id).at), CONTAINS, "Did not come");
        CHECK_OK(record_head(w->db, a, &size, &root));
        event_works(&l, e.ends_at + 9 * DAY_US); /* once */
        CHECK_OK(record_head(w->db, a, &after, &root));
        CHECK_INT(after, size);
        /* not let in any more; an operator may correct it by a move */
        CHECK_IS(let_in(&l, code_of(&l, absent)), INVALID);
}

TEST(nobody_is_absent_from_an_event_that_was_cancelled_or_of_a_programme_without_the_rule)
{
        World *w = world_of_examples(a);
        EventLife l = event_life(w, "3", NULL);
        Id ticket = event_booked(&l, 0);

        CHECK_OK(act(w, "event cancel", "event", l.id, NULL));
        event_works(&l, l.begins_at + 30 * DAY_US);
        CHECK_STR(event_state(&l, ticket), LACKS, "absent");
        CHECK_STR(stage_of(w, ticket), IS, "registered");
}

TEST(an_operator_settles_at_once)
{
        World *w = world_of_examples(a);
        EventLife l = event_life_now(w, "3", NULL);

        CHECK_IS(act(w, "event settle", "event", l.id, NULL), CONFLICT);
        CHECK_OK(let_in(&l, code_of(&l, event_booked(&l, 0))));
        CHECK_OK(act(w, "event settle", "event", l.id, NULL));
        CHECK_INT(number(w, "educators-attending", "singapore"), 1);
        CHECK_IS(act(w, "event settle", "event", l.id, NULL), CONFLICT);
        event_check(&l);
}

/* A clock of its own, for who says each minute that they are here. */
static Status here(EventLife *l, const char *code, int64_t now_us)
{
        World *w = l->w;
        ActionWorld aw = {
                .store = w->p.store, .site = &w->p.site, .seal = w->p.site.seal, .now_us = now_us};
        Actor nobody = {0};
        Input input = {S("code"), str_from(code)};
        Deed d = {0};

        return action_do(&aw, &ticket_here_action, &nobody, &input, 1, w->a, &d);
}

TEST(online_minutes_count_and_pauses_do_not)
{
        World *w = world_of_examples(a);
        EventLife l = event_life_now(w, "3", "3");
        Id ticket = event_booked(&l, 0);
        const char *code = code_of(&l, ticket);
        int64_t at = time_now_us();
        EventSeat seat;

        CHECK_IS(here(&l, "x", at), INVALID);
        CHECK_IS(here(&l, code, l.begins_at - SECOND_US), CONFLICT);
        CHECK_IS(here(&l, code, l.begins_at + 9 * 3600 * SECOND_US), CONFLICT);
        CHECK_OK(here(&l, code, at));
        CHECK_OK(here(&l, code, at + 60 * SECOND_US));
        CHECK_OK(here(&l, code, at + 60 * SECOND_US));   /* twice at once */
        CHECK_OK(here(&l, code, at + 20 * SECOND_US));   /* a clock set back */
        CHECK_OK(here(&l, code, at + 3600 * SECOND_US)); /* away for an hour */
        CHECK_OK(seat_by_id(w->db, a, ticket, &seat));
        CHECK_INT(seat.seconds, 60);
        CHECK_INT(seat.came_at, 0);
        CHECK_OK(here(&l, code, at + 3660 * SECOND_US));
        CHECK_OK(here(&l, code, at + 3720 * SECOND_US));
        CHECK_OK(seat_by_id(w->db, a, ticket, &seat));
        CHECK_INT(seat.seconds, 180);
        CHECK(seat.came_at > 0);
        CHECK_STR(seat.came_how, IS, "online");
}

/* --- many at once */

enum { ATTENDEES = 40, THREADS = 8 };

typedef struct {
        EventLife *l;
        const char **codes;
        int from;
        Status said[ATTENDEES];
} Crowd;

static void *come(void *ctx)
{
        Crowd *c = ctx;

        for (int i = 0; i < ATTENDEES; i++) {
                World *w = c->l->w;
                Arena own = arena_make(8 * MIB);
                ActionWorld aw = {.store = w->p.store, .site = &w->p.site, .seal = w->p.site.seal};
                Input inputs[2] = {{S("event"), str_from(c->l->id)},
                                   {S("code"), str_from(c->codes[i])}};
                Deed d = {0};

                c->said[i] =
                        action_do(&aw, &ticket_check_in_action, &w->actor, inputs, 2, &own, &d);
                arena_free(&own);
        }
        return NULL;
}

TEST(of_two_doors_with_the_same_ticket_one_lets_in)
{
        World *w = world_of_examples(a);
        EventLife l = event_life_now(w, "100", NULL);
        const char *codes[ATTENDEES];
        pthread_t threads[THREADS];
        Crowd crowd[THREADS];

        for (int i = 0; i < ATTENDEES; i++) {
                Id party = given_party(w, "person", "Guest");

                CHECK_OK(act(w, "ticket give", "event", l.id, "party", id_text(a, party).at, NULL));
                codes[i] = code_of(&l, w->deed.made);
        }
        for (int i = 0; i < THREADS; i++) {
                crowd[i] = (Crowd){.l = &l, .codes = codes};
                CHECK_INT(pthread_create(&threads[i], NULL, come, &crowd[i]), 0);
        }
        for (int i = 0; i < THREADS; i++)
                pthread_join(threads[i], NULL);
        for (int k = 0; k < ATTENDEES; k++) {
                int in = 0;

                for (int i = 0; i < THREADS; i++) {
                        in += crowd[i].said[k] == OK;
                        CHECK(crowd[i].said[k] == OK || crowd[i].said[k] == CONFLICT);
                }
                CHECK_INT(in, 1);
        }
        event_works(&l, time_now_us() + EVENT_UNDO_US + SECOND_US);
        event_check(&l);
}

/* --- any order of anything */

static uint32_t next(uint32_t *seed)
{
        *seed = *seed * 1664525u + 1013904223u;
        return *seed >> 8;
}

static void any_move(EventLife *l, uint32_t *seed, const char *track, int64_t *later_us)
{
        World *w = l->w;
        int who = (int)(next(seed) % 8);
        bool in_track = next(seed) % 3 == 0;
        const char *id;
        Id ticket;
        Status s = OK;

        (void)event_person(l, who);
        ticket = event_ticket(l, who, in_track ? track : NULL);
        id = id_text(w->a, ticket ? ticket : 1).at;
        switch (next(seed) % 10) {
        case 0:
        case 1:
        case 2:
                s = in_track
                            ? event_act(l, who, "ticket book", "event", l->id, "track", track, NULL)
                            : event_act(l, who, "ticket book", "event", l->id, NULL);
                break;
        case 3:
        case 4: s = event_act(l, who, "ticket cancel", "ticket", id, NULL); break;
        case 5: s = event_act(l, who, "ticket accept", "ticket", id, NULL); break;
        case 6: s = let_in(l, code_of(l, ticket ? ticket : 1)); break;
        case 7: s = act(w, "ticket check-out", "event", l->id, "ticket", id, NULL); break;
        case 8:
                s = act(w, "event change", "event", l->id, "capacity",
                        str_fmt(w->a, "%d", 2 + (int)(next(seed) % 5)).at, NULL);
                break;
        default:
                *later_us += (int64_t)(next(seed) % 30) * 60 * SECOND_US;
                event_works(l, time_now_us() + *later_us);
        }
        CHECK(s == OK || s == CONFLICT || s == INVALID || s == NOT_FOUND);
}

static void random_life(World *w, EventLife l, uint32_t seed, int moves)
{
        const char *track;
        int64_t later_us = 0;

        CHECK_OK(act(w, "track add", "event", l.id, "title", "S", "begins", l.begins, "ends",
                     l.ends, "capacity", "1", NULL));
        track = id_text(w->a, w->deed.made).at;
        for (int i = 0; i < moves; i++) {
                any_move(&l, &seed, track, &later_us);
                event_check(&l);
        }
        CHECK_OK(act(w, "event cancel", "event", l.id, NULL));
        event_works(&l, time_now_us() + later_us + DAY_US);
        event_check(&l);
}

TEST(whatever_people_do_places_order_and_record_agree)
{
        World *w = world_of_examples(a);

        for (uint32_t seed = 1; seed <= 3; seed++) {
                random_life(w, event_life(w, "3", NULL), seed, 60);
                random_life(w, event_life_now(w, "3", NULL), seed + 100, 60);
        }
        CHECK_INT(number(w, "educators-attending", "singapore") <= 8, 1);
}

/* Events, tickets and places: never more than there are, in order, and nobody else's. */
#include "event/event.h"

#include "base/time.h"
#include "event/event_probe.h"
#include "event/letter_page.h"
#include "event/work.h"
#include "people/own.h"
#include "tests/world.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

TEST(a_clock_in_a_zone_is_read_as_the_moment_it_shows)
{
        static const struct {
                const char *text, *zone, *utc; /* utc NULL: refused */
        } cases[] = {{"2026-12-01 09:00", "Asia/Singapore", "2026-12-01T01:00:00Z"},
                     {"2026-12-01T09:00", "UTC", "2026-12-01T09:00:00Z"},
                     {"2026-07-01 09:00", "Europe/Berlin", "2026-07-01T07:00:00Z"},
                     /* the clock goes from 02:00 to 03:00: there is no half past two */
                     {"2026-03-29 02:30", "Europe/Berlin", "2026-03-29T01:30:00Z"},
                     /* and from 03:00 back to 02:00: the first of two */
                     {"2026-10-25 02:30", "Europe/Berlin", "2026-10-25T00:30:00Z"},
                     {"2026-10-25 04:30", "Europe/Berlin", "2026-10-25T03:30:00Z"},
                     {"2026-02-30 09:00", "UTC", NULL},
                     {"2026-12-01 24:00", "UTC", NULL},
                     {"2026-12-01 9:00", "UTC", NULL},
                     {"2026-12-01", "UTC", NULL},
                     {"2026-12-01 09:00", "Mars/Olympus", NULL},
                     {"", "UTC", NULL}};

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                int64_t at = 0;
                bool good = event_when_parse(str_from(cases[i].text), str_from(cases[i].zone), &at);

                CHECK_INT(good, cases[i].utc != NULL);
                if (good)
                        CHECK_STR(time_iso(a, at), IS, cases[i].utc);
        }
        CHECK_STR(event_when_text(a, S("Asia/Singapore"), 0), IS, "");
}

TEST(an_event_is_opened_with_what_it_needs_and_told_without_its_words)
{
        World *w = world_of_examples(a);
        Str leaf;

        CHECK_IS(act(w, "event open", "title", "T", "hub", "singapore", "begins",
                     "2030-01-01 09:00", "ends", "2030-01-01 08:00", "place", "P", "capacity", "1",
                     NULL),
                 INVALID);
        CHECK_IS(act(w, "event open", "title", "T", "hub", "singapore", "begins",
                     "2030-01-01 09:00", "ends", "2030-01-01 10:00", "capacity", "1", NULL),
                 INVALID); /* neither place nor address */
        CHECK_IS(act(w, "event open", "title", "T", "hub", "singapore", "begins",
                     "2020-01-01 09:00", "ends", "2020-01-01 10:00", "place", "P", "capacity", "1",
                     NULL),
                 INVALID);
        CHECK_IS(act(w, "event open", "title", "T", "hub", "singapore", "begins",
                     "2030-01-01 09:00", "ends", "2030-01-01 10:00", "place", "P", "capacity", "0",
                     NULL),
                 INVALID);
        CHECK_IS(act(w, "event open", "title", "T", "hub", "singapore", "begins",
                     "2030-01-01 09:00", "ends", "2030-01-01 10:00", "place", "P", "capacity", "1",
                     "for", "members", NULL),
                 INVALID); /* of which programme? */
        CHECK_IS(act(w, "event open", "title", "T", "hub", "singapore", "begins",
                     "2030-01-01 09:00", "ends", "2030-01-01 10:00", "place", "P", "capacity", "1",
                     "programme", "educator-symposium", "joins", "attended", NULL),
                 INVALID); /* no member begins there */
        CHECK_IS(act(w, "event open", "title", "T", "hub", "singapore", "begins",
                     "2030-01-01 09:00", "ends", "2030-01-01 10:00", "place", "P", "capacity", "1",
                     "programme", "startup-accelerator", "attended", "applied", NULL),
                 INVALID); /* its members are organisations */
        CHECK_OK(act(w, "event open", "title", "Secret words", "hub", "singapore", "begins",
                     "2030-01-01 09:00", "ends", "2030-01-01 10:00", "place", "Hall", "link",
                     "https://meet.example/secret", "capacity", "1", NULL));
        CHECK_OK(record_leaf(w->db, a, w->deed.position, &leaf));
        CHECK_STR(leaf, CONTAINS, "event.opened");
        CHECK(!str_has(leaf, S("Secret")) && !str_has(leaf, S("Hall")));
}

TEST(the_online_address_is_shown_to_who_has_a_ticket_only)
{
        World *w = world_of_examples(a);
        EventLife l = event_life(w, "2", NULL);
        const char *path = str_fmt(a, "/events/%.*s", S_ARG(id_text(a, l.event))).at;
        const char *json = str_fmt(a, "/api/v1/events/%.*s", S_ARG(id_text(a, l.event))).at;
        Id ticket = event_booked(&l, 0);
        Str code = event_code(a, w->p.site.seal, ticket), shown;

        CHECK(!str_has(page_of_visitor(w, path), S("meet.example")));
        CHECK(!str_has(page(w, path), S("meet.example")));
        CHECK(!str_has(page_of_visitor(w, json), S("meet.example")));
        CHECK(!str_has(page_of_visitor(w, "/api/v1/events"), S("meet.example")));
        CHECK(!str_has(page_of_visitor(w, str_fmt(a, "%s/calendar.ics", path).at),
                       S("meet.example")));
        shown = page_of_visitor(w, str_fmt(a, "/ticket?code=%.*s", S_ARG(code)).at);
        CHECK_STR(shown, CONTAINS, "meet.example");
        CHECK(!str_has(shown, S("Person 0")) && !str_has(shown, S("p0@example.org")));
        CHECK_OK(event_act(&l, 0, "ticket cancel", "ticket", id_text(a, ticket).at, NULL));
        CHECK(!str_has(page_of_visitor(w, str_fmt(a, "/ticket?code=%.*s", S_ARG(code)).at),
                       S("meet.example")));
}

TEST(who_finds_no_place_waits_in_order_and_is_offered_what_becomes_free)
{
        World *w = world_of_examples(a);
        EventLife l = event_life(w, "2", NULL);
        Id t[5];

        for (int i = 0; i < 5; i++)
                t[i] = event_booked(&l, i);
        CHECK_STR(event_state(&l, t[1]), IS, "held");
        CHECK_STR(event_state(&l, t[2]), IS, "waiting");
        CHECK_IS(event_act(&l, 2, "ticket book", "event", l.id, NULL), CONFLICT);
        CHECK_IS(event_act(&l, 2, "ticket accept", "ticket", id_text(a, t[2]).at, NULL), CONFLICT);
        /* nobody gives up what is another's */
        CHECK_IS(event_act(&l, 3, "ticket cancel", "ticket", id_text(a, t[0]).at, NULL), INVALID);
        CHECK_OK(event_act(&l, 0, "ticket cancel", "ticket", id_text(a, t[0]).at, NULL));
        CHECK_STR(event_state(&l, t[2]), IS, "offered");
        CHECK_STR(event_state(&l, t[3]), IS, "waiting");
        CHECK_INT(event_mails(&l, "event-offer"), 1);
        /* a place that is offered is taken */
        CHECK_OK(event_act(&l, 0, "ticket book", "event", l.id, NULL));
        CHECK_STR(event_state(&l, w->deed.made), IS, "waiting");
        CHECK_IS(event_act(&l, 3, "ticket accept", "ticket", id_text(a, t[2]).at, NULL), INVALID);
        CHECK_OK(event_act(&l, 2, "ticket accept", "ticket", id_text(a, t[2]).at, NULL));
        CHECK_STR(event_state(&l, t[2]), IS, "held");
        /* one that is not accepted in time goes on to the next */
        CHECK_OK(event_act(&l, 1, "ticket cancel", "ticket", id_text(a, t[1]).at, NULL));
        CHECK_STR(event_state(&l, t[3]), IS, "offered");
        event_works(&l, time_now_us() + 25 * 3600 * SECOND_US);
        CHECK_STR(event_state(&l, t[3]), IS, "lapsed");
        CHECK_STR(event_state(&l, t[4]), IS, "offered");
        CHECK_IS(event_act(&l, 3, "ticket accept", "ticket", id_text(a, t[3]).at, NULL), CONFLICT);
        /* more places: the next in order, not more than there are */
        CHECK_OK(act(w, "event change", "event", l.id, "capacity", "3", NULL));
        event_check(&l);
        CHECK_IS(act(w, "event change", "event", l.id, "capacity", "1", NULL), INVALID);
        event_check(&l);
}

TEST(a_session_has_places_of_its_own_for_who_has_a_ticket)
{
        World *w = world_of_examples(a);
        EventLife l = event_life(w, "3", NULL);
        const char *track;
        Id t[3];

        CHECK_IS(act(w, "track add", "event", l.id, "title", "S", "begins", l.begins, "ends",
                     "2040-01-01 09:00", "capacity", "1", NULL),
                 INVALID);
        CHECK_OK(act(w, "track add", "event", l.id, "title", "Workshop", "begins", l.begins, "ends",
                     l.ends, "capacity", "1", NULL));
        track = id_text(a, w->deed.made).at;
        CHECK_IS(event_act(&l, 0, "ticket book", "event", l.id, "track", track, NULL), CONFLICT);
        for (int i = 0; i < 3; i++)
                t[i] = event_booked(&l, i);
        CHECK_OK(event_act(&l, 0, "ticket book", "event", l.id, "track", track, NULL));
        CHECK_OK(event_act(&l, 1, "ticket book", "event", l.id, "track", track, NULL));
        CHECK_STR(event_state(&l, w->deed.made), IS, "waiting");
        /* the place in the session goes with the ticket, and on to who waits */
        CHECK_OK(event_act(&l, 0, "ticket cancel", "ticket", id_text(a, t[0]).at, NULL));
        event_check(&l);
        CHECK_OK(event_act(&l, 1, "ticket accept", "ticket",
                           id_text(a, event_ticket(&l, 1, track)).at, NULL));
        CHECK_OK(act(w, "track cancel", "event", l.id, "track", track, NULL));
        CHECK_IS(event_act(&l, 2, "ticket book", "event", l.id, "track", track, NULL), CONFLICT);
        CHECK_STR(page(w, str_fmt(a, "/events/%s", l.id).at), CONTAINS, "Workshop");
        event_check(&l);
}

TEST(an_event_for_members_is_nobody_elses)
{
        World *w = world_of_examples(a);
        EventLife l = event_life(w, "3", "members");
        const char *path = str_fmt(a, "/events/%s", l.id).at;
        Actor first = w->actor;

        CHECK_IS(event_act(&l, 0, "ticket book", "event", l.id, NULL), NOT_FOUND);
        CHECK(!str_has(page_of_visitor(w, "/events"), S("Symposium")));
        page_of_visitor(w, path);
        CHECK_INT(w->status, 404);
        page_of_visitor(w, str_fmt(a, "%s/calendar.ics", path).at);
        CHECK_INT(w->status, 404);
        w->actor = event_person(&l, 0);
        page(w, path);
        CHECK_INT(w->status, 404);
        w->actor = first;
        CHECK_OK(act(w, "party add", "kind", "person", "name", "Person 0", "email",
                     "p0@example.org", "hub", "singapore", NULL));
        CHECK_OK(act(w, "member add", "party", id_text(a, w->deed.made).at, "programme",
                     "educator-symposium", "hub", "singapore", NULL));
        CHECK_OK(event_act(&l, 0, "ticket book", "event", l.id, NULL));
        w->actor = event_person(&l, 0);
        CHECK_STR(page(w, path), CONTAINS, "You have a place");
        CHECK_STR(page(w, "/tickets"), CONTAINS, "Symposium");
        w->actor = first;
        CHECK_STR(page(w, "/events"), CONTAINS, "Symposium");
}

TEST(who_looks_after_an_event_gives_and_takes_tickets_and_never_one_too_many)
{
        World *w = world_of_examples(a);
        EventLife l = event_life(w, "1", NULL);
        Id firm = given_party(w, "organisation", "Xen"), first = given_party(w, "person", "Ann"),
           second = given_party(w, "person", "Ben"), ticket;

        CHECK_IS(act(w, "ticket give", "event", l.id, "party", id_text(a, firm).at, NULL), INVALID);
        CHECK_OK(act(w, "ticket give", "event", l.id, "party", id_text(a, first).at, NULL));
        ticket = w->deed.made;
        CHECK_IS(act(w, "ticket give", "event", l.id, "party", id_text(a, first).at, NULL),
                 CONFLICT);
        CHECK_IS(act(w, "ticket give", "event", l.id, "party", id_text(a, second).at, NULL),
                 CONFLICT);
        event_booked(&l, 0);
        CHECK_OK(act(w, "ticket withdraw", "event", l.id, "ticket", id_text(a, ticket).at, NULL));
        CHECK_STR(event_state(&l, event_ticket(&l, 0, NULL)), IS, "offered");
        CHECK_IS(act(w, "ticket withdraw", "event", l.id, "ticket", id_text(a, ticket).at, NULL),
                 CONFLICT);
        event_check(&l);
}

TEST(everybody_with_a_ticket_is_told_once_of_what_changes_and_reminded_once)
{
        World *w = world_of_examples(a);
        EventLife l = event_life(w, "2", NULL);

        for (int i = 0; i < 3; i++)
                event_booked(&l, i);
        CHECK_INT(event_mails(&l, "event-ticket"), 2);
        CHECK_OK(act(w, "event change", "event", l.id, "title", "Other title", NULL));
        event_works(&l, time_now_us());
        CHECK_INT(event_mails(&l, "event-changed"), 0); /* time and place are as they were */
        CHECK_OK(act(w, "event change", "event", l.id, "place", "Other hall", NULL));
        event_works(&l, time_now_us());
        event_works(&l, time_now_us());
        CHECK_INT(event_mails(&l, "event-changed"), 3);
        event_works(&l, l.begins_at - EVENT_REMIND_US + SECOND_US);
        event_works(&l, l.begins_at - EVENT_REMIND_US + 2 * SECOND_US);
        CHECK_INT(event_mails(&l, "event-reminder"), 2);
        CHECK_OK(act(w, "event cancel", "event", l.id, NULL));
        CHECK_IS(act(w, "event cancel", "event", l.id, NULL), CONFLICT);
        event_works(&l, time_now_us());
        event_works(&l, time_now_us());
        CHECK_INT(event_mails(&l, "event-cancelled"), 3);
        CHECK_INT(event_calendars(&l, "event-cancelled", "METHOD:CANCEL"), 2);
        CHECK_INT(event_calendars(&l, "event-ticket", "METHOD:REQUEST"), 2);
        CHECK_IS(event_act(&l, 4, "ticket book", "event", l.id, NULL), CONFLICT);
        CHECK_STR(page_of_visitor(w, str_fmt(a, "/events/%s/calendar.ics", l.id).at), CONTAINS,
                  "METHOD:CANCEL");
}

/* --- many at once */

enum { RIVALS = 12, PLACES = 5 };

typedef struct {
        World *w;
        const char *event;
        Actor actor;
        Status said;
} Rival;

static void *take_one(void *ctx)
{
        Rival *r = ctx;
        Arena own = arena_make(8 * MIB);
        ActionWorld aw = {.store = r->w->p.store,
                          .site = &r->w->p.site,
                          .base_url = r->w->p.site.base_url,
                          .seal = r->w->p.site.seal};
        Input input = {S("event"), str_from(r->event)};
        Deed d = {0};

        r->said = action_do(&aw, &ticket_book_action, &r->actor, &input, 1, &own, &d);
        arena_free(&own);
        return NULL;
}

TEST(of_many_who_book_at_once_as_many_as_there_are_places_get_one)
{
        World *w = world_of_examples(a);
        EventLife l = event_life(w, "5", NULL);
        pthread_t threads[RIVALS];
        Rival rivals[RIVALS];
        EventCounts c;

        for (int i = 0; i < RIVALS; i++)
                rivals[i] = (Rival){w, l.id, event_person(&l, i), BROKEN};
        for (int i = 0; i < RIVALS; i++)
                CHECK_INT(pthread_create(&threads[i], NULL, take_one, &rivals[i]), 0);
        for (int i = 0; i < RIVALS; i++) {
                pthread_join(threads[i], NULL);
                CHECK_OK(rivals[i].said);
        }
        CHECK_OK(event_counts(w->db, a, l.event, &c));
        CHECK_INT(c.held, PLACES);
        CHECK_INT(c.waiting, RIVALS - PLACES);
        event_check(&l);
}

TEST(an_erased_person_gives_up_what_is_still_ahead)
{
        World *w = world_of_examples(a);
        EventLife l = event_life(w, "1", NULL);
        Id ann = given_party(w, "person", "Ann"), ticket;

        CHECK_OK(act(w, "ticket give", "event", l.id, "party", id_text(a, ann).at, NULL));
        ticket = w->deed.made;
        event_booked(&l, 0);
        CHECK_OK(act(w, "party erase", "party", id_text(a, ann).at, "why", "request", "name", "Ann",
                     NULL));
        CHECK_STR(event_state(&l, ticket), IS, "cancelled");
        CHECK_STR(event_state(&l, event_ticket(&l, 0, NULL)), IS, "offered");
        CHECK(!str_has(page(w, str_fmt(a, "/events/%s/attendees", l.id).at), S("Ann")));
        event_check(&l);
}

TEST(the_list_of_who_comes_is_a_file_that_runs_nothing)
{
        World *w = world_of_examples(a);
        EventLife l = event_life(w, "2", NULL);
        const char *path = str_fmt(a, "/events/%s/attendees.csv", l.id).at;
        Id ann = given_party(w, "person", "=Ann+1");
        char text[4096];
        ssize_t n;

        CHECK_OK(act(w, "ticket give", "event", l.id, "party", id_text(a, ann).at, NULL));
        page_of_visitor(w, path);
        CHECK(w->status == 401 || w->status == 403);
        page(w, path);
        CHECK_INT(w->status, 200);
        n = read(w->reply.file_fd, text, sizeof text);
        close(w->reply.file_fd);
        CHECK(n > 0);
        CHECK_STR(((Str){text, (size_t)n}), CONTAINS, "'=Ann+1");
        CHECK(!str_has((Str){text, (size_t)n}, S(",=Ann+1")));
}

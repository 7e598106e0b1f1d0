/* Mentors' hours: never taken twice, by whomever at once; clocks that change; what calendars get.
 */
#include "cohort/cohort_probe.h"

#include "cohort/booking.h"
#include "cohort/calendar.h"
#include "cohort/feed.h"
#include "cohort/mentor.h"
#include "cohort/moment.h"
#include "people/role.sql.h"

#include <libical/ical.h>
#include <pthread.h>
#include <string.h>

static const char *offered(Camp *c, int days, const char *time, const char *weeks)
{
        CHECK_OK(AS(c->w, c->mentor,
                    act(c->w, "hours offer", "cohort", c->cohort, "day", day_ahead(c->w, days),
                        "time", time, "weeks", weeks, NULL)));
        return made(c->w);
}

static Status books(Camp *c, int team, const char *slot)
{
        return AS(c->w, c->owner[team],
                  act(c->w, "booking make", "cohort", c->cohort, "party", c->party[team], "slot",
                      slot, "topic", "Prices", NULL));
}

TEST(booking_of_an_hour_is_for_one_team_and_nobody_is_in_two_at_once)
{
        World *w = world_of_examples(a);
        Camp c = camp(w, 2);
        Actor other = person(w, "Nils", "nils@example.org");
        const char *slot = offered(&c, 3, "10:00", "1"), *second, *booking;

        CHECK_IS(AS(w, c.mentor,
                    act(w, "hours offer", "cohort", c.cohort, "day", day_ahead(w, 3), "time",
                        "10:30", NULL)),
                 CONFLICT);
        CHECK_IS(AS(w, c.mentor,
                    act(w, "hours offer", "cohort", c.cohort, "day", day_ahead(w, -1), "time",
                        "10:30", NULL)),
                 INVALID);
        CHECK_IS(AS(w, c.mentor,
                    act(w, "hours offer", "cohort", c.cohort, "day", day_ahead(w, 4), "time",
                        "25:00", NULL)),
                 INVALID);
        CHECK_IS(AS(w, other.id,
                    act(w, "hours offer", "cohort", c.cohort, "day", day_ahead(w, 4), "time",
                        "10:00", NULL)),
                 FORBIDDEN);
        CHECK_OK(books(&c, 0, slot));
        booking = made(w);
        CHECK_STR(leaf_of_last(w), LACKS, "Prices");
        CHECK_IS(books(&c, 1, slot), CONFLICT);
        CHECK_IS(books(&c, 0, slot), CONFLICT);
        /* another mentor's hour at the same time */
        CHECK_OK(act(w, "role grant", "email", "nils@example.org", "name", "Nils", "role", "mentor",
                     "hub", "singapore", NULL));
        CHECK_OK(AS(w, other.id,
                    act(w, "hours offer", "cohort", c.cohort, "day", day_ahead(w, 3), "time",
                        "10:30", NULL)));
        second = made(w);
        CHECK_IS(books(&c, 0, second), CONFLICT);
        CHECK_OK(books(&c, 1, second));
        /* one cancels, the other takes it; twice is once too often, of another is not there */
        CHECK_IS(AS(w, c.owner[1],
                    act(w, "booking cancel", "cohort", c.cohort, "party", c.party[1], "booking",
                        booking, NULL)),
                 NOT_FOUND);
        CHECK_OK(AS(w, c.owner[0],
                    act(w, "booking cancel", "cohort", c.cohort, "party", c.party[0], "booking",
                        booking, NULL)));
        CHECK_IS(AS(w, c.owner[0],
                    act(w, "booking cancel", "cohort", c.cohort, "party", c.party[0], "booking",
                        booking, NULL)),
                 CONFLICT);
        CHECK_OK(books(&c, 0, slot));
        CHECK_IS(AS(w, c.mentor,
                    act(w, "booking end", "cohort", c.cohort, "party", c.party[0], "booking",
                        made(w), "outcome", "held", NULL)),
                 CONFLICT); /* it has not begun */
        CHECK_IS(AS(w, other.id, act(w, "hours withdraw", "cohort", c.cohort, "slot", slot, NULL)),
                 NOT_FOUND);
        CHECK_OK(AS(w, c.mentor, act(w, "hours withdraw", "cohort", c.cohort, "slot", slot, NULL)));
        CHECK_IS(books(&c, 0, slot), CONFLICT);
        CHECK_STR(page_as(w, c.owner[0], camp_path(&c, str_fmt(a, "/%s", c.party[0]).at)), CONTAINS,
                  "cancelled");
}

/* --- two at once */

typedef struct {
        World *w;
        Actor actor;
        Input inputs[3];
        const Action *action;
        Status status;
} Racer;

static void *race(void *ctx)
{
        Racer *r = ctx;
        Arena own = arena_make(4 * MIB);
        ActionWorld world = {.store = r->w->p.store,
                             .site = &r->w->p.site,
                             .base_url = r->w->p.site.base_url,
                             .gate = r->w->p.site.gate,
                             .seal = r->w->p.site.seal};
        Deed d = {0};

        r->status = action_do(&world, r->action, &r->actor, r->inputs, 3, &own, &d);
        arena_free(&own);
        return NULL;
}

TEST(booking_by_two_teams_at_once_goes_to_one)
{
        World *w = world_of_examples(a);
        Camp c = camp(w, 2);

        for (int round = 0; round < 10; round++) {
                const char *slot = offered(&c, 3 + round, "10:00", "1");
                Racer r[2];
                pthread_t t[2];

                for (int i = 0; i < 2; i++) {
                        r[i] = (Racer){.w = w,
                                       .actor = again(w, c.owner[i]),
                                       .action = &booking_make_action,
                                       .inputs = {{S("cohort"), str_from(c.cohort)},
                                                  {S("party"), str_from(c.party[i])},
                                                  {S("slot"), str_from(slot)}}};
                        CHECK(pthread_create(&t[i], NULL, race, &r[i]) == 0);
                }
                for (int i = 0; i < 2; i++)
                        pthread_join(t[i], NULL);
                CHECK((r[0].status == OK) != (r[1].status == OK));
                CHECK(r[0].status == CONFLICT || r[1].status == CONFLICT);
        }
}

static const char *const zone_of_change = "Europe/Berlin";

TEST(moment_weeks_keep_their_time_when_the_clock_is_changed)
{
        int64_t at, later;

        /* 2026-10-25, 03:00 is put back to 02:00 */
        CHECK(moment_local(str_from(zone_of_change), 1792368000 * SECOND_US, 14 * 60, &at));
        CHECK_STR(time_iso(a, at), IS, "2026-10-19T12:00:00Z");
        CHECK_OK(moment_weeks_later(str_from(zone_of_change), at, 1, &later));
        CHECK_STR(time_iso(a, later), IS, "2026-10-26T13:00:00Z");
        /* twice that night: the first; 2026-03-29 at 02:30 there is no such time */
        CHECK(moment_local(str_from(zone_of_change), 1792886400 * SECOND_US, 2 * 60 + 30, &at));
        CHECK_STR(time_iso(a, at), IS, "2026-10-25T00:30:00Z");
        CHECK(moment_local(str_from(zone_of_change), 1774742400 * SECOND_US, 2 * 60 + 30, &at));
        CHECK_STR(time_iso(a, at), IS, "2026-03-29T01:30:00Z");
        CHECK(!moment_local(S("Mars/Olympus"), 0, 0, &at));
}

/* --- what calendars get: read back by libical */

static icalcomponent *parsed(Str text)
{
        Arena a = arena_make(MIB);
        icalcomponent *c = icalparser_parse_string(str_z(&a, text));

        arena_free(&a);
        CHECK(c != NULL);
        CHECK_INT(icalcomponent_count_errors(c), 0);
        return c;
}

TEST(calendar_holds_what_it_was_given_and_nothing_breaks_out_of_a_line)
{
        CalendarEvent e = {
                .id = 77,
                .begins_at = 1792368000 * SECOND_US,
                .ends_at = 1792371600 * SECOND_US,
                .stamp_at = 1792368000 * SECOND_US,
                .title = S("Prices; costs, and\nEND:VEVENT\r\nX-EVIL:1 \xe2\x9c\x93 and a "
                           "line that is far too long to stand in seventy-five octets"),
                .place = S("Room 1"),
                .link = S("https://example.org/a?b=c"),
                .sequence = 3};
        Calendar c = {.method = CALENDAR_REQUEST,
                      .host = S("example.org"),
                      .address = S("ada@example.org"),
                      .attendee = S("Ada \"A\" L"),
                      .events = &e,
                      .events_n = 1};
        icalcomponent *whole, *event;
        Str text, line, rest;

        CHECK_OK(calendar_write(a, &c, &text));
        CHECK_STR(text, LACKS, "\r\nX-EVIL");
        for (rest = text; str_cut(&rest, '\n', &line);)
                CHECK(line.len <= 76 && line.at[line.len - 1] == '\r');
        whole = parsed(text);
        CHECK_INT(icalcomponent_get_method(whole), ICAL_METHOD_REQUEST);
        event = icalcomponent_get_first_component(whole, ICAL_VEVENT_COMPONENT);
        CHECK(event && !icalcomponent_get_next_component(whole, ICAL_VEVENT_COMPONENT));
        CHECK_INT(icalcomponent_get_sequence(event), 3);
        CHECK_INT(icaltime_as_timet(icalcomponent_get_dtstart(event)), 1792368000);
        CHECK_INT(icaltime_as_timet(icalcomponent_get_dtend(event)), 1792371600);
        CHECK(strstr(icalcomponent_get_summary(event), "END:VEVENT") != NULL);
        CHECK_STR(str_from(icalcomponent_get_location(event)), IS, "Room 1");
        icalcomponent_free(whole);
}

static Str feed(World *w, const char *token)
{
        return page_of_visitor(w, str_fmt(w->a, "/calendar.ics?token=%s", token).at);
}

static Id role_id_of(World *w, Id actor)
{
        RoleRowList list;

        CHECK_OK(role_of(w->db, w->a, actor, &list));
        CHECK_INT((int64_t)list.n, 1);
        return list.at[0].id;
}

TEST(calendar_feed_tells_what_its_account_may_see_until_it_ends)
{
        World *w = world_of_examples(a);
        Camp c = camp(w, 2);
        const char *slot = offered(&c, 3, "10:00", "2"), *token, *id, *mentors, *of_cohort;
        size_t at;
        icalcomponent *whole;

        CHECK_OK(books(&c, 0, slot));
        CHECK_OK(act(w, "agenda add", "cohort", c.cohort, "title", "Kick-off", "day",
                     day_ahead(w, 5), "time", "09:00", "minutes", "90", NULL));
        CHECK_OK(AS(w, c.owner[0], act(w, "calendar make", NULL)));
        id = made(w);
        at = str_find_str(w->deed.note, S("token="));
        token = str_z(a, str_head(str_skip(w->deed.note, at + 6), TOKEN_CHARS));
        CHECK_STR(leaf_of_last(w), LACKS, token);
        whole = parsed(feed(w, token));
        CHECK_INT(w->status, 200);
        CHECK_STR(w->reply.content_type, IS, "text/calendar; charset=utf-8");
        CHECK_INT(icalcomponent_count_components(whole, ICAL_VEVENT_COMPONENT), 2);
        icalcomponent_free(whole);
        CHECK_STR(feed(w, token), CONTAINS, "Hour with Mina");
        CHECK_OK(AS(w, c.mentor, act(w, "calendar make", NULL)));
        at = str_find_str(w->deed.note, S("token="));
        mentors = str_z(a, str_head(str_skip(w->deed.note, at + 6), TOKEN_CHARS));
        CHECK_STR(feed(w, mentors), CONTAINS, "Hour with Mango Works");
        /* who is a mentor no more, by role, reads neither hours nor sessions */
        CHECK_OK(act(w, "mentor set", "cohort", c.cohort, "email", "mina@example.org", "teams", "2",
                     NULL));
        CHECK_STR(feed(w, mentors), CONTAINS, "Kick-off");
        CHECK_OK(AS(w, c.mentor, act(w, "calendar make", "cohort", c.cohort, NULL)));
        at = str_find_str(w->deed.note, S("token="));
        of_cohort = str_z(a, str_head(str_skip(w->deed.note, at + 6), TOKEN_CHARS));
        CHECK_STR(feed(w, of_cohort), CONTAINS, "Kick-off");
        CHECK_OK(act(w, "role withdraw", "role", id_text(a, role_id_of(w, c.mentor)).at, NULL));
        CHECK_STR(feed(w, mentors), LACKS, "Hour with");
        CHECK_STR(feed(w, mentors), LACKS, "Kick-off");
        CHECK_STR(feed(w, of_cohort), LACKS, "Kick-off");
        CHECK_OK(act(w, "role grant", "email", "mina@example.org", "name", "Mina", "role", "mentor",
                     "hub", "singapore", NULL));
        CHECK_STR(feed(w, mentors), CONTAINS, "Hour with Mango Works");
        /* only of cohorts that one sees; the other team's hours are not there */
        CHECK_IS(AS(w, person(w, "Eve", "eve@example.org").id,
                    act(w, "calendar make", "cohort", c.cohort, NULL)),
                 INVALID);
        CHECK_OK(AS(w, c.owner[1], act(w, "calendar make", NULL)));
        at = str_find_str(w->deed.note, S("token="));
        CHECK_STR(feed(w, str_z(a, str_head(str_skip(w->deed.note, at + 6), TOKEN_CHARS))), LACKS,
                  "Mina");
        /* who is out of the cohort sees its sessions no more */
        CHECK_OK(act(w, "cohort remove", "cohort", c.cohort, "party", c.party[0], NULL));
        CHECK_STR(feed(w, token), LACKS, "Kick-off");
        CHECK_IS(AS(w, c.owner[1], act(w, "calendar end", "calendar", id, NULL)), NOT_FOUND);
        CHECK_OK(AS(w, c.owner[0], act(w, "calendar end", "calendar", id, NULL)));
        feed(w, token);
        CHECK_INT(w->status, 404);
        feed(w, "");
        CHECK_INT(w->status, 404);
}

static int64_t calendars_in_mails(World *w, const char *needle)
{
        MailLineList list;
        int64_t n = 0;

        CHECK_OK(outbox_latest(w->db, w->a, INT64_MAX, &list));
        for (size_t i = 0; i < list.n; i++) {
                Mail mail;

                CHECK_OK(outbox_by_id(w->db, w->a, list.at[i].id, &mail));
                n += str_has(mail.calendar, str_from(needle));
        }
        return n;
}

TEST(calendar_invitations_are_updated_and_cancelled_by_sequence)
{
        World *w = world_of_examples(a);
        Camp c = camp(w, 2);
        const char *session;

        CHECK_OK(act(w, "agenda add", "cohort", c.cohort, "title", "Kick-off", "day",
                     day_ahead(w, 5), "time", "09:00", "minutes", "90", "place", "Hall", NULL));
        session = made(w);
        CHECK_INT(calendars_in_mails(w, "METHOD:REQUEST"), 2);
        CHECK_INT(calendars_in_mails(w, "mailto:ada@example.org"), 1);
        CHECK_OK(act(w, "agenda change", "cohort", c.cohort, "session", session, "title",
                     "Kick-off", "day", day_ahead(w, 6), "time", "09:00", "minutes", "90", NULL));
        CHECK_INT(calendars_in_mails(w, "SEQUENCE:1\r\n"), 2);
        CHECK_OK(act(w, "agenda cancel", "cohort", c.cohort, "session", session, NULL));
        CHECK_INT(calendars_in_mails(w, "SEQUENCE:2\r\n"), 2);
        CHECK_INT(calendars_in_mails(w, "METHOD:CANCEL"), 2);
        CHECK_INT(calendars_in_mails(w, str_fmt(a, "UID:%s@", session).at), 6);
        CHECK_IS(act(w, "agenda change", "cohort", c.cohort, "session", session, "title", "K",
                     "day", day_ahead(w, 6), "time", "09:00", "minutes", "90", NULL),
                 CONFLICT);
        CHECK_IS(act(w, "agenda add", "cohort", c.cohort, "title", "K", "day", day_ahead(w, 5),
                     "time", "9am", "minutes", "90", NULL),
                 INVALID);
        CHECK_IS(act(w, "agenda add", "cohort", c.cohort, "title", "K", "day", day_ahead(w, 5),
                     "time", "09:00", "minutes", "90", "zone", "../etc/passwd", NULL),
                 INVALID);
}

/* event/event_probe: see the header. */
#include "event/event_probe.h"

#include "access/signin.sql.h"
#include "base/time.h"
#include "event/work.h"

#include <stdarg.h>

static EventLife life(World *w, int64_t begins_at, int64_t ends_at, const char *capacity,
                      const char *for_whom, const char *minutes)
{
        EventLife l = {.w = w, .begins_at = begins_at};
        Str zone = S("Asia/Singapore");

        l.begins = str_z(w->a, event_when_text(w->a, zone, begins_at));
        l.ends = str_z(w->a, event_when_text(w->a, zone, ends_at));
        CHECK_OK(act(w, "event open", "title", "Symposium", "hub", "singapore", "begins", l.begins,
                     "ends", l.ends, "place", "Great hall", "link", "https://meet.example/x",
                     "capacity", capacity, "programme", "educator-symposium", "joins", "registered",
                     "attended", "attended", "for", for_whom ? for_whom : "everybody", "minutes",
                     minutes ? minutes : "0", NULL));
        l.event = w->deed.made;
        l.id = str_z(w->a, id_text(w->a, l.event));
        return l;
}

EventLife event_life(World *w, const char *capacity, const char *for_whom)
{
        int64_t at = time_now_us() / (3600 * SECOND_US) * 3600 * SECOND_US + 3 * DAY_US;

        return life(w, at, at + 8 * 3600 * SECOND_US, capacity, for_whom, NULL);
}

EventLife event_life_now(World *w, const char *capacity, const char *minutes)
{
        int64_t at = time_now_us() / (60 * SECOND_US) * 60 * SECOND_US - 3600 * SECOND_US;

        return life(w, at, at + 8 * 3600 * SECOND_US, capacity, NULL, minutes);
}

typedef struct {
        Arena *a;
        int i;
        Id made;
} NewPerson;

static Status make_person(void *ctx, Db *db)
{
        NewPerson *n = ctx;
        int64_t now = time_now_us();

        TRY(access_account_add(db, str_fmt(n->a, "Person %d", n->i), now, &n->made));
        TRY(access_email_set(db, n->made, str_fmt(n->a, "p%d@example.org", n->i), now));
        return email_confirm(db, str_fmt(n->a, "p%d@example.org", n->i), n->made, now);
}

Actor event_person(EventLife *l, int i)
{
        NewPerson n = {.a = l->w->a, .i = i};
        Actor out;

        if (!l->people[i]) {
                Str email = str_fmt(n.a, "p%d@example.org", i);
                Status s = access_account_by_email(l->w->db, n.a, email, &n.made);

                CHECK(s == OK || s == NOT_FOUND);
                if (s == NOT_FOUND)
                        CHECK_OK(store_transact(l->w->p.store, make_person, &n));
                l->people[i] = n.made;
        }
        CHECK_OK(access_actor(l->w->db, l->w->a, l->people[i], time_now_us(), &out));
        return out;
}

Status event_act(EventLife *l, int i, const char *name, ...)
{
        World *w = l->w;
        const Action *action = site_action(&w->p.site, str_from(name));
        ActionWorld aw = {.store = w->p.store,
                          .site = &w->p.site,
                          .base_url = w->p.site.base_url,
                          .gate = w->p.site.gate,
                          .seal = w->p.site.seal};
        Actor actor = event_person(l, i);
        Input inputs[ACTION_FIELDS_MAX];
        const char *field;
        size_t n = 0;
        va_list args;

        CHECK(action != NULL);
        va_start(args, name);
        while ((field = va_arg(args, const char *)) != NULL)
                inputs[n++] = (Input){str_from(field), str_from(va_arg(args, const char *))};
        va_end(args);
        w->deed = (Deed){0};
        return action_do(&aw, action, &actor, inputs, n, w->a, &w->deed);
}

Id event_booked(EventLife *l, int i)
{
        CHECK_OK(event_act(l, i, "ticket book", "event", l->id, NULL));
        return l->w->deed.made;
}

Id event_ticket(EventLife *l, int i, const char *track)
{
        EventSeatList list;
        Id wanted = 0;

        CHECK(!track || id_parse(str_from(track), &wanted));
        CHECK_OK(seats_own(l->w->db, l->w->a, l->people[i], l->event, &list));
        for (size_t k = 0; k < list.n; k++)
                if (list.at[k].track == wanted)
                        return list.at[k].id;
        return 0;
}

Str event_state(EventLife *l, Id ticket)
{
        EventSeat seat;

        CHECK_OK(seat_by_id(l->w->db, l->w->a, ticket, &seat));
        return seat.state;
}

int64_t event_mails(EventLife *l, const char *kind)
{
        int64_t n = 0;
        Id before = INT64_MAX;
        MailLineList list;

        do {
                CHECK_OK(outbox_latest(l->w->db, l->w->a, before, &list));
                for (size_t i = 0; i < list.n; i++) {
                        n += str_is(list.at[i].kind, kind);
                        before = list.at[i].id;
                }
        } while (list.n > 0);
        return n;
}

int64_t event_calendars(EventLife *l, const char *kind, const char *words)
{
        MailLineList list;
        int64_t n = 0;

        CHECK_OK(outbox_latest(l->w->db, l->w->a, INT64_MAX, &list));
        for (size_t i = 0; i < list.n; i++) {
                Mail mail;

                CHECK_OK(outbox_by_id(l->w->db, l->w->a, list.at[i].id, &mail));
                n += str_is(mail.kind, kind) && str_has(mail.calendar, str_from(words));
        }
        return n;
}

void event_works(EventLife *l, int64_t now_us)
{
        EventWork work = {l->w->p.store, l->w->p.site.seal, l->w->p.site.base_url};
        bool more = true;

        for (int i = 0; i < 100 && more; i++)
                CHECK_OK(event_work(&work, l->w->db, now_us, &more));
        CHECK(!more);
}

static void check_places(int64_t capacity, int64_t taken, const int64_t *n, bool offers)
{
        CHECK_INT(taken, n[0] + n[1]);
        CHECK(taken <= capacity);
        if (offers)
                CHECK(n[2] == 0 || taken == capacity);
}

static void count(EventLife *l, Id track, int64_t out[3])
{
        EventSeatList list;
        Id after = 0;

        out[0] = out[1] = out[2] = 0;
        do {
                CHECK_OK(seat_in_track(l->w->db, l->w->a, l->event, track, after, &list));
                for (size_t i = 0; i < list.n; i++) {
                        after = list.at[i].id;
                        out[0] += str_is(list.at[i].state, "held");
                        out[1] += str_is(list.at[i].state, "offered");
                        out[2] += str_is(list.at[i].state, "waiting");
                }
        } while (list.n == 500);
}

static int64_t entries_of(EventLife *l, Id party, Id ticket)
{
        int64_t *at, found = 0;
        size_t n;

        CHECK_OK(record_positions(l->w->db, l->w->a, party, INT64_MAX, &at, &n));
        for (size_t i = 0; i < n; i++) {
                const Fact *fact;
                Str leaf;
                Entry e;

                CHECK_OK(record_leaf(l->w->db, l->w->a, at[i], &leaf));
                CHECK_OK(record_unseal(l->w->a, leaf, &e));
                fact = entry_fact(&e, S("ticket"));
                found += str_is(e.kind, "event.attended") && fact &&
                         str_eq(fact->text, id_text(l->w->a, ticket));
        }
        return found;
}

void event_check(EventLife *l)
{
        World *w = l->w;
        bool offers;
        EventTrackList tracks;
        AttendeeList list;
        Event e;
        int64_t n[3];

        CHECK_OK(event_by_id(w->db, w->a, l->event, &e));
        offers = str_is(e.state, "open") && e.begins_at > time_now_us();
        count(l, 0, n);
        check_places(e.capacity, e.taken, n, offers);
        CHECK_OK(tracks_of(w->db, w->a, l->event, &tracks));
        for (size_t i = 0; i < tracks.n; i++) {
                count(l, tracks.at[i].id, n);
                check_places(tracks.at[i].capacity, tracks.at[i].taken, n,
                             offers && str_is(tracks.at[i].state, "open"));
        }
        CHECK_OK(attendees(w->db, w->a, l->event, 0, &list));
        for (size_t i = 0; i < list.n; i++)
                CHECK_INT(entries_of(l, list.at[i].party, list.at[i].id), list.at[i].is_settled);
}

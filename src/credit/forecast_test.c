/* credit: how long what a party was given lasts, and who is told when it comes to its end. */
#include "base/time.h"
#include "credit/forecast.h"
#include "credit/grant.h"
#include "credit/grant_warn.h"
#include "people/team_probe.h"
#include "store/engine.h"

#include <sqlite3.h>
#include <string.h>

#define USD INT64_C(100000000)

static const char *text(World *w, Id id)
{
        return id_text(w->a, id).at;
}

static void give(World *w, Id party, const char *title, const char *amount, const char *until)
{
        CHECK_OK(act(w, "grant give", "party", text(w, party), "hub", "singapore", "title", title,
                     "unit", "USD", "amount", amount, "until", until, NULL));
}

static void use(World *w, Id party, const char *amount)
{
        CHECK_OK(act(w, "grant use", "party", text(w, party), "hub", "singapore", "unit", "USD",
                     "amount", amount, "why", "bill", NULL));
}

TEST(a_forecast_spends_one_grant_after_another_and_lets_lapse_what_is_not_used)
{
        GrantSpan both[] = {{.left = 70, .ends_at = 20 * DAY_US}, {.left = 100}};
        GrantSpan tie[] = {{.left = 30, .ends_at = 30 * DAY_US}, {.left = 1}};
        GrantSpan late[] = {{.left = 10, .ends_at = 50 * DAY_US},
                            {.left = 30, .ends_at = 20 * DAY_US}}; /* paid for, so it is last */
        GrantSpan third[] = {{.left = 1, .ends_at = 100 * DAY_US}};

        (void)a;
        CHECK_INT(forecast_run(both, 2, 30, 0), 120 * DAY_US);
        CHECK_INT(both[0].lapses, 50);
        CHECK_INT(both[1].lapses, 0);
        CHECK_INT(forecast_run(both, 2, 0, 0), 0); /* nobody uses anything */
        CHECK_INT(both[0].lapses, 70);
        CHECK_INT(both[1].lapses, 0);
        CHECK_INT(forecast_run(tie, 2, 30, 0), 31 * DAY_US); /* used up as it ends */
        CHECK_INT(tie[0].lapses, 0);
        CHECK_INT(forecast_run(late, 2, 30, 0), 20 * DAY_US);
        CHECK_INT(late[0].lapses, 0);
        CHECK_INT(late[1].lapses, 20);
        CHECK_INT(forecast_run(third, 1, 7, 0), (30 * DAY_US + 6) / 7); /* rounded up */
        CHECK_INT(forecast_run(third, 1, 1, 0), 30 * DAY_US);
        CHECK_INT(forecast_run(both, 0, 5, 0), 0);
        both[1].left = INT64_MAX / 4;
        CHECK_INT(forecast_run(both, 2, 1, 0), 0); /* longer than anybody looks ahead */
        CHECK_INT(both[0].lapses, 69);             /* two thirds of one are used */
        CHECK_INT(forecast_run(both, 2, INT64_MAX / 4, 0), 30 * DAY_US + 1);
}

/* What lapses and what is used is what there was, in any order of ends. */
TEST(a_forecast_loses_nothing)
{
        uint64_t seed = 7;

        (void)a;
        for (int round = 0; round < 2000; round++) {
                GrantSpan g[6];
                __int128 whole = 0, gone, used;
                int64_t pace, end, last = 0;

                for (int i = 0; i < 6; i++) {
                        seed = seed * 6364136223846793005u + 1442695040888963407u;
                        g[i] = (GrantSpan){.left = 1 + (int64_t)(seed >> 33) % 1000,
                                           .ends_at = (1 + (int64_t)(seed >> 50) % 90) * DAY_US};
                        whole += g[i].left;
                        last = g[i].ends_at > last ? g[i].ends_at : last;
                }
                pace = 1 + (int64_t)(seed >> 20) % 2000;
                end = forecast_run(g, 6, pace, 0);
                CHECK(end > 0 && end <= last);
                gone = 0;
                for (int i = 0; i < 6; i++) {
                        CHECK(g[i].lapses >= 0 && g[i].lapses <= g[i].left);
                        gone += g[i].lapses;
                }
                used = (__int128)pace * end / (30 * DAY_US);
                CHECK(gone + used <= whole + 1 && gone + used >= whole - 7);
        }
}

TEST(what_was_used_in_thirty_days_says_how_long_the_rest_lasts)
{
        World *w = world_of_examples(a);
        Id party = given_party(w, "organisation", "Kelp");
        int64_t now = time_now_us(), day = 40 * DAY_US;
        GrantForecastList list;
        GrantLapseList lapses;
        Str path = str_fmt(a, "/parties/%s/ledger", text(w, party)), json;

        give(w, party, "Soon", "170", time_date(a, now + 60 * DAY_US).at);
        give(w, party, "No end", "100", "");
        use(w, party, "70");
        json = page(w, str_fmt(a, "/api/v1%.*s", S_ARG(path)).at);
        CHECK_STR(json, CONTAINS, "\"used_30_days\":\"70.00\"");
        CHECK_STR(json, CONTAINS, "\"given\":\"270.00\"");
        CHECK_STR(page(w, path.at), CONTAINS, "Used in 30 days");
        CHECK_STR(page_of_visitor(w, path.at), LACKS, "Used in 30 days");
        w->ahead_us = day;
        use(w, party, "30");
        CHECK_OK(grant_forecasts(w->db, a, party, now + day + 60 * SECOND_US, &list, &lapses));
        CHECK_INT((int64_t)list.n, 1);
        CHECK_INT(list.at[0].used, 30 * USD); /* not what was used before */
        CHECK_INT(list.at[0].left, 170 * USD);
        CHECK_INT((int64_t)lapses.n, 1);
        CHECK(lapses.at[0].amount > 48 * USD && lapses.at[0].amount < 51 * USD);
        CHECK_INT(list.at[0].ends_at, lapses.at[0].at + 100 * DAY_US);
        /* a month later nobody has used anything for as long */
        CHECK_OK(grant_forecasts(w->db, a, party, now + day + 31 * DAY_US, &list, &lapses));
        CHECK_INT(list.at[0].used, 0);
        CHECK_INT(list.at[0].ends_at, 0);
        CHECK_INT((int64_t)lapses.n, 0); /* it is over already */
}

static int64_t warned(World *w, const char *address)
{
        MailLineList list;
        int64_t n = 0;

        CHECK_OK(outbox_latest(w->db, w->a, INT64_MAX, &list));
        for (size_t i = 0; i < list.n; i++)
                n += str_is(list.at[i].kind, "grant-warning") &&
                     str_is(list.at[i].address, address);
        return n;
}

/* As a process that has just begun: what was told is known from the store alone. */
static void look(World *w, int64_t now_us)
{
        GrantWarn fresh = {.store = w->p.store, .base_url = S("https://example.org")};

        CHECK_OK(grant_warn(&fresh, w->db, now_us));
        CHECK_OK(grant_warn(&fresh, w->db, now_us));
}

TEST(owners_are_told_once_when_a_half_four_fifths_and_all_is_used)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org"), bob = person(w, "Bob", "bob@example.org");
        Id party = founded(w, &ada, "Kelp", "singapore");
        int64_t now = time_now_us();
        MailLineList list;
        Mail mail;

        joins(w, ada, party, bob.id, "bob@example.org", "editor");
        give(w, party, "Credits", "100", "");
        use(w, party, "49.99");
        look(w, now);
        CHECK_INT(warned(w, "ada@example.org"), 0);
        use(w, party, "0.01");
        look(w, now);
        look(w, now);
        CHECK_INT(warned(w, "ada@example.org"), 1);
        CHECK_INT(warned(w, "bob@example.org"), 0);
        CHECK_OK(outbox_latest(w->db, a, INT64_MAX, &list));
        CHECK_OK(outbox_by_id(w->db, a, list.at[0].id, &mail));
        CHECK_STR(mail.subject, IS, "50 % is used: USD");
        CHECK_STR(mail.plain, CONTAINS, "50.00 is left");
        use(w, party, "50");
        look(w, now);
        CHECK_INT(warned(w, "ada@example.org"), 2); /* straight to all: one mail */
        give(w, party, "More", "300", "");
        look(w, now);
        CHECK_INT(warned(w, "ada@example.org"), 2);
        use(w, party, "150");
        look(w, now);
        CHECK_INT(warned(w, "ada@example.org"), 3); /* a new grant begins anew */
        use(w, party, "90");
        look(w, now);
        look(w, now);
        CHECK_INT(warned(w, "ada@example.org"), 4);
}

TEST(owners_are_told_once_before_a_grant_ends_of_which_something_is_left)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org");
        Id party = founded(w, &ada, "Kelp", "singapore");
        int64_t now = time_now_us(), end;
        MailLineList list;
        Mail mail;

        give(w, party, "Summer", "100", time_date(a, now + 30 * DAY_US).at);
        give(w, party, "No end", "100", "");
        end = (now / DAY_US + 31) * DAY_US;
        look(w, end - 14 * DAY_US - SECOND_US);
        CHECK_INT(warned(w, "ada@example.org"), 0);
        look(w, end - 14 * DAY_US);
        look(w, end - DAY_US);
        CHECK_INT(warned(w, "ada@example.org"), 1);
        CHECK_OK(outbox_latest(w->db, a, INT64_MAX, &list));
        CHECK_OK(outbox_by_id(w->db, a, list.at[0].id, &mail));
        CHECK_STR(mail.plain, CONTAINS, "Summer");
        CHECK_STR(mail.plain, CONTAINS, "100.00 USD");
        look(w, end + DAY_US);
        CHECK_INT(warned(w, "ada@example.org"), 1);
        /* of what is used up there is nothing to tell; it is told that all is used */
        give(w, party, "Short", "10", time_date(a, now + 5 * DAY_US).at);
        use(w, party, "10");
        look(w, now);
        CHECK_INT(warned(w, "ada@example.org"), 1);
}

typedef struct {
        GrantLine like;
        Str title;
} Titled;

static Status add_titled(void *ctx, Db *db)
{
        const Titled *t = ctx;
        const GrantLine *g = &t->like;

        return grant_add(db, g->party, db_id(db, g->begins_at), g->hub, 0, (Str){0}, t->title,
                         g->unit, g->amount, false, g->account, g->begins_at, 0, 0, 0);
}

/* Three fifths are used, and its grants' titles take so much memory. */
static Id titled(World *w, const Actor *owner, size_t bytes)
{
        Id party = founded(w, owner, "Kelp", "singapore");
        Titled t = {.title = {arena_bytes(w->a, bytes), bytes}};
        GrantLineList list;

        give(w, party, "Credits", "100", "");
        use(w, party, "60");
        memset((char *)t.title.at, 'x', bytes);
        CHECK_OK(grants_of(w->db, w->a, party, INT64_MAX, &list));
        t.like = list.at[0];
        CHECK_OK(store_transact(w->p.store, add_titled, &t));
        return party;
}

TEST(a_party_that_can_not_be_told_does_not_hold_up_those_behind_it)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org"), bob = person(w, "Bob", "bob@example.org");
        GrantWarn warn = {.store = w->p.store, .base_url = S("https://example.org")};
        Id party;

        titled(w, &ada, 17 * MIB); /* more than there is to look with */
        titled(w, &ada, 9 * MIB);  /* and than there is to tell with, on the writer's thread */
        party = founded(w, &bob, "Fern", "singapore");
        give(w, party, "Credits", "100", "");
        use(w, party, "60");
        do
                CHECK_OK(grant_warn(&warn, w->db, time_now_us()));
        while (warn.after);
        CHECK_INT(warned(w, "ada@example.org"), 0);
        CHECK_INT(warned(w, "bob@example.org"), 1);
}

/* As after an upgrade: what 0057 does to a store that has nothing in grant_told. */
static void remember_told(World *w)
{
        sqlite3 *db = NULL;

        CHECK(sqlite3_open(str_fmt(w->a, "%.*s/seedbed.db", S_ARG(w->folder)).at, &db) ==
              SQLITE_OK);
        for (size_t i = 0; i < migrations_n; i++)
                if (migrations[i].number == 57)
                        CHECK(sqlite3_exec(db, migrations[i].sqlite, NULL, NULL, NULL) ==
                              SQLITE_OK);
        sqlite3_close(db);
}

TEST(what_was_used_up_before_anybody_was_told_is_told_to_nobody)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org"), bob = person(w, "Bob", "bob@example.org");
        Id half, little;

        if (store_is_postgres(w->p.store))
                return; /* it ran there, on nothing */
        half = founded(w, &ada, "Kelp", "singapore");
        little = founded(w, &bob, "Fern", "singapore");
        give(w, half, "Credits", "100", "");
        give(w, little, "Credits", "100", "");
        use(w, half, "60");
        use(w, little, "10");
        remember_told(w);
        look(w, time_now_us());
        CHECK_INT(warned(w, "ada@example.org"), 0);
        use(w, half, "20");
        use(w, little, "40");
        look(w, time_now_us());
        CHECK_INT(warned(w, "ada@example.org"), 1);
        CHECK_INT(warned(w, "bob@example.org"), 1);
}

TEST(what_is_over_for_long_is_not_looked_at_again)
{
        World *w = world_of_examples(a);
        Id party = given_party(w, "organisation", "Kelp");
        int64_t now = time_now_us();
        GrantWork work = {.store = w->p.store};
        GrantForecastList sums;
        ForecastGrantList rows;

        give(w, party, "Short", "10", time_date(a, now + DAY_US).at);
        give(w, party, "No end", "10", "");
        CHECK_OK(grant_work(&work, w->db, now + 3 * DAY_US));
        CHECK_OK(grant_sums(w->db, a, party, now + 32 * DAY_US, &sums, &rows));
        CHECK_INT((int64_t)rows.n, 2);
        CHECK_OK(grant_sums(w->db, a, party, now + 40 * DAY_US, &sums, &rows));
        CHECK_INT((int64_t)rows.n, 1);
        CHECK_STR(rows.at[0].title, IS, "No end");
}

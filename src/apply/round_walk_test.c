/* Random moves of a round: what is kept, what its page says, what the record told last and how many
 * applications it counts agree, whoever begins or hands in at whatever moment. */
#include "apply/apply.h"
#include "base/time.h"
#include "tests/world.h"

#include <stdlib.h>
#include <string.h>

enum { PARTIES = 3, MOVES = 260 };
#define HOUR_US (3600 * SECOND_US)

typedef struct {
        World *w;
        Id round;
        unsigned seed;
        int64_t now_us, opens_at, closes_at;
        bool is_cancelled;
        struct {
                Id party, x;
                const char *state; /* empty: none */
                int64_t until;     /* an extension; 0: none */
        } of[PARTIES];
        const char *told;
} Walk;

static Status does(Walk *k, const char *name, const Input *inputs, size_t n)
{
        World *w = k->w;
        ActionWorld aw = {.store = w->p.store,
                          .site = &w->p.site,
                          .now_us = k->now_us,
                          .base_url = w->p.site.base_url,
                          .seal = w->p.site.seal};

        w->deed = (Deed){0};
        return action_do(&aw, site_action(&w->p.site, str_from(name)), &w->actor, inputs, n, w->a,
                         &w->deed);
}

/* Whole hours, as a field of the round's zone takes them. */
static Str hour(Walk *k, int64_t at)
{
        return str_head(time_iso(k->w->a, at), 16);
}

static bool is_live(Walk *k, int i)
{
        return strcmp(k->of[i].state, "draft") == 0 || strcmp(k->of[i].state, "submitted") == 0;
}

static bool is_open(Walk *k, int i)
{
        int64_t until = k->of[i].until > k->closes_at ? k->of[i].until : k->closes_at;

        return !k->is_cancelled && k->now_us >= k->opens_at && k->now_us <= until;
}

static void changes(Walk *k)
{
        int64_t closes = (k->now_us / HOUR_US + 1 + rand_r(&k->seed) % 60) * HOUR_US;
        bool gives_reason = rand_r(&k->seed) % 2;
        bool is_earlier =
                closes < k->closes_at && k->now_us >= k->opens_at && k->now_us <= k->closes_at;
        Input in[] = {{S("round"), id_text(k->w->a, k->round)},
                      {S("closes"), hour(k, closes)},
                      {S("reason"), S("r")}};
        Status wanted = k->is_cancelled                                          ? CONFLICT
                        : closes <= k->opens_at || (is_earlier && !gives_reason) ? INVALID
                                                                                 : OK;

        CHECK_IS(does(k, "round change", in, gives_reason ? 3 : 2), wanted);
        if (wanted != OK)
                return;
        k->closes_at = closes;
        k->told = "round.changed";
}

static void extends(Walk *k, int i)
{
        int64_t until = (k->now_us / HOUR_US + 1 + rand_r(&k->seed) % 90) * HOUR_US;
        Input in[] = {{S("round"), id_text(k->w->a, k->round)},
                      {S("party"), id_text(k->w->a, k->of[i].party)},
                      {S("until"), hour(k, until)}};
        Status wanted = k->is_cancelled ? CONFLICT : until <= k->closes_at ? INVALID : OK;

        CHECK_IS(does(k, "round extend", in, 3), wanted);
        if (wanted != OK)
                return;
        k->of[i].until = until;
        k->told = "round.extended";
}

static void begins(Walk *k, int i)
{
        Input in[] = {{S("round"), id_text(k->w->a, k->round)},
                      {S("party"), id_text(k->w->a, k->of[i].party)}};
        bool can = is_open(k, i) && !is_live(k, i);
        Status s = does(k, "application begin", in, 2);
        Input save[] = {{S("application"), (Str){0}},    {S("pitch"), S("Pumps for small rivers")},
                        {S("country"), S("TH")},         {S("founded"), S("2021-05-06")},
                        {S("team_size"), S("3")},        {S("sector"), S("climate")},
                        {S("other_programmes"), S("no")}};

        if (s == TOO_MANY && can)
                return;
        CHECK_IS(s, can ? OK : CONFLICT);
        if (!can)
                return;
        k->of[i].x = k->w->deed.made;
        k->of[i].state = "draft";
        save[0].value = id_text(k->w->a, k->of[i].x);
        CHECK_OK(does(k, "application save", save, 7));
}

static void hands_in(Walk *k, int i)
{
        Input id = {S("application"), id_text(k->w->a, k->of[i].x)};
        bool can = strcmp(k->of[i].state, "draft") == 0 && is_open(k, i);

        if (!k->of[i].x)
                return;
        CHECK_IS(does(k, "application submit", &id, 1), can ? OK : CONFLICT);
        k->of[i].state = can ? "submitted" : k->of[i].state;
}

static void withdraws(Walk *k, int i)
{
        Input id = {S("application"), id_text(k->w->a, k->of[i].x)};

        if (!k->of[i].x || strcmp(k->of[i].state, "withdrawn") == 0)
                return;
        CHECK_OK(does(k, "application withdraw", &id, 1)); /* also of one that was cancelled */
        k->of[i].state = "withdrawn";
}

static void cancels(Walk *k)
{
        Input in[] = {{S("round"), id_text(k->w->a, k->round)}, {S("reason"), S("r")}};

        CHECK_IS(does(k, "round cancel", in, 2), k->is_cancelled ? CONFLICT : OK);
        k->told = k->is_cancelled ? k->told : "round.cancelled";
        k->is_cancelled = true;
}

static void agrees(Walk *k)
{
        World *w = k->w;
        int64_t *positions, drafts = 0, in = 0, at = 0, counted[2] = {0};
        ApplicationCountList counts;
        size_t n;
        Round r;
        Str leaf;

        CHECK_OK(round_get(w->db, w->a, k->round, &r));
        CHECK_INT(r.opens_at, k->opens_at);
        CHECK_INT(r.closes_at, k->closes_at);
        CHECK(!r.cancelled_at == !k->is_cancelled);
        CHECK(round_state(&r, k->now_us) == (k->is_cancelled             ? ROUND_CANCELLED
                                             : k->now_us < k->opens_at   ? ROUND_COMING
                                             : k->now_us <= k->closes_at ? ROUND_OPEN
                                                                         : ROUND_CLOSED));
        CHECK_OK(record_positions(w->db, w->a, k->round, INT64_MAX, &positions, &n));
        while (at < (int64_t)n) { /* applications tell of their round, too */
                CHECK_OK(record_leaf(w->db, w->a, positions[at++], &leaf));
                if (str_has(leaf, S("\"round.")))
                        break;
        }
        CHECK_STR(leaf, CONTAINS, k->told);
        CHECK_OK(application_counts(w->db, w->a, k->round, &counts));
        for (size_t i = 0; i < counts.n; i++) {
                if (str_is(counts.at[i].state, "draft"))
                        counted[0] = counts.at[i].applications;
                if (str_is(counts.at[i].state, "submitted"))
                        counted[1] = counts.at[i].applications;
        }
        for (int i = 0; i < PARTIES; i++) {
                Application x;

                drafts += strcmp(k->of[i].state, "draft") == 0;
                in += strcmp(k->of[i].state, "submitted") == 0;
                if (!k->of[i].x)
                        continue;
                CHECK_OK(application_get(w->db, w->a, k->of[i].x, &x));
                CHECK_STR(x.state, IS, k->of[i].state);
        }
        CHECK_INT(counted[0], drafts);
        CHECK_INT(counted[1], in);
}

static void walk(Arena *a, unsigned seed)
{
        Walk k = {.w = world_of_examples(a), .seed = seed, .told = "round.opened"};
        World *w = k.w;

        k.now_us = time_now_us();
        k.opens_at = (k.now_us / HOUR_US + 5) * HOUR_US;
        k.closes_at = k.opens_at + 30 * HOUR_US;
        CHECK_OK(act(w, "round open", "programme", "startup-accelerator", "hub", "bangkok", "title",
                     "Spring", "zone", "UTC", "opens", str_z(a, hour(&k, k.opens_at)), "closes",
                     str_z(a, hour(&k, k.closes_at)), NULL));
        k.round = w->deed.made;
        for (int i = 0; i < PARTIES; i++) {
                k.of[i].party = given_party(w, "organisation", str_fmt(a, "Firm %d", i).at);
                k.of[i].state = "";
        }
        for (int step = 0; step < MOVES; step++) {
                int i = rand_r(&k.seed) % PARTIES, what = rand_r(&k.seed) % 24;

                k.now_us += rand_r(&k.seed) % 3 ? rand_r(&k.seed) % 3 * HOUR_US / 4 : 1;
                if (what < 2)
                        changes(&k);
                else if (what < 4)
                        extends(&k, i);
                else if (what < 11)
                        begins(&k, i);
                else if (what < 18)
                        hands_in(&k, i);
                else if (what < 23)
                        withdraws(&k, i);
                else if (step > MOVES / 2)
                        cancels(&k);
                if (step % 8 == 0)
                        agrees(&k);
        }
        agrees(&k);
}

TEST(a_round_and_its_record_agree_whatever_is_tried_at_whatever_moment)
{
        walk(a, 5);
}

TEST(a_round_and_its_record_agree_when_it_begins_otherwise)
{
        walk(a, 77);
}

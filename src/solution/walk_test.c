/* Solutions, referrals, pilots and outcomes pushed about at random: what the model says, what the
 * tables say and what the record and the metrics say stay the same. */
#include "solution/solution_probe.h"

#include "solution/challenge.h"

#include <string.h>

enum { THINGS = 3, STEPS = 160, DEEDS = 13 };

typedef enum { SOLUTION, REFERRAL, PILOT, OUTCOME, KINDS } Kind;

/* What leads from where to where; from and to are states as they are kept. */
static const struct {
        Kind kind;
        const char *deed, *from, *from2, *to, *entry;
} deeds[DEEDS] = {
        {SOLUTION, "solution publish", "draft", "withdrawn", "published", "solution.published"},
        {SOLUTION, "solution withdraw", "draft", "published", "withdrawn", "solution.withdrawn"},
        {SOLUTION, "solution check", "in-review", NULL, "published", "solution.published"},
        {REFERRAL, "referral accept", "made", NULL, "accepted", "referral.accepted"},
        {REFERRAL, "referral win", "accepted", NULL, "won", "referral.won"},
        {REFERRAL, "referral lose", "made", "accepted", "lost", "referral.lost"},
        {REFERRAL, "referral pay", "won", NULL, "paid", "referral.paid"},
        {PILOT, "pilot begin", "planned", NULL, "running", "pilot.begun"},
        {PILOT, "pilot end", "running", NULL, "ended", "pilot.ended"},
        {OUTCOME, "outcome confirm", "noted", NULL, "confirmed", "outcome.investment"},
        {OUTCOME, "outcome refuse", "noted", NULL, "refused", "outcome.refused"},
        {OUTCOME, "outcome confirm", "noted", NULL, "confirmed", "outcome.investment"},
        {REFERRAL, "referral accept", "made", NULL, "accepted", "referral.accepted"}};

typedef struct {
        Market m;
        Id ids[KINDS][THINGS];
        const char *state[KINDS][THINGS];
        int64_t told[DEEDS]; /* by the first row with that entry */
        int64_t funding;
        uint64_t seed;
} Walk;

static unsigned roll(Walk *k, unsigned n)
{
        k->seed = k->seed * 6364136223846793005u + 1442695040888963407u;
        return (unsigned)(k->seed >> 33) % n;
}

static void begin(Walk *k, Arena *a)
{
        World *w;
        Id shown;

        k->m = market(a);
        w = k->m.w;
        shown = offered(&k->m, "Always There");
        agreed(&k->m, 0, "12.5");
        for (int i = 0; i < THINGS; i++) {
                k->ids[SOLUTION][i] = drafted(&k->m, "Comes and Goes");
                k->state[SOLUTION][i] = "draft";
                k->ids[REFERRAL][i] = referred(&k->m, shown, str_fmt(a, "Customer %d", i).at);
                k->state[REFERRAL][i] = "made";
                CHECK_OK(act(w, "pilot plan", "party", ID(k->m.seller), "enterprise",
                             ID(k->m.partner), "goal", "G", "begins", "2026-01-01", "ends",
                             "2026-12-31", NULL));
                k->ids[PILOT][i] = w->deed.made;
                k->state[PILOT][i] = "planned";
                CHECK_OK(act(w, "outcome note", "party", ID(k->m.seller), "kind", "investment",
                             "on", "2026-05-04", "amount", str_fmt(a, "%d", 1000 + i).at,
                             "currency", "USD", "round_type", "seed", "evidence",
                             "https://example.org/", NULL));
                k->ids[OUTCOME][i] = w->deed.made;
                k->state[OUTCOME][i] = "noted";
        }
        k->told[0] = 1; /* the one that is always there */
}

static Status do_one(Walk *k, int deed, Id id)
{
        World *w = k->m.w;
        const char *name = deeds[deed].deed, *thing = ID(id), *party = ID(k->m.seller);

        if (strcmp(name, "referral win") == 0)
                return act(w, name, "party", party, "referral", thing, "amount", "99.99",
                           "currency", "USD", "on", today(w).at, NULL);
        if (strcmp(name, "referral lose") == 0)
                return act(w, name, "party", party, "referral", thing, "reason", "other", NULL);
        if (strcmp(name, "pilot end") == 0)
                return act(w, name, "party", party, "pilot", thing, "outcome", "adopted", "result",
                           "R", NULL);
        if (strcmp(name, "solution check") == 0)
                return act(w, name, "party", party, "solution", thing, "verdict", "publish", NULL);
        return act(w, name, "party", party,
                   deeds[deed].kind == SOLUTION   ? "solution"
                   : deeds[deed].kind == REFERRAL ? "referral"
                   : deeds[deed].kind == PILOT    ? "pilot"
                                                  : "outcome",
                   thing, NULL);
}

static int first_of(int deed)
{
        for (int i = 0; i < deed; i++)
                if (strcmp(deeds[i].entry, deeds[deed].entry) == 0)
                        return i;
        return deed;
}

static void step(Walk *k)
{
        int deed = (int)roll(k, DEEDS), i = (int)roll(k, THINGS);
        Kind kind = deeds[deed].kind;
        const char *now = k->state[kind][i];
        bool can = strcmp(now, deeds[deed].from) == 0 ||
                   (deeds[deed].from2 && strcmp(now, deeds[deed].from2) == 0);

        CHECK_IS(do_one(k, deed, k->ids[kind][i]), can ? OK : CONFLICT);
        if (!can)
                return;
        k->state[kind][i] = deeds[deed].to;
        k->told[first_of(deed)]++;
        if (strcmp(deeds[deed].entry, "outcome.investment") == 0)
                k->funding += 1000 + i;
}

static void check_tables(Walk *k, Arena *a)
{
        World *w = k->m.w;

        for (int i = 0; i < THINGS; i++) {
                Solution s;
                Referral r;
                Pilot p;
                Outcome u;

                CHECK_OK(solution_get(w->db, a, k->m.seller, k->ids[SOLUTION][i], &s));
                CHECK_STR(s.state, IS, k->state[SOLUTION][i]);
                CHECK_OK(referral_of_owner(w->db, a, k->m.seller, k->ids[REFERRAL][i], &r));
                CHECK_STR(r.state, IS, k->state[REFERRAL][i]);
                CHECK_INT(r.share_minor,
                          str_is(r.state, "won") || str_is(r.state, "paid") ? 1250 : 0);
                CHECK_OK(pilot_get(w->db, a, k->m.seller, k->ids[PILOT][i], &p));
                CHECK_STR(p.state, IS, k->state[PILOT][i]);
                CHECK_OK(outcome_get(w->db, a, k->m.seller, k->ids[OUTCOME][i], &u));
                CHECK_STR(u.state, IS, k->state[OUTCOME][i]);
        }
}

/* Every entry was told once for each time that something moved. */
static void check_record(Walk *k, Arena *a)
{
        World *w = k->m.w;
        int64_t told[DEEDS] = {0}, size;
        Hash root;

        CHECK_OK(record_head(w->db, a, &size, &root));
        for (int64_t at = 0; at < size; at++) {
                ArenaMark mark = arena_mark(a);
                Entry e;
                Str leaf;

                CHECK_OK(record_leaf(w->db, a, at, &leaf));
                CHECK_OK(record_unseal(a, leaf, &e));
                for (int i = 0; i < DEEDS; i++)
                        if (first_of(i) == i && str_is(e.kind, deeds[i].entry))
                                told[i]++;
                arena_rewind(a, mark);
        }
        for (int i = 0; i < DEEDS; i++)
                CHECK_INT(told[i], k->told[i]);
        CHECK_INT(number(w, "startup-funding", "bangkok"), k->funding);
        CHECK_INT(number(w, "pilots-begun", "bangkok"), k->told[7] > 0); /* a party counts once */
}

TEST(whatever_is_done_with_solutions_in_whatever_order_tables_record_and_numbers_agree)
{
        Walk k = {.seed = 0x5eed};

        begin(&k, a);
        for (int i = 0; i < STEPS; i++)
                step(&k);
        check_tables(&k, a);
        check_record(&k, a);
}

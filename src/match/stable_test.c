/* Matching both ways: nobody has a better answer together, whoever asks first. */
#include "match/stable.h"
#include "tests/check.h"

#include <string.h>

enum { SIDE = 7 };

static uint64_t draw(uint64_t *state)
{
        *state ^= *state << 13, *state ^= *state >> 7, *state ^= *state << 17;
        return *state >> 11;
}

static int32_t below(uint64_t *state, int32_t n)
{
        return (int32_t)(draw(state) % (uint64_t)n);
}

typedef struct {
        StableProblem p;
        int32_t places[SIDE];
        Wish seekers[SIDE * SIDE], hosts[SIDE * SIDE];
} Small;

static void make_small(uint64_t *state, Small *s)
{
        int32_t ranks = 1 + below(state, 6), gaps = 2 + below(state, 6);

        *s = (Small){.p = {.seekers_n = 1 + below(state, SIDE), .hosts_n = 1 + below(state, SIDE)}};
        s->p.places = s->places;
        s->p.seekers = s->seekers;
        s->p.hosts = s->hosts;
        for (int32_t h = 0; h < s->p.hosts_n; h++)
                s->places[h] = below(state, 4);
        for (int32_t i = 0; i < s->p.seekers_n; i++)
                for (int32_t h = 0; h < s->p.hosts_n; h++) {
                        if (below(state, gaps))
                                s->seekers[s->p.seekers_wishes_n++] =
                                        (Wish){i, h, below(state, ranks)};
                        if (below(state, gaps))
                                s->hosts[s->p.hosts_wishes_n++] = (Wish){h, i, below(state, ranks)};
                }
}

/* Goes through all matchings of a small problem and keeps what stable ones give each seeker. */
typedef struct {
        const StableProblem *p;
        Arena *a;
        int32_t host_of[SIDE];
        int32_t best[SIDE], worst[SIDE]; /* by the seekers' order, place in it; SIDE: none */
        int found;
} Walk;

static int32_t place_in_list(const StableProblem *p, int32_t seeker, int32_t host)
{
        int32_t rank = 0, place = 0;

        if (host < 0)
                return SIDE;
        for (size_t k = 0; k < p->seekers_wishes_n; k++)
                if (p->seekers[k].from == seeker && p->seekers[k].to == host)
                        rank = p->seekers[k].rank;
        for (size_t k = 0; k < p->seekers_wishes_n; k++)
                place += p->seekers[k].from == seeker &&
                         (p->seekers[k].rank < rank ||
                          (p->seekers[k].rank == rank && p->seekers[k].to < host));
        return place;
}

static void walk(Walk *w, int32_t seeker)
{
        ArenaMark mark = arena_mark(w->a);
        int64_t blocking;
        int32_t s, h;

        if (seeker < w->p->seekers_n) {
                for (int32_t host = -1; host < w->p->hosts_n; host++) {
                        w->host_of[seeker] = host;
                        walk(w, seeker + 1);
                }
                return;
        }
        if (stable_blocking(w->a, w->p, w->host_of, &blocking, &s, &h) == OK && blocking == 0) {
                for (int32_t i = 0; i < w->p->seekers_n; i++) {
                        int32_t place = place_in_list(w->p, i, w->host_of[i]);

                        if (w->found == 0 || place < w->best[i])
                                w->best[i] = place;
                        if (w->found == 0 || place > w->worst[i])
                                w->worst[i] = place;
                }
                w->found++;
        }
        arena_rewind(w->a, mark);
}

TEST(no_two_would_rather_have_each_other)
{
        uint64_t state = 4711;

        for (int turn = 0; turn < 3000; turn++) {
                ArenaMark mark = arena_mark(a);
                Small s;
                StableResult r;
                int32_t filled[SIDE] = {0}, matched = 0, seeker = -1, host = -1;
                int64_t blocking;

                make_small(&state, &s);
                s.p.hosts_first = turn % 2;
                CHECK_OK(stable_match(a, &s.p, &r));
                CHECK_OK(stable_blocking(a, &s.p, r.host_of, &blocking, &seeker, &host));
                CHECK_INT(blocking, 0);
                for (int32_t i = 0; i < s.p.seekers_n; i++)
                        if (r.host_of[i] >= 0)
                                filled[r.host_of[i]]++, matched++;
                CHECK_INT(matched, r.matched_n);
                for (int32_t h = 0; h < s.p.hosts_n; h++) {
                        CHECK_INT(filled[h], r.filled[h]);
                        CHECK(filled[h] <= s.places[h]);
                }
                arena_rewind(a, mark);
        }
}

TEST(the_side_that_asks_gets_the_best_of_all_stable_matchings)
{
        uint64_t state = 99;

        for (int turn = 0; turn < 60; turn++) {
                Small s;
                StableResult ours, theirs;
                Walk w = {.a = a};

                do
                        make_small(&state, &s);
                while (s.p.seekers_n > 4 || s.p.hosts_n > 4);
                w.p = &s.p;
                walk(&w, 0);
                CHECK(w.found > 0);
                CHECK_OK(stable_match(a, &s.p, &ours));
                s.p.hosts_first = true;
                CHECK_OK(stable_match(a, &s.p, &theirs));
                for (int32_t i = 0; i < s.p.seekers_n; i++) {
                        CHECK_INT(place_in_list(&s.p, i, ours.host_of[i]), w.best[i]);
                        CHECK_INT(place_in_list(&s.p, i, theirs.host_of[i]), w.worst[i]);
                }
        }
}

TEST(a_match_that_people_changed_is_told_what_is_wrong_with_it)
{
        static const Wish seekers[] = {{0, 0, 1}, {0, 1, 2}, {1, 0, 1}, {1, 1, 2}};
        static const Wish hosts[] = {{0, 0, 1}, {0, 1, 2}, {1, 0, 1}, {1, 1, 1}};
        static const int32_t swapped[] = {1, 0}, both[] = {0, 0}, wild[] = {2, 0};
        StableProblem p = {.seekers_n = 2,
                           .hosts_n = 2,
                           .seekers = seekers,
                           .hosts = hosts,
                           .seekers_wishes_n = 4,
                           .hosts_wishes_n = 4};
        int32_t seeker = -1, host = -1;
        int64_t n = 0;
        StableResult r;

        CHECK_OK(stable_match(a, &p, &r));
        CHECK_INT(r.host_of[0], 0);
        CHECK_INT(r.host_of[1], 1);
        CHECK_INT(r.rank_of[1], 2);
        CHECK_INT(r.host_rank_of[1], 1);
        CHECK_OK(stable_blocking(a, &p, swapped, &n, &seeker, &host));
        CHECK_INT(n, 1);
        CHECK_INT(seeker, 0);
        CHECK_INT(host, 0);
        CHECK_IS(stable_blocking(a, &p, both, &n, &seeker, &host), INVALID);
        CHECK_IS(stable_blocking(a, &p, wild, &n, &seeker, &host), INVALID);
        p.seekers_wishes_n = 0; /* nobody wants anybody */
        CHECK_OK(stable_match(a, &p, &r));
        CHECK_INT(r.matched_n, 0);
}

TEST(wishes_that_make_no_sense_are_refused)
{
        static const Wish nobody[] = {{0, 5, 1}}, twice[] = {{0, 0, 1}, {0, 0, 2}},
                          good[] = {{0, 0, 1}};
        static const int32_t less[] = {-1};
        StableProblem p = {.seekers_n = 1, .hosts_n = 1, .hosts = good, .hosts_wishes_n = 1};
        StableResult r = {.matched_n = 77};

        p.seekers = nobody, p.seekers_wishes_n = 1;
        CHECK_IS(stable_match(a, &p, &r), INVALID);
        p.seekers = twice, p.seekers_wishes_n = 2;
        CHECK_IS(stable_match(a, &p, &r), INVALID);
        p.seekers = good, p.seekers_wishes_n = 1, p.places = less;
        CHECK_IS(stable_match(a, &p, &r), INVALID);
        CHECK_INT(r.matched_n, 77);
}

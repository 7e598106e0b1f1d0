/* match/assign_fair: the level that every file's best reviewers can have at once.
 *
 * A level is possible when, with the reviews below it limited, as many reviews are given out as
 * without the limit, and as evenly. What is possible at one level is possible at each lower one, so
 * the highest is found by halving. Where every file can have all its reviews, a matching without
 * costs answers; where not, how even it is must be the same, and that is a flow with costs. */
#include "match/assign_inside.h"

#include <assert.h>

typedef struct {
        AssignPool *pool;
        int32_t *own;   /* the fair_reviews-th best suitability that file i could have alone */
        int32_t *fixed; /* suitability of each fixed pair, in the pool's order */
        int32_t *cut, *gate;
} Fair;

static int64_t probe(Arena *a, const Fair *fair, const AssignGates *gates)
{
        ArenaMark mark = arena_mark(a);
        AssignRun run = assign_run(a, fair->pool, gates, true);
        int64_t cost = 0;

        for (int32_t k = 0; k < run.flow.arcs_n; k++)
                cost += run.flow.arc[k].flow * run.flow.arc[k].cost;
        arena_rewind(a, mark);
        return cost;
}

/* Keeps the n greatest of what is put in, the least of them first. */
static void keep(int32_t *most, int32_t *n, int32_t max, int32_t v)
{
        int32_t at;

        if (*n == max) {
                if (v <= most[0])
                        return;
                for (at = 0; at + 1 < max && most[at + 1] < v; at++)
                        most[at] = most[at + 1];
                most[at] = v;
                return;
        }
        for (at = (*n)++; at > 0 && most[at - 1] > v; at--)
                most[at] = most[at - 1];
        most[at] = v;
}

static int32_t best_alone(Fair *fair, int32_t i, int32_t reviews)
{
        AssignPool *pool = fair->pool;
        const AssignProblem *p = pool->p;
        int32_t most[ASSIGN_WANTED_MAX] = {0}, n = 0, others = 0;

        if (reviews == 0)
                return INT32_MIN;
        assign_unmark(pool);
        assign_mark_closed(pool, i);
        for (size_t k = pool->fixed_row[i]; k < pool->fixed_row[i + 1]; k++)
                keep(most, &n, reviews, fair->fixed[k]);
        for (size_t k = pool->row[i]; k < pool->row[i + 1]; k++) {
                AssignOption o = pool->option[k];

                if (!assign_marked(pool, o.reviewer) && pool->room[o.reviewer] > 0)
                        keep(most, &n, reviews, o.suitability);
                pool->mark[o.reviewer] = pool->stamp;
        }
        for (int32_t j = 0; j < p->reviewers_n && !p->others_barred && others < reviews; j++)
                if (!assign_marked(pool, j) && pool->room[j] > 0) {
                        keep(most, &n, reviews, (int32_t)p->others);
                        others++;
                }
        return n < reviews ? INT32_MIN : most[0];
}

static int32_t reviews_of(const AssignPool *pool, int32_t i)
{
        int32_t fair = pool->p->fair_reviews;

        return fair < pool->wanted[i] ? fair : pool->wanted[i];
}

static void set_level(Fair *fair, int64_t level)
{
        const AssignPool *pool = fair->pool;

        for (int32_t i = 0; i < pool->p->files_n; i++) {
                int32_t gate = pool->wanted[i] - reviews_of(pool, i);

                fair->cut[i] = level < fair->own[i] ? (int32_t)level : fair->own[i];
                for (size_t k = pool->fixed_row[i]; k < pool->fixed_row[i + 1]; k++)
                        gate -= fair->fixed[k] < fair->cut[i];
                fair->gate[i] = gate > 0 ? gate : 0;
        }
}

static int64_t lowest(const AssignPool *pool)
{
        const AssignProblem *p = pool->p;
        int64_t least = p->others_barred ? ASSIGN_SUITABILITY_MAX : p->others;

        for (size_t k = 0; k < p->pairs_n; k++)
                if (p->pairs[k].suitability < least)
                        least = p->pairs[k].suitability;
        return least;
}

AssignGates assign_fair(Arena *a, AssignPool *pool, int64_t *out_from)
{
        size_t files = (size_t)pool->p->files_n;
        Fair fair = {.pool = pool};
        AssignGates gates;
        int64_t low = INT32_MIN, high = INT32_MIN, free_cost = 0;
        bool all;

        fair.own = arena_new(a, int32_t, files + 1);
        fair.cut = arena_new(a, int32_t, files + 1);
        fair.gate = arena_new(a, int32_t, files + 1);
        fair.fixed = arena_new(a, int32_t, pool->p->fixed_n + 1);
        gates = (AssignGates){fair.cut, fair.gate};
        for (int32_t i = 0; i < pool->p->files_n; i++) {
                bool listed;

                for (size_t k = pool->fixed_row[i]; k < pool->fixed_row[i + 1]; k++)
                        fair.fixed[k] =
                                (int32_t)assign_suitability(pool, i, pool->fixed[k], &listed);
                fair.own[i] = best_alone(&fair, i, reviews_of(pool, i));
                if (fair.own[i] > high)
                        high = fair.own[i];
        }
        set_level(&fair, INT32_MIN); /* no limit */
        all = assign_fills(a, pool, &gates);
        if (!all)
                free_cost = probe(a, &fair, NULL);
        low = high > INT32_MIN ? lowest(pool) : INT32_MIN;
        while (low < high) { /* low is possible */
                int64_t middle = low + (high - low + 1) / 2;

                set_level(&fair, middle);
                if (all ? assign_fills(a, pool, &gates) : probe(a, &fair, &gates) == free_cost)
                        low = middle;
                else
                        high = middle - 1;
        }
        set_level(&fair, low);
        *out_from = low == INT32_MIN ? 0 : low;
        return gates;
}

/* match/assign_even: of reviewers who suit equally none gets nothing while another has many.
 *
 * A file goes from a reviewer to another with at least two fewer, when both suit it equally, along
 * a chain of such steps if need be: what each file gets stays the same, number for number, and so
 * do the total, fairness and prices. It ends when no chain makes loads more even, or when it has
 * looked long enough. */
#include "match/assign_inside.h"

#define EVEN_LOOKS_MAX 60000000

typedef struct {
        AssignPool *pool;
        AssignGiven *given; /* those not fixed */
        size_t n;
        size_t *begin;          /* of a file among them, with one more at the end */
        int32_t *load;          /* of a reviewer, those fixed included */
        int32_t *order, *place; /* reviewers from the least loaded upwards; where each stands */
        int32_t *at;            /* of a load: the first place in that order with so many or more */
        int64_t *head;          /* of a reviewer: the first of its pairs, -1 for none */
        int64_t *next, *before; /* of a pair: its neighbours in its reviewer's list, or -1 */
        int32_t *queue, *from;  /* from: set for those reached */
        int64_t *reached, turn; /* of a reviewer: in which turn it was reached last */
        size_t *step;           /* to a reviewer: which pair moves */
        int32_t *left;          /* not reached yet by a pair that all may have */
        int32_t left_n;         /* -1: none was looked at in this turn */
        int64_t looks;
} Even;

static bool may_have(Even *e, int32_t file, int32_t reviewer)
{
        for (size_t k = e->begin[file]; k < e->begin[file + 1]; k++)
                if (e->given[k].reviewer == reviewer)
                        return false;
        return true;
}

static void reach(Even *e, size_t k, int32_t reviewer, int32_t *tail)
{
        const AssignGiven *g = &e->given[k];

        e->looks++;
        if (e->reached[reviewer] == e->turn || e->pool->room[reviewer] == 0 ||
            assign_marked(e->pool, reviewer) || !may_have(e, g->file, reviewer))
                return;
        e->reached[reviewer] = e->turn;
        e->from[reviewer] = g->reviewer;
        e->step[reviewer] = k;
        e->queue[(*tail)++] = reviewer;
}

/* Could it take one from there, so that loads are more even? */
static bool takes(const Even *e, int32_t reviewer, int32_t first)
{
        return e->load[reviewer] + 2 <= e->load[first] &&
               e->load[reviewer] < e->pool->load[reviewer];
}

static bool is_listed(const Even *e, int32_t file, int32_t reviewer)
{
        size_t low = e->pool->row[file], high = e->pool->row[file + 1], end = high;

        while (low < high) {
                size_t middle = (low + high) / 2;

                if (e->pool->option[middle].reviewer < reviewer)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low < end && e->pool->option[low].reviewer == reviewer;
}

/* Of a pair that all have who are not listed: mostly one of the least loaded can take it. If none
 * can, all are reached, and a later pair of this turn asks only those who were not. */
static void look_unlisted(Even *e, size_t k, int32_t first, int32_t *tail)
{
        int32_t reviewers = e->pool->p->reviewers_n, kept = 0, file = e->given[k].file;
        bool is_new = e->left_n < 0;

        for (int32_t i = 0; i < reviewers; i++) {
                int32_t j = e->order[i];

                if (e->load[j] + 2 > e->load[first])
                        break;
                if (is_listed(e, file, j))
                        continue;
                reach(e, k, j, tail);
                if (e->reached[j] == e->turn && takes(e, j, first))
                        return;
        }
        for (int32_t i = 0, n = is_new ? reviewers : e->left_n; i < n; i++) {
                int32_t j = is_new ? i : e->left[i];

                if (!is_listed(e, file, j))
                        reach(e, k, j, tail);
                if (e->reached[j] != e->turn && e->pool->room[j] > 0)
                        e->left[kept++] = j;
        }
        e->left_n = kept;
}

/* Those who suit the file of pair k as well as who has it, and are not reached yet. */
static void look_from(Even *e, size_t k, int32_t first, int32_t *tail)
{
        AssignPool *pool = e->pool;
        const AssignGiven *g = &e->given[k];
        const AssignProblem *p = pool->p;
        size_t begin = pool->row[g->file], end = pool->row[g->file + 1];

        assign_unmark(pool);
        assign_mark_closed(pool, g->file);
        for (size_t o = begin; o < end; o++)
                if (pool->option[o].suitability == g->suitability)
                        reach(e, k, pool->option[o].reviewer, tail);
        e->looks += (int64_t)(end - begin) + 1;
        if (g->suitability == p->others && !p->others_barred)
                look_unlisted(e, k, first, tail);
}

/* --- who has what, kept as pairs move */

static void link_pair(Even *e, size_t k)
{
        int64_t *head = &e->head[e->given[k].reviewer];

        e->next[k] = *head;
        e->before[k] = -1;
        if (*head >= 0)
                e->before[*head] = (int64_t)k;
        *head = (int64_t)k;
}

static void unlink_pair(Even *e, size_t k)
{
        if (e->before[k] >= 0)
                e->next[e->before[k]] = e->next[k];
        else
                e->head[e->given[k].reviewer] = e->next[k];
        if (e->next[k] >= 0)
                e->before[e->next[k]] = e->before[k];
}

static void stand_at(Even *e, int32_t reviewer, int32_t place)
{
        int32_t other = e->order[place];

        e->order[e->place[reviewer]] = other;
        e->place[other] = e->place[reviewer];
        e->order[place] = reviewer;
        e->place[reviewer] = place;
}

static void move_along(Even *e, int32_t first, int32_t last)
{
        for (int32_t j = last; j != first; j = e->from[j]) {
                size_t k = e->step[j];

                unlink_pair(e, k);
                e->given[k].reviewer = j;
                e->given[k].margin = 0; /* who had it would do as well */
                link_pair(e, k);
        }
        stand_at(e, first, e->at[e->load[first]]++);
        e->load[first]--;
        stand_at(e, last, --e->at[e->load[last] + 1]);
        e->load[last]++;
}

/* A chain from this one to one with at least two fewer: of those whom the same pair reaches, to the
 * one with the fewest. */
static bool relieve(Even *e, int32_t first)
{
        int32_t head = 0, tail = 0;

        e->turn++;
        e->left_n = -1;
        e->reached[first] = e->turn;
        e->queue[tail++] = first;
        while (head < tail) {
                int32_t j = e->queue[head++];

                for (int64_t k = e->head[j]; k >= 0; k = e->next[k]) {
                        int32_t seen = tail, best = -1;

                        look_from(e, (size_t)k, first, &tail);
                        for (int32_t q = seen; q < tail; q++)
                                if (takes(e, e->queue[q], first) &&
                                    (best < 0 || e->load[e->queue[q]] < e->load[best]))
                                        best = e->queue[q];
                        if (best >= 0) {
                                move_along(e, first, best);
                                return true;
                        }
                }
        }
        return false;
}

static void find_files(Even *e)
{
        size_t k = 0;

        for (int32_t i = 0; i <= e->pool->p->files_n; i++) {
                while (k < e->n && e->given[k].file < i)
                        k++;
                e->begin[i] = k;
        }
}

/* Counts loads, and orders reviewers by them: as many of each load are counted, then placed. */
static void find_loads(Arena *a, Even *e)
{
        int32_t reviewers = e->pool->p->reviewers_n, most = 0, place = 0;
        int32_t *free_at;

        for (int32_t j = 0; j < reviewers; j++) {
                e->load[j] = e->pool->load[j] - e->pool->room[j]; /* those fixed */
                e->head[j] = -1;
        }
        for (size_t k = e->n; k-- > 0;) {
                e->load[e->given[k].reviewer]++;
                link_pair(e, k);
        }
        for (int32_t j = 0; j < reviewers; j++)
                most = e->load[j] > most ? e->load[j] : most;
        e->at = arena_new(a, int32_t, (size_t)most + 2); /* nobody ever has more than now */
        free_at = arena_new(a, int32_t, (size_t)most + 2);
        for (int32_t j = 0; j < reviewers; j++)
                free_at[e->load[j]]++;
        for (int32_t load = 0; load < most + 2; load++) {
                e->at[load] = place;
                place += free_at[load];
                free_at[load] = e->at[load];
        }
        for (int32_t j = 0; j < reviewers; j++) {
                e->place[j] = free_at[e->load[j]]++;
                e->order[e->place[j]] = j;
        }
}

static Even even_begin(Arena *a, AssignPool *pool, AssignGiven *given, size_t n)
{
        size_t reviewers = (size_t)pool->p->reviewers_n + 1;
        Even e = {.pool = pool, .given = given, .n = n};

        e.begin = arena_new(a, size_t, (size_t)pool->p->files_n + 2);
        e.load = arena_new(a, int32_t, reviewers);
        e.order = arena_new(a, int32_t, reviewers);
        e.place = arena_new(a, int32_t, reviewers);
        e.head = arena_new(a, int64_t, reviewers);
        e.next = arena_new(a, int64_t, n + 1);
        e.before = arena_new(a, int64_t, n + 1);
        e.queue = arena_new(a, int32_t, reviewers);
        e.from = arena_new(a, int32_t, reviewers);
        e.reached = arena_new(a, int64_t, reviewers);
        e.step = arena_new(a, size_t, reviewers);
        e.left = arena_new(a, int32_t, reviewers);
        find_loads(a, &e);
        find_files(&e);
        return e;
}

void assign_even(Arena *a, AssignPool *pool, AssignGiven *given, size_t n)
{
        int32_t reviewers = pool->p->reviewers_n;
        int32_t *now = arena_new(a, int32_t, (size_t)reviewers + 1);
        Even e = even_begin(a, pool, given, n);
        bool moved = true;

        while (moved && e.looks < EVEN_LOOKS_MAX) {
                int32_t least = INT32_MAX;

                moved = false;
                e.looks += reviewers;
                for (int32_t i = reviewers; i-- > 0;) {
                        now[i] = e.order[i];
                        if (e.load[now[i]] < pool->load[now[i]])
                                least = e.load[now[i]];
                }
                if (least == INT32_MAX) /* all have as many as they take */
                        return;
                for (int32_t i = reviewers; i-- > 0 && e.looks < EVEN_LOOKS_MAX;)
                        while (e.load[now[i]] >= least + 2 && e.looks < EVEN_LOOKS_MAX &&
                               relieve(&e, now[i]))
                                moved = true;
        }
}

/* match/assign_pool: the problem is checked once and put in rows, whatever order it came in. */
#include "match/assign_inside.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
        Arena *a;
        const AssignProblem *p;
        Str *fault;
} Check;

static Status sort_options(const Check *c, AssignPool *pool);
static Status sort_who(const Check *c, const AssignWho *who, size_t n, bool once, size_t **out_row,
                       int32_t **out);

static Status refuse(const Check *c, Str why)
{
        if (c->fault)
                *c->fault = why;
        return INVALID;
}

static Status check_sizes(const Check *c)
{
        const AssignProblem *p = c->p;

        if (p->files_n < 0 || p->files_n > ASSIGN_FILES_MAX || p->reviewers_n < 0 ||
            p->reviewers_n > ASSIGN_REVIEWERS_MAX)
                return refuse(c, S("too many files or reviewers")); /* as it is */
        if (p->others > ASSIGN_SUITABILITY_MAX || p->others < -ASSIGN_SUITABILITY_MAX)
                return refuse(c, S("a suitability is out of range")); /* as it is */
        if (p->fair_reviews < 0 || p->fair_reviews > ASSIGN_WANTED_MAX)
                return refuse(c, S("fair_reviews is out of range")); /* as it is */
        for (int32_t i = 0; i < p->files_n; i++) {
                int32_t wanted = p->wanted ? p->wanted[i] : p->wanted_each;

                if (wanted < 0 || wanted > ASSIGN_WANTED_MAX)
                        return refuse(c, S("a file wants too many reviews")); /* as it is */
        }
        for (int32_t j = 0; j < p->reviewers_n; j++)
                if ((p->load ? p->load[j] : p->load_each) < 0)
                        return refuse(c, S("a load is negative")); /* as it is */
        return OK;
}

/* What one review more is worth: any circle of changes goes through each node at most once, so the
 * suitabilities on it can not outweigh that. */
static int64_t find_step(const AssignProblem *p)
{
        int64_t most = llabs(p->others);

        for (size_t i = 0; i < p->pairs_n; i++)
                if (llabs(p->pairs[i].suitability) > most)
                        most = llabs(p->pairs[i].suitability);
        return (2 * most + 1) * (2 * (int64_t)p->files_n + p->reviewers_n + 3);
}

static void count_wants(AssignPool *pool)
{
        const AssignProblem *p = pool->p;

        for (int32_t j = 0; j < p->reviewers_n; j++)
                pool->load[j] = pool->room[j] = p->load ? p->load[j] : p->load_each;
        for (int32_t i = 0; i < p->files_n; i++) {
                int32_t fixed = (int32_t)(pool->fixed_row[i + 1] - pool->fixed_row[i]);

                pool->wanted[i] = p->wanted ? p->wanted[i] : p->wanted_each;
                pool->missing[i] = pool->wanted[i] > fixed ? pool->wanted[i] - fixed : 0;
                if (pool->wanted[i] > pool->wanted_most)
                        pool->wanted_most = pool->wanted[i];
                for (size_t k = pool->fixed_row[i]; k < pool->fixed_row[i + 1]; k++)
                        if (pool->room[pool->fixed[k]] > 0)
                                pool->room[pool->fixed[k]]--;
        }
}

Status assign_pool(Arena *a, const AssignProblem *p, AssignPool *out, Str *out_fault)
{
        Check c = {a, p, out_fault};
        AssignPool pool = {.p = p};

        TRY(check_sizes(&c));
        pool.wanted = arena_new(a, int32_t, (size_t)p->files_n + 1);
        pool.missing = arena_new(a, int32_t, (size_t)p->files_n + 1);
        pool.load = arena_new(a, int32_t, (size_t)p->reviewers_n + 1);
        pool.room = arena_new(a, int32_t, (size_t)p->reviewers_n + 1);
        pool.mark = arena_new(a, uint32_t, (size_t)p->reviewers_n + 1);
        TRY(sort_options(&c, &pool));
        TRY(sort_who(&c, p->barred, p->barred_n, false, &pool.barred_row, &pool.barred));
        TRY(sort_who(&c, p->fixed, p->fixed_n, true, &pool.fixed_row, &pool.fixed));
        pool.step = find_step(p);
        count_wants(&pool);
        *out = pool;
        return OK;
}

void assign_unmark(AssignPool *pool)
{
        if (++pool->stamp == 0) {
                memset(pool->mark, 0, (size_t)pool->p->reviewers_n * sizeof *pool->mark);
                pool->stamp = 1;
        }
}

void assign_mark_closed(AssignPool *pool, int32_t i)
{
        for (size_t k = pool->barred_row[i]; k < pool->barred_row[i + 1]; k++)
                pool->mark[pool->barred[k]] = pool->stamp;
        for (size_t k = pool->fixed_row[i]; k < pool->fixed_row[i + 1]; k++)
                pool->mark[pool->fixed[k]] = pool->stamp;
}

int64_t assign_suitability(const AssignPool *pool, int32_t i, int32_t reviewer, bool *out_listed)
{
        size_t low = pool->row[i], high = pool->row[i + 1];

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (pool->option[middle].reviewer < reviewer)
                        low = middle + 1;
                else
                        high = middle;
        }
        *out_listed = low < pool->row[i + 1] && pool->option[low].reviewer == reviewer;
        return *out_listed ? pool->option[low].suitability : pool->p->others;
}

/* From the number of each row at row[i + 1] to where rows begin. */
static void add_up(size_t *row, int32_t n)
{
        for (int32_t i = 0; i < n; i++)
                row[i + 1] += row[i];
}

static int by_reviewer(const void *x, const void *y)
{
        const AssignOption *p = x, *q = y;

        return (p->reviewer > q->reviewer) - (p->reviewer < q->reviewer);
}

static Status sort_options(const Check *c, AssignPool *pool)
{
        const AssignProblem *p = c->p;
        size_t *at;

        pool->row = arena_new(c->a, size_t, (size_t)p->files_n + 1);
        pool->option = arena_new(c->a, AssignOption, p->pairs_n + 1);
        for (size_t k = 0; k < p->pairs_n; k++) {
                const AssignPair *pair = &p->pairs[k];

                if (pair->file < 0 || pair->file >= p->files_n || pair->reviewer < 0 ||
                    pair->reviewer >= p->reviewers_n)
                        return refuse(c, S("a pair names nobody")); /* as it is */
                if (pair->suitability > ASSIGN_SUITABILITY_MAX ||
                    pair->suitability < -ASSIGN_SUITABILITY_MAX)
                        return refuse(c, S("a suitability is out of range")); /* as it is */
                pool->row[pair->file + 1]++;
        }
        add_up(pool->row, p->files_n);
        at = arena_new(c->a, size_t, (size_t)p->files_n + 1);
        memcpy(at, pool->row, ((size_t)p->files_n + 1) * sizeof *at);
        for (size_t k = 0; k < p->pairs_n; k++)
                pool->option[at[p->pairs[k].file]++] =
                        (AssignOption){p->pairs[k].reviewer, (int32_t)p->pairs[k].suitability};
        for (int32_t i = 0; i < p->files_n; i++) {
                AssignOption *of = pool->option + pool->row[i];
                size_t n = pool->row[i + 1] - pool->row[i];
                bool sorted = true;

                for (size_t k = 1; k < n && sorted; k++)
                        sorted = of[k - 1].reviewer < of[k].reviewer;
                if (sorted)
                        continue;
                qsort(of, n, sizeof *of, by_reviewer);
                for (size_t k = 1; k < n; k++)
                        if (of[k - 1].reviewer == of[k].reviewer)
                                return refuse(c, S("a pair is listed twice")); /* as it is */
        }
        return OK;
}

static int by_number(const void *x, const void *y)
{
        int32_t p = *(const int32_t *)x, q = *(const int32_t *)y;

        return (p > q) - (p < q);
}

static Status sort_who(const Check *c, const AssignWho *who, size_t n, bool once, size_t **out_row,
                       int32_t **out)
{
        const AssignProblem *p = c->p;
        size_t *row = arena_new(c->a, size_t, (size_t)p->files_n + 1);
        size_t *at = arena_new(c->a, size_t, (size_t)p->files_n + 1);
        int32_t *all = arena_new(c->a, int32_t, n + 1);

        for (size_t k = 0; k < n; k++) {
                if (who[k].file < 0 || who[k].file >= p->files_n || who[k].reviewer < 0 ||
                    who[k].reviewer >= p->reviewers_n)
                        return refuse(c, S("a barred or fixed pair names nobody")); /* as it is */
                row[who[k].file + 1]++;
        }
        add_up(row, p->files_n);
        memcpy(at, row, ((size_t)p->files_n + 1) * sizeof *at);
        for (size_t k = 0; k < n; k++)
                all[at[who[k].file]++] = who[k].reviewer;
        for (int32_t i = 0; i < p->files_n; i++) {
                qsort(all + row[i], row[i + 1] - row[i], sizeof *all, by_number);
                for (size_t k = row[i] + 1; k < row[i + 1] && once; k++)
                        if (all[k - 1] == all[k])
                                return refuse(c, S("a pair is fixed twice")); /* as it is */
        }
        *out_row = row;
        *out = all;
        return OK;
}

/* match/assign_run: the flow from files to reviewers, over the pairs that matter.
 *
 * A file sends one unit for each review that it misses: to a reviewer, or past them all to the
 * sink, which costs more than any suitability, and the more the fewer reviews the file has. The
 * solver begins with each file's best reviewers. At its optimum every other pair is looked at with
 * the prices it found; those that would lower the cost come in and it goes on, until there are
 * none: then it is the optimum of all pairs. */
#include "match/assign_inside.h"

#include <assert.h>
#include <stdlib.h>

typedef struct {
        Arena *a;
        AssignPool *pool;
        const AssignGates *gates;
        bool flat;
        Flow flow;
        int32_t files, reviewers, begin; /* begin: first arc of a pair */
        size_t *active_row;              /* reviewers that file i has an arc to already */
        int32_t *active;
        int32_t *order;          /* reviewers with room, the highest price first */
        int32_t order_n, same_n; /* the first same_n have the same price */
} Solver;

typedef struct {
        int64_t reduced;
        int32_t reviewer;
        int64_t suitability;
} Choice;

typedef struct {
        Choice at[ASSIGN_WANTED_MAX * 2 + ASSIGN_BEGIN_MORE];
        int32_t n, max;
} Choices;

static void make_net(Solver *s);
static void begin_arcs(Solver *s);
static bool add_better(Solver *s);

AssignRun assign_run(Arena *a, AssignPool *pool, const AssignGates *gates, bool flat)
{
        Solver s = {.a = a,
                    .pool = pool,
                    .gates = gates,
                    .flat = flat,
                    .files = pool->p->files_n,
                    .reviewers = pool->p->reviewers_n};
        int64_t rounds = 0;

        make_net(&s);
        begin_arcs(&s);
        do {
                flow_run(&s.flow);
                rounds++;
        } while (add_better(&s));
        return (AssignRun){s.flow, rounds, s.begin};
}

static int32_t begin_n(int32_t missing)
{
        return missing * 2 + ASSIGN_BEGIN_MORE;
}

/* Nodes: files, reviewers, and with gates one for each file, through which its less suitable
 * reviewers are reached. */
static void make_net(Solver *s)
{
        AssignPool *pool = s->pool;
        int32_t nodes = s->files + s->reviewers + (s->gates ? s->files : 0);
        int64_t ways = 0;

        for (int32_t i = 0; i < s->files; i++)
                ways += pool->missing[i] * 2 + begin_n(pool->missing[i]) + ASSIGN_ARCS_MORE + 2;
        assert(ways < INT32_MAX - nodes);
        s->flow = flow_make(s->a, nodes, (int32_t)ways);
        s->active_row = arena_new(s->a, size_t, (size_t)s->files + 2);
        s->active = arena_new(s->a, int32_t, (size_t)s->flow.arcs_max);
        s->order = arena_new(s->a, int32_t, (size_t)s->reviewers + 1);
        for (int32_t i = 0; i < s->files; i++) {
                int32_t missing = pool->missing[i], has = pool->wanted[i] - missing;

                /* the unit that leaves the file with nothing more is the dearest */
                flow_node(&s->flow, i, missing, missing + 1,
                          pool->step * (pool->wanted_most - has));
                for (int32_t k = has + 2; k <= pool->wanted[i]; k++)
                        flow_arc_full(&s->flow, i, 1, pool->step * (pool->wanted_most - k + 1));
        }
        for (int32_t j = 0; j < s->reviewers; j++) {
                flow_node(&s->flow, s->files + j, 0, pool->room[j] + (pool->room[j] == 0), 0);
                if (pool->room[j] > 0)
                        s->order[s->order_n++] = j;
        }
        for (int32_t i = 0; i < s->files && s->gates; i++) {
                int32_t gate = s->files + s->reviewers + i;

                flow_node(&s->flow, gate, 0, pool->missing[i] + 1,
                          pool->step * (pool->wanted_most + 2));
                if (s->gates->gate[i] > 0)
                        flow_arc(&s->flow, i, gate, s->gates->gate[i], 0);
        }
        s->begin = s->flow.arcs_n;
}

/* Where an arc of that suitability leaves file i from; -1 when the gate is shut. */
static int32_t node_from(const Solver *s, int32_t i, int64_t suitability)
{
        if (!s->gates || suitability >= s->gates->cut[i])
                return i;
        return s->gates->gate[i] > 0 ? s->files + s->reviewers + i : -1;
}

/* Keeps the lowest, in order; among equal ones those that came first. */
static void choose(Choices *c, Choice new)
{
        int32_t at = c->n;

        if (c->n == c->max) {
                if (c->at[c->n - 1].reduced <= new.reduced)
                        return;
                at = c->n - 1;
        } else {
                c->n++;
        }
        for (; at > 0 && c->at[at - 1].reduced > new.reduced; at--)
                c->at[at] = c->at[at - 1];
        c->at[at] = new;
}

static void add_chosen(Solver *s, int32_t i, const Choices *c)
{
        for (int32_t k = 0; k < c->n; k++)
                flow_arc(&s->flow, node_from(s, i, c->at[k].suitability),
                         s->files + c->at[k].reviewer, 1, s->flat ? 0 : -c->at[k].suitability);
}

/* Begins with the best of each file, and with a few of those not listed, others for each file. */
static void begin_arcs(Solver *s)
{
        AssignPool *pool = s->pool;
        int32_t turn = 0;

        for (int32_t i = 0; i < s->files; i++) {
                Choices c = {.max = begin_n(pool->missing[i])};

                if (pool->missing[i] == 0)
                        continue;
                assign_unmark(pool);
                assign_mark_closed(pool, i);
                for (size_t k = pool->row[i]; k < pool->row[i + 1]; k++) {
                        AssignOption o = pool->option[k];

                        if (!assign_marked(pool, o.reviewer) && pool->room[o.reviewer] > 0 &&
                            node_from(s, i, o.suitability) >= 0)
                                choose(&c, (Choice){-(int64_t)o.suitability, o.reviewer,
                                                    o.suitability});
                        pool->mark[o.reviewer] = pool->stamp;
                }
                add_chosen(s, i, &c);
                if (pool->p->others_barred || node_from(s, i, pool->p->others) < 0)
                        continue;
                c.n = 0;
                for (int32_t k = 0; k < s->order_n && c.n < pool->missing[i]; k++) {
                        int32_t j = s->order[turn];

                        turn = turn + 1 == s->order_n ? 0 : turn + 1;
                        if (!assign_marked(pool, j))
                                choose(&c, (Choice){0, j, pool->p->others});
                }
                add_chosen(s, i, &c);
        }
}

static void sort_active(Solver *s)
{
        Flow *f = &s->flow;

        for (int32_t i = 0; i < s->files + 2; i++)
                s->active_row[i] = 0;
        for (int32_t k = s->begin; k < f->arcs_n; k++) {
                int32_t i = f->arc[k].from;

                s->active_row[(i < s->files ? i : i - s->files - s->reviewers) + 2]++;
        }
        for (int32_t i = 1; i < s->files; i++)
                s->active_row[i + 1] += s->active_row[i];
        for (int32_t k = s->begin; k < f->arcs_n; k++) {
                int32_t i = f->arc[k].from;

                i = i < s->files ? i : i - s->files - s->reviewers;
                s->active[s->active_row[i + 1]++] = f->arc[k].to - s->files;
        }
}

typedef struct {
        int64_t price;
        int32_t reviewer;
} Priced;

static int by_price(const void *x, const void *y)
{
        const Priced *p = x, *q = y;

        if (p->price != q->price)
                return p->price > q->price ? -1 : 1;
        return p->reviewer - q->reviewer;
}

static void sort_order(Solver *s)
{
        ArenaMark mark = arena_mark(s->a);
        Priced *priced = arena_new(s->a, Priced, (size_t)s->order_n + 1);

        for (int32_t k = 0; k < s->order_n; k++) {
                priced[k].reviewer = s->order[k];
                priced[k].price = s->flow.node[s->files + s->order[k]].price;
        }
        qsort(priced, (size_t)s->order_n, sizeof *priced, by_price);
        s->same_n = 0;
        for (int32_t k = 0; k < s->order_n; k++) {
                s->order[k] = priced[k].reviewer;
                s->same_n += priced[k].price == priced[0].price;
        }
        arena_rewind(s->a, mark);
}

static void choose_listed(const Solver *s, int32_t i, Choices *c)
{
        AssignPool *pool = s->pool;

        for (size_t k = pool->row[i]; k < pool->row[i + 1]; k++) {
                AssignOption o = pool->option[k];
                int32_t from;
                int64_t reduced;

                if (assign_marked(pool, o.reviewer))
                        continue;
                pool->mark[o.reviewer] = pool->stamp;
                from = node_from(s, i, o.suitability);
                if (from < 0 || pool->room[o.reviewer] == 0)
                        continue;
                reduced = s->flow.node[from].price - (s->flat ? 0 : o.suitability) -
                          s->flow.node[s->files + o.reviewer].price;
                if (reduced < 0)
                        choose(c, (Choice){reduced, o.reviewer, o.suitability});
        }
}

/* Those that are not listed suit alike, so the order of prices is that of reduced costs. Where
 * many have the same price each file begins with others. */
static void choose_others(const Solver *s, int32_t i, Choices *c)
{
        const AssignPool *pool = s->pool;
        int32_t from = node_from(s, i, pool->p->others);
        int32_t turn = s->same_n ? (int32_t)((int64_t)i * ASSIGN_ROUND_MORE % s->same_n) : 0;

        if (pool->p->others_barred || from < 0)
                return;
        for (int32_t k = 0; k < s->order_n; k++) {
                int32_t j = s->order[k >= s->same_n ? k : (k + turn) % s->same_n];
                int64_t reduced = s->flow.node[from].price - (s->flat ? 0 : pool->p->others) -
                                  s->flow.node[s->files + j].price;

                if (reduced >= 0 || (c->n == c->max && c->at[c->n - 1].reduced <= reduced))
                        return;
                if (!assign_marked(pool, j))
                        choose(c, (Choice){reduced, j, pool->p->others});
        }
}

/* Brings in pairs that would lower the cost; false when there is none. */
static bool add_better(Solver *s)
{
        Flow *f = &s->flow;
        int32_t was, need = s->files * ASSIGN_ROUND_MORE;

        if (f->arcs_max - f->arcs_n < need)
                flow_drop(f, s->begin, 1);
        if (f->arcs_max - f->arcs_n < need)
                flow_drop(f, s->begin, 0);
        was = f->arcs_n;
        sort_active(s);
        sort_order(s);
        for (int32_t i = 0; i < s->files; i++) {
                Choices c = {.max = ASSIGN_ROUND_MORE};

                if (s->pool->missing[i] == 0)
                        continue;
                assign_unmark(s->pool);
                assign_mark_closed(s->pool, i);
                for (size_t k = s->active_row[i]; k < s->active_row[i + 1]; k++)
                        s->pool->mark[s->active[k]] = s->pool->stamp;
                choose_listed(s, i, &c);
                choose_others(s, i, &c);
                add_chosen(s, i, &c);
        }
        return f->arcs_n > was;
}

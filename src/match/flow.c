/* match/flow: see the header. */
#include "match/flow.h"

#include <assert.h>
#include <math.h>

static int32_t pick_entering(Flow *f);
static void pivot(Flow *f, int32_t entering);

static void attach(Flow *f, int32_t v, int32_t parent, int32_t arc)
{
        FlowNode *node = &f->node[v], *above = &f->node[parent];

        node->parent = parent;
        node->arc = arc;
        node->previous = -1;
        node->next = above->child;
        if (above->child >= 0)
                f->node[above->child].previous = v;
        above->child = v;
}

static void detach(Flow *f, int32_t v)
{
        const FlowNode *node = &f->node[v];

        if (node->previous >= 0)
                f->node[node->previous].next = node->next;
        else
                f->node[node->parent].child = node->next;
        if (node->next >= 0)
                f->node[node->next].previous = node->previous;
}

Flow flow_make(Arena *a, int32_t nodes_n, int32_t arcs_max)
{
        Flow f = {.sink = nodes_n, .arcs_n = nodes_n, .arcs_max = nodes_n + arcs_max};

        f.node = arena_new(a, FlowNode, (size_t)nodes_n + 1);
        f.arc = arena_new(a, FlowArc, (size_t)f.arcs_max);
        f.state = arena_new(a, int8_t, (size_t)f.arcs_max);
        f.node[nodes_n] = (FlowNode){.parent = -1, .child = -1, .next = -1, .previous = -1};
        f.node[nodes_n].arc = -1;
        for (int32_t v = 0; v < nodes_n; v++) {
                f.node[v] = (FlowNode){.child = -1, .depth = 1};
                f.arc[v] = (FlowArc){.from = v, .to = nodes_n};
                attach(&f, v, nodes_n, v);
        }
        return f;
}

void flow_node(Flow *f, int32_t node, int32_t supply, int32_t room, int64_t cost)
{
        assert(supply >= 0 && room > supply);
        f->arc[node].flow = supply;
        f->arc[node].room = room;
        f->arc[node].cost = cost;
        f->node[node].price = -cost;
}

int32_t flow_arc(Flow *f, int32_t from, int32_t to, int32_t room, int64_t cost)
{
        int32_t at = f->arcs_n;

        assert(at < f->arcs_max);
        f->arc[at] = (FlowArc){.from = from, .to = to, .room = room, .cost = cost};
        f->state[at] = FLOW_AT_LOWER;
        f->arcs_n++;
        return at;
}

int32_t flow_arc_full(Flow *f, int32_t from, int32_t room, int64_t cost)
{
        int32_t at = flow_arc(f, from, f->sink, room, cost);

        assert(f->arc[from].flow >= room);
        f->arc[from].flow -= room;
        f->arc[at].flow = room;
        f->state[at] = FLOW_AT_UPPER;
        return at;
}

void flow_run(Flow *f)
{
        int32_t entering;

        f->scan = 0;
        while ((entering = pick_entering(f)) >= 0) {
                pivot(f, entering);
                f->pivots++;
        }
}

void flow_drop(Flow *f, int32_t begin, int64_t above)
{
        int32_t now = begin;

        for (int32_t i = begin; i < f->arcs_n; i++) {
                if (f->state[i] == FLOW_AT_LOWER && flow_reduced(f, i) >= above)
                        continue;
                if (f->state[i] == FLOW_IN_TREE) {
                        FlowNode *from = &f->node[f->arc[i].from], *to = &f->node[f->arc[i].to];

                        if (from->arc == i)
                                from->arc = now;
                        else
                                to->arc = now;
                }
                f->arc[now] = f->arc[i];
                f->state[now] = f->state[i];
                now++;
        }
        f->arcs_n = now;
}

/* The worst of the first block of arcs in which one would lower the cost; -1 at the optimum. */
static int32_t pick_entering(Flow *f)
{
        int32_t block = (int32_t)sqrt((double)f->arcs_n), left = 0, best = -1;
        int64_t worst = 0;

        if (block < 64)
                block = 64;
        left = block;
        for (int32_t i = f->scan, n = 0; n < f->arcs_n; n++) {
                int64_t gain = f->state[i] * flow_reduced(f, i);

                if (gain < worst)
                        worst = gain, best = i;
                if (++i == f->arcs_n)
                        i = 0;
                if (--left == 0) {
                        left = block;
                        if (best >= 0) {
                                f->scan = i;
                                return best;
                        }
                }
        }
        return best;
}

static int32_t find_join(const Flow *f, int32_t u, int32_t v)
{
        while (u != v) {
                int32_t du = f->node[u].depth, dv = f->node[v].depth;

                if (du >= dv)
                        u = f->node[u].parent;
                if (dv >= du)
                        v = f->node[v].parent;
        }
        return u;
}

/* How much more the tree arc above v can carry, when flow is pushed up from v or down to v. */
static int32_t room_above(const Flow *f, int32_t v, bool pushed_up)
{
        const FlowArc *arc = &f->arc[f->node[v].arc];

        return (arc->from == v) == pushed_up ? arc->room - arc->flow : arc->flow;
}

static void push_above(Flow *f, int32_t from, int32_t join, bool pushed_up, int32_t amount)
{
        for (int32_t v = from; v != join; v = f->node[v].parent) {
                FlowArc *arc = &f->arc[f->node[v].arc];

                arc->flow += (arc->from == v) == pushed_up ? amount : -amount;
        }
}

/* The part of the tree below `cut` that holds `inside` hangs from `outside` now. */
static void hang(Flow *f, int32_t inside, int32_t outside, int32_t arc, int32_t cut, int64_t change)
{
        int32_t v = inside, parent = outside;

        for (;;) {
                int32_t was_parent = f->node[v].parent, was_arc = f->node[v].arc;

                detach(f, v);
                attach(f, v, parent, arc);
                if (v == cut)
                        break;
                parent = v;
                arc = was_arc;
                v = was_parent;
        }
        v = inside;
        for (;;) {
                FlowNode *node = &f->node[v];

                node->price += change;
                node->depth = f->node[node->parent].depth + 1;
                if (node->child >= 0) {
                        v = node->child;
                        continue;
                }
                while (v != inside && f->node[v].next < 0)
                        v = f->node[v].parent;
                if (v == inside)
                        return;
                v = f->node[v].next;
        }
}

/* Sends as much as fits round the circle that the entering arc closes. Of the arcs that stop it the
 * last one leaves, seen along the circle from its top: that keeps the tree strongly feasible. */
static void pivot(Flow *f, int32_t entering)
{
        FlowArc *arc = &f->arc[entering];
        bool forward = f->state[entering] == FLOW_AT_LOWER;
        int32_t first = forward ? arc->from : arc->to, second = forward ? arc->to : arc->from;
        int32_t join = find_join(f, first, second), amount = arc->room, cut = -1;
        bool cut_first = false;
        int64_t reduced = flow_reduced(f, entering);

        for (int32_t v = first; v != join; v = f->node[v].parent) {
                int32_t room = room_above(f, v, false);

                if (room < amount)
                        amount = room, cut = v, cut_first = true;
        }
        for (int32_t v = second; v != join; v = f->node[v].parent) {
                int32_t room = room_above(f, v, true);

                if (room <= amount)
                        amount = room, cut = v, cut_first = false;
        }
        if (amount > 0) {
                arc->flow += forward ? amount : -amount;
                push_above(f, first, join, false, amount);
                push_above(f, second, join, true, amount);
        }
        if (cut < 0) {
                f->state[entering] = forward ? FLOW_AT_UPPER : FLOW_AT_LOWER;
                return;
        }
        f->state[f->node[cut].arc] =
                f->arc[f->node[cut].arc].flow == 0 ? FLOW_AT_LOWER : FLOW_AT_UPPER;
        f->state[entering] = FLOW_IN_TREE;
        if (cut_first)
                hang(f, first, second, entering, cut, first == arc->from ? -reduced : reduced);
        else
                hang(f, second, first, entering, cut, second == arc->from ? -reduced : reduced);
}

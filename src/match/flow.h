/* match/flow: min-cost flow by the network simplex method, for nodes that all have a way to one
 * sink.
 *
 * The basis is a spanning tree kept strongly feasible (Cunningham, 1976), so that it never goes
 * round in circles; arcs are priced in blocks. Arcs may be added when an optimum was found: the
 * next run goes on from there, so a caller with very many arcs gives those that matter. */
#ifndef SEEDBED_MATCH_FLOW_H
#define SEEDBED_MATCH_FLOW_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum { FLOW_AT_UPPER = -1, FLOW_IN_TREE = 0, FLOW_AT_LOWER = 1 };

typedef struct {
        int32_t from, to;
        int32_t room, flow; /* 0 <= flow <= room */
        int64_t cost;       /* of one unit */
} FlowArc;

/* Tree links of a node; numbers of nodes, -1 for none. */
typedef struct {
        int32_t parent, child, next, previous;
        int32_t depth, arc; /* the arc that joins it to its parent */
        int64_t price;
} FlowNode;

typedef struct {
        int32_t sink; /* the last node; nodes 0 … sink - 1 are the caller's */
        int32_t arcs_n, arcs_max;
        FlowNode *node;
        FlowArc *arc;  /* arc i < sink leads from node i to the sink */
        int8_t *state; /* FLOW_* of each arc */
        int32_t scan;  /* where pricing goes on */
        int64_t pivots;
} Flow;

/* A net without arcs but each node's own arc to the sink, which has flow 0, room 0 and cost 0 until
 * flow_begin. */
Flow flow_make(Arena *a, int32_t nodes_n, int32_t arcs_max);
/* Node sends supply >= 0 to the sink by its own arc of that room and cost. Room above 0, and above
 * supply. */
void flow_node(Flow *f, int32_t node, int32_t supply, int32_t room, int64_t cost);
/* One more arc, empty. */
int32_t flow_arc(Flow *f, int32_t from, int32_t to, int32_t room, int64_t cost);
/* One more arc to the sink, filled from the supply of the node, whose own arc carries less. */
int32_t flow_arc_full(Flow *f, int32_t from, int32_t room, int64_t cost);
/* Goes on to the least cost. */
void flow_run(Flow *f);
/* Takes out empty arcs from arc `begin` on that are not in the tree and whose reduced cost is not
 * below `above`; the others get new numbers. */
void flow_drop(Flow *f, int32_t begin, int64_t above);
/* cost + price of from - price of to: at an optimum never below 0 when empty, never above when
 * full. */
static inline int64_t flow_reduced(const Flow *f, int32_t arc)
{
        const FlowArc *at = &f->arc[arc];

        return at->cost + f->node[at->from].price - f->node[at->to].price;
}

#endif

/* record/memo: nodes of the tree that were made once, kept for the proofs after.
 *
 * A node whose leaves are all there never changes, and neither does what is right of the last
 * complete subtree in a tree of one size. So what a proof made for a committed size is good for
 * every later one, in every process. Each height has places of its own and a node's number says
 * which, so nodes of one height never push out those of another: up to 16 M entries all that stands
 * above the lowest tiles stays, past that the upper heights do. Any thread may use it. */
#ifndef SEEDBED_RECORD_MEMO_H
#define SEEDBED_RECORD_MEMO_H

#include "base/hash.h"

enum {
        MEMO_HEIGHT_MIN = 5,     /* below, making a node is as quick as finding it */
        MEMO_BYTES_MAX = 6 << 20 /* of one memo; the system gives them as they are used */
};

typedef struct Memo Memo;

/* NULL when there is no memory: then every node is made afresh. */
Memo *memo_open(void);
void memo_close(Memo *m);

/* Node number k at that height, MEMO_HEIGHT_MIN or more. memo may be NULL: nothing is found, and
 * nothing kept. */
bool memo_node(Memo *m, int height, uint64_t k, Hash *out);
/* Keeps n nodes that stand beside each other, number k the first. */
void memo_nodes_keep(Memo *m, int height, uint64_t k, const Hash *nodes, size_t n);
/* The incomplete subtree at that height in the tree of that size. */
bool memo_rest(Memo *m, int height, uint64_t size, Hash *out);
void memo_rest_keep(Memo *m, int height, uint64_t size, const Hash *hash);

#endif

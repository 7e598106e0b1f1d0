/* record/merkle_list: trees over a list that is at hand. */
#include "record/merkle.h"

#include <assert.h>

/* The largest power of two below n, which is above 1. */
static size_t split(size_t n)
{
        size_t k = 1;

        while (k * 2 < n)
                k *= 2;
        return k;
}

/* As deep as the tree is high. NOLINTNEXTLINE(misc-no-recursion) */
Hash merkle_list_root(const Hash *leaves, size_t n)
{
        Hash left, right;
        size_t k;

        if (n == 0)
                return merkle_empty();
        if (n == 1)
                return leaves[0];
        k = split(n);
        left = merkle_list_root(leaves, k);
        right = merkle_list_root(leaves + k, n - k);
        return merkle_node(&left, &right);
}

size_t merkle_list_proof(const Hash *leaves, size_t n, size_t index, Hash out[MERKLE_PROOF_MAX])
{
        Hash path[MERKLE_PROOF_MAX];
        size_t steps = 0;

        assert(index < n);
        while (n > 1) {
                size_t k = split(n);

                if (index < k) {
                        path[steps++] = merkle_list_root(leaves + k, n - k);
                        n = k;
                } else {
                        path[steps++] = merkle_list_root(leaves, k);
                        leaves += k;
                        index -= k;
                        n -= k;
                }
        }
        for (size_t i = 0; i < steps; i++) /* from the leaf up */
                out[i] = path[steps - 1 - i];
        return steps;
}

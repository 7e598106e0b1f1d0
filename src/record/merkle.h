/* record/merkle: the tree that makes the record unforgeable (RFC 6962, section 2).
 *
 * Only tiles of height 8 are kept (C2SP tlog-tiles): tile (level, n) holds up to 256 hashes, each
 * of a complete subtree of 256^level leaves. Every other node is hashed again from one tile when it
 * is asked for, so the record stores one hash per entry and a little, and a proof needs few reads.
 */
#ifndef SEEDBED_RECORD_MERKLE_H
#define SEEDBED_RECORD_MERKLE_H

#include "record/memo.h"

enum {
        MERKLE_TILE_HASHES = 256,
        MERKLE_TILE_BITS = 8,
        MERKLE_LEVELS = 8,     /* of tiles: 2^64 leaves */
        MERKLE_PROOF_MAX = 64, /* hashes in a proof of a tree of at most MERKLE_SIZE_MAX leaves */
};
/* Sizes and positions fit the store's signed integers. */
#define MERKLE_SIZE_MAX ((uint64_t)INT64_MAX)

/* Hash of an entry, of an inner node, and of the tree without entries (RFC 6962, section 2.1). */
Hash merkle_leaf(Str entry);
Hash merkle_node(const Hash *left, const Hash *right);
Hash merkle_empty(void);

/* A size or a position as every C2SP format writes it: ASCII digits, no leading zero, at most max.
 */
bool merkle_number_parse(Str s, uint64_t max, uint64_t *out);

/* Verification. Hashes are texts because they come from outside: a hash of another length than 32
 * never verifies, except that a tree is consistent with itself whatever its name. */

/* Is leaf_hash entry number index of the tree with that size and root? (RFC 9162, 2.1.3.2) */
bool merkle_inclusion_verify(Str leaf_hash, uint64_t index, uint64_t size, const Str *proof,
                             size_t n, Str root);
/* Is the tree of size1 a beginning of the tree of size2? (RFC 9162, 2.1.4.2) A proof from the empty
 * tree says nothing and is refused. */
bool merkle_consistency_verify(uint64_t size1, uint64_t size2, const Str *proof, size_t n,
                               Str root1, Str root2);
/* [start, end) is a subtree when start is a multiple of the smallest power of two that is not below
 * its length (draft-ietf-plants-merkle-tree-certs, 4.1); an empty one is. */
bool merkle_subtree_is_valid(uint64_t start, uint64_t end);
/* Is leaf_hash the tree's entry number index, in the subtree [start, end) whose hash is node? */
bool merkle_subtree_inclusion_verify(Str leaf_hash, uint64_t index, uint64_t start, uint64_t end,
                                     const Str *proof, size_t n, Str node);
/* Does the tree of that size and root hold the subtree [start, end) whose hash is node? The empty
 * subtree is held by every tree that reaches its start. */
bool merkle_subtree_consistency_verify(uint64_t start, uint64_t end, uint64_t size,
                                       const Str *proof, size_t n, Str node, Str root);

/* Trees over a list that is at hand (RFC 6962, 2.1 and 2.1.1): the root, and the proof of one of
 * them, at most MERKLE_PROOF_MAX hashes. */
Hash merkle_list_root(const Hash *leaves, size_t n);
size_t merkle_list_proof(const Hash *leaves, size_t n, size_t index, Hash out[MERKLE_PROOF_MAX]);

/* Where tiles come from. read gives the first want hashes of tile (level, n); want is what that
 * tile holds in the tree asked about, so only tiles that a checkpoint of that size has made are
 * read. */
typedef struct {
        Status (*read)(void *ctx, int level, uint64_t n, Hash out[MERKLE_TILE_HASHES], size_t want);
        void *ctx;
        Memo *memo; /* only for sizes that are committed; NULL: every node is made afresh */
} MerkleTiles;

/* Root of the first size entries. */
Status merkle_root(const MerkleTiles *tiles, uint64_t size, Hash *out);
/* Proof that entry index is in the tree of that size; INVALID when it is not. At most two tiles of
 * each level are read. */
Status merkle_inclusion(const MerkleTiles *tiles, uint64_t index, uint64_t size, Arena *a,
                        Hash **proof, size_t *out_n);
/* Proof that the tree of size1 begins the tree of size2; INVALID unless 0 < size1 <= size2. */
Status merkle_consistency(const MerkleTiles *tiles, uint64_t size1, uint64_t size2, Arena *a,
                          Hash **proof, size_t *out_n);

/* The growing edge: of each level the tile that is not yet full. How many hashes of it count
 * follows from size, so a failed append leaves nothing behind. Zero is the empty tree. 64 KiB. */
typedef struct {
        uint64_t size;
        Hash tile[MERKLE_LEVELS][MERKLE_TILE_HASHES];
} MerkleEdge;

/* Told of each tile that became full: keep it for good. May be told again after a failure. */
typedef Status (*MerkleFull)(void *ctx, int level, uint64_t n, const Hash tile[MERKLE_TILE_HASHES]);

/* Hashes in the level's unfinished tile, and that tile's number. */
static inline size_t merkle_edge_count(const MerkleEdge *e, int level)
{
        return (size_t)(e->size >> (MERKLE_TILE_BITS * level)) % MERKLE_TILE_HASHES;
}
static inline uint64_t merkle_edge_tile(const MerkleEdge *e, int level)
{
        return level == MERKLE_LEVELS - 1 ? 0 : e->size >> (MERKLE_TILE_BITS * (level + 1));
}

/* The edge of a tree of that size, from the tiles: at the start and after a lost transaction. */
Status merkle_edge_read(const MerkleTiles *tiles, uint64_t size, MerkleEdge *out);
/* One more leaf. When full fails, its Status comes back and the edge is as it was. */
Status merkle_append(MerkleEdge *e, const Hash *leaf, MerkleFull full, void *ctx);
/* Root of what the edge has seen. */
Hash merkle_edge_root(const MerkleEdge *e);

#endif

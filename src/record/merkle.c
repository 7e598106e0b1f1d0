/* record/merkle: see the header. */
#include "record/merkle.h"

#include <assert.h>
#include <string.h>

/* One tile at a time is held: proofs are made from the leaf up, so the next node mostly lies in it.
 */
typedef struct {
        const MerkleTiles *tiles;
        uint64_t size; /* of the tree asked about */
        int level;     /* of the tile held; -1: none */
        uint64_t n;
        Hash tile[MERKLE_TILE_HASHES];
} Reader;

static Hash as_hash(Str s);
static bool all_hashes(const Str *proof, size_t n);
static Hash complete_root(const Hash *leaves, size_t n);
static void reader_begin(Reader *r, const MerkleTiles *tiles, uint64_t size);
static Status read_node(Reader *r, int height, uint64_t k, Hash *out);
static Status make_node(Reader *r, int height, uint64_t k, Hash *out);
static void keep_tile(const Reader *r, size_t have);
static Status read_rest(Reader *r, uint64_t start, Hash *out);
static Status add_siblings(Reader *r, int height, uint64_t k, Hash *proof, size_t *n);

Hash merkle_leaf(Str entry)
{
        HashRun h;

        hash_begin(&h);
        hash_add(&h, "\0", 1); /* leaves and nodes never hash the same bytes (RFC 6962, 2.1) */
        hash_add(&h, entry.at, entry.len);
        return hash_end(&h);
}

Hash merkle_node(const Hash *left, const Hash *right)
{
        unsigned char bytes[1 + 2 * HASH_BYTES] = {1};
        HashRun h;

        memcpy(bytes + 1, left->b, HASH_BYTES);
        memcpy(bytes + 1 + HASH_BYTES, right->b, HASH_BYTES);
        hash_begin(&h);
        hash_add(&h, bytes, sizeof bytes);
        return hash_end(&h);
}

Hash merkle_empty(void)
{
        return hash_sha256((Str){0});
}

bool merkle_number_parse(Str s, uint64_t max, uint64_t *out)
{
        uint64_t v = 0;

        if (s.len == 0 || (s.len > 1 && s.at[0] == '0'))
                return false;
        for (size_t i = 0; i < s.len; i++) {
                if (s.at[i] < '0' || s.at[i] > '9' || __builtin_mul_overflow(v, 10u, &v) ||
                    __builtin_add_overflow(v, (uint64_t)(s.at[i] - '0'), &v))
                        return false;
        }
        if (v > max)
                return false;
        *out = v;
        return true;
}

bool merkle_inclusion_verify(Str leaf_hash, uint64_t index, uint64_t size, const Str *proof,
                             size_t n, Str root)
{
        return merkle_subtree_inclusion_verify(leaf_hash, index, 0, size, proof, n, root);
}

bool merkle_consistency_verify(uint64_t size1, uint64_t size2, const Str *proof, size_t n,
                               Str root1, Str root2)
{
        return size1 > 0 &&
               merkle_subtree_consistency_verify(0, size1, size2, proof, n, root1, root2);
}

bool merkle_subtree_is_valid(uint64_t start, uint64_t end)
{
        uint64_t last;

        if (start >= end)
                return start == end;
        last = end - start - 1;
        /* bits below the smallest power of two >= length are those of last, filled up */
        return last == 0 || (start & (UINT64_MAX >> __builtin_clzll(last))) == 0;
}

bool merkle_subtree_inclusion_verify(Str leaf_hash, uint64_t index, uint64_t start, uint64_t end,
                                     const Str *proof, size_t n, Str node)
{
        uint64_t at = index - start, last = end - start - 1;
        Hash r;

        if (!merkle_subtree_is_valid(start, end) || index < start || index >= end)
                return false;
        if (leaf_hash.len != HASH_BYTES || !all_hashes(proof, n)) /* node is only compared */
                return false;
        r = as_hash(leaf_hash);
        for (size_t i = 0; i < n; i++) {
                Hash p = as_hash(proof[i]);

                if (last == 0)
                        return false;
                if ((at & 1) || at == last) {
                        r = merkle_node(&p, &r);
                        while (at != 0 && !(at & 1)) /* levels where the last node has no sibling */
                                at >>= 1, last >>= 1;
                } else {
                        r = merkle_node(&r, &p);
                }
                at >>= 1, last >>= 1;
        }
        return last == 0 && str_eq(hash_str(&r), node);
}

/* draft-ietf-plants-merkle-tree-certs, 4.4.3: first is climbed from the subtree's first leaf, last
 * from its last, tree from the tree's last; old grows back into the subtree, whole into the tree.
 */
bool merkle_subtree_consistency_verify(uint64_t start, uint64_t end, uint64_t size,
                                       const Str *proof, size_t n, Str node, Str root)
{
        uint64_t first = start, last = end - 1, tree = size - 1;
        Hash old, whole, empty;
        size_t i = 0;

        if (!merkle_subtree_is_valid(start, end) || end > size)
                return false;
        if (start == end) {
                empty = merkle_empty();
                return n == 0 && str_eq(node, hash_str(&empty));
        }
        if (start == 0 && end == size)
                return n == 0 && str_eq(node, root);
        if (node.len != HASH_BYTES || !all_hashes(proof, n))
                return false;
        while (first != last && (last == tree || (last & 1)))
                first >>= 1, last >>= 1, tree >>= 1;
        if (first != last && n == 0)
                return false;
        old = whole = as_hash(first == last ? node : proof[i++]);
        for (; i < n; i++) {
                Hash p = as_hash(proof[i]);

                if (tree == 0)
                        return false;
                if ((last & 1) || last == tree) {
                        if (first < last)
                                old = merkle_node(&p, &old);
                        whole = merkle_node(&p, &whole);
                        while (!(last & 1)) /* last == tree > 0: some bit is set */
                                first >>= 1, last >>= 1, tree >>= 1;
                } else {
                        whole = merkle_node(&whole, &p);
                }
                first >>= 1, last >>= 1, tree >>= 1;
        }
        return tree == 0 && str_eq(hash_str(&old), node) && str_eq(hash_str(&whole), root);
}

Status merkle_root(const MerkleTiles *tiles, uint64_t size, Hash *out)
{
        Reader r;

        if (size > MERKLE_SIZE_MAX)
                return INVALID;
        if (size == 0) {
                *out = merkle_empty();
                return OK;
        }
        reader_begin(&r, tiles, size);
        return read_rest(&r, 0, out);
}

Status merkle_inclusion(const MerkleTiles *tiles, uint64_t index, uint64_t size, Arena *a,
                        Hash **proof, size_t *out_n)
{
        Hash path[MERKLE_PROOF_MAX];
        size_t n = 0;
        Reader r;

        if (index >= size || size > MERKLE_SIZE_MAX)
                return INVALID;
        reader_begin(&r, tiles, size);
        TRY(add_siblings(&r, 0, index, path, &n));
        *proof = arena_new(a, Hash, n);
        memcpy(*proof, path, n * sizeof path[0]);
        *out_n = n;
        return OK;
}

Status merkle_consistency(const MerkleTiles *tiles, uint64_t size1, uint64_t size2, Arena *a,
                          Hash **proof, size_t *out_n)
{
        int height = size1 ? __builtin_ctzll(size1) : 0;
        uint64_t k = (size1 >> height) - 1; /* last complete subtree of the old tree */
        Hash path[MERKLE_PROOF_MAX];
        size_t n = 0;
        Reader r;

        if (size1 == 0 || size1 > size2 || size2 > MERKLE_SIZE_MAX)
                return INVALID;
        reader_begin(&r, tiles, size2);
        if (size1 < size2) {
                if (k > 0) /* otherwise it is the whole old tree, whose hash the verifier has */
                        TRY(read_node(&r, height, k, &path[n++]));
                TRY(add_siblings(&r, height, k, path, &n));
        }
        *proof = arena_new(a, Hash, n);
        /* the first n are written */
        /* cppcheck-suppress legacyUninitvar */
        memcpy(*proof, path, n * sizeof path[0]);
        *out_n = n;
        return OK;
}

Status merkle_edge_read(const MerkleTiles *tiles, uint64_t size, MerkleEdge *out)
{
        if (size > MERKLE_SIZE_MAX)
                return INVALID;
        out->size = 0; /* an edge that was read in part is an empty one */
        for (int level = 0; level < MERKLE_LEVELS; level++) {
                uint64_t hashes = size >> (MERKLE_TILE_BITS * level);
                size_t count = (size_t)(hashes % MERKLE_TILE_HASHES);

                if (count > 0)
                        TRY(tiles->read(tiles->ctx, level, hashes / MERKLE_TILE_HASHES,
                                        out->tile[level], count));
        }
        out->size = size;
        return OK;
}

Status merkle_append(MerkleEdge *e, const Hash *leaf, MerkleFull full, void *ctx)
{
        Hash up = *leaf;

        if (e->size >= MERKLE_SIZE_MAX)
                return TOO_LARGE;
        for (int level = 0; level < MERKLE_LEVELS; level++) {
                size_t count = merkle_edge_count(e, level);

                e->tile[level][count] = up; /* past the count: does not exist until size grows */
                if (count + 1 < MERKLE_TILE_HASHES)
                        break;
                TRY(full(ctx, level, merkle_edge_tile(e, level), e->tile[level]));
                up = complete_root(e->tile[level], MERKLE_TILE_HASHES);
        }
        e->size++;
        return OK;
}

Hash merkle_edge_root(const MerkleEdge *e)
{
        Hash root = {{0}};
        bool begun = false;

        if (e->size == 0)
                return merkle_empty();
        for (int bit = 0; bit < 64; bit++) {
                int level = bit / MERKLE_TILE_BITS;
                size_t width = (size_t)1 << (bit % MERKLE_TILE_BITS);
                size_t count = merkle_edge_count(e, level);
                Hash left;

                if (!(e->size >> bit & 1))
                        continue;
                /* the subtrees of this tile stand widest first */
                left = complete_root(e->tile[level] + (count & ~(2 * width - 1)), width);
                root = begun ? merkle_node(&left, &root) : left;
                begun = true;
        }
        return root;
}

static Hash as_hash(Str s)
{
        Hash h;

        memcpy(h.b, s.at, HASH_BYTES);
        return h;
}

static bool all_hashes(const Str *proof, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (proof[i].len != HASH_BYTES)
                        return false;
        return true;
}

/* n is a power of two, at most a tile. */
static Hash complete_root(const Hash *leaves, size_t n)
{
        Hash row[MERKLE_TILE_HASHES / 2];

        if (n == 1)
                return leaves[0];
        for (size_t i = 0; i < n / 2; i++)
                row[i] = merkle_node(&leaves[2 * i], &leaves[2 * i + 1]);
        for (n /= 2; n > 1; n /= 2)
                for (size_t i = 0; i < n / 2; i++)
                        row[i] = merkle_node(&row[2 * i], &row[2 * i + 1]);
        return row[0];
}

static void reader_begin(Reader *r, const MerkleTiles *tiles, uint64_t size)
{
        r->tiles = tiles;
        r->size = size;
        r->level = -1;
        r->n = 0;
}

/* Node number k at that height; the tree holds all its leaves. Nodes over 32 hashes and more of the
 * lowest tiles are nine tenths of the work there and one node in thirty-six. */
static Status read_node(Reader *r, int height, uint64_t k, Hash *out)
{
        Memo *memo = height >= MEMO_HEIGHT_MIN ? r->tiles->memo : NULL;

        if (memo_node(memo, height, k, out))
                return OK;
        TRY(make_node(r, height, k, out));
        if (height < MERKLE_TILE_BITS) /* above, all of the tile is kept */
                memo_nodes_keep(memo, height, k, out, 1);
        return OK;
}

static Status make_node(Reader *r, int height, uint64_t k, Hash *out)
{
        int level = height / MERKLE_TILE_BITS, inside = height % MERKLE_TILE_BITS;
        uint64_t first = k << inside, n = first / MERKLE_TILE_HASHES;
        uint64_t have = (r->size >> (MERKLE_TILE_BITS * level)) - n * MERKLE_TILE_HASHES;

        if (have > MERKLE_TILE_HASHES)
                have = MERKLE_TILE_HASHES;
        if (r->level != level || r->n != n) {
                r->level = -1;
                TRY(r->tiles->read(r->tiles->ctx, level, n, r->tile, (size_t)have));
                r->level = level;
                r->n = n;
                if (level > 0 && r->tiles->memo)
                        keep_tile(r, (size_t)have);
        }
        *out = complete_root(r->tile + first % MERKLE_TILE_HASHES, (size_t)1 << inside);
        return OK;
}

/* Above the lowest tiles there are few, and every proof needs them: one that was read is never read
 * again. */
static void keep_tile(const Reader *r, size_t have)
{
        Hash row[MERKLE_TILE_HASHES];

        memcpy(row, r->tile, have * sizeof *row);
        for (int inside = 0; inside < MERKLE_TILE_BITS && have > 0; inside++) {
                memo_nodes_keep(r->tiles->memo, r->level * MERKLE_TILE_BITS + inside,
                                r->n * MERKLE_TILE_HASHES >> inside, row, have);
                have /= 2;
                for (size_t i = 0; i < have; i++)
                        row[i] = merkle_node(&row[2 * i], &row[2 * i + 1]);
        }
}

/* Root of [start, size), where start is a multiple of a power of two that is not below the length:
 * complete subtrees, one for each bit of the length, folded from the right (RFC 6962, 2.1). */
static Status read_rest(Reader *r, uint64_t start, Hash *out)
{
        uint64_t length = r->size - start;
        Hash root = {{0}};
        bool begun = false;

        for (int bit = 0; length >> bit; bit++) {
                Hash left;

                if (!(length >> bit & 1))
                        continue;
                TRY(read_node(r, bit, (r->size >> bit) - 1, &left));
                root = begun ? merkle_node(&left, &root) : left;
                begun = true;
        }
        *out = root;
        return OK;
}

/* What stands beside the way from node k at that height up to the root. */
static Status add_siblings(Reader *r, int height, uint64_t k, Hash *proof, size_t *n)
{
        for (uint64_t last = (r->size - 1) >> height; last > 0; last >>= 1, k >>= 1, height++) {
                if (k == last && !(k & 1))
                        continue; /* goes up as it is */
                assert(*n < MERKLE_PROOF_MAX);
                if ((k ^ 1) < r->size >> height)
                        TRY(read_node(r, height, k ^ 1, &proof[*n]));
                else if (!memo_rest(r->tiles->memo, height, r->size, &proof[*n])) {
                        TRY(read_rest(r, (k ^ 1) << height, &proof[*n]));
                        memo_rest_keep(r->tiles->memo, height, r->size, &proof[*n]);
                }
                (*n)++;
        }
        return OK;
}

/* The tree: against the standard's own definition written out. */
#include "record/merkle.h"
#include "tests/check.h"

#include <pthread.h>

enum { LEAVES = 600 };

/* The definitions of RFC 6962, sections 2.1, 2.1.1 and 2.1.2, word for word and slow. */
static size_t split(size_t n)
{
        size_t k = 1;

        while (2 * k < n)
                k *= 2;
        return k;
}

static Hash slow_root(const Hash *d, size_t n)
{
        Hash left, right;

        if (n == 0)
                return merkle_empty();
        if (n == 1)
                return d[0];
        left = slow_root(d, split(n));
        right = slow_root(d + split(n), n - split(n));
        return merkle_node(&left, &right);
}

static size_t slow_path(size_t m, const Hash *d, size_t n, Hash *out)
{
        size_t k = split(n), got;

        if (n == 1)
                return 0;
        got = m < k ? slow_path(m, d, k, out) : slow_path(m - k, d + k, n - k, out);
        out[got] = m < k ? slow_root(d + k, n - k) : slow_root(d, k);
        return got + 1;
}

static size_t slow_subproof(size_t m, const Hash *d, size_t n, bool whole, Hash *out)
{
        size_t k = split(n), got;

        if (m == n) {
                if (whole)
                        return 0;
                out[0] = slow_root(d, n);
                return 1;
        }
        got = m <= k ? slow_subproof(m, d, k, whole, out)
                     : slow_subproof(m - k, d + k, n - k, false, out);
        out[got] = m <= k ? slow_root(d + k, n - k) : slow_root(d, k);
        return got + 1;
}

/* The turns of the way from a leaf to the root; what a proof's length and order depend on. */
static Str turns(Arena *a, size_t m, size_t n)
{
        Text t = text_begin(a, 100);
        Str below;

        if (n == 1)
                return (Str){0};
        below = m < split(n) ? turns(a, m, split(n)) : turns(a, m - split(n), n - split(n));
        text_add(&t, below);
        text_char(&t, m < split(n) ? 'L' : 'R');
        return text_str(&t);
}

/* draft-ietf-plants-merkle-tree-certs, section 4.4.1. */
static size_t slow_subtree_proof(size_t start, size_t end, const Hash *d, size_t n, bool whole,
                                 Hash *out)
{
        size_t k = split(n), got;

        if (start == 0 && end == n) {
                if (whole)
                        return 0;
                out[0] = slow_root(d, n);
                return 1;
        }
        if (end <= k)
                got = slow_subtree_proof(start, end, d, k, whole, out);
        else if (start >= k)
                got = slow_subtree_proof(start - k, end - k, d + k, n - k, whole, out);
        else
                got = slow_subtree_proof(0, end - k, d + k, n - k, false, out);
        out[got] = end <= k ? slow_root(d + k, n - k) : slow_root(d, k);
        return got + 1;
}

/* Tiles in memory, and what was read of them. */
typedef struct {
        Hash *level[3];
        uint64_t size; /* of the tree proofs are asked for */
        int reads;
        bool fails;
} Shelf;

static Shelf shelf_make(Arena *a, size_t leaves)
{
        Shelf s = {.size = leaves};

        for (int i = 0; i < 3; i++)
                s.level[i] = arena_new(a, Hash, (leaves >> (8 * i)) + 256);
        return s;
}

static Status shelf_keep(void *ctx, int level, uint64_t n, const Hash tile[MERKLE_TILE_HASHES])
{
        Shelf *s = ctx;

        if (s->fails)
                return BROKEN;
        memcpy(s->level[level] + n * 256, tile, 256 * sizeof(Hash));
        return OK;
}

static Status shelf_read(void *ctx, int level, uint64_t n, Hash out[MERKLE_TILE_HASHES],
                         size_t want)
{
        Shelf *s = ctx;
        uint64_t have = (s->size >> (8 * level)) - n * 256;

        if (s->fails)
                return BROKEN;
        s->reads++;
        CHECK_INT((int64_t)want, have < 256 ? (int64_t)have : 256);
        memcpy(out, s->level[level] + n * 256, want * sizeof(Hash));
        return OK;
}

/* Grows a tree of so many leaves; leaves may be NULL. */
static void shelf_grow(Shelf *s, MerkleEdge *e, size_t n, Hash *leaves)
{
        for (uint64_t i = e->size; i < n; i++) {
                Hash leaf = merkle_leaf((Str){(const char *)&i, sizeof i});

                if (leaves)
                        leaves[i] = leaf;
                CHECK_OK(merkle_append(e, &leaf, shelf_keep, s));
        }
        for (int level = 0; level < 3; level++)
                memcpy(s->level[level] + merkle_edge_tile(e, level) * 256, e->tile[level],
                       merkle_edge_count(e, level) * sizeof(Hash));
}

static const Str *texts(const Hash *h, size_t n, Str out[MERKLE_PROOF_MAX])
{
        for (size_t i = 0; i < n; i++)
                out[i] = hash_str(&h[i]);
        return out;
}

TEST(hashes_of_leaves_and_nodes_are_those_of_the_standard)
{
        /* the empty tree, an empty leaf, and "L123456" from the published test vectors of RFC 6962
         */
        Hash empty = merkle_empty(), leaf = merkle_leaf((Str){0}),
             named = merkle_leaf(S("L123456"));
        Hash node, left, right;

        CHECK_STR(hash_hex(a, &empty), IS,
                  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        CHECK_STR(hash_hex(a, &leaf), IS,
                  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        CHECK_STR(hash_hex(a, &named), IS,
                  "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
        left = hash_sha256(S("a")), right = hash_sha256(S("b"));
        node = merkle_node(&left, &right);
        CHECK_STR(hash_hex(a, &node), IS,
                  "1fdf7b651907a893865fdf1866cf251d60d527dfafa10a663514f4f9ee34ab22");
}

TEST(generated_proofs_are_those_of_the_definition)
{
        Hash leaves[80], wanted[MERKLE_PROOF_MAX], *proof, root;
        MerkleEdge *e = arena_new(a, MerkleEdge, 1);
        Shelf s = shelf_make(a, LEAVES);
        MerkleTiles tiles = {shelf_read, &s, NULL};
        size_t n;

        for (size_t size = 0; size <= 80; size++) {
                shelf_grow(&s, e, size, leaves);
                s.size = size;
                CHECK_OK(merkle_root(&tiles, size, &root));
                wanted[0] = slow_root(leaves, size);
                CHECK(hash_eq(&root, &wanted[0]));
                root = merkle_edge_root(e);
                CHECK(hash_eq(&root, &wanted[0]));
                for (size_t m = 0; m < size; m++) {
                        CHECK_OK(merkle_inclusion(&tiles, m, size, a, &proof, &n));
                        CHECK_INT((int64_t)n, (int64_t)slow_path(m, leaves, size, wanted));
                        CHECK(memcmp(proof, wanted, n * sizeof(Hash)) == 0);
                        CHECK_OK(merkle_consistency(&tiles, m + 1, size, a, &proof, &n));
                        CHECK_INT((int64_t)n,
                                  (int64_t)slow_subproof(m + 1, leaves, size, true, wanted));
                        CHECK(memcmp(proof, wanted, n * sizeof(Hash)) == 0);
                }
                CHECK_IS(merkle_inclusion(&tiles, size, size, a, &proof, &n), INVALID);
                CHECK_IS(merkle_consistency(&tiles, size + 1, size, a, &proof, &n), INVALID);
                CHECK_IS(merkle_consistency(&tiles, 0, size, a, &proof, &n), INVALID);
        }
}

TEST(every_proof_of_trees_up_to_six_hundred_leaves_verifies)
{
        Memo *memo = memo_open();
        MerkleEdge *e = arena_new(a, MerkleEdge, 1);
        Hash *leaves = arena_new(a, Hash, LEAVES), *root = arena_new(a, Hash, LEAVES + 1), *proof;
        Shelf s = shelf_make(a, LEAVES);
        MerkleTiles tiles = {shelf_read, &s, memo};
        Str texts_of[MERKLE_PROOF_MAX];
        size_t n;

        for (size_t size = 1; size <= LEAVES; size++) {
                ArenaMark mark = arena_mark(a);

                shelf_grow(&s, e, size, leaves);
                s.size = size;
                root[size] = merkle_edge_root(e);
                for (size_t m = 0; m < size; m++) {
                        CHECK_OK(merkle_inclusion(&tiles, m, size, a, &proof, &n));
                        CHECK(merkle_inclusion_verify(hash_str(&leaves[m]), m, size,
                                                      texts(proof, n, texts_of), n,
                                                      hash_str(&root[size])));
                        CHECK_OK(merkle_consistency(&tiles, m + 1, size, a, &proof, &n));
                        CHECK(merkle_consistency_verify(m + 1, size, texts(proof, n, texts_of), n,
                                                        hash_str(&root[m + 1]),
                                                        hash_str(&root[size])));
                }
                arena_rewind(a, mark);
        }
        memo_close(memo);
        leaves[0] = slow_root(leaves, LEAVES);
        CHECK(hash_eq(&root[LEAVES], &leaves[0]));
}

/* Flips each bit of a hash in turn and says whether any of the damaged proofs still verified. */
typedef struct {
        bool consistency;
        uint64_t m, size;
        Hash before, root; /* leaf hash or old root; root */
        Hash proof[MERKLE_PROOF_MAX];
        size_t n;
} Claim;

static bool holds(const Claim *c)
{
        Str path[MERKLE_PROOF_MAX];

        texts(c->proof, c->n, path);
        return c->consistency ? merkle_consistency_verify(c->m, c->size, path, c->n,
                                                          hash_str(&c->before), hash_str(&c->root))
                              : merkle_inclusion_verify(hash_str(&c->before), c->m, c->size, path,
                                                        c->n, hash_str(&c->root));
}

static bool flips_hold(Claim *c, Hash *h)
{
        for (int bit = 0; bit < 256; bit++) {
                bool held;

                h->b[bit / 8] ^= (unsigned char)(1 << bit % 8);
                held = holds(c);
                h->b[bit / 8] ^= (unsigned char)(1 << bit % 8);
                if (held)
                        return true;
        }
        return false;
}

static void check_flips(Claim *c)
{
        CHECK(holds(c));
        CHECK(!flips_hold(c, &c->root));
        if (c->n > 0 || !c->consistency)
                CHECK(!flips_hold(c, &c->before));
        for (size_t i = 0; i < c->n; i++)
                CHECK(!flips_hold(c, &c->proof[i]));
        for (int bit = 0; bit < 64; bit++) {
                c->m ^= (uint64_t)1 << bit;
                CHECK(!holds(c));
                c->m ^= (uint64_t)1 << bit;
        }
        c->n++;
        CHECK(!holds(c));
        c->n -= 2;
        if (c->n < MERKLE_PROOF_MAX)
                CHECK(!holds(c));
        c->n++;
}

TEST(one_flipped_bit_anywhere_in_a_proof_is_noticed)
{
        MerkleEdge *e = arena_new(a, MerkleEdge, 1);
        Hash *leaves = arena_new(a, Hash, LEAVES), *proof;
        Shelf s = shelf_make(a, LEAVES);
        MerkleTiles tiles = {shelf_read, &s, NULL};
        Claim c = {0};

        shelf_grow(&s, e, LEAVES, leaves);
        for (uint64_t i = 0; i < 60; i++) {
                c.size = s.size = 1 + (i * 7919 + 12) % LEAVES;
                c.root = slow_root(leaves, c.size);
                c.m = i * 104729 % c.size;
                c.before = leaves[c.m];
                c.consistency = false;
                CHECK_OK(merkle_inclusion(&tiles, c.m, c.size, a, &proof, &c.n));
                memcpy(c.proof, proof, c.n * sizeof(Hash));
                check_flips(&c);
                c.m++;
                c.before = slow_root(leaves, c.m);
                c.consistency = true;
                CHECK_OK(merkle_consistency(&tiles, c.m, c.size, a, &proof, &c.n));
                memcpy(c.proof, proof, c.n * sizeof(Hash));
                check_flips(&c);
        }
}

/* A path says nothing of the size but its shape: size and root must come from one checkpoint. */
TEST(a_wrong_size_is_noticed_when_it_changes_the_way_to_the_root)
{
        MerkleEdge *e = arena_new(a, MerkleEdge, 1);
        Hash *leaves = arena_new(a, Hash, LEAVES), *proof, root;
        Shelf s = shelf_make(a, LEAVES);
        MerkleTiles tiles = {shelf_read, &s, NULL};
        Str path[MERKLE_PROOF_MAX];
        size_t n;

        shelf_grow(&s, e, LEAVES, leaves);
        for (size_t size = 1; size <= 40; size++) {
                s.size = size;
                root = slow_root(leaves, size);
                for (size_t m = 0; m < size; m++) {
                        CHECK_OK(merkle_inclusion(&tiles, m, size, a, &proof, &n));
                        for (size_t other = m + 1; other <= 80; other++)
                                CHECK(merkle_inclusion_verify(hash_str(&leaves[m]), m, other,
                                                              texts(proof, n, path), n,
                                                              hash_str(&root)) ==
                                      str_eq(turns(a, m, size), turns(a, m, other)));
                }
        }
}

TEST(a_large_tree_needs_two_tiles_of_each_level_at_most_and_grows_from_its_tiles)
{
        enum { MANY = 3 * 65536 + 517 };
        MerkleEdge *e = arena_new(a, MerkleEdge, 1), *again = arena_new(a, MerkleEdge, 1);
        Hash *leaves = arena_new(a, Hash, MANY + 300), *proof, root, wanted;
        Shelf s = shelf_make(a, MANY + 300);
        MerkleTiles tiles = {shelf_read, &s, NULL};
        Str path[MERKLE_PROOF_MAX];
        size_t n;

        shelf_grow(&s, e, MANY, leaves);
        s.size = MANY;
        wanted = slow_root(leaves, MANY);
        CHECK_OK(merkle_root(&tiles, MANY, &root));
        CHECK(hash_eq(&root, &wanted));
        root = merkle_edge_root(e);
        CHECK(hash_eq(&root, &wanted));
        for (uint64_t m = 0; m < MANY; m += 9973) {
                Hash old = slow_root(leaves, m + 1);

                s.reads = 0;
                CHECK_OK(merkle_inclusion(&tiles, m, MANY, a, &proof, &n));
                CHECK(s.reads <= 6);
                CHECK(merkle_inclusion_verify(hash_str(&leaves[m]), m, MANY, texts(proof, n, path),
                                              n, hash_str(&root)));
                s.reads = 0;
                CHECK_OK(merkle_consistency(&tiles, m + 1, MANY, a, &proof, &n));
                CHECK(s.reads <= 6);
                CHECK(merkle_consistency_verify(m + 1, MANY, texts(proof, n, path), n,
                                                hash_str(&old), hash_str(&root)));
        }
        tiles.memo = memo_open(); /* smaller than what it is asked for */
        for (uint64_t m = 0; m < MANY; m += 97) {
                CHECK_OK(merkle_inclusion(&tiles, m, MANY, a, &proof, &n));
                CHECK(merkle_inclusion_verify(hash_str(&leaves[m]), m, MANY, texts(proof, n, path),
                                              n, hash_str(&root)));
        }
        for (uint64_t m = 0; m < MANY; m += 97) { /* only its own tile is read again */
                s.reads = 0;
                CHECK_OK(merkle_inclusion(&tiles, m, MANY, a, &proof, &n));
                CHECK(s.reads <= 1);
                CHECK(merkle_inclusion_verify(hash_str(&leaves[m]), m, MANY, texts(proof, n, path),
                                              n, hash_str(&root)));
        }
        memo_close(tiles.memo);
        CHECK_OK(merkle_edge_read(&tiles, MANY, again));
        shelf_grow(&s, again, MANY + 300, leaves);
        root = merkle_edge_root(again), wanted = slow_root(leaves, MANY + 300);
        CHECK(hash_eq(&root, &wanted));
}

typedef struct {
        Shelf shelf;
        Memo *memo;
        const Hash *leaves;
        Hash root;
        uint64_t from;
        int bad;
} Prover;

enum { GROVE = 70001, PROVERS = 4 };

static void *prove_many(void *ctx)
{
        Prover *p = ctx;
        Arena a = arena_make(4 * MIB);
        MerkleTiles tiles = {shelf_read, &p->shelf, p->memo};
        Str path[MERKLE_PROOF_MAX];

        for (uint64_t m = p->from; m < GROVE; m += 13) {
                Hash *proof;
                size_t n;

                p->bad += merkle_inclusion(&tiles, m, GROVE, &a, &proof, &n) != OK ||
                          !merkle_inclusion_verify(hash_str(&p->leaves[m]), m, GROVE,
                                                   texts(proof, n, path), n, hash_str(&p->root));
                arena_reset(&a);
        }
        arena_free(&a);
        return NULL;
}

TEST(threads_that_share_what_proofs_have_made_all_prove_rightly)
{
        MerkleEdge *e = arena_new(a, MerkleEdge, 1);
        Hash *leaves = arena_new(a, Hash, GROVE);
        Shelf s = shelf_make(a, GROVE);
        Memo *memo = memo_open();
        pthread_t threads[PROVERS];
        Prover provers[PROVERS];

        shelf_grow(&s, e, GROVE, leaves);
        s.size = GROVE;
        for (int i = 0; i < PROVERS; i++) {
                provers[i] = (Prover){s, memo, leaves, merkle_edge_root(e), (uint64_t)i, 0};
                CHECK(pthread_create(&threads[i], NULL, prove_many, &provers[i]) == 0);
        }
        for (int i = 0; i < PROVERS; i++) {
                pthread_join(threads[i], NULL);
                CHECK_INT(provers[i].bad, 0);
        }
        memo_close(memo);
}

TEST(a_tile_that_could_not_be_kept_or_read_leaves_nothing_behind)
{
        MerkleEdge *e = arena_new(a, MerkleEdge, 1);
        Hash leaves[257], root, wanted, *proof = NULL;
        Shelf s = shelf_make(a, LEAVES);
        MerkleTiles tiles = {shelf_read, &s, NULL};
        size_t n;

        shelf_grow(&s, e, 255, leaves);
        wanted = merkle_edge_root(e);
        s.fails = true;
        CHECK_IS(merkle_append(e, &wanted, shelf_keep, &s), BROKEN);
        CHECK_INT((int64_t)e->size, 255);
        root = merkle_edge_root(e);
        CHECK(hash_eq(&root, &wanted));
        s.fails = false;
        shelf_grow(&s, e, 257, leaves);
        root = merkle_edge_root(e), wanted = slow_root(leaves, 257);
        CHECK(hash_eq(&root, &wanted));
        s.fails = true;
        CHECK_IS(merkle_root(&tiles, 257, &root), BROKEN);
        CHECK_IS(merkle_inclusion(&tiles, 3, 257, a, &proof, &n), BROKEN);
        CHECK_IS(merkle_consistency(&tiles, 3, 257, a, &proof, &n), BROKEN);
        CHECK_IS(merkle_edge_read(&tiles, 257, e), BROKEN);
        CHECK(proof == NULL);
}

TEST(every_subtree_of_a_small_tree_is_proved_and_no_other_hash_is)
{
        Hash leaves[40], node, root, proof[MERKLE_PROOF_MAX];
        Str path[MERKLE_PROOF_MAX];
        size_t n;

        for (size_t i = 0; i < 40; i++)
                leaves[i] = merkle_leaf(str_fmt(a, "%zu", i));
        for (size_t size = 1; size <= 40; size++) {
                root = slow_root(leaves, size);
                for (size_t start = 0; start < size; start++) {
                        for (size_t end = start + 1; end <= size; end++) {
                                if (!merkle_subtree_is_valid(start, end))
                                        continue;
                                n = slow_subtree_proof(start, end, leaves, size, true, proof);
                                texts(proof, n, path);
                                node = slow_root(leaves + start, end - start);
                                CHECK(merkle_subtree_consistency_verify(start, end, size, path, n,
                                                                        hash_str(&node),
                                                                        hash_str(&root)));
                                node.b[31] ^= 1;
                                CHECK(!merkle_subtree_consistency_verify(start, end, size, path, n,
                                                                         hash_str(&node),
                                                                         hash_str(&root)));
                                node.b[31] ^= 1;
                                root.b[0] ^= 1;
                                CHECK(!merkle_subtree_consistency_verify(start, end, size, path, n,
                                                                         hash_str(&node),
                                                                         hash_str(&root)));
                                root.b[0] ^= 1;
                        }
                }
        }
}

/* A hash one byte too long, whose first 32 bytes are right, must not pass as the right one. */
TEST(hashes_of_another_length_never_verify)
{
        Hash leaves[3];
        Str path[2], leaf, root, node, longer;
        Hash left, top;

        for (size_t i = 0; i < 3; i++)
                leaves[i] = merkle_leaf(str_fmt(a, "%zu", i));
        left = merkle_node(&leaves[0], &leaves[1]), top = merkle_node(&left, &leaves[2]);
        leaf = hash_str(&leaves[0]), root = hash_str(&top), node = hash_str(&left);
        path[0] = hash_str(&leaves[1]), path[1] = hash_str(&leaves[2]);
        CHECK(merkle_inclusion_verify(leaf, 0, 3, path, 2, root));
        CHECK(merkle_consistency_verify(2, 3, path + 1, 1, node, root));
        longer = (Str){str_z(a, leaf), HASH_BYTES + 1};
        CHECK(!merkle_inclusion_verify(longer, 0, 3, path, 2, root));
        longer = (Str){str_z(a, root), HASH_BYTES + 1};
        CHECK(!merkle_inclusion_verify(leaf, 0, 3, path, 2, longer));
        CHECK(!merkle_consistency_verify(2, 3, path + 1, 1, node, longer));
        longer = (Str){str_z(a, node), HASH_BYTES + 1};
        CHECK(!merkle_consistency_verify(2, 3, path + 1, 1, longer, root));
        path[1] = (Str){str_z(a, path[1]), HASH_BYTES + 1};
        CHECK(!merkle_inclusion_verify(leaf, 0, 3, path, 2, root));
        CHECK(!merkle_consistency_verify(2, 3, path + 1, 1, node, root));
}

TEST(subtrees_begin_at_a_multiple_of_the_power_of_two_that_holds_them)
{
        CHECK(merkle_subtree_is_valid(0, 0) && merkle_subtree_is_valid(5, 5));
        CHECK(merkle_subtree_is_valid(5, 6) && merkle_subtree_is_valid(4, 7));
        CHECK(merkle_subtree_is_valid(0, UINT64_MAX) && merkle_subtree_is_valid(0, 5));
        CHECK(!merkle_subtree_is_valid(1, 3) && !merkle_subtree_is_valid(2, 5));
        CHECK(!merkle_subtree_is_valid(3, 2) && !merkle_subtree_is_valid(1, UINT64_MAX));
}

TEST(sizes_are_read_in_one_spelling_only)
{
        uint64_t v;

        CHECK(merkle_number_parse(S("0"), 9, &v) && v == 0);
        CHECK(merkle_number_parse(S("18446744073709551615"), UINT64_MAX, &v) && v == UINT64_MAX);
        CHECK(!merkle_number_parse(S("18446744073709551616"), UINT64_MAX, &v));
        CHECK(!merkle_number_parse(S("9223372036854775808"), MERKLE_SIZE_MAX, &v));
        CHECK(!merkle_number_parse(S(""), 9, &v) && !merkle_number_parse(S("00"), 9, &v));
        CHECK(!merkle_number_parse(S("01"), 9, &v) && !merkle_number_parse(S("+1"), 9, &v));
        CHECK(!merkle_number_parse(S("1 "), 99, &v) && !merkle_number_parse(S("-0"), 9, &v));
}

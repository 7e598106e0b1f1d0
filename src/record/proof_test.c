/* The receipt: verifies without the record at hand, and not when anything in it was touched. */
#include "record/proof.h"
#include "tests/check.h"

enum { ENTRIES = 300 };

/* A small record: its entries' hashes, and the signed checkpoint. */
typedef struct {
        Hash leaf[ENTRIES];
        MerkleEdge edge;
        Hash tile[3][2 * MERKLE_TILE_HASHES];
        NoteSigner signer;
        Str checkpoint;
} Log;

static Status keep(void *ctx, int level, uint64_t n, const Hash tile[MERKLE_TILE_HASHES])
{
        Log *log = ctx;

        memcpy(log->tile[level] + n * MERKLE_TILE_HASHES, tile, MERKLE_TILE_HASHES * sizeof(Hash));
        return OK;
}

static Status get(void *ctx, int level, uint64_t n, Hash out[MERKLE_TILE_HASHES], size_t want)
{
        Log *log = ctx;

        memcpy(out, log->tile[level] + n * MERKLE_TILE_HASHES, want * sizeof(Hash));
        return OK;
}

static Log *given_log(Arena *a)
{
        unsigned char seed[NOTE_SEED_BYTES] = {42};
        Log *log = arena_new(a, Log, 1);
        Checkpoint c = {.origin = S("seedbed.example/record"), .size = ENTRIES};
        Str text;

        for (int i = 0; i < ENTRIES; i++) {
                log->leaf[i] = merkle_leaf(str_fmt(a, "entry %d", i));
                CHECK_OK(merkle_append(&log->edge, &log->leaf[i], keep, log));
        }
        for (int level = 0; level < 3; level++)
                CHECK_OK(keep(log, level, merkle_edge_tile(&log->edge, level),
                              log->edge.tile[level]));
        CHECK_OK(note_signer_make(a, S("seedbed.example/record"), seed, &log->signer));
        c.root = merkle_edge_root(&log->edge);
        CHECK_OK(checkpoint_write(a, &c, &text));
        CHECK_OK(note_sign(a, text, &log->signer, 1, &log->checkpoint));
        return log;
}

static Str receipt(Arena *a, Log *log, uint64_t index, Str extra)
{
        MerkleTiles tiles = {get, log, NULL};
        Proof p = {.index = index, .checkpoint = log->checkpoint, .extra = extra};
        Hash *path;
        Str text;

        CHECK_OK(merkle_inclusion(&tiles, index, ENTRIES, a, &path, &p.path_n));
        p.path = path;
        CHECK_OK(proof_write(a, &p, &text));
        return text;
}

static Status verify(Arena *a, const Log *log, Str text, const Hash *leaf)
{
        return proof_verify(a, text, leaf, S("seedbed.example/record"), &log->signer.verifier, 1,
                            NULL, NULL);
}

TEST(the_receipt_of_every_entry_verifies_and_names_its_place)
{
        Log *log = given_log(a);

        for (uint64_t i = 0; i < ENTRIES; i++) {
                Str text = receipt(a, log, i, (Str){0});
                uint64_t index;
                Checkpoint c;

                CHECK_OK(proof_verify(a, text, &log->leaf[i], S("seedbed.example/record"),
                                      &log->signer.verifier, 1, &index, &c));
                CHECK_INT((int64_t)index, (int64_t)i);
                CHECK_INT((int64_t)c.size, ENTRIES);
                CHECK_IS(verify(a, log, text, &log->leaf[(i + 1) % ENTRIES]), INVALID);
        }
}

TEST(a_receipt_reads_back_as_written)
{
        Log *log = given_log(a);
        Str text = receipt(a, log, 257, S("salt\0\xFF")), again;
        Proof p;

        CHECK_STR(text, STARTS, "c2sp.org/tlog-proof@v1\nextra c2FsdAD/\nindex 257\n");
        CHECK_OK(proof_parse(a, text, &p));
        CHECK(str_eq(p.extra, S("salt\0\xFF")) && p.index == 257 &&
              str_eq(p.checkpoint, log->checkpoint));
        CHECK_OK(proof_write(a, &p, &again));
        CHECK(str_eq(again, text));
        CHECK_OK(verify(a, log, text, &log->leaf[257]));
}

TEST(one_flipped_bit_in_a_receipt_is_noticed)
{
        Log *log = given_log(a);
        Str text = receipt(a, log, 3, (Str){0});

        for (size_t bit = 0; bit < text.len * 8; bit++) {
                ArenaMark mark = arena_mark(a);
                char *z = str_z(a, text);

                z[bit / 8] = (char)(z[bit / 8] ^ (1 << bit % 8));
                CHECK_IS(verify(a, log, (Str){z, text.len}, &log->leaf[3]), INVALID);
                arena_rewind(a, mark);
        }
        for (size_t n = 0; n < text.len; n++)
                CHECK_IS(verify(a, log, (Str){text.at, n}, &log->leaf[3]), INVALID);
}

TEST(a_receipt_of_another_log_or_key_is_refused)
{
        Log *log = given_log(a);
        Str text = receipt(a, log, 7, (Str){0});
        unsigned char seed[NOTE_SEED_BYTES] = {43};
        NoteSigner other;

        CHECK_OK(note_signer_make(a, S("seedbed.example/record"), seed, &other));
        CHECK_IS(proof_verify(a, text, &log->leaf[7], S("seedbed.example/record"), &other.verifier,
                              1, NULL, NULL),
                 INVALID);
        CHECK_IS(proof_verify(a, text, &log->leaf[7], S("seedbed.example/other"),
                              &log->signer.verifier, 1, NULL, NULL),
                 INVALID);
}

TEST(a_receipt_of_another_form_is_refused)
{
        static const char *const heads[] = {
                "",
                "c2sp.org/tlog-proof@v2\nindex 0\n\n",
                "c2sp.org/tlog-proof@v1\n\n",
                "c2sp.org/tlog-proof@v1\nindex 00\n\n",
                "c2sp.org/tlog-proof@v1\nindex -1\n\n",
                "c2sp.org/tlog-proof@v1\nindex 300\n\n", /* not in a tree of 300 */
                "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n",
                "c2sp.org/tlog-proof@v1\nindex 0\n", /* no empty line: the origin is no hash */
                "c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n",
                "c2sp.org/tlog-proof@v1\nextra AA\nindex 0\n\n",
                "c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n\n",
                "c2sp.org/tlog-proof@v1\nindex 0\n\n\n",
                "\nc2sp.org/tlog-proof@v1\nindex 0\n\n",
        };
        Log *log = given_log(a);
        Proof p = {.index = ENTRIES, .checkpoint = log->checkpoint};
        Text long_path = text_begin(a, MIB);
        Str text;

        for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
                Str whole = str_fmt(a, "%s%.*s", heads[i], S_ARG(log->checkpoint));

                CHECK_IS(proof_parse(a, whole, &p), INVALID);
        }
        CHECK_OK(proof_parse(
                a, str_fmt(a, "c2sp.org/tlog-proof@v1\nindex 0\n\n%.*s", S_ARG(log->checkpoint)),
                &p));
        text_add(&long_path, S("c2sp.org/tlog-proof@v1\nindex 0\n"));
        for (int i = 0; i <= MERKLE_PROOF_MAX; i++)
                text_add(&long_path, S("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"));
        text_char(&long_path, '\n');
        text_add(&long_path, log->checkpoint);
        CHECK_IS(proof_parse(a, text_str(&long_path), &p), INVALID);
        p.index = ENTRIES;
        CHECK_IS(proof_write(a, &p, &text), INVALID);
        p.index = 0;
        p.checkpoint = S("no note");
        CHECK_IS(proof_write(a, &p, &text), INVALID);
}

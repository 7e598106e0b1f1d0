/* The record on a store: entry and state together, proofs, canonical leaves, restarts. */
#include "base/json.h"
#include "base/time.h"
#include "record/checkpoint.h"
#include "record/note.h"
#include "people/people.h"
#include "tests/world.h"

typedef struct {
        Arena *a;
        int n;
        bool fails;
} Tell;

static Status tell(void *ctx, Db *db)
{
        Tell *t = ctx;

        for (int i = 0; i < t->n; i++) {
                Entry e = {.kind = S("test.told"), .at_us = time_now_us(), .subject = 77};

                entry_text(&e, S("words"), S("\"quoted\" \\ \x01 ü €"));
                entry_int(&e, S("n"), i);
                TRY(record_tell(db, t->a, &e, NULL));
        }
        return t->fails ? INVALID : OK;
}

static int64_t size_of(World *w)
{
        int64_t size;
        Hash root;

        CHECK_OK(record_head(w->db, w->a, &size, &root));
        return size;
}

static void check_proofs(World *w)
{
        MerkleTiles tiles = record_tiles_kept(w->p.record, w->db);
        int64_t size;
        Hash root;

        CHECK_OK(record_head(w->db, w->a, &size, &root));
        for (int64_t i = 0; i < size; i += i < 300 ? 7 : 61) {
                Str leaf, proof[MERKLE_PROOF_MAX];
                Hash *path, hash;
                size_t n;

                CHECK_OK(record_leaf(w->db, w->a, i, &leaf));
                hash = merkle_leaf(leaf);
                CHECK_OK(merkle_inclusion(&tiles, (uint64_t)i, (uint64_t)size, w->a, &path, &n));
                for (size_t k = 0; k < n; k++)
                        proof[k] = hash_str(&path[k]);
                CHECK(merkle_inclusion_verify(hash_str(&hash), (uint64_t)i, (uint64_t)size, proof,
                                              n, hash_str(&root)));
        }
}

TEST(every_entry_is_proved_across_bundles_and_restarts)
{
        World *w = world(a);
        const int sizes[] = {1, 2, 253, 256, 1, 700, 3};

        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
                Tell t = {.a = a, .n = sizes[i]};
                int64_t before = size_of(w);

                CHECK_OK(store_transact(w->p.store, tell, &t));
                CHECK_INT(size_of(w), before + sizes[i]);
                check_proofs(w);
                if (i == 3)
                        world_again(w);
        }
}

TEST(a_deed_that_fails_appends_nothing)
{
        World *w = world(a);
        Tell good = {.a = a, .n = 3}, bad = {.a = a, .n = 300, .fails = true};
        int64_t before = size_of(w);

        CHECK_IS(store_transact(w->p.store, tell, &bad), INVALID);
        CHECK_INT(size_of(w), before);
        CHECK_OK(store_transact(w->p.store, tell, &good));
        CHECK_INT(size_of(w), before + 3);
        check_proofs(w);
}

TEST(leaves_are_canonical_json_and_read_back)
{
        World *w = world(a);
        Tell t = {.a = a, .n = 5};

        CHECK_OK(store_transact(w->p.store, tell, &t));
        for (int64_t i = 0; i < size_of(w); i++) {
                Str leaf, fault;
                const Json *j;
                Text canonical = text_begin(a, 65536);
                Entry e;

                CHECK_OK(record_leaf(w->db, a, i, &leaf));
                CHECK_OK(json_parse(a, leaf, &j, &fault));
                CHECK_OK(jcs_write(a, j, &canonical));
                CHECK(str_eq(leaf, text_str(&canonical)));
                CHECK_OK(record_unseal(a, leaf, &e));
        }
}

TEST(the_checkpoint_is_signed_and_says_what_the_head_says)
{
        World *w = world(a);
        Tell t = {.a = a, .n = 10};
        NoteVerifier key;
        Checkpoint c;
        Str note, text;
        int64_t size;
        Hash root;

        CHECK_OK(store_transact(w->p.store, tell, &t));
        CHECK_OK(record_checkpoint(w->db, a, &size, &note));
        CHECK_OK(note_verifier_parse(a, record_verifier_key(w->p.record), &key));
        CHECK_OK(note_verify(a, note, &key, 1, &text));
        CHECK_OK(checkpoint_parse(a, text, &c));
        CHECK_OK(record_head(w->db, a, &size, &root));
        CHECK_INT((int64_t)c.size, size);
        CHECK(hash_eq(&c.root, &root));
}

TEST(an_older_checkpoint_is_a_beginning_of_the_newer_one)
{
        World *w = world(a);
        Tell t = {.a = a, .n = 301};
        MerkleTiles tiles = record_tiles(w->db);
        int64_t size1, size2;
        Hash root1, root2, *path;
        Str proof[MERKLE_PROOF_MAX];
        size_t n;

        CHECK_OK(store_transact(w->p.store, tell, &t));
        CHECK_OK(record_head(w->db, a, &size1, &root1));
        CHECK_OK(store_transact(w->p.store, tell, &t));
        CHECK_OK(record_head(w->db, a, &size2, &root2));
        CHECK_OK(merkle_consistency(&tiles, (uint64_t)size1, (uint64_t)size2, a, &path, &n));
        for (size_t k = 0; k < n; k++)
                proof[k] = hash_str(&path[k]);
        CHECK(merkle_consistency_verify((uint64_t)size1, (uint64_t)size2, proof, n,
                                        hash_str(&root1), hash_str(&root2)));
}

TEST(names_do_not_stand_in_the_record_but_can_be_shown_to_be_the_committed_ones)
{
        World *w = world_of_examples(a);
        Id party = given_party(w, "organisation", "Kisumu Water Works");
        int64_t *positions;
        size_t n;
        Party row;
        Str leaf;
        Entry e;
        Hash salt;

        CHECK_OK(record_positions(w->db, a, party, INT64_MAX, &positions, &n));
        CHECK_INT((int64_t)n, 1);
        CHECK_OK(record_leaf(w->db, a, positions[0], &leaf));
        CHECK_STR(leaf, LACKS, "Kisumu");
        CHECK_OK(record_unseal(a, leaf, &e));
        CHECK_OK(party_by_id(w->db, a, party, &row));
        salt = record_value_salt(row.salt, S("name"), e.at_us);
        CHECK(str_eq(entry_fact_text(&e, S("name_sha256")),
                     record_commit(a, &salt, S("Kisumu Water Works"))));
}

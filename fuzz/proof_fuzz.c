/* fuzz/proof: everything of room record that reads bytes from outside.
 *
 * The same bytes go to every reader. What one takes is written again and must be what came in, so a
 * second spelling of the same thing is a crash too; and nothing but the seed receipt verifies. */
#include "record/proof.h"
#include "record/tile.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_proof(Arena *a, Str in)
{
        unsigned char seed[NOTE_SEED_BYTES] = {42};
        Hash leaf = merkle_leaf(S("entry 3"));
        NoteSigner signer;
        Proof p;
        Str out;

        if (proof_parse(a, in, &p) != OK)
                return;
        if (proof_write(a, &p, &out) != OK || !str_eq(in, out))
                abort();
        if (note_signer_make(a, S("seedbed.example/record"), seed, &signer) != OK)
                abort();
        if (proof_verify(a, in, &leaf, S("seedbed.example/record"), &signer.verifier, 1, NULL,
                         NULL) == OK &&
            p.index != 3)
                abort();
}

static void try_note(Arena *a, Str in)
{
        NoteVerifier v;
        NoteSigner s;
        Checkpoint c;
        Note n;
        Str out;

        if (note_parse(a, in, &n) == OK) {
                assert(n.signatures_n > 0 && str_starts(in, n.text));
                if (checkpoint_parse(a, n.text, &c) == OK &&
                    (checkpoint_write(a, &c, &out) != OK || !str_eq(out, n.text)))
                        abort();
        }
        if (checkpoint_parse(a, in, &c) == OK &&
            (checkpoint_write(a, &c, &out) != OK || !str_eq(out, in)))
                abort();
        if (note_verifier_parse(a, in, &v) == OK && !str_eq(note_verifier_text(a, &v), in))
                abort();
        if (note_signer_parse(a, in, &s) == OK && !str_eq(note_signer_text(a, &s), in))
                abort();
}

static void try_tile(Arena *a, Str in)
{
        Str entries[MERKLE_TILE_HASHES];
        Text again = text_begin(a, in.len);
        TilePath p;
        size_t n;

        if (tile_path_parse(in, &p) && !str_eq(tile_path_write(a, p), in))
                abort();
        if (tile_bundle_parse(in, entries, &n) != OK)
                return;
        for (size_t i = 0; i < n; i++)
                if (tile_bundle_add(&again, entries[i]) != OK)
                        abort();
        if (!str_eq(text_str(&again), in))
                abort();
}

/* Three numbers, then hashes; the last byte cuts the last hash short. */
static void try_tree(Str in)
{
        uint64_t number[3];
        Str hash[70], rest;
        size_t n = 0;

        if (in.len < sizeof number)
                return;
        memcpy(number, in.at, sizeof number);
        for (rest = str_skip(in, sizeof number); rest.len && n < 70;
             rest = str_skip(rest, HASH_BYTES))
                hash[n++] = (Str){rest.at, rest.len < HASH_BYTES ? rest.len : HASH_BYTES};
        if (n < 2)
                return;
        (void)merkle_subtree_inclusion_verify(hash[0], number[0], number[1], number[2], hash + 2,
                                              n - 2, hash[1]);
        (void)merkle_subtree_consistency_verify(number[0], number[1], number[2], hash + 2, n - 2,
                                                hash[0], hash[1]);
        (void)merkle_inclusion_verify(hash[0], number[0], number[1], hash + 2, n - 2, hash[1]);
        (void)merkle_consistency_verify(number[0], number[1], hash + 2, n - 2, hash[0], hash[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        Arena a = arena_make(64 * MIB);
        Str in = {(const char *)data, size};

        try_proof(&a, in);
        try_note(&a, in);
        try_tile(&a, in);
        try_tree(in);
        arena_free(&a);
        return 0;
}

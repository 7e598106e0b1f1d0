/* record/proof: the receipt that a person can take home, and check without us.
 *
 * C2SP tlog-proof: an entry's position, the hashes beside its way to the root, and the signed
 * checkpoint that names the root. Whoever has the entry and the log's public key needs no network.
 */
#ifndef SEEDBED_RECORD_PROOF_H
#define SEEDBED_RECORD_PROOF_H

#include "record/checkpoint.h"
#include "record/note.h"

enum {
        PROOF_EXTRA_MAX = 64 * 1024,
        PROOF_BYTES_MAX = NOTE_BYTES_MAX + 2 * PROOF_EXTRA_MAX,
};

typedef struct {
        Str extra; /* bytes nobody signed; empty: no such line */
        uint64_t index;
        const Hash *path; /* from the leaf's sibling to the root's child */
        size_t path_n;
        Str checkpoint; /* signed note, as the log gave it out */
} Proof;

/* The receipt as text. INVALID when its parts can not stand in one. */
Status proof_write(Arena *a, const Proof *p, Str *out);
/* Takes a receipt apart; the checkpoint's form is looked at, nothing is verified. out points into
 * receipt. */
Status proof_parse(Arena *a, Str receipt, Proof *out);
/* OK when the receipt shows that leaf is an entry of the log with that origin: the checkpoint is
 * signed by one of the keys and the path leads to its root. out_index and out may be NULL; extra is
 * not covered by any signature and does not come out. */
Status proof_verify(Arena *a, Str receipt, const Hash *leaf, Str origin, const NoteVerifier *keys,
                    size_t keys_n, uint64_t *out_index, Checkpoint *out);

#endif

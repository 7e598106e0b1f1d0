/* record/checkpoint: how large the record is and what it hashes to, in one signed text.
 *
 * C2SP tlog-checkpoint: origin, size and root, a line each; then lines for the log's own use, which
 * nobody audits and we do not write. */
#ifndef SEEDBED_RECORD_CHECKPOINT_H
#define SEEDBED_RECORD_CHECKPOINT_H

#include "record/merkle.h"

enum { CHECKPOINT_BYTES_MAX = 64 * 1024 };

typedef struct {
        Str origin;
        uint64_t size;
        Hash root;
        Str extensions; /* whole lines, each with its newline; mostly empty */
} Checkpoint;

/* The text to sign. INVALID when the origin or an extension line is empty or holds control bytes.
 */
Status checkpoint_write(Arena *a, const Checkpoint *c, Str *out);
/* Reads the text of a note. out points into it. Verify the note first. */
Status checkpoint_parse(Arena *a, Str text, Checkpoint *out);

/* A hash as a line of its own: base64 of exactly 32 bytes. */
bool checkpoint_hash_parse(Arena *a, Str line, Hash *out);

#endif

/* record/verify: is the log whole, and is it the one that was signed?
 *
 * Everything is computed again: leaves from the texts of the entries, tiles from the leaves, the
 * root from the tiles, and that is held against the signed checkpoint. Texts and tiles say the same
 * thing twice, so when they differ the one of the two that leads to the signed root is right, and
 * the other one can be named to the entry. The log comes through a VerifySource: a store, a folder
 * of tiles, a server. */
#ifndef SEEDBED_RECORD_VERIFY_H
#define SEEDBED_RECORD_VERIFY_H

#include "record/checkpoint.h"
#include "record/note.h"
#include "record/record.h"

enum { VERIFY_WORDS_BYTES = 320, VERIFY_THREADS = 2, VERIFY_UNREADABLE_MAX = 1000 };
#define VERIFY_SIZE_MAX (UINT64_C(1) << 34)

/* Where a log comes from. Functions are called by one thread at a time, not always the same. width
 * is what a log of the checkpoint's size has there. NOT_FOUND: missing; UPSTREAM or RETRY: the
 * source is away, verification ends; anything else: it is there and can not be read. */
typedef struct {
        void *ctx;
        Status (*checkpoint)(void *ctx, Arena *a, Str *out_note);
        Status (*entries)(void *ctx, Arena *a, uint64_t n, size_t width, Str *out_bundle);
        Status (*tile)(void *ctx, Arena *a, int level, uint64_t n, size_t width, Str *out_hashes);
} VerifySource;

typedef struct {
        char origin[RECORD_ORIGIN_CHARS_MAX + 1];
        uint64_t size; /* by the checkpoint, when its signature is good */
        Hash root;
        int64_t first_wrong; /* position of the first wrong entry; -1: none, or what is wrong is no
                                entry */
        uint64_t wrong_n;    /* things found wrong */
        char words[VERIFY_WORDS_BYTES]; /* the first of them, or that all is well */
} VerifyReport;

/* OK: all is well. INVALID: something is wrong, the report names the first. NOT_FOUND: there is no
 * log. UPSTREAM, RETRY, BROKEN, TOO_LARGE: it could not be verified; words say why. key is a
 * verifier key of signed notes. The report is filled in whatever comes back. */
Status verify_log(const VerifySource *source, Str key, VerifyReport *out);

/* The log of a store as of one moment. */
Status verify_store(Db *db, Str key, VerifyReport *out);
/* The same inside the snapshot that the caller has begun. */
Status verify_snapshot(Db *db, Str key, VerifyReport *out);
/* A folder as `seedbed export --tiles` writes it. */
Status verify_folder(Str folder, Str key, VerifyReport *out);
/* A server, below an address without last slash. */
Status verify_server(Str url, Str key, VerifyReport *out);
/* The key that stands beside a log: FOLDER/record.pub, URL/record.pub. Proves only that the log
 * agrees with itself. */
Status verify_folder_key(Str folder, Arena *a, Str *out_key);
Status verify_server_key(Str url, Arena *a, Str *out_key, char out_fault[VERIFY_WORDS_BYTES]);

#endif

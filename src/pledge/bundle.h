/* pledge/bundle: one pledge's number with all that stands behind it, in one file, for whoever does
 * not trust us.
 *
 * Lines of JSON (NDJSON), in gzip or not. The first names the pledge, its metric word for word, its
 * places, the claim, and the signed checkpoint; then one line for each entry behind the number,
 * with the proof that the record holds it; the last says how many there were. Verifying needs the
 * file and the record's key, no store and no network: every proof is checked and the number is
 * counted again by the metric's definition. Leaves hold commitments where personal values would
 * stand, so a bundle may be given to anyone, and outlives the erasure of personal data.
 *
 * What a bundle can not show is what is not in it: that no party had an entry before the window,
 * and that no merge was left out. For these there is the whole log (record/verify, pledge/audit).
 */
#ifndef SEEDBED_PLEDGE_BUNDLE_H
#define SEEDBED_PLEDGE_BUNDLE_H

#include "record/record.h"

#include <stdio.h>

#define BUNDLE_FORMAT "seedbed-evidence/1"
enum {
        BUNDLE_HEADER_BYTES_MAX = 4 * 1024 * 1024,
        BUNDLE_LINE_BYTES_MAX = 512 * 1024,
        BUNDLE_HUBS_MAX = 10000,
        BUNDLE_WORDS_BYTES = 320,
        BUNDLE_NAME_BYTES = 80
};

/* --- writing */

typedef struct {
        void *ctx;
        Status (*write)(void *ctx, Str bytes);
} BundleSink;

typedef struct {
        Str pledge; /* its slug */
        Str key;    /* the record's verifier key, to stand in the header */
        int64_t now_us;
        bool is_gzip;
} BundleAsk;

/* Writes a bundle as of one moment; takes a snapshot of db. Memory does not grow with the number of
 * entries. NOT_FOUND: no such pledge, or its metric is still being counted, or the record is empty.
 * The arena is rewound line by line: the sink keeps nothing in it. */
Status bundle_write(Db *db, Arena *a, const BundleAsk *ask, BundleSink sink, int64_t *out_entries);
/* A sink that writes to a FILE. */
BundleSink bundle_sink_file(FILE *f);

/* --- verifying */

typedef struct {
        char origin[RECORD_ORIGIN_CHARS_MAX + 1], key[RECORD_KEY_CHARS_MAX];
        char pledge[BUNDLE_NAME_BYTES], metric[BUNDLE_NAME_BYTES], hub[BUNDLE_NAME_BYTES];
        int64_t version; /* of the metric */
        int64_t size;    /* of the record, by the checkpoint */
        int64_t claimed_counted, claimed_actual, counted, actual, target;
        int64_t entries;     /* lines that were entries */
        int64_t rows;        /* those of them that count */
        bool has_made;       /* the entry that made the pledge is in it, and agrees */
        bool has_definition; /* so is the one that defined the metric */
        int64_t first_wrong; /* index of the first wrong entry; -1: none, or it is no entry */
        int64_t line;        /* where it stands, from 1; 0: nowhere in particular */
        char words[BUNDLE_WORDS_BYTES];
} BundleReport;

/* Bytes of a bundle, without gzip. *out_n 0: the end. */
typedef struct {
        void *ctx;
        Status (*read)(void *ctx, char *to, size_t room, size_t *out_n);
} BundleSource;

/* OK: the claim is what the entries say. INVALID: it is not, the report names the first thing that
 * is wrong. key: the verifier key that the reader trusts; empty: the bundle's own, which proves
 * only that it agrees with itself. */
Status bundle_verify(const BundleSource *source, Str key, BundleReport *out);
/* The same of a file, in gzip or not. NOT_FOUND when there is none. */
Status bundle_verify_file(Str path, Str key, BundleReport *out);

#endif

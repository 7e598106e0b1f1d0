/* store/runs: an index of 64-bit keys to ids that is cheap to fill in bulk.
 *
 * Keys that are hashes come in no order, and a B-tree that is filled with them is written nearly
 * whole by every large transaction. Here a batch of keys becomes a sorted run, written once from
 * end to end; when RUNS_FAN runs of a size stand beside each other they are merged into one (a
 * log-structured merge tree; O'Neil et al., 1996). A few keys at a time wait in a plain table until
 * they are many. To look a key up is one small read in each run.
 *
 * A key may have several ids, and an id is given as often as it was added: whoever asks compares
 * what stands behind the id with what was looked for. */
#ifndef SEEDBED_STORE_RUNS_H
#define SEEDBED_STORE_RUNS_H

#include "store/store.h"

enum {
        RUNS_FAN = 8,
        RUNS_LEVELS = 4,      /* runs of the last level are not merged any more */
        RUNS_LARGE = 4096,    /* a batch of as many keys begins a level higher */
        RUNS_PART_PAIRS = 60, /* 16 bytes each: four parts to a page */
        RUNS_BATCH_MIN = 512, /* fewer keys wait as single ones */
        RUNS_SINGLES_MAX = 4096
};

typedef struct {
        int64_t key; /* not negative */
        Id id;
} RunPair;

/* What stands under the key, in *out[0..*out_n); NOT_FOUND when nothing does. */
Status runs_find(Db *db, Arena *a, int64_t space, int64_t key, const Id **out, size_t *out_n);
/* One after another until it is the one that is looked for, those of the newest runs first: who
 * asks for what was just added need not read them all. */
typedef struct {
        Db *db;
        int64_t space;
        Id *runs; /* the newest first */
        size_t runs_n;
} RunsLook;
/* What *out_is says ends the search. */
typedef Status (*RunsIs)(void *ctx, Id id, bool *out_is);
/* Good until something is added. */
Status runs_look_begin(Db *db, Arena *a, int64_t space, RunsLook *out);
/* NOT_FOUND: none of them was it. */
Status runs_look(const RunsLook *look, int64_t key, RunsIs is, void *ctx);
/* Many keys at once: each run is read once from end to end, as far as there are keys. */
typedef struct {
        int64_t key;
        size_t tag; /* the caller's */
} RunAsk;
typedef Status (*RunsFound)(void *ctx, size_t tag, Id id);
/* Puts asks in the order of their keys; tells what stands under each, in no order. */
Status runs_find_all(Db *db, int64_t space, RunAsk *asks, size_t n, RunsFound found, void *ctx);
/* Adds pairs, inside a write job. They are put in order, in place, unless they are already. */
Status runs_add(Db *db, int64_t space, RunPair *pairs, size_t n);
/* Takes a pair out, wherever it stands. OK also when it is not there. */
Status runs_remove(Db *db, int64_t space, int64_t key, Id id);

/* Knows of most keys that they are not there, without asking the store (a Bloom filter of one cache
 * line a key; about ten bits a key, one wrong "perhaps" in a hundred). For whoever adds in bulk;
 * belongs to one thread. */
typedef struct RunsFilter RunsFilter;

RunsFilter *runs_filter_open(int64_t space);
void runs_filter_close(RunsFilter *f);
/* Learns what was added since it was last asked, by whomever; true for the transaction that db is
 * in. Makes room for `more` keys. */
Status runs_filter_refresh(RunsFilter *f, Db *db, size_t more);
bool runs_filter_may_have(const RunsFilter *f, int64_t key);
/* runs_add by whoever has a filter that is fresh: it learns of these at once, and need not read the
 * space again. When the transaction is lost it finds out by itself. */
Status runs_add_known(Db *db, int64_t space, RunPair *pairs, size_t n, RunsFilter *f);

#endif

/* main/bench: what this machine can do with this program, in figures.
 *
 * Each part makes what it needs in a folder of its own below the given one, measures through the
 * same calls that the server uses, and puts figures in a list that is printed as a table or as
 * JSON. Beside our own figures stand those of a bare peer, measured in the same run on the same
 * disk: on a machine that others use only the ratio is steady. */
#ifndef SEEDBED_MAIN_BENCH_H
#define SEEDBED_MAIN_BENCH_H

#include "main/program.h"

enum { BENCH_FIGURES_MAX = 200, BENCH_BATCH = 8192 };

typedef struct {
        const char *name, *unit;
        double value;
} BenchFigure;

typedef struct {
        Arena a;
        Str folder;
        int64_t people;                /* rows of the import, entries of the record */
        int64_t applications, reviews; /* of the large round */
        int64_t transfers;             /* in the ledger */
        bool as_json;
        BenchFigure figures[BENCH_FIGURES_MAX];
        size_t figures_n;
        char fault[PROGRAM_FAULT_BYTES];
} Bench;

/* `seedbed serve` on a folder below the bench's, on a free port. */
typedef struct {
        int pid, port;
        double start_ms;
} BenchServer;
Status bench_server_start(Bench *b, const char *name, BenchServer *out);
void bench_server_stop(BenchServer *v);

void bench_put(Bench *b, const char *name, double value, const char *unit);
/* A folder below the bench's; with a slash before its name. */
Str bench_path(Bench *b, const char *name);
double bench_seconds(int64_t since_us);
/* Entry number i of a record as imports make it. */
void bench_entry(Arena *a, int64_t i, Entry *out);

/* A record of that many entries in FOLDER/record; kept for proof and verify. */
Status bench_append(Bench *b);
Status bench_proof(Bench *b);
Status bench_verify(Bench *b);
/* Whether somebody may, who asks, and what a password costs; in FOLDER/access. */
Status bench_access(Bench *b);
/* The same entries into one bare SQLite table, and into a plain file. */
Status bench_peers(Bench *b);
/* That many developers into FOLDER/store; kept for start and pages. */
Status bench_import(Bench *b);
/* 5,000 files to 2,000 reviewers, and a million scores without the reviewers' effects. */
Status bench_match(Bench *b);
/* FOLDER/store is served: time until it listens, memory at rest, pages over one connection. */
Status bench_start(Bench *b);
Status bench_pages(Bench *b);

/* FOLDER/event: one ticket after another at a door, then everybody at once; over HTTP. */
Status bench_event(Bench *b);
/* FOLDER/rounds: a round with that many applications and reviews: its pages, its exports. */
Status bench_rounds(Bench *b);
/* In the same store: 200 a second hand in until a deadline and past it; then the server is killed
 * meanwhile. */
Status bench_rush(Bench *b);

/* FOLDER/ledger: transfers in batches until there are that many; reading; an audit. */
Status bench_ledger(Bench *b);

#endif

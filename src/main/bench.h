/* main/bench: what this machine can do with this program, in figures.
 *
 * Each part makes what it needs in a folder of its own below the given one, measures through the
 * same calls that the server uses, and puts figures in a list that is printed as a table or as
 * JSON. Beside our own figures stand those of a bare peer, measured in the same run on the same
 * disk: on a machine that others use only the ratio is steady. */
#ifndef SEEDBED_MAIN_BENCH_H
#define SEEDBED_MAIN_BENCH_H

#include "main/program.h"

enum { BENCH_FIGURES_MAX = 64, BENCH_BATCH = 8192 };

typedef struct {
        const char *name, *unit;
        double value;
} BenchFigure;

typedef struct {
        Arena a;
        Str folder;
        int64_t people; /* rows of the import, entries of the record */
        bool as_json;
        BenchFigure figures[BENCH_FIGURES_MAX];
        size_t figures_n;
        char fault[PROGRAM_FAULT_BYTES];
} Bench;

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
/* The same entries into one bare SQLite table, and into a plain file. */
Status bench_peers(Bench *b);
/* That many developers into FOLDER/store; kept for start and pages. */
Status bench_import(Bench *b);
/* FOLDER/store is served: time until it listens, memory at rest, pages over one connection. */
Status bench_start(Bench *b);
Status bench_pages(Bench *b);

#endif

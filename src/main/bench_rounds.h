/* main/bench_rounds: a store with the examples and one large round, and a server on it. */
#ifndef SEEDBED_MAIN_BENCH_ROUNDS_H
#define SEEDBED_MAIN_BENCH_ROUNDS_H

#include "main/bench.h"
#include "main/bench_fill.h"

/* FOLDER/rounds with the examples and an administrator; made when it is not there. Opens it. */
Status bench_rounds_open(Bench *b, Program *p, Actor *out);
/* What the process has in memory, MiB; `most`: since rounds_memory_forget. */
double rounds_memory(int pid, bool most);
void rounds_memory_forget(int pid);

typedef struct {
        Arena *a;
        Id actor;
        Str session;
} RoundsSession;
/* A StoreJob: somebody signs in. */
Status rounds_sign_in(void *ctx, Db *db);

#endif

/* store/runs_inside: how a run is stored, for the files of runs alone. */
#ifndef SEEDBED_STORE_RUNS_INSIDE_H
#define SEEDBED_STORE_RUNS_INSIDE_H

#include "store/runs.h"
#include "store/runs.sql.h"

#include <endian.h>
#include <string.h>

enum { PAIR_BYTES = 16 };

static inline RunPair pair_at(Str pairs, size_t i)
{
        uint64_t words[2];

        memcpy(words, pairs.at + i * PAIR_BYTES, PAIR_BYTES);
        return (RunPair){(int64_t)le64toh(words[0]), (Id)le64toh(words[1])};
}

static inline size_t pairs_n(Str pairs)
{
        return pairs.len / PAIR_BYTES;
}

/* What is known of a space; zero before anything was added. */
Status runs_space(Db *db, int64_t space, RunSpace *out);

#endif

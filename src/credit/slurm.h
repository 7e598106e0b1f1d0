/* credit/slurm: what jobs on a cluster used, from `sacct --parsable2`.
 *
 *     sacct --allusers --duplicates --parsable2 --starttime ... --format \
 *         JobID,JobIDRaw,User,Account,Partition,State,Submit,Start,End,ElapsedRaw,AllocTRES
 *
 * The header names the columns, in any order and among others. A job's steps ("123.batch") lie
 * within it and are passed over, so that nothing counts twice; so is what has used nothing yet. A
 * job is the same one by cluster, JobIDRaw and Submit, which is what Slurm's own accounting knows
 * it by: a requeued job has another Submit. A running job comes again with more: book what is more
 * than was booked under its key.
 *
 * Quantities are of seconds, because an hour's share of a second is no decimal: a price list says
 * "per: 3600". Memory is in GiB, which Slurm writes as G. */
#ifndef SEEDBED_CREDIT_SLURM_H
#define SEEDBED_CREDIT_SLURM_H

#include "base/exact.h"
#include "base/hash.h"
#include "base/source.h"
#include "credit/usage_pair.h"

enum {
        SLURM_LINE_BYTES_MAX = 64 * 1024,
        SLURM_COLUMNS_MAX = 200,
        SLURM_TEXT_BYTES_MAX = 256,
        SLURM_GPU_KINDS_MAX = 16,
        SLURM_USES_MAX = SLURM_GPU_KINDS_MAX + 3,
        SLURM_DIMENSIONS = 4,
        SLURM_COUNT_MAX = 100000000 /* of processors or GPUs of a job */
};
#define SLURM_SECONDS_MAX ((int64_t)100 * 366 * 86400)

typedef struct {
        Str meter; /* "cpu-seconds", "gpu-seconds", "memory-seconds" */
        Str kind;  /* of GPU: "a100"; empty: not said, and for other meters */
        Exact quantity;
} SlurmUse;

/* Texts until the next call. */
typedef struct {
        Hash key;
        Str id; /* "123", or "123_4" of an array */
        Str raw_id, user, account, partition;
        Str state; /* its first word: "CANCELLED" of "CANCELLED by 1000" */
        int64_t submit_us, start_us, end_us; /* where the cluster's clock shows a time twice, the
                                              * earlier */
        int64_t seconds;
        bool has_start, has_end; /* without an end it runs, and will come again */
        SlurmUse use[SLURM_USES_MAX];
        size_t n;
} SlurmJob;

typedef struct Slurm Slurm;

/* Reads up to the header. The source stays the caller's; all memory is of the arena. The cluster's
 * name goes into keys, its zone is that of its times. INVALID and TOO_LARGE with *out_fault: no
 * such zone, columns that are missing or double, a damaged file. */
Status slurm_open(Arena *a, Source *source, Str cluster, Str time_zone, Slurm **out,
                  Str *out_fault);
/* The next job that has used something. INVALID: its line is refused, see slurm_fault; go on with
 * the next call. NOT_FOUND: the end. CONFLICT, TOO_LARGE, BROKEN end the reading and repeat: the
 * file is damaged, too large or can not be read. */
Status slurm_next(Slurm *s, SlurmJob *out);
/* What makes one of its uses the same when the job comes again: of the job's key, meter and kind.
 */
Hash slurm_use_key(const SlurmJob *job, const SlurmUse *use);
/* The dimensions that a price list may ask for: cluster, account, partition and gpu, those that are
 * told. Not the user, who is a person. Gives how many. */
size_t slurm_use_dimensions(const Slurm *s, const SlurmJob *job, const SlurmUse *use,
                            UsagePair out[SLURM_DIMENSIONS]);
/* Why a line was refused, or why reading ended. Until the next call. */
Str slurm_fault(const Slurm *s);
/* The line last read, from 1. */
int64_t slurm_line(const Slurm *s);
/* How many lines were steps of jobs, and how many jobs had used nothing. */
int64_t slurm_steps(const Slurm *s);
int64_t slurm_idle(const Slurm *s);

#endif

/* credit/slurm_tres: what Slurm allocated to a job, "billing=8,cpu=8,gres/gpu:a100=2,mem=64G". */
#ifndef SEEDBED_CREDIT_SLURM_TRES_H
#define SEEDBED_CREDIT_SLURM_TRES_H

#include "credit/slurm.h"

typedef struct {
        int64_t cpus, gpus; /* gpus: of all kinds, or 0 when only kinds are told */
        Exact memory;       /* in memory_unit */
        char memory_unit;   /* K, M, G, T or P; 0: none was told */
        unsigned seen;
        size_t kinds_n;
        struct {
                Str kind;
                int64_t n;
        } kind[SLURM_GPU_KINDS_MAX];
} SlurmTres;

/* NULL, or what was expected, to be shown through _(). What this does not count (energy, licences,
 * disks …) is passed over. */
const char *slurm_tres_read(Str text, SlurmTres *out);
/* Fills job->use with what so many seconds of it are. GPUs whose kind is not told have none. false:
 * a number does not fit. */
bool slurm_tres_use(const SlurmTres *t, int64_t seconds, SlurmJob *job);

#endif

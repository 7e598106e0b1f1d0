/* credit/slurm_tres: see the header. */
#include "credit/slurm_tres.h"

#include "base/words.h"

#include <assert.h>

enum { SEEN_CPU = 1, SEEN_GPU = 2, SEEN_MEMORY = 4 };

static const char *read_count(SlurmTres *t, unsigned bit, Str value, int64_t *out);
static const char *read_kind(SlurmTres *t, Str kind, Str value);
static const char *read_memory(SlurmTres *t, Str value);

const char *slurm_tres_read(Str text, SlurmTres *out)
{
        SlurmTres t = {0};
        Str part;
        int64_t told = 0;

        while (str_cut(&text, ',', &part)) {
                size_t equals = str_find(part, '=');
                Str name = {part.at, equals}, value = str_skip(part, equals + 1);
                const char *fault = NULL;

                if (equals == part.len || equals == 0)
                        return N_("names with '=' and a number");
                if (str_eq(name, S("cpu")))
                        fault = read_count(&t, SEEN_CPU, value, &t.cpus);
                else if (str_eq(name, S("gres/gpu")))
                        fault = read_count(&t, SEEN_GPU, value, &t.gpus);
                else if (str_starts(name, S("gres/gpu:")))
                        fault = read_kind(&t, str_skip(name, 9), value);
                else if (str_eq(name, S("mem")))
                        fault = read_memory(&t, value);
                if (fault)
                        return fault;
        }
        for (size_t i = 0; i < t.kinds_n; i++)
                told += t.kind[i].n;
        if ((t.seen & SEEN_GPU) && told > t.gpus)
                return N_("no more GPUs of all kinds together than 'gres/gpu'");
        *out = t;
        return NULL;
}

static const char *read_count(SlurmTres *t, unsigned bit, Str value, int64_t *out)
{
        if (t->seen & bit)
                return N_("each name once");
        t->seen |= bit;
        return str_to_int(value, 0, SLURM_COUNT_MAX, out) && value.at[0] != '-'
                       ? NULL
                       : N_("a whole number of processors and GPUs");
}

static const char *read_kind(SlurmTres *t, Str kind, Str value)
{
        int64_t n;

        if (str_empty(kind) || kind.len > SLURM_TEXT_BYTES_MAX)
                return N_("a kind of GPU behind 'gres/gpu:'");
        if (t->kinds_n == SLURM_GPU_KINDS_MAX)
                return N_("at most 16 kinds of GPU");
        for (size_t i = 0; i < t->kinds_n; i++)
                if (str_eq(t->kind[i].kind, kind))
                        return N_("each name once");
        if (!str_to_int(value, 0, SLURM_COUNT_MAX, &n) || value.at[0] == '-')
                return N_("a whole number of processors and GPUs");
        t->kind[t->kinds_n].kind = kind;
        t->kind[t->kinds_n++].n = n;
        return NULL;
}

/* "64G", "62.50G", "1T", "4000M"; a number alone is in M (sacct --noconvert). */
static const char *read_memory(SlurmTres *t, Str value)
{
        static const Str units = S_INIT("KMGTP");
        Str number = value;

        if (t->seen & SEEN_MEMORY)
                return N_("each name once");
        t->seen |= SEEN_MEMORY;
        t->memory_unit = 'M';
        if (value.len && str_find(units, value.at[value.len - 1]) < units.len) {
                t->memory_unit = value.at[value.len - 1];
                number.len--;
        }
        for (size_t i = 0; i < number.len; i++)
                if (number.at[i] != '.' && (number.at[i] < '0' || number.at[i] > '9'))
                        return N_("memory as 64G, 62.50G or 4000M");
        if (exact_read(number, &t->memory) != EXACT_OK)
                return N_("memory as 64G, 62.50G or 4000M");
        return NULL;
}

static void add_use(SlurmJob *job, Str meter, Str kind, Exact quantity)
{
        if (exact_is_zero(quantity))
                return;
        assert(job->n < SLURM_USES_MAX);
        job->use[job->n++] = (SlurmUse){meter, kind, quantity};
}

static Exact product(int64_t x, int64_t y)
{
        _Static_assert(SLURM_COUNT_MAX <= INT64_MAX / SLURM_SECONDS_MAX, "fits");
        return exact_from_scale(x * y, 0);
}

/* GiB-seconds. Whole units of M and more are exact; of K, cut to 18 decimals. */
static bool memory_use(const SlurmTres *t, int64_t seconds, Exact *out)
{
        const Exact step = exact_from_scale(1024, 0);
        Exact v;

        if (exact_multiply_rounded(t->memory, exact_from_scale(seconds, 0), EXACT_TOWARD_ZERO,
                                   &v) != EXACT_OK)
                return false;
        for (char unit = t->memory_unit; unit != 'G';) {
                ExactFault fault = EXACT_OK;

                switch (unit) {
                case 'P':
                        fault = exact_multiply(v, step, &v);
                        unit = 'T';
                        break;
                case 'T':
                        fault = exact_multiply(v, step, &v);
                        unit = 'G';
                        break;
                case 'K':
                        fault = exact_divide(v, step, EXACT_TOWARD_ZERO, &v);
                        unit = 'M';
                        break;
                default:
                        fault = exact_divide(v, step, EXACT_TOWARD_ZERO, &v);
                        unit = 'G';
                        break;
                }
                if (fault != EXACT_OK)
                        return false;
        }
        *out = v;
        return true;
}

bool slurm_tres_use(const SlurmTres *t, int64_t seconds, SlurmJob *job)
{
        int64_t untold = t->gpus;
        Exact memory;

        add_use(job, S("cpu-seconds"), (Str){0}, product(t->cpus, seconds));
        for (size_t i = 0; i < t->kinds_n; i++) {
                add_use(job, S("gpu-seconds"), t->kind[i].kind, product(t->kind[i].n, seconds));
                untold -= t->kind[i].n;
        }
        if (untold > 0)
                add_use(job, S("gpu-seconds"), (Str){0}, product(untold, seconds));
        if (t->memory_unit) {
                if (!memory_use(t, seconds, &memory))
                        return false;
                add_use(job, S("memory-seconds"), (Str){0}, memory);
        }
        return true;
}

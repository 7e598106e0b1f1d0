/* store/runs_filter: a Bloom filter over the keys of a space, one cache line a key. */
#include "store/runs_inside.h"

#include <stdlib.h>

enum { LINE_BITS = 512, PROBES = 6, BITS_A_KEY = 10, KEYS_MIN = 1 << 16, RUNS_KNOWN_MAX = 1000 };

struct RunsFilter {
        int64_t space;
        uint64_t (*lines)[LINE_BITS / 64];
        size_t lines_n; /* a power of two */
        size_t room;    /* keys */
        Id stamp;       /* of the last addition that it knows */
        Id known[RUNS_KNOWN_MAX];
        size_t known_n;
};

RunsFilter *runs_filter_open(int64_t space)
{
        RunsFilter *f = calloc(1, sizeof *f);

        if (f)
                f->space = space;
        return f;
}

void runs_filter_close(RunsFilter *f)
{
        if (!f)
                return;
        free(f->lines);
        free(f);
}

/* Keys are hashes, but not always good ones (a name's): mixed once more. */
static uint64_t mix(int64_t key)
{
        uint64_t h = (uint64_t)key * 0x9E3779B97F4A7C15u;

        h ^= h >> 32;
        h *= 0xD6E8FEB86659FD93u;
        return h ^ h >> 32;
}

static void filter_put(RunsFilter *f, int64_t key)
{
        uint64_t h = mix(key), bits = h * 0x9E3779B97F4A7C15u;
        uint64_t *line = f->lines[h & (f->lines_n - 1)];

        for (int i = 0; i < PROBES; i++, bits >>= 9)
                line[(bits & 511) >> 6] |= 1ull << (bits & 63);
}

bool runs_filter_may_have(const RunsFilter *f, int64_t key)
{
        uint64_t h = mix(key), bits = h * 0x9E3779B97F4A7C15u;
        const uint64_t *line;

        if (!f->lines)
                return true;
        line = f->lines[h & (f->lines_n - 1)];
        for (int i = 0; i < PROBES; i++, bits >>= 9)
                if (!(line[(bits & 511) >> 6] >> (bits & 63) & 1))
                        return false;
        return true;
}

static Status learn_run(RunsFilter *f, Db *db, Arena *a, Id run)
{
        int64_t from = 0;
        RunPartList parts;

        do {
                arena_reset(a);
                TRY(run_parts(db, a, f->space, run, from, &parts));
                for (size_t i = 0; i < parts.n; i++) {
                        for (size_t k = 0; k < pairs_n(parts.at[i].pairs); k++)
                                filter_put(f, pair_at(parts.at[i].pairs, k).key);
                        from = parts.at[i].first + 1;
                }
        } while (parts.n);
        return OK;
}

static bool is_known(const RunsFilter *f, Id run)
{
        for (size_t i = 0; i < f->known_n; i++)
                if (f->known[i] == run)
                        return true;
        return false;
}

static Status learn_runs(RunsFilter *f, Db *db, Arena *a)
{
        RunRowList runs;
        Arena parts = arena_make(4 * MIB);
        Status s = run_list_all(db, a, f->space, &runs);

        for (size_t i = 0; s == OK && i < runs.n; i++)
                if (!is_known(f, runs.at[i].run))
                        s = learn_run(f, db, &parts, runs.at[i].run);
        arena_free(&parts);
        TRY(s);
        for (f->known_n = 0; f->known_n < runs.n && f->known_n < RUNS_KNOWN_MAX; f->known_n++)
                f->known[f->known_n] = runs.at[f->known_n].run;
        return OK;
}

static Status learn_singles(RunsFilter *f, Db *db, Arena *a)
{
        RunSingle last = {-1, 0};
        RunSingleList list;

        do {
                arena_reset(a);
                TRY(run_single_page(db, a, f->space, last.key, last.id, &list));
                for (size_t i = 0; i < list.n; i++)
                        filter_put(f, list.at[i].key);
                if (list.n)
                        last = list.at[list.n - 1];
        } while (list.n);
        return OK;
}

static Status filter_size(RunsFilter *f, size_t keys)
{
        size_t room = KEYS_MIN;

        while (room < keys * 2)
                room *= 2;
        free(f->lines);
        f->lines_n = room * BITS_A_KEY / LINE_BITS;
        while (f->lines_n & (f->lines_n - 1)) /* up to the next power of two */
                f->lines_n += f->lines_n & -f->lines_n;
        f->room = room;
        f->lines = aligned_alloc(64, f->lines_n * sizeof *f->lines);
        if (!f->lines)
                return BROKEN;
        memset(f->lines, 0, f->lines_n * sizeof *f->lines);
        return OK;
}

Status runs_filter_refresh(RunsFilter *f, Db *db, size_t more)
{
        Arena a = arena_make(MIB);
        RunSpace state;
        Status s = runs_space(db, f->space, &state);
        size_t keys = (size_t)(s == OK ? state.added : 0) + more;

        if (s == OK && (!f->lines || keys > f->room)) {
                f->known_n = 0;
                f->stamp = 0;
                s = filter_size(f, keys);
        }
        if (s == OK && state.stamp != f->stamp) {
                s = learn_runs(f, db, &a);
                if (s == OK)
                        s = learn_singles(f, db, &a);
                f->stamp = s == OK ? state.stamp : 0;
        }
        arena_free(&a);
        return s;
}

Status runs_add_known(Db *db, int64_t space, RunPair *pairs, size_t n, RunsFilter *f)
{
        RunSpace before, now;

        TRY(runs_space(db, space, &before));
        TRY(runs_add(db, space, pairs, n));
        TRY(runs_space(db, space, &now));
        if (!f->lines || f->stamp != before.stamp || (size_t)now.added > f->room)
                return OK; /* it reads all of it when it is next refreshed */
        for (size_t i = 0; i < n; i++)
                filter_put(f, pairs[i].key);
        f->stamp = now.stamp;
        return OK;
}

/* store/runs: see the header. */
#include "store/runs.h"

#include "base/time.h"
#include "store/runs.sql.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

enum { PAIR_BYTES = 16, PARTS_AT_ONCE = 64, PART_BYTES_MAX = 64 * KIB };
/* Equal keys stay in one part, so that one read finds them all. */
enum { PART_PAIRS_MAX = PART_BYTES_MAX / PAIR_BYTES };

static RunPair pair_at(Str pairs, size_t i)
{
        uint64_t words[2];

        memcpy(words, pairs.at + i * PAIR_BYTES, PAIR_BYTES);
        return (RunPair){(int64_t)le64toh(words[0]), (Id)le64toh(words[1])};
}

static void pair_put(char *to, RunPair p)
{
        uint64_t words[2] = {htole64((uint64_t)p.key), htole64((uint64_t)p.id)};

        memcpy(to, words, PAIR_BYTES);
}

static size_t pairs_n(Str pairs)
{
        return pairs.len / PAIR_BYTES;
}

static int by_key(const void *x, const void *y)
{
        const RunPair *p = x, *q = y;

        if (p->key != q->key)
                return p->key < q->key ? -1 : 1;
        return p->id < q->id ? -1 : p->id > q->id;
}

/* --- looking up */

/* The first pair that is not before the key. */
static size_t lower_bound(Str pairs, int64_t key)
{
        size_t low = 0, high = pairs_n(pairs);

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (pair_at(pairs, middle).key < key)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

Status runs_find(Db *db, Arena *a, int64_t space, int64_t key, const Id **out, size_t *out_n)
{
        RunIdList singles;
        RunPartList parts;
        size_t n = 0, room;
        Id *ids;

        TRY(run_single_find(db, a, space, key, &singles));
        TRY(run_parts_with(db, a, space, key, &parts));
        room = singles.n;
        for (size_t i = 0; i < parts.n; i++)
                for (size_t k = lower_bound(parts.at[i].pairs, key);
                     k < pairs_n(parts.at[i].pairs) && pair_at(parts.at[i].pairs, k).key == key;
                     k++)
                        room++;
        *out_n = 0;
        if (room == 0)
                return NOT_FOUND;
        ids = arena_new(a, Id, room);
        for (size_t i = 0; i < parts.n; i++)
                for (size_t k = lower_bound(parts.at[i].pairs, key);
                     k < pairs_n(parts.at[i].pairs) && pair_at(parts.at[i].pairs, k).key == key;
                     k++)
                        ids[n++] = pair_at(parts.at[i].pairs, k).id;
        for (size_t i = 0; i < singles.n; i++)
                ids[n++] = singles.at[i].id;
        *out = ids;
        *out_n = n;
        return OK;
}

/* --- writing a run */

typedef struct {
        Db *db;
        int64_t space;
        Id run;
        char *bytes; /* of PARTS_AT_ONCE parts */
        size_t used;
        RunPartAdd parts[PARTS_AT_ONCE];
        size_t parts_n;
        int64_t last; /* key */
} RunWriter;

static Status writer_flush(RunWriter *w)
{
        Status s = run_part_add(w->db, w->parts, w->parts_n);

        w->parts_n = 0;
        w->used = 0;
        return s;
}

static Status writer_put(RunWriter *w, RunPair p)
{
        RunPartAdd *part = w->parts_n ? &w->parts[w->parts_n - 1] : NULL;
        size_t n = part ? pairs_n(part->pairs) : 0;

        if (!part || (n >= RUNS_PART_PAIRS && (p.key != w->last || n >= PART_PAIRS_MAX))) {
                if (w->parts_n == PARTS_AT_ONCE ||
                    w->used + PAIR_BYTES > PARTS_AT_ONCE * RUNS_PART_PAIRS * PAIR_BYTES)
                        TRY(writer_flush(w));
                part = &w->parts[w->parts_n++];
                *part = (RunPartAdd){w->space, w->run, p.key, {w->bytes + w->used, 0}};
        }
        if (w->used + PAIR_BYTES > PARTS_AT_ONCE * RUNS_PART_PAIRS * PAIR_BYTES + PART_BYTES_MAX)
                return TOO_LARGE; /* thousands of one key: no hash does that */
        pair_put(w->bytes + w->used, p);
        w->used += PAIR_BYTES;
        part->pairs.len += PAIR_BYTES;
        w->last = p.key;
        return OK;
}

static Status writer_open(RunWriter *w, Db *db, int64_t space, int64_t level)
{
        *w = (RunWriter){.db = db, .space = space, .run = db_id(db, time_now_us())};
        w->bytes = malloc(PARTS_AT_ONCE * RUNS_PART_PAIRS * PAIR_BYTES + PART_BYTES_MAX);
        return w->bytes ? run_list_add(db, space, w->run, level) : BROKEN;
}

static Status writer_close(RunWriter *w, Status s)
{
        if (s == OK && w->parts_n)
                s = writer_flush(w);
        free(w->bytes);
        return s;
}

static Status run_write(Db *db, int64_t space, const RunPair *pairs, size_t n)
{
        RunWriter w;
        Status s = writer_open(&w, db, space, 0);

        for (size_t i = 0; i < n && s == OK; i++)
                s = writer_put(&w, pairs[i]);
        return writer_close(&w, s);
}

/* --- merging runs */

typedef struct {
        Db *db;
        int64_t space;
        Id run;
        Arena a;
        RunPartList parts;
        size_t part, pair;
        int64_t from;
        bool is_at_end;
        RunPair now;
} RunReader;

static Status reader_next(RunReader *r)
{
        while (r->part == r->parts.n || r->pair == pairs_n(r->parts.at[r->part].pairs)) {
                if (r->part < r->parts.n) {
                        r->from = r->parts.at[r->part++].first + 1;
                        r->pair = 0;
                }
                if (r->part < r->parts.n)
                        continue;
                arena_reset(&r->a);
                r->parts = (RunPartList){0};
                TRY(run_parts(r->db, &r->a, r->space, r->run, r->from, &r->parts));
                r->part = r->pair = 0;
                if (r->parts.n == 0) {
                        r->is_at_end = true;
                        return OK;
                }
        }
        r->now = pair_at(r->parts.at[r->part].pairs, r->pair++);
        return OK;
}

static Status merge_into(RunWriter *w, RunReader *readers, size_t n)
{
        for (size_t i = 0; i < n; i++)
                TRY(reader_next(&readers[i]));
        for (;;) {
                RunReader *least = NULL;

                for (size_t i = 0; i < n; i++)
                        if (!readers[i].is_at_end &&
                            (!least || by_key(&readers[i].now, &least->now) < 0))
                                least = &readers[i];
                if (!least)
                        return OK;
                TRY(writer_put(w, least->now));
                TRY(reader_next(least));
        }
}

static Status merge(Db *db, int64_t space, const RunRow *runs, size_t n)
{
        RunReader *readers = calloc(n, sizeof *readers);
        RunWriter w;
        Status s = readers ? OK : BROKEN;

        if (s == OK)
                s = writer_open(&w, db, space, runs[0].level + 1);
        for (size_t i = 0; i < n && readers; i++)
                readers[i] = (RunReader){
                        .db = db, .space = space, .run = runs[i].run, .a = arena_make(4 * MIB)};
        if (s == OK) {
                s = merge_into(&w, readers, n);
                s = writer_close(&w, s);
        }
        for (size_t i = 0; i < n && s == OK; i++) {
                s = run_part_drop(db, space, runs[i].run);
                if (s == OK)
                        s = run_list_drop(db, space, runs[i].run);
        }
        for (size_t i = 0; i < n && readers; i++)
                arena_free(&readers[i].a);
        free(readers);
        return s;
}

/* Merges as long as some level has enough runs. */
static Status tidy(Db *db, int64_t space)
{
        Arena a = arena_make(MIB);
        Status s = OK;

        for (int64_t level = 0; level < RUNS_LEVELS - 1 && s == OK; level++) {
                RunRowList all;
                RunRow same[RUNS_FAN];
                size_t n = 0;

                arena_reset(&a);
                s = run_list_all(db, &a, space, &all);
                for (size_t i = 0; s == OK && i < all.n && n < RUNS_FAN; i++)
                        if (all.at[i].level == level)
                                same[n++] = all.at[i];
                if (s == OK && n == RUNS_FAN)
                        s = merge(db, space, same, n);
        }
        arena_free(&a);
        return s;
}

/* --- adding and taking out */

/* The single keys become a run. */
static Status gather_singles(Db *db, int64_t space, RunSpace *state)
{
        Arena a = arena_make(4 * MIB);
        RunSingleList list;
        RunPair *pairs = NULL;
        Status s = run_single_page(db, &a, space, -1, 0, &list);

        if (s == OK && list.n) {
                pairs = arena_new(&a, RunPair, list.n);
                for (size_t i = 0; i < list.n; i++)
                        pairs[i] = (RunPair){list.at[i].key, list.at[i].id};
                s = run_write(db, space, pairs, list.n);
                if (s == OK)
                        s = run_single_clear(db, space);
                state->singles = 0;
        }
        arena_free(&a);
        return s;
}

static Status add_singles(Db *db, int64_t space, RunSpace *state, const RunPair *pairs, size_t n)
{
        RunSingleAdd rows[RUNS_BATCH_MIN];

        for (size_t i = 0; i < n; i++)
                rows[i] = (RunSingleAdd){space, pairs[i].key, pairs[i].id};
        TRY(run_single_add(db, rows, n));
        state->singles += (int64_t)n;
        return state->singles > RUNS_SINGLES_MAX ? gather_singles(db, space, state) : OK;
}

static Status space_read(Db *db, int64_t space, RunSpace *out)
{
        Arena a = arena_make(64 * KIB);
        Status s = run_space_get(db, &a, space, out);

        arena_free(&a);
        if (s == NOT_FOUND)
                *out = (RunSpace){0};
        return s == NOT_FOUND ? OK : s;
}

Status runs_add(Db *db, int64_t space, RunPair *pairs, size_t n)
{
        RunSpace state;
        bool in_order = true;

        if (n == 0)
                return OK;
        TRY(space_read(db, space, &state));
        if (n < RUNS_BATCH_MIN) {
                TRY(add_singles(db, space, &state, pairs, n));
        } else {
                for (size_t i = 1; i < n && in_order; i++)
                        in_order = by_key(&pairs[i - 1], &pairs[i]) <= 0;
                if (!in_order)
                        qsort(pairs, n, sizeof *pairs, by_key);
                TRY(run_write(db, space, pairs, n));
        }
        if (state.singles == 0 || n >= RUNS_BATCH_MIN)
                TRY(tidy(db, space));
        return run_space_set(db, space, state.added + (int64_t)n, state.singles,
                             db_id(db, time_now_us()));
}

static Status remove_from(Db *db, int64_t space, const RunPart *part, int64_t key, Id id, Arena *a)
{
        char *kept = arena_bytes(a, part->pairs.len + 1);
        size_t n = 0;

        for (size_t i = 0; i < pairs_n(part->pairs); i++) {
                RunPair p = pair_at(part->pairs, i);

                if (p.key == key && p.id == id)
                        continue;
                pair_put(kept + n, p);
                n += PAIR_BYTES;
        }
        if (n == part->pairs.len)
                return OK;
        return run_part_set(db, space, part->run, part->first, (Str){kept, n});
}

Status runs_remove(Db *db, int64_t space, int64_t key, Id id)
{
        Arena a = arena_make(4 * MIB);
        RunPartList parts;
        Status s = run_single_drop(db, space, key, id);

        if (s == OK) {
                RunSpace state;

                s = space_read(db, space, &state);
                if (s == OK)
                        s = run_space_set(db, space, state.added, state.singles - 1, state.stamp);
        } else if (s == NOT_FOUND) {
                s = run_parts_with(db, &a, space, key, &parts);
                for (size_t i = 0; s == OK && i < parts.n; i++)
                        s = remove_from(db, space, &parts.at[i], key, id, &a);
        }
        arena_free(&a);
        return s;
}

/* --- the filter */

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
        Status s = space_read(db, f->space, &state);
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

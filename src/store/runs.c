/* store/runs: see the header. */
#include "store/runs.h"

#include "base/time.h"
#include "store/runs_inside.h"

#include <stdlib.h>
#include <string.h>

enum { PARTS_AT_ONCE = 64, PART_BYTES_MAX = 64 * KIB };
/* Equal keys stay in one part, so that one read finds them all. */
enum { PART_PAIRS_MAX = PART_BYTES_MAX / PAIR_BYTES };
/* PARTS_A_PAGE is the LIMIT of run_parts_at. */
enum { PARTS_A_PAGE = 128, ASKS_MANY = 64 };

static void pair_put(char *to, RunPair p)
{
        uint64_t words[2] = {htole64((uint64_t)p.key), htole64((uint64_t)p.id)};

        memcpy(to, words, PAIR_BYTES);
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

typedef struct {
        Id *at;
        size_t n, room;
} IdsFound;

static Status keep_id(void *ctx, size_t tag, Id id)
{
        IdsFound *f = ctx;

        (void)tag;
        if (f->n == f->room) {
                size_t room = f->room ? f->room * 2 : 8;
                Id *grown = realloc(f->at, room * sizeof *grown);

                if (!grown)
                        return TOO_LARGE;
                f->at = grown;
                f->room = room;
        }
        f->at[f->n++] = id;
        return OK;
}

static Status tell_part(Str pairs, const RunAsk *ask, RunsFound found, void *ctx)
{
        for (size_t k = lower_bound(pairs, ask->key);
             k < pairs_n(pairs) && pair_at(pairs, k).key == ask->key; k++)
                TRY(found(ctx, ask->tag, pair_at(pairs, k).id));
        return OK;
}

static Status find_one(Db *db, Arena *scratch, int64_t space, const RunAsk *ask, RunsFound found,
                       void *ctx)
{
        RunIdList singles;
        RunPartList parts;

        TRY(run_single_find(db, scratch, space, ask->key, &singles));
        TRY(run_parts_with(db, scratch, space, ask->key, &parts));
        for (size_t i = 0; i < parts.n; i++)
                TRY(tell_part(parts.at[i].pairs, ask, found, ctx));
        for (size_t i = 0; i < singles.n; i++)
                TRY(found(ctx, ask->tag, singles.at[i].id));
        return OK;
}

Status runs_find(Db *db, Arena *a, int64_t space, int64_t key, const Id **out, size_t *out_n)
{
        RunAsk ask = {key, 0};
        IdsFound f = {0};
        Arena scratch = arena_make(16 * MIB);
        Status s = find_one(db, &scratch, space, &ask, keep_id, &f);

        arena_free(&scratch);
        if (s == OK && f.n == 0)
                s = NOT_FOUND;
        if (s == OK) {
                Id *ids = arena_new(a, Id, f.n);

                memcpy(ids, f.at, f.n * sizeof *ids);
                *out = ids;
                *out_n = f.n;
        }
        free(f.at);
        return s;
}

Status runs_look_begin(Db *db, Arena *a, int64_t space, RunsLook *out)
{
        RunRowList list;

        *out = (RunsLook){.db = db, .space = space};
        TRY(run_list_all(db, a, space, &list));
        out->runs = arena_new(a, Id, list.n + 1);
        out->runs_n = list.n;
        for (size_t i = 0; i < list.n; i++)
                out->runs[i] = list.at[list.n - 1 - i].run;
        return OK;
}

static Status look_in_part(Str pairs, int64_t key, RunsIs is, void *ctx, bool *out_is)
{
        for (size_t k = lower_bound(pairs, key);
             k < pairs_n(pairs) && pair_at(pairs, k).key == key && !*out_is; k++)
                TRY(is(ctx, pair_at(pairs, k).id, out_is));
        return OK;
}

static Status look_in_all(const RunsLook *look, Arena *scratch, int64_t key, RunsIs is, void *ctx,
                          bool *out_is)
{
        RunIdList singles;
        RunPart part;

        TRY(run_single_find(look->db, scratch, look->space, key, &singles));
        for (size_t i = 0; i < singles.n && !*out_is; i++)
                TRY(is(ctx, singles.at[i].id, out_is));
        for (size_t i = 0; i < look->runs_n && !*out_is; i++) {
                Status s;

                arena_reset(scratch);
                s = run_part_with(look->db, scratch, look->space, look->runs[i], key, &part);
                if (s == OK)
                        s = look_in_part(part.pairs, key, is, ctx, out_is);
                if (s != OK && s != NOT_FOUND)
                        return s;
        }
        return *out_is ? OK : NOT_FOUND;
}

Status runs_look(const RunsLook *look, int64_t key, RunsIs is, void *ctx)
{
        Arena scratch = arena_make(MIB);
        bool is_it = false;
        Status s = look_in_all(look, &scratch, key, is, ctx, &is_it);

        arena_free(&scratch);
        return s;
}

static int by_ask(const void *x, const void *y)
{
        const RunAsk *p = x, *q = y;

        if (p->key != q->key)
                return p->key < q->key ? -1 : 1;
        return p->tag < q->tag ? -1 : p->tag > q->tag;
}

/* Both the keys and the parts of a run come in order. */
static Status find_in_run(Db *db, Arena *scratch, int64_t space, Id run, const RunAsk *asks,
                          size_t n, RunsFound found, void *ctx)
{
        RunPartList parts = {0};
        size_t at = 0;
        bool is_last = false; /* the parts at hand are the last of the run */

        for (size_t i = 0; i < n; i++) {
                while (at + 1 < parts.n && parts.at[at + 1].first <= asks[i].key)
                        at++;
                if (at + 1 >= parts.n && !is_last) {
                        arena_reset(scratch);
                        TRY(run_parts_at(db, scratch, space, run, asks[i].key, &parts));
                        at = 0;
                        is_last = parts.n < PARTS_A_PAGE;
                        while (at + 1 < parts.n && parts.at[at + 1].first <= asks[i].key)
                                at++;
                }
                if (at < parts.n)
                        TRY(tell_part(parts.at[at].pairs, &asks[i], found, ctx));
        }
        return OK;
}

static Status find_in_singles(Db *db, Arena *scratch, int64_t space, const RunAsk *asks, size_t n,
                              RunsFound found, void *ctx)
{
        RunSingle last = {-1, 0};
        RunSingleList list;
        size_t i = 0;

        do {
                arena_reset(scratch);
                TRY(run_single_page(db, scratch, space, last.key, last.id, &list));
                for (size_t k = 0; k < list.n; k++) {
                        last = list.at[k];
                        while (i < n && asks[i].key < last.key)
                                i++;
                        for (size_t same = i; same < n && asks[same].key == last.key; same++)
                                TRY(found(ctx, asks[same].tag, last.id));
                }
        } while (list.n && i < n);
        return OK;
}

Status runs_find_all(Db *db, int64_t space, RunAsk *asks, size_t n, RunsFound found, void *ctx)
{
        Arena scratch, list;
        RunRowList runs;
        Status s = OK;

        if (n == 0)
                return OK;
        scratch = arena_make(16 * MIB);
        if (n < ASKS_MANY) {
                for (size_t i = 0; i < n && s == OK; i++) {
                        s = find_one(db, &scratch, space, &asks[i], found, ctx);
                        arena_reset(&scratch);
                }
                arena_free(&scratch);
                return s;
        }
        qsort(asks, n, sizeof *asks, by_ask);
        list = arena_make(MIB);
        s = run_list_all(db, &list, space, &runs);
        for (size_t i = 0; s == OK && i < runs.n; i++)
                s = find_in_run(db, &scratch, space, runs.at[i].run, asks, n, found, ctx);
        if (s == OK)
                s = find_in_singles(db, &scratch, space, asks, n, found, ctx);
        arena_free(&list);
        arena_free(&scratch);
        return s;
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
        TRY(run_list_add(db, space, w->run, level));
        w->bytes = malloc(PARTS_AT_ONCE * RUNS_PART_PAIRS * PAIR_BYTES + PART_BYTES_MAX);
        return w->bytes ? OK : BROKEN;
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
        Status s = writer_open(&w, db, space, n >= RUNS_LARGE);

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
        RunWriter w = {0};
        Status s = readers ? writer_open(&w, db, space, runs[0].level + 1) : BROKEN;

        for (size_t i = 0; i < n && readers; i++)
                readers[i] = (RunReader){
                        .db = db, .space = space, .run = runs[i].run, .a = arena_make(4 * MIB)};
        if (s == OK)
                s = merge_into(&w, readers, n);
        s = writer_close(&w, s);
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

Status runs_space(Db *db, int64_t space, RunSpace *out)
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
        TRY(runs_space(db, space, &state));
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

                s = runs_space(db, space, &state);
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

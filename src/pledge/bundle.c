/* pledge/bundle: writing one. The rows come from pledge/evidence, with the merges among them. */
#include "pledge/bundle.h"

#include "base/json.h"
#include "base/time.h"
#include "pledge/evidence.h"
#include "pledge/pledge.h"
#include "record/checkpoint.h"
#include "record/note.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { TILES_KEPT = 64, OUT_BYTES = 64 * 1024, GIVEN_MAX = 2 };

/* Tiles that were read lately: most proofs share all but the lowest. */
typedef struct {
        MerkleTiles from;
        struct {
                bool is_used;
                int level;
                uint64_t n;
                size_t width;
                Hash hash[MERKLE_TILE_HASHES];
        } kept[TILES_KEPT];
} Tiles;

typedef struct {
        Db *db;
        Arena *a;
        const BundleAsk *ask;
        BundleSink sink;
        Pledge pledge;
        Hub hub;
        Metric metric;
        PledgeStanding standing;
        EvidenceWalk rows;
        int64_t given[GIVEN_MAX]; /* positions of the entries that made pledge and metric */
        size_t given_n;
        int64_t size;
        Str note;
        Tiles *tiles;
        Memo *memo;
        Arena leaves_arena; /* the leaves of one bundle of 256 */
        int64_t leaves_of;
        Str leaves[MERKLE_TILE_HASHES];
        z_stream gzip;
        unsigned char *packed;
        int64_t entries;
} Writing;

static Status write_in_snapshot(Writing *w);
static Status find_pledge(Writing *w);
static Status write_header(Writing *w);
static Status find_given(Writing *w);
static Status write_rows(Writing *w);
static Status put(Writing *w, Str bytes, bool is_last);

Status bundle_write(Db *db, Arena *a, const BundleAsk *ask, BundleSink sink, int64_t *out_entries)
{
        Writing *w = calloc(1, sizeof *w);
        Status s = w ? db_snapshot_begin(db) : BROKEN;

        if (s == OK) {
                *w = (Writing){.db = db,
                               .a = a,
                               .ask = ask,
                               .sink = sink,
                               .leaves_of = -1,
                               .leaves_arena = arena_make(64 * MIB)};
                w->tiles = calloc(1, sizeof *w->tiles);
                w->memo = memo_open();
                w->packed = malloc(OUT_BYTES);
                if (!w->tiles || !w->memo || !w->packed ||
                    (ask->is_gzip &&
                     deflateInit2(&w->gzip, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK))
                        s = BROKEN;
                if (s == OK) {
                        jmp_buf trap,
                                *before = a->trap; /* what is not the arena's must be given back */

                        a->trap = &trap;
                        s = setjmp(trap) ? TOO_LARGE : write_in_snapshot(w);
                        a->trap = before;
                }
                deflateEnd(&w->gzip);
                db_snapshot_end(db);
                *out_entries = w->entries;
                free(w->tiles);
                memo_close(w->memo);
                free(w->packed);
                arena_free(&w->leaves_arena);
        }
        free(w);
        return s;
}

static Status file_write(void *ctx, Str bytes)
{
        return fwrite(bytes.at, 1, bytes.len, ctx) == bytes.len ? OK : BROKEN;
}

BundleSink bundle_sink_file(FILE *f)
{
        return (BundleSink){.ctx = f, .write = file_write};
}

static Status put(Writing *w, Str bytes, bool is_last)
{
        int rc;

        if (!w->ask->is_gzip)
                return w->sink.write(w->sink.ctx, bytes);
        w->gzip.next_in = (unsigned char *)(uintptr_t)bytes.at;
        w->gzip.avail_in = (unsigned)bytes.len;
        do {
                w->gzip.next_out = w->packed;
                w->gzip.avail_out = OUT_BYTES;
                rc = deflate(&w->gzip, is_last ? Z_FINISH : Z_NO_FLUSH);
                if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
                        return BROKEN;
                TRY(w->sink.write(w->sink.ctx,
                                  (Str){(const char *)w->packed, OUT_BYTES - w->gzip.avail_out}));
        } while (w->gzip.avail_out == 0 || (is_last && rc != Z_STREAM_END));
        return OK;
}

static Status write_in_snapshot(Writing *w)
{
        TRY(find_pledge(w));
        TRY(write_header(w));
        TRY(find_given(w));
        TRY(write_rows(w));
        return put(w, str_fmt(w->a, "{\"entries\":%lld}\n", (long long)w->entries), true);
}

static Status find_pledge(Writing *w)
{
        TRY(pledge_by_slug(w->db, w->a, w->ask->pledge, &w->pledge));
        TRY(hub_by_id(w->db, w->a, w->pledge.hub, &w->hub));
        TRY(metric_current(w->db, w->a, w->pledge.metric, &w->metric));
        TRY(pledge_standing(w->db, w->a, &w->pledge, &w->metric, w->ask->now_us, &w->standing));
        TRY(record_checkpoint(w->db, w->a, &w->size, &w->note));
        TRY(evidence_walk(w->db, w->a, &w->metric, w->hub.id, &w->rows));
        w->rows.end = w->size;
        w->rows.from_month = time_month(w->pledge.start_at);
        w->rows.end_month = time_month(w->pledge.deadline_at) + 1;
        w->rows.wants_merges = true;
        return OK;
}

/* --- the first line */

static void put_text(JsonOut *j, Str key, Str value)
{
        jout_key(j, key);
        jout_text(j, value);
}

static void put_int(JsonOut *j, Str key, int64_t value)
{
        jout_key(j, key);
        jout_int(j, value);
}

static void header_pledge(Writing *w, JsonOut *j)
{
        const Pledge *p = &w->pledge;

        jout_key(j, S("pledge"));
        jout_object(j);
        put_text(j, S("slug"), p->slug);
        put_text(j, S("title"), p->title);
        put_text(j, S("hub"), w->hub.slug);
        put_text(j, S("metric"), p->metric);
        put_int(j, S("baseline"), p->baseline);
        put_int(j, S("target"), p->target);
        jout_key(j, S("at_most"));
        jout_bool(j, p->at_most);
        put_int(j, S("start"), p->start_at);
        put_int(j, S("deadline"), p->deadline_at);
        jout_object_end(j);
}

static void header_metric(Writing *w, JsonOut *j)
{
        jout_key(j, S("metric"));
        jout_object(j);
        put_text(j, S("slug"), w->metric.slug);
        put_int(j, S("version"), w->metric.version);
        put_text(j, S("unit"), w->metric.unit);
        put_text(j, S("definition"), w->metric.definition);
        put_text(j, S("definition_sha256"), w->metric.hash);
        jout_object_end(j);
}

static void header_claim(Writing *w, JsonOut *j)
{
        int64_t until =
                w->ask->now_us < w->pledge.deadline_at ? w->ask->now_us : w->pledge.deadline_at;

        jout_key(j, S("hubs"));
        jout_list(j);
        for (size_t i = 0; i < w->rows.hubs.n; i++) {
                char id[ID_CHARS];

                id_write(w->rows.hubs.at[i].id, id);
                jout_text(j, (Str){id, ID_CHARS});
        }
        jout_list_end(j);
        put_text(j, S("from_month"), time_month_text(w->a, w->rows.from_month));
        put_text(j, S("to_month"), time_month_text(w->a, w->rows.end_month - 1));
        if (w->standing.is_reported)
                put_int(j, S("until"), until);
        put_int(j, S("counted"), w->standing.counted);
        put_int(j, S("actual"), w->standing.actual);
}

static Status write_header(Writing *w)
{
        Text t = text_begin(w->a, BUNDLE_HEADER_BYTES_MAX);
        JsonOut j = jout_begin(&t);
        Checkpoint c;
        Note note;

        if (note_parse(w->a, w->note, &note) != OK || checkpoint_parse(w->a, note.text, &c) != OK)
                return BROKEN;
        jout_object(&j);
        put_text(&j, S("format"), S(BUNDLE_FORMAT));
        put_text(&j, S("origin"), c.origin);
        put_text(&j, S("key"), w->ask->key);
        put_text(&j, S("checkpoint"), w->note);
        header_pledge(w, &j);
        header_metric(w, &j);
        header_claim(w, &j);
        jout_object_end(&j);
        text_char(&t, '\n');
        return t.overflow ? TOO_LARGE : put(w, text_str(&t), false);
}

/* The entries that made the pledge and defined the metric, when the record has them; in order. */
static Status find_given(Writing *w)
{
        const Id subjects[GIVEN_MAX] = {w->pledge.id, w->metric.id};
        const Str kinds[GIVEN_MAX] = {S_INIT("pledge.made"), S_INIT("metric.defined")};

        for (size_t k = 0; k < GIVEN_MAX; k++) {
                int64_t *positions;
                size_t n;

                TRY(record_positions(w->db, w->a, subjects[k], INT64_MAX, &positions, &n));
                while (n-- > 0) {
                        Str leaf;
                        Entry e;

                        TRY(record_leaf(w->db, w->a, positions[n], &leaf));
                        if (record_unseal(w->a, leaf, &e) != OK || !str_eq(e.kind, kinds[k]))
                                continue;
                        w->given[w->given_n++] = positions[n];
                        break;
                }
        }
        if (w->given_n == 2 && w->given[1] < w->given[0]) {
                int64_t swap = w->given[0];

                w->given[0] = w->given[1];
                w->given[1] = swap;
        }
        return OK;
}

/* --- the lines */

static Status tiles_read(void *ctx, int level, uint64_t n, Hash out[MERKLE_TILE_HASHES],
                         size_t want)
{
        Tiles *t = ctx;
        size_t i = (size_t)((n * 31 + (uint64_t)level * 7) % TILES_KEPT);

        if (!t->kept[i].is_used || t->kept[i].level != level || t->kept[i].n != n ||
            t->kept[i].width < want) {
                t->kept[i].is_used = false;
                TRY(t->from.read(t->from.ctx, level, n, t->kept[i].hash, want));
                t->kept[i].is_used = true;
                t->kept[i].level = level;
                t->kept[i].n = n;
                t->kept[i].width = want;
        }
        memcpy(out, t->kept[i].hash, want * HASH_BYTES);
        return OK;
}

static Status leaf_of(Writing *w, int64_t position, Str *out)
{
        int64_t from = position - position % MERKLE_TILE_HASHES;

        if (w->leaves_of != from) {
                int64_t end =
                        from + MERKLE_TILE_HASHES < w->size ? from + MERKLE_TILE_HASHES : w->size;

                w->leaves_of = -1;
                arena_reset(&w->leaves_arena);
                TRY(record_leaves(w->db, &w->leaves_arena, from, end, w->leaves));
                w->leaves_of = from;
        }
        *out = w->leaves[position - from];
        return OK;
}

static Status write_line(Writing *w, int64_t position)
{
        MerkleTiles tiles = {.read = tiles_read, .ctx = w->tiles, .memo = w->memo};
        Text t = text_begin(w->a, BUNDLE_LINE_BYTES_MAX);
        JsonOut j = jout_begin(&t);
        Hash *path;
        size_t n;
        Str leaf;

        if (position >= w->size)
                return BROKEN;
        TRY(leaf_of(w, position, &leaf));
        TRY(merkle_inclusion(&tiles, (uint64_t)position, (uint64_t)w->size, w->a, &path, &n));
        jout_object(&j);
        put_int(&j, S("index"), position);
        put_text(&j, S("leaf"), leaf);
        jout_key(&j, S("proof"));
        jout_list(&j);
        for (size_t i = 0; i < n; i++)
                jout_text(&j, str_base64(w->a, path[i].b, HASH_BYTES));
        jout_list_end(&j);
        jout_object_end(&j);
        text_char(&t, '\n');
        if (t.overflow)
                return TOO_LARGE;
        w->entries++;
        return put(w, text_str(&t), false);
}

static Status write_rows(Writing *w)
{
        int64_t last = -1; /* an entry may be there for two reasons */
        size_t given = 0;
        Status s = OK;

        w->tiles->from = record_tiles(w->db);
        TRY(evidence_begin(&w->rows));
        while (s == OK) {
                ArenaMark mark = arena_mark(w->a);
                bool counts = false;
                Evidence row = {0};

                s = evidence_take(&w->rows, &row);
                while (given < w->given_n && (s == NOT_FOUND || w->given[given] <= row.position)) {
                        last = w->given[given++];
                        TRY(write_line(w, last));
                }
                if (s == OK)
                        s = evidence_counts(&w->rows, &row, w->size, &counts);
                if (s == OK && counts && row.position > last) {
                        last = row.position;
                        s = write_line(w, last);
                }
                arena_rewind(w->a, mark);
        }
        return s == NOT_FOUND ? OK : s;
}

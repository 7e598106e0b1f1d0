/* pledge/bundle: writing one. What was seen is kept for each hub; a pledge's place is its hubs,
 * merged by position. */
#include "pledge/bundle.h"

#include "base/json.h"
#include "base/time.h"
#include "hub/hub.sql.h"
#include "pledge/bundle.sql.h"
#include "pledge/pledge.h"
#include "pledge/seen.h"
#include "record/checkpoint.h"
#include "record/note.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
        ROWS_MAX = 40000,
        STREAM_ROWS_MAX = 500,
        TILES_KEPT = 64,
        OUT_BYTES = 64 * 1024,
        SUBJECT_ENTRIES_MAX = 2
};

typedef enum { STREAM_HUB, STREAM_MERGES, STREAM_GIVEN } StreamKind;

typedef struct {
        int64_t position, month;
        Id party, into;
} Row;

/* What one hub has, or the merges, some rows at a time. */
typedef struct {
        StreamKind kind;
        Id hub;
        Row *rows;
        size_t at, n, room;
        int64_t from; /* where to read on */
        bool is_at_end;
} Stream;

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
        HubIdList hubs; /* of the place, by id */
        bool is_parties, has_merges;
        int64_t from_month, end_month, size;
        Str note;
        Stream **heap; /* lowest position first; no stream in it is empty */
        size_t heap_n;
        Tiles *tiles;
        MerkleMemo *memo;
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
static Status streams_begin(Writing *w);
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
                w->memo = calloc(1, sizeof *w->memo);
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
                free(w->memo);
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
        TRY(streams_begin(w));
        TRY(write_rows(w));
        return put(w, str_fmt(w->a, "{\"entries\":%lld}\n", (long long)w->entries), true);
}

static Status find_pledge(Writing *w)
{
        MergeAny any;
        Status s;

        TRY(pledge_by_slug(w->db, w->a, w->ask->pledge, &w->pledge));
        TRY(hub_by_id(w->db, w->a, w->pledge.hub, &w->hub));
        TRY(metric_current(w->db, w->a, w->pledge.metric, &w->metric));
        TRY(pledge_standing(w->db, w->a, &w->pledge, &w->metric, w->ask->now_us, &w->standing));
        TRY(record_checkpoint(w->db, w->a, &w->size, &w->note));
        s = merge_any(w->db, w->a, &any);
        if (s != OK && s != NOT_FOUND)
                return s;
        w->has_merges = s == OK;
        w->is_parties = str_is(w->metric.count, "parties");
        w->from_month = time_month(w->pledge.start_at);
        w->end_month = time_month(w->pledge.deadline_at) + 1;
        if (w->standing.is_reported) { /* figures of places are not added up */
                HubId *only = arena_new(w->a, HubId, 1);

                only->id = w->hub.id;
                w->hubs = (HubIdList){only, 1};
                return OK;
        }
        TRY(hub_descendants(w->db, w->a, w->hub.id, &w->hubs));
        return w->hubs.n < BUNDLE_HUBS_MAX
                       ? OK
                       : TOO_LARGE; /* the query ends there: some would be missing */
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
        for (size_t i = 0; i < w->hubs.n; i++) {
                char id[ID_CHARS];

                id_write(w->hubs.at[i].id, id);
                jout_text(j, (Str){id, ID_CHARS});
        }
        jout_list_end(j);
        put_text(j, S("from_month"), time_month_text(w->a, w->from_month));
        put_text(j, S("to_month"), time_month_text(w->a, w->end_month - 1));
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

/* --- streams */

static Status fill_hub(Writing *w, Stream *s, int64_t room)
{
        if (w->is_parties) {
                SightList list;

                TRY(seen_page(w->db, w->a, w->metric.id, s->hub, s->from, INT64_MAX, (size_t)room,
                              &list));
                for (s->n = 0; s->n < list.n; s->n++)
                        s->rows[s->n] = (Row){list.at[s->n].position, list.at[s->n].month,
                                              list.at[s->n].party, 0};
        } else {
                BundleFigureList list;

                TRY(bundle_figures(w->db, w->a, w->metric.id, s->hub, s->from, room, &list));
                for (s->n = 0; s->n < list.n; s->n++)
                        s->rows[s->n] =
                                (Row){list.at[s->n].position, time_month(list.at[s->n].on_at),
                                      list.at[s->n].subject, 0};
        }
        return OK;
}

static Status stream_fill(Writing *w, Stream *s)
{
        ArenaMark mark = arena_mark(w->a);
        Status status = OK;

        s->at = s->n = 0;
        if (s->kind == STREAM_HUB) {
                status = fill_hub(w, s, (int64_t)s->room);
        } else if (s->kind == STREAM_MERGES) {
                BundleMergeList list;

                status = bundle_merges(w->db, w->a, s->from, (int64_t)s->room, &list);
                for (; status == OK && s->n < list.n; s->n++)
                        s->rows[s->n] = (Row){list.at[s->n].position, 0, list.at[s->n].party,
                                              list.at[s->n].into_party};
        }
        arena_rewind(w->a, mark);
        s->is_at_end = s->n < s->room;
        if (s->n)
                s->from = s->rows[s->n - 1].position + 1;
        return status;
}

static int64_t head_of(const Stream *s)
{
        return s->rows[s->at].position;
}

static void heap_down(Writing *w, size_t i)
{
        for (;;) {
                size_t least = i, left = 2 * i + 1;
                Stream *swap;

                for (size_t k = left; k < left + 2 && k < w->heap_n; k++)
                        if (head_of(w->heap[k]) < head_of(w->heap[least]))
                                least = k;
                if (least == i)
                        return;
                swap = w->heap[i];
                w->heap[i] = w->heap[least];
                w->heap[least] = swap;
                i = least;
        }
}

/* The entries that made the pledge and defined the metric, when the record has them. */
static Status find_given(Writing *w, Stream *s)
{
        Id subjects[SUBJECT_ENTRIES_MAX] = {w->pledge.id, w->metric.id};
        const Str kinds[SUBJECT_ENTRIES_MAX] = {S_INIT("pledge.made"), S_INIT("metric.defined")};

        *s = (Stream){.kind = STREAM_GIVEN,
                      .rows = arena_new(w->a, Row, SUBJECT_ENTRIES_MAX),
                      .is_at_end = true};
        for (size_t k = 0; k < SUBJECT_ENTRIES_MAX; k++) {
                int64_t *positions;
                size_t n;

                TRY(record_positions(w->db, w->a, subjects[k], INT64_MAX, &positions, &n));
                while (n-- > 0) {
                        Str leaf;
                        Entry e;

                        TRY(record_leaf(w->db, w->a, positions[n], &leaf));
                        if (record_unseal(w->a, leaf, &e) != OK || !str_eq(e.kind, kinds[k]))
                                continue;
                        s->rows[s->n++].position = positions[n];
                        break;
                }
        }
        if (s->n == 2 && s->rows[1].position < s->rows[0].position) {
                Row swap = s->rows[0];

                s->rows[0] = s->rows[1];
                s->rows[1] = swap;
        }
        return OK;
}

static Status streams_begin(Writing *w)
{
        size_t all = w->hubs.n + 2, room = ROWS_MAX / all;
        Stream *streams = arena_new(w->a, Stream, all);

        room = room > STREAM_ROWS_MAX ? STREAM_ROWS_MAX : room < 1 ? 1 : room;
        w->heap = arena_new(w->a, Stream *, all);
        for (size_t i = 0; i < all; i++) {
                Stream *s = &streams[i];

                if (i == w->hubs.n + 1) {
                        TRY(find_given(w, s));
                } else if (i == w->hubs.n) {
                        *s = (Stream){.kind = STREAM_MERGES,
                                      .rows = arena_new(w->a, Row, room),
                                      .room = room,
                                      .is_at_end = true};
                        if (w->is_parties && w->has_merges)
                                TRY(stream_fill(w, s));
                } else {
                        *s = (Stream){.hub = w->hubs.at[i].id,
                                      .rows = arena_new(w->a, Row, room),
                                      .room = room};
                        TRY(stream_fill(w, s));
                }
                if (s->n)
                        w->heap[w->heap_n++] = s;
        }
        for (size_t i = w->heap_n; i-- > 0;)
                heap_down(w, i);
        return OK;
}

static Status take(Writing *w, Row *out, StreamKind *out_kind)
{
        Stream *s = w->heap[0];

        *out = s->rows[s->at++];
        *out_kind = s->kind;
        if (s->at == s->n) {
                s->n = 0;
                if (!s->is_at_end)
                        TRY(stream_fill(w, s));
                if (!s->n)
                        w->heap[0] = w->heap[--w->heap_n];
        }
        if (w->heap_n)
                heap_down(w, 0);
        return OK;
}

/* --- which rows stand behind the number */

static int by_id(const void *x, const void *y)
{
        Id p = *(const Id *)x, q = *(const Id *)y;

        return p < q ? -1 : p > q;
}

/* Was the party seen in the pledge's places before that position? */
static Status seen_before(Writing *w, Id party, int64_t position, bool *out)
{
        SeenList seen;

        TRY(seen_of(w->db, w->a, w->metric.id, party, &seen));
        for (size_t i = 0; i < seen.n; i++)
                *out |= seen.at[i].position < position &&
                        bsearch(&seen.at[i].hub, w->hubs.at, w->hubs.n, sizeof *w->hubs.at, by_id);
        return OK;
}

/* The same of all parties that are one with it by now. */
static Status group_seen_before(Writing *w, Id party, int64_t position, bool *out)
{
        MergeInto into;
        MergeList merged;
        Status s;

        *out = false;
        if (w->hubs.n > 1 || w->has_merges)
                TRY(seen_before(w, party, position, out));
        if (*out || !w->has_merges)
                return OK;
        s = merge_of(w->db, w->a, party, &into);
        if (s != OK && s != NOT_FOUND)
                return s;
        if (s == OK) {
                party = into.into_party;
                TRY(seen_before(w, party, position, out));
        }
        TRY(merge_into(w->db, w->a, party, &merged));
        for (size_t i = 0; i < merged.n && !*out; i++)
                TRY(seen_before(w, merged.at[i].party, position, out));
        return OK;
}

static Status row_counts(Writing *w, const Row *row, StreamKind kind, bool *out)
{
        bool seen = false;

        *out = true;
        if (kind == STREAM_GIVEN)
                return OK;
        if (kind == STREAM_MERGES)
                return group_seen_before(w, row->into, INT64_MAX, out);
        *out = w->standing.is_reported ||
               (row->month >= w->from_month && row->month < w->end_month);
        if (!*out || !w->is_parties)
                return OK;
        TRY(group_seen_before(w, row->party, row->position, &seen));
        *out = !seen;
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
        int64_t last = -1;

        w->tiles->from = record_tiles(w->db);
        while (w->heap_n) {
                ArenaMark mark = arena_mark(w->a);
                StreamKind kind;
                bool counts;
                Row row;
                Status s;

                TRY(take(w, &row, &kind));
                s = row_counts(w, &row, kind, &counts);
                if (s == OK && counts &&
                    row.position > last) { /* an entry may be there for two reasons */
                        s = write_line(w, row.position);
                        last = row.position;
                }
                arena_rewind(w->a, mark);
                TRY(s);
        }
        return OK;
}

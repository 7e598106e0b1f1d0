/* record/verify_test: whatever byte of a log is changed, verification says so and names it. */
#include "record/verify.h"

#include "record/tile.h"
#include "tests/check.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ENTRIES = 700, TOGETHER = 100 }; /* two full bundles and 188 more */

typedef struct {
        Str folder, key;
        Store *store;
        Record *record;
        Db *db;
} Log;

typedef struct {
        Arena *a;
        int64_t from, end;
} Tell;

static Status tell_some(void *ctx, Db *db)
{
        Tell *t = ctx;

        for (int64_t i = t->from; i < t->end; i++) {
                Entry e = {.at_us = 1700000000000000 + i,
                           .kind = S("member.joined"),
                           .hub = 5,
                           .subject = 1000 + i};

                entry_text(&e, S("programme"), S("spark"));
                entry_int(&e, S("number"), i);
                TRY(record_tell(db, t->a, &e, NULL));
        }
        return OK;
}

static Log log_made(Arena *a)
{
        Log l = {.folder = check_folder(a)};
        StoreConfig config = {.url = str_fmt(a, "sqlite:%.*s/seedbed.db", S_ARG(l.folder)),
                              .create = true};
        char fault[STORE_FAULT_BYTES];
        StorePart part;

        CHECK_OK(store_open(&config, &l.store, fault));
        CHECK_OK(store_migrate(l.store, fault));
        CHECK_OK(record_open(l.folder, S("test.example/record"), true, &l.record, fault));
        part = record_part(l.record);
        CHECK_OK(store_start(l.store, &part));
        for (int64_t i = 0; i < ENTRIES; i += TOGETHER) {
                Tell t = {a, i, i + TOGETHER};

                CHECK_OK(store_transact(l.store, tell_some, &t));
        }
        l.key = record_verifier_key(l.record);
        CHECK_OK(store_reader(l.store, &l.db));
        return l;
}

static void log_end(Log *l)
{
        store_reader_close(l->db);
        store_close(l->store);
        record_close(l->record);
}

/* Runs one statement behind the store's back. */
static void behind(Log *l, Arena *a, const char *sql)
{
        sqlite3 *db;
        char *words = NULL;

        CHECK(sqlite3_open(str_fmt(a, "%.*s/seedbed.db", S_ARG(l->folder)).at, &db) == SQLITE_OK);
        if (sqlite3_exec(db, sql, NULL, NULL, &words) != SQLITE_OK)
                print_error("%s\n", words);
        CHECK(words == NULL);
        sqlite3_close(db);
}

/* Puts another byte into a blob. */
static void flip(Log *l, Arena *a, const char *table, const char *column, const char *where,
                 int offset)
{
        behind(l, a,
               str_fmt(a,
                       "UPDATE %s SET %s = CAST(substr(%s, 1, %d) || x'21' || substr(%s, %d) AS "
                       "blob) WHERE %s",
                       table, column, column, offset, column, offset + 2, where)
                       .at);
}

static VerifyReport verified(Log *l, Status wanted)
{
        VerifyReport r;

        CHECK_IS(verify_store(l->db, l->key, &r), wanted);
        return r;
}

TEST(a_log_that_nobody_touched_verifies)
{
        Log l = log_made(a);
        VerifyReport r = verified(&l, OK);

        CHECK_INT((int64_t)r.size, ENTRIES);
        CHECK_INT(r.first_wrong, -1);
        CHECK_STR(str_from(r.origin), IS, "test.example/record");
        log_end(&l);
}

TEST(a_log_without_entries_verifies)
{
        Log l = {.folder = check_folder(a)};
        StoreConfig config = {.url = str_fmt(a, "sqlite:%.*s/seedbed.db", S_ARG(l.folder)),
                              .create = true};
        char fault[STORE_FAULT_BYTES];

        CHECK_OK(store_open(&config, &l.store, fault));
        CHECK_OK(store_migrate(l.store, fault));
        CHECK_OK(record_open(l.folder, S("test.example/record"), true, &l.record, fault));
        CHECK_OK(store_reader(l.store, &l.db));
        l.key = record_verifier_key(l.record);
        CHECK_STR(str_from(verified(&l, OK).words), CONTAINS, "empty");
        log_end(&l);
}

TEST(a_changed_entry_is_named_by_its_position)
{
        Log l = log_made(a);
        Str leaves[MERKLE_TILE_HASHES];
        int offset = 0;
        VerifyReport r;

        CHECK_OK(record_leaves(l.db, a, 256, 512, leaves));
        for (int i = 0; i < 44; i++)
                offset += 2 + (int)leaves[i].len;
        flip(&l, a, "log_bundle", "leaves", "n = 1", offset + 2 + 40);
        r = verified(&l, INVALID);
        CHECK_INT(r.first_wrong, 300);
        CHECK_STR(str_from(r.words), IS, "entry 300: its text does not match its hash");
        log_end(&l);
}

TEST(a_changed_entry_that_waits_for_its_bundle_is_named)
{
        Log l = log_made(a);
        VerifyReport r;

        flip(&l, a, "log_leaf", "leaf", "position = 611", 30);
        r = verified(&l, INVALID);
        CHECK_INT(r.first_wrong, 611);
        CHECK_STR(str_from(r.words), IS, "entry 611: its text does not match its hash");
        log_end(&l);
}

TEST(a_changed_hash_is_told_from_a_changed_entry)
{
        static const struct {
                const char *table, *where, *words;
                int hash;
        } cases[] = {{"log_tile", "level = 0 AND n = 1", "tile 0/1: hash 103 is wrong", 103},
                     {"log_edge", "level = 0", "tile 0/2: hash 5 is wrong", 5},
                     {"log_edge", "level = 1", "tile 1/0: hash 1 is wrong", 1}};

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                Log l = log_made(a);
                VerifyReport r;

                flip(&l, a, cases[i].table, "hashes", cases[i].where,
                     cases[i].hash * HASH_BYTES + 9);
                r = verified(&l, INVALID);
                CHECK_STR(str_from(r.words), IS, cases[i].words);
                CHECK_INT(r.first_wrong, -1);
                log_end(&l);
        }
}

TEST(an_entry_and_another_hash_of_its_tile_are_both_named)
{
        Log l = log_made(a);
        VerifyReport r;

        flip(&l, a, "log_bundle", "leaves", "n = 0", 40);
        flip(&l, a, "log_tile", "hashes", "level = 0 AND n = 0", 7 * HASH_BYTES);
        flip(&l, a, "log_leaf", "leaf", "position = 699", 30);
        r = verified(&l, INVALID);
        CHECK_STR(str_from(r.words), IS, "entry 0: its text does not match its hash");
        CHECK_INT(r.first_wrong, 0);
        CHECK_INT((int64_t)r.wrong_n, 3);
        log_end(&l);
}

TEST(an_entry_changed_with_its_hash_and_all_above_still_does_not_pass)
{
        Log l = log_made(a);

        flip(&l, a, "log_bundle", "leaves", "n = 0", 40);
        flip(&l, a, "log_tile", "hashes", "level = 0 AND n = 0", 0);
        flip(&l, a, "log_edge", "hashes", "level = 1", 0);
        verified(&l, INVALID);
        log_end(&l);
}

TEST(missing_and_torn_parts_are_named)
{
        static const struct {
                const char *sql, *words;
        } cases[] = {
                {"DELETE FROM log_bundle WHERE n = 1",
                 "entries 256 to 511: their bundle is torn"}, /* the tail is there in its place */
                {"UPDATE log_bundle SET leaves = substr(leaves, 1, 500) WHERE n = 0",
                 "entries 0 to 255: their bundle is torn"},
                {"DELETE FROM log_leaf WHERE position = 699",
                 "entries 512 to 699: their bundle is torn"},
                {"DELETE FROM log_leaf", "entries 512 to 699: their bundle is missing"},
                {"DELETE FROM log_tile WHERE n = 0 AND level = 0", "tile 0/0: it is missing"},
                {"UPDATE log_edge SET hashes = substr(hashes, 1, 33) WHERE level = 1",
                 "tile 1/0: it is torn"},
                {"DELETE FROM log_checkpoint",
                 "checkpoint: it is missing, and there are 700 entries"},
                {"UPDATE log_head SET size = 699",
                 "log_head: it says 699 entries, the checkpoint says 700, or their roots differ"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                Log l = log_made(a);

                behind(&l, a, cases[i].sql);
                CHECK_STR(str_from(verified(&l, INVALID).words), IS, cases[i].words);
                log_end(&l);
        }
}

TEST(a_checkpoint_of_another_key_is_refused)
{
        Log l = log_made(a), other = log_made(a);
        VerifyReport r;

        CHECK_IS(verify_store(l.db, other.key, &r), INVALID);
        CHECK_STR(str_from(r.words), STARTS, "checkpoint: it is not signed by the key");
        CHECK_IS(verify_store(l.db, S("nonsense"), &r), BROKEN);
        behind(&l, a,
               "UPDATE log_checkpoint SET note = replace(note, '700', '600') WHERE size = 700");
        CHECK_STR(str_from(verified(&l, INVALID).words), STARTS, "checkpoint: it is not signed");
        log_end(&l);
        log_end(&other);
}

/* --- files */

static void put(Arena *a, Str folder, Str name, Str bytes)
{
        Str path = str_fmt(a, "%.*s/%.*s", S_ARG(folder), S_ARG(name));
        char *z = str_z(a, path);
        FILE *f;

        for (char *p = z + folder.len + 1; *p; p++)
                if (*p == '/') {
                        *p = '\0';
                        mkdir(z, 0700);
                        *p = '/';
                }
        f = fopen(z, "wb");
        CHECK(f != NULL && fwrite(bytes.at, 1, bytes.len, f) == bytes.len);
        fclose(f);
}

typedef struct {
        Str name, bytes;
} File;

static size_t exported(Log *l, Arena *a, Str folder, File *files)
{
        MerkleTiles tiles = record_tiles(l->db);
        size_t n = 0;
        int64_t size;

        for (int level = 0; level < 2; level++)
                for (uint64_t k = 0, width; (width = tile_width(level, k, ENTRIES)) > 0; k++) {
                        Hash *hashes = arena_new(a, Hash, MERKLE_TILE_HASHES);

                        CHECK_OK(tiles.read(tiles.ctx, level, k, hashes, width));
                        files[n++] =
                                (File){tile_path_write(a, (TilePath){TILE_HASHES, level, k, width}),
                                       {(const char *)hashes, width * HASH_BYTES}};
                }
        for (uint64_t k = 0, width; (width = tile_width(0, k, ENTRIES)) > 0; k++) {
                Text t = text_begin(a, TILE_BUNDLE_BYTES_MAX);
                Str leaves[MERKLE_TILE_HASHES];

                CHECK_OK(record_leaves(l->db, a, (int64_t)k * 256, (int64_t)(k * 256 + width),
                                       leaves));
                for (size_t i = 0; i < width; i++)
                        CHECK_OK(tile_bundle_add(&t, leaves[i]));
                files[n++] = (File){tile_path_write(a, (TilePath){TILE_ENTRIES, 0, k, width}),
                                    text_str(&t)};
        }
        files[n].name = S("checkpoint");
        CHECK_OK(record_checkpoint(l->db, a, &size, &files[n++].bytes));
        for (size_t i = 0; i < n; i++)
                put(a, folder, files[i].name, files[i].bytes);
        return n;
}

TEST(no_byte_of_exported_files_can_be_changed_unnoticed)
{
        Log l = log_made(a);
        Str folder = check_folder(a);
        File files[16];
        size_t n = exported(&l, a, folder, files);
        VerifyReport r;

        CHECK_OK(verify_folder(folder, l.key, &r));
        CHECK_INT((int64_t)n, 8);
        for (size_t i = 0; i < n; i++) {
                Str bytes = files[i].bytes;

                for (size_t at = 0; at < bytes.len; at += 1 + bytes.len / 23) {
                        char *changed = arena_bytes(a, bytes.len);

                        memcpy(changed, bytes.at, bytes.len);
                        changed[at] ^= 0x20;
                        put(a, folder, files[i].name, (Str){changed, bytes.len});
                        CHECK_IS(verify_folder(folder, l.key, &r), INVALID);
                        CHECK(r.wrong_n > 0 && r.words[0]);
                }
                put(a, folder, files[i].name, (Str){bytes.at, bytes.len / 2});
                CHECK_IS(verify_folder(folder, l.key, &r), INVALID);
                unlink(str_fmt(a, "%.*s/%.*s", S_ARG(folder), S_ARG(files[i].name)).at);
                CHECK_IS(verify_folder(folder, l.key, &r),
                         str_is(files[i].name, "checkpoint") ? NOT_FOUND : INVALID);
                put(a, folder, files[i].name, bytes);
        }
        CHECK_OK(verify_folder(folder, l.key, &r));
        log_end(&l);
}

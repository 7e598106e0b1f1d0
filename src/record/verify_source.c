/* record/verify_source: a log from a store, from a folder, from a server. */
#include "record/verify.h"

#include "base/words.h"
#include "net/fetch.h"
#include "record/log.sql.h"
#include "record/tile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { KEY_FILE_BYTES_MAX = 4096 };

/* --- a store */

static Status store_checkpoint(void *ctx, Arena *a, Str *out_note)
{
        int64_t size;

        return record_checkpoint(ctx, a, &size, out_note);
}

/* The first entries of a bundle, when it has grown since the checkpoint. */
static Status cut_bundle(Str bundle, size_t width, Str *out)
{
        Str leaves[MERKLE_TILE_HASHES];
        size_t n, bytes = 0;

        TRY(tile_bundle_parse(bundle, leaves, &n));
        if (n < width)
                return INVALID;
        for (size_t i = 0; i < width; i++)
                bytes += 2 + leaves[i].len;
        *out = (Str){bundle.at, bytes};
        return OK;
}

static Status store_entries(void *ctx, Arena *a, uint64_t n, size_t width, Str *out_bundle)
{
        int64_t from = (int64_t)(n * MERKLE_TILE_HASHES);
        LogBundle row;
        LogLeafList tail;
        Text t = text_begin(a, TILE_BUNDLE_BYTES_MAX);
        Status s = log_bundle_get(ctx, a, (int64_t)n, &row);

        if (s == OK && width == MERKLE_TILE_HASHES) {
                *out_bundle = row.leaves;
                return OK;
        }
        if (s == OK)
                return cut_bundle(row.leaves, width, out_bundle);
        if (s != NOT_FOUND)
                return s;
        TRY(log_leaf_tail(ctx, a, from, &tail));
        if (tail.n == 0)
                return NOT_FOUND;
        for (size_t i = 0; i < width; i++) {
                if (i >= tail.n || tail.at[i].position != from + (int64_t)i)
                        return INVALID;
                TRY(tile_bundle_add(&t, tail.at[i].leaf));
        }
        *out_bundle = text_str(&t);
        return OK;
}

static Status store_tile(void *ctx, Arena *a, int level, uint64_t n, size_t width, Str *out_hashes)
{
        LogHashes row;
        Status s = log_tile_get(ctx, a, level, (int64_t)n, &row);

        if (s == NOT_FOUND && width < MERKLE_TILE_HASHES)
                s = log_edge_get(ctx, a, level, &row);
        if (s == OK)
                *out_hashes = (Str){row.hashes.at, row.hashes.len < width * HASH_BYTES
                                                           ? row.hashes.len
                                                           : width * HASH_BYTES};
        return s;
}

/* What the store's own head says must be what was signed. */
static Status check_head(Db *db, Status s, VerifyReport *out)
{
        Arena a = arena_make(MIB);
        int64_t size = 0;
        Hash root;
        Status head = record_head(db, &a, &size, &root);

        arena_free(&a);
        if (s == NOT_FOUND && head == OK && size == 0) {
                snprintf(out->words, sizeof out->words, _("the record is empty"));
                return OK;
        }
        if ((s != OK && s != NOT_FOUND) || head == RETRY || head == UPSTREAM)
                return s == OK || s == NOT_FOUND ? head : s;
        if (s == OK && head == OK && (uint64_t)size == out->size && hash_eq(&root, &out->root))
                return OK;
        out->wrong_n++;
        if (s == NOT_FOUND)
                snprintf(out->words, sizeof out->words,
                         _("checkpoint: it is missing, and there are %lld entries"),
                         (long long)size);
        else
                snprintf(out->words, sizeof out->words,
                         _("log_head: it says %lld entries, the checkpoint says %llu, or their "
                           "roots differ"),
                         (long long)size, (unsigned long long)out->size);
        return INVALID;
}

Status verify_snapshot(Db *db, Str key, VerifyReport *out)
{
        VerifySource source = {.ctx = db,
                               .checkpoint = store_checkpoint,
                               .entries = store_entries,
                               .tile = store_tile};

        return check_head(db, verify_log(&source, key, out), out);
}

Status verify_store(Db *db, Str key, VerifyReport *out)
{
        Status s;

        *out = (VerifyReport){.first_wrong = -1};
        TRY(db_snapshot_begin(db));
        s = verify_snapshot(db, key, out);
        db_snapshot_end(db);
        return s;
}

/* --- files below a folder or an address: both have the same names */

typedef struct Files Files;
struct Files {
        Str base; /* without last slash */
        Fetch *fetch;
        Status (*get)(Files *f, Arena *a, Str name, size_t bytes_max, Str *out);
        char fault[FETCH_FAULT_BYTES];
};

static Status folder_get(Files *f, Arena *a, Str name, size_t bytes_max, Str *out)
{
        Str path = str_fmt(a, "%.*s/%.*s", S_ARG(f->base), S_ARG(name));
        int fd = open(path.at, O_RDONLY | O_CLOEXEC);
        Text t = text_begin(a, bytes_max + 1);
        ssize_t n = 1;

        if (fd < 0) {
                snprintf(f->fault, sizeof f->fault, "%.200s: %s", path.at, strerrordesc_np(errno));
                return errno == ENOENT || errno == ENOTDIR ? NOT_FOUND : BROKEN;
        }
        while (n > 0 && t.len <= bytes_max) {
                size_t want = bytes_max + 1 - t.len < 65536 ? bytes_max + 1 - t.len : 65536;
                char *room = text_room(&t, want);

                n = room ? read(fd, room, want) : -1;
                if (n > 0)
                        text_claim(&t, (size_t)n);
        }
        close(fd);
        if (n < 0)
                return BROKEN;
        if (t.len > bytes_max)
                return TOO_LARGE;
        *out = text_str(&t);
        return OK;
}

static Status server_get(Files *f, Arena *a, Str name, size_t bytes_max, Str *out)
{
        Status s = fetch_get(f->fetch, a, str_fmt(a, "%.*s/%.*s", S_ARG(f->base), S_ARG(name)),
                             bytes_max, out);

        snprintf(f->fault, sizeof f->fault, "%s", fetch_fault(f->fetch));
        return s;
}

static Status files_checkpoint(void *ctx, Arena *a, Str *out_note)
{
        Files *f = ctx;

        return f->get(f, a, S("checkpoint"), CHECKPOINT_BYTES_MAX, out_note);
}

/* A partial tile may be gone once the full one is there; the full one begins with it (C2SP
 * tlog-tiles). */
static Status files_part(Files *f, Arena *a, TilePath path, size_t bytes_max, bool *is_cut,
                         Str *out)
{
        Status s = f->get(f, a, tile_path_write(a, path), bytes_max, out);

        *is_cut = false;
        if (s != NOT_FOUND || path.width == MERKLE_TILE_HASHES)
                return s;
        path.width = MERKLE_TILE_HASHES;
        *is_cut = true;
        return f->get(f, a, tile_path_write(a, path), bytes_max, out);
}

static Status files_entries(void *ctx, Arena *a, uint64_t n, size_t width, Str *out_bundle)
{
        TilePath path = {.kind = TILE_ENTRIES, .n = n, .width = width};
        bool is_cut;

        TRY(files_part(ctx, a, path, TILE_BUNDLE_BYTES_MAX, &is_cut, out_bundle));
        return is_cut ? cut_bundle(*out_bundle, width, out_bundle) : OK;
}

static Status files_tile(void *ctx, Arena *a, int level, uint64_t n, size_t width, Str *out_hashes)
{
        TilePath path = {.kind = TILE_HASHES, .level = level, .n = n, .width = width};
        bool is_cut;

        TRY(files_part(ctx, a, path, MERKLE_TILE_HASHES * HASH_BYTES, &is_cut, out_hashes));
        if (is_cut && out_hashes->len > width * HASH_BYTES)
                out_hashes->len = width * HASH_BYTES;
        return OK;
}

static Status verify_files(Files *f, Str key, VerifyReport *out)
{
        VerifySource source = {.ctx = f,
                               .checkpoint = files_checkpoint,
                               .entries = files_entries,
                               .tile = files_tile};
        Status s = verify_log(&source, key, out);

        /* what is not about the log is about the way to it */
        if (s != OK && s != INVALID && f->fault[0])
                snprintf(out->words, sizeof out->words, "%s", f->fault);
        return s;
}

Status verify_folder(Str folder, Str key, VerifyReport *out)
{
        Files f = {.base = folder, .get = folder_get};

        return verify_files(&f, key, out);
}

Status verify_folder_key(Str folder, Arena *a, Str *out_key)
{
        Files f = {.base = folder, .get = folder_get};

        TRY(folder_get(&f, a, S("record.pub"), KEY_FILE_BYTES_MAX, out_key));
        *out_key = str_trim(*out_key);
        return OK;
}

Status verify_server(Str url, Str key, VerifyReport *out)
{
        Files f = {.base = url, .get = server_get};
        Status s = fetch_open(&f.fetch);

        *out = (VerifyReport){.first_wrong = -1};
        if (s == OK)
                s = verify_files(&f, key, out);
        fetch_close(f.fetch);
        return s;
}

Status verify_server_key(Str url, Arena *a, Str *out_key, char out_fault[VERIFY_WORDS_BYTES])
{
        Files f = {.base = url, .get = server_get};
        Status s = fetch_open(&f.fetch);

        if (s == OK)
                s = server_get(&f, a, S("record.pub"), KEY_FILE_BYTES_MAX, out_key);
        if (s == OK)
                *out_key = str_trim(*out_key);
        else
                snprintf(out_fault, VERIFY_WORDS_BYTES, "%.*s/record.pub: %s",
                         (int)(url.len < 200 ? url.len : 200), url.at, f.fault);
        fetch_close(f.fetch);
        return s;
}

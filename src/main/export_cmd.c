/* main/export_cmd: see the header.
 *
 * Every file is written beside its place and renamed. The checkpoint comes last: whoever reads the
 * folder while it is being written finds all that the checkpoint speaks of. A full tile never
 * changes, so an export goes on where the one before it ended. */
#include "main/export_cmd.h"

#include "base/time.h"
#include "base/words.h"
#include "main/verify_cmd.h"
#include "pledge/bundle.h"
#include "record/checkpoint.h"
#include "record/note.h"
#include "record/record.h"
#include "record/tile.h"
#include "record/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] =
        N_("usage: seedbed export [--data DIR] [--store URL] WHAT…\n"
           "\n"
           "  --tiles DIR            the log as C2SP tiles: checkpoint, tile/…, tile/entries/…\n"
           "  --all                  with --tiles: write again what an earlier export wrote\n"
           "  --backup FILE          a whole copy of a SQLite store, made while it is in use\n"
           "  --bundle PLEDGE FILE   the evidence of a pledge; in gzip when FILE ends in .gz\n");

typedef struct {
        Arena *a;
        Str data, store_url, tiles, backup, pledge, bundle;
        bool all;
        Store *store;
        Db *db;
        Str key;
        int64_t files;
        char fault[512];
} Export;

static Status fault_at(Export *x, const char *path)
{
        snprintf(x->fault, sizeof x->fault, "%.300s: %s", path, strerrordesc_np(errno));
        return BROKEN;
}

/* --- files */

static Status folders_make(Export *x, Str path)
{
        char *name = str_z(x->a, path);

        for (char *p = name + 1; *p; p++) {
                if (*p != '/')
                        continue;
                *p = '\0';
                if (mkdir(name, 0755) != 0 && errno != EEXIST)
                        return fault_at(x, name);
                *p = '/';
        }
        return OK;
}

static Status bytes_write(int fd, Str bytes)
{
        while (bytes.len) {
                ssize_t n = write(fd, bytes.at, bytes.len);

                if (n <= 0)
                        return BROKEN;
                bytes = str_skip(bytes, (size_t)n);
        }
        return OK;
}

static Status file_put(Export *x, Str name, Str bytes, bool is_synced)
{
        Str path = str_fmt(x->a, "%.*s/%.*s", S_ARG(x->tiles), S_ARG(name)),
            part = str_fmt(x->a, "%s.part", path.at);
        int fd = open(part.at, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        bool good;

        if (fd < 0 && errno == ENOENT) {
                TRY(folders_make(x, path));
                fd = open(part.at, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        }
        if (fd < 0)
                return fault_at(x, part.at);
        good = bytes_write(fd, bytes) == OK && (!is_synced || fsync(fd) == 0);
        good &= close(fd) == 0;
        if (!good || rename(part.at, path.at) != 0)
                return fault_at(x, path.at);
        x->files++;
        return OK;
}

/* --- tiles */

static Status put_hashes(Export *x, const MerkleTiles *tiles, TilePath path)
{
        Hash hashes[MERKLE_TILE_HASHES];

        TRY(tiles->read(tiles->ctx, path.level, path.n, hashes, path.width));
        return file_put(x, tile_path_write(x->a, path),
                        (Str){(const char *)hashes, path.width * HASH_BYTES}, false);
}

static Status put_entries(Export *x, TilePath path)
{
        Text t = text_begin(x->a, TILE_BUNDLE_BYTES_MAX);
        int64_t from = (int64_t)(path.n * MERKLE_TILE_HASHES);
        Str leaves[MERKLE_TILE_HASHES];

        TRY(record_leaves(x->db, x->a, from, from + (int64_t)path.width, leaves));
        for (size_t i = 0; i < path.width; i++)
                TRY(tile_bundle_add(&t, leaves[i]));
        return file_put(x, tile_path_write(x->a, path), text_str(&t), false);
}

static Status put_tiles(Export *x, uint64_t done, uint64_t size)
{
        MerkleTiles tiles = record_tiles(x->db);

        for (int level = -1; level < MERKLE_LEVELS; level++) { /* -1: the entries */
                int of = level < 0 ? 0 : level;
                uint64_t n = of + 1 < MERKLE_LEVELS ? done >> (MERKLE_TILE_BITS * (of + 1)) : 0;

                for (size_t width; (width = tile_width(of, n, size)) > 0; n++) {
                        TilePath path = {.kind = level < 0 ? TILE_ENTRIES : TILE_HASHES,
                                         .level = of,
                                         .n = n,
                                         .width = width};
                        ArenaMark mark = arena_mark(x->a);
                        Status s = level < 0 ? put_entries(x, path) : put_hashes(x, &tiles, path);

                        arena_rewind(x->a, mark);
                        TRY(s);
                }
        }
        return OK;
}

/* How far an earlier export of the same log came; 0 when there is none. */
static uint64_t done_before(Export *x, uint64_t size)
{
        char text[CHECKPOINT_BYTES_MAX];
        int fd = open(str_fmt(x->a, "%.*s/checkpoint", S_ARG(x->tiles)).at, O_RDONLY | O_CLOEXEC);
        ssize_t n = fd >= 0 ? read(fd, text, sizeof text) : -1;
        NoteVerifier verifier;
        Checkpoint c;
        Str body;

        if (fd >= 0)
                close(fd);
        if (x->all || n <= 0 || note_verifier_parse(x->a, x->key, &verifier) != OK ||
            note_verify(x->a, (Str){text, (size_t)n}, &verifier, 1, &body) != OK ||
            checkpoint_parse(x->a, body, &c) != OK)
                return 0;
        return c.size <= size ? c.size : 0;
}

static Status export_in_snapshot(Export *x)
{
        int64_t size;
        Str note;
        Status s = record_checkpoint(x->db, x->a, &size, &note);
        int fd;

        if (s == NOT_FOUND)
                snprintf(x->fault, sizeof x->fault,
                         _("the record is empty: there is nothing to export yet"));
        TRY(s);
        TRY(folders_make(x, str_fmt(x->a, "%.*s/", S_ARG(x->tiles))));
        TRY(put_tiles(x, done_before(x, (uint64_t)size), (uint64_t)size));
        if (x->key.len)
                TRY(file_put(x, S("record.pub"), str_fmt(x->a, "%.*s\n", S_ARG(x->key)), false));
        fd = open(str_z(x->a, x->tiles), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0 || syncfs(fd) != 0) /* the tiles before the checkpoint that speaks of them */
                s = fault_at(x, "syncfs");
        if (fd >= 0)
                close(fd);
        TRY(s);
        TRY(file_put(x, S("checkpoint"), note, true));
        printf(_("%lld entries, %lld files written below %.*s\n"), (long long)size,
               (long long)x->files, S_ARG(x->tiles));
        return OK;
}

static Status export_tiles(Export *x)
{
        Status s;

        TRY(db_snapshot_begin(x->db));
        s = export_in_snapshot(x);
        db_snapshot_end(x->db);
        return s;
}

/* --- backup and bundle */

static Status export_backup(Export *x)
{
        Str part = str_fmt(x->a, "%.*s.part", S_ARG(x->backup));
        char words[STORE_FAULT_BYTES] = "";
        int fd = open(part.at, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                      0600); /* it holds personal data */
        Status s = fd < 0 ? fault_at(x, part.at) : store_backup(x->store, part, words);

        if (words[0])
                snprintf(x->fault, sizeof x->fault, "%s", words);
        if (s == OK && fsync(fd) != 0)
                s = fault_at(x, part.at);
        if (fd >= 0)
                close(fd);
        if (s == OK && rename(part.at, str_z(x->a, x->backup)) != 0)
                s = fault_at(x, part.at);
        if (s != OK) {
                unlink(part.at);
                return s;
        }
        printf(_("%.*s: a whole copy of the store. It does not hold the record's signing key: keep "
                 "%.*s/record.key (secret),\n"
                 "%.*s/record.pub and %.*s/seedbed.conf beside it, in a safe place.\n"),
               S_ARG(x->backup), S_ARG(x->data), S_ARG(x->data), S_ARG(x->data));
        return OK;
}

static Status export_bundle(Export *x)
{
        BundleAsk ask = {.pledge = x->pledge,
                         .key = x->key,
                         .now_us = time_now_us(),
                         .is_gzip = str_ends(x->bundle, S(".gz"))};
        Str part = str_fmt(x->a, "%.*s.part", S_ARG(x->bundle));
        FILE *f = fopen(part.at, "wb");
        int64_t entries = 0;
        Status s = f ? bundle_write(x->db, x->a, &ask, bundle_sink_file(f), &entries)
                     : fault_at(x, part.at);

        if (s == NOT_FOUND)
                snprintf(x->fault, sizeof x->fault,
                         _("there is no pledge %.*s, or its metric is still being counted"),
                         S_ARG(x->pledge));
        if (f && s == OK && (fflush(f) != 0 || fsync(fileno(f)) != 0))
                s = fault_at(x, part.at);
        if (f && fclose(f) != 0 && s == OK)
                s = fault_at(x, part.at);
        if (s == OK && rename(part.at, str_z(x->a, x->bundle)) != 0)
                s = fault_at(x, part.at);
        if (s != OK) {
                unlink(part.at);
                return s;
        }
        printf(_("%.*s: %lld entries with their proofs. `seedbed verify %.*s` checks them.\n"),
               S_ARG(x->bundle), (long long)entries, S_ARG(x->bundle));
        return OK;
}

/* --- the command */

static Status parse(Export *x, int argc, char **argv)
{
        for (int i = 1; i < argc; i++) {
                Str word = str_from(argv[i]);
                int left = argc - 1 - i;

                if (str_is(word, "--all")) {
                        x->all = true;
                } else if (str_is(word, "--data") && left >= 1) {
                        x->data = str_from(argv[++i]);
                } else if (str_is(word, "--store") && left >= 1) {
                        x->store_url = str_from(argv[++i]);
                } else if (str_is(word, "--tiles") && left >= 1) {
                        x->tiles = str_from(argv[++i]);
                } else if (str_is(word, "--backup") && left >= 1) {
                        x->backup = str_from(argv[++i]);
                } else if (str_is(word, "--bundle") && left >= 2) {
                        x->pledge = str_from(argv[++i]);
                        x->bundle = str_from(argv[++i]);
                } else {
                        return INVALID;
                }
        }
        return x->tiles.len || x->backup.len || x->bundle.len ? OK : INVALID;
}

static Status run(Export *x)
{
        TRY(command_store_open(x->a, x->data, x->store_url, &x->store, x->fault));
        TRY(store_reader(x->store, &x->db));
        if (verify_folder_key(x->data, x->a, &x->key) != OK) {
                snprintf(x->fault, sizeof x->fault, _("%.*s/record.pub can not be read"),
                         S_ARG(x->data));
                return NOT_FOUND;
        }
        if (x->tiles.len)
                TRY(export_tiles(x));
        if (x->backup.len)
                TRY(export_backup(x));
        return x->bundle.len ? export_bundle(x) : OK;
}

int export_command(int argc, char **argv)
{
        Arena a = arena_make(256 * MIB);
        Export x = {.a = &a, .data = S("data")};
        Status s;

        if (argc == 2 && (str_is(str_from(argv[1]), "--help") || str_is(str_from(argv[1]), "-h"))) {
                fputs(_(usage), stdout);
                return 0;
        }
        if (parse(&x, argc, argv) != OK) {
                fputs(_(usage), stderr);
                return 2;
        }
        s = run(&x);
        if (s != OK)
                fprintf(stderr, _("seedbed: export: %s\n"), x.fault[0] ? x.fault : status_name(s));
        store_reader_close(x.db);
        store_close(x.store);
        arena_free(&a);
        return s == OK ? 0 : s == NOT_FOUND ? 3 : 1;
}

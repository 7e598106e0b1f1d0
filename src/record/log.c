/* record/log: gathering entries, and writing them just before the transaction commits.
 *
 * The edge of the tree stays in memory between transactions; it is read again whenever the log's
 * head is not where this process left it (another node or the command line wrote, or a transaction
 * failed), and then those who watch forget what they know, too. */
#include "record/record.h"

#include "base/time.h"
#include "base/words.h"
#include "record/checkpoint.h"
#include "record/log.sql.h"
#include "record/note.h"
#include "record/tile.h"

#include <assert.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Bytes of leaves in one transaction. */
#define PENDING_BYTES_MAX (256 * MIB)

struct Record {
        Arena keys; /* what the signer's texts stand in */
        NoteSigner signer;
        char origin[RECORD_ORIGIN_CHARS_MAX + 1];
        char verifier_key[RECORD_KEY_CHARS_MAX];
        MerkleEdge edge;
        bool edge_is_read;
        int64_t size; /* at the beginning of the transaction */
        SealedEntry *pending;
        size_t pending_n, pending_room;
        size_t pending_bytes;
        bool level_changed[MERKLE_LEVELS];
        RecordWatch watches[RECORD_WATCHES_MAX];
        size_t watches_n;
        _Atomic int64_t size_seen;
        Memo *memo; /* for proofs, of all threads */
};

static Status key_read(Record *r, Str folder, char fault[STORE_FAULT_BYTES])
{
        Arena a = arena_make(MIB);
        char text[RECORD_KEY_CHARS_MAX + 1] = {0};
        int fd = open(str_fmt(&a, "%.*s/record.key", S_ARG(folder)).at, O_RDONLY | O_CLOEXEC);
        ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
        Status s = n > 0 ? note_signer_parse(&r->keys, str_trim((Str){text, (size_t)n}), &r->signer)
                         : NOT_FOUND;

        if (fd >= 0)
                close(fd);
        if (s != OK)
                snprintf(fault, STORE_FAULT_BYTES, "%.*s/record.key: %s", S_ARG(folder),
                         s == NOT_FOUND ? _("can not be read") : _("is not a signing key"));
        secret_wipe(text, sizeof text);
        arena_free(&a);
        return s;
}

static Status file_make(Str path, Str text, unsigned mode, char fault[STORE_FAULT_BYTES])
{
        char name[4096];
        int fd;
        bool good;

        snprintf(name, sizeof name, "%.*s", S_ARG(path));
        fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        good = fd >= 0 && write(fd, text.at, text.len) == (ssize_t)text.len && fsync(fd) == 0;
        if (fd >= 0 && close(fd) != 0)
                good = false;
        if (!good)
                snprintf(fault, STORE_FAULT_BYTES, _("%.180s can not be written: %m"), name);
        return good ? OK : BROKEN;
}

static Status key_make(Record *r, Str folder, Str origin, char fault[STORE_FAULT_BYTES])
{
        Arena a = arena_make(MIB);
        unsigned char seed[NOTE_SEED_BYTES];
        Str secret, public;
        Status s;

        random_fill(seed, sizeof seed);
        s = note_signer_make(&r->keys, origin, seed, &r->signer);
        secret_wipe(seed, sizeof seed);
        if (s == OK) {
                secret = note_signer_text(&a, &r->signer);
                public = note_verifier_text(&a, &r->signer.verifier);
                secret = str_fmt(&a, "%.*s\n", S_ARG(secret));
                public = str_fmt(&a, "%.*s\n", S_ARG(public));
                s = file_make(str_fmt(&a, "%.*s/record.key", S_ARG(folder)), secret, 0600, fault);
                if (s == OK)
                        s = file_make(str_fmt(&a, "%.*s/record.pub", S_ARG(folder)), public, 0644,
                                      fault);
        } else {
                snprintf(fault, STORE_FAULT_BYTES, _("«%.*s» can not be the name of a record"),
                         S_ARG(origin));
        }
        arena_free(&a);
        return s;
}

Status record_open(Str folder, Str origin, bool create, Record **out,
                   char out_fault[STORE_FAULT_BYTES])
{
        Record *r = calloc(1, sizeof *r);
        Arena a = arena_make(MIB);
        Status s;

        if (!r)
                return BROKEN;
        r->keys = arena_make(MIB);
        r->memo = memo_open();
        s = create ? key_make(r, folder, origin, out_fault) : key_read(r, folder, out_fault);
        if (s == OK) {
                Str key = note_verifier_text(&a, &r->signer.verifier);

                snprintf(r->origin, sizeof r->origin, "%.*s", S_ARG(r->signer.verifier.name));
                snprintf(r->verifier_key, sizeof r->verifier_key, "%.*s", S_ARG(key));
                *out = r;
        } else {
                record_close(r);
        }
        arena_free(&a);
        return s;
}

void record_close(Record *r)
{
        if (!r)
                return;
        note_signer_wipe(&r->signer);
        arena_free(&r->keys);
        free(r->pending);
        memo_close(r->memo);
        free(r);
}

void record_watch(Record *r, RecordWatch watch)
{
        assert(r->watches_n < RECORD_WATCHES_MAX);
        r->watches[r->watches_n++] = watch;
}

Str record_verifier_key(const Record *r)
{
        return str_from(r->verifier_key);
}

Str record_origin(const Record *r)
{
        return str_from(r->origin);
}

MerkleTiles record_tiles_kept(const Record *r, Db *db)
{
        MerkleTiles tiles = record_tiles(db);

        tiles.memo = r->memo;
        return tiles;
}

int64_t record_size_seen(const Record *r)
{
        return atomic_load_explicit(&r->size_seen, memory_order_acquire);
}

void record_size_note(Record *r, int64_t size)
{
        int64_t seen = atomic_load(&r->size_seen);

        while (size > seen && !atomic_compare_exchange_weak(&r->size_seen, &seen, size))
                ;
}

/* The edge as the store has it. */
static Status edge_read(Record *r, Db *db, int64_t size)
{
        Arena a = arena_make(MIB);
        Status s = OK;

        memset(&r->edge, 0, sizeof r->edge);
        r->edge.size = (uint64_t)size;
        for (int level = 0; level < MERKLE_LEVELS && s == OK; level++) {
                size_t want = merkle_edge_count(&r->edge, level);
                LogHashes row;

                if (!want)
                        continue;
                s = log_edge_get(db, &a, level, &row);
                if (s == OK && row.hashes.len < want * HASH_BYTES)
                        s = BROKEN;
                if (s == OK)
                        memcpy(r->edge.tile[level], row.hashes.at, want * HASH_BYTES);
        }
        arena_free(&a);
        r->edge_is_read = s == OK;
        return s == NOT_FOUND ? BROKEN : s;
}

static void tell_after(Record *r, bool is_committed)
{
        for (size_t k = 0; k < r->watches_n; k++)
                if (r->watches[k].after)
                        r->watches[k].after(r->watches[k].ctx, is_committed);
}

static Status part_begin(void *ctx, Db *db)
{
        Record *r = ctx;
        Arena a = arena_make(64 * KIB);
        LogHead head = {0};
        Status s = log_head_lock(db, &a, &head);

        if (s == NOT_FOUND) { /* the first transaction of all; two nodes may be at it */
                Hash empty = merkle_empty();

                s = log_head_begin(db, hash_str(&empty), time_now_us());
                if (s == OK)
                        s = log_head_lock(db, &a, &head);
        }
        arena_free(&a);
        TRY(s);
        r->pending_n = 0;
        r->pending_bytes = 0;
        r->size = head.size;
        if (!r->edge_is_read || r->edge.size != (uint64_t)head.size) {
                tell_after(r, false);
                TRY(edge_read(r, db, head.size));
        }
        return OK;
}

static size_t part_mark(void *ctx)
{
        const Record *r = ctx;

        for (size_t k = 0; k < r->watches_n; k++)
                if (r->watches[k].mark)
                        r->watches[k].mark(r->watches[k].ctx);
        return r->pending_n;
}

static void part_rewind(void *ctx, size_t mark)
{
        Record *r = ctx;

        while (r->pending_n > mark)
                r->pending_bytes -= r->pending[--r->pending_n].leaf.len;
        for (size_t k = 0; k < r->watches_n; k++)
                if (r->watches[k].rewind)
                        r->watches[k].rewind(r->watches[k].ctx);
}

void *record_follower(Db *db, const char *name)
{
        const Record *r = db_part(db);

        for (size_t k = 0; r && k < r->watches_n; k++)
                if (r->watches[k].name && strcmp(r->watches[k].name, name) == 0)
                        return r->watches[k].ctx;
        return NULL;
}

Status record_append(Db *db, const SealedEntry *sealed, int64_t *out_position)
{
        Record *r = db_part(db);

        assert(r != NULL); /* appending is the writer's business */
        if (r->pending_bytes + sealed->leaf.len > PENDING_BYTES_MAX)
                return TOO_LARGE;
        if (r->pending_n == r->pending_room) {
                size_t room = r->pending_room ? r->pending_room * 2 : 256;
                SealedEntry *grown = realloc(r->pending, room * sizeof *grown);

                if (!grown)
                        return TOO_LARGE;
                r->pending = grown;
                r->pending_room = room;
        }
        r->pending_bytes += sealed->leaf.len;
        r->pending[r->pending_n] = *sealed;
        if (out_position)
                *out_position = r->size + (int64_t)r->pending_n;
        r->pending_n++;
        return OK;
}

Status record_tell(Db *db, Arena *a, Entry *e, int64_t *out_position)
{
        SealedEntry sealed;

        TRY(record_seal(a, record_entry_keep(a, e), &sealed));
        return record_append(db, &sealed, out_position);
}

Status record_entry_written(Db *db, Arena *a, int64_t position, Entry *out)
{
        const Record *r = db_part(db);
        Str leaf;

        assert(r != NULL);
        if (position >= r->size + (int64_t)r->pending_n)
                return NOT_FOUND;
        if (position >= r->size)
                return record_unseal(a, r->pending[position - r->size].leaf, out);
        TRY(record_leaf(db, a, position, &leaf));
        return record_unseal(a, leaf, out);
}

typedef struct {
        Record *r;
        Db *db;
} Fill;

static Status tile_full(void *ctx, int level, uint64_t n, const Hash tile[MERKLE_TILE_HASHES])
{
        Fill *f = ctx;

        f->r->level_changed[level] = true;
        if (level + 1 < MERKLE_LEVELS)
                f->r->level_changed[level + 1] = true;
        return log_tile_add(f->db, level, (int64_t)n,
                            (Str){(const char *)tile, MERKLE_TILE_HASHES * HASH_BYTES});
}

static Status write_tiles(Record *r, Db *db)
{
        Fill fill = {r, db};

        memset(r->level_changed, 0, sizeof r->level_changed);
        r->level_changed[0] = true;
        r->edge_is_read = false; /* until the transaction is committed */
        for (size_t i = 0; i < r->pending_n; i++)
                TRY(merkle_append(&r->edge, &r->pending[i].hash, tile_full, &fill));
        for (int level = 0; level < MERKLE_LEVELS; level++)
                if (r->level_changed[level])
                        TRY(log_edge_set(db, level,
                                         (Str){(const char *)r->edge.tile[level],
                                               merkle_edge_count(&r->edge, level) * HASH_BYTES}));
        return OK;
}

/* Whole bundles go to their table; what is left over waits in log_leaf. */
static Status write_leaves(Record *r, Db *db, Arena *a)
{
        int64_t first = r->size - r->size % 256, end = r->size + (int64_t)r->pending_n;
        int64_t whole_end = end - end % 256, tail_from = r->size;
        ArenaMark mark = arena_mark(a);
        LogLeafAdd *rows;

        for (int64_t n = first; n < whole_end; n += 256) {
                Text t = text_begin(a, TILE_BUNDLE_BYTES_MAX);
                size_t bytes = 0;

                arena_rewind(a, mark);
                for (int64_t i = n < r->size ? r->size : n; i < n + 256; i++)
                        bytes += 2 + r->pending[i - r->size].leaf.len;
                text_room(&t, bytes); /* at once, and not by doubling */
                if (n < r->size) {
                        LogLeafList tail;

                        TRY(log_leaf_tail(db, a, n, &tail));
                        if ((int64_t)tail.n != r->size - n)
                                return BROKEN;
                        for (size_t i = 0; i < tail.n; i++)
                                TRY(tile_bundle_add(&t, tail.at[i].leaf));
                        TRY(log_leaf_clear(db, r->size));
                }
                for (int64_t i = n < r->size ? r->size : n; i < n + 256; i++)
                        TRY(tile_bundle_add(&t, r->pending[i - r->size].leaf));
                TRY(log_bundle_add(db, n / 256, text_str(&t)));
        }
        if (whole_end > tail_from)
                tail_from = whole_end;
        rows = arena_new(a, LogLeafAdd, (size_t)(end - tail_from) + 1);
        for (int64_t i = tail_from; i < end; i++)
                rows[i - tail_from] = (LogLeafAdd){i, r->pending[i - r->size].leaf};
        return log_leaf_add(db, rows, (size_t)(end - tail_from));
}

static Status write_head(Record *r, Db *db, Arena *a)
{
        int64_t now = time_now_us();
        Hash root = merkle_edge_root(&r->edge);
        Checkpoint c = {.origin = str_from(r->origin), .size = r->edge.size, .root = root};
        Str text, note;

        TRY(checkpoint_write(a, &c, &text));
        TRY(note_sign(a, text, &r->signer, 1, &note));
        TRY(log_head_set(db, (int64_t)r->edge.size, hash_str(&root), now));
        return log_checkpoint_add(db, (int64_t)r->edge.size, now, note);
}

static Status write_subjects(Record *r, Db *db, Arena *a)
{
        LogSubjectAdd *rows = arena_new(a, LogSubjectAdd, r->pending_n);
        size_t n = 0;

        for (size_t i = 0; i < r->pending_n; i++)
                if (r->pending[i].entry->subject)
                        rows[n++] =
                                (LogSubjectAdd){r->pending[i].entry->subject, r->size + (int64_t)i};
        return log_subject_add(db, rows, n);
}

static Status write_all(Record *r, Db *db, Arena *a)
{
        TRY(write_subjects(r, db, a));
        for (size_t i = 0; i < r->pending_n; i++) {
                const Entry *e = r->pending[i].entry;

                for (size_t k = 0; k < r->watches_n; k++)
                        TRY(r->watches[k].entry(r->watches[k].ctx, db, e, r->size + (int64_t)i));
        }
        for (size_t k = 0; k < r->watches_n; k++)
                if (r->watches[k].flush)
                        TRY(r->watches[k].flush(r->watches[k].ctx, db,
                                                r->size + (int64_t)r->pending_n));
        TRY(write_tiles(r, db));
        TRY(write_leaves(r, db, a));
        return write_head(r, db, a);
}

static Status write_pending(Record *r, Db *db)
{
        Arena a = arena_make(64 * MIB);
        jmp_buf trap;
        Status s;

        a.trap = &trap;
        if (setjmp(trap))
                s = TOO_LARGE;
        else
                s = write_all(r, db, &a);
        arena_free(&a);
        return s;
}

static Status part_before_commit(void *ctx, Db *db)
{
        Record *r = ctx;

        for (size_t k = 0; k < r->watches_n; k++)
                if (r->watches[k].gather)
                        TRY(r->watches[k].gather(r->watches[k].ctx, db));
        if (r->pending_n)
                TRY(write_pending(r, db));
        for (size_t k = 0; k < r->watches_n; k++)
                if (r->watches[k].settle)
                        TRY(r->watches[k].settle(r->watches[k].ctx, db));
        return OK;
}

void record_touch(Db *db, Id party, Id thing)
{
        const Record *r = db_part(db);

        for (size_t k = 0; r && k < r->watches_n; k++)
                if (r->watches[k].touch)
                        r->watches[k].touch(r->watches[k].ctx, party, thing);
}

static void part_after(void *ctx, bool is_committed)
{
        Record *r = ctx;

        tell_after(r, is_committed);
        if (is_committed && r->pending_n) {
                r->edge_is_read = true;
                record_size_note(r, (int64_t)r->edge.size);
        } else if (is_committed) {
                record_size_note(r, r->size);
        }
        if (!is_committed)
                r->edge_is_read = false;
        r->pending_n = 0;
}

StorePart record_part(Record *r)
{
        return (StorePart){.ctx = r,
                           .begin = part_begin,
                           .mark = part_mark,
                           .rewind = part_rewind,
                           .before_commit = part_before_commit,
                           .after = part_after};
}

/* record/read: leaves, tiles and checkpoints, through any connection. */
#include "record/record.h"

#include "record/log.sql.h"
#include "record/tile.h"

#include <string.h>

Status record_head(Db *db, Arena *a, int64_t *out_size, Hash *out_root)
{
        LogHead head;
        Status s = log_head_get(db, a, &head);

        if (s == NOT_FOUND) {
                *out_size = 0;
                *out_root = merkle_empty();
                return OK;
        }
        TRY(s);
        if (head.root.len != HASH_BYTES)
                return BROKEN;
        *out_size = head.size;
        memcpy(out_root->b, head.root.at, HASH_BYTES);
        return OK;
}

Status record_leaves(Db *db, Arena *a, int64_t from, int64_t end, Str *out)
{
        LogBundle bundle;
        LogLeafList tail;
        Status s;

        if (from < 0 || end < from || end - from > 256 ||
            (end > from && from / 256 != (end - 1) / 256))
                return INVALID;
        s = log_bundle_get(db, a, from / 256, &bundle);
        if (s == OK) {
                Str leaves[MERKLE_TILE_HASHES];
                size_t n;

                TRY(tile_bundle_parse(bundle.leaves, leaves, &n) == OK ? OK : BROKEN);
                if (n != MERKLE_TILE_HASHES)
                        return BROKEN;
                memcpy(out, leaves + from % 256, (size_t)(end - from) * sizeof(Str));
                return OK;
        }
        if (s != NOT_FOUND)
                return s;
        TRY(log_leaf_tail(db, a, from, &tail));
        if ((int64_t)tail.n < end - from)
                return NOT_FOUND;
        for (int64_t i = 0; i < end - from; i++) {
                if (tail.at[i].position != from + i)
                        return BROKEN;
                out[i] = tail.at[i].leaf;
        }
        return OK;
}

Status record_leaf(Db *db, Arena *a, int64_t position, Str *out)
{
        return record_leaves(db, a, position, position + 1, out);
}

Status record_checkpoint(Db *db, Arena *a, int64_t *out_size, Str *out_note)
{
        LogCheckpoint row;

        TRY(log_checkpoint_last(db, a, &row));
        *out_size = row.size;
        *out_note = row.note;
        return OK;
}

Status record_checkpoint_covering(Db *db, Arena *a, int64_t position, int64_t *out_size,
                                  Str *out_note)
{
        LogCheckpoint row;

        TRY(log_checkpoint_covering(db, a, position, &row));
        *out_size = row.size;
        *out_note = row.note;
        return OK;
}

static Status tile_read(void *ctx, int level, uint64_t n, Hash out[MERKLE_TILE_HASHES], size_t want)
{
        Arena a = arena_make(MIB);
        LogHashes row;
        Status s = log_tile_get(ctx, &a, level, (int64_t)n, &row);

        if (s == NOT_FOUND)
                s = log_edge_get(ctx, &a, level, &row);
        if (s == OK && row.hashes.len < want * HASH_BYTES)
                s = BROKEN;
        if (s == OK)
                memcpy(out, row.hashes.at, want * HASH_BYTES);
        arena_free(&a);
        return s;
}

MerkleTiles record_tiles(Db *db)
{
        return (MerkleTiles){.read = tile_read, .ctx = db};
}

Status record_positions(Db *db, Arena *a, Id subject, int64_t before, int64_t **out, size_t *out_n)
{
        LogPositionList list;
        int64_t *positions;

        TRY(log_subject_list(db, a, subject, before, &list));
        positions = arena_new(a, int64_t, list.n + 1);
        for (size_t i = 0; i < list.n; i++)
                positions[i] = list.at[i].position;
        *out = positions;
        *out_n = list.n;
        return OK;
}

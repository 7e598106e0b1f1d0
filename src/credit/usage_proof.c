/* credit/usage_proof: an event as the record knows it, and the way from it to its batch's root. */
#include "credit/usage.h"

#include "base/json.h"

#include <assert.h>
#include <endian.h>
#include <string.h>

enum { LEAF_BYTES_MAX = 2048 };

static void write_hash(JsonOut *j, Str key, Arena *a, Str bytes)
{
        Hash h;

        assert(bytes.len == HASH_BYTES);
        memcpy(h.b, bytes.at, HASH_BYTES);
        jout_key(j, key);
        jout_text(j, hash_hex(a, &h));
}

static Hash salt_of(Str batch_salt, uint64_t index)
{
        uint64_t place = htobe64(index);
        HashRun run;

        hash_begin(&run);
        hash_add(&run, batch_salt.at, batch_salt.len);
        hash_add(&run, &place, sizeof place);
        return hash_end(&run);
}

Str usage_leaf_text(Arena *a, const UsageEvent *row, Str salt, uint64_t index)
{
        Text text = text_begin(a, LEAF_BYTES_MAX);
        JsonOut j = jout_begin(&text);
        Hash own = salt_of(salt, index);

        jout_object(&j);
        jout_key(&j, S("account"));
        jout_text(&j, id_text(a, row->account));
        jout_key(&j, S("amount"));
        jout_text(&j, row->amount);
        jout_key(&j, S("at"));
        jout_int(&j, row->at);
        jout_key(&j, S("back"));
        jout_text(&j, row->back);
        write_hash(&j, S("content"), a, row->content);
        jout_key(&j, S("id"));
        jout_text(&j, id_text(a, row->id));
        write_hash(&j, S("key"), a, row->key);
        jout_key(&j, S("quantity"));
        jout_text(&j, row->quantity);
        jout_key(&j, S("replaces"));
        jout_text(&j, id_text(a, row->replaces));
        write_hash(&j, S("salt"), a, hash_str(&own));
        jout_key(&j, S("service"));
        jout_text(&j, row->service);
        jout_object_end(&j);
        assert(!text.overflow);
        return text_str(&text);
}

Hash usage_leaf(Arena *a, const UsageEvent *row, Str salt, uint64_t index)
{
        ArenaMark mark = arena_mark(a);
        Hash leaf = merkle_leaf(usage_leaf_text(a, row, salt, index));

        arena_rewind(a, mark);
        return leaf;
}

/* All events of the batch are hashed again: what is proved is what stands in the store. */
static Status hash_batch(Db *db, Arena *a, const UsageBatchRow *b, Id event, Hash *leaves,
                         UsageProof *out)
{
        Arena page = arena_make(16 * MIB);
        Id after = b->first - 1;
        uint64_t n = 0;
        UsageEventList list;
        Status s;

        do {
                arena_reset(&page);
                s = usage_batch_events(db, &page, b->id, after, b->last, &list);
                for (size_t i = 0; s == OK && i < list.n && n < (uint64_t)b->events; i++, n++) {
                        const UsageEvent *row = &list.at[i];

                        after = row->id;
                        leaves[n] = usage_leaf(&page, row, b->salt, n);
                        if (row->id != event)
                                continue;
                        out->index = n;
                        out->leaf = usage_leaf_text(a, row, b->salt, n);
                }
        } while (s == OK && list.n && n < (uint64_t)b->events);
        arena_free(&page);
        return s == OK && n != (uint64_t)b->events ? BROKEN : s;
}

Status usage_proof(Db *db, Arena *a, const UsageEvent *event, UsageProof *out)
{
        UsageBatchRow b;
        Hash *leaves;

        TRY(usage_batch_get(db, a, event->batch, &b));
        leaves = arena_new(a, Hash, (size_t)b.events + 1);
        *out = (UsageProof){.events = (uint64_t)b.events, .position = b.position};
        TRY(hash_batch(db, a, &b, event->id, leaves, out));
        if (!out->leaf.len)
                return BROKEN;
        out->root = merkle_list_root(leaves, (size_t)b.events);
        out->proof = arena_new(a, Hash, MERKLE_PROOF_MAX);
        out->proof_n = merkle_list_proof(leaves, (size_t)b.events, out->index, out->proof);
        return str_eq(hash_str(&out->root), b.root) ? OK : BROKEN;
}

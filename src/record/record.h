/* record: the append-only log of everything that moved a participant or an amount.
 *
 * An entry's leaf is canonical JSON (RFC 8785); personal values stand in it as salted commitments.
 * Entries are gathered while the jobs of a transaction run and are written, hashed and signed for
 * just before it commits, so an entry and the state it tells of are one transaction. Higher rooms
 * learn what happened by watching. */
#ifndef SEEDBED_RECORD_RECORD_H
#define SEEDBED_RECORD_RECORD_H

#include "base/hash.h"
#include "base/id.h"
#include "record/merkle.h"
#include "store/store.h"

enum {
        RECORD_LEAF_BYTES_MAX = 65535,
        RECORD_FACTS_MAX = 32,
        RECORD_WATCHES_MAX = 12,
        RECORD_KIND_CHARS_MAX = 64
};
enum { RECORD_ORIGIN_CHARS_MAX = 200, RECORD_KEY_CHARS_MAX = 320 };

typedef enum { FACT_TEXT, FACT_INT, FACT_ID } FactKind;

/* One named value in an entry's body. */
typedef struct {
        Str name;
        FactKind kind;
        Str text;
        int64_t value;
} Fact;

/* What happened. Everything it points at lives until the transaction is durable. */
typedef struct {
        int64_t at_us;          /* when it was recorded */
        int64_t on_us;          /* when it happened, or as of when it is told; 0: the same */
        Str kind;               /* "member.joined" */
        Id hub, subject, actor; /* 0: none */
        bool is_first; /* known to be the first that the record tells of its subject; not part of
                          the leaf */
        size_t facts_n;
        Fact facts[RECORD_FACTS_MAX]; /* the last member: an entry that is kept is kept without the
                                         unused ones */
} Entry;

/* An entry with its leaf and that leaf's hash; made on any thread. */
typedef struct {
        const Entry *entry;
        Str leaf;
        Hash hash;
} SealedEntry;

static inline void entry_text(Entry *e, Str name, Str text)
{
        if (e->facts_n < RECORD_FACTS_MAX && text.len)
                e->facts[e->facts_n++] = (Fact){.name = name, .kind = FACT_TEXT, .text = text};
}

static inline void entry_int(Entry *e, Str name, int64_t value)
{
        if (e->facts_n < RECORD_FACTS_MAX)
                e->facts[e->facts_n++] = (Fact){.name = name, .kind = FACT_INT, .value = value};
}

static inline void entry_id(Entry *e, Str name, Id id)
{
        if (e->facts_n < RECORD_FACTS_MAX && id)
                e->facts[e->facts_n++] = (Fact){.name = name, .kind = FACT_ID, .value = id};
}

/* A fact by name, or NULL. */
const Fact *entry_fact(const Entry *e, Str name);
/* Its text, or the empty text. */
Str entry_fact_text(const Entry *e, Str name);
/* Does it say that a party was merged, and which into which? */
bool entry_merged(const Entry *e, Id *out_from, Id *out_into);

/* Sorts the facts, writes the leaf, hashes it. TOO_LARGE past RECORD_LEAF_BYTES_MAX. */
Status record_seal(Arena *a, Entry *e, SealedEntry *out);
/* Reads a leaf back. INVALID when it is not one of ours. */
Status record_unseal(Arena *a, Str leaf, Entry *out);

/* Commitment to a personal value: SHA-256(salt of the value || value), where the salt of the value
 * is SHA-256(salt of the party || field || time). Given as 64 hex digits. Without the party's salt
 * it tells nothing. */
Hash record_value_salt(Str party_salt, Str field, int64_t at_us);
Str record_commit(Arena *a, const Hash *value_salt, Str value);

/* A room that follows the record, on the writer's thread, inside the transaction. */
typedef struct {
        void *ctx;
        const char *name; /* for record_follower; may be NULL */
        Status (*entry)(void *ctx, Db *db, const Entry *e, int64_t position);
        /* May be NULL: a job begins; it failed, and all since it began is undone. For who keeps
         * something of the running transaction in memory. */
        void (*mark)(void *ctx);
        void (*rewind)(void *ctx);
        /* May be NULL: all jobs are done; what it appends is told like any entry. */
        Status (*gather)(void *ctx, Db *db);
        /* All entries of the transaction were told. May be NULL. */
        Status (*flush)(void *ctx, Db *db, int64_t size);
        /* May be NULL: what record_touch is told, whether it is undone later or not. */
        void (*touch)(void *ctx, Id party, Id thing);
        /* May be NULL: before the commit, also when nothing was told. */
        Status (*settle)(void *ctx, Db *db);
        /* Not committed, or another process wrote to the store: forget what is remembered of it.
         * May be NULL. */
        void (*after)(void *ctx, bool is_committed);
} RecordWatch;

typedef struct Record Record;

/* Opens the log of a store. folder holds the signing key (record.key, 0600; made when create) and
 * the public one (record.pub). origin names the log, as in "example.org/record". */
Status record_open(Str folder, Str origin, bool create, Record **out,
                   char out_fault[STORE_FAULT_BYTES]);
void record_close(Record *r);
void record_watch(Record *r, RecordWatch watch);
/* A thing of a party, 0: all of them, is not what it was: told to those who watch, and no entry.
 * Inside a write job. */
void record_touch(Db *db, Id party, Id thing);
/* ctx of the watch with that name; NULL: there is none. Inside a write job. */
void *record_follower(Db *db, const char *name);
/* What the store calls around each transaction. */
StorePart record_part(Record *r);
/* The public key as a signed-note verifier key. */
Str record_verifier_key(const Record *r);
Str record_origin(const Record *r);
/* Size of the log that this process last saw committed. Atomic. */
int64_t record_size_seen(const Record *r);
/* Tells a node of a commit by another. */
void record_size_note(Record *r, int64_t size);

/* Inside a write job: appends, and gives the position the entry has when the transaction commits.
 */
Status record_append(Db *db, const SealedEntry *sealed, int64_t *out_position);
/* A copy that has room for the facts it has, and no more. */
Entry *record_entry_keep(Arena *a, const Entry *e);
/* record_seal and record_append; keeps a copy of the entry, not of what it points at. */
Status record_tell(Db *db, Arena *a, Entry *e, int64_t *out_position);

/* The entry at a position, also one that this very transaction appends; inside a write job. What it
 * points at may live only as long as the transaction. */
Status record_entry_written(Db *db, Arena *a, int64_t position, Entry *out);

/* Reading. */
Status record_head(Db *db, Arena *a, int64_t *out_size, Hash *out_root);
/* NOT_FOUND past the end. */
Status record_leaf(Db *db, Arena *a, int64_t position, Str *out);
/* Leaves from..end of one bundle of 256; end is at most the bundle's end. */
Status record_leaves(Db *db, Arena *a, int64_t from, int64_t end, Str *out);
/* Signed note of the newest checkpoint; of the first that covers a position. */
Status record_checkpoint(Db *db, Arena *a, int64_t *out_size, Str *out_note);
Status record_checkpoint_covering(Db *db, Arena *a, int64_t position, int64_t *out_size,
                                  Str *out_note);
/* Tiles of the log, read through db. */
MerkleTiles record_tiles(Db *db);
/* The same, with the nodes that earlier proofs made in this process; db reads what is committed. */
MerkleTiles record_tiles_kept(const Record *r, Db *db);
/* Positions of the entries that tell of a thing, newest first, at most 100 below before. */
Status record_positions(Db *db, Arena *a, Id subject, int64_t before, int64_t **out, size_t *out_n);

#endif

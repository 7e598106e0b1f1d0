/* web/record_page: the record as anyone may read and verify it: entries, receipts, checkpoint,
 * tiles. */
#ifndef SEEDBED_WEB_RECORD_PAGE_H
#define SEEDBED_WEB_RECORD_PAGE_H

#include "web/cursor.h"

extern const View record_list_view, record_show_view, record_verify_view;
extern const Route record_proof_route, record_receipt_route, record_checkpoint_route,
        record_key_route, record_tile_route;

typedef struct {
        int64_t position, at_us, on_us;
        Str kind;
        Id hub, subject, actor;
        int64_t facts_n;
} RecordLine;
typedef struct {
        const RecordLine *at;
        size_t n;
} RecordLineList;

typedef struct {
        int64_t size;
        Str root_hex, root_base64;
        int64_t checkpoint_at, checkpoint_size; /* 0: none yet */
        Str key, origin;
        RecordLineList entries; /* newest first */
        Cursor page;
} RecordModel;

/* A fact of an entry; link is empty when it leads nowhere. */
typedef struct {
        Str name, value, link;
} RecordFact;
typedef struct {
        const RecordFact *at;
        size_t n;
} RecordFactList;

typedef struct {
        RecordLine entry;
        Str leaf, leaf_hash; /* exact bytes; RFC 6962 hash in hex */
        RecordFactList facts;
        Str subject_link;
        int64_t size, checkpoint_size;
        Str root_hex, root_base64;
} EntryModel;

typedef struct {
        Str key, origin, key_base64; /* verifier key, and the part of it that is the key */
        int64_t size, checkpoint_at;
} VerifyModel;

#endif

/* credit/usage_page: who uses at a hub, and what nobody is known for yet. */
#ifndef SEEDBED_CREDIT_USAGE_PAGE_H
#define SEEDBED_CREDIT_USAGE_PAGE_H

#include "credit/usage.h"
#include "hub/hub.h"
#include "web/cursor.h"

extern const View usage_view, usage_batches_view, usage_batch_view, usage_event_view;
extern const Route usage_post_route;

typedef struct {
        Hub hub;
        bool has_hub, may_set, may_load;
        UsageSubjectLineList subjects;
        Cursor page;
        UsageUnmatchedList unmatched;
        Cursor waiting; /* of unmatched */
} UsageModel;

typedef struct {
        Hub hub;
        bool has_hub;
        UsageBatchLineList batches;
        Cursor page;
} UsageBatchesModel;

typedef struct {
        UsageBatchRow batch;
        Str root;
        UsageEventLineList events;
        Cursor page;
} UsageBatchModel;

typedef struct {
        UsageEvent event;
        Str leaf, root;
        int64_t index, events, position;
        Str proof; /* hashes in hex, a line each, from the leaf up */
} UsageEventModel;

#endif

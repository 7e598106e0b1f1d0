/* pledge/bundle_check: one verification of a bundle, while it goes on; shared by the file that
 * reads it and the one that counts it again, and by nobody else. */
#ifndef SEEDBED_PLEDGE_BUNDLE_CHECK_H
#define SEEDBED_PLEDGE_BUNDLE_CHECK_H

#include "base/json.h"
#include "pledge/bundle.h"
#include "pledge/tally.h"
#include "record/checkpoint.h"

/* Ids with a number each, open addressing; 0 is no id. */
typedef struct {
        Id id;
        int64_t value;
} Slot;

typedef struct {
        Slot *slots;
        size_t room, n;
} Ids;

typedef struct {
        const BundleSource *source;
        BundleReport *report;
        Str key;
        Arena lasting, row;
        Checkpoint checkpoint;
        const Json *header;
        MetricDefinition *metric;
        Id *hubs; /* sorted */
        size_t hubs_n;
        int64_t baseline, start_at, deadline_at, until, last_index;
        int64_t latest_on, latest_index;
        Ids parties; /* that count, with the index of their entry */
        Ids merges;  /* who was merged, into whom */
        bool is_ended;
        char *buffer;
        size_t at, n;
        int64_t line;
} BundleCheck;

/* The first thing that is wrong, at entry index or -1; gives INVALID. */
Status bundle_wrong(BundleCheck *c, int64_t index, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
/* false when the object has no such whole number. */
bool bundle_int(const Json *object, Str key, int64_t *out);
/* For qsort and bsearch over ids. */
int bundle_by_id(const void *x, const void *y);

/* A line after the first: an entry with its proof, or the end. */
Status bundle_entry(BundleCheck *c, Str line);
/* After the last line: the number of all entries, against the claim. */
Status bundle_count(BundleCheck *c);

#endif

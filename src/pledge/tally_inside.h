/* pledge/tally_inside: what the parts of the tally share. */
#ifndef SEEDBED_PLEDGE_TALLY_INSIDE_H
#define SEEDBED_PLEDGE_TALLY_INSIDE_H

#include "pledge/delta.h"
#include "pledge/seen.h"
#include "pledge/tally.h"

enum { METRICS_MAX = 512, ANCESTORS_MAX = 32, HUBS_SLOTS_FIRST = 1024 };
/* Added to a dimension while entries come in: this change is for the scope and all places above it.
 * At the end of the transaction it becomes one change for each of them, so that an entry costs the
 * same at any depth. */
enum { DIM_AND_ABOVE = 16 };

typedef struct {
        Id id;
        const MetricDefinition *def;
} Counted;

/* The metrics that count entries of one kind. */
typedef struct {
        Str kind;
        size_t n;
        uint16_t metric[METRICS_MAX];
} KindMetrics;

typedef struct {
        Id hub;
        size_t n;
        Id ancestor[ANCESTORS_MAX];
} Above;

/* A pledge whose history is kept. value: what it had counted at the last commit that this process
 * made. */
typedef struct {
        PledgeWindow window;
        int64_t from_month, end_month, value, change;
        bool is_known, is_touched;
} Watched;

struct Tally {
        Arena lasting; /* definitions, ancestors */
        Arena entry;   /* what one entry needs */
        Counted metrics[METRICS_MAX];
        size_t metrics_n;
        KindMetrics **kinds;
        size_t kinds_n, kinds_room;
        Above **hubs; /* by hub, open addressing */
        size_t hubs_n, hubs_room;
        Watched *pledges; /* by metric and place */
        size_t pledges_n;
        int64_t live_n; /* metrics that were live when they were loaded */
        bool is_loaded, is_looked, has_merges;
        DeltaTable deltas;
        SeenBuffer seen;
};

/* What one count is broken down by. */
typedef struct {
        int64_t month;
        Str programme, sector;
} Dims;

/* Which pledges follow which numbers. */
Status tally_pledges_load(Tally *t, Db *db);
/* A place and all above it. */
Status tally_above(Tally *t, Db *db, Id hub, const Above **out);
/* Adds to a number and its breakdowns at a scope; reach: 0, or DIM_AND_ABOVE. */
Status tally_scope_add(Tally *t, Id metric, Id scope, const Dims *dims, int64_t n, int reach);
/* Changes that are for all places above become one for each. */
Status tally_spread(Tally *t, Db *db);
/* Writes what the transaction changed, and how the numbers stand at the record's new size. */
Status tally_flush(Tally *t, Db *db, int64_t size);

#endif

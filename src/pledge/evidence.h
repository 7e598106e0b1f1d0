/* pledge/evidence: the rows that stand behind a number, in the order of the record.
 *
 * What was seen is kept for each hub; a place above is its hubs, merged by position. A party that
 * was seen at several of them counts once, at the first; so do parties that turned out to be one.
 * Pages, bundles and numbers as of an earlier entry all read them here. */
#ifndef SEEDBED_PLEDGE_EVIDENCE_H
#define SEEDBED_PLEDGE_EVIDENCE_H

#include "hub/hub.sql.h"
#include "pledge/pledge.sql.h"

enum { EVIDENCE_HUBS_MAX = 10000, EVIDENCE_MONTHS_END = 12 * 9999 };

/* Something that was seen at a hub; or, when hub is 0, a merge: party and into are one from there
 * on. month as time_month counts them. */
typedef struct {
        int64_t position, month;
        Id hub, party, into;
        int64_t value, on_at; /* of figures */
} Evidence;

/* What to read, set by the caller up to the line; then evidence_begin. */
typedef struct {
        Db *db;
        Arena *a;
        Id metric;
        bool is_parties, is_reported, wants_merges;
        HubIdList hubs;                /* of the scope, by id */
        int64_t from, end;             /* positions */
        int64_t from_month, end_month; /* end_month is not among them */
        size_t rows_at_once;           /* that are read of each hub, at most */
        /* --- */
        bool has_merges;
        size_t room, heap_n;
        struct EvidenceStream **heap; /* lowest position first; no stream in it is empty */
} EvidenceWalk;

/* A walk over all of a metric's rows at a place: every position, every month. A reported metric's
 * are those of the place alone, for figures of places are not added up. TOO_LARGE past
 * EVIDENCE_HUBS_MAX places. */
Status evidence_walk(Db *db, Arena *a, const Metric *metric, Id scope, EvidenceWalk *out);
Status evidence_begin(EvidenceWalk *w);
/* The next row, whether it counts or not; NOT_FOUND after the last. */
Status evidence_take(EvidenceWalk *w, Evidence *out);
/* Is it in the months, and the first of its party in the scope, by the merges among the first as_of
 * entries? A merge counts when its parties were seen in the scope. */
Status evidence_counts(const EvidenceWalk *w, const Evidence *e, int64_t as_of, bool *out);
/* Adds what the walk's positions brought to its months, as the tally counts while they are written:
 * what a merge takes off is taken off there. Not for reported metrics. Takes the walk to its end.
 */
Status evidence_count(EvidenceWalk *w, int64_t *io, int64_t *io_rows);

#endif

/* pledge/audit: everything that was counted along the way, counted again from the record alone.
 *
 * The tallies move with every commit and are never read back; here nothing of that is used. The log
 * is verified, then read from its first entry: once for places, merges and memberships, and once
 * for each live metric. A party is called by its last name throughout, so that merging needs no
 * corrections: its first entry in a place counts, whoever it was then. What comes out must be what
 * the tables say. */
#ifndef SEEDBED_PLEDGE_AUDIT_H
#define SEEDBED_PLEDGE_AUDIT_H

#include "base/id.h"
#include "record/verify.h"

enum { AUDIT_DIFFERENCES_MAX = 100 };

typedef enum { AUDIT_NUMBER, AUDIT_MEMBERS, AUDIT_DEFINITION, AUDIT_HISTORY } AuditWhat;

/* One place where table and record disagree. */
typedef struct {
        AuditWhat what;
        Str name;              /* metric; programme; AUDIT_HISTORY: pledge */
        Id scope;              /* place */
        int dim;               /* AUDIT_NUMBER: TALLY_ALL, TALLY_MONTH … */
        Str key;               /* of the dim; stage; AUDIT_HISTORY: size of the record */
        int64_t counted, kept; /* by the record; by the table */
        Str words;             /* AUDIT_DEFINITION */
} AuditDifference;

typedef struct {
        VerifyReport log;
        Status log_status;                              /* what verifying the log gave */
        int64_t entries, metrics, numbers, memberships; /* looked at */
        AuditDifference *differences;                   /* the first AUDIT_DIFFERENCES_MAX */
        size_t differences_n;                           /* of those */
        int64_t differences_all;
} AuditReport;

/* As of one moment; takes a snapshot of db. OK: all agrees. INVALID: the log is wrong or something
 * differs, the report says what; the report's texts stand in the arena. Counting goes on when the
 * log is wrong but can be read. Memory grows with the parties of the largest metric: 32 to 64 bytes
 * for each and each place above it. */
Status audit_run(Db *db, Arena *a, Str key, AuditReport *out);

#endif

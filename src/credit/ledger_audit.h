/* credit/ledger_audit: everything that the ledger says, computed again from its lines.
 *
 * Lines, posts and batches are read once, in their order. Each line must follow from those before
 * it: the balances after it, the lines before it of both accounts, its hold. Each batch must hash
 * to the root that its entry in the record tells. At the end accounts and holds must stand where
 * their lines left them, within their limits, and the sum of every unit must be zero. */
#ifndef SEEDBED_CREDIT_LEDGER_AUDIT_H
#define SEEDBED_CREDIT_LEDGER_AUDIT_H

#include "credit/ledger.h"

enum { LEDGER_AUDIT_UNITS_MAX = 512, LEDGER_FAULT_BYTES = 256 };

typedef struct {
        Str unit;
        int scale;
        __int128 moved; /* sum of all amounts that came in somewhere */
        int64_t accounts;
} LedgerAuditUnit;

typedef struct {
        int64_t lines, posts, batches, accounts, holds, held; /* held: holds that are open */
        LedgerAuditUnit units[LEDGER_AUDIT_UNITS_MAX];
        size_t units_n;
        bool is_whole;
        char fault[LEDGER_FAULT_BYTES]; /* what is wrong first, in words */
} LedgerAudit;

/* Reads through db, as of one moment. OK also when something is wrong: then is_whole is false.
 * with_roots: the leaves are hashed, too. */
Status ledger_audit(Db *db, Arena *a, bool with_roots, LedgerAudit *out);

#endif

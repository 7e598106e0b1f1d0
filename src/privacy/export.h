/* privacy/export: everything that is kept on a person, as one ZIP.
 *
 * JSON files, and the receipts of the record's entries about the person. The deed that asks for it
 * is an entry; whoever did it fetches the file within EXPORT_US. It is written straight to a file
 * without a name, one small file of the archive after another, so memory does not grow with it. One
 * archive holds EXPORT_ENTRIES_MAX entries and EXPORT_MAILS_MAX mails at most; its README says
 * where the next begins. */
#ifndef SEEDBED_PRIVACY_EXPORT_H
#define SEEDBED_PRIVACY_EXPORT_H

#include "action/action.h"

enum { EXPORT_ENTRIES_MAX = 500, EXPORT_MAILS_MAX = 1000, EXPORT_LOOKS_MAX = 5000 };
#define EXPORT_US (900 * (int64_t)1000000)

extern const Action account_export_action, party_export_action;

typedef struct {
        const Record *record;
        Id actor;       /* whose account; with a party: who asks, of whom nothing is told */
        Id party;       /* 0: of the account and the persons that it is */
        bool has_mails; /* with a party: who asks may read mails */
        int64_t now_us;
        Str folder; /* data folder, for files of applications; empty: without their bytes */
        int64_t entries_before; /* INT64_MAX: from the newest entry */
} ExportAsk;

/* Writes the archive; takes a snapshot of db. */
Status export_write(Db *db, const ExportAsk *ask, int fd);

#endif

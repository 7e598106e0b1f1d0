/* apply/keep: what becomes of a party's applications when it is erased, copied or merged. */
#ifndef SEEDBED_APPLY_KEEP_H
#define SEEDBED_APPLY_KEEP_H

#include "apply/apply.h"

/* Everything that was written goes; ids, states, times and hashes stay, for what was counted and
 * proved. Bytes of files go with the next sweep. Inside a write job. */
Status apply_forget_party(Db *db, Id party);
/* An account: where it was at work. For kept_tables. */
Status apply_forget_actor(Db *db, Id actor);
/* Applications follow a merge of parties in the record. */
RecordWatch apply_watch(void);

#endif

/* solution/follow: what becomes of a party's solutions, referrals and outcomes when the party is
 * merged, renamed or erased. */
#ifndef SEEDBED_SOLUTION_FOLLOW_H
#define SEEDBED_SOLUTION_FOLLOW_H

#include "record/record.h"

/* Follows merges, new names and new memberships of parties in the record. ctx is not used. */
RecordWatch solution_watch(void);
/* Erasure of a person: what was written about introductions and outcomes goes, and the salts; ids,
 * kinds and days stay. Inside a write job. */
Status solution_forget(Db *db, Id party);
/* Of an account: what it asked, links that it could answer by. */
Status solution_forget_actor(Db *db, Id actor);

#endif

/* apply/reopen: an application goes back to its people, until a moment. */
#ifndef SEEDBED_APPLY_REOPEN_H
#define SEEDBED_APPLY_REOPEN_H

#include "apply/apply.h"

/* The moment of the deed's field "until", in the round's zone. INVALID with words: none, or it is
 * over, or too far ahead. */
Status reopen_until(Deed *d, const Round *r, int64_t *out);
/* Why it can not be reopened until then; empty: it can. */
Status reopen_bar(Db *db, Arena *a, const Round *r, const Application *x, int64_t until,
                  int64_t now_us, Str *out);
/* Does it, with an entry in the record; what reopen_bar says is the caller's to look at. programme:
 * its slug. Of the deed's arena it takes the entry. */
Status reopen(Deed *d, const Application *x, Str programme, int64_t until, Str reason);

#endif

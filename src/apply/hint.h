/* apply/hint: which applications of a round may be one and the same, or copied.
 *
 * Found in the background after each revision: the same domain of an e-mail address or website, the
 * same registration number, a name or a text that is near the same. A hint says why, and decides
 * nothing: an operator dismisses it, or marks one as a double of the other. */
#ifndef SEEDBED_APPLY_HINT_H
#define SEEDBED_APPLY_HINT_H

#include "apply/apply.h"
#include "apply/hint.sql.h"

enum { HINT_NAME_MIN = 600, HINT_TEXT_MIN = 500, HINTS_OF_ONE_MAX = 40 };

extern const Action application_mark_action, application_dismiss_action;

/* Marks it as a double of the other, with an entry in the record. mark_bar says why it can not be;
 * empty: it can. Of the deed's arena application_marks takes the entry. */
void mark_bar(const Application *x, const Application *other, Str *out);
Status application_marks(Deed *d, const Application *x, const Application *other);

/* Looks at a few revisions that nobody looked at; db is a reader's. *out_more: there are others. */
Status hint_work(Store *st, Db *db, int64_t now_us, bool *out_more);

#endif

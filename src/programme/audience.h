/* programme/audience: a mail to members of a programme, or to those who have a role.
 *
 * It is filled in steps, as many transactions as it takes; it can be released only when all of its
 * mails are held, so what the preview counts is what is sent. */
#ifndef SEEDBED_PROGRAMME_AUDIENCE_H
#define SEEDBED_PROGRAMME_AUDIENCE_H

#include "mail/mail.h"

extern const Action mail_compose_action;

/* The next step of one that is being filled, for the thread that sends mails. NOT_FOUND: there is
 * none. */
Status audience_fill(Store *st, Db *db, Arena *a, int64_t now_us);

#endif

/* credit/grant_warn: a team is told when what it was given comes to its end.
 *
 * When a half, four fifths and all of what it was given at a hub in a unit is used, and two weeks
 * before a grant ends of which something is left: to the owners of its team, once each. What was
 * told is kept in the transaction that puts the mails into the outbox, so neither another node nor
 * a new process tells it again. */
#ifndef SEEDBED_CREDIT_GRANT_WARN_H
#define SEEDBED_CREDIT_GRANT_WARN_H

#include "base/time.h"
#include "mail/mail.h"

#define GRANT_ENDS_SOON_US (14 * DAY_US)

/* What the mail says. */
typedef struct {
        Str share;             /* "80 %"; empty: a grant ends */
        Str party, title, hub; /* title: of the grant */
        Str left, unit, link;
        int64_t ends_at;
} GrantLetter;

extern const MailKind letter_grant;

typedef struct {
        Store *store;
        Str base_url;
        int64_t looked_at; /* when it came through all parties last */
        Id after;          /* how far it is; 0: at the beginning */
} GrantWarn;

/* A little of it; db is a reader's. All parties in turn, then a pause. */
Status grant_warn(GrantWarn *w, Db *db, int64_t now_us);

#endif

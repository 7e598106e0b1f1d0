/* mail/bounce: what a mail server says when it could not deliver after all (RFC 3464).
 *
 * A delivery status notification is mail from outside: anybody can write one. So it only counts
 * when it names, by Message-ID, a mail that was sent from here to the address it tells of. */
#ifndef SEEDBED_MAIL_BOUNCE_H
#define SEEDBED_MAIL_BOUNCE_H

#include "base/id.h"

enum { BOUNCE_BYTES_MAX = 1024 * 1024, BOUNCE_WORDS_MAX = 250 };

typedef struct {
        Id mail;           /* of the Message-ID in the returned mail or its headers */
        Str address;       /* Final-Recipient, or Original-Recipient when that differs from none */
        Str original;      /* Original-Recipient; empty: not told */
        bool is_permanent; /* Action: failed, and a status of class 5 */
        Str words;         /* status and diagnostic, one line of UTF-8 */
} Bounce;

/* INVALID when it is no notification, or tells of no mail and address. What it points at is in the
 * text or the arena. */
Status bounce_read(Arena *a, Str text, Bounce *out);

#endif

/* mail/token: links that end a kind of mail for an address, without signing in.
 *
 * A link carries the address, the kind, and an HMAC of both under a secret of the data folder
 * (mail.key, 32 bytes, mode 0600). So it works for as long as the secret does, and knows no row. */
#ifndef SEEDBED_MAIL_TOKEN_H
#define SEEDBED_MAIL_TOKEN_H

#include "base/hash.h"

enum { MAIL_TOKEN_CHARS = 32 };

/* The folder's secret; made when make and not there. BROKEN when it can not be read or made. */
Status mail_secret(Arena *a, Str folder, bool make, Hash *out);
Str mail_token(Arena *a, const Hash *secret, Str address, Str kind);
bool mail_token_is(Arena *a, const Hash *secret, Str address, Str kind, Str token);
/* "BASE/mail/unsubscribe?address=…&kind=…&token=…" */
Str mail_unsubscribe_url(Arena *a, const Hash *secret, Str base_url, Str address, Str kind);

#endif

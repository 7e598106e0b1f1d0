/* mail/token: links that end a kind of mail for an address, without signing in.
 *
 * A link carries the address, the kind, and an HMAC of both under the secret of the data folder
 * (access/seal). So it works for as long as the secret does, and knows no row. */
#ifndef SEEDBED_MAIL_TOKEN_H
#define SEEDBED_MAIL_TOKEN_H

#include "access/seal.h"

enum { MAIL_TOKEN_CHARS = 32 };

Str mail_token(Arena *a, const Seal *seal, Str address, Str kind);
bool mail_token_is(Arena *a, const Seal *seal, Str address, Str kind, Str token);
/* "BASE/mail/unsubscribe?address=…&kind=…&token=…" */
Str mail_unsubscribe_url(Arena *a, const Seal *seal, Str base_url, Str address, Str kind);

#endif

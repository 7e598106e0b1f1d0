/* people/second: a code from an authenticator app beside the password, and recovery codes. */
#ifndef SEEDBED_PEOPLE_SECOND_H
#define SEEDBED_PEOPLE_SECOND_H

#include "access/access.sql.h"
#include "access/otp.h"
#include "action/action.h"

extern const Action second_begin_action, second_confirm_action, second_end_action;

/* What the page after "second begin" shows: the key as text, and as the address that apps read. */
typedef struct {
        Str key, uri;
} SecondShown;
/* What the page after "second confirm" shows. */
typedef struct {
        Str at[OTP_RECOVERY_CODES];
} SecondCodes;

/* Is a code asked for when this account signs in? NOT_FOUND: no. */
Status second_wanted(Db *db, Arena *a, Id actor, SecondRow *out);
/* Checks a code of the app, or a recovery code, and spends it; inside a write job. FORBIDDEN: it is
 * wrong or was used; INVALID: no code looks so. */
Status second_use(Deed *d, Id actor, const SecondRow *row, Str code);

#endif

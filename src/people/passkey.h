/* people/passkey: coming in with a key that a device keeps (W3C Web Authentication, Level 3).
 *
 * The device looks at who holds it (user verification), so a passkey is a full sign-in: no code is
 * asked for beside it. It names its account by itself; nobody types an address, and no answer tells
 * who has passkeys. */
#ifndef SEEDBED_PEOPLE_PASSKEY_H
#define SEEDBED_PEOPLE_PASSKEY_H

#include "access/signin.sql.h"
#include "access/webauthn.h"
#include "action/action.h"

enum { PASSKEYS_MAX = 20, PASSKEY_NAME_CHARS_MAX = 60 };

extern const Action passkey_add_action, passkey_open_action, passkey_prove_action,
        passkey_name_action, passkey_end_action;

/* Options for the browser, as JSON. NOT_FOUND: at this address no passkey can be used, or the
 * server has no secret. */
Status passkey_add_options(Db *db, Arena *a, const Seal *seal, Str base_url, Str site_name,
                           const Actor *actor, Str session, int64_t now_us, Str *out);
Status passkey_open_options(Arena *a, const Seal *seal, Str base_url, int64_t now_us, Str *out);
/* NOT_FOUND also when the account has none. */
Status passkey_prove_options(Db *db, Arena *a, const Seal *seal, Str base_url, Id actor,
                             Str session, int64_t now_us, Str *out);

#endif

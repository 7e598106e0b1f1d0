/* access/seal: what must be read again but not by whoever has the store: the secrets of second
 * factors, of webhooks; and links that only we can have made.
 *
 * One secret of the data folder (secret.key, 32 bytes, mode 0600, made when it is not there), and
 * from it a key for each purpose (HMAC-SHA-256 of the purpose). Boxes are XSalsa20-Poly1305 with a
 * random nonce in front (libsodium). A backup does not hold the file: keep it beside record.key. */
#ifndef SEEDBED_ACCESS_SEAL_H
#define SEEDBED_ACCESS_SEAL_H

#include "base/hash.h"

typedef struct Seal Seal;

/* BROKEN: it can not be read or made, or is not 32 bytes; errno says why. */
Status seal_open(Arena *a, Str folder, Seal **out);
void seal_close(Seal *seal);
/* What nobody else can make of the text for that purpose: signs links. */
Hash seal_mac(const Seal *seal, const char *purpose, Str text);
/* The box; purpose and owner are bound into its key, so that it opens nowhere else. */
Str seal_box(const Seal *seal, Arena *a, const char *purpose, Str owner, Str plain);
/* BROKEN: not ours, changed, or made under another key. */
Status seal_unbox(const Seal *seal, Arena *a, const char *purpose, Str owner, Str box, Str *out);

#endif

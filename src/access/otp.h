/* access/otp: one-time codes from an authenticator app (TOTP, RFC 6238; HOTP, RFC 4226), and
 * recovery codes for the day the telephone is lost.
 *
 * The caller keeps three things for each second factor: the secret, the kind, and the step (or
 * counter) that was accepted last; without the last a code could be used twice. Six digits can be
 * tried out, so the caller also counts wrong ones. */
#ifndef SEEDBED_ACCESS_OTP_H
#define SEEDBED_ACCESS_OTP_H

#include "base/str.h"

typedef enum { OTP_SHA1, OTP_SHA256, OTP_SHA512, OTP_HASH_COUNT } OtpHash;

enum {
        OTP_SECRET_BYTES = 20, /* what we make: RFC 4226 wants 16, and advises 20 */
        OTP_SECRET_BYTES_MIN = 16,
        OTP_SECRET_BYTES_MAX = 128,
        OTP_DIGITS_MIN = 6,
        OTP_DIGITS_MAX = 8,
        OTP_STEP_S_MAX = 300,
        OTP_DRIFT_STEPS = 1, /* either way, for clocks that are not right and hands that are slow */
        OTP_WINDOW_MAX = 100,
        OTP_RECOVERY_CODES = 10,
        OTP_RECOVERY_CHARS = 16, /* 80 bits */
};

/* Zero is what every app can do: SHA-1, six digits, 30 seconds. */
typedef struct {
        OtpHash hash;
        int digits; /* 0: 6 */
        int step_s; /* 0: 30; TOTP only */
} OtpKind;

/* A new secret, as bytes; kept encrypted or not at all readable to others, and wiped. */
void otp_secret_make(unsigned char out[OTP_SECRET_BYTES]);
/* RFC 4648 base32 without padding, and back; reading takes small letters, spaces, hyphens and
 * padding as people type them, and nothing that no encoder writes. INVALID otherwise. */
Str otp_base32(Arena *a, Str bytes);
Status otp_unbase32(Arena *a, Str text, Str *out);
/* "otpauth://totp/Issuer:account?secret=…" for the QR code. INVALID when the kind or the secret's
 * length is none of ours, or issuer or account are empty or have a colon. */
Status otp_uri(Arena *a, Str secret, const OtpKind *kind, Str issuer, Str account, Str *out);

/* The code of one counter, digits and NUL. INVALID as above. */
Status otp_hotp(Str secret, const OtpKind *kind, uint64_t counter, char out[OTP_DIGITS_MAX + 1]);
/* Is it the code of this moment's step or of one beside it, and of a step after last_step? OK gives
 * the step to keep instead of last_step (0 at first). FORBIDDEN: wrong, or used before; INVALID:
 * not so many digits (spaces are passed over), or kind and secret as above. Every step is computed
 * and compared in constant time. */
Status otp_totp_verify(Str secret, const OtpKind *kind, Str code, int64_t now_us, int64_t last_step,
                       int64_t *out_step);
/* The same for a device that counts: looks at window counters from next on (at most
 * OTP_WINDOW_MAX). OK gives the next counter to keep. */
Status otp_hotp_verify(Str secret, const OtpKind *kind, Str code, uint64_t next, int window,
                       uint64_t *out_next);

/* Ten new codes, "7QK2-M0XR-9D4T-HV3B" (Crockford base32), shown once; and what to keep of them:
 * a salt and salted hashes. They are random, so a plain SHA-256 keeps them well. */
void otp_recovery_make(Arena *a, Str out_codes[OTP_RECOVERY_CODES], Str *out_kept);
/* Spends a code: OK gives what is to be kept instead, without it, to be written in the same
 * transaction that lets in. FORBIDDEN: none of them; INVALID: no code could look so; BROKEN: kept
 * is not ours. Letter case, spaces, hyphens and the pairs O0 and IL1 do not matter. */
Status otp_recovery_use(Arena *a, Str kept, Str code, Str *out_kept);
/* How many are left; 0 when kept is empty or not ours. */
int otp_recovery_left(Str kept);

#endif

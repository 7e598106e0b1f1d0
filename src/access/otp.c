/* access/otp: see the header. */
#include "access/otp.h"

#include "base/hash.h"
#include "base/time.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

enum {
        DIGITS_USUAL = 6,
        STEP_S_USUAL = 30,
        COUNTER_BYTES = 8,
        URI_BYTES_MAX = 2048,
        BASE32_CHARS_MAX = 512,
        RECOVERY_SALT_BYTES = 16,
        RECOVERY_BYTES = OTP_RECOVERY_CHARS * 5 / 8,
        RECOVERY_GROUP = 4,
};
_Static_assert(OTP_RECOVERY_CHARS * 5 % 8 == 0, "a code is whole bytes");

static const char base32_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
static const char crockford_digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static Status kind_of(Str secret, const OtpKind *kind, OtpKind *out);
static Status code_of(const OtpKind *kind, Str code, char out[OTP_DIGITS_MAX + 1]);
static void uri_part(Text *t, Str s);
static Str recovery_text(Arena *a, const unsigned char bytes[RECOVERY_BYTES]);
static Status recovery_plain(Str code, char out[OTP_RECOVERY_CHARS]);
static Hash recovery_hash(Str salt, const char plain[OTP_RECOVERY_CHARS]);

void otp_secret_make(unsigned char out[OTP_SECRET_BYTES])
{
        random_fill(out, OTP_SECRET_BYTES);
}

Str otp_base32(Arena *a, Str bytes)
{
        char *z = arena_bytes(a, bytes.len * 8 / 5 + 2);
        size_t n = 0;
        uint32_t held = 0;
        int bits = 0;

        for (size_t i = 0; i < bytes.len; i++) {
                held = held << 8 | (unsigned char)bytes.at[i];
                for (bits += 8; bits >= 5; bits -= 5)
                        z[n++] = base32_digits[held >> (bits - 5) & 31];
        }
        if (bits > 0)
                z[n++] = base32_digits[held << (5 - bits) & 31];
        return (Str){z, n};
}

Status otp_unbase32(Arena *a, Str text, Str *out)
{
        unsigned char *b;
        size_t n = 0, chars = 0;
        uint32_t held = 0;
        int bits = 0;

        while (text.len && text.at[text.len - 1] == '=')
                text.len--;
        if (text.len > BASE32_CHARS_MAX)
                return INVALID;
        b = arena_bytes(a, text.len + 1);
        for (size_t i = 0; i < text.len; i++) {
                char c = text.at[i];
                const char *digit;

                if (c == ' ' || c == '-')
                        continue;
                if (c >= 'a' && c <= 'z')
                        c = (char)(c - 'a' + 'A');
                digit = c ? strchr(base32_digits, c) : NULL;
                if (!digit)
                        return INVALID;
                held = held << 5 | (uint32_t)(digit - base32_digits);
                chars++;
                bits += 5;
                if (bits >= 8) {
                        bits -= 8;
                        b[n++] = (unsigned char)(held >> bits);
                }
        }
        /* a last character that adds no byte, or bits that no encoder writes */
        if (bits >= 5 || (held & ((1U << bits) - 1)) || chars == 0)
                return INVALID;
        *out = (Str){(const char *)b, n};
        return OK;
}

Status otp_uri(Arena *a, Str secret, const OtpKind *kind, Str issuer, Str account, Str *out)
{
        static const char *const names[OTP_HASH_COUNT] = {"SHA1", "SHA256", "SHA512"};
        Text t = text_begin(a, URI_BYTES_MAX);
        OtpKind k;

        TRY(kind_of(secret, kind, &k));
        /* the colon parts issuer from account; apps read it before they decode */
        if (str_empty(issuer) || str_empty(account) || str_find(issuer, ':') < issuer.len ||
            str_find(account, ':') < account.len)
                return INVALID;
        text_add(&t, S("otpauth://totp/"));
        uri_part(&t, issuer);
        text_char(&t, ':');
        uri_part(&t, account);
        text_add(&t, S("?secret="));
        text_add(&t, otp_base32(a, secret));
        text_add(&t, S("&issuer="));
        uri_part(&t, issuer);
        text_fmt(&t, "&algorithm=%s&digits=%d&period=%d", names[k.hash], k.digits, k.step_s);
        if (t.overflow)
                return INVALID;
        *out = text_str(&t);
        return OK;
}

Status otp_hotp(Str secret, const OtpKind *kind, uint64_t counter, char out[OTP_DIGITS_MAX + 1])
{
        const EVP_MD *md;
        unsigned char moving[COUNTER_BYTES], mac[EVP_MAX_MD_SIZE];
        unsigned int mac_len = 0;
        uint32_t number, bound = 1;
        OtpKind k;

        TRY(kind_of(secret, kind, &k));
        md = k.hash == OTP_SHA1 ? EVP_sha1() : k.hash == OTP_SHA256 ? EVP_sha256() : EVP_sha512();
        for (int i = 0; i < COUNTER_BYTES; i++)
                moving[i] = (unsigned char)(counter >> (56 - 8 * i));
        if (!HMAC(md, secret.at, (int)secret.len, moving, sizeof moving, mac, &mac_len))
                return BROKEN;
        {
                const unsigned char *at = mac + (mac[mac_len - 1] & 15); /* RFC 4226, section 5.3 */

                number = (uint32_t)(at[0] & 127) << 24 | (uint32_t)at[1] << 16 |
                         (uint32_t)at[2] << 8 | at[3];
        }
        for (int i = 0; i < k.digits; i++)
                bound *= 10;
        snprintf(out, OTP_DIGITS_MAX + 1, "%0*u", k.digits, number % bound);
        secret_wipe(mac, sizeof mac);
        return OK;
}

Status otp_totp_verify(Str secret, const OtpKind *kind, Str code, int64_t now_us, int64_t last_step,
                       int64_t *out_step)
{
        char typed[OTP_DIGITS_MAX + 1], right[OTP_DIGITS_MAX + 1];
        int64_t step, found = -1;
        OtpKind k;

        TRY(kind_of(secret, kind, &k));
        TRY(code_of(&k, code, typed));
        if (now_us < 0)
                return INVALID;
        step = now_us / (k.step_s * SECOND_US);
        for (int64_t i = step - OTP_DRIFT_STEPS; i <= step + OTP_DRIFT_STEPS; i++) {
                if (i < 0)
                        continue;
                TRY(otp_hotp(secret, &k, (uint64_t)i, right));
                if (secret_eq(typed, right, (size_t)k.digits) && i > last_step && found < 0)
                        found = i;
        }
        secret_wipe(right, sizeof right);
        if (found < 0)
                return FORBIDDEN;
        *out_step = found;
        return OK;
}

Status otp_hotp_verify(Str secret, const OtpKind *kind, Str code, uint64_t next, int window,
                       uint64_t *out_next)
{
        char typed[OTP_DIGITS_MAX + 1], right[OTP_DIGITS_MAX + 1];
        bool is_found = false;
        uint64_t found = 0;
        OtpKind k;

        TRY(kind_of(secret, kind, &k));
        TRY(code_of(&k, code, typed));
        if (window < 1 || window > OTP_WINDOW_MAX || next > UINT64_MAX - OTP_WINDOW_MAX)
                return INVALID;
        for (uint64_t i = next; i < next + (uint64_t)window; i++) {
                TRY(otp_hotp(secret, &k, i, right));
                if (secret_eq(typed, right, (size_t)k.digits) && !is_found) {
                        is_found = true;
                        found = i;
                }
        }
        secret_wipe(right, sizeof right);
        if (!is_found)
                return FORBIDDEN;
        *out_next = found + 1;
        return OK;
}

void otp_recovery_make(Arena *a, Str out_codes[OTP_RECOVERY_CODES], Str *out_kept)
{
        unsigned char bytes[RECOVERY_BYTES], salt[RECOVERY_SALT_BYTES];
        Text kept = text_begin(a, RECOVERY_SALT_BYTES + OTP_RECOVERY_CODES * HASH_BYTES);

        random_fill(salt, sizeof salt);
        text_add(&kept, (Str){(const char *)salt, sizeof salt});
        for (size_t i = 0; i < OTP_RECOVERY_CODES; i++) {
                char plain[OTP_RECOVERY_CHARS];
                Hash h;

                random_fill(bytes, sizeof bytes);
                out_codes[i] = recovery_text(a, bytes);
                if (recovery_plain(out_codes[i], plain) != OK)
                        abort(); /* we wrote it ourselves */
                h = recovery_hash((Str){(const char *)salt, sizeof salt}, plain);
                text_add(&kept, hash_str(&h));
                secret_wipe(plain, sizeof plain);
        }
        secret_wipe(bytes, sizeof bytes);
        *out_kept = text_str(&kept);
}

Status otp_recovery_use(Arena *a, Str kept, Str code, Str *out_kept)
{
        Text left = text_begin(a, kept.len + 1);
        char plain[OTP_RECOVERY_CHARS];
        bool is_found = false;
        int n = otp_recovery_left(kept);
        Hash h;

        TRY(recovery_plain(code, plain));
        if (n == 0 && kept.len != RECOVERY_SALT_BYTES)
                return str_empty(kept) ? FORBIDDEN : BROKEN;
        h = recovery_hash((Str){kept.at, RECOVERY_SALT_BYTES}, plain);
        secret_wipe(plain, sizeof plain);
        text_add(&left, (Str){kept.at, RECOVERY_SALT_BYTES});
        for (int i = 0; i < n; i++) {
                const char *one = kept.at + RECOVERY_SALT_BYTES + (size_t)i * HASH_BYTES;
                bool is_this = secret_eq(one, h.b, HASH_BYTES);

                if (!is_this || is_found)
                        text_add(&left, (Str){one, HASH_BYTES});
                is_found = is_found || is_this;
        }
        if (!is_found)
                return FORBIDDEN;
        *out_kept = text_str(&left);
        return OK;
}

int otp_recovery_left(Str kept)
{
        size_t n =
                kept.len >= RECOVERY_SALT_BYTES ? (kept.len - RECOVERY_SALT_BYTES) / HASH_BYTES : 0;

        return n <= OTP_RECOVERY_CODES && kept.len == RECOVERY_SALT_BYTES + n * HASH_BYTES ? (int)n
                                                                                           : 0;
}

/* The kind with its usual values in place of zeros. */
static Status kind_of(Str secret, const OtpKind *kind, OtpKind *out)
{
        OtpKind k = *kind;

        if (k.digits == 0)
                k.digits = DIGITS_USUAL;
        if (k.step_s == 0)
                k.step_s = STEP_S_USUAL;
        if ((unsigned)k.hash >= OTP_HASH_COUNT || k.digits < OTP_DIGITS_MIN ||
            k.digits > OTP_DIGITS_MAX || k.step_s < 1 || k.step_s > OTP_STEP_S_MAX ||
            secret.len < OTP_SECRET_BYTES_MIN || secret.len > OTP_SECRET_BYTES_MAX)
                return INVALID;
        *out = k;
        return OK;
}

/* "123 456" as the digits alone. */
static Status code_of(const OtpKind *kind, Str code, char out[OTP_DIGITS_MAX + 1])
{
        int n = 0;

        for (size_t i = 0; i < code.len; i++) {
                if (code.at[i] == ' ')
                        continue;
                if (code.at[i] < '0' || code.at[i] > '9' || n == kind->digits)
                        return INVALID;
                out[n++] = code.at[i];
        }
        out[n] = 0;
        return n == kind->digits ? OK : INVALID;
}

static void uri_part(Text *t, Str s)
{
        for (size_t i = 0; i < s.len; i++) {
                unsigned char c = (unsigned char)s.at[i];

                if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '-' || c == '.' || c == '_' || c == '~')
                        text_char(t, (char)c);
                else
                        text_fmt(t, "%%%02X", c);
        }
}

static Str recovery_text(Arena *a, const unsigned char bytes[RECOVERY_BYTES])
{
        Text t = text_begin(a, (size_t)OTP_RECOVERY_CHARS * 2);
        uint32_t held = 0;
        int bits = 0, chars = 0;

        for (size_t i = 0; i < RECOVERY_BYTES; i++) {
                held = held << 8 | bytes[i];
                for (bits += 8; bits >= 5; bits -= 5) {
                        if (chars > 0 && chars % RECOVERY_GROUP == 0)
                                text_char(&t, '-');
                        text_char(&t, crockford_digits[held >> (bits - 5) & 31]);
                        chars++;
                }
        }
        return text_str(&t);
}

/* The code's characters alone, in the one spelling that is hashed. */
static Status recovery_plain(Str code, char out[OTP_RECOVERY_CHARS])
{
        size_t n = 0;

        for (size_t i = 0; i < code.len; i++) {
                char c = code.at[i];

                if (c == ' ' || c == '-')
                        continue;
                if (c >= 'a' && c <= 'z')
                        c = (char)(c - 'a' + 'A');
                if (c == 'O')
                        c = '0';
                if (c == 'I' || c == 'L')
                        c = '1';
                if (n == OTP_RECOVERY_CHARS || !c || !strchr(crockford_digits, c))
                        return INVALID;
                out[n++] = c;
        }
        return n == OTP_RECOVERY_CHARS ? OK : INVALID;
}

static Hash recovery_hash(Str salt, const char plain[OTP_RECOVERY_CHARS])
{
        HashRun run;

        hash_begin(&run);
        hash_add(&run, salt.at, salt.len);
        hash_add(&run, plain, OTP_RECOVERY_CHARS);
        return hash_end(&run);
}

/* access/webauthn_data: see the header. */
#include "access/webauthn_data.h"

#include <string.h>

/* Section 6.1; the two flags without a name are reserved and passed over. */
enum {
        FLAG_PRESENT = 0x01,
        FLAG_VERIFIED = 0x04,
        FLAG_BACKUP_ELIGIBLE = 0x08,
        FLAG_BACKED_UP = 0x10,
        FLAG_CREDENTIAL = 0x40,
        FLAG_EXTENSIONS = 0x80,
        COUNT_BYTES = 4,
        ID_LENGTH_BYTES = 2,
};

/* COSE labels and values: RFC 9052, section 7; RFC 9053, sections 2 and 7; RFC 8230, section 4. */
enum {
        COSE_TYPE = 1,
        COSE_ALG = 3,
        COSE_CURVE = -1,
        COSE_X = -2,
        COSE_Y = -3,
        COSE_RSA_N = -1,
        COSE_RSA_E = -2,
        TYPE_OKP = 1,
        TYPE_EC2 = 2,
        TYPE_RSA = 3,
        CURVE_P256 = 1,
        CURVE_ED25519 = 6,
};

static Status read_credential(Arena *a, Str *rest, WebauthnData *d);
static bool take(Str *rest, size_t n, Str *out);
static int64_t int_of(const Cbor *map, int64_t label);
static Str bytes_of(const Cbor *map, int64_t label);

Status webauthn_data_parse(Arena *a, Str bytes, WebauthnData *out)
{
        WebauthnData d = {0};
        Str rest = bytes, flags, count;
        unsigned flag;

        if (!take(&rest, WEBAUTHN_RP_ID_HASH_BYTES, &d.rp_id_hash) || !take(&rest, 1, &flags) ||
            !take(&rest, COUNT_BYTES, &count))
                return INVALID;
        flag = (unsigned char)flags.at[0];
        for (size_t i = 0; i < COUNT_BYTES; i++)
                d.sign_count = d.sign_count << 8 | (unsigned char)count.at[i];
        d.is_present = flag & FLAG_PRESENT;
        d.is_verified = flag & FLAG_VERIFIED;
        d.is_backup_eligible = flag & FLAG_BACKUP_ELIGIBLE;
        d.is_backed_up = flag & FLAG_BACKED_UP;
        d.has_credential = flag & FLAG_CREDENTIAL;
        if (d.has_credential)
                TRY(read_credential(a, &rest, &d));
        if (flag & FLAG_EXTENSIONS) {
                TRY(cbor_parse(a, rest, &d.extensions, &rest));
                if (d.extensions->kind != CBOR_MAP)
                        return INVALID;
        }
        if (rest.len > 0)
                return INVALID;
        *out = d;
        return OK;
}

Status webauthn_attestation_parse(Arena *a, Str bytes, WebauthnAttestation *out)
{
        const Cbor *map, *format, *statement, *data;

        TRY(cbor_parse(a, bytes, &map, NULL));
        format = cbor_get(map, S("fmt"));
        statement = cbor_get(map, S("attStmt"));
        data = cbor_get(map, S("authData"));
        if (!format || !statement || !data || map->n != 3 || format->kind != CBOR_TEXT ||
            statement->kind != CBOR_MAP || data->kind != CBOR_BYTES)
                return INVALID;
        *out = (WebauthnAttestation){format->bytes, statement, data->bytes};
        return OK;
}

Status webauthn_key_parse(Arena *a, Str cose, Pubkey *out)
{
        Pubkey key = {0};
        const Cbor *map;
        int64_t type, alg;
        size_t members;

        TRY(cbor_parse(a, cose, &map, NULL));
        type = int_of(map, COSE_TYPE);
        alg = int_of(map, COSE_ALG);
        if (type == TYPE_EC2 && alg == PUBKEY_ES256 && int_of(map, COSE_CURVE) == CURVE_P256) {
                key = (Pubkey){.alg = PUBKEY_ES256,
                               .x = bytes_of(map, COSE_X),
                               .y = bytes_of(map, COSE_Y)};
                members = 5;
        } else if (type == TYPE_OKP && alg == PUBKEY_EDDSA &&
                   int_of(map, COSE_CURVE) == CURVE_ED25519) {
                key = (Pubkey){.alg = PUBKEY_EDDSA, .x = bytes_of(map, COSE_X)};
                members = 4;
        } else if (type == TYPE_RSA && alg == PUBKEY_RS256) {
                key = (Pubkey){.alg = PUBKEY_RS256,
                               .n = bytes_of(map, COSE_RSA_N),
                               .e = bytes_of(map, COSE_RSA_E)};
                members = 4;
        } else {
                return INVALID;
        }
        /* "MUST NOT contain any other OPTIONAL parameters": section 6.5.1 */
        if (map->n != members)
                return INVALID;
        TRY(pubkey_check(&key));
        *out = key;
        return OK;
}

/* AAGUID, the id with its length before it, and the key, which tells its own length. */
static Status read_credential(Arena *a, Str *rest, WebauthnData *d)
{
        Str length, after;
        const Cbor *key;
        size_t n;

        if (!take(rest, WEBAUTHN_AAGUID_BYTES, &d->aaguid) || !take(rest, ID_LENGTH_BYTES, &length))
                return INVALID;
        n = (size_t)((unsigned char)length.at[0] << 8 | (unsigned char)length.at[1]);
        if (n == 0 || n > WEBAUTHN_CREDENTIAL_ID_BYTES_MAX || !take(rest, n, &d->credential_id))
                return INVALID;
        TRY(cbor_parse(a, *rest, &key, &after));
        if (key->kind != CBOR_MAP)
                return INVALID;
        d->key = (Str){rest->at, rest->len - after.len};
        *rest = after;
        return OK;
}

static bool take(Str *rest, size_t n, Str *out)
{
        if (rest->len < n)
                return false;
        *out = (Str){rest->at, n};
        *rest = str_skip(*rest, n);
        return true;
}

/* 0 stands for no such integer: none of the values looked for is 0. */
static int64_t int_of(const Cbor *map, int64_t label)
{
        const Cbor *m = cbor_get_int(map, label);

        return m && m->kind == CBOR_INT ? m->integer : 0;
}

static Str bytes_of(const Cbor *map, int64_t label)
{
        const Cbor *m = cbor_get_int(map, label);

        return m && m->kind == CBOR_BYTES ? m->bytes : (Str){0};
}

/* access/webauthn: registrations and assertions verified; see the header. */
#include "access/webauthn.h"

#include "access/webauthn_data.h"
#include "base/hash.h"
#include "base/json.h"

#include <string.h>

static Status check_client_data(Arena *a, const WebauthnSite *site, Str json, Str type,
                                Str challenge, WebauthnFault *out_fault);
static Status check_data(const WebauthnSite *site, const WebauthnData *d, WebauthnFault *out_fault);
static Status check_attestation(Arena *a, const WebauthnSite *site, const WebauthnAttestation *at,
                                Str client_data, const Pubkey *key, WebauthnTrust *out,
                                WebauthnFault *out_fault);
static Status check_packed_self(Arena *a, const WebauthnAttestation *at, Str client_data,
                                const Pubkey *key);
static Str signed_bytes(Arena *a, Str data, Str client_data);

/* Says which check failed, and how. */
static Status no(WebauthnFault *out_fault, WebauthnFault fault, Status status)
{
        *out_fault = fault;
        return status;
}

Status webauthn_registration_verify(Arena *a, const WebauthnSite *site, Str challenge,
                                    const WebauthnRegistration *given, WebauthnCredential *out,
                                    WebauthnFault *out_fault)
{
        WebauthnAttestation at;
        WebauthnData d;
        WebauthnTrust trust = WEBAUTHN_TRUST_NONE;
        Pubkey key;

        TRY(check_client_data(a, site, given->client_data, S("webauthn.create"), challenge,
                              out_fault));
        if (webauthn_attestation_parse(a, given->attestation_object, &at) != OK ||
            webauthn_data_parse(a, at.data, &d) != OK || !d.has_credential)
                return no(out_fault, WEBAUTHN_BAD_DATA, INVALID);
        TRY(check_data(site, &d, out_fault));
        if (!str_eq(d.credential_id, given->credential_id))
                return no(out_fault, WEBAUTHN_BAD_CREDENTIAL, FORBIDDEN);
        if (webauthn_key_parse(a, d.key, &key) != OK)
                return no(out_fault, WEBAUTHN_BAD_KEY, FORBIDDEN);
        TRY(check_attestation(a, site, &at, given->client_data, &key, &trust, out_fault));
        *out = (WebauthnCredential){
                .id = d.credential_id,
                .key = d.key,
                .alg = key.alg,
                .sign_count = d.sign_count,
                .is_user_verified = d.is_verified,
                .is_backup_eligible = d.is_backup_eligible,
                .is_backed_up = d.is_backed_up,
                .trust = trust,
                .format = at.format,
        };
        memcpy(out->aaguid, d.aaguid.at, WEBAUTHN_AAGUID_BYTES);
        *out_fault = WEBAUTHN_FINE;
        return OK;
}

Status webauthn_assertion_verify(Arena *a, const WebauthnSite *site, Str challenge,
                                 const WebauthnKept *kept, const WebauthnAssertion *given,
                                 WebauthnUse *out, WebauthnFault *out_fault)
{
        WebauthnData d;
        Pubkey key;

        if (!str_eq(kept->id, given->credential_id))
                return no(out_fault, WEBAUTHN_BAD_CREDENTIAL, FORBIDDEN);
        TRY(check_client_data(a, site, given->client_data, S("webauthn.get"), challenge,
                              out_fault));
        /* only a registration brings a credential */
        if (webauthn_data_parse(a, given->authenticator_data, &d) != OK || d.has_credential)
                return no(out_fault, WEBAUTHN_BAD_DATA, INVALID);
        TRY(check_data(site, &d, out_fault));
        if (d.is_backup_eligible != kept->is_backup_eligible)
                return no(out_fault, WEBAUTHN_BAD_BACKUP, FORBIDDEN);
        if (webauthn_key_parse(a, kept->key, &key) != OK)
                return no(out_fault, WEBAUTHN_BAD_KEY, BROKEN);
        if (pubkey_verify(&key, signed_bytes(a, given->authenticator_data, given->client_data),
                          given->signature, PUBKEY_DER) != OK)
                return no(out_fault, WEBAUTHN_BAD_SIGNATURE, FORBIDDEN);
        /* last: only the authenticator itself can say that its counter went back */
        if ((d.sign_count != 0 || kept->sign_count != 0) && d.sign_count <= kept->sign_count)
                return no(out_fault, WEBAUTHN_COUNTER_BACK, CONFLICT);
        *out = (WebauthnUse){d.sign_count, d.is_verified, d.is_backed_up};
        *out_fault = WEBAUTHN_FINE;
        return OK;
}

/* What the browser says it did: section 5.8.1. */
static Status check_client_data(Arena *a, const WebauthnSite *site, Str json, Str type,
                                Str challenge, WebauthnFault *out_fault)
{
        const Json *top, *cross, *outer;
        Str origin;
        bool is_ours = false;

        if (json.len > WEBAUTHN_CLIENT_DATA_BYTES_MAX || !str_is_utf8(json) ||
            json_parse(a, json, &top, NULL) != OK || top->kind != JSON_KIND_OBJECT)
                return no(out_fault, WEBAUTHN_BAD_CLIENT_DATA, INVALID);
        cross = json_get(top, S("crossOrigin"));
        outer = json_get(top, S("topOrigin"));
        if ((cross && cross->kind != JSON_KIND_BOOL) || (outer && outer->kind != JSON_KIND_TEXT))
                return no(out_fault, WEBAUTHN_BAD_CLIENT_DATA, INVALID);
        if (!str_eq(json_get_text(top, S("type")), type))
                return no(out_fault, WEBAUTHN_BAD_TYPE, FORBIDDEN);
        if (challenge.len < WEBAUTHN_CHALLENGE_BYTES / 2 ||
            !str_eq(json_get_text(top, S("challenge")),
                    str_base64url(a, challenge.at, challenge.len)))
                return no(out_fault, WEBAUTHN_BAD_CHALLENGE, FORBIDDEN);
        origin = json_get_text(top, S("origin"));
        for (size_t i = 0; i < site->origins_n; i++)
                is_ours = is_ours || (!str_empty(origin) && str_eq(origin, site->origins[i]));
        if (!is_ours)
                return no(out_fault, WEBAUTHN_BAD_ORIGIN, FORBIDDEN);
        if (!site->may_be_framed && ((cross && cross->yes) || outer))
                return no(out_fault, WEBAUTHN_FRAMED, FORBIDDEN);
        return OK;
}

static Status check_data(const WebauthnSite *site, const WebauthnData *d, WebauthnFault *out_fault)
{
        Hash rp = hash_sha256(site->rp_id);

        if (!str_eq(d->rp_id_hash, hash_str(&rp)))
                return no(out_fault, WEBAUTHN_BAD_RP_ID, FORBIDDEN);
        if (!d->is_present)
                return no(out_fault, WEBAUTHN_NOT_PRESENT, FORBIDDEN);
        if (site->must_verify_user && !d->is_verified)
                return no(out_fault, WEBAUTHN_NOT_VERIFIED, FORBIDDEN);
        if (d->is_backed_up && !d->is_backup_eligible)
                return no(out_fault, WEBAUTHN_BAD_BACKUP, FORBIDDEN);
        return OK;
}

/* Section 8. Which formats are taken, and what for, stands in the header. */
static Status check_attestation(Arena *a, const WebauthnSite *site, const WebauthnAttestation *at,
                                Str client_data, const Pubkey *key, WebauthnTrust *out,
                                WebauthnFault *out_fault)
{
        static const char *const with_certificates[] = {"packed", "tpm",      "android-key",
                                                        "apple",  "fido-u2f", "android-safetynet"};

        if (str_is(at->format, "none"))
                return at->statement->n == 0 ? OK
                                             : no(out_fault, WEBAUTHN_BAD_ATTESTATION, FORBIDDEN);
        if (str_is(at->format, "packed") && !cbor_get(at->statement, S("x5c"))) {
                if (check_packed_self(a, at, client_data, key) != OK)
                        return no(out_fault, WEBAUTHN_BAD_ATTESTATION, FORBIDDEN);
                *out = WEBAUTHN_TRUST_SELF;
                return OK;
        }
        for (size_t i = 0; i < sizeof with_certificates / sizeof with_certificates[0]; i++)
                if (str_is(at->format, with_certificates[i]) && !site->refuses_unverified)
                        return OK;
        return no(out_fault, WEBAUTHN_BAD_ATTESTATION, FORBIDDEN);
}

/* Section 8.2: the credential's own key signs, by its own algorithm. */
static Status check_packed_self(Arena *a, const WebauthnAttestation *at, Str client_data,
                                const Pubkey *key)
{
        const Cbor *alg = cbor_get(at->statement, S("alg"));
        const Cbor *sig = cbor_get(at->statement, S("sig"));

        if (!alg || !sig || at->statement->n != 2 || alg->kind != CBOR_INT ||
            sig->kind != CBOR_BYTES || alg->integer != key->alg)
                return INVALID;
        return pubkey_verify(key, signed_bytes(a, at->data, client_data), sig->bytes, PUBKEY_DER);
}

/* Authenticator data and the hash of the client data: section 6.3.3. */
static Str signed_bytes(Arena *a, Str data, Str client_data)
{
        Hash h = hash_sha256(client_data);
        Str pieces[2] = {data, hash_str(&h)};

        return str_join(a, pieces, 2, (Str){0});
}

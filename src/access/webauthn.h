/* access/webauthn: passkeys, the relying party's side (W3C Web Authentication, Level 3).
 *
 * The browser gets options with a challenge; what it sends back is verified against the challenge
 * that the caller kept, once, whatever comes of it. All here is computed from the arguments:
 * nothing is kept, no clock is read.
 *
 * Attestation says who made an authenticator. We ask for none and trust none: "none" is taken,
 * "packed" signed by the credential's own key is verified, the formats with certificates (packed
 * with x5c, tpm, android-key, android-safetynet, apple, fido-u2f) are taken as if they were none
 * unless the site says otherwise, any other is refused. */
#ifndef SEEDBED_ACCESS_WEBAUTHN_H
#define SEEDBED_ACCESS_WEBAUTHN_H

#include "access/pubkey.h"
#include "base/str.h"

enum {
        WEBAUTHN_CHALLENGE_BYTES = 32,
        WEBAUTHN_USER_ID_BYTES_MAX = 64,
        WEBAUTHN_CREDENTIAL_ID_BYTES_MAX = 1023,
        WEBAUTHN_CREDENTIALS_MAX = 64, /* named in one request */
        WEBAUTHN_CLIENT_DATA_BYTES_MAX = 16 * 1024,
        WEBAUTHN_RESPONSE_BYTES_MAX = 256 * 1024, /* as JSON */
        WEBAUTHN_OPTIONS_BYTES_MAX = 192 * 1024,
        WEBAUTHN_AAGUID_BYTES = 16,
        WEBAUTHN_TIMEOUT_MS = 300000, /* Level 3, section 15.1 */
};

typedef struct {
        Str rp_id; /* "example.org": the host or a suffix of it, without port */
        Str name;
        const Str *origins; /* "https://example.org", compared byte for byte */
        size_t origins_n;
        bool must_verify_user; /* a PIN or a finger, not only a touch: when it is the only factor */
        bool may_be_framed;    /* crossOrigin and topOrigin are let pass */
        bool refuses_unverified; /* formats with certificates are refused, not taken as none */
} WebauthnSite;

/* A credential that was registered before, as far as options name it. */
typedef struct {
        Str id;
        Str transports; /* "usb,nfc", or empty */
} WebauthnKnown;

typedef struct {
        Str id; /* random, 64 bytes at most; never a name or an address */
        Str name, display_name;
} WebauthnUser;

/* PublicKeyCredentialCreationOptionsJSON: known ones are excluded. INVALID past a limit. */
Status webauthn_creation_options(Arena *a, const WebauthnSite *site, const WebauthnUser *user,
                                 Str challenge, const WebauthnKnown *known, size_t known_n,
                                 Str *out_json);
/* PublicKeyCredentialRequestOptionsJSON; without known ones the authenticator offers its own. */
Status webauthn_request_options(Arena *a, const WebauthnSite *site, Str challenge,
                                const WebauthnKnown *known, size_t known_n, Str *out_json);
void webauthn_challenge_make(unsigned char out[WEBAUTHN_CHALLENGE_BYTES]);

/* What the browser sends, taken apart; nothing of it is verified. */
typedef struct {
        Str credential_id, client_data, attestation_object;
        Str transports; /* "hybrid,internal": words of small letters and hyphens, or empty */
} WebauthnRegistration;
typedef struct {
        Str credential_id, client_data, authenticator_data, signature;
        Str user_handle; /* the user's id, or empty */
} WebauthnAssertion;

/* RegistrationResponseJSON and AuthenticationResponseJSON; INVALID when the form is wrong. */
Status webauthn_registration_parse(Arena *a, Str json, WebauthnRegistration *out);
Status webauthn_assertion_parse(Arena *a, Str json, WebauthnAssertion *out);

/* The challenge that client data answer, not verified. INVALID when there is none. */
Status webauthn_challenge_of(Arena *a, Str client_data, Str *out);

/* Which check said no: for the log, never for the browser. */
typedef enum {
        WEBAUTHN_FINE,
        WEBAUTHN_BAD_CLIENT_DATA, /* not JSON, or members of other kinds */
        WEBAUTHN_BAD_TYPE,        /* an assertion for a registration, or the other way round */
        WEBAUTHN_BAD_CHALLENGE,
        WEBAUTHN_BAD_ORIGIN,
        WEBAUTHN_FRAMED,
        WEBAUTHN_BAD_DATA, /* authenticator data or attestation object are malformed */
        WEBAUTHN_BAD_RP_ID,
        WEBAUTHN_NOT_PRESENT,
        WEBAUTHN_NOT_VERIFIED,
        WEBAUTHN_BAD_BACKUP,     /* backed up but not eligible, or eligible once and now not */
        WEBAUTHN_BAD_KEY,        /* a kind we did not ask for, or no key at all */
        WEBAUTHN_BAD_CREDENTIAL, /* another credential than the one that was asked */
        WEBAUTHN_BAD_ATTESTATION,
        WEBAUTHN_BAD_SIGNATURE,
        WEBAUTHN_COUNTER_BACK, /* a copy of the authenticator may be about */
        WEBAUTHN_FAULT_COUNT
} WebauthnFault;
/* "wrong-origin". Never NULL. */
const char *webauthn_fault_name(WebauthnFault fault);

typedef enum { WEBAUTHN_TRUST_NONE, WEBAUTHN_TRUST_SELF } WebauthnTrust;

/* What to keep of a registered credential. */
typedef struct {
        Str id;  /* unique over all accounts: the caller looks */
        Str key; /* COSE_Key, as it came: what webauthn_assertion_verify wants back */
        PubkeyAlg alg;
        uint32_t sign_count;
        bool is_user_verified, is_backup_eligible, is_backed_up;
        WebauthnTrust trust;
        Str format;                                  /* "none", "packed", … */
        unsigned char aaguid[WEBAUTHN_AAGUID_BYTES]; /* model; zeros when it does not say */
} WebauthnCredential;

/* Section 7.1. INVALID: malformed; FORBIDDEN: well-formed, and a check failed. out points into
 * what was given. */
Status webauthn_registration_verify(Arena *a, const WebauthnSite *site, Str challenge,
                                    const WebauthnRegistration *given, WebauthnCredential *out,
                                    WebauthnFault *out_fault);

/* What was kept, and what changes with each use. */
typedef struct {
        Str id, key;
        uint32_t sign_count;
        bool is_backup_eligible;
} WebauthnKept;
typedef struct {
        uint32_t sign_count;
        bool is_user_verified, is_backed_up;
} WebauthnUse;

/* Section 7.2. INVALID and FORBIDDEN as above; CONFLICT: all is right but the signature counter,
 * which did not grow: the caller refuses and tells the owner. Counters of 0 on both sides mean that
 * the authenticator does not count. Whose the credential is, and that user_handle is theirs, the
 * caller looks up. */
Status webauthn_assertion_verify(Arena *a, const WebauthnSite *site, Str challenge,
                                 const WebauthnKept *kept, const WebauthnAssertion *given,
                                 WebauthnUse *out, WebauthnFault *out_fault);

/* Reads a COSE_Key of one of our three kinds, with the members it must have and no other. INVALID
 * otherwise. out points into cose. */
Status webauthn_key_parse(Arena *a, Str cose, Pubkey *out);

#endif

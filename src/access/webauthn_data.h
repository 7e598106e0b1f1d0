/* access/webauthn_data: the bytes an authenticator makes, taken apart (Level 3, section 6). Between
 * the files of webauthn, and for its fuzzer. */
#ifndef SEEDBED_ACCESS_WEBAUTHN_DATA_H
#define SEEDBED_ACCESS_WEBAUTHN_DATA_H

#include "access/cbor.h"
#include "access/webauthn.h"

enum { WEBAUTHN_RP_ID_HASH_BYTES = 32 };

/* Authenticator data, section 6.1. */
typedef struct {
        Str rp_id_hash;
        bool is_present, is_verified, is_backup_eligible, is_backed_up;
        uint32_t sign_count;
        bool has_credential;
        Str aaguid, credential_id, key; /* when it has a credential */
        const Cbor *extensions;         /* or NULL */
} WebauthnData;

/* INVALID when bytes are missing or left over. */
Status webauthn_data_parse(Arena *a, Str bytes, WebauthnData *out);

/* Attestation object, section 6.5.4: a map of three members and no other. */
typedef struct {
        Str format;
        const Cbor *statement; /* a map */
        Str data;              /* authenticator data */
} WebauthnAttestation;

Status webauthn_attestation_parse(Arena *a, Str bytes, WebauthnAttestation *out);

#endif

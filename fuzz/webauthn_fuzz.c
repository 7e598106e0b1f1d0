/* fuzz/webauthn: whatever a browser may send: JSON answers, client data, attestation objects,
 * authenticator data, COSE keys, and signatures under a fixed key, which nothing here can make. */
#include "access/webauthn.h"
#include "access/webauthn_data.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHALLENGE S("0123456789abcdef0123456789abcdef")
#define CLIENT_CREATE                                    \
        S("{\"type\":\"webauthn.create\",\"challenge\":" \
          "\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\",\"origin\":\"https://example.org\"}")
#define CLIENT_GET                                    \
        S("{\"type\":\"webauthn.get\",\"challenge\":" \
          "\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\",\"origin\":\"https://example.org\"}")

/* The public key of RFC 8032, section 7.1, test 1, as COSE_Key. */
static const unsigned char cose[] = {
        0xA4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20, 0xD7, 0x5A, 0x98, 0x01,
        0x82, 0xB1, 0x0A, 0xB7, 0xD5, 0x4B, 0xFE, 0xD3, 0xC9, 0x64, 0x07, 0x3A, 0x0E, 0xE1,
        0x72, 0xF3, 0xDA, 0xA6, 0x23, 0x25, 0xAF, 0x02, 0x1A, 0x68, 0xF7, 0x07, 0x51, 0x1A};
static const Str origins[] = {S_INIT("https://example.org")};
static const WebauthnSite site = {
        .rp_id = S_INIT("example.org"), .name = S_INIT("x"), .origins = origins, .origins_n = 1};

static void try_registration(Arena *a, const WebauthnRegistration *given)
{
        WebauthnCredential c;
        WebauthnFault fault = WEBAUTHN_FINE;
        Status s = webauthn_registration_verify(a, &site, CHALLENGE, given, &c, &fault);
        Pubkey key;

        if ((s == OK) != (fault == WEBAUTHN_FINE))
                abort();
        /* what was let in can be used: the key reads back, and the id is the one that was given */
        if (s == OK && (webauthn_key_parse(a, c.key, &key) != OK || key.alg != c.alg ||
                        !str_eq(c.id, given->credential_id)))
                abort();
}

static void try_assertion(Arena *a, const WebauthnAssertion *given)
{
        WebauthnKept kept = {.id = given->credential_id, .key = {(const char *)cose, sizeof cose}};
        WebauthnUse use;
        WebauthnFault fault = WEBAUTHN_FINE;

        if (webauthn_assertion_verify(a, &site, CHALLENGE, &kept, given, &use, &fault) == OK)
                abort(); /* nobody here has the secret key */
}

static void try_pieces(Arena *a, Str in)
{
        WebauthnRegistration made = {.client_data = CLIENT_CREATE, .attestation_object = in};
        WebauthnAssertion used = {.credential_id = S("x"),
                                  .client_data = CLIENT_GET,
                                  .authenticator_data = {in.at, in.len > 64 ? in.len - 64 : in.len},
                                  .signature = str_skip(in, in.len > 64 ? in.len - 64 : 0)};
        WebauthnAttestation at;
        WebauthnData d;
        Pubkey key;

        if (webauthn_attestation_parse(a, in, &at) == OK &&
            webauthn_data_parse(a, at.data, &d) == OK)
                made.credential_id = d.credential_id;
        try_registration(a, &made);
        try_assertion(a, &used);
        if (webauthn_data_parse(a, in, &d) == OK &&
            d.has_credential != (d.credential_id.len > 0 && d.key.len > 0))
                abort();
        if (webauthn_key_parse(a, in, &key) == OK && pubkey_check(&key) != OK)
                abort();
        made.client_data = in;
        used.client_data = in;
        try_registration(a, &made);
        try_assertion(a, &used);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        Arena a = arena_make(64 * MIB);
        Str in = {(const char *)data, size};
        WebauthnRegistration made;
        WebauthnAssertion used;

        if (webauthn_registration_parse(&a, in, &made) == OK)
                try_registration(&a, &made);
        if (webauthn_assertion_parse(&a, in, &used) == OK)
                try_assertion(&a, &used);
        try_pieces(&a, in);
        arena_free(&a);
        return 0;
}

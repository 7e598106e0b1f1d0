/* Passkeys: the specification's own, each kind of key, and everything that must not pass. */
#include "access/key_probe.h"
#include "access/webauthn_data.h"
#include "base/json.h"

#define CHALLENGE S("0123456789abcdef0123456789abcdef")
#define ID S("credential-0001")
#define HERE "https://example.org"
#define EMPTY_MAP S("\xA0")

static const Str origins[] = {S_INIT("https://example.org"), S_INIT("https://www.example.org")};
static const WebauthnSite site = {.rp_id = S_INIT("example.org"),
                                  .name = S_INIT("Example"),
                                  .origins = origins,
                                  .origins_n = 2};

/* A registration that is right; each test makes one thing of it wrong. */
typedef struct {
        const char *type, *origin, *more, *rp_id, *format;
        int flags;
        Str id, given_id, cose, statement;
} Made;

static Made right(const ProbeKey *k)
{
        return (Made){"webauthn.create",
                      HERE,
                      ",\"crossOrigin\":false",
                      "example.org",
                      "none",
                      UP | AT,
                      ID,
                      ID,
                      k->cose,
                      EMPTY_MAP};
}

static WebauthnRegistration given(Arena *a, const Made *m)
{
        Str data = probe_data(a, m->rp_id, m->flags, 7, m->id, m->cose);

        return (WebauthnRegistration){
                .credential_id = m->given_id,
                .client_data = probe_client_data(a, m->type, CHALLENGE, m->origin, m->more),
                .attestation_object = probe_attestation(a, m->format, m->statement, data)};
}

static Status registered(Arena *a, const WebauthnSite *s, const Made *m, WebauthnFault *out_fault)
{
        WebauthnRegistration r = given(a, m);
        WebauthnCredential c;

        return webauthn_registration_verify(a, s, CHALLENGE, &r, &c, out_fault);
}

/* An assertion that is right, likewise. */
typedef struct {
        const char *type, *origin, *more, *rp_id;
        int flags;
        uint32_t count;
} Use;
static const Use right_use = {"webauthn.get", HERE, "", "example.org", UP, 8};

static WebauthnAssertion asserted(Arena *a, const ProbeKey *k, const Use *u)
{
        WebauthnAssertion r = {
                .credential_id = ID,
                .authenticator_data =
                        probe_data(a, u->rp_id, u->flags, u->count, (Str){0}, (Str){0}),
                .client_data = probe_client_data(a, u->type, CHALLENGE, u->origin, u->more)};

        r.signature = probe_assert(a, k, r.authenticator_data, r.client_data);
        return r;
}

static Status used(Arena *a, const WebauthnSite *s, const ProbeKey *k, const WebauthnAssertion *r,
                   WebauthnFault *out_fault)
{
        WebauthnKept kept = {.id = ID, .key = k->cose, .sign_count = 7};
        WebauthnUse use;

        return webauthn_assertion_verify(a, s, CHALLENGE, &kept, r, &use, out_fault);
}

/* The text with one bit the other way. */
static Str flipped(Arena *a, Str s, size_t bit)
{
        char *b = arena_bytes(a, s.len + 1);

        memcpy(b, s.at, s.len);
        b[bit / 8] = (char)(b[bit / 8] ^ (1 << bit % 8));
        return (Str){b, s.len};
}

TEST(the_webauthn_example_of_the_specification_passes_and_no_flipped_bit_does)
{
        Str file = check_file(a, check_shared(a, "crypto-vectors/webauthn/es256-none.json"));
        const Json *top, *j;
        WebauthnRegistration r = {0};
        WebauthnAssertion s = {0}, bad;
        WebauthnCredential c;
        WebauthnKept kept;
        WebauthnUse use;
        WebauthnFault fault;
        Str challenge, *const parts[] = {&bad.signature, &bad.authenticator_data, &bad.client_data};

        CHECK_OK(json_parse(a, file, &top, NULL));
        j = json_get(top, S("registration"));
        challenge = probe_hex(a, json_get_text(j, S("challenge")));
        r.client_data = probe_hex(a, json_get_text(j, S("clientDataJSON")));
        r.attestation_object = probe_hex(a, json_get_text(j, S("attestationObject")));
        r.credential_id = probe_hex(a, json_get_text(j, S("credentialId")));
        CHECK_OK(webauthn_registration_verify(a, &site, challenge, &r, &c, &fault));
        CHECK(c.alg == PUBKEY_ES256 && c.trust == WEBAUTHN_TRUST_NONE && c.sign_count == 0);
        CHECK(c.is_backup_eligible && c.is_backed_up && !c.is_user_verified);
        CHECK(c.aaguid[0] == 0x84 && c.aaguid[15] == 0x1F);

        j = json_get(top, S("authentication"));
        challenge = probe_hex(a, json_get_text(j, S("challenge")));
        s.credential_id = r.credential_id;
        s.client_data = probe_hex(a, json_get_text(j, S("clientDataJSON")));
        s.authenticator_data = probe_hex(a, json_get_text(j, S("authenticatorData")));
        s.signature = probe_hex(a, json_get_text(j, S("signature")));
        kept = (WebauthnKept){c.id, c.key, c.sign_count, c.is_backup_eligible};
        CHECK_OK(webauthn_assertion_verify(a, &site, challenge, &kept, &s, &use, &fault));
        CHECK(use.is_backed_up && !use.is_user_verified);
        for (size_t i = 0; i < 3; i++) {
                bad = s;
                for (size_t bit = 0, n = parts[i]->len * 8; bit < n; bit++) {
                        ArenaMark mark = arena_mark(a);

                        bad = s;
                        *parts[i] = flipped(a, *parts[i], bit);
                        CHECK(webauthn_assertion_verify(a, &site, challenge, &kept, &bad, &use,
                                                        &fault) != OK);
                        arena_rewind(a, mark);
                }
        }
}

TEST(webauthn_keys_of_each_kind_register_and_sign_in)
{
        static const PubkeyAlg algs[] = {PUBKEY_ES256, PUBKEY_EDDSA, PUBKEY_RS256};

        for (size_t i = 0; i < 3; i++) {
                ProbeKey k = probe_key(a, algs[i]);
                Made m = right(&k);
                WebauthnRegistration r;
                WebauthnAssertion s;
                WebauthnCredential c;
                WebauthnKept kept;
                WebauthnUse use;
                WebauthnFault fault;

                m.flags = UP | UV | AT | BE;
                r = given(a, &m);
                CHECK_OK(webauthn_registration_verify(a, &site, CHALLENGE, &r, &c, &fault));
                CHECK(c.alg == algs[i] && c.sign_count == 7 && c.is_user_verified);
                CHECK(c.is_backup_eligible && !c.is_backed_up && c.trust == WEBAUTHN_TRUST_NONE);
                CHECK(str_eq(c.id, ID) && str_eq(c.key, k.cose) && str_is(c.format, "none"));
                kept = (WebauthnKept){c.id, c.key, c.sign_count, c.is_backup_eligible};
                s = asserted(a, &k,
                             &(Use){"webauthn.get", HERE, "", "example.org", UP | UV | BE | BS, 8});
                CHECK_OK(webauthn_assertion_verify(a, &site, CHALLENGE, &kept, &s, &use, &fault));
                CHECK(use.sign_count == 8 && use.is_user_verified && use.is_backed_up);
                CHECK_INT(fault, WEBAUTHN_FINE);
                s.signature = flipped(a, s.signature, s.signature.len * 8 - 1);
                CHECK_IS(webauthn_assertion_verify(a, &site, CHALLENGE, &kept, &s, &use, &fault),
                         FORBIDDEN);
                CHECK_INT(fault, WEBAUTHN_BAD_SIGNATURE);
                probe_key_free(&k);
        }
}

TEST(a_webauthn_registration_with_one_thing_wrong_is_refused_for_that_thing)
{
        ProbeKey k = probe_key(a, PUBKEY_EDDSA);
        WebauthnFault fault;
        WebauthnSite strict = site;
        Made m;

        strict.must_verify_user = true;
#define WRONG(member, value, on, status, why)             \
        m = right(&k);                                    \
        m.member = value;                                 \
        CHECK_IS(registered(a, &on, &m, &fault), status); \
        CHECK_INT(fault, why)

        WRONG(type, "webauthn.create", site, OK, WEBAUTHN_FINE);
        WRONG(origin, "https://www.example.org", site, OK, WEBAUTHN_FINE);
        WRONG(type, "webauthn.get", site, FORBIDDEN, WEBAUTHN_BAD_TYPE);
        WRONG(type, "", site, FORBIDDEN, WEBAUTHN_BAD_TYPE);
        WRONG(origin, "https://example.org.evil.test", site, FORBIDDEN, WEBAUTHN_BAD_ORIGIN);
        WRONG(origin, "http://example.org", site, FORBIDDEN, WEBAUTHN_BAD_ORIGIN);
        WRONG(origin, "https://example.org:8443", site, FORBIDDEN, WEBAUTHN_BAD_ORIGIN);
        WRONG(origin, "HTTPS://EXAMPLE.ORG", site, FORBIDDEN, WEBAUTHN_BAD_ORIGIN);
        WRONG(origin, "", site, FORBIDDEN, WEBAUTHN_BAD_ORIGIN);
        WRONG(more, ",\"crossOrigin\":true", site, FORBIDDEN, WEBAUTHN_FRAMED);
        WRONG(more, ",\"topOrigin\":\"https://evil.test\"", site, FORBIDDEN, WEBAUTHN_FRAMED);
        WRONG(more, ",\"crossOrigin\":\"false\"", site, INVALID, WEBAUTHN_BAD_CLIENT_DATA);
        WRONG(more, ",\"type\":\"webauthn.create\"", site, INVALID, WEBAUTHN_BAD_CLIENT_DATA);
        WRONG(more, "}", site, INVALID, WEBAUTHN_BAD_CLIENT_DATA);
        WRONG(rp_id, "evil.test", site, FORBIDDEN, WEBAUTHN_BAD_RP_ID);
        WRONG(flags, AT, site, FORBIDDEN, WEBAUTHN_NOT_PRESENT);
        WRONG(flags, UP | AT, strict, FORBIDDEN, WEBAUTHN_NOT_VERIFIED);
        WRONG(flags, UP | UV | AT, strict, OK, WEBAUTHN_FINE);
        WRONG(flags, UP | AT | BS, site, FORBIDDEN, WEBAUTHN_BAD_BACKUP);
        WRONG(flags, UP, site, INVALID, WEBAUTHN_BAD_DATA);
        WRONG(flags, UP | AT | ED, site, INVALID, WEBAUTHN_BAD_DATA);
        WRONG(id, S(""), site, INVALID, WEBAUTHN_BAD_DATA);
        WRONG(given_id, S("credential-0002"), site, FORBIDDEN, WEBAUTHN_BAD_CREDENTIAL);
        WRONG(format, "made-up", site, FORBIDDEN, WEBAUTHN_BAD_ATTESTATION);
        WRONG(format, "packed", site, FORBIDDEN, WEBAUTHN_BAD_ATTESTATION);
        WRONG(statement, probe_hex(a, S("a1616101")), site, FORBIDDEN, WEBAUTHN_BAD_ATTESTATION);
        WRONG(statement, probe_hex(a, S("80")), site, INVALID, WEBAUTHN_BAD_DATA);
        WRONG(cose, EMPTY_MAP, site, FORBIDDEN, WEBAUTHN_BAD_KEY);
        WRONG(cose, S(""), site, INVALID, WEBAUTHN_BAD_DATA);
        WRONG(cose, probe_cat(a, k.cose, EMPTY_MAP), site, INVALID, WEBAUTHN_BAD_DATA);
#undef WRONG
}

TEST(a_webauthn_challenge_is_compared_whole)
{
        ProbeKey k = probe_key(a, PUBKEY_EDDSA);
        Made m = right(&k);
        WebauthnRegistration r = given(a, &m);
        WebauthnCredential c;
        WebauthnFault fault;
        const Str wrong[] = {S("0123456789abcdef0123456789abcdeF"), S("0123456789abcdef"), S("")};

        for (size_t i = 0; i < 3; i++) {
                CHECK_IS(webauthn_registration_verify(a, &site, wrong[i], &r, &c, &fault),
                         FORBIDDEN);
                CHECK_INT(fault, WEBAUTHN_BAD_CHALLENGE);
        }
        /* two empty ones are not the same */
        r.client_data = probe_client_data(a, "webauthn.create", S(""), HERE, "");
        CHECK_IS(webauthn_registration_verify(a, &site, S(""), &r, &c, &fault), FORBIDDEN);
        /* the same bytes in another spelling */
        r.client_data = S("{\"type\":\"webauthn.create\",\"origin\":\"" HERE "\",\"challenge\":"
                          "\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\"}");
        CHECK_IS(webauthn_registration_verify(a, &site, CHALLENGE, &r, &c, &fault), FORBIDDEN);
        CHECK_INT(fault, WEBAUTHN_BAD_CHALLENGE);
}

TEST(a_webauthn_site_may_let_itself_be_framed_and_that_is_all_it_changes)
{
        ProbeKey k = probe_key(a, PUBKEY_EDDSA);
        WebauthnSite framed = site;
        WebauthnFault fault;
        Made m = right(&k);

        framed.may_be_framed = true;
        m.more = ",\"crossOrigin\":true,\"topOrigin\":\"https://partner.example\"";
        CHECK_OK(registered(a, &framed, &m, &fault));
        m.origin = "https://partner.example";
        CHECK_IS(registered(a, &framed, &m, &fault), FORBIDDEN);
}

TEST(a_webauthn_attestation_signed_by_the_credential_itself_is_verified)
{
        ProbeKey k = probe_key(a, PUBKEY_ES256), other = probe_key(a, PUBKEY_ES256);
        Made m = right(&k);
        Str data = probe_data(a, m.rp_id, m.flags, 7, m.id, m.cose), client;
        WebauthnRegistration r;
        WebauthnCredential c;
        WebauthnFault fault;

        m.format = "packed";
        client = probe_client_data(a, m.type, CHALLENGE, m.origin, m.more);
        m.statement = probe_packed(a, &k, PUBKEY_ES256, data, client);
        r = given(a, &m);
        CHECK_OK(webauthn_registration_verify(a, &site, CHALLENGE, &r, &c, &fault));
        CHECK(c.trust == WEBAUTHN_TRUST_SELF && str_is(c.format, "packed"));

        m.statement = probe_packed(a, &other, PUBKEY_ES256, data, client);
        CHECK_IS(registered(a, &site, &m, &fault), FORBIDDEN);
        CHECK_INT(fault, WEBAUTHN_BAD_ATTESTATION);
        m.statement = probe_packed(a, &k, PUBKEY_RS256, data, client); /* names another algorithm */
        CHECK_IS(registered(a, &site, &m, &fault), FORBIDDEN);
        m.statement = probe_packed(a, &k, PUBKEY_ES256, data, probe_cat(a, client, S(" ")));
        CHECK_IS(registered(a, &site, &m, &fault), FORBIDDEN);
        m.statement = EMPTY_MAP;
        CHECK_IS(registered(a, &site, &m, &fault), FORBIDDEN);
        probe_key_free(&k);
        probe_key_free(&other);
}

TEST(webauthn_attestations_with_certificates_are_taken_as_none_or_refused)
{
        static const char *const formats[] = {
                "tpm", "apple", "fido-u2f", "android-key", "android-safetynet", "packed"};
        ProbeKey k = probe_key(a, PUBKEY_EDDSA);
        Made m = right(&k);
        WebauthnSite strict = site;
        WebauthnFault fault;

        strict.refuses_unverified = true;
        CHECK_OK(registered(a, &strict, &m, &fault));
        m.statement = probe_hex(a, S("a163783563814100")); /* {"x5c": [h'00']} */
        for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
                m.format = formats[i];
                WebauthnRegistration r = given(a, &m);
                WebauthnCredential c;

                CHECK_OK(webauthn_registration_verify(a, &site, CHALLENGE, &r, &c, &fault));
                CHECK_INT(c.trust, WEBAUTHN_TRUST_NONE);
                CHECK_IS(registered(a, &strict, &m, &fault), FORBIDDEN);
                CHECK_INT(fault, WEBAUTHN_BAD_ATTESTATION);
        }
}

TEST(a_webauthn_assertion_with_one_thing_wrong_is_refused_for_that_thing)
{
        ProbeKey k = probe_key(a, PUBKEY_EDDSA), other = probe_key(a, PUBKEY_EDDSA);
        WebauthnSite strict = site;
        WebauthnAssertion r;
        WebauthnFault fault;
        Use u;

        strict.must_verify_user = true;
#define WRONG(member, value, on, status, why)           \
        u = right_use;                                  \
        u.member = value;                               \
        r = asserted(a, &k, &u);                        \
        CHECK_IS(used(a, &on, &k, &r, &fault), status); \
        CHECK_INT(fault, why)

        WRONG(count, 8, site, OK, WEBAUTHN_FINE);
        WRONG(type, "webauthn.create", site, FORBIDDEN, WEBAUTHN_BAD_TYPE);
        WRONG(type, "payment.get", site, FORBIDDEN, WEBAUTHN_BAD_TYPE);
        WRONG(origin, "https://evil.test", site, FORBIDDEN, WEBAUTHN_BAD_ORIGIN);
        WRONG(rp_id, "evil.test", site, FORBIDDEN, WEBAUTHN_BAD_RP_ID);
        WRONG(flags, 0, site, FORBIDDEN, WEBAUTHN_NOT_PRESENT);
        WRONG(flags, UP, strict, FORBIDDEN, WEBAUTHN_NOT_VERIFIED);
        WRONG(flags, UP | UV, strict, OK, WEBAUTHN_FINE);
        WRONG(flags, UP | BE, site, FORBIDDEN, WEBAUTHN_BAD_BACKUP);
        WRONG(flags, UP | BS, site, FORBIDDEN, WEBAUTHN_BAD_BACKUP);
        WRONG(flags, UP | AT, site, INVALID, WEBAUTHN_BAD_DATA);
        WRONG(flags, UP | ED, site, INVALID, WEBAUTHN_BAD_DATA);
        WRONG(flags, UP | 0x22, site, OK, WEBAUTHN_FINE); /* reserved bits mean nothing yet */
        WRONG(more, ",\"crossOrigin\":true", site, FORBIDDEN, WEBAUTHN_FRAMED);
        WRONG(count, 7, site, CONFLICT, WEBAUTHN_COUNTER_BACK);
        WRONG(count, 6, site, CONFLICT, WEBAUTHN_COUNTER_BACK);
        WRONG(count, 0, site, CONFLICT, WEBAUTHN_COUNTER_BACK);
        WRONG(count, UINT32_MAX, site, OK, WEBAUTHN_FINE);
#undef WRONG
        r = asserted(a, &other, &right_use);
        CHECK_IS(used(a, &site, &k, &r, &fault), FORBIDDEN);
        CHECK_INT(fault, WEBAUTHN_BAD_SIGNATURE);
        /* a counter that went back is only told of by the authenticator itself */
        u = right_use;
        u.count = 1;
        r = asserted(a, &other, &u);
        CHECK_IS(used(a, &site, &k, &r, &fault), FORBIDDEN);
        r = asserted(a, &k, &right_use);
        r.credential_id = S("credential-0002");
        CHECK_IS(used(a, &site, &k, &r, &fault), FORBIDDEN);
        CHECK_INT(fault, WEBAUTHN_BAD_CREDENTIAL);
}

TEST(a_webauthn_authenticator_that_does_not_count_may_say_zero_for_ever)
{
        ProbeKey k = probe_key(a, PUBKEY_EDDSA);
        WebauthnKept kept = {.id = ID, .key = k.cose};
        Use u = right_use;
        WebauthnAssertion r;
        WebauthnUse use;
        WebauthnFault fault;

        u.count = 0;
        r = asserted(a, &k, &u);
        CHECK_OK(webauthn_assertion_verify(a, &site, CHALLENGE, &kept, &r, &use, &fault));
        CHECK_INT(use.sign_count, 0);
        kept.is_backup_eligible = true; /* it was once, so it can not have become otherwise */
        CHECK_IS(webauthn_assertion_verify(a, &site, CHALLENGE, &kept, &r, &use, &fault),
                 FORBIDDEN);
        CHECK_INT(fault, WEBAUTHN_BAD_BACKUP);
        kept = (WebauthnKept){.id = ID, .key = S("junk")};
        CHECK_IS(webauthn_assertion_verify(a, &site, CHALLENGE, &kept, &r, &use, &fault), BROKEN);
}

TEST(webauthn_bytes_cut_short_or_with_more_behind_are_refused)
{
        ProbeKey k = probe_key(a, PUBKEY_EDDSA);
        Made m = right(&k);
        WebauthnRegistration r = given(a, &m), bad;
        WebauthnAssertion s = asserted(a, &k, &right_use), worse;
        WebauthnCredential c;
        WebauthnFault fault;
        WebauthnData d;
        Str data = probe_data(a, m.rp_id, m.flags, 7, m.id, m.cose);

        CHECK_OK(webauthn_data_parse(a, data, &d));
        for (size_t n = 0; n < data.len; n++)
                CHECK_IS(webauthn_data_parse(a, (Str){data.at, n}, &d), INVALID);
        CHECK_IS(webauthn_data_parse(a, probe_cat(a, data, S("x")), &d), INVALID);
        for (size_t n = 0; n < r.attestation_object.len; n++) {
                bad = r;
                bad.attestation_object.len = n;
                CHECK_IS(webauthn_registration_verify(a, &site, CHALLENGE, &bad, &c, &fault),
                         INVALID);
        }
        bad = r;
        bad.attestation_object = probe_cat(a, r.attestation_object, S("\xF6"));
        CHECK_IS(webauthn_registration_verify(a, &site, CHALLENGE, &bad, &c, &fault), INVALID);
        for (size_t n = 0; n < s.signature.len; n++) {
                worse = s;
                worse.signature.len = n;
                CHECK_IS(used(a, &site, &k, &worse, &fault), FORBIDDEN);
        }
        worse = s;
        worse.signature = probe_cat(a, s.signature, S("x"));
        CHECK_IS(used(a, &site, &k, &worse, &fault), FORBIDDEN);
        worse = s;
        worse.authenticator_data = probe_cat(a, s.authenticator_data, S("x"));
        worse.signature = probe_assert(a, &k, worse.authenticator_data, worse.client_data);
        CHECK_IS(used(a, &site, &k, &worse, &fault), INVALID);
        /* extensions that are said and there are read and passed over */
        worse = s;
        worse.authenticator_data = probe_cat(
                a, probe_data(a, "example.org", UP | ED, 8, (Str){0}, (Str){0}), EMPTY_MAP);
        worse.signature = probe_assert(a, &k, worse.authenticator_data, worse.client_data);
        CHECK_OK(used(a, &site, &k, &worse, &fault));
}

TEST(webauthn_signatures_of_either_s_pass_and_of_another_spelling_do_not)
{
        ProbeKey k = probe_key(a, PUBKEY_ES256);
        WebauthnAssertion r = asserted(a, &k, &right_use);
        WebauthnFault fault;
        Str der = r.signature;
        char *longer = arena_bytes(a, der.len + 2);

        CHECK_OK(used(a, &site, &k, &r, &fault));
        /* authenticators send both, the specification's own example has the greater; the challenge
         * makes it count once, not the signature */
        r.signature = probe_other_s(a, der);
        CHECK(!str_eq(r.signature, der));
        CHECK_OK(used(a, &site, &k, &r, &fault));
        /* BER that is no DER: a length in two bytes */
        longer[0] = der.at[0], longer[1] = (char)0x81;
        memcpy(longer + 2, der.at + 1, der.len - 1);
        r.signature = (Str){longer, der.len + 1};
        CHECK_IS(used(a, &site, &k, &r, &fault), FORBIDDEN);
        r.signature = probe_sign(a, &k, S("x"), PUBKEY_RAW);
        CHECK_IS(used(a, &site, &k, &r, &fault), FORBIDDEN);
        r.signature = probe_hex(a, S("3006020100020100")); /* r = s = 0 */
        CHECK_IS(used(a, &site, &k, &r, &fault), FORBIDDEN);
        probe_key_free(&k);
}

TEST(a_webauthn_key_is_of_one_kind_and_on_its_curve)
{
        ProbeKey ec = probe_key(a, PUBKEY_ES256), ed = probe_key(a, PUBKEY_EDDSA),
                 rsa = probe_key(a, PUBKEY_RS256);
        static const char *const zeros =
                "0000000000000000000000000000000000000000000000000000000000000000";
        Pubkey out;
        Str bad[16];
        size_t n = 0;

        CHECK_OK(webauthn_key_parse(a, ec.cose, &out));
        CHECK(out.alg == PUBKEY_ES256 && str_eq(out.x, ec.public.x) && str_eq(out.y, ec.public.y));
        CHECK_OK(webauthn_key_parse(a, ed.cose, &out));
        CHECK_OK(webauthn_key_parse(a, rsa.cose, &out));
        CHECK(out.alg == PUBKEY_RS256 && str_eq(out.n, rsa.public.n));

        bad[n++] = flipped(a, ec.cose, 8 * (ec.cose.len - 1)); /* not on the curve */
        bad[n++] = probe_hex(a, str_fmt(a, "a5010203262001215820%s225820%s", zeros, zeros));
        bad[n++] = (Str){ec.cose.at, ec.cose.len - 1};
        bad[n++] = probe_cat(a, ec.cose, S("\xA0"));
        /* the right members under the algorithm of another kind: 3 is alg, 1 is kty */
        bad[n++] = probe_cat(a, probe_hex(a, S("a501020327")), str_skip(ec.cose, 5));
        bad[n++] = probe_cat(a, probe_hex(a, S("a501010326")), str_skip(ec.cose, 5));
        bad[n++] = probe_cat(a, probe_hex(a, S("a401010326")), str_skip(ed.cose, 5));
        bad[n++] = probe_cat(a, probe_hex(a, S("a401020327")), str_skip(ed.cose, 5));
        bad[n++] = probe_cat(a, probe_hex(a, S("a401030326")), str_skip(rsa.cose, 7));
        bad[n++] = probe_cat(a, probe_hex(a, S("a40103033a00010000")), str_skip(rsa.cose, 7));
        bad[n++] = probe_hex(a, str_fmt(a, "a5010203262001215820%s22f5", zeros)); /* y as a sign */
        bad[n++] = probe_hex(a, str_fmt(a, "a301022001215820%s", zeros));         /* no alg */
        bad[n++] = S("");
        for (size_t i = 0; i < n; i++)
                CHECK_IS(webauthn_key_parse(a, bad[i], &out), INVALID);
        probe_key_free(&ec);
        probe_key_free(&rsa);
}

TEST(a_webauthn_key_with_more_members_than_its_own_is_refused)
{
        ProbeKey ed = probe_key(a, PUBKEY_EDDSA);
        Str more[3] = {S("\xA5"), str_skip(ed.cose, 1), probe_hex(a, S("2240"))};
        Pubkey out;

        CHECK_IS(webauthn_key_parse(a, str_join(a, more, 3, (Str){0}), &out), INVALID);
}

TEST(an_rsa_key_that_is_weak_or_strange_is_no_key)
{
        ProbeKey k = probe_key(a, PUBKEY_RS256);
        Pubkey p = k.public;

        CHECK_OK(pubkey_check(&p));
        p.e = S("\x01");
        CHECK_IS(pubkey_check(&p), INVALID);
        p.e = S("\x02");
        CHECK_IS(pubkey_check(&p), INVALID);
        p.e = S("");
        CHECK_IS(pubkey_check(&p), INVALID);
        p.e = S("\x01\x00\x00\x00\x01");
        CHECK_IS(pubkey_check(&p), INVALID);
        p = k.public;
        p.n = str_skip(p.n, 1);
        CHECK_IS(pubkey_check(&p), INVALID); /* 2040 bits */
        p.n = probe_cat(a, S("\x00"), k.public.n);
        CHECK_IS(pubkey_check(&p), INVALID); /* a zero in front */
        p.n = probe_cat(a, probe_cat(a, k.public.n, k.public.n), k.public.n);
        CHECK_IS(pubkey_check(&p), INVALID);
        p = (Pubkey){0};
        CHECK_IS(pubkey_check(&p), INVALID);
        CHECK_IS(pubkey_verify(&p, S(""), S(""), PUBKEY_DER), INVALID);
        /* small order: every message would have a signature */
        p = (Pubkey){
                .alg = PUBKEY_EDDSA,
                .x = probe_hex(
                        a, S("0100000000000000000000000000000000000000000000000000000000000000"))};
        CHECK_IS(
                pubkey_verify(
                        &p, S("x"),
                        probe_hex(
                                a,
                                S("0100000000000000000000000000000000000000000000000000000000000000"
                                  "000000000000000000000000000000000000000000000000000000000000000"
                                  "0")),
                        PUBKEY_DER),
                FORBIDDEN);
        probe_key_free(&k);
}

/* access/webauthn: what goes to the browser and comes from it, as JSON (Level 3, sections 5.1.8,
 * 5.1.9 and 5.5); see the header. */
#include "access/webauthn.h"

#include "base/hash.h"
#include "base/json.h"

enum { TRANSPORTS_MAX = 8, TRANSPORT_CHARS_MAX = 32 };

static void add_base64(Arena *a, JsonOut *j, Str key, Str bytes);
static void add_known(Arena *a, JsonOut *j, Str key, const WebauthnKnown *known, size_t n);
static Status end_json(const Text *t, Str *out);
static Status read_response(Arena *a, Str json, Str *out_id, const Json **out_response);
static bool bytes_of(Arena *a, const Json *object, Str key, Str *out);
static Str transports_of(Arena *a, const Json *list);

void webauthn_challenge_make(unsigned char out[WEBAUTHN_CHALLENGE_BYTES])
{
        random_fill(out, WEBAUTHN_CHALLENGE_BYTES);
}

Status webauthn_creation_options(Arena *a, const WebauthnSite *site, const WebauthnUser *user,
                                 Str challenge, const WebauthnKnown *known, size_t known_n,
                                 Str *out_json)
{
        static const PubkeyAlg algs[] = {PUBKEY_EDDSA, PUBKEY_ES256, PUBKEY_RS256};
        Text t = text_begin(a, WEBAUTHN_OPTIONS_BYTES_MAX);
        JsonOut j = jout_begin(&t);

        if (str_empty(user->id) || user->id.len > WEBAUTHN_USER_ID_BYTES_MAX ||
            known_n > WEBAUTHN_CREDENTIALS_MAX)
                return INVALID;
        jout_object(&j);
        jout_key(&j, S("rp"));
        jout_object(&j);
        jout_key(&j, S("id"));
        jout_text(&j, site->rp_id);
        jout_key(&j, S("name"));
        jout_text(&j, site->name);
        jout_object_end(&j);
        jout_key(&j, S("user"));
        jout_object(&j);
        add_base64(a, &j, S("id"), user->id);
        jout_key(&j, S("name"));
        jout_text(&j, user->name);
        jout_key(&j, S("displayName"));
        jout_text(&j, user->display_name);
        jout_object_end(&j);
        add_base64(a, &j, S("challenge"), challenge);
        jout_key(&j, S("pubKeyCredParams"));
        jout_list(&j);
        for (size_t i = 0; i < sizeof algs / sizeof algs[0]; i++) {
                jout_object(&j);
                jout_key(&j, S("type"));
                jout_text(&j, S("public-key"));
                jout_key(&j, S("alg"));
                jout_int(&j, algs[i]);
                jout_object_end(&j);
        }
        jout_list_end(&j);
        jout_key(&j, S("timeout"));
        jout_int(&j, WEBAUTHN_TIMEOUT_MS);
        add_known(a, &j, S("excludeCredentials"), known, known_n);
        jout_key(&j, S("authenticatorSelection"));
        jout_object(&j);
        jout_key(&j, S("residentKey")); /* kept in the authenticator, so nobody types a name */
        jout_text(&j, site->must_verify_user ? S("required") : S("preferred"));
        jout_key(&j, S("requireResidentKey"));
        jout_bool(&j, site->must_verify_user);
        jout_key(&j, S("userVerification"));
        jout_text(&j, site->must_verify_user ? S("required") : S("preferred"));
        jout_object_end(&j);
        jout_key(&j, S("attestation"));
        jout_text(&j, S("none"));
        jout_object_end(&j);
        return end_json(&t, out_json);
}

Status webauthn_request_options(Arena *a, const WebauthnSite *site, Str challenge,
                                const WebauthnKnown *known, size_t known_n, Str *out_json)
{
        Text t = text_begin(a, WEBAUTHN_OPTIONS_BYTES_MAX);
        JsonOut j = jout_begin(&t);

        if (known_n > WEBAUTHN_CREDENTIALS_MAX)
                return INVALID;
        jout_object(&j);
        add_base64(a, &j, S("challenge"), challenge);
        jout_key(&j, S("timeout"));
        jout_int(&j, WEBAUTHN_TIMEOUT_MS);
        jout_key(&j, S("rpId"));
        jout_text(&j, site->rp_id);
        add_known(a, &j, S("allowCredentials"), known, known_n);
        jout_key(&j, S("userVerification"));
        jout_text(&j, site->must_verify_user ? S("required") : S("preferred"));
        jout_object_end(&j);
        return end_json(&t, out_json);
}

Status webauthn_registration_parse(Arena *a, Str json, WebauthnRegistration *out)
{
        WebauthnRegistration r = {0};
        const Json *response;

        TRY(read_response(a, json, &r.credential_id, &response));
        if (!bytes_of(a, response, S("clientDataJSON"), &r.client_data) ||
            !bytes_of(a, response, S("attestationObject"), &r.attestation_object))
                return INVALID;
        r.transports = transports_of(a, json_get(response, S("transports")));
        *out = r;
        return OK;
}

Status webauthn_assertion_parse(Arena *a, Str json, WebauthnAssertion *out)
{
        WebauthnAssertion r = {0};
        const Json *response, *handle;

        TRY(read_response(a, json, &r.credential_id, &response));
        if (!bytes_of(a, response, S("clientDataJSON"), &r.client_data) ||
            !bytes_of(a, response, S("authenticatorData"), &r.authenticator_data) ||
            !bytes_of(a, response, S("signature"), &r.signature))
                return INVALID;
        handle = json_get(response, S("userHandle"));
        if (handle && handle->kind != JSON_KIND_NULL &&
            (!bytes_of(a, response, S("userHandle"), &r.user_handle) ||
             r.user_handle.len > WEBAUTHN_USER_ID_BYTES_MAX))
                return INVALID;
        *out = r;
        return OK;
}

Status webauthn_challenge_of(Arena *a, Str client_data, Str *out)
{
        const Json *top;

        if (client_data.len > WEBAUTHN_CLIENT_DATA_BYTES_MAX || !str_is_utf8(client_data) ||
            json_parse(a, client_data, &top, NULL) != OK || top->kind != JSON_KIND_OBJECT)
                return INVALID;
        return bytes_of(a, top, S("challenge"), out) ? OK : INVALID;
}

const char *webauthn_fault_name(WebauthnFault fault)
{
        static const char *const names[WEBAUTHN_FAULT_COUNT] = {"fine",
                                                                "malformed-client-data",
                                                                "wrong-type",
                                                                "wrong-challenge",
                                                                "wrong-origin",
                                                                "framed-by-another-site",
                                                                "malformed-data",
                                                                "wrong-relying-party",
                                                                "user-not-present",
                                                                "user-not-verified",
                                                                "wrong-backup-flags",
                                                                "wrong-key",
                                                                "wrong-credential",
                                                                "wrong-attestation",
                                                                "wrong-signature",
                                                                "counter-went-back"};

        return (unsigned)fault < WEBAUTHN_FAULT_COUNT ? names[fault] : "unknown";
}

static void add_base64(Arena *a, JsonOut *j, Str key, Str bytes)
{
        jout_key(j, key);
        jout_text(j, str_base64url(a, bytes.at, bytes.len));
}

static void add_known(Arena *a, JsonOut *j, Str key, const WebauthnKnown *known, size_t n)
{
        jout_key(j, key);
        jout_list(j);
        for (size_t i = 0; i < n; i++) {
                Str rest = known[i].transports, one;

                jout_object(j);
                jout_key(j, S("type"));
                jout_text(j, S("public-key"));
                add_base64(a, j, S("id"), known[i].id);
                if (!str_empty(rest)) {
                        jout_key(j, S("transports"));
                        jout_list(j);
                        while (str_cut(&rest, ',', &one))
                                jout_text(j, one);
                        jout_list_end(j);
                }
                jout_object_end(j);
        }
        jout_list_end(j);
}

static Status end_json(const Text *t, Str *out)
{
        if (t->overflow)
                return INVALID;
        *out = text_str(t);
        return OK;
}

/* The credential's id and the member "response" of a PublicKeyCredentialJSON. */
static Status read_response(Arena *a, Str json, Str *out_id, const Json **out_response)
{
        const Json *top, *response;
        Str id;

        if (json.len > WEBAUTHN_RESPONSE_BYTES_MAX)
                return INVALID;
        TRY(json_parse(a, json, &top, NULL));
        response = json_get(top, S("response"));
        /* id and rawId are the same bytes twice; two that differ are a trick */
        if (!response || !str_eq(json_get_text(top, S("type")), S("public-key")) ||
            !bytes_of(a, top, S("id"), &id) || id.len == 0 ||
            id.len > WEBAUTHN_CREDENTIAL_ID_BYTES_MAX ||
            !str_eq(json_get_text(top, S("id")), json_get_text(top, S("rawId"))))
                return INVALID;
        *out_id = id;
        *out_response = response;
        return OK;
}

static bool bytes_of(Arena *a, const Json *object, Str key, Str *out)
{
        const Json *m = json_get(object, key);

        return m && m->kind == JSON_KIND_TEXT && str_unbase64url(a, m->text, out);
}

/* Hints only, so what does not look like one is left out. */
static Str transports_of(Arena *a, const Json *list)
{
        Str pieces[TRANSPORTS_MAX];
        size_t n = 0;

        if (!list || list->kind != JSON_KIND_LIST)
                return (Str){0};
        for (const Json *m = list->child; m && n < TRANSPORTS_MAX; m = m->next) {
                bool is_word = m->kind == JSON_KIND_TEXT && m->text.len > 0 &&
                               m->text.len <= TRANSPORT_CHARS_MAX;

                for (size_t i = 0; is_word && i < m->text.len; i++)
                        is_word = (m->text.at[i] >= 'a' && m->text.at[i] <= 'z') ||
                                  m->text.at[i] == '-';
                if (is_word)
                        pieces[n++] = m->text;
        }
        return str_join(a, pieces, n, S(","));
}

/* access/oidc: see the header. */
#include "access/oidc.h"

#include "access/jwt.h"
#include "base/words.h"

static bool place_is(Str url, Str issuer);
static bool names(const Json *list, Str word);
static void put_pair(Text *t, const char *name, Str value);
static void put_encoded(Text *t, Str s);

/* Printable ASCII without what would end or split an address. */
static bool is_plain(Str url)
{
        for (size_t i = 0; i < url.len; i++) {
                unsigned char c = (unsigned char)url.at[i];

                if (c <= 0x20 || c >= 0x7F || c == '"' || c == '\\' || c == '<' || c == '>' ||
                    c == '#')
                        return false;
        }
        return url.len > 0 && url.len <= OIDC_URL_BYTES_MAX;
}

static Str after_scheme(Str url)
{
        return str_starts(url, S("https://"))  ? str_skip(url, 8)
               : str_starts(url, S("http://")) ? str_skip(url, 7)
                                               : (Str){0};
}

Str oidc_host(Str url)
{
        Str rest = after_scheme(url);
        size_t end = 0;

        while (end < rest.len && rest.at[end] != '/' && rest.at[end] != '?')
                end++;
        rest.len = end;
        if (str_find(rest, '@') < rest.len)
                return (Str){0};
        if (rest.len && rest.at[0] == '[') {
                end = str_find(rest, ']') + 1;
                return end == rest.len || (end < rest.len && rest.at[end] == ':')
                               ? (Str){rest.at, end}
                               : (Str){0};
        }
        return (Str){rest.at, str_find(rest, ':')};
}

bool oidc_host_is_loopback(Str host)
{
        if (str_eq_nocase(host, S("localhost")) || str_is(host, "[::1]"))
                return true;
        if (!host.at || !str_starts(host, S("127.")))
                return false;
        for (size_t i = 0; i < host.len; i++)
                if (host.at[i] != '.' && (host.at[i] < '0' || host.at[i] > '9'))
                        return false;
        return true;
}

bool oidc_issuer_is(Str issuer)
{
        return str_find(issuer, '?') == issuer.len && place_is(issuer, issuer);
}

Str oidc_discovery_url(Arena *a, Str issuer)
{
        if (str_ends(issuer, S("/")))
                issuer.len--;
        return str_fmt(a, "%.*s/.well-known/openid-configuration", S_ARG(issuer));
}

/* In the clear only on this machine, and only when the issuer is there as well. */
static bool place_is(Str url, Str issuer)
{
        Str host = oidc_host(url);

        if (!is_plain(url) || str_empty(host))
                return false;
        return str_starts(url, S("https://")) ||
               (oidc_host_is_loopback(host) && oidc_host_is_loopback(oidc_host(issuer)) &&
                str_starts(issuer, S("http://")));
}

static bool signs_with_ours(const Json *top)
{
        const Json *algs = json_get(top, S("id_token_signing_alg_values_supported"));

        return !algs || names(algs, S("RS256")) || names(algs, S("ES256")) ||
               names(algs, S("EdDSA")) || names(algs, S("Ed25519"));
}

static Status no(OidcFault fault, OidcFault *out)
{
        *out = fault;
        return INVALID;
}

Status oidc_discovery_parse(Arena *a, Str json, Str issuer, OidcPlaces *out, OidcFault *out_fault)
{
        const Json *top, *types, *methods, *ways, *says;
        OidcPlaces p = {0};

        if (json.len > OIDC_DISCOVERY_BYTES_MAX || json_parse(a, json, &top, NULL) != OK ||
            top->kind != JSON_KIND_OBJECT)
                return no(OIDC_NO_JSON, out_fault);
        if (!oidc_issuer_is(issuer) || !str_eq(json_get_text(top, S("issuer")), issuer))
                return no(OIDC_OTHER_ISSUER, out_fault);
        p.authorize = json_get_text(top, S("authorization_endpoint"));
        p.token = json_get_text(top, S("token_endpoint"));
        p.keys = json_get_text(top, S("jwks_uri"));
        if (!p.authorize.len || !p.token.len || !p.keys.len)
                return no(OIDC_NO_PLACE, out_fault);
        if (!place_is(p.authorize, issuer) || !place_is(p.token, issuer) ||
            !place_is(p.keys, issuer))
                return no(OIDC_BAD_PLACE, out_fault);
        types = json_get(top, S("response_types_supported"));
        if (types && !names(types, S("code")))
                return no(OIDC_NO_CODE, out_fault);
        methods = json_get(top, S("code_challenge_methods_supported"));
        if (methods && !names(methods, S("S256")))
                return no(OIDC_NO_PKCE, out_fault);
        ways = json_get(top, S("token_endpoint_auth_methods_supported"));
        p.wants_post = ways && !names(ways, S("client_secret_basic"));
        if (p.wants_post && !names(ways, S("client_secret_post")))
                return no(OIDC_NO_SECRET, out_fault);
        if (!signs_with_ours(top))
                return no(OIDC_NO_ALG, out_fault);
        says = json_get(top, S("authorization_response_iss_parameter_supported"));
        p.names_issuer = says && says->kind == JSON_KIND_BOOL && says->yes;
        *out = p;
        *out_fault = OIDC_FINE;
        return OK;
}

const char *oidc_fault_words(OidcFault fault)
{
        switch (fault) {
        case OIDC_NO_JSON: return _("what it publishes about itself can not be read");
        case OIDC_OTHER_ISSUER: return _("it says that it is another issuer");
        case OIDC_NO_PLACE: return _("it does not say where its doors are");
        case OIDC_BAD_PLACE: return _("one of its doors is not an https address");
        case OIDC_NO_CODE: return _("it does not know the code flow");
        case OIDC_NO_PKCE: return _("it does not know PKCE with S256");
        case OIDC_NO_SECRET: return _("it takes no client secret");
        case OIDC_NO_ALG: return _("it signs with no algorithm that is verified here");
        case OIDC_FINE: break;
        }
        return _("nothing is wrong with it");
}

Str oidc_authorize_url(Arena *a, const OidcPlaces *places, const OidcRequest *request)
{
        Text t = text_begin(a, 16 * 1024);

        text_add(&t, places->authorize);
        text_char(&t, str_find(places->authorize, '?') < places->authorize.len ? '&' : '?');
        text_add(&t, S("response_type=code&scope=openid%20email%20profile"));
        put_pair(&t, "client_id", request->client_id);
        put_pair(&t, "redirect_uri", request->redirect_uri);
        put_pair(&t, "state", request->state);
        put_pair(&t, "nonce", request->nonce);
        put_pair(&t, "code_challenge", pkce_challenge(a, request->verifier));
        text_add(&t, S("&code_challenge_method=S256"));
        return text_str(&t);
}

/* RFC 6749, section 2.3.1: both are form-encoded before they are put together. */
static Str basic(Arena *a, const OidcRequest *request)
{
        Text t = text_begin(a, 16 * 1024);

        put_encoded(&t, request->client_id);
        text_char(&t, ':');
        put_encoded(&t, request->client_secret);
        return str_fmt(a, "Basic %.*s", S_ARG(str_base64(a, t.at, t.len)));
}

Str oidc_exchange_form(Arena *a, const OidcPlaces *places, const OidcRequest *request, Str code,
                       Str *out_authorization)
{
        Text t = text_begin(a, 32 * 1024);

        text_add(&t, S("grant_type=authorization_code"));
        put_pair(&t, "code", code);
        put_pair(&t, "redirect_uri", request->redirect_uri);
        put_pair(&t, "code_verifier", request->verifier);
        *out_authorization = (Str){0};
        if (places->wants_post) {
                put_pair(&t, "client_id", request->client_id);
                put_pair(&t, "client_secret", request->client_secret);
        } else {
                *out_authorization = basic(a, request);
        }
        return text_str(&t);
}

Status oidc_tokens_parse(Arena *a, Str json, Str *out_id_token, Str *out_access_token)
{
        const Json *top;
        Str id_token;

        if (json.len > OIDC_TOKENS_BYTES_MAX)
                return INVALID;
        TRY(json_parse(a, json, &top, NULL));
        id_token = json_get_text(top, S("id_token"));
        if (!id_token.len || !str_eq_nocase(json_get_text(top, S("token_type")), S("Bearer")))
                return INVALID;
        *out_id_token = id_token;
        *out_access_token = json_get_text(top, S("access_token"));
        return OK;
}

Str oidc_error_word(Str error)
{
        static const char *const words[] = {"invalid_request",
                                            "unauthorized_client",
                                            "access_denied",
                                            "unsupported_response_type",
                                            "invalid_scope",
                                            "server_error",
                                            "temporarily_unavailable",
                                            "interaction_required",
                                            "login_required",
                                            "account_selection_required",
                                            "consent_required",
                                            "invalid_client",
                                            "invalid_grant",
                                            "unsupported_grant_type",
                                            "registration_not_supported"};

        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
                if (str_is(error, words[i]))
                        return str_from(words[i]);
        return (Str){0};
}

static bool names(const Json *list, Str word)
{
        if (!list || list->kind != JSON_KIND_LIST)
                return false;
        for (const Json *m = list->child; m; m = m->next)
                if (str_eq(m->text, word))
                        return true;
        return false;
}

static void put_pair(Text *t, const char *name, Str value)
{
        text_fmt(t, "&%s=", name);
        put_encoded(t, value);
}

static void put_encoded(Text *t, Str s)
{
        static const char digits[] = "0123456789ABCDEF";

        for (size_t i = 0; i < s.len; i++) {
                unsigned char c = (unsigned char)s.at[i];

                if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '-' || c == '.' || c == '_' || c == '~') {
                        text_char(t, (char)c);
                        continue;
                }
                text_char(t, '%');
                text_char(t, digits[c >> 4]);
                text_char(t, digits[c & 15]);
        }
}

/* tests/provider: see the header. */
#include "tests/provider.h"

#include "access/jwt.h"
#include "access/oidc.h"
#include "base/hash.h"
#include "base/time.h"
#include "tests/check.h"
#include "web/http.h"

#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CODES_MAX = 64, SLOW_SECONDS = 12 };

typedef struct {
        Str code, nonce, challenge, redirect_uri;
        ProviderPerson person;
        bool is_used;
} Code;

struct Provider {
        Arena a;
        HttpServer *server;
        char issuer[64];
        _Atomic ProviderLie lie;
        unsigned char public_key[crypto_sign_PUBLICKEYBYTES],
                secret_key[crypto_sign_SECRETKEYBYTES], old_key[crypto_sign_SECRETKEYBYTES];
        int generation;
        atomic_int keys_asked;
        bool names_issuer, wants_post;
        Code codes[CODES_MAX];
        size_t codes_n;
};

static Provider *the_provider;

static void answer(void *ctx, HttpRequest *rq, HttpReply *reply);

static void provider_end(void)
{
        Provider *p = the_provider;

        the_provider = NULL;
        if (!p)
                return;
        (void)!http_stop(p->server);
        arena_free(&p->a);
        free(p);
}

Provider *provider_begin(void)
{
        static bool at_exit;
        Provider *p = calloc(1, sizeof *p);
        HttpConfig config = {.answer = answer,
                             .ctx = p,
                             .worker_threads = 2,
                             .event_threads = 1,
                             .stop_s_max = SLOW_SECONDS + 1,
                             .log_off = true};
        Str fault;

        if (!at_exit) {
                hash_library_begin();
                atexit(provider_end);
        }
        at_exit = true;
        provider_end();
        CHECK(p != NULL && sodium_init() >= 0);
        p->a = arena_make(16 * MIB);
        crypto_sign_keypair(p->public_key, p->old_key);
        crypto_sign_keypair(p->public_key, p->secret_key);
        CHECK_OK(http_start(&config, &p->server, &fault));
        snprintf(p->issuer, sizeof p->issuer, "http://127.0.0.1:%d", http_port(p->server));
        return the_provider = p;
}

const char *provider_issuer(const Provider *p)
{
        return p->issuer;
}

void provider_lie(Provider *p, ProviderLie lie)
{
        p->lie = lie;
}

void provider_rotate(Provider *p)
{
        memcpy(p->old_key, p->secret_key, sizeof p->old_key);
        crypto_sign_keypair(p->public_key, p->secret_key);
        p->generation++;
}

int provider_keys_asked(const Provider *p)
{
        return p->keys_asked;
}

void provider_names_issuer(Provider *p, bool yes)
{
        p->names_issuer = yes;
}

void provider_wants_post(Provider *p, bool yes)
{
        p->wants_post = yes;
}

static Str pair_of(const HttpPair *pairs, size_t n, const char *name)
{
        for (size_t i = 0; i < n; i++)
                if (str_is(pairs[i].name, name))
                        return pairs[i].value;
        return (Str){0};
}

Str provider_param(Arena *a, Str address, const char *name)
{
        HttpPair *pairs;
        size_t n;

        CHECK_OK(http_form_parse(a, str_skip(address, str_find(address, '?') + 1), &pairs, &n));
        return pair_of(pairs, n, name);
}

Str provider_code(Provider *p, Arena *a, Str address, const ProviderPerson *person)
{
        unsigned char random[16];
        Code *c = &p->codes[p->codes_n];

        CHECK(p->codes_n < CODES_MAX);
        random_fill(random, sizeof random);
        c->code = str_hex(&p->a, random, sizeof random);
        c->nonce = str_copy(&p->a, provider_param(a, address, "nonce"));
        c->challenge = str_copy(&p->a, provider_param(a, address, "code_challenge"));
        c->redirect_uri = str_copy(&p->a, provider_param(a, address, "redirect_uri"));
        c->person = *person;
        p->codes_n++;
        return c->code;
}

/* --- what it publishes */

static void send_json(HttpReply *reply, int status, Str body)
{
        reply->status = status;
        reply->content_type = S("application/json");
        reply->body = body;
}

static void redirect(HttpRequest *rq, HttpReply *reply, Str to)
{
        reply->status = 302;
        http_reply_header(rq, reply, S("Location"), to);
}

static Str padding(Arena *a, size_t n)
{
        char *at = arena_bytes(a, n);

        memset(at, 'x', n);
        return (Str){at, n};
}

static void discovery(const Provider *p, HttpRequest *rq, HttpReply *reply, bool is_moved)
{
        Arena *a = rq->arena;
        Str base = str_from(p->issuer), places = base;

        if (p->lie == REDIRECTS_DISCOVERY && !is_moved) {
                redirect(rq, reply, str_fmt(a, "%s/moved", p->issuer));
                return;
        }
        if (p->lie == PLACES_ELSEWHERE)
                places = S("http://provider.example");
        if (p->lie == PLACES_INSIDE)
                places = S("https://10.0.0.1");
        send_json(reply, 200,
                  str_fmt(a,
                          "{\"issuer\":\"%.*s%s\",\"authorization_endpoint\":\"%.*s/authorize\","
                          "\"token_endpoint\":\"%.*s/token\",\"jwks_uri\":\"%.*s/keys\","
                          "\"response_types_supported\":[\"code\"],"
                          "\"code_challenge_methods_supported\":[\"%s\"],"
                          "\"token_endpoint_auth_methods_supported\":[\"%s\"],"
                          "\"authorization_response_iss_parameter_supported\":%s,\"x\":\"%.*s\"}",
                          S_ARG(base), p->lie == OTHER_DISCOVERY_ISSUER ? "/" : "", S_ARG(places),
                          S_ARG(places), S_ARG(places), p->lie == NO_PKCE ? "plain" : "S256",
                          p->wants_post ? "client_secret_post" : "client_secret_basic",
                          p->names_issuer ? "true" : "false",
                          S_ARG(padding(a, p->lie == HUGE_DISCOVERY ? 300000 : 1))));
}

static void keys(Provider *p, HttpRequest *rq, HttpReply *reply)
{
        Arena *a = rq->arena;
        Text t = text_begin(a, MIB);
        size_t n = p->lie == THOUSANDS_OF_KEYS ? 1200 : p->lie == NO_KEYS ? 0 : 1;
        Str x = str_base64url(a, p->public_key, sizeof p->public_key);

        p->keys_asked++;
        text_add(&t, S("{\"keys\":["));
        for (size_t i = 0; i < n; i++)
                text_fmt(&t,
                         "%s{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"k%d%s\",\"x\":\"%.*s\"%"
                         "s}",
                         i ? "," : "", p->generation, i ? "x" : "", S_ARG(x),
                         p->lie == SECRET_KEYS ? ",\"d\":\"AA\"" : "");
        text_add(&t, S("]}"));
        send_json(reply, 200, text_str(&t));
}

/* --- tokens */

static Str at_hash(Arena *a, Str access_token)
{
        unsigned char hash[crypto_hash_sha512_BYTES];

        crypto_hash_sha512(hash, (const unsigned char *)access_token.at, access_token.len);
        return str_base64url(a, hash, sizeof hash / 2);
}

static Str claims_of(const Provider *p, Arena *a, const Code *c, Str access_token)
{
        int64_t now = time_now_us() / 1000000;
        ProviderLie lie = p->lie;
        Text t = text_begin(a, 64 * 1024);

        if (lie == LONG_EXPIRED)
                now -= 7200;
        if (lie == FROM_TOMORROW)
                now += 86400;
        text_fmt(&t, "{\"iss\":\"%s%s\",\"aud\":%s,\"exp\":%lld,\"iat\":%lld", p->issuer,
                 lie == OTHER_ISSUER ? "x" : "",
                 lie == OTHER_AUDIENCE  ? "\"somebody\""
                 : lie == TWO_AUDIENCES ? "[\"seedbed\",\"somebody\"]"
                                        : "\"seedbed\"",
                 (long long)(now + 600), (long long)now);
        if (lie != NO_SUBJECT)
                text_fmt(&t, ",\"sub\":\"%s\"", c->person.subject);
        if (lie == OTHER_AZP)
                text_add(&t, S(",\"azp\":\"somebody\""));
        if (lie != NO_NONCE)
                text_fmt(&t, ",\"nonce\":\"%.*s%s\"", S_ARG(c->nonce),
                         lie == OTHER_NONCE ? "x" : "");
        if (c->person.email)
                text_fmt(&t, ",\"email\":\"%s\",\"email_verified\":%s", c->person.email,
                         c->person.is_unverified ? "false" : "true");
        if (c->person.name)
                text_fmt(&t, ",\"name\":\"%s\"", c->person.name);
        text_fmt(&t, ",\"at_hash\":\"%.*s\"}",
                 S_ARG(at_hash(a, lie == OTHER_AT_HASH ? S("other") : access_token)));
        return text_str(&t);
}

static Str id_token(const Provider *p, Arena *a, const Code *c, Str access_token)
{
        unsigned char signature[crypto_sign_BYTES] = {0};
        ProviderLie lie = p->lie;
        const char *alg = lie == ALG_NONE               ? "none"
                          : lie == HMAC_WITH_PUBLIC_KEY ? "HS256"
                                                        : "EdDSA";
        Str claims = claims_of(p, a, c, access_token), header, text;
        size_t n = sizeof signature;

        header = str_fmt(a, "{\"alg\":\"%s\",\"kid\":\"k%d%s\",\"typ\":\"JWT\"}", alg,
                         p->generation, lie == UNKNOWN_KEY ? "-never" : "");
        text = str_fmt(a, "%.*s.%.*s", S_ARG(str_base64url(a, header.at, header.len)),
                       S_ARG(str_base64url(a, claims.at, claims.len)));
        if (lie == ALG_NONE) {
                n = 0;
        } else if (lie == HMAC_WITH_PUBLIC_KEY) {
                crypto_auth_hmacsha256(signature, (const unsigned char *)text.at, text.len,
                                       p->public_key);
                n = crypto_auth_hmacsha256_BYTES;
        } else {
                crypto_sign_detached(signature, NULL, (const unsigned char *)text.at, text.len,
                                     lie == OLD_KEY ? p->old_key : p->secret_key);
        }
        if (lie == WRONG_SIGNATURE)
                signature[7] ^= 1;
        return str_fmt(a, "%.*s.%.*s", S_ARG(text), S_ARG(str_base64url(a, signature, n)));
}

/* Only the client that we know, with the verifier of the challenge, once. */
static Code *code_of(Provider *p, HttpRequest *rq, const HttpPair *pairs, size_t n)
{
        Str basic = http_header(rq, S("Authorization"));
        Str known = S("Basic c2VlZGJlZDpzM2NyZXQlMjYlM0Q="); /* seedbed, s3cret&= */
        Code *c = NULL;

        if (p->wants_post ? !str_is(pair_of(pairs, n, "client_secret"), "s3cret&=") ||
                                    !str_is(pair_of(pairs, n, "client_id"), "seedbed")
                          : !str_eq(basic, known))
                return NULL;
        for (size_t i = 0; i < p->codes_n; i++)
                if (str_eq(p->codes[i].code, pair_of(pairs, n, "code")))
                        c = &p->codes[i];
        if (!c || c->is_used || !str_eq(c->redirect_uri, pair_of(pairs, n, "redirect_uri")) ||
            !str_eq(c->challenge, pkce_challenge(rq->arena, pair_of(pairs, n, "code_verifier"))))
                return NULL;
        c->is_used = true;
        return c;
}

static void token(Provider *p, HttpRequest *rq, HttpReply *reply)
{
        Arena *a = rq->arena;
        Str access_token = S("an-access-token"), id;
        const HttpPair *pairs;
        size_t n;
        const Code *c;

        if (http_form(rq, &pairs, &n) != OK || !(c = code_of(p, rq, pairs, n)) ||
            p->lie == SAYS_ERROR) {
                send_json(reply, 400,
                          S("{\"error\":\"invalid_grant\",\"error_description\":\"<b>no</b>\"}"));
                return;
        }
        if (p->lie == REDIRECTS_TOKEN) {
                redirect(rq, reply, str_fmt(a, "%s/keys", p->issuer));
                return;
        }
        if (p->lie == SLOW_ANSWER)
                sleep(SLOW_SECONDS);
        id = id_token(p, a, c, access_token);
        if (p->lie == NO_JSON)
                send_json(reply, 200, S("access_token=x&id_token=y"));
        else
                send_json(
                        reply, 200,
                        str_fmt(a,
                                "{\"access_token\":\"%.*s\",\"token_type\":\"%s\",\"%s\":\"%.*s\","
                                "\"x\":\"%.*s\"}",
                                S_ARG(access_token), p->lie == OTHER_TOKEN_TYPE ? "mac" : "Bearer",
                                p->lie == NO_ID_TOKEN ? "other" : "id_token", S_ARG(id),
                                S_ARG(padding(a, p->lie == HUGE_ANSWER ? 1000000 : 1))));
}

static void answer(void *ctx, HttpRequest *rq, HttpReply *reply)
{
        Provider *p = ctx;
        bool is_get = rq->method == HTTP_GET;

        reply->no_store = true;
        if (p->lie == IS_AWAY)
                send_json(reply, 503, S("{}"));
        else if (is_get && str_is(rq->path, "/.well-known/openid-configuration"))
                discovery(p, rq, reply, false);
        else if (is_get && str_is(rq->path, "/moved"))
                discovery(p, rq, reply, true);
        else if (is_get && str_is(rq->path, "/keys"))
                keys(p, rq, reply);
        else if (!is_get && str_is(rq->path, "/token"))
                token(p, rq, reply);
        else
                send_json(reply, 404, S("{}"));
}

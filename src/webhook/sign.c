/* webhook/sign: what is sent, and how its receiver knows that it is ours. */
#include "webhook/webhook.h"

#include "base/json.h"
#include "base/time.h"
#include "base/words.h"
#include "hub/hub.h"

#include <sodium.h>

Str webhook_message_id(Arena *a, Id webhook, int64_t position)
{
        return position < 0 ? str_fmt(a, "msg_%.*s_test%lld", S_ARG(id_text(a, webhook)),
                                      (long long)-position)
                            : str_fmt(a, "msg_%.*s_%lld", S_ARG(id_text(a, webhook)),
                                      (long long)position);
}

/* "v1," and base64 of HMAC-SHA256 over "id.timestamp.body" (Standard Webhooks, "Signature scheme").
 */
static Str sign(Arena *a, Str secret, Str id, Str at, Str body)
{
        crypto_auth_hmacsha256_state state;
        unsigned char mac[crypto_auth_hmacsha256_BYTES];
        const Str parts[] = {id, S("."), at, S("."), body};

        crypto_auth_hmacsha256_init(&state, (const unsigned char *)secret.at, secret.len);
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
                crypto_auth_hmacsha256_update(&state, (const unsigned char *)parts[i].at,
                                              parts[i].len);
        crypto_auth_hmacsha256_final(&state, mac);
        return str_fmt(a, "v1,%.*s", S_ARG(str_base64(a, mac, sizeof mac)));
}

Status webhook_signature(const Seal *seal, Arena *a, const Webhook *w, Str id, int64_t at_us,
                         Str body, Str *out)
{
        Str owner = id_text(a, w->id), secret,
            at = str_fmt(a, "%lld", (long long)(at_us / SECOND_US)), two[2];
        size_t n = 1;

        TRY(seal_unbox(seal, a, "webhook", owner, w->secret, &secret));
        two[0] = sign(a, secret, id, at, body);
        if (w->old_secret.len && w->old_until > at_us) {
                TRY(seal_unbox(seal, a, "webhook", owner, w->old_secret, &secret));
                two[n++] = sign(a, secret, id, at, body);
        }
        *out = str_join(a, two, n, S(" "));
        return OK;
}

static Status put_entry(Db *db, Arena *a, JsonOut *j, Str base_url, int64_t position, Str leaf,
                        const Entry *e)
{
        Hub hub = {0};
        Str link = str_fmt(a, "%.*s/record/%lld", S_ARG(base_url), (long long)position);
        Status s = e->hub ? hub_by_id(db, a, e->hub, &hub) : OK;

        if (s != OK && s != NOT_FOUND)
                return s;
        jout_key(j, S("position"));
        jout_int(j, position);
        jout_key(j, S("kind"));
        jout_text(j, e->kind);
        if (e->subject) {
                jout_key(j, S("subject"));
                jout_text(j, id_text(a, e->subject));
        }
        if (hub.slug.len) {
                jout_key(j, S("hub"));
                jout_text(j, hub.slug);
        }
        jout_key(j, S("link"));
        jout_text(j, link);
        jout_key(j, S("receipt"));
        jout_text(j, str_fmt(a, "%.*s/receipt", S_ARG(link)));
        jout_key(j, S("entry"));
        jout_raw(j, leaf); /* byte for byte as it was hashed */
        return OK;
}

Status webhook_payload(Db *db, Arena *a, Str base_url, const Webhook *w, const WebhookDelivery *d,
                       Str *out)
{
        Text t = text_begin(a, 2 * RECORD_LEAF_BYTES_MAX);
        JsonOut j = jout_begin(&t);
        Entry e = {.at_us = d->made_at};
        Str leaf = {0};

        if (d->position >= 0) {
                TRY(record_leaf(db, a, d->position, &leaf));
                TRY(record_unseal(a, leaf, &e));
        }
        jout_object(&j);
        jout_key(&j, S("type"));
        jout_text(&j, d->kind);
        jout_key(&j, S("timestamp"));
        jout_text(&j, time_iso(a, e.at_us));
        jout_key(&j, S("data"));
        jout_object(&j);
        if (d->position >= 0) {
                TRY(put_entry(db, a, &j, base_url, d->position, leaf, &e));
        } else {
                jout_key(&j, S("link"));
                jout_text(&j, str_fmt(a, "%.*s/webhooks/%.*s", S_ARG(base_url),
                                      S_ARG(id_text(a, w->id))));
        }
        jout_object_end(&j);
        jout_object_end(&j);
        *out = text_str(&t);
        return t.overflow ? TOO_LARGE : OK;
}

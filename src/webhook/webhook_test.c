/* What is sent, of what, and how it is signed: by a real receiver that checks it by itself. */
#include "hub/hub.h"
#include "webhook/hooks_probe.h"

#include <stdio.h>
#include <string.h>

TEST(what_the_record_tells_is_posted_signed_and_without_names)
{
        World *w = world_of_examples(a);
        Hooks h = hooks_open(w);
        Id id = hooks_make(&h, "/ok", "party.*", "thailand", NULL), party;
        Str lines[64], leaf;
        const Json *body, *data;
        WebhookDelivery d;
        int64_t position;

        party = hooks_party(&h, "Ganzgeheim", "bangkok"); /* below thailand */
        position = w->deed.position;
        hooks_party(&h, "Elsewhere", "singapore");
        CHECK_OK(act(w, "member add", "party", hooks_id(&h, party), "programme",
                     "startup-accelerator", "hub", "bangkok", NULL)); /* another kind */
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 1);
        CHECK_STR(lines[0], CONTAINS, "\"signed\": \"0\"");
        CHECK_STR(lines[0], CONTAINS, "\"type\": \"application/json\"");
        CHECK_STR(lines[0], LACKS, "Ganzgeheim");
        CHECK_STR(lines[0], CONTAINS,
                  str_fmt(a, "\"id\": \"msg_%s_%lld\"", hooks_id(&h, id), (long long)position).at);
        body = hooks_body(&h, lines[0]);
        data = json_get(body, S("data"));
        CHECK_STR(json_get_text(body, S("type")), IS, "party.added");
        CHECK(json_get_text(body, S("timestamp")).len >= 20);
        CHECK_INT(json_get(data, S("position"))->integer, position);
        CHECK_STR(json_get_text(data, S("hub")), IS, "bangkok");
        CHECK_STR(json_get_text(data, S("subject")), IS, hooks_id(&h, party));
        CHECK_STR(json_get_text(data, S("receipt")), IS,
                  str_fmt(a, "https://seedbed.example.org/record/%lld/receipt", (long long)position)
                          .at);
        /* the leaf itself, so that the receiver can check it against the receipt */
        CHECK_OK(record_leaf(w->db, a, position, &leaf));
        {
                Text t = text_begin(a, MIB);

                CHECK_OK(jcs_write(a, json_get(data, S("entry")), &t));
                CHECK(str_eq(text_str(&t), leaf));
        }
        d = hooks_last(&h, id);
        CHECK_STR(d.state, IS, "delivered");
        CHECK_INT(d.code, 200);
        CHECK_INT(d.tries, 1);
        CHECK_STR(d.answer, IS, "taken");
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 1);
        /* nothing of it is public or names the address */
        CHECK_STR(page(w, "/record"), LACKS, "127.0.0.1");
        page_of_visitor(w, "/webhooks");
        CHECK(w->status == 401 || w->status == 403);
        CHECK_STR(page(w, str_fmt(a, "/webhooks/%s", hooks_id(&h, id)).at), LACKS, "whsec_");
        hooks_close(&h);
}

TEST(an_endpoint_gets_the_kinds_hub_and_programme_it_was_made_for)
{
        World *w = world_of_examples(a);
        Hooks h = hooks_open(w);
        Id id, party = hooks_party(&h, "Alpha", "bangkok");
        Str lines[64];
        bool wants;
        Entry e = {.kind = S("member.joined")};

        id = hooks_make(&h, "/ok", "member.applied pledge.*", NULL, "startup-accelerator");
        CHECK_OK(act(w, "member add", "party", hooks_id(&h, party), "programme",
                     "startup-accelerator", "hub", "bangkok", NULL));
        CHECK_OK(act(w, "member add", "party", hooks_id(&h, party), "programme", "cloud-pitstop",
                     "hub", "bangkok", NULL));
        CHECK_OK(act(w, "member move", "party", hooks_id(&h, party), "programme",
                     "startup-accelerator", "hub", "bangkok", "to", "in-review", NULL));
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 1);
        CHECK_STR(lines[0], CONTAINS, "startup-accelerator");
        CHECK_INT(hooks_last(&h, id).code, 200);
        CHECK_OK(webhook_wants(w->db, a, S("*"), 0, S(""), &e, &wants));
        CHECK(wants);
        CHECK_OK(webhook_wants(w->db, a, S("member.*"), 0, S("x"), &e, &wants));
        CHECK(!wants);
        CHECK_OK(webhook_wants(w->db, a, S("memb.* member"), 0, S(""), &e, &wants));
        CHECK(!wants);
        CHECK_OK(webhook_wants(w->db, a, S("member.*"), 77, S(""), &e, &wants)); /* of no hub */
        CHECK(!wants);
        CHECK(webhook_kinds_are(S("member.* pledge.withdrawn  *")));
        CHECK(!webhook_kinds_are(S("")) && !webhook_kinds_are(S(" ")));
        CHECK(!webhook_kinds_are(S("member*")) && !webhook_kinds_are(S("*.joined")));
        CHECK(!webhook_kinds_are(S("..*")) && !webhook_kinds_are(S("Member.joined")));
        CHECK(!webhook_kinds_are(S("a.b\tc.d")) && !webhook_kinds_are(S(".*")));
        CHECK(!webhook_kinds_are(S("a b c d e f g h i j k l m n o p q r s t u")));
        CHECK_IS(act(w, "webhook make", "name", "n", "url", "http://127.0.0.1/", "kinds",
                     "member.joined,party.*", NULL),
                 INVALID);
        hooks_close(&h);
}

TEST(after_a_new_secret_both_sign_for_a_day)
{
        World *w = world_of_examples(a);
        Hooks h = hooks_open(w);
        Id id = hooks_make(&h, "/ok", "party.added", NULL, NULL);
        Str lines[64];

        CHECK_OK(act(w, "webhook rotate", "webhook", hooks_id(&h, id), NULL));
        hooks_keep_secret(&h);
        hooks_party(&h, "One", "bangkok");
        hooks_go(&h);
        h.now_us += DAY_US + 60 * SECOND_US;
        hooks_party(&h, "Two", "bangkok");
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 2);
        CHECK_STR(lines[0], CONTAINS, "\"signed\": \"01\"");
        CHECK_STR(lines[0], CONTAINS, "\"signatures\": 2");
        CHECK_STR(lines[1], CONTAINS, "\"signed\": \"1\"");
        CHECK_STR(lines[1], CONTAINS, "\"signatures\": 1");
        /* the store alone does not give the secret away */
        CHECK(!str_has(hooks_row(&h, id).secret, S("whsec_")));
        CHECK(hooks_row(&h, id).secret.len > WEBHOOK_SECRET_BYTES);
        hooks_close(&h);
}

TEST(one_delivery_and_a_part_of_the_record_are_sent_again_with_the_same_ids)
{
        World *w = world_of_examples(a);
        Hooks h = hooks_open(w);
        Id id;
        Str lines[64], first, from, to;

        hooks_party(&h, "Before it was made", "bangkok");
        from = str_fmt(a, "%lld", (long long)w->deed.position);
        id = hooks_make(&h, "/ok", "party.added", NULL, NULL);
        hooks_party(&h, "One", "bangkok");
        hooks_party(&h, "Two", "bangkok");
        to = str_fmt(a, "%lld", (long long)w->deed.position);
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 2);
        first = json_get_text(hooks_body(&h, lines[1]), S("type"));
        CHECK_OK(act(w, "webhook resend", "delivery", hooks_id(&h, hooks_last(&h, id).id), NULL));
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 3);
        CHECK(first.len > 0);
        CHECK_STR(lines[2], CONTAINS, str_fmt(a, "_%.*s\"", S_ARG(to)).at); /* the same id */
        CHECK_OK(act(w, "webhook replay", "webhook", hooks_id(&h, id), "from", from.at, "to", to.at,
                     NULL));
        CHECK_STR(w->deed.note, CONTAINS, "3 events");
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 6);
        CHECK_STR(lines[3], CONTAINS, str_fmt(a, "_%.*s\"", S_ARG(from)).at);
        CHECK_STR(lines[5], CONTAINS, str_fmt(a, "_%.*s\"", S_ARG(to)).at);
        CHECK_IS(
                act(w, "webhook replay", "webhook", hooks_id(&h, id), "from", "5", "to", "4", NULL),
                INVALID);
        CHECK_IS(act(w, "webhook replay", "webhook", hooks_id(&h, id), "from", "0", "to", "100000",
                     NULL),
                 INVALID);
        CHECK_OK(act(w, "webhook end", "webhook", hooks_id(&h, id), NULL));
        hooks_party(&h, "Three", "bangkok");
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 6);
        page(w, str_fmt(a, "/webhooks/%s", hooks_id(&h, id)).at);
        CHECK_INT(w->status, 404);
        hooks_close(&h);
}

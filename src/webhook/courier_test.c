/* When it is sent: retries, order, receivers that are slow or gone, senders that are killed. */
#include "net/push.h"
#include "webhook/hooks_probe.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

TEST(an_event_that_fails_is_tried_again_in_order_and_then_lets_the_others_go_before)
{
        World *w = world_of_examples(a);
        Hooks h = hooks_open(w);
        Id id = hooks_make(&h, "/control", "party.added", NULL, NULL);
        Str lines[64];
        WebhookDelivery d;
        int64_t first;

        hooks_write(&h, "answer", S("500"));
        hooks_party(&h, "One", "bangkok");
        first = w->deed.position;
        hooks_party(&h, "Two", "bangkok");
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 1); /* the second waits for the first */
        d = hooks_last(&h, id);
        CHECK_STR(d.state, IS, "waiting");
        CHECK_INT(d.tries, 0);
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 1);
        h.now_us += 10 * SECOND_US;
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 2);
        h.now_us += 400 * SECOND_US;
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 3); /* three times the same */
        for (int i = 0; i < 3; i++)
                CHECK_INT(json_get(json_get(hooks_body(&h, lines[i]), S("data")), S("position"))
                                  ->integer,
                          first);
        /* half an hour later still: then the first rests for two hours and the second goes */
        h.now_us += 2100 * SECOND_US;
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 4);
        CHECK(hooks_row(&h, id).failures == 4 && hooks_row(&h, id).failing_since > 0);
        CHECK_STR(page(w, str_fmt(a, "/webhooks/%s", hooks_id(&h, id)).at), CONTAINS,
                  "&lt;b&gt;answer&lt;/b&gt; 500");
        hooks_write(&h, "answer", S("204"));
        h.now_us += 2000 * SECOND_US;
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 5);
        CHECK(json_get(json_get(hooks_body(&h, lines[4]), S("data")), S("position"))->integer >
              first);
        CHECK_INT(hooks_row(&h, id).failures, 0);
        CHECK_INT(hooks_row(&h, id).failing_since, 0);
        h.now_us += 3 * 3600 * SECOND_US;
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 6); /* and the first arrives at last */
        CHECK_INT(json_get(json_get(hooks_body(&h, lines[5]), S("data")), S("position"))->integer,
                  first);
        hooks_close(&h);
}

TEST(an_endpoint_that_fails_for_three_days_is_paused_and_its_owner_told)
{
        World *w = world_of_examples(a);
        Hooks h = hooks_open(w);
        Id id;
        Str lines[64];
        MailLineList mails;
        int64_t begun = h.now_us, size;
        Hash root;
        Entry e;
        Str leaf;

        CHECK_OK(act(w, "role grant", "email", "ama@example.org", "name", "Ama", "role",
                     "administrator", NULL));
        CHECK_OK(access_account_by_email(w->db, a, S("ama@example.org"), &w->actor.id));
        id = hooks_make(&h, "/control", "party.added", NULL, NULL);
        hooks_write(&h, "answer", S("404"));
        hooks_party(&h, "One", "bangkok");
        while (str_is(hooks_row(&h, id).state, "active") && h.now_us < begun + 6 * DAY_US) {
                hooks_go(&h);
                h.now_us += 1800 * SECOND_US;
        }
        CHECK(h.now_us - begun > 3 * DAY_US && h.now_us - begun < 4 * DAY_US);
        CHECK_INT((int64_t)hooks_taken(&h, lines), COURIER_TRIES_MAX);
        CHECK_STR(hooks_row(&h, id).state, IS, "paused");
        CHECK_STR(hooks_row(&h, id).why, IS, "failing");
        CHECK_STR(hooks_last(&h, id).state, IS, "failed");
        CHECK_OK(outbox_latest(w->db, a, INT64_MAX, &mails));
        CHECK_STR(mails.at[0].kind, IS, "webhook-paused");
        CHECK_STR(mails.at[0].address, IS, "ama@example.org");
        CHECK_OK(record_head(w->db, a, &size, &root));
        CHECK_OK(record_leaf(w->db, a, size - 1, &leaf));
        CHECK_OK(record_unseal(a, leaf, &e));
        CHECK_STR(e.kind, IS, "webhook.paused");
        /* nothing is lost meanwhile */
        hooks_write(&h, "answer", S("200"));
        hooks_party(&h, "Two", "bangkok");
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), COURIER_TRIES_MAX);
        CHECK_OK(act(w, "webhook resume", "webhook", hooks_id(&h, id), NULL));
        CHECK_IS(act(w, "webhook resume", "webhook", hooks_id(&h, id), NULL), CONFLICT);
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), COURIER_TRIES_MAX + 1);
        hooks_close(&h);
}

TEST(an_endpoint_that_says_gone_is_paused_at_once_and_one_that_asks_for_time_gets_it)
{
        World *w = world_of_examples(a);
        Hooks h = hooks_open(w);
        Id gone = hooks_make(&h, "/gone", "party.added", NULL, NULL),
           later = hooks_make(&h, "/later", "party.added", NULL, NULL);
        Str lines[64];

        hooks_party(&h, "One", "bangkok");
        hooks_party(&h, "Two", "bangkok");
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 2);
        CHECK_STR(hooks_row(&h, gone).state, IS, "paused");
        CHECK_STR(hooks_row(&h, gone).why, IS, "gone");
        CHECK(hooks_row(&h, later).next_try_at >= h.now_us + 1100 * SECOND_US);
        h.now_us += 1000 * SECOND_US;
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 2);
        /* a test goes to one that is paused, and only once */
        CHECK_OK(act(w, "webhook test", "webhook", hooks_id(&h, gone), NULL));
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 3);
        CHECK_STR(lines[2], CONTAINS, "\"type\": \"webhook.test\"");
        CHECK_STR(hooks_last(&h, gone).state, IS, "failed");
        CHECK_STR(hooks_last(&h, gone).kind, IS, "webhook.test");
        hooks_close(&h);
}

TEST(no_redirect_is_followed_and_a_strange_answer_does_no_harm)
{
        World *w = world_of_examples(a);
        Hooks h = hooks_open(w);
        Id redirect = hooks_make(&h, "/redirect", "party.added", NULL, NULL),
           large = hooks_make(&h, "/large", "party.added", NULL, NULL),
           odd = hooks_make(&h, "/odd", "party.added", NULL, NULL);
        Str lines[64];

        hooks_party(&h, "One", "bangkok");
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 3);
        for (int i = 0; i < 3; i++)
                CHECK_STR(lines[i], LACKS, "\"/ok\"");
        CHECK_STR(hooks_last(&h, redirect).state, IS, "waiting");
        CHECK_INT(hooks_last(&h, redirect).code, 302);
        CHECK_STR(hooks_last(&h, large).state, IS, "delivered");
        CHECK(hooks_last(&h, large).answer.len <= PUSH_ANSWER_BYTES_MAX);
        CHECK_STR(hooks_last(&h, odd).state, IS, "delivered");
        CHECK_STR(hooks_last(&h, odd).answer, IS, "(not text)");
        hooks_close(&h);
}

TEST(a_slow_endpoint_holds_up_nobody_else_and_has_one_event_on_its_way)
{
        World *w = world_of_examples(a);
        Hooks h = hooks_open(w);
        Id slow = hooks_make(&h, "/slow", "party.added", NULL, NULL), quick;
        Str lines[64];
        int64_t begun;

        quick = hooks_make(&h, "/ok", "party.added", NULL, NULL);
        hooks_party(&h, "One", "bangkok");
        hooks_party(&h, "Two", "bangkok");
        hooks_party(&h, "Three", "bangkok");
        begun = time_steady_us();
        while (hooks_taken(&h, lines) < 4 && time_steady_us() < begun + 10 * SECOND_US)
                (void)courier_once(h.courier, w->db, h.now_us, 20);
        CHECK(time_steady_us() - begun < 1500 * 1000); /* the slow one has not answered yet */
        hooks_go(&h);
        CHECK_STR(hooks_last(&h, quick).state, IS, "delivered");
        CHECK(time_steady_us() - begun < 3 * SECOND_US); /* nor is it waited for */
        for (size_t i = 0, n = hooks_taken(&h, lines); i < n; i++)
                CHECK_STR(lines[i], CONTAINS, "\"at_once\": 1");
        CHECK_STR(hooks_last(&h, slow).state, IS, "waiting");
        {
                WebhookDeliveryList list;

                CHECK_OK(delivery_latest_of(w->db, a, slow, S("waiting"), INT64_MAX, &list));
                CHECK_INT((int64_t)list.n, 3);
                CHECK_INT(list.at[2].tries, 1);
                CHECK_STR(list.at[2].fault, CONTAINS, "imed out");
        }
        hooks_close(&h);
}

TEST(an_event_whose_sender_was_killed_on_the_way_goes_again_once_its_claim_ends)
{
        World *w = world_of_examples(a);
        Hooks h = hooks_open(w);
        Id id = hooks_make(&h, "/ok", "party.added", NULL, NULL);
        Courier *killed = h.courier;
        Str lines[64];

        hooks_party(&h, "One", "bangkok");
        /* until it is on its way; then this sender does nothing any more */
        for (int i = 0; i < 200 && hooks_taken(&h, lines) == 0; i++)
                (void)courier_once(killed, w->db, h.now_us, i < 3 ? 0 : 1);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 1);
        if (!str_is(hooks_last(&h, id).state, "delivered")) { /* else it was quicker than we */
                h.courier = hooks_courier(w, true, 2);
                hooks_go(&h);
                CHECK_INT((int64_t)hooks_taken(&h, lines), 1);
                h.now_us += COURIER_CLAIM_US;
                hooks_go(&h);
                CHECK_INT((int64_t)hooks_taken(&h, lines), 2);
                CHECK_STR(hooks_last(&h, id).state, IS, "delivered");
                CHECK_INT(hooks_last(&h, id).tries, 2);
                /* who comes back to life says nothing about what another has done since */
                (void)courier_once(killed, w->db, h.now_us, 100);
                CHECK_INT(hooks_last(&h, id).tries, 2);
                courier_close(killed);
        }
        hooks_close(&h);
}

TEST(a_receiver_that_dies_before_it_answers_gets_the_event_again)
{
        World *w = world_of_examples(a);
        Hooks h = hooks_open(w);
        Id id = hooks_make(&h, "/die", "party.added", NULL, NULL);
        Str lines[64];

        hooks_party(&h, "One", "bangkok");
        hooks_go(&h);
        CHECK_STR(hooks_last(&h, id).state, IS, "waiting");
        CHECK_INT(hooks_last(&h, id).code, 0);
        CHECK(hooks_last(&h, id).fault.len > 0);
        hooks_server_stop(&h);
        h.now_us += 10 * SECOND_US;
        hooks_go(&h); /* nobody listens */
        CHECK_STR(hooks_last(&h, id).state, IS, "waiting");
        CHECK_OK(act(w, "webhook edit", "webhook", hooks_id(&h, id), "url",
                     str_fmt(a, "http://127.0.0.1:%d/ok", h.port).at, NULL));
        hooks_server_start(&h);
        h.now_us += 400 * SECOND_US;
        hooks_go(&h);
        CHECK_STR(hooks_last(&h, id).state, IS, "delivered");
        CHECK_INT(hooks_last(&h, id).tries, 3);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 2);
        CHECK_STR(lines[1], CONTAINS, "\"signed\": \"0\"");
        hooks_close(&h);
}

/* --- two nodes */

typedef struct {
        Courier *courier;
        Store *store;
        Db *db;
        int64_t now_us;
} Node;

static void *run_node(void *ctx)
{
        Node *n = ctx;

        for (int idle = 0; idle < 20;) {
                if (courier_once(n->courier, n->db, n->now_us, 20) == OK)
                        idle = 0;
                else
                        idle++;
                usleep(5000);
        }
        return NULL;
}

TEST(two_nodes_deliver_each_event_once_and_in_order)
{
        World *w = world_of_examples(a);
        Hooks h = hooks_open(w);
        Node nodes[2];
        pthread_t threads[2];
        Str lines[64];
        int64_t last[2] = {0, 0}, n[2] = {0, 0};

        hooks_make(&h, "/ok/a", "party.added", NULL, NULL);
        hooks_make(&h, "/ok/b", "party.added", "thailand", NULL);
        for (int i = 0; i < 20; i++)
                hooks_party(&h, str_fmt(a, "Firm %d", i).at, "bangkok");
        for (int i = 0; i < 2; i++) {
                nodes[i] = (Node){hooks_courier(w, true, 2), w->p.store, NULL, h.now_us};
                CHECK_OK(store_reader(w->p.store, &nodes[i].db));
                CHECK(pthread_create(&threads[i], NULL, run_node, &nodes[i]) == 0);
        }
        for (int i = 0; i < 2; i++) {
                pthread_join(threads[i], NULL);
                courier_close(nodes[i].courier);
                store_reader_close(nodes[i].db);
        }
        CHECK_INT((int64_t)hooks_taken(&h, lines), 40);
        for (int i = 0; i < 40; i++) {
                int which = str_has(lines[i], S("/ok/b"));
                int64_t position =
                        json_get(json_get(hooks_body(&h, lines[i]), S("data")), S("position"))
                                ->integer;

                CHECK(position > last[which]);
                last[which] = position;
                n[which]++;
        }
        CHECK_INT(n[0], 20);
        hooks_close(&h);
}

/* --- where nothing is sent to */

TEST(a_name_that_leads_to_a_private_address_is_not_connected_to)
{
        World *w = world_of_examples(a);
        Hooks h = hooks_open(w);
        Id id = hooks_make(&h, "/ok", "party.added", NULL, NULL);
        Str lines[64];

        /* only now private addresses are not allowed: the name passes, the socket does not */
        w->p.site.calls_private = false;
        CHECK_IS(act(w, "webhook edit", "webhook", hooks_id(&h, id), "url", "http://127.0.0.1/",
                     NULL),
                 INVALID);
        CHECK_IS(act(w, "webhook edit", "webhook", hooks_id(&h, id), "url", "https://10.0.0.1/",
                     NULL),
                 INVALID);
        courier_close(h.courier);
        h.courier = hooks_courier(w, false, 2);
        CHECK_OK(act(w, "webhook edit", "webhook", hooks_id(&h, id), "url",
                     str_fmt(a, "https://localhost:%d/ok", h.port).at, NULL));
        hooks_party(&h, "One", "bangkok");
        hooks_go(&h);
        CHECK_INT((int64_t)hooks_taken(&h, lines), 0);
        CHECK_STR(hooks_last(&h, id).state, IS, "waiting");
        CHECK_STR(hooks_last(&h, id).fault, CONTAINS, "private network");
        hooks_close(&h);
}

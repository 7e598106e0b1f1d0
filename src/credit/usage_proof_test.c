/* A batch of events is one entry; each of its events is proved by itself, to whoever may see it. */
#include "credit/staff_probe.h"
#include "credit/usage.h"
#include "hub/hub.h"

#define AT "/api/v1/usage?hub=singapore"

static Str body(Arena *a, int from, int n)
{
        Text t = text_begin(a, 64 * KIB);

        for (int i = from; i < from + n; i++)
                text_fmt(
                        &t,
                        "%s{\"specversion\":\"1.0\",\"id\":\"e%d\",\"source\":\"/"
                        "gateway\",\"type\":"
                        "\"usage.reported\",\"subject\":\"kelp\",\"time\":\"2026-03-04T05:06:07Z\","
                        "\"data\":{\"meter\":\"tokens-in\",\"quantity\":\"%d.5\"}}",
                        i == from ? "[" : ",", i, i + 1);
        text_add(&t, S("]"));
        return text_str(&t);
}

static UsageBatch send(World *w, int from, int n)
{
        UsageBatchList batches;

        request(w, HTTP_POST, AT, "application/cloudevents-batch+json", body(w->a, from, n).at,
                true);
        CHECK_INT(w->status, 200);
        CHECK_OK(usage_batches(w->db, w->a, 0, &batches));
        return batches.at[batches.n - 1];
}

static bool leads_to(const UsageEvent *row, const UsageBatch *b, const UsageProof *p)
{
        Str hashes[MERKLE_PROOF_MAX];
        Hash leaf = merkle_leaf(p->leaf);

        for (size_t i = 0; i < p->proof_n; i++)
                hashes[i] = hash_str(&p->proof[i]);
        return row->batch == b->id && merkle_inclusion_verify(hash_str(&leaf), p->index, p->events,
                                                              hashes, p->proof_n, b->root);
}

TEST(each_event_of_a_batch_is_proved_up_to_the_entry)
{
        World *w = world_of_examples(a);
        const UsageBatch batches[] = {send(w, 0, 7), send(w, 7, 1)};
        UsageEventList events;
        int seen = 0;

        CHECK_OK(usage_events_from(w->db, a, 0, &events));
        for (size_t i = 0; i < events.n; i++) {
                const UsageEvent *row = &events.at[i];
                const UsageBatch *b = &batches[row->batch == batches[1].id];
                UsageEvent other = *row;
                Entry e;
                Str leaf;
                UsageProof p;

                CHECK_OK(usage_proof(w->db, a, row, &p));
                CHECK(leads_to(row, b, &p));
                CHECK_OK(record_leaf(w->db, a, p.position, &leaf));
                CHECK_OK(record_unseal(a, leaf, &e));
                CHECK_STR(entry_fact_text(&e, S("root")), IS, hash_hex(a, &p.root).at);
                other.quantity = S("9999");
                p.leaf = usage_leaf_text(a, &other, b->salt, p.index);
                CHECK(!leads_to(row, b, &p));
                seen++;
        }
        CHECK_INT(seen, 8);
}

static Status change_event(void *ctx, Db *db)
{
        UsageEvent *row = ctx;

        return usage_event_set(db, row->id, row->state, S("replaced"));
}

TEST(an_events_page_opens_from_its_batch_and_to_nobody_else)
{
        World *w = world_of_examples(a);
        const UsageBatch b = send(w, 0, 60);
        UsageEventList events;
        UsageEvent changed;
        Str path;

        CHECK_OK(usage_events_from(w->db, a, 0, &events));
        changed = events.at[3];
        CHECK_STR(page(w, "/usage/batches?hub=singapore"), CONTAINS, id_text(a, b.id).at);
        path = str_fmt(a, "/usage/batches/%s", id_text(a, b.id).at);
        CHECK_STR(page(w, path.at), CONTAINS, id_text(a, events.at[49].id).at);
        CHECK_STR(page(w, path.at), LACKS, id_text(a, events.at[50].id).at);
        CHECK_STR(page(w, str_fmt(a, "%s?after=%s", path.at, id_text(a, events.at[49].id).at).at),
                  CONTAINS, id_text(a, events.at[59].id).at);
        CHECK_OK(store_transact(w->p.store, change_event, &changed));
        path = str_fmt(a, "/api/v1/usage/events/%s", id_text(a, events.at[3].id).at);
        CHECK_STR(page(w, path.at), CONTAINS, "4.5"); /* its state is not of the leaf */
        w->actor = somebody(w, ROLE_FINANCE, "singapore");
        CHECK_STR(page(w, path.at), CONTAINS, "4.5");
        w->actor = somebody(w, ROLE_FINANCE, "bangkok");
        page(w, path.at);
        CHECK_INT(w->status, 404);
}

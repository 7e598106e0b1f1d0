/* credit/usage_batch_page: what was told at once, its events, and the proof of one. */
#include "credit/usage_page.h"

#include "base/words.h"
#include "credit/ledger_page.h"
#include "credit/usage.html.h"

#include <string.h>

static const Field batches_query[] = {
        {"hub", FIELD_SLUG, .label = N_("Hub; your own when not said")},
        {"before", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {0}};

static Status load_batches(Visit *v, void *out)
{
        UsageBatchesModel *m = out;
        Place place;

        TRY(cursor_read(v, "before", INT64_MAX, &m->page));
        TRY(ledger_hub_asked(v, &m->hub, &place, &m->has_hub));
        if (!m->has_hub)
                return OK;
        TRY(usage_batches_at(v->db, v->a, m->hub.id, m->page.at, &m->batches));
        CURSOR_CUT(&m->page, &m->batches, id);
        return OK;
}

static const Part batches_parts[] = {PART_LIST_OF(UsageBatchesModel, batches, UsageBatchLine),
                                     PART_NEXT_OF(UsageBatchesModel, page, COL_ID),
                                     {0}};

static void draw_batches(Page *out, const Visit *v, const void *model)
{
        (void)v;
        usage_batches_page(out, model);
}

const View usage_batches_view = {.path = "/usage/batches",
                                 .word = "usage-batch list",
                                 .may = MAY_LEDGER_SEE,
                                 .title = N_("Batches of usage"),
                                 .help = N_("What was told at a hub, each time as one entry of the "
                                            "record, newest first."),
                                 .query = batches_query,
                                 .bytes = sizeof(UsageBatchesModel),
                                 .parts = batches_parts,
                                 .load = load_batches,
                                 .draw = draw_batches};

/* --- one */

static Str hash_text(Visit *v, Str bytes)
{
        Hash hash;

        memcpy(hash.b, bytes.at, HASH_BYTES);
        return hash_hex(v->a, &hash);
}

static const Field batch_query[] = {
        {"after", FIELD_ID, .label = N_("Cursor: next of the page before")}, {0}};

static Status load_batch(Visit *v, void *out)
{
        UsageBatchModel *m = out;
        Place place;
        Id id;
        Status s = id_parse(v->params[0], &id) ? usage_batch_get(v->db, v->a, id, &m->batch)
                                               : NOT_FOUND;

        if (s == OK)
                s = hub_place(v->db, v->a, m->batch.hub, 0, &place);
        if (s == OK && !access_may_at(&v->actor, MAY_LEDGER_SEE, &place))
                s = NOT_FOUND;
        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no such batch."));
        TRY(s);
        TRY(cursor_read(v, "after", m->batch.first - 1, &m->page));
        m->root = hash_text(v, m->batch.root);
        TRY(usage_batch_page_of(v->db, v->a, id, m->page.at, m->batch.last, &m->events));
        CURSOR_CUT(&m->page, &m->events, id);
        return OK;
}

static const Part batch_parts[] = {PART_VALUE_OF(UsageBatchModel, root, COL_TEXT),
                                   PART_LIST_OF(UsageBatchModel, events, UsageEventLine),
                                   PART_NEXT_OF(UsageBatchModel, page, COL_ID),
                                   {0}};

static void draw_batch(Page *out, const Visit *v, const void *model)
{
        (void)v;
        usage_batch_page(out, model);
}

const View usage_batch_view = {.path = "/usage/batches/{usage_batch}",
                               .word = "usage-batch show",
                               .may = MAY_LEDGER_SEE,
                               .title = N_("Batch of usage"),
                               .help = N_("The events of a batch, in the order of its tree."),
                               .query = batch_query,
                               .bytes = sizeof(UsageBatchModel),
                               .parts = batch_parts,
                               .load = load_batch,
                               .draw = draw_batch};

/* --- an event, with its proof */

/* Who sees the account, and who sees the hub at which it was told. */
static Status may_see(Visit *v, const UsageEvent *event)
{
        UsageBatchRow batch;
        LedgerStanding account;
        Place place;

        TRY(usage_batch_get(v->db, v->a, event->batch, &batch));
        TRY(hub_place(v->db, v->a, batch.hub, 0, &place));
        if (access_may_at(&v->actor, MAY_LEDGER_SEE, &place))
                return OK;
        if (!event->account)
                return NOT_FOUND;
        TRY(ledger_standing(v->db, event->account, &account));
        TRY(account_place(v->db, v->a, account.owner, account.hub, &place));
        return access_may_at(&v->actor, MAY_LEDGER_SEE, &place) ? OK : NOT_FOUND;
}

static Status load_event(Visit *v, void *out)
{
        UsageEventModel *m = out;
        Text proof = text_begin(v->a, 64 * KIB);
        UsageProof p;
        Id id;
        Status s = id_parse(v->params[0], &id) ? usage_event_get(v->db, v->a, id, &m->event)
                                               : NOT_FOUND;

        if (s == OK)
                s = may_see(v, &m->event);
        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no such event."));
        TRY(s);
        TRY(usage_proof(v->db, v->a, &m->event, &p));
        for (size_t i = 0; i < p.proof_n; i++)
                text_fmt(&proof, "%s%.*s", i ? "\n" : "", S_ARG(hash_hex(v->a, &p.proof[i])));
        m->leaf = p.leaf;
        m->root = hash_hex(v->a, &p.root);
        m->index = (int64_t)p.index;
        m->events = (int64_t)p.events;
        m->position = p.position;
        m->proof = text_str(&proof);
        return OK;
}

static const Part event_parts[] = {PART_VALUE_OF(UsageEventModel, leaf, COL_TEXT),
                                   PART_VALUE_OF(UsageEventModel, index, COL_INT),
                                   PART_VALUE_OF(UsageEventModel, events, COL_INT),
                                   PART_VALUE_OF(UsageEventModel, proof, COL_TEXT),
                                   PART_VALUE_OF(UsageEventModel, root, COL_TEXT),
                                   PART_VALUE_OF(UsageEventModel, position, COL_INT),
                                   {0}};

static void draw_event(Page *out, const Visit *v, const void *model)
{
        (void)v;
        usage_event_page(out, model);
}

const View usage_event_view = {
        .path = "/usage/events/{usage_event}",
        .word = "usage-event show",
        .may = MAY_LEDGER_SEE,
        .title = N_("Event of usage"),
        .help = N_("An event as the record knows it, and the hashes (RFC 6962) that lead from it "
                   "to the root in the entry."),
        .bytes = sizeof(UsageEventModel),
        .parts = event_parts,
        .load = load_event,
        .draw = draw_event};

/* webhook: see the header. Endpoints: made, changed, paused, tried out, ended. No entry names the
 * address: it may hold a secret of the other side, and the record is public. */
#include "webhook/webhook.h"

#include "base/time.h"
#include "base/words.h"
#include "hub/hub.h"
#include "net/push.h"

enum { REPLAY_ARENA_BYTES = 64 * 1024 * 1024 };

/* --- patterns */

static bool is_pattern(Str p)
{
        bool after_dot = true;

        if (str_is(p, "*"))
                return true;
        if (str_ends(p, S(".*")))
                p.len -= 2;
        for (size_t i = 0; i < p.len; i++) {
                bool is_dot = p.at[i] == '.';

                if ((is_dot && after_dot) ||
                    (!is_dot && !(p.at[i] >= 'a' && p.at[i] <= 'z') &&
                     !(p.at[i] >= '0' && p.at[i] <= '9') && p.at[i] != '_' && p.at[i] != '-'))
                        return false;
                after_dot = is_dot;
        }
        return p.len && !after_dot;
}

bool webhook_kinds_are(Str kinds)
{
        Str word;
        int n = 0;

        while (str_cut(&kinds, ' ', &word))
                if (word.len && (!is_pattern(word) || ++n > WEBHOOK_KINDS_MAX))
                        return false;
        return n > 0;
}

static bool matches(Str kinds, Str kind)
{
        Str word;

        while (str_cut(&kinds, ' ', &word)) {
                if (str_is(word, "*") || (word.len && str_eq(word, kind)))
                        return true;
                if (str_ends(word, S(".*")) && str_starts(kind, (Str){word.at, word.len - 1}))
                        return true;
        }
        return false;
}

Status webhook_wants(Db *db, Arena *a, Str kinds, Id hub, Str programme, const Entry *e, bool *out)
{
        HubBelow below;
        Status s;

        *out = matches(kinds, e->kind) &&
               (!programme.len || str_eq(entry_fact_text(e, S("programme")), programme));
        if (!*out || !hub || e->hub == hub)
                return OK;
        s = e->hub ? hub_is_below(db, a, e->hub, hub, &below) : NOT_FOUND;
        *out = s == OK;
        return s == NOT_FOUND ? OK : s;
}

/* --- where */

Status webhook_place(Db *db, Arena *a, const Webhook *w, Place *out)
{
        TRY(hub_place(db, a, w->hub, w->programme, out));
        out->is_hidden = true;
        return OK;
}

static Status programme_of(Deed *d, WebhookProgramme *out)
{
        Status s;

        if (!deed_given(d, "programme"))
                return OK;
        s = webhook_programme(d->db, d->a, deed_text(d, "programme"), out);
        return s == NOT_FOUND ? deed_fault_at(d, "programme", _("There is no programme «%.*s»."),
                                              S_ARG(deed_text(d, "programme")))
                              : s;
}

static Status where_make(Deed *d, Place *out)
{
        WebhookProgramme programme = {0};
        Hub hub = {0};

        TRY(programme_of(d, &programme));
        if (deed_given(d, "hub"))
                TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        return hub_place(d->db, d->a, hub.id, programme.id, out);
}

static Status where_known(Deed *d, Place *out)
{
        Webhook w;

        *out = (Place){.is_hidden = true};
        TRY(webhook_by_id(d->db, d->a, deed_int(d, "webhook"), &w));
        return webhook_place(d->db, d->a, &w, out);
}

static Status where_delivery(Deed *d, Place *out)
{
        WebhookDelivery delivery;
        Webhook w;

        *out = (Place){.is_hidden = true};
        TRY(delivery_by_id(d->db, d->a, deed_int(d, "delivery"), &delivery));
        TRY(webhook_by_id(d->db, d->a, delivery.webhook, &w));
        return webhook_place(d->db, d->a, &w, out);
}

/* --- common to all */

static Status told(Deed *d, const Webhook *w, Str kind)
{
        Entry e = {.kind = kind, .subject = w->id, .hub = w->hub};

        d->made = w->id;
        if (!d->go_to.len)
                d->go_to = str_fmt(d->a, "/webhooks/%.*s", S_ARG(id_text(d->a, w->id)));
        if (str_is(kind, "webhook.made") || str_is(kind, "webhook.changed"))
                entry_text(&e, S("kinds"), w->kinds);
        return deed_tell(d, &e);
}

static Status check(Deed *d)
{
        char fault[PUSH_FAULT_BYTES];

        if (deed_given(d, "url") &&
            push_url_check(deed_text(d, "url"), d->calls_private, fault) != OK)
                return deed_fault_at(d, "url", "%s", fault);
        if (deed_given(d, "kinds") && !webhook_kinds_are(deed_text(d, "kinds")))
                return deed_fault_at(d, "kinds",
                                     _("These are kinds of entries as member.joined or member.*, "
                                       "with a space between, at most %d; * is every kind."),
                                     WEBHOOK_KINDS_MAX);
        return OK;
}

/* A new secret: sealed for the store, and as its receiver is told it, once. */
static Status make_secret(Deed *d, Id webhook, Str *out_sealed, Str *out_shown)
{
        unsigned char raw[WEBHOOK_SECRET_BYTES];

        if (!d->seal)
                return deed_fault(d, BROKEN, _("secret.key can not be made or read"));
        random_fill(raw, sizeof raw);
        *out_sealed = seal_box(d->seal, d->a, "webhook", id_text(d->a, webhook),
                               (Str){(const char *)raw, sizeof raw});
        *out_shown = str_fmt(d->a, "whsec_%.*s", S_ARG(str_base64(d->a, raw, sizeof raw)));
        secret_wipe(raw, sizeof raw);
        return OK;
}

/* --- make */

static const Field make_fields[] = {
        {"name", FIELD_TEXT, .required = true, .chars_max = 100, .label = N_("Name"),
         .help = N_("What it is for, as in members to the CRM.")},
        {"url", FIELD_URL, .required = true, .chars_max = 1000, .label = N_("Address"),
         .help = N_("Where events are posted to, as in https://example.org/events.")},
        {"kinds", FIELD_TEXT, .required = true, .chars_max = WEBHOOK_KINDS_CHARS_MAX,
         .label = N_("Kinds of entries"),
         .help = N_("With a space between, as in member.* pledge.withdrawn; * is every kind.")},
        {"hub", FIELD_SLUG, .chars_max = 64, .label = N_("Hub"),
         .help = N_("What happens there and at all places below; everywhere when empty.")},
        {"programme", FIELD_SLUG, .chars_max = 64, .label = N_("Programme"),
         .help = N_("Of this one only; of all when empty.")},
        {0}};

static Status run_make(Deed *d)
{
        WebhookProgramme programme = {0};
        WebhookCount count;
        Hub hub = {0};
        Webhook w = {.kinds = deed_text(d, "kinds")};
        Str sealed = {0}, shown = {0};
        int64_t size;
        Hash root;

        TRY(check(d));
        TRY(programme_of(d, &programme));
        if (deed_given(d, "hub"))
                TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(webhook_count_at(d->db, d->a, hub.id, programme.id, &count));
        if (count.webhooks >= WEBHOOKS_AT_ONE_MAX)
                return deed_fault(d, CONFLICT, _("There are %d webhooks here; end some first."),
                                  WEBHOOKS_AT_ONE_MAX);
        w.id = db_id(d->db, d->now_us);
        w.hub = hub.id;
        TRY(make_secret(d, w.id, &sealed, &shown));
        /* from here on; what was before can be replayed */
        TRY(record_head(d->db, d->a, &size, &root));
        TRY(webhook_insert(d->db, w.id, hub.id, programme.id, deed_text(d, "name"),
                           deed_text(d, "url"), w.kinds, d->actor.id, sealed, S(""), size,
                           d->now_us));
        d->note = str_fmt(d->a,
                          _("Keep its secret now, it is not shown again: %.*s — with it the other "
                            "side checks that events are ours."),
                          S_ARG(shown));
        d->shows_note = true;
        return told(d, &w, S("webhook.made"));
}

const Action webhook_make_action = {
        .name = "webhook make",
        .may = MAY_WEBHOOK,
        .where = where_make,
        .title = N_("Send events to a program"),
        .help = N_("What is told in the record from now on is posted to an address, signed."),
        .fields = make_fields,
        .run = run_make};

/* --- edit */

static const Field edit_fields[] = {{"webhook", FIELD_ID, .required = true, .label = N_("Webhook")},
                                    {"name", FIELD_TEXT, .chars_max = 100, .label = N_("Name"),
                                     .help = N_("As it is when empty.")},
                                    {"url", FIELD_URL, .chars_max = 1000, .label = N_("Address"),
                                     .help = N_("As it is when empty.")},
                                    {"kinds", FIELD_TEXT, .chars_max = WEBHOOK_KINDS_CHARS_MAX,
                                     .label = N_("Kinds of entries"),
                                     .help = N_("As they are when empty.")},
                                    {0}};

static Str or_else(const Deed *d, const char *field, Str else_this)
{
        return deed_given(d, field) ? deed_text(d, field) : else_this;
}

static Status run_edit(Deed *d)
{
        Webhook w;

        TRY(webhook_by_id(d->db, d->a, deed_int(d, "webhook"), &w));
        TRY(check(d));
        w.kinds = or_else(d, "kinds", w.kinds);
        TRY(webhook_set(d->db, w.id, or_else(d, "name", w.name), or_else(d, "url", w.url),
                        w.kinds));
        d->note = S_("Changed.");
        return told(d, &w, S("webhook.changed"));
}

const Action webhook_edit_action = {.name = "webhook edit",
                                    .may = MAY_WEBHOOK,
                                    .where = where_known,
                                    .title = N_("Change a webhook"),
                                    .help = N_("What waits goes to the new address, too."),
                                    .fields = edit_fields,
                                    .run = run_edit};

/* --- pause, resume */

static const Field one_fields[] = {{"webhook", FIELD_ID, .required = true, .label = N_("Webhook")},
                                   {0}};

static Status run_pause(Deed *d)
{
        Webhook w;
        Status s;

        TRY(webhook_by_id(d->db, d->a, deed_int(d, "webhook"), &w));
        s = webhook_pause(d->db, w.id, S("asked"));
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("It is paused already."));
        TRY(s);
        d->note = S_("Paused. What happens meanwhile is sent when it goes on.");
        return told(d, &w, S("webhook.paused"));
}

const Action webhook_pause_action = {.name = "webhook pause",
                                     .may = MAY_WEBHOOK,
                                     .where = where_known,
                                     .title = N_("Pause a webhook"),
                                     .help = N_("Nothing is sent until it goes on; nothing is "
                                                "lost."),
                                     .fields = one_fields,
                                     .run = run_pause};

static const Field resume_fields[] = {
        {"webhook", FIELD_ID, .required = true, .label = N_("Webhook")},
        {"skip", FIELD_YES, .label = N_("Leave out what happened meanwhile"),
         .help = N_("What waits already is sent all the same.")},
        {0}};

static Status run_resume(Deed *d)
{
        Webhook w;
        int64_t size;
        Hash root;
        Status s;

        TRY(webhook_by_id(d->db, d->a, deed_int(d, "webhook"), &w));
        TRY(record_head(d->db, d->a, &size, &root));
        s = webhook_resume(d->db, w.id, deed_int(d, "skip") ? size : w.next_position, d->now_us);
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("It is not paused."));
        TRY(s);
        TRY(delivery_refresh(d->db, w.id, d->now_us));
        d->note = S_("It goes on.");
        return told(d, &w, S("webhook.resumed"));
}

const Action webhook_resume_action = {.name = "webhook resume",
                                      .may = MAY_WEBHOOK,
                                      .where = where_known,
                                      .title = N_("Let a webhook go on"),
                                      .help = N_("From where it stood."),
                                      .fields = resume_fields,
                                      .run = run_resume};

/* --- a new secret */

static Status run_rotate(Deed *d)
{
        Webhook w;
        Str sealed = {0}, shown = {0};

        TRY(webhook_by_id(d->db, d->a, deed_int(d, "webhook"), &w));
        TRY(make_secret(d, w.id, &sealed, &shown));
        TRY(webhook_rotate(d->db, w.id, sealed, w.secret, d->now_us + WEBHOOK_OVERLAP_US));
        d->note = str_fmt(d->a,
                          _("Keep the new secret now, it is not shown again: %.*s — for a day "
                            "events are signed with the old one, too."),
                          S_ARG(shown));
        d->shows_note = true;
        return told(d, &w, S("webhook.rotated"));
}

const Action webhook_rotate_action = {
        .name = "webhook rotate",
        .may = MAY_WEBHOOK,
        .where = where_known,
        .title = N_("Give a webhook a new secret"),
        .help = N_("The old one holds beside it for a day. Do it twice to be rid of it at once."),
        .fields = one_fields,
        .run = run_rotate,
        .is_dangerous = true};

/* --- the end */

static Status run_end(Deed *d)
{
        Webhook w;

        TRY(webhook_by_id(d->db, d->a, deed_int(d, "webhook"), &w));
        TRY(delivery_drop_all(d->db, w.id));
        TRY(webhook_drop(d->db, w.id));
        d->go_to = S("/webhooks");
        d->note = S_("Ended.");
        return told(d, &w, S("webhook.ended"));
}

const Action webhook_end_action = {.name = "webhook end",
                                   .may = MAY_WEBHOOK,
                                   .where = where_known,
                                   .title = N_("End a webhook"),
                                   .help = N_("It goes with its secret and its deliveries."),
                                   .fields = one_fields,
                                   .run = run_end,
                                   .is_dangerous = true};

/* --- a test */

static Status run_test(Deed *d)
{
        Webhook w;
        Id id = db_id(d->db, d->now_us);

        TRY(webhook_by_id(d->db, d->a, deed_int(d, "webhook"), &w));
        TRY(delivery_insert(d->db, id, w.id, -id, S("webhook.test"), d->now_us));
        TRY(webhook_now(d->db, w.id, d->now_us));
        d->note = S_("A test is on its way; what came of it is below in a moment.");
        return told(d, &w, S("webhook.tested"));
}

const Action webhook_test_action = {
        .name = "webhook test",
        .may = MAY_WEBHOOK,
        .where = where_known,
        .title = N_("Try a webhook out"),
        .help = N_("Posts an event webhook.test, also when it is paused. It is tried once."),
        .fields = one_fields,
        .run = run_test};

/* --- once more */

static const Field resend_fields[] = {
        {"delivery", FIELD_ID, .required = true, .label = N_("Delivery")}, {0}};

static Status run_resend(Deed *d)
{
        WebhookDelivery delivery;
        Webhook w;

        TRY(delivery_by_id(d->db, d->a, deed_int(d, "delivery"), &delivery));
        TRY(webhook_by_id(d->db, d->a, delivery.webhook, &w));
        TRY(delivery_again(d->db, delivery.id, w.id, delivery.position, delivery.kind, d->now_us));
        TRY(webhook_now(d->db, w.id, d->now_us));
        d->note = S_("It is sent once more, with the same webhook-id.");
        return told(d, &w, S("webhook.resent"));
}

const Action webhook_resend_action = {.name = "webhook resend",
                                      .may = MAY_WEBHOOK,
                                      .where = where_delivery,
                                      .title = N_("Send a delivery again"),
                                      .help = N_("Whoever got it gets it twice."),
                                      .fields = resend_fields,
                                      .run = run_resend};

static const Field replay_fields[] = {
        {"webhook", FIELD_ID, .required = true, .label = N_("Webhook")},
        {"from", FIELD_INT, .required = true, .min = 0, .max = INT64_MAX,
         .label = N_("From position"), .help = N_("Of the record; the first one is 0.")},
        {"to", FIELD_INT, .required = true, .min = 0, .max = INT64_MAX, .label = N_("To position"),
         .help = N_("The last one that is sent.")},
        {0}};

typedef struct {
        int64_t positions[WEBHOOK_REPLAY_MAX];
        Str kinds[WEBHOOK_REPLAY_MAX];
        size_t n;
} Replay;

typedef struct {
        Deed *d;
        Db *db;
        Arena leaves; /* of one bundle */
        const Webhook *w;
        Str programme;
        Replay *out;
} Gather;

static Status gather_leaf(Gather *g, int64_t position, Str leaf)
{
        Replay *r = g->out;
        bool wants;
        Entry e;

        TRY(record_unseal(&g->leaves, leaf, &e));
        TRY(webhook_wants(g->db, &g->leaves, g->w->kinds, g->w->hub, g->programme, &e, &wants));
        if (!wants)
                return OK;
        if (r->n == WEBHOOK_REPLAY_MAX)
                return deed_fault_at(g->d, "to",
                                     _("These are more than %d events; take them in parts."),
                                     WEBHOOK_REPLAY_MAX);
        r->positions[r->n] = position;
        r->kinds[r->n++] = str_copy(g->d->a, e.kind);
        return OK;
}

static Status gather_bundle(Gather *g, int64_t from, int64_t end)
{
        Str leaves[256];

        TRY(record_leaves(g->db, &g->leaves, from, end, leaves));
        for (int64_t i = 0; i < end - from; i++) {
                ArenaMark mark = arena_mark(&g->leaves);

                TRY(gather_leaf(g, from + i, leaves[i]));
                arena_rewind(&g->leaves, mark);
        }
        return OK;
}

static Status gather(Deed *d, Db *db, Replay *r, const Webhook *w)
{
        Gather g = {.d = d, .db = db, .w = w, .out = r};
        int64_t at = deed_int(d, "from"), end = deed_int(d, "to");
        WebhookProgramme programme = {0};
        Status s = OK;

        if (w->programme)
                TRY(webhook_programme_of(db, d->a, w->programme, &programme));
        g.programme = programme.slug;
        /* what the cursor has not passed comes by itself */
        end = end < w->next_position ? end + 1 : w->next_position;
        g.leaves = arena_make(REPLAY_ARENA_BYTES);
        for (; s == OK && at < end; at = (at / 256 + 1) * 256) {
                int64_t stop = (at / 256 + 1) * 256;

                s = gather_bundle(&g, at, stop < end ? stop : end);
                arena_reset(&g.leaves);
        }
        arena_free(&g.leaves);
        return s;
}

/* The record is read before the transaction: nobody waits for it. */
static Status prepare_replay(Deed *d)
{
        Replay *r = arena_new(d->a, Replay, 1);
        Webhook w;
        Place place;
        Db *db;
        Status s;

        if (deed_int(d, "to") < deed_int(d, "from"))
                return deed_fault_at(d, "to", _("This is before the first one."));
        if (deed_int(d, "to") - deed_int(d, "from") >= WEBHOOK_REPLAY_ENTRIES_MAX)
                return deed_fault_at(d, "to", _("These are more than %d entries."),
                                     WEBHOOK_REPLAY_ENTRIES_MAX);
        TRY(store_reader(d->store, &db));
        s = webhook_by_id(db, d->a, deed_int(d, "webhook"), &w);
        if (s == OK)
                s = webhook_place(db, d->a, &w, &place);
        if (s == OK && access_may_at(&d->actor, MAY_WEBHOOK, &place))
                s = gather(d, db, r, &w);
        store_reader_close(db);
        d->prepared = r;
        return s == NOT_FOUND ? OK : s; /* whether it is there, the transaction says */
}

static Status run_replay(Deed *d)
{
        const Replay *r = d->prepared;
        Webhook w;

        TRY(webhook_by_id(d->db, d->a, deed_int(d, "webhook"), &w));
        if (!r->n)
                return deed_fault(d, CONFLICT, _("Nothing there is for this webhook."));
        for (size_t i = 0; i < r->n; i++)
                TRY(delivery_again(d->db, db_id(d->db, d->now_us), w.id, r->positions[i],
                                   r->kinds[i], d->now_us));
        TRY(webhook_now(d->db, w.id, d->now_us));
        d->note = str_fmt(
                d->a,
                words_n("%lld event is sent again.", "%lld events are sent again.", (int64_t)r->n),
                (long long)r->n);
        return told(d, &w, S("webhook.replayed"));
}

const Action webhook_replay_action = {
        .name = "webhook replay",
        .may = MAY_WEBHOOK,
        .where = where_known,
        .title = N_("Send a part of the record again"),
        .help = N_("All that the webhook is for between two positions, also from before it was "
                   "made, with the same webhook-ids."),
        .fields = replay_fields,
        .run = run_replay,
        .prepare = prepare_replay};

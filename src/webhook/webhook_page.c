/* webhook/webhook_page: see the header. */
#include "webhook/webhook_page.h"

#include "access/access.sql.h"
#include "base/words.h"
#include "hub/hub.h"
#include "webhook/webhook.html.h"

enum { WEBHOOKS_A_PAGE = 50, WEBHOOKS_READ = 200, DELIVERIES_A_PAGE = 50 };

static const RowColumn line_columns[] = {
        {"id", COL_ID, offsetof(WebhookLine, id)},
        {"name", COL_TEXT, offsetof(WebhookLine, name)},
        {"url", COL_TEXT, offsetof(WebhookLine, url)},
        {"kinds", COL_TEXT, offsetof(WebhookLine, kinds)},
        {"state", COL_TEXT, offsetof(WebhookLine, state)},
        {"why", COL_TEXT, offsetof(WebhookLine, why)},
        {"hub", COL_TEXT, offsetof(WebhookLine, hub)},
        {"hub_title", COL_TEXT, offsetof(WebhookLine, hub_title)},
        {"programme", COL_TEXT, offsetof(WebhookLine, programme)},
        {"programme_title", COL_TEXT, offsetof(WebhookLine, programme_title)},
        {"owner", COL_TEXT, offsetof(WebhookLine, owner)},
        {"next_position", COL_INT, offsetof(WebhookLine, next_position)},
        {"behind", COL_INT, offsetof(WebhookLine, behind)},
        {"failures", COL_INT, offsetof(WebhookLine, failures)},
        {"failing_since", COL_TIME, offsetof(WebhookLine, failing_since)},
        {"next_try_at", COL_TIME, offsetof(WebhookLine, next_try_at)},
        {"old_until", COL_TIME, offsetof(WebhookLine, old_until)},
        {"made_at", COL_TIME, offsetof(WebhookLine, made_at)},
};
const RowShape shape_WebhookLine = {"WebhookLine", line_columns,
                                    sizeof line_columns / sizeof *line_columns,
                                    sizeof(WebhookLine)};

static Status line_of(Visit *v, const Webhook *w, WebhookLine *out)
{
        WebhookProgramme programme = {0};
        ActorRow owner = {0};
        Hub hub = {0};
        Status s = w->hub ? hub_by_id(v->db, v->a, w->hub, &hub) : OK;

        if (s == OK && w->programme)
                s = webhook_programme_of(v->db, v->a, w->programme, &programme);
        if (s == OK)
                s = actor_by_id(v->db, v->a, w->owner, &owner);
        if (s != OK && s != NOT_FOUND)
                return s;
        *out = (WebhookLine){.id = w->id,
                             .name = w->name,
                             .url = w->url,
                             .kinds = w->kinds,
                             .state = w->state,
                             .why = w->why,
                             .hub = hub.slug,
                             .hub_title = hub.title,
                             .programme = programme.slug,
                             .programme_title = programme.title,
                             .owner = owner.name,
                             .next_position = w->next_position,
                             .behind = v->size - w->next_position,
                             .failures = w->failures,
                             .failing_since = w->failing_since,
                             .next_try_at = w->failures ? w->next_try_at : 0,
                             .old_until = w->old_until > v->now_us ? w->old_until : 0,
                             .made_at = w->made_at};
        out->behind = out->behind > 0 ? out->behind : 0;
        return OK;
}

/* --- all that one has to do with */

/* Those that the visitor may see, of a batch. */
static Status take_seen(Visit *v, const WebhookList *rows, WebhookLine *lines, size_t *n, Id *last)
{
        for (size_t i = 0; i < rows->n && *n < WEBHOOKS_A_PAGE; i++) {
                Place place;

                TRY(webhook_place(v->db, v->a, &rows->at[i], &place));
                *last = rows->at[i].id;
                if (access_may_at(&v->actor, MAY_WEBHOOK, &place))
                        TRY(line_of(v, &rows->at[i], &lines[(*n)++]));
        }
        return OK;
}

static const Field list_query[] = {
        {"before", FIELD_ID, .label = N_("Cursor: next of the page before")}, {0}};

static Status before_of(Visit *v, Id *out)
{
        Str before = visit_query(v, "before");

        *out = INT64_MAX;
        if (before.len && !id_parse(before, out))
                return visit_fault(v, INVALID, _("«before» is not an id."));
        return OK;
}

static Status load_list(Visit *v, void *model)
{
        WebhooksModel *m = model;
        WebhookLine *lines = arena_new(v->a, WebhookLine, WEBHOOKS_A_PAGE);
        WebhookList rows;
        size_t n = 0;
        Id last;

        TRY(before_of(v, &last));
        do {
                TRY(webhook_latest(v->db, v->a, last, &rows));
                TRY(take_seen(v, &rows, lines, &n, &last));
        } while (rows.n == WEBHOOKS_READ && n < WEBHOOKS_A_PAGE);
        m->webhooks = (WebhookLineList){lines, n};
        m->next = n == WEBHOOKS_A_PAGE ? last : 0;
        return OK;
}

static void draw_list(Page *out, const Visit *v, const void *model)
{
        (void)v;
        webhook_list_page(out, model);
}

static const Part list_parts[] = {PART_LIST_OF(WebhooksModel, webhooks, WebhookLine),
                                  PART_VALUE_OF(WebhooksModel, next, COL_ID),
                                  {0}};

const View webhook_list_view = {
        .path = "/webhooks",
        .word = "webhook list",
        .may = MAY_WEBHOOK,
        .title = N_("Webhooks"),
        .help = N_("Where events are sent to, of the hubs that you have to do with."),
        .query = list_query,
        .bytes = sizeof(WebhooksModel),
        .parts = list_parts,
        .load = load_list,
        .draw = draw_list};

/* --- one, with its deliveries */

static const Field show_query[] = {
        {"state", FIELD_CHOICE, .label = N_("Only deliveries in this state"),
         .choices = (const char *const[]){"waiting", "delivered", "failed", NULL}},
        {"before", FIELD_ID, .label = N_("Only deliveries older than this one")},
        {0}};

static Status load_show(Visit *v, void *model)
{
        WebhookModel *m = model;
        Webhook w;
        Place place;
        Id id, before;

        if (!id_parse(v->params[0], &id))
                return NOT_FOUND;
        TRY(webhook_by_id(v->db, v->a, id, &w));
        TRY(webhook_place(v->db, v->a, &w, &place));
        if (!access_may_at(&v->actor, MAY_WEBHOOK, &place))
                return NOT_FOUND;
        TRY(before_of(v, &before));
        TRY(line_of(v, &w, &m->webhook));
        m->state = visit_query(v, "state");
        TRY(delivery_counts(v->db, v->a, id, &m->counts));
        TRY(m->state.len ? delivery_latest_of(v->db, v->a, id, m->state, before, &m->deliveries)
                         : delivery_latest(v->db, v->a, id, before, &m->deliveries));
        if (m->deliveries.n == DELIVERIES_A_PAGE)
                m->next = m->deliveries.at[DELIVERIES_A_PAGE - 1].id;
        return OK;
}

static void draw_show(Page *out, const Visit *v, const void *model)
{
        webhook_show_page(out, v, model);
}

static const Part show_parts[] = {PART_ROW_OF(WebhookModel, webhook, WebhookLine),
                                  PART_LIST_OF(WebhookModel, counts, WebhookDeliveryCount),
                                  PART_LIST_OF(WebhookModel, deliveries, WebhookDelivery),
                                  PART_VALUE_OF(WebhookModel, next, COL_ID),
                                  {0}};

const View webhook_show_view = {.path = "/webhooks/{webhook}",
                                .word = "webhook show",
                                .may = MAY_WEBHOOK,
                                .title = N_("Webhook"),
                                .help = N_("What was sent, what waits, and what was answered."),
                                .query = show_query,
                                .bytes = sizeof(WebhookModel),
                                .parts = show_parts,
                                .load = load_show,
                                .draw = draw_show};

/* --- the mail to its owner */

static Str paused_subject(Arena *a, const void *of)
{
        const WebhookLetter *m = of;

        return str_fmt(a, _("The webhook %.*s was paused"), S_ARG(m->name));
}

static void paused_draw(Page *out, const void *of)
{
        webhook_paused_letter(out, of);
}

const MailKind webhook_paused_mail = {.name = "webhook-paused",
                                      .title = N_("Webhooks that were paused"),
                                      .is_essential = true,
                                      .subject = paused_subject,
                                      .draw = paused_draw};

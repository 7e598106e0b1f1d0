/* webhook/webhook_page: where events are sent to, and what came of each. */
#ifndef SEEDBED_WEBHOOK_WEBHOOK_PAGE_H
#define SEEDBED_WEBHOOK_WEBHOOK_PAGE_H

#include "web/site.h"
#include "webhook/webhook.h"

extern const View webhook_list_view, webhook_show_view;

/* An endpoint as it is listed. Its secret is nowhere in here. */
typedef struct {
        Id id;
        Str name, url, kinds, state, why;
        Str hub, hub_title;             /* empty: everywhere */
        Str programme, programme_title; /* empty: all */
        Str owner;
        int64_t next_position, behind, failures;
        int64_t failing_since, next_try_at, old_until, made_at;
} WebhookLine;
typedef struct {
        const WebhookLine *at;
        size_t n;
} WebhookLineList;
extern const RowShape shape_WebhookLine;

typedef struct {
        WebhookLineList webhooks;
        Id next; /* cursor; 0: no more */
} WebhooksModel;

typedef struct {
        WebhookLine webhook;
        WebhookDeliveryCountList counts;
        WebhookDeliveryList deliveries;
        Str state; /* only these; empty: all */
        Id next;
} WebhookModel;

#endif

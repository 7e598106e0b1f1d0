/* webhook/hooks_probe: a receiver of webhooks, started for a test, and a sender that the test moves
 * through time. */
#ifndef SEEDBED_WEBHOOK_HOOKS_PROBE_H
#define SEEDBED_WEBHOOK_HOOKS_PROBE_H

#include "base/json.h"
#include "base/time.h"
#include "tests/world.h"
#include "webhook/courier.h"

#include <sys/types.h>

typedef struct {
        World *w;
        Str folder;
        pid_t pid;
        int in; /* closed: it ends */
        int port;
        Courier *courier;
        int64_t now_us;
        Str secrets;
} Hooks;

void hooks_server_start(Hooks *h);
void hooks_server_stop(Hooks *h);
Courier *hooks_courier(World *w, bool may_private, int seconds_max);
Hooks hooks_open(World *w);
void hooks_close(Hooks *h);
void hooks_write(Hooks *h, const char *name, Str text);
/* The secret that the deed's note showed, for the server as its next one. */
void hooks_keep_secret(Hooks *h);
Id hooks_make(Hooks *h, const char *path, const char *kinds, const char *hub,
              const char *programme);
const char *hooks_id(Hooks *h, Id id);
/* Rounds until nothing is to do at this moment. */
void hooks_go(Hooks *h);
/* What the server took, one a line. */
size_t hooks_taken(Hooks *h, Str lines[64]);
const Json *hooks_body(Hooks *h, Str line);
WebhookDelivery hooks_last(Hooks *h, Id webhook);
Webhook hooks_row(Hooks *h, Id webhook);
Id hooks_party(Hooks *h, const char *name, const char *hub);

#endif

/* webhook: events for programs elsewhere, by the Standard Webhooks specification
 * (standardwebhooks.com, version 1.0).
 *
 * The record is the queue: each endpoint has a cursor into it, and what it matches becomes a
 * delivery when the cursor passes. So nothing is sent of what was undone, and nothing is left out,
 * whatever happens to the process. What is sent is the entry's leaf, which is public and holds no
 * personal data, with where to see it and its receipt. */
#ifndef SEEDBED_WEBHOOK_WEBHOOK_H
#define SEEDBED_WEBHOOK_WEBHOOK_H

#include "action/action.h"
#include "mail/mail.h"
#include "webhook/webhook.sql.h"

enum {
        WEBHOOK_KINDS_MAX = 20,
        WEBHOOK_KINDS_CHARS_MAX = 500,
        WEBHOOKS_AT_ONE_MAX = 50,  /* of a hub and programme */
        WEBHOOK_SECRET_BYTES = 32, /* the specification allows 24 to 64 */
        WEBHOOK_REPLAY_MAX = 1000, /* deliveries of one deed */
        WEBHOOK_REPLAY_ENTRIES_MAX = 100000
};
/* After a rotation the old secret signs, too, for so long. */
#define WEBHOOK_OVERLAP_US (24 * 3600 * (int64_t)1000000)

extern const Action webhook_make_action, webhook_edit_action, webhook_pause_action,
        webhook_resume_action, webhook_rotate_action, webhook_end_action, webhook_test_action,
        webhook_resend_action, webhook_replay_action;

/* Where it belongs; hidden from whoever has nothing to do there. */
Status webhook_place(Db *db, Arena *a, const Webhook *w, Place *out);
/* Is it a list of patterns, as "member.* pledge.withdrawn" or "*"? */
bool webhook_kinds_are(Str kinds);
/* Does the entry belong to an endpoint with these patterns, at this hub (0: everywhere) and
 * programme (empty: all)? */
Status webhook_wants(Db *db, Arena *a, Str kinds, Id hub, Str programme, const Entry *e, bool *out);

/* The body of an event: the leaf at that position with its links; position < 0: a test. */
Status webhook_payload(Db *db, Arena *a, Str base_url, const Webhook *w, const WebhookDelivery *d,
                       Str *out);
/* The same for each delivery of one event to one endpoint, whoever sends it and when. */
Str webhook_message_id(Arena *a, Id webhook, int64_t position);
/* "v1,…", and after a space that of the old secret while it still holds. BROKEN: a secret can not
 * be opened. */
Status webhook_signature(const Seal *seal, Arena *a, const Webhook *w, Str id, int64_t at_us,
                         Str body, Str *out);

/* What its owner is told when it was paused by us. */
typedef struct {
        Str name, why, link;
} WebhookLetter;
extern const MailKind webhook_paused_mail;

#endif

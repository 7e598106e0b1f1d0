/* webhook/courier: see the header. */
#include "webhook/courier.h"

#include "access/access.sql.h"
#include "base/log.h"
#include "base/time.h"
#include "base/words.h"
#include "net/push.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
        COURIER_TICK_MS = 300,
        FLIGHT_ARENA_BYTES = 4 * 1024 * 1024,
        ROUND_ARENA_BYTES = 16 * 1024 * 1024,
        ANSWER_SHOWN_BYTES = 300
};

/* One delivery on its way, or back with what came of it. */
typedef struct {
        Arena a; /* of the rows below */
        bool is_used, has_ended;
        int64_t claim, begun_us;
        Webhook webhook;
        WebhookDelivery delivery;
        PushEnd end;
} Flight;

#define COURIER_END_US (3 * SECOND_US)

struct Courier {
        Store *store;
        CourierConfig config;
        PushSet *set;
        Flight flights[COURIER_FLIGHTS_MAX];
        pthread_t thread;
        bool has_thread;
        _Atomic bool is_ending;
};

/* What one round writes: results of those that ended, claims of those that begin. */
typedef struct {
        Courier *c;
        Arena *a;
        int64_t now_us;
        Flight *begun[COURIER_FLIGHTS_MAX];
        size_t begun_n;
} Round;

static Status write_round(void *ctx, Db *db);
static Status mark(Round *r, Db *db, Flight *f);
static Status begin_due(Round *r, Db *db);
static Status depart(Courier *c, Db *db, Flight *f);
static Status stop_webhook(Round *r, Db *db, const Webhook *w, Str why);

Status courier_open(Store *st, const CourierConfig *config, Courier **out)
{
        Courier *c = calloc(1, sizeof *c);

        if (!c)
                return BROKEN;
        c->store = st;
        c->config = *config;
        if (push_open(config->may_private, config->seconds_max, &c->set) != OK) {
                free(c);
                return BROKEN;
        }
        for (size_t i = 0; i < COURIER_FLIGHTS_MAX; i++)
                c->flights[i].a = arena_make(FLIGHT_ARENA_BYTES);
        *out = c;
        return OK;
}

void courier_close(Courier *c)
{
        if (!c)
                return;
        courier_stop(c);
        push_close(c->set);
        for (size_t i = 0; i < COURIER_FLIGHTS_MAX; i++)
                arena_free(&c->flights[i].a);
        free(c);
}

/* The schedule that the specification suggests. */
int64_t courier_wait_us(int64_t failures)
{
        static const int64_t seconds[] = {5,         300,       1800,      2 * 3600, 5 * 3600,
                                          10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600};
        const int64_t n = sizeof seconds / sizeof *seconds;

        return seconds[failures < 1 ? 0 : failures > n ? n - 1 : failures - 1] * SECOND_US;
}

/* Up to a tenth more or less, so that many do not come back at once. */
static int64_t with_chance(int64_t wait_us)
{
        uint32_t chance;

        random_fill(&chance, sizeof chance);
        return wait_us - wait_us / 10 + (int64_t)(chance % 1024) * (wait_us / 5) / 1024;
}

/* --- one round */

static void take_in(Courier *c)
{
        PushEnd end;

        while (push_next(c->set, &end)) {
                Flight *f = end.ctx;

                f->end = end;
                f->has_ended = true;
        }
}

static size_t count(const Courier *c, bool ended_only)
{
        size_t n = 0;

        for (size_t i = 0; i < COURIER_FLIGHTS_MAX; i++)
                n += c->flights[i].is_used && (!ended_only || c->flights[i].has_ended);
        return n;
}

static void clear(Flight *f)
{
        f->is_used = f->has_ended = false;
        arena_reset(&f->a);
}

/* First id that could have been made then: ids sort by their time. */
static Id first_id_at(int64_t at_us)
{
        const int64_t epoch_us = 1577836800 * SECOND_US; /* 2020 */

        return at_us > epoch_us ? (at_us - epoch_us) / 1000 << 22 : 1;
}

static Status sweep_old(void *ctx, Db *db)
{
        const Id *before = ctx;

        return delivery_sweep(db, *before);
}

static Status house_work(Courier *c, Db *db, Arena *a, int64_t now_us)
{
        Id before = first_id_at(now_us - COURIER_KEEP_US);
        WebhookDue old;
        Status s = courier_follow(c->store, db, now_us);

        if (s != NOT_FOUND)
                return s;
        s = delivery_old(db, a, before, &old);
        return s == OK ? store_transact(c->store, sweep_old, &before) : s;
}

/* Results and new claims in one transaction; when the store is away, what ended is held and said
 * again the next time. */
static Status write_and_depart(Courier *c, Db *db, Arena *a, int64_t now_us)
{
        Round r = {.c = c, .a = a, .now_us = now_us};
        WebhookDueList due = {0};
        bool has_room = count(c, false) < COURIER_FLIGHTS_MAX && !atomic_load(&c->is_ending);
        Status s;

        if (has_room)
                TRY(webhook_due(db, a, now_us, 1, &due));
        if (!due.n && !count(c, true))
                return NOT_FOUND;
        s = store_transact(c->store, write_round, &r);
        if (s != OK) {
                for (size_t i = 0; i < r.begun_n; i++)
                        clear(r.begun[i]);
                return s;
        }
        for (size_t i = 0; i < COURIER_FLIGHTS_MAX; i++)
                if (c->flights[i].has_ended)
                        clear(&c->flights[i]);
        for (size_t i = 0; i < r.begun_n; i++)
                if (depart(c, db, r.begun[i]) != OK) { /* said as an end like others */
                        r.begun[i]->has_ended = true;
                        if (!r.begun[i]->end.fault[0])
                                snprintf(r.begun[i]->end.fault, PUSH_FAULT_BYTES,
                                         _("The event can not be written."));
                }
        return OK;
}

Status courier_once(Courier *c, Db *db, int64_t now_us, int ms_max)
{
        Arena a = arena_make(ROUND_ARENA_BYTES);
        Status s, house;

        if (count(c, false))
                push_wait(c->set, ms_max);
        take_in(c);
        s = write_and_depart(c, db, &a, now_us);
        arena_reset(&a);
        house = atomic_load(&c->is_ending) ? NOT_FOUND : house_work(c, db, &a, now_us);
        arena_free(&a);
        if (s == NOT_FOUND)
                s = house;
        return s == NOT_FOUND && count(c, false) ? OK : s;
}

static Status write_round(void *ctx, Db *db)
{
        Round *r = ctx;

        r->begun_n = 0;
        for (size_t i = 0; i < COURIER_FLIGHTS_MAX; i++)
                if (r->c->flights[i].has_ended)
                        TRY(mark(r, db, &r->c->flights[i]));
        return begin_due(r, db);
}

static Status claim_one(Round *r, Db *db, Id id, Flight *f)
{
        arena_reset(&f->a);
        f->claim = r->now_us + COURIER_CLAIM_US;
        TRY(webhook_claim(db, id, r->now_us, f->claim));
        TRY(webhook_by_id(db, &f->a, id, &f->webhook));
        TRY(delivery_next(db, &f->a, id, r->now_us,
                          str_is(f->webhook.state, "active") ? INT64_MAX : 0, &f->delivery));
        f->delivery.tries++;
        return delivery_try(db, f->delivery.id, r->now_us);
}

/* Slots of those that ended are free only when this transaction is durable: the next round's. */
static Status begin_due(Round *r, Db *db)
{
        WebhookDueList due = {0};
        size_t slot = 0, room = COURIER_FLIGHTS_MAX - count(r->c, false);

        if (room && !atomic_load(&r->c->is_ending))
                TRY(webhook_due(db, r->a, r->now_us, (int64_t)room, &due));
        for (size_t i = 0; i < due.n; i++) {
                while (r->c->flights[slot].is_used)
                        slot++;
                TRY(claim_one(r, db, due.at[i].id, &r->c->flights[slot]));
                r->begun[r->begun_n++] = &r->c->flights[slot++];
        }
        return OK;
}

static Status depart(Courier *c, Db *db, Flight *f)
{
        Arena *a = &f->a;
        Push push = {.url = f->webhook.url, .ctx = f};
        int64_t now_us = f->claim - COURIER_CLAIM_US;
        Str id = webhook_message_id(a, f->webhook.id, f->delivery.position), signature;

        f->is_used = true;
        f->end = (PushEnd){.ctx = f};
        if (!c->config.seal)
                return BROKEN;
        TRY(webhook_payload(db, a, c->config.base_url, &f->webhook, &f->delivery, &push.body));
        TRY(webhook_signature(c->config.seal, a, &f->webhook, id, now_us, push.body, &signature));
        push.headers[push.headers_n++] = S("Content-Type: application/json");
        push.headers[push.headers_n++] = S("Expect:"); /* no waiting for a 100 */
        push.headers[push.headers_n++] = str_fmt(a, "webhook-id: %.*s", S_ARG(id));
        push.headers[push.headers_n++] =
                str_fmt(a, "webhook-timestamp: %lld", (long long)(now_us / SECOND_US));
        push.headers[push.headers_n++] = str_fmt(a, "webhook-signature: %.*s", S_ARG(signature));
        if (push_url_check(push.url, c->config.may_private, f->end.fault) != OK)
                return INVALID;
        return push_begin(c->set, &push);
}

/* --- what came of it */

/* What can be kept and shown of an answer: text without control characters. */
static Str answer_text(Arena *a, const PushEnd *end)
{
        Str s = {end->answer,
                 end->answer_n < ANSWER_SHOWN_BYTES ? end->answer_n : ANSWER_SHOWN_BYTES};
        char *copy;

        if (end->answer_n > s.len) /* not through the middle of a character */
                while (s.len && ((unsigned char)s.at[s.len] & 0xc0) == 0x80)
                        s.len--;
        copy = str_z(a, s);
        for (size_t i = 0; i < s.len; i++)
                if ((unsigned char)copy[i] < 0x20 || copy[i] == 0x7f)
                        copy[i] = ' ';
        s.at = copy;
        return str_is_utf8(s) ? s : S_("(not text)");
}

static Status mark_good(Db *db, Arena *a, const Flight *f, const Webhook *w)
{
        TRY(delivery_result(db, f->delivery.id, S("delivered"), 0, f->end.code, f->end.duration_us,
                            answer_text(a, &f->end), (Str){0}));
        if (f->delivery.position < 0) /* a test tells nothing of the others */
                return webhook_result(db, w->id, f->claim, w->failures, w->failing_since, 0);
        return webhook_result(db, w->id, f->claim, 0, 0, 0);
}

static Status mark_bad(Round *r, Db *db, const Flight *f, const Webhook *w)
{
        const WebhookDelivery *d = &f->delivery;
        const PushEnd *end = &f->end;
        int64_t now = r->now_us, since = w->failing_since ? w->failing_since : now,
                wait = with_chance(courier_wait_us(d->tries)),
                rest = with_chance(courier_wait_us(w->failures + 1));
        bool is_test = d->position < 0, is_gone = end->code == 410,
             is_last = is_test || is_gone || d->tries >= COURIER_TRIES_MAX;

        if (end->retry_after_s > 0 && end->retry_after_s <= 24 * 3600) {
                int64_t asked = end->retry_after_s * SECOND_US;

                wait = wait > asked ? wait : asked;
                rest = rest > asked ? rest : asked;
        }
        rest = rest > COURIER_ORDER_US ? COURIER_ORDER_US : rest;
        TRY(delivery_result(db, d->id, is_last ? S("failed") : S("waiting"),
                            is_last ? 0 : now + wait, end->code, end->duration_us,
                            answer_text(r->a, end), str_copy(r->a, str_from(end->fault))));
        if (is_test)
                return webhook_result(db, w->id, f->claim, w->failures, w->failing_since,
                                      w->next_try_at);
        TRY(webhook_result(db, w->id, f->claim, w->failures + 1, since, now + rest));
        if (is_gone)
                return stop_webhook(r, db, w, S("gone"));
        if (now - since >= COURIER_GIVE_UP_US)
                return stop_webhook(r, db, w, S("failing"));
        return OK;
}

static Status mark(Round *r, Db *db, Flight *f)
{
        Webhook w; /* as it is now: it may have ended, or another process may have it */
        Status s = webhook_by_id(db, r->a, f->webhook.id, &w);

        if (s == NOT_FOUND || (s == OK && w.claimed_until != f->claim))
                return OK;
        TRY(s);
        if (f->end.code >= 200 && f->end.code < 300)
                return mark_good(db, r->a, f, &w);
        return mark_bad(r, db, f, &w);
}

/* Pauses it and writes to its owner, if an address of theirs is known. */
static Status stop_webhook(Round *r, Db *db, const Webhook *w, Str why)
{
        Entry e = {
                .kind = S("webhook.paused"), .subject = w->id, .hub = w->hub, .at_us = r->now_us};
        WebhookLetter letter = {.name = w->name,
                                .why = why,
                                .link = str_fmt(r->a, "%.*s/webhooks/%.*s",
                                                S_ARG(r->c->config.base_url),
                                                S_ARG(id_text(r->a, w->id)))};
        MailDraft draft = {.kind = &webhook_paused_mail, .of = &letter, .actor = w->owner};
        ActorEmail email;
        Status s = webhook_pause(db, w->id, why);

        if (s == NOT_FOUND) /* somebody paused it meanwhile */
                return OK;
        TRY(s);
        entry_text(&e, S("why"), why);
        TRY(record_tell(db, r->a, &e, NULL));
        s = actor_email_first(db, r->a, w->owner, &email);
        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        draft.address = email.email;
        return mail_send(db, r->a, &draft, r->now_us, NULL);
}

/* --- the thread */

static void *work(void *ctx)
{
        Courier *c = ctx;
        Db *db = NULL;
        Status s = OK, before = OK;
        int64_t end = 0; /* what is on its way then is given up: it goes once more */

        while (!atomic_load(&c->is_ending) || (count(c, false) && time_steady_us() < end)) {
                struct timespec pause = {0, COURIER_TICK_MS * 1000000L};

                if (!atomic_load(&c->is_ending))
                        end = time_steady_us() + COURIER_END_US;
                if (!db && store_reader(c->store, &db) != OK)
                        db = NULL;
                s = db ? courier_once(c, db, time_now_us(), COURIER_TICK_MS) : UPSTREAM;
                if (db && s != OK && s != NOT_FOUND && s != before)
                        log_line(LOG_WARN, "event=webhooks status=%s store=\"%.*s\"",
                                 status_name(s), S_ARG(db_fault(db)));
                before = s;
                if (s != OK)
                        nanosleep(&pause, NULL);
        }
        store_reader_close(db);
        return NULL;
}

Status courier_start(Courier *c)
{
        sigset_t all, before;

        sigfillset(&all); /* signals are for the main thread */
        pthread_sigmask(SIG_SETMASK, &all, &before);
        c->has_thread = pthread_create(&c->thread, NULL, work, c) == 0;
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        return c->has_thread ? OK : BROKEN;
}

void courier_stop(Courier *c)
{
        if (!c || !c->has_thread)
                return;
        atomic_store(&c->is_ending, true);
        pthread_join(c->thread, NULL);
        c->has_thread = false;
}

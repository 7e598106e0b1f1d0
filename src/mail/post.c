/* mail/post: see the header. */
#include "mail/post.h"

#include "base/log.h"
#include "base/time.h"
#include "base/words.h"
#include "mail/letter_page.h"
#include "mail/token.h"
#include "net/message.h"
#include "net/smtp.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
        POST_TICK_MS = 300,
        POST_ARENA_BYTES = 64 * 1024 * 1024,
        POST_SWEEP_TICKS = 12000 /* an hour of ticks */
};
#define POST_PAUSE_US (5 * SECOND_US) /* after a server was away; doubled to POST_PAUSE_US_MAX */
#define POST_PAUSE_US_MAX (5 * 60 * SECOND_US)

struct Post {
        Store *store;
        PostConfig config;
        MessageParty from;
        Smtp *smtp; /* NULL: files */
        int64_t pause_us, pause_until;
        Arena texts;
        pthread_t thread;
        bool has_thread;
        _Atomic bool is_ending;
};

/* One mail on its way, with those that go inside of it. */
typedef struct {
        Arena *a;
        int64_t now_us, claim;
        Id id;
        Mail mail;
        Mail *beside;
        size_t beside_n;
        bool has_ended; /* its kind, while it waited */
        /* how it ended */
        Str state, fault;
        int64_t next_try_at;
        bool is_bounce;
} Round;

static Status read_from(Post *p);
static Status claim(void *ctx, Db *db);
static Status mark(void *ctx, Db *db);
static Status house_work(Post *p, Db *db, Arena *a, int64_t now_us);
static void deliver(Post *p, Round *r);
static Status write_message(Post *p, Round *r, Str *out);
static void keep_file(Post *p, Round *r, Str message);
static void try_later(Round *r, Str words);

static Status open_smtp(Post *p, char fault[POST_FAULT_BYTES])
{
        const PostConfig *c = &p->config;
        SmtpConfig sc = {.url = c->smtp_url,
                         .user = c->smtp_user,
                         .password_file = c->smtp_password_file,
                         .ca_file = c->smtp_ca,
                         .in_clear = str_is(c->smtp_tls, "none"),
                         .seconds_max = c->seconds_max};
        Status s;

        if (c->smtp_tls.len && !sc.in_clear && !str_is(c->smtp_tls, "required")) {
                snprintf(fault, POST_FAULT_BYTES, _("smtp-tls must be required or none"));
                return INVALID;
        }
        if (!c->from.len) {
                snprintf(fault, POST_FAULT_BYTES, _("smtp-url needs mail-from beside it"));
                return INVALID;
        }
        if (c->smtp_user.len && !c->smtp_password_file.len) {
                snprintf(fault, POST_FAULT_BYTES,
                         _("smtp-user needs smtp-password-file beside it"));
                return INVALID;
        }
        s = smtp_open(&sc, &p->smtp);
        if (s != OK)
                snprintf(fault, POST_FAULT_BYTES,
                         s == INVALID ? _("smtp-url must begin with smtp:// or smtps://")
                                      : _("mail can not be set up"));
        return s;
}

Status post_open(Store *st, const PostConfig *config, Post **out, char fault[POST_FAULT_BYTES])
{
        Post *p = calloc(1, sizeof *p);
        Status s = BROKEN;
        const char *folder;

        snprintf(fault, POST_FAULT_BYTES, _("mail can not be set up"));
        if (!p)
                return BROKEN;
        p->store = st;
        p->config = *config;
        p->texts = arena_make(MIB);
        folder = str_fmt(&p->texts, "%.*s/mail", S_ARG(config->folder)).at;
        if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
                snprintf(fault, POST_FAULT_BYTES, _("%.150s can not be made: %s"), folder,
                         strerror(errno));
        } else if (read_from(p) != OK) {
                snprintf(fault, POST_FAULT_BYTES,
                         _("mail-from must be an address, as in Seedbed <mail@example.org>"));
                s = INVALID;
        } else if (!config->seal) {
                snprintf(fault, POST_FAULT_BYTES, _("secret.key can not be made or read"));
                s = BROKEN;
        } else {
                s = config->smtp_url.len ? open_smtp(p, fault) : OK;
        }
        if (s != OK) {
                post_close(p);
                return s;
        }
        *out = p;
        return OK;
}

void post_close(Post *p)
{
        if (!p)
                return;
        post_stop(p);
        smtp_close(p->smtp);
        arena_free(&p->texts);
        free(p);
}

static Status read_from(Post *p)
{
        Str from = str_trim(p->config.from);
        size_t at = str_find(from, '<');

        p->from = (MessageParty){.name = p->config.site_name, .address = from};
        if (!from.len)
                p->from.address = S("seedbed@localhost");
        if (at < from.len) {
                p->from.name = str_trim((Str){from.at, at});
                from = str_skip(from, at + 1);
                p->from.address = (Str){from.at, str_find(from, '>')};
        }
        return message_address_is(p->from.address) ? OK : INVALID;
}

/* The store may be away when the server has taken the mail already. Then what came of it is held
 * and said again, for as long as the claim lasts: else the mail would go a second time. */
static Status mark_surely(Post *p, Round *r)
{
        int64_t end = time_steady_us() + POST_CLAIM_US / 2;
        Status s;

        while ((s = store_transact(p->store, mark, r)) != OK && time_steady_us() < end &&
               !atomic_load(&p->is_ending)) {
                struct timespec pause = {1, 0};

                nanosleep(&pause, NULL);
        }
        return s;
}

Status post_once(Post *p, Db *db, int64_t now_us)
{
        Arena a = arena_make(POST_ARENA_BYTES);
        Round r = {.a = &a, .now_us = now_us, .claim = now_us + POST_CLAIM_US};
        MailDue due;
        Status s = house_work(p, db, &a, now_us);

        if (s == NOT_FOUND && now_us < p->pause_until)
                s = TOO_MANY;
        if (s == NOT_FOUND && (s = outbox_due(db, &a, now_us, &due)) == OK) {
                r.id = due.id;
                s = store_transact(p->store, claim, &r);
                if (s == NOT_FOUND) { /* another process was first */
                        s = OK;
                } else if (s == OK) {
                        deliver(p, &r);
                        s = mark_surely(p, &r);
                }
        }
        arena_free(&a);
        return s;
}

/* What nobody waits for, in steps: bulks that were decided, mails that are old. */
typedef struct {
        Arena *a;
        int64_t now_us;
        Id before;
} Chore;

/* A thousand mails of a bulk, in the order in which they were held. */
static Status step_bulk(void *ctx, Db *db)
{
        const Chore *c = ctx;
        BulkNext b;
        BulkStep step;
        bool sends;

        TRY(bulk_next(db, c->a, &b));
        TRY(bulk_step(db, c->a, b.id, b.done_until, &step));
        sends = str_is(b.state, "releasing");
        if (!step.mails)
                return bulk_end(db, b.id, sends ? S("released") : S("discarded"));
        TRY(sends ? bulk_promote(db, b.id, b.done_until, step.until, c->now_us)
                  : bulk_drop(db, b.id, b.done_until, step.until));
        return bulk_done_until(db, b.id, step.until);
}

static Status sweep_old(void *ctx, Db *db)
{
        const Chore *c = ctx;

        return outbox_sweep(db, c->before);
}

/* First id that could have been made then: ids sort by their time. */
static Id first_id_at(int64_t at_us)
{
        const int64_t epoch_us = 1577836800 * SECOND_US; /* 2020 */

        return at_us > epoch_us ? (at_us - epoch_us) / 1000 << 22 : 1;
}

static Status house_work(Post *p, Db *db, Arena *a, int64_t now_us)
{
        Chore c = {a, now_us, first_id_at(now_us - POST_KEEP_US)};
        MailKey key;
        BulkNext next;
        Status s = bulk_next(db, a, &next);

        if (s == OK) {
                s = store_transact(p->store, step_bulk, &c);
                return s == NOT_FOUND ? OK : s; /* another process ended it */
        }
        if (s == NOT_FOUND && p->config.fill)
                s = p->config.fill(p->store, db, a, now_us);
        if (s != NOT_FOUND)
                return s;
        s = outbox_old(db, a, c.before, &key);
        return s == OK ? store_transact(p->store, sweep_old, &c) : s;
}

static Status claim(void *ctx, Db *db)
{
        Round *r = ctx;
        MailUnwanted unwanted;
        MailList list;

        TRY(outbox_claim(db, r->id, r->now_us, r->claim));
        TRY(outbox_by_id(db, r->a, r->id, &r->mail));
        r->beside_n = 0;
        r->has_ended = false;
        if (r->mail.is_essential)
                return OK;
        r->has_ended = unwanted_of(db, r->a, r->mail.address, r->mail.kind, &unwanted) == OK;
        if (r->has_ended)
                return OK;
        TRY(outbox_beside(db, r->a, r->mail.address, r->id, r->now_us, &list));
        r->beside = arena_new(r->a, Mail, list.n + 1);
        for (size_t i = 0; i < list.n; i++) {
                const Mail *m = &list.at[i];

                /* one that is not wanted any more comes up by itself later, and is dropped then */
                if (unwanted_of(db, r->a, m->address, m->kind, &unwanted) == OK)
                        continue;
                TRY(outbox_claim(db, m->id, r->now_us, r->claim));
                r->beside[r->beside_n++] = *m;
        }
        return OK;
}

static Status mark_one(Db *db, const Round *r, Id id)
{
        Status s = str_is(r->state, "waiting")
                           ? outbox_later(db, id, r->claim, r->next_try_at, r->fault)
                           : outbox_end(db, id, r->claim, r->state,
                                        str_is(r->state, "sent") || str_is(r->state, "kept")
                                                ? r->now_us
                                                : 0,
                                        r->id, r->fault);

        return s == NOT_FOUND ? OK : s; /* erased meanwhile */
}

static Status mark(void *ctx, Db *db)
{
        const Round *r = ctx;

        TRY(mark_one(db, r, r->id));
        for (size_t i = 0; i < r->beside_n; i++)
                TRY(mark_one(db, r, r->beside[i].id));
        return r->is_bounce ? bounced_add(db, r->mail.address, r->now_us, r->fault) : OK;
}

static void deliver(Post *p, Round *r)
{
        SmtpEnd end;
        Str message;

        r->fault = (Str){0};
        if (r->has_ended) {
                r->state = S("dropped");
                return;
        }
        if (write_message(p, r, &message) != OK) {
                r->state = S("failed");
                r->fault = S_("The message can not be written.");
                return;
        }
        if (!p->smtp) {
                keep_file(p, r, message);
                return;
        }
        smtp_send(p->smtp, p->from.address, r->mail.address, message, &end);
        r->fault = end.status == OK ? (Str){0} : str_copy(r->a, str_from(end.words));
        if (!str_is_utf8(r->fault))
                r->fault = S_("The server's reason can not be shown.");
        p->pause_us = end.is_server_away ? p->pause_us : 0;
        if (end.status == OK) {
                r->state = S("sent");
        } else if (end.status == INVALID) {
                r->is_bounce = end.is_receiver;
                r->state = end.is_receiver ? S("bounced") : S("failed");
        } else {
                if (end.is_server_away) { /* others would fare alike: leave it in peace */
                        p->pause_us = p->pause_us ? p->pause_us * 2 : POST_PAUSE_US;
                        if (p->pause_us > POST_PAUSE_US_MAX)
                                p->pause_us = POST_PAUSE_US_MAX;
                        p->pause_until = r->now_us + p->pause_us;
                }
                try_later(r, r->fault);
        }
        if (end.status != OK)
                log_line(LOG_WARN, "event=mail mail=%.*s state=%.*s code=%d tries=%lld",
                         S_ARG(id_text(r->a, r->id)), S_ARG(r->state), end.code,
                         (long long)r->mail.tries);
}

/* Twice as long each time, and a quarter of it by chance, so that many do not come back at once. */
static void try_later(Round *r, Str words)
{
        int64_t wait = POST_FIRST_WAIT_US;
        uint32_t chance;

        for (int64_t i = 1; i < r->mail.tries && wait < POST_WAIT_US_MAX; i++)
                wait *= 2;
        if (wait > POST_WAIT_US_MAX)
                wait = POST_WAIT_US_MAX;
        random_fill(&chance, sizeof chance);
        r->next_try_at = r->now_us + wait - wait / 4 + (int64_t)(chance % 1024) * (wait / 2048);
        r->state = S("waiting");
        r->fault = words;
        if (r->next_try_at - r->mail.made_at > POST_GIVE_UP_US)
                r->state = S("failed");
}

static Status write_message(Post *p, Round *r, Str *out)
{
        size_t n = 1 + r->beside_n;
        LetterPart *parts = arena_new(r->a, LetterPart, n);
        Letter letter = {.site_name = p->config.site_name,
                         .base_url = p->config.base_url,
                         .language = language_find(r->mail.locale),
                         .parts = parts,
                         .parts_n = n};
        Message m = {.from = p->from,
                     .to = {r->mail.name, r->mail.address},
                     .subject = r->mail.subject,
                     .id = r->mail.id,
                     .at_us = r->mail.made_at,
                     .locale = r->mail.locale,
                     .calendar = r->mail.calendar};
        bool one_kind = true;

        language_set(letter.language);
        parts[0] = letter_part_of(&r->mail);
        for (size_t i = 0; i < r->beside_n; i++) {
                parts[i + 1] = letter_part_of(&r->beside[i]);
                one_kind = one_kind && str_eq(r->beside[i].kind, r->mail.kind);
        }
        if (n > 1)
                m.subject = str_fmt(
                        r->a, words_n("%.*s: %lld message", "%.*s: %lld messages", (int64_t)n),
                        S_ARG(p->config.site_name), (long long)n);
        if (!r->mail.is_essential) {
                m.unsubscribe =
                        mail_unsubscribe_url(r->a, p->config.seal, p->config.base_url,
                                             r->mail.address, one_kind ? r->mail.kind : S("*"));
                letter.unsubscribe = m.unsubscribe;
        }
        TRY(letter_whole(r->a, &letter, &m.text, &m.html));
        return message_write(r->a, &m, out);
}

/* Written aside and renamed: who reads the folder sees whole mails only. */
static void keep_file(Post *p, Round *r, Str message)
{
        Str id = id_text(r->a, r->id);
        const char *
                part = str_fmt(r->a, "%.*s/mail/.%.*s.part", S_ARG(p->config.folder), S_ARG(id)).at,
               *path = str_fmt(r->a, "%.*s/mail/%.*s.eml", S_ARG(p->config.folder), S_ARG(id)).at;
        int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        bool good = fd >= 0 && write(fd, message.at, message.len) == (ssize_t)message.len &&
                    fsync(fd) == 0;

        if (fd >= 0)
                close(fd);
        if (good && rename(part, path) == 0) {
                r->state = S("kept");
                return;
        }
        unlink(part);
        try_later(r, S_("The file can not be written."));
}

Status post_sweep_files(Post *p, Db *db)
{
        Arena a = arena_make(MIB);
        const char *folder = str_fmt(&a, "%.*s/mail", S_ARG(p->config.folder)).at;
        DIR *dir = opendir(folder);
        struct dirent *entry;
        Status s = dir ? OK : BROKEN;

        while (dir && s == OK && (entry = readdir(dir))) {
                ArenaMark mark_here = arena_mark(&a);
                Str name = str_from(entry->d_name);
                Mail m;
                Id id;

                /* only what was named by us, and not what is made just now */
                if (name.len == ID_CHARS + 4 && str_ends(name, S(".eml")) &&
                    id_parse((Str){name.at, ID_CHARS}, &id)) {
                        s = outbox_by_id(db, &a, id, &m);
                        if (s == NOT_FOUND)
                                unlinkat(dirfd(dir), entry->d_name, 0);
                        s = s == NOT_FOUND ? OK : s;
                }
                arena_rewind(&a, mark_here);
        }
        if (dir)
                closedir(dir);
        arena_free(&a);
        return s;
}

static void *work(void *ctx)
{
        Post *p = ctx;
        Db *db = NULL;

        for (int tick = 0; !atomic_load(&p->is_ending); tick = (tick + 1) % POST_SWEEP_TICKS) {
                struct timespec pause = {0, POST_TICK_MS * 1000000L};
                Status s = OK;

                if (!db && store_reader(p->store, &db) != OK)
                        db = NULL;
                if (db && tick == 0)
                        (void)!post_sweep_files(p, db);
                while (db && s == OK && !atomic_load(&p->is_ending))
                        s = post_once(p, db, time_now_us());
                nanosleep(&pause, NULL);
        }
        store_reader_close(db);
        return NULL;
}

Status post_start(Post *p)
{
        sigset_t all, before;

        sigfillset(&all); /* signals are for the main thread */
        pthread_sigmask(SIG_SETMASK, &all, &before);
        p->has_thread = pthread_create(&p->thread, NULL, work, p) == 0;
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        return p->has_thread ? OK : BROKEN;
}

void post_stop(Post *p)
{
        if (!p || !p->has_thread)
                return;
        atomic_store(&p->is_ending, true);
        pthread_join(p->thread, NULL);
        p->has_thread = false;
}

/* main/serve: the server: pages kept ready, the background worker, an end in good order. */
#include "main/guard.h"
#include "main/program.h"

#include "apply/file.h"
#include "apply/hint.h"
#include "base/asset.h"
#include "base/log.h"
#include "base/time.h"
#include "base/words.h"
#include "board/search.h"
#include "hub/hub.sql.h"
#include "import/file.h"
#include "import/import.h"
#include "mail/post.h"
#include "event/work.h"
#include "credit/grant.h"
#include "credit/grant_warn.h"
#include "cohort/milestone.h"
#include "cohort/work.h"
#include "board/rows.h"
#include "decide/announce.h"
#include "privacy/work.h"
#include "programme/audience.h"
#include "webhook/courier.h"
#include "web/script_words.h"

#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
        HANDLES_MIN = 64,
        EPOCH_TICK_US = 100000,
        WORK_TICK_MS = 300,
        WORK_TICKS_SKIPPED_MAX = 16,
        EVENT_STEPS_A_TICK = 20,
        SEARCH_US_A_TICK = 200000
};

typedef struct {
        Program p;
        Hot *hot;
        HttpServer *server;
        Post *post;
        Courier *courier;
        pthread_t worker, clock;
        PrivacyWork privacy;
        int64_t swept_at; /* files of applications */
        CohortWork cohorts;
        DecideWork decide;
        BoardWork board;
        GrantWork grants;
        GrantWarn warn;
        int skipped, skip; /* the worker's: ticks without a look at imports, after failures */
        _Atomic bool is_ending;
} Serving;

static Status end_asked(void *ctx, const Import *now)
{
        Serving *s = ctx;

        (void)now;
        return atomic_load(&s->is_ending) ? RETRY : OK;
}

/* An import that can not go on (a full disk, a database that is away) is tried again, less and less
 * often: after one tick, two, four … */
static void import_once(Serving *s, Db *db, Arena *a)
{
        ImportTick tick = {end_asked, s, s->p.site.seal};
        Status status, worst = OK;
        Id id = 0;

        if (s->skipped < s->skip) {
                s->skipped++;
                return;
        }
        s->skipped = 0;
        /* one that can not go on here does not hold up those behind it */
        while ((status = import_waiting(db, a, id, &id)) == OK) {
                status = import_work(s->p.store, db, id, tick);
                if (status == OK || atomic_load(&s->is_ending))
                        break;
                worst = status == TOO_MANY ? worst : status;
        }
        if (status == NOT_FOUND)
                status = worst;
        if (status == OK || status == NOT_FOUND || status == TOO_MANY ||
            atomic_load(&s->is_ending)) {
                s->skip = 0;
                return;
        }
        s->skip = s->skip * 2 < WORK_TICKS_SKIPPED_MAX ? s->skip * 2 + 1 : WORK_TICKS_SKIPPED_MAX;
        log_line(LOG_WARN, "event=import status=%s store=\"%.*s\" last_write=\"%.*s\"",
                 status_name(status), S_ARG(db_fault(db)), S_ARG(store_fault(s->p.store, a)));
}

/* Imports that wait, metrics that have not counted everything. */
static void work_once(Serving *s, Db *db)
{
        Arena a = arena_make(MIB);
        bool more;

        import_once(s, db, &a);
        /* asked on a reader: the writer is not troubled when there is nothing to do */
        more = tally_is_behind(db);
        while (more && !atomic_load(&s->is_ending)) {
                if (tally_catch_up(s->p.store, s->p.tally, &more) != OK)
                        break;
                arena_reset(&a);
                if (more)
                        import_once(s, db, &a); /* does not wait for the past of all pledges */
        }
        arena_free(&a);
}

/* Mails of one event do not hold up the rest for long: a hundred at a time. */
static void events_once(Serving *s, Db *db)
{
        EventWork w = {s->p.store, s->p.site.seal, s->p.site.base_url};
        bool more = true;

        for (int i = 0; i < EVENT_STEPS_A_TICK && more && !atomic_load(&s->is_ending); i++)
                if (event_work(&w, db, time_now_us(), &more) != OK) {
                        log_line(LOG_WARN, "event=events store=\"%.*s\"", S_ARG(db_fault(db)));
                        return;
                }
}

/* Doubles are looked for; bytes of files that no row names go. */
static void apply_once(Serving *s, Db *db)
{
        int64_t now_us = time_now_us();
        bool more = false;

        if (hint_work(s->p.store, db, now_us, &more) != OK)
                log_line(LOG_WARN, "event=hints store=\"%.*s\"", S_ARG(db_fault(db)));
        if (now_us - s->swept_at > 600 * SECOND_US) {
                Arena a = arena_make(MIB);

                static const FileNamed named[] = {application_file_named, milestone_file_named};

                if (files_sweep(db, &a, s->p.conf.folder, now_us, named,
                                sizeof named / sizeof *named) != OK)
                        log_line(LOG_WARN, "event=files store=\"%.*s\"", S_ARG(db_fault(db)));
                s->swept_at = now_us;
                arena_free(&a);
        }
}

static void board_once(Serving *s, Db *db)
{
        Status status = board_work(&s->board, db, time_now_us());

        if (status != OK)
                log_line(LOG_WARN, "event=board status=%s store=\"%.*s\"", status_name(status),
                         S_ARG(db_fault(db)));
}

/* What is new can be searched for; of much of it some at a time. */
static void search_once(Serving *s, Db *db)
{
        int64_t begun_us = time_steady_us();
        bool more = true;

        while (more && time_steady_us() - begun_us < SEARCH_US_A_TICK &&
               !atomic_load(&s->is_ending))
                if (search_work(s->p.store, db, &more) != OK) {
                        log_line(LOG_WARN, "event=search store=\"%.*s\"", S_ARG(db_fault(db)));
                        return;
                }
}

static void grants_once(Serving *s, Db *db)
{
        Status status = grant_work(&s->grants, db, time_now_us());

        if (status == OK)
                status = grant_warn(&s->warn, db, time_now_us());
        if (status != OK)
                log_line(LOG_WARN, "event=grants status=%s store=\"%.*s\"", status_name(status),
                         S_ARG(db_fault(db)));
}

static void *work(void *ctx)
{
        Serving *s = ctx;
        Db *db = NULL;

        s->privacy = (PrivacyWork){
                .store = s->p.store, .looks = s->p.site.looks, .seal = s->p.site.seal};
        s->cohorts = (CohortWork){.store = s->p.store, .base_url = s->p.site.base_url};
        s->decide = (DecideWork){.store = s->p.store, .base_url = s->p.site.base_url};
        s->board = (BoardWork){.store = s->p.store};
        s->grants = (GrantWork){.store = s->p.store};
        s->warn = (GrantWarn){.store = s->p.store, .base_url = s->p.site.base_url};
        (void)!import_file_sweep(s->p.store, s->p.conf.folder);
        while (!atomic_load(&s->is_ending)) {
                struct timespec pause = {0, WORK_TICK_MS * 1000000L};

                if (!db && store_reader(s->p.store, &db) != OK)
                        db = NULL;
                if (db)
                        work_once(s, db);
                if (db)
                        apply_once(s, db);
                if (db && privacy_work(&s->privacy, db, time_now_us()) == BROKEN)
                        log_line(LOG_WARN, "event=privacy store=\"%.*s\"", S_ARG(db_fault(db)));
                if (db)
                        events_once(s, db);
                if (db && cohort_work(&s->cohorts, db, time_now_us()) == BROKEN)
                        log_line(LOG_WARN, "event=cohorts store=\"%.*s\"", S_ARG(db_fault(db)));
                if (db)
                        grants_once(s, db);
                if (db && decide_work(&s->decide, db, time_now_us()) == BROKEN)
                        log_line(LOG_WARN, "event=decide store=\"%.*s\"", S_ARG(db_fault(db)));
                if (db)
                        board_once(s, db);
                if (db)
                        search_once(s, db);
                nanosleep(&pause, NULL);
        }
        store_reader_close(db);
        return NULL;
}

/* The language of the uppermost hub is that of those who chose none. */
static void note_language(Serving *s, Db *db, Arena *a)
{
        Hub top;
        Language language = LANGUAGE_EN;

        if (hub_root(db, a, &top) == OK && language_find(top.language) != LANGUAGE_NONE)
                language = language_find(top.language);
        atomic_store(&s->p.site.language, language);
        hot_set_language(s->hot, language);
}

/* Pages kept ready are good until the record grows. Another node or the command line may have
 * written. */
static void *watch_clock(void *ctx)
{
        Serving *s = ctx;
        Db *db = NULL;

        while (!atomic_load(&s->is_ending)) {
                struct timespec pause = {0, EPOCH_TICK_US * 1000L};

                if (!db && store_reader(s->p.store, &db) != OK)
                        db = NULL;
                if (db) {
                        Arena a = arena_make(64 * KIB);
                        int64_t size;
                        Hash root;

                        note_language(s, db, &a);
                        if (record_head(db, &a, &size, &root) == OK)
                                record_size_note(s->p.record, size);
                        arena_free(&a);
                }
                hot_set_epoch(s->hot, site_epoch(record_size_seen(s->p.record), time_now_us()));
                nanosleep(&pause, NULL);
        }
        store_reader_close(db);
        return NULL;
}

static Str type_of(Str name)
{
        return str_ends(name, S(".css"))   ? S("text/css; charset=utf-8")
               : str_ends(name, S(".js"))  ? S("text/javascript; charset=utf-8")
               : str_ends(name, S(".svg")) ? S("image/svg+xml")
                                           : S("application/octet-stream");
}

/* texts outlives the table. */
static Status put_assets(Hot *hot, Arena *texts)
{
        Arena a = arena_make(MIB);
        Status s = OK;

        for (size_t i = 0; i < assets_n && s == OK; i++) {
                const Asset *asset = &assets[i];
                HotPage page = {.content_type = type_of(str_from(asset->name)),
                                .body = {(const char *)asset->plain, asset->plain_n},
                                .packed = {(const char *)asset->packed, asset->packed_n}};

                if (asset->is_example)
                        continue;
                page.etag = str_fmt(&a, "W/\"%s\"", asset->mark);
                s = hot_put_forever(hot, str_fmt(&a, "/assets/%s", asset->name), &page);
        }
        for (Language l = LANGUAGE_EN; l < LANGUAGE_COUNT && s == OK; l++) {
                HotPage page = {.content_type = type_of(S(".js")), .body = script_words(texts, l)};

                s = hot_put_forever(hot, str_fmt(&a, "/assets/words-%s.js", language_tag(l)),
                                    &page);
        }
        arena_free(&a);
        return s;
}

static bool is_data_folder(const Conf *conf)
{
        char path[4096];

        snprintf(path, sizeof path, "%.*s/record.key", S_ARG(conf->folder));
        return access(path, F_OK) == 0;
}

static Status listen_http(Serving *s)
{
        Conf *c = &s->p.conf;
        Str words = {0};
        HttpConfig h = {.address = c->address,
                        .port = (int)c->port,
                        .event_threads = (int)c->event_threads,
                        .worker_threads = (int)c->workers,
                        .trusted_proxies = c->trusted_proxy.len ? c->trusted_proxy : c->proxy,
                        .tls_cert = c->tls_cert,
                        .tls_key = c->tls_key,
                        .tells_tls_only = s->p.site.is_secure,
                        .upload_bytes_max = (uint64_t)4 << 30,
                        .arena_bytes_max = 64 * MIB,
                        .upload_folder = str_fmt(&s->p.a, "%.*s/imports", S_ARG(c->folder)),
                        .hot = s->hot,
                        .answer = site_answer,
                        .is_slow = site_is_slow,
                        .slow_threads = (int)password_lanes(),
                        .worker_open = site_worker_open,
                        .worker_close = site_worker_close,
                        .ctx = &s->p.site};
        Status status = http_start(&h, &s->server, &words);

        if (status != OK) {
                fprintf(stderr, _("seedbed: can not listen at %.*s:%lld: %.*s\n"),
                        S_ARG(c->address), (long long)c->port, S_ARG(words));
                return status;
        }
        s->p.site.server = s->server;
        return OK;
}

/* The first operator's link is shown until it is used, or too old; then its file goes. */
static void say_first_link(Serving *s, Str url)
{
        Arena a = arena_make(MIB);
        char token[TOKEN_CHARS + 2] = "", *path = str_z(&a, str_fmt(&a, "%.*s/first-sign-in",
                                                                    S_ARG(s->p.conf.folder)));
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        Db *db = NULL;

        if (fd >= 0 && read(fd, token, TOKEN_CHARS) == TOKEN_CHARS &&
            store_reader(s->p.store, &db) == OK) {
                if (access_link_is_fresh(db, &a, str_from(token), time_now_us()))
                        printf(_("One-time sign-in for the first operator: "
                                 "%.*s/do/session/begin?token=%s\n"),
                               S_ARG(url), token);
                else
                        unlink(path);
        }
        store_reader_close(db);
        if (fd >= 0)
                close(fd);
        arena_free(&a);
}

/* Where it was last served, so that a link made by the command line leads there. */
static void keep_address(Serving *s, Str url)
{
        Arena a = arena_make(64 * KIB);
        int fd = open(str_fmt(&a, "%.*s/address", S_ARG(s->p.conf.folder)).at,
                      O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

        if (fd >= 0 && write(fd, url.at, url.len) != (ssize_t)url.len)
                log_line(LOG_WARN, "event=address words=\"can not be kept\"");
        if (fd >= 0)
                close(fd);
        arena_free(&a);
}

static Status start_post(Serving *s)
{
        const Conf *c = &s->p.conf;
        char fault[POST_FAULT_BYTES] = "";
        PostConfig pc = {.folder = c->folder,
                         .seal = s->p.site.seal,
                         .site_name = c->name,
                         .base_url = s->p.site.base_url,
                         .smtp_url = c->smtp_url,
                         .smtp_user = c->smtp_user,
                         .smtp_password_file = c->smtp_password_file,
                         .smtp_ca = c->smtp_ca,
                         .smtp_tls = c->smtp_tls,
                         .from = c->mail_from,
                         .fill = audience_fill};
        Status status = post_open(s->p.store, &pc, &s->post, fault);

        if (status == OK)
                return post_start(s->post);
        fprintf(stderr, "seedbed: %s\n", fault);
        return status;
}

static Status start_courier(Serving *s)
{
        CourierConfig cc = {.seal = s->p.site.seal,
                            .base_url = s->p.site.base_url,
                            .may_private = s->p.site.calls_private};

        if (s->p.conf.webhook_private.len && !str_is(s->p.conf.webhook_private, "yes") &&
            !str_is(s->p.conf.webhook_private, "no")) {
                fprintf(stderr, "seedbed: %s\n", _("webhook-private must be yes or no"));
                return INVALID;
        }
        TRY(courier_open(s->p.store, &cc, &s->courier));
        return courier_start(s->courier);
}

/* Any free port was asked for: only now is known where links lead to, and whom passkeys are for.
 * Nobody else knows the port yet. */
static Status know_port(Serving *s)
{
        const Conf *c = &s->p.conf;

        if (c->port == 0 && str_empty(c->base_url))
                s->p.site.base_url =
                        str_fmt(&s->p.a, "%s://%.*s:%d", c->tls_cert.len ? "https" : "http",
                                S_ARG(c->address), http_port(s->server));
        return OK;
}

static void say_where(Serving *s)
{
        Str url = s->p.site.base_url;

        printf(_("Seedbed is at %.*s\n"), S_ARG(url));
        keep_address(s, url);
        say_first_link(s, url);
        printf(_("A new sign-in link: seedbed operator link --data %.*s\n"),
               S_ARG(s->p.conf.folder));
        fflush(stdout);
}

static void reload_tls(Serving *s)
{
        Str fault;
        Status status = http_reload_tls(s->server, &fault);

        log_line(status == OK ? LOG_INFO : LOG_WARN, "event=reload status=%s words=\"%.*s\"",
                 status_name(status), S_ARG(fault));
}

static int serve_until_signal(Serving *s, sigset_t *signals)
{
        int signal = 0;

        while (sigwait(signals, &signal) == 0 && signal == SIGHUP)
                reload_tls(s);
        log_line(LOG_INFO, "event=stopping signal=%d", signal);
        atomic_store(&s->is_ending, true);
        if (http_stop(s->server) != OK) {
                log_line(LOG_WARN, "event=stop words=\"a request did not end in time\"");
                _exit(1); /* it still uses the store; what is committed is durable */
        }
        post_close(s->post);
        courier_close(s->courier);
        pthread_join(s->worker, NULL);
        pthread_join(s->clock, NULL);
        return 0;
}

/* Every connection is a file handle; with too few the server would listen and never answer. */
static bool take_handles(void)
{
        struct rlimit files;

        if (getrlimit(RLIMIT_NOFILE, &files) != 0)
                return true;
        files.rlim_cur = files.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur >= HANDLES_MIN)
                return true;
        fprintf(stderr,
                _("seedbed: this process may open %llu files; a server needs at least %d (see "
                  "ulimit -n)\n"),
                (unsigned long long)files.rlim_max, HANDLES_MIN);
        return false;
}

/* Opens the store with nothing more than a server needs. The folder's lock, or -1 with words. */
static int open_guarded(Serving *s, const Conf *conf, char fault[PROGRAM_FAULT_BYTES])
{
        static Arena texts; /* of settings; outlives the threads, too */
        Conf mine = *conf;
        int lock;

        texts = arena_make(MIB);
        mine.is_server = true;
        if (guard_files(&texts, &mine, fault) != OK)
                return -1;
        /* the lock first: a newer program must not migrate under a server that runs */
        lock = is_data_folder(conf) ? program_lock(conf->folder, fault) : -1;
        if (lock < 0 && is_data_folder(conf))
                return -1;
        if (program_open(&s->p, &mine, false, fault) != OK)
                return -1;
        /* before anybody can reach it; threads that come later are born confined */
        return guard_calls(&s->p.conf, fault) == OK ? lock : -1;
}

/* Sixteen workers and the threads of a large import each have a pool of malloc's own; left alone,
 * each pool keeps up to 64 MiB from the first large thing on, for good. */
static void keep_little(void)
{
        mallopt(M_MMAP_THRESHOLD, 2 * MIB);
        mallopt(M_TRIM_THRESHOLD, 2 * MIB);
}

int serve_command(const Conf *conf)
{
        static Serving serving; /* outlives the threads */
        Serving *s = &serving;
        char fault[PROGRAM_FAULT_BYTES] = "";
        sigset_t signals;
        int lock, code = 1;
        int64_t begun = time_steady_us();

        sigemptyset(&signals);
        sigaddset(&signals, SIGINT);
        sigaddset(&signals, SIGTERM);
        sigaddset(&signals, SIGHUP);
        pthread_sigmask(SIG_BLOCK, &signals, NULL);
        signal(SIGPIPE, SIG_IGN);
        keep_little();
        if (!guard_may_serve(conf) || !take_handles())
                return 1;
        lock = open_guarded(s, conf, fault);
        if (lock < 0) {
                fprintf(stderr, "seedbed: %s\n", fault);
                _exit(1); /* a thread of the store may be at work; nothing was begun */
        }
        s->hot = hot_open((size_t)s->p.conf.hot_mib * MIB);
        s->p.site.hot = s->hot;
        if (s->hot && s->p.site.is_secure)
                hot_tell_tls_only(s->hot);
        if (s->hot && put_assets(s->hot, &s->p.a) == OK) {
                hot_set_epoch(s->hot, site_epoch(record_size_seen(s->p.record), time_now_us()));
                if (listen_http(s) == OK && know_port(s) == OK && start_post(s) == OK &&
                    start_courier(s) == OK && pthread_create(&s->worker, NULL, work, s) == 0 &&
                    pthread_create(&s->clock, NULL, watch_clock, s) == 0) {
                        log_line(LOG_INFO, "event=serving port=%d entries=%lld start_us=%lld",
                                 http_port(s->server), (long long)record_size_seen(s->p.record),
                                 (long long)(time_steady_us() - begun));
                        say_where(s);
                        code = serve_until_signal(s, &signals);
                }
        }
        if (code && s->server) /* a thread could not be started: the others may be at work */
                _exit(1);
        program_close(&s->p);
        hot_close(s->hot);
        close(lock);
        return code;
}

/* main/program: opening and closing what everything else stands on. */
#include "main/program.h"

#include "apply/keep.h"
#include "board/waits_page.h"
#include "decide/follow.h"
#include "board/pick_page.h"

#include "base/time.h"
#include "base/words.h"
#include "board/rows.h"
#include "net/ask.h"
#include "cohort/cohort.h"
#include "main/offers.h"
#include "programme/programme.h"
#include "review/follow.h"
#include "solution/follow.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static Status make_folders(Arena *a, Str folder, char fault[PROGRAM_FAULT_BYTES])
{
        const char *const below[] = {"", "/imports", "/files"};

        for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
                Str path = str_fmt(a, "%.*s%s", S_ARG(folder), below[i]);

                if (mkdir(path.at, 0700) != 0 && errno != EEXIST) {
                        snprintf(fault, PROGRAM_FAULT_BYTES, _("%.200s can not be made: %s"),
                                 path.at, strerror(errno));
                        return BROKEN;
                }
        }
        return OK;
}

static bool there_is(Arena *a, Str folder, const char *name)
{
        return access(str_fmt(a, "%.*s/%s", S_ARG(folder), name).at, F_OK) == 0;
}

static Status open_store(Program *p, bool create, char fault[PROGRAM_FAULT_BYTES])
{
        Conf *c = &p->conf;
        StoreConfig sc = {.url = c->store,
                          .cache_bytes = (size_t)c->cache_mib * MIB,
                          .node = (int)c->node,
                          .claims_node = c->is_server,
                          .create = create};
        char words[STORE_FAULT_BYTES] = "";
        Status s;

        if (str_empty(sc.url))
                sc.url = str_fmt(&p->a, "sqlite:%.*s/seedbed.db", S_ARG(c->folder));
        s = store_open(&sc, &p->store, words);
        if (s == OK)
                s = store_migrate(p->store, words);
        if (s != OK)
                snprintf(fault, PROGRAM_FAULT_BYTES, _("the store can not be opened: %s"), words);
        return s;
}

int program_lock(Str folder, char fault[PROGRAM_FAULT_BYTES])
{
        char path[PATH_MAX];
        int fd;

        snprintf(path, sizeof path, "%.*s/lock", S_ARG(folder));
        fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0)
                snprintf(fault, PROGRAM_FAULT_BYTES, _("%.200s can not be written to: %s"), path,
                         strerror(errno));
        if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
                snprintf(fault, PROGRAM_FAULT_BYTES, _("%.*s is in use by another server"),
                         S_ARG(folder));
                close(fd);
                fd = -1;
        }
        return fd;
}

void program_use_last_address(Program *p)
{
        char text[512];
        int fd = open(str_fmt(&p->a, "%.*s/address", S_ARG(p->conf.folder)).at,
                      O_RDONLY | O_CLOEXEC);
        ssize_t n = fd >= 0 ? read(fd, text, sizeof text) : 0;

        if (fd >= 0)
                close(fd);
        if (n > 0 && str_empty(p->conf.base_url))
                p->site.base_url = str_copy(&p->a, (Str){text, (size_t)n});
}

static void fill_site(Program *p)
{
        Conf *c = &p->conf;

        p->site = (Site){
                .store = p->store,
                .record = p->record,
                .name = c->name,
                .notice = str_from(str_z(&p->a, c->notice)), /* the examples' one is translated */
                .base_url = c->base_url,
                .folder = c->folder,
                .views = program_views,
                .actions = program_actions,
                .routes = program_routes,
                .offers = offers_of,
                .pick = pick_find,
                .begun_us = time_now_us()};
        if (str_empty(c->base_url))
                p->site.base_url =
                        str_fmt(&p->a, "%s://%.*s:%lld", c->tls_cert.len ? "https" : "http",
                                S_ARG(c->address), (long long)c->port);
        /* the server's slow threads are as many, so there nobody waits inside */
        if (password_gate_open(password_lanes(), 1, &p->site.gate) != OK)
                p->site.gate = NULL;
        if (ask_gate_open(c->workers > 2 ? (size_t)c->workers / 2 : 1, &p->site.asks) != OK)
                p->site.asks = NULL;
        if (seal_open(&p->a, c->folder, &p->site.seal) != OK)
                p->site.seal = NULL; /* said by whoever needs it */
        p->site.is_trial = str_is(c->trial, "yes");
        p->site.looks = looks_open();
        p->site.waits = waits_count;
        p->site.wait_counts = wait_counts_open();
        p->site.sends_mail = c->smtp_url.len > 0;
        p->site.iati_org = c->iati_org;
        p->site.iati_org_type = c->iati_org_type.len ? c->iati_org_type : S("70");
        p->site.sign_up_is_closed = str_is(c->sign_up, "closed");
        p->site.calls_private = str_is(c->webhook_private, "yes");
        p->site.is_secure = str_starts(p->site.base_url, S("https://"));
}

Status program_open(Program *p, const Conf *conf, bool create, char fault[PROGRAM_FAULT_BYTES])
{
        char words[STORE_FAULT_BYTES] = "", absolute[PATH_MAX];
        StorePart part;
        Db *db;
        Status s;

        hash_library_begin();
        *p = (Program){.a = arena_make(4 * MIB), .conf = *conf};
        if (create)
                TRY(make_folders(&p->a, conf->folder, fault));
        if (realpath(str_z(&p->a, conf->folder),
                     absolute)) /* paths that are kept must be good from any folder */
                p->conf.folder = str_copy(&p->a, str_from(absolute));
        TRY(conf_read(&p->a, str_fmt(&p->a, "%.*s/seedbed.conf", S_ARG(conf->folder)), &p->conf,
                      fault));
        if (p->conf.sign_up.len && !str_is(p->conf.sign_up, "open") &&
            !str_is(p->conf.sign_up, "closed")) {
                snprintf(fault, PROGRAM_FAULT_BYTES, _("sign-up must be open or closed"));
                return INVALID;
        }
        if (!create && !there_is(&p->a, conf->folder, "record.key")) {
                snprintf(
                        fault, PROGRAM_FAULT_BYTES,
                        _("%.200s is not a data folder; make one with: seedbed init --data %.200s"),
                        str_z(&p->a, conf->folder), str_z(&p->a, conf->folder));
                return NOT_FOUND;
        }
        TRY(open_store(
                p, create,
                fault)); /* before the key is made: a store that is away leaves nothing behind */
        s = record_open(conf->folder, p->conf.origin.len ? p->conf.origin : S("localhost/seedbed"),
                        create && !there_is(&p->a, conf->folder, "record.key"), &p->record, words);
        if (s != OK) {
                snprintf(fault, PROGRAM_FAULT_BYTES, "%s", words);
                return s;
        }
        p->tally = tally_open();
        p->board = board_keeper_open();
        p->ledger = ledger_open();
        if (!p->board || !p->ledger)
                return BROKEN;
        record_watch(p->record, ledger_watch(p->ledger));
        record_watch(p->record, grant_watch());
        record_watch(p->record, programme_watch());
        record_watch(p->record, tally_watch(p->tally));
        record_watch(p->record, apply_watch());
        record_watch(p->record, review_watch()); /* behind the applications */
        record_watch(p->record, decide_watch());
        record_watch(p->record, solution_watch());
        record_watch(p->record, cohort_watch());
        record_watch(p->record,
                     board_watch(p->board)); /* after apply: it follows what that moved */
        part = record_part(p->record);
        TRY(store_start(p->store, &part));
        fill_site(p);
        s = store_reader(p->store, &db);
        if (s == OK) {
                int64_t size = 0;
                Hash root;

                s = record_head(db, &p->a, &size, &root);
                record_size_note(p->record, size);
                store_reader_close(db);
        }
        if (s != OK)
                snprintf(fault, PROGRAM_FAULT_BYTES, _("the store can not be read"));
        return s;
}

void program_close(Program *p)
{
        password_gate_close(p->site.gate);
        seal_close(p->site.seal);
        ask_gate_close(p->site.asks);
        p->site.asks = NULL;
        p->site.gate = NULL;
        p->site.seal = NULL;
        looks_close(p->site.looks, p->store);
        p->site.looks = NULL;
        wait_counts_close(p->site.wait_counts);
        p->site.wait_counts = NULL;
        store_close(p->store);
        record_close(p->record);
        tally_close(p->tally);
        board_keeper_close(p->board);
        ledger_close(p->ledger);
        arena_free(&p->a);
}

Status program_catch_up(Program *p)
{
        bool more = true;

        while (more)
                TRY(tally_catch_up(p->store, p->tally, &more));
        return OK;
}

Status program_local_actor(Program *p, Arena *a, Actor *out)
{
        Db *db;
        Status s;

        TRY(store_reader(p->store, &db));
        s = access_administrator_first(db, a, time_now_us(), out);
        store_reader_close(db);
        return s;
}

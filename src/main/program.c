/* main/program: opening and closing what everything else stands on. */
#include "main/program.h"

#include "base/time.h"
#include "base/words.h"
#include "programme/programme.h"

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
        const char *const below[] = {"", "/imports"};

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

        p->site = (Site){.store = p->store,
                         .record = p->record,
                         .name = c->name,
                         .notice = c->notice,
                         .base_url = c->base_url,
                         .folder = c->folder,
                         .views = program_views,
                         .actions = program_actions,
                         .routes = program_routes,
                         .begun_us = time_now_us()};
        if (str_empty(c->base_url))
                p->site.base_url =
                        str_fmt(&p->a, "%s://%.*s:%lld", c->tls_cert.len ? "https" : "http",
                                S_ARG(c->address), (long long)c->port);
        /* most of the workers stay free for pages */
        if (password_gate_open(c->workers > 2 ? (size_t)c->workers / 2 : 1, c->workers > 2 ? 1 : 0,
                               &p->site.gate) != OK)
                p->site.gate = NULL;
        if (seal_open(&p->a, c->folder, &p->site.seal) != OK)
                p->site.seal = NULL; /* said by whoever needs it */
        p->site.sends_mail = c->smtp_url.len > 0;
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
        record_watch(p->record, programme_watch());
        record_watch(p->record, tally_watch(p->tally));
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
        p->site.gate = NULL;
        p->site.seal = NULL;
        store_close(p->store);
        record_close(p->record);
        tally_close(p->tally);
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

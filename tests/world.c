/* tests/world: see the header. */
#include "tests/world.h"

#include "base/asset.h"
#include "base/hash.h"
#include "base/time.h"
#include "hub/hub.h"
#include "import/file.h"
#include "import/import.h"
#include "pledge/pledge.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static World the_world;
static bool is_open;

static void close_world(void)
{
        if (!is_open)
                return;
        is_open = false;
        store_reader_close(the_world.db);
        program_close(&the_world.p);
}

static void empty_postgres(const char *url)
{
        PGconn *conn = PQconnectdb(url);
        PGresult *r = PQexec(conn, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        bool good = PQresultStatus(r) == PGRES_COMMAND_OK;

        if (!good)
                print_error("%s", PQerrorMessage(conn));
        PQclear(r);
        PQfinish(conn);
        CHECK(good);
}

typedef struct {
        Arena *a;
        Id actor;
} FirstActor;

static Status make_actor(void *ctx, Db *db)
{
        FirstActor *f = ctx;
        Entry e = {.kind = S("role.granted"), .at_us = time_now_us()};

        TRY(access_administrator_add(db, S("Ama"), time_now_us(), &f->actor));
        e.subject = f->actor;
        return record_tell(db, f->a, &e, NULL);
}

static void open_world(World *w, bool create)
{
        const char *url = getenv("SEEDBED_TEST_STORE");
        char fault[PROGRAM_FAULT_BYTES] = "";
        Conf conf;
        Status s;

        conf_standard(&conf);
        conf.folder = w->folder;
        conf.cache_mib = 8;
        if (url && url[0])
                conf.store = str_from(url);
        s = program_open(&w->p, &conf, create, fault);
        if (s != OK)
                print_error("%s\n", fault);
        CHECK_OK(s);
        is_open = true;
        CHECK_OK(store_reader(w->p.store, &w->db));
}

World *world(Arena *a)
{
        World *w = &the_world;
        const char *url = getenv("SEEDBED_TEST_STORE");
        FirstActor first = {.a = a};
        static bool at_exit;

        if (!at_exit) {
                hash_library_begin(); /* its end comes after that of the world's threads */
                atexit(close_world);
        }
        at_exit = true;
        close_world();
        if (url && url[0])
                empty_postgres(url);
        *w = (World){.a = a, .folder = check_folder(a)};
        open_world(w, true);
        CHECK_OK(store_transact(w->p.store, make_actor, &first));
        CHECK_OK(access_actor(w->db, a, first.actor, time_now_us(), &w->actor));
        return w;
}

void world_again(World *w)
{
        close_world();
        open_world(w, false);
}

static void load(World *w, const char *folder, const char *action)
{
        for (size_t i = 0; i < assets_n; i++)
                if (assets[i].is_example && str_starts(str_from(assets[i].name), str_from(folder)))
                        CHECK_OK(act(w, action, "definition",
                                     str_z(w->a, asset_bytes(w->a, &assets[i])), NULL));
}

World *world_of_examples(Arena *a)
{
        World *w = world(a);

        load(w, "hubs.yaml", "hub load");
        load(w, "programmes/", "programme load");
        load(w, "metrics/", "metric load");
        load(w, "pledges/", "pledge load");
        CHECK_OK(program_catch_up(&w->p));
        return w;
}

Status act(World *w, const char *name, ...)
{
        const Action *action = site_action(&w->p.site, str_from(name));
        ActionWorld aw = {.store = w->p.store,
                          .site = &w->p.site,
                          .base_url = w->p.site.base_url,
                          .gate = w->p.site.gate,
                          .seal = w->p.site.seal,
                          .now_us = w->ahead_us ? time_now_us() + w->ahead_us : 0,
                          .calls_private = w->p.site.calls_private};
        Input inputs[ACTION_FIELDS_MAX];
        size_t n = 0;
        va_list args;
        const char *field;
        Status s;

        CHECK(action != NULL);
        va_start(args, name);
        while ((field = va_arg(args, const char *)) != NULL && n < ACTION_FIELDS_MAX)
                inputs[n++] = (Input){str_from(field), str_from(va_arg(args, const char *))};
        va_end(args);
        w->deed = (Deed){0};
        s = action_do(&aw, action, &w->actor, inputs, n, w->a, &w->deed);
        if (s != OK)
                for (size_t i = 0; i < w->deed.faults_n; i++)
                        print_message("# %s: %s: %.*s\n", name,
                                      w->deed.faults[i].field ? w->deed.faults[i].field : "",
                                      S_ARG(w->deed.faults[i].words));
        return s;
}

typedef struct {
        Arena *a;
        Id actor;
        Str token, session;
} SignIn;

static Status sign_in(void *ctx, Db *db)
{
        SignIn *s = ctx;
        int64_t now = time_now_us();
        Id actor;

        TRY(access_link_make(db, s->a, s->actor, now, &s->token));
        return access_link_use(db, s->a, s->token, now, &s->session, &actor);
}

Str request(World *w, HttpMethod method, const char *path, const char *type, const char *body,
            bool signed_in)
{
        SignIn s = {.a = w->a, .actor = w->actor.id};
        HttpPair headers[3], *pairs = NULL;
        Str full = str_from(path), query;
        size_t question = str_find(full, '?'), n = 0;
        SiteWorker worker = {w->db};
        HttpReply reply = {.status = 200, .file_fd = -1};
        HttpRequest rq = {.method = method,
                          .path = {full.at, question},
                          .raw_path = {full.at, question},
                          .arena = w->a,
                          .worker = &worker,
                          .language = w->language,
                          .begun_us = w->begun_us,
                          .id = S("0123456789ABCDEF")};

        query = str_skip(full, question + 1);
        rq.query = query;
        CHECK_OK(http_form_parse(w->a, query, &pairs, &rq.query_n));
        rq.query_pairs = pairs;
        if (signed_in) {
                CHECK_OK(store_transact(w->p.store, sign_in, &s));
                headers[n++] =
                        (HttpPair){S("Cookie"), str_fmt(w->a, "seedbed=%.*s", S_ARG(s.session))};
        }
        if (type)
                headers[n++] = (HttpPair){S("Content-Type"), str_from(type)};
        headers[n++] = (HttpPair){S("Host"), str_from(w->host ? w->host : "127.0.0.1:8460")};
        rq.headers = headers;
        rq.headers_n = n;
        rq.body = str_from(body);
        if (signed_in && body && type && strcmp(type, "application/x-www-form-urlencoded") == 0)
                rq.body = str_fmt(w->a, "%s%sform_token=%.*s", body, body[0] ? "&" : "",
                                  S_ARG(access_form_token(w->a, s.session)));
        site_answer(&w->p.site, &rq, &reply);
        language_set(LANGUAGE_NONE);
        w->reply = reply;
        w->status = reply.status;
        return reply.body;
}

Str page(World *w, const char *path)
{
        return request(w, HTTP_GET, path, NULL, NULL, true);
}

Str page_of_visitor(World *w, const char *path)
{
        return request(w, HTTP_GET, path, NULL, NULL, false);
}

Status import_path(World *w, const char *mapping, const char *as_of, Str path, Import *out)
{
        Id id;

        TRY(act(w, "import check", "file", str_z(w->a, path), "mapping", mapping, "as_of", as_of,
                NULL));
        id = w->deed.made;
        TRY(import_work(w->p.store, w->db, id, (ImportTick){.seal = w->p.site.seal}));
        TRY(import_by_id(w->db, w->a, id, out));
        if (!str_is(out->state, "checked"))
                return INVALID;
        TRY(act(w, "import confirm", "import", id_text(w->a, id).at, NULL));
        TRY(import_work(w->p.store, w->db, id, (ImportTick){.seal = w->p.site.seal}));
        return import_by_id(w->db, w->a, id, out);
}

Status import_text(World *w, const char *mapping, const char *as_of, Str text, Import *out)
{
        static int count;
        Str path = str_fmt(w->a, "%.*s/imports/test-%d", S_ARG(w->folder), ++count);
        FILE *f = fopen(path.at, "wb");

        CHECK(f != NULL);
        CHECK(fwrite(text.at ? text.at : "", 1, text.len, f) == text.len);
        CHECK(fclose(f) == 0);
        return import_path(w, mapping, as_of, path, out);
}

Str given_file(World *w, Str text)
{
        Str path;
        int fd;

        CHECK_OK(import_file_make(w->a, w->folder, &path, &fd));
        CHECK(write(fd, text.at, text.len) == (ssize_t)text.len);
        CHECK(close(fd) == 0);
        return path;
}

Id given_party(World *w, const char *kind, const char *name)
{
        CHECK_OK(act(w, "party add", "kind", kind, "name", name, "listed", "yes", "country", "SG",
                     "sector", "ai", NULL));
        return w->deed.made;
}

int64_t number(World *w, const char *metric, const char *hub)
{
        Metric m;
        Hub h;
        int64_t value;

        CHECK_OK(metric_current(w->db, w->a, str_from(metric), &m));
        CHECK_OK(hub_by_slug(w->db, w->a, str_from(hub), &h));
        CHECK_OK(tally_now(w->db, w->a, m.id, h.id, &value));
        return value;
}

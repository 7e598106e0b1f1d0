/* webhook/hooks_probe: see the header. */
#include "webhook/hooks_probe.h"

#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

void hooks_server_start(Hooks *h)
{
        char *argv[] = {"/usr/bin/python3", "-B", "tests/webhook_server.py",
                        str_z(h->w->a, h->folder), NULL};
        posix_spawn_file_actions_t files;
        int in[2], out[2];
        char line[8];

        CHECK(pipe(in) == 0 && pipe(out) == 0);
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_adddup2(&files, in[0], 0);
        posix_spawn_file_actions_adddup2(&files, out[1], 1);
        posix_spawn_file_actions_addclose(&files, in[1]);
        CHECK(posix_spawn(&h->pid, argv[0], &files, NULL, argv, environ) == 0);
        posix_spawn_file_actions_destroy(&files);
        close(in[0]);
        close(out[1]);
        h->in = in[1];
        CHECK(read(out[0], line, sizeof line) > 0); /* "ready" */
        close(out[0]);
        CHECK(sscanf(check_file(h->w->a, str_fmt(h->w->a, "%.*s/port", S_ARG(h->folder))).at, "%d",
                     &h->port) == 1);
}

void hooks_server_stop(Hooks *h)
{
        kill(h->pid, SIGKILL);
        waitpid(h->pid, NULL, 0);
        close(h->in);
}

Courier *hooks_courier(World *w, bool may_private, int seconds_max)
{
        CourierConfig c = {.seal = w->p.site.seal,
                           .base_url = S("https://seedbed.example.org"),
                           .may_private = may_private,
                           .seconds_max = seconds_max};
        Courier *courier;

        CHECK_OK(courier_open(w->p.store, &c, &courier));
        return courier;
}

Hooks hooks_open(World *w)
{
        Hooks h = {.w = w, .folder = check_folder(w->a), .now_us = time_now_us() + SECOND_US};

        hooks_server_start(&h);
        w->p.site.calls_private = true;
        h.courier = hooks_courier(w, true, 2);
        return h;
}

void hooks_close(Hooks *h)
{
        courier_close(h->courier);
        hooks_server_stop(h);
}

void hooks_write(Hooks *h, const char *name, Str text)
{
        FILE *f = fopen(str_fmt(h->w->a, "%.*s/%s", S_ARG(h->folder), name).at, "wb");

        CHECK(f && fwrite(text.at ? text.at : "", 1, text.len, f) == text.len && fclose(f) == 0);
}

/* The secret that the deed's note showed, for the server as its next one. */
void hooks_keep_secret(Hooks *h)
{
        Str note = h->w->deed.note, secret;
        size_t at = str_find_str(note, S("whsec_"));

        CHECK(at < note.len);
        secret = str_skip(note, at);
        secret.len = str_find(secret, ' ');
        h->secrets = str_fmt(h->w->a, "%.*s%.*s\n", S_ARG(h->secrets), S_ARG(secret));
        hooks_write(h, "secrets", h->secrets);
}

Id hooks_make(Hooks *h, const char *path, const char *kinds, const char *hub, const char *programme)
{
        Id id;

        CHECK_OK(act(h->w, "webhook make", "name", "To the CRM", "url",
                     str_fmt(h->w->a, "http://127.0.0.1:%d%s", h->port, path).at, "kinds", kinds,
                     "hub", hub, "programme", programme, NULL));
        id = h->w->deed.made;
        hooks_keep_secret(h);
        return id;
}

const char *hooks_id(Hooks *h, Id id)
{
        return id_text(h->w->a, id).at;
}

/* Rounds until nothing is to do at this moment. */
void hooks_go(Hooks *h)
{
        int64_t end = time_steady_us() + 20 * SECOND_US;
        Status s;

        while ((s = courier_once(h->courier, h->w->db, h->now_us, 50)) == OK)
                CHECK(time_steady_us() < end);
        CHECK_IS(s, NOT_FOUND);
}

/* What the server took, one a line. */
size_t hooks_taken(Hooks *h, Str lines[64])
{
        Str path = str_fmt(h->w->a, "%.*s/taken", S_ARG(h->folder)), rest, line;
        size_t n = 0;

        if (access(path.at, F_OK) != 0)
                return 0;
        for (rest = check_file(h->w->a, path); str_cut(&rest, '\n', &line) && n < 64;)
                if (line.len)
                        lines[n++] = line;
        return n;
}

const Json *hooks_body(Hooks *h, Str line)
{
        const Json *j;

        CHECK_OK(json_parse(h->w->a, line, &j, NULL));
        return json_get(j, S("body"));
}

WebhookDelivery hooks_last(Hooks *h, Id webhook)
{
        WebhookDeliveryList list;

        CHECK_OK(delivery_latest(h->w->db, h->w->a, webhook, INT64_MAX, &list));
        CHECK(list.n > 0);
        return list.at[0];
}

Webhook hooks_row(Hooks *h, Id webhook)
{
        Webhook w;

        CHECK_OK(webhook_by_id(h->w->db, h->w->a, webhook, &w));
        return w;
}

Id hooks_party(Hooks *h, const char *name, const char *hub)
{
        CHECK_OK(act(h->w, "party add", "kind", "organisation", "name", name, "hub", hub, NULL));
        return h->w->deed.made;
}

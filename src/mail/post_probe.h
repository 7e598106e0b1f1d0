/* mail/post_probe: a real mail server for tests, tests/smtp_server.py, and a post that sends to it.
 */
#ifndef SEEDBED_MAIL_POST_PROBE_H
#define SEEDBED_MAIL_POST_PROBE_H

#include "mail/post.h"

#include "base/time.h"
#include "tests/world.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

typedef struct {
        World *w;
        Str folder;
        pid_t pid;
        int in; /* closed: it ends */
        int port;
        Post *post;
        int64_t now_us;
} Mailing;

static inline void server_start(Mailing *m, const char *mode, const char *mode2)
{
        char *argv[] = {"/usr/bin/python3",
                        "-B",
                        "tests/smtp_server.py",
                        str_z(m->w->a, m->folder),
                        (char *)(uintptr_t)mode,
                        (char *)(uintptr_t)mode2,
                        NULL};
        posix_spawn_file_actions_t files;
        int in[2], out[2];
        char line[8];

        if (!mode)
                argv[4] = NULL;
        CHECK(pipe(in) == 0 && pipe(out) == 0);
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_adddup2(&files, in[0], 0);
        posix_spawn_file_actions_adddup2(&files, out[1], 1);
        posix_spawn_file_actions_addclose(&files, in[1]);
        CHECK(posix_spawn(&m->pid, argv[0], &files, NULL, argv, environ) == 0);
        posix_spawn_file_actions_destroy(&files);
        close(in[0]);
        close(out[1]);
        m->in = in[1];
        CHECK(read(out[0], line, sizeof line) > 0); /* "ready" */
        close(out[0]);
        CHECK(sscanf(check_file(m->w->a, str_fmt(m->w->a, "%.*s/port", S_ARG(m->folder))).at, "%d",
                     &m->port) == 1);
}

static inline void server_stop(Mailing *m)
{
        kill(m->pid, SIGKILL);
        waitpid(m->pid, NULL, 0);
        close(m->in);
}

static inline Mailing mailing(World *w, const char *mode, const char *mode2)
{
        Mailing m = {.w = w, .folder = check_folder(w->a), .now_us = time_now_us() + SECOND_US};

        server_start(&m, mode, mode2);
        return m;
}

static inline void post_over(Mailing *m, PostConfig c, const char *scheme)
{
        char fault[POST_FAULT_BYTES];

        c.folder = m->w->p.conf.folder;
        c.seal = m->w->p.site.seal;
        c.site_name = S("Seedbed");
        c.base_url = S("https://seedbed.example.org");
        c.from = S("Seedbed <mail@example.org>");
        c.smtp_url = str_fmt(m->w->a, "%s://localhost:%d", scheme, m->port);
        CHECK_OK(post_open(m->w->p.store, &c, &m->post, fault));
}

static inline int taken(Mailing *m, Str *out_last)
{
        const char *folder = str_fmt(m->w->a, "%.*s/taken", S_ARG(m->folder)).at;
        DIR *dir = opendir(folder);
        struct dirent *entry;
        int n = 0;

        CHECK(dir != NULL);
        while ((entry = readdir(dir)))
                if (entry->d_name[0] != '.' && !str_ends(str_from(entry->d_name), S(".part"))) {
                        n++;
                        if (out_last)
                                *out_last = check_file(
                                        m->w->a, str_fmt(m->w->a, "%s/%s", folder, entry->d_name));
                }
        closedir(dir);
        return n;
}

#endif

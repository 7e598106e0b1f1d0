/* pledge/bundle_page: see the header.
 *
 * The bundle goes to a file without a name first: its size is known then, and a fault half way is
 * an answer that says so, not a torn download. */
#include "pledge/bundle_page.h"

#include "base/words.h"
#include "base/yaml_table.h"
#include "pledge/bundle.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static Status fd_write(void *ctx, Str bytes)
{
        while (bytes.len) {
                ssize_t n = write(*(int *)ctx, bytes.at, bytes.len);

                if (n <= 0)
                        return BROKEN;
                bytes = str_skip(bytes, (size_t)n);
        }
        return OK;
}

/* In the data folder, where there is room for it, rather than in a /tmp that may be memory. */
static int file_without_name(Visit *v)
{
        int fd = open(str_z(v->a, v->site->folder.len ? v->site->folder : S(".")),
                      O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        char *name;

        if (fd >= 0)
                return fd;
        name = str_z(v->a, str_fmt(v->a, "%.*s/bundle-XXXXXX",
                                   S_ARG(v->site->folder.len ? v->site->folder : S("."))));
        fd = mkostemp(name, O_CLOEXEC);
        if (fd >= 0 && unlink(name) != 0) {
                close(fd);
                fd = -1;
        }
        return fd;
}

static Status run_bundle(Visit *v, HttpReply *reply)
{
        Str slug = v->params[0];
        BundleAsk ask = {.pledge = slug,
                         .key = record_verifier_key(v->site->record),
                         .now_us = v->now_us,
                         .is_gzip = true};
        int64_t entries;
        struct stat st;
        int fd;
        Status s;

        if (!yaml_is_slug(slug))
                return visit_fault(v, NOT_FOUND, _("There is no such pledge."));
        fd = file_without_name(v);
        if (fd < 0)
                return visit_fault(v, BROKEN, _("There is no room to make the bundle in."));
        s = bundle_write(v->db, v->a, &ask, (BundleSink){.ctx = &fd, .write = fd_write}, &entries);
        if (s == OK && (fstat(fd, &st) != 0 || lseek(fd, 0, SEEK_SET) != 0))
                s = BROKEN;
        if (s != OK) {
                close(fd);
                return s == NOT_FOUND ? visit_fault(v, s,
                                                    _("There is no pledge «%.*s», or its metric is "
                                                      "still being counted."),
                                                    S_ARG(slug))
                                      : s;
        }
        reply->file_fd = fd;
        reply->file_bytes = (uint64_t)st.st_size;
        reply->content_type = S("application/gzip");
        http_reply_header(v->rq, reply, S("Cache-Control"), S("no-cache"));
        http_reply_header(v->rq, reply, S("Content-Disposition"),
                          str_fmt(v->a, "attachment; filename=\"pledge-%.*s.seedbed.ndjson.gz\"",
                                  S_ARG(slug)));
        return OK;
}

const Route pledge_bundle_route = {.method = HTTP_GET,
                                   .path = "/pledges/{pledge}/bundle",
                                   .may = MAY_SEE_PUBLIC,
                                   .help = N_("The evidence behind a pledge's number as one file: "
                                              "entries, proofs, checkpoint, definition. "
                                              "`seedbed verify FILE` checks it offline."),
                                   .run = run_bundle,
                                   .type = "application/gzip"};

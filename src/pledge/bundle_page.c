/* pledge/bundle_page: see the header. */
#include "pledge/bundle_page.h"

#include "base/words.h"
#include "base/yaml_table.h"
#include "pledge/bundle.h"
#include "web/reply_file.h"

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

typedef struct {
        Visit *v;
        const BundleAsk *ask;
} Writing;

static Status write_bundle(void *ctx, int fd)
{
        const Writing *w = ctx;
        int64_t entries;

        return bundle_write(w->v->db, w->v->a, w->ask, (BundleSink){.ctx = &fd, .write = fd_write},
                            &entries);
}

static Status run_bundle(Visit *v, HttpReply *reply)
{
        Str slug = v->params[0];
        BundleAsk ask = {.pledge = slug,
                         .key = record_verifier_key(v->site->record),
                         .now_us = v->now_us,
                         .is_gzip = true};
        Status s;

        if (!yaml_is_slug(slug))
                return visit_fault(v, NOT_FOUND, _("There is no such pledge."));
        s = visit_reply_file(v, reply, write_bundle, &(Writing){v, &ask});
        if (s != OK)
                return s == NOT_FOUND ? visit_fault(v, s,
                                                    _("There is no pledge «%.*s», or its metric is "
                                                      "still being counted."),
                                                    S_ARG(slug))
                                      : s;
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

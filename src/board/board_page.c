/* board/board_page: see the header. */
#include "board/board_page.h"

#include "apply/apply.h"
#include "base/words.h"
#include "board/export.h"
#include "board/pack.h"
#include "web/reply_file.h"

/* Who took it, while the role holds and the time runs. */
static Status find_export(Visit *v, RoundExport *out)
{
        Round r;
        Place place;
        Id id;

        if (!id_parse(v->params[0], &id))
                return NOT_FOUND;
        TRY(round_export_get(v->db, v->a, id, out));
        if (out->actor != v->actor.id || out->made_at + ROUND_EXPORT_US <= v->now_us)
                return NOT_FOUND;
        TRY(round_get(v->db, v->a, out->round, &r));
        TRY(round_place(v->db, v->a, &r, &place));
        return access_may_at(&v->actor, MAY_APPLICATION_EDIT, &place) ? OK : NOT_FOUND;
}

typedef struct {
        const Visit *v;
        const RoundExport *of;
} Writing;

static Status write_file(void *ctx, int fd)
{
        const Writing *w = ctx;
        const Site *site = w->v->site;
        ExportBy by = {site->looks, site->store, w->v->actor.id, w->v->now_us};

        return str_is(w->of->kind, "zip") ? round_pack_write(w->v->db, w->of, &by, site->folder, fd)
                                          : round_export_write(w->v->db, w->of, &by, fd);
}

static Status run_round_export(Visit *v, HttpReply *reply)
{
        RoundExport of;
        SheetKind kind = SHEET_CSV;
        Status s = find_export(v, &of);

        if (s == NOT_FOUND)
                return visit_fault(v, s,
                                   _("There is no such copy, or its quarter of an hour is "
                                     "over: ask for it again."));
        TRY(s);
        (void)sheet_kind_parse(of.kind, &kind);
        s = visit_reply_file(v, reply, write_file, &(Writing){v, &of});
        if (s == TOO_MANY && str_is(of.kind, "zip"))
                return visit_fault(v, TOO_LARGE,
                                   _("These files are too large for one ZIP: take fewer, with a "
                                     "view that filters, by stage for instance."));
        TRY(s);
        reply->content_type =
                str_is(of.kind, "zip") ? S("application/zip") : str_from(sheet_type(kind));
        reply->no_store = true;
        http_reply_header(
                v->rq, reply, S("Content-Disposition"),
                str_fmt(v->a, "attachment; filename=\"applications.%.*s\"", S_ARG(of.kind)));
        return OK;
}

const Route round_export_route = {
        .method = HTTP_GET,
        .path = "/rounds/exports/{export}",
        .may = MAY_APPLICATION_EDIT,
        .help = N_("Applications of a round as CSV or as a workbook, for who asked for it, for a "
                   "quarter of an hour (`round export`)."),
        .run = run_round_export,
        .type = "text/csv"};

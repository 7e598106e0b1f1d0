/* import/import_page: see the header. */
#include "import/import_page.h"

#include "base/words.h"
#include "hub/hub.h"
#include "import/import.html.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { REFUSED_BYTES_MAX = 256 * 1024 * 1024 };

static const Field list_query[] = {
        {"before", FIELD_ID, .label = N_("Only imports older than this one")}, {0}};

static Status may_see(Visit *v, Id hub, Id programme, bool *out)
{
        Place place;

        *out = access_may_everywhere(&v->actor, MAY_IMPORT);
        if (*out)
                return OK;
        TRY(hub_place(v->db, v->a, hub, programme, &place));
        *out = access_may_at(&v->actor, MAY_IMPORT, &place);
        return OK;
}

/* Those of other hubs are left out; a page may be short and still have a next one. */
static Status keep_seen(Visit *v, ImportLineList *list)
{
        ImportLine *kept = arena_new(v->a, ImportLine, list->n + 1);
        size_t n = 0;

        for (size_t i = 0; i < list->n; i++) {
                bool sees;

                TRY(may_see(v, list->at[i].hub, list->at[i].programme, &sees));
                if (sees)
                        kept[n++] = list->at[i];
        }
        *list = (ImportLineList){kept, n};
        return OK;
}

/* NOT_FOUND also when it is of a hub that the actor has nothing to do with. */
static Status find_import(Visit *v, Import *out)
{
        bool sees;
        Id id;

        if (!id_parse(v->params[0], &id))
                return NOT_FOUND;
        TRY(import_by_id(v->db, v->a, id, out));
        TRY(may_see(v, out->hub, out->programme, &sees));
        return sees ? OK : NOT_FOUND;
}

static Status load_list(Visit *v, void *model)
{
        ImportsModel *m = model;

        TRY(cursor_read(v, "before", INT64_MAX, &m->page));
        TRY(import_latest(v->db, v->a, m->page.at, &m->imports));
        CURSOR_CUT(&m->page, &m->imports, id);
        return keep_seen(v, &m->imports);
}

static void draw_list(Page *out, const Visit *v, const void *model)
{
        (void)v;
        import_list_page(out, model);
}

static const Part list_parts[] = {PART_LIST_OF(ImportsModel, imports, ImportLine),
                                  PART_NEXT_OF(ImportsModel, page, COL_ID),
                                  {0}};

const View import_list_view = {.path = "/imports",
                               .word = "import list",
                               .may = MAY_IMPORT,
                               .title = N_("Imports"),
                               .help = N_("Files that were sent, newest first."),
                               .query = list_query,
                               .bytes = sizeof(ImportsModel),
                               .parts = list_parts,
                               .load = load_list,
                               .draw = draw_list};

static Str last_part(Str path)
{
        size_t at = path.len;

        while (at > 0 && path.at[at - 1] != '/')
                at--;
        return str_skip(path, at);
}

static Status load_show(Visit *v, void *model)
{
        ImportModel *m = model;
        Id id;

        TRY(find_import(v, &m->import));
        id = m->import.id;
        m->import.file_path = last_part(m->import.file_path); /* where it lies concerns nobody */
        m->state = m->import.state;
        m->rows_done = m->import.rows_done;
        m->rows_total = m->import.rows_total;
        TRY(import_moves(v->db, v->a, id, &m->moves));
        TRY(import_notes(v->db, v->a, id, S("new"), &m->added));
        TRY(import_notes(v->db, v->a, id, S("joined"), &m->joined));
        TRY(import_notes(v->db, v->a, id, S("alike"), &m->alike));
        TRY(import_notes(v->db, v->a, id, S("renamed"), &m->renamed));
        TRY(import_notes(v->db, v->a, id, S("named"), &m->named));
        TRY(import_notes(v->db, v->a, id, S("twice"), &m->twice));
        TRY(import_notes(v->db, v->a, id, S("changed"), &m->changed));
        TRY(import_notes(v->db, v->a, id, S("moved"), &m->moved));
        TRY(import_notes(v->db, v->a, id, S("gone"), &m->gone));
        return import_notes(v->db, v->a, id, S("refused"), &m->refused);
}

static void draw_show(Page *out, const Visit *v, const void *model)
{
        import_show_page(out, v, model);
}

static const Part show_parts[] = {PART_VALUE_OF(ImportModel, state, COL_TEXT),
                                  PART_VALUE_OF(ImportModel, rows_done, COL_INT),
                                  PART_VALUE_OF(ImportModel, rows_total, COL_INT),
                                  PART_ROW_OF(ImportModel, import, Import),
                                  PART_LIST_OF(ImportModel, moves, ImportMove),
                                  PART_LIST_OF(ImportModel, added, ImportNote),
                                  PART_LIST_OF(ImportModel, joined, ImportNote),
                                  PART_LIST_OF(ImportModel, alike, ImportNote),
                                  PART_LIST_OF(ImportModel, renamed, ImportNote),
                                  PART_LIST_OF(ImportModel, named, ImportNote),
                                  PART_LIST_OF(ImportModel, twice, ImportNote),
                                  PART_LIST_OF(ImportModel, changed, ImportNote),
                                  PART_LIST_OF(ImportModel, moved, ImportNote),
                                  PART_LIST_OF(ImportModel, gone, ImportNote),
                                  PART_LIST_OF(ImportModel, refused, ImportNote),
                                  {0}};

const View import_show_view = {
        .path = "/imports/{import}",
        .word = "import show",
        .may = MAY_IMPORT,
        .title = N_("Import"),
        .help = N_("What a file would change, how far it is, and what came of it."),
        .bytes = sizeof(ImportModel),
        .parts = show_parts,
        .load = load_show,
        .draw = draw_show};

static Status run_refused(Visit *v, HttpReply *reply)
{
        Arena big = arena_make(REFUSED_BYTES_MAX);
        Text t = text_begin(&big, REFUSED_BYTES_MAX / 4);
        Import import = {0};
        int fd;
        Status s = find_import(v, &import);

        if (s == OK)
                s = import_refused_file(v->db, &big, &import, &t);
        if (s == NOT_FOUND && import.id)
                s = visit_fault(v, NOT_FOUND, _("The file of this import is no longer there."));
        if (s == OK && t.overflow)
                s = TOO_LARGE;
        if (s != OK) {
                arena_free(&big);
                return s;
        }
        fd = memfd_create("refused", MFD_CLOEXEC);
        if (fd < 0 || write(fd, t.at ? t.at : "", t.len) != (ssize_t)t.len ||
            lseek(fd, 0, SEEK_SET) != 0) {
                if (fd >= 0)
                        close(fd);
                arena_free(&big);
                return BROKEN;
        }
        reply->content_type = S("text/csv; charset=utf-8");
        reply->file_fd = fd;
        reply->file_bytes = t.len;
        reply->no_store = true;
        http_reply_header(v->rq, reply, S("Content-Disposition"),
                          S("attachment; filename=\"refused.csv\""));
        arena_free(&big);
        return OK;
}

const Route import_refused_route = {.method = HTTP_GET,
                                    .path = "/imports/{import}/refused.csv",
                                    .may = MAY_IMPORT,
                                    .help = N_("Rows that were refused, with the reason in a last "
                                               "column, to be mended and sent again."),
                                    .run = run_refused,
                                    .type = "text/csv"};

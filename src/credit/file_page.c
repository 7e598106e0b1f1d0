/* credit/file_page: see the header. */
#include "credit/file_page.h"

#include "base/time.h"
#include "base/words.h"
#include "web/reply_file.h"

SheetCell file_time(Arena *a, int64_t at_us)
{
        return (SheetCell){at_us ? time_iso(a, at_us) : (Str){0}, SHEET_TEXT};
}

/* The names of columns are the same in every language: programs read them. */
static Status put_head(FileOut *o)
{
        SheetCell *cells = arena_new(o->v->a, SheetCell, o->columns_n);

        for (size_t i = 0; i < o->columns_n; i++)
                cells[i] = file_text(str_from(o->columns[i]));
        return sheet_row(o->sheet, cells, o->columns_n);
}

Status file_row(FileOut *o, const SheetCell *cells)
{
        int64_t most = o->rows_max ? o->rows_max : FILE_ROWS_MAX;

        return o->rows_n++ < most ? sheet_row(o->sheet, cells, o->columns_n) : TOO_MANY;
}

static Status write_rows(void *ctx)
{
        FileOut *o = ctx;

        o->sheet = sheet_open(o->fd, o->kind, str_from(o->name));
        if (!o->sheet)
                return BROKEN;
        TRY(put_head(o));
        return o->rows(o);
}

static Status write_file(void *ctx, int fd)
{
        FileOut *o = ctx;
        Status s, end;

        o->fd = fd;
        TRY(db_snapshot_begin(o->v->db));
        s = arena_try(o->v->a, write_rows, o);
        end = sheet_close(o->sheet);
        db_snapshot_end(o->v->db);
        return s == OK ? end : s;
}

Status file_reply(Visit *v, HttpReply *reply, FileOut *o)
{
        const char *end = str_ends(v->rq->path, S(".xlsx")) ? "xlsx" : "csv";
        Status s;

        o->v = v;
        if (!sheet_kind_parse(str_from(end), &o->kind))
                return BROKEN;
        s = visit_reply_file(v, reply, write_file, o);
        if (s == TOO_MANY)
                return visit_fault(v, TOO_LARGE, "%s",
                                   _("This is more than one request may hold."));
        TRY(s);
        reply->content_type = str_from(sheet_type(o->kind));
        reply->no_store = true;
        http_reply_header(v->rq, reply, S("Content-Disposition"),
                          str_fmt(v->a, "attachment; filename=\"%s.%s\"", o->name, end));
        return OK;
}

/* board/pack: see the header. */
#include "board/pack.h"

#include "apply/apply.h"
#include "apply/file.h"
#include "base/time.h"
#include "form/answer.h"
#include "form/kept.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unictype.h>
#include <unistd.h>
#include <unistr.h>

enum { PACK_ARENA_BYTES = 32 * 1024 * 1024, COLUMNS = 10 };

/* The same in every language: programs read them. */
static const char *const columns[COLUMNS] = {"application", "party", "name",  "title",  "field",
                                             "file",        "was",   "bytes", "sha256", "state"};

typedef struct {
        Db *db;
        Arena a; /* goes back after each application */
        const RoundExport *of;
        const ExportBy *by;
        Str folder;
        struct archive *zip;
        int table_fd;
        Sheet *table;
        int64_t at_us;
        int64_t bytes; /* of all files, before the first is written */
} Pack;

/* --- names */

/* Names that are devices on Windows, whatever comes behind their point. */
static bool is_device(Str name)
{
        static const char *const devices[] = {"con", "prn", "aux", "nul", NULL};
        Str head = str_head(name, str_find(name, '.'));

        for (int i = 0; devices[i]; i++)
                if (str_eq_nocase(head, str_from(devices[i])))
                        return true;
        return head.len == 4 && (str_eq_nocase(str_head(head, 3), S("com")) ||
                                 str_eq_nocase(str_head(head, 3), S("lpt")));
}

static bool is_plain(ucs4_t c)
{
        return uc_is_alnum(c) || uc_is_general_category(c, UC_CATEGORY_M) || c == '-' || c == '_' ||
               c == '.' || c == ' ';
}

Str pack_name(Arena *a, Str name)
{
        Text t = text_begin(a, PACK_NAME_BYTES_MAX * 4);
        Str out;

        for (size_t i = 0; i < name.len && t.len < PACK_NAME_BYTES_MAX * 3;) {
                ucs4_t c;
                int n = u8_mbtouc(&c, (const uint8_t *)name.at + i, name.len - i);

                if (is_plain(c))
                        text_add(&t, (Str){name.at + i, (size_t)n});
                else if (t.len && t.at[t.len - 1] != '-')
                        text_char(&t, '-');
                i += (size_t)n;
        }
        out = str_head(text_str(&t), PACK_NAME_BYTES_MAX);
        while (out.len && (out.at[0] == '.' || out.at[0] == ' '))
                out = str_skip(out, 1);
        while (out.len && (out.at[out.len - 1] == '.' || out.at[out.len - 1] == ' '))
                out.len--;
        if (str_empty(out))
                return S("_");
        return is_device(out) ? str_fmt(a, "_%.*s", S_ARG(out)) : out;
}

/* The end of a long name is cut before what it ends with. */
static Str file_name(Arena *a, size_t number, Str name)
{
        Str plain = pack_name(a, name), end = {0};

        for (size_t i = 0; name.len < 4000 && i < name.len; i++)
                if (name.at[i] == '.')
                        end = str_skip(name, i);
        if (plain.len >= PACK_NAME_BYTES_MAX - 1 && end.len > 1 && end.len <= 10)
                plain = str_fmt(a, "%.*s%.*s", S_ARG(str_head(plain, PACK_NAME_BYTES_MAX - 12)),
                                S_ARG(pack_name(a, str_fmt(a, "x%.*s", S_ARG(end)))));
        return str_fmt(a, "%zu-%.*s", number, S_ARG(plain));
}

/* --- bytes */

static Status put_bytes(Pack *p, const char *name, int fd)
{
        struct archive_entry *e = archive_entry_new();
        char block[65536];
        struct stat st;
        ssize_t n = 0;
        bool good = e && fstat(fd, &st) == 0;

        if (good) {
                archive_entry_set_pathname_utf8(e, name);
                archive_entry_set_filetype(e, AE_IFREG);
                archive_entry_set_perm(e, 0600);
                archive_entry_set_size(e, st.st_size);
                archive_entry_set_mtime(e, p->at_us / SECOND_US, 0);
                good = archive_write_header(p->zip, e) == ARCHIVE_OK;
        }
        while (good && (n = read(fd, block, sizeof block)) > 0)
                good = archive_write_data(p->zip, block, (size_t)n) == n;
        archive_entry_free(e);
        return good && n == 0 ? OK : BROKEN;
}

static Status put_line(Pack *p, const ExportRow *x, const char *state, Str field, Str file, Str was,
                       const ApplicationFile *f)
{
        Arena *a = &p->a;
        const SheetCell cells[COLUMNS] = {{id_text(a, x->id), SHEET_TEXT},
                                          {id_text(a, x->party), SHEET_TEXT},
                                          {x->party_name, SHEET_TEXT},
                                          {x->title, SHEET_TEXT},
                                          {field, SHEET_TEXT},
                                          {file, SHEET_TEXT},
                                          {was, SHEET_TEXT},
                                          {str_fmt(a, "%lld", (long long)f->bytes), SHEET_NUMBER},
                                          {f->sha256, SHEET_TEXT},
                                          {str_from(state), SHEET_TEXT}};

        return sheet_row(p->table, cells, COLUMNS);
}

/* One file that an answer names. */
static Status put_file(Pack *p, const ExportRow *x, Str field, const Json *answer, size_t number)
{
        Arena *a = &p->a;
        Str was = json_get_text(answer, S("name")), id_said = json_get_text(answer, S("file"));
        Application of = {.party = x->party, .id = x->id};
        ApplicationFile f = {0};
        const char *name;
        Str path;
        Status s;
        Id id;
        int fd;

        if (!id_parse(id_said, &id))
                return OK;
        s = application_file_get(p->db, a, &of, id, &f);
        if (s != OK && s != NOT_FOUND)
                return s;
        path = str_fmt(a, "%.*s %.*s/%.*s", S_ARG(pack_name(a, x->party_name)),
                       S_ARG(id_text(a, x->id)), S_ARG(file_name(a, number, was)));
        name = str_z(a, path); /* nothing is asked of the arena while the file is open */
        fd = s == OK ? open(str_z(a, application_file_place(a, p->folder, f.sha256)),
                            O_RDONLY | O_CLOEXEC)
                     : -1;
        if (fd < 0)
                return put_line(p, x, "missing", field, (Str){0}, was, &f);
        s = put_bytes(p, name, fd);
        close(fd);
        TRY(s);
        return put_line(p, x, "there", field, path, was, &f);
}

typedef Status (*FileFn)(Pack *p, const ExportRow *x, Str field, const Json *answer, size_t number);

static Status each_file(Pack *p, const ExportKey *key, FileFn file, size_t *out_n, ExportRow *x)
{
        const Json *answers;
        Status s = export_row(p->db, &p->a, key->party, key->application, x);

        *out_n = 0;
        if (s != OK) /* NOT_FOUND: nothing was handed in */
                return s == NOT_FOUND ? OK : s;
        TRY(revision_answers(&p->a, &(Revision){.answers = x->answers}, &answers));
        for (const Json *field = answers->child; field; field = field->next)
                for (const Json *one = field->kind == JSON_KIND_LIST ? field->child : NULL; one;
                     one = one->next)
                        if (one->kind == JSON_KIND_OBJECT && json_get(one, S("file")))
                                TRY(file(p, x, field->key, one, ++*out_n));
        return OK;
}

static Status put_application(void *ctx, const ExportKey *key)
{
        Pack *p = ctx;
        ExportRow x;
        size_t n;

        TRY(each_file(p, key, put_file, &n, &x));
        if (n && p->by->looks && str_is(x.party_kind, "person"))
                look_note(p->by->looks, p->by->store, p->by->actor, x.party, "export",
                          p->by->now_us);
        return OK;
}

static Status weigh_file(Pack *p, const ExportRow *x, Str field, const Json *answer, size_t number)
{
        Application of = {.party = x->party, .id = x->id};
        ApplicationFile f = {0};
        Status s;
        Id id;

        (void)field;
        (void)number;
        if (!id_parse(json_get_text(answer, S("file")), &id))
                return OK;
        s = application_file_get(p->db, &p->a, &of, id, &f);
        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        p->bytes += f.bytes;
        return p->bytes > PACK_BYTES_MAX ? TOO_MANY : OK;
}

static Status weigh_application(void *ctx, const ExportKey *key)
{
        ExportRow x;
        size_t n;

        return each_file(ctx, key, weigh_file, &n, &x);
}

/* --- the whole */

static Status put_all(void *ctx)
{
        Pack *p = ctx;
        SheetCell head[COLUMNS];

        TRY(export_each(p->db, &p->a, p->of, p->by, &(ExportSink){p, weigh_application}));
        for (size_t i = 0; i < COLUMNS; i++)
                head[i] = (SheetCell){str_from(columns[i]), SHEET_TEXT};
        p->table = sheet_open(p->table_fd, SHEET_CSV, S("files"));
        if (!p->table)
                return BROKEN;
        TRY(sheet_row(p->table, head, COLUMNS));
        return export_each(p->db, &p->a, p->of, p->by, &(ExportSink){p, put_application});
}

static Status put_table(Pack *p)
{
        Sheet *table = p->table;

        p->table = NULL;
        TRY(sheet_close(table));
        if (lseek(p->table_fd, 0, SEEK_SET) != 0)
                return BROKEN;
        return put_bytes(p, "files.csv", p->table_fd);
}

static la_ssize_t write_fd(struct archive *zip, void *ctx, const void *bytes, size_t n)
{
        ssize_t done = write(*(const int *)ctx, bytes, n);

        if (done < 0)
                archive_set_error(zip, 5, "write");
        return done;
}

Status round_pack_write(Db *db, const RoundExport *of, const ExportBy *by, Str folder, int fd)
{
        Pack p = {.db = db,
                  .of = of,
                  .by = by,
                  .folder = folder,
                  .a = arena_make(PACK_ARENA_BYTES),
                  .at_us = of->made_at,
                  .zip = archive_write_new()};
        Status s = BROKEN;

        p.table_fd = open(str_z(&p.a, folder.len ? folder : S(".")), O_TMPFILE | O_RDWR | O_CLOEXEC,
                          0600);
        if (p.table_fd >= 0 && p.zip && archive_write_set_format_zip(p.zip) == ARCHIVE_OK &&
            archive_write_set_bytes_in_last_block(p.zip, 1) == ARCHIVE_OK &&
            archive_write_open(p.zip, &fd, NULL, write_fd, NULL) == ARCHIVE_OK)
                s = db_snapshot_begin(db);
        if (s == OK) {
                s = arena_try(&p.a, put_all, &p);
                db_snapshot_end(db);
        }
        if (s == OK)
                s = put_table(&p);
        if (p.table && sheet_close(p.table) != OK && s == OK)
                s = BROKEN;
        if (p.zip && archive_write_close(p.zip) != ARCHIVE_OK && s == OK)
                s = BROKEN;
        archive_write_free(p.zip);
        if (p.table_fd >= 0)
                close(p.table_fd);
        arena_free(&p.a);
        return s;
}

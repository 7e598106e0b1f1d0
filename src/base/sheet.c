/* base/sheet: see the header. */
#include "base/sheet.h"

#include "base/csv_row.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECE_BYTES = 64 * 1024, TITLE_CHARS_MAX = 31, NUMBER_CHARS_MAX = 17 };

struct Sheet {
        int fd;
        SheetKind kind;
        struct archive *zip;
        struct archive_entry *entry;
        int64_t rows;
        Status state; /* the first fault stays */
        char *piece;  /* what goes out at once */
        size_t used;
};

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN_NS "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE_NS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE_NS "http://schemas.openxmlformats.org/package/2006/"

static const char content_types[] =
        XML "<Types xmlns=\"" PACKAGE_NS "content-types\">"
            "<Default Extension=\"rels\" "
            "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
            "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
            "<Override PartName=\"/xl/workbook.xml\" "
            "ContentType=\"application/"
            "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
            "<Override PartName=\"/xl/styles.xml\" "
            "ContentType=\"application/"
            "vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>"
            "<Override PartName=\"/xl/worksheets/sheet1.xml\" "
            "ContentType=\"application/"
            "vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>";
static const char package_parts[] =
        XML "<Relationships xmlns=\"" PACKAGE_NS "relationships\"><Relationship Id=\"r1\" "
            "Type=\"" OFFICE_NS "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
static const char workbook_parts[] =
        XML "<Relationships xmlns=\"" PACKAGE_NS "relationships\"><Relationship Id=\"r1\" "
            "Type=\"" OFFICE_NS "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
            "<Relationship Id=\"r2\" Type=\"" OFFICE_NS
            "/styles\" Target=\"styles.xml\"/></Relationships>";
/* The first format of cells is plain, the second is the head's. */
static const char styles[] =
        XML "<styleSheet xmlns=\"" MAIN_NS "\"><fonts count=\"2\"><font/><font><b/></font></fonts>"
            "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill "
            "patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border/></borders>"
            "<cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"2\"><xf xfId=\"0\"/>"
            "<xf xfId=\"0\" fontId=\"1\" applyFont=\"1\"/></cellXfs></styleSheet>";
static const char sheet_begin[] =
        XML "<worksheet xmlns=\"" MAIN_NS "\"><sheetViews><sheetView workbookViewId=\"0\"><pane "
            "ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"
            "</sheetView></sheetViews><sheetData>";
static const char sheet_end[] = "</sheetData></worksheet>";

static void begin_workbook(Sheet *s, Str title);
static void part(Sheet *s, const char *name, Str bytes);
static void begin_part(Sheet *s, const char *name);
static void put(Sheet *s, Str bytes);
static void put_escaped(Sheet *s, Str text, size_t chars_max);
static void send_piece(Sheet *s);
static Str title_of(Str title, char *room, size_t bytes);
static bool is_number(Str s);
static la_ssize_t write_fd(struct archive *zip, void *ctx, const void *bytes, size_t n);

Sheet *sheet_open(int fd, SheetKind kind, Str title)
{
        Sheet *s = calloc(1, sizeof *s);

        if (!s)
                return NULL;
        s->fd = fd;
        s->kind = kind;
        s->piece = malloc(PIECE_BYTES);
        if (!s->piece)
                s->state = BROKEN;
        else if (kind == SHEET_XLSX)
                begin_workbook(s, title);
        if (s->state != OK) {
                (void)!sheet_close(s);
                return NULL;
        }
        return s;
}

static void row_csv(Sheet *s, const SheetCell *cells, size_t n)
{
        /* one cell at a time: a row may be longer than any room that was thought of */
        for (size_t i = 0; i < n; i++) {
                size_t bytes = cells[i].text.len * 2 + 8;
                char *room = malloc(bytes);
                Text t;

                if (!room) {
                        s->state = BROKEN;
                        return;
                }
                t = text_over(room, bytes);
                if (cells[i].text.len || n == 1)
                        csv_write_row(&t, &cells[i].text, 1, CSV_FOR_SHEETS);
                else
                        text_add(&t, S("\r\n"));
                put(s, i ? S(",") : S(""));
                put(s, (Str){t.at, t.len - 2});
                free(room);
        }
        put(s, S("\r\n"));
}

static void row_xlsx(Sheet *s, const SheetCell *cells, size_t n)
{
        bool is_head = s->rows == 0;

        put(s, S("<row>"));
        for (size_t i = 0; i < n; i++) {
                if (cells[i].kind == SHEET_NUMBER && is_number(cells[i].text)) {
                        put(s, S("<c><v>"));
                        put(s, cells[i].text);
                        put(s, S("</v></c>"));
                } else if (cells[i].text.len == 0) {
                        put(s, S("<c/>"));
                } else {
                        put(s,
                            is_head ? S("<c s=\"1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">")
                                    : S("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">"));
                        put_escaped(s, cells[i].text, SHEET_CELL_CHARS_MAX);
                        put(s, S("</t></is></c>"));
                }
        }
        put(s, S("</row>"));
}

Status sheet_row(Sheet *s, const SheetCell *cells, size_t n)
{
        if (s->state != OK)
                return s->state;
        if (n > SHEET_COLUMNS_MAX || (s->kind == SHEET_XLSX && s->rows >= SHEET_ROWS_MAX))
                return s->state = TOO_MANY;
        if (s->kind == SHEET_CSV)
                row_csv(s, cells, n);
        else
                row_xlsx(s, cells, n);
        s->rows++;
        return s->state;
}

Status sheet_close(Sheet *s)
{
        Status state = BROKEN;

        if (!s)
                return BROKEN;
        if (s->state == OK && s->kind == SHEET_XLSX)
                put(s, str_from(sheet_end));
        if (s->state == OK)
                send_piece(s);
        if (s->zip && archive_write_close(s->zip) != ARCHIVE_OK && s->state == OK)
                s->state = BROKEN;
        if (s->zip)
                archive_write_free(s->zip);
        if (s->entry)
                archive_entry_free(s->entry);
        state = s->state;
        free(s->piece);
        free(s);
        return state;
}

const char *sheet_type(SheetKind kind)
{
        return kind == SHEET_CSV
                       ? "text/csv; charset=utf-8"
                       : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}

bool sheet_kind_parse(Str s, SheetKind *out)
{
        if (str_is(s, "csv"))
                *out = SHEET_CSV;
        else if (str_is(s, "xlsx"))
                *out = SHEET_XLSX;
        else
                return false;
        return true;
}

static void begin_workbook(Sheet *s, Str title)
{
        char room[TITLE_CHARS_MAX * 4 + 1];

        s->zip = archive_write_new();
        s->entry = archive_entry_new();
        /* without the 64-bit fields, which some spreadsheets do not read; the limits of rows and
         * disks come first */
        if (!s->zip || !s->entry || archive_write_set_format_zip(s->zip) != ARCHIVE_OK ||
            archive_write_set_format_option(s->zip, "zip", "zip64", NULL) != ARCHIVE_OK ||
            archive_write_set_bytes_in_last_block(s->zip, 1) != ARCHIVE_OK ||
            archive_write_open(s->zip, &s->fd, NULL, write_fd, NULL) != ARCHIVE_OK) {
                s->state = BROKEN;
                return;
        }
        part(s, "[Content_Types].xml", str_from(content_types));
        part(s, "_rels/.rels", str_from(package_parts));
        part(s, "xl/_rels/workbook.xml.rels", str_from(workbook_parts));
        part(s, "xl/styles.xml", str_from(styles));
        begin_part(s, "xl/workbook.xml");
        put(s, S(XML "<workbook xmlns=\"" MAIN_NS "\" xmlns:r=\"" OFFICE_NS
                     "\"><sheets><sheet name=\""));
        put_escaped(s, title_of(title, room, sizeof room), TITLE_CHARS_MAX);
        put(s, S("\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"));
        send_piece(s);
        begin_part(s, "xl/worksheets/sheet1.xml");
        put(s, str_from(sheet_begin));
}

static void part(Sheet *s, const char *name, Str bytes)
{
        begin_part(s, name);
        put(s, bytes);
        send_piece(s);
}

static void begin_part(Sheet *s, const char *name)
{
        archive_entry_clear(s->entry);
        archive_entry_set_pathname_utf8(s->entry, name);
        archive_entry_set_filetype(s->entry, AE_IFREG);
        archive_entry_set_perm(s->entry, 0600);
        if (archive_write_header(s->zip, s->entry) != ARCHIVE_OK)
                s->state = BROKEN;
}

static void put(Sheet *s, Str bytes)
{
        while (bytes.len && s->state == OK) {
                size_t n = PIECE_BYTES - s->used < bytes.len ? PIECE_BYTES - s->used : bytes.len;

                memcpy(s->piece + s->used, bytes.at, n);
                s->used += n;
                bytes = str_skip(bytes, n);
                if (s->used == PIECE_BYTES)
                        send_piece(s);
        }
}

/* What XML 1.0 does not allow (section 2.2) becomes the sign for what can not be shown. */
static void put_escaped(Sheet *s, Str text, size_t chars_max)
{
        bool is_cut = str_chars(text) > chars_max;
        size_t begun = 0, chars = 0, i;

        for (i = 0; i < text.len; i++) {
                unsigned char c = (unsigned char)text.at[i];
                Str other = {0};

                chars += (c & 0xC0) != 0x80;
                if (is_cut && chars == chars_max)
                        break;
                if (c == '&')
                        other = S("&amp;");
                else if (c == '<')
                        other = S("&lt;");
                else if (c == '>')
                        other = S("&gt;");
                else if (c == '"')
                        other = S("&quot;");
                else if (c == '\r')
                        other = S("&#13;");
                else if (c < ' ' && c != '\n' && c != '\t')
                        other = S("\xEF\xBF\xBD");
                else if (c == 0xEF && i + 2 < text.len && (unsigned char)text.at[i + 1] == 0xBF &&
                         (unsigned char)text.at[i + 2] >= 0xBE) /* U+FFFE, U+FFFF */
                        other = S("\xEF\xBF\xBD");
                if (!other.len)
                        continue;
                put(s, (Str){text.at + begun, i - begun});
                put(s, other);
                if (c == 0xEF)
                        i += 2;
                begun = i + 1;
        }
        put(s, (Str){text.at + begun, i - begun});
        if (is_cut)
                put(s, S("…"));
}

static void send_piece(Sheet *s)
{
        size_t done = 0;

        if (s->state == OK && s->kind == SHEET_XLSX)
                s->state = archive_write_data(s->zip, s->piece, s->used) == (la_ssize_t)s->used
                                   ? OK
                                   : BROKEN;
        while (s->state == OK && s->kind == SHEET_CSV && done < s->used) {
                ssize_t n = write(s->fd, s->piece + done, s->used - done);

                if (n <= 0)
                        s->state = BROKEN;
                else
                        done += (size_t)n;
        }
        s->used = 0;
}

static Str title_of(Str title, char *room, size_t bytes)
{
        Text t = text_over(room, bytes);
        Str cut = str_head(title, bytes - 1);

        for (size_t i = 0; i < cut.len; i++)
                text_char(&t, strchr("[]:*?/\\'", cut.at[i]) && cut.at[i] ? ' ' : cut.at[i]);
        return t.len ? text_str(&t) : S("Sheet");
}

/* What a spreadsheet keeps to its last digit: doubles have 15 of them. Longer ones are texts. */
static bool is_number(Str s)
{
        size_t digits = 0, points = 0;

        for (size_t i = 0; i < s.len; i++)
                if (s.at[i] >= '0' && s.at[i] <= '9')
                        digits++;
                else if (s.at[i] == '.')
                        points++;
                else if (s.at[i] != '-' || i)
                        return false;
        return digits > 0 && digits <= 15 && points <= 1 && s.len <= NUMBER_CHARS_MAX &&
               s.at[s.len - 1] != '.' && s.at[0] != '.';
}

static la_ssize_t write_fd(struct archive *zip, void *ctx, const void *bytes, size_t n)
{
        ssize_t done = write(*(int *)ctx, bytes, n);

        if (done < 0)
                archive_set_error(zip, 5, "write");
        return done;
}

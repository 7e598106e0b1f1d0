/* Tables as files: what a spreadsheet reads is what was written, and nothing of it runs. */
#include "base/sheet.h"

#include "tests/check.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static int open_file(Arena *a, const char *name)
{
        Str path = str_fmt(a, "%.*s/%s", S_ARG(check_folder(a)), name);
        int fd = open(path.at, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

        CHECK(fd >= 0);
        return fd;
}

/* The bytes of one file in the archive. */
static Str part_of(Arena *a, int fd, const char *name)
{
        struct archive *zip = archive_read_new();
        struct archive_entry *e;
        Text t = text_begin(a, 1 << 20);
        char bytes[4096];
        la_ssize_t n;

        CHECK_INT(lseek(fd, 0, SEEK_SET), 0);
        CHECK(archive_read_support_format_zip_seekable(zip) == ARCHIVE_OK);
        CHECK(archive_read_open_fd(zip, fd, 10240) == ARCHIVE_OK);
        while (archive_read_next_header(zip, &e) == ARCHIVE_OK)
                if (strcmp(archive_entry_pathname(e), name) == 0)
                        while ((n = archive_read_data(zip, bytes, sizeof bytes)) > 0)
                                text_add(&t, (Str){bytes, (size_t)n});
        archive_read_free(zip);
        return text_str(&t);
}

static void write_rows(Sheet *s)
{
        SheetCell head[] = {{S("Name"), SHEET_TEXT}, {S("Amount"), SHEET_NUMBER}};
        SheetCell row[] = {{S("=cmd|' /C calc'!A0 <&\">"), SHEET_TEXT},
                           {S("-12.50"), SHEET_NUMBER}};
        SheetCell odd[] = {{S("a\x01\xEF\xBF\xBF z"), SHEET_TEXT},
                           {S("1234567890123456.5"), SHEET_NUMBER}};
        SheetCell none[] = {{S(""), SHEET_TEXT}, {S("-"), SHEET_NUMBER}};

        CHECK_OK(sheet_row(s, head, 2));
        CHECK_OK(sheet_row(s, row, 2));
        CHECK_OK(sheet_row(s, odd, 2));
        CHECK_OK(sheet_row(s, none, 2));
}

TEST(a_workbook_holds_what_was_written_and_runs_nothing)
{
        int fd = open_file(a, "a.xlsx");
        Sheet *s = sheet_open(fd, SHEET_XLSX, S("Round [1]: a/b"));
        Str sheet;

        CHECK(s != NULL);
        write_rows(s);
        CHECK_OK(sheet_close(s));
        CHECK_STR(part_of(a, fd, "xl/workbook.xml"), CONTAINS, "<sheet name=\"Round  1   a b\"");
        sheet = part_of(a, fd, "xl/worksheets/sheet1.xml");
        CHECK_STR(sheet, CONTAINS,
                  "<c s=\"1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">Name<");
        CHECK_STR(sheet, CONTAINS, ">=cmd|' /C calc'!A0 &lt;&amp;&quot;&gt;<");
        CHECK_STR(sheet, CONTAINS, "<c><v>-12.50</v></c>");
        CHECK_STR(sheet, CONTAINS, ">a\xEF\xBF\xBD\xEF\xBF\xBD z<");
        /* more digits than a spreadsheet keeps */
        CHECK_STR(sheet, CONTAINS, ">1234567890123456.5</t>");
        CHECK_STR(sheet, CONTAINS, "<row><c/><c t=\"inlineStr\"><is><t xml:space=\"preserve\">-<");
        CHECK(str_ends(sheet, S("</row></sheetData></worksheet>")));
        close(fd);
}

TEST(a_table_as_csv_is_read_back_and_runs_nothing)
{
        int fd = open_file(a, "a.csv");
        Sheet *s = sheet_open(fd, SHEET_CSV, S(""));
        char bytes[400];
        ssize_t n;

        write_rows(s);
        CHECK_OK(sheet_close(s));
        CHECK_INT(lseek(fd, 0, SEEK_SET), 0);
        n = read(fd, bytes, sizeof bytes);
        CHECK(n > 0);
        CHECK_STR(((Str){bytes, (size_t)n}), IS,
                  "Name,Amount\r\n\"'=cmd|' /C calc'!A0 <&\"\">\",-12.50\r\n"
                  "a\x01\xEF\xBF\xBF z,1234567890123456.5\r\n,'-\r\n");
        close(fd);
}

TEST(a_long_text_is_cut_and_says_so)
{
        int fd = open_file(a, "long.xlsx");
        Sheet *s = sheet_open(fd, SHEET_XLSX, S("x"));
        char *text = arena_bytes(a, 40000 * 2);
        SheetCell cell = {{text, 40000 * 2}, SHEET_TEXT};
        Str sheet;

        for (size_t i = 0; i < 40000; i++) {
                text[2 * i] = (char)0xC3;
                text[2 * i + 1] = (char)0xA9;
        }
        CHECK_OK(sheet_row(s, &cell, 1));
        CHECK_OK(sheet_close(s));
        sheet = part_of(a, fd, "xl/worksheets/sheet1.xml");
        CHECK(str_is_utf8(sheet));
        CHECK_STR(sheet, CONTAINS, "\xC3\xA9…</t>");
        CHECK(sheet.len < 32767 * 2 + 1000 && sheet.len > 32766 * 2);
        close(fd);
}

TEST(a_full_disk_is_told)
{
        int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
        SheetCell cell = {S("x"), SHEET_TEXT};

        for (SheetKind kind = SHEET_CSV; kind <= SHEET_XLSX; kind++) {
                Sheet *s = sheet_open(fd, kind, S("x"));

                if (s) {
                        (void)!sheet_row(s, &cell, 1);
                        CHECK_IS(sheet_close(s), BROKEN);
                }
        }
        close(fd);
}

TEST(twenty_thousand_rows_take_no_more_memory_than_one)
{
        int fd = open_file(a, "many.xlsx");
        Sheet *s = sheet_open(fd, SHEET_XLSX, S("x"));
        SheetCell cells[20];
        struct rusage before, after;

        for (size_t i = 0; i < 20; i++)
                cells[i] = (SheetCell){S("some text that is not short"), SHEET_TEXT};
        CHECK_OK(sheet_row(s, cells, 20));
        getrusage(RUSAGE_SELF, &before);
        for (int i = 0; i < 20000; i++)
                CHECK_OK(sheet_row(s, cells, 20));
        getrusage(RUSAGE_SELF, &after);
        CHECK(after.ru_maxrss - before.ru_maxrss < 8 * 1024);
        CHECK_OK(sheet_close(s));
        CHECK(lseek(fd, 0, SEEK_END) > 1000);
        close(fd);
}

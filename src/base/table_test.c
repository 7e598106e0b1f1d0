/* Rows out of files as people send them: well made, half made and made to hurt. */
#include "base/json.h"
#include "base/csv_row.h"
#include "base/csv.h"
#include "base/table.h"
#include "tests/check.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

enum { SHOWN_MAX = 1 << 20 };

/* Every row as "field|field" or "! fault", one a line; how it ended stands last, unless all was
 * read. */
static Str shown(Arena *a, Str bytes, TableOptions o)
{
        Text t = text_begin(a, SHOWN_MAX);
        Source *source;
        Table *table;
        TableRow row;
        Str fault;
        Status status;

        CHECK_OK(source_open_bytes(bytes, 0, &source));
        status = table_open(a, source, &o, &table, &fault);
        if (status != OK) {
                source_close(source);
                return str_fmt(a, "%s: %.*s", status_name(status), S_ARG(fault));
        }
        while ((status = table_next(table, &row)) == OK || status == INVALID) {
                if (status == INVALID) {
                        text_add(&t, S("! "));
                        text_add(&t, table_fault(table));
                }
                for (size_t i = 0; status == OK && i < row.n; i++) {
                        if (i)
                                text_char(&t, '|');
                        text_add(&t, row.field[i]);
                }
                text_char(&t, '\n');
        }
        if (status != NOT_FOUND) {
                text_fmt(&t, "%s: ", status_name(status));
                text_add(&t, table_fault(table));
        }
        table_close(table);
        source_close(source);
        return text_str(&t);
}

/* The same with windows of every small size: where a window ends is nobody's business. */
static Str shown_always(Arena *a, Str bytes, TableOptions o)
{
        Str first = shown(a, bytes, o);

        for (o.window_bytes = 1; o.window_bytes < 140;
             o.window_bytes += o.window_bytes < 9 ? 1 : 13) {
                o.row_bytes_max = o.row_bytes_max ? o.row_bytes_max : 4096;
                CHECK(str_eq(shown(a, bytes, o), first));
        }
        return first;
}

#define SHOWS(input, wanted)                                                                     \
        check_str(shown_always(a, S(input), (TableOptions){0}), IS, S(wanted), #input, __FILE__, \
                  __LINE__)
#define REFUSES(input, why)                                                               \
        check_str(shown_always(a, S(input), (TableOptions){0}), CONTAINS, S(why), #input, \
                  __FILE__, __LINE__)

static Table *opened(Arena *a, Source *source, TableOptions o)
{
        Table *table = NULL;
        Str fault = {0};

        if (table_open(a, source, &o, &table, &fault) != OK)
                CHECK_STR(fault, IS, "");
        return table;
}

static Str with_crlf(Arena *a, Str s)
{
        Text t = text_begin(a, 2 * s.len + 1);
        Str line;

        while (str_cut(&s, '\n', &line)) {
                text_add(&t, line);
                if (s.len)
                        text_add(&t, S("\r\n"));
        }
        return text_str(&t);
}

TEST(twelve_known_csv_files_give_the_rows_their_authors_wrote_down)
{
        static const char *const names[] = {
                "comma_in_quotes", "empty",         "empty_crlf",
                "escaped_quotes",  "json",          "location_coordinates",
                "newlines",        "newlines_crlf", "quotes_and_newlines",
                "simple",          "simple_crlf",   "utf8"};

        for (size_t i = 0; i < 12; i++) {
                const char *base = "bad-input/csv-spectrum";
                Str csv = check_file(
                        a, check_shared(a, str_fmt(a, "%s/csvs/%s.csv", base, names[i]).at));
                Str text = check_file(
                        a, check_shared(a, str_fmt(a, "%s/json/%s.json", base, names[i]).at));
                const Json *json, *want;
                TableOptions o = {.window_bytes = 7};
                TableRow header, row;
                Source *source;
                Table *table;

                if (strstr(names[i], "crlf")) /* the copy lost the CRs that its answers have */
                        csv = with_crlf(a, csv);
                CHECK_OK(source_open_bytes(csv, 0, &source));
                table = opened(a, source, o);
                header = table_header(table);
                CHECK_OK(json_parse(a, text, &json, NULL));
                want = json->kind == JSON_KIND_LIST ? json->child : json;
                for (; want; want = want->next) {
                        CHECK_OK(table_next(table, &row));
                        for (size_t k = 0; k < row.n; k++) {
                                if (str_is(header.field[k], "Contact Phone Number"))
                                        continue; /* its author changed the number in one of the two
                                                   */
                                CHECK(str_eq(row.field[k], json_get_text(want, header.field[k])));
                        }
                }
                CHECK_IS(table_next(table, &row), NOT_FOUND);
                table_close(table);
                source_close(source);
        }
}

/* Rows of one of the directory's snapshots; the one with the id 5 is checked. */
static int64_t count_rows(Arena *a, const char *path, int64_t *out_fields)
{
        int fd = open(check_shared(a, path).at, O_RDONLY | O_CLOEXEC);
        Source *source;
        Table *table;
        TableRow row;
        int64_t n = 0;

        CHECK_OK(source_open(fd, 0, &source));
        table = opened(a, source, (TableOptions){0});
        CHECK(source_kind(source) == SOURCE_GZIP);
        for (; table_next(table, &row) == OK; n++) {
                if (str_is(row.field[0], "5"))
                        CHECK_STR(row.field[1], IS, "CircuitHub");
                *out_fields = (int64_t)row.n;
        }
        CHECK_STR(table_fault(table), IS, "");
        CHECK_IS(table_next(table, &row), NOT_FOUND);
        CHECK_INT(table_row(table), n);
        CHECK_INT(source_bytes_used(source), source_bytes_total(source));
        table_close(table);
        source_close(source);
        close(fd);
        return n;
}

TEST(an_accelerators_directory_is_read_to_the_last_row)
{
        int64_t fields;

        CHECK_INT(count_rows(a, "yc/companies-2025-03-13.csv.gz", &fields), 5178);
        CHECK_INT(fields, 20);
        CHECK_INT(count_rows(a, "yc/companies-2024-05-13.csv.gz", &fields), 4667);
}

TEST(csv_comes_with_any_line_end_and_any_delimiter)
{
        SHOWS("a,b\n1,2\r\n3,4\r5,6", "1|2\n3|4\n5|6\n");
        SHOWS("\xEF\xBB\xBF"
              "a;b,c;d\n1;2,5;3\n",
              "1|2,5|3\n");
        SHOWS("a\tb\n1\t,;|\n", "1|,;|\n");
        SHOWS("a|b\n1|2\n", "1|2\n");
        SHOWS("\"x;y;z\",b\n1,2\n", "1|2\n");
        SHOWS("\r\n\na,b\n\n1,2\r\r\n\r\n3,4\n\n", "1|2\n3|4\n");
        SHOWS("a\n1\n\"\"\n2\n", "1\n\n2\n");
        SHOWS("a,b\n", "");
        CHECK_STR(shown(a, S("a,b;c\n1,2;3\n"), (TableOptions){.delimiter = ';'}), IS, "1,2|3\n");
}

TEST(quotes_hold_delimiters_line_ends_and_quotes)
{
        SHOWS("a,b\n\"1,2\",\"x\r\ny\"\n", "1,2|x\r\ny\n");
        SHOWS("a,b\n\"\"\"\",\"say \"\"hi\"\" to \"\"\"\n", "\"|say \"hi\" to \"\n");
        SHOWS("a,b\n5\" disk,6'\n", "5\" disk|6'\n");
        SHOWS("a,b\n \"x\",y\"\"\n", " \"x\"|y\"\"\n");
        SHOWS("a,b\n\"\",\"\"", "|\n");
        SHOWS("a,b\r\"x\ry\",2\r3,4", "x\ry|2\n3|4\n");
}

TEST(a_bad_row_is_refused_with_its_place_and_the_next_one_is_read)
{
        SHOWS("a,b,c\n1,2\n3,4,5\n6,7,8,9\n",
              "! Row 1 (line 2): has 2 fields, the header has 3.\n3|4|5\n"
              "! Row 3 (line 4): has 4 fields, the header has 3.\n");
        SHOWS("a,name\n1,\"x\ny\"\n2,\"Bob\"by\n3,z\n",
              "1|x\ny\n! Row 2 (line 4), column 2 \"name\": text follows the closing quote, at "
              "byte 8.\n3|z\n");
        SHOWS("a,b\n1,\xFF\n2,\xC3\xA9\n",
              "! Row 1 (line 2), column 2 \"b\": is not UTF-8 text.\n2|\xC3\xA9\n");
        SHOWS("a,b\n\0,1\n2,3\n", "! Row 1 (line 2), column 1 \"a\": holds a NUL byte.\n2|3\n");
        SHOWS("a,b\n1,\xED\xA0\x80\n", "! Row 1 (line 2), column 2 \"b\": is not UTF-8 text.\n");
}

TEST(a_torn_quote_costs_one_line_and_not_the_file)
{
        SHOWS("a,b\n1,\"torn\n2,x\n3,y\n",
              "! Row 1 (line 2), column 2 \"b\": the quote at byte 3 is never closed.\n2|x\n3|y\n");
        SHOWS("a,b\n1,\"torn\n2,\"x\"\n3,y\n", "! Row 1 (line 2), column 2 \"b\": text follows the "
                                               "closing quote, at byte 12.\n2|x\n3|y\n");
        SHOWS("a,b\n1,2\n3,\"",
              "1|2\n! Row 2 (line 3), column 2 \"b\": the quote at byte 3 is never closed.\n");
}

TEST(torn_quotes_on_every_line_do_not_cost_the_square_of_the_file)
{
        Text t = text_begin(a, 8 * MIB);
        Str all;

        /* begun outside quotes a line ends inside, and begun inside it does so too: every row would
         * be scanned up to its limit, and then left after one line */
        text_add(&t, S("a,b\n"));
        while (t.len < 1 * MIB)
                text_add(&t, S("x\",\"\n"));
        all = shown(a, text_str(&t), (TableOptions){.row_bytes_max = 65536});
        CHECK_STR(all, STARTS,
                  "! Row 1 (line 2): its quotes make it more than 65536 bytes long.\n! Row 2 (line "
                  "3)");
        CHECK_STR(all, CONTAINS, "\ntoo-many: Too many quotes in the file are never closed.");
}

TEST(rows_and_fields_have_limits)
{
        TableOptions o = {.row_bytes_max = 24, .field_bytes_max = 8};

        CHECK_STR(
                shown_always(a, S("a,b\n123456789,1\n2,12345678\n"), o), IS,
                "! Row 1 (line 2), column 1 \"a\": has 9 bytes, a field may have 8.\n2|12345678\n");
        CHECK_STR(shown_always(a, S("a,b\n1234567,89012345678901234567890\n3,4\n"), o), IS,
                  "! Row 1 (line 2): has more than 24 bytes.\n3|4\n");
        CHECK_STR(shown_always(a, S("a,b\n1,\"34\n67890123\n456789\n2345\"\n3,4\n"), o), STARTS,
                  "! Row 1 (line 2), column 2 \"b\": the quote at byte 3 is never closed.\n! Row 2 "
                  "(line 3)");
        CHECK_STR(shown_always(
                          a,
                          S("{\"a\":1}\n{\"a\":\"12345678901234567890\"}\r\n{\"a\":123456789}\n{}"),
                          o),
                  IS,
                  "1\n! Row 2 (line 2): has more than 24 bytes.\n"
                  "! Row 3 (line 3): \"a\" has 9 bytes, a field may have 8.\n\n");
        CHECK_STR(shown(a, S("a,b,c,d\n"), (TableOptions){.fields_max = 3}), CONTAINS,
                  "4 columns; there may be 3");
        CHECK_STR(shown(a, S("a,b\n1,2,3,4,5\n"), (TableOptions){.fields_max = 3}), CONTAINS,
                  "has 5 fields");
}

TEST(a_file_that_is_no_table_is_refused_in_plain_words)
{
        REFUSES("", "invalid: The file is empty.");
        REFUSES("\xEF\xBB\xBF", "blank lines only");
        REFUSES("\n\r\n\r", "blank lines only");
        REFUSES("\xFF\xFE"
                "a\0,\0b\0",
                "UTF-16");
        REFUSES("\xFE\xFF\0a", "UTF-16");
        REFUSES("a\0,\0b\0\n\0", "The header holds a NUL byte.");
        REFUSES("PK\x03\x04 rest", "spreadsheet");
        REFUSES("[ {\"a\":1}]", "one JSON list");
        REFUSES("a,b,a \n", "Columns 1 and 3 of the header are both named \"a\".");
        REFUSES("a,,b\n", "Column 2 of the header has no name.");
        REFUSES("a,b,\n1,2,3\n", "Column 3 of the header has no name.");
        REFUSES("a,\"b\n1,2\n", "The quote that opens column 2 of the header never ends.");
        REFUSES("a,\"b\"c\n", "In column 2 of the header text follows");
        REFUSES("a,\xFF\n", "The header is not UTF-8 text.");
        REFUSES("{\"a\":1,\"a\":2}", "both named \"a\"");
        REFUSES("{\"a\":", "The first object is wrong");
        REFUSES("{}", "no columns");
        CHECK_STR(shown(a, S("aaaaaaaaaaaaaaaaaaaa\n1\n"), (TableOptions){.row_bytes_max = 16}),
                  CONTAINS, "too long");
}

TEST(objects_one_a_line_become_rows)
{
        SHOWS("{\"a\":1,\"b\":\"x\"}\n\n{\"b\":true,\"a\":null}\r\n {\"b\":\"\",\"z\":9} \n",
              "1|x\n|true\n|\n");
        SHOWS("{\"a\":12345678901234567890.10,\"b\":-0.5e+3}\n",
              "12345678901234567890.10|-0.5e+3\n");
        SHOWS("{\"a\":[\"x\",1,null,false,\"\\n\"],\"b\":[]}\n", "x; 1; false; \n|\n");
        SHOWS("{\"a\":\"\\u00e9\\ud83d\\ude00\\\"\\/\",\"\\u0062\":2}\n",
              "\xC3\xA9\xF0\x9F\x98\x80\"/|2\n");
        SHOWS("\xEF\xBB\xBF\n {\"a\":1}\n", "1\n");
}

TEST(an_object_that_is_no_row_is_refused_with_its_key)
{
        static const struct {
                const char *line, *why;
        } cases[] = {
                {"{\"a\":{\"x\":1}}",
                 "\"a\": it holds an object; a table's values are plain (byte 6)."},
                {"{\"a\":[[1]]}", "\"a\": its list holds lists or objects"},
                {"{\"a\":1,\"a\":2}", "\"a\" stands there twice."},
                {"{\"a\":\"\xFF\"}", "\"a\" is not UTF-8 text."},
                {"{\"\xFF\":1}", "a name is not UTF-8 text."},
                {"{\"a\":\"\\u0000\"}", "holds a NUL"},
                {"{\"a\":\"\\ud800x\"}", "half a character"},
                {"{\"a\":\"\\udc00\"}", "half a character"},
                {"{\"a\":\"\\q\"}", "wrong escape"},
                {"{\"a\":\"tab\there\"}", "control character"},
                {"{\"a\":01}", "comma or }"},
                {"{\"a\":1.}", "after its point"},
                {"{\"a\":1e}", "exponent"},
                {"{\"a\":+1}", "not JSON"},
                {"{\"a\":nul}", "not JSON"},
                {"{\"a\":1,}", "name in quotes"},
                {"{\"a\" 1}", "colon"},
                {"{\"a\":[1 2]}", "comma or ]"},
                {"{\"a\":\"x", "not closed"},
                {"{\"a\":1} x", "after the object's end"},
                {"[1]", "does not begin with {"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                Str file = str_fmt(a, "{\"a\":0}\n%s\n{\"a\":3}\n", cases[i].line);
                Str all = shown_always(a, file, (TableOptions){0});

                CHECK_STR(all, STARTS, "0\n! Row 2 (line 2): ");
                CHECK_STR(all, CONTAINS, cases[i].why);
                CHECK(str_ends(all, S("\n3\n")));
        }
}

TEST(an_import_gets_the_columns_it_wants_from_either_form)
{
        static const Str files[] = {S_INIT("a,b,c\n1,2,3\n4,5,6\n"),
                                    S_INIT("{\"a\":1,\"b\":2,\"c\":3}\n{\"c\":6,\"a\":4}\n")};
        Str names[] = {S("c"), S("nowhere"), S("a")}, twins[] = {S("a"), S("a")};

        for (size_t i = 0; i < 2; i++) {
                Source *source;
                Table *table;
                TableRow row;

                CHECK_OK(source_open_bytes(files[i], 0, &source));
                table = opened(a, source, (TableOptions){0});
                CHECK_STR(str_join(a, table_header(table).field, table_header(table).n, S(" ")), IS,
                          "a b c");
                CHECK_IS(table_want(table, twins, 2), INVALID);
                CHECK_IS(table_want(table, twins, TABLE_FIELDS_MAX + 1), TOO_MANY);
                CHECK_OK(table_want(table, names, 3));
                CHECK_OK(table_next(table, &row));
                CHECK_STR(str_join(a, row.field, row.n, S("|")), IS, "3||1");
                CHECK_OK(table_next(table, &row));
                CHECK_STR(str_join(a, row.field, row.n, S("|")), IS, "6||4");
                CHECK_INT(row.row, 2);
                table_close(table);
                source_close(source);
        }
}

TEST(an_import_goes_on_behind_the_row_where_it_stopped)
{
        static const Str files[] = {S_INIT("a,b\n1,2\n3\n\n\"5\n5\",6\n7,8\n\n"),
                                    S_INIT("{\"a\":1}\n{]\n\n{\"a\":5}\n{\"a\":7}\n\n")};

        for (size_t i = 0; i < 2; i++)
                for (int64_t stop = 0; stop <= 4; stop++) {
                        Source *source;
                        Table *table;
                        TableRow row;

                        CHECK_OK(source_open_bytes(files[i], 0, &source));
                        table = opened(a, source, (TableOptions){.window_bytes = 3});
                        CHECK_OK(table_skip(table, stop));
                        CHECK_INT(table_row(table), stop);
                        CHECK_IS(table_next(table, &row), stop == 4   ? NOT_FOUND
                                                          : stop == 1 ? INVALID
                                                                      : OK);
                        CHECK_IS(table_skip(table, 99), NOT_FOUND);
                        CHECK_INT(table_row(table), 4);
                        CHECK_INT(table_line(table), i ? 5 : 7); /* of the last row still */
                        table_close(table);
                        source_close(source);
                }
}

TEST(refused_rows_can_be_mended_and_sent_again)
{
        Text t = text_begin(a, 1000);
        Source *source;
        Table *table;
        TableRow row;

        CHECK_OK(source_open_bytes(S("a , b\r\n1,2\r\n3\r\n4,\"x\ny,5\n"
                                     "12345678901234567890,123456789012\n"),
                                   0, &source));
        table = opened(a, source, (TableOptions){.row_bytes_max = 30, .window_bytes = 1});
        for (Status status = OK; status != NOT_FOUND;) {
                status = table_next(table, &row);
                if (status == INVALID)
                        CHECK(table_refused_write(table, &t) == table_raw_is_whole(table));
        }
        CHECK_INT(table_row(table), 5);
        CHECK_STR(text_str(&t), IS, "a , b\n3\n4,\"x\n");
        table_close(table);
        source_close(source);
}

TEST(a_written_row_reads_back_the_same)
{
        Str fields[] = {S("a;b"), S("say \"hi\""), S("x\r\ny"), S(""), S(" z "), S("=1+1")};
        Text t = text_begin(a, 1000);
        Str one = S("");

        csv_write_row(&t, fields, 6, CSV_AS_IS);
        CHECK_STR(text_str(&t), IS, "\"a;b\",\"say \"\"hi\"\"\",\"x\r\ny\",, z ,=1+1\r\n");
        t.len = 0;
        csv_write_row(&t, &one, 1, CSV_AS_IS);
        CHECK_STR(text_str(&t), IS, "\"\"\r\n");
}

TEST(a_spreadsheet_runs_nothing_from_an_export)
{
        Str fields[] = {S("=1+1"), S("+1+1"),  S("-1+cmd"), S("@x"), S("\tx"),
                        S("\r=1"), S("-12.5"), S("+65"),    S("-"),  S("a=1")};
        Text t = text_begin(a, 1000);

        csv_write_row(&t, fields, 10, CSV_FOR_SHEETS);
        CHECK_STR(text_str(&t), IS,
                  "'=1+1,'+1+1,'-1+cmd,'@x,\"'\tx\",\"'\r=1\",-12.5,+65,'-,a=1\r\n");
}

/* 100 MB stand for any length: the reader's memory is fixed, and the test sees that it does not
 * grow. */
TEST(a_line_of_a_hundred_megabytes_is_refused_without_being_kept)
{
        enum { LINE_BYTES = 100 << 20, PIECE = 1 << 20 };
        static char piece[PIECE];
        Str path = str_fmt(a, "%.*s/long.csv", S_ARG(check_folder(a)));
        int fd = open(path.at, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        struct rusage before, after;
        Source *source;
        Table *table;
        TableRow row;

        memset(piece, 'x', sizeof piece);
        CHECK(write(fd, "a,b\n1,2\n", 8) == 8);
        for (int i = 0; i < LINE_BYTES / PIECE; i++)
                CHECK(write(fd, piece, PIECE) == PIECE);
        CHECK(write(fd, ",1\n3,4\n", 7) == 7);
        CHECK(lseek(fd, 0, SEEK_SET) == 0);
        getrusage(RUSAGE_SELF, &before);
        CHECK_OK(source_open(fd, 0, &source));
        table = opened(a, source, (TableOptions){0});
        CHECK_OK(table_next(table, &row));
        CHECK_IS(table_next(table, &row), INVALID);
        CHECK_STR(table_fault(table), IS, "Row 2 (line 3): has more than 1048576 bytes.");
        CHECK(!table_raw_is_whole(table));
        CHECK_OK(table_next(table, &row));
        CHECK_STR(row.field[1], IS, "4");
        CHECK_INT(row.row, 3);
        CHECK_INT(row.line, 4);
        getrusage(RUSAGE_SELF, &after);
        CHECK(after.ru_maxrss - before.ru_maxrss < 16 * 1024); /* KiB */
        table_close(table);
        source_close(source);
        close(fd);
}

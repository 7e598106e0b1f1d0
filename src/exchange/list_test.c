/* Lists as files: what goes out comes back as nothing, what was edited comes back as just that, by
 * the deeds and their rules. */
#include "exchange/list_deed.h"

#include "apply/round.h"
#include "base/csv_row.h"
#include "base/time.h"
#include "exchange/list_csv.h"
#include "tests/world.h"

#include <string.h>
#include <unistd.h>

static const char *text_of(World *w, Id id)
{
        return id_text(w->a, id).at;
}

static Str taken_by(World *w, const char *address, bool signed_in)
{
        char *bytes = arena_bytes(w->a, 1 << 20);
        ssize_t n;

        request(w, HTTP_GET, str_fmt(w->a, "/csv%s", address).at, NULL, NULL, signed_in);
        if (w->status != 200)
                return (Str){0};
        CHECK(w->reply.file_fd >= 0);
        n = read(w->reply.file_fd, bytes, 1 << 20);
        CHECK(n > 0);
        close(w->reply.file_fd);
        return (Str){bytes, (size_t)n};
}

static Str taken(World *w, const char *address)
{
        Str csv = taken_by(w, address, true);

        CHECK_INT(w->status, 200);
        return csv;
}

/* A column's cell in the row that has this text in it. */
static Str edited(World *w, Str csv, const char *row_with, const char *column, const char *becomes)
{
        ListCsv c = list_csv_begin(csv);
        ListCsvRow *head = arena_new(w->a, ListCsvRow, 1), *row = arena_new(w->a, ListCsvRow, 1);
        Text out = text_begin(w->a, 1 << 20);
        size_t at = 0;

        CHECK_OK(list_csv_row(&c, w->a, head));
        while (at < head->n && !str_is(head->cells[at], column))
                at++;
        CHECK(at < head->n);
        csv_write_row(&out, head->cells, head->n, CSV_AS_IS);
        while (list_csv_row(&c, w->a, row) == OK) {
                for (size_t i = 0; i < row->n; i++)
                        if (str_has(row->cells[i], str_from(row_with))) {
                                row->cells[at] = str_from(becomes);
                                break;
                        }
                csv_write_row(&out, row->cells, row->n, CSV_AS_IS);
        }
        return text_str(&out);
}

static const Json *checked(World *w, const char *of, Str rows)
{
        const Json *j;
        Str fault;

        CHECK_OK(act(w, "list check", "of", of, "rows", str_z(w->a, rows), NULL));
        CHECK_OK(json_parse(w->a, w->deed.answer, &j, &fault));
        return j;
}

static int64_t count(const Json *j, const char *name)
{
        return json_get(j, str_from(name))->integer;
}

static Str first_of(const Json *j, const char *name)
{
        return json_get_text(json_get(j, S("lines"))->child, str_from(name));
}

static int64_t entries(World *w)
{
        Hash root;
        int64_t n;

        CHECK_OK(record_head(w->db, w->a, &n, &root));
        return n;
}

static void applied(World *w, const char *of, Str rows)
{
        CHECK_OK(act(w, "list apply", "of", of, "rows", str_z(w->a, rows), NULL));
}

static Id given_round(World *w, const char *title)
{
        CHECK_OK(act(w, "round open", "programme", "startup-accelerator", "hub", "bangkok", "title",
                     title, "closes", "2029-12-31T23:59", "places", "5", NULL));
        return w->deed.made;
}

TEST(a_list_that_was_not_edited_changes_nothing)
{
        World *w = world_of_examples(a);
        int64_t before;
        const Json *j;

        given_round(w, "Spring");
        given_round(w, "=1+1");
        before = entries(w);
        j = checked(w, "/rounds?part=open", taken(w, "/rounds?part=open"));
        CHECK_INT(count(j, "rows"), 2);
        CHECK_INT(count(j, "same"), 2);
        CHECK_INT(count(j, "changed") + count(j, "refused"), 0);
        CHECK_INT(entries(w), before);
}

TEST(edited_cells_are_shown_and_then_done_by_one_deed)
{
        World *w = world_of_examples(a);
        Id round = given_round(w, "Spring");
        Str csv, rows;
        int64_t before;
        const Json *j;
        Round r;

        given_round(w, "Autumn");
        csv = taken(w, "/rounds?part=open");
        rows = edited(w, csv, "Spring", "places", "9");
        rows = edited(w, rows, "Spring", "closes_at", "2030-01-31T16:59:00Z");
        before = entries(w);
        j = checked(w, "/rounds?part=open", rows);
        CHECK_INT(count(j, "changed"), 1);
        CHECK_INT(count(j, "same"), 1);
        CHECK_INT(entries(w), before); /* looking tried the deed, and took it back */
        CHECK_OK(round_get(w->db, a, round, &r));
        CHECK_INT(r.places, 5);
        applied(w, "/rounds?part=open", rows);
        CHECK_INT(entries(w), before + 1);
        CHECK_OK(round_get(w->db, a, round, &r));
        CHECK_INT(r.places, 9);
        CHECK_STR(time_iso(a, r.closes_at), IS, "2030-01-31T16:59:00Z");
        CHECK_STR(r.title, IS, "Spring");
        /* the same file again: the row is not what went out any more, but says what is there */
        j = checked(w, "/rounds?part=open", rows);
        CHECK_INT(count(j, "changed") + count(j, "refused"), 0);
}

TEST(what_rules_refuse_is_said_with_line_and_column)
{
        World *w = world_of_examples(a);
        Str csv;
        const Json *j;

        given_round(w, "Spring");
        csv = taken(w, "/rounds?part=open");
        j = checked(w, "/rounds?part=open", edited(w, csv, "Spring", "programme", "fund"));
        CHECK_INT(count(j, "refused"), 1);
        CHECK_STR(first_of(j, "column"), IS, "programme");
        CHECK_STR(first_of(j, "why"), CONTAINS, "only read");
        j = checked(w, "/rounds?part=open", edited(w, csv, "Spring", "title", ""));
        CHECK_STR(first_of(j, "why"), CONTAINS, "emptied");
        j = checked(w, "/rounds?part=open", edited(w, csv, "Spring", "places", "many"));
        CHECK_STR(first_of(j, "why"), CONTAINS, "whole number");
        j = checked(w, "/rounds?part=open", edited(w, csv, "Spring", "closes_at", "soon"));
        CHECK_STR(first_of(j, "why"), CONTAINS, "instant");
        /* the deed's own rule: an open round closes earlier only for a reason */
        j = checked(w, "/rounds?part=open",
                    edited(w, csv, "Spring", "closes_at", "2029-11-30T16:59:00Z"));
        CHECK_INT(count(j, "refused"), 1);
        CHECK_STR(first_of(j, "why"), CONTAINS, "closes earlier");
        csv = edited(w, edited(w, csv, "Spring", "closes_at", "2029-11-30T16:59:00Z"), "Spring",
                     "_reason", "The hall is closed");
        CHECK_INT(count(checked(w, "/rounds?part=open", csv), "changed"), 1);
        applied(w, "/rounds?part=open", csv);
        csv = edited(w, taken(w, "/rounds?part=open"), "Spring", "id", "01JD8ZK5T2M7Q");
        j = checked(w, "/rounds?part=open", csv);
        CHECK_STR(first_of(j, "why"), CONTAINS, "no such row");
        CHECK_INT(json_get(json_get(j, S("lines"))->child, S("line"))->integer, 2);
}

TEST(a_row_that_others_changed_meanwhile_is_a_clash_and_one_nobody_edited_is_not)
{
        World *w = world_of_examples(a);
        Id round = given_round(w, "Spring");
        Str csv = taken(w, "/rounds?part=open"), rows;
        const Json *j;

        CHECK_OK(act(w, "round change", "round", text_of(w, round), "places", "7", NULL));
        CHECK_INT(count(checked(w, "/rounds?part=open", csv), "same"), 1);
        rows = edited(w, csv, "Spring", "title", "Summer");
        j = checked(w, "/rounds?part=open", rows);
        CHECK_INT(count(j, "refused"), 1);
        CHECK_STR(first_of(j, "why"), CONTAINS, "since the list was taken out");
        CHECK_IS(act(w, "list apply", "of", "/rounds?part=open", "rows", str_z(a, rows), NULL),
                 CONFLICT);
}

TEST(between_looking_and_doing_it_is_all_or_nothing)
{
        World *w = world_of_examples(a);
        Id one = given_round(w, "One");
        Str rows;
        Round r;

        given_round(w, "Two");
        rows = edited(w, taken(w, "/rounds?part=open"), "Two", "places", "9");
        rows = edited(w, rows, "One", "places", "9");
        CHECK_INT(count(checked(w, "/rounds?part=open", rows), "changed"), 2);
        rows = edited(w, rows, "Two", "places", "-1");
        CHECK_IS(act(w, "list apply", "of", "/rounds?part=open", "rows", str_z(a, rows), NULL),
                 INVALID);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "Nothing was changed");
        CHECK_OK(round_get(w->db, a, one, &r));
        CHECK_INT(r.places, 5);
}

TEST(files_as_spreadsheets_leave_them_are_understood)
{
        World *w = world_of_examples(a);
        Str csv;
        Text t = text_begin(a, 1 << 20);
        const Json *j;

        given_party(w, "organisation", "=HYPERLINK(1)");
        given_party(w, "organisation", "Two\"quotes, and a comma");
        csv = taken(w, "/parties");
        CHECK_STR(csv, CONTAINS, "'=HYPERLINK(1)");
        CHECK_INT(count(checked(w, "/parties", csv), "same"), 2);
        /* semicolons, a mark in front, a column that nobody knows, one that is missing */
        text_add(&t, S("\xef\xbb\xbfname;mood;id;_seen\r\n"));
        for (ListCsv c = list_csv_begin(csv); c.rest.len;) {
                ListCsvRow *row = arena_new(a, ListCsvRow, 1);

                if (list_csv_row(&c, a, row) == OK && row->line > 1)
                        text_fmt(&t, "\"Firm %lld\";good;%.*s;%.*s\r\n", (long long)row->line,
                                 S_ARG(row->cells[0]), S_ARG(row->cells[row->n - 1]));
        }
        j = checked(w, "/parties", text_str(&t));
        CHECK_INT(count(j, "changed"), 2);
        CHECK_STR(json_get_text(j, S("unknown_columns")), IS, "mood");
        applied(w, "/parties", text_str(&t));
        CHECK_STR(taken(w, "/parties"), CONTAINS, "Firm 2");
}

TEST(what_is_no_such_file_is_refused_whole)
{
        static const char *const files[] = {"x",
                                            "id,title\r\n1,2\r\n",
                                            "title,_seen\r\na,b\r\n",
                                            "id,id,_seen\r\na,a,b\r\n",
                                            "id,_seen\r\n\"a,b\r\n",
                                            "id,_seen\r\n\"a\"b,c\r\n",
                                            "id,_seen\r\na,b\r\na,b\r\n"};
        World *w = world_of_examples(a);

        for (size_t i = 0; i < sizeof files / sizeof *files; i++)
                CHECK_IS(act(w, "list check", "of", "/rounds?part=open", "rows", files[i], NULL),
                         INVALID);
        CHECK_IS(act(w, "list check", "of", "/nothing", "rows", "id,_seen\r\n", NULL), INVALID);
        CHECK_IS(act(w, "list check", "of", "/rounds?part=none", "rows", "id,_seen\r\n", NULL),
                 INVALID);
        CHECK_IS(act(w, "list check", "of", "/rounds", "rows", "", NULL), INVALID);
}

TEST(a_file_gives_nobody_more_than_the_page_and_the_deed_do)
{
        World *w = world_of_examples(a);
        Actor operator= w->actor;
        Str rows;

        given_round(w, "Spring");
        rows = edited(w, taken(w, "/rounds?part=open"), "Spring", "places", "9");
        CHECK_STR(taken_by(w, "/rounds?part=open", false), CONTAINS, "Spring");
        taken_by(w, "/parties", false);
        CHECK_INT(w->status, 401);
        w->actor = (Actor){.id = 7, .grants_n = 0};
        CHECK_IS(act(w, "list apply", "of", "/rounds?part=open", "rows", str_z(a, rows), NULL),
                 FORBIDDEN);
        w->actor = operator;
        CHECK_STR(page_of_visitor(w, "/lists?of=/rounds"), CONTAINS, "/csv/rounds?part=open");
        page_of_visitor(w, "/lists?of=/parties");
        CHECK_INT(w->status, 404);
}

static Status count_row(void *ctx, const Str *cells)
{
        (void)cells;
        ++*(int *)ctx;
        return OK;
}

TEST(a_list_of_too_many_pages_is_no_file_and_says_where_one_is)
{
        enum { PARTIES = 110 };
        World *w = world_of_examples(a);
        ListReader by = {&w->p.site, w->db, a, w->actor, time_now_us()};
        int rows = 0;
        ListRead l;

        for (int i = 0; i < PARTIES; i++)
                CHECK_OK(act(w, "party add", "kind", "organisation", "name",
                             str_fmt(a, "Firm %d", i).at, "hub", "bangkok", NULL));
        CHECK_OK(list_open(&by, S("/parties"), &l));
        CHECK_INT(l.pages_max, LIST_PAGES_MAX);
        CHECK_OK(list_rows(&l, &(ListSink){&rows, count_row}));
        CHECK(rows >= PARTIES);
        CHECK_OK(list_open(&by, S("/parties"), &l));
        l.pages_max = 2;
        rows = 0;
        CHECK_IS(list_rows(&l, &(ListSink){&rows, count_row}), TOO_MANY);
        CHECK(rows > 0 && rows < PARTIES);
        CHECK_STR(page(w, "/lists"), CONTAINS, "round export");
}

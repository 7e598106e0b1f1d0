/* What was handed in for a round, as a table: who may have it, what stands in it, and that nothing
 * of it runs in a spreadsheet. */
#include "board/export.h"

#include "base/time.h"
#include "board/export_probe.h"
#include "board/rows.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *text_of(World *w, Id id)
{
        return id_text(w->a, id).at;
}

static Id given_round(World *w)
{
        CHECK_OK(act(w, "round open", "programme", "startup-accelerator", "hub", "bangkok", "title",
                     "Spring", "closes", "2029-12-31T23:59", NULL));
        return w->deed.made;
}

static Id handed_in(World *w, Id round, const char *firm, const char *words)
{
        const char *party;
        Id x;

        CHECK_OK(act(w, "party add", "kind", "organisation", "name", firm, "hub", "bangkok", NULL));
        party = text_of(w, w->deed.made);
        CHECK_OK(act(w, "application begin", "round", text_of(w, round), "party", party, NULL));
        x = w->deed.made;
        CHECK_OK(act(w, "application save", "application", text_of(w, x), "pitch", words, "country",
                     "TH", "founded", "2021-05-06", "team_size", "3", "sector", "climate",
                     "other_programmes", "no", NULL));
        CHECK_OK(act(w, "application submit", "application", text_of(w, x), NULL));
        return x;
}

static Str exported(World *w, Id round, const char *kind)
{
        char *bytes = arena_bytes(w->a, 1 << 20);
        ssize_t n;

        CHECK_OK(act(w, "round export", "round", text_of(w, round), "kind", kind, NULL));
        request(w, HTTP_GET, str_z(w->a, w->deed.go_to), NULL, NULL, true);
        CHECK_INT(w->status, 200);
        CHECK(w->reply.file_fd >= 0);
        n = read(w->reply.file_fd, bytes, 1 << 20);
        CHECK(n > 0);
        close(w->reply.file_fd);
        return (Str){bytes, (size_t)n};
}

TEST(applications_go_out_as_a_table_and_that_is_on_the_record)
{
        World *w = world_of_examples(a);
        Id round = given_round(w), first, second;
        Str csv, row;
        int64_t before;

        first = handed_in(w, round, "=1+1 Farms", "-2+3 we grow, \"well\"");
        second = handed_in(w, round, "Second", "Fish");
        before = record_size_seen(w->p.record);
        csv = exported(w, round, "csv");
        CHECK_INT(record_size_seen(w->p.record), before + 1);
        CHECK(str_cut(&csv, '\n', &row));
        CHECK(str_starts(row,
                         S("application,party,name,kind,country,title,state,stage,revision,")));
        CHECK_STR(row, CONTAINS, ",pitch,");
        CHECK(str_cut(&csv, '\n', &row));
        CHECK(str_starts(row, id_text(a, first)));
        CHECK_STR(row, CONTAINS, ",'=1+1 Farms,organisation,");
        CHECK_STR(row, CONTAINS, "\"'-2+3 we grow, \"\"well\"\"\"");
        CHECK_STR(row, CONTAINS, ",submitted,applied,1,");
        CHECK(str_cut(&csv, '\n', &row));
        CHECK(str_starts(row, id_text(a, second)));
        CHECK(csv.len == 0);
        CHECK(str_starts(exported(w, round, "xlsx"), S("PK")));
}

TEST(an_export_is_for_who_asked_and_for_a_quarter_of_an_hour)
{
        World *w = world_of_examples(a);
        Id round = given_round(w), other;
        const char *path;
        Actor first = w->actor;
        RoundExport row;

        CHECK_OK(act(w, "round export", "round", text_of(w, round), "kind", "csv", NULL));
        path = str_z(a, w->deed.go_to);
        CHECK_OK(round_export_get(w->db, a, w->deed.made, &row));
        CHECK_INT(row.actor, first.id);
        request(w, HTTP_GET, path, NULL, NULL, false);
        CHECK(w->status >= 400);
        CHECK_OK(act(w, "role grant", "email", "b@example.org", "name", "B", "role", "head", "hub",
                     "bangkok", NULL));
        CHECK_OK(access_account_by_email(w->db, a, S("b@example.org"), &other));
        CHECK_OK(access_actor(w->db, a, other, time_now_us(), &w->actor));
        request(w, HTTP_GET, path, NULL, NULL, true);
        CHECK_INT(w->status, 404);
        CHECK_OK(act(w, "round export", "round", text_of(w, round), "kind", "csv", NULL));
        w->actor = first;
        CHECK_IS(act(w, "round export", "round", text_of(w, round), "kind", "exe", NULL), INVALID);
}

static int fetched(World *w, Id round, const char *kind)
{
        CHECK_OK(act(w, "round export", "round", text_of(w, round), "kind", kind, NULL));
        request(w, HTTP_GET, str_z(w->a, w->deed.go_to), NULL, NULL, true);
        return w->status;
}

/* "{"pitch":"xxx…"}", or a list of so many numbers. */
static Str large_answers(Arena *a, size_t n, bool is_list)
{
        Text t = text_begin(a, n * 2 + 100);

        text_add(&t, is_list ? S("{\"pitch\":[0") : S("{\"pitch\":\""));
        for (size_t i = 0; i < n; i++)
                text_add(&t, is_list ? S(",0") : S("x"));
        text_add(&t, is_list ? S("]}") : S("\"}"));
        return text_str(&t);
}

TEST(an_export_holds_one_application_at_a_time_however_large)
{
        enum { FILES = 20, BYTES = 1900 * 1000 };
        World *w = world_of_examples(a);
        Id round = given_round(w), one = 0;
        Str large = large_answers(a, BYTES, false);
        struct stat st;

        for (int i = 0; i < FILES; i++) {
                one = handed_in(w, round, str_fmt(a, "Firm %d", i).at, "Fish");
                probe_answers(w, one, large);
        }
        CHECK_INT(fetched(w, round, "csv"), 200);
        CHECK(fstat(w->reply.file_fd, &st) == 0 && st.st_size > (off_t)FILES * BYTES);
        close(w->reply.file_fd);
        CHECK_INT(fetched(w, round, "zip"), 200);
        close(w->reply.file_fd);
        /* one that takes more than there is ends in words, and ends nothing else */
        probe_answers(w, one, large_answers(a, BYTES / 2, true));
        CHECK_INT(fetched(w, round, "csv"), 413);
        CHECK_INT(fetched(w, round, "zip"), 413);
        CHECK_INT(fetched(w, given_round(w), "csv"), 200);
        close(w->reply.file_fd);
}

static Str spec_kept(World *w, Id export)
{
        RoundExport row;

        CHECK_OK(round_export_get(w->db, w->a, export, &row));
        return row.spec;
}

TEST(what_an_export_looked_for_goes_when_its_file_does)
{
        World *w = world_of_examples(a);
        BoardWork work = {.store = w->p.store};
        Id round = given_round(w), export;

        CHECK_OK(act(w, "view set", "round", text_of(w, round), "columns", "name", "f.0.column",
                     "name", "f.0.how", "contains", "f.0.value", "quill", NULL));
        CHECK_OK(act(w, "round export", "round", text_of(w, round), "kind", "csv", "view",
                     text_of(w, w->deed.made), NULL));
        export = w->deed.made;
        CHECK_OK(board_work(&work, w->db, time_now_us() + ROUND_EXPORT_US / 2));
        CHECK_STR(spec_kept(w, export), CONTAINS, "quill");
        CHECK_OK(board_work(&work, w->db, time_now_us() + 2 * ROUND_EXPORT_US));
        CHECK_STR(spec_kept(w, export), LACKS, "quill");
}

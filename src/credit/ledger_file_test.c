/* The ledger as files: every line and account, to the last digit, for those who see them. */
#include "base/time.h"
#include "credit/account.h"
#include "credit/file_page.h"
#include "credit/ledger_page.h"
#include "credit/staff_probe.h"

#include <unistd.h>

static const char *text(World *w, Id id)
{
        return id_text(w->a, id).at;
}

static Id account(World *w, const char *title, const char *kind, const char *overdraft)
{
        CHECK_OK(act(w, "ledger-account open", "hub", "singapore", "title", title, "unit", "USD",
                     "kind", kind, "overdraft", overdraft, NULL));
        return w->deed.made;
}

static void move(World *w, Id source, Id target, const char *amount, const char *why)
{
        CHECK_OK(act(w, "transfer make", "source", text(w, source), "target", text(w, target),
                     "amount", amount, "why", why, NULL));
}

/* What came as a file; empty when none did. */
static Str fetched(World *w, const char *path)
{
        char *bytes = arena_bytes(w->a, 4 << 20);
        ssize_t n;

        request(w, HTTP_GET, path, NULL, NULL, true);
        if (w->status != 200)
                return (Str){0};
        CHECK(w->reply.file_fd >= 0);
        n = read(w->reply.file_fd, bytes, 4 << 20);
        CHECK(n > 0);
        close(w->reply.file_fd);
        return (Str){bytes, (size_t)n};
}

static int64_t rows_of(Str csv)
{
        int64_t n = -1; /* the head */
        Str line;

        while (str_cut(&csv, '\n', &line))
                n++;
        return n;
}

TEST(a_statement_is_a_file_with_every_line_to_the_last_digit)
{
        World *w = world_of_examples(a);
        Id outside = account(w, "Donors", "outside", ""), mine = account(w, "Safe", "own", "");
        const char *path = str_fmt(a, "/ledger/accounts/%s/statement", text(w, mine)).at;
        Str csv;

        move(w, outside, mine, "1000000000.00000001", "=HYPERLINK(1)");
        CHECK_OK(act(w, "hold open", "source", text(w, mine), "target", text(w, outside), "amount",
                     "7.25", NULL));
        for (int i = 0; i < 450; i++)
                move(w, mine, outside, "0.5", "");
        csv = fetched(w, str_fmt(a, "%s.csv", path).at);
        CHECK_INT(rows_of(csv), 452);
        CHECK_STR(csv, STARTS, "line,at,kind,amount,in,out,balance,unit,other,");
        CHECK_STR(csv, CONTAINS,
                  ",transfer,1000000000.00000001,1000000000.00000001,,"
                  "1000000000.00000001,USD,");
        CHECK_STR(csv, CONTAINS, ",hold,7.25,,,1000000000.00000001,USD,");
        CHECK_STR(csv, CONTAINS, ",transfer,0.50,,0.50,999999775.00000001,USD,");
        CHECK_STR(csv, CONTAINS, "'=HYPERLINK(1)");
        CHECK_STR(csv, LACKS, ",=HYPERLINK");
        CHECK_STR(csv, CONTAINS, str_z(a, str_head(time_iso(a, time_now_us()), 8)));
        CHECK(str_starts(fetched(w, str_fmt(a, "%s.xlsx", path).at), S("PK")));
        CHECK_INT(rows_of(fetched(w, str_fmt(a, "%s.csv?until=2020-01-01", path).at)), 0);
        CHECK_INT(rows_of(fetched(w, str_fmt(a, "%s.csv?since=2020-01-01", path).at)), 452);
        CHECK_INT(rows_of(fetched(w, str_fmt(a, "%s.csv?since=2120-01-01", path).at)), 0);
        fetched(w, str_fmt(a, "%s.csv?since=yesterday", path).at);
        CHECK_INT(w->status, 422);
        CHECK_STR(page(w, str_fmt(a, "/ledger/accounts/%s", text(w, mine)).at), CONTAINS,
                  "/statement.xlsx\"");
}

TEST(accounts_and_papers_of_a_hub_are_files_behind_the_first_page)
{
        World *w = world_of_examples(a);
        Str csv;

        for (int i = 0; i < 120; i++)
                account(w, str_fmt(a, "Box %03d", i).at, "own", "");
        csv = fetched(w, "/ledger/accounts.csv?hub=singapore");
        CHECK_INT(rows_of(csv), 120);
        CHECK_STR(csv, CONTAINS, "Box 119");
        CHECK_INT(rows_of(fetched(w, "/ledger/accounts.csv?hub=singapore&kind=pool")), 0);
        CHECK_INT(rows_of(fetched(w, "/ledger/accounts.csv?hub=bangkok")), 0);
        CHECK(str_starts(fetched(w, "/ledger/accounts.xlsx?hub=singapore"), S("PK")));
        fetched(w, "/ledger/accounts.csv?hub=nowhere");
        CHECK_INT(w->status, 404);
        CHECK_STR(page(w, "/ledger?hub=singapore"), CONTAINS, "/ledger/accounts.csv?hub=singapore");
}

TEST(papers_of_funds_are_a_file)
{
        World *w = world_of_examples(a);
        Id party = given_party(w, "organisation", "+Kelp"), fund;
        Str csv;

        CHECK_OK(act(w, "fund open", "hub", "singapore", "title", "Seed", "unit", "USD", "from",
                     "2020-01-01", "until", "2036-12-31", NULL));
        fund = w->deed.made;
        CHECK_OK(act(w, "fund allot", "fund", text(w, fund), "amount", "1000", NULL));
        CHECK_OK(act(w, "fund commit", "fund", text(w, fund), "party", text(w, party), "title",
                     "First cheque", "amount", "600.00000001", NULL));
        csv = fetched(w, "/funds/papers.csv?hub=singapore");
        CHECK_INT(rows_of(csv), 1);
        CHECK_STR(csv, CONTAINS, "commitment,asked,");
        CHECK_STR(csv, CONTAINS, ",Seed,singapore,USD,");
        CHECK_STR(csv, CONTAINS, ",'+Kelp,First cheque,600.00000001,");
        CHECK(str_starts(fetched(w, "/funds/papers.xlsx?hub=singapore"), S("PK")));
        CHECK_INT(rows_of(fetched(w, "/funds/papers.csv?hub=bangkok")), 0);
        CHECK_STR(page(w, "/funds?hub=singapore"), CONTAINS, "/funds/papers.xlsx?hub=singapore");
}

TEST(files_of_the_ledger_are_for_those_who_see_it_there)
{
        World *w = world_of_examples(a);
        Id mine = account(w, "Safe", "own", "");
        const char *path = str_fmt(a, "/ledger/accounts/%s/statement.csv", text(w, mine)).at;

        request(w, HTTP_GET, path, NULL, NULL, false);
        CHECK(w->status == 401 || w->status == 403);
        w->actor = somebody(w, ROLE_FINANCE, "bangkok");
        fetched(w, path);
        CHECK_INT(w->status, 404);
        fetched(w, "/ledger/accounts.csv?hub=singapore");
        CHECK_INT(w->status, 403);
        fetched(w, "/funds/papers.csv?hub=singapore");
        CHECK_INT(w->status, 403);
        CHECK_INT(rows_of(fetched(w, "/ledger/accounts.csv")), 0);
}

typedef struct {
        const char *row;
        int64_t n;
} Many;

static Status many_rows(FileOut *o)
{
        Many *m = o->ctx;

        for (int64_t i = 0; i < m->n; i++)
                TRY(file_row(o, &(SheetCell){str_from(m->row), SHEET_TEXT}));
        return OK;
}

TEST(a_file_has_so_many_rows_and_no_more)
{
        static const char *const columns[] = {"x"};
        World *w = world_of_examples(a);
        HttpRequest rq = {.path = S("/x.csv"), .arena = a};
        Visit v = {.site = &w->p.site, .db = w->db, .a = a, .rq = &rq};
        Many m = {"y", 3};
        FileOut o = {.name = "x",
                     .columns = columns,
                     .columns_n = 1,
                     .rows = many_rows,
                     .ctx = &m,
                     .rows_max = 3};
        HttpReply reply = {0};

        CHECK_OK(file_reply(&v, &reply, &o));
        close(reply.file_fd);
        m.n = 4;
        o.rows_n = 0;
        CHECK_IS(file_reply(&v, &reply, &o), TOO_LARGE);
        CHECK(v.fault.len > 0);
}

/* credit: accounts, transfers and holds through the doors; statements, proofs, the audit. */
#include "credit/ledger_audit.h"
#include "base/time.h"
#include "credit/unit.h"
#include "tests/world.h"

#include <sqlite3.h>

static Id opened(World *w, const char *title, const char *unit, const char *kind)
{
        CHECK_OK(act(w, "ledger-account open", "hub", "singapore", "title", title, "unit", unit,
                     "kind", kind, NULL));
        return w->deed.made;
}

static const char *text(World *w, Id id)
{
        return id_text(w->a, id).at;
}

static Status move(World *w, Id from, Id to, const char *amount, const char *key)
{
        return act(w, "transfer make", "source", text(w, from), "target", text(w, to), "amount",
                   amount, "key", key, NULL);
}

static int64_t balance(World *w, Id account)
{
        LedgerAccount row;

        CHECK_OK(ledger_account_get(w->db, w->a, account, &row));
        return row.balance;
}

static void check_whole(World *w)
{
        LedgerAudit audit;

        CHECK_OK(ledger_audit(w->db, w->a, true, &audit));
        if (!audit.is_whole)
                print_error("%s\n", audit.fault);
        CHECK(audit.is_whole);
}

TEST(amounts_are_read_and_shown_to_the_last_digit_or_refused)
{
        static const struct {
                const char *text;
                int64_t is;
                const char *shown;
        } good[] = {{"0", 0, "0.00"},
                    {"-0", 0, "0.00"},
                    {"1250.5", 125050000000, "1250.50"},
                    {"0.00000001", 1, "0.00000001"},
                    {"-3.10", -310000000, "-3.10"},
                    {"12.3400000000000", 1234000000, "12.34"},
                    {"92233720368.54775807", INT64_MAX, "92233720368.54775807"}};
        static const char *const bad[] = {"1e400",
                                          "NaN",
                                          "Inf",
                                          "1,5",
                                          "",
                                          "-",
                                          ".",
                                          "1.",
                                          ".5",
                                          "+1",
                                          " 1",
                                          "1 ",
                                          "0x10",
                                          "0.000000001",
                                          "92233720368.54775808",
                                          "1e2",
                                          "1.2.3",
                                          "٣",
                                          "0.0000000000000000000000000000000000000001"};
        Unit usd = {0}, yen = {0}, rupiah = {0}, none;
        int64_t value;

        CHECK(currency_find(S("USD"), &usd) && usd.scale == 8 && usd.shown == 2);
        CHECK(currency_find(S("JPY"), &yen) && yen.scale == 6 && yen.shown == 0);
        CHECK(currency_find(S("IDR"), &rupiah) && rupiah.scale == 4);
        CHECK(!currency_find(S("usd"), &none) && !currency_find(S("XXX"), &none) &&
              !currency_find(S("US"), &none));
        for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
                CHECK(unit_parse(&usd, str_from(good[i].text), &value));
                CHECK_INT(value, good[i].is);
                CHECK_STR(unit_text(a, &usd, value), IS, good[i].shown);
        }
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
                CHECK(!unit_parse(&usd, str_from(bad[i]), &value));
        CHECK_STR(unit_text(a, &yen, 1500000), IS, "1.5");
        CHECK_STR(unit_text(a, &yen, 2000000), IS, "2");
        CHECK(!amount_add((Amount){"USD", INT64_MAX}, (Amount){"USD", 1}, &(Amount){0}));
        CHECK(!amount_add((Amount){"USD", 1}, (Amount){"EUR", 1}, &(Amount){0}));
}

TEST(an_amount_moves_once_for_a_key_and_is_answered_alike_for_ever)
{
        World *w = world_of_examples(a);
        Id outside = opened(w, "Outside", "USD", "outside"), fund = opened(w, "Fund", "USD", "own");
        Id line;

        CHECK_OK(move(w, outside, fund, "1000.50", "a"));
        line = w->deed.made;
        CHECK_OK(move(w, outside, fund, "1000.50", "a"));
        CHECK_INT(w->deed.made, line);
        CHECK_STR(w->deed.answer, CONTAINS, "\"known\":true");
        CHECK_INT(balance(w, fund), 100050000000);
        CHECK_INT(balance(w, outside), -100050000000);
        CHECK_IS(move(w, outside, fund, "1000.51", "a"), INVALID);
        /* a refusal is as lasting, although there would be enough now */
        CHECK_IS(move(w, fund, outside, "2000", "b"), CONFLICT);
        CHECK_OK(move(w, outside, fund, "5000", "c"));
        world_again(w);
        CHECK_IS(move(w, fund, outside, "2000", "b"), CONFLICT);
        CHECK_OK(move(w, fund, outside, "2000", "d"));
        CHECK_INT(balance(w, fund), 400050000000);
        check_whole(w);
}

TEST(what_is_held_can_not_be_spent_and_comes_back_by_itself)
{
        World *w = world_of_examples(a);
        Id outside = opened(w, "Outside", "gpu-hour", "outside");
        Id has = opened(w, "Hours", "gpu-hour", "own"), used = opened(w, "Used", "gpu-hour", "own");
        LedgerHold hold;
        Id first;

        CHECK_OK(move(w, outside, has, "100", "a"));
        CHECK_OK(act(w, "hold open", "source", text(w, has), "target", text(w, used), "amount",
                     "80", "minutes", "5", NULL));
        first = w->deed.made;
        CHECK_IS(move(w, has, used, "20.000001", "b"), CONFLICT);
        CHECK_OK(move(w, has, used, "20", "c"));
        CHECK_IS(act(w, "hold settle", "hold", text(w, first), "amount", "80.5", NULL), CONFLICT);
        CHECK_OK(act(w, "hold settle", "hold", text(w, first), "amount", "30.25", NULL));
        CHECK_IS(act(w, "hold release", "hold", text(w, first), NULL), CONFLICT);
        CHECK_INT(balance(w, has), 49750000);
        CHECK_OK(act(w, "hold open", "source", text(w, has), "target", text(w, used), "amount",
                     "40", "minutes", "1", NULL));
        first = w->deed.made;
        CHECK_IS(act(w, "ledger-account close", "account", text(w, has), NULL), CONFLICT);
        w->ahead_us = 61 * SECOND_US;
        CHECK_OK(move(w, has, used, "49.75", "d"));
        CHECK_OK(ledger_hold_get(w->db, a, first, &hold));
        CHECK_STR(hold.state, IS, "lapsed");
        CHECK_OK(act(w, "ledger-account close", "account", text(w, has), NULL));
        CHECK_IS(move(w, outside, has, "1", "e"), CONFLICT);
        check_whole(w);
}

TEST(limits_hold_whoever_asks_and_units_never_mix)
{
        World *w = world_of_examples(a);
        Id outside = opened(w, "Outside", "USD", "outside"), has = opened(w, "Fund", "USD", "own");
        Id hours = opened(w, "Hours", "gpu-hour", "own");

        CHECK_OK(move(w, outside, has, "10", "a"));
        CHECK_IS(move(w, has, hours, "1", "b"), CONFLICT);
        CHECK_IS(move(w, has, has, "1", "c"), CONFLICT);
        CHECK_IS(move(w, has, outside, "0", "d"), INVALID);
        CHECK_IS(move(w, has, outside, "-1", "e"), INVALID);
        CHECK_IS(act(w, "ledger-account limit", "account", text(w, has), "most", "9.99", NULL),
                 CONFLICT);
        CHECK_OK(act(w, "ledger-account limit", "account", text(w, has), "most", "12", "overdraft",
                     "5", NULL));
        CHECK_IS(move(w, outside, has, "2.01", "f"), CONFLICT);
        CHECK_OK(move(w, outside, has, "2", "g"));
        CHECK_OK(move(w, has, outside, "17", "h"));
        CHECK_IS(move(w, has, outside, "0.01", "i"), CONFLICT);
        CHECK_IS(act(w, "ledger-account open", "hub", "singapore", "title", "T", "unit", "FOO",
                     "kind", "own", NULL),
                 INVALID);
        CHECK_OK(act(w, "unit define", "code", "desk-day", "title", "Days at a desk", "decimals",
                     "1", NULL));
        CHECK_IS(act(w, "unit define", "code", "gpu-hour", "title", "X", "decimals", "1", NULL),
                 INVALID);
        CHECK_OK(act(w, "ledger-account open", "hub", "singapore", "title", "T", "unit", "desk-day",
                     "kind", "own", NULL));
        check_whole(w);
}

TEST(a_statement_shows_each_line_with_the_balance_after_it_and_each_line_is_proved)
{
        World *w = world_of_examples(a);
        Id outside = opened(w, "Outside", "SGD", "outside"), has = opened(w, "Fund", "SGD", "own");
        LedgerStatementLine *lines;
        LedgerAccount row;
        LedgerProof p;
        size_t n;
        Str path, leaf;
        Entry e;
        int64_t was;

        for (int i = 1; i <= 600; i++)
                CHECK_OK(move(w, outside, has, str_fmt(a, "%d.01", i).at, ""));
        CHECK_OK(ledger_account_get(w->db, a, has, &row));
        CHECK_INT(row.lines, 600);
        CHECK_OK(ledger_statement(w->db, a, has, row.last, 1000, &lines, &n));
        CHECK_INT((int64_t)n, 600);
        CHECK_INT(lines[0].balance, row.balance);
        CHECK_INT(lines[599].balance, 101000000);
        for (size_t i = 0; i + 1 < n; i++)
                CHECK_INT(lines[i].balance, lines[i + 1].balance + lines[i].line.amount);
        for (size_t i = 0; i < n; i += 7) { /* what stood there at any moment */
                CHECK_OK(ledger_balance_at(w->db, a, has, lines[i].at_us, &was));
                CHECK_INT(was, lines[i].balance);
        }
        CHECK_OK(ledger_balance_at(w->db, a, has, lines[599].at_us - 1, &was));
        CHECK_INT(was, 0);
        path = str_fmt(a, "/ledger/accounts/%s", text(w, has));
        CHECK_STR(page(w, path.at), CONTAINS, "180306.00");
        CHECK_STR(page(w, path.at), CONTAINS, "600.01");
        CHECK_STR(page(w, path.at), LACKS, "549.01");
        CHECK_STR(page(w, str_fmt(a, "/api/v1/ledger/accounts/%s?before=%s", text(w, has),
                                  text(w, lines[49].line.id))
                                  .at),
                  CONTAINS, "\"550.01\"");
        CHECK_OK(ledger_proof(w->db, a, lines[300].line.id, &p));
        CHECK_STR(p.leaf, CONTAINS, "\"amount\":\"300.01000000\"");
        CHECK_OK(record_leaf(w->db, a, p.position, &leaf));
        CHECK_OK(record_unseal(a, leaf, &e));
        CHECK_STR(entry_fact_text(&e, S("root")), IS, hash_hex(a, &p.root).at);
        CHECK_STR(leaf, LACKS, "300.01");
        check_whole(w);
}

TEST(many_steps_go_through_json_at_once_and_only_where_one_may)
{
        World *w = world_of_examples(a);
        Id outside = opened(w, "Outside", "USD", "outside"), has = opened(w, "Fund", "USD", "own");
        Str body = str_fmt(a,
                           "{\"key\":\"k1\",\"steps\":["
                           "{\"kind\":\"transfer\",\"source\":\"%s\",\"target\":\"%s\",\"amount\":"
                           "\"100\"},"
                           "{\"kind\":\"transfer\",\"source\":\"%s\",\"target\":\"%s\",\"amount\":"
                           "\"60\",\"linked\":true},"
                           "{\"kind\":\"transfer\",\"source\":\"%s\",\"target\":\"%s\",\"amount\":"
                           "\"60\"},"
                           "{\"kind\":\"transfer\",\"source\":\"%s\",\"target\":\"%s\",\"amount\":"
                           "\"1e2\"},"
                           "{\"kind\":\"hold\",\"source\":\"%s\",\"target\":\"%s\",\"amount\":"
                           "\"99.5\"}]}",
                           text(w, outside), text(w, has), text(w, has), text(w, outside),
                           text(w, has), text(w, outside), text(w, has), text(w, outside),
                           text(w, has), text(w, outside));
        Str first =
                request(w, HTTP_POST, "/api/v1/ledger/posts", "application/json", body.at, true);

        CHECK_INT(w->status, 200);
        CHECK_STR(first, CONTAINS, "\"known\":false,\"refused\":3");
        CHECK_STR(first, CONTAINS,
                  "{\"result\":\"linked-failed\"},{\"result\":\"too-little\"},{\"result\":\"bad-"
                  "amount\"},{\"result\":\"done\"");
        CHECK_INT(balance(w, has), 10000000000);
        CHECK_STR(request(w, HTTP_POST, "/api/v1/ledger/posts", "application/json", body.at, true),
                  CONTAINS, "\"known\":true,\"refused\":3");
        CHECK_STR(request(w, HTTP_POST, "/api/v1/ledger/posts", "application/json",
                          "{\"key\":\"k1\",\"steps\":[{\"kind\":\"release\",\"hold\":"
                          "\"0000000000001\"}]}",
                          true),
                  CONTAINS, "key");
        CHECK_INT(w->status, 409);
        request(w, HTTP_POST, "/api/v1/ledger/posts", "text/plain", body.at, true);
        CHECK_INT(w->status, 422);
        for (size_t i = 0; i < 6; i++) {
                static const char *const bad[] = {
                        "",
                        "[]",
                        "{\"key\":\"\",\"steps\":[]}",
                        "{\"key\":\"k\",\"steps\":[]}",
                        "{\"key\":\"k\",\"steps\":[{\"kind\":\"lapse\",\"hold\":\"0000000000001\"}]"
                        "}",
                        "{\"key\":\"k\",\"steps\":[{\"kind\":\"transfer\",\"source\":\"x\"}]}"};

                request(w, HTTP_POST, "/api/v1/ledger/posts", "application/json", bad[i], true);
                CHECK_INT(w->status, 422);
        }
        check_whole(w);
}

/* Behind the program's back; on SQLite only. */
static void spoil(World *w, const char *table, const char *set, const char *where, Id line)
{
        Str sql =
                str_fmt(w->a, "UPDATE %s SET %s WHERE %s %lld", table, set, where, (long long)line);
        sqlite3 *db = NULL;

        CHECK(sqlite3_open(str_fmt(w->a, "%.*s/seedbed.db", S_ARG(w->folder)).at, &db) ==
              SQLITE_OK);
        CHECK(sqlite3_exec(db, sql.at, NULL, NULL, NULL) == SQLITE_OK);
        sqlite3_close(db);
}

TEST(an_audit_finds_a_line_that_was_changed)
{
        World *w = world_of_examples(a);
        Id outside = opened(w, "Outside", "USD", "outside"), has = opened(w, "Fund", "USD", "own");
        static const struct {
                const char *table, *wrong, *mend, *where; /* where: and the line */
        } wrongs[] = {
                {"ledger_line", "about = 7", "about = 0", "id ="},
                {"ledger_line", "amount = amount + 1", "amount = amount - 1", "id ="},
                {"ledger_state", "balance = balance + 1", "balance = balance - 1", "last >"},
                {"ledger_state", "in_low = in_low + 1", "in_low = in_low - 1", "last >"},
                {"ledger_post", "actor = actor + 1", "actor = actor - 1", "first ="},
                {"ledger_post", "lines = lines + 1", "lines = lines - 1", "first ="},
                {"ledger_account", "most = 1", "most = 2305843009213693951", "id <"},
                {"ledger_batch", "position = position - 1", "position = position + 1", "first ="},
        };
        LedgerAudit audit;
        Id line;

        CHECK_OK(move(w, outside, has, "100", "a"));
        line = w->deed.made;
        CHECK_OK(move(w, outside, has, "50", "b"));
        check_whole(w);
        if (store_is_postgres(w->p.store))
                check_skip("it opens the file of a SQLite store");
        for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
                spoil(w, wrongs[i].table, wrongs[i].wrong, wrongs[i].where, line);
                CHECK_OK(ledger_audit(w->db, a, true, &audit));
                if (audit.is_whole)
                        print_error("%s\n", wrongs[i].wrong);
                CHECK(!audit.is_whole && audit.fault[0]);
                spoil(w, wrongs[i].table, wrongs[i].mend, wrongs[i].where, line);
                check_whole(w);
        }
}

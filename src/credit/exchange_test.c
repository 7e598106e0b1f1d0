/* An amount becomes one of another unit by a stated rate, once, rounded once, and stays provable.
 */
#include "credit/exchange.h"

#include "base/time.h"
#include "credit/staff_probe.h"
#include "credit/ledger_audit.h"

static const char *text(World *w, Id id)
{
        return id_text(w->a, id).at;
}

static Id opened(World *w, const char *unit, const char *kind)
{
        CHECK_OK(act(w, "ledger-account open", "hub", "singapore", "title", unit, "unit", unit,
                     "kind", kind, NULL));
        return w->deed.made;
}

static Status state(World *w, const char *hub, const char *rate, const char *on)
{
        return act(w, "rate state", "hub", hub, "from", "USD", "to", "VND", "rate", rate, "on", on,
                   "source", "Central bank", NULL);
}

static Status convert(World *w, Id from, Id to, const char *amount, const char *on, const char *key)
{
        return act(w, "transfer convert", "source", text(w, from), "target", text(w, to), "amount",
                   amount, "on", on, "key", key, NULL);
}

static int64_t has(World *w, Id account)
{
        LedgerAccount row;

        CHECK_OK(ledger_account_get(w->db, w->a, account, &row));
        return row.balance;
}

static int64_t in_vnd(const char *digits)
{
        Unit vnd;
        int64_t value;

        CHECK(currency_find(S("VND"), &vnd));
        CHECK(unit_parse(&vnd, str_from(digits), &value));
        return value;
}

TEST(an_amount_is_converted_by_the_rate_of_its_day_both_sides_or_none)
{
        World *w = world_of_examples(a);
        Id usd = opened(w, "USD", "outside"), vnd = opened(w, "VND", "own");
        LedgerAudit audit;

        CHECK_IS(convert(w, usd, vnd, "2", "2026-03-05", ""), INVALID);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "Nobody has stated");
        CHECK_OK(state(w, "singapore", "25000.5", "2026-03-01"));
        CHECK_OK(state(w, "singapore", "26000", "2026-03-10"));
        CHECK_OK(convert(w, usd, vnd, "2", "2026-03-05", "k1"));
        CHECK_INT(has(w, vnd), in_vnd("50001"));
        CHECK_OK(convert(w, usd, vnd, "2", "2026-03-10", ""));
        CHECK_INT(has(w, vnd), in_vnd("102001"));
        CHECK_IS(convert(w, usd, vnd, "2", "2026-02-28", ""), INVALID); /* before the first */
        CHECK_IS(convert(w, usd, vnd, "2", "2026-04-11", ""), INVALID); /* the last is too old */
        CHECK_IS(convert(w, vnd, usd, "2", "2026-03-10", ""), INVALID); /* not turned round */
        CHECK_IS(convert(w, usd, usd, "2", "2026-03-10", ""), INVALID);
        CHECK_OK(ledger_audit(w->db, a, true, &audit));
        CHECK(audit.is_whole);
        CHECK_STR(page(w, "/rates?hub=singapore"), CONTAINS, "25000.5");
}

TEST(a_conversion_that_is_asked_for_again_is_answered_as_it_was)
{
        World *w = world_of_examples(a);
        Id usd = opened(w, "USD", "outside"), vnd = opened(w, "VND", "own");

        CHECK_OK(state(w, "singapore", "25000", "2026-03-01"));
        CHECK_OK(convert(w, usd, vnd, "2", "2026-03-05", "k1"));
        CHECK_OK(state(w, "singapore", "30000", "2026-03-05"));
        CHECK_OK(convert(w, usd, vnd, "2.0", "2026-03-05", "k1"));
        CHECK_STR(w->deed.note, CONTAINS, "Nothing moved again");
        CHECK_INT(has(w, vnd), in_vnd("50000"));
        CHECK_IS(convert(w, usd, vnd, "3", "2026-03-05", "k1"), INVALID);
        CHECK_OK(convert(w, usd, vnd, "2", "2026-03-05", "k2"));
        CHECK_INT(has(w, vnd), in_vnd("110000"));
}

TEST(what_an_account_does_not_have_is_not_converted_and_said)
{
        World *w = world_of_examples(a);
        Id usd = opened(w, "USD", "own"), vnd = opened(w, "VND", "own");

        CHECK_OK(state(w, "singapore", "25000", "2026-03-01"));
        CHECK_IS(convert(w, usd, vnd, "2", "2026-03-05", "k1"), CONFLICT);
        CHECK_IS(convert(w, usd, vnd, "2", "2026-03-05", "k1"), CONFLICT); /* for ever */
        CHECK_INT(has(w, vnd), 0);
}

TEST(a_hubs_own_rate_goes_before_one_from_above_and_nobody_uses_a_neighbours)
{
        World *w = world_of_examples(a);
        Id usd = opened(w, "USD", "outside"), vnd = opened(w, "VND", "own");
        Actor boss = w->actor;
        Hub root;

        CHECK_OK(hub_root(w->db, a, &root));
        CHECK_OK(state(w, "bangkok", "1", "2026-03-05"));
        CHECK_IS(convert(w, usd, vnd, "2", "2026-03-05", ""), INVALID);
        CHECK_OK(state(w, str_z(a, root.slug), "20000", "2026-03-05"));
        CHECK_OK(convert(w, usd, vnd, "1", "2026-03-05", ""));
        CHECK_INT(has(w, vnd), in_vnd("20000"));
        CHECK_OK(state(w, "singapore", "30000", "2026-03-05"));
        CHECK_OK(convert(w, usd, vnd, "1", "2026-03-05", ""));
        CHECK_INT(has(w, vnd), in_vnd("50000"));
        w->actor = somebody(w, ROLE_FINANCE, "bangkok");
        CHECK_IS(state(w, "singapore", "1", "2026-03-05"), FORBIDDEN);
        CHECK_STR(page(w, "/rates?hub=singapore"), LACKS, "30000");
        w->actor = boss;
}

TEST(what_comes_out_is_rounded_once_half_to_even)
{
        static const struct {
                const char *rate;
                int64_t amount, out;
        } cases[] = {{"0.5", 1, 0},
                     {"0.5", 3, 2},
                     {"1.5", 1, 2},
                     {"2.5", 1, 2},
                     {"0.500000000000000001", 1, 1},
                     {"0.499999999999999999", 1, 0},
                     {"0.100000000000000000", 5, 0},
                     {"1", 9223372036854775807, 9223372036854775807}};
        const Unit whole = {.code = S("x"), .scale = 0}, fine = {.code = S("y"), .scale = 9};
        int64_t out;

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                CHECK_OK(exchange_amount(cases[i].amount, &whole, &whole, str_from(cases[i].rate),
                                         &out));
                CHECK_INT(out, cases[i].out);
        }
        /* 0.5 and 27 places behind: just above the middle, though not in eighteen places */
        CHECK_OK(exchange_amount(1000000001, &fine, &whole, S("0.500000000000000000"), &out));
        CHECK_INT(out, 1);
        CHECK_OK(exchange_amount(1, &fine, &fine, S("0.500000000000000001"), &out));
        CHECK_INT(out, 1);
        CHECK_OK(exchange_amount(1, &fine, &fine, S("0.499999999999999999"), &out));
        CHECK_INT(out, 0);
        CHECK(exchange_amount(9223372036854775807, &whole, &fine, S("1000000"), &out) == TOO_LARGE);
        CHECK(exchange_amount(1, &whole, &whole, S("1e400"), &out) == INVALID);
}

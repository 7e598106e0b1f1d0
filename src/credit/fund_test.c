/* credit: a fund in a tree is given its budget, promises it, pays it out in steps, each signed by
 * others; and what was paid is what a metric sums. */
#include "base/time.h"
#include "credit/fund.h"
#include "credit/ledger_audit.h"
#include "credit/staff_probe.h"
#include "hub/hub.h"
#include "tests/world.h"

static const char *text(World *w, Id id)
{
        return id_text(w->a, id).at;
}

static Id organisation(World *w, const char *name)
{
        CHECK_OK(act(w, "party add", "kind", "organisation", "name", name, "country", "SG", "hub",
                     "singapore", NULL));
        return w->deed.made;
}

static Status act_as(World *w, Actor who, const char *deed, Id paper)
{
        Actor me = w->actor;
        Status s;

        w->actor = who;
        s = act(w, deed, "paper", text(w, paper), "reason", "not now", NULL);
        w->actor = me;
        return s;
}

static Status sign(World *w, Actor who, Id paper)
{
        Actor me = w->actor;
        Status s;

        w->actor = who;
        s = act(w, "fund sign", "paper", text(w, paper), NULL);
        w->actor = me;
        return s;
}

static Id open_fund(World *w, const char *slug, const char *title, Id above, const char *large)
{
        CHECK_OK(act(w, "fund open", "hub", slug, "title", title, "unit", "USD", "above",
                     above ? text(w, above) : "", "programme", "startup-fund", "from", "2020-01-01",
                     "until", "2036-12-31", "large", large, NULL));
        return w->deed.made;
}

static Status allot(World *w, Id fund, const char *amount, const char *back)
{
        return act(w, "fund allot", "fund", text(w, fund), "amount", amount, "back", back, NULL);
}

static Status commit(World *w, Id fund, Id party, const char *amount, const char *instalments)
{
        return act(w, "fund commit", "fund", text(w, fund), "party", text(w, party), "title",
                   "First cheque", "amount", amount, "instalments", instalments, NULL);
}

static Status pay(World *w, Id commitment, const char *amount, const char *instalment)
{
        return act(w, "fund pay", "paper", text(w, commitment), "amount", amount, "instalment",
                   instalment, NULL);
}

/* "free committed paid" in whole units. */
static void check_stands(World *w, Id id, int64_t free, int64_t committed, int64_t paid)
{
        FundStanding now;
        Fund fund;

        CHECK_OK(fund_get(w->db, w->a, id, &fund));
        CHECK_OK(fund_standing(w->db, w->a, &fund, INT64_MAX, &now));
        CHECK_INT(now.free, free * 100000000);
        CHECK_INT(now.committed, committed * 100000000);
        CHECK_INT(now.paid, paid * 100000000);
}

static void check_whole(World *w)
{
        LedgerAudit audit;

        CHECK_OK(ledger_audit(w->db, w->a, true, &audit));
        if (!audit.is_whole)
                print_error("%s\n", audit.fault);
        CHECK(audit.is_whole);
}

TEST(a_fund_promises_and_pays_only_what_others_sign)
{
        World *w = world_of_examples(a);
        Actor second = somebody(w, ROLE_FINANCE, "singapore"),
              afar = somebody(w, ROLE_FINANCE, "bangkok");
        Id party = organisation(w, "Kelp"), fund = open_fund(w, "singapore", "Seed", 0, ""),
           commitment, payment;

        CHECK_OK(allot(w, fund, "1000", ""));
        CHECK_OK(commit(w, fund, party, "600", ""));
        commitment = w->deed.made;
        check_stands(w, fund, 1000, 0, 0);
        CHECK_IS(commit(w, fund, party, "400.01", ""), INVALID); /* the 600 are held */
        CHECK_IS(sign(w, w->actor, commitment), CONFLICT);       /* one's own */
        CHECK_IS(sign(w, afar, commitment), NOT_FOUND);
        CHECK_IS(pay(w, commitment, "1", ""), CONFLICT); /* not in force yet */
        CHECK_OK(sign(w, second, commitment));
        check_stands(w, fund, 400, 600, 0);
        CHECK_IS(sign(w, second, commitment), CONFLICT); /* twice */
        CHECK_OK(pay(w, commitment, "250", ""));
        payment = w->deed.made;
        CHECK_IS(pay(w, commitment, "350.01", ""), INVALID);
        CHECK_OK(sign(w, second, payment));
        check_stands(w, fund, 400, 350, 250);
        CHECK_STR(page(w, str_fmt(a, "/funds/%s", text(w, fund)).at), CONTAINS, "250.00");
        CHECK_STR(page(w, str_fmt(a, "/funds/papers/%s", text(w, payment)).at), CONTAINS, "Kelp");
        CHECK_STR(page(w, str_fmt(a, "/funds/%s?on=2020-01-01", text(w, fund)).at), CONTAINS,
                  "0.00");
        CHECK_IS(act(w, "fund close", "fund", text(w, fund), NULL), CONFLICT);
        check_whole(w);
}

TEST(nothing_of_a_fund_is_moved_by_hand)
{
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp"), fund = open_fund(w, "singapore", "Seed", 0, ""), other;
        FundPaper paper;
        Fund row;

        CHECK_OK(allot(w, fund, "100", ""));
        CHECK_OK(fund_get(w->db, a, fund, &row));
        CHECK_OK(act(w, "ledger-account open", "hub", "singapore", "title", "T", "unit", "USD",
                     "kind", "outside", NULL));
        other = w->deed.made;
        CHECK_IS(act(w, "transfer make", "source", text(w, row.free_account), "target",
                     text(w, other), "amount", "1", NULL),
                 CONFLICT);
        CHECK_IS(act(w, "transfer make", "source", text(w, other), "target",
                     text(w, row.free_account), "amount", "1", NULL),
                 CONFLICT);
        CHECK_IS(act(w, "ledger-account close", "account", text(w, row.paid_account), NULL),
                 CONFLICT);
        CHECK_OK(commit(w, fund, party, "60", ""));
        CHECK_OK(paper_get(w->db, a, w->deed.made, &paper));
        CHECK_IS(act(w, "hold settle", "hold", text(w, paper.hold), "amount", "60", NULL),
                 CONFLICT);
        CHECK_IS(act(w, "hold release", "hold", text(w, paper.hold), NULL), CONFLICT);
        check_stands(w, fund, 100, 0, 0);
}

TEST(who_is_part_of_a_party_neither_asks_for_it_nor_signs)
{
        World *w = world_of_examples(a);
        Actor second = somebody(w, ROLE_FINANCE, "singapore");
        Id party = organisation(w, "Kelp"), fund = open_fund(w, "singapore", "Seed", 0, ""), paper;

        CHECK_OK(allot(w, fund, "100", ""));
        CHECK_OK(commit(w, fund, party, "60", ""));
        paper = w->deed.made;
        join(w, party, second.id);
        CHECK_IS(sign(w, second, paper), FORBIDDEN);
        CHECK_IS(act_as(w, second, "fund refuse", paper), FORBIDDEN);
        w->actor = second;
        CHECK_IS(commit(w, fund, party, "10", ""), FORBIDDEN);
}

TEST(what_is_refused_is_free_again_and_can_be_asked_for_again)
{
        World *w = world_of_examples(a);
        Actor second = somebody(w, ROLE_HEAD, "singapore");
        Id party = organisation(w, "Kelp"), fund = open_fund(w, "singapore", "Seed", 0, ""),
           commitment, payment;

        CHECK_OK(allot(w, fund, "100", ""));
        CHECK_OK(commit(w, fund, party, "100", ""));
        CHECK_OK(act_as(w, second, "fund refuse", w->deed.made));
        CHECK_OK(commit(w, fund, party, "100", "2026-12-01 60\n2027-03-31 40\n"));
        commitment = w->deed.made;
        CHECK_OK(sign(w, second, commitment));
        CHECK_IS(pay(w, commitment, "10", ""), INVALID); /* which instalment? */
        CHECK_IS(pay(w, commitment, "", "3"), INVALID);
        CHECK_IS(pay(w, commitment, "61", "1"), INVALID);
        CHECK_OK(pay(w, commitment, "", "1"));
        CHECK_OK(act_as(w, second, "fund refuse", w->deed.made));
        CHECK_OK(pay(w, commitment, "", "1"));
        payment = w->deed.made;
        CHECK_IS(pay(w, commitment, "", "1"), INVALID); /* asked for already */
        CHECK_OK(sign(w, second, payment));
        check_stands(w, fund, 0, 40, 60);
        CHECK_OK(act(w, "fund release", "paper", text(w, commitment), "amount", "40", "why",
                     "gave up", NULL));
        CHECK_OK(sign(w, second, w->deed.made));
        check_stands(w, fund, 40, 0, 60);
        CHECK_OK(allot(w, fund, "40", "yes"));
        CHECK_OK(act(w, "fund close", "fund", text(w, fund), NULL));
        CHECK_IS(allot(w, fund, "1", ""), CONFLICT);
        check_whole(w);
}

TEST(instalments_that_do_not_add_up_or_can_not_be_read_are_refused)
{
        static const char *const bad[] = {"2026-12-01 60",
                                          "2026-12-01",
                                          "tomorrow 100",
                                          "2026-12-01 1e2",
                                          "2026-12-01 100 NONE!!",
                                          "2026-12-01 -1\n2026-12-02 101",
                                          "2026-12-01 100 00000000000A1",
                                          "2026-12-01 100 0000000000001 x"};
        World *w = world_of_examples(a);
        Id party = organisation(w, "Kelp"), fund = open_fund(w, "singapore", "Seed", 0, "");

        CHECK_OK(allot(w, fund, "100", ""));
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
                CHECK_IS(commit(w, fund, party, "100", bad[i]), INVALID);
        for (size_t i = 0; i < 5; i++) {
                static const char *const amounts[] = {"1e400", "-0", "NaN", "1,5", "0.000000001"};

                CHECK_IS(commit(w, fund, party, amounts[i], ""), INVALID);
        }
        check_stands(w, fund, 100, 0, 0);
}

static Id free_account(World *w, Id id)
{
        Fund fund;

        CHECK_OK(fund_get(w->db, w->a, id, &fund));
        return fund.free_account;
}

TEST(a_large_amount_is_signed_by_those_of_the_fund_above_too)
{
        World *w = world_of_examples(a);
        Actor here = somebody(w, ROLE_FINANCE, "singapore"),
              above = somebody(w, ROLE_FINANCE, "apac");
        Id party = organisation(w, "Kelp"), top = open_fund(w, "apac", "Region", 0, ""),
           fund = open_fund(w, "singapore", "Seed", top, "500"), small, large, sub;

        CHECK_IS(allot(w, fund, "1", ""), INVALID); /* the fund above has none yet */
        CHECK_OK(allot(w, top, "5000", ""));
        CHECK_OK(allot(w, fund, "2000", ""));
        check_stands(w, top, 3000, 0, 0);
        CHECK_IS(act(w, "ledger-account limit", "account", text(w, free_account(w, fund)),
                     "overdraft", "1000000", NULL),
                 CONFLICT);
        CHECK_OK(commit(w, fund, party, "499.99", ""));
        small = w->deed.made;
        CHECK_OK(sign(w, here, small));
        CHECK_OK(commit(w, fund, party, "500", ""));
        large = w->deed.made;
        CHECK_OK(sign(w, here, large));
        CHECK_STR(page(w, str_fmt(a, "/funds/papers/%s", text(w, large)).at), CONTAINS,
                  "waits for signatures");
        CHECK_IS(sign(w, here, large), NOT_FOUND); /* the next one is not theirs */
        CHECK_OK(sign(w, above, large));
        CHECK_STR(page(w, str_fmt(a, "/funds/papers/%s", text(w, large)).at), LACKS,
                  "waits for signatures");
        CHECK_STR(page(w, "/funds?hub=apac"), CONTAINS, "Seed");
        sub = open_fund(w, "singapore", "In between", fund, ""); /* takes no signature away */
        CHECK_OK(allot(w, sub, "600", ""));
        CHECK_OK(commit(w, sub, party, "500", ""));
        large = w->deed.made;
        CHECK_OK(sign(w, here, large));
        check_stands(w, sub, 600, 0, 0);
        CHECK_OK(sign(w, above, large));
        check_stands(w, sub, 100, 500, 0);
        w->actor = here;
        CHECK_IS(allot(w, fund, "1", ""), FORBIDDEN); /* out of a fund where they have no say */
        CHECK_STR(page(w, str_fmt(a, "/funds/%s", text(w, top)).at), LACKS, "Region");
        CHECK_INT(w->status, 404);
        check_whole(w);
}

TEST(a_metric_sums_what_was_paid_and_not_what_was_promised)
{
        World *w = world_of_examples(a);
        Actor second = somebody(w, ROLE_FINANCE, "singapore");
        Id party = organisation(w, "Kelp"), fund = open_fund(w, "singapore", "Seed", 0, ""),
           commitment;

        CHECK_OK(allot(w, fund, "300000000", ""));
        CHECK_OK(commit(w, fund, party, "200000000", ""));
        commitment = w->deed.made;
        CHECK_OK(sign(w, second, commitment));
        CHECK_STR(page(w, "/metrics/startup-investment/rows"), LACKS, "200,000,000");
        CHECK_IS(act(w, "fund pay", "paper", text(w, commitment), "amount", "1", "on", "1971-01-01",
                     NULL),
                 INVALID);
        CHECK_OK(act(w, "fund pay", "paper", text(w, commitment), "amount", "12345678.99", "on",
                     "2023-05-05", NULL));
        CHECK_OK(sign(w, second, w->deed.made));
        CHECK_OK(program_catch_up(&w->p));
        CHECK_STR(page(w, "/metrics/startup-investment/rows"), CONTAINS, "12,345,678");
        CHECK_STR(page(w, "/metrics/ecosystem-investment/rows"), CONTAINS, "12,345,678");
        CHECK_STR(page(w, "/pledges/spark-investment"), CONTAINS, "12,345,678");
}

/* Random moves of several people against a model of three numbers a fund. */
typedef struct {
        int64_t free, asked, committed, paid;
} Model;

TEST(random_asking_signing_and_refusing_keeps_every_sum)
{
        World *w = world_of_examples(a);
        Actor second = somebody(w, ROLE_FINANCE, "singapore");
        Id party = organisation(w, "Kelp"), fund = open_fund(w, "singapore", "Seed", 0, ""),
           papers[200] = {0}, commitments[200] = {0};
        int64_t amounts[200] = {0}, left[200] = {0};
        int kinds[200] = {0}, of[200] = {0};
        size_t n = 0, c = 0;
        uint32_t dice = 4711;
        Model m = {.free = 10000};

        CHECK_OK(allot(w, fund, "10000", ""));
        for (int i = 0; i < 150; i++) {
                int64_t amount;
                size_t k;

                dice = dice * 1664525u + 1013904223u;
                amount = 1 + (dice >> 8) % 900;
                switch ((dice >> 28) % 4) {
                case 0: { /* promise */
                        Status s = commit(w, fund, party, str_fmt(a, "%d", (int)amount).at, "");

                        CHECK_IS(s, amount <= m.free ? OK : INVALID);
                        if (s != OK)
                                break;
                        m.free -= amount;
                        m.asked += amount;
                        papers[n] = w->deed.made;
                        kinds[n] = 0;
                        amounts[n++] = amount;
                        break;
                }
                case 1: { /* pay or let go */
                        bool lets_go = (dice >> 20) & 1;
                        Status s;

                        if (!c)
                                break;
                        k = (dice >> 4) % c;
                        s = lets_go ? act(w, "fund release", "paper", text(w, commitments[k]),
                                          "amount", str_fmt(a, "%d", (int)amount).at, "why", "w",
                                          NULL)
                                    : pay(w, commitments[k], str_fmt(a, "%d", (int)amount).at, "");
                        CHECK_IS(s, amount <= left[k] ? OK : INVALID);
                        if (s != OK)
                                break;
                        left[k] -= amount;
                        papers[n] = w->deed.made;
                        kinds[n] = lets_go ? 2 : 1;
                        of[n] = (int)k;
                        amounts[n++] = amount;
                        break;
                }
                default: { /* sign or refuse the last that waits */
                        bool refuses = (dice >> 20) % 4 == 0;

                        if (!n)
                                break;
                        n--;
                        CHECK_OK(refuses ? act_as(w, second, "fund refuse", papers[n])
                                         : sign(w, second, papers[n]));
                        if (kinds[n] == 0) {
                                m.asked -= amounts[n];
                                m.free += refuses ? amounts[n] : 0;
                                m.committed += refuses ? 0 : amounts[n];
                                if (!refuses) {
                                        commitments[c] = papers[n];
                                        left[c++] = amounts[n];
                                }
                        } else if (refuses) {
                                left[of[n]] += amounts[n];
                        } else {
                                m.committed -= amounts[n];
                                m.paid += kinds[n] == 1 ? amounts[n] : 0;
                                m.free += kinds[n] == 2 ? amounts[n] : 0;
                        }
                }
                }
                check_stands(w, fund, m.free + m.asked, m.committed, m.paid);
        }
        CHECK(m.paid > 0);
        check_whole(w);
}

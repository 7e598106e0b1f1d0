/* credit: a billing period is a snapshot, and what is somebody's is posted: after any deliveries
 * and mappings the ledger has the newest snapshot's sum, rounded once. */
#include "credit/bill.h"

#include "base/time.h"
#include "credit/bill_period.h"
#include "credit/ledger_audit.h"
#include "credit/staff_probe.h"
#include "tests/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER                                                                                  \
        "BilledCost,EffectiveCost,ListCost,ContractedCost,BillingPeriodStart,BillingPeriodEnd," \
        "ChargePeriodStart,ChargePeriodEnd,BillingCurrency,ChargeCategory,ServiceName,"         \
        "ServiceCategory,ProviderName,SubAccountId,PricingQuantity,Tags\n"

static const char *text(World *w, Id id)
{
        return id_text(w->a, id).at;
}

/* A line of September, of a sub-account, with a tag team when there is one. */
static Str row(Arena *a, const char *cost, const char *currency, const char *sub, const char *team)
{
        Str tags =
                *team ? str_fmt(a, "\"{\"\"team\"\": \"\"%s\"\", \"\"note\"\": \"\"x\"\"}\"", team)
                      : S("");

        return str_fmt(a,
                       "%s,%s,%s,%s,2026-09-01T00:00:00Z,2026-10-01T00:00:00Z,"
                       "2026-09-03T00:00:00Z,2026-09-04T00:00:00Z,%s,Usage,Disk,Compute,Cirrus,"
                       "%s,1,%.*s\n",
                       cost, cost, cost, cost, currency, sub, S_ARG(tags));
}

static Status load_zone(World *w, const char *name, Str rows, const char *zone)
{
        Str path = str_fmt(w->a, "%.*s/imports/%s.csv", S_ARG(w->folder), name);
        FILE *f = fopen(path.at, "wb");

        CHECK(f && fputs(HEADER, f) >= 0 && fputs(str_z(w->a, rows), f) >= 0 && fclose(f) == 0);
        return act(w, "bill load", "hub", "singapore", "file", path.at, "zone", zone, NULL);
}

static Status load_text(World *w, const char *name, Str rows)
{
        return load_zone(w, name, rows, "");
}

static Status map_sub(World *w, const char *sub, Id party)
{
        return act(w, "bill map", "hub", "singapore", "sub_account", sub, "party", text(w, party),
                   NULL);
}

static Status map_tag(World *w, const char *tag, Id party)
{
        return act(w, "bill map", "hub", "singapore", "tag", tag, "party", text(w, party), NULL);
}

static Status map_cirrus(World *w, const char *sub, Id party)
{
        return act(w, "bill map", "hub", "singapore", "provider", "Cirrus", "sub_account", sub,
                   "party", text(w, party), NULL);
}

static Status unmap(World *w, Id map)
{
        return act(w, "bill unmap", "hub", "singapore", "map", text(w, map), NULL);
}

static bool find_account(World *w, Id party, const char *unit, LedgerAccountLine *out)
{
        LedgerAccountLineList list;

        CHECK_OK(ledger_accounts_of(w->db, w->a, party, 0, &list));
        for (size_t i = 0; i < list.n; i++)
                if (str_is(list.at[i].kind, BILL_BILLED) && str_is(list.at[i].unit, unit)) {
                        *out = list.at[i];
                        return true;
                }
        return false;
}

/* What a party was billed, as the ledger has it, at the unit's scale. */
static int64_t billed(World *w, Id party, const char *unit)
{
        LedgerAccountLine row = {0};

        return find_account(w, party, unit, &row) ? -row.balance : 0;
}

static int64_t lines(World *w, Id party, const char *unit)
{
        LedgerAccountLine row = {0};

        return find_account(w, party, unit, &row) ? row.lines : 0;
}

static void check_whole(World *w)
{
        LedgerAudit audit;

        CHECK_OK(ledger_audit(w->db, w->a, true, &audit));
        if (!audit.is_whole)
                print_error("%s\n", audit.fault);
        CHECK(audit.is_whole);
}

TEST(a_later_delivery_of_a_period_posts_only_what_differs)
{
        World *w = world_of_examples(a);
        Id kelp = given_party(w, "organisation", "Kelp");
        Str first = row(a, "10.5", "USD", "s0", ""), second = row(a, "0.25", "USD", "s0", "");
        Id bill;

        CHECK_OK(map_sub(w, "s0", kelp));
        CHECK_OK(load_text(w, "a", first));
        bill = w->deed.made;
        CHECK_INT(billed(w, kelp, "USD"), 1050000000);
        /* the same content in another file */
        CHECK_OK(load_text(w, "b", str_fmt(a, "%.*s\n", S_ARG(first))));
        CHECK_INT(lines(w, kelp, "USD"), 1);
        CHECK_STR(page(w, str_fmt(a, "/bills/%s", text(w, bill)).at), CONTAINS,
                  "replaced by a later delivery");
        CHECK_OK(load_text(w, "c", str_fmt(a, "%.*s%.*s", S_ARG(first), S_ARG(second))));
        CHECK_STR(w->deed.note, IS, "Loaded. Refused rows: 0. Replaced deliveries: 1.");
        CHECK_INT(billed(w, kelp, "USD"), 1075000000);
        CHECK_INT(lines(w, kelp, "USD"), 2);
        CHECK_OK(load_text(w, "d", second)); /* smaller: posted back */
        CHECK_INT(billed(w, kelp, "USD"), 25000000);
        CHECK_IS(load_text(w, "e", second), INVALID); /* the same file */
        /* back to an earlier one */
        CHECK_OK(load_text(w, "f", str_fmt(a, "%.*s%.*s", S_ARG(first), S_ARG(second))));
        CHECK_INT(billed(w, kelp, "USD"), 1075000000);
        CHECK_IS(load_text(w, "g", str_fmt(a, "%.*s%.*s", S_ARG(first), S_ARG(second))), INVALID);
        check_whole(w);
}

TEST(a_month_whose_begin_is_read_in_another_zone_is_not_counted_twice)
{
        World *w = world_of_examples(a);
        Id kelp = given_party(w, "organisation", "Kelp");
        Str rows = str_fmt(a, "1,1,1,1,2026-09-01T00:00:00,2026-10-01T00:00:00,2026-09-03T00:00:00,"
                              "2026-09-04T00:00:00,USD,Usage,Disk,Compute,Cirrus,s0,1,\n");

        CHECK_OK(map_sub(w, "s0", kelp));
        CHECK_OK(load_text(w, "a", row(a, "2", "USD", "s0", "")));
        CHECK_IS(load_zone(w, "b", rows, "8"), INVALID);
        CHECK_IS(load_zone(w, "b", rows, "-10"), INVALID);
        CHECK_INT(billed(w, kelp, "USD"), 200000000);
        CHECK_OK(load_zone(w, "b", rows, "0"));
        CHECK_INT(billed(w, kelp, "USD"), 100000000);
        check_whole(w);
}

TEST(what_the_unit_is_too_coarse_for_is_rounded_once_over_all_periods)
{
        World *w = world_of_examples(a);
        Id kelp = given_party(w, "organisation", "Kelp");
        Str one = row(a, "0.000000004", "USD", "s0", "");
        Str other = row(a, "0.000000004", "USD", "s1", "");

        CHECK_OK(map_sub(w, "s0", kelp));
        CHECK_OK(map_sub(w, "s1", kelp));
        CHECK_OK(load_text(w, "a", one));
        CHECK_INT(billed(w, kelp, "USD"), 0);
        CHECK_OK(load_text(w, "b", str_fmt(a, "%.*s%.*s", S_ARG(one), S_ARG(other))));
        CHECK_INT(billed(w, kelp, "USD"), 1); /* 0.8 of the smallest step */
        check_whole(w);
}

TEST(what_is_nobodys_is_kept_with_its_sum_and_posted_once_somebody_is_named)
{
        World *w = world_of_examples(a);
        Id kelp = given_party(w, "organisation", "Kelp"), map;
        Str rows = str_fmt(a, "%.*s%.*s%.*s%.*s", S_ARG(row(a, "2.5", "USD", "s0", "")),
                           S_ARG(row(a, "0.125", "USD", "s1", "")),
                           S_ARG(row(a, "9", "QQQ", "s0", "")),
                           S_ARG(row(a, "1e400", "USD", "s0", "")));
        const char *path;

        CHECK_OK(load_text(w, "a", rows));
        path = str_fmt(a, "/api/v1/bills/%s", text(w, w->deed.made)).at;
        CHECK_STR(page(w, path), CONTAINS,
                  "{\"state\":\"nobody\",\"currency\":\"USD\",\"billed\":\"2.625\",\"lines\":2}");
        CHECK_STR(page(w, path), CONTAINS,
                  "{\"state\":\"no-currency\",\"currency\":\"QQQ\",\"billed\":\"9\",\"lines\":1}");
        CHECK_STR(page(w, path), CONTAINS, "\"refused\":1");
        CHECK_STR(page(w, path + strlen("/api/v1")), CONTAINS, "Say whose it is");
        CHECK_OK(map_sub(w, "s0", kelp));
        map = w->deed.made;
        CHECK_STR(w->deed.note, CONTAINS, "1");
        CHECK_INT(billed(w, kelp, "USD"), 250000000);
        CHECK_STR(page(w, path), CONTAINS,
                  "{\"state\":\"posted\",\"currency\":\"USD\",\"billed\":\"2.5\",\"lines\":1}");
        CHECK_STR(page(w, path), CONTAINS,
                  "{\"state\":\"nobody\",\"currency\":\"USD\",\"billed\":\"0.125\",\"lines\":1}");
        CHECK_STR(page(w, "/bill-maps?hub=singapore"), CONTAINS, "Kelp");
        CHECK_IS(map_sub(w, "s0", kelp), CONFLICT);
        CHECK_OK(unmap(w, map));
        CHECK_INT(billed(w, kelp, "USD"), 0);
        CHECK_IS(unmap(w, map), INVALID);
        CHECK_STR(page(w, "/bill-maps?hub=singapore"), LACKS, "Kelp");
        check_whole(w);
}

TEST(a_tag_goes_before_a_sub_account_and_a_provider_before_any)
{
        World *w = world_of_examples(a);
        Id kelp = given_party(w, "organisation", "Kelp");
        Id fern = given_party(w, "organisation", "Fern");
        Id moss = given_party(w, "organisation", "Moss");
        Str rows = str_fmt(a, "%.*s%.*s", S_ARG(row(a, "1", "USD", "s0", "atlas")),
                           S_ARG(row(a, "2", "USD", "s0", "a=\\nb")));

        CHECK_OK(map_sub(w, "s0", kelp));
        CHECK_OK(load_text(w, "a", rows));
        CHECK_INT(billed(w, kelp, "USD"), 300000000);
        CHECK_OK(map_tag(w, "team=atlas", fern));
        /* the file was not read by that tag; so it may come again */
        CHECK_INT(billed(w, fern, "USD"), 0);
        CHECK_OK(load_text(w, "a", rows));
        CHECK_INT(billed(w, fern, "USD"), 100000000);
        CHECK_INT(billed(w, kelp, "USD"), 200000000);
        CHECK_IS(load_text(w, "a", rows), INVALID);
        CHECK_OK(act(w, "bill map", "hub", "singapore", "provider", "Cirrus", "sub_account", "s0",
                     "party", text(w, moss), NULL));
        CHECK_INT(billed(w, kelp, "USD"), 0);
        CHECK_INT(billed(w, moss, "USD"), 200000000);
        CHECK_OK(act(w, "bill map", "hub", "singapore", "provider", "Nimbus", "sub_account", "s0",
                     "party", text(w, kelp), NULL));
        CHECK_INT(billed(w, kelp, "USD"), 0);
        CHECK_IS(map_tag(w, "team", fern), INVALID);
        CHECK_IS(map_tag(w, "=x", fern), INVALID);
        CHECK_IS(act(w, "bill map", "hub", "singapore", "party", text(w, kelp), NULL), INVALID);
        CHECK_IS(act(w, "bill map", "hub", "singapore", "tag", "a=b", "sub_account", "s", "party",
                     text(w, kelp), NULL),
                 INVALID);
        for (int i = 1; i < BILL_TAG_KEYS_MAX; i++)
                CHECK_OK(map_tag(w, str_fmt(a, "key%d=v", i).at, fern));
        CHECK_IS(map_tag(w, "one-more=v", fern), INVALID);
        check_whole(w);
}

TEST(lines_go_on_with_the_party_that_another_was_merged_into)
{
        World *w = world_of_examples(a);
        Id from = given_party(w, "organisation", "Kelp");
        Id into = given_party(w, "organisation", "Fern");

        CHECK_OK(map_sub(w, "s0", from));
        CHECK_OK(load_text(w, "a", row(a, "2", "USD", "s0", "")));
        CHECK_OK(act(w, "party merge", "party", text(w, from), "into", text(w, into), NULL));
        CHECK_OK(act(w, "bill post", "hub", "singapore", NULL));
        CHECK_INT(lines(w, into, "USD"), 1); /* it is theirs already */
        CHECK_OK(load_text(w, "b", row(a, "3", "USD", "s0", "")));
        CHECK_INT(billed(w, into, "USD"), 300000000);
        CHECK_STR(page(w, "/bill-maps?hub=singapore"), CONTAINS, "Fern");
        check_whole(w);
}

TEST(what_was_posted_to_who_is_erased_stays_and_no_sub_account_tells_of_them)
{
        World *w = world_of_examples(a);
        Id kim = given_party(w, "person", "Kim"), bill;
        const char *path;

        CHECK_OK(map_sub(w, "kim-home", kim));
        CHECK_OK(map_tag(w, "team=kims", kim));
        CHECK_OK(load_text(w, "a",
                           str_fmt(a, "%.*s%.*s%.*s", S_ARG(row(a, "2", "USD", "kim-home", "")),
                                   S_ARG(row(a, "1", "USD", "kim-shop", "kims")),
                                   S_ARG(row(a, "4", "USD", "s1", "")))));
        bill = w->deed.made;
        path = str_fmt(a, "/api/v1/bills/%s?by=sub-account", text(w, bill)).at;
        CHECK_STR(page(w, path), CONTAINS, "kim-home");
        CHECK_STR(page(w, path), CONTAINS, "team=kims");
        CHECK_OK(act(w, "party erase", "party", text(w, kim), "why", "request", "name", "Kim",
                     NULL));
        CHECK_STR(page(w, path), LACKS, "kim-");
        CHECK_STR(page(w, path), LACKS, "kims");
        CHECK_STR(page(w, path), CONTAINS, "\"s1\"");
        CHECK_OK(act(w, "bill post", "hub", "singapore", NULL));
        CHECK_STR(w->deed.note, IS, "Sums posted anew: 0.");
        CHECK_STR(page(w, path), CONTAINS,
                  "{\"state\":\"posted\",\"currency\":\"USD\",\"billed\":\"3\",\"lines\":2}");
        check_whole(w);
}

TEST(nobody_posts_to_a_party_that_they_are_part_of)
{
        World *w = world_of_examples(a);
        Actor boss = w->actor, ada = person(w, "Ada", "ada@example.org");
        Id team = founded(w, &ada, "Kelp", "singapore"),
           other = given_party(w, "organisation", "F");
        Id map;

        ada = with_role(w, ada.id, ROLE_FINANCE, NULL);
        CHECK_OK(load_text(w, "a", row(a, "2", "USD", "s0", "")));
        w->actor = ada;
        CHECK_IS(map_sub(w, "s0", team), FORBIDDEN);
        w->actor = boss;
        CHECK_OK(map_sub(w, "s0", team));
        map = w->deed.made;
        CHECK_INT(billed(w, team, "USD"), 200000000);
        w->actor = ada;
        CHECK_IS(load_text(w, "b", row(a, "1", "USD", "s0", "")), FORBIDDEN);
        CHECK_IS(unmap(w, map), FORBIDDEN);
        CHECK_IS(map_cirrus(w, "s0", other), FORBIDDEN);
        w->actor = boss;
        CHECK_OK(act(w, "bill post", "hub", "singapore", NULL));
        CHECK_INT(billed(w, team, "USD"), 200000000);
        CHECK_OK(map_sub(w, "s1", team)); /* nothing was delivered of it */
        w->actor = ada;
        CHECK_IS(map_cirrus(w, "s1", other), FORBIDDEN);
        CHECK_OK(map_sub(w, "s2", other));
        w->actor = boss;
        CHECK_OK(map_cirrus(w, "s0", other));
        map = w->deed.made;
        CHECK_INT(billed(w, team, "USD"), 0);
        CHECK_INT(billed(w, other, "USD"), 200000000);
        w->actor = ada;
        CHECK_OK(unmap(w, map)); /* it is the team's from now on */
        CHECK_STR(w->deed.note, CONTAINS, "Still to be posted: 1");
        CHECK_INT(billed(w, other, "USD"), 200000000);
        w->actor = boss;
        CHECK_OK(act(w, "bill post", "hub", "singapore", NULL));
        CHECK_INT(billed(w, other, "USD"), 0);
        CHECK_INT(billed(w, team, "USD"), 200000000);
        check_whole(w);
}

TEST(nobody_maps_by_a_tag_what_is_their_partys_by_its_sub_account)
{
        World *w = world_of_examples(a);
        Actor boss = w->actor, ada = person(w, "Ada", "ada@example.org");
        Id team = founded(w, &ada, "Kelp", "singapore"),
           other = given_party(w, "organisation", "F");

        ada = with_role(w, ada.id, ROLE_FINANCE, NULL);
        CHECK_OK(map_tag(w, "team=moss", other)); /* so the tag is read */
        CHECK_OK(map_sub(w, "s0", team));
        CHECK_OK(load_text(w, "a", row(a, "2", "USD", "s0", "atlas")));
        w->actor = ada;
        CHECK_IS(map_tag(w, "team=atlas", other), FORBIDDEN);
        CHECK_OK(map_tag(w, "team=fern", other)); /* nothing of the team's has it */
        w->actor = boss;
        CHECK_OK(map_tag(w, "team=atlas", other));
        CHECK_INT(billed(w, team, "USD"), 0);
        check_whole(w);
}

TEST(the_sample_bill_is_the_same_sum_by_whom_its_lines_speak_of)
{
        Str path = check_shared(a, "focus-billing/focus_sample-1000.csv"), shown;
        World *w = world_of_examples(a);
        Id kelp = given_party(w, "organisation", "Kelp");

        CHECK_OK(map_tag(w, "application=BrightLensMatrix", kelp));
        CHECK_OK(map_sub(w, "51738928782", kelp));
        CHECK_OK(act(w, "bill load", "hub", "singapore", "file", path.at, NULL));
        shown = page(w, str_fmt(a, "/api/v1/bills/%s", text(w, w->deed.made)).at);
        {
                size_t n = 0;
                BillShareRowList rows;
                Exact sum = {0}, one;

                CHECK_OK(bill_shares(w->db, a, w->deed.made, &rows));
                for (size_t i = 0; i < rows.n; i++) {
                        CHECK(exact_read(rows.at[i].billed, &one) == EXACT_OK);
                        CHECK(exact_add(sum, one, &sum) == EXACT_OK);
                        n += rows.at[i].account != 0;
                }
                CHECK(n > 0 && n < rows.n);
                CHECK_STR(exact_text(a, sum), IS, "20.52022672899");
        }
        CHECK_STR(shown, CONTAINS, "\"posted\"");
        CHECK(billed(w, kelp, "USD") != 0);
        check_whole(w);
}

/* --- any order */

enum { SUBS = 3, TEAMS = 3, PARTIES = 3, MONTHS = 2, LINES_MAX = 12, ROUNDS = 40 };

typedef struct {
        int sub, team, currency; /* team 0: no tag */
        int64_t pico;
} Line;

typedef struct {
        World *w;
        uint64_t seed;
        Id party[PARTIES], bill[MONTHS];
        int of_sub[SUBS], of_team[TEAMS]; /* whose; -1: nobody's */
        Id map_of_sub[SUBS], map_of_team[TEAMS];
        Line line[MONTHS][LINES_MAX];
        int lines[MONTHS];
        bool knows_team[MONTHS];
        int files;
} Random;

static uint64_t roll(Random *r, uint64_t below)
{
        r->seed = r->seed * 6364136223846793005u + 1442695040888963407u;
        return (r->seed >> 33) % below;
}

static const char *const currencies[] = {"USD", "SGD"};

static bool names_team(const Random *r)
{
        for (int i = 0; i < TEAMS; i++)
                if (r->of_team[i] >= 0)
                        return true;
        return false;
}

static void deliver(Random *r)
{
        Arena *a = r->w->a;
        int month = (int)roll(r, MONTHS), n = 1 + (int)roll(r, LINES_MAX);
        Text t = text_begin(a, 64 * 1024);

        for (int i = 0; i < n; i++) {
                Line *l = &r->line[month][i];
                Str cost;

                *l = (Line){(int)roll(r, SUBS), (int)roll(r, TEAMS + 1), (int)roll(r, 2),
                            (int64_t)roll(r, 4000000000) * 1001 - 900000000000};
                cost = exact_text(a, exact_from_scale(l->pico, 12));
                text_fmt(&t,
                         "%.*s,%.*s,0,0,2026-0%d-01T00:00:00Z,2026-0%d-01T00:00:00Z,"
                         "2026-0%d-%02dT00:00:00Z,2026-0%d-%02dT00:00:00Z,%s,Usage,S%d,Compute,"
                         "Cirrus,s%d,1,",
                         S_ARG(cost), S_ARG(cost), 7 + month, 8 + month, 7 + month, 1 + i % 5,
                         7 + month, 2 + i % 5, currencies[l->currency], i % 2, l->sub);
                if (l->team)
                        text_fmt(&t, "\"{\"\"team\"\":\"\"t%d\"\"}\"", l->team - 1);
                text_char(&t, '\n');
        }
        r->lines[month] = n;
        r->knows_team[month] = names_team(r);
        CHECK_OK(load_text(r->w, str_fmt(a, "r%d", r->files++).at, text_str(&t)));
        r->bill[month] = r->w->deed.made;
}

static void name_somebody(Random *r)
{
        bool is_team = roll(r, 2);
        int i = (int)roll(r, is_team ? TEAMS : SUBS),
            *of = is_team ? &r->of_team[i] : &r->of_sub[i];
        Id *map = is_team ? &r->map_of_team[i] : &r->map_of_sub[i];

        if (*of >= 0) {
                CHECK_OK(unmap(r->w, *map));
                *of = -1;
                return;
        }
        *of = (int)roll(r, PARTIES);
        CHECK_OK(is_team ? map_tag(r->w, str_fmt(r->w->a, "team=t%d", i).at, r->party[*of])
                         : map_sub(r->w, str_fmt(r->w->a, "s%d", i).at, r->party[*of]));
        *map = r->w->deed.made;
}

static int whose(const Random *r, int month, const Line *l)
{
        if (l->team && r->knows_team[month] && r->of_team[l->team - 1] >= 0)
                return r->of_team[l->team - 1];
        return r->of_sub[l->sub];
}

/* The ledger has each party's sum over the newest deliveries, rounded once. */
static void check_parties(Random *r, int party, int currency)
{
        Exact sum = {0}, rest;
        int64_t wanted;

        for (int m = 0; m < MONTHS; m++)
                for (int i = 0; i < r->lines[m]; i++) {
                        const Line *l = &r->line[m][i];

                        if (l->currency == currency && whose(r, m, l) == party)
                                CHECK(exact_add(sum, exact_from_scale(l->pico, 12), &sum) ==
                                      EXACT_OK);
                }
        CHECK(exact_to_scale(sum, 8, &wanted, &rest) == EXACT_OK);
        CHECK_INT(billed(r->w, r->party[party], currencies[currency]), wanted);
}

/* What is somebody's and what is nobody's is the bill's total to the last digit. */
static void check_total(const Random *r, int month, int currency)
{
        BillShareRowList rows;
        Exact sum = {0}, total = {0}, one;

        CHECK_OK(bill_shares(r->w->db, r->w->a, r->bill[month], &rows));
        for (size_t i = 0; i < rows.n; i++)
                if (str_is(rows.at[i].currency, currencies[currency])) {
                        CHECK(exact_read(rows.at[i].billed, &one) == EXACT_OK);
                        CHECK(exact_add(sum, one, &sum) == EXACT_OK);
                }
        for (int i = 0; i < r->lines[month]; i++)
                if (r->line[month][i].currency == currency)
                        CHECK(exact_add(total, exact_from_scale(r->line[month][i].pico, 12),
                                        &total) == EXACT_OK);
        CHECK(exact_compare(sum, total) == 0);
}

TEST(after_any_deliveries_and_mappings_the_ledger_has_the_newest_snapshots_rounded_once)
{
        World *w = world_of_examples(a);
        Random *r = arena_new(a, Random, 1);

        *r = (Random){.w = w, .seed = 20261122};
        for (int i = 0; i < PARTIES; i++)
                r->party[i] = given_party(w, "organisation", str_fmt(a, "Party %d", i).at);
        memset(r->of_sub, -1, sizeof r->of_sub);
        memset(r->of_team, -1, sizeof r->of_team);
        for (int round = 0; round < ROUNDS; round++) {
                if (roll(r, 2))
                        deliver(r);
                else
                        name_somebody(r);
                for (int c = 0; c < 2; c++) {
                        for (int p = 0; p < PARTIES; p++)
                                check_parties(r, p, c);
                        for (int m = 0; m < MONTHS; m++)
                                if (r->bill[m])
                                        check_total(r, m, c);
                }
        }
        check_whole(w);
}

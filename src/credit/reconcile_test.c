/* credit: what was used beside what was billed: each pair has one state, sums of states are the
 * sums of both sides, and what was closed is open again when a side changes. */
#include "credit/reconcile.h"

#include "tests/world.h"

#include <stdio.h>
#include <string.h>

#define HEADER                                                                                  \
        "BilledCost,EffectiveCost,ListCost,ContractedCost,BillingPeriodStart,BillingPeriodEnd," \
        "ChargePeriodStart,ChargePeriodEnd,BillingCurrency,ChargeCategory,ServiceName,"         \
        "ServiceCategory,ProviderName,SubAccountId,PricingQuantity\n"
#define PAGE "/api/v1/reconciliation?hub=singapore&month=2026-09"

static Str row(Arena *a, const char *cost, const char *service, int day)
{
        return str_fmt(a,
                       "%s,%s,0,0,2026-09-01T00:00:00Z,2026-10-01T00:00:00Z,"
                       "2026-09-%02dT00:00:00Z,2026-09-%02dT00:00:00Z,USD,Usage,%s,Compute,"
                       "Cirrus,s0,1\n",
                       cost, cost, day, day + 1, service);
}

static void deliver(World *w, const char *name, Str rows)
{
        Str path = str_fmt(w->a, "%.*s/imports/%s.csv", S_ARG(w->folder), name);
        FILE *f = fopen(path.at, "wb");

        CHECK(f && fputs(HEADER, f) >= 0 && fputs(str_z(w->a, rows), f) >= 0 && fclose(f) == 0);
        CHECK_OK(act(w, "bill load", "hub", "singapore", "file", path.at, NULL));
}

static void use(World *w, const char *id, const char *amount, const char *service, int day)
{
        Str body = str_fmt(w->a,
                           "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/gateway\","
                           "\"type\":\"usage.reported\",\"subject\":\"kelp\",\"time\":"
                           "\"2026-09-%02dT05:06:07Z\",\"data\":{\"meter\":\"%s\",\"quantity\":"
                           "\"%s\"}}",
                           id, day, service, amount);

        CHECK_STR(request(w, HTTP_POST, "/api/v1/usage?hub=singapore",
                          "application/cloudevents+json", body.at, true),
                  CONTAINS, "\"taken\":1");
}

/* Kelp uses, and sub-account s0 is Kelp's. */
static Id kelp(World *w)
{
        Id party = given_party(w, "organisation", "Kelp");

        CHECK_OK(act(w, "usage link", "hub", "singapore", "source", "/gateway", "subject", "kelp",
                     "party", id_text(w->a, party).at, "unit", "USD", NULL));
        CHECK_OK(act(w, "bill map", "hub", "singapore", "sub_account", "s0", "party",
                     id_text(w->a, party).at, NULL));
        return party;
}

static Str total(Arena *a, const char *state, int rows, const char *used, const char *billed)
{
        return str_fmt(a,
                       "{\"state\":\"%s\",\"currency\":\"USD\",\"rows\":%d,\"used\":\"%s\","
                       "\"billed\":\"%s\"}",
                       state, rows, used, billed);
}

TEST(each_pair_of_use_and_bill_has_a_state_and_the_states_sum_to_both_sides)
{
        World *w = world_of_examples(a);
        Str rows = str_fmt(a, "%.*s%.*s%.*s%.*s%.*s", S_ARG(row(a, "1.000000001", "disk", 3)),
                           S_ARG(row(a, "1.5", "disk", 4)), S_ARG(row(a, "0.5", "disk", 4)),
                           S_ARG(row(a, "3.25", "disk", 5)), S_ARG(row(a, "4", "net", 3)));
        Str shown;

        kelp(w);
        use(w, "1", "1", "disk", 3);    /* matched: the unit has eight decimals */
        use(w, "2", "1", "disk", 4);    /* doubled */
        use(w, "3", "3.5", "disk", 5);  /* different */
        use(w, "4", "0.75", "disk", 6); /* missing in the bill */
        deliver(w, "a", rows);
        shown = page(w, PAGE);
        CHECK_STR(shown, CONTAINS, total(a, "matched", 1, "1", "1.000000001").at);
        CHECK_STR(shown, CONTAINS, total(a, "doubled", 1, "1", "2").at);
        CHECK_STR(shown, CONTAINS, total(a, "different", 1, "3.5", "3.25").at);
        CHECK_STR(shown, CONTAINS, total(a, "missing-in-bill", 1, "0.75", "0").at);
        CHECK_STR(shown, CONTAINS, total(a, "missing-here", 1, "0", "4").at);
        CHECK_STR(page(w, PAGE "&tolerance=0.25"), CONTAINS,
                  total(a, "matched", 2, "4.5", "4.250000001").at);
        CHECK_STR(page(w, PAGE "&state=doubled"), LACKS, "\"state\":\"different\",\"reason\"");
        CHECK_STR(page(w, PAGE "&state=doubled"), CONTAINS, "\"state\":\"doubled\",\"reason\"");
        page(w, PAGE "&state=odd");
        CHECK_INT(w->status, 422);
        page(w, PAGE "&tolerance=-1");
        CHECK_INT(w->status, 422);
        page(w, "/api/v1/reconciliation?hub=singapore&month=2026-13");
        CHECK_INT(w->status, 422);
        CHECK_STR(page(w, "/api/v1/reconciliation?hub=singapore&month=2026-08"), CONTAINS,
                  "\"rows\":[]");
        CHECK_STR(page(w, "/reconciliation?hub=singapore&month=2026-09"), CONTAINS,
                  "missing in the bill");
}

static Status close_it(World *w, Id party, const char *service, const char *used,
                       const char *billed)
{
        return act(w, "reconciliation close", "hub", "singapore", "party", id_text(w->a, party).at,
                   "day", "2026-09-05", "service", service, "currency", "USD", "used", used,
                   "billed", billed, "reason", "disputed", "words", "The meter stood still.", NULL);
}

TEST(what_was_closed_is_open_again_as_soon_as_a_side_is_another)
{
        World *w = world_of_examples(a);
        Id party = kelp(w);
        Str first = row(a, "3.25", "disk", 5), leaf;

        use(w, "1", "3.5", "disk", 5);
        deliver(w, "a", first);
        CHECK_STR(page(w, PAGE), LACKS, "disputed");
        CHECK_STR(page(w, "/reconciliation?hub=singapore&month=2026-09"), CONTAINS,
                  "used=3.5&amp;billed=3.25\"");
        CHECK_IS(close_it(w, party, "disk", "3.4", "3.25"), CONFLICT);
        CHECK_IS(close_it(w, party, "disk", "3.5", "x"), CONFLICT);
        CHECK_OK(close_it(w, party, "disk", "3.5", "3.25"));
        CHECK_OK(record_leaf(w->db, a, w->deed.position, &leaf));
        CHECK_STR(leaf, LACKS, "0.25");
        CHECK_STR(leaf, LACKS, id_text(a, party).at);
        CHECK_STR(leaf, CONTAINS, "2026-09-05");
        CHECK_STR(leaf, LACKS, "stood still");
        CHECK_STR(page(w, PAGE), CONTAINS, "\"reason\":\"disputed\"");
        CHECK_STR(page(w, PAGE), CONTAINS, "The meter stood still.");
        use(w, "2", "1", "disk", 4); /* elsewhere */
        CHECK_STR(page(w, PAGE), CONTAINS, "disputed");
        use(w, "3", "0.125", "disk", 5);
        CHECK_STR(page(w, PAGE), LACKS, "disputed");
        CHECK_IS(close_it(w, party, "disk", "3.5", "3.25"), CONFLICT);
        CHECK_OK(close_it(w, party, "disk", "3.625", "3.25"));
        CHECK_STR(page(w, PAGE), CONTAINS, "disputed");
        deliver(w, "b", row(a, "3.625", "disk", 5));
        CHECK_STR(page(w, PAGE), LACKS, "disputed");
        CHECK_IS(close_it(w, party, "disk", "3.625", "3.25"), INVALID); /* the same now */
        CHECK_IS(close_it(w, party, "net", "0", "0"), INVALID);         /* nothing there */
}

TEST(what_is_nobodys_is_missing_here_and_summed_all_the_same)
{
        World *w = world_of_examples(a);

        deliver(w, "a",
                str_fmt(a, "%.*s%.*s", S_ARG(row(a, "2", "disk", 5)),
                        S_ARG(row(a, "-0.5", "net", 5))));
        CHECK_STR(page(w, PAGE), CONTAINS, total(a, "missing-here", 2, "0", "1.5").at);
        CHECK_OK(act(w, "reconciliation close", "hub", "singapore", "day", "2026-09-05", "service",
                     "net", "currency", "USD", "used", "0", "billed", "-0.5", "reason", "accepted",
                     NULL));
        CHECK_STR(page(w, PAGE), CONTAINS, "\"reason\":\"accepted\"");
}

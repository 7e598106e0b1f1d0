/* credit: bills in FOCUS through the door: exact sums, findings, the entry. */
#include "base/time.h"
#include "credit/bill.h"
#include "credit/staff_probe.h"

#include <stdio.h>
#include <string.h>

static const char header[] =
        "BilledCost,EffectiveCost,ListCost,ContractedCost,BillingPeriodStart,BillingPeriodEnd,"
        "ChargePeriodStart,ChargePeriodEnd,BillingCurrency,ChargeCategory,ServiceName,"
        "ServiceCategory,ProviderName,SubAccountId,PricingQuantity\n";

static Str file_of(World *w, const char *name, const char *text)
{
        Str path = str_fmt(w->a, "%.*s/imports/%s", S_ARG(w->folder), name);
        FILE *f = fopen(path.at, "wb");

        CHECK(f && fputs(text, f) >= 0 && fclose(f) == 0);
        return path;
}

static Str row(Arena *a, const char *cost, const char *service, const char *currency)
{
        return str_fmt(a,
                       "%s,%s,%s,%s,2026-09-01T00:00:00Z,2026-10-01T00:00:00Z,"
                       "2026-09-03T00:00:00Z,2026-09-04T00:00:00Z,%s,Usage,%s,Compute,Cirrus,"
                       "team-7,1\n",
                       cost, cost, cost, cost, currency, service);
}

static Status load(World *w, Str path, const char *strict)
{
        return act(w, "bill load", "hub", "singapore", "file", path.at, "strict", strict, NULL);
}

static Str shown(World *w, const char *query)
{
        return page(w,
                    str_fmt(w->a, "/bills/%.*s%s", S_ARG(id_text(w->a, w->deed.made)), query).at);
}

TEST(a_bill_is_added_up_to_the_last_digit_and_its_totals_are_in_the_record)
{
        World *w = world_of_examples(a);
        Str text = str_fmt(a, "%s%.*s%.*s%.*s%.*s", header,
                           S_ARG(row(a, "0.00000000001", "Disk", "USD")),
                           S_ARG(row(a, "19.99", "Disk", "USD")),
                           S_ARG(row(a, "-2.613700000000000001", "Net", "USD")),
                           S_ARG(row(a, "7", "Net", "SGD")));
        Str path = file_of(w, "bill.csv", text.at), leaf;

        CHECK_OK(load(w, path, ""));
        CHECK_STR(shown(w, ""), CONTAINS, "17.376300000009999999");
        CHECK_STR(shown(w, ""), CONTAINS, "19.99000000001");
        CHECK_STR(shown(w, "?by=sub-account"), CONTAINS, "team-7");
        CHECK_STR(shown(w, "?by=day"), CONTAINS, "2026-09-03");
        CHECK_STR(shown(w, "?by=colour"), LACKS, "team-7");
        CHECK_INT(w->status, 422);
        CHECK_OK(record_leaf(w->db, a, w->deed.position, &leaf));
        CHECK_STR(leaf, CONTAINS, "7 SGD; 17.376300000009999999 USD");
        CHECK_IS(load(w, path, ""), INVALID); /* twice */
}

TEST(one_bad_row_is_told_and_refuses_the_bill_only_when_that_is_asked_for)
{
        World *w = world_of_examples(a);
        Str text = str_fmt(a, "%s%.*s%.*s", header, S_ARG(row(a, "1e400", "Disk", "USD")),
                           S_ARG(row(a, "2.5", "Disk", "USD")));
        Str path = file_of(w, "bad.csv", text.at);

        CHECK_IS(load(w, path, "yes"), INVALID);
        CHECK_OK(load(w, path, ""));
        CHECK_STR(w->deed.note, IS, "Loaded. Refused rows: 1. Replaced deliveries: 0.");
        CHECK_STR(shown(w, ""), CONTAINS, "number-form");
        CHECK_STR(shown(w, ""), CONTAINS, "BilledCost");
        CHECK_STR(shown(w, ""), CONTAINS, "2.5");
        CHECK_IS(load(w, file_of(w, "none.csv", "a,b\n1,2\n"), ""), INVALID);
        CHECK_IS(load(w, file_of(w, "empty.csv", ""), ""), INVALID);
        CHECK_IS(load(w, S("/nowhere/at/all"), ""), INVALID);
}

TEST(the_sample_bill_stands_to_the_last_digit_on_the_page_and_in_the_record)
{
        Str path = check_shared(a, "focus-billing/focus_sample-1000.csv"), leaf;
        World *w = world_of_examples(a);

        CHECK_OK(load(w, path, ""));
        CHECK_STR(shown(w, ""), CONTAINS, "20.52022672899");
        CHECK_STR(shown(w, ""), CONTAINS, "14.97651418586");
        CHECK_STR(shown(w, ""), CONTAINS, "20.39090575119");
        CHECK_STR(shown(w, "?by=provider"), CONTAINS, "18.0066386184");
        CHECK_STR(shown(w, "?by=provider"), CONTAINS, "1.97651418586");
        CHECK_STR(shown(w, "?by=provider"), CONTAINS, "0.53707392473");
        CHECK_STR(shown(w, "?by=category"), CONTAINS, "-2.6137");
        CHECK_OK(record_leaf(w->db, a, w->deed.position, &leaf));
        CHECK_STR(leaf, CONTAINS, "20.52022672899 USD");
}

TEST(a_bill_is_seen_where_one_has_a_say_and_nowhere_else)
{
        World *w = world_of_examples(a);
        Str text = str_fmt(a, "%s%.*s", header, S_ARG(row(a, "2.5", "Disk", "USD")));
        Actor boss = w->actor;
        Id bill;

        CHECK_OK(load(w, file_of(w, "mine.csv", text.at), ""));
        bill = w->deed.made;
        w->actor = somebody(w, ROLE_FINANCE, "singapore");
        CHECK_STR(shown(w, ""), CONTAINS, "2.5");
        CHECK_STR(page(w, "/bills"), CONTAINS, id_text(a, bill).at);
        w->actor = somebody(w, ROLE_FINANCE, "bangkok");
        CHECK_STR(shown(w, ""), LACKS, "2.5");
        CHECK_INT(w->status, 404);
        CHECK_STR(page(w, "/bills"), LACKS, id_text(a, bill).at);
        CHECK_IS(load(w, file_of(w, "theirs.csv", text.at), ""), FORBIDDEN);
        w->actor = boss;
}

/* Lines of so many services on each of so many days. */
static Str wide_file(World *w, const char *name, int services, int days)
{
        Str path = str_fmt(w->a, "%.*s/imports/%s", S_ARG(w->folder), name);
        FILE *f = fopen(path.at, "wb");

        CHECK(f && fputs(header, f) >= 0);
        for (int s = 0; s < services; s++)
                for (int i = 0; i < days; i++) {
                        Str day = time_date(w->a, (20000 + i) * DAY_US);

                        CHECK(fprintf(f,
                                      "1,1,1,1,2026-09-01T00:00:00Z,2026-10-01T00:00:00Z,"
                                      "%.*sT00:00:00Z,2099-01-01T00:00:00Z,USD,Usage,s%04d,"
                                      "Compute,Cirrus,t,1\n",
                                      S_ARG(day), s) > 0);
                }
        CHECK(fclose(f) == 0);
        return path;
}

TEST(a_bill_of_almost_as_many_groups_as_there_may_be_is_loaded)
{
        World *w = world_of_examples(a);

        CHECK_OK(load(w, wide_file(w, "wide.csv", 140, 1400), ""));
        CHECK_STR(shown(w, "?by=sub-account"), CONTAINS, "196000");
}

TEST(sums_of_a_bill_go_on_behind_the_first_page)
{
        World *w = world_of_examples(a);
        const char *json;

        CHECK_OK(load(w, wide_file(w, "pages.csv", 120, 1), ""));
        CHECK_STR(shown(w, ""), CONTAINS, "s0049");
        CHECK_STR(shown(w, ""), LACKS, "s0050");
        CHECK_STR(shown(w, ""), CONTAINS, "sums_after=50");
        CHECK_STR(shown(w, "?by=service&sums_after=50"), CONTAINS, "s0099");
        CHECK_STR(shown(w, "?by=service&sums_after=100"), CONTAINS, "s0119");
        CHECK_STR(shown(w, "?by=service&sums_after=100"), LACKS, "rel=\"next\"");
        CHECK_STR(shown(w, "?after=1"), CONTAINS, "s0001");
        CHECK_INT(w->status, 200);
        json = str_fmt(a, "/api/v1/bills/%.*s?by=service&sums_after=50",
                       S_ARG(id_text(a, w->deed.made)))
                       .at;
        CHECK_STR(page(w, json), CONTAINS, "\"sums_next\":100");
        CHECK_STR(page(w, json), CONTAINS, "\"s0050\"");
}

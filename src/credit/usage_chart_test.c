/* The chart of what a party used, as the table that it is drawn from. */
#include "base/time.h"
#include "tests/world.h"

static const char *text(World *w, Id id)
{
        return id_text(w->a, id).at;
}

static void add_event(World *w, Text *t, int id, const char *meter, int quantity, int days_ago)
{
        Str at = time_iso(w->a, time_now_us() - days_ago * DAY_US);

        text_fmt(t,
                 "%s{\"specversion\":\"1.0\",\"id\":\"%d\",\"source\":\"/gateway\",\"type\":\"u\","
                 "\"subject\":\"kelp\",\"time\":\"%.*s\",\"data\":{\"meter\":\"%s\","
                 "\"quantity\":\"%d\"}}",
                 t->len > 1 ? "," : "", id, S_ARG(at), meter, quantity);
}

TEST(a_party_sees_its_usage_as_columns_of_the_largest_services)
{
        World *w = world_of_examples(a);
        Id party = given_party(w, "organisation", "Kelp");
        const char *path = str_fmt(a, "/parties/%s/ledger", text(w, party)).at;
        Text t = text_begin(a, 64 * 1024);
        Str shown;

        CHECK_OK(act(w, "usage link", "hub", "singapore", "source", "/gateway", "subject", "kelp",
                     "party", text(w, party), "unit", "token", NULL));
        CHECK_STR(page(w, path), LACKS, "data-chart");
        text_char(&t, '[');
        for (int i = 0; i < 7; i++)
                add_event(w, &t, i, str_fmt(a, "meter-%d", i).at, 1000 + i, 3);
        add_event(w, &t, 8, "meter-6", 77000, 0);
        text_char(&t, ']');
        CHECK_STR(request(w, HTTP_POST, "/api/v1/usage?hub=singapore",
                          "application/cloudevents-batch+json", str_z(a, text_str(&t)), true),
                  CONTAINS, "\"taken\":8");
        shown = page(w, path);
        CHECK_STR(shown, CONTAINS, "<figure data-chart=\"stack\">");
        CHECK_STR(shown, CONTAINS, "<th scope=\"col\" class=\"number\">meter-6</th>");
        CHECK_STR(shown, CONTAINS, "<th scope=\"col\" class=\"number\">meter-2</th>");
        CHECK_STR(shown, LACKS, "<th scope=\"col\" class=\"number\">meter-1</th>");
        CHECK_STR(shown, CONTAINS, "data-value=\"77000\"");
        CHECK_STR(shown, CONTAINS, "data-value=\"2001\""); /* meter-0 and meter-1, on one day */
        CHECK_STR(shown, CONTAINS, "/focus.csv\"");
}

TEST(a_fund_shows_its_months_as_a_chart)
{
        World *w = world_of_examples(a);
        Str fund;

        CHECK_OK(act(w, "fund open", "hub", "singapore", "title", "Seed", "unit", "USD", "from",
                     "2020-01-01", "until", "2036-12-31", NULL));
        fund = id_text(a, w->deed.made);
        CHECK_OK(act(w, "fund allot", "fund", str_z(a, fund), "amount", "1000000.5", NULL));
        fund = page(w, str_fmt(a, "/funds/%.*s", S_ARG(fund)).at);
        CHECK_STR(fund, CONTAINS, "data-goal=\"1000000.50\"");
        CHECK_STR(fund, CONTAINS, "data-value=\"1000000.50\"");
}

/* What a party used goes out as FOCUS, and our own reader finds nothing wrong and the same sums. */
#include "base/time.h"
#include "credit/focus.h"
#include "credit/unit.h"
#include "credit/usage.h"
#include "hub/hub.h"
#include "tests/world.h"

#include <unistd.h>

static const char *text(World *w, Id id)
{
        return id_text(w->a, id).at;
}

static void link_to(World *w, Id party, const char *subject, const char *unit, const char *prices)
{
        CHECK_OK(act(w, "usage link", "hub", "singapore", "source", "/gateway", "subject", subject,
                     "party", text(w, party), "unit", unit, "prices", prices, NULL));
}

static void send(World *w, int id, const char *subject, const char *time, const char *meter,
                 const char *quantity)
{
        Str event = str_fmt(w->a,
                            "{\"specversion\":\"1.0\",\"id\":\"%d\",\"source\":\"/gateway\","
                            "\"type\":\"u\",\"subject\":\"%s\",\"time\":\"%s\",\"data\":{"
                            "\"meter\":\"%s\",\"quantity\":\"%s\"}}",
                            id, subject, time, meter, quantity);

        CHECK_STR(request(w, HTTP_POST, "/api/v1/usage?hub=singapore",
                          "application/cloudevents+json", event.at, true),
                  CONTAINS, "\"taken\":1");
}

typedef struct {
        Exact usd, virtual; /* virtual: what is charged in units of our own */
        int64_t rows, money;
        Str units; /* of all rows, in their order */
        Arena *a;
} Sums;

static Status add_line(void *ctx, const FocusLine *line)
{
        Sums *s = ctx;

        s->rows++;
        if (str_is(line->text[FOCUS_PRICING_CURRENCY], "USD")) {
                s->money++;
                CHECK(exact_add(s->usd, line->number[FOCUS_BILLED_COST], &s->usd) == EXACT_OK);
        } else {
                CHECK(exact_is_zero(line->number[FOCUS_BILLED_COST]));
                CHECK(exact_add(s->virtual, line->number[FOCUS_PRICING_CURRENCY_EFFECTIVE_COST],
                                &s->virtual) == EXACT_OK);
        }
        s->units =
                str_fmt(s->a, "%.*s %.*s", S_ARG(s->units), S_ARG(line->text[FOCUS_PRICING_UNIT]));
        CHECK(focus_category(line) == FOCUS_CATEGORY_USAGE);
        CHECK_INT(focus_time_us(line, FOCUS_CHARGE_PERIOD_END) -
                          focus_time_us(line, FOCUS_CHARGE_PERIOD_START),
                  DAY_US);
        return OK;
}

static bool is_currency(Str code)
{
        Unit unit;

        return currency_find(code, &unit);
}

/* The file of a month, read by our own reader without one finding. */
static Sums read_back(World *w, Id party, const char *month)
{
        Sums sums = {.a = w->a};
        FocusOptions o = {.is_strict = true, .is_currency = is_currency};
        FocusReport *report = arena_new(w->a, FocusReport, 1);
        Source *source = NULL;

        request(w, HTTP_GET,
                str_fmt(w->a, "/usage/%s/focus.csv?month=%s", text(w, party), month).at, NULL, NULL,
                true);
        CHECK_INT(w->status, 200);
        CHECK_OK(source_open(w->reply.file_fd, 0, &source));
        CHECK_OK(focus_read(w->a, source, &o, add_line, &sums, report));
        for (size_t i = 0; i < report->n; i++)
                print_error("%.*s\n", S_ARG(report->finding[i].words));
        CHECK_INT((int64_t)report->n, 0);
        CHECK_INT(report->version, 12);
        CHECK_INT((int64_t)report->unknown_n, 0);
        source_close(source);
        close(w->reply.file_fd);
        return sums;
}

/* What was rated in all, by the sums that are kept. */
static Exact kept(World *w, Id party, const char *unit)
{
        LedgerAccountLineList accounts;
        Exact sum = {0};

        CHECK_OK(ledger_accounts_of(w->db, w->a, party, 0, &accounts));
        for (size_t i = 0; i < accounts.n; i++) {
                UsageDayLineList days;

                if (!str_is(accounts.at[i].kind, USAGE_OWED) || !str_is(accounts.at[i].unit, unit))
                        continue;
                CHECK_OK(usage_days_of(w->db, w->a, accounts.at[i].id, 0, &days));
                for (size_t k = 0; k < days.n; k++) {
                        Exact one = {0};

                        CHECK(exact_read(days.at[k].amount, &one) == EXACT_OK);
                        CHECK(exact_add(sum, one, &sum) == EXACT_OK);
                }
        }
        return sum;
}

TEST(what_a_party_used_is_a_bill_in_focus_with_the_same_sums)
{
        World *w = world_of_examples(a);
        Id party = given_party(w, "organisation", "Kelp, Inc.");
        Sums march, april;
        Exact both = {0};

        CHECK_OK(act(w, "price load", "definition",
                     check_file(a, S("examples/prices/model-tokens.yaml")).at, NULL));
        link_to(w, party, "kelp", "USD", "model-tokens");
        link_to(w, party, "fern", "token", NULL);
        send(w, 1, "kelp", "2026-03-31T23:59:59Z", "tokens-in", "1234567.1");
        send(w, 2, "kelp", "2026-04-01T00:00:00Z", "tokens-in", "7654321");
        send(w, 3, "kelp", "2026-03-01T00:00:00Z", "tokens-out", "99999999.9");
        send(w, 4, "fern", "2026-03-02T00:00:00Z", "strange-meter", "12");
        march = read_back(w, party, "2026-03");
        april = read_back(w, party, "2026-04");
        CHECK_INT(march.rows, 3);
        CHECK_INT(march.money, 2);
        CHECK_INT(april.rows, 1);
        CHECK_STR(april.units, IS, " token");
        CHECK(exact_add(march.usd, april.usd, &both) == EXACT_OK);
        CHECK(!exact_is_zero(both));
        CHECK(exact_compare(both, kept(w, party, "USD")) == 0);
        CHECK_STR(exact_text(a, march.virtual), IS, "12");
        CHECK_INT(read_back(w, party, "2026-05").rows, 0);
        request(w, HTTP_GET, str_fmt(a, "/usage/%s/focus.csv?month=March", text(w, party)).at, NULL,
                NULL, true);
        CHECK_INT(w->status, 422);
}

static void load_version(World *w, int version, const char *from, const char *unit)
{
        Str text = str_fmt(w->a,
                           "prices: p\nversion: %d\ntitle: T\ncharged_in: USD\ntime_zone: UTC\n"
                           "valid_from: %s\nrates:\n"
                           "  - {rate: r, meter: m, unit: %s, price: \"1\"}\n",
                           version, from, unit);

        CHECK_OK(act(w, "price load", "definition", text.at, NULL));
}

TEST(a_row_has_the_unit_of_the_price_list_of_its_day)
{
        World *w = world_of_examples(a);
        Id party = given_party(w, "organisation", "Kelp");
        const char *days[] = {"10", "11", "14", "15", "16"};

        load_version(w, 1, "2026-03-01", "one");
        load_version(w, 2, "2026-04-15", "two");
        load_version(w, 3, "2026-09-01", "three");
        link_to(w, party, "kelp", "USD", "p");
        for (int i = 0; i < 5; i++)
                send(w, 10 + i, "kelp", str_fmt(a, "2026-04-%sT12:00:00Z", days[i]).at, "m", "1");
        CHECK_STR(read_back(w, party, "2026-04").units, IS, " one one one two two");
}

TEST(a_month_of_many_services_is_whole)
{
        enum { METERS = 40, DAYS = 14 };
        World *w = world_of_examples(a);
        Id party = given_party(w, "organisation", "Kelp");
        Text t = text_begin(a, 1 << 20);
        Sums march;

        link_to(w, party, "kelp", "token", NULL);
        text_char(&t, '[');
        for (int i = 0; i < METERS * DAYS; i++)
                text_fmt(&t,
                         "%s{\"specversion\":\"1.0\",\"id\":\"%d\",\"source\":\"/gateway\","
                         "\"type\":\"u\",\"subject\":\"kelp\",\"time\":\"2026-03-%02dT01:00:00Z\","
                         "\"data\":{\"meter\":\"m%d\",\"quantity\":\"2\"}}",
                         i ? "," : "", i, 1 + i / METERS, i % METERS);
        text_char(&t, ']');
        CHECK_STR(request(w, HTTP_POST, "/api/v1/usage?hub=singapore",
                          "application/cloudevents-batch+json", str_z(a, text_str(&t)), true),
                  CONTAINS, "\"taken\":560");
        march = read_back(w, party, "2026-03");
        CHECK_INT(march.rows, METERS * DAYS);
        CHECK_STR(exact_text(a, march.virtual), IS, "1120");
}

TEST(the_bill_of_a_party_is_not_for_others)
{
        World *w = world_of_examples(a);
        Id party = given_party(w, "organisation", "Kelp");

        request(w, HTTP_GET, str_fmt(a, "/usage/%s/focus.csv", text(w, party)).at, NULL, NULL,
                false);
        CHECK(w->status == 401 || w->status == 403);
        request(w, HTTP_GET, "/usage/0S9XFKXG00000/focus.csv", NULL, NULL, true);
        CHECK_INT(w->status, 404);
}

/* Bills in FOCUS: a real one to its last digit, and all that real ones do wrong. */
#include "base/time.h"
#include "credit/focus.h"
#include "credit/focus_group.h"
#include "tests/check.h"

#include <zlib.h>

typedef struct {
        Arena *a;
        FocusGroups *groups;
        FocusReport report;
        int64_t negative, by_category[FOCUS_CATEGORIES];
        FocusLine last;
        Exact billed;
        int64_t stop_at;
} Bill;

static const char small[] =
        "BilledCost,EffectiveCost,ListCost,ContractedCost,BillingCurrency,BillingPeriodStart,"
        "BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,ServiceName,"
        "SubAccountId,Tags\n";

static bool is_currency(Str code)
{
        return str_is(code, "USD") || str_is(code, "EUR") || str_is(code, "CNY");
}

static Status take(void *ctx, const FocusLine *line)
{
        Bill *bill = ctx;
        FocusKey key = focus_key_of(line);

        bill->last = *line;
        for (int i = 0; i < FOCUS_COLUMNS; i++)
                bill->last.text[i] = str_copy(bill->a, line->text[i]);
        bill->negative += line->number[FOCUS_BILLED_COST].atto < 0;
        bill->by_category[focus_category(line)]++;
        CHECK(exact_add(bill->billed, line->number[FOCUS_BILLED_COST], &bill->billed) == EXACT_OK);
        if (bill->stop_at && line->row == bill->stop_at)
                return CONFLICT;
        return focus_group_add(bill->groups, &key, line);
}

static Status read_bytes(Arena *a, Str bytes, const FocusOptions *o, Bill *bill)
{
        Source *source;
        Status status;

        bill->a = a;
        bill->groups = focus_groups_begin(a, 0);
        CHECK_OK(source_open_bytes(bytes, 0, &source));
        status = focus_read(a, source, o, take, bill, &bill->report);
        source_close(source);
        CHECK_INT(bill->report.rows, bill->report.lines + bill->report.refused);
        CHECK(bill->report.is_whole == (status == OK));
        CHECK_OK(focus_groups_end(bill->groups));
        return status;
}

/* Rows of the small header, read. */
static Status read_small(Arena *a, const char *rows, const FocusOptions *o, Bill *bill)
{
        return read_bytes(a, str_fmt(a, "%s%s", small, rows), o, bill);
}

/* A good row with one of its fields in another form. */
static const char *row_with(Arena *a, FocusColumn column, const char *value)
{
        static const FocusColumn order[] = {FOCUS_BILLED_COST,
                                            FOCUS_EFFECTIVE_COST,
                                            FOCUS_LIST_COST,
                                            FOCUS_CONTRACTED_COST,
                                            FOCUS_BILLING_CURRENCY,
                                            FOCUS_BILLING_PERIOD_START,
                                            FOCUS_BILLING_PERIOD_END,
                                            FOCUS_CHARGE_PERIOD_START,
                                            FOCUS_CHARGE_PERIOD_END,
                                            FOCUS_CHARGE_CATEGORY,
                                            FOCUS_SERVICE_NAME,
                                            FOCUS_SUB_ACCOUNT_ID,
                                            FOCUS_TAGS};
        static const char *const good[] = {"1.5",
                                           "1.5",
                                           "2",
                                           "1.5",
                                           "USD",
                                           "2024-09-01T00:00:00Z",
                                           "2024-10-01T00:00:00Z",
                                           "2024-09-18T22:00:00Z",
                                           "2024-09-18T23:00:00Z",
                                           "Usage",
                                           "Queue",
                                           "sub-1",
                                           ""};
        Text t = text_begin(a, 4096);

        for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
                text_fmt(&t, "%s%s", i ? "," : "", order[i] == column ? value : good[i]);
        text_char(&t, '\n');
        return str_z(a, text_str(&t));
}

static Str sum_text(Arena *a, const Bill *bill, FocusSum which, const char *provider)
{
        Exact sum = {0};

        for (size_t i = 0; i < focus_groups_n(bill->groups); i++) {
                const FocusGroup g = focus_groups_at(bill->groups, i);

                if (!provider || str_is(g.key.provider, provider))
                        CHECK(exact_add(sum, g.sum[which], &sum) == EXACT_OK);
        }
        return exact_text(a, sum);
}

static int64_t groups_n(const Bill *bill)
{
        return (int64_t)focus_groups_n(bill->groups);
}

static int64_t lines_of(const Bill *bill, const char *provider)
{
        int64_t n = 0;

        for (size_t i = 0; i < focus_groups_n(bill->groups); i++)
                if (str_is(focus_groups_at(bill->groups, i).key.provider, provider))
                        n += focus_groups_at(bill->groups, i).lines;
        return n;
}

static void check_sample(Arena *a, const Bill *bill)
{
        const FocusReport *r = &bill->report;

        CHECK_INT(r->rows, 1000);
        CHECK_INT(r->refused, 0);
        CHECK_INT(r->version, 10);
        CHECK_STR(sum_text(a, bill, FOCUS_SUM_BILLED, NULL), IS, "20.52022672899");
        CHECK_STR(sum_text(a, bill, FOCUS_SUM_EFFECTIVE, NULL), IS, "14.97651418586");
        CHECK_STR(sum_text(a, bill, FOCUS_SUM_LIST, NULL), IS, "20.39090575119");
        CHECK_STR(sum_text(a, bill, FOCUS_SUM_CONTRACTED, NULL), IS, "14.97626039326");
        CHECK_STR(sum_text(a, bill, FOCUS_SUM_BILLED, "AWS"), IS, "18.0066386184");
        CHECK_STR(sum_text(a, bill, FOCUS_SUM_BILLED, "Microsoft"), IS, "1.97651418586");
        CHECK_STR(sum_text(a, bill, FOCUS_SUM_BILLED, "Oracle"), IS, "0.53707392473");
        CHECK_INT(lines_of(bill, "AWS"), 942);
        CHECK_INT(lines_of(bill, "Microsoft"), 51);
        CHECK_INT(lines_of(bill, "Oracle"), 7);
        CHECK_INT(bill->negative, 13);
        CHECK_INT(bill->by_category[FOCUS_CATEGORY_USAGE], 997);
        CHECK_INT(bill->by_category[FOCUS_CATEGORY_ADJUSTMENT], 2);
        CHECK_INT(bill->by_category[FOCUS_CATEGORY_CREDIT], 1);
}

static void check_sample_report(const FocusReport *r)
{
        CHECK_INT((int64_t)r->unknown_n, 1);
        CHECK_STR(r->unknown[0], IS, "Id");
        CHECK_INT(r->found_in[FOCUS_COST_PRODUCT][FOCUS_LIST_COST], 25);
        CHECK_INT(r->found[FOCUS_PERIOD_OUTSIDE], 1);
        CHECK_INT(r->found[FOCUS_TAG_KEY], 23);
        CHECK(r->found_in[FOCUS_CHOICE_SPELLING][FOCUS_CHARGE_FREQUENCY] > 0);
        CHECK_INT(r->found_in[FOCUS_TIME_ZONE][FOCUS_BILLING_PERIOD_START], 1000);
        CHECK_INT(r->found[FOCUS_TIME_FORM], 0);
        CHECK_INT(r->found[FOCUS_NUMBER_FORM], 0);
        CHECK_INT(r->found[FOCUS_JSON_FORM], 0);
        CHECK_INT(r->found[FOCUS_COLUMN_MISSING], 0);
        CHECK(r->n < FOCUS_FINDINGS_MAX);
}

static Str gzip(Arena *a, Str s)
{
        z_stream z = {0};
        size_t room = s.len + s.len / 1000 + 100;
        char *out = arena_bytes(a, room), *in = str_z(a, s);

        CHECK(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
        z.next_in = (Bytef *)in;
        z.avail_in = (uInt)s.len;
        z.next_out = (Bytef *)out;
        z.avail_out = (uInt)room;
        CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
        deflateEnd(&z);
        return (Str){out, room - z.avail_out};
}

TEST(the_real_sample_bill_is_summed_to_the_last_digit)
{
        Str file = check_file(a, check_shared(a, "focus-billing/focus_sample-1000.csv")), bom[2];
        FocusGroup *sorted;
        Bill bill = {0}, narrow = {0}, packed = {0};

        CHECK_OK(read_bytes(a, file, &(FocusOptions){.is_currency = is_currency}, &bill));
        check_sample(a, &bill);
        check_sample_report(&bill.report);
        /* wherever a window ends, and packed, with a BOM */
        CHECK_OK(read_bytes(a, file, &(FocusOptions){.window_bytes = 777}, &narrow));
        check_sample(a, &narrow);
        CHECK_INT(groups_n(&narrow), groups_n(&bill));
        bom[0] = S("\xEF\xBB\xBF");
        bom[1] = file;
        CHECK_OK(read_bytes(a, gzip(a, str_join(a, bom, 2, S(""))), &(FocusOptions){0}, &packed));
        check_sample(a, &packed);
        sorted = focus_groups_sorted(a, bill.groups);
        for (size_t i = 1; i < focus_groups_n(bill.groups); i++)
                CHECK(sorted[i - 1].key.billing_start_us <= sorted[i].key.billing_start_us);
}

TEST(what_is_broken_in_a_row_refuses_that_row_and_no_other)
{
        static const struct {
                FocusColumn column;
                const char *value;
                FocusRule rule;
                const char *words;
        } cases[] = {
                {FOCUS_BILLED_COST, "1e400", FOCUS_NUMBER_FORM, "more than 20 digits"},
                {FOCUS_BILLED_COST, "NaN", FOCUS_NUMBER_FORM, "\"NaN\" is not a number"},
                {FOCUS_BILLED_COST, "-Inf", FOCUS_NUMBER_FORM, "is not a number"},
                {FOCUS_LIST_COST, "\"1,5\"", FOCUS_NUMBER_FORM, "\"1,5\" is not a number"},
                {FOCUS_EFFECTIVE_COST, "0.1234567890123456789012345678901234567891",
                 FOCUS_NUMBER_FORM, "18 decimals"},
                {FOCUS_BILLED_COST, "", FOCUS_NOT_NULL, "null"},
                {FOCUS_BILLED_COST, "NULL", FOCUS_NOT_NULL, "null"},
                {FOCUS_BILLING_CURRENCY, "usd", FOCUS_CURRENCY_FORM, "\"usd\""},
                {FOCUS_BILLING_CURRENCY, "$", FOCUS_CURRENCY_FORM, "\"$\""},
                {FOCUS_BILLING_PERIOD_START, "last month", FOCUS_TIME_FORM, "not a time"},
                {FOCUS_CHARGE_PERIOD_START, "2024-02-30T00:00:00Z", FOCUS_TIME_FORM, "not a time"},
                {FOCUS_CHARGE_PERIOD_END, "2024-09-18T24:00:00Z", FOCUS_TIME_FORM, "not a time"},
                {FOCUS_SERVICE_NAME, "Queue,more", FOCUS_ROW_TORN, "14 fields"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                Bill bill = {0}, strict = {0};
                const char *bad = row_with(a, cases[i].column, cases[i].value),
                           *good = row_with(a, FOCUS_COLUMNS, ""),
                           *rows = str_z(a, str_fmt(a, "%s%s%s", good, bad, good));

                CHECK_OK(read_small(a, rows, &(FocusOptions){0}, &bill));
                CHECK_INT(bill.report.lines, 2);
                CHECK_INT(bill.report.refused, 1);
                CHECK_INT(bill.report.found[cases[i].rule], 1);
                CHECK_STR(exact_text(a, bill.billed), IS, "3");
                for (size_t k = 0; k < bill.report.n; k++) {
                        const FocusFinding *f = &bill.report.finding[k];

                        if (!f->is_refused)
                                continue;
                        CHECK(f->rule == cases[i].rule && f->row == 2);
                        CHECK(str_has(f->words, str_from(cases[i].words)));
                }
                CHECK_IS(read_small(a, rows, &(FocusOptions){.is_strict = true}, &strict), INVALID);
                CHECK_INT(strict.report.lines, 1);
                CHECK(str_has(strict.report.fault, str_from(cases[i].words)));
                CHECK(str_starts(strict.report.fault, S("Row 2")));
        }
}

TEST(what_is_only_against_the_rules_is_a_line_and_is_told)
{
        static const struct {
                FocusColumn column;
                const char *value;
                FocusRule rule;
        } cases[] = {
                {FOCUS_BILLING_CURRENCY, "XQQ", FOCUS_CURRENCY_UNKNOWN},
                {FOCUS_CHARGE_CATEGORY, "Gift", FOCUS_CHOICE_UNKNOWN},
                {FOCUS_CHARGE_CATEGORY, "usage", FOCUS_CHOICE_SPELLING},
                {FOCUS_CHARGE_CATEGORY, "NULL", FOCUS_NOT_NULL},
                {FOCUS_SERVICE_NAME, "", FOCUS_NOT_NULL},
                {FOCUS_CHARGE_PERIOD_START, "2024-08-31T22:00:00Z", FOCUS_PERIOD_OUTSIDE},
                {FOCUS_CHARGE_PERIOD_END, "2024-09-18T22:00:00Z", FOCUS_PERIOD_ORDER},
                {FOCUS_CHARGE_PERIOD_START, "2024-09-18 22:00:00", FOCUS_TIME_ZONE},
                {FOCUS_TAGS, "[1]", FOCUS_JSON_FORM},
                {FOCUS_TAGS, "team-a", FOCUS_JSON_FORM},
                {FOCUS_TAGS, "\"{\"\" org\"\":\"\"a\"\"}\"", FOCUS_TAG_KEY},
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                Bill bill = {0};

                CHECK_OK(read_small(a, row_with(a, cases[i].column, cases[i].value),
                                    &(FocusOptions){.is_currency = is_currency}, &bill));
                CHECK_INT(bill.report.lines, 1);
                CHECK_INT(bill.report.found[cases[i].rule], 1);
                CHECK(str_is(sum_text(a, &bill, FOCUS_SUM_BILLED, NULL), "1.5"));
        }
}

TEST(numbers_come_through_with_all_their_decimals_and_exponents)
{
        Bill bill = {0};
        const char *rows =
                str_z(a, str_fmt(a, "%s%s%s%s", row_with(a, FOCUS_BILLED_COST, "1e-7"),
                                 row_with(a, FOCUS_BILLED_COST, "2.5E+3"),
                                 row_with(a, FOCUS_BILLED_COST, "-0"),
                                 row_with(a, FOCUS_BILLED_COST, "0.123456789012345678")));

        CHECK_OK(read_small(a, rows, &(FocusOptions){0}, &bill));
        CHECK_STR(exact_text(a, bill.billed), IS, "2500.123456889012345678");
        CHECK_STR(sum_text(a, &bill, FOCUS_SUM_BILLED, NULL), IS, "2500.123456889012345678");
}

TEST(times_are_read_in_every_form_that_bills_have)
{
        static const struct {
                const char *text, *wanted;
                bool is_strict;
        } cases[] = {
                {"2024-09-18T22:00:00Z", "2024-09-18T22:00:00Z", true},
                {"2024-09-18 22:00:00", "2024-09-18T22:00:00Z", false},
                {"2024-09-18T22:00:00", "2024-09-18T22:00:00Z", false},
                {"2024-09-18T22:00:00+08:00", "2024-09-18T14:00:00Z", false},
                {"2024-09-18T22:00:00-0330", "2024-09-19T01:30:00Z", false},
                {"2024-09-18 22:00:00+08", "2024-09-18T14:00:00Z", false},
                {"2024-09-18 22:00:00 UTC", "2024-09-18T22:00:00Z", false},
                {"2024-09-18T22:00:00.000Z", "2024-09-18T22:00:00Z", false},
                {"2024-09-18T22:00:00.1234567Z", "2024-09-18T22:00:00.123456Z", false},
                {"2024-09-18", "2024-09-18T00:00:00Z", false},
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                Bill bill = {0};

                CHECK_OK(read_small(a, row_with(a, FOCUS_CHARGE_PERIOD_START, cases[i].text),
                                    &(FocusOptions){0}, &bill));
                CHECK_INT(bill.report.lines, 1);
                CHECK_STR(time_iso(a, focus_time_us(&bill.last, FOCUS_CHARGE_PERIOD_START)), IS,
                          cases[i].wanted);
                CHECK_INT(bill.report.found[FOCUS_TIME_ZONE], !cases[i].is_strict);
        }
}

TEST(inclusive_ends_in_another_zone_become_exclusive_ends_in_utc)
{
        FocusOptions o = {.ends_are_inclusive = true, .offset_seconds = 8 * 3600},
                     all = {.ends_are_inclusive = true,
                            .offset_seconds = 8 * 3600,
                            .offset_is_for_all = true};
        const char *row = "1,1,1,1,CNY,2024-09-01 00:00:00,2024-09-30 23:59:59,"
                          "2024-09-30 00:00:00,2024-09-30 23:59:59,Usage,ECS,p,\n",
                   *days = "1,1,1,1,CNY,2024-09-01,2024-09-30,2024-09-30,2024-09-30,Usage,E,p,\n",
                   *zulu = "1,1,1,1,CNY,2024-09-01T00:00:00Z,2024-09-30T23:59:59.999Z,"
                           "2024-09-30T00:00:00Z,2024-09-30T23:59:59Z,Usage,ECS,p,\n";
        const char *each[] = {row, days, zulu};

        for (int i = 0; i < 3; i++) {
                Bill bill = {0};

                CHECK_OK(read_small(a, each[i], i == 2 ? &all : &o, &bill));
                CHECK_STR(time_iso(a, focus_time_us(&bill.last, FOCUS_BILLING_PERIOD_START)), IS,
                          "2024-08-31T16:00:00Z");
                CHECK_STR(time_iso(a, focus_time_us(&bill.last, FOCUS_BILLING_PERIOD_END)), IS,
                          "2024-09-30T16:00:00Z");
                CHECK_STR(time_iso(a, focus_time_us(&bill.last, FOCUS_CHARGE_PERIOD_END)), IS,
                          "2024-09-30T16:00:00Z");
                CHECK_INT(bill.report.found[FOCUS_PERIOD_OUTSIDE], 0);
        }
}

TEST(columns_of_all_versions_of_drafts_and_of_vendors_are_known_or_told)
{
        Bill bill = {0};
        bool is_exact;

        CHECK_OK(read_bytes(
                a,
                S("billed_cost,BillingCurrency,\"Billing Period Start\",ChargePeriodStart,"
                  "UsageQuantity,x_Discount,HostProviderName,Novelty,AmortizedCost\n"
                  "2,USD,2024-09-01T00:00:00Z,2024-09-01T00:00:00Z,7,1,Host,?,1.25\n"),
                &(FocusOptions){0}, &bill));
        CHECK_INT(bill.report.version, 13);
        CHECK_INT(bill.report.found[FOCUS_COLUMN_RENAMED], 4);
        CHECK_INT(bill.report.found[FOCUS_COLUMN_UNKNOWN], 2);
        CHECK_STR(bill.report.unknown[0], IS, "x_Discount");
        CHECK_STR(bill.report.unknown[1], IS, "Novelty");
        CHECK_STR(bill.last.text[FOCUS_HOST_PROVIDER_NAME], IS, "Host");
        CHECK_STR(exact_text(a, bill.last.number[FOCUS_CONSUMED_QUANTITY]), IS, "7");
        CHECK_STR(sum_text(a, &bill, FOCUS_SUM_EFFECTIVE, NULL), IS, "1.25");
        CHECK_INT(bill.report.found_in[FOCUS_COLUMN_MISSING][FOCUS_SERVICE_NAME], 1);
        CHECK_INT(bill.report.found_in[FOCUS_COLUMN_MISSING][FOCUS_SERVICE_PROVIDER_NAME], 1);
        CHECK_INT(bill.report.found_in[FOCUS_COLUMN_MISSING][FOCUS_PROVIDER_NAME], 0);
        CHECK_INT(bill.report.found_in[FOCUS_COLUMN_MISSING][FOCUS_INVOICE_DETAIL_ID], 0);
        CHECK_INT(focus_column_find(S("InvoiceDetailId"), &is_exact), FOCUS_INVOICE_DETAIL_ID);
        CHECK(is_exact);
        CHECK_INT(focus_column_find(S("x_BilledCost"), &is_exact), -1);
        for (int i = 0; i < FOCUS_COLUMNS; i++)
                CHECK_INT(focus_column_find(focus_column_info((FocusColumn)i)->name, &is_exact), i);
        for (int i = 0; i < FOCUS_RULES; i++)
                CHECK(!str_empty(str_from(focus_rule_id((FocusRule)i))) &&
                      !str_empty(str_from(focus_rule_words((FocusRule)i))));
}

TEST(a_file_without_money_in_it_is_no_bill)
{
        Bill bill = {0};

        CHECK_IS(read_bytes(a, S(""), &(FocusOptions){0}, &bill), INVALID);
        CHECK_STR(bill.report.fault, CONTAINS, "empty");
        CHECK_IS(read_bytes(a, S("a,b\n1,2\n"), &(FocusOptions){0}, &bill), INVALID);
        CHECK_STR(bill.report.fault, IS, "The file has no column BilledCost.");
        CHECK_IS(read_bytes(a, S("BilledCost,BillingCurrency,BilledCost\n1,USD,2\n"),
                            &(FocusOptions){0}, &bill),
                 INVALID);
        CHECK_STR(bill.report.fault, CONTAINS, "both named \"BilledCost\"");
        CHECK_OK(read_small(a, "", &(FocusOptions){0}, &bill));
        CHECK_INT(bill.report.rows, 0);
}

TEST(a_cut_bill_gives_its_lines_and_says_that_it_was_cut)
{
        Text t = text_begin(a, 4 * MIB);
        Str packed;
        Bill bill = {0}, later = {0};

        text_add(&t, str_from(small));
        for (int i = 0; i < 20000; i++)
                text_add(&t, str_from(row_with(a, FOCUS_BILLED_COST,
                                               str_z(a, str_fmt(a, "%d.25", i * 7919 % 10007)))));
        packed = gzip(a, text_str(&t));
        packed.len -= 200;
        CHECK_IS(read_bytes(a, packed, &(FocusOptions){0}, &bill), CONFLICT);
        CHECK(bill.report.lines > 5000 && bill.report.lines < 20000);
        CHECK_STR(bill.report.fault, IS, "The file ends in the middle of its gzip data.");
        /* and what a stopped reading has not read can be read later */
        bill = (Bill){.stop_at = 12345};
        CHECK_IS(read_bytes(a, text_str(&t), &(FocusOptions){0}, &bill), CONFLICT);
        CHECK_INT(bill.report.rows, 12345);
        CHECK_OK(read_bytes(a, text_str(&t), &(FocusOptions){.rows_skipped = 12345}, &later));
        CHECK_INT(later.report.rows, 20000 - 12345);
        CHECK_OK(exact_add(bill.billed, later.billed, &bill.billed) == EXACT_OK ? OK : BROKEN);
        bill = (Bill){.billed = exact_negate(bill.billed)};
        CHECK_OK(read_bytes(a, text_str(&t), &(FocusOptions){0}, &bill));
        CHECK(exact_is_zero(bill.billed));
}

TEST(findings_are_counted_all_and_kept_up_to_a_limit)
{
        Text t = text_begin(a, 4 * MIB);
        Bill bill = {0};

        text_add(&t, str_from(small));
        for (int i = 0; i < 3000; i++)
                text_add(&t, str_from(row_with(a, FOCUS_CHARGE_CATEGORY, "Gift")));
        CHECK_OK(read_bytes(a, text_str(&t), &(FocusOptions){0}, &bill));
        CHECK_INT(bill.report.found[FOCUS_CHOICE_UNKNOWN], 3000);
        CHECK_INT(bill.report.lines, 3000);
        CHECK(bill.report.n < 100);
        CHECK_INT(groups_n(&bill), 1);
        CHECK_INT(focus_groups_at(bill.groups, 0).lines, 3000);
        /* the words that end a strict reading are there even so */
        text_add(&t, str_from(row_with(a, FOCUS_BILLED_COST, "much")));
        for (int i = 0; i < FOCUS_FINDINGS_EACH_MAX; i++)
                text_add(&t, str_from(row_with(a, FOCUS_BILLED_COST, "little")));
        CHECK_IS(read_bytes(a, text_str(&t), &(FocusOptions){.is_strict = true}, &bill), INVALID);
        CHECK_STR(bill.report.fault, IS, "Row 3001, BilledCost: \"much\" is not a number.");
}

TEST(a_tag_is_found_by_its_key)
{
        char *side = arena_bytes(a, 2 * FOCUS_JSON_BYTES_MAX);
        Bill bill = {0};
        Str value;

        CHECK_OK(read_small(
                a,
                row_with(a, FOCUS_TAGS, "\"{\"\"team\"\":\"\"N\\u00fcrnberg\"\",\"\"x\"\":null}\""),
                &(FocusOptions){0}, &bill));
        CHECK_INT(bill.report.found[FOCUS_JSON_FORM], 0);
        CHECK(focus_tag(&bill.last, S("team"), side, &value));
        CHECK_STR(value, IS, "N\xC3\xBCrnberg");
        CHECK(focus_tag(&bill.last, S("x"), side, &value) && str_empty(value));
        CHECK(!focus_tag(&bill.last, S("tea"), side, &value) && str_empty(value));
}

/* Lines for so many sub-accounts; how it ended. */
static Status fill(Arena *a, FocusGroups *g, int n, const FocusLine *line)
{
        FocusKey key = {.currency = S("USD"), .service = S("s")};

        for (int i = 0; i < n; i++) {
                key.sub_account = str_fmt(a, "sub-%d", i);
                TRY(focus_group_add(g, &key, line));
        }
        return focus_groups_end(g);
}

TEST(groups_have_a_greatest_number_and_sums_a_greatest_size)
{
        FocusGroups *g = focus_groups_begin(a, 3000);
        FocusLine line = {.has_number = 1};

        CHECK(exact_read(S("99999999999999999999"), &line.number[FOCUS_BILLED_COST]) == EXACT_OK);
        CHECK_OK(fill(a, g, 3000, &line));
        line.number[FOCUS_BILLED_COST] = exact_negate(line.number[FOCUS_BILLED_COST]);
        CHECK_OK(fill(a, g, 7, &line));
        CHECK_INT((int64_t)focus_groups_n(g), 3000);
        for (size_t i = 0; i < 3000; i++) {
                FocusGroup group = focus_groups_at(g, i);

                CHECK(str_eq(group.key.sub_account, str_fmt(a, "sub-%zu", i)));
                CHECK_INT(group.lines, i < 7 ? 2 : 1);
                CHECK_INT(group.lines_below_zero, i < 7);
                CHECK_STR(exact_text(a, group.sum[FOCUS_SUM_BILLED]), IS,
                          i < 7 ? "0" : "99999999999999999999");
        }
        CHECK_IS(fill(a, g, 3001, &line), TOO_MANY);
        CHECK_IS(fill(a, g, 1, &line), TOO_MANY);
        g = focus_groups_begin(a, 0);
        CHECK_OK(fill(a, g, 30, &line));
        CHECK_IS(fill(a, g, 1, &line), TOO_LARGE);
        CHECK_IS(fill(a, g, 30, &line), TOO_LARGE);
}

TEST(keys_that_look_alike_when_joined_are_told_apart)
{
        FocusGroups *g = focus_groups_begin(a, 0);
        FocusLine line = {0};

        CHECK_OK(focus_group_add(g, &(FocusKey){.service = S("ab"), .own = S("c")}, &line));
        CHECK_OK(focus_group_add(g, &(FocusKey){.service = S("a"), .own = S("bc")}, &line));
        CHECK_OK(focus_group_add(g, &(FocusKey){.service = S("ab"), .own = S("c")}, &line));
        CHECK_OK(focus_group_add(g, &(FocusKey){.service = S("c"), .own = S("ab")}, &line));
        CHECK_OK(focus_groups_end(g));
        CHECK_INT((int64_t)focus_groups_n(g), 3);
        CHECK_INT(focus_groups_at(g, 0).lines, 2);
}

typedef struct {
        Arena a;
        Source *source;
        FocusReport report;
} Little;

static Status take_much(void *ctx, const FocusLine *line)
{
        Little *l = ctx;

        (void)line;
        arena_bytes(&l->a, MIB);
        return OK;
}

static Status read_little(void *ctx)
{
        Little *l = ctx;

        return focus_read(&l->a, l->source, &(FocusOptions){0}, take_much, l, &l->report);
}

/* What is not given back, the leak check at the end of the run finds. */
TEST(reading_that_takes_too_much_memory_gives_all_of_it_back)
{
        Little l = {.a = arena_make(256 * KIB)};
        Str bytes = str_fmt(a, "%s%s", small, row_with(a, FOCUS_BILLED_COST, "1"));

        CHECK_OK(source_open_bytes(bytes, 0, &l.source));
        CHECK_IS(arena_try(&l.a, read_little, &l), TOO_LARGE);
        arena_free(&l.a);
        source_close(l.source);
}

/* Arbitrary bytes as a bill. What is read does not depend on where a window ends; every line is
 * counted in one group; the groups' sums are the lines' sum; a refused row is reported. The first
 * two bytes choose settings and the window; a good header stands in front when asked for, so that
 * the fuzzer begins at the rows. */
#include "credit/focus.h"
#include "credit/focus_group.h"

#include <stdlib.h>

enum { MEMORY_MAX = 256 << 20, BYTES_MAX = 1 << 20, GROUPS_MAX = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
        FocusGroups *groups;
        FocusReport report;
        Exact billed;
        bool is_full;
        Text said;
        char *side;
} Bill;

static const char header[] =
        "BilledCost,EffectiveCost,ListCost,ListUnitPrice,PricingQuantity,PricingUnit,"
        "BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,"
        "ChargeCategory,ServiceName,SubAccountId,Tags\n";

/* Ends the run when it is false. */
static void hold(bool yes)
{
        if (!yes)
                abort();
}

static Status take(void *ctx, const FocusLine *line)
{
        Bill *bill = ctx;
        FocusKey key = focus_key_of(line);
        Str value;
        Status status;

        hold(focus_has(line, FOCUS_BILLED_COST));
        for (int i = 0; i < FOCUS_COLUMNS; i++)
                hold(str_is_utf8(line->text[i]));
        (void)focus_tag(line, S("a"), bill->side, &value);
        text_fmt(&bill->said, "%lld %lld %lld\n", (long long)line->row,
                 (long long)focus_time_us(line, FOCUS_BILLING_PERIOD_START),
                 (long long)focus_time_us(line, FOCUS_CHARGE_PERIOD_END));
        if (bill->is_full)
                return OK;
        status = focus_group_add(bill->groups, &key, line);
        bill->is_full = status != OK || exact_add(bill->billed, line->number[FOCUS_BILLED_COST],
                                                  &bill->billed) != EXACT_OK;
        return OK;
}

static void check_sums(const Bill *bill)
{
        Exact sum = {0};
        int64_t lines = 0;

        if (bill->is_full)
                return;
        for (size_t i = 0; i < focus_groups_n(bill->groups); i++) {
                const FocusGroup g = focus_groups_at(bill->groups, i);

                lines += g.lines;
                if (exact_add(sum, g.sum[FOCUS_SUM_BILLED], &sum) != EXACT_OK)
                        return; /* in another order it may not fit on the way */
        }
        hold(lines == bill->report.lines && exact_compare(sum, bill->billed) == 0);
}

static Bill read_all(Arena *a, Str bytes, const FocusOptions *o, Status *out_status, bool *out_odd)
{
        Bill bill = {.groups = focus_groups_begin(a, GROUPS_MAX),
                     .said = text_begin(a, MEMORY_MAX / 16),
                     .side = arena_bytes(a, 2 * (size_t)FOCUS_JSON_BYTES_MAX)};
        FocusReport *r = &bill.report;
        Source *source;
        int64_t found = 0;

        if (source_open_bytes(bytes, BYTES_MAX, &source) != OK)
                abort();
        *out_status = focus_read(a, source, o, take, &bill, r);
        *out_odd = source_kind(source) != SOURCE_PLAIN && *out_status != OK;
        hold(r->is_whole == (*out_status == OK) && r->rows == r->lines + r->refused);
        hold(r->is_whole || !str_empty(r->fault));
        for (int i = 0; i < FOCUS_RULES; i++)
                found += r->found[i];
        hold(found >= r->refused && r->n <= FOCUS_FINDINGS_MAX);
        for (size_t i = 0; i < r->n; i++) {
                hold(str_is_utf8(r->finding[i].words) && !str_empty(r->finding[i].words));
                text_fmt(&bill.said, "%d %d %.*s\n", (int)r->finding[i].rule, r->finding[i].column,
                         S_ARG(r->finding[i].words));
        }
        bill.is_full |= focus_groups_end(bill.groups) != OK;
        check_sums(&bill);
        source_close(source);
        return bill;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        Arena a = arena_make(MEMORY_MAX);
        FocusOptions o = {0};
        Str bytes;
        Bill wide, narrow;
        Status wide_status, narrow_status;
        bool wide_odd, narrow_odd;

        if (size < 2)
                return 0;
        bytes = (Str){(const char *)data + 2, size - 2};
        if (data[0] & 1)
                bytes = str_fmt(&a, "%s%.*s", header, S_ARG(bytes));
        o.ends_are_inclusive = data[0] & 2;
        o.offset_is_for_all = data[0] & 4;
        o.offset_seconds = (data[0] >> 4) * 3600;
        o.is_strict = data[0] & 8;
        wide = read_all(&a, bytes, &o, &wide_status, &wide_odd);
        o.window_bytes = 1 + data[1];
        narrow = read_all(&a, bytes, &o, &narrow_status, &narrow_odd);
        if (!wide_odd && !narrow_odd) /* how much of damaged data is given out is its own affair */
                hold(wide_status == narrow_status &&
                     str_eq(text_str(&wide.said), text_str(&narrow.said)));
        arena_free(&a);
        return 0;
}

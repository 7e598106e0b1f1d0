/* credit/focus_check: one row against the rules of the specification. */
#include "base/json.h"
#include "base/ndjson.h"
#include "base/words.h"
#include "credit/focus_inside.h"

static void check_nulls(Focus *f);
static void read_number(Focus *f, FocusColumn column, FocusColumn before);
static void read_time(Focus *f, FocusColumn column);
static void read_choice(Focus *f, FocusColumn column);
static void check_currency(Focus *f);
static void check_json(Focus *f, FocusColumn column);
static void check_periods(Focus *f);
static void check_products(Focus *f);

/* What stands in the second is null with the first; both ways when the third says so. */
static const struct {
        FocusColumn of, column;
        bool is_both_ways;
} partners[] = {
        {FOCUS_CONSUMED_QUANTITY, FOCUS_CONSUMED_UNIT, true},
        {FOCUS_PRICING_QUANTITY, FOCUS_PRICING_UNIT, true},
        {FOCUS_SUB_ACCOUNT_ID, FOCUS_SUB_ACCOUNT_NAME, false},
        {FOCUS_COMMITMENT_DISCOUNT_ID, FOCUS_COMMITMENT_DISCOUNT_STATUS, false},
        {FOCUS_COMMITMENT_DISCOUNT_ID, FOCUS_COMMITMENT_DISCOUNT_CATEGORY, true},
        {FOCUS_CAPACITY_RESERVATION_ID, FOCUS_CAPACITY_RESERVATION_STATUS, false},
        {FOCUS_COMMITMENT_DISCOUNT_QUANTITY, FOCUS_COMMITMENT_DISCOUNT_UNIT, true},
};

void focus_check(Focus *f)
{
        size_t i = 0;

        f->line.has_number = f->line.has_time = 0;
        check_nulls(f);
        for (; i < f->numbers; i++)
                read_number(f, f->to[i], f->to[i ? i - 1 : 0]);
        for (; i < f->times; i++)
                read_time(f, f->to[i]);
        for (; i < f->choices; i++)
                read_choice(f, f->to[i]);
        check_currency(f);
        for (i++; i < f->jsons; i++)
                check_json(f, f->to[i]);
        if (f->is_refused)
                return;
        check_periods(f);
        check_products(f);
}

/* Without these nothing can be booked. */
static bool is_needed(FocusColumn column)
{
        return column == FOCUS_BILLED_COST || column == FOCUS_BILLING_CURRENCY ||
               column == FOCUS_BILLING_PERIOD_START || column == FOCUS_CHARGE_PERIOD_START;
}

void focus_check_begin(Focus *f)
{
        for (size_t i = 0; i < sizeof partners / sizeof partners[0]; i++)
                if (focus_is_present(f->report, partners[i].of) &&
                    focus_is_present(f->report, partners[i].column))
                        f->partners |= (uint32_t)1 << i;
}

static void check_partners(Focus *f)
{
        for (uint32_t left = f->partners; left; left &= left - 1) {
                int i = __builtin_ctz(left);
                FocusColumn of = partners[i].of, column = partners[i].column;
                bool is_null = focus_is_null(f, column);

                if (focus_is_null(f, of) == is_null || (is_null && !partners[i].is_both_ways))
                        continue;
                focus_find(f, FOCUS_NULL_TOGETHER, (int)column, false,
                           is_null ? _("null, but %s is not") : _("not null, but %s is"),
                           focus_column_info(of)->name.at);
        }
}

static void check_nulls(Focus *f)
{
        for (int word = 0; word < 2; word++) {
                uint64_t wrong = f->nulls[word] & f->not_null[word];

                for (; wrong; wrong &= wrong - 1) {
                        FocusColumn column = (FocusColumn)(word * 64 + __builtin_ctzll(wrong));

                        focus_find(f, FOCUS_NOT_NULL, (int)column, is_needed(column),
                                   _("null, where a value must stand"));
                }
        }
        check_partners(f);
}

void focus_see(FocusSeen *seen, Str text)
{
        seen->len = 0;
        if (text.len > FOCUS_SEEN_BYTES)
                return;
        seen->len = text.len;
        memcpy(seen->text, text.at, text.len);
}

/* So much of a value as a finding shows. */
static Str shown(Str text)
{
        return str_head(text, FOCUS_VALUE_SHOWN_MAX);
}

/* Costs of one row are often the same text: so the column before is looked at. */
static void read_number(Focus *f, FocusColumn column, FocusColumn before)
{
        Str text = f->line.text[column];
        ExactFault fault;

        if (str_empty(text))
                return;
        if (focus_has(&f->line, before) && focus_same_text(text, f->line.text[before])) {
                f->line.number[column] = f->line.number[before];
                f->line.has_number |= (uint32_t)1 << column;
                return;
        }
        fault = exact_read(text, &f->line.number[column]);
        if (fault == EXACT_OK)
                f->line.has_number |= (uint32_t)1 << column;
        else
                focus_find(f, FOCUS_NUMBER_FORM, (int)column, true, "\"%.*s\" %s",
                           S_ARG(shown(text)), exact_fault_words(fault));
}

static void read_time(Focus *f, FocusColumn column)
{
        Str text = f->line.text[column];
        unsigned place = column - FOCUS_TIME_FIRST;
        bool is_end = column == FOCUS_BILLING_PERIOD_END || column == FOCUS_CHARGE_PERIOD_END,
             is_strict;
        FocusSeen *seen = &f->time_seen[place];

        if (str_empty(text))
                return;
        f->line.has_time |= (uint32_t)1 << place;
        if (focus_seen(seen, text)) {
                f->line.time_us[place] = seen->time_us;
                return;
        }
        if (!focus_time_read(text, f->o, is_end, f->day, &f->line.time_us[place], &is_strict)) {
                focus_find(f, FOCUS_TIME_FORM, (int)column, true, _("\"%.*s\" is not a time"),
                           S_ARG(shown(text)));
                return;
        }
        if (is_strict) {
                focus_see(seen, text);
                seen->time_us = f->line.time_us[place];
        } else {
                focus_find(f, FOCUS_TIME_ZONE, (int)column, false,
                           _("\"%.*s\" is a time in another form"), S_ARG(shown(text)));
        }
}

static void read_choice(Focus *f, FocusColumn column)
{
        Str text = f->line.text[column];
        unsigned place = column - FOCUS_CHOICE_FIRST;
        unsigned char *out = &f->line.choice[place];
        const Str *value = focus_choice_values(column);
        FocusSeen *seen;

        if (str_empty(text))
                return;
        seen = &f->choice_seen[place][(text.len + (unsigned char)text.at[text.len - 1]) %
                                      FOCUS_CHOICES_SEEN];
        if (focus_seen(seen, text)) {
                *out = seen->choice;
                return;
        }
        for (int i = 0; value[i].len; i++)
                if (focus_same_text(text, value[i])) {
                        focus_see(seen, text);
                        seen->choice = *out = (unsigned char)(i + 1);
                        return;
                }
        for (int i = 0; value[i].len; i++)
                if (str_eq_nocase(text, value[i])) {
                        *out = (unsigned char)(i + 1);
                        focus_find(f, FOCUS_CHOICE_SPELLING, (int)column, false,
                                   _("\"%.*s\" is written \"%s\""), S_ARG(shown(text)),
                                   value[i].at);
                        return;
                }
        focus_find(f, FOCUS_CHOICE_UNKNOWN, (int)column, false,
                   _("\"%.*s\" is not one of the allowed values"), S_ARG(shown(text)));
}

static void check_currency(Focus *f)
{
        Str text = f->line.text[FOCUS_BILLING_CURRENCY];

        if (focus_seen(&f->currency_seen, text))
                return;
        for (size_t i = 0; i < text.len; i++)
                if (text.len != 3 || text.at[i] < 'A' || text.at[i] > 'Z') {
                        focus_find(f, FOCUS_CURRENCY_FORM, FOCUS_BILLING_CURRENCY, true,
                                   _("\"%.*s\" is not the code of a currency"), S_ARG(shown(text)));
                        return;
                }
        if (f->o->is_currency && !f->o->is_currency(text))
                focus_find(f, FOCUS_CURRENCY_UNKNOWN, FOCUS_BILLING_CURRENCY, false,
                           _("\"%.*s\" is not a currency of ISO 4217"), S_ARG(shown(text)));
        else
                focus_see(&f->currency_seen, text);
}

/* Flat objects, as nearly all are, without a tree. false: perhaps a deeper one. */
static bool is_flat_object(Focus *f, FocusColumn column, Str text)
{
        Ndjson j = ndjson_begin(text, f->side);
        NdjsonStep step;
        Str key, value;

        while ((step = ndjson_next(&j, &key, &value)) == NDJSON_MEMBER)
                if (column == FOCUS_TAGS && str_trim(key).len != key.len)
                        focus_find(f, FOCUS_TAG_KEY, (int)column, false,
                                   _("\"%.*s\" has white space around it"), S_ARG(shown(key)));
        return step == NDJSON_END;
}

static void check_json(Focus *f, FocusColumn column)
{
        Str text = f->line.text[column];
        uint64_t hash = focus_mix_text(f->seed ^ column, text),
                 *seen = &f->json_seen[hash % FOCUS_JSON_SEEN];
        int64_t found = f->report->found[FOCUS_TAG_KEY];

        if (str_empty(text) || *seen == hash)
                return;
        if (text.len > FOCUS_JSON_BYTES_MAX) {
                focus_find(f, FOCUS_JSON_FORM, (int)column, false, _("has more than %d bytes"),
                           FOCUS_JSON_BYTES_MAX);
                return;
        }
        if (!is_flat_object(f, column, text)) {
                Arena deep = arena_make(16 * MIB);
                const Json *j = NULL;
                Str fault = {0};
                Status status = json_parse(&deep, text, &j, &fault);

                if (status != OK || j->kind != JSON_KIND_OBJECT)
                        focus_find(f, FOCUS_JSON_FORM, (int)column, false,
                                   _("is not one JSON object"));
                arena_free(&deep);
                if (status != OK || !j)
                        return;
        }
        if (found == f->report->found[FOCUS_TAG_KEY])
                *seen = hash;
}

static bool has_times(const Focus *f, FocusColumn x, FocusColumn y)
{
        return f->line.has_time >> (x - FOCUS_TIME_FIRST) & 1 &&
               f->line.has_time >> (y - FOCUS_TIME_FIRST) & 1;
}

static void check_periods(Focus *f)
{
        const FocusLine *line = &f->line;
        int64_t billing_start = focus_time_us(line, FOCUS_BILLING_PERIOD_START),
                billing_end = focus_time_us(line, FOCUS_BILLING_PERIOD_END),
                start = focus_time_us(line, FOCUS_CHARGE_PERIOD_START),
                end = focus_time_us(line, FOCUS_CHARGE_PERIOD_END);
        bool has_billing = has_times(f, FOCUS_BILLING_PERIOD_START, FOCUS_BILLING_PERIOD_END),
             has_charge = has_times(f, FOCUS_CHARGE_PERIOD_START, FOCUS_CHARGE_PERIOD_END);

        if (has_billing && billing_start >= billing_end)
                focus_find(f, FOCUS_PERIOD_ORDER, FOCUS_BILLING_PERIOD_END, false,
                           _("the billing period does not begin before it ends"));
        if (has_charge && start >= end)
                focus_find(f, FOCUS_PERIOD_ORDER, FOCUS_CHARGE_PERIOD_END, false,
                           _("the charge period does not begin before it ends"));
        if (has_billing && has_charge && (start < billing_start || end > billing_end) &&
            line->choice[FOCUS_CHARGE_CLASS - FOCUS_CHOICE_FIRST] != FOCUS_CLASS_CORRECTION)
                focus_find(f, FOCUS_PERIOD_OUTSIDE, FOCUS_CHARGE_PERIOD_START, false,
                           _("the charge period is not inside the billing period"));
}

/* false: told as a finding. */
static bool check_product(Focus *f, FocusColumn cost, FocusColumn price)
{
        const FocusLine *line = &f->line;
        Exact product, rest;

        if (!focus_has(line, cost) || !focus_has(line, price) ||
            !focus_has(line, FOCUS_PRICING_QUANTITY))
                return true;
        if (exact_multiply_rounded(line->number[price], line->number[FOCUS_PRICING_QUANTITY],
                                   EXACT_HALF_EVEN, &product) == EXACT_OK &&
            exact_subtract(product, line->number[cost], &rest) == EXACT_OK &&
            exact_magnitude(rest).atto <= FOCUS_COST_TOLERANCE_ATTO)
                return true;
        focus_find(f, FOCUS_COST_PRODUCT, (int)cost, false,
                   _("%.*s, but %s times PricingQuantity is %.*s times %.*s"),
                   S_ARG(shown(line->text[cost])), focus_column_info(price)->name.at,
                   S_ARG(shown(line->text[price])),
                   S_ARG(shown(line->text[FOCUS_PRICING_QUANTITY])));
        return false;
}

/* Where nothing was negotiated, list and contract are the same. */
static void check_products(Focus *f)
{
        const Exact *number = f->line.number;

        if (check_product(f, FOCUS_LIST_COST, FOCUS_LIST_UNIT_PRICE) &&
            focus_has(&f->line, FOCUS_LIST_COST) && focus_has(&f->line, FOCUS_LIST_UNIT_PRICE) &&
            exact_compare(number[FOCUS_LIST_COST], number[FOCUS_CONTRACTED_COST]) == 0 &&
            exact_compare(number[FOCUS_LIST_UNIT_PRICE], number[FOCUS_CONTRACTED_UNIT_PRICE]) == 0)
                return;
        check_product(f, FOCUS_CONTRACTED_COST, FOCUS_CONTRACTED_UNIT_PRICE);
}

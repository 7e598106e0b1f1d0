/* credit/price: the tables of the file, and what tables can not say. */
#include "credit/price.h"

#include "base/time.h"
#include "base/words.h"

#include <assert.h>

static bool is_amount(Str s);
static bool is_dimension(Str s);
static bool is_hours(Str s);

/* a month is also what it means when the line is not there */
static const char *const window_words[] = {"day", "month", "period", NULL};
static const char *const tiering_words[] = {"graduated", "volume", NULL};

#define AMOUNT_CHECK \
        .is = is_amount, .expected = N_("a number from 0, at most 18 decimals, without commas")

static const YamlField condition_fields[] = {
        {"dimension", YAML_LINE, .offset = offsetof(PriceCondition, dimension), .required = true,
         .max = 64, .is = is_dimension,
         .expected = N_("a dimension's name (letters, digits, -, _ and .)")},
        {"is", YAML_LINES, .offset = offsetof(PriceCondition, is), .required = true, .loose = true,
         .max = 256, .items_max = PRICE_VALUES_MAX},
        {0}};
static const YamlTable condition_table = {.noun = N_("condition"),
                                          condition_fields,
                                          sizeof(PriceCondition),
                                          .at = offsetof(PriceCondition, node)};

static const YamlField tier_fields[] = {
        {"up_to", YAML_LINE, .offset = offsetof(PriceTier, up_to_text), AMOUNT_CHECK},
        {"price", YAML_LINE, .offset = offsetof(PriceTier, price_text), .required = true,
         AMOUNT_CHECK},
        {0}};
static const YamlTable tier_table = {
        .noun = N_("tier"), tier_fields, sizeof(PriceTier), .at = offsetof(PriceTier, node)};

static const YamlField free_fields[] = {{"quantity", YAML_LINE,
                                         .offset = offsetof(PriceFree, quantity_text),
                                         .required = true, AMOUNT_CHECK},
                                        {"each", YAML_WORD, .offset = offsetof(PriceFree, each),
                                         .required = true, .words = window_words},
                                        {0}};
static const YamlTable free_table = {.noun = N_("free allowance"),
                                     free_fields,
                                     sizeof(PriceFree),
                                     .at = offsetof(PriceFree, node)};

static const YamlField rate_fields[] = {
        {"rate", YAML_SLUG, .offset = offsetof(PriceRate, slug), .required = true},
        {"meter", YAML_SLUG, .offset = offsetof(PriceRate, meter), .required = true},
        {"unit", YAML_LINE, .offset = offsetof(PriceRate, unit), .required = true, .max = 60},
        {"per", YAML_INT, .offset = offsetof(PriceRate, per), .min = 1, .max = PRICE_PER_MAX},
        {"called", YAML_LINE, .offset = offsetof(PriceRate, called), .max = 60},
        {"when", YAML_STRUCTS, .offset = offsetof(PriceRate, when),
         .items_max = PRICE_CONDITIONS_MAX, .table = &condition_table},
        {"hours", YAML_LINE, .offset = offsetof(PriceRate, hours), .is = is_hours,
         .expected = N_("hours in quotes (\"22:00-06:00\")")},
        {"price", YAML_LINE, .offset = offsetof(PriceRate, price_text), AMOUNT_CHECK},
        {"free", YAML_STRUCT, .offset = offsetof(PriceRate, free), .table = &free_table},
        {"tiering", YAML_WORD, .offset = offsetof(PriceRate, tiering), .words = tiering_words},
        {"each", YAML_WORD, .offset = offsetof(PriceRate, each), .words = window_words},
        {"tiers", YAML_STRUCTS, .offset = offsetof(PriceRate, tiers), .items_max = PRICE_TIERS_MAX,
         .table = &tier_table},
        {0}};
static const YamlTable rate_table = {
        .noun = N_("rate"), rate_fields, sizeof(PriceRate), .at = offsetof(PriceRate, node)};

static const YamlField list_fields[] = {
        {"prices", YAML_SLUG, .offset = offsetof(PriceList, slug), .required = true},
        {"version", YAML_INT, .offset = offsetof(PriceList, version), .required = true, .min = 1,
         .max = PRICE_VERSION_MAX},
        {"title", YAML_LINE, .offset = offsetof(PriceList, title), .required = true, .max = 200},
        {"words", YAML_TEXT, .offset = offsetof(PriceList, words), .max = 5000},
        {"charged_in", YAML_LINE, .offset = offsetof(PriceList, charged_in), .required = true,
         .is = yaml_is_unit,
         .expected = N_("a currency's code of three capital letters, or a slug")},
        {"time_zone", YAML_LINE, .offset = offsetof(PriceList, time_zone), .required = true,
         .max = 60},
        {"valid_from", YAML_DATE, .offset = offsetof(PriceList, valid_from), .required = true},
        {"billing_day", YAML_INT, .offset = offsetof(PriceList, billing_day), .min = 1,
         .max = PRICE_BILLING_DAY_MAX},
        {"rates", YAML_STRUCTS, .offset = offsetof(PriceList, rates), .required = true,
         .items_max = PRICE_RATES_MAX, .table = &rate_table},
        {0}};
static const YamlTable list_table = {
        .noun = N_("price list"), list_fields, sizeof(PriceList), .at = offsetof(PriceList, node)};

static void check_zone(Arena *a, PriceList *list, YamlFaults *faults);
static void finish_rate(Arena *a, PriceRate *rate, YamlFaults *faults);
static void check_tiers(Arena *a, PriceRate *rate, YamlFaults *faults);
static void check_windows(Arena *a, const PriceRate *rate, YamlFaults *faults);
static void check_rates(Arena *a, const PriceList *list, YamlFaults *faults);

Status price_list_parse(Arena *a, Str text, PriceList **out, YamlFaults *faults)
{
        PriceList *list = arena_new(a, PriceList, 1);

        list->billing_day = 1;
        TRY(yaml_load(a, text, &list_table, list, faults));
        check_zone(a, list, faults);
        for (size_t i = 0; i < list->rates.n; i++)
                finish_rate(a, &list->rates.at[i], faults);
        check_rates(a, list, faults);
        TRY(yaml_faults_end(faults));
        *out = list;
        return OK;
}

static void check_zone(Arena *a, PriceList *list, YamlFaults *faults)
{
        const YamlNode *node = yaml_get(list->node, "time_zone");
        int64_t moments[2];
        int n;

        if (str_empty(list->time_zone))
                return;
        if (!zone_moments(list->time_zone, list->valid_from.at_us, moments, &n))
                yaml_fault(a, faults, node,
                           _("expected a time zone such as Europe/Madrid or UTC; found %s"),
                           yaml_found(a, node));
        else
                list->valid_from_us = moments[0];
}

static Exact amount(Str text)
{
        Exact v = {0};

        /* what is no number has its fault from the table */
        return !str_empty(text) && exact_read(text, &v) == EXACT_OK ? v : (Exact){0};
}

static int minute_of(Str clock)
{
        return (clock.at[0] - '0') * 600 + (clock.at[1] - '0') * 60 + (clock.at[3] - '0') * 10 +
               (clock.at[4] - '0');
}

static void finish_rate(Arena *a, PriceRate *rate, YamlFaults *faults)
{
        const YamlNode *tiers = yaml_get(rate->node, "tiers");
        const YamlNode *price = yaml_get(rate->node, "price");
        static const char *const of_tiers[] = {"tiering", "each"};

        rate->per = rate->per ? rate->per : 1;
        rate->free.quantity = amount(rate->free.quantity_text);
        if (!str_empty(rate->hours)) {
                rate->from_minute = minute_of(rate->hours);
                rate->to_minute = minute_of(str_skip(rate->hours, 6));
        }
        if (rate->node->kind != YAML_MAPPING)
                return;
        if (!price == !tiers)
                yaml_fault(a, faults, rate->node,
                           _("expected either 'price' or 'tiers' in this "
                             "rate"));
        for (size_t i = 0; !tiers && i < sizeof of_tiers / sizeof *of_tiers; i++)
                if (yaml_get(rate->node, of_tiers[i]))
                        yaml_fault(a, faults, yaml_get(rate->node, of_tiers[i]),
                                   _("expected no '%s' without 'tiers'"), of_tiers[i]);
        if (!yaml_get(rate->node, "each"))
                rate->each = PRICE_MONTH;
        if (tiers) {
                check_tiers(a, rate, faults);
                check_windows(a, rate, faults);
                return;
        }
        if (yaml_get(rate->node, "free"))
                rate->each = rate->free.each;
        rate->tiers.n = 1;
        rate->tiers.at = arena_new(a, PriceTier, 1);
        rate->tiers.at[0] = (PriceTier){.node = rate->node,
                                        .price_text = rate->price_text,
                                        .is_last = true,
                                        .price = amount(rate->price_text)};
}

static void check_tiers(Arena *a, PriceRate *rate, YamlFaults *faults)
{
        Exact below = {0};

        if (rate->tiers.n == 0)
                yaml_fault(a, faults, yaml_get(rate->node, "tiers"),
                           _("expected at least one tier under 'tiers'"));
        for (size_t i = 0; i < rate->tiers.n; i++) {
                PriceTier *tier = &rate->tiers.at[i];
                const YamlNode *up_to = yaml_get(tier->node, "up_to");

                tier->price = amount(tier->price_text);
                tier->up_to = amount(tier->up_to_text);
                tier->is_last = i + 1 == rate->tiers.n;
                if (tier->is_last && up_to)
                        yaml_fault(a, faults, up_to,
                                   _("expected no 'up_to' in the last tier: it has no end"));
                else if (!tier->is_last && !up_to)
                        yaml_fault(a, faults, tier->node,
                                   _("expected 'up_to' in every tier but the last"));
                else if (!tier->is_last && !str_empty(tier->up_to_text) &&
                         exact_compare(tier->up_to, below) <= 0)
                        yaml_fault(a, faults, up_to,
                                   _("expected more than the tier before goes up to"));
                below = tier->up_to;
        }
}

/* What is charged in a window of the tiers is then a sum over whole windows of the allowance. */
static void check_windows(Arena *a, const PriceRate *rate, YamlFaults *faults)
{
        const YamlNode *free = yaml_get(rate->node, "free");

        if (free && rate->free.each != PRICE_DAY && rate->free.each != rate->each)
                yaml_fault(a, faults, yaml_at(free, "each"),
                           _("expected 'day', or '%s' as for the tiers"),
                           price_window_name(rate->each));
}

/* Slugs once; a meter has one unit; what no event can reach is not meant. */
static void check_rates(Arena *a, const PriceList *list, YamlFaults *faults)
{
        for (size_t i = 0; i < list->rates.n; i++) {
                const PriceRate *rate = &list->rates.at[i];
                bool has_unit = false, has_default = false, has_slug = false;

                if (str_empty(rate->slug) || str_empty(rate->meter))
                        continue;
                for (size_t k = 0; k < i; k++) {
                        const PriceRate *before = &list->rates.at[k];

                        has_slug |= str_eq(before->slug, rate->slug);
                        if (!str_eq(before->meter, rate->meter))
                                continue;
                        has_unit |= !str_eq(before->unit, rate->unit);
                        has_default |= before->when.n == 0 && str_empty(before->hours);
                }
                if (has_slug)
                        yaml_fault(a, faults, yaml_get(rate->node, "rate"),
                                   _("expected each rate once; found '%.*s' again"),
                                   S_ARG(rate->slug));
                if (has_unit && !str_empty(rate->unit))
                        yaml_fault(a, faults, yaml_get(rate->node, "unit"),
                                   _("expected one unit for the meter '%.*s'"), S_ARG(rate->meter));
                if (has_default)
                        yaml_fault(a, faults, rate->node,
                                   _("expected the rate of '%.*s' that has no conditions to be its "
                                     "last"),
                                   S_ARG(rate->meter));
        }
}

const PriceList *price_list_at(const PriceList *const *versions, size_t n, int64_t at_us)
{
        const PriceList *found = NULL;

        for (size_t i = 0; i < n; i++) {
                const PriceList *v = versions[i];

                /* two from one moment on: the later version */
                if (v->valid_from_us <= at_us &&
                    (!found || v->valid_from_us > found->valid_from_us ||
                     (v->valid_from_us == found->valid_from_us && v->version > found->version)))
                        found = v;
        }
        return found;
}

const char *price_window_name(PriceWindow window)
{
        assert((size_t)window < sizeof window_words / sizeof *window_words - 1);
        return window_words[window];
}

const char *price_tiering_name(PriceTiering tiering)
{
        assert((size_t)tiering < sizeof tiering_words / sizeof *tiering_words - 1);
        return tiering_words[tiering];
}

static bool is_amount(Str s)
{
        Exact v;

        for (size_t i = 0; i < s.len; i++) /* nobody writes a price as 1e3 */
                if ((s.at[i] < '0' || s.at[i] > '9') && s.at[i] != '.')
                        return false;
        return exact_read(s, &v) == EXACT_OK;
}

static bool is_dimension(Str s)
{
        for (size_t i = 0; i < s.len; i++) {
                char c = s.at[i];

                if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-' || c == '.'))
                        return false;
        }
        return s.len > 0;
}

static bool is_clock(Str s)
{
        for (size_t i = 0; i < 5; i++)
                if (i == 2 ? s.at[i] != ':' : s.at[i] < '0' || s.at[i] > '9')
                        return false;
        return minute_of(s) <= 24 * 60 && s.at[3] < '6' && (s.at[0] < '2' || s.at[1] <= '4') &&
               s.at[0] <= '2';
}

/* From one minute up to another, which are not the same; over midnight when the first is later. */
static bool is_hours(Str s)
{
        return s.len == 11 && s.at[5] == '-' && is_clock(s) && is_clock(str_skip(s, 6)) &&
               minute_of(s) != minute_of(str_skip(s, 6)) && minute_of(s) < 24 * 60;
}

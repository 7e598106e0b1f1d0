/* credit/price: a price list as a file with a version.
 *
 *     prices: model-tokens
 *     version: 2
 *     title: Model tokens
 *     charged_in: USD
 *     time_zone: Europe/Madrid
 *     valid_from: 2026-01-01
 *     rates:
 *       - rate: tokens-in-large
 *         meter: tokens-in
 *         unit: token
 *         per: 1000000
 *         when:
 *           - {dimension: model, is: [large]}
 *         price: "2.50"
 *         free: {quantity: 100000, each: day}
 *
 * For a meter the first rate whose conditions hold is taken; one without conditions is the default,
 * and nothing may stand behind it. A version is valid from the first moment of its day in the
 * list's time zone until the next version's. How an amount comes of it: credit/rate. */
#ifndef SEEDBED_CREDIT_PRICE_H
#define SEEDBED_CREDIT_PRICE_H

#include "base/exact.h"
#include "base/yaml_table.h"
#include "credit/usage_pair.h"

enum {
        PRICE_VERSION_MAX = 1000000,
        PRICE_RATES_MAX = 500,
        PRICE_CONDITIONS_MAX = 16,
        PRICE_VALUES_MAX = 100, /* of one condition */
        PRICE_TIERS_MAX = 20,
        PRICE_BILLING_DAY_MAX = 28 /* every month has one */
};
#define PRICE_PER_MAX ((int64_t)1000000000000)

/* What begins anew, by the clock of the list's time zone. */
typedef enum {
        PRICE_DAY,
        PRICE_MONTH,
        PRICE_PERIOD /* the billing period: a month from billing_day on */
} PriceWindow;

typedef enum {
        PRICE_GRADUATED, /* each part of a quantity at the price of the tier it lies in */
        PRICE_VOLUME     /* all of it at the price of the tier that the last part lies in */
} PriceTiering;

/* One of `is`. A dimension that an event lacks has the empty value. */
typedef struct {
        const YamlNode *node;
        Str dimension;
        YamlTexts is;
} PriceCondition;

typedef struct {
        const YamlNode *node;
        Str up_to_text, price_text;
        bool is_last; /* no up_to: without end */
        Exact up_to;  /* the quantity in the window up to and with which it applies */
        Exact price;
} PriceTier;

typedef struct {
        const YamlNode *node;
        Str quantity_text;
        PriceWindow each;
        Exact quantity;
} PriceFree;

typedef struct {
        const YamlNode *node;
        Str slug, meter, unit;
        Str called;  /* what `per` of the unit are called: "GPU-hour"; may be empty */
        int64_t per; /* a price is for so many of the unit */
        YAML_LIST(PriceCondition) when; /* all must hold */
        Str hours;                      /* "22:00-06:00", by the list's clock; empty: always */
        int from_minute, to_minute;     /* of hours: from, and up to; of the day */
        Str price_text;
        PriceFree free;
        PriceTiering tiering;
        PriceWindow each;           /* of the tiers; the allowance's is a day or the same */
        YAML_LIST(PriceTier) tiers; /* never empty: a price alone is one tier without end */
} PriceRate;

typedef struct {
        const YamlNode *node;
        Str slug, title, words;
        Str charged_in; /* a currency's code, or an own unit */
        Str time_zone;
        int64_t version, billing_day;
        YamlDate valid_from;
        int64_t valid_from_us; /* its first moment in the time zone */
        YAML_LIST(PriceRate) rates;
} PriceList;

/* Reads a price list; INVALID with all its faults. */
Status price_list_parse(Arena *a, Str text, PriceList **out, YamlFaults *faults);
/* The version that is valid at that moment; NULL before the first. Any order. */
const PriceList *price_list_at(const PriceList *const *versions, size_t n, int64_t at_us);
/* As it is written in the file. Never NULL. */
const char *price_window_name(PriceWindow window);
const char *price_tiering_name(PriceTiering tiering);

#endif

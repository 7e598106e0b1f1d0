/* solution/money: amounts in the smallest unit of their currency, and shares of them. */
#ifndef SEEDBED_SOLUTION_MONEY_H
#define SEEDBED_SOLUTION_MONEY_H

#include "base/str.h"

/* One part of a share is a ten-thousandth: 10,000 is all of it. */
enum { BPS_ALL = 10000 };
/* So much that a sum of a thousand still fits. */
#define MONEY_MINOR_MAX INT64_C(1000000000000000)

/* Three capital letters, of a country's currency. */
bool money_currency_is(Str currency);
/* Decimals of a currency's smallest unit (ISO 4217): 2 but for a few. */
int money_decimals(Str currency);
/* "12500.50" in USD is 1250050; no more decimals than the currency has. false: not such an amount,
 * below 0, or above MONEY_MINOR_MAX. */
bool money_parse(Str text, Str currency, int64_t *out_minor);
/* "12500.50". */
Str money_text(Arena *a, int64_t minor, Str currency);
/* The share of an amount: minor * bps / 10,000, a half rounded up, to the smallest unit. */
int64_t money_share(int64_t minor, int64_t bps);
/* "2.5 %" of 250. */
Str money_percent(Arena *a, int64_t bps);

#endif

/* credit/unit: what is counted: currencies (ISO 4217) and units of our own, each with a fixed
 * scale.
 *
 * An amount is an int64_t at its unit's scale: 12.5 USD at scale 8 is 1250000000. The scale of a
 * unit never changes, so amounts that are kept can always be added. It is finer than coins are,
 * because prices of metered things are; and as fine as it can be while the largest funds that were
 * ever promised still fit. */
#ifndef SEEDBED_CREDIT_UNIT_H
#define SEEDBED_CREDIT_UNIT_H

#include "action/action.h"
#include "base/decimal.h"

enum { UNIT_CODE_CHARS_MAX = 24, UNIT_SCALE_MAX = 9 };

typedef struct Unit {
        Str code;  /* "USD", "gpu-hour" */
        Str title; /* of our own units; empty: the code says it all */
        int scale; /* decimals that are kept */
        int shown; /* decimals that are shown at least: those of a currency's coins */
        bool is_currency;
} Unit;

/* A currency by its three capital letters; false: there is none. Minor units are those of ISO 4217
 * (amendment 176). */
bool currency_find(Str code, Unit *out);
/* A currency, a unit that everybody knows, or one that was defined here. NOT_FOUND. */
Status unit_find(Db *db, Arena *a, Str code, Unit *out);
/* "1250.00", "0.000125": exact, with at least the decimals that are shown, no zeros behind them. */
Str unit_text(Arena *a, const Unit *u, int64_t amount);
/* Reads an amount. false: no plain number, finer than the scale, or too large. */
bool unit_parse(const Unit *u, Str text, int64_t *out);

/* An amount of something; nothing is ever added to another unit. */
typedef struct {
        const char *unit;
        int64_t value;
} Amount;

/* false: another unit, or it does not fit. */
bool amount_add(Amount x, Amount y, Amount *out);

extern const Action unit_define_action;

#endif

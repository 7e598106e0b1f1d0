/* base/exact: decimal numbers without error, as whole numbers of 10^-18.
 *
 * For prices, quantities and costs from outside, and for sums of them. Nothing here rounds unless
 * its name says so, and nothing wraps: what does not fit is told apart and reported. An amount that
 * is booked is an int64_t at its unit's scale; exact_to_scale leads there and says what is lost. */
#ifndef SEEDBED_BASE_EXACT_H
#define SEEDBED_BASE_EXACT_H

#include "base/str.h"

enum {
        EXACT_SCALE = 18,        /* decimals */
        EXACT_WHOLE_DIGITS = 20, /* before the point: less than 10^20 either way */
        EXACT_TEXT_BYTES =
                1 + EXACT_WHOLE_DIGITS + 1 + EXACT_SCALE, /* the longest that is written */
        EXACT_READ_BYTES_MAX = 1024 /* a longer text is not a number, whatever it says */
};

/* 10^38: what no number of 10^-18 reaches, either way. */
#define EXACT_LIMIT ((__int128)10000000000000000000u * 10000000000000000000u)

/* Zero is 0. Not to be added or compared but by the functions below. */
typedef struct {
        __int128 atto;
} Exact;

typedef enum STATUS_MUST_BE_USED {
        EXACT_OK,
        EXACT_NOT_A_NUMBER,
        EXACT_TOO_LARGE, /* 10^20 or more, either way */
        EXACT_TOO_FINE,  /* has digits that are not zero past the 18th decimal */
        EXACT_BY_ZERO
} ExactFault;

typedef enum { EXACT_HALF_EVEN, EXACT_TOWARD_ZERO, EXACT_AWAY_FROM_ZERO } ExactRound;

/* What to tell a person, to stand behind what is spoken of: "is not a number". Never NULL. */
const char *exact_fault_words(ExactFault fault);

/* The whole text: a sign, digits with or without a point (".5", not "5."), an exponent ("1e-7",
 * "2.5E+3"). No spaces, no comma, no name such as NaN. "-0" is 0. */
ExactFault exact_read(Str text, Exact *out);
/* Shortest text without exponent: "-0.05", "12", "0". Gives its length. */
size_t exact_write(Exact v, char out[EXACT_TEXT_BYTES]);
Str exact_text(Arena *a, Exact v);

/* In all of these *out is written on EXACT_OK only; it may be one of the operands. */
static inline ExactFault exact_add(Exact x, Exact y, Exact *out)
{
        __int128 sum;

        if (__builtin_add_overflow(x.atto, y.atto, &sum) || sum >= EXACT_LIMIT ||
            sum <= -EXACT_LIMIT)
                return EXACT_TOO_LARGE;
        *out = (Exact){sum};
        return EXACT_OK;
}
ExactFault exact_subtract(Exact x, Exact y, Exact *out);
/* EXACT_TOO_FINE when the product does not fit without rounding. */
ExactFault exact_multiply(Exact x, Exact y, Exact *out);
/* The product rounded to 18 decimals. */
ExactFault exact_multiply_rounded(Exact x, Exact y, ExactRound how, Exact *out);
/* The quotient rounded to 18 decimals. */
ExactFault exact_divide(Exact x, Exact y, ExactRound how, Exact *out);
/* v rounded half to even to so many decimals (0 to 18); *out_rest = v - *out, exactly. */
ExactFault exact_round(Exact v, int scale, Exact *out, Exact *out_rest);

/* -1250 at scale 2 is -12.5; always fits. scale is 0 to 18. */
Exact exact_from_scale(int64_t value, int scale);
/* The other way, rounded half to even; *out_rest is what was left out. EXACT_TOO_LARGE when it does
 * not fit. */
ExactFault exact_to_scale(Exact v, int scale, int64_t *out, Exact *out_rest);

static inline int exact_compare(Exact x, Exact y)
{
        return x.atto < y.atto ? -1 : x.atto > y.atto;
}
static inline bool exact_is_zero(Exact v)
{
        return v.atto == 0;
}
static inline Exact exact_negate(Exact v)
{
        return (Exact){-v.atto}; /* the limit is the same either way */
}
static inline Exact exact_magnitude(Exact v)
{
        return v.atto < 0 ? exact_negate(v) : v;
}

#endif

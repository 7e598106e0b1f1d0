/* base/exact: see the header. */
#include "base/exact.h"

#include "base/words.h"

#include <assert.h>

typedef unsigned __int128 Wide;

enum { DIGITS_MAX = EXACT_WHOLE_DIGITS + EXACT_SCALE, FAST_DIGITS = 18, EXPONENT_MAX = 100000 };
#define ONE ((uint64_t)1000000000000000000) /* 10^18 */

typedef struct {
        Wide high, low;
} Twice; /* 256 bits */

static ExactFault read_slowly(Str s, Exact *out);
static Twice product(Wide x, Wide y);
static ExactFault quotient(Twice n, Wide d, Wide *out, Wide *out_rest);
static ExactFault from_sign(bool is_minus, Wide v, Exact *out);

static const uint64_t powers[] = {1,
                                  10,
                                  100,
                                  1000,
                                  10000,
                                  100000,
                                  1000000,
                                  10000000,
                                  100000000,
                                  1000000000,
                                  10000000000,
                                  100000000000,
                                  1000000000000,
                                  10000000000000,
                                  100000000000000,
                                  1000000000000000,
                                  10000000000000000,
                                  100000000000000000,
                                  ONE};

const char *exact_fault_words(ExactFault fault)
{
        switch (fault) {
        case EXACT_OK: return _("is a number");
        case EXACT_NOT_A_NUMBER: return _("is not a number");
        case EXACT_TOO_LARGE: return _("has more than 20 digits before the point");
        case EXACT_TOO_FINE: return _("has more than 18 decimals");
        case EXACT_BY_ZERO: break;
        }
        return _("is divided by zero");
}

/* Nearly every number has no exponent and at most 18 digits, leading zeros included: one pass, in
 * 64 bits. The rest is read slowly. */
ExactFault exact_read(Str text, Exact *out)
{
        const char *at = text.at, *end = at + text.len, *first, *point = NULL;
        bool is_minus = text.len && *at == '-';
        uint64_t v = 0;
        unsigned digit;

        at += is_minus;
        first = at;
        if (end - at > FAST_DIGITS + 1)
                return read_slowly(text, out);
        for (; at < end; at++) {
                digit = (unsigned)(*at - '0');
                if (digit < 10) {
                        v = v * 10 + digit;
                } else if (*at == '.' && !point) {
                        point = at;
                } else {
                        return read_slowly(text, out);
                }
        }
        if (end - first - (point != NULL) == FAST_DIGITS + 1)
                return read_slowly(text, out);
        if (first == end || point == end - 1)
                return EXACT_NOT_A_NUMBER;
        {
                __int128 wide = (__int128)v * powers[EXACT_SCALE - (point ? end - 1 - point : 0)];

                *out = (Exact){is_minus ? -wide : wide};
        }
        return EXACT_OK;
}

/* "e-12" behind the digits; nothing there is 0. */
static bool read_exponent(Str s, int *out)
{
        bool is_minus;
        int v = 0;

        *out = 0;
        if (str_empty(s))
                return true;
        if (s.at[0] != 'e' && s.at[0] != 'E')
                return false;
        s = str_skip(s, 1);
        is_minus = str_starts(s, S("-"));
        if (is_minus || str_starts(s, S("+")))
                s = str_skip(s, 1);
        if (str_empty(s))
                return false;
        for (size_t i = 0; i < s.len; i++) {
                if (s.at[i] < '0' || s.at[i] > '9')
                        return false;
                v = v < EXPONENT_MAX ? v * 10 + (s.at[i] - '0') : EXPONENT_MAX;
        }
        *out = is_minus ? -v : v;
        return true;
}

static ExactFault read_slowly(Str s, Exact *out)
{
        char digits[EXACT_READ_BYTES_MAX];
        bool is_minus = str_starts(s, S("-")), has_point = false;
        int n = 0, decimals = 0, exponent, from = 0;
        size_t i = is_minus || str_starts(s, S("+"));
        Wide v = 0;

        if (s.len > EXACT_READ_BYTES_MAX)
                return EXACT_NOT_A_NUMBER;
        for (; i < s.len; i++) {
                if (s.at[i] == '.' && !has_point) {
                        has_point = true;
                        continue;
                }
                if (s.at[i] < '0' || s.at[i] > '9')
                        break;
                digits[n++] = s.at[i];
                decimals += has_point;
        }
        if (n == 0 || (has_point && decimals == 0) || !read_exponent(str_skip(s, i), &exponent))
                return EXACT_NOT_A_NUMBER;
        exponent -= decimals;
        for (; n > 0 && digits[n - 1] == '0'; n--)
                exponent++;
        while (from < n && digits[from] == '0')
                from++;
        if (from == n) {
                *out = (Exact){0};
                return EXACT_OK;
        }
        if (n - from + exponent > EXACT_WHOLE_DIGITS)
                return EXACT_TOO_LARGE;
        if (exponent < -EXACT_SCALE)
                return EXACT_TOO_FINE;
        for (; from < n; from++)
                v = v * 10 + (unsigned)(digits[from] - '0');
        for (; exponent > -EXACT_SCALE; exponent--)
                v *= 10; /* DIGITS_MAX digits at the most, as was looked at above */
        return from_sign(is_minus, v, out);
}

size_t exact_write(Exact v, char out[EXACT_TEXT_BYTES])
{
        char digits[DIGITS_MAX];
        Wide u = v.atto < 0 ? 0 - (Wide)v.atto : (Wide)v.atto;
        int n = 0, last = 0;
        size_t at = 0;

        assert(u < (Wide)EXACT_LIMIT);
        while (u > 0 || n <= EXACT_SCALE) {
                digits[n++] = (char)('0' + (int)(u % 10));
                u /= 10;
        }
        while (last < EXACT_SCALE && digits[last] == '0')
                last++;
        if (v.atto < 0)
                out[at++] = '-';
        for (int i = n - 1; i >= last; i--) {
                if (i == EXACT_SCALE - 1)
                        out[at++] = '.';
                out[at++] = digits[i];
        }
        return at;
}

Str exact_text(Arena *a, Exact v)
{
        char text[EXACT_TEXT_BYTES];
        size_t n = exact_write(v, text);

        return str_copy(a, (Str){text, n});
}

static Wide magnitude(Exact v)
{
        return v.atto < 0 ? 0 - (Wide)v.atto : (Wide)v.atto;
}

/* The one place where a number is made: within the limit or not at all. */
static ExactFault from_sign(bool is_minus, Wide v, Exact *out)
{
        if (v >= (Wide)EXACT_LIMIT)
                return EXACT_TOO_LARGE;
        *out = (Exact){is_minus ? -(__int128)v : (__int128)v};
        return EXACT_OK;
}

ExactFault exact_subtract(Exact x, Exact y, Exact *out)
{
        return exact_add(x, exact_negate(y), out);
}

/* Whether the magnitude v, of which rest in d was left, grows by one. */
static bool grows(Wide v, Wide rest, Wide d, ExactRound how)
{
        switch (how) {
        case EXACT_TOWARD_ZERO: return false;
        case EXACT_AWAY_FROM_ZERO: return rest != 0;
        case EXACT_HALF_EVEN: break;
        }
        return rest > d - rest || (rest == d - rest && (v & 1));
}

ExactFault exact_multiply(Exact x, Exact y, Exact *out)
{
        Wide v, rest;
        ExactFault fault = quotient(product(magnitude(x), magnitude(y)), ONE, &v, &rest);

        if (fault == EXACT_OK && v >= (Wide)EXACT_LIMIT)
                return EXACT_TOO_LARGE;
        if (fault == EXACT_OK && rest != 0)
                return EXACT_TOO_FINE;
        return fault == EXACT_OK ? from_sign((x.atto < 0) != (y.atto < 0), v, out) : fault;
}

static ExactFault rounded(Twice n, Wide d, bool is_minus, ExactRound how, Exact *out)
{
        Wide v, rest;
        ExactFault fault = quotient(n, d, &v, &rest);

        if (fault != EXACT_OK)
                return fault;
        return from_sign(is_minus, v + grows(v, rest, d, how), out);
}

ExactFault exact_multiply_rounded(Exact x, Exact y, ExactRound how, Exact *out)
{
        return rounded(product(magnitude(x), magnitude(y)), ONE, (x.atto < 0) != (y.atto < 0), how,
                       out);
}

ExactFault exact_divide(Exact x, Exact y, ExactRound how, Exact *out)
{
        if (y.atto == 0)
                return EXACT_BY_ZERO;
        return rounded(product(magnitude(x), ONE), magnitude(y), (x.atto < 0) != (y.atto < 0), how,
                       out);
}

ExactFault exact_round(Exact v, int scale, Exact *out, Exact *out_rest)
{
        Wide unit, whole, rest;
        ExactFault fault;
        Exact round;

        assert(scale >= 0 && scale <= EXACT_SCALE);
        unit = powers[EXACT_SCALE - scale];
        whole = magnitude(v) / unit;
        rest = magnitude(v) % unit;
        fault = from_sign(v.atto < 0, (whole + grows(whole, rest, unit, EXACT_HALF_EVEN)) * unit,
                          &round);
        if (fault != EXACT_OK)
                return fault;
        *out = round;
        *out_rest = (Exact){v.atto - round.atto};
        return EXACT_OK;
}

Exact exact_from_scale(int64_t value, int scale)
{
        assert(scale >= 0 && scale <= EXACT_SCALE);
        return (Exact){(__int128)value * powers[EXACT_SCALE - scale]};
}

ExactFault exact_to_scale(Exact v, int scale, int64_t *out, Exact *out_rest)
{
        Exact round, rest;
        ExactFault fault = exact_round(v, scale, &round, &rest);

        if (fault != EXACT_OK)
                return fault;
        round.atto /= powers[EXACT_SCALE - scale];
        if (round.atto > INT64_MAX || round.atto < INT64_MIN)
                return EXACT_TOO_LARGE;
        *out = (int64_t)round.atto;
        *out_rest = rest;
        return EXACT_OK;
}

/* Both are less than 2^127, so that the sum in the middle can not wrap. */
static Twice product(Wide x, Wide y)
{
        Wide x0 = (uint64_t)x, x1 = x >> 64, y0 = (uint64_t)y, y1 = y >> 64;
        Wide low = x0 * y0, middle = x1 * y0 + (low >> 64), other = x0 * y1 + (uint64_t)middle;

        return (Twice){x1 * y1 + (middle >> 64) + (other >> 64), (other << 64) | (uint64_t)low};
}

/* n / d when d fits in 64 bits, as by hand with digits of 64 bits. n.high < d. */
static Wide short_quotient(Twice n, uint64_t d, Wide *out_rest)
{
        Wide part = n.high << 64 | (uint64_t)(n.low >> 64), v = (Wide)(uint64_t)(part / d) << 64;

        part = (part % d) << 64 | (uint64_t)n.low;
        *out_rest = part % d;
        return v | (uint64_t)(part / d);
}

/* n / d, when it is less than 2^128: bit by bit where the processor has no instruction for it. */
static ExactFault quotient(Twice n, Wide d, Wide *out, Wide *out_rest)
{
        Wide v = 0, rest = n.high;

        if (n.high >= d)
                return EXACT_TOO_LARGE;
        if (n.high == 0 || d <= UINT64_MAX) {
                *out = n.high == 0 ? n.low / d : short_quotient(n, (uint64_t)d, &rest);
                *out_rest = n.high == 0 ? n.low % d : rest;
                return EXACT_OK;
        }
        for (int i = 127; i >= 0; i--) {
                rest = rest << 1 | (n.low >> i & 1); /* d < 2^127: no bit is lost */
                v <<= 1;
                if (rest >= d) {
                        rest -= d;
                        v |= 1;
                }
        }
        *out = v;
        *out_rest = rest;
        return EXACT_OK;
}

/* Arbitrary text as exact numbers: what is read and written is read as the same number, and the
 * rules of reckoning hold where nothing overflows. A line is a number; two neighbours are reckoned.
 */
#include "base/exact.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the run when it is false. */
static void hold(bool yes)
{
        if (!yes)
                abort();
}

static void check_one(Exact v)
{
        char text[EXACT_TEXT_BYTES];
        size_t n = exact_write(v, text);
        Exact again, rest, sum;

        hold(n > 0 && n <= sizeof text);
        if (exact_read((Str){text, n}, &again) != EXACT_OK || exact_compare(v, again) != 0)
                abort();
        for (int scale = 0; scale <= EXACT_SCALE; scale++)
                if (exact_round(v, scale, &again, &rest) == EXACT_OK)
                        hold(exact_add(again, rest, &sum) == EXACT_OK &&
                             exact_compare(sum, v) == 0);
}

static void check_two(Exact x, Exact y)
{
        Exact sum, back, product, other;

        if (exact_add(x, y, &sum) == EXACT_OK)
                hold(exact_subtract(sum, y, &back) == EXACT_OK && exact_compare(back, x) == 0);
        if (exact_multiply(x, y, &product) == EXACT_OK) {
                check_one(product);
                hold(exact_multiply(y, x, &other) == EXACT_OK &&
                     exact_compare(product, other) == 0);
                hold(exact_multiply_rounded(x, y, EXACT_AWAY_FROM_ZERO, &other) == EXACT_OK &&
                     exact_compare(product, other) == 0);
                if (!exact_is_zero(y))
                        hold(exact_divide(product, y, EXACT_TOWARD_ZERO, &back) == EXACT_OK &&
                             exact_compare(back, x) == 0);
        }
        if (exact_divide(x, y, EXACT_TOWARD_ZERO, &back) == EXACT_OK &&
            exact_multiply_rounded(back, y, EXACT_TOWARD_ZERO, &other) == EXACT_OK)
                hold(exact_compare(exact_magnitude(other), exact_magnitude(x)) <= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        Str rest = {(const char *)data, size}, line;
        Exact last = {0}, v;

        while (str_cut(&rest, '\n', &line)) {
                if (exact_read(line, &v) != EXACT_OK)
                        continue;
                check_one(v);
                check_two(last, v);
                last = v;
        }
        return 0;
}

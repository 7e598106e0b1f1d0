/* base/decimal: see the header. */
#include "base/decimal.h"

bool decimal_parse(Str s, int scale, int64_t *out)
{
        bool minus = s.len && s.at[0] == '-', point = false;
        int64_t v = 0;
        int left = scale, digits = 0;

        if (minus)
                s = str_skip(s, 1);
        for (size_t i = 0; i < s.len; i++) {
                int d = s.at[i] - '0';

                if (s.at[i] == '.' && !point && digits) {
                        point = true;
                        continue;
                }
                if (d < 0 || d > 9)
                        return false;
                digits++;
                if (point && left-- <= 0) {
                        if (d)
                                return false;
                        continue;
                }
                if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, d, &v))
                        return false;
        }
        if (!digits || (s.len && s.at[s.len - 1] == '.'))
                return false;
        for (; left > 0; left--)
                if (__builtin_mul_overflow(v, 10, &v))
                        return false;
        if (!minus) {
                if (v == INT64_MIN)
                        return false;
                v = -v;
        }
        *out = v;
        return true;
}

void decimal_write(Text *t, int64_t value, int scale)
{
        char digits[DECIMAL_SCALE_MAX + 24]; /* the last first */
        uint64_t u = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
        int n = 0;

        do {
                if (n == scale && scale)
                        digits[n++] = '.';
                digits[n++] = (char)('0' + u % 10);
                u /= 10;
        } while (u || n <= scale);
        if (value < 0)
                text_char(t, '-');
        while (n)
                text_char(t, digits[--n]);
}

Str decimal_text(Arena *a, int64_t value, int scale)
{
        char buffer[DECIMAL_SCALE_MAX + 24];
        Text t = text_over(buffer, sizeof buffer);

        decimal_write(&t, value, scale);
        return str_copy(a, text_str(&t));
}

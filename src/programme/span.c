/* programme/span: see the header. */
#include "programme/span.h"

#include "base/time.h"

bool span_parse(Str s, int *out_count, DefinitionSpanUnit *out_unit)
{
        static const char *const one[] = {"day", "month", "year"};
        static const char *const many[] = {"days", "months", "years"};
        Str number;
        int64_t count;

        if (!str_cut(&s, ' ', &number) || !str_to_int(number, 1, 3660, &count))
                return false;
        for (int i = 0; i < 3; i++)
                if (str_is(s, one[i]) || str_is(s, many[i])) {
                        *out_count = (int)count;
                        *out_unit = (DefinitionSpanUnit)i;
                        return true;
                }
        return false;
}

bool span_is(Str s)
{
        int count;
        DefinitionSpanUnit unit;

        return span_parse(s, &count, &unit);
}

int64_t span_after(int64_t from_us, int64_t count, DefinitionSpanUnit unit)
{
        int64_t month, begin, next, in_month;

        if (unit == DEFINITION_DAYS)
                return from_us + count * DAY_US;
        month = time_month(from_us);
        in_month = from_us - time_month_begin(month);
        month += count * (unit == DEFINITION_YEARS ? 12 : 1);
        begin = time_month_begin(month);
        next = time_month_begin(month + 1);
        return begin + in_month < next ? begin + in_month : next - 1;
}

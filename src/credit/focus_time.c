/* credit/focus_time: times as bills write them: "2024-09-01T00:00:00Z", but also with a space, no
 * zone, an offset, a fraction, " UTC", or as a day alone. */
#include "base/time.h"
#include "credit/focus_inside.h"

enum { STRICT_BYTES = 20, CLOCK_BYTES = 8, OFFSET_HOURS_MAX = 18 };

typedef struct {
        int64_t us;
        int64_t step_us; /* what it is written to */
        int64_t offset_us;
        bool has_zone;
} Clock;

static inline bool two_digits(const char *at, int max, int *out)
{
        unsigned tens = (unsigned)(at[0] - '0'), ones = (unsigned)(at[1] - '0');

        *out = (int)(tens * 10 + ones);
        return tens < 10 && ones < 10 && *out <= max;
}

/* Days of one month seldom meet in the same place. */
static const FocusDay *read_date(Str s, FocusDay days[FOCUS_DAYS_SEEN])
{
        FocusDay *day = &days[(unsigned)(s.at[8] * 10 + s.at[9]) % FOCUS_DAYS_SEEN];

        if (focus_same(s.at, day->date, FOCUS_DATE_BYTES))
                return day;
        if (!time_parse((Str){s.at, FOCUS_DATE_BYTES}, &day->us)) {
                day->date[0] = 0;
                return NULL;
        }
        memcpy(day->date, s.at, FOCUS_DATE_BYTES);
        return day;
}

/* HH:MM:SS */
static bool read_clock(const char *at, int64_t *out)
{
        int hour, minute, second;

        if (!two_digits(at, 23, &hour) || at[2] != ':' || !two_digits(at + 3, 59, &minute) ||
            at[5] != ':' || !two_digits(at + 6, 59, &second))
                return false;
        *out = (hour * 3600 + minute * 60 + second) * SECOND_US;
        return true;
}

/* ".123456": finer than a microsecond is not kept. */
static bool read_fraction(Str *s, Clock *c)
{
        *s = str_skip(*s, 1);
        if (str_empty(*s) || s->at[0] < '0' || s->at[0] > '9')
                return false;
        for (; s->len && s->at[0] >= '0' && s->at[0] <= '9'; *s = str_skip(*s, 1))
                if (c->step_us > 1) {
                        c->step_us /= 10;
                        c->us += (s->at[0] - '0') * c->step_us;
                }
        return true;
}

/* "Z", " UTC", "+08:00", "+0800", "+08" or nothing. */
static bool read_zone(Str s, Clock *c)
{
        int hours, minutes = 0;
        bool is_west = str_starts(s, S("-"));

        if (str_empty(s))
                return true;
        c->has_zone = true;
        if (str_is(s, "Z") || str_is(s, "z") || str_is(s, " UTC") || str_is(s, " GMT"))
                return true;
        if (s.len < 3 || (!is_west && s.at[0] != '+') ||
            !two_digits(s.at + 1, OFFSET_HOURS_MAX, &hours))
                return false;
        s = str_skip(s, 3);
        if (str_starts(s, S(":")))
                s = str_skip(s, 1);
        if (s.len && (s.len != 2 || !two_digits(s.at, 59, &minutes)))
                return false;
        c->offset_us = (hours * 3600 + minutes * 60) * (is_west ? -SECOND_US : SECOND_US);
        return true;
}

static bool read_rest(Str s, Clock *c)
{
        if (str_empty(s)) {
                c->step_us = DAY_US;
                return true;
        }
        if ((s.at[0] != 'T' && s.at[0] != 't' && s.at[0] != ' ') || s.len < 1 + CLOCK_BYTES ||
            !read_clock(s.at + 1, &c->us))
                return false;
        s = str_skip(s, 1 + CLOCK_BYTES);
        if (str_starts(s, S(".")) && !read_fraction(&s, c))
                return false;
        return read_zone(s, c);
}

bool focus_time_read(Str s, const FocusOptions *o, bool is_end, FocusDay days[FOCUS_DAYS_SEEN],
                     int64_t *out, bool *out_is_strict)
{
        Clock c = {.step_us = SECOND_US};
        const FocusDay *day = s.len < FOCUS_DATE_BYTES ? NULL : read_date(s, days);
        int64_t offset_us;

        if (!day)
                return false;
        *out_is_strict = s.len == STRICT_BYTES && s.at[FOCUS_DATE_BYTES] == 'T' &&
                         s.at[STRICT_BYTES - 1] == 'Z';
        if (*out_is_strict) {
                if (!read_clock(s.at + FOCUS_DATE_BYTES + 1, &c.us))
                        return false;
                c.has_zone = true;
        } else if (!read_rest(str_skip(s, FOCUS_DATE_BYTES), &c)) {
                return false;
        }
        offset_us = c.offset_us;
        if (!c.has_zone || o->offset_is_for_all)
                offset_us = o->offset_seconds * SECOND_US;
        *out = day->us + c.us - offset_us + (is_end && o->ends_are_inclusive ? c.step_us : 0);
        return true;
}

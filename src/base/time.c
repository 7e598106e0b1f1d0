/* base/time: the proleptic Gregorian calendar, in integers. */
#include "base/time.h"

#include <stdio.h>
#include <time.h>

static int64_t clock_us(clockid_t clock)
{
        struct timespec ts;

        clock_gettime(clock, &ts);
        return (int64_t)ts.tv_sec * SECOND_US + ts.tv_nsec / 1000;
}

int64_t time_now_us(void)
{
        return clock_us(CLOCK_REALTIME);
}

int64_t time_steady_us(void)
{
        return clock_us(CLOCK_MONOTONIC);
}

static int64_t floor_div(int64_t x, int64_t y)
{
        return x / y - (x % y < 0);
}

/* Days from 1970-01-01 (Howard Hinnant, chrono-compatible low-level date algorithms). */
static int64_t days_from_civil(int64_t y, int m, int d)
{
        int64_t era, yoe, doy, doe;

        y -= m <= 2;
        era = floor_div(y, 400);
        yoe = y - era * 400;
        doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
        doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
        return era * 146097 + doe - 719468;
}

Civil time_civil(int64_t at_us)
{
        int64_t days = floor_div(at_us, DAY_US),
                second = floor_div(at_us - days * DAY_US, SECOND_US);
        int64_t z = days + 719468, era = floor_div(z, 146097), doe = z - era * 146097;
        int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
        int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
        int month = (int)(mp < 10 ? mp + 3 : mp - 9);

        return (Civil){.year = (int)(yoe + era * 400 + (month <= 2)),
                       .month = month,
                       .day = (int)(doy - (153 * mp + 2) / 5 + 1),
                       .hour = (int)(second / 3600),
                       .minute = (int)(second / 60 % 60),
                       .second = (int)(second % 60)};
}

Str time_iso(Arena *a, int64_t at_us)
{
        Civil c = time_civil(at_us);
        int64_t fraction = at_us - floor_div(at_us, SECOND_US) * SECOND_US;

        if (fraction)
                return str_fmt(a, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", c.year, c.month, c.day,
                               c.hour, c.minute, c.second, (int)fraction);
        return str_fmt(a, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day, c.hour,
                       c.minute, c.second);
}

Str time_date(Arena *a, int64_t at_us)
{
        Civil c = time_civil(at_us);

        return str_fmt(a, "%04d-%02d-%02d", c.year, c.month, c.day);
}

static bool number(Str *s, size_t digits, int *out)
{
        int64_t v;

        if (s->len < digits || !str_to_int((Str){s->at, digits}, 0, 9999, &v) || s->at[0] == '-')
                return false;
        *s = str_skip(*s, digits);
        *out = (int)v;
        return true;
}

static bool letter(Str *s, const char *any)
{
        for (; *any; any++)
                if (s->len && s->at[0] == *any) {
                        *s = str_skip(*s, 1);
                        return true;
                }
        return false;
}

static int month_days(int y, int m)
{
        static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

        return m == 2 && ((y % 4 == 0 && y % 100 != 0) || y % 400 == 0) ? 29 : days[m - 1];
}

static bool parse_clock(Str *s, int64_t *us)
{
        int hour, minute, second, sign, zone_hour, zone_minute;
        int64_t fraction = 0, unit = SECOND_US;

        if (!number(s, 2, &hour) || !letter(s, ":") || !number(s, 2, &minute) || !letter(s, ":") ||
            !number(s, 2, &second) || hour > 23 || minute > 59 || second > 60)
                return false;
        if (letter(s, ".,")) {
                int digits = 0;

                for (; s->len && s->at[0] >= '0' && s->at[0] <= '9'; *s = str_skip(*s, 1), digits++)
                        if (unit > 1)
                                fraction += (s->at[0] - '0') * (unit /= 10);
                if (!digits)
                        return false;
        }
        *us += (hour * 3600 + minute * 60 + second) * SECOND_US + fraction;
        if (letter(s, "Zz"))
                return true;
        sign = s->len && s->at[0] == '-' ? -1 : 1;
        if (!letter(s, "+-") || !number(s, 2, &zone_hour) || !letter(s, ":") ||
            !number(s, 2, &zone_minute) || zone_hour > 23 || zone_minute > 59)
                return false;
        *us -= sign * (zone_hour * 3600 + zone_minute * 60) * SECOND_US;
        return true;
}

bool time_parse(Str s, int64_t *out_us)
{
        int year, month, day;
        int64_t us;

        if (!number(&s, 4, &year) || !letter(&s, "-") || !number(&s, 2, &month) ||
            !letter(&s, "-") || !number(&s, 2, &day) || year < 1 || month < 1 || month > 12 ||
            day < 1 || day > month_days(year, month))
                return false;
        us = days_from_civil(year, month, day) * DAY_US;
        if (s.len) {
                if (!letter(&s, "Tt ") || !parse_clock(&s, &us) || s.len)
                        return false;
        }
        *out_us = us;
        return true;
}

int64_t time_month(int64_t at_us)
{
        Civil c = time_civil(at_us);

        return (int64_t)c.year * 12 + c.month - 1;
}

int64_t time_month_begin(int64_t month)
{
        return days_from_civil(floor_div(month, 12), (int)(month - floor_div(month, 12) * 12) + 1,
                               1) *
               DAY_US;
}

Str time_month_text(Arena *a, int64_t month)
{
        return str_fmt(a, "%04d-%02d", (int)floor_div(month, 12),
                       (int)(month - floor_div(month, 12) * 12) + 1);
}

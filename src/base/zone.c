/* base/zone: offsets of the world's time zones, from the system's data through libical. */
#include "base/time.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

enum { ZONE_CHARS_MAX = 64 };

static bool plain_name(Str zone)
{
        for (size_t i = 0; i < zone.len; i++) {
                char c = zone.at[i];

                if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      c == '/' || c == '_' || c == '+' || c == '-'))
                        return false; /* no dots: the name becomes part of a path */
        }
        return zone.len > 0 && zone.len < ZONE_CHARS_MAX && zone.at[0] != '/';
}

bool zone_offset(Str zone, int64_t at_us, int *out_seconds)
{
        char name[ZONE_CHARS_MAX];
        icaltimezone *tz;
        struct icaltimetype when;
        int is_daylight;

        if (!plain_name(zone))
                return false;
        if (str_eq(zone, S("UTC"))) {
                *out_seconds = 0;
                return true;
        }
        memcpy(name, zone.at, zone.len);
        name[zone.len] = '\0';
        tz = icaltimezone_get_builtin_timezone(name);
        if (!tz)
                return false;
        when = icaltime_from_timet_with_zone((time_t)(at_us / SECOND_US), 0,
                                             icaltimezone_get_utc_timezone());
        *out_seconds = icaltimezone_get_utc_offset_of_utc_time(tz, &when, &is_daylight);
        return true;
}

bool zone_wall(Str zone, int64_t at_us, int64_t *out_us)
{
        int offset;

        if (!zone_offset(zone, at_us, &offset))
                return false;
        *out_us = at_us + offset * SECOND_US;
        return true;
}

bool zone_moments(Str zone, int64_t wall_us, int64_t out[2], int *out_n)
{
        int before, after;
        int64_t first, second, wall;

        /* offsets of a day before and after are the only ones that it can have */
        if (!zone_offset(zone, wall_us - DAY_US, &before) ||
            !zone_offset(zone, wall_us + DAY_US, &after))
                return false;
        out[0] = first = wall_us - before * SECOND_US;
        second = wall_us - after * SECOND_US;
        *out_n = 0;
        if (zone_wall(zone, first, &wall) && wall == wall_us)
                (*out_n)++;
        if (second != first && zone_wall(zone, second, &wall) && wall == wall_us)
                out[(*out_n)++] = second;
        return true;
}

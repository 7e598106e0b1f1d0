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

Str zone_text(Arena *a, Str zone, int64_t at_us)
{
        int offset = 0;
        Civil c;

        if (!zone_offset(zone, at_us, &offset))
                offset = 0;
        c = time_civil(at_us + offset * SECOND_US);
        return str_fmt(a, "%04d-%02d-%02d %02d:%02d %c%02d:%02d", c.year, c.month, c.day, c.hour,
                       c.minute, offset < 0 ? '-' : '+', abs(offset) / 3600, abs(offset) / 60 % 60);
}

Str moment_text(Arena *a, Str zone, int64_t at_us)
{
        return at_us % DAY_US == 0 ? time_date(a, at_us) : zone_text(a, zone, at_us);
}

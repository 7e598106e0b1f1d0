/* cohort/moment: see the header. */
#include "cohort/moment.h"

#include "base/time.h"
#include "base/words.h"

bool moment_local(Str zone, int64_t day_us, int minutes, int64_t *out_us)
{
        int64_t moments[2];
        int n;

        if (!zone_moments(zone, day_us + minutes * 60 * SECOND_US, moments, &n))
                return false;
        *out_us = moments[0];
        return true;
}

bool moment_clock(Str text, int *out_minutes)
{
        size_t colon = str_find(text, ':');
        int64_t hours, minutes;

        if (colon == 0 || colon > 2 || text.len != colon + 3 ||
            !str_to_int((Str){text.at, colon}, 0, 23, &hours) ||
            !str_to_int(str_skip(text, colon + 1), 0, 59, &minutes))
                return false;
        *out_minutes = (int)(hours * 60 + minutes);
        return true;
}

static int64_t wall_of(Str zone, int64_t at_us)
{
        int64_t wall;

        return zone_wall(zone, at_us, &wall) ? wall : at_us;
}

Str moment_clock_text(Arena *a, Str zone, int64_t at_us)
{
        Civil c = time_civil(wall_of(zone, at_us));

        return str_fmt(a, "%02d:%02d", c.hour, c.minute);
}

int64_t moment_day(Str zone, int64_t at_us)
{
        int64_t wall = wall_of(zone, at_us), rest = wall % DAY_US;

        return wall - (rest < 0 ? rest + DAY_US : rest);
}

Status moment_of(Deed *d, Str fallback, Str *out_zone, int64_t *out_us)
{
        int minutes;

        *out_zone = deed_given(d, "zone") ? deed_text(d, "zone") : fallback;
        if (!moment_clock(deed_text(d, "time"), &minutes))
                return deed_fault_at(d, "time", _("This must be a time, as in 14:30."));
        if (!moment_local(*out_zone, moment_day(S("UTC"), deed_int(d, "day")), minutes, out_us))
                return deed_fault_at(d, "zone", _("There is no time zone «%.*s»."),
                                     S_ARG(str_head(*out_zone, 60)));
        return OK;
}

Status moment_weeks_later(Str zone, int64_t at_us, int weeks, int64_t *out_us)
{
        int64_t wall = wall_of(zone, at_us);
        int minutes = (int)((wall - moment_day(zone, at_us)) / (60 * SECOND_US));

        return moment_local(zone, moment_day(zone, at_us) + weeks * 7 * DAY_US, minutes, out_us)
                       ? OK
                       : INVALID;
}

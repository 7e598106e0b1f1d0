/* credit/zone_clock: see the header. */
#include "credit/zone_clock.h"

#include "base/time.h"

static int64_t floor_to(int64_t x, int64_t unit)
{
        int64_t rest = x % unit;

        return x - rest - (rest < 0 ? unit : 0);
}

/* The moment in that day from which on the zone has another offset than at its begin, to the
 * second. It changes once at most. */
static bool find_change(Str zone, int64_t day_us, int before, int64_t *out_us)
{
        int64_t low = day_us, high = day_us + DAY_US;
        int offset;

        while (high - low > SECOND_US) {
                int64_t middle = floor_to(low + (high - low) / 2, SECOND_US);

                if (!zone_offset(zone, middle, &offset))
                        return false;
                if (offset == before)
                        low = middle;
                else
                        high = middle;
        }
        *out_us = high;
        return true;
}

static bool find_offset(ZoneClock *clock, Str zone, int64_t at_us, int *out)
{
        int64_t day_us = floor_to(at_us, DAY_US);
        ZoneClockDay *day = &clock->days[(uint64_t)(day_us / DAY_US) % ZONE_CLOCK_DAYS];

        if (!str_eq(clock->zone, zone))
                *clock = (ZoneClock){.zone = zone};
        if (!day->is_known || day->begin_us != day_us) {
                ZoneClockDay d = {
                        .begin_us = day_us, .change_us = day_us + DAY_US, .is_known = true};

                if (!zone_offset(zone, day_us, &d.before) ||
                    !zone_offset(zone, day_us + DAY_US, &d.after) ||
                    (d.before != d.after && !find_change(zone, day_us, d.before, &d.change_us)))
                        return false;
                *day = d;
        }
        *out = at_us < day->change_us ? day->before : day->after;
        return true;
}

bool zone_clock_wall(ZoneClock *clock, Str zone, int64_t at_us, int64_t *out_us)
{
        int offset;

        if (!find_offset(clock, zone, at_us, &offset))
                return false;
        *out_us = at_us + offset * SECOND_US;
        return true;
}

bool zone_clock_moment(ZoneClock *clock, Str zone, int64_t wall_us, int64_t *out_us)
{
        int before, after, then;
        int64_t second;

        /* offsets of a day before and after are the only ones that it can have */
        if (!find_offset(clock, zone, wall_us - DAY_US, &before) ||
            !find_offset(clock, zone, wall_us + DAY_US, &after))
                return false;
        *out_us = wall_us - before * SECOND_US;
        second = wall_us - after * SECOND_US;
        if (before == after)
                return true;
        if (!find_offset(clock, zone, *out_us, &then))
                return false;
        if (then == before)
                return true;
        if (!find_offset(clock, zone, second, &then))
                return false;
        *out_us = then == after ? second : *out_us;
        return true;
}

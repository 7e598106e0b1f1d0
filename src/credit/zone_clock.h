/* credit/zone_clock: what the clock of a zone shows, remembered.
 *
 * base/time asks the system's zone data each time, which takes longer than all the rest of rating a
 * usage. Most usage of one batch is of few days. */
#ifndef SEEDBED_CREDIT_ZONE_CLOCK_H
#define SEEDBED_CREDIT_ZONE_CLOCK_H

#include "base/str.h"

enum { ZONE_CLOCK_DAYS = 64 };

/* A day, by UTC, in which a zone's offset changes once at most. */
typedef struct {
        int64_t begin_us, change_us;
        int before, after;
        bool is_known;
} ZoneClockDay;

/* Zero is a new one. It remembers days of one zone, the last that was asked for; the zone's name
 * must stay. Not for two threads at once. */
typedef struct {
        Str zone;
        ZoneClockDay days[ZONE_CLOCK_DAYS];
} ZoneClock;

/* As zone_wall. false: no such zone. */
bool zone_clock_wall(ZoneClock *clock, Str zone, int64_t at_us, int64_t *out_us);
/* The first of zone_moments. */
bool zone_clock_moment(ZoneClock *clock, Str zone, int64_t wall_us, int64_t *out_us);

#endif

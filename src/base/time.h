/* base/time: microseconds since 1970, UTC; days, months and zones are made from that.
 *
 * Every deed reads the clock once, so a transaction sees one moment and tests set it. */
#ifndef SEEDBED_BASE_TIME_H
#define SEEDBED_BASE_TIME_H

#include "base/str.h"

#define SECOND_US ((int64_t)1000000)
#define DAY_US (86400 * SECOND_US)

/* The wall clock, microseconds since 1970. */
int64_t time_now_us(void);
/* A clock that never goes back, for durations. */
int64_t time_steady_us(void);
/* "2026-11-21T06:42:28Z", with a fraction of six digits when there is one (RFC 3339). */
Str time_iso(Arena *a, int64_t at_us);
/* "2026-11-21", UTC. */
Str time_date(Arena *a, int64_t at_us);
/* RFC 3339 date-time, or a date alone (its midnight UTC). Years 1 to 9999. */
bool time_parse(Str s, int64_t *out_us);
/* Months since year 0: year * 12 + month - 1, UTC. */
int64_t time_month(int64_t at_us);
/* First microsecond of a month so counted. */
int64_t time_month_begin(int64_t month);
/* "2026-11". */
Str time_month_text(Arena *a, int64_t month);

typedef struct {
        int year, month, day, hour, minute, second; /* month and day from 1 */
} Civil;
Civil time_civil(int64_t at_us);

/* The zone's offset from UTC at that moment, seconds; false when the zone's name is not known to
 * the system's time zone data. Thread-safe. */
bool zone_offset(Str zone, int64_t at_us, int *out_seconds);
/* What the clock on the wall says there, as if it were UTC. false: no such zone. */
bool zone_wall(Str zone, int64_t at_us, int64_t *out_us);
/* The moments at which the clock there says this, the earlier first: one; two where it is put back;
 * none where it is put forward over it, and then out[0] is the moment by the offset of before (RFC
 * 5545, section 3.3.5). false: no such zone. */
bool zone_moments(Str zone, int64_t wall_us, int64_t out[2], int *out_n);

#endif

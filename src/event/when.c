/* event/when: what a clock on the wall says, and the moment that is. */
#include "base/time.h"
#include "event/event.h"

bool event_when_parse(Str text, Str zone, int64_t *out_us)
{
        Str s = str_trim(text);
        char iso[32];
        Text t = text_over(iso, sizeof iso);
        int64_t wall, moments[2];
        int n;

        if (s.len != 16 || (s.at[10] != ' ' && s.at[10] != 'T') || s.at[13] != ':')
                return false;
        text_add(&t, str_head(s, 10));
        text_add(&t, S("T"));
        text_add(&t, str_skip(s, 11));
        text_add(&t, S(":00Z"));
        if (!time_parse(text_str(&t), &wall) || !zone_moments(zone, wall, moments, &n))
                return false;
        *out_us = moments[0];
        return true;
}

Str event_when_text(Arena *a, Str zone, int64_t at_us)
{
        int64_t wall;
        Civil c;

        if (!at_us || !zone_wall(zone, at_us, &wall))
                return (Str){0};
        c = time_civil(wall);
        return str_fmt(a, "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
}

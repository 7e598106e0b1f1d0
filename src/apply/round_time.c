/* apply/round_time: local times of a round as instants, and back. */
#include "apply/round.h"

#include "base/time.h"
#include "base/words.h"

/* POSIX signs: this is UTC-12. */
static Str zone_real(Str zone)
{
        return str_is(zone, "AoE") ? S("Etc/GMT+12") : zone;
}

bool round_zone_is(Str zone)
{
        int offset;

        return zone_offset(zone_real(zone), 0, &offset);
}

/* As if it were UTC. */
static bool parse_local(Arena *a, Str local, int64_t *out)
{
        bool has_seconds = local.len == 19;
        char *text;

        if (local.len != 16 && !has_seconds)
                return false;
        text = str_z(a, str_fmt(a, "%.*s%sZ", S_ARG(local), has_seconds ? "" : ":00"));
        if (text[10] == ' ')
                text[10] = 'T';
        return text[10] == 'T' && time_parse(str_from(text), out);
}

Status round_instant(Arena *a, Str local, Str zone, bool is_end, int64_t *out, Str *out_fault)
{
        int64_t wall, moments[2];
        int n;

        if (!parse_local(a, local, &wall)) {
                *out_fault = S_("This must be a day and a time, as in 2026-12-01T23:59.");
                return INVALID;
        }
        if (!zone_moments(zone_real(zone), wall, moments, &n)) {
                *out_fault = S_("There is no such time zone.");
                return INVALID;
        }
        if (n == 0) {
                *out_fault = S_("Clocks are put forward over this time there: it does not come.");
                return INVALID;
        }
        *out = moments[is_end ? n - 1 : 0];
        return OK;
}

Str round_local(Arena *a, Str zone, int64_t at_us)
{
        int64_t wall = at_us;
        Civil c;

        (void)zone_wall(zone_real(zone), at_us, &wall);
        c = time_civil(wall);
        return str_fmt(a, "%04d-%02d-%02dT%02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
}

Str round_local_exact(Arena *a, Str zone, int64_t at_us)
{
        int second = (int)(at_us / 1000000 % 60); /* no zone is off by parts of a minute */
        Str local = round_local(a, zone, at_us);

        return second ? str_fmt(a, "%.*s:%02d", S_ARG(local), second) : local;
}

Str round_moment(Arena *a, Str zone, int64_t at_us)
{
        Str said = zone_text(a, zone_real(zone), at_us);

        for (size_t i = 0; str_is(zone, "AoE") && i + 6 <= said.len; i++)
                if (str_starts(str_skip(said, i), S("-12:00")))
                        return str_fmt(a, "%.*sAoE%.*s", (int)i, said.at,
                                       S_ARG(str_skip(said, i + 6)));
        return said;
}

/* people/plausible_csv: rows of plausible people as a file, faster than a disk takes them. */
#include "people/plausible.h"

#include "base/time.h"

#include <assert.h>
#include <string.h>

enum { CHUNK_BYTES = 64 * 1024 };

static const Str kind_names[PLAUSIBLE_KINDS] = {
        [PLAUSIBLE_STARTUP] = S_INIT("startup"),
        [PLAUSIBLE_DEVELOPER] = S_INIT("developer"),
        [PLAUSIBLE_PARTNER] = S_INIT("partner"),
        [PLAUSIBLE_EDUCATOR] = S_INIT("educator"),
};

static char *put_row(char *to, const Plausible *p);

Status plausible_csv_world(FILE *to, const PlausibleWorld *w, uint64_t n)
{
        static const char header[] =
                "id,name,email,website,registration,country,hub,sector,team_size,"
                "founded,joined,stage,level\n";
        char chunk[CHUNK_BYTES];
        char *at = chunk;
        Plausible p;

        fwrite(header, 1, sizeof header - 1, to);
        for (uint64_t i = 0; i < n; i++) {
                if (!plausible_row(w, i, &p))
                        continue;
                if (CHUNK_BYTES - (at - chunk) < PLAUSIBLE_LINE_MAX) {
                        fwrite(chunk, 1, (size_t)(at - chunk), to);
                        if (ferror(to))
                                return BROKEN;
                        at = chunk;
                }
                at = put_row(at, &p);
        }
        /* up to `at` it is written */
        /* cppcheck-suppress uninitvar */
        fwrite(chunk, 1, (size_t)(at - chunk), to);
        return fflush(to) == 0 && !ferror(to) ? OK : BROKEN;
}

Status plausible_csv(FILE *to, PlausibleKind kind, uint64_t n, uint64_t seed)
{
        return plausible_csv_world(to, &(PlausibleWorld){.kind = kind, .seed = seed}, n);
}

Str plausible_kind_name(PlausibleKind kind)
{
        assert(kind < PLAUSIBLE_KINDS);
        return kind_names[kind];
}

bool plausible_kind_parse(Str name, PlausibleKind *out)
{
        for (PlausibleKind k = 0; k < PLAUSIBLE_KINDS; k++)
                if (str_eq(kind_names[k], name)) {
                        *out = k;
                        return true;
                }
        return false;
}

/* ---- fields: each is followed by its comma ---- */

static char *put_plain(char *to, Str s)
{
        if (s.len)
                memcpy(to, s.at, s.len);
        to[s.len] = ',';
        return to + s.len + 1;
}

static char *put_quoted(char *to, Str s)
{
        if (!memchr(s.at, ',', s.len) && !memchr(s.at, '"', s.len))
                return put_plain(to, s);
        *to++ = '"';
        for (size_t i = 0; i < s.len; i++) {
                if (s.at[i] == '"')
                        *to++ = '"';
                *to++ = s.at[i];
        }
        *to++ = '"';
        *to++ = ',';
        return to;
}

static char *put_two(char *to, int v)
{
        to[0] = (char)('0' + v / 10);
        to[1] = (char)('0' + v % 10);
        return to + 2;
}

static char *put_day(char *to, int day)
{
        Civil c;

        if (day) {
                c = time_civil(day * DAY_US);
                to = put_two(put_two(to, c.year / 100), c.year % 100);
                *to++ = '-';
                to = put_two(to, c.month);
                *to++ = '-';
                to = put_two(to, c.day);
        }
        *to++ = ',';
        return to;
}

static char *put_count(char *to, int v)
{
        char digits[12];
        size_t at = sizeof digits;

        for (; v > 0; v /= 10)
                digits[--at] = (char)('0' + v % 10);
        return put_plain(to, (Str){digits + at, sizeof digits - at});
}

/* At most PLAUSIBLE_LINE_MAX bytes: the row's own (with a name all of quotes, twice), the fixed
 * words and the numbers. */
static char *put_row(char *to, const Plausible *p)
{
        to = put_plain(to, p->id);
        to = put_quoted(to, p->name);
        to = put_plain(to, p->email);
        to = put_plain(to, p->website);
        to = put_plain(to, p->registration);
        to = put_plain(to, p->country);
        to = put_plain(to, p->hub);
        to = put_plain(to, p->sector);
        to = put_count(to, p->team_size);
        to = put_day(to, p->founded_day);
        to = put_day(to, p->joined_day);
        to = put_plain(to, p->stage);
        to = put_plain(to, p->level);
        to[-1] = '\n';
        return to;
}

/* hub/place: see the header. */
#include "hub/place.h"

#include "hub/place_data.h"
#include "hub/place_fold.h"

#include <math.h>

static int letter_index(char c);
static const PlaceRegion *region_by_code(int code);
static bool m49_code(Str text, int *out);

enum { M49_WORLD = 1, M49_MAX = 999 };

const PlaceCountry *place_countries(size_t *out_n)
{
        *out_n = place_countries_n;
        return place_countries_all;
}

const PlaceCountry *place_country(Str alpha2)
{
        int first, second, at;

        if (alpha2.len != 2)
                return NULL;
        first = letter_index(alpha2.at[0]);
        second = letter_index(alpha2.at[1]);
        if (first < 0 || second < 0)
                return NULL;
        at = place_by_letters[first * PLACE_LETTERS + second];
        return at ? &place_countries_all[at - 1] : NULL;
}

static int letter_index(char c)
{
        if (c >= 'A' && c <= 'Z')
                return c - 'A';
        return c >= 'a' && c <= 'z' ? c - 'a' : -1;
}

const PlaceCountry *place_country_alpha3(Str alpha3)
{
        if (alpha3.len != 3)
                return NULL;
        for (size_t i = 0; i < place_countries_n; i++)
                if (str_eq_nocase(place_countries_all[i].alpha3, alpha3))
                        return &place_countries_all[i];
        return NULL;
}

const PlaceCountry *place_country_by_name(Str name)
{
        char buffer[PLACE_FOLD_BYTES_MAX];
        Str folded = place_fold(name, buffer);
        size_t low = 0, high = place_names_n;

        if (str_empty(folded))
                return NULL;
        while (low < high) {
                size_t middle = low + (high - low) / 2;
                int order = str_cmp(folded, place_names_all[middle].folded);

                if (order == 0)
                        return &place_countries_all[place_names_all[middle].country];
                if (order < 0)
                        high = middle;
                else
                        low = middle + 1;
        }
        return NULL;
}

bool place_in_region(const PlaceCountry *country, Str m49)
{
        int code;

        if (!m49_code(m49, &code))
                return false;
        return code == M49_WORLD || code == country->region || code == country->subregion ||
               code == country->intermediate || code == country->numeric;
}

Str place_region_name(Str m49)
{
        int code;
        const PlaceRegion *r;

        if (!m49_code(m49, &code))
                return (Str){0};
        r = region_by_code(code);
        if (r)
                return r->name;
        for (size_t i = 0; i < place_countries_n; i++)
                if (place_countries_all[i].numeric == code)
                        return place_countries_all[i].name;
        return (Str){0};
}

int place_region_above(Str m49)
{
        int code;
        const PlaceRegion *r;

        if (!m49_code(m49, &code))
                return 0;
        r = region_by_code(code);
        if (r)
                return r->parent;
        for (size_t i = 0; i < place_countries_n; i++) {
                const PlaceCountry *c = &place_countries_all[i];

                if (c->numeric != code)
                        continue;
                if (c->intermediate)
                        return c->intermediate;
                return c->subregion ? c->subregion : c->region ? c->region : M49_WORLD;
        }
        return 0;
}

static const PlaceRegion *region_by_code(int code)
{
        for (size_t i = 0; i < place_regions_n; i++)
                if (place_regions_all[i].code == code)
                        return &place_regions_all[i];
        return NULL;
}

/* "002", and "2" as spreadsheets leave it. Zero is no code, or it would match "no region". */
static bool m49_code(Str text, int *out)
{
        int64_t v;

        if (text.len > 3 || !str_to_int(text, 1, M49_MAX, &v))
                return false;
        *out = (int)v;
        return true;
}

void place_project(double lon, double lat, double *out_x, double *out_y)
{
        /* of the projection */
        const double a1 = 1.340264, a2 = -0.081106, a3 = 0.000893, a4 = 0.003796;
        const double m = sqrt(3) / 2, degree = M_PI / 180;
        /* of our map: Antarctica is left out, so the equator stands below the middle */
        const double scale = 184.73, left = 500, top = 244;
        double t, t2, t6;

        lon = fmin(fmax(lon, -180), 180);
        lat = fmin(fmax(lat, -90), 90);
        t = asin(m * sin(lat * degree));
        t2 = t * t;
        t6 = t2 * t2 * t2;
        *out_x = left + scale * lon * degree * cos(t) /
                                (m * (a1 + 3 * a2 * t2 + t6 * (7 * a3 + 9 * a4 * t2)));
        *out_y = top - scale * t * (a1 + a2 * t2 + t6 * (a3 + a4 * t2));
}

/* hub/place: the countries of the world, the regions above them, and where they lie on our map.
 *
 * Facts from ISO 3166-1, ISO 4217, UN M49 and the IANA time zones, compiled in from assets/places.
 * Everything here is constant, needs no arena and may be called from any thread. */
#ifndef SEEDBED_HUB_PLACE_H
#define SEEDBED_HUB_PLACE_H

#include "base/str.h"

typedef struct {
        Str alpha2, alpha3; /* ISO 3166-1, capitals */
        Str name;           /* common English short name */
        Str currency;       /* ISO 4217; empty for Antarctica */
        Str zone;           /* IANA, of the capital or of most people */
        int numeric;        /* ISO 3166-1, which is its M49 code too */
        int region;         /* M49: continent; 0 for Antarctica */
        int subregion;      /* M49; 0: none */
        int intermediate;   /* M49; 0: none */
        double lon, lat;    /* rough middle, to a tenth of a degree */
} PlaceCountry;

/* The viewBox of the world map (assets/world.mjs draws it by the same numbers). */
enum { PLACE_MAP_WIDTH = 1000, PLACE_MAP_HEIGHT = 440 };

/* All of them, by alpha-2 code. */
const PlaceCountry *place_countries(size_t *out_n);
/* By alpha-2 code of either case; NULL when there is none. */
const PlaceCountry *place_country(Str alpha2);
/* By alpha-3 code of either case; NULL when there is none. */
const PlaceCountry *place_country_alpha3(Str alpha3);
/* By name or one of assets/places/aliases.csv; case, accents, spaces and punctuation do not matter.
 * Codes are not names here ("NA" may be Namibia or nothing), but for a few that people say: USA,
 * UK, UAE. NULL when there is none. */
const PlaceCountry *place_country_by_name(Str name);
/* Whether the country lies in the region of that M49 code ("142", "001"), or has that code
 * itself ("702"). */
bool place_in_region(const PlaceCountry *country, Str m49);
/* "Asia" for "142", "Singapore" for "702"; empty for a code that M49 does not have. */
Str place_region_name(Str m49);
/* The region above, as a code; 0 above the world, and for a code that M49 does not have. */
int place_region_above(Str m49);
/* Where a point lies on the world map: Equal Earth projection (Šavrič, Patterson, Jenny 2018).
 * Degrees in, viewBox units out, y downwards. What lies beyond a pole or the date line is put on
 * it, so that a wrong coordinate can not leave the map by more than its southern margin. */
void place_project(double lon, double lat, double *out_x, double *out_y);

#endif

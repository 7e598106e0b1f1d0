/* hub/place_data: the tables that tools/places makes from assets/places. For place.c alone. */
#ifndef SEEDBED_HUB_PLACE_DATA_H
#define SEEDBED_HUB_PLACE_DATA_H

#include "hub/place.h"

typedef struct {
        int code, parent; /* parent 0: the world */
        Str name;
} PlaceRegion;

typedef struct {
        Str folded;      /* by place_fold; the table is sorted by it */
        uint8_t country; /* index into place_countries_all */
} PlaceName;

enum { PLACE_LETTERS = 26 };

extern const PlaceCountry place_countries_all[]; /* by alpha-2 */
extern const size_t place_countries_n;
/* index + 1 of the country, by its two letters; 0: none */
extern const uint8_t place_by_letters[PLACE_LETTERS * PLACE_LETTERS];
extern const PlaceRegion place_regions_all[]; /* by code */
extern const size_t place_regions_n;
extern const PlaceName place_names_all[];
extern const size_t place_names_n;

#endif

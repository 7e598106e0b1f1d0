/* people/plausible: people and start-ups that nobody is, for examples and benchmarks.
 *
 * Row i of a world is made from its kind, seed and i alone: the same everywhere, in any order, by
 * any number of threads. Mail and web addresses stand at example.com/.org/.net and under .example,
 * which are nobody's (RFC 2606). A world seen at a later day is the same world, grown older: more
 * rows, stages further on, some renamed, some gone. */
#ifndef SEEDBED_PEOPLE_PLAUSIBLE_H
#define SEEDBED_PEOPLE_PLAUSIBLE_H

#include "base/str.h"

#include <stdio.h>

typedef enum {
        PLAUSIBLE_STARTUP,
        PLAUSIBLE_DEVELOPER,
        PLAUSIBLE_PARTNER,
        PLAUSIBLE_EDUCATOR,
        PLAUSIBLE_KINDS
} PlausibleKind;

/* Real names to draw from instead of ours, by country. */
typedef struct PlausibleNames PlausibleNames;

typedef struct {
        PlausibleKind kind;
        uint64_t seed;
        int as_of_day; /* days since 1970; 0: everyone has joined and nobody is gone */
        const PlausibleNames *names; /* NULL: our own, fictional */
} PlausibleWorld;

enum {
        PLAUSIBLE_BYTES_MAX = 640,
        PLAUSIBLE_LINE_MAX = 1024,
        PLAUSIBLE_DAY_FIRST = 18840, /* 2021-08-01 */
        PLAUSIBLE_DAY_LAST = 20757   /* 2026-10-31 */
};

/* One row. What does not apply to the kind is empty, or 0. The texts with their own words stand in
 * bytes, so a row is filled in place and not copied. */
typedef struct {
        Str id, name, email, website, registration;
        Str country; /* ISO 3166-1 alpha-2 */
        Str hub, sector, stage, level;
        int team_size;               /* start-ups, partners */
        int founded_day, joined_day; /* days since 1970; founded before joined */
        size_t used;
        char bytes[PLAUSIBLE_BYTES_MAX];
} Plausible;

/* Row i of the world. false when it is not to be seen on as_of_day: not joined yet, or gone. */
bool plausible_row(const PlausibleWorld *w, uint64_t i, Plausible *out);
/* A developer, and a start-up, of a world without a day. */
void plausible_person(uint64_t seed, uint64_t i, Plausible *out);
void plausible_startup(uint64_t seed, uint64_t i, Plausible *out);

/* The header, and those of the first n rows that are to be seen. BROKEN when writing failed. */
Status plausible_csv_world(FILE *to, const PlausibleWorld *w, uint64_t n);
/* The same without a day, with our own names: exactly n rows. */
Status plausible_csv(FILE *to, PlausibleKind kind, uint64_t n, uint64_t seed);

/* "startup", "developer", "partner", "educator", and back. */
Str plausible_kind_name(PlausibleKind kind);
bool plausible_kind_parse(Str name, PlausibleKind *out);
/* The i-th hub that rows are in, with its country and its share of a thousand; false past the last.
 */
bool plausible_hub(size_t i, Str *out_hub, Str *out_country, int *out_share);

/* Reads common-forenames-by-country.csv and common-surnames-by-country.csv of a folder into the
 * arena. NOT_FOUND when one is not there, INVALID when it has no names. */
Status plausible_names_read(Arena *a, Str folder, const PlausibleNames **out);
/* A forename or a surname of that country, as written there and in Latin letters, chosen by draw;
 * false when there is none. */
bool plausible_names_pick(const PlausibleNames *names, bool surname, Str country, uint64_t draw,
                          Str *out_written, Str *out_latin);

#endif

/* people/plausible_names: names people really have, read from files at run time, for benchmarks
 * that must meet real scripts and lengths. The files are somebody's work and stay where they are.
 */
#include "people/plausible.h"

#include <string.h>

enum {
        LETTERS = 26,
        COUNTRIES_MAX = LETTERS * LETTERS,
        ROWS_MAX = 20000,
        FILE_BYTES_MAX = 8 << 20,
        NAME_BYTES_MAX = 60
};

typedef struct {
        Str written, latin;
} Name;

/* A country's names stand together, from first on. */
typedef struct {
        uint32_t first[COUNTRIES_MAX], n[COUNTRIES_MAX];
        Name *name;
        uint32_t all;
} NameList;

struct PlausibleNames {
        NameList forenames, surnames;
};

static Status list_read(Arena *a, Str folder, const char *file, int written, int latin,
                        NameList *out);

Status plausible_names_read(Arena *a, Str folder, const PlausibleNames **out)
{
        PlausibleNames *names = arena_new(a, PlausibleNames, 1);

        TRY(list_read(a, folder, "common-forenames-by-country.csv", 10, 11, &names->forenames));
        TRY(list_read(a, folder, "common-surnames-by-country.csv", 4, 5, &names->surnames));
        *out = names;
        return OK;
}

/* Index of two capital letters, or -1. */
static int country_index(Str country)
{
        if (country.len != 2 || country.at[0] < 'A' || country.at[0] > 'Z' || country.at[1] < 'A' ||
            country.at[1] > 'Z')
                return -1;
        return (country.at[0] - 'A') * LETTERS + country.at[1] - 'A';
}

bool plausible_names_pick(const PlausibleNames *names, bool surname, Str country, uint64_t draw,
                          Str *out_written, Str *out_latin)
{
        const NameList *list = surname ? &names->surnames : &names->forenames;
        int at = country_index(country);
        const Name *name;

        if (at < 0 || list->n[at] == 0)
                return false;
        name = &list->name[list->first[at] + (uint32_t)((draw >> 32) * list->n[at] >> 32)];
        *out_written = name->written;
        *out_latin = name->latin;
        return true;
}

static Str column(Str row, int wanted)
{
        Str field = {0};

        for (int i = 0; i <= wanted; i++) {
                field = str_head(row, str_find(row, ','));
                row = str_skip(row, field.len + 1);
        }
        return field;
}

/* One pass over the rows: counts them by country, or puts each into its place. */
static void each_row(Str rest, int written, int latin, NameList *list, bool place)
{
        uint32_t seen = 0;
        Str row;

        while (seen < ROWS_MAX && str_cut(&rest, '\n', &row)) {
                Name name = {str_trim(column(row, written)), str_trim(column(row, latin))};
                int country = country_index(column(row, 0));

                if (country < 0 || name.latin.len == 0 || name.latin.len > NAME_BYTES_MAX ||
                    name.written.len > NAME_BYTES_MAX || str_has(row, S("\"")))
                        continue;
                if (name.written.len == 0)
                        name.written = name.latin;
                seen++;
                if (place)
                        list->name[list->first[country] + list->n[country]] = name;
                list->n[country]++;
        }
        list->all = seen;
}

static Status list_read(Arena *a, Str folder, const char *file, int written, int latin,
                        NameList *out)
{
        Str path = str_fmt(a, "%.*s/%s", S_ARG(folder), file), bytes;
        FILE *f = fopen(path.at, "rb");
        char *room;
        uint32_t first = 0;

        if (!f)
                return NOT_FOUND;
        room = arena_bytes(a, FILE_BYTES_MAX);
        bytes = (Str){room, fread(room, 1, FILE_BYTES_MAX, f)};
        fclose(f);
        if (!str_is_utf8(bytes))
                return INVALID;
        each_row(bytes, written, latin, out, false);
        if (out->all == 0)
                return INVALID;
        out->name = arena_new(a, Name, out->all);
        for (int i = 0; i < COUNTRIES_MAX; i++) {
                out->first[i] = first;
                first += out->n[i];
        }
        memset(out->n, 0, sizeof out->n);
        each_row(bytes, written, latin, out, true);
        return OK;
}

/* How many doubles are found among real names and texts, and how many pairs are hinted at that are
 * none. The data is real and stands beside the checkout; without it these tests are skipped. What
 * comes out stands in docs/plan.md; the tests hold it. */
#include "apply/hint.h"
#include "apply/likeness.h"
#include "people/people.h"
#include "tests/check.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { NAMES_MAX = 6000, TEXTS_MAX = 400, COLUMNS_MAX = 40, READ_MAX = 8 * 1024 * 1024 };

static uint32_t below(uint64_t *state, uint32_t n)
{
        *state ^= *state << 13, *state ^= *state >> 7, *state ^= *state << 17;
        return (uint32_t)((*state >> 32) * n >> 32);
}

static Str inflated(Arena *a, Str path)
{
        gzFile f = gzopen(str_z(a, path), "rb"); /* reads what is not packed, too */
        char *text = arena_bytes(a, READ_MAX);
        int n = f ? gzread(f, text, READ_MAX) : -1;

        if (f)
                gzclose(f);
        CHECK(n > 0 && n < READ_MAX);
        return (Str){text, (size_t)n};
}

/* The columns of the next row of CSV, without quotes; 0 at the end. */
static size_t row_next(Arena *a, Str *rest, Str out[COLUMNS_MAX])
{
        size_t n = 0, i = 0;

        while (i < rest->len && n < COLUMNS_MAX) {
                bool quoted = rest->at[i] == '"', ends;
                char *cell;
                size_t len = 0, from = i += quoted;

                while (i < rest->len &&
                       (quoted ? rest->at[i] != '"' || (i + 1 < rest->len && rest->at[i + 1] == '"')
                               : rest->at[i] != ',' && rest->at[i] != '\n'))
                        i += quoted && rest->at[i] == '"' ? 2 : 1;
                cell = arena_bytes(a, i - from + 1);
                for (size_t k = from; k < i; k++) {
                        cell[len++] = rest->at[k];
                        k += quoted && rest->at[k] == '"';
                }
                out[n++] = (Str){cell, len};
                i += quoted;
                ends = i >= rest->len || rest->at[i] != ',';
                while (ends && i < rest->len && (rest->at[i] == '\r' || rest->at[i] == '\n'))
                        i++;
                if (ends)
                        break;
                i++;
        }
        *rest = str_skip(*rest, i);
        return n;
}

/* One column of a file, what is empty left out, each value once. */
static size_t column(Arena *a, const char *path, const char *name, Str *out, size_t most)
{
        Str rest = inflated(a, check_shared(a, path)), cells[COLUMNS_MAX];
        size_t n = row_next(a, &rest, cells), at = 0, found = 0;

        while (at < n && !str_is(cells[at], name))
                at++;
        CHECK(at < n);
        while (found < most && (n = row_next(a, &rest, cells)) > 0)
                if (at < n && cells[at].len)
                        out[found++] = cells[at];
        return found;
}

/* --- names */

typedef struct {
        int64_t key;
        uint32_t who;
} Key;

static int by_key(const void *x, const void *y)
{
        const Key *p = x, *q = y;

        return p->key < q->key ? -1 : p->key > q->key;
}

static bool names_hint(Str x, Str y)
{
        int64_t p[NAME_BANDS], q[NAME_BANDS];
        bool met = false;

        if (!name_keys(x, p) || !name_keys(y, q))
                return false;
        for (int k = 0; k < NAME_BANDS; k++)
                met |= p[k] == q[k];
        return met && name_likeness(x, y) >= HINT_NAME_MIN;
}

/* What people do to a name when they apply a second time. */
static Str varied(Arena *a, Str name, int how, uint64_t *state)
{
        char *z = str_z(a, name);
        size_t at = 1 + below(state, name.len > 2 ? (uint32_t)name.len - 2 : 1);

        switch (how) {
        case 0: return str_fmt(a, "%.*s Inc.", S_ARG(name));
        case 1: return str_fmt(a, "%.*s Pte Ltd", S_ARG(name));
        case 2:
                for (char *c = z; *c; c++)
                        if (*c >= 'a' && *c <= 'z')
                                *c = (char)(*c - 32);
                return str_from(z);
        case 3: /* a letter is left out */
                return str_fmt(a, "%.*s%.*s", (int)at, name.at, (int)(name.len - at - 1),
                               name.at + at + 1);
        case 4: /* two change places */
                if (at + 1 < name.len && !((z[at] | z[at + 1]) & 0x80)) {
                        z[at] = name.at[at + 1];
                        z[at + 1] = name.at[at];
                }
                return str_from(z);
        default: return str_fmt(a, "%.*s Technologies", S_ARG(name));
        }
}

/* Pairs of different companies that would be hinted at by their names. */
static size_t false_names(Arena *a, const Str *names, size_t n)
{
        Key *keys = arena_new(a, Key, n * NAME_BANDS);
        uint64_t *pairs = arena_new(a, uint64_t, 1 << 18);
        size_t keys_n = 0, all = 0;

        for (size_t i = 0; i < n; i++) {
                int64_t own[NAME_BANDS];
                size_t m = name_keys(names[i], own);

                for (size_t k = 0; k < m; k++)
                        keys[keys_n++] = (Key){own[k], (uint32_t)i};
        }
        qsort(keys, keys_n, sizeof *keys, by_key);
        for (size_t i = 0; i < keys_n; i++)
                for (size_t k = i + 1; k < keys_n && keys[k].key == keys[i].key; k++) {
                        Str x = names[keys[i].who], y = names[keys[k].who];
                        uint64_t pair = (uint64_t)keys[i].who << 32 | keys[k].who;
                        uint64_t at = (pair * 0x9E3779B97F4A7C15ULL) >> 46;

                        if (keys[i].who == keys[k].who || party_name_key(x) == party_name_key(y) ||
                            pairs[at] == pair)
                                continue;
                        if (name_likeness(x, y) < HINT_NAME_MIN)
                                continue;
                        pairs[at] = pair;
                        all++;
                }
        return all;
}

TEST(doubles_of_real_names_are_found_and_few_others)
{
        static const char *const hows[] = {"legal form",  "other legal form", "capitals",
                                           "letter less", "letters swapped",  "a word more"};
        static const int least[] = {99, 99, 99, 97, 93, 0}; /* of a hundred */
        Str *names = arena_new(a, Str, NAMES_MAX);
        size_t n = column(a, "yc/companies-2025-03-13.csv.gz", "name", names, NAMES_MAX), wrong;
        uint64_t state = 20250313;

        CHECK(n > 5000);
        for (int how = 0; how < 6; how++) {
                size_t found = 0, all = 0, by_long = 0, all_long = 0;

                for (size_t i = 0; i < n; i += 3) {
                        bool is_found;

                        if (names[i].len < 7)
                                continue; /* in so short a name one letter is another name */
                        is_found = names_hint(names[i], varied(a, names[i], how, &state));
                        all++;
                        found += is_found;
                        all_long += names[i].len >= 10;
                        by_long += is_found && names[i].len >= 10;
                }
                print_message("# names, %s: %zu of %zu found; of ten letters and more %zu of %zu\n",
                              hows[how], found, all, by_long, all_long);
                CHECK(found * 100 >= all * (size_t)least[how]);
        }
        wrong = false_names(a, names, n);
        print_message("# names: %zu pairs of %zu different companies would be hinted at\n", wrong,
                      n);
        CHECK(wrong * 100 < n * 5);
}

/* --- domains: as one writes an address */

TEST(doubles_of_real_websites_are_found_however_they_are_written)
{
        static const char *const forms[] = {"https://www.%.*s/", "http://%.*s", "%.*s",
                                            "https://%.*s/en/about?x=1", "HTTPS://WWW.%.*s"};
        Str *sites = arena_new(a, Str, NAMES_MAX);
        size_t n = column(a, "yc/companies-2025-03-13.csv.gz", "website", sites, NAMES_MAX);
        size_t all = 0, found = 0;

        for (size_t i = 0; i < n; i++) {
                Str domain = party_domain(a, sites[i]);

                for (size_t k = 0; domain.len && k < sizeof forms / sizeof *forms; k++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
                        Str other = str_fmt(a, forms[k], S_ARG(domain));
#pragma GCC diagnostic pop

                        all++;
                        found += str_eq(party_domain(a, other), domain);
                }
        }
        print_message("# websites: %zu of %zu found\n", found, all);
        CHECK(all > 20000);
        CHECK(found * 1000 >= all * 999);
}

/* --- texts */

/* A part of the words is left out or replaced by others, as who rewrites a text a little does. */
static Str rewritten(Arena *a, Str text, int of_hundred, uint64_t *state)
{
        Text t = text_begin(a, text.len * 2 + 64);
        Str rest = text, word;

        while (str_cut(&rest, ' ', &word)) {
                if ((int)below(state, 100) < of_hundred) {
                        if (below(state, 2))
                                text_add(&t, S("otherwise "));
                        continue;
                }
                text_fmt(&t, "%.*s ", S_ARG(word));
        }
        return text_str(&t);
}

static bool texts_hint(const TextSketch *x, const TextSketch *y)
{
        int64_t p[SKETCH_BANDS], q[SKETCH_BANDS];
        bool met = false;

        if (!sketch_keys(x, p) || !sketch_keys(y, q))
                return false;
        for (int k = 0; k < SKETCH_BANDS; k++)
                met |= p[k] == q[k];
        return met && sketch_likeness(x, y) >= HINT_TEXT_MIN;
}

TEST(doubles_of_real_texts_are_found_and_few_others)
{
        static const int rates[] = {0, 2, 5, 10}, least[] = {98, 98, 97, 40};
        Str *texts = arena_new(a, Str, TEXTS_MAX);
        size_t n = column(a, "sbir-awards/blind-sample.csv", "abstract", texts, TEXTS_MAX),
               wrong = 0, all = 0;
        TextSketch *own = arena_new(a, TextSketch, n);
        uint64_t state = 226;

        for (size_t i = 0; i < n; i++)
                sketch_of(texts[i], &own[i]);
        for (int r = 0; r < 4; r++) {
                size_t found = 0;

                for (size_t i = 0; i < n; i++) {
                        TextSketch other;

                        sketch_of(rewritten(a, texts[i], rates[r], &state), &other);
                        found += texts_hint(&own[i], &other);
                }
                print_message("# texts, %d of 100 words changed: %zu of %zu found\n", rates[r],
                              found, n);
                CHECK(found * 100 >= n * (size_t)least[r]);
        }
        for (size_t i = 0; i < n; i++)
                for (size_t k = i + 1; k < n; k++, all++)
                        wrong += !str_eq(texts[i], texts[k]) && texts_hint(&own[i], &own[k]);
        print_message("# texts: %zu of %zu pairs of different ones would be hinted at\n", wrong,
                      all);
        CHECK(wrong * 1000 < all);
}

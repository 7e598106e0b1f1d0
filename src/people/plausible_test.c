/* Plausible people: the same everywhere, nobody's, and like the real thing where imports look. */
#include "base/time.h"
#include "people/plausible.h"
#include "tests/check.h"

#include <stdlib.h>
#include <string.h>

/* A world as CSV text. */
static Str csv(Arena *a, const PlausibleWorld *w, uint64_t n)
{
        char *bytes = NULL;
        size_t len = 0;
        FILE *f = open_memstream(&bytes, &len);
        Str s;

        CHECK(f != NULL);
        CHECK_OK(plausible_csv_world(f, w, n));
        fclose(f);
        s = str_copy(a, (Str){bytes, len});
        free(bytes);
        return s;
}

static int lines(Str s)
{
        Str line;
        int n = 0;

        while (str_cut(&s, '\n', &line))
                n++;
        return n;
}

/* The host of a mail or web address is one that belongs to nobody. */
static bool is_reserved(Str address)
{
        return str_ends(address, S("@example.com")) || str_ends(address, S("@example.org")) ||
               str_ends(address, S("@example.net")) || str_ends(address, S(".example"));
}

static bool is_address(Str s)
{
        for (size_t i = 0; i < s.len; i++)
                if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789.@-:/", s.at[i]))
                        return false;
        return true;
}

static int cmp_u64(const void *x, const void *y)
{
        uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

        return a < b ? -1 : a > b;
}

TEST(a_row_is_made_from_seed_and_number_alone)
{
        Plausible x, y;

        plausible_startup(7, 1234, &x);
        plausible_startup(7, 99, &y);
        plausible_startup(7, 1234, &y);
        CHECK(str_eq(x.name, y.name) && str_eq(x.email, y.email) && x.joined_day == y.joined_day);
        plausible_startup(8, 1234, &y);
        CHECK(!str_eq(x.email, y.email));
        plausible_person(7, 1234, &y);
        CHECK_STR(y.id, IS, "dv-0001235");
        CHECK_STR(x.id, IS, "st-0001235");
}

TEST(the_same_world_is_the_same_file_on_every_machine)
{
        /* benchmarks are compared over years by these rows: a change of them is a change of the
         * examples too, so make those again (examples/data/README.md) */
        Str two = csv(a, &(PlausibleWorld){.kind = PLAUSIBLE_STARTUP, .seed = 1}, 2);

        CHECK_STR(two, STARTS,
                  "id,name,email,website,registration,country,hub,sector,team_size,founded,joined,"
                  "stage,level\nst-0000001,");
        CHECK_STR(two, CONTAINS,
                  "https://niboora.example,LK-2022-0481237J,LK,colombo,education,30,"
                  "2022-12-17,2024-08-23,alumni,series-a\n");
}

TEST(every_address_is_nobodys_and_every_text_is_utf8)
{
        Plausible p;

        for (PlausibleKind k = 0; k < PLAUSIBLE_KINDS; k++)
                for (uint64_t i = 0; i < 5000; i++) {
                        CHECK(plausible_row(&(PlausibleWorld){.kind = k, .seed = 3}, i, &p));
                        CHECK(is_reserved(p.email) && is_address(p.email));
                        CHECK(str_empty(p.website) ||
                              (is_reserved(p.website) && str_starts(p.website, S("https://")) &&
                               is_address(p.website)));
                        CHECK(str_is_utf8(p.name) && !str_empty(p.name));
                        CHECK(!str_has(p.name, S("\n")));
                }
}

TEST(a_startup_is_founded_before_it_joins_and_joins_in_the_years_of_the_programme)
{
        Plausible p;

        for (uint64_t i = 0; i < 20000; i++) {
                plausible_startup(5, i, &p);
                CHECK(p.founded_day < p.joined_day);
                CHECK(p.joined_day >= PLAUSIBLE_DAY_FIRST && p.joined_day <= PLAUSIBLE_DAY_LAST);
                CHECK(p.team_size > 0 && p.team_size < 1000);
        }
}

TEST(no_two_rows_share_a_mail_address_a_website_or_a_registration)
{
        enum { N = 100000 };
        uint64_t *mail = arena_new(a, uint64_t, N), *site = arena_new(a, uint64_t, N),
                 *registration = arena_new(a, uint64_t, N);
        Plausible p;

        for (PlausibleKind k = 0; k < PLAUSIBLE_KINDS; k++) {
                bool company = k == PLAUSIBLE_STARTUP || k == PLAUSIBLE_PARTNER;

                for (uint64_t i = 0; i < N; i++) {
                        /* over the end of the three-piece brands, too */
                        plausible_row(&(PlausibleWorld){.kind = k, .seed = 9}, i + N / 2 + 31072,
                                      &p);
                        mail[i] = str_hash(p.email);
                        site[i] = company ? str_hash(p.website) : i;
                        registration[i] = company ? str_hash(p.registration) : i;
                }
                qsort(mail, N, sizeof *mail, cmp_u64);
                qsort(site, N, sizeof *site, cmp_u64);
                qsort(registration, N, sizeof *registration, cmp_u64);
                for (size_t i = 1; i < N; i++) {
                        CHECK(mail[i] != mail[i - 1]);
                        CHECK(site[i] != site[i - 1]);
                        CHECK(registration[i] != registration[i - 1]);
                }
        }
}

TEST(programmes_grow_and_a_tenth_of_startups_scale_up)
{
        enum { N = 20000 };
        int early = 0, late = 0, scale = 0, withdrawn = 0, alumni = 0, active = 0, applied = 0;
        Plausible p;

        for (uint64_t i = 0; i < N; i++) {
                plausible_startup(2, i, &p);
                if (p.joined_day < PLAUSIBLE_DAY_FIRST + 365)
                        early++;
                if (p.joined_day > PLAUSIBLE_DAY_LAST - 365)
                        late++;
                scale += str_is(p.stage, "scale-up");
                withdrawn += str_is(p.stage, "withdrawn");
                alumni += str_is(p.stage, "alumni");
                active += str_is(p.stage, "active");
                applied += str_is(p.stage, "applied");
        }
        CHECK(late > early * 14 / 10);
        CHECK(scale > N * 6 / 100 && scale < N * 13 / 100);
        CHECK(withdrawn > N * 9 / 100 && withdrawn < N * 17 / 100);
        CHECK(alumni > N * 35 / 100);
        CHECK(active > N / 10);
        CHECK(applied > N / 20 && applied < N / 6);
}

TEST(a_later_day_shows_the_same_startups_grown_older)
{
        PlausibleWorld then = {.seed = 4, .as_of_day = 20088 /* 2024-12-31 */}, now = then;
        int seen_then = 0, both = 0, gone = 0, moved = 0, renamed = 0, new = 0;
        Plausible x, y;

        now.as_of_day = PLAUSIBLE_DAY_LAST;
        for (uint64_t i = 0; i < 5000; i++) {
                bool was = plausible_row(&then, i, &x), is = plausible_row(&now, i, &y);

                seen_then += was;
                new += is && !was;
                gone += was && !is;
                if (!was || !is)
                        continue;
                both++;
                CHECK(x.joined_day <= then.as_of_day && x.joined_day == y.joined_day);
                CHECK(str_eq(x.id, y.id) && str_eq(x.registration, y.registration));
                CHECK(str_eq(x.website, y.website) && str_eq(x.email, y.email));
                CHECK(y.team_size >= x.team_size);
                CHECK(!str_is(x.stage, "alumni") || str_is(y.stage, "alumni"));
                moved += !str_eq(x.stage, y.stage);
                renamed += !str_eq(x.name, y.name);
        }
        CHECK(seen_then > 2500 && new > 1500 && both > 2400);
        CHECK(gone > seen_then / 100 && gone < seen_then / 10);
        CHECK(moved > both / 10 && renamed > both / 100 && renamed < both / 10);
}

TEST(a_name_with_a_comma_or_a_quote_stands_in_quotes)
{
        Str all = csv(a, &(PlausibleWorld){.kind = PLAUSIBLE_STARTUP, .seed = 1}, 500), line;
        int quoted = 0;

        CHECK_INT(lines(all), 501);
        CHECK_STR(all, CONTAINS, ", Inc.\",");
        CHECK_STR(all, CONTAINS, " \"\"Next\"\"\",");
        while (str_cut(&all, '\n', &line)) {
                bool inside = false;
                int commas = 0;

                for (size_t i = 0; i < line.len; i++) {
                        inside ^= line.at[i] == '"';
                        commas += line.at[i] == ',' && !inside;
                }
                CHECK(!inside);
                CHECK_INT(commas, 12);
                quoted += str_has(line, S("\""));
        }
        CHECK(quoted > 20);
}

TEST(a_file_that_can_not_be_written_is_said_to_be_broken)
{
        FILE *full = fopen("/dev/full", "w");

        CHECK(full != NULL);
        CHECK_IS(plausible_csv(full, PLAUSIBLE_DEVELOPER, 2000, 1), BROKEN);
        fclose(full);
}

TEST(rows_are_in_hubs_of_the_example_tree_by_their_shares)
{
        Str tree = check_file(a, S("examples/hubs.yaml")), hub, country;
        int share, all = 0;
        size_t n = 0;

        while (plausible_hub(n, &hub, &country, &share)) {
                Str find = str_fmt(a, "  - hub: %.*s\n", S_ARG(hub)), node;
                size_t at = str_find_str(tree, find);

                CHECK(at < tree.len);
                node = str_skip(tree, at + find.len);
                node = str_head(node, str_find_str(node, S("  - hub: ")));
                CHECK_STR(node, CONTAINS, str_fmt(a, "country: \"%.*s\"", S_ARG(country)).at);
                CHECK_STR(node, CONTAINS, "kind: hub");
                all += share;
                n++;
        }
        CHECK_INT(all, 1000);
}

TEST(kinds_have_names)
{
        PlausibleKind k;

        for (PlausibleKind i = 0; i < PLAUSIBLE_KINDS; i++)
                CHECK(plausible_kind_parse(plausible_kind_name(i), &k) && k == i);
        CHECK(!plausible_kind_parse(S("unicorn"), &k));
}

TEST(real_names_are_taken_where_their_files_are_given)
{
        Str file = check_shared(a, "names/common-surnames-by-country.csv");
        PlausibleWorld w = {.kind = PLAUSIBLE_DEVELOPER, .seed = 1};
        Str written, latin;
        Plausible ours, theirs;
        int other = 0;

        CHECK_OK(plausible_names_read(a, str_head(file, str_find_str(file, S("/common"))),
                                      &w.names));
        CHECK(plausible_names_pick(w.names, true, S("CN"), UINT64_MAX, &written, &latin));
        CHECK(!plausible_names_pick(w.names, true, S("TH"), 0, &written, &latin));
        CHECK(!plausible_names_pick(w.names, true, S("??"), 0, &written, &latin));
        for (uint64_t i = 0; i < 3000; i++) {
                plausible_person(1, i, &ours);
                CHECK(plausible_row(&w, i, &theirs));
                CHECK(is_reserved(theirs.email) && is_address(theirs.email));
                CHECK(str_is_utf8(theirs.name));
                CHECK(str_eq(ours.hub, theirs.hub) && ours.joined_day == theirs.joined_day);
                other += !str_eq(ours.name, theirs.name);
        }
        CHECK(other > 500);
}

TEST(a_folder_without_names_is_refused)
{
        const PlausibleNames *names;
        Str folder = check_folder(a);
        FILE *f;

        CHECK_IS(plausible_names_read(a, folder, &names), NOT_FOUND);
        f = fopen(str_fmt(a, "%.*s/common-forenames-by-country.csv", S_ARG(folder)).at, "w");
        CHECK(f != NULL);
        fputs("Country,Name\n", f);
        fclose(f);
        CHECK_IS(plausible_names_read(a, folder, &names), INVALID);
}

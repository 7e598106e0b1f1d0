/* Other people's columns: the example mapping on real snapshots, and what each rule does. */
#include "import/mapping.h"

#include "base/json.h"
#include "base/table.h"
#include "tests/check.h"

#include <fcntl.h>
#include <unistd.h>

#define MAPPING                                                                          \
        "mapping: m\ntitle: T\nsource: s\nparty: organisation\nprogramme: p\ncolumns:\n" \
        "  identity: id\n  name: name\n  stage: {value: active}\n"

static const Mapping *mapping(Arena *a, Str text)
{
        YamlFaults faults = {0};
        Mapping *m = NULL;
        Status s = mapping_parse(a, text, &m, &faults);

        CHECK_STR(yaml_faults_text(a, &faults), IS, "");
        CHECK_OK(s);
        return m;
}

static Str faults_of(Arena *a, Str text)
{
        YamlFaults faults = {0};
        Mapping *m;

        CHECK_IS(mapping_parse(a, text, &m, &faults), INVALID);
        return yaml_faults_text(a, &faults);
}

/* A file with the columns id, name, x, whose third value is given; *out_fault is empty when it is
 * fine. */
static MappedRow row_of(Arena *a, const char *rules, Str x, MappingFault *out_fault)
{
        const Str header[] = {S("id"), S("name"), S("x")};
        const Str fields[] = {S("1"), S("N"), x};
        const Mapping *m = mapping(a, str_fmt(a, MAPPING "%s", rules));
        MappingBound bound;
        MappedRow row = {0};

        *out_fault = (MappingFault){0};
        CHECK_OK(mapping_bind(a, m, header, 3, &bound, out_fault));
        if (mapping_apply(a, m, &bound, fields, 3, &row, out_fault) == OK)
                CHECK(str_empty(out_fault->words));
        else
                CHECK(!str_empty(out_fault->words));
        return row;
}

typedef struct {
        int rows, countries, inactive, singapore, renamed, dated, notes, sectors, batches;
} Counts;

static void count(Counts *c, const MappedRow *row)
{
        c->rows++;
        c->countries += !str_empty(row->country);
        c->inactive += str_is(row->stage, "inactive");
        c->singapore += str_is(row->hub, "singapore");
        c->renamed += row->former_names.n > 0;
        c->dated += !str_empty(row->date.text);
        c->notes += (int)row->notes.n;
        c->sectors += !str_empty(row->sector);
        for (size_t i = 0; i < row->attributes.n; i++)
                c->batches += str_is(row->attributes.at[i].name, "batch");
        CHECK(!str_empty(row->identity) && !str_empty(row->name) && !str_empty(row->hub));
        CHECK(row->listed);
        CHECK(!str_has(row->country, S(",")) && !str_has(row->country, S(";")));
}

static Counts count_snapshot(Arena *a, const char *path)
{
        Str file = check_shared(a, path), fault;
        const Mapping *m = mapping(a, check_file(a, S("examples/mappings/yc-directory.yaml")));
        int fd = open(file.at, O_RDONLY | O_CLOEXEC);
        Counts c = {0};
        MappingBound bound;
        MappingFault why = {0};
        MappedRow mapped;
        Source *source;
        Table *table;
        TableRow row;
        Status s;

        CHECK_OK(source_open(fd, 0, &source));
        CHECK_OK(table_open(a, source, &(TableOptions){0}, &table, &fault));
        row = table_header(table);
        CHECK_OK(mapping_bind(a, m, row.field, row.n, &bound, &why));
        while ((s = table_next(table, &row)) == OK) {
                ArenaMark mark = arena_mark(a);

                if (mapping_apply(a, m, &bound, row.field, row.n, &mapped, &why) != OK)
                        print_error("row %d, %.*s: %.*s\n", (int)row.row, S_ARG(why.column),
                                    S_ARG(why.words));
                count(&c, &mapped);
                arena_rewind(a, mark);
        }
        CHECK_IS(s, NOT_FOUND);
        CHECK(str_empty(why.words));
        table_close(table);
        source_close(source);
        close(fd);
        return c;
}

/* The numbers were counted from the files by another program. */
TEST(both_snapshots_of_a_real_directory_map_to_the_last_row)
{
        Counts c = count_snapshot(a, "yc/companies-2024-05-13.csv.gz");

        CHECK_INT(c.rows, 4667);
        CHECK_INT(c.inactive, 796);
        CHECK_INT(c.dated, 4667 - 77 - 3);
        CHECK_INT(c.batches, 4667 - 3);
        CHECK_INT(c.sectors, 4667 - 20);
        c = count_snapshot(a, "yc/companies-2025-03-13.csv.gz");
        CHECK_INT(c.rows, 5178);
        CHECK_INT(c.inactive, 926);
        CHECK_INT(c.dated, 5178 - 76 - 3);
        CHECK_INT(c.singapore, 50);
        CHECK_INT(c.countries, 4767);
        CHECK_INT(c.renamed, 2161);
        CHECK_INT(c.notes, 3);
}

TEST(a_batch_has_one_form_whatever_form_it_was_written_in)
{
        static const char *const same[] = {"W25",         "Winter 2025", "winter 2025",
                                           "2025 Winter", "2025-winter", "w25"};
        YamlDate date;

        for (size_t i = 0; i < 6; i++) {
                CHECK_STR(mapping_batch(a, str_from(same[i]), &date), IS, "2025-winter");
                CHECK_STR(date.text, IS, "2025-01-01");
        }
        CHECK_STR(mapping_batch(a, S("X25"), &date), IS, "2025-spring");
        CHECK_STR(date.text, IS, "2025-04-01");
        CHECK_STR(mapping_batch(a, S("S05"), &date), IS, "2005-summer");
        CHECK_STR(mapping_batch(a, S("F24"), &date), IS, "2024-autumn");
        CHECK_STR(mapping_batch(a, S("Fall 2024"), &date), IS, "2024-autumn");
        CHECK_STR(mapping_batch(a, S("IK12"), &date), IS, "");
        CHECK_STR(mapping_batch(a, S("Unspecified"), &date), IS, "");
        CHECK_STR(mapping_batch(a, S("W2"), &date), IS, "");
        CHECK_STR(mapping_batch(a, S("W0000"), &date), IS, "");
        CHECK_STR(mapping_batch(a, S(""), &date), IS, "");
}

TEST(each_rule_does_its_steps_in_order)
{
        static const struct {
                const char *rules, *field, *country;
        } cases[] = {
                {"  country: x\n", " \xC2\xA0 Sri  Lanka\n", "Sri Lanka"},
                {"  country: {column: x, split: \";\"}\n", ";;A; B", "A"},
                {"  country: {column: x, split: \";\", take: first}\n", "A; B", "A"},
                {"  country: {column: x, split: \";\", take: last}\n", "A; B; ", "B"},
                {"  country: {column: x, split: \" / \", take: last}\n", "A / B", "B"},
                {"  country: {column: x, take: first-part}\n", "a, b, c", "a"},
                {"  country: {column: x, split: \";\", take: last-part}\n", "S, CA, USA; P, F",
                 "USA"},
                {"  country: {column: x, part: \">\", take: last-part}\n", "a>b>c>", "c"},
                {"  country: {column: x, split: \";\", take: last-part, map: {Remote: \"\", USA: "
                 "US}}\n",
                 "Remote; S, usa", "US"},
                {"  country: {column: x, map: {A: B}}\n", "C", "C"},
                {"  country: {column: x, map: {A: B}, others: drop, default: D}\n", "C", "D"},
                {"  country: {column: x, default: D}\n", "", "D"},
                {"  country: {column: x, slug: true}\n",
                 "Cura\xC3\xA7"
                 "ao, (N. A.)",
                 "curacao-n-a"},
                {"  country: {value: Q}\n", "C", "Q"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                MappingFault fault;
                MappedRow row = row_of(a, cases[i].rules, str_from(cases[i].field), &fault);

                CHECK_STR(fault.words, IS, "");
                CHECK_STR(row.country, IS, cases[i].country);
        }
}

TEST(a_row_that_can_not_be_mapped_is_refused_with_column_and_reason)
{
        static const struct {
                const char *rules, *field, *words;
        } cases[] = {
                {"  hub: {column: x, map: {A: a}}\n", "B", "'B' is not in the map"},
                {"  hub: x\n", "Big City",
                 "'Big City' is no slug; put it into the map, or say 'slug: true'"},
                {"  sector: {column: x, slug: true}\n", "\xE6\xB8\xAF", "makes no slug"},
                {"  date: x\n", "13/05/2024", "'13/05/2024' is not a date"},
                {"  date: {column: x, format: unix-seconds}\n", "99999999999999",
                 "seconds since 1970"},
                {"  date: {column: x, format: batch}\n", "IK12", "is not a batch"},
                {"  listed: x\n", "maybe", "neither yes nor no"},
                {"  attributes: {n: {column: x, kind: int}}\n", "2.5", "is no whole number"},
                {"  attributes: {n: {column: x, kind: yes-no}}\n", "2", "neither yes nor no"},
                {"  country: x\n", "a\xFF", "not UTF-8"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                MappingFault fault;

                (void)row_of(a, cases[i].rules, str_from(cases[i].field), &fault);
                CHECK_STR(fault.column, IS, "x");
                CHECK_STR(fault.words, CONTAINS, cases[i].words);
        }
}

TEST(dates_yes_and_numbers_come_out_in_one_form)
{
        MappingFault fault;
        MappedRow row =
                row_of(a, "  date: {column: x, format: unix-seconds}\n", S("1741795332"), &fault);

        CHECK_STR(row.date.text, IS, "2025-03-12");
        row = row_of(a, "  date: x\n", S("2025-03-12T10:00:00Z"), &fault);
        CHECK_STR(row.date.text, IS, "2025-03-12");
        row = row_of(a, "  date: {column: x, format: batch, map: {IK12: 2012-07-01, U: \"\"}}\n",
                     S("IK12"), &fault);
        CHECK_STR(row.date.text, IS, "2012-07-01");
        row = row_of(a, "  listed: x\n", S("True"), &fault);
        CHECK(row.listed);
        row = row_of(a, "  listed: x\n", S(""), &fault);
        CHECK(!row.listed);
        row = row_of(a,
                     "  attributes: {n: {column: x, kind: int}, y: {column: x, kind: yes-no}, z: "
                     "name}\n",
                     S("0001"), &fault);
        CHECK_STR(fault.words, CONTAINS, "neither yes nor no");
        row = row_of(a, "  attributes: {n: {column: x, kind: int}, z: name}\n", S("0001"), &fault);
        CHECK_STR(row.attributes.at[0].value, IS, "1");
        CHECK_STR(row.attributes.at[1].name, IS, "z");
        row = row_of(a, "  attributes: {n: {column: x, kind: int}}\n", S(""), &fault);
        CHECK_INT((int64_t)row.attributes.n, 0);
        row = row_of(a, "  former_names: {column: x, split: \";\"}\n", S("A; B;; A ;N; C"), &fault);
        CHECK_INT((int64_t)row.former_names.n, 3);
        CHECK_STR(row.former_names.at[2], IS, "C");
}

TEST(an_address_that_leads_nowhere_is_left_out_and_noted)
{
        static const struct {
                const char *field, *website;
                int notes;
        } cases[] = {
                {"https://a.example/x?y=z", "https://a.example/x?y=z", 0},
                {"HTTP://a.example", "http://a.example", 0},
                {"a.example", "https://a.example", 0},
                {"http://", "", 0},
                {"", "", 0},
                {"http://url", "", 1},
                {"javascript:alert(1)//a.b", "", 1},
                {"data://text.html", "", 1},
                {"http://a.example \"x", "", 1},
        };
        MappingFault fault;
        MappedRow row;

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                row = row_of(a, "  website: x\n", str_from(cases[i].field), &fault);
                CHECK_STR(fault.words, IS, "");
                CHECK_STR(row.website, IS, cases[i].website);
                CHECK_INT((int64_t)row.notes.n, cases[i].notes);
        }
        row = row_of(a, "  email: x\n", S("ana@a.example"), &fault);
        CHECK_STR(row.email, IS, "ana@a.example");
        row = row_of(a, "  email: x\n", S("ana at a.example"), &fault);
        CHECK_STR(row.email, IS, "");
        CHECK_STR(row.notes.at[0], LACKS, "ana");
}

TEST(columns_are_found_by_name_or_the_file_is_refused)
{
        const Mapping *m = mapping(a, S(MAPPING "  website: site\n  country: {column: site}\n"));
        const Str short_header[] = {S("id"), S("name"), S("sites")};
        const Str twice[] = {S("id"), S("name"), S("site"), S("id")};
        const Str good[] = {S("name"), S(" site "), S("more"), S("id")};
        const Str fields[] = {S("N"), S("a.b"), S(""), S("7")};
        YamlTexts columns = mapping_columns(a, m);
        MappingBound bound;
        MappingFault fault;
        MappedRow row;

        CHECK_INT((int64_t)columns.n, 3);
        CHECK_IS(mapping_bind(a, m, short_header, 3, &bound, &fault), INVALID);
        CHECK_STR(fault.words, IS, "the file has no column 'site' (did you mean 'sites'?)");
        CHECK_IS(mapping_bind(a, m, twice, 4, &bound, &fault), INVALID);
        CHECK_STR(fault.words, IS, "the column 'id' is there twice (as number 1 and 4)");
        CHECK_OK(mapping_bind(a, m, good, 4, &bound, &fault));
        CHECK_OK(mapping_apply(a, m, &bound, fields, 4, &row, &fault));
        CHECK_STR(row.identity, IS, "7");
        CHECK_STR(row.country, IS, "a.b");
        CHECK_IS(mapping_apply(a, m, &bound, fields, 3, &row, &fault), INVALID);
        CHECK_STR(fault.words, IS, "the row has 3 fields, the header 4");
        CHECK_IS(mapping_apply(a, m, &bound, (const Str[]){S(" "), S(""), S(""), S("7")}, 4, &row,
                               &fault),
                 INVALID);
        CHECK_STR(fault.words, IS, "there is no name");
}

TEST(a_wrong_mapping_is_told_line_by_line)
{
        static const struct {
                const char *text, *words;
        } cases[] = {
                {"mapping: m\ntitle: T\nsource: s\nparty: organisation\nprogramme: p\ncolumns:\n  "
                 "name: name\n",
                 "7:3: expected 'identity' in this mapping's columns\n7:3: expected 'stage'"},
                {MAPPING "  webside: x\n", "10:3: expected one of: identity, name"},
                {MAPPING "  webside: x\n", "(did you mean 'website'?)"},
                {MAPPING "  website: {split: \";\"}\n",
                 "10:12: expected either 'column' or 'value'"},
                {MAPPING "  website: {column: x, value: y}\n",
                 "10:12: expected either 'column' or 'value'"},
                {MAPPING "  website: {column: x, take: middle}\n",
                 "10:30: expected one of: any, first, last"},
                {MAPPING "  website: [x]\n", "10:12: expected a mapping for rule; found a list"},
                {MAPPING "  hub: {column: x, map: {A: Big City}}\n", "10:29: expected a slug"},
                {MAPPING "  hub: {column: x, default: Asia}\n",
                 "10:29: expected a slug for 'default'; found 'Asia'"},
                {MAPPING "  hub: {value: Asia}\n",
                 "10:16: expected a slug for 'value'; found 'Asia'"},
                {MAPPING "  website: {column: x, format: batch}\n",
                 "10:32: expected 'format' with a date"},
                {MAPPING "  website: {column: x, kind: int}\n",
                 "10:30: expected 'kind' with an attribute only"},
                {MAPPING "  website: {column: x, lookup: country-name}\n",
                 "10:32: expected 'lookup' with the country"},
                {MAPPING "  country: {column: x, split: \",\", take: last-part}\n",
                 "10:31: expected another 'split' than 'part'"},
                {MAPPING "  country: {column: x, others: drop}\n",
                 "10:32: expected a 'map' with 'others: drop'"},
                {MAPPING "  attributes: {Team Size: x}\n", "10:16: expected a name"},
                {MAPPING "gone: delete\n", "10:7: expected one of: keep, mark; found 'delete'"},
                {MAPPING "as_of: always\n", "10:8: expected one of: optional, required"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                CHECK_STR(faults_of(a, str_from(cases[i].text)), CONTAINS, cases[i].words);
}

TEST(naughty_fields_are_mapped_or_refused_and_come_out_clean)
{
        const Json *list;
        Str fault;

        CHECK_OK(json_parse(a, check_file(a, check_shared(a, "bad-input/blns/blns.json")), &list,
                            &fault));
        for (const Json *j = list->child; j; j = j->next) {
                MappingFault why;
                MappedRow row = row_of(a,
                                       "  country: x\n  website: x\n  email: x\n  registration: x\n"
                                       "  sector: {column: x, slug: true, default: other}\n"
                                       "  former_names: {column: x, split: \";\"}\n",
                                       j->text, &why);

                if (!str_empty(why.words))
                        continue;
                CHECK(str_is_utf8(row.country) && str_eq(row.country, str_trim(row.country)));
                for (size_t i = 0; i < row.country.len; i++)
                        CHECK((unsigned char)row.country.at[i] >= ' ');
                CHECK(str_empty(row.website) || yaml_is_url(row.website));
                CHECK(yaml_is_slug(row.sector));
        }
}

/* form: forms read, refused, written again; conditions; answers in and out. */
#include "form/answer.h"
#include "form/condition.h"
#include "tests/check.h"

static Form *given_form(Arena *a, const char *yaml)
{
        YamlFaults faults = {0};
        Form *f = NULL;

        if (form_parse(a, str_from(yaml), &f, &faults) != OK)
                print_message("%.*s\n", S_ARG(yaml_faults_text(a, &faults)));
        CHECK(f != NULL);
        return f;
}

static const char whole[] =
        "form: application\n"
        "title: {en: Application, ar: طلب}\n"
        "help: Take your time.\n"
        "sections:\n"
        "  - section: company\n"
        "    title: The company\n"
        "    fields:\n"
        "      - {field: name, title: Name, kind: text, required: true, chars_max: 40, about: "
        "name, identifies: true}\n"
        "      - {field: country, title: Country, kind: country, about: country, required: true}\n"
        "      - {field: founded, title: Founded, kind: date, min: 1990-01-01, max: 2026-12-31}\n"
        "      - {field: team_size, title: People, kind: number, decimals: 0, min: 1, max: 10000, "
        "required: true}\n"
        "      - {field: closed, title: Is it closed?, kind: yes-no}\n"
        "      - {field: turnover, title: Turnover, kind: money, currencies: [SGD, USD], decimals: "
        "2}\n"
        "      - field: sector\n"
        "        title: Sector\n"
        "        kind: choice\n"
        "        choices: [{choice: ai, title: {en: Artificial intelligence, ar: ذكاء}}, health, "
        "in use by many]\n"
        "      - {field: tags, title: Tags, kind: choices, choices: [a, b, c], picks_max: 2}\n"
        "  - section: more\n"
        "    title: More\n"
        "    if: team_size >= 2\n"
        "    fields:\n"
        "      - {field: pitch, title: Pitch, kind: long-text, required: true, chars_max: 100, "
        "words_max: 5}\n"
        "      - {field: why, title: Why closed, kind: long-text, required: true, if: closed}\n"
        "      - field: team\n"
        "        title: Team\n"
        "        kind: table\n"
        "        rows_max: 3\n"
        "        required: true\n"
        "        columns:\n"
        "          - {column: person, title: Name, kind: text, required: true}\n"
        "          - {column: share, title: Share, kind: number, min: 0, max: 100}\n"
        "          - {column: paid, title: Paid?, kind: yes-no}\n"
        "          - {column: pay, title: Pay, kind: money, if: paid, required: true}\n"
        "      - field: pilots\n"
        "        title: Pilots\n"
        "        kind: group\n"
        "        fields:\n"
        "          - {field: with, title: With, kind: text, required: true}\n"
        "          - {field: site, title: Site, kind: url}\n"
        "      - {field: deck, title: Deck, kind: file, types: [pdf], bytes_max: 1000}\n"
        "      - {field: site, title: Website, kind: url, about: website}\n"
        "      - {field: mail, title: Mail, kind: email}\n";

/* Answers read from pairs that end with NULL; what was wrong, joined. */
static const Json *read(Arena *a, const Form *f, Str *out_faults, ...)
{
        AnswerFaults faults = {0};
        Text t = text_begin(a, 64 * KIB);
        const Json *answers = NULL;
        Input inputs[100];
        va_list args;
        size_t n = 0;

        va_start(args, out_faults);
        for (const char *name; (name = va_arg(args, const char *));)
                inputs[n++] = (Input){str_from(name), str_from(va_arg(args, const char *))};
        va_end(args);
        (void)!answers_read(a, f, inputs, n, &answers, &faults);
        for (size_t i = 0; i < faults.n; i++)
                text_fmt(&t, "%.*s: %.*s\n", S_ARG(faults.list[i].path),
                         S_ARG(faults.list[i].words));
        if (out_faults)
                *out_faults = text_str(&t);
        return answers;
}

static Str faults_of(Arena *a, const Form *f, const Json *answers, bool is_whole)
{
        AnswerFaults faults = {0};
        const Json *kept;
        Text t = text_begin(a, 64 * KIB);

        if (is_whole)
                (void)!answers_check_whole(a, f, answers, &kept, &faults);
        else
                (void)!answers_check_draft(a, f, answers, &faults);
        for (size_t i = 0; i < faults.n; i++)
                text_fmt(&t, "%.*s: %.*s\n", S_ARG(faults.list[i].path),
                         S_ARG(faults.list[i].words));
        return text_str(&t);
}

TEST(a_form_is_read_and_written_the_same_again)
{
        Form *f = given_form(a, whole);
        Str text = form_yaml(a, f);
        Form *again = given_form(a, str_z(a, text));

        CHECK_INT((int64_t)f->sections.n, 2);
        CHECK_INT((int64_t)f->fields.n, 15);
        CHECK_STR(form_yaml(a, again), IS, str_z(a, text));
        CHECK_STR(form_schema(a, again, (Str){0}), IS, str_z(a, form_schema(a, f, (Str){0})));
        CHECK_STR(form_layout(a, again), IS, str_z(a, form_layout(a, f)));
        CHECK(form_find(f, S("team"))->fields.n == 4);
        CHECK_STR(form_section_of(f, form_find(f, S("mail")))->slug, IS, "more");
        CHECK_STR(form_said(&f->title), IS, "Application");
        (void)language_set(LANGUAGE_AR);
        CHECK_STR(form_said(&f->title), IS, "طلب");
        CHECK_STR(form_said_tag(&f->title), IS, "ar");
        CHECK_STR(form_choice_said(form_find(f, S("sector")), S("ai")), IS, "ذكاء");
        CHECK_STR(form_choice_said(form_find(f, S("sector")), S("health")), IS, "health");
        (void)language_set(LANGUAGE_NONE);
}

TEST(what_a_form_can_not_be_is_said_at_its_place)
{
#define FORM "form: f\ntitle: F\nfields:\n"
        static const struct {
                const char *text, *says;
        } cases[] = {
                {"form: f\ntitle: F\n", "1:1: expected 'fields' or 'sections'"},
                {"form: f\ntitle: F\nfields: []\n", "at least one under 'fields'"},
                {FORM "  - {field: a, title: A, kind: text}\nsections:\n  - {section: s, title: S, "
                      "fields: [{field: b, title: B, kind: text}]}\n",
                 "not both"},
                {FORM
                 "  - {field: a, title: A, kind: text}\n  - {field: a, title: B, kind: text}\n",
                 "5:13: expected each field once; found 'a' again"},
                {FORM "  - {field: a, title: A, kind: choice}\n",
                 "expected 'choices' for a field of this kind"},
                {FORM
                 "  - {field: a, title: A, kind: choice, choices: [x, {choice: x, title: X}]}\n",
                 "found 'x' again"},
                {FORM "  - {field: a, title: A, kind: date, chars_max: 5}\n",
                 "expected no 'chars_max' for a field of kind 'date'"},
                {FORM "  - {field: a, title: A, kind: number, min: 5, max: 4}\n",
                 "expected no less than 'min'"},
                {FORM "  - {field: a, title: A, kind: number, min: 2020-01-01}\n",
                 "expected a number for 'min'"},
                {FORM "  - {field: a, title: A, kind: date, max: 7}\n",
                 "expected a date as 2026-11-21 for 'max'"},
                {FORM "  - {field: a, title: A, kind: number, if: a > 1}\n",
                 "there is no field 'a' before it"},
                {FORM "  - {field: a, title: A, kind: number, if: b > 1}\n  - {field: b, title: B, "
                      "kind: number}\n",
                 "there is no field 'b' before it"},
                {FORM "  - {field: a, title: A, kind: group}\n", "at least one under 'fields'"},
                {FORM "  - {field: a, title: A, kind: table, columns: [{column: b, title: B, kind: "
                      "table}]}\n",
                 "expected no 'table' within rows"},
                {FORM "  - {field: a, title: A, kind: table, rows_min: 3, rows_max: 2, columns: "
                      "[{column: b, title: B, kind: text}, {column: b, title: B, kind: text}]}\n",
                 "no more than 'rows_max'"},
                {FORM "  - {field: a, title: A, kind: money, currencies: dollars}\n",
                 "three capital letters"},
                {FORM "  - {field: a, title: {english: A}, kind: text}\n", "a language's tag"},
                {FORM "  - {field: a, title: A, kind: file, types: .pdf}\n", "without the dot"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                YamlFaults faults = {0};
                Form *f;

                CHECK_IS(form_parse(a, str_from(cases[i].text), &f, &faults), INVALID);
                CHECK_STR(yaml_faults_text(a, &faults), CONTAINS, cases[i].says);
        }
}

TEST(a_table_without_columns_has_one_of_text)
{
        Form *f = given_form(a, FORM "  - {field: a, title: A, kind: table}\n");
        const Json *answers = read(a, f, NULL, "a.0.line", "one", "a.1.line", "two", NULL);

        CHECK_STR(answers_text(a, answers), IS, "{\"a\":[{\"line\":\"one\"},{\"line\":\"two\"}]}");
        CHECK_STR(form_yaml(a, f), IS,
                  str_z(a, form_yaml(a, given_form(a, str_z(a, form_yaml(a, f))))));
}

TEST(inputs_become_values_and_keep_what_was_typed)
{
        Form *f = given_form(a, whole);
        Str faults;
        const Json *got = read(
                a, f, &faults, "name", "  Acme\r\nLtd ", "country", "sg", "team_size", "007",
                "turnover.amount", "0012.50", "turnover.currency", "sgd", "tags", "", "tags", "b",
                "tags", "a", "tags", "b", "closed", "", "closed", "no", "pitch", "one\r\ntwo",
                "team", "", "team.2.person", "Zoe", "team.0.person", "Ann", "team.0.share", ".5",
                "team.1.person", " ", "founded", "last year", "mail", "", "_row", "x", NULL);

        CHECK_STR(faults, IS, "");
        CHECK_STR(answers_text(a, got), IS,
                  "{\"closed\":false,\"country\":\"SG\",\"founded\":\"last year\",\"name\":\"Acme  "
                  "Ltd\",\"pitch\":\"one\\ntwo\",\"tags\":[\"b\",\"a\"],\"team\":[{\"person\":"
                  "\"Ann\","
                  "\"share\":\"0.5\"},{\"person\":\"Zoe\"}],\"team_size\":\"7\",\"turnover\":{"
                  "\"amount\":\"12.50\",\"currency\":\"SGD\"}}");
        CHECK_STR(faults_of(a, f, got, false), IS,
                  "founded: This must be a date, as in 2026-11-21.\n");
        /* what was emptied takes away what was kept; what was not asked stays */
        got = answers_merge(a, f, got, read(a, f, NULL, "name", "", "tags", "", NULL));
        CHECK_STR(answers_text(a, got), LACKS, "Acme");
        CHECK_STR(answers_text(a, got), LACKS, "tags");
        CHECK_STR(answers_text(a, got), CONTAINS, "12.50");
}

TEST(other_doors_give_whole_values_as_json)
{
        Form *f = given_form(a, whole);
        Str faults;
        const Json *got =
                read(a, f, &faults, "turnover", "{\"amount\":\"1\",\"currency\":\"USD\"}", "tags",
                     "[\"a\"]", "team", "[{\"person\":\"Ann\",\"share\":2,\"paid\":true}]", "deck",
                     "[{\"file\":\"F\",\"name\":\"x.pdf\",\"bytes\":3}]", NULL);

        CHECK_STR(faults, IS, "");
        CHECK_STR(answers_text(a, got), IS,
                  "{\"deck\":[{\"bytes\":3,\"file\":\"F\",\"name\":\"x.pdf\"}],\"tags\":[\"a\"],"
                  "\"team\":[{\"paid\":true,\"person\":\"Ann\",\"share\":\"2\"}],\"turnover\":{"
                  "\"amount\":\"1\",\"currency\":\"USD\"}}");
        (void)read(a, f, &faults, "team", "[1]", "tags", "[{}]", "pilots", "{", "nam", "x",
                   "team.0.age", "3", "turnover.amonut", "3", NULL);
        CHECK_STR(faults, CONTAINS, "team.0: This must be an object.");
        CHECK_STR(faults, CONTAINS, "tags.0: This must be text.");
        CHECK_STR(faults, CONTAINS, "pilots: This is no JSON");
        CHECK_STR(faults, CONTAINS, "nam: There is no field «nam» here.");
        (void)read(a, f, &faults, "team.0.age", "3", "team.999.person", "x", "turnover.amonut", "3",
                   NULL);
        CHECK_STR(faults, CONTAINS, "team.0.age: There is no field");
        CHECK_STR(faults, CONTAINS, "team.999.person: There is no field");
        CHECK_STR(faults, CONTAINS, "turnover.amonut: There is no field");
}

TEST(each_kind_refuses_what_it_is_not)
{
        Form *f = given_form(a, whole);
        static const struct {
                const char *name, *value, *says;
        } cases[] = {
                {"name", "12345678901234567890123456789012345678901", "at most 40 characters"},
                {"country", "XX", "a country's code"},
                {"founded", "1980-01-01", "at least 1990-01-01"},
                {"founded", "2027-01-01", "at most 2026-12-31"},
                {"founded", "2026-02-30", "a date"},
                {"team_size", "1.5", "a whole number"},
                {"team_size", "0", "at least 1"},
                {"team_size", "10000.0", "a whole number"},
                {"team_size", "99999999999999999999999999", "at most 10000"},
                {"team_size", "1e9", "must be a number"},
                {"team_size", "1,000", "must be a number"},
                {"closed", "maybe", "yes or no"},
                {"turnover.amount", "1.234", "at most 2 digits"},
                {"turnover", "{\"amount\":\"1\",\"currency\":\"EUR\"}", "one of: SGD, USD"},
                {"sector", "none", "not among the choices"},
                {"tags", "z", "not among the choices"},
                {"tags", "[\"a\",\"b\",\"c\"]", "at most 2"},
                {"pitch", "one two three four five six", "at most 5 words"},
                {"deck", "[{\"file\":\"F\",\"name\":\"x.exe\",\"bytes\":3}]", "one of: pdf"},
                {"deck", "[{\"file\":\"F\",\"name\":\"x.pdf\",\"bytes\":3000}]", "more than 1000"},
                {"deck",
                 "[{\"file\":\"F\",\"name\":\"x.pdf\"},{\"file\":\"G\",\"name\":\"x.pdf\"}]",
                 "At most 1 files"},
                {"site", "javascript:alert(1)", "begin with https://"},
                {"mail", "a@b", "a mail address"},
                {"mail", "a b@c.d", "a mail address"},
                {"team",
                 "[{\"person\":\"a\"},{\"person\":\"a\"},{\"person\":\"a\"},{\"person\":"
                 "\"a\"}]",
                 "At most 3 rows"},
                {"team.1.share", "101", "team.1.share: This must be at most 100"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                CHECK_STR(faults_of(a, f, read(a, f, NULL, cases[i].name, cases[i].value, NULL),
                                    false),
                          CONTAINS, cases[i].says);
        CHECK_STR(faults_of(a, f,
                            read(a, f, NULL, "team_size", "10000", "founded", "1990-01-01",
                                 "turnover.amount", "0.5", "turnover.currency", "SGD", NULL),
                            false),
                  IS, "");
}

TEST(what_is_hidden_is_neither_asked_nor_handed_in)
{
        Form *f = given_form(a, whole);
        AnswerFaults faults = {0};
        const Json *alone = read(a, f, NULL, "name", "A", "country", "SG", "team_size", "1",
                                 "pitch", "kept from before", NULL);
        const Json *two = answers_merge(a, f, alone,
                                        read(a, f, NULL, "team_size", "2", "closed", "yes", NULL));
        const Json *kept;
        int filled, required;

        CHECK_OK(answers_check_whole(a, f, alone, &kept, &faults));
        CHECK_STR(answers_text(a, kept), LACKS, "pitch");
        CHECK_STR(answers_text(a, alone), CONTAINS, "kept from before");
        CHECK_STR(faults_of(a, f, two, true), IS, "why: This is needed.\nteam: This is needed.\n");
        answers_progress(a, f, two, &filled, &required);
        CHECK_INT(filled, 4);
        CHECK_INT(required, 6);
        /* a row that holds only what is not asked is none */
        CHECK_STR(faults_of(a, f,
                            answers_merge(a, f, two,
                                          read(a, f, NULL, "team.0.pay.amount", "5", NULL)),
                            true),
                  IS, "why: This is needed.\nteam: This is needed.\n");
        /* within rows: pay is needed only of who is paid, and nothing of an empty row */
        two = answers_merge(a, f, two,
                            read(a, f, NULL, "why", "x", "team.0.person", "A", "team.0.paid", "yes",
                                 "team.2.share", "3", NULL));
        CHECK_STR(faults_of(a, f, two, true), IS,
                  "team.0.pay: This is needed.\nteam.2.person: This is needed.\n");
        CHECK_STR(faults_of(a, f, two, false), IS, "");
}

TEST(what_the_party_told_before_is_filled_in_where_it_fits)
{
        Form *f = given_form(a, whole);
        Input facts[] = {{S("name"), S("Acme")},
                         {S("country"), S("Narnia")},
                         {S("website"), S("https://acme.example/")},
                         {S("sector"), S("ai")}};

        CHECK_STR(answers_text(a, answers_known(a, f, facts, 4)), IS,
                  "{\"name\":\"Acme\",\"site\":\"https://acme.example/\"}");
}

TEST(answers_go_through_cells_and_come_back)
{
        Form *f = given_form(a, whole);
        const Json *got =
                read(a, f, NULL, "name", "Acme; \"Ltd\"", "closed", "yes", "turnover.amount",
                     "12.50", "turnover.currency", "SGD", "tags", "a", "tags", "c", "team.0.person",
                     "Ann", "team.0.paid", "no", "pilots.0.with", "B", NULL);
        AnswerFaults faults = {0};
        AnswerColumns columns;
        const Input *inputs;
        const Json *again;
        Str cells[40];
        size_t n;

        answer_columns(a, f, &columns);
        CHECK_INT((int64_t)columns.n, 16);
        CHECK_STR(columns.at[6].name, IS, "turnover_currency");
        answer_cells(a, &columns, got, cells);
        CHECK_STR(cells[8], IS, "a; c");
        CHECK_STR(cells[11], IS, "[{\"paid\":false,\"person\":\"Ann\"}]");
        answer_inputs_of_cells(a, &columns, cells, &inputs, &n);
        CHECK_OK(answers_read(a, f, inputs, n, &again, &faults));
        CHECK_STR(answers_text(a, again), IS, str_z(a, answers_text(a, got)));
        CHECK_STR(answer_said(a, form_find(f, S("team")), json_get(got, S("team"))), IS, "Ann, No");
        CHECK_STR(answer_said(a, form_find(f, S("turnover")), json_get(got, S("turnover"))), IS,
                  "12.50 SGD");
}

static ConditionTruth holds(Arena *a, const Form *f, const char *text, const Json *answers)
{
        const Condition *c = NULL;
        Str fault = {0};

        if (condition_parse(a, f, str_from(text), &c, &fault) != OK)
                print_message("%s: %.*s\n", text, S_ARG(fault));
        CHECK(c != NULL);
        return condition_holds(c, answers);
}

TEST(a_condition_is_so_or_not_or_not_known_yet)
{
        Form *f = given_form(a, whole);
        const Json *got = read(a, f, NULL, "name", "Acme", "country", "MY", "team_size", "2.000",
                               "founded", "2020-01-02", "closed", "no", "turnover.amount", "100.10",
                               "turnover.currency", "SGD", "sector", "in use by many", "tags", "a",
                               "team.0.person", "A", "team.1.person", "B", NULL);
        static const struct {
                const char *text;
                ConditionTruth is;
        } cases[] = {
                {"team_size >= 2 and country in [SG, MY] and not closed", CONDITION_YES},
                {"team_size > 2", CONDITION_NO},
                {"team_size = 2", CONDITION_YES},
                {"team_size != 2.0", CONDITION_NO},
                {"team_size < 2.0000000000000000000000000001", CONDITION_YES},
                {"team_size > -3", CONDITION_YES},
                {"country in [\"035\"]", CONDITION_YES},
                {"country = sg", CONDITION_NO},
                {"founded > 2020-01-01", CONDITION_YES},
                {"founded <= 2020-01-01", CONDITION_NO},
                {"sector = \"in use by many\"", CONDITION_YES},
                {"sector in [ai, health]", CONDITION_NO},
                {"tags has a", CONDITION_YES},
                {"tags has b or tags has a", CONDITION_YES},
                {"count(team) = 2 and count(pilots) = 0", CONDITION_YES},
                {"count(tags) in [1, 3]", CONDITION_YES},
                {"filled(name) and not filled(deck)", CONDITION_YES},
                {"turnover <= 100.1 SGD", CONDITION_YES},
                {"turnover < 100.1 SGD", CONDITION_NO},
                {"turnover < 100.1 USD", CONDITION_OPEN},
                {"name = Acme", CONDITION_YES},
                {"closed = no", CONDITION_YES},
                {"closed != no", CONDITION_NO},
                {"mail = x", CONDITION_OPEN},
                {"mail = x or closed", CONDITION_OPEN},
                {"mail = x and closed", CONDITION_NO},
                {"mail = x or not closed", CONDITION_YES},
                {"not (mail = x)", CONDITION_OPEN},
                {"not closed and closed or not closed", CONDITION_YES},
                {"not (closed or team_size = 2)", CONDITION_NO},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                CHECK_INT(holds(a, f, cases[i].text, got), cases[i].is);
        CHECK_INT(holds(a, f, "team_size > 1", NULL), CONDITION_OPEN);
        CHECK_INT(condition_holds(NULL, got), CONDITION_YES);
}

TEST(a_condition_that_says_nothing_is_refused_in_words)
{
        Form *f = given_form(a, whole);
        static const struct {
                const char *text, *says;
        } cases[] = {
                {"", "the name of a field is missing at the end"},
                {"team_sise > 1",
                 "there is no field 'team_sise' before it (did you mean 'team_size'?)"},
                {"team_size", "a comparison"},
                {"team_size > many", "'team_size' is a number; 'many' is none"},
                {"founded > 12", "'founded' is a date"},
                {"country = SGP", "'country' is a country"},
                {"sector = aI", "'sector' has no choice 'aI' (did you mean 'ai'?)"},
                {"sector > ai", "has no order"},
                {"tags = a", "'has' is missing before '='"},
                {"team = 2", "count(team)"},
                {"count(name) = 2", "nothing to count"},
                {"turnover > 5", "a currency"},
                {"team_size > 1 and", "missing at the end"},
                {"team_size > 1 closed", "'and' or 'or' is missing before 'closed', character 15"},
                {"(team_size > 1", ") is missing at the end"},
                {"name = \"x", "a quote is not closed"},
                {"team_size ≥ 2", "'≥' is not understood, character 11"},
                {"country in SG", "[ is missing before 'SG'"},
                {"closed = maybe", "'yes' or 'no'"},
                {"((((((((((((((((((((((closed))))))))))))))))))))))", "nested more than 20 deep"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                const Condition *c;
                Str fault;

                CHECK_IS(condition_parse(a, f, str_from(cases[i].text), &c, &fault), INVALID);
                CHECK_STR(fault, CONTAINS, cases[i].says);
        }
}

TEST(a_condition_says_which_part_fails)
{
        Form *f = given_form(a, whole);
        const Json *got =
                read(a, f, NULL, "team_size", "1", "country", "SG", "closed", "yes", NULL);
        const Condition *c;
        ConditionParts why;
        Str fault;

        CHECK_OK(condition_parse(
                a, f,
                S("team_size >= 2 and country = SG and not closed and (filled(deck) or mail = x)"),
                &c, &fault));
        CHECK_INT(condition_explain(a, c, got, &why), CONDITION_NO);
        CHECK_INT((int64_t)why.n, 2);
        CHECK_STR(why.at[0].text, IS, "team_size >= 2");
        CHECK_STR(why.at[0].found, IS, "1");
        CHECK_STR(why.at[1].text, IS, "not closed");
        CHECK_INT(why.at[1].truth, CONDITION_NO);
        CHECK_STR(why.at[1].found, IS, "Yes");
        CHECK_OK(condition_parse(a, f, S("country = SG and mail = x"), &c, &fault));
        CHECK_INT(condition_explain(a, c, got, &why), CONDITION_OPEN);
        CHECK_INT((int64_t)why.n, 1);
        CHECK_STR(why.at[0].field->slug, IS, "mail");
}

TEST(decimal_numbers_of_any_length_are_compared_to_the_last_digit)
{
        static const char *const rising[] = {"-100",
                                             "-99.5",
                                             "-1",
                                             "-0.10",
                                             "0",
                                             "0.010",
                                             "0.1",
                                             "1.9",
                                             "2",
                                             "10",
                                             "123456789012345678901234567890.1",
                                             "123456789012345678901234567890.11"};

        for (size_t i = 0; i < sizeof rising / sizeof *rising; i++)
                for (size_t k = 0; k < sizeof rising / sizeof *rising; k++) {
                        int is = decimal_text_compare(str_from(rising[i]), str_from(rising[k]));

                        CHECK_INT((is > 0) - (is < 0), (i > k) - (i < k));
                }
        CHECK_INT(decimal_text_compare(S("-0.0"), S("0")), 0);
        CHECK_INT(decimal_text_compare(S("007.50"), S("7.5")), 0);
        CHECK(!form_is_number(S("")) && !form_is_number(S("-")) && !form_is_number(S("1.")));
        CHECK(!form_is_number(S(".5")) && !form_is_number(S("1.2.3")) && !form_is_number(S("1e5")));
        CHECK(!form_is_number(S("1234567890123456789012345678901")));
}

/* programme/form_edit: forms kept by number, made through the doors, shown, drawn. */
#include "form/form.html.h"
#include "form/form_build.h"
#include "programme/form_edit.h"
#include "tests/world.h"

#include <string.h>
#include <time.h>

static const char small[] = "form: application\ntitle: Apply\nfields:\n"
                            "  - {field: a, title: A, kind: number}\n"
                            "  - {field: b, title: B, kind: text, if: a > 1}\n";

static FormRow newest(World *w, const char *hub, const char *slug)
{
        Programme p;
        FormRow row;
        Hub h = {0};

        CHECK_OK(programme_by_slug(w->db, w->a, S("startup-accelerator"), &p));
        if (hub)
                CHECK_OK(hub_by_slug(w->db, w->a, str_from(hub), &h));
        CHECK_OK(form_newest(w->db, w->a, p.id, h.id, str_from(slug), &row));
        return row;
}

TEST(a_form_saved_at_a_hub_is_for_rounds_there_and_below)
{
        World *w = world_of_examples(a);
        FormRow first = newest(w, NULL, "application"), there;
        Form *f = NULL;

        CHECK_INT(first.number, 1);
        CHECK_OK(act(w, "form save", "programme", "startup-accelerator", "hub", "singapore",
                     "definition", small, NULL));
        there = newest(w, "singapore", "application");
        CHECK_INT(there.number, 2);
        CHECK(there.id == w->deed.made && there.id != first.id);
        CHECK(newest(w, "bangkok", "application").id == first.id);
        CHECK_OK(form_open(w->db, a, there.id, NULL, &f));
        CHECK_STR(form_yaml(a, f), IS, str_z(a, there.body));
        CHECK_IS(act(w, "form save", "programme", "startup-accelerator", "hub", "singapore",
                     "definition", small, NULL),
                 CONFLICT);
        CHECK_OK(act(w, "form save", "programme", "startup-accelerator", "hub", "bangkok",
                     "definition", small, NULL));
        CHECK_INT(newest(w, "bangkok", "application").number, 3);
        /* the older ones are as they were */
        CHECK_OK(form_open(w->db, a, first.id, &first, &f));
        CHECK_INT(first.number, 1);
        CHECK(f->fields.n > 2);
        CHECK_IS(form_open(w->db, a, 77, NULL, &f), NOT_FOUND);
}

TEST(a_definition_keeps_the_forms_that_it_changes)
{
        static const char head[] =
                "programme: tiny\nversion: %d\ntitle: Tiny\nsummary: S\nfamily: fund\nmembers: "
                "[person]\nstages:\n  - {stage: a, title: A, first: true}\nforms:\n  - form: f\n"
                "    title: F\n    fields: [{field: x, title: %s, kind: text}]\n";
        World *w = world(a);
        Programme p;
        FormLineRowList lines;

        CHECK_OK(act(w, "programme load", "definition", str_fmt(a, head, 1, "X").at, NULL));
        CHECK_OK(act(w, "programme load", "definition", str_fmt(a, head, 2, "X").at, NULL));
        CHECK_OK(programme_by_slug(w->db, a, S("tiny"), &p));
        CHECK_OK(form_lines(w->db, a, p.id, &lines));
        CHECK_INT((int64_t)lines.n, 1);
        CHECK_OK(act(w, "programme load", "definition", str_fmt(a, head, 3, "Y").at, NULL));
        CHECK_OK(form_lines(w->db, a, p.id, &lines));
        CHECK_INT((int64_t)lines.n, 2);
        CHECK_INT(lines.at[0].number, 2);
}

TEST(what_is_no_form_is_not_saved_and_the_builder_says_why)
{
        World *w = world_of_examples(a);

        CHECK_IS(act(w, "form save", "programme", "startup-accelerator", "hub", "singapore",
                     "definition", "form: x\ntitle: X\nfields: [{field: y, title: Y, kind: tabel}]",
                     NULL),
                 INVALID);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "did you mean 'table'?");
        CHECK_IS(act(w, "form save", "programme", "nothing", "hub", "singapore", "definition",
                     small, NULL),
                 INVALID);
        CHECK_IS(act(w, "form save", "programme", "startup-accelerator", "hub", "singapore",
                     "definition", small, "titel", "x", NULL),
                 INVALID);
        CHECK_STR(request(w, HTTP_POST, "/do/form/build", "application/x-www-form-urlencoded",
                          "programme=startup-accelerator&hub=singapore&definition=form:+x", true),
                  CONTAINS, "Make a form");
}

TEST(the_pages_of_forms_show_versions_fields_preview_and_schema)
{
        World *w = world_of_examples(a);
        Str id = id_text(a, newest(w, NULL, "application").id);
        Str shown = page(w, str_fmt(a, "/forms/%.*s", S_ARG(id)).at), json;
        const Json *schema;

        CHECK_INT(w->status, 200);
        CHECK_STR(shown, CONTAINS, "team_size &gt;= 2");
        CHECK_STR(shown, CONTAINS, "name=\"markets.0.country\"");
        CHECK_STR(page(w, "/programmes/startup-accelerator/forms"), CONTAINS, "Yearly figures");
        CHECK_STR(page_of_visitor(w, "/programmes/startup-accelerator/forms"), LACKS,
                  "/do/form/build");
        json = page_of_visitor(w, str_fmt(a, "/forms/%.*s/schema.json", S_ARG(id)).at);
        CHECK_OK(json_parse(a, json, &schema, NULL));
        CHECK_STR(json_get_text(schema, S("$schema")), IS,
                  "https://json-schema.org/draft/2020-12/schema");
        CHECK_STR(json_get_text(json_get(json_get(schema, S("properties")), S("team")), S("type")),
                  IS, "array");
        /* what is asked only on a condition is not needed by the schema */
        CHECK_STR(json, CONTAINS,
                  "\"required\":[\"pitch\",\"country\",\"founded\",\"team_size\",\"sector\","
                  "\"other_programmes\"]");
        CHECK_STR(page_of_visitor(w, str_fmt(a, "/forms/%.*s/layout.json", S_ARG(id)).at), CONTAINS,
                  "\"zh-Hans\":\"公司\"");
        (void)page(w, "/forms/0000000000000");
        CHECK_INT(w->status, 404);
        CHECK_STR(page(w, str_fmt(a,
                                  "/do/form/build?programme=startup-accelerator&hub=singapore&"
                                  "form=%.*s",
                                  S_ARG(id))
                                  .at),
                  CONTAINS, "value=\"up:team_size\"");
}

static Str built(Arena *a, const char *yaml, Str *fault, ...)
{
        Input inputs[20];
        Str out = {0};
        va_list args;
        size_t n = 0;

        va_start(args, fault);
        for (const char *name; (name = va_arg(args, const char *));)
                inputs[n++] = (Input){str_from(name), str_from(va_arg(args, const char *))};
        va_end(args);
        *fault = (Str){0};
        return form_build(a, str_from(yaml), inputs, n, &out, fault) == OK ? out : (Str){0};
}

TEST(the_builder_adds_moves_changes_and_takes_away)
{
        Str fault, is = built(a, small, &fault, "_do", "add", "_title", "How many?", "_kind",
                              "choice", NULL);

        CHECK_STR(is, CONTAINS, "- field: how_many\n");
        is = built(a, str_z(a, is), &fault, "_do", "change:how_many", "_title", "How, then?",
                   "_kind", "choices", "_choices", "one\r\n two \n\nthree", "_required", "yes",
                   "_if", "a > 2", NULL);
        CHECK_STR(is, CONTAINS, "title: \"How, then?\"\n");
        CHECK_STR(is, CONTAINS, "- one\n");
        CHECK_STR(is, CONTAINS, "- three\n");
        is = built(a, str_z(a, is), &fault, "_do", "up:how_many", NULL);
        CHECK(str_find_str(is, S("how_many")) < str_find_str(is, S("field: b")));
        /* a condition may not ask for what comes later: the form stays as it was, and that is said
         */
        CHECK_STR(built(a, small, &fault, "_do", "up:b", NULL), IS, "");
        CHECK_STR(fault, CONTAINS, "there is no field 'a' before it");
        CHECK_STR(built(a, small, &fault, "_do", "remove:a", NULL), IS, "");
        is = built(a, small, &fault, "_do", "section", "_title", "More", NULL);
        CHECK_STR(is, CONTAINS, "section: part_2");
        is = built(a, str_z(a, is), &fault, "_do", "down:b", NULL);
        CHECK(str_find_str(is, S("part_2")) < str_find_str(is, S("field: b")));
        is = built(a, str_z(a, is), &fault, "_do", "remove:question", NULL);
        is = built(a, str_z(a, is), &fault, "_do", "remove:b", NULL);
        CHECK_STR(is, LACKS, "part_2");
        CHECK_STR(built(a, str_z(a, is), &fault, "_do", "change:a", "_kind", "table", NULL),
                  CONTAINS, "columns:");
}

TEST(the_builder_gives_each_column_of_a_table_its_kind)
{
        Str fault, is = built(a, small, &fault, "_do", "add", "_title", "People", "_kind", "table",
                              NULL);

        is = built(a, str_z(a, is), &fault, "_do", "change:people", "_kind", "table", "_columns",
                   "Name\nShare\nRole", NULL);
        CHECK_STR(is, CONTAINS, "column: share");
        is = built(a, str_z(a, is), &fault, "_do", "change:people", "_kind", "table", "_columns",
                   "Name\nRole\nShare", "_column_kind.name", "text", "_column_required.name", "yes",
                   "_column_kind.share", "number", "_column_kind.role", "choice",
                   "_column_choices.role", "owner\neditor", NULL);
        CHECK_STR(fault, IS, "");
        CHECK_STR(is, CONTAINS, "kind: number");
        CHECK_STR(is, CONTAINS, "- owner\n");
        CHECK(str_find_str(is, S("column: role")) < str_find_str(is, S("column: share")));
        /* said of titles only, the columns keep what they are */
        is = built(a, str_z(a, is), &fault, "_do", "change:people", "_kind", "table", "_columns",
                   "Role\nShare", NULL);
        CHECK_STR(is, LACKS, "column: name");
        CHECK_STR(is, CONTAINS, "kind: number");
        CHECK_STR(is, CONTAINS, "- editor\n");
        /* a kind that has no choices drops them */
        is = built(a, str_z(a, is), &fault, "_do", "change:people", "_kind", "table", "_columns",
                   "Role\nShare", "_column_kind.role", "date", NULL);
        CHECK_STR(is, CONTAINS, "kind: date");
        CHECK_STR(is, LACKS, "owner");
        /* a table in a table is none: the form stays as it was */
        CHECK_STR(built(a, str_z(a, is), &fault, "_do", "change:people", "_kind", "table",
                        "_columns", "Role", "_column_kind.role", "table", NULL),
                  IS, "");
        CHECK(fault.len > 0);
}

/* --- every example, and forms and answers made by chance */

static Str drawn(Arena *a, const Form *f, const Json *answers, const AnswerFaults *faults)
{
        Page p = page_begin(a, 4 * MIB);
        FormDraw draw = {.form = f, .answers = answers, .faults = faults};

        form_inputs(&p, &draw);
        return page_html(&p).bytes;
}

static Str told(Arena *a, const Form *f, const Json *answers, bool is_blind)
{
        Page p = page_begin(a, 4 * MIB);
        FormShow show = {.form = f, .answers = answers, .is_blind = is_blind};

        form_answers(&p, &show);
        return page_html(&p).bytes;
}

static Str some_value(Arena *a, const FormField *f, unsigned *seed)
{
        static const char *const odd[] = {"",
                                          "x",
                                          "<b>&\"'",
                                          "مرحبا",
                                          "\xE2\x80\xAEmirror",
                                          "12.5",
                                          "2026-01-31",
                                          "SG",
                                          "yes",
                                          "https://a.example/x",
                                          "a@b.example",
                                          "99999999999999999999999999999999",
                                          "[",
                                          "{\"a\":[[[[1]]]]}",
                                          "1e400",
                                          "-0",
                                          "null"};

        if (rand_r(seed) % 3 == 0)
                return str_from(odd[(size_t)rand_r(seed) % (sizeof odd / sizeof *odd)]);
        switch (f->kind) {
        case FORM_NUMBER: return str_fmt(a, "%d", rand_r(seed) % 200);
        case FORM_DATE:
                return str_fmt(a, "20%02d-0%d-1%d", rand_r(seed) % 30, rand_r(seed) % 9 + 1,
                               rand_r(seed) % 10);
        case FORM_CHOICE:
        case FORM_CHOICES: return f->choices.at[(size_t)rand_r(seed) % f->choices.n].value;
        case FORM_URL: return S("https://acme.example/");
        case FORM_EMAIL: return S("ann@acme.example");
        case FORM_YES_NO: return rand_r(seed) % 2 ? S("yes") : S("no");
        case FORM_COUNTRY: return S("MY");
        default: return S("Some words");
        }
}

static size_t some_inputs(Arena *a, const FormFields *fields, const FormField *const *all, size_t n,
                          Str prefix, unsigned *seed, Input *out, size_t max)
{
        size_t k = 0;

        for (size_t i = 0; i < n && k + 2 < max; i++) {
                const FormField *f = all ? all[i] : &fields->at[i];
                Str name = str_fmt(a, "%.*s%.*s", S_ARG(prefix), S_ARG(f->slug));

                if (rand_r(seed) % 5 == 0)
                        continue;
                if (f->kind == FORM_MONEY) {
                        out[k++] = (Input){str_fmt(a, "%.*s.amount", S_ARG(name)),
                                           str_fmt(a, "%d.50", rand_r(seed) % 99)};
                        out[k++] = (Input){str_fmt(a, "%.*s.currency", S_ARG(name)),
                                           f->currencies.n ? f->currencies.at[0] : S("SGD")};
                } else if (f->fields.n) {
                        for (int row = rand_r(seed) % 4; row >= 0 && k < max / 2; row--)
                                k += some_inputs(a, &f->fields, NULL, f->fields.n,
                                                 str_fmt(a, "%.*s.%d.", S_ARG(name), row), seed,
                                                 out + k, max - k);
                } else if (f->kind == FORM_FILE)
                        out[k++] = (Input){
                                name,
                                S("[{\"file\":\"F\",\"name\":\"secret-name.pdf\",\"bytes\":5}]")};
                else
                        out[k++] = (Input){name, some_value(a, f, seed)};
        }
        return k;
}

static void check_answers(Arena *a, const Form *f, unsigned *seed)
{
        Input *inputs = arena_new(a, Input, 2000);
        size_t n = some_inputs(a, NULL, f->fields.at, f->fields.n, (Str){0}, seed, inputs, 2000);
        AnswerFaults faults = {0}, draft = {0}, whole = {0}, again = {0};
        const Json *read, *kept, *parsed;
        Str text, shown;

        (void)!answers_read(a, f, inputs, n, &read, &faults);
        text = answers_text(a, read);
        CHECK_OK(answers_parse(a, f, text, &parsed, &again));
        CHECK_STR(answers_text(a, parsed), IS, str_z(a, text));
        (void)!answers_check_draft(a, f, read, &draft);
        for (size_t i = 0; i < draft.n; i++)
                CHECK_STR(draft.list[i].words, LACKS, "This is needed");
        if (answers_check_whole(a, f, read, &kept, &whole) == OK) {
                text = answers_text(a, kept);
                CHECK_OK(answers_parse(a, f, text, &parsed, &again));
                CHECK_OK(answers_check_whole(a, f, parsed, &kept, &again));
                CHECK_STR(answers_text(a, kept), IS, str_z(a, text));
        }
        CHECK_STR(drawn(a, f, read, &whole), LACKS, "<b>&");
        shown = told(a, f, read, true);
        CHECK_STR(shown, LACKS, "secret-name");
        CHECK_STR(shown, LACKS, "<b>&");
}

TEST(all_forms_of_the_examples_take_answers_made_by_chance)
{
        World *w = world_of_examples(a);
        ProgrammeLineList programmes;
        unsigned seed = 7;
        size_t forms = 0;

        CHECK_OK(programme_all(w->db, a, &programmes));
        for (size_t i = 0; i < programmes.n; i++) {
                Programme p;
                Definition *def;

                CHECK_OK(programme_open(w->db, a, programmes.at[i].slug, &p, &def));
                for (size_t k = 0; k < def->forms.n; k++, forms++) {
                        const Form *f = &def->forms.at[k];
                        Str yaml = form_yaml(a, f);
                        YamlFaults faults = {0};
                        Form *again;

                        CHECK_OK(form_parse(a, yaml, &again, &faults));
                        CHECK_STR(form_yaml(a, again), IS, str_z(a, yaml));
                        for (int round = 0; round < 15; round++) {
                                ArenaMark mark = arena_mark(a);

                                check_answers(a, again, &seed);
                                arena_rewind(a, mark);
                        }
                }
        }
        CHECK(forms >= 17);
}

static Form *some_form(Arena *a, unsigned *seed)
{
        static const char *const choices = ", choices: [one, two, \"a; b\"]";
        Text t = text_begin(a, MIB);
        YamlFaults faults = {0};
        Form *f = NULL;
        int n = rand_r(seed) % 12 + 1;

        text_add(&t, S("form: f\ntitle: {en: F, ar: ن}\nfields:\n"));
        for (int i = 0; i < n; i++) {
                FormKind kind = (FormKind)(rand_r(seed) % (FORM_GROUP + 1));
                bool chooses = kind == FORM_CHOICE || kind == FORM_CHOICES;

                text_fmt(&t, "  - {field: f%d, title: \"T \\\"%d\", kind: %s%s%s", i, i,
                         form_kind_name(kind), chooses ? choices : "",
                         rand_r(seed) % 2 ? ", required: true" : "");
                if (kind == FORM_GROUP)
                        text_add(&t, S(", fields: [{field: x, title: X, kind: yes-no}, {field: y, "
                                       "title: Y, kind: money, if: x, required: true}]"));
                if (i && rand_r(seed) % 3 == 0)
                        text_fmt(&t, ", if: \"filled(f%d)\"", rand_r(seed) % i);
                text_add(&t, S("}\n"));
        }
        if (form_parse(a, text_str(&t), &f, &faults) != OK)
                print_message("%.*s\n", S_ARG(yaml_faults_text(a, &faults)));
        CHECK(f != NULL);
        return f;
}

TEST(forms_made_by_chance_take_answers_made_by_chance)
{
        unsigned seed = 11;

        for (int i = 0; i < 150; i++) {
                ArenaMark mark = arena_mark(a);

                check_answers(a, some_form(a, &seed), &seed);
                arena_rewind(a, mark);
        }
}

TEST(hostile_answers_end_with_words)
{
        Form *f = NULL;
        YamlFaults yaml = {0};
        Input *inputs = arena_new(a, Input, 10000);
        AnswerFaults faults = {0}, more = {0};
        Text deep = text_begin(a, MIB);
        const Json *read;

        CHECK_OK(form_parse(
                a, S("form: f\ntitle: F\nfields:\n  - {field: t, title: T, kind: table}\n"), &f,
                &yaml));
        for (size_t i = 0; i < 10000; i++)
                inputs[i] = (Input){str_fmt(a, "t.%zu.line", i), S("x")};
        CHECK_IS(answers_read(a, f, inputs, 10000, &read, &faults), INVALID);
        CHECK_INT((int64_t)faults.n, ANSWER_FAULTS_MAX);
        CHECK_INT((int64_t)(faults.n + faults.left_off), 10000 - FORM_ROWS_MAX);
        for (int i = 0; i < 5000; i++)
                text_char(&deep, '[');
        inputs[0] = (Input){S("t"), text_str(&deep)};
        CHECK_IS(answers_read(a, f, inputs, 1, &read, &more), INVALID);
        CHECK_STR(more.list[0].words, CONTAINS, "no JSON");
        (void)drawn(a, f, read, &more);
}

TEST(rows_come_and_go_by_buttons_alone)
{
        Form *f = NULL;
        YamlFaults yaml = {0};
        AnswerFaults faults = {0};
        Input inputs[] = {{S("t"), S("")},
                          {S("t.0.line"), S("a")},
                          {S("t.1.line"), S("")},
                          {S("t.2.line"), S("c")},
                          {S("_row"), S("+t")}};
        const Json *read;
        Str page;

        CHECK_OK(form_parse(
                a, S("form: f\ntitle: F\nfields:\n  - {field: t, title: T, kind: table}\n"), &f,
                &yaml));
        CHECK_OK(answers_read(a, f, inputs, 5, &read, &faults));
        CHECK(form_rows_asked(inputs, 5));
        page = drawn(a, f, form_rows(a, f, read, inputs, 5), NULL);
        CHECK_STR(page, CONTAINS, "name=\"t.3.line\"");
        CHECK_STR(page, LACKS, "name=\"t.4.line\"");
        inputs[4].value = S("-t.0");
        page = drawn(a, f, form_rows(a, f, read, inputs, 5), NULL);
        CHECK_STR(page, LACKS, "value=\"a\"");
        CHECK_STR(page, CONTAINS, "name=\"t.1.line\" value=\"c\"");
        CHECK_STR(page, LACKS, "name=\"t.2.line\"");
        CHECK(!form_rows_asked(inputs, 4));
}

TEST(a_form_of_sixty_fields_is_drawn_in_a_blink)
{
        Text t = text_begin(a, MIB);
        struct timespec x, y;
        YamlFaults yaml = {0};
        Form *f = NULL;
        long us = 1000000;

        text_add(&t, S("form: f\ntitle: F\nfields:\n"));
        for (int i = 0; i < 60; i++)
                text_fmt(&t, "  - {field: f%d, title: Field, help: Some help, kind: %s%s}\n", i,
                         i % 3   ? "text"
                         : i % 2 ? "number"
                                 : "long-text",
                         i > 3 && i % 7 == 0 ? ", if: filled(f1)" : "");
        CHECK_OK(form_parse(a, text_str(&t), &f, &yaml));
        for (int i = 0; i < 20; i++) {
                ArenaMark mark = arena_mark(a);
                long took;

                clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &x);
                (void)drawn(a, f, NULL, NULL);
                clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &y);
                took = (y.tv_sec - x.tv_sec) * 1000000 + (y.tv_nsec - x.tv_nsec) / 1000;
                us = took < us ? took : us;
                arena_rewind(a, mark);
        }
        print_message("60 fields: %ld us\n", us);
        CHECK(us < 20000); /* with sanitizers; 1 ms without */
}

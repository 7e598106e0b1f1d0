/* The doors: permissions, forms, JSON, problems; nasty text in every field of every form. */
#include "tests/world.h"

#include "base/json.h"
#include "web/form.h"

#include <string.h>

TEST(a_visitor_may_do_nothing_that_changes_something)
{
        World *w = world_of_examples(a);

        for (const Action *const *p = program_actions; *p; p++) {
                Str name = str_fmt(a, "/api/v1/%s", (*p)->name);

                if ((*p)->may == MAY_SIGN_IN)
                        continue;
                for (char *c = (char *)(uintptr_t)name.at; *c; c++)
                        if (*c == ' ')
                                *c = '/';
                request(w, HTTP_POST, name.at, "application/json", "{}", false);
                CHECK_INT(w->status, 401);
        }
}

TEST(every_view_route_and_action_names_its_permission)
{
        for (const View *const *v = program_views; *v; v++)
                CHECK((*v)->may != MAY_NOTHING && (*v)->load && (*v)->draw && (*v)->help &&
                      (*v)->title);
        for (const Route *const *r = program_routes; *r; r++)
                CHECK((*r)->may != MAY_NOTHING && (*r)->run);
        for (const Action *const *p = program_actions; *p; p++)
                CHECK((*p)->may != MAY_NOTHING && (*p)->run && (*p)->help);
}

/* A table marks its words and can not look them up; each place that shows them must. */
TEST(what_a_table_says_is_shown_in_the_readers_language)
{
        World *w = world_of_examples(a);
        Str openapi;

        check_other_tongue(true);
        openapi = request(w, HTTP_GET, "/api/v1/openapi.json", NULL, NULL, true);
        for (const View *const *v = program_views; *v; v++) {
                if (!strchr((*v)->path, '{') &&
                    strcmp((*v)->path, "/try") != 0 &&  /* in a trial only */
                    strcmp((*v)->path, "/ticket") != 0) /* by its code */
                        CHECK_STR(page(w, (*v)->path), CONTAINS,
                                  str_fmt(a, "<title>¤%s", (*v)->title).at);
                CHECK_STR(openapi, CONTAINS, str_fmt(a, "\"¤%s\"", (*v)->help).at);
        }
        for (const Action *const *p = program_actions; *p; p++) {
                Str name = str_fmt(a, "/do/%s", (*p)->name), form;

                *strchr((char *)(uintptr_t)name.at, ' ') = '/';
                form = page(w, name.at);
                CHECK_STR(openapi, CONTAINS, str_fmt(a, "\"¤%s\"", (*p)->title).at);
                if ((*p)->draw) { /* a page of its own, in words of its own */
                        CHECK_STR(form, CONTAINS, "<h1>¤");
                        continue;
                }
                CHECK_STR(form, CONTAINS, str_fmt(a, "<h1>¤%s", (*p)->title).at);
                CHECK_STR(form, CONTAINS, str_fmt(a, "<p>¤%s", (*p)->help).at);
                for (const Field *f = (*p)->fields; f && f->name; f++) {
                        if (strcmp(f->name, "then") == 0) /* never shown: where to go on */
                                continue;
                        if (f->label)
                                CHECK_STR(form, CONTAINS, str_fmt(a, "¤%s", f->label).at);
                        if (f->help)
                                CHECK_STR(form, CONTAINS, str_fmt(a, "¤%s", f->help).at);
                }
        }
}

TEST(a_fault_is_said_in_the_readers_language_with_its_nouns)
{
        World *w = world_of_examples(a);

        check_other_tongue(true);
        CHECK_IS(act(w, "metric load", "definition", "- 1", NULL), INVALID);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "¤expected a ¤metric as a mapping");
        CHECK_STR(page(w, "/hubs/nowhere"), CONTAINS, "¤There is no hub «nowhere».");
}

TEST(a_form_of_another_session_is_refused)
{
        World *w = world_of_examples(a);

        request(w, HTTP_POST, "/do/pledge/withdraw", "application/x-www-form-urlencoded",
                "pledge=spark-1000-startups&reason=x", true);
        CHECK_INT(w->status, 303);
        /* the token is added by `request` only for forms; a second one that is wrong comes first */
        request(w, HTTP_POST, "/do/pledge/withdraw",
                "application/x-www-form-urlencoded; charset=utf-8",
                "pledge=europe-1000-startups&reason=x&form_token=00", true);
        CHECK_INT(w->status, 403);
}

TEST(a_file_of_the_server_can_not_be_named_as_an_upload)
{
        World *w = world_of_examples(a);
        Str key = str_fmt(a, "%.*s/record.key", S_ARG(w->folder));
        ImportLineList imports;

        request(w, HTTP_POST, "/api/v1/import/check", "application/json",
                str_fmt(a,
                        "{\"file\":\"%s\",\"mapping\":\"yc-directory\",\"as_of\":\"2024-01-01\"}",
                        key.at)
                        .at,
                true);
        CHECK(w->status >= 400 && w->status < 500);
        request(w, HTTP_POST, "/do/import/check", "application/x-www-form-urlencoded",
                str_fmt(a, "file=%s&mapping=yc-directory&as_of=2024-01-01", key.at).at, true);
        CHECK(w->status >= 400 && w->status < 500);
        CHECK_OK(import_latest(w->db, a, INT64_MAX, &imports));
        CHECK_INT((int64_t)imports.n, 0);
}

TEST(json_says_what_is_wrong_field_by_field)
{
        World *w = world_of_examples(a);
        Str body = request(w, HTTP_POST, "/api/v1/hub/add", "application/json",
                           "{\"slug\":\"Bad Slug\",\"lon\":\"abc\",\"nothing\":1}", true);

        CHECK_INT(w->status, 422);
        CHECK_STR(body, CONTAINS, "\"field\":\"slug\"");
        CHECK_STR(body, CONTAINS, "\"field\":\"lon\"");
        CHECK_STR(body, CONTAINS, "There is no field «nothing» here.");
        request(w, HTTP_POST, "/api/v1/hub/add", "text/plain", "{}", true);
        CHECK_INT(w->status, 415);
        request(w, HTTP_POST, "/api/v1/hub/add", "application/json", "{\"slug\":", true);
        CHECK_INT(w->status, 400);
}

TEST(every_public_page_and_its_json_answers)
{
        World *w = world_of_examples(a);
        static const char *const paths[] = {"/",
                                            "/pledges",
                                            "/hubs",
                                            "/hubs/singapore",
                                            "/programmes",
                                            "/record",
                                            "/record/3",
                                            "/verify",
                                            "/definitions",
                                            "/metrics/startups-recruited",
                                            "/pledges/spark-1000-startups",
                                            "/pledges/spark-1000-startups/rows",
                                            "/programmes/startup-accelerator",
                                            "/announcements/spark-2021"};

        for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
                Str html = page_of_visitor(w, paths[i]), json;
                const Json *j;
                size_t h1;

                CHECK_INT(w->status, 200);
                h1 = str_find_str(html, S("<h1"));
                CHECK(h1 < html.len && !str_has(str_skip(html, h1 + 3), S("<h1")));
                json = page_of_visitor(
                        w, str_fmt(a, "/api/v1%s", strcmp(paths[i], "/") == 0 ? "/" : paths[i]).at);
                CHECK_INT(w->status, 200);
                CHECK_OK(json_parse(a, json, &j, NULL));
        }
}

static Str form_encode(Arena *a, Str s)
{
        Text t = text_begin(a, s.len * 3 + 1);

        for (size_t i = 0; i < s.len; i++)
                text_fmt(&t, "%%%02X", (unsigned char)s.at[i]);
        return text_str(&t);
}

/* Into every field of every form, or of each of_each-th, beginning with the first-th. */
static void nasty_in_forms(World *w, Str nasty, size_t first, size_t of_each)
{
        for (const Action *const *p = program_actions + first; *p; p++) {
                Text body = text_begin(w->a, 4 * MIB);
                Str path = str_fmt(w->a, "/do/%s", (*p)->name), html;

                if ((size_t)(p - program_actions) % of_each != first || (*p)->may == MAY_SIGN_IN ||
                    (*p)->may == MAY_SIGN_OUT)
                        continue;
                for (char *c = (char *)(uintptr_t)path.at; *c; c++)
                        if (*c == ' ')
                                *c = '/';
                for (const Field *f = (*p)->fields; f->name; f++) {
                        Str value = f->kind == FIELD_CHOICE ? str_from(f->choices[0]) : nasty;

                        if (f->kind == FIELD_FILE)
                                continue;
                        text_fmt(&body, "%s%s=%.*s", body.len ? "&" : "", f->name,
                                 S_ARG(form_encode(w->a, value)));
                }
                html = request(w, HTTP_POST, path.at, "application/x-www-form-urlencoded",
                               str_z(w->a, text_str(&body)), true);
                CHECK(w->status < 500);
                if (str_find(nasty, '<') < nasty.len && nasty.len > 3)
                        CHECK(!str_has(html, nasty));
        }
}

static void nasty_everywhere(World *w, Str nasty, size_t first, size_t of_each)
{
        Arena mine = arena_make(512 * MIB), *outer = w->a;

        w->a = &mine;
        nasty_in_forms(w, nasty, first, of_each);
        w->a = outer;
        arena_free(&mine);
}

TEST(nasty_text_in_every_field_of_every_form_does_no_harm)
{
        World *w = world_of_examples(a);
        static const Str own[] = {S_INIT("<script>alert(1)</script>"),
                                  S_INIT("\" onmouseover=\"x"),
                                  S_INIT("'; DROP TABLE party; --"),
                                  S_INIT("\xff\xfe"),
                                  S_INIT("a\0b"),
                                  S_INIT("\xe2\x80\xae reversed"),
                                  S_INIT("{{ 7*7 }} %n %s"),
                                  S_INIT("")};

        for (size_t i = 0; i < sizeof own / sizeof *own; i++)
                nasty_everywhere(w, own[i], 0, 1);
}

TEST(the_big_list_of_naughty_strings_does_no_harm)
{
        Str path = check_shared(a, "bad-input/blns/blns.json"), fault;
        World *w = world_of_examples(a);
        const Json *list;
        int i = 0;

        CHECK_OK(json_parse(a, check_file(a, path), &list, &fault));
        /* each form meets a sixteenth of them, each of them a sixteenth of the forms */
        for (const Json *s = list->child; s; s = s->next, i++)
                nasty_everywhere(w, s->text, (size_t)i % 16, 16);
}

static Status pick_one(Db *db, Arena *a, const Actor *actor, const char *kind, Str words,
                       PickHitList *out)
{
        PickHit *hit = arena_new(a, PickHit, 1);

        (void)db, (void)actor, (void)kind;
        *hit = (PickHit){.id = 7, .title = words};
        *out = (PickHitList){hit, 1};
        return OK;
}

TEST(names_are_looked_up_once_a_field_and_for_those_who_may_do_it)
{
        World *w = world_of_examples(a);
        const Action *merge = site_action(&w->p.site, S("party merge"));
        Site site = w->p.site;
        Visit v = {.site = &site, .db = w->db, .a = a};
        Input in[] = {{S("party"), S("Orchid")}, {S("party"), S("Orchid")}, {S("into"), S("Tide")}};

        site.pick = pick_one;
        form_resolve(&v, merge, in, 3);
        CHECK_STR(in[0].value, IS, "Orchid");
        v.actor = w->actor;
        form_resolve(&v, merge, in, 3);
        CHECK_STR(in[0].value, IS, id_text(a, 7).at);
        CHECK_STR(in[1].value, IS, "Orchid");
        CHECK_STR(in[2].value, IS, id_text(a, 7).at);
}

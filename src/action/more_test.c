/* Deeds with inputs that no table knows beforehand: the same through a form and through JSON,
 * within limits, and never for a deed that did not ask for them. */
#include "base/words.h"
#include "tests/world.h"

#include <string.h>

static const Field survey_fields[] = {{"who", FIELD_TEXT, .required = true}, {0}};

/* Tells back what came. */
static Status run_survey(Deed *d)
{
        Text t = text_begin(d->a, MIB), answer = text_begin(d->a, 4096);

        text_fmt(&t, "%.*s;", S_ARG(deed_text(d, "who")));
        for (size_t i = 0; i < d->more_n && d->more_n < 10; i++)
                text_fmt(&t, "%.*s=%.*s;", S_ARG(d->more[i].name), S_ARG(d->more[i].value));
        text_fmt(&t, "%zu", d->more_n);
        text_fmt(&answer, "{\"n\":%zu}", d->more_n);
        d->note = text_str(&t);
        d->answer = text_str(&answer);
        d->shows_note = true;
        return OK;
}

static const Action survey = {.name = "survey answer",
                              .may = MAY_SELF,
                              .title = "Answer",
                              .help = "Answer.",
                              .fields = survey_fields,
                              .where = where_own,
                              .run = run_survey,
                              .is_silent = true,
                              .takes_more = true},
                    strict = {.name = "survey strict",
                              .may = MAY_SELF,
                              .title = "Answer",
                              .help = "Answer.",
                              .fields = survey_fields,
                              .where = where_own,
                              .run = run_survey,
                              .is_silent = true};
static const Action *const surveys[] = {&survey, &strict, NULL};

static Str by_json(World *w, const char *path, const char *body)
{
        return request(w, HTTP_POST, path, "application/json", body, true);
}

static Str by_form(World *w, const char *path, const char *body)
{
        return request(w, HTTP_POST, path, "application/x-www-form-urlencoded", body, true);
}

TEST(answers_that_no_field_declares_come_through_json_and_forms)
{
        World *w = world(a);

        w->p.site.actions = surveys;
        CHECK_STR(
                by_json(w, "/api/v1/survey/answer",
                        "{\"who\":\"Ann\",\"team.0.name\":\" Bo\",\"n\":12,\"yes\":true,"
                        "\"list\":[\"b\",\"a\"],\"money\":{\"currency\":\"SGD\",\"amount\":\"1\"},"
                        "\"none\":null}"),
                CONTAINS,
                "Ann;team.0.name= Bo;n=12;yes=yes;list=[\\\"b\\\",\\\"a\\\"];money={\\\"amount\\\":"
                "\\\"1\\\",\\\"currency\\\":\\\"SGD\\\"};none=;6");
        CHECK_INT(w->status, 200);
        CHECK_STR(by_json(w, "/api/v1/survey/answer", "{\"who\":\"Ann\",\"x\":\"1\"}"), CONTAINS,
                  "\"answer\":{\"n\":1}");
        /* boxes of one name that were ticked are all there, in their order */
        CHECK_STR(by_form(w, "/do/survey/answer", "who=Ann&box=a&box=b&text=one%0Atwo"), CONTAINS,
                  "Ann;box=a;box=b;text=one\ntwo;3");
        CHECK_STR(by_json(w, "/api/v1/survey/strict", "{\"who\":\"Ann\",\"x\":\"1\"}"), CONTAINS,
                  "There is no field «x» here.");
        CHECK_INT(w->status, 422);
        CHECK_STR(by_json(w, "/api/v1/survey/strict", "{\"who\":\"Ann\",\"x\":[1]}"), CONTAINS,
                  "must be text");
}

TEST(answers_past_the_limits_are_refused_and_none_is_dropped)
{
        World *w = world(a);
        Text t = text_begin(a, MIB);
        char *big = arena_bytes(a, ACTION_MORE_BYTES_MAX + 8);

        w->p.site.actions = surveys;
        text_add(&t, S("who=Ann"));
        for (int i = 0; i < ACTION_MORE_MAX; i++)
                text_fmt(&t, "&f%d=x", i);
        CHECK_STR(by_form(w, "/do/survey/answer", str_z(a, text_str(&t))), CONTAINS, "Ann;600");
        text_add(&t, S("&last=x"));
        (void)by_form(w, "/do/survey/answer", str_z(a, text_str(&t)));
        CHECK(w->status >= 400);

        memset(big, 'x', ACTION_MORE_BYTES_MAX + 1);
        big[ACTION_MORE_BYTES_MAX + 1] = 0;
        CHECK_STR(by_json(w, "/api/v1/survey/answer",
                          str_fmt(a, "{\"who\":\"Ann\",\"text\":\"%s\"}", big).at),
                  CONTAINS, "{\"field\":\"text\",\"detail\":\"This is too long.\"}");
        CHECK_STR(by_form(w, "/do/survey/answer", "who=Ann&a%20b=1"), CONTAINS, "are not text");
        CHECK_STR(by_form(w, "/do/survey/answer", "who=Ann&b=%01"), CONTAINS, "control characters");
        CHECK_STR(by_json(w, "/api/v1/survey/answer", "{\"who\":\"Ann\",\"b\":\"\\u0007\"}"),
                  CONTAINS, "{\"field\":\"b\",\"detail\":\"This holds control characters.\"}");
}

TEST(the_description_says_which_deeds_take_more)
{
        World *w = world(a);

        w->p.site.actions = surveys;
        CHECK_STR(site_openapi(&w->p.site, a), CONTAINS,
                  "\"additionalProperties\":{\"type\":[\"string\",\"number\",\"boolean\"");
        w->p.site.actions = surveys + 1;
        CHECK_STR(site_openapi(&w->p.site, a), LACKS, "[\"string\",\"number\",\"boolean\"");
}

/* Listed rounds as CommonGrants 0.4 tells them: fields, pages, order, filters, faults; and what the
 * protocol's own checker says of our description. */
#include "exchange/opportunity_page.h"

#include "base/time.h"
#include "exchange/uuid.h"
#include "tests/world.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS "/common-grants/opportunities"

static Id given_round(World *w, const char *title, const char *programme, const char *hub,
                      const char *closes)
{
        CHECK_OK(act(w, "round open", "programme", programme, "hub", hub, "title", title, "closes",
                     closes, "places", "5", NULL));
        return w->deed.made;
}

static const Json *read_json(World *w, Str body)
{
        const Json *j;
        Str fault;

        CHECK_OK(json_parse(w->a, body, &j, &fault));
        return j;
}

static const Json *got(World *w, const char *path)
{
        return read_json(w, page_of_visitor(w, path));
}

static const Json *posted(World *w, const char *body)
{
        return read_json(w,
                         request(w, HTTP_POST, ROUNDS "/search", "application/json", body, false));
}

/* The titles of a page, with a space behind each. */
static Str titles(World *w, const Json *answer)
{
        Text t = text_begin(w->a, 2000);

        for (const Json *o = json_get(answer, S("items"))->child; o; o = o->next)
                text_fmt(&t, "%.*s ", S_ARG(json_get_text(o, S("title"))));
        return text_str(&t);
}

static const Json *at(const Json *j, const char *path)
{
        Str rest = str_from(path), key;

        while (j && str_cut(&rest, '.', &key))
                j = json_get(j, key);
        return j;
}

static Str text_at(const Json *j, const char *path)
{
        const Json *found = at(j, path);

        return found && found->kind == JSON_KIND_TEXT ? found->text : (Str){0};
}

TEST(an_id_as_a_uuid_resolves_back_and_a_made_up_one_does_not)
{
        Id id = 0x123456789abcdef1, back = 0;
        Str u = uuid_of(a, S("example.org/record"), "form", id);

        CHECK_INT((int64_t)u.len, 36);
        CHECK(u.at[14] == '8' && strchr("89ab", u.at[19])); /* RFC 9562: version 8, its variant */
        CHECK(uuid_id(a, S("example.org/record"), "form", u, &back) && back == id);
        CHECK(!uuid_id(a, S("example.org/record"), "opportunity", u, &back));
        CHECK(!uuid_id(a, S("other.org/record"), "form", u, &back));
        for (size_t i = 0; i < u.len; i++) { /* no digit is without meaning */
                char *z = str_z(a, u);

                z[i] = z[i] == '0' ? '1' : '0';
                CHECK(!uuid_id(a, S("example.org/record"), "form", str_from(z), &back));
        }
        CHECK(!uuid_id(a, S("x"), "form", S("zzzzzzzz-zzzz-8zzz-8zzz-zzzzzzzzzzzz"), &back));
        CHECK(!uuid_id(a, S("x"), "form", S(""), &back));
        CHECK(str_cmp(uuid_of(a, S("x"), "form", 5000), uuid_of(a, S("x"), "form", 5000000)) < 0);
}

TEST(a_listed_round_is_an_opportunity_with_all_that_the_protocol_requires)
{
        World *w = world_of_examples(a);
        Id round = given_round(w, "Spring", "startup-accelerator", "bangkok", "2029-12-31T23:59");
        const Json *answer = got(w, ROUNDS), *o = at(answer, "items")->child;
        Str id = json_get_text(o, S("id"));

        CHECK_INT(w->status, 200);
        CHECK_INT(at(answer, "status")->integer, 200);
        CHECK(text_at(answer, "message").len > 0);
        CHECK_INT(at(answer, "paginationInfo.totalItems")->integer, 1);
        CHECK_INT(at(answer, "paginationInfo.totalPages")->integer, 1);
        CHECK_INT(at(answer, "paginationInfo.pageSize")->integer, 100);
        CHECK_STR(json_get_text(o, S("title")), IS, "Spring");
        CHECK_STR(text_at(o, "status.value"), IS, "open");
        CHECK(json_get_text(o, S("description")).len > 0);
        CHECK_STR(text_at(o, "keyDates.closeDate.date"), IS, "2029-12-31");
        CHECK_STR(text_at(o, "keyDates.closeDate.time"), IS, "23:59:00");
        CHECK_STR(text_at(o, "keyDates.closeDate.eventType"), IS, "singleDate");
        CHECK_STR(text_at(o, "customFields.closesAt.value"), IS, "2029-12-31T16:59:00Z");
        CHECK_STR(text_at(o, "customFields.hub.value"), IS, "bangkok");
        CHECK_INT(at(o, "funding.maxAwardCount")->integer, 5);
        CHECK_STR(text_at(o, "createdAt"), CONTAINS, "T");
        CHECK_STR(json_get_text(o, S("source")), CONTAINS, id_text(a, round).at);
        answer = got(w, str_fmt(a, ROUNDS "/%.*s", S_ARG(id)).at);
        CHECK_INT(w->status, 200);
        CHECK_STR(text_at(answer, "data.id"), IS, str_z(a, id));
        o = at(answer, "data.competitions")->child;
        CHECK_STR(json_get_text(o, S("opportunityId")), IS, str_z(a, id));
        CHECK_STR(text_at(at(o, "forms.forms")->child, "jsonSchema.type"), IS, "object");
        answer = got(
                w, str_fmt(a, "/common-grants/competitions/%.*s", S_ARG(json_get_text(o, S("id"))))
                           .at);
        CHECK_STR(text_at(answer, "data.title"), IS, "Spring");
        answer = got(w, "/common-grants/forms");
        CHECK_INT(at(answer, "paginationInfo.totalItems")->integer, 1);
        id = json_get_text(at(answer, "items")->child, S("id"));
        answer = got(w, str_fmt(a, "/common-grants/forms/%.*s", S_ARG(id)).at);
        CHECK_STR(text_at(answer, "data.jsonSchema.$schema"), CONTAINS, "2020-12");
}

TEST(money_is_decimal_text_with_its_currency)
{
        World *w = world_of_examples(a);
        const Json *o;

        given_round(w, "Prize", "open-innovation", "bangkok", "2029-12-31T23:59");
        o = at(got(w, ROUNDS), "items")->child;
        CHECK_STR(text_at(o, "funding.maxAwardAmount.amount"), IS, "15000.00");
        CHECK_STR(text_at(o, "funding.maxAwardAmount.currency"), IS, "USD");
        CHECK_STR(titles(w, posted(w, "{\"filters\":{\"maxAwardAmountRange\":{\"operator\":"
                                      "\"between\",\"value\":{\"min\":{\"amount\":\"15000\","
                                      "\"currency\":\"USD\"},\"max\":{\"amount\":\"15000.00\","
                                      "\"currency\":\"USD\"}}}}}")),
                  IS, "Prize ");
        CHECK_STR(titles(w, posted(w, "{\"filters\":{\"maxAwardAmountRange\":{\"operator\":"
                                      "\"between\",\"value\":{\"min\":{\"amount\":\"1\","
                                      "\"currency\":\"SGD\"},\"max\":{\"amount\":\"99999999\","
                                      "\"currency\":\"SGD\"}}}}}")),
                  IS, "");
}

TEST(only_listed_rounds_are_told_and_what_is_cancelled_says_so)
{
        World *w = world_of_examples(a);
        Id round = given_round(w, "Seen", "startup-accelerator", "bangkok", "2029-12-31T23:59");
        Str space = record_origin(w->p.site.record), hidden;

        CHECK_OK(act(w, "round open", "programme", "startup-accelerator", "hub", "bangkok", "title",
                     "Unlisted", "closes", "2029-12-31T23:59", "unlisted", "yes", NULL));
        hidden = uuid_of(a, space, "opportunity", w->deed.made);
        CHECK_STR(titles(w, got(w, ROUNDS)), IS, "Seen ");
        got(w, str_fmt(a, ROUNDS "/%.*s", S_ARG(hidden)).at);
        CHECK_INT(w->status, 404);
        got(w, str_fmt(a, "/common-grants/competitions/%.*s",
                       S_ARG(uuid_of(a, space, "competition", w->deed.made)))
                       .at);
        CHECK_INT(w->status, 404);
        CHECK_STR(page(w, str_fmt(a, ROUNDS "/%.*s", S_ARG(hidden)).at), LACKS, "Unlisted");
        CHECK_OK(act(w, "round cancel", "round", id_text(a, round).at, "reason", "No money", NULL));
        CHECK_STR(text_at(at(got(w, ROUNDS), "items")->child, "status.customValue"), IS,
                  "cancelled");
}

TEST(pages_and_order_are_as_they_are_asked_for)
{
        World *w = world_of_examples(a);
        Id b;
        const Json *answer;

        given_round(w, "A", "startup-accelerator", "bangkok", "2029-03-31T23:59");
        b = given_round(w, "B", "startup-accelerator", "singapore", "2029-01-31T23:59");
        given_round(w, "C", "open-innovation", "bangkok", "2029-02-28T23:59");
        CHECK_OK(act(w, "round change", "round", id_text(a, b).at, "places", "7", NULL));
        CHECK_STR(titles(w, got(w, ROUNDS)), IS, "B C A "); /* what changed last comes first */
        answer = got(w, ROUNDS "?page=2&pageSize=2");
        CHECK_STR(titles(w, answer), IS, "A ");
        CHECK_INT(at(answer, "paginationInfo.totalPages")->integer, 2);
        CHECK_STR(titles(w, got(w, ROUNDS "?page=9")), IS, "");
        CHECK_STR(titles(w, got(w, ROUNDS "?page=1000000&pageSize=1")), IS, "");
        answer = posted(w, "{\"sorting\":{\"sortBy\":\"keyDates.closeDate\",\"sortOrder\":\"asc\"},"
                           "\"pagination\":{\"page\":1,\"pageSize\":2}}");
        CHECK_STR(titles(w, answer), IS, "B C ");
        CHECK_STR(text_at(answer, "sortInfo.sortBy"), IS, "keyDates.closeDate");
        CHECK_STR(text_at(answer, "sortInfo.sortOrder"), IS, "asc");
        CHECK_STR(titles(w, posted(w, "{\"sorting\":{\"sortBy\":\"title\"}}")), IS, "C B A ");
        CHECK_STR(titles(w, posted(w, "{\"sorting\":{\"sortBy\":\"funding.maxAwardAmount\","
                                      "\"sortOrder\":\"asc\"}}")),
                  STARTS, "C ");
        answer = posted(w, "{\"sorting\":{\"sortBy\":\"custom\",\"customSortBy\":\"mood\"}}");
        CHECK_STR(titles(w, answer), IS, "B C A ");
        CHECK_STR(at(answer, "sortInfo.errors")->child->text, CONTAINS, "mood");
}

TEST(filters_of_the_protocol_and_of_ours_are_combined)
{
        World *w = world_of_examples(a);
        const Json *answer;

        given_round(w, "A", "startup-accelerator", "bangkok", "2029-03-31T23:59");
        given_round(w, "B", "startup-accelerator", "singapore", "2029-01-31T23:59");
        CHECK_OK(act(w, "round open", "programme", "open-innovation", "hub", "bangkok", "title",
                     "C", "opens", "2028-01-01T09:00", "closes", "2029-02-28T23:59", NULL));
        CHECK_STR(titles(w, posted(w, "{\"filters\":{\"status\":{\"operator\":\"in\",\"value\":"
                                      "[\"forecasted\"]}}}")),
                  IS, "C ");
        CHECK_STR(titles(w, posted(w, "{\"filters\":{\"status\":{\"operator\":\"notIn\",\"value\":"
                                      "[\"forecasted\"]}}}")),
                  IS, "B A ");
        /* a day is the day in the round's zone: 23:59 in Bangkok is the day before in UTC */
        CHECK_STR(titles(w,
                         posted(w, "{\"filters\":{\"closeDateRange\":{\"operator\":\"between\","
                                   "\"value\":{\"min\":\"2029-03-31\",\"max\":\"2029-03-31\"}}}}")),
                  IS, "A ");
        CHECK_STR(titles(w, posted(w, "{\"filters\":{\"closeDateRange\":{\"operator\":\"outside\","
                                      "\"value\":{\"min\":\"2029-03-01T00:00:00Z\",\"max\":"
                                      "\"2029-04-01T00:00:00+07:00\"}}}}")),
                  IS, "C B ");
        CHECK_STR(titles(w,
                         posted(w, "{\"filters\":{\"minAwardAmountRange\":{\"operator\":"
                                   "\"outside\",\"value\":{\"min\":{\"amount\":\"1\",\"currency\":"
                                   "\"USD\"},\"max\":{\"amount\":\"2\",\"currency\":\"USD\"}}}}}")),
                  IS, "");
        CHECK_STR(titles(w, posted(w, "{\"search\":\"BANGKOK accelerator\"}")), IS, "A ");
        answer =
                posted(w, "{\"filters\":{\"customFilters\":{\"hub\":{\"operator\":\"in\",\"value\":"
                          "[\"bangkok\"]},\"mood\":{\"operator\":\"eq\",\"value\":\"good\"}}}}");
        CHECK_STR(titles(w, answer), IS, "C A ");
        CHECK_STR(at(answer, "filterInfo.errors")->child->text, IS, "Unsupported filter: mood");
        CHECK(at(answer, "filterInfo.filters.customFilters.hub") != NULL);
}

TEST(what_is_asked_wrongly_is_a_fault_in_the_protocols_form)
{
        static const char *const bodies[] = {
                "[]",
                "{",
                "{\"filters\":[]}",
                "{\"filters\":{\"status\":{\"operator\":\"like\",\"value\":[\"open\"]}}}",
                "{\"filters\":{\"status\":{\"operator\":\"in\",\"value\":\"open\"}}}",
                "{\"filters\":{\"closeDateRange\":{\"operator\":\"between\",\"value\":{}}}}",
                "{\"filters\":{\"closeDateRange\":{\"operator\":\"between\",\"value\":{\"min\":"
                "\"soon\",\"max\":\"later\"}}}}",
                "{\"filters\":{\"maxAwardAmountRange\":{\"operator\":\"between\",\"value\":{"
                "\"min\":"
                "{\"amount\":1,\"currency\":\"USD\"},\"max\":{\"amount\":\"2\",\"currency\":"
                "\"USD\"}}}}}",
                "{\"sorting\":{\"sortBy\":\"mood\"}}",
                "{\"sorting\":{\"sortBy\":\"title\",\"sortOrder\":\"up\"}}",
                "{\"pagination\":{\"page\":0}}",
                "{\"pagination\":{\"pageSize\":101}}",
                "{\"pagination\":{\"page\":\"2\"}}",
                "{\"search\":7}"};
        static const char *const paths[] = {ROUNDS "?page=0", ROUNDS "?pageSize=101",
                                            ROUNDS "?page=two", "/common-grants/forms?page=-1"};
        World *w = world_of_examples(a);

        for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
                const Json *fault = posted(w, bodies[i]);

                CHECK_INT(w->status, 400);
                CHECK_INT(at(fault, "status")->integer, 400);
                CHECK(text_at(fault, "message").len > 0);
                CHECK(at(fault, "errors")->child != NULL);
        }
        for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
                CHECK_INT(at(got(w, paths[i]), "status")->integer, 400);
                CHECK_INT(w->status, 400);
        }
        CHECK_INT(at(got(w, ROUNDS "/30a12e5e-5940-4c08-921c-17a8960fcf4b"), "status")->integer,
                  404);
        CHECK_INT(at(got(w, "/common-grants/awards"), "status")->integer, 404);
        request(w, HTTP_POST, ROUNDS "/search", "text/plain", "{}", false);
        CHECK_INT(w->status, 415);
}

TEST(an_answer_has_an_etag_that_changes_with_it)
{
        World *w = world_of_examples(a);
        Str before;

        page_of_visitor(w, ROUNDS);
        before = str_copy(a, w->reply.etag);
        CHECK(before.len > 2);
        page_of_visitor(w, ROUNDS);
        CHECK(str_eq(before, w->reply.etag));
        given_round(w, "A", "startup-accelerator", "bangkok", "2029-03-31T23:59");
        page_of_visitor(w, ROUNDS);
        CHECK(!str_eq(before, w->reply.etag));
}

static int run(World *w, const char *command)
{
        char *args[] = {"sh", "-c", str_z(w->a, str_fmt(w->a, "%s >&2", command)), NULL};
        int status = -1;
        pid_t child;

        CHECK_INT(posix_spawn(&child, "/bin/sh", NULL, NULL, args, environ), 0);
        CHECK(waitpid(child, &status, 0) == child);
        return status;
}

/* The checker is not ours to keep: SEEDBED_COMMONGRANTS_CHECKER is a command that is given the path
 * of a description, as in "cg check spec --protocol-version 0.4.0", and ends with 0 when nothing is
 * wrong with it. */
TEST(the_protocols_own_checker_finds_nothing_wrong)
{
        const char *checker = getenv("SEEDBED_COMMONGRANTS_CHECKER");
        World *w;
        Str description, path;
        FILE *f;

        if (!checker)
                skip();
        w = world_of_examples(a);
        description = request(w, HTTP_GET, "/api/v1/openapi.json", NULL, NULL, false);
        CHECK_INT(w->status, 200);
        path = str_fmt(a, "%.*s/openapi.json", S_ARG(w->folder));
        f = fopen(path.at, "w");
        CHECK(f != NULL);
        CHECK(fwrite(description.at, 1, description.len, f) == description.len);
        CHECK_INT(fclose(f), 0);
        CHECK_INT(run(w, str_fmt(a, "%s '%.*s'", checker, S_ARG(path)).at), 0);
}

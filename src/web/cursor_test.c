/* Pages of lists: none is empty, none is missing, and a wrong cursor is told. */
#include "tests/world.h"

static Str get(World *w, Str path)
{
        return request(w, HTTP_GET, path.at, NULL, NULL, true);
}

/* The value of `next` in a list's JSON, without quotes; empty when there is none. */
static Str next_of(World *w, const char *path)
{
        Str json = get(w, str_fmt(w->a, "/api/v1%s", path));
        size_t at = str_find_str(json, S("\"next\":"));

        CHECK_INT(w->status, 200);
        CHECK(at < json.len);
        json = str_skip(json, at + 7);
        for (at = 0; at < json.len && json.at[at] != ',' && json.at[at] != '}';)
                at++;
        json = str_trim((Str){json.at, at});
        if (json.len >= 2 && json.at[0] == '"')
                json = (Str){json.at + 1, json.len - 2};
        return str_is(json, "null") || str_is(json, "0") ? (Str){0} : json;
}

TEST(a_list_offers_a_next_page_only_when_there_is_something_on_it)
{
        World *w = world(a);
        Str next;

        for (int i = 0; i < 50; i++)
                given_party(w, "organisation", str_fmt(a, "Firm %d", i).at);
        CHECK_STR(page(w, "/parties"), LACKS, "Next page");
        CHECK(str_empty(next_of(w, "/parties")));
        given_party(w, "organisation", "Firm 50");
        CHECK_STR(page(w, "/parties"), CONTAINS, "rel=\"next\"");
        CHECK_STR(page(w, "/parties"), LACKS, "First page");
        next = next_of(w, "/parties");
        CHECK_INT((int64_t)next.len, ID_CHARS);
        next = get(w, str_fmt(a, "/parties?before=%.*s", S_ARG(next)));
        CHECK_STR(next, CONTAINS, "Firm 0");
        CHECK_STR(next, LACKS, "Firm 1<");
        CHECK_STR(next, CONTAINS, "First page");
        CHECK_STR(next, LACKS, "Next page");
}

TEST(pages_of_the_record_follow_each_other_to_the_first_entry)
{
        World *w = world(a);
        Str next = {0};
        int pages = 0;

        for (int i = 0; i < 120; i++)
                given_party(w, "organisation", str_fmt(a, "Firm %d", i).at);
        do {
                Str path = next.len ? str_fmt(a, "/record?before=%.*s", S_ARG(next)) : S("/record");

                next = next_of(w, path.at);
                pages++;
        } while (next.len && pages < 10);
        CHECK_INT(pages, 3);
}

TEST(a_cursor_that_is_none_is_told)
{
        World *w = world_of_examples(a);
        static const char *const paths[] = {
                "/parties?before=x",
                "/imports?before=-1",
                "/record?before=x",
                "/record?before=-1",
                "/programmes/startup-accelerator/members?hub=bangkok&after=x",
                "/pledges/europe-1000-startups/rows?after=9223372036854775807"};

        for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
                CHECK_STR(get(w, str_from(paths[i])), CONTAINS, "must be");
                CHECK_INT(w->status, 422);
        }
}

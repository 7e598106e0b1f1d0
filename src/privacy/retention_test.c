/* Retention: who is through with every programme for as long as these say is erased; nobody else.
 */
#include "privacy/retention.h"
#include "programme/span.h"

#include "base/time.h"
#include "people/own.h"
#include "privacy/privacy.sql.h"
#include "tests/world.h"

#include <string.h>

static const char programme[] =
        "programme: course\nversion: 1\ntitle: Course\nsummary: A course.\nfamily: talent\n"
        "members: [person, organisation]\nstages:\n"
        "  - {stage: in, title: In, first: true}\n"
        "  - {stage: out, title: Out, ends: true}\n"
        "  - {stage: refused, title: Refused, ends: true}\n"
        "moves:\n"
        "  - {from: in, to: out, entry: member.completed, title: Out}\n"
        "  - {from: in, to: refused, entry: member.declined, title: Refuse}\n"
        "  - {from: out, to: in, entry: member.returned, title: Back, back: true}\n"
        "retention:\n"
        "  - {stages: out, keep: 2 years}\n"
        "  - {stages: [refused], keep: 6 months}\n";

static Id given_member(World *w, const char *name, const char *kind, const char *to,
                       const char *date)
{
        Str id;

        CHECK_OK(act(w, "party add", "kind", kind, "name", name, "email",
                     str_fmt(w->a, "%s@example.org", name).at, "hub", "bangkok", NULL));
        id = id_text(w->a, w->deed.made);
        CHECK_OK(act(w, "member add", "party", id.at, "programme", "course", "hub", "bangkok",
                     "date", "2020-01-01", NULL));
        if (to)
                CHECK_OK(act(w, "member move", "party", id.at, "programme", "course", "hub",
                             "bangkok", "to", to, "date", date, NULL));
        (void)id_parse(id, &w->deed.made);
        return w->deed.made;
}

static bool is_erased(World *w, Id party)
{
        Erased row;

        return erased_of(w->db, w->a, party, &row) == OK;
}

static void all_steps(World *w, const char *date)
{
        bool more = true;
        int64_t now;

        CHECK(time_parse(str_from(date), &now));
        for (int i = 0; more && i < 100; i++)
                CHECK_OK(retention_step(w->p.store, w->db, w->p.site.seal, now, &more));
        CHECK(!more);
}

TEST(whoever_is_through_long_enough_is_erased_and_nobody_else)
{
        World *w = world_of_examples(a);
        Id old, fresh, within, refused, firm, twice;

        CHECK_OK(act(w, "programme load", "definition", programme, NULL));
        old = given_member(w, "old", "person", "out", "2022-05-05");
        fresh = given_member(w, "fresh", "person", "out", "2023-05-05");
        within = given_member(w, "within", "person", NULL, NULL);
        refused = given_member(w, "refused", "person", "refused", "2023-12-01");
        firm = given_member(w, "firm", "organisation", "out", "2020-05-05");
        twice = given_member(w, "twice", "person", "out", "2020-05-05");
        CHECK_OK(act(w, "member add", "party", id_text(a, twice).at, "programme",
                     "developer-programme", "hub", "bangkok", "date", "2020-01-01", NULL));

        all_steps(w, "2024-05-04");
        CHECK(!is_erased(w, old)); /* a day too early, but it is announced */
        CHECK_STR(page(w, "/retention"), CONTAINS, "old");
        CHECK_STR(page(w, "/retention"), CONTAINS, "2 years");
        CHECK_STR(page(w, "/retention"), LACKS, "fresh");
        all_steps(w, "2024-05-06");
        CHECK(is_erased(w, old));
        CHECK(!is_erased(w, fresh));
        CHECK(!is_erased(w, within));
        CHECK(!is_erased(w, refused));
        CHECK(!is_erased(w, firm));
        CHECK(!is_erased(w, twice)); /* is in another programme still */
        CHECK_STR(page(w, "/record"), CONTAINS, "Person erased");
        CHECK_STR(page(w, str_fmt(a, "/parties/%.*s/looks", S_ARG(id_text(a, old))).at), CONTAINS,
                  "was erased");
        all_steps(w, "2024-06-02");
        CHECK(is_erased(w, refused)); /* 2023-12-01 and six months */
        CHECK(!is_erased(w, fresh));
}

TEST(who_joins_again_before_the_day_stays)
{
        World *w = world_of_examples(a);
        Id back;

        CHECK_OK(act(w, "programme load", "definition", programme, NULL));
        back = given_member(w, "back", "person", "out", "2022-05-05");
        all_steps(w, "2024-05-04");
        CHECK_STR(page(w, "/retention"), CONTAINS, "back");
        CHECK_OK(act(w, "member move", "party", id_text(a, back).at, "programme", "course", "hub",
                     "bangkok", "to", "in", NULL));
        all_steps(w, "2024-05-05T12:00:00Z"); /* noted, and due by the note */
        CHECK(!is_erased(w, back));
        CHECK_STR(page(w, "/retention"), LACKS, ">back<");
}

TEST(a_rule_is_for_stages_that_end)
{
        World *w = world_of_examples(a);
        Str text = str_from(programme);
        Str bad = str_fmt(a, "%.*s  - {stages: in, keep: 1 year}\n", S_ARG(text));

        CHECK_IS(act(w, "programme load", "definition", bad.at, NULL), INVALID);
        bad = str_fmt(a, "%.*s  - {stages: out, keep: 1 year}\n", S_ARG(text));
        CHECK_IS(act(w, "programme load", "definition", bad.at, NULL), INVALID);
        bad = str_fmt(a, "%.*s  - {stages: gone, keep: 1 year}\n", S_ARG(text));
        CHECK_IS(act(w, "programme load", "definition", bad.at, NULL), INVALID);
        bad = str_fmt(a, "%.*s  - {stages: out, keep: for ever}\n", S_ARG(text));
        CHECK_IS(act(w, "programme load", "definition", bad.at, NULL), INVALID);
        CHECK_OK(act(w, "programme load", "definition", programme, NULL));
}

TEST(a_year_after_the_29th_of_february_is_the_28th)
{
        int64_t from, want;

        CHECK(time_parse(S("2024-02-29T10:00:00Z"), &from));
        CHECK(time_parse(S("2025-03-01"), &want));
        CHECK_INT(span_after(from, 1, DEFINITION_YEARS), want - 1);
        CHECK(time_parse(S("2024-03-31T10:00:00Z"), &want));
        CHECK_INT(span_after(from, 31, DEFINITION_DAYS), want);
        CHECK(time_parse(S("2024-08-29T10:00:00Z"), &want));
        CHECK_INT(span_after(from, 6, DEFINITION_MONTHS), want);
}

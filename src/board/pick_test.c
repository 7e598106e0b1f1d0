/* Fields of forms that find a thing by its name: with an exact name in one step, else in two, and
 * never what is hidden. */
#include "board/pick_page.h"

#include "board/search.h"
#include "people/team_probe.h"
#include "tests/world.h"

static const char *const form = "application/x-www-form-urlencoded";

static void indexed(World *w)
{
        bool more = true;

        while (more)
                CHECK_OK(search_work(w->p.store, w->db, &more));
}

static Id firm(World *w, const char *name)
{
        CHECK_OK(act(w, "party add", "kind", "organisation", "name", name, "country", "SG", "hub",
                     "singapore", NULL));
        return w->deed.made;
}

/* A hire: the party that is given, and an employer by a name. */
static Str hired(World *w, Id party, const char *other)
{
        return request(w, HTTP_POST, "/do/outcome/note", form,
                       str_fmt(w->a,
                               "party=%.*s&other=%s&kind=hire&people=1&on=2026-01-05&evidence="
                               "https://e.org/",
                               S_ARG(id_text(w->a, party)), other)
                               .at,
                       true);
}

TEST(a_form_takes_the_name_of_a_thing_that_has_it_alone)
{
        World *w = world_of_examples(a);
        Id party = firm(w, "Tidal Robotics");

        firm(w, "Orchid Ventures");
        firm(w, "Orchid Ventures of the East");
        indexed(w);
        hired(w, party, "orchid+ventures");
        CHECK_INT(w->status, 303);
        CHECK_STR(page(w, str_fmt(a, "/parties/%.*s/network", S_ARG(id_text(a, party))).at),
                  CONTAINS, "hire");
}

TEST(a_form_asks_which_of_several_is_meant_and_says_when_there_is_none)
{
        World *w = world_of_examples(a);
        Id party = firm(w, "Tidal Robotics"), one = firm(w, "Orchid Ventures"),
           two = firm(w, "Orchid Ventures");
        Str said;

        indexed(w);
        said = hired(w, party, "Orchid+Ventures");
        CHECK_INT(w->status, 422);
        CHECK_STR(said, CONTAINS, "Which one is meant?");
        CHECK_STR(said, CONTAINS, str_fmt(a, "<option value=\"%.*s\"", S_ARG(id_text(a, one))).at);
        CHECK_STR(said, CONTAINS, str_fmt(a, "<option value=\"%.*s\"", S_ARG(id_text(a, two))).at);
        CHECK_STR(said, CONTAINS, "Tidal Robotics"); /* who was given by the link is named */
        hired(w, party, id_text(a, two).at);
        CHECK_INT(w->status, 303);
        said = hired(w, party, "Nobody+of+that+name");
        CHECK_INT(w->status, 422);
        CHECK_STR(said, CONTAINS, "Nothing is found by this name.");
        CHECK_STR(said, CONTAINS, "Nobody of that name");
}

TEST(a_form_finds_nothing_that_who_asks_may_not_see)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada.l@example.org"), first = w->actor;
        Id party = founded(w, &ada, "Tidal Robotics", "singapore"),
           hidden = firm(w, "Orchid Ventures");
        PickHitList hits;

        indexed(w);
        ada = again(w, ada.id);
        CHECK_OK(pick_find(w->db, a, &ada, "party", S("Orchid Ventures"), &hits));
        CHECK_INT((int64_t)hits.n, 0);
        CHECK_OK(pick_find(w->db, a, &ada, "party", id_text(a, hidden), &hits));
        CHECK_INT((int64_t)hits.n, 0);
        CHECK_OK(pick_find(w->db, a, &ada, "party", S("Tidal"), &hits));
        CHECK_INT((int64_t)hits.n, 1);
        CHECK(hits.at[0].id == party);
        CHECK_OK(pick_find(w->db, a, &first, "party", S("orchid venturs"), &hits)); /* mistyped */
        CHECK_INT((int64_t)hits.n, 1);
        CHECK_OK(pick_find(w->db, a, &first, "nonsense", S("Orchid"), &hits));
        CHECK_INT((int64_t)hits.n, 0);
}

/* The catalogue: who sees what, how it is found, and what a hub's look at it does. */
#include "solution/solution_probe.h"

#include "hub/hub.h"
#include "solution/term.h"

#include <stdio.h>
#include <string.h>

static const char *one_path(World *w, Id id)
{
        return str_fmt(w->a, "/solutions/%.*s", S_ARG(id_text(w->a, id))).at;
}

TEST(a_solution_is_public_when_it_is_published_and_its_party_agreed_to_be_listed)
{
        Market m = market(a);
        World *w = m.w;
        Id id = drafted(&m, "Mango Counter");
        Str leaf;

        CHECK(!str_has(page_of_visitor(w, "/solutions"), S("Mango Counter")));
        page_of_visitor(w, one_path(w, id));
        CHECK_INT(w->status, 404);
        CHECK_STR(page(w, one_path(w, id)), CONTAINS, "Draft"); /* an operator sees it */
        CHECK_OK(move(&m, "solution publish", id));
        CHECK_OK(record_leaf(w->db, a, w->deed.position, &leaf));
        CHECK_STR(leaf, CONTAINS, "solution.published");
        CHECK(!str_has(leaf, S("Mango")));
        CHECK_STR(page_of_visitor(w, "/solutions"), CONTAINS, "Mango Counter");
        CHECK_STR(page_of_visitor(w, one_path(w, id)), CONTAINS, "Thailand, Singapore");
        CHECK_INT(w->status, 200);
        CHECK(!str_has(page_of_visitor(w, one_path(w, id)), S("ada@example.org")));
        CHECK_IS(move(&m, "solution publish", id), CONFLICT);
        CHECK_OK(AS(m.ada.id, act(w, "party consent", "party", ID(m.seller), "listed", "", NULL)));
        CHECK(!str_has(page_of_visitor(w, "/solutions"), S("Mango")));
        CHECK(!str_has(page_of_visitor(w, "/api/v1/solutions"), S("Mango")));
        page_of_visitor(w, one_path(w, id));
        CHECK_INT(w->status, 404);
        CHECK_OK(move(&m, "solution withdraw", id));
        CHECK_IS(move(&m, "solution publish", id), CONFLICT); /* not listed */
        CHECK_OK(AS(m.ada.id,
                    act(w, "party consent", "party", ID(m.seller), "listed", "yes", NULL)));
        CHECK(!str_has(page_of_visitor(w, "/solutions"), S("Mango Counter")));
        CHECK_OK(move(&m, "solution publish", id));
        CHECK_STR(page_of_visitor(w, "/solutions"), CONTAINS, "Mango Counter");
}

TEST(a_solution_is_its_team_s_and_of_nobody_else)
{
        Market m = market(a);
        World *w = m.w;
        Id id = drafted(&m, "Mango Counter"), own;
        const char *path;

        CHECK_IS(AS(m.bo.id,
                    act(w, "solution edit", "party", ID(m.seller), "solution", ID(id), NULL)),
                 NOT_FOUND);
        /* as if it were one's own party's */
        CHECK_IS(AS(m.bo.id, act(w, "solution edit", "party", ID(m.partner), "solution", ID(id),
                                 "title", "Stolen", NULL)),
                 NOT_FOUND);
        CHECK_IS(AS(m.bo.id,
                    act(w, "solution publish", "party", ID(m.partner), "solution", ID(id), NULL)),
                 NOT_FOUND);
        CHECK_IS(AS(m.ada.id, act(w, "solution check", "party", ID(m.seller), "solution", ID(id),
                                  "verdict", "publish", NULL)),
                 FORBIDDEN);
        CHECK_IS(AS(m.ada.id,
                    act(w, "solution add", "party", ID(m.seller), "title", "T", "summary", "S",
                        "description", "D", "category", "ai", "countries", "SG XX", NULL)),
                 INVALID);
        CHECK_IS(AS(m.ada.id, act(w, "solution add", "party", ID(m.seller), "title", "T", "summary",
                                  "S", "description", "D", "category", "bananas", NULL)),
                 INVALID);
        CHECK_IS(AS(m.ada.id, act(w, "solution edit", "party", ID(m.seller), "solution", ID(id),
                                  "website", "javascript:alert(1)", NULL)),
                 INVALID);
        /* nor does the form to change it show a draft to others */
        path = str_fmt(a, "/do/solution/edit?party=%s&solution=%s", ID(m.seller), ID(id)).at;
        w->actor = again(w, m.bo.id);
        CHECK(!str_has(page(w, path), S("Mango Counter")));
        w->actor = again(w, m.ada.id);
        CHECK_STR(page(w, path), CONTAINS, "Mango Counter");
        CHECK_OK(access_administrator_first(w->db, a, time_now_us(), &w->actor));
        own = given_party(w, "person", "Some One");
        CHECK_IS(act(w, "solution add", "party", ID(own), "title", "T", "summary", "S",
                     "description", "D", "category", "ai", NULL),
                 INVALID);
}

TEST(a_hub_that_wants_to_look_first_does_so_at_changes_too)
{
        Market m = market(a);
        World *w = m.w;
        Id id = drafted(&m, "Mango Counter");

        CHECK_OK(act(w, "solution rule", "hub", "thailand", "checked", "yes", NULL));
        CHECK_OK(move(&m, "solution publish", id));
        CHECK(!str_has(page_of_visitor(w, "/solutions"), S("Mango Counter")));
        CHECK_STR(page(w, "/network?hub=thailand"), CONTAINS, "Mango Counter");
        CHECK_IS(act(w, "solution check", "party", ID(m.seller), "solution", ID(id), "verdict",
                     "return", NULL),
                 INVALID);
        CHECK_OK(act(w, "solution check", "party", ID(m.seller), "solution", ID(id), "verdict",
                     "return", "reason", "Say what it costs", NULL));
        CHECK_IS(act(w, "solution check", "party", ID(m.seller), "solution", ID(id), "verdict",
                     "publish", NULL),
                 CONFLICT);
        w->actor = again(w, m.ada.id);
        CHECK_STR(page(w, one_path(w, id)), CONTAINS, "Say what it costs");
        CHECK_OK(move(&m, "solution publish", id));
        CHECK_IS(act(w, "solution rule", "hub", "thailand", NULL), FORBIDDEN);
        CHECK_OK(access_administrator_first(w->db, a, time_now_us(), &w->actor));
        CHECK_OK(act(w, "solution check", "party", ID(m.seller), "solution", ID(id), "verdict",
                     "publish", NULL));
        CHECK_STR(page_of_visitor(w, "/solutions"), CONTAINS, "Mango Counter");
        CHECK(!str_has(page_of_visitor(w, one_path(w, id)), S("Say what it costs")));
        CHECK_OK(AS(m.ada.id, act(w, "solution edit", "party", ID(m.seller), "solution", ID(id),
                                  "title", "Buy watches here", NULL)));
        CHECK(!str_has(page_of_visitor(w, "/solutions"), S("watches")));
        CHECK_OK(act(w, "solution rule", "hub", "bangkok", "checked", "", NULL)); /* below it */
        CHECK_OK(move(&m, "solution withdraw", id));
        CHECK_OK(move(&m, "solution publish", id));
        CHECK_STR(page_of_visitor(w, "/solutions"), CONTAINS, "watches");
}

TEST(a_solution_is_found_by_words_that_begin_so_and_by_filters)
{
        static const struct {
                const char *query;
                bool mango, kelp;
        } cases[] = {{"", true, true},
                     {"?find=mango", true, true}, /* the party's name */
                     {"?find=MANG+count", true, false},
                     {"?find=caf%C3%A9", false, true},
                     {"?find=cafe", false, true},
                     {"?find=angoes", false, false},
                     {"?find=kelp+mango+caf+works+zebra", false, true}, /* the fifth is not read */
                     {"?find=kelp+zebra", false, false},
                     {"?find=%25", true, true},
                     {"?category=ai", true, false},
                     {"?category=data", false, true},
                     {"?sector=agriculture", true, false},
                     {"?country=th", true, true}, /* the other one serves everywhere */
                     {"?country=DE", false, true},
                     {"?hub=thailand", true, true},
                     {"?hub=bangkok&category=ai&find=mango&country=SG", true, false},
                     {"?hub=singapore", false, false},
                     {"?programme=partner-network", true, true},
                     {"?programme=startup-accelerator", false, false},
                     {"?before=0000000000001", false, false}};
        Market m = market(a);
        World *w = m.w;
        Id kelp;

        offered(&m, "Camera Counter of Mangoes");
        CHECK_OK(AS(m.ada.id,
                    act(w, "solution add", "party", ID(m.seller), "title", "Caf\xc3\xa9 Kelp",
                        "summary", "Sea.", "description", "Weed.", "category", "data", NULL)));
        kelp = w->deed.made;
        CHECK_OK(move(&m, "solution publish", kelp));
        CHECK_OK(act(w, "member add", "party", ID(m.seller), "programme", "partner-network", "hub",
                     "bangkok", NULL));
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                Str got = page_of_visitor(w, str_fmt(a, "/api/v1/solutions%s", cases[i].query).at);
                bool good = w->status == 200 &&
                            str_has(got, S("Camera Counter")) == cases[i].mango &&
                            str_has(got, S("Kelp")) == cases[i].kelp;

                if (!good)
                        print_error("%s: %d %.*s\n", cases[i].query, w->status, S_ARG(got));
                CHECK(good);
        }
        page_of_visitor(w, "/solutions?country=XX");
        CHECK_INT(w->status, 422);
        page_of_visitor(w, "/solutions?category=bananas");
        CHECK_INT(w->status, 422);
        page_of_visitor(w, "/solutions?hub=atlantis");
        CHECK_INT(w->status, 404);
        CHECK_OK(AS(m.ada.id,
                    act(w, "party edit", "party", ID(m.seller), "name", "Durian Fields", NULL)));
        CHECK(!str_has(page_of_visitor(w, "/solutions?find=works"), S("Camera")));
        CHECK_STR(page_of_visitor(w, "/solutions?find=durian"), CONTAINS, "Camera");
        CHECK_OK(AS(m.ada.id, act(w, "solution edit", "party", ID(m.seller), "solution", ID(kelp),
                                  "category", "ai", "price", "9 USD", NULL)));
        CHECK_STR(page_of_visitor(w, "/solutions?category=ai"), CONTAINS, "Kelp");
        CHECK(!str_has(page_of_visitor(w, "/solutions?category=data"), S("Kelp")));
}

TEST(solutions_come_in_pages_without_one_twice)
{
        Market m = market(a);
        World *w = m.w;
        const char *path = "/api/v1/solutions?find=numb";
        int seen = 0;

        for (int i = 0; i < 52; i++)
                offered(&m, str_fmt(a, "Number %d.", i).at);
        for (int i = 0; i < 2; i++) {
                Str got = page_of_visitor(w, path), rest = got;
                size_t next = str_find_str(got, S("\"next\":\""));

                for (size_t at; (at = str_find_str(rest, S("\"title\":\"Number "))) < rest.len;
                     rest = str_skip(rest, at + 10))
                        seen++;
                if (i == 0) {
                        CHECK_INT(seen, 50);
                        path = str_fmt(a, "/api/v1/solutions?find=numb&before=%.*s", 13,
                                       str_skip(got, next + 8).at)
                                       .at;
                }
        }
        CHECK_INT(seen, 52);
}

TEST(a_question_goes_to_the_team_by_mail_and_shows_no_address)
{
        Market m = market(a);
        World *w = m.w;
        Id id = offered(&m, "Mango Counter"), draft = drafted(&m, "Secret");
        MailLineList mails;
        Mail mail;

        CHECK_IS(AS(m.bo.id, act(w, "solution ask", "solution", ID(draft), "words", "Hi", NULL)),
                 NOT_FOUND);
        w->actor = (Actor){0};
        CHECK_IS(act(w, "solution ask", "solution", ID(id), "words", "Hi", NULL), FORBIDDEN);
        w->actor = again(w, m.bo.id);
        for (int i = 0; i < SOLUTION_QUESTIONS_A_DAY_MAX; i++) {
                CHECK_OK(act(w, "solution ask", "solution", ID(id), "words", "Does it count kiwis?",
                             NULL));
                CHECK(!str_has(w->deed.note, S("@")));
        }
        CHECK_IS(act(w, "solution ask", "solution", ID(id), "words", "And?", NULL), TOO_MANY);
        CHECK_OK(outbox_latest(w->db, a, INT64_MAX, &mails));
        CHECK_STR(mails.at[0].address, IS, "ada@example.org");
        CHECK_OK(outbox_by_id(w->db, a, mails.at[0].id, &mail));
        CHECK_STR(mail.plain, CONTAINS, "kiwis");
        CHECK_STR(mail.plain, CONTAINS, "bo@example.org");
}

TEST(what_a_party_offers_and_refers_follows_it_into_a_merge)
{
        Market m = market(a);
        World *w = m.w;
        Id id = offered(&m, "Mango Counter"), into;
        ReferralLineList lines;
        Solution s;

        agreed(&m, 0, "10");
        referred(&m, id, "Big Juice");
        CHECK_OK(act(w, "party add", "kind", "organisation", "name", "Mango Group", "hub",
                     "bangkok", NULL));
        into = w->deed.made;
        CHECK_OK(act(w, "party consent", "party", ID(into), "listed", "yes", NULL));
        CHECK_OK(act(w, "party merge", "party", ID(m.seller), "into", ID(into), NULL));
        CHECK_OK(solution_by_id(w->db, a, id, &s));
        CHECK_INT(s.party, into);
        CHECK_STR(page_of_visitor(w, "/solutions?find=mango+group"), CONTAINS, "Mango Counter");
        CHECK_OK(referrals_of(w->db, a, into, INT64_MAX, &lines));
        CHECK_INT((int64_t)lines.n, 1);
        CHECK_OK(
                act(w, "referral accept", "party", ID(into), "referral", ID(lines.at[0].id), NULL));
        CHECK_OK(act(w, "solution withdraw", "party", ID(into), "solution", ID(id), NULL));
}

/* Challenges, announced by an operator, and pilots. */
#include "solution/solution_probe.h"

#include "programme/programme.h"
#include "solution/challenge.h"

#include <pthread.h>

static Str stage_of(World *w, Id party, const char *programme)
{
        Programme p;
        MemberList list;
        Stage stage;

        CHECK_OK(programme_by_slug(w->db, w->a, str_from(programme), &p));
        CHECK_OK(member_in(w->db, w->a, party, p.id, &list));
        CHECK_INT((int64_t)list.n, 1);
        CHECK_OK(stage_by_id(w->db, w->a, list.at[0].stage, &stage));
        return stage.slug;
}

static Id challenged(const Market *m)
{
        World *w = m->w;

        CHECK_OK(AS(m->bo.id, act(w, "challenge open", "party", ID(m->partner), "programme",
                                  "open-innovation", "title", "Count our fruit", "problem",
                                  "Nobody knows how many.", "reward", "A paid pilot", NULL)));
        return w->deed.made;
}

static void announce(const Market *m, Id challenge)
{
        CHECK_OK(act(m->w, "challenge announce", "party", id_text(m->w->a, m->partner).at,
                     "challenge", id_text(m->w->a, challenge).at, NULL));
}

TEST(a_challenge_is_a_draft_until_an_operator_announces_it)
{
        Market m = market(a);
        World *w = m.w;
        Id id = challenged(&m);
        Str path = str_fmt(a, "/challenges/%.*s", S_ARG(id_text(a, id)));
        Str of = str_fmt(a, "/parties/%.*s/network", S_ARG(id_text(a, m.partner))), text;

        page_of_visitor(w, path.at);
        CHECK_INT(w->status, 404);
        CHECK(!str_has(page_of_visitor(w, "/challenges"), S("Count our fruit")));
        CHECK(!str_has(page_of_visitor(w, "/challenges?state=closed"), S("Count our fruit")));
        CHECK_INT(AS(m.ada.id, (page(w, path.at), w->status)), 404);
        CHECK_INT(AS(m.bo.id, (page(w, path.at), w->status)), 200);
        CHECK_INT(AS(m.bo.id, (text = page(w, of.at), w->status)), 200);
        CHECK_STR(text, CONTAINS, "Draft");
        CHECK_STR(page(w, "/network?hub=world"), CONTAINS, "Challenges to announce");
        CHECK_IS(AS(m.bo.id, act(w, "challenge announce", "party", ID(m.partner), "challenge",
                                 ID(id), NULL)),
                 FORBIDDEN);
        announce(&m, id);
        CHECK_IS(act(w, "challenge announce", "party", ID(m.partner), "challenge", ID(id), NULL),
                 CONFLICT);
        page_of_visitor(w, path.at);
        CHECK_INT(w->status, 200);
        CHECK(!str_has(page(w, "/network?hub=world"), S("Challenges to announce")));
}

static Actor operator_of(World *w, const char *email, const char *hub)
{
        Id id;

        CHECK_OK(act(w, "role grant", "email", email, "name", "Op", "role", "operator", "hub", hub,
                     NULL));
        CHECK_OK(access_account_by_email(w->db, w->a, str_from(email), &id));
        return again(w, id);
}

TEST(the_operator_where_a_challenge_is_announces_it_wherever_its_party_is_at_home)
{
        Market m = market(a);
        World *w = m.w;
        Actor here = operator_of(w, "here@op.example", "bangkok"),
              home = operator_of(w, "home@op.example", "singapore");
        Str path;
        Id id;

        CHECK_OK(act(w, "member add", "party", ID(m.partner), "programme", "open-innovation", "hub",
                     "bangkok", NULL));
        CHECK_OK(AS(m.bo.id, act(w, "challenge open", "party", ID(m.partner), "programme",
                                 "open-innovation", "hub", "bangkok", "title", "Count our fruit",
                                 "problem", "Nobody knows how many.", NULL)));
        id = w->deed.made;
        path = str_fmt(a, "/challenges/%.*s", S_ARG(id_text(a, id)));
        w->actor = home;
        CHECK_STR(page(w, "/waits"), LACKS, "Count our fruit");
        CHECK_STR(page(w, path.at), LACKS, "challenge/announce");
        CHECK_IS(act(w, "challenge announce", "party", ID(m.partner), "challenge", ID(id), NULL),
                 NOT_FOUND);
        w->actor = here;
        CHECK_STR(page(w, "/network?hub=bangkok"), CONTAINS, "Count our fruit");
        CHECK_STR(page(w, "/waits"), CONTAINS, path.at);
        CHECK_STR(page(w, path.at), CONTAINS, "challenge/announce");
        CHECK_STR(page(w, path.at), CONTAINS, id_text(a, m.partner).at);
        CHECK_OK(act(w, "challenge announce", "party", ID(m.partner), "challenge", ID(id), NULL));
        CHECK_STR(page(w, "/waits"), LACKS, path.at);
        CHECK_STR(page_of_visitor(w, path.at), CONTAINS, "Count our fruit");
}

TEST(a_challenge_that_nobody_announced_is_closed_unseen)
{
        Market m = market(a);
        World *w = m.w;
        Id id = challenged(&m);

        CHECK_OK(AS(m.bo.id,
                    act(w, "challenge close", "party", ID(m.partner), "challenge", ID(id), NULL)));
        CHECK(!str_has(page_of_visitor(w, "/challenges?state=closed"), S("Count our fruit")));
        page_of_visitor(w, str_fmt(a, "/challenges/%.*s", S_ARG(id_text(a, id))).at);
        CHECK_INT(w->status, 404);
        CHECK_IS(act(w, "challenge announce", "party", ID(m.partner), "challenge", ID(id), NULL),
                 CONFLICT);
}

TEST(a_challenge_names_its_enterprise_only_when_that_agreed_to_be_listed)
{
        Market m = market(a);
        World *w = m.w;
        Id id = challenged(&m);
        Str path = str_fmt(a, "/challenges/%.*s", S_ARG(id_text(a, id)));

        announce(&m, id);
        CHECK_STR(page_of_visitor(w, "/challenges"), CONTAINS, "Count our fruit");
        CHECK(!str_has(page_of_visitor(w, "/challenges"), S("Papaya")));
        CHECK(!str_has(page_of_visitor(w, path.at), S("Papaya")));
        CHECK(!str_has(page_of_visitor(w, str_fmt(a, "/api/v1%.*s", S_ARG(path)).at), S("Papaya")));
        CHECK_OK(AS(m.bo.id,
                    act(w, "party consent", "party", ID(m.partner), "listed", "yes", NULL)));
        CHECK_STR(page_of_visitor(w, path.at), CONTAINS, "Papaya");
        CHECK_IS(AS(m.bo.id, act(w, "challenge open", "party", ID(m.partner), "programme",
                                 "startup-accelerator", "title", "T", "problem", "P", NULL)),
                 INVALID);
        CHECK_IS(AS(m.bo.id,
                    act(w, "challenge open", "party", ID(m.partner), "programme", "open-innovation",
                        "hub", "bangkok", "title", "T", "problem", "P", NULL)),
                 INVALID); /* it has nothing to do with this hub */
        CHECK_IS(AS(m.bo.id, act(w, "challenge change", "party", ID(m.partner), "challenge", ID(id),
                                 "round", ID(id), NULL)),
                 INVALID);
        CHECK_OK(AS(m.bo.id,
                    act(w, "challenge close", "party", ID(m.partner), "challenge", ID(id), NULL)));
        CHECK_IS(AS(m.bo.id, act(w, "challenge change", "party", ID(m.partner), "challenge", ID(id),
                                 "title", "T", NULL)),
                 CONFLICT);
        CHECK(!str_has(page_of_visitor(w, "/challenges"), S("Count our fruit")));
        CHECK_STR(page_of_visitor(w, "/challenges?state=closed"), CONTAINS, "Count our fruit");
}

TEST(a_pilot_moves_its_start_up_where_the_programme_has_such_stages)
{
        Market m = market(a);
        World *w = m.w;
        Id challenge = challenged(&m), id;

        CHECK_OK(act(w, "member add", "party", ID(m.seller), "programme", "open-innovation", "hub",
                     "singapore", NULL));
        CHECK_OK(act(w, "member move", "party", ID(m.seller), "programme", "open-innovation", "hub",
                     "singapore", "to", "shortlisted", NULL));
        CHECK_IS(act(w, "pilot plan", "party", ID(m.seller), "enterprise", ID(m.partner),
                     "challenge", ID(challenge), "goal", "95 % right", "begins", "2026-02-01",
                     "ends", "2026-01-01", NULL),
                 INVALID);
        CHECK_OK(act(w, "pilot plan", "party", ID(m.seller), "enterprise", ID(m.partner),
                     "challenge", ID(challenge), "goal", "95 % right", "begins", "2026-01-01",
                     "ends", "2026-06-30", NULL));
        id = w->deed.made;
        CHECK_INT(number(w, "pilots-begun", "singapore"), 0);
        CHECK_IS(act(w, "pilot end", "party", ID(m.seller), "pilot", ID(id), "outcome", "adopted",
                     "result", "R", NULL),
                 CONFLICT);
        CHECK_OK(act(w, "pilot begin", "party", ID(m.seller), "pilot", ID(id), NULL));
        CHECK_STR(stage_of(w, m.seller, "open-innovation"), IS, "pilot");
        CHECK_INT(number(w, "pilots-begun", "singapore"), 1);
        CHECK_IS(act(w, "pilot begin", "party", ID(m.seller), "pilot", ID(id), NULL), CONFLICT);
        CHECK_IS(AS(m.ada.id, act(w, "pilot end", "party", ID(m.seller), "pilot", ID(id), "outcome",
                                  "adopted", "result", "R", NULL)),
                 FORBIDDEN);
        CHECK_OK(act(w, "pilot end", "party", ID(m.seller), "pilot", ID(id), "outcome", "concluded",
                     "result", "Too slow.", NULL));
        CHECK_STR(stage_of(w, m.seller, "open-innovation"), IS, "concluded");
        CHECK_IS(act(w, "pilot end", "party", ID(m.seller), "pilot", ID(id), "outcome", "adopted",
                     "result", "R", NULL),
                 CONFLICT);
}

/* --- at the same moment */

typedef struct {
        World *w;
        const Action *action;
        Actor actor;
        Input inputs[3];
        Status status;
} Racer;

static void *race(void *ctx)
{
        Racer *r = ctx;
        ActionWorld aw = {.store = r->w->p.store, .site = &r->w->p.site};
        Arena a = arena_make(8 * MIB);
        Deed d = {0};

        r->status = action_do(&aw, r->action, &r->actor, r->inputs,
                              r->action == &referral_lose_action ? 3 : 2, &a, &d);
        arena_free(&a);
        return NULL;
}

TEST(of_two_who_answer_a_referral_at_once_one_is_heard)
{
        Market m = market(a);
        World *w = m.w;
        Id solution = offered(&m, "Mango Counter");

        for (int i = 0; i < 3; i++) {
                Id id = referred(&m, solution, str_fmt(a, "Customer %d", i).at);
                Racer one = {.w = w,
                             .action = &referral_accept_action,
                             .actor = again(w, m.ada.id),
                             .inputs = {{S("party"), id_text(a, m.seller)},
                                        {S("referral"), id_text(a, id)},
                                        {S("reason"), S("other")}}},
                      two = one;
                pthread_t threads[2];

                CHECK(pthread_create(&threads[0], NULL, race, &one) == 0);
                CHECK(pthread_create(&threads[1], NULL, race, &two) == 0);
                CHECK(pthread_join(threads[0], NULL) == 0 && pthread_join(threads[1], NULL) == 0);
                CHECK((one.status == OK) + (two.status == OK) == 1);
                CHECK((one.status == CONFLICT) + (two.status == CONFLICT) == 1);
        }
}

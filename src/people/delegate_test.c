/* A hub that is run for its owner: whose team has the role, for how long, and what ends with it. */
#include "people/delegate.h"

#include "base/time.h"
#include "hub/hub.h"
#include "people/role.h"
#include "people/team.h"
#include "tests/world.h"

#include <stdio.h>
#include <string.h>

typedef struct {
        const char *name, *role;
        Id party, actor;
} NewOne;

/* An account, in the team of a party when a role is named. */
static Status make_one(void *ctx, Db *db)
{
        NewOne *n = ctx;
        int64_t now = time_now_us();

        TRY(access_account_add(db, str_from(n->name), now, &n->actor));
        return n->role ? team_person_add(db, n->party, n->actor, str_from(n->role), now) : OK;
}

static Id one(World *w, const char *name, Id party, const char *role)
{
        NewOne n = {name, role, party, 0};

        CHECK_OK(store_transact(w->p.store, make_one, &n));
        return n.actor;
}

static Actor again(World *w, Id id)
{
        Actor actor;

        CHECK_OK(access_actor(w->db, w->a, id, time_now_us(), &actor));
        return actor;
}

static bool may_edit_at(World *w, Id actor, const char *slug)
{
        Actor now = again(w, actor);
        Place place;
        Hub hub;

        CHECK_OK(hub_by_slug(w->db, w->a, str_from(slug), &hub));
        CHECK_OK(hub_place(w->db, w->a, hub.id, 0, &place));
        return access_may_at(&now, MAY_HUB_EDIT, &place);
}

static Id incubator(World *w)
{
        CHECK_OK(act(w, "party add", "kind", "organisation", "name", "Hatch", "hub", "singapore",
                     NULL));
        return w->deed.made;
}

static Id delegated(World *w, Id party, const char *role, const char *hub)
{
        CHECK_OK(act(w, "delegation give", "party", id_text(w->a, party).at, "role", role, "hub",
                     hub, "until", "2029-12-31", NULL));
        return w->deed.made;
}

TEST(a_delegated_role_is_the_whole_teams_and_ends_at_once_for_all)
{
        World *w = world_of_examples(a);
        Actor first = w->actor, later;
        Id party = incubator(w), ada = one(w, "Ada", party, "owner"),
           bo = one(w, "Bo", party, "editor"), eve = one(w, "Eve", party, "viewer"), delegation;
        int64_t end;
        Str leaf;

        delegation = delegated(w, party, "head", "thailand");
        CHECK_OK(record_leaf(w->db, a, w->deed.position, &leaf));
        CHECK_STR(leaf, CONTAINS, "role.delegated");
        CHECK(!str_has(leaf, S("Hatch")));
        CHECK(may_edit_at(w, ada, "thailand") && may_edit_at(w, bo, "bangkok"));
        CHECK(!may_edit_at(w, eve, "thailand")); /* only looks on */
        CHECK(!may_edit_at(w, ada, "singapore") && !may_edit_at(w, ada, "apac"));
        CHECK_STR(page(w, "/roles"), CONTAINS, "Hatch");
        CHECK_STR(page(w, "/hubs/bangkok"), CONTAINS, "Hatch");
        CHECK(!str_has(page_of_visitor(w, "/hubs/bangkok"), S("Hatch"))); /* not listed */
        w->actor = again(w, bo);
        CHECK_STR(page(w, "/me"), CONTAINS, "Thailand");
        CHECK_OK(act(w, "team leave", "party", id_text(a, party).at, NULL));
        CHECK(!may_edit_at(w, bo, "bangkok"));
        /* it has an end, which is the end of its last day */
        CHECK(time_parse(S("2029-12-31"), &end));
        CHECK_OK(access_actor(w->db, a, ada, end + DAY_US - 1, &later));
        CHECK_INT((int64_t)later.grants_n, 2);
        CHECK_OK(access_actor(w->db, a, ada, end + DAY_US, &later));
        CHECK_INT((int64_t)later.grants_n, 1);
        w->actor = first;
        CHECK_OK(act(w, "party consent", "party", id_text(a, party).at, "listed", "yes", NULL));
        CHECK_STR(page_of_visitor(w, "/hubs/bangkok"), CONTAINS, "Hatch");
        CHECK_OK(act(w, "delegation withdraw", "delegation", id_text(a, delegation).at, NULL));
        CHECK(!may_edit_at(w, ada, "thailand"));
        CHECK(!str_has(page_of_visitor(w, "/hubs/bangkok"), S("Hatch")));
        CHECK_IS(act(w, "delegation withdraw", "delegation", id_text(a, delegation).at, NULL),
                 NOT_FOUND);
}

TEST(what_is_given_by_a_delegation_ends_with_it_and_is_not_delegated_on)
{
        World *w = world_of_examples(a);
        Actor first = w->actor, cy, dee;
        Id party = incubator(w), other = incubator(w), ada = one(w, "Ada", party, "owner"), owner,
           delegation, heads;

        (void)one(w, "Zoe", other, "owner");
        CHECK_OK(act(w, "role grant", "email", "owner@example.org", "name", "Owner", "role", "head",
                     "hub", "thailand", NULL));
        heads = w->deed.made;
        CHECK_OK(access_account_by_email(w->db, a, S("owner@example.org"), &owner));
        w->actor = again(w, owner);
        CHECK_IS(act(w, "delegation give", "party", id_text(a, party).at, "role", "head", "hub",
                     "thailand", "until", "2029-12-31", NULL),
                 INVALID); /* of a party that one may not see, nothing is told */
        w->actor = first;
        CHECK_OK(act(w, "party consent", "party", id_text(a, party).at, "listed", "yes", NULL));
        w->actor = again(w, owner);
        delegation = delegated(w, party, "head", "thailand");
        w->actor = again(w, ada);
        CHECK_OK(act(w, "role grant", "email", "cy@example.org", "name", "Cy", "role", "head",
                     "hub", "bangkok", NULL));
        CHECK_OK(access_account_by_email(w->db, a, S("cy@example.org"), &cy.id));
        w->actor = again(w, cy.id);
        CHECK_OK(act(w, "role grant", "email", "dee@example.org", "name", "Dee", "role", "operator",
                     "hub", "bangkok", NULL));
        CHECK_OK(access_account_by_email(w->db, a, S("dee@example.org"), &dee.id));
        CHECK_INT((int64_t)again(w, dee.id).grants_n, 1);
        w->actor = again(w, ada);
        CHECK_IS(act(w, "delegation give", "party", id_text(a, party).at, "role", "operator", "hub",
                     "bangkok", "until", "2029-12-31", NULL),
                 FORBIDDEN);
        CHECK_IS(act(w, "role withdraw", "role", id_text(a, heads).at, NULL), FORBIDDEN);
        CHECK_IS(act(w, "delegation withdraw", "delegation", id_text(a, delegation).at, NULL),
                 FORBIDDEN);
        w->actor = again(w, owner);
        CHECK_OK(act(w, "delegation withdraw", "delegation", id_text(a, delegation).at, NULL));
        CHECK_INT((int64_t)again(w, cy.id).grants_n, 0);
        CHECK_INT((int64_t)again(w, dee.id).grants_n, 0);
        CHECK(may_edit_at(w, owner, "thailand"));
        CHECK_STR(page(w, "/roles"), CONTAINS, "Ended");
        w->actor = first;
}

TEST(a_delegation_needs_a_team_a_day_and_the_right_to_give)
{
        World *w = world_of_examples(a);
        Actor first = w->actor;
        Id party = incubator(w), head;
        const char *p = id_text(a, party).at;

        CHECK_IS(act(w, "delegation give", "party", p, "role", "head", "hub", "bangkok", "until",
                     "2029-12-31", NULL),
                 INVALID); /* nobody is in its team */
        (void)one(w, "Ada", party, "owner");
        CHECK_IS(act(w, "delegation give", "party", p, "role", "administrator", "hub", "bangkok",
                     "until", "2029-12-31", NULL),
                 INVALID);
        CHECK_IS(act(w, "delegation give", "party", p, "role", "head", "hub", "bangkok", NULL),
                 INVALID);
        CHECK_IS(act(w, "delegation give", "party", p, "role", "head", "hub", "bangkok", "until",
                     "2020-12-31", NULL),
                 INVALID);
        CHECK_IS(act(w, "delegation give", "party", p, "role", "head", "hub", "bangkok", "until",
                     "2099-12-31", NULL),
                 INVALID);
        (void)delegated(w, party, "head", "bangkok");
        CHECK_IS(act(w, "delegation give", "party", p, "role", "head", "hub", "bangkok", "until",
                     "2029-12-31", NULL),
                 CONFLICT);
        CHECK_OK(act(w, "role grant", "email", "h@example.org", "name", "H", "role", "head", "hub",
                     "singapore", NULL));
        CHECK_OK(access_account_by_email(w->db, a, S("h@example.org"), &head));
        w->actor = again(w, head);
        CHECK_IS(act(w, "delegation give", "party", p, "role", "operator", "hub", "bangkok",
                     "until", "2029-12-31", NULL),
                 FORBIDDEN);
        CHECK_OK(act(w, "delegation give", "party", p, "role", "operator", "hub", "singapore",
                     "until", "2029-12-31", NULL));
        w->actor = first;
}

TEST(who_looks_after_an_incubator_does_not_take_a_hub_that_it_runs_elsewhere)
{
        World *w = world_of_examples(a);
        Actor first = w->actor;
        Id party = incubator(w), puppet = incubator(w), head, ada = one(w, "Ada", party, "owner");
        const char *p = id_text(a, party).at, *q = id_text(a, puppet).at;

        (void)one(w, "Eve", puppet, "owner");
        CHECK_OK(act(w, "role grant", "email", "s@example.org", "name", "S", "role", "head", "hub",
                     "singapore", NULL));
        CHECK_OK(access_account_by_email(w->db, a, S("s@example.org"), &head));
        w->actor = again(w, head);
        CHECK_OK(act(w, "team appoint", "party", p, "email", "x@example.org", "reason", "dispute",
                     NULL));
        w->actor = first;
        (void)delegated(w, party, "operator", "thailand");
        w->actor = again(w, head);
        CHECK_IS(act(w, "team appoint", "party", p, "email", "y@example.org", "reason", "dispute",
                     NULL),
                 FORBIDDEN);
        CHECK_IS(act(w, "team dismiss", "party", p, "person", id_text(a, ada).at, "reason",
                     "dispute", NULL),
                 FORBIDDEN);
        CHECK_IS(act(w, "party merge", "party", q, "into", p, NULL), FORBIDDEN);
        CHECK_IS(act(w, "party merge", "party", p, "into", q, NULL), FORBIDDEN);
        w->actor = first;
        CHECK_OK(act(w, "party merge", "party", q, "into", p, NULL));
}

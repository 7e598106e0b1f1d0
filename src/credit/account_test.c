/* credit: who may open, limit, fill and hold what is whose; requests that are asked again. */
#include "base/time.h"
#include "credit/ledger_audit.h"
#include "people/team_probe.h"

static const char *text(World *w, Id id)
{
        return id_text(w->a, id).at;
}

typedef struct {
        World *w;
        Id actor;
        Grant grant;
} RoleJob;

static Status give_role(void *ctx, Db *db)
{
        RoleJob *j = ctx;
        Id id;

        return access_grant(db, j->actor, &j->grant, 0, j->w->actor.id, time_now_us(), &id);
}

/* From now on they are finance staff of that hub, too. */
static Actor finance(World *w, Id actor, const char *slug)
{
        RoleJob j = {.w = w, .actor = actor, .grant = {.role = ROLE_FINANCE}};
        Hub hub;

        CHECK_OK(hub_by_slug(w->db, w->a, str_from(slug), &hub));
        j.grant.hub = hub.id;
        CHECK_OK(store_transact(w->p.store, give_role, &j));
        return again(w, actor);
}

static Status open_for(World *w, Id party, const char *title, const char *hub)
{
        return act(w, "ledger-account open", "hub", hub, "title", title, "unit", "USD", "kind",
                   "own", "party", party ? text(w, party) : "", NULL);
}

TEST(an_account_is_opened_only_for_a_party_that_one_sees)
{
        World *w = world_of_examples(a);
        Id party;

        CHECK_OK(act(w, "party add", "kind", "person", "name", "Lubel Sanesh", "hub", "singapore",
                     NULL));
        party = w->deed.made;
        w->actor = finance(w, person(w, "Fin", "fin@example.org").id, "bangkok");
        page(w, str_fmt(a, "/parties/%s", text(w, party)).at);
        CHECK_INT(w->status, 404);
        CHECK_IS(open_for(w, party, "Theirs", "bangkok"), INVALID);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "no such party");
        CHECK_OK(open_for(w, 0, "Ours", "bangkok"));
        w->actor = finance(w, person(w, "Sin", "sin@example.org").id, "singapore");
        CHECK_OK(open_for(w, party, "Theirs", "singapore"));
}

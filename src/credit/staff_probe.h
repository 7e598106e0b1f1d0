/* credit/staff_probe: what tests of amounts have in common: people who have a role at a hub. */
#ifndef SEEDBED_CREDIT_STAFF_PROBE_H
#define SEEDBED_CREDIT_STAFF_PROBE_H

#include "people/team_probe.h"

typedef struct {
        World *w;
        Id actor;
        Grant grant;
} RoleJob;

static inline Status give_role(void *ctx, Db *db)
{
        RoleJob *j = ctx;
        Id id;

        return access_grant(db, j->actor, &j->grant, 0, j->w->actor.id, time_now_us(), &id);
}

/* From now on they have that role at that hub, too; NULL: everywhere. */
static inline Actor with_role(World *w, Id actor, Role role, const char *slug)
{
        RoleJob j = {.w = w, .actor = actor, .grant = {.role = role}};
        Hub hub;

        if (slug) {
                CHECK_OK(hub_by_slug(w->db, w->a, str_from(slug), &hub));
                j.grant.hub = hub.id;
        }
        CHECK_OK(store_transact(w->p.store, give_role, &j));
        return again(w, actor);
}

/* Somebody new who has it; another each time. */
static inline Actor somebody(World *w, Role role, const char *slug)
{
        static int n;
        const char *email = str_fmt(w->a, "somebody-%d@example.org", ++n).at;

        return with_role(w, person(w, "Somebody", email).id, role, slug);
}

static inline Status add_to_team(void *ctx, Db *db)
{
        RoleJob *j = ctx;

        return team_person_add(db, j->grant.party, j->actor, S("editor"), time_now_us());
}

/* From now on they are in that party's team. */
static inline void join(World *w, Id party, Id actor)
{
        RoleJob j = {.w = w, .actor = actor, .grant = {.party = party}};

        CHECK_OK(store_transact(w->p.store, add_to_team, &j));
}

#endif

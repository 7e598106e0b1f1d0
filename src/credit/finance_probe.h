/* credit/finance_probe: what tests of the ledger have in common: finance staff. */
#ifndef SEEDBED_CREDIT_FINANCE_PROBE_H
#define SEEDBED_CREDIT_FINANCE_PROBE_H

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

/* From now on they are finance staff of that hub, too. */
static inline Actor finance(World *w, Id actor, const char *slug)
{
        RoleJob j = {.w = w, .actor = actor, .grant = {.role = ROLE_FINANCE}};
        Hub hub;

        CHECK_OK(hub_by_slug(w->db, w->a, str_from(slug), &hub));
        j.grant.hub = hub.id;
        CHECK_OK(store_transact(w->p.store, give_role, &j));
        return again(w, actor);
}

#endif

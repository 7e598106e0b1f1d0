/* decide/decide_probe: what tests of determinations have in common: a round, applications that are
 * in review, people of their teams, and a clock that is set. */
#ifndef SEEDBED_DECIDE_DECIDE_PROBE_H
#define SEEDBED_DECIDE_DECIDE_PROBE_H

#include "base/time.h"
#include "decide/announce.h"
#include "decide/batch.h"
#include "hub/hub.h"
#include "people/team_probe.h"
#include "tests/world.h"

#include <string.h>

enum { PROBE_INPUTS_MAX = 40 };

/* A decision's world: the examples, a round of the accelerator at Singapore, a second operator. */
typedef struct {
        World *w;
        Id round;
        Actor first, head, operator; /* the administrator, a head and an operator of the hub */
        int64_t now_us;
} Decided;

typedef struct {
        World *w;
        Decided *t;
        Id party, id, owner;
        int64_t places;
        Role role;
        const char *hub, *state;
} ProbeJob;

static inline Status probe_round(void *ctx, Db *db)
{
        ProbeJob *j = ctx;
        Programme p;
        Hub hub;

        TRY(programme_by_slug(db, j->w->a, S("startup-accelerator"), &p));
        TRY(hub_by_slug(db, j->w->a, str_from(j->hub), &hub));
        j->id = db_id(db, j->t->now_us);
        return round_insert(db, j->id, p.id, p.version, hub.id, S("Spring 2027"), 1,
                            j->t->now_us - DAY_US, j->t->now_us + DAY_US, S("Asia/Singapore"),
                            j->places, true, j->t->now_us, j->w->actor.id);
}

static inline Id probe_round_at(Decided *t, const char *hub, int64_t places)
{
        ProbeJob j = {.w = t->w, .t = t, .places = places, .hub = hub};

        CHECK_OK(store_transact(t->w->p.store, probe_round, &j));
        return j.id;
}

static inline Status probe_staff(void *ctx, Db *db)
{
        ProbeJob *j = ctx;
        Hub hub;
        Id id;
        Grant grant = {.role = j->role};

        TRY(hub_by_slug(db, j->w->a, str_from(j->hub), &hub));
        grant.hub = hub.id;
        return access_grant(db, j->owner, &grant, 0, j->w->actor.id, time_now_us(), &id);
}

static inline Actor probe_actor(Decided *t, const char *name, const char *email, Role role,
                                const char *hub)
{
        Actor who = person(t->w, name, email);
        ProbeJob j = {.w = t->w, .t = t, .owner = who.id, .role = role, .hub = hub};

        CHECK_OK(store_transact(t->w->p.store, probe_staff, &j));
        return again(t->w, who.id);
}

static inline Decided decided(Arena *a, int64_t places)
{
        Decided t = {.w = world_of_examples(a), .now_us = time_now_us()};

        t.round = probe_round_at(&t, "singapore", places);
        t.first = t.w->actor;
        t.head = probe_actor(&t, "Hana", "hana@example.org", ROLE_HEAD, "singapore");
        t.operator= probe_actor(&t, "Omar", "omar@example.org", ROLE_OPERATOR, "singapore");
        return t;
}

static inline Status probe_application(void *ctx, Db *db)
{
        ProbeJob *j = ctx;
        Round r;

        if (j->state)
                return application_state_set(db, j->party, j->id, str_from(j->state), 0);
        TRY(round_get(db, j->w->a, j->t->round, &r));
        j->id = db_id(db, j->t->now_us);
        TRY(application_insert(db, j->party, j->id, r.id, r.programme, r.hub, 1, S("Our plan"),
                               j->t->now_us, j->owner));
        TRY(team_person_add(db, j->party, j->owner, S("owner"), j->t->now_us));
        return application_handed_in(db, j->party, j->id, S("in-review"), 1, S("Our plan"),
                                     j->t->now_us);
}

/* An application in review, of a new party with one owner. */
typedef struct {
        Id party, id;
        Actor owner;
} Filed;

static inline Filed filed(Decided *t, const char *name, const char *email)
{
        World *w = t->w;
        Filed f = {.owner = person(w, name, email)};
        ProbeJob j = {.w = w, .t = t, .owner = f.owner.id};
        const char *party;

        CHECK_OK(act(w, "party add", "kind", "organisation", "name", name, "hub", "singapore",
                     "country", "SG", NULL));
        f.party = j.party = w->deed.made;
        party = id_text(w->a, f.party).at;
        CHECK_OK(act(w, "member add", "party", party, "programme", "startup-accelerator", "hub",
                     "singapore", "stage", "applied", NULL));
        CHECK_OK(act(w, "member move", "party", party, "programme", "startup-accelerator", "hub",
                     "singapore", "to", "in-review", NULL));
        CHECK_OK(store_transact(w->p.store, probe_application, &j));
        f.id = j.id;
        f.owner = again(w, f.owner.id);
        return f;
}

static inline void set_state(Decided *t, const Filed *f, const char *state)
{
        ProbeJob j = {.w = t->w, .t = t, .party = f->party, .id = f->id, .state = state};

        CHECK_OK(store_transact(t->w->p.store, probe_application, &j));
}

/* A deed by somebody, at the set time. */
__attribute__((sentinel)) static inline Status does(Decided *t, const Actor *who, const char *name,
                                                    ...)
{
        World *w = t->w;
        ActionWorld aw = {.store = w->p.store,
                          .site = &w->p.site,
                          .now_us = t->now_us,
                          .base_url = w->p.site.base_url,
                          .gate = w->p.site.gate,
                          .seal = w->p.site.seal};
        Input inputs[PROBE_INPUTS_MAX];
        size_t n = 0;
        va_list args;
        const char *field;

        va_start(args, name);
        while ((field = va_arg(args, const char *)) != NULL && n < PROBE_INPUTS_MAX)
                inputs[n++] = (Input){str_from(field), str_from(va_arg(args, const char *))};
        va_end(args);
        w->deed = (Deed){0};
        return action_do(&aw, site_action(&w->p.site, str_from(name)), who, inputs, n, w->a,
                         &w->deed);
}

/* What was wrong with the last deed. */
static inline Str fault_of(const Decided *t)
{
        return t->w->deed.faults_n ? t->w->deed.faults[0].words : (Str){0};
}

static inline const char *text_of(Decided *t, Id id)
{
        return id_text(t->w->a, id).at;
}

static inline Id decides(Decided *t, const Actor *who, Id application, const char *slug)
{
        CHECK_OK(does(t, who, "determination propose", "application", text_of(t, application),
                      "determination", slug, "feedback",
                      strcmp(slug, "decline") == 0 ? "Not yet: find ten customers first." : "",
                      NULL));
        return t->w->deed.made;
}

/* Time passes, and the background does what is due. */
static inline void passes(Decided *t, int64_t us)
{
        DecideWork work = {.store = t->w->p.store, .base_url = S("https://x.example")};

        t->now_us += us;
        CHECK_OK(decide_work(&work, t->w->db, t->now_us));
}

static inline Determination now_of(Decided *t, Id determination)
{
        Determination x = {0};

        CHECK_OK(determination_by_id(t->w->db, t->w->a, determination, &x));
        return x;
}

static inline Str stage_of(Decided *t, Id party)
{
        MemberList list;
        Programme p;
        Stage stage;

        CHECK_OK(programme_by_slug(t->w->db, t->w->a, S("startup-accelerator"), &p));
        CHECK_OK(member_in(t->w->db, t->w->a, party, p.id, &list));
        CHECK_INT((int64_t)list.n, 1);
        CHECK_OK(stage_by_id(t->w->db, t->w->a, list.at[0].stage, &stage));
        return stage.slug;
}

/* How many mails of that kind are in the outbox; *out: the newest. */
static inline int64_t mails_of(Decided *t, const char *kind, Mail *out)
{
        MailLineList list;
        Id before = INT64_MAX;
        int64_t n = 0;

        do {
                CHECK_OK(outbox_latest(t->w->db, t->w->a, before, &list));
                for (size_t i = 0; i < list.n; i++) {
                        before = list.at[i].id;
                        if (str_is(list.at[i].kind, kind) && ++n == 1 && out)
                                CHECK_OK(outbox_by_id(t->w->db, t->w->a, before, out));
                }
        } while (list.n);
        return n;
}

#endif

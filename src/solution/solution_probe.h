/* solution/solution_probe: what tests of this room have in common: two teams, one of which sells.
 */
#ifndef SEEDBED_SOLUTION_SOLUTION_PROBE_H
#define SEEDBED_SOLUTION_SOLUTION_PROBE_H

#include "people/team_probe.h"
#include "solution/introduction.h"
#include "solution/referral.h"
#include "solution/solution.h"

typedef struct {
        World *w;
        Actor ada, bo; /* owner of the seller; of the partner */
        Id seller, partner;
} Market;

/* A deed by somebody who may have other roles than before. */
#define AS(who, call)                       \
        ({                                  \
                Actor first_ = w->actor;    \
                Status s_;                  \
                w->actor = again(w, (who)); \
                s_ = (call);                \
                w->actor = first_;          \
                s_;                         \
        })
#define ID(id) id_text(w->a, (id)).at

static inline Market market(Arena *a)
{
        World *w = world_of_examples(a);
        Market m = {.w = w,
                    .ada = person(w, "Ada", "ada@example.org"),
                    .bo = person(w, "Bo", "bo@example.org")};

        m.seller = founded(w, &m.ada, "Mango Works", "bangkok");
        m.partner = founded(w, &m.bo, "Papaya Sales", "singapore");
        CHECK_OK(AS(m.ada.id,
                    act(w, "party consent", "party", ID(m.seller), "listed", "yes", NULL)));
        return m;
}

static inline Id drafted(const Market *m, const char *title)
{
        World *w = m->w;

        CHECK_OK(AS(m->ada.id,
                    act(w, "solution add", "party", ID(m->seller), "title", title, "summary",
                        "Counts mangoes with cameras.", "description", "Long words about it.",
                        "category", "ai", "sector", "agriculture", "countries", "th SG", NULL)));
        return w->deed.made;
}

static inline Status move(const Market *m, const char *deed, Id solution)
{
        World *w = m->w;

        return AS(m->ada.id, act(w, deed, "party", ID(m->seller), "solution", ID(solution), NULL));
}

static inline Id offered(const Market *m, const char *title)
{
        Id id = drafted(m, title);

        CHECK_OK(move(m, "solution publish", id));
        return id;
}

static inline Id referred(const Market *m, Id solution, const char *customer)
{
        World *w = m->w;

        CHECK_OK(AS(m->bo.id, act(w, "referral make", "party", ID(m->partner), "solution",
                                  ID(solution), "customer", customer, NULL)));
        return w->deed.made;
}

static inline void agreed(const Market *m, Id solution, const char *share)
{
        World *w = m->w;

        CHECK_OK(
                AS(m->ada.id, act(w, "agreement make", "party", ID(m->seller), "partner",
                                  ID(m->partner), "solution", solution ? ID(solution) : "", "share",
                                  share, "from", "2020-01-01", "until", "2029-12-31", NULL)));
}

static inline Str today(World *w)
{
        return time_date(w->a, time_now_us());
}

#endif

/* cohort/cohort_probe: what tests of cohorts have in common: a cohort, teams in it, a mentor. */
#ifndef SEEDBED_COHORT_COHORT_PROBE_H
#define SEEDBED_COHORT_COHORT_PROBE_H

#include "cohort/cohort.h"
#include "people/team_probe.h"

typedef struct {
        World *w;
        const char *cohort; /* ids as text */
        const char *party[3];
        Id owner[3], mentor;
} Camp;

/* act as somebody; 0 is a visitor. */
#define AS(w, who, call)                              \
        ({                                            \
                Actor first_ = camp_step((w), (who)); \
                Status s_ = (call);                   \
                                                      \
                (w)->actor = first_;                  \
                s_;                                   \
        })

static inline Actor camp_step(World *w, Id who)
{
        Actor first = w->actor;

        w->actor = who ? again(w, who) : (Actor){0};
        return first;
}

static inline const char *made(World *w)
{
        return id_text(w->a, w->deed.made).at;
}

static inline int status_as(World *w, Id who, Str path)
{
        Actor first = camp_step(w, who);

        page(w, path.at);
        w->actor = first;
        return w->status;
}

static inline Str page_as(World *w, Id who, Str path)
{
        Actor first = camp_step(w, who);
        Str body = page(w, path.at);

        w->actor = first;
        return body;
}

/* A cohort at singapore with `teams` teams, each with its owner, and a mentor. */
static inline Camp camp(World *w, int teams)
{
        static const char *const names[] = {"Ada", "Bo", "Cy"};
        static const char *const mails[] = {"ada@example.org", "bo@example.org", "cy@example.org"};
        static const char *const firms[] = {"Mango Works", "Pepper Labs", "Lotus Mobility"};
        Camp c = {.w = w};
        Actor mentor;

        CHECK_OK(act(w, "cohort open", "programme", "startup-accelerator", "hub", "singapore",
                     "title", "Spring", "begins", "2026-01-12", "ends", "2026-06-30", NULL));
        c.cohort = made(w);
        for (int i = 0; i < teams; i++) {
                Actor owner = person(w, names[i], mails[i]);

                c.owner[i] = owner.id;
                c.party[i] = id_text(w->a, founded(w, &owner, firms[i], "singapore")).at;
                CHECK_OK(act(w, "member add", "party", c.party[i], "programme",
                             "startup-accelerator", "hub", "singapore", "stage", "active", NULL));
                CHECK_OK(act(w, "cohort add", "cohort", c.cohort, "party", c.party[i], NULL));
        }
        mentor = person(w, "Mina", "mina@example.org");
        c.mentor = mentor.id;
        CHECK_OK(act(w, "role grant", "email", "mina@example.org", "name", "Mina", "role", "mentor",
                     "hub", "singapore", NULL));
        return c;
}

static inline Str camp_path(const Camp *c, const char *rest)
{
        return str_fmt(c->w->a, "/cohorts/%s%s", c->cohort, rest);
}

static inline Str leaf_of_last(World *w)
{
        Str leaf;

        CHECK_OK(record_leaf(w->db, w->a, w->deed.position, &leaf));
        return leaf;
}

/* A day so many days from now, as a field takes it. */
static inline const char *day_ahead(World *w, int days)
{
        return time_date(w->a, time_now_us() + days * DAY_US).at;
}

#endif

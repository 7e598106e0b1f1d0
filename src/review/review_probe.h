/* review/review_probe: what tests of reviews share. */
#ifndef SEEDBED_REVIEW_REVIEW_PROBE_H
#define SEEDBED_REVIEW_REVIEW_PROBE_H

#include "people/team.h"
#include "review/conflict.h"
#include "review/pool.h"
#include "review/tally.h"
#include "base/time.h"
#include "tests/world.h"

#include <string.h>

static inline Id probe_round(World *w, const char *programme)
{
        CHECK_OK(act(w, "round open", "programme", programme, "hub", "bangkok", "title", "Spring",
                     "closes", "2029-12-31T23:59", NULL));
        return w->deed.made;
}

static inline Id probe_application(World *w, Id round, const char *firm, const char *pitch)
{
        Id party, x;

        CHECK_OK(act(w, "party add", "kind", "organisation", "name", firm, NULL)); /* not listed */
        party = w->deed.made;
        CHECK_OK(act(w, "application begin", "round", id_text(w->a, round).at, "party",
                     id_text(w->a, party).at, NULL));
        x = w->deed.made;
        CHECK_OK(act(w, "application save", "application", id_text(w->a, x).at, "pitch", pitch,
                     "country", "TH", "founded", "2021-05-06", "team_size", "3", "sector",
                     "climate", "other_programmes", "no", NULL));
        CHECK_OK(act(w, "application submit", "application", id_text(w->a, x).at, NULL));
        return x;
}

static inline Actor probe_actor(World *w, const char *email)
{
        Actor actor;
        Id id;

        CHECK_OK(access_account_by_email(w->db, w->a, str_from(email), &id));
        CHECK_OK(access_actor(w->db, w->a, id, time_now_us(), &actor));
        return actor;
}

/* Somebody with a role at a hub. */
static inline Actor probe_staff(World *w, const char *email, const char *role, const char *hub)
{
        CHECK_OK(act(w, "role grant", "email", email, "name", "Staff", "role", role, "hub", hub,
                     NULL));
        return probe_actor(w, email);
}

/* Invited by whoever acts, and there. */
static inline Actor probe_reviewer(World *w, Id round, const char *email, const char *name)
{
        Actor boss = w->actor;
        Id id;

        CHECK_OK(act(w, "reviewer invite", "round", id_text(w->a, round).at, "email", email, "name",
                     name, "expertise", "climate, pumps", NULL));
        id = w->deed.made;
        w->actor = probe_actor(w, email);
        CHECK_OK(act(w, "reviewer answer", "reviewer", id_text(w->a, id).at, "answer", "accept",
                     NULL));
        w->actor = boss;
        return probe_actor(w, email); /* with its role */
}

typedef struct {
        const char *email, *name;
        Id party, actor;
} ProbePerson;

static inline Status probe_add_person(void *ctx, Db *db)
{
        ProbePerson *p = ctx;
        int64_t now = time_now_us();

        TRY(access_account_add(db, str_from(p->name), now, &p->actor));
        return access_email_set(db, p->actor, str_from(p->email), now);
}

static inline Id probe_account(World *w, const char *email, const char *name)
{
        ProbePerson p = {email, name, 0, 0};

        CHECK_OK(store_transact(w->p.store, probe_add_person, &p));
        return p.actor;
}

static inline Status probe_add_team(void *ctx, Db *db)
{
        ProbePerson *p = ctx;

        return team_person_add(db, p->party, p->actor, S("editor"), time_now_us());
}

static inline void probe_team(World *w, Id party, Id actor)
{
        ProbePerson p = {NULL, NULL, party, actor};

        CHECK_OK(store_transact(w->p.store, probe_add_team, &p));
}

static inline Status probe_step(World *w, const char *deed, Id round)
{
        return act(w, deed, "round", id_text(w->a, round).at, "step", "screening", NULL);
}

static inline Id probe_reviewer_id(World *w, Id round, const Actor *who)
{
        Reviewer r;

        CHECK_OK(reviewer_in(w->db, w->a, round, who->id, &r));
        return r.id;
}

/* The newest assignment of that pair, live or set aside; 0: none. */
static inline Id probe_assignment(World *w, Id file, Id account)
{
        AssignmentList list;
        Id found = 0;

        CHECK_OK(assignments_on(w->db, w->a, file, S("screening"), &list));
        for (size_t i = 0; i < list.n; i++)
                if (list.at[i].account == account && !str_is(list.at[i].state, "ended") &&
                    !str_is(list.at[i].state, "proposed"))
                        found = list.at[i].id;
        return found;
}

static inline int probe_has(World *w, Id file, Id account)
{
        AssignmentList list;
        int n = 0;

        CHECK_OK(assignments_on(w->db, w->a, file, S("screening"), &list));
        for (size_t i = 0; i < list.n; i++)
                n += list.at[i].account == account && assignment_is_live(&list.at[i]);
        return n;
}

static inline Status probe_assign_status(World *w, Id round, Id file, const Actor *who)
{
        return act(w, "assignment add", "application", id_text(w->a, file).at, "step", "screening",
                   "reviewer", id_text(w->a, probe_reviewer_id(w, round, who)).at, NULL);
}

static inline Id probe_assign(World *w, Id round, Id file, const Actor *who)
{
        CHECK_OK(probe_assign_status(w, round, file, who));
        return w->deed.made;
}

static inline Status probe_write(World *w, const char *deed, Id assignment, int score)
{
        Str text = str_fmt(w->a, "%d", score);

        return act(w, deed, "assignment", id_text(w->a, assignment).at, "score-problem", text.at,
                   "score-product", text.at, "score-team", text.at, "score-fit", text.at,
                   "words-fit", "because", NULL);
}

/* Says that there is no conflict, if need be, and sends a review. */
static inline Status probe_review(World *w, const Actor *who, Id file, int score)
{
        Id x = probe_assignment(w, file, who->id);

        w->actor = *who;
        (void)!act(w, "conflict declare", "assignment", id_text(w->a, x).at, "conflict", "none",
                   NULL);
        return probe_write(w, "review submit", x, score);
}

/* How many reviews of the file count. */
static inline int64_t probe_counting(World *w, Id round, Id file)
{
        ReviewStanding s;
        ReviewIn in;

        CHECK_OK(review_in(w->db, w->a, round, S("screening"), &in));
        CHECK_OK(review_standing(w->db, w->a, &in, file, &s));
        return s.reviews;
}

static inline Status probe_decide_id(World *w, Id conflict, const char *status)
{
        return act(w, "conflict decide", "conflict", id_text(w->a, conflict).at, "status", status,
                   "why", "w", NULL);
}

/* The only one of that status. */
static inline Status probe_decide(World *w, Id round, const char *was, const char *status)
{
        ReviewConflictList list;

        CHECK_OK(conflicts_in(w->db, w->a, round, str_from(was), 0, &list));
        CHECK_INT((int64_t)list.n, 1);
        return probe_decide_id(w, list.at[0].id, status);
}

static inline Status probe_decide_of(World *w, Id file, Id account, const char *status)
{
        ReviewConflictList list;
        Status s = NOT_FOUND;

        CHECK_OK(conflicts_between(w->db, w->a, file, account, &list));
        for (size_t i = 0; i < list.n; i++)
                s = probe_decide_id(w, list.at[i].id, status);
        return s;
}

static inline Str probe_stage(World *w, Id file)
{
        ReviewFile row;

        CHECK_OK(review_application(w->db, w->a, file, &row));
        return row.stage;
}

/* State, counts, tallies and conflicts say the same. */
static inline void probe_agrees(World *w, Id round, const Id *files, size_t n)
{
        int64_t live = 0, sent = 0;
        ReviewIn in;

        CHECK_OK(review_in(w->db, w->a, round, S("screening"), &in));
        for (size_t f = 0; f < n; f++) {
                AssignmentList list;
                ReviewTally tally = {0};
                int64_t mine = 0, counts = 0;
                Status s;

                CHECK_OK(assignments_on(w->db, w->a, files[f], S("screening"), &list));
                for (size_t i = 0; i < list.n; i++) {
                        const Assignment *x = &list.at[i];
                        ReviewConflictList conflicts;
                        bool is_out = false;

                        CHECK_OK(conflicts_between(w->db, w->a, files[f], x->account, &conflicts));
                        for (size_t k = 0; k < conflicts.n; k++)
                                is_out |= str_is(conflicts.at[k].status, "pending") ||
                                          str_is(conflicts.at[k].status, "recused");
                        CHECK(!(is_out && assignment_is_live(x)));
                        CHECK(is_out || !str_is(x->state, "recused"));
                        CHECK(str_is(x->state, "submitted") ? x->versions == 1 : true);
                        CHECK(str_is(x->state, "revised") ? x->versions > 1 : true);
                        mine += assignment_is_live(x);
                        counts += assignment_is_live(x) && x->versions > 0;
                }
                s = tally_of(w->db, w->a, files[f], S("screening"), &tally);
                CHECK(s == OK || s == NOT_FOUND);
                CHECK_INT(tally.assigned, mine);
                CHECK_INT(tally.reviews, counts);
                live += mine;
                sent += counts;
        }
        CHECK_INT(in.run.assigned, live);
        CHECK_INT(in.run.submitted, sent);
}

#endif

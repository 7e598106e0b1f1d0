/* Random moves of a pool: whatever operators and reviewers do, what is kept of a reviewer, their
 * role and what the record told last agree. */
#include "review/review_probe.h"

#include <stdlib.h>

enum { PEOPLE = 3, MOVES = 140 };

typedef enum { NOBODY, INVITED, ACCEPTED, DECLINED, LEFT } Standing;

typedef struct {
        World *w;
        Actor boss;
        Id round, file;
        uint64_t state;
        struct {
                Str email;
                Id account;
                Standing is;
                bool has_role, was_given; /* given: since they were invited last */
                const char *told;
        } who[PEOPLE];
} Pool;

static int below(Pool *p, int n)
{
        p->state ^= p->state << 13, p->state ^= p->state >> 7, p->state ^= p->state << 17;
        return (int)(p->state % (uint64_t)n);
}

static Status invites(Pool *p, int i)
{
        bool can = p->who[i].is == NOBODY || p->who[i].is == DECLINED || p->who[i].is == LEFT;
        Status s = act(p->w, "reviewer invite", "round", id_text(p->w->a, p->round).at, "email",
                       str_z(p->w->a, p->who[i].email), "name", "Rev", NULL);

        CHECK_IS(s, can ? OK : CONFLICT);
        if (!can)
                return s;
        CHECK_OK(access_account_by_email(p->w->db, p->w->a, p->who[i].email, &p->who[i].account));
        p->who[i].is = INVITED;
        p->who[i].was_given = false;
        p->who[i].told = "reviewer.invited";
        return s;
}

static Id reviewer_of(Pool *p, int i)
{
        Reviewer r;

        CHECK_OK(reviewer_in(p->w->db, p->w->a, p->round, p->who[i].account, &r));
        return r.id;
}

static void answers(Pool *p, int i, bool yes)
{
        bool was_lost = (p->who[i].was_given || p->who[i].is == ACCEPTED) && !p->who[i].has_role;
        Status wanted = p->who[i].is == LEFT || (yes && was_lost) ? NOT_FOUND
                        : (yes && p->who[i].is == ACCEPTED) || (!yes && p->who[i].is == DECLINED)
                                ? CONFLICT
                                : OK;

        p->w->actor = probe_actor(p->w, str_z(p->w->a, p->who[i].email));
        CHECK_IS(act(p->w, "reviewer answer", "reviewer", id_text(p->w->a, reviewer_of(p, i)).at,
                     "answer", yes ? "accept" : "decline", NULL),
                 wanted);
        p->w->actor = p->boss;
        if (wanted != OK)
                return;
        p->who[i].told = yes ? "reviewer.accepted" : "reviewer.declined";
        p->who[i].is = yes ? ACCEPTED : was_lost ? LEFT : DECLINED;
        p->who[i].has_role |= yes;
        p->who[i].was_given |= yes;
}

static void removes(Pool *p, int i)
{
        bool can = p->who[i].is != LEFT;

        CHECK_IS(act(p->w, "reviewer remove", "reviewer", id_text(p->w->a, reviewer_of(p, i)).at,
                     NULL),
                 can ? OK : CONFLICT);
        if (can) {
                p->who[i].is = LEFT;
                p->who[i].told = "reviewer.removed";
        }
}

static void withdraws(Pool *p, int i)
{
        ReviewerRole role;
        ReviewRound r;

        if (!p->who[i].has_role)
                return;
        CHECK_OK(review_round(p->w->db, p->w->a, p->round, &r));
        CHECK_OK(reviewer_has_role(p->w->db, p->w->a, p->who[i].account, r.hub, r.programme,
                                   time_now_us(), &role));
        CHECK_OK(act(p->w, "role withdraw", "role", id_text(p->w->a, role.id).at, NULL));
        p->who[i].has_role = false;
        p->who[i].told = "role.withdrawn";
}

static void moves(Pool *p)
{
        int i = below(p, PEOPLE), what = below(p, 8);

        if (!p->who[i].account || what == 0)
                (void)!invites(p, i);
        else if (what <= 3)
                answers(p, i, true);
        else if (what <= 5)
                answers(p, i, false);
        else if (what == 6)
                removes(p, i);
        else
                withdraws(p, i);
}

/* The newest entry about the account that is of this machine. */
static bool told_last(Pool *p, int i, const char *kind)
{
        int64_t *positions;
        size_t n;

        CHECK_OK(record_positions(p->w->db, p->w->a, p->who[i].account, INT64_MAX, &positions, &n));
        for (size_t k = 0; k < n; k++) {
                Str leaf;

                CHECK_OK(record_leaf(p->w->db, p->w->a, positions[k], &leaf));
                if (str_has(leaf, S("\"role.granted\"")))
                        continue; /* beside the yes */
                return str_has(leaf, str_fmt(p->w->a, "\"%s\"", kind));
        }
        return false;
}

static void agrees(Pool *p)
{
        static const char *const names[] = {"", "invited", "accepted", "declined", "left"};
        ReviewRound r;

        CHECK_OK(review_round(p->w->db, p->w->a, p->round, &r));
        for (int i = 0; i < PEOPLE; i++) {
                ReviewerRole role;
                Reviewer row;
                Actor now;
                bool may;

                if (!p->who[i].account)
                        continue;
                CHECK_OK(reviewer_in(p->w->db, p->w->a, p->round, p->who[i].account, &row));
                CHECK_STR(row.state, IS, names[p->who[i].is]);
                may = reviewer_has_role(p->w->db, p->w->a, p->who[i].account, r.hub, r.programme,
                                        time_now_us(), &role) == OK;
                CHECK(may == p->who[i].has_role);
                now = probe_actor(p->w, str_z(p->w->a, p->who[i].email));
                CHECK(access_may(&now, MAY_REVIEW) == may);
                CHECK(told_last(p, i, p->who[i].told));
                /* a file can be given to those who said yes, and to no others */
                if (p->who[i].is != ACCEPTED)
                        CHECK_IS(act(p->w, "assignment add", "application",
                                     id_text(p->w->a, p->file).at, "step", "screening", "reviewer",
                                     id_text(p->w->a, row.id).at, NULL),
                                 INVALID);
        }
}

static void walk(Arena *a, uint64_t seed)
{
        World *w = world_of_examples(a);
        Pool p = {.w = w, .boss = w->actor, .state = seed};

        p.round = probe_round(w, "startup-accelerator");
        p.file = probe_application(w, p.round, "Firm", "Pumps for small rivers");
        CHECK_OK(probe_step(w, "review begin", p.round));
        for (int i = 0; i < PEOPLE; i++)
                p.who[i].email = str_fmt(a, "rev%d@r%d.example", i, i);
        for (int k = 0; k < MOVES; k++) {
                moves(&p);
                if (k % 10 == 9)
                        agrees(&p);
        }
}

TEST(reviewers_roles_and_record_agree_whatever_is_done_with_a_pool)
{
        walk(a, 11);
}

TEST(reviewers_roles_and_record_agree_when_it_begins_otherwise)
{
        walk(a, 4242);
}

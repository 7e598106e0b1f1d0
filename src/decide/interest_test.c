/* Staff who are in an applicant's team see of it what the team sees, at every door, and decide
 * nothing of it. */
#include "access/signin.sql.h"
#include "apply/apply.h"
#include "decide/decide.h"
#include "hub/hub.h"
#include "people/interest.h"
#include "review/review_probe.h"
#include "review/score.sql.h"

typedef struct {
        World *w;
        Id round, own, other, party;
        Actor boss, inge, reviewer;
} Staffed;

typedef struct {
        World *w;
        Id actor;
        Role role;
} StaffJob;

static Status add_role(void *ctx, Db *db)
{
        StaffJob *j = ctx;
        Grant grant = {.role = j->role};
        Hub hub;
        Id id;

        TRY(hub_by_slug(db, j->w->a, S("bangkok"), &hub));
        grant.hub = hub.id;
        return access_grant(db, j->actor, &grant, 0, j->w->actor.id, time_now_us(), &id);
}

static Actor staff(World *w, const char *email, const char *name, Role role)
{
        StaffJob j = {w, probe_account(w, email, name), role};

        CHECK_OK(store_transact(w->p.store, add_role, &j));
        return probe_actor(w, email);
}

/* Two applications, reviewed and with a determination that nobody was told; Inge is head of the
 * hub, and in the team of the first. */
static Staffed staffed(Arena *a)
{
        World *w = world_of_examples(a);
        Staffed t = {.w = w, .round = probe_round(w, "startup-accelerator"), .boss = w->actor};
        ReviewFile file;

        t.own = probe_application(w, t.round, "Mango Mill", "Pumps for small rivers");
        t.other = probe_application(w, t.round, "Papaya Press", "Lamps for small towns");
        CHECK_OK(review_application(w->db, a, t.own, &file));
        t.party = file.party;
        t.inge = staff(w, "inge@hub.example", "Inge", ROLE_HEAD);
        probe_team(w, t.party, t.inge.id);
        t.inge = probe_actor(w, "inge@hub.example");
        t.reviewer = probe_reviewer(w, t.round, "rev@r1.example", "Rev");
        CHECK_OK(probe_step(w, "review begin", t.round));
        (void)probe_assign(w, t.round, t.own, &t.reviewer);
        (void)probe_assign(w, t.round, t.other, &t.reviewer);
        CHECK_OK(probe_review(w, &t.reviewer, t.own, 4));
        CHECK_OK(probe_review(w, &t.reviewer, t.other, 2));
        w->actor = t.boss;
        return t;
}

static Id decided(Staffed *t, Id application)
{
        CHECK_OK(act(t->w, "determination propose", "application", id_text(t->w->a, application).at,
                     "determination", "accept", "reason", "Because of its pumps", NULL));
        return t->w->deed.made;
}

static void sees_only_the_other(Staffed *t, const char *path)
{
        World *w = t->w;
        Str own = id_text(w->a, t->own);
        const char *doors[] = {path, str_fmt(w->a, "/api/v1%s", path).at};

        for (int i = 0; i < 2; i++) {
                Str text;

                w->actor = t->boss; /* it is there */
                text = page(w, doors[i]);
                CHECK(str_has(text, own) || str_has(text, S("Mango Mill")));
                w->actor = t->inge;
                text = page(w, doors[i]);
                CHECK_INT(w->status, 200);
                CHECK(!str_has(text, own));
                CHECK_STR(text, LACKS, "Mango Mill");
                CHECK(str_has(text, id_text(w->a, t->other)) || str_has(text, S("Papaya")));
        }
        w->actor = t->boss;
}

static void is_not_there(Staffed *t, const char *path)
{
        page(t->w, path);
        CHECK_INT(t->w->status, 404);
        page(t->w, str_fmt(t->w->a, "/api/v1%s", path).at);
        CHECK_INT(t->w->status, 404);
}

TEST(staff_in_an_applicants_team_see_no_review_and_no_determination_of_it)
{
        Staffed t = staffed(a);
        World *w = t.w;
        const char *round = id_text(a, t.round).at, *own = id_text(a, t.own).at;

        (void)decided(&t, t.own);
        (void)decided(&t, t.other);
        CHECK_OK(probe_step(w, "review calibrate", t.round));
        sees_only_the_other(&t, str_fmt(a, "/rounds/%s/scores/screening?by=raw", round).at);
        sees_only_the_other(&t, str_fmt(a, "/rounds/%s/scores/screening?by=calibrated", round).at);
        sees_only_the_other(&t, str_fmt(a, "/rounds/%s/scores/screening?by=rank", round).at);
        sees_only_the_other(&t, str_fmt(a, "/rounds/%s/weighting/screening", round).at);
        sees_only_the_other(
                &t, str_fmt(a, "/rounds/%s/assignments/screening?state=submitted", round).at);
        sees_only_the_other(&t, str_fmt(a, "/rounds/%s/determinations", round).at);
        sees_only_the_other(&t, "/determinations");
        w->actor = t.inge;
        CHECK_STR(page(w, str_fmt(a, "/api/v1/rounds/%s/strictness/screening", round).at), CONTAINS,
                  "\"reviews\":1"); /* of two */
        CHECK_STR(page(w, str_fmt(a, "/api/v1/rounds/%s/determinations", round).at), CONTAINS,
                  "\"proposed\":1");
        is_not_there(&t, str_fmt(a, "/rounds/%s/reviews/%s", round, own).at);
        is_not_there(&t, str_fmt(a, "/applications/%s/decide", own).at);
        CHECK_STR(page(w, str_fmt(a, "/applications/%s", own).at), CONTAINS, "Mango Mill");
        CHECK_STR(page(w, str_fmt(a, "/applications/%s/outcome", own).at), LACKS, "its pumps");
}

TEST(staff_in_an_applicants_team_do_nothing_with_its_reviews_and_determinations)
{
        Staffed t = staffed(a);
        World *w = t.w;
        const char *own = id_text(a, t.own).at, *one;
        const char *reviewer = id_text(a, probe_reviewer_id(w, t.round, &t.reviewer)).at;
        Id assignment = probe_assignment(w, t.own, t.reviewer.id), conflict;

        one = id_text(a, decided(&t, t.own)).at;
        CHECK_OK(act(w, "conflict add", "application", own, "reviewer", reviewer, "kind",
                     "mentor-of", "note", "She taught them", NULL));
        conflict = w->deed.made;
        w->actor = t.inge;
        CHECK_STR(page(w, str_fmt(a, "/rounds/%.*s/conflicts", S_ARG(id_text(a, t.round))).at),
                  LACKS, "taught");
        CHECK_IS(act(w, "determination approve", "determination", one, NULL), NOT_FOUND);
        CHECK_IS(act(w, "determination undo", "determination", one, NULL), NOT_FOUND);
        CHECK_IS(act(w, "determination send", "determination", one, NULL), NOT_FOUND);
        CHECK_IS(act(w, "determination rank", "determination", one, "rank", "1", NULL), NOT_FOUND);
        CHECK_IS(act(w, "determination propose", "application", own, "determination", "accept",
                     NULL),
                 CONFLICT);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "team"); /* not: it is decided on already */
        CHECK_IS(probe_decide_id(w, conflict, "waived"), NOT_FOUND);
        CHECK_IS(act(w, "conflict add", "application", own, "reviewer", reviewer, "kind",
                     "declared", "note", "n", NULL),
                 NOT_FOUND);
        CHECK_IS(act(w, "assignment add", "application", own, "step", "screening", "reviewer",
                     reviewer, NULL),
                 NOT_FOUND);
        CHECK_IS(act(w, "assignment remove", "assignment", id_text(a, assignment).at, NULL),
                 NOT_FOUND);
        CHECK_IS(act(w, "application reopen", "application", own, "until", "2029-12-30T23:59",
                     "reason", "more", NULL),
                 FORBIDDEN);
        CHECK_IS(act(w, "round extend", "round", id_text(a, t.round).at, "party",
                     id_text(a, t.party).at, "until", "2030-06-30T23:59", "reason", "more", NULL),
                 FORBIDDEN);
        CHECK_IS(act(w, "application mark", "application", own, "other", id_text(a, t.other).at,
                     NULL),
                 FORBIDDEN);
        w->actor = t.boss;
        CHECK_OK(act(w, "determination undo", "determination", one, NULL));
        CHECK_OK(probe_decide_id(w, conflict, "waived"));
}

/* How many it holds, at its own page and at the round's: to Inge, and to the boss. */
static void tells_lines(Staffed *t, const char *batch, const char *to_inge, const char *to_boss)
{
        Arena *a = t->w->a;
        const char *paths[] = {
                str_fmt(a, "/api/v1/determinations/batches/%s", batch).at,
                str_fmt(a, "/api/v1/rounds/%.*s/determinations", S_ARG(id_text(a, t->round))).at};

        for (int i = 0; i < 4; i++) {
                t->w->actor = i < 2 ? t->inge : t->boss;
                CHECK_STR(page(t->w, paths[i % 2]), CONTAINS,
                          str_fmt(a, "\"lines\":%s,", i < 2 ? to_inge : to_boss).at);
        }
}

TEST(whether_there_are_places_left_tells_staff_nothing_of_their_own)
{
        Staffed t = staffed(a);
        World *w = t.w;
        const char *other = id_text(a, t.other).at, *over = "more than the round has places";
        const char *path = str_fmt(a, "/applications/%s/decide", other).at;

        CHECK_OK(act(w, "round change", "round", id_text(a, t.round).at, "places", "1", NULL));
        (void)decided(&t, t.own);
        CHECK_STR(page(w, path), CONTAINS, over);
        for (int i = 0; i < 2; i++) {
                w->actor = i ? t.boss : t.inge;
                CHECK_OK(act(w, "batch gather", "round", id_text(a, t.round).at, "applications",
                             other, "determination", "accept", NULL));
                if (i)
                        CHECK_STR(page(w, str_fmt(a, "/determinations/batches/%.*s",
                                                  S_ARG(id_text(a, w->deed.made)))
                                                  .at),
                                  CONTAINS, over);
                else
                        CHECK_STR(page(w, str_fmt(a, "/determinations/batches/%.*s",
                                                  S_ARG(id_text(a, w->deed.made)))
                                                  .at),
                                  LACKS, over);
        }
        w->actor = t.inge;
        CHECK_STR(page(w, path), CONTAINS, "Papaya");
        CHECK_STR(page(w, path), LACKS, over);
        CHECK_OK(act(w, "determination propose", "application", other, "determination", "accept",
                     NULL));
        CHECK_STR(w->deed.note, LACKS, over);
        w->actor = t.boss;
}

typedef struct {
        Staffed *t;
        Id person;
} Crowd;

/* Many with the same score, among them one that is a person: Inge herself. */
static Status add_crowd(void *ctx, Db *db)
{
        Crowd *c = ctx;
        Round r;

        TRY(round_get(db, c->t->w->a, c->t->round, &r));
        TRY(email_confirm(db, S("inge@hub.example"), c->t->inge.id, time_now_us()));
        for (int i = 0; i < 60; i++) {
                Id party = i == 20 ? c->person : 1000 + i, id = db_id(db, time_now_us());

                TRY(application_insert(db, party, id, r.id, r.programme, r.hub, 1, S("Crowd"),
                                       time_now_us(), 0));
                TRY(tally_put(db, party, id, S("screening"), r.id, 1, 1, 4500000, 4500000, 0,
                              4500000, S("{}")));
        }
        return OK;
}

static size_t times(Str text, Str what)
{
        size_t n = 0, at;

        while ((at = str_find_str(text, what)) < text.len) {
                text = str_skip(text, at + what.len);
                n++;
        }
        return n;
}

TEST(a_page_of_scores_is_full_wherever_ones_own_stands)
{
        Staffed t = staffed(a);
        World *w = t.w;
        Crowd c = {.t = &t};
        const char *path = str_fmt(a, "/api/v1/rounds/%.*s/scores/screening?by=raw",
                                   S_ARG(id_text(a, t.round)))
                                   .at;

        CHECK_OK(act(w, "party add", "kind", "person", "name", "Inge", "email", "inge@hub.example",
                     NULL));
        c.person = w->deed.made;
        CHECK_OK(store_transact(w->p.store, add_crowd, &c));
        w->actor = t.inge;
        CHECK_INT((int64_t)times(page(w, path), S("\"spread_e6\"")), 50);
        w->actor = t.boss;
        CHECK_INT((int64_t)times(page(w, path), S("\"spread_e6\"")), 50);
}

TEST(a_batch_shows_staff_nothing_of_their_own_and_leaves_it_to_others)
{
        Staffed t = staffed(a);
        World *w = t.w;
        const char *round = id_text(a, t.round).at, *batch, *path;
        DeterminationList list;

        CHECK_OK(act(w, "batch gather", "round", round, "first", "2", "determination", "accept",
                     "reason", "Pumps", NULL));
        batch = id_text(a, w->deed.made).at;
        path = str_fmt(a, "/determinations/batches/%s", batch).at;
        sees_only_the_other(&t, path);
        tells_lines(&t, batch, "1", "2");
        CHECK_OK(act(w, "batch apply", "batch", batch, NULL));
        tells_lines(&t, batch, "1", "2");
        w->actor = t.inge;
        CHECK_STR(page(w, str_fmt(a, "/api/v1%s", path).at), CONTAINS, "\"proposed\":1");
        CHECK_OK(act(w, "batch approve", "batch", batch, "seen", "1", NULL));
        CHECK_STR(page(w, str_fmt(a, "/api/v1%s", path).at), CONTAINS, "\"proposed\":0");
        CHECK_OK(act(w, "batch send", "batch", batch, "seen", "1", NULL));
        CHECK_OK(act(w, "batch undo", "batch", batch, NULL));
        CHECK_IS(act(w, "batch undo", "batch", batch, NULL), CONFLICT);
        w->actor = t.boss;
        CHECK_OK(determinations_on(w->db, a, t.own, &list));
        CHECK_STR(list.at[0].state, IS, "proposed");
        /* where it stands among the others is not to be found out either */
        CHECK_OK(act(w, "batch undo", "batch", batch, NULL));
        w->actor = t.inge;
        CHECK_OK(act(w, "batch gather", "round", round, "first", "1", "determination", "accept",
                     NULL));
        path = str_fmt(a, "/api/v1/determinations/batches/%.*s", S_ARG(id_text(a, w->deed.made)))
                       .at;
        CHECK_STR(page(w, path), CONTAINS, "Papaya"); /* the best is Mango */
}

TEST(board_table_timeline_and_bulk_leave_out_what_is_ones_own)
{
        Staffed t = staffed(a);
        World *w = t.w;
        const char *round = id_text(a, t.round).at;
        Str own = id_text(a, t.own), text;
        const char *proposed;

        proposed = id_text(a, decided(&t, t.own)).at;
        (void)decided(&t, t.other);
        sees_only_the_other(&t, str_fmt(a, "/rounds/%s/board", round).at);
        sees_only_the_other(&t, str_fmt(a, "/rounds/%s/table", round).at);
        sees_only_the_other(
                &t, str_fmt(a, "/rounds/%s/table?sort=screening.mean&order=down", round).at);
        w->actor = t.inge;
        CHECK_STR(page(w, str_fmt(a, "/api/v1/rounds/%s/table", round).at), CONTAINS,
                  "\"applications\":1");
        (void)page(w,
                   str_fmt(a, "/rounds/%s/table?sort=screening.mean&after=%.*s", round, S_ARG(own))
                           .at);
        CHECK_INT(w->status, 404); /* who stands behind it is not told either */
        CHECK_IS(act(w, "bulk prepare", "round", round, "what", "tag", "tag", "good",
                     "applications", own.at, NULL),
                 FORBIDDEN);
        text = page(w, str_fmt(a, "/parties/%.*s/timeline", S_ARG(id_text(a, t.party))).at);
        CHECK_INT(w->status, 200);
        CHECK_STR(text, LACKS, "/reviews/");
        CHECK_STR(text, LACKS, proposed);
        w->actor = t.boss;
        CHECK_STR(page(w, str_fmt(a, "/parties/%.*s/timeline", S_ARG(id_text(a, t.party))).at),
                  CONTAINS, "/reviews/");
}

TEST(whose_own_it_is_is_asked_of_the_person_behind_a_service_and_in_the_store)
{
        Staffed t = staffed(a);
        World *w = t.w;
        Interest own;
        bool is;
        Id service;

        CHECK_OK(act(w, "service add", "name", "Robot", "role", "operator", "hub", "bangkok",
                     "until", str_head(time_iso(a, time_now_us() + 30 * DAY_US), 10).at, NULL));
        service = w->deed.made;
        CHECK_OK(interest_in(w->db, a, service, t.party, &is));
        CHECK(!is); /* the administrator's */
        w->actor = t.inge;
        CHECK_OK(act(w, "service token", "service", id_text(a, service).at, "until",
                     str_head(time_iso(a, time_now_us() + 20 * DAY_US), 10).at, NULL));
        CHECK_OK(interest_in(w->db, a, service, t.party, &is));
        CHECK(is);
        CHECK_OK(interest_of(w->db, a, service, &own));
        CHECK(interest_has(&own, t.party));
        CHECK_INT((int64_t)own.n, 1);
        CHECK_INT(own.who, t.inge.id);
        CHECK_OK(interest_of(w->db, a, 0, &own));
        CHECK(!interest_has(&own, t.party));
}

TEST(staff_neither_add_nor_move_a_member_that_is_their_own_team)
{
        Staffed t = staffed(a);
        World *w = t.w;
        const char *own = id_text(a, t.party).at, *other;
        ReviewFile file;

        CHECK_OK(review_application(w->db, a, t.other, &file));
        other = id_text(a, file.party).at;
        w->actor = t.inge;
        CHECK_IS(act(w, "member move", "party", own, "programme", "startup-accelerator", "hub",
                     "bangkok", "to", "accepted", NULL),
                 FORBIDDEN);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "somebody else decides");
        CHECK_IS(act(w, "member add", "party", own, "programme", "open-innovation", "hub",
                     "bangkok", NULL),
                 FORBIDDEN);
        CHECK_OK(act(w, "member move", "party", other, "programme", "startup-accelerator", "hub",
                     "bangkok", "to", "accepted", NULL));
        w->actor = t.boss;
        CHECK_OK(act(w, "member move", "party", own, "programme", "startup-accelerator", "hub",
                     "bangkok", "to", "accepted", NULL));
}

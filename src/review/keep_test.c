/* What outlives what: roles of reviewers, reviews and conflicts after a merge of parties. */
#include "review/review_probe.h"

static Status answers(World *w, const Actor *who, Id reviewer, const char *answer)
{
        Actor boss = w->actor;
        Status s;

        w->actor = *who;
        s = act(w, "reviewer answer", "reviewer", id_text(w->a, reviewer).at, "answer", answer,
                NULL);
        w->actor = boss;
        return s;
}

/* As the doors ask it. */
static bool has_role(World *w, Id round, Id account)
{
        ReviewRound r;
        Actor who;

        CHECK_OK(review_round(w->db, w->a, round, &r));
        CHECK_OK(access_actor(w->db, w->a, account, time_now_us(), &who));
        return review_here(w->db, w->a, &who, &r) == OK;
}

static void loses_role(World *w, Id round, Id account)
{
        ReviewerRole role;
        ReviewRound r;

        CHECK_OK(review_round(w->db, w->a, round, &r));
        CHECK_OK(reviewer_has_role(w->db, w->a, account, r.hub, r.programme, time_now_us(), &role));
        CHECK_OK(act(w, "role withdraw", "role", id_text(w->a, role.id).at, NULL));
}

TEST(a_role_that_was_withdrawn_comes_back_by_an_invitation_alone)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), id;
        Actor who = probe_reviewer(w, round, "one@r1.example", "One");

        id = probe_reviewer_id(w, round, &who);
        CHECK(has_role(w, round, who.id));
        CHECK_OK(answers(w, &who, id, "decline"));
        CHECK_OK(answers(w, &who, id, "accept")); /* has it still */
        CHECK_OK(answers(w, &who, id, "decline"));
        loses_role(w, round, who.id);
        CHECK_IS(answers(w, &who, id, "accept"), NOT_FOUND);
        CHECK(!has_role(w, round, who.id));
        CHECK_OK(act(w, "reviewer invite", "round", id_text(a, round).at, "email", "one@r1.example",
                     "name", "One", NULL));
        CHECK_OK(answers(w, &who, id, "accept"));
        CHECK(has_role(w, round, who.id));
        loses_role(w, round, who.id); /* twice */
        CHECK_IS(answers(w, &who, id, "accept"), NOT_FOUND);
        CHECK_OK(answers(w, &who, id, "decline"));
        CHECK_IS(answers(w, &who, id, "accept"), NOT_FOUND);
        CHECK(!has_role(w, round, who.id));
}

static Status add_owner(void *ctx, Db *db)
{
        ProbePerson *p = ctx;

        return team_person_add(db, p->party, p->actor, S("owner"), time_now_us());
}

TEST(the_role_of_an_invited_reviewer_ends_with_the_delegation_that_it_came_from)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), party, delegation, id;
        ProbePerson hand = {0};
        Actor boss = w->actor, who, late;

        CHECK_OK(act(w, "party add", "kind", "organisation", "name", "Hatch", NULL));
        party = w->deed.made;
        hand.party = party;
        hand.actor = probe_account(w, "hand@hatch.example", "Hand");
        CHECK_OK(store_transact(w->p.store, add_owner, &hand));
        CHECK_OK(act(w, "delegation give", "party", id_text(a, party).at, "role", "operator", "hub",
                     "bangkok", "until", time_date(a, time_now_us() + 90 * DAY_US).at, NULL));
        delegation = w->deed.made;
        w->actor = probe_actor(w, "hand@hatch.example");
        who = probe_reviewer(w, round, "one@r1.example", "One");
        CHECK_OK(act(w, "reviewer invite", "round", id_text(a, round).at, "email",
                     "late@r2.example", "name", "Late", NULL));
        id = w->deed.made;
        w->actor = boss;
        CHECK(access_may(&who, MAY_REVIEW));
        CHECK_OK(act(w, "delegation withdraw", "delegation", id_text(a, delegation).at, NULL));
        who = probe_actor(w, "one@r1.example");
        CHECK(!access_may(&who, MAY_REVIEW));
        late = probe_actor(w, "late@r2.example");
        CHECK_IS(answers(w, &late, id, "accept"), NOT_FOUND);
        late = probe_actor(w, "late@r2.example");
        CHECK(!access_may(&late, MAY_REVIEW));
        /* one who had it from the partner has it from the hub when that invites them */
        CHECK_OK(answers(w, &who, probe_reviewer_id(w, round, &who), "decline"));
        (void)probe_reviewer(w, round, "one@r1.example", "One");
        CHECK(has_role(w, round, who.id));
        /* one whom the hub itself invited stays */
        who = probe_reviewer(w, round, "own@r3.example", "Own");
        CHECK(access_may(&who, MAY_REVIEW));
}

TEST(reviews_follow_a_merge_and_what_was_waived_waits_again)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), file, other, into;
        Actor boss = w->actor, who, two;
        Str path = str_fmt(a, "/rounds/%.*s/", S_ARG(id_text(a, round)));
        ReviewTally tally;
        ReviewFile row;

        file = probe_application(w, round, "Firm", "Pumps for small rivers");
        other = probe_application(w, round, "Another", "Lamps");
        who = probe_reviewer(w, round, "one@r1.example", "One");
        two = probe_reviewer(w, round, "two@r2.example", "Two");
        CHECK_OK(probe_step(w, "review begin", round));
        (void)probe_assign(w, round, file, &who);
        (void)probe_assign(w, round, file, &two);
        (void)probe_assign(w, round, other, &two);
        CHECK_OK(probe_review(w, &who, file, 3));
        CHECK_OK(probe_review(w, &two, file, 5));
        w->actor = boss;
        CHECK_OK(act(w, "conflict add", "application", id_text(a, file).at, "reviewer",
                     id_text(a, probe_reviewer_id(w, round, &who)).at, "kind", "same-organisation",
                     "note", "n", NULL));
        CHECK_OK(probe_decide_of(w, file, who.id, "waived"));
        CHECK_OK(act(w, "conflict add", "application", id_text(a, file).at, "reviewer",
                     id_text(a, probe_reviewer_id(w, round, &two)).at, "kind", "declared", "note",
                     "n", NULL));
        CHECK_OK(probe_decide_of(w, file, two.id, "dismissed")); /* of the person, not the party */
        CHECK_INT(probe_counting(w, round, file), 2);
        CHECK_OK(review_application(w->db, a, file, &row));
        into = given_party(w, "organisation", "Firm Holding");
        probe_team(w, into, who.id); /* and now it would be the same organisation indeed */
        CHECK_OK(act(w, "party merge", "party", id_text(a, row.party).at, "into",
                     id_text(a, into).at, NULL));
        CHECK_INT(probe_counting(w, round, file), 1);
        CHECK_OK(tally_of(w->db, a, file, S("screening"), &tally));
        CHECK_INT(tally.party, into);
        CHECK_STR(page(w, str_fmt(a, "%.*sscores/screening", S_ARG(path)).at), CONTAINS, "Firm");
        CHECK_STR(page(w, str_fmt(a, "%.*sconflicts", S_ARG(path)).at), CONTAINS, "Firm");
        CHECK_STR(page(w, str_fmt(a, "%.*sassignments/screening?state=submitted", S_ARG(path)).at),
                  CONTAINS, "Two");
        CHECK_STR(page(w, str_fmt(a, "%.*sreviews/%.*s", S_ARG(path), S_ARG(id_text(a, file))).at),
                  CONTAINS, "because");
        probe_agrees(w, round, (Id[]){file, other}, 2);
        w->actor = who;
        CHECK_STR(page(w, str_fmt(a, "/reviews/%.*s",
                                  S_ARG(id_text(a, probe_assignment(w, file, who.id))))
                                  .at),
                  LACKS, "Pumps");
        w->actor = boss;
        CHECK_OK(probe_decide_of(w, file, who.id, "waived"));
        CHECK_INT(probe_counting(w, round, file), 2);
        probe_agrees(w, round, (Id[]){file, other}, 2);
}

static Status leave_stage(void *ctx, Db *db)
{
        ReviewFile *file = ctx;

        return application_stage_keep(db, file->party, file->id, S("accepted"));
}

static Id merged(World *w, Id file)
{
        ReviewFile row;
        Id into;

        CHECK_OK(review_application(w->db, w->a, file, &row));
        into = given_party(w, "organisation", str_fmt(w->a, "%.*s Holding", S_ARG(row.title)).at);
        CHECK_OK(act(w, "party merge", "party", id_text(w->a, row.party).at, "into",
                     id_text(w->a, into).at, NULL));
        return into;
}

TEST(a_merge_leaves_reviews_alone_that_were_closed_or_told)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), files[2];
        Actor boss = w->actor, who;
        ReviewFile row;

        for (int i = 0; i < 2; i++)
                files[i] = probe_application(w, round, i ? "Firm" : "Another", "Pumps");
        who = probe_reviewer(w, round, "one@r1.example", "One");
        CHECK_OK(probe_step(w, "review begin", round));
        for (int i = 0; i < 2; i++) {
                (void)probe_assign(w, round, files[i], &who);
                CHECK_OK(probe_review(w, &who, files[i], 3));
                w->actor = boss;
                CHECK_OK(act(w, "conflict add", "application", id_text(a, files[i]).at, "reviewer",
                             id_text(a, probe_reviewer_id(w, round, &who)).at, "kind",
                             "same-organisation", "note", "n", NULL));
                CHECK_OK(probe_decide_of(w, files[i], who.id, "waived"));
        }
        CHECK_OK(review_application(w->db, a, files[0], &row));
        CHECK_OK(store_transact(w->p.store, leave_stage, &row)); /* as when it is told */
        (void)merged(w, files[0]);
        CHECK_INT(probe_counting(w, round, files[0]), 1);
        CHECK_OK(probe_step(w, "review close", round));
        (void)merged(w, files[1]);
        CHECK_INT(probe_counting(w, round, files[1]), 1);
        probe_agrees(w, round, files, 2);
}

enum { SETTLED = 700 };

typedef struct {
        Arena *a;
        ReviewFile file;
} Settled;

static Status settle_many(void *ctx, Db *db)
{
        Settled *s = ctx;

        for (int i = 1; i <= SETTLED; i++)
                TRY(conflict_add(db, s->file.party, s->file.id, i, S("former-role"),
                                 db_id(db, time_now_us()), s->file.round, S("minor"), S("found"),
                                 S("dismissed"), (Str){0}, 0, time_now_us()));
        return OK;
}

static Status wait_again(void *ctx, Db *db)
{
        Settled *s = ctx;
        Deed d = {.db = db, .a = s->a, .now_us = time_now_us()};

        return conflicts_wait_again(&d, s->file.party);
}

TEST(many_conflicts_wait_again_in_little_memory)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator");
        Arena little = arena_make(2 * MIB);
        ReviewConflictList list;
        Settled s = {.a = &little};

        CHECK_OK(review_application(w->db, a, probe_application(w, round, "Firm", "Pumps"),
                                    &s.file));
        CHECK_OK(probe_step(w, "review begin", round));
        CHECK_OK(store_transact(w->p.store, settle_many, &s));
        CHECK_OK(store_transact(w->p.store, wait_again, &s));
        CHECK_OK(conflicts_in(w->db, a, round, S("pending"), 0, &list));
        CHECK_INT((int64_t)list.n, SETTLED);
        arena_free(&little);
}

TEST(a_reviewer_is_not_told_which_revision_it_is)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), file, x;
        Actor boss = w->actor, who;
        Str path;

        file = probe_application(w, round, "Firm", "Pumps for small rivers");
        for (int i = 0; i < 6; i++) { /* as nobody else did: the record says how often */
                CHECK_OK(act(w, "application save", "application", id_text(a, file).at, "pitch",
                             str_fmt(a, "Pumps for small rivers, %d", i).at, NULL));
                CHECK_OK(act(w, "application submit", "application", id_text(a, file).at, NULL));
        }
        who = probe_reviewer(w, round, "one@r1.example", "One");
        CHECK_OK(probe_step(w, "review begin", round));
        x = probe_assign(w, round, file, &who);
        CHECK_OK(act(w, "application save", "application", id_text(a, file).at, "pitch",
                     "Pumps, at last", NULL));
        CHECK_OK(act(w, "application submit", "application", id_text(a, file).at, NULL));
        w->actor = who;
        CHECK_OK(act(w, "conflict declare", "assignment", id_text(a, x).at, "conflict", "none",
                     NULL));
        path = str_fmt(a, "/reviews/%.*s", S_ARG(id_text(a, x)));
        CHECK_STR(page(w, path.at), CONTAINS, "has changed it since");
        CHECK_STR(page(w, path.at), LACKS, "revision 7");
        CHECK_STR(page(w, str_fmt(a, "/api/v1%.*s", S_ARG(path)).at), LACKS, "\"revision\"");
        w->actor = boss;
}

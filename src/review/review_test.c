/* A round's reviews through their doors, from the invitation to the calibrated score. */
#include "review/review_probe.h"

#include "base/time.h"
#include "people/people.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

TEST(reviews_go_from_an_invitation_to_a_calibrated_score)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), files[4];
        Actor boss = w->actor, who[3];
        const char *path = str_fmt(a, "/rounds/%.*s/scores/screening", S_ARG(id_text(a, round))).at;
        ReviewStanding standing;
        ReviewIn in;

        for (int i = 0; i < 4; i++)
                files[i] = probe_application(w, round, str_fmt(a, "Firm %d", i).at,
                                             "Pumps for small rivers");
        for (int i = 0; i < 3; i++)
                who[i] = probe_reviewer(w, round, str_fmt(a, "rev%d@r%d.example", i, i).at, "Rev");
        CHECK_IS(probe_step(w, "assignment propose", round), CONFLICT); /* has not begun */
        CHECK_OK(probe_step(w, "review begin", round));
        CHECK_OK(review_in(w->db, a, round, S("screening"), &in));
        CHECK_STR(probe_stage(w, files[0]), IS, "in-review"); /* the definition says so */
        CHECK_OK(probe_step(w, "assignment propose", round));
        w->actor = who[0];
        CHECK_STR(page(w, "/reviews"), LACKS, "File 1"); /* a proposal is nobody's yet */
        w->actor = boss;
        CHECK_STR(
                page(w,
                     str_fmt(a, "/rounds/%.*s/assignments/screening", S_ARG(id_text(a, round))).at),
                CONTAINS, "Give the files out");
        CHECK_OK(probe_step(w, "assignment confirm", round));
        CHECK_IS(probe_step(w, "assignment confirm", round), CONFLICT);
        for (int i = 0; i < 3; i++)
                for (int k = 0; k < 4; k++)
                        CHECK_OK(probe_review(w, &who[i], files[k], 1 + i + k / 2));
        CHECK_OK(review_in(w->db, a, round, S("screening"), &in));
        CHECK_INT(in.run.assigned, 12);
        CHECK_INT(in.run.submitted, 12);
        CHECK_OK(review_standing(w->db, a, &in, files[0], &standing));
        CHECK_INT(standing.reviews, 3);
        CHECK(standing.is_sure);
        CHECK_INT(standing.raw_e6, 2000000); /* 1, 2, 3 */
        w->actor = boss;
        CHECK_OK(probe_step(w, "review calibrate", round));
        CHECK_STR(page(w, path), CONTAINS, "Firm 3");
        CHECK_STR(page(w, str_fmt(a, "%s?by=raw", path).at), CONTAINS, "Firm 3");
        CHECK_STR(page(w, str_fmt(a, "%s?by=rank", path).at), CONTAINS, "Firm 0");
        CHECK_STR(
                page(w,
                     str_fmt(a, "/rounds/%.*s/strictness/screening", S_ARG(id_text(a, round))).at),
                CONTAINS, "<circle");
        CHECK_STR(page(w, str_fmt(a, "/rounds/%.*s/weighting/screening?first=2&weights=1,1,1,9",
                                  S_ARG(id_text(a, round)))
                                  .at),
                  CONTAINS, "Firm 2");
        CHECK_STR(page(w, str_fmt(a, "/rounds/%.*s/reviews/%.*s", S_ARG(id_text(a, round)),
                                  S_ARG(id_text(a, files[0])))
                                  .at),
                  CONTAINS, "because");
        /* all three are as strict as each other once the calibration is done */
        CHECK_OK(review_standing(w->db, a, &in, files[3], &standing));
        CHECK_INT(standing.calibrated_e6, 3000000);
        CHECK_OK(probe_step(w, "review close", round));
        CHECK_IS(probe_review(w, &who[0], files[0], 5), CONFLICT);
}

TEST(a_file_opens_after_its_reviewer_said_how_they_stand_to_it)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), file, x;
        Actor boss = w->actor, who, other;
        const char *path;

        file = probe_application(w, round, "Firm", "Pumps for small rivers");
        who = probe_reviewer(w, round, "one@r1.example", "One");
        other = probe_reviewer(w, round, "two@r2.example", "Two");
        CHECK_OK(probe_step(w, "review begin", round));
        x = probe_assign(w, round, file, &who);
        path = str_fmt(a, "/reviews/%.*s", S_ARG(id_text(a, x))).at;
        w->actor = other;
        page(w, path);
        CHECK_INT(w->status, 404);
        CHECK_IS(probe_write(w, "review submit", x, 3), NOT_FOUND);
        w->actor = who;
        CHECK_STR(page(w, path), LACKS, "Pumps");
        CHECK_STR(page(w, path), CONTAINS, "I have no conflict of interest");
        CHECK_STR(page(w, str_fmt(a, "/api/v1%s", path).at), LACKS, "Pumps");
        CHECK_IS(probe_write(w, "review submit", x, 3), CONFLICT);
        CHECK_IS(probe_write(w, "review save", x, 3), CONFLICT);
        CHECK_OK(act(w, "conflict declare", "assignment", id_text(a, x).at, "conflict", "none",
                     NULL));
        CHECK_IS(act(w, "conflict declare", "assignment", id_text(a, x).at, "conflict", "none",
                     NULL),
                 CONFLICT);
        CHECK_STR(page(w, path), CONTAINS, "Pumps");
        /* a draft is kept, and what is missing is said at its place */
        CHECK_OK(act(w, "review save", "assignment", id_text(a, x).at, "score-team", "4", "words",
                     "so far", NULL));
        CHECK_STR(page(w, path), CONTAINS, "so far");
        CHECK_IS(act(w, "review submit", "assignment", id_text(a, x).at, NULL), INVALID);
        CHECK(w->deed.faults_n >= 3);
        CHECK_IS(act(w, "review submit", "assignment", id_text(a, x).at, "score-team", "6", NULL),
                 INVALID);
        CHECK_IS(
                act(w, "review submit", "assignment", id_text(a, x).at, "score-nothing", "3", NULL),
                INVALID);
        CHECK_IS(act(w, "review save", "assignment", id_text(a, x).at, "score-team", "4.5", NULL),
                 INVALID);
        CHECK_IS(act(w, "review comment", "assignment", id_text(a, x).at, "words", "w", NULL),
                 CONFLICT); /* before the own review */
        CHECK_OK(probe_write(w, "review submit", x, 3));
        CHECK_IS(probe_write(w, "review submit", x, 3), CONFLICT); /* the same again */
        CHECK_OK(probe_write(w, "review submit", x, 4));
        CHECK_OK(act(w, "review comment", "assignment", id_text(a, x).at, "words", "w", NULL));
        /* after reading it something comes up */
        CHECK_IS(act(w, "conflict declare", "assignment", id_text(a, x).at, "conflict", "conflict",
                     NULL),
                 INVALID);
        CHECK_OK(act(w, "conflict declare", "assignment", id_text(a, x).at, "conflict", "conflict",
                     "note", "My cousin works there", NULL));
        CHECK_STR(page(w, path), LACKS, "Pumps");
        CHECK_IS(probe_write(w, "review submit", x, 5), CONFLICT);
        CHECK_INT(probe_counting(w, round, file), 0);
        w->actor = boss;
        CHECK_STR(page(w, str_fmt(a, "/rounds/%.*s/conflicts", S_ARG(id_text(a, round))).at),
                  CONTAINS, "My cousin works there");
        CHECK_STR(page(w, str_fmt(a, "/rounds/%.*s/reviews/%.*s", S_ARG(id_text(a, round)),
                                  S_ARG(id_text(a, file)))
                                  .at),
                  CONTAINS, "is kept");
        CHECK_OK(probe_decide(w, round, "pending", "waived"));
        CHECK_INT(probe_counting(w, round, file), 1);
        w->actor = who;
        CHECK_STR(page(w, path), CONTAINS, "Pumps");
        CHECK_OK(probe_write(w, "review submit", x, 5));
        w->actor = boss;
        CHECK_OK(probe_decide(w, round, "waived", "recused"));
        CHECK_INT(probe_counting(w, round, file), 0);
}

static void team(World *w, Id party, Id actor)
{
        probe_team(w, party, actor);
}

TEST(conflicts_are_found_before_a_file_is_given)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), file, third, founder;
        Actor same, domain, public_mail, co, former, free_one;
        ConflictFoundList found;
        Id accounts[6];
        ReviewFile row;
        uint32_t want[5] = {1U << CONFLICT_SAME_ORGANISATION, 1U << CONFLICT_SAME_DOMAIN, 0,
                            1U << CONFLICT_CO_MEMBER, 1U << CONFLICT_FORMER_ROLE};
        uint32_t seen[6] = {0};

        file = probe_application(w, round, "Firm", "Pumps for small rivers");
        CHECK_OK(review_application(w->db, a, file, &row));
        CHECK_OK(act(w, "party edit", "party", id_text(a, row.party).at, "name", "Firm", "website",
                     "https://www.firm.example/about", NULL));
        same = probe_reviewer(w, round, "a@r1.example", "A");
        domain = probe_reviewer(w, round, "b@firm.example", "B");
        public_mail = probe_reviewer(w, round, "c@gmail.com", "C");
        co = probe_reviewer(w, round, "d@r4.example", "D");
        former = probe_reviewer(w, round, "e@r5.example", "E");
        free_one = probe_reviewer(w, round, "f@r6.example", "F");
        founder = probe_account(w, "founder@gmail.com", "Founder");
        third = given_party(w, "organisation", "Third");
        team(w, row.party, founder);
        team(w, row.party, same.id);
        team(w, third, founder);
        team(w, third, co.id);
        team(w, row.party, former.id);
        CHECK_OK(act(w, "team remove", "party", id_text(a, row.party).at, "person",
                     id_text(a, former.id).at, NULL));
        accounts[0] = same.id;
        accounts[1] = domain.id;
        accounts[2] = public_mail.id;
        accounts[3] = co.id;
        accounts[4] = former.id;
        accounts[5] = free_one.id;
        CHECK_OK(conflict_look(w->db, a, accounts, 6, &row, 1, &found));
        for (size_t i = 0; i < found.n; i++)
                seen[found.at[i].reviewer] |= 1U << found.at[i].kind;
        for (int i = 0; i < 5; i++)
                CHECK_INT(seen[i] & (want[i] ? want[i] : ~0U), want[i]);
        CHECK_INT(seen[5], 0);
        CHECK_OK(probe_step(w, "review begin", round));
        CHECK_OK(probe_step(w, "assignment propose", round));
        CHECK_OK(probe_step(w, "assignment confirm", round));
        CHECK_INT(probe_has(w, file, same.id) + probe_has(w, file, domain.id) +
                          probe_has(w, file, co.id) + probe_has(w, file, former.id),
                  0);
        CHECK_INT(probe_has(w, file, public_mail.id) + probe_has(w, file, free_one.id), 2);
        CHECK_IS(probe_assign_status(w, round, file, &same), CONFLICT);
        /* what was found stays found until somebody says that it is nothing */
        CHECK_OK(probe_decide_of(w, file, former.id, "dismissed"));
        CHECK_OK(probe_assign_status(w, round, file, &former));
}

TEST(a_reviewer_who_leaves_is_replaced_and_what_they_sent_stays)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), files[2];
        Actor boss = w->actor, who[4];

        for (int i = 0; i < 2; i++)
                files[i] = probe_application(w, round, str_fmt(a, "Firm %d", i).at, "Pumps");
        for (int i = 0; i < 3; i++)
                who[i] = probe_reviewer(w, round, str_fmt(a, "rev%d@r%d.example", i, i).at, "Rev");
        CHECK_OK(probe_step(w, "review begin", round));
        CHECK_OK(probe_step(w, "assignment propose", round));
        CHECK_OK(probe_step(w, "assignment confirm", round));
        CHECK_OK(probe_review(w, &who[0], files[0], 3));
        w->actor = boss;
        CHECK_OK(act(w, "reviewer remove", "reviewer",
                     id_text(a, probe_reviewer_id(w, round, &who[0])).at, NULL));
        CHECK_INT(probe_counting(w, round, files[0]), 1);
        CHECK_INT(probe_has(w, files[1], who[0].id), 0);
        w->actor = who[0];
        CHECK_IS(probe_write(w, "review submit", probe_assignment(w, files[0], who[0].id), 4),
                 CONFLICT);
        w->actor = boss;
        who[3] = probe_reviewer(w, round, "new@r9.example", "New");
        CHECK_OK(probe_step(w, "assignment propose", round));
        CHECK_OK(probe_step(w, "assignment confirm", round));
        CHECK_INT(probe_has(w, files[1], who[3].id), 1);
        CHECK_INT(probe_has(w, files[0], who[3].id), 0); /* it has three with the one that stays */
        CHECK_INT(probe_has(w, files[1], who[1].id), 1);
        CHECK_OK(probe_step(w, "review remind", round));
        CHECK_IS(probe_step(w, "review remind", round), CONFLICT); /* not twice a day */
}

typedef struct {
        World *w;
        Actor actor;
        Id assignment;
        const char *score;
        Status s;
} Sender;

static void *send_one(void *ctx)
{
        Sender *t = ctx;
        Arena a = arena_make(16 * MIB);
        Input in[] = {{S("assignment"), id_text(&a, t->assignment)},
                      {S("score-problem"), str_from(t->score)},
                      {S("score-product"), str_from(t->score)},
                      {S("score-team"), str_from(t->score)},
                      {S("score-fit"), str_from(t->score)},
                      {S("words-fit"), S("because")}};
        ActionWorld aw = {.store = t->w->p.store,
                          .site = &t->w->p.site,
                          .base_url = t->w->p.site.base_url,
                          .seal = t->w->p.site.seal};
        Deed d = {0};

        t->s = action_do(&aw, site_action(&t->w->p.site, S("review submit")), &t->actor, in, 6, &a,
                         &d);
        arena_free(&a);
        return NULL;
}

TEST(two_who_send_one_review_at_once_make_two_versions)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), file, x;
        Actor who;
        Sender t[2];
        pthread_t threads[2];
        Assignment row;

        file = probe_application(w, round, "Firm", "Pumps");
        who = probe_reviewer(w, round, "one@r1.example", "One");
        CHECK_OK(probe_step(w, "review begin", round));
        x = probe_assign(w, round, file, &who);
        w->actor = who;
        CHECK_OK(act(w, "conflict declare", "assignment", id_text(a, x).at, "conflict", "none",
                     NULL));
        for (int i = 0; i < 2; i++) {
                t[i] = (Sender){w, who, x, i ? "4" : "2", OK};
                CHECK(pthread_create(&threads[i], NULL, send_one, &t[i]) == 0);
        }
        for (int i = 0; i < 2; i++)
                CHECK(pthread_join(threads[i], NULL) == 0);
        CHECK_OK(t[0].s);
        CHECK_OK(t[1].s);
        CHECK_OK(assignment_by_id(w->db, a, x, &row));
        CHECK_INT(row.versions, 2);
        CHECK_STR(row.state, IS, "revised");
        CHECK_INT(probe_counting(w, round, file), 1);
}

TEST(whatever_happens_counts_and_tallies_are_what_the_assignments_say)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), files[3];
        Actor boss = w->actor, who[3];
        unsigned seed = 20261121;

        for (int i = 0; i < 3; i++)
                files[i] = probe_application(w, round, str_fmt(a, "Firm %d", i).at, "Pumps");
        for (int i = 0; i < 3; i++)
                who[i] = probe_reviewer(w, round, str_fmt(a, "rev%d@r%d.example", i, i).at, "Rev");
        CHECK_OK(probe_step(w, "review begin", round));
        for (int move = 0; move < 120; move++) {
                unsigned r = seed = seed * 1103515245U + 12345U;
                Actor *one = &who[(r >> 8) % 3];
                Id file = files[(r >> 12) % 3], x = probe_assignment(w, file, one->id);
                unsigned what = (r >> 16) % 9;

                w->actor = what < 4 ? *one : boss;
                if (what == 0 && x)
                        (void)!act(w, "conflict declare", "assignment", id_text(a, x).at,
                                   "conflict", "none", NULL);
                if (what == 1 && x)
                        (void)!probe_write(w, "review save", x, 1 + (int)(r >> 20) % 5);
                if ((what == 2 || what == 3) && x)
                        (void)!probe_write(w, "review submit", x, 1 + (int)(r >> 20) % 5);
                if (what == 4)
                        (void)!probe_assign_status(w, round, file, one);
                if (what == 5 && x)
                        (void)!act(w, "assignment remove", "assignment", id_text(a, x).at, NULL);
                if (what == 6)
                        (void)!act(w, "conflict add", "application", id_text(a, file).at,
                                   "reviewer", id_text(a, probe_reviewer_id(w, round, one)).at,
                                   "kind", "declared", "note", "n", NULL);
                if (what == 7)
                        (void)!probe_decide_of(w, file, one->id,
                                               (r >> 20) % 2 ? "dismissed" : "recused");
                if (what == 8) {
                        (void)!probe_step(w, "assignment propose", round);
                        (void)!probe_step(w, "assignment confirm", round);
                }
                w->actor = boss;
                probe_agrees(w, round, files, 3);
        }
}

/* The codes of a page of bids, as the form has them. */
static Str code_on(Str body, int which)
{
        Str mark = S("name=\"bid-");
        size_t at;

        do {
                at = str_find_str(body, mark);
                CHECK(at < body.len);
                body = str_skip(body, at + mark.len);
        } while (which--);
        return str_head(body, str_find(body, '"'));
}

TEST(a_bid_is_by_a_code_that_opens_only_for_who_was_shown_it)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), one, two, id;
        Actor boss = w->actor, who, other;
        const char *path;
        ReviewBidList bids;
        Str code;

        one = probe_application(w, round, "Firm", "Pumps for small rivers");
        two = probe_application(w, round, "Other", "Bricks of clay");
        who = probe_reviewer(w, round, "one@r1.example", "One");
        other = probe_reviewer(w, round, "two@r2.example", "Two");
        id = probe_reviewer_id(w, round, &who);
        path = str_fmt(a, "/bids/%.*s", S_ARG(id_text(a, id))).at;
        w->actor = other;
        page(w, path);
        CHECK_INT(w->status, 404);
        w->actor = who;
        code = code_on(page(w, path), 0);
        CHECK_STR(page(w, path), CONTAINS, "Pumps for small rivers");
        CHECK_STR(page(w, path), LACKS, id_text(a, one).at);
        CHECK_STR(page(w, path), LACKS, id_text(a, two).at);
        CHECK_OK(act(w, "review bid", "reviewer", id_text(a, id).at,
                     str_fmt(a, "bid-%.*s", S_ARG(code)).at, "yes", NULL));
        CHECK_OK(bids_of(w->db, a, round, who.id, &bids));
        CHECK_INT((int64_t)bids.n, 1);
        CHECK_STR(bids.at[0].bid, IS, "yes");
        CHECK_IS(act(w, "review bid", "reviewer", id_text(a, id).at,
                     str_fmt(a, "bid-%.*s", S_ARG(code)).at, "perhaps", NULL),
                 INVALID);
        CHECK_IS(act(w, "review bid", "reviewer", id_text(a, id).at, "bid-x", "yes", NULL),
                 INVALID);
        w->actor = other; /* with another's code, in the own pool */
        CHECK_IS(act(w, "review bid", "reviewer",
                     id_text(a, probe_reviewer_id(w, round, &other)).at,
                     str_fmt(a, "bid-%.*s", S_ARG(code)).at, "yes", NULL),
                 INVALID);
        CHECK_IS(act(w, "review bid", "reviewer", id_text(a, id).at, NULL), NOT_FOUND);
        w->actor = boss;
}

/* The record tells who began an application when; the page of bids must not tell it, too. */
TEST(bids_do_not_stand_in_the_order_in_which_applications_were_begun)
{
        enum { FILES = 24 };
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator");
        size_t seen = 0, as_begun = 0;
        Str body, next;

        for (int i = 0; i < FILES; i++)
                probe_application(w, round, str_fmt(a, "Firm %c", 'A' + i).at,
                                  str_fmt(a, "Pumps of kind %c!", 'A' + i).at);
        w->actor = probe_reviewer(w, round, "one@r1.example", "One");
        body = page(w, str_fmt(a, "/api/v1/bids/%.*s",
                               S_ARG(id_text(a, probe_reviewer_id(w, round, &w->actor))))
                               .at);
        next = str_skip(body, str_find_str(body, S("\"next\":\"")) + 8);
        next = str_head(next, str_find(next, '"'));
        body = str_fmt(
                a, "%.*s%.*s", S_ARG(body),
                S_ARG(page(w, str_fmt(a, "/api/v1/bids/%.*s?after=%.*s",
                                      S_ARG(id_text(a, probe_reviewer_id(w, round, &w->actor))),
                                      S_ARG(next))
                                      .at)));
        for (char before = 0;; seen++) {
                Str mark = S("Pumps of kind ");
                size_t at = str_find_str(body, mark);

                if (at == body.len)
                        break;
                body = str_skip(body, at + mark.len);
                as_begun += body.at[0] == before + 1;
                before = body.at[0];
        }
        CHECK_INT((int64_t)seen, FILES); /* each once */
        CHECK(as_begun < FILES / 2);
}

TEST(a_file_stays_with_its_reviewer_when_its_party_is_merged)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), file, x, into;
        Actor boss = w->actor, who;
        ReviewFile row;

        file = probe_application(w, round, "Firm", "Pumps for small rivers");
        who = probe_reviewer(w, round, "one@r1.example", "One");
        CHECK_OK(probe_step(w, "review begin", round));
        x = probe_assign(w, round, file, &who);
        CHECK_OK(probe_review(w, &who, file, 3));
        w->actor = boss;
        CHECK_OK(review_application(w->db, a, file, &row));
        into = given_party(w, "organisation", "Firm Holding");
        CHECK_OK(act(w, "party merge", "party", id_text(a, row.party).at, "into",
                     id_text(a, into).at, NULL));
        w->actor = who;
        CHECK_STR(page(w, str_fmt(a, "/reviews/%.*s", S_ARG(id_text(a, x))).at), CONTAINS,
                  "Pumps for small rivers");
}

TEST(who_lost_the_role_reads_no_file_and_does_not_take_it_again)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), file, x, id;
        Actor boss = w->actor, who;
        Str path, comparisons;
        ReviewerRole role;
        ReviewRound r;

        file = probe_application(w, round, "Firm", "Pumps for small rivers");
        who = probe_reviewer(w, round, "one@r1.example", "One");
        id = probe_reviewer_id(w, round, &who);
        CHECK_OK(probe_step(w, "review begin", round));
        x = probe_assign(w, round, file, &who);
        CHECK_OK(probe_review(w, &who, file, 3));
        w->actor = boss;
        CHECK_OK(review_round(w->db, a, round, &r));
        CHECK_OK(reviewer_has_role(w->db, a, who.id, r.hub, r.programme, time_now_us(), &role));
        CHECK_OK(act(w, "role withdraw", "role", id_text(a, role.id).at, NULL));
        CHECK_OK(act(w, "role grant", "email", "one@r1.example", "name", "One", "role", "reviewer",
                     "hub", "singapore", NULL));
        w->actor = probe_actor(w, "one@r1.example"); /* a reviewer elsewhere */
        path = str_fmt(a, "/reviews/%.*s", S_ARG(id_text(a, x)));
        comparisons = str_fmt(a, "/bids/%.*s", S_ARG(id_text(a, id)));
        CHECK_STR(page(w, path.at), LACKS, "Pumps");
        CHECK_INT(w->status, 404);
        page(w, comparisons.at);
        CHECK_INT(w->status, 404);
        CHECK_IS(act(w, "reviewer answer", "reviewer", id_text(a, id).at, "answer", "accept",
                     "load", "5", NULL),
                 NOT_FOUND);
        CHECK_OK(act(w, "reviewer answer", "reviewer", id_text(a, id).at, "answer", "decline",
                     NULL));
        CHECK_IS(act(w, "reviewer answer", "reviewer", id_text(a, id).at, "answer", "accept", NULL),
                 NOT_FOUND);
        CHECK_IS(reviewer_has_role(w->db, a, who.id, r.hub, r.programme, time_now_us(), &role),
                 NOT_FOUND);
}

TEST(what_an_invitation_allows_ends_with_it)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), id;
        Actor boss = w->actor, who, other;

        probe_application(w, round, "Firm", "Pumps");
        CHECK_IS(act(w, "reviewer invite", "round", id_text(a, round).at, "email", "nobody", "name",
                     "N", NULL),
                 INVALID);
        CHECK_IS(act(w, "reviewer invite", "round", id_text(a, round).at, "email", "n@r.example",
                     "name", "N", "step", "no-such-step", NULL),
                 INVALID);
        CHECK_OK(act(w, "reviewer invite", "round", id_text(a, round).at, "email", "n@r.example",
                     "name", "N", NULL));
        id = w->deed.made;
        CHECK_IS(act(w, "reviewer invite", "round", id_text(a, round).at, "email", "N@R.example",
                     "name", "N", NULL),
                 CONFLICT);
        who = probe_actor(w, "n@r.example");
        CHECK(!access_may(&who, MAY_REVIEW)); /* not before the answer */
        other = probe_reviewer(w, round, "o@r.example", "O");
        w->actor = other;
        CHECK_IS(act(w, "reviewer answer", "reviewer", id_text(a, id).at, "answer", "accept", NULL),
                 NOT_FOUND);
        w->actor = who;
        CHECK_OK(act(w, "reviewer answer", "reviewer", id_text(a, id).at, "answer", "decline",
                     NULL));
        CHECK_IS(
                act(w, "reviewer answer", "reviewer", id_text(a, id).at, "answer", "decline", NULL),
                CONFLICT);
        who = probe_actor(w, "n@r.example");
        CHECK(!access_may(&who, MAY_REVIEW));
        w->actor = boss;
        CHECK_OK(act(w, "reviewer invite", "round", id_text(a, round).at, "email", "n@r.example",
                     "name", "N", NULL)); /* asked again */
        CHECK_OK(act(w, "reviewer remove", "reviewer", id_text(a, id).at, NULL));
        w->actor = who;
        CHECK_IS(act(w, "reviewer answer", "reviewer", id_text(a, id).at, "answer", "accept", NULL),
                 NOT_FOUND);
        w->actor = boss;
}

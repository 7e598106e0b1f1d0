/* What waits for whom: of each only one's own, and as much as there is. */
#include "board/waits.h"

#include "base/time.h"
#include "review/review_probe.h"

#include <string.h>

static WaitRowList waits(World *w, const Actor *who)
{
        WaitRowList list;

        CHECK_OK(waits_of(w->db, w->a, who, time_now_us(), &list));
        for (size_t i = 1; i < list.n; i++) /* what is due comes first, in its order */
                CHECK(!list.at[i].due_at ||
                      (list.at[i - 1].due_at && list.at[i - 1].due_at <= list.at[i].due_at));
        return list;
}

static const WaitRow *wait_of(World *w, const Actor *who, const char *kind)
{
        WaitRowList list = waits(w, who);

        for (size_t i = 0; i < list.n; i++)
                if (str_is(list.at[i].kind, kind))
                        return &list.at[i];
        return NULL;
}

TEST(reviews_drafts_and_conflicts_wait_for_whom_they_are_and_for_nobody_else)
{
        World *w = world_of_examples(a);
        Actor boss = w->actor, here, there, who, owner, own;
        Id round = probe_round(w, "startup-accelerator"), file, second, x, party, account;
        const WaitRow *row;
        ReviewFile f;
        Str body;

        here = probe_staff(w, "here@example.org", "operator", "bangkok");
        there = probe_staff(w, "there@example.org", "operator", "singapore");
        file = probe_application(w, round, "Zyxquoll Robotics", "Pumps");
        second = probe_application(w, round, "Second Firm", "Pumps");
        CHECK_OK(review_application(w->db, a, file, &f));
        account = probe_account(w, "own@example.org", "Own");
        CHECK_OK(act(w, "party add", "kind", "organisation", "name", "Third Firm", NULL));
        party = w->deed.made;
        probe_team(w, party, account);
        CHECK_OK(access_actor(w->db, a, account, time_now_us(), &owner));
        CHECK_INT((int64_t)waits(w, &owner).n, 0);
        /* an invitation, until it is answered */
        CHECK_OK(act(w, "reviewer invite", "round", id_text(a, round).at, "email", "r@example.org",
                     "name", "R", NULL));
        who = probe_actor(w, "r@example.org");
        CHECK(wait_of(w, &who, "reviewer"));
        who = probe_reviewer(w, round, "one@example.org", "One");
        CHECK(!wait_of(w, &who, "reviewer"));
        /* files to review: how many, and no name */
        CHECK_OK(probe_step(w, "review begin", round));
        x = probe_assign(w, round, file, &who);
        (void)probe_assign(w, round, second, &who);
        row = wait_of(w, &who, "review");
        CHECK(row && row->n == 2);
        w->actor = who;
        body = page(w, "/waits");
        CHECK_STR(body, LACKS, "Zyxquoll");
        CHECK_STR(body, CONTAINS, "/reviews");
        CHECK_STR(page(w, "/api/v1/waits"), CONTAINS, "\"kind\":\"review\"");
        /* one is sent: the other waits, and the head of the page says so at once */
        CHECK_OK(probe_review(w, &who, file, 4));
        w->actor = boss;
        row = wait_of(w, &who, "review");
        CHECK(row && row->n == 1);
        /* a conflict waits for who judges it, here and not elsewhere */
        CHECK(!wait_of(w, &here, "conflict"));
        w->actor = who;
        CHECK_OK(act(w, "conflict declare", "assignment",
                     id_text(a, probe_assignment(w, second, who.id)).at, "conflict", "conflict",
                     "note", "My cousin", NULL));
        w->actor = boss;
        row = wait_of(w, &here, "conflict");
        CHECK(row && row->n == 1);
        CHECK_STR(row->link, IS, str_fmt(a, "/rounds/%.*s/conflicts", S_ARG(id_text(a, round))).at);
        CHECK(!wait_of(w, &there, "conflict"));
        CHECK(!wait_of(w, &who, "conflict"));
        /* what is about one's own team waits for others, and its number is nobody's business */
        CHECK_OK(review_application(w->db, a, second, &f));
        own = probe_staff(w, "own@here.example", "operator", "bangkok");
        CHECK(wait_of(w, &own, "conflict"));
        probe_team(w, f.party, own.id);
        CHECK(!wait_of(w, &own, "conflict"));
        /* the end of each link is there */
        w->actor = here;
        page(w, row->link.at);
        CHECK_INT(w->status, 200);
        /* a draft, for its team */
        w->actor = boss;
        CHECK_OK(act(w, "application begin", "round", id_text(a, round).at, "party",
                     id_text(a, party).at, NULL));
        row = wait_of(w, &owner, "draft");
        CHECK(row && row->due_at > time_now_us());
        CHECK(!wait_of(w, &who, "draft"));
        (void)x;
}

TEST(the_head_of_each_page_says_how_much_waits)
{
        World *w = world_of_examples(a);
        Actor boss = w->actor, who;
        Id round = probe_round(w, "startup-accelerator");

        CHECK_STR(page(w, "/pledges"), LACKS, "head-count");
        who = probe_staff(w, "r@example.org", "reviewer", "singapore");
        w->actor = who;
        CHECK_STR(page(w, "/pledges"), LACKS, "head-count");
        w->actor = boss;
        CHECK_OK(act(w, "reviewer invite", "round", id_text(a, round).at, "email", "r@example.org",
                     "name", "R", NULL));
        w->actor = who;
        CHECK_STR(page(w, "/waits"), CONTAINS, "Invitation to review");
        CHECK_STR(page(w, "/pledges"), CONTAINS, "<span class=\"head-count\">1</span>");
        CHECK_STR(page_of_visitor(w, "/pledges"), LACKS, "head-waits");
        page_of_visitor(w, "/waits");
        CHECK_INT(w->status, 401);
}

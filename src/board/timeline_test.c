/* What happened with one party: who is shown which of it. */
#include "board/timeline_page.h"

#include "apply/apply.h"
#include "base/time.h"
#include "review/review_probe.h"

static Str timeline(World *w, Id party, const char *rest)
{
        return page(w, str_fmt(w->a, "/api/v1/parties/%.*s/timeline%s", S_ARG(id_text(w->a, party)),
                               rest)
                               .at);
}

TEST(a_timeline_has_what_is_a_partys_and_shows_each_only_what_they_may_know)
{
        World *w = world_of_examples(a);
        Actor boss = w->actor, owner, there, who;
        Id round = probe_round(w, "startup-accelerator"), file, account, other;
        ReviewFile f;
        Str seen;

        file = probe_application(w, round, "Zyxquoll Robotics", "Pumps");
        CHECK_OK(review_application(w->db, a, file, &f));
        account = probe_account(w, "own@example.org", "Own");
        probe_team(w, f.party, account);
        CHECK_OK(access_actor(w->db, a, account, time_now_us(), &owner));
        there = probe_staff(w, "there@example.org", "operator", "singapore");
        who = probe_reviewer(w, round, "one@r1.example", "One");
        CHECK_OK(probe_step(w, "review begin", round));
        (void)probe_assign(w, round, file, &who);
        CHECK_OK(act(w, "determination propose", "application", id_text(a, file).at,
                     "determination", "decline", "reason", "r", "feedback", "Find customers",
                     NULL));
        seen = timeline(w, f.party, "");
        CHECK_INT(w->status, 200);
        CHECK_STR(seen, CONTAINS, "application.submitted");
        CHECK_STR(seen, CONTAINS, "application.begun");
        CHECK_STR(seen, CONTAINS, "party.added");
        CHECK_STR(seen, CONTAINS, "review.assigned");
        CHECK_STR(seen, CONTAINS, "determination.proposed");
        CHECK_STR(seen, CONTAINS, "\"kind\":\"application.submitted\",\"title\":\"Spring\"");
        CHECK_STR(seen, CONTAINS, "/reviews/");
        /* its team: not who reads it, nor what was not told yet */
        w->actor = owner;
        seen = timeline(w, f.party, "");
        CHECK_INT(w->status, 200);
        CHECK_STR(seen, CONTAINS, "application.submitted");
        CHECK_STR(seen, LACKS, "review.assigned");
        CHECK_STR(seen, LACKS, "determination.");
        CHECK_STR(page(w, str_fmt(a, "/parties/%.*s/timeline", S_ARG(id_text(a, f.party))).at),
                  CONTAINS, "/record/");
        /* operators elsewhere, reviewers, visitors: as if it did not exist */
        w->actor = there;
        (void)timeline(w, f.party, "");
        CHECK_INT(w->status, 404);
        w->actor = who;
        (void)timeline(w, f.party, "");
        CHECK_INT(w->status, 404);
        /* what was merged into it is its past, too */
        w->actor = boss;
        CHECK_OK(act(w, "party add", "kind", "organisation", "name", "Old Name", NULL));
        other = w->deed.made;
        CHECK_OK(act(w, "party merge", "party", id_text(a, other).at, "into",
                     id_text(a, f.party).at, NULL));
        CHECK_STR(timeline(w, f.party, ""), CONTAINS, "party.merged");
        (void)timeline(w, f.party, "?before=nonsense");
        CHECK_INT(w->status, 422);
        CHECK_STR(timeline(w, f.party, "?before=0"), CONTAINS, "\"rows\":[]");
}

/* Entries of the record that are the party's. */
static int told_of(World *w, Id party)
{
        int64_t *positions, before = INT64_MAX;
        size_t n;
        int all = 0;

        do {
                CHECK_OK(record_positions(w->db, w->a, party, before, &positions, &n));
                all += (int)n;
                before = n ? positions[n - 1] : 0;
        } while (n);
        return all;
}

TEST(a_long_timeline_is_paged_and_nothing_comes_twice_or_is_left_out)
{
        World *w = world_of_examples(a);
        Id party;
        int seen = 0, pages = 0;
        int64_t before = INT64_MAX, last = INT64_MAX;

        CHECK_OK(act(w, "party add", "kind", "organisation", "name", "Firm 0", NULL));
        party = w->deed.made;
        for (int i = 1; i <= 60; i++)
                CHECK_OK(act(w, "party edit", "party", id_text(a, party).at, "name",
                             str_fmt(a, "Firm %d", i).at, NULL));
        while (before && pages < 5) {
                Visit v = {.site = &w->p.site,
                           .view = &timeline_view,
                           .db = w->db,
                           .a = a,
                           .actor = w->actor,
                           .now_us = time_now_us(),
                           .params = {id_text(a, party)}};
                HttpPair pair = {S("before"), str_fmt(a, "%lld", (long long)before)};
                void *model;
                const TimelineModel *m;

                if (before != INT64_MAX) {
                        v.query = &pair;
                        v.query_n = 1;
                }
                if (site_load(&v, &model) != OK)
                        print_error("%.*s\n", S_ARG(v.fault));
                CHECK_OK(site_load(&v, &model));
                m = model;
                for (size_t i = 0; i < m->rows.n; i++) {
                        CHECK(m->rows.at[i].position < last); /* no mail is among them */
                        last = m->rows.at[i].position;
                        seen++;
                }
                before = m->page.next;
                pages++;
        }
        CHECK(pages >= 2);
        CHECK_INT(seen, told_of(w, party));
}

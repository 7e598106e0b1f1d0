/* Reports by periods, their locks; scale-ups found by the rule and counted; matching by both lists.
 */
#include "cohort/cohort_probe.h"

#include "cohort/report.h"
#include "cohort/wish.h"
#include "cohort/work.h"

#include <stdlib.h>
#include <string.h>

static Id id_from(const char *text)
{
        Id id;

        CHECK(id_parse(str_from(text), &id));
        return id;
}

/* The year that was four years ago, and so many after it, as in "2022-01-01". */
static const char *in_year(World *w, int after, const char *day)
{
        return str_fmt(w->a, "%d-%s", time_civil(time_now_us()).year - 4 + after, day).at;
}

/* A cohort of years ago, so that its reports are over. */
static Camp old_camp(World *w, int teams)
{
        Camp c = camp(w, teams);

        CHECK_OK(act(w, "cohort open", "programme", "startup-accelerator", "hub", "singapore",
                     "title", "Long ago", "begins", in_year(w, 0, "01-12"), "ends",
                     in_year(w, 0, "06-30"), NULL));
        c.cohort = made(w);
        for (int i = 0; i < teams; i++)
                CHECK_OK(act(w, "cohort add", "cohort", c.cohort, "party", c.party[i], NULL));
        CHECK_OK(act(w, "report plan", "cohort", c.cohort, NULL));
        return c;
}

static const char *report_for(Camp *c, int team, const char *slug, const char *begins)
{
        ReportLineList list;
        World *w = c->w;

        CHECK_OK(reports_of(w->db, w->a, id_from(c->party[team]), id_from(c->cohort), &list));
        for (size_t i = 0; i < list.n; i++) {
                Report r;

                CHECK_OK(report_get(w->db, w->a, list.at[i].party, list.at[i].id, &r));
                /* eight hours after midnight in Singapore it is that day in UTC, too */
                if (str_is(r.slug, slug) &&
                    str_is(time_date(w->a, r.begins_at + 8 * 3600 * SECOND_US), begins))
                        return id_text(w->a, r.id).at;
        }
        CHECK(false);
        return "";
}

static Status hands_in(Camp *c, int team, const char *report, const char *staff,
                       const char *turnover)
{
        return AS(c->w, c->owner[team],
                  act(c->w, "report submit", "cohort", c->cohort, "party", c->party[team], "report",
                      report, "staff", staff, "turnover.amount", turnover, "turnover.currency",
                      "SGD", NULL));
}

static Status reopens(Camp *c, int team, const char *report)
{
        return act(c->w, "report reopen", "cohort", c->cohort, "party", c->party[team], "report",
                   report, "until", day_ahead(c->w, 3), NULL);
}

TEST(report_periods_follow_the_calendar_and_are_made_once)
{
        World *w = world_of_examples(a);
        Camp c = old_camp(w, 2);
        CohortWork work = {.store = w->p.store, .base_url = S("http://x")};
        ReportLineList list;
        Report r;

        CHECK_OK(reports_of(w->db, a, id_from(c.party[0]), id_from(c.cohort), &list));
        CHECK_INT((int64_t)list.n, 6 + 5); /* January to June; five years */
        CHECK_IS(act(w, "report plan", "cohort", c.cohort, NULL), CONFLICT);
        CHECK_OK(report_get(w->db, a, id_from(c.party[0]),
                            id_from(report_for(&c, 0, "progress", in_year(w, 0, "03-01"))), &r));
        CHECK_STR(time_iso(a, r.ends_at), IS, in_year(w, 0, "03-31T16:00:00Z"));
        CHECK_STR(time_iso(a, r.due_at), IS, in_year(w, 0, "04-10T16:00:00Z"));
        CHECK_STR(time_iso(a, r.lock_at), IS, in_year(w, 0, "04-30T16:00:00Z"));
        CHECK_OK(cohort_work(&work, w->db, time_now_us())); /* makes those of the other cohort */
        CHECK_OK(reports_of(w->db, a, id_from(c.party[0]), id_from(c.cohort), &list));
        CHECK_INT((int64_t)list.n, 11);
}

TEST(report_is_drafted_handed_in_locked_and_opened_again)
{
        World *w = world_of_examples(a);
        Camp c = old_camp(w, 2);
        const char *now = report_for(&c, 0, "yearly", in_year(w, 4, "01-01")),
                   *old = report_for(&c, 0, "yearly", in_year(w, 0, "01-01"));
        Str path = camp_path(&c, str_fmt(a, "/%s/%s", c.party[0], now).at), body;
        ReportRevisionList revisions;
        Id op;

        CHECK_IS(hands_in(&c, 0, old, "10", "1000"), CONFLICT);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "locked");
        CHECK_IS(AS(w, c.owner[0],
                    act(w, "report reopen", "cohort", c.cohort, "party", c.party[0], "report", old,
                        "until", day_ahead(w, 3), NULL)),
                 FORBIDDEN);
        CHECK_IS(reopens(&c, 0, now), CONFLICT); /* it is not locked */
        CHECK_OK(reopens(&c, 0, old));
        CHECK_STR(leaf_of_last(w), CONTAINS, "report.reopened");
        CHECK_OK(hands_in(&c, 0, old, "10", "1000"));
        CHECK_STR(leaf_of_last(w), CONTAINS, "report.submitted");
        CHECK_STR(leaf_of_last(w), CONTAINS, "\"late\":1");
        CHECK_STR(leaf_of_last(w), LACKS, "1000");
        CHECK_IS(hands_in(&c, 0, old, "11", "1000"), CONFLICT); /* opened for one correction */
        /* another's, of another, nonsense */
        CHECK_IS(hands_in(&c, 1, now, "10", "1"), NOT_FOUND);
        CHECK_IS(AS(w, c.owner[1],
                    act(w, "report submit", "cohort", c.cohort, "party", c.party[0], "report", now,
                        "staff", "1", NULL)),
                 NOT_FOUND);
        CHECK_IS(hands_in(&c, 0, now, "many", "1000"), INVALID);
        CHECK_IS(AS(w, c.owner[0],
                    act(w, "report submit", "cohort", c.cohort, "party", c.party[0], "report", now,
                        "staff", "12", NULL)),
                 INVALID); /* turnover is missing */
        CHECK_IS(AS(w, c.owner[0],
                    act(w, "report submit", "cohort", c.cohort, "party", c.party[0], "report", now,
                        "evil", "12", NULL)),
                 INVALID);
        /* a draft is not handed in; two of a team do not write over each other */
        CHECK_OK(AS(w, c.owner[0],
                    act(w, "report save", "cohort", c.cohort, "party", c.party[0], "report", now,
                        "seen", "0", "staff", "12", NULL)));
        CHECK_IS(AS(w, c.owner[0],
                    act(w, "report save", "cohort", c.cohort, "party", c.party[0], "report", now,
                        "seen", "0", "staff", "99", NULL)),
                 CONFLICT);
        body = page_as(w, c.owner[0], path);
        CHECK_STR(body, CONTAINS, "value=\"12\"");
        /* an operator reads what was handed in, and no draft */
        CHECK_OK(act(w, "role grant", "email", "op@example.org", "name", "Op", "role", "operator",
                     "hub", "singapore", NULL));
        CHECK_OK(access_account_by_email(w->db, a, S("op@example.org"), &op));
        CHECK_STR(page_as(w, op, path), LACKS, "value=\"12\"");
        CHECK_STR(page_as(w, op, path), CONTAINS, "Nothing was handed in yet");
        CHECK_OK(hands_in(&c, 0, now, "13", "2000.50"));
        CHECK_OK(hands_in(&c, 0, now, "14", "2000.50"));
        CHECK_STR(leaf_of_last(w), CONTAINS, "report.revised");
        CHECK_OK(report_revisions(w->db, a, id_from(c.party[0]), id_from(now), &revisions));
        CHECK_INT((int64_t)revisions.n, 2);
        CHECK_STR(revisions.at[1].answers, CONTAINS, "\"staff\":\"13\"");
        CHECK_STR(page_as(w, op, path), CONTAINS, "14");
        page_as(w, c.owner[1], path);
        CHECK_INT(w->status, 404);
}

TEST(report_reminders_come_once_before_and_once_after)
{
        World *w = world_of_examples(a);
        Camp c = camp(w, 1);
        CohortWork work = {.store = w->p.store, .base_url = S("http://x")};
        MailLineList before, after, again;
        int64_t now = time_now_us();

        CHECK_OK(outbox_latest(w->db, a, INT64_MAX, &before));
        CHECK_OK(cohort_work(&work, w->db, now));
        CHECK_OK(outbox_latest(w->db, a, INT64_MAX, &after));
        CHECK(after.n > before.n);
        for (size_t i = 0; i < after.n - before.n; i++) {
                CHECK_STR(after.at[i].kind, IS, "cohort-reminder");
                CHECK(!after.at[i].is_essential); /* several become one mail */
        }
        work.looked_at = work.opened_at = 0;
        CHECK_OK(cohort_work(&work, w->db, now));
        CHECK_OK(outbox_latest(w->db, a, INT64_MAX, &again));
        CHECK_INT((int64_t)again.n, (int64_t)after.n);
        (void)c;
}

/* Random deeds at random times: whatever is tried, a revision is kept for each hand-in, the state
 * follows, and nothing gets in after the lock. */
TEST(report_revisions_agree_with_the_record_whatever_is_tried)
{
        World *w = world_of_examples(a);
        Camp c = old_camp(w, 1);
        const char *id = report_for(&c, 0, "yearly", in_year(w, 1, "01-01"));
        bool is_open = false;
        int64_t handed_in = 0;

        srand(11);
        for (int i = 0; i < 90; i++) {
                ReportRevisionList revisions;
                Report r;
                int k = rand() % 3;
                Status s;

                if (k == 0) {
                        s = reopens(&c, 0, id);
                        CHECK_INT(s, OK);
                        is_open = true;
                } else if (k == 1) {
                        s = hands_in(&c, 0, id, "10", "5");
                        CHECK_INT(s, is_open ? OK : CONFLICT);
                        handed_in += is_open;
                        if (is_open)
                                CHECK_STR(leaf_of_last(w), CONTAINS,
                                          str_fmt(a, "\"revision\":%lld", (long long)handed_in).at);
                        is_open = false;
                } else {
                        s = AS(w, c.owner[0],
                               act(w, "report save", "cohort", c.cohort, "party", c.party[0],
                                   "report", id, "staff", "1", NULL));
                        CHECK_INT(s, is_open ? OK : CONFLICT);
                }
                CHECK_OK(report_get(w->db, a, id_from(c.party[0]), id_from(id), &r));
                CHECK_OK(report_revisions(w->db, a, r.party, r.id, &revisions));
                CHECK_INT(r.revision, handed_in);
                CHECK_INT((int64_t)revisions.n, handed_in);
                CHECK_STR(r.state, IS, handed_in ? "submitted" : "open");
        }
        CHECK(handed_in > 4);
}

TEST(scaleup_is_found_by_the_reports_confirmed_by_an_operator_and_counted_once)
{
        World *w = world_of_examples(a);
        Camp c = old_camp(w, 2);
        const char *first = report_for(&c, 0, "yearly", in_year(w, 0, "01-01")),
                   *last = report_for(&c, 0, "yearly", in_year(w, 3, "01-01"));
        int64_t before = number(w, "scale-ups", "singapore");
        Str own = camp_path(&c, str_fmt(a, "/%s", c.party[0]).at);

        CHECK_OK(reopens(&c, 0, first));
        CHECK_OK(hands_in(&c, 0, first, "10", "1000"));
        CHECK_IS(act(w, "scaleup confirm", "cohort", c.cohort, "party", c.party[0], "first", first,
                     "last", last, NULL),
                 CONFLICT);
        CHECK_OK(reopens(&c, 0, last));
        CHECK_OK(hands_in(&c, 0, last, "17", "1728"));
        CHECK_STR(page(w, own.at), LACKS, "Confirm the scale-up");
        CHECK_OK(reopens(&c, 0, last));
        CHECK_OK(hands_in(&c, 0, last, "17", "1728.01")); /* just above */
        CHECK_STR(page(w, own.at), CONTAINS, "Confirm the scale-up");
        CHECK_STR(page(w, own.at), CONTAINS, "1728.01");
        CHECK_STR(page_as(w, c.owner[0], own), LACKS, "Confirm the scale-up");
        CHECK_INT(number(w, "scale-ups", "singapore"), before); /* nothing by itself */
        CHECK_IS(AS(w, c.owner[0],
                    act(w, "scaleup confirm", "cohort", c.cohort, "party", c.party[0], "first",
                        first, "last", last, NULL)),
                 FORBIDDEN);
        CHECK_IS(act(w, "scaleup confirm", "cohort", c.cohort, "party", c.party[0], "first", last,
                     "last", last, NULL),
                 CONFLICT);
        CHECK_IS(act(w, "scaleup confirm", "cohort", c.cohort, "party", c.party[1], "first", first,
                     "last", last, NULL),
                 CONFLICT);
        CHECK_OK(act(w, "scaleup confirm", "cohort", c.cohort, "party", c.party[0], "first", first,
                     "last", last, NULL));
        CHECK_STR(leaf_of_last(w), CONTAINS, "member.scaled");
        CHECK_STR(leaf_of_last(w), CONTAINS, first);
        CHECK_STR(leaf_of_last(w), LACKS, "1728");
        CHECK_INT(number(w, "scale-ups", "singapore"), before + 1);
        CHECK_IS(act(w, "scaleup confirm", "cohort", c.cohort, "party", c.party[0], "first", first,
                     "last", last, NULL),
                 CONFLICT);
        CHECK_INT(number(w, "scale-ups", "singapore"), before + 1);
}

/* No entry has a team and somebody whom it would like, or who would like it. */
static void wishes_stay_secret(World *w, const Camp *c)
{
        const char *mina = id_text(w->a, c->mentor).at;
        int64_t size, seen = 0;
        Hash root;
        Str leaf;

        CHECK_OK(record_head(w->db, w->a, &size, &root));
        for (int64_t i = 0; i < size; i++) {
                CHECK_OK(record_leaf(w->db, w->a, i, &leaf));
                if (!str_has(leaf, S("\"wish.set\"")))
                        continue;
                seen++;
                CHECK(!(str_has(leaf, str_from(mina)) && (str_has(leaf, str_from(c->party[0])) ||
                                                          str_has(leaf, str_from(c->party[1])))));
        }
        CHECK(seen > 0);
}

TEST(matching_of_teams_and_mentors_is_shown_first_and_confirmed_as_it_was_shown)
{
        World *w = world_of_examples(a);
        Camp c = camp(w, 2);
        Actor nils = person(w, "Nils", "nils@example.org");
        const char *mina = id_text(a, c.mentor).at, *nils_id = id_text(a, nils.id).at, *mark;
        Str body;
        size_t at;

        CHECK_IS(act(w, "mentor set", "cohort", c.cohort, "email", "nils@example.org", NULL),
                 INVALID);
        CHECK_OK(act(w, "role grant", "email", "nils@example.org", "name", "Nils", "role", "mentor",
                     "hub", "singapore", NULL));
        CHECK_OK(act(w, "mentor set", "cohort", c.cohort, "email", "nils@example.org", "teams", "1",
                     NULL));
        CHECK_OK(act(w, "mentor set", "cohort", c.cohort, "email", "mina@example.org", "teams", "1",
                     NULL));
        /* both teams would like Mina best; Mina would like the second */
        for (int i = 0; i < 2; i++) {
                CHECK_OK(AS(w, c.owner[i],
                            act(w, "wish set", "cohort", c.cohort, "party", c.party[i], "mentor",
                                nils_id, "place", "1", NULL)));
                CHECK_OK(AS(w, c.owner[i],
                            act(w, "wish set", "cohort", c.cohort, "party", c.party[i], "mentor",
                                mina, "place", "1", NULL)));
                CHECK_OK(AS(w, nils.id,
                            act(w, "wish rank", "cohort", c.cohort, "party", c.party[i], "place",
                                "1", NULL)));
        }
        CHECK_OK(AS(
                w, c.mentor,
                act(w, "wish rank", "cohort", c.cohort, "party", c.party[0], "place", "1", NULL)));
        CHECK_OK(AS(
                w, c.mentor,
                act(w, "wish rank", "cohort", c.cohort, "party", c.party[1], "place", "1", NULL)));
        CHECK_IS(AS(w, c.owner[0],
                    act(w, "wish set", "cohort", c.cohort, "party", c.party[1], "mentor", mina,
                        "place", "1", NULL)),
                 NOT_FOUND);
        body = page(w, camp_path(&c, "/matching").at);
        CHECK_STR(body, CONTAINS, "place 1 in the team's list, place 1 in the mentor's");
        at = str_find_str(body, S("name=\"mark\" value=\""));
        mark = str_z(a, str_head(str_skip(body, at + 19), 16));
        CHECK_OK(AS(w, c.owner[0],
                    act(w, "wish set", "cohort", c.cohort, "party", c.party[0], "mentor", nils_id,
                        "place", "0", NULL)));
        CHECK_IS(act(w, "cohort match", "cohort", c.cohort, "mark", mark, NULL), CONFLICT);
        CHECK_OK(AS(w, c.owner[0],
                    act(w, "wish set", "cohort", c.cohort, "party", c.party[0], "mentor", nils_id,
                        "place", "2", NULL)));
        wishes_stay_secret(w, &c);
        CHECK_OK(act(w, "cohort match", "cohort", c.cohort, "mark", mark, NULL));
        CHECK_STR(page_as(w, c.owner[1], camp_path(&c, str_fmt(a, "/%s", c.party[1]).at)), CONTAINS,
                  "Your mentor: Mina");
        CHECK_STR(page_as(w, c.owner[0], camp_path(&c, str_fmt(a, "/%s", c.party[0]).at)), CONTAINS,
                  "Your mentor: Nils");
}

/* Persons in cohorts: students and interns have no team, and speak for themselves; what they wrote
 * goes when they are erased. */
#include "cohort/cohort_probe.h"

#include "access/signin.sql.h"
#include "cohort/booking.h"
#include "cohort/milestone.h"
#include "cohort/work.h"

static Status confirm(void *ctx, Db *db)
{
        return email_confirm(db, S("kim@example.org"), ((const Camp *)ctx)->owner[0],
                             time_now_us());
}

/* A student with an account of the same, confirmed address. */
static Camp school(World *w)
{
        Camp c = {.w = w};
        Actor mentor;

        CHECK_OK(act(w, "cohort open", "programme", "mini-masters", "hub", "singapore", "title",
                     "Year one", "begins", "2026-01-12", "ends", "2027-06-30", NULL));
        c.cohort = made(w);
        c.owner[0] = person(w, "Kim", "kim@example.org").id;
        c.owner[1] = person(w, "Eve", "eve@example.org").id;
        CHECK_OK(store_transact(w->p.store, confirm, &c));
        CHECK_OK(act(w, "party add", "kind", "person", "name", "Kim Wobble", "email",
                     "kim@example.org", "hub", "singapore", NULL));
        c.party[0] = made(w);
        CHECK_OK(act(w, "member add", "party", c.party[0], "programme", "mini-masters", "hub",
                     "singapore", NULL));
        CHECK_OK(act(w, "cohort add", "cohort", c.cohort, "party", c.party[0], NULL));
        mentor = person(w, "Mina", "mina@example.org");
        c.mentor = mentor.id;
        CHECK_OK(act(w, "role grant", "email", "mina@example.org", "name", "Mina", "role", "mentor",
                     "hub", "singapore", NULL));
        return c;
}

TEST(cohort_member_who_is_a_person_hands_in_and_books_for_themselves_and_is_erased)
{
        World *w = world_of_examples(a);
        Camp c = school(w);
        Str own = camp_path(&c, str_fmt(a, "/%s", c.party[0]).at);
        CohortWork work = {.store = w->p.store, .base_url = S("http://x")};
        MilestoneList list;
        MilestoneEvidenceList evidence;
        MailLineList mails;
        Id party, cohort;
        const char *slot, *id;

        CHECK(id_parse(str_from(c.party[0]), &party) && id_parse(str_from(c.cohort), &cohort));
        CHECK_INT(status_as(w, c.owner[0], own), 200);
        CHECK_INT(status_as(w, c.owner[1], own), 404);
        CHECK_STR(page_as(w, c.owner[0], S("/cohorts")), CONTAINS, "Kim Wobble");
        CHECK_OK(act(w, "milestone set", "cohort", c.cohort, "milestone", "talk", "title", "A talk",
                     "due", "2026-12-01", NULL));
        CHECK_OK(milestones_of(w->db, a, party, cohort, &list));
        id = id_text(a, list.at[0].id).at;
        CHECK_IS(AS(w, c.owner[1],
                    act(w, "milestone submit", "cohort", c.cohort, "party", c.party[0], "milestone",
                        id, "words", "x", NULL)),
                 NOT_FOUND);
        CHECK_OK(AS(w, c.owner[0],
                    act(w, "milestone submit", "cohort", c.cohort, "party", c.party[0], "milestone",
                        id, "words", "I spoke of Quillfeather", NULL)));
        CHECK_OK(AS(w, c.mentor,
                    act(w, "hours offer", "cohort", c.cohort, "day", day_ahead(w, 1), "time",
                        "00:00", "zone", "UTC", NULL)));
        slot = made(w);
        CHECK_IS(AS(w, c.owner[1],
                    act(w, "booking make", "cohort", c.cohort, "party", c.party[0], "slot", slot,
                        NULL)),
                 NOT_FOUND);
        CHECK_OK(AS(w, c.owner[0],
                    act(w, "booking make", "cohort", c.cohort, "party", c.party[0], "slot", slot,
                        "topic", "Quillfeather again", NULL)));
        /* both are reminded, once, when it is near */
        CHECK_OK(cohort_work(&work, w->db, time_now_us()));
        CHECK_OK(outbox_latest(w->db, a, INT64_MAX, &mails));
        CHECK_STR(mails.at[0].kind, IS, "cohort-reminder");
        CHECK_STR(mails.at[1].kind, IS, "cohort-reminder");
        CHECK(!str_eq(mails.at[0].address, mails.at[1].address));
        work.looked_at = 0;
        CHECK_OK(cohort_work(&work, w->db, time_now_us()));
        CHECK_INT((int64_t)mails.n, ({
                          MailLineList after;

                          CHECK_OK(outbox_latest(w->db, a, INT64_MAX, &after));
                          (int64_t) after.n;
                  }));
        CHECK_OK(act(w, "party erase", "party", c.party[0], "why", "request", "name", "Kim Wobble",
                     NULL));
        CHECK_OK(milestone_evidences(w->db, a, party, cohort, &evidence));
        CHECK_INT((int64_t)evidence.n, 1);
        CHECK_STR(evidence.at[0].words, IS, "");
        CHECK_STR(page(w, own.at), LACKS, "Quillfeather");
        CHECK_STR(page(w, camp_path(&c, "/mentors").at), LACKS, "Quillfeather");
}

TEST(cohort_of_an_erased_mentor_has_no_hours_of_theirs)
{
        World *w = world_of_examples(a);
        Camp c = camp(w, 1);
        SlotLineList slots;
        Id cohort;
        const char *slot;

        CHECK(id_parse(str_from(c.cohort), &cohort));
        CHECK_OK(AS(w, c.mentor,
                    act(w, "hours offer", "cohort", c.cohort, "day", day_ahead(w, 3), "time",
                        "10:00", "weeks", "3", "place", "My kitchen", NULL)));
        slot = made(w);
        CHECK_OK(AS(w, c.owner[0],
                    act(w, "booking make", "cohort", c.cohort, "party", c.party[0], "slot", slot,
                        "topic", "Prices", NULL)));
        CHECK_OK(AS(w, c.mentor, act(w, "calendar make", NULL)));
        CHECK_OK(AS(w, c.mentor, act(w, "account erase", "email", "mina@example.org", NULL)));
        CHECK_OK(slots_free(w->db, a, cohort, time_now_us(), &slots));
        CHECK_INT((int64_t)slots.n, 0);
        CHECK_STR(page(w, camp_path(&c, str_fmt(a, "/%s", c.party[0]).at).at), LACKS, "My kitchen");
        CHECK_STR(page(w, camp_path(&c, "/mentors").at), LACKS, "Mina");
}

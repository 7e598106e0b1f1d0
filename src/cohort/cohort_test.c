/* Cohorts: who is in one, milestones and what shows them, who sees what. */
#include "cohort/cohort_probe.h"

#include "base/time.h"
#include "apply/file.h"
#include "cohort/milestone.h"

#include <stdlib.h>
#include <unistd.h>

TEST(cohort_members_are_members_of_the_programme_there_and_nobody_else)
{
        World *w = world_of_examples(a);
        Camp c = camp(w, 2);
        Id elsewhere = given_party(w, "organisation", "Elsewhere");

        CHECK_STR(leaf_of_last(w), LACKS, "Spring");
        CHECK_IS(act(w, "cohort add", "cohort", c.cohort, "party", id_text(a, elsewhere).at, NULL),
                 INVALID);
        CHECK_IS(act(w, "cohort add", "cohort", c.cohort, "party", c.party[0], NULL), CONFLICT);
        CHECK_OK(act(w, "cohort remove", "cohort", c.cohort, "party", c.party[0], NULL));
        CHECK_IS(act(w, "cohort remove", "cohort", c.cohort, "party", c.party[0], NULL), INVALID);
        CHECK_INT(status_as(w, c.owner[0], camp_path(&c, str_fmt(a, "/%s", c.party[0]).at)), 404);
        CHECK_OK(act(w, "cohort add", "cohort", c.cohort, "party", c.party[0], NULL));
        CHECK_IS(act(w, "cohort change", "cohort", c.cohort, "title", "S", "begins", "2026-02-01",
                     "ends", "2026-01-01", NULL),
                 INVALID);
        CHECK_OK(act(w, "cohort close", "cohort", c.cohort, NULL));
        CHECK_IS(act(w, "cohort close", "cohort", c.cohort, NULL), CONFLICT);
        CHECK_IS(act(w, "cohort remove", "cohort", c.cohort, "party", c.party[0], NULL), CONFLICT);
        CHECK_STR(page(w, camp_path(&c, "/alumni").at), CONTAINS, "Mango Works");
}

TEST(cohort_pages_are_for_their_team_and_operators_and_the_public_gets_counts)
{
        World *w = world_of_examples(a);
        Camp c = camp(w, 2);
        Str own = camp_path(&c, str_fmt(a, "/%s", c.party[0]).at), all;

        CHECK_INT(status_as(w, c.owner[0], own), 200);
        CHECK_INT(status_as(w, c.owner[1], own), 404);
        CHECK_INT(status_as(w, c.mentor, own), 404);
        CHECK_INT(status_as(w, c.owner[0], camp_path(&c, "")), 404);
        CHECK_STR(page(w, camp_path(&c, "").at), CONTAINS, "Mango Works");
        all = page_of_visitor(w, "/cohorts");
        CHECK_STR(all, CONTAINS, "Spring");
        CHECK_STR(all, CONTAINS, "data-label=\"Members\">2<");
        CHECK_STR(all, LACKS, "Mango Works");
        CHECK_STR(page_as(w, c.owner[0], S("/cohorts")), CONTAINS, "Mango Works");
        CHECK_STR(page_as(w, c.owner[1], S("/cohorts")), LACKS, "Mango Works");
        page_of_visitor(w, own.at);
        CHECK_INT(w->status, 401);
}

static Milestone milestone_now(Camp *c, int team, const char *slug)
{
        Milestone m = {0};
        Id party, cohort;

        CHECK(id_parse(str_from(c->party[team]), &party) && id_parse(str_from(c->cohort), &cohort));
        CHECK_OK(milestone_named(c->w->db, c->w->a, party, cohort, str_from(slug), &m));
        return m;
}

TEST(milestone_is_handed_in_by_the_team_and_decided_by_an_operator)
{
        World *w = world_of_examples(a);
        Camp c = camp(w, 2);
        const char *id;
        Str own = camp_path(&c, str_fmt(a, "/%s", c.party[0]).at);

        CHECK_OK(act(w, "milestone set", "cohort", c.cohort, "milestone", "pilot", "title",
                     "First pilot", "due", "2026-02-01", NULL));
        id = id_text(a, milestone_now(&c, 0, "pilot").id).at;
        /* the day is over at midnight at the hub, which is UTC+8 */
        CHECK_STR(time_iso(a, milestone_now(&c, 0, "pilot").due_at), IS, "2026-02-01T16:00:00Z");
        CHECK_STR(page_as(w, c.owner[0], own), CONTAINS, "2026-02-01");
        CHECK_STR(page(w, camp_path(&c, "").at), CONTAINS, "state is-late");
        CHECK_IS(act(w, "milestone approve", "cohort", c.cohort, "party", c.party[0], "milestone",
                     id, NULL),
                 CONFLICT); /* nothing is there to approve */
        CHECK_IS(AS(w, c.owner[1],
                    act(w, "milestone submit", "cohort", c.cohort, "party", c.party[0], "milestone",
                        id, "words", "stolen", NULL)),
                 NOT_FOUND);
        CHECK_IS(AS(w, c.owner[1],
                    act(w, "milestone submit", "cohort", c.cohort, "party", c.party[1], "milestone",
                        id, "words", "of another", NULL)),
                 NOT_FOUND);
        CHECK_IS(AS(w, c.owner[0],
                    act(w, "milestone approve", "cohort", c.cohort, "party", c.party[0],
                        "milestone", id, NULL)),
                 FORBIDDEN);
        CHECK_OK(AS(w, c.owner[0],
                    act(w, "milestone submit", "cohort", c.cohort, "party", c.party[0], "milestone",
                        id, "words", "<b>Kisumu</b> uses it", "link", "https://example.org/p",
                        NULL)));
        CHECK_STR(leaf_of_last(w), CONTAINS, "milestone.submitted");
        CHECK_STR(leaf_of_last(w), LACKS, "Kisumu");
        CHECK_STR(page(w, own.at), CONTAINS, "&lt;b&gt;Kisumu");
        CHECK_STR(page_as(w, c.owner[1], camp_path(&c, str_fmt(a, "/%s", c.party[1]).at)), LACKS,
                  "Kisumu");
        CHECK_STR(page(w, camp_path(&c, "").at), CONTAINS, "Handed in, to be looked at");
        CHECK_IS(act(w, "milestone return", "cohort", c.cohort, "party", c.party[0], "milestone",
                     id, "answer", "Old", "evidence", "7", NULL),
                 CONFLICT);
        CHECK_OK(act(w, "milestone return", "cohort", c.cohort, "party", c.party[0], "milestone",
                     id, "answer", "Who signed?", "evidence", "1", NULL));
        CHECK_STR(page_as(w, c.owner[0], own), CONTAINS, "Who signed?");
        CHECK_OK(AS(w, c.owner[0],
                    act(w, "milestone submit", "cohort", c.cohort, "party", c.party[0], "milestone",
                        id, "words", "Signed", NULL)));
        CHECK_IS(act(w, "milestone approve", "cohort", c.cohort, "party", c.party[0], "milestone",
                     id, "evidence", "1", NULL),
                 CONFLICT); /* of two that decide, one has seen the older */
        CHECK_OK(act(w, "milestone approve", "cohort", c.cohort, "party", c.party[0], "milestone",
                     id, "evidence", "2", NULL));
        CHECK_IS(act(w, "milestone approve", "cohort", c.cohort, "party", c.party[0], "milestone",
                     id, NULL),
                 CONFLICT);
        CHECK_IS(AS(w, c.owner[0],
                    act(w, "milestone submit", "cohort", c.cohort, "party", c.party[0], "milestone",
                        id, "words", "Again", NULL)),
                 CONFLICT);
        CHECK_IS(act(w, "milestone set", "cohort", c.cohort, "party", c.party[0], "milestone",
                     "pilot", "title", "Other", "due", "2026-03-01", NULL),
                 CONFLICT);
        CHECK_OK(act(w, "cohort close", "cohort", c.cohort, NULL));
        CHECK_IS(AS(w, c.owner[1],
                    act(w, "milestone submit", "cohort", c.cohort, "party", c.party[1], "milestone",
                        id_text(a, milestone_now(&c, 1, "pilot").id).at, "words", "Late", NULL)),
                 CONFLICT);
}

static Str bytes_given(World *w, Str address, Id as)
{
        char *bytes = arena_bytes(w->a, 1000);
        ssize_t n;

        (void)page_as(w, as, address);
        if (w->status != 200)
                return (Str){0};
        n = read(w->reply.file_fd, bytes, 1000);
        CHECK(n >= 0);
        close(w->reply.file_fd);
        return (Str){bytes, (size_t)n};
}

TEST(milestone_comes_with_a_file_that_only_its_team_and_operators_get)
{
        World *w = world_of_examples(a);
        Camp c = camp(w, 2);
        FileNamed named[] = {application_file_named, milestone_file_named};
        const char *id;
        Str deck, wrong, address;

        CHECK_OK(act(w, "milestone set", "cohort", c.cohort, "milestone", "pilot", "title",
                     "A pilot", "due", "2026-02-01", NULL));
        id = id_text(a, milestone_now(&c, 0, "pilot").id).at;
        deck = given_file(w, S("%PDF-1.7 a signed pilot"));
        /* of another: refused before a byte is copied */
        CHECK_IS(AS(w, c.owner[1],
                    act(w, "milestone submit", "cohort", c.cohort, "party", c.party[0], "milestone",
                        id, "words", "Of another", "file", deck.at, NULL)),
                 NOT_FOUND);
        CHECK(access(deck.at, F_OK) == 0);
        wrong = given_file(w, S("PK\x03\x04 broken"));
        CHECK_IS(AS(w, c.owner[0],
                    act(w, "milestone submit", "cohort", c.cohort, "party", c.party[0], "milestone",
                        id, "words", "Broken", "file", wrong.at, NULL)),
                 INVALID);
        CHECK(rename(deck.at, str_fmt(a, "%.*s <1>.pdf", S_ARG(deck)).at) == 0);
        deck = str_fmt(a, "%.*s <1>.pdf", S_ARG(deck));
        CHECK_OK(AS(w, c.owner[0],
                    act(w, "milestone submit", "cohort", c.cohort, "party", c.party[0], "milestone",
                        id, "words", "Signed", "file", deck.at, NULL)));
        CHECK(access(deck.at, F_OK) != 0); /* the upload went */
        CHECK_STR(leaf_of_last(w), LACKS, "Pilot");
        CHECK_STR(page_as(w, c.owner[0], camp_path(&c, str_fmt(a, "/%s", c.party[0]).at)), CONTAINS,
                  " &lt;1&gt;.pdf");
        address = str_fmt(a, "/cohorts/%s/%s/milestones/%s/1", c.cohort, c.party[0], id);
        CHECK_STR(bytes_given(w, address, c.owner[0]), IS, "%PDF-1.7 a signed pilot");
        CHECK_STR(bytes_given(w, address, w->actor.id), CONTAINS, "pilot");
        CHECK_STR(bytes_given(w, address, c.owner[1]), IS, "");
        CHECK_STR(bytes_given(
                          w, str_fmt(a, "/cohorts/%s/%s/milestones/%s/1", c.cohort, c.party[1], id),
                          c.owner[1]),
                  IS, "");
        CHECK_STR(bytes_given(
                          w, str_fmt(a, "/cohorts/%s/%s/milestones/%s/2", c.cohort, c.party[0], id),
                          c.owner[0]),
                  IS, "");
        CHECK_OK(files_sweep(w->db, a, w->folder, time_now_us() + DAY_US, named, 2));
        CHECK_STR(bytes_given(w, address, c.owner[0]), CONTAINS, "pilot");
        CHECK_OK(files_sweep(w->db, a, w->folder, time_now_us() + DAY_US, named, 1));
        CHECK_STR(bytes_given(w, address, c.owner[0]), IS, "");
}

TEST(nobody_approves_a_milestone_of_their_own_team)
{
        World *w = world_of_examples(a);
        Camp c = camp(w, 1);
        const char *id;

        CHECK_OK(act(w, "milestone set", "cohort", c.cohort, "milestone", "pilot", "title",
                     "First pilot", "due", "2026-02-01", NULL));
        id = id_text(a, milestone_now(&c, 0, "pilot").id).at;
        CHECK_OK(act(w, "role grant", "email", "ada@example.org", "name", "Ada", "role", "operator",
                     "hub", "singapore", NULL));
        CHECK_OK(AS(w, c.owner[0],
                    act(w, "milestone submit", "cohort", c.cohort, "party", c.party[0], "milestone",
                        id, "words", "Signed", NULL)));
        CHECK_IS(AS(w, c.owner[0],
                    act(w, "milestone approve", "cohort", c.cohort, "party", c.party[0],
                        "milestone", id, NULL)),
                 FORBIDDEN);
        CHECK_IS(AS(w, c.owner[0],
                    act(w, "milestone return", "cohort", c.cohort, "party", c.party[0], "milestone",
                        id, "answer", "No", NULL)),
                 FORBIDDEN);
        CHECK_STR(milestone_now(&c, 0, "pilot").state, IS, "submitted");
        CHECK_OK(act(w, "milestone approve", "cohort", c.cohort, "party", c.party[0], "milestone",
                     id, NULL));
}

/* Random moves: what the state is, what is kept, and what the record tells agree. */
TEST(milestone_states_agree_with_the_record_whatever_is_tried)
{
        static const char *const deeds[] = {"milestone submit", "milestone approve",
                                            "milestone return"};
        World *w = world_of_examples(a);
        Camp c = camp(w, 1);
        int64_t number = 0;
        const char *state = "due", *id;

        CHECK_OK(act(w, "milestone set", "cohort", c.cohort, "milestone", "pilot", "title", "P",
                     "due", "2026-02-01", NULL));
        id = id_text(a, milestone_now(&c, 0, "pilot").id).at;
        srand(7);
        for (int i = 0; i < 60; i++) {
                int k = rand() % 3;
                bool good = k == 0 ? !str_is(S("approved"), state)
                            : k == 1
                                    ? str_is(S("submitted"), state)
                                    : str_is(S("submitted"), state) || str_is(S("approved"), state);
                int64_t told = w->deed.position;
                Status s;
                Milestone m;

                s = AS(w, k == 0 ? c.owner[0] : w->actor.id,
                       act(w, deeds[k], "cohort", c.cohort, "party", c.party[0], "milestone", id,
                           k == 0 ? "words" : "answer", "x", NULL));
                CHECK_INT(s, good ? OK : CONFLICT);
                if (good) {
                        state = k == 0 ? "submitted" : k == 1 ? "approved" : "returned";
                        number += k == 0;
                        CHECK(w->deed.position > told);
                        CHECK_STR(leaf_of_last(w), CONTAINS, str_fmt(a, "milestone.%s", state).at);
                }
                m = milestone_now(&c, 0, "pilot");
                CHECK_STR(m.state, IS, state);
                CHECK_INT(m.number, number);
        }
        CHECK(number > 5);
}

TEST(cohort_rows_follow_a_merge)
{
        World *w = world_of_examples(a);
        Camp c = camp(w, 2);
        Milestone m;

        CHECK_OK(act(w, "milestone set", "cohort", c.cohort, "party", c.party[0], "milestone",
                     "pilot", "title", "First pilot", "due", "2026-02-01", NULL));
        CHECK_OK(act(w, "milestone set", "cohort", c.cohort, "milestone", "both", "title", "Both",
                     "due", "2026-02-01", NULL));
        CHECK_OK(AS(w, c.owner[0],
                    act(w, "milestone submit", "cohort", c.cohort, "party", c.party[0], "milestone",
                        id_text(a, milestone_now(&c, 0, "pilot").id).at, "words", "Mine", NULL)));
        CHECK_OK(act(w, "party merge", "party", c.party[0], "into", c.party[1], NULL));
        m = milestone_now(&c, 1, "pilot");
        CHECK_INT(m.number, 1);
        CHECK_STR(page(w, camp_path(&c, str_fmt(a, "/%s", c.party[1]).at).at), CONTAINS, "Mine");
        CHECK_STR(page(w, camp_path(&c, "").at), LACKS, "Mango Works");
        CHECK_STR(page_of_visitor(w, "/cohorts"), CONTAINS, "data-label=\"Members\">1<");
}

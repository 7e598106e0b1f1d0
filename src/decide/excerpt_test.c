/* What reviewers wrote, in feedback to who applied: the words, and never whose they are. */
#include "decide/excerpt.h"
#include "review/review_probe.h"

static Status says(World *w, const Actor *who, Id x, const char *fit, const char *whole)
{
        Actor boss = w->actor;
        Status s;

        w->actor = *who;
        (void)!act(w, "conflict declare", "assignment", id_text(w->a, x).at, "conflict", "none",
                   NULL);
        s = act(w, "review submit", "assignment", id_text(w->a, x).at, "score-problem", "2",
                "score-product", "2", "score-team", "2", "score-fit", "2", "words-fit", fit,
                "words", whole, NULL);
        w->actor = boss;
        return s;
}

static const char *field_of(World *w, const DecideExcerptList *list, const char *words)
{
        for (size_t i = 0; i < list->n; i++)
                if (str_has(list->at[i].text, str_from(words)))
                        return str_fmt(w->a, "excerpt-%.*s", S_ARG(list->at[i].code)).at;
        return NULL;
}

TEST(feedback_takes_what_reviewers_wrote_and_never_who_they_are)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), file, other, x, y, z;
        Actor who, two, boss = w->actor;
        DecideExcerptList list;
        DeterminationList done;
        const char *path, *hub, *market, *foreign;
        DecideRound r;

        file = probe_application(w, round, "Mango Mill", "Pumps for small rivers");
        other = probe_application(w, round, "Papaya Press", "Lamps");
        who = probe_reviewer(w, round, "rita@quoll.example", "Rita Wombat");
        two = probe_reviewer(w, round, "tom@r2.example", "Tom Numbat");
        CHECK_OK(probe_step(w, "review begin", round));
        x = probe_assign(w, round, file, &who);
        y = probe_assign(w, round, file, &two);
        z = probe_assign(w, round, other, &two);
        CHECK_OK(says(w, &who, x, "The hub adds little; I, Rita Wombat, know it well.",
                      "Write to rita@quoll.example for my notes."));
        CHECK_OK(says(w, &two, y, "Wombat is right: the market is too small.", ""));
        CHECK_OK(says(w, &two, z, "Of another file.", ""));
        path = str_fmt(a, "/applications/%.*s/decide", S_ARG(id_text(a, file))).at;
        CHECK_STR(page(w, path), CONTAINS, "The hub adds little");
        CHECK_STR(page(w, path), LACKS, "Wombat");
        CHECK_STR(page(w, path), LACKS, "Numbat");
        CHECK_STR(page(w, path), LACKS, "quoll.example");
        CHECK_OK(decide_round(w->db, a, round, &r));
        CHECK_OK(decide_excerpts(w->db, a, &r, file, &list));
        CHECK_INT((int64_t)list.n, 3);
        hub = field_of(w, &list, "adds little");
        market = field_of(w, &list, "too small");
        CHECK(hub && market && !field_of(w, &list, "another file"));
        CHECK_OK(decide_excerpts(w->db, a, &r, other, &list));
        foreign = field_of(w, &list, "another file");
        /* only what stands there, and nothing of another file */
        CHECK_IS(act(w, "determination propose", "application", id_text(a, file).at,
                     "determination", "decline", foreign, "yes", NULL),
                 INVALID);
        CHECK_IS(act(w, "determination propose", "application", id_text(a, file).at,
                     "determination", "decline", "reviewer", "yes", NULL),
                 INVALID);
        CHECK_IS(act(w, "determination propose", "application", id_text(a, file).at,
                     "determination", "decline", NULL),
                 INVALID); /* it needs feedback */
        CHECK_OK(act(w, "determination propose", "application", id_text(a, file).at,
                     "determination", "decline", "feedback", "Not yet.", market, "yes", hub, "yes",
                     NULL));
        CHECK_OK(determinations_on(w->db, a, file, &done));
        CHECK_STR(done.at[0].feedback, STARTS, "Not yet.\n\n");
        CHECK_STR(done.at[0].feedback, CONTAINS, "What the hub can add: ");
        CHECK_STR(done.at[0].feedback, CONTAINS, "the market is too small");
        CHECK_STR(done.at[0].feedback, LACKS, "Wombat");
        CHECK_STR(done.at[0].feedback, LACKS, id_text(a, x).at);
        CHECK_OK(act(w, "determination undo", "determination", id_text(a, done.at[0].id).at, NULL));
        /* what was set aside with a conflict is not quoted */
        CHECK_OK(act(w, "conflict add", "application", id_text(a, file).at, "reviewer",
                     id_text(a, probe_reviewer_id(w, round, &two)).at, "kind", "declared", "note",
                     "n", NULL));
        CHECK_OK(decide_excerpts(w->db, a, &r, file, &list));
        CHECK(!field_of(w, &list, "too small") && field_of(w, &list, "adds little"));
        CHECK_IS(act(w, "determination propose", "application", id_text(a, file).at,
                     "determination", "decline", market, "yes", NULL),
                 INVALID);
        w->actor = boss;
}

TEST(what_merely_begins_like_an_address_or_like_who_read_nothing_of_it_stays)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), file, x;
        DecideExcerptList list;
        DecideRound r;
        Actor who;

        file = probe_application(w, round, "Mango Mill", "Pumps for small rivers");
        who = probe_reviewer(w, round, "pro@mit.example", "Rita Wombat");
        (void)probe_reviewer(w, round, "cup@r2.example", "Numbat");
        CHECK_OK(probe_step(w, "review begin", round));
        x = probe_assign(w, round, file, &who);
        CHECK_OK(says(w, &who, x, "They mitigate problems; a cup for Numbat. I am at MIT, a pro.",
                      ""));
        CHECK_OK(decide_round(w->db, a, round, &r));
        CHECK_OK(decide_excerpts(w->db, a, &r, file, &list));
        CHECK_INT((int64_t)list.n, 1);
        CHECK_STR(list.at[0].text, CONTAINS, "They mitigate problems; a cup for Numbat. ");
        CHECK_STR(list.at[0].text, LACKS, "MIT");
        CHECK_STR(list.at[0].text, LACKS, "a pro.");
}

TEST(feedback_of_too_much_that_reviewers_wrote_is_called_too_long)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), file;
        const char *in[4];
        DecideExcerptList list;
        DecideRound r;
        Text t = text_begin(a, 64 * KIB);

        for (int i = 0; i < 9000; i++)
                text_add(&t, S("ก"));
        file = probe_application(w, round, "Mango Mill", "Pumps for small rivers");
        CHECK_OK(probe_step(w, "review begin", round));
        for (int i = 0; i < 2; i++) {
                Actor who = probe_reviewer(w, round, i ? "b@r2.example" : "a@r1.example", "Rita");

                CHECK_OK(says(w, &who, probe_assign(w, round, file, &who), text_str(&t).at,
                              text_str(&t).at));
        }
        CHECK_OK(decide_round(w->db, a, round, &r));
        CHECK_OK(decide_excerpts(w->db, a, &r, file, &list));
        CHECK_INT((int64_t)list.n, 4);
        for (int i = 0; i < 4; i++)
                in[i] = str_fmt(a, "excerpt-%.*s", S_ARG(list.at[i].code)).at;
        for (int i = 0; i < 2;
             i++) { /* more than a text holds at all, and more than feedback may be */
                CHECK_IS(act(w, "determination propose", "application", id_text(a, file).at,
                             "determination", "decline", in[0], "yes", i ? NULL : in[1], "yes",
                             in[2], "yes", in[3], "yes", NULL),
                         INVALID);
                CHECK_STR(w->deed.faults[0].words, CONTAINS, "long");
                CHECK_STR(str_from(w->deed.faults[0].field), IS, "feedback");
        }
}

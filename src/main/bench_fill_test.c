/* The large round of the benchmarks is one that the deeds could have left: small here. */
#include "main/bench_fill.h"

#include "base/time.h"
#include "form/answer.h"
#include "form/kept.h"
#include "main/bench_fill.sql.h"
#include "record/verify.h"
#include "tests/world.h"

static FillMade filled(World *w, int64_t applications, int64_t reviews)
{
        FillPlan plan = {.applications = applications,
                         .reviews = reviews,
                         .reviewers = 16,
                         .seed = 5,
                         .hub = S("bangkok"),
                         .actor = w->actor};
        FillMade made;
        char fault[PROGRAM_FAULT_BYTES] = "";
        Status s = fill_round(&w->p, w->a, &plan, &made, fault);

        if (s != OK)
                print_error("%s\n", fault);
        CHECK_OK(s);
        return made;
}

TEST(a_large_round_has_the_counts_of_its_rows_and_a_record_that_verifies)
{
        World *w = world_of_examples(a);
        FillMade made = filled(w, 200, 1500);
        char fault[PROGRAM_FAULT_BYTES] = "";
        VerifyReport report;
        Str round = id_text(a, made.round);

        CHECK_INT(made.handed_in, 186);
        CHECK_OK(fill_check(&w->p, a, &made, fault));
        made.reviews++;
        CHECK_IS(fill_check(&w->p, a, &made, fault), INVALID);
        CHECK_OK(verify_store(w->db, record_verifier_key(w->p.record), &report));
        CHECK_STR(page(w, str_fmt(a, "/rounds/%.*s/applications", S_ARG(round)).at), CONTAINS,
                  "186");
        CHECK_INT(w->status, 200);
        (void)page(w, str_fmt(a, "/rounds/%.*s/scores/screening", S_ARG(round)).at);
        CHECK_INT(w->status, 200);
}

/* What it writes is what the form takes, and what people see opens the record's commitment. */
TEST(applicants_of_a_large_round_answer_what_the_form_asks)
{
        World *w = world_of_examples(a);
        FillMade made = filled(w, 100, 0);
        FillSomeList list;
        Application x;
        Form *form;
        Hash salt;
        Str leaf;

        CHECK_OK(fill_some(w->db, a, made.round, S("submitted"), 0, &list));
        CHECK_INT((int64_t)list.n, 93);
        CHECK_OK(application_get(w->db, a, list.at[0].id, &x));
        CHECK_OK(form_open(w->db, a, x.form, NULL, &form));
        for (size_t i = 0; i < list.n; i++) {
                AnswerFaults faults = {0};
                const Json *answers, *draft;
                Revision r;

                CHECK_OK(application_get(w->db, a, list.at[i].id, &x));
                CHECK_OK(revision_get(w->db, a, &x, 0, &r));
                CHECK_OK(revision_answers(a, &r, &answers));
                CHECK_STR(answers_text(a, answers), IS, str_z(a, r.answers));
                CHECK_OK(draft_answers(w->db, a, &x, &draft));
                CHECK_STR(answers_text(a, draft), IS, str_z(a, r.answers));
                if (answers_check_whole(a, form, answers, &answers, &faults) != OK)
                        print_error("%.*s: %.*s in %.*s\n", S_ARG(faults.list[0].path),
                                    S_ARG(faults.list[0].words), S_ARG(r.answers));
                CHECK_INT((int64_t)faults.n, 0);
                CHECK_OK(record_leaf(w->db, a, r.position, &leaf));
                CHECK_STR(leaf, CONTAINS, str_z(a, r.hash));
                CHECK(str_unhex(r.salt, salt.b, sizeof salt.b));
                CHECK_STR(record_commit(a, &salt, r.answers), IS, str_z(a, r.hash));
        }
}

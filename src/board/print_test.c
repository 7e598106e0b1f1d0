/* Applications on paper: who gets them, and what they hold. */
#include "review/review_probe.h"

TEST(applications_are_printed_for_whom_may_read_them)
{
        World *w = world_of_examples(a);
        Actor boss = w->actor, there;
        Id round = probe_round(w, "startup-accelerator"), one;
        Str path;

        one = probe_application(w, round, "Green Finch", "We make pumps");
        (void)probe_application(w, round, "Second Firm", "We make sails");
        path = str_fmt(a, "/applications/%.*s/print", S_ARG(id_text(a, one)));
        CHECK_STR(page(w, path.at), CONTAINS, "We make pumps");
        CHECK_STR(page(w, path.at), LACKS, "We make sails");
        there = probe_staff(w, "there@example.org", "operator", "singapore");
        path = str_fmt(a, "/rounds/%.*s/print", S_ARG(id_text(a, round)));
        CHECK_STR(page(w, path.at), CONTAINS, "We make pumps");
        CHECK_STR(page(w, path.at), CONTAINS, "We make sails");
        w->actor = there;
        (void)page(w, path.at);
        CHECK_INT(w->status, 404);
        w->actor = boss;
}

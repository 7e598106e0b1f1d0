/* Everybody of a round who confirmed comes into its cohort, at once and once. */
#include "cohort/gather.h"

#include "decide/decide_probe.h"

/* Accepted, approved, told and confirmed. */
static Filed taken_in(Decided *t, const char *name, const char *email)
{
        Filed f = filed(t, name, email);
        Id x = decides(t, &t->operator, f.id, "accept");

        CHECK_OK(does(t, &t->head, "determination approve", "determination", text_of(t, x), NULL));
        passes(t, DECIDE_MINUTES * 60 * SECOND_US);
        CHECK_OK(does(t, &f.owner, "determination confirm", "determination", text_of(t, x), NULL));
        return f;
}

static const char *cohort_of_round(Decided *t, const char *round)
{
        CHECK_OK(does(t, &t->operator, "cohort open", "programme", "startup-accelerator", "hub",
                      "singapore", "round", round, "title", "First", "begins", "2026-01-01", "ends",
                      "2026-06-30", NULL));
        return text_of(t, t->w->deed.made);
}

TEST(all_of_a_round_who_confirmed_are_added_at_once_and_nobody_else)
{
        Decided t = decided(a, 0);
        Filed mango = taken_in(&t, "Mango", "mango@example.org");
        Filed papaya = filed(&t, "Papaya", "papaya@example.org"), teak;
        const char *cohort = cohort_of_round(&t, text_of(&t, t.round)), *other;
        Str path = str_fmt(a, "/cohorts/%s", cohort);

        CHECK_STR(page(t.w, path.at), CONTAINS, "/do/cohort/gather");
        CHECK_IS(does(&t, &papaya.owner, "cohort gather", "cohort", cohort, NULL), FORBIDDEN);
        CHECK_OK(does(&t, &t.operator, "cohort gather", "cohort", cohort, NULL));
        CHECK_INT(t.w->deed.told, 1);
        CHECK_STR(page(t.w, path.at), LACKS, "/do/cohort/gather");
        CHECK_STR(page(t.w, str_fmt(a, "%s/%s", path.at, text_of(&t, mango.party)).at), CONTAINS,
                  "Mango");
        CHECK_INT(t.w->status, 200);
        (void)page(t.w, str_fmt(a, "%s/%s", path.at, text_of(&t, papaya.party)).at);
        CHECK_INT(t.w->status, 404);
        CHECK_IS(does(&t, &t.operator, "cohort gather", "cohort", cohort, NULL), CONFLICT);
        /* who confirms later, and who was removed, can be added again */
        teak = taken_in(&t, "Teak", "teak@example.org");
        CHECK_OK(does(&t, &t.operator, "cohort remove", "cohort", cohort, "party",
                      text_of(&t, mango.party), NULL));
        CHECK_OK(does(&t, &t.operator, "cohort gather", "cohort", cohort, NULL));
        CHECK_INT(t.w->deed.told, 2);
        (void)page(t.w, str_fmt(a, "%s/%s", path.at, text_of(&t, teak.party)).at);
        CHECK_INT(t.w->status, 200);
        /* without a round there is nobody to be added */
        CHECK_OK(does(&t, &t.operator, "cohort open", "programme", "startup-accelerator", "hub",
                      "singapore", "title", "Other", "begins", "2026-01-01", "ends", "2026-06-30",
                      NULL));
        other = text_of(&t, t.w->deed.made);
        CHECK_IS(does(&t, &t.operator, "cohort gather", "cohort", other, NULL), CONFLICT);
        CHECK_OK(does(&t, &t.operator, "cohort close", "cohort", cohort, NULL));
        CHECK_IS(does(&t, &t.operator, "cohort gather", "cohort", cohort, NULL), CONFLICT);
}

TEST(a_round_is_opened_by_choosing_and_changed_from_how_it_is)
{
        Decided t = decided(a, 0);
        const char *round = text_of(&t, t.round);
        Str html = page(t.w, "/do/round/open?programme=startup-accelerator");

        CHECK_STR(html, CONTAINS, "<option value=\"startup-accelerator\" selected>");
        CHECK_STR(html, LACKS, "<option value=\"developer-programme\""); /* chooses nobody */
        CHECK_STR(html, CONTAINS, "<option value=\"bangkok\">");
        CHECK_STR(html, CONTAINS, "type=\"datetime-local\"");
        t.w->actor = t.operator; /* of one hub */
        html = page(t.w, "/do/round/open?programme=startup-accelerator");
        CHECK_STR(html, CONTAINS, "value=\"singapore\"");
        CHECK_STR(html, LACKS, "value=\"bangkok\"");
        html = page(t.w, str_fmt(a, "/do/round/change?round=%s", round).at);
        CHECK_STR(html, CONTAINS, "value=\"Spring 2027\"");
        CHECK_STR(html, LACKS, "name=\"opens\""); /* it has opened */
        html = page(t.w, "/do/party/add");
        CHECK_STR(html, CONTAINS, "<datalist id=\"o-hub\">");
        t.w->actor = t.first;
}

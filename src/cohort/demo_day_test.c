/* Demo days: who sees one, who may show an interest, and who reads it. */
#include "cohort/cohort_probe.h"

#include "cohort/demo_day.h"

typedef struct {
        Camp c;
        World *w;
        const char *session, *fund, *angel;
        Id owner, viewer, outsider;
        Str path;
} Day;

static const char *party_of_network(World *w, const char *name, const char *to)
{
        const char *id = id_text(w->a, given_party(w, "organisation", name)).at;

        CHECK_OK(act(w, "member add", "party", id, "programme", "investor-network", "hub",
                     "singapore", "stage", "applied", NULL));
        if (to)
                CHECK_OK(act(w, "member move", "party", id, "programme", "investor-network", "hub",
                             "singapore", "to", to, "reason", "r", NULL));
        return id;
}

typedef struct {
        Id party, account;
        const char *role;
} Joining;

static Status join(void *ctx, Db *db)
{
        const Joining *j = ctx;

        return team_person_add(db, j->party, j->account, str_from(j->role), time_now_us());
}

static Id in_team(World *w, const char *party, const char *email, const char *role)
{
        Joining j = {.account = person(w, email, email).id, .role = role};

        CHECK(id_parse(str_from(party), &j.party));
        CHECK_OK(store_transact(w->p.store, join, &j));
        return j.account;
}

/* A demo day of two teams; a fund that was let in, and one that only applied. */
static Day demo_day(World *w)
{
        Day d = {.c = camp(w, 2), .w = w};

        CHECK_OK(act(w, "agenda add", "cohort", d.c.cohort, "kind", "demo-day", "title", "Demo day",
                     "day", "2026-03-01", "time", "14:00", "minutes", "60", NULL));
        d.session = made(w);
        d.path = str_fmt(w->a, "/demo-days/%s", d.session);
        CHECK_OK(act(w, "pitch set", "cohort", d.c.cohort, "session", d.session, "party",
                     d.c.party[1], "place", "1", "minutes", "10", NULL));
        CHECK_OK(act(w, "pitch set", "cohort", d.c.cohort, "session", d.session, "party",
                     d.c.party[0], "place", "2", NULL));
        d.fund = party_of_network(w, "Harbour Fund", "verified");
        d.angel = party_of_network(w, "Would-be Fund", NULL);
        d.owner = in_team(w, d.fund, "fund@example.org", "owner");
        d.viewer = in_team(w, d.fund, "viewer@example.org", "viewer");
        d.outsider = in_team(w, d.angel, "angel@example.org", "owner");
        return d;
}

static Status shows(Day *d, Id who, const char *party, const char *investor, const char *words)
{
        return AS(d->w, who,
                  act(d->w, "interest show", "session", d->session, "party", party, "investor",
                      investor, "words", words, NULL));
}

TEST(a_demo_day_is_seen_by_its_cohort_and_by_investors_who_were_let_in)
{
        World *w = world_of_examples(a);
        Day d = demo_day(w);
        Str body = page_as(w, d.owner, d.path);

        CHECK_INT(w->status, 200);
        CHECK_STR(body, CONTAINS, "14:00");
        CHECK_STR(body, CONTAINS, "14:10"); /* the second begins when the first ends */
        CHECK_STR(body, CONTAINS, "I would like to meet them");
        CHECK_STR(page_as(w, d.viewer, d.path), LACKS, "I would like to meet them");
        CHECK_INT(w->status, 200);
        CHECK_INT(status_as(w, d.c.owner[0], d.path), 200);
        CHECK_INT(status_as(w, d.c.mentor, d.path), 404); /* a mentor here, of other cohorts */
        CHECK_OK(act(w, "mentor set", "cohort", d.c.cohort, "email", "mina@example.org", NULL));
        CHECK_INT(status_as(w, d.c.mentor, d.path), 200);
        CHECK_INT(status_as(w, d.outsider, d.path), 404); /* applied only */
        CHECK_STR(page(w, d.path.at), CONTAINS, "Add a pitch");
        page_of_visitor(w, d.path.at);
        CHECK_INT(w->status, 401);
        CHECK_OK(act(w, "member move", "party", d.fund, "programme", "investor-network", "hub",
                     "singapore", "to", "left", "reason", "r", NULL));
        CHECK_INT(status_as(w, d.owner, d.path), 404);
}

TEST(an_interest_is_shown_by_an_investor_read_by_operators_and_not_by_the_record)
{
        World *w = world_of_examples(a);
        Day d = demo_day(w);
        const char *team = d.c.party[0];

        CHECK_IS(shows(&d, d.outsider, team, d.angel, "Me too"), NOT_FOUND);
        CHECK_IS(shows(&d, d.outsider, team, d.fund, "As another"), NOT_FOUND);
        CHECK_IS(shows(&d, d.viewer, team, d.fund, "As a viewer"), NOT_FOUND);
        CHECK_IS(shows(&d, d.owner, d.angel, d.fund, "No pitch"), NOT_FOUND);
        CHECK_OK(shows(&d, d.owner, team, d.fund, "Their <b>pumps</b>"));
        CHECK_STR(leaf_of_last(w), CONTAINS, "pitch.interest-shown");
        CHECK_STR(leaf_of_last(w), LACKS, d.fund);
        CHECK_STR(leaf_of_last(w), LACKS, team);
        CHECK_STR(page_as(w, d.owner, d.path), CONTAINS, "You are interested");
        CHECK_STR(page(w, d.path.at), CONTAINS, "Their &lt;b&gt;pumps");
        CHECK_STR(page(w, d.path.at), CONTAINS, "One investor would like to meet them");
        CHECK_STR(page_as(w, d.c.owner[0], d.path), LACKS, "Harbour Fund");
        CHECK_STR(page_as(w, d.c.owner[0], d.path), LACKS, "One investor");
        CHECK_STR(page_as(w, d.c.owner[0], str_fmt(a, "/api/v1%.*s", S_ARG(d.path))), LACKS,
                  "Harbour");
        /* said again it is one; taken back it is gone */
        CHECK_OK(shows(&d, d.owner, team, d.fund, "And their lamps"));
        CHECK_STR(page(w, d.path.at), CONTAINS, "One investor would like to meet them");
        CHECK_OK(AS(w, d.owner,
                    act(w, "interest withdraw", "session", d.session, "party", team, "investor",
                        d.fund, NULL)));
        CHECK_IS(AS(w, d.owner,
                    act(w, "interest withdraw", "session", d.session, "party", team, "investor",
                        d.fund, NULL)),
                 NOT_FOUND);
        CHECK_STR(page(w, d.path.at), LACKS, "Harbour Fund");
        CHECK_OK(act(w, "agenda cancel", "cohort", d.c.cohort, "session", d.session, NULL));
        CHECK_IS(shows(&d, d.owner, team, d.fund, "Too late"), CONFLICT);
}

TEST(an_interest_follows_a_merge_of_the_party_that_pitched)
{
        World *w = world_of_examples(a);
        Day d = demo_day(w);

        CHECK_OK(shows(&d, d.owner, d.c.party[0], d.fund, "One"));
        CHECK_OK(shows(&d, d.owner, d.c.party[1], d.fund, "Two"));
        CHECK_OK(act(w, "party merge", "party", d.c.party[0], "into", d.c.party[1], NULL));
        CHECK_STR(page(w, d.path.at), CONTAINS, "One investor would like to meet them");
        CHECK_STR(page(w, d.path.at), CONTAINS, "Two");
        CHECK_STR(page(w, d.path.at), LACKS, "note typed\">One");
}

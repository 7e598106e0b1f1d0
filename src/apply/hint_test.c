/* Hints of doubles, and what becomes of applications when a party is erased or merged. */
#include "apply/apply.h"
#include "apply/hint.h"
#include "apply/keep.h"
#include "apply/likeness.h"
#include "base/time.h"
#include "tests/world.h"

static Id handed_in(World *w, Id round, const char *firm, const char *website, const char *pitch)
{
        Id x, party = given_party(w, "organisation", firm);

        CHECK_OK(act(w, "application begin", "round", id_text(w->a, round).at, "party",
                     id_text(w->a, party).at, NULL));
        x = w->deed.made;
        CHECK_OK(act(w, "application save", "application", id_text(w->a, x).at, "pitch", pitch,
                     "country", "TH", "founded", "2021-05-06", "team_size", "3", "sector",
                     "climate", "other_programmes", "no", "website", website, NULL));
        CHECK_OK(act(w, "application submit", "application", id_text(w->a, x).at, NULL));
        return x;
}

static Id given_round(World *w)
{
        CHECK_OK(act(w, "round open", "programme", "startup-accelerator", "hub", "bangkok", "title",
                     "Spring", "closes", "2029-12-31T23:59", NULL));
        return w->deed.made;
}

static void look(World *w)
{
        bool more = true;

        while (more)
                CHECK_OK(hint_work(w->p.store, w->db, time_now_us(), &more));
}

static bool is_hinted(World *w, Id round, Id x, Id y, const char *kind)
{
        HintLineList list;

        CHECK_OK(hints_of_round(w->db, w->a, round, 0, 0, &list));
        for (size_t i = 0; i < list.n; i++)
                if (((list.at[i].application == x && list.at[i].other == y) ||
                     (list.at[i].application == y && list.at[i].other == x)) &&
                    str_is(list.at[i].kind, kind))
                        return true;
        return false;
}

TEST(doubles_are_hinted_at_with_the_reason_and_a_person_decides)
{
        static const char *const text =
                "We build pumps for farms beside small rivers. The water itself drives them, so "
                "they need no diesel and no cable, and a village smith can mend them in an hour.";
        World *w = world_of_examples(a);
        Id round = given_round(w), x, y, z, other;
        Application row;

        x = handed_in(w, round, "River Pumps Pte Ltd", "https://www.riverpumps.example/", text);
        y = handed_in(w, round, "Riverpump", "https://riverpumps.example/about",
                      "Something quite different about machines that lift water out of wells at "
                      "night for those who have no time by day.");
        z = handed_in(w, round, "Copy Cats", "https://gmail.com/",
                      str_fmt(a, "Hello. %s Thanks.", text).at);
        other = handed_in(w, round, "Mango Works", "https://gmail.com/",
                          "Dried fruit from growers whom we pay on the day, sold in markets that "
                          "want to know who grew it and what they got.");
        look(w);
        CHECK(is_hinted(w, round, x, y, "domain"));
        CHECK(is_hinted(w, round, x, z, "text"));
        CHECK(!is_hinted(w, round, z, other, "domain")); /* everybody's domain */
        CHECK(!is_hinted(w, round, x, other, "text"));
        CHECK_STR(page(w, str_fmt(a, "/rounds/%.*s/doubles", S_ARG(id_text(a, round))).at),
                  CONTAINS, "texts that are near the same");
        CHECK_OK(act(w, "application dismiss", "application", id_text(a, x).at, "other",
                     id_text(a, y).at, NULL));
        CHECK(!is_hinted(w, round, x, y, "domain"));
        CHECK_IS(act(w, "application mark", "application", id_text(a, z).at, "other",
                     id_text(a, z).at, NULL),
                 INVALID);
        CHECK_OK(act(w, "application mark", "application", id_text(a, z).at, "other",
                     id_text(a, x).at, NULL));
        CHECK_OK(application_get(w->db, a, z, &row));
        CHECK_STR(row.state, IS, "double");
        CHECK_IS(act(w, "application submit", "application", id_text(a, z).at, NULL), CONFLICT);
        CHECK_IS(act(w, "application mark", "application", id_text(a, z).at, "other",
                     id_text(a, x).at, NULL),
                 CONFLICT);
        /* a dismissed hint stays so when the other one is handed in again */
        CHECK_OK(act(w, "application save", "application", id_text(a, y).at, "pitch", "New words",
                     NULL));
        CHECK_OK(act(w, "application submit", "application", id_text(a, y).at, NULL));
        look(w);
        CHECK(!is_hinted(w, round, x, y, "domain"));
}

TEST(names_that_are_near_the_same_meet_and_others_do_not)
{
        static const struct {
                const char *x, *y;
                bool is_like;
        } pairs[] = {{"River Pumps Pte Ltd", "river pumps", true},
                     {"Café Orbit GmbH", "Cafe Orbit", true},
                     {"Quantum Harvest", "Quantum Harvests Inc", true},
                     {"Solaris Energy", "Solaris Energie", true},
                     {"Mango Works", "River Pumps", false},
                     {"Data Labs", "Delta Foods", false}};

        for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
                int64_t p[NAME_BANDS], q[NAME_BANDS];
                size_t n = name_keys(str_from(pairs[i].x), p), met = 0;

                CHECK_INT((int64_t)name_keys(str_from(pairs[i].y), q), (int64_t)n);
                for (size_t k = 0; k < n; k++)
                        met += p[k] == q[k];
                CHECK((name_likeness(str_from(pairs[i].x), str_from(pairs[i].y)) >=
                       HINT_NAME_MIN) == pairs[i].is_like);
                CHECK((met > 0) || !pairs[i].is_like);
        }
        (void)a;
}

/* 300 names, each also once with a slip of the pen: nine of ten are found by their keys. */
TEST(nine_of_ten_names_with_a_slip_of_the_pen_are_found)
{
        static const char *const first[] = {"Blue",  "North", "Quantum", "Silver", "Green",
                                            "Rapid", "Clear", "Bright",  "Stone",  "Open"};
        static const char *const last[] = {"Harbour",   "Analytics", "Robotics", "Pharma",
                                           "Logistics", "Energy",    "Learning", "Foods",
                                           "Mobility",  "Health"};
        int found = 0, all = 0;

        for (int i = 0; i < 300; i++) {
                Str name = str_fmt(a, "%s %s %d", first[i % 10], last[i / 10 % 10], i / 100);
                char *slip = str_z(a, name);
                int64_t p[NAME_BANDS], q[NAME_BANDS];
                bool met = false;

                slip[3 + i % 4] = 'x';
                CHECK(name_keys(name, p) && name_keys(str_from(slip), q));
                for (int k = 0; k < NAME_BANDS; k++)
                        met |= p[k] == q[k];
                if (name_likeness(name, str_from(slip)) < HINT_NAME_MIN)
                        continue;
                all++;
                found += met;
        }
        CHECK(all > 100);
        CHECK(found * 10 >= all * 9);
}

TEST(applications_follow_a_merge_of_their_parties)
{
        World *w = world_of_examples(a);
        Id round = given_round(w), x = handed_in(w, round, "River Pumps", "", "Words"), into;
        Application row;
        Revision r;

        CHECK_OK(application_get(w->db, a, x, &row));
        into = given_party(w, "organisation", "River Pumps Holding");
        CHECK_OK(act(w, "party merge", "party", id_text(a, row.party).at, "into",
                     id_text(a, into).at, NULL));
        CHECK_OK(application_get(w->db, a, x, &row));
        CHECK(row.party == into);
        CHECK_OK(revision_get(w->db, a, &row, 0, &r));
        CHECK_STR(r.answers, CONTAINS, "Words");
}

static Status forget(void *ctx, Db *db)
{
        return apply_forget_party(db, *(Id *)ctx);
}

TEST(an_erasure_leaves_hashes_and_times_of_an_application_and_no_word)
{
        World *w = world_of_examples(a);
        Id round = given_round(w), x = handed_in(w, round, "River Pumps", "", "Secret words"),
           party;
        Application row;
        Revision r;
        AnswerRowList rows;
        const Json *answers;

        CHECK_OK(application_get(w->db, a, x, &row));
        party = row.party;
        look(w);
        CHECK_OK(store_transact(w->p.store, forget, &party));
        CHECK_OK(application_get(w->db, a, x, &row));
        CHECK_STR(row.title, IS, "");
        CHECK_STR(row.state, IS, "submitted");
        CHECK_OK(revision_get(w->db, a, &row, 0, &r));
        CHECK_STR(r.answers, IS, "");
        CHECK_STR(r.salt, IS, "");
        CHECK_INT((int64_t)r.hash.len, 64);
        CHECK_OK(revision_answers(a, &r, &answers));
        CHECK(answers->child == NULL);
        CHECK_OK(answers_of(w->db, a, party, x, &rows));
        CHECK_INT((int64_t)rows.n, 0);
        CHECK_STR(page(w, str_fmt(a, "/applications/%.*s/revisions/1", S_ARG(id_text(a, x))).at),
                  CONTAINS, "The answers were erased");
}

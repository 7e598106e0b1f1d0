/* Rounds and applications through their doors. */
#include "apply/apply.h"
#include "base/time.h"
#include "form/kept.h"
#include "people/team.h"
#include "programme/programme.h"
#include "tests/world.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const char *const pitch = "Pumps that need no diesel, for farms beside small rivers";

static Id given_round(World *w, const char *closes)
{
        CHECK_OK(act(w, "round open", "programme", "startup-accelerator", "hub", "bangkok", "title",
                     "Spring", "closes", closes, NULL));
        return w->deed.made;
}

static Id given_draft(World *w, Id round, const char *firm)
{
        Id party = given_party(w, "organisation", firm);

        CHECK_OK(act(w, "application begin", "round", id_text(w->a, round).at, "party",
                     id_text(w->a, party).at, NULL));
        return w->deed.made;
}

static Status fill(World *w, Id x, const char *words)
{
        return act(w, "application save", "application", id_text(w->a, x).at, "pitch", words,
                   "country", "TH", "founded", "2021-05-06", "team_size", "3", "sector", "climate",
                   "other_programmes", "no", NULL);
}

static Status with(World *w, const char *deed, Id x)
{
        return act(w, deed, "application", id_text(w->a, x).at, NULL);
}

static Application given(World *w, Id x)
{
        Application row;

        CHECK_OK(application_get(w->db, w->a, x, &row));
        return row;
}

static int64_t counted(World *w, Id round, const char *state)
{
        ApplicationCountList counts;

        CHECK_OK(application_counts(w->db, w->a, round, &counts));
        for (size_t i = 0; i < counts.n; i++)
                if (str_is(counts.at[i].state, state))
                        return counts.at[i].applications;
        return 0;
}

/* The same deed at another moment. */
static Status at(World *w, int64_t now_us, const char *name, const Input *inputs, size_t n)
{
        ActionWorld aw = {.store = w->p.store,
                          .site = &w->p.site,
                          .now_us = now_us,
                          .base_url = w->p.site.base_url,
                          .seal = w->p.site.seal};

        w->deed = (Deed){0};
        return action_do(&aw, site_action(&w->p.site, str_from(name)), &w->actor, inputs, n, w->a,
                         &w->deed);
}

static Status submit_at(World *w, Id x, int64_t now_us)
{
        Input in = {S("application"), id_text(w->a, x)};

        return at(w, now_us, "application submit", &in, 1);
}

TEST(a_round_is_opened_and_says_when_it_closes_in_its_zone)
{
        World *w = world_of_examples(a);
        Id round;
        Round r;

        CHECK_IS(act(w, "round open", "programme", "startup-accelerator", "hub", "bangkok", "title",
                     "T", "closes", "2001-01-01T00:00", NULL),
                 INVALID);
        CHECK_IS(act(w, "round open", "programme", "startup-accelerator", "hub", "bangkok", "title",
                     "T", "closes", "2029-02-30T00:00", NULL),
                 INVALID);
        CHECK_IS(act(w, "round open", "programme", "startup-accelerator", "hub", "bangkok", "title",
                     "T", "closes", "2029-03-30T00:00", "zone", "Mars/Base", NULL),
                 INVALID);
        CHECK_IS(act(w, "round open", "programme", "developer-programme", "hub", "bangkok", "title",
                     "T", "closes", "2029-03-30T00:00", NULL),
                 INVALID);
        round = given_round(w, "2029-12-31T23:59");
        CHECK_OK(round_get(w->db, a, round, &r));
        CHECK_STR(time_iso(a, r.closes_at), IS, "2029-12-31T16:59:00Z");
        CHECK_STR(page_of_visitor(w, "/rounds"), CONTAINS, "Spring");
        CHECK_STR(page_of_visitor(w, str_fmt(a, "/rounds/%.*s", S_ARG(id_text(a, round))).at),
                  CONTAINS, "You need an account to apply");
        CHECK_OK(act(w, "round change", "round", id_text(a, round).at, "zone", "AoE", "closes",
                     "2029-12-31T23:59", NULL));
        CHECK_OK(round_get(w->db, a, round, &r));
        CHECK_STR(time_iso(a, r.closes_at), IS, "2030-01-01T11:59:00Z");
        CHECK_STR(page_of_visitor(w, str_fmt(a, "/rounds/%.*s", S_ARG(id_text(a, round))).at),
                  CONTAINS, "Anywhere on earth");
        /* earlier needs a reason, and never before now */
        CHECK_IS(act(w, "round change", "round", id_text(a, round).at, "closes", "2029-12-30T23:59",
                     NULL),
                 INVALID);
        CHECK_IS(act(w, "round change", "round", id_text(a, round).at, "closes", "2020-12-30T23:59",
                     "reason", "r", NULL),
                 INVALID);
        CHECK_OK(act(w, "round change", "round", id_text(a, round).at, "closes", "2029-12-30T23:59",
                     "reason", "The hall is gone", NULL));
        CHECK_OK(act(w, "round cancel", "round", id_text(a, round).at, "reason", "No money", NULL));
        CHECK_IS(act(w, "round cancel", "round", id_text(a, round).at, "reason", "again", NULL),
                 CONFLICT);
        CHECK_STR(page_of_visitor(w, "/rounds"), LACKS, "Spring");
}

TEST(local_times_that_come_twice_or_never_are_told_apart)
{
        int64_t first, last;
        Str fault = {0};

        /* Berlin: clocks go back on 2027-10-31 at 03:00, and forward on 2027-03-28 at 02:00 */
        CHECK_OK(
                round_instant(a, S("2027-10-31T02:30"), S("Europe/Berlin"), false, &first, &fault));
        CHECK_OK(round_instant(a, S("2027-10-31 02:30"), S("Europe/Berlin"), true, &last, &fault));
        CHECK_STR(time_iso(a, first), IS, "2027-10-31T00:30:00Z");
        CHECK_STR(time_iso(a, last), IS, "2027-10-31T01:30:00Z");
        CHECK_IS(round_instant(a, S("2027-03-28T02:30"), S("Europe/Berlin"), true, &last, &fault),
                 INVALID);
        CHECK_IS(round_instant(a, S("tomorrow"), S("Europe/Berlin"), true, &last, &fault), INVALID);
        CHECK_OK(round_instant(a, S("2027-03-28T23:59:59"), S("AoE"), true, &last, &fault));
        CHECK_STR(time_iso(a, last), IS, "2027-03-29T11:59:59Z");
        CHECK_STR(round_local(a, S("AoE"), last), IS, "2027-03-28T23:59");
}

TEST(an_application_is_written_handed_in_revised_and_proved)
{
        World *w = world_of_examples(a);
        Id round = given_round(w, "2029-12-31T23:59"), x = given_draft(w, round, "River Pumps");
        Application row;
        Revision first, second;
        Hash salt;
        Str leaf;

        CHECK_INT(counted(w, round, "draft"), 1);
        CHECK_IS(with(w, "application submit", x), INVALID); /* nothing is filled in */
        CHECK_OK(fill(w, x, pitch));
        CHECK_OK(with(w, "application submit", x));
        row = given(w, x);
        CHECK_STR(row.state, IS, "submitted");
        CHECK_STR(row.stage, IS, "applied");
        CHECK_INT(row.revision, 1);
        CHECK_INT(counted(w, round, "draft"), 0);
        CHECK_INT(counted(w, round, "submitted"), 1);
        CHECK_IS(with(w, "application submit", x), CONFLICT); /* nothing has changed */
        CHECK_OK(fill(w, x, "Pumps that need no diesel at all"));
        CHECK_OK(with(w, "application submit", x));
        CHECK_OK(revision_get(w->db, a, &row, 1, &first));
        row = given(w, x);
        CHECK_OK(revision_get(w->db, a, &row, 0, &second));
        CHECK_INT(second.number, 2);
        CHECK_STR(first.answers, CONTAINS, pitch);
        CHECK_STR(second.answers, LACKS, pitch);
        /* the record's commitment opens with the salt that its people are shown */
        CHECK_OK(record_leaf(w->db, a, first.position, &leaf));
        CHECK_STR(leaf, CONTAINS, str_z(a, first.hash));
        CHECK_STR(leaf, LACKS, "diesel");
        CHECK(str_unhex(first.salt, salt.b, sizeof salt.b));
        CHECK_STR(record_commit(a, &salt, first.answers), IS, str_z(a, first.hash));
        CHECK_STR(page(w, str_fmt(a, "/applications/%.*s/revisions/2", S_ARG(id_text(a, x))).at),
                  CONTAINS, "no diesel at all");
        CHECK_STR(page(w, str_fmt(a, "/applications/%.*s", S_ARG(id_text(a, x))).at), CONTAINS,
                  "as version 2");
        (void)page_of_visitor(w, str_fmt(a, "/applications/%.*s", S_ARG(id_text(a, x))).at);
        CHECK(w->status == 401 || w->status == 404);
}

typedef struct {
        Id party, actor;
} Joining;

static Status add_to_team(void *ctx, Db *db)
{
        Joining *j = ctx;

        return team_person_add(db, j->party, j->actor, S("editor"), time_now_us());
}

static void in_team(World *w, Id party)
{
        Joining j = {party, w->actor.id};

        CHECK_OK(store_transact(w->p.store, add_to_team, &j));
}

TEST(a_party_and_an_account_begin_only_so_many_applications_in_a_round)
{
        World *w = world_of_examples(a);
        Id round = given_round(w, "2029-12-31T23:59"),
           party = given_party(w, "organisation", "Again");
        const char *r = id_text(a, round).at, *p = id_text(a, party).at;

        for (int i = 0; i < APPLICATIONS_BEGUN_MAX; i++) {
                CHECK_OK(act(w, "application begin", "round", r, "party", p, NULL));
                CHECK_OK(with(w, "application withdraw", w->deed.made));
        }
        CHECK_IS(act(w, "application begin", "round", r, "party", p, NULL), TOO_MANY);
        CHECK_INT(counted(w, round, "withdrawn"), APPLICATIONS_BEGUN_MAX);
        for (int i = 0; i <= APPLICATIONS_BEGUN_MAX; i++) {
                Id other = given_party(w, "organisation", str_fmt(a, "Other %d", i).at);

                in_team(w, other);
                CHECK_IS(act(w, "application begin", "round", r, "party", id_text(a, other).at,
                             NULL),
                         i < APPLICATIONS_BEGUN_MAX ? OK : TOO_MANY);
        }
        /* in another round there is room */
        CHECK_OK(act(w, "application begin", "round",
                     id_text(a, given_round(w, "2029-12-30T23:59")).at, "party", p, NULL));
}

TEST(one_party_has_one_application_in_a_round_and_may_begin_again_after_a_withdrawal)
{
        World *w = world_of_examples(a);
        Id round = given_round(w, "2029-12-31T23:59"), x = given_draft(w, round, "River Pumps");
        Str party = id_text(a, given(w, x).party);

        CHECK_IS(
                act(w, "application begin", "round", id_text(a, round).at, "party", party.at, NULL),
                CONFLICT);
        CHECK_OK(fill(w, x, pitch));
        CHECK_OK(with(w, "application submit", x));
        CHECK_OK(with(w, "application withdraw", x));
        CHECK_STR(given(w, x).state, IS, "withdrawn");
        CHECK_STR(given(w, x).stage, IS, "withdrawn");
        CHECK_IS(with(w, "application withdraw", x), CONFLICT);
        CHECK_IS(with(w, "application submit", x), CONFLICT);
        CHECK_IS(fill(w, x, "late words"), CONFLICT);
        CHECK_OK(act(w, "application begin", "round", id_text(a, round).at, "party", party.at,
                     NULL));
        CHECK_INT(counted(w, round, "withdrawn"), 1);
        CHECK_INT(counted(w, round, "draft"), 1);
}

TEST(a_person_applies_and_an_organisation_is_founded_on_the_way)
{
        World *w = world_of_examples(a);
        Id round = given_round(w, "2029-12-31T23:59");

        CHECK_IS(act(w, "application begin", "round", id_text(a, round).at, NULL), INVALID);
        CHECK_OK(act(w, "application begin", "round", id_text(a, round).at, "name", "New Leaf",
                     NULL));
        CHECK_STR(given(w, w->deed.made).title, IS, "New Leaf");
        CHECK_STR(page(w, "/applications"), CONTAINS, "New Leaf");
        CHECK_STR(page(w,
                       str_fmt(a, "/do/application/begin?round=%.*s", S_ARG(id_text(a, round))).at),
                  CONTAINS, "New Leaf");
}

typedef struct {
        Round r;
        int64_t closes_at;
} Ends;

static Status end_round(void *ctx, Db *db)
{
        Ends *e = ctx;

        return round_set(db, e->r.id, e->r.title, e->r.opens_at, e->closes_at, e->r.zone,
                         e->r.places, e->r.is_public, e->closes_at);
}

/* The last second brings more than there are workers: what was whole in time waits, and is taken.
 */
TEST(who_was_whole_before_the_end_is_not_made_late_by_a_queue)
{
        World *w = world_of_examples(a);
        Id round = given_round(w, "2029-12-31T23:59"), x = given_draft(w, round, "River Pumps");
        Id y = given_draft(w, round, "Late Pumps");
        Ends ends;
        const char *form = "application/x-www-form-urlencoded";

        CHECK_OK(fill(w, x, pitch));
        CHECK_OK(fill(w, y, pitch));
        CHECK_OK(round_get(w->db, a, round, &ends.r));
        ends.r.opens_at = time_now_us() - 60 * SECOND_US;
        ends.closes_at = time_now_us() - SECOND_US;
        CHECK_OK(store_transact(w->p.store, end_round, &ends));
        w->begun_us = time_steady_us() - SECOND_US / 2;
        (void)request(w, HTTP_POST, "/do/application/submit", form,
                      str_fmt(a, "application=%.*s", S_ARG(id_text(a, y))).at, true);
        CHECK_INT(w->status, 409);
        w->begun_us = time_steady_us() - 30 * SECOND_US;
        (void)request(w, HTTP_POST, "/do/application/submit", form,
                      str_fmt(a, "application=%.*s", S_ARG(id_text(a, x))).at, true);
        CHECK_INT(w->status, 303);
        CHECK_STR(given(w, x).state, IS, "submitted");
        CHECK_STR(given(w, y).state, IS, "draft");
        w->begun_us = 0;
}

TEST(the_last_microsecond_counts_and_the_next_does_not)
{
        World *w = world_of_examples(a);
        Id round = given_round(w, "2029-12-31T23:59"), x = given_draft(w, round, "River Pumps");
        Id y = given_draft(w, round, "Late Pumps");
        Round r;

        CHECK_OK(fill(w, x, pitch));
        CHECK_OK(fill(w, y, pitch));
        CHECK_OK(round_get(w->db, a, round, &r));
        CHECK_IS(submit_at(w, x, r.closes_at + 1), CONFLICT);
        CHECK_STR(given(w, x).state, IS, "draft");
        CHECK_OK(submit_at(w, x, r.closes_at));
        CHECK_IS(submit_at(w, y, r.closes_at + 1), CONFLICT);
        CHECK_OK(act(w, "round extend", "round", id_text(a, round).at, "party",
                     id_text(a, given(w, y).party).at, "until", "2030-01-02T00:00", NULL));
        CHECK_OK(submit_at(w, y, r.closes_at + 1));
        CHECK_IS(submit_at(w, x, r.closes_at + 2), CONFLICT);
        /* an operator opens it again for one */
        CHECK_OK(fill(w, x, "Changed words"));
        CHECK_OK(act(w, "application reopen", "application", id_text(a, x).at, "until",
                     "2030-01-03T00:00", "reason", "Power cut", NULL));
        CHECK_OK(submit_at(w, x, r.closes_at + 3));
        CHECK_INT(given(w, x).revision, 2);
}

TEST(two_who_change_one_answer_both_keep_theirs)
{
        World *w = world_of_examples(a);
        Id round = given_round(w, "2029-12-31T23:59"), x = given_draft(w, round, "River Pumps");
        Str id = id_text(a, x);
        ClashList clashes;
        Clash settled;
        AnswerKept row;

        CHECK_OK(act(w, "application save", "application", id.at, "writer", "one", "pitch", "A",
                     "_seq.pitch", "0", NULL));
        CHECK_STR(w->deed.answer, CONTAINS, "\"field\":\"pitch\",\"seq\":1");
        /* the same page did not hear the answer: no clash with itself */
        CHECK_OK(act(w, "application save", "application", id.at, "writer", "one", "pitch", "AB",
                     "_seq.pitch", "0", NULL));
        CHECK_STR(w->deed.answer, CONTAINS, "\"seq\":2");
        /* another page saw the empty field */
        CHECK_OK(act(w, "application save", "application", id.at, "writer", "two", "pitch", "Z",
                     "_seq.pitch", "0", NULL));
        CHECK_STR(w->deed.answer, CONTAINS, "\"clash\"");
        CHECK_OK(act(w, "application save", "application", id.at, "writer", "two", "pitch", "Z",
                     "_seq.pitch", "0", NULL)); /* sent again: still one */
        CHECK_OK(clashes_open(w->db, a, given(w, x).party, x, &clashes));
        CHECK_INT((int64_t)clashes.n, 1);
        CHECK_STR(page(w, str_fmt(a, "/applications/%.*s", S_ARG(id)).at), CONTAINS,
                  "Two answers to one question");
        CHECK_OK(act(w, "application choose", "application", id.at, "clash",
                     id_text(a, clashes.at[0].id).at, "keep", "other", NULL));
        CHECK_OK(answer_get(w->db, a, given(w, x).party, x, S("pitch"), &row));
        CHECK_STR(row.value, IS, "\"Z\"");
        CHECK_INT(row.seq, 3);
        CHECK_OK(clash_get(w->db, a, given(w, x).party, x, clashes.at[0].id, &settled));
        CHECK_STR(settled.value, IS, "\"AB\""); /* what was not chosen is kept */
        CHECK_IS(act(w, "application choose", "application", id.at, "clash",
                     id_text(a, clashes.at[0].id).at, "keep", "this", NULL),
                 INVALID);
}

TEST(what_can_be_kept_of_a_draft_is_kept_and_the_rest_is_said)
{
        World *w = world_of_examples(a);
        Id round = given_round(w, "2029-12-31T23:59"), x = given_draft(w, round, "River Pumps");
        Str id = id_text(a, x);

        CHECK_OK(act(w, "application save", "application", id.at, "pitch", pitch, "team_size",
                     "many", "no_such_field", "x", NULL));
        CHECK_STR(w->deed.answer, CONTAINS, "\"field\":\"pitch\",\"seq\":1");
        CHECK_STR(w->deed.answer, CONTAINS, "team_size");
        CHECK_STR(w->deed.answer, CONTAINS, "no_such_field");
        /* a file can not be named without being sent */
        CHECK_OK(act(w, "application save", "application", id.at, "deck",
                     "[{\"file\":\"01JD8ZK5T2M7Q\",\"name\":\"x\",\"type\":\"pdf\",\"bytes\":1}]",
                     NULL));
        CHECK_STR(w->deed.answer, LACKS, "\"field\":\"deck\",\"seq\"");
        CHECK_OK(act(w, "application here", "application", id.at, "section", "s", NULL));
        CHECK_STR(w->deed.answer, CONTAINS, "\"pitch\":1");
}

TEST(rules_of_eligibility_explain_themselves)
{
        World *w = world_of_examples(a);
        Id round = given_round(w, "2029-12-31T23:59"), x = given_draft(w, round, "River Pumps");

        CHECK_OK(fill(w, x, pitch));
        CHECK_OK(act(w, "application save", "application", id_text(a, x).at, "founded",
                     "1990-01-01", NULL));
        CHECK_IS(with(w, "application submit", x), INVALID);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "2000 or later");
        CHECK_STR(page(w, str_fmt(a, "/applications/%.*s", S_ARG(id_text(a, x))).at), CONTAINS,
                  "not fulfilled");
        CHECK_STR(
                page(w, str_fmt(a, "/do/application/submit?application=%.*s", S_ARG(id_text(a, x)))
                                .at),
                CONTAINS, "2000 or later");
}

typedef struct {
        World *w;
        Id x;
        int64_t now_us;
        Status got;
} Racer;

static void *race(void *ctx)
{
        Racer *r = ctx;
        Arena a = arena_make(16 * MIB);
        ActionWorld aw = {.store = r->w->p.store,
                          .site = &r->w->p.site,
                          .now_us = r->now_us,
                          .base_url = r->w->p.site.base_url,
                          .seal = r->w->p.site.seal};
        Input in = {S("application"), id_text(&a, r->x)};
        Deed d = {0};

        r->got = action_do(&aw, site_action(&r->w->p.site, S("application submit")), &r->w->actor,
                           &in, 1, &a, &d);
        arena_free(&a);
        return NULL;
}

TEST(of_many_who_hand_in_around_the_deadline_exactly_those_in_time_are_in)
{
        enum { RACERS = 12 };
        World *w = world_of_examples(a);
        Id round = given_round(w, "2029-12-31T23:59");
        Racer racers[RACERS];
        pthread_t threads[RACERS];
        Round r;
        int in = 0;

        CHECK_OK(round_get(w->db, a, round, &r));
        for (int i = 0; i < RACERS; i++) {
                racers[i] = (Racer){.w = w, .now_us = r.closes_at + 3 - i};
                racers[i].x = given_draft(w, round, str_fmt(a, "Firm %d", i).at);
                CHECK_OK(fill(w, racers[i].x, pitch));
        }
        for (int i = 0; i < RACERS; i++)
                CHECK(pthread_create(&threads[i], NULL, race, &racers[i]) == 0);
        for (int i = 0; i < RACERS; i++)
                CHECK(pthread_join(threads[i], NULL) == 0);
        for (int i = 0; i < RACERS; i++) {
                bool on_time = racers[i].now_us <= r.closes_at;

                CHECK_IS(racers[i].got, on_time ? OK : CONFLICT);
                CHECK_STR(given(w, racers[i].x).state, IS, on_time ? "submitted" : "draft");
                in += on_time;
        }
        CHECK_INT(counted(w, round, "submitted"), in);
        CHECK_INT(counted(w, round, "draft"), RACERS - in);
}

/* What ought to be, beside what is. */
typedef struct {
        Id x;
        const char *state;
        int revisions;
        bool is_changed; /* since it was handed in last */
        int64_t now_us, closes_at;
} Model;

static void step(World *w, Model *m, unsigned *seed)
{
        Input id = {S("application"), id_text(w->a, m->x)},
              save[] = {id, {S("pitch"), str_fmt(w->a, "Words %d", rand_r(seed))}},
              reopen[] = {id, {S("until"), S("2030-06-01T00:00")}, {S("reason"), S("r")}};
        bool is_submitted = strcmp(m->state, "submitted") == 0;
        bool is_live = is_submitted || strcmp(m->state, "draft") == 0;
        bool fits = is_live && m->now_us <= m->closes_at && (!is_submitted || m->is_changed);

        switch (rand_r(seed) % 12) {
        case 0: /* rarely, for the time that it gives lasts */
                CHECK_OK(at(w, m->now_us, "application reopen", reopen, 3));
                CHECK_OK(time_parse(S("2030-05-31T17:00:00Z"), &m->closes_at) ? OK : BROKEN);
                m->state = is_live ? m->state : "draft";
                break;
        case 1:
        case 2:
                CHECK_IS(at(w, m->now_us, "application withdraw", &id, 1), is_live ? OK : CONFLICT);
                m->state = is_live ? "withdrawn" : m->state;
                break;
        case 3:
        case 4:
        case 5:
        case 6:
                CHECK_IS(at(w, m->now_us, "application save", save, 2), is_live ? OK : CONFLICT);
                m->is_changed |= is_live;
                break;
        case 7: m->now_us++; break;
        default:
                CHECK_IS(at(w, m->now_us, "application submit", &id, 1), fits ? OK : CONFLICT);
                m->revisions += fits;
                m->state = fits ? "submitted" : m->state;
                m->is_changed &= !fits;
        }
}

TEST(random_moves_leave_record_state_and_metric_in_agreement)
{
        World *w = world_of_examples(a);
        Id round = given_round(w, "2029-12-31T23:59");
        unsigned seed = 42;
        Round r;
        int64_t drafts = 0, submitted = 0, withdrawn = 0;
        int64_t size;
        Hash root;

        CHECK_OK(round_get(w->db, a, round, &r));
        for (int i = 0; i < 6; i++) {
                Model m = {.state = "draft", .now_us = r.closes_at - 6, .closes_at = r.closes_at};
                Application row;
                int64_t told = 0;

                m.x = given_draft(w, round, str_fmt(a, "Walker %d", i).at);
                CHECK_OK(fill(w, m.x, pitch));
                for (int k = 0; k < 60; k++)
                        step(w, &m, &seed);
                row = given(w, m.x);
                CHECK_STR(row.state, IS, m.state);
                CHECK_INT(row.revision, m.revisions);
                drafts += str_is(row.state, "draft");
                submitted += str_is(row.state, "submitted");
                withdrawn += str_is(row.state, "withdrawn");
                CHECK_OK(record_head(w->db, a, &size, &root));
                for (int64_t p = 0; p < size; p++) {
                        Str leaf;

                        CHECK_OK(record_leaf(w->db, a, p, &leaf));
                        told += str_has(leaf, S("\"application.submitted\"")) &&
                                str_has(leaf, id_text(a, m.x));
                }
                CHECK_INT(told, m.revisions);
        }
        CHECK_INT(counted(w, round, "draft"), drafts);
        CHECK_INT(counted(w, round, "submitted"), submitted);
        CHECK_INT(counted(w, round, "withdrawn"), withdrawn);
}

TEST(the_form_that_changes_a_round_sends_back_what_it_was_given)
{
        World *w = world_of_examples(a);
        const char *path;
        Id round;
        Str html;
        Round r;

        CHECK_OK(act(w, "round open", "programme", "startup-accelerator", "hub", "bangkok", "title",
                     "Spring", "closes", "2029-12-31T23:59:59", NULL));
        round = w->deed.made;
        path = str_fmt(a, "/do/round/change?round=%.*s", S_ARG(id_text(a, round))).at;
        html = page(w, path);
        CHECK_STR(html, CONTAINS, "value=\"2029-12-31T23:59:59\"");
        CHECK_STR(html, LACKS, "name=\"opens\""); /* it is open */
        CHECK_STR(html, CONTAINS, "As it is when empty; 0: not said.");
        CHECK_OK(act(w, "round change", "round", id_text(a, round).at, "title", "Summer", "closes",
                     "2029-12-31T23:59:59", NULL)); /* no reason is asked for */
        CHECK_OK(round_get(w->db, a, round, &r));
        CHECK_STR(r.title, IS, "Summer");
        /* what was refused is drawn for the same round */
        html = request(w, HTTP_POST, "/do/round/change", "application/x-www-form-urlencoded",
                       str_fmt(a, "round=%.*s&title=Autumn&closes=2001-01-01T00:00",
                               S_ARG(id_text(a, round)))
                               .at,
                       true);
        CHECK_INT(w->status, 422);
        CHECK_STR(html, CONTAINS, "Autumn");
        CHECK_STR(html, LACKS, "name=\"opens\"");
}

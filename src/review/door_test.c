/* Doors of reviews: files under a neutral name, conflicts that mentors and investors have, the
 * ranking that comparisons give, and the copy of what a reviewer did. */
#include "hub/hub.h"
#include "privacy/kept.h"
#include "review/review_probe.h"

#include <stdio.h>
#include <unistd.h>

static Str read_reply(World *w)
{
        char *bytes = arena_bytes(w->a, 1000);
        ssize_t n = read(w->reply.file_fd, bytes, 1000);

        CHECK(n >= 0);
        close(w->reply.file_fd);
        return (Str){bytes, (size_t)n};
}

static Str headers_of(World *w)
{
        Text t = text_begin(w->a, 8 * KIB);

        for (size_t i = 0; i < w->reply.headers_n; i++)
                text_fmt(&t, "%.*s: %.*s\n", S_ARG(w->reply.headers[i].name),
                         S_ARG(w->reply.headers[i].value));
        return text_str(&t);
}

static Id talk(World *w, Id round)
{
        Id party = given_party(w, "person", "Mango Mill"), x;
        Str from = given_file(w, S("%PDF-1.7 of the talk")),
            to = str_fmt(w->a, "%.*s-Mango-Mill.pdf", S_ARG(from));

        CHECK(rename(str_z(w->a, from), to.at) == 0);
        CHECK_OK(act(w, "application begin", "round", id_text(w->a, round).at, "party",
                     id_text(w->a, party).at, NULL));
        x = w->deed.made;
        CHECK_OK(act(w, "application attach", "application", id_text(w->a, x).at, "field", "paper",
                     "file", to.at, NULL));
        CHECK_OK(act(w, "application save", "application", id_text(w->a, x).at, "title", "T",
                     "abstract", "How pumps are taught", "language", "en", NULL));
        CHECK_OK(act(w, "application submit", "application", id_text(w->a, x).at, NULL));
        return x;
}

static Id reading(World *w, Id round, Id file, const Actor *who)
{
        CHECK_OK(act(w, "assignment add", "application", id_text(w->a, file).at, "step", "reading",
                     "reviewer", id_text(w->a, probe_reviewer_id(w, round, who)).at, NULL));
        return w->deed.made;
}

TEST(a_reviewer_gets_a_file_under_a_neutral_name_until_a_conflict_comes_up)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "educator-symposium"), file = talk(w, round), x, second;
        Actor boss = w->actor, who, other;
        const char *path, *shut;

        who = probe_reviewer(w, round, "one@r1.example", "One");
        other = probe_reviewer(w, round, "two@r2.example", "Two");
        CHECK_OK(act(w, "review begin", "round", id_text(a, round).at, "step", "reading", NULL));
        x = reading(w, round, file, &who);
        second = reading(w, round, file, &other);
        path = str_fmt(a, "/reviews/%.*s/files/1", S_ARG(id_text(a, x))).at;
        shut = str_fmt(a, "/reviews/%.*s/files/1", S_ARG(id_text(a, second))).at;
        w->actor = who;
        (void)page(w, path);
        CHECK_INT(w->status, 404); /* has not said how they stand to it */
        CHECK_OK(act(w, "conflict declare", "assignment", id_text(a, x).at, "conflict", "none",
                     NULL));
        (void)page(w, path);
        CHECK_INT(w->status, 200);
        CHECK_STR(read_reply(w), IS, "%PDF-1.7 of the talk");
        CHECK_STR(headers_of(w), CONTAINS, "filename=\"1.pdf\"");
        CHECK(!str_has(headers_of(w), S("Mango")));
        (void)page(w, shut);
        CHECK_INT(w->status, 404); /* another's */
        (void)page(w, str_fmt(a, "/reviews/%.*s/files/2", S_ARG(id_text(a, x))).at);
        CHECK_INT(w->status, 404);
        CHECK_OK(act(w, "review submit", "assignment", id_text(a, x).at, "score-useful", "4",
                     "score-clear", "4", NULL));
        /* after reading it, it turns out that they know each other */
        w->actor = boss;
        CHECK_OK(act(w, "conflict add", "application", id_text(a, file).at, "reviewer",
                     id_text(a, probe_reviewer_id(w, round, &who)).at, "kind", "declared", "note",
                     "Friends", NULL));
        w->actor = who;
        (void)page(w, path);
        CHECK_INT(w->status, 404);
        CHECK_IS(act(w, "review submit", "assignment", id_text(a, x).at, "score-useful", "1", NULL),
                 CONFLICT);
        w->actor = boss;
        CHECK_OK(probe_decide(w, round, "pending", "dismissed"));
        w->actor = who;
        (void)page(w, path);
        CHECK_INT(w->status, 200);
        CHECK(read_reply(w).len > 0);
}

/* --- who mentored them, who invested in both */

typedef struct {
        World *w;
        Id party, other, hub, id;
} TieJob;

static Status given_hour(void *ctx, Db *db)
{
        TieJob *j = ctx;
        Deed d = {.db = db, .a = j->w->a, .now_us = time_now_us(), .actor = j->w->actor};
        Entry e = {.kind = S("booking.made"), .subject = j->party, .hub = j->hub};

        entry_id(&e, S("booking"), j->id);
        entry_id(&e, S("person"), j->other);
        return deed_tell(&d, &e);
}

static bool has_conflict(World *w, Id file, Id account, const char *kind)
{
        ReviewConflictList list;
        bool found = false;

        CHECK_OK(conflicts_between(w->db, w->a, file, account, &list));
        for (size_t i = 0; i < list.n; i++)
                found |= str_is(list.at[i].kind, kind);
        return found;
}

TEST(who_mentored_an_applicant_does_not_review_it)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), file, other;
        Actor who, stranger;
        ReviewFile row;
        TieJob j = {.w = w, .id = 4711};
        Hub hub;

        file = probe_application(w, round, "Mango Mill", "Pumps for small rivers");
        other = probe_application(w, round, "Papaya Press", "Lamps");
        who = probe_reviewer(w, round, "one@r1.example", "One");
        stranger = probe_reviewer(w, round, "two@r2.example", "Two");
        CHECK_OK(probe_step(w, "review begin", round));
        CHECK_OK(review_application(w->db, a, file, &row));
        CHECK_OK(hub_by_slug(w->db, a, S("bangkok"), &hub));
        j.party = row.party;
        j.other = who.id;
        j.hub = hub.id;
        CHECK_OK(store_transact(w->p.store, given_hour, &j));
        CHECK_OK(probe_step(w, "conflict find", round));
        CHECK(has_conflict(w, file, who.id, "mentor-of"));
        CHECK(!has_conflict(w, other, who.id, "mentor-of"));
        CHECK(!has_conflict(w, file, stranger.id, "mentor-of"));
        CHECK_IS(probe_assign_status(w, round, file, &who), CONFLICT);
        CHECK_OK(probe_assign_status(w, round, other, &who));
}

static Status invested(World *w, Id party, Id investor)
{
        return act(w, "outcome note", "party", id_text(w->a, party).at, "kind", "investment", "on",
                   "2026-05-04", "amount", "100", "currency", "USD", "round_type", "seed", "other",
                   id_text(w->a, investor).at, "evidence", "https://example.org/x", NULL);
}

TEST(who_shares_an_investor_with_an_applicant_does_not_review_it)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), file, other, fund, firm;
        Actor who, partner, stranger;
        ReviewFile row;

        file = probe_application(w, round, "Mango Mill", "Pumps for small rivers");
        other = probe_application(w, round, "Papaya Press", "Lamps");
        who = probe_reviewer(w, round, "one@r1.example", "One");
        partner = probe_reviewer(w, round, "two@r2.example", "Two");
        stranger = probe_reviewer(w, round, "three@r3.example", "Three");
        CHECK_OK(probe_step(w, "review begin", round));
        CHECK_OK(review_application(w->db, a, file, &row));
        CHECK_OK(act(w, "party add", "kind", "organisation", "name", "Seed Fund", "hub", "bangkok",
                     NULL));
        fund = w->deed.made;
        CHECK_OK(act(w, "party add", "kind", "organisation", "name", "Own Firm", "hub", "bangkok",
                     NULL));
        firm = w->deed.made;
        probe_team(w, firm, who.id);
        probe_team(w, fund, partner.id);
        CHECK_OK(invested(w, firm, fund));
        CHECK_OK(invested(w, row.party, fund));
        CHECK_OK(probe_step(w, "conflict find", round));
        CHECK(has_conflict(w, file, who.id, "shared-investor"));
        CHECK(has_conflict(w, file, partner.id, "shared-investor")); /* the investor itself */
        CHECK(!has_conflict(w, file, stranger.id, "shared-investor"));
        CHECK(!has_conflict(w, other, who.id, "shared-investor"));
        CHECK_IS(probe_assign_status(w, round, file, &who), CONFLICT);
}

/* --- two by two */

static Id give_panel(World *w, Id round, Id file, const Actor *who)
{
        Actor boss = w->actor;
        Id x;

        CHECK_OK(act(w, "assignment add", "application", id_text(w->a, file).at, "step", "panel",
                     "reviewer", id_text(w->a, probe_reviewer_id(w, round, who)).at, NULL));
        x = w->deed.made;
        w->actor = *who;
        CHECK_OK(act(w, "conflict declare", "assignment", id_text(w->a, x).at, "conflict", "none",
                     NULL));
        w->actor = boss;
        return x;
}

static void compares(World *w, const Actor *who, Id x, Id y, const char *better)
{
        Actor boss = w->actor;

        w->actor = *who;
        CHECK_OK(act(w, "review compare", "assignment", id_text(w->a, x).at, "other",
                     id_text(w->a, y).at, "better", better, NULL));
        w->actor = boss;
}

TEST(comparisons_come_to_a_ranking_that_says_how_sure_it_is)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), files[3], x[2][3];
        const char *const firms[] = {"Apricot", "Banana", "Cherry"};
        Actor who[2], inge, boss = w->actor;
        const char *path;
        ReviewFile row;
        Str text;

        for (int i = 0; i < 3; i++)
                files[i] = probe_application(w, round, firms[i], "Pumps for small rivers");
        who[0] = probe_reviewer(w, round, "one@r1.example", "One");
        who[1] = probe_reviewer(w, round, "two@r2.example", "Two");
        CHECK_OK(act(w, "review begin", "round", id_text(a, round).at, "step", "panel", NULL));
        for (int r = 0; r < 2; r++)
                for (int i = 0; i < 3; i++)
                        x[r][i] = give_panel(w, round, files[i], &who[r]);
        path = str_fmt(a, "/rounds/%.*s/ranking/panel", S_ARG(id_text(a, round))).at;
        CHECK_STR(page(w, path), CONTAINS, "No comparisons yet");
        for (int r = 0; r < 2; r++) { /* cherries before bananas before apricots */
                compares(w, &who[r], x[r][0], x[r][1], "other");
                compares(w, &who[r], x[r][2], x[r][1], "this");
        }
        compares(w, &who[0], x[0][0], x[0][2], "alike");
        text = page(w, path);
        CHECK(str_find_str(text, S("Cherry")) < str_find_str(text, S("Banana")));
        CHECK(str_find_str(text, S("Banana")) < str_find_str(text, S("Apricot")));
        CHECK_STR(text, CONTAINS, "±");
        text = page(w, str_fmt(a, "/api/v1%s", path).at);
        CHECK_STR(text, CONTAINS, "\"comparisons\":5");
        CHECK_STR(text, CONTAINS, "\"groups\":1");
        CHECK_STR(text, CONTAINS, "\"won\":2,\"lost\":0,\"alike\":1");
        CHECK_STR(page(w, str_fmt(a, "/rounds/%.*s/scores/panel", S_ARG(id_text(a, round))).at),
                  CONTAINS, "/ranking/panel");
        /* what is set aside with a conflict does not count, nor is one's own shown */
        CHECK_OK(act(w, "conflict add", "application", id_text(a, files[2]).at, "reviewer",
                     id_text(a, probe_reviewer_id(w, round, &who[1])).at, "kind", "declared",
                     "note", "n", NULL));
        CHECK_STR(page(w, str_fmt(a, "/api/v1%s", path).at), CONTAINS, "\"comparisons\":4");
        inge.id = probe_account(w, "inge@hub.example", "Inge");
        CHECK_OK(act(w, "role grant", "email", "inge@hub.example", "name", "Inge", "role", "head",
                     "hub", "bangkok", NULL));
        CHECK_OK(review_application(w->db, a, files[2], &row));
        probe_team(w, row.party, inge.id);
        w->actor = probe_actor(w, "inge@hub.example");
        text = page(w, path);
        CHECK_STR(text, LACKS, "Cherry");
        CHECK_STR(text, CONTAINS, "Banana");
        w->actor = who[0];
        (void)page(w, path);
        CHECK_INT(w->status, 403);
        w->actor = boss;
}

/* --- the copy */

TEST(the_copy_of_an_account_holds_what_it_did_as_a_reviewer_and_whose_the_files_are_not)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), file, x;
        Actor who;
        size_t lists = 0;

        file = probe_application(w, round, "Mango Mill", "Pumps for small rivers");
        who = probe_reviewer(w, round, "one@r1.example", "One");
        CHECK_OK(probe_step(w, "review begin", round));
        x = probe_assign(w, round, file, &who);
        CHECK_OK(probe_review(w, &who, file, 3));
        CHECK_OK(act(w, "review comment", "assignment", id_text(a, x).at, "words", "So be it",
                     NULL));
        CHECK_OK(act(w, "conflict declare", "assignment", id_text(a, x).at, "conflict", "conflict",
                     "note", "My cousin", NULL));
        for (const KeptList *k = kept_account_lists; k->name; k++) {
                RowList list;

                CHECK_OK(k->load(w->db, a, who.id, &list));
                if (strcmp(k->name, "reviewing") != 0 && strcmp(k->name, "reviews") != 0 &&
                    strcmp(k->name, "comments") != 0 &&
                    strcmp(k->name, "conflicts_of_interest") != 0)
                        continue;
                lists++;
                CHECK_INT((int64_t)list.n, 1);
                for (size_t c = 0; c < k->shape->columns_n; c++) {
                        CHECK(strcmp(k->shape->columns[c].name, "application") != 0);
                        CHECK(strcmp(k->shape->columns[c].name, "party") != 0);
                }
        }
        CHECK_INT((int64_t)lists, 4);
}

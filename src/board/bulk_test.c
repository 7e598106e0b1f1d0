/* Acts on many applications: through their doors. */
#include "board/bulk.h"
#include "mail/mail.h"
#include "record/record.h"
#include "review/review_probe.h"

enum { FIRMS = 3 };

typedef struct {
        World *w;
        Arena *a;
        Id round, files[FIRMS];
} Acts;

static const char *text_of(Acts *t, Id id)
{
        return id_text(t->a, id).at;
}

static Acts acts(Arena *a)
{
        static const char *const names[FIRMS] = {"Blue Water", "Zed Pumps", "Mekong Pay"};
        Acts t = {.w = world_of_examples(a), .a = a};

        t.round = probe_round(t.w, "startup-accelerator");
        for (int i = 0; i < FIRMS; i++)
                t.files[i] = probe_application(t.w, t.round, names[i], "Pumps that tell");
        return t;
}

static const char *all_of(Acts *t)
{
        return str_fmt(t->a, "%s %s %s", text_of(t, t->files[0]), text_of(t, t->files[1]),
                       text_of(t, t->files[2]))
                .at;
}

/* Prepares one on all of them, with one more input or two. */
static Status prepare(Acts *t, const char *what, const char *field, const char *value,
                      const char *more, const char *more_value)
{
        return act(t->w, "bulk prepare", "round", text_of(t, t->round), "what", what,
                   "applications", all_of(t), field, value, more, more_value, NULL);
}

static Status apply(Acts *t, Id bulk)
{
        return act(t->w, "bulk apply", "bulk", text_of(t, bulk), NULL);
}

/* The page of an act, as JSON. */
static Str shown(Acts *t, Id bulk)
{
        Str out = page(t->w, str_fmt(t->a, "/api/v1/rounds/acts/%s", text_of(t, bulk)).at);

        CHECK_INT(t->w->status, 200);
        return out;
}

static void moves(Acts *t, Id file, const char *to)
{
        Application x;

        CHECK_OK(application_get(t->w->db, t->a, file, &x));
        CHECK_OK(act(t->w, "member move", "party", text_of(t, x.party), "programme",
                     "startup-accelerator", "hub", "bangkok", "to", to, NULL));
}

TEST(a_move_of_many_that_needs_a_reason_takes_one_and_the_record_keeps_it)
{
        Acts t = acts(a);
        Str leaf;
        Id bulk;

        moves(&t, t.files[0], "in-review");
        moves(&t, t.files[0], "accepted");
        moves(&t, t.files[0], "active");
        CHECK_OK(prepare(&t, "move", "stage", "scale-up", NULL, NULL));
        bulk = t.w->deed.made;
        CHECK_STR(shown(&t, bulk), CONTAINS, "\"good\":0,\"bad\":3");
        CHECK_STR(shown(&t, bulk), CONTAINS, "This move needs a reason.");
        CHECK_OK(apply(&t, bulk));
        CHECK_STR(shown(&t, bulk), CONTAINS, "\"good\":0,\"bad\":3");
        CHECK_OK(prepare(&t, "move", "stage", "scale-up", "reason", "Forty in staff"));
        bulk = t.w->deed.made;
        CHECK_STR(shown(&t, bulk), CONTAINS, "\"good\":1,\"bad\":2");
        CHECK_OK(apply(&t, bulk));
        CHECK_OK(record_leaf(t.w->db, a, t.w->deed.position, &leaf));
        CHECK_STR(leaf, CONTAINS, "member.scaled");
        CHECK_STR(leaf, CONTAINS, "Forty in staff");
}

TEST(whoever_acts_on_many_may_do_the_same_with_one)
{
        Acts t = acts(a);
        Actor whole = t.w->actor;
        Id bulk;

        CHECK_OK(prepare(&t, "move", "stage", "in-review", NULL, NULL));
        bulk = t.w->deed.made;
        t.w->actor.scope = (1ULL << MAY_APPLICATION_SEE) | (1ULL << MAY_APPLICATION_EDIT);
        CHECK_IS(prepare(&t, "move", "stage", "in-review", NULL, NULL), FORBIDDEN);
        CHECK_IS(prepare(&t, "assign", "step", "screening", "reviewer", text_of(&t, t.round)),
                 FORBIDDEN);
        CHECK_IS(apply(&t, bulk), FORBIDDEN);
        CHECK_OK(prepare(&t, "tag", "tag", "good", NULL, NULL));
        t.w->actor = whole;
        CHECK_OK(apply(&t, bulk));
}

TEST(the_page_of_an_act_that_was_done_says_what_was_done)
{
        Acts t = acts(a);
        Str text;
        Id bulk;

        moves(&t, t.files[1], "in-review");
        CHECK_OK(prepare(&t, "move", "stage", "in-review", NULL, NULL));
        bulk = t.w->deed.made;
        CHECK_STR(shown(&t, bulk), CONTAINS, "\"good\":2,\"bad\":1");
        CHECK_OK(apply(&t, bulk));
        text = shown(&t, bulk);
        CHECK_STR(text, CONTAINS, "\"good\":2,\"bad\":1");
        CHECK_STR(
                text, CONTAINS,
                "\"name\":\"Blue Water\",\"from\":\"Applied\",\"to\":\"In review\",\"fault\":\"\"");
        CHECK_STR(text, CONTAINS,
                  "\"name\":\"Zed Pumps\",\"from\":\"In review\",\"to\":\"In review\",\"fault\":"
                  "\"Stands there already.\"");
        moves(&t, t.files[0], "interview"); /* what came after is not of it */
        CHECK_STR(shown(&t, bulk), CONTAINS, "\"name\":\"Blue Water\",\"from\":\"Applied\"");
}

static Str state_of(Acts *t, Id file)
{
        Application x;

        CHECK_OK(application_get(t->w->db, t->a, file, &x));
        return x.state;
}

TEST(many_are_reopened_until_a_moment_with_the_reason_on_the_record)
{
        Acts t = acts(a);
        Str leaf;
        Id bulk;

        CHECK_OK(act(t.w, "application withdraw", "application", text_of(&t, t.files[1]), NULL));
        CHECK_IS(prepare(&t, "reopen", "until", "2030-06-01T00:00", NULL, NULL), INVALID);
        CHECK_IS(prepare(&t, "reopen", "reason", "R", NULL, NULL), INVALID);
        CHECK_IS(prepare(&t, "reopen", "until", "2020-01-01T00:00", "reason", "R"), INVALID);
        CHECK_OK(prepare(&t, "reopen", "until", "2030-06-01T00:00", "reason", "The form was down"));
        bulk = t.w->deed.made;
        CHECK_STR(shown(&t, bulk), CONTAINS, "\"good\":3,\"bad\":0");
        CHECK_STR(page(t.w, str_fmt(a, "/rounds/acts/%s", text_of(&t, bulk)).at), CONTAINS,
                  "Reopen until");
        CHECK_STR(state_of(&t, t.files[1]), IS, "withdrawn");
        CHECK_OK(apply(&t, bulk));
        CHECK_STR(state_of(&t, t.files[1]), IS, "draft");
        CHECK_STR(state_of(&t, t.files[0]), IS, "submitted");
        CHECK_OK(record_leaf(t.w->db, a, t.w->deed.position, &leaf));
        CHECK_STR(leaf, CONTAINS, "application.reopened");
        CHECK_STR(leaf, CONTAINS, "The form was down");
}

TEST(many_are_marked_as_doubles_of_one_which_is_none_itself)
{
        Acts t = acts(a);
        World *w = t.w;
        Id other = probe_round(w, "startup-accelerator"), far, bulk;
        const char *first = text_of(&t, t.files[0]);
        Application x;

        far = probe_application(w, other, "Coral Labs", "Kites");
        CHECK_IS(prepare(&t, "double", NULL, NULL, NULL, NULL), INVALID);
        CHECK_IS(prepare(&t, "double", "other", text_of(&t, far), NULL, NULL), INVALID);
        CHECK_OK(prepare(&t, "double", "other", first, NULL, NULL));
        bulk = w->deed.made;
        CHECK_STR(shown(&t, bulk), CONTAINS, "\"good\":2,\"bad\":1");
        CHECK_STR(shown(&t, bulk), CONTAINS, "\"to\":\"Blue Water\"");
        CHECK_OK(apply(&t, bulk));
        CHECK_STR(state_of(&t, t.files[0]), IS, "submitted");
        CHECK_STR(state_of(&t, t.files[1]), IS, "double");
        CHECK_OK(application_get(w->db, a, t.files[2], &x));
        CHECK_INT(x.double_of, t.files[0]);
        CHECK_OK(prepare(&t, "double", "other", first, NULL, NULL));
        CHECK_STR(shown(&t, w->deed.made), CONTAINS, "\"good\":0,\"bad\":3");
        bulk = w->deed.made;
        CHECK_OK(application_get(w->db, a, t.files[0], &x));
        probe_team(w, x.party, w->actor.id);
        CHECK_IS(apply(&t, bulk), FORBIDDEN);
}

/* the hub speaks Thai, and so do its letters */
#define ONE_FILE "1 แฟ้ม"
#define TWO_FILES "2 แฟ้ม"

static int64_t mails_of(Acts *t, const char *words)
{
        MailLineList mails;
        int64_t n = 0;
        Mail mail;

        CHECK_OK(outbox_latest(t->w->db, t->a, INT64_MAX, &mails));
        for (size_t i = 0; i < mails.n; i++) {
                CHECK_OK(outbox_by_id(t->w->db, t->a, mails.at[i].id, &mail));
                n += str_has(mail.plain, str_from(words));
        }
        return n;
}

TEST(a_reviewer_of_many_files_gets_one_letter)
{
        Acts t = acts(a);
        World *w = t.w;
        Actor who = probe_reviewer(w, t.round, "one@r1.example", "One");
        const char *reviewer = text_of(&t, probe_reviewer_id(w, t.round, &who));
        ReviewIn in;
        Id bulk;

        CHECK_OK(prepare(&t, "assign", "step", "screening", "reviewer", reviewer));
        CHECK_STR(shown(&t, w->deed.made), CONTAINS, "This step is not open.");
        CHECK_OK(probe_step(w, "review begin", t.round));
        probe_assign(w, t.round, t.files[1], &who);
        CHECK_OK(prepare(&t, "assign", "step", "screening", "reviewer", reviewer));
        bulk = w->deed.made;
        CHECK_STR(shown(&t, bulk), CONTAINS, "\"good\":2,\"bad\":1");
        CHECK_INT(mails_of(&t, ONE_FILE), 1);
        CHECK_OK(apply(&t, bulk));
        for (int i = 0; i < FIRMS; i++)
                CHECK_INT(probe_has(w, t.files[i], who.id), 1);
        CHECK_INT(mails_of(&t, ONE_FILE), 1);
        CHECK_INT(mails_of(&t, TWO_FILES), 1);
        CHECK_OK(review_in(w->db, a, t.round, S("screening"), &in));
        CHECK_INT(in.run.assigned, 3);
        CHECK_STR(shown(&t, bulk), CONTAINS, "This reviewer has the file already.");
}

TEST(a_file_with_a_conflict_of_interest_is_not_given_with_the_others)
{
        Acts t = acts(a);
        World *w = t.w;
        Actor who = probe_reviewer(w, t.round, "one@r1.example", "One");
        const char *reviewer = text_of(&t, probe_reviewer_id(w, t.round, &who));
        Application x;

        CHECK_OK(application_get(w->db, a, t.files[2], &x));
        probe_team(w, x.party, who.id);
        CHECK_OK(probe_step(w, "review begin", t.round));
        CHECK_OK(prepare(&t, "assign", "step", "screening", "reviewer", reviewer));
        CHECK_STR(shown(&t, w->deed.made), CONTAINS, "\"good\":2,\"bad\":1");
        CHECK_OK(apply(&t, w->deed.made));
        CHECK_INT(probe_has(w, t.files[0], who.id), 1);
        CHECK_INT(probe_has(w, t.files[2], who.id), 0);
}

TEST(one_in_whose_team_somebody_came_since_is_left_out)
{
        Acts t = acts(a);
        World *w = t.w;
        Application x;
        Id bulk;

        CHECK_OK(prepare(&t, "tag", "tag", "good", NULL, NULL));
        bulk = w->deed.made;
        CHECK_OK(application_get(w->db, a, t.files[0], &x));
        probe_team(w, x.party, w->actor.id);
        CHECK_OK(apply(&t, bulk));
        CHECK_STR(w->deed.note, CONTAINS, "2 applications");
}

TEST(many_are_two_thousand_and_tags_of_one_twenty)
{
        Acts t = acts(a);
        Text ids = text_begin(a, (BULK_MAX + 1) * 14 + 1);
        BoardTagList tags;
        Application x;

        for (int i = 0; i < BULK_MAX; i++)
                text_fmt(&ids, "%s ", text_of(&t, t.files[0] + i));
        CHECK_IS(act(t.w, "bulk prepare", "round", text_of(&t, t.round), "what", "tag", "tag", "x",
                     "applications", str_z(a, text_str(&ids)),
                     str_fmt(a, "a-%s", text_of(&t, t.files[0])).at, "yes", NULL),
                 TOO_MANY);
        for (int i = 0; i <= TAGS_OF_ONE_MAX; i++) {
                CHECK_OK(prepare(&t, "tag", "tag", str_fmt(a, "tag %d", i).at, NULL, NULL));
                CHECK_OK(apply(&t, t.w->deed.made));
        }
        CHECK_STR(t.w->deed.note, CONTAINS, "0 applications");
        CHECK_OK(prepare(&t, "untag", "tag", "tag 0", NULL, NULL));
        CHECK_OK(apply(&t, t.w->deed.made));
        CHECK_OK(application_get(t.w->db, a, t.files[0], &x));
        CHECK_OK(board_tags(t.w->db, a, x.party, x.id, &tags));
        CHECK_INT((int64_t)tags.n, TAGS_OF_ONE_MAX - 1);
}

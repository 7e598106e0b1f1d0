/* Teams that somebody wants who has no right to them: by merges, left invitations, and names. */
#include "people/role.sql.h"
#include "people/team_probe.h"

static Id head_of(World *w, const char *hub, const char *email)
{
        Id id;

        CHECK_OK(act(w, "role grant", "email", email, "name", "Head", "role", "head", "hub", hub,
                     NULL));
        CHECK_OK(access_account_by_email(w->db, w->a, str_from(email), &id));
        return id;
}

/* How many letters of this kind went to an address. */
static int letters_to(World *w, const char *kind, const char *email)
{
        MailLineList mails;
        int n = 0;

        CHECK_OK(outbox_latest(w->db, w->a, INT64_MAX, &mails));
        for (size_t i = 0; i < mails.n; i++)
                n += str_is(mails.at[i].kind, kind) && str_is(mails.at[i].address, email);
        return n;
}

TEST(a_party_that_nobody_owns_takes_the_team_of_one_merged_into_it)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org");
        Id from = founded(w, &ada, "Mango", "bangkok"), into;
        const char *token = invited(w, ada, from, "dee@example.org", "editor");

        CHECK_OK(act(w, "party add", "kind", "organisation", "name", "Mango Works", "hub",
                     "bangkok", NULL));
        into = w->deed.made;
        CHECK_OK(act(w, "party merge", "party", id_text(a, from).at, "into", id_text(a, into).at,
                     NULL));
        CHECK_STR(role_in(w, into, ada.id), IS, "owner");
        CHECK_OK(by(w, 0, "team join", "token", token, "name", "Dee"));
}

TEST(an_operator_takes_no_team_over_by_merging_a_shell_into_it)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org"), pal = person(w, "Pal", "pal@example.org"),
              eve;
        Id eve_id = head_of(w, "bangkok", "eve@example.org"),
           victim = founded(w, &ada, "Mango Works", "bangkok"), shell, other;
        const char *v = id_text(a, victim).at, *token;

        eve = again(w, eve_id);
        shell = founded(w, &eve, "Mango", "bangkok");
        CHECK_IS(by(w, eve_id, "party merge", "party", id_text(a, shell).at, "into", v), FORBIDDEN);
        CHECK_IS(by(w, eve_id, "party merge", "party", v, "into", id_text(a, shell).at), FORBIDDEN);
        CHECK_STR(role_in(w, victim, ada.id), IS, "owner");
        CHECK_INT((int64_t)role_in(w, victim, eve_id).len, 0);
        CHECK_INT(letters_to(w, "team-notice", "ada@example.org"), 0);
        /* nor with the help of a friend, and never without word */
        other = founded(w, &pal, "Mango Co", "bangkok");
        token = invited(w, pal, other, "third@example.org", "owner");
        CHECK_OK(by(w, eve_id, "party merge", "party", id_text(a, other).at, "into", v));
        CHECK_STR(role_in(w, victim, pal.id), IS, "viewer");
        CHECK_STR(role_in(w, victim, ada.id), IS, "owner");
        CHECK_INT(letters_to(w, "team-notice", "ada@example.org"), 1);
        CHECK_INT(letters_to(w, "team-notice", "pal@example.org"), 1);
        CHECK_IS(by(w, 0, "team join", "token", token, "name", "Third"), INVALID);
        CHECK_IS(by(w, pal.id, "team remove", "party", v, "person", id_text(a, ada.id).at),
                 FORBIDDEN);
}

TEST(who_is_removed_from_a_team_hears_of_it)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org"), bo = person(w, "Bo", "bo@example.org");
        Id party = founded(w, &ada, "Mango Works", "bangkok");
        MailLineList mails;
        Mail mail;

        joins(w, ada, party, bo.id, "bo@example.org", "owner");
        CHECK_OK(by(w, ada.id, "team remove", "party", id_text(a, party).at, "person",
                    id_text(a, bo.id).at));
        CHECK_INT(letters_to(w, "team-notice", "bo@example.org"), 1);
        CHECK_OK(outbox_latest(w->db, a, INT64_MAX, &mails));
        CHECK_OK(outbox_by_id(w->db, a, mails.at[0].id, &mail));
        CHECK_STR(mail.subject, CONTAINS, "no longer in the team of Mango Works");
        CHECK_STR(mail.plain, CONTAINS, "you were removed from the team of Mango Works");
}

TEST(invitations_into_a_team_end_when_their_giver_is_no_owner_any_more)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org"), bo = person(w, "Bo", "bo@example.org");
        Id party = founded(w, &ada, "Mango Works", "bangkok");
        const char *p = id_text(a, party).at, *token[3];

        joins(w, ada, party, bo.id, "bo@example.org", "owner");
        token[0] = invited(w, bo, party, "b1@example.org", "owner");
        w->actor = again(w, ada.id);
        CHECK_OK(act(w, "team role", "party", p, "person", id_text(a, bo.id).at, "role", "editor",
                     NULL));
        CHECK_OK(act(w, "team role", "party", p, "person", id_text(a, bo.id).at, "role", "owner",
                     NULL));
        token[1] = invited(w, bo, party, "b2@example.org", "owner");
        CHECK_OK(by(w, bo.id, "team leave", "party", p, NULL, NULL));
        joins(w, ada, party, bo.id, "bo@example.org", "owner"); /* comes back, they do not */
        token[2] = invited(w, bo, party, "b3@example.org", "owner");
        CHECK_OK(by(w, bo.id, "team hand-over", "party", p, "person", id_text(a, ada.id).at));
        for (int i = 0; i < 3; i++) {
                CHECK_IS(by(w, 0, "team join", "token", token[i], "name", "Second"), INVALID);
                CHECK_STR(w->deed.faults[0].words, CONTAINS, "was withdrawn");
        }
}

typedef struct {
        Id party, actor;
} Lost;

static Status lose(void *ctx, Db *db)
{
        const Lost *l = ctx;

        return team_person_set(db, l->party, l->actor, S("viewer"));
}

TEST(an_invitation_into_a_team_needs_a_giver_who_still_may_invite)
{
        World *w = world_of_examples(a);
        Actor first = w->actor, ada = person(w, "Ada", "ada@example.org"),
              bo = person(w, "Bo", "bo@example.org");
        Id party = founded(w, &ada, "Mango Works", "bangkok"), head;
        const char *p = id_text(a, party).at, *token;
        Lost lost = {party, bo.id};
        RoleRowList roles;

        joins(w, ada, party, bo.id, "bo@example.org", "owner");
        token = invited(w, bo, party, "b1@example.org", "viewer");
        CHECK_OK(store_transact(w->p.store, lose, &lost)); /* by whatever way */
        CHECK_IS(by(w, 0, "team join", "token", token, "name", "Second"), INVALID);
        /* an operator appoints from outside, for as long as they are one */
        head = head_of(w, "bangkok", "head@example.org");
        for (int i = 0; i < 2; i++) {
                w->actor = again(w, head);
                CHECK_OK(act(w, "team appoint", "party", p, "email", i ? "o2@e.org" : "o1@e.org",
                             "reason", "dispute", NULL));
                w->actor = first;
                token = token_of(w);
                CHECK_OK(role_of(w->db, a, head, &roles));
                if (i)
                        CHECK_OK(act(w, "role withdraw", "role", id_text(a, roles.at[0].id).at,
                                     NULL));
                CHECK_IS(by(w, 0, "team join", "token", token, "name", "Owner"), i ? INVALID : OK);
        }
}

TEST(a_party_and_the_holder_of_a_role_have_names_that_are_no_trap)
{
        static const char *const bad[] = {"Win at www.example.com", "https://x.example",
                                          "Grab\xe2\x80\x8b",
                                          "Gr\xd0\xb0"
                                          "b",
                                          NULL};
        World *w = world_of_examples(a);
        Id party;

        CHECK_OK(act(w, "party add", "kind", "organisation", "name", "Grab", NULL));
        party = w->deed.made;
        for (int i = 0; bad[i]; i++) {
                CHECK_IS(act(w, "party add", "kind", "organisation", "name", bad[i], NULL),
                         INVALID);
                CHECK_IS(by(w, w->actor.id, "party edit", "party", id_text(a, party).at, "name",
                            bad[i]),
                         INVALID);
                CHECK_IS(act(w, "role grant", "email", "m@example.org", "name", bad[i], "role",
                             "mentor", "hub", "bangkok", NULL),
                         INVALID);
        }
        CHECK_OK(by(w, w->actor.id, "party edit", "party", id_text(a, party).at, "sector", "ai"));
}

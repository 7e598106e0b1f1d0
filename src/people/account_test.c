/* Signing in with a password: who is let in, who has to wait, and what nobody is told. */
#include "people/account.h"

#include "access/otp.h"
#include "access/throttle.h"
#include "base/time.h"
#include "mail/mail.h"
#include "people/account.h"
#include "people/role.h"
#include "tests/world.h"

#include <stdio.h>
#include <string.h>

static const char right[] = "purple otters juggle at noon";

/* A deed at a moment, from an address. */
static Status at(World *w, const char *action, int64_t now_us, const char *client, const Actor *who,
                 const char *const *pairs)
{
        ActionWorld aw = {.store = w->p.store,
                          .site = &w->p.site,
                          .now_us = now_us,
                          .base_url = w->p.site.base_url,
                          .gate = w->p.site.gate,
                          .seal = w->p.site.seal,
                          .client = str_from(client)};
        Input inputs[ACTION_FIELDS_MAX];
        size_t n = 0;

        for (; pairs[2 * n]; n++)
                inputs[n] = (Input){str_from(pairs[2 * n]), str_from(pairs[2 * n + 1])};
        w->deed = (Deed){0};
        return action_do(&aw, site_action(&w->p.site, str_from(action)), who, inputs, n, w->a,
                         &w->deed);
}

static Status sign_in(World *w, int64_t now_us, const char *client, const char *email,
                      const char *password)
{
        const char *const pairs[] = {"email", email, "password", password, NULL, NULL};

        return at(w, "session open", now_us, client, &(Actor){0}, pairs);
}

static Actor member_of_staff(World *w)
{
        Actor actor;
        Id id;

        CHECK_OK(act(w, "role grant", "email", "mina@example.org", "name", "Mina", "role", "mentor",
                     "hub", "bangkok", NULL));
        CHECK_OK(access_account_by_email(w->db, w->a, S("mina@example.org"), &id));
        CHECK_OK(access_actor(w->db, w->a, id, time_now_us(), &actor));
        return actor;
}

static Status set_password(World *w, const Actor *who, const char *old, const char *new)
{
        const char *const pairs[] = {"password", old, "new_password", new, NULL, NULL};

        return at(w, "password change", time_now_us(), "192.0.2.1", who, pairs);
}

TEST(who_has_the_password_comes_in_and_is_who_they_are)
{
        World *w = world_of_examples(a);
        Actor mina = member_of_staff(w), now;

        CHECK_OK(set_password(w, &mina, "", right));
        CHECK_OK(sign_in(w, 0, "192.0.2.1", " Mina@Example.org ", right));
        CHECK_INT((int64_t)w->deed.session_begun.len, TOKEN_CHARS);
        CHECK_OK(access_session_actor(w->db, a, w->deed.session_begun, time_now_us(), &now));
        CHECK_INT(now.id, mina.id);
        CHECK_STR(now.name, IS, "Mina");
        CHECK_INT((int64_t)now.grants_n, 1);
}

TEST(a_wrong_password_and_an_unknown_account_are_told_the_same)
{
        World *w = world_of_examples(a);
        Actor mina = member_of_staff(w);
        Str words;

        CHECK_OK(set_password(w, &mina, "", right));
        CHECK_IS(sign_in(w, 0, "192.0.2.1", "mina@example.org", "purple otters juggle at one"),
                 FORBIDDEN);
        CHECK_INT((int64_t)w->deed.session_begun.len, 0);
        words = str_copy(a, w->deed.faults[0].words);
        CHECK_IS(sign_in(w, 0, "192.0.2.1", "nobody@example.org", right), FORBIDDEN);
        CHECK(str_eq(w->deed.faults[0].words, words));
        CHECK_IS(sign_in(w, 0, "192.0.2.1", "mina@example.org", ""),
                 INVALID); /* a field is empty */
}

TEST(whoever_tries_has_to_wait_longer_each_time_also_after_a_restart)
{
        World *w = world_of_examples(a);
        Actor mina = member_of_staff(w);
        int64_t now = time_now_us();

        CHECK_OK(set_password(w, &mina, "", right));
        for (int i = 0; i < THROTTLE_PAIR_FREE; i++)
                CHECK_IS(sign_in(w, now, "192.0.2.9", "mina@example.org", "not the password"),
                         FORBIDDEN);
        CHECK_IS(sign_in(w, now, "192.0.2.9", "mina@example.org", right), TOO_MANY);
        world_again(w);
        CHECK_IS(sign_in(w, now, "192.0.2.9", "MINA@example.org", right), TOO_MANY);
        /* the owner, from where nobody has tried, comes in at once */
        CHECK_OK(sign_in(w, now, "192.0.2.1", "mina@example.org", right));
        now += 2 * SECOND_US;
        CHECK_IS(sign_in(w, now, "192.0.2.9", "mina@example.org", "still not it"), FORBIDDEN);
        CHECK_IS(sign_in(w, now + SECOND_US, "192.0.2.9", "mina@example.org", right), TOO_MANY);
        CHECK_OK(sign_in(w, now + 3 * SECOND_US, "192.0.2.9", "mina@example.org", right));
        /* and is known there again */
        CHECK_IS(sign_in(w, now + 3 * SECOND_US, "192.0.2.9", "mina@example.org", "oh"), FORBIDDEN);
        CHECK_OK(sign_in(w, now + 3 * SECOND_US, "192.0.2.9", "mina@example.org", right));
}

TEST(an_account_that_is_not_there_is_throttled_like_one_that_is)
{
        World *w = world_of_examples(a);
        int64_t now = time_now_us();

        for (int i = 0; i < THROTTLE_PAIR_FREE; i++)
                CHECK_IS(sign_in(w, now, "192.0.2.9", "no@example.org", "not the password"),
                         FORBIDDEN);
        CHECK_IS(sign_in(w, now, "192.0.2.9", "no@example.org", "not the password"), TOO_MANY);
}

TEST(waiting_doubles_up_to_its_most)
{
        (void)a;
        CHECK_INT(throttle_wait_s(4, 5, 900), 0);
        CHECK_INT(throttle_wait_s(5, 5, 900), 1);
        CHECK_INT(throttle_wait_s(6, 5, 900), 2);
        CHECK_INT(throttle_wait_s(10, 5, 900), 32);
        CHECK_INT(throttle_wait_s(1000000, 5, 900), 900);
}

TEST(a_password_is_changed_by_who_has_the_old_one_and_others_are_out)
{
        World *w = world_of_examples(a);
        Actor mina = member_of_staff(w), now;
        Str session;

        CHECK_OK(set_password(w, &mina, "", right));
        CHECK_OK(sign_in(w, 0, "192.0.2.1", "mina@example.org", right));
        session = str_copy(a, w->deed.session_begun);
        CHECK_IS(set_password(w, &mina, "something else entirely", "nine slow trains to Surabaya"),
                 INVALID);
        CHECK_IS(set_password(w, &mina, right, "short"), INVALID);
        CHECK_STR(str_from(w->deed.faults[0].field), IS, "new_password");
        CHECK_IS(set_password(w, &mina, right, "mina@example.org mina"), INVALID);
        CHECK_OK(set_password(w, &mina, right, "nine slow trains to Surabaya"));
        CHECK_OK(access_session_actor(w->db, a, session, time_now_us(), &now));
        CHECK_INT(now.id, 0);
        CHECK_IS(sign_in(w, 0, "192.0.2.1", "mina@example.org", right), FORBIDDEN);
        CHECK_OK(sign_in(w, 0, "192.0.2.1", "mina@example.org", "nine slow trains to Surabaya"));
}

TEST(a_password_is_shown_in_no_page_and_kept_in_no_entry)
{
        World *w = world_of_examples(a);
        Str html = request(w, HTTP_POST, "/do/session/open", "application/x-www-form-urlencoded",
                           "email=x%40example.org&password=very+secret+words+indeed", false);

        CHECK_INT(w->status, 401);
        CHECK_STR(html, CONTAINS, "x@example.org");
        CHECK(!str_has(html, S("very secret")));
        html = page_of_visitor(w, "/do/session/open?password=guess&email=y");
        CHECK(!str_has(html, S("guess")));
}

typedef struct {
        Str session;
        int64_t at_us;
} Moment;

static Status seen(void *ctx, Db *db)
{
        Moment *m = ctx;

        return access_session_seen(db, m->session, m->at_us);
}

TEST(a_session_ends_when_it_is_not_used_and_at_the_latest_after_half_a_day)
{
        World *w = world_of_examples(a);
        Actor mina = member_of_staff(w), now;
        int64_t begun = time_now_us();
        Moment m;

        CHECK_OK(set_password(w, &mina, "", right));
        CHECK_OK(sign_in(w, begun, "192.0.2.1", "mina@example.org", right));
        m.session = str_copy(a, w->deed.session_begun);
        CHECK_OK(access_session_actor(w->db, a, m.session, begun + SESSION_IDLE_US - SECOND_US,
                                      &now));
        CHECK_INT(now.id, mina.id);
        CHECK_OK(access_session_actor(w->db, a, m.session, begun + SESSION_IDLE_US, &now));
        CHECK_INT(now.id, 0);
        for (m.at_us = begun; m.at_us < begun + SESSION_US; m.at_us += SESSION_IDLE_US / 2) {
                CHECK_OK(store_transact(w->p.store, seen, &m));
                CHECK_OK(access_session_actor(w->db, a, m.session, m.at_us, &now));
                CHECK_INT(now.id, mina.id);
        }
        CHECK_OK(access_session_actor(w->db, a, m.session, begun + SESSION_US, &now));
        CHECK_INT(now.id, 0);
}

TEST(what_is_dangerous_asks_for_the_password_again)
{
        World *w = world_of_examples(a);
        const char *const withdraw[] = {"pledge", "cloud-10m", "reason", "Funding fell through",
                                        NULL,     NULL},
                          *const wrong[] = {"password", "not it", NULL, NULL},
                          *const good[] = {"password", right, NULL, NULL};
        const char *const sign[] = {"email", "boss@example.org", "password", right, NULL, NULL};
        int64_t now = time_now_us();
        ActionWorld aw = {.store = w->p.store,
                          .site = &w->p.site,
                          .gate = w->p.site.gate,
                          .seal = w->p.site.seal};
        Input input;
        Actor boss;
        Str session;
        Id id;

        CHECK_OK(act(w, "role grant", "email", "boss@example.org", "name", "Boss", "role",
                     "administrator", NULL));
        CHECK_OK(access_account_by_email(w->db, a, S("boss@example.org"), &id));
        CHECK_OK(access_actor(w->db, a, id, now, &boss));
        CHECK_OK(set_password(w, &boss, "", right));
        CHECK_OK(at(w, "session open", now, "", &(Actor){0}, sign));
        session = str_copy(a, w->deed.session_begun);
        now += SESSION_PROOF_US + SECOND_US;
        CHECK_OK(access_session_actor(w->db, a, session, now, &boss));
        CHECK_IS(at(w, "pledge withdraw", now, "", &boss, withdraw), FORBIDDEN);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "/do/session/prove");
        CHECK_IS(at(w, "session prove", now, "", &boss, wrong), INVALID);
        CHECK_IS(at(w, "pledge withdraw", now, "", &boss, withdraw), FORBIDDEN);
        input = (Input){S("password"), str_from(good[1])};
        aw.now_us = now;
        w->deed = (Deed){.session = session};
        CHECK_OK(action_do(&aw, &session_prove_action, &boss, &input, 1, a, &w->deed));
        CHECK_OK(access_session_actor(w->db, a, session, now, &boss));
        CHECK_OK(at(w, "pledge withdraw", now, "", &boss, withdraw));
}

/* The code that the app would show. */
static const char *code_at(Arena *a, Str secret, int64_t now_us)
{
        char *code = arena_bytes(a, OTP_DIGITS_MAX + 1);

        CHECK_OK(otp_hotp(secret, &(OtpKind){0}, (uint64_t)(now_us / SECOND_US / 30), code));
        return code;
}

/* What stands in the newest mail. */
static Str newest_mail(World *w)
{
        MailLineList list;
        Mail m;

        CHECK_OK(outbox_latest(w->db, w->a, INT64_MAX, &list));
        CHECK(list.n > 0);
        CHECK_OK(outbox_by_id(w->db, w->a, list.at[0].id, &m));
        return m.plain;
}

TEST(a_second_factor_is_asked_for_beside_the_password_and_its_codes_are_good_once)
{
        World *w = world_of_examples(a);
        Actor mina = member_of_staff(w);
        const char *const none[] = {NULL};
        const char *confirm[] = {"code", NULL, NULL, NULL},
                   *open[] = {"email", "mina@example.org", "password", right, "code", NULL, NULL,
                              NULL};
        int64_t now = time_now_us();
        Str secret, codes, words;

        CHECK_OK(set_password(w, &mina, "", right));
        CHECK_OK(at(w, "second begin", now, "", &mina, none));
        words = str_skip(w->deed.note, str_find_str(w->deed.note, S("app: ")) + 5);
        CHECK_OK(otp_unbase32(a, str_head(words, str_find(words, ' ')), &secret));
        CHECK_OK(sign_in(w, now, "192.0.2.1", "mina@example.org",
                         right)); /* not confirmed: not asked */
        confirm[1] = "000000";
        CHECK_IS(at(w, "second confirm", now, "", &mina, confirm), INVALID);
        confirm[1] = code_at(a, secret, now);
        CHECK_OK(at(w, "second confirm", now, "", &mina, confirm));
        codes = str_skip(w->deed.note, str_find_str(w->deed.note, S("again: ")) + 7);
        CHECK_STR(newest_mail(w), CONTAINS, "changed just now: Second factor set up");

        CHECK_IS(sign_in(w, now, "192.0.2.1", "mina@example.org", right), INVALID);
        CHECK_STR(str_from(w->deed.faults[0].field), IS, "code");
        CHECK_IS(sign_in(w, now, "192.0.2.1", "mina@example.org", "another one"), FORBIDDEN);
        CHECK(w->deed.faults[0].field == NULL); /* nothing of codes to who has no password */
        open[5] = confirm[1];
        CHECK_IS(at(w, "session open", now, "192.0.2.1", &(Actor){0}, open), INVALID); /* used */
        now += 30 * SECOND_US;
        open[5] = code_at(a, secret, now);
        CHECK_OK(at(w, "session open", now, "192.0.2.1", &(Actor){0}, open));
        CHECK_IS(at(w, "session open", now, "192.0.2.1", &(Actor){0}, open), INVALID);
        open[5] = str_z(a, str_head(codes, str_find(codes, ' ')));
        CHECK_OK(at(w, "session open", now, "192.0.2.1", &(Actor){0}, open));
        CHECK_IS(at(w, "session open", now, "192.0.2.1", &(Actor){0}, open), INVALID);
        now += 30 * SECOND_US;
        confirm[1] = code_at(a, secret, now);
        CHECK_OK(at(w, "second end", now, "", &mina, confirm));
        CHECK_STR(newest_mail(w), CONTAINS, "changed just now: Second factor ended");
        CHECK_OK(sign_in(w, now, "192.0.2.1", "mina@example.org", right));
}

static const char *token_in(World *w, Str mail)
{
        size_t at = str_find_str(mail, S("token="));

        CHECK(at < mail.len);
        return str_z(w->a, str_head(str_skip(mail, at + 6), TOKEN_CHARS));
}

TEST(a_forgotten_password_is_chosen_anew_by_who_reads_the_mail)
{
        World *w = world_of_examples(a);
        Actor mina = member_of_staff(w), now;
        const char *const forgot[] = {"email", "Mina@example.org", NULL}, *const unknown[] = {
                                                                                  "email",
                                                                                  "no@example.org",
                                                                                  NULL};
        const char *reset[] = {"token", NULL, "new_password", "nine slow trains to Surabaya", NULL};
        int64_t at_us = time_now_us();
        Str session, words;

        CHECK_OK(set_password(w, &mina, "", right));
        CHECK_OK(sign_in(w, 0, "192.0.2.1", "mina@example.org", right));
        session = str_copy(a, w->deed.session_begun);
        CHECK_OK(at(w, "password forgot", at_us, "192.0.2.1", &(Actor){0}, forgot));
        words = str_copy(a, w->deed.note);
        CHECK_OK(at(w, "password forgot", at_us, "192.0.2.1", &(Actor){0}, unknown));
        CHECK(str_eq(words, w->deed.note));
        CHECK_STR(newest_mail(w), CONTAINS, "Mina");
        reset[1] = token_in(w, newest_mail(w));
        CHECK_IS(at(w, "password reset", at_us + RESET_LINK_US, "", &(Actor){0}, reset), INVALID);
        CHECK_OK(at(w, "password reset", at_us, "", &(Actor){0}, reset));
        CHECK_IS(at(w, "password reset", at_us, "", &(Actor){0}, reset), INVALID);
        CHECK_OK(access_session_actor(w->db, a, session, time_now_us(), &now));
        CHECK_INT(now.id, 0);
        CHECK_IS(sign_in(w, 0, "192.0.2.1", "mina@example.org", right), FORBIDDEN);
        CHECK_OK(sign_in(w, 0, "192.0.2.1", "mina@example.org", "nine slow trains to Surabaya"));
        CHECK_STR(newest_mail(w), CONTAINS, "was changed");
        for (int i = 0; i < THROTTLE_PAIR_FREE; i++)
                if (at(w, "password forgot", at_us, "192.0.2.1", &(Actor){0}, forgot) != OK)
                        break;
        CHECK_IS(at(w, "password forgot", at_us, "192.0.2.1", &(Actor){0}, forgot), TOO_MANY);
}

TEST(an_invitation_goes_by_mail_where_there_is_a_mail_server_and_is_shown_to_nobody_else)
{
        World *w = world_of_examples(a);
        const char *const grant[] = {"email", "tom@example.org", "name", "Tom", "role", "operator",
                                     "hub",   "singapore",       NULL};
        ActionWorld aw = {.store = w->p.store,
                          .site = &w->p.site,
                          .base_url = S("https://seedbed.example"),
                          .sends_mail = true};
        Input inputs[4];

        for (size_t i = 0; i < 4; i++)
                inputs[i] = (Input){str_from(grant[2 * i]), str_from(grant[2 * i + 1])};
        w->deed = (Deed){0};
        CHECK_OK(action_do(&aw, &role_grant_action, &w->actor, inputs, 4, a, &w->deed));
        CHECK(!str_has(w->deed.note, S("token=")));
        CHECK_STR(newest_mail(w), CONTAINS, "https://seedbed.example/do/session/begin?token=");
        CHECK_STR(newest_mail(w), CONTAINS, "operator");
        CHECK_STR(newest_mail(w), CONTAINS, "Singapore");
        CHECK(!str_has(page(w, "/mails"), S("token=")));
}

/* Ways around what guards an account, each of which is refused. */
#include "people/account.h"

#include "access/access.sql.h"
#include "access/throttle.h"
#include "base/hash.h"
#include "base/time.h"
#include "mail/mail.h"
#include "people/second.h"
#include "tests/world.h"

static const char right[] = "purple otters juggle at noon";

typedef struct {
        World *w;
        Actor who;
        Str session;
        const char *client;
        int64_t now_us;
} Way;

static Status go(const Way *way, const char *action, const char *const *pairs)
{
        World *w = way->w;
        ActionWorld aw = {.store = w->p.store,
                          .site = &w->p.site,
                          .now_us = way->now_us,
                          .base_url = S("https://seedbed.example"),
                          .gate = w->p.site.gate,
                          .seal = w->p.site.seal,
                          .client = str_from(way->client)};
        Input inputs[ACTION_FIELDS_MAX];
        size_t n = 0;

        for (; pairs[2 * n]; n++)
                inputs[n] = (Input){str_from(pairs[2 * n]), str_from(pairs[2 * n + 1])};
        w->deed = (Deed){.session = way->session};
        return action_do(&aw, site_action(&w->p.site, str_from(action)), &way->who, inputs, n, w->a,
                         &w->deed);
}

static const char *const nothing[] = {NULL};

static Status sign_in(const Way *way, const char *email, const char *password)
{
        const char *const pairs[] = {"email", email, "password", password, NULL};

        return go(way, "session open", pairs);
}

/* Mina, with a role, an address and a password. */
static Way mina(World *w)
{
        static const char *const set[] = {"new_password", right, NULL};
        Way way = {.w = w, .client = "192.0.2.1", .now_us = time_now_us()};
        Id id;

        CHECK_OK(act(w, "role grant", "email", "mina@example.org", "name", "Mina", "role",
                     "administrator", NULL));
        CHECK_OK(access_account_by_email(w->db, w->a, S("mina@example.org"), &id));
        CHECK_OK(access_actor(w->db, w->a, id, way.now_us, &way.who));
        CHECK_OK(go(&way, "password change", set));
        return way;
}

static Str after(World *w, Str words, Str mark, size_t chars)
{
        size_t at = str_find_str(words, mark);

        CHECK(at < words.len);
        return str_copy(w->a, str_head(str_skip(words, at + mark.len), chars));
}

static Str newest_mail(World *w)
{
        MailLineList list;
        Mail m;

        CHECK_OK(outbox_latest(w->db, w->a, INT64_MAX, &list));
        CHECK(list.n > 0);
        CHECK_OK(outbox_by_id(w->db, w->a, list.at[0].id, &m));
        return m.plain;
}

TEST(a_browser_left_open_makes_no_new_way_in)
{
        static const char *const deeds[] = {"operator link", "token make",    "role grant",
                                            "service add",   "service token", "mail compose",
                                            "webhook rotate"};
        World *w = world_of_examples(a);
        Way way = {.w = w, .who = w->actor, .now_us = time_now_us()};

        for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
                way.who.proved_at = way.now_us - SESSION_PROOF_US;
                CHECK_IS(go(&way, deeds[i], nothing), FORBIDDEN);
                CHECK_STR(w->deed.faults[0].words, CONTAINS, "/do/session/prove");
                way.who.proved_at = way.now_us;
                if (go(&way, deeds[i], nothing) != OK) /* something is missing, but that */
                        CHECK_STR(w->deed.faults[0].words, LACKS, "/do/session/prove");
        }
}

TEST(a_new_password_ends_links_and_one_after_a_mail_ends_tokens_too)
{
        static const char *const change[] = {"password", right, "new_password",
                                             "nine slow trains to Surabaya", NULL},
                                 *const forgot[] = {"email", "mina@example.org", NULL};
        World *w = world_of_examples(a);
        Way way = mina(w), visitor = way;
        const char *begin[] = {"token", NULL, NULL},
                   *reset[] = {"token", NULL, "new_password", "seven warm bricks in a lake", NULL},
                   *make[] = {"name", "n", "scopes", "party.see", "until", NULL, NULL};
        Str link, old_reset, token;
        Actor actor;
        Id id;

        visitor.who = (Actor){0};
        make[5] = str_z(a, time_date(a, way.now_us + 30 * DAY_US));
        CHECK_OK(go(&way, "token make", make));
        token = after(w, w->deed.note, S("shown again: "), API_TOKEN_CHARS);
        CHECK_OK(go(&way, "operator link", nothing));
        link = after(w, w->deed.note, S("token="), TOKEN_CHARS);
        CHECK_OK(go(&visitor, "password forgot", forgot));
        old_reset = after(w, newest_mail(w), S("token="), TOKEN_CHARS);
        CHECK_OK(go(&way, "password change", change));
        CHECK_STR(newest_mail(w), CONTAINS, "password of your account was changed");
        CHECK_STR(newest_mail(w), LACKS, "tokens of your programs");
        begin[1] = str_z(a, link), reset[1] = str_z(a, old_reset);
        CHECK_IS(go(&visitor, "session begin", begin), FORBIDDEN);
        CHECK_IS(go(&visitor, "password reset", reset), INVALID);
        CHECK_OK(access_token_actor(w->db, a, token, way.now_us, &actor, &id));
        CHECK_INT(actor.id, way.who.id);

        CHECK_OK(go(&way, "operator link", nothing));
        begin[1] = str_z(a, after(w, w->deed.note, S("token="), TOKEN_CHARS));
        CHECK_OK(go(&visitor, "password forgot", forgot));
        reset[1] = str_z(a, after(w, newest_mail(w), S("token="), TOKEN_CHARS));
        CHECK_OK(go(&visitor, "password reset", reset));
        CHECK_STR(w->deed.note, CONTAINS, "tokens of your programs have ended");
        CHECK_STR(newest_mail(w), CONTAINS, "tokens of your programs have ended");
        CHECK_IS(go(&visitor, "session begin", begin), FORBIDDEN);
        CHECK_OK(access_token_actor(w->db, a, token, way.now_us, &actor, &id));
        CHECK_INT(actor.id, 0);
}

TEST(who_signs_in_anew_leaves_no_session_behind)
{
        World *w = world_of_examples(a);
        Way way = mina(w);
        Str first;
        Actor now;

        way.who = (Actor){0};
        CHECK_OK(sign_in(&way, "mina@example.org", right));
        first = way.session = str_copy(a, w->deed.session_begun);
        CHECK_IS(sign_in(&way, "mina@example.org", "not it"), FORBIDDEN);
        CHECK_OK(access_session_actor(w->db, a, first, way.now_us, &now));
        CHECK(now.id != 0); /* only who comes in ends it */
        CHECK_OK(sign_in(&way, "mina@example.org", right));
        CHECK_OK(access_session_actor(w->db, a, first, way.now_us, &now));
        CHECK_INT(now.id, 0);
        CHECK_OK(access_session_actor(w->db, a, w->deed.session_begun, way.now_us, &now));
        CHECK(now.id != 0);
}

TEST(who_makes_a_token_is_told_by_mail)
{
        World *w = world_of_examples(a);
        Way way = mina(w);
        const char *make[] = {"name", "n", "scopes", "party.see", "until", NULL, NULL};

        make[5] = str_z(a, time_date(a, way.now_us + 30 * DAY_US));
        CHECK_OK(go(&way, "token make", make));
        CHECK_STR(newest_mail(w), CONTAINS, "changed just now: Token made");
        CHECK_STR(newest_mail(w), LACKS, "seedbed_");
}

TEST(a_cohort_behind_one_address_asks_for_accounts_and_signs_in)
{
        World *w = world_of_examples(a);
        Way way = mina(w), visitor = way;
        int asked = 0;

        visitor.who = (Actor){0};
        for (int i = 0; i < 200; i++) {
                const char *pairs[] = {"email", str_fmt(a, "p%d@example.org", i).at, NULL};

                CHECK_OK(go(&visitor, i % 2 ? "account begin" : "password forgot", pairs));
        }
        CHECK_OK(sign_in(&visitor, "mina@example.org", right));
        for (asked = 200; asked < 1000; asked++) {
                const char *pairs[] = {"email", str_fmt(a, "p%d@example.org", asked).at, NULL};

                if (go(&visitor, "password forgot", pairs) != OK)
                        break;
        }
        CHECK_INT(asked, THROTTLE_ASKER_FREE); /* and yet there is an end to it */
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "often");
        CHECK_OK(sign_in(&visitor, "mina@example.org", right));
        visitor.now_us += 60 * SECOND_US;
        {
                const char *const pairs[] = {"email", "late@example.org", NULL};

                CHECK_OK(go(&visitor, "account begin", pairs));
        }
}

static Status count_wrong(void *ctx, Db *db)
{
        World *w = ctx;

        return throttle_failed(db, w->a, id_text(w->a, db_id(db, time_now_us())), S("192.0.2.1"),
                               time_now_us());
}

static int64_t of_client(World *w)
{
        Hash key = hash_sha256(S("client\n\n192.0.2.1"));
        ThrottleRow row = {0};

        CHECK_OK(throttle_get(w->db, w->a, hash_str(&key), &row));
        return row.failures;
}

TEST(a_success_gives_back_ones_own_mistakes_and_no_tries_at_others)
{
        World *w = world_of_examples(a);
        Way way = mina(w);

        way.who = (Actor){0};
        for (int i = 0; i < 10; i++)
                CHECK_OK(store_transact(w->p.store, count_wrong, w));
        for (int i = 0; i < 3; i++)
                CHECK_IS(sign_in(&way, "mina@example.org", "not it"), FORBIDDEN);
        CHECK_INT(of_client(w), 13);
        CHECK_OK(sign_in(&way, "mina@example.org", right));
        CHECK_INT(of_client(w), 10);
        CHECK_OK(sign_in(&way, "mina@example.org", right));
        CHECK_INT(of_client(w), 10);
}

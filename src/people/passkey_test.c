/* Passkeys through their deeds, with a device that is played here: what it may do, and everything
 * that it, or who sits between, must not. */
#include "people/passkey.h"

#include "access/access.sql.h"
#include "access/challenge.h"
#include "access/key_probe.h"
#include "base/json.h"
#include "base/time.h"
#include "mail/mail.h"
#include "people/people.h"
#include "tests/world.h"

#include <pthread.h>

#define ORIGIN "http://localhost:8460"

/* One person's device, and what it says when it is asked. */
typedef struct {
        ProbeKey key;
        Str id, handle;
        uint32_t count;
        int flags;
        const char *origin, *rp_id;
} Device;

static Device device(Arena *a, const char *id)
{
        return (Device){.key = probe_key(a, PUBKEY_ES256),
                        .id = str_from(id),
                        .count = 1,
                        .flags = UP | UV,
                        .origin = ORIGIN,
                        .rp_id = "localhost"};
}

static Status deed_at(World *w, const char *action, int64_t now_us, const Actor *who, Str session,
                      const char *const *pairs)
{
        ActionWorld aw = {.store = w->p.store,
                          .site = &w->p.site,
                          .now_us = now_us,
                          .base_url = w->p.site.base_url,
                          .gate = w->p.site.gate,
                          .seal = w->p.site.seal,
                          .client = S("192.0.2.1")};
        Input inputs[ACTION_FIELDS_MAX];
        size_t n = 0;

        for (; pairs[2 * n]; n++)
                inputs[n] = (Input){str_from(pairs[2 * n]), str_from(pairs[2 * n + 1])};
        w->deed = (Deed){.session = session};
        return action_do(&aw, site_action(&w->p.site, str_from(action)), who, inputs, n, w->a,
                         &w->deed);
}

/* An account with an address, and a session of it. */
typedef struct {
        Actor actor;
        Str session;
} Person;

typedef struct {
        Arena *a;
        const char *name;
        Person *out;
} NewPerson;

static Status make_person(void *ctx, Db *db)
{
        NewPerson *n = ctx;
        Str email = str_fmt(n->a, "%s@example.org", n->name);
        int64_t now = time_now_us();
        Id id;

        TRY(access_account_add(db, str_from(n->name), now, &id));
        TRY(access_email_set(db, id, email, now));
        TRY(access_session_begin(db, n->a, id, now, &n->out->session));
        return access_actor(db, n->a, id, now, &n->out->actor);
}

static Person person(World *w, const char *name)
{
        Person p;
        NewPerson n = {w->a, name, &p};

        CHECK_OK(store_transact(w->p.store, make_person, &n));
        return p;
}

static Str challenge_in(Arena *a, Str options)
{
        const Json *top;
        Str out;

        CHECK_OK(json_parse(a, options, &top, NULL));
        CHECK(str_unbase64url(a, json_get_text(top, S("challenge")), &out));
        return out;
}

static Str b64(Arena *a, Str s)
{
        return str_base64url(a, s.at, s.len);
}

/* RegistrationResponseJSON. */
static const char *registration(World *w, const Device *v, Str challenge)
{
        Arena *a = w->a;
        Str data = probe_data(a, v->rp_id, v->flags | AT, v->count, v->id, v->key.cose);
        Str client = probe_client_data(a, "webauthn.create", challenge, v->origin, "");

        return str_fmt(a,
                       "{\"id\":\"%.*s\",\"rawId\":\"%.*s\",\"type\":\"public-key\",\"response\":{"
                       "\"clientDataJSON\":\"%.*s\",\"attestationObject\":\"%.*s\",\"transports\":["
                       "\"internal\"]}}",
                       S_ARG(b64(a, v->id)), S_ARG(b64(a, v->id)), S_ARG(b64(a, client)),
                       S_ARG(b64(a, probe_attestation(a, "none", S("\xA0"), data))))
                .at;
}

/* AuthenticationResponseJSON; the counter goes up by one. */
static const char *assertion(World *w, Device *v, Str challenge)
{
        Arena *a = w->a;
        Str data = probe_data(a, v->rp_id, v->flags, ++v->count, (Str){0}, (Str){0});
        Str client = probe_client_data(a, "webauthn.get", challenge, v->origin, "");
        Str signature = b64(a, probe_assert(a, &v->key, data, client)); /* each time another one */
        Str handle = v->handle.len ? str_fmt(a, "\"%.*s\"", S_ARG(b64(a, v->handle))) : S("null");

        return str_fmt(a,
                       "{\"id\":\"%.*s\",\"rawId\":\"%.*s\",\"type\":\"public-key\",\"response\":{"
                       "\"clientDataJSON\":\"%.*s\",\"authenticatorData\":\"%.*s\",\"signature\":"
                       "\"%.*s\",\"userHandle\":%.*s}}",
                       S_ARG(b64(a, v->id)), S_ARG(b64(a, v->id)), S_ARG(b64(a, client)),
                       S_ARG(b64(a, data)), S_ARG(signature), S_ARG(handle))
                .at;
}

static Str add_challenge(World *w, const Person *p, int64_t now_us)
{
        Str options;

        CHECK_OK(passkey_add_options(w->db, w->a, w->p.site.seal, w->p.site.base_url, S("Seedbed"),
                                     &p->actor, p->session, now_us, &options));
        return challenge_in(w->a, options);
}

static Str open_challenge(World *w, int64_t now_us)
{
        Str options;

        CHECK_OK(passkey_open_options(w->a, w->p.site.seal, w->p.site.base_url, now_us, &options));
        return challenge_in(w->a, options);
}

static Status add(World *w, const Person *p, const Device *v, Str challenge, int64_t now_us)
{
        const char *const pairs[] = {"credential", registration(w, v, challenge), "name",
                                     "My telephone", NULL};

        return deed_at(w, "passkey add", now_us, &p->actor, p->session, pairs);
}

static Status open_with(World *w, const char *credential, int64_t now_us)
{
        const char *const pairs[] = {"credential", credential, NULL};

        return deed_at(w, "passkey open", now_us, &(Actor){0}, (Str){0}, pairs);
}

static Status open_now(World *w, Device *v)
{
        int64_t now = time_now_us();

        return open_with(w, assertion(w, v, open_challenge(w, now)), now);
}

/* A device whose passkey the account has; it knows the account by its handle. */
static Id given_passkey(World *w, const Person *p, Device *v)
{
        int64_t now = time_now_us();
        PasskeyRow row;
        Id id;

        CHECK_OK(add(w, p, v, add_challenge(w, p, now), now));
        id = w->deed.made;
        CHECK_OK(passkey_by_credential(w->db, w->a, v->id, &row));
        v->handle = row.handle;
        return id;
}

static PasskeyLineList lines(World *w, const Person *p)
{
        PasskeyLineList list;

        CHECK_OK(passkeys_of(w->db, w->a, p->actor.id, &list));
        return list;
}

TEST(a_passkey_is_added_and_signs_in_without_a_name_or_a_code)
{
        World *w = world(a);
        Person mina = person(w, "mina"), tom = person(w, "tom");
        Device v = device(a, "credential-0001"), other = device(a, "credential-0002");
        Actor now;

        given_passkey(w, &mina, &v);
        CHECK_INT(w->deed.told, 1);
        CHECK_INT((int64_t)lines(w, &mina).n, 1);
        CHECK_STR(lines(w, &mina).at[0].name, IS, "My telephone");
        given_passkey(w, &tom, &other);
        CHECK(!str_eq(v.handle, other.handle));
        CHECK_OK(open_now(w, &v));
        CHECK_OK(access_session_actor(w->db, a, w->deed.session_begun, time_now_us(), &now));
        CHECK_INT(now.id, mina.actor.id);
        CHECK(now.proved_at > 0);
        CHECK(lines(w, &mina).at[0].used_at > 0);
        CHECK_OK(open_now(w, &v));
        /* after a restart, too */
        world_again(w);
        CHECK_OK(open_now(w, &v));
        probe_key_free(&v.key);
        probe_key_free(&other.key);
}

TEST(a_challenge_of_a_passkey_is_good_once_for_minutes_and_for_one_thing)
{
        World *w = world(a);
        Person mina = person(w, "mina"), tom = person(w, "tom");
        Device v = device(a, "credential-0001"), second = device(a, "credential-0002");
        int64_t now = time_now_us();
        Str c = add_challenge(w, &mina, now);
        const char *answer;

        CHECK_IS(add(w, &tom, &v, c, now), FORBIDDEN); /* another session's */
        CHECK_IS(add(w, &mina, &v, c, now + CHALLENGE_US), FORBIDDEN);
        CHECK_IS(add(w, &mina, &v, c, now - 2 * 60 * SECOND_US),
                 FORBIDDEN); /* the clock set back */
        CHECK_OK(add(w, &mina, &v, c, now));
        CHECK_IS(add(w, &mina, &second, c, now), FORBIDDEN); /* spent */
        {
                PasskeyRow row;

                CHECK_OK(passkey_by_credential(w->db, a, v.id, &row));
                v.handle = row.handle;
        }
        c = open_challenge(w, now);
        answer = assertion(w, &v, c);
        CHECK_OK(open_with(w, answer, now));
        CHECK_IS(open_with(w, answer, now), FORBIDDEN); /* the same bytes again */
        CHECK_INT((int64_t)w->deed.session_begun.len, 0);
        CHECK_IS(open_with(w, assertion(w, &v, c), now), FORBIDDEN); /* signed anew */
        world_again(w);
        CHECK_IS(open_with(w, assertion(w, &v, c), now), FORBIDDEN);
        CHECK_IS(open_with(w, assertion(w, &v, add_challenge(w, &mina, now)), now), FORBIDDEN);
        CHECK_IS(open_with(w, assertion(w, &v, S("0123456789abcdef0123456789abcdef01234567")), now),
                 FORBIDDEN);
        CHECK_IS(open_with(w, assertion(w, &v, S("0123456789abcdef")), now), FORBIDDEN);
        c = open_challenge(w, now);
        CHECK_IS(open_with(w, assertion(w, &v, c), now + CHALLENGE_US), FORBIDDEN);
        CHECK_INT(lines(w, &mina).at[0].doubted_at, 0);
        probe_key_free(&v.key);
        probe_key_free(&second.key);
}

TEST(a_wrong_answer_opens_nothing_and_spends_its_challenge)
{
        World *w = world(a);
        Person mina = person(w, "mina");
        Device v = device(a, "credential-0001"), wrong, stranger = device(a, "credential-0009");
        int64_t now = time_now_us();
        Str c;

        given_passkey(w, &mina, &v);
        for (int i = 0; i < 7; i++) {
                wrong = v;
                switch (i) {
                case 0: wrong.origin = "http://localhost:8461"; break;
                case 1: wrong.origin = "https://localhost:8460"; break;
                case 2: wrong.rp_id = "example.org"; break;
                case 3: wrong.flags = UP; break; /* touched, not verified */
                case 4: wrong.key = stranger.key; break;
                case 5: wrong.handle = S("somebody else's handle, as it were"); break;
                default: wrong.handle = (Str){0}; break; /* names nobody */
                }
                c = open_challenge(w, now);
                CHECK_IS(open_with(w, assertion(w, &wrong, c), now), FORBIDDEN);
                CHECK_INT((int64_t)w->deed.session_begun.len, 0);
                CHECK_IS(open_with(w, assertion(w, &v, c), now), FORBIDDEN);
                CHECK_STR(w->deed.faults[0].words, CONTAINS, "took too long");
        }
        CHECK_IS(open_now(w, &stranger), FORBIDDEN); /* nobody's */
        CHECK_IS(open_with(w, "{}", now), INVALID);
        CHECK_IS(open_with(w, "not JSON", now), INVALID);
        CHECK_OK(open_now(w, &v));
        /* and none that is wrong is added */
        wrong = device(a, "credential-0003");
        wrong.origin = "http://evil.example";
        CHECK_IS(add(w, &mina, &wrong, add_challenge(w, &mina, now), now), FORBIDDEN);
        wrong.origin = ORIGIN;
        wrong.flags = UP;
        CHECK_IS(add(w, &mina, &wrong, add_challenge(w, &mina, now), now), FORBIDDEN);
        CHECK_INT((int64_t)lines(w, &mina).n, 1);
        probe_key_free(&v.key);
        probe_key_free(&wrong.key);
        probe_key_free(&stranger.key);
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

TEST(a_passkey_whose_counter_went_back_is_refused_noted_and_told_to_its_owner)
{
        World *w = world(a);
        Person mina = person(w, "mina");
        Device v = device(a, "credential-0001"), copy;
        uint32_t count;

        given_passkey(w, &mina, &v);
        copy = v;
        CHECK_OK(open_now(w, &v));
        CHECK_OK(open_now(w, &v));
        CHECK_IS(open_now(w, &copy), FORBIDDEN); /* it counts on from where it was copied */
        CHECK_INT((int64_t)w->deed.session_begun.len, 0);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "copy");
        CHECK_INT(w->deed.told, 1);
        CHECK(lines(w, &mina).at[0].doubted_at > 0);
        CHECK_STR(newest_mail(w), CONTAINS, "counter had gone back");
        count = v.count;
        v.count--; /* the same once more */
        CHECK_IS(open_now(w, &v), FORBIDDEN);
        CHECK_INT(w->deed.told, 0); /* within the hour it is told once */
        v.count = count;
        CHECK_OK(open_now(w, &v)); /* the owner's goes on: they are told what to do */
        probe_key_free(&v.key);
}

TEST(a_device_that_does_not_count_signs_in_again_and_again)
{
        World *w = world(a);
        Person mina = person(w, "mina");
        Device v = device(a, "credential-0001");

        v.count = 0;
        given_passkey(w, &mina, &v);
        for (int i = 0; i < 3; i++) {
                v.count = UINT32_MAX; /* one more is none */
                CHECK_OK(open_now(w, &v));
        }
        probe_key_free(&v.key);
}

/* One of several that send at the same time. */
typedef struct {
        World *w;
        Arena a;
        Str credential;
        Status status;
} Racer;

static void *race(void *ctx)
{
        Racer *r = ctx;
        ActionWorld aw = {.store = r->w->p.store,
                          .site = &r->w->p.site,
                          .base_url = r->w->p.site.base_url,
                          .seal = r->w->p.site.seal};
        Input input = {S("credential"), r->credential};
        Deed d = {0};

        r->status = action_do(&aw, &passkey_open_action, &(Actor){0}, &input, 1, &r->a, &d);
        return NULL;
}

static int64_t let_in(World *w, Racer *racers, size_t n)
{
        pthread_t threads[8];
        int64_t in = 0;

        for (size_t i = 0; i < n; i++) {
                racers[i].w = w;
                racers[i].a = arena_make(8 * MIB);
                CHECK_INT(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
        }
        for (size_t i = 0; i < n; i++) {
                CHECK_INT(pthread_join(threads[i], NULL), 0);
                in += racers[i].status == OK;
                arena_free(&racers[i].a);
        }
        return in;
}

TEST(of_answers_that_come_at_once_one_signs_in)
{
        World *w = world(a);
        Person mina = person(w, "mina");
        Device v = device(a, "credential-0001");
        Racer racers[8] = {0};
        Str c;

        given_passkey(w, &mina, &v);
        c = open_challenge(w, time_now_us());
        for (size_t i = 0; i < 8; i++) /* one challenge, signed eight times */
                racers[i].credential = str_from(assertion(w, &v, c));
        CHECK_INT(let_in(w, racers, 8), 1);
        for (size_t i = 0; i < 8; i++) { /* eight challenges, and a counter that stands still */
                v.count = 100;
                racers[i].credential = str_from(assertion(w, &v, open_challenge(w, time_now_us())));
        }
        CHECK_INT(let_in(w, racers, 8), 1);
        probe_key_free(&v.key);
}

static Status prove(World *w, const Person *p, Device *v, Str session, int64_t now_us)
{
        Str options;
        const char *pairs[] = {"credential", NULL, NULL};

        CHECK_OK(passkey_prove_options(w->db, w->a, w->p.site.seal, w->p.site.base_url, p->actor.id,
                                       p->session, now_us, &options));
        pairs[1] = assertion(w, v, challenge_in(w->a, options));
        return deed_at(w, "passkey prove", now_us, &p->actor, session, pairs);
}

TEST(who_has_no_password_shows_with_a_passkey_that_it_is_them)
{
        World *w = world(a);
        Person mina = person(w, "mina"), tom = person(w, "tom");
        Device v = device(a, "credential-0001"), his = device(a, "credential-0002");
        int64_t later = time_now_us() + SESSION_PROOF_US + SECOND_US;
        const char *const password[] = {"new_password", "purple otters juggle at noon", NULL};
        const char *end[] = {"passkey", NULL, NULL};

        end[1] = id_text(a, given_passkey(w, &mina, &v)).at;
        given_passkey(w, &tom, &his);
        CHECK_OK(access_session_actor(w->db, a, mina.session, later, &mina.actor));
        CHECK_IS(deed_at(w, "passkey end", later, &mina.actor, mina.session, end), FORBIDDEN);
        CHECK_IS(deed_at(w, "password change", later, &mina.actor, mina.session, password),
                 FORBIDDEN);
        CHECK_IS(prove(w, &mina, &his, mina.session, later), FORBIDDEN); /* another's */
        CHECK_IS(prove(w, &mina, &v, tom.session, later), FORBIDDEN);    /* asked for by another */
        CHECK_OK(prove(w, &mina, &v, mina.session, later));
        CHECK_OK(access_session_actor(w->db, a, mina.session, later, &mina.actor));
        CHECK_OK(deed_at(w, "password change", later, &mina.actor, mina.session, password));
        probe_key_free(&v.key);
        probe_key_free(&his.key);
}

TEST(after_showing_who_one_is_one_goes_on_within_this_site_only)
{
        World *w = world(a);
        Person mina = person(w, "mina");
        Device v = device(a, "credential-0001");
        static const char *const then[][2] = {{"/do/passkey/add", "/do/passkey/add"},
                                              {"//evil.example", "/me"},
                                              {"/\\evil.example", "/me"},
                                              {"https://evil.example/", "/me"},
                                              {"/do/x?y=z&id=0A", "/do/x?y=z&id=0A"},
                                              {"/do/x#y", "/me"},
                                              {"/do/x?y=%2f", "/me"},
                                              {"", "/me"}};
        int64_t now = time_now_us();

        given_passkey(w, &mina, &v);
        for (size_t i = 0; i < sizeof then / sizeof *then; i++) {
                const char *pairs[] = {"credential", NULL, "then", then[i][0], NULL};
                Str options;

                CHECK_OK(passkey_prove_options(w->db, a, w->p.site.seal, w->p.site.base_url,
                                               mina.actor.id, mina.session, now, &options));
                pairs[1] = assertion(w, &v, challenge_in(a, options));
                CHECK_OK(deed_at(w, "passkey prove", now, &mina.actor, mina.session, pairs));
                CHECK_STR(w->deed.go_to, IS, then[i][1]);
        }
        probe_key_free(&v.key);
}

TEST(the_last_way_to_sign_in_is_kept_and_nobody_touches_anothers_passkey)
{
        World *w = world(a);
        Person mina = person(w, "mina"), tom = person(w, "tom");
        Device v = device(a, "credential-0001"), second = device(a, "credential-0002"), again = v;
        int64_t now = time_now_us();
        const char *end[] = {"passkey", NULL, NULL},
                   *name[] = {"passkey", NULL, "name", "Mine", NULL};

        end[1] = name[1] = id_text(a, given_passkey(w, &mina, &v)).at;
        CHECK_IS(deed_at(w, "passkey end", now, &tom.actor, tom.session, end), NOT_FOUND);
        CHECK_IS(deed_at(w, "passkey name", now, &tom.actor, tom.session, name), NOT_FOUND);
        CHECK_OK(deed_at(w, "passkey name", now, &mina.actor, mina.session, name));
        CHECK_STR(lines(w, &mina).at[0].name, IS, "Mine");
        CHECK_IS(deed_at(w, "passkey end", now, &mina.actor, mina.session, end), CONFLICT);
        CHECK_INT((int64_t)lines(w, &mina).n, 1);
        /* a credential is one account's */
        CHECK_IS(add(w, &tom, &again, add_challenge(w, &tom, now), now), CONFLICT);
        CHECK_IS(add(w, &mina, &again, add_challenge(w, &mina, now), now), CONFLICT);
        given_passkey(w, &mina, &second);
        CHECK(str_eq(second.handle, (v.handle = second.handle)));
        CHECK_OK(deed_at(w, "passkey end", now, &mina.actor, mina.session, end));
        CHECK_INT(w->deed.told, 1);
        CHECK_IS(open_now(w, &v), FORBIDDEN);
        CHECK_OK(open_now(w, &second));
        probe_key_free(&v.key);
        probe_key_free(&second.key);
}

TEST(passkeys_are_offered_at_names_only)
{
        World *w = world(a);
        Str options;

        CHECK_OK(passkey_open_options(a, w->p.site.seal, S("https://seedbed.example/x"), 1,
                                      &options));
        CHECK_STR(options, CONTAINS, "\"rpId\":\"seedbed.example\"");
        CHECK_OK(passkey_open_options(a, w->p.site.seal, S("http://[::1]:8460"), 1, &options));
        CHECK_STR(options, CONTAINS, "\"rpId\":\"localhost\"");
        CHECK_IS(passkey_open_options(a, w->p.site.seal, S("http://192.0.2.7:8460"), 1, &options),
                 NOT_FOUND);
        CHECK_IS(passkey_open_options(a, w->p.site.seal, S("nonsense"), 1, &options), NOT_FOUND);
        CHECK_IS(passkey_open_options(a, NULL, S("https://seedbed.example"), 1, &options),
                 NOT_FOUND);
}

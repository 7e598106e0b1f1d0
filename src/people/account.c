/* people/account: see the header.
 *
 * Passwords are worked on before the transaction, behind the gate. What is answered does not tell
 * whether there is such an account: the words are the same, and so is the work. */
#include "people/account.h"

#include "access/access.sql.h"
#include "access/throttle.h"
#include "action/session.h"
#include "base/hash.h"
#include "base/time.h"
#include "base/words.h"
#include "people/letter.h"
#include "people/second.h"
#include "people/signin_page.h"

#include <string.h>

/* --- signing in */

static const Field open_fields[] = {
        {"email", FIELD_TEXT, .required = true, .chars_max = 254, .label = N_("E-mail address")},
        {"password", FIELD_PASSWORD, .label = N_("Password")},
        {"code", FIELD_TEXT, .chars_max = 40, .label = N_("Code"),
         .help = N_("If you have set up a second factor: six digits, or a recovery code.")},
        {"passed", FIELD_TEXT, .chars_max = 400, .label = N_("Sign that the password was right"),
         .help = N_("Filled in by the page that asks for the code.")},
        SESSION_THEN,
        {0}};

enum { OPEN_PASSED = 3 }; /* its place among the fields */
/* So long the page that asks for the code stands for the password. */
#define PASSED_US (600 * SECOND_US)
static const char passed_purpose[] = "password passed"; /* as it is */

/* What was found out before the transaction. */
typedef struct {
        Id actor;    /* 0: there is no such account */
        Str kept;    /* as it was compared with */
        Str renewed; /* with today's parameters; empty: as it is */
        bool is_right;
} Attempt;

static Str account_name(const Deed *d)
{
        return mail_address_key(d->a, deed_text(d, "email"));
}

Status account_wait(Deed *d, Db *db, Str key)
{
        int64_t wait_s;

        TRY(throttle_look(db, d->a, key, d->client, d->now_us, &wait_s));
        if (!wait_s)
                return OK;
        return deed_fault(d, TOO_MANY,
                          _("Too many attempts that were wrong. Try again in %lld seconds."),
                          (long long)wait_s);
}

Status account_ask(Deed *d, Str key)
{
        int64_t wait_s;

        TRY(throttle_ask_look(d->db, d->a, key, d->client, d->now_us, &wait_s));
        if (wait_s)
                return deed_fault(d, TOO_MANY,
                                  _("This was asked for often. Try again in %lld seconds."),
                                  (long long)wait_s);
        return throttle_asked(d->db, d->a, key, d->client, d->now_us);
}

static Status find(Deed *d, Db *db, Attempt *t)
{
        PasswordRow row = {0};
        Status s = access_account_by_email(db, d->a, account_name(d), &t->actor);

        if (s == OK)
                s = password_of(db, d->a, t->actor, &row);
        if (s == OK)
                t->kept = row.kept;
        return s == NOT_FOUND ? OK : s;
}

/* Who gave the right password is asked for the code on a page of its own. What that page carries
 * stands for the password: sealed, for this account and this password, for minutes. */
static Str passed_make(Deed *d, const Attempt *t)
{
        Hash kept = hash_sha256(t->kept);
        Str plain = str_fmt(d->a, "%lld %.*s", (long long)d->now_us, S_ARG(hash_hex(d->a, &kept))),
            box;

        if (!d->seal)
                return (Str){0};
        box = seal_box(d->seal, d->a, passed_purpose, account_name(d), plain);
        return str_base64url(d->a, box.at, box.len);
}

static bool passed_is(Deed *d, const Attempt *t)
{
        Hash kept = hash_sha256(t->kept);
        Str box, plain, at;
        int64_t made_us;

        return d->seal && t->kept.len && str_unbase64url(d->a, deed_text(d, "passed"), &box) &&
               seal_unbox(d->seal, d->a, passed_purpose, account_name(d), box, &plain) == OK &&
               str_cut(&plain, ' ', &at) && str_to_int(at, 0, INT64_MAX, &made_us) &&
               made_us <= d->now_us && d->now_us - made_us < PASSED_US &&
               str_eq(plain, hash_hex(d->a, &kept));
}

Status account_gate_full(Deed *d)
{
        return deed_fault(d, TOO_MANY,
                          _("Many are signing in just now. Try again in a few seconds."));
}

static Status prepare_open(Deed *d)
{
        Attempt *t = d->prepared = arena_new(d->a, Attempt, 1);
        Db *db;
        Status s;

        if (!deed_given(d, "password") && !deed_given(d, "passed"))
                return deed_fault_at(d, "password", _("This is needed."));
        TRY(store_reader(d->store, &db));
        s = account_wait(d, db, account_name(d));
        if (s == OK)
                s = find(d, db, t);
        store_reader_close(db);
        TRY(s);
        if (!deed_given(d, "password")) {
                t->is_right = passed_is(d, t);
                if (t->is_right)
                        return OK;
                d->inputs[OPEN_PASSED] = (Str){0};
                return deed_fault_at(d, "password", _("This took too long: give it once more."));
        }
        s = password_verify(d->gate, deed_text(d, "password"), t->kept);
        if (s == TOO_MANY)
                return account_gate_full(d);
        if (s != OK && s != FORBIDDEN && s != INVALID)
                return s;
        t->is_right = s == OK;
        if (t->is_right && password_needs_rehash(d->a, t->kept) &&
            password_hash(d->gate, d->a, deed_text(d, "password"), &t->renewed) != OK)
                t->renewed = (Str){0}; /* next time, then */
        return OK;
}

static Status was_wrong(Deed *d, const char *field, const char *words)
{
        TRY(throttle_failed(d->db, d->a, account_name(d), d->client, d->now_us));
        d->refused = field ? deed_fault_at(d, field, "%s", words)
                           : deed_fault(d, FORBIDDEN, "%s", words);
        return OK;
}

/* Only who has the password is told that a code is wanted. */
static Status second_step_of(Deed *d, const Attempt *t)
{
        Id actor = t->actor;
        SecondRow second;
        Status s = second_wanted(d->db, d->a, actor, &second);

        if (s == NOT_FOUND)
                return OK;
        TRY(s);
        if (!deed_given(d, "passed"))
                d->inputs[OPEN_PASSED] = passed_make(d, t);
        if (!deed_given(d, "code"))
                return deed_fault_at(d, "code", _("Give the code of your second factor as well."));
        s = second_use(d, actor, &second, deed_text(d, "code"));
        return s == FORBIDDEN || s == INVALID
                       ? was_wrong(d, "code", _("This code is not right, or was used already."))
                       : s;
}

static Status run_open(Deed *d)
{
        const Attempt *t = d->prepared;
        PasswordRow now = {0};

        TRY(account_wait(d, d->db, account_name(d))); /* others may have tried meanwhile */
        if (t->is_right)
                TRY(password_of(d->db, d->a, t->actor, &now));
        if (!t->is_right || !str_eq(now.kept, t->kept)) {
                d->inputs[OPEN_PASSED] = (Str){0};
                return was_wrong(d, NULL, _("The e-mail address or the password is not right."));
        }
        TRY(second_step_of(d, t));
        if (d->refused != OK)
                return OK;
        if (t->renewed.len)
                TRY(password_set(d->db, t->actor, t->renewed, d->now_us));
        TRY(throttle_passed(d->db, d->a, account_name(d), d->client, d->now_us));
        TRY(session_begin_anew(d, t->actor));
        d->made = t->actor;
        d->go_to = account_then(d);
        d->note = S_("Signed in.");
        return OK;
}

const Action session_open_action = {
        .name = "session open",
        .may = MAY_SIGN_IN,
        .where = where_own,
        .title = N_("Sign in"),
        .help = N_(
                "With the address and the password of your account. If you were given a one-time "
                "link, open that instead, and set a password then."),
        .fields = open_fields,
        .prepare = prepare_open,
        .is_slow = true,
        .run = run_open,
        .draw = signin_draw,
        .is_silent = true};

/* --- once more, before something dangerous */

static const Field prove_fields[] = {
        {"password", FIELD_PASSWORD, .required = true, .label = N_("Password")}, SESSION_THEN, {0}};

Str account_then(const Deed *d)
{
        return session_then(d, S("/me"));
}

Str account_with_then(const Deed *d, Str address)
{
        Text t = text_begin(d->a, 2 * KIB);
        Str path = account_then(d);

        text_add(&t, address);
        if (str_is(path, "/me"))
                return address;
        text_fmt(&t, "%cthen=", memchr(address.at, '?', address.len) ? '&' : '?');
        for (size_t i = 0; i < path.len; i++) /* the few that are plain and mean something there */
                if (strchr("?=&", path.at[i]))
                        text_fmt(&t, "%%%02X", (unsigned char)path.at[i]);
                else
                        text_char(&t, path.at[i]);
        return text_str(&t);
}

static Str account_id(const Deed *d)
{
        return id_text(d->a, d->actor.id);
}

static Status prepare_prove(Deed *d)
{
        Attempt *t = d->prepared = arena_new(d->a, Attempt, 1);
        PasswordRow row = {0};
        Db *db;
        Status s;

        TRY(store_reader(d->store, &db));
        s = account_wait(d, db, account_id(d));
        if (s == OK)
                s = password_of(db, d->a, d->actor.id, &row);
        store_reader_close(db);
        if (s == NOT_FOUND)
                return deed_fault(
                        d, CONFLICT,
                        _("This account has no password: use your passkey, or sign in again."));
        TRY(s);
        s = password_verify(d->gate, deed_text(d, "password"), row.kept);
        if (s == TOO_MANY)
                return account_gate_full(d);
        t->is_right = s == OK;
        return s == FORBIDDEN || s == INVALID ? OK : s;
}

static Status run_prove(Deed *d)
{
        const Attempt *t = d->prepared;

        TRY(account_wait(d, d->db, account_id(d)));
        if (!t->is_right) {
                TRY(throttle_failed(d->db, d->a, account_id(d), d->client, d->now_us));
                d->refused = deed_fault_at(d, "password", _("This is not your password."));
                return OK;
        }
        TRY(throttle_passed(d->db, d->a, account_id(d), d->client, d->now_us));
        TRY(access_session_proved(d->db, d->session, d->now_us));
        d->made = d->actor.id;
        d->go_to = account_then(d);
        d->note = S_("For a quarter of an hour you are not asked again.");
        return OK;
}

const Action session_prove_action = {
        .name = "session prove",
        .may = MAY_SELF,
        .where = where_own,
        .title = N_("Show that it is you"),
        .help = N_("Your password once more, before something that can not be taken back."),
        .fields = prove_fields,
        .prepare = prepare_prove,
        .is_slow = true,
        .run = run_prove,
        .draw = prove_draw,
        .is_silent = true};

/* --- a new password */

static const Field change_fields[] = {
        {"password", FIELD_PASSWORD, .label = N_("Password until now"),
         .help = N_("Leave it empty when you had none.")},
        {"new_password", FIELD_PASSWORD, .required = true, .label = N_("New password"),
         .help = N_("At least 15 characters; a few words that nobody would put together do well.")},
        {0}};

typedef struct {
        Str kept; /* the one until now, as it was compared with */
        Str made;
} Change;

static Status judge(Deed *d, Db *db)
{
        PasswordOwner owner = {.name = d->actor.name, .site = S("seedbed")};
        ActorEmail email;
        PasswordFault fault;
        Status s = actor_email_first(db, d->a, d->actor.id, &email);

        if (s == NOT_FOUND) /* as the first operator's: the password would let nobody in */
                return deed_fault(d, CONFLICT,
                                  _("This account has no e-mail address to sign in with. Add a "
                                    "passkey instead."));
        TRY(s);
        owner.email = email.email;
        fault = password_judge(deed_text(d, "new_password"), &owner);
        return fault == PASSWORD_FINE
                       ? OK
                       : deed_fault_at(d, "new_password", "%.*s",
                                       S_ARG(password_fault_words(d->a, fault, &owner)));
}

static Status prepare_change(Deed *d)
{
        Change *c = d->prepared = arena_new(d->a, Change, 1);
        PasswordRow row = {0};
        Db *db;
        Status s;

        TRY(store_reader(d->store, &db));
        s = password_of(db, d->a, d->actor.id, &row);
        if (s == OK || s == NOT_FOUND)
                s = account_wait(d, db, account_id(d));
        if (s == OK)
                s = judge(d, db);
        store_reader_close(db);
        TRY(s);
        c->kept = row.kept;
        /* a first password is not set by who only found a browser that was left open */
        if (!row.kept.len && d->actor.proved_at &&
            d->actor.proved_at + SESSION_PROOF_US <= d->now_us)
                return deed_fault(d, FORBIDDEN,
                                  _("Show first that it is you: %.*s/do/session/prove — then send "
                                    "it again."),
                                  S_ARG(d->base_url));
        s = row.kept.len ? password_verify(d->gate, deed_text(d, "password"), row.kept) : OK;
        if (s == OK)
                s = password_hash(d->gate, d->a, deed_text(d, "new_password"), &c->made);
        if (s == TOO_MANY)
                return account_gate_full(d);
        return s == FORBIDDEN || s == INVALID ? OK : s; /* run counts it */
}

/* Links that nobody used yet, for signing in and for a new password. */
static Status end_links(Db *db, Id actor)
{
        TRY(reset_link_drop(db, actor));
        return signin_links_drop_of(db, actor);
}

/* Tells the owner, at the address that was there before whoever did this. */
static Status was_changed(Deed *d, Id actor, bool tokens_ended)
{
        LetterLink letter = {.link = str_fmt(d->a, "%.*s/do/password/forgot", S_ARG(d->base_url)),
                             .tokens_ended = tokens_ended};

        return letter_of_account(d->db, d->a, &letter_changed, actor, &letter, d->now_us);
}

static Status run_change(Deed *d)
{
        const Change *c = d->prepared;
        Entry e = {.kind = S("account.password-set"), .subject = d->actor.id};
        PasswordRow now = {0};
        Status s = password_of(d->db, d->a, d->actor.id, &now);

        if (s != OK && s != NOT_FOUND)
                return s;
        if (str_empty(c->made)) {
                TRY(throttle_failed(d->db, d->a, account_id(d), d->client, d->now_us));
                d->refused = deed_fault_at(d, "password", _("This is not the password until now."));
                return OK;
        }
        if (!str_eq(now.kept, c->kept))
                return deed_fault(d, CONFLICT, _("The password was changed meanwhile."));
        TRY(password_set(d->db, d->actor.id, c->made, d->now_us));
        TRY(end_links(d->db, d->actor.id));
        TRY(was_changed(d, d->actor.id, false));
        /* whoever came in with the old one is out, and this session gets a new token */
        TRY(access_sessions_end_others(d->db, d->actor.id, (Str){0}));
        if (d->session.len)
                TRY(access_session_begin(d->db, d->a, d->actor.id, d->now_us, &d->session_begun));
        d->made = d->actor.id;
        d->go_to = S("/me");
        d->note = S_("The password is set. All other sessions have ended.");
        return deed_tell(d, &e);
}

const Action password_change_action = {
        .name = "password change",
        .may = MAY_SELF,
        .where = where_own,
        .title = N_("Set a password"),
        .help = N_("For signing in with your e-mail address. Your other sessions end."),
        .fields = change_fields,
        .prepare = prepare_change,
        .is_slow = true,
        .run = run_change};

/* --- forgotten */

static const Field forgot_fields[] = {
        {"email", FIELD_TEXT, .required = true, .chars_max = 254, .label = N_("E-mail address")},
        {0}};

static Status write_reset(Deed *d, Id actor, Str token)
{
        LetterLink letter = {.link = str_fmt(d->a, "%.*s/do/password/reset?token=%.*s",
                                             S_ARG(d->base_url), S_ARG(token))};
        MailDraft draft = {
                .kind = &letter_reset, .of = &letter, .actor = actor, .address = account_name(d)};
        ActorRow who = {0};
        Status s = actor_by_id(d->db, d->a, actor, &who);

        if (s != OK && s != NOT_FOUND)
                return s;
        letter.name = draft.name = who.name;
        return mail_send_or_seem(d->db, d->a, &draft, actor != 0, d->now_us);
}

/* The answer is the same whether there is such an account, and so is the work: for nobody's address
 * a link is made that has ended, and a mail that is not sent. Who asks is counted like who tries
 * passwords, so that nobody's mailbox is flooded. */
static Status run_forgot(Deed *d)
{
        Str key = str_fmt(d->a, "forgot %.*s", S_ARG(account_name(d))), token;
        Id actor = 0;
        Status s;

        TRY(account_ask(d, key));
        s = access_account_by_email(d->db, d->a, account_name(d), &actor);
        if (s != OK && s != NOT_FOUND)
                return s;
        TRY(access_reset_make(d->db, d->a, actor, actor ? d->now_us : d->now_us - RESET_LINK_US,
                              &token));
        TRY(write_reset(d, actor, token));
        d->note = S_("If there is an account with that address, a mail with a link is on its way "
                     "to it.");
        d->shows_note = true;
        return OK;
}

const Action password_forgot_action = {
        .name = "password forgot",
        .may = MAY_SIGN_IN,
        .where = where_own,
        .title = N_("I forgot my password"),
        .help = N_(
                "A mail with a link comes to the address of your account; it works for an hour."),
        .fields = forgot_fields,
        .run = run_forgot,
        .draw = forgot_draw,
        .is_silent = true};

static const Field reset_fields[] = {
        {"token", FIELD_TEXT, .required = true, .chars_max = TOKEN_CHARS, .label = N_("Token"),
         .help = N_("From the link in the mail.")},
        {"new_password", FIELD_PASSWORD, .required = true, .label = N_("New password"),
         .help = N_("At least 15 characters; a few words that nobody would put together do well.")},
        {0}};

static Status no_link(Deed *d)
{
        return deed_fault_at(d, "token",
                             _("This link was used already, or has ended. Ask for a new one."));
}

static Status prepare_reset(Deed *d)
{
        Change *c = d->prepared = arena_new(d->a, Change, 1);
        Db *db;
        Status s;

        TRY(store_reader(d->store, &db));
        s = access_reset_find(db, d->a, deed_text(d, "token"), d->now_us, &d->actor.id);
        if (s == OK)
                s = access_actor(db, d->a, d->actor.id, d->now_us, &d->actor);
        if (s == OK)
                s = judge(d, db);
        else if (s == NOT_FOUND)
                s = no_link(d);
        store_reader_close(db);
        TRY(s);
        s = password_hash(d->gate, d->a, deed_text(d, "new_password"), &c->made);
        return s == TOO_MANY ? account_gate_full(d) : s;
}

/* The link shows who it is, and no more than a password would: a second factor is still asked for.
 * Whoever was in is out: sessions, links and tokens end. */
static Status run_reset(Deed *d)
{
        const Change *c = d->prepared;
        Entry e = {.kind = S("account.password-set")};
        Id actor;
        Status s = access_reset_find(d->db, d->a, deed_text(d, "token"), d->now_us, &actor);

        if (s == NOT_FOUND || (s == OK && actor != d->actor.id))
                return no_link(d);
        TRY(s);
        TRY(end_links(d->db, actor));
        TRY(api_tokens_drop_of(d->db, actor));
        TRY(password_set(d->db, actor, c->made, d->now_us));
        TRY(access_sessions_end_others(d->db, actor, (Str){0}));
        TRY(was_changed(d, actor, true));
        e.subject = d->made = actor;
        d->go_to = S("/do/session/open");
        d->note = str_fmt(d->a, "%s %s", _("The password is set; sign in with it."),
                          _("The tokens of your programs have ended, too."));
        return deed_tell(d, &e);
}

const Action password_reset_action = {.name = "password reset",
                                      .may = MAY_SIGN_IN,
                                      .where = where_own,
                                      .title = N_("Choose a new password"),
                                      .help = N_("All sessions of your account end."),
                                      .fields = reset_fields,
                                      .prepare = prepare_reset,
                                      .is_slow = true,
                                      .run = run_reset,
                                      .draw = reset_draw};

/* --- one's own sessions */

static const Field no_fields[] = {{0}};

static Status run_close(Deed *d)
{
        TRY(access_sessions_end_others(d->db, d->actor.id, d->session));
        d->made = d->actor.id;
        d->go_to = S("/me");
        d->note = S_("All other sessions have ended.");
        return OK;
}

const Action session_close_action = {.name = "session close",
                                     .may = MAY_SELF,
                                     .where = where_own,
                                     .title = N_("End all other sessions"),
                                     .help = N_("Of this account, on every other device."),
                                     .fields = no_fields,
                                     .run = run_close,
                                     .is_silent = true};

/* people/account: see the header.
 *
 * Passwords are worked on before the transaction, behind the gate. What is answered does not tell
 * whether there is such an account: the words are the same, and so is the work. */
#include "people/account.h"

#include "access/access.sql.h"
#include "access/throttle.h"
#include "base/words.h"
#include "people/letter.h"
#include "people/second.h"

/* --- signing in */

static const Field open_fields[] = {
        {"email", FIELD_TEXT, .required = true, .chars_max = 254, .label = N_("E-mail address")},
        {"password", FIELD_PASSWORD, .required = true, .label = N_("Password")},
        {"code", FIELD_TEXT, .chars_max = 40, .label = N_("Code"),
         .help = N_("If you have set up a second factor: six digits, or a recovery code.")},
        {0}};

/* What was found out before the transaction. */
typedef struct {
        Id actor;    /* 0: there is no such account */
        Str kept;    /* as it was compared with */
        Str renewed; /* with today's parameters; empty: as it is */
        bool is_right;
} Attempt;

static Str account_name(const Deed *d)
{
        return str_lower(d->a, deed_text(d, "email"));
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

static Status gate_is_full(Deed *d)
{
        return deed_fault(d, TOO_MANY,
                          _("Many are signing in just now. Try again in a few seconds."));
}

static Status prepare_open(Deed *d)
{
        Attempt *t = d->prepared = arena_new(d->a, Attempt, 1);
        Db *db;
        Status s;

        TRY(store_reader(d->store, &db));
        s = account_wait(d, db, account_name(d));
        if (s == OK)
                s = find(d, db, t);
        store_reader_close(db);
        TRY(s);
        s = password_verify(d->gate, deed_text(d, "password"), t->kept);
        if (s == TOO_MANY)
                return gate_is_full(d);
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
static Status second_step_of(Deed *d, Id actor)
{
        SecondRow second;
        Status s = second_wanted(d->db, d->a, actor, &second);

        if (s == NOT_FOUND)
                return OK;
        TRY(s);
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
        if (!t->is_right || !str_eq(now.kept, t->kept))
                return was_wrong(d, NULL, _("The e-mail address or the password is not right."));
        TRY(second_step_of(d, t->actor));
        if (d->refused != OK)
                return OK;
        if (t->renewed.len)
                TRY(password_set(d->db, t->actor, t->renewed, d->now_us));
        TRY(throttle_passed(d->db, d->a, account_name(d), d->client, d->now_us));
        TRY(access_session_begin(d->db, d->a, t->actor, d->now_us, &d->session_begun));
        d->made = t->actor;
        d->go_to = S("/me");
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
        .run = run_open,
        .is_silent = true};

/* --- once more, before something dangerous */

static const Field prove_fields[] = {
        {"password", FIELD_PASSWORD, .required = true, .label = N_("Password")}, {0}};

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
                        _("This account has no password: sign in again with a new link."));
        TRY(s);
        s = password_verify(d->gate, deed_text(d, "password"), row.kept);
        if (s == TOO_MANY)
                return gate_is_full(d);
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
        d->go_to = S("/operate");
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
        .run = run_prove,
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

        if (s != OK && s != NOT_FOUND)
                return s;
        if (s == OK)
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
        s = row.kept.len ? password_verify(d->gate, deed_text(d, "password"), row.kept) : OK;
        if (s == OK)
                s = password_hash(d->gate, d->a, deed_text(d, "new_password"), &c->made);
        if (s == TOO_MANY)
                return gate_is_full(d);
        return s == FORBIDDEN || s == INVALID ? OK : s; /* run counts it */
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
        .run = run_change};

/* --- forgotten */

static const Field forgot_fields[] = {
        {"email", FIELD_TEXT, .required = true, .chars_max = 254, .label = N_("E-mail address")},
        {0}};

static Status write_letter(Deed *d, const MailKind *kind, Id actor, Str address, Str link)
{
        Actor who;
        LetterLink letter = {.link = link};
        MailDraft draft = {.kind = kind, .of = &letter, .actor = actor, .address = address};

        TRY(access_actor(d->db, d->a, actor, d->now_us, &who));
        letter.name = draft.name = who.name;
        return mail_send(d->db, d->a, &draft, d->now_us, NULL);
}

/* The answer is the same whether there is such an account. Who asks is counted like who tries
 * passwords, so that nobody's mailbox is flooded. */
static Status run_forgot(Deed *d)
{
        Str key = str_fmt(d->a, "forgot %.*s", S_ARG(account_name(d))), token;
        int64_t wait_s;
        Id actor;
        Status s;

        TRY(throttle_look(d->db, d->a, key, d->client, d->now_us, &wait_s));
        if (wait_s)
                return deed_fault(d, TOO_MANY,
                                  _("This was asked for often. Try again in %lld seconds."),
                                  (long long)wait_s);
        TRY(throttle_failed(d->db, d->a, key, d->client, d->now_us));
        s = access_account_by_email(d->db, d->a, account_name(d), &actor);
        if (s == OK)
                s = access_reset_make(d->db, d->a, actor, d->now_us, &token);
        if (s == OK)
                s = write_letter(d, &letter_reset, actor, account_name(d),
                                 str_fmt(d->a, "%.*s/do/password/reset?token=%.*s",
                                         S_ARG(d->base_url), S_ARG(token)));
        if (s != OK && s != NOT_FOUND)
                return s;
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
        return s == TOO_MANY ? gate_is_full(d) : s;
}

/* The link shows who it is, and no more than a password would: sessions end, and a second factor is
 * still asked for. */
static Status run_reset(Deed *d)
{
        const Change *c = d->prepared;
        Entry e = {.kind = S("account.password-set")};
        ActorEmail email;
        Id actor;
        Status s = access_reset_find(d->db, d->a, deed_text(d, "token"), d->now_us, &actor);

        if (s == NOT_FOUND || (s == OK && actor != d->actor.id))
                return no_link(d);
        TRY(s);
        TRY(reset_link_drop(d->db, actor));
        TRY(password_set(d->db, actor, c->made, d->now_us));
        TRY(access_sessions_end_others(d->db, actor, (Str){0}));
        s = actor_email_first(d->db, d->a, actor, &email);
        if (s == OK)
                s = write_letter(d, &letter_changed, actor, email.email,
                                 str_fmt(d->a, "%.*s/do/password/forgot", S_ARG(d->base_url)));
        if (s != OK && s != NOT_FOUND)
                return s;
        e.subject = d->made = actor;
        d->go_to = S("/do/session/open");
        d->note = S_("The password is set; sign in with it.");
        return deed_tell(d, &e);
}

const Action password_reset_action = {.name = "password reset",
                                      .may = MAY_SIGN_IN,
                                      .where = where_own,
                                      .title = N_("Choose a new password"),
                                      .help = N_("All sessions of your account end."),
                                      .fields = reset_fields,
                                      .prepare = prepare_reset,
                                      .run = run_reset};

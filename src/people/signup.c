/* people/signup: see the header. */
#include "people/signup.h"

#include "access/access.sql.h"
#include "access/signin.sql.h"
#include "action/session.h"
#include "base/words.h"
#include "net/message.h"
#include "people/account.h"
#include "people/letter.h"
#include "people/signin_page.h"
#include "people/team.h"

static const Field begin_fields[] = {
        {"email", FIELD_TEXT, .required = true, .chars_max = 254, .label = N_("E-mail address")},
        SESSION_THEN,
        {0}};

static Status is_open(Deed *d)
{
        return d->sign_up_is_closed
                       ? deed_fault(d, FORBIDDEN,
                                    _("Accounts are given here by invitation only: ask the head of "
                                      "your hub for one."))
                       : OK;
}

/* The owner of an account is told that there is one; the work is the same, and so is the answer. A
 * link that is made for them is sent to nobody. */
static Status write_letter(Deed *d, Str email, bool is_there, Str token)
{
        LetterLink letter = {
                .link = account_with_then(
                        d, is_there ? str_fmt(d->a, "%.*s/do/session/open", S_ARG(d->base_url))
                                    : str_fmt(d->a, "%.*s/do/account/confirm?token=%.*s",
                                              S_ARG(d->base_url), S_ARG(token)))};
        MailDraft draft = {
                .kind = is_there ? &letter_there : &letter_signup, .of = &letter, .address = email};

        return mail_send(d->db, d->a, &draft, d->now_us, NULL);
}

static Status run_begin(Deed *d)
{
        Str email = mail_address_key(d->a, deed_text(d, "email")), token,
            key = str_fmt(d->a, "sign up %.*s", S_ARG(email)); /* as it is */
        Id actor;
        Status s;

        TRY(is_open(d));
        if (!message_address_is(email))
                return deed_fault_at(d, "email", _("This is no e-mail address."));
        TRY(account_ask(d, key));
        s = access_account_by_email(d->db, d->a, email, &actor);
        if (s != OK && s != NOT_FOUND)
                return s;
        TRY(access_signup_make(d->db, d->a, email, d->now_us, &token));
        TRY(write_letter(d, email, s == OK, token));
        d->note =
                str_fmt(d->a, _("A mail is on its way to %.*s. Open the link in it within a day."),
                        S_ARG(email));
        d->shows_note = true;
        return OK;
}

const Action account_begin_action = {
        .name = "account begin",
        .may = MAY_SIGN_IN,
        .where = where_own,
        .title = N_("Create an account"),
        .help = N_("Give your e-mail address; a link comes by mail, and with it you go on."),
        .fields = begin_fields,
        .run = run_begin,
        .draw = signup_draw,
        .draw_done = signup_done_draw,
        .is_silent = true};

/* --- the link */

static const Field confirm_fields[] = {
        {"token", FIELD_TEXT, .required = true, .chars_max = TOKEN_CHARS, .label = N_("Token"),
         .help = N_("From the link in the mail.")},
        {"name", FIELD_TEXT, .required = true, .chars_max = 100, .label = N_("Your name"),
         .help = N_("As others here shall see it.")},
        {"new_password", FIELD_PASSWORD, .label = N_("Password"),
         .help = N_("At least 15 characters; a few words that nobody would put together do well.")},
        SESSION_THEN,
        {0}};

/* What was found out before the transaction. */
typedef struct {
        Str email;
        Str kept; /* empty: a passkey is wanted instead */
} Choice;

static Status no_link(Deed *d)
{
        return deed_fault(
                d, FORBIDDEN,
                _("This link was used already, or has ended: it works once, within a day. "
                  "Ask for a new one."));
}

static void look_confirm(Deed *d)
{
        Str email;

        if (access_signup_find(d->db, d->a, deed_text(d, "token"), d->now_us, &email) != OK &&
            no_link(d) == FORBIDDEN)
                d->inputs[0] = (Str){0};
}

static Status prepare_confirm(Deed *d)
{
        Choice *c = d->prepared = arena_new(d->a, Choice, 1);
        PasswordOwner owner = {.name = deed_text(d, "name"), .site = S("seedbed")};
        PasswordFault fault;
        Db *db;
        Status s;

        TRY(store_reader(d->store, &db));
        s = access_signup_find(db, d->a, deed_text(d, "token"), d->now_us, &c->email);
        store_reader_close(db);
        if (s == NOT_FOUND)
                return no_link(d);
        TRY(s);
        TRY(name_check(d, "name"));
        if (!deed_given(d, "new_password"))
                return OK;
        owner.email = c->email;
        fault = password_judge(deed_text(d, "new_password"), &owner);
        if (fault != PASSWORD_FINE)
                return deed_fault_at(d, "new_password", "%.*s",
                                     S_ARG(password_fault_words(d->a, fault, &owner)));
        s = password_hash(d->gate, d->a, deed_text(d, "new_password"), &c->kept);
        return s == TOO_MANY ? account_gate_full(d) : s;
}

static Status make(Deed *d, const Choice *c, Id *out)
{
        TRY(access_account_add(d->db, deed_text(d, "name"), d->now_us, out));
        TRY(access_email_set(d->db, *out, c->email, d->now_us));
        TRY(email_confirm(d->db, c->email, *out, d->now_us));
        /* mails come in the language that they signed up in */
        if (language_now() != LANGUAGE_NONE)
                TRY(access_language_set(d->db, *out, language_now()));
        if (c->kept.len)
                TRY(password_set(d->db, *out, c->kept, d->now_us));
        return session_begin_anew(d, *out);
}

/* Who invited them meanwhile made the account: the link shows whose address it is, but a password
 * is chosen by the other way. */
static Status run_confirm(Deed *d)
{
        const Choice *c = d->prepared;
        Entry e = {.kind = S("account.made")};
        Str email;
        Id id;
        Status s;

        TRY(is_open(d));
        s = access_signup_find(d->db, d->a, deed_text(d, "token"), d->now_us, &email);
        if (s == NOT_FOUND || (s == OK && !str_eq(email, c->email)))
                return no_link(d);
        TRY(s);
        TRY(signup_drop(d->db, email));
        s = access_account_by_email(d->db, d->a, email, &id);
        if (s == OK) {
                d->refused = deed_fault(d, CONFLICT,
                                        _("You were given an account meanwhile. Sign in, or choose "
                                          "a password under: I forgot my password."));
                return OK;
        }
        if (s != NOT_FOUND)
                return s;
        TRY(make(d, c, &id));
        d->made = e.subject = d->actor.id = id;
        d->go_to = c->kept.len ? account_then(d) : account_with_then(d, S("/do/passkey/add"));
        d->note = S_("Your account is made, and you are signed in.");
        return deed_tell(d, &e);
}

const Action account_confirm_action = {
        .name = "account confirm",
        .may = MAY_SIGN_IN,
        .where = where_own,
        .title = N_("Finish your account"),
        .help = N_("Your address is confirmed. Say who you are, and how you want to sign in."),
        .fields = confirm_fields,
        .prepare = prepare_confirm,
        .is_slow = true,
        .run = run_confirm,
        .look = look_confirm,
        .draw = signup_confirm_draw};

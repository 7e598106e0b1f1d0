/* people/signin_page: see the header. A page goes on without passkeys when their options can not be
 * made: the password form is what everybody has. */
#include "people/signin_page.h"

#include "access/access.sql.h"
#include "people/account.h"
#include "people/passkey.h"
#include "people/signin.html.h"

static Str input_of(const Deed *d, const char *field)
{
        for (size_t i = 0; i < action_fields_n(d->action); i++)
                if (str_is(str_from(d->action->fields[i].name), field))
                        return d->inputs[i];
        return (Str){0};
}

void signin_draw(Page *out, const Visit *v, const Deed *d)
{
        SigninModel m = {.email = input_of(d, "email"),
                         .passed = input_of(d, "passed"),
                         .then = input_of(d, "then"),
                         .is_password = d->action == &session_open_action};

        m.is_asked = str_empty(input_of(d, "code"));
        if (m.passed.len && d->faults_n) { /* opened by a link, it is only the form */
                signin_code_page(out, v, d, &m);
                return;
        }
        if (passkey_open_options(v->a, v->site->seal, v->site->base_url, v->now_us, &m.options) !=
            OK)
                m.options = (Str){0};
        signin_page(out, v, d, &m);
}

void prove_draw(Page *out, const Visit *v, const Deed *d)
{
        SigninModel m = {.is_password = d->action == &session_prove_action,
                         .then = input_of(d, "then")};
        PasswordRow password;

        m.has_password = password_of(v->db, v->a, v->actor.id, &password) == OK;
        if (passkey_prove_options(v->db, v->a, v->site->seal, v->site->base_url, v->actor.id,
                                  v->session, v->now_us, &m.options) != OK)
                m.options = (Str){0};
        prove_page(out, v, d, &m);
}

void passkey_add_draw(Page *out, const Visit *v, const Deed *d)
{
        SigninModel m = {.name = input_of(d, "name"),
                         .then = input_of(d, "then"),
                         .is_stale = v->actor.proved_at &&
                                     v->actor.proved_at + SESSION_PROOF_US <= v->now_us};

        if (passkey_add_options(v->db, v->a, v->site->seal, v->site->base_url, v->site->name,
                                &v->actor, v->session, v->now_us, &m.options) != OK)
                m.options = (Str){0};
        passkey_add_page(out, v, d, &m);
}

void signup_draw(Page *out, const Visit *v, const Deed *d)
{
        SigninModel m = {.email = input_of(d, "email"), .then = input_of(d, "then")};

        signup_page(out, v, d, &m);
}

void signup_done_draw(Page *out, const Visit *v, const Deed *d)
{
        (void)v;
        signup_done_page(out, d);
}

void signup_confirm_draw(Page *out, const Visit *v, const Deed *d)
{
        SigninModel m = {.token = input_of(d, "token"),
                         .name = input_of(d, "name"),
                         .then = input_of(d, "then")};

        if (access_signup_find(v->db, v->a, m.token, v->now_us, &m.email) != OK)
                m.token = m.email = (Str){0};
        signup_confirm_page(out, v, d, &m);
}

void forgot_draw(Page *out, const Visit *v, const Deed *d)
{
        SigninModel m = {.email = input_of(d, "email")};

        forgot_page(out, v, d, &m);
}

void reset_draw(Page *out, const Visit *v, const Deed *d)
{
        SigninModel m = {.token = input_of(d, "token")};

        reset_page(out, v, d, &m);
}

void second_begin_done_draw(Page *out, const Visit *v, const Deed *d)
{
        const SecondShown *shown = d->prepared;
        Qr qr = {0};

        if (qr_draw(v->a, shown->uri, &qr) != OK)
                qr = (Qr){0}; /* the key stands there as text */
        second_begin_done_page(out, v, shown, &qr);
}

void second_confirm_draw(Page *out, const Visit *v, const Deed *d)
{
        second_confirm_page(out, v, d);
}

void second_confirm_done_draw(Page *out, const Visit *v, const Deed *d)
{
        (void)v;
        second_confirm_done_page(out, d->prepared);
}

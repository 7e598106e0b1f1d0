/* action/session: see the header. */
#include "action/session.h"

#include "base/words.h"

#include <string.h>

Status session_begin_anew(Deed *d, Id actor)
{
        if (d->session.len)
                TRY(access_session_end(d->db, d->session));
        return access_session_begin(d->db, d->a, actor, d->now_us, &d->session_begun);
}

/* Nobody is led to another site by a link to this one: only a plain path. */
Str session_then(const Deed *d, Str otherwise)
{
        Str path = deed_text(d, "then");
        bool is_plain = str_starts(path, S("/")) && !str_starts(path, S("//"));

        for (size_t i = 0; i < path.len; i++)
                is_plain = is_plain && ((path.at[i] >= 'a' && path.at[i] <= 'z') ||
                                        (path.at[i] >= 'A' && path.at[i] <= 'Z') ||
                                        (path.at[i] >= '0' && path.at[i] <= '9') ||
                                        (path.at[i] && strchr("/-?=&_", path.at[i])));
        return is_plain ? path : otherwise;
}

static const Field begin_fields[] = {{"token", FIELD_TEXT, .required = true,
                                      .chars_max = TOKEN_CHARS, .label = N_("One-time token"),
                                      .help = N_("From the link that you were given.")},
                                     SESSION_THEN,
                                     {0}};

static Status spent(Deed *d)
{
        return deed_fault(
                d, FORBIDDEN,
                _("This link was used already, or has ended: it works once, within a day. "
                  "An operator gets a new one with: seedbed operator link."));
}

/* A link that was opened again says so at once, not after the button. */
static void look_begin(Deed *d)
{
        Str token = deed_text(d, "token");

        if (token.len && !access_link_is_fresh(d->db, d->a, token, d->now_us) &&
            spent(d) == FORBIDDEN)
                d->inputs[0] = (Str){0};
}

static Status run_begin(Deed *d)
{
        Actor actor = {0};
        Status s = access_link_use(d->db, d->a, deed_text(d, "token"), d->now_us, &d->session_begun,
                                   &d->made);

        if (s == FORBIDDEN)
                return spent(d);
        if (s == OK && d->session.len)
                TRY(access_session_end(d->db, d->session));
        if (s == OK)
                s = access_actor(d->db, d->a, d->made, d->now_us, &actor);
        d->go_to = session_then(d, access_may(&actor, MAY_OPERATE) ? S("/operate") : S("/me"));
        d->note = S_("Signed in.");
        return s;
}

/* The link opens this form and the button spends the token, so that a program that only looks at
 * links does not. */
const Action session_begin_action = {
        .name = "session begin",
        .may = MAY_SIGN_IN,
        .title = N_("Sign in"),
        .help = N_("One press of the button signs this browser in. The link works once."),
        .fields = begin_fields,
        .where = where_own,
        .run = run_begin,
        .look = look_begin,
        .is_silent = true};

static const Field no_fields[] = {{0}};

static Status run_end(Deed *d)
{
        d->go_to = S("/");
        d->session_ends = true;
        d->note = S_("Signed out.");
        return access_session_end(d->db, d->session);
}

const Action session_end_action = {.name = "session end",
                                   .may = MAY_SIGN_OUT,
                                   .title = N_("Sign out"),
                                   .help = N_("Ends this session."),
                                   .fields = no_fields,
                                   .where = where_own,
                                   .run = run_end,
                                   .is_silent = true};

static Status run_link(Deed *d)
{
        Entry e = {.kind = S("operator.link")};
        Str token;

        TRY(access_link_make(d->db, d->a, d->actor.id, d->now_us, &token));
        e.subject = d->made = d->actor.id;
        d->note = str_fmt(
                d->a, _("Open this within a day; it works once: %.*s/do/session/begin?token=%.*s"),
                S_ARG(d->base_url), S_ARG(token));
        d->shows_note = true;
        return deed_tell(d, &e);
}

const Action operator_link_action = {
        .name = "operator link",
        .may = MAY_SELF,
        .title = N_("Make a one-time sign-in link"),
        .help = N_("For yourself, on another device. It works once, within a day."),
        .fields = no_fields,
        .where = where_own,
        .run = run_link,
        .is_dangerous = true};

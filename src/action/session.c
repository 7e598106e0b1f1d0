/* action/session: see the header. */
#include "action/session.h"

#include "base/words.h"

static const Field begin_fields[] = {{"token", FIELD_TEXT, .required = true,
                                      .chars_max = TOKEN_CHARS, .label = N_("One-time token"),
                                      .help = N_("From the link that you were given.")},
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
        Status s = access_link_use(d->db, d->a, deed_text(d, "token"), d->now_us, &d->session_begun,
                                   &d->made);

        if (s == FORBIDDEN)
                return spent(d);
        d->go_to = S("/operate");
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
        .run = run_link};

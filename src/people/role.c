/* people/role: see the header. */
#include "people/role.h"

#include "base/words.h"
#include "hub/hub.h"
#include "people/letter.h"

/* What can be given; the words stand in the form, the record and the address. */
static const char *const given[] = {N_("head"),    N_("operator"),      N_("reviewer"),
                                    N_("mentor"),  N_("educator"),      N_("finance"),
                                    N_("auditor"), N_("administrator"), NULL};

static const Field grant_fields[] = {
        {"email", FIELD_TEXT, .required = true, .chars_max = 254, .label = N_("E-mail address"),
         .help = N_("Of the account; one is made when there is none.")},
        {"name", FIELD_TEXT, .chars_max = 100, .label = N_("Name"),
         .help = N_("For a new account.")},
        {"role", FIELD_CHOICE, .required = true, .choices = given, .label = N_("Role")},
        {"hub", FIELD_SLUG, .chars_max = 64, .label = N_("Hub"),
         .help = N_("The role holds there and at all places below; everywhere when empty.")},
        {"programme", FIELD_SLUG, .chars_max = 64, .label = N_("Programme"),
         .help = N_("For this one only; for all when empty.")},
        {"until", FIELD_DATE, .label = N_("Until"),
         .help = N_("The last day; until it is taken away when empty.")},
        {0}};

/* One @, something on both sides, a dot behind it, nothing that ends a header. */
static bool is_email(Str s)
{
        size_t at = str_find(s, '@');
        Str host = str_skip(s, at + 1);

        if (at == 0 || at >= s.len || str_find(host, '@') < host.len ||
            str_find(host, '.') >= host.len || host.at[0] == '.' || host.at[host.len - 1] == '.')
                return false;
        for (size_t i = 0; i < s.len; i++)
                if ((unsigned char)s.at[i] <= ' ' || s.at[i] == ',' || s.at[i] == ';' ||
                    s.at[i] == '<' || s.at[i] == '>' || s.at[i] == '"')
                        return false;
        return true;
}

static Status programme_of(Deed *d, RoleProgramme *out)
{
        Status s;

        if (!deed_given(d, "programme"))
                return OK;
        s = role_programme(d->db, d->a, deed_text(d, "programme"), out);
        return s == NOT_FOUND ? deed_fault_at(d, "programme", _("There is no programme «%.*s»."),
                                              S_ARG(deed_text(d, "programme")))
                              : s;
}

static Status where_grant(Deed *d, Place *out)
{
        RoleProgramme programme = {0};
        Hub hub = {0};

        TRY(programme_of(d, &programme));
        if (deed_given(d, "hub"))
                TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(hub_place(d->db, d->a, hub.id, out));
        out->programme = programme.id;
        return OK;
}

static Status may_give(Deed *d, Role role, const Place *place)
{
        if (access_may_give(&d->actor, role, place))
                return OK;
        return deed_fault(d, FORBIDDEN, _("You may not give or take the role %s there."),
                          _(role_name(role)));
}

/* The account with that address, made when there is none. */
static Status account_of(Deed *d, Id *out, bool *out_is_new)
{
        Str email = str_lower(d->a, deed_text(d, "email"));
        Status s;

        if (!is_email(email))
                return deed_fault_at(d, "email", _("This is no e-mail address."));
        s = access_account_by_email(d->db, d->a, email, out);
        *out_is_new = s == NOT_FOUND;
        if (s != NOT_FOUND)
                return s;
        if (!deed_given(d, "name"))
                return deed_fault_at(d, "name",
                                     _("There is no account with that address yet: give a name."));
        TRY(access_account_add(d->db, deed_text(d, "name"), d->now_us, out));
        return access_email_set(d->db, *out, email, d->now_us);
}

/* A new account comes in by a link: by mail, or, on a server that sends none, by the hand of who
 * gave the role. */
static Status note_grant(Deed *d, Id account, bool is_new, const Hub *hub)
{
        LetterLink letter = {.name = deed_text(d, "name"),
                             .role = str_from(_(str_z(d->a, deed_text(d, "role")))),
                             .hub_title = hub->title};
        MailDraft draft = {.kind = &letter_invitation,
                           .of = &letter,
                           .actor = account,
                           .address = str_lower(d->a, deed_text(d, "email")),
                           .name = deed_text(d, "name")};
        Str token;

        d->go_to = S("/roles");
        d->note = S_("Given.");
        if (!is_new)
                return OK;
        TRY(access_link_make(d->db, d->a, account, d->now_us, &token));
        letter.link =
                str_fmt(d->a, "%.*s/do/session/begin?token=%.*s", S_ARG(d->base_url), S_ARG(token));
        if (d->sends_mail) {
                d->note = str_fmt(
                        d->a, _("An account was made, and an invitation is on its way to %.*s."),
                        S_ARG(draft.address));
                d->shows_note = true;
                return mail_send(d->db, d->a, &draft, d->now_us, NULL);
        }
        d->note = str_fmt(d->a,
                          _("An account was made. Hand this on within a day; it signs in once: "
                            "%.*s/do/session/begin?token=%.*s"),
                          S_ARG(d->base_url), S_ARG(token));
        d->shows_note = true;
        return OK;
}

static Status run_grant(Deed *d)
{
        Entry e = {.kind = S("role.granted")};
        RoleProgramme programme = {0};
        Grant grant = {0};
        Place place;
        RoleId same;
        Hub hub = {0};
        Id account = 0, id;
        bool is_new = false;
        /* the last day is a day at the hub; its end is the next midnight in UTC */
        int64_t until =
                deed_given(d, "until") ? deed_int(d, "until") + 86400 * INT64_C(1000000) : 0;
        Status s;

        if (!role_parse(deed_text(d, "role"), &grant.role))
                return BROKEN; /* the field lets nothing else in */
        TRY(where_grant(d, &place));
        TRY(may_give(d, grant.role, &place));
        TRY(programme_of(d, &programme));
        if (deed_given(d, "hub"))
                TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        if (grant.role == ROLE_ADMINISTRATOR && (hub.id || programme.id))
                return deed_fault_at(d, "role",
                                     _("An administrator is one everywhere; a head leads a hub."));
        if (until && until <= d->now_us)
                return deed_fault_at(d, "until", _("This day is over."));
        TRY(account_of(d, &account, &is_new));
        grant.hub = hub.id;
        grant.programme = programme.id;
        s = role_same(d->db, d->a, account, deed_text(d, "role"), hub.id, programme.id, d->now_us,
                      &same);
        if (s == OK)
                return deed_fault(d, CONFLICT, _("This account has that role there already."));
        if (s != NOT_FOUND)
                return s;
        TRY(access_grant(d->db, account, &grant, until, d->actor.id, d->now_us, &id));
        d->made = id;
        e.subject = account;
        e.hub = hub.id;
        entry_id(&e, S("grant"), id);
        entry_text(&e, S("role"), deed_text(d, "role"));
        entry_text(&e, S("programme"), deed_text(d, "programme"));
        if (until)
                entry_int(&e, S("until"), until);
        TRY(note_grant(d, account, is_new, &hub));
        return deed_tell(d, &e);
}

const Action role_grant_action = {
        .name = "role grant",
        .may = MAY_ROLE_GRANT,
        .where = where_grant,
        .title = N_("Give a role"),
        .help = N_("Somebody may do more at a hub and below it, from now on or for a time."),
        .fields = grant_fields,
        .run = run_grant};

/* --- taking it back */

Status role_place(Db *db, Arena *a, const RoleRow *role, Place *out)
{
        TRY(hub_place(db, a, role->hub, out));
        out->programme = role->programme;
        out->is_hidden = true;
        return OK;
}

static const Field withdraw_fields[] = {{"role", FIELD_ID, .required = true, .label = N_("Role")},
                                        {0}};

static Status where_withdraw(Deed *d, Place *out)
{
        RoleRow role;

        *out = (Place){.is_hidden = true};
        TRY(role_by_id(d->db, d->a, deed_int(d, "role"), &role));
        return role_place(d->db, d->a, &role, out);
}

static Status run_withdraw(Deed *d)
{
        Entry e = {.kind = S("role.withdrawn")};
        RoleCount administrators;
        RoleRow row;
        Role role;
        Place place;

        TRY(role_by_id(d->db, d->a, deed_int(d, "role"), &row));
        TRY(role_place(d->db, d->a, &row, &place));
        if (role_parse(row.role, &role))
                TRY(may_give(d, role, &place));
        if (str_is(row.role, role_name(ROLE_ADMINISTRATOR)) && !row.until_at) {
                TRY(role_everywhere_count(d->db, d->a, row.role, d->now_us, &administrators));
                if (administrators.grants < 2)
                        return deed_fault(d, CONFLICT,
                                          _("This is the last administrator: give the role to "
                                            "somebody else first."));
        }
        TRY(role_drop(d->db, row.id));
        d->made = row.id;
        d->go_to = S("/roles");
        d->note = S_("Taken back.");
        e.subject = row.actor;
        e.hub = row.hub;
        entry_id(&e, S("grant"), row.id);
        entry_text(&e, S("role"), row.role);
        return deed_tell(d, &e);
}

const Action role_withdraw_action = {.name = "role withdraw",
                                     .may = MAY_ROLE_GRANT,
                                     .where = where_withdraw,
                                     .title = N_("Take a role back"),
                                     .help = N_("It ends at once, on every device."),
                                     .fields = withdraw_fields,
                                     .run = run_withdraw,
                                     .is_dangerous = true};

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

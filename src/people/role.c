/* people/role: see the header. */
#include "people/role.h"

#include "base/words.h"
#include "hub/hub.h"
#include "net/message.h"
#include "people/letter.h"
#include "people/team.h"

/* What can be given; the words stand in the form, the record and the address. */
static const char *const given[] = {N_("head"),    N_("operator"),      N_("reviewer"),
                                    N_("mentor"),  N_("educator"),      N_("finance"),
                                    N_("auditor"), N_("administrator"), NULL};

static const Field grant_fields[] = {
        {"email", FIELD_TEXT, .required = true, .chars_max = 254, .label = N_("E-mail address"),
         .help = N_("Of the account; one is made when there is none.")},
        {"name", FIELD_TEXT, .required = true, .chars_max = 100, .label = N_("Name"),
         .help = N_("As you know them: you see them listed by it. A new account begins with it.")},
        {"role", FIELD_CHOICE, .required = true, .choices = given, .label = N_("Role")},
        {"hub", FIELD_SLUG, .chars_max = 64, .label = N_("Hub"),
         .help = N_("The role holds there and at all places below; everywhere when empty.")},
        {"programme", FIELD_SLUG, .chars_max = 64, .label = N_("Programme"),
         .help = N_("For this one only; for all when empty.")},
        {"until", FIELD_DATE, .label = N_("Until"),
         .help = N_("The last day; until it is taken away when empty.")},
        {0}};

Status role_programme_of(Deed *d, RoleProgramme *out)
{
        Status s;

        if (!deed_given(d, "programme"))
                return OK;
        s = role_programme(d->db, d->a, deed_text(d, "programme"), out);
        return s == NOT_FOUND ? deed_fault_at(d, "programme", _("There is no programme «%.*s»."),
                                              S_ARG(deed_text(d, "programme")))
                              : s;
}

Status role_where_given(Deed *d, Place *out)
{
        RoleProgramme programme = {0};
        Hub hub = {0};

        TRY(role_programme_of(d, &programme));
        if (deed_given(d, "hub"))
                TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        return hub_place(d->db, d->a, hub.id, programme.id, out);
}

/* by: the delegation that the right is from, if it is. */
static Status may_give(Deed *d, Role role, const Place *place, Id *out_by)
{
        *out_by = 0;
        if (access_may_give(&d->actor, role, place, out_by))
                return OK;
        return deed_fault(d, FORBIDDEN, _("You may not give or take the role %s there."),
                          _(role_name(role)));
}

/* The account with that address, made when there is none. */
static Status account_of(Deed *d, Id *out, bool *out_is_new)
{
        Str email = mail_address_key(d->a, deed_text(d, "email"));
        Status s;

        if (!message_address_is(email))
                return deed_fault_at(d, "email", _("This is no e-mail address."));
        s = access_account_by_email(d->db, d->a, email, out);
        *out_is_new = s == NOT_FOUND;
        if (s != NOT_FOUND)
                return s;
        TRY(access_account_add(d->db, deed_text(d, "name"), d->now_us, out));
        return access_email_set(d->db, *out, email, d->now_us);
}

/* Whoever gives a role is told the same whether that address has an account or not: both are
 * written to, a new one with a link by which it comes in. Who sees all mails anyway is given that
 * link where the server sends none. */
static Status note_grant(Deed *d, Id account, bool is_new, const Hub *hub)
{
        Str email = mail_address_key(d->a, deed_text(d, "email")), token = {0};
        LetterLink letter = {.name = deed_text(d, "name"),
                             .link = str_fmt(d->a, "%.*s/me", S_ARG(d->base_url)),
                             .role = str_from(str_z(d->a, deed_text(d, "role"))),
                             .hub_title = hub->title};
        MailDraft draft = {.kind = is_new ? &letter_invitation : &letter_role,
                           .of = &letter,
                           .actor = account,
                           .address = email,
                           .name = deed_text(d, "name"),
                           .locale = hub->language};

        d->go_to = S("/roles");
        d->shows_note = true;
        if (is_new) {
                TRY(access_link_make(d->db, d->a, account, d->now_us, &token));
                letter.link = str_fmt(d->a, "%.*s/do/session/begin?token=%.*s", S_ARG(d->base_url),
                                      S_ARG(token));
        }
        if (d->sends_mail)
                d->note = str_fmt(d->a, _("Given. A letter is on its way to %.*s."), S_ARG(email));
        else if (!access_may_everywhere(&d->actor, MAY_MAIL))
                d->note = str_fmt(d->a,
                                  _("Given. This server sends no mail: its administrator finds the "
                                    "letter to %.*s as a file of the data folder and hands it on."),
                                  S_ARG(email));
        else if (is_new)
                d->note = str_fmt(
                        d->a,
                        _("An account was made. Hand this on within a day; it signs in once: %.*s"),
                        S_ARG(letter.link));
        else
                d->note = S_("Given.");
        return mail_send(d->db, d->a, &draft, d->now_us, NULL);
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
        TRY(role_where_given(d, &place));
        TRY(may_give(d, grant.role, &place, &grant.delegation));
        TRY(name_check(d, "name"));
        TRY(role_programme_of(d, &programme));
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
        TRY(role_set_called(d->db, id, deed_text(d, "name")));
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
        .where = role_where_given,
        .title = N_("Give a role"),
        .help = N_("Somebody may do more at a hub and below it, from now on or for a time."),
        .fields = grant_fields,
        .run = run_grant,
        .is_dangerous = true};

/* --- taking it back */

Status role_place(Db *db, Arena *a, const RoleRow *role, Place *out)
{
        TRY(hub_place(db, a, role->hub, role->programme, out));
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
        Id by = 0;

        TRY(role_by_id(d->db, d->a, deed_int(d, "role"), &row));
        TRY(role_place(d->db, d->a, &row, &place));
        if (role_parse(row.role, &role))
                TRY(may_give(d, role, &place, &by));
        if (by && role == ROLE_HEAD && row.delegation != by)
                return deed_fault(d, FORBIDDEN,
                                  _("You run this hub for its owner, so you do not take the role "
                                    "of its own heads."));
        if (str_is(row.role, role_name(ROLE_ADMINISTRATOR)) && !row.until_at) {
                TRY(role_for_good_count(d->db, d->a, row.role, &administrators));
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

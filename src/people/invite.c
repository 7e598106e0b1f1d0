/* people/invite: how one comes into a team.
 *
 * An invitation is for one address: who opens its link shows to have that address, so an account
 * that is made by it is confirmed. The link is a token, kept hashed; the form behind it spends it,
 * so that a program that only looks at links does not. */
#include "people/team.h"

#include "access/signin.sql.h"
#include "base/time.h"
#include "base/words.h"
#include "net/message.h"
#include "people/delegate.h"
#include "people/team_letter.h"

static const char *const team_roles[] = {N_("editor"), N_("viewer"), N_("owner"), NULL};

/* --- inviting */

static const Field invite_fields[] = {
        {"party", FIELD_ID, .required = true, .label = N_("Party")},
        {"email", FIELD_TEXT, .required = true, .chars_max = 254, .label = N_("E-mail address"),
         .help = N_("The invitation is for who has this address, and for nobody else.")},
        {"role", FIELD_CHOICE, .required = true, .choices = team_roles, .label = N_("Role"),
         .help = N_(
                 "A viewer sees what is not public; an editor changes it too; an owner also says "
                 "who is in the team.")},
        {0}};

static Status check_numbers(Deed *d, const Party *party)
{
        InvitationList waiting;
        InvitationCount lately;

        TRY(invitations_waiting(d->db, d->a, party->id, d->now_us, &waiting));
        if (waiting.n >= TEAM_INVITATIONS_MAX)
                return deed_fault(
                        d, CONFLICT,
                        _("%d invitations of this team are waiting; withdraw some first."),
                        TEAM_INVITATIONS_MAX);
        TRY(invitations_lately(d->db, d->a, d->actor.id, d->now_us - DAY_US, &lately));
        if (lately.invitations >= TEAM_INVITATIONS_A_DAY_MAX)
                return deed_fault(d, TOO_MANY,
                                  _("You invited %d people within a day. Come back tomorrow."),
                                  TEAM_INVITATIONS_A_DAY_MAX);
        for (size_t i = 0; i < waiting.n; i++)
                if (str_eq(waiting.at[i].email, mail_address_key(d->a, deed_text(d, "email"))))
                        return deed_fault_at(
                                d, "email", _("An invitation to this address is waiting already."));
        return OK;
}

/* What is answered is the same whether that address has an account or not. The link shows to have
 * the address, so who invites does not see it. */
static Status send_invitation(Deed *d, const Party *party, Str role)
{
        Str email = mail_address_key(d->a, deed_text(d, "email"));
        TeamLetter letter = {.party = party->name, .role = role, .by = d->actor.name};
        MailDraft draft = {.kind = &letter_team_invitation, .of = &letter, .address = email};
        char token[TOKEN_BYTES];
        Str text;
        Hash kept;

        if (!message_address_is(email))
                return deed_fault_at(d, "email", _("This is no e-mail address."));
        TRY(invitations_sweep(d->db, party->id, d->now_us));
        TRY(check_numbers(d, party));
        random_fill(token, sizeof token);
        text = str_hex(d->a, token, sizeof token);
        secret_wipe(token, sizeof token);
        kept = hash_sha256(text);
        TRY(invitation_add(d->db, party->id, db_id(d->db, d->now_us), hash_str(&kept), email, role,
                           d->actor.id, d->now_us, d->now_us + TEAM_INVITATION_DAYS * DAY_US));
        letter.link =
                str_fmt(d->a, "%.*s/do/team/join?token=%.*s", S_ARG(d->base_url), S_ARG(text));
        d->note = str_fmt(d->a, _("An invitation is on its way to %.*s. It holds for %d days."),
                          S_ARG(email), TEAM_INVITATION_DAYS);
        d->shows_note = true;
        if (!d->sends_mail && access_may_everywhere(&d->actor, MAY_MAIL)) /* who sees all mails */
                d->note = str_fmt(
                        d->a,
                        _("This server sends no mail. Hand this on within %d days; it is for "
                          "who has the address %.*s: %.*s"),
                        TEAM_INVITATION_DAYS, S_ARG(email), S_ARG(letter.link));
        else if (!d->sends_mail)
                d->note = str_fmt(d->a,
                                  _("This server sends no mail: its administrator finds the "
                                    "letter to %.*s as a file of the data folder and hands it on."),
                                  S_ARG(email));
        return mail_send(d->db, d->a, &draft, d->now_us, NULL);
}

static Status run_invite(Deed *d)
{
        Party party;

        TRY(team_party(d, &party));
        TRY(send_invitation(d, &party, deed_text(d, "role")));
        return team_tell(d, "team.invited", &party, 0, deed_text(d, "role"), (Str){0});
}

const Action team_invite_action = {
        .name = "team invite",
        .may = MAY_TEAM_EDIT,
        .where = party_where,
        .title = N_("Invite somebody into a team"),
        .help = N_("They get a mail with a link, and are in the team when they accept."),
        .fields = invite_fields,
        .run = run_invite};

static const Field uninvite_fields[] = {
        {"party", FIELD_ID, .required = true, .label = N_("Party")},
        {"invitation", FIELD_ID, .required = true, .label = N_("Invitation")},
        {0}};

static Status run_uninvite(Deed *d)
{
        Party party;
        Invitation row;

        TRY(team_party(d, &party));
        TRY(invitation_by_id(d->db, d->a, party.id, deed_int(d, "invitation"), &row));
        if (!str_is(row.state, "waiting"))
                return deed_fault(d, CONFLICT,
                                  str_is(row.state, "accepted")
                                          ? _("This invitation was accepted already.")
                                          : _("This invitation was withdrawn already."));
        TRY(invitation_set(d->db, party.id, row.id, S("withdrawn")));
        d->note = S_("The invitation was withdrawn; its link does nothing any more.");
        return team_tell(d, "team.uninvited", &party, 0, row.role, (Str){0});
}

const Action team_uninvite_action = {.name = "team uninvite",
                                     .may = MAY_TEAM_EDIT,
                                     .where = party_where,
                                     .title = N_("Withdraw an invitation into a team"),
                                     .help = N_("Its link does nothing from now on."),
                                     .fields = uninvite_fields,
                                     .run = run_uninvite};

/* --- by an operator of the party's hub */

static const char *const appoint_reasons[] = {N_("first-owner"), N_("owner-gone"), N_("own-wish"),
                                              N_("dispute"), NULL};

static const Field appoint_fields[] = {
        {"party", FIELD_ID, .required = true, .label = N_("Party")},
        {"email", FIELD_TEXT, .required = true, .chars_max = 254, .label = N_("E-mail address"),
         .help = N_("Who has it becomes an owner by accepting. Make sure that they belong there.")},
        {"reason", FIELD_CHOICE, .required = true, .choices = appoint_reasons, .label = N_("Why"),
         .help = N_("The record tells it.")},
        {0}};

static Status run_appoint(Deed *d)
{
        Party party;

        TRY(team_party(d, &party));
        TRY(delegation_may_touch(d, party.id));
        TRY(send_invitation(d, &party, S("owner")));
        TRY(team_letter_owners(d, &party, NULL));
        return team_tell(d, "team.appointed", &party, 0, S("owner"), deed_text(d, "reason"));
}

const Action team_appoint_action = {
        .name = "team appoint",
        .may = MAY_TEAM_APPOINT,
        .where = party_where,
        .title = N_("Appoint an owner of a team"),
        .help = N_("For a party that has no team yet, or whose owners are gone. Owners that there "
                   "are stay, and are told by mail."),
        .fields = appoint_fields,
        .run = run_appoint,
        .is_dangerous = true};

/* --- accepting */

static const Field join_fields[] = {
        {"token", FIELD_TEXT, .required = true, .chars_max = TOKEN_CHARS, .label = N_("Token"),
         .help = N_("From the link in the mail.")},
        {"name", FIELD_TEXT, .chars_max = 100, .label = N_("Your name"),
         .help = N_("If you have no account here yet: one is made, and you are signed in.")},
        {0}};

/* Whether who gave it still may: an owner, an administrator, or an operator who appoints. */
static Status may_still(Deed *d, const Invitation *row, bool *out)
{
        Actor giver;
        Party party;
        Place place;
        Status s;

        *out = false;
        s = access_actor(d->db, d->a, row->given_by, d->now_us, &giver);
        if (s == NOT_FOUND)
                return OK;
        TRY(s);
        TRY(party_now(d->db, d->a, row->party, &party));
        TRY(party_place(d->db, d->a, party.id, &place));
        *out = access_may_at(&giver, MAY_TEAM_EDIT, &place) ||
               (str_is(row->role, role_name(ROLE_TEAM_OWNER)) &&
                access_may_at(&giver, MAY_TEAM_APPOINT, &place));
        return OK;
}

/* The invitation, when it can still be accepted. */
static Status open_invitation(Deed *d, Invitation *out)
{
        Hash given = hash_sha256(deed_text(d, "token"));
        Status s = invitation_by_token(d->db, d->a, hash_str(&given), out);
        bool holds;

        if (s == NOT_FOUND)
                return deed_fault_at(d, "token",
                                     _("There is no such invitation. Open the link from the mail "
                                       "once more, as a whole."));
        TRY(s);
        if (str_is(out->state, "accepted"))
                return deed_fault_at(d, "token", _("This invitation was accepted already."));
        TRY(may_still(d, out, &holds));
        if (str_is(out->state, "withdrawn") || !holds)
                return deed_fault_at(d, "token",
                                     _("This invitation was withdrawn. Ask who invited you."));
        if (out->ends_at <= d->now_us)
                return deed_fault_at(d, "token",
                                     _("This invitation has ended: it held for %d days. Ask for a "
                                       "new one."),
                                     TEAM_INVITATION_DAYS);
        return OK;
}

static void look_join(Deed *d)
{
        Invitation row;

        if (deed_given(d, "token") && open_invitation(d, &row) != OK)
                d->inputs[0] = (Str){0};
}

/* Whoever accepts: the account that is signed in, which must have the address, or a new one. */
static Status who_accepts(Deed *d, const Invitation *row, Id *out)
{
        Status s = access_account_by_email(d->db, d->a, row->email, out);

        if (s != OK && s != NOT_FOUND)
                return s;
        if (d->actor.id) {
                if (s == OK && *out == d->actor.id)
                        return email_confirm(d->db, row->email, *out, d->now_us);
                return deed_fault(d, FORBIDDEN,
                                  _("This invitation is for another address than that of your "
                                    "account. Sign in as who was invited, or ask for an invitation "
                                    "to your own address."));
        }
        if (s == OK)
                return deed_fault(d, FORBIDDEN,
                                  _("There is an account with this address: sign in with it, then "
                                    "open the link again."));
        if (!deed_given(d, "name"))
                return deed_fault_at(d, "name", _("This is needed."));
        TRY(name_check(d, "name"));
        TRY(access_account_add(d->db, deed_text(d, "name"), d->now_us, out));
        TRY(access_email_set(d->db, *out, row->email, d->now_us));
        TRY(email_confirm(d->db, row->email, *out, d->now_us));
        return access_session_begin(d->db, d->a, *out, d->now_us, &d->session_begun);
}

static Status run_join(Deed *d)
{
        Invitation row;
        Party party;
        Status s;
        Role role;
        Id who, asked = d->actor.id;

        TRY(open_invitation(d, &row));
        if (!role_parse_of_team(row.role, &role))
                return BROKEN;
        TRY(party_now(d->db, d->a, row.party, &party));
        TRY(who_accepts(d, &row, &who));
        TRY(team_take_in(d, party.id, who, role));
        TRY(invitation_set(d->db, row.party, row.id, S("accepted")));
        d->go_to = str_fmt(d->a, "/parties/%.*s", S_ARG(id_text(d->a, party.id)));
        d->note = S_("You are in the team.");
        d->actor.id = who; /* the entry is theirs; a second run begins as this one did */
        s = team_tell(d, "team.joined", &party, who, row.role, (Str){0});
        d->actor.id = asked;
        return s;
}

const Action team_join_action = {
        .name = "team join",
        .may = MAY_SIGN_IN,
        .where = where_own,
        .title = N_("Join a team"),
        .help = N_("You were invited. One press of the button, and you are in the team."),
        .fields = join_fields,
        .look = look_join,
        .run = run_join};

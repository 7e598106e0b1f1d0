/* people/delegate: see the header. */
#include "people/delegate.h"

#include "base/time.h"
#include "base/words.h"
#include "hub/hub.h"
#include "people/role.h"
#include "people/team.h"

static const char *const delegated[] = {
        N_("head"),     N_("operator"), N_("reviewer"), N_("mentor"),
        N_("educator"), N_("finance"),  N_("auditor"),  NULL};

static const Field give_fields[] = {
        {"party", FIELD_ID, .required = true, .label = N_("Party"),
         .help = N_("Whose team it is; it needs an owner.")},
        {"role", FIELD_CHOICE, .required = true, .choices = delegated, .label = N_("Role")},
        {"hub", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Hub"),
         .help = N_("The role holds there and at all places below.")},
        {"programme", FIELD_SLUG, .chars_max = 64, .label = N_("Programme"),
         .help = N_("For this one only; for all when empty.")},
        {"until", FIELD_DATE, .required = true, .label = N_("Until"),
         .help = N_("The last day; at most five years from now.")},
        {0}};

/* Only who has the right for themselves: what was delegated is not handed on. */
static Status may_delegate(Deed *d, Role role, const Place *place)
{
        Id delegation = 0;

        if (access_may_give(&d->actor, role, place, &delegation) && !delegation)
                return OK;
        return deed_fault(d, FORBIDDEN, _("You may not delegate the role %s there."),
                          _(role_name(role)));
}

Status delegation_may_touch(Deed *d, Id party)
{
        DelegationList rows;

        TRY(delegations_of(d->db, d->a, party, d->now_us, &rows));
        for (size_t i = 0; i < rows.n; i++) {
                Place place;
                Role role;

                TRY(hub_place(d->db, d->a, rows.at[i].hub, rows.at[i].programme, &place));
                if (!role_parse(rows.at[i].role, &role) ||
                    !access_may_give(&d->actor, role, &place, NULL))
                        return deed_fault(
                                d, FORBIDDEN,
                                _("This party runs a hub for its owner, so who is in its team is "
                                  "not "
                                  "yours to change: ask somebody who may give roles at that hub."));
        }
        return OK;
}

/* A party with a team, of which who delegates may know. */
static Status team_to_trust(Deed *d, Party *out)
{
        TeamCounts counts;
        bool sees;
        Status s = party_by_id(d->db, d->a, deed_int(d, "party"), out);

        if (s == OK) {
                TRY(party_may(d->db, d->a, &d->actor, MAY_PARTY_SEE, out->id, &sees));
                if (!sees && !out->is_listed)
                        s = NOT_FOUND;
        }
        if (s == NOT_FOUND)
                return deed_fault_at(d, "party", _("There is no such party."));
        TRY(s);
        TRY(team_party(d, out));
        TRY(team_counts(d->db, d->a, out->id, &counts));
        return counts.owners
                       ? OK
                       : deed_fault_at(d, "party", _("This party has no team with an owner."));
}

static Status run_give(Deed *d)
{
        Entry e = {.kind = S("role.delegated")};
        int64_t until = deed_int(d, "until") + DAY_US;
        RoleProgramme programme = {0};
        DelegationId same;
        Place place;
        Party party;
        Role role;
        Hub hub;
        Status s;

        if (!role_parse(deed_text(d, "role"), &role))
                return BROKEN; /* the field lets nothing else in */
        TRY(role_where_given(d, &place));
        TRY(may_delegate(d, role, &place));
        TRY(role_programme_of(d, &programme));
        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(team_to_trust(d, &party));
        if (until <= d->now_us)
                return deed_fault_at(d, "until", _("This day is over."));
        if (until > d->now_us + DELEGATION_DAYS_MAX * DAY_US)
                return deed_fault_at(d, "until", _("This is more than five years from now."));
        s = delegation_same(d->db, d->a, party.id, deed_text(d, "role"), hub.id, programme.id,
                            d->now_us, &same);
        if (s == OK)
                return deed_fault(d, CONFLICT, _("This party has that role there already."));
        if (s != NOT_FOUND)
                return s;
        d->made = db_id(d->db, d->now_us);
        TRY(delegation_add(d->db, party.id, d->made, deed_text(d, "role"), hub.id, programme.id,
                           until, d->actor.id, d->now_us));
        d->go_to = S("/roles");
        d->note = S_("Delegated.");
        e.subject = party.id;
        e.hub = hub.id;
        entry_id(&e, S("delegation"), d->made);
        entry_text(&e, S("role"), deed_text(d, "role"));
        entry_text(&e, S("programme"), deed_text(d, "programme"));
        entry_int(&e, S("until"), until);
        return deed_tell(d, &e);
}

const Action delegation_give_action = {
        .name = "delegation give",
        .may = MAY_ROLE_GRANT,
        .where = role_where_given,
        .title = N_("Delegate a role to a party"),
        .help = N_("The owners and editors of its team have the role for as long as they are in "
                   "the team, until a day."),
        .fields = give_fields,
        .run = run_give,
        .is_dangerous = true};

static const Field withdraw_fields[] = {
        {"delegation", FIELD_ID, .required = true, .label = N_("Delegation")}, {0}};

static Status where_withdraw(Deed *d, Place *out)
{
        Delegation row;

        *out = (Place){.is_hidden = true};
        TRY(delegation_by_id(d->db, d->a, deed_int(d, "delegation"), &row));
        TRY(hub_place(d->db, d->a, row.hub, row.programme, out));
        out->is_hidden = true;
        return OK;
}

static Status run_withdraw(Deed *d)
{
        Entry e = {.kind = S("role.delegation-withdrawn")};
        Delegation row;
        Place place;
        Role role;

        TRY(delegation_by_id(d->db, d->a, deed_int(d, "delegation"), &row));
        TRY(hub_place(d->db, d->a, row.hub, row.programme, &place));
        if (role_parse(row.role, &role))
                TRY(may_delegate(d, role, &place));
        TRY(delegation_drop(d->db, row.party, row.id));
        d->made = row.id;
        d->go_to = S("/roles");
        d->note = S_("Withdrawn. What the team gave to others by it has ended too.");
        e.subject = row.party;
        e.hub = row.hub;
        entry_id(&e, S("delegation"), row.id);
        entry_text(&e, S("role"), row.role);
        return deed_tell(d, &e);
}

const Action delegation_withdraw_action = {
        .name = "delegation withdraw",
        .may = MAY_ROLE_GRANT,
        .where = where_withdraw,
        .title = N_("Withdraw a delegation"),
        .help = N_("It ends at once, for the whole team, on every device; so do roles that they "
                   "gave by it."),
        .fields = withdraw_fields,
        .run = run_withdraw,
        .is_dangerous = true};

/* people/merge: two parties that are one.
 *
 * The one merged away stays, with its entries, and points to the other. Rooms above hear of it from
 * the record: memberships and numbers follow in the same transaction. */
#include "people/people.h"

#include "base/words.h"
#include "people/delegate.h"
#include "people/team.h"

static const Field merge_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party to merge away")},
        {"into", FIELD_ID, .required = true, .picks = "party", .label = N_("Party that stays")},
        {"reason", FIELD_TEXT, .chars_max = 500, .label = N_("Why they are one")},
        {0}};

static Status run_merge(Deed *d)
{
        Party from, into;
        Place place;
        Entry e = {.kind = S("party.merged")};

        TRY(party_by_id(d->db, d->a, deed_int(d, "party"), &from));
        TRY(party_by_id(d->db, d->a, deed_int(d, "into"), &into));
        TRY(party_home(d->db, d->a, into.id, &place));
        if (!access_may_at(&d->actor, MAY_PARTY_MERGE, &place))
                return deed_fault_at(d, "into", _("There is no such party."));
        if (from.id == into.id)
                return deed_fault_at(d, "into", _("A party can not be merged into itself."));
        if (from.merged_into || into.merged_into)
                return deed_fault(d, CONFLICT,
                                  _("One of the two was merged into another already."));
        TRY(party_whole(d, &from));
        TRY(party_whole(d, &into));
        if (!str_eq(from.kind, into.kind))
                return deed_fault(d, CONFLICT, _("A person and an organisation can not be one."));
        TRY(delegation_may_touch(d, from.id));
        TRY(delegation_may_touch(d, into.id));
        TRY(party_set_merged(d->db, from.id, into.id));
        TRY(party_merged_follow(d->db, from.id, into.id));
        TRY(party_namer_keep(d->db, d->a, into.id, (Str){0}));
        TRY(identity_move(d->db, from.id, into.id));
        TRY(team_merge(d, &from, &into));
        if (!str_eq(from.name, into.name))
                TRY(former_name_add(d->db, into.id, from.name, d->now_us));
        e.subject = from.id;
        entry_id(&e, S("into"), into.id);
        entry_text(&e, S("party"), from.kind);
        entry_text(&e, S("reason"), deed_text(d, "reason"));
        d->made = into.id;
        d->go_to = str_fmt(d->a, "/parties/%.*s", S_ARG(id_text(d->a, into.id)));
        d->note = S_("Merged.");
        return deed_tell(d, &e);
}

const Action party_merge_action = {
        .name = "party merge",
        .may = MAY_PARTY_MERGE,
        .where = party_where,
        .title = N_("Merge two parties"),
        .help = N_("Both were counted; from now on they count as one, and "
                   "the record tells when and why."),
        .fields = merge_fields,
        .run = run_merge,
        .is_dangerous = true};

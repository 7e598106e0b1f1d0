/* privacy/export_deed: asking for a copy of everything. The deed is an entry; the file is fetched
 * afterwards, by who did it. */
#include "privacy/export.h"

#include "access/look.sql.h"
#include "base/words.h"
#include "people/own.h"
#include "privacy/privacy.sql.h"

static Status begin(Deed *d, Id party, Entry *e)
{
        Id id = db_id(d->db, d->now_us);

        TRY(export_sweep(d->db, d->now_us - EXPORT_US));
        TRY(export_add(d->db, id, d->actor.id, party, d->now_us));
        d->made = id;
        d->go_to = str_fmt(d->a, "/exports/%.*s", S_ARG(id_text(d->a, id)));
        d->note = str_fmt(d->a, _("Fetch it within a quarter of an hour: %.*s%.*s"),
                          S_ARG(d->base_url), S_ARG(d->go_to));
        return deed_tell(d, e);
}

static Status run_account(Deed *d)
{
        Entry e = {.kind = S("account.exported"), .subject = d->actor.id};

        return begin(d, 0, &e);
}

static const Field no_fields[] = {{0}};

const Action account_export_action = {
        .name = "account export",
        .may = MAY_SELF,
        .where = where_own,
        .title = N_("Download everything kept about you"),
        .help = N_("Account, mails, what programmes keep on you, the record's entries with their "
                   "proofs, and who looked, as one ZIP."),
        .fields = no_fields,
        .run = run_account,
        .is_dangerous = true};

static const Field party_fields[] = {{"party", FIELD_ID, .required = true, .label = N_("Party")},
                                     {0}};

static Status run_party(Deed *d)
{
        Entry e = {.kind = S("party.exported")};
        Party party = {0};

        TRY(party_now(d->db, d->a, deed_int(d, "party"), &party));
        if (!str_is(party.kind, "person"))
                return deed_fault(d, CONFLICT, _("Only of a person a copy can be made."));
        TRY(party_whole(d, &party));
        TRY(look_add(d->db, party.id, d->now_us, d->actor.id, S("export")));
        e.subject = party.id;
        entry_text(&e, S("party"), party.kind);
        return begin(d, party.id, &e);
}

const Action party_export_action = {
        .name = "party export",
        .may = MAY_PRIVACY,
        .where = party_where_now,
        .title = N_("Copy of everything kept on a person"),
        .help = N_("For the person who asks for it, as one ZIP. The person is told who made it."),
        .fields = party_fields,
        .run = run_party,
        .is_dangerous = true};

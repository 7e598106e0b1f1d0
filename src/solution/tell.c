/* solution/tell: see the header. */
#include "solution/tell.h"

#include "base/words.h"

Status solution_party(Deed *d, const char *field, Party *out)
{
        Status s = party_by_id(d->db, d->a, deed_int(d, field), out);

        if (s == NOT_FOUND)
                return deed_fault_at(d, field, _("There is no such party."));
        TRY(s);
        if (out->merged_into)
                return deed_fault(d, CONFLICT, _("This party was merged into %.*s."),
                                  S_ARG(id_text(d->a, out->merged_into)));
        return party_whole(d, out);
}

Status solution_organisation(Deed *d, const char *field, Party *out)
{
        TRY(solution_party(d, field, out));
        if (!str_is(out->kind, "organisation"))
                return deed_fault_at(d, field, _("This is for organisations."));
        return OK;
}

Status solution_home(Deed *d, Id party, Id *out)
{
        PartyHubList hubs;

        TRY(party_home_hubs(d->db, d->a, party, &hubs));
        if (!hubs.n)
                return deed_fault(d, CONFLICT,
                                  _("This party is at home at no hub: an operator adds it to one "
                                    "first."));
        *out = hubs.at[0].hub;
        return OK;
}

Entry solution_entry(Deed *d, const char *kind, const Party *party, Id hub)
{
        Entry e = {.kind = str_from(kind), .subject = party->id, .hub = hub};
        PartyFacts facts = {
                .kind = party->kind, .country = party->country, .sector = party->sector};

        party_entry(d->a, &e, &facts, (Str){0}, 0);
        return e;
}

Str solution_network_path(Arena *a, Id party)
{
        return str_fmt(a, "/parties/%.*s/network", S_ARG(id_text(a, party)));
}

Str solution_changed(const Deed *d, const char *field, Str was)
{
        if (!deed_given(d, field))
                return was;
        return str_is(deed_text(d, field), "-") ? (Str){0} : deed_text(d, field);
}

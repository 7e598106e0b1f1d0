/* people/own: see the header. */
#include "people/own.h"

#include "base/words.h"

Status party_is_own(Db *db, Arena *a, const Actor *actor, Id party, bool *out)
{
        OwnParty row;
        Status s;

        *out = false;
        if (!actor->id || actor->scope)
                return OK;
        s = own_is(db, a, party, actor->id, &row);
        *out = s == OK;
        return s == NOT_FOUND ? OK : s;
}

Status party_seen_as(Db *db, Arena *a, const Actor *actor, const PartyView *party, unsigned *out)
{
        bool sees, is_home, is_own, may_privacy, in_team = false;

        TRY(party_may(db, a, actor, MAY_PARTY_SEE, party->id, &sees));
        TRY(party_may_at_home(db, a, actor, MAY_PARTY_SEE, party->id, &is_home));
        TRY(party_may(db, a, actor, MAY_PRIVACY, party->id, &may_privacy));
        TRY(party_is_own(db, a, actor, party->id, &is_own));
        for (size_t i = 0; i < actor->grants_n; i++)
                if (actor->grants[i].party == party->id)
                        in_team = true;
        *out = SHOWN_AS_ANYBODY | (in_team ? SHOWN_AS_TEAM : 0) |
               (party->is_listed ? SHOWN_AS_LISTED : 0) | (sees ? SHOWN_AS_SEES : 0) |
               (is_home ? SHOWN_AS_HOME : 0) | (is_own ? SHOWN_AS_SELF : 0) |
               (may_privacy ? SHOWN_AS_PRIVACY : 0);
        return OK;
}

Status party_where_now(Deed *d, Place *out)
{
        Party now;

        *out = (Place){.is_hidden = true};
        TRY(party_now(d->db, d->a, deed_int(d, "party"), &now));
        return party_home(d->db, d->a, now.id, out);
}

static bool is_among(const Id *ids, size_t n, Id id)
{
        for (size_t i = 0; i < n; i++)
                if (ids[i] == id)
                        return true;
        return false;
}

Status party_own(Db *db, Arena *a, Id actor, Id out[OWN_PARTIES_MAX], size_t *out_n)
{
        OwnAddressList addresses;
        size_t n = 0;

        TRY(own_addresses(db, a, actor, &addresses));
        for (size_t i = 0; i < addresses.n; i++) {
                Identity who;
                Party party = {0};
                OwnParty own;
                Status s = identity_find(db, a, S("email"), addresses.at[i].email, &who);

                if (s == OK)
                        s = party_now(db, a, who.party, &party);
                if (s == OK)
                        s = own_is(db, a, party.id, actor, &own);
                if (s == OK && str_is(party.kind, "person") && n < OWN_PARTIES_MAX &&
                    !is_among(out, n, party.id))
                        out[n++] = party.id;
                if (s != OK && s != NOT_FOUND)
                        return s;
        }
        *out_n = n;
        return OK;
}

/* --- who was erased */

int64_t erased_key(const Seal *seal, Str scheme, Str value)
{
        char text[512];
        Text t = text_over(text, sizeof text);
        Hash h;
        int64_t key = 0;

        text_add(&t, str_head(scheme, 200));
        text_char(&t, '\0');
        text_add(&t, str_head(value, 300));
        h = seal_mac(seal, "erased", text_str(&t));
        for (int i = 0; i < 8; i++)
                key = (int64_t)((uint64_t)key << 8 | h.b[i]);
        key &= INT64_MAX;
        return key ? key : 1;
}

Status erased_find(Db *db, Arena *a, const Seal *seal, Str scheme, Str value, ErasedKey *out)
{
        return seal ? erased_key_get(db, a, erased_key(seal, scheme, value), out) : NOT_FOUND;
}

static const Field readmit_fields[] = {
        {"scheme", FIELD_TEXT, .required = true, .chars_max = 64, .label = N_("Known by"),
         .help = N_("email, registration, or the name of a source.")},
        {"value", FIELD_TEXT, .required = true, .chars_max = 254, .label = N_("Value"),
         .help = N_("The address, the number, or the source's own id.")},
        {0}};

static Status run_readmit(Deed *d)
{
        Str scheme = deed_text(d, "scheme"), value = deed_text(d, "value");
        Entry e = {.kind = S("party.readmitted")};
        Status s;

        if (!d->seal)
                return deed_fault(d, BROKEN, _("The data folder's secret can not be read."));
        if (str_is(scheme, "email"))
                value = str_lower(d->a, value);
        s = erased_key_drop(d->db, erased_key(d->seal, scheme, value));
        if (s == NOT_FOUND)
                return deed_fault_at(d, "value", _("Nobody known by this was erased."));
        TRY(s);
        d->note = S_("Whoever is known by this can be added and imported again.");
        d->shows_note = true;
        return deed_tell(d, &e);
}

const Action party_readmit_action = {
        .name = "party readmit",
        .may = MAY_PRIVACY,
        .where = where_everywhere,
        .title = N_("Let somebody back in who was erased"),
        .help = N_("For a person who asks for it: an erased person is not taken from files any "
                   "more until somebody says so here."),
        .fields = readmit_fields,
        .run = run_readmit};

/* people/interest: see the header. */
#include "people/interest.h"

#include "base/words.h"
#include "people/interest.sql.h"
#include "people/own.h"

#include <stdlib.h>
#include <string.h>

Status interest_person(Db *db, Arena *a, Id actor, Id *out)
{
        InterestMaker maker;
        Status s = interest_maker(db, a, actor, &maker);

        *out = s == OK ? maker.made_by : actor;
        return s == NOT_FOUND ? OK : s;
}

Status interest_of(Db *db, Arena *a, Id actor, Interest *out)
{
        Id own[OWN_PARTIES_MAX];
        InterestPartyList teams;
        size_t own_n = 0;

        *out = (Interest){0};
        if (!actor)
                return OK;
        TRY(interest_person(db, a, actor, &out->who));
        TRY(interest_teams(db, a, out->who, &teams));
        TRY(party_own(db, a, out->who, own, &own_n));
        out->at = arena_new(a, Id, teams.n + own_n + 1);
        for (size_t i = 0; i < teams.n; i++)
                out->at[out->n++] = teams.at[i].party;
        for (size_t i = 0; i < own_n; i++)
                out->at[out->n++] = own[i];
        if (out->n)
                qsort(out->at, out->n, sizeof *out->at, id_order);
        return OK;
}

bool interest_has(const Interest *in, Id party)
{
        return in->n && bsearch(&party, in->at, in->n, sizeof *in->at, id_order) != NULL;
}

const void *interest_cut(const Interest *in, Arena *a, const void *at, size_t *n, size_t bytes,
                         size_t column)
{
        size_t words = (bytes + sizeof(int64_t) - 1) / sizeof(int64_t), kept = 0;
        char *out;

        if (!in->n || !*n)
                return at;
        out = (char *)arena_new(a, int64_t, *n * words);
        for (size_t i = 0; i < *n; i++) {
                const char *row = (const char *)at + i * bytes;
                Id party;

                memcpy(&party, row + column, sizeof party);
                if (!interest_has(in, party))
                        memcpy(out + kept++ * bytes, row, bytes);
        }
        *n = kept;
        return out;
}

Status interest_in(Db *db, Arena *a, Id actor, Id party, bool *out)
{
        Actor person = {0};
        InterestParty row;
        Party now;
        Status s;

        *out = false;
        if (!actor)
                return OK;
        TRY(interest_person(db, a, actor, &person.id));
        s = interest_team(db, a, party, person.id, &row);
        *out = s == OK;
        if (s != NOT_FOUND)
                return s;
        s = party_now(db, a, party, &now);
        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        return party_is_own(db, a, &person, now.id, out);
}

Status interest_hides(Deed *d, Id party)
{
        bool is_own;

        TRY(interest_in(d->db, d->a, d->actor.id, party, &is_own));
        return is_own ? NOT_FOUND : OK;
}

Status interest_refuses(Deed *d, Id party)
{
        bool is_own;

        TRY(interest_in(d->db, d->a, d->actor.id, party, &is_own));
        return is_own ? deed_fault(d, FORBIDDEN,
                                   _("You applied yourself, or are in the team: somebody else "
                                     "decides."))
                      : OK;
}

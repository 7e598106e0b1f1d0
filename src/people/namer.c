/* people/namer: which source names a party.
 *
 * Sources that know one party under different names would rename it by turns. So one of them names
 * it, and what the others call it is kept beside. That needs a row only for parties that several
 * sources know. */
#include "people/people.h"

static bool is_source(Str scheme)
{
        return !str_is(scheme, "email") && !str_is(scheme, "domain") &&
               !str_is(scheme, "registration");
}

/* Does the source list the party now? One by which it is gone does not. */
static bool lists(const IdentityList *list, Str source)
{
        for (size_t i = 0; i < list->n; i++)
                if (list->at[i].seen_at >= 0 && str_eq(list->at[i].scheme, source))
                        return true;
        return false;
}

/* The first that lists it, but for this one; empty when there is none. */
static Str another(const IdentityList *list, Str source)
{
        for (size_t i = 0; i < list->n; i++)
                if (list->at[i].seen_at >= 0 && is_source(list->at[i].scheme) &&
                    !str_eq(list->at[i].scheme, source))
                        return list->at[i].scheme;
        return (Str){0};
}

Status party_may_name(Db *db, Arena *a, Id party, Str source, bool *out)
{
        IdentityList list;
        PartyNamer namer;
        Status s = party_namer_of(db, a, party, &namer);

        if (s != OK && s != NOT_FOUND)
                return s;
        TRY(identity_of(db, a, party, &list));
        if (s == OK)
                *out = str_eq(namer.source, source) || !lists(&list, namer.source);
        else /* of a time before namers were kept: whoever knows it may be the one */
                *out = lists(&list, source) || str_empty(another(&list, source));
        return OK;
}

Status party_namer_keep(Db *db, Arena *a, Id party, Str other)
{
        IdentityList list;
        PartyNamer namer;
        Str source;
        Status s = party_namer_of(db, a, party, &namer);

        if (s != NOT_FOUND)
                return s;
        TRY(identity_of(db, a, party, &list));
        source = another(&list, other);
        return source.len ? party_namer_set(db, party, source) : OK;
}

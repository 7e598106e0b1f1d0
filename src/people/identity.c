/* people/identity: how the outside knows parties, and which share a name.
 *
 * Both are found through indexes of runs: the key is a hash, so what stands behind it is compared
 * with what was looked for. */
#include "people/people.h"

#include "base/hash.h"
#include "store/runs.h"

#include <string.h>

int64_t identity_key(Str scheme, Str value)
{
        char text[512];
        Text t = text_over(text, sizeof text);
        Hash h;
        int64_t key = 0;

        text_add(&t, str_head(scheme, 200));
        text_char(&t, '\0');
        text_add(&t, str_head(value, 300));
        h = hash_sha256(text_str(&t));
        for (int i = 0; i < 8; i++)
                key = (int64_t)((uint64_t)key << 8 | h.b[i]);
        return key & INT64_MAX;
}

Status identity_scheme(Db *db, Str name, bool make, int64_t *out)
{
        Arena a = arena_make(64 * KIB);
        Scheme row;
        Status s = scheme_by_name(db, &a, name, &row);

        if (s == NOT_FOUND && make) {
                s = scheme_add(db, name);
                if (s == OK)
                        s = scheme_by_name(db, &a, name, &row);
        }
        arena_free(&a);
        if (s == OK)
                *out = row.id;
        return s;
}

static Status find_numbered(Db *db, Arena *a, const Scheme *scheme, Str value, Identity *out)
{
        const Id *parties;
        size_t n;

        TRY(runs_find(db, a, RUNS_IDENTITIES, identity_key(scheme->name, value), &parties, &n));
        for (size_t i = 0; i < n; i++) {
                IdentityRow row;
                Status s = identity_at(db, a, parties[i], scheme->id, value, &row);

                if (s == OK)
                        *out = (Identity){scheme->name, row.value, row.party, row.seen_at};
                if (s != NOT_FOUND)
                        return s;
        }
        return NOT_FOUND;
}

Status identity_find(Db *db, Arena *a, Str scheme, Str value, Identity *out)
{
        Scheme row;

        TRY(scheme_by_name(db, a, scheme, &row));
        return find_numbered(db, a, &row, value, out);
}

Status identity_any(Db *db, Arena *a, Str value, IdentityList *out)
{
        SchemeList schemes;
        Identity *found = NULL;
        size_t n = 0;

        TRY(scheme_all(db, a, &schemes));
        for (size_t i = 0; i < schemes.n; i++) {
                Identity one;
                Status s = find_numbered(db, a, &schemes.at[i], value, &one);

                if (s == OK) {
                        found = query_grow(a, found, n, sizeof *found);
                        found[n++] = one;
                }
                if (s != OK && s != NOT_FOUND)
                        return s;
        }
        *out = (IdentityList){found, n};
        return OK;
}

Status identity_add(Db *db, Str scheme, Str value, Id party, int64_t seen_at, bool is_first)
{
        RunPair pair = {identity_key(scheme, value), party};
        IdentityInsert row = {
                .party = party, .value = value, .seen_at = seen_at, .is_first = is_first};

        TRY(identity_scheme(db, scheme, true, &row.scheme));
        TRY(identity_insert(db, &row, 1));
        return runs_add(db, RUNS_IDENTITIES, &pair, 1);
}

Status identity_seen(Db *db, const Identity *who, int64_t seen_at)
{
        int64_t scheme;

        TRY(identity_scheme(db, who->scheme, false, &scheme));
        return identity_saw(db, who->party, scheme, who->value, seen_at);
}

Status identity_move(Db *db, Id party, Id into)
{
        Arena a = arena_make(MIB);
        IdentityList list;
        Status s = identity_of(db, &a, party, &list);

        for (size_t i = 0; s == OK && i < list.n; i++) {
                RunPair pair = {identity_key(list.at[i].scheme, list.at[i].value), into};

                s = runs_remove(db, RUNS_IDENTITIES, pair.key, party);
                if (s == OK)
                        s = runs_add(db, RUNS_IDENTITIES, &pair, 1);
        }
        if (s == OK)
                s = identity_rehome(db, party, into);
        arena_free(&a);
        return s;
}

Status party_by_name_key(Db *db, Arena *a, int64_t key, size_t most, PartyViewList *out)
{
        PartyView *found = NULL;
        size_t n = 0, ids_n;
        const Id *ids;
        Status s = key ? runs_find(db, a, RUNS_NAMES, key, &ids, &ids_n) : NOT_FOUND;

        *out = (PartyViewList){0};
        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        for (size_t i = 0; i < ids_n && n < most; i++) {
                PartyView party;

                s = party_public(db, a, ids[i], &party);
                if (s != OK && s != NOT_FOUND)
                        return s;
                if (s == OK && party_name_key(party.name) == key) {
                        found = query_grow(a, found, n, sizeof *found);
                        found[n++] = party;
                }
        }
        *out = (PartyViewList){found, n};
        return OK;
}

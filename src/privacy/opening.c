/* privacy/opening: see the header. */
#include "privacy/opening.h"

typedef struct {
        Arena *a;
        Str salt; /* the party's */
        int64_t at_us;
} Try;

static bool opens(const Try *t, Opening *o, Str value)
{
        Hash salt;

        if (value.len == 0 || t->salt.len == 0)
                return false;
        salt = record_value_salt(t->salt, o->field, t->at_us);
        if (!str_eq(record_commit(t->a, &salt, value), o->commitment))
                return false;
        o->value = value;
        o->salt = hash_hex(t->a, &salt);
        return true;
}

/* The name of then may be a former one by now; of a party that was merged away, the other keeps it.
 */
static Status open_name(Db *db, const Try *t, const Party *party, Opening *o)
{
        const Id owners[2] = {party->id, party->merged_into};

        if (opens(t, o, party->name))
                return OK;
        for (int i = 0; i < 2 && owners[i]; i++) {
                FormerNameList names;

                TRY(former_names(db, t->a, owners[i], &names));
                for (size_t k = 0; k < names.n; k++)
                        if (opens(t, o, names.at[k].name))
                                return OK;
        }
        return OK;
}

Status opening_find(Db *db, Arena *a, const Entry *e, OpeningList *out)
{
        static const Str suffix = S_INIT("_sha256");
        Opening *list = arena_new(a, Opening, OPENINGS_MAX);
        Party party;
        size_t n = 0;
        Try t;

        if (!e->subject)
                return NOT_FOUND;
        TRY(party_by_id(db, a, e->subject, &party));
        t = (Try){a, party.salt, e->at_us};
        for (size_t i = 0; i < e->facts_n && n < OPENINGS_MAX; i++) {
                const Fact *f = &e->facts[i];
                Opening *o = &list[n];

                if (f->kind != FACT_TEXT || f->text.len != 2 * HASH_BYTES ||
                    !str_ends(f->name, suffix))
                        continue;
                *o = (Opening){.field = {f->name.at, f->name.len - suffix.len},
                               .commitment = f->text};
                n++;
                if (str_is(o->field, "name"))
                        TRY(open_name(db, &t, &party, o));
                else if (str_is(o->field, "website"))
                        (void)opens(&t, o, party.website);
        }
        *out = (OpeningList){list, n};
        return OK;
}

/* import/claim: see the header. */
#include "import/claim.h"

#include <stdlib.h>

/* A row's claims as bits, by PLAN_SOURCE and so on. All but the domain say who it is. */
enum {
        CLAIM_DOMAIN = 1 << PLAN_DOMAIN,
        CLAIM_WHO = 1 << PLAN_SOURCE | 1 << PLAN_EMAIL | 1 << PLAN_REGISTRATION
};

Status claim_filters_open(ClaimFilters *f)
{
        f->identities = runs_filter_open(RUNS_IDENTITIES);
        f->names = runs_filter_open(RUNS_NAMES);
        return f->identities && f->names ? OK : BROKEN;
}

void claim_filters_close(ClaimFilters *f)
{
        runs_filter_close(f->identities);
        runs_filter_close(f->names);
        *f = (ClaimFilters){0};
}

/* --- before the write job */

Status claim_prepare(const PlanContext *c, Arena *a, RowPlan *p, Id party, Str salt, Id actor,
                     int64_t now_us)
{
        MemberBegin b;
        Status s;

        if (p->refused.len ||
            p->twin_row) /* a twin is judged behind the row that it is a twin of */
                return OK;
        p->facts = plan_new_facts(c, p);
        p->facts.id = party;
        p->facts.salt = salt;
        p->facts.name_key = p->name_key;
        b = plan_beginning(c, p, party, &p->facts, salt);
        s = member_begin_seal(a, &b, actor, now_us, &p->sealed);
        p->is_ready = s == OK;
        return s == INVALID ? OK : s; /* the words are found when the row is judged */
}

static int by_key(const void *x, const void *y)
{
        const Claim *p = x, *q = y;

        if (p->pair.key != q->pair.key)
                return p->pair.key < q->pair.key ? -1 : 1;
        return p->row < q->row ? -1 : p->row > q->row; /* who stands first in the file wins */
}

Claims claims_make(const PlanContext *c, Arena *a, RowPlan *rows, size_t n)
{
        Claims list = {0};

        for (size_t i = 0; i < n; i++)
                for (int k = 0; k < PLAN_IDS && rows[i].is_ready; k++)
                        list.n += rows[i].ids[k].value.len > 0;
        list.at = arena_new(a, Claim, list.n + 1);
        list.n = 0;
        for (size_t i = 0; i < n; i++)
                for (int k = 0; k < PLAN_IDS && rows[i].is_ready; k++)
                        if (rows[i].ids[k].value.len)
                                list.at[list.n++] = (Claim){{rows[i].ids[k].key, rows[i].facts.id},
                                                            plan_scheme(c, k),
                                                            rows[i].ids[k].value,
                                                            &rows[i],
                                                            1u << k};
        qsort(list.at, list.n, sizeof *list.at, by_key);
        return list;
}

/* --- who is new */

static bool is_same_claim(const Claim *x, const Claim *y)
{
        return str_eq(x->scheme, y->scheme) && str_eq(x->value, y->value);
}

/* Does an earlier row of the batch, or somebody in the store, have it? */
static Status is_taken(Db *db, const Claims *claims, size_t i, const RunsFilter *f, bool *out)
{
        const Claim *x = &claims->at[i];
        Arena a;
        Identity there;
        Status s;

        *out = false;
        for (size_t k = i; k > 0 && claims->at[k - 1].pair.key == x->pair.key && !*out; k--)
                *out = is_same_claim(&claims->at[k - 1], x);
        if (*out || !runs_filter_may_have(f, x->pair.key))
                return OK;
        a = arena_make(MIB);
        s = identity_find(db, &a, x->scheme, x->value, &there);
        arena_free(&a);
        *out = s == OK;
        return s == NOT_FOUND ? OK : s;
}

Status claims_judge(const PlanContext *c, Db *db, const Claims *claims, const ClaimFilters *f,
                    RowPlan *rows, size_t n)
{
        bool has_names = c->mapping->party == MAPPING_ORGANISATION;

        for (size_t i = 0; i < n; i++) {
                rows[i].won = rows[i].lost = 0;
                rows[i].is_claimed = rows[i].may_be_alike = false;
        }
        if (claims->n == 0)
                return OK;
        TRY(runs_filter_refresh(f->identities, db, claims->n));
        if (has_names)
                TRY(runs_filter_refresh(f->names, db, n));
        for (size_t i = 0; i < claims->n; i++) {
                const Claim *x = &claims->at[i];
                bool taken;

                TRY(is_taken(db, claims, i, f->identities, &taken));
                *(taken ? &x->row->lost : &x->row->won) |= x->bit;
        }
        for (size_t i = 0; i < n; i++) {
                RowPlan *p = &rows[i];

                p->is_claimed = p->is_ready && !(p->lost & CLAIM_WHO);
                if (p->is_claimed && has_names)
                        p->may_be_alike =
                                (p->lost & CLAIM_DOMAIN) || p->domain_row || p->name_row ||
                                met_has(&c->met->away, (uint64_t)p->name_key) ||
                                (p->name_key && runs_filter_may_have(f->names, p->name_key));
        }
        return OK;
}

/* --- what they become */

static Status add_parties(Deed *d, RowPlan *const *rows, size_t n)
{
        PartyInsert *parties = arena_new(d->a, PartyInsert, n);

        for (size_t i = 0; i < n; i++) {
                const PartyFacts *x = &rows[i]->facts;

                parties[i] = (PartyInsert){x->id,     x->kind,      x->name, x->website, x->country,
                                           x->sector, x->is_listed, 0,       x->salt,    d->now_us};
        }
        return party_insert(d->db, parties, n);
}

static Status add_members(const PlanContext *c, Deed *d, RowPlan *const *rows, size_t n)
{
        MemberBegin *begins = arena_new(d->a, MemberBegin, n);

        for (size_t i = 0; i < n; i++) {
                begins[i] = plan_beginning(c, rows[i], rows[i]->facts.id, &rows[i]->facts,
                                           rows[i]->facts.salt);
                begins[i].sealed = &rows[i]->sealed;
        }
        return members_begin(d, begins, n);
}

static Status add_identities(const PlanContext *c, Deed *d, RowPlan *const *rows, size_t n)
{
        IdentityInsert *list = arena_new(d->a, IdentityInsert, n * PLAN_IDS);
        int64_t schemes[PLAN_IDS];
        size_t list_n = 0;

        for (int k = 0; k < PLAN_IDS; k++)
                TRY(identity_scheme(d->db, plan_scheme(c, k), true, &schemes[k]));
        for (size_t i = 0; i < n; i++)
                for (int k = 0; k < PLAN_IDS; k++)
                        if (rows[i]->won & 1u << k)
                                list[list_n++] =
                                        (IdentityInsert){rows[i]->facts.id, schemes[k],
                                                         rows[i]->ids[k].value, c->as_of, true};
        return identity_insert(d->db, list, list_n);
}

static Status add_keys(Deed *d, const Claims *claims)
{
        RunPair *pairs = arena_new(d->a, RunPair, claims->n + 1);
        size_t n = 0;

        for (size_t i = 0; i < claims->n; i++)
                if (claims->at[i].row->is_claimed && (claims->at[i].row->won & claims->at[i].bit))
                        pairs[n++] = claims->at[i].pair;
        return runs_add(d->db, RUNS_IDENTITIES, pairs, n);
}

static Status add_names(Deed *d, RowPlan *const *rows, size_t n)
{
        RunPair *pairs = arena_new(d->a, RunPair, n);
        size_t pairs_n = 0;

        for (size_t i = 0; i < n; i++)
                if (rows[i]->name_key)
                        pairs[pairs_n++] = (RunPair){rows[i]->name_key, rows[i]->facts.id};
        return runs_add(d->db, RUNS_NAMES, pairs, pairs_n);
}

/* What only few of them have. */
static Status add_rest(const PlanContext *c, Deed *d, RowPlan *p)
{
        p->is_new = true;
        p->party.id = p->facts.id;
        p->alike = (Str){0};
        p->alike_party = 0;
        TRY(plan_details(d, &p->mapped, p->facts.id, c->as_of));
        if (p->may_be_alike)
                TRY(plan_look_alike(c, d->db, d->a, p));
        if (p->lost & CLAIM_DOMAIN) /* perhaps to a row that did not take it */
                return plan_identity_once(c, d, p, PLAN_DOMAIN, p->facts.id);
        return OK;
}

Status claims_apply(const PlanContext *c, Deed *d, const Claims *claims, RowPlan *rows, size_t n)
{
        RowPlan **new_rows = arena_new(d->a, RowPlan *, n + 1);
        size_t new_n = 0;
        ArenaMark mark;

        for (size_t i = 0; i < n; i++)
                if (rows[i].is_claimed)
                        new_rows[new_n++] = &rows[i];
        if (new_n == 0)
                return OK;
        mark = arena_mark(d->a); /* each of these is done with its rows when it returns */
        TRY(add_parties(d, new_rows, new_n));
        arena_rewind(d->a, mark);
        TRY(add_identities(c, d, new_rows, new_n));
        arena_rewind(d->a, mark);
        TRY(add_keys(d, claims));
        arena_rewind(d->a, mark);
        if (c->mapping->party == MAPPING_ORGANISATION)
                TRY(add_names(d, new_rows, new_n));
        arena_rewind(d->a, mark);
        TRY(add_members(c, d, new_rows, new_n));
        arena_rewind(d->a, mark);
        for (size_t i = 0; i < new_n; i++)
                TRY(add_rest(c, d, new_rows[i]));
        return OK;
}

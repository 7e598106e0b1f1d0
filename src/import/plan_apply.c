/* import/plan_apply: what was judged of a row is done, inside a write job. */
#include "import/plan.h"

static Status identities(const PlanContext *c, Deed *d, RowPlan *p, Id party)
{
        const PlanId *source = &p->ids[PLAN_SOURCE];
        Identity seen = {c->mapping->source, source->value, source->party, source->seen_at};

        if (p->has_identity)
                TRY(identity_seen(d->db, &seen, c->as_of));
        for (int i = p->has_identity ? PLAN_EMAIL : PLAN_SOURCE; i < PLAN_IDS; i++)
                TRY(plan_identity_once(c, d, p, i, party));
        return OK;
}

Status plan_details(Deed *d, const MappedRow *m, Id party, int64_t as_of)
{
        for (size_t i = 0; i < m->former_names.n; i++)
                TRY(former_name_add(d->db, party, m->former_names.at[i], as_of));
        for (size_t i = 0; i < m->attributes.n; i++)
                TRY(attribute_set(d->db, party, m->attributes.at[i].name,
                                  m->attributes.at[i].value));
        return OK;
}

MemberBegin plan_beginning(const PlanContext *c, const RowPlan *p, Id party,
                           const PartyFacts *facts, Str salt)
{
        return (MemberBegin){.programme = &c->programme,
                             .def = c->def,
                             .party = party,
                             .hub = p->hub,
                             .stage = p->mapped.stage,
                             .level = p->mapped.level,
                             .facts = facts,
                             .salt = salt,
                             .on_us = p->mapped.date.at_us ? p->mapped.date.at_us : c->as_of,
                             .any_stage = true,
                             .stage_id = p->stage,
                             .counts_later = true};
}

static Status begin(const PlanContext *c, Deed *d, const RowPlan *p, Id party,
                    const PartyFacts *facts, Str salt)
{
        MemberBegin b = plan_beginning(c, p, party, facts, salt);

        return member_begin(d, &b);
}

PartyFacts plan_new_facts(const PlanContext *c, const RowPlan *p)
{
        const MappedRow *m = &p->mapped;

        return (PartyFacts){.kind = plan_party_kind(c->mapping),
                            .name = m->name,
                            .website = m->website,
                            .country = p->country,
                            .sector = m->sector,
                            .is_listed = m->listed};
}

/* --- one after the other */

static Status apply_new(const PlanContext *c, Deed *d, RowPlan *p)
{
        const MappedRow *m = &p->mapped;
        PartyFacts facts = plan_new_facts(c, p);
        Str salt;
        Id party;

        TRY(party_make(d, &facts, &party, &salt));
        p->party.id = party;
        TRY(identities(c, d, p, party));
        TRY(plan_details(d, m, party, c->as_of));
        return begin(c, d, p, party, &facts, salt);
}

static Status apply_known(const PlanContext *c, Deed *d, RowPlan *p)
{
        const MappedRow *m = &p->mapped;
        Party *party = &p->party;
        PartyFacts facts;
        bool is_ours = !p->is_foreign;
        bool attributes_differ = is_ours && !p->is_twin &&
                                 (plan_differs(m->website, party->website) ||
                                  plan_differs(p->country, party->country) ||
                                  plan_differs(m->sector, party->sector));

        if (p->is_renamed) {
                int64_t before;

                TRY(met_add(&c->met->away, (uint64_t)party_name_key(party->name), ++c->met->away_n,
                            true, &before));
                TRY(party_rename(d, party, m->name, p->hub, c->as_of));
                TRY(party_namer_set(d->db, party->id, c->mapping->source));
                party->name = m->name;
        } else if (is_ours && plan_differs(m->name, party->name)) {
                TRY(other_name_add(d->db, party->id, m->name));
        }
        if (is_ours && !p->has_identity) /* one source more that knows it */
                TRY(party_namer_keep(d->db, d->a, party->id, c->mapping->source));
        facts = (PartyFacts){.kind = party->kind,
                             .name = party->name,
                             .website = m->website.len ? m->website : party->website,
                             .country = p->country.len ? p->country : party->country,
                             .sector = m->sector.len ? m->sector : party->sector};
        if (attributes_differ) {
                Entry *e = arena_new(d->a, Entry, 1);

                e->kind = S("party.changed");
                e->subject = party->id;
                e->hub = p->hub;
                e->on_us = c->as_of;
                TRY(party_set(d->db, party->id, party->name, facts.website, facts.country,
                              facts.sector));
                party_entry(d->a, e, &facts, party->salt, d->now_us);
                TRY(deed_tell(d, e));
        }
        if (is_ours)
                TRY(identities(c, d, p, party->id));
        if (is_ours && !p->is_twin)
                TRY(plan_details(d, m, party->id, c->as_of));
        if (p->joins)
                return begin(c, d, p, party->id, &facts, (Str){0});
        for (size_t i = 0; p->is_moved && i < p->path_n; i++) {
                MemberMove move = {.programme = &c->programme,
                                   .def = c->def,
                                   .facts = &facts,
                                   .party = party->id,
                                   .hub = p->hub,
                                   .from = i ? p->path[i - 1] : p->from_slug,
                                   .to = p->path[i],
                                   .level = m->level,
                                   .reason = S("as the imported file says"), /* as it is */
                                   .on_us = c->as_of,
                                   .is_told = true};

                TRY(member_moves(d, &move));
        }
        return OK;
}

Status plan_apply(const PlanContext *c, Deed *d, RowPlan *p)
{
        if (p->is_old)
                return OK;
        return p->is_new ? apply_new(c, d, p) : apply_known(c, d, p);
}

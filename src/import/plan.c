/* import/plan: see the header. */
#include "import/plan.h"

#include "base/words.h"
#include "hub/place.h"
#include "store/runs.h"

#include <stdlib.h>

enum { ALIKE_LOOKED_AT = 20, LOOKED_UP_TOGETHER = 64 };

Str plan_party_kind(const Mapping *m)
{
        return m->party == MAPPING_PERSON ? S("person") : S("organisation");
}

static Status refuse(RowPlan *p, Arena *a, const char *column, const char *format, ...)
        __attribute__((format(printf, 4, 5)));

static Status refuse(RowPlan *p, Arena *a, const char *column, const char *format, ...)
{
        va_list args;
        Str words;

        va_start(args, format);
        words = str_vfmt(a, format, args);
        va_end(args);
        p->refused = column[0] ? str_fmt(a, _("column %s: %.*s"), column, S_ARG(words)) : words;
        return OK;
}

static const char *column_of(const PlanContext *c, Arena *a, MappingTarget target)
{
        return str_z(a, c->mapping->columns.rules[target].column);
}

static Status place(const PlanContext *c, Arena *a, RowPlan *p)
{
        Str hub = p->mapped.hub, country = p->mapped.country;

        p->hub = c->hub;
        p->hub_at = UINT16_MAX; /* the one for rows that name none */
        if (hub.len) {
                p->hub = 0;
                for (size_t i = 0; i < c->hubs.n && !p->hub; i++)
                        if (str_eq(c->hubs.at[i].slug, hub)) {
                                p->hub = c->hubs.at[i].id;
                                if (p->hub != c->hub)
                                        p->hub_at = (uint16_t)i;
                        }
                if (!p->hub)
                        return refuse(p, a, column_of(c, a, MAPPING_HUB),
                                      _("there is no hub «%.*s», or it is not yours to import to"),
                                      S_ARG(hub));
        }
        if (country.len) {
                const PlaceCountry *found = place_country(country);

                if (!found)
                        found = place_country_by_name(country);
                p->country =
                        found ? found->alpha2
                              : (Str){0}; /* a country that nobody knows costs the row nothing */
        }
        return OK;
}

static Status stage_of(const PlanContext *c, Arena *a, RowPlan *p)
{
        Str stage = p->mapped.stage;

        for (size_t i = 0; i < c->def->stages.n && str_empty(stage); i++)
                if (c->def->stages.at[i].is_first)
                        stage = c->def->stages.at[i].slug;
        p->mapped.stage = stage;
        for (size_t i = 0; i < c->stages.n; i++)
                if (str_eq(c->stages.at[i].slug, stage) && definition_stage(c->def, stage))
                        p->stage = c->stages.at[i].id;
        if (!p->stage)
                return refuse(p, a, column_of(c, a, MAPPING_STAGE),
                              _("programme %.*s has no stage «%.*s»"), S_ARG(c->programme.slug),
                              S_ARG(stage));
        if (p->mapped.level.len) {
                for (size_t i = 0; i < c->def->levels.n; i++)
                        if (str_eq(c->def->levels.at[i], p->mapped.level))
                                return OK;
                return refuse(p, a, column_of(c, a, MAPPING_LEVEL),
                              _("programme %.*s has no level «%.*s»"), S_ARG(c->programme.slug),
                              S_ARG(p->mapped.level));
        }
        return OK;
}

/* --- whom it tells of */

Str plan_scheme(const PlanContext *c, int id)
{
        return id == PLAN_SOURCE         ? c->mapping->source
               : id == PLAN_EMAIL        ? S("email")
               : id == PLAN_REGISTRATION ? S("registration")
                                         : S("domain");
}

void plan_ids(const PlanContext *c, Arena *a, RowPlan *p)
{
        const MappedRow *m = &p->mapped;

        p->ids[PLAN_SOURCE].value = m->identity;
        p->ids[PLAN_EMAIL].value = str_lower(a, m->email);
        p->ids[PLAN_REGISTRATION].value = m->registration;
        if (c->mapping->party == MAPPING_ORGANISATION)
                p->ids[PLAN_DOMAIN].value = party_domain(a, m->website);
        for (int i = 0; i < PLAN_IDS; i++)
                if (p->ids[i].value.len)
                        p->ids[i].key = identity_key(plan_scheme(c, i), p->ids[i].value);
}

static Status look_up(const PlanContext *c, Db *db, Arena *a, RowPlan *p, int id)
{
        PlanId *x = &p->ids[id];
        Identity found;
        Status s;

        if (x->is_looked || str_empty(x->value))
                return OK;
        s = identity_find(db, a, plan_scheme(c, id), x->value, &found);
        if (s == OK)
                *x = (PlanId){x->value, x->key, true, found.party, found.seen_at};
        x->is_looked = true;
        return s == NOT_FOUND ? OK : s;
}

typedef struct {
        Db *db;
        Arena *a;
        RowPlan *rows;
        int64_t schemes[PLAN_IDS];
} LookUp;

/* The key fits; is it the value? */
static Status found_party(void *ctx, size_t tag, Id party)
{
        LookUp *l = ctx;
        PlanId *x = &l->rows[tag / PLAN_IDS].ids[tag % PLAN_IDS];
        ArenaMark mark = arena_mark(l->a);
        IdentityRow row;
        Status s = identity_at(l->db, l->a, party, l->schemes[tag % PLAN_IDS], x->value, &row);

        arena_rewind(l->a, mark);
        if (s == OK) {
                x->party = row.party;
                x->seen_at = row.seen_at;
        }
        return s == NOT_FOUND ? OK : s;
}

static PlanId *asked(const LookUp *l, const RunAsk *ask)
{
        return &l->rows[ask->tag / PLAN_IDS].ids[ask->tag % PLAN_IDS];
}

Status plan_look_up(const PlanContext *c, Db *db, Arena *a, RowPlan *rows, size_t n)
{
        LookUp l = {.db = db, .a = a, .rows = rows};
        ArenaMark mark = arena_mark(a);
        RunAsk *asks = arena_new(a, RunAsk, n * PLAN_IDS + 1);
        size_t asks_n = 0;

        for (int i = 0; i < PLAN_IDS; i++) {
                Status s = identity_scheme(db, plan_scheme(c, i), false, &l.schemes[i]);

                if (s != OK && s != NOT_FOUND)
                        return s;
        }
        for (size_t i = 0; i < n; i++)
                for (size_t k = 0; k < PLAN_IDS; k++) {
                        PlanId *x = &rows[i].ids[k];

                        *x = (PlanId){.value = x->value, .key = x->key};
                        if (x->value.len && !rows[i].is_claimed && str_empty(rows[i].refused))
                                asks[asks_n++] = (RunAsk){x->key, i * PLAN_IDS + k};
                }
        if (asks_n < LOOKED_UP_TOGETHER)
                return OK;
        TRY(runs_find_all(db, RUNS_IDENTITIES, asks, asks_n, found_party, &l));
        for (size_t i = 0; i < asks_n; i++)
                asked(&l, &asks[i])->is_looked =
                        asked(&l, &asks[i])->party ||
                        !((i && asks[i - 1].key == asks[i].key) ||
                          (i + 1 < asks_n && asks[i + 1].key == asks[i].key));
        arena_rewind(a, mark);
        return OK;
}

/* E-mail address and registration number say who it is; name and domain only hint. */
static Status known_party(const PlanContext *c, Db *db, Arena *a, RowPlan *p, Id *out)
{
        *out = 0;
        for (int i = 0; i < PLAN_DOMAIN && !*out; i++) {
                TRY(look_up(c, db, a, p, i));
                *out = p->ids[i].party;
        }
        p->has_identity = p->ids[PLAN_SOURCE].party != 0;
        return OK;
}

/* The file is asked before the store, because an import finds there what a check does not. */
Status plan_look_alike(const PlanContext *c, Db *db, Arena *a, RowPlan *p)
{
        const PlanId *domain = &p->ids[PLAN_DOMAIN];
        PartyViewList named;

        if (p->domain_row) {
                p->alike = str_fmt(a, _("same website as row %lld, %.*s"), (long long)p->domain_row,
                                   S_ARG(domain->value));
                return OK;
        }
        TRY(look_up(c, db, a, p, PLAN_DOMAIN));
        if (domain->party && domain->party < p->before) {
                p->alike = str_fmt(a, _("same website, %.*s"), S_ARG(domain->value));
                p->alike_party = domain->party;
                return OK;
        }
        if (p->name_row) {
                p->alike = str_fmt(a, _("same name as row %lld"), (long long)p->name_row);
                return OK;
        }
        TRY(party_by_name_key(db, a, p->name_key, ALIKE_LOOKED_AT, &named));
        for (size_t i = 0; i < named.n; i++)
                if (!named.at[i].merged_into && named.at[i].id < p->before) {
                        p->alike = str_fmt(a, _("same name as %.*s"), S_ARG(named.at[i].name));
                        p->alike_party = named.at[i].id;
                        return OK;
                }
        if (met_has(&c->met->away, (uint64_t)p->name_key)) /* which a check still finds */
                p->alike = S_("same name as one that another row renamed");
        return OK;
}

/* A snapshot shows where a member stands, not how it got there: the shortest way of allowed moves
 * is taken, never over a move that leads back, unless that is the one step. */
static bool find_path(const Definition *def, Arena *a, Str from, Str to, RowPlan *p)
{
        size_t n = def->stages.n, first = 0, end = 0;
        size_t *queue = arena_new(a, size_t, n + 1),
               *before = arena_new(a, size_t, n + 1); /* before: index + 1 */
        Str way[PLAN_PATH_MAX];

        p->path = arena_new(a, Str, PLAN_PATH_MAX);
        if (definition_move(def, from, to)) {
                p->path[0] = to;
                p->path_n = 1;
                return true;
        }
        for (size_t i = 0; i < n; i++)
                if (str_eq(def->stages.at[i].slug, from))
                        queue[end++] = i;
        while (first < end) {
                size_t at = queue[first++];

                for (size_t i = 0; i < n; i++) {
                        const DefinitionMove *move = definition_move(def, def->stages.at[at].slug,
                                                                     def->stages.at[i].slug);

                        if (!move || move->is_back || before[i] ||
                            str_eq(def->stages.at[i].slug, from))
                                continue;
                        before[i] = at + 1;
                        queue[end++] = i;
                }
        }
        for (size_t i = 0; i < n; i++) {
                size_t at = i, k = 0;

                if (!str_eq(def->stages.at[i].slug, to) || !before[i])
                        continue;
                for (; !str_eq(def->stages.at[at].slug, from) && k < PLAN_PATH_MAX;
                     at = before[at] - 1)
                        way[k++] = def->stages.at[at].slug;
                if (!str_eq(def->stages.at[at].slug, from))
                        return false;
                for (p->path_n = 0; k > 0; p->path_n++)
                        p->path[p->path_n] = way[--k];
                return true;
        }
        return false;
}

static bool in_reach(const PlanContext *c, Id hub)
{
        for (size_t i = 0; i < c->hubs.n; i++)
                if (c->hubs.at[i].id == hub)
                        return true;
        return c->is_everywhere;
}

static Status judge_member(const PlanContext *c, Db *db, Arena *a, RowPlan *p)
{
        MemberList list;
        const Member *m = NULL;
        Stage from = {0};

        TRY(member_in(db, a, p->party.id, c->programme.id, &list));
        if (list.n == 0) {
                p->joins = true;
                return OK;
        }
        for (size_t i = 0; i < list.n; i++)
                if (list.at[i].hub == p->hub)
                        m = &list.at[i];
        if (!m && !p->has_identity) { /* another source knows it at another hub: it is a member at
                                         both, and counts once above them */
                p->joins = true;
                return OK;
        }
        if (!m && p->is_twin)
                return OK;
        /* the same source naming another place does not move a member between hubs: its first hub
         * stays */
        if (!m)
                m = &list.at[0];
        p->is_elsewhere = p->hub != m->hub;
        p->hub = m->hub;
        if (m->stage == p->stage)
                return OK;
        if (!in_reach(c, m->hub))
                return refuse(p, a, "", _("this is a member at a hub that is not yours to change"));
        for (size_t i = 0; i < c->stages.n; i++)
                if (c->stages.at[i].id == m->stage)
                        from = c->stages.at[i];
        p->from_stage = m->stage;
        p->from_slug = from.slug;
        if (str_empty(p->mapped.level))
                p->mapped.level = m->level;
        if (!find_path(c->def, a, from.slug, p->mapped.stage, p))
                return refuse(p, a, column_of(c, a, MAPPING_STAGE),
                              _("programme %.*s has no move from «%.*s» to «%.*s»"),
                              S_ARG(c->programme.slug), S_ARG(from.slug), S_ARG(p->mapped.stage));
        p->is_moved = true;
        return OK;
}

/* What needs no store. */
Status plan_placed(const PlanContext *c, Arena *a, RowPlan *p)
{
        if (p->is_placed)
                return OK;
        TRY(place(c, a, p));
        if (str_empty(p->refused))
                TRY(stage_of(c, a, p));
        p->is_placed = true;
        return OK;
}

/* Of a row that was refused an import knows nobody, so the next row that is like it is new, and
 * those behind that are its twins. */
static Status is_first_good(PlanMet *met, int64_t twin_row, bool *out)
{
        uint64_t refused = (uint64_t)twin_row << 1, replaced = refused | 1;
        int64_t before;

        *out = met_has(&met->refused, refused) && !met_has(&met->refused, replaced);
        return *out ? met_add(&met->refused, replaced, ++met->refused_n, true, &before) : OK;
}

/* Is it a party that an earlier row of this file told of? A check does not find in the store what
 * that row would add. */
static Status judge_twin(const PlanContext *c, Db *db, Arena *a, Id known, RowPlan *p)
{
        PlanMet *met = c->met;
        int64_t before;

        if (p->twin_row && (known || c->is_check)) {
                TRY(look_up(c, db, a, p, p->twin_by));
                p->is_twin = !p->has_identity || p->ids[p->twin_by].party == known;
        }
        if (!known) {
                bool is_new = false;

                if (p->is_twin)
                        TRY(is_first_good(met, p->twin_row, &is_new));
                p->is_twin = p->is_twin && !is_new;
                return OK;
        }
        TRY(met_add(&met->parties, (uint64_t)known, p->row, false, &before));
        if (!before || before > p->row)
                return OK;
        if (!p->is_twin) {
                p->is_twin = true;
                p->twin_row = before;
                p->twin_by = PLAN_SOURCE;
        }
        return met_hub_again(&met->hubs, before, p->row, p->hub_at, &p->is_twin_there);
}

/* A row that was good stands before others of its party, at the hub where it is a member. */
static Status meet(const PlanContext *c, const RowPlan *p, Id known)
{
        uint16_t at = p->hub_at;
        int64_t before;

        if (p->refused.len && c->is_check)
                return met_add(&c->met->refused, (uint64_t)p->row << 1, ++c->met->refused_n, true,
                               &before);
        if (p->is_old || p->refused.len)
                return OK;
        for (size_t i = 0; i < c->hubs.n && p->is_elsewhere; i++)
                if (c->hubs.at[i].id == p->hub)
                        at = p->hub == c->hub ? UINT16_MAX : (uint16_t)i;
        TRY(met_hub_keep(&c->met->hubs, p->row, at));
        return met_add(&c->met->parties, (uint64_t)known, p->row, true, &before);
}

static Status judge_new(const PlanContext *c, Db *db, Arena *a, RowPlan *p)
{
        p->is_new = true;
        if (c->mapping->party == MAPPING_PERSON)
                return OK; /* people share names without being the same */
        return plan_look_alike(c, db, a, p);
}

static Status judge_facts(const PlanContext *c, Db *db, Arena *a, RowPlan *p)
{
        if (!c->is_everywhere) {
                TRY(party_may(db, a, &c->actor, MAY_PARTY_EDIT, p->party.id, &p->is_foreign));
                p->is_foreign = !p->is_foreign;
        }
        if (p->is_twin || p->is_foreign)
                return OK;
        if (plan_differs(p->mapped.name, p->party.name)) {
                TRY(party_may_name(db, a, p->party.id, c->mapping->source, &p->is_renamed));
                p->is_named = !p->is_renamed;
        }
        p->is_changed = p->is_renamed || plan_differs(p->mapped.website, p->party.website) ||
                        plan_differs(p->country, p->party.country) ||
                        plan_differs(p->mapped.sector, p->party.sector);
        return OK;
}

Status plan_row(const PlanContext *c, Db *db, Arena *a, RowPlan *p)
{
        Id known;

        TRY(plan_placed(c, a, p));
        if (p->refused.len)
                return OK;
        TRY(known_party(c, db, a, p, &known));
        if (known)
                TRY(party_now(db, a, known, &p->party));
        TRY(judge_twin(c, db, a, known, p));
        if (!known && p->is_twin) {
                p->joins = !p->is_twin_there;
                return OK;
        }
        if (!known)
                return judge_new(c, db, a, p);
        if (!str_eq(p->party.kind, plan_party_kind(c->mapping))) {
                TRY(refuse(p, a, "",
                           str_is(p->party.kind, "person")
                                   ? _("this is known as a person")
                                   : _("this is known as an organisation")));
                return meet(c, p, known);
        }
        /* negative: gone since that day */
        if (p->has_identity && llabs(p->ids[PLAN_SOURCE].seen_at) > c->as_of) {
                p->is_old = true;
                return OK;
        }
        TRY(judge_facts(c, db, a, p));
        if (!p->is_twin || !p->is_twin_there)
                TRY(judge_member(c, db, a, p));
        return meet(c, p, known);
}

bool plan_is_same(const RowPlan *p)
{
        return !p->is_new && !p->is_renamed && !p->is_changed && !p->is_moved && !p->joins;
}

/* --- doing it */

Status plan_identity_once(const PlanContext *c, Deed *d, RowPlan *p, int id, Id party)
{
        PlanId *x = &p->ids[id];

        TRY(look_up(c, d->db, d->a, p, id));
        if (str_empty(x->value) || x->party)
                return OK;
        x->party = party;
        return identity_add(d->db, plan_scheme(c, id), x->value, party, c->as_of, p->is_new);
}

void plan_met_close(PlanMet *met)
{
        met_close(&met->parties);
        met_hubs_close(&met->hubs);
        met_close(&met->away);
        met_close(&met->refused);
}

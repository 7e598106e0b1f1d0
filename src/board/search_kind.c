/* board/search_kind: see the header. */
#include "board/search_kind.h"

#include "apply/apply.h"
#include "base/words.h"
#include "board/search.sql.h"
#include "event/event.h"
#include "hub/hub.h"
#include "hub/place.h"
#include "people/own.h"
#include "people/role.h"
#include "people/team.h"

typedef Status (*NextFunction)(Db *db, Arena *a, Id after, SearchIdList *out);
typedef Status (*RowFunction)(Db *db, Arena *a, Id id, SearchRow *out);

static const struct {
        const char *word, *words, *path; /* path: before its id, or its slug */
        Permission may;
        NextFunction next;
        RowFunction row; /* NULL: several rows */
} kinds[SEARCH_KINDS] = {
        [SEARCH_PARTY] = {N_("Party"), N_("Parties"), "/parties/", MAY_PARTY_SEE, search_parties,
                          NULL},
        [SEARCH_APPLICATION] = {N_("Application"), N_("Applications"), "/applications/",
                                MAY_APPLICATION_SEE, search_applications, search_application},
        [SEARCH_ACCOUNT] = {N_("Person"), N_("People"), "/roles", MAY_ROLE_SEE, search_accounts,
                            NULL},
        [SEARCH_ROUND] = {N_("Round"), N_("Rounds"), "/rounds/", MAY_OPERATE, search_rounds,
                          search_round},
        [SEARCH_COHORT] = {N_("Cohort"), N_("Cohorts"), "/cohorts/", MAY_COHORT_SEE, search_cohorts,
                           search_cohort},
        [SEARCH_PROGRAMME] = {N_("Programme"), N_("Programmes"), "/programmes/", MAY_OPERATE,
                              search_programmes, search_programme},
        [SEARCH_HUB] = {N_("Hub"), N_("Hubs"), "/hubs/", MAY_OPERATE, search_hubs, search_hub},
        [SEARCH_EVENT] = {N_("Event"), N_("Events"), "/events/", MAY_EVENT_EDIT, search_events,
                          search_event},
        [SEARCH_PLEDGE] = {N_("Pledge"), N_("Pledges"), "/pledges/", MAY_OPERATE, search_pledges,
                           search_pledge},
        [SEARCH_SOLUTION] = {N_("Solution"), N_("Solutions"), "/solutions/", MAY_SOLUTION_EDIT,
                             search_solutions, search_solution},
        [SEARCH_CHALLENGE] = {N_("Challenge"), N_("Challenges"), "/challenges/", MAY_OPERATE,
                              search_challenges, search_challenge}};

const char *const search_kinds[SEARCH_KINDS + 1] = {"party",  "application", "account",   "round",
                                                    "cohort", "programme",   "hub",       "event",
                                                    "pledge", "solution",    "challenge", NULL};

const char *search_kind_word(SearchKind kind)
{
        return kinds[kind].word;
}

const char *search_kind_words(SearchKind kind)
{
        return kinds[kind].words;
}

Permission search_kind_may(SearchKind kind)
{
        return kinds[kind].may;
}

Status search_kind_next(Db *db, Arena *a, SearchKind kind, Id after, Id **out, size_t *out_n)
{
        SearchIdList list;

        TRY(kinds[kind].next(db, a, after, &list));
        *out = arena_new(a, Id, list.n + 1);
        for (size_t i = 0; i < list.n; i++)
                (*out)[i] = list.at[i].id;
        *out_n = list.n;
        return OK;
}

/* --- what each is found by */

static void put_spot(SearchThing *t, Id hub, Id programme)
{
        for (size_t i = 0; i < t->spots_n; i++)
                if (t->spots[i].hub == hub && t->spots[i].programme == programme)
                        return;
        if (t->spots_n < SEARCH_SPOTS_MAX)
                t->spots[t->spots_n++] = (Spot){hub, programme};
}

static Str link_to(Arena *a, SearchKind kind, Str tail)
{
        return str_fmt(a, "%s%.*s", kinds[kind].path, S_ARG(tail));
}

static Status load_row(Db *db, Arena *a, SearchKind kind, Id id, SearchThing *out)
{
        SearchRow r;

        TRY(kinds[kind].row(db, a, id, &r));
        *out = (SearchThing){.party = r.party,
                             .title = r.title,
                             .also = r.also,
                             .more = r.more,
                             .link = link_to(a, kind, r.slug.len ? r.slug : id_text(a, id)),
                             .is_public = r.is_public};
        put_spot(out, r.hub, r.programme);
        return str_empty(r.title) ? NOT_FOUND : OK;
}

static Str joined(Arena *a, Str x, Str y)
{
        return str_fmt(a, "%.*s%s%.*s", S_ARG(x), x.len && y.len ? " · " : "", S_ARG(y));
}

static Status load_party(Db *db, Arena *a, Id id, SearchThing *out)
{
        PartyView p;
        PartyHubList hubs;
        FormerNameList names;

        TRY(party_public(db, a, id, &p));
        if (p.merged_into || str_empty(p.name))
                return NOT_FOUND;
        *out = (SearchThing){.party = id,
                             .title = p.name,
                             .more = p.country,
                             .link = link_to(a, SEARCH_PARTY, id_text(a, id)),
                             .is_public = p.is_listed};
        TRY(former_names(db, a, id, &names));
        for (size_t i = 0; i < names.n && i < 10; i++)
                out->also = joined(a, out->also, names.at[i].name);
        TRY(party_hubs(db, a, id, &hubs));
        for (size_t i = 0; i < hubs.n; i++)
                put_spot(out, hubs.at[i].hub, hubs.at[i].programme);
        return OK;
}

/* Accounts that have something to do with a hub: by a role there, or in the team of a party. */
static Status load_account(Db *db, Arena *a, Id id, SearchThing *out)
{
        SearchAccount account;
        RoleRowList roles;
        TeamOfList teams;
        PartyHubList hubs;

        TRY(search_account(db, a, id, &account));
        *out = (SearchThing){.title = account.name, .link = S("/roles")};
        TRY(role_of(db, a, id, &roles));
        for (size_t i = 0; i < roles.n; i++) {
                put_spot(out, roles.at[i].hub, roles.at[i].programme);
                if (i < 10 && !str_eq(roles.at[i].called, account.name))
                        out->also = joined(a, out->also, roles.at[i].called);
        }
        TRY(team_of(db, a, id, &teams));
        for (size_t i = 0; i < teams.n && i < SEARCH_SPOTS_MAX; i++) {
                TRY(party_home_hubs(db, a, teams.at[i].party, &hubs));
                for (size_t k = 0; k < hubs.n; k++)
                        put_spot(out, hubs.at[k].hub, hubs.at[k].programme);
        }
        return (roles.n || teams.n) && account.name.len ? OK : NOT_FOUND;
}

Status search_kind_load(Db *db, Arena *a, SearchKind kind, Id id, SearchThing *out)
{
        return kind == SEARCH_PARTY     ? load_party(db, a, id, out)
               : kind == SEARCH_ACCOUNT ? load_account(db, a, id, out)
                                        : load_row(db, a, kind, id, out);
}

/* --- who sees it */

static Status show_party(Db *db, Arena *a, Id id, const Actor *actor, SearchThing *out)
{
        FormerNameList names = {0};
        PartyView p;
        unsigned as;

        TRY(party_public(db, a, id, &p));
        if (p.merged_into || str_empty(p.name))
                return NOT_FOUND;
        TRY(party_seen_as(db, a, actor, &p, &as));
        if (!shown(SHOWN_PARTY_NAME, as))
                return NOT_FOUND;
        *out = (SearchThing){
                .party = id, .title = p.name, .link = link_to(a, SEARCH_PARTY, id_text(a, id))};
        if (shown(SHOWN_PARTY_COUNTRY, as)) {
                const PlaceCountry *country = place_country(p.country);

                out->more = country ? country->name : p.country;
        }
        if (shown(SHOWN_PARTY_FORMER_NAMES, as))
                TRY(former_names(db, a, id, &names));
        else if (shown(SHOWN_PARTY_OTHER_NAMES, as))
                TRY(former_names_listed(db, a, id, &names));
        for (size_t i = 0; i < names.n && i < 10; i++)
                out->also = joined(a, out->also, names.at[i].name);
        return OK;
}

/* As the page of roles names somebody, or as the page of a team does. */
static Status show_account(Db *db, Arena *a, Id id, const Actor *actor, SearchThing *out)
{
        bool all = access_may_everywhere(actor, MAY_ROLE_SEE), sees = false;
        SearchAccount account;
        RoleRowList roles;
        TeamOfList teams;
        Place place;

        TRY(search_account(db, a, id, &account));
        *out = (SearchThing){.link = S("/roles")};
        TRY(role_of(db, a, id, &roles));
        for (size_t i = 0; i < roles.n; i++) {
                const RoleRow *r = &roles.at[i];

                TRY(role_place(db, a, r, &place));
                if (!access_may_at(actor, MAY_ROLE_SEE, &place))
                        continue;
                out->title = r->called.len && !all ? r->called : account.name;
                if (!str_has(out->more, r->role))
                        out->more = joined(a, out->more, str_from(_(str_z(a, r->role))));
        }
        TRY(team_of(db, a, id, &teams));
        for (size_t i = 0; i < teams.n && i < SEARCH_SPOTS_MAX; i++) {
                TRY(party_may_at_home(db, a, actor, MAY_TEAM_SEE, teams.at[i].party, &sees));
                if (!sees)
                        continue;
                if (str_empty(out->title))
                        out->link = link_to(a, SEARCH_PARTY, id_text(a, teams.at[i].party));
                out->title = account.name;
                out->more = joined(a, out->more, teams.at[i].name);
                break;
        }
        return out->title.len ? OK : NOT_FOUND;
}

static Status sees_row(Db *db, Arena *a, SearchKind kind, Id id, const Actor *actor,
                       const SearchThing *t, bool *out)
{
        Application x;
        Event e = {0};
        Place place = {.party = t->party};

        *out = t->is_public;
        if (*out)
                return OK;
        switch (kind) {
        case SEARCH_APPLICATION:
                TRY(application_get(db, a, id, &x));
                return application_sees(db, a, actor, &x, out);
        case SEARCH_EVENT:
                TRY(event_by_id(db, a, id, &e));
                return event_is_for(db, a, actor, &e, out);
        case SEARCH_SOLUTION:
                return party_may_at_home(db, a, actor, MAY_SOLUTION_EDIT, t->party, out);
        default:
                for (size_t i = 0; i < t->spots_n; i++)
                        TRY(hub_place_add(db, a, t->spots[i].hub, t->spots[i].programme, &place));
                *out = access_may_at(actor, kinds[kind].may, &place);
                return OK;
        }
}

Status search_kind_show(Db *db, Arena *a, SearchKind kind, Id id, const Actor *actor,
                        SearchThing *out)
{
        bool sees;

        if (kind == SEARCH_PARTY)
                return show_party(db, a, id, actor, out);
        if (kind == SEARCH_ACCOUNT)
                return show_account(db, a, id, actor, out);
        TRY(load_row(db, a, kind, id, out));
        TRY(sees_row(db, a, kind, id, actor, out, &sees));
        return sees ? OK : NOT_FOUND;
}

Id search_fact_id(const Entry *e, const char *name)
{
        const Fact *f = entry_fact(e, str_from(name));
        Id id;

        if (!f || f->kind == FACT_INT)
                return 0;
        if (f->kind == FACT_ID)
                return f->value;
        return f->text.len == ID_CHARS && id_parse(f->text, &id) ? id : 0;
}

/* people/reach: which parties an actor has to do with.
 *
 * A party is where it is at home and where it is a member, there for that programme; a role at a
 * hub reaches all below it. A membership lets others see a party; whoever may change it, or see
 * what is not public of it, has to do with its home: else anybody gave themselves reach by adding
 * one. */
#include "people/people.h"

#include "hub/hub.h"

#include <stdlib.h>

/* One more than a page, as other lists give. */
enum { PARTIES_A_PAGE = 51, PLACES_MAX = 20000 };

Status party_place(Db *db, Arena *a, Id party, Place *out)
{
        PartyHubList hubs;

        *out = (Place){.is_hidden = true, .party = party};
        TRY(party_hubs(db, a, party, &hubs));
        for (size_t i = 0; i < hubs.n; i++)
                TRY(hub_place_add(db, a, hubs.at[i].hub, hubs.at[i].programme, out));
        return OK;
}

Status party_home(Db *db, Arena *a, Id party, Place *out)
{
        PartyHubList hubs;

        *out = (Place){.is_hidden = true, .party = party};
        TRY(party_home_hubs(db, a, party, &hubs));
        for (size_t i = 0; i < hubs.n; i++)
                TRY(hub_place_add(db, a, hubs.at[i].hub, hubs.at[i].programme, out));
        return OK;
}

Status party_where(Deed *d, Place *out)
{
        Id party = deed_int(d, "party");

        return d->action->may == MAY_PARTY_SEE ? party_place(d->db, d->a, party, out)
                                               : party_home(d->db, d->a, party, out);
}

static Status may_there(Db *db, Arena *a, const Actor *actor, Permission may, Id party,
                        bool at_home, bool *out)
{
        ArenaMark mark;
        Place place;
        Status s;

        *out = access_may_everywhere(actor, may);
        if (*out || !access_may(actor, may))
                return OK;
        mark = arena_mark(a);
        s = at_home ? party_home(db, a, party, &place) : party_place(db, a, party, &place);
        *out = s == OK && access_may_at(actor, may, &place);
        arena_rewind(a, mark);
        return s;
}

Status party_may(Db *db, Arena *a, const Actor *actor, Permission may, Id party, bool *out)
{
        return may_there(db, a, actor, may, party, may != MAY_PARTY_SEE, out);
}

Status party_may_at_home(Db *db, Arena *a, const Actor *actor, Permission may, Id party, bool *out)
{
        return may_there(db, a, actor, may, party, true, out);
}

/* --- a list of them, newest first */

typedef struct {
        Db *db;
        Arena *a;
        Id before;
        Id ids[2 * PARTIES_A_PAGE]; /* the newest of what was seen so far, and of one place more */
        size_t n;
} Newest;

static int newest_first(const void *x, const void *y)
{
        Id p = *(const Id *)x, q = *(const Id *)y;

        return p > q ? -1 : p < q;
}

static void keep_newest(Newest *w, const MemberPartyList *more)
{
        size_t n = 0;

        for (size_t i = 0; i < more->n && w->n < 2 * PARTIES_A_PAGE; i++)
                w->ids[w->n++] = more->at[i].party;
        qsort(w->ids, w->n, sizeof *w->ids, newest_first);
        for (size_t i = 0; i < w->n && n < PARTIES_A_PAGE; i++)
                if (n == 0 || w->ids[n - 1] != w->ids[i])
                        w->ids[n++] = w->ids[i];
        w->n = n;
}

/* Each place that has members gives its newest: the work is by places, not by members. */
static Status look_below(Newest *w, const Grant *g)
{
        MemberPlaceList places;
        MemberPartyList list;

        if (!g->programme) { /* a home is of no programme */
                TRY(party_latest_at(w->db, w->a, g->hub, w->before, &list));
                keep_newest(w, &list);
        }
        TRY(member_places(w->db, w->a, g->hub, &places));
        for (size_t i = 0; i < places.n && i < PLACES_MAX; i++) {
                ArenaMark mark = arena_mark(w->a);

                if (g->programme && g->programme != places.at[i].programme)
                        continue;
                TRY(member_latest(w->db, w->a, places.at[i].programme, places.at[i].hub, w->before,
                                  &list));
                keep_newest(w, &list);
                arena_rewind(w->a, mark);
        }
        return OK;
}

/* That of a team: it alone. */
static Status look_at(Newest *w, Id party)
{
        MemberParty row = {party};

        if (party < w->before)
                keep_newest(w, &(MemberPartyList){&row, 1});
        return OK;
}

Status party_latest_seen(Db *db, Arena *a, const Actor *actor, Id before, PartyViewList *out)
{
        Newest w = {.db = db, .a = a, .before = before};
        PartyView *list;

        if (access_may_everywhere(actor, MAY_PARTY_SEE))
                return party_latest(db, a, before, out);
        for (size_t i = 0; i < actor->grants_n; i++)
                if (role_may(actor->grants[i].role, MAY_PARTY_SEE))
                        TRY(actor->grants[i].party ? look_at(&w, actor->grants[i].party)
                                                   : look_below(&w, &actor->grants[i]));
        list = arena_new(a, PartyView, w.n + 1);
        for (size_t i = 0; i < w.n; i++)
                TRY(party_public(db, a, w.ids[i], &list[i]));
        *out = (PartyViewList){list, w.n};
        return OK;
}

/* main/offers: see the header. */
#include "main/offers.h"

#include "hub/hub.h"
#include "programme/programme.h"

enum { OFFERS_MAX = 2000 };

static FieldOffers hubs(const Visit *v, Permission may)
{
        FieldOffers out = {0};
        HubList all;

        if (hub_all(v->db, v->a, &all) != OK || all.n > OFFERS_MAX)
                return out;
        out.at = arena_new(v->a, FieldOffer, all.n + 1);
        for (size_t i = 0; i < all.n; i++) {
                Place place;

                if (hub_place(v->db, v->a, all.at[i].id, 0, &place) == OK &&
                    access_may_at(&v->actor, may, &place))
                        out.at[out.n++] = (FieldOffer){all.at[i].slug, all.at[i].title};
        }
        if (out.n) /* who may for one programme only may at none of them for all */
                return out;
        for (size_t i = 0; i < all.n; i++)
                out.at[out.n++] = (FieldOffer){all.at[i].slug, all.at[i].title};
        return out;
}

static FieldOffers programmes(const Visit *v)
{
        FieldOffers out = {0};
        ProgrammeLineList all;

        if (programme_all(v->db, v->a, &all) != OK || all.n > OFFERS_MAX)
                return out;
        out.at = arena_new(v->a, FieldOffer, all.n + 1);
        for (size_t i = 0; i < all.n; i++)
                out.at[out.n++] = (FieldOffer){all.at[i].slug, all.at[i].title};
        return out;
}

FieldOffers offers_of(const Visit *v, const Action *action, const Field *f)
{
        if (f->kind != FIELD_SLUG && f->kind != FIELD_TEXT)
                return (FieldOffers){0};
        return str_is(str_from(f->name), "hub")         ? hubs(v, action->may)
               : str_is(str_from(f->name), "programme") ? programmes(v)
                                                        : (FieldOffers){0};
}

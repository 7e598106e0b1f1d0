/* apply/round_form: the page on which a round is opened or changed: what can be chosen is offered,
 * and of what is changed the present values stand there. */
#include "apply/apply_page.h"
#include "apply/round.html.h"
#include "hub/hub.h"

#include <string.h>

static const Str *typed(const Deed *d, const char *field)
{
        static const Str none;

        for (size_t i = 0; i < action_fields_n(d->action); i++)
                if (strcmp(d->action->fields[i].name, field) == 0)
                        return &d->inputs[i];
        return &none;
}

/* All hubs with one programme at them: a place that a role reaches when it may run that programme
 * anywhere. */
static Status anywhere(const Visit *v, Spot **out, size_t *out_n)
{
        HubList all;

        TRY(hub_all(v->db, v->a, &all));
        *out = arena_new(v->a, Spot, all.n + 1);
        for (size_t i = 0; i < all.n; i++)
                (*out)[i].hub = all.at[i].id;
        *out_n = all.n + 1; /* with the programme itself */
        return OK;
}

static bool may_run(const Visit *v, Spot *spots, size_t n, Id programme)
{
        Place place = {.spots = spots, .spots_n = n};

        for (size_t i = 0; i < n; i++)
                spots[i].programme = programme;
        return access_may_at(&v->actor, MAY_ROUND_EDIT, &place);
}

/* Programmes whose definition says how members are chosen, and that the actor may run somewhere. */
static Status offer_programmes(const Visit *v, RoundFormModel *m)
{
        ProgrammeLineList all;
        Spot *spots;
        size_t n;

        TRY(programme_all(v->db, v->a, &all));
        TRY(anywhere(v, &spots, &n));
        m->programmes = arena_new(v->a, FieldOffer, all.n + 1);
        for (size_t i = 0; i < all.n; i++) {
                ProgrammeVersion version;
                Definition *def;

                if (!may_run(v, spots, n, all.at[i].id))
                        continue;
                TRY(programme_version_get(v->db, v->a, all.at[i].id, all.at[i].version, &version));
                TRY(definition_kept(v->db, v->a, version.definition, &def));
                if (def->selection.node)
                        m->programmes[m->programmes_n++] =
                                (FieldOffer){all.at[i].slug, all.at[i].title};
        }
        return OK;
}

/* Hubs where the actor may open rounds: of the programme that was chosen, or of any. */
static Status offer_hubs(const Visit *v, RoundFormModel *m)
{
        Programme programme = {0};
        Status s = programme_by_slug(v->db, v->a, m->programme, &programme);
        HubList all;

        if (s != OK && s != NOT_FOUND)
                return s;
        TRY(hub_all(v->db, v->a, &all));
        m->hubs = arena_new(v->a, FieldOffer, all.n + 1);
        for (size_t i = 0; i < all.n; i++) {
                Place place;

                TRY(hub_place(v->db, v->a, all.at[i].id, programme.id, &place));
                if (access_may_at(&v->actor, MAY_ROUND_EDIT, &place) ||
                    (!programme.id && access_may(&v->actor, MAY_ROUND_EDIT)))
                        m->hubs[m->hubs_n++] = (FieldOffer){all.at[i].slug, all.at[i].title};
        }
        return OK;
}

/* As the round is, where nothing was typed. */
static Status fill_in(const Visit *v, RoundFormModel *m)
{
        Round r;

        if (!id_parse(m->round, &m->id) || round_get(v->db, v->a, m->id, &r) != OK)
                return NOT_FOUND;
        m->has_opened = r.opens_at <= v->now_us;
        if (m->is_typed)
                return OK;
        m->title = r.title;
        m->zone = r.zone;
        m->opens = round_local_exact(v->a, r.zone, r.opens_at);
        m->closes = round_local_exact(v->a, r.zone, r.closes_at);
        m->places = r.places ? str_fmt(v->a, "%lld", (long long)r.places) : (Str){0};
        m->is_listed = r.is_public;
        return OK;
}

void round_form_draw(Page *out, const Visit *v, const Deed *d)
{
        RoundFormModel m = {.is_typed = v->rq && v->rq->method == HTTP_POST,
                            .is_change = d->action == &round_change_action,
                            .round = *typed(d, "round"),
                            .programme = *typed(d, "programme"),
                            .hub = *typed(d, "hub"),
                            .title = *typed(d, "title"),
                            .opens = *typed(d, "opens"),
                            .closes = *typed(d, "closes"),
                            .zone = *typed(d, "zone"),
                            .places = *typed(d, "places"),
                            .form = *typed(d, "form"),
                            .reason = *typed(d, "reason"),
                            .is_listed = str_is(*typed(d, "listed"), "yes"),
                            .is_unlisted = str_is(*typed(d, "unlisted"), "yes"),
                            .is_newest = str_is(*typed(d, "newest_form"), "yes")};
        Status s = m.is_change ? fill_in(v, &m) : offer_programmes(v, &m);

        if (s == OK && !m.is_change)
                s = offer_hubs(v, &m);
        if (s == OK)
                round_form_page(out, v, d, &m);
        else
                action_page(out, v, d);
}

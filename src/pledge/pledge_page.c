/* pledge/pledge_page: the impact page, the list of pledges, one announcement.
 *
 * The impact page is the one that everybody opens: what it reads depends on how many hubs and
 * pledges there are, never on how many parties. */
#include "pledge/pledge_page.h"

#include "base/time.h"
#include "base/words.h"
#include "hub/place.h"
#include "pledge/pledge.html.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { IMPACT_CARDS_MAX = 40, IMPACT_HUBS_MAX = 400, IMPACT_TOTALS_MAX = 6 };
static const double circle_min = 5, circle_max = 14;

static const RowColumn map_hub_columns[] = {{"slug", COL_TEXT, offsetof(MapHub, slug)},
                                            {"title", COL_TEXT, offsetof(MapHub, title)},
                                            {"members", COL_INT, offsetof(MapHub, members)}};
static const RowShape shape_MapHub = {"MapHub", map_hub_columns, 3, sizeof(MapHub)};
static const RowColumn total_columns[] = {{"metric", COL_TEXT, offsetof(Total, metric)},
                                          {"version", COL_INT, offsetof(Total, version)},
                                          {"title", COL_TEXT, offsetof(Total, title)},
                                          {"unit", COL_TEXT, offsetof(Total, unit)},
                                          {"value", COL_INT, offsetof(Total, value)}};
static const RowShape shape_Total = {"Total", total_columns, 5, sizeof(Total)};

/* --- the map */

/* Most members first, so that small circles lie on top of large ones. */
static int by_members(const void *x, const void *y)
{
        const MapHub *p = x, *q = y;

        if (p->members != q->members)
                return p->members > q->members ? -1 : 1;
        return str_cmp(p->slug, q->slug);
}

static int64_t members_of(const HubMembersList *counts, Id hub)
{
        const HubMembers *found;

        if (!counts->n)
                return 0;
        found = bsearch(&hub, counts->at, counts->n, sizeof *counts->at,
                        id_order); /* the id stands first */
        return found ? found->members : 0;
}

/* Circles are for places that hold no other: their members would be shown twice. */
static size_t map_choose(Arena *a, const HubList *hubs, const HubMembersList *counts, MapHub *out)
{
        Id *parents = arena_new(a, Id, hubs->n + 1);
        size_t n = 0;

        for (size_t i = 0; i < hubs->n; i++)
                parents[i] = hubs->at[i].parent;
        if (hubs->n)
                qsort(parents, hubs->n, sizeof *parents, id_order);
        for (size_t i = 0; i < hubs->n; i++) {
                const Hub *h = &hubs->at[i];

                if (str_is(h->kind, "hub") ||
                    (str_is(h->kind, "country") &&
                     !bsearch(&h->id, parents, hubs->n, sizeof *parents, id_order)))
                        out[n++] = (MapHub){h,   h->slug, h->title, members_of(counts, h->id),
                                            {0}, {0},     {0}};
        }
        return n;
}

static void map_place(Arena *a, MapHub *m, int64_t most)
{
        double share = most > 0 ? sqrt((double)m->members / (double)most) : 0, x, y;

        place_project((double)m->hub->lon_e6 / 1e6, (double)m->hub->lat_e6 / 1e6, &x, &y);
        m->x = str_fmt(a, "%.1f", x);
        m->y = str_fmt(a, "%.1f", y);
        m->r = str_fmt(a, "%.1f", circle_min + (circle_max - circle_min) * share);
}

static Status load_map(Visit *v, ImpactModel *m)
{
        HubList hubs;
        HubMembersList counts;
        MapHub *circles;
        size_t n;

        TRY(hub_all(v->db, v->a, &hubs));
        TRY(hub_member_counts_all(v->db, v->a, &counts));
        circles = arena_new(v->a, MapHub, hubs.n + 1);
        n = map_choose(v->a, &hubs, &counts, circles);
        m->hubs_n = (int64_t)n;
        if (n)
                qsort(circles, n, sizeof *circles, by_members);
        if (n > IMPACT_HUBS_MAX)
                n = IMPACT_HUBS_MAX;
        for (size_t i = 0; i < n; i++)
                map_place(v->a, &circles[i], circles[0].members);
        m->hubs = (MapHubList){circles, n};
        return OK;
}

/* --- the totals */

static int by_value(const void *x, const void *y)
{
        const Total *p = x, *q = y;

        if (p->value != q->value)
                return p->value > q->value ? -1 : 1;
        return str_cmp(p->metric, q->metric);
}

static Status load_totals(Visit *v, ImpactModel *m)
{
        Hub root;
        MetricList metrics;
        HubProgrammeList programmes;
        Total *totals;
        size_t n = 0;
        Status s = hub_root(v->db, v->a, &root);

        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        TRY(hub_programmes(v->db, v->a, root.id, &programmes));
        m->programmes_n = (int64_t)programmes.n;
        for (size_t i = 0; i < programmes.n; i++)
                m->memberships_n += programmes.at[i].members;
        TRY(metric_all(v->db, v->a, &metrics));
        totals = arena_new(v->a, Total, metrics.n + 1);
        for (size_t i = 0; i < metrics.n; i++) {
                const Metric *x = &metrics.at[i];
                int64_t value;

                if (!x->is_current || !str_is(x->count, "parties"))
                        continue;
                TRY(tally_now(v->db, v->a, x->id, root.id, &value));
                if (value)
                        totals[n++] = (Total){x->slug, x->title, x->unit, x->version, value};
        }
        if (n)
                qsort(totals, n, sizeof *totals, by_value);
        m->totals = (TotalList){totals, n < IMPACT_TOTALS_MAX ? n : IMPACT_TOTALS_MAX};
        return OK;
}

/* --- the pledges, by announcement */

/* How far the furthest of its pledges that entries stand behind has come; -1 without one. */
static int64_t furthest(const PledgeGroup *g)
{
        int64_t most = -1;

        for (size_t i = 0; i < g->pledges.n; i++)
                if (!g->pledges.at[i].is_reported && g->pledges.at[i].counted > 0 &&
                    g->pledges.at[i].per_mille > most)
                        most = g->pledges.at[i].per_mille;
        return most;
}

/* What has evidence comes before what is only reported, the furthest first; otherwise as they were
 * found, newest first. */
static int by_evidence(const void *x, const void *y)
{
        const PledgeGroup *p = x, *q = y;
        int64_t p_most = furthest(p), q_most = furthest(q);

        if (p_most != q_most)
                return p_most > q_most ? -1 : 1;
        return p->announcement < q->announcement ? -1 : 1;
}

static Status load_groups(Visit *v, ImpactModel *m)
{
        PledgeList pledges;
        PledgeLine *lines;
        PledgeGroup *groups;
        size_t n = 0, groups_n = 0;

        TRY(announcement_all(v->db, v->a, &m->announcements));
        TRY(pledge_all(v->db, v->a, &pledges));
        m->pledges_n = (int64_t)pledges.n;
        lines = arena_new(v->a, PledgeLine, IMPACT_CARDS_MAX + 1);
        groups = arena_new(v->a, PledgeGroup, m->announcements.n + 1);
        for (size_t i = 0; i < m->announcements.n && n < IMPACT_CARDS_MAX; i++) {
                const Announcement *x = &m->announcements.at[i];
                size_t first = n;

                for (size_t k = 0; k < pledges.n && n < IMPACT_CARDS_MAX; k++)
                        if (pledges.at[k].announcement == x->id)
                                TRY(pledge_line(v->db, v->a, &pledges.at[k], v->now_us, &lines[n++],
                                                NULL));
                if (n > first)
                        groups[groups_n++] = (PledgeGroup){x, {lines + first, n - first}};
        }
        m->pledges = (PledgeLineList){lines, n};
        if (groups_n)
                qsort(groups, groups_n, sizeof *groups, by_evidence);
        m->groups = (PledgeGroupList){groups, groups_n};
        return OK;
}

static Status load_impact(Visit *v, void *model)
{
        TRY(load_map(v, model));
        TRY(load_totals(v, model));
        return load_groups(v, model);
}

static void draw_impact(Page *out, const Visit *v, const void *model)
{
        impact_page(out, v, model);
}

static const Part impact_parts[] = {PART_VALUE_OF(ImpactModel, hubs_n, COL_INT),
                                    PART_VALUE_OF(ImpactModel, programmes_n, COL_INT),
                                    PART_VALUE_OF(ImpactModel, memberships_n, COL_INT),
                                    PART_VALUE_OF(ImpactModel, pledges_n, COL_INT),
                                    PART_LIST_OF(ImpactModel, totals, Total),
                                    PART_LIST_OF(ImpactModel, hubs, MapHub),
                                    PART_LIST_OF(ImpactModel, announcements, Announcement),
                                    PART_LIST_OF(ImpactModel, pledges, PledgeLine),
                                    {0}};

const View pledge_impact_view = {
        .path = "/",
        .word = "pledge impact",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Impact"),
        .help = N_("What was promised, where, and what came of it: pledges "
                   "with their actuals, totals, hubs."),
        .bytes = sizeof(ImpactModel),
        .parts = impact_parts,
        .load = load_impact,
        .draw = draw_impact,
        .is_hot = true};

/* --- all pledges */

static const char *const states[] = {"ahead",     "on-track", "behind",     "late",      "kept",
                                     "withdrawn", "to-come",  "unreported", "uncounted", NULL};

static const Field list_fields[] = {
        {"state", FIELD_CHOICE, .label = N_("State"), .choices = states},
        {"place", FIELD_SLUG, .chars_max = 64, .label = N_("Hub"),
         .help = N_("Pledges that cover this hub, its own and those of the places above.")},
        {"metric", FIELD_SLUG, .chars_max = 64, .label = N_("Metric")},
        {0}};

static Status find_state(Visit *v, Str state)
{
        for (size_t i = 0; states[i]; i++)
                if (str_empty(state) || str_is(state, states[i]))
                        return OK;
        return visit_fault(v, INVALID, _("There is no state «%.*s»."), S_ARG(state));
}

/* Places that pledges are about, each once, to choose from. */
static Status load_places(Visit *v, const PledgeList *pledges, PledgesModel *m)
{
        Id *ids = arena_new(v->a, Id, pledges->n + 1);
        Hub *hubs;
        size_t n = 0;

        for (size_t i = 0; i < pledges->n; i++)
                ids[i] = pledges->at[i].hub;
        if (pledges->n)
                qsort(ids, pledges->n, sizeof *ids, id_order);
        hubs = arena_new(v->a, Hub, pledges->n + 1);
        for (size_t i = 0; i < pledges->n; i++)
                if (i == 0 || ids[i] != ids[i - 1])
                        TRY(hub_by_id(v->db, v->a, ids[i], &hubs[n++]));
        m->places = (HubList){hubs, n};
        return OK;
}

static Status load_list(Visit *v, void *model)
{
        PledgesModel *m = model;
        PledgeList all, list;
        PledgeLine *lines;
        size_t n = 0;
        Hub hub;
        Status s;

        m->state = visit_query(v, "state");
        m->place = visit_query(v, "place");
        m->metric = visit_query(v, "metric");
        TRY(find_state(v, m->state));
        TRY(pledge_all(v->db, v->a, &all));
        TRY(load_places(v, &all, m));
        list = all;
        if (m->place.len) {
                s = hub_by_slug(v->db, v->a, m->place, &hub);
                if (s != OK)
                        return s == NOT_FOUND
                                       ? visit_fault(v, NOT_FOUND, _("There is no hub «%.*s»."),
                                                     S_ARG(m->place))
                                       : s;
                TRY(pledge_at_hub(v->db, v->a, hub.id, &list));
        }
        lines = arena_new(v->a, PledgeLine, list.n + 1);
        for (size_t i = 0; i < list.n; i++) {
                if (m->metric.len && !str_eq(list.at[i].metric, m->metric))
                        continue;
                TRY(pledge_line(v->db, v->a, &list.at[i], v->now_us, &lines[n], NULL));
                if (str_empty(m->state) || str_eq(lines[n].state, m->state))
                        n++;
        }
        m->pledges = (PledgeLineList){lines, n};
        return OK;
}

static void draw_list(Page *out, const Visit *v, const void *model)
{
        pledges_page(out, v, model, states);
}

static const Part list_parts[] = {PART_LIST_OF(PledgesModel, pledges, PledgeLine), {0}};

const View pledge_list_view = {
        .path = "/pledges",
        .word = "pledge list",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Pledges"),
        .help = N_("Every pledge with its target, its actual and where it stands."),
        .query = list_fields,
        .bytes = sizeof(PledgesModel),
        .parts = list_parts,
        .load = load_list,
        .draw = draw_list,
        .is_hot = true};

/* --- one announcement */

static Status load_announcement(Visit *v, void *model)
{
        AnnouncementModel *m = model;
        PledgeList all;
        PledgeLine *lines;
        size_t n = 0;
        Hub hub;
        Status s = announcement_by_slug(v->db, v->a, v->params[0], &m->announcement);

        if (s == NOT_FOUND)
                return visit_fault(v, NOT_FOUND, _("There is no announcement «%.*s»."),
                                   S_ARG(v->params[0]));
        TRY(s);
        TRY(hub_by_id(v->db, v->a, m->announcement.hub, &hub));
        m->hub = hub.slug;
        m->hub_title = hub.title;
        TRY(pledge_all(v->db, v->a, &all));
        lines = arena_new(v->a, PledgeLine, all.n + 1);
        for (size_t i = 0; i < all.n; i++)
                if (all.at[i].announcement == m->announcement.id)
                        TRY(pledge_line(v->db, v->a, &all.at[i], v->now_us, &lines[n++], NULL));
        m->pledges = (PledgeLineList){lines, n};
        return OK;
}

static void draw_announcement(Page *out, const Visit *v, const void *model)
{
        announcement_page(out, v, model);
}

static const Part announcement_parts[] = {
        PART_ROW_OF(AnnouncementModel, announcement, Announcement),
        PART_LIST_OF(AnnouncementModel, pledges, PledgeLine),
        {0}};

const View pledge_announcement_view = {
        .path = "/announcements/{announcement}",
        .word = "pledge announcement",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Announcement"),
        .help = N_("One public announcement, its source, and the pledges in it."),
        .bytes = sizeof(AnnouncementModel),
        .parts = announcement_parts,
        .load = load_announcement,
        .draw = draw_announcement};

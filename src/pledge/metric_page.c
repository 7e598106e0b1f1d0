/* pledge/metric_page: what counts. A definition in words and as the program reads it, its versions,
 * and its numbers. */
#include "pledge/pledge_page.h"

#include "base/words.h"
#include "pledge/evidence.html.h"

#include <stdlib.h>

static int by_value(const void *x, const void *y)
{
        const MetricPlace *p = x, *q = y;

        if (p->value != q->value)
                return p->value > q->value ? -1 : 1;
        return str_cmp(p->slug, q->slug);
}

/* The world, and the places right below it. */
static Status counted_places(Visit *v, MetricModel *m)
{
        TallyHubList hubs;
        MetricPlace *places;
        Hub root;
        int64_t all;
        Status s = hub_root(v->db, v->a, &root);

        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        TRY(tally_now(v->db, v->a, m->metric.id, root.id, &all));
        TRY(tally_hubs(v->db, v->a, m->metric.id, root.id, &hubs));
        places = arena_new(v->a, MetricPlace, hubs.n + 1);
        places[0] = (MetricPlace){root.slug, root.title, all, true};
        for (size_t i = 0; i < hubs.n; i++)
                places[i + 1] =
                        (MetricPlace){hubs.at[i].slug, hubs.at[i].title, hubs.at[i].value, false};
        m->places = (MetricPlaceList){places, hubs.n + 1};
        return OK;
}

/* Figures are not added up, so every place that has one is shown; a reported metric has one row of
 * tally each. */
static Status reported_places(Visit *v, MetricModel *m)
{
        TallyRowList rows;
        MetricPlace *places;
        size_t n = 0;

        TRY(tally_page(v->db, v->a, m->metric.id, 0, TALLY_ALL, (Str){0}, &rows));
        places = arena_new(v->a, MetricPlace, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++) {
                Hub hub;

                if (rows.at[i].dim != TALLY_ALL)
                        continue;
                TRY(hub_by_id(v->db, v->a, rows.at[i].scope, &hub));
                places[n++] = (MetricPlace){hub.slug, hub.title, rows.at[i].value, false};
        }
        if (n)
                qsort(places, n, sizeof *places, by_value);
        m->places = (MetricPlaceList){places, n};
        return OK;
}

static Status load_pledges(Visit *v, MetricModel *m)
{
        PledgeList all;
        PledgeLine *lines;
        size_t n = 0;

        TRY(pledge_all(v->db, v->a, &all));
        lines = arena_new(v->a, PledgeLine, all.n + 1);
        for (size_t i = 0; i < all.n; i++)
                if (str_eq(all.at[i].metric, m->metric.slug))
                        TRY(pledge_line(v->db, v->a, &all.at[i], v->now_us, &lines[n++], NULL));
        m->pledges = (PledgeLineList){lines, n};
        return OK;
}

static Status load_show(Visit *v, void *model)
{
        MetricModel *m = model;
        MetricDefinition *def;
        YamlFaults faults = {0};
        Metric newest;
        Status s = metric_newest(v->db, v->a, v->params[0], &newest);

        if (s == NOT_FOUND)
                return visit_fault(v, NOT_FOUND, _("There is no metric «%.*s»."),
                                   S_ARG(v->params[0]));
        TRY(s);
        s = metric_current(v->db, v->a, v->params[0], &m->metric);
        if (s != OK && s != NOT_FOUND)
                return s;
        if (s == NOT_FOUND)
                m->metric = newest;
        m->waiting = newest.is_live ? 0 : newest.version;
        if (metric_definition_parse(v->a, m->metric.definition, &def, &faults) == OK) {
                m->words = def->words;
                m->source = def->source;
        }
        TRY(metric_versions(v->db, v->a, m->metric.slug, &m->versions));
        TRY(str_is(m->metric.count, "reported") ? reported_places(v, m) : counted_places(v, m));
        return load_pledges(v, m);
}

static void draw_show(Page *out, const Visit *v, const void *model)
{
        metric_page(out, v, model);
}

static const RowColumn place_columns[] = {{"hub", COL_TEXT, offsetof(MetricPlace, slug)},
                                          {"title", COL_TEXT, offsetof(MetricPlace, title)},
                                          {"value", COL_INT, offsetof(MetricPlace, value)}};
static const RowShape shape_MetricPlace = {"MetricPlace", place_columns, 3, sizeof(MetricPlace)};

static const Part show_parts[] = {PART_ROW_OF(MetricModel, metric, Metric),
                                  PART_VALUE_OF(MetricModel, words, COL_TEXT),
                                  PART_VALUE_OF(MetricModel, source, COL_TEXT),
                                  PART_LIST_OF(MetricModel, versions, MetricVersion),
                                  PART_LIST_OF(MetricModel, places, MetricPlace),
                                  PART_LIST_OF(MetricModel, pledges, PledgeLine),
                                  {0}};

const View metric_show_view = {.path = "/metrics/{metric}",
                               .word = "metric show",
                               .may = MAY_SEE_PUBLIC,
                               .title = N_("Definition"),
                               .help = N_("What a metric counts, in words and as the program reads "
                                          "it, with its versions and numbers."),
                               .bytes = sizeof(MetricModel),
                               .parts = show_parts,
                               .load = load_show,
                               .draw = draw_show};

/* --- all of them. "/metrics" itself is what Prometheus asks for. */

/* One line for each slug: the current version, or the newest while none has been counted. */
static Status load_list(Visit *v, void *model)
{
        MetricsModel *m = model;
        MetricList all;
        MetricLine *lines;
        Hub root = {0};
        size_t n = 0;
        Status s = hub_root(v->db, v->a, &root);

        if (s != OK && s != NOT_FOUND)
                return s;
        TRY(metric_all(v->db, v->a, &all));
        lines = arena_new(v->a, MetricLine, all.n + 1);
        for (size_t i = 0; i < all.n; i++) {
                const Metric *x = &all.at[i];
                bool is_next = i == 0 || !str_eq(all.at[i - 1].slug, x->slug);
                MetricLine *line = &lines[is_next ? n : n - 1];
                int64_t versions = is_next ? 1 : line->versions_n + 1;

                n += is_next;
                if (is_next || !line->is_current || x->is_current)
                        *line = (MetricLine){x->slug,    x->title, x->count,      x->unit, x->hash,
                                             x->version, 0,        x->is_current, 0};
                line->versions_n = versions;
                if (x->is_current)
                        TRY(tally_now(v->db, v->a, x->id, root.id, &line->value));
        }
        m->metrics = (MetricLineList){lines, n};
        return OK;
}

static void draw_list(Page *out, const Visit *v, const void *model)
{
        metrics_page(out, v, model);
}

static const RowColumn line_columns[] = {{"slug", COL_TEXT, offsetof(MetricLine, slug)},
                                         {"title", COL_TEXT, offsetof(MetricLine, title)},
                                         {"version", COL_INT, offsetof(MetricLine, version)},
                                         {"count", COL_TEXT, offsetof(MetricLine, count)},
                                         {"unit", COL_TEXT, offsetof(MetricLine, unit)},
                                         {"hash", COL_TEXT, offsetof(MetricLine, hash)},
                                         {"is_current", COL_BOOL, offsetof(MetricLine, is_current)},
                                         {"value", COL_INT, offsetof(MetricLine, value)}};
static const RowShape shape_MetricLine = {
        "MetricLine", line_columns, sizeof line_columns / sizeof *line_columns, sizeof(MetricLine)};
static const Part list_parts[] = {PART_LIST_OF(MetricsModel, metrics, MetricLine), {0}};

const View metric_list_view = {
        .path = "/definitions",
        .word = "metric list",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Definitions"),
        .help = N_("Every metric: what it counts, by which version, and what "
                   "that comes to in the world."),
        .bytes = sizeof(MetricsModel),
        .parts = list_parts,
        .load = load_list,
        .draw = draw_list,
        .is_hot = true};

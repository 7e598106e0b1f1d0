/* pledge: announcements, pledges and figures come in; standing and curve go out. */
#include "pledge/pledge.h"

#include "base/time.h"
#include "base/words.h"
#include "hub/hub.h"
#include "pledge/pledge_definition.h"

enum { RATE_MONTHS = 6, CURVE_MONTHS_MAX = 240 };

static const Field definition_fields[] = {{"definition", FIELD_LONG_TEXT, .required = true,
                                           .chars_max = 200000, .label = N_("Definition"),
                                           .help = N_("YAML, as examples/README.md describes.")},
                                          {0}};

/* --- metrics */

static Status run_metric_load(Deed *d)
{
        Str text = deed_text(d, "definition");
        MetricDefinition *def;
        YamlFaults faults = {0};
        Hash h = hash_sha256(text);
        Entry e = {.kind = S("metric.defined")};
        Metric newest;
        MetricLive live;
        Status s;

        if (metric_definition_parse(d->a, text, &def, &faults) != OK)
                return deed_fault_at(d, "definition", "%.*s",
                                     S_ARG(yaml_faults_text(d->a, &faults)));
        s = metric_newest(d->db, d->a, def->slug, &newest);
        if (s == OK && def->version <= newest.version)
                return deed_fault(d, CONFLICT,
                                  _("Metric %.*s has version %lld already; give the changed "
                                    "definition a higher one."),
                                  S_ARG(def->slug), (long long)newest.version);
        if (s != OK && s != NOT_FOUND)
                return s;
        TRY(metric_live(d->db, d->a, &live));
        if (live.metrics >= METRICS_LIVE_MAX)
                return deed_fault(d, TOO_MANY,
                                  _("There are %d versions of metrics that are counted already; no "
                                    "more can be."),
                                  METRICS_LIVE_MAX);
        d->made = db_id(d->db, d->now_us);
        TRY(metric_insert(d->db, d->made, def->slug, def->version, def->title,
                          str_from(metric_count_name(def->count)), def->unit, text,
                          hash_hex(d->a, &h), d->now_us));
        e.subject = d->made;
        entry_text(&e, S("metric"), def->slug);
        entry_int(&e, S("version"), def->version);
        entry_text(&e, S("definition_sha256"), hash_hex(d->a, &h));
        d->go_to = str_fmt(d->a, "/metrics/%.*s", S_ARG(def->slug));
        d->note = str_fmt(
                d->a,
                _("Metric %.*s, version %lld. What the record holds already is being counted."),
                S_ARG(def->slug), (long long)def->version);
        return deed_tell(d, &e);
}

const Action metric_load_action = {
        .name = "metric load",
        .may = MAY_METRIC_EDIT,
        .where = where_everywhere,
        .title = N_("Define a metric"),
        .help = N_("A new metric, or a new version of one. A number names "
                   "the version that it was counted by."),
        .fields = definition_fields,
        .run = run_metric_load};

/* --- announcements */

static Status add_pledge(Deed *d, const AnnouncementDefinition *announcement, Id announcement_id,
                         const PledgeDefinition *def)
{
        Str place = def->place.len ? def->place : announcement->place;
        Entry e = {.kind = S("pledge.made")};
        Pledge there;
        Metric metric;
        Hub hub;
        Id id = db_id(d->db, d->now_us);

        if (pledge_by_slug(d->db, d->a, def->slug, &there) == OK)
                return deed_fault_at(d, "definition", _("%d:%d: there is a pledge «%.*s» already"),
                                     def->node->line, def->node->column, S_ARG(def->slug));
        TRY(hub_find(d, "definition", place, &hub));
        if (metric_newest(d->db, d->a, def->metric, &metric) != OK)
                return deed_fault_at(d, "definition",
                                     _("%d:%d: there is no metric «%.*s»; define it first"),
                                     def->node->line, def->node->column, S_ARG(def->metric));
        TRY(pledge_insert(d->db, id, def->slug, announcement_id, def->title, def->metric, hub.id,
                          def->baseline, def->target, def->direction == PLEDGE_AT_MOST,
                          def->start.at_us, def->deadline.at_us, d->now_us));
        e.subject = id;
        e.hub = hub.id;
        entry_text(&e, S("pledge"), def->slug);
        entry_text(&e, S("title"), def->title);
        entry_text(&e, S("metric"), def->metric);
        entry_text(&e, S("by"), announcement->by);
        entry_text(&e, S("source"), announcement->source);
        entry_int(&e, S("baseline"), def->baseline);
        entry_int(&e, S("target"), def->target);
        entry_int(&e, S("start"), def->start.at_us);
        entry_int(&e, S("deadline"), def->deadline.at_us);
        return deed_tell(d, &e);
}

static Status tell_figure(Deed *d, Str metric, Str place, int64_t value, int64_t on_us, Str source)
{
        Entry e = {.kind = S("figure.reported"), .on_us = on_us};
        Metric row;
        Hub hub;

        if (metric_newest(d->db, d->a, metric, &row) != OK)
                return deed_fault_at(d, "definition",
                                     _("there is no metric «%.*s»; define it first"),
                                     S_ARG(metric));
        if (!str_is(row.count, "reported"))
                return deed_fault(d, INVALID,
                                  _("Metric %.*s is counted here; figures from outside are not "
                                    "mixed into it."),
                                  S_ARG(metric));
        TRY(hub_find(d, "place", place, &hub));
        e.hub = e.subject = hub.id;
        d->made = row.id;
        entry_text(&e, S("metric"), metric);
        entry_int(&e, S("value"), value);
        entry_text(&e, S("source"), source);
        return deed_tell(d, &e);
}

static Status run_announcement_load(Deed *d)
{
        AnnouncementDefinition *def;
        YamlFaults faults = {0};
        Announcement there;
        Entry e = {.kind = S("announcement.made")};
        Hub hub;

        if (announcement_definition_parse(d->a, deed_text(d, "definition"), &def, &faults) != OK)
                return deed_fault_at(d, "definition", "%.*s",
                                     S_ARG(yaml_faults_text(d->a, &faults)));
        if (announcement_by_slug(d->db, d->a, def->slug, &there) == OK)
                return deed_fault(d, CONFLICT, _("There is an announcement «%.*s» already."),
                                  S_ARG(def->slug));
        TRY(hub_find(d, "definition", def->place, &hub));
        d->made = db_id(d->db, d->now_us);
        TRY(announcement_insert(d->db, d->made, def->slug, def->title, def->by, def->date.text,
                                hub.id, def->source, def->url, def->words));
        e.subject = d->made;
        e.hub = hub.id;
        entry_text(&e, S("announcement"), def->slug);
        entry_text(&e, S("title"), def->title);
        entry_text(&e, S("by"), def->by);
        entry_text(&e, S("date"), def->date.text);
        entry_text(&e, S("source"), def->source);
        TRY(deed_tell(d, &e));
        for (size_t i = 0; i < def->pledges.n; i++)
                TRY(add_pledge(d, def, d->made, &def->pledges.at[i]));
        for (size_t i = 0; i < def->figures.n; i++) {
                const FigureDefinition *f = &def->figures.at[i];

                TRY(tell_figure(d, f->metric, f->place.len ? f->place : def->place, f->value,
                                f->on.text.len ? f->on.at_us : def->date.at_us, def->source));
        }
        d->go_to = S("/pledges");
        d->note = str_fmt(d->a, _("Announcement %.*s with %zu pledges and %zu figures."),
                          S_ARG(def->slug), def->pledges.n, def->figures.n);
        return OK;
}

const Action announcement_load_action = {
        .name = "pledge load",
        .may = MAY_PLEDGE_EDIT,
        .where = where_everywhere,
        .title = N_("Load an announcement"),
        .help = N_("A public announcement with its pledges and the figures it states."),
        .fields = definition_fields,
        .run = run_announcement_load};

static const Field withdraw_fields[] = {
        {"pledge", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Pledge")},
        {"reason", FIELD_LONG_TEXT, .required = true, .chars_max = 2000, .label = N_("Why"),
         .help = N_("For those who counted on it.")},
        {0}};

static Status run_withdraw(Deed *d)
{
        Pledge p;
        Entry e = {.kind = S("pledge.withdrawn")};

        TRY(pledge_by_slug(d->db, d->a, deed_text(d, "pledge"), &p));
        if (!p.is_open)
                return deed_fault(d, CONFLICT, _("This pledge is already withdrawn."));
        TRY(pledge_close(d->db, p.id, deed_text(d, "reason")));
        e.subject = d->made = p.id;
        e.hub = p.hub;
        entry_text(&e, S("pledge"), p.slug);
        entry_text(&e, S("reason"), deed_text(d, "reason"));
        d->go_to = str_fmt(d->a, "/pledges/%.*s", S_ARG(p.slug));
        d->note = S_("Withdrawn.");
        return deed_tell(d, &e);
}

static Status where_pledge(Deed *d, Place *out)
{
        Pledge p;

        TRY(pledge_by_slug(d->db, d->a, deed_text(d, "pledge"), &p));
        return hub_place(d->db, d->a, p.hub, 0, out);
}

const Action pledge_withdraw_action = {.name = "pledge withdraw",
                                       .may = MAY_PLEDGE_EDIT,
                                       .where = where_pledge,
                                       .title = N_("Withdraw a pledge"),
                                       .help = N_("It stays visible, with the reason."),
                                       .fields = withdraw_fields,
                                       .run = run_withdraw,
                                       .is_dangerous = true};

static const Field figure_fields[] = {
        {"metric", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Metric"),
         .help = N_("One that is reported, not counted.")},
        {"place", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Hub")},
        {"value", FIELD_INT, .required = true, .min = 0, .max = INT64_C(1000000000000000),
         .label = N_("Figure")},
        {"date", FIELD_DATE, .required = true, .label = N_("True on")},
        {"source", FIELD_TEXT, .required = true, .chars_max = 300, .label = N_("Source"),
         .help = N_("Where anyone can look it up.")},
        {0}};

static Status run_figure(Deed *d)
{
        TRY(tell_figure(d, deed_text(d, "metric"), deed_text(d, "place"), deed_int(d, "value"),
                        deed_int(d, "date"), deed_text(d, "source")));
        d->go_to = str_fmt(d->a, "/metrics/%.*s", S_ARG(deed_text(d, "metric")));
        d->note = S_("Reported.");
        return OK;
}

static Status where_figure(Deed *d, Place *out)
{
        return hub_where_field(d, "place", 0, out);
}

const Action figure_report_action = {
        .name = "figure report",
        .may = MAY_FIGURE_REPORT,
        .where = where_figure,
        .title = N_("Report a figure from outside"),
        .help = N_("It is marked reported, not counted, with its source and date."),
        .fields = figure_fields,
        .run = run_figure};

/* --- where a pledge stands */

const char *pledge_state_name(PledgeState state)
{
        static const char *const names[] = {"ahead", "on-track",  "behind", "late",
                                            "kept",  "withdrawn", "to-come"};

        return (unsigned)state < sizeof names / sizeof *names ? names[state] : "to-come";
}

/* Straight line from the baseline at the start to the target at the deadline. */
static int64_t pace_at(const Pledge *p, int64_t at)
{
        __int128 gone = at - p->start_at, all = p->deadline_at - p->start_at;

        if (at <= p->start_at || all <= 0)
                return at < p->deadline_at ? p->baseline : p->target;
        if (at >= p->deadline_at)
                return p->target;
        return p->baseline + (int64_t)((p->target - p->baseline) * gone / all);
}

static int64_t per_mille(int64_t part, int64_t whole)
{
        __int128 v = whole > 0 ? (__int128)part * 1000 / whole : 0;

        return v < 0 ? 0 : v > 1000 ? 1000 : (int64_t)v;
}

static PledgeState state_of(const Pledge *p, int64_t actual, int64_t pace, int64_t now_us)
{
        if (!p->is_open)
                return PLEDGE_WITHDRAWN;
        if (p->at_most)
                return actual > p->target         ? PLEDGE_LATE
                       : now_us >= p->deadline_at ? PLEDGE_KEPT
                                                  : PLEDGE_ON_TRACK;
        if (actual >= p->target)
                return PLEDGE_KEPT;
        if (now_us >= p->deadline_at)
                return PLEDGE_LATE;
        if (now_us < p->start_at)
                return PLEDGE_TO_COME;
        if ((__int128)actual * 100 >= (__int128)pace * 105)
                return PLEDGE_AHEAD;
        return (__int128)actual * 100 >= (__int128)pace * 95 ? PLEDGE_ON_TRACK : PLEDGE_BEHIND;
}

static int64_t min_of(int64_t x, int64_t y)
{
        return x < y ? x : y;
}

/* Goes on as in the last whole months: at most RATE_MONTHS, not before the start. */
static Status forecast(Db *db, Arena *a, const Pledge *p, const Metric *metric, int64_t now_us,
                       int64_t actual, int64_t *out)
{
        int64_t this_month = time_month(now_us), from = this_month - RATE_MONTHS, recent;

        *out = actual;
        if (now_us >= p->deadline_at)
                return OK;
        if (from < time_month(p->start_at))
                from = time_month(p->start_at);
        if (from >= this_month)
                return OK;
        TRY(tally_window(db, a, metric->id, p->hub, from, this_month, &recent));
        *out = actual + (int64_t)((__int128)recent * (p->deadline_at - now_us) /
                                  (time_month_begin(this_month) - time_month_begin(from)));
        return OK;
}

Status pledge_standing(Db *db, Arena *a, const Pledge *p, const Metric *metric, int64_t now_us,
                       PledgeStanding *out)
{
        PledgeStanding x = {.is_reported = str_is(metric->count, "reported")};

        if (x.is_reported) {
                Figure f;
                Status s = figure_latest(db, a, metric->id, p->hub, min_of(now_us, p->deadline_at),
                                         &f);

                if (s != OK && s != NOT_FOUND)
                        return s;
                x.actual = x.counted = s == OK ? f.value : p->baseline;
                x.reported_at = s == OK ? f.on_at : 0;
                x.reported_position = s == OK ? f.position : -1;
                x.forecast = x.actual;
        } else {
                TRY(tally_window(db, a, metric->id, p->hub, time_month(p->start_at),
                                 time_month(p->deadline_at) + 1, &x.counted));
                x.actual = p->baseline + x.counted;
                TRY(forecast(db, a, p, metric, now_us, x.actual, &x.forecast));
        }
        x.pace = pace_at(p, now_us);
        x.per_mille = per_mille(x.actual, p->target);
        x.pace_per_mille = per_mille(x.pace, p->target);
        x.state = state_of(p, x.actual, x.pace, now_us);
        *out = x;
        return OK;
}

static Status curve_reported(Db *db, Arena *a, const Pledge *p, const Metric *metric, int64_t at,
                             int64_t now_us, int64_t *out)
{
        Figure f;
        Status s = figure_latest(db, a, metric->id, p->hub, at - 1, &f);

        *out = at - 1 > now_us && time_month(at - 1) != time_month(now_us) ? -1
               : s == OK                                                   ? f.value
                                                                           : p->baseline;
        return s == NOT_FOUND ? OK : s;
}

Status pledge_curve(Db *db, Arena *a, const Pledge *p, const Metric *metric,
                    const PledgeStanding *standing, int64_t now_us, CurvePointList *out)
{
        int64_t first = time_month(p->start_at), last = time_month(p->deadline_at),
                now = time_month(now_us), sum = p->baseline;
        CurvePoint *points;
        TallyKeyList months;
        size_t k = 0, n = 0;

        if (last - first >= CURVE_MONTHS_MAX)
                last = first + CURVE_MONTHS_MAX - 1;
        points = arena_new(a, CurvePoint, (size_t)(last - first + 1));
        TRY(tally_keys(db, a, metric->id, p->hub, TALLY_MONTH, &months));
        for (int64_t month = first; month <= last; month++, n++) {
                CurvePoint *c = &points[n];

                c->month = time_month_text(a, month);
                c->at = time_month_begin(month + 1);
                c->pace = pace_at(p, c->at);
                for (; k < months.n && str_cmp(months.at[k].key, c->month) <= 0; k++)
                        if (str_eq(months.at[k].key, c->month))
                                sum += months.at[k].value;
                c->actual = month <= now ? sum : -1;
                if (standing->is_reported)
                        TRY(curve_reported(db, a, p, metric, c->at, now_us, &c->actual));
                c->forecast = -1;
                if (!standing->is_reported && month >= now && p->deadline_at > now_us && last > now)
                        c->forecast = standing->actual +
                                      (int64_t)((__int128)(standing->forecast - standing->actual) *
                                                (month - now) / (last - now));
        }
        *out = (CurvePointList){points, n};
        return OK;
}

/* pledge/pledge_line: see the header. */
#include "pledge/pledge_line.h"

#define COLUMN(member, kind)                                \
        {                                                   \
#member, kind, offsetof(PledgeLine, member) \
        }

static const RowColumn line_columns[] = {
        COLUMN(slug, COL_TEXT),          COLUMN(title, COL_TEXT),     COLUMN(by, COL_TEXT),
        COLUMN(announcement, COL_TEXT),  COLUMN(made_on, COL_TEXT),   COLUMN(source, COL_TEXT),
        COLUMN(hub, COL_TEXT),           COLUMN(hub_title, COL_TEXT), COLUMN(metric, COL_TEXT),
        COLUMN(metric_version, COL_INT), COLUMN(unit, COL_TEXT),      COLUMN(has_number, COL_BOOL),
        COLUMN(is_reported, COL_BOOL),   COLUMN(at_most, COL_BOOL),   COLUMN(baseline, COL_INT),
        COLUMN(target, COL_INT),         COLUMN(counted, COL_INT),    COLUMN(actual, COL_INT),
        COLUMN(pace, COL_INT),           COLUMN(forecast, COL_INT),   COLUMN(per_mille, COL_INT),
        COLUMN(pace_per_mille, COL_INT), COLUMN(start_at, COL_TIME),  COLUMN(deadline_at, COL_TIME),
        COLUMN(reported_at, COL_TIME),   COLUMN(state, COL_TEXT),     COLUMN(reason, COL_TEXT),
};
const RowShape shape_PledgeLine = {"PledgeLine", line_columns,
                                   sizeof line_columns / sizeof *line_columns, sizeof(PledgeLine)};

static void stand(PledgeLine *line, const PledgeStanding *x)
{
        line->has_number = true;
        line->is_reported = x->is_reported;
        line->counted = x->counted;
        line->actual = x->actual;
        line->pace = x->pace;
        line->forecast = x->forecast;
        line->per_mille = x->per_mille;
        line->pace_per_mille = x->pace_per_mille;
        line->reported_at = x->reported_at;
        /* nobody has said anything yet: that is neither behind nor broken */
        line->state = x->is_reported && !x->reported_at && x->state <= PLEDGE_LATE
                              ? S("unreported")
                              : str_from(pledge_state_name(x->state));
}

Status pledge_line(Db *db, Arena *a, const Pledge *p, int64_t now_us, PledgeLine *out,
                   PledgeWhole *out_whole)
{
        PledgeWhole w = {.pledge = *p};
        PledgeLine line = {.slug = p->slug,
                           .title = p->title,
                           .metric = p->metric,
                           .at_most = p->at_most,
                           .baseline = p->baseline,
                           .target = p->target,
                           .start_at = p->start_at,
                           .deadline_at = p->deadline_at,
                           .reason = p->reason,
                           .state = p->is_open ? S("uncounted") : S("withdrawn")};
        Status s;

        TRY(announcement_by_id(db, a, p->announcement, &w.announcement));
        TRY(hub_by_id(db, a, p->hub, &w.hub));
        line.by = w.announcement.made_by;
        line.announcement = w.announcement.slug;
        line.announcement_title = w.announcement.title;
        line.made_on = w.announcement.made_on;
        line.source = w.announcement.source;
        line.hub = w.hub.slug;
        line.hub_title = w.hub.title;
        s = metric_current(db, a, p->metric, &w.metric);
        if (s == OK)
                s = pledge_standing(db, a, p, &w.metric, now_us, &w.standing);
        if (s == OK) {
                line.metric_title = w.metric.title;
                line.metric_version = w.metric.version;
                line.unit = w.metric.unit;
                stand(&line, &w.standing);
        } else if (s != NOT_FOUND) {
                return s;
        }
        *out = line;
        if (out_whole)
                *out_whole = w;
        return OK;
}

Str pledge_percent(Arena *a, int64_t per_mille)
{
        return str_fmt(a, "%lld.%lld", (long long)(per_mille / 10), (long long)(per_mille % 10));
}

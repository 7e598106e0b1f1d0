/* pledge/pledge_page: what the web and the command line show of pledges: the impact page, lists,
 * one pledge with the rows behind it, definitions. Models stand here because the page files draw
 * them. */
#ifndef SEEDBED_PLEDGE_PLEDGE_PAGE_H
#define SEEDBED_PLEDGE_PLEDGE_PAGE_H

#include "pledge/pledge_line.h"
#include "web/cursor.h"

extern const View pledge_impact_view, pledge_list_view,
        pledge_announcement_view;                      /* pledge_page.c */
extern const View pledge_show_view, pledge_as_of_view; /* pledge_show_page.c */
extern const View pledge_rows_view;                    /* evidence_page.c */
extern const View metric_show_view, metric_list_view;  /* metric_page.c */

/* A hub as the map shows it. x, y, r: units of the map, with one decimal. */
typedef struct {
        const Hub *hub;
        Str slug, title;
        int64_t members;
        Str x, y, r;
} MapHub;
typedef struct {
        const MapHub *at;
        size_t n;
} MapHubList;

/* What a metric counts in the whole world. */
typedef struct {
        Str metric, title, unit;
        int64_t version, value;
} Total;
typedef struct {
        const Total *at;
        size_t n;
} TotalList;

typedef struct {
        const Announcement *announcement;
        PledgeLineList pledges;
} PledgeGroup;
typedef struct {
        const PledgeGroup *at;
        size_t n;
} PledgeGroupList;

typedef struct {
        MapHubList hubs;
        TotalList totals;
        AnnouncementList announcements;
        PledgeLineList pledges;
        PledgeGroupList groups;
        int64_t hubs_n, programmes_n, memberships_n, pledges_n;
} ImpactModel;

/* The counted pledge that is furthest along: the example by which the impact page shows what
 * evidence is. NULL: none. */
static inline const PledgeLine *impact_shown(const ImpactModel *m)
{
        const PledgeLine *best = NULL;

        for (size_t i = 0; i < m->pledges.n; i++) {
                const PledgeLine *p = &m->pledges.at[i];

                if (p->has_number && !p->is_reported && p->counted > 0 &&
                    (!best || p->per_mille > best->per_mille))
                        best = p;
        }
        return best;
}

typedef struct {
        PledgeLineList pledges;
        HubList places;           /* to choose from */
        Str place, state, metric; /* chosen */
} PledgesModel;

typedef struct {
        Announcement announcement;
        PledgeLineList pledges;
        Str hub, hub_title;
} AnnouncementModel;

/* One part of a number: a programme, a sector, a month. */
typedef struct {
        Str key, title;
        int64_t value;
} Share;
typedef struct {
        const Share *at;
        size_t n;
} ShareList;

typedef struct {
        PledgeLine pledge;
        PledgeWhole whole;
        Str definition_words, definition_source;
        CurvePointList curve;
        TallyHubList hubs;
        ShareList programmes, sectors, months;
        int64_t everything; /* of the metric at the pledge's place, whatever the month */
        Figure figure;      /* the one that counts now; metric 0: none */
} PledgeModel;

typedef struct {
        PledgeLine pledge;
        Str zone;
        int64_t size, value, value_now;
        int64_t at; /* when the last of those entries was recorded */
        int64_t checkpoint_size;
        Str checkpoint; /* first signed note that covers them */
} AsOfModel;

/* One row behind a number. */
typedef struct {
        int64_t position;
        Str month;
        int64_t on_at; /* figures only */
        Str hub, hub_title, zone;
        Str programme, sector;
        Id party; /* 0: not for this visitor */
        Str party_name;
        int64_t value;
        Str source;
} EvidenceRow;
typedef struct {
        const EvidenceRow *at;
        size_t n;
} EvidenceRowList;

typedef struct {
        PledgeLine pledge;
        Str count; /* of the metric: parties, amount, reported */
        Str hub, hub_title;
        Str from_month, to_month;
        EvidenceRowList rows;
        int64_t counted; /* what all rows of this place come to */
        Cursor page;
} RowsModel;

typedef struct {
        Str slug, title;
        int64_t value;
        bool is_above; /* the whole of which the others are parts */
} MetricPlace;
typedef struct {
        const MetricPlace *at;
        size_t n;
} MetricPlaceList;

typedef struct {
        Metric metric;
        Str words, source;
        MetricVersionList versions;
        MetricPlaceList places;
        PledgeLineList pledges;
        int64_t waiting; /* a newer version that is being counted; 0: none */
} MetricModel;

typedef struct {
        Str slug, title, count, unit, hash;
        int64_t version, versions_n;
        bool is_current; /* false: still being counted */
        int64_t value;   /* at the world */
} MetricLine;
typedef struct {
        const MetricLine *at;
        size_t n;
} MetricLineList;

typedef struct {
        MetricLineList metrics;
} MetricsModel;

#endif

/* pledge/pledge_line: a pledge with where it stands, as lists, cards and JSON show it. */
#ifndef SEEDBED_PLEDGE_PLEDGE_LINE_H
#define SEEDBED_PLEDGE_PLEDGE_LINE_H

#include "hub/hub.sql.h"
#include "pledge/pledge.h"

typedef struct {
        Str slug, title;
        Str by, announcement, announcement_title, made_on,
                source; /* who, in what, when, where to look it up */
        Str hub, hub_title;
        Str metric, metric_title, unit;
        int64_t metric_version;
        bool has_number; /* false while its metric is still being counted */
        bool is_reported, at_most;
        int64_t baseline, target, counted, actual, pace, forecast;
        int64_t per_mille, pace_per_mille;
        int64_t start_at, deadline_at;
        int64_t reported_at;
        Str state; /* pledge_state_name, or "uncounted", or "unreported": no figure from outside yet
                    */
        Str reason; /* why it was withdrawn */
} PledgeLine;

typedef struct {
        const PledgeLine *at;
        size_t n;
} PledgeLineList;

extern const RowShape shape_PledgeLine;

/* What a line is made of, for pages that show more of it. */
typedef struct {
        Pledge pledge;
        Announcement announcement;
        Hub hub;
        Metric metric; /* zero while !has_number */
        PledgeStanding standing;
} PledgeWhole;

/* A few reads by key, whatever the record holds. */
Status pledge_line(Db *db, Arena *a, const Pledge *p, int64_t now_us, PledgeLine *out,
                   PledgeWhole *out_whole);
/* 155 as "15.5": per cent from per mille, for the bar. */
Str pledge_percent(Arena *a, int64_t per_mille);

#endif

/* pledge: a promise made in public, with a date, a metric that measures it, and its source.
 *
 * A pledge is never deleted. Its actual is never typed in: it is what its metric counts, or, for
 * what only the outside can know, the latest reported figure, which says so. */
#ifndef SEEDBED_PLEDGE_PLEDGE_H
#define SEEDBED_PLEDGE_PLEDGE_H

#include "action/action.h"
#include "pledge/tally.h"

extern const Action metric_load_action, announcement_load_action, pledge_withdraw_action,
        figure_report_action;

/* Where a pledge stands. */
typedef enum {
        PLEDGE_AHEAD,
        PLEDGE_ON_TRACK,
        PLEDGE_BEHIND,
        PLEDGE_LATE,
        PLEDGE_KEPT,
        PLEDGE_WITHDRAWN,
        PLEDGE_TO_COME
} PledgeState;

typedef struct {
        bool is_reported;  /* the actual is an outside figure */
        int64_t counted;   /* since the start; reported: the figure */
        int64_t actual;    /* baseline and counted; reported: the figure */
        int64_t pace;      /* where on time would be, now */
        int64_t forecast;  /* at the deadline, if it goes on as in the last six months */
        int64_t per_mille; /* actual of target, at most 1000 */
        int64_t pace_per_mille;
        int64_t reported_at; /* when the figure was true */
        int64_t reported_position;
        PledgeState state;
} PledgeStanding;

/* Where it stands at now_us, with the record as it is. NOT_FOUND when its metric is not there
 * (yet). */
Status pledge_standing(Db *db, Arena *a, const Pledge *p, const Metric *metric, int64_t now_us,
                       PledgeStanding *out);
/* "ahead". Never NULL. */
const char *pledge_state_name(PledgeState state);

/* One month of a pledge's curve. Negative: no point. */
typedef struct {
        Str month;
        int64_t at; /* first moment of the month after */
        int64_t actual, pace, forecast;
} CurvePoint;
typedef struct {
        const CurvePoint *at;
        size_t n;
} CurvePointList;
Status pledge_curve(Db *db, Arena *a, const Pledge *p, const Metric *metric,
                    const PledgeStanding *standing, int64_t now_us, CurvePointList *out);

#endif

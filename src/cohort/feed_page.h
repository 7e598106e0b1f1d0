/* cohort/feed_page: one's own calendars, and what programs read of them. */
#ifndef SEEDBED_COHORT_FEED_PAGE_H
#define SEEDBED_COHORT_FEED_PAGE_H

#include "cohort/agenda.sql.h"
#include "web/site.h"

typedef struct {
        CalendarFeedLineList list;
} FeedsModel;

extern const View calendar_list_view;
extern const Route calendar_route;

#endif

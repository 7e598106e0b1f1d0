/* cohort/demo_day_page: the page of a demo day. */
#ifndef SEEDBED_COHORT_DEMO_DAY_PAGE_H
#define SEEDBED_COHORT_DEMO_DAY_PAGE_H

#include "cohort/cohort_page.h"
#include "cohort/demo_day.h"

/* One pitch in the order. */
typedef struct {
        Id party;
        Str name, website;
        int64_t place, minutes, begins_at;
        bool is_listed;   /* it has a public page */
        int64_t interest; /* investors; only for those who introduce */
        Id shown;         /* the visitor's investor that showed an interest; 0: none */
} DemoLine;
typedef struct {
        DemoLine *at;
        size_t n;
} DemoLineList;

typedef struct {
        Cohort cohort;
        AgendaSession session;
        DemoLineList lines;
        DemoInterestList interests;
        InvestorList investors; /* for whom the visitor speaks */
        bool may_edit, may_see, may_introduce;
} DemoModel;

extern const View demo_day_view;

#endif

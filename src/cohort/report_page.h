/* cohort/report_page: reports, and the matching of teams with mentors, as pages. */
#ifndef SEEDBED_COHORT_REPORT_PAGE_H
#define SEEDBED_COHORT_REPORT_PAGE_H

#include "cohort/cohort_page.h"
#include "cohort/report.h"
#include "cohort/wish.h"
#include "form/form_page.h"

typedef struct {
        Cohort cohort;
        CohortReportList list;
        bool may_edit;
        int64_t now;
} ReportsModel;

typedef struct {
        Cohort cohort;
        Party party;
        Report report;
        Str form_title;
        ReportRevisionList revisions;
        Str answers; /* JSON, as handed in last */
        FormShow show;
        FormDraw draw;
        bool may_hand_in, may_edit, is_locked, is_deed;
        int64_t now;
} ReportModel;

typedef struct {
        Cohort cohort;
        Matching matching;
        PairLineList pairs; /* that were confirmed */
        bool may_edit;
} MatchingModel;

extern const View cohort_reports_view, cohort_report_view, cohort_matching_view;

#endif

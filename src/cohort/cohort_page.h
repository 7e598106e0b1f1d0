/* cohort/cohort_page: the list of cohorts, and a cohort as its operators see it. */
#ifndef SEEDBED_COHORT_COHORT_PAGE_H
#define SEEDBED_COHORT_COHORT_PAGE_H

#include "cohort/health.h"
#include "cohort/milestone.h"
#include "web/cursor.h"
#include "web/site.h"

typedef struct {
        CohortOwnList own;
        CohortLineList list;
        Cursor page;
        bool may_open;
} CohortsModel;

/* A member with its health in words, for JSON too. */
typedef struct {
        Id party;
        Str name, stage, health;
        int64_t milestones, milestones_done, milestones_late, milestones_wait;
        int64_t reports, reports_done, reports_late;
        int64_t booked_minutes, active_at;
        Health how;
} CohortMemberLine;
typedef struct {
        CohortMemberLine *at;
        size_t n;
} CohortMemberLineList;

typedef struct {
        Cohort cohort;
        int64_t members, late, quiet;
        CohortMemberLineList list;
        MilestoneWaitingList waiting;
        CohortCandidateList candidates;
        int64_t next; /* of the members; 0: that was all */
        int64_t next_candidate;
        int64_t confirmed; /* of its round, and not in it yet */
        bool may_edit, is_adding;
} CohortModel;

typedef struct {
        Cohort cohort;
        CohortAlumnusList list;
} AlumniModel;

extern const View cohort_list_view, cohort_show_view, cohort_alumni_view;

/* For a view whose first parameter is a cohort: the cohort, when the visitor may there, or (party
 * not 0) is the one that it is about. */
Status cohort_visit(Visit *v, Permission may, Id party, Cohort *out, Place *out_place);

/* "1:30" of ninety minutes. */
static inline Str hours_text(Arena *a, int64_t minutes)
{
        return str_fmt(a, "%lld:%02lld", (long long)(minutes / 60), (long long)(minutes % 60));
}

static inline const char *health_class(Health h)
{
        return h == HEALTH_LATE ? "is-late" : h == HEALTH_QUIET ? "is-behind" : "is-on-track";
}

#endif

/* cohort/team_page: a cohort as one of its teams sees it; mentors see their own hours. */
#ifndef SEEDBED_COHORT_TEAM_PAGE_H
#define SEEDBED_COHORT_TEAM_PAGE_H

#include "base/decimal.h"
#include "cohort/agenda.h"
#include "cohort/booking.h"
#include "cohort/cohort_page.h"
#include "cohort/mentor.h"
#include "cohort/report.sql.h"
#include "cohort/scaleup.h"
#include "cohort/wish.sql.h"

typedef struct {
        Cohort cohort;
        Party party;
        Str stage;
        MilestoneList milestones;
        MilestoneEvidenceList evidence;
        AgendaSessionList sessions; /* that are not over */
        BookingLineList bookings;
        SlotLineList slots; /* that can be booked */
        ReportLineList reports;
        PairLineList pair;      /* at most one */
        MentorLineList mentors; /* for the team's list */
        WishedList wishes;
        PlanScaleUp rule;
        GrowthFound growth; /* for operators */
        bool is_scale_up;   /* was confirmed */
        bool may_hand_in, may_decide;
        int64_t now;
} CohortTeamModel;

typedef struct {
        Id cohort, party;
        Str name, cohort_title;
        int64_t place; /* 0: not in the list */
} MentoringTeam;
typedef struct {
        MentoringTeam *at;
        size_t n;
} MentoringTeamList;

typedef struct {
        MentorCohortList cohorts;
        SlotLineList slots;
        BookingLineList bookings; /* of the last month, and ahead */
        MentoringTeamList teams;  /* of the cohorts that go on, with the mentor's list */
} MentoringModel;

typedef struct {
        Cohort cohort;
        MentorLineList mentors;
        BookingLineList bookings;
        bool may_edit, may_offer;
} CohortMentorsModel;

typedef struct {
        AgendaSession session;
        PitchList pitches; /* of a demo day */
} AgendaLine;
typedef struct {
        AgendaLine *at;
        size_t n;
} AgendaLineList;

typedef struct {
        Cohort cohort;
        AgendaLineList list;
        AgendaSessionList sessions; /* the same, for JSON */
        bool may_edit;
} AgendaModel;

/* The place in a list of wishes; 0: not in it. */
static inline int64_t wished_place(const WishedList *list, Id actor)
{
        for (size_t i = 0; i < list->n; i++)
                if (list->at[i].actor == actor)
                        return list->at[i].place;
        return 0;
}

extern const Route milestone_file_route;
extern const View cohort_team_view, cohort_mentors_view, cohort_agenda_view, mentoring_view;

/* Millionths without needless noughts; tenths. */
static inline Str decimal_short(Arena *a, int64_t millionths)
{
        Str s = decimal_text(a, millionths, GROWTH_SCALE);

        while (s.len && s.at[s.len - 1] == '0')
                s.len--;
        if (s.len && s.at[s.len - 1] == '.')
                s.len--;
        return s;
}

static inline Str tenths_text(Arena *a, int64_t tenths)
{
        return decimal_text(a, tenths, 1);
}

static inline const char *milestone_class(const Milestone *m, int64_t now)
{
        return str_is(m->state, "approved")    ? "is-kept"
               : str_is(m->state, "submitted") ? "is-on-track"
               : m->due_at < now               ? "is-late"
                                               : "";
}

#endif

/* programme/plan: what members of a cohort have to reach and to report, as a part of the file.
 *
 * Milestones are due so long after the cohort begins. A report asks with one of the file's forms,
 * once for each period, from the beginning of the cohort on. The rule for scale-ups names figures
 * of such a report: growth of one of them over so many years, from at least so many staff. */
#ifndef SEEDBED_PROGRAMME_PLAN_H
#define SEEDBED_PROGRAMME_PLAN_H

#include "base/yaml_table.h"
#include "programme/span.h"

enum { PLAN_MILESTONES_MAX = 40, PLAN_REPORTS_MAX = 10, PLAN_FIGURES_MAX = 5, PLAN_YEARS_MAX = 5 };

typedef struct {
        Str text; /* as written; empty: not given */
        int count;
        DefinitionSpanUnit unit;
} PlanSpan;

typedef struct {
        const YamlNode *node;
        Str slug, title;
        PlanSpan due_after; /* the cohort's beginning */
} PlanMilestone;

typedef enum { PLAN_MONTH, PLAN_QUARTER, PLAN_YEAR } PlanEvery;

typedef struct {
        const YamlNode *node;
        Str slug, title, form;
        PlanEvery every;      /* calendar months, quarters, years */
        PlanSpan due_after;   /* the end of the period */
        PlanSpan lock_after;  /* the day it was due; not given: never */
        PlanSpan goes_on_for; /* from the cohort's beginning; not given: until its end */
} PlanReport;

typedef struct {
        const YamlNode *node; /* NULL: there is no rule */
        Str report;           /* slug of one of the reports, of every: year */
        YamlTexts figures;    /* fields of its form: growth of any of them will do */
        Str staff;            /* field of its form: at least so many at the beginning */
        int64_t at_least;
        int64_t growth; /* per cent a year, on average; more than that */
        int64_t years;
        Str to; /* stage that an operator then moves the member to */
} PlanScaleUp;

typedef struct {
        const YamlNode *node; /* NULL: the file has none */
        YAML_LIST(PlanMilestone) milestones;
        YAML_LIST(PlanReport) reports;
        PlanScaleUp scale_up;
} CohortPlan;

extern const YamlTable plan_table;

/* What plan_check asks about the rest of the file. */
typedef struct {
        const void *of;
        bool (*is_stage)(const void *of, Str slug);
        /* Does the form ask for that number or amount? With an empty field: is there the form? */
        bool (*has_figure)(const void *of, Str form, Str field);
        bool (*asks_files)(const void *of, Str form);
} PlanFile;

/* What the table can not say. Spans are read into their numbers. Adds faults. */
void plan_check(Arena *a, CohortPlan *plan, const PlanFile *file, YamlFaults *faults);
/* NULL: there is none. */
const PlanReport *plan_report(const CohortPlan *plan, Str slug);

#endif

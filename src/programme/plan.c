/* programme/plan: see the header. */
#include "programme/plan.h"

#include "base/words.h"

static const char *const every_words[] = {"month", "quarter", "year", NULL};

#define SPAN .is = span_is, .expected = N_("a number of days, months or years (\"12 months\")")

static const YamlField milestone_fields[] = {
        {"milestone", YAML_SLUG, .offset = offsetof(PlanMilestone, slug), .required = true},
        {"title", YAML_LINE, .offset = offsetof(PlanMilestone, title), .required = true,
         .max = 200},
        {"due_after", YAML_LINE, .offset = offsetof(PlanMilestone, due_after.text),
         .required = true, SPAN},
        {0}};
static const YamlTable milestone_table = {.noun = N_("milestone"),
                                          milestone_fields,
                                          sizeof(PlanMilestone),
                                          .at = offsetof(PlanMilestone, node)};

static const YamlField report_fields[] = {
        {"report", YAML_SLUG, .offset = offsetof(PlanReport, slug), .required = true},
        {"title", YAML_LINE, .offset = offsetof(PlanReport, title), .required = true, .max = 200},
        {"form", YAML_SLUG, .offset = offsetof(PlanReport, form), .required = true},
        {"every", YAML_WORD, .offset = offsetof(PlanReport, every), .required = true,
         .words = every_words},
        {"due_after", YAML_LINE, .offset = offsetof(PlanReport, due_after.text), .required = true,
         SPAN},
        {"lock_after", YAML_LINE, .offset = offsetof(PlanReport, lock_after.text), SPAN},
        {"for", YAML_LINE, .offset = offsetof(PlanReport, goes_on_for.text), SPAN},
        {0}};
static const YamlTable report_table = {
        .noun = N_("report"), report_fields, sizeof(PlanReport), .at = offsetof(PlanReport, node)};

static const YamlField scale_up_fields[] = {
        {"report", YAML_SLUG, .offset = offsetof(PlanScaleUp, report), .required = true},
        {"figures", YAML_LINES, .offset = offsetof(PlanScaleUp, figures), .required = true,
         .loose = true, .items_max = PLAN_FIGURES_MAX, .is = yaml_is_name,
         .expected = N_("a name (small letters, digits, - and _)")},
        {"staff", YAML_LINE, .offset = offsetof(PlanScaleUp, staff), .required = true,
         .is = yaml_is_name, .expected = N_("a name (small letters, digits, - and _)")},
        {"at_least", YAML_INT, .offset = offsetof(PlanScaleUp, at_least), .required = true,
         .min = 0, .max = 1000000},
        {"growth", YAML_INT, .offset = offsetof(PlanScaleUp, growth), .required = true, .min = 1,
         .max = 900},
        {"years", YAML_INT, .offset = offsetof(PlanScaleUp, years), .required = true, .min = 1,
         .max = PLAN_YEARS_MAX},
        {"to", YAML_SLUG, .offset = offsetof(PlanScaleUp, to), .required = true},
        {0}};
static const YamlTable scale_up_table = {.noun = N_("scale_up"),
                                         scale_up_fields,
                                         sizeof(PlanScaleUp),
                                         .at = offsetof(PlanScaleUp, node)};

static const YamlField plan_fields[] = {
        {"milestones", YAML_STRUCTS, .offset = offsetof(CohortPlan, milestones),
         .items_max = PLAN_MILESTONES_MAX, .table = &milestone_table},
        {"reports", YAML_STRUCTS, .offset = offsetof(CohortPlan, reports),
         .items_max = PLAN_REPORTS_MAX, .table = &report_table},
        {"scale_up", YAML_STRUCT, .offset = offsetof(CohortPlan, scale_up),
         .table = &scale_up_table},
        {0}};
const YamlTable plan_table = {
        .noun = N_("cohort"), plan_fields, sizeof(CohortPlan), .at = offsetof(CohortPlan, node)};

static void read_span(PlanSpan *s)
{
        if (s->text.len && !span_parse(s->text, &s->count, &s->unit))
                s->count = 0; /* the table told the fault */
}

static void told_twice(Arena *a, YamlFaults *faults, const YamlNode *at, Str slug)
{
        yaml_fault(a, faults, at, _("expected each once; found '%.*s' again"), S_ARG(slug));
}

static void check_reports(Arena *a, CohortPlan *plan, const PlanFile *file, YamlFaults *faults)
{
        for (size_t i = 0; i < plan->reports.n; i++) {
                PlanReport *r = &plan->reports.at[i];

                read_span(&r->due_after);
                read_span(&r->lock_after);
                read_span(&r->goes_on_for);
                for (size_t k = 0; k < i; k++)
                        if (r->slug.len && str_eq(plan->reports.at[k].slug, r->slug))
                                told_twice(a, faults, yaml_at(r->node, "report"), r->slug);
                if (r->form.len && file->asks_files(file->of, r->form))
                        yaml_fault(a, faults, yaml_at(r->node, "form"),
                                   _("expected a form without files, as a report takes links only; "
                                     "'%.*s' asks for one"),
                                   S_ARG(r->form));
                if (r->form.len && !file->has_figure(file->of, r->form, (Str){0}))
                        yaml_fault(a, faults, yaml_at(r->node, "form"),
                                   _("expected one of the forms of this file; found '%.*s'"),
                                   S_ARG(r->form));
        }
}

static void check_figure(Arena *a, const PlanFile *file, const PlanReport *report,
                         const YamlNode *at, Str field, YamlFaults *faults)
{
        if (field.len && !file->has_figure(file->of, report->form, field))
                yaml_fault(a, faults, at,
                           _("expected a number or an amount that the form '%.*s' asks for; found "
                             "'%.*s'"),
                           S_ARG(report->form), S_ARG(field));
}

static void check_scale_up(Arena *a, const CohortPlan *plan, const PlanFile *file,
                           YamlFaults *faults)
{
        const PlanScaleUp *s = &plan->scale_up;
        const PlanReport *report = plan_report(plan, s->report);

        if (s->report.len && (!report || report->every != PLAN_YEAR))
                yaml_fault(a, faults, yaml_at(s->node, "report"),
                           _("expected one of the reports above, with 'every: year'; found "
                             "'%.*s'"),
                           S_ARG(s->report));
        for (size_t i = 0; report && i < s->figures.n; i++)
                check_figure(a, file, report, yaml_at(s->node, "figures"), s->figures.at[i],
                             faults);
        if (report)
                check_figure(a, file, report, yaml_at(s->node, "staff"), s->staff, faults);
        if (s->to.len && !file->is_stage(file->of, s->to))
                yaml_fault(a, faults, yaml_at(s->node, "to"),
                           _("expected one of the stages of this file; found '%.*s'"),
                           S_ARG(s->to));
}

void plan_check(Arena *a, CohortPlan *plan, const PlanFile *file, YamlFaults *faults)
{
        for (size_t i = 0; i < plan->milestones.n; i++) {
                PlanMilestone *m = &plan->milestones.at[i];

                read_span(&m->due_after);
                for (size_t k = 0; k < i; k++)
                        if (m->slug.len && str_eq(plan->milestones.at[k].slug, m->slug))
                                told_twice(a, faults, yaml_at(m->node, "milestone"), m->slug);
        }
        check_reports(a, plan, file, faults);
        if (plan->scale_up.node)
                check_scale_up(a, plan, file, faults);
}

const PlanReport *plan_report(const CohortPlan *plan, Str slug)
{
        for (size_t i = 0; i < plan->reports.n; i++)
                if (str_eq(plan->reports.at[i].slug, slug))
                        return &plan->reports.at[i];
        return NULL;
}

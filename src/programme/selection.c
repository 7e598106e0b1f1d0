/* programme/selection: see the header. */
#include "programme/selection.h"

#include "base/words.h"

#include <assert.h>

static const char *const writing_words[] = {"optional", "required", "none", NULL};
static const char *const blind_words[] = {"none", "single", "double", NULL};

static const YamlField rule_fields[] = {
        {"rule", YAML_SLUG, .offset = offsetof(SelectionRule, slug), .required = true},
        {"when", YAML_LINE, .offset = offsetof(SelectionRule, when), .required = true, .max = 1000},
        {"says", YAML_TEXT, .offset = offsetof(SelectionRule, says), .required = true, .max = 500},
        {0}};
static const YamlTable rule_table = {.noun = N_("rule"),
                                     rule_fields,
                                     sizeof(SelectionRule),
                                     .at = offsetof(SelectionRule, node)};

static const YamlField criterion_fields[] = {
        {"criterion", YAML_SLUG, .offset = offsetof(SelectionCriterion, slug), .required = true},
        {"title", YAML_LINE, .offset = offsetof(SelectionCriterion, title), .required = true,
         .max = 200},
        {"weight", YAML_INT, .offset = offsetof(SelectionCriterion, weight), .min = 0, .max = 1000},
        {"from", YAML_INT, .offset = offsetof(SelectionCriterion, from),
         .min = -SELECTION_SCALE_MAX, .max = SELECTION_SCALE_MAX, .required = true},
        {"to", YAML_INT, .offset = offsetof(SelectionCriterion, to), .min = -SELECTION_SCALE_MAX,
         .max = SELECTION_SCALE_MAX, .required = true},
        {"guidance", YAML_TEXT, .offset = offsetof(SelectionCriterion, guidance), .max = 2000},
        {"written", YAML_WORD, .offset = offsetof(SelectionCriterion, written),
         .words = writing_words},
        {0}};
static const YamlTable criterion_table = {.noun = N_("criterion"),
                                          criterion_fields,
                                          sizeof(SelectionCriterion),
                                          .at = offsetof(SelectionCriterion, node)};

static const YamlField step_fields[] = {
        {"step", YAML_SLUG, .offset = offsetof(SelectionStep, slug), .required = true},
        {"title", YAML_LINE, .offset = offsetof(SelectionStep, title), .required = true,
         .max = 200},
        {"guidance", YAML_TEXT, .offset = offsetof(SelectionStep, guidance), .max = 5000},
        {"stage", YAML_SLUG, .offset = offsetof(SelectionStep, stage), .required = true},
        {"reviews", YAML_INT, .offset = offsetof(SelectionStep, reviews), .min = 1, .max = 100},
        {"load", YAML_INT, .offset = offsetof(SelectionStep, load), .min = 1, .max = 100000},
        {"minimum", YAML_INT, .offset = offsetof(SelectionStep, minimum), .min = 1, .max = 100},
        {"blind", YAML_WORD, .offset = offsetof(SelectionStep, blind), .words = blind_words},
        {"hide", YAML_LINES, .offset = offsetof(SelectionStep, hide), .loose = true,
         .items_max = 100, .is = yaml_is_name,
         .expected = N_("a name (small letters, digits, - and _)")},
        {"trim", YAML_INT, .offset = offsetof(SelectionStep, trim), .min = 0, .max = 20},
        {"decimals", YAML_INT, .offset = offsetof(SelectionStep, decimals), .min = 0, .max = 4},
        {"discussion", YAML_BOOL, .offset = offsetof(SelectionStep, discusses)},
        {"pairwise", YAML_BOOL, .offset = offsetof(SelectionStep, is_pairwise)},
        {"criteria", YAML_STRUCTS, .offset = offsetof(SelectionStep, criteria),
         .items_max = SELECTION_CRITERIA_MAX, .table = &criterion_table},
        {0}};
static const YamlTable step_table = {.noun = N_("step"),
                                     step_fields,
                                     sizeof(SelectionStep),
                                     .at = offsetof(SelectionStep, node)};

static const YamlField determination_fields[] = {
        {"determination", YAML_SLUG, .offset = offsetof(SelectionDetermination, slug),
         .required = true},
        {"title", YAML_LINE, .offset = offsetof(SelectionDetermination, title), .required = true,
         .max = 100},
        {"to", YAML_SLUG, .offset = offsetof(SelectionDetermination, to), .required = true},
        {"approval", YAML_BOOL, .offset = offsetof(SelectionDetermination, is_approved)},
        {"is_waiting", YAML_BOOL, .offset = offsetof(SelectionDetermination, is_waiting)},
        {"confirm", YAML_LINE, .offset = offsetof(SelectionDetermination, confirm), .is = span_is,
         .expected = N_("a number of days, months or years (\"12 months\")")},
        {"confirmed", YAML_SLUG, .offset = offsetof(SelectionDetermination, confirmed)},
        {"lapsed", YAML_SLUG, .offset = offsetof(SelectionDetermination, lapsed)},
        {"feedback", YAML_WORD, .offset = offsetof(SelectionDetermination, feedback),
         .words = writing_words},
        {0}};
static const YamlTable determination_table = {.noun = N_("determination"),
                                              determination_fields,
                                              sizeof(SelectionDetermination),
                                              .at = offsetof(SelectionDetermination, node)};

static const YamlField selection_fields[] = {
        {"form", YAML_SLUG, .offset = offsetof(Selection, form), .required = true},
        {"begins", YAML_SLUG, .offset = offsetof(Selection, begins), .required = true},
        {"eligibility", YAML_STRUCTS, .offset = offsetof(Selection, eligibility), .items_max = 50,
         .table = &rule_table},
        {"steps", YAML_STRUCTS, .offset = offsetof(Selection, steps),
         .items_max = SELECTION_STEPS_MAX, .table = &step_table},
        {"determinations", YAML_STRUCTS, .offset = offsetof(Selection, determinations),
         .required = true, .items_max = 20, .table = &determination_table},
        {0}};
const YamlTable selection_table = {.noun = N_("selection"),
                                   selection_fields,
                                   sizeof(Selection),
                                   .at = offsetof(Selection, node)};

/* What the checks hand to each other. */
typedef struct {
        Arena *a;
        const Selection *s;
        const SelectionStages *stages;
        const Str *fields;
        size_t fields_n;
        YamlFaults *faults;
} Check;

static void check_rules(const Check *c);
static void check_steps(const Check *c);
static void check_step(const Check *c, SelectionStep *step);
static void check_criteria(const Check *c, SelectionStep *step);
static void check_determinations(const Check *c);
static void check_confirm(const Check *c, SelectionDetermination *d);
static void check_ways(const Check *c);
static void check_ends(const Check *c);
static bool leads(const Check *c, Str from, Str to);
static void check_stage(const Check *c, const YamlNode *at, Str slug);
static void check_once(const Check *c, const YamlNode *at, Str slug, Str before);

void selection_check(Arena *a, const Selection *s, const SelectionStages *stages, const Str *fields,
                     size_t fields_n, YamlFaults *faults)
{
        Check c = {a, s, stages, fields, fields_n, faults};

        check_stage(&c, yaml_at(s->node, "begins"), s->begins);
        if (stages->is_stage(stages->of, s->begins) && !stages->is_first(stages->of, s->begins))
                yaml_fault(a, faults, yaml_at(s->node, "begins"),
                           _("expected a stage with 'first: true'; '%.*s' is none"),
                           S_ARG(s->begins));
        check_rules(&c);
        check_steps(&c);
        check_determinations(&c);
        if (faults->n == 0)
                check_ways(&c);
}

const SelectionStep *selection_step(const Selection *s, Str slug)
{
        for (size_t i = 0; i < s->steps.n; i++)
                if (str_eq(s->steps.at[i].slug, slug))
                        return &s->steps.at[i];
        return NULL;
}

const SelectionDetermination *selection_determination(const Selection *s, Str slug)
{
        for (size_t i = 0; i < s->determinations.n; i++)
                if (str_eq(s->determinations.at[i].slug, slug))
                        return &s->determinations.at[i];
        return NULL;
}

bool selection_hides(const SelectionStep *step, Str field)
{
        for (size_t i = 0; i < step->hide.n; i++)
                if (str_eq(step->hide.at[i], field))
                        return true;
        return false;
}

static void check_rules(const Check *c)
{
        for (size_t i = 0; i < c->s->eligibility.n; i++)
                for (size_t k = 0; k < i; k++)
                        check_once(c, yaml_at(c->s->eligibility.at[i].node, "rule"),
                                   c->s->eligibility.at[i].slug, c->s->eligibility.at[k].slug);
}

static void check_steps(const Check *c)
{
        for (size_t i = 0; i < c->s->steps.n; i++) {
                for (size_t k = 0; k < i; k++)
                        check_once(c, yaml_at(c->s->steps.at[i].node, "step"),
                                   c->s->steps.at[i].slug, c->s->steps.at[k].slug);
                check_step(c, &c->s->steps.at[i]);
        }
}

static void check_step(const Check *c, SelectionStep *step)
{
        check_stage(c, yaml_at(step->node, "stage"), step->stage);
        for (size_t i = 0; i < step->hide.n; i++) {
                bool known = false;

                for (size_t k = 0; k < c->fields_n; k++)
                        known = known || str_eq(c->fields[k], step->hide.at[i]);
                if (!known)
                        yaml_fault_word(c->a, c->faults, yaml_at(step->node, "hide"),
                                        step->hide.at[i], c->fields, c->fields_n);
        }
        if (!yaml_get(step->node, "reviews"))
                step->reviews = 3;
        if (!yaml_get(step->node, "load"))
                step->load = 30;
        if (!yaml_get(step->node, "minimum"))
                step->minimum = step->reviews > 1 ? 2 : 1;
        if (!yaml_get(step->node, "decimals"))
                step->decimals = 2;
        if (step->minimum > step->reviews)
                yaml_fault(c->a, c->faults, yaml_at(step->node, "minimum"),
                           _("expected no more than the %lld reviews of each file"),
                           (long long)step->reviews);
        if (step->trim * 2 >= step->reviews)
                yaml_fault(c->a, c->faults, yaml_at(step->node, "trim"),
                           _("expected that something is left of %lld reviews"),
                           (long long)step->reviews);
        check_criteria(c, step);
}

static void check_criteria(const Check *c, SelectionStep *step)
{
        int64_t weight = 0;

        for (size_t i = 0; i < step->criteria.n; i++) {
                SelectionCriterion *one = &step->criteria.at[i];

                for (size_t k = 0; k < i; k++)
                        check_once(c, yaml_at(one->node, "criterion"), one->slug,
                                   step->criteria.at[k].slug);
                if (!yaml_get(one->node, "weight"))
                        one->weight = 1;
                weight += one->weight;
                if (one->from >= one->to)
                        yaml_fault(c->a, c->faults, yaml_at(one->node, "to"),
                                   _("expected more than 'from'"));
        }
        if (step->criteria.n == 0 && !step->is_pairwise)
                yaml_fault(c->a, c->faults, step->node,
                           _("expected 'criteria', or 'pairwise: true'"));
        if (step->criteria.n > 0 && weight == 0)
                yaml_fault(c->a, c->faults, yaml_at(step->node, "criteria"),
                           _("expected that one of the weights is above zero"));
}

static void check_determinations(const Check *c)
{
        for (size_t i = 0; i < c->s->determinations.n; i++) {
                SelectionDetermination *d = &c->s->determinations.at[i];

                for (size_t k = 0; k < i; k++)
                        check_once(c, yaml_at(d->node, "determination"), d->slug,
                                   c->s->determinations.at[k].slug);
                check_stage(c, yaml_at(d->node, "to"), d->to);
                check_confirm(c, d);
        }
}

static void check_confirm(const Check *c, SelectionDetermination *d)
{
        const struct {
                const char *key;
                Str stage;
        } ends[] = {{"confirmed", d->confirmed}, {"lapsed", d->lapsed}};

        if (d->confirm.len) {
                bool good = span_parse(d->confirm, &d->confirm_count, &d->confirm_unit);

                assert(good); /* the table asked span_is */
        }
        for (int i = 0; i < 2; i++) {
                if (d->confirm.len && !ends[i].stage.len)
                        yaml_fault(c->a, c->faults, yaml_at(d->node, "confirm"),
                                   _("expected '%s' beside it"), ends[i].key);
                if (!d->confirm.len && ends[i].stage.len)
                        yaml_fault(c->a, c->faults, yaml_at(d->node, ends[i].key),
                                   _("expected 'confirm' beside it"));
                if (!ends[i].stage.len)
                        continue;
                check_stage(c, yaml_at(d->node, ends[i].key), ends[i].stage);
                if (!leads(c, d->to, ends[i].stage))
                        yaml_fault(c->a, c->faults, yaml_at(d->node, ends[i].key),
                                   _("expected a move from '%.*s' to '%.*s'"), S_ARG(d->to),
                                   S_ARG(ends[i].stage));
        }
}

/* From where who hands in begins, through the stages of the steps in their order, every step must
 * be reached and lead to a determination, and every determination must be reached from somewhere;
 * who waits must be able to come back to one or the other. */
static void check_ways(const Check *c)
{
        const Selection *s = c->s;
        Str at = s->begins;

        for (size_t i = 0; i < s->steps.n; i++) {
                const SelectionStep *step = &s->steps.at[i];
                bool ends = false;

                if (!str_eq(at, step->stage) && !leads(c, at, step->stage))
                        yaml_fault(c->a, c->faults, yaml_at(step->node, "stage"),
                                   _("expected a way to '%.*s': no move leads there from '%.*s'"),
                                   S_ARG(step->stage), S_ARG(at));
                at = step->stage;
                for (size_t k = 0; k < s->determinations.n; k++)
                        ends = ends || leads(c, at, s->determinations.at[k].to);
                if (!ends)
                        yaml_fault(c->a, c->faults, yaml_at(step->node, "stage"),
                                   _("expected a move from '%.*s' to the stage of a determination"),
                                   S_ARG(at));
        }
        check_ends(c);
}

/* Fills in which determinations an application can come to, over those in which it waits, too. */
static void meet(const Check *c, bool *met)
{
        const Selection *s = c->s;
        bool more = true;

        while (more) {
                more = false;
                for (size_t k = 0; k < s->determinations.n; k++) {
                        Str to = s->determinations.at[k].to;
                        bool now = leads(c, s->begins, to);

                        for (size_t i = 0; i < s->steps.n; i++)
                                now = now || leads(c, s->steps.at[i].stage, to);
                        for (size_t i = 0; i < s->determinations.n; i++)
                                now = now || (met[i] && s->determinations.at[i].is_waiting &&
                                              leads(c, s->determinations.at[i].to, to));
                        more = more || (now && !met[k]);
                        met[k] = met[k] || now;
                }
        }
}

static void check_ends(const Check *c)
{
        const Selection *s = c->s;
        bool *met = arena_new(c->a, bool, s->determinations.n);

        meet(c, met);
        for (size_t k = 0; k < s->determinations.n; k++) {
                const SelectionDetermination *d = &s->determinations.at[k];
                bool goes_on = !d->is_waiting;

                for (size_t i = 0; i < s->steps.n; i++)
                        goes_on = goes_on || leads(c, d->to, s->steps.at[i].stage);
                for (size_t i = 0; i < s->determinations.n; i++)
                        goes_on = goes_on || leads(c, d->to, s->determinations.at[i].to);
                if (!met[k])
                        yaml_fault(c->a, c->faults, yaml_at(d->node, "to"),
                                   _("expected a way to '%.*s': no move leads there from where an "
                                     "application stands"),
                                   S_ARG(d->to));
                if (!goes_on)
                        yaml_fault(c->a, c->faults, yaml_at(d->node, "is_waiting"),
                                   _("expected a move from '%.*s' to the stage of a determination"),
                                   S_ARG(d->to));
        }
}

static bool leads(const Check *c, Str from, Str to)
{
        return c->stages->leads(c->stages->of, from, to);
}

static void check_stage(const Check *c, const YamlNode *at, Str slug)
{
        if (slug.len && !c->stages->is_stage(c->stages->of, slug))
                yaml_fault(c->a, c->faults, at, _("expected a stage of this file; found '%.*s'"),
                           S_ARG(slug));
}

static void check_once(const Check *c, const YamlNode *at, Str slug, Str before)
{
        if (slug.len && str_eq(slug, before))
                yaml_fault(c->a, c->faults, at, _("expected each of them once; found '%.*s' again"),
                           S_ARG(slug));
}

/* programme/definition: the tables of the file, and what tables can not say. */
#include "programme/definition.h"

#include "base/decimal.h"
#include "base/words.h"
#include "form/condition.h"

#include <assert.h>

static bool is_member_entry(Str s);
static bool is_stage_or_all(Str s);
static bool is_amount(Str s);

static const char *const family_words[] = {
        "accelerator", "developer",   "onboarding", "challenge", "innovation-centre", "talent",
        "educator",    "competition", "internship", "partner",   "investor",          "fund",
        "university",  "community",   "compute",    NULL};
static const char *const member_words[] = {"person", "organisation", NULL};
static const char *const reason_words[] = {"optional", "required", "none", NULL};
#define ENTRY_CHECK                                                                               \
        .is = is_member_entry, .expected = N_("small words with dots between, the first of them " \
                                              "member")

static const YamlField stage_fields[] = {
        {"stage", YAML_SLUG, .offset = offsetof(DefinitionStage, slug), .required = true},
        {"title", YAML_LINE, .offset = offsetof(DefinitionStage, title), .required = true,
         .max = 100},
        {"means", YAML_TEXT, .offset = offsetof(DefinitionStage, means), .max = 2000},
        {"first", YAML_BOOL, .offset = offsetof(DefinitionStage, is_first)},
        {"ends", YAML_BOOL, .offset = offsetof(DefinitionStage, ends)},
        {"evidence", YAML_LINES, .offset = offsetof(DefinitionStage, evidence), .items_max = 30},
        {0}};
static const YamlTable stage_table = {.noun = N_("stage"),
                                      stage_fields,
                                      sizeof(DefinitionStage),
                                      .at = offsetof(DefinitionStage, node)};

static const YamlField move_fields[] = {
        {"from", YAML_LINES, .offset = offsetof(DefinitionMove, from), .required = true,
         .loose = true, .items_max = DEFINITION_STAGES_MAX, .is = is_stage_or_all,
         .expected = N_("the slug of a stage, a list of them, or \"*\"")},
        {"to", YAML_SLUG, .offset = offsetof(DefinitionMove, to), .required = true},
        {"entry", YAML_LINE, .offset = offsetof(DefinitionMove, entry), .required = true,
         ENTRY_CHECK},
        {"title", YAML_LINE, .offset = offsetof(DefinitionMove, title), .required = true,
         .max = 100},
        {"reason", YAML_WORD, .offset = offsetof(DefinitionMove, reason), .words = reason_words},
        {"back", YAML_BOOL, .offset = offsetof(DefinitionMove, is_back)},
        {0}};
static const YamlTable move_table = {.noun = N_("move"),
                                     move_fields,
                                     sizeof(DefinitionMove),
                                     .at = offsetof(DefinitionMove, node)};

static const YamlField join_fields[] = {
        {"stage", YAML_SLUG, .offset = offsetof(DefinitionJoin, stage), .required = true},
        {"entry", YAML_LINE, .offset = offsetof(DefinitionJoin, entry), .required = true,
         ENTRY_CHECK},
        {0}};
static const YamlTable join_table = {.noun = N_("join"),
                                     join_fields,
                                     sizeof(DefinitionJoin),
                                     .at = offsetof(DefinitionJoin, node)};

static const YamlField benefit_fields[] = {
        {"benefit", YAML_SLUG, .offset = offsetof(DefinitionBenefit, slug), .required = true},
        {"title", YAML_LINE, .offset = offsetof(DefinitionBenefit, title), .required = true},
        {"unit", YAML_LINE, .offset = offsetof(DefinitionBenefit, unit), .required = true,
         .is = yaml_is_unit,
         .expected = N_("a currency's code of three capital letters, or a slug")},
        {"amount", YAML_LINE, .offset = offsetof(DefinitionBenefit, amount), .required = true,
         .is = is_amount, .expected = N_("a decimal number above zero")},
        {"on", YAML_SLUG, .offset = offsetof(DefinitionBenefit, on), .required = true},
        {"level", YAML_SLUG, .offset = offsetof(DefinitionBenefit, level)},
        {"expires_after", YAML_LINE, .offset = offsetof(DefinitionBenefit, expires_after),
         .is = span_is, .expected = N_("a number of days, months or years (\"12 months\")")},
        {0}};
static const YamlTable benefit_table = {.noun = N_("benefit"),
                                        benefit_fields,
                                        sizeof(DefinitionBenefit),
                                        .at = offsetof(DefinitionBenefit, node)};

static const YamlField retention_fields[] = {
        {"stages", YAML_LINES, .offset = offsetof(DefinitionRetention, stages), .required = true,
         .loose = true, .items_max = DEFINITION_STAGES_MAX, .is = yaml_is_slug,
         .expected = N_("the slug of a stage, or a list of them")},
        {"keep", YAML_LINE, .offset = offsetof(DefinitionRetention, keep), .required = true,
         .is = span_is, .expected = N_("a number of days, months or years (\"12 months\")")},
        {0}};
static const YamlTable retention_table = {.noun = N_("retention"),
                                          retention_fields,
                                          sizeof(DefinitionRetention),
                                          .at = offsetof(DefinitionRetention, node)};

static const YamlField attendance_fields[] = {
        {"absent", YAML_SLUG, .offset = offsetof(DefinitionAttendance, absent), .required = true},
        {"after", YAML_LINE, .offset = offsetof(DefinitionAttendance, after), .required = true,
         .is = span_is, .expected = N_("a number of days, months or years (\"12 months\")")},
        {0}};
static const YamlTable attendance_table = {.noun = N_("attendance"),
                                           attendance_fields,
                                           sizeof(DefinitionAttendance),
                                           .at = offsetof(DefinitionAttendance, node)};

static const YamlField definition_fields[] = {
        {"programme", YAML_SLUG, .offset = offsetof(Definition, slug), .required = true},
        {"version", YAML_INT, .offset = offsetof(Definition, version), .required = true, .min = 1,
         .max = DEFINITION_VERSION_MAX},
        {"title", YAML_LINE, .offset = offsetof(Definition, title), .required = true, .max = 200},
        {"summary", YAML_TEXT, .offset = offsetof(Definition, summary), .required = true,
         .max = 5000},
        {"family", YAML_WORD, .offset = offsetof(Definition, family), .required = true,
         .words = family_words},
        {"members", YAML_WORDS, .offset = offsetof(Definition, members), .required = true,
         .words = member_words},
        {"stages", YAML_STRUCTS, .offset = offsetof(Definition, stages), .required = true,
         .items_max = DEFINITION_STAGES_MAX, .table = &stage_table},
        {"moves", YAML_STRUCTS, .offset = offsetof(Definition, moves),
         .items_max = DEFINITION_MOVES_MAX, .table = &move_table},
        {"joins", YAML_STRUCTS, .offset = offsetof(Definition, joins),
         .items_max = DEFINITION_STAGES_MAX, .table = &join_table},
        {"benefits", YAML_STRUCTS, .offset = offsetof(Definition, benefits), .items_max = 60,
         .table = &benefit_table},
        {"forms", YAML_STRUCTS, .offset = offsetof(Definition, forms), .items_max = 30,
         .table = &form_table},
        {"levels", YAML_SLUGS, .offset = offsetof(Definition, levels), .items_max = 30},
        {"evidence", YAML_LINES, .offset = offsetof(Definition, evidence), .items_max = 30},
        {"retention", YAML_STRUCTS, .offset = offsetof(Definition, retention),
         .items_max = DEFINITION_STAGES_MAX, .table = &retention_table},
        {"attendance", YAML_STRUCT, .offset = offsetof(Definition, attendance),
         .table = &attendance_table},
        {"selection", YAML_STRUCT, .offset = offsetof(Definition, selection),
         .table = &selection_table},
        {"cohort", YAML_STRUCT, .offset = offsetof(Definition, cohort), .table = &plan_table},
        {0}};
static const YamlTable definition_table = {.noun = N_("programme"),
                                           definition_fields,
                                           sizeof(Definition),
                                           .at = offsetof(Definition, node)};

/* What the checks hand to each other. */
typedef struct {
        Arena *a;
        Definition *def;
        YamlFaults *faults;
} Check;

static void check_stages(const Check *c);
static void check_moves(const Check *c);
static void check_move_twice(const Check *c, size_t i);
static void check_reach(const Check *c);
static void check_joins(const Check *c);
static void check_benefits(const Check *c);
static void check_retention(const Check *c);
static void check_attendance(const Check *c);
static void check_forms(const Check *c);
static void check_rule(const Check *c, const Form *form, const SelectionRule *rule);
static void check_selection(const Check *c);
static bool is_stage(const void *def, Str slug);
static bool has_figure(const void *of, Str form, Str field);
static bool asks_files(const void *of, Str form);
static void check_stage_word(const Check *c, const YamlNode *at, Str slug);
static bool names(const DefinitionMove *m, Str slug);
static bool leads(const Definition *def, const DefinitionMove *m, Str from, Str to);

Status definition_parse(Arena *a, Str text, Definition **out, YamlFaults *faults)
{
        Definition *def = arena_new(a, Definition, 1);
        Check c = {a, def, faults};

        TRY(yaml_load(a, text, &definition_table, def, faults));
        if (def->stages.n) { /* without stages every word below would be one more fault */
                check_stages(&c);
                check_moves(&c);
                check_joins(&c);
                check_benefits(&c);
                check_retention(&c);
                check_attendance(&c);
                if (faults->n == 0)
                        check_reach(&c);
        }
        check_forms(&c);
        if (faults->n == 0 && def->selection.node)
                check_selection(&c);
        if (faults->n == 0 && def->cohort.node)
                plan_check(a, &def->cohort, &(PlanFile){def, is_stage, has_figure, asks_files},
                           faults);
        TRY(yaml_faults_end(faults));
        *out = def;
        return OK;
}

const DefinitionMove *definition_move(const Definition *def, Str from, Str to)
{
        const DefinitionMove *any = NULL;

        if (!definition_stage(def, from))
                return NULL;
        for (size_t i = 0; i < def->moves.n; i++) {
                const DefinitionMove *m = &def->moves.at[i];

                if (!leads(def, m, from, to))
                        continue;
                if (names(m, from))
                        return m;
                any = m;
        }
        return any;
}

const DefinitionStage *definition_stage(const Definition *def, Str slug)
{
        for (size_t i = 0; i < def->stages.n; i++)
                if (str_eq(def->stages.at[i].slug, slug))
                        return &def->stages.at[i];
        return NULL;
}

Str definition_stage_title(const Definition *def, Str slug)
{
        const DefinitionStage *s = definition_stage(def, slug);

        return s ? s->title : slug;
}

const char *definition_family_name(DefinitionFamily family)
{
        assert((size_t)family < sizeof family_words / sizeof *family_words - 1);
        return family_words[family];
}

static void check_stages(const Check *c)
{
        const Definition *def = c->def;
        bool any = false;

        for (size_t i = 0; i < def->stages.n; i++) {
                DefinitionStage *s = &def->stages.at[i];
                const DefinitionStage *same = definition_stage(def, s->slug);

                if (!str_empty(s->slug) && same != s)
                        yaml_fault(c->a, c->faults, yaml_at(s->node, "stage"),
                                   _("expected each stage once; found '%.*s' again (first in line "
                                     "%d)"),
                                   S_ARG(s->slug), same->node->line);
                any = any || s->is_first;
                if (s->is_first)
                        s->join_entry = S("member.joined");
        }
        if (!any)
                yaml_fault(
                        c->a, c->faults, yaml_at(def->node, "stages"),
                        _("expected at least one stage with 'first: true', where a member begins"));
}

static void check_moves(const Check *c)
{
        const Definition *def = c->def;

        for (size_t i = 0; i < def->moves.n; i++) {
                const DefinitionMove *m = &def->moves.at[i];
                const YamlNode *at = yaml_at(m->node, "from");

                for (size_t j = 0; j < m->from.n; j++) {
                        Str from = m->from.at[j];
                        const DefinitionStage *s = definition_stage(def, from);

                        if (str_is(from, "*") && m->from.n > 1)
                                yaml_fault(c->a, c->faults, at,
                                           _("expected \"*\" alone, or stages; found both"));
                        if (!str_is(from, "*"))
                                check_stage_word(c, at, from);
                        if (s && s->ends && !m->is_back)
                                yaml_fault(c->a, c->faults, at,
                                           _("expected no move out of '%.*s', which ends; if it "
                                             "shall be possible, mark the move 'back: true'"),
                                           S_ARG(from));
                        if (str_eq(from, m->to))
                                yaml_fault(c->a, c->faults, yaml_at(m->node, "to"),
                                           _("expected another stage than the one the move comes "
                                             "from"));
                }
                check_stage_word(c, yaml_at(m->node, "to"), m->to);
                check_move_twice(c, i);
        }
}

/* Between two stages there is one move: a person who takes it need not choose, nor does an import.
 */
static void check_move_twice(const Check *c, size_t i)
{
        const DefinitionMove *m = &c->def->moves.at[i];

        for (size_t k = 0; k < i; k++) {
                const DefinitionMove *before = &c->def->moves.at[k];

                if (!str_eq(before->to, m->to) || str_empty(m->to))
                        continue;
                for (size_t j = 0; j < m->from.n; j++)
                        if (names(before, m->from.at[j]))
                                yaml_fault(c->a, c->faults, yaml_at(m->node, "from"),
                                           _("expected one move from '%.*s' to '%.*s'; the other "
                                             "is in line %d"),
                                           S_ARG(m->from.at[j]), S_ARG(m->to), before->node->line);
        }
}

/* Goes from the first stages as far as moves lead; what it does not meet is a dead part of the
 * file. */
static void check_reach(const Check *c)
{
        const Definition *def = c->def;
        bool *met = arena_new(c->a, bool, def->stages.n), more = true;

        for (size_t i = 0; i < def->stages.n; i++)
                met[i] = def->stages.at[i].is_first;
        while (more) {
                more = false;
                for (size_t i = 0; i < def->stages.n; i++)
                        for (size_t j = 0; j < def->stages.n && met[i]; j++)
                                if (!met[j] && definition_move(def, def->stages.at[i].slug,
                                                               def->stages.at[j].slug))
                                        met[j] = more = true;
        }
        for (size_t i = 0; i < def->stages.n; i++)
                if (!met[i])
                        yaml_fault(c->a, c->faults, yaml_at(def->stages.at[i].node, "stage"),
                                   _("expected a way to '%.*s': no move leads there from a first "
                                     "stage"),
                                   S_ARG(def->stages.at[i].slug));
}

static void check_joins(const Check *c)
{
        Definition *def = c->def;

        for (size_t i = 0; i < def->joins.n; i++) {
                const DefinitionJoin *join = &def->joins.at[i];
                const YamlNode *at = yaml_at(join->node, "stage");
                bool twice = false;

                check_stage_word(c, at, join->stage);
                for (size_t k = 0; k < i; k++)
                        twice = twice || (!str_empty(join->stage) &&
                                          str_eq(def->joins.at[k].stage, join->stage));
                if (twice)
                        yaml_fault(c->a, c->faults, at,
                                   _("expected each stage once; found '%.*s' again"),
                                   S_ARG(join->stage));
                for (size_t k = 0; k < def->stages.n; k++) {
                        DefinitionStage *s = &def->stages.at[k];

                        if (!str_eq(s->slug, join->stage) || str_empty(s->slug))
                                continue;
                        if (!s->is_first)
                                yaml_fault(c->a, c->faults, at,
                                           _("expected a stage with 'first: true'; '%.*s' is none"),
                                           S_ARG(s->slug));
                        else if (!str_empty(join->entry))
                                s->join_entry = join->entry;
                }
        }
}

static void check_benefits(const Check *c)
{
        Definition *def = c->def;

        for (size_t i = 0; i < def->benefits.n; i++) {
                DefinitionBenefit *b = &def->benefits.at[i];
                bool level = str_empty(b->level);

                for (size_t k = 0; k < i; k++)
                        if (!str_empty(b->slug) && str_eq(def->benefits.at[k].slug, b->slug))
                                yaml_fault(c->a, c->faults, yaml_at(b->node, "benefit"),
                                           _("expected each benefit once; found '%.*s' again"),
                                           S_ARG(b->slug));
                check_stage_word(c, yaml_at(b->node, "on"), b->on);
                for (size_t k = 0; k < def->levels.n && !level; k++)
                        level = str_eq(def->levels.at[k], b->level);
                if (!level)
                        yaml_fault_word(c->a, c->faults, yaml_at(b->node, "level"), b->level,
                                        def->levels.at, def->levels.n);
                if (!str_empty(b->expires_after)) {
                        bool good =
                                span_parse(b->expires_after, &b->expires_count, &b->expires_unit);

                        assert(good); /* the table asked is_span */
                }
        }
}

static bool is_kept_before(const Definition *def, size_t end, Str stage)
{
        for (size_t i = 0; i < end; i++)
                for (size_t k = 0; k < def->retention.at[i].stages.n; k++)
                        if (str_eq(def->retention.at[i].stages.at[k], stage))
                                return true;
        return false;
}

/* Only who is through with the programme is erased because time went by. */
static void check_retention(const Check *c)
{
        Definition *def = c->def;

        for (size_t i = 0; i < def->retention.n; i++) {
                DefinitionRetention *r = &def->retention.at[i];
                const YamlNode *at = yaml_at(r->node, "stages");

                for (size_t k = 0; k < r->stages.n; k++) {
                        const DefinitionStage *s = definition_stage(def, r->stages.at[k]);

                        check_stage_word(c, at, r->stages.at[k]);
                        if (s && !s->ends)
                                yaml_fault(c->a, c->faults, at,
                                           _("expected a stage with 'ends: true'; '%.*s' has not"),
                                           S_ARG(s->slug));
                        if (is_kept_before(def, i, r->stages.at[k]))
                                yaml_fault(c->a, c->faults, at,
                                           _("expected each stage once; found '%.*s' again"),
                                           S_ARG(r->stages.at[k]));
                }
                if (!str_empty(r->keep)) {
                        bool good = span_parse(r->keep, &r->keep_count, &r->keep_unit);

                        assert(good); /* the table asked is_span */
                }
        }
}

static void check_attendance(const Check *c)
{
        DefinitionAttendance *x = &c->def->attendance;
        const YamlNode *at = x->node ? yaml_at(x->node, "absent") : NULL;

        if (!x->node || str_empty(x->absent))
                return;
        check_stage_word(c, at, x->absent);
        if (!str_empty(x->after))
                (void)!span_parse(x->after, &x->after_count, &x->after_unit);
        for (size_t i = 0; i < c->def->moves.n; i++)
                if (str_eq(c->def->moves.at[i].to, x->absent))
                        return;
        yaml_fault(c->a, c->faults, at, _("expected a move to '%.*s'"), S_ARG(x->absent));
}

static void check_forms(const Check *c)
{
        const Definition *def = c->def;

        for (size_t i = 0; i < def->forms.n; i++) {
                Form *form = &def->forms.at[i];

                for (size_t k = 0; k < i; k++)
                        if (!str_empty(form->slug) && str_eq(def->forms.at[k].slug, form->slug))
                                yaml_fault(c->a, c->faults, yaml_at(form->node, "form"),
                                           _("expected each form once; found '%.*s' again"),
                                           S_ARG(form->slug));
                form_check(c->a, form, c->faults);
        }
}

static bool is_first_stage(const void *def, Str slug)
{
        const DefinitionStage *s = definition_stage(def, slug);

        return s && s->is_first;
}

static bool is_stage(const void *def, Str slug)
{
        return definition_stage(def, slug) != NULL;
}

static bool a_move_leads(const void *def, Str from, Str to)
{
        return definition_move(def, from, to) != NULL;
}

static void check_selection(const Check *c)
{
        const Definition *def = c->def;
        SelectionStages stages = {def, is_stage, is_first_stage, a_move_leads};
        const Form *form = NULL;
        Str *fields;

        for (size_t i = 0; i < def->forms.n; i++)
                if (str_eq(def->forms.at[i].slug, def->selection.form))
                        form = &def->forms.at[i];
        if (!form) {
                yaml_fault(c->a, c->faults, yaml_at(def->selection.node, "form"),
                           _("expected one of the forms of this file; found '%.*s'"),
                           S_ARG(def->selection.form));
                return;
        }
        fields = arena_new(c->a, Str, form->fields.n);
        for (size_t i = 0; i < form->fields.n; i++)
                fields[i] = form->fields.at[i]->slug;
        selection_check(c->a, &def->selection, &stages, fields, form->fields.n, c->faults);
        for (size_t i = 0; i < def->selection.eligibility.n; i++)
                check_rule(c, form, &def->selection.eligibility.at[i]);
}

static void check_rule(const Check *c, const Form *form, const SelectionRule *rule)
{
        const Condition *condition;
        Str fault;

        if (condition_parse(c->a, form, rule->when, &condition, &fault) != OK)
                yaml_fault(c->a, c->faults, yaml_at(rule->node, "when"),
                           _("expected a condition: %.*s"), S_ARG(fault));
}

/* Is there such a form, with such a figure (or any, when empty)? */
static bool has_figure(const void *of, Str form, Str field)
{
        const Definition *def = of;

        for (size_t i = 0; i < def->forms.n; i++) {
                const FormField *f = form_find(&def->forms.at[i], field);

                if (str_eq(def->forms.at[i].slug, form))
                        return !field.len ||
                               (f && (f->kind == FORM_NUMBER || f->kind == FORM_MONEY));
        }
        return false;
}

static bool asks_files(const void *of, Str form)
{
        const Definition *def = of;

        for (size_t i = 0; i < def->forms.n; i++)
                for (size_t k = 0; k < def->forms.at[i].fields.n; k++)
                        if (str_eq(def->forms.at[i].slug, form) &&
                            def->forms.at[i].fields.at[k]->kind == FORM_FILE)
                                return true;
        return false;
}

/* A word that must be a stage; the empty one was a fault before. */
static void check_stage_word(const Check *c, const YamlNode *at, Str slug)
{
        const Definition *def = c->def;
        Str *slugs;

        if (str_empty(slug) || definition_stage(def, slug))
                return;
        slugs = arena_new(c->a, Str, def->stages.n);
        for (size_t i = 0; i < def->stages.n; i++)
                slugs[i] = def->stages.at[i].slug;
        yaml_fault_word(c->a, c->faults, at, slug, slugs, def->stages.n);
}

static bool names(const DefinitionMove *m, Str slug)
{
        for (size_t i = 0; i < m->from.n; i++)
                if (str_eq(m->from.at[i], slug))
                        return true;
        return false;
}

static bool leads(const Definition *def, const DefinitionMove *m, Str from, Str to)
{
        const DefinitionStage *s = definition_stage(def, from);

        if (!str_eq(m->to, to) || str_eq(from, to))
                return false;
        return names(m, from) || (names(m, S("*")) && s && (!s->ends || m->is_back));
}

static bool is_member_entry(Str s)
{
        return yaml_is_entry_kind(s) && str_starts(s, S("member."));
}

static bool is_stage_or_all(Str s)
{
        return str_is(s, "*") || yaml_is_slug(s);
}

static bool is_amount(Str s)
{
        int64_t v;

        return decimal_parse(s, 6, &v) && v > 0;
}

/* import/mapping: reading the file, and finding its columns. What is done with a row:
 * mapping_row.c. */
#include "import/mapping.h"

#include "base/words.h"

#include <assert.h>

static const char *const party_words[] = {"organisation", "person", NULL};
static const char *const as_of_words[] = {"optional", "required", NULL};
static const char *const gone_words[] = {"keep", "mark", NULL};
static const char *const take_words[] = {"any", "first", "last", "first-part", "last-part", NULL};
static const char *const others_words[] = {"standard", "keep", "drop", "refuse", NULL};
static const char *const format_words[] = {"as-is", "iso-date", "unix-seconds", "batch", NULL};
static const char *const kind_words[] = {"text", "int", "yes-no", NULL};
static const char *const lookup_words[] = {"none", "country-name", NULL};

static const YamlField rule_fields[] = {
        {"column", YAML_LINE, .offset = offsetof(MappingRule, column)},
        {"split", YAML_LINE, .offset = offsetof(MappingRule, split), .max = 5},
        {"part", YAML_LINE, .offset = offsetof(MappingRule, part), .max = 5},
        {"take", YAML_WORD, .offset = offsetof(MappingRule, take), .words = take_words},
        {"map", YAML_PAIRS, .offset = offsetof(MappingRule, map)},
        {"others", YAML_WORD, .offset = offsetof(MappingRule, others), .words = others_words},
        {"default", YAML_LINE, .offset = offsetof(MappingRule, standard)},
        {"value", YAML_LINE, .offset = offsetof(MappingRule, value)},
        {"format", YAML_WORD, .offset = offsetof(MappingRule, format), .words = format_words},
        {"slug", YAML_BOOL, .offset = offsetof(MappingRule, slug)},
        {"kind", YAML_WORD, .offset = offsetof(MappingRule, kind), .words = kind_words},
        {"lookup", YAML_WORD, .offset = offsetof(MappingRule, lookup), .words = lookup_words},
        {0}};
static const YamlTable rule_table = {.noun = N_("rule"),
                                     rule_fields,
                                     sizeof(MappingRule),
                                     .at = offsetof(MappingRule, node),
                                     .name = offsetof(MappingRule, name),
                                     .lone = "column"};

typedef __typeof__(((Mapping *)0)->columns) Columns;

#define TARGET(key, target)                                                                    \
        key, YAML_STRUCT, .offset = offsetof(Columns, rules) + (target) * sizeof(MappingRule), \
                          .table = &rule_table

static const YamlField column_fields[] = {
        {TARGET("identity", MAPPING_IDENTITY), .required = true},
        {TARGET("name", MAPPING_NAME), .required = true},
        {TARGET("former_names", MAPPING_FORMER_NAMES)},
        {TARGET("website", MAPPING_WEBSITE)},
        {TARGET("email", MAPPING_EMAIL)},
        {TARGET("registration", MAPPING_REGISTRATION)},
        {TARGET("country", MAPPING_COUNTRY)},
        {TARGET("hub", MAPPING_HUB)},
        {TARGET("stage", MAPPING_STAGE), .required = true},
        {TARGET("date", MAPPING_DATE)},
        {TARGET("sector", MAPPING_SECTOR)},
        {TARGET("level", MAPPING_LEVEL)},
        {TARGET("listed", MAPPING_LISTED)},
        {"attributes", YAML_MAP, .offset = offsetof(Columns, attributes),
         .items_max = MAPPING_ATTRIBUTES_MAX, .is = yaml_is_name,
         .expected = N_("a name (small letters, digits, - and _)"), .table = &rule_table},
        {0}};
static const YamlTable columns_table = {.noun = N_("mapping's columns"),
                                        column_fields,
                                        sizeof(Columns),
                                        .at = offsetof(Columns, node)};

static const YamlField mapping_fields[] = {
        {"mapping", YAML_SLUG, .offset = offsetof(Mapping, slug), .required = true},
        {"title", YAML_LINE, .offset = offsetof(Mapping, title), .required = true, .max = 200},
        {"summary", YAML_TEXT, .offset = offsetof(Mapping, summary), .max = 5000},
        {"source", YAML_SLUG, .offset = offsetof(Mapping, source), .required = true},
        {"party", YAML_WORD, .offset = offsetof(Mapping, party), .required = true,
         .words = party_words},
        {"programme", YAML_SLUG, .offset = offsetof(Mapping, programme), .required = true},
        {"as_of", YAML_WORD, .offset = offsetof(Mapping, as_of), .words = as_of_words},
        {"gone", YAML_WORD, .offset = offsetof(Mapping, gone), .words = gone_words},
        {"columns", YAML_STRUCT, .offset = offsetof(Mapping, columns), .required = true,
         .table = &columns_table},
        {0}};
static const YamlTable mapping_table = {
        .noun = N_("mapping"), mapping_fields, sizeof(Mapping), .at = offsetof(Mapping, node)};

typedef struct {
        Arena *a;
        YamlFaults *faults;
} Check;

static void check_rule(const Check *c, const MappingRule *rule);
static void check_target(const Check *c, MappingTarget target, const MappingRule *rule);
static void check_slugs(const Check *c, const MappingRule *rule);
static Status find_column(Arena *a, Str column, const Str *header, size_t n, int *out,
                          MappingFault *out_fault);

Status mapping_parse(Arena *a, Str text, Mapping **out, YamlFaults *faults)
{
        Mapping *m = arena_new(a, Mapping, 1);
        Check c = {a, faults};

        TRY(yaml_load(a, text, &mapping_table, m, faults));
        for (size_t i = 0; i < MAPPING_TARGETS; i++)
                if (m->columns.rules[i].node) {
                        check_rule(&c, &m->columns.rules[i]);
                        check_target(&c, (MappingTarget)i, &m->columns.rules[i]);
                }
        for (size_t i = 0; i < m->columns.attributes.n; i++)
                check_rule(&c, &m->columns.attributes.at[i]);
        TRY(yaml_faults_end(faults));
        *out = m;
        return OK;
}

/* What no rule may say, whatever it is for. */
static void check_rule(const Check *c, const MappingRule *rule)
{
        const YamlNode *node = rule->node, *column = yaml_get(node, "column"),
                       *value = yaml_get(node, "value");
        bool parts = rule->take == MAPPING_TAKE_FIRST_PART || rule->take == MAPPING_TAKE_LAST_PART;

        if (node->kind != YAML_MAPPING)
                return; /* a column's name alone */
        if (!column == !value)
                yaml_fault(c->a, c->faults, node,
                           _("expected either 'column' or 'value' in this rule"));
        if (parts && !str_empty(rule->split) &&
            str_eq(rule->split, str_empty(rule->part) ? S(",") : rule->part))
                yaml_fault(c->a, c->faults, yaml_at(node, "split"),
                           _("expected another 'split' than 'part' (a comma, when not said): a "
                             "part is what stands between commas within one piece"));
        if (rule->others == MAPPING_OTHERS_DROP || rule->others == MAPPING_OTHERS_REFUSE)
                if (!yaml_get(node, "map"))
                        yaml_fault(c->a, c->faults, yaml_at(node, "others"),
                                   _("expected a 'map' with 'others: %s'"),
                                   others_words[rule->others]);
}

static void check_target(const Check *c, MappingTarget target, const MappingRule *rule)
{
        const YamlNode *format = yaml_get(rule->node, "format"),
                       *kind = yaml_get(rule->node, "kind"),
                       *lookup = yaml_get(rule->node, "lookup");

        if (format && target != MAPPING_DATE)
                yaml_fault(c->a, c->faults, format,
                           _("expected 'format' with a date or an attribute only"));
        if (kind)
                yaml_fault(c->a, c->faults, kind, _("expected 'kind' with an attribute only"));
        if (lookup && target != MAPPING_COUNTRY)
                yaml_fault(c->a, c->faults, lookup, _("expected 'lookup' with the country only"));
        if (target == MAPPING_IDENTITY && rule->node->kind == YAML_MAPPING &&
            !str_empty(rule->value))
                yaml_fault(c->a, c->faults, yaml_at(rule->node, "value"),
                           _("expected a column: the identity differs from row to row"));
        if (target == MAPPING_HUB || target == MAPPING_STAGE || target == MAPPING_SECTOR ||
            target == MAPPING_LEVEL)
                check_slugs(c, rule);
}

/* What the file itself gives as slug is checked once here, not at each row. */
static void check_slugs(const Check *c, const MappingRule *rule)
{
        const YamlNode *map = yaml_get(rule->node, "map");

        for (const YamlNode *v = map ? map->child : NULL; v; v = v->next)
                if (v->kind == YAML_SCALAR && !str_empty(v->text) && !yaml_is_slug(v->text))
                        yaml_fault(
                                c->a, c->faults, v,
                                _("expected a slug (small letters, digits, hyphens between them); "
                                  "found %s"),
                                yaml_found(c->a, v));
        if (!str_empty(rule->standard) && !yaml_is_slug(rule->standard))
                yaml_fault(c->a, c->faults, yaml_at(rule->node, "default"),
                           _("expected a slug for 'default'; found %s"),
                           yaml_quote(c->a, rule->standard));
        if (!str_empty(rule->value) && !yaml_is_slug(rule->value))
                yaml_fault(c->a, c->faults, yaml_at(rule->node, "value"),
                           _("expected a slug for 'value'; found %s"),
                           yaml_quote(c->a, rule->value));
}

YamlTexts mapping_columns(Arena *a, const Mapping *m)
{
        size_t all = MAPPING_TARGETS + m->columns.attributes.n;
        YamlTexts list = {arena_new(a, Str, all), 0};

        for (size_t i = 0; i < all; i++) {
                const MappingRule *rule = i < MAPPING_TARGETS
                                                  ? &m->columns.rules[i]
                                                  : &m->columns.attributes.at[i - MAPPING_TARGETS];
                bool known = str_empty(rule->column);

                for (size_t k = 0; k < list.n && !known; k++)
                        known = str_eq(list.at[k], rule->column);
                if (!known)
                        list.at[list.n++] = rule->column;
        }
        return list;
}

Status mapping_bind(Arena *a, const Mapping *m, const Str *header, size_t n, MappingBound *out,
                    MappingFault *out_fault)
{
        MappingBound bound = {.fields = n};

        assert(m->columns.attributes.n <= MAPPING_ATTRIBUTES_MAX);
        for (size_t i = 0; i < MAPPING_TARGETS; i++)
                TRY(find_column(a, m->columns.rules[i].column, header, n, &bound.column[i],
                                out_fault));
        for (size_t i = 0; i < m->columns.attributes.n; i++)
                TRY(find_column(a, m->columns.attributes.at[i].column, header, n,
                                &bound.attribute[i], out_fault));
        *out = bound;
        return OK;
}

static Status find_column(Arena *a, Str column, const Str *header, size_t n, int *out,
                          MappingFault *out_fault)
{
        Str nearest;

        *out = -1;
        if (str_empty(column))
                return OK;
        for (size_t i = 0; i < n; i++) {
                if (!str_eq(str_trim(header[i]), column))
                        continue;
                if (*out >= 0) {
                        *out_fault = (MappingFault){
                                column,
                                str_fmt(a, _("the column %s is there twice (as number %d and %zu)"),
                                        yaml_quote(a, column), *out + 1, i + 1)};
                        return INVALID;
                }
                *out = (int)i;
        }
        if (*out >= 0)
                return OK;
        nearest = yaml_nearest(column, header, n);
        *out_fault = (MappingFault){
                column, str_empty(nearest)
                                ? str_fmt(a, _("the file has no column %s"), yaml_quote(a, column))
                                : str_fmt(a, _("the file has no column %s (did you mean %s?)"),
                                          yaml_quote(a, column), yaml_quote(a, nearest))};
        return INVALID;
}

/* pledge/metric_definition: the tables of the file, and what tables can not say. */
#include "pledge/metric_definition.h"

#include "base/words.h"

#include <assert.h>

static bool is_region(Str s);

static const char *const count_words[] = {"parties", "amount", "reported", NULL};
/* "any" is also what it means when the line is not there */
static const char *const party_words[] = {"any", "person", "organisation", NULL};

#define NAME_CHECK .is = yaml_is_name, .expected = N_("a name (small letters, digits, - and _)")

static const YamlField where_fields[] = {
        {"attribute", YAML_LINE, .offset = offsetof(MetricWhere, attribute), .required = true,
         NAME_CHECK},
        {"is", YAML_LINES, .offset = offsetof(MetricWhere, is), .loose = true},
        {"in_region", YAML_LINE, .offset = offsetof(MetricWhere, in_region), .is = is_region,
         .expected = N_("a UN M49 code of three digits in quotes (\"035\")")},
        {0}};
static const YamlTable where_table = {.noun = N_("condition"),
                                      where_fields,
                                      sizeof(MetricWhere),
                                      .at = offsetof(MetricWhere, node)};

static const YamlField amount_fields[] = {
        {"field", YAML_LINE, .offset = offsetof(MetricAmount, field), .required = true, NAME_CHECK},
        {"unit", YAML_LINE, .offset = offsetof(MetricAmount, unit), .required = true,
         .is = yaml_is_unit,
         .expected = N_("a currency's code of three capital letters, or a slug")},
        {0}};
static const YamlTable amount_table = {.noun = N_("amount"),
                                       amount_fields,
                                       sizeof(MetricAmount),
                                       .at = offsetof(MetricAmount, node)};

static const YamlField metric_fields[] = {
        {"metric", YAML_SLUG, .offset = offsetof(MetricDefinition, slug), .required = true},
        {"version", YAML_INT, .offset = offsetof(MetricDefinition, version), .required = true,
         .min = 1, .max = METRIC_VERSION_MAX},
        {"title", YAML_LINE, .offset = offsetof(MetricDefinition, title), .required = true,
         .max = 200},
        {"words", YAML_TEXT, .offset = offsetof(MetricDefinition, words), .required = true,
         .max = 5000},
        {"source", YAML_TEXT, .offset = offsetof(MetricDefinition, source), .max = 2000},
        {"count", YAML_WORD, .offset = offsetof(MetricDefinition, count), .required = true,
         .words = count_words},
        {"party", YAML_WORD, .offset = offsetof(MetricDefinition, party), .words = party_words},
        {"entries", YAML_LINES, .offset = offsetof(MetricDefinition, entries), .loose = true,
         .items_max = 30, .is = yaml_is_entry_kind,
         .expected = N_("kinds of entries (small words with dots between)")},
        {"programme", YAML_SLUGS, .offset = offsetof(MetricDefinition, programme), .loose = true},
        {"stage", YAML_SLUGS, .offset = offsetof(MetricDefinition, stage), .loose = true},
        {"level", YAML_SLUGS, .offset = offsetof(MetricDefinition, level), .loose = true},
        {"where", YAML_STRUCTS, .offset = offsetof(MetricDefinition, where),
         .items_max = METRIC_WHERE_MAX, .table = &where_table},
        {"amount", YAML_STRUCT, .offset = offsetof(MetricDefinition, amount),
         .table = &amount_table},
        {"unit", YAML_LINE, .offset = offsetof(MetricDefinition, unit), .required = true,
         .max = 60},
        {0}};
static const YamlTable metric_table = {.noun = N_("metric"),
                                       metric_fields,
                                       sizeof(MetricDefinition),
                                       .at = offsetof(MetricDefinition, node)};

static void check_count(Arena *a, const MetricDefinition *m, YamlFaults *faults);
static void check_where(Arena *a, const MetricDefinition *m, YamlFaults *faults);

Status metric_definition_parse(Arena *a, Str text, MetricDefinition **out, YamlFaults *faults)
{
        MetricDefinition *m = arena_new(a, MetricDefinition, 1);

        TRY(yaml_load(a, text, &metric_table, m, faults));
        if (yaml_get(m->node, "count"))
                check_count(a, m, faults);
        check_where(a, m, faults);
        TRY(yaml_faults_end(faults));
        *out = m;
        return OK;
}

const char *metric_count_name(MetricCount count)
{
        assert((size_t)count < sizeof count_words / sizeof *count_words - 1);
        return count_words[count];
}

/* Each way to count has its own keys; one too many is as wrong as one missing, because its author
 * believes that it does something. */
static void check_count(Arena *a, const MetricDefinition *m, YamlFaults *faults)
{
        static const char *const conditions[] = {"party", "entries", "programme", "stage",
                                                 "level", "where",   "amount",    NULL};
        const YamlNode *amount = yaml_get(m->node, "amount"),
                       *entries = yaml_get(m->node, "entries");

        if (m->count == METRIC_REPORTED) {
                for (size_t i = 0; conditions[i]; i++)
                        if (yaml_get(m->node, conditions[i]))
                                yaml_fault(a, faults, yaml_get(m->node, conditions[i]),
                                           _("expected no '%s' with 'count: reported': the figure "
                                             "comes from outside"),
                                           conditions[i]);
                return;
        }
        if (!entries || (entries->kind == YAML_SEQUENCE && !entries->child))
                yaml_fault(a, faults, yaml_at(m->node, "entries"),
                           _("expected 'entries', the kinds of entries that count"));
        if (m->count == METRIC_AMOUNT && !amount)
                yaml_fault(a, faults, m->node, _("expected 'amount' with 'count: amount'"));
        if (m->count == METRIC_PARTIES && amount)
                yaml_fault(a, faults, amount, _("expected no 'amount' with 'count: parties'"));
}

static void check_where(Arena *a, const MetricDefinition *m, YamlFaults *faults)
{
        for (size_t i = 0; i < m->where.n; i++) {
                const YamlNode *node = m->where.at[i].node, *is = yaml_get(node, "is");
                const YamlNode *region = yaml_get(node, "in_region");

                if (node->kind == YAML_MAPPING && !is == !region)
                        yaml_fault(a, faults, node,
                                   _("expected either 'is' or 'in_region' in this condition"));
        }
}

static bool is_region(Str s)
{
        int64_t v;

        return s.len == 3 && str_to_int(s, 0, 999, &v);
}

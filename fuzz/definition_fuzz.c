/* Arbitrary bytes as a programme, a metric, an announcement and a mapping, and rows through the
 * mapping.
 *
 * Beyond not crashing it holds that: what is refused has a fault, and every fault has words on one
 * line and a place in the file; what is accepted keeps the promises of its header. */
#include "import/mapping.h"
#include "pledge/metric_definition.h"
#include "pledge/pledge_definition.h"
#include "programme/definition.h"

#include <assert.h>

enum { MEMORY_MAX = 64 << 20, FIELDS_MAX = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_faults(Arena *a, Status status, const YamlFaults *faults);
static void check_programme(const Definition *def);
static void check_mapping(Arena *a, const Mapping *m, Str bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        Arena a = arena_make(MEMORY_MAX);
        Str bytes = {(const char *)data, size};
        YamlFaults faults[4] = {0};
        Definition *def;
        MetricDefinition *metric;
        AnnouncementDefinition *announcement;
        Mapping *mapping;
        Status s;

        s = definition_parse(&a, bytes, &def, &faults[0]);
        check_faults(&a, s, &faults[0]);
        if (s == OK)
                check_programme(def);
        s = metric_definition_parse(&a, bytes, &metric, &faults[1]);
        check_faults(&a, s, &faults[1]);
        if (s == OK)
                assert((metric->count == METRIC_REPORTED) == (metric->entries.n == 0));
        s = announcement_definition_parse(&a, bytes, &announcement, &faults[2]);
        check_faults(&a, s, &faults[2]);
        for (size_t i = 0; s == OK && i < announcement->pledges.n; i++)
                assert(announcement->pledges.at[i].deadline.at_us >
                       announcement->pledges.at[i].start.at_us);
        s = mapping_parse(&a, bytes, &mapping, &faults[3]);
        check_faults(&a, s, &faults[3]);
        if (s == OK)
                check_mapping(&a, mapping, bytes);
        arena_free(&a);
        return 0;
}

static void check_faults(Arena *a, Status status, const YamlFaults *faults)
{
        assert((status == OK) == (faults->n == 0));
        assert(status == OK || status == INVALID);
        assert(faults->n <= YAML_FAULTS_MAX);
        for (size_t i = 0; i < faults->n; i++) {
                Str words = faults->list[i].words;

                assert(str_starts(words, S("expected ")));
                assert(str_is_utf8(words) && str_find(words, '\n') == words.len);
                assert(faults->list[i].line >= 1 && faults->list[i].column >= 1);
        }
        (void)yaml_faults_text(a, faults);
}

static void check_programme(const Definition *def)
{
        for (size_t i = 0; i < def->moves.n; i++) {
                const DefinitionMove *m = &def->moves.at[i];

                assert(definition_stage(def, m->to));
                assert(str_starts(m->entry, S("member.")));
                for (size_t k = 0; k < m->from.n; k++)
                        assert(str_is(m->from.at[k], "*") ||
                               definition_move(def, m->from.at[k], m->to) == m);
        }
        for (size_t i = 0; i < def->stages.n; i++)
                assert(def->stages.at[i].is_first == !str_empty(def->stages.at[i].join_entry));
}

/* The mapping's own columns as the header, and pieces of the file as the fields. */
static void check_mapping(Arena *a, const Mapping *m, Str bytes)
{
        YamlTexts columns = mapping_columns(a, m);
        Str fields[FIELDS_MAX] = {0}, rest = bytes;
        MappingBound bound;
        MappingFault fault;
        MappedRow row;
        Status s;

        assert(columns.n <= FIELDS_MAX);
        s = mapping_bind(a, m, columns.at, columns.n, &bound, &fault);
        assert(s == OK);
        for (int round = 0; round < 20 && rest.len; round++) {
                for (size_t i = 0; i < columns.n; i++)
                        if (!str_cut(&rest, round % 2 ? '\n' : ' ', &fields[i]))
                                fields[i] = (Str){0};
                s = mapping_apply(a, m, &bound, fields, columns.n, &row, &fault);
                if (s != OK) {
                        assert(!str_empty(fault.words));
                        continue;
                }
                assert(!str_empty(row.identity) && !str_empty(row.name) && yaml_is_slug(row.stage));
                assert(str_empty(row.hub) || yaml_is_slug(row.hub));
                assert(str_empty(row.website) || yaml_is_url(row.website));
        }
}

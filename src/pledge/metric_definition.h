/* pledge/metric_definition: what counts, and how, as a file with a version.
 *
 * "A thousand start-ups" means nothing until it is said what makes a start-up one of them. A
 * metric's file says it twice: in words, for people, and as conditions on entries of the record,
 * for the program. A published number names the version it was counted by. */
#ifndef SEEDBED_PLEDGE_METRIC_DEFINITION_H
#define SEEDBED_PLEDGE_METRIC_DEFINITION_H

#include "base/yaml_table.h"

enum { METRIC_WHERE_MAX = 20, METRIC_VERSION_MAX = 1000000 };

typedef enum {
        METRIC_PARTIES, /* distinct parties that have such an entry */
        METRIC_AMOUNT,  /* the sum of a field of such entries */
        METRIC_REPORTED /* the latest figure from outside, with its source */
} MetricCount;

typedef enum { METRIC_ANY_PARTY, METRIC_PERSON, METRIC_ORGANISATION } MetricParty;

/* A condition on an attribute of the entry or its party: one of `is`, or a country in a region. */
typedef struct {
        const YamlNode *node;
        Str attribute;
        YamlTexts is;  /* empty: in_region decides */
        Str in_region; /* UN M49 code, three digits */
} MetricWhere;

/* METRIC_AMOUNT: what is summed. */
typedef struct {
        const YamlNode *node;
        Str field, unit;
} MetricAmount;

typedef struct {
        const YamlNode *node;
        Str slug, title;
        Str words;  /* the definition, for people */
        Str source; /* whose definition it follows; may be empty */
        Str unit;   /* what is counted: "start-ups" */
        int64_t version;
        MetricCount count;
        MetricParty party;
        YamlTexts entries; /* kinds of entries that count; empty for METRIC_REPORTED alone */
        YamlTexts programme, stage, level; /* slugs, any of which will do; empty: no condition */
        YAML_LIST(MetricWhere) where;      /* all must hold */
        MetricAmount amount;
} MetricDefinition;

/* Reads a metric's file; INVALID with faults. */
Status metric_definition_parse(Arena *a, Str text, MetricDefinition **out, YamlFaults *faults);
/* Name of a way to count as it is written in the file. Never NULL. */
const char *metric_count_name(MetricCount count);

#endif

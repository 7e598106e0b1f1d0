/* import/mapping: how the columns of somebody's file become a party and a membership, as a file.
 *
 * The source's own stable identity (its name and its id) is what ties a row to the party it made at
 * an earlier import; names change. Each target has one rule, and every rule is the same few steps
 * in the same order, so that a mapping can be read aloud:
 *
 *     column → split → take → map → others → default → format or slug
 *
 * What the map gives stands as it is. A row that can not be mapped is refused with the column and
 * the reason; a web or mail address that is none is left out and noted, for the row is worth more.
 */
#ifndef SEEDBED_IMPORT_MAPPING_H
#define SEEDBED_IMPORT_MAPPING_H

#include "base/yaml_table.h"

enum {
        MAPPING_ATTRIBUTES_MAX = 40,
        MAPPING_PIECES_MAX = 200, /* of one field */
        MAPPING_IDENTITY_BYTES_MAX = 200,
        MAPPING_NAME_CHARS_MAX = 300,
        MAPPING_VALUE_CHARS_MAX = 2000 /* of any other value */
};

/* Targets; in the order of the file's keys. */
typedef enum {
        MAPPING_IDENTITY,
        MAPPING_NAME,
        MAPPING_FORMER_NAMES,
        MAPPING_WEBSITE,
        MAPPING_EMAIL,
        MAPPING_REGISTRATION,
        MAPPING_COUNTRY,
        MAPPING_HUB,
        MAPPING_STAGE,
        MAPPING_DATE,
        MAPPING_SECTOR,
        MAPPING_LEVEL,
        MAPPING_LISTED,
        MAPPING_TARGETS
} MappingTarget;

typedef enum {
        MAPPING_TAKE_ANY,   /* the pieces in order, until one gives a value */
        MAPPING_TAKE_FIRST, /* the first piece, and no other */
        MAPPING_TAKE_LAST,
        MAPPING_TAKE_FIRST_PART, /* as ANY, and of each piece the first part between commas */
        MAPPING_TAKE_LAST_PART
} MappingTake;

/* What becomes of a value that the map does not have. */
typedef enum {
        MAPPING_OTHERS_STANDARD, /* stage, hub: DROP when there is a default, else REFUSE; all
                                    others: KEEP */
        MAPPING_OTHERS_KEEP,     /* it stands as it is */
        MAPPING_OTHERS_DROP,     /* as if it were empty */
        MAPPING_OTHERS_REFUSE    /* the row is refused */
} MappingOthers;

typedef enum { MAPPING_AS_IS, MAPPING_ISO_DATE, MAPPING_UNIX_SECONDS, MAPPING_BATCH } MappingFormat;

typedef enum { MAPPING_KIND_TEXT, MAPPING_KIND_INT, MAPPING_KIND_YES_NO } MappingKind;

typedef enum { MAPPING_NO_LOOKUP, MAPPING_COUNTRY_NAME } MappingLookup;

typedef struct {
        const YamlNode *node; /* NULL: the file has no such rule */
        Str name;             /* of an attribute */
        Str column;           /* empty: value stands for all rows */
        Str split;            /* what stands between pieces; empty: the field is one piece */
        Str part;             /* what stands between the parts of a piece; a comma when not said */
        MappingTake take;
        YamlPairs map;
        MappingOthers others;
        Str standard; /* default: when nothing else gave a value */
        Str value;    /* the same for all rows */
        MappingFormat format;
        bool slug;            /* make a slug of it */
        MappingKind kind;     /* attributes only */
        MappingLookup lookup; /* country only: the caller finds the code for the name */
} MappingRule;

/* The keys of the file as a whole. */
typedef enum { MAPPING_ORGANISATION, MAPPING_PERSON } MappingParty;
typedef enum { MAPPING_AS_OF_OPTIONAL, MAPPING_AS_OF_REQUIRED } MappingAsOf;
typedef enum { MAPPING_GONE_KEEP, MAPPING_GONE_MARK } MappingGone;

typedef struct {
        const YamlNode *node;
        Str slug, title, summary;
        Str source;    /* with the identity it makes the outside id */
        Str programme; /* slug */
        MappingParty party;
        MappingAsOf as_of; /* whether the day of the snapshot must be given */
        MappingGone gone;  /* members that are no longer in the snapshot */
        struct {
                const YamlNode *node;
                MappingRule rules[MAPPING_TARGETS];
                YAML_LIST(MappingRule) attributes;
        } columns;
} Mapping;

/* Where the columns stand in one file: positions, -1 for a rule without a column. */
typedef struct {
        int column[MAPPING_TARGETS];
        int attribute[MAPPING_ATTRIBUTES_MAX];
        size_t fields; /* of the header */
} MappingBound;

typedef struct {
        Str column; /* may be empty */
        Str words;
} MappingFault;

typedef struct {
        Str name, value;  /* value is not empty */
        MappingKind kind; /* INT: digits; YES_NO: "yes" or "no" */
} MappedAttribute;

/* Text lies in the row's fields, the mapping, or the arena. What a rule did not give is empty. */
typedef struct {
        Str identity, name;
        YamlTexts former_names; /* each once, without the name itself */
        Str website;            /* with http:// or https:// */
        Str email, registration;
        Str country;       /* after take and map; a name or a code */
        Str hub, stage;    /* slugs */
        YamlDate date;     /* a day */
        Str sector, level; /* slugs */
        bool listed;
        YAML_LIST(MappedAttribute) attributes;
        YamlTexts notes; /* what was left out, and why */
} MappedRow;

/* Reads a mapping's file; INVALID with faults. Whether programme, stages and hubs exist is the
 * caller's to check. */
Status mapping_parse(Arena *a, Str text, Mapping **out, YamlFaults *faults);
/* The columns a mapping reads, each once. */
YamlTexts mapping_columns(Arena *a, const Mapping *m);
/* Finds the columns in a header. INVALID: one is not there, or is there twice. */
Status mapping_bind(Arena *a, const Mapping *m, const Str *header, size_t n, MappingBound *out,
                    MappingFault *out_fault);
/* One row of UTF-8 fields, as many as the header has. INVALID: refused, and why. */
Status mapping_apply(Arena *a, const Mapping *m, const MappingBound *bound, const Str *fields,
                     size_t n, MappedRow *out, MappingFault *out_fault);

/* Whom a row is of, also when the rest of it is refused; empty when that can not be told. */
Str mapping_identity(Arena *a, const Mapping *m, const MappingBound *bound, const Str *fields,
                     size_t n);

/* "W25", "Winter 2025", "2025 winter" → "2025-winter" and 2025-01-01. The seasons begin with the
 * quarters: winter, spring (also X), summer, autumn (also F, fall). Empty when it is no batch. */
Str mapping_batch(Arena *a, Str text, YamlDate *out_date);
/* A slug of any text: marks go, what is no letter or digit becomes a hyphen. May be empty. */
Str mapping_slug(Arena *a, Str text);

#endif

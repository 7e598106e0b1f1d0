/* base/yaml_table: what a YAML file may say, as tables; reading it is then no code at all.
 *
 *     static const YamlField stage_fields[] = {
 *             {"stage", YAML_SLUG, .offset = offsetof(Stage, slug), .required = true},
 *             {"title", YAML_LINE, .offset = offsetof(Stage, title), .required = true, .max = 200},
 *             {0}
 *     };
 *     static const YamlTable stage_table = {"stage", stage_fields, sizeof(Stage), .at =
 * offsetof(Stage, at)};
 *
 * A table names a struct's keys; reading fills the struct, and reports every key that is unknown,
 * missing or wrong, each at its own place, and goes on. So an author mends a file in one go. What
 * tables can not say (this word must be one of those above) is checked by the caller afterwards;
 * for that every struct keeps the node it came from. */
#ifndef SEEDBED_BASE_YAML_TABLE_H
#define SEEDBED_BASE_YAML_TABLE_H

#include "base/yaml.h"

enum {
        YAML_SLUG_CHARS_MAX = 64,
        YAML_LINE_CHARS_MAX = 300, /* where a field names no greatest length */
        YAML_TEXT_CHARS_MAX = 10000,
        YAML_ITEMS_MAX = 1000
};

typedef enum {
        YAML_SLUG,    /* Str: small letters, digits, hyphens between them */
        YAML_LINE,    /* Str: one line of text, not empty */
        YAML_TEXT,    /* Str: text, not empty */
        YAML_ANY,     /* Str: one line of text, may be empty when in quotes */
        YAML_INT,     /* int64_t between min and max */
        YAML_BOOL,    /* bool: true or false */
        YAML_DATE,    /* YamlDate: a day, or a month or year when .loose */
        YAML_WORD,    /* an enum: one of words, its position is the value */
        YAML_WORDS,   /* unsigned: list of words, a bit for each position; at most 31 */
        YAML_LINES,   /* YamlTexts: list of lines (YAML_LINE) */
        YAML_SLUGS,   /* YamlTexts: list of slugs, each once */
        YAML_PAIRS,   /* YamlPairs: mapping of text to text (YAML_ANY) */
        YAML_LOCAL,   /* YamlLocal: text, or a mapping of languages to text; lines when .loose */
        YAML_STRUCT,  /* the struct of .table, in place */
        YAML_STRUCTS, /* a YAML_LIST of the structs of .table */
        YAML_MAP      /* the same, written as a mapping: its key goes to .table->name */
} YamlType;

/* Lists are all laid out like this one. */
#define YAML_LIST(Type)   \
        struct {          \
                Type *at; \
                size_t n; \
        }

typedef YAML_LIST(Str) YamlTexts;

typedef struct {
        Str key, value;
} YamlPair;

typedef YAML_LIST(YamlPair) YamlPairs;

/* Words in one or several languages: keys are BCP 47 tags; the empty key is text that names none.
 */
typedef struct {
        YamlPairs in;
} YamlLocal;

typedef enum { YAML_DAY, YAML_MONTH, YAML_YEAR } YamlPrecision;

typedef struct {
        Str text;                /* as written: 2021-08-03, 2021-08, 2021; empty: no date */
        int64_t at_us;           /* its first moment, UTC */
        YamlPrecision precision; /* what is known of it */
} YamlDate;

typedef struct YamlTable YamlTable;

typedef struct {
        const char *key; /* NULL ends the fields */
        YamlType type;
        size_t offset;    /* in the struct, of what the type says */
        bool required;    /* must be there; for lists: must not be empty */
        bool loose;       /* a list: one value alone will do; a date: a month or a year will do */
        int64_t min, max; /* of a number; greatest number of characters of a text */
        size_t items_max; /* of a list or mapping */
        const char *const *words; /* NULL ends them */
        bool (*is)(Str);          /* a further condition on a text, or on each of them */
        const char *expected;     /* that condition in words */
        const YamlTable *table;
} YamlField;

struct YamlTable {
        const char *noun; /* what it is called in faults */
        const YamlField *fields;
        size_t size;      /* of the struct */
        size_t at;        /* offset of a const YamlNode *: where it stands in the file */
        size_t name;      /* YAML_MAP: offset of a Str, the key it stands under */
        const char *lone; /* key meant by text that stands where the mapping should */
};

/* Reads a whole file into *out (table->size bytes, zeroed by the caller). Faults are added;
 * whatever was good is filled in, so that the caller may go on checking. OK only says that there is
 * a mapping. */
Status yaml_load(Arena *a, Str text, const YamlTable *table, void *out, YamlFaults *faults);
/* The same for a node that has been read. */
void yaml_table_read(Arena *a, const YamlNode *node, const YamlTable *table, void *out,
                     YamlFaults *faults);

/* The node of a key of a struct that was read; the struct's own node when the key is not there. */
const YamlNode *yaml_at(const YamlNode *node, const char *key);
/* Fault for a word that is none of the words: "expected one of: …; found 'x' (did you mean 'y'?)".
 */
void yaml_fault_word(Arena *a, YamlFaults *faults, const YamlNode *at, Str found, const Str *words,
                     size_t n);

bool yaml_is_slug(Str s);
/* "2021-08-03", "2021-08" or "2021". */
bool yaml_date_parse(Str s, YamlDate *out);
/* http or https, a host, no spaces. */
bool yaml_is_url(Str s);
/* Small words with dots between: "member.accepted". */
bool yaml_is_entry_kind(Str s);
/* A language's tag, as BCP 47 writes it: "en", "zh-Hans". */
bool yaml_is_language(Str s);
/* Name of an attribute: small letters, digits, - and _. */
bool yaml_is_name(Str s);
/* Decimal number with at most six digits after the point. */
bool yaml_is_decimal(Str s);
/* Unit of an amount: three capital letters (ISO 4217), or a slug. */
bool yaml_is_unit(Str s);

#endif

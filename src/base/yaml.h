/* base/yaml: YAML that people write for Seedbed, read into an arena, every node with its place.
 *
 * A definition is read by its author more often than by us, so we take the plain part of YAML
 * (mappings, sequences, scalars, one document) and refuse what makes a file mean something else
 * than it seems to: anchors, aliases, merge keys, tags, directives, a key that stands twice. Values
 * stay text; what they should be is said by the tables of base/yaml_table. */
#ifndef SEEDBED_BASE_YAML_H
#define SEEDBED_BASE_YAML_H

#include "base/str.h"

enum {
        YAML_BYTES_MAX = 1024 * 1024,
        YAML_DEPTH_MAX = 32,
        YAML_NODES_MAX = 50000,
        YAML_FAULTS_MAX = 20,
        YAML_FOUND_CHARS_MAX = 60 /* of what was found, in the words of a fault */
};

typedef enum { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING } YamlKind;

typedef struct YamlNode YamlNode;
struct YamlNode {
        YamlKind kind;
        bool quoted;           /* a scalar in quotes, or a block of text */
        int line, column;      /* from 1; columns are characters */
        int count;             /* members of a mapping, elements of a sequence */
        Str text;              /* of a scalar */
        const YamlNode *key;   /* of a value in a mapping: its key */
        const YamlNode *child; /* first value of a mapping or a sequence */
        const YamlNode *next;  /* next in the same mapping or sequence */
};

typedef struct {
        int line, column; /* 0: the file as a whole */
        Str words;        /* what was expected there, and what was found */
} YamlFault;

/* What is wrong with a file: the first YAML_FAULTS_MAX, in the order of the file. Starts as {0}. */
typedef struct {
        YamlFault list[YAML_FAULTS_MAX];
        size_t n;
        size_t left_off; /* how many more there were */
} YamlFaults;

/* Reads one document of UTF-8 text. INVALID with at least one fault; an empty text is INVALID. The
 * tree stays valid as long as the arena. */
Status yaml_read(Arena *a, Str text, const YamlNode **out, YamlFaults *faults);
/* Value of a key, or NULL; NULL and what is no mapping give NULL. */
const YamlNode *yaml_get(const YamlNode *mapping, const char *key);
/* Adds a fault at a node; NULL stands for the whole file. The words begin with "expected". */
void yaml_fault(Arena *a, YamlFaults *faults, const YamlNode *at, const char *format, ...)
        __attribute__((format(printf, 4, 5)));
/* Puts the faults in the order of the file, one at a place; INVALID when there is one. */
Status yaml_faults_end(YamlFaults *faults);
/* One line for each: "12:3: expected …", and how many were left off. */
Str yaml_faults_text(Arena *a, const YamlFaults *faults);
/* A node in a fault's words: "'text'" (cut when long, control characters shown as '?'), "a list" or
 * "a mapping". Ends with NUL, for the format. */
const char *yaml_found(Arena *a, const YamlNode *node);
/* Text in a fault's words, quoted, cut and shown in the same way. */
const char *yaml_quote(Arena *a, Str text);

/* How many characters must be put in, taken out, changed or swapped with their neighbour to make y
 * of x; at most max + 1. Bytes are compared without case. */
int yaml_distance(Str x, Str y, int max);
/* The one of the words that text was probably meant to be, or the empty text. */
Str yaml_nearest(Str text, const Str *words, size_t n);

#endif

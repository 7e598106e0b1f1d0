/* programme/definition: a programme is a file.
 *
 * Accelerator, challenge, course of training, fund: what makes one differ from another is its
 * stages, the moves between them, what is given and what is asked, and all of that is data with a
 * version. The program knows members, stages and moves; it knows no accelerator. Every move names
 * the kind of record entry it makes, so that metrics count moves without knowing the programme. */
#ifndef SEEDBED_PROGRAMME_DEFINITION_H
#define SEEDBED_PROGRAMME_DEFINITION_H

#include "base/yaml_table.h"

enum {
        DEFINITION_STAGES_MAX = 60,
        DEFINITION_MOVES_MAX = 300,
        DEFINITION_FIELDS_MAX = 100,
        DEFINITION_VERSION_MAX = 1000000
};

typedef enum {
        DEFINITION_ACCELERATOR,
        DEFINITION_DEVELOPER,
        DEFINITION_ONBOARDING,
        DEFINITION_CHALLENGE,
        DEFINITION_INNOVATION_CENTRE,
        DEFINITION_TALENT,
        DEFINITION_EDUCATOR,
        DEFINITION_COMPETITION,
        DEFINITION_INTERNSHIP,
        DEFINITION_PARTNER,
        DEFINITION_INVESTOR,
        DEFINITION_FUND,
        DEFINITION_UNIVERSITY,
        DEFINITION_COMMUNITY,
        DEFINITION_COMPUTE
} DefinitionFamily;

/* Bits of Definition.members. */
enum { DEFINITION_PERSON = 1, DEFINITION_ORGANISATION = 2 };

typedef enum {
        DEFINITION_REASON_OPTIONAL,
        DEFINITION_REASON_REQUIRED,
        DEFINITION_REASON_NONE
} DefinitionReason;

typedef enum { DEFINITION_DAYS, DEFINITION_MONTHS, DEFINITION_YEARS } DefinitionSpanUnit;

typedef enum {
        DEFINITION_FIELD_TEXT,
        DEFINITION_FIELD_LONG_TEXT,
        DEFINITION_FIELD_NUMBER,
        DEFINITION_FIELD_MONEY,
        DEFINITION_FIELD_DATE,
        DEFINITION_FIELD_CHOICE,
        DEFINITION_FIELD_CHOICES,
        DEFINITION_FIELD_FILE,
        DEFINITION_FIELD_TABLE,
        DEFINITION_FIELD_URL,
        DEFINITION_FIELD_EMAIL,
        DEFINITION_FIELD_YES_NO,
        DEFINITION_FIELD_COUNTRY
} DefinitionFieldKind;

typedef struct {
        const YamlNode *node;
        Str slug, title;
        Str means;          /* what it is to stand here, in words; may be empty */
        bool is_first;      /* a member can begin here */
        bool ends;          /* no move leads out, but those marked as going back */
        Str join_entry;     /* is_first: kind of the entry when a member begins here */
        YamlTexts evidence; /* what a member has to show here, in words */
} DefinitionStage;

typedef struct {
        const YamlNode *node;
        YamlTexts from; /* slugs of stages; "*" stands for all (but `to`, and but those that end,
                           unless is_back) */
        Str to;         /* slug of a stage */
        Str entry;      /* kind of the record entry it makes: "member.accepted" */
        Str title;      /* what the button says */
        DefinitionReason reason;
        bool is_back; /* leads out of a stage that ends */
} DefinitionMove;

typedef struct {
        const YamlNode *node;
        Str stage, entry;
} DefinitionJoin;

typedef struct {
        const YamlNode *node;
        Str slug, title;
        Str unit;          /* ISO 4217 code, or a slug: gpu-hour, token, seat, mentor-hour */
        Str amount;        /* decimal text, more than zero */
        Str on;            /* slug of the stage at which it is granted */
        Str level;         /* only for members of this level; empty: all */
        Str expires_after; /* as written: "12 months"; empty: never */
        int expires_count; /* the same, read; 0: never */
        DefinitionSpanUnit expires_unit;
} DefinitionBenefit;

typedef struct {
        const YamlNode *node;
        Str slug, title, help;
        DefinitionFieldKind kind;
        bool required;
        int64_t chars_max; /* of text and long-text; 0: the program's own limit */
        YamlTexts choices; /* of choice and choices */
} DefinitionField;

typedef struct {
        const YamlNode *node;
        Str slug, title, help;
        YAML_LIST(DefinitionField) fields;
} DefinitionForm;

typedef struct {
        const YamlNode *node;
        Str slug, title, summary;
        int64_t version;
        DefinitionFamily family;
        unsigned members; /* DEFINITION_PERSON, DEFINITION_ORGANISATION */
        YAML_LIST(DefinitionStage) stages;
        YAML_LIST(DefinitionMove) moves;
        YAML_LIST(DefinitionJoin) joins; /* already in stages[].join_entry */
        YAML_LIST(DefinitionBenefit) benefits;
        YAML_LIST(DefinitionForm) forms;
        YamlTexts levels;   /* slugs, lowest first */
        YamlTexts evidence; /* what the programme asks for as a whole, in words */
} Definition;

/* Reads a programme's file. INVALID with faults: something is written wrong, a word refers to
 * nothing, a stage can not be reached, a move leaves a stage that ends, two moves join the same two
 * stages. */
Status definition_parse(Arena *a, Str text, Definition **out, YamlFaults *faults);
/* The move from one stage to another; one that names `from` goes before one from "*". NULL: none.
 */
const DefinitionMove *definition_move(const Definition *def, Str from, Str to);
/* A stage by its slug, or NULL. */
const DefinitionStage *definition_stage(const Definition *def, Str slug);
/* Name of a family as it is written in the file. Never NULL. */
const char *definition_family_name(DefinitionFamily family);

#endif

/* programme/definition: a programme is a file.
 *
 * Accelerator, challenge, course of training, fund: what makes one differ from another is its
 * stages, the moves between them, what is given and what is asked, and all of that is data with a
 * version. The program knows members, stages and moves; it knows no accelerator. Every move names
 * the kind of record entry it makes, so that metrics count moves without knowing the programme. */
#ifndef SEEDBED_PROGRAMME_DEFINITION_H
#define SEEDBED_PROGRAMME_DEFINITION_H

#include "form/form.h"
#include "programme/plan.h"
#include "programme/selection.h"
#include "programme/span.h"
#include "store/store.h"

enum { DEFINITION_STAGES_MAX = 60, DEFINITION_MOVES_MAX = 300, DEFINITION_VERSION_MAX = 1000000 };

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

/* Whoever stands in one of these stages for so long, and in no other, is erased (privacy). */
typedef struct {
        const YamlNode *node;
        YamlTexts stages; /* slugs */
        Str keep;         /* as written: "2 years" */
        int keep_count;   /* the same, read */
        DefinitionSpanUnit keep_unit;
} DefinitionRetention;

/* Whoever has a ticket for an event of the programme and did not come moves to `absent`, so long
 * after its end. */
typedef struct {
        const YamlNode *node; /* NULL: the file says nothing of it */
        Str absent;           /* slug of a stage */
        Str after;            /* as written: "1 day" */
        int after_count;      /* the same, read */
        DefinitionSpanUnit after_unit;
} DefinitionAttendance;

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
        YAML_LIST(Form) forms;
        YamlTexts levels;   /* slugs, lowest first */
        YamlTexts evidence; /* what the programme asks for as a whole, in words */
        YAML_LIST(DefinitionRetention) retention;
        DefinitionAttendance attendance;
        Selection selection; /* node NULL: it has no rounds */
        CohortPlan cohort;   /* node NULL: it plans nothing for cohorts */
} Definition;

/* Reads a programme's file. INVALID with faults: something is written wrong, a word refers to
 * nothing, a stage can not be reached, a move leaves a stage that ends, two moves join the same two
 * stages. */
Status definition_parse(Arena *a, Str text, Definition **out, YamlFaults *faults);
/* One that is stored, so it was parsed before: shared with all who ask, nobody writes to it.
 * BROKEN when it no longer parses. */
Status definition_kept(Db *db, Arena *a, Str text, Definition **out);
/* The move from one stage to another; one that names `from` goes before one from "*". NULL: none.
 */
const DefinitionMove *definition_move(const Definition *def, Str from, Str to);
/* A stage by its slug, or NULL. */
const DefinitionStage *definition_stage(const Definition *def, Str slug);
/* Its title; the slug itself when there is no such stage. */
Str definition_stage_title(const Definition *def, Str slug);
/* Name of a family as it is written in the file. Never NULL. */
const char *definition_family_name(DefinitionFamily family);

#endif

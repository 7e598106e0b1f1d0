/* programme/selection: how a programme chooses its members, as a part of its file.
 *
 * Whoever hands in a round's form begins in one stage; steps of review follow, each at a stage of
 * its own, with its own criteria and its own blinding; determinations end it, each by a move that
 * the file has. What leads nowhere, or is never reached, is a fault of the file. */
#ifndef SEEDBED_PROGRAMME_SELECTION_H
#define SEEDBED_PROGRAMME_SELECTION_H

#include "base/yaml_table.h"
#include "programme/span.h"

enum { SELECTION_STEPS_MAX = 12, SELECTION_CRITERIA_MAX = 30, SELECTION_SCALE_MAX = 1000 };

/* What a reviewer has to write beside a score; the feedback that a determination carries. */
typedef enum { SELECTION_OPTIONAL, SELECTION_REQUIRED, SELECTION_NONE } SelectionWriting;

/* Single: reviewers do not see who applies. Double: nor who else reviews, and applicants never see
 * who did. */
typedef enum { SELECTION_OPEN, SELECTION_SINGLE, SELECTION_DOUBLE } SelectionBlind;

typedef struct {
        const YamlNode *node;
        Str slug;
        Str when; /* a condition over the form's fields (form/condition) */
        Str says; /* the rule in words */
} SelectionRule;

typedef struct {
        const YamlNode *node;
        Str slug, title, guidance;
        int64_t weight;   /* 0: is scored, and counts for nothing; not given: 1 */
        int64_t from, to; /* whole numbers, from below to */
        SelectionWriting written;
} SelectionCriterion;

typedef struct {
        const YamlNode *node;
        Str slug, title, guidance;
        Str stage;       /* where members stand while it lasts */
        int64_t reviews; /* wanted for each file */
        int64_t load;    /* at most for each reviewer */
        int64_t minimum; /* under so many a number is shown with a warning */
        SelectionBlind blind;
        YamlTexts hide;   /* fields of the form that would tell who it is */
        int64_t trim;     /* so many of the highest and of the lowest are left out */
        int64_t decimals; /* scores are rounded half up to so many */
        bool discusses;   /* reviewers talk with each other, each after the own review */
        bool is_pairwise; /* files are compared two by two, beside scores or without any */
        YAML_LIST(SelectionCriterion) criteria;
} SelectionStep;

typedef struct {
        const YamlNode *node;
        Str slug, title;
        Str to;           /* stage that it moves a member to */
        bool is_approved; /* a second person has to agree */
        bool is_waiting;  /* a place may become free later */
        Str confirm;      /* as written: "14 days" to confirm; empty: nothing to confirm */
        int confirm_count;
        DefinitionSpanUnit confirm_unit;
        Str confirmed, lapsed; /* stages; with confirm */
        SelectionWriting feedback;
} SelectionDetermination;

typedef struct {
        const YamlNode *node; /* NULL: the file has none */
        Str form, begins;
        YAML_LIST(SelectionRule) eligibility;
        YAML_LIST(SelectionStep) steps;
        YAML_LIST(SelectionDetermination) determinations;
} Selection;

extern const YamlTable selection_table;

/* What selection_check asks about the stages of the same file. */
typedef struct {
        const void *of;
        bool (*is_stage)(const void *of, Str slug);
        bool (*is_first)(const void *of, Str slug);
        bool (*leads)(const void *of, Str from, Str to); /* is there a move? */
} SelectionStages;

/* What the table can not say; fields are those of the form. Spans are read into their numbers, and
 * weights and numbers of reviews that were not given get theirs. Adds faults. */
void selection_check(Arena *a, const Selection *s, const SelectionStages *stages, const Str *fields,
                     size_t fields_n, YamlFaults *faults);
/* NULL: there is none. */
const SelectionStep *selection_step(const Selection *s, Str slug);
const SelectionDetermination *selection_determination(const Selection *s, Str slug);
/* Is the field hidden from who reviews in this step? */
bool selection_hides(const SelectionStep *step, Str field);

#endif

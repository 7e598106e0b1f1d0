/* import/plan: what one row of a file means for what is known: the same judgement for the check and for the import itself. */
#ifndef SEEDBED_IMPORT_PLAN_H
#define SEEDBED_IMPORT_PLAN_H

#include "hub/hub.sql.h"
#include "import/mapping.h"
#include "programme/programme.h"

enum { PLAN_PATH_MAX = 8 };

/* What an import knows before its first row. */
typedef struct {
        const Mapping *mapping;
        Programme programme;
        const Definition *def;
        StageList stages;
        HubList hubs;
        Id hub;        /* for rows that name none */
        Id import;
        int64_t as_of;
} PlanContext;

typedef struct {
        int64_t row;
        MappedRow mapped;
        Str country;      /* ISO code */
        Str refused;      /* why; empty: it is good */
        bool is_new, is_renamed, is_changed, is_moved, is_old;
        bool joins;       /* a known party becomes a member */
        Id hub, stage, from_stage;
        Str from_slug;
        Str path[PLAN_PATH_MAX]; /* the stages it passes through, the last is where it stands now */
        size_t path_n;
        Party party;      /* when known */
        Identity identity;
        bool has_identity;
        Str alike;        /* whom it might be, in words */
        Id alike_party;
} RowPlan;

/* Judges a row by what db shows. OK also for rows that are refused. */
Status plan_row(const PlanContext *c, Db *db, Arena *a, RowPlan *p);
/* Does what was judged, inside a write job. */
Status plan_apply(const PlanContext *c, Deed *d, RowPlan *p);
/* Does nothing but note that the row was seen at this snapshot. */
bool plan_is_same(const RowPlan *p);

#endif

/* import/plan: what one row of a file means for what is known: the same judgement for the check and
 * for the import itself. */
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
        Id hub; /* for rows that name none */
        Id import;
        int64_t as_of;
} PlanContext;

typedef struct {
        int64_t row;
        MappedRow mapped;
        Str country; /* ISO code */
        Str refused; /* why; empty: it is good */
        bool is_new, is_renamed, is_changed, is_moved, is_old;
        bool joins; /* a known party becomes a member */
        Id hub, stage, from_stage;
        Str from_slug;
        Str path[PLAN_PATH_MAX]; /* the stages it passes through, the last is where it stands now */
        size_t path_n;
        Party party; /* when known */
        Identity identity;
        bool has_identity;
        Str alike; /* whom it might be, in words */
        Id alike_party;
        bool is_placed; /* hub, country and stage are found */
        /* Made beforehand, in case the row turns out to be a party that nobody knows. */
        bool is_ready, is_claimed;
        unsigned won, lost; /* claims, by bit */
        Str email, domain;
        PartyFacts facts;
        SealedEntry sealed;
} RowPlan;

/* An identity that a row would give to a new party. Claims of a batch are made in the order of the
 * index. */
typedef struct {
        Str scheme, value;
        RowPlan *row;
        unsigned bit;
} PlanClaim;

typedef struct {
        PlanClaim *at;
        size_t n;
} PlanClaims;

/* Judges a row by what db shows. OK also for rows that are refused. */
Status plan_row(const PlanContext *c, Db *db, Arena *a, RowPlan *p);
/* The part of the judgement that needs no store, and what a new party would be made of; on any
 * thread. salt is what PartyFacts asks for; the row is not ready when it is refused or can not be a
 * new party. */
Status plan_prepare(const PlanContext *c, Arena *a, RowPlan *p, Id party, Str salt, Id actor,
                    int64_t now_us);
/* The claims of rows that are ready, in order. Rows stay where they are. */
PlanClaims plan_claims(const PlanContext *c, Arena *a, RowPlan *rows, size_t n);
/* Inside a write job: a row that wins all that say who it is, is new, and is_claimed is set; of the
 * others nothing stays. */
Status plan_claim(const PlanContext *c, Db *db, RowPlan *rows, size_t n, const PlanClaims *claims);
/* Makes the party of a row that is claimed. */
Status plan_apply_claimed(const PlanContext *c, Deed *d, RowPlan *p);
/* Does what was judged, inside a write job. */
Status plan_apply(const PlanContext *c, Deed *d, RowPlan *p);
/* Does nothing but note that the row was seen at this snapshot. */
bool plan_is_same(const RowPlan *p);

#endif

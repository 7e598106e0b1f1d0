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
        /* Made beforehand, in case the row turns out to be a party that nobody knows
         * (import/claim). */
        bool is_ready, is_claimed, may_be_alike;
        unsigned won, lost; /* claims, by bit */
        Str email, domain;
        PartyFacts facts;
        SealedEntry sealed;
} RowPlan;

/* Judges a row by what db shows. OK also for rows that are refused. */
Status plan_row(const PlanContext *c, Db *db, Arena *a, RowPlan *p);
/* Does what was judged, inside a write job. */
Status plan_apply(const PlanContext *c, Deed *d, RowPlan *p);
/* Does nothing but note that the row was seen at this snapshot. */
bool plan_is_same(const RowPlan *p);

/* Parts of the two, for rows that are taken in many at a time. */
Str plan_party_kind(const Mapping *m);
/* Hub, country, stage and level are found, which needs no store; on any thread. */
Status plan_placed(const PlanContext *c, Arena *a, RowPlan *p);
/* Whom a new organisation might be: one known by the same host or name key, made before. */
Status plan_look_alike(Db *db, Arena *a, Str host, int64_t key, Id before, RowPlan *p);
PartyFacts plan_new_facts(const PlanContext *c, const RowPlan *p);
MemberBegin plan_beginning(const PlanContext *c, const RowPlan *p, Id party,
                           const PartyFacts *facts, Str salt);
/* Former names and attributes. */
Status plan_details(Deed *d, const MappedRow *m, Id party, int64_t as_of);
/* Gives the identity unless somebody has it. */
Status plan_identity_once(Deed *d, Str scheme, Str value, Id party, int64_t seen_at);

#endif

/* import/plan: what one row of a file means for what is known: the same judgement for the check and
 * for the import itself. */
#ifndef SEEDBED_IMPORT_PLAN_H
#define SEEDBED_IMPORT_PLAN_H

#include "hub/hub.sql.h"
#include "import/mapping.h"
#include "import/met.h"
#include "programme/programme.h"

enum { PLAN_PATH_MAX = 8 };
/* What a row is known by: its source's id, and what any source may say of it. */
enum { PLAN_SOURCE, PLAN_EMAIL, PLAN_REGISTRATION, PLAN_DOMAIN, PLAN_IDS };

/* What a run has met in the store so far, on its own thread. */
typedef struct {
        Met parties;  /* that were known and told of, by row */
        MetHubs hubs; /* and where */
        Met away;     /* keys of names that were changed */
        Met refused;  /* rows that a check refused for what the store knows */
        int64_t away_n, refused_n;
} PlanMet;

void plan_met_close(PlanMet *met);

/* What an import knows before its first row. */
typedef struct {
        const Mapping *mapping;
        Programme programme;
        const Definition *def;
        StageList stages;
        HubList hubs; /* where its actor may import to */
        Actor actor;
        bool is_everywhere; /* the actor may, at every hub */
        Id hub;             /* for rows that name none */
        Id import;
        int64_t as_of;
        PlanMet *met;
        bool is_check; /* what earlier rows of the file would do is not in the store */
} PlanContext;

/* One identity of a row: its key, and whose it is. */
typedef struct {
        Str value; /* empty: the row has none */
        int64_t key;
        bool is_looked; /* for the rest */
        Id party;       /* 0: nobody's */
        int64_t seen_at;
} PlanId;

typedef struct {
        int64_t row;
        MappedRow mapped;
        Str country; /* ISO code */
        Str refused; /* why; empty: it is good */
        bool is_new, is_renamed, is_changed, is_moved, is_old;
        bool is_foreign; /* a party that the actor may not change; it may join */
        bool joins;      /* a known party becomes a member */
        bool is_named;   /* another source names it: this name is kept beside */
        bool is_twin;    /* twin_row tells of the same party, and what that says stands */
        Id hub, stage, from_stage;
        uint16_t hub_at;   /* place of the hub in the list of all */
        bool is_elsewhere; /* hub is where it is a member, not what the row names */
        Str from_slug;
        Str *path; /* the stages it passes through, the last is where it stands now */
        size_t path_n;
        Party party; /* when known */
        PlanId ids[PLAN_IDS];
        bool has_identity; /* its source knows it */
        Str alike;         /* whom it might be, in words */
        Id alike_party;
        bool is_placed; /* hub, country and stage are found */
        /* Of the file alone, so that a check and an import see the same: earlier rows, 0 for none.
         */
        int64_t twin_row;   /* another id, but the same e-mail address or registration number */
        int twin_by;        /* PLAN_EMAIL or PLAN_REGISTRATION; PLAN_SOURCE: found in the store */
        bool is_twin_there; /* such a row has named this hub already */
        int64_t domain_row; /* organisations only: the same website … */
        int64_t name_row;   /* … or nearly the same name */
        int64_t name_key;   /* of an organisation */
        Id before;          /* parties with lower ids were there before this batch */
        /* Made beforehand, in case the row turns out to be a party that nobody knows
         * (import/claim). */
        bool is_ready, is_claimed, may_be_alike;
        unsigned won, lost; /* claims, by bit */
        PartyFacts facts;
        SealedEntry sealed;
} RowPlan;

Str plan_scheme(const PlanContext *c, int id);
/* Finds what the row is known by, and the keys of it; on any thread. */
void plan_ids(const PlanContext *c, Arena *a, RowPlan *p);
/* Looks for whose they are, of all rows that are neither refused nor claimed, at once. What stands
 * twice among the rows is left to plan_row, since one of them may make it known. */
Status plan_look_up(const PlanContext *c, Db *db, Arena *a, RowPlan *rows, size_t n);
/* Judges a row by what db shows. OK also for rows that are refused. */
Status plan_row(const PlanContext *c, Db *db, Arena *a, RowPlan *p);
/* Does what was judged, inside a write job. */
Status plan_apply(const PlanContext *c, Deed *d, RowPlan *p);
/* Does nothing but note that the row was seen at this snapshot. */
bool plan_is_same(const RowPlan *p);

/* Is something given that is not kept yet? */
static inline bool plan_differs(Str given, Str kept)
{
        return given.len && !str_eq(given, kept);
}

/* Parts of the two, for rows that are taken in many at a time. */
Str plan_party_kind(const Mapping *m);
/* Hub, country, stage and level are found, which needs no store; on any thread. */
Status plan_placed(const PlanContext *c, Arena *a, RowPlan *p);
/* Whom a new organisation might be: one with the same host or name key, in an earlier row of the
 * file or known before. */
Status plan_look_alike(const PlanContext *c, Db *db, Arena *a, RowPlan *p);
PartyFacts plan_new_facts(const PlanContext *c, const RowPlan *p);
MemberBegin plan_beginning(const PlanContext *c, const RowPlan *p, Id party,
                           const PartyFacts *facts, Str salt);
/* Former names and attributes. */
Status plan_details(Deed *d, const MappedRow *m, Id party, int64_t as_of);
/* Gives the party the identity of the row unless somebody has it. */
Status plan_identity_once(const PlanContext *c, Deed *d, RowPlan *p, int id, Id party);

#endif

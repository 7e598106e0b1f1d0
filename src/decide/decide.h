/* decide: what is decided on applications, apart from what reviewers say of them.
 *
 * A determination is proposed, approved by a second person where the definition says so, and then
 * held: decided, and nobody was told. Until it is told it can be undone and leaves nothing but that
 * something was undone; telling it is one transaction, in which the member moves, the entry is
 * written and the mails are put into the outbox. Why: docs/decisions/0032. */
#ifndef SEEDBED_DECIDE_DECIDE_H
#define SEEDBED_DECIDE_DECIDE_H

#include "apply/apply.h"
#include "decide/decide.sql.h"
#include "people/interest.h"

enum {
        DECIDE_WORDS_CHARS_MAX = 4000,
        DECIDE_MINUTES = 10, /* held so long when nobody says otherwise */
        DECIDE_MINUTES_MAX = 7 * 24 * 60,
        DECIDE_BATCH_MAX = 2000,
        DECIDE_RANK_MAX = 100000
};
/* Who has not answered is reminded so long before the end, or at half time when that is later. */
#define DECIDE_REMIND_US (3 * 86400 * (int64_t)1000000)

/* A round with what it runs by. */
typedef struct {
        Round round;
        Programme programme; /* at the version of the round */
        Definition *def;
} DecideRound;

/* NOT_FOUND: there is no such round. */
Status decide_round(Db *db, Arena *a, Id round, DecideRound *out);

/* Somebody who could decide it: what they want, and what they knew. */
typedef struct {
        Id application;
        Str slug, reason, conditions, feedback;
        Str seen; /* decide_seen as the form had it; empty: not asked */
        Id batch; /* 0: alone */
        Id own;   /* a determination that is looked at again: it is not in its own way */
        int64_t minutes;
        Id actor; /* nobody decides on their own; 0: the program itself */
} DecideAsk;

/* What would happen, or in words why not. */
typedef struct {
        Application application;
        Party party;                        /* that stands for it now */
        const SelectionDetermination *what; /* NULL: there is none */
        Str from, level;                    /* where the member stands */
        const DefinitionMove *move;
        bool takes_place;
        Str fault;      /* empty: it can be done */
        const char *at; /* the field that is wrong; may be NULL */
        bool is_late;   /* somebody else was first */
} DecidePlan;

/* Asks everything that a determination needs, and changes nothing. */
Status decide_plan(Db *db, Arena *a, const DecideRound *r, const DecideAsk *ask, DecidePlan *out);
/* What is known of an application: changes with everything that is decided on it. */
Status decide_seen(Db *db, Arena *a, Id application, Str *out);
/* Does it take one of the round's places? */
bool decide_takes_place(const Definition *def, const SelectionDetermination *what);
/* How many take a place, by what is known of them; without what was not told yet of those that the
 * one who looks has an interest in. */
Status decide_places(Db *db, Arena *a, const DecideRound *r, const Interest *own,
                     DeterminationPlaces *out);
/* With so many more that take a place: by how many the round is over, as the actor may know it, in
 * words; empty when it is not. Nothing is refused for it: an operator may mean it. */
Status decide_over(Db *db, Arena *a, const DecideRound *r, Id actor, int64_t more, Str *out);
/* "Accept", or the slug when the definition no longer has it. */
Str decide_title(const DecideRound *r, Str slug);
/* The same for a stage. */
Str decide_stage_title(const DecideRound *r, Str slug);
/* The state in words. */
const char *decide_state_word(Str state);
/* What became of it, in a sentence: who did what, when. */
Status decide_told(Db *db, Arena *a, const DecideRound *r, const Determination *x, Str *out);

/* Is it the actor's own proposal, also one that a service of theirs made? Four eyes are of two
 * people. */
Status decide_is_own(Db *db, Arena *a, Id proposed_by, Id actor, bool *out);

/* Erasure: nothing that was written about a party is left; that something was decided stays. */
Status decide_forget(Db *db, Id party);

#endif

/* cohort/demo_day: a demo day: who pitches when, and which investors would like to meet whom.
 *
 * Investors are members of a programme of the family "investor" who were let in: in a stage that is
 * neither a first one nor an end. What they say is read by operators of the hub, who introduce them
 * when it fits; the record is public and says only that somebody showed an interest. */
#ifndef SEEDBED_COHORT_DEMO_DAY_H
#define SEEDBED_COHORT_DEMO_DAY_H

#include "cohort/agenda.h"
#include "cohort/demo_day.sql.h"

enum { DEMO_WORDS_MAX = 1000 };

typedef struct {
        Id party;
        Str name;
} Investor;
typedef struct {
        Investor *at;
        size_t n;
} InvestorList;

/* The investors that an actor speaks for, or belongs to (speaks: only the first). */
Status demo_investors(Db *db, Arena *a, const Actor *actor, bool speaks, InvestorList *out);
/* Interests follow a merge; and go with an erasure. Inside a write job. */
Status demo_take(Db *db, Id from, Id into);

extern const Action pitch_interest_show_action, pitch_interest_withdraw_action;

#endif

/* cohort/wish: whom teams and mentors would like, and the matching that comes of it.
 *
 * Both sides rank the other. A stable matching is made of both lists: no team and mentor who named
 * each other would both rather have each other than what they got. It is shown with its reasons
 * first; an operator confirms the very one that was shown. */
#ifndef SEEDBED_COHORT_WISH_H
#define SEEDBED_COHORT_WISH_H

#include "cohort/cohort.h"
#include "cohort/mentor.sql.h"
#include "cohort/wish.sql.h"

enum { WISHES_MAX = 100 };

extern const Action wish_set_action, wish_rank_action, cohort_match_action;

/* What a matching made now would be. mark: names its very pairs, for the one who confirms. */
typedef struct {
        PairLineList pairs;
        CohortPartyList parties; /* all of them */
        MentorLineList mentors;  /* the same */
        int64_t without;         /* parties that would get nobody */
        Str mark;
} Matching;
Status wish_match(Db *db, Arena *a, const Cohort *c, int64_t now_us, Matching *out);

#endif

/* solution/solution_page: the public pages of the catalogue and of challenges. */
#ifndef SEEDBED_SOLUTION_SOLUTION_PAGE_H
#define SEEDBED_SOLUTION_SOLUTION_PAGE_H

#include "solution/challenge.h"
#include "solution/solution.h"
#include "web/cursor.h"

extern const View solution_list_view, solution_show_view, challenge_list_view, challenge_show_view;

typedef struct {
        Str find, category, sector, country, programme, hub;
        SolutionLineList solutions;
        Cursor page;
        Str path; /* of this list with its filters */
        bool is_filtered;
} SolutionsModel;

typedef struct {
        Solution solution;
        Str party_name, hub, hub_title;
        Str countries; /* their names */
        Id own_party;  /* a team of who looks, that can refer a customer; 0: none */
        bool may_edit, may_check, may_ask, is_public;
} SolutionModel;

typedef struct {
        Str state;
        ChallengeLineList challenges;
        Cursor page;
} ChallengesModel;

typedef struct {
        Challenge challenge;
        Str party_name, hub, hub_title, programme, programme_title;
        int64_t answers;
        Str round_title;
        int64_t round_closes_at;
        bool may_edit, may_announce, round_is_open;
} ChallengeModel;

/* The word for a state, category, sector, kind, outcome … as it is kept; to be looked up; empty
 * for one that is not known. */
const char *solution_word(Str slug);

#endif

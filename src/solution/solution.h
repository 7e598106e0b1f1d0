/* solution: what members offer, and what comes of members meeting each other.
 *
 * A catalogue of solutions; challenges that enterprises pose, and pilots; referrals with a share of
 * what they bring; introductions; outcomes. All of it is a party's, and told in the record by ids
 * and amounts: names, words and customers stand in tables alone. */
#ifndef SEEDBED_SOLUTION_SOLUTION_H
#define SEEDBED_SOLUTION_SOLUTION_H

#include "people/people.h"
#include "solution/solution.sql.h"

enum { SOLUTIONS_OF_ONE_MAX = 200, SOLUTION_QUESTIONS_A_DAY_MAX = 10, SOLUTION_COUNTRIES_MAX = 60 };

extern const Action solution_add_action, solution_edit_action, solution_publish_action,
        solution_check_action, solution_withdraw_action, solution_rule_action, solution_ask_action;

/* Ends with NULL. */
extern const char *const solution_categories[], *const solution_sectors[];

/* A party's solution, of the fields "party" and "solution". NOT_FOUND with words. */
Status solution_of_deed(Deed *d, Solution *out);

#endif

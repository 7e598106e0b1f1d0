/* solution/referral: a partner brings a customer, and gets a share of what is sold.
 *
 * An agreement says which share, in hundredths of a percent, from one day until another. The
 * narrowest that holds on the day of the referral is pinned to it: what is agreed later changes
 * nothing of it. Amounts are in the smallest unit of their currency; a share is amount * share, a
 * half rounded up to that unit, once for each referral; sums add the rounded. */
#ifndef SEEDBED_SOLUTION_REFERRAL_H
#define SEEDBED_SOLUTION_REFERRAL_H

#include "people/people.h"
#include "solution/deal.sql.h"

enum { AGREEMENT_DAYS_MAX = 10 * 366 };

extern const Action agreement_make_action, agreement_set_action, agreement_end_action,
        agreement_consent_action;
extern const Action referral_make_action, referral_accept_action, referral_win_action,
        referral_lose_action, referral_pay_action;

#endif

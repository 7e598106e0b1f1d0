/* credit/fund: money that is set aside, promised and paid out, each step with several pairs of
 * eyes.
 *
 * A fund stands in a tree: it has its budget from the fund above, at the top from outside. What is
 * asked for (a commitment to a party, a disbursement out of one) is held in the ledger at once, so
 * that two that are asked for at the same time cannot be promised the same money; it happens with
 * the last signature. Nobody signs what they asked for, nor twice. From the fund's large amount on,
 * those of the fund above sign too, and so on up the tree.
 *
 * The words are those of IATI 2.03 (TransactionType): 2 outgoing commitment, 3 disbursement. */
#ifndef SEEDBED_CREDIT_FUND_H
#define SEEDBED_CREDIT_FUND_H

#include "credit/account.h"
#include "credit/fund.sql.h"
#include "people/people.h"

enum { FUND_SIGNS_MAX = 5, FUND_DEPTH_MAX = 8, FUND_INSTALMENTS_MAX = 40 };

extern const Action fund_open_action, fund_allot_action, fund_close_action;
extern const Action fund_commit_action, fund_pay_action, fund_release_action;
extern const Action fund_sign_action, fund_refuse_action;

/* "/funds/{fund}", "/funds/papers/{paper}". */
Str fund_path(Arena *a, Id fund);
Str fund_paper_path(Arena *a, Id paper);
/* The fund in a field of the deed. Words at the field when there is none. */
Status fund_field(Deed *d, const char *field, Fund *out);
/* Where the fund in the field "fund" is, for an action's `where`. */
Status fund_where(Deed *d, Place *out);
/* An amount above zero in the fund's unit. */
Status fund_amount(Deed *d, const char *field, const Fund *fund, int64_t *out);
/* Who signs first of what is asked of a fund at a hub: the next signature of a paper that lacks
 * one. NOT_FOUND: none lacks. */
Status fund_next_sign(Db *db, Arena *a, Id paper, FundSign *out);
/* Where a fund stood at the end of a moment, now when at_us is INT64_MAX: exact, from the ledger.
 */
typedef struct {
        int64_t free, committed, paid;
} FundStanding;
Status fund_standing(Db *db, Arena *a, const Fund *fund, int64_t at_us, FundStanding *out);

#endif

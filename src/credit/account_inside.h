/* credit/account_inside: what deeds that move amounts by hand have in common. */
#ifndef SEEDBED_CREDIT_ACCOUNT_INSIDE_H
#define SEEDBED_CREDIT_ACCOUNT_INSIDE_H

#include "credit/account.h"

/* The account that a field names. */
Status account_row_of(Deed *d, const char *field, LedgerAccount *out);
/* The field "target": it must be one that the actor sees. */
Status account_target_of(Deed *d, LedgerAccount *out);
/* Where the field "source" is, for Action.where. */
Status account_where_of_source(Deed *d, Place *out);
/* Nobody opens, limits or fills accounts of a party that they are part of. */
Status account_not_own(Deed *d, Id owner);
/* Amounts of some kinds move by the program alone: ledger_by_hand. */
Status account_by_hand(Deed *d, const LedgerAccount *x, bool is_source);
/* The field "amount", at least least. */
Status account_amount_of(Deed *d, const LedgerAccount *account, int64_t least, int64_t *out);
/* The field "key": it is hashed, so its bytes are limited, not only its characters. */
Status account_key_field(Deed *d, Str *out);
/* The field "why", kept with the post of the line that was made. */
Status account_note_why(Deed *d);

#endif

/* credit/account: deeds on accounts and amounts, by hand or by a program: open an account, set its
 * limits, close it; move an amount, hold it, settle or release what is held. */
#ifndef SEEDBED_CREDIT_ACCOUNT_H
#define SEEDBED_CREDIT_ACCOUNT_H

#include "credit/ledger.h"
#include "credit/unit.h"
#include "hub/hub.h"

extern const Action ledger_account_open_action, ledger_account_limit_action,
        ledger_account_close_action;
extern const Action transfer_make_action, hold_open_action, hold_settle_action, hold_release_action;

/* Where an account is: at its hub. Whoever may not see it there is told there is none; whose it is,
 * sees it too. */
Status account_place(Db *db, Arena *a, Id owner, Id hub, Place *out);
/* The first hub whose ledger the actor sees for all programmes. NOT_FOUND. */
Status ledger_hub_of(Db *db, Arena *a, const Actor *actor, Hub *out);
/* "/ledger/accounts/{account}". */
Str account_path(Arena *a, Id account);

/* Kinds that are made by hand. */
#define ACCOUNT_OWN "own"
#define ACCOUNT_OUTSIDE "outside"

#endif

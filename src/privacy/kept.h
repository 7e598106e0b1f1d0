/* privacy/kept: for each table of the store, whether it holds something about a person, and what
 * becomes of that when the person is erased. A test fails for a table that is not named here:
 * whoever adds one says so. */
#ifndef SEEDBED_PRIVACY_KEPT_H
#define SEEDBED_PRIVACY_KEPT_H

#include "store/query.h"
#include "store/store.h"

typedef enum { KEPT_OF_NOBODY, KEPT_OF_ACCOUNT, KEPT_OF_PARTY, KEPT_OF_BOTH } KeptOf;

typedef struct {
        const char *table;
        KeptOf of;
        const char
                *then; /* what becomes of it when the person is erased; of nobody: why it is so */
        Status (*forget)(Db *db, Id actor); /* an account's rows; NULL: privacy/erase does it */
} KeptTable;

/* Ends with a NULL table. */
extern const KeptTable kept_tables[];

/* What keeps an account from being erased, in words; NULL when nothing does. */
typedef Status (*KeptBar)(Db *db, Arena *a, Id actor, const char **out);
/* Ends with NULL. Whoever makes something that must have an owner adds one. */
extern const KeptBar kept_bars[];

/* A list in the copy of everything that is kept on an account. */
typedef struct {
        const char *name;
        Status (*load)(Db *db, Arena *a, Id actor, RowList *out);
        const RowShape *shape;
} KeptList;
/* Ends with a NULL name. */
extern const KeptList kept_account_lists[];

#endif

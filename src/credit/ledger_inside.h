/* credit/ledger_inside: what the files of the ledger share. */
#ifndef SEEDBED_CREDIT_LEDGER_INSIDE_H
#define SEEDBED_CREDIT_LEDGER_INSIDE_H

#include "credit/ledger.h"
#include "credit/unit.h"
#include "store/runs.h"

enum { LEDGER_KEYS_SPACE = 40, USAGE_KEYS_SPACE = 41 /* of store/runs */ };

typedef __int128 LedgerTotal; /* never below zero */

/* An account in memory. */
typedef struct {
        Id id, owner, hub;
        char unit[UNIT_CODE_CHARS_MAX + 1];
        int scale;
        bool is_open, may_give, may_take; /* by hand */
        bool is_dirty;                    /* to be written before the commit */
        int64_t ends_at;
        int64_t least, most, balance, held_in, held_out, lines;
        LedgerTotal in, out;
        Id last;
        Id due_post;             /* that asked what is held by holds whose time is over */
        int64_t due_out, due_in; /* that much */
} LedgerHeld;

/* How something was before a job or a group of steps changed it. */
typedef struct {
        LedgerHeld *account;
        LedgerHeld was;
} LedgerUndo;

typedef struct {
        LedgerLineAdd row;
        Id actor;
        int64_t at_us;
        const LedgerHeld *source; /* unit and scale */
} LedgerPending;

struct Ledger {
        Arena a;           /* the accounts */
        Arena told;        /* what the record is told, until it is written */
        LedgerHeld **slot; /* open addressing, by id */
        size_t slots_n, accounts_n;
        LedgerUndo *undo;
        size_t undo_n, undo_room;
        Hash *leaves; /* of the transaction's lines */
        size_t leaves_n, leaves_room;
        RunPair *keys; /* that the transaction uses */
        size_t keys_n, keys_room;
        LedgerMarkAdd *marks;
        size_t marks_n, marks_room;
        RunsFilter *filter;
        RunsFilter *usage_filter; /* of the keys of credit/usage: the writer's, as all of this */
        bool is_begun;            /* the transaction has asked for something */
        bool filter_is_fresh;
        bool has_post; /* there is something to write */
        Id batch, first, last;
        unsigned char salt[HASH_BYTES];
        LedgerHead head, head_was; /* as the transaction moves it; at the job's mark */
        size_t undo_mark, leaves_mark, keys_mark, marks_mark;
        Id last_mark;
};

/* Of the transaction that db is in, made ready for it. */
Status ledger_of(Db *db, int64_t now_us, Ledger **out);
/* The account, as the transaction has it. NOT_FOUND. */
Status ledger_held(Ledger *l, Db *db, Id id, LedgerHeld **out);
/* To be called before an account is changed. */
Status ledger_touch(Ledger *l, LedgerHeld *account);
/* Back to where undo_n was. */
void ledger_undo(Ledger *l, size_t undo_n);
/* One more of a growing array of the ledger's; TOO_LARGE when there is no memory. */
Status ledger_room(void **at, size_t *room, size_t n, size_t bytes);
/* The next id, after every one that the ledger has. */
Id ledger_id(Ledger *l, Db *db);
/* Of who asks and the key they gave; what of it stands in the sorted runs. */
Hash ledger_key(const LedgerAsk *ask);
int64_t ledger_run_key(const Hash *key);
/* Of what is asked for. */
Hash ledger_content(const LedgerAsk *ask);
/* Lets holds go whose time is over, the oldest first, so many at most; how many. */
Status ledger_lapse_due(Ledger *l, Db *db, Arena *a, int64_t most, size_t *out_n);
/* There may be a hold whose time is over. */
static inline bool ledger_is_due(const Ledger *l)
{
        return l->head.due_at && l->head.due_at <= l->head.at;
}

#define LEDGER_LOW INT64_C(1000000000000000000)

static inline int64_t total_high(LedgerTotal t)
{
        return (int64_t)(t / LEDGER_LOW);
}
static inline int64_t total_low(LedgerTotal t)
{
        return (int64_t)(t % LEDGER_LOW);
}
static inline LedgerTotal total_of(int64_t high, int64_t low)
{
        return (LedgerTotal)high * LEDGER_LOW + (LedgerTotal)low;
}

#endif

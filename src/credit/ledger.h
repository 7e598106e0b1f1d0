/* credit/ledger: the one double-entry ledger for everything given and spent.
 *
 * A line moves an amount from one account to another of the same unit, so the sum over all accounts
 * of a unit is always zero. Lines are never changed nor taken out: what was wrong is moved back. A
 * hold keeps an amount for somebody until it is settled, released, or its time is over. No balance
 * ever passes its account's limits, held amounts counted as if they were gone. A hold keeps nothing
 * back from the moment its time is over; the line that says so follows, soon after when many end
 * together.
 *
 * The design follows TigerBeetle's in what an account keeps (what came, what went, what is held
 * each way) and in what a key that failed once answers for ever.
 *
 * While a transaction runs, the accounts that it moves are kept in memory, and written once, before
 * it commits; all its lines become one entry of the record, with the root of the tree over them.
 * So everything here that changes something runs inside a write job. */
#ifndef SEEDBED_CREDIT_LEDGER_H
#define SEEDBED_CREDIT_LEDGER_H

#include "credit/ledger.sql.h"
#include "record/record.h"

enum {
        LEDGER_STEPS_MAX = 8190,
        LEDGER_KEY_CHARS_MAX = 200,
        LEDGER_MARK_LINES = 256,
        LEDGER_LINE_BYTES_MAX = 400
};

/* No balance passes these, so that two of them can be added. */
#define LEDGER_MOST (INT64_MAX / 4)
#define LEDGER_LEAST (-LEDGER_MOST)

typedef enum {
        LEDGER_TRANSFER = 1,
        LEDGER_HOLD,
        LEDGER_SETTLE,
        LEDGER_RELEASE,
        LEDGER_LAPSE, /* made by the ledger itself, when a hold's time is over */
        LEDGER_SWEEP  /* a transfer out of an account that has ended; by the program only */
} LedgerKind;

/* How a step ended. Kept for ever: never renumbered. */
typedef enum {
        LEDGER_DONE = 1,
        LEDGER_LINKED_FAILED, /* another step of its group was refused */
        LEDGER_NO_ACCOUNT,
        LEDGER_CLOSED,
        LEDGER_SAME_ACCOUNT,
        LEDGER_OTHER_UNIT,
        LEDGER_BAD_AMOUNT, /* not above zero (to settle: below zero), or past LEDGER_MOST */
        LEDGER_TOO_LITTLE, /* the source has less free than that */
        LEDGER_TOO_MUCH,   /* the target may not have as much */
        LEDGER_NO_HOLD,
        LEDGER_HOLD_OVER, /* it was settled, released, or its time is over */
        LEDGER_HOLD_LESS, /* less is held than is to be settled */
        LEDGER_BAD_TIME,  /* a hold that would be over before it begins */
        LEDGER_ENDED      /* the source's time is over */
} LedgerResult;

/* What is asked for. */
typedef struct {
        LedgerKind kind;
        bool is_linked;    /* happens only if the next one does, too */
        Id source, target; /* TRANSFER, HOLD */
        int64_t amount;    /* at the unit's scale; RELEASE: not used */
        Id hold;           /* SETTLE, RELEASE */
        int64_t until_at;  /* HOLD: released by itself then; 0: never */
        Id about;          /* what it is for; may be 0 */
} LedgerStep;

typedef struct {
        Id actor; /* who asks; 0: the program */
        Str key;  /* theirs, at most LEDGER_KEY_CHARS_MAX; empty: none, so it is not kept apart */
        int64_t now_us;
        const LedgerStep *steps;
        size_t steps_n;
        /* Hash of the request as it was asked, when the steps were made from it and from more than
         * it (the clock, what the actor may): what a key is held against. NULL: of the steps. */
        const Hash *content;
        LedgerResult refused; /* how whoever asks refuses all of it, to be kept under its key; 0:
                                 it is judged */
} LedgerAsk;

typedef struct {
        Id post;
        bool was_known; /* the key was used before, for the same: this is what was answered then */
        int64_t at_us;  /* never before that of an earlier post, whatever the clock says */
        LedgerResult *results; /* one for each step */
        Id *lines;             /* the same; 0: it was refused */
        size_t refused_n;
} LedgerAnswer;

typedef struct Ledger Ledger;

Ledger *ledger_open(void);
void ledger_close(Ledger *l);
/* To be watched by the record. */
RecordWatch ledger_watch(Ledger *l);

/* Runs the steps in their order, groups of linked ones all or not at all. What was refused says so
 * in its result, and the post is kept with its key all the same. CONFLICT: the key was used for
 * something else; then nothing happened. TOO_LARGE: too many steps, too long a key. */
Status ledger_post(Db *db, Arena *a, const LedgerAsk *ask, LedgerAnswer *out);
/* One transfer, without a key; CONFLICT with *out_result when it was refused. */
Status ledger_move(Db *db, Arena *a, const LedgerAsk *as, const LedgerStep *step,
                   LedgerResult *out_result);
/* What was answered under a caller's key; the steps of as are not used. NOT_FOUND: the key is new.
 * CONFLICT: it was used for something else. */
Status ledger_known(Db *db, Arena *a, const LedgerAsk *as, LedgerAnswer *out);
/* Lets holds go whose time is over, a thousand at most; how many. */
Status ledger_lapse(Db *db, Arena *a, int64_t now_us, size_t *out_n);
/* What a result means, in words. */
const char *ledger_result_words(LedgerResult r);
/* "too-little". */
const char *ledger_result_name(LedgerResult r);
const char *ledger_kind_name(LedgerKind k);

/* --- accounts */

typedef struct {
        Id owner; /* a party or a hub; 0: the world outside */
        Id hub;   /* whose staff sees it; 0: everywhere only */
        Str unit, kind, title;
        Id about;
        int64_t least, most;
        int64_t ends_at; /* from then on only LEDGER_SWEEP takes something out; 0: never */
        int64_t now_us;
        Id actor;
} LedgerAccountPlan;

/* The account of that owner, kind, unit and about; made when it is not there. */
Status ledger_account_open(Db *db, Arena *a, const LedgerAccountPlan *plan, Id *out);
/* Whether amounts move by hand, by whoever may, out of an account of this kind, or into it. Never
 * those of funds, which move by what is asked for and signed (credit/fund), nor a hub's position in
 * an exchange. Into a grant only what is given (its limits, and what is left of it, are counted);
 * out of what is owed or billed nothing, and into it what a party pays. */
bool ledger_by_hand(Str kind, Id owner, bool is_source);
/* Where an account stands inside this transaction. */
typedef struct {
        Id owner, hub;
        const char *unit; /* good until the transaction ends */
        int scale;
        int64_t balance, held_in, held_out, least, most, lines;
        bool is_open, may_give, may_take; /* by hand */
} LedgerStanding;
Status ledger_standing(Db *db, Id account, LedgerStanding *out);
/* What can be spent: the balance, without what is held, down to the least. */
static inline int64_t ledger_free(const LedgerStanding *s)
{
        return s->balance - s->held_out - s->least;
}
/* The same, with what was held until now or before. */
Status ledger_free_at(Db *db, Arena *a, Id account, int64_t now_us, int64_t *out);
/* From now on queries inside this transaction see where the accounts of an owner stand. */
Status ledger_states_of(Db *db, Id owner);
/* CONFLICT: it stands outside of these limits already. INVALID: they are none. */
Status ledger_limits_set(Db *db, Id account, int64_t least, int64_t most);
/* CONFLICT: there is something in it, or held. */
Status ledger_account_close(Db *db, Id account);
/* The words that people wrote about a party: why something moved to it or from it, titles of its
 * accounts, titles and reasons of its grants. Lines and amounts stay. */
Status ledger_forget_party(Db *db, Arena *a, Id party);

/* --- reading */

/* The balance after the last line that was not after at_us; 0 before the first. */
Status ledger_balance_at(Db *db, Arena *a, Id account, int64_t at_us, int64_t *out);
/* Lines of an account, newest first, at most n from a line on. */
typedef struct {
        LedgerLine line;
        int64_t at_us;
        int64_t balance; /* of this account after it */
        Id other;        /* the other account */
        bool is_in;      /* it came in */
} LedgerStatementLine;
Status ledger_statement(Db *db, Arena *a, Id account, Id from, size_t n, LedgerStatementLine **out,
                        size_t *out_n);
/* The line before one of the account's; 0: it was the first. NOT_FOUND: it is none of them. */
Status ledger_line_before(Db *db, Arena *a, Id account, Id line, Id *out);
/* The newest line of an account that is not after at_us; 0: none. */
Status ledger_line_at(Db *db, Arena *a, Id account, int64_t at_us, Id *out);

/* A total of what came or went, in full. */
struct Unit;
Str ledger_total_text(Arena *a, int64_t high, int64_t low, const struct Unit *unit);

/* --- proof */

/* The leaf of a line as the record knows it: canonical JSON (RFC 8785) with the amount as text and
 * a salt of its own, without which it tells nothing. */
typedef struct {
        Id id, post, actor, source, target, hold, about;
        LedgerKind kind;
        int64_t amount, at_us;
        const char *unit;
        int scale;
} LedgerLeaf;
Str ledger_leaf(Text *t, const LedgerLeaf *line, Str batch_salt, uint64_t index);
/* A line's leaf, where it stands in its batch, the proof up to the batch's root, and the entry. */
typedef struct {
        Str leaf;
        char *text; /* that it stands in */
        uint64_t index, lines;
        Hash root;
        Hash *proof;
        size_t proof_n;
        int64_t position; /* of the entry */
} LedgerProof;
Status ledger_proof(Db *db, Arena *a, Id line, LedgerProof *out);

#endif

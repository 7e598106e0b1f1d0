/* review/conflict: why somebody should not judge an application.
 *
 * Reviewers declare conflicts, or that they have none, before a file opens; operators add some; the
 * rest is found in what is known of both sides. While a conflict is not decided, or its decision is
 * that the reviewer stays out, nothing of the application opens to them, at any door, and what they
 * wrote of it is set aside; it is not deleted, and counts again when the conflict is dismissed or
 * waived. */
#ifndef SEEDBED_REVIEW_CONFLICT_H
#define SEEDBED_REVIEW_CONFLICT_H

#include "review/conflict.sql.h"
#include "review/review.h"

enum { CONFLICT_NOTE_CHARS_MAX = 2000 };

typedef enum {
        CONFLICT_SAME_ORGANISATION, /* in the applicant's team, or in one merged with it */
        CONFLICT_SAME_DOMAIN,       /* of mail or website; not of public mail providers */
        CONFLICT_CO_MEMBER,         /* both in the team of a third party */
        CONFLICT_FORMER_ROLE,       /* was in the applicant's team */
        CONFLICT_MENTOR_OF,
        CONFLICT_SHARED_INVESTOR,
        CONFLICT_DECLARED,
        CONFLICT_KINDS
} ConflictKind;

typedef struct {
        const char *name;  /* as it is kept */
        const char *title; /* to be looked up */
        bool is_blocking;  /* severity; both keep the file shut until somebody decided */
} ConflictKindRow;

extern const ConflictKindRow conflict_kinds[CONFLICT_KINDS];

extern const Action conflict_declare_action, conflict_add_action, conflict_decide_action,
        conflict_find_action;

/* One that was found: which of the reviewers, which of the files. */
typedef struct {
        uint32_t reviewer, file;
        ConflictKind kind;
} ConflictFound;

typedef struct {
        ConflictFound *at; /* by file, reviewer, kind; none twice */
        size_t n;
} ConflictFoundList;

/* Looks at all pairs at once: what ties the reviewers is gathered, and each file asks for it. Reads
 * only. */
Status conflict_look(Db *db, Arena *a, const Id *accounts, size_t accounts_n,
                     const ReviewFile *files, size_t files_n, ConflictFoundList *out);
/* Does something stand between them: a conflict that is not dismissed or waived, or one that is
 * found just now and stands nowhere yet? Asked at every door to a file. */
Status conflict_stands(Db *db, Arena *a, Id account, const ReviewFile *file, bool *out);
/* Keeps a conflict as pending and sets their assignments aside. CONFLICT without words when it
 * stands there already. */
typedef struct {
        const ReviewFile *file;
        Id account;
        ConflictKind kind;
        const char *source; /* declared, found, operator */
        Str note;
} ConflictNew;
Status conflict_keep(Deed *d, const ReviewRound *round, const ConflictNew *c, Id *out);
/* Looks at one pair and keeps what is found. */
Status conflict_keep_found(Deed *d, const ReviewRound *round, const ReviewFile *file, Id account,
                           size_t *out_n);
/* Those that were found and then dismissed or waived on applications of a party are pending again
 * where a step still judges the application, and what they shut there is set aside. Tells nothing.
 */
Status conflicts_wait_again(Deed *d, Id party);
const char *conflict_title(Str kind);

#endif

/* review/assign: who reads what: proposed by match/assign, looked at, then confirmed.
 *
 * A proposal is rows that nobody but operators sees. Whatever is given already stays, so the same
 * deed fills what a reviewer who dropped out leaves. Confirming looks at conflicts again. */
#ifndef SEEDBED_REVIEW_ASSIGN_H
#define SEEDBED_REVIEW_ASSIGN_H

#include "review/assign.sql.h"
#include "review/conflict.h"
#include "review/pool.h"

extern const Action assignment_propose_action, assignment_confirm_action, assignment_discard_action,
        assignment_add_action, assignment_remove_action;

/* What keeps a file from a reviewer. No words: nothing. */
typedef struct {
        const char *field; /* of assignment_add_action that it is about; NULL: none */
        Str words;
} AssignmentBar;
Status assignment_bar(Db *db, Arena *a, const ReviewIn *in, const Reviewer *reviewer,
                      const ReviewFile *file, int64_t now_us, AssignmentBar *out);
/* Gives it, with an entry in the record; what assignment_bar says is the caller's to look at. The
 * reviewer's number of files grows; of the deed's arena it takes the entry. d->made: the
 * assignment. */
Status assignment_give(Deed *d, const ReviewIn *in, Reviewer *reviewer, const ReviewFile *file);
/* So many files were given to them: one letter. */
Status assignment_letter(Deed *d, const ReviewIn *in, const Reviewer *reviewer, int64_t files);

/* What a proposal comes to; kept as JSON beside the step. */
typedef struct {
        int64_t files, reviewers, wanted, given, kept; /* kept: were given before */
        int64_t shorts;                                /* files with fewer than wanted */
        int64_t short_barred;                          /* of these: by conflicts */
        int64_t total, worst;                          /* suitability, in millionths */
        Id worst_file;
        int64_t conflicts; /* found, and kept */
} Proposal;

Str proposal_json(Arena *a, const Proposal *p);
bool proposal_of(Arena *a, Str json, Proposal *out);

/* The parts of a pair's suitability, from -1000 to 1000, and the words that both sides share. */
typedef struct {
        int64_t bid, expertise, likeness, rank;
        Str words;
} PairReasons;
void pair_reasons(Arena *a, Str why, PairReasons *out);

#endif

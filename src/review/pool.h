/* review/pool: the reviewers of a round: invited, then there or not, with what they know and what
 * they would like to read. Whoever accepts has the role of a reviewer at the round's hub for its
 * programme; what it opens is the files that are assigned to them, and nothing else. */
#ifndef SEEDBED_REVIEW_POOL_H
#define SEEDBED_REVIEW_POOL_H

#include "mail/mail.h"
#include "review/pool.sql.h"
#include "review/review.h"

enum { POOL_EXPERTISE_CHARS_MAX = 2000, POOL_LOAD_MAX = 10000, POOL_BIDS_A_PAGE = 20 };
/* A reminder goes to one reviewer at most so often. */
#define POOL_REMIND_US (20 * 3600 * (int64_t)1000000)

extern const Action reviewer_invite_action, reviewer_answer_action, reviewer_remove_action,
        review_bid_action, review_remind_action;
extern const MailKind review_invitation_mail, review_work_mail, review_reminder_mail;

/* What letters to reviewers say; nothing in them tells of an applicant. */
typedef struct {
        Str name, link;
        Str round, programme, hub; /* titles */
        int64_t files;
        int64_t until; /* 0: none */
} ReviewLetter;

/* A letter to a reviewer's first address; one without an address gets none. Inside a write job. */
Status review_letter(Deed *d, const MailKind *kind, const ReviewRound *round,
                     const Reviewer *reviewer, ReviewLetter *letter);
/* A file's name on the page of bids: opens only here, only for that account. */
Str review_code(const Seal *seal, Arena *a, Id account, Id application);
/* NOT_FOUND: not one of ours for that account. */
Status review_code_open(const Seal *seal, Arena *a, Id account, Str code, Id *out);
/* Does the step read applications in that stage? */
bool review_reads(const Definition *def, const SelectionStep *step, Str stage);
/* Is the file one of those that are read in this step now? */
bool review_is_in_step(const Definition *def, const SelectionStep *step, const ReviewFile *file);
/* Files of the step, at most REVIEW_FILES_MAX. */
typedef struct {
        ReviewFile *at;
        size_t n;
} ReviewFiles;
Status review_files_of(Db *db, Arena *a, const Definition *def, const SelectionStep *step, Id round,
                       ReviewFiles *out);
/* The step that the reviewer of a pool would read in: their own, or the first. NULL: none. */
const SelectionStep *reviewer_step(const Definition *def, const Reviewer *reviewer);

#endif

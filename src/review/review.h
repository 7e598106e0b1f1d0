/* review: who judges an application, what they may see of it, and what they say.
 *
 * A round's definition names steps; in a step each application is read by some reviewers, as
 * assignments. Everything that a reviewer is shown goes through an assignment of their own: its id
 * is the file's only name to them, and the record tells of assignments and never of applications
 * beside them, for it is public. */
#ifndef SEEDBED_REVIEW_REVIEW_H
#define SEEDBED_REVIEW_REVIEW_H

#include "action/action.h"
#include "programme/definition.h"
#include "review/review.sql.h"

enum {
        REVIEW_REVIEWERS_MAX = 5000, /* of a round */
        REVIEW_FILES_MAX = 200000,
        REVIEW_WORDS_CHARS_MAX = 10000,
        REVIEW_VERSIONS_MAX = 100, /* of one review */
        REVIEW_COMMENTS_MAX = 500  /* of one file in a step */
};

extern const Action review_begin_action, review_close_action;
extern const Action review_save_action, review_submit_action, review_comment_action,
        review_compare_action;

/* A step of a round: what the definition says of it, and how far it is. */
typedef struct {
        ReviewRound round;
        const Definition *def;
        const SelectionStep *step;
        ReviewStep run; /* zero before it has begun */
        bool has_begun;
} ReviewIn;

/* NOT_FOUND: no such round, or its definition has no such step. */
Status review_in(Db *db, Arena *a, Id round, Str step, ReviewIn *out);
/* The round's definition. NOT_FOUND: no such round. */
Status review_round_open(Db *db, Arena *a, Id round, ReviewRound *out, const Definition **out_def);
/* Are reviews taken now? Has begun, was not closed, and its time is not over. */
bool review_takes(const ReviewIn *in, int64_t now_us);
/* Where a round is, hidden from everybody else. */
Status review_place(Db *db, Arena *a, const ReviewRound *round, Place *out);
/* For a `where`: of the deed's fields "application" and "reviewer", who must be of one round.
 * Hidden from all others, and from who has an interest in the application. */
Status review_where_pair(Deed *d, Place *out);
/* NOT_FOUND: the actor does not review there, or not any more: the role was taken back, or the
 * token that was sent is for other places. */
Status review_here(Db *db, Arena *a, const Actor *actor, const ReviewRound *round);
/* For an action's `where`: the round of its field "round"; of the assignment of "assignment". */
Status review_where_round(Deed *d, Place *out);
Status review_where_assignment(Deed *d, Place *out);
/* The step of the fields "round" and "step"; INVALID with words. */
Status review_in_given(Deed *d, ReviewIn *out);
/* The deed's assignment when it is the actor's own and is there for them; NOT_FOUND. */
Status review_mine(Deed *d, Assignment *out, ReviewIn *out_in);
/* An entry about a step: hub, round and step are filled in. */
void review_entry(Entry *e, const ReviewRound *round, Str step);

/* Is somebody to read it or has read it: not proposed, set aside or taken away? */
bool assignment_is_live(const Assignment *x);
/* Was a review sent? Of one that was set aside too. */
bool assignment_is_sent(const Assignment *x);

#endif

/* apply: what is handed in for a round.
 *
 * A draft is one row for each answer, so several people write at once and nothing that somebody
 * typed is overwritten unseen. What is handed in is a revision, which never changes; its commitment
 * stands in the record, and whoever hands in becomes a member of the programme at the round's hub,
 * in the stage where its selection begins. From there determinations move the member. */
#ifndef SEEDBED_APPLY_APPLY_H
#define SEEDBED_APPLY_APPLY_H

#include "apply/apply.sql.h"
#include "apply/round.h"
#include "base/json.h"

enum {
        APPLICATION_TITLE_CHARS_MAX = 200,
        APPLICATIONS_BEGUN_MAX = 20, /* in one round: drafts of an account, all of a party */
        WRITER_CHARS_MAX = 40
};
#define PRESENCE_US (45 * (int64_t)1000000)

extern const Action application_begin_action, application_save_action, application_choose_action,
        application_here_action, application_submit_action, application_withdraw_action,
        application_reopen_action, application_renew_action;

/* Their pages (apply_page.c). */
void application_begin_draw(Page *out, const Visit *v, const Deed *d);
void application_submit_draw(Page *out, const Visit *v, const Deed *d);

/* By its id. NOT_FOUND. */
Status application_get(Db *db, Arena *a, Id id, Application *out);
/* The deed's field "application". NOT_FOUND. */
Status application_of(Deed *d, Application *out);
/* Where it is: its party, its hub and programme; its own when the party is the actor as a person.
 * Hidden from all others. */
Status application_place(Db *db, Arena *a, const Actor *actor, const Application *x, Place *out);
Status application_may(Db *db, Arena *a, const Actor *actor, Permission may, const Application *x,
                       bool *out);
/* May the actor read it: operators and auditors of its hub, its party's team, or the person that it
 * is of. Reviewers come through their own room. */
Status application_sees(Db *db, Arena *a, const Actor *actor, const Application *x, bool *out);
/* May the actor write it and hand it in: MAY_APPLY in the team, or the person that it is of. */
Status application_writes(Db *db, Arena *a, const Actor *actor, const Application *x, bool *out);
/* For an action's `where`, the application in its field "application": at its hub, for operators'
 * deeds; and for those of MAY_SELF that only who writes it may do: NOT_FOUND for all others. */
Status application_where(Deed *d, Place *out);
Status application_where_own(Deed *d, Place *out);

/* A revision by its number, 0: the one that was handed in last. NOT_FOUND: there is none. Its
 * answers are empty when the party was erased. */
Status revision_get(Db *db, Arena *a, const Application *x, int64_t number, Revision *out);
/* Its answers, by the slugs of the form it was made with (form/answer.h); an empty object when they
 * were erased. */
Status revision_answers(Arena *a, const Revision *r, const Json **out);
/* The draft as it stands, as such an object. */
Status draft_answers(Db *db, Arena *a, const Application *x, const Json **out);

/* Operators see it there: a copy of its member's stage, which the caller moved by member_moves;
 * inside a write job. */
Status application_stage_set(Deed *d, const Application *x, Str stage);
/* Another state, counted; inside a write job. Tells nothing. */
Status application_state_move(Deed *d, const Application *x, Str state, Id double_of);
/* Until when this party may write and hand in: the round's end, or its own when that is later. */
Status application_closes(Db *db, Arena *a, const Application *x, const Round *r, int64_t *out);

/* Something changed that operators sort and filter by; inside a write job. */
Status application_touch(Db *db, Id party, Id application);
/* Of all applications of the party. */
Status application_touch_party(Db *db, Id party);

#endif

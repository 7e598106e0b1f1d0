/* decide/batch: many determinations at once.
 *
 * They are gathered first, as lines of what would be decided, and shown with every move and every
 * mail; nothing happens before somebody applies the batch, and then each line is asked again. What
 * was decided together is approved, sent and undone together. */
#ifndef SEEDBED_DECIDE_BATCH_H
#define SEEDBED_DECIDE_BATCH_H

#include "decide/determination.h"

extern const Action batch_gather_action, batch_apply_action, batch_discard_action,
        batch_approve_action, batch_undo_action, batch_send_action;

/* A line as what one person would decide. */
DecideAsk batch_ask(const DeterminationBatch *b, const BatchLine *line, Id actor);
/* Takes out of a batch's number of lines those of parties that who looks has an interest in; of one
 * that was given up nothing is left to tell them by, and it has none. */
Status batch_cut_own(Db *db, Arena *a, const Interest *own, DeterminationBatch *b);
/* Names of its inputs that are no fields: "a-ID" for each application that was chosen in a list. */
#define BATCH_CHOSEN "a-"

#endif

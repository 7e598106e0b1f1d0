/* board/bulk: one act on many applications of a round.
 *
 * First it is put down which ones are meant and shown what would become of each; then it is done,
 * in one transaction, with what can be done now, and the others are left out with the reason.
 * Decisions have a way of their own (decide/batch): those that are chosen here go there. */
#ifndef SEEDBED_BOARD_BULK_H
#define SEEDBED_BOARD_BULK_H

#include "board/bulk_act.h"

enum { BULK_MAX = 2000 };
#define BULK_CHOSEN "a-" /* before the id of one that was ticked; as in decide/batch */

extern const Action bulk_prepare_action, bulk_apply_action, bulk_discard_action;

#endif

/* exchange/list_deed: a file of a list is taken in: looked at first, then done.
 *
 * Looking tries every deed and takes it back, so a preview says what the rules say. Doing runs the
 * same deeds in one transaction, each with its own permission, rules and entry: all of them, or
 * none. Nothing is kept between the two: what would change is sent again. */
#ifndef SEEDBED_EXCHANGE_LIST_DEED_H
#define SEEDBED_EXCHANGE_LIST_DEED_H

#include "exchange/list_take.h"

extern const Action list_check_action, list_apply_action;

/* What `list check` found out. */
typedef struct {
        ListPreview preview;
        Str address;
} ListChecked;

#endif

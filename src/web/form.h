/* web/form: what the page of an action's form asks about its fields. */
#ifndef SEEDBED_WEB_FORM_H
#define SEEDBED_WEB_FORM_H

#include "action/action.h"

/* Label, or the name when there is none. */
const char *form_label(const Field *f);
/* Type of the HTML input. */
const char *form_input_type(const Field *f);
/* All that was wrong with this field, or "". */
const char *form_fault(Arena *a, const Deed *d, const char *field);
bool form_has_file(const Action *action);
/* "pledge/withdraw" in two parts is not a part of a path, so the form's address is built from
 * these. */
Str form_noun(const Action *action);
Str form_verb(const Action *action);

#endif

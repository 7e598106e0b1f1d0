/* web/form: what the page of an action's form asks about its fields. */
#ifndef SEEDBED_WEB_FORM_H
#define SEEDBED_WEB_FORM_H

#include "action/action.h"
#include "web/site.h"

/* Label, or the name when there is none. */
const char *form_label(const Field *f);
/* Type of the HTML input. */
const char *form_input_type(const Field *f);
/* What the browser may fill in, or "". */
const char *form_autocomplete(const Field *f);
/* All that was wrong with this field, or "". */
const char *form_fault(Arena *a, const Deed *d, const char *field);
/* Is the fault of none of the action's fields: of the whole, or of an input that it takes besides?
 */
bool form_fault_is_apart(const Deed *d, size_t i);
/* What the page suggests for a field that takes the name of something, as of a hub; none often. */
FieldOffers form_offers(const Visit *v, const Deed *d, const Field *f);
bool form_has_file(const Action *action);
/* "pledge/withdraw" in two parts is not a part of a path, so the form's address is built from
 * these. */
/* Takes something away for good: its button looks so. By its verb, as "party erase". */
bool form_takes_away(const Action *action);
/* A field that picks: what is meant by what was typed, or how the thing of its id is called. Empty:
 * nothing was typed, or nothing is found. */
PickHitList form_hits(Arena *a, const Visit *v, const Deed *d, size_t field);
/* Was a name typed there, and no id? */
bool form_is_name(const Deed *d, size_t field);
/* Puts the id in the place of a name that just one thing has: once for each field, and only for who
 * may do the action somewhere. */
void form_resolve(Visit *v, const Action *action, Input *inputs, size_t n);
/* Where to go on after showing who one is: the form with the ids and names that a link gave it, and
 * nothing that was typed. */
Str form_again(Arena *a, const Deed *d);
Str form_noun(const Action *action);
Str form_verb(const Action *action);

#endif

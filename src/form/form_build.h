/* form/form_build: small changes to a form, one at a time, as a page of buttons asks for them. */
#ifndef SEEDBED_FORM_FORM_BUILD_H
#define SEEDBED_FORM_FORM_BUILD_H

#include "action/action.h"
#include "form/form.h"

/* Does what `_do` says to the form written in yaml:
 *     up:FIELD down:FIELD remove:FIELD            moves go from section to section, too
 *     add (with _title, _kind, _section)          section (with _title)
 *     change:FIELD (with _title, _help, _kind, _required, _identifies, _if, _about, _chars_max,
 * _min, _max, _decimals, _rows_max, _currencies, _types, _choices and _columns by line; of a column
 * _column_kind.COLUMN, _column_required.COLUMN and _column_choices.COLUMN) and gives the form as it
 * is then. Without `_do`, or with one that changes nothing, that is the same form, written as
 * form_yaml writes it. INVALID with *out_fault: the form is wrong, or would be. */
Status form_build(Arena *a, Str yaml, const Input *inputs, size_t n, Str *out_yaml, Str *out_fault);
/* A slug that the form has not, made from a title. */
Str form_slug_for(Arena *a, const Form *f, Str title);

#endif

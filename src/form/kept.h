/* form/kept: forms in the store. A row is never changed. */
#ifndef SEEDBED_FORM_KEPT_H
#define SEEDBED_FORM_KEPT_H

#include "action/action.h"
#include "form/form.h"
#include "form/form.sql.h"

/* A form by its id, read. NOT_FOUND; BROKEN when it no longer parses. out_row may be NULL. */
Status form_open(Db *db, Arena *a, Id id, FormRow *out_row, Form **out);
/* The newest number of a programme's form that rounds at this hub may use: made there, above, or by
 * the definition. NOT_FOUND. */
Status form_newest(Db *db, Arena *a, Id programme, Id hub, Str slug, FormRow *out);
/* Of a hub (0: those of the definition alone). Keeps a form as the next number. CONFLICT without
 * words when the newest that may be used there is the same already: then *out is that one. Tells
 * nothing. */
Status form_keep(Deed *d, Id programme, Id hub, const Form *f, FormRow *out);

#endif

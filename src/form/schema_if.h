/* form/schema_if: what JSON Schema can say of conditions and of numbers that are written as text.
 *
 * A condition becomes an `if` that holds at most where the condition does: what can not be said in
 * a schema (days, amounts, fractions) counts as not so. So everything that the schema refuses, the
 * server refuses, too, and never the other way round. */
#ifndef SEEDBED_FORM_SCHEMA_IF_H
#define SEEDBED_FORM_SCHEMA_IF_H

#include "base/json.h"
#include "form/form.h"

/* Key "allOf" with an `if` for each field that is required under a condition of its own or of its
 * section; nothing when there is none. */
void schema_required_if(JsonOut *j, const FormSection *sections, size_t n);
/* The same for the columns of rows. */
void schema_columns_if(JsonOut *j, const FormFields *fields);

/* A regular expression (ECMA-262, and POSIX extended) of decimal numbers that are at least, and at
 * most, a whole number from 0 on; false for any other bound. */
bool schema_number_from(Text *t, Str least);
bool schema_number_to(Text *t, Str most);

#endif

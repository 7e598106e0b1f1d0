/* programme/span: a length of time as files write it: "12 months", "1 year", "90 days". */
#ifndef SEEDBED_PROGRAMME_SPAN_H
#define SEEDBED_PROGRAMME_SPAN_H

#include "base/str.h"

typedef enum { DEFINITION_DAYS, DEFINITION_MONTHS, DEFINITION_YEARS } DefinitionSpanUnit;

/* false: it is none; at most 3,660 of a unit. Nothing is written then. */
bool span_parse(Str s, int *out_count, DefinitionSpanUnit *out_unit);
bool span_is(Str s);
/* That moment so much later, UTC. The end of the last day of a shorter month stands for a day that
 * it has not. */
int64_t span_after(int64_t from_us, int64_t count, DefinitionSpanUnit unit);

#endif

/* exchange/opportunity_schema: the doors of CommonGrants in the description of all doors (OpenAPI):
 * parameters, body and answers of each operation. */
#ifndef SEEDBED_EXCHANGE_OPPORTUNITY_SCHEMA_H
#define SEEDBED_EXCHANGE_OPPORTUNITY_SCHEMA_H

#include "base/str.h"

void opportunity_list_describe(Text *t);
void opportunity_search_describe(Text *t);
void opportunity_read_describe(Text *t);
void competition_read_describe(Text *t);
void grants_form_list_describe(Text *t);
void grants_form_read_describe(Text *t);

#endif

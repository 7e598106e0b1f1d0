/* exchange/iati_page: what was promised and what came of it, for those who read aid and development
 * data.
 *
 * IATI 2.03 (iatistandard.org): an activity for each announcement, whose pledges are its results
 * and whose payments are its transactions; an activity for each programme, whose stages are its
 * results. Only what is public anyway: numbers, places, words of definitions. Nobody is named. */
#ifndef SEEDBED_EXCHANGE_IATI_PAGE_H
#define SEEDBED_EXCHANGE_IATI_PAGE_H

#include "web/site.h"

extern const Route iati_activities_route;

/* The file. org is the identifier of who reports (organisation identifiers, IATI 2.03: a register's
 * code, a hyphen, the number there), org_type a code of the list OrganisationType. TOO_LARGE: more
 * than fits into the arena. */
Status iati_activities(Db *db, Arena *a, const Site *site, int64_t now_us, Str *out);
/* The code of who can be an organisation here: letters, digits and - . _ with a hyphen in it. */
bool iati_org_is(Str org);

#endif

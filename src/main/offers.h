/* main/offers: what forms suggest where the name of a hub or of a programme is asked for. */
#ifndef SEEDBED_MAIN_OFFERS_H
#define SEEDBED_MAIN_OFFERS_H

#include "web/site.h"

/* For Site.offers: hubs where the actor may do the deed, programmes; none for all other fields, and
 * none when they can not be read: the field takes what is typed, too. */
FieldOffers offers_of(const Visit *v, const Action *action, const Field *f);

#endif

/* cohort/field: what many deeds of the room ask for. */
#ifndef SEEDBED_COHORT_FIELD_H
#define SEEDBED_COHORT_FIELD_H

#include "action/action.h"
#include "base/words.h"

#define COHORT                                                              \
        {                                                                   \
                "cohort", FIELD_ID, .required = true, .label = N_("Cohort") \
        }
#define PARTY                                                                               \
        {                                                                                   \
                "party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party") \
        }

#endif

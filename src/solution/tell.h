/* solution/tell: what all deeds of this room need. */
#ifndef SEEDBED_SOLUTION_TELL_H
#define SEEDBED_SOLUTION_TELL_H

#include "people/people.h"

/* The party of a field. NOT_FOUND; CONFLICT with words when it was merged or erased. */
Status solution_party(Deed *d, const char *field, Party *out);
/* The same, of an organisation; where a person is meant, words say so. */
Status solution_organisation(Deed *d, const char *field, Party *out);
/* The hub where it is at home. CONFLICT with words when there is none. */
Status solution_home(Deed *d, Id party, Id *out);
/* An entry about a party at a hub, with what may be said of it. */
Entry solution_entry(Deed *d, const char *kind, const Party *party, Id hub);
/* Where a party's solutions, referrals, introductions and outcomes stand. */
Str solution_network_path(Arena *a, Id party);
/* Text of a field, or what was there when it is empty; a dash alone empties it. */
Str solution_changed(const Deed *d, const char *field, Str was);

#endif

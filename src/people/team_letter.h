/* people/team_letter: what is written to the people of teams. */
#ifndef SEEDBED_PEOPLE_TEAM_LETTER_H
#define SEEDBED_PEOPLE_TEAM_LETTER_H

#include "mail/mail.h"
#include "people/people.h"

typedef struct {
        Str party, role, by, link; /* role: its word, to be looked up */
        Str other;                 /* the party that it is one with now; empty: none */
        bool is_removed;           /* who reads it */
} TeamLetter;

extern const MailKind letter_team_invitation, letter_team_notice;

/* Tells all owners that an operator changed who is in their team, or (other: not NULL) made it one
 * with another's. */
Status team_letter_owners(Deed *d, const Party *party, const Party *other);
/* Tells somebody that they are no longer in a team. */
Status team_letter_removed(Deed *d, const Party *party, Id person);

#endif

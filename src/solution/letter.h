/* solution/letter: what this room writes to people of teams. */
#ifndef SEEDBED_SOLUTION_LETTER_H
#define SEEDBED_SOLUTION_LETTER_H

#include "mail/mail.h"

typedef struct {
        Str title;         /* of the solution */
        Str party, other;  /* who reads it, and the other side */
        Str words;         /* what somebody wrote */
        Str name, address; /* of whoever wrote, or of the other side */
        Str link;
        Str kind; /* of an introduction */
} SolutionLetter;

extern const MailKind letter_solution_question, letter_introduction_ask, letter_introduction_made,
        letter_referral_made;

/* Writes to all owners and editors of a party's team; *out: how many there are (may be NULL). */
Status letter_to_team(Deed *d, Id party, const MailKind *kind, const SolutionLetter *letter,
                      size_t *out);
/* Writes to an account's first address. NOT_FOUND: it has none. */
Status letter_to_actor(Deed *d, Id actor, const MailKind *kind, const SolutionLetter *letter);

#endif

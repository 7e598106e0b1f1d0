/* people/letter: kinds of mail about accounts. All are essential: they answer what somebody did. */
#ifndef SEEDBED_PEOPLE_LETTER_H
#define SEEDBED_PEOPLE_LETTER_H

#include "mail/mail.h"

/* A link that does something once: whom it is for, and what it leads to. */
typedef struct {
        Str name, link;
        Str role, hub_title; /* invitation only; hub_title empty: everywhere */
} LetterLink;

extern const MailKind letter_invitation, letter_reset, letter_changed;

#endif

/* people/letter: kinds of mail about accounts. All are essential: they answer what somebody did. */
#ifndef SEEDBED_PEOPLE_LETTER_H
#define SEEDBED_PEOPLE_LETTER_H

#include "action/action.h"
#include "mail/mail.h"

/* A link that does something once: whom it is for, and what it leads to. */
typedef struct {
        Str name, link;
        Str role, hub_title; /* invitation only: role_name, with its NUL; empty: everywhere */
        Str kind;            /* of the entry, when ways to sign in changed */
        bool tokens_ended;   /* new password only */
} LetterLink;

extern const MailKind letter_invitation, letter_reset, letter_changed, letter_signup, letter_there,
        letter_passkey, letter_passkey_gone, letter_doubt, letter_ways;

/* To the first address of an account; an account without one gets none. Inside a write job. */
Status letter_to_account(Db *db, Arena *a, const MailKind *kind, Id actor, Str link,
                         int64_t now_us);
/* The same with more than a link; the name is filled in. */
Status letter_of_account(Db *db, Arena *a, const MailKind *kind, Id actor, LetterLink *letter,
                         int64_t now_us);
/* Tells the owner that how they sign in was changed by what an entry of that kind says. */
Status letter_of_ways(Deed *d, Id actor, Str kind);
extern const MailKind letter_role;

#endif

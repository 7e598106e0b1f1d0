/* decide/letter: what is written to who applied, and to operators. */
#ifndef SEEDBED_DECIDE_LETTER_H
#define SEEDBED_DECIDE_LETTER_H

#include "decide/decide.h"
#include "mail/mail.h"

typedef struct {
        Str title, round; /* of the application, of the round */
        Str stage;        /* where they stand now, in words */
        Str conditions, feedback;
        Str until; /* they have to answer by; empty: nothing to answer */
        Str link;
        Str next; /* who is first on the waiting list; empty: nobody */
        bool takes_place, is_waiting;
} DecideLetter;

/* All are essential: they answer what somebody handed in. The last is for operators. */
extern const MailKind decide_outcome_mail, decide_reminder_mail, decide_lapsed_mail,
        decide_place_mail;

/* The letter about a determination. due_at: 0: nothing to answer. */
void decide_letter(Arena *a, const DecideRound *r, const Application *x,
                   const SelectionDetermination *what, const Determination *of, int64_t due_at,
                   Str base_url, DecideLetter *out);
/* Who is told: owners and editors of the team; else the address that the party is known by. */
Status decide_readers_of(Db *db, Arena *a, Id party, DecideReaderList *out);
/* Writes to all of them; *out_n: how many. Inside a write job. */
Status decide_write(Deed *d, const DecideRound *r, Id party, const MailKind *kind,
                    const DecideLetter *letter, size_t *out_n);
/* To one account, when it has an address. */
Status decide_write_account(Deed *d, const DecideRound *r, Id actor, const MailKind *kind,
                            const DecideLetter *letter);

/* As its reader sees it, in a language. */
typedef struct {
        Str readers; /* names and addresses */
        Str language, subject, plain;
} DecideMail;
typedef struct {
        DecideMail *at;
        size_t n;
} DecideMailList;
/* The mails that telling this would send, one for each language that its readers have. */
Status decide_mails(Db *db, Arena *a, const DecideRound *r, Id party, const MailKind *kind,
                    const DecideLetter *letter, DecideMailList *out);

#endif

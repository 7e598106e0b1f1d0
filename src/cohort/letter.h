/* cohort/letter: what is written to teams and mentors. */
#ifndef SEEDBED_COHORT_LETTER_H
#define SEEDBED_COHORT_LETTER_H

#include "cohort/cohort.h"
#include "mail/mail.h"

typedef enum {
        LETTER_MILESTONE_APPROVED,
        LETTER_MILESTONE_RETURNED,
        LETTER_REPORT_REOPENED,
        LETTER_REPORT_SOON, /* due within days */
        LETTER_REPORT_LATE,
        LETTER_BOOKED,
        LETTER_BOOKING_CANCELLED,
        LETTER_BOOKING_SOON,
        LETTER_SESSION,
        LETTER_SESSION_CHANGED,
        LETTER_SESSION_CANCELLED,
        LETTER_MATCHED
} CohortLetterAbout;

typedef struct {
        CohortLetterAbout about;
        Str what;   /* title of the milestone, report, session */
        Str cohort; /* its title */
        Str who;    /* the other one of a booking; empty: nobody */
        Str place, zone, link;
        int64_t at; /* when it begins or is due; 0: never */
} CohortLetter;

/* Notices wait for others to the same address, so nobody gets a flood; invitations go at once, each
 * with its calendar part. */
extern const MailKind letter_cohort_notice, letter_cohort_invitation, letter_cohort_reminder;

/* To owners and editors of the party's team. `calendar` (may be NULL) makes the part for one
 * reader. */
typedef Str (*LetterCalendar)(Arena *a, const void *of, Str address, Str name);
Status cohort_letter_team(Db *db, Arena *a, const MailKind *kind, const CohortLetter *letter,
                          Id party, LetterCalendar calendar, const void *of, int64_t now_us);
/* To one account; OK also when it has no address. */
Status cohort_letter_actor(Db *db, Arena *a, const MailKind *kind, const CohortLetter *letter,
                           Id actor, LetterCalendar calendar, const void *of, int64_t now_us);
/* That a milestone was approved or sent back. */
Status cohort_letter_milestone(Deed *d, const Cohort *c, Id party, Str title, bool is_good);

#endif

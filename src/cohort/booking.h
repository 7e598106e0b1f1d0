/* cohort/booking: an hour that a team took. Booked; then held, missed (no-show) or cancelled. */
#ifndef SEEDBED_COHORT_BOOKING_H
#define SEEDBED_COHORT_BOOKING_H

#include "cohort/calendar.h"
#include "cohort/cohort.h"
#include "cohort/mentor.sql.h"

enum { BOOKINGS_AHEAD_MAX = 50 /* of one party */ };
/* Both are reminded so long before. */
#define BOOKING_REMIND_US (24 * 3600 * (int64_t)1000000)

extern const Action booking_make_action, booking_cancel_action, booking_end_action;

/* Cancels it, frees the hour, tells both by mail and the record; in a deed. */
Status booking_call_off(Deed *d, const Cohort *c, Id party, Id booking);
/* As a calendar shows it to its mentor, or to the team. */
CalendarEvent booking_event(Arena *a, const BookingLine *b, bool for_mentor);
/* "booked", "held" … as people read it, to be looked up. */
const char *booking_state_word(Str state);
/* Mails to the team and to the mentor: of a booking with a calendar part, or a reminder. */
Status booking_letters(Db *db, Arena *a, const Cohort *c, const Booking *b, bool is_reminder,
                       Str base_url, int64_t now_us);

#endif

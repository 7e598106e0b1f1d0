/* cohort/agenda: what happens in a cohort with dates: sessions, demo days with their pitches.
 *
 * A session is told in its zone. Who is invited gets a mail with a calendar part; a change or a
 * cancellation goes to the same people with a higher SEQUENCE (RFC 5546). */
#ifndef SEEDBED_COHORT_AGENDA_H
#define SEEDBED_COHORT_AGENDA_H

#include "cohort/agenda.sql.h"
#include "cohort/calendar.h"
#include "cohort/cohort.h"

enum { AGENDA_SESSIONS_MAX = 500, AGENDA_MINUTES_MAX = 3 * 24 * 60, PITCHES_MAX = 300 };

extern const Action agenda_add_action, agenda_change_action, agenda_cancel_action, pitch_set_action,
        pitch_remove_action;

/* As calendars want it. */
CalendarEvent agenda_event(const AgendaSession *s);

#endif

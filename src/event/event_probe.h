/* event/event_probe: an event with people who want to come, for tests. */
#ifndef SEEDBED_EVENT_EVENT_PROBE_H
#define SEEDBED_EVENT_EVENT_PROBE_H

#include "event/event.h"
#include "tests/world.h"

enum { EVENT_PEOPLE = 16 };

typedef struct {
        World *w;
        Id event;
        const char *id, *begins, *ends;
        int64_t begins_at;
        Id people[EVENT_PEOPLE]; /* accounts; 0: not made yet */
} EventLife;

/* A symposium at Singapore in three days, with so many places; for: NULL is everybody. */
EventLife event_life(World *w, const char *capacity, const char *for_whom);
/* The same, that is on now. */
EventLife event_life_now(World *w, const char *capacity, const char *minutes);
/* Account number i, with the confirmed address "pI@example.org". */
Actor event_person(EventLife *l, int i);
/* A deed by that account; w->deed is what came of it. */
Status event_act(EventLife *l, int i, const char *name, ...) __attribute__((sentinel));
/* Books, and must not fail; its ticket. */
Id event_booked(EventLife *l, int i);
/* The ticket of an account, or its place in a session. */
Id event_ticket(EventLife *l, int i, const char *track);
Str event_state(EventLife *l, Id ticket);
/* How many mails of a kind were written. */
int64_t event_mails(EventLife *l, const char *kind);
/* Of these, those that bring a calendar's file with such words. */
int64_t event_calendars(EventLife *l, const char *kind, const char *words);
void event_works(EventLife *l, int64_t now_us);
/* What is always so: taken is what seats say, never more than there are; nobody waits where a place
 * is free before it begins; the record tells of each settled attendance, once. */
void event_check(EventLife *l);

#endif

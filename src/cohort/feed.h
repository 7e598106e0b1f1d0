/* cohort/feed: calendars that a program reads by an address with a secret in it.
 *
 * The secret is 32 random bytes, kept hashed, and stands in the query, which the log leaves out. A
 * feed tells no more than its account may see at that moment; whoever leaves the team, or is
 * erased, has an empty one or none. */
#ifndef SEEDBED_COHORT_FEED_H
#define SEEDBED_COHORT_FEED_H

#include "action/action.h"

enum { FEEDS_OF_ONE_MAX = 20 };
/* What is over for longer is left out. */
#define FEED_PAST_US (90 * 86400 * (int64_t)1000000)

extern const Action calendar_make_action, calendar_end_action;

/* The calendar behind a token, as text. NOT_FOUND: there is none, or no longer. */
Status feed_write(Db *db, Arena *a, Str token, Str base_url, int64_t now_us, Str *out);

#endif

/* event/work: what events do by themselves: places that nobody accepted go on, attendance is
 * settled, people are reminded and told of changes, a hundred at a time, so that no mail waits
 * behind three thousand. */
#ifndef SEEDBED_EVENT_WORK_H
#define SEEDBED_EVENT_WORK_H

#include "event/event.h"

typedef struct {
        Store *store;
        const Seal *seal;
        Str base_url;
} EventWork;

/* A little of everything that is due; db is a reader's. *out_more: there is more at once. What
 * fails is tried again at the next call. */
Status event_work(const EventWork *w, Db *db, int64_t now_us, bool *out_more);

#endif

/* event/work: see the header. Each step is looked for on a reader, so that the writer is not
 * troubled when there is nothing to do, and looked at again inside of its transaction. */
#include "event/work.h"

#include "base/words.h"
#include "event/letter_page.h"

enum { TOLD_AT_ONCE = 100, SETTLED_AT_ONCE = 50 };

typedef struct {
        const EventWork *w;
        Arena *a;
        int64_t now_us;
        Id event;
        bool more;
} Step;

static Deed deed_of(const Step *s, Db *db, const Action *action)
{
        return (Deed){.action = action,
                      .db = db,
                      .a = s->a,
                      .now_us = s->now_us,
                      .base_url = s->w->base_url,
                      .seal = s->w->seal};
}

/* --- places that were offered and not accepted */

static Status lapse(void *ctx, Db *db)
{
        Step *s = ctx;
        Deed d = deed_of(s, db, &ticket_accept_action);
        EventSeatList list;

        TRY(seat_lapsed(db, s->a, s->now_us, &list));
        for (size_t i = 0; i < list.n; i++) {
                EventSpot spot;
                EventSeat now;

                TRY(seat_by_id(db, s->a, list.at[i].id, &now));
                if (!str_is(now.state, "offered"))
                        continue; /* went with its ticket just now */
                TRY(event_spot_get(db, s->a, now.event, now.track, &spot));
                TRY(event_seat_free(&d, &spot, &now, "lapsed"));
        }
        return OK;
}

/* --- attendance */

static Status settle(void *ctx, Db *db)
{
        Step *s = ctx;
        Deed d = deed_of(s, db, &event_settle_action);
        EventSeatList list;

        TRY(seat_to_settle(db, s->a, s->now_us - EVENT_UNDO_US, &list));
        for (size_t i = 0; i < list.n; i++) {
                EventSpot spot;

                TRY(event_spot_get(db, s->a, list.at[i].event, list.at[i].track, &spot));
                TRY(event_settle(&d, &spot, &list.at[i]));
        }
        s->more = list.n == SETTLED_AT_ONCE;
        return OK;
}

/* --- who did not come */

static Status miss(void *ctx, Db *db)
{
        Step *s = ctx;
        Deed d = deed_of(s, db, &event_settle_action);

        return event_absences(&d, s->event, &s->more);
}

/* --- mails to all who have a ticket */

static const MailKind *kind_of(Str job)
{
        return str_is(job, "cancel")   ? &event_letter_cancelled
               : str_is(job, "change") ? &event_letter_changed
                                       : &event_letter_reminder;
}

static Status tell(void *ctx, Db *db)
{
        Step *s = ctx;
        Deed d = deed_of(s, db, &event_change_action);
        EventSeatList list;
        EventSpot spot;
        bool to_all;

        TRY(event_spot_get(db, s->a, s->event, 0, &spot));
        if (str_empty(spot.event.job))
                return OK;
        to_all = !str_is(spot.event.job, "remind");
        TRY(seat_to_tell(db, s->a, s->event, spot.event.job_after, &list));
        for (size_t i = 0; i < list.n; i++)
                if (to_all || str_is(list.at[i].state, "held"))
                        TRY(event_letter(&d, kind_of(spot.event.job), &spot, &list.at[i]));
        s->more = list.n == TOLD_AT_ONCE;
        return event_set_job(db, s->event, s->more ? spot.event.job : (Str){0},
                             s->more ? list.at[list.n - 1].id : 0);
}

static Status remind(void *ctx, Db *db)
{
        Status s = event_remind(db, ((const Step *)ctx)->event);

        return s == NOT_FOUND ? OK : s;
}

static Status step(const EventWork *w, StoreJob run, int64_t now_us, Id event, bool *more)
{
        Arena a = arena_make(32 * MIB);
        Step s = {.w = w, .a = &a, .now_us = now_us, .event = event};
        Status status = store_transact(w->store, run, &s);

        *more = *more || (status == OK && s.more);
        arena_free(&a);
        return status;
}

Status event_work(const EventWork *w, Db *db, int64_t now_us, bool *out_more)
{
        Arena a = arena_make(4 * MIB);
        EventSeatList lapsed = {0}, came = {0};
        EventJobList due = {0}, jobs = {0}, missed = {0};
        Status s = seat_lapsed(db, &a, now_us, &lapsed);

        *out_more = false;
        if (s == OK)
                s = seat_to_settle(db, &a, now_us - EVENT_UNDO_US, &came);
        if (s == OK)
                s = event_to_remind(db, &a, now_us, &due);
        if (s == OK)
                s = event_to_miss(db, &a, now_us, &missed);
        if (s == OK && lapsed.n)
                s = step(w, lapse, now_us, 0, out_more);
        if (s == OK && came.n)
                s = step(w, settle, now_us, 0, out_more);
        for (size_t i = 0; s == OK && i < missed.n; i++)
                s = step(w, miss, now_us, missed.at[i].id, out_more);
        for (size_t i = 0; s == OK && i < due.n; i++)
                s = step(w, remind, now_us, due.at[i].id, out_more);
        if (s == OK)
                s = event_at_work(db, &a, &jobs);
        for (size_t i = 0; s == OK && i < jobs.n; i++)
                s = step(w, tell, now_us, jobs.at[i].id, out_more);
        arena_free(&a);
        return s;
}

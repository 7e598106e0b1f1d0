/* cohort/work: see the header. */
#include "cohort/work.h"

#include "base/time.h"
#include "cohort/booking.h"
#include "cohort/letter.h"
#include "cohort/report.h"

#define OPEN_AGAIN_US (600 * SECOND_US)
#define LOOK_AGAIN_US (20 * SECOND_US)
#define REPORT_SOON_US (7 * DAY_US)
/* Reports go on after a cohort has ended, but not for ever. */
#define GOES_ON_US (10 * 366 * DAY_US)

typedef struct {
        const CohortWork *w;
        Arena *a;
        Id cohort;
        const BookingLine *booking;
        const ReportDue *report;
        int64_t now_us;
} Job;

static Status open_job(void *ctx, Db *db)
{
        Job *j = ctx;
        int64_t made, position;
        Cohort c;
        Entry e;

        TRY(cohort_by_id(db, j->a, j->cohort, &c));
        TRY(report_open_periods(db, j->a, &c, j->now_us, &made));
        if (!made)
                return OK;
        e = cohort_entry("report.opened", &c, 0);
        e.at_us = j->now_us;
        entry_int(&e, S("reports"), made);
        return record_tell(db, j->a, &e, &position);
}

static Status open_periods(CohortWork *w, Db *db, Arena *a, int64_t now_us)
{
        ReportCohortList list;
        Id after = 0;

        do {
                TRY(report_cohorts(db, a, after, now_us - GOES_ON_US, &list));
                for (size_t i = 0; i < list.n; i++) {
                        Job j = {.w = w, .a = a, .cohort = list.at[i].id, .now_us = now_us};
                        ArenaMark mark = arena_mark(a);

                        after = list.at[i].id;
                        TRY(store_transact(w->store, open_job, &j));
                        arena_rewind(a, mark);
                }
        } while (list.n);
        return OK;
}

static Status booking_job(void *ctx, Db *db)
{
        Job *j = ctx;
        const BookingLine *line = j->booking;
        Booking b;
        Cohort c;
        Status s = booking_set_reminded(db, line->party, line->id, j->now_us);

        if (s != OK)
                return s == NOT_FOUND ? OK : s; /* another node was faster, or it was cancelled */
        TRY(booking_get(db, j->a, line->party, line->id, &b));
        TRY(cohort_by_id(db, j->a, b.cohort, &c));
        return booking_letters(db, j->a, &c, &b, true, j->w->base_url, j->now_us);
}

static Status report_job(void *ctx, Db *db)
{
        Job *j = ctx;
        const ReportDue *r = j->report;
        bool is_late = r->due_at <= j->now_us;
        CohortLetter letter = {.about = is_late ? LETTER_REPORT_LATE : LETTER_REPORT_SOON,
                               .what = r->title,
                               .at = r->due_at - 1};
        Cohort c;
        Status s = report_set_reminded(db, r->party, r->id, is_late ? 2 : 1);

        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        TRY(cohort_by_id(db, j->a, r->cohort, &c));
        letter.cohort = c.title;
        letter.zone = c.zone;
        letter.link =
                str_fmt(j->a, "%.*s%.*s/%.*s", S_ARG(j->w->base_url),
                        S_ARG(cohort_team_path(j->a, c.id, r->party)), S_ARG(id_text(j->a, r->id)));
        return cohort_letter_team(db, j->a, &letter_cohort_reminder, &letter, r->party, NULL, NULL,
                                  j->now_us);
}

static Status remind(CohortWork *w, Db *db, Arena *a, int64_t now_us)
{
        BookingLineList bookings;
        ReportDueList reports;

        TRY(bookings_to_remind(db, a, now_us, now_us + BOOKING_REMIND_US, &bookings));
        for (size_t i = 0; i < bookings.n; i++) {
                Job j = {.w = w, .a = a, .booking = &bookings.at[i], .now_us = now_us};

                TRY(store_transact(w->store, booking_job, &j));
        }
        TRY(reports_to_remind(db, a, now_us, now_us + REPORT_SOON_US, &reports));
        for (size_t i = 0; i < reports.n; i++) {
                Job j = {.w = w, .a = a, .report = &reports.at[i], .now_us = now_us};

                TRY(store_transact(w->store, report_job, &j));
        }
        return OK;
}

Status cohort_work(CohortWork *w, Db *db, int64_t now_us)
{
        Status s = OK;
        Arena a;

        if (now_us - w->looked_at < LOOK_AGAIN_US)
                return OK;
        a = arena_make(16 * MIB);
        if (now_us - w->opened_at >= OPEN_AGAIN_US) {
                s = open_periods(w, db, &a, now_us);
                if (s == OK)
                        w->opened_at = now_us;
        }
        if (s == OK)
                s = remind(w, db, &a, now_us);
        if (s == OK)
                w->looked_at = now_us;
        arena_free(&a);
        return s;
}

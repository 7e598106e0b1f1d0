/* cohort/letter_page: what the letters of a cohort say. */
#include "cohort/letter_page.h"

#include "base/words.h"
#include "cohort/letter.html.h"

static Str letter_subject(Arena *a, const void *of)
{
        const CohortLetter *m = of;
        Str what = m->who.len ? m->who : m->what;

        switch (m->about) {
        case LETTER_MILESTONE_APPROVED: return str_fmt(a, _("Approved: %.*s"), S_ARG(what));
        case LETTER_MILESTONE_RETURNED: return str_fmt(a, _("Sent back: %.*s"), S_ARG(what));
        case LETTER_REPORT_REOPENED: return str_fmt(a, _("To be corrected: %.*s"), S_ARG(what));
        case LETTER_REPORT_SOON: return str_fmt(a, _("Due soon: %.*s"), S_ARG(what));
        case LETTER_REPORT_LATE: return str_fmt(a, _("Late: %.*s"), S_ARG(what));
        case LETTER_BOOKED: return str_fmt(a, _("An hour is booked with %.*s"), S_ARG(what));
        case LETTER_BOOKING_SOON: return str_fmt(a, _("Soon: an hour with %.*s"), S_ARG(what));
        case LETTER_BOOKING_CANCELLED:
        case LETTER_SESSION_CANCELLED: return str_fmt(a, _("Cancelled: %.*s"), S_ARG(what));
        case LETTER_SESSION: return str_fmt(a, _("Invitation: %.*s"), S_ARG(what));
        case LETTER_SESSION_CHANGED: return str_fmt(a, _("Changed: %.*s"), S_ARG(what));
        case LETTER_MATCHED: return str_fmt(a, _("You were matched with %.*s"), S_ARG(what));
        }
        return what;
}

static void letter_draw_page(Page *out, const void *of)
{
        cohort_mail(out, of);
}

const MailKind letter_cohort_notice = {.name = "cohort",
                                       .title = N_("News of your cohorts"),
                                       .subject = letter_subject,
                                       .draw = letter_draw_page};
const MailKind letter_cohort_reminder = {.name = "cohort-reminder",
                                         .title = N_("Reminders of hours and reports"),
                                         .subject = letter_subject,
                                         .draw = letter_draw_page};
const MailKind letter_cohort_invitation = {.name = "cohort-invitation",
                                           .title = N_("Invitations to hours and sessions"),
                                           .is_essential = true,
                                           .subject = letter_subject,
                                           .draw = letter_draw_page};

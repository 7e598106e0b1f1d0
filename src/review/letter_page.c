/* review/letter_page: see the header. */
#include "review/letter_page.h"

#include "base/words.h"
#include "review/letter.html.h"

static Str invitation_subject(Arena *a, const void *of)
{
        (void)a, (void)of;
        return S_("Would you review?");
}

static void invitation_draw(Page *out, const void *of)
{
        review_invitation_letter(out, of);
}

/* It may hold a link that signs in. */
const MailKind review_invitation_mail = {.name = "review-invitation",
                                         .title = N_("Invitations to review"),
                                         .is_essential = true,
                                         .is_secret = true,
                                         .subject = invitation_subject,
                                         .draw = invitation_draw};

static Str work_subject(Arena *a, const void *of)
{
        (void)a, (void)of;
        return S_("Files to review");
}

static void work_draw(Page *out, const void *of)
{
        review_work_letter(out, of);
}

const MailKind review_work_mail = {.name = "review-work",
                                   .title = N_("Files to review"),
                                   .subject = work_subject,
                                   .draw = work_draw};

const MailKind review_reminder_mail = {.name = "review-reminder",
                                       .title = N_("Reminders of reviews"),
                                       .subject = work_subject,
                                       .draw = work_draw};

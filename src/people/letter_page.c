/* people/letter_page: see the header. */
#include "people/letter_page.h"

#include "base/words.h"
#include "people/letter.html.h"

static Str invitation_subject(Arena *a, const void *of)
{
        (void)a, (void)of;
        return S_("You are invited");
}

static void invitation_draw(Page *out, const void *of)
{
        invitation_mail(out, of);
}

const MailKind letter_invitation = {.name = "invitation",
                                    .title = N_("Invitations"),
                                    .is_essential = true,
                                    .is_secret = true,
                                    .subject = invitation_subject,
                                    .draw = invitation_draw};

static Str reset_subject(Arena *a, const void *of)
{
        (void)a, (void)of;
        return S_("A new password");
}

static void reset_draw(Page *out, const void *of)
{
        reset_mail(out, of);
}

const MailKind letter_reset = {.name = "reset",
                               .title = N_("New passwords"),
                               .is_essential = true,
                               .is_secret = true,
                               .subject = reset_subject,
                               .draw = reset_draw};

static Str changed_subject(Arena *a, const void *of)
{
        (void)a, (void)of;
        return S_("Your password was changed");
}

static void changed_draw(Page *out, const void *of)
{
        changed_mail(out, of);
}

const MailKind letter_changed = {.name = "password-changed",
                                 .title = N_("Changes of your account"),
                                 .is_essential = true,
                                 .subject = changed_subject,
                                 .draw = changed_draw};

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

static Str signup_subject(Arena *a, const void *of)
{
        (void)a, (void)of;
        return S_("Confirm your address");
}

static void signup_draw(Page *out, const void *of)
{
        signup_mail(out, of);
}

const MailKind letter_signup = {.name = "sign-up",
                                .title = N_("New accounts"),
                                .is_essential = true,
                                .is_secret = true,
                                .subject = signup_subject,
                                .draw = signup_draw};

static Str there_subject(Arena *a, const void *of)
{
        (void)a, (void)of;
        return S_("You have an account already");
}

static void there_draw(Page *out, const void *of)
{
        there_mail(out, of);
}

const MailKind letter_there = {.name = "sign-up-again",
                               .title = N_("New accounts"),
                               .is_essential = true,
                               .subject = there_subject,
                               .draw = there_draw};

static Str passkey_subject(Arena *a, const void *of)
{
        (void)a, (void)of;
        return S_("A passkey was added to your account");
}

static void passkey_draw(Page *out, const void *of)
{
        passkey_mail(out, of);
}

const MailKind letter_passkey = {.name = "passkey-added",
                                 .title = N_("Changes of your account"),
                                 .is_essential = true,
                                 .subject = passkey_subject,
                                 .draw = passkey_draw};

static Str passkey_gone_subject(Arena *a, const void *of)
{
        (void)a, (void)of;
        return S_("A passkey was removed from your account");
}

static void passkey_gone_draw(Page *out, const void *of)
{
        passkey_gone_mail(out, of);
}

const MailKind letter_passkey_gone = {.name = "passkey-removed",
                                      .title = N_("Changes of your account"),
                                      .is_essential = true,
                                      .subject = passkey_gone_subject,
                                      .draw = passkey_gone_draw};

static Str doubt_subject(Arena *a, const void *of)
{
        (void)a, (void)of;
        return S_("A passkey of yours may have been copied");
}

static void doubt_draw(Page *out, const void *of)
{
        doubt_mail(out, of);
}

const MailKind letter_doubt = {.name = "passkey-doubted",
                               .title = N_("Changes of your account"),
                               .is_essential = true,
                               .subject = doubt_subject,
                               .draw = doubt_draw};
static Str role_subject(Arena *a, const void *of)
{
        (void)a, (void)of;
        return S_("You were given a role");
}

static void role_draw(Page *out, const void *of)
{
        role_mail(out, of);
}

const MailKind letter_role = {.name = "role",
                              .title = N_("Roles that you are given"),
                              .is_essential = true,
                              .subject = role_subject,
                              .draw = role_draw};

static Str ways_subject(Arena *a, const void *of)
{
        (void)a, (void)of;
        return S_("How you sign in was changed");
}

static void ways_draw(Page *out, const void *of)
{
        ways_mail(out, of);
}

const MailKind letter_ways = {.name = "ways-changed",
                              .title = N_("Changes of your account"),
                              .is_essential = true,
                              .subject = ways_subject,
                              .draw = ways_draw};

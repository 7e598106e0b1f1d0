/* solution/letter_page: the letters' words. */
#include "base/words.h"
#include "solution/letter.h"
#include "solution/letter.html.h"

static Str question_subject(Arena *a, const void *of)
{
        const SolutionLetter *m = of;

        return str_fmt(a, _("A question about %.*s"), S_ARG(m->title));
}

static void question_draw(Page *out, const void *of)
{
        solution_question_mail(out, of);
}

const MailKind letter_solution_question = {.name = "solution-question",
                                           .title = N_("Questions about solutions"),
                                           .is_essential = true,
                                           .subject = question_subject,
                                           .draw = question_draw};

static Str ask_subject(Arena *a, const void *of)
{
        const SolutionLetter *m = of;

        return str_fmt(a, _("May we introduce %.*s to you?"), S_ARG(m->other));
}

static void ask_draw(Page *out, const void *of)
{
        introduction_ask_mail(out, of);
}

const MailKind letter_introduction_ask = {.name = "introduction-ask",
                                          .title = N_("Introductions"),
                                          .is_essential = true,
                                          .is_secret = true,
                                          .subject = ask_subject,
                                          .draw = ask_draw};

static Str made_subject(Arena *a, const void *of)
{
        const SolutionLetter *m = of;

        return str_fmt(a, _("You and %.*s"), S_ARG(m->other));
}

static void made_draw(Page *out, const void *of)
{
        introduction_made_mail(out, of);
}

const MailKind letter_introduction_made = {.name = "introduction-made",
                                           .title = N_("Introductions"),
                                           .is_essential = true,
                                           .subject = made_subject,
                                           .draw = made_draw};

static Str referral_subject(Arena *a, const void *of)
{
        const SolutionLetter *m = of;

        return str_fmt(a, _("%.*s refers a customer to you"), S_ARG(m->other));
}

static void referral_draw(Page *out, const void *of)
{
        referral_made_mail(out, of);
}

const MailKind letter_referral_made = {.name = "referral-made",
                                       .title = N_("Referrals"),
                                       .subject = referral_subject,
                                       .draw = referral_draw};

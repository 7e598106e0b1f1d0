/* decide/letter_page: the words of decide's mails. */
#include "base/words.h"
#include "decide/decide.html.h"
#include "decide/letter.h"

static Str outcome_subject(Arena *a, const void *of)
{
        const DecideLetter *m = of;

        return str_fmt(a, "%.*s: %.*s", S_ARG(m->round), S_ARG(m->stage));
}

static void outcome_draw(Page *out, const void *of)
{
        decide_outcome_letter(out, of);
}

const MailKind decide_outcome_mail = {.name = "determination",
                                      .title = N_("Determinations on applications"),
                                      .is_essential = true,
                                      .subject = outcome_subject,
                                      .draw = outcome_draw};

static Str reminder_subject(Arena *a, const void *of)
{
        const DecideLetter *m = of;

        return str_fmt(a, _("%.*s: please answer by %.*s"), S_ARG(m->round), S_ARG(m->until));
}

static void reminder_draw(Page *out, const void *of)
{
        decide_reminder_letter(out, of);
}

const MailKind decide_reminder_mail = {.name = "determination-reminder",
                                       .title = N_("Reminders to confirm a place"),
                                       .is_essential = true,
                                       .subject = reminder_subject,
                                       .draw = reminder_draw};

static Str lapsed_subject(Arena *a, const void *of)
{
        const DecideLetter *m = of;

        return str_fmt(a, _("%.*s: your place has lapsed"), S_ARG(m->round));
}

static void lapsed_draw(Page *out, const void *of)
{
        decide_lapsed_letter(out, of);
}

const MailKind decide_lapsed_mail = {.name = "determination-lapsed",
                                     .title = N_("Places that lapsed"),
                                     .is_essential = true,
                                     .subject = lapsed_subject,
                                     .draw = lapsed_draw};

static Str place_subject(Arena *a, const void *of)
{
        const DecideLetter *m = of;

        return str_fmt(a, _("%.*s: a place is free"), S_ARG(m->round));
}

static void place_draw(Page *out, const void *of)
{
        decide_place_letter(out, of);
}

const MailKind decide_place_mail = {.name = "determination-place",
                                    .title = N_("Places that became free"),
                                    .subject = place_subject,
                                    .draw = place_draw};

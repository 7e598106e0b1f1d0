/* credit/grant_letter_page: what a team is told when what it was given comes to its end. */
#include "credit/grant_warn.h"

#include "base/words.h"
#include "credit/grant_letter.html.h"

static Str grant_subject(Arena *a, const void *of)
{
        const GrantLetter *m = of;

        return m->share.len ? str_fmt(a, _("%.*s is used: %.*s"), S_ARG(m->share), S_ARG(m->unit))
                            : str_fmt(a, _("Ends soon: %.*s"), S_ARG(m->title));
}

static void grant_draw(Page *out, const void *of)
{
        grant_mail(out, of);
}

const MailKind letter_grant = {.name = "grant-warning",
                               .title = N_("What you were given comes to its end"),
                               .subject = grant_subject,
                               .draw = grant_draw};

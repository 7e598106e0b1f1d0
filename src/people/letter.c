/* people/letter: see the header. */
#include "people/letter.h"

#include "access/access.sql.h"

Status letter_to_account(Db *db, Arena *a, const MailKind *kind, Id actor, Str link, int64_t now_us)
{
        LetterLink letter = {.link = link};

        return letter_of_account(db, a, kind, actor, &letter, now_us);
}

Status letter_of_ways(Deed *d, Id actor, Str kind)
{
        LetterLink letter = {.link = str_fmt(d->a, "%.*s/me", S_ARG(d->base_url)), .kind = kind};

        return letter_of_account(d->db, d->a, &letter_ways, actor, &letter, d->now_us);
}

Status letter_of_account(Db *db, Arena *a, const MailKind *kind, Id actor, LetterLink *letter,
                         int64_t now_us)
{
        MailDraft draft = {.kind = kind, .of = letter, .actor = actor};
        ActorEmail email;
        ActorRow who;
        Status s = actor_email_first(db, a, actor, &email);

        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        TRY(actor_by_id(db, a, actor, &who));
        draft.address = email.email;
        letter->name = draft.name = who.name;
        return mail_send(db, a, &draft, now_us, NULL);
}

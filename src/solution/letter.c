/* solution/letter: see the header. */
#include "solution/letter.h"

#include "access/access.sql.h"
#include "people/team.sql.h"

Status letter_to_actor(Deed *d, Id actor, const MailKind *kind, const SolutionLetter *letter)
{
        MailDraft draft = {.kind = kind, .of = letter, .actor = actor};
        ActorEmail email;

        TRY(actor_email_first(d->db, d->a, actor, &email));
        draft.address = email.email;
        return mail_send(d->db, d->a, &draft, d->now_us, NULL);
}

Status letter_to_team(Deed *d, Id party, const MailKind *kind, const SolutionLetter *letter,
                      size_t *out)
{
        TeamPersonList people;
        size_t n = 0;

        TRY(team_people(d->db, d->a, party, &people));
        for (size_t i = 0; i < people.n; i++) {
                Status s;

                if (str_is(people.at[i].role, "viewer"))
                        continue;
                s = letter_to_actor(d, people.at[i].actor, kind, letter);
                if (s != OK && s != NOT_FOUND)
                        return s;
                n += s == OK;
        }
        if (out)
                *out = n;
        return OK;
}

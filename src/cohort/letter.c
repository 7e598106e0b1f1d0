/* cohort/letter: see the header. Whom to write to; the words stand in cohort/letter_page. */
#include "cohort/letter.h"

#include "access/access.sql.h"

static Status send(Db *db, Arena *a, const MailKind *kind, const CohortLetter *letter, Id actor,
                   Str name, Str address, LetterCalendar calendar, const void *of, int64_t now_us)
{
        MailDraft draft = {
                .kind = kind, .of = letter, .actor = actor, .address = address, .name = name};

        if (calendar)
                draft.calendar = calendar(a, of, address, name);
        return mail_send(db, a, &draft, now_us, NULL);
}

/* A person has no team: the address that the programme knows. */
static Status send_person(Db *db, Arena *a, const MailKind *kind, const CohortLetter *letter,
                          Id party, LetterCalendar calendar, const void *of, int64_t now_us)
{
        IdentityList identities;
        Party p;

        TRY(party_by_id(db, a, party, &p));
        if (!str_is(p.kind, "person"))
                return OK;
        TRY(identity_of(db, a, party, &identities));
        for (size_t i = 0; i < identities.n; i++)
                if (str_is(identities.at[i].scheme, "email"))
                        return send(db, a, kind, letter, 0, p.name, identities.at[i].value,
                                    calendar, of, now_us);
        return OK;
}

Status cohort_letter_team(Db *db, Arena *a, const MailKind *kind, const CohortLetter *letter,
                          Id party, LetterCalendar calendar, const void *of, int64_t now_us)
{
        CohortWriterList list;

        TRY(cohort_writers(db, a, party, &list));
        for (size_t i = 0; i < list.n; i++)
                TRY(send(db, a, kind, letter, list.at[i].actor, list.at[i].name, list.at[i].email,
                         calendar, of, now_us));
        return list.n ? OK : send_person(db, a, kind, letter, party, calendar, of, now_us);
}

Status cohort_letter_actor(Db *db, Arena *a, const MailKind *kind, const CohortLetter *letter,
                           Id actor, LetterCalendar calendar, const void *of, int64_t now_us)
{
        ActorEmail email;
        ActorRow row;
        Status s = actor_email_first(db, a, actor, &email);

        if (s == NOT_FOUND)
                return OK;
        TRY(s);
        TRY(actor_by_id(db, a, actor, &row));
        return send(db, a, kind, letter, actor, row.name, email.email, calendar, of, now_us);
}

Status cohort_letter_milestone(Deed *d, const Cohort *c, Id party, Str title, bool is_good)
{
        CohortLetter letter = {.about = is_good ? LETTER_MILESTONE_APPROVED
                                                : LETTER_MILESTONE_RETURNED,
                               .what = title,
                               .cohort = c->title,
                               .link = str_fmt(d->a, "%.*s%.*s", S_ARG(d->base_url),
                                               S_ARG(cohort_team_path(d->a, c->id, party)))};

        return cohort_letter_team(d->db, d->a, &letter_cohort_notice, &letter, party, NULL, NULL,
                                  d->now_us);
}

/* decide/letter: see the header. */
#include "decide/letter.h"

#include "base/language.h"
#include "base/words.h"
#include "hub/hub.h"
#include "mail/letter_page.h"

void decide_letter(Arena *a, const DecideRound *r, const Application *x,
                   const SelectionDetermination *what, const Determination *of, int64_t due_at,
                   Str base_url, DecideLetter *out)
{
        const DefinitionStage *to = what ? definition_stage(r->def, what->to) : NULL;

        *out = (DecideLetter){.title = x->title,
                              .round = r->round.title,
                              .stage = to ? to->title : of->slug,
                              .conditions = of->conditions,
                              .feedback = of->feedback,
                              .until = due_at ? round_moment(a, r->round.zone, due_at) : (Str){0},
                              .link = str_fmt(a, "%.*s/applications/%.*s/outcome", S_ARG(base_url),
                                              S_ARG(id_text(a, x->id))),
                              .takes_place = what && decide_takes_place(r->def, what),
                              .is_waiting = what && what->is_waiting};
}

Status decide_readers_of(Db *db, Arena *a, Id party, DecideReaderList *out)
{
        TRY(decide_readers(db, a, party, out));
        return out->n ? OK : decide_known(db, a, party, out);
}

static Status hub_language(Db *db, Arena *a, const DecideRound *r, Str *out)
{
        Hub hub = {0};

        TRY(hub_by_id(db, a, r->round.hub, &hub));
        *out = hub.language;
        return OK;
}

Status decide_write(Deed *d, const DecideRound *r, Id party, const MailKind *kind,
                    const DecideLetter *letter, size_t *out_n)
{
        MailDraft draft = {.kind = kind, .of = letter};
        DecideReaderList list;
        MailFate fate;

        *out_n = 0;
        TRY(hub_language(d->db, d->a, r, &draft.locale));
        TRY(decide_readers_of(d->db, d->a, party, &list));
        for (size_t i = 0; i < list.n; i++) {
                draft.actor = list.at[i].actor;
                draft.address = list.at[i].address;
                draft.name = list.at[i].name;
                TRY(mail_send(d->db, d->a, &draft, d->now_us, &fate));
                *out_n += fate == MAIL_QUEUED;
        }
        return OK;
}

Status decide_write_account(Deed *d, const DecideRound *r, Id actor, const MailKind *kind,
                            const DecideLetter *letter)
{
        MailDraft draft = {.kind = kind, .of = letter};
        DecideReaderList list;

        TRY(hub_language(d->db, d->a, r, &draft.locale));
        TRY(decide_account(d->db, d->a, actor, &list));
        if (!list.n)
                return OK;
        draft.actor = list.at[0].actor;
        draft.address = list.at[0].address;
        draft.name = list.at[0].name;
        return mail_send(d->db, d->a, &draft, d->now_us, NULL);
}

/* --- shown before it is sent */

static void add_reader(Arena *a, DecideMail *m, const DecideReader *who)
{
        Str one = who->name.len ? str_fmt(a, "%.*s <%.*s>", S_ARG(who->name), S_ARG(who->address))
                                : who->address;

        m->readers = m->readers.len ? str_fmt(a, "%.*s, %.*s", S_ARG(m->readers), S_ARG(one)) : one;
}

Status decide_mails(Db *db, Arena *a, const DecideRound *r, Id party, const MailKind *kind,
                    const DecideLetter *letter, DecideMailList *out)
{
        DecideReaderList list;
        DecideMail *mails;
        Language *languages;
        size_t n = 0;
        Str locale;

        TRY(hub_language(db, a, r, &locale));
        TRY(decide_readers_of(db, a, party, &list));
        mails = arena_new(a, DecideMail, list.n + 1);
        languages = arena_new(a, Language, list.n + 1);
        for (size_t i = 0; i < list.n; i++) {
                MailDraft draft = {.actor = list.at[i].actor, .locale = locale};
                Language language;
                LetterPart drawn;
                size_t k = 0;

                TRY(mail_language(db, a, &draft, &language));
                while (k < n && languages[k] != language)
                        k++;
                if (k == n) {
                        TRY(letter_draw(a, kind, letter, language, &drawn));
                        languages[n] = language;
                        mails[n++] = (DecideMail){.language = str_from(language_name(language)),
                                                  .subject = drawn.subject,
                                                  .plain = drawn.plain};
                }
                add_reader(a, &mails[k], &list.at[i]);
        }
        *out = (DecideMailList){mails, n};
        return OK;
}

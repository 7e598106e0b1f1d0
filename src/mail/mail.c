/* mail: see the header. The outbox; what goes into it, and what is known of addresses. */
#include "mail/mail.h"

#include "access/access.sql.h"
#include "hub/hub.h"
#include "hub/hub.sql.h"
#include "mail/letter_page.h"
#include "net/message.h"

static Status look_up(Db *db, Arena *a, const MailKind *kind, Str address, MailFate *out);

/* *out_id stays 0 when it will not be sent. */
static Status put(Db *db, Arena *a, const MailDraft *draft, int64_t now_us, MailFate *out_fate,
                  Id *out_id)
{
        const MailKind *k = draft->kind;
        Str address = mail_address_key(a, draft->address);
        MailFate fate = MAIL_QUEUED;
        LetterPart drawn;
        Language language;
        int64_t due_us = now_us + (k->is_essential ? 0 : MAIL_DIGEST_US);

        TRY(look_up(db, a, k, address, &fate));
        if (fate == MAIL_QUEUED) {
                TRY(mail_language(db, a, draft, &language));
                TRY(letter_draw(a, k, draft->of, language, &drawn));
                *out_id = db_id(db, now_us);
                TRY(outbox_insert(db, *out_id, draft->actor, address, draft->name,
                                  str_from(k->name), str_from(language_tag(language)),
                                  drawn.subject, drawn.plain, drawn.html.bytes, k->is_essential,
                                  k->is_secret, 0, S("waiting"), now_us, due_us,
                                  k->is_essential ? draft->calendar : (Str){0}));
        }
        *out_fate = fate;
        return OK;
}

Status mail_send(Db *db, Arena *a, const MailDraft *draft, int64_t now_us, MailFate *out_fate)
{
        MailFate fate;
        Id id = 0;

        TRY(put(db, a, draft, now_us, &fate, &id));
        if (out_fate)
                *out_fate = fate;
        return OK;
}

Status mail_send_or_seem(Db *db, Arena *a, const MailDraft *draft, bool is_sent, int64_t now_us)
{
        MailFate fate;
        Id id = 0;

        TRY(put(db, a, draft, now_us, &fate, &id));
        return outbox_drop(db, is_sent ? 0 : id);
}

Status mail_bulk_begin(Db *db, const MailKind *kind, Str subject, Id actor, int64_t now_us, Id *out)
{
        Id id = db_id(db, now_us);

        TRY(bulk_insert(db, id, actor, str_from(kind->name), subject, now_us));
        *out = id;
        return OK;
}

Status mail_bulk_hold(Db *db, Arena *a, Id bulk, const MailDraft *draft, int64_t now_us,
                      MailFate *out_fate)
{
        const MailKind *k = draft->kind;
        Str address = mail_address_key(a, draft->address);
        MailFate fate = MAIL_QUEUED;
        MailKey there;
        LetterPart drawn;
        Language language;

        TRY(look_up(db, a, k, address, &fate));
        if (fate == MAIL_QUEUED) {
                Status s = outbox_in_bulk(db, a, bulk, address, &there);

                if (s != OK && s != NOT_FOUND)
                        return s;
                fate = s == OK ? MAIL_TWICE : MAIL_QUEUED;
        }
        if (fate == MAIL_QUEUED) {
                TRY(mail_language(db, a, draft, &language));
                TRY(letter_draw(a, k, draft->of, language, &drawn));
                TRY(outbox_insert(db, db_id(db, now_us), draft->actor, address, draft->name,
                                  str_from(k->name), str_from(language_tag(language)),
                                  drawn.subject, drawn.plain, drawn.html.bytes, k->is_essential,
                                  k->is_secret, bulk, S("held"), now_us, now_us, (Str){0}));
        }
        TRY(bulk_count(db, bulk, fate == MAIL_QUEUED, fate == MAIL_TWICE, fate == MAIL_UNWANTED,
                       fate == MAIL_BOUNCED, fate == MAIL_REFUSED));
        *out_fate = fate;
        return OK;
}

Status mail_bulk_place(Db *db, Arena *a, const MailBulk *bulk, Place *out)
{
        TRY(hub_place(db, a, bulk->hub, bulk->programme, out));
        out->is_hidden = true;
        return OK;
}

Status mail_forget_address(Db *db, Arena *a, Str address)
{
        Str key = mail_address_key(a, address);

        TRY(outbox_forget(db, key));
        TRY(bounced_forget(db, key));
        return unwanted_forget(db, key);
}

Status mail_forget_actor(Db *db, Id actor)
{
        return outbox_forget_actor(db, actor);
}

Str mail_address_key(Arena *a, Str address)
{
        return str_lower(a, str_trim(address));
}

Status mail_end_kind(Db *db, Arena *a, Str address, Str kind, int64_t now_us)
{
        return unwanted_add(db, mail_address_key(a, address), kind, now_us);
}

/* What the account chose, else what the draft says, else what the uppermost hub speaks. */
Status mail_language(Db *db, Arena *a, const MailDraft *draft, Language *out)
{
        ActorRow row = {0};
        Hub top = {0};
        Status s = draft->actor ? actor_by_id(db, a, draft->actor, &row) : NOT_FOUND;

        if (s != OK && s != NOT_FOUND)
                return s;
        *out = language_find(row.language);
        if (*out == LANGUAGE_NONE)
                *out = language_find(draft->locale);
        if (*out != LANGUAGE_NONE)
                return OK;
        s = hub_root(db, a, &top);
        if (s != OK && s != NOT_FOUND)
                return s;
        *out = language_find(top.language);
        if (*out == LANGUAGE_NONE)
                *out = LANGUAGE_EN;
        return OK;
}

/* Whether a mail of that kind may go to that address at all. */
static Status look_up(Db *db, Arena *a, const MailKind *kind, Str address, MailFate *out)
{
        MailUnwanted unwanted;
        MailBounced bounced;
        Status s;

        *out = MAIL_REFUSED;
        if (!message_address_is(address))
                return OK;
        *out = MAIL_QUEUED;
        if (kind->is_essential)
                return OK;
        s = unwanted_of(db, a, address, str_from(kind->name), &unwanted);
        if (s == OK)
                *out = MAIL_UNWANTED;
        else if (s == NOT_FOUND && (s = bounced_of(db, a, address, &bounced)) == OK)
                *out = MAIL_BOUNCED;
        return s == NOT_FOUND ? OK : s;
}

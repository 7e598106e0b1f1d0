/* mail: what Seedbed writes to people.
 *
 * A mail is a row in the outbox, written by the deed that it tells of, in the same transaction: a
 * deed that is undone sends nothing, and one that is durable will be told, whatever happens to the
 * process. mail/post sends what waits. Every mail is of a kind; what is not essential has a link
 * that ends that kind, and several of them for one address become one mail. */
#ifndef SEEDBED_MAIL_MAIL_H
#define SEEDBED_MAIL_MAIL_H

#include "action/action.h"
#include "mail/mail.sql.h"

typedef struct Page Page;

enum {
        MAIL_BULK_ADDRESSES_MAX =
                1000, /* typed into the form; other rooms hold as many as they like */
        MAIL_HTML_BYTES_MAX = 256 * 1024,
        MAIL_KIND_CHARS_MAX = 40
};
/* What is not essential waits so long for others to the same address. */
#define MAIL_DIGEST_US (15 * 60 * (int64_t)1000000)

/* A kind of mail, declared once, as an Action is. subject and draw run in the receiver's language;
 * draw writes what stands between greeting and footer, and the plain text is made from it. */
typedef struct {
        const char *name;  /* "invitation"; kept in rows and links */
        const char *title; /* as the page that ends it calls it */
        /* Holds what signs somebody in, as a link to reset a password does: nobody but its receiver
         * reads it, and it is wiped from the store once it left. */
        bool is_secret;
        bool is_essential; /* answers what somebody did: a reset, an invitation, a decision */
        Str (*subject)(Arena *a, const void *of);
        void (*draw)(Page *out, const void *of);
} MailKind;

typedef struct {
        const MailKind *kind;
        const void *of; /* for subject and draw */
        Id actor;       /* whose mail it is; 0: only the address is known */
        Str address, name;
        Str locale;   /* for an account that chose none: a tag, as of a hub; empty: not known */
        Str calendar; /* an iCalendar object with a METHOD and without ORGANIZER, which is who sends
                         it; of essential mails only; empty: none */
} MailDraft;

/* What an announcement says: paragraphs, one a line. */
typedef struct {
        Str subject, words;
} MailAnnouncement;

typedef enum {
        MAIL_QUEUED,
        MAIL_UNWANTED, /* they ended this kind */
        MAIL_BOUNCED,  /* the address does not work; essential mails are tried all the same */
        MAIL_REFUSED,  /* no address */
        MAIL_TWICE     /* stands in this bulk already */
} MailFate;

/* Puts a mail into the outbox; inside a write job. OK also when it will not be sent, and then
 * *out_fate (may be NULL) says why. */
Status mail_send(Db *db, Arena *a, const MailDraft *draft, int64_t now_us, MailFate *out_fate);
/* In which language it would be written: what the account chose, else what the draft says. */
Status mail_language(Db *db, Arena *a, const MailDraft *draft, Language *out);
/* The same work whether a mail is sent or not, so that time does not tell: for answers that must
 * not say whether there is such an account. */
Status mail_send_or_seem(Db *db, Arena *a, const MailDraft *draft, bool is_sent, int64_t now_us);

/* Bulk: begun, filled with held mails in as many transactions as it takes, shown with its counts at
 * /mails/bulk/ID, and only then released by somebody. */
Status mail_bulk_begin(Db *db, const MailKind *kind, Str subject, Id actor, int64_t now_us,
                       Id *out);
Status mail_bulk_hold(Db *db, Arena *a, Id bulk, const MailDraft *draft, int64_t now_us,
                      MailFate *out_fate);

/* Where it belongs: who may write there sees it and decides on it; hidden from everybody else. */
Status mail_bulk_place(Db *db, Arena *a, const MailBulk *bulk, Place *out);

/* Erasure: nothing of that address, or of that actor's mails, is left in the store. Files in mail/
 * that belonged to them go with the next sweep of mail/post. */
Status mail_forget_address(Db *db, Arena *a, Str address);
Status mail_forget_actor(Db *db, Id actor);

/* Addresses are compared and kept in small letters. */
Str mail_address_key(Arena *a, Str address);
/* "*" is every kind that is not essential. */
Status mail_end_kind(Db *db, Arena *a, Str address, Str kind, int64_t now_us);

extern const Action mail_test_action, mail_resend_action, mail_bounce_action, mail_mend_action,
        mail_draft_action, mail_release_action, mail_discard_action;
extern const MailKind mail_test_kind, mail_announcement_kind;

#endif

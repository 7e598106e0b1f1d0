/* mail/mail_page: the outbox as operators see it, what would go to many, and the page that ends a
 * kind of mail. */
#ifndef SEEDBED_MAIL_MAIL_PAGE_H
#define SEEDBED_MAIL_MAIL_PAGE_H

#include "mail/mail.h"
#include "web/site.h"

extern const View mail_list_view, mail_show_view, mail_bulk_view, mail_unsubscribe_view;
extern const Route mail_unsubscribe_route;

typedef struct {
        MailCountList counts;
        MailBulkList bulks; /* on the first page */
        MailLineList mails;
        Str state;     /* only these; empty: all */
        bool sees_all; /* else only what went to many at places of theirs */
        Id next;       /* cursor; 0: no more */
} MailsModel;

typedef struct {
        Mail mail;
        bool sees_all;
} MailModel;

typedef struct {
        MailBulk bulk;
        Mail sample; /* one of them, whole */
        MailLineList mails;
        Id next;
} MailBulkModel;

typedef struct {
        Str address, kind, token;
        bool is_ended;
} UnsubscribeModel;

#endif

/* mail/letter_page: mails as pages: what a kind says, and the frame that every mail stands in. */
#ifndef SEEDBED_MAIL_LETTER_PAGE_H
#define SEEDBED_MAIL_LETTER_PAGE_H

#include "mail/mail.h"
#include "web/page.h"

enum { LETTER_PARTS_MAX = 50 };

typedef struct {
        Str subject, plain;
        Html html;
} LetterPart;

/* A digest has several parts, any other mail one. */
typedef struct {
        Str site_name, base_url;
        Language language; /* of the frame: the reader's */
        const LetterPart *parts;
        size_t parts_n;
        Str unsubscribe; /* empty: essential */
} Letter;

/* In a language, whoever asks: what a kind says of something: subject, plain text, and HTML without
 * the frame. */
Status letter_draw(Arena *a, const MailKind *kind, const void *of, Language language,
                   LetterPart *out);
/* A mail's part, from its row. */
LetterPart letter_part_of(const Mail *m);
/* The whole, as both texts. */
Status letter_whole(Arena *a, const Letter *letter, Str *out_plain, Str *out_html);

#endif

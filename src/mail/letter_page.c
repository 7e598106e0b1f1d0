/* mail/letter_page: see the header. */
#include "mail/letter_page.h"

#include "base/words.h"
#include "mail/mail.html.h"
#include "mail/plain.h"
#include "net/message.h"

Status letter_draw(Arena *a, const MailKind *kind, const void *of, Language language,
                   LetterPart *out)
{
        Page p = page_begin(a, MAIL_HTML_BYTES_MAX);
        Language before = language_set(language);

        out->subject = str_head(kind->subject(a, of), MESSAGE_SUBJECT_BYTES_MAX);
        kind->draw(&p, of);
        out->html = page_html(&p);
        out->plain = mail_plain(a, out->html.bytes);
        language_set(before);
        return OK;
}

/* The one place where text becomes Html again: the column holds what letter_draw made. */
LetterPart letter_part_of(const Mail *m)
{
        return (LetterPart){.subject = m->subject, .plain = m->plain, .html = {m->html}};
}

Status letter_whole(Arena *a, const Letter *letter, Str *out_plain, Str *out_html)
{
        Page p = page_begin(a, MAIL_HTML_BYTES_MAX * 4);
        Language before = language_set(letter->language);

        letter_page(&p, letter);
        language_set(before);
        *out_html = page_html(&p).bytes;
        *out_plain = mail_plain(a, *out_html);
        return OK;
}

static Str test_subject(Arena *a, const void *of)
{
        (void)a, (void)of;
        return S_("A test mail");
}

static void test_draw(Page *out, const void *of)
{
        const Str *base_url = of;

        test_mail(out, *base_url);
}

const MailKind mail_test_kind = {.name = "test",
                                 .title = N_("Tests"),
                                 .is_essential = true,
                                 .subject = test_subject,
                                 .draw = test_draw};

static Str announcement_subject(Arena *a, const void *of)
{
        const MailAnnouncement *n = of;

        (void)a;
        return n->subject;
}

static void announcement_draw(Page *out, const void *of)
{
        const MailAnnouncement *n = of;

        announcement_mail(out, n->words);
}

const MailKind mail_announcement_kind = {.name = "announcement",
                                         .title = N_("Announcements"),
                                         .subject = announcement_subject,
                                         .draw = announcement_draw};

/* Mails as they travel: whatever a value holds, it stays where it belongs. */
#include "net/message.h"

#include "base/json.h"
#include "base/time.h"
#include "tests/check.h"

#include <string.h>

static Message plain_message(void)
{
        return (Message){.from = {S("Seedbed"), S("mail@example.org")},
                         .to = {S("Ama"), S("ama@example.net")},
                         .subject = S("Hello"),
                         .text = S("Words.\n"),
                         .html = S("<p>Words.</p>"),
                         .id = (Id)1 << 40,
                         .at_us = 1795257960 * SECOND_US,
                         .locale = S("en"),
                         .unsubscribe = S("https://example.org/mail/unsubscribe?a=b")};
}

static Str written(Arena *a, const Message *m)
{
        Str out;

        CHECK_OK(message_write(a, m, &out));
        return out;
}

static Str head_of(Str message)
{
        return (Str){message.at, str_find_str(message, S("\r\n\r\n"))};
}

/* Header fields of the head, folded ones as one. */
static int fields_n(Str message)
{
        Str head = head_of(message), line;
        int n = 0;

        while (str_cut(&head, '\n', &line))
                n += line.len && line.at[0] != ' ';
        return n;
}

static bool is_well_formed(Str message)
{
        size_t line = 0;

        for (size_t i = 0; i < message.len; i++) {
                unsigned char c = (unsigned char)message.at[i];

                if (c == '\n' && (i == 0 || message.at[i - 1] != '\r'))
                        return false;
                if (c == '\r' && (i + 1 == message.len || message.at[i + 1] != '\n'))
                        return false;
                if (c > 0x7e || (c < 0x20 && c != '\r' && c != '\n' && c != '\t'))
                        return false;
                line = c == '\n' ? 0 : line + 1;
                if (line > 79 && c != '\r' && !str_has(message, S("List-Unsubscribe")))
                        return false;
        }
        return str_ends(message, S("\r\n"));
}

TEST(a_mail_has_its_headers_both_texts_and_the_way_out)
{
        Message m = plain_message();
        Str out = written(a, &m);

        CHECK_STR(out, STARTS,
                  "From: \"Seedbed\"\r\n <mail@example.org>\r\nTo: \"Ama\"\r\n "
                  "<ama@example.net>\r\nSubject: Hello\r\n"
                  "Date: Sat, 21 Nov 2026 10:46:00 +0000\r\nMessage-ID: <");
        CHECK_STR(out, CONTAINS, "@example.org>\r\nMIME-Version: 1.0\r\n");
        CHECK_STR(out, CONTAINS,
                  "List-Unsubscribe: <https://example.org/mail/unsubscribe?a=b>\r\n"
                  "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
        CHECK_STR(out, CONTAINS, "Content-Type: text/plain; charset=utf-8\r\n");
        CHECK_STR(out, CONTAINS, "Content-Type: text/html; charset=utf-8\r\n");
        CHECK(is_well_formed(out));
}

TEST(no_value_can_begin_a_header_of_its_own)
{
        static const Str bad[] = {S_INIT("a\r\nBcc: all@example.org"),
                                  S_INIT("a\nBcc: all@example.org"),
                                  S_INIT("a\rBcc: all@example.org"),
                                  S_INIT("a\0\r\n\r\nbody"),
                                  S_INIT("a\xc2\x85"
                                         "Bcc: x"),
                                  S_INIT("\xe2\x80\xa8"
                                         "Bcc: x"),
                                  S_INIT("\"<all@example.org>"),
                                  S_INIT("\\\" <all@example.org>, x"),
                                  S_INIT("=?UTF-8?Q?=0D=0ABcc:_x?="),
                                  S_INIT("\xff\xfe\r\n\t folded"),
                                  S_INIT("\r\n"),
                                  S_INIT("")};
        Message good = plain_message();
        int n = fields_n(written(a, &good));

        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
                Message m = plain_message();
                Str out;

                m.subject = m.to.name = m.from.name = bad[i];
                m.text = m.html = bad[i].len ? bad[i] : S("x");
                out = written(a, &m);
                CHECK_INT(fields_n(out), n);
                CHECK(!str_has(head_of(out), S("\nBcc")));
                CHECK(is_well_formed(out));
        }
}

TEST(an_address_with_anything_strange_in_it_gets_no_mail)
{
        static const char *const good[] = {"a@b.c", "first.last+tag@mail.example.org",
                                           "o'neil@example.org", "root@localhost", "x@1.2"},
                                 *const bad[] = {"",
                                                 "a",
                                                 "@b.c",
                                                 "a@",
                                                 "a@b",
                                                 "a@b..c",
                                                 "a@.b.c",
                                                 ".a@b.c",
                                                 "a.@b.c",
                                                 "a..b@c.d",
                                                 "a b@c.d",
                                                 "a@b.c\r\n",
                                                 "a@b.c>",
                                                 "<a@b.c",
                                                 "a@b.c,d@e.f",
                                                 "\"a b\"@c.d",
                                                 "a@-b.c",
                                                 "a@b-.c",
                                                 "a@[127.0.0.1]",
                                                 "a@b@c.d",
                                                 "\xc3\xa4@b.c",
                                                 "a@b.c.",
                                                 "a\n@b.c",
                                                 "a;b@c.d",
                                                 "a(b)@c.d"};

        for (size_t i = 0; i < sizeof good / sizeof *good; i++)
                CHECK(message_address_is(str_from(good[i])));
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
                Message m = plain_message();
                Str out;

                CHECK(!message_address_is(str_from(bad[i])));
                m.to.address = str_from(bad[i]);
                CHECK_IS(message_write(a, &m, &out), INVALID);
        }
        CHECK(!message_address_is((Str){"a@b.c\0d", 7}));
}

TEST(long_and_foreign_subjects_become_words_that_fit_their_lines)
{
        Message m = plain_message();
        Text t = text_begin(a, 4096);
        Str out;

        m.unsubscribe = (Str){0};
        for (int i = 0; i < 40; i++)
                text_add(&t, S("\xe6\xb5\x8b\xe8\xaf\x95 \xd9\x85 x"));
        m.subject = m.to.name = text_str(&t);
        m.text = m.html = m.subject;
        out = written(a, &m);
        CHECK(is_well_formed(out));
        CHECK_STR(out, CONTAINS, "Subject: =?UTF-8?B?5rWL6K+V");
        CHECK_STR(out, CONTAINS, "Content-Transfer-Encoding: base64");
}

TEST(a_line_of_a_body_can_not_end_the_mail_or_begin_another)
{
        Message m = plain_message();
        Str out;

        m.html = (Str){0};
        m.text = S(".\r\n..\r\nFrom the start\r\n= sign \r\n\ttab\t\r\nlast");
        out = written(a, &m);
        CHECK_STR(out, CONTAINS,
                  "\r\n\r\n=2E\r\n=2E.\r\n=46rom the start\r\n=3D sign=20\r\n\ttab=09\r\nlast\r\n");
}

TEST(naughty_strings_stay_inside_of_their_mail)
{
        const Json *list;
        Str text = check_file(a, check_shared(a, "bad-input/blns/blns.json"));
        Message good = plain_message();
        int n, seen = 0;

        good.unsubscribe = (Str){0};
        n = fields_n(written(a, &good));
        CHECK_OK(json_parse(a, text, &list, NULL));
        for (const Json *j = list->child; j; j = j->next, seen++) {
                Message m = good;
                ArenaMark here = arena_mark(a);
                Str out;

                m.subject = m.to.name = m.from.name = m.text = m.html = j->text;
                if (!j->text.len)
                        m.html = S("x");
                out = written(a, &m);
                CHECK_INT(fields_n(out), n);
                CHECK(is_well_formed(out));
                (void)message_address_is(j->text);
                m.unsubscribe = j->text;
                if (message_write(a, &m, &out) == OK)
                        CHECK(is_well_formed(out));
                arena_rewind(a, here);
        }
        CHECK(seen > 400);
}

TEST(a_calendar_part_says_its_method_and_who_invites)
{
        Message m = plain_message();
        Str out;

        m.calendar = S("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
                       "UID:1@x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
        out = written(a, &m);
        CHECK_STR(out, CONTAINS, "Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n");
        CHECK_STR(out, CONTAINS,
                  "BEGIN:VEVENT\r\nORGANIZER:mailto:mail@example.org\r\nUID:1@x\r\n");
        CHECK(str_find_str(out, S("text/calendar")) > str_find_str(out, S("text/html")));
        /* a method that is none is none; a long address goes on in the next line */
        m.calendar = S("BEGIN:VCALENDAR\r\nMETHOD:X; a=\"b\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\n");
        m.from.address = S("mail@a-very-long-name-of-a-host-that-does-not-fit.into-one-line-of-a-"
                           "calendar.example.org");
        out = written(a, &m);
        CHECK_STR(out, CONTAINS, "text/calendar; method=PUBLISH;");
        CHECK_STR(out, CONTAINS,
                  "ORGANIZER:mailto:mail@a-very-long-name-of-a-host-that-does-not-f"
                  "it.\r\n into-one-line");
}

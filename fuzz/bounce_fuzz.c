/* Bytes from outside: notifications of mail servers, addresses, and values that go into mails.
 *
 * What is checked besides memory: a notification that is taken names a mail and an address; no
 * value adds a header to a message or a byte that is not plain ASCII. */
#include "mail/bounce.h"
#include "mail/plain.h"
#include "net/message.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int fields_n(Str message)
{
        Str line;
        int n = 0;

        message.len = str_find_str(message, S("\r\n\r\n"));
        while (str_cut(&message, '\n', &line))
                n += line.len && line.at[0] != ' ';
        return n;
}

static void try_message(Arena *a, Str text)
{
        Message m = {.from = {text, S("a@b.c")},
                     .to = {text, S("d@e.f")},
                     .subject = text,
                     .text = text,
                     .html = S("<p>x</p>"),
                     .id = 1};
        Str out;

        assert(message_write(a, &m, &out) == OK);
        assert(fields_n(out) == 8);
        for (size_t i = 0; i < out.len; i++)
                assert((out.at[i] >= 0x20 && out.at[i] < 0x7f) || out.at[i] == '\r' ||
                       out.at[i] == '\n' || out.at[i] == '\t');
        if (message_address_is(text))
                assert(str_find(text, '\n') == text.len && str_find(text, '>') == text.len &&
                       str_find(text, '\0') == text.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        Arena a = arena_make(64 * MIB);
        Str text = {(const char *)data, size};
        Bounce b;

        if (size && size < 256 * KIB) {
                if (bounce_read(&a, text, &b) == OK)
                        assert(b.mail && message_address_is(b.address) && str_is_utf8(b.words));
                try_message(&a, text);
                (void)mail_plain(&a, text);
        }
        arena_free(&a);
        return 0;
}

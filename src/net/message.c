/* net/message: see the header. */
#include "net/message.h"

#include "base/hash.h"
#include "base/time.h"

#include <string.h>

enum {
        LINE_CHARS_MAX = 76,  /* of a body, encoded */
        WORD_CHARS_MAX = 75,  /* of an encoded word */
        WORD_BYTES_MAX = 45,  /* of text in one: base64 makes 60 of it */
        PLAIN_CHARS_MAX = 60, /* of a header that stands as it is */
        BOUNDARY_CHARS = 24
};

static Str clean_line(Arena *a, Str s, size_t bytes_max);
static Str clean_body(Arena *a, Str s);
static void write_words(Text *t, Arena *a, size_t column, Str s);
static void write_party(Text *t, Arena *a, const char *header, const MessageParty *p);
static void write_date(Text *t, int64_t at_us);
static void write_part(Text *t, Arena *a, const char *type, Str body);
static void write_calendar(Text *t, Arena *a, const Message *m);
static bool url_is_plain(Str url);

static bool is_alnum(char c)
{
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_atom(char c)
{
        return is_alnum(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static bool local_is(Str local)
{
        bool after_dot = true;

        if (!local.len || local.len > MESSAGE_LOCAL_BYTES_MAX)
                return false;
        for (size_t i = 0; i < local.len; i++) {
                char c = local.at[i];

                if (c == '.' ? after_dot : !is_atom(c))
                        return false;
                after_dot = c == '.';
        }
        return !after_dot;
}

static bool domain_is(Str domain)
{
        Str rest = domain, label;
        size_t labels = 0;

        if (!domain.len || domain.at[domain.len - 1] == '.')
                return false;
        while (str_cut(&rest, '.', &label)) {
                if (!label.len || label.len > 63 || label.at[0] == '-' ||
                    label.at[label.len - 1] == '-')
                        return false;
                for (size_t i = 0; i < label.len; i++)
                        if (!is_alnum(label.at[i]) && label.at[i] != '-')
                                return false;
                labels++;
        }
        return labels > 1 || str_eq_nocase(domain, S("localhost"));
}

bool message_address_is(Str address)
{
        size_t at = str_find(address, '@');

        return address.len <= MESSAGE_ADDRESS_BYTES_MAX && at < address.len &&
               local_is((Str){address.at, at}) && domain_is(str_skip(address, at + 1));
}

bool message_id_parse(Str text, Id *out)
{
        text = str_trim(text);
        if (str_starts(text, S("<")))
                text = str_skip(text, 1);
        return id_parse((Str){text.at, str_find(text, '@')}, out);
}

Status message_write(Arena *a, const Message *m, Str *out)
{
        Text t = text_begin(a, MESSAGE_BYTES_MAX);
        unsigned char random[BOUNDARY_CHARS / 2];
        Str id = id_text(a, m->id), boundary, domain;

        if (!message_address_is(m->from.address) || !message_address_is(m->to.address) ||
            !url_is_plain(m->unsubscribe))
                return INVALID;
        domain = str_skip(m->from.address, str_find(m->from.address, '@') + 1);
        random_fill(random, sizeof random);
        boundary = str_hex(a, random, sizeof random);
        write_party(&t, a, "From", &m->from);
        write_party(&t, a, "To", &m->to);
        text_add(&t, S("Subject: "));
        write_words(&t, a, 9, clean_line(a, m->subject, MESSAGE_SUBJECT_BYTES_MAX));
        text_add(&t, S("\r\n"));
        write_date(&t, m->at_us);
        text_fmt(&t, "Message-ID: <%.*s@%.*s>\r\n", S_ARG(id), S_ARG(domain));
        text_add(&t, S("MIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n"));
        if (m->locale.len && m->locale.len <= 35 && url_is_plain(m->locale))
                text_fmt(&t, "Content-Language: %.*s\r\n", S_ARG(m->locale));
        if (m->unsubscribe.len)
                text_fmt(&t,
                         "List-Unsubscribe: <%.*s>\r\n"
                         "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
                         S_ARG(m->unsubscribe));
        if (m->html.len) {
                /* "=_" stands in no body: neither of the two encodings ever writes it */
                text_fmt(&t,
                         "Content-Type: multipart/alternative;\r\n boundary=\"=_%.*s\"\r\n\r\n"
                         "--=_%.*s\r\n",
                         S_ARG(boundary), S_ARG(boundary));
                write_part(&t, a, "text/plain", m->text);
                text_fmt(&t, "--=_%.*s\r\n", S_ARG(boundary));
                write_part(&t, a, "text/html", m->html);
                if (m->calendar.len) {
                        text_fmt(&t, "--=_%.*s\r\n", S_ARG(boundary));
                        write_calendar(&t, a, m);
                }
                text_fmt(&t, "--=_%.*s--\r\n", S_ARG(boundary));
        } else {
                write_part(&t, a, "text/plain", m->text);
        }
        if (t.overflow)
                return TOO_LARGE;
        *out = text_str(&t);
        return OK;
}

/* Length of the UTF-8 sequence that begins here; 0 when none does. */
static size_t sequence(Str s, size_t i)
{
        unsigned char c = (unsigned char)s.at[i];
        size_t n = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;

        return n && i + n <= s.len && (n == 1 || str_is_utf8((Str){s.at + i, n})) ? n : 0;
}

/* One line of UTF-8: what is no text becomes U+FFFD, what controls becomes a space. */
static Str clean_line(Arena *a, Str s, size_t bytes_max)
{
        Text t = text_begin(a, bytes_max + 8);

        for (size_t i = 0; i < s.len && t.len < bytes_max;) {
                size_t n = sequence(s, i);
                unsigned char c = (unsigned char)s.at[i];

                if (!n) {
                        text_add(&t, S("\xEF\xBF\xBD"));
                        i++;
                        continue;
                }
                /* C1 controls are two bytes: C2 80 to C2 9F */
                if (c < 0x20 || c == 0x7f || (c == 0xc2 && (unsigned char)s.at[i + 1] < 0xa0))
                        text_char(&t, ' ');
                else
                        text_add(&t, (Str){s.at + i, n});
                i += n;
        }
        return str_trim(text_str(&t));
}

/* Lines of UTF-8 that end in a line feed; tabs stay, other controls go. */
static Str clean_body(Arena *a, Str s)
{
        Text t = text_begin(a, s.len * 3 + 8);

        for (size_t i = 0; i < s.len;) {
                size_t n = sequence(s, i);
                unsigned char c = (unsigned char)s.at[i];

                if (!n)
                        text_add(&t, S("\xEF\xBF\xBD"));
                else if (c == '\r')
                        text_char(&t, '\n');
                else if (c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7f))
                        text_add(&t, (Str){s.at + i, n});
                i += n ? n : 1;
                if (c == '\r' && i < s.len && s.at[i] == '\n')
                        i++;
        }
        if (t.len && t.at[t.len - 1] != '\n')
                text_char(&t, '\n');
        return text_str(&t);
}

static bool is_plain(Str s)
{
        for (size_t i = 0; i < s.len; i++)
                if (s.at[i] < 0x20 || s.at[i] > 0x7e)
                        return false;
        return s.len <= PLAIN_CHARS_MAX && !str_has(s, S("=?"));
}

/* RFC 2047: words of at most 75 characters in lines of at most 76, each holding whole code points.
 */
static void write_words(Text *t, Arena *a, size_t column, Str s)
{
        size_t room = (WORD_CHARS_MAX - column - 12) / 4 * 3;

        if (is_plain(s)) {
                text_add(t, s);
                return;
        }
        while (s.len) {
                Str piece = str_head(s, room);

                room = WORD_BYTES_MAX;
                s = str_skip(s, piece.len);
                piece = str_base64(a, piece.at, piece.len);
                text_fmt(t, "=?UTF-8?B?%.*s?=%s", S_ARG(piece), s.len ? "\r\n " : "");
        }
}

static void write_party(Text *t, Arena *a, const char *header, const MessageParty *p)
{
        Str name = clean_line(a, p->name, MESSAGE_NAME_BYTES_MAX);

        text_fmt(t, "%s: ", header);
        if (name.len && is_plain(name)) {
                text_char(t, '"');
                for (size_t i = 0; i < name.len; i++) {
                        if (name.at[i] == '"' || name.at[i] == '\\')
                                text_char(t, '\\');
                        text_char(t, name.at[i]);
                }
                text_char(t, '"');
        } else if (name.len) {
                write_words(t, a, 6, name);
        }
        text_fmt(t, "%s<%.*s>\r\n", name.len ? "\r\n " : "", S_ARG(p->address));
}

/* "Date: Sat, 21 Nov 2026 10:46:00 +0000" */
static void write_date(Text *t, int64_t at_us)
{
        static const char days[7][4] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"},
                          months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        Civil c = time_civil(at_us);
        int64_t day = at_us / DAY_US;

        text_fmt(t, "Date: %s, %02d %s %04d %02d:%02d:%02d +0000\r\n", days[day % 7], c.day,
                 months[c.month - 1], c.year, c.hour, c.minute, c.second);
}

/* Text is in its canonical form when it is packed: its lines end in CRLF. */
static void write_base64(Text *t, Arena *a, Str body)
{
        Text lines = text_begin(a, body.len * 2 + 8);
        Str one;

        while (str_cut(&body, '\n', &one)) {
                text_add(&lines, one);
                text_add(&lines, S("\r\n"));
        }
        body = text_str(&lines);
        while (body.len) {
                Str line = {body.at, body.len < 57 ? body.len : 57}; /* 76 characters */

                body = str_skip(body, line.len);
                line = str_base64(a, line.at, line.len);
                text_add(t, line);
                text_add(t, S("\r\n"));
        }
}

/* A byte that could be changed or read as something else on the way is written as =XX. */
static bool stands(Str line, size_t i, size_t column)
{
        unsigned char c = (unsigned char)line.at[i];

        if (c == ' ' || c == '\t')
                return i + 1 < line.len;
        if (c < 0x21 || c > 0x7e || c == '=')
                return false;
        /* at the front of a line: a dot ends SMTP's data, "From " begins a mail in an mbox */
        return column || (c != '.' && !str_starts(str_skip(line, i), S("From ")));
}

static void write_quoted_line(Text *t, Str line)
{
        size_t column = 0;

        for (size_t i = 0; i < line.len; i++) {
                bool as_is = stands(line, i, column);
                size_t n = as_is ? 1 : 3;

                if (column + n > LINE_CHARS_MAX - 1) {
                        text_add(t, S("=\r\n"));
                        column = 0;
                        as_is = stands(line, i, column);
                        n = as_is ? 1 : 3;
                }
                if (as_is)
                        text_char(t, line.at[i]);
                else
                        text_fmt(t, "=%02X", (unsigned char)line.at[i]);
                column += n;
        }
        text_add(t, S("\r\n"));
}

static void write_part(Text *t, Arena *a, const char *type, Str body)
{
        Str line;
        size_t high = 0;

        body = clean_body(a, body);
        for (size_t i = 0; i < body.len; i++)
                high += (unsigned char)body.at[i] > 0x7e;
        text_fmt(t,
                 "Content-Type: %s; charset=utf-8\r\n"
                 "Content-Transfer-Encoding: %s\r\n\r\n",
                 type, high > body.len / 4 ? "base64" : "quoted-printable");
        if (high > body.len / 4) {
                write_base64(t, a, body);
                return;
        }
        while (str_cut(&body, '\n', &line))
                write_quoted_line(t, line);
}

/* "METHOD:REQUEST" as a parameter must be the same as in the object (RFC 6047, 2.4). */
static Str calendar_method(Str calendar)
{
        Str method = str_skip(calendar, str_find_str(calendar, S("\r\nMETHOD:")) + 9);

        method.len = str_find(method, '\r');
        for (size_t i = 0; i < method.len; i++)
                if (method.at[i] < 'A' || method.at[i] > 'Z')
                        return S("PUBLISH");
        return method.len && method.len < 20 ? method : S("PUBLISH");
}

/* The address is an address, so it is plain; a long one goes on in a folded line (RFC 5545, 3.1).
 */
static void write_calendar(Text *t, Arena *a, const Message *m)
{
        static const char event[] = "BEGIN:VEVENT\r\n";
        Str rest = m->calendar, address = m->from.address, type;
        Text body = text_begin(a, m->calendar.len + 64 * KIB);

        while (rest.len) {
                size_t at = str_find_str(rest, S("BEGIN:VEVENT\r\n"));

                if (at == rest.len)
                        break;
                text_add(&body, (Str){rest.at, at});
                text_fmt(&body, "%sORGANIZER:mailto:%.*s", event, S_ARG(str_head(address, 50)));
                for (Str more = str_skip(address, 50); more.len; more = str_skip(more, 70))
                        text_fmt(&body, "\r\n %.*s", S_ARG(str_head(more, 70)));
                text_add(&body, S("\r\n"));
                rest = str_skip(rest, at + sizeof event - 1);
        }
        text_add(&body, rest);
        type = str_fmt(a, "text/calendar; method=%.*s", S_ARG(calendar_method(m->calendar)));
        write_part(t, a, type.at, text_str(&body));
}

static bool url_is_plain(Str url)
{
        for (size_t i = 0; i < url.len; i++)
                if (url.at[i] <= 0x20 || url.at[i] > 0x7e || url.at[i] == '<' || url.at[i] == '>')
                        return false;
        return url.len <= MESSAGE_URL_BYTES_MAX;
}

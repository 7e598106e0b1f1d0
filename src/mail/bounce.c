/* mail/bounce: see the header.
 *
 * Read by lines: the boundary of the outer message cuts it into parts; of each part only its type
 * and the few fields that matter are looked at. Parts inside of parts are read as lines too. */
#include "mail/bounce.h"

#include "net/message.h"

#include <string.h>

enum { BOUNDARY_CHARS_MAX = 70 };

typedef enum { IN_HEAD, IN_PREAMBLE, IN_PART_HEAD, IN_STATUS, IN_RETURNED, IN_OTHER } Place;

typedef struct {
        Arena *a;
        Bounce *out;
        Place place, part; /* part: what the open part will be, told by its head */
        bool is_report;
        Str boundary; /* with its leading "--" */
        Str action, status, diagnostic;
} Reader;

/* "Name: value" of that name; the value comes out. */
static bool field(Str line, Str name, Str *out)
{
        size_t colon = str_find(line, ':');

        if (colon == line.len || !str_eq_nocase(str_trim((Str){line.at, colon}), name))
                return false;
        *out = str_trim(str_skip(line, colon + 1));
        return true;
}

/* "rfc822; someone@example.org" */
static Str typed(Str value)
{
        size_t semicolon = str_find(value, ';');

        value = semicolon < value.len ? str_trim(str_skip(value, semicolon + 1)) : value;
        if (str_starts(value, S("<")) && str_ends(value, S(">")))
                value = (Str){value.at + 1, value.len - 2};
        return value;
}

/* A parameter's value, with or without quotes. */
static Str parameter(Arena *a, Str value, Str name)
{
        Str lower = str_lower(a, value), rest;
        size_t at = str_find_str(lower, name);

        if (at == value.len)
                return (Str){0};
        rest = str_skip(value, at + name.len);
        if (str_starts(rest, S("\"")))
                return (Str){rest.at + 1, str_find(str_skip(rest, 1), '"')};
        rest.len = str_find(rest, ';');
        return str_trim(rest);
}

static void take_head(Reader *r, Str line)
{
        Str value;

        if (!field(line, S("Content-Type"), &value))
                return;
        r->is_report = str_has(str_lower(r->a, value), S("multipart/report"));
        value = parameter(r->a, value, S("boundary="));
        if (value.len && value.len <= BOUNDARY_CHARS_MAX)
                r->boundary = str_fmt(r->a, "--%.*s", S_ARG(value));
}

static void take_part_head(Reader *r, Str line)
{
        Str value;

        if (!field(line, S("Content-Type"), &value))
                return;
        value = str_lower(r->a, value);
        if (str_starts(value, S("message/delivery-status")) ||
            str_starts(value, S("message/global-delivery-status")))
                r->part = IN_STATUS;
        else if (str_starts(value, S("message/")) || str_starts(value, S("text/rfc822-headers")))
                r->part = IN_RETURNED;
}

static void take_status(Reader *r, Str line)
{
        Str value;

        if (field(line, S("Final-Recipient"), &value) && !r->out->address.len)
                r->out->address = typed(value);
        else if (field(line, S("Original-Recipient"), &value) && !r->out->original.len)
                r->out->original = typed(value);
        else if (field(line, S("Action"), &value) && !r->action.len)
                r->action = value;
        else if (field(line, S("Status"), &value) && !r->status.len)
                r->status = value;
        else if (field(line, S("Diagnostic-Code"), &value) && !r->diagnostic.len)
                r->diagnostic = typed(value);
}

/* Only the returned mail's own head: its body may quote anything. */
static void take_returned(Reader *r, Str line)
{
        Str value;

        if (str_empty(line))
                r->place = IN_OTHER;
        else if (field(line, S("Message-ID"), &value) && !r->out->mail)
                (void)message_id_parse(value, &r->out->mail);
}

static void take_line(Reader *r, Str line)
{
        if (r->boundary.len && r->place != IN_HEAD && str_starts(line, r->boundary)) {
                r->place = IN_PART_HEAD;
                r->part = IN_OTHER;
                return;
        }
        switch (r->place) {
        case IN_HEAD:
                if (str_empty(line))
                        r->place = IN_PREAMBLE;
                else
                        take_head(r, line);
                break;
        case IN_PART_HEAD:
                if (str_empty(line))
                        r->place = r->part;
                else
                        take_part_head(r, line);
                break;
        case IN_STATUS: take_status(r, line); break;
        case IN_RETURNED: take_returned(r, line); break;
        case IN_PREAMBLE:
        case IN_OTHER: break;
        }
}

/* Folded lines become one: what continues a line begins with white space. */
static void take_lines(Reader *r, Str text)
{
        Str line, next, whole = {0};
        bool has_whole = false;

        while (str_cut(&text, '\n', &next)) {
                line = str_ends(next, S("\r")) ? (Str){next.at, next.len - 1} : next;
                if (has_whole && line.len && (line.at[0] == ' ' || line.at[0] == '\t') &&
                    whole.len && whole.len < BOUNCE_BYTES_MAX / 64) {
                        Str parts[2] = {whole, str_trim(line)};

                        whole = str_join(r->a, parts, 2, S(" "));
                        continue;
                }
                if (has_whole)
                        take_line(r, whole);
                whole = line;
                has_whole = true;
        }
        if (has_whole)
                take_line(r, whole);
}

/* What a stranger's server wrote, as one line that may be shown. */
static Str shown(Arena *a, Str status, Str diagnostic)
{
        Text t = text_begin(a, BOUNCE_WORDS_MAX);
        Str parts[2] = {status, diagnostic};
        Str joined = str_join(a, parts, 2, S(" "));

        for (size_t i = 0; i < joined.len && t.len < BOUNCE_WORDS_MAX; i++)
                text_char(&t, joined.at[i] >= 0x20 && joined.at[i] < 0x7f ? joined.at[i] : ' ');
        return str_trim(text_str(&t));
}

Status bounce_read(Arena *a, Str text, Bounce *out)
{
        Bounce b = {0};
        Reader r = {.a = a, .out = &b, .place = IN_HEAD};

        if (text.len > BOUNCE_BYTES_MAX)
                return TOO_LARGE;
        take_lines(&r, text);
        if (!r.is_report || !b.mail || !message_address_is(b.address))
                return INVALID;
        if (!message_address_is(b.original))
                b.original = (Str){0};
        b.is_permanent = str_eq_nocase(r.action, S("failed")) && str_starts(r.status, S("5"));
        b.words = shown(a, r.status, r.diagnostic);
        *out = b;
        return OK;
}

/* base/ndjson: see the header.
 *
 * Each reader moves j->at behind what it read, or says what is wrong in j->fault and gives false.
 */
#include "base/ndjson.h"

#include "base/words.h"

static bool read_text(Ndjson *j, Str *out);
static bool read_escape(Ndjson *j);
static bool read_scalar(Ndjson *j, Str *out, bool *out_null);
static bool read_number(Ndjson *j, Str *out);
static bool read_list(Ndjson *j, Str *out);

Ndjson ndjson_begin(Str line, char *side)
{
        return (Ndjson){.at = line.at,
                        .end = line.at + line.len,
                        .line = line.at,
                        .side = side,
                        .is_first = true};
}

size_t ndjson_byte(const Ndjson *j)
{
        return (size_t)(j->at - j->line) + 1;
}

static bool bad(Ndjson *j, const char *why)
{
        j->fault = why;
        return false;
}

/* The next byte that is not white space, or 0 at the end. */
static char peek(Ndjson *j)
{
        while (j->at < j->end &&
               (*j->at == ' ' || *j->at == '\t' || *j->at == '\r' || *j->at == '\n'))
                j->at++;
        return j->at < j->end ? *j->at : 0;
}

static bool expect(Ndjson *j, char c, const char *why)
{
        if (peek(j) != c)
                return bad(j, why);
        j->at++;
        return true;
}

static NdjsonStep end_of_object(Ndjson *j)
{
        j->at++;
        if (peek(j) != 0 || j->at != j->end) {
                j->fault = _("something stands after the object's end");
                return NDJSON_BAD;
        }
        return NDJSON_END;
}

NdjsonStep ndjson_next(Ndjson *j, Str *out_key, Str *out_value)
{
        bool is_null;

        *out_key = *out_value = (Str){0};
        if (!j->is_open) {
                if (!expect(j, '{', _("it does not begin with {")))
                        return NDJSON_BAD;
                j->is_open = true;
        }
        if (peek(j) == '}')
                return end_of_object(j);
        if (!j->is_first && !expect(j, ',', _("a comma or } is missing")))
                return NDJSON_BAD;
        j->is_first = false;
        if (peek(j) != '"') {
                j->fault = _("a name in quotes is missing");
                return NDJSON_BAD;
        }
        if (!read_text(j, out_key) || !expect(j, ':', _("a colon is missing after the name")))
                return NDJSON_BAD;
        if (peek(j) == '{') {
                j->fault = _("it holds an object; a table's values are plain");
                return NDJSON_BAD;
        }
        if (peek(j) == '[')
                return read_list(j, out_value) ? NDJSON_MEMBER : NDJSON_BAD;
        return read_scalar(j, out_value, &is_null) ? NDJSON_MEMBER : NDJSON_BAD;
}

static bool read_list(Ndjson *j, Str *out)
{
        const char *begin = j->side + j->side_used;
        bool is_first = true;

        j->at++;
        if (peek(j) == ']') {
                j->at++;
                return true;
        }
        do {
                char *before = j->side + j->side_used;
                Str item;
                bool is_null;

                if (peek(j) == '[' || peek(j) == '{')
                        return bad(
                                j,
                                _("its list holds lists or objects; a table's values are plain"));
                if (!is_first) /* room for what goes between, behind which the item may be put */
                        j->side_used += 2;
                if (!read_scalar(j, &item, &is_null))
                        return false;
                if (is_null) {
                        j->side_used = (size_t)(before - j->side);
                        continue;
                }
                if (!is_first)
                        memcpy(before, "; ", 2);
                before += is_first ? 0 : 2;
                if (item.len && item.at != before)
                        memcpy(before, item.at, item.len);
                j->side_used = (size_t)(before - j->side) + item.len;
                is_first = false;
        } while (peek(j) == ',' && j->at++);
        *out = (Str){begin, (size_t)(j->side + j->side_used - begin)};
        return expect(j, ']', _("a comma or ] is missing in a list"));
}

static bool read_scalar(Ndjson *j, Str *out, bool *out_null)
{
        static const Str words[] = {S_INIT("true"), S_INIT("false"), S_INIT("null")};
        Str rest;

        *out_null = false;
        if (peek(j) == '"')
                return read_text(j, out);
        rest = (Str){j->at, (size_t)(j->end - j->at)};
        for (size_t i = 0; i < 3; i++) {
                if (!str_starts(rest, words[i]))
                        continue;
                *out_null = i == 2;
                *out = *out_null ? (Str){0} : (Str){j->at, words[i].len};
                j->at += words[i].len;
                return true;
        }
        return read_number(j, out);
}

static bool skip_digits(Ndjson *j)
{
        const char *begin = j->at;

        while (j->at < j->end && *j->at >= '0' && *j->at <= '9')
                j->at++;
        return j->at > begin;
}

static bool read_number(Ndjson *j, Str *out)
{
        const char *begin = j->at;

        if (j->at < j->end && *j->at == '-')
                j->at++;
        if (j->at < j->end && *j->at == '0')
                j->at++;
        else if (!skip_digits(j))
                return bad(j, _("a value is missing or is not JSON"));
        if (j->at < j->end && *j->at == '.') {
                j->at++;
                if (!skip_digits(j))
                        return bad(j, _("a number ends after its point"));
        }
        if (j->at < j->end && (*j->at == 'e' || *j->at == 'E')) {
                j->at++;
                if (j->at < j->end && (*j->at == '+' || *j->at == '-'))
                        j->at++;
                if (!skip_digits(j))
                        return bad(j, _("a number ends in its exponent"));
        }
        *out = (Str){begin, (size_t)(j->at - begin)};
        return true;
}

/* Text without an escape is a slice of the line; the first escape moves it to the side. */
static bool read_text(Ndjson *j, Str *out)
{
        const char *begin = ++j->at;
        size_t side_begin = j->side_used;
        bool is_moved = false;

        for (;;) {
                const char *from = j->at;
                size_t n;

                while (j->at < j->end && *j->at != '"' && *j->at != '\\' &&
                       (unsigned char)*j->at >= 0x20)
                        j->at++;
                if (j->at == j->end)
                        return bad(j, _("a text is not closed"));
                if ((unsigned char)*j->at < 0x20)
                        return bad(j, _("a text holds a control character that is not escaped"));
                n = (size_t)(j->at - from);
                if (*j->at == '"' && !is_moved)
                        break;
                memcpy(j->side + j->side_used, from, n);
                j->side_used += n;
                if (*j->at == '"')
                        break;
                is_moved = true;
                if (!read_escape(j))
                        return false;
        }
        if (is_moved)
                *out = (Str){j->side + side_begin, j->side_used - side_begin};
        else
                *out = (Str){begin, (size_t)(j->at - begin)};
        j->at++;
        return true;
}

/* Four hex digits behind the u of an escape. */
static bool read_unit(Ndjson *j, uint32_t *out)
{
        unsigned char b[2];

        if (j->end - j->at < 6 || j->at[0] != '\\' || j->at[1] != 'u' ||
            !str_unhex((Str){j->at + 2, 4}, b, 2))
                return bad(j, _("a text holds a wrong escape"));
        j->at += 6;
        *out = (uint32_t)b[0] << 8 | b[1];
        return true;
}

static bool read_code_point(Ndjson *j, uint32_t *out)
{
        uint32_t low;

        if (!read_unit(j, out))
                return false;
        if (*out == 0)
                return bad(j, _("a text holds a NUL"));
        if (*out < 0xD800 || *out > 0xDFFF)
                return true;
        if (*out > 0xDBFF || !read_unit(j, &low) || low < 0xDC00 || low > 0xDFFF)
                return bad(j, _("a text holds half a character"));
        *out = 0x10000 + ((*out - 0xD800) << 10) + (low - 0xDC00);
        return true;
}

/* At a backslash. What it stands for is never longer than it. */
static bool read_escape(Ndjson *j)
{
        static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
        char *p = j->side + j->side_used;
        const char *k = j->at + 1 < j->end && j->at[1] ? strchr(from, j->at[1]) : NULL;
        uint32_t c;

        if (k) {
                j->at += 2;
                *p++ = to[k - from];
        } else if (!read_code_point(j, &c)) {
                return false;
        } else if (c < 0x80) {
                *p++ = (char)c;
        } else if (c < 0x800) {
                *p++ = (char)(0xC0 | c >> 6);
                *p++ = (char)(0x80 | (c & 63));
        } else if (c < 0x10000) {
                *p++ = (char)(0xE0 | c >> 12);
                *p++ = (char)(0x80 | (c >> 6 & 63));
                *p++ = (char)(0x80 | (c & 63));
        } else {
                *p++ = (char)(0xF0 | c >> 18);
                *p++ = (char)(0x80 | (c >> 12 & 63));
                *p++ = (char)(0x80 | (c >> 6 & 63));
                *p++ = (char)(0x80 | (c & 63));
        }
        j->side_used = (size_t)(p - j->side);
        return true;
}

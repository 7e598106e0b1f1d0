/* web/multipart: see the header. */
#include "web/multipart.h"

#include <string.h>

static Status feed_data(Multipart *m, Str *rest);
static Status feed_head(Multipart *m, char c);
static Status part_begin(Multipart *m);
static Status read_head_line(Str line, MultipartPart *part, char *scratch, size_t *scratch_n);
static Status read_disposition(Str value, MultipartPart *part, char *scratch, size_t *scratch_n);
static Status read_parameter(Str *rest, Str *name, Str *value, char *scratch, size_t *scratch_n);
static Status read_boundary(Multipart *m, Str content_type);
static bool is_boundary(Str s);
static bool is_clean(Str s);

Status multipart_begin(Multipart *m, Str content_type, MultipartSink sink)
{
        memset(m, 0, sizeof *m);
        m->sink = sink;
        m->matched = 2; /* the first delimiter needs no line end in front */
        m->fault = read_boundary(m, content_type);
        return m->fault;
}

Status multipart_feed(Multipart *m, Str rest)
{
        while (rest.len && m->fault == OK) {
                char c = rest.at[0];

                switch (m->state) {
                case MULTIPART_DATA: m->fault = feed_data(m, &rest); continue;
                case MULTIPART_AFTER:
                        if (c == '\r')
                                m->state = MULTIPART_AFTER_CR;
                        else if (c == '-') /* at once: a form without fields */
                                m->state = MULTIPART_AFTER_DASH;
                        else
                                m->fault = INVALID;
                        break;
                case MULTIPART_AFTER_CR:
                        m->fault = c == '\n' ? OK : INVALID;
                        m->state = MULTIPART_HEAD;
                        m->head_n = 0;
                        break;
                case MULTIPART_AFTER_DASH:
                        m->fault = c == '-' ? OK : INVALID;
                        m->state = MULTIPART_DONE;
                        break;
                case MULTIPART_HEAD: m->fault = feed_head(m, c); break;
                case MULTIPART_DONE: /* one line end may follow */
                        if (m->epilogue_n > 1 || c != "\r\n"[m->epilogue_n])
                                m->fault = INVALID;
                        m->epilogue_n++;
                        break;
                }
                rest = str_skip(rest, 1);
        }
        return m->fault;
}

Status multipart_end(const Multipart *m)
{
        if (m->fault != OK)
                return m->fault;
        return m->state == MULTIPART_DONE ? OK : INVALID;
}

/* The delimiter has one CR, its first byte; so after a mismatch no shorter match can be under way
 * but one that begins with the byte at hand. */
static Status feed_data(Multipart *m, Str *rest)
{
        if (m->matched == 0) {
                size_t n = str_find(*rest, '\r');

                if (n > 0)
                        TRY(m->sink.bytes(m->sink.ctx, (Str){rest->at, n}));
                *rest = str_skip(*rest, n);
                if (rest->len == 0)
                        return OK;
        }
        if (rest->at[0] == m->delimiter[m->matched]) {
                m->matched++;
                *rest = str_skip(*rest, 1);
                if (m->matched < m->delimiter_n)
                        return OK;
                m->matched = 0;
                m->state = MULTIPART_AFTER;
                if (m->is_in_part)
                        return m->sink.end(m->sink.ctx);
                return OK;
        }
        if (!m->is_in_part)
                return INVALID; /* a preamble: nobody who means well sends one */
        {
                Str held = {m->delimiter, m->matched};

                m->matched = 0;
                return m->sink.bytes(m->sink.ctx, held);
        }
}

static Status feed_head(Multipart *m, char c)
{
        if (m->head_n == sizeof m->head)
                return TOO_LARGE;
        m->head[m->head_n++] = c;
        if (m->head_n >= 4 && memcmp(m->head + m->head_n - 4, "\r\n\r\n", 4) == 0)
                return part_begin(m);
        return OK;
}

static Status part_begin(Multipart *m)
{
        Str rest = {m->head, m->head_n - 2}; /* every line keeps its CRLF */
        MultipartPart part = {0};
        char scratch[MULTIPART_HEAD_MAX];
        size_t scratch_n = 0;

        while (rest.len) {
                size_t n = str_find_str(rest, S("\r\n"));

                TRY(read_head_line((Str){rest.at, n}, &part, scratch, &scratch_n));
                rest = str_skip(rest, n + 2);
        }
        if (!part.name.at) /* no Content-Disposition */
                return INVALID;
        m->state = MULTIPART_DATA;
        m->matched = 0;
        m->is_in_part = true;
        return m->sink.begin(m->sink.ctx, &part);
}

static Status read_head_line(Str line, MultipartPart *part, char *scratch, size_t *scratch_n)
{
        size_t colon = str_find(line, ':');
        Str name = {line.at, colon}, value = str_trim(str_skip(line, colon + 1));

        if (colon == 0 || colon == line.len || !is_clean(line))
                return INVALID;
        if (str_eq_nocase(name, S("Content-Disposition")))
                return part->name.at ? INVALID : read_disposition(value, part, scratch, scratch_n);
        if (str_eq_nocase(name, S("Content-Type")))
                part->content_type = value;
        /* a coding would have to be undone, and nobody may send one any more (RFC 7578, 4.7) */
        if (str_eq_nocase(name, S("Content-Transfer-Encoding")) &&
            !str_eq_nocase(value, S("binary")) && !str_eq_nocase(value, S("8bit")) &&
            !str_eq_nocase(value, S("7bit")))
                return INVALID;
        return OK;
}

static Status read_disposition(Str value, MultipartPart *part, char *scratch, size_t *scratch_n)
{
        size_t semicolon = str_find(value, ';');
        Str rest = str_skip(value, semicolon), name, text;

        if (!str_eq_nocase(str_trim((Str){value.at, semicolon}), S("form-data")))
                return INVALID;
        while (rest.len) {
                TRY(read_parameter(&rest, &name, &text, scratch, scratch_n));
                if (str_eq_nocase(name, S("name"))) {
                        if (part->name.at)
                                return INVALID;
                        part->name = text;
                } else if (str_eq_nocase(name, S("filename"))) {
                        if (part->is_file)
                                return INVALID;
                        part->is_file = true;
                        for (size_t i = text.len; i > 0; i--) /* some send the whole path */
                                if (text.at[i - 1] == '/' || text.at[i - 1] == '\\') {
                                        text = str_skip(text, i);
                                        break;
                                }
                        part->file_name = text;
                }
        }
        return part->name.at ? OK : INVALID;
}

/* `; name=token` or `; name="text"`; in quotes \" and \\ stand for the second byte. */
static Status read_parameter(Str *rest, Str *name, Str *value, char *scratch, size_t *scratch_n)
{
        Str s = str_trim(str_skip(*rest, 1)); /* the semicolon */
        size_t equals = str_find(s, '=');
        char *to = scratch + *scratch_n;
        size_t i, n = 0;

        if (rest->at[0] != ';' || equals == 0 || equals >= s.len)
                return INVALID;
        *name = (Str){s.at, equals};
        s = str_skip(s, equals + 1);
        if (str_empty(s) || s.at[0] != '"') {
                n = str_find(s, ';');
                *value = str_trim((Str){s.at, n});
                if (str_empty(*value) || str_find(*value, '"') != value->len)
                        return INVALID;
                *rest = str_skip(s, n);
                return OK;
        }
        for (i = 1; i < s.len && s.at[i] != '"'; i++) {
                if (s.at[i] == '\\' && i + 1 < s.len && (s.at[i + 1] == '"' || s.at[i + 1] == '\\'))
                        i++;
                to[n++] = s.at[i]; /* fits: scratch is as large as the whole head */
        }
        if (i >= s.len)
                return INVALID;
        *scratch_n += n;
        *value = (Str){to, n};
        *rest = str_trim(str_skip(s, i + 1));
        return OK;
}

static Status read_boundary(Multipart *m, Str content_type)
{
        char scratch[512];
        size_t scratch_n = 0;
        Str rest = str_skip(content_type, str_find(content_type, ';')), name, value;

        if (content_type.len > sizeof scratch)
                return INVALID;
        while (rest.len) {
                TRY(read_parameter(&rest, &name, &value, scratch, &scratch_n));
                if (!str_eq_nocase(name, S("boundary")))
                        continue;
                if (m->delimiter_n || !is_boundary(value))
                        return INVALID;
                memcpy(m->delimiter, "\r\n--", 4);
                memcpy(m->delimiter + 4, value.at, value.len);
                m->delimiter_n = 4 + value.len;
        }
        return m->delimiter_n ? OK : INVALID;
}

static bool is_boundary(Str s)
{
        if (s.len < 1 || s.len > MULTIPART_BOUNDARY_MAX)
                return false;
        for (size_t i = 0; i < s.len; i++) {
                char c = s.at[i];

                if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      (c && strchr("'()+_,-./:=?", c))))
                        return false;
        }
        return true;
}

static bool is_clean(Str s)
{
        for (size_t i = 0; i < s.len; i++)
                if (((unsigned char)s.at[i] < 0x20 && s.at[i] != '\t') || s.at[i] == 0x7f)
                        return false;
        return str_is_utf8(s);
}

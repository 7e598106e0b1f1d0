/* credit/cloud_event_header: binary mode, where the attributes are headers and the data is the
 * body. */
#include "credit/cloud_event_inside.h"

#include "base/words.h"
#include "base/yaml.h"

static void take_header(CloudReading *r, const UsagePair *header);
static bool decode(Arena *a, Str value, Str *out);

Status cloud_events_read_binary(Arena *a, const UsagePair *headers, size_t n, Str body,
                                CloudEvents *out, Str *out_fault)
{
        CloudEvent *e = arena_new(a, CloudEvent, 1);
        CloudReading r = {.a = a, .e = e};
        EventScan s = event_scan_begin(a, body);

        if (n > CLOUD_HEADERS_MAX || body.len > CLOUD_EVENT_BYTES_MAX) {
                *out_fault = str_fmt(a, _("expected an event of at most %d bytes"),
                                     CLOUD_EVENT_BYTES_MAX);
                return TOO_LARGE;
        }
        for (size_t i = 0; i < n; i++)
                take_header(&r, &headers[i]);
        if (!cloud_data(&r, &s) || !event_scan_end(&s)) {
                *out_fault = event_scan_fault(&s);
                return INVALID;
        }
        cloud_end(&r);
        *out = (CloudEvents){e, 1, e->fault.len > 0};
        return OK;
}

static void take_header(CloudReading *r, const UsagePair *header)
{
        Str name = str_lower(r->a, header->name), value;

        if (str_eq(name, S("content-type"))) {
                cloud_attribute(r, S("datacontenttype"), str_trim(header->value), true);
                return;
        }
        if (!str_starts(name, S("ce-")) || !str_is_utf8(name))
                return;
        name = str_skip(name, 3);
        /* "a ce-datacontenttype HTTP header MUST NOT also be present"; data is the body */
        if (str_eq(name, S("datacontenttype")) || str_eq(name, S("data")))
                cloud_fault(r, _("expected no header %s"), yaml_quote(r->a, header->name));
        else if (!decode(r->a, str_trim(header->value), &value))
                cloud_fault(r, _("expected UTF-8, percent-encoded, in the header %s"),
                            yaml_quote(r->a, header->name));
        else
                cloud_attribute(r, name, value, true);
}

/* Text between quotes without them and its backslashes (RFC 7230, section 3.2.6). */
static bool unquote(Arena *a, Str value, Str *out)
{
        Text t;

        if (!str_starts(value, S("\""))) {
                *out = value;
                return true;
        }
        if (value.len < 2 || value.at[value.len - 1] != '"')
                return false;
        t = text_begin(a, value.len);
        for (size_t i = 1; i < value.len - 1; i++) {
                if (value.at[i] == '"')
                        return false;
                if (value.at[i] == '\\' && ++i == value.len - 1)
                        return false;
                text_char(&t, value.at[i]);
        }
        *out = text_str(&t);
        return true;
}

/* HTTP binding, section 3.1.3.2: quotes first, then a single round of percent-decoding. */
static bool decode(Arena *a, Str value, Str *out)
{
        Text t;

        if (!unquote(a, value, &value))
                return false;
        if (str_find(value, '%') == value.len) {
                *out = value;
                return str_is_utf8(value);
        }
        t = text_begin(a, value.len);
        for (size_t i = 0; i < value.len; i++) {
                char c = value.at[i];

                if (c == '%') {
                        if (value.len - i < 3 || !str_unhex((Str){value.at + i + 1, 2}, &c, 1))
                                return false;
                        i += 2;
                }
                text_char(&t, c);
        }
        *out = text_str(&t);
        return str_is_utf8(*out);
}

/* credit/cloud_event_read: what an event says, whichever way it came. */
#include "credit/cloud_event_inside.h"

#include "base/time.h"
#include "base/words.h"
#include "base/yaml.h"

#include <string.h>

enum {
        SEEN_ID = 1,
        SEEN_SOURCE = 2,
        SEEN_TYPE = 4,
        SEEN_SUBJECT = 8,
        SEEN_TIME = 16,
        SEEN_SCHEMA = 32,
        SEEN_CONTENT_TYPE = 64,
        SEEN_VERSION = 128,
        SEEN_DATA = 256,
        SEEN_METER = 512,
        SEEN_QUANTITY = 1024,
        SEEN_DIMENSIONS = 2048
};

static bool once(CloudReading *r, unsigned bit, Str name);
static void take_text(CloudReading *r, unsigned bit, Str name, Str value, size_t bytes_max,
                      bool is_strange, Str *out);
static void take_time(CloudReading *r, Str value);
static void take_extension(CloudReading *r, Str name, Str value, bool is_strange);
static bool data_member(CloudReading *r, EventScan *s, Str name);
static bool take_quantity(CloudReading *r, EventScan *s);
static bool take_dimensions(CloudReading *r, EventScan *s);
static void add_dimension(CloudReading *r, Str name, Str value, bool is_strange);

void cloud_fault(CloudReading *r, const char *format, ...)
{
        va_list args;

        if (r->e->fault.len)
                return;
        va_start(args, format);
        r->e->fault = str_vfmt(r->a, format, args);
        va_end(args);
}

static bool is(Str name, const char *word, size_t n)
{
        return memcmp(name.at, word, n) == 0;
}

void cloud_attribute(CloudReading *r, Str name, Str value, bool is_strange)
{
        CloudEvent *e = r->e;
        unsigned bit = 0;
        size_t bytes_max = CLOUD_TEXT_BYTES_MAX;
        Str *out = NULL;

        switch (name.len) {
        case 2:
                if (is(name, "id", 2))
                        bit = SEEN_ID, out = &e->id, bytes_max = CLOUD_ID_BYTES_MAX;
                break;
        case 4:
                if (is(name, "type", 4))
                        bit = SEEN_TYPE, out = &e->type;
                else if (is(name, "time", 4)) {
                        if (once(r, SEEN_TIME, name))
                                take_time(r, value);
                        return;
                }
                break;
        case 6:
                if (is(name, "source", 6))
                        bit = SEEN_SOURCE, out = &e->source, bytes_max = CLOUD_SOURCE_BYTES_MAX;
                break;
        case 7:
                if (is(name, "subject", 7))
                        bit = SEEN_SUBJECT, out = &e->subject;
                break;
        case 10:
                if (is(name, "dataschema", 10))
                        bit = SEEN_SCHEMA, out = &e->dataschema;
                break;
        case 11:
                if (is(name, "specversion", 11)) {
                        if (once(r, SEEN_VERSION, name) && !str_eq(value, S("1.0")))
                                cloud_fault(r, _("expected '1.0' for 'specversion'; found %s"),
                                            yaml_quote(r->a, value));
                        return;
                }
                break;
        case 15:
                if (is(name, "datacontenttype", 15))
                        bit = SEEN_CONTENT_TYPE, out = &e->datacontenttype;
                break;
        }
        if (out)
                take_text(r, bit, name, value, bytes_max, is_strange, out);
        else
                take_extension(r, name, value, is_strange);
}

/* A name that stands twice says two things. */
static bool once(CloudReading *r, unsigned bit, Str name)
{
        if (r->e->seen & bit) {
                cloud_fault(r, _("expected each name once; found %s again"),
                            yaml_quote(r->a, name));
                return false;
        }
        r->e->seen |= bit;
        return true;
}

static void take_text(CloudReading *r, unsigned bit, Str name, Str value, size_t bytes_max,
                      bool is_strange, Str *out)
{
        if (!once(r, bit, name))
                return;
        if (value.len == 0)
                cloud_fault(r, _("expected %s not to be empty"), yaml_quote(r->a, name));
        else if (value.len > bytes_max)
                cloud_fault(r, _("expected at most %zu bytes for %s"), bytes_max,
                            yaml_quote(r->a, name));
        else if (is_strange && !event_scan_is_plain(value))
                cloud_fault(r, _("expected text without control characters for %s"),
                            yaml_quote(r->a, name));
        else
                *out = value;
}

static void take_time(CloudReading *r, Str value)
{
        /* a day alone is no time of RFC 3339, nor is a space in the place of the T */
        if (value.len < 20 || value.len > 40 || (value.at[10] != 'T' && value.at[10] != 't') ||
            !time_parse(value, &r->e->time_us))
                cloud_fault(r, _("expected a time as 2026-11-21T06:42:28Z; found %s"),
                            yaml_quote(r->a, value));
        else
                r->e->has_time = true;
}

/* "MUST consist of lower-case letters or digits" */
static bool is_extension_name(Str s)
{
        for (size_t i = 0; i < s.len; i++)
                if (!((s.at[i] >= 'a' && s.at[i] <= 'z') || (s.at[i] >= '0' && s.at[i] <= '9')))
                        return false;
        return s.len > 0 && s.len <= CLOUD_NAME_BYTES_MAX;
}

static void take_extension(CloudReading *r, Str name, Str value, bool is_strange)
{
        unsigned short n = r->e->extensions_n;

        if (!is_extension_name(name)) {
                cloud_fault(r,
                            _("expected an attribute's name of small letters and digits, at most "
                              "%d; found %s"),
                            CLOUD_NAME_BYTES_MAX, yaml_quote(r->a, name));
                return;
        }
        if (n == CLOUD_EXTENSIONS_MAX) {
                cloud_fault(r, _("expected at most %d extension attributes"), CLOUD_EXTENSIONS_MAX);
                return;
        }
        for (unsigned short i = 0; i < n; i++)
                if (str_eq(r->extensions[i].name, name)) {
                        cloud_fault(r, _("expected each name once; found %s again"),
                                    yaml_quote(r->a, name));
                        return;
                }
        if (value.len > CLOUD_TEXT_BYTES_MAX || (is_strange && !event_scan_is_plain(value))) {
                cloud_fault(r,
                            _("expected at most %d bytes of text without control characters for "
                              "%s"),
                            CLOUD_TEXT_BYTES_MAX, yaml_quote(r->a, name));
                return;
        }
        r->extensions[n] = (UsagePair){name, value};
        r->e->extensions_n++;
}

bool cloud_data(CloudReading *r, EventScan *s)
{
        bool is_first = true;
        Str name;

        (void)once(r, SEEN_DATA, S("data"));
        if (event_scan_peek(s) != '{') {
                cloud_fault(r, _("expected an object for 'data'"));
                return event_scan_skip(s);
        }
        s->at++;
        while (event_scan_member(s, &is_first, &name))
                if (!data_member(r, s, name))
                        return false;
        return !s->wrong;
}

static bool data_member(CloudReading *r, EventScan *s, Str name)
{
        Str value;

        if (str_eq(name, S("quantity")))
                return take_quantity(r, s);
        if (str_eq(name, S("dimensions")))
                return take_dimensions(r, s);
        if (!str_eq(name, S("meter"))) {
                /* whoever writes it believes that it does something */
                cloud_fault(r,
                            _("expected 'meter', 'quantity' and 'dimensions' in 'data'; found %s"),
                            yaml_quote(r->a, name));
                return event_scan_skip(s);
        }
        if (event_scan_peek(s) != '"') {
                cloud_fault(r, _("expected a text for %s"), yaml_quote(r->a, name));
                return event_scan_skip(s);
        }
        if (!event_scan_text(s, &value))
                return false;
        take_text(r, SEEN_METER, name, value, CLOUD_METER_BYTES_MAX, s->is_strange, &r->e->meter);
        return true;
}

static bool take_quantity(CloudReading *r, EventScan *s)
{
        char c = event_scan_peek(s);
        ExactFault fault;
        Str text;

        if (c != '"' && c != '-' && (c < '0' || c > '9')) {
                cloud_fault(r, _("expected a number, or a number as text, for 'quantity'"));
                return event_scan_skip(s);
        }
        if (c == '"' ? !event_scan_text(s, &text) : !event_scan_number(s, &text))
                return false;
        if (!once(r, SEEN_QUANTITY, S("quantity")))
                return true;
        fault = event_scan_is_number(text) ? exact_read(text, &r->e->quantity) : EXACT_NOT_A_NUMBER;
        if (fault != EXACT_OK)
                cloud_fault(r, _("expected a number for 'quantity'; %s %s"), yaml_quote(r->a, text),
                            exact_fault_words(fault));
        return true;
}

static bool take_dimensions(CloudReading *r, EventScan *s)
{
        bool is_first = true;
        Str name, value;

        (void)once(r, SEEN_DIMENSIONS, S("dimensions"));
        if (event_scan_peek(s) != '{') {
                cloud_fault(r, _("expected an object for 'dimensions'"));
                return event_scan_skip(s);
        }
        s->at++;
        while (event_scan_member(s, &is_first, &name)) {
                char c = event_scan_peek(s);
                bool is_number = c == '-' || (c >= '0' && c <= '9');

                if (c == '{' || c == '[') {
                        cloud_fault(r, _("expected a text for the dimension %s"),
                                    yaml_quote(r->a, name));
                        if (!event_scan_skip(s))
                                return false;
                        continue;
                }
                s->is_strange = false;
                if (c == '"'    ? !event_scan_text(s, &value)
                    : is_number ? !event_scan_number(s, &value)
                                : !event_scan_word(s, &value))
                        return false;
                if (c != 'n') /* null: not said */
                        add_dimension(r, name, value, s->is_strange);
        }
        return !s->wrong;
}

static bool is_dimension_name(Str s)
{
        for (size_t i = 0; i < s.len; i++) {
                char c = s.at[i];

                if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-' || c == '.'))
                        return false;
        }
        return s.len > 0 && s.len <= CLOUD_NAME_BYTES_MAX;
}

static void add_dimension(CloudReading *r, Str name, Str value, bool is_strange)
{
        unsigned short n = r->e->dimensions_n;

        for (unsigned short i = 0; i < n; i++)
                if (str_eq(r->dimensions[i].name, name)) {
                        cloud_fault(r, _("expected each name once; found %s again"),
                                    yaml_quote(r->a, name));
                        return;
                }
        if (!is_dimension_name(name))
                cloud_fault(r,
                            _("expected a dimension's name of letters, digits, -, _ and ., at most "
                              "%d; found %s"),
                            CLOUD_NAME_BYTES_MAX, yaml_quote(r->a, name));
        else if (value.len > CLOUD_VALUE_BYTES_MAX || (is_strange && !event_scan_is_plain(value)))
                cloud_fault(r,
                            _("expected at most %d bytes of text without control characters for "
                              "%s"),
                            CLOUD_VALUE_BYTES_MAX, yaml_quote(r->a, name));
        else if (n == CLOUD_DIMENSIONS_MAX)
                cloud_fault(r, _("expected at most %d dimensions"), CLOUD_DIMENSIONS_MAX);
        else {
                r->dimensions[n] = (UsagePair){name, value};
                r->e->dimensions_n++;
        }
}

/* The media type, without parameters, ends as JSON's do (JSON format, section 3.1.1). */
static bool is_json_type(Str type)
{
        type = str_trim((Str){type.at, str_find(type, ';')});
        if (type.len < 6)
                return false;
        type = str_skip(type, type.len - 5);
        return str_eq_nocase(type, S("/json")) || str_eq_nocase(type, S("+json"));
}

static const UsagePair *keep(Arena *a, const UsagePair *pairs, size_t n)
{
        UsagePair *kept;

        if (n == 0)
                return NULL;
        kept = arena_new(a, UsagePair, n);
        memcpy(kept, pairs, n * sizeof *kept);
        return kept;
}

void cloud_end(CloudReading *r)
{
        static const struct {
                unsigned bit;
                const char *name;
        } needed[] = {{SEEN_VERSION, "specversion"}, {SEEN_ID, "id"},     {SEEN_SOURCE, "source"},
                      {SEEN_TYPE, "type"},           {SEEN_DATA, "data"}, {SEEN_METER, "meter"},
                      {SEEN_QUANTITY, "quantity"}};
        CloudEvent *e = r->e;

        for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
                if (!(e->seen & needed[i].bit))
                        cloud_fault(r, _("expected '%s' in this event"), needed[i].name);
        if (e->datacontenttype.len && !is_json_type(e->datacontenttype))
                cloud_fault(r, _("expected JSON for 'datacontenttype'; found %s"),
                            yaml_quote(r->a, e->datacontenttype));
        e->extensions = keep(r->a, r->extensions, e->extensions_n);
        e->dimensions = keep(r->a, r->dimensions, e->dimensions_n);
}

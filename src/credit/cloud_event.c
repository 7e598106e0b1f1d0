/* credit/cloud_event: bodies in structured and batch mode, one pass over their bytes. */
#include "credit/cloud_event_inside.h"

#include "base/words.h"
#include "base/yaml.h"

#include <assert.h>
#include <string.h>

static bool read_event(CloudReading *r, EventScan *s);
static bool read_member(CloudReading *r, EventScan *s, Str name);
static bool read_base64(CloudReading *r, EventScan *s);
static Status read_batch(Arena *a, EventScan *s, CloudEvents *out, Str *out_fault);
static Status not_json(const EventScan *s, Str *out_fault);
static CloudEvent *add_event(Arena *a, const EventScan *s, CloudEvents *events, size_t *cap);

/* "application/cloudevents+json; charset=utf-8": the type without its parameters. */
CloudMode cloud_event_mode(Str content_type)
{
        static const Str family = S_INIT("application/cloudevents");
        Str type = str_trim((Str){content_type.at, str_find(content_type, ';')});

        if (str_eq_nocase(type, S("application/cloudevents+json")) || str_eq_nocase(type, family))
                return CLOUD_STRUCTURED;
        if (str_eq_nocase(type, S("application/cloudevents-batch+json")))
                return CLOUD_BATCH;
        if (type.len > family.len && str_eq_nocase((Str){type.at, family.len}, family))
                return CLOUD_UNKNOWN_FORMAT;
        return CLOUD_BINARY;
}

Status cloud_events_read(Arena *a, CloudMode mode, Str body, CloudEvents *out, Str *out_fault)
{
        EventScan s = event_scan_begin(a, body);
        CloudEvents events = {0};
        CloudReading r = {.a = a};
        size_t cap = 0;

        assert(mode == CLOUD_STRUCTURED || mode == CLOUD_BATCH);
        if (body.len > CLOUD_BATCH_BYTES_MAX) {
                *out_fault =
                        str_fmt(a, _("expected a body of at most %d bytes"), CLOUD_BATCH_BYTES_MAX);
                return TOO_LARGE;
        }
        if (mode == CLOUD_BATCH) {
                TRY(read_batch(a, &s, &events, out_fault));
        } else {
                r.e = add_event(a, &s, &events, &cap);
                if (!read_event(&r, &s) || !event_scan_end(&s))
                        return not_json(&s, out_fault);
        }
        for (size_t i = 0; i < events.n; i++)
                events.faults += events.at[i].fault.len > 0;
        *out = events;
        return OK;
}

static Status read_batch(Arena *a, EventScan *s, CloudEvents *out, Str *out_fault)
{
        CloudReading r;
        size_t cap = 0;
        bool is_first = true;

        r.a = a; /* the pairs need no zeros */
        if (!event_scan_take(s, '['))
                return not_json(s, out_fault);
        while (event_scan_element(s, &is_first)) {
                if (out->n == CLOUD_BATCH_EVENTS_MAX) {
                        *out_fault = str_fmt(a, _("expected at most %d events in a batch"),
                                             CLOUD_BATCH_EVENTS_MAX);
                        return TOO_LARGE;
                }
                r.e = add_event(a, s, out, &cap);
                if (!read_event(&r, s))
                        return not_json(s, out_fault);
        }
        return event_scan_end(s) && !s->wrong ? OK : not_json(s, out_fault);
}

static Status not_json(const EventScan *s, Str *out_fault)
{
        *out_fault = event_scan_fault(s);
        return INVALID;
}

/* After the first few, the rest of the body tells how many there will be. */
static CloudEvent *add_event(Arena *a, const EventScan *s, CloudEvents *events, size_t *cap)
{
        if (events->n == *cap) {
                size_t used = (size_t)(s->at - s->begin), left = (size_t)(s->end - s->at), more;
                CloudEvent *kept;

                more = events->n ? left / (used / events->n + 1) + events->n / 8 : 0;
                more = more < CLOUD_BATCH_EVENTS_MAX ? more : CLOUD_BATCH_EVENTS_MAX;
                *cap += more + 16;
                kept = arena_new(a, CloudEvent, *cap);
                if (events->n)
                        memcpy(kept, events->at, events->n * sizeof *kept);
                events->at = kept;
        }
        return &events->at[events->n++];
}

/* One event, whatever it is. false: it is no JSON. */
static bool read_event(CloudReading *r, EventScan *s)
{
        bool is_first = true;
        const char *from;
        Str name;

        r->e->extensions_n = r->e->dimensions_n = 0;
        if (event_scan_peek(s) != '{') {
                r->e->at = (size_t)(s->at - s->begin);
                cloud_fault(r, _("expected an event as an object"));
                return event_scan_skip(s);
        }
        from = s->at++;
        r->e->at = (size_t)(from - s->begin);
        while (event_scan_member(s, &is_first, &name))
                if (!read_member(r, s, name))
                        return false;
        if (s->wrong)
                return false;
        if (s->at - from > CLOUD_EVENT_BYTES_MAX)
                cloud_fault(r, _("expected an event of at most %d bytes"), CLOUD_EVENT_BYTES_MAX);
        cloud_end(r);
        return true;
}

static bool read_member(CloudReading *r, EventScan *s, Str name)
{
        char c = event_scan_peek(s);
        Str value;

        if (name.len == 4 && memcmp(name.at, "data", 4) == 0)
                return cloud_data(r, s);
        if (str_eq(name, S("data_base64")))
                return read_base64(r, s);
        if (c == '"') {
                if (!event_scan_text(s, &value))
                        return false;
                cloud_attribute(r, name, value, s->is_strange);
                return true;
        }
        if (c == '{' || c == '[') {
                cloud_fault(r, _("expected a text for %s"), yaml_quote(r->a, name));
                return event_scan_skip(s);
        }
        if (c == '-' || (c >= '0' && c <= '9')) {
                int64_t integer;

                if (!event_scan_number(s, &value))
                        return false;
                /* Integer: "only the integer component ... is permitted", of 32 bits */
                if (!str_to_int(value, INT32_MIN, INT32_MAX, &integer))
                        cloud_fault(r, _("expected a text or a whole number of 32 bits for %s"),
                                    yaml_quote(r->a, name));
                else
                        cloud_attribute(r, name, value, false);
                return true;
        }
        if (!event_scan_word(s, &value))
                return false;
        if (value.at[0] != 'n') /* null: "the equivalent of unset or omitted" */
                cloud_attribute(r, name, value, false);
        return true;
}

static bool read_base64(CloudReading *r, EventScan *s)
{
        EventScan inner;
        Str text, bytes;

        if (event_scan_peek(s) != '"') {
                cloud_fault(r, _("expected base64 text for 'data_base64'"));
                return event_scan_skip(s);
        }
        if (!event_scan_text(s, &text))
                return false;
        if (!str_unbase64(r->a, text, &bytes)) {
                cloud_fault(r, _("expected base64 text for 'data_base64'"));
                return true;
        }
        inner = event_scan_begin(r->a, bytes);
        if (!cloud_data(r, &inner) || !event_scan_end(&inner))
                cloud_fault(r, _("expected JSON in 'data_base64'"));
        return true;
}

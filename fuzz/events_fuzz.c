/* Arbitrary bytes as CloudEvents in each mode.
 *
 * Beyond not crashing it holds that: what is taken as JSON is JSON for jansson too, and the other
 * way round; texts of a good event are plain; a good event written again, its members in another
 * order, has the same key and content. The first byte picks the mode. */
#include "base/json.h"
#include "base/time.h"
#include "credit/cloud_event.h"
#include "credit/event_scan.h"

#include <assert.h>

enum { MEMORY_MAX = 64 << 20, HEADERS_MAX = 12 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_json(Arena *a, Str body, Status status, Str fault)
{
        const Json *tree;
        Str other = {0};
        Status s = json_parse(a, body, &tree, &other);

        if (status == OK && s == INVALID) /* numbers, depth, and names that stand twice */
                assert(str_has(other, S("too ")) || str_has(other, S("overflow")) ||
                       str_has(other, S("duplicate")) || str_has(other, S("deep")) ||
                       str_has(other, S("depth")));
        /* jansson 2.14 overlooks a NUL behind a number */
        if (status == INVALID && s == OK && str_find(body, '\0') == body.len)
                assert(str_has(fault, S("expected a list")) || str_has(fault, S("expected fewer")));
}

static void write_pairs(JsonOut *j, const UsagePair *pairs, size_t n)
{
        while (n-- > 0) {
                jout_key(j, pairs[n].name);
                jout_text(j, pairs[n].value);
        }
}

static Str write_again(Arena *a, const CloudEvent *e)
{
        Text t = text_begin(a, MIB);
        JsonOut j = jout_begin(&t);
        const UsagePair texts[] = {{S("subject"), e->subject},
                                   {S("dataschema"), e->dataschema},
                                   {S("time"), e->has_time ? time_iso(a, e->time_us) : (Str){0}}};

        jout_object(&j);
        write_pairs(&j, e->extensions, e->extensions_n);
        jout_key(&j, S("data"));
        jout_object(&j);
        jout_key(&j, S("dimensions"));
        jout_object(&j);
        write_pairs(&j, e->dimensions, e->dimensions_n);
        jout_object_end(&j);
        jout_key(&j, S("quantity"));
        jout_text(&j, exact_text(a, e->quantity));
        write_pairs(&j, &(UsagePair){S("meter"), e->meter}, 1);
        jout_object_end(&j);
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
                if (texts[i].value.len)
                        write_pairs(&j, &texts[i], 1);
        write_pairs(&j, &(UsagePair){S("type"), e->type}, 1);
        write_pairs(&j, &(UsagePair){S("source"), e->source}, 1);
        write_pairs(&j, &(UsagePair){S("id"), e->id}, 1);
        write_pairs(&j, &(UsagePair){S("specversion"), S("1.0")}, 1);
        jout_object_end(&j);
        return text_str(&t);
}

static void check_event(Arena *a, const CloudEvent *e)
{
        Hash key, content, other;
        CloudEvents again;
        Str fault;

        assert(str_is_utf8(e->fault));
        if (e->fault.len)
                return;
        assert(e->id.len && e->source.len && e->type.len && e->meter.len);
        assert(event_scan_is_plain(e->id) && event_scan_is_plain(e->subject));
        for (size_t i = 0; i < e->dimensions_n; i++)
                assert(event_scan_is_plain(e->dimensions[i].value));
        key = cloud_event_key(e->source, e->id);
        content = cloud_event_content(e);
        /* what is written again may be longer than an event may be */
        if (cloud_events_read(a, CLOUD_STRUCTURED, write_again(a, e), &again, &fault) != OK)
                abort();
        assert(again.n == 1 && again.faults == 0);
        other = cloud_event_key(again.at->source, again.at->id);
        assert(hash_eq(&key, &other));
        other = cloud_event_content(again.at);
        assert(hash_eq(&content, &other));
}

static Status read_binary(Arena *a, Str rest, CloudEvents *events, Str *fault)
{
        UsagePair headers[HEADERS_MAX];
        size_t n = 0;
        Str line;

        while (n < HEADERS_MAX && str_cut(&rest, '\n', &line) && line.len) {
                size_t colon = str_find(line, ':');

                headers[n++] = (UsagePair){{line.at, colon}, str_skip(line, colon + 1)};
        }
        return cloud_events_read_binary(a, headers, n, rest, events, fault);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        Arena a = arena_make(MEMORY_MAX);
        CloudEvents events = {0};
        Str body = {(const char *)data, size}, fault = {0};
        Status status;
        char mode;

        if (size < 2)
                return 0;
        mode = body.at[0];
        body = str_skip(body, 1);
        if (mode == 'h') {
                status = read_binary(&a, body, &events, &fault);
        } else {
                status = cloud_events_read(&a, mode == 's' ? CLOUD_STRUCTURED : CLOUD_BATCH, body,
                                           &events, &fault);
                check_json(&a, body, status, fault);
        }
        assert((status == OK) == str_empty(fault));
        for (size_t i = 0; status == OK && i < events.n; i++)
                check_event(&a, &events.at[i]);
        arena_free(&a);
        return 0;
}

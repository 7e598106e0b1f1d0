/* pledge/bundle_verify: a bundle is read once, line by line; the first thing that is wrong ends it.
 */
#include "pledge/bundle_check.h"

#include "base/time.h"
#include "base/words.h"
#include "record/note.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
        READ_BYTES = 64 * 1024,
        ROW_BYTES_MAX = 64 * 1024 * 1024,
        LASTING_BYTES_MAX = 128 * 1024 * 1024
};
static Status check_all(BundleCheck *c);
static Status next_line(BundleCheck *c, Str *out);
static Status check_header(BundleCheck *c, Str line);
static void say_good(BundleCheck *c);

Status bundle_verify(const BundleSource *source, Str key, BundleReport *out)
{
        BundleCheck *c = calloc(1, sizeof *c);
        jmp_buf trap;
        Status s;

        *out = (BundleReport){.first_wrong = -1};
        if (!c)
                return BROKEN;
        *c = (BundleCheck){.source = source,
                           .report = out,
                           .key = key,
                           .last_index = -1,
                           .latest_index = -1,
                           .lasting = arena_make(LASTING_BYTES_MAX),
                           .row = arena_make(ROW_BYTES_MAX),
                           .buffer = malloc(BUNDLE_HEADER_BYTES_MAX)};
        c->lasting.trap = c->row.trap = &trap;
        if (!c->buffer)
                s = BROKEN;
        else if (setjmp(trap))
                s = bundle_wrong(c, -1, _("line %lld: it takes more memory than any line of ours"),
                                 (long long)c->line);
        else
                s = check_all(c);
        free(c->buffer);
        free(c->parties.slots);
        free(c->merges.slots);
        arena_free(&c->lasting);
        arena_free(&c->row);
        free(c);
        return s;
}

static Status gz_read(void *ctx, char *to, size_t room, size_t *out_n)
{
        int n = gzread(ctx, to, (unsigned)room);

        *out_n = n > 0 ? (size_t)n : 0;
        return n < 0 ? INVALID : OK;
}

Status bundle_verify_file(Str path, Str key, BundleReport *out)
{
        Arena a = arena_make(64 * KIB);
        gzFile f = gzopen(str_z(&a, path), "rb"); /* reads what is not in gzip as it is */
        BundleSource source = {.ctx = f, .read = gz_read};
        Status s;

        *out = (BundleReport){.first_wrong = -1};
        arena_free(&a);
        if (!f) {
                snprintf(out->words, sizeof out->words, _("there is no such file"));
                return NOT_FOUND;
        }
        s = bundle_verify(&source, key, out);
        gzclose(f);
        return s;
}

Status bundle_wrong(BundleCheck *c, int64_t index, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        vsnprintf(c->report->words, sizeof c->report->words, format, args);
        va_end(args);
        c->report->first_wrong = index;
        c->report->line = c->line;
        return INVALID;
}

static Status check_all(BundleCheck *c)
{
        Status s;
        Str line = {0};

        TRY(next_line(c, &line));
        TRY(check_header(c, line));
        while ((s = next_line(c, &line)) == OK) {
                if (c->is_ended)
                        return bundle_wrong(c, -1, _("line %lld: something comes after the end"),
                                            (long long)c->line);
                arena_reset(&c->row);
                TRY(bundle_entry(c, line));
        }
        if (s != NOT_FOUND)
                return s;
        if (!c->is_ended)
                return bundle_wrong(c, -1, _("the bundle is cut short after line %lld"),
                                    (long long)c->line);
        c->line = 0;
        TRY(bundle_count(c));
        say_good(c);
        return OK;
}

/* The page of the rows shows fewer than the file holds: what the others are is said. */
static void say_good(BundleCheck *c)
{
        BundleReport *r = c->report;
        Text t = text_over(r->words, sizeof r->words - 1);

        text_fmt(&t,
                 words_n("all %lld entries are in the record, and count to what is claimed: "
                         "%lld row that counts",
                         "all %lld entries are in the record, and count to what is claimed: "
                         "%lld rows that count",
                         r->rows),
                 (long long)r->entries, (long long)r->rows);
        if (r->has_definition)
                text_add(&t, S_(", the one that defined the metric"));
        if (r->has_made)
                text_add(&t, S_(", the one that made the pledge"));
        if (c->merges.n)
                text_fmt(&t, _(", %zu by which parties were merged"), c->merges.n);
        r->words[t.len] = '\0';
}

/* --- lines */

static Status next_line(BundleCheck *c, Str *out)
{
        size_t max = c->line == 0 ? BUNDLE_HEADER_BYTES_MAX : BUNDLE_LINE_BYTES_MAX, looked = 0;

        for (;;) {
                const char *end = c->n > looked
                                          ? memchr(c->buffer + c->at + looked, '\n', c->n - looked)
                                          : NULL;
                size_t got, room;
                Status s;

                if (end) {
                        *out = (Str){c->buffer + c->at, (size_t)(end - (c->buffer + c->at))};
                        c->n -= out->len + 1;
                        c->at += out->len + 1;
                        c->line++;
                        return OK;
                }
                looked = c->n;
                if (c->n >= max)
                        return bundle_wrong(c, -1,
                                            _("line %lld: it is longer than any line of ours"),
                                            (long long)c->line + 1);
                if (c->at && c->n)
                        memmove(c->buffer, c->buffer + c->at, c->n);
                c->at = 0;
                room = BUNDLE_HEADER_BYTES_MAX - c->n;
                s = c->source->read(c->source->ctx, c->buffer + c->n,
                                    room < READ_BYTES ? room : READ_BYTES, &got);
                if (s != OK)
                        return s == INVALID
                                       ? bundle_wrong(c, -1, _("the file is torn after line %lld"),
                                                      (long long)c->line)
                                       : s;
                if (got == 0 && c->n == 0 && c->line > 0)
                        return NOT_FOUND;
                if (got == 0)
                        return bundle_wrong(c, -1, _("the bundle is cut short after line %lld"),
                                            (long long)c->line);
                c->n += got;
        }
}

/* --- the first line */

bool bundle_int(const Json *object, Str key, int64_t *out)
{
        const Json *m = json_get(object, key);

        if (!m || m->kind != JSON_KIND_INT)
                return false;
        *out = m->integer;
        return true;
}

static Status check_signature(BundleCheck *c)
{
        BundleReport *r = c->report;
        Str own = json_get_text(c->header, S("key")), key = str_trim(c->key), text;
        NoteVerifier v;

        if (str_empty(key))
                key = own;
        if (key.len >= sizeof r->key || note_verifier_parse(&c->lasting, key, &v) != OK)
                return bundle_wrong(c, -1, _("the key is not a verifier key (NAME+ID+KEY)"));
        memcpy(r->key, key.at, key.len);
        if (note_verify(&c->lasting, json_get_text(c->header, S("checkpoint")), &v, 1, &text) != OK)
                return bundle_wrong(c, -1, _("checkpoint: it is not signed by the key %.*s"),
                                    S_ARG(str_head(key, 200)));
        if (checkpoint_parse(&c->lasting, text, &c->checkpoint) != OK ||
            c->checkpoint.size > INT64_MAX)
                return bundle_wrong(c, -1, _("checkpoint: it is signed, but is not a checkpoint"));
        if (!str_eq(c->checkpoint.origin, v.name) ||
            !str_eq(c->checkpoint.origin, json_get_text(c->header, S("origin"))))
                return bundle_wrong(
                        c, -1,
                        _("checkpoint: it is of the log %.*s, not of the one that the bundle or "
                          "the key names"),
                        S_ARG(str_head(c->checkpoint.origin, 150)));
        memcpy(r->origin, c->checkpoint.origin.at, c->checkpoint.origin.len);
        r->size = (int64_t)c->checkpoint.size;
        return OK;
}

static void name_copy(char out[BUNDLE_NAME_BYTES], Str name)
{
        name = str_head(name, BUNDLE_NAME_BYTES - 1);
        if (name.len)
                memcpy(out, name.at, name.len);
        out[name.len] = '\0';
}

static Status check_metric(BundleCheck *c)
{
        const Json *m = json_get(c->header, S("metric")),
                   *pledge = json_get(c->header, S("pledge"));
        Str definition = json_get_text(m, S("definition")), slug = json_get_text(m, S("slug"));
        Hash h = hash_sha256(definition);
        YamlFaults faults = {0};

        if (!bundle_int(m, S("version"), &c->report->version))
                return bundle_wrong(c, -1, _("header: the metric has no version"));
        if (!str_eq(hash_hex(&c->lasting, &h), json_get_text(m, S("definition_sha256"))))
                return bundle_wrong(c, -1,
                                    _("header: the metric's definition does not match its hash"));
        if (metric_definition_parse(&c->lasting, definition, &c->metric, &faults) != OK)
                return bundle_wrong(c, -1, _("header: the metric's definition can not be read"));
        if (!str_eq(c->metric->slug, slug) || c->metric->version != c->report->version ||
            !str_eq(c->metric->unit, json_get_text(m, S("unit"))) ||
            !str_eq(slug, json_get_text(pledge, S("metric"))))
                return bundle_wrong(
                        c, -1,
                        _("header: the definition is of another metric, version or unit than "
                          "the pledge names"));
        name_copy(c->report->metric, slug);
        return OK;
}

int bundle_by_id(const void *x, const void *y)
{
        Id p = *(const Id *)x, q = *(const Id *)y;

        return p < q ? -1 : p > q;
}

static Status check_hubs(BundleCheck *c)
{
        const Json *list = json_get(c->header, S("hubs"));

        if (!list || list->kind != JSON_KIND_LIST)
                return bundle_wrong(c, -1, _("header: there is no list of hubs"));
        c->hubs = arena_new(&c->lasting, Id, BUNDLE_HUBS_MAX);
        for (const Json *m = list->child; m; m = m->next) {
                if (c->hubs_n == BUNDLE_HUBS_MAX || m->kind != JSON_KIND_TEXT ||
                    !id_parse(m->text, &c->hubs[c->hubs_n]))
                        return bundle_wrong(c, -1,
                                            _("header: hub %zu is no id, or is one too many"),
                                            c->hubs_n);
                c->hubs_n++;
        }
        qsort(c->hubs, c->hubs_n, sizeof *c->hubs, bundle_by_id);
        return OK;
}

static Status check_claim(BundleCheck *c)
{
        const Json *pledge = json_get(c->header, S("pledge"));
        BundleReport *r = c->report;
        int64_t sum;

        if (!bundle_int(pledge, S("baseline"), &c->baseline) ||
            !bundle_int(pledge, S("target"), &r->target) ||
            !bundle_int(pledge, S("start"), &c->start_at) ||
            !bundle_int(pledge, S("deadline"), &c->deadline_at) ||
            !bundle_int(c->header, S("counted"), &r->claimed_counted) ||
            !bundle_int(c->header, S("actual"), &r->claimed_actual) ||
            (c->metric->count == METRIC_REPORTED && !bundle_int(c->header, S("until"), &c->until)))
                return bundle_wrong(c, -1,
                                    _("header: a fact of the pledge or of the claim is missing"));
        name_copy(r->pledge, json_get_text(pledge, S("slug")));
        name_copy(r->hub, json_get_text(pledge, S("hub")));
        if (!str_eq(json_get_text(c->header, S("from_month")),
                    time_month_text(&c->lasting, time_month(c->start_at))) ||
            !str_eq(json_get_text(c->header, S("to_month")),
                    time_month_text(&c->lasting, time_month(c->deadline_at))))
                return bundle_wrong(
                        c, -1,
                        _("header: the months are not those of the pledge's start and deadline"));
        if (c->until > c->deadline_at)
                return bundle_wrong(c, -1, _("header: it counts on after the deadline"));
        if (c->metric->count == METRIC_REPORTED
                    ? r->claimed_actual != r->claimed_counted
                    : __builtin_add_overflow(c->baseline, r->claimed_counted, &sum) ||
                              sum != r->claimed_actual)
                return bundle_wrong(
                        c, -1, _("header: the actual is not the baseline and what was counted"));
        return OK;
}

static Status check_header(BundleCheck *c, Str line)
{
        if (json_parse(&c->lasting, line, &c->header, NULL) != OK ||
            c->header->kind != JSON_KIND_OBJECT ||
            !str_is(json_get_text(c->header, S("format")), BUNDLE_FORMAT))
                return bundle_wrong(c, -1, _("line 1: this is not the header of a bundle (%s)"),
                                    BUNDLE_FORMAT);
        TRY(check_signature(c));
        TRY(check_metric(c));
        TRY(check_hubs(c));
        return check_claim(c);
}

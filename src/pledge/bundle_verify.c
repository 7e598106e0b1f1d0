/* pledge/bundle_verify: a bundle is read once, line by line; the first thing that is wrong ends it.
 */
#include "pledge/bundle.h"

#include "base/json.h"
#include "base/time.h"
#include "base/words.h"
#include "pledge/tally.h"
#include "record/checkpoint.h"
#include "record/note.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
        READ_BYTES = 64 * 1024,
        ROW_BYTES_MAX = 64 * 1024 * 1024,
        LASTING_BYTES_MAX = 128 * 1024 * 1024
};
#define PARTIES_ROOM_MAX ((size_t)1 << 28)

/* Ids with a number each, open addressing; 0 is no id. */
typedef struct {
        Id id;
        int64_t value;
} Slot;

typedef struct {
        Slot *slots;
        size_t room, n;
} Ids;

typedef struct {
        const BundleSource *source;
        BundleReport *report;
        Str key;
        Arena lasting, row;
        Checkpoint checkpoint;
        const Json *header;
        MetricDefinition *metric;
        Id *hubs; /* sorted */
        size_t hubs_n;
        int64_t baseline, start_at, deadline_at, until, last_index;
        int64_t latest_on, latest_index;
        Ids parties; /* that count, with the index of their entry */
        Ids merges;  /* who was merged, into whom */
        bool is_ended;
        char *buffer;
        size_t at, n;
        int64_t line;
} Check;

static Status check_all(Check *c);
static Status next_line(Check *c, Str *out);
static Status check_header(Check *c, Str line);
static Status check_entry(Check *c, Str line);
static Status count_again(Check *c);
static Status wrong(Check *c, int64_t index, const char *format, ...)
        __attribute__((format(printf, 3, 4)));

Status bundle_verify(const BundleSource *source, Str key, BundleReport *out)
{
        Check *c = calloc(1, sizeof *c);
        jmp_buf trap;
        Status s;

        *out = (BundleReport){.first_wrong = -1};
        if (!c)
                return BROKEN;
        *c = (Check){.source = source,
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
                s = wrong(c, -1, _("line %lld: it takes more memory than any line of ours"),
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

static Status wrong(Check *c, int64_t index, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        vsnprintf(c->report->words, sizeof c->report->words, format, args);
        va_end(args);
        c->report->first_wrong = index;
        c->report->line = c->line;
        return INVALID;
}

static Status check_all(Check *c)
{
        Status s;
        Str line = {0};

        TRY(next_line(c, &line));
        TRY(check_header(c, line));
        while ((s = next_line(c, &line)) == OK) {
                if (c->is_ended)
                        return wrong(c, -1, _("line %lld: something comes after the end"),
                                     (long long)c->line);
                arena_reset(&c->row);
                TRY(check_entry(c, line));
        }
        if (s != NOT_FOUND)
                return s;
        if (!c->is_ended)
                return wrong(c, -1, _("the bundle is cut short after line %lld"),
                             (long long)c->line);
        c->line = 0;
        TRY(count_again(c));
        snprintf(c->report->words, sizeof c->report->words,
                 _("all %lld entries are in the record, and count to what is claimed"),
                 (long long)c->report->entries);
        return OK;
}

/* --- lines */

static Status next_line(Check *c, Str *out)
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
                        return wrong(c, -1, _("line %lld: it is longer than any line of ours"),
                                     (long long)c->line + 1);
                if (c->at && c->n)
                        memmove(c->buffer, c->buffer + c->at, c->n);
                c->at = 0;
                room = BUNDLE_HEADER_BYTES_MAX - c->n;
                s = c->source->read(c->source->ctx, c->buffer + c->n,
                                    room < READ_BYTES ? room : READ_BYTES, &got);
                if (s != OK)
                        return s == INVALID ? wrong(c, -1, _("the file is torn after line %lld"),
                                                    (long long)c->line)
                                            : s;
                if (got == 0 && c->n == 0 && c->line > 0)
                        return NOT_FOUND;
                if (got == 0)
                        return wrong(c, -1, _("the bundle is cut short after line %lld"),
                                     (long long)c->line);
                c->n += got;
        }
}

/* --- the first line */

static bool get_int(const Json *object, Str key, int64_t *out)
{
        const Json *m = json_get(object, key);

        if (!m || m->kind != JSON_KIND_INT)
                return false;
        *out = m->integer;
        return true;
}

static Status check_signature(Check *c)
{
        BundleReport *r = c->report;
        Str own = json_get_text(c->header, S("key")), key = str_trim(c->key), text;
        NoteVerifier v;

        if (str_empty(key))
                key = own;
        if (key.len >= sizeof r->key || note_verifier_parse(&c->lasting, key, &v) != OK)
                return wrong(c, -1, _("the key is not a verifier key (NAME+ID+KEY)"));
        memcpy(r->key, key.at, key.len);
        if (note_verify(&c->lasting, json_get_text(c->header, S("checkpoint")), &v, 1, &text) != OK)
                return wrong(c, -1, _("checkpoint: it is not signed by the key %.*s"),
                             S_ARG(str_head(key, 200)));
        if (checkpoint_parse(&c->lasting, text, &c->checkpoint) != OK ||
            c->checkpoint.size > INT64_MAX)
                return wrong(c, -1, _("checkpoint: it is signed, but is not a checkpoint"));
        if (!str_eq(c->checkpoint.origin, v.name) ||
            !str_eq(c->checkpoint.origin, json_get_text(c->header, S("origin"))))
                return wrong(
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

static Status check_metric(Check *c)
{
        const Json *m = json_get(c->header, S("metric")),
                   *pledge = json_get(c->header, S("pledge"));
        Str definition = json_get_text(m, S("definition")), slug = json_get_text(m, S("slug"));
        Hash h = hash_sha256(definition);
        YamlFaults faults = {0};

        if (!get_int(m, S("version"), &c->report->version))
                return wrong(c, -1, _("header: the metric has no version"));
        if (!str_eq(hash_hex(&c->lasting, &h), json_get_text(m, S("definition_sha256"))))
                return wrong(c, -1, _("header: the metric's definition does not match its hash"));
        if (metric_definition_parse(&c->lasting, definition, &c->metric, &faults) != OK)
                return wrong(c, -1, _("header: the metric's definition can not be read"));
        if (!str_eq(c->metric->slug, slug) || c->metric->version != c->report->version ||
            !str_eq(c->metric->unit, json_get_text(m, S("unit"))) ||
            !str_eq(slug, json_get_text(pledge, S("metric"))))
                return wrong(c, -1,
                             _("header: the definition is of another metric, version or unit than "
                               "the pledge names"));
        name_copy(c->report->metric, slug);
        return OK;
}

static int by_id(const void *x, const void *y)
{
        Id p = *(const Id *)x, q = *(const Id *)y;

        return p < q ? -1 : p > q;
}

static Status check_hubs(Check *c)
{
        const Json *list = json_get(c->header, S("hubs"));

        if (!list || list->kind != JSON_KIND_LIST)
                return wrong(c, -1, _("header: there is no list of hubs"));
        c->hubs = arena_new(&c->lasting, Id, BUNDLE_HUBS_MAX);
        for (const Json *m = list->child; m; m = m->next) {
                if (c->hubs_n == BUNDLE_HUBS_MAX || m->kind != JSON_KIND_TEXT ||
                    !id_parse(m->text, &c->hubs[c->hubs_n]))
                        return wrong(c, -1, _("header: hub %zu is no id, or is one too many"),
                                     c->hubs_n);
                c->hubs_n++;
        }
        qsort(c->hubs, c->hubs_n, sizeof *c->hubs, by_id);
        return OK;
}

static Status check_claim(Check *c)
{
        const Json *pledge = json_get(c->header, S("pledge"));
        BundleReport *r = c->report;
        int64_t sum;

        if (!get_int(pledge, S("baseline"), &c->baseline) ||
            !get_int(pledge, S("target"), &r->target) ||
            !get_int(pledge, S("start"), &c->start_at) ||
            !get_int(pledge, S("deadline"), &c->deadline_at) ||
            !get_int(c->header, S("counted"), &r->claimed_counted) ||
            !get_int(c->header, S("actual"), &r->claimed_actual) ||
            (c->metric->count == METRIC_REPORTED && !get_int(c->header, S("until"), &c->until)))
                return wrong(c, -1, _("header: a fact of the pledge or of the claim is missing"));
        name_copy(r->pledge, json_get_text(pledge, S("slug")));
        name_copy(r->hub, json_get_text(pledge, S("hub")));
        if (!str_eq(json_get_text(c->header, S("from_month")),
                    time_month_text(&c->lasting, time_month(c->start_at))) ||
            !str_eq(json_get_text(c->header, S("to_month")),
                    time_month_text(&c->lasting, time_month(c->deadline_at))))
                return wrong(
                        c, -1,
                        _("header: the months are not those of the pledge's start and deadline"));
        if (c->until > c->deadline_at)
                return wrong(c, -1, _("header: it counts on after the deadline"));
        if (c->metric->count == METRIC_REPORTED
                    ? r->claimed_actual != r->claimed_counted
                    : __builtin_add_overflow(c->baseline, r->claimed_counted, &sum) ||
                              sum != r->claimed_actual)
                return wrong(c, -1,
                             _("header: the actual is not the baseline and what was counted"));
        return OK;
}

static Status check_header(Check *c, Str line)
{
        if (json_parse(&c->lasting, line, &c->header, NULL) != OK ||
            c->header->kind != JSON_KIND_OBJECT ||
            !str_is(json_get_text(c->header, S("format")), BUNDLE_FORMAT))
                return wrong(c, -1, _("line 1: this is not the header of a bundle (%s)"),
                             BUNDLE_FORMAT);
        TRY(check_signature(c));
        TRY(check_metric(c));
        TRY(check_hubs(c));
        return check_claim(c);
}

/* --- ids */

static size_t slot_of(const Ids *x, Id id)
{
        size_t i = (size_t)((uint64_t)id * 0x9E3779B97F4A7C15u >> 20) & (x->room - 1);

        while (x->slots[i].id && x->slots[i].id != id)
                i = (i + 1) & (x->room - 1);
        return i;
}

static Status ids_grow(Ids *x)
{
        Ids grown = {.room = x->room ? x->room * 2 : 1024, .n = x->n};

        if (grown.room > PARTIES_ROOM_MAX)
                return TOO_LARGE;
        grown.slots = calloc(grown.room, sizeof *grown.slots);
        if (!grown.slots)
                return TOO_LARGE;
        for (size_t i = 0; i < x->room; i++)
                if (x->slots[i].id)
                        grown.slots[slot_of(&grown, x->slots[i].id)] = x->slots[i];
        free(x->slots);
        *x = grown;
        return OK;
}

/* What stands there, or NULL; then it is added. */
static Status ids_put(Ids *x, Id id, int64_t value, const Slot **out_there)
{
        size_t i;

        if (x->n * 2 >= x->room)
                TRY(ids_grow(x));
        i = slot_of(x, id);
        *out_there = x->slots[i].id ? &x->slots[i] : NULL;
        if (!*out_there) {
                x->slots[i] = (Slot){id, value};
                x->n++;
        }
        return OK;
}

/* Who stands for the party after all merges; a circle of merges ends somewhere in it. */
static Id now_called(const Ids *merges, Id party)
{
        for (size_t steps = 0; merges->room && steps <= merges->n; steps++) {
                const Slot *s = &merges->slots[slot_of(merges, party)];

                if (!s->id)
                        break;
                party = s->value;
        }
        return party;
}

/* --- an entry's line */

static Status check_proof(Check *c, const Json *line, int64_t index, Str leaf)
{
        const Json *list = json_get(line, S("proof"));
        Str path[MERKLE_PROOF_MAX];
        Hash hash = merkle_leaf(leaf);
        size_t n = 0;

        for (const Json *m = list ? list->child : NULL; m; m = m->next) {
                if (n == MERKLE_PROOF_MAX || m->kind != JSON_KIND_TEXT ||
                    !str_unbase64(&c->row, m->text, &path[n]))
                        return wrong(c, index, _("entry %lld: its proof can not be read"),
                                     (long long)index);
                n++;
        }
        if (!merkle_inclusion_verify(hash_str(&hash), (uint64_t)index, c->checkpoint.size, path, n,
                                     hash_str(&c->checkpoint.root)))
                return wrong(c, index, _("entry %lld: its proof does not lead to the signed root"),
                             (long long)index);
        return OK;
}

static bool fact_is(const Entry *e, Str name, int64_t value)
{
        const Fact *f = entry_fact(e, name);

        return f && f->kind == FACT_INT && f->value == value;
}

/* The entry that made this pledge, if it is one; withdrawn and made again is another pledge's slug.
 */
static Status check_made(Check *c, const Entry *e, int64_t index)
{
        const Json *p = json_get(c->header, S("pledge"));

        if (!str_eq(entry_fact_text(e, S("title")), json_get_text(p, S("title"))) ||
            !str_eq(entry_fact_text(e, S("pledge")), json_get_text(p, S("slug"))) ||
            !str_eq(entry_fact_text(e, S("metric")), json_get_text(p, S("metric"))) ||
            !fact_is(e, S("baseline"), c->baseline) ||
            !fact_is(e, S("target"), c->report->target) || !fact_is(e, S("start"), c->start_at) ||
            !fact_is(e, S("deadline"), c->deadline_at) ||
            !bsearch(&e->hub, c->hubs, c->hubs_n, sizeof *c->hubs, by_id))
                return wrong(
                        c, index,
                        _("entry %lld: it made a pledge with other facts than the header names"),
                        (long long)index);
        c->report->has_made = true;
        return OK;
}

static Status check_defined(Check *c, const Entry *e, int64_t index)
{
        const Json *m = json_get(c->header, S("metric"));

        if (!str_eq(entry_fact_text(e, S("metric")), c->metric->slug) ||
            !fact_is(e, S("version"), c->metric->version) ||
            !str_eq(entry_fact_text(e, S("definition_sha256")),
                    json_get_text(m, S("definition_sha256"))))
                return wrong(c, index,
                             _("entry %lld: it defined the metric otherwise than the header"),
                             (long long)index);
        c->report->has_definition = true;
        return OK;
}

/* Entries that are in the bundle for another reason than that they count. */
static Status check_other(Check *c, const Entry *e, int64_t index, bool *out_is_other)
{
        const Fact *into = entry_fact(e, S("into"));
        const Slot *there;
        Id to = into ? into->value : 0;

        *out_is_other = true;
        if (str_eq(e->kind, S("pledge.made")))
                return check_made(c, e, index);
        if (str_eq(e->kind, S("metric.defined")))
                return check_defined(c, e, index);
        if (!str_eq(e->kind, S("party.merged"))) {
                *out_is_other = false;
                return OK;
        }
        if (!e->subject || !into || into->kind != FACT_TEXT || !id_parse(into->text, &to) || !to ||
            to == e->subject)
                return wrong(c, index, _("entry %lld: it does not say who was merged into whom"),
                             (long long)index);
        TRY(ids_put(&c->merges, e->subject, to, &there));
        return there ? wrong(c, index, _("entry %lld: its party was merged already"),
                             (long long)index)
                     : OK;
}

static Status count_entry(Check *c, const Entry *e, int64_t index)
{
        int64_t on = e->on_us ? e->on_us : e->at_us, month = time_month(on), value;
        bool is_reported = c->metric->count == METRIC_REPORTED;
        const Slot *there;

        if (!metric_counts(c->metric, e) || !metric_amount(c->metric, e, &value))
                return wrong(c, index, _("entry %lld: it is none that the metric counts"),
                             (long long)index);
        if (!bsearch(&e->hub, c->hubs, c->hubs_n, sizeof *c->hubs, by_id))
                return wrong(c, index, _("entry %lld: its hub is not below the pledge's place"),
                             (long long)index);
        if (is_reported) {
                if (on <= c->until && (c->latest_index < 0 || on >= c->latest_on)) {
                        c->latest_on = on;
                        c->latest_index = index;
                        c->report->counted = value;
                }
                return OK;
        }
        if (month < time_month(c->start_at) || month > time_month(c->deadline_at))
                return wrong(c, index, _("entry %lld: its month is outside of the pledge's"),
                             (long long)index);
        if (c->metric->count == METRIC_PARTIES) {
                if (!e->subject)
                        return wrong(c, index, _("entry %lld: it names no party"),
                                     (long long)index);
                TRY(ids_put(&c->parties, e->subject, index, &there));
                if (there)
                        return wrong(c, index,
                                     _("entry %lld: its party was counted at entry %lld already"),
                                     (long long)index, (long long)there->value);
        }
        if (__builtin_add_overflow(c->report->counted, value, &c->report->counted))
                return wrong(c, index, _("entry %lld: the sum is too large"), (long long)index);
        return OK;
}

static Status check_entry(Check *c, Str line)
{
        const Json *j;
        Str leaf;
        int64_t index, entries;
        bool is_other;
        Entry e;

        if (json_parse(&c->row, line, &j, NULL) != OK || j->kind != JSON_KIND_OBJECT)
                return wrong(c, -1, _("line %lld: it is not a line of a bundle"),
                             (long long)c->line);
        if (get_int(j, S("entries"), &entries)) {
                c->is_ended = true;
                return entries == c->report->entries
                               ? OK
                               : wrong(c, -1, _("the last line says %lld entries, there are %lld"),
                                       (long long)entries, (long long)c->report->entries);
        }
        leaf = json_get_text(j, S("leaf"));
        if (!get_int(j, S("index"), &index) || index < 0 || str_empty(leaf))
                return wrong(c, -1, _("line %lld: it has no index or no leaf"), (long long)c->line);
        if (index <= c->last_index)
                return wrong(c, index, _("entry %lld: it comes after entry %lld"), (long long)index,
                             (long long)c->last_index);
        c->last_index = index;
        TRY(check_proof(c, j, index, leaf));
        if (record_unseal(&c->row, leaf, &e) != OK)
                return wrong(c, index, _("entry %lld: its leaf can not be read"), (long long)index);
        c->report->entries++;
        TRY(check_other(c, &e, index, &is_other));
        return is_other ? OK : count_entry(c, &e, index);
}

/* --- the number */

/* Two that count and turned out to be one party count once: such a bundle claims one too many. */
static Status check_merged(Check *c)
{
        Ids named = {0};
        int64_t twice = -1, before = -1;
        Status s = OK;

        for (size_t i = 0; i < c->parties.room && s == OK && c->merges.n; i++) {
                const Slot *party = &c->parties.slots[i], *there;
                int64_t later;

                if (!party->id)
                        continue;
                s = ids_put(&named, now_called(&c->merges, party->id), party->value, &there);
                if (s != OK || !there)
                        continue;
                later = there->value > party->value ? there->value : party->value;
                if (twice < 0 || later < twice) {
                        twice = later;
                        before = there->value < party->value ? there->value : party->value;
                }
        }
        free(named.slots);
        TRY(s);
        return twice < 0 ? OK
                         : wrong(c, twice,
                                 _("entry %lld: its party is one with that of entry %lld, which "
                                   "counts already"),
                                 (long long)twice, (long long)before);
}

static Status count_again(Check *c)
{
        BundleReport *r = c->report;
        bool is_reported = c->metric->count == METRIC_REPORTED;

        TRY(check_merged(c));
        if (is_reported && c->latest_index < 0)
                r->counted = c->baseline;
        if (is_reported)
                r->actual = r->counted;
        else if (__builtin_add_overflow(c->baseline, r->counted, &r->actual))
                return wrong(c, -1, _("the sum is too large"));
        if (r->counted != r->claimed_counted || r->actual != r->claimed_actual)
                return wrong(
                        c, -1,
                        _("the claim is %lld (%lld counted), the entries say %lld (%lld counted)"),
                        (long long)r->claimed_actual, (long long)r->claimed_counted,
                        (long long)r->actual, (long long)r->counted);
        return OK;
}

/* pledge/bundle_count: what the entries of a bundle are, that the record holds them, and the number
 * that they make. */
#include "pledge/bundle_check.h"

#include "base/time.h"
#include "base/words.h"

#include <stdlib.h>

#define PARTIES_ROOM_MAX ((size_t)1 << 28)

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

static Status check_proof(BundleCheck *c, const Json *line, int64_t index, Str leaf)
{
        const Json *list = json_get(line, S("proof"));
        Str path[MERKLE_PROOF_MAX];
        Hash hash = merkle_leaf(leaf);
        size_t n = 0;

        for (const Json *m = list ? list->child : NULL; m; m = m->next) {
                if (n == MERKLE_PROOF_MAX || m->kind != JSON_KIND_TEXT ||
                    !str_unbase64(&c->row, m->text, &path[n]))
                        return bundle_wrong(c, index, _("entry %lld: its proof can not be read"),
                                            (long long)index);
                n++;
        }
        if (!merkle_inclusion_verify(hash_str(&hash), (uint64_t)index, c->checkpoint.size, path, n,
                                     hash_str(&c->checkpoint.root)))
                return bundle_wrong(c, index,
                                    _("entry %lld: its proof does not lead to the signed root"),
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
static Status check_made(BundleCheck *c, const Entry *e, int64_t index)
{
        const Json *p = json_get(c->header, S("pledge"));

        if (!str_eq(entry_fact_text(e, S("title")), json_get_text(p, S("title"))) ||
            !str_eq(entry_fact_text(e, S("pledge")), json_get_text(p, S("slug"))) ||
            !str_eq(entry_fact_text(e, S("metric")), json_get_text(p, S("metric"))) ||
            !fact_is(e, S("baseline"), c->baseline) ||
            !fact_is(e, S("target"), c->report->target) || !fact_is(e, S("start"), c->start_at) ||
            !fact_is(e, S("deadline"), c->deadline_at) ||
            !bsearch(&e->hub, c->hubs, c->hubs_n, sizeof *c->hubs, bundle_by_id))
                return bundle_wrong(
                        c, index,
                        _("entry %lld: it made a pledge with other facts than the header names"),
                        (long long)index);
        c->report->has_made = true;
        return OK;
}

static Status check_defined(BundleCheck *c, const Entry *e, int64_t index)
{
        const Json *m = json_get(c->header, S("metric"));

        if (!str_eq(entry_fact_text(e, S("metric")), c->metric->slug) ||
            !fact_is(e, S("version"), c->metric->version) ||
            !str_eq(entry_fact_text(e, S("definition_sha256")),
                    json_get_text(m, S("definition_sha256"))))
                return bundle_wrong(
                        c, index, _("entry %lld: it defined the metric otherwise than the header"),
                        (long long)index);
        c->report->has_definition = true;
        return OK;
}

/* Entries that are in the bundle for another reason than that they count. */
static Status check_other(BundleCheck *c, const Entry *e, int64_t index, bool *out_is_other)
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
                return bundle_wrong(c, index,
                                    _("entry %lld: it does not say who was merged into whom"),
                                    (long long)index);
        TRY(ids_put(&c->merges, e->subject, to, &there));
        return there ? bundle_wrong(c, index, _("entry %lld: its party was merged already"),
                                    (long long)index)
                     : OK;
}

static Status count_entry(BundleCheck *c, const Entry *e, int64_t index)
{
        int64_t on = e->on_us ? e->on_us : e->at_us, month = time_month(on), value;
        bool is_reported = c->metric->count == METRIC_REPORTED;
        const Slot *there;

        if (!metric_counts(c->metric, e) || !metric_amount(c->metric, e, &value))
                return bundle_wrong(c, index, _("entry %lld: it is none that the metric counts"),
                                    (long long)index);
        if (!bsearch(&e->hub, c->hubs, c->hubs_n, sizeof *c->hubs, bundle_by_id))
                return bundle_wrong(c, index,
                                    _("entry %lld: its hub is not below the pledge's place"),
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
                return bundle_wrong(c, index, _("entry %lld: its month is outside of the pledge's"),
                                    (long long)index);
        if (c->metric->count == METRIC_PARTIES) {
                if (!e->subject)
                        return bundle_wrong(c, index, _("entry %lld: it names no party"),
                                            (long long)index);
                TRY(ids_put(&c->parties, e->subject, index, &there));
                if (there)
                        return bundle_wrong(
                                c, index,
                                _("entry %lld: its party was counted at entry %lld already"),
                                (long long)index, (long long)there->value);
        }
        if (__builtin_add_overflow(c->report->counted, value, &c->report->counted))
                return bundle_wrong(c, index, _("entry %lld: the sum is too large"),
                                    (long long)index);
        return OK;
}

Status bundle_entry(BundleCheck *c, Str line)
{
        const Json *j;
        Str leaf;
        int64_t index, entries;
        bool is_other;
        Entry e;

        if (json_parse(&c->row, line, &j, NULL) != OK || j->kind != JSON_KIND_OBJECT)
                return bundle_wrong(c, -1, _("line %lld: it is not a line of a bundle"),
                                    (long long)c->line);
        if (bundle_int(j, S("entries"), &entries)) {
                c->is_ended = true;
                return entries == c->report->entries
                               ? OK
                               : bundle_wrong(c, -1,
                                              _("the last line says %lld entries, there are %lld"),
                                              (long long)entries, (long long)c->report->entries);
        }
        leaf = json_get_text(j, S("leaf"));
        if (!bundle_int(j, S("index"), &index) || index < 0 || str_empty(leaf))
                return bundle_wrong(c, -1, _("line %lld: it has no index or no leaf"),
                                    (long long)c->line);
        if (index <= c->last_index)
                return bundle_wrong(c, index, _("entry %lld: it comes after entry %lld"),
                                    (long long)index, (long long)c->last_index);
        c->last_index = index;
        TRY(check_proof(c, j, index, leaf));
        if (record_unseal(&c->row, leaf, &e) != OK)
                return bundle_wrong(c, index, _("entry %lld: its leaf can not be read"),
                                    (long long)index);
        c->report->entries++;
        TRY(check_other(c, &e, index, &is_other));
        if (is_other)
                return OK;
        c->report->rows++;
        return count_entry(c, &e, index);
}

/* --- the number */

/* Two that count and turned out to be one party count once: such a bundle claims one too many. */
static Status check_merged(BundleCheck *c)
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
                         : bundle_wrong(
                                   c, twice,
                                   _("entry %lld: its party is one with that of entry %lld, which "
                                     "counts already"),
                                   (long long)twice, (long long)before);
}

Status bundle_count(BundleCheck *c)
{
        BundleReport *r = c->report;
        bool is_reported = c->metric->count == METRIC_REPORTED;

        TRY(check_merged(c));
        if (is_reported && c->latest_index < 0)
                r->counted = c->baseline;
        if (is_reported)
                r->actual = r->counted;
        else if (__builtin_add_overflow(c->baseline, r->counted, &r->actual))
                return bundle_wrong(c, -1, _("the sum is too large"));
        if (r->counted != r->claimed_counted || r->actual != r->claimed_actual)
                return bundle_wrong(
                        c, -1,
                        _("the claim is %lld (%lld counted), the entries say %lld (%lld counted)"),
                        (long long)r->claimed_actual, (long long)r->claimed_counted,
                        (long long)r->actual, (long long)r->counted);
        return OK;
}

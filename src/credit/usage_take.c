/* credit/usage_take: events are claimed, matched and kept, and become one entry of the record. */
#include "credit/ledger_inside.h"
#include "credit/usage_inside.h"

#include "base/json.h"
#include "base/time.h"

#include <assert.h>
#include <endian.h>
#include <string.h>

const char *usage_result_name(UsageResult r)
{
        static const char *const names[] = {"",        "taken",     "known",
                                            "refused", "unmatched", "invalid"};

        return names[r <= USAGE_INVALID ? r : 0];
}

/* --- claims */

/* Of one hub: what another hub's meters call theirs takes nothing from it. */
static Hash event_key(Id hub, Str source, Str id)
{
        Hash of_event = cloud_event_key(source, id);
        HashRun h;

        hash_begin(&h);
        hash_add(&h, &hub, sizeof hub);
        hash_add(&h, of_event.b, sizeof of_event.b);
        return hash_end(&h);
}

static int64_t run_key(const Hash *key)
{
        int64_t k;

        memcpy(&k, key->b, sizeof k);
        return k & INT64_MAX;
}

static Status read_known(UsageTaking *t, const UsageEvent *row, UsageKnown *out)
{
        *out = (UsageKnown){.id = row->id,
                            .account = row->account,
                            .price = row->price,
                            .at_us = row->at,
                            .service = row->service,
                            .rate = row->rate,
                            .state = row->state};
        memcpy(out->content.b, row->content.at, HASH_BYTES);
        if (exact_read(row->quantity, &out->quantity) != EXACT_OK ||
            exact_read(row->amount, &out->amount) != EXACT_OK)
                return BROKEN;
        if (str_is(row->state, "unmatched")) {
                UsageReason why;

                Status s = usage_unmatched_get(t->db, t->a, row->id, &why);

                if (s != OK && s != NOT_FOUND) /* none: its words went with an erasure */
                        return s;
                out->reason = s == OK ? why.reason : S("unknown-subject");
        }
        return OK;
}

typedef struct {
        UsageTaking *t;
        const Hash *key;
        UsageKnown *found;
} Claimed;

static Status is_claim(void *ctx, Id id, bool *out_is)
{
        Claimed *c = ctx;
        UsageTaking *t = c->t;
        UsageEvent row;

        TRY(usage_event_get(t->db, t->a, id, &row));
        *out_is = str_eq(row.key, hash_str(c->key)) && !str_is(row.state, "matched");
        if (!*out_is)
                return OK;
        c->found = arena_new(t->a, UsageKnown, 1);
        return read_known(t, &row, c->found);
}

/* What was claimed under a key, in this batch or before it. NULL: nothing. */
static Status find_known(UsageTaking *t, const Hash *key, UsageKnown **out)
{
        Claimed claimed = {t, key, NULL};
        Status s;

        *out = usage_map_get(&t->known, key);
        if (*out || !runs_filter_may_have(t->filter, run_key(key)))
                return OK;
        s = runs_look(&t->look, run_key(key), is_claim, &claimed);
        if (s == NOT_FOUND)
                return OK;
        TRY(s);
        *out = claimed.found;
        usage_map_put(t->a, &t->known, key, *out);
        return OK;
}

static Status set_state(UsageTaking *t, UsageKnown *known, Str state)
{
        if (known->row)
                t->rows[known->row - 1].state = state;
        else
                TRY(usage_event_set(t->db, known->id, known->state, state));
        known->state = state;
        return OK;
}

/* --- who */

static Status find_subject(UsageTaking *t, Str source, Str subject, const UsageSubject **out)
{
        static const UsageSubject nobody = {0};
        Hash key = cloud_event_key(source, subject);
        UsageSubject *row;
        Status s;

        *out = usage_map_get(&t->subjects, &key);
        if (*out)
                return OK;
        row = arena_new(t->a, UsageSubject, 1);
        s = usage_subject_get(t->db, t->a, t->ask->hub, source, subject, row);
        if (s == NOT_FOUND)
                *row = nobody;
        else if (s != OK)
                return s;
        usage_map_put(t->a, &t->subjects, &key, row);
        *out = row;
        return OK;
}

/* --- one event */

static Str dimensions_text(UsageTaking *t, const UsageAsked *e)
{
        size_t bytes_max = 8;
        JsonOut j;
        Text text;

        for (size_t i = 0; i < e->dimensions_n; i++) /* an escape is six bytes for one */
                bytes_max += 6 * (e->dimensions[i].name.len + e->dimensions[i].value.len) + 8;
        text = text_begin(t->a, bytes_max);
        j = jout_begin(&text);
        jout_object(&j);
        for (size_t i = 0; i < e->dimensions_n; i++) {
                jout_key(&j, e->dimensions[i].name);
                jout_text(&j, e->dimensions[i].value);
        }
        jout_object_end(&j);
        return text_str(&text);
}

static UsageEventAdd *row_begin(UsageTaking *t, const UsageAsked *e, UsageKnown *known)
{
        UsageEventAdd *row = &t->rows[t->rows_n];
        Hash *kept = arena_new(t->a, Hash, 2);

        kept[0] = e->key;
        kept[1] = e->content;
        *row = (UsageEventAdd){.id = db_id(t->db, t->ask->now_us),
                               .batch = t->batch,
                               .key = hash_str(&kept[0]),
                               .content = hash_str(&kept[1]),
                               .at = e->at_us,
                               .quantity = exact_text(t->a, e->quantity),
                               .amount = S("0")};
        known->id = row->id;
        known->content = e->content;
        return row;
}

static void claim(UsageTaking *t, const UsageAsked *e, UsageKnown *known)
{
        t->rows[t->rows_n++].state = known->state;
        known->row = t->rows_n;
        t->keys[t->keys_n++] = (RunPair){run_key(&e->key), known->id};
        usage_map_put(t->a, &t->known, &e->key, known);
}

static void keep_unmatched(UsageTaking *t, const UsageAsked *e, UsageKnown *known)
{
        t->unmatched[t->unmatched_n++] =
                (UsageUnmatchedAdd){.event = known->id,
                                    .hub = t->ask->hub,
                                    .source = e->source,
                                    .name = e->id,
                                    .subject = e->subject,
                                    .meter = e->meter,
                                    .quantity = exact_text(t->a, e->quantity),
                                    .dimensions = dimensions_text(t, e),
                                    .replaces = e->replaces,
                                    .at = e->at_us,
                                    .reason = known->reason};
        known->state = S("unmatched");
}

static const char own_party[] = "own-party";

static Status is_own(UsageTaking *t, Id account, bool *out)
{
        LedgerStanding now;

        TRY(ledger_standing(t->db, account, &now));
        *out = interest_has(&t->own, now.owner);
        return OK;
}

static Status match(UsageTaking *t, const UsageAsked *e, UsageEventAdd *row, UsageKnown *known,
                    const char **out_reason)
{
        const UsageSubject *subject;
        UsageKnown *replaced = NULL;
        bool own;

        *out_reason = "unknown-subject";
        TRY(find_subject(t, e->source, e->subject, &subject));
        if (!subject->id)
                return OK;
        TRY(is_own(t, subject->account, &own));
        *out_reason = own_party;
        if (own)
                return OK;
        if (e->replaces.len) {
                Hash key = event_key(t->ask->hub, e->source, e->replaces);

                TRY(find_known(t, &key, &replaced));
                *out_reason = "nothing-to-replace";
                if (!replaced || str_is(replaced->state, "unmatched"))
                        return OK;
                *out_reason = "replaced-before";
                if (str_is(replaced->state, "replaced"))
                        return OK;
                TRY(is_own(t, replaced->account, &own));
                *out_reason = own_party;
                if (own)
                        return OK;
        }
        TRY(usage_charge(t, e, subject, replaced, row, known, out_reason));
        return replaced && !(*out_reason)[0] ? set_state(t, replaced, S("replaced")) : OK;
}

/* One that is new, or waited. */
static Status take_new(UsageTaking *t, const UsageAsked *e, UsageAnswer *out)
{
        UsageKnown *known = arena_new(t->a, UsageKnown, 1);
        UsageEventAdd *row = row_begin(t, e, known);

        TRY(match(t, e, row, known, &out->reason));
        if (out->reason == own_party) { /* it is not claimed: somebody else can tell it */
                out->result = USAGE_REFUSED;
                return OK;
        }
        out->result = out->reason[0] ? USAGE_UNMATCHED : USAGE_TAKEN;
        if (out->reason[0]) {
                if (e->waited)
                        return OK; /* it goes on waiting */
                *row = (UsageEventAdd){.id = row->id,
                                       .batch = row->batch,
                                       .key = row->key,
                                       .content = row->content,
                                       .at = row->at,
                                       .quantity = row->quantity,
                                       .amount = S("0")};
                known->account = 0;
                known->reason = str_from(out->reason);
                keep_unmatched(t, e, known);
        } else {
                known->state = S("taken");
        }
        claim(t, e, known);
        if (!e->waited)
                return OK;
        TRY(usage_event_set(t->db, e->waited, S("unmatched"), S("matched")));
        return usage_unmatched_drop(t->db, e->waited);
}

/* A word that outlives its row. */
static const char *reason_word(Str reason)
{
        static const char *const words[] = {"unknown-subject",    "no-price",
                                            "below-zero",         "too-large",
                                            "nothing-to-replace", "replaced-before"};

        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
                if (str_is(reason, words[i]))
                        return words[i];
        return "";
}

static Status take_one(UsageTaking *t, UsageAsked *e, UsageAnswer *out)
{
        UsageKnown *known;

        TRY(find_known(t, &e->key, &known));
        if (!known)
                return take_new(t, e, out);
        if (!hash_eq(&known->content, &e->content)) {
                out->result = USAGE_REFUSED;
                return OK;
        }
        out->result = USAGE_KNOWN;
        if (!str_is(known->state, "unmatched"))
                return OK;
        out->result = USAGE_UNMATCHED;
        out->reason = reason_word(known->reason);
        if (known->row)
                return OK;
        e->waited = known->id;
        return take_new(t, e, out);
}

/* --- what comes of a batch */

static Status tell(UsageTaking *t)
{
        Hash *leaves = arena_new(t->a, Hash, t->rows_n + 1), root;
        unsigned char *salt = arena_bytes(t->a, HASH_BYTES);
        Entry e = {.kind = S("usage.taken"),
                   .at_us = t->ask->now_us,
                   .subject = t->batch,
                   .hub = t->ask->hub,
                   .actor = t->ask->actor};
        int64_t position;

        random_fill(salt, HASH_BYTES);
        for (size_t i = 0; i < t->rows_n; i++) {
                const UsageEventAdd *r = &t->rows[i];

                leaves[i] = usage_leaf(t->a,
                                       &(UsageEvent){.id = r->id,
                                                     .key = r->key,
                                                     .content = r->content,
                                                     .account = r->account,
                                                     .at = r->at,
                                                     .quantity = r->quantity,
                                                     .service = r->service,
                                                     .amount = r->amount,
                                                     .replaces = r->replaces,
                                                     .back = r->back},
                                       (Str){(const char *)salt, HASH_BYTES}, i);
        }
        root = merkle_list_root(leaves, t->rows_n);
        entry_int(&e, S("events"), (int64_t)t->rows_n);
        entry_int(&e, S("unmatched"), (int64_t)t->unmatched_n);
        entry_text(&e, S("root"), hash_hex(t->a, &root));
        TRY(record_tell(t->db, t->a, &e, &position));
        return usage_batch_add(t->db, t->batch, t->ask->hub, t->ask->actor, t->ask->now_us,
                               position, t->rows[0].id, t->rows[t->rows_n - 1].id,
                               (int64_t)t->rows_n, hash_str(&root),
                               (Str){(const char *)salt, HASH_BYTES});
}

static Status write_sums(UsageTaking *t)
{
        UsageWindowPut *used = arena_new(t->a, UsageWindowPut, t->used_n + 1);
        UsageDayPut *days = arena_new(t->a, UsageDayPut, t->sums_n + 1);

        for (size_t i = 0; i < t->used_n; i++) {
                const UsageUsed *u = t->used_all[i];

                used[i] = (UsageWindowPut){u->account, u->service, str_from(u->kind), u->begins_us,
                                           exact_text(t->a, u->used)};
        }
        for (size_t i = 0; i < t->sums_n; i++) {
                const UsageSum *s = t->sums_all[i];

                days[i] = (UsageDayPut){s->account,
                                        s->day_us,
                                        s->service,
                                        s->events,
                                        exact_text(t->a, s->quantity),
                                        exact_text(t->a, s->amount)};
        }
        TRY(usage_window_put(t->db, used, t->used_n));
        return usage_day_put(t->db, days, t->sums_n);
}

static Status finish(UsageTaking *t, UsageDone *out)
{
        if (!t->rows_n)
                return OK;
        out->batch = t->batch;
        TRY(usage_event_add(t->db, t->rows, t->rows_n));
        TRY(usage_unmatched_add(t->db, t->unmatched, t->unmatched_n));
        TRY(write_sums(t));
        TRY(usage_spend(t));
        TRY(tell(t));
        return runs_add_known(t->db, USAGE_KEYS_SPACE, t->keys, t->keys_n, t->filter);
}

/* The filter is asked anew for each job: a job that was undone may have added to it. */
static Status begin(UsageTaking *t, Db *db, Arena *a, const UsageAsk *ask, size_t n)
{
        Ledger *l;

        TRY(ledger_of(db, ask->now_us, &l));
        TRY(runs_filter_refresh(l->usage_filter, db, n));
        /* an event that replaces another touches two accounts, two days and four windows */
        *t = (UsageTaking){.db = db,
                           .a = a,
                           .ask = ask,
                           .filter = l->usage_filter,
                           .rows = arena_new(a, UsageEventAdd, n + 1),
                           .unmatched = arena_new(a, UsageUnmatchedAdd, n + 1),
                           .keys = arena_new(a, RunPair, n + 1),
                           .used_all = arena_new(a, UsageUsed *, n * 4 + 1),
                           .sums_all = arena_new(a, UsageSum *, n * 2 + 1),
                           .accounts_all = arena_new(a, UsageAccount *, n * 2 + 1),
                           .batch = db_id(db, ask->now_us)};
        TRY(runs_look_begin(db, a, USAGE_KEYS_SPACE, &t->look));
        return interest_of(db, a, ask->actor, &t->own);
}

static Str extension(const CloudEvent *e, const char *name)
{
        for (size_t i = 0; i < e->extensions_n; i++)
                if (str_is(e->extensions[i].name, name))
                        return e->extensions[i].value;
        return (Str){0};
}

Status usage_take(Db *db, Arena *a, const UsageAsk *ask, const CloudEvents *events, UsageDone *out,
                  const char **out_wrong)
{
        UsageTaking t;
        Status s = begin(&t, db, a, ask, events->n);

        *out_wrong = NULL;
        TRY(s);
        *out = (UsageDone){.events = arena_new(a, UsageAnswer, events->n + 1)};
        for (size_t i = 0; i < events->n && s == OK; i++) {
                const CloudEvent *e = &events->at[i];
                UsageAnswer *answer = &out->events[i];
                UsageAsked asked = {.source = e->source,
                                    .id = e->id,
                                    .subject = e->subject,
                                    .meter = e->meter,
                                    .replaces = extension(e, "replaces"),
                                    .at_us = e->has_time ? e->time_us : ask->now_us,
                                    .quantity = e->quantity,
                                    .dimensions = e->dimensions,
                                    .dimensions_n = e->dimensions_n};

                *answer = (UsageAnswer){.result = USAGE_INVALID, .reason = ""};
                if (!e->fault.len) {
                        asked.key = event_key(ask->hub, e->source, e->id);
                        asked.content = cloud_event_content(e);
                        s = take_one(&t, &asked, answer);
                }
                out->count[answer->result]++;
        }
        if (s == OK)
                s = finish(&t, out);
        *out_wrong = t.wrong;
        return s;
}

/* --- what waited */

static Status read_waiting(UsageTaking *t, const UsageUnmatched *row, UsageAsked *out)
{
        const Json *dimensions;
        UsagePair *pairs = arena_new(t->a, UsagePair, CLOUD_DIMENSIONS_MAX);
        UsageEvent event;

        *out = (UsageAsked){.source = row->source,
                            .id = row->name,
                            .subject = row->subject,
                            .meter = row->meter,
                            .replaces = row->replaces,
                            .at_us = row->at,
                            .dimensions = pairs,
                            .waited = row->event};
        TRY(usage_event_get(t->db, t->a, row->event, &event));
        memcpy(out->key.b, event.key.at, HASH_BYTES);
        memcpy(out->content.b, event.content.at, HASH_BYTES);
        if (exact_read(row->quantity, &out->quantity) != EXACT_OK ||
            json_parse(t->a, row->dimensions, &dimensions, NULL) != OK)
                return BROKEN;
        for (const Json *j = dimensions->child; j && out->dimensions_n < CLOUD_DIMENSIONS_MAX;
             j = j->next)
                pairs[out->dimensions_n++] = (UsagePair){j->key, j->text};
        return OK;
}

Status usage_take_waiting(Db *db, Arena *a, const UsageAsk *ask, Str source, Str subject,
                          UsageDone *out, const char **out_wrong)
{
        UsageUnmatchedList list;
        UsageTaking t;
        Status s = OK;

        *out = (UsageDone){0};
        *out_wrong = NULL;
        TRY(usage_unmatched_of(db, a, ask->hub, source, subject, 0, &list));
        TRY(begin(&t, db, a, ask, list.n));
        for (size_t i = 0; i < list.n && s == OK; i++) {
                UsageAnswer answer = {0};
                UsageAsked asked;

                TRY(read_waiting(&t, &list.at[i], &asked));
                s = take_new(&t, &asked, &answer);
                out->count[answer.result]++;
        }
        if (s == OK)
                s = finish(&t, out);
        *out_wrong = t.wrong;
        return s;
}

/* pledge/audit: see the header. */
#include "pledge/audit.h"

#include "base/time.h"
#include "base/words.h"
#include "pledge/audit.sql.h"
#include "pledge/audit_history.h"
#include "pledge/pairs.h"
#include "pledge/tally.h"

#include <stdlib.h>
#include <string.h>

enum {
        DEPTH_MAX = 32,
        KEY_CHARS_MAX = 64,
        PAGE_ROWS = 1000,
        BUNDLE_ARENA_BYTES = 96 * 1024 * 1024
};

/* Numbers under a name of several parts, in an arena. */
typedef struct Sum Sum;
struct Sum {
        Sum *next;
        Id scope;
        int dim;
        Str name, key;
        int64_t value;
        bool is_kept; /* the table has it */
};

typedef struct {
        Arena arena;
        Sum **heads;
        size_t room, n;
} Sums;

/* A membership; those of a party hang together. */
typedef struct {
        int64_t next; /* index plus one */
        Id hub;
        int32_t programme, stage; /* names */
        bool is_gone;
} Membership;

typedef struct {
        Db *db;
        Arena *a;
        AuditReport *report;
        int64_t size;
        Pairs parents; /* hub → the one above */
        Pairs merges;  /* party → into whom */
        Pairs members; /* party → its first membership, index plus one */
        Pairs defined; /* metric → position of the entry that defined it, plus one */
        Membership *memberships;
        size_t memberships_n, memberships_room;
        Str *names; /* of programmes and stages */
        size_t names_n;
        Arena names_arena;
} Audit;

typedef Status (*Told)(Audit *x, void *ctx, Arena *a, const Entry *e, int64_t position);

static Status audit_all(Audit *x);
static Status each_entry(Audit *x, const YamlTexts *kinds, Told told, void *ctx);
static Status first_pass(Audit *x, void *ctx, Arena *a, const Entry *e, int64_t position);
static Status audit_members_all(Audit *x);
static Status audit_metric(Audit *x, const Metric *metric);
static void differ(Audit *x, AuditDifference d);

Status audit_run(Db *db, Arena *a, Str key, AuditReport *out)
{
        Audit x = {.db = db, .a = a, .report = out, .names_arena = arena_make(64 * MIB)};
        Hash root;
        Status s;

        *out = (AuditReport){.differences = arena_new(a, AuditDifference, AUDIT_DIFFERENCES_MAX)};
        TRY(db_snapshot_begin(db));
        out->log_status = verify_snapshot(db, key, &out->log);
        s = record_head(db, a, &x.size, &root);
        if (s == OK)
                s = audit_all(&x);
        db_snapshot_end(db);
        free(x.parents.slots);
        free(x.merges.slots);
        free(x.members.slots);
        free(x.defined.slots);
        free(x.memberships);
        arena_free(&x.names_arena);
        if (s != OK)
                return s;
        return out->log_status != OK ? out->log_status : out->differences_all ? INVALID : OK;
}

static Status audit_all(Audit *x)
{
        MetricList metrics;

        x->report->entries = x->size;
        TRY(each_entry(x, NULL, first_pass, NULL));
        TRY(audit_members_all(x));
        TRY(metric_all(x->db, x->a, &metrics));
        for (size_t i = 0; i < metrics.n; i++)
                if (metrics.at[i].is_live)
                        TRY(audit_metric(x, &metrics.at[i]));
        return OK;
}

static void differ(Audit *x, AuditDifference d)
{
        AuditReport *r = x->report;

        r->differences_all++;
        if (r->differences_n == AUDIT_DIFFERENCES_MAX)
                return;
        d.name = str_copy(x->a, d.name);
        d.key = str_copy(x->a, d.key);
        r->differences[r->differences_n++] = d;
}

/* --- reading the log */

/* A leaf of one of these kinds holds these very bytes; few others do. Saves taking most leaves
 * apart. */
static bool may_be(Str leaf, const YamlTexts *kinds)
{
        for (size_t i = 0; kinds && i < kinds->n; i++) {
                char text[RECORD_KIND_CHARS_MAX + 16];
                Text t = text_over(text, sizeof text);

                text_add(&t, S("\"kind\":\""));
                text_add(&t, kinds->at[i]);
                text_char(&t, '"');
                if (t.overflow || memmem(leaf.at, leaf.len, t.at, t.len))
                        return true;
        }
        return !kinds;
}

static Status each_entry(Audit *x, const YamlTexts *kinds, Told told, void *ctx)
{
        Arena a = arena_make(BUNDLE_ARENA_BYTES);
        Status s = OK;

        for (int64_t from = 0; from < x->size && s == OK; from += MERKLE_TILE_HASHES) {
                int64_t end =
                        from + MERKLE_TILE_HASHES < x->size ? from + MERKLE_TILE_HASHES : x->size;
                Str leaves[MERKLE_TILE_HASHES];

                arena_reset(&a);
                s = record_leaves(x->db, &a, from, end, leaves);
                for (int64_t i = from; i < end && s == OK; i++) {
                        ArenaMark mark = arena_mark(&a);
                        Entry e;

                        if (!may_be(leaves[i - from], kinds))
                                continue;
                        if (record_unseal(&a, leaves[i - from], &e) == OK)
                                s = told(x, ctx, &a, &e, i);
                        else
                                differ(x, (AuditDifference){
                                                  .what = AUDIT_DEFINITION,
                                                  .counted = i,
                                                  .words = str_fmt(x->a,
                                                                   _("entry %lld can not be read"),
                                                                   (long long)i)});
                        arena_rewind(&a, mark);
                }
        }
        arena_free(&a);
        return s;
}

/* --- tables in memory */

static Sum *sum_at(Sums *t, Id scope, int dim, Str name, Str key)
{
        uint64_t h = ((uint64_t)scope * 31 + (uint64_t)dim) * 0x9E3779B97F4A7C15u ^
                     str_hash(name) * 7 ^ str_hash(key);
        Sum *s;

        if (!t->heads) {
                t->room = 1 << 16;
                t->heads = arena_new(&t->arena, Sum *, t->room);
        }
        for (s = t->heads[h >> 20 & (t->room - 1)]; s; s = s->next)
                if (s->scope == scope && s->dim == dim && str_eq(s->key, key) &&
                    str_eq(s->name, name))
                        return s;
        s = arena_new(&t->arena, Sum, 1);
        *s = (Sum){.next = t->heads[h >> 20 & (t->room - 1)],
                   .scope = scope,
                   .dim = dim,
                   .name = str_copy(&t->arena, name),
                   .key = str_copy(&t->arena, key)};
        t->heads[h >> 20 & (t->room - 1)] = s;
        t->n++;
        return s;
}

/* What the table says of one number. */
static void compare(Audit *x, Sums *t, AuditDifference d)
{
        Sum *s = sum_at(t, d.scope, d.dim, d.name, d.key);

        s->is_kept = true;
        d.counted = s->value;
        x->report->numbers++;
        if (d.counted != d.kept)
                differ(x, d);
}

/* What was counted and is not in the table at all. */
static void compare_rest(Audit *x, const Sums *t, AuditWhat what)
{
        for (size_t i = 0; i < t->room; i++)
                for (const Sum *s = t->heads[i]; s; s = s->next)
                        if (!s->is_kept && s->value)
                                differ(x, (AuditDifference){.what = what,
                                                            .name = s->name,
                                                            .scope = s->scope,
                                                            .dim = s->dim,
                                                            .key = s->key,
                                                            .counted = s->value});
}

/* --- places, merges, memberships */

static Status name_of(Audit *x, Str text, int32_t *out)
{
        for (size_t i = 0; i < x->names_n; i++)
                if (str_eq(x->names[i], text)) {
                        *out = (int32_t)i;
                        return OK;
                }
        if (x->names_n % 1024 == 0) {
                Str *grown = arena_new(&x->names_arena, Str, x->names_n + 1024);

                if (x->names_n)
                        memcpy(grown, x->names, x->names_n * sizeof *grown);
                x->names = grown;
        }
        *out = (int32_t)x->names_n;
        x->names[x->names_n++] = str_copy(&x->names_arena, text);
        return x->names_n < INT32_MAX ? OK : TOO_LARGE;
}

static Membership *membership_find(Audit *x, Id party, int32_t programme, Id hub)
{
        for (int64_t i = pairs_get(&x->members, party, 0); i; i = x->memberships[i - 1].next) {
                Membership *m = &x->memberships[i - 1];

                if (!m->is_gone && m->programme == programme && m->hub == hub)
                        return m;
        }
        return NULL;
}

static Status membership_add(Audit *x, Id party, Membership m)
{
        if (x->memberships_n == x->memberships_room) {
                size_t room = x->memberships_room ? x->memberships_room * 2 : 1024;
                Membership *grown = realloc(x->memberships, room * sizeof *grown);

                if (!grown)
                        return TOO_LARGE;
                x->memberships = grown;
                x->memberships_room = room;
        }
        m.next = pairs_get(&x->members, party, 0);
        x->memberships[x->memberships_n++] = m;
        return pairs_set(&x->members, party, 0, (int64_t)x->memberships_n);
}

static Status member_told(Audit *x, const Entry *e)
{
        Str programme = entry_fact_text(e, S("programme")), stage = entry_fact_text(e, S("stage"));
        Membership m = {.hub = e->hub}, *there;

        if (!e->subject || str_empty(programme) || str_empty(stage))
                return OK; /* tells of a member, but not where it stands */
        TRY(name_of(x, programme, &m.programme));
        TRY(name_of(x, stage, &m.stage));
        there = membership_find(x, e->subject, m.programme, m.hub);
        if (there) {
                there->stage = m.stage;
                return OK;
        }
        return membership_add(x, e->subject, m);
}

/* Memberships go to the party that stays; where it has one itself, that one stays as it is. */
static Status merge_told(Audit *x, const Entry *e)
{
        const Fact *fact = entry_fact(e, S("into"));
        Id into = fact ? fact->value : 0;
        int64_t first = pairs_get(&x->members, e->subject, 0);

        if (!into || into == e->subject)
                return OK;
        TRY(pairs_set(&x->merges, e->subject, 0, into));
        for (int64_t i = first, next; i; i = next) {
                Membership m = x->memberships[i - 1];

                next = m.next;
                x->memberships[i - 1].is_gone = true;
                if (!m.is_gone && !membership_find(x, into, m.programme, m.hub))
                        TRY(membership_add(x, into, m));
        }
        return OK;
}

static Status first_pass(Audit *x, void *ctx, Arena *a, const Entry *e, int64_t position)
{
        (void)ctx, (void)a;
        if (str_eq(e->kind, S("hub.added"))) {
                const Fact *parent = entry_fact(e, S("parent"));

                return pairs_set(&x->parents, e->subject, 0, parent ? parent->value : 0);
        }
        if (str_eq(e->kind, S("party.merged")))
                return merge_told(x, e);
        if (str_eq(e->kind, S("metric.defined")))
                return pairs_set(&x->defined, e->subject, 0, position + 1);
        return str_starts(e->kind, S("member.")) ? member_told(x, e) : OK;
}

static Status audit_members_all(Audit *x)
{
        Sums sums = {.arena = arena_make(SIZE_MAX)};
        AuditMembers last = {0};
        Status s = OK;

        for (size_t i = 0; i < x->memberships_n; i++) {
                const Membership *m = &x->memberships[i];

                if (m->is_gone)
                        continue;
                sum_at(&sums, m->hub, 0, x->names[m->programme], x->names[m->stage])->value++;
                x->report->memberships++;
        }
        for (bool more = true; more && s == OK;) {
                ArenaMark mark = arena_mark(x->a);
                AuditMembersList list;

                s = audit_members(x->db, x->a, last.programme, last.hub, last.stage, &list);
                more = s == OK && list.n == PAGE_ROWS;
                for (size_t i = 0; s == OK && i < list.n; i++)
                        compare(x, &sums,
                                (AuditDifference){.what = AUDIT_MEMBERS,
                                                  .name = list.at[i].programme_slug,
                                                  .scope = list.at[i].hub,
                                                  .key = list.at[i].stage_slug,
                                                  .kept = list.at[i].members});
                if (s == OK && list.n)
                        last = list.at[list.n - 1];
                if (x->report->differences_all == 0)
                        arena_rewind(x->a, mark); /* differences stand in it */
        }
        if (s == OK)
                compare_rest(x, &sums, AUDIT_MEMBERS);
        arena_free(&sums.arena);
        return s;
}

/* --- numbers */

typedef struct {
        const MetricDefinition *def;
        Sums sums;
        Pairs counted; /* party and place: it counts there; reported: hub, and its latest figure's
                          date plus one */
        AuditHistory *history;
} Counting;

static Status add(Counting *c, Id scope, int dim, Str key, int64_t n)
{
        Sum *s = sum_at(&c->sums, scope, dim, (Str){0}, str_head(key, KEY_CHARS_MAX));

        return __builtin_add_overflow(s->value, n, &s->value) ? TOO_LARGE : OK;
}

static Id now_called(const Audit *x, Id party)
{
        for (size_t steps = 0; steps <= x->merges.n; steps++) {
                Id into = pairs_get(&x->merges, party, 0);

                if (!into)
                        break;
                party = into;
        }
        return party;
}

static Status count_reported(Counting *c, const Entry *e, int64_t on, int64_t value)
{
        int64_t before = pairs_get(&c->counted, e->hub, 0);

        if (before && before - 1 > on)
                return OK; /* entries come in order: of one date the later one is the figure */
        TRY(pairs_set(&c->counted, e->hub, 0, on + 1));
        sum_at(&c->sums, e->hub, TALLY_ALL, (Str){0}, (Str){0})->value = value;
        return OK;
}

static Status count_entry(Audit *x, void *ctx, Arena *a, const Entry *e, int64_t position)
{
        Counting *c = ctx;
        int64_t on = e->on_us ? e->on_us : e->at_us, n;
        Id scope = e->hub, party = now_called(x, e->subject);

        TRY(audit_history_told(c->history, e, position));
        if (!metric_counts(c->def, e) || !metric_amount(c->def, e, &n))
                return OK;
        if (c->def->count == METRIC_REPORTED)
                return count_reported(c, e, on, n);
        if (c->def->count == METRIC_PARTIES && !e->subject)
                return OK;
        for (int depth = 0; scope && depth < DEPTH_MAX;
             depth++, scope = pairs_get(&x->parents, scope, 0)) {
                PairSlot *slot;
                bool is_new = true;

                if (c->def->count == METRIC_PARTIES)
                        TRY(pairs_at(&c->counted, party, scope, &slot, &is_new));
                if (!is_new)
                        continue; /* it counts here already; above it may not, when places have
                                     other parents */
                TRY(add(c, scope, TALLY_ALL, (Str){0}, n));
                TRY(add(c, scope, TALLY_MONTH, time_month_text(a, time_month(on)), n));
                TRY(add(c, scope, TALLY_PROGRAMME, entry_fact_text(e, S("programme")), n));
                TRY(add(c, scope, TALLY_SECTOR, entry_fact_text(e, S("sector")), n));
        }
        return OK;
}

/* The definition that counts is the one that the record tells of. */
static Status check_definition(Audit *x, const Metric *metric)
{
        int64_t position = pairs_get(&x->defined, metric->id, 0);
        Hash h = hash_sha256(metric->definition);
        const char *words = NULL;
        Entry e;
        Str leaf;

        if (!str_eq(hash_hex(x->a, &h), metric->hash))
                words = _("the definition does not match its hash");
        if (position) {
                TRY(record_leaf(x->db, x->a, position - 1, &leaf));
                if (record_unseal(x->a, leaf, &e) != OK ||
                    !str_eq(entry_fact_text(&e, S("definition_sha256")), metric->hash))
                        words = _("the definition is not the one that the record tells of");
        }
        if (words)
                differ(x, (AuditDifference){.what = AUDIT_DEFINITION,
                                            .name = metric->slug,
                                            .words = str_from(words)});
        return OK;
}

static Status compare_tally(Audit *x, const Metric *metric, Counting *c)
{
        Arena a = arena_make(16 * MIB);
        char key[KEY_CHARS_MAX * 4];
        TallyRow last = {.dim = -1};
        bool more = true;
        Status s = OK;

        while (more && s == OK) {
                TallyRowList list;

                arena_reset(&a);
                s = tally_page(x->db, &a, metric->id, last.scope, last.dim, last.key, &list);
                more = s == OK && list.n == PAGE_ROWS;
                for (size_t i = 0; s == OK && i < list.n; i++)
                        compare(x, &c->sums,
                                (AuditDifference){.what = AUDIT_NUMBER,
                                                  .scope = list.at[i].scope,
                                                  .dim = (int)list.at[i].dim,
                                                  .key = list.at[i].key,
                                                  .kept = list.at[i].value});
                if (s == OK && list.n) {
                        last = list.at[list.n - 1];
                        last.key = str_head(last.key, sizeof key);
                        if (last.key.len)
                                memcpy(key, last.key.at, last.key.len);
                        last.key.at = key;
                }
        }
        arena_free(&a);
        if (s == OK)
                compare_rest(x, &c->sums, AUDIT_NUMBER);
        return s;
}

static void history_differs(void *ctx, const AuditDifference *d)
{
        differ(ctx, *d);
}

/* Its entries, and those that tell that two are one: its pledges' histories heed these. */
static YamlTexts kinds_of(Arena *a, const MetricDefinition *def)
{
        Str *kinds = arena_new(a, Str, def->entries.n + 1);

        if (def->entries.n)
                memcpy(kinds, def->entries.at, def->entries.n * sizeof *kinds);
        kinds[def->entries.n] =
                def->count == METRIC_REPORTED ? S("figure.reported") : S("party.merged");
        return (YamlTexts){kinds, def->entries.n + 1};
}

static Status audit_metric(Audit *x, const Metric *metric)
{
        Counting c = {.sums = {.arena = arena_make(SIZE_MAX)}};
        size_t before = x->report->differences_n;
        YamlFaults faults = {0};
        MetricDefinition *def;
        YamlTexts kinds;
        Status s;

        x->report->metrics++;
        TRY(check_definition(x, metric));
        if (metric_definition_parse(x->a, metric->definition, &def, &faults) != OK) {
                differ(x, (AuditDifference){.what = AUDIT_DEFINITION,
                                            .name = metric->slug,
                                            .words = S_("the definition can not be read")});
                return OK;
        }
        c.def = def;
        kinds = kinds_of(x->a, def);
        s = audit_history_begin(x->db, metric, def, &x->parents, history_differs, x, &c.history);
        if (s == OK)
                s = each_entry(x, &kinds, count_entry, &c);
        if (s == OK)
                s = compare_tally(x, metric, &c);
        for (size_t i = before; i < x->report->differences_n; i++)
                if (x->report->differences[i].what == AUDIT_NUMBER)
                        x->report->differences[i].name = metric->slug;
        if (s == OK)
                s = audit_history_end(c.history, x->size, &x->report->numbers);
        audit_history_close(c.history);
        free(c.counted.slots);
        arena_free(&c.sums.arena);
        return s;
}

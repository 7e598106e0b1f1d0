/* credit/ledger_audit: see the header. */
#include "credit/ledger_audit.h"

#include "base/words.h"
#include "credit/ledger_inside.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the lines make of an account. */
typedef struct {
        Id id;
        int64_t balance, held_in, held_out, lines;
        LedgerTotal in, out;
        Id last;
        int16_t unit; /* its place among out->units; -1: not known yet */
} Sum;

/* A hold as its line opened it. */
typedef struct {
        Id id;
        int64_t amount;
        Id source, target;
        LedgerKind end; /* 0: it is open */
} Held;

typedef struct {
        Db *db;
        LedgerAudit *out;
        Sum *sums;
        Held *helds;
        size_t sums_n, sums_room, helds_n, helds_room; /* room: powers of two */
        Arena lines_a, posts_a, batches_a;
        LedgerPostLineList posts;
        LedgerBatchList batches;
        size_t post, batch;
        Hash *leaves;
        size_t leaves_n, leaves_room;
        int64_t post_lines; /* of the present post, that came */
        bool with_roots;
} Audit;

__attribute__((format(printf, 2, 3))) static Status wrong(Audit *x, const char *format, ...)
{
        va_list args;

        if (x->out->fault[0])
                return CONFLICT;
        va_start(args, format);
        vsnprintf(x->out->fault, sizeof x->out->fault, format, args);
        va_end(args);
        return CONFLICT;
}

/* --- maps by id */

static size_t slot(Id id, size_t room)
{
        return (size_t)((uint64_t)id * 0x9E3779B97F4A7C15u >> 20) & (room - 1);
}

/* Twice the places of a map whose elements begin with an id; 0: the place is free. */
static Status map_grow(void **at, size_t *room, size_t bytes)
{
        size_t more = *room ? *room * 2 : 4096;
        char *old = *at, *new = calloc(more, bytes);
        Id id;

        if (!new)
                return TOO_LARGE;
        for (size_t i = 0; i < *room; i++) {
                size_t k;
                Id taken;

                memcpy(&id, old + i * bytes, sizeof id);
                if (!id)
                        continue;
                k = slot(id, more);
                while (memcpy(&taken, new + k *bytes, sizeof taken), taken)
                        k = (k + 1) & (more - 1);
                memcpy(new + k *bytes, old + i * bytes, bytes);
        }
        free(old);
        *at = new;
        *room = more;
        return OK;
}

static Status sum_of(Audit *x, Id id, Sum **out)
{
        size_t k;

        if (x->sums_n * 2 >= x->sums_room)
                TRY(map_grow((void **)&x->sums, &x->sums_room, sizeof *x->sums));
        k = slot(id, x->sums_room);
        while (x->sums[k].id && x->sums[k].id != id)
                k = (k + 1) & (x->sums_room - 1);
        if (!x->sums[k].id) {
                x->sums[k] = (Sum){.id = id, .unit = -1};
                x->sums_n++;
        }
        *out = &x->sums[k];
        return OK;
}

static Status held_of(Audit *x, Id id, Held **out)
{
        size_t k;

        if (x->helds_n * 2 >= x->helds_room)
                TRY(map_grow((void **)&x->helds, &x->helds_room, sizeof *x->helds));
        k = slot(id, x->helds_room);
        while (x->helds[k].id && x->helds[k].id != id)
                k = (k + 1) & (x->helds_room - 1);
        *out = &x->helds[k];
        return OK;
}

/* --- a line */

static Status hold_begins(Audit *x, const LedgerLine *l, Sum *source, Sum *target)
{
        Held *h;

        TRY(held_of(x, l->id, &h));
        *h = (Held){.id = l->id, .amount = l->amount, .source = l->source, .target = l->target};
        x->helds_n++;
        source->held_out += l->amount;
        target->held_in += l->amount;
        return OK;
}

static Status hold_ends(Audit *x, const LedgerLine *l, Sum *source, Sum *target)
{
        char id[ID_CHARS];
        Held *h;

        id_write(l->id, id);
        TRY(held_of(x, l->hold, &h));
        if (!h->id || h->end || h->source != l->source || h->target != l->target ||
            l->amount > h->amount || (l->kind != LEDGER_SETTLE && l->amount != h->amount))
                return wrong(x, _("line %.13s ends a hold that was not open so"), id);
        h->end = (LedgerKind)l->kind;
        source->held_out -= h->amount;
        target->held_in -= h->amount;
        return OK;
}

static Status check_line(Audit *x, const LedgerLine *l)
{
        char id[ID_CHARS];
        Sum *source, *target;

        id_write(l->id, id);
        TRY(sum_of(x, l->source, &source)); /* before the other: that may move them */
        TRY(sum_of(x, l->target, &target));
        TRY(sum_of(x, l->source, &source));
        if (l->amount < 0 || l->amount > LEDGER_MOST || l->source == l->target)
                return wrong(x, _("line %.13s moves what can not be moved"), id);
        if (source->last != l->source_before || target->last != l->target_before)
                return wrong(x, _("line %.13s does not follow the one before it"), id);
        if (l->kind == LEDGER_HOLD)
                TRY(hold_begins(x, l, source, target));
        if (l->kind == LEDGER_SETTLE || l->kind == LEDGER_RELEASE || l->kind == LEDGER_LAPSE)
                TRY(hold_ends(x, l, source, target));
        if (l->kind == LEDGER_TRANSFER || l->kind == LEDGER_SETTLE || l->kind == LEDGER_SWEEP) {
                source->balance -= l->amount;
                target->balance += l->amount;
                source->out += l->amount;
                target->in += l->amount;
        }
        if (source->balance != l->source_balance || target->balance != l->target_balance)
                return wrong(x, _("after line %.13s there is another balance than it says"), id);
        source->last = target->last = l->id;
        source->lines++;
        target->lines++;
        return OK;
}

/* --- posts and batches, beside the lines */

static Status unit_of(Audit *x, Id account, const LedgerAuditUnit **out)
{
        Sum *sum;

        TRY(sum_of(x, account, &sum));
        if (sum->unit < 0)
                return wrong(x, _("there is a line of an account that is not there"));
        *out = &x->out->units[sum->unit];
        return OK;
}

/* The post of a line: posts come in the same order as their lines. */
static Status post_of(Audit *x, Id line_post, const LedgerPostLine **out)
{
        for (;;) {
                const LedgerPostLine *p = NULL;
                Id after = 0;

                if (x->post < x->posts.n)
                        p = &x->posts.at[x->post];
                if (p && p->id == line_post) {
                        *out = p;
                        return OK;
                }
                if (p && p->lines != x->post_lines)
                        return wrong(x, _("a post has another number of lines than it says"));
                if (p) {
                        x->post++;
                        x->post_lines = 0;
                        x->out->posts++;
                        after = p->id;
                }
                if (x->post < x->posts.n)
                        continue;
                arena_reset(&x->posts_a);
                TRY(ledger_posts_from(x->db, &x->posts_a, after, &x->posts));
                x->post = 0;
                if (x->posts.n == 0)
                        return line_post ? wrong(x, _("there is a line without its post")) : OK;
        }
}

static Status batch_close(Audit *x, const LedgerBatch *b)
{
        Hash root = merkle_list_root(x->leaves, x->leaves_n);
        Arena a = arena_make(MIB);
        Entry e = {0};
        Str leaf, hex = hash_hex(&a, &root);
        Status s = record_leaf(x->db, &a, b->position, &leaf);

        if (s == OK)
                s = record_unseal(&a, leaf, &e);
        if (s == OK && (!str_is(e.kind, "ledger.posted") || e.subject != b->id ||
                        (x->with_roots && !str_eq(entry_fact_text(&e, S("root")), hex))))
                s = wrong(x, _("a batch of lines is not what the record tells at entry %lld"),
                          (long long)b->position);
        if (s == OK && x->with_roots && !str_eq(b->root, hash_str(&root)))
                s = wrong(x, _("a batch does not say the root of its lines"));
        arena_free(&a);
        x->leaves_n = 0;
        x->out->batches++;
        return s == NOT_FOUND || s == INVALID ? wrong(x, _("a batch has no entry in the record"))
                                              : s;
}

/* The batch that a post is in; those before it are closed. post 0: all are. */
static Status batch_of(Audit *x, Id batch, const LedgerBatch **out)
{
        for (;;) {
                const LedgerBatch *b = x->batch < x->batches.n ? &x->batches.at[x->batch] : NULL;
                Id after = b ? b->id : 0;

                if (b && b->id == batch) {
                        *out = b;
                        return OK;
                }
                if (b) {
                        TRY(batch_close(x, b));
                        x->batch++;
                }
                if (x->batch < x->batches.n)
                        continue;
                arena_reset(&x->batches_a);
                TRY(ledger_batches(x->db, &x->batches_a, after, &x->batches));
                x->batch = 0;
                if (x->batches.n == 0)
                        return batch ? wrong(x, _("there is a post without its batch")) : OK;
        }
}

static Status hash_line(Audit *x, const LedgerLine *l, const LedgerPostLine *p,
                        const LedgerBatch *b)
{
        char buffer[LEDGER_LINE_BYTES_MAX];
        Text t = text_over(buffer, sizeof buffer);
        const LedgerAuditUnit *unit = NULL;
        char code[UNIT_CODE_CHARS_MAX + 1] = {0};
        Str leaf;

        TRY(unit_of(x, l->source, &unit));
        if (!unit || unit->unit.len > UNIT_CODE_CHARS_MAX)
                return BROKEN;
        memcpy(code, unit->unit.at, unit->unit.len);
        TRY(ledger_room((void **)&x->leaves, &x->leaves_room, x->leaves_n, sizeof *x->leaves));
        leaf = ledger_leaf(&t,
                           &(LedgerLeaf){.id = l->id,
                                         .post = l->post,
                                         .actor = p->actor,
                                         .source = l->source,
                                         .target = l->target,
                                         .hold = l->hold,
                                         .about = l->about,
                                         .kind = (LedgerKind)l->kind,
                                         .amount = l->amount,
                                         .at_us = p->at,
                                         .unit = code,
                                         .scale = unit->scale},
                           b->salt, x->leaves_n);
        x->leaves[x->leaves_n++] = merkle_leaf(leaf);
        return OK;
}

static Status read_lines(Audit *x)
{
        const LedgerPostLine *p = NULL;
        const LedgerBatch *b = NULL;
        LedgerLineList list;
        Id after = 0;

        do {
                arena_reset(&x->lines_a);
                TRY(ledger_lines_from(x->db, &x->lines_a, after, &list));
                for (size_t i = 0; i < list.n; i++) {
                        const LedgerLine *l = &list.at[i];

                        TRY(post_of(x, l->post, &p));
                        if (!p)
                                return BROKEN;
                        x->post_lines++;
                        TRY(batch_of(x, p->batch, &b));
                        if (!b)
                                return BROKEN;
                        TRY(check_line(x, l));
                        if (x->with_roots)
                                TRY(hash_line(x, l, p, b));
                        after = l->id;
                }
                x->out->lines += (int64_t)list.n;
        } while (list.n);
        TRY(post_of(x, 0, &p));
        return batch_of(x, 0, &b);
}

/* --- accounts and holds */

static Status unit_place(Audit *x, Arena *a, Str code, int16_t *out)
{
        LedgerAudit *o = x->out;
        Unit unit;

        for (size_t i = 0; i < o->units_n; i++)
                if (str_eq(o->units[i].unit, code)) {
                        *out = (int16_t)i;
                        return OK;
                }
        if (o->units_n == LEDGER_AUDIT_UNITS_MAX)
                return TOO_LARGE;
        if (unit_find(x->db, a, code, &unit) != OK)
                return wrong(x, _("there is an account in a unit that is not there"));
        o->units[o->units_n] = (LedgerAuditUnit){.unit = unit.code, .scale = unit.scale};
        *out = (int16_t)o->units_n++;
        return OK;
}

typedef Status (*EachState)(Audit *x, Arena *units, const LedgerStateLine *row);

static Status each_state(Audit *x, Arena *units, EachState run)
{
        Arena a = arena_make(16 * MIB);
        LedgerStateLineList list;
        Id after = 0;
        Status s;

        do {
                arena_reset(&a);
                s = ledger_states_from(x->db, &a, after, &list);
                for (size_t i = 0; s == OK && i < list.n; i++) {
                        s = run(x, units, &list.at[i]);
                        after = list.at[i].account;
                }
        } while (s == OK && list.n);
        arena_free(&a);
        return s;
}

/* Before the lines: which accounts there are, in which unit. */
static Status know_account(Audit *x, Arena *units, const LedgerStateLine *row)
{
        Sum *sum;
        int16_t unit = -1;

        TRY(unit_place(x, units, row->unit, &unit));
        TRY(sum_of(x, row->account, &sum));
        sum->unit = unit;
        x->out->accounts++;
        x->out->units[unit].accounts++;
        return OK;
}

/* Holds whose time is over keep nothing, also those whose lines are still to be written. */
static Status check_limits(Audit *x, Arena *a, const LedgerStateLine *row, bool *out)
{
        LedgerHead head;
        LedgerDueSum due_out, due_in;

        *out = row->balance - row->held_out >= row->least &&
               row->balance + row->held_in <= row->most;
        if (*out)
                return OK;
        TRY(ledger_head_get(x->db, a, &head));
        TRY(ledger_due_out(x->db, a, row->account, head.at, &due_out));
        TRY(ledger_due_in(x->db, a, row->account, head.at, &due_in));
        *out = row->balance - (row->held_out - due_out.amount) >= row->least &&
               row->balance + (row->held_in - due_in.amount) <= row->most;
        return OK;
}

static Status check_account(Audit *x, Arena *a, const LedgerStateLine *row)
{
        char id[ID_CHARS];
        bool is_inside;
        Sum *s;

        id_write(row->account, id);
        TRY(sum_of(x, row->account, &s));
        if (s->balance != row->balance || s->held_in != row->held_in ||
            s->held_out != row->held_out || s->lines != row->lines || s->last != row->last ||
            s->in != total_of(row->in_high, row->in_low) ||
            s->out != total_of(row->out_high, row->out_low))
                return wrong(x, _("account %.13s does not stand where its lines left it"), id);
        TRY(check_limits(x, a, row, &is_inside));
        if (s->in - s->out != s->balance || !is_inside)
                return wrong(x, _("account %.13s is beyond its limits"), id);
        x->out->units[s->unit].moved += s->in;
        return OK;
}

static Status check_units(Audit *x)
{
        __int128 *sums = calloc(x->out->units_n + 1, sizeof *sums);
        Status s = OK;

        if (!sums)
                return TOO_LARGE;
        for (size_t i = 0; i < x->sums_room; i++)
                if (x->sums[i].id && x->sums[i].unit >= 0)
                        sums[x->sums[i].unit] += x->sums[i].balance;
        for (size_t i = 0; i < x->out->units_n && s == OK; i++)
                if (sums[i])
                        s = wrong(x, _("the balances in %.*s do not add up to nothing"),
                                  S_ARG(x->out->units[i].unit));
        free(sums);
        return s;
}

static Status check_holds(Audit *x)
{
        Arena a = arena_make(16 * MIB);
        LedgerHoldList list;
        Id after = 0;
        Status s;

        do {
                arena_reset(&a);
                s = ledger_holds_from(x->db, &a, after, &list);
                for (size_t i = 0; s == OK && i < list.n; i++) {
                        const LedgerHold *row = &list.at[i];
                        bool is_open = str_is(row->state, "open");
                        Held *h;

                        s = held_of(x, row->id, &h);
                        if (s == OK &&
                            (!h->id || h->amount != row->amount || h->source != row->source ||
                             h->target != row->target || is_open != (h->end == 0)))
                                s = wrong(x, _("a hold is not what its lines say"));
                        x->out->holds++;
                        x->out->held += is_open;
                        after = row->id;
                }
        } while (s == OK && list.n);
        arena_free(&a);
        if (s == OK && x->out->holds != (int64_t)x->helds_n)
                s = wrong(x, _("there is a line of a hold that is not there"));
        return s;
}

static Status audit(Audit *x, Arena *units)
{
        TRY(each_state(x, units, know_account));
        TRY(read_lines(x));
        TRY(each_state(x, units, check_account));
        if ((int64_t)x->sums_n != x->out->accounts)
                return wrong(x, _("there is a line of an account that is not there"));
        TRY(check_units(x));
        return check_holds(x);
}

Status ledger_audit(Db *db, Arena *a, bool with_roots, LedgerAudit *out)
{
        Audit x = {.db = db,
                   .out = out,
                   .with_roots = with_roots,
                   .lines_a = arena_make(16 * MIB),
                   .posts_a = arena_make(16 * MIB),
                   .batches_a = arena_make(16 * MIB)};
        Status s;

        *out = (LedgerAudit){0};
        TRY(db_snapshot_begin(db));
        s = audit(&x, a);
        db_snapshot_end(db);
        out->is_whole = s == OK;
        free(x.sums);
        free(x.helds);
        free(x.leaves);
        arena_free(&x.lines_a);
        arena_free(&x.posts_a);
        arena_free(&x.batches_a);
        return s == CONFLICT && out->fault[0] ? OK : s;
}

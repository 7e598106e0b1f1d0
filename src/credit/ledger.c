/* credit/ledger: posting. What is asked for is judged in memory, group by group, and then written.
 */
#include "credit/ledger_inside.h"

#include "base/words.h"

#include <assert.h>
#include <string.h>

/* Of holds whose time is over, the lines that one post writes for all, and those that the work in
 * the background writes in one transaction. */
enum { LAPSE_IN_POST = 64, LAPSE_AT_ONCE = 1000 };

/* A hold that steps of this post change, as it stands now. */
typedef struct {
        LedgerHold row;
        bool is_open;
        const char *state;
} HoldHeld;

typedef struct {
        Ledger *l;
        Db *db;
        Arena *a;
        Id post, actor;
        LedgerLineAdd *lines;
        LedgerHoldAdd *opened;
        HoldHeld *holds;
        uint32_t *hold_slots; /* open addressing by id; one past the place among holds */
        size_t hold_slots_n;
        HoldHeld **ended; /* in their order */
        size_t lines_n, opened_n, holds_n, ended_n;
} Posting;

/* --- one step */

static LedgerResult find(Posting *p, Id id, LedgerHeld **out, Status *s)
{
        Status found = ledger_held(p->l, p->db, id, out);

        if (found == OK)
                return LEDGER_DONE;
        if (found != NOT_FOUND)
                *s = found;
        return LEDGER_NO_ACCOUNT;
}

/* One line between two accounts, whose totals were changed already. */
static void line_add(Posting *p, const LedgerStep *step, LedgerHeld *source, LedgerHeld *target,
                     Id hold)
{
        Id id = ledger_id(p->l, p->db);

        p->lines[p->lines_n++] = (LedgerLineAdd){.id = id,
                                                 .post = p->post,
                                                 .kind = step->kind,
                                                 .source = source->id,
                                                 .target = target->id,
                                                 .amount = step->amount,
                                                 .hold = hold,
                                                 .about = step->about,
                                                 .source_before = source->last,
                                                 .target_before = target->last,
                                                 .source_balance = source->balance,
                                                 .target_balance = target->balance};
        source->last = target->last = id;
        source->lines++;
        target->lines++;
}

/* Holds whose time is over keep nothing back, also those whose lines are still to be written: they
 * are asked for when an account has too little or too much without them, once in a post. */
static Status due_read(Posting *p, LedgerHeld *h)
{
        ArenaMark start = arena_mark(p->a);
        LedgerDueSum out, in;

        if (h->due_post == p->post)
                return OK;
        h->due_out = h->due_in = 0;
        if (ledger_is_due(p->l)) {
                TRY(ledger_due_out(p->db, p->a, h->id, p->l->head.at, &out));
                TRY(ledger_due_in(p->db, p->a, h->id, p->l->head.at, &in));
                h->due_out = out.amount;
                h->due_in = in.amount;
        }
        h->due_post = p->post;
        arena_rewind(p->a, start);
        return OK;
}

static LedgerResult judge_limits(Posting *p, const LedgerStep *step, LedgerHeld *source,
                                 LedgerHeld *target, Status *s)
{
        if (source->balance - source->held_out - step->amount < source->least) {
                *s = due_read(p, source);
                if (*s != OK ||
                    source->balance - (source->held_out - source->due_out) - step->amount <
                            source->least)
                        return LEDGER_TOO_LITTLE;
        }
        if (target->balance + target->held_in + step->amount > target->most) {
                *s = due_read(p, target);
                if (*s != OK ||
                    target->balance + (target->held_in - target->due_in) + step->amount >
                            target->most)
                        return LEDGER_TOO_MUCH;
        }
        return LEDGER_DONE;
}

static LedgerResult judge_move(Posting *p, const LedgerStep *step, Status *s)
{
        LedgerHeld *source, *target;
        LedgerResult r = find(p, step->source, &source, s);

        if (r == LEDGER_DONE)
                r = find(p, step->target, &target, s);
        if (r != LEDGER_DONE)
                return r;
        if (source == target)
                return LEDGER_SAME_ACCOUNT;
        if (!source->is_open || !target->is_open)
                return LEDGER_CLOSED;
        if (strcmp(source->unit, target->unit) != 0)
                return LEDGER_OTHER_UNIT;
        if (step->amount <= 0 || step->amount > LEDGER_MOST)
                return LEDGER_BAD_AMOUNT;
        if (step->kind == LEDGER_HOLD && step->until_at && step->until_at <= p->l->head.at)
                return LEDGER_BAD_TIME;
        if (step->kind != LEDGER_SWEEP && source->ends_at && p->l->head.at >= source->ends_at)
                return LEDGER_ENDED;
        r = judge_limits(p, step, source, target, s);
        if (r != LEDGER_DONE)
                return r;
        *s = ledger_touch(p->l, source);
        if (*s == OK)
                *s = ledger_touch(p->l, target);
        if (step->kind != LEDGER_HOLD) {
                source->balance -= step->amount;
                target->balance += step->amount;
                source->out += (LedgerTotal)step->amount;
                target->in += (LedgerTotal)step->amount;
                line_add(p, step, source, target, 0);
                return LEDGER_DONE;
        }
        source->held_out += step->amount;
        target->held_in += step->amount;
        line_add(p, step, source, target, 0);
        p->opened[p->opened_n++] = (LedgerHoldAdd){.id = p->lines[p->lines_n - 1].id,
                                                   .source = source->id,
                                                   .target = target->id,
                                                   .amount = step->amount,
                                                   .about = step->about,
                                                   .until_at = step->until_at,
                                                   .state = S("open")};
        if (step->until_at && (!p->l->head.due_at || step->until_at < p->l->head.due_at))
                p->l->head.due_at = step->until_at;
        return LEDGER_DONE;
}

static Status hold_find(Posting *p, Id id, HoldHeld **out)
{
        size_t i = (size_t)((uint64_t)id * 0x9E3779B97F4A7C15u >> 20) & (p->hold_slots_n - 1);
        HoldHeld *h;

        while (p->hold_slots[i] && p->holds[p->hold_slots[i] - 1].row.id != id)
                i = (i + 1) & (p->hold_slots_n - 1);
        if (!p->hold_slots[i]) {
                h = &p->holds[p->holds_n];
                TRY(ledger_hold_get(p->db, p->a, id, &h->row));
                h->is_open = str_is(h->row.state, "open");
                p->hold_slots[i] = (uint32_t)++p->holds_n;
        }
        *out = &p->holds[p->hold_slots[i] - 1];
        return OK;
}

/* Settles, releases, or lets go. */
static LedgerResult judge_end(Posting *p, const LedgerStep *step, Status *s)
{
        LedgerStep as = *step;
        LedgerHeld *source, *target;
        HoldHeld *hold;
        Status found = hold_find(p, step->hold, &hold);

        if (found != OK && found != NOT_FOUND)
                *s = found;
        if (found != OK)
                return LEDGER_NO_HOLD;
        if (!hold->is_open || (step->kind != LEDGER_LAPSE && hold->row.until_at &&
                               hold->row.until_at <= p->l->head.at))
                return LEDGER_HOLD_OVER;
        if (step->kind != LEDGER_SETTLE)
                as.amount = hold->row.amount;
        if (as.amount < 0)
                return LEDGER_BAD_AMOUNT;
        if (as.amount > hold->row.amount)
                return LEDGER_HOLD_LESS;
        if (find(p, hold->row.source, &source, s) != LEDGER_DONE ||
            find(p, hold->row.target, &target, s) != LEDGER_DONE)
                return LEDGER_NO_ACCOUNT;
        *s = ledger_touch(p->l, source);
        if (*s == OK)
                *s = ledger_touch(p->l, target);
        source->held_out -= hold->row.amount;
        target->held_in -= hold->row.amount;
        if (step->kind == LEDGER_SETTLE) {
                source->balance -= as.amount;
                target->balance += as.amount;
                source->out += (LedgerTotal)as.amount;
                target->in += (LedgerTotal)as.amount;
        }
        as.about = step->about ? step->about : hold->row.about;
        hold->is_open = false;
        p->ended[p->ended_n++] = hold;
        hold->state = step->kind == LEDGER_SETTLE    ? "settled"
                      : step->kind == LEDGER_RELEASE ? "released"
                                                     : "lapsed";
        line_add(p, &as, source, target, hold->row.id);
        return LEDGER_DONE;
}

static LedgerResult judge(Posting *p, const LedgerStep *step, Status *out)
{
        switch (step->kind) {
        case LEDGER_TRANSFER:
        case LEDGER_SWEEP:
        case LEDGER_HOLD: return judge_move(p, step, out);
        case LEDGER_SETTLE:
        case LEDGER_RELEASE:
        case LEDGER_LAPSE: return judge_end(p, step, out);
        }
        return LEDGER_BAD_AMOUNT;
}

/* --- groups */

/* Where the group that begins at i ends: one past its last step. */
static size_t group_end(const LedgerStep *steps, size_t n, size_t i)
{
        while (i + 1 < n && steps[i].is_linked)
                i++;
        return i + 1;
}

static Status judge_group(Posting *p, const LedgerStep *steps, size_t n, LedgerResult *results)
{
        const Posting was = *p;
        size_t undo_n = p->l->undo_n, wrong = n;
        int64_t due_at = p->l->head.due_at;
        Status s = OK;

        for (size_t i = 0; i < n && wrong == n && s == OK; i++) {
                results[i] = judge(p, &steps[i], &s);
                if (results[i] != LEDGER_DONE)
                        wrong = i;
        }
        if (s != OK || wrong == n)
                return s;
        ledger_undo(p->l, undo_n);
        p->l->head.due_at = due_at;
        p->lines_n = was.lines_n;
        p->opened_n = was.opened_n;
        while (p->ended_n > was.ended_n)
                p->ended[--p->ended_n]->is_open = true;
        for (size_t i = 0; i < n; i++)
                if (i != wrong)
                        results[i] = LEDGER_LINKED_FAILED;
        return OK;
}

static Status judge_all(Posting *p, const LedgerStep *steps, size_t n, LedgerResult *results)
{
        for (size_t i = 0; i < n;) {
                size_t end = group_end(steps, n, i);

                TRY(judge_group(p, steps + i, end - i, results + i));
                i = end;
        }
        return OK;
}

/* --- what was judged is written */

static Status leaves_add(Posting *p)
{
        Ledger *l = p->l;
        char buffer[LEDGER_LINE_BYTES_MAX];

        for (size_t i = 0; i < p->lines_n; i++) {
                const LedgerLineAdd *row = &p->lines[i];
                LedgerHeld *source;
                Text t = text_over(buffer, sizeof buffer);
                Str leaf;

                TRY(ledger_held(l, p->db, row->source, &source));
                TRY(ledger_room((void **)&l->leaves, &l->leaves_room, l->leaves_n,
                                sizeof *l->leaves));
                leaf = ledger_leaf(&t,
                                   &(LedgerLeaf){.id = row->id,
                                                 .post = row->post,
                                                 .actor = p->actor,
                                                 .source = row->source,
                                                 .target = row->target,
                                                 .hold = row->hold,
                                                 .about = row->about,
                                                 .kind = (LedgerKind)row->kind,
                                                 .amount = row->amount,
                                                 .at_us = l->head.at,
                                                 .unit = source->unit,
                                                 .scale = source->scale},
                                   (Str){(const char *)l->salt, HASH_BYTES}, l->leaves_n);
                assert(!t.overflow);
                l->leaves[l->leaves_n++] = merkle_leaf(leaf);
        }
        return OK;
}

static Status mark_add(Ledger *l, Id account, Id line, int64_t lines)
{
        TRY(ledger_room((void **)&l->marks, &l->marks_room, l->marks_n, sizeof *l->marks));
        l->marks[l->marks_n++] = (LedgerMarkAdd){account, l->head.at, line, lines};
        return OK;
}

/* An account's lines are counted up to where the post left it; each is numbered from there back. */
static Status marks_add(Posting *p)
{
        Arena *a = p->a;
        ArenaMark start = arena_mark(a);
        size_t slots = 16;
        struct Later {
                Id account;
                int64_t lines;
        } * later;

        while (slots < p->lines_n * 4)
                slots *= 2;
        later = arena_bytes_n(a, sizeof *later, slots);
        for (size_t i = p->lines_n; i-- > 0;) {
                const Id sides[2] = {p->lines[i].source, p->lines[i].target};

                for (size_t k = 0; k < 2; k++) {
                        size_t at = (size_t)((uint64_t)sides[k] * 0x9E3779B97F4A7C15u >> 20) &
                                    (slots - 1);
                        LedgerHeld *h;

                        while (later[at].account && later[at].account != sides[k])
                                at = (at + 1) & (slots - 1);
                        TRY(ledger_held(p->l, p->db, sides[k], &h));
                        if ((h->lines - later[at].lines) % LEDGER_MARK_LINES == 0)
                                TRY(mark_add(p->l, sides[k], p->lines[i].id,
                                             h->lines - later[at].lines));
                        later[at].account = sides[k];
                        later[at].lines++;
                }
        }
        arena_rewind(a, start);
        return OK;
}

static Status write_lines(Posting *p)
{
        Ledger *l = p->l;

        if (!p->lines_n)
                return OK;
        if (!l->first)
                l->first = p->lines[0].id;
        l->last = p->lines[p->lines_n - 1].id;
        TRY(ledger_line_add(p->db, p->lines, p->lines_n));
        TRY(ledger_hold_add(p->db, p->opened, p->opened_n));
        for (size_t i = 0; i < p->ended_n; i++)
                TRY(ledger_hold_set(p->db, p->ended[i]->row.id, str_from(p->ended[i]->state)));
        TRY(leaves_add(p));
        return marks_add(p);
}

static Status batch_begin(Ledger *l, Db *db)
{
        if (l->batch)
                return OK;
        random_fill(l->salt, sizeof l->salt);
        l->batch = ledger_id(l, db);
        return OK;
}

/* --- posting */

static Status post_write(Posting *p, const LedgerAsk *ask, const Hash *key, LedgerAnswer *answer)
{
        Ledger *l = p->l;
        Hash content = ledger_content(ask);
        char *results = arena_bytes(p->a, ask->steps_n + 1);
        size_t next = 0;

        for (size_t i = 0; i < ask->steps_n; i++) {
                results[i] = (char)answer->results[i];
                if (answer->results[i] == LEDGER_DONE)
                        answer->lines[i] = p->lines[next++].id;
                else
                        answer->refused_n++;
        }
        assert(next == p->lines_n);
        l->has_post = true;
        TRY(write_lines(p));
        TRY(ledger_post_add(p->db, p->post, l->batch, p->actor, key ? hash_str(key) : (Str){0},
                            hash_str(&content), l->head.at, p->lines_n ? p->lines[0].id : 0,
                            p->lines_n ? p->lines[p->lines_n - 1].id : 0, (int64_t)p->lines_n,
                            (Str){results, ask->steps_n}));
        if (!key)
                return OK;
        TRY(ledger_room((void **)&l->keys, &l->keys_room, l->keys_n, sizeof *l->keys));
        l->keys[l->keys_n++] = (RunPair){ledger_run_key(key), p->post};
        return OK;
}

static Status post_new(Ledger *l, Db *db, Arena *a, const LedgerAsk *ask, const Hash *key,
                       LedgerAnswer *out)
{
        Posting p = {.l = l,
                     .db = db,
                     .a = a,
                     .actor = ask->actor,
                     .lines = arena_new(a, LedgerLineAdd, ask->steps_n + 1),
                     .opened = arena_new(a, LedgerHoldAdd, ask->steps_n + 1),
                     .holds = arena_new(a, HoldHeld, ask->steps_n + 1),
                     .ended = arena_new(a, HoldHeld *, ask->steps_n + 1),
                     .hold_slots_n = 16};

        while (p.hold_slots_n < ask->steps_n * 2)
                p.hold_slots_n *= 2;
        p.hold_slots = arena_new(a, uint32_t, p.hold_slots_n);
        TRY(batch_begin(l, db));
        p.post = ledger_id(l, db);
        *out = (LedgerAnswer){.post = p.post,
                              .at_us = l->head.at,
                              .results = arena_new(a, LedgerResult, ask->steps_n + 1),
                              .lines = arena_new(a, Id, ask->steps_n + 1)};
        for (size_t i = 0; ask->refused && i < ask->steps_n; i++)
                out->results[i] = ask->refused;
        if (!ask->refused)
                TRY(judge_all(&p, ask->steps, ask->steps_n, out->results));
        return post_write(&p, ask, key, out);
}

Status ledger_post(Db *db, Arena *a, const LedgerAsk *ask, LedgerAnswer *out)
{
        Ledger *l;
        Hash key;
        size_t lapsed;

        for (size_t i = 0; i < ask->steps_n; i++)
                assert(ask->steps[i].kind != LEDGER_LAPSE);
        if (ask->steps_n > LEDGER_STEPS_MAX || ask->key.len > LEDGER_KEY_CHARS_MAX)
                return TOO_LARGE;
        TRY(ledger_of(db, ask->now_us, &l));
        if (ask->key.len) {
                Status s = ledger_known(db, a, ask, out);

                if (s != NOT_FOUND)
                        return s;
                key = ledger_key(ask);
        }
        TRY(ledger_lapse_due(l, db, a, LAPSE_IN_POST, &lapsed));
        return post_new(l, db, a, ask, ask->key.len ? &key : NULL, out);
}

Status ledger_move(Db *db, Arena *a, const LedgerAsk *as, const LedgerStep *step,
                   LedgerResult *out_result)
{
        LedgerAsk ask = *as;
        LedgerAnswer answer;

        ask.steps = step;
        ask.steps_n = 1;
        TRY(ledger_post(db, a, &ask, &answer));
        *out_result = answer.results[0];
        return answer.refused_n ? CONFLICT : OK;
}

Status ledger_lapse_due(Ledger *l, Db *db, Arena *a, int64_t most, size_t *out_n)
{
        ArenaMark start = arena_mark(a);
        LedgerHoldList due;
        LedgerStep *steps;
        LedgerAnswer answer;
        LedgerDue next;

        *out_n = 0;
        if (!ledger_is_due(l))
                return OK;
        TRY(ledger_holds_due(db, a, l->head.at, most, &due));
        steps = arena_new(a, LedgerStep, due.n + 1);
        for (size_t i = 0; i < due.n; i++)
                steps[i] = (LedgerStep){.kind = LEDGER_LAPSE, .hold = due.at[i].id};
        if (due.n)
                TRY(post_new(l, db, a, &(LedgerAsk){.steps = steps, .steps_n = due.n}, NULL,
                             &answer));
        if (due.n && answer.refused_n)
                return BROKEN; /* a hold whose accounts are not there */
        TRY(ledger_hold_next(db, a, &next));
        l->head.due_at = next.due_at;
        *out_n = due.n;
        arena_rewind(a, start);
        return OK;
}

Status ledger_lapse(Db *db, Arena *a, int64_t now_us, size_t *out_n)
{
        Ledger *l;

        TRY(ledger_of(db, now_us, &l));
        return ledger_lapse_due(l, db, a, LAPSE_AT_ONCE, out_n);
}

/* credit: random posts against a simple model, on both engines; the model knows every result
 * beforehand. SEEDBED_MODEL_SEED asks for other posts (`make soak` does). */
#include "credit/ledger_audit.h"
#include "tests/world.h"

#include <stdlib.h>
#include <string.h>

enum { ACCOUNTS = 12, HOLDS_MAX = 4000, STEPS_MAX = 24, KEYS_MAX = 2000 };

typedef struct {
        Id id;
        int unit;
        bool is_open;
        int64_t balance, in, out, least, most;
} ModelAccount;

typedef struct {
        Id id;
        int source, target;
        int64_t amount, until_at;
        bool is_open;
} ModelHold;

typedef struct {
        char key[16];
        LedgerStep steps[STEPS_MAX];
        size_t n;
        LedgerResult results[STEPS_MAX];
        Id lines[STEPS_MAX];
} ModelKey;

typedef struct {
        World *w;
        uint64_t seed;
        ModelAccount account[ACCOUNTS];
        ModelHold hold[HOLDS_MAX];
        size_t holds_n;
        ModelKey *key;
        size_t keys_n;
        int64_t clock_us, ledger_us;
        int64_t done, refused, known;
} Model;

static uint64_t roll(Model *m, uint64_t below)
{
        m->seed = m->seed * 6364136223846793005u + 1442695040888963407u;
        return (m->seed >> 33) % below;
}

/* --- what the model says a step does */

static LedgerResult model_move(Model *m, const LedgerStep *s, int a, int b)
{
        ModelAccount *x = a >= 0 ? &m->account[a] : NULL, *y = b >= 0 ? &m->account[b] : NULL;

        if (!x || !y)
                return LEDGER_NO_ACCOUNT;
        if (x == y)
                return LEDGER_SAME_ACCOUNT;
        if (!x->is_open || !y->is_open)
                return LEDGER_CLOSED;
        if (x->unit != y->unit)
                return LEDGER_OTHER_UNIT;
        if (s->amount <= 0)
                return LEDGER_BAD_AMOUNT;
        if (s->kind == LEDGER_HOLD && s->until_at && s->until_at <= m->ledger_us)
                return LEDGER_BAD_TIME;
        if (x->balance - x->out - s->amount < x->least)
                return LEDGER_TOO_LITTLE;
        if (y->balance + y->in + s->amount > y->most)
                return LEDGER_TOO_MUCH;
        if (s->kind == LEDGER_TRANSFER) {
                x->balance -= s->amount;
                y->balance += s->amount;
                return LEDGER_DONE;
        }
        x->out += s->amount;
        y->in += s->amount;
        m->hold[m->holds_n++] = (ModelHold){0, a, b, s->amount, s->until_at, true};
        return LEDGER_DONE;
}

static LedgerResult model_end(Model *m, const LedgerStep *s)
{
        for (size_t i = 0; i < m->holds_n; i++) {
                ModelHold *h = &m->hold[i];
                ModelAccount *x = &m->account[h->source], *y = &m->account[h->target];

                if (!h->id || h->id != s->hold)
                        continue;
                if (!h->is_open)
                        return LEDGER_HOLD_OVER;
                if (s->kind == LEDGER_SETTLE && s->amount < 0)
                        return LEDGER_BAD_AMOUNT;
                if (s->kind == LEDGER_SETTLE && s->amount > h->amount)
                        return LEDGER_HOLD_LESS;
                h->is_open = false;
                x->out -= h->amount;
                y->in -= h->amount;
                x->balance -= s->kind == LEDGER_SETTLE ? s->amount : 0;
                y->balance += s->kind == LEDGER_SETTLE ? s->amount : 0;
                return LEDGER_DONE;
        }
        return LEDGER_NO_HOLD;
}

static int place(const Model *m, Id id)
{
        for (int i = 0; i < ACCOUNTS; i++)
                if (m->account[i].id == id)
                        return i;
        return -1;
}

static void model_time(Model *m)
{
        if (m->clock_us > m->ledger_us)
                m->ledger_us = m->clock_us;
        for (size_t i = 0; i < m->holds_n; i++) {
                ModelHold *h = &m->hold[i];

                if (!h->is_open || !h->until_at || h->until_at > m->ledger_us)
                        continue;
                h->is_open = false;
                m->account[h->source].out -= h->amount;
                m->account[h->target].in -= h->amount;
        }
}

static void model_post(Model *m, const LedgerStep *steps, size_t n, LedgerResult *out)
{
        model_time(m);
        for (size_t i = 0, end; i < n; i = end) {
                Model was = *m; /* arrays and all; only the key list is shared */
                bool good = true;

                for (end = i; good && end < n; end++) {
                        const LedgerStep *s = &steps[end];

                        out[end] =
                                s->kind == LEDGER_TRANSFER || s->kind == LEDGER_HOLD
                                        ? model_move(m, s, place(m, s->source), place(m, s->target))
                                        : model_end(m, s);
                        good = out[end] == LEDGER_DONE;
                        if (!s->is_linked) {
                                end++;
                                break;
                        }
                }
                if (good)
                        continue;
                for (size_t k = i; k + 1 < end; k++)
                        out[k] = LEDGER_LINKED_FAILED;
                while (end < n && steps[end - 1].is_linked)
                        out[end++] = LEDGER_LINKED_FAILED;
                *m = was;
        }
}

/* --- random posts */

static LedgerStep some_step(Model *m)
{
        static const Id nobody = 12345;
        LedgerStep s = {.kind = (LedgerKind)(1 + roll(m, 4)), .is_linked = roll(m, 9) == 0};

        if (s.kind == LEDGER_TRANSFER || s.kind == LEDGER_HOLD) {
                uint64_t to = roll(m, ACCOUNTS), from = roll(m, 3) ? to % 2 : roll(m, ACCOUNTS);

                s.source = roll(m, 60) ? m->account[from].id : nobody;
                s.target = roll(m, 60) ? m->account[to].id : nobody;
                s.amount = roll(m, 40) ? (int64_t)roll(m, 500) + 1 : (int64_t)roll(m, 3) - 2;
                if (s.kind == LEDGER_HOLD && roll(m, 2))
                        s.until_at = m->clock_us + (int64_t)roll(m, 40) - 4;
                return s;
        }
        /* mostly one of the newest */
        if (m->holds_n)
                s.hold = m->hold[m->holds_n - 1 - roll(m, m->holds_n < 30 ? m->holds_n : 30)].id;
        s.amount = s.kind == LEDGER_SETTLE ? (int64_t)roll(m, 400) - 2 : 0;
        return s;
}

typedef struct {
        LedgerAsk ask;
        LedgerAnswer answer;
        Arena *a;
        bool fails_after; /* the deed around it is undone */
} Job;

static Status run_post(void *ctx, Db *db)
{
        Job *j = ctx;

        TRY(ledger_post(db, j->a, &j->ask, &j->answer));
        return j->fails_after ? INVALID : OK;
}

static void check_same(Model *m, const Job *j, const LedgerResult *want)
{
        for (size_t i = 0; i < j->ask.steps_n; i++) {
                CHECK_INT(j->answer.results[i], want[i]);
                CHECK((j->answer.lines[i] != 0) == (want[i] == LEDGER_DONE));
                m->done += want[i] == LEDGER_DONE;
                m->refused += want[i] != LEDGER_DONE;
        }
}

/* Holds that the post opened have the ids of their lines. */
static void name_holds(Model *m, const Job *j, size_t holds_n)
{
        for (size_t i = 0; i < j->ask.steps_n; i++)
                if (j->ask.steps[i].kind == LEDGER_HOLD && j->answer.lines[i])
                        m->hold[holds_n++].id = j->answer.lines[i];
        CHECK_INT((int64_t)holds_n, (int64_t)m->holds_n);
}

static void ask_again(Model *m, Arena *a)
{
        const ModelKey *k = &m->key[roll(m, m->keys_n)];
        LedgerStep steps[STEPS_MAX];
        Job j = {.a = a,
                 .ask = {.actor = 7,
                         .key = str_from(k->key),
                         .now_us = m->clock_us,
                         .steps = steps,
                         .steps_n = k->n}};

        memcpy(steps, k->steps, sizeof steps);
        if (roll(m, 4) == 0) { /* something else under the same key */
                steps[roll(m, k->n)].about = 99;
                CHECK_IS(store_transact(m->w->p.store, run_post, &j), CONFLICT);
                return;
        }
        CHECK_OK(store_transact(m->w->p.store, run_post, &j));
        CHECK(j.answer.was_known);
        for (size_t i = 0; i < k->n; i++) {
                CHECK_INT(j.answer.results[i], k->results[i]);
                CHECK_INT(j.answer.lines[i], k->lines[i]);
        }
        m->known++;
}

static void ask_new(Model *m, Arena *a)
{
        LedgerStep steps[STEPS_MAX];
        LedgerResult want[STEPS_MAX];
        size_t n = 1 + roll(m, STEPS_MAX), holds_n = m->holds_n;
        ModelKey *k = &m->key[m->keys_n];
        Model *was = arena_new(a, Model, 1);
        Job j = {.a = a, .fails_after = roll(m, 8) == 0};

        if (holds_n + n > HOLDS_MAX)
                return;
        for (size_t i = 0; i < n; i++)
                steps[i] = some_step(m);
        snprintf(k->key, sizeof k->key, "k%zu", m->keys_n);
        j.ask = (LedgerAsk){.actor = 7,
                            .key = roll(m, 2) && m->keys_n < KEYS_MAX ? str_from(k->key) : (Str){0},
                            .now_us = m->clock_us,
                            .steps = steps,
                            .steps_n = n};
        *was = *m;
        model_post(m, steps, n, want);
        if (j.fails_after) {
                CHECK_IS(store_transact(m->w->p.store, run_post, &j), INVALID);
                was->seed = m->seed;
                *m = *was;
                return;
        }
        CHECK_OK(store_transact(m->w->p.store, run_post, &j));
        CHECK(!j.answer.was_known);
        CHECK_INT(j.answer.at_us, m->ledger_us);
        check_same(m, &j, want);
        name_holds(m, &j, holds_n);
        if (!j.ask.key.len)
                return;
        memcpy(k->steps, steps, sizeof steps);
        memcpy(k->results, want, sizeof want);
        memcpy(k->lines, j.answer.lines, n * sizeof(Id));
        k->n = n;
        m->keys_n++;
}

/* --- accounts */

static Status open_accounts(void *ctx, Db *db)
{
        Model *m = ctx;

        for (int i = 0; i < ACCOUNTS; i++) {
                ModelAccount *x = &m->account[i];

                TRY(ledger_account_open(
                        db, m->w->a,
                        &(LedgerAccountPlan){.unit = x->unit ? S("gpu-hour") : S("USD"),
                                             .kind = S("own"),
                                             .about = i + 1,
                                             .least = x->least,
                                             .most = x->most,
                                             .now_us = m->clock_us},
                        &x->id));
        }
        return OK;
}

static Model *model_begin(Arena *a, World *w, uint64_t seed)
{
        Model *m = arena_new(a, Model, 1);

        m->w = w;
        m->seed = seed;
        m->key = arena_new(a, ModelKey, KEYS_MAX + 1);
        m->clock_us = INT64_C(1760000000000000);
        for (int i = 0; i < ACCOUNTS; i++) /* two of them may be overdrawn, some are small */
                m->account[i] = (ModelAccount){.unit = i % 2,
                                               .is_open = true,
                                               .least = i < 2    ? LEDGER_LEAST
                                                        : i == 4 ? -700
                                                                 : 0,
                                               .most = i == 5 ? 900 : LEDGER_MOST};
        CHECK_OK(store_transact(w->p.store, open_accounts, m));
        return m;
}

static void check_standing(Model *m, Arena *a)
{
        for (int i = 0; i < ACCOUNTS; i++) {
                LedgerAccount row;

                CHECK_OK(ledger_account_get(m->w->db, a, m->account[i].id, &row));
                CHECK_INT(row.balance, m->account[i].balance);
                CHECK_INT(row.held_in, m->account[i].in);
                CHECK_INT(row.held_out, m->account[i].out);
        }
}

static void check_audit(World *w, Arena *a)
{
        LedgerAudit audit;

        CHECK_OK(ledger_audit(w->db, a, true, &audit));
        if (!audit.is_whole)
                print_error("%s\n", audit.fault);
        CHECK(audit.is_whole);
}

static uint64_t seed_of_run(void)
{
        const char *given = getenv("SEEDBED_MODEL_SEED");
        int64_t seed = 20261122;

        if (given)
                CHECK(str_to_int(str_from(given), 0, INT64_MAX, &seed));
        return (uint64_t)seed;
}

TEST(random_posts_do_what_a_simple_model_says_whatever_the_clock_does)
{
        World *w = world(a);
        Model *m = model_begin(a, w, seed_of_run());

        for (int round = 0; round < 1200; round++) {
                ArenaMark mark = arena_mark(a);

                m->clock_us += (int64_t)roll(m, 9) - (roll(m, 30) == 0 ? 60 : 0);
                if (m->keys_n && roll(m, 5) == 0)
                        ask_again(m, a);
                else
                        ask_new(m, a);
                if (round % 40 == 0)
                        check_standing(m, a);
                arena_rewind(a, mark);
                if (round % 400 == 399) {
                        check_audit(w, a);
                        world_again(w); /* nothing of it stood in memory alone */
                }
        }
        print_message("# %lld done, %lld refused, %lld asked again\n", (long long)m->done,
                      (long long)m->refused, (long long)m->known);
        CHECK(m->done > 400 && m->refused > 400 && m->known > 20);
        check_standing(m, a);
        check_audit(w, a);
}

/* credit/ledger_read: statements, balances of a day gone by, and proofs. */
#include "credit/ledger_inside.h"

#include "base/time.h"
#include "base/words.h"

#include <endian.h>
#include <string.h>

/* --- words */

static const struct {
        const char *name, *words;
} results[] = {
        [LEDGER_DONE] = {"done", N_("Done.")},
        [LEDGER_LINKED_FAILED] = {"linked-failed",
                                  N_("It belongs together with something that was refused.")},
        [LEDGER_NO_ACCOUNT] = {"no-account", N_("There is no such account.")},
        [LEDGER_CLOSED] = {"closed", N_("The account is closed.")},
        [LEDGER_SAME_ACCOUNT] = {"same-account", N_("It goes nowhere: both accounts are one.")},
        [LEDGER_OTHER_UNIT] = {"other-unit", N_("The accounts are kept in different units.")},
        [LEDGER_BAD_AMOUNT] = {"bad-amount", N_("This is no amount that can be moved.")},
        [LEDGER_TOO_LITTLE] = {"too-little", N_("There is less than that left.")},
        [LEDGER_TOO_MUCH] = {"too-much", N_("It is more than the account may hold.")},
        [LEDGER_NO_HOLD] = {"no-hold", N_("There is no such hold.")},
        [LEDGER_HOLD_OVER] = {"hold-over", N_("The hold was settled, released, or is over.")},
        [LEDGER_HOLD_LESS] = {"hold-less", N_("Less is held than that.")},
        [LEDGER_ENDED] = {"ended", N_("The time of the account is over.")},
        [LEDGER_BAD_TIME] = {"bad-time", N_("It would be over before it begins.")},
};

static size_t place_of(LedgerResult r)
{
        return (size_t)r < sizeof results / sizeof *results ? (size_t)r : LEDGER_BAD_AMOUNT;
}

const char *ledger_result_words(LedgerResult r)
{
        return _(results[place_of(r)].words);
}

const char *ledger_result_name(LedgerResult r)
{
        return results[place_of(r)].name;
}

const char *ledger_kind_name(LedgerKind k)
{
        static const char *const names[] = {"",        "transfer", "hold", "settle",
                                            "release", "lapse",    "sweep"};

        return k >= LEDGER_TRANSFER && k <= LEDGER_SWEEP ? names[k] : "";
}

/* --- statements */

static Status line_and_before(Db *db, Arena *a, Id account, Id line, LedgerLine *out,
                              Id *out_before)
{
        TRY(ledger_line_get(db, a, line, out));
        if (out->source != account && out->target != account)
                return NOT_FOUND;
        *out_before = out->source == account ? out->source_before : out->target_before;
        return OK;
}

Status ledger_line_before(Db *db, Arena *a, Id account, Id line, Id *out)
{
        LedgerLine row;

        return line_and_before(db, a, account, line, &row, out);
}

Status ledger_statement(Db *db, Arena *a, Id account, Id from, size_t n, LedgerStatementLine **out,
                        size_t *out_n)
{
        LedgerStatementLine *list = arena_new(a, LedgerStatementLine, n + 1);
        LedgerPostWhen post = {0};
        Id next = from;

        *out_n = 0;
        while (next && *out_n < n) {
                LedgerStatementLine *l = &list[*out_n];

                TRY(line_and_before(db, a, account, next, &l->line, &next));
                if (post.id != l->line.post)
                        TRY(ledger_post_when(db, a, l->line.post, &post));
                l->at_us = post.at;
                l->is_in = l->line.target == account;
                l->balance = l->is_in ? l->line.target_balance : l->line.source_balance;
                l->other = l->is_in ? l->line.source : l->line.target;
                ++*out_n;
        }
        *out = list;
        return OK;
}

/* From the first mark that is later, back. */
Status ledger_line_at(Db *db, Arena *a, Id account, int64_t at_us, Id *out)
{
        LedgerAccount row;
        LedgerPostWhen post = {0};
        LedgerMark mark;
        Id next;
        Status s;

        TRY(ledger_account_get(db, a, account, &row));
        next = row.last;
        s = ledger_mark_after(db, a, account, at_us, &mark);
        if (s != OK && s != NOT_FOUND)
                return s;
        if (s == OK)
                next = mark.line;
        while (next) {
                ArenaMark start = arena_mark(a);
                LedgerLine line;
                Id before;

                TRY(line_and_before(db, a, account, next, &line, &before));
                if (post.id != line.post)
                        TRY(ledger_post_when(db, a, line.post, &post));
                arena_rewind(a, start);
                if (post.at <= at_us)
                        break;
                next = before;
        }
        *out = next;
        return OK;
}

Status ledger_balance_at(Db *db, Arena *a, Id account, int64_t at_us, int64_t *out)
{
        LedgerLine line;
        Id id;

        TRY(ledger_line_at(db, a, account, at_us, &id));
        *out = 0;
        if (!id)
                return OK;
        TRY(ledger_line_get(db, a, id, &line));
        *out = line.source == account ? line.source_balance : line.target_balance;
        return OK;
}

/* Not below zero. */
static Str total_digits(Arena *a, LedgerTotal t)
{
        if (total_high(t))
                return str_fmt(a, "%lld%018lld", (long long)total_high(t), (long long)total_low(t));
        return str_fmt(a, "%lld", (long long)total_low(t));
}

Str ledger_total_text(Arena *a, int64_t high, int64_t low, const Unit *unit)
{
        LedgerTotal t = total_of(high, low), one = 1;
        Text text = text_begin(a, 128);

        for (int i = 0; i < unit->scale; i++)
                one *= 10;
        text_add(&text, total_digits(a, t / one));
        if (unit->scale) {
                Str rest = unit_text(a, &(Unit){.scale = unit->scale, .shown = unit->shown},
                                     (int64_t)(t % one));

                text_add(&text, str_skip(rest, 1)); /* without the 0 */
        }
        return text_str(&text);
}

/* --- leaves and proofs */

static void write_id(Text *t, Str key, Id id)
{
        char text[ID_CHARS];

        id_write(id, text);
        text_add(t, key);
        text_add(t, (Str){text, ID_CHARS});
}

static void write_salt(Text *t, Str batch_salt, uint64_t index)
{
        static const char hex[] = "0123456789abcdef";
        uint64_t place = htobe64(index);
        HashRun h;
        Hash salt;

        hash_begin(&h);
        hash_add(&h, batch_salt.at, batch_salt.len);
        hash_add(&h, &place, sizeof place);
        salt = hash_end(&h);
        for (size_t i = 0; i < 16; i++) {
                text_char(t, hex[salt.b[i] >> 4]);
                text_char(t, hex[salt.b[i] & 15]);
        }
}

/* The keys stand in the order that RFC 8785 asks for. */
Str ledger_leaf(Text *t, const LedgerLeaf *line, Str batch_salt, uint64_t index)
{
        text_char(t, '{');
        if (line->about) {
                write_id(t, S("\"about\":\""), line->about);
                text_add(t, S("\","));
        }
        text_add(t, S("\"amount\":\""));
        decimal_write(t, line->amount, line->scale);
        text_add(t, S("\",\"at\":"));
        text_int(t, line->at_us);
        if (line->actor) {
                write_id(t, S(",\"by\":\""), line->actor);
                text_char(t, '"');
        }
        write_id(t, S(",\"from\":\""), line->source);
        if (line->hold)
                write_id(t, S("\",\"hold\":\""), line->hold);
        write_id(t, S("\",\"id\":\""), line->id);
        text_add(t, S("\",\"kind\":\""));
        text_add(t, str_from(ledger_kind_name(line->kind)));
        write_id(t, S("\",\"post\":\""), line->post);
        text_add(t, S("\",\"salt\":\""));
        write_salt(t, batch_salt, index);
        write_id(t, S("\",\"to\":\""), line->target);
        text_add(t, S("\",\"unit\":\""));
        text_add(t, str_from(line->unit));
        text_add(t, S("\"}"));
        return text_str(t);
}

/* All lines of its batch are hashed again: what is proved is what stands in the store. */
static Status batch_leaves(Db *db, Arena *a, const LedgerBatch *b, Id line, Hash *leaves,
                           LedgerProof *out)
{
        char buffer[LEDGER_LINE_BYTES_MAX];
        ArenaMark mark = arena_mark(a);
        LedgerLineList list;
        LedgerPostWhen post = {0};
        LedgerName name = {0};
        Id after = b->first - 1, named = 0;
        Unit unit = {0};
        uint64_t n = 0;

        do {
                TRY(ledger_lines_of(db, a, after + 1, b->last, &list));
                for (size_t i = 0; i < list.n && n < (uint64_t)b->lines; i++, n++) {
                        const LedgerLine *l = &list.at[i];
                        char code[UNIT_CODE_CHARS_MAX + 1] = {0};
                        Text t = text_over(buffer, sizeof buffer);
                        Str leaf;

                        if (post.id != l->post)
                                TRY(ledger_post_when(db, a, l->post, &post));
                        if (named != l->source) {
                                TRY(ledger_name(db, a, l->source, &name));
                                TRY(unit_find(db, a, name.unit, &unit));
                                named = l->source;
                        }
                        if (!unit.code.at)
                                return BROKEN;
                        memcpy(code, unit.code.at, unit.code.len);
                        leaf = ledger_leaf(&t,
                                           &(LedgerLeaf){.id = l->id,
                                                         .post = l->post,
                                                         .actor = post.actor,
                                                         .source = l->source,
                                                         .target = l->target,
                                                         .hold = l->hold,
                                                         .about = l->about,
                                                         .kind = (LedgerKind)l->kind,
                                                         .amount = l->amount,
                                                         .at_us = post.at,
                                                         .unit = code,
                                                         .scale = unit.scale},
                                           b->salt, n);
                        leaves[n] = merkle_leaf(leaf);
                        if (l->id == line) {
                                out->index = n;
                                memcpy(out->text, leaf.at, leaf.len);
                                out->leaf = (Str){out->text, leaf.len};
                        }
                        after = l->id;
                }
                arena_rewind(a, mark);
                post = (LedgerPostWhen){0};
                named = 0;
        } while (list.n && n < (uint64_t)b->lines);
        return n == (uint64_t)b->lines ? OK : BROKEN;
}

Status ledger_proof(Db *db, Arena *a, Id line, LedgerProof *out)
{
        LedgerLine row;
        LedgerPost post;
        LedgerBatch b;
        Hash *leaves;

        TRY(ledger_line_get(db, a, line, &row));
        TRY(ledger_post_get(db, a, row.post, &post));
        TRY(ledger_batch_get(db, a, post.batch, &b));
        leaves = arena_new(a, Hash, (size_t)b.lines + 1);
        *out = (LedgerProof){.lines = (uint64_t)b.lines, .position = b.position};
        out->text = arena_bytes(a, LEDGER_LINE_BYTES_MAX);
        TRY(batch_leaves(db, a, &b, line, leaves, out));
        out->root = merkle_list_root(leaves, (size_t)b.lines);
        out->proof = arena_new(a, Hash, MERKLE_PROOF_MAX);
        out->proof_n = merkle_list_proof(leaves, (size_t)b.lines, out->index, out->proof);
        return str_eq(hash_str(&out->root), b.root) ? OK : BROKEN;
}

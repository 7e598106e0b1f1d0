/* credit/ledger_key: what was asked for under a key is answered alike for ever. */
#include "credit/ledger_inside.h"

#include <string.h>

Hash ledger_key(const LedgerAsk *ask)
{
        HashRun h;

        hash_begin(&h);
        hash_add(&h, &ask->actor, sizeof ask->actor); /* of fixed length, so the rest is the key */
        hash_add(&h, ask->key.at, ask->key.len);
        return hash_end(&h);
}

Hash ledger_content(const LedgerAsk *ask)
{
        HashRun h;

        if (ask->content)
                return *ask->content;
        hash_begin(&h);
        for (size_t i = 0; i < ask->steps_n; i++) {
                const LedgerStep *s = &ask->steps[i];
                const int64_t all[] = {s->kind,   s->is_linked, s->source,   s->target,
                                       s->amount, s->hold,      s->until_at, s->about};

                hash_add(&h, all, sizeof all);
        }
        return hash_end(&h);
}

int64_t ledger_run_key(const Hash *key)
{
        int64_t k;

        memcpy(&k, key->b, sizeof k);
        return k & INT64_MAX;
}

static Status answer_known(Db *db, Arena *a, const LedgerAsk *ask, const LedgerPost *row,
                           LedgerAnswer *out)
{
        Hash content = ledger_content(ask);
        size_t n = row->results.len;
        LedgerLineIdList ids = {0};
        size_t next = 0;

        if (!str_eq(row->content, hash_str(&content)))
                return CONFLICT;
        if (row->lines)
                TRY(ledger_line_ids(db, a, row->first, row->last, row->id, &ids));
        *out = (LedgerAnswer){.post = row->id,
                              .was_known = true,
                              .at_us = row->at,
                              .results = arena_new(a, LedgerResult, n + 1),
                              .lines = arena_new(a, Id, n + 1)};
        for (size_t i = 0; i < n; i++) {
                out->results[i] = (LedgerResult)row->results.at[i];
                if (out->results[i] != LEDGER_DONE)
                        out->refused_n++;
                else if (next < ids.n)
                        out->lines[i] = ids.at[next++].id;
        }
        return next == ids.n ? OK : BROKEN;
}

/* The post under a key. NOT_FOUND: the key is new. */
static Status find_key(Ledger *l, Db *db, Arena *a, const Hash *key, LedgerPost *out)
{
        int64_t run = ledger_run_key(key);
        const Id *found = NULL;
        size_t n = 0;
        Status s;

        if (!l->filter_is_fresh)
                TRY(runs_filter_refresh(l->filter, db, LEDGER_STEPS_MAX));
        l->filter_is_fresh = true;
        for (size_t i = 0; i < l->keys_n; i++) /* earlier in this transaction */
                if (l->keys[i].key == run) {
                        TRY(ledger_post_get(db, a, l->keys[i].id, out));
                        if (str_eq(out->key, hash_str(key)))
                                return OK;
                }
        if (!runs_filter_may_have(l->filter, run))
                return NOT_FOUND;
        s = runs_find(db, a, LEDGER_KEYS_SPACE, run, &found, &n);
        for (size_t i = 0; i < n && s == OK; i++) {
                TRY(ledger_post_get(db, a, found[i], out));
                if (str_eq(out->key, hash_str(key)))
                        return OK;
        }
        return s == OK ? NOT_FOUND : s;
}

Status ledger_known(Db *db, Arena *a, const LedgerAsk *as, LedgerAnswer *out)
{
        LedgerPost known;
        Ledger *l;
        Hash key = ledger_key(as);

        TRY(ledger_of(db, as->now_us, &l));
        TRY(find_key(l, db, a, &key, &known));
        return answer_known(db, a, as, &known, out);
}

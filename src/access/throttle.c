/* access/throttle: see the header. */
#include "access/throttle.h"

#include "access/access.sql.h"
#include "base/hash.h"
#include "base/time.h"

typedef enum { BY_PAIR, BY_ACCOUNT, BY_CLIENT, BY_ASKER, KINDS } Kind;

static const struct {
        int64_t free, most;
} limits[KINDS] = {[BY_PAIR] = {THROTTLE_PAIR_FREE, THROTTLE_WAIT_S_MAX},
                   [BY_ACCOUNT] = {THROTTLE_ACCOUNT_FREE, THROTTLE_ACCOUNT_WAIT_S_MAX},
                   [BY_CLIENT] = {THROTTLE_CLIENT_FREE, THROTTLE_WAIT_S_MAX},
                   [BY_ASKER] = {THROTTLE_ASKER_FREE, THROTTLE_ACCOUNT_WAIT_S_MAX}};

/* Who tries passwords, and who only asks for a mail, are counted by themselves. */
static const Kind of_tries[] = {BY_PAIR, BY_ACCOUNT, BY_CLIENT},
                  of_asking[] = {BY_PAIR, BY_ACCOUNT, BY_ASKER};
enum { COUNTS = 3 };

static Hash key_of(Arena *a, Kind kind, Str account, Str client)
{
        Str parts[3] = {kind == BY_PAIR      ? S("pair")
                        : kind == BY_ACCOUNT ? S("account")
                        : kind == BY_CLIENT  ? S("client")
                                             : S("asker"),
                        kind == BY_CLIENT || kind == BY_ASKER ? (Str){0} : account,
                        kind == BY_ACCOUNT ? (Str){0} : client};

        return hash_sha256(str_join(a, parts, 3, S("\n")));
}

int64_t throttle_wait_s(int64_t failures, int64_t free, int64_t most)
{
        int64_t wait = 1;

        if (failures < free)
                return 0;
        for (int64_t i = free; i < failures && wait < most; i++)
                wait *= 2;
        return wait < most ? wait : most;
}

static Status count_of(Db *db, Arena *a, Kind kind, const Hash *key, int64_t now_us,
                       ThrottleRow *out)
{
        Status s = throttle_get(db, a, hash_str(key), out);

        /* a clock that was set back must not keep anybody out for longer than the wait itself */
        if (s == NOT_FOUND || (s == OK && out->last_at + THROTTLE_FORGET_US < now_us))
                *out = (ThrottleRow){0};
        if (s == OK && out->last_at > now_us)
                out->last_at = now_us;
        if (s == OK && kind == BY_ASKER) {
                int64_t fades = (now_us - out->last_at) / THROTTLE_ASKER_FADES_US;

                out->failures = out->failures > fades ? out->failures - fades : 0;
        }
        return s == NOT_FOUND ? OK : s;
}

static Status look(Db *db, Arena *a, const Kind *kinds, Str account, Str client, int64_t now_us,
                   int64_t *out_s)
{
        *out_s = 0;
        for (int i = 0; i < COUNTS; i++) {
                Kind k = kinds[i];
                Hash key = key_of(a, k, account, client);
                ThrottleRow row;
                int64_t until, left;

                TRY(count_of(db, a, k, &key, now_us, &row));
                until = row.last_at +
                        throttle_wait_s(row.failures, limits[k].free, limits[k].most) * SECOND_US;
                left = (until - now_us + SECOND_US - 1) / SECOND_US;
                if (row.failures >= limits[k].free && left > *out_s)
                        *out_s = left;
        }
        return OK;
}

static Status count(Db *db, Arena *a, const Kind *kinds, Str account, Str client, int64_t now_us)
{
        TRY(throttle_sweep(db, now_us - THROTTLE_FORGET_US));
        for (int i = 0; i < COUNTS; i++) {
                Hash key = key_of(a, kinds[i], account, client);
                ThrottleRow row;

                TRY(count_of(db, a, kinds[i], &key, now_us, &row));
                TRY(throttle_set(db, hash_str(&key), row.failures + 1, now_us));
        }
        return OK;
}

Status throttle_look(Db *db, Arena *a, Str account, Str client, int64_t now_us, int64_t *out_s)
{
        return look(db, a, of_tries, account, client, now_us, out_s);
}

Status throttle_ask_look(Db *db, Arena *a, Str account, Str client, int64_t now_us, int64_t *out_s)
{
        return look(db, a, of_asking, account, client, now_us, out_s);
}

Status throttle_failed(Db *db, Arena *a, Str account, Str client, int64_t now_us)
{
        return count(db, a, of_tries, account, client, now_us);
}

Status throttle_asked(Db *db, Arena *a, Str account, Str client, int64_t now_us)
{
        return count(db, a, of_asking, account, client, now_us);
}

Status throttle_passed(Db *db, Arena *a, Str account, Str client, int64_t now_us)
{
        Hash pair = key_of(a, BY_PAIR, account, client),
             all = key_of(a, BY_CLIENT, account, client);
        ThrottleRow of_pair, of_client;

        TRY(count_of(db, a, BY_PAIR, &pair, now_us, &of_pair));
        if (!of_pair.failures)
                return OK;
        TRY(count_of(db, a, BY_CLIENT, &all, now_us, &of_client));
        if (of_client.failures > of_pair.failures)
                TRY(throttle_set(db, hash_str(&all), of_client.failures - of_pair.failures,
                                 of_client.last_at));
        else
                TRY(throttle_drop(db, hash_str(&all)));
        return throttle_drop(db, hash_str(&pair));
}

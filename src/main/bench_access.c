/* main/bench_access: whether somebody may, who asks, and what a password costs. */
#include "main/bench.h"

#include "base/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CHECKS = 4000000, LOOKS = 20000, GRANTS = 8, SPOTS = 6, PASSWORDS = 9 };

/* A person with eight roles, something six places deep, and the role that reaches it is the last
 * one; then the same for nobody's: the longest way to a no. */
static void check_grants(Bench *b)
{
        Grant grants[GRANTS];
        Spot spots[SPOTS];
        Place place = {.spots = spots, .spots_n = SPOTS};
        Actor actor = {.id = 1, .grants = grants, .grants_n = GRANTS};
        const Actor *volatile asked = &actor; /* or the compiler asks once */
        int64_t begun, yes = 0;

        for (int i = 0; i < GRANTS; i++)
                grants[i] =
                        (Grant){.role = ROLE_OPERATOR, .hub = i == GRANTS - 1 ? SPOTS : 100 + i};
        for (int i = 0; i < SPOTS; i++)
                spots[i] = (Spot){.hub = i + 1};
        begun = time_steady_us();
        for (int i = 0; i < CHECKS; i++)
                yes += access_may_at(asked, MAY_PARTY_EDIT, &place);
        bench_put(b, "may_yes_ns", bench_seconds(begun) * 1e9 / CHECKS, "ns");
        grants[GRANTS - 1].hub = 99;
        begun = time_steady_us();
        for (int i = 0; i < CHECKS; i++)
                yes += access_may_at(asked, MAY_PARTY_EDIT, &place);
        bench_put(b, "may_no_ns", bench_seconds(begun) * 1e9 / CHECKS, "ns");
        if (yes != CHECKS)
                snprintf(b->fault, sizeof b->fault, "the checks said yes %lld times",
                         (long long)yes);
}

typedef struct {
        Arena *a;
        Str session;
} Begin;

static Status begin_session(void *ctx, Db *db)
{
        Begin *w = ctx;
        int64_t now = time_now_us();
        Id actor, id;

        TRY(access_account_add(db, S("Bench"), now, &actor));
        for (int i = 0; i < GRANTS; i++) {
                Grant g = {.role = ROLE_OPERATOR, .hub = 1 + i};

                TRY(access_grant(db, actor, &g, 0, actor, now, &id));
        }
        return access_session_begin(db, w->a, actor, now, &w->session);
}

static int by_value(const void *x, const void *y)
{
        double d = *(const double *)x - *(const double *)y;

        return d < 0 ? -1 : d > 0;
}

/* What a request with a cookie pays to know its person with all grants as they are now. */
static Status find_sessions(Bench *b, Program *p)
{
        Arena a = arena_make(16 * MIB);
        Begin w = {.a = &b->a};
        double *us = calloc(LOOKS, sizeof *us);
        Db *db = NULL;
        Actor actor = {0};
        Status s = us ? store_transact(p->store, begin_session, &w) : BROKEN;

        if (s == OK)
                s = store_reader(p->store, &db);
        for (int i = 0; i < LOOKS && s == OK; i++) {
                int64_t begun = time_steady_us();

                arena_reset(&a);
                s = access_session_actor(db, &a, w.session, time_now_us(), &actor);
                us[i] = (double)(time_steady_us() - begun);
        }
        if (s == OK && actor.grants_n != GRANTS)
                s = BROKEN;
        if (s == OK) {
                qsort(us, LOOKS, sizeof *us, by_value);
                bench_put(b, "who_asks_p50_us", us[LOOKS / 2], "us");
                bench_put(b, "who_asks_p99_us", us[LOOKS * 99 / 100], "us");
        }
        store_reader_close(db);
        arena_free(&a);
        free(us);
        return s;
}

static Status weigh_password(Bench *b)
{
        PasswordGate *gate = NULL;
        double ms[PASSWORDS] = {0};
        Str kept = {0};
        Status s = password_gate_open(1, 0, &gate);

        if (s == OK)
                s = password_hash(gate, &b->a, S("nine tall herons over a cold lake"), &kept);
        for (int i = 0; i < PASSWORDS && s == OK; i++) {
                int64_t begun = time_steady_us();

                s = password_verify(gate, S("nine tall herons over a cold lake"), kept);
                ms[i] = bench_seconds(begun) * 1e3;
        }
        qsort(ms, PASSWORDS, sizeof *ms, by_value);
        if (s == OK)
                bench_put(b, "password_ms", ms[PASSWORDS / 2], "ms");
        password_gate_close(gate);
        return s;
}

Status bench_access(Bench *b)
{
        Conf conf;
        Program p;
        Status s;

        conf_standard(&conf);
        conf.folder = bench_path(b, "access");
        s = program_open(&p, &conf, true, b->fault);
        if (s == OK) {
                check_grants(b);
                s = find_sessions(b, &p);
        }
        program_close(&p);
        return s == OK ? weigh_password(b) : s;
}

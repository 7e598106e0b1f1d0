/* access/password: hashing, and the gate before it; see the header. What may be chosen is judged
 * in password_rule.c. */
#include "access/password.h"

#include "access/password_inside.h"
#include "base/hash.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

/* Everything kept begins so; the rest is the library's to read. */
#define KEPT_BEGIN S("$argon2id$")
/* The greatest growth under NFKC is eleven times (U+FDFA); for what is longer the library takes
 * memory itself. */
enum { NORMAL_BYTES = PASSWORD_BYTES_MAX * 4 };
_Static_assert(PASSWORD_KEPT_BYTES_MAX >= crypto_pwhash_argon2id_STRBYTES, "a hash fits");
_Static_assert((size_t)PASSWORD_MEMORY_BYTES >= crypto_pwhash_argon2id_MEMLIMIT_MIN, "memory");
_Static_assert(PASSWORD_PASSES >= crypto_pwhash_argon2id_OPSLIMIT_MIN, "passes");

/* One that waits; on its own thread's stack. */
typedef struct Waiter Waiter;
struct Waiter {
        pthread_cond_t called;
        bool is_called;
        Waiter *next;
};

struct PasswordGate {
        pthread_mutex_t lock;
        pthread_cond_t idle;
        size_t running, running_max, waiting, waiting_max;
        Waiter *first, **last;
        bool is_closing;
};

static Status verify_text(const PasswordText *p, Str kept);
static void work_for_nobody(const PasswordText *p);
static bool has_control(Str s);

size_t password_lanes(void)
{
        long cores = sysconf(_SC_NPROCESSORS_ONLN);

        return cores > 3 ? (size_t)cores / 2 : 1;
}

Status password_gate_open(size_t running_max, size_t waiting_max, PasswordGate **out)
{
        PasswordGate *gate = calloc(1, sizeof *gate);

        assert(running_max > 0);
        if (!gate)
                return BROKEN;
        pthread_mutex_init(&gate->lock, NULL);
        pthread_cond_init(&gate->idle, NULL);
        gate->running_max = running_max;
        gate->waiting_max = waiting_max;
        gate->last = &gate->first;
        *out = gate;
        return OK;
}

void password_gate_close(PasswordGate *gate)
{
        if (!gate)
                return;
        pthread_mutex_lock(&gate->lock);
        gate->is_closing = true;
        while (gate->running > 0)
                pthread_cond_wait(&gate->idle, &gate->lock);
        pthread_mutex_unlock(&gate->lock);
        pthread_cond_destroy(&gate->idle);
        pthread_mutex_destroy(&gate->lock);
        free(gate);
}

Status password_gate_enter(PasswordGate *gate)
{
        Waiter me = {0};
        Status status = OK;

        pthread_mutex_lock(&gate->lock);
        if (gate->is_closing) {
                status = TOO_MANY;
        } else if (gate->running < gate->running_max) {
                gate->running++; /* a place is only free while nobody waits */
        } else if (gate->waiting >= gate->waiting_max) {
                status = TOO_MANY;
        } else {
                pthread_cond_init(&me.called, NULL);
                /* it stands in the queue only while this call waits */
                /* cppcheck-suppress autoVariables */
                *gate->last = &me;
                /* cppcheck-suppress autoVariables */
                gate->last = &me.next;
                gate->waiting++;
                while (!me.is_called)
                        pthread_cond_wait(&me.called, &gate->lock);
                pthread_cond_destroy(&me.called);
        }
        pthread_mutex_unlock(&gate->lock);
        return status;
}

void password_gate_leave(PasswordGate *gate)
{
        Waiter *next;

        pthread_mutex_lock(&gate->lock);
        assert(gate->running > 0);
        next = gate->first;
        if (next) { /* the place goes from hand to hand, so nobody slips in between */
                gate->first = next->next;
                if (!gate->first)
                        gate->last = &gate->first;
                gate->waiting--;
                next->is_called = true;
                pthread_cond_signal(&next->called);
        } else if (--gate->running == 0) {
                pthread_cond_broadcast(&gate->idle);
        }
        pthread_mutex_unlock(&gate->lock);
}

size_t password_gate_waiting(PasswordGate *gate)
{
        size_t n;

        pthread_mutex_lock(&gate->lock);
        n = gate->waiting;
        pthread_mutex_unlock(&gate->lock);
        return n;
}

Status password_hash(PasswordGate *gate, Arena *a, Str typed, Str *out_kept)
{
        char kept[crypto_pwhash_argon2id_STRBYTES];
        PasswordText p;
        Status status;

        if (password_text(typed, &p) != PASSWORD_FINE)
                return INVALID;
        status = password_gate_enter(gate);
        if (status == OK) {
                if (crypto_pwhash_argon2id_str(kept, p.at, p.len, PASSWORD_PASSES,
                                               PASSWORD_MEMORY_BYTES) != 0)
                        status = BROKEN;
                password_gate_leave(gate);
        }
        secret_wipe(&p, sizeof p);
        if (status == OK)
                *out_kept = str_copy(a, str_from(kept));
        return status;
}

Status password_verify(PasswordGate *gate, Str typed, Str kept)
{
        PasswordText p;
        Status status;

        if (password_text(typed, &p) != PASSWORD_FINE)
                return FORBIDDEN; /* nobody's, so its haste tells nothing about anybody */
        status = password_gate_enter(gate);
        if (status == OK) {
                status = verify_text(&p, kept);
                password_gate_leave(gate);
        }
        secret_wipe(&p, sizeof p);
        return status;
}

bool password_needs_rehash(Arena *a, Str kept)
{
        return kept.len >= PASSWORD_KEPT_BYTES_MAX ||
               crypto_pwhash_argon2id_str_needs_rehash(str_z(a, kept), PASSWORD_PASSES,
                                                       PASSWORD_MEMORY_BYTES) != 0;
}

static Status verify_text(const PasswordText *p, Str kept)
{
        char z[PASSWORD_KEPT_BYTES_MAX] = {0}; /* the library wants what follows to be zero */

        if (str_empty(kept)) {
                work_for_nobody(p);
                return FORBIDDEN;
        }
        if (!str_starts(kept, KEPT_BEGIN) || kept.len >= sizeof z)
                return BROKEN;
        memcpy(z, kept.at, kept.len);
        errno = 0;
        if (crypto_pwhash_argon2id_str_verify(z, p->at, p->len) == 0)
                return OK;
        return errno == EINVAL ? FORBIDDEN : BROKEN; /* EINVAL is its word for another password */
}

/* The same work as for a kept password; the result is thrown away. */
static void work_for_nobody(const PasswordText *p)
{
        static const unsigned char salt[crypto_pwhash_argon2id_SALTBYTES] = {0};
        unsigned char out[crypto_pwhash_argon2id_BYTES_MIN * 2];

        if (crypto_pwhash_argon2id(out, sizeof out, p->at, p->len, salt, PASSWORD_PASSES,
                                   PASSWORD_MEMORY_BYTES,
                                   crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0)
                return; /* no memory: it would have been refused with an account, too */
        secret_wipe(out, sizeof out);
}

PasswordFault password_text(Str typed, PasswordText *out)
{
        uint8_t room[NORMAL_BYTES], *normal;
        size_t n = sizeof room, chars;
        PasswordFault fault = PASSWORD_FINE;

        *out = (PasswordText){0};
        if (typed.len > PASSWORD_BYTES_MAX)
                return PASSWORD_TOO_LONG;
        if (!str_is_utf8(typed) || has_control(typed))
                return PASSWORD_NOT_TEXT;
        if (str_empty(typed))
                return PASSWORD_FINE;
        normal = u8_normalize(UNINORM_NFKC, (const uint8_t *)typed.at, typed.len, room, &n);
        if (!normal)
                return PASSWORD_NOT_TEXT;
        chars = u8_mbsnlen(normal, n);
        if (chars > PASSWORD_CHARS_MAX || n > sizeof out->at) {
                fault = PASSWORD_TOO_LONG;
        } else {
                memcpy(out->at, normal, n);
                out->len = n;
                out->chars = chars;
        }
        secret_wipe(normal, n);
        if (normal != room)
                free(normal);
        return fault;
}

/* Nobody can type a control character on every keyboard; in a pasted one it is a mishap. */
static bool has_control(Str s)
{
        for (size_t i = 0; i < s.len;) {
                ucs4_t c;

                i += (size_t)u8_mbtouc(&c, (const uint8_t *)s.at + i, s.len - i);
                if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Cc))
                        return true;
        }
        return false;
}

/* base/hash: SHA-256 and random bytes.
 *
 * OpenSSL's SHA-256 uses the processor's own instructions; libsodium gives the randomness. */
#ifndef SEEDBED_BASE_HASH_H
#define SEEDBED_BASE_HASH_H

#include "base/str.h"

enum { HASH_BYTES = 32 };

typedef struct {
        unsigned char b[HASH_BYTES];
} Hash;

/* A hash fed in pieces. */
typedef struct {
        _Alignas(16) unsigned char state[128];
} HashRun;

void hash_begin(HashRun *h);
void hash_add(HashRun *h, const void *bytes, size_t n);
Hash hash_end(HashRun *h);
Hash hash_sha256(Str s);
bool hash_eq(const Hash *x, const Hash *y);
/* 64 hex digits. */
Str hash_hex(Arena *a, const Hash *h);
static inline Str hash_str(const Hash *h)
{
        return (Str){(const char *)h->b, HASH_BYTES};
}

/* Begins the library on this thread: what a thread that ends begins by itself is lost with it.
 * Once, before others run. */
void hash_library_begin(void);
/* n bytes from the kernel's generator. */
void random_fill(void *out, size_t n);
/* Overwrites a secret. */
void secret_wipe(void *secret, size_t n);
/* Constant time. */
bool secret_eq(const void *x, const void *y, size_t n);

#endif

/* base/hash: see the header.
 *
 * The one-shot EVP interface costs more than hashing an entry does, so the direct functions are
 * used; they are marked deprecated in OpenSSL 3 and are declared for the 1.1 interface. */
#define OPENSSL_API_COMPAT 0x10100000L
#include "base/hash.h"

#include <openssl/sha.h>
#include <openssl/crypto.h>
#include <sodium.h>
#include <string.h>

_Static_assert(sizeof(SHA256_CTX) <= sizeof((HashRun){0}.state),
               "HashRun holds the library's state");

void hash_begin(HashRun *h)
{
        SHA256_Init((SHA256_CTX *)(void *)h->state);
}

void hash_add(HashRun *h, const void *bytes, size_t n)
{
        SHA256_Update((SHA256_CTX *)(void *)h->state, bytes, n);
}

Hash hash_end(HashRun *h)
{
        Hash out;

        SHA256_Final(out.b, (SHA256_CTX *)(void *)h->state);
        return out;
}

Hash hash_sha256(Str s)
{
        HashRun h;

        hash_begin(&h);
        hash_add(&h, s.at, s.len);
        return hash_end(&h);
}

bool hash_eq(const Hash *x, const Hash *y)
{
        return memcmp(x->b, y->b, HASH_BYTES) == 0;
}

Str hash_hex(Arena *a, const Hash *h)
{
        return str_hex(a, h->b, HASH_BYTES);
}

void random_fill(void *out, size_t n)
{
        randombytes_buf(out, n);
}

void secret_wipe(void *secret, size_t n)
{
        sodium_memzero(secret, n);
}

bool secret_eq(const void *x, const void *y, size_t n)
{
        return sodium_memcmp(x, y, n) == 0;
}

void hash_library_begin(void)
{
        OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, NULL);
}

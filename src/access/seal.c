/* access/seal: see the header. */
#include "access/seal.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct Seal {
        unsigned char key[crypto_auth_hmacsha256_KEYBYTES];
};

static Status read_key(const char *path, Seal *s)
{
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        unsigned char more;
        bool good = fd >= 0 && read(fd, s->key, sizeof s->key) == (ssize_t)sizeof s->key &&
                    read(fd, &more, 1) == 0;

        if (fd >= 0)
                close(fd);
        return good ? OK : fd < 0 ? NOT_FOUND : BROKEN;
}

/* Written aside and linked into place: of two processes that make it at once, one wins, and it is
 * never there half. */
static Status make_key(Arena *a, const char *path)
{
        unsigned char key[crypto_auth_hmacsha256_KEYBYTES];
        Str aside = str_fmt(a, "%s.%ld", path, (long)getpid());
        int fd = open(aside.at, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        bool good;

        random_fill(key, sizeof key);
        good = fd >= 0 && write(fd, key, sizeof key) == (ssize_t)sizeof key && fsync(fd) == 0;
        secret_wipe(key, sizeof key);
        if (fd >= 0 && close(fd) != 0)
                good = false;
        if (good && link(aside.at, path) != 0 && access(path, F_OK) != 0)
                good = false;
        unlink(aside.at);
        return good ? OK : BROKEN;
}

Status seal_open(Arena *a, Str folder, Seal **out)
{
        const char *path = str_fmt(a, "%.*s/secret.key", S_ARG(folder)).at;
        Seal *seal = sodium_init() < 0 ? NULL : calloc(1, sizeof *seal);
        Status s;

        if (!seal)
                return BROKEN;
        s = read_key(path, seal);
        if (s == NOT_FOUND && (s = make_key(a, path)) == OK)
                s = read_key(path, seal);
        if (s != OK) {
                seal_close(seal);
                return BROKEN;
        }
        *out = seal;
        return OK;
}

void seal_close(Seal *seal)
{
        if (!seal)
                return;
        secret_wipe(seal, sizeof *seal);
        free(seal);
}

/* The key of one purpose and one owner. */
static void derive(const Seal *seal, const char *purpose, Str owner,
                   unsigned char out[crypto_secretbox_KEYBYTES])
{
        crypto_auth_hmacsha256_state h;

        _Static_assert(crypto_auth_hmacsha256_BYTES == crypto_secretbox_KEYBYTES,
                       "one fits the other");
        crypto_auth_hmacsha256_init(&h, seal->key, sizeof seal->key);
        crypto_auth_hmacsha256_update(&h, (const unsigned char *)purpose, strlen(purpose) + 1);
        crypto_auth_hmacsha256_update(&h, (const unsigned char *)owner.at, owner.len);
        crypto_auth_hmacsha256_final(&h, out);
        secret_wipe(&h, sizeof h);
}

Hash seal_mac(const Seal *seal, const char *purpose, Str text)
{
        Hash mac = {0};

        derive(seal, purpose, text, mac.b);
        return mac;
}

Str seal_box(const Seal *seal, Arena *a, const char *purpose, Str owner, Str plain)
{
        unsigned char key[crypto_secretbox_KEYBYTES];
        size_t n = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + plain.len;
        unsigned char *box = arena_bytes(a, n);

        random_fill(box, crypto_secretbox_NONCEBYTES);
        derive(seal, purpose, owner, key);
        crypto_secretbox_easy(box + crypto_secretbox_NONCEBYTES,
                              (const unsigned char *)(plain.at ? plain.at : ""), plain.len, box,
                              key);
        secret_wipe(key, sizeof key);
        return (Str){(const char *)box, n};
}

Status seal_unbox(const Seal *seal, Arena *a, const char *purpose, Str owner, Str box, Str *out)
{
        const size_t extra = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
        const unsigned char *at = (const unsigned char *)box.at;
        unsigned char key[crypto_secretbox_KEYBYTES], *plain;
        int bad;

        if (box.len < extra)
                return BROKEN;
        plain = arena_bytes(a, box.len - extra + 1);
        derive(seal, purpose, owner, key);
        bad = crypto_secretbox_open_easy(plain, at + crypto_secretbox_NONCEBYTES,
                                         box.len - crypto_secretbox_NONCEBYTES, at, key);
        secret_wipe(key, sizeof key);
        *out = (Str){(const char *)plain, box.len - extra};
        return bad ? BROKEN : OK;
}

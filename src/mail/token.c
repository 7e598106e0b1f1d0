/* mail/token: see the header. */
#include "mail/token.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

static Status make_secret(Arena *a, Str folder, const char *path)
{
        /* made aside and linked: of two that make it at once, both then read the first's */
        const char *part = str_fmt(a, "%.*s/mail.key.%d", S_ARG(folder), (int)getpid()).at;
        unsigned char bytes[HASH_BYTES];
        int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        bool good;

        if (fd < 0)
                return BROKEN;
        random_fill(bytes, sizeof bytes);
        good = write(fd, bytes, sizeof bytes) == (ssize_t)sizeof bytes && fsync(fd) == 0;
        close(fd);
        secret_wipe(bytes, sizeof bytes);
        if (good && link(part, path) != 0)
                good = access(path, F_OK) == 0;
        unlink(part);
        return good ? OK : BROKEN;
}

Status mail_secret(Arena *a, Str folder, bool make, Hash *out)
{
        const char *path = str_fmt(a, "%.*s/mail.key", S_ARG(folder)).at;
        ssize_t n;
        int fd = open(path, O_RDONLY | O_CLOEXEC);

        if (fd < 0 && make) {
                TRY(make_secret(a, folder, path));
                fd = open(path, O_RDONLY | O_CLOEXEC);
        }
        if (fd < 0)
                return BROKEN;
        n = read(fd, out->b, sizeof out->b);
        close(fd);
        return n == (ssize_t)sizeof out->b ? OK : BROKEN;
}

Str mail_token(Arena *a, const Hash *secret, Str address, Str kind)
{
        crypto_auth_hmacsha256_state h;
        unsigned char mac[crypto_auth_hmacsha256_BYTES], zero = 0;

        crypto_auth_hmacsha256_init(&h, secret->b, sizeof secret->b);
        crypto_auth_hmacsha256_update(&h, (const unsigned char *)"unsubscribe",
                                      12); /* and its NUL */
        crypto_auth_hmacsha256_update(&h, (const unsigned char *)kind.at, kind.len);
        crypto_auth_hmacsha256_update(&h, &zero, 1);
        crypto_auth_hmacsha256_update(&h, (const unsigned char *)address.at, address.len);
        crypto_auth_hmacsha256_final(&h, mac);
        return str_hex(a, mac, MAIL_TOKEN_CHARS / 2);
}

bool mail_token_is(Arena *a, const Hash *secret, Str address, Str kind, Str token)
{
        Str right = mail_token(a, secret, address, kind);

        return token.len == right.len && secret_eq(token.at, right.at, right.len);
}

static void add_encoded(Text *t, Str s)
{
        for (size_t i = 0; i < s.len; i++) {
                unsigned char c = (unsigned char)s.at[i];
                bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';

                if (plain)
                        text_char(t, (char)c);
                else
                        text_fmt(t, "%%%02X", c);
        }
}

Str mail_unsubscribe_url(Arena *a, const Hash *secret, Str base_url, Str address, Str kind)
{
        Text t = text_begin(a, 4096);
        Str token = mail_token(a, secret, address, kind);

        text_fmt(&t, "%.*s/mail/unsubscribe?address=", S_ARG(base_url));
        add_encoded(&t, address);
        text_add(&t, S("&kind="));
        add_encoded(&t, kind);
        text_fmt(&t, "&token=%.*s", S_ARG(token));
        return text_str(&t);
}

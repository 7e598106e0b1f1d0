/* tests/wide: every text twice as long, as some languages have it, for a look at pages that break.
 * Linked before words_z and words_n of src/base/words.c (--wrap) into a program of its own. */
#include "base/words.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { TEXTS_MAX = 8192 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
        char *msgid, *said;
} texts[TEXTS_MAX];

const char *__real_words_z(const char *msgid);
const char *__wrap_words_z(const char *msgid);
const char *__real_words_n(const char *one, const char *many, int64_t n);
const char *__wrap_words_n(const char *one, const char *many, int64_t n);

/* A value of printf can not come twice; a hole of a page can. */
static char *twice(const char *said)
{
        size_t len = strlen(said);
        char *out = malloc(2 * len + 2), *to = out;

        if (!out)
                abort();
        memcpy(to, said, len);
        to += len;
        if (len && said[len - 1] != '\n')
                *to++ = ' ';
        for (const char *from = said; *from; from++) {
                if (*from == '%') {
                        from += strcspn(from + 1, "diouxXeEfgcsp%") + 1;
                        if (!*from)
                                break;
                        continue;
                }
                *to++ = *from;
        }
        *to = '\0';
        return out;
}

/* What was said once stays: words live as long as the program. */
static const char *wide(const char *said)
{
        size_t i = str_hash(str_from(said)) % TEXTS_MAX;
        const char *out;

        pthread_mutex_lock(&lock);
        while (texts[i].msgid && strcmp(texts[i].msgid, said) != 0)
                i = (i + 1) % TEXTS_MAX;
        if (!texts[i].msgid) {
                texts[i].msgid = strdup(said);
                texts[i].said = twice(said);
        }
        out = texts[i].said;
        pthread_mutex_unlock(&lock);
        return out;
}

const char *__wrap_words_z(const char *msgid)
{
        return wide(__real_words_z(msgid));
}

const char *__wrap_words_n(const char *one, const char *many, int64_t n)
{
        return wide(__real_words_n(one, many, n));
}

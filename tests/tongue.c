/* tests/tongue: another language, for tests that look whether words are looked up where they are
 * shown. Linked before words_z of src/base/words.c (--wrap). */
#include "tests/check.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { TEXTS_MAX = 4096 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool is_other;
static struct {
        const char *msgid;
        char *said;
} texts[TEXTS_MAX];

const char *__real_words_z(const char *msgid);
const char *__wrap_words_z(const char *msgid);

void check_other_tongue(bool on)
{
        pthread_mutex_lock(&lock);
        is_other = on;
        pthread_mutex_unlock(&lock);
}

/* What was said once stays: words live as long as the program. */
const char *__wrap_words_z(const char *msgid)
{
        const char *said = __real_words_z(msgid);
        size_t i = 0;

        pthread_mutex_lock(&lock);
        if (is_other) {
                while (i + 1 < TEXTS_MAX && texts[i].msgid && texts[i].msgid != msgid)
                        i++;
                if (!texts[i].msgid) {
                        size_t bytes = strlen(msgid) + sizeof "¤";

                        texts[i].msgid = msgid;
                        texts[i].said = malloc(bytes);
                        if (texts[i].said)
                                snprintf(texts[i].said, bytes, "¤%s", msgid);
                }
                if (texts[i].msgid == msgid && texts[i].said)
                        said = texts[i].said;
        }
        pthread_mutex_unlock(&lock);
        return said;
}

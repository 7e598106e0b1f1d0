/* base/words: see the header. There is one language so far, the one in the source. */
#include "base/words.h"

const char *words_z(const char *msgid)
{
        return msgid;
}

const char *words_n(const char *one, const char *many, int64_t n)
{
        return n == 1 ? one : many;
}

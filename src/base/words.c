/* base/words: see the header. A text is found by its bytes, in one table for all languages, that
 * tools/tongues makes of locale/ while building; nothing is read or allocated at run time. */
#include "base/words.h"

#include "base/words_data.h"

/* NULL when it is not translated. */
static const char *find(const WordsTongue *tongue, const char *msgid)
{
        size_t len = strlen(msgid);
        uint32_t slot = words_hash(msgid, len) & words_mask;

        for (; words_slots[slot]; slot = (slot + 1) & words_mask) {
                const WordsText *text = &words_texts[words_slots[slot] - 1];

                if (text->len == len && memcmp(text->msgid, msgid, len) == 0)
                        return tongue->said[words_slots[slot] - 1];
        }
        return NULL;
}

const char *words_z(const char *msgid)
{
        const WordsTongue *tongue = &words_tongues[language_now()];
        const char *said = tongue->said ? find(tongue, msgid) : NULL;

        return said ? said : msgid;
}

const char *words_n(const char *one, const char *many, int64_t n)
{
        const WordsTongue *tongue = &words_tongues[language_now()];
        const char *said = tongue->said ? find(tongue, one) : NULL;
        unsigned long form;

        if (!said)
                return n == 1 ? one : many;
        form = tongue->form(n < 0 ? 0 - (unsigned long)n : (unsigned long)n);
        for (; form > 0 && form < tongue->forms_n; form--)
                said += strlen(said) + 1;
        return said;
}

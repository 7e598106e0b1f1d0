/* base/words_data: what tools/tongues makes of locale/: one table of all texts that somebody
 * translated, and for each language what is said for them. */
#ifndef SEEDBED_BASE_WORDS_DATA_H
#define SEEDBED_BASE_WORDS_DATA_H

#include "base/language.h"

#include <string.h>

typedef struct {
        const char *msgid;
        size_t len;
} WordsText;

typedef struct {
        const char *const *said;              /* by the text's number; NULL: not translated. */
        unsigned long (*form)(unsigned long); /* which of the forms, each with a NUL behind it */
        unsigned long forms_n;
} WordsTongue;

extern const WordsText words_texts[];
extern const uint16_t words_slots[]; /* a text's number and one; 0: free */
extern const uint32_t words_mask;
extern const WordsTongue words_tongues[LANGUAGE_COUNT];

/* Texts differ in their length, at their ends or in the middle; the few that do not meet in a slot
 * and are told apart there. */
static inline uint32_t words_hash(const char *z, size_t len)
{
        uint64_t h = len * 0x9E3779B97F4A7C15u, part = 0;

        if (len < 8) {
                memcpy(&part, z, len);
        } else {
                memcpy(&part, z, 8);
                h = (h ^ part) * 0xD6E8FEB86659FD93u;
                memcpy(&part, z + len / 2 - 4, 8);
                h = (h ^ h >> 32 ^ part) * 0xD6E8FEB86659FD93u;
                memcpy(&part, z + len - 8, 8);
        }
        h = (h ^ h >> 32 ^ part) * 0xD6E8FEB86659FD93u;
        return (uint32_t)(h >> 32);
}

#endif

/* hub/place_fold: see the header. */
#include "hub/place_fold.h"

#include <stdlib.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

static void end_word(Text *out, size_t *word);

Str place_fold(Str name, char buffer[PLACE_FOLD_BYTES_MAX])
{
        uint8_t plain[PLACE_FOLD_BYTES_MAX / 2]; /* half: room for every "&" to become "and" */
        uint8_t *got;
        size_t n = sizeof plain, word = 0;
        Text out = text_over(buffer, PLACE_FOLD_BYTES_MAX);
        ucs4_t c;

        if (str_empty(name) || name.len > PLACE_NAME_BYTES_MAX || !str_is_utf8(name))
                return (Str){0};
        got = u8_casefold((const uint8_t *)name.at, name.len, NULL, UNINORM_NFKD, plain, &n);
        if (got != plain) { /* signs that unfold into many letters: no place is called that */
                free(got);
                return (Str){0};
        }
        for (size_t at = 0; at < n;) {
                const uint8_t *here = plain + at;
                int bytes = u8_mbtouc(&c, here, n - at);

                at += (size_t)bytes;
                if (uc_combining_class(c) != 0) /* an accent */
                        continue;
                if (uc_is_alnum(c) || uc_is_general_category(c, UC_CATEGORY_M)) {
                        text_add(&out, (Str){(const char *)here, (size_t)bytes});
                        continue;
                }
                end_word(&out, &word);
                if (c == '&')
                        text_add(&out, S("and"));
                word = out.len;
        }
        end_word(&out, &word);
        return out.overflow ? (Str){0} : text_str(&out);
}

static void end_word(Text *out, size_t *word)
{
        Str w = {out->at + *word, out->len - *word};
        bool is_the = str_is(w, "the"), is_st = str_is(w, "st");

        if (is_the || is_st)
                out->len = *word;
        if (is_st)
                text_add(out, S("saint"));
        *word = out->len;
}

/* Words in C that were marked for translation. */
#include "base/words.h"
#include "base/words_data.h"
#include "tests/check.h"

TEST(words_that_nobody_translated_are_said_as_they_stand)
{
        (void)a;
        CHECK_STR(S_("Withdrawn."), IS, "Withdrawn.");
        CHECK_STR(str_from(_("Withdrawn.")), IS, "Withdrawn.");
        CHECK_STR(words_n_str(S("one hub"), S("many hubs"), 1), IS, "one hub");
        CHECK_STR(words_n_str(S("one hub"), S("many hubs"), 0), IS, "many hubs");
}

TEST(a_plural_takes_its_number_in_both_of_its_forms)
{
        CHECK_STR(str_fmt(a, words_n("%lld hub", "%lld hubs", 1), 1LL), IS, "1 hub");
        CHECK_STR(str_fmt(a, words_n("%lld hub", "%lld hubs", 2), 2LL), IS, "2 hubs");
}

/* By their bytes, wherever they stand. */
TEST(every_text_is_found_in_every_language_that_has_it)
{
        size_t n = 0;

        for (Language l = LANGUAGE_NONE; l < LANGUAGE_COUNT; l++) {
                const WordsTongue *tongue = &words_tongues[l];

                language_set(l);
                n = 0;
                for (; words_texts[n].len; n++) {
                        const char *msgid = str_z(a, str_from(words_texts[n].msgid)),
                                   *want = tongue->said ? tongue->said[n] : NULL;

                        CHECK_STR(str_from(words_z(msgid)), IS, want ? want : msgid);
                }
                CHECK_STR(str_from(words_z("nobody ever wrote this")), IS,
                          "nobody ever wrote this");
                CHECK_STR(str_from(words_z("")), IS, "");
        }
        language_set(LANGUAGE_NONE);
        CHECK(n < words_mask); /* a slot is free, or a search would not end */
}

/* The forms stand one behind the other. */
TEST(a_plural_is_said_in_the_form_that_the_number_asks_for)
{
        for (size_t i = 0; words_texts[i].len; i++) {
                const WordsTongue *tongue = &words_tongues[LANGUAGE_AR];
                const char *one = words_texts[i].msgid,
                           *first = tongue->said ? tongue->said[i] : NULL;
                const char *seen[6];

                if (!first || !str_is(str_from(one), "{1} entry"))
                        continue;
                language_set(LANGUAGE_AR);
                for (int n = 0; n < 6; n++)
                        seen[n] = words_n(one, "", n == 4 ? 11 : n == 5 ? 100 : n);
                CHECK(seen[0] == first);
                for (int n = 1; n < 6; n++)
                        CHECK(seen[n] == seen[n - 1] + strlen(seen[n - 1]) + 1);
        }
        language_set(LANGUAGE_NONE);
        (void)a;
}

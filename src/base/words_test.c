/* Words in C that were marked for translation. */
#include "base/words.h"
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

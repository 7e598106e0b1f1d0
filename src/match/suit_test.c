/* Likeness of texts in many scripts, and what it is mixed with. */
#include "match/suit.h"
#include "tests/check.h"

#include <string.h>

TEST(a_text_is_most_like_the_one_about_the_same)
{
        static const char *const files[] = {
                "A lamp that stores sunlight for villages without a grid.",
                "Software for clinics: records of patients, on paper and off.",
                "為農民提供的太陽能水泵,不需要電網。",
                "ปั๊มน้ำพลังงานแสงอาทิตย์สำหรับเกษตรกร",
                "مضخة مياه تعمل بالطاقة الشمسية للمزارعين",
                ""};
        static const char *const reviewers[] = {"Solar energy, SUNLIGHT, rural grid and lamps",
                                                "patients, clinics and Records",
                                                "太陽能與農民的水泵",
                                                "พลังงานแสงอาทิตย์และเกษตรกร",
                                                "الطاقة الشمسية والمزارعين",
                                                ""};
        Str f[6], r[6];
        SuitTexts *t;
        SuitParts *best;
        size_t n;

        for (int i = 0; i < 6; i++)
                f[i] = str_from(files[i]), r[i] = str_from(reviewers[i]);
        CHECK_OK(suit_texts_read(a, f, 6, r, 6, &t));
        for (int32_t i = 0; i < 5; i++) {
                CHECK(suit_texts_likeness(t, i, i) >= 100);
                for (int32_t j = 0; j < 6; j++)
                        CHECK(i == j ||
                              suit_texts_likeness(t, i, j) < suit_texts_likeness(t, i, i));
        }
        for (int32_t j = 0; j < 6; j++)
                CHECK_INT(suit_texts_likeness(t, 5, j), 0);
        CHECK_OK(suit_texts_best(a, t, 2, &best, &n));
        CHECK(n >= 5);
        for (size_t k = 0; k < n; k++) {
                if (k == 0 || best[k - 1].file != best[k].file)
                        CHECK_INT(best[k].reviewer, best[k].file);
                CHECK_INT(best[k].likeness, suit_texts_likeness(t, best[k].file, best[k].reviewer));
        }
}

TEST(what_two_texts_share_can_be_named)
{
        const Str file = S("Straße lamp, lamp and LAMP of the village"),
                  reviewer = S("lamp strasse");
        Str shared[4];
        SuitTexts *t;

        CHECK_OK(suit_texts_read(a, &file, 1, &reviewer, 1, &t));
        CHECK_INT((int64_t)suit_texts_shared(a, t, 0, 0, shared, 4), 2);
        CHECK_STR(shared[0], IS, "lamp");
        CHECK_STR(shared[1], IS, "strasse");
        CHECK_INT((int64_t)suit_texts_shared(a, t, 0, 0, shared, 1), 1);
}

TEST(the_same_text_is_wholly_like_and_width_or_case_make_no_other_word)
{
        static const char *const files[] = {"Ｓｏｌａｒ　lamp", "中", "ﬁre", "中文"};
        static const char *const reviewers[] = {"SOLAR LAMP", "中", "FIRE", "文中"};
        Str f[4], r[4];
        SuitTexts *t;

        for (int i = 0; i < 4; i++)
                f[i] = str_from(files[i]), r[i] = str_from(reviewers[i]);
        CHECK_OK(suit_texts_read(a, f, 4, r, 4, &t));
        for (int32_t i = 0; i < 3; i++)
                CHECK_INT(suit_texts_likeness(t, i, i), SUIT_WHOLE);
        CHECK_INT(suit_texts_likeness(t, 3, 3), 0);
}

TEST(texts_without_measure_are_cut_and_broken_ones_are_like_nothing)
{
        Text long_one = text_begin(a, 4 * MIB);
        Str f[3], r;
        SuitTexts *t;
        SuitParts *best;
        size_t n;

        for (int i = 0; i < 40000; i++)
                text_fmt(&long_one, "word%d ", i);
        f[0] = text_str(&long_one);
        f[1] = (Str){"\xff\xfe lamp", 7};
        long_one = text_begin(a, 4 * MIB);
        for (int i = 0; i < 30000; i++) /* one sign that unfolds into eighteen */
                text_add(&long_one, S("\xef\xb7\xba"));
        f[2] = text_str(&long_one);
        r = S("lamp word1");
        CHECK_OK(suit_texts_read(a, f, 3, &r, 1, &t));
        CHECK(suit_texts_likeness(t, 0, 0) > 0);
        CHECK_INT(suit_texts_likeness(t, 1, 0), 0);
        CHECK_OK(suit_texts_best(a, t, 0, &best, &n));
        CHECK_INT((int64_t)n, 0);
        CHECK_IS(suit_texts_best(a, t, -1, &best, &n), INVALID);
        CHECK_IS(suit_texts_read(a, f, ASSIGN_FILES_MAX + 1, &r, 1, &t), TOO_LARGE);
        CHECK_OK(suit_texts_read(a, NULL, 0, NULL, 0, &t));
}

TEST(bids_expertise_and_likeness_are_mixed_as_the_weights_say)
{
        static const int64_t file[] = {2, 5, 9}, reviewer[] = {1, 2, 9, 11};
        const SuitParts parts = {
                .file = 3, .reviewer = 4, .bid = 1000, .expertise = 500, .likeness = 100};
        const SuitParts no = {.bid = -1000};
        const SuitWeights usual = {0}, bids = {.bid = 1}, some = {1, 1, 1};
        AssignPair *pairs;

        CHECK_INT(suit_topics(file, 3, reviewer, 4), 667);
        CHECK_INT(suit_topics(file, 0, reviewer, 4), 0);
        CHECK_INT(suit_combine(&usual, &parts), (2000 + 1000 + 100) * 1000 / 5);
        CHECK_INT(suit_combine(&bids, &parts), 1000000);
        CHECK_INT(suit_combine(&bids, &no), -1000000);
        CHECK_INT(suit_combine(&some, &parts), 533333);
        pairs = suit_pairs(a, &some, &parts, 1);
        CHECK_INT(pairs[0].file, 3);
        CHECK_INT(pairs[0].reviewer, 4);
        CHECK_INT(pairs[0].suitability, 533333);
        CHECK_INT(suit_bid_value(SUIT_BID_YES), 1000);
        CHECK_INT(suit_bid_value(SUIT_BID_MAYBE), 500);
        CHECK_INT(suit_bid_value(SUIT_BID_NONE), 0);
        CHECK_INT(suit_bid_value(SUIT_BID_NO), -1000);
}

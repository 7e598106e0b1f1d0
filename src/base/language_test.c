/* Which language a browser asks for, and how each writes numbers and days. */
#include "base/language.h"
#include "base/time.h"
#include "base/words_data.h"
#include "tests/check.h"

#include <pthread.h>

TEST(the_first_language_that_a_browser_names_and_we_have_is_taken)
{
        static const struct {
                const char *says;
                Language want;
        } cases[] = {{"ar", LANGUAGE_AR},
                     {"ar-EG", LANGUAGE_AR},
                     {"AR-eg", LANGUAGE_AR},
                     {"zh-CN,zh;q=0.9,en;q=0.8", LANGUAGE_ZH_CN},
                     {"zh-Hans-SG", LANGUAGE_ZH_CN},
                     {"zh-Hant-TW,en;q=0.1", LANGUAGE_ZH_CN},
                     {"in-ID", LANGUAGE_ID},
                     {"id", LANGUAGE_ID},
                     {"fr-FR,fr;q=0.9,vi;q=0.5,th;q=0.4", LANGUAGE_VI},
                     {"en;q=0.2,th;q=0.9", LANGUAGE_TH},
                     {"en;q=0.5 , th; q=0.5", LANGUAGE_EN},
                     {"th;q=0,en;q=0.001", LANGUAGE_EN},
                     {"en-x-pirate", LANGUAGE_EN},
                     {"fr,de;q=0.5", LANGUAGE_NONE},
                     {"*", LANGUAGE_NONE},
                     {"*,ar;q=0.1", LANGUAGE_AR},
                     {"", LANGUAGE_NONE},
                     {",,;q=1,", LANGUAGE_NONE},
                     {"arabic", LANGUAGE_NONE},
                     {"a", LANGUAGE_NONE},
                     {"-", LANGUAGE_NONE},
                     {"ar;q=2", LANGUAGE_NONE},
                     {"ar;q=0.1x", LANGUAGE_NONE},
                     {"ar;q=-1", LANGUAGE_NONE},
                     {"ar;q=0.12345,vi;q=0.1", LANGUAGE_VI},
                     {"ar;level=1", LANGUAGE_NONE},
                     {"ar-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd-eeeeeeee", LANGUAGE_NONE}};
        Text many = text_begin(a, 4096);

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                CHECK_INT(language_accepted(str_from(cases[i].says)), cases[i].want);
        for (int i = 0; i < 100; i++)
                text_add(&many, S("fr,"));
        text_add(&many, S("ar"));
        CHECK_INT(language_accepted(text_str(&many)), LANGUAGE_NONE);
        CHECK_INT(language_find(S("zh_CN.UTF-8")), LANGUAGE_ZH_CN);
        CHECK_INT(language_find(S("C.UTF-8")), LANGUAGE_NONE);
        CHECK_INT(language_find((Str){0}), LANGUAGE_NONE);
        for (Language l = LANGUAGE_EN; l < LANGUAGE_COUNT; l++)
                CHECK_INT(language_find(str_from(language_tag(l))), l);
}

TEST(numbers_and_days_are_written_as_the_language_does)
{
        static const struct {
                Language l;
                const char *number, *minus, *decimal, *day, *month, *moment;
        } cases[] = {
                {LANGUAGE_NONE, "1,234,567", "-1,000", "-0.5", "2026-11-21", "2026-11",
                 "2026-11-21 14:42 +08:00"},
                {LANGUAGE_EN, "1,234,567", "-1,000", "-0.5", "21 Nov 2026", "Nov 2026",
                 "21 Nov 2026, 14:42 +08:00"},
                {LANGUAGE_ZH_CN, "1,234,567", "-1,000", "-0.5", "2026年11月21日", "2026年11月",
                 "2026年11月21日 14:42 +08:00"},
                {LANGUAGE_ID, "1.234.567", "-1.000", "-0,5", "21 Nov 2026", "Nov 2026",
                 "21 Nov 2026, 14.42 +08:00"},
                {LANGUAGE_TH, "1,234,567", "-1,000", "-0.5", "21 พ.ย. ค.ศ. 2026", "พ.ย. ค.ศ. 2026",
                 "21 พ.ย. ค.ศ. 2026 14:42 +08:00"},
                {LANGUAGE_VI, "1.234.567", "-1.000", "-0,5", "21 thg 11, 2026", "thg 11, 2026",
                 "14:42 +08:00, 21 thg 11, 2026"},
                {LANGUAGE_AR, "1,234,567", "\u200e-1,000", "\u200e-0.5",
                 "\u206821 نوفمبر 2026\u2069", "\u2068نوفمبر 2026\u2069",
                 "\u206821 نوفمبر 2026\u2069، \u206614:42 +08:00\u2069"},
        };
        int64_t at;

        CHECK(time_parse(S("2026-11-21T06:42:28Z"), &at));
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                language_set(cases[i].l);
                CHECK_STR(number_grouped(a, 1234567), IS, cases[i].number);
                CHECK_STR(number_grouped(a, -1000), IS, cases[i].minus);
                CHECK_STR(number_local(a, S("-0.5")), IS, cases[i].decimal);
                CHECK_STR(day_text(a, at), IS, cases[i].day);
                CHECK_STR(day_local(a, S("2026-11-21")), IS, cases[i].day);
                CHECK_STR(day_local(a, S("2026-11")), IS, cases[i].month);
                CHECK_STR(month_text(a, time_month(at)), IS, cases[i].month);
                CHECK_STR(zone_text(a, S("Asia/Singapore"), at), IS, cases[i].moment);
                CHECK_STR(day_local(a, S("some day")), IS, "some day");
                CHECK_STR(number_local(a, S("1.x")), IS, "1.x");
                CHECK_STR(number_grouped(a, INT64_MIN), CONTAINS, "808");
                CHECK_STR(number_grouped(a, 0), IS, "0");
                CHECK_STR(number_grouped(a, 999), IS, "999");
        }
        language_set(LANGUAGE_NONE);
}

TEST(each_language_counts_by_its_own_rule)
{
        static const struct {
                unsigned long n, form;
        } arabic[] = {{0, 0},  {1, 1},   {2, 2},   {3, 3},   {10, 3},  {11, 4},
                      {99, 4}, {100, 5}, {102, 5}, {103, 3}, {111, 4}, {1000, 5}};

        (void)a;
        for (size_t i = 0; i < sizeof arabic / sizeof *arabic; i++)
                CHECK_INT((int64_t)words_tongues[LANGUAGE_AR].form(arabic[i].n),
                          (int64_t)arabic[i].form);
        CHECK_INT((int64_t)words_tongues[LANGUAGE_AR].forms_n, 6);
        for (Language l = LANGUAGE_ZH_CN; l < LANGUAGE_AR; l++) {
                CHECK_INT((int64_t)words_tongues[l].forms_n, 1);
                CHECK_INT((int64_t)words_tongues[l].form(1), 0);
                CHECK_INT((int64_t)words_tongues[l].form(2), 0);
        }
}

static void *other_thread(void *out)
{
        *(Language *)out = language_now();
        language_set(LANGUAGE_TH);
        return NULL;
}

TEST(a_thread_speaks_for_itself)
{
        Language there = LANGUAGE_VI;
        pthread_t thread;

        (void)a;
        CHECK_INT(language_set(LANGUAGE_AR), LANGUAGE_NONE);
        CHECK(pthread_create(&thread, NULL, other_thread, &there) == 0 &&
              pthread_join(thread, NULL) == 0);
        CHECK_INT(there, LANGUAGE_NONE);
        CHECK_INT(language_now(), LANGUAGE_AR);
        CHECK_INT(language_set((Language)77), LANGUAGE_AR);
        CHECK_INT(language_now(), LANGUAGE_NONE);
}

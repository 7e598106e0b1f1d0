/* base/language: the languages that Seedbed speaks, and how each writes numbers and days.
 *
 * What a reader's language changes, and nothing else, is known to the thread: words (base/words),
 * numbers and days. JSON, CSV and the record are the same in every language. A further language is
 * a value here, a row of facts in language.c and a file in locale/. */
#ifndef SEEDBED_BASE_LANGUAGE_H
#define SEEDBED_BASE_LANGUAGE_H

#include "base/str.h"

typedef enum {
        LANGUAGE_NONE, /* nobody chose: words are said as they stand in the source */
        LANGUAGE_EN,
        LANGUAGE_ZH_CN,
        LANGUAGE_ID,
        LANGUAGE_TH,
        LANGUAGE_VI,
        LANGUAGE_AR,
        LANGUAGE_COUNT
} Language;

/* Of this thread: set where a reader's request, deed or mail begins, and set back. Gives the one
 * before. */
Language language_set(Language language);
Language language_now(void);

/* "zh-Hans": BCP 47, for HTML and HTTP. Never NULL; "en" for LANGUAGE_NONE. */
const char *language_tag(Language language);
/* "简体中文": as those call it who read it. */
const char *language_name(Language language);
/* "rtl" or "ltr". */
const char *language_direction(Language language);
/* The language with that tag, or one that begins with it: "zh-Hans", "zh-CN" and "zh_CN.UTF-8" are
 * all LANGUAGE_ZH_CN. LANGUAGE_NONE when there is none (RFC 4647, 3.4, one range). */
Language language_find(Str range);
/* Of an Accept-Language value: the lookup of RFC 4647, 3.4, over the ranges by their weight
 * (RFC 9110, 12.5.4); "*" says nothing. LANGUAGE_NONE when none fits. Looks at the first 30. */
Language language_accepted(Str accept_language);

/* "1,234,567", "1.234.567": in this thread's language. */
Str number_grouped(Arena *a, int64_t v);
/* "1.5" as "1,5": a number as decimal_text makes it. Anything else comes back as it is. */
Str number_local(Arena *a, Str plain);
/* "21 Nov 2026", UTC; Gregorian in every language, and Thai says so. */
Str day_text(Arena *a, int64_t at_us);
/* "Nov 2026" of a month counted as time_month does. */
Str month_text(Arena *a, int64_t month);
/* The same of "2026-11-21"; of "2026-11"; anything else comes back as it is. */
Str day_local(Arena *a, Str day);
Str month_local(Arena *a, Str month);
/* "21 Nov 2026, 14:42" in the zone, with its offset as "+08:00"; UTC when the zone is unknown. */
Str zone_text(Arena *a, Str zone, int64_t at_us);
/* A day that was given as a day (its midnight UTC) stays that day everywhere; any other moment is
 * shown in the zone. */
Str moment_text(Arena *a, Str zone, int64_t at_us);

#endif

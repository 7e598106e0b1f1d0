/* base/language: see the header. Facts are those of the Unicode CLDR, but for two: Arabic is
 * written with Western digits, and Thai years are those of the common era, which the text says
 * (docs/decisions/0026). */
#include "base/language.h"

#include "base/time.h"

enum { RANGES_MAX = 30, RANGE_CHARS_MAX = 35 };

typedef struct {
        const char *tag, *name;
        const char *starts[3]; /* ranges, truncated, that mean it; the first is its own */
        bool is_rtl;
        const char *decimal, *group, *minus;
        const char *day, *month, *moment; /* {d} {m} {y} numbers, {M} the month's name */
        const char *months[12];
} Facts;

static const Facts facts[LANGUAGE_COUNT] = {
        [LANGUAGE_NONE] =
                {.tag = "en", .name = "English", .decimal = ".", .group = ",", .minus = "-"},
        [LANGUAGE_EN] = {.tag = "en",
                         .name = "English",
                         .starts = {"en"},
                         .decimal = ".",
                         .group = ",",
                         .minus = "-",
                         .day = "{d} {M} {y}",
                         .month = "{M} {y}",
                         .moment = "{day}, {h}:{i} {z}",
                         .months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept",
                                    "Oct", "Nov", "Dec"}},
        [LANGUAGE_ZH_CN] = {.tag = "zh-Hans",
                            .name = "简体中文",
                            .starts = {"zh", "zh-hans"},
                            .decimal = ".",
                            .group = ",",
                            .minus = "-",
                            .day = "{y}年{m}月{d}日",
                            .month = "{y}年{m}月",
                            .moment = "{day} {h}:{i} {z}"},
        [LANGUAGE_ID] = {.tag = "id",
                         .name = "Bahasa Indonesia", /* as it is */
                         .starts = {"id", "in"},
                         .decimal = ",",
                         .group = ".",
                         .minus = "-",
                         .day = "{d} {M} {y}",
                         .month = "{M} {y}",
                         .moment = "{day}, {h}.{i} {z}",
                         .months = {"Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep",
                                    "Okt", "Nov", "Des"}},
        [LANGUAGE_TH] = {.tag = "th",
                         .name = "ไทย",
                         .starts = {"th"},
                         .decimal = ".",
                         .group = ",",
                         .minus = "-",
                         .day = "{d} {M} ค.ศ. {y}",
                         .month = "{M} ค.ศ. {y}",
                         .moment = "{day} {h}:{i} {z}",
                         .months = {"ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.",
                                    "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."}},
        [LANGUAGE_VI] = {.tag = "vi",
                         .name = "Tiếng Việt", /* as it is */
                         .starts = {"vi"},
                         .decimal = ",",
                         .group = ".",
                         .minus = "-",
                         .day = "{d} thg {m}, {y}", /* as it is */
                         .month = "thg {m}, {y}",
                         .moment = "{h}:{i} {z}, {day}"},
        /* the marks keep a minus and a time with its zone from being turned around */
        [LANGUAGE_AR] = {.tag = "ar",
                         .name = "العربية",
                         .starts = {"ar"},
                         .is_rtl = true,
                         .decimal = ".",
                         .group = ",",
                         .minus = "\u200e-",
                         .day = "{d} {M} {y}",
                         .month = "{M} {y}",
                         .moment = "{day}، \u2066{h}:{i} {z}\u2069",
                         .months = {"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو",
                                    "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"}},
};

static _Thread_local Language now;

Language language_set(Language language)
{
        Language before = now;

        now = (unsigned)language < LANGUAGE_COUNT ? language : LANGUAGE_NONE;
        return before;
}

Language language_now(void)
{
        return now;
}

const char *language_tag(Language language)
{
        return facts[(unsigned)language < LANGUAGE_COUNT ? language : LANGUAGE_NONE].tag;
}

const char *language_name(Language language)
{
        return facts[(unsigned)language < LANGUAGE_COUNT ? language : LANGUAGE_NONE].name;
}

const char *language_direction(Language language)
{
        return (unsigned)language < LANGUAGE_COUNT && facts[language].is_rtl ? "rtl" : "ltr";
}

static Language language_exactly(Str tag)
{
        for (Language i = LANGUAGE_EN; i < LANGUAGE_COUNT; i++)
                for (size_t k = 0; k < 3 && facts[i].starts[k]; k++)
                        if (str_eq_nocase(tag, str_from(facts[i].starts[k])))
                                return i;
        return LANGUAGE_NONE;
}

/* "zh-Hant-TW", "zh-Hant", "zh": from the end, one subtag after the other; a single letter that
 * then stands last goes with it. */
Language language_find(Str range)
{
        char z[RANGE_CHARS_MAX];
        Str tag = {z, 0};
        Language found = LANGUAGE_NONE;

        while (tag.len < range.len && tag.len < sizeof z && range.at[tag.len] != '.' &&
               range.at[tag.len] != '@') {
                z[tag.len] = range.at[tag.len] == '_' ? '-' : range.at[tag.len];
                tag.len++;
        }
        if (tag.len == sizeof z)
                return LANGUAGE_NONE;
        while (tag.len && (found = language_exactly(tag)) == LANGUAGE_NONE) {
                while (tag.len && z[tag.len - 1] != '-')
                        tag.len--;
                if (tag.len)
                        tag.len--;
                if (tag.len > 2 && z[tag.len - 2] == '-')
                        tag.len -= 2;
        }
        return found;
}

/* "0.8" as 800; what is no weight is taken as none at all. */
static int weight_of(Str s)
{
        int weight, unit = 100;

        if (s.len == 0 || s.len > 5 || (s.at[0] != '0' && s.at[0] != '1') ||
            (s.len > 1 && s.at[1] != '.'))
                return 0;
        weight = (s.at[0] - '0') * 1000;
        for (size_t i = 2; i < s.len; i++, unit /= 10) {
                if (s.at[i] < '0' || s.at[i] > '9')
                        return 0;
                weight += (s.at[i] - '0') * unit;
        }
        return weight > 1000 ? 0 : weight;
}

Language language_accepted(Str accept_language)
{
        Str rest = accept_language, piece;
        Language best = LANGUAGE_NONE;
        int best_weight = 0;

        for (int i = 0; i < RANGES_MAX && best_weight < 1000 && str_cut(&rest, ',', &piece); i++) {
                size_t semicolon = str_find(piece, ';');
                Str range = str_trim((Str){piece.at, semicolon}),
                    weight = str_trim(str_skip(piece, semicolon + 1));
                int w = 1000;
                Language found;

                if (weight.len)
                        w = str_starts(weight, S("q=")) ? weight_of(str_skip(weight, 2)) : 0;
                if (w <= best_weight)
                        continue;
                found = language_find(range);
                if (found != LANGUAGE_NONE) {
                        best = found;
                        best_weight = w;
                }
        }
        return best;
}

Str number_grouped(Arena *a, int64_t v)
{
        const Facts *f = &facts[now];
        char digits[20];
        size_t n = sizeof digits;
        uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
        Text t = text_begin(a, 64);

        do
                digits[--n] = (char)('0' + rest % 10);
        while ((rest /= 10) != 0);
        if (v < 0)
                text_add(&t, str_from(f->minus));
        for (; n < sizeof digits; n++) {
                text_char(&t, digits[n]);
                if ((sizeof digits - n) % 3 == 1 && n + 1 < sizeof digits)
                        text_add(&t, str_from(f->group));
        }
        return text_str(&t);
}

Str number_local(Arena *a, Str plain)
{
        const Facts *f = &facts[now];
        size_t point = str_find(plain, '.');
        int64_t whole;

        if (now == LANGUAGE_NONE ||
            !str_to_int((Str){plain.at, point}, INT64_MIN, INT64_MAX, &whole))
                return plain;
        for (size_t i = point + 1; i < plain.len; i++)
                if (plain.at[i] < '0' || plain.at[i] > '9')
                        return plain;
        return str_fmt(a, "%s%.*s%s%.*s", plain.at[0] == '-' && !whole ? f->minus : "",
                       S_ARG(number_grouped(a, whole)), point < plain.len ? f->decimal : "",
                       S_ARG(str_skip(plain, point + 1)));
}

/* Writes a pattern of the facts; day stands for {day}. */
static Str pattern_text(Arena *a, const char *pattern, const Civil *c, int offset_s, Str day)
{
        Text t = text_begin(a, 200);

        for (Str rest = str_from(pattern), name; rest.len;) {
                if (rest.at[0] != '{') {
                        text_char(&t, rest.at[0]);
                        rest = str_skip(rest, 1);
                        continue;
                }
                (void)!str_cut(&rest, '}', &name);
                name = str_skip(name, 1);
                if (str_is(name, "day"))
                        text_add(&t, day);
                else if (str_is(name, "M"))
                        text_add(&t, str_from(facts[now].months[c->month - 1]));
                else if (str_is(name, "z"))
                        text_fmt(&t, "%c%02d:%02d", offset_s < 0 ? '-' : '+',
                                 (offset_s < 0 ? -offset_s : offset_s) / 3600,
                                 (offset_s < 0 ? -offset_s : offset_s) / 60 % 60);
                else if (str_is(name, "h") || str_is(name, "i"))
                        text_fmt(&t, "%02d", name.at[0] == 'h' ? c->hour : c->minute);
                else
                        text_fmt(&t, "%d",
                                 name.at[0] == 'd'   ? c->day
                                 : name.at[0] == 'm' ? c->month
                                                     : c->year);
        }
        return text_str(&t);
}

/* From right to left a day beside Latin words would be torn apart: it stays one thing (Unicode's
 * first-strong isolate). */
static Str isolated(Arena *a, Str text)
{
        return str_is(str_from(language_direction(now)), "rtl")
                       ? str_fmt(a, "\u2068%.*s\u2069", S_ARG(text))
                       : text;
}

Str day_text(Arena *a, int64_t at_us)
{
        Civil c = time_civil(at_us);

        if (!facts[now].day)
                return time_date(a, at_us);
        return isolated(a, pattern_text(a, facts[now].day, &c, 0, (Str){0}));
}

Str month_text(Arena *a, int64_t month)
{
        Civil c = time_civil(time_month_begin(month));

        if (!facts[now].month)
                return time_month_text(a, month);
        return isolated(a, pattern_text(a, facts[now].month, &c, 0, (Str){0}));
}

Str day_local(Arena *a, Str day)
{
        int64_t at;

        if (day.len == 10 && time_parse(day, &at))
                return day_text(a, at);
        return month_local(a, day);
}

Str month_local(Arena *a, Str month)
{
        int64_t at;

        if (month.len != 7 || !time_parse(str_fmt(a, "%.*s-01", S_ARG(month)), &at))
                return month;
        return month_text(a, time_month(at));
}

Str zone_text(Arena *a, Str zone, int64_t at_us)
{
        int offset = 0;
        int64_t local_us;
        Civil c;

        if (!zone_offset(zone, at_us, &offset))
                offset = 0;
        local_us = at_us + offset * SECOND_US;
        c = time_civil(local_us);
        return pattern_text(a, facts[now].moment ? facts[now].moment : "{day} {h}:{i} {z}", &c,
                            offset, day_text(a, local_us));
}

Str moment_text(Arena *a, Str zone, int64_t at_us)
{
        return at_us % DAY_US == 0 ? day_text(a, at_us) : zone_text(a, zone, at_us);
}

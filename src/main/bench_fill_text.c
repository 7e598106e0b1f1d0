/* main/bench_fill_text: what applicants write. */
#include "main/bench_fill.h"

#include "base/json.h"
#include "base/time.h"

#include <stdio.h>

enum { FOUNDED_DAY_MIN = 11000 }; /* the programme takes none from before 2000 */

uint64_t fill_mix(uint64_t x)
{
        x ^= x >> 33;
        x *= 0xFF51AFD7ED558CCDULL;
        x ^= x >> 33;
        x *= 0xC4CEB9FE1A85EC53ULL;
        return x ^ x >> 33;
}

/* as it is: nobody reads it */
static const char *const latin[] = {
        "pumps",   "farmers", "without", "a",       "cable",    "river",   "we",       "build",
        "for",     "small",   "shops",   "that",    "sell",     "fruit",   "clinics",  "which",
        "read",    "scans",   "in",      "minutes", "teachers", "lessons", "offline",  "ports",
        "move",    "boxes",   "with",    "fewer",   "trucks",   "and",     "payments", "between",
        "islands", "cost",    "half",    "models",  "find",     "faults",  "before",   "they",
        "stop",    "a line",  "cheaper", "than",    "diesel",   "by",      "next",     "year"};
static const char *const vietnamese[] = {
        "nông", "dân",  "không", "cần",  "máy", "bơm",    "chạy", "dầu",   "chúng",
        "tôi",  "giúp", "cửa",   "hàng", "nhỏ", "thanh",  "toán", "nhanh", "trong",
        "làng", "với",  "giá",   "rẻ",   "hơn", "trường", "học"};
static const char *const chinese[] = {
        "农民", "不用", "柴油", "的",   "水泵",   "我们", "为",   "小店", "提供", "支付", "学校",
        "离线", "课程", "医院", "影像", "几分钟", "读片", "港口", "少用", "卡车", "，",   "。"};
static const char *const thai[] = {"เกษตรกร", "ไม่ต้องใช้", "น้ำมัน",   "ปั๊มน้ำ",    "เรา",
                                   "สร้าง",    "ร้านเล็ก",  "จ่ายเงิน", "โรงเรียน", "บทเรียน",
                                   "ออฟไลน์",  "ถูกกว่า",   "หมู่บ้าน"};
static const char *const arabic[] = {"مضخات", "للمزارعين", "بلا",     "ديزل", "نحن",   "نبني",
                                     "متاجر", "صغيرة",     "مدفوعات", "بين",  "الجزر", "مدارس",
                                     "دروس",  "بدون",      "اتصال",   "أرخص", "قرى"};

#define LIST(x, between)                            \
        {                                           \
                x, sizeof(x) / sizeof *(x), between \
        }
static const struct {
        const char *const *words;
        size_t n;
        const char *between;
} scripts[] = {LIST(latin, " "), LIST(vietnamese, " "), LIST(chinese, ""), LIST(thai, ""),
               LIST(arabic, " ")};
enum { SCRIPTS_N = sizeof scripts / sizeof *scripts };

/* Of ten texts six are in Latin letters. */
static size_t script_of(uint64_t draw)
{
        return draw % 10 < 5 ? 0 : draw % 10 - 5 < SCRIPTS_N ? draw % 10 - 5 : 0;
}

Str fill_words(Arena *a, uint64_t seed, int words)
{
        size_t k = script_of(fill_mix(seed));
        Text t = text_begin(a, 64 * KIB);

        for (int i = 0; i < words; i++) {
                uint64_t draw = fill_mix(seed * 1000003 + (uint64_t)i);

                text_fmt(&t, "%s%s", i ? scripts[k].between : "",
                         scripts[k].words[draw % scripts[k].n]);
        }
        return text_str(&t);
}

static Str quoted(Arena *a, Str words)
{
        Text t = text_begin(a, 64 * KIB);

        jcs_text(&t, words);
        return text_str(&t);
}

static void put(FillFile *f, const char *field, Str value)
{
        f->answers[f->answers_n++] = (Input){str_from(field), value};
}

/* Two to five founders. */
static Str team(Arena *a, uint64_t draw)
{
        Text t = text_begin(a, 16 * KIB);
        int n = 2 + (int)(draw % 4);

        text_add(&t, S("["));
        for (int k = 0; k < n; k++) {
                Plausible who;

                plausible_person(draw, (uint64_t)k, &who);
                text_fmt(&t, "%s{\"name\":", k ? "," : "");
                jcs_text(&t, who.name);
                text_fmt(&t, ",\"role\":\"%s\",\"share\":\"%d\"}", k ? "CTO" : "CEO",
                         k ? 10 : 100 - 10 * (n - 1));
        }
        text_add(&t, S("]"));
        return text_str(&t);
}

static Str sector_of(Str sector)
{
        static const char *const ours[] = {"ai",        "cloud",    "fintech", "health",
                                           "education", "industry", "retail",  "climate"};

        for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
                if (str_is(sector, ours[i]))
                        return sector;
        return S("other");
}

/* Some are known under a name in their own letters, too. */
static Str name_of(Arena *a, const Plausible *p, uint64_t draw)
{
        static const char *const own[] = {"星河", "สายน้ำ", "النهر", "Sông"};

        return draw % 9 ? str_copy(a, p->name)
                        : str_fmt(a, "%.*s %s", S_ARG(p->name), own[draw / 9 % 4]);
}

void fill_file(Arena *a, uint64_t seed, uint64_t i, int64_t revision, FillFile *out)
{
        uint64_t draw = fill_mix(seed ^ fill_mix(i + 1));
        Plausible *p = &out->startup;
        bool exports = draw % 3 == 0;

        out->answers_n = 0;
        plausible_startup(seed, i, p);
        out->name = name_of(a, p, draw >> 7);
        put(out, "country", str_fmt(a, "\"%.*s\"", S_ARG(p->country)));
        put(out, "exports", exports ? S("true") : S("false"));
        put(out, "founded",
            str_fmt(a, "\"%.*s\"",
                    S_ARG(time_date(a, (p->founded_day < FOUNDED_DAY_MIN ? FOUNDED_DAY_MIN
                                                                         : p->founded_day) *
                                               DAY_US))));
        if (exports)
                put(out, "markets",
                    str_fmt(a, "[{\"country\":\"SG\",\"share\":\"%d\"}]", 10 + (int)(draw % 80)));
        put(out, "other_programmes", S("false"));
        put(out, "pitch",
            quoted(a, fill_words(a, draw + (uint64_t)revision, 30 + (int)(draw >> 20 & 63))));
        put(out, "sector", str_fmt(a, "\"%.*s\"", S_ARG(sector_of(p->sector))));
        put(out, "team", team(a, draw));
        put(out, "team_size", str_fmt(a, "\"%d\"", p->team_size > 0 ? p->team_size : 2));
        put(out, "turnover",
            str_fmt(a, "{\"amount\":\"%d.50\",\"currency\":\"%s\"}", (int)(draw >> 30 & 0xFFFFF),
                    draw % 2 ? "USD" : "SGD"));
        put(out, "website", quoted(a, p->website));
}

Str fill_answers_text(Arena *a, const FillFile *f)
{
        Text t = text_begin(a, 64 * KIB);

        text_add(&t, S("{"));
        for (size_t i = 0; i < f->answers_n; i++)
                text_fmt(&t, "%s\"%.*s\":%.*s", i ? "," : "", S_ARG(f->answers[i].name),
                         S_ARG(f->answers[i].value));
        text_add(&t, S("}"));
        return text_str(&t);
}

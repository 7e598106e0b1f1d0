/* people/plausible: see the header.
 *
 * All chances of a row are drawn in one fixed order, whatever the day asks for: so a row seen on
 * another day differs in what time changes, and in nothing else. */
#include "people/plausible.h"

#include "base/time.h"
#include "people/plausible_words.h"

#include <assert.h>
#include <math.h>
#include <string.h>

typedef struct {
        uint64_t state;
} Dice;

static void person(const PlausibleWorld *w, uint64_t i, const HubShare *hub, Dice *d,
                   Plausible *out);
static bool organisation(const PlausibleWorld *w, uint64_t i, const HubShare *hub, Dice *d,
                         Plausible *out);

/* splitmix64 */
static uint64_t mix(uint64_t x)
{
        x += 0x9e3779b97f4a7c15u;
        x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
        x = (x ^ x >> 27) * 0x94d049bb133111ebu;
        return x ^ x >> 31;
}

static uint64_t draw(Dice *d)
{
        d->state += 0x9e3779b97f4a7c15u;
        return mix(d->state);
}

/* 0 … n-1 */
static uint32_t draw_below(Dice *d, uint32_t n)
{
        return (uint32_t)((draw(d) >> 32) * n >> 32);
}

static uint32_t draw_low(Dice *d, uint32_t n)
{
        uint32_t x = draw_below(d, n), y = draw_below(d, n);

        return x < y ? x : y;
}

/* ---- texts in the row ---- */

static void put(Plausible *p, Str s)
{
        assert(s.len <= PLAUSIBLE_BYTES_MAX - p->used);
        if (s.len)
                memcpy(p->bytes + p->used, s.at, s.len);
        p->used += s.len;
}

static void put_number(Plausible *p, uint64_t v, int digits_min)
{
        char digits[24];
        size_t at = sizeof digits;

        for (; v || digits_min > 0; v /= 10, digits_min--)
                digits[--at] = (char)('0' + v % 10);
        put(p, (Str){digits + at, sizeof digits - at});
}

static Str since(const Plausible *p, size_t from)
{
        return (Str){p->bytes + from, p->used - from};
}

/* ---- one row ---- */

static const HubShare *draw_hub(Dice *d)
{
        int at = (int)draw_below(d, 1000);
        size_t i = 0;

        while (i + 1 < HUBS_N && (at -= hub_shares[i].share) >= 0)
                i++;
        return &hub_shares[i];
}

static const SectorShare *draw_sector(Dice *d)
{
        int at = (int)draw_below(d, 1000);
        size_t i = 0;

        while (i + 1 < SECTORS_N && (at -= sector_shares[i].share) >= 0)
                i++;
        return &sector_shares[i];
}

/* Few in the first months and ever more, fewer in December, on working days mostly. */
static int draw_joined(Dice *d)
{
        const double k = 0.455; /* the last month is about twice the first */
        const int days = PLAUSIBLE_DAY_LAST - PLAUSIBLE_DAY_FIRST + 1;
        int day = 0, weekday;

        for (int again = 0; again < 2; again++) {
                double u = (double)(draw(d) >> 11) * 0x1p-53;

                day = PLAUSIBLE_DAY_FIRST +
                      (int)((sqrt(1 + 4 * k * (1 + k) * u) - 1) / (2 * k) * days);
                if (day % 365 < 316 ||
                    day % 365 > 350) /* December, as the leap days have moved it */
                        break;
        }
        weekday = (day + 3) % 7; /* Monday is 0 */
        if (weekday > 4 && draw_below(d, 4))
                day += 2;
        return day > PLAUSIBLE_DAY_LAST ? PLAUSIBLE_DAY_LAST : day;
}

bool plausible_row(const PlausibleWorld *w, uint64_t i, Plausible *out)
{
        static const char prefixes[PLAUSIBLE_KINDS][4] = {"st-", "dv-", "pt-", "ed-"};
        Dice d = {mix(w->seed ^ mix(i ^ (uint64_t)w->kind << 56))};
        const HubShare *hub = draw_hub(&d);
        const SectorShare *sector = draw_sector(&d);

        out->used = 0;
        put(out, (Str){prefixes[w->kind], 3});
        put_number(out, i + 1, 7);
        out->id = since(out, 0);
        out->hub = hub->hub;
        out->country = hub->country;
        out->sector = sector->slug;
        out->joined_day = draw_joined(&d);
        if (w->as_of_day && out->joined_day > w->as_of_day)
                return false;
        if (w->kind == PLAUSIBLE_STARTUP || w->kind == PLAUSIBLE_PARTNER)
                return organisation(w, i, hub, &d, out);
        person(w, i, hub, &d, out);
        return true;
}

void plausible_person(uint64_t seed, uint64_t i, Plausible *out)
{
        plausible_row(&(PlausibleWorld){.kind = PLAUSIBLE_DEVELOPER, .seed = seed}, i, out);
}

void plausible_startup(uint64_t seed, uint64_t i, Plausible *out)
{
        plausible_row(&(PlausibleWorld){.kind = PLAUSIBLE_STARTUP, .seed = seed}, i, out);
}

bool plausible_hub(size_t i, Str *out_hub, Str *out_country, int *out_share)
{
        if (i >= HUBS_N)
                return false;
        *out_hub = hub_shares[i].hub;
        *out_country = hub_shares[i].country;
        *out_share = hub_shares[i].share;
        return true;
}

/* ---- brands ---- */

enum { BRAND_BYTES_MAX = 24 };

/* The i-th brand of a world, in small letters; no two are the same. */
static Str brand(const PlausibleWorld *w, uint64_t i, char *to)
{
        const uint32_t mask = (1u << BRAND_BITS) - 1;
        uint32_t x = (uint32_t)(i & mask);
        uint64_t more = i >> BRAND_BITS, key = mix(w->seed + (uint64_t)w->kind);
        size_t n = 0;

        /* each step can be undone, so different numbers stay different */
        x = (x * ((uint32_t)key | 1) + (uint32_t)(key >> 32)) & mask;
        x ^= x >> 9;
        x = (x * 0x9e35u + 77) & mask;
        x ^= x >> 8;
        for (int step = 0; step < 2 || more; step++) {
                uint32_t s = step < 2 ? x % BRAND_SYLLABLES : (uint32_t)(more % BRAND_SYLLABLES);

                to[n++] = brand_consonants[s / 4];
                to[n++] = brand_vowels[s % 4];
                if (step < 2)
                        x /= BRAND_SYLLABLES;
                else
                        more /= BRAND_SYLLABLES;
        }
        memcpy(to + n, brand_endings[x % BRAND_ENDINGS], 3);
        return (Str){to, n + 3};
}

static Str capital(Plausible *p, Str word)
{
        size_t from = p->used;

        put(p, word);
        p->bytes[from] = (char)(p->bytes[from] - 32);
        return since(p, from);
}

/* ---- organisations ---- */

typedef struct {
        uint32_t frame, own_script, sector_word, fate, when, rename, rename_day, team, growth,
                leave;
        uint32_t mail, elsewhere, level, age;
} Chances;

static void put_company(const PlausibleWorld *w, const Chances *c, const HubShare *hub, Str name,
                        uint32_t frame, Plausible *out)
{
        bool own = c->own_script < 300;
        const Words *list = &frames[own ? hub->script : LATIN];
        const Word *around = !own && frame % 5 < 2 ? &hub->legal : &list->at[frame % list->n];
        size_t from = out->used;

        put(out, around->written);
        if (own && hub->script == HAN) {
                put(out, han_given[frame / 7 % (sizeof han_given / sizeof *han_given)].written);
                put(out,
                    han_family[frame / 131 % (sizeof han_family / sizeof *han_family)].written);
        } else {
                capital(out, name);
        }
        if (w->kind == PLAUSIBLE_STARTUP && !own && c->sector_word < 280)
                for (size_t i = 0; i < SECTORS_N; i++)
                        if (str_eq(sector_shares[i].slug, out->sector))
                                put(out, sector_shares[i].word);
        put(out, around->latin);
        out->name = since(out, from);
}

/* Where a start-up stands so many months after it joined. */
static Str startup_stage(const Chances *c, int months)
{
        int apply = 1 + (int)(c->when % 3), finish = 12 + (int)(c->when / 3 % 10);
        int leave = 1 + (int)(c->leave % 12);
        bool leaves = c->fate >= 80 && c->fate < 230, grows = c->fate >= 230 && c->fate < 350;

        if (leaves && months >= leave)
                return S("withdrawn");
        if (c->fate < 80 || months < apply)
                return S("applied");
        if (months < apply + 2)
                return S("accepted");
        if (months < finish)
                return S("active");
        return grows ? S("scale-up") : S("alumni");
}

static void startup_state(const Chances *c, int months, Plausible *out)
{
        bool grows = c->fate >= 230 && c->fate < 350;
        int base = grows ? 10 + (int)(c->team % 20) : 2 + (int)(c->team % 22);
        int monthly = grows ? 20 + (int)(c->growth % 40) : (int)(c->growth % 25); /* thousandths */

        out->stage = startup_stage(c, months);
        out->team_size = base + base * months * monthly / 1000;
        out->level = out->team_size < 6    ? S("pre-seed")
                     : out->team_size < 16 ? S("seed")
                     : out->team_size < 40 ? S("series-a")
                     : out->team_size < 90 ? S("series-b")
                                           : S("growth");
}

static void partner_state(const Chances *c, Plausible *out)
{
        out->stage = c->fate < 40 ? S("applied") : c->fate < 60 ? S("withdrawn") : S("member");
        out->team_size = 8 + (int)(c->team * c->team % 900);
        out->level = c->level < 600   ? S("registered")
                     : c->level < 850 ? S("select")
                     : c->level < 960 ? S("advanced")
                                      : S("premier");
}

static Chances draw_chances(Dice *d)
{
        Chances c;

        c.frame = draw_below(d, 100000);
        c.own_script = draw_below(d, 1000);
        c.sector_word = draw_below(d, 1000);
        c.fate = draw_below(d, 1000);
        c.when = draw_below(d, 1000);
        c.leave = draw_below(d, 1000);
        c.rename = draw_below(d, 1000);
        c.rename_day = 200 + draw_below(d, 900);
        c.team = draw_low(d, 400);
        c.growth = draw_below(d, 1000);
        c.mail = draw_below(d, 4);
        c.elsewhere = draw_below(d, 1000);
        c.level = draw_below(d, 1000);
        c.age = 30 + draw_low(d, 2400);
        return c;
}

/* Country, year and a number that is this row's alone, with a letter to check it by. */
static void put_registration(uint64_t i, Plausible *out)
{
        size_t from = out->used;
        uint64_t number = i < 10000000 ? (i * 7919 + 481237) % 10000000 : i;

        put(out, out->country);
        put(out, S("-"));
        put_number(out, (uint64_t)time_civil(out->founded_day * DAY_US).year, 4);
        put(out, S("-"));
        put_number(out, number, 7);
        put(out, (Str){&"ACDEFGHJKLMNPRTWXY"[number % 18], 1});
        out->registration = since(out, from);
}

static bool organisation(const PlausibleWorld *w, uint64_t i, const HubShare *hub, Dice *d,
                         Plausible *out)
{
        static const Str mailboxes[] = {S_INIT("hello@"), S_INIT("team@"), S_INIT("founders@"),
                                        S_INIT("office@")};
        Chances c = draw_chances(d);
        int today = w->as_of_day ? w->as_of_day : PLAUSIBLE_DAY_LAST + 1;
        int months = today > out->joined_day ? (today - out->joined_day) / 30 : 0;
        char letters[BRAND_BYTES_MAX];
        Str name = brand(w, i, letters);
        size_t from;
        bool renamed;

        if (w->kind == PLAUSIBLE_STARTUP)
                startup_state(&c, months, out);
        else
                partner_state(&c, out);
        /* those who left are taken off some lists, half a year later */
        if (w->as_of_day && str_is(out->stage, "withdrawn") && c.growth % 2 && months > 18)
                return false;
        out->founded_day = out->joined_day - (int)c.age;
        if (c.elsewhere < 50)
                out->country = hub_shares[c.frame % HUBS_N].country;
        put_registration(i, out);
        from = out->used;
        put(out, S("https://"));
        put(out, name);
        put(out, w->kind == PLAUSIBLE_PARTNER ? S("-partners.example") : S(".example"));
        out->website = since(out, from);
        from = out->used;
        put(out, mailboxes[c.mail]);
        put(out, str_skip(out->website, 8));
        out->email = since(out, from);
        renamed = c.rename < 60 && today - out->joined_day > (int)c.rename_day;
        if (renamed) /* a brand of the next world, so that it is nobody else's here */
                name = brand(&(PlausibleWorld){.kind = w->kind, .seed = w->seed + 1}, i, letters);
        put_company(w, &c, hub, name, renamed ? c.frame / 3 : c.frame, out);
        return true;
}

/* ---- people ---- */

/* A half of a name: written into the row; its Latin letters into latin. */
static void put_half(const Words *heads, const Words *tails, Dice *d, Plausible *out, Text *latin)
{
        const Word *head = &heads->at[draw_below(d, (uint32_t)heads->n)];

        put(out, head->written);
        text_add(latin, head->latin);
        if (tails->n) {
                const Word *tail = &tails->at[draw_below(d, (uint32_t)tails->n)];

                put(out, tail->written);
                text_add(latin, tail->latin);
        }
}

static void put_mail_letters(Text *latin, Str s)
{
        for (size_t i = 0; i < s.len; i++) {
                char c = s.at[i];

                if (c >= 'A' && c <= 'Z')
                        c = (char)(c + 32);
                if (c >= 'a' && c <= 'z')
                        text_char(latin, c);
        }
}

/* Real names where the country has some; else ours, in the country's script more often than not. */
static void put_name(const PlausibleWorld *w, const HubShare *hub, Dice *d, Plausible *out,
                     Text *given, Text *family)
{
        uint64_t x = draw(d), y = draw(d);
        bool own = draw_below(d, 100) < 55;
        const Script *s =
                &scripts[own || hub->script == VIET || hub->script == EURO ? hub->script : LATIN];
        Str written[2], latin[2];
        size_t from = out->used;

        if (w->names &&
            plausible_names_pick(w->names, false, hub->country, x, &written[0], &latin[0]) &&
            plausible_names_pick(w->names, true, hub->country, y, &written[1], &latin[1])) {
                bool first = s->family_first;

                put(out, own ? written[first] : latin[first]);
                put(out, own && hub->script == HAN ? S("") : S(" "));
                put(out, own ? written[!first] : latin[!first]);
                put_mail_letters(given, latin[0]);
                put_mail_letters(family, latin[1]);
        } else if (s->family_first) {
                put_half(&s->family_heads, &s->family_tails, d, out, family);
                put(out, s->between);
                put_half(&s->given_heads, &s->given_tails, d, out, given);
        } else {
                put_half(&s->given_heads, &s->given_tails, d, out, given);
                put(out, s->between);
                put_half(&s->family_heads, &s->family_tails, d, out, family);
        }
        out->name = since(out, from);
}

static void person(const PlausibleWorld *w, uint64_t i, const HubShare *hub, Dice *d,
                   Plausible *out)
{
        static const Str domains[] = {S_INIT("@example.com"), S_INIT("@example.org"),
                                      S_INIT("@example.net")};
        char given_bytes[64], family_bytes[64], letters[BRAND_BYTES_MAX];
        Text given = text_over(given_bytes, sizeof given_bytes);
        Text family = text_over(family_bytes, sizeof family_bytes);
        Str school = brand(w, draw_below(d, 200), letters);
        uint32_t level = draw_below(d, 1000), site = draw_below(d, 100), mail = draw_below(d, 3);
        bool teaches = w->kind == PLAUSIBLE_EDUCATOR;
        size_t from;

        put_name(w, hub, d, out, &given, &family);
        from = out->used;
        put(out, text_str(&given));
        put(out, S("."));
        put(out, text_str(&family));
        put_number(out, i + 1, 1); /* no two people share an address */
        put(out, teaches ? S("@") : domains[mail]);
        if (teaches) {
                put(out, school);
                put(out, S("-university.example"));
        }
        out->email = since(out, from);
        out->website = (Str){0};
        if (!teaches && site < 25) {
                from = out->used;
                put(out, S("https://"));
                put(out, text_str(&given));
                put_number(out, i + 1, 1);
                put(out, S(".example"));
                out->website = since(out, from);
        }
        out->registration = (Str){0};
        out->team_size = out->founded_day = 0;
        out->stage = S("member");
        if (teaches)
                out->level = level < 600   ? S("associate")
                             : level < 920 ? S("instructor")
                                           : S("lead");
        else
                out->level = level < 700   ? S("explorer")
                             : level < 920 ? S("builder")
                             : level < 990 ? S("expert")
                                           : S("champion");
}

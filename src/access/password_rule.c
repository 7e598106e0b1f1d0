/* access/password_rule: may this be a new password?
 *
 * A list of a million passwords would be mostly a few hundred words with things put around them. So
 * the words are listed (password_words.h) and the things are computed: the cheapest way to put the
 * password together from pieces is found, each piece at about what it costs to guess, and what
 * stays below GUESS_TENTHS_MIN is refused. A letter that belongs to no piece costs what a letter
 * costs, so this is no rule of composition: eight letters drawn by lot pass. */
#include "access/password.h"

#include "access/password_inside.h"
#include "access/password_words.h"
#include "base/hash.h"
#include "base/words.h"

#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

/* Tenths of a bit; a wrong guess here lets a bad password in or keeps a good one out, no more. */
enum {
        GUESS_TENTHS_MIN =
                300,    /* a thousand million guesses; eight small letters by lot have 376 */
        COST_WORD = 90, /* one of five hundred */
        COST_OWN = 30,
        COST_YEAR = 65,
        COST_RUN = 80,          /* abcd, 4321, 2468 */
        COST_REPEAT = 20,       /* the same again, as often as wished */
        COST_WALK = 90,         /* keys that touch */
        COST_WALK_TURN = 30,    /* where it changes its direction */
        COST_WALK_FURTHER = 40, /* another right after one: 1qaz2wsx */
        COST_SMALL = 47,
        COST_CAPITAL = 57,
        COST_DIGIT = 33,
        COST_USUAL_MARK = 30, /* what goes between words and behind them */
        COST_OTHER = 60,
        COST_IDEOGRAPH = 100, /* one of a thousand that are in use */
        OWN_WORDS_MAX = 32,
        OWN_CHARS_MIN = 3,
        RUN_CHARS_MIN = 3,
        RUN_BY_TWO_CHARS_MIN = 4,
        WALK_CHARS_MIN = 4,
        YEAR_CHARS = 4,
        GUESS_MAX = 1000000, /* no way here yet */
};

typedef struct {
        size_t n;
        ucs4_t c[PASSWORD_CHARS_MAX];     /* small letters */
        int single[PASSWORD_CHARS_MAX];   /* what the character costs alone */
        int best[PASSWORD_CHARS_MAX + 1]; /* cheapest way to here */
        int walk[PASSWORD_CHARS_MAX + 1]; /* the same, when a walk ends here */
} Guess;

static size_t own_words(const PasswordOwner *owner, Str out[OWN_WORDS_MAX]);
static void guess_begin(Guess *g, const PasswordText *p);
static void guess_words(Guess *g, size_t at, const char *words, size_t len, int cost);
static void guess_own(Guess *g, size_t at, Str word);
static void guess_run(Guess *g, size_t at);
static void guess_year(Guess *g, size_t at);
static void guess_repeat(Guess *g, size_t at);
static void guess_walk(Guess *g, size_t at);

PasswordFault password_judge(Str typed, const PasswordOwner *owner)
{
        PasswordText p;
        PasswordFault fault = password_text(typed, &p);
        Str own[OWN_WORDS_MAX];
        size_t least = owner->has_other_factor ? PASSWORD_CHARS_MIN_WITH : PASSWORD_CHARS_MIN;

        if (fault == PASSWORD_FINE && p.chars < least)
                fault = PASSWORD_TOO_SHORT;
        if (fault == PASSWORD_FINE) {
                if (password_guess_tenths(&p, NULL, 0) < GUESS_TENTHS_MIN)
                        fault = PASSWORD_COMMON;
                else if (password_guess_tenths(&p, own, own_words(owner, own)) < GUESS_TENTHS_MIN)
                        fault = PASSWORD_OWN;
        }
        secret_wipe(&p, sizeof p);
        return fault;
}

Str password_fault_words(Arena *a, PasswordFault fault, const PasswordOwner *owner)
{
        int least = owner->has_other_factor ? PASSWORD_CHARS_MIN_WITH : PASSWORD_CHARS_MIN;

        switch (fault) {
        case PASSWORD_FINE: break;
        case PASSWORD_NOT_TEXT: return S_("A password can not have control characters in it.");
        case PASSWORD_TOO_SHORT:
                return str_fmt(
                        a,
                        words_n("A password needs %lld character at least. A few words that "
                                "do not belong together are easy to keep in mind.",
                                "A password needs %lld characters at least. A few words that "
                                "do not belong together are easy to keep in mind.",
                                least),
                        (long long)least);
        case PASSWORD_TOO_LONG:
                return str_fmt(a,
                               words_n("A password has %lld character at most.",
                                       "A password has %lld characters at most.",
                                       PASSWORD_CHARS_MAX),
                               (long long)PASSWORD_CHARS_MAX);
        case PASSWORD_COMMON:
                return S_("This password is among the first that others would try. Add words or "
                          "characters that nobody expects.");
        case PASSWORD_OWN:
                return S_("This password is made of your name, your address or the name of this "
                          "site. Add words or characters that nobody expects.");
        }
        return (Str){0};
}

int password_guess_tenths(const PasswordText *p, const Str *own, size_t own_n)
{
        Guess g;
        int cost;

        guess_begin(&g, p);
        for (size_t i = 0; i < g.n; i++) { /* each way to i is known when its turn comes */
                if (g.best[i] + g.single[i] < g.best[i + 1])
                        g.best[i + 1] = g.best[i] + g.single[i];
                guess_words(&g, i, password_words, sizeof password_words - 1, COST_WORD);
                for (size_t k = 0; k < own_n; k++)
                        guess_own(&g, i, own[k]);
                guess_run(&g, i);
                guess_year(&g, i);
                guess_walk(&g, i);
                if (i > 0)
                        guess_repeat(&g, i);
        }
        cost = g.best[g.n];
        secret_wipe(&g, sizeof g);
        return cost;
}

/* The words in the owner's texts, and each text as a whole. */
static size_t own_words(const PasswordOwner *owner, Str out[OWN_WORDS_MAX])
{
        const Str texts[] = {owner->email, owner->name, owner->site};
        size_t n = 0;

        for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++) {
                size_t begin = 0, i = 0;

                if (n < OWN_WORDS_MAX && texts[t].len)
                        out[n++] = texts[t];
                while (i < texts[t].len && n < OWN_WORDS_MAX) {
                        ucs4_t c;
                        size_t bytes = (size_t)u8_mbtouc(&c, (const uint8_t *)texts[t].at + i,
                                                         texts[t].len - i);

                        i += bytes;
                        if (!uc_is_property_alphabetic(c) && !uc_is_general_category(c, UC_MARK) &&
                            !(c >= '0' && c <= '9')) {
                                if (i - bytes > begin)
                                        out[n++] = (Str){texts[t].at + begin, i - bytes - begin};
                                begin = i;
                        }
                }
                if (begin > 0 && begin < texts[t].len && n < OWN_WORDS_MAX)
                        out[n++] = str_skip(texts[t], begin);
        }
        return n;
}

static int cost_of(ucs4_t c)
{
        if (c >= 'a' && c <= 'z')
                return COST_SMALL;
        if (c >= 'A' && c <= 'Z')
                return COST_CAPITAL;
        if (c >= '0' && c <= '9')
                return COST_DIGIT;
        if (uc_is_property_ideographic(c))
                return COST_IDEOGRAPH;
        return c == '!' || c == '.' || c == ' ' || c == '-' || c == '_' ? COST_USUAL_MARK
                                                                        : COST_OTHER;
}

static void guess_begin(Guess *g, const PasswordText *p)
{
        *g = (Guess){0};
        for (size_t i = 0; i < p->len && g->n < PASSWORD_CHARS_MAX; g->n++) {
                ucs4_t c;

                i += (size_t)u8_mbtouc(&c, (const uint8_t *)p->at + i, p->len - i);
                g->single[g->n] = cost_of(c);
                g->c[g->n] = uc_tolower(c);
        }
        for (size_t i = 0; i <= g->n; i++)
                g->best[i] = g->walk[i] = GUESS_MAX;
        g->best[0] = 0;
}

static void reach(Guess *g, size_t to, int cost)
{
        if (cost < g->best[to])
                g->best[to] = cost;
}

/* Does c stand for this letter, as itself or as people write it to be clever? */
static bool is_letter(ucs4_t c, ucs4_t letter)
{
        static const struct {
                char letter;
                const char *seen;
        } swaps[] = {{'a', "4@"}, {'b', "8"}, {'c', "("},  {'e', "3"},  {'g', "69"}, {'i', "1!|"},
                     {'l', "1|"}, {'o', "0"}, {'s', "5$"}, {'t', "7+"}, {'z', "2"}};

        if (c == letter)
                return true;
        if (c >= 128 || c == 0)
                return false;
        for (size_t i = 0; i < sizeof swaps / sizeof swaps[0]; i++)
                if ((ucs4_t)swaps[i].letter == letter)
                        return strchr(swaps[i].seen, (int)c) != NULL;
        return false;
}

/* How far the word goes from here on: its characters, or 0 when it is not here. */
static size_t word_at(const Guess *g, size_t at, const char *word, size_t len)
{
        size_t n = 0;

        for (size_t i = 0; i < len; n++) {
                ucs4_t letter = (unsigned char)word[i];

                if (letter < 128)
                        i++;
                else
                        i += (size_t)u8_mbtouc(&letter, (const uint8_t *)word + i, len - i);
                if (at + n >= g->n || !is_letter(g->c[at + n], letter))
                        return 0;
        }
        return n;
}

/* Each of the words, which stand apart by spaces. */
static void guess_words(Guess *g, size_t at, const char *words, size_t len, int cost)
{
        Str rest = {words, len}, word;

        while (str_cut(&rest, ' ', &word)) {
                size_t n = word_at(g, at, word.at, word.len);

                if (n > 0)
                        reach(g, at + n, g->best[at] + cost);
        }
}

static void guess_own(Guess *g, size_t at, Str word)
{
        uint8_t room[256], *small;
        size_t n = sizeof room;

        if (word.len == 0 || word.len > sizeof room)
                return;
        small = u8_tolower((const uint8_t *)word.at, word.len, NULL, UNINORM_NFKC, room, &n);
        if (!small)
                return;
        /* two characters are a name in Chinese, and nothing in letters */
        if (u8_mbsnlen(small, n) >= OWN_CHARS_MIN || small[0] >= 0xE0) {
                size_t chars = word_at(g, at, (const char *)small, n);

                if (chars > 0)
                        reach(g, at + chars, g->best[at] + COST_OWN);
        }
        if (small != room)
                free(small);
}

/* Characters that follow each other up or down, by one or by two. After 9 comes 0. */
static void guess_run(Guess *g, size_t at)
{
        for (int step = -2; step <= 2; step++) {
                size_t n = 1, least = step % 2 ? RUN_CHARS_MIN : RUN_BY_TWO_CHARS_MIN;

                if (step == 0)
                        continue;
                while (at + n < g->n) {
                        ucs4_t before = g->c[at + n - 1], c = g->c[at + n];

                        if ((int64_t)c - (int64_t)before != step &&
                            !(step == 1 && before == '9' && c == '0') &&
                            !(step == -1 && before == '0' && c == '9'))
                                break;
                        if (++n >= least)
                                reach(g, at + n, g->best[at] + COST_RUN);
                }
        }
}

static void guess_year(Guess *g, size_t at)
{
        const ucs4_t *c = g->c + at;

        if (at + YEAR_CHARS > g->n)
                return;
        for (size_t i = 0; i < YEAR_CHARS; i++)
                if (c[i] < '0' || c[i] > '9')
                        return;
        if ((c[0] == '1' && c[1] == '9') || (c[0] == '2' && c[1] == '0'))
                reach(g, at + YEAR_CHARS, g->best[at] + COST_YEAR);
}

/* What stands before, once more or often. */
static void guess_repeat(Guess *g, size_t at)
{
        for (size_t period = 1; period <= at; period++) {
                size_t n = 0;

                while (at + n < g->n && g->c[at + n] == g->c[at + n - period]) {
                        n++;
                        /* a doubled letter is no pattern */
                        if (n % period == 0 && n >= 2)
                                reach(g, at + n, g->best[at] + COST_REPEAT);
                }
        }
}

/* Where a key is on the keyboard most people have, shifted or not. */
static bool key_at(ucs4_t c, int *out_row, int *out_column)
{
        static const char *const rows[] = {"1234567890-=", "!@#$%^&*()_+", "qwertyuiop[]",
                                           "asdfghjkl;'", "zxcvbnm,./"};
        static const int row_of[] = {0, 0, 1, 2, 3};

        if (c == 0 || c >= 128)
                return false;
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
                const char *key = strchr(rows[i], (int)c);

                if (key) {
                        *out_row = row_of[i];
                        *out_column = (int)(key - rows[i]);
                        return true;
                }
        }
        return false;
}

static void guess_walk(Guess *g, size_t at)
{
        int row, column, to_row, to_column, turns = 0;
        int way = 0, way_before = 0; /* a zigzag turns once: 1q2w3e4r */

        if (!key_at(g->c[at], &row, &column))
                return;
        for (size_t n = 1; at + n < g->n && key_at(g->c[at + n], &to_row, &to_column); n++) {
                int down = to_row - row, right = to_column - column, cost, further;
                int way_now = down * 3 + right;

                if (down < -1 || down > 1 || right < -1 || right > 1 || way_now == 0)
                        break;
                if (n > 1 && way_now != way && way_now != way_before)
                        turns++;
                way_before = way, way = way_now;
                row = to_row, column = to_column;
                if (n + 1 < WALK_CHARS_MIN)
                        continue;
                cost = g->best[at] + COST_WALK + turns * COST_WALK_TURN;
                further = g->walk[at] + COST_WALK_FURTHER + turns * COST_WALK_TURN;
                if (further < cost)
                        cost = further;
                if (cost < g->walk[at + n + 1])
                        g->walk[at + n + 1] = cost;
                reach(g, at + n + 1, cost);
        }
}

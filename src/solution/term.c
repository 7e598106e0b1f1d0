/* solution/term: see the header. */
#include "solution/term.h"

#include "hub/hub.sql.h"
#include "hub/place_fold.h"
#include "programme/programme.sql.h"

#include <string.h>

#define EVERY S("*")
enum { TERMS = 5 };

/* --- words */

static bool is_letter(unsigned char c)
{
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c >= 0x80;
}

static bool is_ascii(Str s)
{
        for (size_t i = 0; i < s.len; i++)
                if ((unsigned char)s.at[i] >= 0x80)
                        return false;
        return true;
}

/* The next word, folded, off the front; false when there is none. Too long ones are left out. */
static bool word_next(Arena *a, Str *rest, Str *out)
{
        while (rest->len) {
                size_t n = 0;
                Str word;

                while (n < rest->len && is_letter((unsigned char)rest->at[n]))
                        n++;
                word = (Str){rest->at, n};
                *rest = str_skip(*rest, n ? n : 1);
                if (n == 0 || n > SOLUTION_WORD_BYTES_MAX)
                        continue;
                if (is_ascii(word)) {
                        *out = str_lower(a, word);
                } else {
                        char *room = arena_bytes(a, PLACE_FOLD_BYTES_MAX);

                        *out = place_fold(word, room);
                }
                if (out->len)
                        return true;
        }
        return false;
}

/* --- writing */

static Status add(Db *db, Arena *a, const Solution *s, const char *head, Str tail)
{
        return solution_term_add(db, str_fmt(a, "%s%.*s", head, S_ARG(tail)), s->id, s->party);
}

static Status add_words(Db *db, Arena *a, const Solution *s, Str party_name)
{
        const Str texts[] = {s->title, party_name, s->summary, s->works_with, s->description};
        int n = 0;

        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
                Str rest = texts[i], word;

                while (n < SOLUTION_WORDS_MAX && word_next(a, &rest, &word)) {
                        TRY(add(db, a, s, "w:", word));
                        n++;
                }
        }
        return OK;
}

/* All programmes that its party is a member of. */
static Status add_programmes(Db *db, Arena *a, const Solution *s)
{
        MemberList list;
        Id programme = 0, hub = 0;

        do {
                TRY(member_of_party(db, a, s->party, programme, hub, &list));
                for (size_t i = 0; i < list.n; i++) {
                        if (list.at[i].programme != programme)
                                TRY(add(db, a, s, "p:", id_text(a, list.at[i].programme)));
                        programme = list.at[i].programme;
                        hub = list.at[i].hub;
                }
        } while (list.n);
        return OK;
}

Status solution_terms_write(Db *db, Arena *a, const Solution *s, Str party_name)
{
        Str countries = s->countries, country;
        HubIdList hubs;

        TRY(solution_terms_drop(db, s->id));
        if (!str_is(s->state, "published"))
                return OK;
        TRY(add(db, a, s, "*", (Str){0}));
        TRY(add(db, a, s, "k:", s->category));
        if (s->sector.len)
                TRY(add(db, a, s, "s:", s->sector));
        if (str_empty(countries))
                TRY(add(db, a, s, "c:", EVERY));
        while (str_cut(&countries, ' ', &country))
                TRY(add(db, a, s, "c:", country));
        TRY(hub_ancestors(db, a, s->hub, &hubs));
        for (size_t i = 0; i < hubs.n; i++)
                TRY(add(db, a, s, "h:", id_text(a, hubs.at[i].id)));
        TRY(add_programmes(db, a, s));
        return add_words(db, a, s, party_name);
}

/* --- looking */

typedef struct {
        Str low, high;
        int64_t n; /* how many rows, up to a limit */
} Range;

/* A term and nothing else; all that begin so. */
static Range range_of(Arena *a, Str term, bool begins)
{
        Str high = str_fmt(a, "%.*s%c", S_ARG(term), begins ? '\xff' : '\x01');

        return (Range){.low = term, .high = high};
}

static Range term_of(Arena *a, const char *head, Str value)
{
        return value.len ? range_of(a, str_fmt(a, "%s%.*s", head, S_ARG(value)), false)
                         : range_of(a, EVERY, false);
}

static Status weigh(Db *db, Arena *a, Range *r)
{
        SolutionCount count;

        TRY(solution_term_count(db, a, r->low, r->high, &count));
        r->n = count.solutions;
        return OK;
}

typedef struct {
        Range terms[TERMS]; /* everything, category, sector, hub, programme */
        Range words[SOLUTION_ASKED_WORDS];
        Str country, anywhere;
        size_t words_n;
} Asked;

static Asked asked_of(Arena *a, const SolutionSearch *q)
{
        Asked x = {.terms = {range_of(a, EVERY, false), term_of(a, "k:", q->category),
                             term_of(a, "s:", q->sector),
                             term_of(a, "h:", q->hub ? id_text(a, q->hub) : (Str){0}),
                             term_of(a, "p:", q->programme ? id_text(a, q->programme) : (Str){0})},
                   .country = EVERY,
                   .anywhere = EVERY};
        Str rest = q->words, word;

        if (q->country.len) {
                x.country = str_fmt(a, "c:%.*s", S_ARG(q->country));
                x.anywhere = S("c:*");
        }
        while (x.words_n < SOLUTION_ASKED_WORDS && word_next(a, &rest, &word))
                x.words[x.words_n++] = range_of(a, str_fmt(a, "w:%.*s", S_ARG(word)), true);
        for (size_t i = x.words_n; i < SOLUTION_ASKED_WORDS; i++)
                x.words[i] = x.terms[0];
        return x;
}

/* What is looked through is there: it is not asked for again. */
static void take_off(Asked *x, const Range *lead)
{
        for (size_t i = 1; i < TERMS; i++)
                if (lead == &x->terms[i])
                        x->terms[i] = x->terms[0];
        for (size_t i = 0; i < SOLUTION_ASKED_WORDS; i++)
                if (lead == &x->words[i])
                        x->words[i] = x->terms[0];
}

Status solution_search(Db *db, Arena *a, const SolutionSearch *q, SolutionLineList *out)
{
        Asked x = asked_of(a, q);
        const Range *lead = &x.terms[0], *word = NULL, *w = x.words;
        Range found;

        for (size_t i = 0; i < TERMS; i++)
                TRY(weigh(db, a, &x.terms[i]));
        for (size_t i = 1; i < TERMS; i++)
                if (x.terms[i].n < lead->n || (str_eq(lead->low, EVERY) && x.terms[i].n == lead->n))
                        lead = &x.terms[i];
        for (size_t i = 0; i < x.words_n; i++) {
                TRY(weigh(db, a, &x.words[i]));
                if (x.words[i].n < (word ? word->n : lead->n))
                        word = &x.words[i];
        }
        found = word ? *word : *lead;
        take_off(&x, word ? word : lead);
        if (word)
                return solution_by_word(db, a, found.low, found.high, EVERY, q->before,
                                        x.terms[1].low, x.terms[2].low, x.terms[3].low, x.country,
                                        x.anywhere, x.terms[4].low, w[0].low, w[0].high, w[1].low,
                                        w[1].high, w[2].low, w[2].high, w[3].low, w[3].high, out);
        return solution_by_term(db, a, found.low, EVERY, q->before, x.terms[1].low, x.terms[2].low,
                                x.terms[3].low, x.country, x.anywhere, x.terms[4].low, w[0].low,
                                w[0].high, w[1].low, w[1].high, w[2].low, w[2].high, w[3].low,
                                w[3].high, out);
}

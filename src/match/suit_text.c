/* match/suit_text: texts as vectors of their words. See suit.h. */
#include "match/suit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

enum { TERM_BYTES_MAX = 64, PIECE_MAX = 3, SCRATCH_MAX = 16 * 1024 * 1024, SLOTS_BEGIN = 4096 };

typedef struct {
        Str text;
        int32_t texts_n; /* in which it stands */
} Term;

typedef struct {
        int32_t term;
        float weight;
} Weighed;

/* One text: its terms by number, weighed so that the sum of squares is 1. */
typedef struct {
        Weighed *at;
        int32_t n;
} Vector;

typedef struct {
        int32_t reviewer;
        float weight;
} Posting;

struct SuitTexts {
        int32_t files_n, reviewers_n;
        Vector *vector; /* files, then reviewers */
        Term *term;
        int32_t terms_n;
        size_t *posting_row; /* of a term: the reviewers who have it */
        Posting *posting;
};

typedef struct {
        Arena *a;
        Arena scratch;
        Term *term;
        int32_t terms_n, terms_max, *slot; /* slot: number of a term + 1, by hash */
        size_t slots;
        int32_t *found; /* terms of this text, as they come */
        int32_t found_n;
} Reader;

static Vector read_text(Reader *r, Str text);
static void weigh(const Reader *r, int32_t texts_n, Vector *v);
static void make_postings(Arena *a, SuitTexts *t);

Status suit_texts_read(Arena *a, const Str *files, int32_t files_n, const Str *reviewers,
                       int32_t reviewers_n, SuitTexts **out)
{
        Reader r = {.a = a, .scratch = arena_make(SCRATCH_MAX)};
        SuitTexts *t = arena_new(a, SuitTexts, 1);
        int32_t texts_n = files_n + reviewers_n;

        if (files_n < 0 || files_n > ASSIGN_FILES_MAX || reviewers_n < 0 ||
            reviewers_n > ASSIGN_REVIEWERS_MAX)
                return TOO_LARGE;
        *t = (SuitTexts){.files_n = files_n, .reviewers_n = reviewers_n};
        t->vector = arena_new(a, Vector, (size_t)texts_n + 1);
        for (int32_t i = 0; i < texts_n; i++)
                t->vector[i] = read_text(&r, i < files_n ? files[i] : reviewers[i - files_n]);
        for (int32_t i = 0; i < texts_n; i++)
                weigh(&r, texts_n, &t->vector[i]);
        t->term = r.term;
        t->terms_n = r.terms_n;
        make_postings(a, t);
        arena_free(&r.scratch);
        *out = t;
        return OK;
}

/* ---- terms ---- */

static void grow_terms(Reader *r)
{
        int32_t max = r->terms_max ? r->terms_max * 2 : SLOTS_BEGIN / 2;
        Term *more = arena_new(r->a, Term, (size_t)max);

        if (r->terms_n)
                memcpy(more, r->term, (size_t)r->terms_n * sizeof *more);
        r->term = more;
        r->terms_max = max;
        r->slots = (size_t)max * 2;
        r->slot = arena_new(r->a, int32_t, r->slots);
        for (int32_t k = 0; k < r->terms_n; k++) {
                size_t at = str_hash(r->term[k].text) & (r->slots - 1);

                while (r->slot[at])
                        at = (at + 1) & (r->slots - 1);
                r->slot[at] = k + 1;
        }
}

static int32_t term_number(Reader *r, Str text)
{
        size_t at;

        if (r->terms_n == r->terms_max)
                grow_terms(r);
        for (at = str_hash(text) & (r->slots - 1); r->slot[at]; at = (at + 1) & (r->slots - 1))
                if (str_eq(r->term[r->slot[at] - 1].text, text))
                        return r->slot[at] - 1;
        r->slot[at] = r->terms_n + 1;
        r->term[r->terms_n] = (Term){.text = str_copy(r->a, text)};
        return r->terms_n++;
}

static void add_term(Reader *r, const char *begin, const char *end)
{
        Str text = {begin, (size_t)(end - begin)};

        if (text.len > 0)
                r->found[r->found_n++] = term_number(r, str_head(text, TERM_BYTES_MAX));
}

/* How many signs make a piece of scripts that do not part words; 0: words are parted, -1: this is
 * no letter. */
static int piece_of(ucs4_t c)
{
        static const struct {
                ucs4_t from, to;
                int n;
        } ranges[] = {{0x0e00, 0x0eff, 3},  {0x1000, 0x109f, 3}, {0x1100, 0x11ff, 2},
                      {0x1780, 0x17ff, 3},  {0x3005, 0x3007, 2}, {0x3040, 0x30ff, 2},
                      {0x3400, 0x9fff, 2},  {0xac00, 0xd7a3, 2}, {0xf900, 0xfaff, 2},
                      {0x20000, 0x3ffff, 2}};

        if (!uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_M |
                                                         UC_CATEGORY_MASK_N))
                return -1;
        for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
                if (c >= ranges[i].from && c <= ranges[i].to)
                        return ranges[i].n;
        return 0;
}

/* The last few signs of a run, so that a piece ends at each. */
typedef struct {
        int kind;                         /* piece_of; -1 between runs */
        const char *begin[PIECE_MAX + 1]; /* of the last signs, the oldest first */
        int n;                            /* signs in begin */
        bool is_cut;                      /* a piece came of it already */
} Run;

static void end_run(Reader *r, Run *run, const char *end)
{
        /* a word; or a run that is shorter than a piece */
        if (run->kind == 0 || (run->kind > 0 && !run->is_cut))
                add_term(r, run->begin[0], end);
        *run = (Run){.kind = -1};
}

static void add_sign(Reader *r, Run *run, const char *begin, const char *end)
{
        if (run->kind == 0 && run->n > 0)
                return;
        if (run->n == run->kind && run->n > 0) {
                memmove(run->begin, run->begin + 1, (size_t)(run->n - 1) * sizeof *run->begin);
                run->n--;
        }
        run->begin[run->n++] = begin;
        if (run->kind > 0 && run->n == run->kind) {
                add_term(r, run->begin[0], end);
                run->is_cut = true;
        }
}

static void read_terms(Reader *r, Str folded)
{
        const char *at = folded.at, *end = folded.at + folded.len;
        Run run = {.kind = -1};

        while (at < end) {
                ucs4_t c;
                int bytes = u8_mbtouc(&c, (const uint8_t *)at, (size_t)(end - at));
                int kind = piece_of(c);

                if (kind != run.kind) {
                        end_run(r, &run, at);
                        run.kind = kind;
                }
                if (kind >= 0)
                        add_sign(r, &run, at, at + bytes);
                at += bytes;
        }
        end_run(r, &run, end);
}

/* ---- vectors ---- */

static Str fold(Arena *scratch, Str text)
{
        size_t room = text.len * 4 + 64, n = room;
        uint8_t *plain = arena_bytes(scratch, room), *got;
        Str out = {0};

        if (!str_is_utf8(text))
                return out;
        got = u8_casefold((const uint8_t *)text.at, text.len, NULL, UNINORM_NFKC, plain, &n);
        if (got == NULL)
                return out;
        if (got == plain)
                return (Str){(const char *)plain, n};
        out = str_copy(scratch, str_head((Str){(const char *)got, n}, 2 * room));
        free(got); /* the library's, as it did not fit */
        return out;
}

static int by_number(const void *x, const void *y)
{
        int32_t p = *(const int32_t *)x, q = *(const int32_t *)y;

        return (p > q) - (p < q);
}

static Vector read_text(Reader *r, Str text)
{
        Vector v = {0};
        Str folded;

        arena_reset(&r->scratch);
        folded = fold(&r->scratch, str_head(text, SUIT_TEXT_BYTES_MAX));
        if (str_empty(folded))
                return v;
        r->found = arena_new(&r->scratch, int32_t, folded.len + 1);
        r->found_n = 0;
        read_terms(r, folded);
        qsort(r->found, (size_t)r->found_n, sizeof *r->found, by_number);
        for (int32_t k = 0; k < r->found_n; k++)
                v.n += k == 0 || r->found[k] != r->found[k - 1];
        if (v.n > SUIT_TERMS_MAX)
                v.n = SUIT_TERMS_MAX;
        v.at = arena_new(r->a, Weighed, (size_t)v.n + 1);
        for (int32_t k = 0, n = -1; k < r->found_n; k++) {
                if (k == 0 || r->found[k] != r->found[k - 1]) {
                        if (++n == v.n)
                                break;
                        v.at[n].term = r->found[k];
                        r->term[r->found[k]].texts_n++;
                }
                v.at[n].weight++;
        }
        return v;
}

static void weigh(const Reader *r, int32_t texts_n, Vector *v)
{
        double squares = 0;

        for (int32_t k = 0; k < v->n; k++) {
                double often = 1 + log((double)v->at[k].weight);
                double rare = log(1 + (double)texts_n / r->term[v->at[k].term].texts_n);

                v->at[k].weight = (float)(often * rare);
                squares += often * rare * often * rare;
        }
        for (int32_t k = 0; k < v->n; k++)
                v->at[k].weight = (float)(v->at[k].weight / sqrt(squares));
}

static void make_postings(Arena *a, SuitTexts *t)
{
        size_t *at;
        size_t all = 0;

        t->posting_row = arena_new(a, size_t, (size_t)t->terms_n + 2);
        for (int32_t j = 0; j < t->reviewers_n; j++) {
                const Vector *v = &t->vector[t->files_n + j];

                all += (size_t)v->n;
                for (int32_t k = 0; k < v->n; k++)
                        t->posting_row[v->at[k].term + 2]++;
        }
        t->posting = arena_new(a, Posting, all + 1);
        for (int32_t k = 1; k < t->terms_n; k++)
                t->posting_row[k + 1] += t->posting_row[k];
        at = t->posting_row + 1;
        for (int32_t j = 0; j < t->reviewers_n; j++) {
                const Vector *v = &t->vector[t->files_n + j];

                for (int32_t k = 0; k < v->n; k++)
                        t->posting[at[v->at[k].term]++] = (Posting){j, v->at[k].weight};
        }
}

/* ---- likeness ---- */

static int32_t whole(double cosine)
{
        int32_t v = (int32_t)floor(cosine * SUIT_WHOLE + 0.5);

        return v < 0 ? 0 : v > SUIT_WHOLE ? SUIT_WHOLE : v;
}

int32_t suit_texts_likeness(const SuitTexts *t, int32_t file, int32_t reviewer)
{
        const Vector *x = &t->vector[file], *y = &t->vector[t->files_n + reviewer];
        double sum = 0;

        for (int32_t i = 0, j = 0; i < x->n && j < y->n;) {
                int32_t p = x->at[i].term, q = y->at[j].term;

                if (p == q)
                        sum += (double)x->at[i].weight * (double)y->at[j].weight;
                i += p <= q;
                j += q <= p;
        }
        return whole(sum);
}

static void keep_best(SuitParts *of, int32_t *n, int32_t max, SuitParts new)
{
        int32_t at = *n;

        if (at == max) {
                if (of[at - 1].likeness >= new.likeness)
                        return;
                at--;
        } else {
                ++*n;
        }
        for (; at > 0 && of[at - 1].likeness < new.likeness; at--)
                of[at] = of[at - 1];
        of[at] = new;
}

Status suit_texts_best(Arena *a, const SuitTexts *t, int32_t best_n, SuitParts **out, size_t *out_n)
{
        int32_t each = best_n < t->reviewers_n ? best_n : t->reviewers_n;
        double *sum;
        SuitParts *all;
        size_t n = 0;

        if (best_n < 0)
                return INVALID;
        sum = arena_new(a, double, (size_t)t->reviewers_n + 1);
        all = arena_new(a, SuitParts, (size_t)t->files_n * (size_t)each + 1);
        for (int32_t i = 0; i < t->files_n && each > 0; i++) {
                const Vector *v = &t->vector[i];
                int32_t kept = 0;

                memset(sum, 0, (size_t)t->reviewers_n * sizeof *sum);
                for (int32_t k = 0; k < v->n; k++) {
                        int32_t term = v->at[k].term;

                        for (size_t p = t->posting_row[term]; p < t->posting_row[term + 1]; p++)
                                sum[t->posting[p].reviewer] +=
                                        (double)v->at[k].weight * (double)t->posting[p].weight;
                }
                for (int32_t j = 0; j < t->reviewers_n; j++) {
                        int32_t like = whole(sum[j]);

                        if (like > 0)
                                keep_best(all + n, &kept, each,
                                          (SuitParts){.file = i,
                                                      .reviewer = j,
                                                      .likeness = (int16_t)like});
                }
                n += (size_t)kept;
        }
        *out = all;
        *out_n = n;
        return OK;
}

typedef struct {
        double weight;
        int32_t term;
} Shared;

static int by_weight(const void *x, const void *y)
{
        const Shared *p = x, *q = y;

        if (p->weight != q->weight)
                return p->weight > q->weight ? -1 : 1;
        return (p->term > q->term) - (p->term < q->term);
}

size_t suit_texts_shared(Arena *a, const SuitTexts *t, int32_t file, int32_t reviewer, Str *out,
                         size_t n)
{
        const Vector *x = &t->vector[file], *y = &t->vector[t->files_n + reviewer];
        Shared *shared = arena_new(a, Shared, (size_t)x->n + 1);
        size_t found = 0;

        for (int32_t i = 0, j = 0; i < x->n && j < y->n;) {
                int32_t p = x->at[i].term, q = y->at[j].term;

                if (p == q)
                        shared[found++] =
                                (Shared){(double)x->at[i].weight * (double)y->at[j].weight, p};
                i += p <= q;
                j += q <= p;
        }
        qsort(shared, found, sizeof *shared, by_weight);
        if (found < n)
                n = found;
        for (size_t k = 0; k < n; k++)
                out[k] = t->term[shared[k].term].text;
        return n;
}

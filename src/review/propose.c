/* review/propose: see the header. */
#include "review/propose.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/words.h"
#include "form/kept.h"
#include "match/suit.h"
#include "review/pool.h"

#include <stdlib.h>
#include <string.h>

enum {
        LIKE_BEST_N = 40,          /* reviewers of a file whose texts are like it */
        TOPIC_PAIRS_MAX = 4000000, /* so many pairs are asked for shared topics */
        TEXT_BYTES_MAX = 16 * 1024,
        SHARED_WORDS = 5
};

typedef struct {
        Db *db;
        Arena *a;
        const ReviewIn *in;
        ReviewFiles files;
        Reviewer *reviewers; /* those who may be given files */
        int32_t *loads, *wanted;
        size_t reviewers_n;
        Str *file_texts, *reviewer_texts;
        int64_t **topics, **knows; /* hashes of words, sorted */
        size_t *topics_n, *knows_n;
        SuitTexts *texts;
        SuitParts *parts;
        size_t parts_n;
        AssignWho *barred, *fixed;
        size_t barred_n, fixed_n;
        SuitWeights weights;
        Form **forms; /* those that files are of, by form_ids: few */
        Id *form_ids;
        size_t forms_n;
} Work;

static Status read_reviewers(Work *w);
static Status read_files(Work *w);
static Status read_given(Work *w);
static Status read_conflicts(Work *w, Proposed *out);
static Status read_parts(Work *w);
static Status solve(Work *w, Proposed *out, Str *out_fault);

Status propose(Db *db, Arena *a, const ReviewIn *in, Proposed *out, Str *out_fault)
{
        Work w = {.db = db, .a = a, .in = in, .weights = {2, 2, 1}};

        *out = (Proposed){0};
        TRY(read_reviewers(&w));
        if (!w.reviewers_n) {
                *out_fault = S_("No reviewer has said yes yet.");
                return INVALID;
        }
        TRY(review_files_of(db, a, in->def, in->step, in->round.id, &w.files));
        if (!w.files.n) {
                *out_fault = S_("No application stands in this step.");
                return INVALID;
        }
        TRY(read_files(&w));
        TRY(read_given(&w));
        TRY(read_conflicts(&w, out));
        TRY(read_parts(&w));
        return solve(&w, out, out_fault);
}

static Status read_reviewers(Work *w)
{
        ReviewerList list;

        TRY(reviewers_in(w->db, w->a, w->in->round.id, 0, &list));
        w->reviewers = arena_new(w->a, Reviewer, list.n + 1);
        w->loads = arena_new(w->a, int32_t, list.n + 1);
        for (size_t i = 0; i < list.n; i++) {
                const Reviewer *r = &list.at[i];

                if (!str_is(r->state, "accepted") ||
                    (r->step.len && !str_eq(r->step, w->in->step->slug)))
                        continue;
                w->loads[w->reviewers_n] = (int32_t)(r->load ? r->load : w->in->step->load);
                w->reviewers[w->reviewers_n++] = *r;
        }
        return OK;
}

/* --- texts and topics */

static int by_int(const void *x, const void *y)
{
        const int64_t *p = x, *q = y;

        return *p < *q ? -1 : *p > *q;
}

static size_t sort_once(int64_t *at, size_t n)
{
        size_t kept = 0;

        if (n)
                qsort(at, n, sizeof *at, by_int);
        for (size_t i = 0; i < n; i++)
                if (!i || at[i] != at[kept - 1])
                        at[kept++] = at[i];
        return kept;
}

static int64_t topic(Arena *a, Str word)
{
        return (int64_t)(str_hash(str_lower(a, word)) >> 1);
}

/* Values of choices as whole words: "ai-for-health" is a topic, and so is each of its parts. */
static void put_topics(Arena *a, const Json *v, int64_t *at, size_t *n, size_t max)
{
        Str rest = v->text, part;

        if (v->kind == JSON_KIND_TEXT && *n < max) {
                at[(*n)++] = topic(a, v->text);
                while (str_find(v->text, '-') < v->text.len && str_cut(&rest, '-', &part))
                        if (part.len > 2 && *n < max)
                                at[(*n)++] = topic(a, part);
        }
        for (const Json *child = v->child; child; child = child->next)
                put_topics(a, child, at, n, max);
}

static void put_text(Text *t, const Json *v)
{
        if (v->kind == JSON_KIND_TEXT && t->len + v->text.len < TEXT_BYTES_MAX) {
                text_add(t, v->text);
                text_char(t, '\n');
        }
        for (const Json *child = v->child; child; child = child->next)
                put_text(t, child);
}

static Status read_file(Work *w, size_t i, const Form *form, const Json *answers)
{
        enum { TOPICS_MAX = 64 };
        Text t = text_begin(w->a, 2 * TEXT_BYTES_MAX);

        w->topics[i] = arena_new(w->a, int64_t, TOPICS_MAX);
        for (size_t k = 0; k < form->fields.n; k++) {
                const FormField *f = form->fields.at[k];
                const Json *v = json_get(answers, f->slug);

                if (v && (f->kind == FORM_CHOICE || f->kind == FORM_CHOICES))
                        put_topics(w->a, v, w->topics[i], &w->topics_n[i], TOPICS_MAX);
                if (v && (f->kind == FORM_TEXT || f->kind == FORM_LONG_TEXT ||
                          f->kind == FORM_CHOICE || f->kind == FORM_CHOICES))
                        put_text(&t, v);
        }
        w->topics_n[i] = sort_once(w->topics[i], w->topics_n[i]);
        w->file_texts[i] = text_str(&t);
        return OK;
}

/* Each is read once: files of a form that was renewed stand among those of the one before. */
static Status form_of(Work *w, Id id, Form **out)
{
        for (size_t i = 0; i < w->forms_n; i++)
                if (w->form_ids[i] == id) {
                        *out = w->forms[i];
                        return OK;
                }
        TRY(form_open(w->db, w->a, id, NULL, out));
        w->forms = query_grow(w->a, w->forms, w->forms_n, sizeof(Form *));
        w->form_ids = query_grow(w->a, w->form_ids, w->forms_n, sizeof(Id));
        w->forms[w->forms_n] = *out;
        w->form_ids[w->forms_n++] = id;
        return OK;
}

static Status read_files(Work *w)
{
        size_t n = w->files.n;

        w->file_texts = arena_new(w->a, Str, n);
        w->topics = arena_new(w->a, int64_t *, n);
        w->topics_n = arena_new(w->a, size_t, n);
        for (size_t i = 0; i < n; i++) {
                const ReviewFile *file = &w->files.at[i];
                const Json *answers;
                ReviewAnswers kept;
                Form *form;
                Status s =
                        review_answers(w->db, w->a, file->party, file->id, file->revision, &kept);

                if (s == NOT_FOUND)
                        continue;
                TRY(s);
                TRY(form_of(w, kept.form, &form));
                if (json_parse(w->a, kept.answers, &answers, NULL) == OK)
                        TRY(read_file(w, i, form, answers));
        }
        w->reviewer_texts = arena_new(w->a, Str, w->reviewers_n);
        w->knows = arena_new(w->a, int64_t *, w->reviewers_n);
        w->knows_n = arena_new(w->a, size_t, w->reviewers_n);
        for (size_t i = 0; i < w->reviewers_n; i++) {
                Str text = w->reviewers[i].expertise;

                w->reviewer_texts[i] = text;
                w->knows[i] = arena_new(w->a, int64_t, text.len / 2 + 2);
                for (size_t at = 0, end; at < text.len; at = end + 1) {
                        for (end = at; end < text.len && !strchr(" ,;.:/\n\r\t()", text.at[end]);)
                                end++;
                        if (end > at)
                                w->knows[i][w->knows_n[i]++] =
                                        topic(w->a, (Str){text.at + at, end - at});
                }
                w->knows_n[i] = sort_once(w->knows[i], w->knows_n[i]);
        }
        return OK;
}

/* --- who has what already, and who must not */

static int32_t find_reviewer(const Work *w, Id account)
{
        size_t low = 0, high = w->reviewers_n;

        while (low < high) {
                size_t middle = (low + high) / 2;

                if (w->reviewers[middle].account < account)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low < w->reviewers_n && w->reviewers[low].account == account ? (int32_t)low : -1;
}

static int32_t find_file(const Work *w, Id application)
{
        size_t low = 0, high = w->files.n;

        while (low < high) {
                size_t middle = (low + high) / 2;

                if (w->files.at[middle].id < application)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low < w->files.n && w->files.at[low].id == application ? (int32_t)low : -1;
}

static void put_who(Arena *a, AssignWho **at, size_t *n, int32_t file, int32_t reviewer)
{
        if (file < 0 || reviewer < 0)
                return;
        *at = query_grow(a, *at, *n, sizeof **at);
        (*at)[(*n)++] = (AssignWho){file, reviewer};
}

/* A file that somebody had and was taken from them does not come back by itself. A reviewer who is
 * gone from the pool still counts for the file: then fewer are wanted. */
static Status read_given(Work *w)
{
        static const char *const states[] = {"assigned", "draft",   "submitted",
                                             "revised",  "recused", "ended"};
        AssignmentPairList list;

        w->wanted = arena_new(w->a, int32_t, w->files.n);
        for (size_t i = 0; i < w->files.n; i++)
                w->wanted[i] = (int32_t)w->in->step->reviews;
        for (size_t k = 0; k < sizeof states / sizeof *states; k++) {
                bool is_live = k < 4;
                Id after = 0;

                do {
                        TRY(assignment_pairs(w->db, w->a, w->in->round.id, w->in->step->slug,
                                             str_from(states[k]), after, &list));
                        for (size_t i = 0; i < list.n; i++) {
                                int32_t file = find_file(w, list.at[i].application);
                                int32_t reviewer = find_reviewer(w, list.at[i].account);

                                after = list.at[i].id;
                                if (is_live && file >= 0 && reviewer < 0 && w->wanted[file])
                                        w->wanted[file]--;
                                put_who(w->a, is_live ? &w->fixed : &w->barred,
                                        is_live ? &w->fixed_n : &w->barred_n, file, reviewer);
                        }
                } while (list.n == 20000);
        }
        return OK;
}

/* Those that stand, and those that are found; one that was dismissed or waived bars nothing. */
static Status read_conflicts(Work *w, Proposed *out)
{
        static const char *const states[] = {"pending", "recused", "dismissed", "waived"};
        AssignWho *free = NULL;
        size_t free_n = 0, kept = 0;
        ReviewConflictList list;

        for (size_t k = 0; k < 4; k++) {
                Id after = 0;

                do {
                        TRY(conflicts_in(w->db, w->a, w->in->round.id, str_from(states[k]), after,
                                         &list));
                        for (size_t i = 0; i < list.n; i++) {
                                after = list.at[i].id;
                                put_who(w->a, k < 2 ? &w->barred : &free,
                                        k < 2 ? &w->barred_n : &free_n,
                                        find_file(w, list.at[i].application),
                                        find_reviewer(w, list.at[i].account));
                        }
                } while (list.n == 1000);
        }
        out->accounts = arena_new(w->a, Id, w->reviewers_n);
        for (size_t i = 0; i < w->reviewers_n; i++)
                out->accounts[i] = w->reviewers[i].account;
        out->files = w->files.at;
        TRY(conflict_look(w->db, w->a, out->accounts, w->reviewers_n, w->files.at, w->files.n,
                          &out->found));
        for (size_t i = 0; i < out->found.n; i++) {
                const ConflictFound *f = &out->found.at[i];
                bool is_free = false;

                for (size_t k = 0; k < free_n && !is_free; k++)
                        is_free = free[k].file == (int32_t)f->file &&
                                  free[k].reviewer == (int32_t)f->reviewer;
                if (is_free)
                        continue;
                put_who(w->a, &w->barred, &w->barred_n, (int32_t)f->file, (int32_t)f->reviewer);
                out->found.at[kept++] = *f;
        }
        out->found.n = kept;
        return OK;
}

/* --- how well they suit */

static void put_part(Work *w, SuitParts part)
{
        w->parts = query_grow(w->a, w->parts, w->parts_n, sizeof *w->parts);
        w->parts[w->parts_n++] = part;
}

static int by_pair(const void *x, const void *y)
{
        const SuitParts *p = x, *q = y;

        if (p->file != q->file)
                return p->file < q->file ? -1 : 1;
        return p->reviewer < q->reviewer ? -1 : p->reviewer > q->reviewer;
}

static Status read_bids(Work *w)
{
        Id after_account = 0, after = 0;
        ReviewBidList list;

        do {
                TRY(bids_in(w->db, w->a, w->in->round.id, after_account, after, &list));
                for (size_t i = 0; i < list.n; i++) {
                        int32_t file = find_file(w, list.at[i].application);
                        int32_t reviewer = find_reviewer(w, list.at[i].account);
                        SuitBid bid = str_is(list.at[i].bid, "yes")     ? SUIT_BID_YES
                                      : str_is(list.at[i].bid, "maybe") ? SUIT_BID_MAYBE
                                                                        : SUIT_BID_NO;

                        after_account = list.at[i].account;
                        after = list.at[i].application;
                        if (file >= 0 && reviewer >= 0)
                                put_part(w, (SuitParts){file, reviewer,
                                                        (int16_t)suit_bid_value(bid), 0, 0});
                }
        } while (list.n == 20000);
        return OK;
}

static int16_t shared_topics(const Work *w, int32_t file, int32_t reviewer)
{
        return (int16_t)suit_topics(w->topics[file], w->topics_n[file], w->knows[reviewer],
                                    w->knows_n[reviewer]);
}

/* One row for each pair, with all its parts. */
static Status read_parts(Work *w)
{
        size_t kept = 0, best_n;
        SuitParts *best;

        TRY(suit_texts_read(w->a, w->file_texts, (int32_t)w->files.n, w->reviewer_texts,
                            (int32_t)w->reviewers_n, &w->texts));
        TRY(suit_texts_best(w->a, w->texts, LIKE_BEST_N, &best, &best_n));
        for (size_t i = 0; i < best_n; i++)
                put_part(w, best[i]);
        TRY(read_bids(w));
        for (int32_t f = 0;
             w->files.n * w->reviewers_n <= TOPIC_PAIRS_MAX && f < (int32_t)w->files.n; f++)
                for (int32_t r = 0; w->topics_n[f] && r < (int32_t)w->reviewers_n; r++)
                        if (shared_topics(w, f, r))
                                put_part(w, (SuitParts){f, r, 0, 0, 0});
        if (w->parts_n)
                qsort(w->parts, w->parts_n, sizeof *w->parts, by_pair);
        for (size_t i = 0; i < w->parts_n; i++) {
                SuitParts *last = kept ? &w->parts[kept - 1] : NULL;

                if (last && !by_pair(last, &w->parts[i])) {
                        if (w->parts[i].bid)
                                last->bid = w->parts[i].bid;
                        continue;
                }
                w->parts[kept] = w->parts[i];
                last = &w->parts[kept++];
                last->expertise = shared_topics(w, last->file, last->reviewer);
                last->likeness = (int16_t)suit_texts_likeness(w->texts, last->file, last->reviewer);
        }
        w->parts_n = kept;
        return OK;
}

/* --- the best, with reasons */

static Str reasons(Work *w, const AssignGiven *g)
{
        SuitParts key = {.file = g->file, .reviewer = g->reviewer};
        const SuitParts *part =
                w->parts_n ? bsearch(&key, w->parts, w->parts_n, sizeof *w->parts, by_pair) : NULL;
        Str shared[SHARED_WORDS];
        size_t n = suit_texts_shared(w->a, w->texts, g->file, g->reviewer, shared, SHARED_WORDS);
        Text t = text_begin(w->a, 2048);
        JsonOut j = jout_begin(&t);

        jout_object(&j);
        jout_key(&j, S("bid"));
        jout_int(&j, part ? part->bid : 0);
        jout_key(&j, S("expertise"));
        jout_int(&j, part ? part->expertise : 0);
        jout_key(&j, S("likeness"));
        jout_int(&j, part ? part->likeness : 0);
        jout_key(&j, S("rank"));
        jout_int(&j, g->rank);
        jout_key(&j, S("words"));
        jout_text(&j, str_join(w->a, shared, n, S(", ")));
        jout_object_end(&j);
        return text_str(&t);
}

/* Their ids come in this order, and neighbours would tell that they are of one file. */
static void shuffle(ProposedPair *at, size_t n)
{
        for (size_t i = n; i > 1; i--) {
                uint64_t random;
                ProposedPair keep = at[i - 1];

                random_fill(&random, sizeof random);
                at[i - 1] = at[random % i];
                at[random % i] = keep;
        }
}

static void take(Work *w, const AssignResult *r, Proposed *out)
{
        Proposal *sum = &out->sum;

        sum->files = (int64_t)w->files.n;
        sum->reviewers = (int64_t)w->reviewers_n;
        for (size_t i = 0; i < w->files.n; i++)
                sum->wanted += w->wanted[i];
        sum->total = r->total;
        sum->worst = r->worst_total;
        sum->worst_file = r->worst_file >= 0 ? w->files.at[r->worst_file].id : 0;
        sum->shorts = (int64_t)r->shorts_n;
        for (size_t i = 0; i < r->shorts_n; i++)
                sum->short_barred += r->shorts[i].why == ASSIGN_SHORT_BARRED;
        sum->conflicts = (int64_t)out->found.n;
        out->pairs = arena_new(w->a, ProposedPair, r->given_n + 1);
        for (size_t i = 0; i < r->given_n; i++) {
                const AssignGiven *g = &r->given[i];

                if (g->is_fixed) {
                        sum->kept++;
                        continue;
                }
                out->pairs[out->pairs_n++] =
                        (ProposedPair){w->files.at[g->file], w->reviewers[g->reviewer].account,
                                       g->suitability, reasons(w, g)};
        }
        sum->given = (int64_t)out->pairs_n;
        shuffle(out->pairs, out->pairs_n);
}

static Status solve(Work *w, Proposed *out, Str *out_fault)
{
        AssignProblem p = {.files_n = (int32_t)w->files.n,
                           .reviewers_n = (int32_t)w->reviewers_n,
                           .wanted = w->wanted,
                           .load = w->loads,
                           .pairs_n = w->parts_n,
                           .barred = w->barred,
                           .barred_n = w->barred_n,
                           .fixed = w->fixed,
                           .fixed_n = w->fixed_n,
                           .fair_reviews = 1};
        AssignResult r;

        p.pairs = suit_pairs(w->a, &w->weights, w->parts, w->parts_n);
        TRY(assign_solve(w->a, &p, &r, out_fault));
        take(w, &r, out);
        return OK;
}

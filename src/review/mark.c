/* review/mark: see the header. */
#include "review/mark.h"

#include "base/json.h"
#include "base/words.h"
#include "review/review.h"

static const SelectionCriterion *criterion(const SelectionStep *step, Str slug, size_t *out_i)
{
        for (size_t i = 0; i < step->criteria.n; i++)
                if (str_eq(step->criteria.at[i].slug, slug)) {
                        *out_i = i;
                        return &step->criteria.at[i];
                }
        return NULL;
}

void review_marks_of(Arena *a, const SelectionStep *step, Str scores, Str words, ReviewMarks *out)
{
        const Json *json;
        size_t i;

        *out = (ReviewMarks){.at = arena_new(a, ReviewMark, step->criteria.n + 1),
                             .n = step->criteria.n};
        if (json_parse(a, scores, &json, NULL) == OK && json->kind == JSON_KIND_OBJECT)
                for (const Json *j = json->child; j; j = j->next)
                        if (j->kind == JSON_KIND_INT && criterion(step, j->key, &i)) {
                                out->at[i].score = j->integer;
                                out->at[i].has_score = true;
                        }
        if (json_parse(a, words, &json, NULL) != OK || json->kind != JSON_KIND_OBJECT)
                return;
        for (const Json *j = json->child; j; j = j->next)
                if (j->kind == JSON_KIND_TEXT && str_empty(j->key))
                        out->words = j->text;
                else if (j->kind == JSON_KIND_TEXT && criterion(step, j->key, &i))
                        out->at[i].words = j->text;
}

/* A fault at an input that no table knows: its name has to live as long as the deed. */
static void fault_at(Deed *d, Str name, Str words)
{
        (void)!deed_fault_at(d, str_z(d->a, name), "%.*s", S_ARG(words));
}

static void read_score(Deed *d, const SelectionCriterion *c, const Input *in, ReviewMark *out)
{
        Str v = str_trim(in->value);
        int64_t score;

        if (str_empty(v)) {
                out->has_score = false;
                out->score = 0;
        } else if (!str_to_int(v, c->from, c->to, &score)) {
                fault_at(d, in->name,
                         str_fmt(d->a, _("This must be between %lld and %lld."), (long long)c->from,
                                 (long long)c->to));
        } else {
                out->score = score;
                out->has_score = true;
        }
}

static void read_words(Deed *d, const Input *in, Str *out)
{
        Str v = str_trim(in->value);

        if (str_chars(v) > REVIEW_WORDS_CHARS_MAX)
                fault_at(d, in->name,
                         str_fmt(d->a, _("This may be at most %d characters long; it has %zu."),
                                 REVIEW_WORDS_CHARS_MAX, str_chars(v)));
        else
                *out = v;
}

Status review_marks_read(Deed *d, const SelectionStep *step, ReviewMarks *io)
{
        for (size_t k = 0; k < d->more_n; k++) {
                const Input *in = &d->more[k];
                const SelectionCriterion *c = NULL;
                size_t i = 0;

                for (size_t before = 0; before < k; before++)
                        if (str_eq(d->more[before].name, in->name))
                                fault_at(d, in->name, S_("This was given twice."));
                if (str_starts(in->name, S("score-")) &&
                    (c = criterion(step, str_skip(in->name, 6), &i)) != NULL)
                        read_score(d, c, in, &io->at[i]);
                else if (str_starts(in->name, S("words-")) &&
                         (c = criterion(step, str_skip(in->name, 6), &i)) != NULL &&
                         c->written != SELECTION_NONE)
                        read_words(d, in, &io->at[i].words);
                else if (str_is(in->name, "words"))
                        read_words(d, in, &io->words);
                else
                        (void)!deed_fault(d, INVALID, _("There is no field «%.*s» here."),
                                          S_ARG(str_head(in->name, 60)));
        }
        return d->faults_n ? INVALID : OK;
}

Status review_marks_whole(Deed *d, const SelectionStep *step, const ReviewMarks *marks)
{
        for (size_t i = 0; i < step->criteria.n; i++) {
                const SelectionCriterion *c = &step->criteria.at[i];

                if (!marks->at[i].has_score)
                        fault_at(d, str_fmt(d->a, "score-%.*s", S_ARG(c->slug)),
                                 S_("This is needed."));
                if (c->written == SELECTION_REQUIRED && str_empty(marks->at[i].words))
                        fault_at(d, str_fmt(d->a, "words-%.*s", S_ARG(c->slug)),
                                 S_("This is needed."));
        }
        return d->faults_n ? INVALID : OK;
}

Str review_scores_json(Arena *a, const SelectionStep *step, const ReviewMarks *marks)
{
        Text t = text_begin(a, 64 * KIB);
        JsonOut j = jout_begin(&t);

        jout_object(&j);
        for (size_t i = 0; i < marks->n; i++)
                if (marks->at[i].has_score) {
                        jout_key(&j, step->criteria.at[i].slug);
                        jout_int(&j, marks->at[i].score);
                }
        jout_object_end(&j);
        return text_str(&t);
}

Str review_words_json(Arena *a, const SelectionStep *step, const ReviewMarks *marks)
{
        Text t = text_begin(a, 4 * MIB);
        JsonOut j = jout_begin(&t);

        jout_object(&j);
        if (marks->words.len) {
                jout_key(&j, (Str){0});
                jout_text(&j, marks->words);
        }
        for (size_t i = 0; i < marks->n; i++)
                if (marks->at[i].words.len) {
                        jout_key(&j, step->criteria.at[i].slug);
                        jout_text(&j, marks->at[i].words);
                }
        jout_object_end(&j);
        return text_str(&t);
}

bool review_is_one_scale(const SelectionStep *step)
{
        for (size_t i = 1; i < step->criteria.n; i++)
                if (step->criteria.at[i].from != step->criteria.at[0].from ||
                    step->criteria.at[i].to != step->criteria.at[0].to)
                        return false;
        return true;
}

int64_t review_divide(__int128 n, int64_t d)
{
        __int128 twice = n * 2;

        return (int64_t)((twice >= 0 ? twice + d : twice - d) / ((__int128)d * 2));
}

int64_t review_point_e6(const SelectionStep *step, const SelectionCriterion *c, int64_t score)
{
        if (review_is_one_scale(step))
                return score * 1000000;
        return review_divide((__int128)(score - c->from) * 100000000, c->to - c->from);
}

int64_t review_score_e6(const SelectionStep *step, const ReviewMarks *marks, const int64_t *weights)
{
        __int128 sum = 0;
        int64_t total = 0;

        for (size_t i = 0; i < marks->n; i++) {
                const SelectionCriterion *c = &step->criteria.at[i];
                int64_t weight = weights ? weights[i] : c->weight;

                if (!marks->at[i].has_score || weight <= 0)
                        continue;
                sum += (__int128)review_point_e6(step, c, marks->at[i].score) * weight;
                total += weight;
        }
        return total ? review_divide(sum, total) : 0;
}

/* decide/excerpt: see the header. */
#include "decide/excerpt.h"

#include "base/words.h"
#include "decide/excerpt.sql.h"
#include "review/blind.h"
#include "review/mark.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
        Db *db;
        Arena *a;
        DecideExcerptList *out;
        int64_t step; /* its place among the round's */
} Gathering;

static void add(Gathering *g, const Assignment *x, Str criterion, int64_t order, Str about,
                Str words)
{
        DecideExcerpt *e = &g->out->at[g->out->n];

        words = str_trim(words);
        if (!words.len || g->out->n == EXCERPTS_MAX)
                return;
        *e = (DecideExcerpt){
                .code = str_fmt(g->a, "%.*s.%.*s", S_ARG(id_text(g->a, x->id)), S_ARG(criterion)),
                .about = about,
                .text = words,
                .order = g->step * 1000 + order};
        e->shuffled = str_hash(e->text);
        g->out->n++;
}

static Status add_step(Gathering *g, const SelectionStep *step, Id application)
{
        AssignmentList list;

        TRY(assignments_on(g->db, g->a, application, step->slug, &list));
        for (size_t i = 0; i < list.n; i++) {
                const Assignment *x = &list.at[i];
                ReviewVersion sent;
                ReviewMarks marks;

                if (!assignment_is_live(x) || !assignment_is_sent(x))
                        continue;
                TRY(review_version_of(g->db, g->a, x->party, x->id, x->versions, &sent));
                review_marks_of(g->a, step, sent.scores, sent.words, &marks);
                for (size_t k = 0; k < marks.n; k++)
                        add(g, x, step->criteria.at[k].slug, (int64_t)k, step->criteria.at[k].title,
                            marks.at[k].words);
                add(g, x, (Str){0}, 999, step->title, marks.words);
        }
        return OK;
}

static int by_place(const void *x, const void *y)
{
        const DecideExcerpt *p = x, *q = y;

        if (p->order != q->order)
                return p->order < q->order ? -1 : 1;
        return p->shuffled < q->shuffled ? -1 : p->shuffled > q->shuffled;
}

/* As they were written, names and all. */
static Status gather(Db *db, Arena *a, const DecideRound *r, Id application, DecideExcerptList *out)
{
        const Selection *s = &r->def->selection;
        Gathering g = {.db = db, .a = a, .out = out};

        *out = (DecideExcerptList){.at = arena_new(a, DecideExcerpt, EXCERPTS_MAX + 1)};
        for (size_t i = 0; i < s->steps.n; i++) {
                g.step = (int64_t)i;
                TRY(add_step(&g, &s->steps.at[i], application));
        }
        if (out->n)
                qsort(out->at, out->n, sizeof *out->at, by_place);
        return OK;
}

/* Of those who read the application: others its reviewers do not know of. */
static Status read_names(Db *db, Arena *a, Id round, Id application, BlindNames *out)
{
        ExcerptNameList list;

        *out = blind_begin(a);
        out->is_whole = true;
        TRY(excerpt_names(db, a, application, round, &list));
        for (size_t i = 0; i < list.n; i++) {
                blind_add(a, out, list.at[i].name);
                blind_add(a, out, list.at[i].called);
                blind_add(a, out, list.at[i].email);
        }
        return OK;
}

Status decide_excerpts(Db *db, Arena *a, const DecideRound *r, Id application,
                       DecideExcerptList *out)
{
        BlindNames names;

        TRY(gather(db, a, r, application, out));
        TRY(read_names(db, a, r->round.id, application, &names));
        for (size_t i = 0; i < out->n; i++)
                out->at[i].text = blind_text(a, &names, out->at[i].text);
        return OK;
}

static bool is_chosen(const Deed *d, Str code)
{
        for (size_t i = 0; i < d->more_n; i++)
                if (str_starts(d->more[i].name, S(EXCERPT_CHOSEN)) &&
                    str_eq(str_skip(d->more[i].name, strlen(EXCERPT_CHOSEN)), code))
                        return true;
        return false;
}

/* Leaves those that the deed's inputs choose, in our order, not in that of the inputs. */
static Status keep_chosen(Deed *d, DecideExcerptList *list)
{
        size_t n = 0;

        for (size_t i = 0; i < list->n; i++)
                if (is_chosen(d, list->at[i].code))
                        list->at[n++] = list->at[i];
        list->n = n;
        return n == d->more_n ? OK
                              : deed_fault(d, INVALID,
                                           _("What a reviewer wrote is not there any more: "
                                             "look at it again."));
}

Status decide_feedback(Deed *d, const DecideRound *r, Id application, Str *out)
{
        Text t = text_begin(d->a, 64 * KIB);
        DecideExcerptList list;
        BlindNames names;

        *out = deed_text(d, "feedback");
        if (!d->more_n)
                return OK;
        TRY(gather(d->db, d->a, r, application, &list));
        TRY(keep_chosen(d, &list));
        TRY(read_names(d->db, d->a, r->round.id, application, &names));
        text_add(&t, *out);
        for (size_t i = 0; i < list.n && !t.overflow; i++)
                text_fmt(&t, "%s%.*s: %.*s", t.len ? "\n\n" : "", S_ARG(list.at[i].about),
                         S_ARG(blind_text(d->a, &names, list.at[i].text)));
        if (t.overflow)
                return deed_fault_at(d, "feedback", _("This is too long."));
        *out = text_str(&t);
        if (str_chars(*out) > DECIDE_WORDS_CHARS_MAX)
                return deed_fault_at(d, "feedback",
                                     _("This may be at most %d characters long; it has %zu."),
                                     DECIDE_WORDS_CHARS_MAX, str_chars(*out));
        return OK;
}

/* review/mine_page: see the header. */
#include "review/mine_page.h"

#include "base/words.h"
#include "form/answer.h"
#include "form/kept.h"
#include "review/blind.h"
#include "review/mine.html.h"

#include <string.h>

enum { JSON_BYTES_MAX = 3 * 1024 * 1024, ROUNDS_KEPT = 32 };

static const RowColumn mine_columns[] = {
        {"id", COL_ID, offsetof(MineLine, id)},
        {"number", COL_INT, offsetof(MineLine, number)},
        {"called", COL_TEXT, offsetof(MineLine, called)},
        {"round", COL_TEXT, offsetof(MineLine, round)},
        {"programme", COL_TEXT, offsetof(MineLine, programme)},
        {"hub", COL_TEXT, offsetof(MineLine, hub)},
        {"step", COL_TEXT, offsetof(MineLine, step)},
        {"state", COL_TEXT, offsetof(MineLine, state)},
        {"until", COL_TIME, offsetof(MineLine, until)},
        {"sent_at", COL_TIME, offsetof(MineLine, sent_at)},
        {"takes", COL_BOOL, offsetof(MineLine, takes)},
};
const RowShape shape_MineLine = {"MineLine", mine_columns,
                                 sizeof mine_columns / sizeof *mine_columns, sizeof(MineLine)};

static const RowColumn comment_columns[] = {
        {"name", COL_TEXT, offsetof(CommentLine, name)},
        {"words", COL_TEXT, offsetof(CommentLine, words)},
        {"made_at", COL_TIME, offsetof(CommentLine, made_at)},
        {"is_own", COL_BOOL, offsetof(CommentLine, is_own)},
};
const RowShape shape_CommentLine = {"CommentLine", comment_columns,
                                    sizeof comment_columns / sizeof *comment_columns,
                                    sizeof(CommentLine)};

static const RowColumn other_columns[] = {
        {"name", COL_TEXT, offsetof(OtherLine, name)},
        {"words", COL_TEXT, offsetof(OtherLine, words)},
        {"score_e6", COL_INT, offsetof(OtherLine, score_e6)},
};
const RowShape shape_OtherLine = {"OtherLine", other_columns,
                                  sizeof other_columns / sizeof *other_columns, sizeof(OtherLine)};

Str mine_called(Arena *a, const MineLine *line)
{
        return line->called.len ? line->called
                                : str_fmt(a, _("File %lld"), (long long)line->number);
}

Str mine_answer(Arena *a, const FormField *f, const Json *v)
{
        if (v->kind == JSON_KIND_TEXT && (f->kind == FORM_TEXT || f->kind == FORM_LONG_TEXT))
                return v->text;
        return answer_said(a, f, v);
}

static void line_of(const Assignment *x, const ReviewIn *in, int64_t now_us, MineLine *out)
{
        *out = (MineLine){.id = x->id,
                          .number = x->number,
                          .round = in->round.title,
                          .programme = in->round.programme_title,
                          .hub = in->round.hub_title,
                          .step = in->step->title,
                          .state = x->state,
                          .until = in->run.until_at,
                          .sent_at = x->sent_at,
                          .takes = review_takes(in, now_us),
                          .is_open = in->step->blind == SELECTION_OPEN,
                          .is_sent = assignment_is_sent(x)};
}

/* --- all of them */

typedef struct {
        ReviewIn in[ROUNDS_KEPT];
        size_t n;
} InKept;

static Status in_of(Visit *v, InKept *kept, const Assignment *x, const ReviewIn **out)
{
        for (size_t i = 0; i < kept->n; i++)
                if (kept->in[i].round.id == x->round && str_eq(kept->in[i].step->slug, x->step)) {
                        *out = &kept->in[i];
                        return OK;
                }
        if (kept->n == ROUNDS_KEPT)
                return NOT_FOUND;
        TRY(review_in(v->db, v->a, x->round, x->step, &kept->in[kept->n]));
        *out = &kept->in[kept->n++];
        return OK;
}

static Status load_list(Visit *v, void *model)
{
        static const char *const states[] = {"draft", "assigned", "recused", "submitted",
                                             "revised"};
        InKept *kept = arena_new(v->a, InKept, 1);
        MineModel *m = model;
        MineLine *at = NULL;
        size_t n = 0;

        TRY(reviewers_of(v->db, v->a, v->actor.id, &m->pools));
        for (size_t k = 0; k < sizeof states / sizeof *states; k++) {
                AssignmentList list;

                TRY(assignments_of(v->db, v->a, v->actor.id, str_from(states[k]), 0, &list));
                for (size_t i = 0; i < list.n; i++) {
                        const ReviewIn *in;
                        Status s = in_of(v, kept, &list.at[i], &in);

                        if (s == NOT_FOUND)
                                continue;
                        TRY(s);
                        at = query_grow(v->a, at, n, sizeof *at);
                        line_of(&list.at[i], in, v->now_us, &at[n++]);
                        m->waiting += k < 2 && at[n - 1].takes;
                }
        }
        m->files = (MineLineList){at, n};
        return OK;
}

static const Part list_parts[] = {PART_VALUE_OF(MineModel, waiting, COL_INT),
                                  PART_LIST_OF(MineModel, files, MineLine),
                                  PART_LIST_OF(MineModel, pools, ReviewerAt),
                                  {0}};

static void draw_list(Page *out, const Visit *v, const void *model)
{
        review_list_page(out, v, model);
}

const View review_list_view = {.path = "/reviews",
                               .word = "review list",
                               .may = MAY_SELF,
                               .title = N_("Reviews"),
                               .help = N_("What waits for you to be reviewed, and what you sent."),
                               .bytes = sizeof(MineModel),
                               .parts = list_parts,
                               .load = load_list,
                               .draw = draw_list};

/* --- one file */

static const char *const gate_names[] = {"open", "undeclared", "conflict", "gone"};

static Status load_answers(Db *db, Arena *a, const Assignment *x, const ReviewFile *file,
                           FileModel *m)
{
        Text t = text_begin(a, JSON_BYTES_MAX);
        ReviewAnswers kept;
        const Json *answers;
        BlindNames names;
        Form *form;
        Status s = review_answers(db, a, file->party, file->id, x->revision, &kept);

        if (s == NOT_FOUND)
                return OK;
        TRY(s);
        TRY(form_open(db, a, kept.form, NULL, &form));
        if (json_parse(a, kept.answers, &answers, NULL) != OK)
                return OK; /* erased */
        TRY(blind_names(db, a, file, &names));
        m->form = form;
        m->answers = blind_answers(a, form, m->step, &names, answers);
        TRY(jcs_write(a, m->answers, &t));
        m->answers_json = text_str(&t);
        if (m->line.is_open)
                m->line.called = file->title;
        return OK;
}

static Status load_own(Db *db, Arena *a, const Assignment *x, FileModel *m)
{
        ReviewVersion kept = {.scores = S("{}"), .words = S("{}")};
        Status s = review_version_of(db, a, x->party, x->id, 0, &kept);

        m->has_draft = s == OK;
        m->draft_at = s == OK ? kept.made_at : 0;
        if (s == NOT_FOUND && x->versions)
                s = review_version_of(db, a, x->party, x->id, x->versions, &kept);
        if (s != OK && s != NOT_FOUND)
                return s;
        m->versions = x->versions;
        m->scores_json = kept.scores;
        m->words_json = kept.words;
        review_marks_of(a, m->step, kept.scores, kept.words, &m->marks);
        return OK;
}

/* Of double blind reviewers nobody has a name: they are numbered as they stand on the file. */
static Str reviewer_called(Arena *a, const FileModel *m, const AssignmentList *list, Id account,
                           Str name)
{
        if (m->step->blind != SELECTION_DOUBLE)
                return name;
        for (size_t i = 0; i < list->n; i++)
                if (list->at[i].account == account)
                        return str_fmt(a, _("Reviewer %zu"), i + 1);
        return S_("Reviewer");
}

static Status load_talk(Db *db, Arena *a, const Assignment *x, FileModel *m)
{
        ReviewCommentList list;
        AssignmentList all;
        CommentLine *comments;
        OtherLine *others;
        size_t n = 0;

        if (!m->step->discusses || !assignment_is_sent(x))
                return OK;
        TRY(assignments_on(db, a, x->application, x->step, &all));
        TRY(review_comments_on(db, a, x->application, x->step, &list));
        comments = arena_new(a, CommentLine, list.n + 1);
        for (size_t i = 0; i < list.n; i++)
                comments[i] = (CommentLine){
                        .name = reviewer_called(a, m, &all, list.at[i].account, list.at[i].name),
                        .words = list.at[i].words,
                        .made_at = list.at[i].made_at,
                        .is_own = list.at[i].account == x->account};
        m->comments = (CommentLineList){comments, list.n};
        others = arena_new(a, OtherLine, all.n + 1);
        for (size_t i = 0; i < all.n; i++) {
                const Assignment *y = &all.at[i];
                ReviewVersion sent;
                ReviewMarks marks;
                Reviewer who;

                if (y->account == x->account || !assignment_is_live(y) || !assignment_is_sent(y))
                        continue;
                TRY(review_version_of(db, a, y->party, y->id, y->versions, &sent));
                TRY(reviewer_in(db, a, y->round, y->account, &who));
                review_marks_of(a, m->step, sent.scores, sent.words, &marks);
                others[n++] = (OtherLine){reviewer_called(a, m, &all, y->account, who.called),
                                          marks.words, y->score_e6};
        }
        m->others = (OtherLineList){others, n};
        return OK;
}

Status review_file_model(Db *db, Arena *a, const Actor *actor, Id assignment, int64_t now_us,
                         FileModel *out)
{
        ReviewFile file;
        Assignment x;
        ReviewIn in;

        *out = (FileModel){0};
        TRY(assignment_by_id(db, a, assignment, &x));
        if (x.account != actor->id || str_is(x.state, "proposed") || str_is(x.state, "ended"))
                return NOT_FOUND;
        TRY(review_in(db, a, x.round, x.step, &in));
        TRY(review_here(db, a, actor, &in.round));
        line_of(&x, &in, now_us, &out->line);
        out->step = in.step;
        out->round = x.round;
        out->revision = x.revision;
        out->answers_json = out->scores_json = out->words_json = S("{}");
        TRY(review_gate(db, a, &x, &out->gate, &file));
        out->gate_name = str_from(gate_names[out->gate]);
        out->gate_words = review_gate_words(out->gate);
        review_marks_of(a, in.step, S("{}"), S("{}"), &out->marks);
        if (out->gate != GATE_OPEN)
                return OK;
        out->has_newer = file.revision > x.revision;
        TRY(load_answers(db, a, &x, &file, out));
        TRY(load_own(db, a, &x, out));
        return load_talk(db, a, &x, out);
}

static Status load_show(Visit *v, void *model)
{
        Id id;
        Status s = id_parse(v->params[0], &id) ? OK : NOT_FOUND;

        if (s == OK)
                s = review_file_model(v->db, v->a, &v->actor, id, v->now_us, model);
        return s == NOT_FOUND ? visit_fault(v, s, _("You have no such file to review.")) : s;
}

static const Part show_parts[] = {PART_ROW_OF(FileModel, line, MineLine),
                                  PART_VALUE_OF(FileModel, gate_name, COL_TEXT),
                                  PART_VALUE_OF(FileModel, has_newer, COL_BOOL),
                                  PART_VALUE_OF(FileModel, answers_json, COL_TEXT),
                                  PART_VALUE_OF(FileModel, scores_json, COL_TEXT),
                                  PART_VALUE_OF(FileModel, words_json, COL_TEXT),
                                  PART_VALUE_OF(FileModel, versions, COL_INT),
                                  PART_LIST_OF(FileModel, comments, CommentLine),
                                  PART_LIST_OF(FileModel, others, OtherLine),
                                  {0}};

static void draw_show(Page *out, const Visit *v, const void *model)
{
        review_show_page(out, v, model, NULL);
}

const View review_show_view = {.path = "/reviews/{assignment}",
                               .word = "review show",
                               .may = MAY_REVIEW,
                               .title = N_("File"),
                               .help = N_("A file that you review, as far as you may see it."),
                               .bytes = sizeof(FileModel),
                               .parts = show_parts,
                               .load = load_show,
                               .draw = draw_show};

/* The form came back with faults: the same page, with what was typed. */
void review_write_draw(Page *out, const Visit *v, const Deed *d)
{
        FileModel *m = arena_new(v->a, FileModel, 1);
        Id id;

        if (id_parse(d->inputs[0], &id) &&
            review_file_model(v->db, v->a, &v->actor, id, v->now_us, m) == OK)
                review_show_page(out, v, m, d);
        else
                review_list_empty(out);
}

static bool typed(const Deed *d, Str name, Str *out)
{
        for (size_t i = 0; d && i < d->more_n; i++)
                if (str_eq(d->more[i].name, name)) {
                        *out = d->more[i].value;
                        return true;
                }
        return false;
}

Str mine_score_text(Arena *a, const FileModel *m, const Deed *d, size_t i)
{
        Str v = {0};

        if (!typed(d, str_fmt(a, "score-%.*s", S_ARG(m->step->criteria.at[i].slug)), &v) &&
            m->marks.at[i].has_score)
                v = str_fmt(a, "%lld", (long long)m->marks.at[i].score);
        return str_trim(v);
}

Str mine_words_text(Arena *a, const FileModel *m, const Deed *d, size_t i)
{
        Str v = m->marks.at[i].words;

        typed(d, str_fmt(a, "words-%.*s", S_ARG(m->step->criteria.at[i].slug)), &v);
        return v;
}

Str mine_whole_text(const FileModel *m, const Deed *d)
{
        Str v = m->marks.words;

        typed(d, S("words"), &v);
        return v;
}

const char *mine_fault(Arena *a, const Deed *d, const char *kind, Str criterion)
{
        Str name = str_fmt(a, "%s%.*s", kind, S_ARG(criterion));

        for (size_t i = 0; d && i < d->faults_n; i++)
                if (d->faults[i].field && str_is(name, d->faults[i].field))
                        return str_z(a, d->faults[i].words);
        return "";
}

/* review/write: what reviewers write, see review.h: drafts, reviews that are sent, what they say to
 * each other, and comparisons. */
#include "base/hash.h"
#include "base/words.h"
#include "review/gate.h"
#include "review/mark.h"
#include "review/write.h"
#include "review/tally.h"

#include <string.h>

static const Field write_fields[] = {
        {"assignment", FIELD_ID, .required = true, .label = N_("File")}, {0}};

/* The own assignment, open and still taken; with what stands there: the draft, else what was sent
 * last. */
static Status open_mine(Deed *d, Assignment *x, ReviewIn *in, ReviewMarks *out)
{
        ReviewVersion kept = {.scores = S("{}"), .words = S("{}")};
        Status s;

        TRY(review_mine(d, x, in));
        TRY(review_gate_deed(d, x, NULL));
        if (!review_takes(in, d->now_us))
                return deed_fault(d, CONFLICT, _("This step is closed: reviews stay as they are."));
        s = review_version_of(d->db, d->a, x->party, x->id, 0, &kept);
        if (s == NOT_FOUND && x->versions)
                s = review_version_of(d->db, d->a, x->party, x->id, x->versions, &kept);
        if (s != OK && s != NOT_FOUND)
                return s;
        review_marks_of(d->a, in->step, kept.scores, kept.words, out);
        return OK;
}

static Status go_back(Deed *d, const Assignment *x, Str note)
{
        d->made = x->id;
        d->go_to = str_fmt(d->a, "/reviews/%.*s", S_ARG(id_text(d->a, x->id)));
        d->note = note;
        return OK;
}

static Status run_save(Deed *d)
{
        ReviewMarks marks;
        Assignment x;
        ReviewIn in;

        TRY(open_mine(d, &x, &in, &marks));
        TRY(review_marks_read(d, in.step, &marks));
        TRY(review_version_put(d->db, x.party, x.id, 0, x.revision,
                               review_scores_json(d->a, in.step, &marks),
                               review_words_json(d->a, in.step, &marks), (Str){0}, d->now_us));
        if (str_is(x.state, "assigned"))
                TRY(assignment_goes(d, &in, &x, "draft"));
        return go_back(d, &x, S_("Saved. Nobody else sees a draft."));
}

const Action review_save_action = {.name = "review save",
                                   .may = MAY_REVIEW,
                                   .where = review_where_assignment,
                                   .title = N_("Save a review as a draft"),
                                   .help = N_("Scores and words so far; nobody else sees them."),
                                   .fields = write_fields,
                                   .run = run_save,
                                   .draw = review_write_draw,
                                   .takes_more = true,
                                   .is_silent = true};

/* What was written is committed to in the record, by a salt that goes with it when it is erased. */
static Str commitment(Deed *d, Str scores, Str words, Str *out_salt)
{
        Hash salt;

        random_fill(&salt, sizeof salt);
        *out_salt = str_hex(d->a, &salt, sizeof salt);
        return record_commit(d->a, &salt, str_fmt(d->a, "%.*s\n%.*s", S_ARG(scores), S_ARG(words)));
}

static Status run_submit(Deed *d)
{
        Entry e = {.subject = deed_int(d, "assignment")};
        ReviewVersion last;
        ReviewMarks marks;
        Str scores, words, salt, hash;
        Assignment x;
        ReviewIn in;

        TRY(open_mine(d, &x, &in, &marks));
        TRY(review_marks_read(d, in.step, &marks));
        TRY(review_marks_whole(d, in.step, &marks));
        if (x.versions >= REVIEW_VERSIONS_MAX)
                return deed_fault(d, TOO_MANY, _("This review was changed too often."));
        scores = review_scores_json(d->a, in.step, &marks);
        words = review_words_json(d->a, in.step, &marks);
        if (x.versions) {
                TRY(review_version_of(d->db, d->a, x.party, x.id, x.versions, &last));
                if (str_eq(last.scores, scores) && str_eq(last.words, words))
                        return deed_fault(d, CONFLICT, _("This is what you sent already."));
        }
        hash = commitment(d, scores, words, &salt);
        TRY(review_version_put(d->db, x.party, x.id, x.versions + 1, x.revision, scores, words,
                               salt, d->now_us));
        TRY(review_draft_drop(d->db, x.party, x.id));
        TRY(assignment_sends(d, &in, &x, review_score_e6(in.step, &marks, NULL), scores));
        e.kind = x.versions ? S("review.revised") : S("review.submitted");
        review_entry(&e, &in.round, x.step);
        entry_int(&e, S("number"), x.versions + 1);
        entry_text(&e, S("review"), hash);
        TRY(go_back(d, &x, S_("Sent. You can change it until the step closes.")));
        return deed_tell(d, &e);
}

const Action review_submit_action = {
        .name = "review submit",
        .may = MAY_REVIEW,
        .where = review_where_assignment,
        .title = N_("Send a review"),
        .help = N_("It counts from now on. Until the step closes it can be changed; every version "
                   "is kept."),
        .fields = write_fields,
        .run = run_submit,
        .draw = review_write_draw,
        .takes_more = true};

/* --- what reviewers of one file say to each other */

static const Field comment_fields[] = {
        {"assignment", FIELD_ID, .required = true, .label = N_("File")},
        {"words", FIELD_LONG_TEXT, .required = true, .chars_max = 5000, .label = N_("Comment")},
        {0}};

static Status run_comment(Deed *d)
{
        Entry e = {.kind = S("review.commented"), .subject = deed_int(d, "assignment")};
        ReviewCommentList list;
        Assignment x;
        ReviewIn in;

        TRY(review_mine(d, &x, &in));
        TRY(review_gate_deed(d, &x, NULL));
        if (!in.step->discusses)
                return deed_fault(d, CONFLICT, _("Reviewers do not discuss in this step."));
        if (!assignment_is_sent(&x))
                return deed_fault(d, CONFLICT, _("Send your own review first."));
        if (!review_takes(&in, d->now_us))
                return deed_fault(d, CONFLICT, _("This step is closed: reviews stay as they are."));
        TRY(review_comments_on(d->db, d->a, x.application, x.step, &list));
        if (list.n >= REVIEW_COMMENTS_MAX)
                return deed_fault(d, TOO_MANY, _("There are too many comments already."));
        TRY(review_comment_add(d->db, x.party, db_id(d->db, d->now_us), x.application, x.round,
                               x.step, x.account, deed_text(d, "words"), d->now_us));
        review_entry(&e, &in.round, x.step);
        TRY(go_back(d, &x, S_("Saved.")));
        return deed_tell(d, &e);
}

const Action review_comment_action = {
        .name = "review comment",
        .may = MAY_REVIEW,
        .where = review_where_assignment,
        .title = N_("Comment on a file"),
        .help = N_("For the other reviewers of it, once you have sent your own review."),
        .fields = comment_fields,
        .run = run_comment};

/* --- two files beside each other */

static const char *const which[] = {N_("this"), N_("other"), N_("alike"), NULL};

static const Field compare_fields[] = {
        {"assignment", FIELD_ID, .required = true, .label = N_("File")},
        {"other", FIELD_ID, .required = true, .label = N_("Other file")},
        {"better", FIELD_CHOICE, .required = true, .choices = which, .label = N_("Better")},
        {0}};

static Status run_compare(Deed *d)
{
        Str better = deed_text(d, "better");
        Entry e = {.kind = S("review.compared"), .subject = deed_int(d, "assignment")};
        Assignment x, y;
        ReviewIn in;
        Id won;

        TRY(review_mine(d, &x, &in));
        TRY(assignment_by_id(d->db, d->a, deed_int(d, "other"), &y));
        if (y.account != x.account || y.round != x.round || !str_eq(y.step, x.step) ||
            y.id == x.id || !assignment_is_live(&y))
                return NOT_FOUND;
        if (!in.step->is_pairwise)
                return deed_fault(d, CONFLICT, _("Files are not compared in this step."));
        TRY(review_gate_deed(d, &x, NULL));
        TRY(review_gate_deed(d, &y, NULL));
        if (!review_takes(&in, d->now_us))
                return deed_fault(d, CONFLICT, _("This step is closed: reviews stay as they are."));
        won = str_is(better, "alike") ? 0 : str_is(better, "this") ? x.application : y.application;
        TRY(x.application < y.application
                    ? review_pair_put(d->db, x.party, x.application, y.application, x.account,
                                      x.round, x.step, won, d->now_us)
                    : review_pair_put(d->db, y.party, y.application, x.application, x.account,
                                      x.round, x.step, won, d->now_us));
        review_entry(&e, &in.round, x.step);
        entry_id(&e, S("other"), y.id);
        d->made = x.id;
        d->go_to = str_fmt(d->a, "/comparisons/%.*s/%.*s", S_ARG(id_text(d->a, x.round)),
                           S_ARG(x.step));
        d->note = S_("Saved.");
        return deed_tell(d, &e);
}

const Action review_compare_action = {.name = "review compare",
                                      .may = MAY_REVIEW,
                                      .where = review_where_assignment,
                                      .title = N_("Compare two files"),
                                      .help = N_("Which of two of your files is better."),
                                      .fields = compare_fields,
                                      .run = run_compare};

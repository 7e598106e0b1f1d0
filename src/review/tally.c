/* review/tally: see the header. */
#include "review/tally.h"

#include "base/json.h"
#include "match/score.h"
#include "apply/apply.h"
#include "review/mark.h"

static bool live_state(const char *state)
{
        Assignment x = {.state = str_from(state)};

        return assignment_is_live(&x);
}

/* Of a live one: does its review count? */
static bool counts(const Assignment *x)
{
        return assignment_is_live(x) && assignment_is_sent(x);
}

static Status moved(Deed *d, const ReviewIn *in, const Assignment *x, bool was_live, bool was_sent,
                    bool is_live, bool is_sent)
{
        bool changes_score = was_sent || is_sent;

        TRY(review_step_count(d->db, x->round, x->step, (int64_t)is_live - was_live,
                              (int64_t)is_sent - was_sent, changes_score ? d->now_us : 0));
        return tally_refresh(d->db, d->a, in, x->party, x->application);
}

Status assignment_goes(Deed *d, const ReviewIn *in, const Assignment *x, const char *state)
{
        bool is_live = live_state(state);

        TRY(assignment_set_state(d->db, x->party, x->id, str_from(state), is_live ? 0 : d->now_us));
        return moved(d, in, x, assignment_is_live(x), counts(x), is_live,
                     is_live && assignment_is_sent(x));
}

Status assignment_sends(Deed *d, const ReviewIn *in, const Assignment *x, int64_t score_e6,
                        Str scores)
{
        TRY(assignment_send(d->db, x->party, x->id, x->versions ? S("revised") : S("submitted"),
                            x->revision, x->versions + 1, score_e6, scores, d->now_us));
        return moved(d, in, x, assignment_is_live(x), counts(x), true, true);
}

Status assignment_made(Deed *d, const ReviewIn *in, Id party, Id application)
{
        TRY(review_step_count(d->db, in->round.id, in->step->slug, 1, 0, 0));
        return tally_refresh(d->db, d->a, in, party, application);
}

/* Means by criterion of the reviews that count: {"team": 4250000}. */
static Str criteria_json(Arena *a, const SelectionStep *step, const AssignmentList *list)
{
        Text t = text_begin(a, 16 * KIB);
        JsonOut j = jout_begin(&t);

        jout_object(&j);
        for (size_t c = 0; c < step->criteria.n; c++) {
                __int128 sum = 0;
                int64_t n = 0;

                for (size_t i = 0; i < list->n; i++) {
                        ReviewMarks marks;

                        if (!counts(&list->at[i]))
                                continue;
                        review_marks_of(a, step, list->at[i].scores, S("{}"), &marks);
                        if (!marks.at[c].has_score)
                                continue;
                        sum += review_point_e6(step, &step->criteria.at[c], marks.at[c].score);
                        n++;
                }
                if (n) {
                        jout_key(&j, step->criteria.at[c].slug);
                        jout_int(&j, review_divide(sum, n));
                }
        }
        jout_object_end(&j);
        return text_str(&t);
}

Status tally_refresh(Db *db, Arena *a, const ReviewIn *in, Id party, Id application)
{
        const SelectionStep *step = in->step;
        ScoreRule fine = {.decimals = 6,
                          .decimals_out = 6,
                          .trim = (int32_t)step->trim,
                          .minimum = (int32_t)step->minimum};
        ScoreRule told = fine;
        ScorePanel panel, rounded;
        int64_t *scores, raw = 0, assigned = 0;
        AssignmentList list;
        size_t n = 0;

        told.decimals_out = (int32_t)step->decimals;
        TRY(assignments_on(db, a, application, step->slug, &list));
        scores = arena_new(a, int64_t, list.n + 1);
        for (size_t i = 0; i < list.n; i++) {
                assigned += assignment_is_live(&list.at[i]);
                if (counts(&list.at[i]))
                        scores[n++] = list.at[i].score_e6;
        }
        TRY(score_panel(a, &fine, scores, n, &panel));
        TRY(score_panel(a, &told, scores, n, &rounded));
        TRY(score_rescale(rounded.trimmed, told.decimals_out, 6, &raw));
        TRY(application_touch(db, party, application));
        return tally_put(db, party, application, step->slug, in->round.id, assigned, (int64_t)n,
                         panel.mean, panel.median, panel.spread, raw,
                         criteria_json(a, step, &list));
}

Status review_standing(Db *db, Arena *a, const ReviewIn *in, Id application, ReviewStanding *out)
{
        ReviewTally t;

        TRY(tally_of(db, a, application, in->step->slug, &t));
        *out = (ReviewStanding){.reviews = t.reviews,
                                .assigned = t.assigned,
                                .mean_e6 = t.mean_e6,
                                .median_e6 = t.median_e6,
                                .spread_e6 = t.spread_e6,
                                .raw_e6 = t.raw_e6,
                                .calibrated_e6 = t.calibrated_e6,
                                .rank_e6 = t.rank_e6,
                                .is_sure = t.reviews > 0 && t.reviews >= in->step->minimum};
        return OK;
}

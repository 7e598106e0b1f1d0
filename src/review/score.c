/* review/score: see the header. */
#include "review/score.h"

#include "apply/apply.h"
#include "base/words.h"
#include "match/calibrate.h"

#include <setjmp.h>
#include <stdlib.h>

#define EFFECTS_ARENA_BYTES (1024 * MIB)

Status step_given(Db *db, Arena *a, const ReviewIn *in, const Interest *but, ScoreGivenRow **out,
                  size_t *out_n)
{
        static const char *const states[] = {"submitted", "revised"};
        ScoreGivenRowList list;
        ScoreGivenRow *at = NULL;
        size_t n = 0;

        for (int k = 0; k < 2; k++) {
                Id after = 0;

                do {
                        TRY(scores_given(db, a, in->round.id, in->step->slug, str_from(states[k]),
                                         after, &list));
                        for (size_t i = 0; i < list.n; i++) {
                                after = list.at[i].id;
                                if (interest_has(but, list.at[i].party))
                                        continue;
                                at = query_grow(a, at, n, sizeof *at);
                                at[n++] = list.at[i];
                        }
                } while (list.n == 20000);
        }
        *out = at;
        *out_n = n;
        return OK;
}

Status step_effects(Db *db, Arena *a, const ReviewIn *in, const Interest *but, StepEffects *out)
{
        ScoreRule rule = {.decimals = 6, .decimals_out = 6, .minimum = (int32_t)in->step->minimum};
        ScoreGivenRow *rows;
        ScoreGiven *given;
        Id *files, *reviewers;
        size_t n, files_n, reviewers_n;
        Calibrated c;

        *out = (StepEffects){0};
        TRY(step_given(db, a, in, but, &rows, &n));
        if (!n)
                return OK;
        files = arena_new(a, Id, n);
        reviewers = arena_new(a, Id, n);
        given = arena_new(a, ScoreGiven, n);
        for (size_t i = 0; i < n; i++) {
                files[i] = rows[i].application;
                reviewers[i] = rows[i].account;
        }
        files_n = id_sort_once(files, n);
        reviewers_n = id_sort_once(reviewers, n);
        out->parties = arena_new(a, Id, files_n);
        for (size_t i = 0; i < n; i++) {
                given[i] = (ScoreGiven){id_place(files, files_n, rows[i].application),
                                        id_place(reviewers, reviewers_n, rows[i].account),
                                        rows[i].score_e6};
                out->parties[given[i].file] = rows[i].party;
        }
        TRY(calibrate(a, &rule, given, n, (int32_t)files_n, (int32_t)reviewers_n, &c));
        out->reviews = (int64_t)n;
        out->groups = c.groups_n;
        out->files_n = files_n;
        out->files = arena_new(a, FileEffect, files_n);
        for (size_t i = 0; i < files_n; i++)
                out->files[i] = (FileEffect){files[i], c.files[i].calibrated, c.files[i].share,
                                             c.files[i].margin, c.files[i].group};
        out->reviewers_n = reviewers_n;
        out->reviewers = arena_new(a, ReviewerEffect, reviewers_n);
        for (size_t i = 0; i < reviewers_n; i++)
                out->reviewers[i] = (ReviewerEffect){reviewers[i],          c.reviewers[i].n,
                                                     c.reviewers[i].mean,   c.reviewers[i].effect,
                                                     c.reviewers[i].spread, c.reviewers[i].group};
        return OK;
}

/* --- for a whole step, kept beside the tallies */

static const Field calibrate_fields[] = {
        {"round", FIELD_ID, .required = true, .label = N_("Round")},
        {"step", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Step")},
        {0}};

static Status keep(Deed *d, const ReviewIn *in, const StepEffects *effects)
{
        for (size_t i = 0; i < effects->files_n; i++) {
                TRY(tally_calibrate(d->db, effects->parties[i], effects->files[i].application,
                                    in->step->slug, effects->files[i].calibrated_e6,
                                    effects->files[i].rank_e6));
                TRY(application_touch(d->db, effects->parties[i], effects->files[i].application));
        }
        return review_step_calibrated(d->db, in->round.id, in->step->slug, d->now_us);
}

/* In an arena of its own, for it may be a million; more than that ends here. */
static Status keep_all(Deed *d, const ReviewIn *in, Arena *big, StepEffects *out)
{
        jmp_buf trap;
        Status s;

        big->trap = &trap;
        if (setjmp(trap))
                s = TOO_LARGE;
        else
                s = step_effects(d->db, big, in, &(Interest){0}, out);
        big->trap = NULL;
        TRY(s);
        return out->files_n ? keep(d, in, out) : NOT_FOUND;
}

/* In the transaction, so that no review comes between. */
static Status run_calibrate(Deed *d)
{
        Entry e = {.kind = S("review.calibrated"), .subject = deed_int(d, "round")};
        Arena big = arena_make(EFFECTS_ARENA_BYTES);
        StepEffects effects = {0};
        ReviewIn in;
        Status s;

        TRY(review_in_given(d, &in));
        s = keep_all(d, &in, &big, &effects);
        arena_free(&big);
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("There is no review yet."));
        TRY(s);
        review_entry(&e, &in.round, in.step->slug);
        entry_int(&e, S("files"), (int64_t)effects.files_n);
        entry_int(&e, S("reviewers"), (int64_t)effects.reviewers_n);
        entry_int(&e, S("reviews"), effects.reviews);
        entry_int(&e, S("groups"), effects.groups);
        d->made = in.round.id;
        d->go_to = str_fmt(d->a, "/rounds/%.*s/scores/%.*s", S_ARG(id_text(d->a, in.round.id)),
                           S_ARG(in.step->slug));
        d->note = S_("Calibrated.");
        return deed_tell(d, &e);
}

const Action review_calibrate_action = {
        .name = "review calibrate",
        .may = MAY_REVIEW_RUN,
        .where = review_where_round,
        .title = N_("Calibrate scores"),
        .help = N_("What the scores would be if all reviewers were equally strict, beside the raw "
                   "ones."),
        .fields = calibrate_fields,
        .run = run_calibrate};

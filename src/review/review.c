/* review: see the header. */
#include "review/review.h"

#include "base/time.h"
#include "base/words.h"
#include "hub/hub.h"
#include "people/interest.h"
#include "review/move_in.h"
#include "review/pool.sql.h"

Status review_round_open(Db *db, Arena *a, Id round, ReviewRound *out, const Definition **out_def)
{
        ReviewDefinition kept;
        Definition *def = NULL;

        TRY(review_round(db, a, round, out));
        TRY(review_definition(db, a, out->programme, out->version, &kept));
        TRY(definition_kept(db, a, kept.definition, &def));
        *out_def = def;
        return OK;
}

Status review_in(Db *db, Arena *a, Id round, Str step, ReviewIn *out)
{
        Status s;

        *out = (ReviewIn){0};
        TRY(review_round_open(db, a, round, &out->round, &out->def));
        out->step = selection_step(&out->def->selection, step);
        if (!out->step)
                return NOT_FOUND;
        s = review_step_of(db, a, round, step, &out->run);
        out->has_begun = s == OK;
        return s == NOT_FOUND ? OK : s;
}

bool review_takes(const ReviewIn *in, int64_t now_us)
{
        return in->has_begun && !in->run.closed_at && !in->round.cancelled_at &&
               (!in->run.until_at || now_us <= in->run.until_at);
}

Status review_place(Db *db, Arena *a, const ReviewRound *round, Place *out)
{
        TRY(hub_place(db, a, round->hub, round->programme, out));
        out->is_hidden = true;
        return OK;
}

Status review_where_pair(Deed *d, Place *out)
{
        ReviewRound round;
        Reviewer reviewer;
        ReviewFile file;

        *out = (Place){.is_hidden = true};
        TRY(review_application(d->db, d->a, deed_int(d, "application"), &file));
        TRY(reviewer_by_id(d->db, d->a, deed_int(d, "reviewer"), &reviewer));
        if (reviewer.round != file.round)
                return NOT_FOUND;
        TRY(interest_hides(d, file.party));
        TRY(review_round(d->db, d->a, file.round, &round));
        return review_place(d->db, d->a, &round, out);
}

Status review_here(Db *db, Arena *a, const Actor *actor, const ReviewRound *round)
{
        Place place;

        TRY(review_place(db, a, round, &place));
        return access_may_at(actor, MAY_REVIEW, &place) ? OK : NOT_FOUND;
}

Status review_where_round(Deed *d, Place *out)
{
        ReviewRound round;

        *out = (Place){.is_hidden = true};
        TRY(review_round(d->db, d->a, deed_int(d, "round"), &round));
        return review_place(d->db, d->a, &round, out);
}

Status review_where_assignment(Deed *d, Place *out)
{
        Assignment x;
        ReviewRound round;

        *out = (Place){.is_hidden = true};
        TRY(assignment_by_id(d->db, d->a, deed_int(d, "assignment"), &x));
        TRY(review_round(d->db, d->a, x.round, &round));
        return review_place(d->db, d->a, &round, out);
}

Status review_in_given(Deed *d, ReviewIn *out)
{
        Status s = review_in(d->db, d->a, deed_int(d, "round"), deed_text(d, "step"), out);

        return s == NOT_FOUND ? deed_fault_at(d, "step", _("This round has no such step.")) : s;
}

Status review_mine(Deed *d, Assignment *out, ReviewIn *out_in)
{
        TRY(assignment_by_id(d->db, d->a, deed_int(d, "assignment"), out));
        if (out->account != d->actor.id || str_is(out->state, "proposed") ||
            str_is(out->state, "ended"))
                return NOT_FOUND;
        return review_in(d->db, d->a, out->round, out->step, out_in);
}

void review_entry(Entry *e, const ReviewRound *round, Str step)
{
        e->hub = round->hub;
        entry_id(e, S("round"), round->id);
        entry_text(e, S("step"), step);
}

bool assignment_is_live(const Assignment *x)
{
        return str_is(x->state, "assigned") || str_is(x->state, "draft") ||
               str_is(x->state, "submitted") || str_is(x->state, "revised");
}

bool assignment_is_sent(const Assignment *x)
{
        return x->versions > 0;
}

/* --- a step begins and ends */

static const Field begin_fields[] = {
        {"round", FIELD_ID, .required = true, .label = N_("Round")},
        {"step", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Step")},
        {"until", FIELD_DATE, .label = N_("Until"),
         .help = N_("The last day on which reviews are taken and changed; until the step is "
                    "closed when empty.")},
        {0}};

static Status run_begin(Deed *d)
{
        Entry e = {.kind = S("review.begun"), .subject = deed_int(d, "round")};
        int64_t until = deed_given(d, "until") ? deed_int(d, "until") + DAY_US - 1 : 0;
        int64_t files;
        ReviewIn in;

        TRY(review_in_given(d, &in));
        if (in.round.cancelled_at)
                return deed_fault(d, CONFLICT, _("This round was cancelled."));
        if (until && until <= d->now_us)
                return deed_fault_at(d, "until", _("This day is over."));
        TRY(review_step_begin(d->db, in.round.id, in.step->slug, until, d->actor.id, d->now_us));
        TRY(review_move_in(d, &in, &files));
        review_entry(&e, &in.round, in.step->slug);
        if (until)
                entry_int(&e, S("until"), until);
        entry_int(&e, S("files"), files);
        d->made = in.round.id;
        d->go_to = str_fmt(d->a, "/rounds/%.*s/reviewers", S_ARG(id_text(d->a, in.round.id)));
        d->note =
                str_fmt(d->a,
                        words_n("Reviews are taken. %lld application came into this step.",
                                "Reviews are taken. %lld applications came into this step.", files),
                        (long long)files);
        return deed_tell(d, &e);
}

const Action review_begin_action = {
        .name = "review begin",
        .may = MAY_REVIEW_RUN,
        .where = review_where_round,
        .title = N_("Begin a step of review"),
        .help = N_("From now on files can be given to reviewers. Done again it takes in who came "
                   "later, sets another last day, or opens what was closed."),
        .fields = begin_fields,
        .run = run_begin};

static const Field close_fields[] = {
        {"round", FIELD_ID, .required = true, .label = N_("Round")},
        {"step", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Step")},
        {0}};

static Status run_close(Deed *d)
{
        Entry e = {.kind = S("review.closed"), .subject = deed_int(d, "round")};
        ReviewIn in;
        Status s;

        TRY(review_in_given(d, &in));
        s = review_step_close(d->db, in.round.id, in.step->slug, d->now_us);
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("This step is not open."));
        TRY(s);
        review_entry(&e, &in.round, in.step->slug);
        entry_int(&e, S("assigned"), in.run.assigned);
        entry_int(&e, S("submitted"), in.run.submitted);
        d->made = in.round.id;
        d->go_to = str_fmt(d->a, "/rounds/%.*s/scores/%.*s", S_ARG(id_text(d->a, in.round.id)),
                           S_ARG(in.step->slug));
        d->note = S_("Closed: no review is taken or changed any more.");
        return deed_tell(d, &e);
}

const Action review_close_action = {.name = "review close",
                                    .may = MAY_REVIEW_RUN,
                                    .where = review_where_round,
                                    .title = N_("Close a step of review"),
                                    .help = N_("No review is taken or changed any more."),
                                    .fields = close_fields,
                                    .run = run_close};

/* decide/batch: see the header. How lines are gathered stands in decide/gather. */
#include "decide/batch.h"

#include "base/words.h"
#include "hub/hub.h"
#include "people/interest.h"

DecideAsk batch_ask(const DeterminationBatch *b, const BatchLine *line, Id actor)
{
        return (DecideAsk){.application = line->application,
                           .slug = line->slug,
                           .reason = line->reason,
                           .conditions = line->conditions,
                           .feedback = line->feedback,
                           .seen = line->seen,
                           .batch = b->id,
                           .minutes = b->minutes,
                           .actor = actor};
}

static Status batch_of(Deed *d, DeterminationBatch *out)
{
        return batch_by_id(d->db, d->a, deed_int(d, "batch"), out);
}

static Status where_batch(Deed *d, Place *out)
{
        DeterminationBatch b;
        Round r;

        *out = (Place){.is_hidden = true};
        TRY(batch_of(d, &b));
        TRY(round_get(d->db, d->a, b.round, &r));
        TRY(round_place(d->db, d->a, &r, out));
        out->is_hidden = true;
        return OK;
}

static void lead_on(Deed *d, const DeterminationBatch *b)
{
        d->made = b->id;
        d->go_to = str_fmt(d->a, "/determinations/batches/%.*s", S_ARG(id_text(d->a, b->id)));
}

static const Field batch_fields[] = {{"batch", FIELD_ID, .required = true, .label = N_("Batch")},
                                     {"seen", FIELD_INT, .min = 0, .max = DECIDE_BATCH_MAX,
                                      .label = N_("Seen"),
                                      .help = N_("How many were shown; asked when given.")},
                                     {0}};

static Status is_draft(Deed *d, const DeterminationBatch *b)
{
        if (str_is(b->state, "draft"))
                return OK;
        return deed_fault(d, CONFLICT,
                          str_is(b->state, "applied") ? _("This batch is decided already.")
                                                      : _("This batch was given up."));
}

/* --- applying */

typedef struct {
        DeterminationBatch b;
        DecideRound r;
        Arena scratch; /* plans; entries stand in the deed's own arena */
        int64_t done, left;
        Str first; /* why the first one can not be done */
} Applying;

static Status apply_line(Deed *d, Applying *x, const BatchLine *line)
{
        DecideAsk ask = batch_ask(&x->b, line, d->actor.id);
        DecidePlan plan;
        Id id;

        arena_reset(&x->scratch);
        TRY(decide_plan(d->db, &x->scratch, &x->r, &ask, &plan));
        if (!plan.fault.len) {
                x->done++;
                TRY(determination_make(d, &x->r, &ask, &plan, &id));
                return batch_line_drop(d->db, line->party, x->b.id, line->application);
        }
        if (!x->left++)
                x->first = str_copy(d->a, plan.fault);
        return batch_line_left(d->db, line->party, x->b.id, line->application, plan.fault);
}

Status batch_cut_own(Db *db, Arena *a, const Interest *own, DeterminationBatch *b)
{
        for (size_t i = 0; i < own->n; i++) {
                BatchOwnLines mine;

                TRY(batch_own_lines(db, a, own->at[i], b->id, &mine));
                b->lines -= mine.lines;
        }
        if (str_is(b->state, "discarded"))
                b->lines = 0;
        return OK;
}

static Status apply_lines(Deed *d, Applying *x)
{
        BatchLineList lines;

        TRY(batch_lines(d->db, d->a, x->b.id, 0, &lines));
        for (size_t i = 0; i < lines.n; i++)
                TRY(apply_line(d, x, &lines.at[i]));
        if (x->left && x->b.whole)
                return deed_fault(d, CONFLICT,
                                  words_n("%lld of them can not be done, and this batch is all or "
                                          "nothing. %.*s",
                                          "%lld of them can not be done, and this batch is all or "
                                          "nothing. The first: %.*s",
                                          x->left),
                                  (long long)x->left, S_ARG(x->first));
        if (!x->done)
                return deed_fault(d, CONFLICT, _("None of them can be done. %.*s"),
                                  S_ARG(x->first));
        return OK;
}

static Status run_apply(Deed *d)
{
        Applying x = {0};
        Status s;

        TRY(batch_of(d, &x.b));
        TRY(is_draft(d, &x.b));
        TRY(decide_round(d->db, d->a, x.b.round, &x.r));
        x.scratch = arena_make(4 * MIB);
        s = apply_lines(d, &x);
        arena_free(&x.scratch);
        TRY(s);
        TRY(batch_end(d->db, x.b.id, S("applied"), d->actor.id, d->now_us));
        lead_on(d, &x.b);
        d->note = str_fmt(d->a, _("Decided: %lld. Left out: %lld. Nobody was told yet."),
                          (long long)x.done, (long long)x.left);
        return OK;
}

const Action batch_apply_action = {
        .name = "batch apply",
        .may = MAY_DECIDE,
        .where = where_batch,
        .title = N_("Decide all of this"),
        .help = N_("What can not be done is left out, or nothing is done, as the batch says. "
                   "Nobody is told before the time for which it is held is over."),
        .fields = batch_fields,
        .run = run_apply};

static Status run_discard(Deed *d)
{
        DeterminationBatch b;

        TRY(batch_of(d, &b));
        TRY(is_draft(d, &b));
        TRY(batch_lines_drop(d->db, b.id));
        TRY(batch_end(d->db, b.id, S("discarded"), d->actor.id, d->now_us));
        d->made = b.id;
        d->go_to = str_fmt(d->a, "/rounds/%.*s/determinations", S_ARG(id_text(d->a, b.round)));
        d->note = S_("Given up. Nothing was decided.");
        return OK;
}

const Action batch_discard_action = {.name = "batch discard",
                                     .may = MAY_DECIDE,
                                     .where = where_batch,
                                     .title = N_("Give a batch up"),
                                     .help = N_("Nothing was decided by it."),
                                     .fields = batch_fields,
                                     .run = run_discard,
                                     .is_silent = true};

/* --- approved, undone, sent together */

/* Those of a party that the actor has an interest in are left to others. */
static Status keys_in(Deed *d, const DeterminationBatch *b, const char *state,
                      DeterminationKeyList *out)
{
        Interest own;

        TRY(interest_of(d->db, d->a, d->actor.id, &own));
        TRY(determinations_of_batch(d->db, d->a, b->id, str_from(state), out));
        INTEREST_CUT(&own, d->a, out, party);
        return OK;
}

static Status state_list(Deed *d, const DeterminationBatch *b, const char *state,
                         DeterminationKeyList *out)
{
        TRY(keys_in(d, b, state, out));
        if (deed_given(d, "seen") && deed_int(d, "seen") != (int64_t)out->n)
                return deed_fault(d, CONFLICT,
                                  _("Somebody else was here first: %lld of this batch are left, "
                                    "not %lld. Look at it again."),
                                  (long long)out->n, (long long)deed_int(d, "seen"));
        return OK;
}

/* Own proposals, and those that can not be done now, are left as they are. */
static Status approve_one(Deed *d, const DecideRound *r, Arena *scratch, Id id, bool *out_done)
{
        Determination x;
        DecidePlan plan;
        DecideAsk ask;
        bool is_own;

        *out_done = false;
        TRY(determination_by_id(d->db, d->a, id, &x));
        TRY(decide_is_own(d->db, d->a, x.proposed_by, d->actor.id, &is_own));
        if (is_own)
                return OK;
        ask = (DecideAsk){.application = x.application,
                          .slug = x.slug,
                          .feedback = x.feedback,
                          .own = x.id,
                          .actor = d->actor.id};
        arena_reset(scratch);
        TRY(decide_plan(d->db, scratch, r, &ask, &plan));
        if (plan.fault.len)
                return OK;
        *out_done = true;
        return determination_agree(d, &x);
}

static Status run_approve(Deed *d)
{
        DeterminationBatch b;
        DecideRound r;
        DeterminationKeyList list;
        Arena scratch;
        int64_t n = 0;
        Status s = OK;

        TRY(batch_of(d, &b));
        TRY(state_list(d, &b, "proposed", &list));
        TRY(decide_round(d->db, d->a, b.round, &r));
        scratch = arena_make(4 * MIB);
        for (size_t i = 0; i < list.n && s == OK; i++) {
                bool done;

                s = approve_one(d, &r, &scratch, list.at[i].id, &done);
                n += s == OK && done;
        }
        arena_free(&scratch);
        TRY(s);
        if (!n)
                return deed_fault(d, CONFLICT,
                                  _("There is nothing that you can approve here: nobody approves "
                                    "what they proposed themselves."));
        lead_on(d, &b);
        d->note = str_fmt(d->a, _("Approved: %lld. Nobody was told yet."), (long long)n);
        return OK;
}

const Action batch_approve_action = {
        .name = "batch approve",
        .may = MAY_DECIDE_APPROVE,
        .where = where_batch,
        .title = N_("Approve a batch"),
        .help = N_("All of it that somebody else proposed and that can still be done."),
        .fields = batch_fields,
        .run = run_approve};

static Status undo_all(Deed *d, const DeterminationKeyList *list)
{
        for (size_t i = 0; i < list->n; i++) {
                Determination x;

                TRY(determination_by_id(d->db, d->a, list->at[i].id, &x));
                TRY(determination_take_back(d, &x));
        }
        return OK;
}

static Status run_undo(Deed *d)
{
        DeterminationBatch b;
        DeterminationKeyList proposed, approved;

        TRY(batch_of(d, &b));
        TRY(keys_in(d, &b, "proposed", &proposed));
        TRY(keys_in(d, &b, "approved", &approved));
        if (!proposed.n && !approved.n)
                return deed_fault(d, CONFLICT,
                                  _("There is nothing left to undo: they were told, or it was "
                                    "undone."));
        TRY(undo_all(d, &proposed));
        TRY(undo_all(d, &approved));
        lead_on(d, &b);
        d->note = str_fmt(d->a, _("Undone: %lld. Nobody of these had been told."),
                          (long long)proposed.n + (long long)approved.n);
        return OK;
}

const Action batch_undo_action = {.name = "batch undo",
                                  .may = MAY_DECIDE,
                                  .where = where_batch,
                                  .title = N_("Undo a batch"),
                                  .help = N_("All of it that was not told yet."),
                                  .fields = batch_fields,
                                  .run = run_undo};

static Status run_send(Deed *d)
{
        DeterminationBatch b;
        DeterminationKeyList list;

        TRY(batch_of(d, &b));
        TRY(state_list(d, &b, "approved", &list));
        if (!list.n)
                return deed_fault(d, CONFLICT, _("There is nothing to send here."));
        for (size_t i = 0; i < list.n; i++)
                TRY(determination_send(d->db, list.at[i].party, list.at[i].id, d->now_us));
        lead_on(d, &b);
        d->note = S_("They are being sent.");
        return OK;
}

/* The entries come with what is told, a moment later. */
const Action batch_send_action = {.name = "batch send",
                                  .may = MAY_DECIDE,
                                  .where = where_batch,
                                  .title = N_("Tell a batch now"),
                                  .help = N_("Without waiting for the time for which it is held."),
                                  .fields = batch_fields,
                                  .run = run_send,
                                  .is_silent = true};

/* decide/determination: see the header. */
#include "decide/determination.h"

#include "base/words.h"
#include "decide/excerpt.h"
#include "hub/hub.h"
#include "people/interest.h"

#define MINUTE_US (60 * (int64_t)1000000)

Status determination_of(Deed *d, Determination *out)
{
        return determination_by_id(d->db, d->a, deed_int(d, "determination"), out);
}

Status determination_where(Deed *d, Place *out)
{
        Determination x;

        *out = (Place){.is_hidden = true};
        TRY(determination_of(d, &x));
        TRY(interest_hides(d, x.party));
        TRY(hub_place(d->db, d->a, x.hub, x.programme, out));
        out->is_hidden = true;
        return OK;
}

Status determination_conflict(Deed *d, const Determination *x)
{
        DecideRound r;
        Str told;

        TRY(decide_round(d->db, d->a, x->round, &r));
        TRY(decide_told(d->db, d->a, &r, x, &told));
        return deed_fault(d, CONFLICT, _("This can not be done any more. %.*s"), S_ARG(told));
}

Status determination_is_seen(Deed *d, const Determination *x)
{
        DecideRound r;
        Str told;

        if (!deed_given(d, "seq") || deed_int(d, "seq") == x->seq)
                return OK;
        TRY(decide_round(d->db, d->a, x->round, &r));
        TRY(decide_told(d->db, d->a, &r, x, &told));
        return deed_fault(d, CONFLICT, _("Somebody else was here first. %.*s Look at it again."),
                          S_ARG(told));
}

Str determination_commitment(Arena *a, const Determination *x)
{
        Hash salt = {0};
        Str what = str_fmt(a, "%.*s %.*s", S_ARG(id_text(a, x->application)), S_ARG(x->slug));

        return str_unhex(x->salt, salt.b, sizeof salt.b) ? record_commit(a, &salt, what) : (Str){0};
}

Status determination_tell(Deed *d, const char *kind, const Determination *x, Entry *e)
{
        e->kind = str_from(kind);
        e->subject = d->made = x->id;
        e->hub = x->hub;
        entry_id(e, S("round"), x->round);
        TRY(application_touch(d->db, x->party, x->application));
        return deed_tell(d, e);
}

static Str page_of(Arena *a, Id application)
{
        return str_fmt(a, "/applications/%.*s/decide", S_ARG(id_text(a, application)));
}

static int64_t sending_at(const Deed *d, int64_t minutes)
{
        return minutes ? d->now_us + minutes * MINUTE_US : 0;
}

Status determination_make(Deed *d, const DecideRound *r, const DecideAsk *ask, const DecidePlan *p,
                          Id *out)
{
        bool waits = p->what->is_approved;
        unsigned char salt[sizeof(Hash)];
        Determination x = {.party = p->application.party,
                           .id = db_id(d->db, d->now_us),
                           .application = ask->application,
                           .round = r->round.id,
                           .hub = r->round.hub,
                           .slug = p->what->slug};
        Entry e = {0};

        random_fill(salt, sizeof salt);
        x.salt = str_hex(d->a, salt, sizeof salt);
        TRY(determination_insert(d->db, x.party, x.id, x.application, x.round, r->programme.id,
                                 r->round.hub, ask->batch, x.slug,
                                 waits ? S("proposed") : S("approved"), p->takes_place,
                                 p->what->is_waiting, ask->reason, ask->conditions, ask->feedback,
                                 x.salt, ask->minutes, d->actor.id, d->now_us,
                                 waits ? 0 : d->now_us, waits ? 0 : sending_at(d, ask->minutes)));
        entry_text(&e, S("what"), determination_commitment(d->a, &x));
        entry_id(&e, S("batch"), ask->batch);
        *out = x.id;
        return determination_tell(d, "determination.proposed", &x, &e);
}

Status determination_agree(Deed *d, const Determination *x)
{
        Entry e = {0};

        TRY(determination_approve(d->db, x->party, x->id, d->actor.id, d->now_us,
                                  sending_at(d, x->minutes)));
        return determination_tell(d, "determination.approved", x, &e);
}

Status determination_take_back(Deed *d, const Determination *x)
{
        bool is_proposal = str_is(x->state, "proposed");
        Entry e = {0};

        TRY(determination_end(d->db, x->party, x->id, x->state,
                              is_proposal ? S("withdrawn") : S("undone"), d->actor.id, d->now_us));
        return determination_tell(d, "determination.undone", x, &e);
}

/* --- proposing */

static const Field propose_fields[] = {
        {"application", FIELD_ID, .required = true, .label = N_("Application")},
        {"determination", FIELD_SLUG, .required = true, .chars_max = 64,
         .label = N_("Determination"), .help = N_("As the round's programme calls it.")},
        {"reason", FIELD_LONG_TEXT, .chars_max = DECIDE_WORDS_CHARS_MAX, .label = N_("Reason"),
         .help = N_("For operators; who applied does not see it.")},
        {"conditions", FIELD_LONG_TEXT, .chars_max = DECIDE_WORDS_CHARS_MAX,
         .label = N_("Conditions"), .help = N_("Who applied is told them.")},
        {"feedback", FIELD_LONG_TEXT, .chars_max = DECIDE_WORDS_CHARS_MAX, .label = N_("Feedback"),
         .help = N_("Who applied is told it.")},
        {"minutes", FIELD_INT, .min = 0, .max = DECIDE_MINUTES_MAX, .label = N_("Held, in minutes"),
         .help = N_("Nobody is told before, and it can be undone. 10 when empty; 0: until somebody "
                    "sends it.")},
        {"seen", FIELD_TEXT, .chars_max = 40, .label = N_("Seen"),
         .help = N_("What stood there when this was begun.")},
        {0}};

static int64_t minutes_of(const Deed *d)
{
        return deed_given(d, "minutes") ? deed_int(d, "minutes") : DECIDE_MINUTES;
}

static Status where_application(Deed *d, Place *out)
{
        Application x;

        *out = (Place){.is_hidden = true};
        TRY(application_of(d, &x));
        TRY(hub_place(d->db, d->a, x.hub, x.programme, out));
        out->is_hidden = true;
        return OK;
}

static Status run_propose(Deed *d)
{
        Application x;
        DecideRound r;
        DecidePlan plan;
        DecideAsk ask = {.application = deed_int(d, "application"),
                         .slug = deed_text(d, "determination"),
                         .reason = deed_text(d, "reason"),
                         .conditions = deed_text(d, "conditions"),
                         .seen = deed_text(d, "seen"),
                         .minutes = minutes_of(d),
                         .actor = d->actor.id};
        bool is_own;
        Str over;
        Id id;

        TRY(application_of(d, &x));
        TRY(decide_round(d->db, d->a, x.round, &r));
        TRY(interest_in(d->db, d->a, d->actor.id, x.party, &is_own));
        if (!is_own)
                TRY(decide_feedback(d, &r, x.id, &ask.feedback));
        TRY(decide_plan(d->db, d->a, &r, &ask, &plan));
        if (plan.is_late)
                return deed_fault(d, CONFLICT, "%.*s", S_ARG(plan.fault));
        if (plan.fault.len && plan.at)
                return deed_fault_at(d, plan.at, "%.*s", S_ARG(plan.fault));
        if (plan.fault.len)
                return deed_fault(d, CONFLICT, "%.*s", S_ARG(plan.fault));
        TRY(decide_over(d->db, d->a, &r, d->actor.id, plan.takes_place, &over));
        TRY(determination_make(d, &r, &ask, &plan, &id));
        d->go_to = page_of(d->a, x.id);
        d->note = plan.what->is_approved
                          ? S_("Proposed. Somebody else has to approve it; nobody was told.")
                          : S_("Decided. Nobody was told yet: it can be undone.");
        if (over.len)
                d->note = str_fmt(d->a, "%.*s %.*s", S_ARG(d->note), S_ARG(over));
        return OK;
}

const Action determination_propose_action = {
        .name = "determination propose",
        .may = MAY_DECIDE,
        .where = where_application,
        .title = N_("Decide on an application"),
        .help = N_("Where the programme says so, somebody else approves it. Then it is held for a "
                   "while, and only then who applied is told. excerpt-CODE adds to the feedback "
                   "what a reviewer wrote, without their name."),
        .fields = propose_fields,
        .run = run_propose,
        .takes_more = true};

/* --- approving */

static const Field one_fields[] = {
        {"determination", FIELD_ID, .required = true, .label = N_("Determination")},
        {"seq", FIELD_INT, .min = 0, .max = INT64_MAX, .label = N_("Seen"),
         .help = N_("The number that its last change had; asked when given.")},
        {0}};

static Status run_approve(Deed *d)
{
        Determination x;
        DecideRound r;
        DecidePlan plan;
        DecideAsk ask;
        bool is_own;

        TRY(determination_of(d, &x));
        TRY(determination_is_seen(d, &x));
        if (!str_is(x.state, "proposed"))
                return determination_conflict(d, &x);
        TRY(decide_is_own(d->db, d->a, x.proposed_by, d->actor.id, &is_own));
        if (is_own)
                return deed_fault(d, CONFLICT,
                                  _("You proposed it yourself: somebody else has to approve it."));
        ask = (DecideAsk){.application = x.application,
                          .slug = x.slug,
                          .feedback = x.feedback,
                          .own = x.id,
                          .actor = d->actor.id};
        TRY(decide_round(d->db, d->a, x.round, &r));
        TRY(decide_plan(d->db, d->a, &r, &ask, &plan));
        if (plan.fault.len)
                return deed_fault(d, CONFLICT, "%.*s", S_ARG(plan.fault));
        d->go_to = S("/determinations");
        d->note = S_("Approved. Nobody was told yet: it can be undone.");
        return determination_agree(d, &x);
}

const Action determination_approve_action = {
        .name = "determination approve",
        .may = MAY_DECIDE_APPROVE,
        .where = determination_where,
        .title = N_("Approve a determination"),
        .help = N_("Never one's own. It is told when the time is over for which it is held."),
        .fields = one_fields,
        .run = run_approve};

/* --- undoing, and sending at once */

static Status run_undo(Deed *d)
{
        Determination x;

        TRY(determination_of(d, &x));
        TRY(determination_is_seen(d, &x));
        if (!str_is(x.state, "proposed") && !str_is(x.state, "approved"))
                return determination_conflict(d, &x);
        d->go_to = page_of(d->a, x.application);
        d->note = S_("Undone. Nobody had been told.");
        return determination_take_back(d, &x);
}

const Action determination_undo_action = {
        .name = "determination undo",
        .may = MAY_DECIDE,
        .where = determination_where,
        .title = N_("Undo a determination"),
        .help = N_("A proposal, or what was not told yet. What was told can not be undone."),
        .fields = one_fields,
        .run = run_undo};

static Status run_send(Deed *d)
{
        Determination x;

        TRY(determination_of(d, &x));
        TRY(determination_is_seen(d, &x));
        if (!str_is(x.state, "approved"))
                return determination_conflict(d, &x);
        TRY(determination_send(d->db, x.party, x.id, d->now_us));
        d->made = x.id;
        d->go_to = page_of(d->a, x.application);
        d->note = S_("It is being sent.");
        return OK;
}

/* The entry comes with what is told, a moment later. */
const Action determination_send_action = {
        .name = "determination send",
        .may = MAY_DECIDE,
        .where = determination_where,
        .title = N_("Tell a determination now"),
        .help = N_("Without waiting for the time for which it is held."),
        .fields = one_fields,
        .run = run_send,
        .is_silent = true};

/* --- the order of the waiting list */

static const Field rank_fields[] = {
        {"determination", FIELD_ID, .required = true, .label = N_("Determination")},
        {"rank", FIELD_INT, .required = true, .min = 0, .max = DECIDE_RANK_MAX, .label = N_("Rank"),
         .help = N_("1 comes first; 0: behind all that have one, in the order of time.")},
        {"seq", FIELD_INT, .min = 0, .max = INT64_MAX, .label = N_("Seen"),
         .help = N_("The number that its last change had; asked when given.")},
        {0}};

static Status run_rank(Deed *d)
{
        Determination x;
        Entry e = {0};

        TRY(determination_of(d, &x));
        TRY(determination_is_seen(d, &x));
        if (!str_is(x.state, "announced") || !x.is_waiting)
                return determination_conflict(d, &x);
        TRY(determination_rank(d->db, x.party, x.id, deed_int(d, "rank")));
        entry_int(&e, S("rank"), deed_int(d, "rank"));
        d->go_to = str_fmt(d->a, "/rounds/%.*s/determinations", S_ARG(id_text(d->a, x.round)));
        d->note = S_("The waiting list has a new order.");
        return determination_tell(d, "determination.ranked", &x, &e);
}

const Action determination_rank_action = {
        .name = "determination rank",
        .may = MAY_DECIDE,
        .where = determination_where,
        .title = N_("Order the waiting list"),
        .help = N_("Who gets a place that becomes free; the order is on the record."),
        .fields = rank_fields,
        .run = run_rank};

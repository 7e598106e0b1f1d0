/* decide/announce: see the header. */
#include "decide/announce.h"

#include "base/time.h"
#include "base/words.h"
#include "decide/letter.h"
#include "people/interest.h"
#include "people/own.h"

typedef struct {
        Determination x;
        DecideRound r;
        Application application;
        const SelectionDetermination *what; /* NULL: the definition no longer has it */
} Case;

static Status open_case(Deed *d, Id id, Case *out)
{
        *out = (Case){0};
        TRY(determination_by_id(d->db, d->a, id, &out->x));
        TRY(decide_round(d->db, d->a, out->x.round, &out->r));
        TRY(application_get(d->db, d->a, out->x.application, &out->application));
        out->what = selection_determination(&out->r.def->selection, out->x.slug);
        return OK;
}

static bool is_there(const Case *c)
{
        return str_is(c->application.state, "submitted");
}

/* NOT_FOUND: no move leads there, or the party is no member any more. */
static Status move_member(Deed *d, const Case *c, Str to)
{
        Party party = {0};
        Member member = {0};
        Stage from = {0};
        PartyFacts facts;
        MemberMove m = {.programme = &c->r.programme, .def = c->r.def, .to = to};

        TRY(party_now(d->db, d->a, c->x.party, &party));
        TRY(member_get(d->db, d->a, party.id, c->r.programme.id, c->r.round.hub, &member));
        TRY(stage_by_id(d->db, d->a, member.stage, &from));
        if (str_eq(from.slug, to))
                return OK; /* an operator moved it there by hand */
        if (!definition_move(c->r.def, from.slug, to))
                return NOT_FOUND;
        facts = (PartyFacts){.kind = party.kind, .country = party.country, .sector = party.sector};
        m.facts = &facts;
        m.party = party.id;
        m.hub = c->r.round.hub;
        m.from = from.slug;
        m.level = member.level;
        m.reason = c->x.slug; /* what operators wrote is not for the record, which is public */
        TRY(member_moves(d, &m));
        return application_stage_set(d, &c->application, to);
}

static void letter_of(Deed *d, const Case *c, DecideLetter *out)
{
        decide_letter(d->a, &c->r, &c->application, c->what, &c->x, c->x.due_at, d->base_url, out);
}

/* --- telling it */

/* What was told before, as that they are on the waiting list, is over. */
static Status supersede(Deed *d, const Case *c)
{
        DeterminationList list;

        TRY(determinations_on(d->db, d->a, c->x.application, &list));
        for (size_t i = 0; i < list.n; i++) {
                const Determination *o = &list.at[i];

                if (o->id != c->x.id &&
                    (str_is(o->state, "announced") || str_is(o->state, "confirmed")))
                        TRY(determination_end(d->db, o->party, o->id, o->state, S("superseded"), 0,
                                              d->now_us));
        }
        return OK;
}

static void set_dates(const Deed *d, Case *c)
{
        int64_t half;

        if (!c->what->confirm.len)
                return;
        c->x.due_at = span_after(d->now_us, c->what->confirm_count, c->what->confirm_unit);
        half = d->now_us + (c->x.due_at - d->now_us) / 2;
        c->x.remind_at =
                c->x.due_at - DECIDE_REMIND_US > half ? c->x.due_at - DECIDE_REMIND_US : half;
}

static Status tell_announced(Deed *d, const Case *c)
{
        Entry e = {0};

        entry_id(&e, S("application"), c->x.application);
        entry_text(&e, S("determination"), c->x.slug);
        entry_text(&e, S("salt"), c->x.salt); /* opens what was committed to when it was proposed */
        return determination_tell(d, "determination.announced", &c->x, &e);
}

static Status announce(Deed *d, Case *c)
{
        DecideLetter letter;
        size_t n;

        TRY(move_member(d, c, c->what->to));
        set_dates(d, c);
        TRY(supersede(d, c));
        letter_of(d, c, &letter);
        TRY(decide_write(d, &c->r, c->x.party, &decide_outcome_mail, &letter, &n));
        TRY(determination_announced(d->db, c->x.party, c->x.id, d->now_us, c->x.due_at,
                                    c->x.remind_at, n ? (Str){0} : S("unread")));
        return tell_announced(d, c);
}

Status determination_announce(Deed *d, Id id)
{
        Case c;
        DecidePlan plan;
        DecideAsk ask;

        TRY(open_case(d, id, &c));
        if (!str_is(c.x.state, "approved") || !c.x.send_at || c.x.send_at > d->now_us)
                return OK;
        if (!is_there(&c))
                return determination_take_back(d, &c.x);
        ask = (DecideAsk){.application = c.x.application,
                          .slug = c.x.slug,
                          .feedback = c.x.feedback,
                          .own = c.x.id};
        TRY(decide_plan(d->db, d->a, &c.r, &ask, &plan));
        if (plan.fault.len || !c.what) /* an operator reads why on the page, and decides */
                return determination_stuck(d->db, c.x.party, c.x.id, S("stuck"));
        return announce(d, &c);
}

/* --- what became of it */

static Status tell_end(Deed *d, const Case *c, const char *kind)
{
        Entry e = {0};

        entry_id(&e, S("application"), c->x.application);
        entry_text(&e, S("determination"), c->x.slug);
        return determination_tell(d, kind, &c->x, &e);
}

/* Who proposed it is told that a place is free, and who is next; not of their own. */
static Status tell_place(Deed *d, const Case *c)
{
        DeterminationLineList waiting;
        DecideLetter letter;
        Interest own;

        if (!c->x.place)
                return OK;
        TRY(determinations_waiting(d->db, d->a, c->x.round, &waiting));
        TRY(interest_of(d->db, d->a, c->x.proposed_by, &own));
        letter_of(d, c, &letter);
        for (size_t i = 0; i < waiting.n && !letter.next.len; i++)
                if (!interest_has(&own, waiting.at[i].party))
                        letter.next = waiting.at[i].party_name;
        letter.link = str_fmt(d->a, "%.*s/rounds/%.*s/determinations", S_ARG(d->base_url),
                              S_ARG(id_text(d->a, c->x.round)));
        return decide_write_account(d, &c->r, c->x.proposed_by, &decide_place_mail, &letter);
}

/* They go where the definition says, if a move still leads there. */
static Status give_up(Deed *d, const Case *c, const char *state, const char *kind)
{
        Status s = c->what ? move_member(d, c, c->what->lapsed) : NOT_FOUND;

        if (s != OK && s != NOT_FOUND)
                return s;
        TRY(determination_end(d->db, c->x.party, c->x.id, S("announced"), str_from(state),
                              d->actor.id, d->now_us));
        TRY(tell_end(d, c, kind));
        return tell_place(d, c);
}

Status determination_lapse(Deed *d, Id id)
{
        Case c;
        DecideLetter letter;
        size_t n;

        TRY(open_case(d, id, &c));
        if (!str_is(c.x.state, "announced") || !c.x.due_at || c.x.due_at > d->now_us)
                return OK;
        TRY(give_up(d, &c, "lapsed", "determination.lapsed"));
        if (!is_there(&c))
                return OK;
        letter_of(d, &c, &letter);
        return decide_write(d, &c.r, c.x.party, &decide_lapsed_mail, &letter, &n);
}

Status determination_remind(Deed *d, Id id)
{
        Case c;
        DecideLetter letter;
        size_t n;

        TRY(open_case(d, id, &c));
        if (!str_is(c.x.state, "announced") || !c.x.remind_at || c.x.remind_at > d->now_us)
                return OK;
        TRY(determination_reminded(d->db, c.x.party, c.x.id));
        if (!is_there(&c) || c.x.due_at <= d->now_us)
                return OK;
        letter_of(d, &c, &letter);
        return decide_write(d, &c.r, c.x.party, &decide_reminder_mail, &letter, &n);
}

Status determination_leave(Deed *d, Id id)
{
        Case c;

        TRY(open_case(d, id, &c));
        if (is_there(&c) || str_is(c.application.state, "draft"))
                return OK;
        if (str_is(c.x.state, "proposed") || str_is(c.x.state, "approved"))
                return determination_take_back(d, &c.x);
        if (!str_is(c.x.state, "announced"))
                return OK;
        TRY(determination_end(d->db, c.x.party, c.x.id, S("announced"), S("declined"), 0,
                              d->now_us));
        TRY(tell_end(d, &c, "determination.declined"));
        return tell_place(d, &c);
}

/* --- the answer of who was accepted */

static const Field answer_fields[] = {
        {"determination", FIELD_ID, .required = true, .label = N_("Determination")}, {0}};

/* One's own, or of one's team: who may write an application may answer for it. */
static Status where_answer(Deed *d, Place *out)
{
        Determination x;
        Application application;
        bool writes;

        *out = (Place){.is_own = true, .is_hidden = true};
        TRY(determination_of(d, &x));
        TRY(application_get(d->db, d->a, x.application, &application));
        TRY(application_writes(d->db, d->a, &d->actor, &application, &writes));
        return writes ? OK : NOT_FOUND;
}

static Status begin_answer(Deed *d, Case *c)
{
        TRY(open_case(d, deed_int(d, "determination"), c));
        if (!c->x.announced_at)
                return NOT_FOUND;
        d->go_to =
                str_fmt(d->a, "/applications/%.*s/outcome", S_ARG(id_text(d->a, c->x.application)));
        if (!is_there(c))
                return deed_fault(d, CONFLICT, _("This application is withdrawn."));
        if (str_is(c->x.state, "announced") && !c->x.due_at)
                return deed_fault(d, CONFLICT, _("There is nothing to answer here."));
        if (str_is(c->x.state, "announced") && c->x.due_at <= d->now_us)
                return deed_fault(d, CONFLICT, _("The time to answer was over %.*s."),
                                  S_ARG(round_moment(d->a, c->r.round.zone, c->x.due_at)));
        return str_is(c->x.state, "announced") && c->what ? OK : determination_conflict(d, &c->x);
}

static Status run_confirm(Deed *d)
{
        Case c;
        Status s;

        TRY(begin_answer(d, &c));
        s = move_member(d, &c, c.what->confirmed);
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT,
                                  _("Your place has changed since: ask the hub, please."));
        TRY(s);
        TRY(determination_end(d->db, c.x.party, c.x.id, S("announced"), S("confirmed"), d->actor.id,
                              d->now_us));
        d->note = S_("Confirmed. Welcome.");
        return tell_end(d, &c, "determination.confirmed");
}

const Action determination_confirm_action = {
        .name = "determination confirm",
        .may = MAY_SELF,
        .where = where_answer,
        .title = N_("Confirm a place"),
        .help = N_("Of your own application or your team's, before its date."),
        .fields = answer_fields,
        .run = run_confirm};

static Status run_decline(Deed *d)
{
        Case c;

        TRY(begin_answer(d, &c));
        d->note = S_("Declined. Somebody else gets the place.");
        return give_up(d, &c, "declined", "determination.declined");
}

const Action determination_decline_action = {
        .name = "determination decline",
        .may = MAY_SELF,
        .where = where_answer,
        .title = N_("Decline a place"),
        .help = N_("It goes to somebody else, and does not come back."),
        .fields = answer_fields,
        .run = run_decline};

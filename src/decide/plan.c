/* decide/plan: whether a determination can be made, asked in the same words by the form, the
 * preview, the approval and the sending. */
#include "base/words.h"
#include "decide/decide.h"
#include "people/own.h"

Status decide_round(Db *db, Arena *a, Id round, DecideRound *out)
{
        *out = (DecideRound){0};
        TRY(round_get(db, a, round, &out->round));
        return round_definition(db, a, &out->round, &out->programme, &out->def);
}

bool decide_takes_place(const Definition *def, const SelectionDetermination *what)
{
        const DefinitionStage *to = definition_stage(def, what->to);

        return !what->is_waiting && to && !to->ends;
}

Status decide_places(Db *db, Arena *a, const DecideRound *r, const Interest *own,
                     DeterminationPlaces *out)
{
        TRY(determination_places(db, a, r->round.id, out));
        for (size_t i = 0; i < own->n; i++) {
                DeterminationOwnList list;

                TRY(determination_own(db, a, own->at[i], r->round.id, &list));
                for (size_t k = 0; k < list.n; k++)
                        *(str_is(list.at[k].state, "approved") ? &out->approved : &out->proposed) -=
                                list.at[k].place;
        }
        return OK;
}

Status decide_over(Db *db, Arena *a, const DecideRound *r, Id actor, int64_t more, Str *out)
{
        DeterminationPlaces p;
        Interest own;
        int64_t over;

        *out = (Str){0};
        if (!r->round.places || !more)
                return OK;
        TRY(interest_of(db, a, actor, &own));
        TRY(decide_places(db, a, r, &own, &p));
        over = p.confirmed + p.announced + p.approved + p.proposed + more - r->round.places;
        if (over > 0)
                *out = str_fmt(a,
                               words_n("%lld more than the round has places.",
                                       "%lld more than the round has places.", over),
                               (long long)over);
        return OK;
}

Str decide_title(const DecideRound *r, Str slug)
{
        const SelectionDetermination *what = selection_determination(&r->def->selection, slug);

        return what ? what->title : slug;
}

Str decide_stage_title(const DecideRound *r, Str slug)
{
        const DefinitionStage *stage = definition_stage(r->def, slug);

        return stage ? stage->title : slug;
}

const char *decide_state_word(Str state)
{
        static const struct {
                const char *state, *words;
        } words_of[] = {
                {"proposed", N_("Waits for approval")},
                {"approved", N_("Decided, not told yet")},
                {"announced", N_("Told")},
                {"confirmed", N_("Accepted by them")},
                {"declined", N_("Declined by them")},
                {"lapsed", N_("Lapsed")},
                {"superseded", N_("Superseded")},
                {"withdrawn", N_("Proposal withdrawn")},
                {"undone", N_("Undone")},
        };

        for (size_t i = 0; i < sizeof words_of / sizeof *words_of; i++)
                if (str_is(state, words_of[i].state))
                        return _(words_of[i].words);
        return "";
}

Status decide_seen(Db *db, Arena *a, Id application, Str *out)
{
        DeterminationList list;

        TRY(determinations_on(db, a, application, &list));
        *out = list.n ? str_fmt(a, "%.*s.%lld", S_ARG(id_text(a, list.at[0].id)),
                                (long long)list.at[0].seq)
                      : S("none");
        return OK;
}

Status decide_told(Db *db, Arena *a, const DecideRound *r, const Determination *x, Str *out)
{
        bool is_proposal = str_is(x->state, "proposed");
        bool is_told = x->announced_at && !x->ended_at;
        int64_t at = is_proposal   ? x->proposed_at
                     : is_told     ? x->announced_at
                     : x->ended_at ? x->ended_at
                                   : x->approved_at;
        Id by = is_proposal      ? x->proposed_by
                : x->ended_at    ? x->ended_by
                : x->approved_by ? x->approved_by
                                 : x->proposed_by;
        DecideName name = {0};
        Str title = decide_title(r, x->slug), when = round_moment(a, r->round.zone, at);
        Status s = by ? decide_name(db, a, by, &name) : NOT_FOUND;

        if (s != OK && s != NOT_FOUND)
                return s;
        if (name.name.len)
                *out = str_fmt(a, _("«%.*s»: %s, by %.*s, %.*s."), S_ARG(title),
                               decide_state_word(x->state), S_ARG(name.name), S_ARG(when));
        else
                *out = str_fmt(a, _("«%.*s»: %s, %.*s."), S_ARG(title), decide_state_word(x->state),
                               S_ARG(when));
        return OK;
}

/* --- one question after another; each sets the fault and ends there */

static Status ask_application(Db *db, Arena *a, const DecideRound *r, const DecideAsk *ask,
                              DecidePlan *p)
{
        Status s = application_get(db, a, ask->application, &p->application);

        if (s == OK && p->application.round == r->round.id)
                s = party_now(db, a, p->application.party, &p->party);
        else if (s == OK)
                s = NOT_FOUND;
        if (s == NOT_FOUND) {
                p->application = (Application){.id = ask->application};
                p->fault = S_("There is no such application in this round.");
                p->at = "application";
                return OK;
        }
        TRY(s);
        if (!str_is(p->application.state, "submitted"))
                p->fault = S_("The application is not handed in, or no longer there.");
        else if (party_is_erased(&p->party))
                p->fault = S_("Who applied was erased.");
        return OK;
}

static void ask_what(Arena *a, const DecideRound *r, const DecideAsk *ask, DecidePlan *p)
{
        Text t = text_begin(a, 2048);

        p->what = selection_determination(&r->def->selection, ask->slug);
        if (p->what) {
                p->takes_place = decide_takes_place(r->def, p->what);
                return;
        }
        for (size_t i = 0; i < r->def->selection.determinations.n; i++)
                text_fmt(&t, "%s%.*s", i ? ", " : "",
                         S_ARG(r->def->selection.determinations.at[i].slug));
        p->fault = str_fmt(a, _("This round has no determination «%.*s». It has: %.*s."),
                           S_ARG(ask->slug), S_ARG(text_str(&t)));
        p->at = "determination";
}

static bool is_open(const Determination *x)
{
        return str_is(x->state, "proposed") || str_is(x->state, "approved") ||
               (str_is(x->state, "announced") && x->due_at);
}

/* Of two who decide at once the second is told what the first did. */
static Status ask_others(Db *db, Arena *a, const DecideRound *r, const DecideAsk *ask,
                         DecidePlan *p)
{
        DeterminationList list;
        Str seen, told;

        TRY(determinations_on(db, a, ask->application, &list));
        TRY(decide_seen(db, a, ask->application, &seen));
        p->is_late = ask->seen.len && !str_eq(ask->seen, seen);
        for (size_t i = 0; i < list.n; i++) {
                const Determination *x = &list.at[i];

                if (x->id == ask->own || !(is_open(x) || (p->is_late && i == 0)))
                        continue;
                TRY(decide_told(db, a, r, x, &told));
                p->fault = p->is_late && !is_open(x)
                                   ? str_fmt(a,
                                             _("Somebody else was here first. %.*s Look at it "
                                               "again."),
                                             S_ARG(told))
                                   : str_fmt(a, _("It is decided on already. %.*s"), S_ARG(told));
                p->is_late = true;
                return OK;
        }
        return OK;
}

static Status ask_member(Db *db, Arena *a, const DecideRound *r, DecidePlan *p)
{
        Member member;
        Stage stage;
        const DefinitionStage *from, *to;
        Status s = member_get(db, a, p->party.id, r->programme.id, r->round.hub, &member);

        if (s == NOT_FOUND) {
                p->fault = S_("Who applied is no member of the programme here any more.");
                return OK;
        }
        TRY(s);
        TRY(stage_by_id(db, a, member.stage, &stage));
        p->from = stage.slug;
        p->level = member.level;
        p->move = definition_move(r->def, stage.slug, p->what->to);
        if (p->move)
                return OK;
        from = definition_stage(r->def, stage.slug);
        to = definition_stage(r->def, p->what->to);
        p->fault = str_fmt(a, _("From the stage «%.*s» no move leads to «%.*s»."),
                           S_ARG(from ? from->title : stage.slug),
                           S_ARG(to ? to->title : p->what->to));
        return OK;
}

Status decide_is_own(Db *db, Arena *a, Id proposed_by, Id actor, bool *out)
{
        Id proposer, person;

        TRY(interest_person(db, a, proposed_by, &proposer));
        TRY(interest_person(db, a, actor, &person));
        *out = proposer == person;
        return OK;
}

static Status ask_self(Db *db, Arena *a, const DecideAsk *ask, DecidePlan *p)
{
        bool is_own;

        TRY(interest_in(db, a, ask->actor, p->party.id, &is_own));
        if (is_own)
                p->fault = S_("You applied yourself, or are in the team: somebody else decides.");
        return OK;
}

static void ask_words(const DecideAsk *ask, DecidePlan *p)
{
        if (p->what->feedback == SELECTION_REQUIRED && str_empty(str_trim(ask->feedback)))
                p->fault = S_("This determination needs feedback for who applied.");
        else if (p->what->feedback == SELECTION_NONE && ask->feedback.len)
                p->fault = S_("This determination gives no feedback.");
        if (p->fault.len)
                p->at = "feedback";
}

Status decide_plan(Db *db, Arena *a, const DecideRound *r, const DecideAsk *ask, DecidePlan *out)
{
        *out = (DecidePlan){0};
        TRY(ask_application(db, a, r, ask, out));
        if (!out->fault.len) /* before what others decided: it is not for their eyes */
                TRY(ask_self(db, a, ask, out));
        if (!out->fault.len)
                ask_what(a, r, ask, out);
        if (!out->fault.len)
                TRY(ask_others(db, a, r, ask, out));
        if (!out->fault.len)
                TRY(ask_member(db, a, r, out));
        if (!out->fault.len)
                ask_words(ask, out);
        return OK;
}

Status decide_forget(Db *db, Id party)
{
        TRY(decide_forget_lines(db, party));
        return decide_forget_words(db, party);
}

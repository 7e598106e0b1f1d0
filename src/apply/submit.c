/* apply/submit: handing in, taking back, and what operators do about it.
 *
 * Whether it is in time is decided by the deed's one moment, which the server's clock gave when the
 * request was whole: who was in time is not made late by a queue. The round is read inside the
 * transaction, so a change of its end counts from the moment it stands there. */
#include "apply/apply.h"

#include "apply/draft.h"
#include "apply/rules.h"
#include "base/time.h"
#include "base/words.h"
#include "form/answer.h"
#include "form/kept.h"
#include "people/letter.h"

/* All that a deed of this file looks at. */
typedef struct {
        Application x;
        Round r;
        int64_t closes;
        Programme programme;
        Definition *def;
        Form *form;
        Party party;
} Case;

static Status case_open(Deed *d, Case *c)
{
        TRY(application_of(d, &c->x));
        TRY(round_get(d->db, d->a, c->x.round, &c->r));
        TRY(application_closes(d->db, d->a, &c->x, &c->r, &c->closes));
        TRY(round_definition(d->db, d->a, &c->r, &c->programme, &c->def));
        TRY(form_open(d->db, d->a, c->x.form, NULL, &c->form));
        d->made = c->x.id;
        d->go_to = str_fmt(d->a, "/applications/%.*s", S_ARG(id_text(d->a, c->x.id)));
        return party_by_id(d->db, d->a, c->x.party, &c->party);
}

/* An entry about the party, with ids only. */
static Status case_tell(Deed *d, const Case *c, const char *kind, Entry *e)
{
        e->kind = str_from(kind);
        e->subject = c->x.party;
        e->hub = c->x.hub;
        entry_id(e, S("application"), c->x.id);
        entry_id(e, S("round"), c->x.round);
        entry_text(e, S("programme"), c->programme.slug);
        return deed_tell(d, e);
}

static Status in_time(Deed *d, const Case *c)
{
        if (d->now_us < c->r.opens_at)
                return deed_fault(d, CONFLICT, _("This round opens on %.*s."),
                                  S_ARG(round_moment(d->a, c->r.zone, c->r.opens_at)));
        if (d->now_us > c->closes)
                return deed_fault(
                        d, CONFLICT,
                        _("This round closed on %.*s. What you wrote is kept; nothing was "
                          "handed in now."),
                        S_ARG(round_moment(d->a, c->r.zone, c->closes)));
        return OK;
}

/* --- checking */

static Status whole(Deed *d, const Case *c, const Json **out)
{
        AnswerFaults *faults = arena_new(d->a, AnswerFaults, 1);
        const Json *draft;
        RuleLine rules[RULES_MAX];
        size_t rules_n;
        Status s;

        TRY(draft_answers(d->db, d->a, &c->x, &draft));
        draft = draft_fitting(d->a, c->form, draft);
        s = answers_check_whole(d->a, c->form, draft, out, faults);
        for (size_t i = 0; i < faults->n; i++)
                (void)!deed_fault_at(d, str_z(d->a, faults->list[i].path), "%.*s",
                                     S_ARG(faults->list[i].words));
        if (s != OK)
                return s;
        TRY(rules_look(d->a, c->form, &c->def->selection, *out, rules, &rules_n));
        for (size_t i = 0; i < rules_n; i++)
                if (rules[i].truth == CONDITION_NO)
                        (void)!deed_fault(d, INVALID, "%.*s", S_ARG(rules[i].says));
        return d->faults_n ? INVALID : OK;
}

/* --- the programme's member */

static Status member_comes(Deed *d, const Case *c, Str *out_stage)
{
        Str begins = c->def->selection.begins;
        PartyFacts facts = {
                .kind = c->party.kind, .country = c->party.country, .sector = c->party.sector};
        PartyHubList homes;
        Member member;
        Stage stage;
        const DefinitionStage *now;
        Status s = member_get(d->db, d->a, c->x.party, c->x.programme, c->x.hub, &member);

        if (s != OK && s != NOT_FOUND)
                return s;
        *out_stage = begins;
        if (s == NOT_FOUND) {
                TRY(party_hubs(d->db, d->a, c->x.party, &homes));
                return member_begin(d, &(MemberBegin){.programme = &c->programme,
                                                      .def = c->def,
                                                      .party = c->x.party,
                                                      .hub = c->x.hub,
                                                      .stage = begins,
                                                      .facts = &facts,
                                                      .is_home = homes.n == 0});
        }
        TRY(stage_by_id(d->db, d->a, member.stage, &stage));
        now = definition_stage(c->def, stage.slug);
        if (str_eq(stage.slug, begins) || !now || !now->ends) {
                *out_stage = stage.slug;
                return OK;
        }
        if (!definition_move(c->def, stage.slug, begins))
                return deed_fault(d, CONFLICT,
                                  _("The programme has no way back from «%.*s». Ask an operator of "
                                    "the hub."),
                                  S_ARG(stage.title));
        return member_moves(d, &(MemberMove){.programme = &c->programme,
                                             .def = c->def,
                                             .facts = &facts,
                                             .party = c->x.party,
                                             .hub = c->x.hub,
                                             .from = stage.slug,
                                             .to = begins,
                                             .level = member.level,
                                             .reason = S("applied-again")});
}

/* --- handing in */

static Status receipt(Deed *d, const Case *c, int64_t number)
{
        ReceiptLetter letter = {.party = c->party.name,
                                .round = c->r.title,
                                .number = number,
                                .at = round_moment(d->a, c->r.zone, d->now_us),
                                .until = round_moment(d->a, c->r.zone, c->closes)};

        letter.link = str_fmt(d->a, "%.*s/applications/%.*s", S_ARG(d->base_url),
                              S_ARG(id_text(d->a, c->x.id)));
        letter.proof =
                str_fmt(d->a, "%.*s/record/%lld", S_ARG(d->base_url), (long long)d->position);
        return receipt_send(d, &letter);
}

static Status is_new(Deed *d, const Case *c, Str answers)
{
        Revision last;

        if (!c->x.revision || str_is(c->x.state, "draft"))
                return OK;
        TRY(revision_get(d->db, d->a, &c->x, 0, &last));
        return str_eq(last.answers, answers)
                       ? deed_fault(d, CONFLICT, _("Nothing has changed since it was handed in."))
                       : OK;
}

static Status revise(Deed *d, const Case *c, Str answers, int64_t number)
{
        Entry e = {0};
        Hash salt;
        Str commit;

        random_fill(salt.b, sizeof salt.b);
        commit = record_commit(d->a, &salt, answers);
        entry_int(&e, S("revision"), number);
        entry_id(&e, S("form"), c->x.form);
        entry_text(&e, S("answers_commit"), commit);
        TRY(case_tell(d, c, "application.submitted", &e));
        return revision_insert(d->db, c->x.party, c->x.id, number, c->x.form, answers, commit,
                               hash_hex(d->a, &salt), d->position, d->actor.id, d->now_us);
}

static Status run_submit(Deed *d)
{
        Case *c = arena_new(d->a, Case, 1);
        const Json *answers = NULL;
        int64_t number;
        Str text, stage;

        TRY(case_open(d, c));
        TRY(draft_is_live(d, &c->x));
        TRY(in_time(d, c));
        TRY(whole(d, c, &answers));
        text = answers_text(d->a, answers);
        TRY(is_new(d, c, text));
        number = c->x.revision + 1;
        TRY(member_comes(d, c, &stage));
        TRY(revise(d, c, text, number));
        TRY(application_handed_in(d->db, c->x.party, c->x.id, stage, number,
                                  str_head(c->party.name, APPLICATION_TITLE_CHARS_MAX), d->now_us));
        if (!str_is(c->x.state, "submitted")) {
                TRY(application_count_add(d->db, c->x.round, c->x.state, -1));
                TRY(application_count_add(d->db, c->x.round, S("submitted"), 1));
        }
        TRY(unseen_add(d->db, c->x.party, c->x.id));
        TRY(application_touch(d->db, c->x.party, c->x.id));
        d->note = number == 1 ? S_("Handed in. You can change it and hand it in again until the "
                                   "round closes.")
                              : S_("Handed in again. This version counts now.");
        return receipt(d, c, number);
}

/* Its form is opened: what would be wrong with it now. */
static void look_submit(Deed *d)
{
        Case *c = arena_new(d->a, Case, 1);
        const Json *answers = NULL;
        bool may = false;

        if (!id_parse(d->inputs[0], &d->numbers[0]) || application_of(d, &c->x) != OK ||
            application_writes(d->db, d->a, &d->actor, &c->x, &may) != OK || !may ||
            case_open(d, c) != OK)
                return;
        if (draft_is_live(d, &c->x) == OK && in_time(d, c) == OK)
                (void)!whole(d, c, &answers);
}

static const Field submit_fields[] = {{"application", FIELD_ID, .required = true,
                                       .picks = "application", .label = N_("Application")},
                                      {0}};

const Action application_submit_action = {
        .name = "application submit",
        .may = MAY_SELF,
        .where = application_where_own,
        .title = N_("Hand in an application"),
        .help = N_("All of it is checked. What is handed in never changes; a later version stands "
                   "beside it. In time is what the server had whole before the round closed."),
        .fields = submit_fields,
        .look = look_submit,
        .run = run_submit,
        .draw = application_submit_draw};

/* --- taking back */

/* The stage of those who leave: the one that a determination names for who does not confirm. */
static Status member_leaves(Deed *d, const Case *c)
{
        PartyFacts facts = {
                .kind = c->party.kind, .country = c->party.country, .sector = c->party.sector};
        const Selection *sel = &c->def->selection;
        Member member;
        Stage stage;
        Status s = member_get(d->db, d->a, c->x.party, c->x.programme, c->x.hub, &member);

        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        TRY(stage_by_id(d->db, d->a, member.stage, &stage));
        for (size_t i = 0; i < sel->determinations.n; i++) {
                Str to = sel->determinations.at[i].lapsed;

                if (!to.len || !definition_move(c->def, stage.slug, to))
                        continue;
                TRY(application_stage_set(d, &c->x, to));
                return member_moves(d, &(MemberMove){.programme = &c->programme,
                                                     .def = c->def,
                                                     .facts = &facts,
                                                     .party = c->x.party,
                                                     .hub = c->x.hub,
                                                     .from = stage.slug,
                                                     .to = to,
                                                     .level = member.level,
                                                     .reason = S("own-wish")});
        }
        return OK;
}

static Status run_withdraw(Deed *d)
{
        Case *c = arena_new(d->a, Case, 1);
        Entry e = {0};

        TRY(case_open(d, c));
        if (!str_is(c->x.state, "draft") && !str_is(c->x.state, "submitted"))
                return deed_fault(d, CONFLICT, _("This application was withdrawn."));
        if (c->x.revision)
                TRY(member_leaves(d, c));
        TRY(application_state_move(d, &c->x, S("withdrawn"), 0));
        d->note = S_("Withdrawn.");
        return case_tell(d, c, "application.withdrawn", &e);
}

const Action application_withdraw_action = {
        .name = "application withdraw",
        .may = MAY_SELF,
        .where = application_where_own,
        .title = N_("Withdraw an application"),
        .help = N_(
                "Nobody reviews it any more. You can begin another one while the round is open."),
        .fields = submit_fields,
        .run = run_withdraw,
        .is_dangerous = true};

/* --- a newer form */

static Status run_renew(Deed *d)
{
        Case *c = arena_new(d->a, Case, 1);
        Entry e = {0};

        TRY(case_open(d, c));
        TRY(draft_is_live(d, &c->x));
        if (c->x.form == c->r.form)
                return deed_fault(d, CONFLICT, _("It has the round's form already."));
        TRY(application_form_set(d->db, c->x.party, c->x.id, c->r.form));
        entry_id(&e, S("form"), c->r.form);
        d->note = S_("It has the newer form now. Answers that it does not ask are kept below.");
        return case_tell(d, c, "application.renewed", &e);
}

const Action application_renew_action = {
        .name = "application renew",
        .may = MAY_SELF,
        .where = application_where_own,
        .title = N_("Take the round's newer form"),
        .help = N_(
                "What fits is kept in its place, and the rest beside it. What was handed in stays "
                "as it was."),
        .fields = submit_fields,
        .run = run_renew};

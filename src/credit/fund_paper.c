/* credit/fund_paper: what is asked of a fund, signed, and then happens; see fund.h. */
#include "base/time.h"
#include "base/words.h"
#include "credit/fund.h"
#include "people/interest.h"

/* --- asking */

typedef struct {
        const Fund *fund;
        const char *kind;
        Id commitment, party, source, target;
        Str title;
        int64_t amount, instalment, on_at;
} Asked;

/* Each of a fund's signatures, and those of every fund above it whose child, or any fund further
 * down, calls the amount large: so no fund put in between takes a signature away. */
static Status want_signs(Deed *d, const Asked *q, Id paper)
{
        Fund at = *q->fund;
        int64_t step = 0, large = INT64_MAX;

        for (bool signs = true;; signs = q->amount >= large) {
                for (int64_t i = 0; signs && i < at.signs; i++)
                        TRY(sign_add(d->db, paper, step++, at.hub));
                if (!at.parent)
                        return OK;
                if (at.large && at.large < large)
                        large = at.large;
                TRY(fund_get(d->db, d->a, at.parent, &at));
        }
}

static Status hold(Deed *d, const Asked *q, Id paper, Id *out)
{
        LedgerStep step = {.kind = LEDGER_HOLD,
                           .source = q->source,
                           .target = q->target,
                           .amount = q->amount,
                           .about = paper};
        LedgerAnswer r;

        TRY(ledger_post(
                d->db, d->a,
                &(LedgerAsk){
                        .actor = d->actor.id, .now_us = d->now_us, .steps = &step, .steps_n = 1},
                &r));
        if (r.refused_n)
                return deed_fault_at(d, "amount", "%s", ledger_result_words(r.results[0]));
        *out = r.lines[0];
        return OK;
}

static Status tell_asked(Deed *d, const Asked *q, Id paper)
{
        Entry e = {.kind = S("fund.asked"), .subject = q->fund->id, .hub = q->fund->hub};
        Unit unit = {0};

        TRY(unit_find(d->db, d->a, q->fund->unit, &unit));
        entry_id(&e, S("paper"), paper);
        entry_text(&e, S("what"), str_from(q->kind));
        entry_text(&e, S("unit"), unit.code);
        entry_text(&e, S("amount"), unit_text(d->a, &unit, q->amount));
        return deed_tell(d, &e);
}

static Status ask(Deed *d, const Asked *q)
{
        Id paper = db_id(d->db, d->now_us), held = 0, person = 0;

        TRY(interest_refuses(d, q->party));
        TRY(interest_person(d->db, d->a, d->actor.id, &person));
        TRY(hold(d, q, paper, &held));
        TRY(paper_add(d->db, paper, q->fund->id, str_from(q->kind),
                      q->commitment ? q->commitment : paper, q->party, q->title, q->amount, held,
                      q->instalment, q->on_at, person, d->now_us));
        TRY(want_signs(d, q, paper));
        d->made = paper;
        d->note = S_("Asked. It happens with the last signature.");
        d->go_to = fund_paper_path(d->a, paper);
        return tell_asked(d, q, paper);
}

static Status open_fund(Deed *d, Fund *out)
{
        TRY(fund_field(d, "fund", out));
        return str_is(out->state, "open") ? OK : deed_fault(d, CONFLICT, _("This fund is closed."));
}

/* --- a commitment */

static const Field commit_fields[] = {
        {"fund", FIELD_ID, .required = true, .label = N_("Fund")},
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"title", FIELD_TEXT, .required = true, .chars_max = 120, .label = N_("For what"),
         .help = N_("Seen by the party's team.")},
        {"amount", FIELD_TEXT, .required = true, .chars_max = 40, .label = N_("Amount")},
        {"instalments", FIELD_LONG_TEXT, .chars_max = 4000, .label = N_("Instalments"),
         .help = N_("One a line: the day it is due, the amount, and, if it waits for one, the "
                    "milestone. 2027-03-31 25000. They add up to the amount. None, when it is "
                    "paid as it comes.")},
        {0}};

typedef struct {
        int64_t amount, due_at;
        Id milestone;
} Instalment;

static Str next_word(Str *line)
{
        Str rest = str_trim(*line);
        size_t n = 0;

        while (n < rest.len && rest.at[n] != ' ' && rest.at[n] != '\t')
                n++;
        *line = (Str){rest.at + n, rest.len - n};
        return str_head(rest, n);
}

static Status read_instalment(Deed *d, const Unit *unit, Id party, Str line, Instalment *out)
{
        Str whole = line, day = next_word(&line), amount = next_word(&line),
            milestone = next_word(&line);
        FundMilestone row;
        Status s;

        *out = (Instalment){0};
        if (!time_parse(day, &out->due_at) || !unit_parse(unit, amount, &out->amount) ||
            out->amount < 1 || str_trim(line).len ||
            (milestone.len && !id_parse(milestone, &out->milestone)))
                return deed_fault_at(d, "instalments",
                                     _("«%.*s» is no instalment: write 2027-03-31 25000."),
                                     S_ARG(str_head(whole, 60)));
        if (!out->milestone)
                return OK;
        s = milestone_of_party(d->db, d->a, out->milestone, party, &row);
        return s == NOT_FOUND
                       ? deed_fault_at(d, "instalments", _("The party has no milestone «%.*s»."),
                                       S_ARG(milestone))
                       : s;
}

static Status read_instalments(Deed *d, const Unit *unit, Id party, int64_t amount, Instalment *out,
                               size_t *out_n)
{
        Str rest = deed_text(d, "instalments"), line;
        int64_t sum = 0;

        *out_n = 0;
        while (str_cut(&rest, '\n', &line)) {
                line = str_trim(line);
                if (!line.len)
                        continue;
                if (*out_n == FUND_INSTALMENTS_MAX)
                        return deed_fault_at(d, "instalments",
                                             _("There are %d instalments at most."),
                                             FUND_INSTALMENTS_MAX);
                TRY(read_instalment(d, unit, party, line, &out[*out_n]));
                if (__builtin_add_overflow(sum, out[(*out_n)++].amount, &sum))
                        sum = -1;
        }
        if (*out_n && sum != amount)
                return deed_fault_at(d, "instalments",
                                     _("The instalments add up to %.*s, not to the amount."),
                                     S_ARG(unit_text(d->a, unit, sum)));
        return OK;
}

/* The party, which the actor must see. */
static Status party_to_pay(Deed *d, Party *out)
{
        bool sees = false;
        Status s = party_now(d->db, d->a, deed_int(d, "party"), out);

        if (s == OK)
                s = party_may(d->db, d->a, &d->actor, MAY_PARTY_SEE, out->id, &sees);
        if (s == NOT_FOUND || (s == OK && !sees))
                return deed_fault_at(d, "party", _("There is no such party."));
        return s;
}

static Status run_commit(Deed *d)
{
        Instalment *list = arena_new(d->a, Instalment, FUND_INSTALMENTS_MAX);
        Asked q = {.kind = "commitment", .title = str_trim(deed_text(d, "title"))};
        Party party = {0};
        Fund fund = {0};
        Unit unit = {0};
        size_t n = 0;

        TRY(open_fund(d, &fund));
        TRY(party_to_pay(d, &party));
        TRY(fund_amount(d, "amount", &fund, &q.amount));
        TRY(unit_find(d->db, d->a, fund.unit, &unit));
        TRY(read_instalments(d, &unit, party.id, q.amount, list, &n));
        if (d->now_us < fund.begins_at || d->now_us >= fund.ends_at)
                return deed_fault(d, CONFLICT,
                                  _("Today is outside of the time in which this fund promises."));
        q.fund = &fund;
        q.party = party.id;
        q.source = fund.free_account;
        q.target = fund.committed_account;
        q.on_at = d->now_us;
        TRY(ask(d, &q));
        for (size_t i = 0; i < n; i++)
                TRY(instalment_add(d->db, d->made, (int64_t)i + 1, list[i].amount, list[i].due_at,
                                   list[i].milestone));
        return OK;
}

const Action fund_commit_action = {
        .name = "fund commit",
        .may = MAY_LEDGER_POST,
        .where = fund_where,
        .title = N_("Promise an amount"),
        .help = N_("To a party, out of what is free in the fund. Somebody else signs it."),
        .fields = commit_fields,
        .run = run_commit};

/* --- a disbursement, and what is let go */

static const Field pay_fields[] = {
        {"paper", FIELD_ID, .required = true, .label = N_("Commitment")},
        {"instalment", FIELD_INT, .min = 1, .max = FUND_INSTALMENTS_MAX, .label = N_("Instalment"),
         .help = N_("Its number, when it is to be paid in steps.")},
        {"amount", FIELD_TEXT, .chars_max = 40, .label = N_("Amount"),
         .help = N_("That of the instalment, when empty.")},
        {"on", FIELD_DATE, .label = N_("Day of payment"), .help = N_("Today, when empty.")},
        {"why", FIELD_TEXT, .chars_max = 120, .label = N_("For what"),
         .help = N_("Seen by the party's team.")},
        {0}};

static const Field release_fields[] = {
        {"paper", FIELD_ID, .required = true, .label = N_("Commitment")},
        {"amount", FIELD_TEXT, .required = true, .chars_max = 40, .label = N_("Amount")},
        {"why", FIELD_TEXT, .required = true, .chars_max = 120, .label = N_("Why")},
        {0}};

static Status paper_where(Deed *d, Place *out)
{
        FundPaper paper;
        Fund fund;

        *out = (Place){.is_hidden = true};
        if (paper_get(d->db, d->a, deed_int(d, "paper"), &paper) != OK ||
            fund_get(d->db, d->a, paper.fund, &fund) != OK)
                return NOT_FOUND;
        return account_place(d->db, d->a, 0, fund.hub, out);
}

static Status commitment_field(Deed *d, FundPaper *paper, Fund *fund)
{
        TRY(paper_get(d->db, d->a, deed_int(d, "paper"), paper));
        TRY(fund_get(d->db, d->a, paper->fund, fund));
        if (!str_is(paper->kind, "commitment") || !str_is(paper->state, "done"))
                return deed_fault(d, CONFLICT, _("This is no commitment that is in force."));
        return OK;
}

/* The instalment of the field; its amount is what is paid. */
static Status instalment_field(Deed *d, const FundPaper *commitment, int64_t *amount)
{
        int64_t number = deed_int(d, "instalment");
        FundInstalmentList list;

        TRY(instalments_of(d->db, d->a, commitment->id, &list));
        if (list.n && !number)
                return deed_fault_at(d, "instalment", _("This is paid in instalments: say which."));
        if (!number)
                return OK;
        if ((size_t)number > list.n)
                return deed_fault_at(d, "instalment", _("There is no such instalment."));
        if (list.at[number - 1].paper)
                return deed_fault_at(d, "instalment", _("This instalment was asked for before."));
        if (list.at[number - 1].milestone &&
            !str_is(list.at[number - 1].milestone_state, "approved"))
                return deed_fault_at(d, "instalment",
                                     _("It waits for the milestone «%.*s» to be approved."),
                                     S_ARG(list.at[number - 1].milestone_title));
        if (deed_given(d, "amount") && *amount != list.at[number - 1].amount)
                return deed_fault_at(d, "amount", _("The instalment is of another amount."));
        *amount = list.at[number - 1].amount;
        return OK;
}

static Status take_of(Deed *d, const FundPaper *commitment, const Unit *unit, int64_t amount)
{
        if (amount > commitment->amount_left)
                return deed_fault_at(d, "amount", _("There are %.*s %.*s left."),
                                     S_ARG(unit_text(d->a, unit, commitment->amount_left)),
                                     S_ARG(unit->code));
        return paper_take(d->db, commitment->id, amount);
}

static Status run_pay(Deed *d)
{
        Asked q = {.kind = "disbursement", .title = str_trim(deed_text(d, "why"))};
        FundPaper commitment = {0};
        Unit unit = {0};
        Fund fund = {0};

        TRY(commitment_field(d, &commitment, &fund));
        TRY(unit_find(d->db, d->a, fund.unit, &unit));
        if (deed_given(d, "amount"))
                TRY(fund_amount(d, "amount", &fund, &q.amount));
        TRY(instalment_field(d, &commitment, &q.amount));
        if (!q.amount)
                return deed_fault_at(d, "amount", _("Say how much."));
        q.on_at = deed_given(d, "on") ? deed_int(d, "on") : d->now_us;
        if (q.on_at > d->now_us + DAY_US)
                return deed_fault_at(d, "on", _("This day has not come yet."));
        if (q.on_at < fund.begins_at)
                return deed_fault_at(d, "on", _("On this day the fund had not begun."));
        TRY(take_of(d, &commitment, &unit, q.amount));
        q.fund = &fund;
        q.commitment = commitment.id;
        q.party = commitment.party;
        q.source = fund.committed_account;
        q.target = fund.paid_account;
        q.instalment = deed_int(d, "instalment");
        if (!q.title.len)
                q.title = commitment.title;
        TRY(ask(d, &q));
        return q.instalment ? instalment_set(d->db, commitment.id, q.instalment, 0, d->made) : OK;
}

const Action fund_pay_action = {
        .name = "fund pay",
        .may = MAY_LEDGER_POST,
        .where = paper_where,
        .title = N_("Ask for a payment"),
        .help = N_("Out of a commitment. It is paid, and counted, with the last signature."),
        .fields = pay_fields,
        .run = run_pay};

static Status run_release(Deed *d)
{
        Asked q = {.kind = "release", .title = str_trim(deed_text(d, "why"))};
        FundPaper commitment = {0};
        Unit unit = {0};
        Fund fund = {0};

        TRY(commitment_field(d, &commitment, &fund));
        TRY(unit_find(d->db, d->a, fund.unit, &unit));
        TRY(fund_amount(d, "amount", &fund, &q.amount));
        TRY(take_of(d, &commitment, &unit, q.amount));
        q.fund = &fund;
        q.commitment = commitment.id;
        q.party = commitment.party;
        q.source = fund.committed_account;
        q.target = fund.free_account;
        q.on_at = d->now_us;
        return ask(d, &q);
}

const Action fund_release_action = {
        .name = "fund release",
        .may = MAY_LEDGER_POST,
        .where = paper_where,
        .title = N_("Let go of a promise"),
        .help = N_("What is not paid of a commitment goes back to the fund, once it is signed."),
        .fields = release_fields,
        .run = run_release};

/* --- signing */

Status fund_next_sign(Db *db, Arena *a, Id paper, FundSign *out)
{
        FundSignList list;

        TRY(signs_of(db, a, paper, &list));
        for (size_t i = 0; i < list.n; i++)
                if (!list.at[i].signed_by) {
                        *out = list.at[i];
                        return OK;
                }
        return NOT_FOUND;
}

/* Where the next signature is due; those who decided it already find it at its fund. */
static Status sign_where(Deed *d, Place *out)
{
        FundSign next;
        Status s = fund_next_sign(d->db, d->a, deed_int(d, "paper"), &next);

        if (s == NOT_FOUND)
                return paper_where(d, out);
        TRY(s);
        return account_place(d->db, d->a, 0, next.hub, out);
}

static Status asked_paper(Deed *d, FundPaper *paper, Fund *fund)
{
        TRY(paper_get(d->db, d->a, deed_int(d, "paper"), paper));
        TRY(fund_get(d->db, d->a, paper->fund, fund));
        return str_is(paper->state, "asked")
                       ? OK
                       : deed_fault(d, CONFLICT, _("This was decided before."));
}

/* Whether a person (also one who comes by a service of their own) may put the next signature;
 * *lacks is how many lack after it. */
static Status may_sign(Deed *d, const FundPaper *paper, Id person, int64_t *step, size_t *lacks)
{
        FundSignList list;

        *lacks = 0;
        *step = -1;
        TRY(interest_refuses(d, paper->party));
        if (paper->asked_by == person)
                return deed_fault(d, CONFLICT, _("Who asked for it does not sign it."));
        TRY(signs_of(d->db, d->a, paper->id, &list));
        for (size_t i = 0; i < list.n; i++) {
                if (list.at[i].signed_by == person)
                        return deed_fault(d, CONFLICT, _("You signed it before."));
                if (list.at[i].signed_by)
                        continue;
                if (*step < 0)
                        *step = list.at[i].step;
                else
                        (*lacks)++;
        }
        return *step < 0 ? BROKEN : OK;
}

static Status end_hold(Deed *d, const FundPaper *paper, LedgerKind kind)
{
        LedgerStep step = {
                .kind = kind, .hold = paper->hold, .amount = paper->amount, .about = paper->id};
        LedgerResult r = LEDGER_DONE;
        Status s = ledger_move(d->db, d->a, &(LedgerAsk){.actor = d->actor.id, .now_us = d->now_us},
                               &step, &r);

        return s == CONFLICT ? deed_fault(d, CONFLICT, "%s", ledger_result_words(r)) : s;
}

/* "fund.committed", "fund.disbursed", "fund.released": with what may be said of the party, so that
 * a metric can sum it. */
static Status tell_done(Deed *d, const FundPaper *paper, const Fund *fund)
{
        bool is_paid = str_is(paper->kind, "disbursement");
        Entry e = {.kind = is_paid                          ? S("fund.disbursed")
                           : str_is(paper->kind, "release") ? S("fund.released")
                                                            : S("fund.committed"),
                   .subject = paper->party,
                   .hub = fund->hub};
        Party party;
        Unit unit;

        TRY(unit_find(d->db, d->a, fund->unit, &unit));
        TRY(party_now(d->db, d->a, paper->party, &party));
        if (is_paid)
                e.on_us = paper->on_at;
        entry_id(&e, S("fund"), fund->id);
        entry_id(&e, S("paper"), paper->id);
        entry_text(&e, S("programme"), fund->programme);
        entry_text(&e, S("unit"), unit.code);
        entry_text(&e, S("amount"), unit_text(d->a, &unit, paper->amount));
        party_entry(
                d->a, &e,
                &(PartyFacts){.kind = party.kind, .country = party.country, .sector = party.sector},
                (Str){0}, 0);
        return deed_tell(d, &e);
}

static Status happen(Deed *d, const FundPaper *paper, const Fund *fund)
{
        TRY(end_hold(d, paper, LEDGER_SETTLE));
        TRY(tell_done(d, paper, fund));
        d->note = S_("Signed. It is done.");
        return paper_decide(d->db, paper->id, S("done"), (Str){0},
                            str_is(paper->kind, "commitment") ? paper->amount : 0, d->now_us,
                            d->position);
}

static Status tell_signed(Deed *d, const FundPaper *paper, const Fund *fund, int64_t step)
{
        Entry e = {.kind = S("fund.signed"), .subject = fund->id, .hub = fund->hub};

        entry_id(&e, S("paper"), paper->id);
        entry_int(&e, S("step"), step);
        return deed_tell(d, &e);
}

static const Field sign_fields[] = {
        {"paper", FIELD_ID, .required = true, .label = N_("What is asked for")}, {0}};

static Status run_sign(Deed *d)
{
        FundPaper paper;
        int64_t step = 0;
        size_t lacks = 0;
        Id person = 0;
        Fund fund;

        TRY(asked_paper(d, &paper, &fund));
        TRY(interest_person(d->db, d->a, d->actor.id, &person));
        TRY(may_sign(d, &paper, person, &step, &lacks));
        TRY(sign_put(d->db, paper.id, step, person, d->now_us));
        TRY(tell_signed(d, &paper, &fund, step));
        d->made = paper.id;
        d->note = S_("Signed. Others sign, too.");
        d->go_to = fund_paper_path(d->a, paper.id);
        return lacks ? OK : happen(d, &paper, &fund);
}

const Action fund_sign_action = {
        .name = "fund sign",
        .may = MAY_FUND_SIGN,
        .where = sign_where,
        .title = N_("Sign"),
        .help = N_("With the last signature it happens. Nobody signs what they asked for."),
        .fields = sign_fields,
        .run = run_sign,
        .is_dangerous = true};

static const Field refuse_fields[] = {
        {"paper", FIELD_ID, .required = true, .label = N_("What is asked for")},
        {"reason", FIELD_TEXT, .required = true, .chars_max = 200, .label = N_("Why"),
         .help = N_("Seen by staff of the hub.")},
        {0}};

/* What was asked out of a commitment can be asked for again. */
static Status give_back(Deed *d, const FundPaper *paper)
{
        if (paper->commitment == paper->id)
                return OK;
        TRY(paper_take(d->db, paper->commitment, -paper->amount));
        return paper->instalment
                       ? instalment_set(d->db, paper->commitment, paper->instalment, paper->id, 0)
                       : OK;
}

static Status run_refuse(Deed *d)
{
        Entry e = {.kind = S("fund.refused")};
        FundPaper paper;
        Fund fund;

        TRY(asked_paper(d, &paper, &fund));
        TRY(interest_refuses(d, paper.party));
        TRY(end_hold(d, &paper, LEDGER_RELEASE));
        TRY(give_back(d, &paper));
        e.subject = fund.id;
        e.hub = fund.hub;
        entry_id(&e, S("paper"), paper.id);
        TRY(deed_tell(d, &e));
        d->made = paper.id;
        d->note = S_("Refused. What was held is free again.");
        d->go_to = fund_paper_path(d->a, paper.id);
        return paper_decide(d->db, paper.id, S("refused"), deed_text(d, "reason"), 0, d->now_us,
                            d->position);
}

const Action fund_refuse_action = {
        .name = "fund refuse",
        .may = MAY_FUND_SIGN,
        .where = sign_where,
        .title = N_("Refuse"),
        .help = N_(
                "What was held for it is free again. Who asked for it can take it back so, too."),
        .fields = refuse_fields,
        .run = run_refuse};

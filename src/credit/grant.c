/* credit/grant: see the header. */
#include "credit/grant_inside.h"

#include "base/time.h"
#include "base/words.h"
#include "credit/forecast.h"
#include "credit/fund.h"
#include "credit/grant_limit.h"
#include "hub/hub.h"
#include "people/interest.h"

/* --- accounts */

Status grant_hub_account(Deed *d, Id hub, Id about, Str title, Str unit, const char *kind,
                         int64_t least, Id *out)
{
        return ledger_account_open(d->db, d->a,
                                   &(LedgerAccountPlan){.hub = hub,
                                                        .unit = unit,
                                                        .kind = str_from(kind),
                                                        .title = title,
                                                        .about = about ? about : hub,
                                                        .least = least,
                                                        .most = LEDGER_MOST,
                                                        .now_us = d->now_us,
                                                        .actor = d->actor.id},
                                   out);
}

Status grant_pool(Deed *d, Id hub, Id programme, Str title, Str unit, Id *out)
{
        return grant_hub_account(d, hub, programme, title, unit, "pool", LEDGER_LEAST, out);
}

Status grant_left(Deed *d, const CreditGrant *g, const char *kind, int64_t amount, Id other)
{
        TRY(grant_change_add(d->db, g->party, db_id(d->db, d->now_us), g->id, str_from(kind),
                             amount, other, d->now_us));
        TRY(grant_total_move(d->db, g->hub, g->programme, g->unit, -amount));
        return grant_returned_add(d->db, g->party, g->id, amount);
}

static Status move(Deed *d, LedgerStep step, LedgerResult *out)
{
        return ledger_move(d->db, d->a, &(LedgerAsk){.actor = d->actor.id, .now_us = d->now_us},
                           &step, out);
}

/* --- giving */

static Status given_before(Deed *d, const GrantPlan *p, bool *out)
{
        GrantId row;
        Status s = OK;

        *out = false;
        if (!p->programme || !p->benefit.len)
                return OK;
        s = grant_of_benefit(d->db, d->a, p->party, p->programme, p->hub, p->benefit, &row);
        *out = s == OK;
        return s == NOT_FOUND ? OK : s;
}

Status grant_amount(Deed *d, const GrantPlan *p, Unit *unit, int64_t *out)
{
        Status s = unit_find(d->db, d->a, p->unit, unit);

        if (s == NOT_FOUND)
                return deed_fault(d, INVALID,
                                  _("The unit «%.*s» is not defined here. Finance staff can define "
                                    "it."),
                                  S_ARG(p->unit));
        TRY(s);
        if (!unit_parse(unit, p->amount, out) || *out <= 0 || *out > LEDGER_MOST)
                return deed_fault(d, INVALID,
                                  _("«%.*s» is no amount of %.*s: it has %d decimals at most."),
                                  S_ARG(p->amount), S_ARG(p->unit), unit->scale);
        return OK;
}

static Status open_grant_account(Deed *d, const GrantPlan *p, Id grant, Id *out)
{
        return ledger_account_open(d->db, d->a,
                                   &(LedgerAccountPlan){.owner = p->party,
                                                        .hub = p->hub,
                                                        .unit = p->unit,
                                                        .kind = S("grant"),
                                                        .title = p->title,
                                                        .about = grant,
                                                        .most = LEDGER_MOST,
                                                        .ends_at = p->ends_at,
                                                        .now_us = d->now_us,
                                                        .actor = d->actor.id},
                                   out);
}

static Status tell_given(Deed *d, const GrantPlan *p, Id grant)
{
        Entry e = {.kind = S("grant.given"), .subject = p->party, .hub = p->hub};

        entry_text(&e, S("programme"), p->programme_slug);
        entry_text(&e, S("benefit"), p->benefit);
        entry_text(&e, S("unit"), p->unit);
        entry_text(&e, S("amount"), p->amount);
        entry_text(&e, S("paid"), p->is_paid ? S("yes") : (Str){0});
        entry_id(&e, S("grant"), grant);
        if (p->ends_at)
                entry_int(&e, S("ends"), p->ends_at);
        if (p->facts)
                party_entry(d->a, &e, p->facts, (Str){0}, 0);
        return deed_tell(d, &e);
}

Status grant_fill(Deed *d, const GrantPlan *p, Id grant, Id account, int64_t amount)
{
        LedgerStep step = {
                .kind = LEDGER_TRANSFER, .target = account, .amount = amount, .about = grant};
        LedgerResult r;
        Status s;

        TRY(grant_pool(d, p->hub, p->programme, p->programme_title, p->unit, &step.source));
        s = move(d, step, &r);
        if (s == CONFLICT)
                return deed_fault(
                        d, CONFLICT,
                        _("There is not enough left in the pool to give %.*s %.*s (%.*s). "
                          "Finance staff can raise its limit."),
                        S_ARG(p->amount), S_ARG(p->unit), S_ARG(p->title));
        return s;
}

/* A new grant's rows; its amount is in its account, or comes there in this transaction. */
static Status keep(Deed *d, const GrantPlan *p, Id grant, Id account, int64_t amount)
{
        TRY(grant_total_move(d->db, p->hub, p->programme, p->unit, amount));
        return grant_add(d->db, p->party, grant, p->hub, p->programme, p->benefit, p->title,
                         p->unit, amount, p->is_paid, account, d->now_us, p->ends_at, d->position,
                         d->actor.id);
}

Status grant_give(Deed *d, const GrantPlan *p, Id *out)
{
        int64_t amount = 0;
        Id grant, account;
        Unit unit = {0};
        bool had;

        *out = 0;
        TRY(given_before(d, p, &had));
        if (had)
                return OK;
        TRY(grant_amount(d, p, &unit, &amount));
        TRY(grant_limits_allow(d, &(GrantMore){.party = p->party,
                                               .hub = p->hub,
                                               .programme = p->programme,
                                               .unit = &unit,
                                               .amount = amount}));
        grant = db_id(d->db, d->now_us);
        TRY(open_grant_account(d, p, grant, &account));
        TRY(grant_fill(d, p, grant, account, amount));
        TRY(tell_given(d, p, grant));
        *out = grant;
        return keep(d, p, grant, account, amount);
}

Status grant_move_into(Deed *d, const GrantPlan *p, const CreditGrant *from, int64_t amount,
                       Id *out)
{
        Id grant = db_id(d->db, d->now_us), account;
        LedgerStep step = {.kind = LEDGER_TRANSFER,
                           .source = from->account,
                           .amount = amount,
                           .about = from->id};
        LedgerResult r;
        Status s;

        TRY(open_grant_account(d, p, grant, &account));
        step.target = account;
        s = move(d, step, &r);
        if (s == CONFLICT)
                return deed_fault(d, CONFLICT, "%s", ledger_result_words(r));
        TRY(s);
        TRY(grant_left(d, from, "moved", amount, grant));
        *out = grant;
        return keep(d, p, grant, account, amount);
}

/* --- by hand */

static Status where_hub(Deed *d, Place *out)
{
        return hub_where(d, out);
}

Status grant_party_field(Deed *d, const char *field, Party *out)
{
        Interest own;
        bool sees = false;
        Status s = party_now(d->db, d->a, deed_int(d, field), out);

        if (s == OK)
                s = party_may(d->db, d->a, &d->actor, MAY_PARTY_SEE, out->id, &sees);
        if (s == NOT_FOUND || (s == OK && !sees))
                return deed_fault_at(d, field, _("There is no such party."));
        TRY(s);
        TRY(party_whole(d, out));
        TRY(interest_of(d->db, d->a, d->actor.id, &own));
        return interest_has(&own, out->id)
                       ? deed_fault(d, FORBIDDEN,
                                    _("You are part of this party yourself: somebody "
                                      "else has to do this."))
                       : OK;
}

static const Field give_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"hub", FIELD_SLUG, .required = true, .label = N_("Hub"),
         .help = N_("Out of whose pool it comes.")},
        {"title", FIELD_TEXT, .required = true, .chars_max = 120, .label = N_("Title"),
         .help = N_("As the party sees it: Credits for the demo day.")},
        {"unit", FIELD_TEXT, .required = true, .chars_max = UNIT_CODE_CHARS_MAX,
         .label = N_("Unit"), .help = N_("A currency as in USD, or a unit as in gpu-hour.")},
        {"amount", FIELD_TEXT, .required = true, .chars_max = 40, .label = N_("Amount")},
        {"until", FIELD_DATE, .label = N_("Until"),
         .help = N_("The last day (UTC) on which it can be used. Without end, when empty.")},
        {"paid", FIELD_YES, .label = N_("Paid for"),
         .help = N_("Somebody paid for it. It is spent after what was given for nothing.")},
        {0}};

static Status run_give(Deed *d)
{
        PartyFacts facts = {0};
        GrantPlan p = {.title = deed_text(d, "title"),
                       .unit = deed_text(d, "unit"),
                       .amount = deed_text(d, "amount"),
                       .is_paid = deed_int(d, "paid") != 0};
        Party party;
        Hub hub;

        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(grant_party_field(d, "party", &party));
        if (deed_given(d, "until"))
                p.ends_at = deed_int(d, "until") + DAY_US;
        if (p.ends_at && p.ends_at <= d->now_us)
                return deed_fault_at(d, "until", _("This day is over."));
        facts.kind = party.kind;
        p.party = party.id;
        p.hub = hub.id;
        p.facts = &facts;
        TRY(grant_give(d, &p, &d->made));
        d->note = S_("Given.");
        d->go_to = str_fmt(d->a, "/parties/%.*s/ledger", S_ARG(id_text(d->a, party.id)));
        return OK;
}

const Action grant_give_action = {
        .name = "grant give",
        .may = MAY_GRANT_EDIT,
        .where = where_hub,
        .title = N_("Give a grant"),
        .help = N_("Credits, hours, tokens or seats for a party, out of the hub's pool. What "
                   "programmes promise is given by itself when a member comes to that stage."),
        .fields = give_fields,
        .run = run_give};

/* --- using */

static const Field use_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"hub", FIELD_SLUG, .required = true, .label = N_("Hub"), .help = N_("That gave it.")},
        {"unit", FIELD_TEXT, .required = true, .chars_max = UNIT_CODE_CHARS_MAX,
         .label = N_("Unit")},
        {"amount", FIELD_TEXT, .required = true, .chars_max = 40, .label = N_("Amount")},
        {"why", FIELD_TEXT, .required = true, .chars_max = 200, .label = N_("For what"),
         .help = N_("Seen by the party's team.")},
        {"key", FIELD_TEXT, .chars_max = LEDGER_KEY_CHARS_MAX, .label = N_("Key"),
         .help = N_("Yours, for this request: asked again with the same key, it is answered as the "
                    "first time, and nothing moves twice.")},
        {0}};

/* Steps out of one grant after another until the amount is together. */
typedef struct {
        const GrantUse *use;
        Id target;
        LedgerStep *steps; /* LEDGER_STEPS_MAX */
        size_t n;
        int64_t lacks;
} Spending;

static Status spend_one(Deed *d, Spending *s, const GrantToSpend *grant)
{
        int64_t take;

        TRY(ledger_free_at(d->db, d->a, grant->account, d->now_us, &take));
        take = take < s->lacks ? take : s->lacks;
        if (take <= 0)
                return OK;
        if (s->n == LEDGER_STEPS_MAX)
                return TOO_LARGE;
        s->steps[s->n++] = (LedgerStep){.kind = LEDGER_TRANSFER,
                                        .is_linked = true,
                                        .source = grant->account,
                                        .target = s->target,
                                        .amount = take,
                                        .about = grant->id};
        s->lacks -= take;
        return OK;
}

/* Of the grants that have something, a page at a time. */
static Status spend_steps(Deed *d, Spending *s)
{
        const GrantUse *use = s->use;
        GrantToSpend after = {0};
        GrantToSpendList list;

        s->steps = arena_new(d->a, LedgerStep, LEDGER_STEPS_MAX);
        TRY(ledger_states_of(d->db, use->party));
        do {
                ArenaMark start = arena_mark(d->a);

                TRY(grants_to_spend(d->db, d->a, use->party, use->hub, use->unit, d->now_us,
                                    after.is_paid, after.last_at, after.id, &list));
                for (size_t i = 0; i < list.n && s->lacks; i++) {
                        TRY(spend_one(d, s, &list.at[i]));
                        after = list.at[i];
                }
                arena_rewind(d->a, start);
        } while (s->lacks && list.n);
        if (s->n)
                s->steps[s->n - 1].is_linked = false;
        return OK;
}

/* Of what was asked for, which stands under the key: from which grants it is taken depends on the
 * hour. */
static Hash use_content(const GrantUse *use, Str unit, int64_t amount)
{
        const int64_t all[] = {use->named ? use->named : use->party, use->hub, amount};
        static const char what[] = "grant-use";
        HashRun h;

        hash_begin(&h);
        hash_add(&h, what, sizeof what);
        hash_add(&h, all, sizeof all);
        hash_add(&h, unit.at, unit.len);
        return hash_end(&h);
}

static LedgerResult why_refused(const LedgerAnswer *answer)
{
        size_t i = 0;

        while (answer->results[i] == LEDGER_DONE || answer->results[i] == LEDGER_LINKED_FAILED)
                i++;
        return answer->results[i];
}

/* What was refused is kept under its key, so the deed is not undone then. */
static Status use_answered(Deed *d, const GrantUse *use, const LedgerAnswer *answer)
{
        d->made = answer->post;
        if (answer->refused_n) {
                d->refused =
                        deed_fault(d, CONFLICT, "%s", ledger_result_words(why_refused(answer)));
                return OK;
        }
        if (answer->was_known) {
                d->note = S_("Done before, under this key. Nothing moved again.");
                return OK;
        }
        return use->why.len ? ledger_note_put(d->db, answer->post, use->why) : OK;
}

/* NOT_FOUND: the key is new. */
static Status use_known(Deed *d, const GrantUse *use, const LedgerAsk *ask)
{
        LedgerAnswer answer;
        Status s = use->key.len ? ledger_known(d->db, d->a, ask, &answer) : NOT_FOUND;

        if (s == CONFLICT)
                return deed_fault(d, CONFLICT, _("This key was used for something else."));
        TRY(s);
        return use_answered(d, use, &answer);
}

Status grant_use(Deed *d, const GrantUse *use)
{
        LedgerAsk ask = {.actor = d->actor.id, .key = use->key, .now_us = d->now_us};
        Spending spend = {.use = use};
        LedgerAnswer answer;
        int64_t amount = 0;
        Unit unit = {0};
        Hash content;
        Status s;

        TRY(grant_amount(d, &(GrantPlan){.unit = use->unit, .amount = use->amount}, &unit,
                         &amount));
        content = use_content(use, unit.code, amount);
        ask.content = &content;
        s = use_known(d, use, &ask);
        if (s != NOT_FOUND)
                return s;
        TRY(grant_hub_account(d, use->hub, 0, (Str){0}, unit.code, "used", 0, &spend.target));
        spend.lacks = amount;
        TRY(spend_steps(d, &spend));
        ask.steps = spend.steps;
        ask.steps_n = spend.n;
        if (spend.lacks && !use->key.len)
                return deed_fault_at(d, "amount", _("There are %.*s %.*s left."),
                                     S_ARG(unit_text(d->a, &unit, amount - spend.lacks)),
                                     S_ARG(unit.code));
        if (spend.lacks) { /* the answer must not depend on what is left when it is asked again */
                spend.steps[0] = (LedgerStep){
                        .kind = LEDGER_TRANSFER, .target = spend.target, .amount = amount};
                ask.steps_n = 1;
                ask.refused = LEDGER_TOO_LITTLE;
        }
        TRY(ledger_post(d->db, d->a, &ask, &answer));
        return use_answered(d, use, &answer);
}

static Status run_use(Deed *d)
{
        GrantUse use = {.unit = deed_text(d, "unit"),
                        .amount = deed_text(d, "amount"),
                        .why = str_trim(deed_text(d, "why")),
                        .key = deed_text(d, "key")};
        Party party;
        Hub hub;

        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(grant_party_field(d, "party", &party));
        use.party = party.id;
        use.named = deed_int(d, "party");
        use.hub = hub.id;
        d->note = S_("Noted.");
        d->go_to = str_fmt(d->a, "/parties/%.*s/ledger", S_ARG(id_text(d->a, party.id)));
        return grant_use(d, &use);
}

const Action grant_use_action = {
        .name = "grant use",
        .may = MAY_GRANT_EDIT,
        .where = where_hub,
        .title = N_("Note what was used"),
        .help = N_("Taken out of what the party was given here: what nobody paid for first, and of "
                   "that what ends first."),
        .fields = use_fields,
        .run = run_use,
        .is_told_by_ledger = true};

/* --- taking back */

static const Field revoke_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"grant", FIELD_ID, .required = true, .label = N_("Grant")},
        {"reason", FIELD_TEXT, .required = true, .chars_max = 200, .label = N_("Why"),
         .help = N_("Seen by the party's team.")},
        {0}};

Status grant_where(Deed *d, Place *out)
{
        CreditGrant g;
        Party party;

        *out = (Place){.is_hidden = true};
        if (party_now(d->db, d->a, deed_int(d, "party"), &party) != OK ||
            grant_get(d->db, d->a, party.id, deed_int(d, "grant"), &g) != OK)
                return NOT_FOUND;
        return account_place(d->db, d->a, 0, g.hub, out);
}

/* What is left goes back to the pool; what is held, when its hold ends. */
static Status take_back(Deed *d, const CreditGrant *g, int64_t *out_amount, bool *out_whole)
{
        LedgerStanding now;
        LedgerStep step = {.kind = LEDGER_TRANSFER, .source = g->account, .about = g->id};
        LedgerResult r;

        TRY(ledger_free_at(d->db, d->a, g->account, d->now_us, &step.amount));
        *out_amount = step.amount;
        if (step.amount > 0) {
                TRY(grant_pool(d, g->hub, g->programme, (Str){0}, g->unit, &step.target));
                TRY(move(d, step, &r));
                TRY(grant_left(d, g, "revoked", step.amount, 0));
        }
        TRY(ledger_standing(d->db, g->account, &now));
        *out_whole = !now.held_out;
        return OK;
}

static Status run_revoke(Deed *d)
{
        CreditGrant g;
        Party party;
        Entry e = {.kind = S("grant.revoked")};
        Unit unit;
        int64_t amount;
        bool is_whole;

        TRY(grant_party_field(d, "party", &party));
        TRY(grant_get(d->db, d->a, party.id, deed_int(d, "grant"), &g));
        TRY(unit_find(d->db, d->a, g.unit, &unit));
        if (!str_is(g.state, "active") || (g.ends_at && g.ends_at <= d->now_us))
                return deed_fault(d, CONFLICT, _("This grant is over already."));
        TRY(take_back(d, &g, &amount, &is_whole));
        TRY(grant_set_state(d->db, g.party, g.id, S("active"),
                            is_whole ? S("revoked") : S("revoking"), deed_text(d, "reason")));
        e.subject = g.party;
        e.hub = g.hub;
        entry_id(&e, S("grant"), g.id);
        entry_text(&e, S("unit"), g.unit);
        entry_text(&e, S("amount"), unit_text(d->a, &unit, amount > 0 ? amount : 0));
        d->note = S_("Taken back.");
        d->go_to = str_fmt(d->a, "/parties/%.*s/ledger", S_ARG(id_text(d->a, g.party)));
        return deed_tell(d, &e);
}

const Action grant_revoke_action = {.name = "grant revoke",
                                    .may = MAY_GRANT_EDIT,
                                    .where = grant_where,
                                    .title = N_("Take a grant back"),
                                    .help = N_("What is left of it returns to the pool."),
                                    .fields = revoke_fields,
                                    .run = run_revoke,
                                    .is_dangerous = true};

static Status follow(void *ctx, Db *db, const Entry *e, int64_t position)
{
        Id from, into;

        (void)ctx, (void)position;
        if (!entry_merged(e, &from, &into))
                return OK;
        TRY(paper_party_set(db, from, into));
        TRY(grant_change_party_set(db, from, into));
        TRY(grant_told_drop(db, from)); /* what the other is told of, it is told of anew */
        return grant_party_set(db, from, into);
}

RecordWatch grant_watch(void)
{
        return (RecordWatch){.entry = follow};
}

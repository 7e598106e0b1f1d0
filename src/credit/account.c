/* credit/account: see the header. */
#include "credit/account_inside.h"

#include "base/time.h"
#include "base/words.h"
#include "hub/hub.h"
#include "people/interest.h"

Str account_path(Arena *a, Id account)
{
        return str_fmt(a, "/ledger/accounts/%.*s", S_ARG(id_text(a, account)));
}

Status account_place(Db *db, Arena *a, Id owner, Id hub, Place *out)
{
        Status s = OK;

        *out = (Place){0};
        if (hub)
                s = hub_place(db, a, hub, 0, out);
        out->party = owner;
        out->is_hidden = true;
        return s;
}

Status ledger_hub_of(Db *db, Arena *a, const Actor *actor, Hub *out)
{
        Status s = NOT_FOUND;

        for (size_t i = 0; i < actor->grants_n && s == NOT_FOUND; i++) {
                const Grant *g = &actor->grants[i];

                if (!role_may(g->role, MAY_LEDGER_SEE) || g->programme || g->party)
                        continue;
                s = g->hub ? hub_by_id(db, a, g->hub, out) : hub_root(db, a, out);
        }
        return s;
}

/* --- opening one */

static const char *const kinds[] = {ACCOUNT_OWN, ACCOUNT_OUTSIDE, NULL};

static const Field open_fields[] = {
        {"hub", FIELD_SLUG, .required = true, .label = N_("Hub"),
         .help = N_("Whose finance staff runs it.")},
        {"title", FIELD_TEXT, .required = true, .chars_max = 120, .label = N_("Title")},
        {"unit", FIELD_TEXT, .required = true, .chars_max = UNIT_CODE_CHARS_MAX,
         .label = N_("Unit"),
         .help = N_("A currency as in USD, or a unit as in gpu-hour. It can not be changed.")},
        {"kind", FIELD_CHOICE, .required = true, .choices = kinds, .label = N_("Kind"),
         .help = N_("own: holds what somebody has. outside: where amounts come from and go to; it "
                    "may be below zero.")},
        {"party", FIELD_ID, .picks = "party", .label = N_("Party"),
         .help = N_("Whose it is, if not the hub's own. Its team sees it.")},
        {"overdraft", FIELD_TEXT, .chars_max = 40, .label = N_("Overdraft"),
         .help = N_("How far below zero it may go. Nothing, when empty.")},
        {"most", FIELD_TEXT, .chars_max = 40, .label = N_("At most"),
         .help = N_("More than this it may not hold. No limit when empty.")},
        {0}};

/* An amount of at least nothing; fallback when nothing was given. */
static Status amount_field(Deed *d, const char *field, const Unit *unit, int64_t fallback,
                           int64_t *out)
{
        int64_t value = fallback;

        if (deed_given(d, field) &&
            (!unit_parse(unit, deed_text(d, field), &value) || value < 0 || value > LEDGER_MOST))
                return deed_fault_at(d, field,
                                     _("Give an amount such as 1250.50, with %d decimals at most."),
                                     unit->scale);
        *out = value;
        return OK;
}

static Status unit_field(Deed *d, Unit *out)
{
        Status s = unit_find(d->db, d->a, deed_text(d, "unit"), out);

        return s == NOT_FOUND ? deed_fault_at(d, "unit",
                                              _("There is no such unit. Currencies are three "
                                                "capital letters; own units are defined first."))
                              : s;
}

/* Nobody opens, limits or fills accounts of a party that they are part of. */
Status account_not_own(Deed *d, Id owner)
{
        bool is_own = false;

        if (owner)
                TRY(interest_in(d->db, d->a, d->actor.id, owner, &is_own));
        return is_own ? deed_fault(d, FORBIDDEN,
                                   _("You are part of this party yourself: somebody "
                                     "else has to do this."))
                      : OK;
}

/* Whose the account will be: an account shows the name of its owner, so the actor must see the
 * party. */
static Status owner_field(Deed *d, Id *out)
{
        Party party = {0};
        bool sees = false;
        Status s;

        *out = 0;
        if (!deed_given(d, "party"))
                return OK;
        s = party_now(d->db, d->a, deed_int(d, "party"), &party);
        if (s == OK)
                s = party_may(d->db, d->a, &d->actor, MAY_PARTY_SEE, party.id, &sees);
        if (s == NOT_FOUND || (s == OK && !sees))
                return deed_fault_at(d, "party", _("There is no such party."));
        TRY(s);
        TRY(party_whole(d, &party));
        *out = party.id;
        return account_not_own(d, party.id);
}

static void standard_entry(Entry *e, const char *kind, Id account, Id hub, const Unit *unit)
{
        *e = (Entry){.kind = str_from(kind), .subject = account, .hub = hub};
        entry_text(e, S("unit"), unit->code);
}

static Status run_open(Deed *d)
{
        bool is_outside = str_is(deed_text(d, "kind"), ACCOUNT_OUTSIDE);
        LedgerAccountPlan plan = {.kind = deed_text(d, "kind"),
                                  .title = deed_text(d, "title"),
                                  .now_us = d->now_us,
                                  .actor = d->actor.id};
        Unit unit;
        Hub hub;
        Entry e;

        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(unit_field(d, &unit));
        TRY(owner_field(d, &plan.owner));
        TRY(amount_field(d, "overdraft", &unit, is_outside ? LEDGER_MOST : 0, &plan.least));
        TRY(amount_field(d, "most", &unit, LEDGER_MOST, &plan.most));
        plan.least = -plan.least;
        plan.hub = hub.id;
        plan.unit = unit.code;
        plan.about = db_id(d->db, d->now_us); /* each that is opened by hand is another */
        TRY(ledger_account_open(d->db, d->a, &plan, &d->made));
        standard_entry(&e, "account.opened", d->made, hub.id, &unit);
        entry_text(&e, S("purpose"), plan.kind);
        entry_id(&e, S("party"), plan.owner);
        d->note = S_("Opened.");
        d->go_to = account_path(d->a, d->made);
        return deed_tell(d, &e);
}

const Action ledger_account_open_action = {
        .name = "ledger-account open",
        .may = MAY_LEDGER_SET,
        .where = hub_where,
        .title = N_("Open an account"),
        .help = N_("An account holds amounts of one unit. Grants and funds open theirs by "
                   "themselves."),
        .fields = open_fields,
        .run = run_open};

/* --- an account that a deed names */

Status account_row_of(Deed *d, const char *field, LedgerAccount *out)
{
        Status s = ledger_account_get(d->db, d->a, deed_int(d, field), out);

        return s == NOT_FOUND ? deed_fault_at(d, field, _("There is no such account.")) : s;
}

/* Deeds on accounts are the hub's staff's: whose account it is sees it, and no more. */
static Status where_account(Deed *d, const char *field, Place *out)
{
        LedgerAccount row;

        *out = (Place){.is_hidden = true};
        if (ledger_account_get(d->db, d->a, deed_int(d, field), &row) != OK)
                return NOT_FOUND;
        TRY(account_place(d->db, d->a, 0, row.hub, out));
        return OK;
}

static Status where_of_account(Deed *d, Place *out)
{
        return where_account(d, "account", out);
}

Status account_where_of_source(Deed *d, Place *out)
{
        return where_account(d, "source", out);
}

static Status where_of_hold(Deed *d, Place *out)
{
        LedgerHold hold;
        LedgerAccount row;

        *out = (Place){.is_hidden = true};
        if (ledger_hold_get(d->db, d->a, deed_int(d, "hold"), &hold) != OK ||
            ledger_account_get(d->db, d->a, hold.source, &row) != OK)
                return NOT_FOUND;
        return account_place(d->db, d->a, 0, row.hub, out);
}

/* --- its limits, its end */

/* What the program books on by itself must stay open; what only it books on, without limits of
 * others. A pool, a budget may be bounded: that is what finance staff is for. */
static Status check_own(Deed *d, Str kind, bool is_closing)
{
        static const char *const all[] = {"used",     "lapsed", "committed", "paid", "fund",
                                          "exchange", "billed", "owed",      "pool", "budget"};
        const size_t bounded_n = 7;

        for (size_t i = 0; i < (is_closing ? sizeof all / sizeof *all : bounded_n); i++)
                if (str_is(kind, all[i]))
                        return deed_fault(d, CONFLICT,
                                          _("The program books on this account by itself: it "
                                            "stays as it is."));
        return OK;
}

static const Field limit_fields[] = {
        {"account", FIELD_ID, .required = true, .label = N_("Account")},
        {"overdraft", FIELD_TEXT, .chars_max = 40, .label = N_("Overdraft"),
         .help = N_("How far below zero it may go. Nothing, when empty.")},
        {"most", FIELD_TEXT, .chars_max = 40, .label = N_("At most"),
         .help = N_("More than this it may not hold. No limit when empty.")},
        {0}};

static Status run_limit(Deed *d)
{
        int64_t overdraft = 0, most = 0;
        LedgerAccount row;
        Unit unit;
        Entry e;
        Status s;

        TRY(account_row_of(d, "account", &row));
        TRY(account_not_own(d, row.owner));
        TRY(check_own(d, row.kind, false));
        TRY(unit_find(d->db, d->a, row.unit, &unit));
        TRY(amount_field(d, "overdraft", &unit, 0, &overdraft));
        TRY(amount_field(d, "most", &unit, LEDGER_MOST, &most));
        s = ledger_limits_set(d->db, row.id, -overdraft, most);
        if (s == CONFLICT)
                return deed_fault(d, CONFLICT,
                                  _("What is in the account, and what is held, is outside of these "
                                    "limits already."));
        TRY(s);
        standard_entry(&e, "account.limited", row.id, row.hub, &unit);
        d->go_to = account_path(d->a, row.id);
        d->note = S_("The limits hold from now on.");
        return deed_tell(d, &e);
}

const Action ledger_account_limit_action = {
        .name = "ledger-account limit",
        .may = MAY_LEDGER_SET,
        .where = where_of_account,
        .title = N_("Limit an account"),
        .help = N_("No transfer ever passes the limits of an account, "
                   "whoever asks."),
        .fields = limit_fields,
        .run = run_limit};

static const Field close_fields[] = {
        {"account", FIELD_ID, .required = true, .label = N_("Account")}, {0}};

static Status run_close(Deed *d)
{
        LedgerAccount row;
        Unit unit;
        Entry e;
        Status s;

        TRY(account_row_of(d, "account", &row));
        TRY(unit_find(d->db, d->a, row.unit, &unit));
        if (str_is(row.state, "closed"))
                return deed_fault(d, CONFLICT, _("This account is closed already."));
        TRY(check_own(d, row.kind, true));
        s = ledger_account_close(d->db, row.id);
        if (s == CONFLICT)
                return deed_fault(d, CONFLICT,
                                  _("There is something in it, or held. Move that first."));
        TRY(s);
        standard_entry(&e, "account.closed", row.id, row.hub, &unit);
        d->go_to = account_path(d->a, row.id);
        d->note = S_("Closed. Its lines stay.");
        return deed_tell(d, &e);
}

const Action ledger_account_close_action = {.name = "ledger-account close",
                                            .may = MAY_LEDGER_SET,
                                            .where = where_of_account,
                                            .title = N_("Close an account"),
                                            .help = N_("Nothing comes in or goes out any more."),
                                            .fields = close_fields,
                                            .run = run_close,
                                            .is_dangerous = true};

/* --- moving amounts */

#define KEY_FIELD                                                                                \
        {                                                                                        \
                "key", FIELD_TEXT,                                                               \
                        .chars_max = LEDGER_KEY_CHARS_MAX, .label = N_("Key"),                   \
                        .help = N_(                                                              \
                                "Yours, for this request: asked again with the same key, it is " \
                                "answered as the first time, and nothing moves twice.")          \
        }

static const Field transfer_fields[] = {
        {"source", FIELD_ID, .required = true, .label = N_("From account")},
        {"target", FIELD_ID, .required = true, .label = N_("To account")},
        {"amount", FIELD_TEXT, .required = true, .chars_max = 40, .label = N_("Amount")},
        {"why", FIELD_TEXT, .chars_max = 200, .label = N_("Why"),
         .help = N_("Seen by whoever sees one of the accounts.")},
        KEY_FIELD,
        {0}};

static const Field hold_fields[] = {
        {"source", FIELD_ID, .required = true, .label = N_("From account")},
        {"target", FIELD_ID, .required = true, .label = N_("To account")},
        {"amount", FIELD_TEXT, .required = true, .chars_max = 40, .label = N_("Amount"),
         .help = N_("As much as it can become.")},
        {"minutes", FIELD_INT, .min = 1, .max = 527040, .label = N_("Minutes"),
         .help = N_("After that it is released by itself. Never, when empty.")},
        {"why", FIELD_TEXT, .chars_max = 200, .label = N_("Why"),
         .help = N_("Seen by whoever sees one of the accounts.")},
        KEY_FIELD,
        {0}};

static const Field settle_fields[] = {{"hold", FIELD_ID, .required = true, .label = N_("Hold")},
                                      {"amount", FIELD_TEXT, .required = true, .chars_max = 40,
                                       .label = N_("Amount"),
                                       .help = N_("What was used. The rest is free again.")},
                                      KEY_FIELD,
                                      {0}};

static const Field release_fields[] = {
        {"hold", FIELD_ID, .required = true, .label = N_("Hold")}, KEY_FIELD, {0}};

/* What happened, as the JSON door answers it. */
static void answer(Deed *d, const LedgerAnswer *r)
{
        d->answer = str_fmt(d->a,
                            "{\"known\":%s,\"line\":\"%.*s\",\"post\":\"%.*s\",\"result\":\"%s\"}",
                            r->was_known ? "true" : "false", S_ARG(id_text(d->a, r->lines[0])),
                            S_ARG(id_text(d->a, r->post)), ledger_result_name(r->results[0]));
}

/* The key is hashed: its bytes are limited, not only its characters. */
Status account_key_field(Deed *d, Str *out)
{
        *out = deed_text(d, "key");
        return out->len <= LEDGER_KEY_CHARS_MAX
                       ? OK
                       : deed_fault_at(d, "key", _("key must be a text of 1 to %d bytes."),
                                       LEDGER_KEY_CHARS_MAX);
}

/* One step. What is refused is kept under its key, so the deed is not undone then. content: as in
 * LedgerAsk. */
static Status post_one(Deed *d, const LedgerStep *step, const Hash *content, Id shown)
{
        LedgerAsk ask = {.actor = d->actor.id,
                         .now_us = d->now_us,
                         .steps = step,
                         .steps_n = 1,
                         .content = content};
        LedgerAnswer r;
        Status s;

        TRY(account_key_field(d, &ask.key));
        s = ledger_post(d->db, d->a, &ask, &r);
        if (s == CONFLICT)
                return deed_fault_at(d, "key", _("This key was used for something else."));
        TRY(s);
        answer(d, &r);
        d->made = r.lines[0];
        d->go_to = account_path(d->a, shown);
        d->note =
                r.was_known ? S_("Done before, under this key. Nothing moved again.") : S_("Done.");
        if (!r.refused_n)
                return OK;
        d->refused = deed_fault(d, CONFLICT, "%s", ledger_result_words(r.results[0]));
        return OK;
}

Status account_amount_of(Deed *d, const LedgerAccount *account, int64_t least, int64_t *out)
{
        Unit unit;

        TRY(unit_find(d->db, d->a, account->unit, &unit));
        if (!unit_parse(&unit, deed_text(d, "amount"), out) || *out < least || *out > LEDGER_MOST)
                return deed_fault_at(d, "amount",
                                     _("Give an amount such as 1250.50, with %d decimals at most."),
                                     unit.scale);
        return OK;
}

/* The target must be one that the actor sees. */
Status account_target_of(Deed *d, LedgerAccount *out)
{
        Place place;

        TRY(account_row_of(d, "target", out));
        TRY(account_place(d->db, d->a, out->owner, out->hub, &place));
        return access_may_at(&d->actor, MAY_LEDGER_SEE, &place)
                       ? OK
                       : deed_fault_at(d, "target", _("There is no such account."));
}

Status account_note_why(Deed *d)
{
        LedgerLine line;
        Str why = str_trim(deed_text(d, "why"));

        if (!d->made || !why.len)
                return OK;
        TRY(ledger_line_get(d->db, d->a, d->made, &line));
        return ledger_note_put(d->db, line.post, why);
}

/* A hold is asked for so many minutes: the moment that this comes to is another each time. */
static Hash content_of(const LedgerStep *step, int64_t minutes)
{
        const int64_t all[] = {step->kind, step->source, step->target, step->amount, minutes};

        return hash_sha256((Str){(const char *)all, sizeof all});
}

Status account_by_hand(Deed *d, const LedgerAccount *x, bool is_source)
{
        return ledger_by_hand(x->kind, x->owner, is_source)
                       ? OK
                       : deed_fault(d, CONFLICT,
                                    _("The program books on this account by itself: it "
                                      "stays as it is."));
}

static Status run_move(Deed *d, LedgerKind kind, int64_t minutes)
{
        LedgerAccount source, target;
        LedgerStep step = {.kind = kind,
                           .until_at = minutes ? d->now_us + minutes * 60 * SECOND_US : 0};
        Hash content;

        TRY(account_row_of(d, "source", &source));
        TRY(account_target_of(d, &target));
        TRY(account_not_own(d, source.owner));
        TRY(account_not_own(d, target.owner));
        TRY(account_by_hand(d, &source, true));
        TRY(account_by_hand(d, &target, false));
        TRY(account_amount_of(d, &source, 1, &step.amount));
        step.source = source.id;
        step.target = target.id;
        content = content_of(&step, minutes);
        TRY(post_one(d, &step, minutes ? &content : NULL, source.id));
        return account_note_why(d);
}

static Status run_transfer(Deed *d)
{
        return run_move(d, LEDGER_TRANSFER, 0);
}

const Action transfer_make_action = {
        .name = "transfer make",
        .may = MAY_LEDGER_POST,
        .where = account_where_of_source,
        .title = N_("Move an amount"),
        .help = N_("From one account to another of the same unit. It is never changed afterwards: "
                   "what was wrong is moved back."),
        .fields = transfer_fields,
        .run = run_transfer,
        .is_told_by_ledger = true};

static Status run_hold(Deed *d)
{
        return run_move(d, LEDGER_HOLD, deed_given(d, "minutes") ? deed_int(d, "minutes") : 0);
}

const Action hold_open_action = {
        .name = "hold open",
        .may = MAY_LEDGER_POST,
        .where = account_where_of_source,
        .title = N_("Hold an amount"),
        .help = N_("It stays where it is and can not be spent otherwise, until it is settled or "
                   "released."),
        .fields = hold_fields,
        .run = run_hold,
        .is_told_by_ledger = true};

static Status hold_of(Deed *d, LedgerHold *hold, LedgerAccount *source)
{
        LedgerAccount target;

        TRY(ledger_hold_get(d->db, d->a, deed_int(d, "hold"), hold));
        TRY(ledger_account_get(d->db, d->a, hold->target, &target));
        TRY(ledger_account_get(d->db, d->a, hold->source, source));
        TRY(account_not_own(d, source->owner));
        TRY(account_not_own(d, target.owner));
        TRY(account_by_hand(d, source, true));
        return account_by_hand(d, &target, false);
}

static Status run_settle(Deed *d)
{
        LedgerAccount source;
        LedgerHold hold;
        LedgerStep step = {.kind = LEDGER_SETTLE};

        TRY(hold_of(d, &hold, &source));
        TRY(account_amount_of(d, &source, 0, &step.amount));
        step.hold = hold.id;
        return post_one(d, &step, NULL, source.id);
}

const Action hold_settle_action = {.name = "hold settle",
                                   .may = MAY_LEDGER_POST,
                                   .where = where_of_hold,
                                   .title = N_("Settle a hold"),
                                   .help = N_("Moves what was used, and releases the rest."),
                                   .fields = settle_fields,
                                   .run = run_settle,
                                   .is_told_by_ledger = true};

static Status run_release(Deed *d)
{
        LedgerAccount source;
        LedgerHold hold;

        TRY(hold_of(d, &hold, &source));
        return post_one(d, &(LedgerStep){.kind = LEDGER_RELEASE, .hold = hold.id}, NULL, source.id);
}

const Action hold_release_action = {.name = "hold release",
                                    .may = MAY_LEDGER_POST,
                                    .where = where_of_hold,
                                    .title = N_("Release a hold"),
                                    .help = N_("All of it is free again."),
                                    .fields = release_fields,
                                    .run = run_release,
                                    .is_told_by_ledger = true};

/* credit/exchange: see the header. */
#include "credit/exchange.h"

#include "base/exact.h"
#include "base/time.h"
#include "base/words.h"
#include "credit/account_inside.h"

/* Rounded to eighteen places first, a product could come to lie right between two amounts when it
 * does not. So it is taken below and above, and where these differ it counts on which side of the
 * middle it is. */
Status exchange_amount(int64_t amount, const Unit *from, const Unit *to, Str rate, int64_t *out)
{
        Exact by, below, above, rest, twice, units = exact_from_scale(amount, from->scale);
        int64_t other;

        if (exact_read(rate, &by) != EXACT_OK)
                return INVALID;
        if (exact_multiply_rounded(units, by, EXACT_TOWARD_ZERO, &below) != EXACT_OK ||
            exact_multiply_rounded(units, by, EXACT_AWAY_FROM_ZERO, &above) != EXACT_OK ||
            exact_to_scale(above, to->scale, &other, &rest) != EXACT_OK ||
            exact_to_scale(below, to->scale, out, &rest) != EXACT_OK ||
            exact_add(rest, rest, &twice) != EXACT_OK)
                return TOO_LARGE;
        if (*out != other &&
            exact_compare(exact_magnitude(twice), exact_from_scale(1, to->scale)) == 0)
                *out = other; /* below is the middle: it is more */
        return OK;
}

/* --- stating a rate */

static const Field rate_fields[] = {
        {"hub", FIELD_SLUG, .required = true, .label = N_("Hub"),
         .help = N_("That hub and all below it convert by it.")},
        {"from", FIELD_TEXT, .required = true, .chars_max = UNIT_CODE_CHARS_MAX,
         .label = N_("Of one"), .help = N_("A unit: USD")},
        {"to", FIELD_TEXT, .required = true, .chars_max = UNIT_CODE_CHARS_MAX,
         .label = N_("become so many"), .help = N_("A unit: VND")},
        {"rate", FIELD_TEXT, .required = true, .chars_max = 40, .label = N_("Rate"),
         .help = N_("A decimal number: 25431.5")},
        {"on", FIELD_DATE, .required = true, .label = N_("Day"),
         .help = N_("From then on, until the next one.")},
        {"source", FIELD_TEXT, .required = true, .chars_max = 200, .label = N_("Source"),
         .help = N_("Who says so: a central bank's reference rate.")},
        {0}};

static Status unit_field(Deed *d, const char *field, Unit *out)
{
        Status s = unit_find(d->db, d->a, deed_text(d, field), out);

        return s == NOT_FOUND ? deed_fault_at(d, field,
                                              _("There is no such unit. Currencies are three "
                                                "capital letters; own units are defined first."))
                              : s;
}

static Status rate_field(Deed *d, Str *out)
{
        Exact rate;

        if (exact_read(deed_text(d, "rate"), &rate) != EXACT_OK || rate.atto <= 0)
                return deed_fault_at(d, "rate",
                                     _("Give a decimal number above zero, with 18 decimals at "
                                       "most."));
        *out = exact_text(d->a, rate);
        return OK;
}

static Status run_state(Deed *d)
{
        Entry e = {.kind = S("rate.stated")};
        Unit from = {0}, to = {0};
        Str rate = {0};
        Hub hub;

        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(unit_field(d, "from", &from));
        TRY(unit_field(d, "to", &to));
        if (str_eq(from.code, to.code))
                return deed_fault_at(d, "to", _("This is the same unit."));
        TRY(rate_field(d, &rate));
        if (deed_int(d, "on") > d->now_us + DAY_US)
                return deed_fault_at(d, "on", _("This day has not come yet."));
        e.subject = d->made = db_id(d->db, d->now_us);
        e.hub = hub.id;
        entry_text(&e, S("from"), from.code);
        entry_text(&e, S("to"), to.code);
        entry_text(&e, S("rate"), rate);
        entry_text(&e, S("day"), time_date(d->a, deed_int(d, "on")));
        TRY(deed_tell(d, &e));
        d->note = S_("It holds from now on. What was converted before stays.");
        d->go_to = str_fmt(d->a, "/rates?hub=%.*s", S_ARG(hub.slug));
        return rate_add(d->db, d->made, hub.id, from.code, to.code, deed_int(d, "on"), rate,
                        str_trim(deed_text(d, "source")), d->position, d->now_us, d->actor.id);
}

const Action rate_state_action = {
        .name = "rate state",
        .may = MAY_LEDGER_SET,
        .where = hub_where,
        .title = N_("State a rate"),
        .help = N_("By it amounts are converted, on that day and after, in this direction only. It "
                   "is never changed: a later statement counts from then on."),
        .fields = rate_fields,
        .run = run_state};

/* --- converting */

static const Field convert_fields[] = {
        {"source", FIELD_ID, .required = true, .label = N_("From account")},
        {"target", FIELD_ID, .required = true, .label = N_("To account"),
         .help = N_("Of another unit.")},
        {"amount", FIELD_TEXT, .required = true, .chars_max = 40, .label = N_("Amount"),
         .help = N_("In the unit of the first account.")},
        {"on", FIELD_DATE, .label = N_("Day of the rate"), .help = N_("Today, when empty.")},
        {"why", FIELD_TEXT, .chars_max = 200, .label = N_("Why"),
         .help = N_("Seen by whoever sees one of the accounts.")},
        {"key", FIELD_TEXT, .chars_max = LEDGER_KEY_CHARS_MAX, .label = N_("Key"),
         .help = N_("Yours, for this request: asked again with the same key, it is answered as the "
                    "first time, and nothing moves twice.")},
        {0}};

typedef struct {
        LedgerAccount source, target;
        Unit from, to;
        ExchangeRate rate;
        int64_t out, in; /* amounts, each at its unit's scale */
} Conversion;

static Status find_rate(Deed *d, Conversion *c)
{
        int64_t on = deed_given(d, "on") ? deed_int(d, "on") : d->now_us;
        int64_t day = on - on % DAY_US;
        Status s = rate_on(d->db, d->a, c->source.hub, c->from.code, c->to.code, day,
                           day - EXCHANGE_DAYS_MAX * DAY_US, &c->rate);

        if (s == NOT_FOUND)
                return deed_fault_at(d, "target",
                                     _("Nobody has stated what %.*s is in %.*s on this day, or in "
                                       "the %d days before it."),
                                     S_ARG(c->from.code), S_ARG(c->to.code), EXCHANGE_DAYS_MAX);
        return s;
}

static Status read_accounts(Deed *d, Conversion *c)
{
        TRY(account_row_of(d, "source", &c->source));
        TRY(account_target_of(d, &c->target));
        TRY(account_not_own(d, c->source.owner));
        TRY(account_not_own(d, c->target.owner));
        TRY(account_by_hand(d, &c->source, true));
        TRY(account_by_hand(d, &c->target, false));
        TRY(unit_find(d->db, d->a, c->source.unit, &c->from));
        TRY(unit_find(d->db, d->a, c->target.unit, &c->to));
        if (str_eq(c->from.code, c->to.code))
                return deed_fault_at(d, "target", _("This is the same unit."));
        return account_amount_of(d, &c->source, 1, &c->out);
}

static Status exchange_account(Deed *d, Id hub, const Unit *unit, Id *out)
{
        return ledger_account_open(d->db, d->a,
                                   &(LedgerAccountPlan){.hub = hub,
                                                        .unit = unit->code,
                                                        .kind = S(ACCOUNT_EXCHANGE),
                                                        .about = hub,
                                                        .least = LEDGER_LEAST,
                                                        .most = LEDGER_MOST,
                                                        .now_us = d->now_us,
                                                        .actor = d->actor.id},
                                   out);
}

static Status make_steps(Deed *d, Conversion *c, LedgerStep steps[2])
{
        Id given, taken;
        Status s;

        TRY(find_rate(d, c));
        s = exchange_amount(c->out, &c->from, &c->to, c->rate.rate, &c->in);
        if (s == TOO_LARGE || (s == OK && (c->in <= 0 || c->in > LEDGER_MOST)))
                return deed_fault_at(d, "amount",
                                     _("It comes to nothing in the other unit, or to too much."));
        TRY(s);
        TRY(exchange_account(d, c->source.hub, &c->from, &given));
        TRY(exchange_account(d, c->source.hub, &c->to, &taken));
        steps[0] = (LedgerStep){.kind = LEDGER_TRANSFER,
                                .source = c->source.id,
                                .target = given,
                                .amount = c->out,
                                .about = c->rate.id,
                                .is_linked = true};
        steps[1] = (LedgerStep){.kind = LEDGER_TRANSFER,
                                .source = taken,
                                .target = c->target.id,
                                .amount = c->in,
                                .about = c->rate.id};
        return OK;
}

/* What was asked for, without the rate: it may be another when it is asked again. */
static Hash content_of(Deed *d, const Conversion *c)
{
        const int64_t all[] = {c->source.id, c->target.id, c->out,
                               deed_given(d, "on") ? deed_int(d, "on") : 0};
        HashRun run;

        hash_begin(&run);
        hash_add(&run, "convert", 7);
        hash_add(&run, all, sizeof all);
        return hash_end(&run);
}

static void tell_done(Deed *d, const Conversion *c, const LedgerAnswer *r)
{
        d->answer = str_fmt(d->a, "{\"known\":%s,\"lines\":[\"%.*s\",\"%.*s\"],\"post\":\"%.*s\"}",
                            r->was_known ? "true" : "false", S_ARG(id_text(d->a, r->lines[0])),
                            S_ARG(id_text(d->a, r->lines[1])), S_ARG(id_text(d->a, r->post)));
        d->made = r->lines[0];
        d->go_to = account_path(d->a, c->source.id);
        d->note = r->was_known
                          ? S_("Done before, under this key. Nothing moved again.")
                          : str_fmt(d->a, _("%.*s %.*s became %.*s %.*s."),
                                    S_ARG(unit_text(d->a, &c->from, c->out)), S_ARG(c->from.code),
                                    S_ARG(unit_text(d->a, &c->to, c->in)), S_ARG(c->to.code));
}

static Status refuse(Deed *d, const LedgerAnswer *r)
{
        LedgerResult why = r->results[0] == LEDGER_LINKED_FAILED ? r->results[1] : r->results[0];

        d->refused = deed_fault(d, CONFLICT, "%s", ledger_result_words(why));
        return OK;
}

static Status run_convert(Deed *d)
{
        LedgerStep steps[2] = {0};
        LedgerAsk ask = {.actor = d->actor.id, .now_us = d->now_us, .steps = steps, .steps_n = 2};
        Conversion c = {0};
        LedgerAnswer r;
        Hash content;
        Status s;

        TRY(read_accounts(d, &c));
        TRY(account_key_field(d, &ask.key));
        content = content_of(d, &c);
        ask.content = &content;
        s = ask.key.len ? ledger_known(d->db, d->a, &ask, &r) : NOT_FOUND;
        if (s == NOT_FOUND) {
                TRY(make_steps(d, &c, steps));
                s = ledger_post(d->db, d->a, &ask, &r);
        }
        if (s == CONFLICT)
                return deed_fault_at(d, "key", _("This key was used for something else."));
        TRY(s);
        tell_done(d, &c, &r);
        return r.refused_n ? refuse(d, &r) : account_note_why(d);
}

const Action transfer_convert_action = {
        .name = "transfer convert",
        .may = MAY_LEDGER_POST,
        .where = account_where_of_source,
        .title = N_("Convert an amount"),
        .help = N_("From an account to one of another unit, by the rate that was stated for the "
                   "day. It is never changed afterwards: what was wrong is converted back."),
        .fields = convert_fields,
        .run = run_convert,
        .is_told_by_ledger = true};

/* credit/reconcile_deed: somebody says why what was used and what was billed differ. */
#include "credit/reconcile.h"

#include "base/time.h"
#include "base/words.h"
#include "credit/unit.h"
#include "people/interest.h"

enum { AMOUNT_CHARS_MAX = 60 };

static const char *const reasons[] = {"accepted", "disputed", "corrected-here", "corrected-there",
                                      NULL};

static const Field close_fields[] = {
        {"hub", FIELD_SLUG, .required = true, .label = N_("Hub")},
        {"party", FIELD_ID, .picks = "party", .label = N_("Party"),
         .help = N_("Nobody's, when empty.")},
        {"day", FIELD_DATE, .required = true, .label = N_("Day")},
        {"service", FIELD_TEXT, .label = N_("Service")},
        {"currency", FIELD_TEXT, .required = true, .chars_max = 3, .label = N_("Currency")},
        {"used", FIELD_TEXT, .required = true, .chars_max = AMOUNT_CHARS_MAX, .label = N_("Used")},
        {"billed", FIELD_TEXT, .required = true, .chars_max = AMOUNT_CHARS_MAX,
         .label = N_("Billed")},
        {"reason", FIELD_CHOICE, .required = true, .choices = reasons, .label = N_("Reason")},
        {"words", FIELD_LONG_TEXT, .chars_max = 1000, .label = N_("Why")},
        {0}};

static Status add_up(ReconcileAmountList list, Exact *out)
{
        Exact sum = {0}, one;

        for (size_t i = 0; i < list.n; i++)
                if (exact_read(list.at[i].amount, &one) != EXACT_OK ||
                    exact_add(sum, one, &sum) != EXACT_OK)
                        return BROKEN;
        *out = sum;
        return OK;
}

/* Both sides as they stand now. */
static Status read_pair(Deed *d, Id hub, ReconcilePair *out)
{
        ReconcileAmountList used, billed;

        *out = (ReconcilePair){.party = deed_given(d, "party") ? deed_int(d, "party") : 0,
                               .day = deed_int(d, "day"),
                               .service = deed_text(d, "service"),
                               .currency = deed_text(d, "currency")};
        TRY(reconcile_used_of(d->db, d->a, hub, out->party, out->day, out->service, out->currency,
                              &used));
        TRY(reconcile_billed_of(d->db, d->a, hub, out->party, out->day, out->service, out->currency,
                                &billed));
        TRY(add_up(used, &out->used));
        TRY(add_up(billed, &out->billed));
        if (!used.n && !billed.n)
                return deed_fault(d, INVALID, _("Nothing was used there, and nothing billed."));
        return exact_compare(out->used, out->billed) == 0
                       ? deed_fault(d, INVALID, _("Both sides are the same there."))
                       : OK;
}

static bool is_still(Str seen, Exact now)
{
        Exact amount;

        return exact_read(seen, &amount) == EXACT_OK && exact_compare(amount, now) == 0;
}

static Status run_close(Deed *d)
{
        Entry e = {.kind = S("reconciliation.closed")};
        ReconcilePair pair;
        Hub hub;

        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(read_pair(d, hub.id, &pair));
        if (pair.party)
                TRY(interest_refuses(d, pair.party));
        if (!is_still(deed_text(d, "used"), pair.used) ||
            !is_still(deed_text(d, "billed"), pair.billed))
                return deed_fault(d, CONFLICT, _("One side is another by now. Look again."));
        TRY(reconcile_close_put(d->db, hub.id, pair.party, pair.day, pair.service, pair.currency,
                                exact_text(d->a, pair.used), exact_text(d->a, pair.billed),
                                deed_text(d, "reason"), deed_text(d, "words"), d->now_us,
                                d->actor.id));
        /* of whom and how much is told by the table: entries are for everybody */
        e.subject = e.hub = hub.id;
        entry_text(&e, S("day"), time_date(d->a, pair.day));
        entry_text(&e, S("currency"), pair.currency);
        entry_text(&e, S("reason"), deed_text(d, "reason"));
        d->note = S_("Closed.");
        d->go_to = str_fmt(d->a, "/reconciliation?hub=%.*s&month=%.*s", S_ARG(hub.slug),
                           S_ARG(time_month_text(d->a, time_month(pair.day))));
        return deed_tell(d, &e);
}

const Action reconcile_close_action = {
        .name = "reconciliation close",
        .may = MAY_LEDGER_SET,
        .where = hub_where,
        .title = N_("Close a difference"),
        .help = N_("Says why what was used and what was billed differ. It is open again as soon "
                   "as either is another."),
        .fields = close_fields,
        .run = run_close};

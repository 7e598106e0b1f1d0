/* credit/usage: who uses: a source and its subject are linked to a party at a hub. */
#include "credit/usage.h"

#include "base/words.h"
#include "people/interest.h"
#include "credit/grant.h"
#include "credit/price_load.h"
#include "hub/hub.h"

#define WHO_FIELDS                                                                                 \
        {"hub", FIELD_SLUG, .required = true, .label = N_("Hub"),                                  \
         .help = N_("Where it is told, and out of whose grants it is taken.")},                    \
                {"source",                                                                         \
                 FIELD_TEXT,                                                                       \
                 .required = true,                                                                 \
                 .chars_max = CLOUD_SOURCE_BYTES_MAX,                                              \
                 .label = N_("Source"),                                                            \
                 .help = N_("As its events call it: /gateway")},                                   \
        {                                                                                          \
                "subject", FIELD_TEXT,                                                             \
                        .chars_max = CLOUD_TEXT_BYTES_MAX, .label = N_("Subject"),                 \
                        .help = N_(                                                                \
                                "What the source calls who uses. Events without one, when empty.") \
        }

static const Field link_fields[] = {
        WHO_FIELDS,
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"unit", FIELD_TEXT, .required = true, .chars_max = UNIT_CODE_CHARS_MAX,
         .label = N_("Unit"), .help = N_("Of the grants that it spends.")},
        {"prices", FIELD_SLUG, .label = N_("Price list"),
         .help = N_("A quantity is the amount, when empty.")},
        {0}};

/* By its id: what a source calls who uses may be an address, which no URL shall hold. */
static const Field unlink_fields[] = {{"hub", FIELD_SLUG, .required = true, .label = N_("Hub")},
                                      {"link", FIELD_ID, .required = true, .label = N_("Who uses")},
                                      {0}};

static Status find_subject(Deed *d, Id hub, UsageSubject *out)
{
        return usage_subject_get(d->db, d->a, hub, deed_text(d, "source"), deed_text(d, "subject"),
                                 out);
}

/* --- linking */

static Status check_prices(Deed *d, const Hub *hub, const Unit *unit)
{
        PriceVersion list;
        Status s;

        if (!deed_given(d, "prices"))
                return OK;
        s = price_of_hub(d->db, d->a, deed_text(d, "prices"), hub->id, &list);
        if (s == NOT_FOUND)
                return deed_fault_at(d, "prices", _("There is no price list «%.*s»."),
                                     S_ARG(deed_text(d, "prices")));
        TRY(s);
        return str_eq(list.charged_in, unit->code)
                       ? OK
                       : deed_fault_at(d, "unit", _("This price list is charged in %.*s."),
                                       S_ARG(list.charged_in));
}

static Status owed_account(Deed *d, const Hub *hub, const Party *party, const Unit *unit, Id *out)
{
        LedgerStanding now;

        TRY(ledger_account_open(d->db, d->a,
                                &(LedgerAccountPlan){.owner = party->id,
                                                     .hub = hub->id,
                                                     .unit = unit->code,
                                                     .kind = S(USAGE_OWED),
                                                     .about = hub->id,
                                                     .least = LEDGER_LEAST,
                                                     .most = LEDGER_MOST,
                                                     .now_us = d->now_us,
                                                     .actor = d->actor.id},
                                out));
        TRY(ledger_standing(d->db, *out, &now));
        return now.is_open ? OK : deed_fault(d, CONFLICT, _("This account is closed already."));
}

static Status tell_link(Deed *d, const char *kind, Id hub, const UsageSubject *row)
{
        Entry e = {.kind = str_from(kind), .subject = row->id, .hub = hub};

        entry_id(&e, S("account"), row->account);
        entry_text(&e, S("unit"), row->unit);
        entry_text(&e, S("prices"), row->prices);
        return deed_tell(d, &e);
}

static Status keep_link(Deed *d, const Hub *hub, UsageSubject *row)
{
        UsageSubject known;
        Status s = find_subject(d, hub->id, &known);

        if (s == OK)
                return deed_fault(d, CONFLICT,
                                  _("This subject is linked already. End that link first."));
        if (s != NOT_FOUND)
                return s;
        row->id = d->made = db_id(d->db, d->now_us);
        TRY(usage_subject_add(d->db, hub->id, deed_text(d, "source"), deed_text(d, "subject"),
                              row->id, row->account, row->unit, row->prices, d->now_us,
                              d->actor.id));
        return tell_link(d, "usage.linked", hub->id, row);
}

static Status run_link(Deed *d)
{
        UsageSubject row = {.prices = deed_text(d, "prices")};
        UsageDone done;
        const char *wrong;
        Party party;
        Unit unit;
        Hub hub;
        Status s;

        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(grant_party_field(d, "party", &party));
        s = unit_find(d->db, d->a, deed_text(d, "unit"), &unit);
        if (s == NOT_FOUND)
                return deed_fault_at(d, "unit",
                                     _("There is no such unit. Currencies are three "
                                       "capital letters; own units are defined first."));
        TRY(s);
        TRY(check_prices(d, &hub, &unit));
        row.unit = unit.code;
        TRY(owed_account(d, &hub, &party, &unit, &row.account));
        TRY(keep_link(d, &hub, &row));
        s = usage_take_waiting(d->db, d->a, &(UsageAsk){hub.id, d->actor.id, d->now_us},
                               deed_text(d, "source"), deed_text(d, "subject"), &done, &wrong);
        if (s == CONFLICT)
                return deed_fault(d, CONFLICT, "%s", wrong);
        TRY(s);
        d->note = str_fmt(d->a,
                          words_n("Linked. %zu event that waited is taken in.",
                                  "Linked. %zu events that waited are taken in.",
                                  (long long)done.count[USAGE_TAKEN]),
                          done.count[USAGE_TAKEN]);
        d->go_to = str_fmt(d->a, "/usage?hub=%.*s", S_ARG(hub.slug));
        return OK;
}

const Action usage_link_action = {
        .name = "usage link",
        .may = MAY_LEDGER_SET,
        .where = hub_where,
        .title = N_("Say who uses"),
        .help = N_("What a source tells of this subject is the party's from now on. What came "
                   "before and waits is taken in at once."),
        .fields = link_fields,
        .run = run_link};

static Status run_unlink(Deed *d)
{
        LedgerStanding owed;
        UsageSubject row;
        Hub hub;
        Status s;

        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        s = usage_subject_by_id(d->db, d->a, hub.id, deed_int(d, "link"), &row);
        if (s == NOT_FOUND)
                return deed_fault_at(d, "link", _("Nobody is linked to this subject."));
        TRY(s);
        TRY(ledger_standing(d->db, row.account, &owed));
        TRY(interest_refuses(d, owed.owner));
        TRY(usage_subject_drop(d->db, hub.id, row.id));
        d->note = S_("Withdrawn.");
        d->go_to = str_fmt(d->a, "/usage?hub=%.*s", S_ARG(hub.slug));
        return tell_link(d, "usage.unlinked", hub.id, &row);
}

const Action usage_unlink_action = {.name = "usage unlink",
                                    .may = MAY_LEDGER_SET,
                                    .where = hub_where,
                                    .title = N_("End who uses"),
                                    .help = N_("What comes from now on waits until somebody is "
                                               "linked. What was counted stays."),
                                    .fields = unlink_fields,
                                    .run = run_unlink,
                                    .is_dangerous = true};

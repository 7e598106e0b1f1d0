/* credit/grant_limit: see the header. */
#include "credit/grant_limit.h"

#include "base/words.h"
#include "credit/ledger.h"
#include "hub/hub.h"

/* --- judging */

/* What may still be given, not below zero. */
static int64_t room(int64_t most, int64_t given)
{
        return given >= most ? 0 : most - given;
}

static Status check_party(Deed *d, const GrantMore *m, const GrantLimitOver *l)
{
        GrantGiven given;
        int64_t left;

        if (!l->per_party)
                return OK;
        TRY(grant_given_to(d->db, d->a, m->party, l->hub, l->programme, m->unit->code, &given));
        left = room(l->per_party, given.amount);
        if (m->amount <= left)
                return OK;
        return deed_fault(d, CONFLICT,
                          _("%.*s gives one party at most %.*s %.*s; this one can be given %.*s "
                            "more."),
                          S_ARG(l->title), S_ARG(unit_text(d->a, m->unit, l->per_party)),
                          S_ARG(m->unit->code), S_ARG(unit_text(d->a, m->unit, left)));
}

static Status check_all(Deed *d, const GrantMore *m, const GrantLimitOver *l)
{
        GrantGiven given;
        int64_t left;

        if (!l->in_all || m->is_moved)
                return OK;
        TRY(grant_given_at(d->db, d->a, l->hub, l->programme, m->unit->code, &given));
        left = room(l->in_all, given.amount);
        if (m->amount <= left)
                return OK;
        return deed_fault(
                d, CONFLICT,
                _("%.*s gives at most %.*s %.*s in all; %.*s of that can still be given."),
                S_ARG(l->title), S_ARG(unit_text(d->a, m->unit, l->in_all)), S_ARG(m->unit->code),
                S_ARG(unit_text(d->a, m->unit, left)));
}

Status grant_limits_allow(Deed *d, const GrantMore *more)
{
        GrantLimitOverList list;

        TRY(grant_limits_over(d->db, d->a, more->hub, more->programme, more->unit->code, &list));
        for (size_t i = 0; i < list.n; i++) {
                TRY(check_party(d, more, &list.at[i]));
                TRY(check_all(d, more, &list.at[i]));
        }
        return OK;
}

/* --- setting one */

static const Field limit_fields[] = {
        {"hub", FIELD_SLUG, .required = true, .label = N_("Hub"),
         .help = N_("It binds that hub and all below it.")},
        {"programme", FIELD_SLUG, .label = N_("Programme"),
         .help = N_("Counts only what that programme gives. All that is given, when empty.")},
        {"unit", FIELD_TEXT, .required = true, .chars_max = UNIT_CODE_CHARS_MAX,
         .label = N_("Unit"), .help = N_("A currency as in USD, or a unit as in gpu-hour.")},
        {"per_party", FIELD_TEXT, .chars_max = 40, .label = N_("At most for one party"),
         .help = N_("No limit when empty.")},
        {"in_all", FIELD_TEXT, .chars_max = 40, .label = N_("At most in all"),
         .help = N_("No limit when empty.")},
        {0}};

/* 0 when it is empty. */
static Status most_of(Deed *d, const char *field, const Unit *unit, int64_t *out)
{
        Str text = deed_text(d, field);

        *out = 0;
        if (!text.len)
                return OK;
        if (unit_parse(unit, text, out) && *out > 0 && *out <= LEDGER_MOST)
                return OK;
        return deed_fault_at(d, field,
                             _("«%.*s» is no amount of %.*s: it has %d decimals at most."),
                             S_ARG(text), S_ARG(unit->code), unit->scale);
}

static Status programme_id(Deed *d, Id *out)
{
        GrantProgramme row;
        Status s;

        *out = 0;
        if (!deed_given(d, "programme"))
                return OK;
        s = grant_programme(d->db, d->a, deed_text(d, "programme"), &row);
        if (s == NOT_FOUND)
                return deed_fault_at(d, "programme", _("There is no such programme."));
        TRY(s);
        *out = row.id;
        return OK;
}

static Status run_limit(Deed *d)
{
        Entry e = {.kind = S("grant.limited")};
        int64_t per_party, in_all;
        Id programme;
        Unit unit;
        Hub hub;
        Status s;

        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(programme_id(d, &programme));
        s = unit_find(d->db, d->a, deed_text(d, "unit"), &unit);
        if (s == NOT_FOUND)
                return deed_fault_at(d, "unit",
                                     _("The unit «%.*s» is not defined here. Finance staff can "
                                       "define it."),
                                     S_ARG(deed_text(d, "unit")));
        TRY(s);
        TRY(most_of(d, "per_party", &unit, &per_party));
        TRY(most_of(d, "in_all", &unit, &in_all));
        e.subject = e.hub = d->made = hub.id;
        entry_text(&e, S("programme"), deed_text(d, "programme"));
        entry_text(&e, S("unit"), unit.code);
        entry_text(&e, S("per_party"), deed_text(d, "per_party"));
        entry_text(&e, S("in_all"), deed_text(d, "in_all"));
        d->note = S_("Saved.");
        d->go_to = str_fmt(d->a, "/ledger?hub=%.*s", S_ARG(hub.slug));
        TRY(deed_tell(d, &e));
        if (!per_party && !in_all)
                return grant_limit_drop(d->db, hub.id, programme, unit.code);
        return grant_limit_put(d->db, hub.id, programme, unit.code, per_party, in_all, d->now_us,
                               d->actor.id);
}

const Action grant_limit_action = {
        .name = "grant limit",
        .may = MAY_LEDGER_SET,
        .where = hub_where,
        .title = N_("Limit what is given"),
        .help = N_("The most that one party, and that all together, may be given at a hub and all "
                   "below it. What was given before counts. With both empty the limit ends."),
        .fields = limit_fields,
        .run = run_limit};

/* apply/reopen: see the header. */
#include "apply/reopen.h"

#include "base/time.h"
#include "base/words.h"
#include "people/interest.h"

Status reopen_until(Deed *d, const Round *r, int64_t *out)
{
        Str fault = {0};

        if (round_instant(d->a, deed_text(d, "until"), r->zone, true, out, &fault) != OK)
                return deed_fault_at(d, "until", "%.*s", S_ARG(fault));
        if (*out <= d->now_us || *out > d->now_us + ROUND_AHEAD_US)
                return deed_fault_at(d, "until", _("This is over already, or too far ahead."));
        return OK;
}

Status reopen_bar(Db *db, Arena *a, const Round *r, const Application *x, int64_t until,
                  int64_t now_us, Str *out)
{
        Application other;
        Status s;

        *out = (Str){0};
        if (r->cancelled_at)
                *out = S_("This round was cancelled.");
        else if (until <= now_us)
                *out = S_("This is over already, or too far ahead.");
        if (out->len || !str_is(x->state, "withdrawn"))
                return OK;
        s = application_live(db, a, x->party, x->round, &other);
        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        *out = S_("The party has another application in this round."); /* no name: it is kept */
        return OK;
}

/* Back to where it can be written and handed in. */
static Status state_back(Deed *d, const Application *x)
{
        if (str_is(x->state, "withdrawn"))
                return application_state_move(d, x, S("draft"), 0);
        return str_is(x->state, "double") ? application_state_move(d, x, S("submitted"), 0) : OK;
}

Status reopen(Deed *d, const Application *x, Str programme, int64_t until, Str reason)
{
        Entry e = {.kind = S("application.reopened"), .subject = x->party, .hub = x->hub};

        TRY(state_back(d, x));
        TRY(round_extension_set(d->db, x->party, x->round, until, d->actor.id, d->now_us));
        entry_text(&e, S("until"), time_iso(d->a, until));
        entry_text(&e, S("reason"), reason);
        entry_id(&e, S("application"), x->id);
        entry_id(&e, S("round"), x->round);
        entry_text(&e, S("programme"), programme);
        return deed_tell(d, &e);
}

static const Field reopen_fields[] = {
        {"application", FIELD_ID, .required = true, .picks = "application",
         .label = N_("Application")},
        {"until", FIELD_TEXT, .required = true, .chars_max = 19, .label = N_("Until"),
         .help = N_("Day and time in the round's zone, as in 2026-12-31T23:59.")},
        {"reason", FIELD_TEXT, .required = true, .chars_max = 500, .label = N_("Why"),
         .help = N_("On the record: no names.")},
        {0}};

static Status run_reopen(Deed *d)
{
        Definition *def = NULL;
        Programme programme;
        Application x;
        int64_t until = 0;
        Str fault;
        Round r;

        TRY(application_of(d, &x));
        TRY(interest_refuses(d, x.party));
        TRY(round_get(d->db, d->a, x.round, &r));
        TRY(round_definition(d->db, d->a, &r, &programme, &def));
        TRY(reopen_until(d, &r, &until));
        TRY(reopen_bar(d->db, d->a, &r, &x, until, d->now_us, &fault));
        if (fault.len)
                return deed_fault(d, CONFLICT, "%.*s", S_ARG(fault));
        d->made = x.id;
        d->go_to = str_fmt(d->a, "/applications/%.*s", S_ARG(id_text(d->a, x.id)));
        d->note = str_fmt(d->a, _("They have time until %.*s."),
                          S_ARG(round_moment(d->a, r.zone, until)));
        return reopen(d, &x, programme.slug, until, deed_text(d, "reason"));
}

const Action application_reopen_action = {
        .name = "application reopen",
        .may = MAY_APPLICATION_EDIT,
        .where = application_where,
        .title = N_("Reopen an application"),
        .help = N_("Its people may change it and hand it in again until then; also one that was "
                   "withdrawn."),
        .fields = reopen_fields,
        .run = run_reopen};

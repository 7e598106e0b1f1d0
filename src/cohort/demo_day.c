/* cohort/demo_day: see the header. */
#include "cohort/demo_day.h"

#include "base/words.h"
#include "cohort/field.h"
#include "people/interest.h"

/* Let in, and not gone: whoever applied only may call himself an investor, too. */
static Status is_let_in(Db *db, Arena *a, const DemoMembership *m, bool *out)
{
        Definition *def;
        const DefinitionStage *stage;

        TRY(definition_kept(db, a, m->definition, &def));
        stage = definition_stage(def, m->stage);
        *out = stage && !stage->is_first && !stage->ends;
        return OK;
}

static Status investor_of(Db *db, Arena *a, Id party, Str *out_name, bool *out)
{
        DemoMembershipList list;

        *out = false;
        TRY(demo_memberships(db, a, party, &list));
        for (size_t i = 0; i < list.n && !*out; i++) {
                TRY(is_let_in(db, a, &list.at[i], out));
                *out_name = list.at[i].name;
        }
        return OK;
}

Status demo_investors(Db *db, Arena *a, const Actor *actor, bool speaks, InvestorList *out)
{
        Interest own;

        TRY(interest_of(db, a, actor->id, &own));
        *out = (InvestorList){arena_new(a, Investor, own.n + 1), 0};
        for (size_t i = 0; i < own.n; i++) {
                Investor *x = &out->at[out->n];
                bool is_one;

                TRY(investor_of(db, a, own.at[i], &x->name, &is_one));
                if (is_one && speaks)
                        TRY(cohort_speaks(db, a, actor, own.at[i], &is_one));
                if (!is_one)
                        continue;
                x->party = own.at[i];
                out->n++;
        }
        return OK;
}

Status demo_take(Db *db, Id from, Id into)
{
        TRY(pitch_interest_take(db, from, into));
        TRY(pitch_interest_take_investor(db, from, into));
        return pitch_interest_forget(db, from); /* the one that stays has said so, too */
}

#define SESSION                                                               \
        {                                                                     \
                "session", FIELD_ID, .required = true, .label = N_("Session") \
        }
#define INVESTOR                                                                       \
        {                                                                              \
                "investor", FIELD_ID,                                                  \
                        .required = true, .picks = "party", .label = N_("Investor"),   \
                        .help = N_("Your own party, which is in an investor network.") \
        }

/* Whoever speaks for an investor; to others there is no such thing. */
static Status where_investor(Deed *d, Place *out)
{
        Id investor = deed_int(d, "investor");
        bool speaks, is_one;
        Str name;

        TRY(cohort_speaks(d->db, d->a, &d->actor, investor, &speaks));
        TRY(investor_of(d->db, d->a, investor, &name, &is_one));
        *out = (Place){.is_own = true};
        return speaks && is_one ? OK : NOT_FOUND;
}

static Status find(Deed *d, Cohort *c, AgendaSession *s)
{
        DemoPlace place;

        TRY(agenda_get(d->db, d->a, deed_int(d, "session"), s));
        TRY(cohort_by_id(d->db, d->a, s->cohort, c));
        TRY(demo_pitch(d->db, d->a, deed_int(d, "party"), s->id, &place));
        d->go_to = str_fmt(d->a, "/demo-days/%.*s", S_ARG(id_text(d->a, s->id)));
        d->made = s->id;
        return OK;
}

static Status append(Deed *d, const char *kind, const Cohort *c, const AgendaSession *s)
{
        Entry e = cohort_entry(kind, c, 0);

        entry_id(&e, S("session"), s->id);
        return deed_tell(d, &e);
}

static const Field show_fields[] = {
        SESSION,
        PARTY,
        INVESTOR,
        {"words", FIELD_LONG_TEXT, .chars_max = DEMO_WORDS_MAX, .label = N_("What you would like"),
         .help = N_("Read by the operators of the hub, who introduce you; the team reads it when "
                    "they do.")},
        {0}};

static Status run_show(Deed *d)
{
        AgendaSession s;
        Cohort c;

        TRY(find(d, &c, &s));
        if (s.cancelled_at)
                return deed_fault(d, CONFLICT, _("This session was cancelled."));
        if (deed_int(d, "party") == deed_int(d, "investor"))
                return deed_fault_at(d, "investor", _("This is the same party."));
        TRY(pitch_interest_put(d->db, deed_int(d, "party"), s.id, deed_int(d, "investor"),
                               deed_text(d, "words"), d->actor.id, d->now_us));
        d->note = S_("Noted. The operators of the hub see it.");
        return append(d, "pitch.interest-shown", &c, &s);
}

const Action pitch_interest_show_action = {
        .name = "interest show",
        .may = MAY_SELF,
        .where = where_investor,
        .title = N_("Show interest in a pitch"),
        .help = N_("The operators of the hub see it, and introduce you when both sides agree."),
        .fields = show_fields,
        .run = run_show};

static const Field withdraw_fields[] = {SESSION, PARTY, INVESTOR, {0}};

static Status run_withdraw(Deed *d)
{
        AgendaSession s;
        Cohort c;

        TRY(find(d, &c, &s));
        TRY(pitch_interest_drop(d->db, deed_int(d, "party"), s.id, deed_int(d, "investor")));
        d->note = S_("Withdrawn.");
        return append(d, "pitch.interest-withdrawn", &c, &s);
}

const Action pitch_interest_withdraw_action = {
        .name = "interest withdraw",
        .may = MAY_SELF,
        .where = where_investor,
        .title = N_("Withdraw an interest in a pitch"),
        .help = N_("The operators of the hub do not see it any more."),
        .fields = withdraw_fields,
        .run = run_withdraw};

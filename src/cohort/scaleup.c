/* cohort/scaleup: see the header. */
#include "cohort/scaleup.h"

#include "base/decimal.h"
#include "base/json.h"
#include "base/time.h"
#include "base/words.h"
#include "cohort/moment.h"
#include "cohort/plan.h"
#include "people/interest.h"

/* "12.5", or {"amount": "12.50", "currency": "SGD"}. Digits past the scale are no figure: nothing
 * is rounded. */
static GrowthFigure figure_of(const Json *answers, Str field)
{
        const Json *v = json_get(answers, field);
        GrowthFigure f = {0};
        Str number = {0};

        if (v && v->kind == JSON_KIND_TEXT) {
                number = v->text;
        } else if (v && v->kind == JSON_KIND_OBJECT) {
                number = json_get_text(v, S("amount"));
                f.currency = json_get_text(v, S("currency"));
        }
        f.has = number.len && decimal_parse(number, GROWTH_SCALE, &f.value);
        return f;
}

Status scaleup_find(Db *db, Arena *a, const Cohort *c, Id party, PlanScaleUp *out_rule,
                    GrowthFound *out)
{
        ReportAnswersList rows;
        GrowthYear *years;
        CohortPlan *plan;
        size_t n = 0;

        *out = (GrowthFound){0};
        TRY(plan_of(db, a, c, &plan));
        *out_rule = plan->scale_up;
        if (!plan->scale_up.node)
                return OK;
        TRY(report_answers(db, a, party, c->id, plan->scale_up.report, &rows));
        years = arena_new(a, GrowthYear, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++) {
                const Json *answers;
                GrowthYear *y = &years[n];

                if (json_parse(a, rows.at[i].answers, &answers, NULL) != OK)
                        continue; /* erased */
                y->report = rows.at[i].id;
                y->revision = rows.at[i].revision;
                y->year = time_civil(moment_day(c->zone, rows.at[i].begins_at)).year;
                y->staff = figure_of(answers, plan->scale_up.staff);
                for (size_t f = 0; f < plan->scale_up.figures.n && f < PLAN_FIGURES_MAX; f++)
                        y->figures[f] = figure_of(answers, plan->scale_up.figures.at[f]);
                n++;
        }
        *out = growth_find(&plan->scale_up, years, n);
        return OK;
}

static const Field confirm_fields[] = {
        {"cohort", FIELD_ID, .required = true, .label = N_("Cohort")},
        {"party", FIELD_ID, .required = true, .label = N_("Party")},
        {"first", FIELD_ID, .required = true, .label = N_("First report"),
         .help = N_("Of the figures that you looked at.")},
        {"last", FIELD_ID, .required = true, .label = N_("Last report")},
        {0}};

static Status tell(Deed *d, const Cohort *c, Id party, const GrowthFound *g)
{
        Entry e = cohort_entry("scale-up.found", c, party);

        entry_text(&e, S("figure"), g->figure);
        entry_id(&e, S("first_report"), g->first->report);
        entry_int(&e, S("first_revision"), g->first->revision);
        entry_id(&e, S("last_report"), g->last->report);
        entry_int(&e, S("last_revision"), g->last->revision);
        return deed_tell(d, &e);
}

/* By the programme's own move, so that pledges count it as they count any other. */
static Status move(Deed *d, const Cohort *c, Id party_id, const PlanScaleUp *rule,
                   const GrowthFound *g)
{
        Programme programme = {0};
        Definition *def = NULL;
        Party party = {0};
        Member member = {0};
        Stage from = {0};
        PartyFacts facts;
        MemberMove m = {.to = rule->to};
        Status s = member_get(d->db, d->a, party_id, c->programme, c->hub, &member);

        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("This party is not a member of %.*s at %.*s."),
                                  S_ARG(c->programme_slug), S_ARG(c->hub_slug));
        TRY(s);
        TRY(programme_open(d->db, d->a, c->programme_slug, &programme, &def));
        TRY(party_by_id(d->db, d->a, party_id, &party));
        TRY(stage_by_id(d->db, d->a, member.stage, &from));
        if (str_eq(from.slug, rule->to))
                return deed_fault(d, CONFLICT, _("It stands there already."));
        facts = (PartyFacts){.kind = party.kind, .country = party.country, .sector = party.sector};
        m.programme = &programme;
        m.def = def;
        m.facts = &facts;
        m.party = party_id;
        m.hub = c->hub;
        m.from = from.slug;
        m.level = member.level;
        m.reason =
                str_fmt(d->a, "%.*s: reports %.*s/%lld, %.*s/%lld" /* as it is */, S_ARG(g->figure),
                        S_ARG(id_text(d->a, g->first->report)), (long long)g->first->revision,
                        S_ARG(id_text(d->a, g->last->report)), (long long)g->last->revision);
        return member_moves(d, &m);
}

static Status run_confirm(Deed *d)
{
        Id party = deed_int(d, "party");
        PlanScaleUp rule;
        GrowthFound g;
        ScaleUp there;
        Cohort c;
        Status s;

        TRY(cohort_of(d, &c));
        TRY(cohort_has(d->db, d->a, c.id, party));
        TRY(interest_refuses(d, party));
        d->go_to = cohort_team_path(d->a, c.id, party);
        s = scale_up_get(d->db, d->a, party, c.id, &there);
        if (s != NOT_FOUND)
                return s == OK ? deed_fault(d, CONFLICT, _("This was confirmed already.")) : s;
        TRY(scaleup_find(d->db, d->a, &c, party, &rule, &g));
        if (!g.is_found)
                return deed_fault(d, CONFLICT,
                                  _("Its reports do not say that it is a scale-up by the rule of "
                                    "the programme."));
        if (g.first->report != deed_int(d, "first") || g.last->report != deed_int(d, "last"))
                return deed_fault(d, CONFLICT,
                                  _("Other figures were reported meanwhile: look at them again."));
        TRY(scale_up_insert(d->db, party, c.id, g.figure, 0, g.first->report, g.first->revision,
                            g.from.value, g.last->report, g.last->revision, g.to.value,
                            g.first->staff.value, d->actor.id, d->now_us));
        TRY(tell(d, &c, party, &g));
        TRY(move(d, &c, party, &rule, &g));
        d->made = party;
        d->note = S_("Confirmed. It counts as a scale-up now.");
        return OK;
}

const Action scaleup_confirm_action = {
        .name = "scaleup confirm",
        .may = MAY_COHORT_EDIT,
        .where = cohort_where,
        .title = N_("Confirm a scale-up"),
        .help = N_("Its reports meet the programme's rule. It moves to the stage that the rule "
                   "names, with the reports as evidence, and is counted."),
        .fields = confirm_fields,
        .run = run_confirm};

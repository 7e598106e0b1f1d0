/* main/example_cohort: see the header. */
#include "main/example_cohort.h"

#include "base/time.h"
#include "base/words.h"
#include "cohort/agenda.h"
#include "cohort/booking.h"
#include "cohort/mentor.h"
#include "cohort/milestone.h"
#include "cohort/report.h"
#include "cohort/wish.h"
#include "people/role.h"

#include <stdarg.h>
#include <stdio.h>

#define HUB "ho-chi-minh-city"          /* as it is */
#define PROGRAMME "startup-accelerator" /* as it is */
#define END (const char *)NULL          /* a bare NULL may be an int there */

enum { OTHERS = 6 };

typedef struct {
        Program *p;
        Arena *a;
        Actor first;
        Db *db;
        char *fault;
        Str cohort, party;
        int64_t now_us;
        Deed d; /* of the last deed */
} Example;

/* As somebody; pairs of names and values that end with END. */
static Status __attribute__((sentinel))
does(Example *x, const Actor *who, const Action *action, ...)
{
        ActionWorld world = {.store = x->p->store,
                             .site = &x->p->site,
                             .base_url = x->p->site.base_url,
                             .gate = x->p->site.gate,
                             .seal = x->p->site.seal};
        Input inputs[ACTION_FIELDS_MAX];
        const char *name;
        size_t n = 0;
        va_list args;
        Status s;

        va_start(args, action);
        while ((name = va_arg(args, const char *)) != NULL && n < ACTION_FIELDS_MAX)
                inputs[n++] = (Input){str_from(name), str_from(va_arg(args, const char *))};
        va_end(args);
        x->d = (Deed){0};
        s = action_do(&world, action, who, inputs, n, x->a, &x->d);
        if (s != OK)
                snprintf(x->fault, PROGRAM_FAULT_BYTES, "%s: %.300s", action->name,
                         x->d.faults_n ? str_z(x->a, x->d.faults[0].words) : status_name(s));
        return s;
}

static const char *day(Example *x, int days)
{
        return time_date(x->a, x->now_us + days * DAY_US).at;
}

static Status open_it(Example *x)
{
        CohortCandidateList list;
        const char *late = "";
        Id id;
        Cohort c;
        int n = 0;

        TRY(does(x, &x->first, &member_add_action, "party", x->party.at, "programme", PROGRAMME,
                 "hub", HUB, "stage", "active", END));
        TRY(does(x, &x->first, &cohort_open_action, "programme", PROGRAMME, "hub", HUB, "title",
                 _("Autumn cohort"), "begins", day(x, -12), "ends", day(x, 170), END));
        x->cohort = id_text(x->a, x->d.made);
        TRY(does(x, &x->first, &cohort_add_action, "cohort", x->cohort.at, "party", x->party.at,
                 END));
        if (!id_parse(x->cohort, &id))
                return BROKEN;
        TRY(cohort_by_id(x->db, x->a, id, &c));
        TRY(cohort_candidates(x->db, x->a, c.id, c.programme, c.hub, INT64_MAX, &list));
        for (size_t i = 0; i < list.n && n < OTHERS; i++) {
                if (!str_is(list.at[i].stage, "Active"))
                        continue;
                late = id_text(x->a, list.at[i].party).at;
                TRY(does(x, &x->first, &cohort_add_action, "cohort", x->cohort.at, "party", late,
                         END));
                n++;
        }
        if (n)
                TRY(does(x, &x->first, &milestone_set_action, "cohort", x->cohort.at, "party", late,
                         "milestone", "terms", "title", _("Signed terms of the programme"), "due",
                         day(x, -2), END));
        TRY(does(x, &x->first, &milestone_plan_action, "cohort", x->cohort.at, END));
        return does(x, &x->first, &report_plan_action, "cohort", x->cohort.at, END);
}

/* The team hands in its plan, and it is approved; the pilot waits for an operator. */
static Status reach(Example *x, const Actor *owner)
{
        MilestoneList list;
        Id party, cohort;

        if (!id_parse(x->party, &party) || !id_parse(x->cohort, &cohort))
                return BROKEN;
        TRY(milestones_of(x->db, x->a, party, cohort, &list));
        for (size_t i = 0; i < list.n && i < 2; i++) {
                const char *id = id_text(x->a, list.at[i].id).at;

                TRY(does(
                        x, owner, &milestone_submit_action, "cohort", x->cohort.at, "party",
                        x->party.at, "milestone", id, "words",
                        i ? _("Two farms near Can Tho harvest with our robot since last week.")
                          : _("Three aims: a pilot, three customers, a robot under 4,000 dollars."),
                        END));
                if (i == 0)
                        TRY(does(x, &x->first, &milestone_approve_action, "cohort", x->cohort.at,
                                 "party", x->party.at, "milestone", id, "answer",
                                 _("Clear aims. Go on."), END));
        }
        return OK;
}

static Status mentor(Example *x, const Actor *owner, Str email)
{
        Actor who;
        Id id;
        const char *slot;

        TRY(does(x, &x->first, &role_grant_action, "email", str_z(x->a, email), "name",
                 "Samuel Otieno" /* as it is */, "role", "mentor", "hub", HUB, "programme",
                 PROGRAMME, END));
        TRY(access_account_by_email(x->db, x->a, email, &id));
        TRY(access_actor(x->db, x->a, id, time_now_us(), &who));
        TRY(does(x, &who, &hours_offer_action, "cohort", x->cohort.at, "day", day(x, 3), "time",
                 "10:00", "weeks", "6", "place", "Room 2" /* as it is */, END));
        slot = id_text(x->a, x->d.made).at;
        TRY(does(x, owner, &booking_make_action, "cohort", x->cohort.at, "party", x->party.at,
                 "slot", slot, "topic", _("Prices for farms that share a robot."), END));
        TRY(does(x, &who, &wish_rank_action, "cohort", x->cohort.at, "party", x->party.at, "place",
                 "1", END));
        return does(x, owner, &wish_set_action, "cohort", x->cohort.at, "party", x->party.at,
                    "mentor", id_text(x->a, id).at, "place", "1", END);
}

static Status plan_days(Example *x)
{
        TRY(does(x, &x->first, &agenda_add_action, "cohort", x->cohort.at, "title",
                 _("How to talk with investors"), "day", day(x, 9), "time", "14:00", "minutes",
                 "120", "place", "Room 1" /* as it is */, END));
        TRY(does(x, &x->first, &agenda_add_action, "cohort", x->cohort.at, "kind", "demo-day",
                 "title", _("Demo day"), "day", day(x, 100), "time", "15:00", "minutes", "180",
                 END));
        return does(x, &x->first, &pitch_set_action, "cohort", x->cohort.at, "session",
                    id_text(x->a, x->d.made).at, "party", x->party.at, "place", "1", END);
}

Status example_cohort(Program *p, Arena *a, Actor first, Id owner, Id party, Str mentor_email,
                      char *fault)
{
        Example x = {.p = p,
                     .a = a,
                     .first = first,
                     .fault = fault,
                     .party = id_text(a, party),
                     .now_us = time_now_us()};
        Actor who;
        Status s;

        TRY(store_reader(p->store, &x.db));
        s = access_actor(x.db, a, owner, x.now_us, &who);
        if (s == OK)
                s = open_it(&x);
        if (s == OK)
                s = reach(&x, &who);
        if (s == OK)
                s = mentor(&x, &who, mentor_email);
        if (s == OK)
                s = plan_days(&x);
        store_reader_close(x.db);
        return s;
}

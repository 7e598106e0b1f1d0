/* main/example_network: see the header. */
#include "main/example_network.h"

#include "base/time.h"
#include "programme/programme.h"
#include "solution/challenge.h"
#include "solution/introduction.h"
#include "solution/referral.h"
#include "solution/solution.h"

#include <stdarg.h>
#include <stdio.h>

typedef struct {
        Program *p;
        Arena *a;
        const Actor *actor;
        char *fault;
        Id made;
} Example;

static const char startup[] = "Mekong Harvest Robotics";
static const char hub[] = "ho-chi-minh-city";

#define END (const char *)NULL /* a bare NULL may be an int there */

/* Names and values in turn, up to END. */
static Status __attribute__((sentinel)) act(Example *x, const Action *action, ...)
{
        ActionWorld world = {.store = x->p->store,
                             .site = &x->p->site,
                             .base_url = x->p->site.base_url,
                             .gate = x->p->site.gate,
                             .seal = x->p->site.seal};
        Input inputs[ACTION_FIELDS_MAX];
        Deed d = {0};
        size_t n = 0;
        va_list args;
        const char *name;
        Status s;

        va_start(args, action);
        while (n < ACTION_FIELDS_MAX && (name = va_arg(args, const char *)))
                inputs[n++] = (Input){str_from(name), str_from(va_arg(args, const char *))};
        va_end(args);
        s = action_do(&world, action, x->actor, inputs, n, x->a, &d);
        if (s != OK)
                snprintf(x->fault, PROGRAM_FAULT_BYTES, "%s: %.300s", action->name,
                         d.faults_n ? str_z(x->a, d.faults[0].words) : status_name(s));
        x->made = d.made;
        return s;
}

static const char *id(Example *x, Id id_of)
{
        return id_text(x->a, id_of).at;
}

static Status find(Example *x, const char *name, Id *out)
{
        PartyViewList list = {0};
        Db *db;
        Status s;

        TRY(store_reader(x->p->store, &db));
        s = party_by_name_key(db, x->a, party_name_key(str_from(name)), 1, &list);
        store_reader_close(db);
        if (s == OK && !list.n)
                return NOT_FOUND;
        if (s == OK)
                *out = list.at[0].id;
        return s;
}

static Status add(Example *x, const char *name, const char *country, const char *at, Id *out)
{
        TRY(act(x, &party_add_action, "kind", "organisation", "name", name, "country", country,
                "hub", at, "listed", "yes", END));
        *out = x->made;
        return OK;
}

static Status offer(Example *x, Id party, const char *const texts[6], Id *out)
{
        TRY(act(x, &solution_add_action, "party", id(x, party), "title", texts[0], "summary",
                texts[1], "description", texts[2], "category", texts[3], "sector", texts[4],
                "countries", texts[5], "price", "On request", END));
        *out = x->made;
        return act(x, &solution_publish_action, "party", id(x, party), "solution", id(x, x->made),
                   END);
}

static const char *const scout[6] = {
        "Field Scout",
        "A walking robot that counts plants and finds weeds.",
        ("It walks between the rows at night, takes pictures and counts what grows. In the morning "
         "the farm has a map of gaps, weeds and thirsty plants, without any server of its own."),
        "ai",
        "agriculture",
        "VN TH ID"};
static const char *const planner[6] = {
        "Harvest Planner",
        "Says three weeks ahead how much will be ripe, and where.",
        ("From the counts of past nights and the weather it plans people, boxes and lorries. Works "
         "with the counts of Field Scout or with a table of one's own."),
        "analytics",
        "agriculture",
        ""};
static const char *const shelf[6] = {
        "Shelf Watch",
        "Tells a shop what is missing on its shelves.",
        "Cameras that a shop has already, and a list of what should stand where.",
        "business-software",
        "retail",
        "SG MY"};

/* The start-up answers, is shortlisted, and a pilot begins. */
static Status pilot(Example *x, Id party, Id enterprise)
{
        Str begins = time_date(x->a, time_now_us()),
            ends = time_date(x->a, time_now_us() + 120 * DAY_US);
        Id challenge;

        TRY(act(x, &challenge_open_action, "party", id(x, enterprise), "programme",
                "open-innovation", "title", "Know the harvest before the lorries come", "problem",
                "We send lorries to two hundred farms. Half of them come back half empty, because "
                "nobody knows how much is ripe. We can give two years of deliveries and pictures "
                "of forty farms.",
                "reward", "A paid pilot on ten farms", END));
        challenge = x->made;
        TRY(act(x, &challenge_announce_action, "party", id(x, enterprise), "challenge",
                id(x, challenge), END));
        TRY(act(x, &member_add_action, "party", id(x, party), "programme", "open-innovation", "hub",
                hub, END));
        TRY(act(x, &member_move_action, "party", id(x, party), "programme", "open-innovation",
                "hub", hub, "to", "shortlisted", END));
        TRY(act(x, &pilot_plan_action, "party", id(x, party), "enterprise", id(x, enterprise),
                "challenge", id(x, challenge), "goal",
                "Nine of ten forecasts within a tenth of what is picked", "begins", begins.at,
                "ends", ends.at, END));
        return act(x, &pilot_begin_action, "party", id(x, party), "pilot", id(x, x->made), END);
}

static Status refer(Example *x, Id party, Id partner, Id solution)
{
        Str today = time_date(x->a, time_now_us());
        Id referral;

        TRY(act(x, &agreement_make_action, "party", id(x, party), "partner", id(x, partner),
                "share", "12.5", "from", today.at, "until",
                time_date(x->a, time_now_us() + 365 * DAY_US).at, END));
        TRY(act(x, &referral_make_action, "party", id(x, partner), "solution", id(x, solution),
                "customer", "Riverside Orchards", "note", "Forty hectares, wants to begin in May.",
                END));
        referral = x->made;
        TRY(act(x, &referral_accept_action, "party", id(x, party), "referral", id(x, referral),
                END));
        return act(x, &referral_win_action, "party", id(x, party), "referral", id(x, referral),
                   "amount", "18450.75", "currency", "SGD", "on", today.at, END);
}

static Status invest(Example *x, Id party, Id investor)
{
        TRY(act(x, &outcome_note_action, "party", id(x, party), "kind", "investment", "on",
                time_date(x->a, time_now_us() - 30 * DAY_US).at, "amount", "350000", "currency",
                "USD", "round_type", "seed", "other", id(x, investor), "evidence",
                "https://example.org/mekong-harvest-seed-round", END));
        return act(x, &outcome_confirm_action, "party", id(x, party), "outcome", id(x, x->made),
                   END);
}

Status example_network(Program *p, Arena *a, const Actor *actor, char fault[PROGRAM_FAULT_BYTES])
{
        Example x = {.p = p, .a = a, .actor = actor, .fault = fault};
        Id party, enterprise, partner, investor, solution, other;

        TRY(find(&x, startup, &party));
        TRY(act(&x, &party_list_action, "party", id(&x, party), "listed", "yes", END));
        TRY(add(&x, "Lotus Table Foods", "VN", hub, &enterprise));
        TRY(add(&x, "Straits Channel Partners", "SG", "singapore", &partner));
        TRY(add(&x, "Delta Seed Fund", "SG", "singapore", &investor));
        TRY(offer(&x, partner, shelf, &other));
        TRY(offer(&x, party, planner, &other));
        TRY(offer(&x, party, scout, &solution));
        TRY(pilot(&x, party, enterprise));
        TRY(refer(&x, party, partner, solution));
        return invest(&x, party, investor);
}

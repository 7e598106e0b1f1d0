/* main/example_network: see the header. */
#include "main/example_network.h"

#include "base/time.h"
#include "main/example.h"
#include "programme/programme.h"
#include "solution/challenge.h"
#include "solution/introduction.h"
#include "solution/referral.h"
#include "solution/solution.h"

static const char startup[] = "Mekong Harvest Robotics";
static const char hub[] = "ho-chi-minh-city";

static Status add(Example *x, const char *name, const char *country, const char *at, Id *out)
{
        TRY(example_do(x, &party_add_action, "kind", "organisation", "name", name, "country",
                       country, "hub", at, "listed", "yes", END));
        *out = x->made;
        return OK;
}

static Status offer(Example *x, Id party, const char *const texts[6], Id *out)
{
        TRY(example_do(x, &solution_add_action, "party", example_id(x, party), "title", texts[0],
                       "summary", texts[1], "description", texts[2], "category", texts[3], "sector",
                       texts[4], "countries", texts[5], "price", "On request", END));
        *out = x->made;
        return example_do(x, &solution_publish_action, "party", example_id(x, party), "solution",
                          example_id(x, x->made), END);
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

        TRY(example_do(
                x, &challenge_open_action, "party", example_id(x, enterprise), "programme",
                "open-innovation", "title", "Know the harvest before the lorries come", "problem",
                "We send lorries to two hundred farms. Half of them come back half empty, because "
                "nobody knows how much is ripe. We can give two years of deliveries and pictures "
                "of forty farms.",
                "reward", "A paid pilot on ten farms", END));
        challenge = x->made;
        TRY(example_do(x, &challenge_announce_action, "party", example_id(x, enterprise),
                       "challenge", example_id(x, challenge), END));
        TRY(example_do(x, &member_add_action, "party", example_id(x, party), "programme",
                       "open-innovation", "hub", hub, END));
        TRY(example_do(x, &member_move_action, "party", example_id(x, party), "programme",
                       "open-innovation", "hub", hub, "to", "shortlisted", END));
        TRY(example_do(x, &pilot_plan_action, "party", example_id(x, party), "enterprise",
                       example_id(x, enterprise), "challenge", example_id(x, challenge), "goal",
                       "Nine of ten forecasts within a tenth of what is picked", "begins",
                       begins.at, "ends", ends.at, END));
        return example_do(x, &pilot_begin_action, "party", example_id(x, party), "pilot",
                          example_id(x, x->made), END);
}

static Status refer(Example *x, Id party, Id partner, Id solution)
{
        Str today = time_date(x->a, time_now_us());
        Id referral;

        TRY(example_do(x, &agreement_make_action, "party", example_id(x, party), "partner",
                       example_id(x, partner), "share", "12.5", "from", today.at, "until",
                       time_date(x->a, time_now_us() + 365 * DAY_US).at, END));
        TRY(example_do(x, &referral_make_action, "party", example_id(x, partner), "solution",
                       example_id(x, solution), "customer", "Riverside Orchards", "note",
                       "Forty hectares, wants to begin in May.", END));
        referral = x->made;
        TRY(example_do(x, &referral_accept_action, "party", example_id(x, party), "referral",
                       example_id(x, referral), END));
        return example_do(x, &referral_win_action, "party", example_id(x, party), "referral",
                          example_id(x, referral), "amount", "18450.75", "currency", "SGD", "on",
                          today.at, END);
}

static Status invest(Example *x, Id party, Id investor)
{
        TRY(example_do(x, &outcome_note_action, "party", example_id(x, party), "kind", "investment",
                       "on", time_date(x->a, time_now_us() - 30 * DAY_US).at, "amount", "350000",
                       "currency", "USD", "round_type", "seed", "other", example_id(x, investor),
                       "evidence", "https://example.org/mekong-harvest-seed-round", END));
        return example_do(x, &outcome_confirm_action, "party", example_id(x, party), "outcome",
                          example_id(x, x->made), END);
}

Status example_network(Program *p, Arena *a, const Actor *actor, char fault[PROGRAM_FAULT_BYTES])
{
        Example x = {.p = p, .a = a, .actor = actor, .fault = fault};
        Id party, enterprise, partner, investor, solution, other;

        TRY(example_party(&x, startup, &party));
        TRY(example_do(&x, &party_list_action, "party", example_id(&x, party), "listed", "yes",
                       END));
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

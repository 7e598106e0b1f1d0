/* main/example_ledger: see the header. */
#include "main/example_ledger.h"

#include "base/time.h"
#include "credit/account.h"
#include "credit/fund.h"
#include "credit/grant.h"

static const char hub[] = "ho-chi-minh-city";

static Status open_fund(Example *x, Id *out)
{
        Id source;

        TRY(example_do(x, &ledger_account_open_action, "hub", hub, "title", "Yearly budget", "unit",
                       "USD", "kind", "outside", END));
        source = x->made;
        TRY(example_do(x, &ledger_account_open_action, "hub", hub, "title", "Seed fund", "unit",
                       "USD", "kind", "own", END));
        *out = x->made;
        return example_do(x, &transfer_make_action, "source", example_id(x, source), "target",
                          example_id(x, *out), "amount", "250000", "why", "This year's budget",
                          END);
}

/* Something is set aside for the room of the demo day until its bill comes. */
static Status set_aside(Example *x, Id fund)
{
        Id rooms;

        TRY(example_do(x, &ledger_account_open_action, "hub", hub, "title", "Rooms and stages",
                       "unit", "USD", "kind", "outside", END));
        rooms = x->made;
        TRY(example_do(x, &transfer_make_action, "source", example_id(x, fund), "target",
                       example_id(x, rooms), "amount", "1180.50", "why", "Room of the first week",
                       END));
        return example_do(x, &hold_open_action, "source", example_id(x, fund), "target",
                          example_id(x, rooms), "amount", "4200", "why", "Stage of the demo day",
                          END);
}

static Status give(Example *x, Id party, const char *title, const char *unit, const char *amount,
                   int days)
{
        return example_do(x, &grant_give_action, "party", example_id(x, party), "hub", hub, "title",
                          title, "unit", unit, "amount", amount, "until",
                          time_date(x->a, time_now_us() + days * DAY_US).at, END);
}

static Status use(Example *x, Id party, const char *unit, const char *amount, const char *why)
{
        return example_do(x, &grant_use_action, "party", example_id(x, party), "hub", hub, "unit",
                          unit, "amount", amount, "why", why, END);
}

static const char *day(Example *x, int days)
{
        return time_date(x->a, time_now_us() + days * DAY_US).at;
}

static Status find_signer(Example *x, Actor *out)
{
        Db *db;
        Id id;
        Status s;

        TRY(store_reader(x->p->store, &db));
        s = access_account_by_email(db, x->a, S("ada.lindqvist@example.org"), &id);
        if (s == OK)
                s = access_actor(db, x->a, id, time_now_us(), out);
        store_reader_close(db);
        return s;
}

static Status sign(Example *x, const Actor *who, Id paper)
{
        const Actor *me = x->actor;
        Status s;

        x->actor = who;
        s = example_do(x, &fund_sign_action, "paper", example_id(x, paper), END);
        x->actor = me;
        return s;
}

static Status start_funds(Example *x, Id *out)
{
        Id region;

        TRY(example_do(x, &fund_open_action, "hub", "apac", "title",
                       "Start-up fund of Asia-Pacific", "unit", "USD", "programme", "startup-fund",
                       "from", day(x, -200), "until", day(x, 900), END));
        region = x->made;
        TRY(example_do(x, &fund_allot_action, "fund", example_id(x, region), "amount", "100000000",
                       "why", "Of the announcement", END));
        TRY(example_do(x, &fund_open_action, "hub", "vietnam", "title", "Start-up fund of Vietnam",
                       "unit", "USD", "programme", "startup-fund", "above", example_id(x, region),
                       "from", day(x, -200), "until", day(x, 900), "large", "250000", END));
        *out = x->made;
        return example_do(x, &fund_allot_action, "fund", example_id(x, *out), "amount", "12000000",
                          "why", "Two years", END);
}

/* A cheque in three steps, the first of them paid; and a larger one that waits for signatures. */
static Status cheques(Example *x, Id fund, Id party)
{
        Actor signer = {0};
        Id commitment;

        TRY(find_signer(x, &signer));
        TRY(example_do(
                x, &fund_commit_action, "fund", example_id(x, fund), "party", example_id(x, party),
                "title", "First cheque", "amount", "60000", "instalments",
                str_fmt(x->a, "%s 20000\n%s 20000\n%s 20000", day(x, 0), day(x, 90), day(x, 180))
                        .at,
                END));
        commitment = x->made;
        TRY(sign(x, &signer, commitment));
        TRY(example_do(x, &fund_pay_action, "paper", example_id(x, commitment), "instalment", "1",
                       END));
        TRY(sign(x, &signer, x->made));
        return example_do(x, &fund_commit_action, "fund", example_id(x, fund), "party",
                          example_id(x, party), "title", "A hundred robots for the delta", "amount",
                          "300000", END);
}

Status example_ledger(Example *x)
{
        Id fund, seed, party;

        TRY(open_fund(x, &fund));
        TRY(set_aside(x, fund));
        TRY(example_party(x, "Mekong Harvest Robotics", &party));
        TRY(start_funds(x, &seed));
        TRY(cheques(x, seed, party));
        TRY(give(x, party, "Cloud credits to begin with", "USD", "5000", 60));
        TRY(give(x, party, "Cloud credits of the cohort", "USD", "25000", 300));
        TRY(give(x, party, "GPU-hours to train with", "gpu-hour", "500", 180));
        TRY(give(x, party, "Hours with mentors", "mentor-hour", "12", 120));
        TRY(use(x, party, "USD", "1830.42", "Servers of the first month"));
        TRY(use(x, party, "gpu-hour", "37.5", "Training on pictures of weeds"));
        return use(x, party, "mentor-hour", "1.5", "How to price a robot");
}

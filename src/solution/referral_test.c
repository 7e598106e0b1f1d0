/* Referrals, shares, introductions, outcomes. */
#include "solution/referral.h"

#include "programme/programme.h"
#include "solution/money.h"
#include "solution/tell.h"
#include "solution/solution_probe.h"

#include <pthread.h>
#include <string.h>

static Status say(const Market *m, const char *deed, Id referral)
{
        World *w = m->w;

        return AS(m->ada.id, act(w, deed, "party", ID(m->seller), "referral", ID(referral), NULL));
}

static Status win(const Market *m, Id referral, const char *amount, const char *currency)
{
        World *w = m->w;

        return AS(m->ada.id,
                  act(w, "referral win", "party", ID(m->seller), "referral", ID(referral), "amount",
                      amount, "currency", currency, "on", today(w).at, NULL));
}

static Referral referral(const Market *m, Id id)
{
        Referral r;

        CHECK_OK(referral_of_owner(m->w->db, m->w->a, m->seller, id, &r));
        return r;
}

TEST(shares_are_exact_and_round_a_half_up)
{
        static const struct {
                int64_t minor, bps, share;
        } cases[] = {{1250050, 1000, 125005},
                     {1, 5000, 1},
                     {1, 4999, 0},
                     {3, 5000, 2},
                     {10001, 1, 1},
                     {4999, 1, 0},
                     {5000, 1, 1},
                     {99, 10000, 99},
                     {0, 10000, 0},
                     {333, 3333, 111},
                     {MONEY_MINOR_MAX, 10000, MONEY_MINOR_MAX}};
        int64_t minor;

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                CHECK_INT(money_share(cases[i].minor, cases[i].bps), cases[i].share);
        CHECK(money_parse(S("12500.5"), S("USD"), &minor) && minor == 1250050);
        CHECK(money_parse(S("12500"), S("JPY"), &minor) && minor == 12500);
        CHECK(money_parse(S("1.005"), S("KWD"), &minor) && minor == 1005);
        CHECK(!money_parse(S("1.5"), S("JPY"), &minor) &&
              !money_parse(S("0.001"), S("EUR"), &minor));
        CHECK(!money_parse(S("-1"), S("EUR"), &minor) && !money_parse(S("1e3"), S("EUR"), &minor));
        CHECK(!money_parse(S("10000000000000.01"), S("EUR"), &minor));
        CHECK_STR(money_percent(a, 1250), IS, "12.5 %");
        CHECK_STR(money_percent(a, 10000), IS, "100 %");
        CHECK_STR(money_percent(a, 0), IS, "0 %");
        CHECK(money_currency_is(S("SGD")) && !money_currency_is(S("XXX")) &&
              !money_currency_is(S("")));
}

TEST(a_referral_brings_the_share_that_was_agreed_when_it_was_made)
{
        Market m = market(a);
        World *w = m.w;
        Id solution = offered(&m, "Mango Counter"), id, other;
        Str path = str_fmt(a, "/parties/%.*s/statement", S_ARG(id_text(a, m.partner))), leaf;

        agreed(&m, 0, "10");
        agreed(&m, solution, "12.5"); /* the narrower one holds */
        id = referred(&m, solution, "Big Juice");
        agreed(&m, solution, "50"); /* too late for it */
        CHECK_IS(AS(m.bo.id, act(w, "referral make", "party", ID(m.partner), "solution",
                                 ID(solution), "customer", " Big Juice ", NULL)),
                 INVALID);
        CHECK_IS(AS(m.ada.id, act(w, "referral make", "party", ID(m.seller), "solution",
                                  ID(solution), "customer", "Self", NULL)),
                 INVALID);
        CHECK_IS(win(&m, id, "100", "SGD"), CONFLICT); /* not taken on */
        CHECK_IS(AS(m.bo.id,
                    act(w, "referral accept", "party", ID(m.partner), "referral", ID(id), NULL)),
                 NOT_FOUND);
        CHECK_OK(say(&m, "referral accept", id));
        CHECK_IS(say(&m, "referral accept", id), CONFLICT);
        CHECK_IS(win(&m, id, "0", "SGD"), INVALID);
        CHECK_IS(win(&m, id, "100.001", "SGD"), INVALID);
        CHECK_IS(win(&m, id, "100", "sgd"), INVALID);
        CHECK_OK(win(&m, id, "12500.50", "SGD"));
        CHECK_OK(record_leaf(w->db, a, w->deed.position, &leaf));
        CHECK_STR(leaf, CONTAINS, "\"share_minor\":156256");
        CHECK(!str_has(leaf, S("Juice")));
        CHECK_INT(referral(&m, id).share_minor, 156256); /* 1562.5625 */
        CHECK_IS(win(&m, id, "1", "SGD"), CONFLICT);
        other = referred(&m, solution, "Small Juice");
        CHECK_INT(referral(&m, other).bps, 5000);
        CHECK_OK(say(&m, "referral accept", other));
        CHECK_OK(win(&m, other, "3", "JPY"));
        CHECK_OK(say(&m, "referral pay", other));
        CHECK_IS(say(&m, "referral pay", other), CONFLICT);
        w->actor = again(w, m.bo.id);
        CHECK_STR(page(w, path.at), CONTAINS, "1562.56");
        CHECK_STR(page(w, str_fmt(a, "/api/v1%.*s", S_ARG(path)).at), CONTAINS,
                  "\"currency\":\"JPY\",\"referrals\":1,\"amount_minor\":3,\"share_minor\":2,"
                  "\"paid_minor\":2");
        CHECK_STR(page(w, str_fmt(a, "%.*s?month=2019-01", S_ARG(path)).at), CONTAINS,
                  "Nothing was won");
        page(w, str_fmt(a, "%.*s?month=2019-13", S_ARG(path)).at);
        CHECK_INT(w->status, 422);
        w->actor = again(w, m.ada.id);
        page(w, path.at); /* the partner's, and of nobody else's team */
        CHECK_INT(w->status, 404);
}

static Status consents(const Market *m, const Actor *who, Id agreement)
{
        World *w = m->w;

        return AS(who->id, act(w, "agreement consent", "party", ID(m->seller), "partner",
                               ID(m->partner), "agreement", ID(agreement), NULL));
}

TEST(agreements_have_days_and_end)
{
        Market m = market(a);
        World *w = m.w;
        Id solution = offered(&m, "Mango Counter"), id, offer;
        AgreementLineList list;

        static const struct {
                const char *share, *from, *until;
        } bad[] = {{"0", "2026-01-01", "2026-02-01"},
                   {"100.01", "2026-01-01", "2026-02-01"},
                   {"1.005", "2026-01-01", "2026-02-01"},
                   {"5", "2026-02-02", "2026-02-01"},
                   {"5", "2026-01-01", "2040-01-01"}};

        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
                CHECK_IS(AS(m.ada.id, act(w, "agreement make", "party", ID(m.seller), "partner",
                                          ID(m.partner), "share", bad[i].share, "from", bad[i].from,
                                          "until", bad[i].until, NULL)),
                         INVALID);
        CHECK_OK(AS(m.ada.id, act(w, "agreement make", "party", ID(m.seller), "partner",
                                  ID(m.partner), "share", "7", "from", "2020-01-01", "until",
                                  "2020-12-31", NULL))); /* over */
        CHECK_INT(referral(&m, referred(&m, solution, "A")).bps, 0);
        CHECK_OK(act(w, "member add", "party", ID(m.seller), "programme", "partner-network", "hub",
                     "bangkok", NULL));
        CHECK_OK(act(w, "agreement set", "party", ID(m.partner), "programme", "partner-network",
                     "share", "3", "from", "2020-01-01", "until", "2029-12-31", NULL));
        offer = w->deed.made;
        CHECK_INT(referral(&m, referred(&m, solution, "B0")).bps, 0); /* its owner was not asked */
        CHECK_IS(consents(&m, &w->actor, offer),
                 FORBIDDEN); /* nor can an operator say it for them */
        CHECK_IS(consents(&m, &m.bo, offer), NOT_FOUND);
        CHECK_STR(page(w, solution_network_path(a, m.seller).at), CONTAINS, "Not agreed to");
        CHECK_OK(consents(&m, &m.ada, offer));
        CHECK_IS(consents(&m, &m.ada, offer), CONFLICT);
        CHECK_INT(referral(&m, referred(&m, solution, "B")).bps, 300);
        agreed(&m, 0, "10");
        id = w->deed.made;
        CHECK_INT(referral(&m, referred(&m, solution, "C")).bps, 1000);
        CHECK_IS(AS(m.bo.id, act(w, "agreement end", "party", ID(m.partner), "partner",
                                 ID(m.partner), "agreement", ID(id), NULL)),
                 NOT_FOUND); /* who gets it does not end it */
        CHECK_OK(AS(m.ada.id, act(w, "agreement end", "party", ID(m.seller), "partner",
                                  ID(m.partner), "agreement", ID(id), NULL)));
        CHECK_IS(AS(m.ada.id, act(w, "agreement end", "party", ID(m.seller), "partner",
                                  ID(m.partner), "agreement", ID(id), NULL)),
                 CONFLICT);
        CHECK_INT(referral(&m, referred(&m, solution, "D")).bps, 300);
        CHECK_OK(agreements_of(w->db, a, m.partner, time_now_us(), &list));
        CHECK_INT((int64_t)list.n, 1);
        CHECK_OK(AS(m.ada.id, act(w, "agreement end", "party", ID(m.seller), "partner",
                                  ID(m.partner), "agreement", ID(offer), NULL)));
        CHECK_INT(referral(&m, referred(&m, solution, "E")).bps, 0);
        CHECK_IS(AS(m.ada.id, act(w, "agreement end", "party", ID(m.seller), "partner",
                                  ID(m.partner), "agreement", ID(offer), NULL)),
                 NOT_FOUND);
        CHECK_OK(act(w, "agreement end", "party", ID(m.partner), "partner", ID(m.partner),
                     "agreement", ID(offer), NULL)); /* of all, by who set it */
        CHECK_IS(consents(&m, &m.ada, offer), NOT_FOUND);
}

/* --- introductions */

static Id introduced(const Market *m)
{
        World *w = m->w;

        CHECK_OK(act(w, "introduction offer", "party", ID(m->seller), "other", ID(m->partner),
                     "kind", "investor", "words", "You both like fruit.", NULL));
        return w->deed.made;
}

static Status answers(const Market *m, Id who, Id party, Id id, const char *answer)
{
        World *w = m->w;

        return AS(who, act(w, "introduction answer", "party", ID(party), "introduction", ID(id),
                           "answer", answer, NULL));
}

static int letters_with(World *w, const char *words)
{
        MailLineList mails;
        int n = 0;

        CHECK_OK(outbox_latest(w->db, w->a, INT64_MAX, &mails));
        for (size_t i = 0; i < mails.n; i++) {
                Mail mail;

                CHECK_OK(outbox_by_id(w->db, w->a, mails.at[i].id, &mail));
                n += str_has(mail.plain, str_from(words));
        }
        return n;
}

TEST(an_introduction_passes_addresses_on_only_when_both_sides_agreed)
{
        Market m = market(a);
        World *w = m.w;
        Id id = introduced(&m);
        const char *token = token_of(w); /* of the newest letter: to the other side */
        Actor boss = w->actor;
        Str path = str_fmt(a, "/api/v1/parties/%.*s/network", S_ARG(id_text(a, m.seller))), leaf;

        CHECK_IS(act(w, "introduction offer", "party", ID(m.seller), "other", ID(m.partner), "kind",
                     "mentor", "words", "Again.", NULL),
                 CONFLICT);
        CHECK_INT(letters_with(w, "bo@example.org") + letters_with(w, "ada@example.org"), 0);
        /* an operator has no team's yes to give, nor one side the other's */
        CHECK_IS(act(w, "introduction answer", "party", ID(m.seller), "introduction", ID(id),
                     "answer", "yes", NULL),
                 FORBIDDEN);
        CHECK_IS(answers(&m, m.bo.id, m.seller, id, "yes"), NOT_FOUND);
        CHECK_IS(act(w, "introduction reply", "token", "0123", "answer", "yes", NULL), FORBIDDEN);
        w->actor = (Actor){0};
        CHECK_OK(act(w, "introduction reply", "token", token, "answer", "yes", NULL));
        CHECK_OK(record_leaf(w->db, a, w->deed.position, &leaf));
        CHECK_STR(leaf, CONTAINS, "introduction.agreed");
        CHECK(!str_has(leaf, S("\"actor\""))); /* on which side they are would be told by who */
        CHECK_IS(act(w, "introduction reply", "token", token, "answer", "no", NULL), CONFLICT);
        w->actor = again(w, m.ada.id);
        CHECK(!str_has(page(w, path.at), S("\"other_says\":\"yes\"")));
        w->actor = boss; /* nor as an operator there, for whom it is open */
        CHECK_STR(page(w, "/api/v1/network?hub=bangkok"), CONTAINS, "\"other_says\":\"yes\"");
        CHECK_OK(act(w, "role grant", "email", "ada@example.org", "name", "Ada", "role", "operator",
                     "hub", "bangkok", NULL));
        w->actor = again(w, m.ada.id);
        CHECK(!str_has(page(w, path.at), S("\"other_says\":\"yes\"")));
        CHECK(!str_has(page(w, "/api/v1/network?hub=bangkok"), S("\"other_says\":\"yes\"")));
        CHECK_INT(letters_with(w, "bo@example.org"), 0);
        CHECK_OK(answers(&m, m.ada.id, m.seller, id, "yes"));
        CHECK_OK(record_leaf(w->db, a, w->deed.position, &leaf));
        CHECK_STR(leaf, CONTAINS, "introduction.made");
        CHECK(!str_has(leaf, S("fruit")));
        CHECK_INT(letters_with(w, "bo@example.org"), 1);
        CHECK_INT(letters_with(w, "ada@example.org"), 1);
        CHECK_IS(answers(&m, m.ada.id, m.seller, id, "no"), CONFLICT);
        CHECK_IS(act(w, "introduction reply", "token", token, "answer", "yes", NULL), FORBIDDEN);
}

TEST(one_no_ends_an_introduction_and_so_does_its_withdrawal)
{
        Market m = market(a);
        World *w = m.w;
        Id id = introduced(&m);
        const char *token = token_of(w);

        CHECK_OK(answers(&m, m.ada.id, m.seller, id, "no"));
        CHECK_IS(act(w, "introduction reply", "token", token, "answer", "yes", NULL), FORBIDDEN);
        CHECK_IS(answers(&m, m.bo.id, m.partner, id, "yes"), CONFLICT);
        id = introduced(&m); /* may be tried again */
        token = token_of(w);
        CHECK_OK(act(w, "introduction withdraw", "party", ID(m.seller), "introduction", ID(id),
                     NULL));
        CHECK_IS(act(w, "introduction withdraw", "party", ID(m.seller), "introduction", ID(id),
                     NULL),
                 CONFLICT);
        CHECK_IS(act(w, "introduction reply", "token", token, "answer", "yes", NULL), FORBIDDEN);
        CHECK_INT(letters_with(w, "bo@example.org") + letters_with(w, "ada@example.org"), 0);
}

TEST(a_link_to_answer_by_does_nothing_once_its_holder_left_the_team)
{
        Market m = market(a);
        World *w = m.w;
        Actor cy = person(w, "Cy", "cy@example.org");
        const char *token;

        joins(w, m.bo, m.partner, cy.id, "cy@example.org", "owner");
        introduced(&m);
        token = token_of(w); /* the newest is of who came last */
        CHECK_OK(by(w, m.bo.id, "team remove", "party", ID(m.partner), "person", ID(cy.id)));
        CHECK_IS(act(w, "introduction reply", "token", token, "answer", "yes", NULL), FORBIDDEN);
}

TEST(nobody_is_introduced_who_can_not_be_asked)
{
        Market m = market(a);
        World *w = m.w;
        Id lonely = given_party(w, "organisation", "Nobody's");

        CHECK_IS(act(w, "introduction offer", "party", ID(m.seller), "other", ID(lonely), "kind",
                     "mentor", "words", "Hm.", NULL),
                 CONFLICT);
        CHECK_IS(act(w, "introduction offer", "party", ID(m.seller), "other", ID(m.seller), "kind",
                     "mentor", "words", "Hm.", NULL),
                 INVALID);
}

/* --- outcomes */

static Id invested(const Market *m, const char *amount, const char *currency, const char *secret)
{
        World *w = m->w;

        CHECK_OK(AS(m->ada.id,
                    act(w, "outcome note", "party", ID(m->seller), "kind", "investment", "on",
                        "2026-05-04", "amount", amount, "currency", currency, "round_type", "seed",
                        "confidential", secret, "evidence", "https://example.org/contract", NULL)));
        return w->deed.made;
}

static Status decides(const Market *m, const char *deed, Id outcome)
{
        World *w = m->w;

        return act(w, deed, "party", ID(m->seller), "outcome", ID(outcome), NULL);
}

TEST(nobody_confirms_for_a_party_in_whose_team_they_are)
{
        Market m = market(a);
        World *w = m.w;
        Id outcome = invested(&m, "250000", "USD", ""), id = drafted(&m, "Sorter");

        CHECK_OK(act(w, "solution rule", "hub", "bangkok", "checked", "yes", NULL));
        CHECK_OK(move(&m, "solution publish", id));
        CHECK_OK(act(w, "role grant", "email", "ada@example.org", "name", "Ada", "role", "head",
                     "hub", "bangkok", NULL));
        CHECK_IS(AS(m.ada.id, decides(&m, "outcome confirm", outcome)), FORBIDDEN);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "team");
        CHECK_IS(AS(m.ada.id, decides(&m, "outcome refuse", outcome)), FORBIDDEN);
        CHECK_IS(AS(m.ada.id, act(w, "solution check", "party", ID(m.seller), "solution", ID(id),
                                  "verdict", "publish", NULL)),
                 FORBIDDEN);
        CHECK_OK(act(w, "solution check", "party", ID(m.seller), "solution", ID(id), "verdict",
                     "publish", NULL));
        CHECK_OK(decides(&m, "outcome confirm", outcome));
        /* nor for the other side */
        CHECK_OK(
                AS(m.ada.id, act(w, "outcome note", "party", ID(m.seller), "kind", "investment",
                                 "on", "2026-05-04", "amount", "9", "currency", "USD", "round_type",
                                 "seed", "evidence", "https://example.org/x", NULL)));
        outcome = w->deed.made;
        CHECK_OK(act(w, "outcome note", "party", ID(m.partner), "kind", "investment", "on",
                     "2026-05-04", "amount", "9", "currency", "USD", "round_type", "seed", "other",
                     ID(m.seller), "evidence", "https://example.org/x", NULL));
        outcome = w->deed.made;
        CHECK_OK(act(w, "role grant", "email", "ada@example.org", "name", "Ada", "role", "head",
                     "hub", "singapore", NULL));
        CHECK_IS(AS(m.ada.id, act(w, "outcome confirm", "party", ID(m.partner), "outcome",
                                  ID(outcome), NULL)),
                 FORBIDDEN);
}

TEST(an_investment_counts_when_an_operator_confirmed_it_and_a_confidential_one_nowhere)
{
        Market m = market(a);
        World *w = m.w;
        Id open = invested(&m, "250000", "USD", ""), secret = invested(&m, "777777", "USD", "yes"),
           euro = invested(&m, "5000", "EUR", ""), no = invested(&m, "1", "USD", "");
        Str leaf;

        CHECK_INT(number(w, "startup-funding", "thailand"), 0);
        CHECK_IS(AS(m.ada.id, decides(&m, "outcome confirm", open)), FORBIDDEN);
        CHECK_OK(decides(&m, "outcome confirm", open));
        CHECK_OK(record_leaf(w->db, a, w->deed.position, &leaf));
        CHECK_STR(leaf, CONTAINS, "\"amount\":250000");
        CHECK(!str_has(leaf, S("example.org")));
        CHECK_IS(decides(&m, "outcome confirm", open), CONFLICT);
        CHECK_IS(decides(&m, "outcome refuse", open), CONFLICT);
        CHECK_OK(decides(&m, "outcome confirm", secret));
        CHECK_OK(record_leaf(w->db, a, w->deed.position, &leaf));
        CHECK(!str_has(leaf, S("777777")));
        CHECK_STR(leaf, CONTAINS, "amount_sha256");
        CHECK_OK(decides(&m, "outcome confirm", euro));
        CHECK_OK(decides(&m, "outcome refuse", no));
        CHECK_INT(number(w, "startup-funding", "thailand"), 250000);
        CHECK_INT(number(w, "startup-funding", "singapore"), 0);
}

TEST(of_an_erased_person_s_outcomes_kind_and_day_are_left)
{
        Market m = market(a);
        World *w = m.w;
        Id party, id;
        Outcome u;

        CHECK_OK(
                act(w, "party add", "kind", "person", "name", "Zoe Quill", "hub", "bangkok", NULL));
        party = w->deed.made;
        CHECK_OK(act(w, "outcome note", "party", ID(party), "kind", "investment", "on",
                     "2026-05-04", "amount", "4711", "currency", "USD", "round_type", "grant",
                     "confidential", "yes", "evidence", "https://example.org/zoe", "note",
                     "Zoe's own", NULL));
        id = w->deed.made;
        CHECK_OK(act(w, "outcome confirm", "party", ID(party), "outcome", ID(id), NULL));
        CHECK_OK(outcome_get(w->db, a, party, id, &u));
        CHECK_INT((int64_t)u.salt.len, 32);
        CHECK_OK(act(w, "party erase", "party", ID(party), "why", "request", "name", "Zoe Quill",
                     NULL));
        CHECK_OK(outcome_get(w->db, a, party, id, &u));
        CHECK_INT((int64_t)u.salt.len, 0);
        CHECK_INT(u.amount, 0);
        CHECK(str_empty(u.evidence) && str_empty(u.note));
        CHECK_STR(u.state, IS, "confirmed");
        CHECK_IS(act(w, "outcome note", "party", ID(party), "kind", "pilot", "on", "2026-05-04",
                     "evidence", "https://example.org/zoe", NULL),
                 CONFLICT);
}

TEST(an_outcome_is_said_as_its_kind_needs)
{
        Market m = market(a);
        World *w = m.w;

#define NOTE(...)                                                                                \
        AS(m.ada.id, act(w, "outcome note", "party", ID(m.seller), "evidence", "https://e.org/", \
                         __VA_ARGS__, NULL))
        CHECK_IS(NOTE("kind", "investment", "on", "2026-01-01"), INVALID);
        CHECK_IS(NOTE("kind", "hire", "on", "2026-01-01"), INVALID);
        CHECK_IS(NOTE("kind", "hire", "on", "2026-01-01", "people", "2", "amount", "5"), INVALID);
        CHECK_IS(NOTE("kind", "pilot", "on", "2126-01-01"), INVALID);
        CHECK_IS(NOTE("kind", "pilot", "on", "2026-01-01", "programme", "mini-masters"), INVALID);
        CHECK_IS(NOTE("kind", "pilot", "on", "2026-01-01", "confidential", "yes"), INVALID);
        CHECK_IS(NOTE("kind", "pilot", "on", "2026-01-01", "other", ID(m.partner)), INVALID);
        CHECK_OK(NOTE("kind", "hire", "on", "2026-01-01", "people", "2"));
        CHECK_IS(AS(m.bo.id, act(w, "outcome note", "party", ID(m.seller), "kind", "pilot", "on",
                                 "2026-01-01", "evidence", "https://e.org/", NULL)),
                 NOT_FOUND);
}

/* credit: who may open, limit, fill and hold what is whose; requests that are asked again. */
#include "base/time.h"
#include "credit/staff_probe.h"
#include "credit/ledger_audit.h"

static const char *text(World *w, Id id)
{
        return id_text(w->a, id).at;
}

static Status open_for(World *w, Id party, const char *title, const char *hub)
{
        return act(w, "ledger-account open", "hub", hub, "title", title, "unit", "USD", "kind",
                   "own", "party", party ? text(w, party) : "", NULL);
}

static Id opened(World *w, Id party, const char *title, const char *kind)
{
        CHECK_OK(act(w, "ledger-account open", "hub", "singapore", "title", title, "unit", "USD",
                     "kind", kind, "party", party ? text(w, party) : "", NULL));
        return w->deed.made;
}

static Status move(World *w, Id from, Id to, const char *amount, const char *why)
{
        return act(w, "transfer make", "source", text(w, from), "target", text(w, to), "amount",
                   amount, "why", why, NULL);
}

static int64_t balance(World *w, Id account)
{
        LedgerAccount row;

        CHECK_OK(ledger_account_get(w->db, w->a, account, &row));
        return row.balance / 100000000;
}

TEST(an_account_is_opened_only_for_a_party_that_one_sees)
{
        World *w = world_of_examples(a);
        Id party;

        CHECK_OK(act(w, "party add", "kind", "person", "name", "Lubel Sanesh", "hub", "singapore",
                     NULL));
        party = w->deed.made;
        w->actor = somebody(w, ROLE_FINANCE, "bangkok");
        page(w, str_fmt(a, "/parties/%s", text(w, party)).at);
        CHECK_INT(w->status, 404);
        CHECK_IS(open_for(w, party, "Theirs", "bangkok"), INVALID);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "no such party");
        CHECK_OK(open_for(w, 0, "Ours", "bangkok"));
        w->actor = somebody(w, ROLE_FINANCE, "singapore");
        CHECK_OK(open_for(w, party, "Theirs", "singapore"));
}

/* Ada is of the team and of the finance staff of its hub; Bea is of the staff alone. */
typedef struct {
        World *w;
        Id pool, theirs, team;
        Actor ada, bea;
} Own;

static Own own_team(Arena *a)
{
        World *w = world_of_examples(a);
        Own o = {.w = w};

        o.ada = person(w, "Ada", "ada@example.org");
        o.team = founded(w, &o.ada, "Mango Mill", "singapore");
        o.ada = with_role(w, o.ada.id, ROLE_FINANCE, "singapore");
        o.bea = somebody(w, ROLE_FINANCE, "singapore");
        w->actor = o.bea;
        o.pool = opened(w, 0, "Pool", "outside");
        o.theirs = opened(w, o.team, "Theirs", "own");
        CHECK_OK(move(w, o.pool, o.theirs, "5", ""));
        return o;
}

static void is_for_others(World *w, Status s)
{
        CHECK_IS(s, FORBIDDEN);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "somebody else has to do this");
}

TEST(nobody_opens_limits_or_moves_what_is_their_own_teams)
{
        Own o = own_team(a);
        World *w = o.w;
        const char *hold;

        CHECK_OK(act(w, "hold open", "source", text(w, o.pool), "target", text(w, o.theirs),
                     "amount", "2", NULL));
        hold = text(w, w->deed.made);
        w->actor = o.ada;
        is_for_others(w, open_for(w, o.team, "More", "singapore"));
        is_for_others(w, act(w, "ledger-account limit", "account", text(w, o.theirs), "overdraft",
                             "1000", NULL));
        is_for_others(w, move(w, o.pool, o.theirs, "1", ""));
        is_for_others(w, move(w, o.theirs, o.pool, "1", ""));
        is_for_others(w, act(w, "hold open", "source", text(w, o.pool), "target", text(w, o.theirs),
                             "amount", "1", NULL));
        is_for_others(w, act(w, "hold settle", "hold", hold, "amount", "2", NULL));
        is_for_others(w, act(w, "hold release", "hold", hold, NULL));
        CHECK_INT(balance(w, o.theirs), 5);
        CHECK_OK(move(w, o.pool, opened(w, 0, "Rent", "own"), "1", ""));
        w->actor = o.bea;
        CHECK_OK(act(w, "hold settle", "hold", hold, "amount", "2", NULL));
        CHECK_INT(balance(w, o.theirs), 7);
}

static Str posted(World *w, const char *key, Str steps)
{
        return request(w, HTTP_POST, "/api/v1/ledger/posts", "application/json",
                       str_fmt(w->a, "{\"key\":\"%s\",\"steps\":[%.*s]}", key, S_ARG(steps)).at,
                       true);
}

static Str step(World *w, const char *kind, Id from, Id to, const char *more)
{
        return str_fmt(w->a, "{\"kind\":\"%s\",\"source\":\"%s\",\"target\":\"%s\"%s}", kind,
                       text(w, from), text(w, to), more);
}

TEST(nobody_posts_what_is_their_own_teams_but_is_answered_as_before)
{
        Own o = own_team(a);
        World *w = o.w;
        Str one = step(w, "transfer", o.pool, o.theirs, ",\"amount\":\"1\""), hold;

        CHECK_OK(act(w, "hold open", "source", text(w, o.pool), "target", text(w, o.theirs),
                     "amount", "2", NULL));
        hold = str_fmt(a, "{\"kind\":\"settle\",\"hold\":\"%s\",\"amount\":\"2\"}",
                       text(w, w->deed.made));
        w->actor = o.ada;
        CHECK_STR(posted(w, "k", one), CONTAINS, "somebody else has to do this");
        CHECK_INT(w->status, 403);
        CHECK_STR(posted(w, "k", step(w, "transfer", o.theirs, o.pool, ",\"amount\":\"1\"")),
                  CONTAINS, "somebody else has to do this");
        CHECK_STR(posted(w, "k", hold), CONTAINS, "somebody else has to do this");
        CHECK_INT(balance(w, o.theirs), 5);
        w->actor = o.bea;
        CHECK_STR(posted(w, "k", one), CONTAINS, "\"known\":false,\"refused\":0");
        CHECK_STR(posted(w, "l", hold), CONTAINS, "\"known\":false,\"refused\":0");
        CHECK_INT(balance(w, o.theirs), 8);
        join(w, o.team, o.bea.id);
        CHECK_STR(posted(w, "k", one), CONTAINS, "\"known\":true,\"refused\":0");
        CHECK_STR(posted(w, "m", one), CONTAINS, "somebody else has to do this");
}

TEST(a_hold_for_some_minutes_is_asked_again_under_its_key)
{
        Own o = own_team(a);
        World *w = o.w;
        const char *from = text(w, o.theirs), *to = text(w, o.pool);
        Id first;

        CHECK_OK(act(w, "hold open", "source", from, "target", to, "amount", "2", "minutes", "5",
                     "key", "h", NULL));
        first = w->deed.made;
        w->ahead_us = 61 * SECOND_US;
        CHECK_OK(act(w, "hold open", "source", from, "target", to, "amount", "2", "minutes", "5",
                     "key", "h", NULL));
        CHECK_INT(w->deed.made, first);
        CHECK_STR(w->deed.answer, CONTAINS, "\"known\":true");
        CHECK_IS(act(w, "hold open", "source", from, "target", to, "amount", "2", "minutes", "6",
                     "key", "h", NULL),
                 INVALID);
        CHECK_IS(act(w, "hold open", "source", from, "target", to, "amount", "2.1", "minutes", "5",
                     "key", "h", NULL),
                 INVALID);
        w->ahead_us = 600 * SECOND_US; /* it is over: the same is answered still */
        CHECK_OK(act(w, "hold open", "source", from, "target", to, "amount", "2", "minutes", "5",
                     "key", "h", NULL));
        CHECK_INT(w->deed.made, first);
}

TEST(a_key_that_has_too_many_bytes_is_told_at_its_field)
{
        Own o = own_team(a);
        Text key = text_begin(a, 400);

        for (int i = 0; i < 150; i++)
                text_add(&key, S("é"));
        CHECK_IS(act(o.w, "transfer make", "source", text(o.w, o.pool), "target",
                     text(o.w, o.theirs), "amount", "1", "key", str_z(a, text_str(&key)), NULL),
                 INVALID);
        CHECK_STR(str_from(o.w->deed.faults[0].field), IS, "key");
        CHECK_STR(o.w->deed.faults[0].words, CONTAINS, "200");
        CHECK_INT(balance(o.w, o.theirs), 5);
}

TEST(a_key_is_held_against_the_request_and_not_against_what_the_actor_may_see)
{
        Own o = own_team(a);
        World *w = o.w;
        Id mine;
        Str one, other;

        w->actor = somebody(w, ROLE_FINANCE, "bangkok");
        CHECK_OK(open_for(w, 0, "Mine", "bangkok"));
        mine = w->deed.made;
        one = step(w, "transfer", mine, o.theirs, ",\"amount\":\"1\"");
        other = step(w, "transfer", mine, o.pool, ",\"amount\":\"1\"");
        CHECK_STR(posted(w, "k", one), CONTAINS, "no-account");
        CHECK_STR(posted(w, "k", other), CONTAINS, "used for something else");
        CHECK_INT(w->status, 409);
        (void)posted(w, "k", step(w, "transfer", mine, o.theirs, ",\"amount\":\"1.0x\""));
        CHECK_INT(w->status, 409);
        w->actor = with_role(w, w->actor.id, ROLE_FINANCE, "singapore");
        CHECK_STR(posted(w, "k", one), CONTAINS, "\"known\":true,\"refused\":1");
        (void)posted(w, "l",
                     step(w, "hold", o.pool, o.theirs,
                          ",\"amount\":\"1\",\"until\":\"1970-01-01T00:00:00Z\""));
        CHECK_INT(w->status, 422);
}

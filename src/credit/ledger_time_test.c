/* credit: the ledger's time: a hold that ends just when something is spent, a clock that was set
 * back, a request that comes again later. */
#include "base/time.h"
#include "credit/ledger_audit.h"
#include "tests/world.h"

typedef struct {
        Arena *a;
        LedgerAsk ask;
        LedgerAnswer answer;
} Job;

static Status run_post(void *ctx, Db *db)
{
        Job *j = ctx;

        return ledger_post(db, j->a, &j->ask, &j->answer);
}

/* Posts steps at a moment; the answer. */
static LedgerAnswer post_at(World *w, int64_t at_us, const LedgerStep *steps, size_t n)
{
        Job j = {.a = w->a, .ask = {.now_us = at_us, .steps = steps, .steps_n = n}};

        CHECK_OK(store_transact(w->p.store, run_post, &j));
        return j.answer;
}

static LedgerResult move_at(World *w, int64_t at_us, Id from, Id to, int64_t amount)
{
        LedgerStep step = {.kind = LEDGER_TRANSFER, .source = from, .target = to, .amount = amount};

        return post_at(w, at_us, &step, 1).results[0];
}

/* The hold, or 0 and why not. */
static Id hold_at(World *w, int64_t at_us, Id from, Id to, int64_t until_at, LedgerResult *out)
{
        LedgerStep step = {.kind = LEDGER_HOLD,
                           .source = from,
                           .target = to,
                           .amount = 80,
                           .until_at = until_at};
        LedgerAnswer answer = post_at(w, at_us, &step, 1);

        *out = answer.results[0];
        return answer.lines[0];
}

static const char *state_of(World *w, Id hold)
{
        LedgerHold row;

        CHECK_OK(ledger_hold_get(w->db, w->a, hold, &row));
        return str_z(w->a, row.state);
}

static Id opened(World *w, const char *title, const char *kind)
{
        CHECK_OK(act(w, "ledger-account open", "hub", "singapore", "title", title, "unit", "USD",
                     "kind", kind, NULL));
        return w->deed.made;
}

static void check_whole(World *w)
{
        LedgerAudit audit;

        CHECK_OK(ledger_audit(w->db, w->a, true, &audit));
        if (!audit.is_whole)
                print_error("%s\n", audit.fault);
        CHECK(audit.is_whole);
}

TEST(a_hold_that_ends_when_something_is_spent_is_over_before_that)
{
        World *w = world_of_examples(a);
        Id outside = opened(w, "Outside", "outside"), has = opened(w, "Fund", "own");
        int64_t now = time_now_us(), until = now + 1000;
        LedgerStep steps[2] = {
                {.kind = LEDGER_SETTLE, .amount = 1},
                {.kind = LEDGER_TRANSFER, .source = has, .target = outside, .amount = 100}};
        LedgerResult r;
        LedgerAnswer answer;
        Id hold;

        CHECK_INT(move_at(w, now, outside, has, 100), LEDGER_DONE);
        hold = hold_at(w, now, has, outside, until, &r);
        CHECK_INT(move_at(w, until - 1, has, outside, 21), LEDGER_TOO_LITTLE);
        CHECK_STR(str_from(state_of(w, hold)), IS, "open");
        steps[0].hold =
                hold; /* in one post: it can not be settled any more, and what it held is free */
        answer = post_at(w, until, steps, 2);
        CHECK_INT(answer.results[0], LEDGER_HOLD_OVER);
        CHECK_INT(answer.results[1], LEDGER_DONE);
        CHECK_INT(answer.at_us, until);
        CHECK_STR(str_from(state_of(w, hold)), IS, "lapsed");

        /* a microsecond before that it can, and then it does not end once more */
        CHECK_INT(move_at(w, until, outside, has, 100), LEDGER_DONE);
        hold = steps[0].hold = hold_at(w, until, has, outside, until + 1000, &r);
        steps[1].amount = 99;
        answer = post_at(w, until + 999, steps, 2);
        CHECK_INT(answer.results[0], LEDGER_DONE);
        CHECK_INT(answer.results[1], LEDGER_DONE);
        CHECK_INT(move_at(w, until + 1000, outside, has, 1), LEDGER_DONE);
        CHECK_STR(str_from(state_of(w, hold)), IS, "settled");
        check_whole(w);
}

TEST(a_clock_that_was_set_back_ends_no_hold_and_opens_none_that_is_over)
{
        World *w = world_of_examples(a);
        Id outside = opened(w, "Outside", "outside"), has = opened(w, "Fund", "own");
        int64_t now = time_now_us(), seen = now + 50 * SECOND_US, until = now + 60 * SECOND_US;
        int64_t back = now - 3600 * SECOND_US;
        LedgerStep step = {.kind = LEDGER_TRANSFER, .source = outside, .target = has, .amount = 1};
        LedgerResult r;
        Id hold, second;

        CHECK_INT(move_at(w, now, outside, has, 200), LEDGER_DONE);
        hold = hold_at(w, now, has, outside, until, &r);
        CHECK_INT(move_at(w, seen, outside, has, 1), LEDGER_DONE);
        for (int i = 0; i < 2; i++) {
                CHECK_INT(post_at(w, back, &step, 1).at_us, seen);
                CHECK_INT(hold_at(w, back, has, outside, seen, &r), 0);
                CHECK_INT(r, LEDGER_BAD_TIME);
                CHECK_STR(str_from(state_of(w, hold)), IS, "open");
                world_again(w); /* it is the store that remembers */
        }
        second = hold_at(w, back, has, outside, seen + 1, &r);
        CHECK_INT(r, LEDGER_DONE);
        CHECK_INT(move_at(w, back, has, outside, 100), LEDGER_TOO_LITTLE);
        CHECK_INT(move_at(w, seen + 1, has, outside, 100), LEDGER_DONE);
        CHECK_STR(str_from(state_of(w, second)), IS, "lapsed");
        CHECK_STR(str_from(state_of(w, hold)), IS, "open");
        CHECK_INT(move_at(w, until, has, outside, 103), LEDGER_DONE);
        CHECK_STR(str_from(state_of(w, hold)), IS, "lapsed");
        check_whole(w);
}

TEST(a_hold_of_so_many_minutes_is_the_same_when_it_is_asked_for_again_later)
{
        World *w = world_of_examples(a);
        Id outside = opened(w, "Outside", "outside"), has = opened(w, "Fund", "own");
        const char *from = id_text(a, outside).at, *to = id_text(a, has).at;
        LedgerHold row;
        int64_t until;
        Id hold;

        CHECK_OK(act(w, "hold open", "source", from, "target", to, "amount", "80", "minutes", "5",
                     "key", "a", NULL));
        hold = w->deed.made;
        CHECK_OK(ledger_hold_get(w->db, a, hold, &row));
        until = row.until_at;
        for (int i = 0; i < 3; i++) { /* also when it is over */
                w->ahead_us = i * 200 * SECOND_US + 1;
                CHECK_OK(act(w, "hold open", "source", from, "target", to, "amount", "80.0",
                             "minutes", "5", "key", "a", NULL));
                CHECK_INT(w->deed.made, hold);
                CHECK_STR(w->deed.answer, CONTAINS, "\"known\":true");
        }
        CHECK_OK(ledger_hold_get(w->db, a, hold, &row));
        CHECK_INT(row.until_at, until);
        CHECK_IS(act(w, "hold open", "source", from, "target", to, "amount", "80", "minutes", "6",
                     "key", "a", NULL),
                 INVALID);
        CHECK_IS(act(w, "hold open", "source", from, "target", to, "amount", "81", "minutes", "5",
                     "key", "a", NULL),
                 INVALID);
        CHECK_IS(
                act(w, "hold open", "source", from, "target", to, "amount", "80", "key", "a", NULL),
                INVALID);
        CHECK_IS(act(w, "hold open", "source", to, "target", from, "amount", "80", "minutes", "5",
                     "key", "a", NULL),
                 INVALID);
        check_whole(w);
}

TEST(a_link_that_can_not_be_read_is_refused_and_not_taken_for_none)
{
        World *w = world_of_examples(a);
        const char *const links[] = {"1", "\"true\"", "null", "true"};

        for (size_t i = 0; i < 4; i++) {
                Str body = str_fmt(a,
                                   "{\"key\":\"k\",\"steps\":[{\"kind\":\"release\",\"hold\":"
                                   "\"0S00000000001\",\"linked\":%s}]}",
                                   links[i]);

                request(w, HTTP_POST, "/api/v1/ledger/posts", "application/json", body.at, true);
                CHECK_INT(w->status, i < 3 ? 422 : 200);
        }
}

static int asked(World *w, const char *source, const char *target, const char *amount)
{
        Str body = str_fmt(w->a,
                           "{\"key\":\"k\",\"steps\":[{\"kind\":\"transfer\",\"source\":\"%s\","
                           "\"target\":\"%s\",\"amount\":\"%s\"}]}",
                           source, target, amount);

        request(w, HTTP_POST, "/api/v1/ledger/posts", "application/json", body.at, true);
        return w->status;
}

TEST(what_was_refused_under_a_key_is_not_taken_for_something_else_that_is_refused_too)
{
        World *w = world_of_examples(a);
        const char *outside = id_text(a, opened(w, "Outside", "outside")).at;
        const char *nobody = "0S00000000001", *another = "0S00000000002";

        CHECK_INT(asked(w, outside, nobody, "-1"), 200);
        CHECK_INT(asked(w, outside, nobody, "-1"), 200);
        CHECK_STR(w->reply.body, CONTAINS, "\"known\":true");
        CHECK_INT(asked(w, outside, nobody, "oh"), 409);
        CHECK_INT(asked(w, outside, nobody, "1e400"), 409);
        CHECK_INT(asked(w, outside, another, "-1"), 409);
        CHECK_INT(asked(w, another, nobody, "-1"), 409);
        check_whole(w);
}

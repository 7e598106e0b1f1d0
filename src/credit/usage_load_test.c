/* Usage as files: each job and request counts once, bad lines are told, nothing is lost. */
#include "base/time.h"
#include "credit/ledger_audit.h"
#include "credit/usage_file.h"
#include "credit/usage.h"
#include "tests/world.h"

#define HEAD "JobID|JobIDRaw|User|Account|Partition|State|Submit|Start|End|ElapsedRaw|AllocTRES\n"
#define TIMES "2026-03-03T08:00:00|2026-03-03T08:00:10|2026-03-03T09:00:10"
#define JOB_1 "101|101|ana|kelp|gpu|COMPLETED|" TIMES "|3600|cpu=8,gres/gpu:a100=2,mem=64G\n"
#define STEP "101.batch|101.batch||kelp||COMPLETED|" TIMES "|3600|cpu=8\n"
#define RUNS "103|103|bo|kelp|gpu|RUNNING|2026-03-03T08:00:00|2026-03-03T08:00:00|Unknown|7|cpu=2\n"
#define ENDED                                                                    \
        "103|103|bo|kelp|gpu|COMPLETED|2026-03-03T08:00:00|2026-03-03T08:00:00|" \
        "2026-03-03T08:01:40|100|cpu=2\n"
#define BAD "104|104|bo|kelp|gpu|COMPLETED|" TIMES "|x|cpu=2\n"

static const char *text(World *w, Id id)
{
        return id_text(w->a, id).at;
}

static Status load(World *w, const char *kind, Str bytes, const char *strict)
{
        return act(w, "usage load", "hub", "singapore", "kind", kind, "name", "c1", "file",
                   str_z(w->a, given_file(w, bytes)), "subject", "kelp", "strict", strict, NULL);
}

static void link_to(World *w, Id party, const char *source, const char *unit, const char *prices)
{
        CHECK_OK(act(w, "usage link", "hub", "singapore", "source", source, "subject", "kelp",
                     "party", text(w, party), "unit", unit, "prices", prices, NULL));
}

static Id owed_account(World *w, Id party)
{
        LedgerAccountLineList list;

        CHECK_OK(ledger_accounts_of(w->db, w->a, party, 0, &list));
        for (size_t i = 0; i < list.n; i++)
                if (str_is(list.at[i].kind, USAGE_OWED))
                        return list.at[i].id;
        CHECK(false);
        return 0;
}

/* "day service events quantity" of all that was used. */
static Str used(World *w, Id party)
{
        Text t = text_begin(w->a, 64 * 1024);
        UsageDayLineList days;

        CHECK_OK(usage_days_of(w->db, w->a, owed_account(w, party), 0, &days));
        for (size_t i = 0; i < days.n; i++)
                text_fmt(&t, "%.*s %.*s %lld %.*s\n", S_ARG(time_date(w->a, days.at[i].day)),
                         S_ARG(days.at[i].service), (long long)days.at[i].events,
                         S_ARG(days.at[i].quantity));
        return text_str(&t);
}

static void check_whole(World *w)
{
        LedgerAudit audit;

        CHECK_OK(ledger_audit(w->db, w->a, true, &audit));
        CHECK(audit.is_whole);
}

TEST(a_file_of_jobs_counts_each_once_and_tells_its_bad_lines)
{
        World *w = world_of_examples(a);
        Id party = given_party(w, "organisation", "Kelp");
        Str first, leaf;

        link_to(w, party, "slurm:c1", "token", NULL);
        CHECK_OK(load(w, "slurm", S(HEAD JOB_1 STEP RUNS BAD), ""));
        CHECK_STR(w->deed.answer, CONTAINS,
                  "\"taken\":3,\"known\":0,\"refused\":0,\"unmatched\":0,"
                  "\"running\":1,\"bad\":1,\"lines\":[{\"line\":5,");
        CHECK_STR(w->deed.note, CONTAINS, "Row 5: expected whole seconds for 'ElapsedRaw'");
        first = used(w, party);
        CHECK_STR(first, IS,
                  "2026-03-03 cpu-seconds 1 28800\n2026-03-03 gpu-seconds 1 7200\n"
                  "2026-03-03 memory-seconds 1 230400\n");
        CHECK_OK(record_leaf(w->db, a, w->deed.position, &leaf));
        CHECK_STR(leaf, CONTAINS, "usage.loaded");
        CHECK_STR(leaf, LACKS, "ana");
        /* again: nothing; and then what has ended meanwhile, alone */
        CHECK_OK(load(w, "slurm", S(HEAD JOB_1 STEP RUNS BAD), ""));
        CHECK_STR(w->deed.answer, CONTAINS, "\"taken\":0,\"known\":3,");
        CHECK_STR(used(w, party), IS, str_z(a, first));
        CHECK_OK(load(w, "slurm", S(HEAD ENDED JOB_1), ""));
        CHECK_STR(w->deed.answer, CONTAINS, "\"taken\":1,\"known\":3,");
        CHECK_STR(used(w, party), CONTAINS, "cpu-seconds 2 29000\n");
        check_whole(w);
}

TEST(a_file_of_jobs_is_refused_whole_when_that_is_asked_for_or_it_is_none)
{
        World *w = world_of_examples(a);
        Id party = given_party(w, "organisation", "Kelp");

        link_to(w, party, "slurm:c1", "token", NULL);
        CHECK_IS(load(w, "slurm", S(HEAD JOB_1 BAD), "yes"), INVALID);
        CHECK_IS(load(w, "slurm", S("a|b\n1|2\n"), ""), INVALID);
        CHECK_IS(load(w, "slurm", S(""), ""), INVALID);
        CHECK_IS(load(w, "tokens", S(HEAD JOB_1), ""), INVALID);
        CHECK_IS(act(w, "usage load", "hub", "singapore", "kind", "slurm", "name", "c1", "file",
                     "/nowhere/at/all", NULL),
                 INVALID);
        CHECK_IS(act(w, "usage load", "hub", "singapore", "kind", "slurm", "name", "c1", "file",
                     str_z(a, given_file(w, S(HEAD JOB_1))), "zone", "Nowhere/Land", NULL),
                 INVALID);
        CHECK_IS(act(w, "usage load", "hub", "singapore", "kind", "tokens", "name", "c1", "file",
                     str_z(a, given_file(w, S(HEAD JOB_1))), NULL),
                 INVALID); /* whose? */
        CHECK_STR(used(w, party), IS, "");
}

TEST(jobs_of_nobody_wait_and_count_when_somebody_is_linked_by_the_prices_of_their_time)
{
        World *w = world_of_examples(a);
        Id party = given_party(w, "organisation", "Kelp");

        CHECK_OK(act(w, "unit define", "code", "compute-credit", "title", "Compute credit",
                     "decimals", "6", NULL));
        CHECK_OK(act(w, "price load", "definition",
                     check_file(a, S("examples/prices/compute.yaml")).at, NULL));
        CHECK_OK(load(w, "slurm", S(HEAD JOB_1), ""));
        CHECK_STR(w->deed.answer, CONTAINS, "\"unmatched\":3,");
        CHECK_STR(page(w, "/usage?hub=singapore"), CONTAINS, "slurm:c1");
        CHECK_OK(act(w, "usage link", "hub", "singapore", "source", "slurm:c1", "subject", "kelp",
                     "party", text(w, party), "unit", "compute-credit", "prices", "compute", NULL));
        CHECK_STR(used(w, party), CONTAINS, " compute/");
        CHECK_STR(used(w, party), CONTAINS, " 1 7200\n");
        check_whole(w);
}

#define TOKENS                                      \
        "TIMESTAMP,ContextTokens,GeneratedTokens\n" \
        "2026-03-03 18:17:03.9799600,4808,10\n"     \
        "2026-03-03 18:17:03.9799600,3180,0\n"
#define TOKENS_ON "2026-03-04 00:00:00.0000000,5,7\n"

TEST(requests_of_one_moment_are_told_apart_and_a_longer_file_adds_what_is_new)
{
        World *w = world_of_examples(a);
        Id party = given_party(w, "organisation", "Kelp");

        link_to(w, party, "tokens:c1", "token", NULL);
        CHECK_OK(load(w, "tokens", S(TOKENS), ""));
        CHECK_STR(used(w, party), IS, "2026-03-03 tokens-in 2 7988\n2026-03-03 tokens-out 1 10\n");
        CHECK_OK(load(w, "tokens", S(TOKENS TOKENS_ON "2026-03-03 18:17:03,1,1\n"), ""));
        CHECK_STR(w->deed.answer, CONTAINS, "\"taken\":2,\"known\":3,");
        CHECK_STR(w->deed.answer, CONTAINS, "\"bad\":1,"); /* it goes back in time */
        CHECK_STR(used(w, party), CONTAINS, "2026-03-04 tokens-in 1 5\n");
        check_whole(w);
}

TEST(a_real_trace_of_requests_is_taken_in_whole)
{
        Str path = check_shared(a, "llm-usage-trace/AzureLLMInferenceTrace_code.csv");
        World *w = world_of_examples(a);
        Id party = given_party(w, "organisation", "Kelp");

        link_to(w, party, "tokens:azure", "token", NULL);
        for (int i = 0; i < 2; i++) {
                CHECK_OK(act(w, "usage load", "hub", "singapore", "kind", "tokens", "name", "azure",
                             "file", str_z(a, path), "subject", "kelp", NULL));
                CHECK_STR(used(w, party), IS,
                          "2023-11-16 tokens-in 8819 18059974\n"
                          "2023-11-16 tokens-out 8819 245896\n");
        }
        check_whole(w);
}

TEST(a_file_of_more_events_than_a_transaction_takes_says_its_bound)
{
        World *w = world_of_examples(a);
        Text t = text_begin(a, 4 << 20);

        text_add(&t, S("TIMESTAMP,ContextTokens,GeneratedTokens\n"));
        for (int i = 0; i <= USAGE_FILE_EVENTS_MAX / 2; i++)
                text_fmt(&t, "2026-03-03 %02d:%02d:%02d.0,1,1\n", i / 3600, i / 60 % 60, i % 60);
        CHECK_IS(load(w, "tokens", text_str(&t), ""), INVALID);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "20000");
}

static void load_of(World *w, const char *subject, const char *model, const char *answer)
{
        CHECK_OK(act(w, "usage load", "hub", "singapore", "kind", "tokens", "name", "c1", "file",
                     str_z(w->a, given_file(w, S(TOKENS))), "subject", subject, "model", model,
                     NULL));
        CHECK_STR(w->deed.answer, CONTAINS, answer);
}

TEST(requests_of_two_subjects_or_models_at_one_moment_are_two)
{
        World *w = world_of_examples(a);
        Id party = given_party(w, "organisation", "Kelp");

        link_to(w, party, "tokens:c1", "token", NULL);
        CHECK_OK(act(w, "usage link", "hub", "singapore", "source", "tokens:c1", "subject", "fern",
                     "party", text(w, given_party(w, "organisation", "Fern")), "unit", "token",
                     NULL));
        load_of(w, "kelp", "", "\"taken\":3,\"known\":0,\"refused\":0,");
        load_of(w, "fern", "", "\"taken\":3,\"known\":0,\"refused\":0,");
        load_of(w, "kelp", "large", "\"taken\":3,\"known\":0,\"refused\":0,");
        load_of(w, "fern", "", "\"taken\":0,\"known\":3,\"refused\":0,");
        check_whole(w);
}

#define RUNS_ON(state) "105|105|bo|kelp|gpu|" state "|" TIMES "|3600|cpu=2\n"

TEST(a_job_that_goes_on_counts_as_running_whatever_its_end_says)
{
        World *w = world_of_examples(a);
        Id party = given_party(w, "organisation", "Kelp");

        link_to(w, party, "slurm:c1", "token", NULL);
        CHECK_OK(load(w, "slurm",
                      S(HEAD RUNS_ON("RUNNING") RUNS_ON("SUSPENDED") RUNS_ON("PENDING")
                                RUNS_ON("REQUEUED") RUNS_ON("RESIZING")),
                      ""));
        CHECK_STR(w->deed.answer, CONTAINS,
                  "\"taken\":0,\"known\":0,\"refused\":0,\"unmatched\":0,\"running\":5,");
        CHECK_OK(load(w, "slurm", S(HEAD RUNS_ON("CANCELLED by 7")), ""));
        CHECK_STR(w->deed.answer, CONTAINS, "\"taken\":1,");
}

TEST(a_party_of_many_grants_still_shows_what_it_used)
{
        enum { GRANTS = 101 };
        World *w = world_of_examples(a);
        Id party = given_party(w, "organisation", "Kelp");
        Str path = str_fmt(a, "/parties/%s/ledger", text(w, party));

        for (int i = 0; i < GRANTS; i++)
                CHECK_OK(act(w, "grant give", "party", text(w, party), "hub", "singapore", "title",
                             "Credits", "unit", "USD", "amount", "1", NULL));
        link_to(w, party, "slurm:c1", "token", NULL);
        CHECK_OK(load(w, "slurm", S(HEAD JOB_1), ""));
        CHECK_STR(page(w, str_fmt(a, "/api/v1%.*s", S_ARG(path)).at), CONTAINS,
                  "\"kind\":\"" USAGE_OWED "\"");
}

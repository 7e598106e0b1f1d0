/* Accounting lines as sacct writes them. */
#include "credit/slurm.h"

#include "base/time.h"
#include "credit/line_feed.h"
#include "tests/check.h"

#include <string.h>

#define HEAD "JobID|JobIDRaw|User|Account|Partition|State|Submit|Start|End|ElapsedRaw|AllocTRES\n"
#define T1 "2026-11-20T08:00:00|2026-11-20T08:00:10|2026-11-20T09:00:10"

static Slurm *opened(Arena *a, Str text, Source **source)
{
        Str fault = {0};
        Slurm *s = NULL;

        CHECK_OK(source_open_bytes(text, 0, source));
        if (slurm_open(a, *source, S("c1"), S("Europe/Madrid"), &s, &fault) != OK)
                CHECK_STR(fault, IS, "");
        return s;
}

/* Every job as "id state user: meter kind quantity, …", every fault behind "!". */
static Str shown(Arena *a, Str text)
{
        Text t = text_begin(a, MIB);
        Source *source;
        Slurm *s = opened(a, text, &source);
        SlurmJob job;
        Status status;

        while ((status = slurm_next(s, &job)) == OK || status == INVALID) {
                if (status == INVALID) {
                        text_fmt(&t, "! %lld: %.*s\n", (long long)slurm_line(s),
                                 S_ARG(slurm_fault(s)));
                        continue;
                }
                text_fmt(&t, "%.*s %.*s%s %.*s:", S_ARG(job.id), S_ARG(job.state),
                         job.has_end ? "" : " (runs)", S_ARG(job.user));
                for (size_t i = 0; i < job.n; i++)
                        text_fmt(&t, " %.*s%s%.*s %.*s", S_ARG(job.use[i].meter),
                                 job.use[i].kind.len ? "/" : "", S_ARG(job.use[i].kind),
                                 S_ARG(exact_text(a, job.use[i].quantity)));
                text_char(&t, '\n');
        }
        CHECK_INT(status, NOT_FOUND);
        text_fmt(&t, "steps %lld, idle %lld", (long long)slurm_steps(s), (long long)slurm_idle(s));
        source_close(source);
        return text_str(&t);
}

static Str shown_row(Arena *a, const char *row)
{
        return shown(a, str_fmt(a, HEAD "%s\n", row));
}

TEST(jobs_are_counted_and_their_steps_are_not)
{
        Str text = shown(
                a,
                S("\xef\xbb\xbf" HEAD "101|101|ana|acme|gpu|COMPLETED|" T1
                  "|3600|billing=8,cpu=8,gres/gpu=3,gres/gpu:a100=2,mem=64G,node=1\r\n"
                  "101.batch|101.batch||acme||COMPLETED|" T1 "|3600|cpu=8,gres/gpu=3,mem=64G\n"
                  "101.extern|101.extern||acme||COMPLETED|" T1 "|3600|billing=8,cpu=8\n"
                  "101.0|101.0||acme||COMPLETED|" T1 "|3598|cpu=8\n"
                  "\n"
                  "102_4|110|ana|acme|gpu|CANCELLED by 1000|" T1 "|10|cpu=1,mem=4000M,energy=77\n"
                  "102_4.batch|110.batch||acme||CANCELLED|" T1 "|10|cpu=1\n"
                  "102_[5-9%2]|102|ana|acme|gpu|PENDING|2026-11-20T08:00:00|Unknown|Unknown|0|\n"
                  "103|103|bo|acme|cpu|RUNNING|2026-11-20T08:00:00|2026-11-20T08:00:00|Unknown|7|"
                  "cpu=2,gres/gpu:h100=1,gres/gpu:a100_1g.5gb=4,mem=1.50T\n"
                  "104|104|bo|acme|cpu|CANCELLED by 0|2026-11-20T08:00:00|None|"
                  "2026-11-20T08:00:09|0|\n"
                  "105+1|106|bo|acme|cpu|OUT_OF_MEMORY|" T1
                  "|2|gres/gpu=1,gres/gpumem=5G,mem=2048K"));

        CHECK_STR(text, IS,
                  "101 COMPLETED ana: cpu-seconds 28800 gpu-seconds/a100 7200 gpu-seconds 3600 "
                  "memory-seconds 230400\n"
                  "102_4 CANCELLED ana: cpu-seconds 10 memory-seconds 39.0625\n"
                  "103 RUNNING (runs) bo: cpu-seconds 14 gpu-seconds/h100 7 "
                  "gpu-seconds/a100_1g.5gb 28 memory-seconds 10752\n"
                  "105+1 OUT_OF_MEMORY bo: gpu-seconds 2 memory-seconds 0.00390625\n"
                  "steps 4, idle 2");
}

TEST(columns_may_stand_in_any_order_and_among_others)
{
        CHECK_STR(shown(a, S("AllocTRES|JobName|elapsedraw|End|Start|Submit|State|Account|User|"
                             "JobIDRaw|\n"
                             "cpu=1|\"quoted|5|Unknown|2026-11-20T08:00:10|2026-11-20T08:00:00|"
                             "RUNNING|acme|ana|9|\n"
                             "cpu=1|x|5|Unknown|2026-11-20T08:00:10|2026-11-20T08:00:00|"
                             "RUNNING|acme|ana|9.0|\n"
                             "node=1|x|5|Unknown|2026-11-20T08:00:10|2026-11-20T08:00:00|"
                             "RUNNING|acme|ana|10|\n"
                             "cpu=1|a|b|5|Unknown|2026-11-20T08:00:10|2026-11-20T08:00:00|"
                             "RUNNING|acme|ana|9|\n")),
                  IS,
                  "9 RUNNING (runs) ana: cpu-seconds 5\n"
                  "! 5: expected 11 fields, as the first line has; found 12\nsteps 1, idle 1");
}

TEST(a_job_keeps_its_key_while_it_runs_and_a_requeued_one_has_another)
{
        Source *source;
        Slurm *s = opened(a,
                          S(HEAD "7|7|u|acme|p|RUNNING|2026-11-20T08:00:00|2026-11-20T08:00:10|"
                                 "Unknown|5|cpu=1\n"
                                 "7|7|u|acme|p|COMPLETED|2026-11-20T08:00:00|2026-11-20T08:00:10|"
                                 "2026-11-20T08:00:50|40|cpu=1\n"
                                 "7|7|u|acme|p|COMPLETED|2026-11-20T08:00:30|2026-11-20T08:00:40|"
                                 "2026-11-20T08:00:50|10|cpu=1\n"
                                 "7|77|u|acme|p|COMPLETED|2026-11-20T08:00:00|2026-11-20T08:00:40|"
                                 "2026-11-20T08:00:50|10|cpu=1\n"),
                          &source);
        SlurmJob job[4];

        for (int i = 0; i < 4; i++)
                CHECK_OK(slurm_next(s, &job[i]));
        CHECK(hash_eq(&job[0].key, &job[1].key));
        CHECK(!hash_eq(&job[0].key, &job[2].key));
        CHECK(!hash_eq(&job[0].key, &job[3].key));
        source_close(source);
}

TEST(what_a_job_used_has_keys_and_dimensions)
{
        Source *source;
        Slurm *s = opened(a,
                          S(HEAD "7|7|u|acme||RUNNING|" T1
                                 "|5|cpu=1,mem=1G,gres/gpu=3,gres/gpu:a100=1,gres/gpu:h100=1\n"),
                          &source);
        static const char *const wanted[] = {
                "cluster=c1 account=acme ", "cluster=c1 account=acme gpu=a100 ",
                "cluster=c1 account=acme gpu=h100 ", "cluster=c1 account=acme ",
                "cluster=c1 account=acme "};
        Hash keys[5];
        SlurmJob job;

        CHECK_OK(slurm_next(s, &job));
        CHECK_INT((int64_t)job.n, 5);
        for (size_t i = 0; i < job.n; i++) {
                UsagePair pairs[SLURM_DIMENSIONS];
                size_t n = slurm_use_dimensions(s, &job, &job.use[i], pairs);
                Text t = text_begin(a, KIB);

                for (size_t k = 0; k < n; k++)
                        text_fmt(&t, "%.*s=%.*s ", S_ARG(pairs[k].name), S_ARG(pairs[k].value));
                CHECK_STR(text_str(&t), IS, wanted[i]);
                keys[i] = slurm_use_key(&job, &job.use[i]);
                for (size_t k = 0; k < i; k++)
                        CHECK(!hash_eq(&keys[i], &keys[k]));
        }
        source_close(source);
}

TEST(times_are_by_the_clock_of_the_cluster)
{
        static const struct {
                const char *wall, *moment;
        } cases[] = {
                {"2026-11-20T08:00:00", "2026-11-20T07:00:00Z"},
                {"2026-07-20T08:00:00", "2026-07-20T06:00:00Z"},
                /* shown twice; not shown at all */
                {"2026-10-25T02:30:00", "2026-10-25T00:30:00Z"},
                {"2026-03-29T02:30:00", "2026-03-29T01:30:00Z"},
                /* the days before, and hours after, the clock was put */
                {"2026-03-29T01:00:00", "2026-03-29T00:00:00Z"},
                {"2026-03-29T12:00:00", "2026-03-29T10:00:00Z"},
                {"2026-10-25T01:00:00", "2026-10-24T23:00:00Z"},
                {"2026-10-25T12:00:00", "2026-10-25T11:00:00Z"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                Source *source;
                Slurm *s = opened(a,
                                  str_fmt(a, HEAD "7|7|u|acme|p|RUNNING|%s|%s|%s|5|cpu=1\n",
                                          cases[i].wall, cases[i].wall, cases[i].wall),
                                  &source);
                SlurmJob job;

                CHECK_OK(slurm_next(s, &job));
                CHECK_STR(time_iso(a, job.submit_us), IS, cases[i].moment);
                CHECK_STR(time_iso(a, job.start_us), IS, cases[i].moment);
                CHECK_STR(time_iso(a, job.end_us), IS, cases[i].moment);
                source_close(source);
        }
}

TEST(a_wrong_line_of_accounting_is_told_and_the_next_is_read)
{
        static const struct {
                const char *row, *words;
        } cases[] = {
                {"|7|u|acme|p|COMPLETED|" T1 "|5|cpu=1", "expected a job's number; found ''"},
                {"x7|7|u|acme|p|COMPLETED|" T1 "|5|cpu=1", "expected a job's number; found 'x7'"},
                {"7|-7|u|acme|p|COMPLETED|" T1 "|5|cpu=1", "expected a job's number; found '-7'"},
                {"7|7|u\x01|acme|p|COMPLETED|" T1 "|5|cpu=1", "control characters for 'User'"},
                {"7|7|u\xff|acme|p|COMPLETED|" T1 "|5|cpu=1", "expected UTF-8"},
                {"7|7|u|acme|p||" T1 "|5|cpu=1", "expected a state"},
                {"7|7|u|acme|p|COMPLETED|Unknown|None|Unknown|5|cpu=1", "a time for 'Submit'"},
                {"7|7|u|acme|p|COMPLETED|2026-11-20|None|Unknown|5|cpu=1",
                 "for 'Submit'; found '2026-11-20'"},
                {"7|7|u|acme|p|COMPLETED|2026-02-30T08:00:00|None|Unknown|5|cpu=1",
                 "expected a time as"},
                {"7|7|u|acme|p|COMPLETED|2026-11-20T08:00Z:0|None|Unknown|5|cpu=1",
                 "expected a time as"},
                {"7|7|u|acme|p|COMPLETED|" T1 "|-5|cpu=1", "expected whole seconds"},
                {"7|7|u|acme|p|COMPLETED|" T1 "||cpu=1", "expected whole seconds"},
                {"7|7|u|acme|p|COMPLETED|" T1 "|1e3|cpu=1", "expected whole seconds"},
                {"7|7|u|acme|p|COMPLETED|" T1 "|9223372036854775807|cpu=1",
                 "expected whole seconds"},
                {"7|7|u|acme|p|COMPLETED|" T1 "|5|cpu", "names with '=' and a number"},
                {"7|7|u|acme|p|COMPLETED|" T1 "|5|cpu=1,=2", "names with '=' and a number"},
                {"7|7|u|acme|p|COMPLETED|" T1 "|5|cpu=-1", "expected a whole number"},
                {"7|7|u|acme|p|COMPLETED|" T1 "|5|cpu=-0", "expected a whole number"},
                {"7|7|u|acme|p|COMPLETED|" T1 "|5|cpu=1.5", "expected a whole number"},
                {"7|7|u|acme|p|COMPLETED|" T1 "|5|cpu=100000001", "expected a whole number"},
                {"7|7|u|acme|p|COMPLETED|" T1 "|5|cpu=1,cpu=1", "expected each name once"},
                {"7|7|u|acme|p|COMPLETED|" T1 "|5|mem=1G,mem=1G", "expected each name once"},
                {"7|7|u|acme|p|COMPLETED|" T1 "|5|mem=", "expected memory as"},
                {"7|7|u|acme|p|COMPLETED|" T1 "|5|mem=G", "expected memory as"},
                {"7|7|u|acme|p|COMPLETED|" T1 "|5|mem=1e400G", "expected memory as"},
                {"7|7|u|acme|p|COMPLETED|" T1 "|5|mem=-1G", "expected memory as"},
                {"7|7|u|acme|p|COMPLETED|" T1 "|5|mem=64Gn", "expected memory as"},
                {"7|7|u|acme|p|COMPLETED|" T1 "|5|mem=99999999999999999999P", "expected less in"},
                {"7|7|u|acme|p|COMPLETED|" T1 "|5|gres/gpu:=1", "expected a kind of GPU"},
                {"7|7|u|acme|p|COMPLETED|" T1 "|5|gres/gpu:a=1,gres/gpu:a=1", "each name once"},
                {"7|7|u|acme|p|COMPLETED|" T1 "|5|gres/gpu=1,gres/gpu:a=1,gres/gpu:b=1",
                 "expected no more GPUs"},
                {"7|7|u|acme|p|COMPLETED|" T1, "expected 11 fields"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                Str text =
                        shown_row(a, str_z(a, str_fmt(a, "%s\n8|8|u|acme|p|FAILED|" T1 "|5|cpu=1",
                                                      cases[i].row)));

                CHECK_STR(text, CONTAINS, cases[i].words);
                CHECK_STR(text, STARTS, "! 2: ");
                CHECK_STR(text, CONTAINS, "\n8 FAILED u: cpu-seconds 5\n");
        }
}

TEST(accounting_without_what_is_needed_is_refused_whole)
{
        static const struct {
                const char *text, *zone, *words;
                Status status;
        } cases[] = {
                {"", "UTC", "the columns' names", INVALID},
                {"JobID|User\n", "UTC",
                 "expected these columns, too: JobIDRaw, Account, State, Submit, Start, End, "
                 "ElapsedRaw, AllocTRES",
                 INVALID},
                {"User|" HEAD, "UTC", "expected one column 'User'", INVALID},
                {HEAD, "Mars/Base", "expected a time zone", INVALID},
                {"\x1f\x8b\x08", "UTC", "", CONFLICT},
                {"JobID|\xff\n", "UTC", "expected UTF-8", INVALID},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                Source *source;
                Str fault = {0};
                Slurm *s;

                CHECK_OK(source_open_bytes(str_from(cases[i].text), 0, &source));
                CHECK_IS(slurm_open(a, source, S("c"), str_from(cases[i].zone), &s, &fault),
                         cases[i].status);
                CHECK(fault.len > 0);
                CHECK_STR(fault, CONTAINS, cases[i].words);
                source_close(source);
        }
}

static Str fed(Arena *a, Str bytes, size_t bytes_max)
{
        Text t = text_begin(a, 4096);
        Source *source;
        LineFeed f;
        Str line;
        Status status;

        CHECK_OK(source_open_bytes(bytes, 0, &source));
        f = line_feed_begin(a, source, bytes_max);
        while ((status = line_feed_next(&f, &line)) == OK || status == INVALID) {
                if (status == INVALID)
                        line = S("LONG");
                text_fmt(&t, "%lld:%.*s ", (long long)f.line, S_ARG(line));
        }
        CHECK_INT(status, NOT_FOUND);
        CHECK_IS(line_feed_next(&f, &line), NOT_FOUND);
        source_close(source);
        return text_str(&t);
}

TEST(lines_are_the_same_however_long_the_window_is)
{
        for (size_t max = 3; max < 20; max++) {
                CHECK_STR(fed(a, S("abc\r\n\n\r\nd\nef"), max), IS, "1:abc 2: 3: 4:d 5:ef ");
                CHECK_STR(fed(a, S("\n"), max), IS, "1: ");
                CHECK_STR(fed(a, S(""), max), IS, "");
        }
        for (size_t max = 6; max < 20; max++)
                CHECK_STR(fed(a,
                              S("\xef\xbb\xbf"
                                "abc\r\n\xef\xbb\xbf"),
                              max),
                          IS, "1:abc 2:\xef\xbb\xbf ");
        CHECK_STR(fed(a, S("abcd\nabc\nabcde\nabcdefghijklmnop\r\nab\nabcdefgh"), 3), IS,
                  "1:LONG 2:abc 3:LONG 4:LONG 5:ab 6:LONG ");
        CHECK_STR(fed(a, S("abcd\r\nabc\r\nab"), 3), IS, "1:LONG 2:abc 3:ab ");
}

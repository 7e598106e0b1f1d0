/* Requests to a model, a line each. */
#include "credit/token_trace.h"

#include "base/time.h"
#include "tests/check.h"

#include <fcntl.h>
#include <unistd.h>

#define HEAD "TIMESTAMP,ContextTokens,GeneratedTokens\r\n"

static TokenTrace *opened(Arena *a, Source *source, const char *name, const char *zone)
{
        TokenTrace *t = NULL;
        Str fault = {0};

        if (token_trace_open(a, source, str_from(name), str_from(zone), &t, &fault) != OK)
                CHECK_STR(fault, IS, "");
        return t;
}

static Str shown(Arena *a, Str text, const char *zone)
{
        Text out = text_begin(a, 64 * KIB);
        Source *source;
        TokenTrace *t;
        TokenRequest r;
        Status s;

        CHECK_OK(source_open_bytes(text, 0, &source));
        t = opened(a, source, "trace", zone);
        while ((s = token_trace_next(t, &r)) == OK || s == INVALID) {
                if (s == INVALID)
                        text_fmt(&out, "! %lld: %.*s\n", (long long)token_trace_line(t),
                                 S_ARG(token_trace_fault(t)));
                else
                        text_fmt(&out, "%.*s %.*s %.*s\n", S_ARG(time_iso(a, r.at_us)),
                                 S_ARG(exact_text(a, r.quantity[TOKENS_IN])),
                                 S_ARG(exact_text(a, r.quantity[TOKENS_OUT])));
        }
        CHECK_INT(s, NOT_FOUND);
        token_trace_close(t);
        source_close(source);
        return text_str(&out);
}

TEST(requests_are_read_to_the_last_line)
{
        CHECK_STR(shown(a,
                        S(HEAD "2026-11-16 18:17:03.9799600,4808,10\r\n"
                               "2026-11-16 18:17:03.9799609,0,0\n"
                               "2026-11-16T18:17:04Z,3180,1000000000000\n"
                               "2026-11-16 18:17:04.5+00:00,7,8"),
                        "UTC"),
                  IS,
                  "2026-11-16T18:17:03.979960Z 4808 10\n2026-11-16T18:17:03.979960Z 0 0\n"
                  "2026-11-16T18:17:04Z 3180 1000000000000\n2026-11-16T18:17:04.500000Z 7 8\n");
}

TEST(columns_may_stand_in_any_order_in_a_trace)
{
        CHECK_STR(shown(a,
                        S("Model;GeneratedTokens;TIMESTAMP;ContextTokens\n"
                          "m;8;2026-07-16 18:17:04;7\n"),
                        "Asia/Singapore"),
                  IS, "2026-07-16T10:17:04Z 7 8\n");
}

TEST(a_wrong_request_is_told_and_the_next_is_read)
{
        static const struct {
                const char *row, *words;
        } cases[] = {
                {"2026-11-16,1,1", "expected a time as"},
                {"2026-02-30 18:17:03,1,1", "expected a time as"},
                {"2026-11-16 18:17:03.,1,1", "expected a time as"},
                {"2026-11-16 18:17:03.1234567890,1,1", "expected a time as"},
                {"2026-11-16 18:17:03.5 UTC,1,1", "expected a time as"},
                {",1,1", "expected a time as"},
                {"2026-11-16 18:17:03,-1,1", "for 'ContextTokens'; found '-1'"},
                {"2026-11-16 18:17:03,-0,1", "for 'ContextTokens'; found '-0'"},
                {"2026-11-16 18:17:03,1,1.5", "for 'GeneratedTokens'; found '1.5'"},
                {"2026-11-16 18:17:03,1,", "for 'GeneratedTokens'; found ''"},
                {"2026-11-16 18:17:03,1,1e3", "for 'GeneratedTokens'"},
                {"2026-11-16 18:17:03,1000000000001,1", "for 'ContextTokens'"},
                {"2026-11-16 18:17:03,9223372036854775808,1", "for 'ContextTokens'"},
                {"2026-11-16 17:59:59.9999999,1,1", "not before the last one"},
                {"2026-11-16 18:00:00.1,1,1", "not before the last one"},
                {"2026-11-16 18:17:03,1", "fields"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                Str text = shown(a,
                                 str_fmt(a,
                                         HEAD "2026-11-16 18:00:00.2,1,1\n%s\n"
                                              "2026-11-16 18:20:00,2,2\n",
                                         cases[i].row),
                                 "UTC");

                CHECK_STR(text, CONTAINS, "\n! 3: ");
                CHECK_STR(text, CONTAINS, cases[i].words);
                CHECK_STR(text, CONTAINS, "\n2026-11-16T18:20:00Z 2 2\n");
        }
}

TEST(a_trace_without_its_columns_is_refused)
{
        static const char *const cases[][3] = {
                {"TIMESTAMP,ContextTokens\n", "UTC", "expected a column 'GeneratedTokens'"},
                {HEAD, "Nowhere", "expected a time zone"},
                {"", "UTC", "empty"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                Source *source;
                TokenTrace *t;
                Str fault = {0};

                CHECK_OK(source_open_bytes(str_from(cases[i][0]), 0, &source));
                CHECK_IS(token_trace_open(a, source, S("t"), str_from(cases[i][1]), &t, &fault),
                         INVALID);
                CHECK_STR(fault, CONTAINS, cases[i][2]);
                source_close(source);
        }
        token_trace_close(NULL);
}

static void keys(Arena *a, const char *text, const char *name, Hash *out, int n)
{
        Source *source;
        TokenTrace *t;
        TokenRequest r;

        CHECK_OK(source_open_bytes(str_from(text), 0, &source));
        t = opened(a, source, name, "UTC");
        for (int i = 0; i < n; i++) {
                CHECK_OK(token_trace_next(t, &r));
                out[i] = r.key;
        }
        token_trace_close(t);
        source_close(source);
}

TEST(a_request_has_the_same_key_when_its_file_comes_again)
{
        Hash x[4], y[2], other[1];

        keys(a,
             HEAD "2026-11-16 18:00:00,1,1\n2026-11-16 18:00:00.0000001,1,1\n"
                  "2026-11-16 18:00:00.0000001,1,1\n2026-11-16 18:00:01,1,1\n",
             "t", x, 4);
        keys(a, HEAD "2026-11-16 18:00:00.0000001,1,1\n2026-11-16 18:00:00.0000001,1,1\n", "t", y,
             2);
        keys(a, HEAD "2026-11-16 18:00:00,1,1\n", "u", other, 1);
        for (int i = 0; i < 4; i++)
                for (int k = 0; k < i; k++)
                        CHECK(!hash_eq(&x[i], &x[k]));
        CHECK(hash_eq(&x[1], &y[0]));
        CHECK(hash_eq(&x[2], &y[1]));
        CHECK(!hash_eq(&x[0], &other[0]));
}

TEST(the_real_trace_has_its_known_sums)
{
        Str path = check_shared(a, "llm-usage-trace/AzureLLMInferenceTrace_code.csv");
        int fd = open(path.at, O_RDONLY | O_CLOEXEC);
        Exact sum[TOKEN_METERS] = {0};
        Source *source;
        TokenTrace *t;
        TokenRequest r;
        int64_t n = 0;
        Status s;

        CHECK(fd >= 0);
        CHECK_OK(source_open(fd, 0, &source));
        t = opened(a, source, "code", "UTC");
        while ((s = token_trace_next(t, &r)) == OK) {
                for (int i = 0; i < TOKEN_METERS; i++)
                        CHECK(exact_add(sum[i], r.quantity[i], &sum[i]) == EXACT_OK);
                n++;
        }
        CHECK_INT(s, NOT_FOUND);
        CHECK_INT(n, 8819);
        CHECK_STR(exact_text(a, sum[TOKENS_IN]), IS, "18059974");
        CHECK_STR(exact_text(a, sum[TOKENS_OUT]), IS, "245896");
        token_trace_close(t);
        source_close(source);
        (void)close(fd);
}

TEST(a_row_that_is_mended_keeps_the_places_of_those_behind_it)
{
        static const char *const files[] = {
                HEAD "2026-11-16 18:00:00,1,1\n2026-11-16 18:00:00,x,1\n"
                     "2026-11-16 18:00:00,3,3\n",
                HEAD "2026-11-16 18:00:00,1,1\n2026-11-16 18:00:00,2,1\n"
                     "2026-11-16 18:00:00,3,3\n"};
        Hash last[2];

        for (int i = 0; i < 2; i++) {
                Source *source;
                TokenTrace *t;
                TokenRequest r = {0};
                Status s;

                CHECK_OK(source_open_bytes(str_from(files[i]), 0, &source));
                t = opened(a, source, "trace", "UTC");
                while ((s = token_trace_next(t, &r)) == OK || s == INVALID)
                        ;
                CHECK_INT(s, NOT_FOUND);
                last[i] = r.key;
                token_trace_close(t);
                source_close(source);
        }
        CHECK(hash_eq(&last[0], &last[1]));
}

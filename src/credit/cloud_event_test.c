/* Events as senders write them, and as they should not. */
#include "credit/cloud_event.h"

#include "tests/check.h"

#include <string.h>

#define HEAD "\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"/g\",\"type\":\"t\""
#define DATA "\"data\":{\"meter\":\"m\",\"quantity\":5}"
#define GOOD "{" HEAD "," DATA "}"

static CloudEvents batch(Arena *a, Str body)
{
        CloudEvents events = {0};
        Str fault = {0};

        CHECK_OK(cloud_events_read(a, CLOUD_BATCH, body, &events, &fault));
        return events;
}

static const CloudEvent *one(Arena *a, Str body)
{
        CloudEvents events = {0};
        Str fault = {0};

        CHECK_OK(cloud_events_read(a, CLOUD_STRUCTURED, body, &events, &fault));
        CHECK_INT((int64_t)events.n, 1);
        return events.at;
}

static Str refused(Arena *a, CloudMode mode, Str body, Status status)
{
        CloudEvents events = {0};
        Str fault = {0};

        CHECK_IS(cloud_events_read(a, mode, body, &events, &fault), status);
        CHECK_INT((int64_t)events.n, 0);
        return fault;
}

static Hash content(Arena *a, const char *body)
{
        const CloudEvent *e = one(a, str_from(body));

        CHECK_STR(e->fault, IS, "");
        return cloud_event_content(e);
}

TEST(an_event_gives_all_that_it_says)
{
        const CloudEvent *e = one(
                a, S(" { \"specversion\" : \"1.0\", \"id\":\"7\", \"source\":\"/gateway\",\n"
                     "\"type\":\"usage.reported\",\"subject\":\"caf\\u00e9 \\ud83d\\ude00\","
                     "\"time\":\"2026-11-21T08:42:28.25+02:00\",\"dataschema\":\"https://e.org/s\","
                     "\"traceparent\":\"00-1\",\"sampledrate\":-30,\"flag\":true,\"gone\":null,"
                     "\"datacontenttype\":\"application/vnd.usage+json; charset=utf-8\","
                     "\"data\":{\"quantity\":\"1250.000000000000000001\",\"meter\":\"tokens-in\","
                     "\"dimensions\":{\"model\":\"large\",\"size\":7.50,\"night\":false,"
                     "\"region\":null}}} \n"));

        CHECK_STR(e->fault, IS, "");
        CHECK_STR(e->id, IS, "7");
        CHECK_STR(e->source, IS, "/gateway");
        CHECK_STR(e->type, IS, "usage.reported");
        CHECK_STR(e->subject, IS, "caf\xc3\xa9 \xf0\x9f\x98\x80");
        CHECK_STR(e->dataschema, IS, "https://e.org/s");
        CHECK(e->has_time);
        CHECK_INT(e->time_us, 1795243348250000);
        CHECK_STR(e->meter, IS, "tokens-in");
        CHECK_STR(exact_text(a, e->quantity), IS, "1250.000000000000000001");
        CHECK_INT(e->dimensions_n, 3);
        CHECK_STR(e->dimensions[0].name, IS, "model");
        CHECK_STR(e->dimensions[0].value, IS, "large");
        CHECK_STR(e->dimensions[1].value, IS, "7.50");
        CHECK_STR(e->dimensions[2].value, IS, "false");
        CHECK_INT(e->extensions_n, 3);
        CHECK_STR(e->extensions[0].name, IS, "traceparent");
        CHECK_STR(e->extensions[1].value, IS, "-30");
        CHECK_STR(e->extensions[2].value, IS, "true");
}

TEST(an_event_without_a_time_has_none)
{
        const CloudEvent *e = one(a, S("{" HEAD ",\"time\":null,\"subject\":null," DATA "}"));

        CHECK_STR(e->fault, IS, "");
        CHECK(!e->has_time);
        CHECK(str_empty(e->subject));
        CHECK_INT(e->extensions_n, 0);
}

TEST(a_wrong_event_harms_none_of_the_others)
{
        CloudEvents events =
                batch(a, S("[" GOOD ", {\"id\":\"8\"},\n 17, " GOOD ",{" HEAD ",\"data\":[{}]}]"));

        CHECK_INT((int64_t)events.n, 5);
        CHECK_INT((int64_t)events.faults, 3);
        CHECK_STR(events.at[0].fault, IS, "");
        CHECK_STR(events.at[1].fault, IS, "expected 'specversion' in this event");
        CHECK_STR(events.at[1].id, IS, "8");
        CHECK_STR(events.at[2].fault, IS, "expected an event as an object");
        CHECK_STR(events.at[3].fault, IS, "");
        CHECK_STR(exact_text(a, events.at[3].quantity), IS, "5");
        CHECK_STR(events.at[4].fault, IS, "expected an object for 'data'");
        CHECK_INT((int64_t)events.at[1].at, (int64_t)sizeof("[" GOOD ", ") - 1);
        CHECK_INT((int64_t)batch(a, S(" [ ] ")).n, 0);
}

TEST(an_event_that_is_wrong_says_what_is)
{
        static const struct {
                const char *body, *words;
        } cases[] = {
                {"{}", "expected 'specversion'"},
                {"{" HEAD "}", "expected 'data'"},
                {"{\"specversion\":\"1.0\",\"source\":\"/\",\"type\":\"t\"," DATA "}",
                 "expected 'id'"},
                {"{\"specversion\":\"0.3\"," DATA "}", "expected '1.0' for 'specversion'"},
                {"{" HEAD ",\"id\":\"8\"," DATA "}", "expected each name once; found 'id' again"},
                {"{" HEAD "," DATA "," DATA "}", "found 'data' again"},
                {"{" HEAD "," DATA ",\"data_base64\":\"e30=\"}", "found 'data' again"},
                {"{" HEAD ",\"data_base64\":\"e30\"}", "expected base64"},
                {"{" HEAD ",\"data_base64\":3}", "expected base64"},
                {"{" HEAD ",\"data_base64\":\"e31=\"}", "expected base64"},
                {"{" HEAD ",\"data_base64\":\"e3s=\"}", "expected JSON in 'data_base64'"},
                {"{" HEAD ",\"x\":1,\"x\":1," DATA "}", "found 'x' again"},
                {"{" HEAD ",\"Subject\":\"s\"," DATA "}", "expected an attribute's name"},
                {"{" HEAD ",\"\":\"s\"," DATA "}", "expected an attribute's name"},
                {"{" HEAD ",\"subject\":\"\"," DATA "}", "expected 'subject' not to be empty"},
                {"{" HEAD ",\"subject\":[\"s\"]," DATA "}", "expected a text for 'subject'"},
                {"{" HEAD ",\"subject\":\"a\\nb\"," DATA "}", "without control characters"},
                {"{" HEAD ",\"subject\":\"a\x7f\"," DATA "}", "without control characters"},
                {"{" HEAD ",\"subject\":\"a\xc2\x85\"," DATA "}", "without control characters"},
                {"{" HEAD ",\"subject\":\"a\xef\xbf\xbf\"," DATA "}", "without control"},
                {"{" HEAD ",\"subject\":\"a\xef\xb7\x90\"," DATA "}", "without control"},
                {"{" HEAD ",\"x\":\"a\xef\xb7\xaf\"," DATA "}", "without control"},
                {"{" HEAD ",\"data\":{\"dimensions\":{\"a\":\"\x7f\"}}}", "without control"},
                {"{" HEAD ",\"data\":{\"dimensions\":{},\"dimensions\":{}}}",
                 "found 'dimensions' again"},
                {"{" HEAD ",\"data\":{\"quantity\":1,\"quantity\":1}}", "found 'quantity' again"},
                {"{" HEAD ",\"data\":{\"meter\":\"m\",\"meter\":\"m\"}}", "found 'meter' again"},
                {"{" HEAD ",\"rank\":1.5," DATA "}", "a whole number of 32 bits for 'rank'"},
                {"{" HEAD ",\"rank\":2147483648," DATA "}", "a whole number of 32 bits"},
                {"{" HEAD ",\"time\":\"2026-11-21\"," DATA "}", "expected a time as"},
                {"{" HEAD ",\"time\":\"2026-11-21 06:42:28Z\"," DATA "}", "expected a time as"},
                {"{" HEAD ",\"time\":\"2026-02-30T06:42:28Z\"," DATA "}", "expected a time as"},
                {"{" HEAD ",\"time\":1795243348," DATA "}", "expected a time as"},
                {"{" HEAD ",\"datacontenttype\":\"text/csv\"," DATA "}", "expected JSON for"},
                {"{" HEAD ",\"data\":null}", "expected an object for 'data'"},
                {"{" HEAD ",\"data\":\"{}\"}", "expected an object for 'data'"},
                {"{" HEAD ",\"data\":{\"quantity\":5}}", "expected 'meter'"},
                {"{" HEAD ",\"data\":{\"meter\":\"m\"}}", "expected 'quantity'"},
                {"{" HEAD ",\"data\":{\"meter\":5,\"quantity\":5}}", "expected a text for 'meter'"},
                {"{" HEAD ",\"data\":{\"meter\":\"m\",\"quanttiy\":5}}", "found 'quanttiy'"},
                {"{" HEAD ",\"data\":{\"dimensions\":[]}}", "expected an object for 'dimensions'"},
                {"{" HEAD ",\"data\":{\"dimensions\":{\"a\":{}}}}", "for the dimension 'a'"},
                {"{" HEAD ",\"data\":{\"dimensions\":{\"a\":1,\"a\":1}}}", "found 'a' again"},
                {"{" HEAD ",\"data\":{\"dimensions\":{\"a b\":1}}}", "expected a dimension's name"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                CHECK_STR(one(a, str_from(cases[i].body))->fault, CONTAINS, cases[i].words);
}

TEST(a_quantity_is_exact_or_refused)
{
        static const struct {
                const char *text, *is; /* NULL: refused */
        } cases[] = {
                {"0", "0"},
                {"-0", "0"},
                {"-12.50", "-12.5"},
                {"\"0.1\"", "0.1"},
                {"0.30000000000000004", "0.30000000000000004"},
                {"1e3", "1000"},
                {"\"2.5E-7\"", "0.00000025"},
                {"99999999999999999999.999999999999999999",
                 "99999999999999999999.999999999999999999"},
                {"9007199254740993", "9007199254740993"},
                {"1e400", NULL},
                {"1e-19", NULL},
                {"\"1.0000000000000000000000000000000000000001\"", NULL},
                {"\"NaN\"", NULL},
                {"\"1,5\"", NULL},
                {"\"\"", NULL},
                {"\"+5\"", NULL},
                {"\".5\"", NULL},
                {"\" 5\"", NULL},
                {"\"0x10\"", NULL},
                {"\"1e99999999999999999999\"", NULL},
                {"null", NULL},
                {"true", NULL},
                {"[5]", NULL},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                const CloudEvent *e =
                        one(a, str_fmt(a, "{" HEAD ",\"data\":{\"meter\":\"m\",\"quantity\":%s}}",
                                       cases[i].text));

                if (cases[i].is) {
                        CHECK_STR(e->fault, IS, "");
                        CHECK_STR(exact_text(a, e->quantity), IS, cases[i].is);
                } else {
                        CHECK_STR(e->fault, CONTAINS, "for 'quantity'");
                        CHECK(exact_is_zero(e->quantity));
                }
        }
}

TEST(what_is_no_json_is_refused_whole_with_its_place)
{
        static const struct {
                const char *body, *fault;
        } cases[] = {
                {"", "1:1: expected a list"},
                {"{}", "1:1: expected a list"},
                {"[", "1:2: expected a value"},
                {"[" GOOD "\n" GOOD "]", "2:1: expected ',' or the end"},
                {"[" GOOD ",]", "expected a value"},
                {"[" GOOD "]]", "expected nothing more"},
                {"[{\"id\" \"7\"}]", "1:8: expected ':' after a name"},
                {"[{\"id\":\"7\",}]", "1:12: expected a text in quotes"},
                {"[{id:\"7\"}]", "1:3: expected a text in quotes"},
                {"[{\"id\":'7'}]", "expected a value"},
                {"[{\"id\":\"7}]", "expected the quote that ends this text"},
                {"[{\"id\":\"\\x\"}]", "expected an escape"},
                {"[{\"id\":\"\\", "expected an escape"},
                {"[{\"id\":\"\\u12", "expected an escape"},
                {"[{\"id\":\"\\u0000\"}]", "expected an escape"},
                {"[{\"id\":\"\\ud800\"}]", "expected an escape"},
                {"[{\"id\":\"\\ud800\\u0041\"}]", "expected an escape"},
                {"[{\"id\":\"\\udc00\"}]", "expected an escape"},
                {"[{\"id\":\"a\nb\"}]", "expected no control character"},
                {"[{\"id\":\"\\t\nb\"}]", "expected no control character"},
                {"[{\"id\":\"\xc0\xa0\"}]", "expected UTF-8"},
                {"[{\"id\":\"\\t\xff\"}]", "expected UTF-8"},
                {"[{\"x\":01}]", "expected a number"},
                {"[{\"x\":1.}]", "expected a number"},
                {"[{\"x\":-}]", "expected a number"},
                {"[{\"x\":1e}]", "expected a number"},
                {"[{\"x\":.5}]", "expected a value"},
                {"[{\"x\":NaN}]", "expected a value"},
                {"[{\"x\":nul}]", "expected a value"},
                {"[{\"x\":[1 2]}]", "expected ','"},
                {"[{\"x\":[1}]", "expected ','"},
                {"[{\"x\":{\"y\"}}]", "expected ':'"},
                {"[{\"x\":tru", "expected a value"},
                {"\xef\xbb\xbf[]", "1:1: expected a list"},
        };
        Text deep = text_begin(a, 4096);

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                CHECK_STR(refused(a, CLOUD_BATCH, str_from(cases[i].body), INVALID), CONTAINS,
                          cases[i].fault);
        CHECK_STR(refused(a, CLOUD_STRUCTURED, S(GOOD " x"), INVALID), CONTAINS, "nothing more");
        CHECK_STR(refused(a, CLOUD_STRUCTURED, S("[{}"), INVALID), CONTAINS, "expected");
        for (int i = 0; i < 1000; i++)
                text_char(&deep, '[');
        CHECK_STR(refused(a, CLOUD_BATCH, text_str(&deep), INVALID), CONTAINS, "expected fewer");
}

TEST(every_beginning_of_a_batch_is_refused)
{
        static const char body[] =
                "[{" HEAD
                ",\"time\":\"2026-11-21T06:42:28Z\",\"x\":[1,{\"y\":[]}],\"s\":\"\\u00e9\","
                "\"data\":{\"meter\":\"m\",\"quantity\":-5.5e1,\"dimensions\":{\"a\":true}}}]";

        CHECK_INT((int64_t)batch(a, str_from(body)).n, 1);
        for (size_t n = 0; n < sizeof body - 1; n++) {
                char *cut = arena_bytes(a, n + 1); /* so that reading on is noticed */

                memcpy(cut, body, n);
                CHECK(refused(a, CLOUD_BATCH, (Str){cut, n}, INVALID).len > 0);
        }
}

TEST(limits_of_events_hold)
{
        Text t = text_begin(a, 2 * MIB);
        CloudEvents events;
        Str name = S("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl");

        CHECK_INT((int64_t)name.len, CLOUD_NAME_BYTES_MAX);
        text_add(&t, S("[" GOOD));
        for (int i = 1; i < CLOUD_BATCH_EVENTS_MAX; i++)
                text_add(&t, S("," GOOD));
        text_char(&t, ']');
        events = batch(a, text_str(&t));
        CHECK_INT((int64_t)events.n, CLOUD_BATCH_EVENTS_MAX);
        CHECK_INT((int64_t)events.faults, 0);
        t.len--;
        text_add(&t, S("," GOOD "]"));
        CHECK_STR(refused(a, CLOUD_BATCH, text_str(&t), TOO_LARGE), CONTAINS,
                  "at most 10000 events");
        CHECK_STR(
                refused(a, CLOUD_BATCH,
                        (Str){arena_bytes(a, CLOUD_BATCH_BYTES_MAX + 1), CLOUD_BATCH_BYTES_MAX + 1},
                        TOO_LARGE),
                CONTAINS, "at most 16777216 bytes");
        for (int over = 0; over < 2; over++) {
                Str body = str_fmt(a, "{" HEAD "," DATA ",\"%.*s%s\":\"x\"}", S_ARG(name),
                                   over ? "m" : "");

                CHECK_INT(one(a, body)->fault.len > 0, over);
                for (int kind = 0; kind < 2; kind++) {
                        int n = kind ? CLOUD_DIMENSIONS_MAX : CLOUD_EXTENSIONS_MAX;

                        t.len = 0;
                        text_add(&t, S("{" HEAD ","));
                        if (kind)
                                text_add(&t, S("\"data\":{\"meter\":\"m\",\"quantity\":5,"
                                               "\"dimensions\":{"));
                        for (int i = 0; i < n + over; i++)
                                text_fmt(&t, "%s\"x%d\":\"%d\"", i ? "," : "", i, i);
                        text_add(&t, kind ? S("}}}") : S("," DATA "}"));
                        CHECK_STR(one(a, text_str(&t))->fault, over ? CONTAINS : IS,
                                  over ? "expected at most 16" : "");
                }
        }
        t.len = 0;
        text_add(&t, S("{" HEAD "," DATA));
        while (t.len <= CLOUD_EVENT_BYTES_MAX)
                text_add(&t, S("          "));
        text_char(&t, '}');
        CHECK_STR(one(a, text_str(&t))->fault, CONTAINS, "expected an event of at most 65536");
}

TEST(texts_of_events_are_as_long_as_they_may_be)
{
        static const struct {
                const char *before, *after;
                int bytes_max;
        } cases[] = {
                {"{\"specversion\":\"1.0\",\"source\":\"/\",\"type\":\"t\",\"id\":\"",
                 "\"," DATA "}", CLOUD_ID_BYTES_MAX},
                {"{\"specversion\":\"1.0\",\"id\":\"7\",\"type\":\"t\",\"source\":\"",
                 "\"," DATA "}", CLOUD_SOURCE_BYTES_MAX},
                {"{" HEAD ",\"subject\":\"", "\"," DATA "}", CLOUD_TEXT_BYTES_MAX},
                {"{" HEAD ",\"traceparent\":\"", "\"," DATA "}", CLOUD_TEXT_BYTES_MAX},
                {"{" HEAD ",\"data\":{\"quantity\":1,\"meter\":\"", "\"}}", CLOUD_METER_BYTES_MAX},
                {"{" HEAD ",\"data\":{\"quantity\":1,\"meter\":\"m\",\"dimensions\":{\"a\":\"",
                 "\"}}}", CLOUD_VALUE_BYTES_MAX},
        };
        char *x = arena_bytes(a, 4096);

        memset(x, 'x', 4096);
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                for (int over = 0; over < 2; over++) {
                        Str body = str_fmt(a, "%s%.*s%s", cases[i].before,
                                           cases[i].bytes_max + over, x, cases[i].after);

                        CHECK_STR(one(a, body)->fault, over ? CONTAINS : IS,
                                  over ? "expected at most" : "");
                }
}

TEST(texts_are_read_the_same_wherever_they_stand)
{
        /* eight bytes are looked at in one go: what stops a text may be at any of them */
        static const char *const stops[] = {"", "\\\"", "\\\\", "\xc3\xa9", "\\u00e9", " "};
        static const char *const meant[] = {"", "\"", "\\", "\xc3\xa9", "\xc3\xa9", " "};

        for (size_t kind = 0; kind < sizeof stops / sizeof *stops; kind++)
                for (int before = 0; before < 20; before++)
                        for (int after = 0; after < 20; after++) {
                                Str body = str_fmt(
                                        a, "{" HEAD ",\"subject\":\"-%.*s%s%.*s\"," DATA "}",
                                        before, "!#$%&'()*+[]^_`az{|}", stops[kind], after,
                                        "!#$%&'()*+[]^_`az{|}");
                                Str wanted =
                                        str_fmt(a, "-%.*s%s%.*s", before, "!#$%&'()*+[]^_`az{|}",
                                                meant[kind], after, "!#$%&'()*+[]^_`az{|}");

                                CHECK(str_eq(one(a, body)->subject, wanted));
                        }
}

TEST(events_are_the_same_by_source_and_id_alone)
{
        Hash x = cloud_event_key(S("a-b"), S("c")), y = cloud_event_key(S("a"), S("b-c"));
        Hash again = cloud_event_key(S("a-b"), S("c")), empty = cloud_event_key(S("a-bc"), S(""));

        CHECK(hash_eq(&x, &again));
        CHECK(!hash_eq(&x, &y));
        CHECK(!hash_eq(&x, &empty));
        /* computed apart: sha256(len(source) as 8 bytes, source, len(id) as 8 bytes, id) */
        CHECK_STR(hash_hex(a, &x), IS,
                  "1d413c919d374789656c7dbd825a1ab4ffbf062adc9011d66c4e1f0cd9988d91");
}

TEST(what_an_event_says_does_not_depend_on_how_it_is_written)
{
        Hash h =
                content(a, "{" HEAD ",\"time\":\"2026-11-21T06:42:28Z\",\"x\":\"1\",\"y\":\"2\","
                           "\"data\":{\"meter\":\"m\",\"quantity\":1.5,\"dimensions\":{\"a\":\"1\","
                           "\"b\":\"2\"}}}");
        static const char *const same[] = {
                "{\"data\":{\"dimensions\":{\"b\":\"2\",\"a\":\"1\"},\"quantity\":\"1.50\","
                "\"meter\":\"m\"}, \"y\":2 , \"x\":1,\"time\":\"2026-11-21T07:42:28+01:00\"," HEAD
                "}",
                "{" HEAD ",\"time\":\"2026-11-21T06:42:28.000Z\",\"x\":\"\\u0031\",\"y\":\"2\","
                "\"datacontenttype\":\"application/json\","
                "\"data_base64\":"
                "\"eyJtZXRlciI6Im0iLCJxdWFudGl0eSI6MTVlLTEsImRpbWVuc2lvbnMiOnsiYSI6MSwiYiI6Mn19\"}",
        };
        static const char *const other[] = {
                "\"x\":\"1\",\"y\":\"2\",\"data\":{\"meter\":\"m\",\"quantity\":1.51,"
                "\"dimensions\":{\"a\":\"1\",\"b\":\"2\"}}",
                "\"x\":\"1\",\"y\":\"2\",\"data\":{\"meter\":\"n\",\"quantity\":1.5,"
                "\"dimensions\":{\"a\":\"1\",\"b\":\"2\"}}",
                "\"x\":\"1\",\"y\":\"2\",\"data\":{\"meter\":\"m\",\"quantity\":1.5,"
                "\"dimensions\":{\"a\":\"2\",\"b\":\"1\"}}",
                "\"x\":\"1\",\"data\":{\"meter\":\"m\",\"quantity\":1.5,"
                "\"dimensions\":{\"a\":\"1\",\"b\":\"2\",\"y\":\"2\"}}",
                "\"x\":\"1\",\"y\":\"2\",\"subject\":\"s\",\"data\":{\"meter\":\"m\","
                "\"quantity\":1.5,\"dimensions\":{\"a\":\"1\",\"b\":\"2\"}}",
        };

        for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
                Hash s = content(a, same[i]);

                CHECK(hash_eq(&h, &s));
        }
        for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
                Hash o = content(
                        a, str_z(a, str_fmt(a, "{" HEAD ",\"time\":\"2026-11-21T06:42:28Z\",%s}",
                                            other[i])));

                CHECK(!hash_eq(&h, &o));
        }
}

TEST(every_part_of_an_event_is_in_its_content)
{
        static const char *const bodies[] = {
                "{" HEAD "," DATA "}",
                "{" HEAD ",\"time\":\"1970-01-01T00:00:00Z\"," DATA "}",
                "{" HEAD ",\"time\":\"1970-01-01T00:00:00.000001Z\"," DATA "}",
                "{" HEAD ",\"subject\":\"x\"," DATA "}",
                "{" HEAD ",\"dataschema\":\"x\"," DATA "}",
                "{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"/g\",\"type\":\"u\"," DATA "}",
                "{" HEAD ",\"data\":{\"meter\":\"n\",\"quantity\":5}}",
                /* 2^64 * 10^-18 more */
                "{" HEAD ",\"data\":{\"meter\":\"m\",\"quantity\":23.446744073709551616}}",
                "{" HEAD ",\"data\":{\"meter\":\"m\",\"quantity\":-5}}",
                "{" HEAD ",\"x\":\"y\"," DATA "}",
                "{" HEAD ",\"data\":{\"meter\":\"m\",\"quantity\":5,\"dimensions\":{\"x\":\"y\"}}}",
        };
        enum { BODIES = sizeof bodies / sizeof *bodies };
        Hash h[BODIES];

        for (size_t i = 0; i < BODIES; i++) {
                h[i] = content(a, bodies[i]);
                for (size_t k = 0; k < i; k++)
                        CHECK(!hash_eq(&h[i], &h[k]));
        }
}

TEST(binary_mode_reads_headers_and_body)
{
        const UsagePair headers[] = {
                {S("Host"), S("example.org")},
                {S("CE-SpecVersion"), S("1.0")},
                {S("ce-id"), S(" 7 ")},
                {S("ce-source"), S("/g")},
                {S("ce-type"), S("t")},
                {S("ce-subject"), S("Euro%20%E2%82%ac%20%F0%9F%98%80")},
                {S("ce-traceparent"), S("\"a \\\"b\\\" 100%25\"")},
                {S("Content-Type"), S("application/json; charset=utf-8")},
        };
        CloudEvents events = {0};
        Str fault = {0};

        CHECK_OK(cloud_events_read_binary(a, headers, sizeof headers / sizeof *headers,
                                          S("{\"meter\":\"m\",\"quantity\":5}"), &events, &fault));
        CHECK_INT((int64_t)events.n, 1);
        CHECK_STR(events.at->fault, IS, "");
        CHECK_STR(events.at->id, IS, "7");
        CHECK_STR(events.at->subject, IS, "Euro \xe2\x82\xac \xf0\x9f\x98\x80");
        CHECK_STR(events.at->extensions[0].value, IS, "a \"b\" 100%");
        CHECK_STR(exact_text(a, events.at->quantity), IS, "5");
        CHECK_IS(cloud_events_read_binary(a, headers, 8, S("{\"meter\":"), &events, &fault),
                 INVALID);
        CHECK_IS(cloud_events_read_binary(a, headers, 8, S("{} {}"), &events, &fault), INVALID);
        CHECK_IS(cloud_events_read_binary(a, headers, 8, (Str){0}, &events, &fault), INVALID);
        CHECK_IS(cloud_events_read_binary(a, headers, 8,
                                          (Str){arena_bytes(a, CLOUD_EVENT_BYTES_MAX + 1),
                                                CLOUD_EVENT_BYTES_MAX + 1},
                                          &events, &fault),
                 TOO_LARGE);
        CHECK_IS(cloud_events_read_binary(a, headers, CLOUD_HEADERS_MAX + 1, S("{}"), &events,
                                          &fault),
                 TOO_LARGE);
}

TEST(wrong_headers_of_binary_mode_are_told)
{
        static const struct {
                const char *name, *value, *words;
        } cases[] = {
                {"ce-subject", "%C0%A0", "expected UTF-8, percent-encoded"},
                {"ce-subject", "100%", "expected UTF-8, percent-encoded"},
                {"ce-subject", "100%2", "expected UTF-8, percent-encoded"},
                {"ce-subject", "100%zz", "expected UTF-8, percent-encoded"},
                {"ce-subject", "%00", "expected UTF-8, percent-encoded"},
                {"ce-subject", "%0a", "without control characters"},
                {"ce-subject", "\"a", "expected UTF-8, percent-encoded"},
                {"ce-subject", "\"", "expected UTF-8, percent-encoded"},
                {"ce-subject", "\"a\\\"", "expected UTF-8, percent-encoded"},
                {"ce-subject", "\"a\"b\"", "expected UTF-8, percent-encoded"},
                {"ce-subject", "", "expected 'subject' not to be empty"},
                {"ce-id", "8", "found 'id' again"},
                {"ce-data", "8", "expected no header"},
                {"ce-datacontenttype", "application/json", "expected no header"},
                {"content-type", "text/plain", "expected JSON for"},
                {"ce-a-b", "8", "expected an attribute's name"},
                {"ce-", "8", "expected an attribute's name"},
                {"ce-time", "now", "expected a time"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                const UsagePair headers[] = {
                        {S("ce-specversion"), S("1.0")},
                        {S("ce-id"), S("7")},
                        {S("ce-source"), S("/g")},
                        {S("ce-type"), S("t")},
                        {str_from(cases[i].name), str_from(cases[i].value)},
                };
                CloudEvents events = {0};
                Str fault = {0};

                CHECK_OK(cloud_events_read_binary(
                        a, headers, 5, S("{\"meter\":\"m\",\"quantity\":5}"), &events, &fault));
                CHECK_INT((int64_t)events.faults, 1);
                CHECK_STR(events.at->fault, CONTAINS, cases[i].words);
        }
}

TEST(the_content_type_says_how_a_body_is_read)
{
        CHECK_INT(cloud_event_mode(S("application/json")), CLOUD_BINARY);
        CHECK_INT(cloud_event_mode((Str){0}), CLOUD_BINARY);
        CHECK_INT(cloud_event_mode(S("Application/CloudEvents+JSON ; charset=utf-8")),
                  CLOUD_STRUCTURED);
        CHECK_INT(cloud_event_mode(S("application/cloudevents-batch+json")), CLOUD_BATCH);
        CHECK_INT(cloud_event_mode(S("application/cloudevents+avro")), CLOUD_UNKNOWN_FORMAT);
        CHECK_INT(cloud_event_mode(S("application/cloudevents-batch+xml")), CLOUD_UNKNOWN_FORMAT);
}

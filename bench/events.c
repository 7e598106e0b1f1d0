/* Reads batches of plausible events again and again and says what one of them costs: read, keyed,
 * hashed, rated by examples/prices/model-tokens.yaml. `bench/events.sh` builds and runs it. */
#include "base/time.h"
#include "credit/cloud_event.h"
#include "credit/rate.h"

#include <stdio.h>

enum { EVENTS = 1000, ROUNDS = 300, BATCHES = 8 };

static Str plausible(Arena *a, int batch)
{
        static const char *const models[] = {"large", "small", "embed", "vision-large"};
        Text t = text_begin(a, MIB);

        text_char(&t, '[');
        for (int i = 0; i < EVENTS; i++) {
                int n = batch * EVENTS + i;

                text_fmt(&t,
                         "%s{\"specversion\":\"1.0\",\"id\":\"01JD%07dK8ZQ5VXN\","
                         "\"source\":\"/gateways/europe-1/%d\",\"type\":\"usage.reported\","
                         "\"subject\":\"startup-%05d\",\"time\":\"2026-11-%02dT%02d:%02d:%02d.%"
                         "03dZ\","
                         "\"data\":{\"meter\":\"tokens-%s\",\"quantity\":%s%d%s,\"dimensions\":"
                         "{\"model\":\"%s\",\"region\":\"eu-west-%d\",\"service\":\"chat\"}}}",
                         i ? "," : "", n, n % 4, n * 7919 % 20000, 1 + n % 30, n % 24, n % 60,
                         n * 31 % 60, n % 1000, n % 2 ? "in" : "out", n % 4 ? "" : "\"",
                         n * 104729 % 100000, n % 4 ? "" : ".25\"", models[n % 4], n % 3);
        }
        text_char(&t, ']');
        return text_str(&t);
}

static const PriceList *prices(Arena *a)
{
        FILE *file = fopen("examples/prices/model-tokens.yaml", "r");
        char *bytes = arena_bytes(a, 64 * KIB);
        YamlFaults faults = {0};
        PriceList *list = NULL;
        Str text = {bytes, file ? fread(bytes, 1, 64 * KIB, file) : 0};

        if (file)
                fclose(file);
        return price_list_parse(a, text, &list, &faults) == OK ? list : NULL;
}

/* As the caller would: rate, both windows' keys, amount. */
static bool rate_all(const PriceList *list, const CloudEvents *events, RateUsed used[],
                     Exact *total)
{
        ZoneClock clock = {0};

        for (size_t i = 0; i < events->n; i++) {
                const CloudEvent *e = &events->at[i];
                RateUsed *u;
                const PriceRate *rate;
                int64_t day_us, month_us;
                Rated r;

                if (rate_find(&clock, list, e->meter, e->dimensions, e->dimensions_n, e->time_us,
                              &rate) != OK ||
                    rate_window_key(&clock, list, rate->free.each, e->time_us, &day_us) != OK ||
                    rate_window_key(&clock, list, rate->each, e->time_us, &month_us) != OK)
                        return false;
                u = &used[rate - list->rates.at];
                if (rate_quantity(rate, e->quantity, u, &r) != OK ||
                    exact_add(*total, r.amount, total) != EXACT_OK)
                        return false;
                *u = r.next;
        }
        return true;
}

int main(void)
{
        Arena kept = arena_make(64 * MIB), a = arena_make(64 * MIB);
        int64_t began_us, read_us = 0, key_us = 0, content_us = 0, rate_us = 0, bytes = 0,
                          events_n = 0;
        Str body[BATCHES];
        const PriceList *list = prices(&kept);
        RateUsed used[PRICE_RATES_MAX] = {0};
        Exact total = {0};
        unsigned sum = 0;

        if (!list)
                return 1;

        for (int i = 0; i < BATCHES; i++)
                body[i] = plausible(&kept, i);
        for (int round = 0; round < ROUNDS; round++) {
                CloudEvents events;
                Str fault;

                began_us = time_steady_us();
                if (cloud_events_read(&a, CLOUD_BATCH, body[round % BATCHES], &events, &fault) !=
                            OK ||
                    events.faults)
                        return 1;
                read_us += time_steady_us() - began_us;
                began_us = time_steady_us();
                for (size_t i = 0; i < events.n; i++)
                        sum += cloud_event_key(events.at[i].source, events.at[i].id).b[0];
                key_us += time_steady_us() - began_us;
                began_us = time_steady_us();
                for (size_t i = 0; i < events.n; i++)
                        sum += cloud_event_content(&events.at[i]).b[0];
                content_us += time_steady_us() - began_us;
                began_us = time_steady_us();
                if (!rate_all(list, &events, used, &total))
                        return 1;
                rate_us += time_steady_us() - began_us;
                bytes += (int64_t)body[round % BATCHES].len;
                events_n += (int64_t)events.n;
                arena_reset(&a);
        }
        printf("%lld events of %lld bytes, batches of %d; nanoseconds each: read %lld (%lld MB/s), "
               "key %lld, content %lld, rate %lld; %lld events/s with all four (%u, $%.*s)\n",
               (long long)events_n, (long long)(bytes / events_n), EVENTS,
               (long long)(read_us * 1000 / events_n), (long long)(bytes / read_us),
               (long long)(key_us * 1000 / events_n), (long long)(content_us * 1000 / events_n),
               (long long)(rate_us * 1000 / events_n),
               (long long)(events_n * 1000000 / (read_us + key_us + content_us + rate_us)), sum % 2,
               S_ARG(exact_text(&a, total)));
        arena_free(&a);
        arena_free(&kept);
        return 0;
}

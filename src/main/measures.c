/* main/measures: see the header. */
#include "main/measures.h"

#include "base/time.h"
#include "base/words.h"

static Status run_health(Visit *v, HttpReply *reply)
{
        int64_t size;
        Hash root;

        TRY(record_head(v->db, v->a, &size, &root));
        reply->content_type = S("application/json");
        reply->body = str_fmt(v->a, "{\"status\":\"ok\",\"size\":%lld}", (long long)size);
        reply->no_store = true;
        return OK;
}

const Route health_route = {.method = HTTP_GET,
                            .path = "/healthz",
                            .may = MAY_SEE_PUBLIC,
                            .help = N_("Whether it works."),
                            .run = run_health,
                            .type = "application/json"};

static Status run_openapi(Visit *v, HttpReply *reply)
{
        reply->content_type = S("application/json");
        reply->body = site_openapi(v->site, v->a);
        return OK;
}

const Route openapi_route = {.method = HTTP_GET,
                             .path = "/api/v1/openapi.json",
                             .may = MAY_SEE_PUBLIC,
                             .help = N_("The description of all doors."),
                             .run = run_openapi,
                             .type = "application/json"};

static void gauge(Text *t, const char *name, const char *help, const char *type, uint64_t value)
{
        text_fmt(t, "# HELP seedbed_%s %s\n# TYPE seedbed_%s %s\nseedbed_%s %llu\n", name, help,
                 name, type, name, (unsigned long long)value);
}

/* Prometheus text format. Figures of the process only, so it is open to whoever can reach the port.
 */
static Status run_metrics(Visit *v, HttpReply *reply)
{
        Text t = text_begin(v->a, MIB);
        HttpCounters c = {0};
        StoreCounts s = store_counts(v->site->store);
        uint64_t sum = 0;

        if (v->site->server)
                http_counters(v->site->server, &c);
        text_add(&t, S("# HELP seedbed_http_requests_total Requests answered.\n# TYPE "
                       "seedbed_http_requests_total counter\n"));
        for (int i = 1; i < 6; i++)
                text_fmt(&t, "seedbed_http_requests_total{class=\"%dxx\"} %llu\n", i,
                         (unsigned long long)c.by_class[i]);
        text_add(&t, S("# HELP seedbed_http_seconds Time to answer.\n# TYPE seedbed_http_seconds "
                       "histogram\n"));
        for (size_t i = 0; i < HTTP_LATENCY_BUCKETS; i++) {
                int64_t us = http_latency_us(i);

                sum += c.latency[i];
                if (i + 1 < HTTP_LATENCY_BUCKETS)
                        text_fmt(&t, "seedbed_http_seconds_bucket{le=\"%.6f\"} %llu\n",
                                 (double)us / 1e6, (unsigned long long)sum);
        }
        text_fmt(&t,
                 "seedbed_http_seconds_bucket{le=\"+Inf\"} %llu\nseedbed_http_seconds_sum "
                 "%.6f\nseedbed_http_seconds_count %llu\n",
                 (unsigned long long)sum, (double)c.latency_sum_us / 1e6, (unsigned long long)sum);
        gauge(&t, "http_hot_hits_total", "Requests answered from pages kept ready.", "counter",
              c.hot_hits);
        gauge(&t, "http_refused_total", "Requests the gate refused.", "counter", c.refused);
        gauge(&t, "http_in_flight", "Requests being run.", "gauge", c.in_flight);
        gauge(&t, "http_queued", "Requests that wait for a worker.", "gauge", c.queued);
        gauge(&t, "http_slow_queued", "Sign-ins and the like that wait for their turn.", "gauge",
              c.slow_queued);
        gauge(&t, "http_turned_away_total", "Of these, those that found no place.", "counter",
              c.turned_away);
        gauge(&t, "http_connections", "Open connections.", "gauge", c.connections);
        gauge(&t, "store_commits_total", "Transactions committed.", "counter", (uint64_t)s.commits);
        gauge(&t, "store_jobs_total", "Changes run.", "counter", (uint64_t)s.jobs);
        gauge(&t, "store_retries_total", "Transactions run again.", "counter", (uint64_t)s.retries);
        gauge(&t, "store_failures_total", "Transactions that failed.", "counter",
              (uint64_t)s.failures);
        gauge(&t, "record_entries", "Entries in the record.", "gauge",
              (uint64_t)record_size_seen(v->site->record));
        gauge(&t, "up_seconds", "Since the start.", "gauge",
              (uint64_t)((v->now_us - v->site->begun_us) / SECOND_US));
        reply->content_type = S("text/plain; version=0.0.4; charset=utf-8");
        reply->body = text_str(&t);
        reply->no_store = true;
        return OK;
}

const Route metrics_route = {.method = HTTP_GET,
                             .path = "/metrics",
                             .may = MAY_SEE_PUBLIC,
                             .help = N_("The process's own figures, for Prometheus."),
                             .run = run_metrics,
                             .type = "text/plain"};

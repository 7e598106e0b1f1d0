/* main/tables: everything that can be seen and done, in one place. */
#include "action/session.h"
#include "base/asset.h"
#include "base/time.h"
#include "base/words.h"
#include "hub/hub_page.h"
#include "import/import_page.h"
#include "mail/mail_page.h"
#include "main/operate_page.h"
#include "main/program.h"
#include "people/account.h"
#include "people/people.h"
#include "people/role_page.h"
#include "people/second.h"
#include "people/token.h"
#include "pledge/bundle_page.h"
#include "pledge/pledge.h"
#include "pledge/pledge_page.h"
#include "programme/party_page.h"
#include "programme/programme_page.h"
#include "web/record_page.h"

const View *const program_views[] = {
        &pledge_impact_view,    &pledge_list_view,       &pledge_announcement_view,
        &pledge_show_view,      &pledge_as_of_view,      &pledge_rows_view,
        &metric_show_view,      &metric_rows_view,       &metric_list_view,
        &hub_list_view,         &hub_show_view,          &programme_list_view,
        &programme_show_view,   &programme_version_view, &member_list_view,
        &party_list_view,       &party_show_view,        &record_list_view,
        &record_show_view,      &record_verify_view,     &import_list_view,
        &import_show_view,      &role_list_view,         &account_view,
        &mail_list_view,        &mail_show_view,         &mail_bulk_view,
        &mail_unsubscribe_view, &operate_view,           NULL};

const Action *const program_actions[] = {&session_begin_action,   &session_end_action,
                                         &operator_link_action,   &hub_add_action,
                                         &hub_load_action,        &party_add_action,
                                         &party_edit_action,      &party_list_action,
                                         &party_merge_action,     &programme_load_action,
                                         &member_add_action,      &member_move_action,
                                         &metric_load_action,     &announcement_load_action,
                                         &pledge_withdraw_action, &figure_report_action,
                                         &import_check_action,    &import_confirm_action,
                                         &import_cancel_action,   &role_grant_action,
                                         &role_withdraw_action,   &session_close_action,
                                         &session_open_action,    &password_change_action,
                                         &token_make_action,      &token_end_action,
                                         &session_prove_action,   &second_begin_action,
                                         &second_confirm_action,  &second_end_action,
                                         &password_forgot_action, &password_reset_action,
                                         &mail_test_action,       &mail_resend_action,
                                         &mail_bounce_action,     &mail_mend_action,
                                         &mail_draft_action,      &mail_release_action,
                                         &mail_discard_action,    NULL};

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

static const Route health_route = {.method = HTTP_GET,
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

static const Route openapi_route = {.method = HTTP_GET,
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

static const Route metrics_route = {.method = HTTP_GET,
                                    .path = "/metrics",
                                    .may = MAY_SEE_PUBLIC,
                                    .help = N_("The process's own figures, for Prometheus."),
                                    .run = run_metrics,
                                    .type = "text/plain"};

const Route *const program_routes[] = {
        &health_route,        &openapi_route,          &metrics_route,
        &record_proof_route,  &record_receipt_route,   &record_checkpoint_route,
        &record_key_route,    &record_tile_route,      &import_refused_route,
        &pledge_bundle_route, &mail_unsubscribe_route, NULL};

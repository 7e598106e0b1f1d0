/* main/tables: everything that can be seen and done, in one place. */
#include "action/session.h"
#include "apply/apply_page.h"
#include "apply/file.h"
#include "base/asset.h"
#include "base/words.h"
#include "hub/hub_page.h"
#include "board/board_page.h"
#include "board/bulk_page.h"
#include "board/export.h"
#include "board/hub_table_page.h"
#include "board/table_page.h"
#include "board/search_page.h"
#include "board/waits_page.h"
#include "credit/bill_page.h"
#include "credit/fund_page.h"
#include "credit/grant.h"
#include "credit/focus_file_page.h"
#include "credit/ledger_file_page.h"
#include "credit/ledger_page.h"
#include "credit/exchange_page.h"
#include "credit/price_page.h"
#include "credit/reconcile_page.h"
#include "credit/usage_page.h"
#include "exchange/iati_page.h"
#include "exchange/opportunity_page.h"
#include "import/import_page.h"
#include "mail/mail_page.h"
#include "main/metrics_route.h"
#include "main/operate_page.h"
#include "main/program.h"
#include "main/trial_page.h"
#include "people/account.h"
#include "people/account_page.h"
#include "people/language.h"
#include "people/passkey.h"
#include "people/people.h"
#include "people/role_page.h"
#include "people/second.h"
#include "people/signup.h"
#include "people/service_page.h"
#include "people/delegate.h"
#include "people/team.h"
#include "people/token.h"
#include "people/own.h"
#include "privacy/erase.h"
#include "privacy/export.h"
#include "privacy/privacy_page.h"
#include "programme/audience.h"
#include "webhook/webhook_page.h"
#include "people/sso_page.h"
#include "event/ticket_page.h"
#include "solution/introduction.h"
#include "solution/network_page.h"
#include "solution/referral.h"
#include "cohort/agenda.h"
#include "cohort/demo_day_page.h"
#include "cohort/booking.h"
#include "cohort/cohort_page.h"
#include "cohort/feed.h"
#include "cohort/feed_page.h"
#include "cohort/gather.h"
#include "cohort/mentor.h"
#include "cohort/milestone.h"
#include "cohort/team_page.h"
#include "cohort/report_page.h"
#include "cohort/scaleup.h"
#include "review/assign.h"
#include "review/conflict.h"
#include "review/mine_page.h"
#include "review/pool.h"
#include "review/run_page.h"
#include "review/score_page.h"
#include "decide/announce.h"
#include "decide/decide_page.h"
#include "board/print_page.h"
#include "board/timeline_page.h"
#include "exchange/list_deed.h"
#include "exchange/list_page.h"
#include "pledge/bundle_page.h"
#include "pledge/pledge.h"
#include "pledge/pledge_page.h"
#include "programme/party_page.h"
#include "programme/form_edit_page.h"
#include "programme/programme_page.h"
#include "web/record_page.h"

const View *const program_views[] = {
        &pledge_impact_view,
        &pledge_list_view,
        &pledge_announcement_view,
        &pledge_show_view,
        &pledge_as_of_view,
        &pledge_rows_view,
        &metric_show_view,
        &metric_rows_view,
        &metric_list_view,
        &hub_list_view,
        &hub_show_view,
        &programme_list_view,
        &programme_show_view,
        &programme_version_view,
        &member_list_view,
        &party_list_view,
        &party_show_view,
        &record_list_view,
        &record_show_view,
        &record_verify_view,
        &import_list_view,
        &import_show_view,
        &role_list_view,
        &account_view,
        &mail_list_view,
        &mail_show_view,
        &mail_bulk_view,
        &mail_unsubscribe_view,
        &operate_view,
        &trial_view,
        &service_list_view,
        &privacy_view,
        &own_data_view,
        &party_looks_view,
        &retention_view,
        &opening_view,
        &webhook_list_view,
        &webhook_show_view,
        &provider_list_view,
        &round_list_view,
        &round_doubles_view,
        &round_show_view,
        &round_applications_view,
        &application_list_view,
        &application_show_view,
        &revision_show_view,
        &form_list_view,
        &form_show_view,
        &event_list_view,
        &event_show_view,
        &event_attendees_view,
        &event_door_view,
        &ticket_list_view,
        &ticket_show_view,
        &solution_list_view,
        &solution_show_view,
        &challenge_list_view,
        &challenge_show_view,
        &party_network_view,
        &party_statement_view,
        &network_view,
        &ledger_view,
        &funds_view,
        &fund_view,
        &fund_paper_view,
        &bills_view,
        &bill_view,
        &bill_maps_view,
        &reconcile_view,
        &prices_view,
        &rates_view,
        &price_view,
        &usage_view,
        &usage_batches_view,
        &usage_batch_view,
        &usage_event_view,
        &ledger_account_view,
        &ledger_line_view,
        &party_ledger_view,
        &cohort_list_view,
        &cohort_show_view,
        &cohort_alumni_view,
        &cohort_agenda_view,
        &demo_day_view,
        &cohort_mentors_view,
        &cohort_reports_view,
        &cohort_matching_view,
        &cohort_team_view,
        &cohort_report_view,
        &mentoring_view,
        &calendar_list_view,
        &review_list_view,
        &review_show_view,
        &review_bids_view,
        &review_comparisons_view,
        &review_pool_view,
        &review_conflicts_view,
        &review_assignments_view,
        &review_application_view,
        &review_scores_view,
        &review_reviewers_view,
        &review_weighting_view,
        &review_ranking_view,
        &decide_round_view,
        &decide_file_view,
        &decide_batch_view,
        &decide_waits_view,
        &decide_outcome_view,
        &round_table_view,
        &round_board_view,
        &hub_table_view,
        &bulk_view,
        &search_view,
        &waits_view,
        &timeline_view,
        &print_application_view,
        &print_round_view,
        &list_offers_view,
        NULL,
};

const Action *const program_actions[] = {
        &session_begin_action,
        &session_end_action,
        &operator_link_action,
        &hub_add_action,
        &hub_load_action,
        &party_add_action,
        &party_edit_action,
        &party_list_action,
        &party_merge_action,
        &programme_load_action,
        &member_add_action,
        &member_move_action,
        &metric_load_action,
        &announcement_load_action,
        &pledge_withdraw_action,
        &figure_report_action,
        &import_check_action,
        &import_confirm_action,
        &import_cancel_action,
        &role_grant_action,
        &role_withdraw_action,
        &session_close_action,
        &session_open_action,
        &password_change_action,
        &token_make_action,
        &token_end_action,
        &session_prove_action,
        &second_begin_action,
        &second_confirm_action,
        &second_end_action,
        &password_forgot_action,
        &password_reset_action,
        &mail_test_action,
        &mail_resend_action,
        &mail_bounce_action,
        &mail_mend_action,
        &mail_draft_action,
        &mail_release_action,
        &mail_discard_action,
        &trial_enter_action,
        &account_begin_action,
        &account_confirm_action,
        &passkey_add_action,
        &passkey_open_action,
        &passkey_prove_action,
        &passkey_name_action,
        &passkey_end_action,
        &team_found_action,
        &team_invite_action,
        &team_uninvite_action,
        &team_join_action,
        &team_role_action,
        &team_remove_action,
        &team_leave_action,
        &team_hand_over_action,
        &team_appoint_action,
        &team_dismiss_action,
        &delegation_give_action,
        &delegation_withdraw_action,
        &service_add_action,
        &service_token_action,
        &service_end_action,
        &party_readmit_action,
        &party_erase_action,
        &account_erase_action,
        &party_export_action,
        &account_export_action,
        &webhook_make_action,
        &webhook_edit_action,
        &webhook_pause_action,
        &webhook_resume_action,
        &webhook_rotate_action,
        &webhook_end_action,
        &webhook_test_action,
        &webhook_resend_action,
        &webhook_replay_action,
        &mail_compose_action,
        &provider_add_action,
        &provider_end_action,
        &identity_end_action,
        &language_choose_action,
        &round_open_action,
        &round_change_action,
        &round_cancel_action,
        &round_extend_action,
        &application_begin_action,
        &application_save_action,
        &application_choose_action,
        &application_here_action,
        &application_submit_action,
        &application_withdraw_action,
        &application_reopen_action,
        &application_renew_action,
        &application_attach_action,
        &application_detach_action,
        &application_mark_action,
        &application_dismiss_action,
        &form_save_action,
        &form_build_action,
        &event_open_action,
        &event_change_action,
        &event_cancel_action,
        &event_settle_action,
        &track_add_action,
        &track_change_action,
        &track_cancel_action,
        &ticket_book_action,
        &ticket_accept_action,
        &ticket_cancel_action,
        &ticket_give_action,
        &ticket_withdraw_action,
        &ticket_check_in_action,
        &ticket_check_out_action,
        &ticket_here_action,
        &solution_add_action,
        &solution_edit_action,
        &solution_publish_action,
        &solution_check_action,
        &solution_withdraw_action,
        &solution_rule_action,
        &solution_ask_action,
        &challenge_open_action,
        &challenge_change_action,
        &challenge_close_action,
        &challenge_announce_action,
        &pilot_plan_action,
        &pilot_begin_action,
        &pilot_end_action,
        &agreement_make_action,
        &agreement_set_action,
        &agreement_end_action,
        &agreement_consent_action,
        &referral_make_action,
        &referral_accept_action,
        &referral_win_action,
        &referral_lose_action,
        &referral_pay_action,
        &unit_define_action,
        &ledger_account_open_action,
        &ledger_account_limit_action,
        &ledger_account_close_action,
        &transfer_make_action,
        &hold_open_action,
        &hold_settle_action,
        &hold_release_action,
        &bill_load_action,
        &bill_map_action,
        &bill_unmap_action,
        &bill_post_action,
        &reconcile_close_action,
        &fund_open_action,
        &fund_allot_action,
        &fund_close_action,
        &fund_commit_action,
        &fund_pay_action,
        &fund_release_action,
        &fund_sign_action,
        &fund_refuse_action,
        &price_load_action,
        &rate_state_action,
        &transfer_convert_action,
        &usage_link_action,
        &usage_unlink_action,
        &usage_load_action,
        &grant_give_action,
        &grant_use_action,
        &grant_revoke_action,
        &introduction_offer_action,
        &introduction_answer_action,
        &introduction_reply_action,
        &introduction_withdraw_action,
        &outcome_note_action,
        &outcome_confirm_action,
        &outcome_refuse_action,
        &cohort_open_action,
        &cohort_change_action,
        &cohort_close_action,
        &cohort_add_action,
        &cohort_gather_action,
        &cohort_remove_action,
        &milestone_set_action,
        &milestone_plan_action,
        &milestone_submit_action,
        &milestone_approve_action,
        &milestone_return_action,
        &agenda_add_action,
        &agenda_change_action,
        &agenda_cancel_action,
        &pitch_set_action,
        &pitch_remove_action,
        &mentor_set_action,
        &mentor_remove_action,
        &hours_offer_action,
        &hours_withdraw_action,
        &booking_make_action,
        &booking_cancel_action,
        &booking_end_action,
        &calendar_make_action,
        &calendar_end_action,
        &pitch_interest_show_action,
        &pitch_interest_withdraw_action,
        &wish_set_action,
        &wish_rank_action,
        &cohort_match_action,
        &report_plan_action,
        &report_save_action,
        &report_submit_action,
        &report_reopen_action,
        &scaleup_confirm_action,
        &review_begin_action,
        &review_close_action,
        &reviewer_invite_action,
        &reviewer_answer_action,
        &reviewer_remove_action,
        &review_bid_action,
        &review_remind_action,
        &conflict_declare_action,
        &conflict_add_action,
        &conflict_decide_action,
        &conflict_find_action,
        &assignment_propose_action,
        &assignment_confirm_action,
        &assignment_discard_action,
        &assignment_add_action,
        &assignment_remove_action,
        &review_save_action,
        &review_submit_action,
        &review_comment_action,
        &review_compare_action,
        &review_calibrate_action,
        &determination_propose_action,
        &determination_approve_action,
        &determination_undo_action,
        &determination_send_action,
        &determination_rank_action,
        &determination_confirm_action,
        &determination_decline_action,
        &batch_gather_action,
        &batch_apply_action,
        &batch_discard_action,
        &batch_approve_action,
        &batch_undo_action,
        &batch_send_action,
        &round_export_action,
        &view_set_action,
        &view_save_action,
        &view_end_action,
        &bulk_prepare_action,
        &bulk_apply_action,
        &bulk_discard_action,
        &list_check_action,
        &list_apply_action,
        NULL,
};

/* A browser's cookie belongs to each: only routes do them. */
const Action *const program_inner_actions[] = {
        &sso_begin_action,
        &sso_connect_action,
        &sso_return_action,
        NULL,
};

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

const Route *const program_routes[] = {
        &health_route,
        &openapi_route,
        &metrics_route,
        &record_proof_route,
        &record_receipt_route,
        &record_checkpoint_route,
        &record_key_route,
        &record_tile_route,
        &import_refused_route,
        &pledge_bundle_route,
        &mail_unsubscribe_route,
        &export_route,
        &sso_begin_route,
        &sso_connect_route,
        &sso_return_route,
        &iati_activities_route,
        &application_file_route,
        &milestone_file_route,
        &form_schema_route,
        &form_layout_route,
        &event_attendees_route,
        &event_calendar_route,
        &ticket_calendar_route,
        &calendar_route,
        &review_file_route,
        &round_export_route,
        &opportunity_list_route,
        &opportunity_read_route,
        &opportunity_search_route,
        &ledger_post_route,
        &usage_post_route,
        &statement_csv_route,
        &statement_xlsx_route,
        &accounts_csv_route,
        &accounts_xlsx_route,
        &papers_csv_route,
        &papers_xlsx_route,
        &focus_file_route,
        &competition_read_route,
        &grants_form_list_route,
        &grants_form_read_route,
        &grants_none_route,
        &grants_none_post_route,
        &list_route,
        NULL,
};

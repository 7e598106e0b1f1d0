/* privacy/kept: see the header. */
#include "privacy/kept.h"

#include "apply/keep.h"
#include "base/words.h"
#include "board/bulk.sql.h"
#include "board/export.sql.h"
#include "board/view.sql.h"
#include "board/search.h"
#include "event/event.sql.h"
#include "privacy/privacy.sql.h"
#include "solution/follow.h"
#include "solution/solution.sql.h"

#define LOGGED N_("part of the record: commitments and ids, nothing personal")
#define COUNTS N_("counts and ids")
#define DEFINED N_("definitions and places")

static Status forget_tickets(Db *db, Id actor)
{
        return seat_forget_actor(db, actor);
}

const KeptTable kept_tables[] = {
        {"form", KEPT_OF_NOBODY, DEFINED, NULL},
        {"round", KEPT_OF_NOBODY, DEFINED, NULL},
        {"round_export", KEPT_OF_ACCOUNT,
         N_("filters are emptied, at the latest in an hour; ids and times stay"),
         round_export_forget},
        {"round_extension", KEPT_OF_PARTY, N_("ids and an instant; stays"), NULL},
        {"application", KEPT_OF_PARTY, N_("the title is emptied; ids, state and times stay"), NULL},
        {"application_answer", KEPT_OF_PARTY, N_("removed"), NULL},
        {"application_revision", KEPT_OF_PARTY,
         N_("answers and salt are emptied; number, hash and time stay, for the proofs"), NULL},
        {"application_file", KEPT_OF_PARTY, N_("removed, with the file"), NULL},
        {"review_step", KEPT_OF_NOBODY, COUNTS, NULL},
        {"reviewer", KEPT_OF_ACCOUNT, N_("name and expertise are emptied; ids and counts stay"),
         forget_reviewer},
        {"review_bid", KEPT_OF_BOTH, N_("ids and a word; stays"), NULL},
        {"review_conflict", KEPT_OF_BOTH,
         N_("what was written of it is emptied; ids, kind and status stay"), forget_conflicts},
        {"assignment", KEPT_OF_BOTH, N_("ids, scores and times stay"), NULL},
        {"review_version", KEPT_OF_PARTY, N_("words and salt are emptied; scores stay"), NULL},
        {"review_tally", KEPT_OF_PARTY, N_("numbers and ids; stays"), NULL},
        {"review_comment", KEPT_OF_BOTH, N_("the words are emptied"), forget_comments},
        {"review_pair", KEPT_OF_BOTH, N_("ids; stays"), NULL},
        {"application_clash", KEPT_OF_PARTY, N_("removed"), NULL},
        {"application_presence", KEPT_OF_BOTH, N_("ids; swept within a minute of work"),
         apply_forget_actor},
        {"application_count", KEPT_OF_NOBODY, COUNTS, NULL},
        {"application_unseen", KEPT_OF_PARTY, N_("ids; removed"), NULL},
        {"application_mark", KEPT_OF_PARTY, N_("removed"), NULL},
        {"application_sketch", KEPT_OF_PARTY, N_("removed"), NULL},
        {"application_touch", KEPT_OF_PARTY, N_("ids; swept within seconds"), NULL},
        {"application_tag", KEPT_OF_PARTY, N_("removed"), NULL},
        {"board_round", KEPT_OF_NOBODY, COUNTS, NULL},
        {"board_column", KEPT_OF_NOBODY, DEFINED, NULL},
        {"board_row", KEPT_OF_PARTY, N_("made again of what is left"), NULL},
        {"board_chunk", KEPT_OF_PARTY, N_("made again of what is left"), NULL},
        {"board_view", KEPT_OF_ACCOUNT, N_("removed"), board_views_drop},
        {"board_bulk", KEPT_OF_ACCOUNT, N_("what was typed is emptied; ids and counts stay"),
         board_bulk_forget},
        {"board_bulk_line", KEPT_OF_PARTY, N_("ids; stays"), NULL},
        {"application_hint", KEPT_OF_PARTY, N_("removed"), NULL},
        {"actor", KEPT_OF_ACCOUNT, N_("the name is emptied; the id stays, for the record"),
         forget_name},
        {"signup", KEPT_OF_BOTH, N_("removed with the account; else ends within a day"),
         forget_signup},
        {"team_invitation", KEPT_OF_BOTH,
         N_("the address is emptied; that somebody was invited stays"), forget_invitations},
        {"challenge_spent", KEPT_OF_NOBODY, COUNTS, NULL},
        {"passkey", KEPT_OF_ACCOUNT, N_("removed"), forget_passkeys},
        {"actor_email", KEPT_OF_ACCOUNT, N_("removed"), forget_emails},
        {"announcement", KEPT_OF_NOBODY, DEFINED, NULL},
        {"api_token", KEPT_OF_ACCOUNT, N_("removed"), forget_tokens},
        {"erased", KEPT_OF_BOTH, N_("that it was erased, when and why; ids only"), NULL},
        {"erased_key", KEPT_OF_PARTY, N_("63 bits of a keyed hash of what it was known by"), NULL},
        {"erased_source", KEPT_OF_NOBODY, N_("names of sources"), NULL},
        {"export", KEPT_OF_ACCOUNT, N_("removed"), forget_exports},
        {"event", KEPT_OF_NOBODY, N_("what takes place when and where"), NULL},
        {"event_track", KEPT_OF_NOBODY, N_("what takes place when and where"), NULL},
        {"event_seat", KEPT_OF_BOTH,
         N_("places still ahead are given up; ids, states and times stay, for the proofs"),
         forget_tickets},
        {"figure", KEPT_OF_NOBODY, COUNTS, NULL},
        {"hub", KEPT_OF_NOBODY, DEFINED, NULL},
        {"hub_above", KEPT_OF_NOBODY, DEFINED, NULL},
        {"identity", KEPT_OF_PARTY, N_("removed"), NULL},
        {"identity_scheme", KEPT_OF_NOBODY, N_("names of sources"), NULL},
        {"import", KEPT_OF_ACCOUNT, N_("who sent it stays as an id; its file goes"), NULL},
        {"import_move", KEPT_OF_NOBODY, COUNTS, NULL},
        {"import_note", KEPT_OF_PARTY, N_("notes that name the person are removed"), NULL},
        {"log_bundle", KEPT_OF_NOBODY, LOGGED, NULL},
        {"log_checkpoint", KEPT_OF_NOBODY, LOGGED, NULL},
        {"log_edge", KEPT_OF_NOBODY, LOGGED, NULL},
        {"log_head", KEPT_OF_NOBODY, LOGGED, NULL},
        {"log_leaf", KEPT_OF_NOBODY, LOGGED, NULL},
        {"log_subject", KEPT_OF_NOBODY, LOGGED, NULL},
        {"log_tile", KEPT_OF_NOBODY, LOGGED, NULL},
        {"look", KEPT_OF_BOTH, N_("ids only; swept after two years"), NULL},
        {"mail_audience", KEPT_OF_NOBODY, N_("whom a mail to many is for, by programme or role"),
         NULL},
        {"webhook", KEPT_OF_NOBODY, N_("addresses of programs; who made one stays as an id"), NULL},
        {"webhook_delivery", KEPT_OF_NOBODY,
         N_("entries of the record by position, and what was answered"), NULL},
        {"mail_bounced", KEPT_OF_BOTH, N_("removed"), NULL},
        {"mail_bulk", KEPT_OF_NOBODY, N_("a subject written to many, and who wrote it as an id"),
         NULL},
        {"mail_unwanted", KEPT_OF_BOTH, N_("removed"), NULL},
        {"member", KEPT_OF_PARTY, N_("stays, under an id that names nobody any more"), NULL},
        {"member_count", KEPT_OF_NOBODY, COUNTS, NULL},
        {"metric", KEPT_OF_NOBODY, DEFINED, NULL},
        {"outbox", KEPT_OF_BOTH, N_("removed"), NULL},
        {"party", KEPT_OF_PARTY,
         N_("name, website, country, sector and salt are emptied; the id, that it is a person, its "
            "home hub and when it was added stay"),
         NULL},
        {"party_attribute", KEPT_OF_PARTY, N_("removed"), NULL},
        {"party_former_name", KEPT_OF_PARTY, N_("removed"), NULL},
        {"party_namer", KEPT_OF_PARTY, N_("removed"), NULL},
        {"password", KEPT_OF_ACCOUNT, N_("removed"), forget_password},
        {"pledge", KEPT_OF_NOBODY, DEFINED, NULL},
        {"pledge_history", KEPT_OF_NOBODY, COUNTS, NULL},
        {"pledge_history_fill", KEPT_OF_NOBODY, COUNTS, NULL},
        {"programme", KEPT_OF_NOBODY, DEFINED, NULL},
        {"programme_version", KEPT_OF_NOBODY, DEFINED, NULL},
        {"reset_link", KEPT_OF_ACCOUNT, N_("removed"), forget_reset},
        {"retention_due", KEPT_OF_PARTY, N_("removed"), NULL},
        {"retention_rule", KEPT_OF_NOBODY, DEFINED, NULL},
        {"retention_walk", KEPT_OF_NOBODY, COUNTS, NULL},
        {"role_grant", KEPT_OF_ACCOUNT, N_("removed; who gave a role to others stays as an id"),
         forget_roles},
        {"run_list", KEPT_OF_NOBODY, COUNTS, NULL},
        {"run_part", KEPT_OF_PARTY, N_("the keys of its identities are taken out"), NULL},
        {"run_single", KEPT_OF_PARTY, N_("the keys of its identities are taken out"), NULL},
        {"run_space", KEPT_OF_NOBODY, COUNTS, NULL},
        {"schema_migration", KEPT_OF_NOBODY, DEFINED, NULL},
        {"second_factor", KEPT_OF_ACCOUNT, N_("removed"), forget_second},
        {"seen", KEPT_OF_NOBODY, COUNTS, NULL},
        {"seen_merge", KEPT_OF_NOBODY, COUNTS, NULL},
        {"seen_part", KEPT_OF_NOBODY, COUNTS, NULL},
        {"session", KEPT_OF_ACCOUNT, N_("removed"), forget_sessions},
        {"signin_link", KEPT_OF_ACCOUNT, N_("removed"), forget_signin},
        {"sso_attempt", KEPT_OF_ACCOUNT, N_("removed"), forget_attempts},
        {"sso_identity", KEPT_OF_ACCOUNT, N_("removed"), forget_sso},
        {"sso_provider", KEPT_OF_NOBODY, DEFINED, NULL},
        {"sso_published", KEPT_OF_NOBODY, N_("what providers publish of themselves"), NULL},
        {"stage", KEPT_OF_NOBODY, DEFINED, NULL},
        {"tally", KEPT_OF_NOBODY, COUNTS, NULL},
        {"tally_history", KEPT_OF_NOBODY, COUNTS, NULL},
        {"delegation", KEPT_OF_NOBODY, N_("which team runs which hub; ids only"), NULL},
        {"service", KEPT_OF_NOBODY, N_("accounts of programs; who made one stays as an id"), NULL},
        {"team_founded", KEPT_OF_ACCOUNT, N_("removed"), forget_founded},
        {"team_person", KEPT_OF_ACCOUNT, N_("removed"), forget_teams},
        {"throttle", KEPT_OF_ACCOUNT, N_("hashes of an address and where from; gone within a day"),
         NULL},
        {"solution", KEPT_OF_NOBODY, N_("what organisations offer; who wrote it stays as an id"),
         NULL},
        {"solution_term", KEPT_OF_NOBODY, N_("words of what organisations offer"), NULL},
        {"solution_rule", KEPT_OF_NOBODY, DEFINED, NULL},
        {"solution_question", KEPT_OF_ACCOUNT, N_("removed"), solution_forget_actor},
        {"challenge", KEPT_OF_NOBODY, N_("problems of organisations; who wrote it stays as an id"),
         NULL},
        {"pilot", KEPT_OF_NOBODY, N_("of organisations; ids and what they wrote"), NULL},
        {"agreement", KEPT_OF_NOBODY, COUNTS, NULL},
        {"agreement_consent", KEPT_OF_NOBODY, COUNTS, NULL},
        {"referral", KEPT_OF_NOBODY, N_("of organisations; customers as partners named them"),
         NULL},
        {"introduction", KEPT_OF_PARTY, N_("the words are emptied; ids, answers and times stay"),
         NULL},
        {"introduction_ask", KEPT_OF_BOTH, N_("removed"), NULL},
        {"outcome", KEPT_OF_PARTY,
         N_("amount, evidence, note and salt are emptied; kind and day stay, for the proofs"),
         NULL},
        {"ledger_unit", KEPT_OF_NOBODY, DEFINED, NULL},
        {"ledger_account", KEPT_OF_PARTY, N_("the title is emptied; ids, state and times stay"),
         NULL},
        {"ledger_state", KEPT_OF_NOBODY, COUNTS, NULL},
        {"ledger_post", KEPT_OF_NOBODY, N_("who asked, as an id; hashes of keys; stays"), NULL},
        {"ledger_note", KEPT_OF_PARTY, N_("the words are emptied"), NULL},
        {"ledger_line", KEPT_OF_NOBODY, N_("ids and amounts; never changed"), NULL},
        {"ledger_hold", KEPT_OF_NOBODY, N_("ids and amounts; never changed"), NULL},
        {"ledger_batch", KEPT_OF_NOBODY, COUNTS, NULL},
        {"bill", KEPT_OF_NOBODY, N_("of clouds; names of files, hashes, counts"), NULL},
        {"bill_sum", KEPT_OF_PARTY,
         N_("sub-accounts and tags become the number of their row; counts stay"), NULL},
        {"bill_finding", KEPT_OF_NOBODY, N_("what breaks a rule in a bill"), NULL},
        {"bill_period", KEPT_OF_NOBODY, COUNTS, NULL},
        {"bill_delivery", KEPT_OF_NOBODY, COUNTS, NULL},
        {"bill_who", KEPT_OF_PARTY,
         N_("sub-accounts and tags become the number of their row; counts stay"), NULL},
        {"bill_part", KEPT_OF_NOBODY, COUNTS, NULL},
        {"bill_cost", KEPT_OF_NOBODY, COUNTS, NULL},
        {"bill_account", KEPT_OF_NOBODY, COUNTS, NULL},
        {"bill_map", KEPT_OF_PARTY, N_("removed"), NULL},
        {"reconcile_close", KEPT_OF_PARTY, N_("the words are emptied"), NULL},
        {"credit_grant", KEPT_OF_PARTY,
         N_("title and reason are emptied; ids, amounts and times stay, for the proofs"), NULL},
        {"grant_change", KEPT_OF_NOBODY, N_("ids and amounts; never changed"), NULL},
        {"grant_told", KEPT_OF_NOBODY, COUNTS, NULL},
        {"grant_limit", KEPT_OF_NOBODY, DEFINED, NULL},
        {"grant_total", KEPT_OF_NOBODY, COUNTS, NULL},
        {"voucher_pool", KEPT_OF_NOBODY, DEFINED, NULL},
        {"voucher_code", KEPT_OF_NOBODY,
         N_("a code, sealed with the data folder's key until a member takes it; then a hash"),
         NULL},
        {"voucher_taken", KEPT_OF_PARTY, N_("ids and times; stays"), NULL},
        {"fund", KEPT_OF_NOBODY, DEFINED, NULL},
        {"fund_paper", KEPT_OF_PARTY,
         N_("title and reason are emptied; ids, amounts and times stay, for the proofs"), NULL},
        {"fund_sign", KEPT_OF_NOBODY, N_("who signed, as an id; stays"), NULL},
        {"fund_instalment", KEPT_OF_NOBODY, COUNTS, NULL},
        {"price_list", KEPT_OF_NOBODY, DEFINED, NULL},
        {"exchange_rate", KEPT_OF_NOBODY, DEFINED, NULL},
        {"usage_subject", KEPT_OF_PARTY,
         N_("what a meter calls who uses; removed when it is linked no longer"), NULL},
        {"usage_batch", KEPT_OF_NOBODY, COUNTS, NULL},
        {"usage_event", KEPT_OF_NOBODY, N_("hashes, ids, amounts and times; stays, for the proofs"),
         NULL},
        {"usage_unmatched", KEPT_OF_NOBODY,
         N_("as a meter sent it; removed once somebody is known for it"), NULL},
        {"usage_window", KEPT_OF_NOBODY, COUNTS, NULL},
        {"usage_rest", KEPT_OF_NOBODY, COUNTS, NULL},
        {"usage_day", KEPT_OF_NOBODY, COUNTS, NULL},
        {"ledger_mark", KEPT_OF_NOBODY, COUNTS, NULL},
        {"ledger_head", KEPT_OF_NOBODY, COUNTS, NULL},
        {"cohort", KEPT_OF_NOBODY, DEFINED, NULL},
        {"cohort_session", KEPT_OF_NOBODY, N_("when and where cohorts meet"), NULL},
        {"cohort_member", KEPT_OF_PARTY, N_("ids and times; stays"), NULL},
        {"cohort_pitch", KEPT_OF_PARTY, N_("ids and times; stays"), NULL},
        {"cohort_mentor", KEPT_OF_ACCOUNT, N_("removed"), forget_mentor},
        {"cohort_wish", KEPT_OF_BOTH, N_("removed"), forget_wishes},
        {"pitch_interest", KEPT_OF_PARTY, N_("removed"), NULL},
        {"cohort_pair", KEPT_OF_BOTH, N_("ids and times; stays"), NULL},
        {"calendar_feed", KEPT_OF_ACCOUNT, N_("removed"), forget_calendars},
        {"mentor_slot", KEPT_OF_ACCOUNT,
         N_("hours ahead that nobody booked are withdrawn, and places emptied; the rest stays, "
            "under an id that names nobody any more"),
         forget_slots},
        {"mentor_taken", KEPT_OF_NOBODY, COUNTS, NULL},
        {"mentor_booking", KEPT_OF_BOTH,
         N_("topic and notes are emptied; ids, state and times stay"), forget_bookings},
        {"milestone", KEPT_OF_PARTY, N_("ids, state and times; stays"), NULL},
        {"milestone_evidence", KEPT_OF_PARTY, N_("words, links, files and answers are emptied"),
         NULL},
        {"report", KEPT_OF_PARTY, N_("the draft is emptied; ids, state and times stay"), NULL},
        {"report_revision", KEPT_OF_PARTY,
         N_("answers and salt are emptied; number, hash and time stay, for the proofs"), NULL},
        {"scale_up", KEPT_OF_PARTY, N_("figures and ids; stays"), NULL},
        {"determination", KEPT_OF_PARTY,
         N_("reason, conditions and feedback are emptied; what was decided, ids and times stay"),
         NULL},
        {"determination_batch", KEPT_OF_NOBODY, COUNTS, NULL},
        {"determination_line", KEPT_OF_PARTY, N_("removed"), NULL},
        {"search_doc", KEPT_OF_BOTH, N_("removed"), search_forget_account},
        {"search_word", KEPT_OF_NOBODY,
         N_("words of names; one that nobody has any more is removed"), NULL},
        {"search_near", KEPT_OF_NOBODY, N_("hashes of such words"), NULL},
        {"search_post", KEPT_OF_BOTH, N_("removed"), NULL},
        {"search_zone", KEPT_OF_NOBODY, COUNTS, NULL},
        {"search_at", KEPT_OF_NOBODY, COUNTS, NULL},
        {0}};

static Status last_administrator(Db *db, Arena *a, Id actor, const char **out)
{
        Administrators n;

        TRY(administrators(db, a, actor, &n));
        *out = n.own && !n.others ? _("You are the last administrator: give that role to somebody "
                                      "else first.")
                                  : NULL;
        return OK;
}

static Status last_owner(Db *db, Arena *a, Id actor, const char **out)
{
        TeamsLeft left;

        TRY(teams_left(db, a, actor, &left));
        *out = left.teams
                       ? _("You are the last owner of a team with others in it: hand it over, or "
                           "let them go first.")
                       : NULL;
        return OK;
}

const KeptBar kept_bars[] = {last_administrator, last_owner, NULL};

#define LOADS(query, Row)                                                    \
        static Status load_##query(Db *db, Arena *a, Id actor, RowList *out) \
        {                                                                    \
                Row##List list;                                              \
                                                                             \
                TRY(query(db, a, actor, &list));                             \
                *out = (RowList){list.at, list.n};                           \
                return OK;                                                   \
        }

LOADS(kept_emails, KeptEmail)
LOADS(kept_passwords, KeptPassword)
LOADS(kept_seconds, KeptSecond)
LOADS(kept_sessions, KeptSession)
LOADS(kept_passkeys, KeptPasskey)
LOADS(kept_tokens, KeptToken)
LOADS(kept_roles, KeptRole)
LOADS(kept_looked, KeptLooked)
LOADS(kept_sso, KeptSso)
LOADS(kept_teams, KeptTeam)
LOADS(kept_invitations, KeptInvitation)
LOADS(solution_questions_by, SolutionQuestion)
LOADS(kept_calendars, KeptCalendar)
LOADS(kept_hours, KeptHours)
LOADS(kept_mentored, KeptMentored)
LOADS(kept_reviewing, KeptReviewing)
LOADS(kept_reviews, KeptReview)
LOADS(kept_bids, KeptBid)
LOADS(kept_comments, KeptComment)
LOADS(kept_comparisons, KeptComparison)
LOADS(kept_conflicts, KeptConflict)

const KeptList kept_account_lists[] = {
        {"addresses", load_kept_emails, &shape_KeptEmail},
        {"passwords", load_kept_passwords, &shape_KeptPassword},
        {"second_factors", load_kept_seconds, &shape_KeptSecond},
        {"sessions", load_kept_sessions, &shape_KeptSession},
        {"passkeys", load_kept_passkeys, &shape_KeptPasskey},
        {"tokens", load_kept_tokens, &shape_KeptToken},
        {"roles", load_kept_roles, &shape_KeptRole},
        {"files_you_looked_at", load_kept_looked, &shape_KeptLooked},
        {"sign_ons", load_kept_sso, &shape_KeptSso},
        {"teams", load_kept_teams, &shape_KeptTeam},
        {"invitations", load_kept_invitations, &shape_KeptInvitation},
        {"questions", load_solution_questions_by, &shape_SolutionQuestion},
        {"calendars", load_kept_calendars, &shape_KeptCalendar},
        {"hours_as_a_mentor", load_kept_hours, &shape_KeptHours},
        {"mentored_cohorts", load_kept_mentored, &shape_KeptMentored},
        {"reviewing", load_kept_reviewing, &shape_KeptReviewing},
        {"reviews", load_kept_reviews, &shape_KeptReview},
        {"bids", load_kept_bids, &shape_KeptBid},
        {"comments", load_kept_comments, &shape_KeptComment},
        {"comparisons", load_kept_comparisons, &shape_KeptComparison},
        {"conflicts_of_interest", load_kept_conflicts, &shape_KeptConflict},
        {0}};

/* solution/network_page: what a party's team sees of its solutions, referrals, introductions and
 * outcomes; and what an operator sees of all of them. */
#ifndef SEEDBED_SOLUTION_NETWORK_PAGE_H
#define SEEDBED_SOLUTION_NETWORK_PAGE_H

#include "hub/hub.h"
#include "solution/solution_page.h"
#include "solution/introduction.h"

extern const View party_network_view, party_statement_view, network_view;

typedef struct {
        PartyView party;
        bool may_edit, may_run; /* as one of the team or an operator; as an operator */
        bool is_own;            /* in its team */
        SolutionOwnList solutions;
        ChallengeLineList challenges;
        PilotLineList pilots;
        AgreementLineList agreements;
        ReferralLineList referrals;
        Cursor page; /* of referrals */
        IntroductionLineList introductions;
        OutcomeLineList outcomes;
} PartyNetworkModel;

typedef struct {
        PartyView party;
        Str month, month_before, month_after; /* "2026-11" */
        StatementSumList sums;
        ReferralLineList referrals;
} StatementModel;

typedef struct {
        Hub hub;
        bool has_hub;
        SolutionWaitingList waiting;
        ChallengeLineList drafts;
        OutcomeLineList noted;
        PilotLineList pilots;
        ReferralLineList referrals;
        IntroductionLineList introductions;
        OutcomeLineList confirmed;
        bool is_checked;
} NetworkModel;

#endif

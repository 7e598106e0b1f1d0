/* programme/party_page: parties as pages. They stand here and not beside the parties themselves
 * because a party's page tells of its memberships.
 *
 * A visitor sees a party only if it agreed to be listed; for a party that was merged away, both
 * must have. */
#ifndef SEEDBED_PROGRAMME_PARTY_PAGE_H
#define SEEDBED_PROGRAMME_PARTY_PAGE_H

#include "hub/hub.h"
#include "people/team_page.h"
#include "people/own.h"
#include "programme/programme.h"
#include "web/cursor.h"

enum { PARTIES_FOUND_MAX = 100, PARTIES_ALIKE_MAX = 10 };

extern const View party_list_view, party_show_view;

/* An entry of the record in one line. */
typedef struct {
        int64_t position;
        Str kind;
        int64_t at, on; /* when it was recorded, when it happened; on 0: the same */
        Id hub_id;      /* 0: none */
        Str hub, hub_title, zone;
} HistoryLine;
typedef struct {
        const HistoryLine *at;
        size_t n;
} HistoryLineList;
extern const RowShape shape_HistoryLine;

/* The entries at these positions, in their order. */
Status history_lines(Visit *v, const int64_t *positions, size_t n, HistoryLineList *out);
void history_table(Page *out, HistoryLineList lines);

typedef struct {
        Str find;
        PartyViewList parties;
        Cursor page;
} PartiesModel;

/* A move that a member can make now. */
typedef struct {
        Str programme, hub, to, title;
        Str programme_title, hub_title, to_title;
} OpenMove;
typedef struct {
        const OpenMove *at;
        size_t n;
} OpenMoveList;

typedef struct {
        PartyView party;
        Str country_name, merged_name;
        unsigned as;   /* what who looks is to it: people/shown */
        bool sees_all; /* who looks may see what is not public */
        bool may_edit, may_merge;
        bool is_person;
        int64_t erased_at; /* 0: it was not */
        FormerNameList former_names;
        IdentityList identities; /* these four only for who sees all */
        AttributeList attributes;
        PartyViewList alike;
        OpenMoveList moves;
        PartyMembershipList memberships;
        HistoryLineList history;
        Cursor page; /* of the history */
        TeamModel team;
        TeamPersonList people; /* the team's, for the JSON */
        InvitationList invitations;
} PartyModel;

#endif

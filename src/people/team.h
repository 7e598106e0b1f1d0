/* people/team: the people of an organisation.
 *
 * Who is in a party's team has a role there, and by it permissions at that party and nowhere else
 * (access). An owner says who comes in; there is always one, unless an operator of the party's hub
 * takes the last away. */
#ifndef SEEDBED_PEOPLE_TEAM_H
#define SEEDBED_PEOPLE_TEAM_H

#include "people/people.h"
#include "people/team.sql.h"

enum {
        TEAM_PEOPLE_MAX = 200,
        TEAMS_OF_ONE_MAX = 100,
        TEAMS_FOUNDED_A_DAY_MAX = 3,
        TEAM_INVITATIONS_MAX = 50, /* that wait, of one team */
        TEAM_INVITATIONS_A_DAY_MAX = 50,
        TEAM_INVITATION_DAYS = 14
};

extern const Action team_found_action, team_role_action, team_remove_action, team_leave_action,
        team_hand_over_action, team_dismiss_action;
extern const Action team_invite_action, team_uninvite_action, team_join_action, team_appoint_action;

/* The organisation of the deed's field "party". NOT_FOUND; CONFLICT with words when it was merged,
 * or is a person. */
Status team_party(Deed *d, Party *out);
/* Puts an account into a team, or lifts it there to a higher role; inside a write job. CONFLICT
 * with words when it is in it as high already, or when either is full. */
Status team_take_in(Deed *d, Id party, Id actor, Role role);
/* An entry about a team: its party, whom it is about (0: nobody), with which role (empty: none). */
Status team_tell(Deed *d, const char *kind, const Party *party, Id person, Str role, Str reason);
/* Two parties are merged: one team, in which nobody is twice. Owners of the one that stays remain
 * its only ones; who comes from the other is a viewer then, and its open invitations end. Owners of
 * both are told by mail. FORBIDDEN with words to who is in one of the two teams, unless they may
 * merge everywhere. */
Status team_merge(Deed *d, const Party *from, const Party *into);

/* A name that people read, of a team or a person. INVALID with words at the field when it holds
 * what is not seen, or mixes alphabets in a word so that it can look like another (UTS 39, 5.2). */
Status name_check(Deed *d, const char *field);

#endif

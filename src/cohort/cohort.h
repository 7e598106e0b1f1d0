/* cohort: members of a programme at a hub who go through it together.
 *
 * A cohort holds what happens after somebody was taken in: sessions, mentors' hours, milestones,
 * reports. Who is in it are parties that are members of its programme at its hub; where they stand
 * in the programme stays the programme's, and a cohort moves nobody. What teams write is read by
 * them and by operators of the hub; the public is told counts. */
#ifndef SEEDBED_COHORT_COHORT_H
#define SEEDBED_COHORT_COHORT_H

#include "cohort/cohort.sql.h"
#include "programme/programme.h"

enum { COHORT_MEMBERS_MAX = 500, COHORT_TITLE_CHARS_MAX = 120, COHORTS_OF_ONE_MAX = 50 };

extern const Action cohort_open_action, cohort_change_action, cohort_close_action,
        cohort_add_action, cohort_remove_action;

/* The hub and programme of a cohort, and a party's team (0: nobody's); as if it did not exist for
 * others. */
Status cohort_place(Db *db, Arena *a, const Cohort *c, Id party, Place *out);
/* For an action's `where`: the cohort of the field "cohort". */
Status cohort_where(Deed *d, Place *out);
/* May the actor book, write and hand in for a party: as owner or editor of its team, or because the
 * party is they themselves? */
Status cohort_speaks(Db *db, Arena *a, const Actor *actor, Id party, bool *out);
/* For what a team or a person does (MAY_SELF): of the party of the field "party", which is in the
 * cohort of the field "cohort"; NOT_FOUND when it is not, or is another's. */
Status cohort_where_team(Deed *d, Place *out);
/* The cohort of the field "cohort". CONFLICT with words when it was closed. */
Status cohort_of(Deed *d, Cohort *out);
Status cohort_of_open(Deed *d, Cohort *out);
/* NOT_FOUND when the party is not in it now. */
Status cohort_has(Db *db, Arena *a, Id cohort, Id party);
/* An entry that something of a cohort happened: to a party, or (0) to the cohort. */
Entry cohort_entry(const char *kind, const Cohort *c, Id party);
/* Where the pages of a cohort, and of a party in it, are. */
Str cohort_path(Arena *a, Id cohort);
Str cohort_team_path(Arena *a, Id cohort, Id party);
/* A party as others of it need it. NOT_FOUND. */
Status cohort_party(Db *db, Arena *a, Id id, Party *out);

/* Follows merges of parties: what was the one's is the other's. */
RecordWatch cohort_watch(void);

#endif

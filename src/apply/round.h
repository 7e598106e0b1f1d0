/* apply/round: one opening of a programme at a hub.
 *
 * It runs by one version of the programme's definition and asks one form, both pinned when it is
 * opened. It opens and closes at instants; the zone only says how they are told. */
#ifndef SEEDBED_APPLY_ROUND_H
#define SEEDBED_APPLY_ROUND_H

#include "apply/round.sql.h"
#include "programme/programme.h"

enum { ROUND_TITLE_CHARS_MAX = 120, ROUND_PLACES_MAX = 1000000 };
/* A round is open at most so long, and may be announced so far ahead. */
#define ROUND_AHEAD_US (5 * 366 * 86400 * (int64_t)1000000)

typedef enum { ROUND_COMING, ROUND_OPEN, ROUND_CLOSED, ROUND_CANCELLED } RoundState;

extern const Action round_open_action, round_change_action, round_cancel_action,
        round_extend_action;

/* The page of opening and changing one (round_form.c). */
void round_form_draw(Page *out, const Visit *v, const Deed *d);

/* NOT_FOUND. */
Status round_get(Db *db, Arena *a, Id id, Round *out);
/* The deed's field "round". NOT_FOUND. */
Status round_of(Deed *d, Round *out);
/* For all; some may have more time (application_closes). The last microsecond of closes_at counts.
 */
RoundState round_state(const Round *r, int64_t now_us);
/* "open"; never NULL. */
const char *round_state_name(RoundState state);
/* The programme, at the version that the round runs by, and that definition. */
Status round_definition(Db *db, Arena *a, const Round *r, Programme *out, Definition **out_def);
/* Its hub with all above, for its programme. */
Status round_place(Db *db, Arena *a, const Round *r, Place *out);
/* Appends an entry of the round: its hub, and its programme beside the facts that are in e. */
Status round_tell(Deed *d, const char *kind, const Round *r, Entry *e);
/* For an action's `where`: the round in its field "round". */
Status round_where(Deed *d, Place *out);
/* The same, as if it did not exist for whoever may not. */
Status round_where_hidden(Deed *d, Place *out);

/* "AoE" is UTC-12, where a day ends last; else a name of the time zone data. */
bool round_zone_is(Str zone);
/* A local time as "2026-12-01T23:59" (a space for the T, seconds if wanted) as an instant. A time
 * that comes twice there, when clocks go back, is the later one when is_end. INVALID with words: no
 * such time, or it does not come in that zone. */
Status round_instant(Arena *a, Str local, Str zone, bool is_end, int64_t *out, Str *out_fault);
/* The other way: "2026-12-01T23:59". */
Str round_local(Arena *a, Str zone, int64_t at_us);
/* The same for a form that sends it back: with seconds where there are any. */
Str round_local_exact(Arena *a, Str zone, int64_t at_us);
/* As people read it, with the zone. */
Str round_moment(Arena *a, Str zone, int64_t at_us);

#endif

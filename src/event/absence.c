/* event/absence: who has a ticket and did not come.
 *
 * The programme's definition says to which stage they move, and how long after the end; not before
 * the door is shut, for until then somebody may still be let in. */
#include "event/event.h"

static Status rule_of(Deed *d, Id id, DefinitionAttendance *out)
{
        Programme programme = {0};
        Definition *def;

        *out = (DefinitionAttendance){0};
        if (!id)
                return OK;
        TRY(programme_by_id(d->db, d->a, id, &programme));
        TRY(programme_open(d->db, d->a, programme.slug, &programme, &def));
        *out = def->attendance;
        return OK;
}

Status event_absence_plan(Deed *d, const Event *e)
{
        DefinitionAttendance rule;
        int64_t at, shut = e->ends_at + EVENT_DOOR_US;

        TRY(rule_of(d, e->programme, &rule));
        if (!rule.node)
                return OK;
        at = span_after(e->ends_at, rule.after_count, rule.after_unit);
        return event_absent_set(d->db, e->id, at > shut ? at : shut);
}

static Status miss(Deed *d, const Event *e, const EventSeat *seat, Str stage)
{
        Party party = {0};

        TRY(seat_set(d->db, seat->id, S("absent"), 0, 0));
        TRY(party_now(d->db, d->a, seat->party, &party));
        TRY(event_tell(d, "event.absent", e, 0, party.id, seat->id));
        return event_move_member(d, e, &party, stage, S("absent"));
}

Status event_absences(Deed *d, Id event, bool *out_more)
{
        DefinitionAttendance rule;
        EventSeatList list;
        Event e = {0};

        *out_more = false;
        TRY(event_by_id(d->db, d->a, event, &e));
        TRY(rule_of(d, e.programme, &rule));
        if (!rule.node || !str_is(e.state, "open"))
                return event_absent_set(d->db, event, 0);
        TRY(seat_missed(d->db, d->a, event, &list));
        for (size_t i = 0; i < list.n; i++)
                TRY(miss(d, &e, &list.at[i], rule.absent));
        *out_more = list.n == 50;
        return *out_more ? OK : event_absent_set(d->db, event, 0);
}

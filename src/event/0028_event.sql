-- Something at a hub that people come to. state: open, cancelled. taken: places held or offered; never more than capacity. turns: numbers
-- given to who waits. joins and attended: stages of the programme, "" for none. job: what is being told to all who have a ticket ("", remind,
-- change, cancel); job_after: up to which ticket that came.
CREATE TABLE event (
        id id PRIMARY KEY,
        hub id NOT NULL,
        programme id NOT NULL,
        joins text NOT NULL,
        attended text NOT NULL,
        title text NOT NULL,
        description text NOT NULL,
        place text NOT NULL,
        link text NOT NULL,
        begins_at time NOT NULL,
        ends_at time NOT NULL,
        zone text NOT NULL,
        is_public bool NOT NULL,
        capacity int NOT NULL,
        taken int NOT NULL,
        turns int NOT NULL,
        minutes int NOT NULL,
        offer_hours int NOT NULL,
        state text NOT NULL,
        sequence int NOT NULL,
        remind_at time NOT NULL,
        job text NOT NULL,
        job_after id NOT NULL,
        made_at time NOT NULL,
        made_by id NOT NULL
) STRICT;
CREATE INDEX event_by_time ON event (ends_at, id);
CREATE INDEX event_at_work ON event (id) WHERE job <> '';
CREATE INDEX event_to_remind ON event (remind_at) WHERE remind_at > 0;

-- A session of an event, with places of its own.
CREATE TABLE event_track (
        event id NOT NULL,
        id id NOT NULL,
        title text NOT NULL,
        place text NOT NULL,
        begins_at time NOT NULL,
        ends_at time NOT NULL,
        capacity int NOT NULL,
        taken int NOT NULL,
        turns int NOT NULL,
        state text NOT NULL,
        PRIMARY KEY (event, id)
) STRICT, WITHOUT ROWID;

-- A ticket (track 0), or a place in a session. state: held, waiting, offered (until until_at), cancelled, lapsed. id changes when it is
-- booked again, so that the old code is worth nothing. seconds: how long somebody was there online. entry: position of the attendance.
CREATE TABLE event_seat (
        party id NOT NULL,
        event id NOT NULL,
        track id NOT NULL,
        id id NOT NULL,
        actor id NOT NULL,
        state text NOT NULL,
        turn int NOT NULL,
        until_at time NOT NULL,
        booked_at time NOT NULL,
        came_at time NOT NULL,
        came_how text NOT NULL,
        came_by id NOT NULL,
        seconds int NOT NULL,
        beat_at time NOT NULL,
        settled_at time NOT NULL,
        entry int NOT NULL,
        PRIMARY KEY (party, event, track)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX event_seat_id ON event_seat (id);
CREATE INDEX event_seat_in ON event_seat (event, track, state, turn);
CREATE INDEX event_seat_told ON event_seat (event, id);
CREATE INDEX event_seat_of ON event_seat (actor, id);
CREATE INDEX event_seat_offered ON event_seat (until_at) WHERE state = 'offered';
CREATE INDEX event_seat_came ON event_seat (came_at) WHERE came_at > 0 AND settled_at = 0;

-- Members of a programme at a hub who go through it together. closed_at 0: open.
CREATE TABLE cohort (
        id id PRIMARY KEY,
        programme id NOT NULL,
        hub id NOT NULL,
        round id NOT NULL,
        title text NOT NULL,
        begins_at time NOT NULL,
        ends_at time NOT NULL,
        closed_at time NOT NULL,
        made_at time NOT NULL,
        made_by id NOT NULL
) STRICT;
CREATE INDEX cohort_of ON cohort (programme, hub, begins_at);

CREATE TABLE cohort_member (
        party id NOT NULL,
        cohort id NOT NULL,
        joined_at time NOT NULL,
        left_at time NOT NULL,
        PRIMARY KEY (party, cohort)
) STRICT, WITHOUT ROWID;
CREATE INDEX cohort_member_of ON cohort_member (cohort, party);

-- What happens with dates. kind: session, demo-day. sequence grows with each change, as calendars want it (RFC 5546).
CREATE TABLE cohort_session (
        id id PRIMARY KEY,
        cohort id NOT NULL,
        kind text NOT NULL,
        title text NOT NULL,
        begins_at time NOT NULL,
        ends_at time NOT NULL,
        zone text NOT NULL,
        place text NOT NULL,
        link text NOT NULL,
        sequence int NOT NULL,
        cancelled_at time NOT NULL,
        made_at time NOT NULL,
        changed_at time NOT NULL
) STRICT;
CREATE INDEX cohort_session_of ON cohort_session (cohort, begins_at);

-- Who pitches at a demo day, in which order.
CREATE TABLE cohort_pitch (
        party id NOT NULL,
        session id NOT NULL,
        place int NOT NULL,
        minutes int NOT NULL,
        PRIMARY KEY (party, session)
) STRICT, WITHOUT ROWID;
CREATE INDEX cohort_pitch_of ON cohort_pitch (session, place, party);

-- Addresses of calendars that programs read without signing in; kept hashed. cohort 0: all that concerns the account.
CREATE TABLE calendar_feed (
        id id PRIMARY KEY,
        token blob NOT NULL UNIQUE,
        actor id NOT NULL,
        cohort id NOT NULL,
        made_at time NOT NULL
) STRICT;
CREATE INDEX calendar_feed_of ON calendar_feed (actor, id);

-- Who mentors a cohort, and how many teams they take at most.
CREATE TABLE cohort_mentor (
        cohort id NOT NULL,
        actor id NOT NULL,
        teams_max int NOT NULL,
        since_at time NOT NULL,
        PRIMARY KEY (cohort, actor)
) STRICT, WITHOUT ROWID;
CREATE INDEX cohort_mentor_of ON cohort_mentor (actor, cohort);

-- Hours that a mentor offers; series: those made by one deed. booking 0: free.
CREATE TABLE mentor_slot (
        id id PRIMARY KEY,
        cohort id NOT NULL,
        actor id NOT NULL,
        begins_at time NOT NULL,
        ends_at time NOT NULL,
        zone text NOT NULL,
        place text NOT NULL,
        series id NOT NULL,
        cancelled_at time NOT NULL,
        UNIQUE (actor, begins_at, cancelled_at)
) STRICT;
CREATE INDEX mentor_slot_of ON mentor_slot (cohort, begins_at);

-- A slot is taken by at most one booking: the key says so. Begins and ends are the slot's.
CREATE TABLE mentor_taken (
        slot id NOT NULL,
        party id NOT NULL,
        booking id NOT NULL,
        PRIMARY KEY (slot)
) STRICT, WITHOUT ROWID;

-- state: booked, cancelled, held, no-show. notes are the mentor's, about the hour; topic the team's.
CREATE TABLE mentor_booking (
        party id NOT NULL,
        id id NOT NULL,
        slot id NOT NULL,
        cohort id NOT NULL,
        actor id NOT NULL,
        booked_by id NOT NULL,
        begins_at time NOT NULL,
        ends_at time NOT NULL,
        state text NOT NULL,
        topic text NOT NULL,
        notes text NOT NULL,
        sequence int NOT NULL,
        reminded_at time NOT NULL,
        made_at time NOT NULL,
        changed_at time NOT NULL,
        PRIMARY KEY (party, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentor_booking_id ON mentor_booking (id);
CREATE INDEX mentor_booking_by_mentor ON mentor_booking (actor, begins_at);
CREATE INDEX mentor_booking_cohort ON mentor_booking (cohort, begins_at);
CREATE INDEX mentor_booking_due ON mentor_booking (begins_at, id) WHERE state = 'booked';

-- Whom they would like, best first. of_team: the party's list of mentors; else the mentor's of parties.
CREATE TABLE cohort_wish (
        cohort id NOT NULL,
        party id NOT NULL,
        actor id NOT NULL,
        of_team bool NOT NULL,
        place int NOT NULL,
        PRIMARY KEY (party, cohort, actor, of_team)
) STRICT, WITHOUT ROWID;
CREATE INDEX cohort_wish_of ON cohort_wish (cohort, of_team, party, actor);

-- Who was matched with whom, and why: the places in both lists, 0 for not in it.
CREATE TABLE cohort_pair (
        cohort id NOT NULL,
        party id NOT NULL,
        actor id NOT NULL,
        party_place int NOT NULL,
        mentor_place int NOT NULL,
        made_at time NOT NULL,
        PRIMARY KEY (party, cohort)
) STRICT, WITHOUT ROWID;
CREATE INDEX cohort_pair_of ON cohort_pair (cohort, actor, party);

-- state: due, submitted, approved, returned. number: of the newest evidence.
CREATE TABLE milestone (
        party id NOT NULL,
        id id NOT NULL,
        cohort id NOT NULL,
        slug text NOT NULL,
        title text NOT NULL,
        due_at time NOT NULL,
        state text NOT NULL,
        number int NOT NULL,
        made_at time NOT NULL,
        changed_at time NOT NULL,
        PRIMARY KEY (party, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX milestone_id ON milestone (id);
CREATE INDEX milestone_of ON milestone (cohort, party, due_at);

-- What was handed in for it, each time; answer is the operator's, when it was approved or sent back.
CREATE TABLE milestone_evidence (
        party id NOT NULL,
        milestone id NOT NULL,
        number int NOT NULL,
        words text NOT NULL,
        link text NOT NULL,
        made_by id NOT NULL,
        made_at time NOT NULL,
        decision text NOT NULL,
        answer text NOT NULL,
        decided_by id NOT NULL,
        decided_at time NOT NULL,
        PRIMARY KEY (party, milestone, number)
) STRICT, WITHOUT ROWID;

-- One report of one party for one period. state: open, submitted. Until lock_at it can be handed in again; reopened_until lets it be
-- corrected after that. draft: answers as a JSON object, by the fields of the form. reminded: 0 none, 1 before it is due, 2 after.
CREATE TABLE report (
        party id NOT NULL,
        id id NOT NULL,
        cohort id NOT NULL,
        slug text NOT NULL,
        title text NOT NULL,
        form id NOT NULL,
        begins_at time NOT NULL,
        ends_at time NOT NULL,
        due_at time NOT NULL,
        lock_at time NOT NULL,
        state text NOT NULL,
        reopened_until time NOT NULL,
        draft text NOT NULL,
        draft_seq int NOT NULL,
        revision int NOT NULL,
        submitted_at time NOT NULL,
        reminded int NOT NULL,
        made_at time NOT NULL,
        PRIMARY KEY (party, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX report_id ON report (id);
CREATE UNIQUE INDEX report_of_period ON report (party, cohort, slug, begins_at);
CREATE INDEX report_of ON report (cohort, party, due_at);
CREATE INDEX report_due ON report (due_at, id) WHERE state = 'open';

-- What was handed in. Never changed.
CREATE TABLE report_revision (
        party id NOT NULL,
        report id NOT NULL,
        number int NOT NULL,
        form id NOT NULL,
        answers text NOT NULL,
        hash text NOT NULL,
        salt text NOT NULL,
        made_by id NOT NULL,
        made_at time NOT NULL,
        PRIMARY KEY (party, report, number)
) STRICT, WITHOUT ROWID;

-- That a member was found to be a scale-up, and by which numbers: figures in millionths, each from a revision of a report.
CREATE TABLE scale_up (
        party id NOT NULL,
        cohort id NOT NULL,
        figure text NOT NULL,
        version int NOT NULL,
        first_report id NOT NULL,
        first_revision int NOT NULL,
        first_value int NOT NULL,
        last_report id NOT NULL,
        last_revision int NOT NULL,
        last_value int NOT NULL,
        staff_value int NOT NULL,
        made_by id NOT NULL,
        made_at time NOT NULL,
        PRIMARY KEY (party, cohort)
) STRICT, WITHOUT ROWID;

-- An invitation or a cancellation that goes with a mail, as a part of its own (RFC 5546).
ALTER TABLE outbox ADD COLUMN calendar text NOT NULL DEFAULT '';

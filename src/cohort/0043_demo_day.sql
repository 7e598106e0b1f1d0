-- An investor would like to meet a party that pitched. Read by operators of the hub, who introduce them.
CREATE TABLE pitch_interest (
        party id NOT NULL,
        session id NOT NULL,
        investor id NOT NULL,
        words text NOT NULL,
        made_by id NOT NULL,
        made_at time NOT NULL,
        PRIMARY KEY (party, session, investor)
) STRICT, WITHOUT ROWID;
CREATE INDEX pitch_interest_of ON pitch_interest (session, investor, party);
CREATE INDEX pitch_interest_by ON pitch_interest (investor, session);

-- Two people changed one answer: value is the one that does not stand in the draft. settled_at: when somebody chose; 0: nobody yet. What
-- was not chosen stays here.
CREATE TABLE application_clash (
        party id NOT NULL,
        application id NOT NULL,
        id id NOT NULL,
        field text NOT NULL,
        value text NOT NULL,
        saved_by id NOT NULL,
        saved_at time NOT NULL,
        settled_at time NOT NULL,
        PRIMARY KEY (party, application, id)
) STRICT, WITHOUT ROWID;

-- Who has it open, and in which section; swept when they were not heard of for a minute.
CREATE TABLE application_presence (
        party id NOT NULL,
        application id NOT NULL,
        actor id NOT NULL,
        section text NOT NULL,
        seen_at time NOT NULL,
        PRIMARY KEY (party, application, actor)
) STRICT, WITHOUT ROWID;

-- How many of a round are in which state.
CREATE TABLE application_count (
        round id NOT NULL,
        state text NOT NULL,
        applications int NOT NULL,
        PRIMARY KEY (round, state)
) STRICT, WITHOUT ROWID;

-- Revisions that nobody looked at for doubles yet.
CREATE TABLE application_unseen (
        party id NOT NULL,
        application id NOT NULL,
        PRIMARY KEY (party, application)
) STRICT, WITHOUT ROWID;

-- What an application has in common with others: keys of its domain, number, name and text. kind: domain, registration, name, text.
CREATE TABLE application_mark (
        party id NOT NULL,
        application id NOT NULL,
        kind text NOT NULL,
        key int NOT NULL,
        round id NOT NULL,
        PRIMARY KEY (party, application, kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX application_mark_of ON application_mark (kind, key, application);

-- The sketch of a revision's long answers (MinHash), as numbers.
CREATE TABLE application_sketch (
        party id NOT NULL,
        application id NOT NULL,
        sketch text NOT NULL,
        PRIMARY KEY (party, application)
) STRICT, WITHOUT ROWID;

-- Two applications that may be one. likeness in thousandths. state: open, dismissed, double.
CREATE TABLE application_hint (
        party id NOT NULL,
        application id NOT NULL,
        other_party id NOT NULL,
        other id NOT NULL,
        kind text NOT NULL,
        likeness int NOT NULL,
        round id NOT NULL,
        state text NOT NULL,
        made_at time NOT NULL,
        PRIMARY KEY (party, application, other, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX application_hint_of_round ON application_hint (round, state, made_at, application);

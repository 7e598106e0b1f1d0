-- What is found by the search over everything (board/search). Made behind the record, from other tables; can be made anew at any time.

-- A thing that can be found, with its folded words, and the zones where it is, both with a space between.
CREATE TABLE search_doc (
        party id NOT NULL,
        id id NOT NULL,
        kind int NOT NULL,
        words text NOT NULL,
        zones text NOT NULL,
        PRIMARY KEY (party, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_doc_id ON search_doc (id);

-- Each word that something has, as bytes, so that both engines order them alike, and how many things have it.
CREATE TABLE search_word (
        word blob PRIMARY KEY,
        docs int NOT NULL
) STRICT, WITHOUT ROWID;

-- By which mistyped words a word is found: hashes of what is left of it without one or two letters.
CREATE TABLE search_near (
        near int NOT NULL,
        word blob NOT NULL,
        PRIMARY KEY (near, word)
) STRICT, WITHOUT ROWID;

-- Who has the word, by a hash of it; zone by zone, for those who do not see everything.
CREATE TABLE search_post (
        word int NOT NULL,
        zone int NOT NULL,
        doc id NOT NULL,
        PRIMARY KEY (word, zone, doc)
) STRICT, WITHOUT ROWID;

-- Things of a kind at a hub, of a programme; hub 0: those that everybody sees, 1: those at no hub.
CREATE TABLE search_zone (
        id int PRIMARY KEY,
        kind int NOT NULL,
        hub id NOT NULL,
        programme id NOT NULL,
        UNIQUE (kind, hub, programme)
) STRICT;

-- One row: how far the record was followed, and which kind is being walked through from the start; after_id: up to where.
CREATE TABLE search_at (
        id int PRIMARY KEY,
        position int NOT NULL,
        kind int NOT NULL,
        after_id id NOT NULL
) STRICT;

-- What waits for an operator's word is few among all milestones.
CREATE INDEX milestone_waiting ON milestone (cohort, id) WHERE state = 'submitted';

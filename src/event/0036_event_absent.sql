-- When it is settled who did not come; 0: never, or it is done.
ALTER TABLE event ADD COLUMN absent_at time NOT NULL DEFAULT 0;
CREATE INDEX event_to_miss ON event (absent_at) WHERE absent_at > 0;

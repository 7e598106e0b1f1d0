-- Who waits, in their order, so that the first are read and not all sorted; and who takes a place, with all that is asked of each.
DROP INDEX determination_waiting;
CREATE INDEX determination_waiting ON determination (round, rank, announced_at, id) WHERE is_waiting = TRUE AND state = 'announced';
DROP INDEX determination_place;
CREATE INDEX determination_place ON determination (round, state, application, party, due_at, place) WHERE place > 0;

-- What pages of a round with a hundred thousand applications and a million reviews read in a blink: each of these stands for one of them.
-- What one reviewer has in a round, counted for each on a page of the pool: without it every count read all reviews of the round.
CREATE INDEX assignment_by ON assignment (round, account, state);
-- A page of those handed in, in the order of their ids: without it all of them were sorted for each page.
CREATE INDEX application_in ON application (round, state, id);
-- How many stand in which stage, and those of one stage.
CREATE INDEX application_stage ON application (round, state, stage, id);
-- Who waits, and who takes a place: few of all that was decided.
CREATE INDEX determination_waiting ON determination (round, state) WHERE is_waiting = TRUE;
CREATE INDEX determination_place ON determination (round, state) WHERE place > 0;

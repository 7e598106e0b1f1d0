-- What an amount of one unit is in another on a day (UTC), as a hub stated it; never changed: a later statement for the day counts from then
-- on. rate: so many of unit_to for one of unit_from, a decimal. source: who says so. entry: of the record.
CREATE TABLE exchange_rate (
        id id PRIMARY KEY,
        hub id NOT NULL,
        unit_from text NOT NULL,
        unit_to text NOT NULL,
        day time NOT NULL,
        rate text NOT NULL,
        source text NOT NULL,
        entry int NOT NULL,
        made_at time NOT NULL,
        made_by id NOT NULL
) STRICT;
CREATE INDEX exchange_rate_by_day ON exchange_rate (hub, unit_from, unit_to, day, id);

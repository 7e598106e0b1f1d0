-- A form of a programme. What is in use is never changed: a change is a new number, and whatever was filled in keeps the one it was
-- made with. hub: rounds there and below may use it; 0: all, as it is in the programme's definition.
CREATE TABLE form (
        id id PRIMARY KEY,
        programme id NOT NULL,
        hub id NOT NULL,
        slug text NOT NULL,
        number int NOT NULL,
        title text NOT NULL,
        body text NOT NULL,
        hash text NOT NULL,
        made_at time NOT NULL,
        made_by id NOT NULL,
        UNIQUE (programme, slug, number)
) STRICT;

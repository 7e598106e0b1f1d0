-- Places: world, regions, countries, hubs.
CREATE TABLE hub (
        id id PRIMARY KEY,
        slug text NOT NULL UNIQUE,
        title text NOT NULL,
        kind text NOT NULL,
        parent id NOT NULL,
        country text NOT NULL,
        m49 text NOT NULL,
        lon_e6 int NOT NULL,
        lat_e6 int NOT NULL,
        zone text NOT NULL,
        currency text NOT NULL,
        language text NOT NULL,
        made_at time NOT NULL
) STRICT;
CREATE INDEX hub_children ON hub (parent, slug);

-- Each hub with itself and all above it.
CREATE TABLE hub_above (
        hub id NOT NULL,
        ancestor id NOT NULL,
        height int NOT NULL,
        PRIMARY KEY (hub, ancestor)
) STRICT, WITHOUT ROWID;
CREATE INDEX hub_below ON hub_above (ancestor, hub);

-- Files that were read in: what came of each, and which facts it told of.

create table import (
    workspace integer not null,
    import integer not null,
    started_at integer not null,
    -- None while it runs, or when it was stopped.
    ended_at integer,
    -- The mapping's name, from which the facts' ids derive, and the file's.
    feed text not null,
    file text not null,
    actor text not null,
    -- Counts, once it ended.
    rows integer not null,
    facts integer not null,
    known integer not null,
    refused integer not null,
    primary key (workspace, import)
) strict;

-- The import that told of a fact; none for one that came by itself. Such a fact is only taken in: the lead is decided once,
-- after its last fact.
alter table fact add column import integer;

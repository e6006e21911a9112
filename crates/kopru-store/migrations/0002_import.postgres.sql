-- Files that were read in: what came of each, and which facts it told of.

create table import (
    workspace bigint not null,
    import bigint not null,
    started_at bigint not null,
    -- None while it runs, or when it was stopped.
    ended_at bigint,
    -- The mapping's name, from which the facts' ids derive, and the file's.
    feed text not null,
    file text not null,
    actor text not null,
    -- Counts, once it ended.
    rows bigint not null,
    facts bigint not null,
    known bigint not null,
    refused bigint not null,
    primary key (workspace, import)
);

-- The import that told of a fact; none for one that came by itself. Such a fact is only taken in: the lead is decided once,
-- after its last fact.
alter table fact add column import bigint;

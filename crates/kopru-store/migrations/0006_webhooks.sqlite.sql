-- Addresses that are told what was decided, each with how far it has been told.
create table webhook (
    workspace integer not null,
    webhook blob not null,
    url text not null,
    -- Signs every message; told once.
    secret blob not null,
    -- Words with a blank between them; empty for all.
    topics text not null,
    created_at integer not null,
    created_by text not null,
    -- The last message that it was told, or that was given up.
    told blob,
    -- Tries of the next message that failed, and when it is tried again.
    failures integer not null,
    retry_at integer not null,
    claimed_until integer not null,
    last_error text,
    last_told_at integer,
    primary key (workspace, webhook)
) strict;

-- Messages that could not be delivered.
create table dead_letter (
    workspace integer not null,
    webhook blob not null,
    message blob not null,
    at integer not null,
    error text not null,
    primary key (workspace, webhook, message)
) strict, without rowid;

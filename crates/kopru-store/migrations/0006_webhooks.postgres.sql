-- Addresses that are told what was decided, each with how far it has been told.
create table webhook (
    workspace bigint not null,
    webhook bytea not null,
    url text not null,
    -- Signs every message; told once.
    secret bytea not null,
    -- Words with a blank between them; empty for all.
    topics text not null,
    created_at bigint not null,
    created_by text not null,
    -- The last message that it was told, or that was given up.
    told bytea,
    -- Tries of the next message that failed, and when it is tried again.
    failures bigint not null,
    retry_at bigint not null,
    claimed_until bigint not null,
    last_error text,
    last_told_at bigint,
    primary key (workspace, webhook)
);

-- Messages that could not be delivered.
create table dead_letter (
    workspace bigint not null,
    webhook bytea not null,
    message bytea not null,
    at bigint not null,
    error text not null,
    primary key (workspace, webhook, message)
);

-- Proposed changes of the playbook: what differs from the version in force, and who signed for which team.
create table proposal (
    workspace bigint not null,
    proposal bytea not null,
    title text not null,
    -- JSON: addresses and their new values.
    edits text not null,
    -- keep | advance
    existing text not null,
    opened_at bigint not null,
    opened_by text not null,
    changed_at bigint not null,
    changed_by text not null,
    -- How often it was changed: whoever changes it says which state they saw.
    revision bigint not null,
    -- Who signed for a team, when, which version of the playbook, and with which `existing`.
    marketing_by text,
    marketing_at bigint,
    marketing_version text,
    marketing_existing text,
    sales_by text,
    sales_at bigint,
    sales_version text,
    sales_existing text,
    closed_at bigint,
    closed_by text,
    -- published | withdrawn
    outcome text,
    -- What was published.
    version text,
    primary key (workspace, proposal)
);
create index proposal_open on proposal (workspace, proposal) where closed_at is null;

-- Disagreements about how a hand-over was answered. Each side says what it thinks; when both say the same, it is settled.
create table dispute (
    workspace bigint not null,
    dispute bytea not null,
    person bytea not null,
    -- Which hand-over of the lead.
    number bigint not null,
    -- refusal | acceptance
    about text not null,
    opened_at bigint not null,
    opened_by text not null,
    -- marketing | sales
    side text not null,
    -- Why; none once the person is erased.
    claim text,
    -- upheld | overturned, and who says so.
    marketing text,
    marketing_by text,
    sales text,
    sales_by text,
    settled_at bigint,
    -- upheld | overturned | withdrawn
    outcome text,
    -- What should be changed in the playbook, and when that was done.
    change text,
    changed_at bigint,
    primary key (workspace, dispute)
);
create index dispute_about on dispute (workspace, person, number);
create index dispute_open on dispute (workspace, dispute) where settled_at is null;

-- What somebody is told. Nothing of the lead stands here: it is read when it is told.
create table notice (
    workspace bigint not null,
    app_user text not null,
    -- The message that it tells of, or an id of its own.
    notice bytea not null,
    kind text not null,
    at bigint not null,
    person bytea,
    -- JSON
    detail text not null,
    seen_at bigint,
    -- When it is mailed, or tried again; none where it is not, or was.
    mail_at bigint,
    mail_failures bigint not null,
    mail_error text,
    primary key (workspace, app_user, notice, kind)
);
create index notice_mail on notice (workspace, mail_at) where mail_at is not null;
create index notice_at on notice (workspace, at);
create index notice_unseen on notice (workspace, app_user) where seen_at is null;
create index notice_about on notice (workspace, person) where person is not null;

-- Who reads the feed of messages by itself, and how far.
create table reader (
    workspace bigint not null,
    reader text not null,
    told bytea,
    claimed_until bigint not null,
    primary key (workspace, reader)
);

-- at_once | daily | never
alter table app_user add column mail text not null default 'at_once';
-- The last day whose digest was made, in days since 1970.
alter table app_user add column digest_day bigint not null default 0;

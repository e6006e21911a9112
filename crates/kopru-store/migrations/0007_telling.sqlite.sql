-- Disagreements about how a hand-over was answered. Each side says what it thinks; when both say the same, it is settled.
create table dispute (
    workspace integer not null,
    dispute blob not null,
    person blob not null,
    -- Which hand-over of the lead.
    number integer not null,
    -- refusal | acceptance
    about text not null,
    opened_at integer not null,
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
    settled_at integer,
    -- upheld | overturned | withdrawn
    outcome text,
    -- What should be changed in the playbook, and when that was done.
    change text,
    changed_at integer,
    primary key (workspace, dispute)
) strict;
create index dispute_about on dispute (workspace, person, number);
create index dispute_open on dispute (workspace, dispute) where settled_at is null;

-- What somebody is told. Nothing of the lead stands here: it is read when it is told.
create table notice (
    workspace integer not null,
    app_user text not null,
    -- The message that it tells of, or an id of its own.
    notice blob not null,
    kind text not null,
    at integer not null,
    person blob,
    -- JSON
    detail text not null,
    seen_at integer,
    -- When it is mailed, or tried again; none where it is not, or was.
    mail_at integer,
    mail_failures integer not null,
    mail_error text,
    primary key (workspace, app_user, notice, kind)
) strict, without rowid;
create index notice_mail on notice (workspace, mail_at) where mail_at is not null;
create index notice_at on notice (workspace, at);
create index notice_unseen on notice (workspace, app_user) where seen_at is null;
create index notice_about on notice (workspace, person) where person is not null;

-- Who reads the feed of messages by itself, and how far.
create table reader (
    workspace integer not null,
    reader text not null,
    told blob,
    claimed_until integer not null,
    primary key (workspace, reader)
) strict, without rowid;

-- at_once | daily | never
alter table app_user add column mail text not null default 'at_once';
-- The last day whose digest was made, in days since 1970.
alter table app_user add column digest_day integer not null default 0;

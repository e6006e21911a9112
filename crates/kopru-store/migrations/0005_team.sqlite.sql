-- Those who work here. The team's stream says how everybody worked at any time and whom routing gave which lead; users
-- are how they are now.

create table app_user (
    workspace integer not null,
    -- The word by which facts name them: `ayse`.
    app_user text not null,
    name text not null,
    -- Evened out; nobody shares one.
    email text,
    -- en | tr
    lang text not null,
    -- JSON: role, team, languages, skills, capacity, weight, hours, absences, whether they left.
    profile text not null,
    -- The entry of the team's stream that says so.
    entry integer not null,
    -- As Argon2 writes it; none until they have chosen one.
    password text,
    created_at integer not null,
    created_by text not null,
    primary key (workspace, app_user)
) strict;
create unique index app_user_email on app_user (workspace, email) where email is not null;

-- What lets somebody in: a session, or an invitation to choose a password. What is kept is its hash.
create table ticket (
    workspace integer not null,
    ticket blob not null,
    app_user text not null,
    -- session | invitation
    kind text not null,
    created_at integer not null,
    -- When it was last used, to a few minutes.
    seen_at integer not null,
    expires_at integer not null,
    primary key (workspace, ticket)
) strict, without rowid;
create index ticket_of on ticket (workspace, app_user);
create index ticket_end on ticket (workspace, expires_at);

create table team (
    workspace integer not null,
    -- The last entry of the stream, and the last one that says how somebody works.
    entry integer not null,
    desk integer not null,
    -- JSON: how far each one's turns have come.
    passes text not null,
    -- When leads for whom nobody fitted are tried again, and after which of them.
    retry_at integer not null,
    retry_after blob,
    primary key (workspace)
) strict;
insert into team (workspace, entry, desk, passes, retry_at) select workspace, 0, 0, '{}', 0 from workspace;

create table team_entry (
    workspace integer not null,
    entry integer not null,
    at integer not null,
    made_by text not null,
    -- member | routed
    kind text not null,
    app_user text,
    person blob,
    playbook integer,
    -- JSON: the profile; or the candidates, as they were.
    body text not null,
    primary key (workspace, entry)
) strict;
create index team_entry_member on team_entry (workspace, entry) where kind = 'member';
create index team_entry_person on team_entry (workspace, person, entry) where person is not null;

-- Users whose leads must hear that they work otherwise than before.
create table desk_queue (
    workspace integer not null,
    app_user text not null,
    entry integer not null,
    primary key (workspace, app_user)
) strict, without rowid;

-- The state of the team's stream that was last looked at.
alter table person add column desk integer not null default 0;
alter table decision add column desk integer not null default 0;

create index person_owner on person (workspace, owner, disposition, person) where owner is not null;
create index person_to_route on person (workspace, entered_at) where queue = 'to route';
-- Queues that people look after, whatever the playbook; lists ask for one of them with the same words.
create index person_queue on person (workspace, queue, person)
    where queue in ('to confirm', 'to route', 'nobody fits', 'returned', 'expired', 'breached');

-- What marketing and sales say to each other about a lead, and whom they call by name.
create table remark (
    workspace integer not null,
    remark blob not null,
    person blob not null,
    at integer not null,
    made_by text not null,
    -- None once the person is erased.
    said text,
    primary key (workspace, remark)
) strict, without rowid;
create index remark_about on remark (workspace, person, remark);

create table mention (
    workspace integer not null,
    app_user text not null,
    remark blob not null,
    person blob not null,
    seen_at integer,
    primary key (workspace, app_user, remark)
) strict, without rowid;
create index mention_about on mention (workspace, person);

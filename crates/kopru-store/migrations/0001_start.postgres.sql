-- Every key begins with `workspace`. Moments are microseconds since 1970 (UTC), ids 16 bytes, texts JSON where said.

create table meta (
    key text not null,
    value text not null,
    primary key (key)
);

create table workspace (
    workspace bigint not null,
    name text not null,
    created_at bigint not null,
    -- Keys the hashes of fact ids and of erased addresses.
    secret bytea not null,
    primary key (workspace)
);

create table playbook (
    workspace bigint not null,
    -- Counts the versions from 1; rows elsewhere name a version by it.
    playbook bigint not null,
    version text not null,
    name text not null,
    label text not null,
    source text not null,
    -- JSON: the list files it names, by name.
    lists text not null,
    added_at bigint not null,
    added_by text not null,
    primary key (workspace, playbook)
);
create index playbook_version on playbook (workspace, version);

create table publication (
    workspace bigint not null,
    seq bigint not null,
    playbook bigint not null,
    -- keep | advance
    existing text not null,
    published_at bigint not null,
    published_by text not null,
    primary key (workspace, seq)
);

create table person (
    workspace bigint not null,
    person bytea not null,
    created_at bigint not null,
    -- The last entry of its stream, and when that was recorded.
    seq bigint not null,
    recorded_at bigint not null,
    account bytea,
    -- The version of the account that was last looked at.
    account_seen bigint not null,
    playbook bigint not null,
    -- Not after the lead's own next moment.
    next_at bigint,
    stage text,
    disposition text not null,
    kind text,
    grade bigint not null,
    band bigint not null,
    fit bigint not null,
    persona text,
    owner text,
    queue text not null,
    entered_at bigint not null,
    source text,
    name text,
    email text,
    merged_into bytea,
    erased_at bigint,
    -- What is known and where it stands, as the engine writes it for this version of the playbook.
    state bytea not null,
    primary key (workspace, person)
);
create index person_next on person (workspace, next_at) where next_at is not null;
create index person_account on person (workspace, account, person) where account is not null;
create index person_playbook on person (workspace, playbook, person);
create index person_place on person (workspace, stage, disposition, person);
create index person_merged on person (workspace, merged_into) where merged_into is not null;

create table identity (
    workspace bigint not null,
    -- email | external | phone | visitor
    kind text not null,
    value text not null,
    person bytea not null,
    -- Whose it was before a merge moved it.
    origin bytea not null,
    since_at bigint not null,
    primary key (workspace, kind, value)
);
create index identity_person on identity (workspace, person);

create table fact_id (
    workspace bigint not null,
    -- Keyed hash of source and id.
    key bytea not null,
    -- Of the body; empty once the fact was erased.
    digest bytea not null,
    person bytea not null,
    seq bigint not null,
    primary key (workspace, key)
);

create table fact (
    workspace bigint not null,
    person bytea not null,
    seq bigint not null,
    type text not null,
    source text,
    id text,
    occurred_at bigint not null,
    recorded_at bigint not null,
    playbook bigint not null,
    account bytea,
    account_version bigint not null,
    -- JSON: the engagement rules that it fired and their points.
    points text,
    -- JSON: the fact as it came; empty once erased.
    body text,
    -- The person to whom an unmerge gave it.
    moved_to bytea,
    primary key (workspace, person, seq)
);

create table decision (
    workspace bigint not null,
    person bytea not null,
    seq bigint not null,
    at bigint not null,
    recorded_at bigint not null,
    playbook bigint not null,
    decision_version bigint not null,
    cause text not null,
    account bytea,
    account_version bigint not null,
    outcome text not null,
    changes text not null,
    trace text,
    primary key (workspace, person, seq)
);

create table account (
    workspace bigint not null,
    account bytea not null,
    created_at bigint not null,
    version bigint not null,
    recorded_at bigint not null,
    playbook bigint not null,
    key text not null,
    name text,
    domain text,
    state bytea not null,
    primary key (workspace, account)
);
create index account_playbook on account (workspace, playbook, account);

create table account_key (
    workspace bigint not null,
    key text not null,
    account bytea not null,
    primary key (workspace, key)
);

create table account_entry (
    workspace bigint not null,
    account bytea not null,
    version bigint not null,
    recorded_at bigint not null,
    playbook bigint not null,
    -- The fact that changed it; none when it was built anew.
    person bytea,
    seq bigint,
    -- change | rebuilt
    form text not null,
    change bytea not null,
    primary key (workspace, account, version)
);

create table account_queue (
    workspace bigint not null,
    account bytea not null,
    version bigint not null,
    primary key (workspace, account)
);

create table waiting (
    workspace bigint not null,
    waiting bytea not null,
    -- When it is decided; none while a visitor is unknown.
    due_at bigint,
    visitor text,
    recorded_at bigint not null,
    key bytea not null,
    digest bytea not null,
    id text not null,
    body text not null,
    primary key (workspace, waiting)
);
create unique index waiting_key on waiting (workspace, key);
create index waiting_due on waiting (workspace, due_at) where due_at is not null;
create index waiting_visitor on waiting (workspace, visitor, waiting) where visitor is not null;

create table opportunity (
    workspace bigint not null,
    opportunity bytea not null,
    person bytea not null,
    account bytea,
    opened_at bigint not null,
    amount_minor bigint,
    currency text,
    -- open | won | lost
    outcome text not null,
    reported bigint not null,
    closed_at bigint,
    expected_on bigint,
    reason text,
    primary key (workspace, opportunity)
);
create index opportunity_of on opportunity (workspace, person);

create table opportunity_person (
    workspace bigint not null,
    opportunity bytea not null,
    person bytea not null,
    role text not null,
    primary key (workspace, opportunity, person)
);

create table outbox (
    workspace bigint not null,
    message bytea not null,
    at bigint not null,
    topic text not null,
    person bytea not null,
    seq bigint not null,
    claimed_until bigint not null,
    claims bigint not null,
    done_at bigint,
    primary key (workspace, message)
);
create index outbox_open on outbox (workspace, message) where done_at is null;
create index outbox_done on outbox (workspace, done_at) where done_at is not null;

create table counter (
    workspace bigint not null,
    counter text not null,
    slot bigint not null,
    value bigint not null,
    primary key (workspace, counter, slot)
);

create table aggregate (
    workspace bigint not null,
    -- reached | reported | left, and the stage: `reached:mql`
    metric text not null,
    -- Days since 1970, in UTC.
    day bigint not null,
    dimension text not null,
    value text not null,
    slot bigint not null,
    count bigint not null,
    primary key (workspace, metric, day, dimension, value, slot)
);

create table indexed_value (
    workspace bigint not null,
    -- `person.country`, `account.employees`
    field text not null,
    value text not null,
    -- The person or the account.
    subject bytea not null,
    primary key (workspace, field, value, subject)
);

create table merge (
    workspace bigint not null,
    merge bytea not null,
    survivor bytea not null,
    loser bytea not null,
    at bigint not null,
    merged_by text not null,
    -- The survivor's entry that tells of it.
    survivor_seq bigint not null,
    -- The loser's entries until here count for the survivor.
    loser_seq bigint not null,
    -- JSON: whose identities there were, `survivor` and `loser`.
    identities text not null,
    -- JSON: purposes of consent that count as withdrawn from then on.
    withdrawn text not null,
    -- The rows as they were; empty once it is undone.
    survivor_before bytea not null,
    loser_before bytea not null,
    undone_at bigint,
    undone_by text,
    -- The survivor's entry that undid it.
    undone_seq bigint,
    -- Whether the survivor was brought back as it was: then the entries from the one to the other do not count.
    restored bigint not null,
    primary key (workspace, merge)
);
create index merge_survivor on merge (workspace, survivor);
create index merge_loser on merge (workspace, loser);

create table erased (
    workspace bigint not null,
    -- Keyed hash of an address.
    hash bytea not null,
    at bigint not null,
    primary key (workspace, hash)
);

create table audit (
    workspace bigint not null,
    audit bytea not null,
    at bigint not null,
    actor text not null,
    action text not null,
    subject text not null,
    -- JSON
    detail text not null,
    primary key (workspace, audit)
);

create table api_key (
    workspace bigint not null,
    api_key text not null,
    name text not null,
    hash bytea not null,
    -- Words with a blank between them.
    scopes text not null,
    created_at bigint not null,
    created_by text not null,
    expires_at bigint,
    revoked_at bigint,
    last_used_at bigint,
    primary key (workspace, api_key)
);

create table idempotency (
    workspace bigint not null,
    key bytea not null,
    request bytea not null,
    status bigint not null,
    body text not null,
    at bigint not null,
    primary key (workspace, key)
);
create index idempotency_at on idempotency (workspace, at);

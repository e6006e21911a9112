-- Every key begins with `workspace`. Moments are microseconds since 1970 (UTC), ids 16 bytes, texts JSON where said.

create table meta (
    key text not null,
    value text not null,
    primary key (key)
) strict, without rowid;

create table workspace (
    workspace integer not null,
    name text not null,
    created_at integer not null,
    -- Keys the hashes of fact ids and of erased addresses.
    secret blob not null,
    primary key (workspace)
) strict;

create table playbook (
    workspace integer not null,
    -- Counts the versions from 1; rows elsewhere name a version by it.
    playbook integer not null,
    version text not null,
    name text not null,
    label text not null,
    source text not null,
    -- JSON: the list files it names, by name.
    lists text not null,
    added_at integer not null,
    added_by text not null,
    primary key (workspace, playbook)
) strict;
create index playbook_version on playbook (workspace, version);

create table publication (
    workspace integer not null,
    seq integer not null,
    playbook integer not null,
    -- keep | advance
    existing text not null,
    published_at integer not null,
    published_by text not null,
    primary key (workspace, seq)
) strict;

create table person (
    workspace integer not null,
    person blob not null,
    created_at integer not null,
    -- The last entry of its stream, and when that was recorded.
    seq integer not null,
    recorded_at integer not null,
    account blob,
    -- The version of the account that was last looked at.
    account_seen integer not null,
    playbook integer not null,
    -- Not after the lead's own next moment.
    next_at integer,
    stage text,
    disposition text not null,
    kind text,
    grade integer not null,
    band integer not null,
    fit integer not null,
    persona text,
    owner text,
    queue text not null,
    entered_at integer not null,
    source text,
    name text,
    email text,
    merged_into blob,
    erased_at integer,
    -- What is known and where it stands, as the engine writes it for this version of the playbook.
    state blob not null,
    primary key (workspace, person)
) strict;
create index person_next on person (workspace, next_at) where next_at is not null;
create index person_account on person (workspace, account, person) where account is not null;
create index person_playbook on person (workspace, playbook, person);
create index person_place on person (workspace, stage, disposition, person);
create index person_merged on person (workspace, merged_into) where merged_into is not null;

create table identity (
    workspace integer not null,
    -- email | external | phone | visitor
    kind text not null,
    value text not null,
    person blob not null,
    -- Whose it was before a merge moved it.
    origin blob not null,
    since_at integer not null,
    primary key (workspace, kind, value)
) strict, without rowid;
create index identity_person on identity (workspace, person);

create table fact_id (
    workspace integer not null,
    -- Keyed hash of source and id.
    key blob not null,
    -- Of the body; empty once the fact was erased.
    digest blob not null,
    person blob not null,
    seq integer not null,
    primary key (workspace, key)
) strict, without rowid;

create table fact (
    workspace integer not null,
    person blob not null,
    seq integer not null,
    type text not null,
    source text,
    id text,
    occurred_at integer not null,
    recorded_at integer not null,
    playbook integer not null,
    account blob,
    account_version integer not null,
    -- JSON: the engagement rules that it fired and their points.
    points text,
    -- JSON: the fact as it came; empty once erased.
    body text,
    -- The person to whom an unmerge gave it.
    moved_to blob,
    primary key (workspace, person, seq)
) strict;

create table decision (
    workspace integer not null,
    person blob not null,
    seq integer not null,
    at integer not null,
    recorded_at integer not null,
    playbook integer not null,
    decision_version integer not null,
    cause text not null,
    account blob,
    account_version integer not null,
    outcome text not null,
    changes text not null,
    trace text,
    primary key (workspace, person, seq)
) strict;

create table account (
    workspace integer not null,
    account blob not null,
    created_at integer not null,
    version integer not null,
    recorded_at integer not null,
    playbook integer not null,
    key text not null,
    name text,
    domain text,
    state blob not null,
    primary key (workspace, account)
) strict;
create index account_playbook on account (workspace, playbook, account);

create table account_key (
    workspace integer not null,
    key text not null,
    account blob not null,
    primary key (workspace, key)
) strict, without rowid;

create table account_entry (
    workspace integer not null,
    account blob not null,
    version integer not null,
    recorded_at integer not null,
    playbook integer not null,
    -- The fact that changed it; none when it was built anew.
    person blob,
    seq integer,
    -- change | rebuilt
    form text not null,
    change blob not null,
    primary key (workspace, account, version)
) strict, without rowid;

create table account_queue (
    workspace integer not null,
    account blob not null,
    version integer not null,
    primary key (workspace, account)
) strict, without rowid;

create table waiting (
    workspace integer not null,
    waiting blob not null,
    -- When it is decided; none while a visitor is unknown.
    due_at integer,
    visitor text,
    recorded_at integer not null,
    key blob not null,
    digest blob not null,
    id text not null,
    body text not null,
    primary key (workspace, waiting)
) strict;
create unique index waiting_key on waiting (workspace, key);
create index waiting_due on waiting (workspace, due_at) where due_at is not null;
create index waiting_visitor on waiting (workspace, visitor, waiting) where visitor is not null;

create table opportunity (
    workspace integer not null,
    opportunity blob not null,
    person blob not null,
    account blob,
    opened_at integer not null,
    amount_minor integer,
    currency text,
    -- open | won | lost
    outcome text not null,
    reported integer not null,
    closed_at integer,
    expected_on integer,
    reason text,
    primary key (workspace, opportunity)
) strict;
create index opportunity_of on opportunity (workspace, person);

create table opportunity_person (
    workspace integer not null,
    opportunity blob not null,
    person blob not null,
    role text not null,
    primary key (workspace, opportunity, person)
) strict, without rowid;

create table outbox (
    workspace integer not null,
    message blob not null,
    at integer not null,
    topic text not null,
    person blob not null,
    seq integer not null,
    claimed_until integer not null,
    claims integer not null,
    done_at integer,
    primary key (workspace, message)
) strict;
create index outbox_open on outbox (workspace, message) where done_at is null;
create index outbox_done on outbox (workspace, done_at) where done_at is not null;

create table counter (
    workspace integer not null,
    counter text not null,
    slot integer not null,
    value integer not null,
    primary key (workspace, counter, slot)
) strict, without rowid;

create table aggregate (
    workspace integer not null,
    -- reached | reported | left, and the stage: `reached:mql`
    metric text not null,
    -- Days since 1970, in UTC.
    day integer not null,
    dimension text not null,
    value text not null,
    slot integer not null,
    count integer not null,
    primary key (workspace, metric, day, dimension, value, slot)
) strict, without rowid;

create table indexed_value (
    workspace integer not null,
    -- `person.country`, `account.employees`
    field text not null,
    value text not null,
    -- The person or the account.
    subject blob not null,
    primary key (workspace, field, value, subject)
) strict, without rowid;

create table merge (
    workspace integer not null,
    merge blob not null,
    survivor blob not null,
    loser blob not null,
    at integer not null,
    merged_by text not null,
    -- The survivor's entry that tells of it.
    survivor_seq integer not null,
    -- The loser's entries until here count for the survivor.
    loser_seq integer not null,
    -- JSON: whose identities there were, `survivor` and `loser`.
    identities text not null,
    -- JSON: purposes of consent that count as withdrawn from then on.
    withdrawn text not null,
    -- The rows as they were; empty once it is undone.
    survivor_before blob not null,
    loser_before blob not null,
    undone_at integer,
    undone_by text,
    -- The survivor's entry that undid it.
    undone_seq integer,
    -- Whether the survivor was brought back as it was: then the entries from the one to the other do not count.
    restored integer not null,
    primary key (workspace, merge)
) strict;
create index merge_survivor on merge (workspace, survivor);
create index merge_loser on merge (workspace, loser);

create table erased (
    workspace integer not null,
    -- Keyed hash of an address.
    hash blob not null,
    at integer not null,
    primary key (workspace, hash)
) strict, without rowid;

create table audit (
    workspace integer not null,
    audit blob not null,
    at integer not null,
    actor text not null,
    action text not null,
    subject text not null,
    -- JSON
    detail text not null,
    primary key (workspace, audit)
) strict;

create table api_key (
    workspace integer not null,
    api_key text not null,
    name text not null,
    hash blob not null,
    -- Words with a blank between them.
    scopes text not null,
    created_at integer not null,
    created_by text not null,
    expires_at integer,
    revoked_at integer,
    last_used_at integer,
    primary key (workspace, api_key)
) strict;

create table idempotency (
    workspace integer not null,
    key blob not null,
    request blob not null,
    status integer not null,
    body text not null,
    at integer not null,
    primary key (workspace, key)
) strict, without rowid;
create index idempotency_at on idempotency (workspace, at);

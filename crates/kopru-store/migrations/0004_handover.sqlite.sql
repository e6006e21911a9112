-- Each hand-over of a lead to sales, as it was offered and what became of it, for lists and reports. It follows from the
-- lead's decisions.

create table handover (
    workspace integer not null,
    person blob not null,
    -- Which hand-over of this lead, from 1.
    number integer not null,
    -- When it was first offered, and by which version of the playbook.
    offered_at integer not null,
    playbook integer not null,
    account blob,
    source text,
    persona text,
    grade integer not null,
    band integer not null,
    -- JSON: the rules that gave points then.
    rules text not null,
    -- How often it was offered.
    attempts integer not null,
    -- open | accepted | refused | returned | expired | withdrawn
    state text not null,
    answered_at integer,
    answered_by text,
    reason text,
    -- Who works it, or worked it last.
    owner text,
    -- When the first contact was late; when it was made, as claimed; whether that was too late; whether it was told late.
    late_at integer,
    contact_at integer,
    contact_late integer not null,
    contact_told_late integer not null,
    primary key (workspace, person, number)
) strict;
create index handover_offered on handover (workspace, offered_at);
create index handover_waiting on handover (workspace, state, offered_at) where state in ('open', 'returned', 'expired');

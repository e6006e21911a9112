-- What the funnel keeps: leads by month of entry, dimension and value, see src/report/kept.rs.

create table cohort (
    workspace bigint not null,
    -- Empty for all, `source`, or a field: `person.country`.
    dimension text not null,
    value text not null,
    -- Of entry, or in which it happened: months since January of the year 0.
    month bigint not null,
    stage text not null,
    -- 0 entered, 1 furthest, 2 reached, 3 stayed, 4 happened.
    measure bigint not null,
    -- 1 decided, 2 reported, 3 both.
    how bigint not null,
    -- The least minutes of a time, -1 below nothing, -2 unknown.
    bucket bigint not null,
    slot bigint not null,
    count bigint not null,
    primary key (workspace, dimension, value, month, stage, measure, how, bucket, slot)
);

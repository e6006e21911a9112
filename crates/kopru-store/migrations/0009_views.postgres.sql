-- Views of the leads that people keep: a name for a filter, their own or for everybody.
create table saved_view (
    workspace bigint not null,
    view bytea not null,
    app_user text not null,
    name text not null,
    -- The filter, as an address writes it.
    query text not null,
    -- 1: everybody sees it.
    shared bigint not null,
    saved_at bigint not null,
    primary key (workspace, view)
);
create unique index saved_view_name on saved_view (workspace, app_user, name);

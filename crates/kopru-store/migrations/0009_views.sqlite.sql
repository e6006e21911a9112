-- Views of the leads that people keep: a name for a filter, their own or for everybody.
create table saved_view (
    workspace integer not null,
    view blob not null,
    app_user text not null,
    name text not null,
    -- The filter, as an address writes it.
    query text not null,
    -- 1: everybody sees it.
    shared integer not null,
    saved_at integer not null,
    primary key (workspace, view)
) strict;
create unique index saved_view_name on saved_view (workspace, app_user, name);

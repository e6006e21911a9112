-- What the undoing of an import did: when it began and ended, by whom; people who were removed, facts that were taken back,
-- and facts that could not be.
alter table import add column undo_began_at bigint;
alter table import add column undone_at bigint;
alter table import add column undone_by text;
alter table import add column removed bigint not null default 0;
alter table import add column retracted bigint not null default 0;
alter table import add column kept bigint not null default 0;

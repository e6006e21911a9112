-- What the undoing of an import did: when it began and ended, by whom; people who were removed, facts that were taken back,
-- and facts that could not be.
alter table import add column undo_began_at integer;
alter table import add column undone_at integer;
alter table import add column undone_by text;
alter table import add column removed integer not null default 0;
alter table import add column retracted integer not null default 0;
alter table import add column kept integer not null default 0;

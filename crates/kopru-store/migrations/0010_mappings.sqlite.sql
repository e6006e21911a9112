-- The mapping of each import, without comments, for whoever imports the next file like that one.
alter table import add column map text;

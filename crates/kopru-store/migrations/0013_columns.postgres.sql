-- The columns of the list of leads that somebody chose: words with a blank between them.
alter table app_user add column list_columns text;

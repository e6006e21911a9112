-- Whether a remark is about an account: then `person` holds the account's id, here and where somebody is called by it.
alter table remark add column of_account bigint not null default 0;

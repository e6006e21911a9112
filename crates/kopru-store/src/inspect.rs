//! What tests and `doctor` ask of a database beside what the product shows: its schema, its ids, its counters.

use crate::dialect::Conn;
use crate::error::Result;
use crate::id::Id;
use crate::report::recount;
use crate::sql::{Param, Sql};
use crate::store::Store;

impl Store {
    /// Every column of every table and of every index, as lines that are the same for both databases when their schemas
    /// are: `table column type null|not null`, `index table column place`.
    ///
    /// # Errors
    /// What the database answers; likewise below.
    pub async fn schema(&self) -> Result<Vec<String>> {
        self.reading(|_, conn| {
            let (columns, indexes) = match conn {
                Conn::Sqlite(_) => (SQLITE_COLUMNS, SQLITE_INDEXES),
                Conn::Postgres(_) => (POSTGRES_COLUMNS, POSTGRES_INDEXES),
            };
            let mut lines = Vec::new();
            for mut row in conn.rows(columns, &[])?.into_iter().chain(conn.rows(indexes, &[])?) {
                lines.push(row.text()?);
            }
            Ok(lines)
        })
        .await
    }

    /// The ids of all facts in all streams, as they were supplied or derived.
    ///
    /// # Errors
    /// See [`Store::schema`].
    pub async fn fact_ids(&self) -> Result<Vec<String>> {
        self.reading(|shared, conn| {
            let sql = "select id from fact where workspace = $1 and id is not null and moved_to is null order by id";
            conn.rows(sql, &[Param::Int(shared.workspace)])?.into_iter().map(|mut row| row.text()).collect()
        })
        .await
    }

    /// How many counts of cohorts are not what counting all leads anew gives: none, ever.
    ///
    /// # Errors
    /// See [`Store::schema`].
    pub async fn cohorts_apart(&self) -> Result<usize> {
        self.reading(|shared, conn| recount::differences(conn, &shared.books, shared.workspace)).await
    }

    /// The value of a counter, over all slots.
    ///
    /// # Errors
    /// See [`Store::schema`].
    pub async fn counted(&self, counter: &'static str) -> Result<i64> {
        self.reading(move |shared, conn| {
            let row = conn.row(
                "select cast(coalesce(sum(value), 0) as bigint) from counter where workspace = $1 and counter = $2",
                &[Param::Int(shared.workspace), Param::Text(counter)],
            )?;
            row.map_or(Ok(0), |mut row| row.int())
        })
        .await
    }

    /// Whose an identity is: one person, or nobody.
    ///
    /// # Errors
    /// See [`Store::schema`].
    pub async fn people_with(&self, kind: &'static str, value: &str) -> Result<Vec<Id>> {
        let value = value.to_owned();
        self.reading(move |shared, conn| {
            let rows = conn.rows(
                "select person from identity where workspace = $1 and kind = $2 and value = $3",
                &[Param::Int(shared.workspace), Param::Text(kind), Param::Text(&value)],
            )?;
            rows.into_iter().map(|mut row| row.id()).collect()
        })
        .await
    }

    /// Facts that were decided by an earlier version of the playbook than a fact recorded before them in their stream, or
    /// than the version that was in force by their recording.
    ///
    /// # Errors
    /// See [`Store::schema`].
    pub async fn versions_out_of_order(&self) -> Result<i64> {
        self.reading(|shared, conn| {
            let row = conn.row(
                "select count(*) from fact it where it.workspace = $1 and (exists (select 1 from fact earlier
                 where earlier.workspace = it.workspace and earlier.person = it.person and earlier.seq < it.seq
                 and earlier.playbook > it.playbook) or not exists (select 1 from publication known
                 where known.workspace = it.workspace and known.playbook = it.playbook
                 and known.published_at <= it.recorded_at))",
                &[Param::Int(shared.workspace)],
            )?;
            row.map_or(Ok(0), |mut row| row.int())
        })
        .await
    }
}

const SQLITE_COLUMNS: &str = "select it.name || ' ' || part.name || ' ' || lower(part.type) || ' '
    || case when part.\"notnull\" = 1 then 'not null' else 'null' end
    from sqlite_master it, pragma_table_info(it.name) part where it.type = 'table' and it.name not like 'sqlite_%'";

const POSTGRES_COLUMNS: &str = "select (table_name || ' ' || column_name || ' '
    || case data_type when 'bigint' then 'integer' when 'bytea' then 'blob' else data_type end || ' '
    || case is_nullable when 'NO' then 'not null' else 'null' end)::text
    from information_schema.columns where table_schema = current_schema()";

/// Indexes by their columns: the two databases name the indexes of primary keys differently.
const SQLITE_INDEXES: &str = "select 'index ' || it.name || ' ' || case list.\"unique\" when 1 then 'unique ' else '' end
    || case list.partial when 1 then 'partial ' else '' end || group_concat(part.name, ',')
    from sqlite_master it, pragma_index_list(it.name) list, pragma_index_info(list.name) part
    where it.type = 'table' and it.name not like 'sqlite_%' group by it.name, list.name
    union all select 'index ' || it.name || ' unique ' || part.name from sqlite_master it, pragma_table_info(it.name) part
    where it.type = 'table' and it.name in ('workspace', 'team') and part.pk = 1";

const POSTGRES_INDEXES: &str = "select ('index ' || of_table.relname || ' ' || case when it.indisunique then 'unique '
    else '' end || case when it.indpred is not null then 'partial ' else '' end
    || (select string_agg(part.attname, ',' order by place.at) from unnest(it.indkey::int[]) with ordinality
    as place(number, at) join pg_attribute part on part.attrelid = it.indrelid and part.attnum = place.number))::text
    from pg_index it join pg_class of_table on of_table.oid = it.indrelid
    join pg_namespace space on space.oid = of_table.relnamespace where space.nspname = current_schema()";

//! Lists of leads: filtered, the newest first, page by page.
//!
//! A page goes on after the last person of the one before ([`Page::next`]), so nobody is shown twice or passed over while
//! others come in. Stage and disposition are found by index even where only one of the two is named: the counters know
//! which pairs there are, and each pair is asked by itself. What no index tells is a condition ([`When`]): leads are then
//! read one after another and held against it.

mod when;

pub use when::When;

use crate::book::Book;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::fold;
use crate::id::Id;
use crate::lead::shown;
use crate::limits::{INDEXED_CHARS_MAX, PAGE_MAX};
use crate::rows::{PERSON_HEAD, PersonHead};
use crate::sql::{Cell, Param, Row, Sql};
use crate::store::Store;
use crate::writer::{Shared, no_playbook};
use kopru_engine::fading::{Phases, Rules};
use kopru_engine::lead::{Lead, Post, Sales};
use kopru_engine::playbook::{BANDS, DISPOSITIONS, Field, GRADES, Kind, Priority};
use kopru_engine::time::Moment;
use kopru_engine::value::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

/// Which leads a list shows: all that fit everything that is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeadFilter {
    /// The stage's id.
    pub stage: Option<String>,
    /// `open`, `recycled`, `disqualified`, `won`, `lost`.
    pub disposition: Option<String>,
    /// The kind of a disqualification.
    pub kind: Option<String>,
    /// `hot`, `warm`, `cool`, `cold`.
    pub band: Option<String>,
    /// `A` to `D`.
    pub grade: Option<String>,
    /// The persona's id.
    pub persona: Option<String>,
    /// Who works them.
    pub owner: Option<String>,
    /// The queue they stand in.
    pub queue: Option<String>,
    /// Where their first fact came from.
    pub source: Option<String>,
    /// Their account.
    pub account: Option<Id>,
    /// Values of fields that the playbook marks as indexed: `person.country` and `tr`. Capitals do not matter.
    pub fields: Vec<(String, String)>,
    /// Only those whose scores belong to an earlier version of the playbook.
    pub behind: bool,
    /// Only those that have been at their stage since this moment or longer.
    pub since: Option<Moment>,
    /// Only those that this condition holds of.
    pub when: Option<When>,
}

/// A lead in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadRow {
    /// The person.
    pub id: Id,
    /// When we first heard of them.
    pub created_at: Moment,
    /// Their account.
    pub account: Option<Id>,
    /// Its name; as facts name it where it gave none.
    pub account_name: Option<String>,
    /// The stage's id; none before the first.
    pub stage: Option<String>,
    /// The disposition's id.
    pub disposition: String,
    /// The kind of a disqualification.
    pub kind: Option<String>,
    /// The grade of fit as last decided.
    pub grade: &'static str,
    /// The band of engagement as last decided.
    pub band: &'static str,
    /// Points of fit as last decided.
    pub fit: i64,
    /// Points of engagement, at this moment.
    pub engagement: i64,
    /// The persona's id.
    pub persona: Option<String>,
    /// Who works it.
    pub owner: Option<String>,
    /// The queue it stands in while nobody does.
    pub queue: String,
    /// Since when it is at its stage.
    pub entered_at: Moment,
    /// Where the first fact came from.
    pub source: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The address.
    pub email: Option<String>,
    /// The priority as last decided.
    pub priority: Priority,
    /// Which cycle, from 1.
    pub cycle: u32,
    /// How much waits for a person's word.
    pub suggestions: usize,
    /// The version of the playbook that its scores belong to.
    pub version: String,
    /// What sales has to do with it: the hand-over, its clocks, the next step.
    pub sales: Sales,
    /// The post that they hold.
    pub post: Post,
    /// Fields of the person that are known, as people write them, by their names.
    pub fields: Vec<(Arc<str>, String)>,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// What it shows.
    pub items: Vec<T>,
    /// Where the next page begins; none after the last.
    pub next: Option<Id>,
    /// How many leads were held against a condition to find them; none without a condition.
    pub looked_at: Option<usize>,
}

impl<T> Page<T> {
    /// A page for which nothing was held against a condition.
    pub(crate) fn plain(items: Vec<T>, next: Option<Id>) -> Page<T> {
        Page { items, next, looked_at: None }
    }
}

impl Store {
    /// The version of the playbook in force, as the database says at this moment: another process may have published it.
    ///
    /// # Errors
    /// `no_playbook` before the first publication.
    pub async fn book_in_force(&self) -> Result<Arc<Book>> {
        self.reading(|shared, conn| current(shared, conn)?.ok_or_else(no_playbook)).await
    }

    /// Leads that fit the filter, the newest first, after the person `after`; at most `limit`, and [`PAGE_MAX`]. Who was
    /// merged into somebody else or erased is none of them. Where a condition is asked for, a page also ends when so many
    /// leads were looked at as it says.
    ///
    /// # Errors
    /// `filter_invalid` for a word that nothing has, `field_not_indexed` for a field that lists cannot be filtered by,
    /// `condition_invalid`, `field_sensitive` for a condition that reads what the asker may not see.
    pub async fn leads(&self, filter: LeadFilter, after: Option<Id>, limit: usize) -> Result<Page<LeadRow>> {
        self.reading(move |shared, conn| page(shared, conn, &filter, after, limit)).await
    }
}

/// The version in force as a reader sees it: nothing is locked.
pub(crate) fn current(shared: &Shared, conn: &mut Conn) -> Result<Option<Arc<Book>>> {
    let row = conn.row(
        "select playbook from publication where workspace = $1 order by seq desc limit 1",
        &[Param::Int(shared.workspace)],
    )?;
    row.map(|mut row| shared.books.get(conn, shared.workspace, row.int()?)).transpose()
}

/// One page of leads.
pub(crate) fn page(
    shared: &Shared,
    conn: &mut Conn,
    filter: &LeadFilter,
    after: Option<Id>,
    limit: usize,
) -> Result<Page<LeadRow>> {
    let Some(book) = current(shared, conn)? else { return Ok(Page::plain(Vec::new(), None)) };
    let pairs = pairs(conn, shared.workspace)?;
    let plain = Plain::of(&book, filter, &pairs)?;
    let limit = limit.clamp(1, PAGE_MAX);
    let list = List { filter, plain: &plain, pairs: &pairs };
    if let Some(asked) = &filter.when {
        return when::page(shared, conn, &book, (&list, asked), after, limit);
    }
    let (read, more) = list.read(shared, conn, after, limit)?;
    let next = read.last().map(|it| it.row.id).filter(|_| more);
    let now = shared.now();
    let mut items = Vec::with_capacity(read.len());
    for raw in read {
        items.extend(raw.finish(shared, conn, now)?);
    }
    Ok(Page::plain(items, next))
}

/// A filter with what is known of its words.
struct List<'f> {
    filter: &'f LeadFilter,
    plain: &'f Plain,
    pairs: &'f BTreeSet<(String, String)>,
}

impl List<'_> {
    /// The next rows after `after`, and whether there are more behind them.
    fn read(&self, shared: &Shared, conn: &mut Conn, after: Option<Id>, limit: usize) -> Result<(Vec<Raw>, bool)> {
        let mut rows = Vec::new();
        for query in statements(shared.workspace, self.filter, self.plain, self.pairs, after, limit + 1) {
            rows.extend(query.run(conn)?);
        }
        let mut read = rows.into_iter().map(|mut row| Raw::read(&mut row)).collect::<Result<Vec<_>>>()?;
        read.sort_by_key(|it| std::cmp::Reverse(it.row.id));
        let more = read.len() > limit;
        read.truncate(limit);
        Ok((read, more))
    }
}

/// One person as lists show them, whatever became of them; none of whom no fact was taken.
pub(crate) fn one(shared: &Shared, conn: &mut Conn, id: Id, now: Moment) -> Result<Option<LeadRow>> {
    let mut query = Query::new(shared.workspace, false);
    query.bind("it.person = ", Cell::Blob(id.0.to_vec()));
    match query.run(conn)?.into_iter().next() {
        Some(mut row) => Raw::read(&mut row)?.finish(shared, conn, now),
        None => Ok(None),
    }
}

/// Several people at once, whatever became of them, in no order; those of whom no fact was taken are left out.
pub(crate) fn several(shared: &Shared, conn: &mut Conn, ids: &[Id]) -> Result<Vec<LeadRow>> {
    let Some(last) = ids.last() else { return Ok(Vec::new()) };
    let mut query = Query::new(shared.workspace, false);
    // A handful of lengths, so that a handful of statements is prepared.
    let padding = std::iter::repeat_n(last, ids.len().next_power_of_two() - ids.len());
    let value = |id: &Id| format!("${}", query.value(Cell::Blob(id.0.to_vec())));
    let places: Vec<String> = ids.iter().chain(padding).map(value).collect();
    // Writing to a text cannot fail.
    let _ = write!(query.sql, " and it.person in ({})", places.join(", "));
    let now = shared.now();
    let mut rows = Vec::with_capacity(ids.len());
    for mut row in query.run(conn)? {
        rows.extend(Raw::read(&mut row)?.finish(shared, conn, now)?);
    }
    Ok(rows)
}

/// Stage and disposition of every place at which a lead was ever counted.
fn pairs(conn: &mut Conn, workspace: i64) -> Result<BTreeSet<(String, String)>> {
    let rows = conn.rows(
        "select distinct counter from counter where workspace = $1 and counter like 'leads:%'",
        &[Param::Int(workspace)],
    )?;
    let mut pairs = BTreeSet::new();
    for mut row in rows {
        let counter = row.text()?;
        let pair = counter.strip_prefix("leads:").and_then(|pair| pair.rsplit_once(':'));
        pairs.extend(pair.map(|(stage, disposition)| (stage.to_owned(), disposition.to_owned())));
    }
    Ok(pairs)
}

/// A filter's words as the columns hold them.
struct Plain {
    columns: Vec<(&'static str, Cell)>,
    /// Field, value, and whether it is one of accounts.
    fields: Vec<(String, String, bool)>,
}

impl Plain {
    fn of(book: &Book, filter: &LeadFilter, pairs: &BTreeSet<(String, String)>) -> Result<Plain> {
        let playbook = &book.playbook;
        let fields = filter.fields.iter().map(|(field, value)| indexed(book, field, value)).collect::<Result<_>>()?;
        if let Some(stage) = &filter.stage {
            let known = playbook.stage(stage).is_some() || pairs.iter().any(|it| it.0 == *stage);
            known.then_some(()).ok_or_else(|| invalid("stage", stage, playbook.stages.iter().map(|it| &*it.id)))?;
        }
        if let Some(word) = &filter.disposition {
            place(&DISPOSITIONS, "disposition", word)?;
        }
        let mut columns = Vec::new();
        if let Some(kind) = &filter.kind {
            let kinds = Kind::ALL.iter().map(|kind| kind.id());
            Kind::from_id(kind).ok_or_else(|| invalid("kind", kind, kinds))?;
            columns.push(("it.kind = ", Cell::Text(kind.clone())));
        }
        if let Some(band) = &filter.band {
            columns.push(("it.band = ", Cell::Int(place(&BANDS, "band", band)?)));
        }
        if let Some(grade) = &filter.grade {
            columns.push(("it.grade = ", Cell::Int(place(&GRADES, "grade", grade)?)));
        }
        let texts = [
            ("it.persona = ", &filter.persona),
            ("it.owner = ", &filter.owner),
            ("it.queue = ", &filter.queue),
            ("it.source = ", &filter.source),
        ];
        columns.extend(texts.iter().filter_map(|(column, text)| Some((*column, Cell::Text((*text).clone()?)))));
        if let Some(account) = filter.account {
            columns.push(("it.account = ", Cell::Blob(account.0.to_vec())));
        }
        if let Some(since) = filter.since {
            columns.push(("it.entered_at <= ", Cell::Int(since.micros())));
        }
        if filter.behind {
            columns.push(("it.playbook < ", Cell::Int(book.place)));
        }
        Ok(Plain { columns, fields })
    }
}

fn indexed(book: &Book, name: &str, value: &str) -> Result<(String, String, bool)> {
    let (space, id) = name.split_once('.').unwrap_or(("", name));
    let fields = match space {
        "person" => &book.playbook.person[..],
        "account" => &book.playbook.account[..],
        _ => &[],
    };
    if !fields.iter().any(|field| field.indexed && *field.id == *id) {
        let why = format!(
            "leads cannot be filtered by `{name}`: only by fields that the playbook marks with `indexed = true`, as \
             `person.NAME` or `account.NAME`"
        );
        return Err(StoreError::Refused("field_not_indexed", why));
    }
    let value = value.trim().chars().take(INDEXED_CHARS_MAX).collect::<String>().to_lowercase();
    Ok((name.to_owned(), value, space == "account"))
}

fn place(words: &[&str], what: &str, word: &str) -> Result<i64> {
    let found = words.iter().position(|known| *known == word).and_then(|place| i64::try_from(place).ok());
    found.ok_or_else(|| invalid(what, word, words.iter().copied()))
}

fn invalid<'w>(what: &str, word: &str, words: impl Iterator<Item = &'w str>) -> StoreError {
    let words = words.collect::<Vec<_>>().join(", ");
    StoreError::Refused("filter_invalid", format!("there is no {what} `{word}`; there are {words}"))
}

/// Queues that people look after, by an index of their own: it is found only by its own words.
pub const QUEUES: [&str; 6] = ["to confirm", "to route", "nobody fits", "returned", "expired", "breached"];
const IN_QUEUES: &str = " and it.queue in ('to confirm', 'to route', 'nobody fits', 'returned', 'expired', 'breached')";

/// The columns of [`Raw`], in its order.
const COLUMNS: &str = "it.person, it.created_at, it.account, coalesce(company.name, company.key), it.stage,
    it.disposition, it.kind, it.grade, it.band, it.fit, it.persona, it.owner, it.queue, it.entered_at, it.source, it.name,
    it.email, it.playbook, known.version, it.state";
const JOINS: &str = "join playbook known on known.workspace = it.workspace and known.playbook = it.playbook
    left join account company on company.workspace = it.workspace and company.account = it.account";

/// A statement with its values.
struct Query {
    sql: String,
    values: Vec<Cell>,
}

impl Query {
    /// `by_field`: people are found from a value of a field, in this order also where a planner knows no better.
    fn new(workspace: i64, by_field: bool) -> Query {
        let from = if by_field { "indexed_value found cross join person it" } else { "person it" };
        let sql = format!("select {COLUMNS} from {from} {JOINS} where it.workspace = $1");
        Query { sql, values: vec![Cell::Int(workspace)] }
    }

    fn value(&mut self, value: Cell) -> usize {
        self.values.push(value);
        self.values.len()
    }

    /// A condition that ends with a value.
    fn bind(&mut self, condition: &str, value: Cell) {
        let number = self.value(value);
        // Writing to a text cannot fail.
        let _ = write!(self.sql, " and {condition}${number}");
    }

    fn run(&self, conn: &mut Conn) -> Result<Vec<Row>> {
        let params: Vec<Param<'_>> = self
            .values
            .iter()
            .map(|value| match value {
                Cell::Null => Param::Null,
                Cell::Int(it) => Param::Int(*it),
                Cell::Text(it) => Param::Text(it),
                Cell::Blob(it) => Param::Blob(it),
            })
            .collect();
        conn.rows(&self.sql, &params)
    }
}

/// The statements that together give a page: one, or one for each pair of stage and disposition.
fn statements(
    workspace: i64,
    filter: &LeadFilter,
    plain: &Plain,
    pairs: &BTreeSet<(String, String)>,
    after: Option<Id>,
    limit: usize,
) -> Vec<Query> {
    let LeadFilter { stage, disposition, .. } = filter;
    let kept = filter.queue.as_deref().is_some_and(|queue| QUEUES.contains(&queue));
    let narrow = !plain.fields.is_empty() || filter.account.is_some() || filter.owner.is_some() || kept;
    let by_place = (stage.is_some() || disposition.is_some()) && !narrow;
    if by_place {
        let fits = |wanted: &Option<String>, it: &str| wanted.as_ref().is_none_or(|wanted| wanted == it);
        let fitting = pairs.iter().filter(|it| fits(stage, &it.0) && fits(disposition, &it.1));
        return fitting.map(|it| statement(workspace, plain, (Some(&it.0), Some(&it.1)), after, limit)).collect();
    }
    vec![statement(workspace, plain, (stage.as_deref(), disposition.as_deref()), after, limit)]
}

/// One of them; `place`: stage, empty for none, and disposition.
fn statement(
    workspace: i64,
    plain: &Plain,
    place: (Option<&str>, Option<&str>),
    after: Option<Id>,
    limit: usize,
) -> Query {
    // A person's field gives the order of the list by itself; an account's has its people sorted.
    let driven = plain.fields.iter().position(|it| !it.2).or((!plain.fields.is_empty()).then_some(0));
    let of_account = driven.and_then(|place| plain.fields.get(place)).is_some_and(|it| it.2);
    let (driver, key) = match (driven, of_account) {
        (None, _) => ("", "it.person"),
        (Some(_), false) => ("found.subject = it.person", "found.subject"),
        (Some(_), true) => ("found.subject = it.account", "it.person"),
    };
    let mut query = Query::new(workspace, driven.is_some());
    match place.0 {
        Some("") => query.sql.push_str(" and it.stage is null"),
        Some(stage) => query.bind("it.stage = ", Cell::Text(stage.to_owned())),
        None => {}
    }
    if let Some(disposition) = place.1 {
        query.bind("it.disposition = ", Cell::Text(disposition.to_owned()));
    }
    for (number, (field, value, of_account)) in plain.fields.iter().enumerate() {
        let (field, value) = (query.value(Cell::Text(field.clone())), query.value(Cell::Text(value.clone())));
        // Writing to a text cannot fail.
        let _ = match driven == Some(number) {
            true => write!(
                query.sql,
                " and found.workspace = it.workspace and found.workspace = $1 and found.field = ${field}
                 and found.value = ${value} and {driver}"
            ),
            false => write!(
                query.sql,
                " and exists (select 1 from indexed_value other where other.workspace = $1 and other.field = ${field}
                 and other.value = ${value} and other.subject = {})",
                if *of_account { "it.account" } else { "it.person" }
            ),
        };
    }
    for (condition, value) in &plain.columns {
        query.bind(condition, value.clone());
        if let ("it.queue = ", Cell::Text(queue)) = (*condition, value)
            && QUEUES.contains(&queue.as_str())
        {
            query.sql.push_str(IN_QUEUES);
        }
    }
    if let Some(after) = after {
        query.bind(&format!("{key} < "), Cell::Blob(after.0.to_vec()));
    }
    let _ = write!(
        query.sql,
        " and it.merged_into is null and it.erased_at is null and it.seq > 0 order by {key} desc limit {limit}"
    );
    query
}

/// A row before its state was read.
struct Raw {
    row: LeadRow,
    playbook: i64,
    state: Vec<u8>,
}

impl Raw {
    fn read(row: &mut Row) -> Result<Raw> {
        let mut raw = LeadRow {
            id: row.id()?,
            created_at: row.at()?,
            account: row.id_opt()?,
            account_name: row.text_opt()?,
            stage: row.text_opt()?,
            disposition: row.text()?,
            kind: row.text_opt()?,
            grade: word(&GRADES, row.int()?),
            band: word(&BANDS, row.int()?),
            fit: row.int()?,
            engagement: 0,
            persona: row.text_opt()?,
            owner: row.text_opt()?,
            queue: row.text()?,
            entered_at: row.at()?,
            source: row.text_opt()?,
            name: row.text_opt()?,
            email: row.text_opt()?,
            priority: Priority::Normal,
            cycle: 1,
            suggestions: 0,
            version: String::new(),
            sales: Sales::default(),
            post: Post::default(),
            fields: Vec::new(),
        };
        let playbook = row.int()?;
        raw.version = row.text()?;
        Ok(Raw { row: raw, playbook, state: row.blob()? })
    }

    /// The lead as it is stored, for the version that its row names.
    fn lead(&self, shared: &Shared, conn: &mut Conn) -> Result<(Arc<Book>, Lead)> {
        let book = shared.books.get(conn, shared.workspace, self.playbook)?;
        let lead = match Lead::from_bytes(&book.playbook, &self.state) {
            Some(lead) => lead,
            None => {
                let head = head(conn, shared.workspace, self.row.id)?;
                fold::lead(conn, &shared.books, shared.workspace, &head, &book)?
            }
        };
        Ok((book, lead))
    }

    /// The row with what the state tells; none when nothing but refused facts is known of the person.
    fn finish(self, shared: &Shared, conn: &mut Conn, now: Moment) -> Result<Option<LeadRow>> {
        let (book, lead) = self.lead(shared, conn)?;
        Ok(self.shown(&book, lead, now))
    }

    fn shown(self, book: &Book, lead: Lead, now: Moment) -> Option<LeadRow> {
        lead.standing.entered_at?;
        let mut row = self.row;
        row.engagement = Rules::of_lead(&book.playbook, &lead.evidence).total(&mut Phases::at(now.secs()));
        row.priority = lead.standing.priority;
        row.cycle = lead.standing.cycle;
        row.suggestions = lead.standing.suggestions.len();
        row.sales = lead.standing.sales;
        row.post = lead.evidence.post();
        row.fields = known(&book.playbook.person, &lead.evidence.fields.values);
        Some(row)
    }
}

fn known(fields: &[Field], values: &[Value]) -> Vec<(Arc<str>, String)> {
    let all = fields.iter().zip(values).filter(|it| it.1.is_known());
    all.map(|(field, value)| (field.id.clone(), shown(field, value))).collect()
}

fn word(words: &[&'static str; 4], place: i64) -> &'static str {
    usize::try_from(place).ok().and_then(|place| words.get(place)).copied().unwrap_or(words[3])
}

/// What is stored of a person.
pub(crate) fn head(conn: &mut Conn, workspace: i64, id: Id) -> Result<PersonHead> {
    let sql = format!("select {PERSON_HEAD} from person where workspace = $1 and person = $2");
    let row = conn.row(&sql, &[Param::Int(workspace), Param::Blob(&id.0)])?;
    PersonHead::read(&mut row.ok_or_else(|| StoreError::NotFound(format!("person {id}")))?)
}

#[cfg(test)]
mod tests;

//! The funnel: of the leads that entered, how many came how far, and how long it took; by month, source or field.

use super::bucket::{BEFORE, Histogram, UNTIMED};
use super::judge::{Judged, Seen, judge};
use super::kept::{SOURCE, measure};
use super::recount;
use super::tally::{Months, Tally, sum};
use crate::book::Book;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::intake::consequences::index_text;
use crate::limits::{DIMENSION_VALUES_MAX, REPORT_MONTHS_MAX};
use crate::sql::{Param, Sql};
use crate::store::Store;
use crate::writer::Shared;
use kopru_engine::account::Account;
use kopru_engine::lang::Both;
use kopru_engine::month::Month;
use kopru_engine::playbook::Field;
use kopru_engine::share::{FEW, Share};
use kopru_engine::time::Moment;
use std::collections::BTreeMap;
use std::sync::Arc;

/// By what a funnel is broken down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// The month in which leads entered.
    #[default]
    Month,
    /// Where their first fact came from.
    Source,
    /// A field: `person.country`, `account.industry`.
    Field(String),
}

/// Which leads a funnel counts, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FunnelQuery {
    /// By what it is broken down.
    pub by: By,
    /// Only leads that entered in this month or later.
    pub from: Option<Month>,
    /// Only leads that entered in this month or earlier.
    pub to: Option<Month>,
    /// Only leads from this source.
    pub source: Option<String>,
}

/// A funnel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Funnel {
    /// When it was read.
    pub as_of: Moment,
    /// The time zone that months are counted in.
    pub zone: String,
    /// What was asked.
    pub query: FunnelQuery,
    /// Whether it was read from what is kept; otherwise every lead was read.
    pub kept: bool,
    /// The stages, in the playbook's order.
    pub stages: Vec<FunnelStage>,
    /// The first and the last month in which one of the leads entered.
    pub months: Option<(Month, Month)>,
    /// All leads that were asked for.
    pub whole: Group,
    /// The same leads by month (in their order) or by value (most leads first).
    pub groups: Vec<Group>,
}

/// A stage of a funnel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunnelStage {
    /// Its id.
    pub id: Arc<str>,
    /// Its name.
    pub name: Both,
    /// Which cohorts can be judged; none while too few leads reached it or a later stage.
    pub judged: Option<Judged>,
}

/// Leads that are counted together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Which.
    pub key: GroupKey,
    /// How many entered.
    pub entered: u64,
    /// Each stage.
    pub cells: Vec<Cell>,
}

/// Which leads a group has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupKey {
    /// All.
    Whole,
    /// Those that entered in a month.
    Month(Month),
    /// Those with this value.
    Value(String),
    /// Those whose value is not known.
    Unknown,
    /// Those of so many values that are not shown apart.
    Other(usize),
}

/// One stage of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Leads that reached this stage or a later one, of all that entered.
    pub through: Share,
    /// The same, of those that reached the stage before or a later one.
    pub step: Share,
    /// The same as `through`, of leads that can be judged.
    pub judged: Share,
    /// Leads that entered too recently to be judged.
    pub young: u64,
    /// Leads that entered so early that their first outcomes are missing from the data.
    pub cut: u64,
    /// Leads of which only Köprü decided that they reached this very stage.
    pub decided_only: u64,
    /// Leads of which only another system reports it.
    pub reported_only: u64,
    /// Leads of which both say it.
    pub both: u64,
    /// The time from the entry to this stage.
    pub reach: Times,
    /// The time that those who went on stood at this stage.
    pub stay: Times,
}

/// Times, from a histogram (see [`super::bucket`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// How many have a time.
    pub timed: u64,
    /// How many happened at a time that nobody knows.
    pub untimed: u64,
    /// How many times are below nothing: dated before what they should have followed.
    pub before: u64,
    /// A quarter, half, three quarters and nine tenths are not longer, in seconds; negative: below nothing. None with
    /// fewer than [`TIMES_MIN`].
    pub quantiles: Option<[i64; 4]>,
    /// How many are at most 7, 30 and 90 days, begun days not counted.
    pub within: [u64; 3],
}

/// Fewer times give no quantiles.
pub const TIMES_MIN: u64 = 10;
/// A share of fewer leads is too few to judge.
pub const LEADS_MIN: u64 = FEW;
/// The days of [`Times::within`].
pub const WITHIN_DAYS: [i64; 3] = [7, 30, 90];
/// The hundredths of [`Times::quantiles`].
pub const QUANTILES: [u64; 4] = [25, 50, 75, 90];

impl Times {
    fn of(times: &Histogram) -> Times {
        let timed = times.timed();
        let quantile = |it: u64| times.quantile(it).map_or(0, |minutes| if minutes < 0 { -1 } else { minutes * 60 });
        Times {
            timed,
            untimed: times.of(UNTIMED),
            before: times.of(BEFORE),
            quantiles: (timed >= TIMES_MIN).then(|| QUANTILES.map(quantile)),
            within: WITHIN_DAYS.map(|days| times.within_days(days)),
        }
    }
}

impl Cell {
    /// Leads of which Köprü decided that they reached this very stage.
    pub fn decided(&self) -> u64 {
        self.decided_only + self.both
    }

    /// Leads of which another system reports it.
    pub fn reported(&self) -> u64 {
        self.reported_only + self.both
    }

    /// Whether there are too few leads to judge a share of them.
    pub fn is_few(&self) -> bool {
        self.through.of < LEADS_MIN
    }

    /// Whether all leads are too young or cut, so that the share is no final one.
    pub fn is_open(&self) -> bool {
        self.judged.of == 0 && self.through.of > 0
    }
}

/// Sources that a list of them names at most; there are a handful.
const SOURCES_MAX: usize = 200;

impl Store {
    /// Where leads came from, by the names of their sources in order, at most 200.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn sources(&self) -> Result<Vec<String>> {
        self.reading(|shared, conn| {
            let sql = format!(
                "select value from cohort where workspace = $1 and dimension = $2 and measure = $3 and value <> ''
                 group by value having sum(count) > 0 order by value limit {SOURCES_MAX}"
            );
            let params = [Param::Int(shared.workspace), Param::Text(SOURCE), Param::Int(measure::ENTERED)];
            conn.rows(&sql, &params)?.into_iter().map(|mut row| row.text()).collect()
        })
        .await
    }

    /// The funnel. From what is kept where it is broken down by month, by source, or by a field of the person that the
    /// playbook marks with `dimension = true`, without a source; otherwise every lead is read, a thousand at a time: who
    /// no longer waits ends that.
    ///
    /// # Errors
    /// `field_unknown`; `months_reversed`; what the database answers.
    pub async fn funnel(&self, query: FunnelQuery) -> Result<Funnel> {
        let book = self.book_in_force().await?;
        if query.from.zip(query.to).is_some_and(|(from, to)| from > to) {
            let text = "the first month lies behind the last one".to_owned();
            return Err(StoreError::Refused("months_reversed", text));
        }
        let (as_of, asked) = (self.now(), query.clone());
        let field = match &query.by {
            By::Field(name) => Some(find(&book, name)?),
            By::Month | By::Source => None,
        };
        let reader = book.clone();
        let (all, happened, mut groups) = self
            .reading(move |shared, conn| {
                let (all, happened) = whole(shared, conn, &reader)?;
                let groups = kept(shared, conn, &reader, &asked, &all)?;
                Ok((all, happened, groups))
            })
            .await?;
        let is_kept = groups.is_some();
        if let (None, Some((of_account, place))) = (&groups, field) {
            groups = Some(self.read_all(&book, &query, of_account, place).await?);
        }
        let groups = groups.unwrap_or_default();
        Ok(build(&book, as_of, query, is_kept, &all, &happened, groups))
    }

    /// Reads every lead.
    async fn read_all(&self, book: &Arc<Book>, query: &FunnelQuery, of_account: bool, place: u16) -> Result<Groups> {
        let (mut groups, mut after) = (Groups::new(), None);
        loop {
            let (book, query) = (book.clone(), query.clone());
            let (given, last) = self
                .reading(move |shared, conn| {
                    let last = read_some(shared, conn, (&book, &query), of_account, place, after, &mut groups)?;
                    Ok((groups, last))
                })
                .await?;
            groups = given;
            match last {
                Some(last) => after = Some(last),
                None => return Ok(groups),
            }
        }
    }
}

/// Values, and for each the months of entry.
type Groups = BTreeMap<String, Months>;

/// A field's place, and whether it is an account's.
fn find(book: &Book, name: &str) -> Result<(bool, u16)> {
    let place = |fields: &[Field], id: &str| (0u16..).zip(fields).find(|(_, it)| *it.id == *id).map(|it| it.0);
    let found = match name.split_once('.') {
        Some(("person", id)) => place(&book.playbook.person, id).map(|it| (false, it)),
        Some(("account", id)) => place(&book.playbook.account, id).map(|it| (true, it)),
        _ => None,
    };
    found.ok_or_else(|| {
        StoreError::Refused(
            "field_unknown",
            format!("there is no field `{name}`; a field is `person.NAME` or `account.NAME`"),
        )
    })
}

/// All leads by month of entry, and for each stage how many reached it in each month.
fn whole(shared: &Shared, conn: &mut Conn, book: &Book) -> Result<(Months, Vec<BTreeMap<Month, u64>>)> {
    let rows = conn.rows(
        "select month, stage, measure, how, bucket, cast(sum(count) as bigint) from cohort
         where workspace = $1 and dimension = '' and value = '' group by month, stage, measure, how, bucket
         having sum(count) <> 0",
        &[Param::Int(shared.workspace)],
    )?;
    let stages = book.playbook.stages.len();
    let (mut all, mut happened) = (Months::new(), vec![BTreeMap::new(); stages]);
    for row in rows {
        let mut cells = row.clone();
        let Some(month) = Month::from_number(cells.int()?) else { continue };
        let mut rest = cells.clone();
        let (stage, of) = (rest.text()?, rest.int()?);
        if of != measure::HAPPENED {
            all.entry(month).or_insert_with(|| Tally::new(stages)).read(book, &mut cells)?;
            continue;
        }
        let (_, _, count) = (rest.int()?, rest.int()?, rest.int()?);
        let of_stage = book.playbook.stage(&stage).and_then(|stage| happened.get_mut(usize::from(stage)));
        if let Some(of_stage) = of_stage {
            *of_stage.entry(month).or_default() += u64::try_from(count).unwrap_or(0);
        }
    }
    Ok((all, happened))
}

/// The groups as they are kept; none where they are not.
fn kept(shared: &Shared, conn: &mut Conn, book: &Book, query: &FunnelQuery, all: &Months) -> Result<Option<Groups>> {
    let (from, to) = (query.from.map_or(i64::MIN, Month::number), query.to.map_or(i64::MAX, Month::number));
    let within = |it: &(&Month, &Tally)| (from..=to).contains(&it.0.number());
    let (dimension, value) = match (&query.by, &query.source) {
        (By::Month, None) => {
            let months = all.iter().filter(within).map(|(month, tally)| (*month, tally.clone()));
            return Ok(Some(Groups::from([(String::new(), months.collect())])));
        }
        (By::Month | By::Source, Some(source)) => (SOURCE, Some(source.as_str())),
        (By::Source, None) => (SOURCE, None),
        (By::Field(name), None)
            if book.dimensions.iter().any(|(_, it)| **it == **name) && !is_behind(shared, conn, book)? =>
        {
            (name.as_str(), None)
        }
        (By::Field(_), _) => return Ok(None),
    };
    let mut sql = "select value, month, stage, measure, how, bucket, cast(sum(count) as bigint) from cohort
         where workspace = $1 and dimension = $2 and month >= $3 and month <= $4 and measure <> 4"
        .to_owned();
    let mut params = vec![Param::Int(shared.workspace), Param::Text(dimension), Param::Int(from), Param::Int(to)];
    if let Some(value) = value {
        sql.push_str(" and value = $5");
        params.push(Param::Text(value));
    }
    sql.push_str(" group by value, month, stage, measure, how, bucket having sum(count) <> 0");
    let mut groups = Groups::new();
    for mut row in conn.rows(&sql, &params)? {
        let (value, month) = (row.text()?, row.int()?);
        let Some(month) = Month::from_number(month) else { continue };
        let tally = groups.entry(value).or_default().entry(month);
        tally.or_insert_with(|| Tally::new(book.playbook.stages.len())).read(book, &mut row)?;
    }
    if matches!(query.by, By::Field(_)) {
        groups.insert(String::new(), unknown(all.iter().filter(within), &groups));
        groups.retain(|_, months| !months.is_empty());
    }
    Ok(Some(groups))
}

/// Whether leads are still under an earlier version of the playbook, for which other fields may have been dimensions.
fn is_behind(shared: &Shared, conn: &mut Conn, book: &Book) -> Result<bool> {
    let row = conn.row(
        "select playbook from person where workspace = $1 and playbook < $2 and erased_at is null
         and merged_into is null limit 1",
        &[Param::Int(shared.workspace), Param::Int(book.place)],
    )?;
    Ok(row.is_some())
}

/// Those of whom no value is known: all but the others. Who was erased before the field became a dimension is one of them.
fn unknown<'m>(all: impl Iterator<Item = (&'m Month, &'m Tally)>, groups: &Groups) -> Months {
    let mut rest: Months = all.map(|(month, tally)| (*month, tally.clone())).collect();
    for (month, tally) in groups.iter().filter(|it| !it.0.is_empty()).flat_map(|it| it.1) {
        if let Some(rest) = rest.get_mut(month) {
            rest.take_all(tally);
        }
    }
    rest.retain(|_, tally| tally.entered > 0);
    rest
}

/// Adds the next leads to their groups; gives the last person that was read, none at the end.
fn read_some(
    shared: &Shared,
    conn: &mut Conn,
    (book, query): (&Arc<Book>, &FunnelQuery),
    of_account: bool,
    place: u16,
    after: Option<Id>,
    groups: &mut Groups,
) -> Result<Option<Id>> {
    let (leads, last) = recount::next(conn, &shared.books, shared.workspace, after)?;
    let mut accounts: BTreeMap<Id, String> = BTreeMap::new();
    if of_account {
        let mut ids: Vec<Id> = leads.iter().filter_map(|it| it.head.account).collect();
        ids.sort_unstable();
        ids.dedup();
        for row in crate::commit::accounts(conn, shared.workspace, &ids, false)? {
            let wrote = shared.books.get(conn, shared.workspace, row.playbook)?;
            let field = (0..)
                .zip(&wrote.playbook.account)
                .find(|(_, it)| same(it, book.playbook.account.get(usize::from(place))));
            let account = Account::from_bytes(&wrote.playbook, &row.state);
            if let (Some((at, field)), Some(account)) = (field, account) {
                accounts.insert(row.account, shown(field, account.fields.values.get::<usize>(at)));
            }
        }
    }
    for it in &leads {
        let month = it.journey.month(book);
        let source = it.journey.source.as_deref();
        let fits = query.from.is_none_or(|from| from <= month) && query.to.is_none_or(|to| month <= to);
        if !fits || query.source.as_deref().is_some_and(|wanted| source.unwrap_or("") != wanted) {
            continue;
        }
        let value = match of_account {
            true => it.head.account.and_then(|id| accounts.get(&id)).cloned().unwrap_or_default(),
            false => {
                let wanted = book.playbook.person.get(usize::from(place));
                let field = (0..).zip(&it.book.playbook.person).find(|(_, field)| same(field, wanted));
                field.map_or_else(String::new, |(at, field)| {
                    shown(field, it.lead.evidence.fields.values.get::<usize>(at))
                })
            }
        };
        let tally = groups.entry(value).or_default().entry(month);
        tally.or_insert_with(|| Tally::new(book.playbook.stages.len())).add(book, &it.book, &it.journey);
    }
    Ok(last)
}

fn same(field: &Field, wanted: Option<&Field>) -> bool {
    wanted.is_some_and(|wanted| wanted.id == field.id)
}

/// A value as reports name it; empty while unknown.
fn shown(field: &Field, value: Option<&kopru_engine::value::Value>) -> String {
    value.filter(|it| it.is_known()).map_or_else(String::new, |it| index_text(field, it))
}

/// The report of what was counted.
fn build(
    book: &Book,
    as_of: Moment,
    query: FunnelQuery,
    kept: bool,
    all: &Months,
    happened: &[BTreeMap<Month, u64>],
    groups: Groups,
) -> Funnel {
    let stages = stages(book, as_of, all, happened);
    let mut months = Months::new();
    for (month, tally) in groups.values().flatten() {
        months.entry(*month).or_insert_with(|| Tally::new(stages.len())).add_all(tally);
    }
    let whole = group(GroupKey::Whole, &stages, &months);
    let span = months.keys().next().copied().zip(months.keys().next_back().copied());
    let groups = match query.by {
        By::Month => months
            .iter()
            .map(|(month, tally)| group(GroupKey::Month(*month), &stages, &Months::from([(*month, tally.clone())])))
            .rev()
            .take(REPORT_MONTHS_MAX)
            .rev()
            .collect(),
        By::Source | By::Field(_) => by_value(groups, &stages),
    };
    let zone = book.zone.name().to_owned();
    Funnel { as_of, zone, query, kept, stages, months: span, whole, groups }
}

/// The most frequent values, the rest together, and last those of whom nothing is known.
fn by_value(groups: Groups, stages: &[FunnelStage]) -> Vec<Group> {
    let unknown = groups.get("").map(|months| group(GroupKey::Unknown, stages, months));
    let mut known: Vec<(String, Months)> = groups.into_iter().filter(|it| !it.0.is_empty()).collect();
    let entered = |months: &Months| months.values().map(|it| it.entered).sum::<u64>();
    known.sort_by_cached_key(|(value, months)| (std::cmp::Reverse(entered(months)), value.clone()));
    let rest = known.split_off(known.len().min(DIMENSION_VALUES_MAX));
    let mut shown: Vec<Group> =
        known.into_iter().map(|(value, months)| group(GroupKey::Value(value), stages, &months)).collect();
    if !rest.is_empty() {
        let mut months = Months::new();
        for (month, tally) in rest.iter().flat_map(|it| &it.1) {
            months.entry(*month).or_insert_with(|| Tally::new(stages.len())).add_all(tally);
        }
        shown.push(group(GroupKey::Other(rest.len()), stages, &months));
    }
    shown.extend(unknown);
    shown
}

/// The stages, with what can be judged of each. A stage that hardly anybody is recorded at is judged like the one after:
/// who came through it is known from there.
fn stages(book: &Book, as_of: Moment, all: &Months, happened: &[BTreeMap<Month, u64>]) -> Vec<FunnelStage> {
    let last = all.keys().chain(happened.iter().flat_map(BTreeMap::keys)).max();
    let today = book.zone.day_at(as_of);
    let until = last.map(|last| last.end().min(today));
    let mut later = None;
    let mut stages: Vec<FunnelStage> = (book.playbook.stages.iter().enumerate().rev())
        .map(|(place, stage)| {
            let of = |tally: &Tally| {
                let times = tally.stages.get(place).map_or_else(Histogram::default, |it| it.reached());
                (tally.entered, times)
            };
            let cohorts = all.iter().map(|(month, tally)| (*month, of(tally))).collect();
            let happened = happened.get(place).cloned().unwrap_or_default();
            later = judge(&Seen { cohorts, happened, until }).or_else(|| later.take());
            FunnelStage { id: stage.id.clone(), name: stage.name.clone(), judged: later.clone() }
        })
        .collect();
    stages.reverse();
    stages
}

fn group(key: GroupKey, stages: &[FunnelStage], months: &Months) -> Group {
    let tally = sum(stages.len(), months.values());
    let mut before = tally.entered;
    let mut cells = Vec::with_capacity(stages.len());
    for (place, (stage, it)) in stages.iter().zip(&tally.stages).enumerate() {
        let through = tally.through(place);
        let (mut young, mut cut, mut judged) = (0, 0, Share::default());
        for (month, tally) in months {
            let is = |of: fn(&Judged) -> &std::collections::BTreeSet<Month>| {
                stage.judged.as_ref().is_some_and(|it| of(it).contains(month))
            };
            if is(|it| &it.cut) {
                cut += tally.entered;
            } else if is(|it| &it.young) {
                young += tally.entered;
            } else {
                judged = Share::new(judged.part + tally.through(place), judged.of + tally.entered);
            }
        }
        cells.push(Cell {
            through: Share::new(through, tally.entered),
            step: Share::new(through, before),
            judged,
            young,
            cut,
            decided_only: it.decided.all(),
            reported_only: it.reported.all(),
            both: it.both.all(),
            reach: Times::of(&it.reached()),
            stay: Times::of(&it.stayed),
        });
        before = through;
    }
    Group { key, entered: tally.entered, cells }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_below_nothing_are_counted_apart_and_show_as_such() {
        let mut times = Histogram::default();
        times.add(BEFORE, 6);
        times.add(UNTIMED, 2);
        times.add(3 * super::super::bucket::DAY_MINUTES, 5);
        let it = Times::of(&times);
        assert_eq!((it.timed, it.untimed, it.before), (11, 2, 6));
        // The sixth of eleven is the middle one.
        assert_eq!(it.quantiles, Some([-1, -1, 3 * 86_400, 3 * 86_400]));
        assert_eq!(it.within, [11, 11, 11]);
        assert_eq!(Times::of(&Histogram::default()).quantiles, None);
    }
}

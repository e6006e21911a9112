//! One lead as it is at this moment, one person with what is known of them, and finding people by what they are called.

use crate::book::Book;
use crate::commit;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::fold;
use crate::id::Id;
use crate::intake::terms;
use crate::intake::{identity, load};
use crate::leads::{self, LeadRow};
use crate::limits::{PAGE_MAX, SOURCES_MAX};
use crate::rows::{ACCOUNT, AccountRow, FactRow, IdentityKey, PersonHead};
use crate::sql::{Param, Row, Sql};
use crate::store::Store;
use crate::team::Kept;
use crate::writer::Shared;
use kopru_engine::account::Account;
use kopru_engine::condition::Slots;
use kopru_engine::decide::{self, Decision, Inputs, Traced};
use kopru_engine::fact::Subject;
use kopru_engine::lang::Both;
use kopru_engine::lead::{Held, Lead, Stamp};
use kopru_engine::playbook::Field;
use kopru_engine::time::{Day, Moment};
use kopru_engine::typing::Fact;
use kopru_engine::value::{Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

pub use crate::timeline::TimelineEntry;

/// A deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealRow {
    /// Its id.
    pub id: Id,
    /// With whom.
    pub person: Id,
    /// Their account then.
    pub account: Option<Id>,
    /// When it began.
    pub opened_at: Moment,
    /// Minor units and currency.
    pub amount: Option<(i64, String)>,
    /// `open`, `won`, `lost`.
    pub outcome: String,
    /// Whether only another system says so.
    pub reported: bool,
    /// When it ended.
    pub closed_at: Option<Moment>,
    /// When it is expected to end.
    pub expected_on: Option<Day>,
    /// Why it ended so.
    pub reason: Option<String>,
    /// Who takes part, and as what.
    pub people: Vec<(Id, String)>,
}

/// A lead as it is at this moment. Nothing of this is written: what has fallen due since it was last decided is decided on
/// a copy.
#[derive(Clone, Debug)]
pub struct LeadView {
    /// As lists show it.
    pub row: LeadRow,
    /// The version of the playbook that its scores belong to.
    pub book: Arc<Book>,
    /// What is known and where it stands.
    pub lead: Lead,
    /// What has fallen due and is not written yet.
    pub due: Vec<Decision>,
    /// Its account.
    pub account: Option<(AccountRow, Account)>,
    /// What the person is called.
    pub identities: Vec<IdentityKey>,
    /// Deals with the person, the newest first.
    pub deals: Vec<DealRow>,
    /// People who were merged into this one.
    pub merged: Vec<Id>,
}

/// A field with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldView {
    /// Its name.
    pub id: Arc<str>,
    /// How people call it.
    pub label: Both,
    /// Its type.
    pub kind: Type,
    /// The value.
    pub value: Value,
    /// The value as people write it; empty when it is not known.
    pub shown: String,
    /// When it was said, and by which fact.
    pub stamp: Option<Stamp>,
    /// Hidden by role.
    pub sensitive: bool,
}

/// What the person said of one purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentView {
    /// The purpose.
    pub purpose: Arc<str>,
    /// Given or withdrawn; none when nothing was said.
    pub given: Option<bool>,
    /// When it was said, and by which fact.
    pub stamp: Option<Stamp>,
}

/// A person, whatever became of them.
#[derive(Clone, Debug)]
pub struct PersonView {
    /// The id.
    pub id: Id,
    /// When we first heard of them.
    pub created_at: Moment,
    /// When they were erased.
    pub erased_at: Option<Moment>,
    /// Into whom they were merged.
    pub merged_into: Option<Id>,
    /// Their account, and how facts name it.
    pub account: Option<(Id, String)>,
    /// What they are called.
    pub identities: Vec<IdentityKey>,
    /// Their fields, in the playbook's order.
    pub fields: Vec<FieldView>,
    /// Their consents, in the playbook's order.
    pub consents: Vec<ConsentView>,
    /// The version of the playbook that this belongs to.
    pub book: Arc<Book>,
}

impl Store {
    /// A lead, brought to this moment.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; `merged`, which names the survivor; `erased`.
    pub async fn lead(&self, id: Id) -> Result<LeadView> {
        self.reading(move |shared, conn| {
            let now = shared.now();
            let head = standing_head(conn, shared.workspace, id)?;
            let row = leads::one(shared, conn, id, now)?.ok_or_else(|| nobody(id))?;
            let (book, lead, due, account) = brought(shared, conn, &head, now)?;
            let (identities, deals) = (identities(conn, shared.workspace, id)?, deals(conn, shared.workspace, id)?);
            let merged = merged(conn, shared.workspace, id)?;
            Ok(LeadView { row, book, lead, due, account, identities, deals, merged })
        })
        .await
    }

    /// A person, whatever became of them.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn person(&self, id: Id) -> Result<PersonView> {
        self.reading(move |shared, conn| {
            let head = leads::head(conn, shared.workspace, id)?;
            let book = shared.books.get(conn, shared.workspace, head.playbook)?;
            let lead = fold::stored(conn, &shared.books, shared.workspace, &head, &book)?;
            let account = match head.account {
                Some(account) => account_row(conn, shared.workspace, account)?.map(|row| (account, row.key)),
                None => None,
            };
            Ok(PersonView {
                id,
                created_at: head.created_at,
                erased_at: head.erased_at,
                merged_into: head.merged_into,
                account,
                identities: identities(conn, shared.workspace, id)?,
                fields: fields(&book.playbook.person, &lead.evidence.fields),
                consents: consents(&book, &lead),
                book,
            })
        })
        .await
    }

    /// The latest deal of each of these people, at most [`PAGE_MAX`] of them; without who takes part.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn latest_deals(&self, people: Vec<Id>) -> Result<Vec<DealRow>> {
        self.reading(move |shared, conn| {
            let sql = format!("select {DEAL} from opportunity where workspace = $1 and person = $2");
            let mut latest = Vec::new();
            for id in people.iter().take(PAGE_MAX) {
                let rows = conn.rows(&sql, &[Param::Int(shared.workspace), Param::Blob(&id.0)])?;
                let all = rows.into_iter().map(|mut row| deal(&mut row)).collect::<Result<Vec<_>>>()?;
                latest.extend(all.into_iter().max_by_key(|it| it.id));
            }
            Ok(latest)
        })
        .await
    }

    /// People whom a text names exactly: an id; an e-mail address, phone number or visitor; an external id as `source:id`,
    /// or by itself in any source. It is evened out as facts are.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn find_people(&self, text: &str) -> Result<Vec<Id>> {
        let text = text.trim().to_owned();
        self.reading(move |shared, conn| if text.is_empty() { Ok(Vec::new()) } else { find(shared, conn, &text) }).await
    }
}

fn nobody(id: Id) -> StoreError {
    StoreError::NotFound(format!("lead {id}"))
}

/// Somebody who is still there.
pub(crate) fn standing_head(conn: &mut Conn, workspace: i64, id: Id) -> Result<PersonHead> {
    let head = leads::head(conn, workspace, id)?;
    if head.erased_at.is_some() {
        return Err(StoreError::Refused("erased", format!("person {id} was erased")));
    }
    match head.merged_into {
        Some(survivor) => Err(StoreError::Refused("merged", format!("person {id} was merged into {survivor}"))),
        None => Ok(head),
    }
}

pub(crate) type Brought = (Arc<Book>, Lead, Vec<Decision>, Option<(AccountRow, Account)>);

/// A lead brought to `now`, with what fell due on the way and the account.
pub(crate) fn brought(shared: &Shared, conn: &mut Conn, head: &PersonHead, now: Moment) -> Result<Brought> {
    let book = shared.books.get(conn, shared.workspace, head.playbook)?;
    let mut lead = fold::stored(conn, &shared.books, shared.workspace, head, &book)?;
    let company = match head.account {
        Some(account) => company(conn, shared.workspace, &book, account)?,
        None => None,
    };
    let none = Account::new(&book.playbook);
    let account = company.as_ref().map_or(&none, |it| &it.1);
    let now = now.max(head.recorded_at);
    let desk = desk(shared, conn)?;
    let known = terms::load(conn, &shared.books, shared.workspace, &book, &lead)?;
    let mut due = Vec::new();
    let mut settle = |lead: &mut Lead, account: &Account, until: Moment| {
        if lead.next_at.is_some_and(|next| next <= until) {
            let terms = terms::agreed(&book.playbook, lead, &known);
            let desk = &desk.desk;
            let inputs = Inputs { playbook: &book.playbook, account, history: &[], traced: Traced::All, desk, terms };
            let made = decide::settle(&inputs, lead, until);
            due.extend(made.into_iter().filter(|it| !it.changes.is_empty()));
        }
    };
    let version = company.as_ref().map_or(0, |it| it.0.version);
    if version != head.account_seen {
        // What fell due before the account changed is decided with the account as it was then.
        if let Some((row, _)) = company.as_ref().filter(|_| lead.next_at.is_some_and(|next| next <= now)) {
            let states = fold::account_states(conn, shared.workspace, &book, row.account, head.account_seen, None)?;
            states.iter().for_each(|(until, state)| settle(&mut lead, state, (*until).min(now)));
        }
        lead.join_account();
    }
    settle(&mut lead, account, now);
    lead.refresh(&book.playbook, account, now, Slots::NONE);
    Ok((book, lead, due, company))
}

/// The team as it is now.
pub(crate) fn desk(shared: &Shared, conn: &mut Conn) -> Result<Arc<Kept>> {
    let row = conn.row("select desk from team where workspace = $1", &[Param::Int(shared.workspace)])?;
    let entry = row.map_or(Ok(0), |mut row| row.int())?;
    shared.books.desks.get(conn, shared.workspace, entry)
}

pub(crate) fn account_row(conn: &mut Conn, workspace: i64, account: Id) -> Result<Option<AccountRow>> {
    let sql = format!("select {ACCOUNT} from account where workspace = $1 and account = $2");
    let row = conn.row(&sql, &[Param::Int(workspace), Param::Blob(&account.0)])?;
    row.map(|mut row| AccountRow::read(&mut row)).transpose()
}

/// An account for a version of the playbook, whichever version its row belongs to.
pub(crate) fn company(
    conn: &mut Conn,
    workspace: i64,
    book: &Book,
    account: Id,
) -> Result<Option<(AccountRow, Account)>> {
    let Some(row) = account_row(conn, workspace, account)? else { return Ok(None) };
    let known = (row.playbook == book.place).then(|| Account::from_bytes(&book.playbook, &row.state)).flatten();
    let mut state = match known {
        Some(state) => state,
        None => account_of_facts(conn, workspace, book, account, |_| true)?,
    };
    state.version = u64::try_from(row.version).unwrap_or(0);
    Ok(Some((row, state)))
}

/// An account from the facts of its people that `counts` lets through, without those that are taken back.
pub(crate) fn account_of_facts(
    conn: &mut Conn,
    workspace: i64,
    book: &Book,
    account: Id,
    counts: impl Fn(&FactRow) -> bool,
) -> Result<Account> {
    let people: Vec<Id> = commit::people_of(conn, workspace, &[account])?.into_iter().map(|it| it.1).collect();
    let mut streams: BTreeMap<Id, Vec<(bool, Fact)>> = BTreeMap::new();
    for (who, row) in fold::counting(conn, workspace, &people)? {
        let counts = counts(&row);
        if let Some(fact) = load::typed(book, &row)? {
            streams.entry(who).or_default().push((counts, fact));
        }
    }
    let streams: Vec<Vec<Fact>> = streams.into_values().map(|stream| holding(book, stream)).collect();
    Ok(Account::new(&book.playbook).rebuilt(&book.playbook, streams.iter().map(|stream| stream.iter())))
}

/// The facts that count. A retraction tells what is known and not what happened, so it takes back whenever it came: the
/// caller leaves out those that are not known yet.
pub(crate) fn holding(book: &Book, stream: Vec<(bool, Fact)>) -> Vec<Fact> {
    let gone = kopru_engine::lead::Evidence::retracted(&book.playbook, stream.iter().map(|it| &it.1));
    let holds = |it: &(bool, Fact)| it.0 && gone.binary_search(&it.1.id).is_err();
    stream.into_iter().filter(holds).map(|it| it.1).collect()
}

/// Fields with their values.
pub(crate) fn fields(schema: &[Field], held: &Held) -> Vec<FieldView> {
    let view = |(place, (field, value)): (u16, (&Field, &Value))| FieldView {
        id: field.id.clone(),
        label: field.label.clone(),
        kind: field.kind.clone(),
        shown: shown(field, value),
        value: value.clone(),
        stamp: held.stamp(place).cloned(),
        sensitive: field.sensitive,
    };
    (0..).zip(schema.iter().zip(&held.values)).map(view).collect()
}

pub(crate) fn shown(field: &Field, value: &Value) -> String {
    match value {
        Value::Unknown => String::new(),
        Value::Text(text) => text.to_string(),
        other => other.show(&field.kind),
    }
}

fn consents(book: &Book, lead: &Lead) -> Vec<ConsentView> {
    let said = book.playbook.consents.iter().zip(&lead.evidence.consents);
    said.map(|(purpose, held)| ConsentView {
        purpose: purpose.clone(),
        given: held.as_ref().map(|it| it.1),
        stamp: held.as_ref().map(|it| it.0.clone()),
    })
    .collect()
}

const KINDS: [&str; 4] = ["email", "external", "phone", "visitor"];

fn identities(conn: &mut Conn, workspace: i64, id: Id) -> Result<Vec<IdentityKey>> {
    let rows = conn.rows(
        "select kind, value from identity where workspace = $1 and person = $2 order by kind, value",
        &[Param::Int(workspace), Param::Blob(&id.0)],
    )?;
    let read = |mut row: Row| {
        let kind = row.text()?;
        let known = KINDS.into_iter().find(|known| *known == kind);
        let kind = known.ok_or_else(|| StoreError::Corrupt(format!("`{kind}` is no kind of identity")))?;
        Ok(IdentityKey { kind, value: row.text()? })
    };
    rows.into_iter().map(read).collect()
}

/// The records that were merged into a person, sorted.
pub(crate) fn merged(conn: &mut Conn, workspace: i64, id: Id) -> Result<Vec<Id>> {
    let rows = conn.rows(
        "select person from person where workspace = $1 and merged_into = $2",
        &[Param::Int(workspace), Param::Blob(&id.0)],
    )?;
    // Sorted here: asked for this order, SQLite would walk through everybody in it.
    let mut people = rows.into_iter().map(|mut row| row.id()).collect::<Result<Vec<_>>>()?;
    people.sort_unstable();
    Ok(people)
}

/// The columns of a deal, in the order of [`deal`].
const DEAL: &str = "opportunity, person, account, opened_at, amount_minor, currency, outcome, reported, closed_at,
    expected_on, reason";

fn deals(conn: &mut Conn, workspace: i64, id: Id) -> Result<Vec<DealRow>> {
    let ws = Param::Int(workspace);
    let sql = format!("select {DEAL} from opportunity where workspace = $1 and person = $2");
    let rows = conn.rows(&sql, &[ws, Param::Blob(&id.0)])?;
    let mut deals = Vec::new();
    for mut row in rows {
        let mut deal = deal(&mut row)?;
        let people = conn.rows(
            "select person, role from opportunity_person where workspace = $1 and opportunity = $2 order by person",
            &[ws, Param::Blob(&deal.id.0)],
        )?;
        deal.people = people.into_iter().map(|mut row| Ok((row.id()?, row.text()?))).collect::<Result<_>>()?;
        deals.push(deal);
    }
    // The newest first; asked for this order, SQLite would walk through all deals in it.
    deals.sort_unstable_by_key(|deal| std::cmp::Reverse(deal.id));
    Ok(deals)
}

fn deal(row: &mut Row) -> Result<DealRow> {
    Ok(DealRow {
        id: row.id()?,
        person: row.id()?,
        account: row.id_opt()?,
        opened_at: row.at()?,
        amount: row.int_opt()?.zip(row.text_opt()?),
        outcome: row.text()?,
        reported: row.int()? != 0,
        closed_at: row.at_opt()?,
        expected_on: row.int_opt()?.and_then(|days| i32::try_from(days).ok()).map(Day::from_days),
        reason: row.text_opt()?,
        people: Vec::new(),
    })
}

fn find(shared: &Shared, conn: &mut Conn, text: &str) -> Result<Vec<Id>> {
    let workspace = shared.workspace;
    let mut found = Vec::new();
    if let Some(id) = Id::parse(text) {
        match leads::head(conn, workspace, id) {
            Ok(head) => found.push(head.person),
            Err(StoreError::NotFound(_)) => {}
            Err(fault) => return Err(fault),
        }
    }
    let mut keys = vec![identity(&Subject::Visitor(text.to_owned()), "")];
    if text.contains('@') {
        keys.push(identity(&Subject::Email(text.to_owned()), ""));
    }
    if text.chars().all(|it| it.is_ascii_digit() || " +()-./".contains(it)) {
        keys.push(identity(&Subject::Phone(text.to_owned()), ""));
    }
    let external = |source: &str, id: &str| identity(&Subject::External(id.to_owned()), source);
    // A source's name or an id may itself hold a colon.
    keys.extend(text.match_indices(':').map(|(at, _)| external(&text[..at], &text[at + 1..])));
    keys.push(external("", text));
    if let Some(book) = leads::current(shared, conn)? {
        keys.extend(book.playbook.sources.iter().map(|source| external(source, text)));
    }
    found.extend(commit::identities(conn, workspace, &keys)?.into_values());
    if found.is_empty() {
        found = by_bare_id(conn, workspace, text)?;
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Whose external id this is, in sources that the playbook does not list: from the first id of one source to the first of
/// the next, so that a look-up costs as much as there are sources, not ids.
fn by_bare_id(conn: &mut Conn, workspace: i64, text: &str) -> Result<Vec<Id>> {
    let (mut keys, mut from) = (Vec::new(), String::new());
    for _ in 0..SOURCES_MAX {
        let row = conn.row(
            "select value from identity where workspace = $1 and kind = 'external' and value >= $2
             order by value limit 1",
            &[Param::Int(workspace), Param::Text(&from)],
        )?;
        let Some(value) = row.map(|mut row| row.text()).transpose()? else { break };
        let source = value.split('\u{1f}').next().unwrap_or_default();
        keys.push(identity(&Subject::External(text.to_owned()), source));
        // The sign behind the one that ends a source.
        from = format!("{source}\u{20}");
    }
    Ok(commit::identities(conn, workspace, &keys)?.into_values().collect())
}

/// A text for `like … escape '\'`.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

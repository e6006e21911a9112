//! What is stored, put together again: which facts count for a person, a lead from its decisions and facts, an account
//! from its changes.

use crate::book::{Book, Books};
use crate::commit;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::intake::load::typed;
use crate::rows::{DECISION, DecisionRow, FactRow, PERSON_HEAD, PersonHead};
use crate::sql::{Param, Sql};
use crate::store::Store;
use crate::written;
use kopru_engine::account::{Account, AccountChange};
use kopru_engine::decide::{Change, Outcome};
use kopru_engine::lead::{Lead, Stamp, Standing};
use kopru_engine::time::Moment;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The facts that count for each of these people, with whom they count for: their own streams without what an unmerge
/// gave away, and the streams of those merged into them.
pub(crate) fn counting(conn: &mut Conn, workspace: i64, people: &[Id]) -> Result<Vec<(Id, FactRow)>> {
    // For each stream: for whom it counts, and up to which entry.
    let mut streams: Vec<(Id, Id, i64)> = people.iter().map(|id| (*id, *id, i64::MAX)).collect();
    let mut layer: Vec<(Id, Id, i64)> = streams.clone();
    while !layer.is_empty() {
        let ids: Vec<Id> = layer.iter().map(|it| it.1).collect();
        let found = commit::merges_of(conn, workspace, &ids)?;
        let next = |(survivor, loser, upto): &(Id, Id, i64)| {
            let (root, _, _) = layer.iter().find(|it| it.1 == *survivor)?;
            Some((*root, *loser, *upto))
        };
        layer = found.iter().filter_map(next).filter(|it| !streams.iter().any(|known| known.1 == it.1)).collect();
        streams.extend(layer.iter().copied());
    }
    let mut ids: Vec<Id> = streams.iter().map(|it| it.1).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = commit::facts_of(conn, workspace, &ids)?;
    let whose: BTreeMap<Id, (Id, i64)> = streams.iter().map(|it| (it.1, (it.0, it.2))).collect();
    let counts = rows.into_iter().filter_map(|row| {
        let (root, upto) = whose.get(&row.person)?;
        (row.seq <= *upto && row.moved_to.is_none()).then_some((*root, row))
    });
    Ok(counts.collect())
}

/// A person and everybody merged into them, sorted.
pub(crate) fn family(conn: &mut Conn, workspace: i64, person: Id) -> Result<Vec<Id>> {
    let mut all = BTreeSet::from([person]);
    let mut layer = vec![person];
    while let Some(survivor) = layer.pop() {
        let sql = "select person from person where workspace = $1 and merged_into = $2";
        for mut row in conn.rows(sql, &[Param::Int(workspace), Param::Blob(&survivor.0)])? {
            let loser = row.id()?;
            if all.insert(loser) {
                layer.push(loser);
            }
        }
    }
    Ok(all.into_iter().collect())
}

/// The consents that count as withdrawn because records were merged, each from the merge on.
pub(crate) fn withdrawn(conn: &mut Conn, workspace: i64, book: &Book, person: Id) -> Result<Vec<(u16, Stamp)>> {
    let mut merges = Vec::new();
    for survivor in family(conn, workspace, person)? {
        let sql = "select at, withdrawn from merge where workspace = $1 and survivor = $2 and undone_at is null";
        for mut row in conn.rows(sql, &[Param::Int(workspace), Param::Blob(&survivor.0)])? {
            merges.push((row.at()?, row.text()?));
        }
    }
    strictest(book, &merges)
}

/// When a merge was, and the purposes that it withdrew, as they are stored.
pub(crate) type Strict = (Moment, String);

/// What counts as withdrawn by merges.
pub(crate) fn strictest(book: &Book, merges: &[Strict]) -> Result<Vec<(u16, Stamp)>> {
    let mut latest: BTreeMap<u16, Moment> = BTreeMap::new();
    for (at, purposes) in merges {
        let purposes: Vec<String> = serde_json::from_str(purposes)
            .map_err(|fault| StoreError::Corrupt(format!("the consents of a merge: {fault}")))?;
        for (place, _) in (0..).zip(&book.playbook.consents).filter(|(_, id)| purposes.iter().any(|it| **it == ***id)) {
            let held = latest.entry(place).or_insert(*at);
            *held = (*held).max(*at);
        }
    }
    // Of what was said at the very moment of the merge nothing counts.
    let stamp = |at: Moment| Stamp { at, rank: u16::MAX, id: Arc::from("") };
    Ok(latest.into_iter().map(|(place, at)| (place, stamp(at))).collect())
}

/// All decisions of a person, in the order of the stream.
///
/// # Errors
/// What the database answers.
pub fn decisions(conn: &mut impl Sql, workspace: i64, person: Id) -> Result<Vec<DecisionRow>> {
    let sql = format!("select {DECISION} from decision where workspace = $1 and person = $2 order by seq");
    let rows = conn.rows(&sql, &[Param::Int(workspace), Param::Blob(&person.0)])?;
    rows.into_iter().map(|mut row| DecisionRow::read(&mut row)).collect()
}

/// Entries of a person that do not count: a merge that was undone with nothing in between, and its undoing.
fn taken_back(conn: &mut impl Sql, workspace: i64, person: Id) -> Result<Vec<(i64, i64)>> {
    let rows = conn.rows(
        "select survivor_seq, undone_seq from merge
         where workspace = $1 and survivor = $2 and restored = 1 and undone_seq is not null",
        &[Param::Int(workspace), Param::Blob(&person.0)],
    )?;
    rows.into_iter().map(|mut row| Ok((row.int()?, row.int()?))).collect()
}

/// The last entry of a person from `seq` on before one that counts: merges that were made and taken back do not.
pub(crate) fn last_that_counts(conn: &mut impl Sql, workspace: i64, person: Id, mut seq: i64) -> Result<i64> {
    let ranges: BTreeMap<i64, i64> = taken_back(conn, workspace, person)?.into_iter().collect();
    while let Some(to) = ranges.get(&(seq + 1)) {
        seq = *to;
    }
    Ok(seq)
}

/// Where a lead stands after these decisions of it, each read with the version that made it, for the version `book`.
/// Those that were taken back do not count.
pub(crate) fn standing(
    conn: &mut impl Sql,
    books: &Books,
    workspace: i64,
    rows: &[DecisionRow],
    book: &Book,
) -> Result<Standing> {
    let taken_back = match rows.first() {
        Some(row) => taken_back(conn, workspace, row.person)?,
        None => Vec::new(),
    };
    let counts = |row: &&DecisionRow| !taken_back.iter().any(|(from, to)| (*from..=*to).contains(&row.seq));
    let mut held: Option<(Arc<Book>, Standing)> = None;
    for row in rows.iter().filter(counts) {
        let version = books.get(conn, workspace, row.playbook)?;
        let mut standing = match held.take() {
            Some((known, standing)) if known.place == version.place => standing,
            Some((known, standing)) => standing.carried_over(&known.playbook, &version.playbook),
            None => Standing::new(&version.playbook),
        };
        let changes = written::read_changes(&version.names, &row.changes)
            .map_err(|fault| StoreError::Corrupt(format!("decision {} of {}: {fault}", row.seq, row.person)))?;
        for change in &changes {
            standing.apply(change, row.at);
        }
        held = Some((version, standing));
    }
    Ok(match held {
        Some((known, standing)) if known.place == book.place => standing,
        Some((known, standing)) => standing.carried_over(&known.playbook, &book.playbook),
        None => Standing::new(&book.playbook),
    })
}

/// A lead as it is stored, for the version that its row names; where its state was written in another format, from its
/// decisions and facts.
pub(crate) fn stored(conn: &mut Conn, books: &Books, workspace: i64, head: &PersonHead, book: &Book) -> Result<Lead> {
    match Lead::from_bytes(&book.playbook, &head.state) {
        Some(lead) => Ok(lead),
        None => lead(conn, books, workspace, head, book),
    }
}

/// A lead from its decisions and facts, for the version `book` that its row names.
pub(crate) fn lead(conn: &mut Conn, books: &Books, workspace: i64, head: &PersonHead, book: &Book) -> Result<Lead> {
    let rows = decisions(conn, workspace, head.person)?;
    let mut lead = Lead::new(&book.playbook);
    lead.standing = standing(conn, books, workspace, &rows, book)?;
    let mut facts = Vec::new();
    let mut bare: Vec<FactRow> = Vec::new();
    for (_, row) in counting(conn, workspace, &[head.person])? {
        facts.extend(typed(book, &row)?);
        bare.extend(head.erased_at.map(|_| row));
    }
    // Everything is asked anew at the next decision, which also finds the account as it is then.
    let account = Account::new(&book.playbook);
    let withdrawn = withdrawn(conn, workspace, book, head.person)?;
    lead.rebuild_restricted(&book.playbook, &account, facts.iter(), &withdrawn, head.recorded_at);
    lead.settled_at = Some(head.recorded_at);
    lead.next_at = Some(head.recorded_at);
    // Of somebody erased it is still known when their facts happened and where they came from.
    bare.sort_by_key(|row| (row.occurred_at, row.seq));
    if let Some(first) = bare.first() {
        lead.evidence.first_at = Some(first.occurred_at);
        let named = bare.iter().find_map(|row| Some((row, row.source.as_deref()?)));
        lead.evidence.source =
            named.map(|(row, source)| (Stamp { at: row.occurred_at, rank: 0, id: Arc::from("") }, Arc::from(source)));
    }
    Ok(lead)
}

/// The states of an account under one version of the playbook, from its own version `from` on, each with the moment at
/// which the next one came; `last`: until when the last one is wanted, if it is.
pub(crate) fn account_states(
    conn: &mut impl Sql,
    workspace: i64,
    book: &Book,
    account: Id,
    from: i64,
    last: Option<Moment>,
) -> Result<Vec<(Moment, Account)>> {
    let rows = conn.rows(
        "select version, recorded_at, form, change from account_entry
         where workspace = $1 and account = $2 and playbook = $3 order by version",
        &[Param::Int(workspace), Param::Blob(&account.0), Param::Int(book.place)],
    )?;
    let mut state = Account::new(&book.playbook);
    let mut states = Vec::new();
    for mut row in rows {
        let (version, at, form, change) = (row.int()?, row.at()?, row.text()?, row.blob()?);
        if version > from {
            states.push((at, state.clone()));
        }
        state = account_step(book, state, version, &form, &change)?;
    }
    states.extend(last.map(|until| (until, state)));
    Ok(states)
}

/// An account after one of its entries.
pub(crate) fn account_step(
    book: &Book,
    mut state: Account,
    version: i64,
    form: &str,
    change: &[u8],
) -> Result<Account> {
    let damaged = || StoreError::Corrupt(format!("change {version} of an account"));
    if form == "rebuilt" {
        state = Account::from_bytes(&book.playbook, change).ok_or_else(damaged)?;
    } else {
        let change = AccountChange::from_bytes(&book.playbook, change).ok_or_else(damaged)?;
        state.apply(&book.playbook, &change);
    }
    state.version = u64::try_from(version).unwrap_or(0);
    Ok(state)
}

impl Store {
    /// The decisions of a person that changed something or refused a fact, in the order of the stream.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn decisions_of(&self, person: Id) -> Result<Vec<(Moment, Outcome, Vec<Change>)>> {
        self.reading(move |shared, conn| {
            let mut all = Vec::new();
            for row in decisions(conn, shared.workspace, person)? {
                let book = shared.books.get(conn, shared.workspace, row.playbook)?;
                let changes = written::read_changes(&book.names, &row.changes)
                    .map_err(|fault| StoreError::Corrupt(format!("decision {} of {person}: {fault}", row.seq)))?;
                let outcome = written::read_outcome(&row.outcome).unwrap_or_default();
                if !changes.is_empty() || outcome != Outcome::Applied {
                    all.push((row.at, outcome, changes));
                }
            }
            Ok(all)
        })
        .await
    }

    /// Who owned a person before each change of one of their decisions: whom a clock ran for that ran out there, also where
    /// the same decision gave the lead to somebody else. Nobody's, of a decision that is not kept.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn owners_within(&self, person: Id, seq: i64) -> Result<Vec<Option<Arc<str>>>> {
        self.reading(move |shared, conn| {
            let mut rows = decisions(conn, shared.workspace, person)?;
            rows.retain(|row| row.seq <= seq);
            let Some(row) = rows.pop_if(|row| row.seq == seq) else { return Ok(Vec::new()) };
            let book = shared.books.get(conn, shared.workspace, row.playbook)?;
            let mut standing = standing(conn, &shared.books, shared.workspace, &rows, &book)?;
            let changes = written::read_changes(&book.names, &row.changes)
                .map_err(|fault| StoreError::Corrupt(format!("decision {seq} of {person}: {fault}")))?;
            let mut owners = Vec::with_capacity(changes.len());
            for change in &changes {
                owners.push(standing.owner.clone());
                standing.apply(change, row.at);
            }
            Ok(owners)
        })
        .await
    }

    /// A lead as it is now, without anything that is due and not yet decided.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn lead_now(&self, person: Id) -> Result<Lead> {
        self.reading(move |shared, conn| {
            let sql = format!("select {PERSON_HEAD} from person where workspace = $1 and person = $2");
            let row = conn.row(&sql, &[Param::Int(shared.workspace), Param::Blob(&person.0)])?;
            let mut row = row.ok_or_else(|| StoreError::NotFound(format!("person {person}")))?;
            let head = PersonHead::read(&mut row)?;
            let book = shared.books.get(conn, shared.workspace, head.playbook)?;
            let mut lead = stored(conn, &shared.books, shared.workspace, &head, &book)?;
            let accounts: Vec<Id> = head.account.into_iter().collect();
            let row = commit::accounts(conn, shared.workspace, &accounts, false)?.pop();
            let account = row.and_then(|row| Account::from_bytes(&book.playbook, &row.state));
            let account = account.unwrap_or_else(|| Account::new(&book.playbook));
            lead.derive_time(&book.playbook, &account, shared.now());
            Ok(lead)
        })
        .await
    }
}

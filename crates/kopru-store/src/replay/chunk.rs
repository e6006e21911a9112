//! Reads people in chunks, with everything that replaying their streams needs.

use super::company::{Company, Shelf, shelved};
use super::{Replayed, again, folded};
use crate::dialect::Conn;
use crate::error::Result;
use crate::id::Id;
use crate::limits::{REPLAY_ACCOUNT_ENTRIES_MAX, REPLAY_ENTRIES, REPLAY_PEOPLE};
use crate::rows::{DecisionRow, FactRow, PERSON_HEAD, PersonHead};
use crate::sql::{Param, Sql};
use crate::team::Kept;
use crate::writer::Shared;
use kopru_engine::time::Moment;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// How far all readers together are.
#[derive(Debug, Default)]
pub(super) struct Cursor {
    after: Option<Id>,
    done: bool,
}

impl Cursor {
    /// Whether everybody was given to a reader.
    pub(super) fn is_done(&self) -> bool {
        self.done
    }
}

/// One publication: which version of the playbook, since when, and whether its rules were held against every lead.
#[derive(Clone, Copy, Debug)]
pub(super) struct Came {
    pub playbook: i64,
    pub at: Moment,
    pub advances: bool,
}

/// One stream: a person and everything that was recorded about them, in its order.
pub(super) struct Stream<'r> {
    pub head: PersonHead,
    pub facts: &'r [FactRow],
    pub decisions: &'r [DecisionRow],
}

/// What streams are replayed with.
#[derive(Default)]
pub(super) struct World {
    pub books: Shelf,
    pub companies: BTreeMap<Id, Company>,
    pub came: Vec<Came>,
    /// States of the team, by the entry of its stream.
    pub desks: BTreeMap<i64, Arc<Kept>>,
}

/// One of the threads that replay.
pub(super) struct Reader {
    verify: bool,
    cursor: Arc<Mutex<Cursor>>,
    world: World,
}

impl Reader {
    pub(super) fn new(verify: bool, cursor: Arc<Mutex<Cursor>>) -> Reader {
        Reader { verify, cursor, world: World::default() }
    }

    /// Replays the next people; nothing when there are no more.
    pub(super) fn chunk(&mut self, shared: &Shared, conn: &mut Conn) -> Result<Option<Replayed>> {
        let heads = self.next_people(shared, conn)?;
        let (Some(first), Some(last)) = (heads.first(), heads.last()) else { return Ok(None) };
        if !self.verify {
            return folded::chunk(shared, conn, &mut self.world.books, heads).map(Some);
        }
        let range = [Param::Int(shared.workspace), Param::Blob(&first.person.0), Param::Blob(&last.person.0)];
        let span = "where workspace = $1 and person >= $2 and person <= $3 order by person, seq";
        let rows = conn.rows(&format!("select {FACT_SLIM} from fact {span}"), &range)?;
        let facts: Vec<FactRow> = rows.into_iter().map(|mut row| FactRow::read(&mut row)).collect::<Result<_>>()?;
        let rows = conn.rows(&format!("select {DECISION_SLIM} from decision {span}"), &range)?;
        let read = |mut row| DecisionRow::read(&mut row);
        let decisions: Vec<DecisionRow> = rows.into_iter().map(read).collect::<Result<_>>()?;
        self.equip(shared, conn, &heads, &facts, &decisions)?;
        let mut found = Replayed::default();
        let (mut facts, mut decisions) = (facts.as_slice(), decisions.as_slice());
        for head in heads {
            let (own_facts, other_facts) = split(facts, |row| row.person <= head.person);
            let (own_decisions, other_decisions) = split(decisions, |row| row.person <= head.person);
            (facts, decisions) = (other_facts, other_decisions);
            let stream = Stream { head, facts: own_facts, decisions: own_decisions };
            found.streams += 1;
            found.facts += stream.facts.len() as u64;
            found.decisions += stream.decisions.len() as u64;
            again::verify(&self.world, &stream, &mut found);
        }
        Ok(Some(found))
    }

    /// The people after those whom somebody has taken already: so many that their entries are not too many.
    fn next_people(&self, shared: &Shared, conn: &mut Conn) -> Result<Vec<PersonHead>> {
        let mut cursor = self.cursor.lock().unwrap_or_else(PoisonError::into_inner);
        let after = cursor.after.map_or_else(Vec::new, |id| id.0.to_vec());
        let sql = format!(
            "select {PERSON_HEAD} from person where workspace = $1 and person > $2 order by person limit {REPLAY_PEOPLE}"
        );
        let rows = conn.rows(&sql, &[Param::Int(shared.workspace), Param::Blob(&after)])?;
        let mut heads = Vec::with_capacity(rows.len());
        let mut entries = 0;
        for mut row in rows {
            let head = PersonHead::read(&mut row)?;
            entries += head.seq;
            if entries > REPLAY_ENTRIES && !heads.is_empty() {
                break;
            }
            heads.push(head);
        }
        match heads.last() {
            Some(last) => cursor.after = Some(last.person),
            None => cursor.done = true,
        }
        Ok(heads)
    }

    /// Puts versions of the playbook and accounts in place that the streams name.
    fn equip(
        &mut self,
        shared: &Shared,
        conn: &mut Conn,
        heads: &[PersonHead],
        facts: &[FactRow],
        decisions: &[DecisionRow],
    ) -> Result<()> {
        let mut places: BTreeSet<i64> = heads.iter().map(|it| it.playbook).collect();
        places.extend(facts.iter().map(|it| it.playbook));
        places.extend(decisions.iter().map(|it| it.playbook));
        for place in places {
            shelved(shared, conn, &mut self.world.books, place)?;
        }
        self.world.came = publications(shared, conn)?;
        for desk in decisions.iter().map(|it| it.desk) {
            if let Entry::Vacant(place) = self.world.desks.entry(desk) {
                place.insert(shared.books.desks.get(conn, shared.workspace, desk)?);
            }
        }
        let mut wanted: BTreeMap<Id, i64> = BTreeMap::new();
        let named = heads.iter().map(|it| (it.account, it.account_seen));
        let named = named.chain(facts.iter().map(|it| (it.account, it.account_version)));
        for (account, version) in named.chain(decisions.iter().map(|it| (it.account, it.account_version))) {
            if let Some(account) = account {
                let most = wanted.entry(account).or_default();
                *most = version.max(*most);
            }
        }
        let World { books, companies, .. } = &mut self.world;
        let held: usize = companies.values().map(Company::len).sum();
        if held > REPLAY_ACCOUNT_ENTRIES_MAX {
            companies.retain(|account, _| wanted.contains_key(account));
        }
        for (account, version) in wanted {
            let known = companies.get(&account).is_some_and(|it| i64::try_from(it.len()).is_ok_and(|n| n >= version));
            if !known {
                let company = Company::read(shared, conn, books, account)?;
                companies.insert(account, company);
            }
        }
        Ok(())
    }
}

/// The columns of a fact, without what replaying does not look at.
const FACT_SLIM: &str = "person, seq, type, source, id, occurred_at, recorded_at, playbook, account, account_version, null, body, moved_to, import";

/// The columns of a decision, without what replaying does not look at.
const DECISION_SLIM: &str = "person, seq, at, recorded_at, playbook, decision_version, cause, account, account_version, outcome, changes, null, desk";

pub(super) fn split<T>(rows: &[T], own: impl Fn(&T) -> bool) -> (&[T], &[T]) {
    rows.split_at(rows.iter().position(|row| !own(row)).unwrap_or(rows.len()))
}

fn publications(shared: &Shared, conn: &mut Conn) -> Result<Vec<Came>> {
    let rows = conn.rows(
        "select playbook, published_at, existing from publication where workspace = $1 order by seq",
        &[Param::Int(shared.workspace)],
    )?;
    let read =
        |mut row: crate::sql::Row| Ok(Came { playbook: row.int()?, at: row.at()?, advances: row.text()? == "advance" });
    rows.into_iter().map(read).collect()
}

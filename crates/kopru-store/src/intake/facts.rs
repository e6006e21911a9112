//! The transaction that takes facts: who they are about, whether they are known, what they mean, what is written.

use super::held::wait;
use super::load::{Loader, Wanted, founded, newcomer};
use super::prepare::{Prepared, Refusal, keyed, type_fact};
use super::scene::{Person, Scene};
use crate::beside;
use crate::book::{Books, InForce};
use crate::commit::{self, Hash16};
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::{Id, Ids};
use crate::import::is_undone;
use crate::limits;
use crate::merge::parted::parted;
use crate::rows::{FactIdRow, IdentityKey, IdentityRow, Writes};
use crate::sql::{Param, Sql};
use crate::written;
use kopru_engine::both;
use kopru_engine::decide::{self, Outcome};
use kopru_engine::limits::AHEAD_SECS_MAX;
use kopru_engine::playbook::Builtin;
use kopru_engine::time::Moment;
use kopru_engine::typing::Fact;
use std::collections::{BTreeMap, BTreeSet};

/// What became of a fact that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Whose it is; none while it waits for a visitor to be known.
    pub person: Option<Id>,
    /// The entry of the stream; 0 while it waits.
    pub seq: i64,
    /// What became of it.
    pub outcome: Outcome,
    /// Whether the very same fact had been taken before: nothing happened twice.
    pub repeated: bool,
    /// Further identities that it names and that belong to somebody else: the two may be one person.
    pub taken: Vec<IdentityKey>,
}

/// A fact's answer: taken, or refused with its reason.
pub type Answered = std::result::Result<Answer, Refusal>;

/// Whether the transaction has looked for the facts' ids before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// It has not.
    No,
    /// It has, and nobody has them.
    Unknown,
}

/// The transaction's working set.
struct Intake<'t, 'a> {
    load: Loader<'t>,
    secret: &'a [u8],
    facts: &'a [Prepared],
    asked: Asked,
    now: Moment,
    /// How often identities had changed hands before it was asked whose they are.
    parted: i64,
    /// Whose each identity is, those of newcomers included.
    whose: BTreeMap<IdentityKey, Id>,
    /// Identities that newcomers and known people get.
    claimed: BTreeMap<IdentityKey, Id>,
    newcomers: BTreeSet<Id>,
    /// Addresses that were erased.
    erased: BTreeSet<IdentityKey>,
    known: BTreeMap<Hash16, FactIdRow>,
    outcomes: BTreeMap<Hash16, Outcome>,
    accounts: BTreeMap<String, Id>,
    founded: BTreeMap<Id, String>,
}

/// Takes facts in one transaction that the caller has begun and ends. Gives what must be written and an answer to each.
#[expect(clippy::too_many_arguments, reason = "a transaction has so many parts")]
pub(crate) fn take(
    conn: &mut Conn,
    books: &Books,
    workspace: i64,
    in_force: InForce,
    secret: &[u8],
    ids: &mut Ids,
    facts: &[Prepared],
    asked: Asked,
    now: Moment,
) -> Result<(Writes, Vec<Answered>)> {
    let parted = parted(conn)?;
    let mut intake = Intake {
        load: Loader { conn, books, workspace },
        secret,
        facts,
        asked,
        now,
        parted,
        whose: BTreeMap::new(),
        claimed: BTreeMap::new(),
        newcomers: BTreeSet::new(),
        erased: BTreeSet::new(),
        known: BTreeMap::new(),
        outcomes: BTreeMap::new(),
        accounts: BTreeMap::new(),
        founded: BTreeMap::new(),
    };
    intake.resolve(ids)?;
    let mut scene = intake.load.scene(in_force, ids, now)?;
    intake.load_people(&mut scene)?;
    let mut answers = Vec::with_capacity(facts.len());
    for fact in facts {
        answers.push(intake.take(&mut scene, fact)?);
    }
    intake.unclaim(&scene, &answers)?;
    scene.end_import()?;
    Ok((scene.finish()?, answers))
}

impl Intake<'_, '_> {
    fn conn(&mut self) -> &mut Conn {
        self.load.conn
    }

    /// Everybody whom the facts name, sorted.
    fn named(&self) -> Vec<IdentityKey> {
        let keys: BTreeSet<&IdentityKey> =
            self.facts.iter().flat_map(|fact| [&fact.subject].into_iter().chain(&fact.also)).collect();
        keys.into_iter().cloned().collect()
    }

    /// A merge, or the undoing of one, may have given an identity to another person before its person was locked: then all
    /// is decided again. On SQLite nobody else writes while this transaction runs, so that nothing can have changed.
    fn still_theirs(&mut self) -> Result<()> {
        if parted(self.conn())? == self.parted {
            return Ok(());
        }
        let (workspace, keys) = (self.load.workspace, self.named());
        let held = commit::identities(self.conn(), workspace, &keys)?;
        if held == self.whose {
            return Ok(());
        }
        Err(StoreError::Conflict("an identity became another person's meanwhile".into()))
    }

    /// Finds or makes whom the facts are about, and their accounts.
    fn resolve(&mut self, ids: &mut Ids) -> Result<()> {
        let workspace = self.load.workspace;
        let keys = self.named();
        self.whose = commit::identities(self.conn(), workspace, &keys)?;
        self.find_erased(&keys)?;
        self.invite(ids)?;
        let rows: Vec<IdentityRow> = self
            .claimed
            .iter()
            .map(|(key, person)| IdentityRow { key: key.clone(), person: *person, since_at: self.now })
            .collect();
        if !rows.is_empty() {
            commit::claim_identities(self.conn(), workspace, &rows)?;
            let wanted: Vec<IdentityKey> = rows.into_iter().map(|row| row.key).collect();
            // Another process may have been quicker: then the person is the one that it made.
            let held = commit::identities(self.conn(), workspace, &wanted)?;
            self.whose.extend(held);
            let mine: BTreeSet<Id> = self.whose.values().copied().collect();
            self.newcomers.retain(|id| mine.contains(id));
            self.call_visitors()?;
        }
        self.resolve_accounts(ids)
    }

    /// What waits of visitors who are identified now is due at once.
    fn call_visitors(&mut self) -> Result<()> {
        let (workspace, now) = (self.load.workspace, self.now);
        let visitors: Vec<String> =
            self.claimed.keys().filter(|key| is_visitor(key)).map(|key| key.value.clone()).collect();
        for visitor in visitors {
            self.conn().execute(
                "update waiting set due_at = $1, visitor = null where workspace = $2 and visitor = $3",
                &[Param::at(now), Param::Int(workspace), Param::Text(&visitor)],
            )?;
        }
        Ok(())
    }

    /// Addresses without an owner that somebody had erased.
    fn find_erased(&mut self, keys: &[IdentityKey]) -> Result<()> {
        let (secret, workspace) = (self.secret, self.load.workspace);
        let nobodys = keys.iter().filter(|key| !self.whose.contains_key(key));
        let hashes: Vec<(Hash16, &IdentityKey)> = nobodys.map(|key| (erased_hash(secret, key), key)).collect();
        let wanted: Vec<Hash16> = hashes.iter().map(|it| it.0).collect();
        let found = commit::erased(self.conn(), workspace, &wanted)?;
        self.erased.extend(hashes.iter().filter(|it| found.contains(&it.0)).map(|it| it.1.clone()));
        Ok(())
    }

    /// Whether a file or another system names an address that was erased.
    fn is_refused(&self, fact: &Prepared) -> bool {
        fact.import && [&fact.subject].into_iter().chain(&fact.also).any(|key| self.erased.contains(key))
    }

    /// Gives every subject that nobody is yet a person: one that another identity of the fact names, or a new one.
    fn invite(&mut self, ids: &mut Ids) -> Result<()> {
        for fact in self.facts {
            let retraction = fact.incoming.raw.kind == Builtin::Retracted.id();
            let owner = [&fact.subject].into_iter().chain(&fact.also).find_map(|key| self.whose.get(key)).copied();
            let refused = self.is_refused(fact);
            let visitor = fact.subject.kind == "visitor" && owner.is_none() && fact.also.iter().all(is_visitor);
            if visitor || refused || (retraction && owner.is_none()) {
                continue;
            }
            let person = match owner {
                Some(person) => person,
                None => {
                    let person = ids.make(self.now)?;
                    self.newcomers.insert(person);
                    person
                }
            };
            for key in [&fact.subject].into_iter().chain(&fact.also) {
                if !self.whose.contains_key(key) {
                    self.whose.insert(key.clone(), person);
                    self.claimed.insert(key.clone(), person);
                }
            }
        }
        Ok(())
    }

    fn resolve_accounts(&mut self, ids: &mut Ids) -> Result<()> {
        let workspace = self.load.workspace;
        let keys: BTreeSet<&String> = self.facts.iter().filter_map(|fact| fact.account.as_ref()).collect();
        let keys: Vec<String> = keys.into_iter().cloned().collect();
        self.accounts = commit::account_keys(self.conn(), workspace, &keys)?;
        let mut rows = Vec::new();
        for key in keys.into_iter().filter(|key| !self.accounts.contains_key(key)) {
            rows.push((key, ids.make(self.now)?));
        }
        if rows.is_empty() {
            return Ok(());
        }
        commit::claim_account_keys(self.conn(), workspace, &rows)?;
        let wanted: Vec<String> = rows.iter().map(|it| it.0.clone()).collect();
        let held = commit::account_keys(self.conn(), workspace, &wanted)?;
        self.founded = rows.into_iter().filter(|(key, id)| held.get(key) == Some(id)).map(|(k, id)| (id, k)).collect();
        self.accounts.extend(held);
        Ok(())
    }

    /// Loads everybody, locked, and what is known of the facts' ids.
    fn load_people(&mut self, scene: &mut Scene<'_>) -> Result<()> {
        let workspace = self.load.workspace;
        let about: BTreeSet<Id> = self.facts.iter().filter_map(|fact| self.whose.get(&fact.subject)).copied().collect();
        let known: Vec<Id> = about.iter().filter(|id| !self.newcomers.contains(id)).copied().collect();
        let heads = commit::people(self.conn(), workspace, &known)?;
        self.still_theirs()?;
        let mut wanted = Wanted::default();
        let current: BTreeMap<Id, Option<Id>> = heads.iter().map(|head| (head.person, head.account)).collect();
        for fact in self.facts {
            let Some(who) = self.whose.get(&fact.subject).copied() else { continue };
            let named = fact.account.as_ref().and_then(|key| self.accounts.get(key)).copied();
            self.want(scene, fact, current.get(&who).copied(), named, who, &mut wanted);
        }
        wanted.joining.retain(|id| !self.founded.contains_key(id));
        for (id, key) in &self.founded {
            scene.accounts.insert(*id, founded(&scene.book, *id, key, self.now));
        }
        let mut emails: BTreeMap<Id, &String> = BTreeMap::new();
        for (key, who) in self.claimed.iter().filter(|(key, _)| key.kind == "email") {
            emails.entry(*who).or_insert(&key.value);
        }
        for id in self.newcomers.iter().filter(|id| about.contains(id)) {
            let email = emails.get(id).map(|it| (*it).clone());
            scene.people.insert(*id, newcomer(&scene.book, *id, self.now, email));
        }
        self.load.load_heads(scene, heads, &mut wanted)?;
        // Should somebody be quicker on PostgreSQL, the ids collide and all is decided again.
        if self.asked == Asked::No {
            let keys: BTreeSet<Hash16> = self.facts.iter().map(|fact| fact.key).collect();
            let keys: Vec<Hash16> = keys.into_iter().collect();
            self.known = commit::fact_ids(self.conn(), workspace, &keys)?;
        }
        Ok(())
    }

    /// What a fact may need beside its person. `account`: the person's; none for a newcomer.
    fn want(
        &self,
        scene: &Scene<'_>,
        fact: &Prepared,
        account: Option<Option<Id>>,
        named: Option<Id>,
        who: Id,
        wanted: &mut Wanted,
    ) {
        let playbook = &scene.book.playbook;
        let kind = playbook.fact_type(&fact.incoming.raw.kind);
        let declared = kind.and_then(|kind| playbook.fact_types.get(usize::from(kind)));
        let retraction = declared.and_then(|it| it.builtin) == Some(Builtin::Retracted);
        let undone = declared.and_then(|it| it.builtin) == Some(Builtin::Undone);
        let revives = kind.is_some_and(|kind| playbook.disqualify.iter().any(|rule| rule.revive_on.contains(&kind)));
        if retraction || undone || revives {
            wanted.histories.insert(who);
        }
        let current = account.flatten();
        let moves = named.is_some() && named != current;
        let feels = !fact.incoming.raw.account_fields.is_empty()
            || declared.is_some_and(|it| !it.account_rules.is_empty())
            || retraction;
        let touched = named.into_iter().chain(current);
        if moves || feels {
            wanted.changing.extend(touched.clone());
        }
        // A newcomer's first fact brings nothing along.
        if (moves && account.is_some()) || retraction {
            wanted.rebuilding.extend(touched);
            wanted.histories.insert(who);
        }
        wanted.joining.extend(named);
    }

    /// Takes one fact.
    fn take(&mut self, scene: &mut Scene<'_>, it: &Prepared) -> Result<Answered> {
        if let Some(known) = self.known.get(&it.key).cloned() {
            return self.repeated(it, &known);
        }
        if self.is_refused(it) {
            return Ok(Err(gone()));
        }
        let Some(who) = self.whose.get(&it.subject).copied() else {
            return self.without_person(scene, it);
        };
        let Some(person) = scene.people.get(&who) else {
            return Err(StoreError::Conflict("a person changed meanwhile".into()));
        };
        if person.head.merged_into.is_some() || person.head.erased_at.is_some() {
            return Err(StoreError::Conflict("a person was merged or erased meanwhile".into()));
        }
        let full = person.head.seq >= limits::PERSON_FACTS_MAX;
        let mut fact = match self.typed(scene, it) {
            Ok(fact) => fact,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let now = moment(scene, who, it, &fact);
        fact.recorded_at = now;
        if it.incoming.raw.occurred_at.is_none() {
            fact.occurred_at = now;
        }
        if fact.occurred_at > now {
            return self.ahead(scene, it, &fact, who, full);
        }
        self.decide(scene, it, &fact, who, full)
    }

    fn typed(&self, scene: &Scene<'_>, it: &Prepared) -> std::result::Result<Fact, Refusal> {
        let (place, fact) = &it.typed;
        if *place == scene.book.place {
            Ok(fact.clone())
        } else {
            type_fact(&scene.book, &it.incoming, &it.id, self.now)
        }
    }

    fn decide(&mut self, scene: &mut Scene<'_>, it: &Prepared, fact: &Fact, who: Id, full: bool) -> Result<Answered> {
        let playbook = &scene.book.playbook;
        let builtin = playbook.fact_types.get(usize::from(fact.kind)).and_then(|kind| kind.builtin);
        let retraction = builtin == Some(Builtin::Retracted);
        if retraction {
            let history = scene.people.get(&who).and_then(|it| it.history.as_deref()).unwrap_or_default();
            if let Err(outcome) = decide::retracted(playbook, history, fact) {
                return Ok(Err(Refusal::new(outcome.code(), outcome.text())));
            }
        }
        if full {
            return Ok(Err(too_many_facts()));
        }
        scene.catch_up(who, fact.recorded_at)?;
        if let Some(joined) = it.account.as_ref().and_then(|key| self.accounts.get(key)) {
            scene.belong(who, *joined, fact.recorded_at)?;
        }
        scene.account_feels(who, fact, retraction)?;
        let (seq, outcome) = scene.decide(who, fact, it.body.clone(), &it.id, it.number)?;
        let row = FactIdRow { key: it.key, digest: it.digest.to_vec(), person: who, seq };
        self.known.insert(it.key, row.clone());
        self.outcomes.insert(it.key, outcome);
        scene.writes.new_fact_ids.push(row);
        let others = it.also.iter().filter(|key| self.whose.get(key).is_some_and(|id| *id != who));
        let taken: Vec<IdentityKey> = others.cloned().collect();
        taken.iter().for_each(|key| beside::note(self.secret, key, who, &mut scene.writes));
        Ok(Ok(Answer { person: Some(who), seq, outcome, repeated: false, taken }))
    }

    /// The very same fact again, another fact with its id, or one that was erased.
    fn repeated(&mut self, it: &Prepared, known: &FactIdRow) -> Result<Answered> {
        if known.digest != it.digest && self.is_refused(it) {
            return Ok(Err(gone()));
        }
        let (workspace, outcome) = (self.load.workspace, self.outcomes.get(&it.key).copied());
        again(self.conn(), workspace, it, known, outcome)
    }

    /// A visitor whom nobody knows yet, an erased address, or a retraction of somebody unknown.
    fn without_person(&mut self, scene: &mut Scene<'_>, it: &Prepared) -> Result<Answered> {
        if self.erased.contains(&it.subject) {
            return Ok(Err(gone()));
        }
        if !is_visitor(&it.subject) {
            return Ok(Err(Refusal::new(Outcome::UnknownFact.code(), Outcome::UnknownFact.text())));
        }
        let fact = match self.typed(scene, it) {
            Ok(fact) => fact,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if fact.occurred_at > self.now.plus_secs(AHEAD_SECS_MAX) {
            return Ok(Err(Refusal::new(Outcome::OccurredInFuture.code(), Outcome::OccurredInFuture.text())));
        }
        let workspace = self.load.workspace;
        let visitor = it.subject.value.clone();
        let row = self.conn().row(
            "select count(*) from waiting where workspace = $1 and visitor = $2",
            &[Param::Int(workspace), Param::Text(&visitor)],
        )?;
        let stored = row.map(|mut row| row.int()).transpose()?.unwrap_or(0);
        let here = scene.writes.waiting.iter().filter(|row| row.visitor.as_ref() == Some(&visitor)).count();
        if usize::try_from(stored).unwrap_or(0) + here >= limits::VISITOR_FACTS_MAX {
            let most = limits::VISITOR_FACTS_MAX;
            return Ok(Err(Refusal::new(
                "too_many_visitor_facts",
                both!(
                    en = "a visitor whom nobody has identified has at most {most} facts",
                    tr = "kimliği belirsiz bir ziyaretçinin en çok {most} olgusu olabilir"
                ),
            )));
        }
        self.wait(scene, it, None, Some(visitor), None)
    }

    /// A fact that lies ahead: a little, and it waits; more, and it is refused.
    fn ahead(&mut self, scene: &mut Scene<'_>, it: &Prepared, fact: &Fact, who: Id, full: bool) -> Result<Answered> {
        if fact.occurred_at > fact.recorded_at.plus_secs(AHEAD_SECS_MAX) {
            return Ok(Err(Refusal::new(Outcome::OccurredInFuture.code(), Outcome::OccurredInFuture.text())));
        }
        if full {
            return Ok(Err(too_many_facts()));
        }
        self.wait(scene, it, Some(fact.occurred_at), None, Some(who))
    }

    fn wait(
        &mut self,
        scene: &mut Scene<'_>,
        it: &Prepared,
        due_at: Option<Moment>,
        visitor: Option<String>,
        who: Option<Id>,
    ) -> Result<Answered> {
        let waiting = scene.ids.make(self.now)?;
        let answer = wait(&mut scene.writes, waiting, it, due_at, visitor, self.now);
        self.known.insert(it.key, FactIdRow { key: it.key, digest: it.digest.to_vec(), person: NOBODY, seq: 0 });
        Ok(Ok(Answer { person: who, ..answer }))
    }

    /// Identities of newcomers of whom no fact was taken are given back; likewise those that only a fact names that was
    /// known or refused: an address that was erased since does not come back with a repeat.
    fn unclaim(&mut self, scene: &Scene<'_>, answers: &[Answered]) -> Result<()> {
        let workspace = self.load.workspace;
        let new = self.facts.iter().zip(answers).filter(|(_, it)| it.as_ref().is_ok_and(|it| !it.repeated));
        let brought: BTreeSet<&IdentityKey> =
            new.flat_map(|(fact, _)| [&fact.subject].into_iter().chain(&fact.also)).collect();
        let nobody = |id: &Id| scene.people.get(id).is_none_or(|person| person.head.seq == 0);
        let unused: Vec<(IdentityKey, Id)> = self
            .claimed
            .iter()
            .filter(|(key, id)| (self.newcomers.contains(id) && nobody(id)) || !brought.contains(key))
            .map(|(key, id)| (key.clone(), *id))
            .collect();
        for (key, id) in unused {
            self.conn().execute(
                "delete from identity where workspace = $1 and kind = $2 and value = $3 and person = $4",
                &[Param::Int(workspace), Param::Text(key.kind), Param::Text(&key.value), Param::Blob(&id.0)],
            )?;
        }
        let used: BTreeSet<Id> = scene.people.values().filter_map(|person| person.head.account).collect();
        let unused: Vec<String> =
            self.founded.iter().filter(|(id, _)| !used.contains(id)).map(|(_, key)| key.clone()).collect();
        for key in unused {
            self.conn().execute(
                "delete from account_key where workspace = $1 and key = $2",
                &[Param::Int(workspace), Param::Text(&key)],
            )?;
        }
        Ok(())
    }
}

/// The first answer once more, or why this is another fact. `outcome`: what became of it, where this transaction decided it.
pub(super) fn again(
    conn: &mut Conn,
    workspace: i64,
    it: &Prepared,
    known: &FactIdRow,
    outcome: Option<Outcome>,
) -> Result<Answered> {
    if known.digest.is_empty() {
        return Ok(Err(gone()));
    }
    // What an undone import told was taken back, as by any retraction: it is known, and sent again it stays so.
    if known.digest != it.digest && !is_undone(known) {
        let id = &it.id;
        let why = both!(en = "another fact has the id `{id}`", tr = "`{id}` kimliği başka bir olguya ait");
        return Ok(Err(Refusal::new("id_taken", why)));
    }
    let outcome = match outcome {
        Some(outcome) => outcome,
        None if known.seq == 0 => Outcome::Held,
        None => first_outcome(conn, workspace, known)?,
    };
    let person = (known.person != NOBODY).then_some(known.person);
    Ok(Ok(Answer { person, seq: known.seq, outcome, repeated: true, taken: Vec::new() }))
}

fn first_outcome(conn: &mut Conn, workspace: i64, known: &FactIdRow) -> Result<Outcome> {
    let row = conn.row(
        "select outcome from decision where workspace = $1 and person = $2 and seq = $3",
        &[Param::Int(workspace), Param::Blob(&known.person.0), Param::Int(known.seq)],
    )?;
    let code = row.map(|mut row| row.text()).transpose()?;
    Ok(code.and_then(|code| written::read_outcome(&code)).unwrap_or(Outcome::Applied))
}

/// The person of facts that nobody's are.
pub(crate) const NOBODY: Id = Id([0; 16]);

fn is_visitor(key: &IdentityKey) -> bool {
    key.kind == "visitor"
}

fn gone() -> Refusal {
    Refusal::new(
        "erased",
        both!(
            en = "the person was erased; what was erased is not taken again",
            tr = "kişi silindi; silinen bilgi yeniden alınmaz"
        ),
    )
}

fn too_many_facts() -> Refusal {
    let most = limits::PERSON_FACTS_MAX;
    Refusal::new(
        "too_many_facts",
        both!(en = "one person has at most {most} facts", tr = "bir kişinin en çok {most} olgusu olabilir"),
    )
}

/// The hash under which an erased address is remembered.
pub(crate) fn erased_hash(secret: &[u8], key: &IdentityKey) -> Hash16 {
    keyed(secret, &[b"erased", key.kind.as_bytes(), key.value.as_bytes()])
}

/// When a fact is decided: now; or, where a file says when it became known, then, if nothing later was decided yet.
fn moment(scene: &Scene<'_>, who: Id, it: &Prepared, fact: &Fact) -> Moment {
    let least = scene.people.get(&who).map_or(Moment::MIN, Person::least);
    match it.incoming.raw.recorded_at.filter(|_| it.import) {
        Some(known) => {
            let known =
                if fact.occurred_at <= known.plus_secs(AHEAD_SECS_MAX) { known.max(fact.occurred_at) } else { known };
            known.min(scene.now).max(least)
        }
        None => scene.now.max(least),
    }
}

//! Decides a stream again, alone, from its facts and from what its entries say that they saw.
//!
//! What the store did between two entries without deciding anything (a timer that found nothing, an account that changed
//! unfelt) left no entry, and needs none: looking often changes no decision. What it saw each time is named by the entries:
//! the version of the playbook, and the account and its version. What fell due under a state of the account is decided
//! with that state.

use super::Replayed;
use super::chunk::{Stream, World};
use super::folded::{self, Entry, counted, entries};
use crate::book::Book;
use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::intake::consequences::is_act;
use crate::intake::load::typed;
use crate::rows::{DecisionRow, FactRow, PersonHead};
use crate::written;
use kopru_engine::account::Account;
use kopru_engine::condition::Slots;
use kopru_engine::decide::{self, Cause, Decision, Inputs, Outcome, Reconsider};
use kopru_engine::desk::Desk;
use kopru_engine::lead::Lead;
use kopru_engine::playbook::Builtin;
use kopru_engine::time::Moment;
use kopru_engine::typing::Fact;
use std::collections::VecDeque;

/// Why a stream is not followed any further.
enum Stop {
    /// Something differs: what, as stored, as decided again.
    Differs(&'static str, String, String),
    /// Something cannot be read.
    Fault(StoreError),
}

impl From<StoreError> for Stop {
    fn from(fault: StoreError) -> Stop {
        Stop::Fault(fault)
    }
}

/// Where a stream is in being decided again.
struct Again<'w> {
    world: &'w World,
    facts: &'w [FactRow],
    /// Facts decided so far.
    taken: usize,
    book: &'w Book,
    lead: Lead,
    account: Option<Id>,
    seen: i64,
    state: Account,
    /// Facts so far, with the types of one version; worked out only when they are needed.
    history: Vec<Fact>,
    /// Which version's, and of how many facts.
    typed: (i64, usize),
    /// Decided again, and not yet found among the entries.
    made: VecDeque<Decision>,
    /// The state of the team's stream that the entries name.
    desk: i64,
}

/// Decides a stream again and compares it with what is stored.
pub(super) fn verify(world: &World, stream: &Stream<'_>, found: &mut Replayed) {
    let head = &stream.head;
    found.entries += entries(stream).count() as u64;
    if head.erased_at.is_some() {
        return;
    }
    let mut seq = 0;
    let stop = match follow(world, stream, found, &mut seq) {
        Ok(()) => return,
        Err(stop) => stop,
    };
    match stop {
        Stop::Differs(part, stored, again) => found.differs(head.person, seq, part, stored, again),
        Stop::Fault(fault) => found.differs(head.person, seq, "entry", fault.to_string(), String::new()),
    }
}

fn follow(world: &World, stream: &Stream<'_>, found: &mut Replayed, seq: &mut i64) -> std::result::Result<(), Stop> {
    let from = folded::last_foreign(stream).unwrap_or(0);
    let merged = folded::first_merge(stream);
    let mut again: Option<Again<'_>> = None;
    for entry in entries(stream) {
        *seq += 1;
        if entry.seq != *seq {
            return Err(Stop::Differs("entry", "nothing".into(), "a fact or a decision".into()));
        }
        if entry.seq <= from {
            continue;
        }
        if merged.is_some_and(|merged| entry.seq >= merged) {
            return Ok(());
        }
        let again = match &mut again {
            Some(again) => again,
            None => again.insert(Again::begin(world, stream, &entry)?),
        };
        again.step(&entry)?;
        found.compared += 1;
    }
    if *seq != stream.head.seq {
        return Err(Stop::Differs("entry", stream.head.seq.to_string(), seq.to_string()));
    }
    if let (Some(again), true) = (again, folded::is_alone(stream)) {
        found.states += 1;
        again.end(&stream.head)?;
    }
    Ok(())
}

impl Entry<'_> {
    fn recorded_at(&self) -> Moment {
        let decision = self.decision.map(|it| it.recorded_at);
        self.fact.map(|it| it.recorded_at).or(decision).unwrap_or(Moment::MIN)
    }

    fn playbook(&self) -> i64 {
        self.fact.map(|it| it.playbook).or(self.decision.map(|it| it.playbook)).unwrap_or(0)
    }

    fn account(&self) -> (Option<Id>, i64) {
        let decision = self.decision.map(|it| (it.account, it.account_version));
        self.fact.map(|it| (it.account, it.account_version)).or(decision).unwrap_or((None, 0))
    }
}

impl<'w> Again<'w> {
    /// Begins with the first entry; or, after entries of another version of the engine, with what they give.
    fn begin(world: &'w World, stream: &Stream<'w>, first: &Entry<'_>) -> Result<Again<'w>> {
        let book = folded::book(world, first.playbook())?;
        let mut again = Again {
            world,
            facts: stream.facts,
            taken: stream.facts.iter().take_while(|row| row.seq < first.seq).count(),
            book,
            lead: Lead::new(&book.playbook),
            account: None,
            seen: 0,
            state: Account::new(&book.playbook),
            history: Vec::new(),
            typed: (0, 0),
            made: VecDeque::new(),
            desk: 0,
        };
        let before = stream.decisions.iter().take_while(|row| row.seq < first.seq).count();
        let last = stream.decisions.get(..before).and_then(<[DecisionRow]>::last);
        if let Some(last) = last {
            again.book = folded::book(world, last.playbook)?;
            (again.account, again.seen) = (last.account, last.account_version);
            again.state = again.account_at(again.seen)?;
            again.lead = Lead::new(&again.book.playbook);
            let rows = stream.decisions.get(..before).unwrap_or_default();
            again.lead.standing = folded::standing(world, rows, again.book)?;
            again.type_history()?;
            let (playbook, at) = (&again.book.playbook, last.recorded_at);
            again.lead.rebuild(playbook, &again.state, again.history.iter(), at);
            (again.lead.settled_at, again.lead.next_at) = (Some(at), Some(at));
        } else {
            (again.account, again.seen) = first.account();
            again.state = again.account_at(again.seen)?;
        }
        Ok(again)
    }

    fn account_at(&self, version: i64) -> Result<Account> {
        self.account_under(self.account, version, self.book)
    }

    fn account_under(&self, account: Option<Id>, version: i64, book: &Book) -> Result<Account> {
        match account.and_then(|id| self.world.companies.get(&id)) {
            Some(company) => company.at(&self.world.books, book, version),
            None => Ok(Account::new(&book.playbook)),
        }
    }

    /// Follows one entry.
    fn step(&mut self, entry: &Entry<'_>) -> std::result::Result<(), Stop> {
        if let Some(row) = entry.decision {
            self.desk = row.desk;
        }
        if self.made.is_empty() {
            self.align(entry)?;
        }
        if let Some(row) = entry.fact {
            self.settle(entry.recorded_at());
            self.nothing_is_missing()?;
            return self.fact(entry, row);
        }
        let Some(row) = entry.decision else { return Ok(()) };
        if self.made.is_empty() {
            self.operate(entry, row);
        }
        match self.made.pop_front() {
            Some(made) => self.compare(row, &made),
            None => Err(Stop::Differs("decision", told(row), "nothing".into())),
        }
    }

    /// Does again what led to a decision that is an entry of its own.
    fn operate(&mut self, entry: &Entry<'_>, row: &DecisionRow) {
        if row.cause.starts_with("{\"cause\":\"imported\"") {
            let inputs = inputs(self.world, self.book, (&self.state, self.desk), &self.lead);
            let past = row.cause.contains("\"past\":true");
            let how = if past { Reconsider::Quietly } else { Reconsider::Everything };
            let cause = Cause::Imported { past };
            let decided = decide::reconsider(&inputs, &mut self.lead, entry.recorded_at(), cause, how);
            self.made.extend(decided.due.into_iter().chain([decided.own]).filter(|it| !it.changes.is_empty()));
        } else if row.cause.starts_with("{\"cause\":\"account\"") {
            let inputs = inputs(self.world, self.book, (&self.state, self.desk), &self.lead);
            let decided = decide::account_changed(&inputs, &mut self.lead, entry.recorded_at());
            self.made.extend(decided.due.into_iter().chain([decided.own]).filter(|it| !it.changes.is_empty()));
        } else if row.cause.starts_with("{\"cause\":\"desk\"") {
            let inputs = inputs(self.world, self.book, (&self.state, self.desk), &self.lead);
            let decided = decide::desk_changed(&inputs, &mut self.lead, entry.recorded_at());
            self.made.extend(decided.due.into_iter().chain([decided.own]).filter(|it| !it.changes.is_empty()));
        } else if let Ok(Cause::Routed { entry: number, to }) = written::read_cause(&self.book.names, &row.cause) {
            let inputs = inputs(self.world, self.book, (&self.state, self.desk), &self.lead);
            let decided = decide::routed(&inputs, &mut self.lead, entry.recorded_at(), number, to);
            self.made.extend(decided.due.into_iter().chain([decided.own]).filter(|it| !it.changes.is_empty()));
        } else {
            self.settle(entry.recorded_at());
        }
    }

    /// What was decided again and is not stored.
    fn nothing_is_missing(&self) -> std::result::Result<(), Stop> {
        match self.made.front() {
            None => Ok(()),
            Some(made) => Err(Stop::Differs("decision", "nothing".into(), self.tell(made))),
        }
    }

    /// Decides everything due until a moment with the account as it is.
    fn settle(&mut self, until: Moment) {
        if self.lead.next_at.is_some_and(|next| next <= until) {
            let inputs = inputs(self.world, self.book, (&self.state, self.desk), &self.lead);
            let made = decide::settle(&inputs, &mut self.lead, until);
            self.made.extend(made.into_iter().filter(|it| !it.changes.is_empty()));
        }
    }

    /// Brings the lead to the playbook and the account that an entry saw.
    fn align(&mut self, entry: &Entry<'_>) -> std::result::Result<(), Stop> {
        let at = entry.recorded_at();
        let (account, version) = entry.account();
        if entry.playbook() != self.book.place {
            self.carry(entry, at)?;
        } else if account != self.account {
            self.leave(at)?;
            self.nothing_is_missing()?;
            (self.account, self.seen) = (account, version);
            self.state = self.account_at(version)?;
            self.lead.join_account();
        } else if version != self.seen {
            self.pass(version, at)?;
            self.nothing_is_missing()?;
        }
        Ok(())
    }

    /// Goes from one version of the account to a later one: what fell due in between is decided with the states between.
    fn pass(&mut self, to: i64, most: Moment) -> std::result::Result<(), Stop> {
        if to < self.seen {
            return Err(Stop::Differs("account", format!("version {to}"), format!("version {}", self.seen)));
        }
        let world = self.world;
        if let Some(company) = self.account.and_then(|id| world.companies.get(&id)) {
            let mut from = self.seen;
            while let Some(next) = self.lead.next_at.filter(|next| *next <= most)
                && let Some(later) = company.first_at(from, to, next)
            {
                if later - 1 > self.seen {
                    self.look(company.came_at(later - 1).min(most));
                    self.state = self.account_at(later - 1)?;
                    self.lead.join_account();
                }
                self.settle(company.came_at(later).min(most));
                from = later;
            }
            self.look(company.came_at(to).min(most));
        }
        self.seen = to;
        self.state = self.account_at(to)?;
        self.lead.join_account();
        Ok(())
    }

    /// Notes that nothing was due until a moment.
    fn look(&mut self, at: Moment) {
        if let Some(settled) = self.lead.settled_at {
            self.lead.settled_at = Some(settled.max(at));
        }
    }

    /// Decides what fell due until a moment with the account as it was under this version of the playbook.
    fn leave(&mut self, at: Moment) -> std::result::Result<(), Stop> {
        if self.lead.next_at.is_none_or(|next| next > at) {
            return Ok(());
        }
        let company = self.account.and_then(|id| self.world.companies.get(&id));
        if let Some(company) = company
            && let Some(last) = company.last_under(self.book.place)
            && last > self.seen
        {
            self.pass(last, at)?;
        }
        self.settle(at);
        Ok(())
    }

    /// Brings the lead under another version of the playbook.
    fn carry(&mut self, entry: &Entry<'_>, at: Moment) -> std::result::Result<(), Stop> {
        self.leave(at)?;
        self.nothing_is_missing()?;
        let (old, new) = (self.book, folded::book(self.world, entry.playbook())?);
        let (account, version) = entry.account();
        self.state = self.account_under(account, version, new)?;
        (self.account, self.seen, self.book) = (account, version, new);
        self.type_history()?;
        self.lead = self.lead.carried_over(&old.playbook, &new.playbook, &self.state, self.history.iter(), at);
        let came = self.world.came.iter().rfind(|it| it.playbook == new.place && it.at <= at);
        let advances = came.is_some_and(|it| it.advances);
        let how = if advances { Reconsider::Everything } else { Reconsider::Scores };
        let cause = Cause::Playbook { version: new.playbook.version.clone() };
        let inputs = inputs(self.world, new, (&self.state, self.desk), &self.lead);
        let decided = decide::reconsider(&inputs, &mut self.lead, at, cause, how);
        self.made.extend(decided.due.into_iter().filter(|it| !it.changes.is_empty()).chain([decided.own]));
        Ok(())
    }

    /// Gives all facts so far the types of the version in force.
    fn type_history(&mut self) -> Result<()> {
        let (place, done) = self.typed;
        if place != self.book.place {
            self.history.clear();
        }
        let from = if place == self.book.place { done } else { 0 };
        for row in self.facts.get(from..self.taken).unwrap_or_default() {
            self.history.extend(typed(self.book, row)?);
        }
        self.typed = (self.book.place, self.taken);
        Ok(())
    }

    fn fact(&mut self, entry: &Entry<'_>, row: &FactRow) -> std::result::Result<(), Stop> {
        let Some(fact) = typed(self.book, row)? else {
            return Err(Stop::Differs("entry", "a fact that its playbook does not know".into(), String::new()));
        };
        let playbook = &self.book.playbook;
        let builtin = playbook.fact_types.get(usize::from(fact.kind)).and_then(|kind| kind.builtin);
        let revives = || playbook.disqualify.iter().any(|rule| rule.revive_on.contains(&fact.kind));
        if matches!(builtin, Some(Builtin::Retracted | Builtin::Undone)) || revives() {
            self.type_history()?;
        }
        let inputs =
            Inputs { history: &self.history, ..inputs(self.world, self.book, (&self.state, self.desk), &self.lead) };
        let step = if row.import.is_some() { decide::take_in } else { decide::decide };
        let decided = step(&inputs, &mut self.lead, &fact, row.recorded_at);
        self.taken += 1;
        self.made.extend(decided.due.into_iter().filter(|it| !it.changes.is_empty()));
        self.nothing_is_missing()?;
        let own = decided.own;
        let kept = builtin.is_some_and(is_act) || !own.changes.is_empty() || own.outcome != Outcome::Applied;
        match entry.decision {
            Some(row) => self.compare(row, &own),
            None if kept => Err(Stop::Differs("decision", "nothing".into(), self.tell(&own))),
            None => Ok(()),
        }
    }

    fn compare(&self, row: &DecisionRow, made: &Decision) -> std::result::Result<(), Stop> {
        let names = &self.book.names;
        let differs = |part, stored: &str, again: String| Err(Stop::Differs(part, stored.to_owned(), again));
        if row.playbook != self.book.place {
            return differs("playbook", &row.playbook.to_string(), self.book.place.to_string());
        }
        if (row.account, row.account_version) != (self.account, self.seen) {
            let show = |(account, version): (Option<Id>, i64)| {
                account.map_or("none".to_owned(), |account| format!("{account}, version {version}"))
            };
            let again = show((self.account, self.seen));
            return differs("account", &show((row.account, row.account_version)), again);
        }
        let cause = written::cause(names, &made.cause);
        if cause != row.cause {
            return differs("cause", &row.cause, cause);
        }
        if made.outcome.code() != row.outcome {
            return differs("outcome", &row.outcome, made.outcome.code().to_owned());
        }
        let changes = written::changes(names, &made.changes);
        if changes != row.changes {
            return differs("changes", &row.changes, changes);
        }
        if made.at != row.at {
            return differs("at", &row.at.to_string(), made.at.to_string());
        }
        Ok(())
    }

    fn tell(&self, made: &Decision) -> String {
        let names = &self.book.names;
        let (cause, changes) = (written::cause(names, &made.cause), written::changes(names, &made.changes));
        format!("{} {cause} {} {changes}", made.at, made.outcome.code())
    }

    /// Compares what the stream gives with what is stored of the person.
    fn end(mut self, head: &PersonHead) -> std::result::Result<(), Stop> {
        self.nothing_is_missing()?;
        let differs = |part, stored: String, again: String| Err(Stop::Differs(part, stored, again));
        if head.playbook != self.book.place {
            return differs("playbook", head.playbook.to_string(), self.book.place.to_string());
        }
        if head.account != self.account {
            return differs("account", format!("{:?}", head.account), format!("{:?}", self.account));
        }
        // Another form of the bytes is no fault: such a state is built anew when it is next needed.
        let Some(mut stored) = Lead::from_bytes(&self.book.playbook, &head.state) else { return Ok(()) };
        let until = stored.settled_at.unwrap_or(Moment::MIN);
        if head.account_seen != self.seen {
            self.pass(head.account_seen, until)?;
        }
        self.settle(until);
        self.nothing_is_missing()?;
        if stored.standing != self.lead.standing {
            return differs("standing", format!("{:?}", stored.standing), format!("{:?}", self.lead.standing));
        }
        let playbook = &self.book.playbook;
        for lead in [&mut stored, &mut self.lead] {
            lead.join_account();
            lead.refresh(playbook, &self.state, until, Slots::NONE);
        }
        let scores = |lead: &Lead| format!("{:?}", (lead.fit(), lead.engagement(), lead.grade(), lead.persona()));
        let (held, again) = (scores(&stored), scores(&self.lead));
        if held != again {
            return differs("scores", held, again);
        }
        let (held, again) = (counted(stored.evidence, until), counted(self.lead.evidence, until));
        if held != again {
            return differs("evidence", format!("{held:?}"), format!("{again:?}"));
        }
        Ok(())
    }
}

/// What a lead is decided with: the account and the team as they were, and the terms of the version under which it was handed
/// over.
fn inputs<'i>(world: &'i World, book: &'i Book, (state, desk): (&'i Account, i64), lead: &Lead) -> Inputs<'i> {
    let desk = world.desks.get(&desk).map_or(Desk::none(), |kept| &kept.desk);
    let terms = decide::terms_of(&book.playbook, lead);
    let terms = terms.and_then(|version| world.books.values().find(|known| *known.playbook.version == *version));
    let terms = terms.map(|known| &known.playbook);
    Inputs { playbook: &book.playbook, account: state, history: &[], traced: false.into(), desk, terms }
}

fn told(row: &DecisionRow) -> String {
    format!("{} {} {} {}", row.at, row.cause, row.outcome, row.changes)
}

//! What one transaction works on: people and accounts as they were loaded, and everything that deciding makes of them.
//! No statement runs here.

use super::consequences::{self, Before};
use super::recorder::Recorder;
use super::terms::agreed;
use crate::book::Book;
use crate::error::Result;
use crate::handovers;
use crate::id::{Id, Ids};
use crate::kept::{self, Kept};
use crate::rows::{AccountEntryRow, AccountRow, PersonHead, PersonRow, Writes};
use crate::team::Kept as Desk;
use kopru_engine::account::Account;
use kopru_engine::decide::{self, Cause, Decision, Inputs, Outcome, Reconsider, Traced};
use kopru_engine::fading::{Phases, Rules};
use kopru_engine::lead::{Lead, Stamp};
use kopru_engine::playbook::Builtin;
use kopru_engine::time::Moment;
use kopru_engine::trace::Trace;
use kopru_engine::typing::Fact;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A person being decided about.
#[derive(Debug)]
pub(crate) struct Person {
    pub head: PersonHead,
    pub lead: Lead,
    pub new: bool,
    pub touched: bool,
    /// All facts that count, where they were asked for.
    pub history: Option<Vec<Fact>>,
    /// What lists and counters hold of the lead as it was.
    pub before: Before,
    /// States of the account from the one last looked at on, each with the moment at which the next one came.
    pub missed: Vec<(Moment, Account)>,
    /// The version of the playbook that the state belonged to, if another one is in force.
    pub stale: Option<Arc<Book>>,
    /// The same version, kept until the end of the work: `before` belongs to it.
    pub came_with: Option<Arc<Book>>,
    /// Versions of the playbook by whose terms its hand-over may run.
    pub terms: Vec<Arc<Book>>,
    /// When the latest fact happened that an import told of in this transaction.
    pub imported: Option<Moment>,
}

/// An account being decided with.
#[derive(Debug)]
pub(crate) struct Company {
    pub row: AccountRow,
    pub account: Account,
    pub new: bool,
    pub touched: bool,
    pub stale: bool,
    /// Its people, where it may have to be built anew.
    pub roster: BTreeSet<Id>,
    /// Its lines in the index as they were, by the version of the playbook that wrote it.
    pub indexed: Vec<(String, String)>,
    /// States that it had during this transaction, each with the moment at which the next one came.
    pub past: Vec<(Moment, Account)>,
    /// What erased facts said of it under an earlier version of the playbook.
    pub kept: Vec<Kept>,
}

/// What a transaction works on.
pub(crate) struct Scene<'s> {
    pub now: Moment,
    pub book: Arc<Book>,
    pub advances: bool,
    /// Who works here, and since when they have worked so.
    pub desk: Arc<Desk>,
    pub ids: &'s mut Ids,
    pub people: BTreeMap<Id, Person>,
    pub accounts: BTreeMap<Id, Company>,
    /// Facts of people who are only needed because their account is built anew.
    pub others: BTreeMap<Id, Vec<Fact>>,
    pub nobody: Account,
    pub writes: Writes,
}

impl Scene<'_> {
    /// The moment at which something of this person is decided: time never runs backwards in a stream.
    pub fn moment_of(&self, who: Id) -> Moment {
        self.people.get(&who).map_or(self.now, |person| self.now.max(person.least()))
    }

    /// Runs one step on a lead, with its account, and records the decisions it gives.
    pub(super) fn with(
        &mut self,
        who: Id,
        recorded_at: Moment,
        step: impl FnOnce(&Inputs<'_>, &mut Lead, &[Fact]) -> Vec<Decision>,
    ) -> Result<()> {
        let Scene { people, accounts, book, desk, nobody, writes, ids, .. } = self;
        let Some(person) = people.get_mut(&who) else { return Ok(()) };
        let company = person.head.account.and_then(|id| accounts.get(&id));
        let account = company.map_or(&*nobody, |it| &it.account);
        let terms = agreed(&book.playbook, &person.lead, &person.terms);
        let desk = &desk.desk;
        let inputs = Inputs { playbook: &book.playbook, account, history: &[], traced: Traced::Weighed, desk, terms };
        let made = step(&inputs, &mut person.lead, person.history.as_deref().unwrap_or_default());
        person.head.account_seen = company.map_or(0, |it| it.row.version);
        person.touched = true;
        let mut recorder = Recorder { book, ids, writes };
        made.iter().filter(|it| is_kept(it)).try_for_each(|it| recorder.own_entry(person, it, recorded_at))
    }

    /// Decides everything of a lead that is due until now.
    pub fn settle(&mut self, who: Id) -> Result<()> {
        let until = self.moment_of(who);
        self.settle_until(who, until)
    }

    fn settle_until(&mut self, who: Id, until: Moment) -> Result<()> {
        self.with(who, until, |inputs, lead, _| decide::settle(inputs, lead, until))
    }

    /// Brings a loaded person up to what their account went through since it was last looked at, and to the version in
    /// force: what fell due before is decided with the account, and the version, as they were then.
    pub fn bring_up(&mut self, who: Id) -> Result<()> {
        let Some(person) = self.people.get_mut(&who) else { return Ok(()) };
        let missed = std::mem::take(&mut person.missed);
        let old = person.stale.clone();
        let book = old.unwrap_or_else(|| self.book.clone());
        self.live_through(who, &book, &missed, Moment::MAX)?;
        self.bring_up_book(who)?;
        self.catch_up(who, Moment::MAX)?;
        self.bring_up_desk(who)
    }

    /// Brings a person up to what others did to the account during this transaction, as if it had been loaded only now.
    /// Nothing is settled after `most`, the moment of what comes next in the stream.
    pub fn catch_up(&mut self, who: Id, most: Moment) -> Result<()> {
        let Some(person) = self.people.get(&who) else { return Ok(()) };
        let Some(company) = person.head.account.and_then(|id| self.accounts.get(&id)) else { return Ok(()) };
        let (seen, version) = (person.head.account_seen, company.row.version);
        if seen == version {
            return Ok(());
        }
        if person.lead.next_at.is_some_and(|next| next <= most) {
            let since = u64::try_from(seen).unwrap_or(0);
            let past: Vec<_> = company.past.iter().filter(|(_, state)| state.version >= since).cloned().collect();
            let book = self.book.clone();
            self.live_through(who, &book, &past, most)?;
        }
        let Some(person) = self.people.get_mut(&who) else { return Ok(()) };
        person.lead.join_account();
        person.head.account_seen = version;
        person.touched = true;
        Ok(())
    }

    /// Decides what fell due under each of these states of the account, until the next one came.
    fn live_through(&mut self, who: Id, book: &Arc<Book>, states: &[(Moment, Account)], most: Moment) -> Result<()> {
        for (until, account) in states {
            let until = (*until).min(most);
            let Some(person) = self.people.get_mut(&who) else { return Ok(()) };
            if person.lead.next_at.is_some_and(|next| next <= until) {
                self.settle_with(who, book, until, account)?;
            } else if let Some(settled) = person.lead.settled_at {
                // So that nothing is ever decided at an earlier moment with the account as it became later.
                person.lead.settled_at = Some(settled.max(until));
            }
        }
        Ok(())
    }

    fn settle_with(&mut self, who: Id, book: &Arc<Book>, until: Moment, account: &Account) -> Result<()> {
        let Scene { people, desk, writes, ids, .. } = self;
        let Some(person) = people.get_mut(&who) else { return Ok(()) };
        let version = i64::try_from(account.version).unwrap_or(i64::MAX);
        if person.head.account_seen != version {
            person.lead.join_account();
        }
        let terms = agreed(&book.playbook, &person.lead, &person.terms);
        let desk = &desk.desk;
        let inputs = Inputs { playbook: &book.playbook, account, history: &[], traced: Traced::Weighed, desk, terms };
        let made = decide::settle(&inputs, &mut person.lead, until);
        person.head.account_seen = version;
        person.touched = true;
        let recorded_at = person.head.recorded_at.max(until);
        let mut recorder = Recorder { book, ids, writes };
        made.iter().filter(|it| !it.changes.is_empty()).try_for_each(|it| recorder.own_entry(person, it, recorded_at))
    }

    fn bring_up_book(&mut self, who: Id) -> Result<()> {
        let now = self.moment_of(who);
        let Scene { people, accounts, book, nobody, .. } = self;
        let Some(person) = people.get_mut(&who) else { return Ok(()) };
        let Some(old) = person.stale.take() else { return Ok(()) };
        let company = person.head.account.and_then(|id| accounts.get(&id));
        let account = company.map_or(&*nobody, |it| &it.account);
        let facts = person.history.as_deref().unwrap_or_default();
        person.lead = person.lead.carried_over(&old.playbook, &book.playbook, account, facts.iter(), now);
        person.head.playbook = book.place;
        let how = if self.advances { Reconsider::Everything } else { Reconsider::Scores };
        let version = self.book.playbook.version.clone();
        self.reconsider(who, Cause::Playbook { version }, how)
    }

    /// Looks at a lead again because of something that is no fact of its own.
    pub fn reconsider(&mut self, who: Id, cause: Cause, how: Reconsider) -> Result<()> {
        let now = self.moment_of(who);
        self.with(who, now, |inputs, lead, _| {
            if lead.standing.entered_at.is_none() {
                return Vec::new();
            }
            let decided = decide::reconsider(inputs, lead, now, cause, how);
            decided.due.into_iter().chain([decided.own]).collect()
        })
    }

    /// Builds a lead's evidence anew because other facts count for it from now on, and looks at everything again. Gives
    /// the entry that tells of it: it stands in the stream whatever it changes. Everything due was decided before.
    pub fn gather(&mut self, who: Id, withdrawn: &[(u16, Stamp)], cause: Cause) -> Result<i64> {
        let now = self.moment_of(who);
        let Scene { people, accounts, book, desk, nobody, writes, ids, .. } = self;
        let Some(person) = people.get_mut(&who) else { return Ok(0) };
        let company = person.head.account.and_then(|id| accounts.get(&id));
        let account = company.map_or(&*nobody, |it| &it.account);
        let facts = person.history.as_deref().unwrap_or_default();
        person.lead.rebuild_restricted(&book.playbook, account, facts.iter(), withdrawn, now);
        let terms = agreed(&book.playbook, &person.lead, &person.terms);
        let desk = &desk.desk;
        let inputs = Inputs { playbook: &book.playbook, account, history: &[], traced: Traced::Weighed, desk, terms };
        let made = decide::reconsider(&inputs, &mut person.lead, now, cause, Reconsider::Everything);
        person.head.account_seen = company.map_or(0, |it| it.row.version);
        person.touched = true;
        let mut recorder = Recorder { book, ids, writes };
        let due = made.due.iter().filter(|it| !it.changes.is_empty());
        due.chain([&made.own]).try_for_each(|it| recorder.own_entry(person, it, now))?;
        Ok(person.head.seq)
    }

    /// Decides what a change of the account means for one of its people.
    pub fn account_changed(&mut self, who: Id) -> Result<()> {
        let now = self.moment_of(who);
        self.with(who, now, |inputs, lead, _| {
            let decided = decide::account_changed(inputs, lead, now);
            decided.due.into_iter().chain([decided.own]).collect()
        })
    }

    /// Makes a person one of another account's. Everything due was decided with the accounts as they were.
    /// `now` is when the fact that says so is recorded.
    pub fn belong(&mut self, who: Id, joined: Id, now: Moment) -> Result<()> {
        let Some(left) = self.people.get(&who).map(|person| person.head.account) else { return Ok(()) };
        if left == Some(joined) {
            return Ok(());
        }
        self.settle_until(who, now)?;
        let version = self.accounts.get(&joined).map_or(0, |it| it.row.version);
        let Some(person) = self.people.get_mut(&who) else { return Ok(()) };
        person.head.account = Some(joined);
        person.head.account_seen = version;
        person.touched = true;
        let known = person.lead.standing.entered_at.is_some();
        if known {
            person.lead.join_account();
            for account in left.into_iter().chain([joined]) {
                self.rebuild_account(account, None, now);
            }
        }
        Ok(())
    }

    /// Lets the account take a fact in, after everything of the lead due until now was decided with the account as it was.
    pub fn account_feels(&mut self, who: Id, fact: &Fact, retraction: bool) -> Result<()> {
        let now = fact.recorded_at;
        let kind = &self.book.playbook.fact_types[usize::from(fact.kind)];
        if fact.account_fields.is_empty() && kind.account_rules.is_empty() && !retraction {
            return Ok(());
        }
        let Some(account) = self.people.get(&who).and_then(|person| person.head.account) else { return Ok(()) };
        self.settle_until(who, now)?;
        if retraction {
            self.rebuild_account(account, Some((who, fact)), now);
            return Ok(());
        }
        let Scene { accounts, book, writes, people, .. } = self;
        let (Some(company), Some(person)) = (accounts.get_mut(&account), people.get_mut(&who)) else { return Ok(()) };
        let Some(change) = company.account.change_of(&book.playbook, fact) else { return Ok(()) };
        let before = total(book, &company.account, now);
        let was = company.account.clone();
        company.account.apply(&book.playbook, &change);
        let after = total(book, &company.account, now);
        let felt = !change.fields.is_empty() || book.account_felt(before, after, &change.points);
        let cause = Some((who, person.head.seq + 1));
        company.changed(now, cause, false, change.to_bytes(), felt, writes);
        company.past.push((company.row.recorded_at, was));
        person.head.account_seen = company.row.version;
        Ok(())
    }

    /// Builds an account anew from the facts of its people that still hold, once the retraction of a lead counts.
    pub fn rebuild_account(&mut self, account: Id, retraction: Option<(Id, &Fact)>, now: Moment) {
        let Scene { accounts, people, others, book, writes, .. } = self;
        let Some(company) = accounts.get_mut(&account) else { return };
        let mut roster = company.roster.clone();
        for (id, person) in people.iter() {
            if person.head.account == Some(account) {
                roster.insert(*id);
            } else {
                roster.remove(id);
            }
        }
        let streams = roster.iter().map(|id| {
            let own = people.get(id).and_then(|person| person.history.as_deref());
            let facts = own.or_else(|| others.get(id).map(Vec::as_slice)).unwrap_or_default();
            let new = retraction.filter(|(who, _)| who == id).map(|(_, fact)| fact);
            facts.iter().chain(new)
        });
        let rebuilt = company.account.rebuilt(&book.playbook, streams);
        let rebuilt = kept::carry(&book.playbook, &company.account, &company.kept, rebuilt);
        let changed = rebuilt != company.account;
        company.roster = roster;
        if changed || company.stale {
            let was = std::mem::replace(&mut company.account, rebuilt);
            company.account.version = u64::try_from(company.row.version + 1).unwrap_or(u64::MAX);
            company.row.playbook = book.place;
            let stale = std::mem::take(&mut company.stale);
            let bytes = company.account.to_bytes();
            company.changed(now, None, true, bytes, changed, writes);
            // What could not be read is no state to decide with.
            if !stale {
                company.past.push((company.row.recorded_at, was));
            }
        }
    }

    /// Decides a fact and records it. Gives the entry's number and what became of the fact.
    /// One of an import is only taken in: what it means is decided after the last of them ([`Scene::end_import`]).
    pub fn decide(
        &mut self,
        who: Id,
        fact: &Fact,
        body: String,
        id: &str,
        import: Option<i64>,
    ) -> Result<(i64, Outcome)> {
        if self.people.get(&who).and_then(|person| person.lead.next_at).is_some_and(|next| next <= fact.recorded_at) {
            self.settle_until(who, fact.recorded_at)?;
        }
        let Scene { people, accounts, book, desk, nobody, writes, ids, .. } = self;
        let Some(person) = people.get_mut(&who) else { return Ok((0, Outcome::UnknownFact)) };
        let company = person.head.account.and_then(|id| accounts.get(&id));
        let account = company.map_or(&*nobody, |it| &it.account);
        let history = person.history.as_deref().unwrap_or_default();
        // A trace costs more than the decision, so it is taken afterwards, of decisions that are worth one.
        let terms = agreed(&book.playbook, &person.lead, &person.terms);
        let desk = &desk.desk;
        let inputs = Inputs { playbook: &book.playbook, account, history, traced: Traced::No, desk, terms };
        let step = if import.is_some() { decide::take_in } else { decide::decide };
        let mut decided = step(&inputs, &mut person.lead, fact, fact.recorded_at);
        if import.is_some() {
            person.imported = person.imported.max(Some(fact.occurred_at));
        }
        let version = company.map_or(0, |it| it.row.version);
        person.head.account_seen = version;
        person.touched = true;
        let outcome = decided.own.outcome;
        let builtin = book.playbook.fact_types.get(usize::from(fact.kind)).and_then(|kind| kind.builtin);
        // What an import means is decided, and traced, once all of it is known.
        let told = import.is_none() || builtin.is_some_and(Builtin::is_act);
        if told && (builtin.is_some_and(consequences::is_act) || consequences::is_notable(&decided.own)) {
            decided.own.trace = Some(Trace::of(&book.playbook, &person.lead, account, fact.recorded_at));
        }
        let mut recorder = Recorder { book, ids, writes };
        let seq = recorder.fact_entry(person, fact, &decided.own, body, id, import)?;
        if let Some(history) = &mut person.history {
            history.push(fact.clone());
        }
        Ok((seq, outcome))
    }

    /// Decides once about everybody of whom an import told something, when all of it is known.
    pub fn end_import(&mut self) -> Result<()> {
        let told: Vec<(Id, bool)> = self
            .people
            .iter()
            .filter(|(_, it)| it.imported.is_some())
            .map(|(id, it)| (*id, consequences::is_past(it)))
            .collect();
        for (who, past) in told {
            self.catch_up(who, Moment::MAX)?;
            let how = if past { Reconsider::Quietly } else { Reconsider::Everything };
            self.reconsider(who, Cause::Imported { past }, how)?;
        }
        Ok(())
    }

    /// Ends the work: what people and accounts have become goes to what is written.
    pub fn finish(mut self) -> Result<Writes> {
        for person in std::mem::take(&mut self.people).into_values() {
            if !person.touched || (person.new && person.head.seq == 0) {
                continue;
            }
            let old = person.came_with.as_ref().unwrap_or(&self.book);
            consequences::count(old, &self.book, &person, &mut self.writes);
            handovers::changed(
                person.head.person,
                person.before.offer.as_ref(),
                &person.lead.standing,
                &mut self.writes,
            );
            let row = row(&self.book, &person, self.now);
            if person.new { self.writes.new_people.push(row) } else { self.writes.people.push(row) }
        }
        for mut company in std::mem::take(&mut self.accounts).into_values() {
            if !company.touched && !company.new {
                continue;
            }
            if company.row.recorded_at == Moment::MIN {
                company.row.recorded_at = company.row.created_at;
            }
            consequences::name_account(&self.book, &mut company, &mut self.writes);
            company.row.state = company.account.to_bytes();
            if company.new {
                self.writes.new_accounts.push(company.row);
            } else {
                self.writes.accounts.push(company.row);
            }
        }
        self.order_messages()?;
        Ok(self.writes)
    }

    /// A feed reads messages in the order of their ids. So they are ids of this moment, also where a file tells of the past,
    /// and they grow in the order of the decisions, also within one millisecond.
    fn order_messages(&mut self) -> Result<()> {
        let Scene { writes, ids, now, .. } = self;
        let mut made = writes.messages.iter().map(|_| ids.make(*now)).collect::<Result<Vec<_>>>()?;
        made.sort_unstable();
        writes.messages.iter_mut().zip(made).for_each(|(message, id)| message.message = id);
        Ok(())
    }
}

/// Whether a decision that no fact led to becomes an entry. That a lead came under another version does even where nothing
/// changed: what is decided later follows from when that was.
fn is_kept(decision: &Decision) -> bool {
    !decision.changes.is_empty() || matches!(decision.cause, Cause::Playbook { .. })
}

impl Person {
    /// The moment before which nothing more of them is decided.
    pub fn least(&self) -> Moment {
        let recorded = if self.head.seq > 0 { self.head.recorded_at } else { Moment::MIN };
        self.lead.settled_at.map_or(recorded, |settled| settled.max(recorded))
    }
}

/// The account's engagement.
fn total(book: &Book, account: &Account, now: Moment) -> i64 {
    if book.watches_accounts() {
        Rules::of_account(&book.playbook, account).total(&mut Phases::at(now.secs()))
    } else {
        0
    }
}

impl Company {
    fn changed(
        &mut self,
        now: Moment,
        cause: Option<(Id, i64)>,
        rebuilt: bool,
        change: Vec<u8>,
        felt: bool,
        writes: &mut Writes,
    ) {
        self.row.version = i64::try_from(self.account.version).unwrap_or(i64::MAX);
        self.row.recorded_at = self.row.recorded_at.max(now);
        self.touched = true;
        let (account, version, playbook) = (self.row.account, self.row.version, self.row.playbook);
        let recorded_at = self.row.recorded_at;
        writes.account_entries.push(AccountEntryRow {
            account,
            version,
            recorded_at,
            playbook,
            cause,
            rebuilt,
            change,
        });
        // Nobody else can be at an account that came into being just now.
        if felt && !self.new {
            writes.account_queue.insert(account, version);
        }
    }
}

/// A person as lists and the next decision read them.
fn row(book: &Book, person: &Person, now: Moment) -> PersonRow {
    let (head, lead) = (&person.head, &person.lead);
    let playbook = &book.playbook;
    let standing = &lead.standing;
    let id_of = |stage: u8| playbook.stages.get(usize::from(stage)).map(|it| it.id.to_string());
    PersonRow {
        person: head.person,
        created_at: head.created_at,
        seq: head.seq,
        recorded_at: head.recorded_at,
        account: head.account,
        account_seen: head.account_seen,
        playbook: head.playbook,
        next_at: next_at(head, lead, now),
        stage: standing.stage.and_then(id_of),
        disposition: standing.disposition.id().to_owned(),
        kind: standing.disposition.kind().map(|kind| kind.id().to_owned()),
        grade: i64::from(lead.grade()),
        band: i64::from(lead.band()),
        fit: lead.fit(),
        persona: lead.persona().and_then(|(it, _)| playbook.personas.get(usize::from(it))).map(|it| it.id.to_string()),
        owner: standing.owner.as_deref().map(str::to_owned),
        queue: standing.queue(playbook).to_owned(),
        entered_at: standing.entered_at.unwrap_or(head.created_at),
        source: lead.evidence.source.as_ref().map(|(_, it)| it.to_string()),
        name: consequences::text_field(playbook, lead, "name"),
        email: consequences::text_field(playbook, lead, "email").or_else(|| head.email.clone()),
        merged_into: head.merged_into,
        erased_at: head.erased_at,
        state: lead.to_bytes(),
        desk: head.desk,
    }
}

/// The moment that lists hold is a lower bound of a lower bound: while the one that they hold still lies ahead and is not
/// too late, it stays, because moving it costs two pages of an index for every fact.
fn next_at(head: &PersonHead, lead: &Lead, now: Moment) -> Option<Moment> {
    match (head.next_at, lead.next_at) {
        (Some(held), Some(next)) if held <= next && held > now => Some(held),
        (_, next) => next,
    }
}

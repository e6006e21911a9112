//! The writers: threads with one connection each, which take what waits, decide it in one transaction and answer.
//!
//! Group commit: what waits while a transaction runs is the next one's work; an idle writer begins at once. SQLite has one
//! writer. PostgreSQL has two, so that one decides while the other one's commit is under way.

use crate::book::{self, Book, Books, InForce};
use crate::commit;
use crate::dialect::{Address, Conn};
use crate::error::{Result, StoreError};
use crate::id::Ids;
use crate::intake::Answered;
use crate::intake::facts::{self, Asked};
use crate::intake::held;
use crate::intake::prepare::Prepared;
use crate::limits;
use crate::rows::Writes;
use crate::sqlite::Role;
use crate::unreadable::Aside;
use kopru_engine::time::Moment;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

/// Tells the time: the only way in which the store learns it.
pub type Clock = Arc<dyn Fn() -> Moment + Send + Sync>;

/// Something that a writer does with its connection.
pub(crate) type Work = Box<dyn FnOnce(&mut Writer) + Send>;

/// What waits for a writer.
pub(crate) enum Call {
    /// Facts, and who waits for their answers.
    Facts(Vec<Prepared>, oneshot::Sender<Result<Vec<Answered>>>),
    /// Anything else.
    Work(Work),
}

/// What all connections of a store share.
pub(crate) struct Shared {
    pub address: Address,
    pub workspace: i64,
    pub clock: Clock,
    pub books: Books,
    pub secret: Vec<u8>,
    /// The version in force as the last transaction saw it: facts are made ready with it.
    pub current: RwLock<Option<Arc<Book>>>,
    pub handle: Handle,
    /// Leads that cannot be read.
    pub aside: Aside,
}

impl Shared {
    pub fn now(&self) -> Moment {
        (self.clock)()
    }

    pub fn current(&self) -> Option<Arc<Book>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_current(&self, book: Arc<Book>) {
        let known = self.current().is_some_and(|known| known.place == book.place);
        if !known {
            *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(book);
        }
    }
}

/// A writer.
pub(crate) struct Writer {
    pub shared: Arc<Shared>,
    pub ids: Ids,
    conn: Option<Conn>,
    slot: i64,
    /// Not before this moment is a lost connection made anew, and how long the next wait is, in seconds.
    retry: (Moment, i64),
}

impl Writer {
    pub fn new(shared: Arc<Shared>, conn: Option<Conn>) -> Writer {
        Writer { shared, ids: Ids::default(), conn, slot: -1, retry: (Moment::MIN, 1) }
    }

    /// Takes calls until nobody can make any more.
    pub fn run(mut self, calls: &Mutex<mpsc::Receiver<Call>>) {
        loop {
            let mut group = Vec::new();
            {
                let mut calls = calls.lock().unwrap_or_else(PoisonError::into_inner);
                let Some(first) = calls.blocking_recv() else { return };
                let mut count = size(&first);
                group.push(first);
                while count < limits::BATCH_FACTS_MAX {
                    let Ok(next) = calls.try_recv() else { break };
                    count += size(&next);
                    group.push(next);
                }
            }
            self.answer(group);
        }
    }

    fn answer(&mut self, group: Vec<Call>) {
        let mut facts = Vec::new();
        let mut waiting = Vec::new();
        for call in group {
            match call {
                Call::Facts(mut more, who) => {
                    waiting.push((more.len(), who));
                    facts.append(&mut more);
                }
                Call::Work(work) => {
                    self.answer_facts(&mut facts, &mut waiting);
                    work(self);
                }
            }
        }
        self.answer_facts(&mut facts, &mut waiting);
    }

    fn answer_facts(
        &mut self,
        facts: &mut Vec<Prepared>,
        waiting: &mut Vec<(usize, oneshot::Sender<Result<Vec<Answered>>>)>,
    ) {
        if facts.is_empty() {
            for (_, who) in waiting.drain(..) {
                let _ = who.send(Ok(Vec::new()));
            }
            return;
        }
        let facts = std::mem::take(facts);
        match self.take(&facts) {
            Ok(answers) => {
                let mut answers = answers.into_iter();
                for (count, who) in waiting.drain(..) {
                    // Somebody who no longer waits asks again and learns that the fact is known.
                    let _ = who.send(Ok(answers.by_ref().take(count).collect()));
                }
            }
            Err(fault) => {
                for (_, who) in waiting.drain(..) {
                    let _ = who.send(Err(fault.clone()));
                }
            }
        }
    }

    /// Decides facts and writes them, in one transaction; in several, and one lead's facts wait, where that lead cannot be
    /// read: nobody else's facts are kept back by it, and its own are not lost.
    pub fn take(&mut self, facts: &[Prepared]) -> Result<Vec<Answered>> {
        let taken = self.deciding(|shared, conn, ids, in_force, now| {
            facts::take(conn, &shared.books, shared.workspace, in_force, &shared.secret, ids, facts, Asked::No, now)
        });
        match (taken, facts) {
            (Err(fault @ StoreError::Corrupt(_)), [fact]) => self.deciding(|shared, conn, ids, in_force, now| {
                let held = held::hold(shared, conn, ids, in_force, now, fact, &fault)?;
                Ok((held.0, vec![held.1]))
            }),
            (Err(StoreError::Corrupt(_)), _) => {
                let (some, others) = facts.split_at(facts.len() / 2);
                let mut answers = self.take(some)?;
                answers.append(&mut self.take(others)?);
                Ok(answers)
            }
            (taken, _) => taken,
        }
    }

    /// Runs something that decides: with the version in force, and what it gives is written.
    pub fn deciding<T>(
        &mut self,
        mut decide: impl FnMut(&Shared, &mut Conn, &mut Ids, InForce, Moment) -> Result<(Writes, T)>,
    ) -> Result<T> {
        self.transaction(|shared, conn, ids, slot, now| {
            let in_force = book::in_force(conn, shared.workspace)?.ok_or_else(no_playbook)?;
            shared.set_current(shared.books.get(conn, shared.workspace, in_force.place)?);
            let (writes, answer) = decide(shared, conn, ids, in_force, now)?;
            commit::write(conn, shared.workspace, slot, &writes)?;
            Ok(answer)
        })
    }

    /// Runs something that decides and keeps nothing of it.
    pub fn rehearsing<T>(
        &mut self,
        mut decide: impl FnMut(&Shared, &mut Conn, &mut Ids, InForce, Moment) -> Result<T>,
    ) -> Result<T> {
        self.tried(false, |shared, conn, ids, _, now| {
            let in_force = book::in_force(conn, shared.workspace)?.ok_or_else(no_playbook)?;
            decide(shared, conn, ids, in_force, now)
        })
    }

    /// Runs a transaction; one that another stood in the way of is run again.
    pub fn transaction<T>(
        &mut self,
        work: impl FnMut(&Shared, &mut Conn, &mut Ids, i64, Moment) -> Result<T>,
    ) -> Result<T> {
        self.tried(true, work)
    }

    fn tried<T>(
        &mut self,
        keep: bool,
        mut work: impl FnMut(&Shared, &mut Conn, &mut Ids, i64, Moment) -> Result<T>,
    ) -> Result<T> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.attempt(keep, &mut work) {
                Err(StoreError::Conflict(_)) if tries < limits::TRIES_MAX => {}
                other => return other,
            }
        }
    }

    fn attempt<T>(
        &mut self,
        keep: bool,
        work: &mut impl FnMut(&Shared, &mut Conn, &mut Ids, i64, Moment) -> Result<T>,
    ) -> Result<T> {
        self.connected()?;
        let Writer { shared, ids, conn, slot, .. } = self;
        let Some(conn) = conn else {
            return Err(StoreError::Unavailable("no connection".into()));
        };
        if *slot < 0 {
            *slot = conn.counter_slot()?;
        }
        conn.begin()?;
        let done = work(shared, conn, ids, *slot, shared.now());
        match done {
            Ok(answer) if keep => conn.commit().map(|()| answer),
            other => {
                conn.rollback();
                other
            }
        }
    }

    /// Makes a lost connection anew, with a longer wait after each failure.
    pub fn connected(&mut self) -> Result<&mut Conn> {
        if self.conn.as_ref().is_some_and(Conn::is_closed) {
            self.conn = None;
            self.slot = -1;
        }
        if self.conn.is_none() {
            let now = self.shared.now();
            let (from, wait) = self.retry;
            if now < from {
                return Err(StoreError::Unavailable(format!("the connection was lost; next try at {from}")));
            }
            match self.shared.address.connect(Role::Writer, &self.shared.handle) {
                Ok(conn) => {
                    self.conn = Some(conn);
                    self.retry = (Moment::MIN, 1);
                }
                Err(fault) => {
                    self.retry = (now.plus_secs(wait), (wait * 2).min(limits::RECONNECT_SECS_MAX));
                    return Err(fault);
                }
            }
        }
        self.conn.as_mut().ok_or_else(|| StoreError::Unavailable("no connection".into()))
    }
}

fn size(call: &Call) -> usize {
    match call {
        Call::Facts(facts, _) => facts.len().max(1),
        // Whatever else is done stands alone.
        Call::Work(_) => limits::BATCH_FACTS_MAX,
    }
}

pub(crate) fn no_playbook() -> StoreError {
    StoreError::Refused(
        "no_playbook",
        "no playbook is published yet: `kopru playbook publish FILE` says by which agreement leads are decided".into(),
    )
}
